//! Names of outlets in running text.
//!
//! Responsible for one pass of a matcher over the text, and for the rules that tell a name from the same words used otherwise: word
//! boundaries, longer names that hold it (`decoys.txt`), a capitalised continuation, and the guards of ambiguous names. Not
//! responsible for credits.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, Anchored, Input, Match, MatchKind, StartKind};

use super::cues::cues;
use super::native::Case;
use super::table::{Guard, Outlet, OutletId, OutletKind, Outlets};
use crate::article::Span;
use crate::text::is_spaceless;

const DECOYS: &str = include_str!("decoys.txt");

/// A name of an outlet in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The name as printed, with "The" where that is part of it, without a "the" that is not.
    pub span: Span,
    pub outlet: OutletId,
}

#[derive(Debug)]
pub(super) struct Finder {
    matcher: AhoCorasick,
    starts: Starts,
    /// For each pattern the outlets that it may name and what must stand around it; none for a decoy. Outlets of several languages
    /// share a bare name ("Standard"): their articles tell them apart.
    patterns: Vec<Vec<(OutletId, Guard)>>,
}

impl Finder {
    pub(super) fn new(rows: &[Outlet]) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        let mut patterns = Vec::new();
        let mut seen = ahash::AHashMap::new();
        for decoy in DECOYS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if seen.insert(decoy, texts.len()).is_none() {
                texts.push(decoy);
                patterns.push(Vec::new());
            }
        }
        for (id, row) in (0u32..).map(OutletId).zip(rows) {
            for (text, guard) in &row.patterns {
                match seen.get(text.as_str()) {
                    None => {
                        seen.insert(text, texts.len());
                        texts.push(text);
                        patterns.push(vec![(id, *guard)]);
                    }
                    Some(&at) if !patterns[at].is_empty() => share(&mut patterns[at], id, *guard),
                    Some(_) => {}
                }
            }
        }
        let matcher = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Both)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&texts)
            .expect("some ten thousand short names are far below the matcher's limits");
        Self { matcher, starts: Starts::of(&texts), patterns }
    }

    /// All names in the order of the text, the leftmost and then the longest first, without overlap: those of the matcher alone, which would
    /// look at every byte.
    fn hits<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Match> + 't {
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                at = self.starts.next(text.as_bytes(), at)?;
                match self.matcher.find(Input::new(text).range(at..).anchored(Anchored::Yes)) {
                    Some(hit) => {
                        at = hit.end();
                        return Some(hit);
                    }
                    None => at += 1,
                }
            }
        })
    }
}

/// Where a name may start: by its first byte, by its first two where it has no more, and by a bit for its first three.
#[derive(Debug)]
struct Starts {
    first: Box<[First; 256]>,
    pairs: Box<[u64]>,
    triples: Box<[u64]>,
}

/// What starts with a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    NoName,
    /// Names of more bytes.
    Names,
    /// The byte is one.
    Name,
}

impl Starts {
    fn of(names: &[&str]) -> Self {
        let bits = || vec![0; (1 << 16) / 64].into();
        let mut starts = Self { first: Box::new([First::NoName; 256]), pairs: bits(), triples: bits() };
        for name in names.iter().map(|name| name.as_bytes()) {
            match *name {
                [] => {}
                [x] => starts.first[usize::from(x)] = First::Name,
                [x, ref rest @ ..] => {
                    if starts.first[usize::from(x)] == First::NoName {
                        starts.first[usize::from(x)] = First::Names;
                    }
                    let (bits, (word, bit)) = match *rest {
                        [y, z, ..] => (&mut starts.triples, Self::triple([x, y, z])),
                        [y] => (&mut starts.pairs, Self::pair([x, y])),
                        [] => continue,
                    };
                    bits[word] |= bit;
                }
            }
        }
        starts
    }

    fn pair(bytes: [u8; 2]) -> (usize, u64) {
        let number = u16::from_le_bytes(bytes);
        (usize::from(number / 64), 1 << (number % 64))
    }

