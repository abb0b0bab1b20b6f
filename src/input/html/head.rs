//! What a page declares in its `meta`, `link` and `time` tags and in its headings.
//!
//! Responsible for the names under which sites write title, outlet, byline, language, addresses and dates. Not responsible for JSON-LD
//! ([`super::json_ld`]) or for which of several declarations holds ([`super`]).

use crate::article::DeclaredKind;
use dom_query::{Document, NodeRef};

/// Tags that are looked at.
const MAX_TAGS: usize = 5_000;

/// Names of `meta` tags for the publication time, the better first; compared without case and without what is not a letter or digit.
#[rustfmt::skip]
const PUBLISHED: [&str; 46] = [
    "articlepublishedtime", "articlepublished", "articlepublicationdate", "ogarticlepublishedtime", "ogpublishedtime", "datepublished",
    "rnewsdatepublished", "publishedtime", "publishedat", "publisheddate", "publishdate", "publishtime", "publicationdate", "pubdate",
    "parselypubdate", "cxenseparserecspublishtime", "cxenseparsepublishtime", "sailthrudate", "btpubdate", "originalpublicationdate",
    "articledateoriginal", "firstpublished", "dctermsissued", "dcdateissued", "dctermsdateissued", "dctermsavailable", "dctermscreated",
    "dcdatecreated", "dctermsdate", "dcdate", "prismpublicationdate", "citationpublicationdate", "citationonlinedate", "weiboarticlecreateat",
    "iso8601publishdate", "articlecreated", "articlepubdate", "displaydate", "storydate", "newsdate", "analyticsattributesarticledate",
    "vrpublishedtime", "ptime", "datepublication", "contentcreated", "date",
];

/// Names of `meta` tags for the time of the last change.
#[rustfmt::skip]
const MODIFIED: [&str; 14] = [
    "articlemodifiedtime", "articlemodified", "ogarticlemodifiedtime", "ogupdatedtime", "datemodified", "lastmodified", "lastmod",
    "dctermsmodified", "dcdatemodified", "modifiedtime", "revised", "updatedtime", "dateupdated", "articleupdated",
];

/// What the tags say, each list in the order of the page (dates in the order of their names above).
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    pub(super) site_name: Option<String>,
    /// A name of less weight: of the program behind the page, or of who publishes it.
    pub(super) other_name: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) language: Option<String>,
    pub(super) canonical: Option<String>,
    pub(super) og_url: Option<String>,
    pub(super) published: Vec<String>,
    pub(super) modified: Vec<String>,
    /// `<time>` tags that say they are the publication, else the first of the article.
    pub(super) times: Vec<String>,
    pub(super) times_modified: Vec<String>,
    pub(super) declared: Vec<(DeclaredKind, String)>,
}

