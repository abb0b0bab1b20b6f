//! The quotations of a corpus as linking asks for them: an outline of each, which may lie in a file, and its words in its article.
//!
//! Responsible for which quotation a printing is, and for what is told of it. Not responsible for quotations as they were found
//! ([`super::quotations`]), nor for linking ([`crate::utterances`]).

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use ahash::AHashMap;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::corpus::Corpus;
use crate::article::Span;
use crate::quotes::{Field, Quote, QuoteKind, RELAYED, SpeakerType};
use crate::storage::{Filed, Filing, Place, Room};
use crate::utterances::{Outline, Printings};

/// The flag of a quotation that stands in boilerplate.
pub const FURNITURE: &str = "boilerplate";

/// Printings by number: article by article, each in the order of its quotations.
#[derive(Debug, Default)]
pub struct Numbers {
    /// The first printing of each article, and where those of the last end.
    firsts: Vec<u32>,
}

impl Numbers {
    /// Of articles that have so many quotations each.
    pub(super) fn of(counts: impl Iterator<Item = u32>) -> io::Result<Self> {
        let mut next = 0_u32;
        let mut firsts = vec![0];
        for count in counts {
            next = next.checked_add(count).ok_or_else(|| io::Error::other("there are too many quotations"))?;
            firsts.push(next);
        }
        Ok(Self { firsts })
    }

    /// Printings of all articles.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.firsts.last().copied().unwrap_or(0)
    }

    /// Those of an article.
    #[must_use]
    pub fn of_article(&self, article: u32) -> Range<u32> {
        self.firsts[article as usize]..self.firsts[article as usize + 1]
    }

    /// Article and quotation of a printing.
    #[must_use]
    pub fn get(&self, printing: u32) -> (u32, u32) {
        let article = self.firsts.partition_point(|&first| first <= printing) - 1;
        (u32::try_from(article).unwrap_or(u32::MAX), printing - self.firsts[article])
    }
}

/// Where the words of a printing stand, and what is told of it.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Record {
    article: u32,
    start: u32,
    bytes: u32,
    /// A number of [`Told`], and marks.
    told: u32,
}

impl Record {
    const IN_TITLE: u32 = 1 << 31;
    const APART: u32 = 1 << 30;
}

/// All printings of a corpus.
#[derive(Debug)]
pub(super) struct Outlines<'c> {
    corpus: &'c Corpus,
    group_of: &'c [u32],
    numbers: &'c Numbers,
    told: Told,
    records: Filed<Record>,
    /// Where each [`Outlines::TOGETHER`] records stand.
    places: Vec<Place>,
}

/// Takes quotations in order.
#[derive(Debug)]
pub(super) struct Outlining {
    told: Told,
    numbers: AHashMap<What, u32>,
    texts: AHashMap<Box<str>, u32>,
    records: Filing<Record>,
    places: Vec<Place>,
    open: Vec<Record>,
}

impl Outlining {
    pub fn new(room: &Room) -> Self {
        let (told, numbers, texts) = (Told::default(), AHashMap::new(), AHashMap::new());
        Self { told, numbers, texts, records: Filing::new(room), places: Vec::new(), open: Vec::new() }
    }

    pub fn put(&mut self, article: u32, quote: &Quote) -> io::Result<()> {
        let told = self.told(quote);
        let in_title = if quote.field == Field::Title { Record::IN_TITLE } else { 0 };
        let apart = if quote.flags.contains(&FURNITURE) { Record::APART } else { 0 };
        let number = |n: usize| u32::try_from(n).map_err(io::Error::other);
        let (start, bytes) = (number(quote.span.start)?, number(quote.span.end - quote.span.start)?);
        self.open.push(Record { article, start, bytes, told: told | in_title | apart });
        if self.open.len() == Outlines::TOGETHER { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> io::Result<()> {
        self.places.push(self.records.put(&self.open)?);
        self.open.clear();
        Ok(())
    }

    fn told(&mut self, quote: &Quote) -> u32 {
        let mut text = |text: Option<&str>| text.map_or(Told::NONE, |text| self.told.text(text, &mut self.texts));
        let what = What {
            kind: quote.kind,
            speaker_type: quote.speaker.kind,
            speaker: text(quote.speaker.name.as_deref()),
            venue: text(quote.venue.as_deref()),
            venue_outlet: text(quote.venue_outlet.as_deref()),
            relayed: quote.flags.contains(&RELAYED),
        };
        let all = &mut self.told.all;
        *self.numbers.entry(what).or_insert_with(|| {
            all.push(what);
            u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
        })
    }

    pub fn finish<'c>(mut self, corpus: &'c Corpus, group_of: &'c [u32], numbers: &'c Numbers) -> io::Result<Outlines<'c>> {
        self.close()?;
        let Self { told, records, places, .. } = self;
        Ok(Outlines { corpus, group_of, numbers, told, records: records.finish()?, places })
    }
}

