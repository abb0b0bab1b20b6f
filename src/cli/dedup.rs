//! `dedup`: the corpus without its near-duplicates.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::{Args, ValueEnum};
use newsprint::dedup::{Asked, Deduped, Keep, Loss, Mode};
use newsprint::document::{Document, Line, Tone};
use newsprint::lsh::Measure;
use newsprint::pipeline::Event;
use newsprint::storage::Journal;

use super::args::{GlobalArgs, HELP, InputArgs};
use super::beside;
use super::doors;
use super::estimate::{Costs, Estimate};
use super::failure::{self, Exit, Failure};
use super::output::Output;
use super::outputs::{self, Outputs};
use super::progress::Progress;
use super::resume::{self, Kept, Plan};
use super::settings::Settings;
use super::signals;
use super::values::{self, Share};

const EXAMPLES: &str = "\
Examples:
  newsprint dedup news.jsonl -o clean.jsonl --map map.csv
  newsprint dedup news.csv.gz -o clean.csv.gz --keep longest
  newsprint dedup new.jsonl --against old.jsonl -o fresh.jsonl
  newsprint dedup news.jsonl -o marked.jsonl --mode annotate
  zcat news.jsonl.gz | newsprint dedup - --pairs pairs.jsonl > clean.jsonl";

/// The corpus without its near-duplicates, every kept row as it came; a map says why
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct DedupArgs {
    #[command(flatten)]
    input: InputArgs,

    /// The kept rows, packed as the name says (.gz, .zst); - or nothing: stdout
    #[arg(short, long, help_heading = "Output", value_name = "OUT")]
    output: Option<PathBuf>,

    /// What became of every row, and why: .csv, .jsonl or .parquet
    #[arg(long, help_heading = "Output", value_name = "FILE")]
    map: Option<PathBuf>,

    /// Every verified pair: .csv, .jsonl or .parquet
    #[arg(long, help_heading = "Output", value_name = "FILE")]
    pairs: Option<PathBuf>,

    /// drop the rows, or annotate all of them [default: drop]
    #[arg(long, help_heading = "Output", value_name = "HOW", hide_possible_values = true)]
    mode: Option<ModeChoice>,

    /// jaccard, or containment of the smaller article: for cut texts, and words
    /// that are cut at line ends [default: jaccard]
    #[arg(long, help_heading = "Matching", value_name = "MEASURE", hide_possible_values = true)]
    by: Option<By>,

    /// Measure from which rows are near-duplicates [default: 0.8]
    #[arg(long, help_heading = "Matching", value_name = "SHARE", value_parser = values::read::<Share>)]
    pub(crate) threshold: Option<Share>,

    /// earliest, longest, first, outlet:NAME or best:COLUMN [default: earliest]
    #[arg(long, help_heading = "Matching", value_name = "WHICH", value_parser = keep)]
    keep: Option<Keep>,

    /// Rows near to one of these inputs go too (repeatable)
    #[arg(long, help_heading = "Matching", value_name = "INPUT")]
    against: Vec<String>,

    /// Find all pairs without sketches: slower, takes more memory, misses none
    #[arg(long, help_heading = "Matching")]
    exact: bool,

    /// Let a source lose more than half of its rows
    #[arg(long, help_heading = "Matching")]
    allow_mass_removal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ModeChoice {
    Drop,
    Annotate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    Jaccard,
    Containment,
}

impl By {
    pub(crate) fn measure(by: Option<Self>) -> Measure {
        if by == Some(Self::Containment) { Measure::Containment } else { Measure::Jaccard }
    }
}

fn keep(text: &str) -> Result<Keep, String> {
    match text.split_once(':') {
        None => match text {
            "earliest" => Some(Keep::Earliest),
            "longest" => Some(Keep::Longest),
            "first" => Some(Keep::First),
            _ => None,
        },
        Some(("outlet", name)) if !name.is_empty() => Some(Keep::Outlet(name.to_owned())),
        Some(("best", column)) if !column.is_empty() => Some(Keep::Best(column.to_owned())),
        Some(_) => None,
    }
    .ok_or_else(|| "expected earliest, longest, first, outlet:NAME or best:COLUMN".to_owned())
}

pub(crate) fn run(args: &DedupArgs, global: &GlobalArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let out = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let named: Vec<&Path> = [out, args.map.as_deref(), args.pairs.as_deref()].into_iter().flatten().collect();
    if !global.resume {
        outputs::check(&named, global.overwrite)?;
    }
    for table in [&args.map, &args.pairs].into_iter().flatten() {
        outputs::table_format(table)?;
    }
    if args.against.iter().any(|input| input == "-") {
        return Err(Failure::usage("--against cannot be standard input").next("write it to a file and name that").into());
    }
    let wanted = newsprint::dedup::Settings {
        measure: By::measure(args.by),
        threshold: settings.matching.threshold.0,
        keep: args.keep.clone().unwrap_or_default(),
        against: args.against.clone(),
        exact: args.exact,
        ..newsprint::dedup::Settings::default()
    };
    if let Some((path, format)) = out.filter(|path| !path.is_dir()).zip(doors::first_format(&args.input.inputs, settings)?) {
        outputs::fits(path, format)?;
    }
    let mode = if args.mode == Some(ModeChoice::Annotate) { Mode::Annotate } else { Mode::Drop };
    // What gets the bytes as they come has nothing to go on from.
    let plan =
        out.filter(|out| !beside::is_stream(out)).map(|out| plan(args, out, (&wanted, mode), global, settings)).transpose()?;
    let is_open = plan.as_ref().is_some_and(|plan| plan.is_open(global));
    let check = || if global.resume && !is_open { Ok(()) } else { outputs::check(&named, global.overwrite || is_open) };
    check()?;
    if mode == Mode::Annotate {
        doors::annotatable(&args.input.inputs, settings)?;
    }
    if global.dry_run {
        return dry_run(args, wanted.needs_sets(), settings);
    }
    let _claim = beside::claim(&named)?;
    check()?;
    let Some(kept) =
        Kept::begin(&args.input.inputs, (plan.as_ref(), out), Costs::of_dedup(wanted.needs_sets()), global, settings)?
    else {
        return Ok(Exit::Done);
    };
    let done = decide_and_write(args, &wanted, (out, mode), kept.journal(), settings);
    kept.end(done)
}

/// The run itself; `out` is where its rows go, else they go to stdout.
fn decide_and_write(
    args: &DedupArgs,
    wanted: &newsprint::dedup::Settings,
    (out, mode): (Option<&Path>, Mode),
    journal: Option<&Journal>,
    settings: &Settings,
) -> anyhow::Result<Exit> {
    let begun = Instant::now();
    let cancel = signals::cancel_flag()?;
    let progress = Progress::new(settings);
    let mut stdin = doors::spool(settings);
    let decided = doors::dedup(
        &args.input.inputs,
        &mut stdin,
        settings,
        wanted,
        Asked { map: args.map.is_some(), pairs: args.pairs.is_some() },
        &|event| progress.on(event),
        (&cancel, journal),
    );
    if cancel.load(Ordering::Relaxed) {
        progress.on(Event::Finished);
        return Err(resume::interrupted(journal).into());
    }
    let decided = decided?;
    for warning in &decided.warnings {
        progress.on(Event::Warning(warning));
    }
    // Annotated rows are not lost.
    if mode == Mode::Drop && !args.allow_mass_removal && !decided.losses.is_empty() {
        progress.on(Event::Finished);
        return Err(mass_removal(&decided.losses).into());
    }
    progress.on(Event::Stage { name: "writing", total: None });
    let mut to = Outputs::open(out, &decided.files, &decided.side_files)?;
    let as_one = to.is_one();
    let copied = doors::copy_rows(&decided, &mut stdin, mode, as_one, &mut |piece| to.write(piece));
    // Whoever read the first rows and left may still want the map.
    let left = copied.as_ref().err().is_some_and(failure::reader_has_gone);
    if !left {
        copied?;
    }
    if cancel.load(Ordering::Relaxed) {
        return Err(resume::interrupted(journal).into());
    }
    let map = args.map.as_deref().map(|path| outputs::table(path, decided.map())).transpose()?;
    let pairs = args.pairs.as_deref().map(|path| outputs::table(path, decided.pairs())).transpose()?;
    let tables = [map, pairs].into_iter().flatten().collect();
    if left {
        to.leave(tables)?;
        progress.on(Event::Finished);
        return Ok(Exit::Done);
    }
    to.finish(tables)?;
    progress.on(Event::Finished);
    if !settings.quiet.0 {
        Output::on_stderr(settings.color).page(&summary(&decided, args, begun.elapsed().as_secs_f64()));
    }
    Ok(super::rejected_exit(decided.summary.rejected, decided.rows_read, settings))
}

/// What run this is, for one that goes on with it.
fn plan(
    args: &DedupArgs,
    out: &Path,
    (wanted, mode): (&newsprint::dedup::Settings, Mode),
    global: &GlobalArgs,
    settings: &Settings,
) -> Result<Plan, Failure> {
    let inputs: Vec<String> = args.input.inputs.iter().chain(&args.against).cloned().collect();
    let choices = format!("{wanted:?} {mode:?} {:?} {:?}", args.map, args.pairs);
    Plan::new(("dedup", &choices.escape_debug().to_string()), &inputs, out, global, settings)
}

fn dry_run(args: &DedupArgs, by_sets: bool, settings: &Settings) -> anyhow::Result<Exit> {
    let (files, notes) = doors::inspect(&args.input.inputs, settings)?;
    let mut page = Document::new();
    for file in files {
        let format = file.format.unwrap_or_else(|| "unknown".to_owned());
        page.push(Line::new().dim("would read  ").plain(file.path).dim(" · ").plain(format));
        page.push_some(file.problem.map(|problem| Line::new().dim("            ").with(Tone::Bad, problem)));
    }
    for note in notes {
        page.push(Line::new().dim(note));
    }
    for path in [&args.output, &args.map, &args.pairs].into_iter().flatten() {
        page.push(Line::new().dim("would write ").plain(path.display().to_string()));
    }
    let sampled = doors::sampled(&args.input.inputs, settings)?;
    page.blank();
    page.extend(Estimate::of_dedup(&sampled, by_sets, settings).page(args.output.as_deref(), &sampled, settings));
    Output::on_stderr(settings.color).page(&page);
    Ok(Exit::Done)
}

fn mass_removal(losses: &[Loss]) -> Failure {
    let one = |loss: &Loss| format!("{}: {} of {} rows ({:.0} %)", loss.source, loss.removed, loss.rows, loss.share() * 100.0);
    let mut failure = Failure::new(Exit::DataLimit, "a source would lose more than half of its rows to near-duplicates");
    failure.why = losses.iter().take(10).map(one).collect();
    if losses.len() > 10 {
        failure.why.push(format!("and {} more sources", losses.len() - 10));
    }
    failure
        .because("nothing was written")
        .next("if these rows are copies, add --allow-mass-removal; if they share a template, raise --threshold")
}

fn summary(decided: &Deduped, args: &DedupArgs, seconds: f64) -> Document {
    let sum = decided.summary;
    let n = |n: u64| Line::new().plain(super::grouped(n));
    let mut page = Document::new();
    let mut push = |name: &str, parts: Vec<(u64, String)>| {
        let mut line = Line::new().dim(format!("{name:<7}"));
        for (i, (count, what)) in parts.into_iter().enumerate() {
            line = if i > 0 { line.dim(" · ") } else { line };
            line.append(n(count));
            line = line.dim(format!(" {what}"));
        }
        page.push(line);
    };
    push(
        "dedup",
        vec![
            (decided.rows_read, "in".to_owned()),
            (sum.kept, "kept".to_owned()),
            (
                sum.removed,
                format!(
                    "removed in {} clusters ({} exact copies)",
                    super::grouped(sum.clusters),
                    super::grouped(sum.exact_copies)
                ),
            ),
            (sum.rejected, "rejected".to_owned()),
        ],
    );
    push(
        "guard",
        vec![
            (sum.largest_cluster, "rows in the largest cluster".to_owned()),
            (sum.template_suspects, "template suspects".to_owned()),
            (sum.candidates, "candidates".to_owned()),
            (sum.near_pairs, "near pairs, every member verified against its survivor".to_owned()),
        ],
    );
    if sum.set_aside > 0 {
        push(
            "aside",
            vec![(sum.set_aside, "near pairs fill in one template and removed nothing; --pairs lists them".to_owned())],
        );
    }
    if sum.capped > 0 {
        push(
            "capped",
            vec![(sum.capped, "kept rows of crowded buckets not compared with all others there; --exact does".to_owned())],
        );
    }
    page.push(Line::new().dim("time   ").plain(format!("{seconds:.1} s")));
    if let (Some(map), true) = (&args.map, sum.rejected > 0) {
        page.push(Line::new().dim("see    ").plain(map.display().to_string()).dim(" for the rejected rows"));
    }
    page
}
