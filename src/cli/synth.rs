//! `synth`: a corpus of which it is known what it shares.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use newsprint::document::{Document, Line};
use newsprint::evaluate::synth::{self, Made, Shares};
use serde_json::json;

use super::args::{GlobalArgs, HELP};
use super::beside;
use super::doors;
use super::failure::Exit;
use super::output::Output;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint synth -o made
  newsprint synth --kind passages --articles 3600 --seed 7 -o made
  newsprint synth seeds/articles.jsonl -o made --undated 0.5
  newsprint scan made/docs.jsonl -o run
  newsprint evaluate run --truth made";

/// The file by which a folder of this command is known.
const MARK: &str = "synth.json";

/// A corpus with known truth, from your articles or from invented prose
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct SynthArgs {
    /// Articles to make it from; without any, prose is invented
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,

    /// Folder for docs.jsonl and the tables of truth
    #[arg(short, long, help_heading = "Output", value_name = "DIR")]
    output: PathBuf,

    /// cascades (copies, common origins, quotations) or passages [default: cascades]
    #[arg(long, help_heading = "Corpus", value_name = "KIND", hide_possible_values = true)]
    kind: Option<KindChoice>,

    /// Articles of the corpus [default: 960]
    #[arg(long, help_heading = "Corpus", value_name = "N", default_value_t = 960, hide_default_value = true)]
    articles: usize,

    /// Another number, another corpus [default: 1]
    #[arg(long, help_heading = "Corpus", value_name = "N", default_value_t = 1, hide_default_value = true)]
    seed: u64,

    /// Share of articles without a time, or with the day alone [default: 0.3]
    #[arg(long, help_heading = "Corpus", value_name = "SHARE", value_parser = share, default_value = "0.3", hide_default_value = true)]
    undated: f64,

    /// Share of articles whose time is days off [default: 0]
    #[arg(long, help_heading = "Corpus", value_name = "SHARE", value_parser = share, default_value = "0", hide_default_value = true)]
    wrong_times: f64,

    /// Share of times as 04/03/2026, or without a zone [default: 0]
    #[arg(long, help_heading = "Corpus", value_name = "SHARE", value_parser = share, default_value = "0", hide_default_value = true)]
    ambiguous_times: f64,

    /// Share of articles with a common origin and no copying [default: 0.15]
    #[arg(long, help_heading = "Corpus", value_name = "SHARE", value_parser = share, default_value = "0.15", hide_default_value = true)]
    common_origin: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindChoice {
    Cascades,
    Passages,
}

/// A share that may be nothing.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|x| (0.0..=1.0).contains(x));
    share.ok_or_else(|| "expected a share from 0 to 1, such as 0.3".to_owned())
}

pub(crate) fn run(args: &SynthArgs, global: &GlobalArgs, settings: &Settings) -> anyhow::Result<Exit> {
    doors::check_files(&args.output, MARK, global.overwrite)?;
    let wanted = synth::Settings {
        kind: match args.kind {
            Some(KindChoice::Passages) => synth::Kind::Passages,
            _ => synth::Kind::Cascades,
        },
        seed: args.seed,
        articles: args.articles,
        times: Shares { undated: args.undated, wrong: args.wrong_times, ambiguous: args.ambiguous_times },
        common_origin: args.common_origin,
    };
    let mut articles = Vec::new();
    let (mut read, mut rejected) = (0, 0);
    if !args.inputs.is_empty() {
        (read, rejected) = doors::articles(&args.inputs, settings, &mut |article, _| {
            articles.push(article.clone());
            Ok(())
        })?;
    }
    if global.dry_run {
        let what =
            format!("would make {} articles in {} from {} of the input", args.articles, args.output.display(), articles.len());
        Output::on_stdout(settings.color).write(&page_of(Line::new().plain(what)))?;
        return Ok(Exit::Done);
    }
    let _claim = beside::claim(&[args.output.as_path()])?;
    doors::check_files(&args.output, MARK, global.overwrite)?;
    let made = synth::make(&articles, &wanted);
    let note = note(&made, &wanted, &args.inputs);
    let mut files: Vec<(&str, &[u8])> = made.corpus.files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    files.push((MARK, &note));
    doors::write_files(&args.output, MARK, &files, global.overwrite)?;
    if !settings.quiet.0 {
        Output::on_stderr(settings.color).page(&page(&made, args, &wanted));
    }
    Ok(super::rejected_exit(rejected, read, settings))
}

/// What the folder says of itself: enough to make it again.
fn note(made: &Made, wanted: &synth::Settings, inputs: &[String]) -> Vec<u8> {
    let note = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "kind": wanted.kind.name(),
        "seed": wanted.seed,
        "articles": wanted.articles,
        "undated": wanted.times.undated,
        "wrong_times": wanted.times.wrong,
        "ambiguous_times": wanted.times.ambiguous,
        "common_origin": wanted.common_origin,
        "inputs": inputs,
        "taken": made.taken,
        "invented": made.invented,
        "left_out": {"share_text": made.unclean, "too_short_or_too_long": made.unfit},
        "counts": made.corpus.counts.iter().copied().collect::<std::collections::BTreeMap<_, _>>(),
    });
    format!("{note:#}\n").into_bytes()
}

fn page(made: &Made, args: &SynthArgs, wanted: &synth::Settings) -> Document {
    let counts: Vec<String> =
        made.corpus.counts.iter().map(|(what, n)| format!("{} {what}", super::grouped(*n as u64))).collect();
    let mut page = page_of(Line::new().strong(counts.join(" · ")));
    if !args.inputs.is_empty() {
        page.push(Line::new().plain(format!(
            "made from {} of your articles and {} invented ones; left out: {} that share {} words in a row with another, {} too short or too long",
            made.taken, made.invented, made.unclean, wanted.kind.clean_words(), made.unfit
        )));
    }
    let folder = args.output.display();
    page.push(
        Line::new()
            .dim("next: ")
            .plain(format!("newsprint scan {folder}/docs.jsonl -o RUN && newsprint evaluate RUN --truth {folder}")),
    );
    page
}

fn page_of(line: Line) -> Document {
    let mut page = Document::new();
    page.push(line);
    page
}
