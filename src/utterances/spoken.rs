//! What linking compares of a wording: the words said, fillers and the outlet's insertions taken out.
//!
//! Responsible for that form. Not responsible for reading words ([`super::tokens`]), for where wordings stand ([`super::wordings`]), nor
//! for comparing them.

use xxhash_rust::xxh3::xxh3_64;

use super::class;
use super::tokens::Tokens;
use super::words::{Dictionary, Word};

/// The words said in one wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Core<'w> {
    pub(super) keys: &'w [Word],
    /// Bits of [`class`] that linking needs.
    pub(super) classes: &'w [u8],
    /// Whether the printing says anywhere that something is missing or replaced.
    pub(super) gaps: bool,
}

/// A [`Core`] that owns its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spoken {
    hashes: Vec<u64>,
    keys: Vec<Word>,
    classes: Vec<u8>,
    gaps: bool,
}

impl Spoken {
    /// Words are numbered as far as they are known.
    pub(super) fn of(tokens: &Tokens, dictionary: &Dictionary) -> Self {
        const LINKING: u16 = class::GAP | class::ATOM | class::CLAUSE | class::FUNCTION | class::HALF;
        let spoken = tokens.list.iter().any(|token| token.is_core());
        let count = tokens.list.len();
        let (mut hashes, mut classes) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut pending = 0;
        let mut all = 0;
        for token in &tokens.list {
            if spoken && !token.is_core() {
                // A bracket may replace words: like an ellipsis, it announces that the text differs here.
                pending |= token.class & (class::GAP | class::ATOM | class::CLAUSE);
                if token.is(class::INSERTED) {
                    pending |= class::GAP;
                }
                continue;
            }
            hashes.push(token.key);
            let own = (token.class | pending) & LINKING;
            all |= own;
            classes.push(own.to_le_bytes()[0]);
            pending = 0;
        }
        let keys = hashes.iter().map(|&hash| dictionary.number(hash).unwrap_or(Dictionary::NONE)).collect();
        Self { hashes, keys, classes, gaps: all & class::GAP != 0 }
    }

    /// Numbers the words that were not known.
    pub(super) fn number(&mut self, dictionary: &mut Dictionary) {
        for (key, &hash) in self.keys.iter_mut().zip(&self.hashes).filter(|(key, _)| **key == Dictionary::NONE) {
            *key = dictionary.add(hash);
        }
    }

    pub(super) fn core(&self) -> Core<'_> {
        Core { keys: &self.keys, classes: &self.classes, gaps: self.gaps }
    }

    /// Stable over machines and runs; equal for equal words with equal gaps.
    pub(super) fn hash(&self) -> u64 {
        let mut bytes = Vec::with_capacity(self.hashes.len() * 9);
        for (hash, &bits) in self.hashes.iter().zip(&self.classes) {
            bytes.extend_from_slice(&hash.to_le_bytes());
            bytes.push(u8::from(is(bits, class::GAP)));
        }
        xxh3_64(&bytes)
    }
}

/// Whether any of some bits of [`class`] is set.
#[inline]
pub(super) fn is(own: u8, bits: u16) -> bool {
    u16::from(own) & bits != 0
}

impl Core<'_> {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Length of a stretch in half words: a character of a script without spaces counts for half a word.
    pub(super) fn weight(&self, from: usize, to: usize) -> usize {
        self.classes[from..to].iter().map(|&bits| if is(bits, class::HALF) { 1 } else { 2 }).sum()
    }

    /// Content words of a stretch, in half words.
    pub(super) fn content(&self, from: usize, to: usize) -> usize {
        self.classes[from..to]
            .iter()
            .map(|&bits| if is(bits, class::FUNCTION) { 0 } else { 2 - usize::from(is(bits, class::HALF)) })
            .sum()
    }

    /// Whether a stretch has these many half words, and of content these many; it is read no further than that.
    pub(super) fn has(&self, (from, to): (usize, usize), weight: usize, content: usize) -> bool {
        let (mut words, mut telling) = (0, 0);
        self.classes[from..to].iter().any(|&bits| {
            let own = if is(bits, class::HALF) { 1 } else { 2 };
            words += own;
            telling += if is(bits, class::FUNCTION) { 0 } else { own };
            words >= weight && telling >= content
        })
    }
}
