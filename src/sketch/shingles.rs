//! Shingles: every run of consecutive words, as one 64-bit hash.

/// Consecutive words in a shingle. Five is what the field's exact figures are given for.
pub const SHINGLE_WORDS: usize = 5;

/// Bits by which the hash of each word is turned, so that places are told apart: far from each other, and from what is left when one
/// is taken off another.
const TURNS: [u32; SHINGLE_WORDS] = [0, 11, 25, 38, 51];

/// One hash a shingle, in the order of the text; none for a text of fewer than [`SHINGLE_WORDS`] words.
pub fn shingles(words: &[u64]) -> impl Iterator<Item = u64> + '_ {
    words.array_windows().map(|&run| shingle(run))
}

/// The hash of one run of words, whose own hashes are spread well already: turned, added, and mixed once.
#[inline(always)]
pub(super) const fn shingle(run: [u64; SHINGLE_WORDS]) -> u64 {
    let (mut sum, mut word) = (0u64, 0);
    while word < SHINGLE_WORDS {
        sum = sum.wrapping_add(run[word].rotate_left(TURNS[word]));
        word += 1;
    }
    let mixed = (sum ^ (sum >> 32)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 29)
}

/// The distinct shingles of a text in ascending order: the exact set that Jaccard is defined on.
#[must_use]
pub fn shingle_set(words: &[u64]) -> Vec<u64> {
    let mut set = sorted(&shingles(words).collect::<Vec<u64>>());
    set.dedup();
    set
}

/// `hashes` in ascending order. Hashes are spread evenly, so their upper bits put nearly every one into a place of its own: O(n), and
/// O(n log n) where somebody made them meet.
fn sorted(hashes: &[u64]) -> Vec<u64> {
    /// Fewer are sorted by comparing.
    const FEW: usize = 48;
    let mut out = hashes.to_vec();
    if hashes.len() < FEW {
        out.sort_unstable();
        return out;
    }
    let places = hashes.len().next_power_of_two();
    let place = |hash: u64| {
        #[allow(clippy::cast_possible_truncation, reason = "a number of at most as many bits as the length has")]
        let place = (hash >> (64 - places.trailing_zeros())) as usize;
        place
    };
    // Where each place begins, once all before it are counted; then, where the next hash of it goes.
    let mut next = vec![0u32; places + 1];
    for &hash in hashes {
        next[place(hash) + 1] += 1;
    }
    let mut before = 0;
    for start in &mut next {
        before += *start;
        *start = before;
    }
    for &hash in hashes {
        let slot = &mut next[place(hash)];
        out[*slot as usize] = hash;
        *slot += 1;
    }
    // Now `next[p]` is where place p ends.
    let mut start = 0;
    for &end in &next[..places] {
        let end = end as usize;
        if end - start > 1 {
            out[start..end].sort_unstable();
        }
        start = end;
    }
    out
}

/// Elements that two ascending sets have in common. O(elements of both), without a branch an element.
#[must_use]
pub fn shared_shingles(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared
}

/// Jaccard of two ascending sets: shared over all. Two empty sets share nothing.
#[must_use]
pub fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let shared = shared_shingles(a, b);
    let all = a.len() + b.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::text::Words;

    #[test]
    fn order_matters_inside_a_shingle() {
        let one = shingle_set(Words::of("one two three four five").hashes());
        let two = shingle_set(Words::of("five four three two one").hashes());
        assert_eq!((one.len(), two.len()), (1, 1));
        assert!(jaccard(&one, &two).abs() < f64::EPSILON);
    }

    #[test]
    fn short_and_empty_texts_have_no_shingles() {
        assert!(shingle_set(Words::of("four words are few").hashes()).is_empty());
        assert!(jaccard(&[], &[]).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn hashes_are_sorted(mut hashes in prop::collection::vec(prop_oneof![any::<u64>(), 0..9u64, Just(u64::MAX)], 0..300)) {
            let got = sorted(&hashes);
            hashes.sort_unstable();
            prop_assert_eq!(got, hashes);
        }

        #[test]
        fn jaccard_agrees_with_sets(a in prop::collection::vec(0u64..40, 0..60), b in prop::collection::vec(0u64..40, 0..60)) {
            let (a, b): (BTreeSet<_>, BTreeSet<_>) = (a.into_iter().collect(), b.into_iter().collect());
            let all = a.union(&b).count();
            let exact = if all == 0 { 0.0 } else { a.intersection(&b).count() as f64 / all as f64 };
            let (a, b): (Vec<_>, Vec<_>) = (a.into_iter().collect(), b.into_iter().collect());
            prop_assert!((jaccard(&a, &b) - exact).abs() < 1e-12);
        }
    }
}
