//! The quotations of all articles, as records that may lie in a file.
//!
//! Responsible for giving them back as they were found. Not responsible for finding them ([`crate::quotes`]).

use std::io;

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::vocabulary::Vocabulary;
use crate::article::Span;
use crate::quotes::{Field, Quote, QuoteKind, Speaker, SpeakerFrom, SpeakerType};
use crate::storage::{Filed, Filing, Place, Put as _, Room, Take};

/// By the numbers of the articles.
#[derive(Debug, Default)]
pub struct Quotations {
    articles: Vec<Known>,
    records: Filed<u8>,
    vocabulary: Vocabulary,
}

/// Where the quotations of an article stand.
#[derive(Debug, Clone, Copy)]
struct Known {
    place: Place,
    count: u32,
}

/// Where a quotation stands.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Spot {
    start: u32,
    /// How long it is, and in one bit whether it stands in the title.
    extent: u32,
}

impl Spot {
    const IN_TITLE: u32 = 1 << 31;

    fn of(quote: &Quote) -> io::Result<Self> {
        let (field, Span { start, end }) = quote.spot();
        let number = |n: usize| u32::try_from(n).map_err(io::Error::other);
        let in_title = if field == Field::Title { Self::IN_TITLE } else { 0 };
        Ok(Self { start: number(start)?, extent: number(end - start)? | in_title })
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::read_from_bytes(bytes).ok()
    }

    fn told(self) -> (Field, Span) {
        let field = if self.extent & Self::IN_TITLE == 0 { Field::Text } else { Field::Title };
        let start = self.start as usize;
        (field, Span::new(start, start + (self.extent & !Self::IN_TITLE) as usize))
    }
}

/// Takes quotations article by article.
#[derive(Debug)]
pub(super) struct Quoting {
    articles: Vec<Known>,
    records: Filing<u8>,
    vocabulary: Vocabulary,
}

impl Quoting {
    pub fn new(room: &Room) -> Self {
        Self { articles: Vec::new(), records: Filing::new(room), vocabulary: Vocabulary::default() }
    }

    /// The quotations of the next article.
    pub fn put(&mut self, quotes: &[Quote]) -> io::Result<()> {
        let mut record = Vec::new();
        // Where they stand comes first, each in as many bytes: most who come ask for that of one of them.
        for quote in quotes {
            record.extend_from_slice(Spot::of(quote)?.as_bytes());
        }
        for quote in quotes {
            self.encode(quote, &mut record);
        }
        let count = u32::try_from(quotes.len()).map_err(io::Error::other)?;
        self.articles.push(Known { place: self.records.put(&record)?, count });
        Ok(())
    }

    pub fn finish(self) -> io::Result<Quotations> {
        Ok(Quotations { articles: self.articles, records: self.records.finish()?, vocabulary: self.vocabulary })
    }

    fn encode(&mut self, quote: &Quote, to: &mut Vec<u8>) {
        to.put_number(place(KINDS.iter().position(|&kind| kind == quote.kind)));
        to.put_text(&quote.marks);
        to.put_number(quote.parent.map_or(0, |parent| parent as u64 + 1));
        to.put_number(quote.speech as u64);
        let Speaker { name, kind, mention } = &quote.speaker;
        to.put_option(name.as_deref());
        to.put_number(place(SPEAKERS.iter().position(|other| other == kind)));
        to.push(u8::from(mention.is_some()));
        if let Some(mention) = mention {
            put_span(*mention, to);
        }
        to.put_number(place(ORIGINS.iter().position(|&from| from == quote.speaker_from)));
        for text in [&quote.cue, &quote.addressee, &quote.venue, &quote.venue_outlet] {
            to.put_option(text.as_deref());
        }
        to.push(u8::from(quote.venue_inherited));
        self.vocabulary.put(quote.rule, to);
        self.vocabulary.put_all(&quote.flags, to);
    }
}

impl Quotations {
    /// How many an article has.
    #[must_use]
    pub fn count(&self, article: u32) -> u32 {
        self.articles[article as usize].count
    }

    /// Those of an article, in its order.
    ///
    /// # Errors
    /// Where they cannot be read from the file.
    ///
    /// # Panics
    /// Never: a record holds what was encoded.
    pub fn of(&self, article: u32) -> io::Result<Vec<Quote>> {
        let Known { place, count } = self.articles[article as usize];
        let record = self.records.get(place)?;
        let (spots, record) = record.split_at(count as usize * size_of::<Spot>());
        let mut from = Take(record);
        let spots = spots.chunks_exact(size_of::<Spot>()).map(Spot::read);
        let quotes: Option<Vec<Quote>> = spots.map(|spot| self.decode(spot?.told(), &mut from)).collect();
        Ok(quotes.expect("what was encoded is decoded"))
    }

