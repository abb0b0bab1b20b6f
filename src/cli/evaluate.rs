//! `evaluate`: what a run is worth against truth.

use std::path::PathBuf;

use clap::Args;
use newsprint::document::{Align, Document, Line, Table, Tone};
use newsprint::evaluate::scores::Score;
use serde_json::json;

use super::args::HELP;
use super::doors;
use super::failure::{self, Exit, Failure};
use super::output::{self, Output};
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint evaluate run --truth made
  newsprint evaluate run --truth made --json
  newsprint evaluate run --truth made --need edge_f1=0.8 passage_p=0.95
  newsprint evaluate run --truth made --max edge_common_origin=0
  newsprint evaluate run --truth annotation.json --lang en";

/// Scores of a run against truth: clusters, passages, quotations, edges
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct EvaluateArgs {
    /// A run folder
    run: PathBuf,

    /// A folder of truth, as synth makes it, or an annotation in JSON
    #[arg(long, help_heading = "Input", value_name = "DIR|GOLD.json")]
    truth: PathBuf,

    /// Of an annotation, only the articles in this language
    #[arg(long, help_heading = "Input", value_name = "CODE")]
    lang: Option<String>,

    /// Exit with 1 if a figure is below its value
    #[arg(long, help_heading = "Output", value_name = "NAME=VALUE", num_args = 1.., value_parser = bound)]
    need: Vec<(String, f64)>,

    /// Exit with 1 if a figure is above its value
    #[arg(long, help_heading = "Output", value_name = "NAME=VALUE", num_args = 1.., value_parser = bound)]
    max: Vec<(String, f64)>,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

fn bound(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE, such as edge_f1=0.8")?;
    let value = value.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or("the value is no number")?;
    Ok((name.to_owned(), value))
}

pub(crate) fn run(args: &EvaluateArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let score = doors::evaluate(&args.run, &args.truth, args.lang.as_deref())?;
    let missed = score.figures.missed(&args.need, &args.max).map_err(|name| {
        let known: Vec<&str> = score.figures.iter().map(|(name, _)| name).collect();
        Failure::usage(format!("there is no figure {name}")).because(format!("this truth gives {}", known.join(", ")))
    })?;
    if args.json {
        output::stdout_json(&json!({ "figures": score.figures, "calibration": score.calibration, "missed": missed }))?;
    } else {
        let mut stdout = Output::on_stdout(settings.color);
        let width = stdout.painter().width();
        stdout.write(&page(&score, width))?;
    }
    if missed.is_empty() {
        return Ok(Exit::Done);
    }
    let mut told = Failure::new(Exit::NotFound, "a bound is not kept");
    told.why = missed;
    Output::on_stderr(settings.color).page(&failure::page(&told));
    Ok(Exit::NotFound)
}

fn page(score: &Score, width: usize) -> Document {
    let mut page = Document::new();
    let mut group = "";
    let mut table = new_table();
    for (name, figure) in score.figures.iter() {
        let of = name.split('_').next().unwrap_or(name);
        if of != group {
            if !table.is_empty() {
                page.extend(table.document(0, width));
                page.blank();
            }
            table = new_table();
            group = of;
        }
        table.row(vec![(Tone::Plain, name.to_owned()), (Tone::Strong, figure.to_string())]);
    }
    page.extend(table.document(0, width));
    if !score.calibration.is_empty() {
        page.blank();
        page.push(Line::new().dim("probabilities of claimed copies, and how often the direct parent was named"));
        let columns = ["between", "copies", "probability", "right"];
        let mut table = Table::new(&columns.map(|name| (name, Align::Right)));
        for bin in &score.calibration {
            let cells = [
                format!("{:.1}-{:.1}", bin.from, bin.to),
                bin.edges.to_string(),
                format!("{:.3}", bin.probability),
                format!("{:.3}", bin.right),
            ];
            table.row(cells.into_iter().map(|cell| (Tone::Plain, cell)).collect());
        }
        page.extend(table.document(0, width));
    }
    page
}

fn new_table() -> Table {
    Table::new(&[("", Align::Left), ("", Align::Right)])
}
