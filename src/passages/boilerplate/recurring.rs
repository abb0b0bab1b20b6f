//! Sentences and lines that recur word for word: in how many unlike articles of their outlet, and of the corpus.
//!
//! Whole sentences are counted, short ones too, where `learned` finds runs of any extent that are long enough for seeds. Sentences
//! with numbers are counted a second time with all numbers alike: a presentation is brought up to date year by year.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::Source;
use super::layout::{Layout, Sentence};
use super::unlike::{Bounds, unlike};
use crate::storage::{Blocks, Parts, Room, Sorting, in_one, part_of_hash};
use crate::text::Words;

/// Words that are no numbers in a sentence that recurs with other numbers, at least, and how many words there are to a number: less
/// is a row of a table, or what every report of its kind says.
const TEMPLATE_WORDS: usize = 12;
const WORDS_TO_A_NUMBER: usize = 4;

/// Parts in which sentences are sorted.
const PARTS: usize = 128;

/// Unlike articles that print a sentence, its own article among them; counted up to the bound from which more say no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Recurrence {
    /// Of the outlet.
    pub own: u16,
    /// Of the corpus.
    pub all: u16,
    /// Whether any other article prints it, a version of the same story too.
    pub shared: bool,
    /// The same as `own` and `all` with other numbers in it; not less than those.
    pub own_template: u16,
    pub template: u16,
}

/// A sentence of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Place {
    hash: u64,
    article: u32,
    sentence: u32,
}

/// How one sentence recurs: in how many unlike articles of the outlet and of the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Counted {
    article: u32,
    sentence: u32,
    /// With all numbers alike, or word for word: what stands first is told first.
    with_numbers_alike: u32,
    own: u16,
    all: u16,
}

/// How the sentences of all articles recur, in blocks of articles.
#[derive(Debug)]
pub(super) struct Recurrences(Parts<Counted>);

/// How the sentences of the articles of one block recur.
#[derive(Debug)]
pub(super) struct Block(Vec<Counted>);

impl Recurrences {
    /// Those of a block of articles; each is asked for once.
    pub fn take(&mut self, block: usize) -> io::Result<Block> {
        let mut counted = self.0.take(block)?;
        counted.par_sort_unstable();
        Ok(Block(counted))
    }
}

impl Block {
    /// For each sentence of the layout of an article how it recurs, up to the last that does.
    pub fn of(&self, article: usize) -> Vec<Recurrence> {
        let number = |counted: &Counted| counted.article as usize;
        let from = self.0.partition_point(|counted| number(counted) < article);
        let mut out: Vec<Recurrence> = Vec::new();
        for counted in self.0[from..].iter().take_while(|counted| number(counted) == article) {
            let &Counted { sentence, with_numbers_alike, own, all, .. } = counted;
            let sentence = sentence as usize;
            if out.len() <= sentence {
                out.resize(sentence + 1, Recurrence::default());
            }
            let recurrence = &mut out[sentence];
            if with_numbers_alike == 0 {
                *recurrence = Recurrence { own, all, shared: true, own_template: own, template: all };
            } else {
                recurrence.own_template = recurrence.own_template.max(own);
                recurrence.template = recurrence.template.max(all);
            }
        }
        out
    }
}

/// How the sentences of all articles recur.
///
/// 16 bytes a sentence; O(sentences log sentences).
pub(super) fn recurrences(sources: &[Source<'_>], (bounds, blocks): (&Bounds, &Blocks), room: &Room) -> io::Result<Recurrences> {
    let mut places = Sorting::new(room, PARTS);
    let mut templates = Sorting::new(room, PARTS);
    let part = |place: &Place| part_of_hash(place.hash, PARTS);
    for block in blocks.ranges() {
        let all = block.into_par_iter().map(|article| places_of(article, &sources[article]));
        for (of_all, of_templates) in all.collect::<io::Result<Vec<_>>>()? {
            places.add(&of_all, part)?;
            templates.add(&of_templates, part)?;
        }
    }
    let mut all = Parts::new(room, blocks.count());
    for (with_numbers_alike, places) in [(0, places), (1, templates)] {
        places.finish(
            |places| counted(sources, bounds, &places, with_numbers_alike),
            |counted| all.add(&counted?, |counted| blocks.holding(counted.article as usize)),
        )?;
    }
    Ok(Recurrences(all))
}

/// The sentences of an article, and those of them that have numbers with all numbers alike.
fn places_of(article: usize, source: &Source<'_>) -> io::Result<(Vec<Place>, Vec<Place>)> {
    let article = u32::try_from(article).unwrap_or(u32::MAX);
    let opened = source.text.open_once()?;
    let words = &*opened.words;
    let layout = Layout::of(&opened.document());
    let (mut places, mut templates) = (Vec::with_capacity(layout.sentences.len()), Vec::new());
    let mut without_numbers = Vec::new();
    for (sentence, &Sentence { words: (first, end), .. }) in (0u32..).zip(&layout.sentences) {
        let (first, end) = (first as usize, end as usize);
        let place = |hash| Place { hash, article, sentence };
        if template(words, first..end, &mut without_numbers) {
            templates.push(place(xxh3_64(&without_numbers)));
        }
        places.push(place(xxh3_64(words.letters_of(first, end))));
    }
    Ok((places, templates))
}

/// Of sorted places those that have their hash in common with another article.
fn counted(sources: &[Source<'_>], bounds: &Bounds, places: &[Place], with_numbers_alike: u32) -> io::Result<Vec<Counted>> {
    let groups = places.par_chunk_by(|a, b| a.hash == b.hash);
    in_one(groups.filter(|group| group[0].article != group[group.len() - 1].article).map(|group| {
        let all = count(unlike(sources, group, |place| place.article, bounds.corpus).len());
        let mut own: Vec<(Option<u32>, &Place)> =
            group.iter().map(|place| (sources[place.article as usize].outlet, place)).collect();
        own.sort_unstable();
        let mut found = Vec::with_capacity(group.len());
        for places in own.chunk_by(|a, b| a.0 == b.0) {
            let own = match places[0].0 {
                Some(outlet) => count(unlike(sources, places, |(_, place)| place.article, bounds.outlet(outlet)).len()),
                None => 1,
            };
            let counted = |&(_, &Place { article, sentence, .. }): &(_, &Place)| Counted {
                article,
                sentence,
                with_numbers_alike,
                own,
                all,
            };
            found.extend(places.iter().map(counted));
        }
        Ok(found)
    }))
}

/// Writes the letters of a sentence to `out` with each word that has a digit as a zero; whether there are such, and few for its length.
fn template(words: &Words, range: Range<usize>, out: &mut Vec<u8>) -> bool {
    let size = range.len();
    if size <= TEMPLATE_WORDS || !words.letters_of(range.start, range.end).iter().any(u8::is_ascii_digit) {
        return false;
    }
    out.clear();
    let mut numbers = 0;
    for word in range {
        let letters = words.folded(word);
        if letters.iter().any(u8::is_ascii_digit) {
            numbers += 1;
            out.push(b'0');
        } else {
            out.extend_from_slice(letters);
        }
    }
    size - numbers >= TEMPLATE_WORDS && numbers * WORDS_TO_A_NUMBER <= size
}

fn count(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
