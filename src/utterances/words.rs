//! The distinct words of a corpus, by number.
//!
//! Responsible for numbers of four bytes that are equal where the hashes of two words are. Not responsible for reading words
//! ([`super::tokens`]).

use ahash::AHashMap;

/// A word by its number.
pub(super) type Word = u32;

/// The last bits of a number are those of the hash, so that a [sketch](super::align::Sketch) of numbers is one of hashes; the others count the words
/// that end alike.
const ENDING_BITS: u32 = 10;
const ENDINGS: usize = 1 << ENDING_BITS;
/// Words that may end alike.
const MOST: usize = (1 << (32 - ENDING_BITS)) - 1;

/// Numbers of words in the order in which they came.
#[derive(Debug)]
pub(super) struct Dictionary {
    numbers: AHashMap<u64, Word>,
    /// Hashes by the ending of their number.
    hashes: Vec<Vec<u64>>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { numbers: AHashMap::new(), hashes: vec![Vec::new(); ENDINGS] }
    }
}

impl Dictionary {
    /// What no word has for a number.
    pub(super) const NONE: Word = Word::MAX;

    /// The number of a word that was added, by its hash.
    pub(super) fn number(&self, hash: u64) -> Option<Word> {
        self.numbers.get(&hash).copied()
    }

    /// The number of a word, which is added where it is not there.
    #[allow(clippy::cast_possible_truncation, reason = "the ending is less than its bits hold, and the count is at most `MOST`")]
    pub(super) fn add(&mut self, hash: u64) -> Word {
        let hashes = &mut self.hashes;
        *self.numbers.entry(hash).or_insert_with(|| {
            let mut ending = hash as usize % ENDINGS;
            // Four million words end alike where somebody made them so: their sketches are then those of others.
            while hashes[ending].len() >= MOST {
                ending = (ending + 1) % ENDINGS;
            }
            hashes[ending].push(hash);
            ((hashes[ending].len() - 1) << ENDING_BITS | ending) as Word
        })
    }

    /// The hash of a word, by which words are put in an order that does not depend on which came first.
    pub(super) fn hash(&self, word: Word) -> u64 {
        self.hashes[word as usize % ENDINGS][word as usize >> ENDING_BITS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_for_hashes() {
        let mut dictionary = Dictionary::default();
        let hashes: Vec<u64> = (0..5000_u64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) & !0x3F0).collect();
        let numbers: Vec<Word> = hashes.iter().map(|&hash| dictionary.add(hash)).collect();
        for (&hash, &number) in hashes.iter().zip(&numbers) {
            assert_eq!((dictionary.add(hash), dictionary.number(hash), dictionary.hash(number)), (number, Some(number), hash));
            assert_eq!(u64::from(number) % 1024, hash % 1024);
        }
        let mut distinct = numbers.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), numbers.len());
        assert_eq!(dictionary.number(1), None);
    }
}
