//! What was read, kept and rejected.

use std::collections::BTreeMap;

use serde::Serialize;

use super::seen::ArticleCounts;
use super::{Facts, signed};
use crate::document::{Document, Line, Tone, layout, sanitize};
use crate::tables::RejectRow;

/// Rows shown of each reason for which rows were rejected.
const EXAMPLES: usize = 3;

/// What was read. `read = kept + removed + rejected`, always.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    pub rows_read: u64,
    pub kept: u64,
    pub removed: u64,
    pub rejected: u64,
    pub repaired: u64,
    pub words: i64,
    pub outlets: u64,
    pub dated: u64,
    /// Articles a language, the most frequent first.
    pub languages: Vec<(String, u64)>,
    pub rejects: Vec<Rejected>,
}

/// The rows that were rejected for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rejected {
    pub reason: String,
    pub rows: u64,
    pub first: Vec<RejectedRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RejectedRow {
    pub source_file: String,
    pub source_pos: i64,
    pub detail: String,
}

impl Reading {
    pub(super) fn of(articles: &ArticleCounts, rejects: &RejectCounts, facts: &Facts) -> Self {
        let mut languages: Vec<_> = articles.languages.iter().map(|(name, &count)| (name.clone(), count)).collect();
        languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Self {
            rows_read: facts.rows_read,
            kept: articles.all,
            removed: facts.rows_removed,
            rejected: rejects.all,
            repaired: facts.rows_repaired,
            words: articles.words,
            outlets: articles.outlets,
            dated: articles.all - articles.undated.count as u64,
            languages,
            rejects: rejects.by_reason(),
        }
    }

    pub(super) fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        let n = |count: u64| layout::number(i64::try_from(count).unwrap_or(i64::MAX));
        let counted = |count: u64, one, many| layout::count(i64::try_from(count).unwrap_or(i64::MAX), one, many);
        let mut line = Line::new().strong(counted(self.kept, "article", "articles"));
        line.push(
            Tone::Plain,
            format!(
                " · {} · {} words · {} dated",
                counted(self.outlets, "outlet", "outlets"),
                layout::number(self.words),
                n(self.dated)
            ),
        );
        let languages: Vec<String> =
            self.languages.iter().take(3).map(|(name, articles)| format!("{name} {}", n(*articles))).collect();
        if !languages.is_empty() {
            line.push(Tone::Plain, format!(" · {}{}", languages.join(", "), if self.languages.len() > 3 { ", …" } else { "" }));
        }
        page.push(line.truncated(width));
        let removed = if self.removed > 0 { format!(" + {} removed", n(self.removed)) } else { String::new() };
        let mut line = Line::new().dim(format!(
            "{} {} read = {} kept{removed} + {} rejected",
            n(self.rows_read),
            if self.rows_read == 1 { "row" } else { "rows" },
            n(self.kept),
            n(self.rejected)
        ));
        if self.repaired > 0 {
            line.push(Tone::Dim, format!(" · {} with ill-formed characters repaired", n(self.repaired)));
        }
        page.push(line.truncated(width));
        if !self.rejects.is_empty() {
            page.blank();
            page.push(super::heading(
                "REJECTED",
                &layout::count(i64::try_from(self.rejected).unwrap_or(i64::MAX), "row", "rows"),
                width,
            ));
        }
        for reason in &self.rejects {
            page.push(
                Line::new().plain("  ").with(Tone::Warn, &reason.reason).plain(format!("  {}", n(reason.rows))).truncated(width),
            );
            for row in &reason.first {
                let place =
                    layout::truncate_middle(&format!("{}:{}", sanitize::line(&row.source_file), row.source_pos), width / 2);
                page.push(
                    Line::new().plain("    ").plain(place).dim(format!("  {}", sanitize::running(&row.detail))).truncated(width),
                );
            }
            if let Some(line) = super::more(usize::try_from(reason.rows).unwrap_or(usize::MAX) - reason.first.len(), "rejects", 4)
            {
                page.push(line);
            }
        }
        page
    }
}

/// Rejected rows as they pass.
#[derive(Debug, Default)]
pub(super) struct RejectCounts {
    pub all: u64,
    /// The file of the first.
    pub first_file: Option<String>,
    reasons: BTreeMap<String, Rejected>,
}

impl RejectCounts {
    pub fn add(&mut self, row: RejectRow) {
        self.all += 1;
        if self.first_file.is_none() {
            self.first_file = Some(row.source_file.clone());
        }
        let none = || Rejected { reason: row.reason.to_string(), rows: 0, first: Vec::new() };
        let reason = self.reasons.entry(row.reason.to_string()).or_insert_with(none);
        reason.rows += 1;
        if reason.first.len() < EXAMPLES {
            reason.first.push(RejectedRow { source_file: row.source_file, source_pos: row.source_pos, detail: row.detail });
        }
    }

    /// The most frequent reasons first.
    fn by_reason(&self) -> Vec<Rejected> {
        let mut reasons: Vec<Rejected> = self.reasons.values().cloned().collect();
        reasons.sort_by_key(|reason| {
            (std::cmp::Reverse(signed(usize::try_from(reason.rows).unwrap_or(usize::MAX))), reason.reason.clone())
        });
        reasons
    }
}
