//! What can be typed: the program, its verbs and the flags that all of them share.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::values::{
    self, ColorChoice, Fields, FileName, InputFormat, MaxErrors, Memory, ProgressStyle, TableFormat, TextEncoding, Threads,
    Value as _,
};
use super::{
    audit, compare, completions, config, credits, dedup, diff, evaluate, explain, export, inspect, man, quote, quotes, report,
    scan, serve, synth, trace,
};

/// Examples come first: most readers want to paste and go.
pub(crate) const HELP: &str = "\
{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

const EXAMPLES: &str = "\
Examples:
  newsprint scan seeds/articles.jsonl             who echoes whom, in short
  newsprint scan seeds/articles.jsonl -o run/     the same, and all tables
  newsprint inspect seeds/articles.jsonl          what the input is read as
  newsprint quotes seeds/articles.jsonl           quotations, a line an article
  newsprint help scan                             all flags of a verb";

/// Proves who echoes whom in the news: near-duplicates, shared passages, repeated quotations, credits
#[derive(Debug, Parser)]
#[command(
    name = "newsprint",
    version,
    max_term_width = 80,
    before_help = EXAMPLES,
    help_template = HELP,
    disable_help_subcommand = false,
    arg_required_else_help = true,
    subcommand_required = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Scan(scan::ScanArgs),
    Dedup(dedup::DedupArgs),
    Audit(audit::AuditArgs),
    Quotes(quotes::QuotesArgs),
    Credits(credits::CreditsArgs),
    Compare(compare::CompareArgs),
    Explain(explain::ExplainArgs),
    Quote(quote::QuoteArgs),
    Trace(trace::TraceArgs),
    Report(report::ReportArgs),
    Serve(serve::ServeArgs),
    Export(export::ExportArgs),
    Diff(diff::DiffArgs),
    Synth(synth::SynthArgs),
    Evaluate(evaluate::EvaluateArgs),
    Inspect(inspect::InspectArgs),
    Config(config::ConfigArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// INPUT... as every reading verb takes it.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct InputArgs {
    /// Files, directories, globs, - (stdin) or @list.txt (one path a line)
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[allow(clippy::struct_excessive_bools, reason = "a switch of the command line is a bool")]
pub(crate) struct GlobalArgs {
    /// auto, txt, html, jsonl, json, csv, tsv, parquet, arrow, arrows, warc [default: auto]
    #[arg(long, global = true, help_heading = "Input", value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) input_format: Option<InputFormat>,

    /// utf-8, windows-1252, utf-16le, ...; told from the bytes [default: auto]
    #[arg(long, global = true, help_heading = "Input", value_name = "NAME", value_parser = values::read::<TextEncoding>)]
    pub(crate) encoding: Option<TextEncoding>,

    /// Column that holds a field: text=body, outlet=site, ... (repeatable)
    #[arg(long = "field", global = true, help_heading = "Input", value_name = "FIELD=COLUMN", value_parser = Fields::pair)]
    pub(crate) fields: Vec<(String, String)>,

    /// The first bad row is fatal
    #[arg(long, global = true, help_heading = "Input")]
    pub(crate) strict: bool,

    /// Bad rows that are still no failure [default: 1%]
    #[arg(long, global = true, help_heading = "Input", value_name = "N|P%", value_parser = values::read::<MaxErrors>)]
    pub(crate) max_errors: Option<MaxErrors>,

    /// Format of the tables: parquet, jsonl, csv [default: parquet]
    #[arg(long, global = true, help_heading = "Output", value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) tables: Option<TableFormat>,

    /// Replace an output that exists
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) overwrite: bool,

    /// Show what would be read and written, and stop
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) dry_run: bool,

    /// Worker threads; the output never depends on it [default: all cores]
    #[arg(short = 'j', long, global = true, help_heading = "Program", value_name = "N", value_parser = values::read::<Threads>)]
    pub(crate) threads: Option<Threads>,

    /// Settings in TOML; flag > NEWSPRINT_* > FILE > default
    #[arg(long, global = true, help_heading = "Program", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Progress on stderr: auto, bar, json, none [default: auto]
    #[arg(long, global = true, help_heading = "Program", value_name = "HOW", hide_possible_values = true)]
    pub(crate) progress: Option<ProgressStyle>,

    // The help text is printed as it stands, and a variable's name is printed without backticks.
    #[allow(clippy::doc_markdown, reason = "the help text of a flag, not documentation")]
    /// Colours: auto, always, never; NO_COLOR is honoured [default: auto]
    #[arg(long, global = true, help_heading = "Program", value_name = "WHEN", hide_possible_values = true)]
    pub(crate) color: Option<ColorChoice>,

    /// Say nothing but errors and what was asked for
    #[arg(short, long, global = true, help_heading = "Program", conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say more: settings in force, time of each stage
    #[arg(short, long, global = true, help_heading = "Program")]
    pub(crate) verbose: bool,

    /// Most memory that dedup and scan may take, from 256M; the output never
    /// depends on it [default: off]
    #[arg(long, global = true, help_heading = "Program", value_name = "SIZE", value_parser = values::read::<Memory>)]
    pub(crate) memory: Option<Memory>,

    /// Folder for what does not fit in --memory [default: the system's]
    #[arg(long, global = true, help_heading = "Program", value_name = "DIR", value_parser = FileName::read)]
    pub(crate) tmp: Option<FileName>,

    /// Go on with a run that was stopped, from its last finished piece
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) resume: bool,
}