    fn triple([x, y, z]: [u8; 3]) -> (usize, u64) {
        let mixed = u32::from_le_bytes([x, y, z, 0]).wrapping_mul(0x9E37_79B1) >> 16;
        (mixed as usize / 64, 1 << (mixed % 64))
    }

    /// The first place from `at` on where a name may start.
    fn next(&self, text: &[u8], at: usize) -> Option<usize> {
        let is_set = |bits: &[u64], (word, bit): (usize, u64)| bits[word] & bit != 0;
        let may_start = |place: usize| match text[place..] {
            [x, y, z, ..] => is_set(&self.triples, Self::triple([x, y, z])) || is_set(&self.pairs, Self::pair([x, y])),
            [x, y] => is_set(&self.pairs, Self::pair([x, y])),
            _ => false,
        };
        (at..text.len()).find(|&place| match self.first[usize::from(text[place])] {
            First::NoName => false,
            First::Names => may_start(place),
            First::Name => true,
        })
    }
}

/// Adds an outlet to those of a name that others have already: by its own article a name is known before any that needs less, and
/// of those that need none the first holds.
fn share(outlets: &mut Vec<(OutletId, Guard)>, id: OutletId, guard: Guard) {
    let native = |guard: &Guard| matches!(guard, Guard::Native { .. });
    let behind = outlets.iter().take_while(|(_, other)| native(other)).count();
    match guard {
        Guard::Native { forms, .. } => outlets.insert(behind, (id, Guard::Native { forms, bare: false })),
        _ if behind == outlets.len() => outlets.push((id, guard)),
        _ => {}
    }
}

impl Outlets {
    /// The outlets that `text` names, in order and without overlap. Time linear in the text.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let mut found = Vec::new();
        for hit in self.finder.hits(text) {
            let span = Span::new(hit.start(), hit.end());
            let candidates = self.finder.patterns[hit.pattern().as_usize()].as_slice();
            let Some(&(last_resort, _)) = candidates.last().filter(|_| stands_alone(text, span)) else { continue };
            let around = |outlet| Around { text, span, platform: self.get(outlet).kind == OutletKind::Platform };
            // "Reuters and PTI", "Libération et Le Point": an abbreviation or a name of two words beside an outlet is one.
            let beside = |last: &Mention| {
                let name = span.of(text);
                let telling =
                    name.bytes().all(|b| b.is_ascii_uppercase()) || name.contains(' ') && name.starts_with(char::is_uppercase);
                let joined =
                    matches!(last.span.until(span).of(text), " and " | ", " | "/" | " & " | " et " | " und " | " y " | " e ");
                joined && telling && !around(last_resort).runs_on()
            };
            let named = candidates.iter().find(|&&(outlet, guard)| around(outlet).is_name(guard)).map(|&(outlet, _)| outlet);
            if let Some(outlet) = named.or_else(|| found.last().is_some_and(beside).then_some(last_resort)) {
                found.push(Mention { span: with_suffix(text, span), outlet });
            }
        }
        found
    }
}

/// Whether no word runs on at either end. Where a script has no spaces there is no such thing as running on.
fn stands_alone(text: &str, span: Span) -> bool {
    let joins = |edge: Option<char>, next: Option<char>| {
        let spaceless = |c: char| is_spaceless(c) || ('\u{AC00}'..='\u{D7A3}').contains(&c);
        matches!((edge, next), (Some(edge), Some(next)) if next.is_alphanumeric() && !spaceless(edge) && !spaceless(next))
    };
    let inside = span.of(text);
    let (before, after) = (text[..span.start].chars().next_back(), text[span.end..].chars().next());
    let handle = matches!(before, Some('@' | '#' | '_')) || after == Some('_');
    !handle && !joins(inside.chars().next(), before) && !joins(inside.chars().next_back(), after)
}

