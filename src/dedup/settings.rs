//! What a dedup can be told, with its defaults.

use crate::lsh::Measure;

/// Which row of a cluster is kept. Ties: the earlier, then the longer, then the smaller id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keep {
    /// The one published first; undated ones last.
    #[default]
    Earliest,
    /// The one with the most bytes of text.
    Longest,
    /// The one that comes first in the inputs.
    First,
    /// One of this outlet.
    Outlet(String),
    /// The one with the highest number in this column; rows without a number last.
    Best(String),
}

/// Settings of a dedup that decide its output.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub measure: Measure,
    pub threshold: f64,
    /// Chance with which the sketches must propose a pair at the threshold.
    pub recall: f64,
    pub keep: Keep,
    /// Inputs whose rows are known already: what is near to one of them goes.
    pub against: Vec<String>,
    /// All pairs by prefix filtering instead of sketches.
    pub exact: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            measure: Measure::Jaccard,
            threshold: 0.8,
            recall: 0.999,
            keep: Keep::default(),
            against: Vec::new(),
            exact: false,
        }
    }
}

impl Settings {
    /// Sketches estimate Jaccard alone; containment is joined exactly.
    #[must_use]
    pub fn needs_sets(&self) -> bool {
        self.exact || self.measure == Measure::Containment
    }
}
