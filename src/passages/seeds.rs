//! Seeds: fingerprints of the letters after word starts, winnowed so that no long enough common run goes without one.
//!
//! A seed is the hash of the [`SEED_LETTERS`] letters that follow a word start, spaces ignored, so that `every one` and `everyone`
//! seed alike and a broken word costs one seed. Of the seeds that start within any [`WINDOW_LETTERS`] letters the smallest is kept
//! (winnowing: Schleimer, Wilkerson, Aiken 2003), with the window in letters and not in words: a common run of at least
//! [`SEED_LETTERS`] + [`WINDOW_LETTERS`] letters that begins at a word holds a whole window, therefore the same kept seed, in every
//! article that prints it.

use xxhash_rust::xxh3::xxh3_64;

use super::letters::Spelled;

/// Letters (UTF-8 bytes of the folded words) in a seed.
pub const SEED_LETTERS: usize = 20;

/// Letters in which at least one seed is kept, where a word starts in them.
pub const WINDOW_LETTERS: usize = 20;

/// Not less than the words that start in one window: each has a letter. A power of two.
const WINDOW_WORDS: usize = 32;
const _: () = assert!(WINDOW_WORDS.is_power_of_two() && WINDOW_WORDS > WINDOW_LETTERS);

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
    let count = words.word_count();
    let end = count.min(end as usize);
    // The first window that holds the first word of the range.
    let mut start = from as usize;
    while start > 0 && words.letter(start - 1) + WINDOW_LETTERS >= words.letter(from as usize) {
        start -= 1;
    }
    let mut kept: Vec<Seed> = Vec::with_capacity(end.saturating_sub(start) / 2);
    // Candidates for the smallest of the window that begins at `first`: places and hashes ascend from the front to the back.
    let mut window = [Seed { hash: 0, word: 0 }; WINDOW_WORDS];
    let (mut front, mut back) = (0, 0);
    let (mut next, mut at_next) = (start, words.letter(start.min(count)));
    for first in start..end {
        let at_first = words.letter(first);
        // The last windows of a text reach to the last word that has a seed.
        while next < count && at_next <= at_first + WINDOW_LETTERS {
            let Some(seed) = letters.get(at_next..at_next + SEED_LETTERS) else { break };
            let seed = Seed { hash: xxh3_64(seed), word: u32::try_from(next).expect("words fit 32 bits") };
            while front < back && window[(back - 1) % WINDOW_WORDS].hash >= seed.hash {
                back -= 1;
            }
            window[back % WINDOW_WORDS] = seed;
            (back, next) = (back + 1, next + 1);
            at_next = words.letter(next);
        }
        while front < back && (window[front % WINDOW_WORDS].word as usize) < first {
            front += 1;
        }
        if front == back {
            break;
        }
        let smallest = window[front % WINDOW_WORDS];
        if (from as usize..end).contains(&(smallest.word as usize)) && kept.last() != Some(&smallest) {
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

        /// The definition, window by window.
        #[test]
        fn seeds_are_the_smallest_of_their_windows(picks in prop::collection::vec(0u8..40, 0..120)) {
            let words = Words::of(&text(&picks));
            let at = |word: usize| words.letter(word);
            let of = |word: usize| {
                let letters = words.letters().get(at(word)..at(word) + SEED_LETTERS)?;
                Some(Seed { hash: xxh3_64(letters), word: u32::try_from(word).expect("few") })
            };
            let mut want: Vec<Seed> = Vec::new();
            for first in (0..words.len()).take_while(|&first| of(first).is_some()) {
                let window = (first..words.len()).take_while(|&word| at(word) <= at(first) + WINDOW_LETTERS).filter_map(of);
                // Of equal ones the last.
                want.extend(window.min_by_key(|seed| (seed.hash, std::cmp::Reverse(seed.word))));
            }
            want.dedup();
            prop_assert_eq!(seeds(&words), want);
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