/// Takes ".com" and the like into the name: "ESPN.com".
fn with_suffix(text: &str, span: Span) -> Span {
    const SUFFIXES: [&str; 8] = [".com", ".co.uk", ".fr", ".de", ".it", ".es", ".org", ".net"];
    let rest = &text[span.end..];
    let suffix = SUFFIXES.iter().find(|&&suffix| {
        rest.strip_prefix(suffix).is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '-'))
    });
    Span::new(span.start, span.end + suffix.map_or(0, |suffix| suffix.len()))
}

/// Words after which a platform is named as one.
const PLATFORM_CUES: [&str; 5] = ["on", "via", "auf", "sur", "en"];

/// Words that turn an abbreviation into something else: "an AP exam".
const NOT_AFTER: &[&str] =
    &["exam", "exams", "test", "tests", "class", "classes", "course", "courses", "score", "scores", "credit"];

/// Capitalised words that may follow an ambiguous name without making it a longer one.
const MAY_FOLLOW: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "TV",
    "Television",
    "Radio",
    "Magazine",
    "Online",
    "News",
    "Writer",
    "I",
];

/// Words that turn any outlet's name into that of a company, a prize or a place.
const TURNS_AWAY: &[&str] = &[
    "Corp",
    "Corporation",
    "Inc",
    "Group",
    "Co",
    "Company",
    "Plc",
    "PLC",
    "Ltd",
    "LLC",
    "Holdings",
    "Foundation",
    "Institute",
    "Prize",
    "Building",
    "Center",
    "Centre",
    "Square",
    "Philanthropies",
    "Park",
    "Award",
    "Awards",
    "Stadium",
    "Studios",
    "Pictures",
    "Records",
    "Hall",
    "Tower",
    "Festival",
    "Board",
    "Trust",
    "Employees",
    "Guild",
    "Plaza",
];

/// Second halves of German and Dutch compounds that leave the first half an outlet: "AFP-Bericht".
const COMPOUND_HEADS: &[&str] = &[
    "Bericht",
    "Information",
    "Interview",
    "Journalist",
    "Reporter",
    "Korrespondent",
    "Angaben",
    "Meldung",
    "Recherche",
    "Zeitung",
    "Online",
    "Kreise",
];

struct Around<'t> {
    text: &'t str,
    span: Span,
    platform: bool,
}

