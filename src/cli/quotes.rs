//! `quotes`: the quotations of each article, with speaker and venue.

use clap::Args;

use super::args::{HELP, InputArgs};
use super::doors;
use super::failure::Exit;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint quotes seeds/articles.jsonl | head -n 1
  newsprint quotes seeds/articles.jsonl | jq -r '.quotes[].speaker' | sort | uniq -c
  zcat news.jsonl.gz | newsprint quotes - > quotes.jsonl";

/// Quotations with speaker and venue, one JSON line an article
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct QuotesArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

pub(crate) fn run(_args: &QuotesArgs, _settings: &Settings) -> anyhow::Result<Exit> {
    Err(doors::not_built("quotes").into())
}
