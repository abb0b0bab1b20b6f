//! `export`: a run in other hands.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use newsprint::document::{Document, Line};
use newsprint::export::{self, Graph, GraphFormat, Level};
use newsprint::tables::Format;

use super::args::{GlobalArgs, HELP};
use super::beside::{self, Beside};
use super::failure::{Exit, Failure};
use super::output::{self, Output};
use super::settings::Settings;
use super::{doors, grouped, outputs};

const EXAMPLES: &str = "\
Examples:
  newsprint export run/ --as gexf -o echoes.gexf
  newsprint export run/ --as gexf --level outlets -o outlets.gexf
  newsprint export run/ --as graphml -o echoes.graphml
  newsprint export run/ --as csv --excel -o sheets/";

/// The tables of a run in another format, or who echoes whom as a graph
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct ExportArgs {
    /// A run folder, as scan -o writes it
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// csv, jsonl, parquet (a folder of tables); gexf, graphml (a graph)
    #[arg(long = "as", help_heading = "Output", value_name = "FORMAT", hide_possible_values = true)]
    format: As,

    /// A folder for tables, a file for a graph; - for stdout
    #[arg(short, long, help_heading = "Output", value_name = "OUT")]
    output: PathBuf,

    /// Nodes of a graph: articles, outlets [default: articles]
    #[arg(long, help_heading = "Output", value_name = "WHAT", hide_possible_values = true)]
    level: Option<Of>,

    /// CSV for spreadsheets: ' before a text that is no formula
    #[arg(long, help_heading = "Output")]
    excel: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    Csv,
    Jsonl,
    Parquet,
    Gexf,
    Graphml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    Articles,
    Outlets,
}

pub(crate) fn run(args: &ExportArgs, global: &GlobalArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let graph = match args.format {
        As::Gexf => Some(GraphFormat::Gexf),
        As::Graphml => Some(GraphFormat::GraphMl),
        As::Csv | As::Jsonl | As::Parquet => None,
    };
    if args.excel && args.format != As::Csv {
        return Err(Failure::usage("--excel is for CSV").next("leave it out, or add --as csv").into());
    }
    if args.level.is_some() && graph.is_none() {
        return Err(Failure::usage("--level is for graphs, and tables have both")
            .next("leave it out, or name --as gexf or graphml")
            .into());
    }
    let told = match graph {
        Some(format) => write_graph(args, format, global)?,
        None => write_tables(args, global)?,
    };
    if global.dry_run {
        Output::on_stdout(settings.color).write(&page(format!("would write {told} (dry run: nothing was written)")))?;
    } else if !settings.quiet.0 {
        Output::on_stderr(settings.color).page(&page(told));
    }
    Ok(Exit::Done)
}

fn page(line: String) -> Document {
    let mut page = Document::new();
    page.push(Line::new().plain(line));
    page
}

fn write_graph(args: &ExportArgs, format: GraphFormat, global: &GlobalArgs) -> anyhow::Result<String> {
    let path = args.output.as_path();
    let to_stdout = path == Path::new("-");
    if !to_stdout {
        outputs::check(&[path], global.overwrite)?;
        if path.is_dir() {
            return Err(Failure::usage(format!("{} is a folder", path.display())).next("name a file for a graph").into());
        }
    }
    let tables = export::read_for_graph(&args.run).map_err(|error| doors::table_failure(&error))?;
    let level = if args.level == Some(Of::Outlets) { Level::Outlets } else { Level::Articles };
    let graph = Graph::of(&tables, level);
    let (nodes, edges) = graph.size();
    let told = format!("{}: {} nodes, {} edges", path.display(), grouped(nodes as u64), grouped(edges as u64));
    if global.dry_run {
        return Ok(told);
    }
    if to_stdout {
        let mut bytes = Vec::new();
        export::write(&graph, format, &mut bytes)?;
        output::stdout_text(&String::from_utf8_lossy(&bytes))?;
        return Ok(told);
    }
    let _claim = beside::claim(&[path])?;
    outputs::check(&[path], global.overwrite)?;
    let mut out = BufWriter::with_capacity(1 << 18, Beside::new(path)?);
    export::write(&graph, format, &mut out).and_then(|()| out.flush()).with_context(|| format!("writing {}", path.display()))?;
    out.into_parts().0.keep()?;
    Ok(told)
}

fn write_tables(args: &ExportArgs, global: &GlobalArgs) -> anyhow::Result<String> {
    let folder = args.output.as_path();
    if folder == Path::new("-") {
        return Err(Failure::usage("tables are fifteen files and do not fit into stdout")
            .next("name a new folder with -o")
            .into());
    }
    doors::check_output(folder, global.overwrite)?;
    let (tables, has_texts) = export::read(&args.run).map_err(|error| doors::table_failure(&error))?;
    let format = match args.format {
        As::Parquet => Format::Parquet,
        As::Jsonl => Format::Jsonl,
        _ if args.excel => Format::Excel,
        _ => Format::Csv,
    };
    let count = 14 + usize::from(has_texts) + if tables.audit.is_some() { 3 } else { 0 };
    let told = format!("{}: {count} tables as {}", folder.display(), format.name());
    if !global.dry_run {
        let _claim = beside::claim(&[folder])?;
        doors::check_output(folder, global.overwrite)?;
        // The run is the same: what made it is told by the same run.json.
        let run_json = std::fs::read(args.run.join("run.json")).with_context(|| format!("reading {}", args.run.display()))?;
        doors::write_tables(&tables, &run_json, folder, format, !has_texts, global.overwrite)?;
    }
    Ok(told)
}
