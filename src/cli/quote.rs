//! `quote`: one thing said, in all its printings.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use newsprint::summary::saying::{self, Base, Saying};
use newsprint::tables::Tables;

use super::args::HELP;
use super::doors;
use super::failure::{Exit, Failure};
use super::output::{self, Output};
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint quote \"every valve, every pump\" --run run/
  newsprint quote every valve every pump --run run/ --base majority
  newsprint quote ID --run run/ --json | jq .printings
  newsprint quote ID --run run/ --color always | less -R";

/// One thing said: its printings under each other, who said it, who had it first, what each outlet changed
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct QuoteArgs {
    // The help text is printed as it stands, and a column's name is printed without backticks.
    #[allow(clippy::doc_markdown, reason = "the help text of an argument, not documentation")]
    /// Words of it, in order; or an utterance_id or quote_id of the run
    #[arg(required = true, num_args = 1..)]
    text: Vec<String>,

    /// The run folder to look in
    #[arg(long, help_heading = "Input", value_name = "FOLDER")]
    run: PathBuf,

    /// What the others are set under: longest, earliest, majority [default: longest]
    #[arg(long, help_heading = "Output", value_name = "RULE", hide_possible_values = true)]
    base: Option<Rule>,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rule {
    Longest,
    Earliest,
    Majority,
}

/// Words of an utterance that an error shows.
const SHOWN_WORDS: usize = 12;

pub(crate) fn run(args: &QuoteArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let run = doors::open_run(&args.run)?;
    let failed = |error| doors::table_failure(&error);
    let tables = Tables {
        articles: run.load().map_err(failed)?,
        quotes: run.load().map_err(failed)?,
        utterances: run.load().map_err(failed)?,
        ..Tables::default()
    };
    let text = args.text.join(" ");
    let found = saying::find(&tables.utterances, &tables.quotes, &text);
    let base = match args.base {
        None | Some(Rule::Longest) => Base::Longest,
        Some(Rule::Earliest) => Base::Earliest,
        Some(Rule::Majority) => Base::Majority,
    };
    let saying = Saying::of(&tables, &found, base).map_err(|why| {
        Failure::new(Exit::NotFound, format!("there is no base --base {}", base.name()))
            .because(why)
            .next("leave --base out, or ask for --base majority")
    })?;
    let Some(saying) = saying else {
        let mut failure = Failure::new(Exit::NotFound, format!("no printing in {} holds “{text}”", run.folder().display()));
        for &(other, share) in &found.others {
            let row = &tables.utterances[other];
            let words: Vec<&str> = row.base_text.split_whitespace().take(SHOWN_WORDS).collect();
            failure = failure.because(format!("{}  {:.0} % of it: “{} …”", row.utterance_id, share * 100.0, words.join(" ")));
        }
        let next = if found.others.is_empty() {
            "see what is quoted: newsprint quotes INPUT"
        } else {
            "name one of these by its id, or other words"
        };
        return Err(failure.next(next).into());
    };
    if args.json {
        output::stdout_json(&saying)?;
    } else {
        let mut stdout = Output::on_stdout(settings.color);
        let width = stdout.painter().width();
        stdout.write(&saying.document(width))?;
    }
    Ok(Exit::Done)
}
