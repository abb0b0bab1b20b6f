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
use crate::storage::{Room, Sorting, part_of_hash};
use crate::text::Words;

/// Words that are no numbers in a sentence that recurs with other numbers, at least, and how many words there are to a number: less
/// is a row of a table, or what every report of its kind says.
const TEMPLATE_WORDS: usize = 12;
const WORDS_TO_A_NUMBER: usize = 4;

/// Parts in which sentences are sorted, and texts whose sentences are in memory before they go to their parts.
const PARTS: usize = 128;
const BLOCK_TEXTS: usize = 4096;

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

/// For each article and sentence of its layout how it recurs; no entries for an article in which nothing does.
///
/// 16 bytes a sentence; O(sentences log sentences).
pub(super) fn recurrences(sources: &[Source<'_>], bounds: &Bounds, room: &Room) -> io::Result<Vec<Vec<Recurrence>>> {
    let mut places = Sorting::new(room, PARTS);
    let mut templates = Sorting::new(room, PARTS);
    let part = |place: &Place| part_of_hash(place.hash, PARTS);
    for (block, sources) in sources.chunks(BLOCK_TEXTS).enumerate() {
        let all: Vec<_> = sources.par_iter().enumerate().map(|(i, source)| places_of(block * BLOCK_TEXTS + i, source)).collect();
        for (of_all, of_templates) in all {
            places.add(&of_all, part)?;
            templates.add(&of_templates, part)?;
        }
    }
    let mut out = vec![Vec::new(); sources.len()];
    places.finish(
        |places| counted(sources, bounds, &places),
        |counted| {
            for (article, sentence, own, all) in counted {
                let recurrence = entry(&mut out, article, sentence);
                *recurrence = Recurrence { own, all, shared: true, own_template: own, template: all };
            }
            Ok(())
        },
    )?;
    templates.finish(
        |places| counted(sources, bounds, &places),
        |counted| {
            for (article, sentence, own, all) in counted {
                let recurrence = entry(&mut out, article, sentence);
                recurrence.own_template = recurrence.own_template.max(own);
                recurrence.template = recurrence.template.max(all);
            }
            Ok(())
        },
    )?;
    Ok(out)
}

/// The sentences of an article, and those of them that have numbers with all numbers alike.
fn places_of(article: usize, source: &Source<'_>) -> (Vec<Place>, Vec<Place>) {
    let article = u32::try_from(article).unwrap_or(u32::MAX);
    let words = &source.text.own_words();
    let layout = Layout::of(&source.text.document(words));
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
    (places, templates)
}

/// Of sorted places those that have their hash in common with another article: article, sentence, and in how many unlike articles of the
/// outlet and of the corpus it stands.
fn counted(sources: &[Source<'_>], bounds: &Bounds, places: &[Place]) -> Vec<(u32, u32, u16, u16)> {
    places
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
                found.extend(places.iter().map(|(_, place)| (place.article, place.sentence, own, all)));
            }
            found
        })
        .collect()
}

/// The entry of a sentence, made if there is none yet.
fn entry(out: &mut [Vec<Recurrence>], article: u32, sentence: u32) -> &mut Recurrence {
    let own = &mut out[article as usize];
    let sentence = sentence as usize;
    if own.len() <= sentence {
        own.resize(sentence + 1, Recurrence::default());
    }
    &mut own[sentence]
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
