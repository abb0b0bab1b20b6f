//! Rows of quotes, utterances and credits.

use std::io;

use rayon::prelude::*;

use super::ids::Ids;
use super::places::{Place, Places, int, place};
use crate::article::{CodePoints, Span};
use crate::credits::Credit;
use crate::pipeline::Corpus;
use crate::pipeline::sayings::Sayings;
use crate::quotes::{Field, Quote, SpeakerFrom};
use crate::storage::in_one;
use crate::tables::{CreditRow, Label, QuoteRow, UtteranceRow};
use crate::utterances::Utterance;

/// Utterances, and articles, whose rows are made together.
const BATCH: usize = 1024;
/// Printings whose rows are made together, and those of the rest of their article.
const PRINTINGS: u32 = 1024;

/// Everything that rows of quotations and utterances are made of.
#[derive(Debug)]
pub struct SayingRows<'c> {
    corpus: &'c Corpus,
    sayings: &'c Sayings,
    places: &'c Places<'c>,
    /// Ids of the utterances, and the utterances' numbers in the order of these.
    ids: Vec<u64>,
    order: Vec<u32>,
    /// For each utterance the ids of its base and of its first quotation, of the base again where no first is known. They are made here, in the
    /// order of articles: rows come in the order of ids, in which each would look at another text.
    quote_ids: Vec<[u64; 2]>,
    /// For each printing its utterance.
    utterance_of: Vec<u32>,
}

impl<'c> SayingRows<'c> {
    /// # Errors
    /// Where an article, a quotation or an utterance cannot be read from its file; so for the others.
    pub fn of(corpus: &'c Corpus, sayings: &'c Sayings, places: &'c Places<'c>) -> io::Result<Self> {
        let mut utterance_of = vec![0; sayings.printings.count() as usize];
        let count = u32::try_from(sayings.utterances.len()).unwrap_or(u32::MAX);
        for number in 0..count {
            for printing in sayings.utterances.get(number as usize)?.1 {
                utterance_of[printing as usize] = number;
            }
        }
        let id_of = |printing| {
            let (article, quote) = sayings.printings.get(printing);
            let (field, span) = sayings.quotes.spot(article, quote)?;
            let at = match field {
                Field::Text => places.span(article, span)?,
                Field::Title => title_place(corpus.articles.head(article)?.view().title.unwrap_or_default(), span),
            };
            Ok::<_, io::Error>(quote_id(corpus, article, field, at))
        };
        let ids_of = |number| {
            let Utterance { base, first, .. } = sayings.utterances.outline(number)?;
            let of_base = id_of(base)?;
            let of_first = first.filter(|&first| first != base).map(id_of).transpose()?;
            Ok([of_base, of_first.unwrap_or(of_base)])
        };
        let quote_ids = (0..count as usize).into_par_iter().map(ids_of).collect::<io::Result<Vec<[u64; 2]>>>()?;
        let ids: Vec<u64> = quote_ids.par_iter().map(|&[base, _]| Ids::UTTERANCE.number(&[&Ids::QUOTE.text(base)])).collect();
        let mut order: Vec<u32> = (0..count).collect();
        order.par_sort_by_key(|&number| ids[number as usize]);
        Ok(Self { corpus, sayings, places, ids, order, quote_ids, utterance_of })
    }

    /// Rows of utterances in the order of their ids.
    pub fn utterances(&self) -> impl Iterator<Item = io::Result<Vec<UtteranceRow>>> {
        self.order.chunks(BATCH).map(|numbers| numbers.par_iter().map(|&number| self.utterance_row(number as usize)).collect())
    }

    /// Rows of quotations in the order of article and place.
    pub fn quotes(&self) -> impl Iterator<Item = io::Result<Vec<QuoteRow>>> {
        let printings = &self.sayings.printings;
        let count = printings.count();
        let mut start = 0;
        std::iter::from_fn(move || {
            if start == count {
                return None;
            }
            // As many whole articles as give a batch.
            let end = count.min(start.saturating_add(PRINTINGS));
            let (first, last) = (printings.get(start).0, printings.get(end - 1).0);
            start = printings.of_article(last).end;
            Some(in_one((first..=last).into_par_iter().map(|article| self.quote_rows(article))))
        })
    }

