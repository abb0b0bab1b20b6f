//! Numbers of the whole run, which every file of a report shows whatever its cases are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::audit::{self, AuditGrids};
use super::data::{CREDIT_CHARS, cut, short};
use super::grid::{Grid, row};
use super::source::{Index, Source};
use crate::article::Micros;
use crate::tables::EdgeRow;

const MAX_OUTLET_ROWS: usize = 1_000;
const MAX_OUTLET_EDGE_ROWS: usize = 5_000;
const MAX_CREDIT_PAIRS: usize = 500;

/// What every page shows of the whole run.
#[derive(Debug, Clone)]
pub(super) struct Whole {
    pub(super) numbers: Value,
    pub(super) outlets: Grid,
    pub(super) outlet_edges: Grid,
    pub(super) credit_pairs: Grid,
    pub(super) audit: Option<AuditGrids>,
}

impl Whole {
    pub(super) fn of(source: &Source, index: &Index<'_>) -> Self {
        Self {
            numbers: numbers(source, index),
            outlets: outlets(source),
            outlet_edges: outlet_edges(source),
            credit_pairs: credit_pairs(source, index),
            audit: audit::grids(source),
        }
    }

    /// The numbers without the tables, for a page that has no place for them.
    pub(super) fn in_short(&self) -> Self {
        Self {
            numbers: self.numbers.clone(),
            outlets: self.outlets.emptied(),
            outlet_edges: self.outlet_edges.emptied(),
            credit_pairs: self.credit_pairs.emptied(),
            audit: None,
        }
    }
}

/// Numbers of the whole run.
fn numbers(source: &Source, index: &Index<'_>) -> Value {
    let tables = &source.tables;
    let mut kinds: BTreeMap<&str, i64> = BTreeMap::new();
    for row in &tables.passages {
        *kinds.entry(&row.kind).or_default() += row.words;
    }
    let mut copies: BTreeMap<&str, u64> = BTreeMap::new();
    let mut directions: BTreeMap<&str, u64> = BTreeMap::new();
    for row in tables.edges.iter().filter(|row| row.src_kind == "article") {
        *directions.entry(&row.direction).or_default() += 1;
        if matches!(&*row.kind, "reprint" | "excerpt") {
            *copies.entry(credit_class(source, index, row)).or_default() += 1;
        }
    }
    let mut days: BTreeMap<i64, u64> = BTreeMap::new();
    for at in tables.articles.iter().filter_map(|row| row.published_at) {
        *days.entry(at.0.div_euclid(Micros::DAY)).or_default() += 1;
    }
    let mut relations: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &tables.matches {
        *relations.entry(&row.relation).or_default() += 1;
    }
    let mut languages: BTreeMap<&str, u64> = BTreeMap::new();
    let mut date_kinds: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    for row in &tables.articles {
        *languages.entry(row.language.as_deref().unwrap_or("")).or_default() += 1;
        *date_kinds.entry((&row.published_precision, &row.published_source, &row.published_zone)).or_default() += 1;
    }
    let mut flags: BTreeMap<&str, u64> = BTreeMap::new();
    for flag in tables.quotes.iter().flat_map(|row| &row.flags) {
        *flags.entry(flag).or_default() += 1;
    }
    let mut credit_kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &tables.credits {
        *credit_kinds.entry(&row.kind).or_default() += 1;
    }
    let near = tables.clusters.iter().filter(|row| row.level == "near");
    json!({
        "articles": tables.articles.len(),
        "words": tables.articles.iter().map(|row| row.words).sum::<i64>(),
        "outlets": tables.outlets.len(),
        "no_outlet": tables.articles.iter().filter(|row| row.outlet.is_none()).count(),
        "dated": tables.articles.iter().filter(|row| row.published_at.is_some()).count(),
        "in_clusters": near.clone().map(|row| row.size).sum::<i64>(),
        "clusters": near.count(),
        "matches": tables.matches.len(),
        "partial": tables.matches.iter().filter(|row| !matches!(&*row.relation, "identical" | "reprint" | "revision" | "boilerplate_only" | "quotes_only")).count(),
        "quotes": tables.quotes.len(),
        "shared_utterances": tables.utterances.iter().filter(|row| row.articles > 1).count(),
        "audit": audit::numbers(source),
        "credits": tables.credits.len(),
        "credited_articles": tables.articles.iter().filter(|row| row.credit_level != "none").count(),
        "rejects": tables.rejects.len(),
        "outlet_edges": tables.outlet_edges.len(),
        "kinds": kinds,
        "copies": copies,
        "directions": directions,
        "relations": relations,
        "languages": languages,
        "flags": flags,
        "credit_kinds": credit_kinds,
        "days": days.into_iter().collect::<Vec<_>>(),
        "date_kinds": date_kinds.into_iter().map(|((precision, source, zone), n)| json!([precision, source, zone, n])).collect::<Vec<_>>(),
    })
}