/// Reads the tags of a page.
pub(super) fn read(doc: &Document) -> Head {
    let mut head = Head::default();
    let mut meta = Metas::default();
    let mut links: Vec<(String, String)> = Vec::new();
    let mut times = Times::default();
    let mut heading: Option<String> = None;
    let mut titles: Vec<String> = Vec::new();
    let mut author: Option<(u8, String)> = None;
    let root = doc.root();
    for node in root.descendants_it().filter(NodeRef::is_element) {
        let Some(name) = node.node_name() else { continue };
        match &*name {
            "meta" => meta.add(&node),
            "link" => links.extend(value(&node, "rel").zip(value(&node, "href"))),
            "time" => times.add(&node),
            "html" => head.language = value(&node, "lang").or_else(|| value(&node, "xml:lang")),
            "title" => titles.extend(words(&node)),
            "h1" if heading.is_none() => heading = words(&node),
            _ => {
                meta.add_microdata(&node);
                let rank = author_rank(&node);
                if rank > author.as_ref().map_or(0, |(rank, _)| *rank)
                    && let Some(name) = words(&node).filter(|name| name.len() <= 120)
                {
                    author = Some((rank, name));
                }
            }
        }
    }
    let is_canonical = |rel: &str| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"));
    head.canonical = links.iter().find(|(rel, _)| is_canonical(rel)).map(|(_, href)| href.clone());
    head.og_url = meta.first(&["ogurl"]);
    head.site_name = meta.first(&["ogsitename"]);
    head.other_name = meta.first(&["applicationname", "dcpublisher", "dctermspublisher"]);
    head.language = head.language.take().or_else(|| meta.first(&["contentlanguage", "language", "dclanguage", "oglocale"]));
    let name = meta.first(&[
        "author",
        "articleauthor",
        "byl",
        "parselyauthor",
        "sailthruauthor",
        "dccreator",
        "dctermscreator",
        "byline",
    ]);
    head.byline =
        name.filter(|name| !name.starts_with("http")).or(author.map(|(_, name)| name)).and_then(|name| without_by(&name));
    let title = meta.first(&["ogtitle", "twittertitle", "dctitle", "dctermstitle", "parselytitle", "sailthrutitle"]);
    let suffixed = titles.into_iter().next();
    let site = head.site_name.clone().or_else(|| head.other_name.clone());
    head.title = title.map(|title| without_name(&title, site.as_deref())).or_else(|| match (&suffixed, heading) {
        // The heading, where it is most of the page's title; else it may be the site's.
        (Some(whole), Some(heading)) if whole.contains(&heading) && heading.len() * 2 > whole.len() => Some(heading),
        (Some(whole), _) => Some(without_site(whole, site.as_deref())),
        (None, heading) => heading,
    });
    head.published = meta.all(&PUBLISHED);
    head.modified = meta.all(&MODIFIED);
    (head.times, head.times_modified) = times.chosen();
    if let Some(address) = &head.canonical {
        head.declared.push((DeclaredKind::Canonical, address.clone()));
    }
    for (kind, name) in [(DeclaredKind::SyndicationSource, "syndicationsource"), (DeclaredKind::OriginalSource, "originalsource")]
    {
        let linked = links.iter().filter(|(rel, _)| normal(rel) == name).map(|(_, href)| href.clone());
        let values: Vec<String> = meta.all(&[name]).into_iter().chain(linked).collect();
        head.declared.extend(values.into_iter().map(|value| (kind, value)));
    }
    head
}

/// An attribute's value, if it has letters or digits.
fn value(node: &NodeRef, name: &str) -> Option<String> {
    let value = node.attr(name)?;
    let value = value.trim();
    value.contains(char::is_alphanumeric).then(|| value.to_owned())
}

