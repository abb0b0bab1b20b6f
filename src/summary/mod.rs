//! What a run found, told to a person: a summary made from the tables of a run.
//!
//! Responsible for choosing what comes first, saying it in plain words, and saying what is not known. One content
//! ([`Summary`]), two forms: a page of lines ([`Summary::document`]) and JSON (`serde`). Not responsible for finding anything, or
//! for terminals. The words "shared", "earlier", "credit found" are used, never a verdict: a similarity is not a finding of fault.

pub mod audit;
mod clusters;
mod collation;
pub mod comparison;
mod credits;
mod digest;
mod edges;
pub mod explanation;
mod index;
mod outlets;
mod passages;
mod reading;
pub mod saying;
mod script;
mod seen;
mod steps;
pub mod trail;
mod unknown;
mod utterances;

pub use digest::Digest;
pub use reading::Reading;

use std::io;

use serde::Serialize;

use crate::document::{Document, Line, Tone, layout};
use crate::tables::Tables;
use index::Index;

/// What the tables do not hold of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Facts {
    /// The inputs as the user named them.
    pub inputs: Vec<String>,
    /// The run folder, where one was written.
    pub run: Option<String>,
    /// How the tables' files end (`parquet`).
    pub table_format: String,
    pub rows_read: u64,
    pub rows_removed: u64,
    /// Texts in which ill-formed bytes were replaced.
    pub rows_repaired: u64,
    /// Pairs inside families too large to list each pair.
    pub pairs_not_listed: u64,
    /// Work caps that were hit, in words.
    pub caps_hit: Vec<String>,
    pub warnings: Vec<String>,
}

/// The most that a section lists; the tables hold the rest.
const LISTED: usize = 5;

/// A run in short. Lists are cut to what a person reads; every cut says how much is left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    pub reading: Reading,
    clusters: clusters::Clusters,
    passages: passages::Passages,
    utterances: utterances::Utterances,
    credits: credits::Credits,
    edges: edges::Edges,
    outlets: outlets::Outlets,
    /// What is not known, and why: one sentence each.
    unknown: Vec<String>,
    /// Commands to go on with.
    next: Vec<String>,
}

impl Summary {
    /// Reads the tables once, in O(rows) and a sort of each section.
    ///
    /// # Panics
    /// Never: nothing goes to a file.
    #[must_use]
    pub fn of(tables: &Tables, facts: &Facts) -> Self {
        Digest::of(tables).summary(facts).expect("without a limit nothing goes to a file")
    }

    fn of_digest(digest: &Digest, facts: &Facts) -> io::Result<Self> {
        let (tables, (articles, counts)) = (digest.kept(), digest.counts());
        let shown = digest.shown()?;
        let index = Index::with(tables, &shown);
        Ok(Self {
            clusters: clusters::Clusters::of(&index, counts),
            passages: passages::Passages::of(&index, counts),
            utterances: utterances::Utterances::of(&index, counts),
            credits: credits::Credits::of(&counts.credits, digest.seen()),
            edges: edges::Edges::of(&index, counts),
            outlets: outlets::Outlets::of(tables),
            unknown: unknown::sentences(articles, counts, facts),
            next: steps::commands(&index, (articles, counts), facts),
            reading: Reading::of(articles, &counts.rejects, facts),
        })
    }

    /// What is not known, and why: one sentence each.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The page, no line wider than `width` columns.
    #[must_use]
    pub fn document(&self, width: usize) -> Document {
        let mut page = self.reading.document(width);
        for section in [
            self.clusters.document(width),
            self.passages.document(width),
            self.utterances.document(width),
            self.credits.document(width),
            self.edges.document(width),
            self.outlets.document(width),
            bullets("NOT KNOWN", &self.unknown, width),
            next_steps(&self.next),
        ] {
            if !section.is_empty() {
                page.blank();
                page.extend(section);
            }
        }
        page
    }
}

/// Commands to go on with.
fn next_steps(commands: &[String]) -> Document {
    let mut page = Document::new();
    if !commands.is_empty() {
        page.push(Line::new().with(Tone::Heading, "NEXT"));
    }
    for command in commands {
        // Never cut: a command is there to be pasted.
        page.push(Line::new().plain("  ").plain(command));
    }
    page
}

/// A section's heading: its name, and what it counts.
fn heading(name: &str, rest: &str, width: usize) -> Line {
    Line::new().with(Tone::Heading, name).plain("  ").plain(rest).truncated(width)
}

/// How much a list leaves out, and which table has it.
fn more(left_out: usize, table: &str, indent: usize) -> Option<Line> {
    let left_out = i64::try_from(left_out).unwrap_or(i64::MAX);
    (left_out > 0).then(|| Line::new().dim(format!("{}… {} more in table {table}", " ".repeat(indent), layout::number(left_out))))
}

fn bullets(name: &str, sentences: &[String], width: usize) -> Document {
    let mut page = Document::new();
    if sentences.is_empty() {
        return page;
    }
    page.push(Line::new().with(Tone::Heading, name));
    for sentence in sentences {
        for (i, line) in layout::wrap(&crate::document::sanitize::line(sentence), width.saturating_sub(4)).into_iter().enumerate()
        {
            page.push(Line::new().plain(if i == 0 { "  - " } else { "    " }).plain(line));
        }
    }
    page
}

/// Sizes of lists as the tables count.
fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
