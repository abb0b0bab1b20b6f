//! Postings: every kept seed of the corpus with the places that print it, joined by sorting.

use rayon::prelude::*;

use super::Source;
use super::seeds::{self, Seed};

/// Times that one article may print one seed before the rest are left out: a text that repeats itself is found by fewer places.
pub(super) const MAX_REPEATS: usize = 8;

/// Texts whose postings are made together.
const PART_TEXTS: u32 = 256;

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
pub(super) fn postings(texts: u32, seeds: &(impl Fn(u32) -> Vec<Seed> + Sync)) -> (Vec<Posting>, u64) {
    let mut parts: Vec<Vec<Posting>> = (0..texts.div_ceil(PART_TEXTS))
        .into_par_iter()
        .map(|part| {
            let numbers = part * PART_TEXTS..texts.min((part + 1) * PART_TEXTS);
            let postings = numbers.flat_map(|article| {
                seeds(article).into_iter().map(move |Seed { hash, word }| Posting { hash, article, word })
            });
            postings.collect()
        })
        .collect();
    // Each part goes when it is copied, so that all of them are never there twice.
    let mut all: Vec<Posting> = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    for part in &mut parts {
        all.append(&mut std::mem::take(part));
    }
    drop(parts);
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

/// The postings of some texts, whose places in the list are their numbers.
pub(super) fn of(sources: &[Source<'_>]) -> (Vec<Posting>, u64) {
    let texts = u32::try_from(sources.len()).unwrap_or(u32::MAX);
    postings(texts, &|text| seeds::seeds(&sources[text as usize].text.own_words()))
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
        let seeds = [repeats, vec![seed(7, 3), seed(8, 1)], vec![seed(9, 0), seed(9, 5)]];
        let (postings, left_out) = postings(3, &|text| seeds[text as usize].clone());
        assert_eq!(postings.len(), MAX_REPEATS + 1);
        assert_eq!(left_out, 20 - MAX_REPEATS as u64);
        assert!(postings.iter().all(|p| p.hash == 7));
    }
}