/// The words below a node on one line.
fn words(node: &NodeRef) -> Option<String> {
    let text = node.text();
    let words: Vec<&str> = text.split_whitespace().take(200).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A name without its case and marks: `article:published_time` and `article.published-time` are one.
fn normal(name: &str) -> String {
    name.chars().take(64).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A byline without its "by", and without the date that some sites print in the same element.
fn without_by(name: &str) -> Option<String> {
    const BY: [&str; 10] = ["by", "by:", "por", "por:", "par", "par:", "von", "von:", "di", "written"];
    let mut words: Vec<&str> = name.split_whitespace().collect();
    while words.len() > 1 && BY.contains(&words[0].to_lowercase().as_str()) {
        words.remove(0);
    }
    let name = words.join(" ");
    let end = name.find(|c: char| c.is_numeric() || matches!(c, '|' | '•' | '·' | '@'));
    let mut words: Vec<&str> = name[..end.unwrap_or(name.len())].split(' ').filter(|word| !word.is_empty()).collect();
    // A month or a weekday that the number stands behind; by itself it may be a name.
    while end.is_some() && words.len() > 1 && words.last().is_some_and(|word| is_of_a_date(word)) {
        words.pop();
    }
    let name = words.join(" ");
    let name = name.trim_end_matches([',', '-', '–', '—', '/', '(', ':', ' ']);
    (!name.is_empty() && !name.starts_with("http")).then(|| name.to_owned())
}

fn is_of_a_date(word: &str) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    letters.is_empty() || crate::input::calendar::month(letters).is_some() || crate::input::calendar::is_weekday(letters)
}

/// A title without the site's name behind its last bar or dash.
fn without_site(title: &str, site: Option<&str>) -> String {
    let parts = [" | ", " - ", " – ", " — ", " · ", " :: ", " » "];
    let Some((at, mark)) = parts.iter().filter_map(|mark| title.rfind(mark).map(|at| (at, mark))).max() else {
        return title.to_owned();
    };
    let (front, back) = (&title[..at], &title[at + mark.len()..]);
    let is_site = site.is_some_and(|site| crate::text::fold(site) == crate::text::fold(back));
    // A title is longer than a name.
    let shorter = back.split_whitespace().count() <= 4 && front.split_whitespace().count() >= 3;
    if is_site || shorter { front.trim().to_owned() } else { title.to_owned() }
}

/// A title without the site's own name behind its last bar or dash.
fn without_name(title: &str, site: Option<&str>) -> String {
    let cut = title.rfind(['|', '-', '–', '—', '·', '»']).map(|at| (&title[..at], &title[at..]));
    match (cut, site.map(crate::text::fold)) {
        (Some((front, back)), Some(site))
            if !site.is_empty() && crate::text::fold(back) == site && front.trim().contains(' ') =>
        {
            front.trim_end_matches([' ', ':', '|']).to_owned()
        }
        _ => title.to_owned(),
    }
}

/// How surely an element holds the author's name and nothing else; 0 for one that does not.
fn author_rank(node: &NodeRef) -> u8 {
    const CLASSES: [&str; 7] =
        ["byline", "author", "author-name", "byline-name", "article-author", "article__author", "article-byline"];
    let has = |name: &str, wanted: &[&str]| {
        node.attr(name)
            .is_some_and(|found| found.split_whitespace().any(|word| wanted.contains(&word.to_ascii_lowercase().as_str())))
    };
    if has("rel", &["author"]) {
        3
    } else if has("itemprop", &["author", "creator"]) {
        2
    } else {
        u8::from(has("class", &CLASSES))
    }
}

/// `meta` tags by their names, and microdata that says the same.
#[derive(Debug, Default)]
struct Metas {
    found: Vec<(String, String)>,
}

impl Metas {
    fn add(&mut self, node: &NodeRef) {
        let Some(content) = value(node, "content") else { return };
        for name in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(key) = value(node, name)
                // The standard's name is `application-name`; under this one stands anything.
                && !key.eq_ignore_ascii_case("applicationname")
                && self.found.len() < MAX_TAGS
            {
                self.found.push((normal(&key), content.clone()));
            }
        }
    }

    /// `<span itemprop="datePublished" content="...">`; the words where there is no content.
    fn add_microdata(&mut self, node: &NodeRef) {
        let Some(key) = value(node, "itemprop").map(|key| normal(&key)) else { return };
        if !matches!(key.as_str(), "datepublished" | "datemodified" | "inlanguage") || self.found.len() >= MAX_TAGS {
            return;
        }
        if let Some(content) = value(node, "content").or_else(|| value(node, "datetime")).or_else(|| words(node)) {
            self.found.push((key, content));
        }
    }

    /// The values of some names, by the order of the names and then of the page.
    fn all(&self, names: &[&str]) -> Vec<String> {
        names
            .iter()
            .flat_map(|name| self.found.iter().filter(move |(key, _)| key == name))
            .map(|(_, value)| value.clone())
            .collect()
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.found.iter().find(|(key, _)| key == name)).map(|(_, value)| value.clone())
    }
}

/// `<time>` tags.
#[derive(Debug, Default)]
struct Times {
    marked: Vec<String>,
    modified: Vec<String>,
    /// Those of the article, and those that stand anywhere outside of lists and teasers.
    in_article: Vec<String>,
    elsewhere: Vec<String>,
}

