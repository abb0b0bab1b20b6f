//! Sentences and lines that recur word for word: in how many unlike articles of their outlet, and of the corpus.
//!
//! Whole sentences are counted, short ones too, where `learned` finds runs of any extent that are long enough for seeds.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::Source;
use super::layout::Layout;
use super::unlike::{Bounds, unlike};

/// Unlike articles that print a sentence, its own article among them; counted up to the bound from which more say no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Recurrence {
    /// Of the outlet.
    pub own: u16,
    /// Of the corpus.
    pub all: u16,
    /// Whether any other article prints it, a version of the same story too.
    pub shared: bool,
}

/// A sentence of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    hash: u64,
    article: u32,
    sentence: u32,
}

/// For each article and sentence of its layout how it recurs; no entries for an article in which nothing does.
///
/// 16 bytes a sentence; O(sentences log sentences).
pub(super) fn recurrences(sources: &[Source<'_>], bounds: &Bounds) -> Vec<Vec<Recurrence>> {
    let mut places: Vec<Place> = (0u32..)
        .zip(sources)
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|(article, source)| {
            let words = source.document.words;
            let layout = Layout::of(&source.document);
            let letters = |(first, end): (u32, u32)| words.letters_of(first as usize, end as usize);
            let hashes: Vec<u64> = layout.sentences.iter().map(|sentence| xxh3_64(letters(sentence.words))).collect();
            (0u32..).zip(hashes).map(move |(sentence, hash)| Place { hash, article, sentence })
        })
        .collect();
    places.par_sort_unstable();
    let found: Vec<(u32, u32, Recurrence)> = places
        .par_chunk_by(|a, b| a.hash == b.hash)
        .filter(|group| group[0].article != group[group.len() - 1].article)
        .flat_map_iter(|group| {
            let all = count(unlike(sources, group.iter(), |place| place.article, bounds.corpus).len());
            let mut own: Vec<(Option<u32>, &Place)> =
                group.iter().map(|place| (sources[place.article as usize].outlet, place)).collect();
            own.sort_unstable();
            let mut found = Vec::with_capacity(group.len());
            for places in own.chunk_by(|a, b| a.0 == b.0) {
                let own = places[0].0.map_or(1, |outlet| {
                    count(unlike(sources, places.iter(), |(_, place)| place.article, bounds.outlet(outlet)).len())
                });
                found.extend(
                    places.iter().map(|(_, place)| (place.article, place.sentence, Recurrence { own, all, shared: true })),
                );
            }
            found
        })
        .collect();
    let mut out = vec![Vec::new(); sources.len()];
    for (article, sentence, recurrence) in found {
        let own: &mut Vec<Recurrence> = &mut out[article as usize];
        if own.len() <= sentence as usize {
            own.resize(sentence as usize + 1, Recurrence::default());
        }
        own[sentence as usize] = recurrence;
    }
    out
}

fn count(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
