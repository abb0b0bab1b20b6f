//! Seeds: fingerprints of the letters after word starts, winnowed so that no long enough common run goes without one.
//!
//! A seed is the hash of the [`SEED_LETTERS`] letters that follow a word start, spaces ignored, so that `every one` and `everyone`
//! seed alike and a broken word costs one seed. Of the seeds that start within any [`WINDOW_LETTERS`] letters the smallest is kept
//! (winnowing: Schleimer, Wilkerson, Aiken 2003), with the window in letters and not in words: a common run of at least
//! [`SEED_LETTERS`] + [`WINDOW_LETTERS`] letters that begins at a word holds a whole window, therefore the same kept seed, in every
//! article that prints it.

use std::collections::VecDeque;

use xxhash_rust::xxh3::xxh3_64;

use super::letters::Spelled;

/// Letters (UTF-8 bytes of the folded words) in a seed.
pub const SEED_LETTERS: usize = 20;

/// Letters in which at least one seed is kept, where a word starts in them.
pub const WINDOW_LETTERS: usize = 20;

/// A seed kept of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seed {
    pub hash: u64,
    /// The word at whose start it stands.
    pub word: u32,
}

/// The kept seeds of a text in its order. O(words).
///
/// # Panics
/// Never: a text has fewer than 2^32 words, because it has fewer bytes.
#[must_use]
pub(super) fn seeds(words: &impl Spelled) -> Vec<Seed> {
    let letters = words.letters();
    let count =
        (0..words.word_count()).rev().find(|&word| words.letter(word) + SEED_LETTERS <= letters.len()).map_or(0, |last| last + 1);
    let hash = |word: usize| xxh3_64(&letters[words.letter(word)..][..SEED_LETTERS]);
    let mut kept: Vec<Seed> = Vec::with_capacity(count / 2);
    // Candidates for the smallest of the window that begins at `first`: places and hashes ascend from front to back.
    let mut window: VecDeque<Seed> = VecDeque::new();
    let mut next = 0;
    for first in 0..count {
        while next < count && words.letter(next) <= words.letter(first) + WINDOW_LETTERS {
            let seed = Seed { hash: hash(next), word: u32::try_from(next).expect("words fit 32 bits") };
            while window.back().is_some_and(|last| last.hash >= seed.hash) {
                window.pop_back();
            }
            window.push_back(seed);
            next += 1;
        }
        while window.front().is_some_and(|seed| (seed.word as usize) < first) {
            window.pop_front();
        }
        if let Some(&smallest) = window.front()
            && kept.last() != Some(&smallest)
        {
            kept.push(smallest);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Words;

    fn text(words: &[u8]) -> String {
        let stems = ["ab", "cde", "fghi", "jklmn", "opqrst"];
        words.iter().map(|&w| [stems[w as usize % 5], &w.to_string(), " "].concat()).collect()
    }

    proptest! {
        /// The promise of the module: in every window of letters with a word start, one seed is kept.
        #[test]
        fn every_window_keeps_a_seed(picks in prop::collection::vec(0u8..40, 0..120)) {
            let words = Words::of(&text(&picks));
            let kept = seeds(&words);
            prop_assert!(kept.windows(2).all(|two| two[0].word < two[1].word));
            let starts: Vec<usize> = (0..words.len()).map(|w| words.letter(w)).filter(|at| at + SEED_LETTERS <= words.letters().len()).collect();
            for &from in &starts {
                if from + WINDOW_LETTERS + SEED_LETTERS <= words.letters().len() {
                    let held = kept.iter().any(|seed| (from..=from + WINDOW_LETTERS).contains(&words.letter(seed.word as usize)));
                    prop_assert!(held, "no seed from letter {from}");
                }
            }
        }

        /// What the promise is for: two texts that share a run of 40 letters share a seed inside it.
        #[test]
        fn a_common_run_has_a_common_seed(
            before in prop::collection::vec(0u8..200, 0..40), run in prop::collection::vec(0u8..200, 14..30), after in prop::collection::vec(0u8..200, 0..40),
            other in prop::collection::vec(0u8..200, 0..40),
        ) {
            let run = text(&run);
            let one = Words::of(&(text(&before) + &run + &text(&after)));
            let two = Words::of(&(text(&other) + &run));
            let hashes: Vec<u64> = seeds(&one).iter().map(|seed| seed.hash).collect();
            prop_assert!(Words::of(&run).letters().len() >= SEED_LETTERS + WINDOW_LETTERS);
            prop_assert!(seeds(&two).iter().any(|seed| hashes.contains(&seed.hash)));
        }
    }
}
