//! Shingles: every run of consecutive words, as one 64-bit hash.

/// Consecutive words in a shingle. Five is what the field's exact figures are given for.
pub const SHINGLE_WORDS: usize = 5;

/// Odd multipliers that keep the places in a shingle apart (digits of the golden ratio and of square roots of primes).
const PLACES: [u64; SHINGLE_WORDS] =
    [0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1, 0x510E_527F_ADE6_82D1];

/// One hash a shingle, in the order of the text; none for a text of fewer than [`SHINGLE_WORDS`] words.
pub fn shingles(words: &[u64]) -> impl Iterator<Item = u64> + '_ {
    words.array_windows().map(|&run| shingle(run))
}

/// The hash of one run of words.
#[inline(always)]
pub(super) fn shingle(run: [u64; SHINGLE_WORDS]) -> u64 {
    finish(run.iter().zip(PLACES).fold(0, |sum, (&word, place)| sum.wrapping_add(word.wrapping_mul(place))))
}

/// Spreads every bit over all others (the finaliser of Stafford's mix 13, as in `SplitMix64`).
#[inline(always)]
const fn finish(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
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
