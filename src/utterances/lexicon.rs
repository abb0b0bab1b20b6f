//! Word lists of the comparison, read once from the data files beside this one.
//!
//! Responsible for what a printed word stands for (expansion, spelling, number) and for its classes (function word, negation,
//! modal, ...). Not responsible for where words stand: that is [`super::tokens`].

use std::sync::LazyLock;

use ahash::{AHashMap, AHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::class;

/// The key of a folded word.
pub(super) fn key(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

/// Lines of a data file without comments, as words.
fn lines(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|w| !w.is_empty())
}

fn words(file: &'static str) -> AHashSet<u64> {
    lines(file).flatten().map(key).collect()
}

/// Phrases by the key of their first word, longest first.
#[derive(Debug)]
pub(super) struct Phrases {
    first: Sieve,
    by_first: AHashMap<u64, Vec<Vec<u64>>>,
}

impl Phrases {
    fn of(phrases: impl Iterator<Item = Vec<&'static str>>) -> Self {
        let mut by_first: AHashMap<u64, Vec<Vec<u64>>> = AHashMap::new();
        for phrase in phrases {
            let keys: Vec<u64> = phrase.into_iter().map(key).collect();
            let list = by_first.entry(keys[0]).or_default();
            list.push(keys);
            list.sort_by_key(|keys| std::cmp::Reverse(keys.len()));
        }
        Self { first: Sieve::of(by_first.keys().copied()), by_first }
    }

    /// Words of the longest phrase that `keys` begins with; 0 where there is none.
    #[inline]
    pub(super) fn len_at(&self, keys: &(impl Iterator<Item = u64> + Clone)) -> usize {
        let Some(first) = keys.clone().next().filter(|&first| self.first.may_have(first)) else { return 0 };
        let Some(list) = self.by_first.get(&first) else { return 0 };
        list.iter().find(|phrase| keys.clone().take(phrase.len()).eq(phrase.iter().copied())).map_or(0, Vec::len)
    }
}

#[derive(Debug)]
pub(super) struct Lexicon {
    /// Whole forms, with their apostrophe where they have one.
    pub(super) contractions: AHashMap<&'static str, Vec<u64>>,
    /// What follows the apostrophe of a form that is not listed whole.
    pub(super) endings: AHashMap<&'static str, Vec<u64>>,
    pub(super) spellings: AHashMap<u64, Vec<u64>>,
    /// Key of the digits for a number in words.
    pub(super) numbers: AHashMap<u64, u64>,
    pub(super) tens: AHashMap<u64, u64>,
    pub(super) units: AHashMap<u64, u64>,
    pub(super) function_words: AHashSet<u64>,
    /// Bits of [`class`] by word.
    pub(super) classes: AHashMap<u64, u16>,
    /// Words that are fillers only where punctuation sets them off.
    pub(super) fillers_apart: Phrases,
    pub(super) hedges: Phrases,
    pub(super) titles: AHashSet<u64>,
    pub(super) venues: AHashSet<u64>,
    /// Words that may be in `classes`, and words that may stand for others.
    listed: Sieve,
    rewritten: Sieve,
}

impl Lexicon {
    /// Bits of [`class`] of a word.
    #[inline]
    pub(super) fn classes_of(&self, hash: u64) -> u16 {
        if self.listed.may_have(hash) { self.classes.get(&hash).copied().unwrap_or(0) } else { 0 }
    }

    /// Whether a printed word stands for others, or may with what follows: a contraction or the end of one, a spelling, a number.
    /// Now and then it says so of a word that stands for itself.
    #[inline]
    pub(super) fn is_rewritten(&self, surface: u64) -> bool {
        self.rewritten.may_have(surface)
    }
}

/// A set of words that now and then has one too many, and costs one look.
#[derive(Debug)]
struct Sieve(Box<[u64; 1 << 10]>);

impl Sieve {
    fn of(hashes: impl Iterator<Item = u64>) -> Self {
        let mut bits = Box::new([0; 1 << 10]);
        for hash in hashes {
            bits[(hash >> 6) as usize % bits.len()] |= 1 << (hash % 64);
        }
        Self(bits)
    }

    #[inline]
    fn may_have(&self, hash: u64) -> bool {
        self.0[(hash >> 6) as usize % self.0.len()] >> (hash % 64) & 1 == 1
    }
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut contractions = AHashMap::new();
    let mut endings = AHashMap::new();
    for line in lines(include_str!("contractions.txt")) {
        let stands_for = line[1..].iter().map(|word| key(word)).collect();
        match line[0].strip_prefix('\'') {
            Some(ending) => endings.insert(ending, stands_for),
            None => contractions.insert(line[0], stands_for),
        };
    }
    let spellings: AHashMap<u64, Vec<u64>> = lines(include_str!("spellings.txt"))
        .map(|line| (key(line[0]), line[1..].iter().map(|word| key(word)).collect()))
        .collect();
    let (mut numbers, mut tens, mut units) = (AHashMap::new(), AHashMap::new(), AHashMap::new());
    for line in lines(include_str!("numbers.txt")) {
        let [kind, word, digits] = line[..] else { continue };
        numbers.insert(key(word), key(digits));
        if let Ok(value) = digits.parse::<u64>() {
            match kind {
                "tens" => tens.insert(key(word), value),
                "unit" => units.insert(key(word), value),
                _ => None,
            };
        }
    }
    let fillers = || lines(include_str!("fillers.txt"));
    let mut classes: AHashMap<u64, u16> = AHashMap::new();
    let mut tag = |word: &str, bit: u16| *classes.entry(key(word)).or_default() |= bit;
    for (file, bit) in [
        (include_str!("function_words.txt"), class::FUNCTION),
        (include_str!("negations.txt"), class::NEGATION),
        (include_str!("modals.txt"), class::MODAL),
        (include_str!("subjects.txt"), class::SUBJECT),
        (include_str!("conjunctions.txt"), class::CLAUSE),
    ] {
        lines(file).flatten().for_each(|word| tag(word, bit));
    }
    // Numbers that are not folded.
    lines(include_str!("numbers.txt")).filter(|line| line[0] == "scale").for_each(|line| tag(line[1], class::NUMBER));
    fillers().filter(|line| line[0] == "always").for_each(|line| tag(line[1], class::SOFT));
    let whole = contractions.keys().chain(endings.keys()).map(|form: &&str| key(form));
    let rewritten = Sieve::of(whole.chain(spellings.keys().chain(numbers.keys()).chain(tens.keys()).copied()));
    Lexicon {
        listed: Sieve::of(classes.keys().copied()),
        rewritten,
        contractions,
        endings,
        spellings,
        numbers,
        tens,
        units,
        function_words: words(include_str!("function_words.txt")),
        classes,
        fillers_apart: Phrases::of(fillers().filter(|line| line[0] == "apart").map(|line| line[1..].to_vec())),
        hedges: Phrases::of(lines(include_str!("hedges.txt"))),
        titles: words(include_str!("titles.txt")),
        venues: words(include_str!("venues.txt")),
    }
});

