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
    seeds_inside(words, (0, u32::try_from(words.word_count()).expect("words fit 32 bits")))
}

/// Those of [`seeds`] that stand at one of the words of a range. O(words of the range).
///
/// # Panics
/// Never, as above.
#[must_use]
pub(super) fn seeds_inside(words: &impl Spelled, (from, end): (u32, u32)) -> Vec<Seed> {
    let letters = words.letters();
    let end = words.word_count().min(end as usize);
    let hash = |word: usize| xxh3_64(&letters[words.letter(word)..][..SEED_LETTERS]);
    let has_seed = |word: usize| words.letter(word) + SEED_LETTERS <= letters.len();
    // The last window of the range reaches as far behind it as the first word that has no seed, or that is too far off.
    let in_window =
        |next: usize, first: usize| next < words.word_count() && words.letter(next) <= words.letter(first) + WINDOW_LETTERS;
    // The first window that holds the first word of the range.
    let mut start = from as usize;
    while start > 0 && words.letter(start - 1) + WINDOW_LETTERS >= words.letter(from as usize) {
        start -= 1;
    }
    let mut kept: Vec<Seed> = Vec::with_capacity(end.saturating_sub(start) / 2);
    // Candidates for the smallest of the window that begins at `first`: places and hashes ascend from front to back.
    let mut window: VecDeque<Seed> = VecDeque::new();
    let mut next = start;
    for first in start..end {
        if !has_seed(first) {
            break;
        }
        while in_window(next, first) && has_seed(next) {
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
            && (from..).contains(&smallest.word)
            && (smallest.word as usize) < end
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

        #[test]
        fn the_seeds_of_a_range_are_those_of_the_text(picks in prop::collection::vec(0u8..40, 0..120), from in 0u32..130, size in 0u32..60) {
            let words = Words::of(&text(&picks));
            let whole = seeds(&words).into_iter().filter(|seed| (from..from + size).contains(&seed.word));
            prop_assert_eq!(seeds_inside(&words, (from.min(u32::try_from(words.len()).expect("few")), from + size)), whole.collect::<Vec<_>>());
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
