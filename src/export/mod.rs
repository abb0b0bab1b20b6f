//! A run in formats of other programs: its tables anew, or who echoes whom as a graph.
//!
//! Responsible for what is a node and an edge, and for files that strict readers take. Not responsible for findings, nor for the run
//! folder itself ([`crate::tables`]).
//!
//! Text of articles is data here too: in XML it is escaped and short of the characters that XML cannot hold, and in CSV for
//! spreadsheets a text that they would take for a formula is marked as text ([`Format::Excel`](crate::tables::Format::Excel)).

mod gexf;
mod graph;
mod graphml;
mod xml;

use std::io::{self, Write};
use std::path::Path;

pub use graph::{Graph, Level};

use crate::tables::{RunTables, TableError, Tables};

/// What a graph is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// GEXF 1.3, as Gephi opens it: nodes appear when they were published.
    Gexf,
    GraphMl,
}

/// All tables of a run folder, and whether it holds its texts.
///
/// # Errors
/// If the folder is no run folder or one of its tables cannot be read.
pub fn read(folder: &Path) -> Result<(Tables, bool), TableError> {
    let run = RunTables::open(folder)?;
    Ok((run.tables()?, run.has_texts()))
}

/// The tables that a graph is made of.
///
/// # Errors
/// As [`read`].
pub fn read_for_graph(folder: &Path) -> Result<Tables, TableError> {
    let run = RunTables::open(folder)?;
    Ok(Tables { articles: run.load()?, edges: run.load()?, outlets: run.load()?, outlet_edges: run.load()?, ..Tables::default() })
}

/// Writes a graph.
///
/// # Errors
/// What `out` refuses.
pub fn write(graph: &Graph, format: GraphFormat, out: &mut impl Write) -> io::Result<()> {
    match format {
        GraphFormat::Gexf => gexf::write(graph, out),
        GraphFormat::GraphMl => graphml::write(graph, out),
    }
}
