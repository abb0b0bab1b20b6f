//! Outlets: who is first, who echoes, who credits.

use std::cmp::Reverse;

use serde::Serialize;

use super::{heading, more, signed};
use crate::document::{Align, Document, Table, Tone, layout};
use crate::tables::{OutletRow, Tables};

const LISTED: usize = 15;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Outlets {
    total: usize,
    listed: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Entry {
    outlet: String,
    articles: i64,
    first: i64,
    echoed: i64,
    echo_share: f64,
    words_in: i64,
    words_out: i64,
    credited_share: Option<f64>,
    median_lag_seconds: Option<i64>,
    dated_share: f64,
}

impl Outlets {
    pub(super) fn of(tables: &Tables) -> Self {
        let mut rows: Vec<&OutletRow> = tables.outlets.iter().collect();
        rows.sort_by_key(|row| (Reverse(row.words_in.saturating_add(row.words_out)), Reverse(row.articles), &row.outlet));
        Self { total: rows.len(), listed: rows.into_iter().take(LISTED).map(entry).collect() }
    }

    pub(super) fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.total == 0 {
            return page;
        }
        page.push(heading(
            "OUTLETS",
            &format!("{} · words taken in, words given out, median lag", layout::number(signed(self.total))),
            width,
        ));
        let right = |name| (name, Align::Right);
        let mut table = Table::new(&[
            ("OUTLET", Align::Left),
            right("TEXTS"),
            right("FIRST"),
            right("ECHOES"),
            right("IN"),
            right("OUT"),
            right("CREDITED"),
            right("LAG"),
            right("DATED"),
        ]);
        for row in &self.listed {
            let cell = |text: String| (Tone::Plain, text);
            let open = || "-".to_owned();
            table.row(vec![
                (Tone::Strong, row.outlet.clone()),
                cell(layout::number(row.articles)),
                cell(layout::number(row.first)),
                cell(layout::number(row.echoed)),
                cell(layout::number(row.words_in)),
                cell(layout::number(row.words_out)),
                cell(row.credited_share.map_or_else(open, layout::percent)),
                cell(row.median_lag_seconds.map_or_else(open, layout::lag_in_short)),
                cell(layout::percent(row.dated_share)),
            ]);
        }
        page.extend(table.document(2, width));
        page.push_some(more(self.total - self.listed.len(), "outlets", 2));
        page
    }
}

fn entry(row: &OutletRow) -> Entry {
    Entry {
        outlet: row.outlet.clone(),
        articles: row.articles,
        first: row.first,
        echoed: row.echoed,
        echo_share: row.echo_share,
        words_in: row.words_in,
        words_out: row.words_out,
        credited_share: row.credited_share,
        median_lag_seconds: row.median_lag_seconds,
        dated_share: row.dated_share,
    }
}
