//! Sentences and lines that recur word for word: in how many unlike articles of their outlet, and of the corpus.
//!
//! Whole sentences are counted, short ones too, where `learned` finds runs of any extent that are long enough for seeds. Sentences
//! with numbers are counted a second time with all numbers alike: a presentation is brought up to date year by year.

use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::Source;
use super::layout::{Layout, Sentence};
use super::unlike::{Bounds, unlike};
use crate::text::Words;

/// Words that are no numbers in a sentence that recurs with other numbers, at least, and how many words there are to a number: less
/// is a row of a table, or what every report of its kind says.
const TEMPLATE_WORDS: usize = 12;
const WORDS_TO_A_NUMBER: usize = 4;

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
    let (places, templates) = (0u32..)
        .zip(sources)
        .collect::<Vec<_>>()
        .into_par_iter()
        .flat_map_iter(|(article, source)| {
            let words = &source.text.own_words();
            let layout = Layout::of(&source.text.document(words));
            let mut without_numbers = Vec::new();
            let places: Vec<_> = (0u32..)
                .zip(&layout.sentences)
                .map(|(sentence, &Sentence { words: (first, end), .. })| {
                    let (first, end) = (first as usize, end as usize);
                    let place = |hash| Place { hash, article, sentence };
                    let template = template(words, first..end, &mut without_numbers).then(|| place(xxh3_64(&without_numbers)));
                    let letters = words.letters_of(first, end);
                    (place(xxh3_64(letters)), template)
                })
                .collect();
            places
        })
        .unzip();
    let (mut places, templates): (Vec<Place>, Vec<Option<Place>>) = (places, templates);
    let mut templates: Vec<Place> = templates.into_iter().flatten().collect();
    let mut out = vec![Vec::new(); sources.len()];
    for (article, sentence, own, all) in counted(sources, bounds, &mut places) {
        let recurrence = entry(&mut out, article, sentence);
        *recurrence = Recurrence { own, all, shared: true, own_template: own, template: all };
    }
    for (article, sentence, own, all) in counted(sources, bounds, &mut templates) {
        let recurrence = entry(&mut out, article, sentence);
        recurrence.own_template = recurrence.own_template.max(own);
        recurrence.template = recurrence.template.max(all);
    }
    out
}

/// Of the places that have their hash in common with another article: article, sentence, and in how many unlike articles of the
/// outlet and of the corpus it stands.
fn counted(sources: &[Source<'_>], bounds: &Bounds, places: &mut [Place]) -> Vec<(u32, u32, u16, u16)> {
    places.par_sort_unstable();
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
