//! Registrable domains: the part of a host that somebody owns.
//!
//! Responsible for cutting `www.north.press.co.uk` to `press.co.uk`. Not responsible for which outlet owns it ([`super::table`]).
//!
//! The list of public suffixes is thousands of lines that change weekly; the news stands below few of them. Here a domain of a country
//! (two letters) keeps a third label where the second is one under which anybody registers (`co`, `com`, `org` ...).

/// Second labels below a country's domain under which anybody registers.
const SHARED: [&str; 26] = [
    "ac", "asn", "co", "com", "ed", "edu", "go", "gob", "gov", "govt", "gouv", "id", "ltd", "me", "mil", "ne", "net", "nhs",
    "nom", "or", "org", "plc", "press", "sch", "info", "web",
];

/// Domains below which anybody has a site of their own.
const HOSTS: [&str; 14] = [
    "blogspot.com",
    "blogspot.de",
    "github.io",
    "livejournal.com",
    "medium.com",
    "over-blog.com",
    "substack.com",
    "tumblr.com",
    "typepad.com",
    "weebly.com",
    "wixsite.com",
    "wordpress.com",
    "pages.dev",
    "ghost.io",
];

/// A longer name is that of no host.
pub(super) const MOST_HOST_BYTES: usize = 253;

/// The registrable domain of a host or an address, in lower case; none for what is no domain (an IP address, one label).
#[must_use]
pub fn registrable(address: &str) -> Option<String> {
    let rest = address.trim().split_once("://").map_or_else(|| address.trim(), |(_, rest)| rest);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.').to_lowercase();
    let known = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    if host.len() > MOST_HOST_BYTES || !host.chars().all(known) || host.split('.').any(str::is_empty) {
        return None;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let [.., second, top] = labels[..] else { return None };
    if top.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let hosted = || HOSTS.iter().any(|known| known.split_once('.') == Some((second, top)));
    let shared =
        labels.len() > 2 && labels[labels.len() - 3] != "www" && (top.len() == 2 && SHARED.contains(&second) || hosted());
    Some(labels[labels.len() - if shared { 3 } else { 2 }..].join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_cut_to_what_somebody_owns() {
        for (address, want) in [
            ("https://www.ferry.example/a/b?c", Some("ferry.example")),
            ("http://u:p@North.Press.co.uk:80/x", Some("press.co.uk")),
            ("//edition.ferry.com.au", Some("ferry.com.au")),
            ("co.uk", Some("co.uk")),
            ("https://ferrynotes.blogspot.com/2020", Some("ferrynotes.blogspot.com")),
            ("https://www.medium.com/x", Some("medium.com")),
            ("ferry.example", Some("ferry.example")),
            ("http://127.0.0.1/x", None),
            ("localhost", None),
            ("a sentence. With a point", None),
            ("http:///x", None),
            ("", None),
        ] {
            assert_eq!(registrable(address).as_deref(), want, "{address}");
        }
    }
}
