//! The library's stages as the verbs call them, in one place: settings go in, plain results come out.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use newsprint::article::{Article, CodePoints, Micros, Span};
use newsprint::credits;
use newsprint::dedup::{self, Asked, DedupError, Deduped, Mode, Piece, Spool};
use newsprint::evaluate::changes::Changes;
use newsprint::evaluate::scores::{self, Gold, GoldError, Score};
use newsprint::evaluate::{Truth, TruthError};
use newsprint::input::{self, ErrorKind, FieldName, InputError, ReadOptions, Sampled};
use newsprint::outlets::{OutletTable, Outlets};
use newsprint::pipeline::{self, Audit, Event, Host, PipelineError};
use newsprint::quotes::Quote;
use newsprint::report::{self, ReportError};
use newsprint::storage::{Journal, Room};
use newsprint::summary::explanation::Explanation;
use newsprint::summary::{Digest, Facts};
use newsprint::tables::{self, CreditRow, Format, Rows, RunFolderError, RunTables, RunWriter, Sink, TableError, Tables};
use newsprint::verdicts::VerdictError;

use super::allocator;
use super::failure::{self, Exit, Failure};
use super::settings::Settings;
use super::values::{Fields, InputFormat, Memory, TableFormat, Value as _};

/// What a scan comes to.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    /// What of its tables is told.
    pub(crate) digest: Digest,
    pub(crate) facts: Facts,
    /// The run folder as far as it is written: all but `run.json`.
    unfinished: Option<RunWriter<'static>>,
    run_json: Vec<u8>,
}

/// Where a run folder is to stand, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) overwrite: bool,
}

/// The tables of a run go to its folder, where there is one, and to the digest. The folder is begun with the first of them.
struct Tee<'a> {
    place: Option<Place<'a>>,
    format: Format,
    no_text: bool,
    folder: Option<RunWriter<'static>>,
    digest: Digest,
}

impl Sink for Tee<'_> {
    fn take(&mut self, rows: Rows) -> Result<(), RunFolderError> {
        if let (Some(place), None) = (self.place, &self.folder) {
            self.folder = Some(RunWriter::new(place.folder, self.format, self.no_text, place.overwrite)?);
        }
        if let Some(folder) = &mut self.folder {
            folder.write(&rows)?;
        }
        self.digest.take(rows)
    }
}

/// What an input is.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Inspected {
    pub(crate) path: String,
    pub(crate) format: Option<String>,
    /// From the outermost layer inwards.
    pub(crate) compression: Vec<String>,
    /// What the text is written in, where that is not UTF-8.
    pub(crate) encoding: Option<String>,
    pub(crate) schema: Option<String>,
    /// Fields with the columns that hold them.
    pub(crate) mapping: Vec<(String, String)>,
    pub(crate) columns: Vec<String>,
    /// Rows looked at, and of these the ones with text and with a date.
    pub(crate) sampled: u64,
    pub(crate) with_text: u64,
    pub(crate) dated: u64,
    /// How exactly the rows are dated and from where, the most frequent first.
    pub(crate) date_kinds: Vec<(String, u64)>,
    /// The flags that ask for this mapping.
    pub(crate) flags: String,
    /// Why it would not be read.
    pub(crate) problem: Option<String>,
    #[serde(skip)]
    pub(crate) rows: Vec<Article>,
}