/// Letters from which an ending is one.
const LONG: usize = 7;

/// Whether a word may be one that [`respelled`] changes: a look at its end.
#[inline]
pub(super) fn may_be_respelled(word: &[u8]) -> bool {
    let Some(&[.., c, b, a]) = word.last_chunk::<3>().map(|end| end as &[u8]) else { return false };
    // The ends of "-ise(d)", "-ising", "-isation", "-yse(d)", "-elled", "-elling", "-eller", with an s behind.
    word.len() >= LONG
        && matches!(
            (c, b, a),
            (b'i' | b'y', b's', b'e')
                | (_, b'e', b'd' | b's' | b'r')
                | (_, b'n', b'g' | b's')
                | (b'i', b'o', b'n')
                | (_, b'r', b's')
        )
}

/// One spelling for words that British and American houses end differently (-ise, -yse, -elled); `None` where the word stays.
///
/// A fold, not a correction: "promise" becomes what no word is, and does so in every printing.
pub(super) fn respelled(word: &str) -> Option<String> {
    if word.len() < LONG || !word.is_ascii() {
        return None;
    }
    for (british, american) in [
        ("isation", "ization"),
        ("isations", "izations"),
        ("ise", "ize"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("ising", "izing"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("ysing", "yzing"),
        ("elled", "eled"),
        ("elling", "eling"),
        ("eller", "eler"),
        ("ellers", "elers"),
    ] {
        if let Some(stem) = word.strip_suffix(british) {
            return Some(format!("{stem}{american}"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read() {
        let lexicon = &*LEXICON;
        assert_eq!(lexicon.contractions["won't"], [key("will"), key("not")]);
        assert_eq!(lexicon.endings["ll"], [key("will")]);
        assert_eq!(lexicon.spellings[&key("colour")], [key("color")]);
        assert_eq!(lexicon.numbers[&key("twelve")], key("12"));
        assert_eq!(lexicon.tens[&key("forty")], 40);
        for (word, bit) in [
            ("the", class::FUNCTION),
            ("never", class::NEGATION),
            ("might", class::MODAL),
            ("she", class::SUBJECT),
            ("but", class::CLAUSE),
            ("um", class::SOFT),
            ("billion", class::NUMBER),
        ] {
            assert!(lexicon.classes[&key(word)] & bit != 0, "{word}");
        }
        assert!(lexicon.function_words.contains(&key("of")));
        assert!(lexicon.titles.contains(&key("senator")) && lexicon.venues.contains(&key("interview")));
        let think = ["i", "think", "so"].map(key);
        assert_eq!(lexicon.hedges.len_at(&think.into_iter()), 2);
        assert_eq!(lexicon.fillers_apart.len_at(&["you", "go"].map(key).into_iter()), 0);
    }

    #[test]
    fn endings_fold_to_one_spelling() {
        assert_eq!(respelled("organised").as_deref(), Some("organized"));
        assert_eq!(respelled("travelling").as_deref(), Some("traveling"));
        assert_eq!(respelled("rise"), None);
        for word in [
            "organisation",
            "organisations",
            "organise",
            "organised",
            "organises",
            "organising",
            "analyse",
            "analysed",
            "analysing",
            "travelled",
            "travelling",
            "traveller",
            "travellers",
        ] {
            assert!(respelled(word).is_some() && may_be_respelled(word.as_bytes()), "{word}");
        }
        assert!(!may_be_respelled(b"rise") && !may_be_respelled(b"harbour") && !may_be_respelled(b"as"));
    }
}
