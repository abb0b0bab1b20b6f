//! One thing said: its printings set under their base, who printed what when, who said it, and who had it first.
//!
//! Responsible for the page and its JSON form, from the tables of a run alone. Not responsible for linking printings
//! ([`crate::utterances`]).

mod find;
mod page;

use std::collections::BTreeMap;

use serde::Serialize;

pub use find::{Fit, Found, find};

use super::index::{Index, published};
use super::utterances::{self, Entry};
use crate::quotes::QuoteKind;
use crate::tables::{ArticleRow, QuoteRow, Tables, UtteranceRow};
use crate::text::{Words, fold};
use crate::utterances::{Change, FLAGS_OF_WORDS, beside};

/// Which printing the others are set under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Base {
    /// The fullest, as the tables have it.
    #[default]
    Longest,
    /// The first, where it is known which one that is.
    Earliest,
    /// The words that most printings have; of several the longest.
    Majority,
}

impl Base {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Longest => "longest",
            Self::Earliest => "earliest",
            Self::Majority => "majority",
        }
    }
}

/// One utterance of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saying {
    utterance_id: String,
    /// How it was found.
    found_by: Fit,
    base_text: String,
    base_quote: String,
    base_rule: String,
    speaker: Option<String>,
    speaker_votes: i64,
    /// Names that articles give, with the printings that give each; and printings without one.
    speakers: Vec<Named>,
    unnamed: usize,
    quotes: i64,
    articles: i64,
    outlets: i64,
    independent: i64,
    first_known: bool,
    /// The printing that is known to be first.
    first: Option<String>,
    /// Why no printing is known to be first.
    first_unknown_because: Option<String>,
    venues: Vec<Named>,
    printings: Vec<Printing>,
    /// Utterances with the same words on another occasion.
    related: Vec<Related>,
    /// Others that hold the words asked for as well.
    others: Vec<Related>,
    others_as_well: usize,
    #[serde(skip)]
    entry: Entry,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Named {
    name: String,
    printings: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Printing {
    /// Of its variant in the collation.
    label: String,
    quote_id: String,
    article_id: String,
    outlet: Option<String>,
    /// No finer than known.
    published: Option<String>,
    field: String,
    start: i64,
    end: i64,
    start_byte: i64,
    end_byte: i64,
    text: String,
    kind: String,
    speaker: Option<String>,
    speaker_from: String,
    cue: Option<String>,
    addressee: Option<String>,
    venue: Option<String>,
    venue_inherited: bool,
    change: String,
    edits: String,
    flags: Vec<String>,
    /// Change and flags in words.
    notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Related {
    utterance_id: String,
    base_text: String,
    quotes: i64,
}

impl Saying {
    /// The utterance that was found, from the tables `articles`, `quotes` and `utterances`. `None` where nothing was found.
    ///
    /// # Errors
    /// A base that the tables do not give, in words.
    pub fn of(tables: &Tables, found: &Found, base: Base) -> Result<Option<Self>, String> {
        let Some((number, fit)) = found.utterance else { return Ok(None) };
        let mut row = tables.utterances[number].clone();
        let mut quotes: Vec<QuoteRow> =
            tables.quotes.iter().filter(|quote| quote.utterance_id == row.utterance_id).cloned().collect();
        let index = Index::of(tables);
        let published = |quote: &QuoteRow| index.article(&quote.article_id).and_then(|article| article.published_at);
        quotes.sort_by_key(|quote| (published(quote).is_none(), published(quote), quote.article_id.clone(), quote.start));
        rebase(&mut row, &mut quotes, base)?;
        let borrowed: Vec<&QuoteRow> = quotes.iter().collect();
        let entry = utterances::entry(&index, &row, &borrowed, usize::MAX);
        let printings = quotes.iter().map(|quote| printing(&index, &entry, quote)).collect();
        let related = |id: &str| {
            let other = tables.utterances.iter().find(|other| other.utterance_id == id)?;
            Some(as_related(other))
        };
        Ok(Some(Self {
            utterance_id: row.utterance_id.clone(),
            found_by: fit,
            base_text: row.base_text.clone(),
            base_quote: row.base_quote.clone(),
            base_rule: row.base_rule.to_string(),
            speaker: row.speaker.clone(),
            speaker_votes: row.speaker_votes,
            speakers: counted(quotes.iter().filter(|quote| quote.speaker_from == "article").filter_map(|q| q.speaker.as_deref())),
            unnamed: quotes.iter().filter(|quote| quote.speaker_from != "article").count(),
            quotes: row.quotes,
            articles: row.articles,
            outlets: row.outlets,
            independent: row.independent,
            first_known: row.first_known,
            first: row.first_quote.clone().filter(|_| row.first_known),
            first_unknown_because: (!row.first_known).then(|| why_unknown(&index, &quotes)),
            venues: counted(quotes.iter().filter_map(|quote| quote.venue.as_deref())),
            printings,
            related: row.related.iter().filter_map(|id| related(id)).collect(),
            others: if found.as_well > 0 {
                found.others.iter().map(|&(i, _)| as_related(&tables.utterances[i])).collect()
            } else {
                Vec::new()
            },
            others_as_well: found.as_well,
            entry,
        }))
    }
}

fn as_related(row: &UtteranceRow) -> Related {
    Related { utterance_id: row.utterance_id.clone(), base_text: row.base_text.clone(), quotes: row.quotes }
}

fn counted<'q>(names: impl Iterator<Item = &'q str>) -> Vec<Named> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut named: Vec<Named> = counts.into_iter().map(|(name, printings)| Named { name: name.to_owned(), printings }).collect();
    named.sort_by_key(|named| std::cmp::Reverse(named.printings));
    named
}

