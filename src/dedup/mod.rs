//! Dedup: the corpus without its near-duplicates, and for every row what became of it and why.
//!
//! Responsible for the choice of rows: exact copies collapse, candidates are measured on their shingles, clusters are stars around the row
//! that the user's policy keeps, and the promises are checked before anything is written. Not responsible for opening outputs
//! (the command line gives the handles), nor for passages and relations, which it asks [`crate::verify`] for.
//!
//! The inputs are read three times: for sketches, for the texts of candidates, and to copy the kept rows byte for byte. Of plain files
//! of JSON Lines the second reading takes only those rows, and the third does not look at what it copies.

mod compared;
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
mod shelf;
mod signatures;
mod spool;
mod tables;
mod template;

use std::sync::atomic::Ordering;

use rayon::prelude::*;

pub use copy::{Mode, Piece, copy};
pub use explain::{Explained, Gate, explain};
pub use guard::Loss;
pub use outcome::{Deduped, Fate, Status};
pub use rows::{Dates, Row};
pub use settings::{Keep, Settings};
pub use spool::Spool;
pub use tables::{MapRow, PairRow};

use crate::input::{self, InputError, ReadOptions, Reading};
use crate::pipeline::{Event, Host};
use crate::storage::Room;
use keep::Standings;
use near::Loading;
use outcome::Decision;
use rows::{Content, Sketching, held, large_tables, whole};
use shelf::Shelf;

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
    /// More rows than the memory has room for.
    #[error("{} rows are more than --memory has room for", .rows)]
    Room {
        rows: u64,
        /// That would do for these and a quarter more.
        least: u64,
    },
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
    /// Where the rows of each text begin among all rows in the order of their texts, and where the last ones end.
    starts: Vec<u32>,
    /// Rows in the order of their texts, of each text the one that stands for it first.
    rows: Vec<u32>,
    /// What each text says.
    contents: Vec<Content>,
}

impl Texts {
    fn len(&self) -> usize {
        self.contents.len()
    }

    /// Rows of a text, the one that stands for it first.
    fn rows(&self, text: u32) -> &[u32] {
        &self.rows[self.starts[text as usize] as usize..self.starts[text as usize + 1] as usize]
    }

    /// The row that stands for a text.
    fn first(&self, text: u32) -> u32 {
        self.rows[self.starts[text as usize] as usize]
    }

    /// What a text says: the same words in the same order.
    fn content(&self, text: u32) -> u128 {
        whole(self.contents[text as usize])
    }

    fn numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.len()).unwrap_or(u32::MAX)
    }
}

/// Which tables are asked for: what only they say is not worked out without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    pub map: bool,
    pub pairs: bool,
}

/// The least memory in which so many rows can be deduplicated, in whole mebibytes; with the shingles of their texts where the sets of all
/// are joined.
#[must_use]
pub const fn least_memory(rows: u64, shingles: Option<u64>) -> u64 {
    Room::least_for(held(rows, shingles), large_tables(shingles.is_some())).next_multiple_of(1 << 20)
}

