//! `explain`: every gate that a pair of articles meets on its way to be near-duplicates, and each of its passages to count.

use clap::Args;
use newsprint::dedup::{self, Explained};
use newsprint::document::{Align, Document, Line, Table, Tone};
use newsprint::summary::explanation::Explanation;

use super::args::HELP;
use super::dedup::By;
use super::doors;
use super::failure::Exit;
use super::output::{self, Output};
use super::pair::PairArgs;
use super::settings::Settings;
use super::values::{self, Share, WordCount};

const EXAMPLES: &str = "\
Examples:
  newsprint explain a.txt b.txt
  newsprint explain a.txt b.txt --threshold 0.6 --min-words 12
  newsprint explain ID ID --among dump.jsonl
  newsprint explain ID ID --run run/
  newsprint explain a.txt b.txt --json | jq .passages";

/// Why two articles are near-duplicates or not, and which passages count: each gate, and the smallest change that flips it
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pair: PairArgs,

    /// jaccard, or containment of the smaller article [default: jaccard]
    #[arg(long, help_heading = "Matching", value_name = "MEASURE", hide_possible_values = true)]
    by: Option<By>,

    /// Measure from which articles are near-duplicates [default: 0.8]
    #[arg(long, help_heading = "Matching", value_name = "SHARE", value_parser = values::read::<Share>)]
    pub(crate) threshold: Option<Share>,

    /// Fewest words of a passage [default: 8]
    #[arg(long, help_heading = "Matching", value_name = "N", value_parser = values::read::<WordCount>)]
    pub(crate) min_words: Option<WordCount>,

    /// As dedup --exact would decide, without sketches
    #[arg(long, help_heading = "Matching")]
    exact: bool,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

/// One object: the verdict of `dedup`, and the passages as a scan sees them.
#[derive(Debug, serde::Serialize)]
struct Both {
    #[serde(flatten)]
    near: Explained,
    passages: Explanation,
}

pub(crate) fn run(args: &ExplainArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let two = args.pair.read(settings)?;
    let [a, b] = &two.articles;
    let wanted = dedup::Settings {
        measure: By::measure(args.by),
        threshold: two.settings.matching.threshold.0,
        exact: args.exact,
        ..dedup::Settings::default()
    };
    let near = dedup::explain(a, b, &wanted);
    let passages = doors::explain(a, b, two.boilerplate.as_ref(), &two.settings)?;
    let is_near = near.is_near;
    if args.json {
        output::stdout_json(&Both { near, passages })?;
    } else {
        let mut stdout = Output::on_stdout(settings.color);
        let width = stdout.painter().width();
        let mut page = page(&near, width);
        page.blank();
        page.extend(passages.document(width));
        stdout.write(&page)?;
    }
    Ok(if is_near { Exit::Done } else { Exit::NotFound })
}

fn page(explained: &Explained, width: usize) -> Document {
    let mut page = Document::new();
    page.push(Line::new().with(Tone::Heading, "NEAR-DUPLICATES").plain("  as dedup decides"));
    let mut table =
        Table::new(&[("gate", Align::Left), ("value", Align::Left), ("need", Align::Whole), ("result", Align::Whole)]);
    for gate in &explained.gates {
        let result = match gate.passes {
            Some(true) => (Tone::Good, "pass"),
            Some(false) => (Tone::Bad, "fail"),
            None => (Tone::Plain, ""),
        };
        let cell = |text: &str| (Tone::Plain, text.to_owned());
        table.row(vec![cell(gate.gate), cell(&gate.value), cell(&gate.need), (result.0, result.1.to_owned())]);
    }
    page.extend(table.document(0, width));
    page.blank();
    let verdict = match (explained.identical, explained.is_near) {
        (true, _) => "the same words: copies whatever the threshold",
        (false, true) => "near-duplicates",
        (false, false) => "not near-duplicates",
    };
    page.push(Line::new().dim("verdict  ").strong(verdict));
    let flip = explained.flip.as_deref().unwrap_or("no setting turns this");
    page.push(Line::new().dim("flip     ").plain(flip));
    let curve: Vec<String> = explained.curve.iter().map(|(s, chance)| format!("{s:.1} {:.1} %", chance * 100.0)).collect();
    page.push(
        Line::new()
            .dim("bands    ")
            .plain(format!("{} of {} rows; chance to be proposed, by jaccard:", explained.bands, explained.rows))
            .truncated(width),
    );
    for five in curve.chunks(if width < 80 { 2 } else { 5 }) {
        page.push(Line::new().plain("         ").plain(five.join(" · ")).truncated(width));
    }
    page
}