/// Runs the whole pipeline, and writes what it finds beside `place`.
pub(crate) fn scan(
    inputs: &[String],
    audit: Option<Audit>,
    place: Option<Place<'_>>,
    settings: &Settings,
    events: &(dyn Fn(Event<'_>) + Sync),
    (cancel, journal): (&AtomicBool, Option<&Journal>),
) -> anyhow::Result<Scanned> {
    let matching = pipeline::Settings { audit, ..matching(settings)? };
    // Warnings are told once, with the result.
    let told = |event: Event<'_>| {
        if matches!(event, Event::Stage { .. }) && settings.memory.0.is_some() {
            allocator::give_back();
        }
        if !matches!(event, Event::Warning(_) | Event::Finished) {
            events(event);
        }
    };
    let (format, no_text) = (format_of(settings), settings.matching.no_text.0);
    let room = Room::new(settings.memory.0, temporary(settings));
    let digest = Digest::new(&room.parted(pipeline::TABLES));
    let mut tee = Tee { place, format, no_text, folder: None, digest };
    let host = Host { room: &room, events: &told, cancel, journal };
    let run =
        pipeline::scan(inputs, &mut io::stdin(), &reading(settings), &matching, &mut tee, &host).map_err(pipeline_failure)?;
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let run_json = pipeline::run_json(&run, &arguments, &matching);
    let facts = Facts {
        rows_read: run.rows_read,
        rows_repaired: run.repaired,
        pairs_not_listed: run.pairs_not_listed,
        caps_hit: run.caps_hit,
        warnings: run.warnings,
        ..Facts::default()
    };
    Ok(Scanned { digest: tee.digest, facts, unfinished: tee.folder, run_json })
}

/// How much the inputs hold, from a sample.
pub(crate) fn sampled(inputs: &[String], settings: &Settings) -> Result<Sampled, Failure> {
    input::sample(inputs, &reading(settings)).map_err(|error| input_failure(&error))
}

/// What the files are called that inputs stand for; none for none.
pub(crate) fn input_names(inputs: &[String]) -> Result<Vec<String>, Failure> {
    if inputs.is_empty() {
        return Ok(Vec::new());
    }
    input::names(inputs).map_err(|error| input_failure(&error))
}

/// The format of the first input, unless that is standard input.
pub(crate) fn first_format(inputs: &[String], settings: &Settings) -> anyhow::Result<Option<input::Format>> {
    input::first_format(inputs, &reading(settings)).map_err(|error| input_failure(&error).into())
}

/// Refuses inputs that have no columns to add to.
pub(crate) fn annotatable(inputs: &[String], settings: &Settings) -> anyhow::Result<()> {
    match input::first_whole(inputs, &reading(settings)).map_err(|error| input_failure(&error))? {
        None => Ok(()),
        Some(path) => Err(dedup_failure(DedupError::NoColumns(path))),
    }
}

/// Standard input, kept in a file of the system's temporary folder once it is read.
pub(crate) fn spool(settings: &Settings) -> Spool<'static> {
    let folder = temporary(settings);
    Spool::new(io::stdin(), move || tempfile::tempfile_in(&folder))
}

/// The folder for temporary files.
fn temporary(settings: &Settings) -> PathBuf {
    settings.tmp.0.clone().unwrap_or_else(std::env::temp_dir)
}

