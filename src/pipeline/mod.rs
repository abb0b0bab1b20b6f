//! The pipeline: wires the stages in the order in which an article travels.
//!
//! Responsible for what runs when, for exact copies, for progress and for turning findings into rows. Not responsible for any
//! finding: each stage's module is.

mod articles;
mod audit;
mod collation;
mod corpus;
mod crossing;
mod echoes;
mod events;
mod host;
mod lists;
mod near;
mod pair;
mod pairs;
mod partners;
mod printings;
mod quotations;
mod recent;
mod rows;
mod run_json;
mod sayings;
mod scan;
mod settings;
mod signatures;
mod vocabulary;

pub use articles::{Articles, Entry, View};
pub use audit::{Audit, AuditOf};
pub use collation::Collation;
pub use corpus::Corpus;
pub use events::{Event, StageCost};
pub use host::{Host, least_memory, memory_for};
pub use lists::Lists;
pub use near::{LISTED_FAMILY, Near, Verified};
pub use pair::{Beside, Side, Stretch, beside};
pub use pairs::Pairs;
pub use quotations::Quotations;
pub use rows::{Ids, article_of};
pub use run_json::run_json;
pub use sayings::{outlets_of, quotes_of};
pub use scan::{DateKinds, Run, TABLES, scan};
pub use settings::Settings;
pub use signatures::Signatures;

use crate::input::InputError;
use crate::tables::RunFolderError;

/// Why a run ended without a result.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    #[error(transparent)]
    Input(#[from] InputError),
    /// The tables could not be taken.
    #[error(transparent)]
    Tables(RunFolderError),
    /// What has no room in memory could not be written or read.
    #[error("a temporary file: {0}")]
    Scratch(#[from] std::io::Error),
    #[error("stopped before it was done")]
    Cancelled,
    /// What was read so far takes more memory than there is: this many bytes, and what was not read yet takes more.
    #[error("the articles are more than --memory has room for")]
    Room { least: u64 },
    /// A promise of ours is broken; the result is not given.
    #[error("{read} rows were read, but {kept} kept and {rejected} rejected: a row was lost, which is a fault of the program")]
    NotConserved { read: u64, kept: u64, rejected: u64 },
}

impl From<RunFolderError> for PipelineError {
    fn from(error: RunFolderError) -> Self {
        match error {
            RunFolderError::Scratch(error) => Self::Scratch(error),
            error => Self::Tables(error),
        }
    }
}