/// Whether the later text of a copy names the earlier one.
fn credit_class(source: &Source, index: &Index<'_>, edge: &EdgeRow) -> &'static str {
    let names = edge.evidence.iter().any(|evidence| evidence == "credit_names_src" || evidence == "link_to_src");
    let same = edge.src_outlet.is_some() && edge.src_outlet == edge.dst_outlet;
    match (&*edge.direction, names) {
        _ if same => "same_outlet",
        (_, true) => "credited",
        ("unknown", false) => "open",
        _ if index.article(source, &edge.dst).is_some_and(|row| row.credit_level != "none") => "credits_other",
        _ => "none_found",
    }
}

fn outlets(source: &Source) -> Grid {
    let mut grid = Grid::new(&[
        "outlet",
        "articles",
        "first",
        "echoed",
        "echo_share",
        "words_in",
        "words_out",
        "credited_share",
        "median_lag",
        "dated_share",
    ]);
    let mut rows: Vec<_> = source.tables.outlets.iter().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.words_in + row.words_out), std::cmp::Reverse(row.articles), &row.outlet));
    for row in rows.into_iter().take(MAX_OUTLET_ROWS) {
        grid.push(row![
            row.outlet,
            row.articles,
            row.first,
            row.echoed,
            short(row.echo_share),
            row.words_in,
            row.words_out,
            row.credited_share.map(short),
            row.median_lag_seconds,
            short(row.dated_share),
        ]);
    }
    grid
}

fn outlet_edges(source: &Source) -> Grid {
    let mut grid = Grid::new(&["src", "dst", "articles", "words", "credited_share", "median_lag"]);
    let mut rows: Vec<_> = source.tables.outlet_edges.iter().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.words), &row.src_outlet, &row.dst_outlet));
    for row in rows.into_iter().take(MAX_OUTLET_EDGE_ROWS) {
        grid.push(row![
            row.src_outlet,
            row.dst_outlet,
            row.articles,
            row.words,
            short(row.credited_share),
            row.median_lag_seconds
        ]);
    }
    grid
}

/// Which outlet credits whom, in how many articles and in which wordings.
fn credit_pairs(source: &Source, index: &Index<'_>) -> Grid {
    /// Articles that name somebody, and the kinds of wording.
    type Named<'a> = (BTreeSet<&'a str>, BTreeMap<&'a str, u64>);
    let mut pairs: BTreeMap<(&str, &str), Named<'_>> = BTreeMap::new();
    for row in source.tables.credits.iter().filter(|row| row.kind != "unnamed_sources") {
        let outlet = index.article(source, &row.article_id).and_then(|row| row.outlet.as_deref()).unwrap_or("");
        let (articles, kinds) = pairs.entry((outlet, &row.names)).or_default();
        articles.insert(&row.article_id);
        *kinds.entry(&row.kind).or_default() += 1;
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|(names, (articles, _))| (std::cmp::Reverse(articles.len()), *names));
    let mut grid = Grid::new(&["outlet", "names", "articles", "kinds"]);
    for ((outlet, names), (articles, kinds)) in pairs.into_iter().take(MAX_CREDIT_PAIRS) {
        grid.push(row![(!outlet.is_empty()).then_some(outlet), cut(names, CREDIT_CHARS), articles.len(), kinds]);
    }
    grid
}
