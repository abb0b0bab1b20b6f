//! `scan`: the main job.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;
use newsprint::document::{Align, Document, Line, Table, Tone};
use newsprint::pipeline::{Audit, Event};
use newsprint::storage::Journal;
use newsprint::summary::Facts;
use serde::Serialize;

use super::args::{GlobalArgs, HELP, InputArgs};
use super::beside::{self, Claim};
use super::doors::{self, Place, Scanned};
use super::estimate::{Costs, Estimate};
use super::failure::{Exit, Failure};
use super::output::{self, Output};
use super::progress::Progress;
use super::resume::{self, Kept, Plan};
use super::settings::Settings;
use super::values::{self, FileName, Share, Value as _, Window, WordCount};
use super::{inspect, signals};

const EXAMPLES: &str = "\
Examples:
  newsprint scan seeds/articles.jsonl             a summary on the screen
  newsprint scan seeds/articles.jsonl -o run/     and a folder of tables
  newsprint scan seeds/articles.jsonl --json      the summary for a program
  newsprint scan seeds/*.jsonl -o run/ --tables csv --window 7d
  newsprint scan seeds/articles.jsonl --outlets my-outlets.tsv
  zcat news.jsonl.gz | newsprint scan - -o run/";

/// Near-duplicates, shared passages, quotations, credits and who echoes whom
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Folder for the tables of the run; without it the summary is all
    #[arg(short, long, help_heading = "Output", value_name = "RUN")]
    pub(crate) output: Option<PathBuf>,

    /// The summary as one JSON object
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) matching: MatchingArgs,
}

/// --outlets as every verb takes it that reads names of outlets.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct OutletsArgs {
    /// Your own outlets, before all others: TSV of name, aliases, domains, kind, country
    #[arg(long, help_heading = "Names", value_name = "FILE", value_parser = FileName::read)]
    pub(crate) outlets: Option<FileName>,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct MatchingArgs {
    /// Fewest words of a shared passage [default: 8]
    #[arg(long, help_heading = "Matching", value_name = "N", value_parser = values::read::<WordCount>)]
    pub(crate) min_words: Option<WordCount>,

    /// Jaccard from which articles are near-duplicates [default: 0.8]
    #[arg(long, help_heading = "Matching", value_name = "SHARE", value_parser = values::read::<Share>)]
    pub(crate) threshold: Option<Share>,

    /// Compare only articles this near in time, as 7d [default: off]
    #[arg(long, help_heading = "Matching", value_name = "DURATION", value_parser = values::read::<Window>)]
    pub(crate) window: Option<Window>,

    /// Compare only articles of different outlets
    #[arg(long, help_heading = "Matching")]
    pub(crate) across_outlets_only: bool,

    /// Text that never counts as shared: your own boilerplate
    #[arg(long, help_heading = "Matching", value_name = "FILE", value_parser = FileName::read)]
    pub(crate) ignore_text: Option<FileName>,

    /// List short, common runs too, as families of kind phrase
    #[arg(long, help_heading = "Matching")]
    pub(crate) phrases: bool,

    #[command(flatten)]
    pub(crate) names: OutletsArgs,

    /// Leave the texts out of the run folder
    #[arg(long, help_heading = "Output")]
    pub(crate) no_text: bool,
}

pub(crate) fn run(args: &ScanArgs, global: &GlobalArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let folder = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let plan = plan(("scan", ""), &args.input.inputs, folder, global, settings)?;
    prepare(plan.as_ref(), folder, global, settings)?;
    if global.dry_run {
        return dry_run(&args.input.inputs, folder, 15, settings);
    }
    let Some(begun) = begin(&args.input.inputs, plan.as_ref(), folder, global, settings)? else { return Ok(Exit::Done) };
    begun.end(folder, |place, journal| {
        let progress = Progress::new(settings);
        let mut scanned = gather(&args.input.inputs, None, place, (&progress, journal), settings)?;
        keep(&mut scanned, &progress)?;
        tell(args, folder, &scanned, settings)?;
        Ok(super::rejected_exit(scanned.digest.rejected(), scanned.facts.rows_read, settings))
    })
}

/// What run this is, where it has a folder, which must be free before anything is looked at; `verb` comes with what it was told beside settings
/// and inputs.
pub(crate) fn plan(
    verb: (&str, &str),
    inputs: &[String],
    folder: Option<&Path>,
    global: &GlobalArgs,
    settings: &Settings,
) -> Result<Option<Plan>, Failure> {
    let Some(folder) = folder else { return Ok(None) };
    if !global.resume {
        doors::check_output(folder, global.overwrite)?;
    }
    Ok(Some(Plan::new(verb, inputs, folder, global, settings)?))
}

/// What every verb does first that ends in a run folder: the folder must be free, and who wants to know is told the settings.
pub(crate) fn prepare(
    plan: Option<&Plan>,
    folder: Option<&Path>,
    global: &GlobalArgs,
    settings: &Settings,
) -> Result<(), Failure> {
    check(plan, folder, global)?;
    if settings.verbose.0 {
        Output::on_stderr(settings.color).page(&in_force(settings));
    }
    Ok(())
}

/// A folder that is there may be replaced where the user says so, or where pieces are kept of the very run that it came from.
fn check(plan: Option<&Plan>, folder: Option<&Path>, global: &GlobalArgs) -> Result<bool, Failure> {
    let is_open = plan.is_some_and(|plan| plan.is_open(global));
    let overwrite = global.overwrite || is_open;
    if let Some(folder) = folder.filter(|_| !global.resume || is_open) {
        doors::check_output(folder, overwrite)?;
    }
    Ok(overwrite)
}

/// A run that nobody else does.
pub(crate) struct Begun {
    _claim: Option<Claim>,
    kept: Kept,
    overwrite: bool,
}

/// Takes the run folder that is to be written, where there is one, and what is kept of the run. None where it is done.
pub(crate) fn begin(
    inputs: &[String],
    plan: Option<&Plan>,
    folder: Option<&Path>,
    global: &GlobalArgs,
    settings: &Settings,
) -> anyhow::Result<Option<Begun>> {
    let claim = folder.map(|folder| beside::claim(&[folder])).transpose()?;
    let overwrite = check(plan, folder, global)?;
    let kept = Kept::begin(inputs, (plan, folder), Costs::SCAN, global, settings)?;
    Ok(kept.map(|kept| Begun { _claim: claim, kept, overwrite }))
}

impl Begun {
    /// Does the run, and lets go of what is kept of it when it is done.
    pub(crate) fn end(
        self,
        folder: Option<&Path>,
        run: impl FnOnce(Option<Place<'_>>, Option<&Journal>) -> anyhow::Result<Exit>,
    ) -> anyhow::Result<Exit> {
        let place = folder.map(|folder| Place { folder, overwrite: self.overwrite });
        let done = run(place, self.kept.journal());
        self.kept.end(done)
    }
}

/// Runs the pipeline until it is done or interrupted, and passes its warnings on. The run folder is not in its place then.
pub(crate) fn gather(
    inputs: &[String],
    audit: Option<Audit>,
    place: Option<Place<'_>>,
    (progress, journal): (&Progress, Option<&Journal>),
    settings: &Settings,
) -> anyhow::Result<Scanned> {
    let cancel = signals::cancel_flag()?;
    let scanned = doors::scan(inputs, audit, place, settings, &|event| progress.on(event), (&cancel, journal));
    if cancel.load(Ordering::Relaxed) {
        progress.on(Event::Finished);
        return Err(resume::interrupted(journal).into());
    }
    let scanned = scanned?;
    for warning in &scanned.facts.warnings {
        progress.on(Event::Warning(warning));
    }
    Ok(scanned)
}

/// Puts the run folder in its place, where there is to be one, and ends the progress.
pub(crate) fn keep(scanned: &mut Scanned, progress: &Progress) -> Result<(), Failure> {
    doors::finish(scanned)?;
    progress.on(Event::Finished);
    Ok(())
}

fn tell(args: &ScanArgs, folder: Option<&Path>, scanned: &Scanned, settings: &Settings) -> anyhow::Result<()> {
    let facts = Facts {
        inputs: args.input.inputs.clone(),
        run: folder.map(|folder| folder.display().to_string()),
        table_format: settings.tables.show(),
        ..scanned.facts.clone()
    };
    let summary = scanned.digest.summary(&facts).map_err(|error| {
        Failure::new(Exit::Resource, format!("the summary cannot be told: a temporary file: {error}"))
            .because(if folder.is_some() { "the tables are in their place" } else { "nothing was to be written" })
            .next("name another folder for such files with --tmp")
    })?;
    show(&summary, &|width| summary.document(width), folder.is_some(), args.json, settings)
}

/// A summary: on stdout where it is all there is, on stderr beside a folder that was written.
pub(crate) fn show(
    summary: &impl Serialize,
    page: &dyn Fn(usize) -> Document,
    beside: bool,
    json: bool,
    settings: &Settings,
) -> anyhow::Result<()> {
    match (beside, json) {
        (false, true) => output::stdout_json(summary),
        (false, false) => {
            let mut stdout = Output::on_stdout(settings.color);
            let width = stdout.painter().width();
            Ok(stdout.write(&page(width))?)
        }
        (true, true) => {
            Output::on_stderr(settings.color).json(summary)?;
            Ok(())
        }
        (true, false) if settings.quiet.0 => Ok(()),
        (true, false) => {
            let mut stderr = Output::on_stderr(settings.color);
            let width = stderr.painter().width();
            stderr.page(&page(width));
            Ok(())
        }
    }
}

/// What would be read and written: `tables` tables, where there is a folder for them.
pub(crate) fn dry_run(inputs: &[String], folder: Option<&Path>, tables: u32, settings: &Settings) -> anyhow::Result<Exit> {
    let (files, notes) = doors::inspect(inputs, settings)?;
    let mut stdout = Output::on_stdout(settings.color);
    let width = stdout.painter().width();
    let mut page = inspect::page(&files, &notes, width);
    page.blank();
    page.extend(in_force(settings));
    page.blank();
    let target = folder.map_or_else(
        || "a summary on the screen".to_owned(),
        |folder| format!("{tables} tables and run.json in {}", folder.display()),
    );
    page.push(Line::new().strong("would write ").plain(target).dim(" (dry run: nothing was read in full, nothing was written)"));
    let sampled = doors::sampled(inputs, settings)?;
    page.blank();
    page.extend(Estimate::of_scan(&sampled, settings, folder.is_some()).page(folder, &sampled, settings));
    stdout.write(&page)?;
    Ok(if files.iter().all(|file| file.problem.is_some()) { Exit::Usage } else { Exit::Done })
}

/// The settings in force as a table.
pub(crate) fn in_force(settings: &Settings) -> Document {
    let mut table = Table::new(&[("SETTING", Align::Whole), ("VALUE", Align::Left), ("FROM", Align::Left)]);
    for setting in &settings.in_force {
        let tone = if setting.source == super::settings::Source::Default { Tone::Dim } else { Tone::Strong };
        table.row(vec![
            (Tone::Plain, setting.key.to_owned()),
            (tone, setting.value.clone()),
            (Tone::Plain, setting.source.describe()),
        ]);
    }
    table.document(0, 100)
}
