//! All pairs of sets at or above a threshold, by prefix filtering: the exact answer that the bands are checked against.
//!
//! After Chaudhuri, Ganti and Kaushik (2006) and `PPJoin` (Xiao, Wang, Lin, Yu 2008): with the elements of every set in one order,
//! rarest first, two sets that share enough share an element of their prefixes. Nothing is estimated and nothing can be missed.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

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

/// The pairs at or above the threshold (smaller number first), ascending, with the number of elements they share. `sets[i]` ascending and
/// distinct; empty sets are in no pair. `skip` leaves pairs out before they are measured.
///
/// Most elements are of one set alone, and few sets share enough with any other: a table of bits says which, and the rest is done for
/// those. Memory 2 to 4 bytes an element for the table, 16 for each prefix element of the sets that are left. Time is that of one look at
/// every element, and of the postings, which are those of rare elements.
#[must_use]
pub fn exact_pairs(
    sets: &[Vec<u64>],
    measure: Measure,
    threshold: f64,
    skip: impl Fn(u32, u32) -> bool + Sync,
) -> Vec<(u32, u32, u32)> {
    let repeated = Repeated::of(sets);
    let postings = postings(sets, threshold, &repeated);
    let mut candidates = match measure {
        Measure::Jaccard => within(&postings, sets, threshold),
        Measure::Containment => from_larger(&postings, sets, &repeated),
    };
    candidates.par_sort_unstable();
    candidates.dedup();
    candidates
        .into_par_iter()
        .filter(|&(a, b)| !skip(a, b))
        .filter_map(|(a, b)| {
            let (x, y) = (&sets[a as usize], &sets[b as usize]);
            let shared = shared_shingles(x, y);
            let near = measure.of(x.len(), y.len(), shared) >= threshold;
            near.then(|| (a, b, u32::try_from(shared).unwrap_or(u32::MAX)))
        })
        .collect()
}

/// Which elements may be in more than one set: of the others that is certain.
struct Repeated {
    /// For 64 places each two words: which were seen, and which were seen again.
    words: Vec<[AtomicU64; 2]>,
    shift: u32,
}

impl Repeated {
    /// Places an element, so that of those that are in one set alone one in nine or fewer is taken for repeated.
    const PLACES: usize = 8;

    fn of(sets: &[Vec<u64>]) -> Self {
        let elements: usize = sets.iter().map(Vec::len).sum();
        let places = (elements * Self::PLACES).next_power_of_two().max(64);
        let words = (0..places / 64).map(|_| [const { AtomicU64::new(0) }; 2]).collect();
        let repeated = Self { words, shift: 64 - places.trailing_zeros() };
        sets.par_iter().for_each(|set| {
            for &element in set {
                let (word, bit) = repeated.place(element);
                if word[0].load(Ordering::Relaxed) & bit == 0 && word[0].fetch_or(bit, Ordering::Relaxed) & bit == 0 {
                    continue;
                }
                if word[1].load(Ordering::Relaxed) & bit == 0 {
                    word[1].fetch_or(bit, Ordering::Relaxed);
                }
            }
        });
        repeated
    }

    fn place(&self, element: u64) -> (&[AtomicU64; 2], u64) {
        // Shingles are spread evenly over 64 bits; sets of small numbers are spread here.
        let place = element.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        #[allow(clippy::cast_possible_truncation, reason = "a number below the length of the table")]
        let word = (place / 64) as usize;
        (&self.words[word], 1 << (place % 64))
    }

    fn has(&self, element: u64) -> bool {
        let (word, bit) = self.place(element);
        word[1].load(Ordering::Relaxed) & bit != 0
    }
}

