//! Passages of note: text shared by articles that are not near-duplicates of each other.

use serde::Serialize;

use super::digest::Counts;
use super::index::Index;
use super::{heading, more, script, signed};
use crate::document::{Document, Line, Tone, layout, sanitize};
use crate::tables::PassageRow;
use crate::text::Words;

/// Edits told of each passage.
const EDITS: usize = 3;
/// Lines of a passage's own words.
const SNIPPET_LINES: usize = 2;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Passages {
    /// Passages between articles that are not in one near cluster, boilerplate apart, one a family.
    of_note: usize,
    boilerplate: usize,
    listed: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Entry {
    passage_id: String,
    words: i64,
    identity: f64,
    kind: String,
    flags: Vec<String>,
    /// How many articles hold it.
    articles: i64,
    a: Place,
    b: Place,
    /// The words of `a`; none where the texts are not at hand.
    text: Option<String>,
    edits: Vec<String>,
    /// The pieces that it consists of.
    blocks: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Place {
    article_id: String,
    outlet: String,
    start: i64,
    end: i64,
}

impl Passages {
    pub(super) fn of(index: &Index<'_>, counts: &Counts) -> Self {
        let listed = index.tables.passages.iter().map(|row| entry(index, row)).collect();
        Self { of_note: counts.passages_of_note, boilerplate: counts.boilerplate, listed }
    }

    pub(super) fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.of_note == 0 {
            return page;
        }
        page.push(heading("SHARED PASSAGES", "between articles that are otherwise different", width));
        for (i, entry) in self.listed.iter().enumerate() {
            page.extend(entry.document(i + 1, width));
        }
        page.push_some(more(self.of_note - self.listed.len(), "passages", 2));
        if self.boilerplate > 0 {
            let n = layout::count(signed(self.boilerplate), "boilerplate passage", "boilerplate passages");
            page.push(Line::new().dim(format!("  {n} set aside")).truncated(width));
        }
        page
    }
}

impl Entry {
    fn document(&self, number: usize, width: usize) -> Document {
        let mut page = Document::new();
        let mut line = Line::new().plain(format!("{number:>3}  ")).strong(layout::count(self.words, "word", "words"));
        line.push(Tone::Plain, format!(" · {}", self.kind));
        if self.identity < 1.0 {
            line.push(Tone::Plain, format!(" · {} of words the same", layout::percent(self.identity)));
        }
        if self.articles > 2 {
            line.push(Tone::Plain, format!(" · in {}", layout::count(self.articles, "article", "articles")));
        }
        page.push(line.truncated(width));
        for place in [&self.a, &self.b] {
            let mut line = Line::new().plain("     ").plain(&place.outlet);
            line.push(
                Tone::Dim,
                format!("  {} at {}-{}", place.article_id, layout::number(place.start), layout::number(place.end)),
            );
            page.push(line.truncated(width));
        }
        if let Some(text) = &self.text {
            let mut lines = layout::wrap(&sanitize::running(text), width.saturating_sub(8)).into_iter();
            for line in lines.by_ref().take(SNIPPET_LINES) {
                page.push(Line::new().plain("     ").with(Tone::Dim, "│ ").plain(line));
            }
            if lines.next().is_some() {
                page.push(Line::new().plain("     ").dim("│ …"));
            }
        }
        for flag in &self.flags {
            let pieces = if flag == "reordered" && self.blocks > 1 {
                format!("{} pieces ", layout::number(signed(self.blocks)))
            } else {
                String::new()
            };
            page.push(Line::new().plain("     ").with(Tone::Warn, format!("{pieces}{}", flag_in_words(flag))).truncated(width));
        }
        if !self.edits.is_empty() {
            page.push(Line::new().plain("     ").with(Tone::Warn, self.edits.join(" · ")).truncated(width));
        }
        page
    }
}

fn flag_in_words(flag: &str) -> String {
    match flag {
        "unquoted_echo" => "speech of one printed as the other's own words".to_owned(),
        "reordered" => "in another order".to_owned(),
        _ => flag.replace('_', " "),
    }
}

fn entry(index: &Index<'_>, row: &PassageRow) -> Entry {
    let a = index.slice(&row.a, row.a_start_byte, row.a_end_byte);
    let b = index.slice(&row.b, row.b_start_byte, row.b_end_byte);
    Entry {
        passage_id: row.passage_id.clone(),
        words: row.words,
        identity: row.identity,
        kind: row.kind.to_string(),
        flags: row.flags.iter().map(ToString::to_string).collect(),
        articles: row.articles,
        a: Place { article_id: row.a.clone(), outlet: index.outlet(&row.a), start: row.a_start, end: row.a_end },
        b: Place { article_id: row.b.clone(), outlet: index.outlet(&row.b), start: row.b_start, end: row.b_end },
        text: a.map(str::to_owned),
        // Of pieces that changed places the script tells that words went and came; they did not.
        edits: a.zip(b).filter(|_| row.blocks.is_none()).map(|(a, b)| edits(&row.ops, a, b)).unwrap_or_default(),
        blocks: row.blocks.as_ref().map_or(1, Vec::len),
    }
}

fn edits(ops: &str, a: &str, b: &str) -> Vec<String> {
    let (words_a, words_b) = (Words::of(a), Words::of(b));
    let Some(runs) = script::lay(ops, &words_a, &words_b) else { return Vec::new() };
    let told = script::tell(&runs, (a, &words_a), (b, &words_b));
    let more = told.len().saturating_sub(EDITS);
    let mut edits: Vec<String> = told.into_iter().take(EDITS).map(|edit| edit.sentence).collect();
    if more > 0 {
        edits.push(format!("{more} more"));
    }
    edits
}
