//! Utterances that several outlets printed: who said it, who had it first, and what each printing changed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use ahash::AHashMap;
use serde::Serialize;

use super::collation::{self, Laid};
use super::digest::Counts;
use super::index::Index;
use super::script::{self, Told};
use super::{heading, more, signed};
use crate::document::{Document, Line, Tone, layout, sanitize};
use crate::tables::{QuoteRow, UtteranceRow};
use crate::text::Words;

/// Variants shown of one utterance.
const VARIANTS: usize = 6;
/// Edits told of one variant.
const EDITS: usize = 3;
/// Lines of the base's own words.
const BASE_LINES: usize = 3;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Utterances {
    /// Utterances that more than one article prints.
    shared: usize,
    /// Quotations of the run, titles and scare quotes apart.
    quotations: usize,
    listed: Vec<Entry>,
}

/// One utterance with its variants.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Entry {
    utterance_id: String,
    base_text: String,
    speaker: Option<String>,
    speaker_votes: i64,
    quotes: i64,
    articles: i64,
    outlets: i64,
    independent: i64,
    first_known: bool,
    first_outlet: Option<String>,
    first: Option<String>,
    pub(super) variants: Vec<Variant>,
    variants_left_out: usize,
}

/// The printings with the same words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Variant {
    outlets: Vec<String>,
    printings: usize,
    text: String,
    change: String,
    flags: Vec<String>,
    /// What it changed, in words.
    pub(super) notes: Vec<String>,
    /// Whether a note may change the meaning.
    grave: bool,
    /// Its printings.
    #[serde(skip)]
    pub(super) quote_ids: Vec<String>,
    #[serde(skip)]
    laid: Option<Laid>,
}

impl Utterances {
    pub(super) fn of(index: &Index<'_>, counts: &Counts) -> Self {
        let shown = &index.tables.utterances;
        let listed: AHashMap<&str, usize> = shown.iter().enumerate().map(|(i, row)| (row.utterance_id.as_str(), i)).collect();
        let mut quotes: Vec<Vec<&QuoteRow>> = vec![Vec::new(); listed.len()];
        for quote in &index.tables.quotes {
            if let Some(&i) = listed.get(quote.utterance_id.as_str()) {
                quotes[i].push(quote);
            }
        }
        let entries = shown.iter().zip(quotes).map(|(row, quotes)| entry(index, row, &quotes, VARIANTS)).collect();
        Self { shared: counts.shared_utterances, quotations: counts.quotations, listed: entries }
    }

    pub(super) fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.shared == 0 {
            return page;
        }
        let all = layout::count(signed(self.quotations), "quotation", "quotations");
        page.push(heading(
            "QUOTATIONS",
            &format!("{all} · {} printed by more than one article", layout::number(signed(self.shared))),
            width,
        ));
        for (i, entry) in self.listed.iter().enumerate() {
            page.extend(entry.document(i + 1, width));
        }
        page.push_some(more(self.shared - self.listed.len(), "utterances", 2));
        page
    }
}

impl Entry {
    fn document(&self, number: usize, width: usize) -> Document {
        let mut page = Document::new();
        let speaker = self.speaker.as_deref().unwrap_or("speaker not known");
        let mut line = Line::new()
            .plain(format!("{number:>3}  "))
            .with(if self.speaker.is_some() { Tone::Strong } else { Tone::Warn }, speaker);
        if self.speaker.is_some() && self.speaker_votes < self.quotes {
            line.push(Tone::Dim, format!(" (named by {} of {})", self.speaker_votes, self.quotes));
        }
        line.push(Tone::Plain, format!(" · {}", layout::count(self.quotes, "printing", "printings")));
        line.push(Tone::Plain, format!(" · {}", layout::count(self.outlets, "outlet", "outlets")));
        page.push(line.truncated(width));
        let first = match (&self.first, &self.first_outlet) {
            (Some(time), Some(outlet)) if self.first_known => format!("first: {outlet}, {time}"),
            _ => "first: not determined".to_owned(),
        };
        let mut line = Line::new().plain("     ").dim(first);
        if self.independent > 0 {
            line.push(Tone::Dim, format!(" · {}", layout::count(self.independent, "independent text", "independent texts")));
        }
        page.push(line.truncated(width));
        let mut base = layout::wrap(&format!("“{}”", sanitize::running(&self.base_text)), width.saturating_sub(6)).into_iter();
        for line in base.by_ref().take(BASE_LINES) {
            page.push(Line::new().plain("     ").plain(line));
        }
        if base.next().is_some() {
            page.push(Line::new().plain("     …"));
        }
        self.variants(&mut page, width, false);
        page
    }

