//! The shape of a line, whatever its words: addresses, credits, lists of names, rows of numbers, quotation marks.

use memchr::memchr2;

/// Tokens of a line that may stand beside an address.
const BESIDE_AN_ADDRESS: usize = 5;

/// Digits of a telephone number, at least.
const PHONE_DIGITS: usize = 7;

/// Words of a list of names, at least, and the share of them that is capitalised.
const LIST_WORDS: usize = 25;
const CAPITALISED: f64 = 0.9;

/// Words before the colon of a link, at most, and fewer than its headline has.
const GLUED_LABEL_WORDS: usize = 3;

/// Words of the credit of a picture.
const CREDIT_WORDS: std::ops::RangeInclusive<usize> = 3..=14;

/// Follows quotation marks through a line.
#[derive(Debug, Default)]
pub(super) struct Quoted {
    open: bool,
}

impl Quoted {
    /// Reads on, and says whether a quotation was opened.
    pub fn follow(&mut self, text: &str) -> bool {
        let mut opened = false;
        for c in text.chars() {
            match c {
                '“' | '„' | '«' | '「' => self.open = true,
                '”' | '»' | '」' => self.open = false,
                '"' => self.open = !self.open,
                _ => continue,
            }
            opened |= self.open;
        }
        opened
    }

    pub const fn is_open(&self) -> bool {
        self.open
    }
}

/// Whether the quotation in which a sentence begins lasts for half of it: `“The Hour” begins at nine` begins in a name.
pub(super) fn is_mostly_quoted(text: &str) -> bool {
    text.find(['"', '”', '»', '」']).is_none_or(|at| 2 * at >= text.len())
}

/// A line that is an address of the web, of mail, an account or a telephone, and little else.
pub(super) fn is_address(text: &str) -> bool {
    // Most lines hold nothing that can be one.
    let bytes = text.as_bytes();
    let phone = || bytes.iter().filter(|byte| byte.is_ascii_digit()).count() >= PHONE_DIGITS && text.contains(['-', '(', '+']);
    if memchr2(b'@', b'/', bytes).is_none() && !text.contains("www.") && !phone() {
        return false;
    }
    let mut addresses = 0;
    let mut others = 0;
    let mut digits = 0;
    let mut other_than_phone = 0;
    for token in text.split_whitespace() {
        if is_web(token) || is_mail(token) || token.starts_with('@') && token.len() > 2 {
            addresses += 1;
        } else if token.chars().all(|c| c.is_ascii_digit() || "()-+./".contains(c)) && !is_years(token) {
            digits += token.chars().filter(char::is_ascii_digit).count();
            others += 1;
        } else {
            other_than_phone += 1;
            others += 1;
        }
        if others > 2 * BESIDE_AN_ADDRESS {
            return false;
        }
    }
    addresses > 0 && others <= BESIDE_AN_ADDRESS
        || digits >= PHONE_DIGITS && other_than_phone < BESIDE_AN_ADDRESS && text.contains(['-', '(', '+'])
}

/// An address in a sentence: of the web, with or without its scheme, of mail, or an account.
pub(super) fn is_addressed(token: &str) -> bool {
    let bare = token.trim_start_matches(['(', '[']);
    is_web(token) || is_mail(token) || bare.starts_with('@') && bare.len() > 2 || is_host(token)
}

/// "1850-1900", which has as many digits as a telephone number.
fn is_years(token: &str) -> bool {
    token
        .split_once('-')
        .is_some_and(|years| [years.0, years.1].iter().all(|year| year.len() == 4 && year.parse::<u32>().is_ok()))
}

fn is_web(token: &str) -> bool {
    let token = token.trim_start_matches(['(', '[', '<']);
    token.starts_with("http://") || token.starts_with("https://") || token.starts_with("www.")
}

/// "press.example.org", "example.com/news".
fn is_host(token: &str) -> bool {
    let host = token.split('/').next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
    host.rsplit_once('.').is_some_and(|(name, top)| {
        (2..=4).contains(&top.len())
            && top.chars().all(|c| c.is_ascii_lowercase())
            && name.len() > 2
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
    })
}

fn is_mail(token: &str) -> bool {
    token.split_once('@').is_some_and(|(name, host)| {
        name.ends_with(|c: char| c.is_alphanumeric())
            && host.starts_with(|c: char| c.is_alphanumeric())
            && host.trim_end_matches(|c: char| !c.is_alphanumeric()).contains('.')
    })
}

