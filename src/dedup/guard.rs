//! The guard against losing a source: a dump whose outlet prints one template around many stories must not vanish without a word.

use std::collections::BTreeMap;

use super::outcome::{Fate, Status};
use super::rows::Row;

/// Fewer rows than this are no source to speak of.
const MIN_ROWS: u64 = 20;

/// A source may lose this share of its rows to near-duplicates of other texts; exact copies do not count.
const MAX_SHARE: f64 = 0.5;

/// A source that would lose most of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The outlet, or the input where rows name none.
    pub source: String,
    pub rows: u64,
    pub removed: u64,
}

impl Loss {
    #[must_use]
    pub fn share(&self) -> f64 {
        self.removed as f64 / self.rows as f64
    }
}

/// The sources that would lose more than they may, by name.
pub(super) fn losses(rows: &[Row], fates: &[Fate]) -> Vec<Loss> {
    let mut sources: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (row, fate) in rows.iter().zip(fates) {
        let counts = sources.entry(row.outlet.as_deref().unwrap_or(&*row.source_file)).or_default();
        counts.0 += 1;
        counts.1 += u64::from(fate.status == Status::RemovedNear);
    }
    sources
        .into_iter()
        .map(|(source, (rows, removed))| Loss { source: source.to_owned(), rows, removed })
        .filter(|loss| loss.rows >= MIN_ROWS && loss.share() > MAX_SHARE)
        .collect()
}
