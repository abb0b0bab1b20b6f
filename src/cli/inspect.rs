//! `inspect`: what an input is, before it is read in earnest.

use clap::Args;

use super::args::{HELP, InputArgs};
use super::doors;
use super::failure::Exit;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint inspect seeds/
  newsprint inspect seeds/articles.jsonl --json
  zcat news.jsonl.gz | newsprint inspect -";

/// Format, schema, mapping, dates and three rows of an input
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

pub(crate) fn run(_args: &InspectArgs, _settings: &Settings) -> anyhow::Result<Exit> {
    Err(doors::not_built("inspect").into())
}