/// The prefixes of all sets that may be near to another as the smaller of the two: element and set, ascending.
///
/// The order of the elements is by how many sets have them, as a table of counts guesses it: any order that is the same for all sets
/// loses nothing. Elements of one set alone come first, and need not be posted.
fn postings(sets: &[Vec<u64>], threshold: f64, repeated: &Repeated) -> Vec<(u64, u32)> {
    /// Elements of the sets that are left share this many counts.
    const COUNTS: usize = 1 << 22;
    let left: Vec<(u32, Vec<u64>, usize)> = (0u32..)
        .zip(sets)
        .collect::<Vec<_>>()
        .into_par_iter()
        .filter_map(|(number, set)| {
            let prefix = (set.len() + 1).saturating_sub(Measure::least_shared(set.len(), threshold));
            let alone = set.iter().filter(|&&element| !repeated.has(element)).count();
            let posted = prefix.checked_sub(alone).filter(|&posted| posted > 0)?;
            Some((number, set.iter().copied().filter(|&element| repeated.has(element)).collect(), posted))
        })
        .collect();
    let counts: Vec<AtomicU32> = (0..COUNTS).map(|_| AtomicU32::new(0)).collect();
    #[allow(clippy::cast_possible_truncation, reason = "a number below the length of the table")]
    let count = |element: u64| &counts[(element.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 42) as usize];
    left.par_iter().for_each(|(_, set, _)| {
        for &element in set {
            count(element).fetch_add(1, Ordering::Relaxed);
        }
    });
    let mut postings: Vec<(u64, u32)> = left
        .into_par_iter()
        .flat_map_iter(|(number, mut set, posted)| {
            let rank = |&element: &u64| (count(element).load(Ordering::Relaxed), element);
            if posted < set.len() {
                set.select_nth_unstable_by_key(posted, rank);
                set.truncate(posted);
            }
            set.into_iter().map(move |element| (element, number))
        })
        .collect();
    postings.par_sort_unstable();
    postings
}

/// Candidates for Jaccard: both sets have the element in their prefixes. Made set by set, because families meet in many elements.
fn within(postings: &[(u64, u32)], sets: &[Vec<u64>], threshold: f64) -> Vec<(u32, u32)> {
    let groups: Vec<&[(u64, u32)]> = postings.chunk_by(|x, y| x.0 == y.0).filter(|group| group.len() > 1).collect();
    let mut places: Vec<(u32, u32)> =
        (0u32..).zip(&groups).flat_map(|(at, group)| group.iter().map(move |&(_, number)| (number, at))).collect();
    places.par_sort_unstable();
    let of_sets: Vec<&[(u32, u32)]> = places.chunk_by(|x, y| x.0 == y.0).collect();
    of_sets
        .into_par_iter()
        .flat_map_iter(|places| {
            let number = places[0].0;
            let fits = |other: u32| fit(sets[other as usize].len(), sets[number as usize].len(), threshold);
            let met = places.iter().flat_map(|&(_, group)| groups[group as usize].iter().map(|&(_, other)| other));
            let mut others: Vec<u32> = met.filter(|&other| other < number && fits(other)).collect();
            others.sort_unstable();
            others.dedup();
            others.into_iter().map(move |other| (other, number))
        })
        .collect()
}

/// Candidates for containment: how much of a larger set must be looked at depends on the smaller one, so all of it is.
fn from_larger(postings: &[(u64, u32)], sets: &[Vec<u64>], repeated: &Repeated) -> Vec<(u32, u32)> {
    let mut groups: AHashMap<u64, &[(u64, u32)]> = AHashMap::new();
    for group in postings.chunk_by(|x, y| x.0 == y.0) {
        groups.insert(group[0].0, group);
    }
    (0u32..)
        .zip(sets)
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|(number, set)| {
            let met = set.iter().filter(|&&element| repeated.has(element)).filter_map(|element| groups.get(element)).copied();
            let mut others: Vec<u32> = met.flatten().map(|&(_, other)| other).collect();
            others.sort_unstable();
            others.dedup();
            // Each pair is measured once: by its larger set, ties by the larger number.
            others.retain(|&other| (sets[other as usize].len(), other) < (set.len(), number));
            others.into_iter().map(move |other| (number.min(other), number.max(other)))
        })
        .collect()
}

/// Sets whose sizes are too far apart cannot reach the Jaccard.
fn fit(a: usize, b: usize, threshold: f64) -> bool {
    a.min(b) as f64 >= a.max(b) as f64 * threshold - 1e-6
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