/// "By Ann Doe and John Roe": names behind the word that begins a byline.
pub(super) fn is_byline(text: &str) -> bool {
    let names: Vec<&str> = text.split_whitespace().skip(1).collect();
    let name = |token: &&&str| token.starts_with(char::is_uppercase);
    (2..=8).contains(&names.len())
        && names.iter().filter(name).count() + 1 >= names.len()
        && names.iter().all(|token| token.chars().count() <= 3 || token.starts_with(char::is_uppercase))
}

/// "– Ann Doe": a name behind a dash.
pub(super) fn is_signature(text: &str) -> bool {
    let rest = text.trim_start_matches(['-', '–', '—', '•', '⦁']);
    rest.len() < text.len() && {
        let names: Vec<&str> = rest.split_whitespace().collect();
        (2..=4).contains(&names.len())
            && names
                .iter()
                .all(|name| name.starts_with(char::is_uppercase) && name.chars().all(|c| c.is_alphabetic() || "'’-.".contains(c)))
    }
}

/// "Harbour:New lights for the old harbour": a link whose space after the colon was lost with its markup.
pub(super) fn is_glued_link(text: &str) -> bool {
    text.split_once(':').is_some_and(|(label, headline)| {
        let label: Vec<&str> = label.split(' ').collect();
        label.len() <= GLUED_LABEL_WORDS
            && label[0].starts_with(char::is_uppercase)
            // "NOTE:Average shares are those of March" is a report's own.
            && label[0].contains(char::is_lowercase)
            && label.iter().all(|word| word.ends_with(char::is_alphanumeric))
            && headline.starts_with(char::is_uppercase)
            && headline.split_whitespace().count() > GLUED_LABEL_WORDS
    })
}

/// The credit that ends a line: what stands in the last parentheses, or the names around a slash.
pub(super) fn credit(text: &str) -> Option<&str> {
    let fits =
        |credit: &str| CREDIT_WORDS.contains(&credit.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count());
    if let Some(inside) = text.strip_suffix(')') {
        let (at, _) = inside.rmatch_indices('(').next()?;
        return Some(&text[at..]).filter(|credit| fits(credit));
    }
    if text.ends_with(['.', '!', '?', '"', '”']) {
        return None;
    }
    // From the word before the last slash.
    let slash = text.rfind('/')?;
    let from = text[..slash].rfind(['.', '(', '|', '\t']).map_or(0, |at| at + 1);
    let names = text[from..].trim_start();
    let tail = &text[slash..];
    (fits(names) && tail.split_whitespace().count() <= 4 && names.starts_with(char::is_uppercase)).then_some(names)
}

/// "(Ann Doe/The Norrholm Post)": the name of who took a picture, a slash, and for whom, all in parentheses and capitalised.
pub(super) fn is_credit(credit: &str) -> bool {
    let Some((name, house)) = credit.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')?.split_once('/')) else {
        return false;
    };
    let capitalised = |words: &str| words.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    // One word before the slash is a party, a pair of running mates, a unit.
    name.split_whitespace().count() >= 2 && !house.trim().is_empty() && capitalised(name) && capitalised(house)
}

pub(super) fn has_copyright(text: &str) -> bool {
    text.contains('©') || {
        let mut tokens = text.split_whitespace();
        let is_year = |token: &str| token.len() >= 4 && token.bytes().take(4).all(|byte| byte.is_ascii_digit());
        tokens.next().is_some_and(|first| first.eq_ignore_ascii_case("copyright"))
            && tokens.find(|token| !token.eq_ignore_ascii_case("(c)")).is_some_and(is_year)
    }
}

/// A list of names without a sentence: countries, states, links. `count` is its words as the layout counts them.
pub(super) fn is_list(text: &str, count: u32) -> bool {
    let count = count as usize;
    if count < LIST_WORDS {
        return false;
    }
    let (mut words, mut capitalised, mut shouted, mut marks) = (0usize, 0usize, 0usize, 0usize);
    for token in text.split_whitespace() {
        words += 1;
        capitalised += usize::from(token.trim_start_matches('(').starts_with(char::is_uppercase));
        // Prose is told by its first words.
        if (words - capitalised) as f64 > (1.0 - CAPITALISED) * (count + LIST_WORDS) as f64 {
            return false;
        }
        shouted += usize::from(token.chars().count() > 1 && !token.contains(char::is_lowercase));
        marks += usize::from(token.ends_with(['.', '?', '!', ',', ';', ':', '"', '”']));
    }
    words >= LIST_WORDS && capitalised as f64 >= CAPITALISED * words as f64 && 2 * shouted < words && 10 * marks < words
}

