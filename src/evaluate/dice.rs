//! Numbers that look like chance and are the same on every machine: for corpora that are made, not for findings.
//!
//! `SplitMix64` (Steele, Lea, Flood 2014), seeded by a number and a name. Each purpose has a stream of its own, so that a draw more in
//! one place changes nothing in another. There is no clock and no randomness of the system.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A stream of draws.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream of this name under this seed.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        Self(xxh3_64_with_seed(name.as_bytes(), seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 where there is none.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % n).unwrap_or_default()
    }

    /// A number in a range that is not empty.
    pub(crate) fn within(&mut self, range: Range<usize>) -> usize {
        range.start + self.below(range.len())
    }

    /// Whether something with this chance happens.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        ((self.next() >> 11) as f64) < share * (1u64 << 53) as f64
    }

    /// One of some things.
    ///
    /// # Panics
    /// If there are none.
    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// One of some things by their weights; the first where all weigh nothing.
    pub(crate) fn weigh<'a, T>(&mut self, things: &'a [(T, usize)]) -> &'a T {
        let mut at = self.below(things.iter().map(|(_, weight)| weight).sum());
        for (thing, weight) in things {
            if at < *weight {
                return thing;
            }
            at -= weight;
        }
        &things[0].0
    }

    /// Puts things in another order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for i in (1..things.len()).rev() {
            things.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_fixed_by_its_seed_and_name() {
        let draws =
            |seed, name| (0..4).map(|_| 0).scan(Dice::new(seed, name), |dice, _| Some(dice.below(1000))).collect::<Vec<_>>();
        assert_eq!(draws(7, "edits"), draws(7, "edits"));
        assert_ne!(draws(7, "edits"), draws(8, "edits"));
        assert_ne!(draws(7, "edits"), draws(7, "times"));
    }

    #[test]
    fn chances_come_out_as_often_as_they_say() {
        let mut dice = Dice::new(1, "chances");
        let hits = (0..10_000).filter(|_| dice.chance(0.3)).count();
        assert!((2_800..3_200).contains(&hits), "{hits}");
        let mut order: Vec<usize> = (0..50).collect();
        dice.shuffle(&mut order);
        assert_ne!(order, (0..50).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..50).collect::<Vec<_>>());
    }
}
