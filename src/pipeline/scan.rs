//! The main job: read, find, and put it all into tables.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::articles::{Articles, Entry, Taking};
use super::corpus::Corpus;
use super::echoes::Echoes;
use super::events::{Event, StageCost, Watch};
use super::host::Host;
use super::near::Near;
use super::partners::Partners;
use super::rows::{
    ClusterList, FamilyList, MatchList, Places, SayingRows, article_rows, audit_rows, credit_rows, edge_rows, outlet_rows,
    reject_rows, text_rows,
};
use super::sayings::{Sayings, outlets_of};
use super::{PipelineError, Settings, audit, near};
use crate::input::{self, InputFile, ReadOptions, Reading};
use crate::lsh::Bands;
use crate::outlets::Outlets;
use crate::provenance::{Edge, EdgeKind, Source};
use crate::tables::{AuditTables, Rows, Sink};

/// Large tables that a scan has at a time, and a few for what has no table: texts, signatures, letters, seeds, pairs as found and as
/// verified, and what is read of their files.
pub const TABLES: u64 = 16;

/// How a scan went. What it found went to its sink.
#[derive(Debug)]
pub struct Run {
    /// Rows of each table by its name.
    pub rows: BTreeMap<&'static str, u64>,
    pub inputs: Vec<InputFile>,
    pub rows_read: u64,
    pub repaired: u64,
    pub dates: input::DateCounts,
    /// How many articles have what kind of date.
    pub date_kinds: DateKinds,
    pub warnings: Vec<String>,
    pub pairs_not_listed: u64,
    /// Work caps that were hit, in words.
    pub caps_hit: Vec<String>,
    pub bands: Bands,
    pub candidates: u64,
    pub costs: Vec<StageCost>,
}

/// Reads the inputs and finds everything; `sink` gets the tables. Rows read are kept or rejected, each counted and located.
///
/// # Errors
/// What [`input::read`] refuses, what `sink` cannot take, and [`PipelineError::Cancelled`] between stages once `cancel` is set.
pub fn scan(
    inputs: &[String],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    settings: &Settings,
    sink: &mut dyn Sink,
    host: &Host<'_>,
) -> Result<Run, PipelineError> {
    let Host { events, cancel, .. } = *host;
    let room = host.room.parted(TABLES);
    let host = &Host { room: &room, ..*host };
    let mut watch = Watch::new(events, cancel);
    watch.stage("reading", None)?;
    let taking = Taking::new(*host);
    let reading = input::read_as(inputs, stdin, options, &taking, &|progress| events(Event::Done(progress.bytes)));
    if let Some(error) = taking.failure() {
        return Err(error.into());
    }
    if let Some(least) = taking.beyond_room() {
        return Err(PipelineError::Room { least });
    }
    let reading = reading.map_err(|error| if host.is_cancelled() { PipelineError::Cancelled } else { error.into() })?;
    for warning in &reading.warnings {
        events(Event::Warning(warning));
    }
    analyse(reading, taking, settings, sink, watch, *host)
}

