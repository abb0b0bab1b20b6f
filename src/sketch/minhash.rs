//! `MinHash` signatures (Broder 1997) in 32-bit lanes: the shingles are parted into groups by their hash, and in each group lane i keeps
//! the smallest value of the i-th permutation.
//!
//! Parting costs a shingle [`GROUP_LANES`] multiplications instead of [`LANES`]: one permutation hashing (Li, Owen, Zhang 2012) with few
//! parts, each long enough to be seldom empty, and several permutations in each. Within a part the lanes are independent, and the parts
//! of two texts are alike on their own, so the estimate stays without bias and its error from 70 shingles on that of [`LANES`] permutations (tested). A part
//! that is empty in both texts says nothing, and counts for nothing.

use super::shingles::{SHINGLE_WORDS, shingle};
use crate::text::Level;

/// Lanes of a signature. The standard error of a Jaccard estimate is at most 0.045 with 128.
pub const LANES: usize = 128;

/// Parts of the shingles.
const GROUPS: usize = 8;

/// Permutations in each part, and so lanes next to each other that see the same shingles: one vector of 512 bits, two of 256.
pub const GROUP_LANES: usize = LANES / GROUPS;

/// One minimum a lane.
pub type Signature = [u32; LANES];

/// What a lane holds whose part is empty. A shingle may hash to it, once in four thousand million.
pub const EMPTY: u32 = u32::MAX;

/// Multipliers and addends of the permutations `x -> x * a + b (mod 2^32)`, with odd `a`, from a fixed stream.
const PERMUTATIONS: ([u32; GROUP_LANES], [u32; GROUP_LANES]) = {
    let (mut a, mut b) = ([0; GROUP_LANES], [0; GROUP_LANES]);
    let mut state: u64 = 0x6E65_7773_7072_696E;
    let mut lane = 0;
    while lane < GROUP_LANES {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = state;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^= x >> 31;
        #[allow(clippy::cast_possible_truncation, reason = "the two halves of 64 bits")]
        {
            a[lane] = (x as u32) | 1;
            b[lane] = (x >> 32) as u32;
        }
        lane += 1;
    }
    (a, b)
};

/// The signature of a set of shingles; all lanes [`EMPTY`] for none. Costs [`GROUP_LANES`] multiplications a shingle.
#[must_use]
pub fn signature(shingles: impl Iterator<Item = u64>) -> Signature {
    let mut lanes = [EMPTY; LANES];
    shingles.for_each(|shingle| add(&mut lanes, shingle));
    lanes
}

#[inline(always)]
fn add(lanes: &mut Signature, shingle: u64) {
    let (a, b) = &PERMUTATIONS;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "low bits choose the part, the upper half of a well mixed hash is permuted"
    )]
    let (group, x) = (shingle as usize % GROUPS, (shingle >> 32) as u32);
    let group = &mut lanes[group * GROUP_LANES..][..GROUP_LANES];
    for lane in 0..GROUP_LANES {
        group[lane] = group[lane].min(x.wrapping_mul(a[lane]).wrapping_add(b[lane]));
    }
}

/// The signature of the shingles of a text, from the hashes of its words: [`signature`] of [`super::shingles`], in vectors.
#[must_use]
pub fn signature_of_words(words: &[u64]) -> Signature {
    on_level(words, Level::best())
}

fn on_level(words: &[u64], level: Level) -> Signature {
    match level {
        Level::Scalar => sign(words),
        // SAFETY: a level is only ever chosen where its features were seen.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { sign_avx2(words) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { sign_avx512(words) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn sign_avx2(words: &[u64]) -> Signature {
    sign(words)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn sign_avx512(words: &[u64]) -> Signature {
    sign(words)
}

/// Plain loops that become vectors where the processor has them.
#[inline(always)]
fn sign(words: &[u64]) -> Signature {
    /// Shingles made at a time: they stay in the nearest cache.
    const AT_A_TIME: usize = 64;
    let mut lanes = [EMPTY; LANES];
    let mut made = [0; AT_A_TIME];
    let mut rest = words;
    while rest.len() >= SHINGLE_WORDS {
        let count = (rest.len() - SHINGLE_WORDS + 1).min(AT_A_TIME);
        let window = &rest[..count + SHINGLE_WORDS - 1];
        for (i, slot) in made[..count].iter_mut().enumerate() {
            *slot = shingle([window[i], window[i + 1], window[i + 2], window[i + 3], window[i + 4]]);
        }
        for &shingle in &made[..count] {
            add(&mut lanes, shingle);
        }
        rest = &rest[count..];
    }
    lanes
}

/// The share of lanes in which two signatures agree, of those that are empty in neither or in one alone: an estimate of Jaccard.
#[must_use]
pub fn estimate(a: &Signature, b: &Signature) -> f64 {
    let equal: u32 = a.iter().zip(b).map(|(x, y)| u32::from(x == y && *x != EMPTY)).sum();
    let seen: u32 = a.iter().zip(b).map(|(x, y)| u32::from(x & y != EMPTY)).sum();
    if seen == 0 { 0.0 } else { f64::from(equal) / f64::from(seen) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::shingles::shingles;
    use super::*;

    /// Mean squared errors of the estimate against theory, over pairs of sets of `size` with a known Jaccard.
    fn errors(size: u64) -> (f64, f64) {
        let (mut squares, mut expected) = (0.0, 0.0);
        for part in 1..20 {
            let shared = size * part / 20;
            for round in 0..100u64 {
                let element = |i: u64| xxhash_rust::xxh3::xxh3_64_with_seed(&i.to_le_bytes(), round * 1000 + shared);
                let one = signature((0..size).map(element));
                let two = signature((size - shared..2 * size - shared).map(element));
                let jaccard = shared as f64 / (2 * size - shared) as f64;
                squares += (estimate(&one, &two) - jaccard).powi(2);
                expected += jaccard * (1.0 - jaccard) / LANES as f64;
            }
        }
        (squares, expected)
    }

    #[test]
    fn estimates_are_as_good_as_theory_allows() {
        // Short texts leave parts with a handful of shingles each, and their estimate is the worse for it.
        for (size, worse) in [(10, 3.6), (20, 2.5), (40, 1.5), (70, 1.2), (100, 1.15), (200, 1.15), (1000, 1.15)] {
            let (squares, expected) = errors(size);
            assert!(squares < expected * worse, "{size}: mean squared error {squares} against {expected}");
        }
    }

    #[test]
    fn nothing_is_like_nothing() {
        assert!(estimate(&[EMPTY; LANES], &[EMPTY; LANES]).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn every_level_signs_alike(words in prop::collection::vec(any::<u64>(), 0..300)) {
            let want = signature(shingles(&words));
            for level in Level::all() {
                prop_assert_eq!(on_level(&words, level), want);
            }
        }
    }
}
