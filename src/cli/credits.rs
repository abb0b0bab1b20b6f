//! `credits`: the credits of each article.

use clap::Args;

use super::args::{HELP, InputArgs};
use super::doors;
use super::failure::Exit;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint credits seeds/articles.jsonl | head -n 1
  newsprint credits seeds/articles.jsonl | jq -r '.credits[].names' | sort | uniq -c
  zcat news.jsonl.gz | newsprint credits - > credits.jsonl";

/// Whom each article names as its source, one JSON line an article
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct CreditsArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

pub(crate) fn run(_args: &CreditsArgs, _settings: &Settings) -> anyhow::Result<Exit> {
    Err(doors::not_built("credits").into())
}