/// Decides about every row.
pub(crate) fn dedup(
    inputs: &[String],
    stdin: &mut Spool<'_>,
    settings: &Settings,
    wanted: &dedup::Settings,
    tables: Asked,
    events: &(dyn Fn(Event<'_>) + Sync),
    (cancel, journal): (&AtomicBool, Option<&Journal>),
) -> anyhow::Result<Deduped> {
    let told = |event: Event<'_>| {
        if !matches!(event, Event::Warning(_) | Event::Finished) {
            events(event);
        }
    };
    let room = Room::new(settings.memory.0, temporary(settings));
    let host = Host { room: &room, events: &told, cancel, journal };
    dedup::run(inputs, stdin, &reading(settings), wanted, tables, &host).map_err(dedup_failure)
}

/// Gives the rows that stay to `write`.
pub(crate) fn copy_rows(
    decided: &Deduped,
    stdin: &mut Spool<'_>,
    mode: Mode,
    as_one: bool,
    write: &mut dyn FnMut(Piece<'_>) -> io::Result<()>,
) -> anyhow::Result<()> {
    dedup::copy(decided, stdin, mode, as_one, write).map_err(dedup_failure)
}

fn dedup_failure(error: DedupError) -> anyhow::Error {
    let what = error.to_string();
    let failure = match error {
        DedupError::Input(error) => input_failure(&error),
        DedupError::Cancelled => Failure::new(Exit::Interrupted, "interrupted").because("nothing was written"),
        DedupError::Room { least, .. } => Failure::new(Exit::Resource, what)
            .because("nothing was written")
            .next(format!("give it {} or more", Memory(Some(least)).show())),
        DedupError::NoColumns(_) => Failure::usage(what).next("leave --mode annotate out, and read --map instead"),
        DedupError::NoScores(_) => Failure::usage(what).next("name a column of numbers with --keep best:COLUMN"),
        DedupError::Changed(_) => Failure::new(Exit::Resource, what)
            .because("no output stands under its name")
            .next("run the command again when nothing writes to the input"),
        DedupError::Broken(_) => {
            Failure::new(Exit::Internal, what).because("nothing was written").next("please report this with the command you ran")
        }
        // A closed pipe is quiet, a full disk is told as one.
        DedupError::Io(error) => return error.into(),
    };
    failure.into()
}

/// Looks at the inputs without reading them whole; the second part says what holds for all of them.
pub(crate) fn inspect(inputs: &[String], settings: &Settings) -> anyhow::Result<(Vec<Inspected>, Vec<String>)> {
    let inspection = input::inspect(inputs, &mut io::stdin(), &reading(settings)).map_err(|error| input_failure(&error))?;
    let mut notes = inspection.warnings;
    if inspection.files_left > 0 {
        notes.push(format!("{} more files were not looked at", inspection.files_left));
    }
    let files = inspection.files.into_iter().map(|file| Inspected {
        path: file.path,
        format: file.format.map(|format| format.name().to_owned()),
        compression: file.compression.iter().map(|layer| layer.name().to_owned()).collect(),
        encoding: file.encoding.map(|encoding| encoding.name().to_owned()),
        schema: file.mapping.as_ref().map(|mapping| mapping.schema.to_owned()),
        mapping: file
            .mapping
            .map(|mapping| mapping.columns.into_iter().map(|(field, column)| (field.name().to_owned(), column)).collect())
            .unwrap_or_default(),
        columns: file.columns,
        sampled: file.sampled,
        with_text: file.with_text,
        dated: file.dated,
        date_kinds: file.date_kinds,
        flags: file.flags,
        problem: file.problem.map(|problem| problem.to_string()),
        rows: file.rows,
    });
    Ok((files.collect(), notes))
}

/// Calls `each` with every article, ordered by id, and the outlets that its inputs name; returns the rows read and the
/// rows rejected.
pub(crate) fn articles(
    inputs: &[String],
    settings: &Settings,
    each: &mut dyn FnMut(&Article, &Outlets) -> anyhow::Result<()>,
) -> anyhow::Result<(u64, u64)> {
    let table = own_outlets(settings)?;
    let read = input::read(inputs, &mut io::stdin(), &reading(settings), &|_| {}).map_err(|error| input_failure(&error))?;
    let own = pipeline::outlets_of(read.articles.iter().filter_map(|article| article.outlet.as_deref()), table.as_ref());
    let outlets = own.as_ref().unwrap_or_else(|| Outlets::shipped());
    for article in &read.articles {
        each(article, outlets)?;
    }
    Ok((read.rows_read, read.rejects.len() as u64))
}

/// The articles with these ids.
pub(crate) fn by_id(inputs: &[String], settings: &Settings, ids: [&str; 2]) -> anyhow::Result<[Option<Article>; 2]> {
    let mut found = input::read_ids(inputs, &mut io::stdin(), &reading(settings), &ids).map_err(|error| input_failure(&error))?;
    Ok([found[0].take(), found[1].take()])
}

/// The columns of a run's table of texts.
pub(crate) fn fields_of_texts() -> Fields {
    Fields(
        [(FieldName::Id, "article_id"), (FieldName::Text, "text")]
            .map(|(field, column)| (field.name().to_owned(), column.to_owned()))
            .to_vec(),
    )
}

/// The quotations of one article.
pub(crate) fn quotes(article: &Article, outlets: &Outlets) -> Vec<Quote> {
    pipeline::quotes_of(article, outlets)
}

/// The credits of one article.
pub(crate) fn credits(article: &Article, outlets: &Outlets) -> Vec<CreditRow> {
    let points = CodePoints::new(&article.text);
    let int = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    credits::extract(article, &quotes(article, outlets), outlets)
        .into_iter()
        .map(|credit| CreditRow {
            article_id: article.id.clone(),
            start: credit.span.map(|span| int(points.at(span.start))),
            end: credit.span.map(|span| int(points.at(span.end))),
            start_byte: credit.span.map(|span| int(span.start)),
            end_byte: credit.span.map(|span| int(span.end)),
            text: credit.text,
            names: credit.names,
            kind: credit.kind.name().into(),
            level: credit.level.name().into(),
            inherited: credit.inherited,
            ..CreditRow::default()
        })
        .collect()
}

/// Looks at two articles by themselves; `known` is the boilerplate that a run found in them.
pub(crate) fn beside(
    a: &Article,
    b: &Article,
    known: Option<&[Vec<Span>; 2]>,
    settings: &Settings,
) -> Result<pipeline::Beside, Failure> {
    Ok(pipeline::beside(a, b, known.map(|[a, b]| [a.as_slice(), b.as_slice()]), &matching(settings)?))
}

/// Why passages of two articles count or do not.
pub(crate) fn explain(
    a: &Article,
    b: &Article,
    known: Option<&[Vec<Span>; 2]>,
    settings: &Settings,
) -> Result<Explanation, Failure> {
    Ok(Explanation::of(&a.text, &beside(a, b, known, settings)?, &matching(settings)?))
}

/// A run folder to read from.
pub(crate) fn open_run(folder: &Path) -> Result<RunTables, Failure> {
    RunTables::open(folder).map_err(|error| table_failure(&error))
}

/// A run folder that cannot be read, as the user meets it.
pub(crate) fn table_failure(error: &TableError) -> Failure {
    let failure = Failure::usage(error.to_string());
    match error {
        TableError::NotARun(_) => failure.next("make one with newsprint scan INPUT -o FOLDER"),
        TableError::Missing { table: "texts", .. } => {
            failure.because("it was made with --no-text").next("scan again without that flag")
        }
        TableError::Missing { .. } | TableError::Malformed { .. } => {
            failure.next("the folder is not as a scan wrote it: scan again")
        }
        TableError::Unreadable { .. } => failure.next("the file is damaged or not to be read: scan again"),
    }
}

/// How inputs are read.
fn reading(settings: &Settings) -> ReadOptions {
    let format = match settings.input_format {
        InputFormat::Auto => None,
        InputFormat::Txt => Some(input::Format::Text),
        InputFormat::Html => Some(input::Format::Html),
        InputFormat::Jsonl => Some(input::Format::JsonLines),
        InputFormat::Json => Some(input::Format::Json),
        InputFormat::Csv => Some(input::Format::Csv),
        InputFormat::Tsv => Some(input::Format::Tsv),
        InputFormat::Parquet => Some(input::Format::Parquet),
        InputFormat::Arrow => Some(input::Format::Arrow),
        InputFormat::Warc => Some(input::Format::Warc),
        InputFormat::Arrows => Some(input::Format::ArrowStream),
    };
    let named = |(field, column): &(String, String)| Some((FieldName::from_name(field)?, column.clone()));
    ReadOptions {
        format,
        encoding: settings.encoding.0,
        fields: settings.fields.0.iter().filter_map(named).collect(),
        strict: settings.strict.0,
        ..ReadOptions::default()
    }
}

/// The user's own table of outlets.
fn own_outlets(settings: &Settings) -> Result<Option<OutletTable>, Failure> {
    let Some(path) = &settings.matching.outlets.0 else { return Ok(None) };
    let name = path.display().to_string();
    let rows = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("cannot read {name}: {error}")).next("name a UTF-8 file of tab-separated columns with --outlets")
    })?;
    match OutletTable::read(&name, &rows) {
        Ok(table) => Ok(Some(table)),
        Err(error) => Err(Failure::usage(format!("{name}, line {}: {}", error.line, error.reason()))
            .because("a row is: name, aliases separated by |, domains separated by |, kind, country, with a tab between")
            .next("correct that line; `newsprint credits --help` shows an example")),
    }
}

