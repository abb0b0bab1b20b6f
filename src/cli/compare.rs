//! `compare`: two articles side by side.

use clap::Args;
use newsprint::summary::comparison::{Comparison, Marks, Shown};

use super::args::HELP;
use super::doors;
use super::failure::Exit;
use super::output::{self, Output};
use super::pair::PairArgs;
use super::scan::MatchingArgs;
use super::settings::Settings;
use super::values::{self, FileName, WordCount};

const EXAMPLES: &str = "\
Examples:
  newsprint compare seeds/town-herald/wray-evidence.txt other.txt
  newsprint compare ID ID --run run/
  newsprint compare a.txt b.txt --all
  newsprint compare a.txt b.txt --json | jq .a.containment
  newsprint compare a.txt b.txt --color always | less -R";

/// Two articles side by side: shared passages numbered on both sides, words that differ marked
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pair: PairArgs,

    /// Fewest words of a passage [default: 8]
    #[arg(long, help_heading = "Matching", value_name = "N", value_parser = values::read::<WordCount>)]
    min_words: Option<WordCount>,

    /// Show common runs without the weight of evidence too
    #[arg(long, help_heading = "Matching")]
    phrases: bool,

    /// Text that is boilerplate, a line each
    #[arg(long, help_heading = "Matching", value_name = "FILE", value_parser = values::read::<FileName>)]
    ignore_text: Option<FileName>,

    /// Show text that is not shared whole, not folded
    #[arg(long, help_heading = "Output")]
    all: bool,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

impl CompareArgs {
    pub(crate) fn matching(&self) -> MatchingArgs {
        MatchingArgs {
            min_words: self.min_words,
            phrases: self.phrases,
            ignore_text: self.ignore_text.clone(),
            ..MatchingArgs::default()
        }
    }
}

pub(crate) fn run(args: &CompareArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let two = args.pair.read(settings)?;
    let [a, b] = &two.articles;
    let found = doors::beside(a, b, two.boilerplate.as_ref(), &two.settings)?;
    let shown = Shown { all: args.all, phrases: two.settings.matching.phrases.0 };
    let comparison = Comparison::of(a, b, &found, shown);
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
