//! Credits: who names whom as a source, and by which wording.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::index::UNNAMED;
use super::seen::Seen;
use super::{heading, more, signed};
use crate::document::{Align, Document, Table, Tone, layout, sanitize};
use crate::tables::CreditRow;

const LISTED: usize = 12;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Credits {
    total: usize,
    /// Articles with at least one credit.
    articles: usize,
    pairs: usize,
    listed: Vec<Entry>,
}

/// One outlet that names one source.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Entry {
    outlet: String,
    names: String,
    articles: usize,
    full: usize,
    mention: usize,
    kinds: Vec<(String, usize)>,
}

/// The number of an outlet (none of an article without) and the name of whom it credits.
type Pair = (Option<u32>, Box<str>);

/// Credits as they pass; those of an article stand together.
#[derive(Debug, Default)]
pub(super) struct CreditCounts {
    all: usize,
    articles: usize,
    last: String,
    pairs: BTreeMap<Pair, Counted>,
    kinds: Vec<String>,
}

#[derive(Debug, Default)]
struct Counted {
    articles: u32,
    /// The article that was counted last, by its number among those with credits.
    last: usize,
    full: u32,
    mention: u32,
    /// By the numbers of the kinds.
    kinds: Vec<(u32, u32)>,
}

impl CreditCounts {
    /// `outlet` is the number of the article's.
    pub fn add(&mut self, row: &CreditRow, outlet: Option<u32>) {
        self.all += 1;
        if self.articles == 0 || self.last != row.article_id {
            self.articles += 1;
            self.last.clone_from(&row.article_id);
        }
        let known = self.kinds.iter().position(|kind| *kind == row.kind);
        let kind = known.unwrap_or_else(|| {
            self.kinds.push(row.kind.to_string());
            self.kinds.len() - 1
        });
        let kind = u32::try_from(kind).unwrap_or(u32::MAX);
        let counted = self.pairs.entry((outlet, row.names.as_str().into())).or_default();
        if counted.last != self.articles {
            counted.last = self.articles;
            counted.articles += 1;
        }
        counted.full += u32::from(row.level == "full");
        counted.mention += u32::from(row.level == "mention");
        if let Some((_, count)) = counted.kinds.iter_mut().find(|(other, _)| *other == kind) {
            *count += 1;
        } else {
            counted.kinds.reserve_exact(1);
            counted.kinds.push((kind, 1));
        }
    }
}

impl Credits {
    pub(super) fn of(counts: &CreditCounts, seen: &Seen) -> Self {
        let name = |outlet: Option<u32>| outlet.map_or(UNNAMED, |outlet| seen.outlet_name(outlet));
        let mut order: Vec<(&Pair, &Counted)> = counts.pairs.iter().collect();
        order.sort_by_key(|((outlet, names), counted)| (Reverse(counted.articles), name(*outlet), names));
        let pairs = order.len();
        let entry = |((outlet, names), counted): (&Pair, &Counted)| {
            let kinds = counted.kinds.iter();
            let mut kinds: Vec<(String, usize)> =
                kinds.map(|&(kind, count)| (counts.kinds[kind as usize].clone(), count as usize)).collect();
            kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Entry {
                outlet: name(*outlet).to_owned(),
                names: names.to_string(),
                articles: counted.articles as usize,
                full: counted.full as usize,
                mention: counted.mention as usize,
                kinds,
            }
        };
        let listed = order.into_iter().take(LISTED).map(entry).collect();
        Self { total: counts.all, articles: counts.articles, pairs, listed }
    }

    pub(super) fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.total == 0 {
            return page;
        }
        let count = |n, one, many| layout::count(signed(n), one, many);
        page.push(heading(
            "CREDITS",
            &format!("{} in {}", count(self.total, "credit", "credits"), count(self.articles, "article", "articles")),
            width,
        ));
        let mut table =
            Table::new(&[("OUTLET", Align::Left), ("NAMES", Align::Left), ("ARTICLES", Align::Right), ("HOW", Align::Left)]);
        for entry in &self.listed {
            let kinds: Vec<String> = entry
                .kinds
                .iter()
                .map(|(kind, n)| if *n == 1 { kind.replace('_', " ") } else { format!("{} {n}", kind.replace('_', " ")) })
                .collect();
            table.row(vec![
                (Tone::Plain, entry.outlet.clone()),
                (Tone::Strong, sanitize::running(&entry.names)),
                (Tone::Plain, layout::number(signed(entry.articles))),
                (Tone::Dim, kinds.join(", ")),
            ]);
        }
        page.extend(table.document(2, width));
        page.push_some(more(self.pairs - self.listed.len(), "credits", 2));
        page
    }
}
