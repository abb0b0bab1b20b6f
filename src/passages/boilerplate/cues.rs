//! The phrases that give furniture away, by class; the phrases themselves are data (`cues/*.txt`, one file a language).
//!
//! Every language is looked for in every text: a phrase of several words means what it means, and the language of a short text is
//! often not known. Not responsible for what a phrase proves; `form` asks for more.

use std::sync::LazyLock;

use ahash::AHashMap;

use crate::text::Words;

const FILES: [&str; 6] = [
    include_str!("cues/en.txt"),
    include_str!("cues/de.txt"),
    include_str!("cues/es.txt"),
    include_str!("cues/fr.txt"),
    include_str!("cues/it.txt"),
    include_str!("cues/pt.txt"),
];

/// What a phrase gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A line that is little else.
    Label,
    /// A sentence that begins with it.
    Start,
    /// A sentence that holds it.
    Any,
    /// The credit that ends a caption.
    Credit,
    /// The presentation of a writer.
    Bio,
    /// A formula of the law or the exchange.
    Legal,
    /// A heading below which an organisation presents itself.
    About,
    /// What looks like such a heading and is one of the story.
    Content,
    /// A line below which links and addresses stand.
    Over,
    /// A line below which other stories are named, in the middle of one too.
    More,
    /// A line below which a release is over.
    End,
    /// A heading of the law.
    Law,
    /// The start of a sentence with an address.
    Lead,
    /// The end of a sentence about the writers.
    Tail,
    /// The first word of a byline.
    Byline,
    /// What stands before the colon of a link.
    Link,
    /// What an organisation says that it is.
    Present,
    /// A network on which somebody can be followed.
    Network,
    /// A line that is a button.
    Button,
}

impl Class {
    const ALL: [(&'static str, Self); 19] = [
        ("label", Self::Label),
        ("start", Self::Start),
        ("any", Self::Any),
        ("credit", Self::Credit),
        ("bio", Self::Bio),
        ("legal", Self::Legal),
        ("about", Self::About),
        ("content", Self::Content),
        ("over", Self::Over),
        ("more", Self::More),
        ("end", Self::End),
        ("law", Self::Law),
        ("lead", Self::Lead),
        ("tail", Self::Tail),
        ("byline", Self::Byline),
        ("link", Self::Link),
        ("present", Self::Present),
        ("network", Self::Network),
        ("button", Self::Button),
    ];
}

/// A phrase that stands at some word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    pub class: Class,
    /// Its words.
    pub words: u32,
}

/// Bits of the filter before the phrases.
const FILTER_BITS: u64 = 1 << 16;

/// All phrases, by the hash of their first word.
#[derive(Debug, Default)]
pub(super) struct Cues {
    phrases: AHashMap<u64, Vec<(Class, Vec<u64>)>>,
    /// A bit for the first two words of each phrase, or its only one: most words begin none, and are told without a look-up.
    filter: Vec<bool>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| Cues::read(&FILES));

impl Cues {
    pub fn all() -> &'static Self {
        &CUES
    }

    /// Reads sections of phrases, one phrase a line. A section whose name is none of [`Class::ALL`] is left out.
    fn read(files: &[&str]) -> Self {
        let mut cues = Self { filter: vec![false; bit(FILTER_BITS - 1, None) + 1], ..Self::default() };
        for file in files {
            let mut class = None;
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                    class = Class::ALL.iter().find(|(known, _)| *known == name).map(|&(_, class)| class);
                } else if let (Some(class), words) = (class, Words::of(line))
                    && let Some(&first) = words.hashes().first()
                {
                    cues.filter[bit(first, words.hashes().get(1))] = true;
                    cues.phrases.entry(first).or_default().push((class, words.hashes().to_vec()));
                }
            }
        }
        cues
    }

    /// The phrases that begin with the first word of `hashes`.
    pub fn at<'c>(&'c self, hashes: &'c [u64]) -> impl Iterator<Item = Cue> + 'c {
        let may = |first: u64| {
            self.filter[bit(first, None)] || hashes.get(1).is_some_and(|second| self.filter[bit(first, Some(second))])
        };
        let phrases = match hashes.first() {
            Some(&first) if may(first) => self.phrases.get(&first).map_or(&[][..], Vec::as_slice),
            _ => &[],
        };
        phrases
            .iter()
            .filter(|(_, phrase)| hashes.starts_with(phrase))
            .map(|(class, phrase)| Cue { class: *class, words: u32::try_from(phrase.len()).unwrap_or(u32::MAX) })
    }
}

/// The place in the filter of a phrase that begins with two words, or is one.
fn bit(first: u64, second: Option<&u64>) -> usize {
    let mixed = first ^ second.map_or(0, |second| second.rotate_left(7));
    usize::try_from(mixed % FILTER_BITS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_has_a_known_name_and_every_phrase_a_word() {
        for file in FILES {
            assert!(file.starts_with('#'), "a file says which language it is");
            for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                match line.strip_prefix('[') {
                    Some(rest) => assert!(Class::ALL.iter().any(|(name, _)| rest == format!("{name}]")), "{line}"),
                    None => assert!(!Words::of(line).is_empty(), "{line}"),
                }
            }
        }
    }

    #[test]
    fn phrases_are_found_whatever_their_case_and_marks() {
        let words = Words::of("Editor’s note: CLICK HERE, now");
        let classes = |at: usize| Cues::all().at(&words.hashes()[at..]).map(|cue| (cue.class, cue.words)).collect::<Vec<_>>();
        assert_eq!(classes(0), [(Class::Start, 3)]);
        let mut here = classes(3);
        here.sort_unstable();
        assert_eq!(here, [(Class::Start, 2), (Class::Any, 2)]);
        assert_eq!(classes(5), []);
    }
}