/// What linking asks of quotations beside their words: it is the same for most of them.
#[derive(Debug, Default)]
struct Told {
    all: Vec<What>,
    /// Names and venues one behind the other, and where each ends.
    texts: String,
    ends: Vec<usize>,
}

/// Texts are numbers in [`Told`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct What {
    kind: QuoteKind,
    speaker_type: SpeakerType,
    speaker: u32,
    venue: u32,
    venue_outlet: u32,
    relayed: bool,
}

impl Told {
    const NONE: u32 = u32::MAX;

    fn text(&mut self, text: &str, numbers: &mut AHashMap<Box<str>, u32>) -> u32 {
        if let Some(&number) = numbers.get(text) {
            return number;
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(Self::NONE);
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        numbers.insert(text.into(), number);
        number
    }

    fn get(&self, text: u32) -> Option<&str> {
        let end = *self.ends.get(text as usize)?;
        let start = (text as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.texts[start..end])
    }
}

impl Outlines<'_> {
    /// Records that are filed in one piece.
    const TOGETHER: usize = 256;

    fn record(&self, number: u32) -> io::Result<Record> {
        let (place, at) = (self.places[number as usize / Self::TOGETHER], number as usize % Self::TOGETHER);
        Ok(self.records.part(place, at..at + 1)?[0])
    }
}

impl Printings for Outlines<'_> {
    fn count(&self) -> u32 {
        self.numbers.count()
    }

    fn article(&self, number: u32) -> io::Result<u32> {
        Ok(self.record(number)?.article)
    }

    fn outline(&self, number: u32) -> io::Result<Outline<'_>> {
        let Record { article, told, .. } = self.record(number)?;
        let What { kind, speaker_type, speaker, venue, venue_outlet, relayed } =
            self.told.all[(told & !(Record::IN_TITLE | Record::APART)) as usize];
        let articles = &self.corpus.articles;
        Ok(Outline {
            article,
            quote: number - self.numbers.of_article(article).start,
            kind,
            speaker: self.told.get(speaker),
            speaker_type,
            venue: self.told.get(venue),
            venue_outlet: self.told.get(venue_outlet),
            relayed,
            outlet: articles.outlet(article),
            published: articles.published(article),
            text_group: self.group_of[article as usize],
            apart: told & Record::APART != 0,
        })
    }

    fn text(&self, number: u32) -> io::Result<Cow<'_, str>> {
        let Record { article, start, bytes, told } = self.record(number)?;
        let field = if told & Record::IN_TITLE == 0 { Field::Text } else { Field::Title };
        self.corpus.printed(article, field, Span::new(start as usize, (start + bytes) as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printings_are_numbered_article_by_article() {
        let numbers = Numbers::of([0, 2, 0, 3, 0].into_iter()).unwrap();
        assert_eq!(numbers.count(), 5);
        let all: Vec<(u32, u32)> = (0..5).map(|printing| numbers.get(printing)).collect();
        assert_eq!(all, [(1, 0), (1, 1), (3, 0), (3, 1), (3, 2)]);
        assert_eq!((numbers.of_article(2), numbers.of_article(3)), (2..2, 2..5));
        assert_eq!(Numbers::of(std::iter::empty()).unwrap().count(), 0);
        assert!(Numbers::of([u32::MAX, 1].into_iter()).is_err());
    }
}
