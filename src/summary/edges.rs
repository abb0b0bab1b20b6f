//! Echo edges: which article echoes which, on what evidence, and where the direction is open.

use std::collections::BTreeMap;

use serde::Serialize;

use super::digest::Counts;
use super::index::Index;
use super::{heading, more, signed};
use crate::document::{Document, Line, Tone, layout};
use crate::tables::EdgeRow;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Edges {
    total: usize,
    /// Edges of each direction: known, inferred, unknown.
    directions: BTreeMap<String, usize>,
    listed: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Entry {
    edge_id: String,
    kind: String,
    src: String,
    src_kind: String,
    src_outlet: Option<String>,
    dst: String,
    dst_outlet: Option<String>,
    words: i64,
    share_of_dst: f64,
    lag_seconds: Option<i64>,
    direction: String,
    probability: f64,
    evidence: Vec<String>,
    alternatives: Vec<crate::tables::Alternative>,
}

impl Edges {
    pub(super) fn of(index: &Index<'_>, counts: &Counts) -> Self {
        let directions = counts.directions.clone();
        Self { total: directions.values().sum(), directions, listed: index.tables.edges.iter().map(entry).collect() }
    }

    pub(super) fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.total == 0 {
            return page;
        }
        let of = |direction: &str| layout::number(signed(self.directions.get(direction).copied().unwrap_or(0)));
        let counts = format!(
            "{} · direction known {}, inferred {}, not determined {}",
            layout::count(signed(self.total), "edge", "edges"),
            of("known"),
            of("inferred"),
            of("unknown")
        );
        page.push(heading("WHO ECHOES WHOM", &counts, width));
        for entry in &self.listed {
            page.extend(entry.document(width));
        }
        page.push_some(more(self.total - self.listed.len(), "edges", 2));
        page
    }
}

impl Entry {
    fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        let open = self.direction == "unknown";
        let name = |outlet: &Option<String>, id: &str| {
            outlet.as_ref().map_or_else(|| id.to_owned(), |outlet| format!("{outlet} ({id})"))
        };
        let src = if self.src_kind == "article" { name(&self.src_outlet, &self.src) } else { format!("{} (outside)", self.src) };
        let side = width.saturating_sub(9) / 2;
        let mut line = Line::new().plain("  ").strong(layout::truncate_middle(&crate::document::sanitize::line(&src), side));
        line.push(Tone::Plain, if open { " ── " } else { " ─▶ " });
        let dst = name(&self.dst_outlet, &self.dst);
        line.push(Tone::Strong, layout::truncate_middle(&crate::document::sanitize::line(&dst), side));
        page.push(line.truncated(width));
        let mut line = Line::new().plain(format!("     {}", self.kind.replace('_', " ")));
        if self.words > 0 {
            let words = layout::count(self.words, "word", "words");
            line.push(Tone::Plain, format!(" · {words}"));
            // A common origin is no share of either text.
            if self.share_of_dst > 0.0 {
                let which = if open { "second" } else { "later" };
                line.push(Tone::Plain, format!(", {} of the {which} text", layout::percent(self.share_of_dst)));
            }
        }
        // Where the order is open, a difference of two printed times would read as an answer.
        if let Some(seconds) = self.lag_seconds.filter(|_| !open) {
            line.push(Tone::Plain, format!(" · {}", layout::lag(seconds)));
        }
        page.push(line.truncated(width));
        let mut line = Line::new().plain("     ");
        let (tone, direction) = match self.direction.as_str() {
            "known" => (Tone::Good, "direction known"),
            "inferred" => (Tone::Plain, "direction inferred"),
            _ => (Tone::Warn, "order not determined"),
        };
        line.push(tone, direction);
        line.push(Tone::Dim, format!(" · p {:.2}", self.probability));
        if !self.evidence.is_empty() {
            let evidence: Vec<&str> = self.evidence.iter().map(|code| evidence_in_words(code)).collect();
            line.push(Tone::Plain, format!(" · {}", evidence.join(", ")));
        }
        if let Some(next) = self.alternatives.first() {
            line.push(Tone::Dim, format!(" · else {} p {:.2}", next.src, next.probability));
        }
        page.push(line.truncated(width));
        page
    }
}

pub(super) fn evidence_in_words(code: &str) -> &str {
    match code {
        "earlier" => "dated earlier",
        "credit_names_src" => "a credit names it",
        "link_to_src" => "a link leads to it",
        "superset" => "it holds the whole text",
        "shared_edit" => "both have edits that an earlier one lacks",
        "same_outlet" => "the same outlet",
        "older_version" => "an older version",
        "same_credit" => "both credit the same source",
        "same_venue" => "the same venue",
        _ => code,
    }
}

fn entry(row: &EdgeRow) -> Entry {
    Entry {
        edge_id: row.edge_id.clone(),
        kind: row.kind.to_string(),
        src: row.src.clone(),
        src_kind: row.src_kind.to_string(),
        src_outlet: row.src_outlet.clone(),
        dst: row.dst.clone(),
        dst_outlet: row.dst_outlet.clone(),
        words: row.words,
        share_of_dst: row.share_of_dst,
        lag_seconds: row.lag_seconds,
        direction: row.direction.to_string(),
        probability: row.probability,
        evidence: row.evidence.iter().map(ToString::to_string).collect(),
        alternatives: row.alternatives.clone(),
    }
}