impl Around<'_> {
    fn is_name(&self, guard: Guard) -> bool {
        if self.joined_by_hyphen() || TURNS_AWAY.contains(&self.next_word()) {
            return false;
        }
        match guard {
            Guard::Plain => true,
            Guard::Article => self.enclosed() || (!self.runs_on() && (self.after_article().is_some() || self.has_cue())),
            Guard::Cue => self.enclosed() || (!self.runs_on() && self.has_cue()),
            Guard::ArticleAndCue => !self.runs_on() && self.after_article().is_some() && self.has_cue(),
            Guard::Native { forms, bare } => {
                // The "Figaro Magazine" is another.
                if self.next_word() == "Magazine" {
                    return false;
                }
                if let Some(case) = forms.case_before(self.text, self.span.start) {
                    let told = || cues().told_behind(self.text, self.span.start, self.span.end).is_some();
                    return !self.runs_on() && (self.introduced() || case == Case::Subject && self.followed() || told());
                }
                bare && (self.enclosed() || (!self.runs_on() && (self.introduced() || !self.governed() && self.followed())))
            }
        }
    }

    /// "Post-ABC", "AP-NORC": half of a name.
    fn joined_by_hyphen(&self) -> bool {
        let after = &self.text[self.span.end..];
        let runs = after.strip_prefix('-').is_some_and(|rest| {
            rest.starts_with(char::is_uppercase) && !COMPOUND_HEADS.iter().any(|head| rest.starts_with(head))
        });
        let mut before = self.text[..self.span.start].chars().rev();
        let led = before.next() == Some('-') && before.next().is_some_and(char::is_alphabetic);
        runs || led
    }

    /// The word that follows after one space, or nothing.
    fn next_word(&self) -> &str {
        let rest = self.text[self.span.end..].strip_prefix(' ').unwrap_or_default();
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        &rest[..end]
    }

    /// A capitalised word, or one that gives the abbreviation another meaning, continues the name.
    fn runs_on(&self) -> bool {
        let next = self.next_word();
        next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !MAY_FOLLOW.contains(&next)
            || NOT_AFTER.contains(&next)
    }

    /// The text before an article that stands before the name.
    fn after_article(&self) -> Option<&str> {
        const ARTICLES: [&str; 12] = ["the ", "The ", "THE ", "der ", "die ", "le ", "la ", "el ", "il ", "o ", "l'", "l’"];
        let before = &self.text[..self.span.start];
        ARTICLES.iter().find_map(|article| {
            let rest = before.strip_suffix(article)?;
            (!rest.ends_with(char::is_alphanumeric)).then_some(rest)
        })
    }

    fn has_cue(&self) -> bool {
        self.introduced() || self.followed()
    }

    /// A wording before the name leads to an outlet.
    fn introduced(&self) -> bool {
        if cues().introduce(self.text, self.span.start) || cues().around(self.text, self.span.start, self.span.end).is_some() {
            return true;
        }
        let before = self.text[..self.span.start].trim_end_matches([' ', '“', '"', '„', '«', '\u{a0}']);
        let ends = |cue: &str| {
            ends_with_folded(before, cue) && !before[..before.len() - cue.len()].ends_with(|c: char| c.is_alphanumeric())
        };
        self.platform && PLATFORM_CUES.iter().any(|cue| ends(cue))
    }

    /// A wording behind the name follows an outlet.
    fn followed(&self) -> bool {
        let after = &self.text[self.span.end..];
        if after.starts_with(|c: char| !c.is_ascii()) && cues().glued_after(self.text, self.span.end).is_some() {
            return true;
        }
        let apart = after.trim_start_matches(['”', '"', '“', '»', '’', '\'', 's', '\u{a0}']).starts_with([' ', '\n']);
        apart && cues().follow(self.text, self.span.end)
    }

    /// A word in lower case stands right before: in "zu jener Zeit schrieb er" the name is no subject.
    fn governed(&self) -> bool {
        let before = self.text[..self.span.start].strip_suffix(' ');
        let word = before.map(|before| before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default());
        word.is_some_and(|word| word.starts_with(char::is_lowercase))
    }

    /// Alone in brackets where a dateline or a sign-off has its agency, or alone on a line: "(PTI) -", "【時事】", "— AP".
    fn enclosed(&self) -> bool {
        let before = &self.text[..self.span.start];
        let after = &self.text[self.span.end..];
        let line_ends = |rest: &str| {
            rest.trim_start_matches([' ', '\t', '\r', '\u{a0}', '.']).starts_with('\n')
                || rest.trim_start_matches([' ', '\t', '\r', '\u{a0}', '.']).is_empty()
        };
        let wide_open = before.chars().rev().take(12).any(|c| matches!(c, '【' | '（' | '〔'));
        if wide_open && after.starts_with(['】', '）', '〕', '=', '＝']) {
            return true;
        }
        if before.ends_with(['(', '[', '/']) && after.starts_with([')', ']', '/']) {
            let rest = after.trim_start_matches([')', ']']);
            let dash = rest.trim_start_matches([' ', '\u{a0}', '.']);
            let heads = before.len() < 80 && rest.strip_prefix(' ').is_some_and(|story| story.starts_with(char::is_uppercase));
            return heads || line_ends(rest) || dash.starts_with(['-', '—', '–', ':', '_']) || after.starts_with('/');
        }
        let lead = before.trim_end_matches([' ', '\u{a0}']);
        let signed = lead.ends_with(['—', '–', '-', '\n']) || lead.is_empty();
        signed && line_ends(after)
    }
}