/// What decides the findings.
fn matching(settings: &Settings) -> Result<pipeline::Settings, Failure> {
    let matching = &settings.matching;
    let ignore = match &matching.ignore_text.0 {
        None => None,
        Some(path) => Some(std::fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("cannot read {}: {error}", path.display())).next("name a UTF-8 text file with --ignore-text")
        })?),
    };
    Ok(pipeline::Settings {
        threshold: matching.threshold.0,
        min_words: u32::try_from(matching.min_words.0).unwrap_or(u32::MAX),
        window: matching.window.0.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(Micros::SECOND)),
        across_outlets_only: matching.across_outlets_only.0,
        ignore,
        phrases: matching.phrases.0,
        outlets: own_outlets(settings)?,
        ..pipeline::Settings::default()
    })
}

fn pipeline_failure(error: PipelineError) -> Failure {
    match error {
        PipelineError::Input(error) => input_failure(&error),
        PipelineError::Cancelled => Failure::new(Exit::Interrupted, "interrupted").because("nothing was written"),
        error @ PipelineError::Room { least } => Failure::new(Exit::Resource, error.to_string())
            .because("nothing was written")
            .next(format!("give it {} or more: --dry-run says how much all of it takes", Memory(Some(least)).show())),
        PipelineError::Tables(error) => run_folder(&error),
        error @ PipelineError::Scratch(_) => scratch_failure(error.to_string()),
        error @ PipelineError::NotConserved { .. } => Failure::new(Exit::Internal, error.to_string()),
    }
}

