//! `compare`: two articles side by side.

use clap::Args;
use newsprint::summary::comparison::{Comparison, Marks};

use super::args::HELP;
use super::doors;
use super::failure::Exit;
use super::output::{self, Output};
use super::pair::PairArgs;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint compare seeds/town-herald/wray-evidence.txt other.txt
  newsprint compare ID ID --run run/
  newsprint compare a.txt b.txt --json | jq .a.containment
  newsprint compare a.txt b.txt --color always | less -R
  COLUMNS=160 newsprint compare a.txt b.txt";

/// Two articles side by side: passages aligned, words that differ marked
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pair: PairArgs,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(crate) fn run(args: &CompareArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let [a, b] = args.pair.read(settings)?;
    let comparison = Comparison::of(&a, &b, &doors::shared(&a, &b, settings));
    if args.json {
        output::stdout_json(&comparison)?;
    } else {
        let mut stdout = Output::on_stdout(settings.color);
        let painter = stdout.painter();
        let marks = if painter.colors() { Marks::Tones } else { Marks::Brackets };
        stdout.write(&comparison.document(painter.width(), marks))?;
    }
    Ok(if comparison.is_empty() { Exit::NotFound } else { Exit::Done })
}
