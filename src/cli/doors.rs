//! The library's stages as the verbs call them, in one place: settings go in, plain results come out.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use newsprint::article::Article;
use newsprint::quotes::Quote;
use newsprint::summary::Facts;
use newsprint::summary::comparison::Aligned;
use newsprint::tables::{self, CreditRow, Format, RunFolderError, Tables};

use super::failure::{Exit, Failure};
use super::progress::Event;
use super::settings::Settings;
use super::values::TableFormat;

/// What a scan comes to.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "made by the pipeline, which this build does not hold yet")]
pub(crate) struct Scanned {
    pub(crate) tables: Tables,
    pub(crate) facts: Facts,
    /// The contents of `run.json`.
    pub(crate) run_json: Vec<u8>,
}

/// What an input is.
#[derive(Debug, Default, serde::Serialize)]
#[allow(dead_code, reason = "made by the readers, which this build does not hold yet")]
pub(crate) struct Inspected {
    pub(crate) path: String,
    pub(crate) format: Option<String>,
    /// From the outermost layer inwards.
    pub(crate) compression: Vec<String>,
    pub(crate) schema: Option<String>,
    /// Fields with the columns that hold them.
    pub(crate) mapping: Vec<(String, String)>,
    pub(crate) columns: Vec<String>,
    /// Rows looked at, and of these the ones with text and with a date.
    pub(crate) sampled: u64,
    pub(crate) with_text: u64,
    pub(crate) dated: u64,
    /// The flags that ask for this mapping.
    pub(crate) flags: String,
    /// Why it would not be read.
    pub(crate) problem: Option<String>,
    #[serde(skip)]
    pub(crate) rows: Vec<Article>,
}

/// Runs the whole pipeline.
pub(crate) fn scan(
    _inputs: &[String],
    _settings: &Settings,
    _events: &(dyn Fn(Event<'_>) + Sync),
    _cancel: &AtomicBool,
) -> anyhow::Result<Scanned> {
    Err(not_built("scan").into())
}

/// Looks at the inputs without reading them whole; the second part says what holds for all of them.
pub(crate) fn inspect(_inputs: &[String], _settings: &Settings) -> anyhow::Result<(Vec<Inspected>, Vec<String>)> {
    Err(not_built("inspect").into())
}

/// Calls `each` with every article, ordered by id; returns the rows read and the rows rejected.
pub(crate) fn articles(
    _inputs: &[String],
    _settings: &Settings,
    _each: &mut dyn FnMut(&Article) -> anyhow::Result<()>,
) -> anyhow::Result<(u64, u64)> {
    Err(not_built("reading articles").into())
}

/// The quotations of one article.
pub(crate) fn quotes(_article: &Article) -> anyhow::Result<Vec<Quote>> {
    Err(not_built("quotes").into())
}

/// The credits of one article.
pub(crate) fn credits(_article: &Article) -> anyhow::Result<Vec<CreditRow>> {
    Err(not_built("credits").into())
}

/// What two articles share.
pub(crate) fn shared(_a: &Article, _b: &Article) -> anyhow::Result<Vec<Aligned>> {
    Err(not_built("compare").into())
}

/// Refuses an output that must not be replaced, before any work is done.
pub(crate) fn check_output(folder: &Path, overwrite: bool) -> Result<(), Failure> {
    // What does not exist is free; a name that cannot even be looked at fails when it is written.
    if std::fs::symlink_metadata(folder).is_err() {
        return Ok(());
    }
    tables::check_replaceable(folder, overwrite).map_err(|error| run_folder(&error))
}

pub(crate) fn write(scanned: &Scanned, folder: &Path, settings: &Settings, overwrite: bool) -> Result<(), Failure> {
    let format = match settings.tables {
        TableFormat::Parquet => Format::Parquet,
        TableFormat::Jsonl => Format::Jsonl,
        TableFormat::Csv => Format::Csv,
    };
    tables::write(folder, &scanned.tables, &scanned.run_json, format, settings.matching.no_text.0, overwrite)
        .map_err(|error| run_folder(&error))
}

fn run_folder(error: &RunFolderError) -> Failure {
    let what = error.to_string();
    match error {
        RunFolderError::Exists(_) | RunFolderError::NotARun(_) => {
            // The message ends with its advice.
            let (what, next) = what.split_once("; ").map_or((what.clone(), String::new()), |(a, b)| (a.to_owned(), b.to_owned()));
            Failure::usage(what).next(next)
        }
        RunFolderError::Write { .. } => Failure::new(Exit::Resource, what)
            .because("no run folder was written, and what stood there before is as it was")
            .next("make room or name another folder with -o"),
    }
}

/// A verb whose stage this build does not hold.
fn not_built(verb: &str) -> Failure {
    Failure::usage(format!("{verb}: not available in this build")).next("`newsprint help` lists the verbs")
}
