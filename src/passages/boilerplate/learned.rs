//! Runs of any extent that recur across unlike articles of one outlet, or of the whole corpus.
//!
//! A seed printed by enough articles that are not versions of each other marks what an outlet repeats, and the run around it is grown
//! as far as two such articles agree. Not responsible for whether that is furniture: a stock phrase recurs as well.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::Source;
use super::unlike::{Bounds, MIN_UNLIKE_IN_OUTLET, enough_unlike};
use crate::passages::chain::{common_end, common_start};
use crate::passages::letters::{AllLetters, Letters, Spelled};
use crate::passages::postings::{Posting, Postings, groups};
use crate::storage::{Blocks, Parts, Room, in_one};

/// Letters that a run is grown on either side of a seed.
const MAX_GROWTH_LETTERS: usize = 2000;

/// Words between two marked runs that are bridged.
const BRIDGED_WORDS: u32 = 3;

/// What recurs in an article: ranges of words, ascending and apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Learned {
    /// In enough unlike articles of its outlet.
    pub own: Vec<(u32, u32)>,
    /// In enough unlike articles of any outlet.
    pub all: Vec<(u32, u32)>,
}

/// A stretch of an article that recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Mark {
    article: u32,
    /// In the corpus, or else in its outlet.
    everywhere: u32,
    start: u32,
    end: u32,
}

/// What recurs in all articles, in blocks of articles.
#[derive(Debug)]
pub(super) struct Marks(Parts<Mark>);

impl Marks {
    /// What recurs in each of the `articles` of a block; each block is asked for once.
    pub fn take(&mut self, block: usize, articles: Range<usize>) -> io::Result<Vec<Learned>> {
        let mut marks = self.0.take(block)?;
        marks.par_sort_unstable();
        let mut learned = vec![Learned::default(); articles.len()];
        for own in marks.chunk_by(|a, b| (a.article, a.everywhere) == (b.article, b.everywhere)) {
            let ranges = joined(own.iter().map(|mark| (mark.start, mark.end)));
            let learned = &mut learned[own[0].article as usize - articles.start];
            *if own[0].everywhere == 1 { &mut learned.all } else { &mut learned.own } = ranges;
        }
        Ok(learned)
    }
}

/// For each article what it has in common with enough unlike articles.
pub(super) fn learn(
    sources: &[Source<'_>],
    letters: &AllLetters,
    postings: &Postings,
    (bounds, blocks): (&Bounds, &Blocks),
    room: &Room,
) -> io::Result<Marks> {
    let mut marks = Parts::new(room, blocks.count());
    for piece in postings.pieces() {
        let piece = piece?;
        let groups = groups(&piece).filter(|group| group.len() >= MIN_UNLIKE_IN_OUTLET);
        let of_piece = in_one(groups.map(|group| marks_of(sources, letters, group, bounds)))?;
        marks.add(&of_piece, |mark| blocks.holding(mark.article as usize))?;
    }
    Ok(Marks(marks))
}

/// What is marked by the places of one seed.
fn marks_of(sources: &[Source<'_>], letters: &AllLetters, group: &[Posting], bounds: &Bounds) -> io::Result<Vec<Mark>> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut mark = |everywhere: bool, place: Posting, others: &Others<'_>| -> io::Result<()> {
        let everywhere = u32::from(everywhere);
        let mark = |(start, end)| Mark { article: place.article, everywhere, start, end };
        marks.extend(grow(letters, place, others)?.map(mark));
        Ok(())
    };
    if let Some(everywhere) = enough_unlike(sources, group, |place| place.article, bounds.corpus) {
        let others = Others::of(letters, &everywhere)?;
        for &place in group {
            mark(true, place, &others)?;
        }
    }
    let mut places: Vec<(u32, Posting)> =
        group.iter().filter_map(|&place| Some((sources[place.article as usize].outlet?, place))).collect();
    places.sort_unstable();
    for own in places.chunk_by(|a, b| a.0 == b.0) {
        let bound = bounds.outlet(own[0].0);
        if let Some(here) = enough_unlike(sources, own, |(_, place)| place.article, bound) {
            let others = Others::of(letters, &here.into_iter().map(|(_, place)| place).collect::<Vec<_>>())?;
            for &(_, place) in own {
                mark(false, place, &others)?;
            }
        }
    }
    Ok(marks)
}

/// Unlike articles that places are compared with, so many of them.
const COMPARED: usize = 4;

/// The first places of a list of unlike ones, with the letters of their articles: one more than are compared, since none is with itself.
struct Others<'l> {
    first: Vec<Around<'l>>,
    /// Of the list.
    count: usize,
}

impl<'l> Others<'l> {
    fn of(letters: &'l AllLetters, unlike: &[Posting]) -> io::Result<Self> {
        let first = unlike.iter().take(COMPARED + 1).map(|&place| Around::of(letters, place));
        Ok(Self { first: first.collect::<io::Result<_>>()?, count: unlike.len() })
    }
}

/// The words around a place that at least two unlike articles print in the same way.
fn grow(texts: &AllLetters, place: Posting, others: &Others<'_>) -> io::Result<Option<(u32, u32)>> {
    let Around { letters: words, at, before, .. } = Around::of(texts, place)?;
    let letters = words.letters();
    let (mut left, mut right) = ([0; 2], [0; 2]);
    for other in others.first.iter().filter(|other| other.article != place.article).take(COMPARED) {
        let (theirs, there) = (other.letters.letters(), other.at);
        second_best(&mut left, common_end(&letters[at.saturating_sub(MAX_GROWTH_LETTERS)..at], &theirs[..there]));
        second_best(&mut right, common_start(&letters[at..letters.len().min(at + MAX_GROWTH_LETTERS)], &theirs[there..]));
    }
    // With one other article to compare with there is one length alone.
    let [from, to] = if others.count > 2 { [at - left[1], at + right[1]] } else { [at - left[0], at + right[0]] };
    let (first, end) = (words.first_word_from(from), words.word_holding(to));
    let number = |word: usize| before + u32::try_from(word).unwrap_or(u32::MAX);
    Ok((words.letter(end) > at).then(|| (number(first), number(end))))
}

/// The letters around a place of a seed, as far as runs are grown.
#[derive(Debug)]
struct Around<'l> {
    letters: Letters<'l>,
    article: u32,
    /// Where it stands in these letters, and how many words of the article stand before them.
    at: usize,
    before: u32,
}

impl<'l> Around<'l> {
    fn of(all: &'l AllLetters, Posting { article, at, .. }: Posting) -> io::Result<Self> {
        let (letters, at, before) = all.around(article, at, MAX_GROWTH_LETTERS)?;
        Ok(Self { letters, article, at, before })
    }
}

/// Keeps the two largest values, largest first.
fn second_best(best: &mut [usize; 2], value: usize) {
    if value > best[0] {
        *best = [value, best[0]];
    } else if value > best[1] {
        best[1] = value;
    }
}

/// Joins ranges that ascend and almost touch.
fn joined(ranges: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, u32)> {
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (start, end) in ranges {
        match joined.last_mut() {
            Some(last) if start <= last.1 + BRIDGED_WORDS => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}