    fn utterance_row(&self, number: usize) -> io::Result<UtteranceRow> {
        let Self { corpus, sayings, ids, .. } = self;
        let (utterance, printings) = sayings.utterances.get(number)?;
        let [base_quote, first_quote] = self.quote_ids[number];
        let articles = || printings.iter().map(|&printing| sayings.printings.get(printing).0);
        let mut distinct: Vec<u32> = articles().collect();
        distinct.dedup();
        let mut outlets: Vec<u32> = articles().filter_map(|article| corpus.outlets[article as usize]).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let (article, quote) = sayings.printings.get(utterance.base);
        let mut related: Vec<Label> = utterance.related.iter().map(|&other| Ids::UTTERANCE.text(ids[other]).into()).collect();
        related.sort_unstable();
        let (field, span) = sayings.quotes.spot(article, quote)?;
        Ok(UtteranceRow {
            utterance_id: Ids::UTTERANCE.text(ids[number]),
            base_text: corpus.printed(article, field, span)?.into_owned(),
            base_quote: Ids::QUOTE.text(base_quote),
            base_rule: utterance.base_rule.into(),
            speaker: utterance.speaker.clone(),
            speaker_votes: int(utterance.speaker_votes),
            quotes: int(printings.len()),
            articles: int(distinct.len()),
            outlets: int(outlets.len()),
            variants: int(utterance.variants),
            independent: int(utterance.independent),
            first_at: articles().filter_map(|article| corpus.articles.published(article).at).min(),
            first_quote: utterance.first.map(|_| Ids::QUOTE.text(first_quote)),
            first_known: utterance.first_known,
            related,
        })
    }

    /// The rows of one article.
    fn quote_rows(&self, article: u32) -> io::Result<Vec<QuoteRow>> {
        let Self { corpus, sayings, places, .. } = self;
        let printings = sayings.printings.of_article(article);
        if printings.is_empty() {
            return Ok(Vec::new());
        }
        let own = &sayings.quotes.of(article)?;
        let (text, head) = (corpus.articles.text(article)?, corpus.articles.head(article)?);
        let source = Printed { corpus, places, article, text: &text, title: head.view().title.unwrap_or_default() };
        let printed = own.iter().map(|quote| source.at(quote.field, quote.span)).collect::<io::Result<Vec<_>>>()?;
        let id = |(quote, &(_, at)): (&Quote, &(&str, Place))| Ids::QUOTE.text(quote_id(corpus, article, quote.field, at));
        let ids: Vec<String> = own.iter().zip(&printed).map(id).collect();
        let row = |(number, printing): (usize, u32)| {
            let utterance_number = self.utterance_of[printing as usize];
            let member = sayings.utterances.member(printing)?;
            let mut row = source.quote_row(own, number, printed[number], &ids)?;
            row.utterance_id = Ids::UTTERANCE.text(self.ids[utterance_number as usize]);
            row.change = member.change.name().into();
            row.edits.clone_from(&member.edits);
            row.flags.extend(member.flags.iter().map(|&flag| Label::from(flag)));
            row.flags.sort_unstable();
            row.flags.dedup();
            if member.named_by_cluster && row.speaker.is_none() {
                let utterance = sayings.utterances.outline(utterance_number as usize)?;
                row.speaker.clone_from(&utterance.speaker);
                row.speaker_type = utterance.speaker_type.name().into();
                row.speaker_from = SpeakerFrom::Cluster.name().into();
            }
            Ok(row)
        };
        let mut rows = printings.enumerate().map(row).collect::<io::Result<Vec<QuoteRow>>>()?;
        rows.sort_by(|x, y| (&x.field, x.start, x.end).cmp(&(&y.field, y.start, y.end)));
        Ok(rows)
    }
}

fn quote_id(corpus: &Corpus, article: u32, field: Field, at: Place) -> u64 {
    Ids::QUOTE.number(&[corpus.articles.id(article), field.name(), &at.start.to_string(), &at.end.to_string()])
}

