//! Buckets: articles that agree in a band, found by sorting, and the candidate pairs they give.

use rayon::prelude::*;

use super::Bands;
use crate::sketch::Signature;

/// A bucket up to this size gives all its pairs; a larger one a star and a chain, so that cost stays linear and nothing is dropped.
const ALL_PAIRS_UP_TO: usize = 32;

/// Candidate pairs (smaller number first), ascending, each once. `signatures[i]` is `None` for what has no shingles.
///
/// Time O(articles x bands), and sorting of what meets; memory 16 bytes an article and band, for eight bands at a time.
#[must_use]
pub fn candidates(signatures: &[Option<Box<Signature>>], bands: Bands) -> Vec<(u32, u32)> {
    proposals(signatures, bands).pairs
}

/// What the bands propose.
#[derive(Debug, Default)]
pub struct Proposals {
    /// As [`candidates`] gives them.
    pub pairs: Vec<(u32, u32)>,
    /// Buckets that are too large for all their pairs; the articles of each in ascending order, no bucket twice.
    pub hot: Vec<Vec<u32>>,
}

/// As [`candidates`], and the buckets that are hot, for who looks further into those.
#[must_use]
pub fn proposals(signatures: &[Option<Box<Signature>>], bands: Bands) -> Proposals {
    /// Bands whose keys are in memory together.
    const BANDS_AT_A_TIME: usize = 8;
    let all: Vec<usize> = (0..bands.bands).collect();
    let found: Vec<Proposals> = all
        .chunks(BANDS_AT_A_TIME)
        .flat_map(|some| {
            keys(signatures, bands, some)
                .into_par_iter()
                .map(|mut keys| {
                    drop_lonely(&mut keys);
                    keys.sort_unstable();
                    let mut found = Proposals::default();
                    for bucket in keys.chunk_by(|a, b| a.0 == b.0) {
                        link(bucket, &mut found.pairs);
                        if bucket.len() > ALL_PAIRS_UP_TO {
                            found.hot.push(bucket.iter().map(|&(_, article)| article).collect());
                        }
                    }
                    found
                })
                .collect::<Vec<_>>()
        })
        .collect();
    let mut whole = Proposals::default();
    for mut band in found {
        whole.pairs.append(&mut band.pairs);
        whole.hot.append(&mut band.hot);
    }
    whole.pairs.par_sort_unstable();
    whole.pairs.dedup();
    whole.hot.par_sort_unstable();
    whole.hot.dedup();
    whole
}

/// The keys of each of some bands. Every signature is looked at once for them, because they are far apart in memory.
fn keys(signatures: &[Option<Box<Signature>>], bands: Bands, some: &[usize]) -> Vec<Vec<(u64, u32)>> {
    /// Signatures that one task looks at.
    const AT_A_TIME: usize = 4096;
    let parts: Vec<Vec<Vec<(u64, u32)>>> = signatures
        .par_chunks(AT_A_TIME)
        .enumerate()
        .map(|(part, signatures)| {
            let mut keys = vec![Vec::with_capacity(signatures.len()); some.len()];
            let articles = u32::try_from(part * AT_A_TIME).unwrap_or(u32::MAX)..;
            for (article, signature) in articles.zip(signatures) {
                let Some(signature) = signature.as_deref() else { continue };
                for (&band, keys) in some.iter().zip(&mut keys) {
                    keys.extend(bands.of(signature, band).map(|values| (key(values), article)));
                }
            }
            keys
        })
        .collect();
    let mut whole: Vec<Vec<(u64, u32)>> = vec![Vec::new(); some.len()];
    for part in parts {
        for (whole, mut part) in whole.iter_mut().zip(part) {
            whole.append(&mut part);
        }
    }
    whole
}

/// Drops keys that no other article has, and keeps a few of them: nearly all keys are of one article, and need not be sorted.
///
/// Two bit maps of sixteen bits a key, by the upper bits: seen, and seen again.
fn drop_lonely(keys: &mut Vec<(u64, u32)>) {
    let bits = (keys.len() * 16).next_power_of_two().max(64);
    let place = |key: u64| {
        #[allow(clippy::cast_possible_truncation, reason = "a number below the length of a map")]
        let at = (key >> (64 - bits.trailing_zeros())) as usize;
        (at / 64, 1u64 << (at % 64))
    };
    let (mut seen, mut again) = (vec![0u64; bits / 64], vec![0u64; bits / 64]);
    for &(key, _) in &*keys {
        let (at, bit) = place(key);
        again[at] |= seen[at] & bit;
        seen[at] |= bit;
    }
    keys.retain(|&(key, _)| {
        let (at, bit) = place(key);
        again[at] & bit != 0
    });
}

/// The bucket of a band's values. It only proposes: two bands with one key cost a look at two texts.
fn key(values: &[u32]) -> u64 {
    let sum = values.iter().fold(0x9E37_79B9_7F4A_7C15_u64, |sum, &value| {
        (sum ^ u64::from(value)).wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(29)
    });
    (sum ^ (sum >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// The pairs of one bucket, whose articles are in ascending order.
fn link(bucket: &[(u64, u32)], pairs: &mut Vec<(u32, u32)>) {
    if bucket.len() <= ALL_PAIRS_UP_TO {
        for (i, &(_, a)) in bucket.iter().enumerate() {
            pairs.extend(bucket[i + 1..].iter().map(|&(_, b)| (a, b)));
        }
    } else {
        let first = bucket[0].1;
        pairs.extend(bucket[1..].iter().map(|&(_, b)| (first, b)));
        pairs.extend(bucket.windows(2).skip(1).map(|two| (two[0].1, two[1].1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::signature;

    #[test]
    fn a_hot_bucket_costs_linear_pairs_and_leaves_nobody_out() {
        let same = Some(Box::new(signature([1u64 << 40, 2 << 40, 3 << 40].into_iter())));
        let signatures = vec![same; 5000];
        let pairs = candidates(&signatures, Bands::solve(0.8, 0.999));
        assert!(pairs.len() < 2 * signatures.len());
        assert!((1..5000).all(|b| pairs.binary_search(&(0, b)).is_ok()));
    }

    #[test]
    fn articles_without_shingles_are_nobodys_candidates() {
        let signatures = vec![None, None, Some(Box::new(signature(std::iter::once(7))))];
        assert!(candidates(&signatures, Bands::solve(0.8, 0.999)).is_empty());
    }
}
