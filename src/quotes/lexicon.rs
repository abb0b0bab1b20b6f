//! The words that carry attribution in each language: cue verbs, pronouns, titles, roles, given names.
//!
//! The words themselves are data (`cues/*.txt`, `given_names.txt`); this reads them once and answers what a word may be. Not
//! responsible for grammar.

use std::sync::OnceLock;

use ahash::AHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::fold;

/// What a word may be: bits, since most words are several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(super) struct Class(pub(super) u64);

macro_rules! classes {
    ($($name:ident = $bit:literal $section:literal),* $(,)?) => {
        impl Class {
            $(pub(super) const $name: Self = Self(1 << $bit);)*

            /// The class that a section of a word file gives its words.
            fn of_section(section: &str) -> Option<Self> {
                match section {
                    $($section => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

classes! {
    STRONG = 0 "strong", WEAK = 1 "weak", NOUN_CUE = 2 "noun", HE = 3 "he", SHE = 4 "she", THEY = 5 "they", IT = 6 "it",
    FIRST = 7 "first", YOU = 8 "you", DETERMINER = 9 "determiner", PREPOSITION = 10 "preposition", SUBORDINATE = 11 "subordinate",
    COORDINATE = 12 "coordinate", RELATIVE = 13 "relative", AUXILIARY = 14 "auxiliary", BE = 15 "be", ADVERB = 16 "adverb",
    FUNCTION = 17 "function", CALENDAR = 18 "calendar", TITLE_HE = 19 "title_he", TITLE_SHE = 20 "title_she", TITLE = 21 "title",
    ROLE = 22 "role", GROUP = 23 "group", ORGANISATION_NOUN = 24 "organisation_noun", ORGANISATION_WORD = 25 "organisation_word",
    DOCUMENT = 26 "document", PUBLICATION = 27 "publication", VENUE = 28 "venue", PLATFORM = 29 "platform", WORK = 30 "work",
    ABBREVIATION = 31 "abbreviation", ABBREVIATION_MAYBE = 32 "abbreviation_maybe", ACCORDING = 33 "according",
    GIVEN_HE = 34 "given he", GIVEN_SHE = 35 "given she", CHIEF = 36 "chief", QUOTING = 37 "quoting", TELLING = 38 "telling", ASKING = 39 "asking", PLACE = 40 "place",
    REFLEXIVE = 41 "reflexive", DROPS = 42 "drops", VIEW = 43 "view",
}

impl Class {
    pub(super) const NONE: Self = Self(0);
    pub(super) const CUE: Self = Self::STRONG.or(Self::WEAK);
    pub(super) const GIVEN: Self = Self::GIVEN_HE.or(Self::GIVEN_SHE);
    pub(super) const ANY_TITLE: Self = Self::TITLE.or(Self::TITLE_HE).or(Self::TITLE_SHE);
    pub(super) const PERSONAL: Self = Self::HE.or(Self::SHE).or(Self::THEY).or(Self::FIRST);
    /// Words that an auxiliary verb is joined to by an apostrophe.
    pub(super) const TAKES_VERB: Self = Self::PERSONAL.or(Self::IT).or(Self::YOU).or(Self::RELATIVE);
    /// Words that end a noun phrase read from either side.
    pub(super) const BREAKS: Self = Self::AUXILIARY.or(Self::SUBORDINATE).or(Self::COORDINATE).or(Self::RELATIVE);
    /// Small words, none of which is a verb or a name.
    pub(super) const SMALL: Self =
        Self::PREPOSITION.or(Self::DETERMINER).or(Self::COORDINATE).or(Self::SUBORDINATE).or(Self::RELATIVE);
    /// Nouns that can head the subject of a reporting verb.
    pub(super) const HEADS: Self =
        Self::ROLE.or(Self::GROUP).or(Self::ORGANISATION_NOUN).or(Self::DOCUMENT).or(Self::PUBLICATION).or(Self::NOUN_CUE);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the word may be any of `other`.
    pub(super) const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The words of one language with their classes, by the hash of the folded word.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: AHashMap<u64, Class>,
}

const GIVEN_NAMES: &str = include_str!("given_names.txt");
const LANGUAGES: [(&str, &str); 6] = [
    ("en", include_str!("cues/en.txt")),
    ("fr", include_str!("cues/fr.txt")),
    ("de", include_str!("cues/de.txt")),
    ("es", include_str!("cues/es.txt")),
    ("pt", include_str!("cues/pt.txt")),
    ("it", include_str!("cues/it.txt")),
];

impl Lexicon {
    /// The words of `language` (an ISO 639 code); English for a language without a list of its own.
    pub(super) fn of(language: Option<&str>) -> &'static Self {
        static ALL: OnceLock<Vec<Lexicon>> = OnceLock::new();
        let all = ALL.get_or_init(|| LANGUAGES.iter().map(|(_, words)| Self::read(words)).collect());
        let code = language.and_then(|l| l.get(..2)).unwrap_or("en");
        let index = LANGUAGES.iter().position(|(name, _)| name.eq_ignore_ascii_case(code)).unwrap_or(0);
        &all[index]
    }

    fn read(own: &str) -> Self {
        let mut words: AHashMap<u64, Class> = AHashMap::new();
        for (file, prefix) in [(own, ""), (GIVEN_NAMES, "given ")] {
            let mut class = Class::NONE;
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                    class = Class::of_section(&format!("{prefix}{section}")).unwrap_or(Class::NONE);
                    continue;
                }
                for word in line.split_ascii_whitespace() {
                    let entry = words.entry(key(word)).or_default();
                    *entry = entry.or(class);
                }
            }
        }
        Self { words }
    }

    pub(super) fn class(&self, hash: u64) -> Class {
        self.words.get(&hash).copied().unwrap_or_default()
    }
}

/// The hash under which a word is known: of its folded parts without what stands between them.
pub(super) fn key(word: &str) -> u64 {
    xxh3_64(fold(word).replace(' ', "").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_every_file_is_a_class() {
        for (_, file) in LANGUAGES {
            for section in file.lines().filter_map(|l| l.strip_prefix('[')?.strip_suffix(']')) {
                assert!(Class::of_section(section).is_some(), "unknown section {section}");
            }
        }
    }

    #[test]
    fn words_are_found_in_their_language() {
        assert!(Lexicon::of(None).class(key("said")).is(Class::STRONG));
        assert!(Lexicon::of(Some("fr")).class(key("déclaré")).is(Class::STRONG));
        assert!(Lexicon::of(Some("de-AT")).class(key("laut")).is(Class::ACCORDING));
        assert!(Lexicon::of(None).class(key("Maria")).is(Class::GIVEN_SHE));
    }
}