/// A row of a table: two numbers or more, and few words beside them.
pub(super) fn is_row(text: &str) -> bool {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let (mut tokens, mut numbers) = (0usize, 0usize);
    for token in text.split([' ', '\t', '|', '\u{a0}']).filter(|token| !token.is_empty()) {
        tokens += 1;
        let digits = token.chars().filter(char::is_ascii_digit).count();
        numbers += usize::from(digits > 0 && 2 * digits >= token.chars().filter(|c| c.is_alphanumeric()).count());
        if tokens > 16 {
            return false;
        }
    }
    numbers >= 2 && 5 * numbers >= 2 * tokens
}

/// The parts of a word that it runs on from with a capital: `Mc` and `McDoe` of `McDoeMayor`.
pub(super) fn glued(word: &str) -> impl Iterator<Item = &str> {
    let follows = |at: usize| word[..at].ends_with(char::is_lowercase);
    word.char_indices().filter(move |&(at, c)| c.is_uppercase() && follows(at)).map(|(at, _)| &word[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lines_of_their_own() {
        for line in
            ["ann.doe@example.org", "Follow @anndoe", "https://example.org/a", "Office: (732) 555-0142", "Tel +44 20 7946 0999"]
        {
            assert!(is_address(line), "{line}");
        }
        for line in [
            "In 2012 the firm sold 1,200 cars in all of its 14 markets",
            "— Ann Doe (@anndoe) March 3, 2021",
            "Founded 1850-1900",
        ] {
            assert!(!is_address(line), "{line}");
        }
        assert!(!is_address("The page at https://example.org was down for six hours on Monday, the firm said."));
    }

    #[test]
    fn credits_end_captions_and_not_stories() {
        assert_eq!(credit("A man waits. (AP Photo/Ann Doe)"), Some("(AP Photo/Ann Doe)"));
        assert_eq!(credit("A man waits in Paris. REUTERS/Ann Doe/File Photo"), Some("REUTERS/Ann Doe/File Photo"));
        assert_eq!(credit("Der Minister tritt zurück. (dpa/afp)"), None);
        assert_eq!(credit("He told Reuters"), None);
        assert_eq!(credit("It rained (a lot)"), None, "too few words for a name and an agency");
    }

    #[test]
    fn a_picture_is_credited_to_a_name_and_a_house() {
        assert!(is_credit("(Ann Doe/The Norrholm Post)"));
        assert!(!is_credit("(Doe/Roe)") && !is_credit("(the ferry and/or the bridge)"));
    }

    #[test]
    fn names_and_rows_are_told_from_prose() {
        assert!(is_byline("By Ann Doe and John Roe") && !is_byline("By noon it rained"));
        assert!(is_signature("– Ann Doe") && is_signature("-- Ann Doe") && !is_signature("– the rest waits"));
        assert!(
            is_glued_link("Harbour:New lights for the old harbour") && !is_glued_link("Harbour: New lights for the old harbour")
        );
        assert!(!is_glued_link("NOTE:Average shares are those of March"));
        assert!(!is_glued_link("Ratio 3:2 for the home side") && !is_glued_link("Q:Why?"));
        assert!(
            is_row("Dow 26,287.98 +1.2%") && is_row("EUR 1.12 1.13") && !is_row("He sold 12 of his 14 cars to a dealer in town")
        );
        let states = "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana \
            Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana";
        assert!(is_list(states, 30) && !is_list(&states.to_uppercase(), 30) && !is_list(&states.replace(' ', ", "), 30));
    }

    #[test]
    fn quotations_are_followed() {
        let mut quoted = Quoted::default();
        assert!(quoted.follow("He said: “Sign up") && quoted.is_open());
        assert!(!quoted.follow(" for it.”") && !quoted.is_open());
        assert!(quoted.follow("\"a") && quoted.is_open());
    }
}
