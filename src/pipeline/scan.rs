//! The main job: read, find, and put it all into tables.

use std::io::Read;
use std::sync::atomic::AtomicBool;

use super::corpus::Corpus;
use super::echoes::Echoes;
use super::events::{Event, StageCost, Watch};
use super::rows::{
    FamilyList, MatchList, Places, add_parents, article_rows, audit_rows, cluster_rows, credit_rows, edge_rows, outlet_rows, quote_rows,
    reject_rows, text_rows,
};
use super::sayings::{Sayings, outlets_of};
use super::{PipelineError, Settings, audit, near};
use crate::input::{self, InputFile, ReadOptions, Reading};
use crate::lsh::Bands;
use crate::outlets::Outlets;
use crate::provenance::{Edge, EdgeKind, Source};
use crate::tables::Tables;

/// What a scan found, and how it went.
#[derive(Debug)]
pub struct Run {
    pub tables: Tables,
    pub inputs: Vec<InputFile>,
    pub rows_read: u64,
    pub repaired: u64,
    pub dates: input::DateCounts,
    pub warnings: Vec<String>,
    pub pairs_not_listed: u64,
    /// Work caps that were hit, in words.
    pub caps_hit: Vec<String>,
    pub bands: Bands,
    pub candidates: u64,
    pub costs: Vec<StageCost>,
}

/// Reads the inputs and finds everything. Rows read are kept or rejected, each counted and located.
///
/// # Errors
/// What [`input::read`] refuses, and [`PipelineError::Cancelled`] between stages once `cancel` is set.
pub fn scan(
    inputs: &[String],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    settings: &Settings,
    events: &(dyn Fn(Event<'_>) + Sync),
    cancel: &AtomicBool,
) -> Result<Run, PipelineError> {
    let mut watch = Watch::new(events, cancel);
    watch.stage("reading", None)?;
    let reading = input::read(inputs, stdin, options, &|progress| events(Event::Done(progress.bytes)))?;
    for warning in &reading.warnings {
        events(Event::Warning(warning));
    }
    analyse(reading, settings, watch, events)
}

fn analyse(
    reading: Reading,
    settings: &Settings,
    mut watch: Watch<'_>,
    events: &(dyn Fn(Event<'_>) + Sync),
) -> Result<Run, PipelineError> {
    let Reading { mut articles, rejects, inputs, rows_read, repaired, dates, warnings, .. } = reading;
    let kept = articles.len() as u64;
    if kept + rejects.len() as u64 != rows_read {
        return Err(PipelineError::NotConserved { read: rows_read, kept, rejected: rejects.len() as u64 });
    }
    watch.stage("words", Some(kept))?;
    let sides = settings.audit.as_ref().map(|audit| audit.sides(&mut articles));
    let corpus = Corpus::new(articles, sides);
    watch.stage("matching", Some(kept))?;
    let near = near::find(&corpus, settings);
    watch.stage("quotations and credits", Some(kept))?;
    let own_outlets = outlets_of(corpus.outlet_names.iter().map(String::as_str), settings.outlets.as_ref());
    let outlets = own_outlets.as_ref().unwrap_or_else(|| Outlets::shipped());
    let mut sayings = Sayings::read(&corpus, outlets);

    watch.stage("utterances", None)?;
    let places = Places::new(&corpus);
    let mut clusters = cluster_rows(&corpus, &near);
    // Articles without a cluster are groups of their own, as are their texts.
    let group_of: Vec<u32> = (0u32..).zip(&clusters.survivor_of).map(|(article, survivor)| survivor.unwrap_or(article)).collect();
    sayings.link(&corpus, &group_of, &near.boilerplate);

    watch.stage("echoes", None)?;
    let echoes = Echoes::find(&corpus, &near, &sayings, outlets);
    add_parents(&corpus, &echoes, &mut clusters.clusters, &mut clusters.members);
    let inherited = inherited_credits(&corpus, &sayings, &echoes.edges);

    watch.stage("tables", None)?;
    let (mut outlet_sums, outlet_edges) = outlet_rows(&echoes);
    let audit = settings.audit.as_ref().map(|audit| {
        let uses = audit::uses(&corpus, &near, &sayings, outlets, audit);
        audit_rows(&corpus, audit, &uses, &mut outlet_sums)
    });
    let families = FamilyList::of(&corpus, &near, settings, &places);
    let listed = MatchList::of(&corpus, &near, &places);
    let (quotes, utterances) = quote_rows(&corpus, &sayings, &places);
    let mut tables = Tables {
        articles: article_rows(&corpus, &near, &sayings, &clusters.near_of),
        texts: Vec::new(),
        matches: listed.matches().flatten().collect(),
        passages: listed.passages(&families).flatten().collect(),
        families: families.rows().flatten().collect(),
        family_members: families.members().flatten().collect(),
        clusters: clusters.clusters,
        members: clusters.members,
        quotes,
        utterances,
        credits: credit_rows(&corpus, &sayings, &places, |article, credit| inherited[article as usize].contains(&credit)),
        edges: edge_rows(&corpus, &echoes),
        outlets: outlet_sums,
        outlet_edges,
        rejects: reject_rows(rejects),
        audit,
    };
    let pairs_not_listed = listed.left_out;
    tables.texts = text_rows(corpus.articles);
    let mut caps_hit = Vec::new();
    if near.repeats_left_out > 0 {
        caps_hit.push(format!(
            "{} places of seeds that one article repeats more than 8 times were not looked up",
            near.repeats_left_out
        ));
    }
    watch.end();
    events(Event::Finished);
    Ok(Run {
        tables,
        inputs,
        rows_read,
        repaired,
        dates,
        warnings,
        pairs_not_listed,
        caps_hit,
        bands: near.bands,
        candidates: near.candidates,
        costs: watch.costs,
    })
}

/// For each article the credits that its source prints in the same words: they came with the text.
fn inherited_credits(corpus: &Corpus, sayings: &Sayings, edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut inherited = vec![Vec::new(); corpus.articles.len()];
    for edge in edges.iter().filter(|edge| edge.kind == EdgeKind::Reprint) {
        let Source::Article(src) = edge.src else { continue };
        let theirs = &sayings.credits[src as usize];
        for (number, credit) in sayings.credits[edge.dst as usize].iter().enumerate() {
            if credit.span.is_some() && theirs.iter().any(|other| other.text == credit.text && other.kind == credit.kind) {
                inherited[edge.dst as usize].push(number);
            }
        }
    }
    inherited
}
