//! Postings: every kept seed of the corpus with the places that print it, joined by sorting.

use rayon::prelude::*;

use super::seeds::Seed;

/// Times that one article may print one seed before the rest are left out: a text that repeats itself is found by fewer places.
pub(super) const MAX_REPEATS: usize = 8;

/// One place of one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    pub hash: u64,
    pub article: u32,
    pub word: u32,
}

/// All seeds that at least two articles print, ordered by seed, article and word, and the count of places left out as repeats.
///
/// 16 bytes a seed; O(seeds log seeds).
pub(super) fn postings(seeds: &[Vec<Seed>]) -> (Vec<Posting>, u64) {
    let mut all: Vec<Posting> = (0u32..)
        .zip(seeds)
        .flat_map(|(article, seeds)| seeds.iter().map(move |&Seed { hash, word }| Posting { hash, article, word }))
        .collect();
    all.par_sort_unstable();
    let mut kept = 0;
    let mut left_out = 0;
    let mut at = 0;
    while at < all.len() {
        let group = all[at..].iter().take_while(|p| p.hash == all[at].hash).count();
        let shared = all[at].article != all[at + group - 1].article;
        let mut repeats = 0;
        for i in at..at + group {
            repeats = if i > at && all[i].article == all[i - 1].article { repeats + 1 } else { 0 };
            if shared && repeats < MAX_REPEATS {
                all[kept] = all[i];
                kept += 1;
            } else if shared {
                left_out += 1;
            }
        }
        at += group;
    }
    all.truncate(kept);
    all.shrink_to_fit();
    (all, left_out)
}

/// The places of each seed, one slice a seed.
pub(super) fn groups(postings: &[Posting]) -> impl ParallelIterator<Item = &[Posting]> {
    postings.par_chunk_by(|a, b| a.hash == b.hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_shared_seeds_are_kept_and_repeats_are_counted() {
        let seed = |hash, word| Seed { hash, word };
        let repeats: Vec<Seed> = (0..20).map(|word| seed(7, word)).collect();
        let (postings, left_out) = postings(&[repeats, vec![seed(7, 3), seed(8, 1)], vec![seed(9, 0), seed(9, 5)]]);
        assert_eq!(postings.len(), MAX_REPEATS + 1);
        assert_eq!(left_out, 20 - MAX_REPEATS as u64);
        assert!(postings.iter().all(|p| p.hash == 7));
    }
}