    /// What each variant changed, and the collation; with `whole` nothing of it is cut.
    pub(super) fn variants(&self, page: &mut Document, width: usize, whole: bool) {
        let labels: Vec<String> = (0..self.variants.len()).map(label).collect();
        for (label, variant) in labels.iter().zip(&self.variants) {
            let times = if variant.printings > 1 { format!(" ({}×)", variant.printings) } else { String::new() };
            let mut line = Line::new().plain("     ").strong(label).plain(format!("{times}  "));
            line.push(Tone::Plain, layout::truncate(&sanitize::line(&variant.outlets.join(", ")), width / 3));
            let tone = match (variant.grave, variant.notes.is_empty()) {
                (true, _) => Tone::Bad,
                (false, true) => Tone::Good,
                (false, false) => Tone::Warn,
            };
            let notes = if variant.notes.is_empty() { "the same words".to_owned() } else { variant.notes.join(" · ") };
            let notes = format!("{}{notes}", if variant.grave { "! " } else { "" });
            if whole && line.width() + 2 + layout::width(&notes) > width {
                page.push(line.truncated(width));
                for text in layout::wrap(&sanitize::line(&notes), width.saturating_sub(8)) {
                    page.push(Line::new().plain("        ").with(tone, text));
                }
            } else {
                page.push(line.with(tone, format!("  {notes}")).truncated(width));
            }
            if variant.laid.is_none() {
                page.push(Line::new().plain(format!("        “{}”", sanitize::running(&variant.text))).truncated(width));
            }
        }
        page.push_some(more(self.variants_left_out, "quotes", 5));
        let words = Words::of(&self.base_text);
        let laid: Vec<(String, &Laid)> = labels
            .into_iter()
            .zip(&self.variants)
            .filter(|(_, variant)| !variant.notes.is_empty())
            .filter_map(|(label, variant)| Some((label, variant.laid.as_ref()?)))
            .collect();
        if !laid.is_empty() {
            let blocks = if whole { usize::MAX } else { collation::BLOCKS };
            page.extend(collation::document(&collation::printed(&self.base_text, &words), &laid, (5, 4), width, blocks));
        }
    }
}

/// A, B, ... Z, then numbers.
pub(super) fn label(i: usize) -> String {
    u8::try_from(i).ok().filter(|i| *i < 26).map_or_else(|| (i + 1).to_string(), |i| char::from(b'A' + i).to_string())
}

/// An utterance with at most so many variants.
pub(super) fn entry(index: &Index<'_>, row: &UtteranceRow, quotes: &[&QuoteRow], most: usize) -> Entry {
    // Printings are one variant where their folded words, change and flags are the same.
    let mut groups: BTreeMap<(String, &str, Vec<&str>), Vec<&QuoteRow>> = BTreeMap::new();
    for quote in quotes {
        let flags = quote.flags.iter().map(AsRef::as_ref).collect();
        groups.entry((crate::text::fold(&quote.text), &quote.change, flags)).or_default().push(quote);
    }
    let mut groups: Vec<Vec<&QuoteRow>> = groups.into_values().collect();
    groups.sort_by_key(|group| {
        let id = group.iter().map(|quote| &quote.quote_id).min();
        (!group.iter().any(|quote| quote.quote_id == row.base_quote), Reverse(group.len()), id)
    });
    let left_out = groups.len().saturating_sub(most);
    let first = row.first_quote.as_deref().and_then(|id| index.article_of_quote(id));
    Entry {
        utterance_id: row.utterance_id.clone(),
        base_text: row.base_text.clone(),
        speaker: row.speaker.clone(),
        speaker_votes: row.speaker_votes,
        quotes: row.quotes,
        articles: row.articles,
        outlets: row.outlets,
        independent: row.independent,
        first_known: row.first_known,
        first_outlet: first.map(|article| index.outlet(&article.article_id)),
        first: first.map(super::index::published),
        variants: groups.into_iter().take(most).map(|group| variant(index, &row.base_text, &group)).collect(),
        variants_left_out: left_out,
    }
}

