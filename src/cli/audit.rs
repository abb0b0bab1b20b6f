//! `audit`: who used our stories, or what of our articles stood elsewhere.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use newsprint::pipeline::{Audit, AuditOf, Event};
use newsprint::summary::audit::{AuditSummary, Drilldown};
use newsprint::tables::{ArticleRow, AuditTables, OutletRow};

use super::args::{GlobalArgs, HELP};
use super::doors;
use super::failure::{Exit, Failure};
use super::progress::Progress;
use super::scan::{self, MatchingArgs};
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint audit --ours wire/ --press papers/*.jsonl.gz -o run/
  newsprint audit --our-outlet \"Bay Courier\" --press seeds/articles.jsonl
  newsprint audit --run run/ --story STORY_ID       who holds it, and how much
  newsprint audit --target mine.jsonl --against corpus.jsonl -o run/ \\
      --ignore credited,quotes
  newsprint report run/ -o audit.html               the same, to mail";

/// Who used our copy: how much of it, credited or not, how late; or what of our articles stood elsewhere
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct AuditArgs {
    /// Our stories: files, directories, globs, - or @list.txt
    #[arg(long, help_heading = "Input", value_name = "INPUT", num_args = 1.., conflicts_with_all = ["target", "against", "run"])]
    ours: Vec<String>,

    /// The articles that may have used them
    #[arg(long, help_heading = "Input", value_name = "INPUT", num_args = 1.., conflicts_with_all = ["target", "against", "run"])]
    press: Vec<String>,

    /// Articles to hold against others
    #[arg(long, help_heading = "Input", value_name = "INPUT", num_args = 1.., requires = "against", conflicts_with = "run")]
    target: Vec<String>,

    /// The others
    #[arg(long, help_heading = "Input", value_name = "INPUT", num_args = 1.., requires = "target", conflicts_with = "run")]
    against: Vec<String>,

    /// Articles of this outlet are ours too, and ours without an outlet get it
    #[arg(long, help_heading = "Input", value_name = "NAME", conflicts_with = "run")]
    our_outlet: Option<String>,

    /// An audit that was made before, to be read again
    #[arg(long, help_heading = "Input", value_name = "FOLDER")]
    run: Option<PathBuf>,

    /// Leave out: credited, quotes, boilerplate (which never counts)
    #[arg(long, help_heading = "Matching", value_name = "LIST", value_delimiter = ',', hide_possible_values = true)]
    ignore: Vec<Ignore>,

    /// Folder for the tables of the run; without it the summary is all
    #[arg(short, long, help_heading = "Output", value_name = "RUN", conflicts_with = "run")]
    output: Option<PathBuf>,

    /// One story, or one target: all that hold text of it
    #[arg(long, help_heading = "Output", value_name = "ID", alias = "id")]
    story: Option<String>,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,

    #[command(flatten)]
    pub(crate) matching: MatchingArgs,
}

/// What does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ignore {
    Credited,
    Quotes,
    Boilerplate,
}

pub(crate) fn run(args: &AuditArgs, global: &GlobalArgs, settings: &Settings) -> anyhow::Result<Exit> {
    if let Some(folder) = &args.run {
        return again(args, folder, settings);
    }
    let (audit, inputs) = asked(args)?;
    let folder = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let plan = scan::plan(("audit", &format!("{audit:?}").escape_debug().to_string()), &inputs, folder, global, settings)?;
    scan::prepare(plan.as_ref(), folder, global, settings)?;
    if global.dry_run {
        return scan::dry_run(&inputs, folder, 18, settings);
    }
    let Some(begun) = scan::begin(&inputs, plan.as_ref(), folder, global, settings)? else { return Ok(Exit::Done) };
    begun.end(folder, |place, journal| {
        let progress = Progress::new(settings);
        let mut scanned = scan::gather(&inputs, Some(audit.clone()), place, (&progress, journal), settings)?;
        let none = AuditTables::default();
        let tables = scanned.digest.kept().audit.as_ref().unwrap_or(&none);
        if tables.stories.is_empty() && tables.targets.is_empty() {
            progress.on(Event::Finished);
            let what = if audit.of == AuditOf::Stories { "no article is one of ours" } else { "no article is a target" };
            return Err(Failure::new(Exit::NotFound, what)
                .because("the inputs hold none, or none of the outlet that was named")
                .next("`newsprint inspect` shows what an input is read as, and its outlets")
                .into());
        }
        scan::keep(&mut scanned, &progress)?;
        let digest = &scanned.digest;
        let kept = digest.kept();
        let audit = kept.audit.as_ref().unwrap_or(&none);
        tell(args, audit, (digest.articles(), &kept.outlets), folder, settings)?;
        Ok(super::rejected_exit(digest.rejected(), scanned.facts.rows_read, settings))
    })
}

/// What was asked for, and all inputs in the order in which they are read.
fn asked(args: &AuditArgs) -> anyhow::Result<(Audit, Vec<String>)> {
    let of = if args.target.is_empty() { AuditOf::Stories } else { AuditOf::Targets };
    let (watched, others) = match of {
        AuditOf::Stories => (&args.ours, &args.press),
        AuditOf::Targets => (&args.target, &args.against),
    };
    if of == AuditOf::Stories && (watched.is_empty() && args.our_outlet.is_none() || others.is_empty()) {
        return Err(Failure::usage("an audit has two sides")
            .next("name our stories with --ours (or --our-outlet) and the others with --press; or --target and --against")
            .into());
    }
    let files = doors::input_names(watched)?;
    let theirs = doors::input_names(others)?;
    if let Some(both) = files.iter().find(|name| theirs.contains(name)) {
        return Err(Failure::usage(format!("{both} stands on both sides"))
            .next("where one file holds both, name the outlet that is ours with --our-outlet")
            .into());
    }
    let audit = Audit {
        of,
        files,
        outlet: args.our_outlet.clone(),
        ignore_credited: args.ignore.contains(&Ignore::Credited),
        ignore_quotes: args.ignore.contains(&Ignore::Quotes),
    };
    Ok((audit, watched.iter().chain(others).cloned().collect()))
}

/// Reads an audit again that stands in a folder.
fn again(args: &AuditArgs, folder: &Path, settings: &Settings) -> anyhow::Result<Exit> {
    let run = doors::open_run(folder)?;
    let failed = |error| doors::table_failure(&error);
    if run.file("uses").is_none() {
        return Err(Failure::usage(format!("{} holds no audit", folder.display()))
            .because("it was made by another command")
            .next("make one with newsprint audit --ours WIRE --press PRESS -o FOLDER")
            .into());
    }
    let audit = run.audit().map_err(failed)?;
    let articles: Vec<ArticleRow> = run.load().map_err(failed)?;
    let outlets: Vec<OutletRow> = run.load().map_err(failed)?;
    tell(args, &audit, (articles.len() as u64, &outlets), Some(folder), settings)
}

/// One story, or all in short.
fn tell(
    args: &AuditArgs,
    audit: &AuditTables,
    (articles, outlets): (u64, &[OutletRow]),
    folder: Option<&Path>,
    settings: &Settings,
) -> anyhow::Result<Exit> {
    let shown = folder.map(|folder| folder.display().to_string());
    // As a scan does: with a folder to write, the summary is told beside it.
    let beside = args.output.as_deref().is_some_and(|path| path != Path::new("-"));
    let Some(id) = &args.story else {
        let summary = AuditSummary::of(audit, articles, outlets, shown.as_deref());
        scan::show(&summary, &|width| summary.document(width), beside, args.json, settings)?;
        return Ok(Exit::Done);
    };
    let Some(story) = Drilldown::of(audit, id) else {
        return Err(Failure::new(Exit::NotFound, format!("the audit has no story and no target {id}"))
            .next("ids stand in the tables stories and targets")
            .into());
    };
    scan::show(&story, &|width| story.document(width), beside, args.json, settings)?;
    Ok(if story.is_empty() { Exit::NotFound } else { Exit::Done })
}
