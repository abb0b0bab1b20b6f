//! Credits: who names whom as a source, and by which wording.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::index::Index;
use super::{heading, more, signed};
use crate::document::{Align, Document, Table, Tone, layout, sanitize};

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

#[derive(Default)]
struct Counted<'t> {
    articles: BTreeSet<&'t str>,
    full: usize,
    mention: usize,
    kinds: BTreeMap<&'t str, usize>,
}

impl Credits {
    pub(super) fn of(index: &Index<'_>) -> Self {
        let rows = &index.tables.credits;
        let mut pairs: BTreeMap<(String, &str), Counted<'_>> = BTreeMap::new();
        for row in rows {
            let counted = pairs.entry((index.outlet(&row.article_id), &row.names)).or_default();
            counted.articles.insert(&row.article_id);
            counted.full += usize::from(row.level == "full");
            counted.mention += usize::from(row.level == "mention");
            *counted.kinds.entry(&row.kind).or_default() += 1;
        }
        let articles = rows.iter().map(|row| &row.article_id).collect::<BTreeSet<_>>().len();
        let mut entries: Vec<Entry> = pairs
            .into_iter()
            .map(|((outlet, names), counted)| {
                let mut kinds: Vec<(String, usize)> = counted.kinds.into_iter().map(|(kind, n)| (kind.to_owned(), n)).collect();
                kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                let (articles, full, mention) = (counted.articles.len(), counted.full, counted.mention);
                Entry { outlet, names: names.to_owned(), articles, full, mention, kinds }
            })
            .collect();
        entries.sort_by_key(|entry| (Reverse(entry.articles), entry.outlet.clone(), entry.names.clone()));
        let pairs = entries.len();
        entries.truncate(LISTED);
        Self { total: rows.len(), articles, pairs, listed: entries }
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