impl Times {
    fn add(&mut self, node: &NodeRef) {
        // The attribute is the time; without it the words are.
        let Some(text) = value(node, "datetime").or_else(|| words(node)).filter(|text| text.chars().any(char::is_numeric)) else {
            return;
        };
        if self.marked.len() + self.modified.len() + self.in_article.len() + self.elsewhere.len() > MAX_TAGS {
            return;
        }
        let outer: Vec<String> =
            node.ancestors_it(Some(12)).filter_map(|outer| outer.node_name().map(|name| name.to_string())).collect();
        let inside = |names: &[&str]| outer.iter().any(|name| names.contains(&name.as_str()));
        if inside(&["nav", "footer", "aside"]) {
            return;
        }
        let signs =
            ["itemprop", "class"].iter().filter_map(|name| value(node, name)).map(|sign| normal(&sign)).collect::<String>();
        let around = node.parent().and_then(|parent| words(&parent)).unwrap_or_default().to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| around.starts_with(word));
        let updated = ["updated", "modified", "last updated", "aktualisiert", "actualizado", "mis à jour", "更新"];
        if signs.contains("modified") || signs.contains("updated") || says(&updated) && !signs.contains("publish") {
            self.modified.push(text);
        } else if signs.contains("publish") || node.has_attr("pubdate") {
            self.marked.push(text);
        } else if !inside(&["li"]) {
            // In lists stand the times of other articles.
            let list = if inside(&["article", "main"]) { &mut self.in_article } else { &mut self.elsewhere };
            list.push(text);
        }
    }

    /// The publication and the changes. Of tags that do not say what they are only the first counts: others are of comments and teasers.
    fn chosen(self) -> (Vec<String>, Vec<String>) {
        let published = if self.marked.is_empty() {
            self.in_article.into_iter().chain(self.elsewhere).take(1).collect()
        } else {
            self.marked
        };
        (published, self.modified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(page: &str) -> Head {
        read(&Document::from(page))
    }

    #[test]
    fn names_of_tags_are_compared_without_marks() {
        let found = head(
            "<html lang=en-GB><meta property='article:published_time' content='A1'><meta name='dc.date.issued' content=C3>\
            <meta name=parsely-pub-date content=B2><meta property=og:site_name content='Ferry Post'><meta name=AUTHOR content='By Ada Quill'>\
            <link rel='Canonical' href='https://wire.example/1'><meta name=syndication-source content='https://wire.example/2'>\
            <meta name='original-source' content='https://wire.example/3'><meta name='original-source' content='https://wire.example/4'>",
        );
        assert_eq!(found.published, ["A1", "B2", "C3"]);
        assert_eq!((found.site_name.as_deref(), found.byline.as_deref()), (Some("Ferry Post"), Some("Ada Quill")));
        let kinds: Vec<_> = found.declared.iter().map(|(kind, value)| (*kind, &value[value.len() - 1..])).collect();
        assert_eq!(
            kinds,
            [
                (DeclaredKind::Canonical, "1"),
                (DeclaredKind::SyndicationSource, "2"),
                (DeclaredKind::OriginalSource, "3"),
                (DeclaredKind::OriginalSource, "4")
            ]
        );
    }

    #[test]
    fn a_byline_is_a_name() {
        for (byline, want) in [
            ("By Ada Quill", Some("Ada Quill")),
            ("BY: Ada Quill | May 6", Some("Ada Quill")),
            ("Ada Quill - May 6, 2024 8:02 pm UTC", Some("Ada Quill")),
            ("Por Inés Robledo", Some("Inés Robledo")),
            ("Written by Ada Quill and Jory May", Some("Ada Quill and Jory May")),
            ("May Sarton", Some("May Sarton")),
            ("6 May 2024", None),
            ("https://social.example/ada", None),
        ] {
            assert_eq!(without_by(byline).as_deref(), want, "{byline}");
        }
        let page = "<p class=byline>x <a rel=author>Ada Quill</a> 3 hours ago</p><meta name=applicationName content=article>";
        assert_eq!((head(page).byline.as_deref(), head(page).other_name), (Some("Ada Quill"), None));
    }

    #[test]
    fn a_time_tag_is_the_publication_where_it_can_be() {
        let times = |page: &str| {
            let found = head(page);
            (found.times.join(" "), found.times_modified.join(" "))
        };
        for (page, want) in [
            (
                "<nav><time datetime=1>x</time></nav><article><time datetime=2>x</time><time datetime=3>x</time></article>",
                ("2", ""),
            ),
            ("<time datetime=1>x</time><p>Updated <time datetime=2>x</time></p><time pubdate datetime=3>x</time>", ("3", "2")),
            ("<ul><li><time datetime=1>x</time></ul><p><time class=published datetime=2>x</time>", ("2", "")),
            ("<p><time>May 6, 2024</time>", ("May 6, 2024", "")),
            ("<p><time>yesterday</time>", ("", "")),
        ] {
            assert_eq!(times(page), (want.0.to_owned(), want.1.to_owned()), "{page}");
        }
    }

    #[test]
    fn a_title_is_told_from_the_site_s_name() {
        for (page, want) in [
            ("<title>Ferry late again on Monday | Ferry Post</title><h1>Ferry Post</h1>", "Ferry late again on Monday"),
            (
                "<title>Ferry late - again and again | The Post</title><h1>Ferry late - again and again</h1>",
                "Ferry late - again and again",
            ),
            ("<title>Late</title>", "Late"),
            ("<h1>Late <i>again</i></h1>", "Late again"),
            ("<meta property=og:title content='Og'><title>Late</title>", "Og"),
            (
                "<meta property=og:site_name content='The Post'><meta property=og:title content='Ferry late | The Post'>",
                "Ferry late",
            ),
        ] {
            assert_eq!(head(page).title.as_deref(), Some(want), "{page}");
        }
    }
}