/// Whether `text` ends with `cue`, the case of ASCII letters apart.
fn ends_with_folded(text: &str, cue: &str) -> bool {
    let at = text.len().wrapping_sub(cue.len());
    text.as_bytes().get(at..).is_some_and(|end| end.eq_ignore_ascii_case(cue.as_bytes())) && text.is_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<(&str, &'static str)> {
        let outlets = Outlets::shipped();
        outlets.find(text).iter().map(|mention| (mention.span.of(text), outlets.get(mention.outlet).name.as_str())).collect()
    }

    #[test]
    fn an_outlet_is_found_by_name_and_alias() {
        assert_eq!(
            names("She told the New York Times and WSJ."),
            [("New York Times", "The New York Times"), ("WSJ", "The Wall Street Journal")]
        );
        assert_eq!(names("（ロイター）によると"), [("ロイター", "Reuters")]);
        assert_eq!(names("he told ESPN.com today"), [("ESPN.com", "ESPN")]);
        assert_eq!(names("AFPによると"), [("AFP", "Agence France-Presse")]);
        assert_eq!(names("selon l’AFP, il"), [("AFP", "Agence France-Presse")]);
    }

    proptest! {
        #[test]
        fn hits_are_those_of_the_matcher_alone(
            picks in prop::collection::vec((any::<prop::sample::Index>(), "[ a-zA-Zéロ’.東]{0,3}", 0usize..9), 0..30),
        ) {
            let finder = &Outlets::shipped().finder;
            let names: Vec<&str> =
                (0u32..).take(Outlets::shipped().len()).flat_map(|id| Outlets::shipped().get(OutletId(id)).patterns.iter()).map(|(name, _)| name.as_str()).collect();
            let mut text = String::new();
            for (pick, between, cut) in picks {
                let name = *pick.get(&names);
                // Whole names, and some that break off.
                let end = (0..=name.len().saturating_sub(cut / 2)).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
                text.push_str(&name[..end]);
                text.push_str(&between);
            }
            prop_assert_eq!(finder.hits(&text).collect::<Vec<_>>(), finder.matcher.find_iter(&text).collect::<Vec<_>>());
        }
    }

    #[test]
    fn ambiguous_names_need_a_cue_or_an_article() {
        assert_eq!(names("She told Time that it was time, and Time goes by."), [("Time", "Time")]);
        assert_eq!(names("the Guardian said; a Guardian of the law"), [("Guardian", "The Guardian")]);
        assert_eq!(names("DELHI, May 3 (PTI) - Rain fell. PTI won the poll."), [("PTI", "Press Trust of India")]);
        assert_eq!(names("an AP exam, the AP exam, the AP said"), [("AP", "Associated Press")]);
        assert_eq!(names("The Sun rose. He told the Sun. Sun Valley."), [("Sun", "The Sun")]);
        assert_eq!(names("He posted it on X. An X-ray of X and Y."), [("X", "Twitter")]);
    }

    #[test]
    fn names_inside_longer_names_are_not_found() {
        let decoys = "Times Square, the Post Office, a Washington Post-ABC News poll, the Guardian Angels, Thomson Reuters Corp, AP Photo, \
                      Mayor Bloomberg, New York Times Co, @CNN, CNNs, Dow Jones industrial average, BBC Trust";
        assert_eq!(names(decoys), []);
    }

    proptest! {
        #[test]
        fn mentions_lie_on_boundaries_in_order(text in "(Reuters|AP|the |Time|told |-|\\(|\\)| |\n|ロイター|é|The Sun|[\\PC]){0,40}") {
            let mut last = 0;
            for mention in Outlets::shipped().find(&text) {
                prop_assert!(mention.span.start >= last && !mention.span.is_empty());
                prop_assert!(text.get(mention.span.start..mention.span.end).is_some());
                last = mention.span.end;
            }
        }
    }
}
