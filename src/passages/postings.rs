//! Postings: every kept seed of the corpus with the places that print it, joined by sorting.

use std::io;
use std::ops::RangeInclusive;

use rayon::prelude::*;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::Source;
use super::letters::{self, AllLetters, Spelling};
use super::seeds::{Seed, seeds};
use crate::storage::{Blocks, Filed, Filing, Room, Sorting, part_of_hash};

/// Times that one article may print one seed before the rest are left out: a text that repeats itself is found by fewer places.
pub(super) const MAX_REPEATS: usize = 8;

/// Texts whose postings are made together, and their words.
const PART_TEXTS: usize = 64;
const PART_WORDS: u64 = 1 << 15;

/// Words of the texts whose postings are in memory before they go to their parts: as many as a share has room for with so many bytes each.
const BLOCK_WORDS: RangeInclusive<u64> = 1 << 17..=1 << 21;
const WORD_BYTES: u64 = 40;

/// Parts in which postings are sorted.
const PARTS: usize = 256;

/// One place of one seed, in the letters of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct Posting {
    pub hash: u64,
    pub article: u32,
    pub at: u32,
}

/// All seeds that at least two articles print, ordered by seed, article and place; those of one seed stand together.
pub(super) type Postings = Filed<Posting>;

/// Of sorted postings those whose seed at least two articles print, and the count of places left out as repeats.
fn shared(mut sorted: Vec<Posting>) -> (Vec<Posting>, u64) {
    let mut kept = 0;
    let mut left_out = 0;
    let mut at = 0;
    while at < sorted.len() {
        let group = sorted[at..].iter().take_while(|p| p.hash == sorted[at].hash).count();
        let shared = sorted[at].article != sorted[at + group - 1].article;
        let mut repeats = 0;
        for i in at..at + group {
            repeats = if i > at && sorted[i].article == sorted[i - 1].article { repeats + 1 } else { 0 };
            if shared && repeats < MAX_REPEATS {
                sorted[kept] = sorted[i];
                kept += 1;
            } else if shared {
                left_out += 1;
            }
        }
        at += group;
    }
    sorted.truncate(kept);
    (sorted, left_out)
}

/// The letters and the postings of some texts, whose places in the list are their numbers; and the count of places left out.
///
/// 16 bytes a seed; O(seeds log seeds).
pub(super) fn of(sources: &[Source<'_>], room: &Room) -> io::Result<(AllLetters, Postings, u64)> {
    let mut filing = Filing::new(room);
    let mut texts = Vec::with_capacity(sources.len());
    let mut sorting = Sorting::new(room, PARTS);
    let words_of = |source: &Source<'_>| u64::from(source.text.count);
    let block_words = (room.share() / WORD_BYTES).clamp(*BLOCK_WORDS.start(), *BLOCK_WORDS.end());
    for block in Blocks::of(sources.iter().map(words_of), usize::MAX, block_words).ranges() {
        let parts = Blocks::of(sources[block.clone()].iter().map(words_of), PART_TEXTS, PART_WORDS);
        let parts = (0..parts.count()).into_par_iter().map(|part| {
            let part = parts.range(part);
            let mut postings = Vec::new();
            let mut letters = Vec::with_capacity(part.len());
            for (article, source) in (block.start + part.start..).zip(&sources[block.clone()][part]) {
                let words = source.text.own_words()?;
                let article = u32::try_from(article).unwrap_or(u32::MAX);
                let at = |word: u32| u32::try_from(words.letter(word as usize)).unwrap_or(u32::MAX);
                let posting = |Seed { hash, word }| Posting { hash, article, at: at(word) };
                postings.extend(seeds(&words).into_iter().map(posting));
                letters.push((letters::encoded(&words), words.letters().len()));
            }
            Ok((letters, postings))
        });
        for (letters, postings) in parts.collect::<io::Result<Vec<_>>>()? {
            sorting.add(&postings, |posting| part_of_hash(posting.hash, PARTS))?;
            for (bytes, letters) in letters {
                let letters = u32::try_from(letters).map_err(io::Error::other)?;
                texts.push(Spelling { place: filing.put(&bytes)?, letters });
            }
        }
    }
    let mut postings = Filing::new(room);
    let mut left_out = 0;
    sorting.finish(shared, |(part, more)| {
        left_out += more;
        part.chunk_by(|a, b| a.hash == b.hash).try_for_each(|group| postings.put(group).map(drop))
    })?;
    Ok((AllLetters { filed: filing.finish()?, texts }, postings.finish()?, left_out))
}

/// The places of each seed of a piece of the postings, one slice a seed, in order.
pub(super) fn groups(piece: &[Posting]) -> impl ParallelIterator<Item = &[Posting]> {
    piece.par_chunk_by(|a, b| a.hash == b.hash)
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
            seeds.into_iter().map(|Seed { hash, word }| Posting { hash, article, at: word }).collect()
        };
        let mut sorted: Vec<Posting> = (0u32..).zip(seeds).flat_map(posted).collect();
        sorted.sort_unstable();
        let (postings, left_out) = shared(sorted);
        assert_eq!(postings.len(), MAX_REPEATS + 1);
        assert_eq!(left_out, 20 - MAX_REPEATS as u64);
        assert!(postings.iter().all(|p| p.hash == 7));
    }
}