/// Reads the inputs and decides about every row.
pub fn run(
    inputs: &[String],
    stdin: &mut Spool<'_>,
    options: &ReadOptions,
    settings: &Settings,
    tables: Asked,
    host: &Host<'_>,
) -> Result<Deduped, DedupError> {
    let Host { room, events, cancel, .. } = *host;
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
    let sketching = Sketching::new(settings.needs_sets(), *host);
    let stopped = |error| if matches!(error, InputError::Stopped) { sketching.why_stopped() } else { error.into() };
    let reading = input::read_as(inputs, stdin, &options, &sketching, &progress).map_err(stopped)?;
    let (known_rows, known_files) = if settings.against.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        stage("reading what is known")?;
        sketching.keep_no_more();
        let known = input::read_as(&settings.against, &mut std::io::empty(), &options, &sketching, &progress).map_err(stopped)?;
        (known.articles, known.inputs)
    };
    let sketches = sketching.finish()?;
    let Reading { articles: mut rows, rejects, inputs: files, side_files, rows_read, repaired, warnings, .. } = reading;
    let own = rows.len();
    rows.extend(known_rows);
    let standings = standings(&rows, own, &files, stdin, &options, settings)?;
    let (texts, numbers) = collapse(&rows, &standings, settings, &sketches.contents);
    for row in &mut rows {
        row.text = numbers[row.text as usize];
    }
    let (signatures, sets) = sketches.numbered(numbers, texts.len())?;

    stage("near-duplicates")?;
    let near = {
        let mut load = |numbers: &[u32], keep_text: bool, shelf: &mut Shelf| {
            let keep_text = keep_text || tables.map || tables.pairs;
            let is_known = |&&number: &&u32| standings.is_known(texts.first(number));
            let (known, ours): (Vec<u32>, Vec<u32>) = numbers.iter().partition(is_known);
            let named = |numbers: Vec<u32>| -> Vec<(&Row, u32, u128)> {
                let row = |n: u32| (&rows[texts.first(n) as usize], n, texts.content(n));
                numbers.into_iter().map(row).collect()
            };
            reread::texts(&named(ours), &files, stdin, &options, keep_text, shelf)?;
            reread::texts(&named(known), &known_files, stdin, &options, keep_text, shelf)
        };
        let both_known = |a: u32, b: u32| standings.is_known(texts.first(a)) && standings.is_known(texts.first(b));
        let loading = Loading { load: &mut load, room };
        near::find(texts.len(), &both_known, (signatures, sets), settings, loading)?
    };
    stage("verification")?;
    let mut decision = Decision {
        rows,
        own,
        standings,
        texts,
        near,
        settings: settings.clone(),
        measures: Vec::new(),
        fates: Vec::new(),
        clusters: Vec::new(),
    };
    decision.check()?;
    decision.decide(tables)?;
    let summary = decision.summary(rejects.len() as u64);
    let losses = guard::losses(&decision.rows[..own], &decision.fates);
    if summary.kept + summary.removed + summary.rejected != rows_read {
        return Err(DedupError::Broken(format!("{rows_read} rows were read, and another number kept, removed and rejected")));
    }
    events(Event::Finished);
    let fates = outcome::placed(&decision.rows[..own], &decision.fates, &rejects, &files);
    Ok(Deduped {
        files,
        side_files,
        rows_read,
        repaired,
        warnings,
        fates,
        losses,
        summary,
        rejects,
        asked: tables,
        decision,
        options,
    })
}

/// What ranks the rows beside themselves.
fn standings(
    rows: &[Row],
    own: usize,
    files: &[input::InputFile],
    stdin: &mut Spool<'_>,
    options: &ReadOptions,
    settings: &Settings,
) -> Result<Standings, DedupError> {
    let number = input::by_path(files);
    let inputs =
        || rows.iter().map(|row| number.get(&*row.source_file).and_then(|&input| u32::try_from(input).ok()).unwrap_or(u32::MAX));
    match &settings.keep {
        Keep::First => Ok(Standings::new(own, inputs().collect(), Vec::new())),
        Keep::Best(column) => {
            let mut scores = ahash::AHashMap::new();
            stdin.rewind()?;
            for (input, pos, value) in input::column_values(files, stdin, options, column)? {
                if let Some(score) = value.trim().parse::<f64>().ok().filter(|score| score.is_finite()) {
                    scores.insert((u32::try_from(input).unwrap_or(u32::MAX), pos), score);
                }
            }
            if scores.is_empty() {
                return Err(DedupError::NoScores(column.clone()));
            }
            let of_rows = rows[..own].iter().zip(inputs()).map(|(row, input)| scores.get(&(input, row.source_pos)).copied());
            Ok(Standings::new(own, Vec::new(), of_rows.collect()))
        }
        Keep::Earliest | Keep::Longest | Keep::Outlet(_) => Ok(Standings::new(own, Vec::new(), Vec::new())),
    }
}

/// Collapses exact copies: one text for each content, in the order of survival; and for each number under which a text came its number
/// among these, [`u32::MAX`] where none of its rows is left.
fn collapse(rows: &[Row], standings: &Standings, settings: &Settings, contents: &[Content]) -> (Texts, Vec<u32>) {
    // Rows stand in the order of their ids, those of the inputs before the known ones.
    let mut order: Vec<u32> = (0..).take(rows.len()).collect();
    let rank = |row: u32| (keep::rank(&settings.keep, &rows[row as usize], standings.of(row)), row);
    order.par_sort_unstable_by(|&x, &y| rank(x).cmp(&rank(y)));
    let mut numbers = vec![u32::MAX; contents.len()];
    let mut texts = Texts { starts: vec![0], rows: vec![0; rows.len()], contents: Vec::new() };
    for &row in &order {
        let came = rows[row as usize].text as usize;
        if numbers[came] == u32::MAX {
            numbers[came] = texts.numbers().end;
            texts.contents.push(contents[came]);
            texts.starts.push(0);
        }
        texts.starts[numbers[came] as usize + 1] += 1;
    }
    for text in 1..texts.starts.len() {
        texts.starts[text] += texts.starts[text - 1];
    }
    let mut next = texts.starts.clone();
    for row in order {
        let place = &mut next[numbers[rows[row as usize].text as usize] as usize];
        texts.rows[*place as usize] = row;
        *place += 1;
    }
    (texts, numbers)
}

#[cfg(test)]
mod tests;
