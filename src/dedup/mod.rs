//! Dedup: the corpus without its near-duplicates, and for every row what became of it and why.
//!
//! Responsible for the choice of rows: exact copies collapse, candidates are measured on their shingles, clusters are stars around the row
//! that the user's policy keeps, and the promises are checked before anything is written. Not responsible for opening outputs
//! (the command line gives the handles), nor for passages and relations, which it asks [`crate::verify`] for.
//!
//! The inputs are read three times: for sketches, for the texts of candidates, and to copy the kept rows byte for byte. Of plain files
//! of JSON Lines the second reading takes only those rows, and the third does not look at what it copies.

mod copy;
mod explain;
mod guard;
mod keep;
mod near;
mod orphans;
mod outcome;
mod reread;
mod rows;
mod settings;
mod spool;
mod tables;
mod template;

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use copy::{Mode, Piece, copy};
pub use explain::{Explained, Gate, explain};
pub use guard::Loss;
pub use outcome::{Deduped, Fate, Status};
pub use rows::Row;
pub use settings::{Keep, Settings};
pub use spool::Spool;
pub use tables::{MapRow, PairRow};

use crate::input::{self, InputError, ReadOptions, Reading};
use crate::pipeline::Event;
use keep::Standing;
use rows::{Sketch, Sketching};

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum DedupError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error("stopped before it was done")]
    Cancelled,
    #[error("{0}: a text file or a page has no columns to annotate")]
    NoColumns(String),
    #[error("no row has a number in the column `{0}`")]
    NoScores(String),
    #[error("{0} changed while it was read")]
    Changed(String),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A promise of ours is broken; the result is not given.
    #[error("{0}, which is a fault of the program")]
    Broken(String),
}

/// The different texts, numbered in the order in which they survive.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Rows of each text, the one that stands for it first.
    rows: Vec<Vec<u32>>,
    /// Stands in the corpus that is known already.
    known: Vec<bool>,
    sketches: Vec<Option<Sketch>>,
}

impl Texts {
    fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Which tables are asked for: what only they say is not worked out without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    pub map: bool,
    pub pairs: bool,
}

/// Reads the inputs and decides about every row.
pub fn run(
    inputs: &[String],
    stdin: &mut Spool<'_>,
    options: &ReadOptions,
    settings: &Settings,
    tables: Asked,
    events: &(dyn Fn(Event<'_>) + Sync),
    cancel: &AtomicBool,
) -> Result<Deduped, DedupError> {
    let options = ReadOptions { recognise_language: false, hash_inputs: false, ..options.clone() };
    let stage = |name| {
        if cancel.load(Ordering::Relaxed) {
            return Err(DedupError::Cancelled);
        }
        events(Event::Stage { name, total: None });
        Ok(())
    };
    stage("reading")?;
    let progress = |progress: input::Progress| events(Event::Done(progress.bytes));
    let sketching = Sketching::new(settings.needs_sets());
    let reading = input::read_as(inputs, stdin, &options, &sketching, &progress)?;
    let (known_rows, known_files) = if settings.against.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        stage("reading what is known")?;
        let known = input::read_as(&settings.against, &mut std::io::empty(), &options, &sketching, &progress)?;
        (known.articles, known.inputs)
    };
    drop(sketching);
    let Reading { articles: mut rows, rejects, inputs: files, side_files, rows_read, repaired, warnings, .. } = reading;
    let own = rows.len();
    rows.extend(known_rows);
    let standings = standings(&rows, own, &files, stdin, &options, settings)?;
    let mut texts = collapse(&mut rows, &standings, settings);

    stage("near-duplicates")?;
    let near = {
        let representatives: Vec<u32> = texts.rows.iter().map(|rows| rows[0]).collect();
        let mut load = |numbers: &[u32], keep_text: bool| {
            let keep_text = keep_text || tables.map || tables.pairs;
            let is_known = |number: u32| representatives[number as usize] as usize >= own;
            let (known, ours): (Vec<u32>, Vec<u32>) = numbers.iter().partition(|&&number| is_known(number));
            let named = |numbers: Vec<u32>| -> Vec<(&Row, usize)> {
                numbers.into_iter().map(|n| (&rows[representatives[n as usize] as usize], n as usize)).collect()
            };
            let mut found = reread::texts(&named(ours), &files, stdin, &options, keep_text)?;
            found.append(&mut reread::texts(&named(known), &known_files, stdin, &options, keep_text)?);
            Ok(found)
        };
        near::find(&mut texts, settings, &mut load)?
    };
    stage("verification")?;
    let context = outcome::Context { rows: &rows, own, standings: &standings, texts: &texts, near: &near, settings };
    context.check()?;
    let measures = context.all_measures(tables);
    let (fates, clusters) = context.fates(&measures);
    let map = if tables.map { context.map(&fates, &clusters, &rejects) } else { Vec::new() };
    let pair_rows = if tables.pairs { context.pairs(&measures) } else { Vec::new() };
    let summary = context.summary(&fates, &clusters, rejects.len() as u64);
    let losses = guard::losses(&rows[..own], &fates);
    if summary.kept + summary.removed + summary.rejected != rows_read {
        return Err(DedupError::Broken(format!("{rows_read} rows were read, and another number kept, removed and rejected")));
    }
    events(Event::Finished);
    let fates = outcome::placed(rows, fates, own, &rejects, &files);
    Ok(Deduped { files, side_files, rows_read, repaired, warnings, map, pairs: pair_rows, fates, losses, summary, options })
}

/// What ranks the rows beside themselves.
fn standings(
    rows: &[Row],
    own: usize,
    files: &[input::InputFile],
    stdin: &mut Spool<'_>,
    options: &ReadOptions,
    settings: &Settings,
) -> Result<Vec<Standing>, DedupError> {
    let number = input::by_path(files);
    let mut scores = ahash::AHashMap::new();
    if let Keep::Best(column) = &settings.keep {
        stdin.rewind()?;
        for (input, pos, value) in input::column_values(files, stdin, options, column)? {
            if let Some(score) = value.trim().parse::<f64>().ok().filter(|score| score.is_finite()) {
                scores.insert((input, pos), score);
            }
        }
        if scores.is_empty() {
            return Err(DedupError::NoScores(column.clone()));
        }
    }
    Ok(rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let input = number.get(row.source_file.as_str()).copied().unwrap_or(usize::MAX);
            let is_known = i >= own;
            Standing { is_known, input, score: if is_known { None } else { scores.get(&(input, row.source_pos)).copied() } }
        })
        .collect())
}

/// Collapses exact copies: one text for each content, in the order of survival.
fn collapse(rows: &mut [Row], standings: &[Standing], settings: &Settings) -> Texts {
    // Rows stand in the order of their ids, those of the inputs before the known ones.
    let mut order: Vec<(keep::Rank, u32)> = (0u32..)
        .zip(rows.iter().zip(standings))
        .map(|(i, (row, &standing))| (keep::rank(&settings.keep, row, standing), i))
        .collect();
    order.par_sort_unstable();
    let mut number_of: ahash::AHashMap<u128, usize> = ahash::AHashMap::with_capacity(rows.len());
    let mut texts = Texts::default();
    for (_, row) in order {
        let text = *number_of.entry(rows[row as usize].content).or_insert_with(|| {
            texts.rows.push(Vec::new());
            texts.known.push(standings[row as usize].is_known);
            texts.sketches.push(None);
            texts.rows.len() - 1
        });
        texts.rows[text].push(row);
        if let Some(sketch) = rows[row as usize].sketch.take() {
            texts.sketches[text] = Some(sketch);
        }
    }
    texts
}

#[cfg(test)]
mod tests;
