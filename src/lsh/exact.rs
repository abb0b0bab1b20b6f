//! All pairs of sets at or above a threshold, by prefix filtering: the exact answer that the bands are checked against.
//!
//! After Chaudhuri, Ganti and Kaushik (2006) and `PPJoin` (Xiao, Wang, Lin, Yu 2008): with the elements of every set in one order,
//! rarest first, two sets that share enough share an element of their prefixes. Nothing is estimated and nothing can be missed.

use ahash::AHashMap;
use rayon::prelude::*;

use crate::sketch::shared_shingles;

/// What has to reach the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Shared over all.
    #[default]
    Jaccard,
    /// Shared over the smaller set.
    Containment,
}

impl Measure {
    /// The measure of two sets of these sizes with `shared` elements in common; empty sets share nothing.
    #[must_use]
    pub fn of(self, a: usize, b: usize, shared: usize) -> f64 {
        let all = match self {
            Self::Jaccard => a + b - shared,
            Self::Containment => a.min(b),
        };
        if all == 0 { 0.0 } else { shared as f64 / all as f64 }
    }

    /// Elements that the smaller set has at least in common with any set that it is near to.
    fn least_shared(smaller: usize, threshold: f64) -> usize {
        // For both measures no set shares less than this share of the smaller one (of Jaccard, where the sets are equally large: more).
        // Rounded down, so that no rounding of the product loses a pair: what is proposed is measured.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
        let least = (smaller as f64 * threshold - 1e-6).ceil().max(1.0) as usize;
        least
    }
}

/// The pairs at or above the threshold (smaller number first), ascending, with the number of elements they share. `sets[i]` ascending and distinct; empty sets
/// are in no pair. `skip` leaves pairs out before they are measured.
///
/// Memory 16 bytes an element for the order, 4 a prefix element. Time is that of the postings, which are those of rare elements.
#[must_use]
pub fn exact_pairs(
    sets: &[Vec<u64>],
    measure: Measure,
    threshold: f64,
    skip: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<(u32, u32, u32)> {
    let frequency = frequencies(sets);
    let mut prefixes: Vec<Vec<u64>> = Vec::with_capacity(sets.len());
    sets.par_iter()
        .map(|set| {
            let mut ordered = set.clone();
            ordered.sort_unstable_by_key(|element| (frequency.get(element).copied().unwrap_or(0), *element));
            let least = Measure::least_shared(set.len(), threshold);
            ordered.truncate((set.len() + 1).saturating_sub(least));
            ordered
        })
        .collect_into_vec(&mut prefixes);
    let mut postings: AHashMap<u64, Vec<u32>> = AHashMap::new();
    for (number, prefix) in (0u32..).zip(&prefixes) {
        // An element of one set only proposes nothing.
        for &element in prefix.iter().filter(|element| frequency.get(element).is_some_and(|&n| n > 1)) {
            postings.entry(element).or_default().push(number);
        }
    }
    let mut pairs: Vec<(u32, u32, u32)> = (0u32..)
        .zip(sets)
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|(number, set)| {
            let probes: &[u64] = match measure {
                Measure::Jaccard => &prefixes[number as usize],
                // How much of a larger set must be looked at depends on the smaller one: all of it.
                Measure::Containment => set,
            };
            let mut others: Vec<u32> = probes
                .iter()
                .filter_map(|element| postings.get(element))
                .flatten()
                .copied()
                .filter(|&other| is_probed_by(sets, number, other) && fits(sets, number, other, measure, threshold))
                .collect();
            others.sort_unstable();
            others.dedup();
            others.retain(|&other| !skip(number.min(other), number.max(other)));
            let found: Vec<(u32, u32, u32)> = others
                .into_iter()
                .filter_map(|other| {
                    let theirs = &sets[other as usize];
                    let shared = shared_shingles(set, theirs);
                    let near = measure.of(set.len(), theirs.len(), shared) >= threshold;
                    near.then(|| (number.min(other), number.max(other), u32::try_from(shared).unwrap_or(u32::MAX)))
                })
                .collect();
            found
        })
        .collect();
    pairs.par_sort_unstable();
    pairs
}

/// In how many sets each element is.
fn frequencies(sets: &[Vec<u64>]) -> AHashMap<u64, u32> {
    let mut frequency: AHashMap<u64, u32> = AHashMap::new();
    for element in sets.iter().flatten() {
        *frequency.entry(*element).or_insert(0) += 1;
    }
    frequency
}

/// Each pair is measured once: by its larger set, ties by the larger number.
fn is_probed_by(sets: &[Vec<u64>], number: u32, other: u32) -> bool {
    (sets[other as usize].len(), other) < (sets[number as usize].len(), number)
}

/// Sets whose sizes are too far apart cannot reach the Jaccard.
fn fits(sets: &[Vec<u64>], larger: u32, smaller: u32, measure: Measure, threshold: f64) -> bool {
    let (larger, smaller) = (sets[larger as usize].len() as f64, sets[smaller as usize].len() as f64);
    measure == Measure::Containment || smaller >= larger * threshold - 1e-6
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_pair_is_missed_and_none_is_made_up(
            sets in prop::collection::vec(prop::collection::btree_set(0u64..24, 0..16), 0..24),
            threshold in prop::sample::select(vec![0.1, 0.3, 0.5, 2.0 / 3.0, 0.8, 0.9, 1.0]),
            by_containment: bool,
        ) {
            let measure = if by_containment { Measure::Containment } else { Measure::Jaccard };
            let mut naive = Vec::new();
            for (a, x) in sets.iter().enumerate() {
                for (b, y) in sets.iter().enumerate().skip(a + 1) {
                    let shared = x.intersection(y).count();
                    if measure.of(x.len(), y.len(), shared) >= threshold {
                        naive.push((u32::try_from(a).unwrap(), u32::try_from(b).unwrap(), u32::try_from(shared).unwrap()));
                    }
                }
            }
            let sets: Vec<Vec<u64>> = sets.into_iter().map(|set: BTreeSet<u64>| set.into_iter().collect()).collect();
            prop_assert_eq!(exact_pairs(&sets, measure, threshold, |_, _| false), naive);
        }
    }
}