fn scratch_failure(what: String) -> Failure {
    Failure::new(Exit::Resource, what)
        .because("nothing was written")
        .next("free some space there, or name another folder with --tmp")
}

pub(crate) fn input_failure(error: &InputError) -> Failure {
    let exit = match error.kind() {
        ErrorKind::Usage => Exit::Usage,
        ErrorKind::Data => Exit::DataLimit,
        ErrorKind::Resource => Exit::Resource,
    };
    Failure::new(exit, error.to_string())
}

/// Reads a run folder for a report.
pub(crate) fn report_source(folder: &Path) -> Result<report::Source, Failure> {
    report::Source::open(folder).map_err(|error| match error {
        ReportError::Table(error) => table_failure(&error),
        ReportError::Verdicts(error) => verdict_failure(&error),
    })
}

fn verdict_failure(error: &VerdictError) -> Failure {
    let what = error.to_string();
    match error {
        VerdictError::Malformed { .. } => Failure::usage(what)
            .because("it stands where the verdicts on the run are kept, and a line of it is none")
            .next("mend that line, or move the file away"),
        VerdictError::Unreadable { .. } => Failure::usage(what).next("make the file readable, or move it away"),
        VerdictError::Unwritable { .. } => Failure::new(Exit::Resource, what).next("make room, or allow writing beside the run"),
    }
}

/// Refuses an output that must not be replaced, before any work is done.
pub(crate) fn check_output(folder: &Path, overwrite: bool) -> Result<(), Failure> {
    // What does not exist is free; a name that cannot even be looked at fails when it is written.
    if std::fs::symlink_metadata(folder).is_err() {
        return Ok(());
    }
    tables::check_replaceable(folder, overwrite).map_err(|error| run_folder(&error))
}

