//! With which other texts all copies of a text are listed and weighed, where not every copy of both is.
//!
//! A thousand copies of a story and a thousand versions of it have a million pairs of articles. One copy stands for all with every other
//! text; the others go no further than to those texts that stood first, so that an edge of a copy always has its row.

use std::collections::{BTreeMap, BinaryHeap};

use ahash::AHashMap;

use super::corpus::Corpus;
use super::near::{LISTED_FAMILY, Near};

/// Pairs of articles that the copies of one text have with other texts in this way, about.
const MOST_PAIRS: usize = 1 << 18;

/// Those texts whose first copies stand before those of all others: 32 of them, fewer where copies are very many.
#[derive(Debug)]
pub(super) struct Partners<'c> {
    pub corpus: &'c Corpus,
    /// Which copy stands for each text.
    pub first: Vec<u32>,
    /// By text, of those with copies alone: the rank of the last of its partners.
    last: AHashMap<u32, u32>,
}

impl<'c> Partners<'c> {
    pub fn of(corpus: &'c Corpus, near: &Near) -> Self {
        let first = corpus.first_copies();
        let mut nearest: BTreeMap<u32, BinaryHeap<u32>> = BTreeMap::new();
        for (a, b) in (0..near.pairs.len()).map(|pair| near.pairs.key(pair)) {
            for (text, other) in [(a, b), (b, a)] {
                let copies = corpus.copies[text as usize].len();
                if copies > 1 {
                    let nearest = nearest.entry(text).or_default();
                    nearest.push(corpus.rank[first[other as usize] as usize]);
                    if nearest.len() > (MOST_PAIRS / copies).clamp(1, LISTED_FAMILY) {
                        nearest.pop();
                    }
                }
            }
        }
        let last = nearest.into_iter().filter_map(|(text, ranks)| Some((text, *ranks.peek()?))).collect();
        Self { corpus, first, last }
    }

    /// Whether all copies of a text go with the first of another one, which is of a pair with it.
    pub fn has(&self, text: u32, other: u32) -> bool {
        let rank = self.corpus.rank[self.first[other as usize] as usize];
        self.last.get(&text).is_some_and(|&last| rank <= last)
    }
}
