//! The run folder: what its tables hold, how they are written and how they are read again.
//!
//! Responsible for row types, formats and the order of columns, there and back. Not responsible for computing a row
//! ([`crate::pipeline`]).

pub mod cell;
mod csv;
mod jsonl;
mod parquet;
mod read;
mod run_folder;
mod run_writer;
mod schema;
mod sink;
mod writer;

pub use cell::{Alternative, Block, Cell, Column, ColumnSpec, Found, Kind, Label, Row};
pub use read::{RunTables, TableError};
pub use run_folder::{RunFolderError, check_marked, check_replaceable, write, write_files};
pub use run_writer::RunWriter;
pub use schema::*;
pub use sink::{Rows, Sink};

/// How tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    #[default]
    Parquet,
    Jsonl,
    Csv,
    /// CSV for spreadsheets: a text that they would take for a formula has a `'` before it.
    Excel,
}

impl Format {
    /// What a run folder is written as, and read.
    pub const ALL: [Self; 3] = [Self::Parquet, Self::Jsonl, Self::Csv];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Jsonl => "jsonl",
            Self::Csv | Self::Excel => "csv",
        }
    }
}

/// Writes one table to `out`.
pub fn write_rows<R: Row>(rows: &[R], format: Format, out: &mut (impl std::io::Write + Send)) -> std::io::Result<()> {
    let mut writer = writer::TableWriter::new::<R>(format, out)?;
    writer.rows(rows)?;
    writer.finish()?.flush()
}

/// As [`write_rows`], for rows that are made one by one: few of them are in memory at a time.
pub fn write_made<R: Row>(
    mut rows: impl Iterator<Item = R>,
    format: Format,
    out: &mut (impl std::io::Write + Send),
) -> std::io::Result<()> {
    /// Rows that are made before they are written.
    const AT_A_TIME: usize = 4096;
    let mut writer = writer::TableWriter::new::<R>(format, out)?;
    loop {
        let some: Vec<R> = rows.by_ref().take(AT_A_TIME).collect();
        if some.is_empty() {
            return writer.finish()?.flush();
        }
        writer.rows(&some)?;
    }
}

/// All tables of one run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tables {
    pub articles: Vec<ArticleRow>,
    pub texts: Vec<TextRow>,
    pub matches: Vec<MatchRow>,
    pub passages: Vec<PassageRow>,
    pub families: Vec<FamilyRow>,
    pub family_members: Vec<FamilyMemberRow>,
    pub clusters: Vec<ClusterRow>,
    pub members: Vec<MemberRow>,
    pub quotes: Vec<QuoteRow>,
    pub utterances: Vec<UtteranceRow>,
    pub credits: Vec<CreditRow>,
    pub edges: Vec<EdgeRow>,
    pub outlets: Vec<OutletRow>,
    pub outlet_edges: Vec<OutletEdgeRow>,
    pub rejects: Vec<RejectRow>,
    /// Of an audit alone.
    pub audit: Option<AuditTables>,
}

/// What an audit adds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditTables {
    /// Of our stories; empty where it is one's own articles that are held against others.
    pub stories: Vec<StoryRow>,
    pub uses: Vec<UseRow>,
    /// Of one's own articles; empty where it is our stories that are looked for in others.
    pub targets: Vec<TargetRow>,
}