fn variant(index: &Index<'_>, base: &str, group: &[&QuoteRow]) -> Variant {
    let quote = group[0];
    let mut outlets: Vec<String> = group.iter().map(|quote| index.outlet(&quote.article_id)).collect();
    outlets.sort();
    outlets.dedup();
    let (base_words, words) = (Words::of(base), Words::of(&quote.text));
    let runs = script::lay(&quote.edits, &base_words, &words);
    let told = runs.as_ref().map(|runs| script::tell(runs, (base, &base_words), (&quote.text, &words))).unwrap_or_default();
    let (notes, grave) = notes(quote, &told);
    Variant {
        outlets,
        printings: group.len(),
        text: quote.text.clone(),
        change: quote.change.to_string(),
        flags: quote.flags.iter().map(ToString::to_string).collect(),
        notes,
        grave,
        quote_ids: group.iter().map(|quote| quote.quote_id.clone()).collect(),
        laid: runs.map(|runs| Laid::of(&runs, base_words.len(), &collation::printed(&quote.text, &words))),
    }
}

/// What a printing changed, the gravest first, and whether any of it may change the meaning.
fn notes(quote: &QuoteRow, told: &[Told]) -> (Vec<String>, bool) {
    let mut notes = Vec::new();
    let mut edits: Vec<&Told> = told.iter().collect();
    let mut grave = false;
    for flag in &quote.flags {
        let (words, is_grave) = flag_in_words(flag);
        grave |= is_grave;
        // The edit itself says it best: “not” lost.
        let proof = edits
            .iter()
            .position(|edit| (flag == "negation_changed" && edit.negation) || (flag == "number_changed" && edit.number));
        match proof {
            Some(i) => notes.push(edits.remove(i).sentence.clone()),
            None => notes.push(words),
        }
    }
    if let Some(change) = change_in_words(&quote.change) {
        grave |= quote.change == "trimmed_unmarked";
        notes.push(change.to_owned());
    }
    // A fragment or a marked cut is what its change says; single losses are told where words were meant to be whole.
    if !matches!(&*quote.change, "same" | "punctuation" | "fragment" | "merged" | "split" | "translation") {
        let left_out = edits.len().saturating_sub(EDITS);
        notes.extend(edits.iter().take(EDITS).map(|edit| edit.sentence.clone()));
        if left_out > 0 {
            notes.push(format!("{left_out} more"));
        }
    }
    (notes, grave)
}

fn change_in_words(change: &str) -> Option<&'static str> {
    Some(match change {
        "punctuation" => "punctuation differs",
        "spelling" => "spelling differs",
        "contraction" => "contracted or written out",
        "filler" => "fillers dropped or added",
        "trimmed_marked" => "cut, and marked as cut",
        "trimmed_unmarked" => "cut without a mark",
        "fragment" => "a part of it",
        "merged" => "several quotations in one",
        "split" => "one of several parts",
        "reordered" => "in another order",
        "bracketed" => "words in brackets",
        "inserted" => "words added",
        "substituted" => "words replaced",
        "altered" => "reworded",
        "translation" => "a translation",
        _ => return None,
    })
}

fn flag_in_words(flag: &str) -> (String, bool) {
    let (words, grave) = match flag {
        "negation_changed" => ("a negation changed", true),
        "number_changed" => ("a number changed", true),
        "hedge_lost" => ("a hedge lost", true),
        "modal_changed" => ("a modal changed (may, must, ...)", true),
        "subject_changed" => ("the subject changed", true),
        "speaker_conflict" => ("another speaker is named", true),
        "partial_became_full" => ("a part printed as if whole", true),
        "headline_not_in_body" => ("quoted in the headline, not in the text", true),
        "unclosed" => ("the quotation is never closed", false),
        "relayed" => ("relayed from another outlet", false),
        "boilerplate" => ("stands in the boilerplate of the page", false),
        _ => return (flag.replace('_', " "), false),
    };
    (words.to_owned(), grave)
}
