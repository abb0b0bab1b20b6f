//! Buckets: articles that agree in a band, found by sorting, and the candidate pairs they give.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::Bands;
use crate::sketch::{LANES, Signature};

/// A bucket up to this size gives all its pairs; a larger one a star and a chain, so that cost stays linear and nothing is dropped.
const ALL_PAIRS_UP_TO: usize = 32;

/// Candidate pairs (smaller number first), ascending, each once. `signatures[i]` is `None` for what has no shingles.
///
/// Time O(articles x bands) plus sorting; memory 12 bytes an article and band at a time, one band after the other.
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
    let found: Vec<Proposals> = (0..bands.bands)
        .into_par_iter()
        .map(|band| {
            let mut keys: Vec<(u64, u32)> = (0u32..)
                .zip(signatures)
                .filter_map(|(article, signature)| Some((key(bands.of(signature.as_deref()?, band)?), article)))
                .collect();
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

fn key(values: &[u32]) -> u64 {
    let mut bytes = [0; LANES * 4];
    let bytes = &mut bytes[..values.len() * 4];
    for (slot, value) in bytes.chunks_exact_mut(4).zip(values) {
        slot.copy_from_slice(&value.to_le_bytes());
    }
    xxh3_64(bytes)
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