fn analyse(
    reading: Reading<Entry>,
    taking: Taking<'_>,
    settings: &Settings,
    sink: &mut dyn Sink,
    mut watch: Watch<'_>,
    host: Host<'_>,
) -> Result<Run, PipelineError> {
    let Reading { articles: mut entries, rejects, inputs, rows_read, repaired, dates, warnings, .. } = reading;
    let kept = entries.len() as u64;
    if kept + rejects.len() as u64 != rows_read {
        return Err(PipelineError::NotConserved { read: rows_read, kept, rejected: rejects.len() as u64 });
    }
    watch.stage("words", Some(kept))?;
    let sides = settings.audit.as_ref().map(|audit| audit.sides(&mut entries));
    let (corpus, signatures) = Corpus::new(taking.finish(entries)?, sides, host.room)?;
    watch.stage("matching", Some(kept))?;
    let near = near::find(&corpus, signatures, settings, host)?.ok_or(PipelineError::Cancelled)?;
    watch.stage("quotations and credits", Some(kept))?;
    let own_outlets = outlets_of(corpus.outlet_names.iter().map(String::as_str), settings.outlets.as_ref());
    let outlets = own_outlets.as_ref().unwrap_or_else(|| Outlets::shipped());
    let mut sayings = Sayings::read(&corpus, outlets, &near.boilerplate, host.room)?;

    watch.stage("utterances", None)?;
    let mut clusters = ClusterList::of(&corpus, &near)?;
    // Articles without a cluster are groups of their own, as are their texts.
    sayings.link(&corpus, &clusters.groups(), host.room)?;

    watch.stage("echoes", None)?;
    let partners = Partners::of(&corpus, &near);
    let echoes = Echoes::find(&near, &sayings, outlets, &partners, host.room)?;
    clusters.add_parents(&corpus, &echoes);
    let inherited = inherited_credits(&sayings, &echoes.edges);

    watch.stage("tables", None)?;
    let mut out = Counted { sink, rows: BTreeMap::new() };
    let date_kinds = DateKinds::of(&corpus.articles);
    let places = Places::new(&corpus)?;
    let (mut outlet_sums, outlet_edges) = outlet_rows(&echoes);
    let audit = match &settings.audit {
        Some(audit) => {
            let uses = audit::uses(&corpus, &near, &sayings, outlets, audit)?;
            Some(audit_rows(&corpus, audit, &uses, &mut outlet_sums)?)
        }
        None => None,
    };
    // Articles come first and texts last; what is made only for a table goes with it, and families, which take most, have what the others leave.
    out.all(article_rows(&corpus, &near, &sayings, &clusters))?;
    {
        let rows = SayingRows::of(&corpus, &sayings, &places)?;
        out.all(rows.utterances())?;
        out.all(rows.quotes())?;
    }
    out.all(credit_rows(&corpus, &sayings, &places, |article, credit| inherited.binary_search(&(article, credit)).is_ok()))?;
    drop((sayings, inherited));
    out.all(edge_rows(&corpus, &echoes).map(Ok))?;
    drop(echoes);
    out.all(clusters.clusters(&corpus).map(Ok))?;
    out.all(clusters.members(&corpus).map(Ok))?;
    drop(clusters);
    let pairs_not_listed = {
        let families = FamilyList::of(&corpus, &near, settings, &places, host.room)?;
        out.all(families.rows().map(Ok))?;
        out.all(families.members())?;
        let listed = MatchList::of(&near, &places, &partners);
        out.all(listed.matches())?;
        out.all(listed.passages(&families))?;
        listed.left_out
    };
    let Near { bands, candidates, repeats_left_out, .. } = near;
    out.one(outlet_sums)?;
    out.one(outlet_edges)?;
    out.one(reject_rows(rejects))?;
    if let Some(AuditTables { stories, uses, targets }) = audit {
        out.one(stories)?;
        out.one(uses)?;
        out.one(targets)?;
    }
    drop(places);
    out.all(text_rows(&corpus))?;
    let rows = out.rows;
    let mut caps_hit = Vec::new();
    if repeats_left_out > 0 {
        caps_hit
            .push(format!("{repeats_left_out} places of seeds that one article repeats more than 8 times were not looked up"));
    }
    watch.end();
    (host.events)(Event::Finished);
    Ok(Run {
        rows,
        inputs,
        rows_read,
        repaired,
        dates,
        date_kinds,
        warnings,
        pairs_not_listed,
        caps_hit,
        bands,
        candidates,
        costs: watch.costs,
    })
}

/// Counts the rows that pass to a sink.
struct Counted<'s> {
    sink: &'s mut dyn Sink,
    rows: BTreeMap<&'static str, u64>,
}

impl Counted<'_> {
    /// A table that is made batch by batch.
    fn all<R>(&mut self, batches: impl Iterator<Item = io::Result<Vec<R>>>) -> Result<(), PipelineError>
    where
        Rows: From<Vec<R>>,
    {
        // The first batch is there even where it is empty, so that the table is.
        let mut batches = batches.peekable();
        let first = if batches.peek().is_none() { Some(Ok(Vec::new())) } else { None };
        first.into_iter().chain(batches).try_for_each(|rows| self.one(rows?))
    }

    /// A table, or a batch of one.
    fn one<R>(&mut self, rows: Vec<R>) -> Result<(), PipelineError>
    where
        Rows: From<Vec<R>>,
    {
        let rows = Rows::from(rows);
        *self.rows.entry(rows.table()).or_default() += rows.len() as u64;
        Ok(self.sink.take(rows)?)
    }
}

/// How many articles have what kind of date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateKinds {
    pub precision: BTreeMap<&'static str, u64>,
    pub source: BTreeMap<&'static str, u64>,
    pub zone: BTreeMap<&'static str, u64>,
    /// Without a date, but known to be no later than some time.
    pub bounded_only: u64,
}

impl DateKinds {
    fn of(articles: &Articles) -> Self {
        let mut kinds = Self::default();
        for published in (0u32..).take(articles.len()).map(|number| articles.published(number)) {
            *kinds.precision.entry(published.precision.name()).or_default() += 1;
            *kinds.source.entry(published.source.name()).or_default() += 1;
            *kinds.zone.entry(published.zone.name()).or_default() += 1;
            kinds.bounded_only += u64::from(published.at.is_none() && published.latest.is_some());
        }
        kinds
    }
}

/// The credits that an article's source prints in the same words, ascending: they came with the text. Article, and number among its
/// credits.
fn inherited_credits(sayings: &Sayings, edges: &[Edge]) -> Vec<(u32, usize)> {
    let mut inherited = Vec::new();
    for edge in edges.iter().filter(|edge| edge.kind == EdgeKind::Reprint) {
        let Source::Article(src) = edge.src else { continue };
        let theirs = &sayings.credits[src as usize];
        for (number, credit) in sayings.credits[edge.dst as usize].iter().enumerate() {
            if credit.span.is_some() && theirs.iter().any(|other| other.text == credit.text && other.kind == credit.kind) {
                inherited.push((edge.dst, number));
            }
        }
    }
    inherited.sort_unstable();
    inherited
}
