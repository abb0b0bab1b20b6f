//! `compare`: two articles side by side.

use clap::Args;

use super::args::{HELP, InputArgs};
use super::doors;
use super::failure::Exit;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint compare a.txt b.txt";

/// Two articles side by side: passages aligned, words that differ marked
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

pub(crate) fn run(_args: &CompareArgs, _settings: &Settings) -> anyhow::Result<Exit> {
    Err(doors::not_built("compare").into())
}