    /// Where one quotation of an article stands: without the others, and without what is known of it.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// If the article has no such quotation.
    pub fn spot(&self, article: u32, quote: u32) -> io::Result<(Field, Span)> {
        let Known { place, count } = self.articles[article as usize];
        assert!(quote < count, "the article has this quotation");
        let start = quote as usize * size_of::<Spot>();
        let bytes = self.records.part(place, start..start + size_of::<Spot>())?;
        Ok(Spot::read(&bytes).expect("as many bytes as each has").told())
    }

    fn decode(&self, (field, span): (Field, Span), from: &mut Take<'_>) -> Option<Quote> {
        let owned = |from: &mut Take<'_>| from.option().map(|text| text.map(str::to_owned));
        let kind = *KINDS.get(from.count()?)?;
        let marks = from.text()?.to_owned();
        let parent = from.count()?.checked_sub(1);
        let speech = from.count()?;
        let name = owned(from)?;
        let speaker = *SPEAKERS.get(from.count()?)?;
        let mention = if from.byte()? == 0 { None } else { Some(self::span(from)?) };
        let speaker_from = *ORIGINS.get(from.count()?)?;
        let (cue, addressee, venue, venue_outlet) = (owned(from)?, owned(from)?, owned(from)?, owned(from)?);
        let venue_inherited = from.byte()? != 0;
        let rule = self.vocabulary.take(from)?;
        let flags = self.vocabulary.take_all(from)?;
        Some(Quote {
            field,
            span,
            kind,
            marks,
            parent,
            speech,
            speaker: Speaker { name, kind: speaker, mention },
            speaker_from,
            cue,
            addressee,
            venue,
            venue_outlet,
            venue_inherited,
            rule,
            flags,
        })
    }
}

const KINDS: [QuoteKind; 6] =
    [QuoteKind::Full, QuoteKind::Partial, QuoteKind::Headline, QuoteKind::Block, QuoteKind::Title, QuoteKind::Scare];
pub(super) const SPEAKERS: [SpeakerType; 4] =
    [SpeakerType::Person, SpeakerType::Organisation, SpeakerType::Document, SpeakerType::Unknown];
const ORIGINS: [SpeakerFrom; 3] = [SpeakerFrom::Article, SpeakerFrom::Cluster, SpeakerFrom::None];

/// The number of a thing in a list of all.
fn place(found: Option<usize>) -> u64 {
    found.unwrap_or_default() as u64
}

fn put_span(span: Span, to: &mut Vec<u8>) {
    to.put_number(span.start as u64);
    to.put_number((span.end - span.start) as u64);
}

fn span(from: &mut Take<'_>) -> Option<Span> {
    let start = from.count()?;
    Some(Span::new(start, start.checked_add(from.count()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::pipeline::quotes_of;

    #[test]
    fn quotations_come_back_as_they_were_found() {
        let title = |title: &str| Some(title.to_owned());
        let texts = [
            ("“We will not go,” Jane Roe, the mayor, told the Herald in an interview. “Never.”", title("Roe: ‘We stay put’")),
            ("Nothing said.", None),
            ("He called it “a mess” and “the ‘worst’ of all,” and left.\n> So they say.\n\n“Why open", None),
        ];
        let articles = texts.map(|(text, title)| Article { text: text.into(), title, ..Article::default() });
        let outlets = crate::outlets::Outlets::shipped();
        let mut all: Vec<Vec<Quote>> = articles.iter().map(|article| quotes_of(article, outlets)).collect();
        all[0][0].flags.extend(["relayed", "unclosed"]);
        let mut quoting = Quoting::new(&Room::default());
        for quotes in &all {
            quoting.put(quotes).unwrap();
        }
        let filed = quoting.finish().unwrap();
        for (article, quotes) in (0u32..).zip(&all) {
            assert_eq!((&filed.of(article).unwrap(), filed.count(article) as usize), (quotes, quotes.len()));
            for (number, quote) in (0..).zip(quotes) {
                assert_eq!(filed.spot(article, number).unwrap(), quote.spot());
            }
        }
        assert!(all[0].len() > 2 && all[1].is_empty() && all[2].len() > 2);
    }
}
