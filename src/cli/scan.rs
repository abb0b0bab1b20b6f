//! `scan`: the main job.

use std::path::PathBuf;

use clap::Args;

use super::args::{GlobalArgs, HELP, InputArgs};
use super::doors;
use super::failure::Exit;
use super::settings::Settings;
use super::values::{self, FileName, Share, Value as _, Window, WordCount};

const EXAMPLES: &str = "\
Examples:
  newsprint scan seeds/articles.jsonl              who echoes whom, on the screen
  newsprint scan seeds/articles.jsonl -o run/      the same, as a folder of tables
  newsprint scan seeds/articles.jsonl --json       the summary for a program
  newsprint scan seeds/*.jsonl -o run/ --tables csv --window 7d
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

    /// Leave the texts out of the run folder
    #[arg(long, help_heading = "Output")]
    pub(crate) no_text: bool,
}

pub(crate) fn run(_args: &ScanArgs, _global: &GlobalArgs, _settings: &Settings) -> anyhow::Result<Exit> {
    Err(doors::not_built("scan").into())
}