/// Why it is not known who had it first.
fn why_unknown(index: &Index<'_>, quotes: &[QuoteRow]) -> String {
    let mut articles: Vec<&ArticleRow> = quotes.iter().filter_map(|quote| index.article(&quote.article_id)).collect();
    articles.dedup_by_key(|article| &article.article_id);
    let undated = articles.iter().filter(|article| article.published_at.is_none()).count();
    match undated {
        0 => "the times of the earliest overlap".to_owned(),
        1 => "one article has no time of publication".to_owned(),
        n => format!("{n} articles have no time of publication"),
    }
}

/// Sets the printings under another base. What follows from the words is made anew by the rules of the run; a split, which only the
/// printings of one article together show, is lost.
fn rebase(row: &mut UtteranceRow, quotes: &mut [QuoteRow], base: Base) -> Result<(), String> {
    let chosen = match base {
        Base::Longest => return Ok(()),
        Base::Earliest => {
            let first = row.first_quote.as_deref().filter(|_| row.first_known);
            first
                .and_then(|id| quotes.iter().position(|quote| quote.quote_id == id))
                .ok_or("it is not determined which printing is the earliest")?
        }
        Base::Majority => {
            let mut printings: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (i, quote) in quotes.iter().enumerate() {
                printings.entry(fold(&quote.text)).or_default().push(i);
            }
            let most = printings.into_values().max_by_key(|own| {
                let first = &quotes[own[0]];
                (own.len(), Words::of(&first.text).len(), std::cmp::Reverse(first.quote_id.clone()))
            });
            most.and_then(|own| own.first().copied()).ok_or("it has no printing")?
        }
    };
    let (text, kind) = (quotes[chosen].text.clone(), quotes[chosen].kind.clone());
    for quote in quotes.iter_mut() {
        let changed = beside(&text, &quote.text, QuoteKind::from_name(&quote.kind));
        quote.flags.retain(|flag| !FLAGS_OF_WORDS.contains(&flag.as_ref()) && flag != "partial_became_full");
        quote.flags.extend(changed.flags.iter().map(|&flag| flag.into()));
        if quote.kind == "full" && kind == "partial" && changed.change <= Change::Filler {
            quote.flags.push("partial_became_full".into());
        }
        quote.flags.sort_unstable();
        quote.change = changed.change.name().into();
        quote.edits = changed.edits;
    }
    row.base_quote.clone_from(&quotes[chosen].quote_id);
    row.base_text = text;
    row.base_rule = base.name().into();
    Ok(())
}

fn printing(index: &Index<'_>, entry: &Entry, quote: &QuoteRow) -> Printing {
    let article = index.article(&quote.article_id);
    let variant = entry.variants.iter().position(|variant| variant.quote_ids.contains(&quote.quote_id));
    Printing {
        label: variant.map(utterances::label).unwrap_or_default(),
        quote_id: quote.quote_id.clone(),
        article_id: quote.article_id.clone(),
        outlet: article.and_then(|article| article.outlet.clone()),
        published: article.filter(|article| article.published_at.is_some()).map(published),
        field: quote.field.to_string(),
        start: quote.start,
        end: quote.end,
        start_byte: quote.start_byte,
        end_byte: quote.end_byte,
        text: quote.text.clone(),
        kind: quote.kind.to_string(),
        speaker: quote.speaker.clone(),
        speaker_from: quote.speaker_from.to_string(),
        cue: quote.cue.clone(),
        addressee: quote.addressee.clone(),
        venue: quote.venue.clone(),
        venue_inherited: quote.venue_inherited,
        change: quote.change.to_string(),
        edits: quote.edits.clone(),
        flags: quote.flags.iter().map(ToString::to_string).collect(),
        notes: variant.map(|variant| entry.variants[variant].notes.clone()).unwrap_or_default(),
    }
}