/// Puts the run folder in its place, where there is to be one.
pub(crate) fn finish(scanned: &mut Scanned) -> Result<(), Failure> {
    let Some(folder) = scanned.unfinished.take() else { return Ok(()) };
    folder.finish(&scanned.run_json).map_err(|error| run_folder(&error))
}

const fn format_of(settings: &Settings) -> Format {
    match settings.tables {
        TableFormat::Parquet => Format::Parquet,
        TableFormat::Jsonl => Format::Jsonl,
        TableFormat::Csv => Format::Csv,
    }
}

pub(crate) fn write_tables(
    tables: &Tables,
    run_json: &[u8],
    folder: &Path,
    format: Format,
    no_text: bool,
    overwrite: bool,
) -> Result<(), Failure> {
    tables::write(folder, tables, run_json, format, no_text, overwrite).map_err(|error| run_folder(&error))
}

fn run_folder(error: &RunFolderError) -> Failure {
    let what = error.to_string();
    match error {
        RunFolderError::Exists(_) | RunFolderError::NotARun(_) | RunFolderError::NotOurs { .. } => {
            // The message ends with its advice.
            let (what, next) = what.split_once("; ").map_or((what.clone(), String::new()), |(a, b)| (a.to_owned(), b.to_owned()));
            Failure::usage(what).next(next)
        }
        RunFolderError::Write { source, after, .. } => failure::not_written(what, source, after),
        RunFolderError::Scratch(_) => scratch_failure(what),
    }
}

/// Refuses a folder of files that must not be replaced, before any work is done.
pub(crate) fn check_files(folder: &Path, mark: &'static str, overwrite: bool) -> Result<(), Failure> {
    tables::check_marked(folder, mark, overwrite).map_err(|error| run_folder(&error))
}

/// Writes a folder of files, known by one of them.
pub(crate) fn write_files(folder: &Path, mark: &'static str, files: &[(&str, &[u8])], overwrite: bool) -> Result<(), Failure> {
    tables::write_files(folder, mark, files, overwrite).map_err(|error| run_folder(&error))
}

/// Scores a run against a folder of truth or an annotation.
pub(crate) fn evaluate(run: &Path, truth: &Path, language: Option<&str>) -> anyhow::Result<Score> {
    let run = RunTables::open(run).map_err(|error| table_failure(&error))?;
    if truth.is_dir() {
        let truth = Truth::read(truth).map_err(|error| truth_failure(&error))?;
        return Ok(scores::against(&run, &truth).map_err(|error| table_failure(&error))?);
    }
    let gold = Gold::read(truth).map_err(gold_failure)?;
    Ok(gold.score(&run, language).map_err(gold_failure)?)
}

/// What differs between two runs.
pub(crate) fn changes(before: &Path, after: &Path) -> anyhow::Result<Changes> {
    let [before, after] = [RunTables::open(before), RunTables::open(after)];
    let (before, after) = (before.map_err(|error| table_failure(&error))?, after.map_err(|error| table_failure(&error))?);
    Ok(Changes::between(&before, &after).map_err(|error| table_failure(&error))?)
}

fn truth_failure(error: &TruthError) -> Failure {
    let failure = Failure::usage(error.to_string());
    match error {
        TruthError::Nothing { .. } => failure.next("newsprint synth -o DIR makes a corpus with such a folder"),
        TruthError::Unreadable { .. } => failure,
    }
}

fn gold_failure(error: GoldError) -> Failure {
    match error {
        GoldError::Table(error) => table_failure(&error),
        error @ (GoldError::Stranger { .. } | GoldError::OtherText { .. }) => {
            Failure::usage(error.to_string()).next("scan the texts that the annotation was made of")
        }
        error @ GoldError::Unreadable { .. } => {
            Failure::usage(error.to_string()).next("name a folder of truth, or an annotation in JSON")
        }
    }
}