fn title_place(title: &str, span: Span) -> Place {
    place(&CodePoints::new(title), span)
}

/// An article whose quotations become rows.
struct Printed<'a> {
    corpus: &'a Corpus,
    places: &'a Places<'a>,
    article: u32,
    text: &'a str,
    title: &'a str,
}

impl Printed<'_> {
    /// The words of a span, and where they stand.
    fn at(&self, field: Field, span: Span) -> io::Result<(&str, Place)> {
        Ok(match field {
            Field::Text => (span.of(self.text), self.places.span(self.article, span)?),
            Field::Title => (span.of(self.title), title_place(self.title, span)),
        })
    }

    fn quote_row(&self, own: &[Quote], number: usize, (text, at): (&str, Place), ids: &[String]) -> io::Result<QuoteRow> {
        let quote = &own[number];
        let mention = quote.speaker.mention.map(|span| self.at(quote.field, span)).transpose()?;
        let from = if quote.speaker.name.is_some() { SpeakerFrom::Article } else { SpeakerFrom::None };
        Ok(QuoteRow {
            quote_id: ids[number].clone(),
            article_id: self.corpus.articles.id(self.article).to_owned(),
            field: quote.field.name().into(),
            start: at.start,
            end: at.end,
            start_byte: at.start_byte,
            end_byte: at.end_byte,
            text: text.to_owned(),
            kind: quote.kind.name().into(),
            marks: quote.marks.clone(),
            parent: quote.parent.map(|parent| ids[parent].clone()),
            speech_id: Ids::SPEECH.of(&[&ids[quote.speech]]),
            speaker: quote.speaker.name.clone(),
            speaker_type: quote.speaker.kind.name().into(),
            speaker_text: mention.map(|(text, _)| text.to_owned()),
            speaker_start: mention.map(|(_, place)| place.start),
            speaker_end: mention.map(|(_, place)| place.end),
            speaker_from: from.name().into(),
            cue: quote.cue.clone(),
            addressee: quote.addressee.clone(),
            venue: quote.venue.clone(),
            venue_outlet: quote.venue_outlet.clone(),
            venue_inherited: quote.venue_inherited,
            rule: quote.rule.into(),
            flags: quote.flags.iter().map(|&flag| Label::from(flag)).collect(),
            ..QuoteRow::default()
        })
    }
}

/// Rows of credits in the order of article and place. `inherited` says of each article which of its credits came with the text.
pub fn credit_rows(
    corpus: &Corpus,
    sayings: &Sayings,
    places: &Places<'_>,
    inherited: impl Fn(u32, usize) -> bool,
) -> impl Iterator<Item = io::Result<Vec<CreditRow>>> {
    let all = sayings.credits.len();
    let batches = (0..all).step_by(BATCH).map(move |start| start..all.min(start + BATCH));
    batches.map(move |articles| {
        let mut rows = Vec::new();
        for article in articles {
            let number_of = u32::try_from(article).unwrap_or(u32::MAX);
            for (number, credit) in sayings.credits[article].iter().enumerate() {
                rows.push(credit_row(corpus, places, number_of, credit, inherited(number_of, number))?);
            }
        }
        Ok(rows)
    })
}

fn credit_row(corpus: &Corpus, places: &Places<'_>, article: u32, credit: &Credit, inherited: bool) -> io::Result<CreditRow> {
    let at = credit.span.map(|span| places.span(article, span)).transpose()?;
    let id = corpus.articles.id(article);
    let start = at.map_or_else(String::new, |at| at.start.to_string());
    Ok(CreditRow {
        credit_id: Ids::CREDIT.of(&[id, &start, credit.kind.name(), &credit.names]),
        article_id: id.to_owned(),
        start: at.map(|at| at.start),
        end: at.map(|at| at.end),
        start_byte: at.map(|at| at.start_byte),
        end_byte: at.map(|at| at.end_byte),
        text: credit.text.clone(),
        names: credit.names.clone(),
        kind: credit.kind.name().into(),
        level: credit.level.name().into(),
        inherited,
    })
}
