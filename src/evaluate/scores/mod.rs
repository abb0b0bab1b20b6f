//! Scores of a run against truth.
//!
//! Responsible for the figures and for what they count. Not responsible for where truth is from: `truth` reads the tables of a
//! set, `gold` an annotation. Each score says in its own file what counts neither way.

mod clusters;
mod edges;
mod gold;
mod passages;
mod quotes;

pub use edges::Bin;
pub use gold::{Gold, GoldError};

use super::figures::Figures;
use super::truth::Truth;
use crate::tables::{RunTables, TableError};

/// What a run is worth.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Score {
    pub figures: Figures,
    /// The probabilities of claimed copy edges, by tenths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calibration: Vec<Bin>,
}

/// Scores a run against the tables of a set. Only what the set has truth for is scored; where a table is there and empty, all that can be
/// told is what was found and should not have been.
///
/// # Errors
/// If a table that is needed cannot be read.
pub fn against(run: &RunTables, truth: &Truth) -> Result<Score, TableError> {
    let mut score = Score::default();
    let articles = run.load()?;
    if let Some(members) = &truth.members {
        clusters::score(truth, members, &articles, &run.load()?, &run.load()?, &mut score.figures);
    }
    if let Some(spans) = &truth.spans {
        passages::score(truth, spans, &run.load()?, &mut score.figures);
    }
    if let Some(mentions) = &truth.mentions {
        quotes::score(truth, mentions, &run.load()?, &mut score.figures);
    }
    if let Some(copies) = &truth.copies {
        score.calibration = edges::score(truth, copies, &run.load()?, &articles, &mut score.figures);
    }
    Ok(score)
}

#[cfg(test)]
mod tests;
