//! Buckets: articles that agree in a band, found by sorting, and the candidate pairs they give.

use std::io;

use rayon::prelude::*;

use super::Bands;
use crate::sketch::Signature;

/// A bucket up to this size gives all its pairs; a larger one a star and a chain, so that cost stays linear and nothing is dropped.
const ALL_PAIRS_UP_TO: usize = 32;

/// Bytes of keys that are in memory together, where more than one band is.
const MAX_KEY_BYTES: usize = 64 << 20;

/// Signatures wherever they stand, block by block.
pub trait Signatures: Sync {
    /// Signatures of each block but the last, which may be shorter; at most [`SIGNATURES_PER_BLOCK`].
    fn blocks(&self) -> usize;

    /// Articles with a place in the blocks, whether or not they have a signature.
    fn places(&self) -> usize;

    /// Gives the signatures of a block with their places in it.
    fn block(&self, block: usize, each: &mut dyn FnMut(usize, &Signature)) -> io::Result<()>;

    /// The number of the article at a place.
    fn article(&self, place: usize) -> u32;
}

/// Signatures that stand and are looked at together.
pub const SIGNATURES_PER_BLOCK: usize = 4096;

/// Every place is an article.
impl Signatures for [Option<Box<Signature>>] {
    fn blocks(&self) -> usize {
        self.len().div_ceil(SIGNATURES_PER_BLOCK)
    }

    fn places(&self) -> usize {
        self.len()
    }

    fn block(&self, block: usize, each: &mut dyn FnMut(usize, &Signature)) -> io::Result<()> {
        let signatures = self.iter().skip(block * SIGNATURES_PER_BLOCK).take(SIGNATURES_PER_BLOCK);
        for (place, signature) in signatures.enumerate() {
            if let Some(signature) = signature {
                each(place, signature);
            }
        }
        Ok(())
    }

    fn article(&self, place: usize) -> u32 {
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

/// Candidate pairs (smaller number first), ascending, each once. `signatures[i]` is `None` for what has no shingles.
///
/// Time O(articles x bands), and sorting of what meets; memory 8 bytes an article and band, for as many bands
/// at a time as 64 MiB hold.
#[must_use]
pub fn candidates(signatures: &[Option<Box<Signature>>], bands: Bands) -> Vec<(u32, u32)> {
    // What is in memory can be read.
    proposals(signatures, bands, MAX_KEY_BYTES).map(|found| found.pairs).unwrap_or_default()
}

/// What the bands propose.
#[derive(Debug, Default)]
pub struct Proposals {
    /// As [`candidates`] gives them.
    pub pairs: Vec<(u32, u32)>,
    /// Buckets that are too large for all their pairs; the articles of each in ascending order, no bucket twice.
    pub hot: Vec<Vec<u32>>,
}

/// As [`candidates`], and the buckets that are hot, for who looks further into those. Keys take at most `key_bytes` at a time, or those of
/// one band.
pub fn proposals<S: Signatures + ?Sized>(signatures: &S, bands: Bands, key_bytes: usize) -> io::Result<Proposals> {
    let all: Vec<usize> = (0..bands.bands).collect();
    let at_a_time = (key_bytes.min(MAX_KEY_BYTES) / (8 * signatures.places().max(1))).clamp(1, bands.bands);
    let propose = |keys: Vec<u64>| {
        let mut keys = repeated(&keys, signatures);
        keys.sort_unstable();
        let mut found = Proposals::default();
        for bucket in keys.chunk_by(|a, b| a.0 == b.0) {
            link(bucket, &mut found.pairs);
            if bucket.len() > ALL_PAIRS_UP_TO {
                found.hot.push(bucket.iter().map(|&(_, article)| article).collect());
            }
        }
        found
    };
    let mut found: Vec<Proposals> = Vec::with_capacity(bands.bands);
    for some in all.chunks(at_a_time) {
        found.par_extend(keys(signatures, bands, some)?.into_par_iter().map(propose));
    }
    let mut whole = Proposals::default();
    for mut band in found {
        whole.pairs.append(&mut band.pairs);
        whole.hot.append(&mut band.hot);
    }
    whole.pairs.par_sort_unstable();
    whole.pairs.dedup();
    whole.hot.par_sort_unstable();
    whole.hot.dedup();
    Ok(whole)
}

/// No key: the article has no signature, or no shingle in the band.
const NONE: u64 = 0;

/// The keys at all places in each of some bands. Every signature is looked at once for them, because they are far apart in memory.
fn keys<S: Signatures + ?Sized>(signatures: &S, bands: Bands, some: &[usize]) -> io::Result<Vec<Vec<u64>>> {
    let mut keys: Vec<Vec<u64>> = some.iter().map(|_| vec![NONE; signatures.places()]).collect();
    let mut tasks: Vec<Vec<&mut [u64]>> = (0..signatures.blocks()).map(|_| Vec::new()).collect();
    for keys in &mut keys {
        for (task, slots) in tasks.iter_mut().zip(keys.chunks_mut(SIGNATURES_PER_BLOCK)) {
            task.push(slots);
        }
    }
    tasks.into_par_iter().enumerate().try_for_each(|(block, mut slots)| {
        signatures.block(block, &mut |place, signature| {
            for (slots, &band) in slots.iter_mut().zip(some) {
                slots[place] = bands.of(signature, band).map_or(NONE, key);
            }
        })
    })?;
    Ok(keys)
}

/// The keys that more than one article has, and a few others, with their articles: nearly all keys are of one article, and need not be
/// sorted.
///
/// Two bit maps of sixteen bits a key, by the upper bits: seen, and seen again.
fn repeated<S: Signatures + ?Sized>(keys: &[u64], signatures: &S) -> Vec<(u64, u32)> {
    let bits = (keys.len() * 16).next_power_of_two().max(64);
    let place = |key: u64| {
        #[allow(clippy::cast_possible_truncation, reason = "a number below the length of a map")]
        let at = (key >> (64 - bits.trailing_zeros())) as usize;
        (at / 64, 1u64 << (at % 64))
    };
    let (mut seen, mut again) = (vec![0u64; bits / 64], vec![0u64; bits / 64]);
    for &key in keys.iter().filter(|&&key| key != NONE) {
        let (at, bit) = place(key);
        again[at] |= seen[at] & bit;
        seen[at] |= bit;
    }
    let is_repeated = |key: u64| {
        let (at, bit) = place(key);
        key != NONE && again[at] & bit != 0
    };
    keys.iter().enumerate().filter(|&(_, &key)| is_repeated(key)).map(|(place, &key)| (key, signatures.article(place))).collect()
}

/// The bucket of a band's values. It only proposes: two bands with one key cost a look at two texts.
fn key(values: &[u32]) -> u64 {
    let sum = values.iter().fold(0x9E37_79B9_7F4A_7C15_u64, |sum, &value| {
        (sum ^ u64::from(value)).wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(29)
    });
    (sum ^ (sum >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93).max(NONE + 1)
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
