//! Postings: every kept seed of the corpus with the places that print it, joined by sorting.

use rayon::prelude::*;

use super::Source;
use super::letters::Letters;
use super::seeds::{Seed, seeds};

/// Times that one article may print one seed before the rest are left out: a text that repeats itself is found by fewer places.
pub(super) const MAX_REPEATS: usize = 8;

/// Texts whose postings are made together.
const PART_TEXTS: usize = 256;

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
fn postings(mut parts: Vec<Vec<Posting>>) -> (Vec<Posting>, u64) {
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

/// The letters and the postings of some texts, whose places in the list are their numbers; and the count of places left out.
pub(super) fn of(sources: &[Source<'_>]) -> (Vec<Letters>, Vec<Posting>, u64) {
    let (letters, parts): (Vec<Vec<Letters>>, Vec<Vec<Posting>>) = sources
        .par_chunks(PART_TEXTS)
        .enumerate()
        .map(|(part, sources)| {
            let mut postings = Vec::new();
            let mut letters = Vec::with_capacity(sources.len());
            for (article, source) in (part * PART_TEXTS..).zip(sources) {
                let words = source.text.own_words();
                let article = u32::try_from(article).unwrap_or(u32::MAX);
                postings.extend(seeds(&words).into_iter().map(|Seed { hash, word }| Posting { hash, article, word }));
                letters.push(Letters::of(&words));
            }
            postings.shrink_to_fit();
            (letters, postings)
        })
        .unzip();
    let (postings, left_out) = postings(parts);
    (letters.into_iter().flatten().collect(), postings, left_out)
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
        let posted = |(article, seeds): (u32, Vec<Seed>)| -> Vec<Posting> {
            seeds.into_iter().map(|Seed { hash, word }| Posting { hash, article, word }).collect()
        };
        let (postings, left_out) = postings((0u32..).zip(seeds).map(posted).collect());
        assert_eq!(postings.len(), MAX_REPEATS + 1);
        assert_eq!(left_out, 20 - MAX_REPEATS as u64);
        assert!(postings.iter().all(|p| p.hash == 7));
    }
}
