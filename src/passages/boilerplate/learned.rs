//! Boilerplate learned from the corpus: what recurs across otherwise unlike articles of one outlet, or of the whole corpus.
//!
//! A seed printed by enough articles of one outlet that are not versions of each other marks site furniture: headers, newsletter
//! lines, footers. The run around it is grown as far as two such articles agree, and kept only if it stands as a block, from the
//! start of a sentence or line to the end of one; a stock phrase in mid-sentence is none.

use rayon::prelude::*;

use super::Source;
use crate::passages::Document;
use crate::passages::postings::{Posting, groups};
use crate::sketch::{Signature, estimate};

/// Unlike articles of one outlet that must share a run before it counts as the outlet's furniture, in a small outlet; in a large
/// one the bound grows with the root of its size, since any phrase recurs in enough text.
const MIN_UNLIKE_IN_OUTLET: usize = 4;

/// The same over all outlets: labels can be wrong, and some furniture stands under many names.
const MIN_UNLIKE_IN_CORPUS: usize = 16;

/// Estimated Jaccard from which two articles count as versions of one story.
const ALIKE: f64 = 0.25;

/// Letters that a run is grown on either side of a seed.
const MAX_GROWTH_LETTERS: usize = 2000;

/// Words between two marked runs that are bridged, and words by which a block may miss a boundary.
const BRIDGED_WORDS: u32 = 3;
const BOUNDARY_WORDS: u32 = 2;

/// For each article the ranges of words that are boilerplate, ascending and apart.
pub(in crate::passages) fn learn(sources: &[Source<'_>], postings: &[Posting]) -> Vec<Vec<(u32, u32)>> {
    let outlets = sources.iter().filter_map(|source| source.outlet).max().map_or(0, |last| last as usize + 1);
    let mut sizes = vec![0usize; outlets];
    for outlet in sources.iter().filter_map(|source| source.outlet) {
        sizes[outlet as usize] += 1;
    }
    let bounds: Vec<usize> = sizes.iter().map(|&size| bound(MIN_UNLIKE_IN_OUTLET, size)).collect();
    let corpus_bound = bound(MIN_UNLIKE_IN_CORPUS, sources.len());
    let mut marks: Vec<(u32, (u32, u32))> = groups(postings)
        .filter(|group| group.len() >= MIN_UNLIKE_IN_OUTLET)
        .flat_map_iter(|group| {
            let mut marks = Vec::new();
            if let Some(unlike) = unlike(sources, group.iter().copied(), corpus_bound) {
                marks.extend(group.iter().filter_map(|&place| grow(sources, place, &unlike)));
                return marks;
            }
            let mut places: Vec<(u32, Posting)> =
                group.iter().filter_map(|&place| Some((sources[place.article as usize].outlet?, place))).collect();
            places.sort_unstable();
            for own in places.chunk_by(|a, b| a.0 == b.0) {
                if let Some(unlike) = unlike(sources, own.iter().map(|&(_, place)| place), bounds[own[0].0 as usize]) {
                    marks.extend(own.iter().filter_map(|&(_, place)| grow(sources, place, &unlike)));
                }
            }
            marks
        })
        .collect();
    marks.par_sort_unstable();
    let mut ranges = vec![Vec::new(); sources.len()];
    for own in marks.chunk_by(|a, b| a.0 == b.0) {
        let article = own[0].0 as usize;
        ranges[article] = blocks(&sources[article].document, own.iter().map(|&(_, range)| range));
    }
    ranges
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive count")]
fn bound(least: usize, articles: usize) -> usize {
    least.max(((articles as f64).sqrt() / 4.0) as usize)
}

/// As many places in articles unlike each other as `enough` asks for, if there are.
fn unlike(sources: &[Source<'_>], places: impl Iterator<Item = Posting>, enough: usize) -> Option<Vec<Posting>> {
    let mut found: Vec<Posting> = Vec::new();
    for place in places {
        if found.last().is_some_and(|last| last.article == place.article) {
            continue;
        }
        let signature = sources[place.article as usize].signature;
        if found.iter().all(|other| !alike(signature, sources[other.article as usize].signature)) {
            found.push(place);
            if found.len() >= enough {
                return Some(found);
            }
        }
    }
    None
}

fn alike(a: Option<&Signature>, b: Option<&Signature>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    estimate(a, b) >= ALIKE
}

/// The words around a place that at least two unlike articles print in the same way.
fn grow(sources: &[Source<'_>], place: Posting, unlike: &[Posting]) -> Option<(u32, (u32, u32))> {
    let words = sources[place.article as usize].document.words;
    let letters = words.letters();
    let at = words.letter(place.word as usize);
    let (mut left, mut right) = ([0; 2], [0; 2]);
    for other in unlike.iter().filter(|other| other.article != place.article).take(4) {
        let theirs = sources[other.article as usize].document.words;
        let there = theirs.letter(other.word as usize);
        let same = |(p, q): &(&u8, &u8)| p == q;
        let before = letters[..at].iter().rev().zip(theirs.letters()[..there].iter().rev()).take(MAX_GROWTH_LETTERS);
        let after = letters[at..].iter().zip(&theirs.letters()[there..]).take(MAX_GROWTH_LETTERS);
        second_best(&mut left, before.take_while(same).count());
        second_best(&mut right, after.take_while(same).count());
    }
    // With one other article to compare with there is one length alone.
    let [from, to] = if unlike.len() > 2 { [at - left[1], at + right[1]] } else { [at - left[0], at + right[0]] };
    let first = (0..=place.word).rev().take_while(|&word| words.letter(word as usize) >= from).last()?;
    let ends = (place.word as usize..words.len()).take_while(|&word| words.letter(word + 1) <= to);
    let end = u32::try_from(ends.last()? + 1).ok()?;
    Some((place.article, (first, end)))
}

/// Keeps the two largest values, largest first.
fn second_best(best: &mut [usize; 2], value: usize) {
    if value > best[0] {
        *best = [value, best[0]];
    } else if value > best[1] {
        best[1] = value;
    }
}

/// Joins marked ranges and keeps those that stand as blocks.
fn blocks(document: &Document<'_>, ranges: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, u32)> {
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (start, end) in ranges {
        match joined.last_mut() {
            Some(last) if start <= last.1 + BRIDGED_WORDS => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    let mut kept: Vec<(u32, u32)> = Vec::new();
    for (start, end) in joined {
        // Outwards by a word or two, else inwards to the whole sentences that the run holds.
        let first = (0..=BOUNDARY_WORDS)
            .filter_map(|k| start.checked_sub(k))
            .chain(start + 1..end)
            .find(|&word| document.starts_sentence(word));
        let last = (end - 1..=end - 1 + BOUNDARY_WORDS).chain((start..end - 1).rev()).find(|&word| document.ends_sentence(word));
        if let (Some(first), Some(last)) = (first, last)
            && first <= last
        {
            match kept.last_mut() {
                Some(before) if first <= before.1 => before.1 = before.1.max(last + 1),
                _ => kept.push((first, last + 1)),
            }
        }
    }
    kept
}
