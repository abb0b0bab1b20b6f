//! `trace`: where a text comes from, and where it went.

use std::path::PathBuf;

use clap::Args;
use newsprint::summary::trail::Trail;
use newsprint::tables::Tables;

use super::args::HELP;
use super::doors;
use super::failure::{Exit, Failure};
use super::output::{self, Output};
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint trace bay-courier-0303-inquiry --run run/
  newsprint trace CLUSTER_ID --run run/
  newsprint trace ID --run run/ --json | jq .edges
  newsprint trace ID --run run/ --color always | less -R";

/// The echo chain of an article or a cluster: its origin on top, each echo with its evidence below
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct TraceArgs {
    // The help text is printed as it stands, and a column's name is printed without backticks.
    #[allow(clippy::doc_markdown, reason = "the help text of an argument, not documentation")]
    /// An article_id or cluster_id of the run
    id: String,

    /// The run folder to look in
    #[arg(long, help_heading = "Input", value_name = "FOLDER")]
    run: PathBuf,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(crate) fn run(args: &TraceArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let run = doors::open_run(&args.run)?;
    let failed = |error| doors::table_failure(&error);
    let tables = Tables {
        articles: run.load().map_err(failed)?,
        clusters: run.load().map_err(failed)?,
        members: run.load().map_err(failed)?,
        credits: run.load().map_err(failed)?,
        edges: run.load().map_err(failed)?,
        ..Tables::default()
    };
    let Some(trail) = Trail::of(&tables, &args.id) else {
        return Err(Failure::new(
            Exit::NotFound,
            format!("{} has no article and no cluster {}", run.folder().display(), args.id),
        )
        .next("ids stand in the tables articles and clusters of the run")
        .into());
    };
    if args.json {
        output::stdout_json(&trail)?;
    } else {
        let mut stdout = Output::on_stdout(settings.color);
        let width = stdout.painter().width();
        stdout.write(&trail.document(width))?;
    }
    Ok(if trail.is_empty() { Exit::NotFound } else { Exit::Done })
}
