//! What a scan can be told, with its defaults.

use super::audit::Audit;
use crate::article::Micros;
use crate::outlets::OutletTable;

/// Settings of a scan that decide its output. (Threads, memory and progress do not, and are not here.)
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Jaccard of sets of 5 consecutive words from which a pair is near.
    pub threshold: f64,
    /// Chance with which the sketches must propose a pair at the threshold.
    pub recall: f64,
    /// Words of the shortest common run that is looked at.
    pub min_words: u32,
    /// Only articles published at most this far apart are compared; microseconds.
    pub window: Option<i64>,
    /// Pairs of one outlet are not compared.
    pub across_outlets_only: bool,
    /// Lines that are boilerplate by the user's word.
    pub ignore: Option<String>,
    /// List runs without evidential weight, as families of kind `phrase`.
    pub phrases: bool,
    /// Who is held against whom, in an audit.
    pub audit: Option<Audit>,
    /// Outlets of the user's own.
    pub outlets: Option<OutletTable>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.8,
            recall: 0.999,
            min_words: 8,
            window: None,
            across_outlets_only: false,
            ignore: None,
            phrases: false,
            audit: None,
            outlets: None,
        }
    }
}

impl Settings {
    /// Whether the settings let two articles be compared at all.
    pub(super) fn compares(&self, a: Comparable, b: Comparable) -> bool {
        let outlets = !(self.across_outlets_only && a.outlet.is_some() && a.outlet == b.outlet);
        let times = match (self.window, a.at, b.at) {
            // What has no time cannot be ruled out by it.
            (Some(window), Some(x), Some(y)) => x.0.abs_diff(y.0) <= window.unsigned_abs(),
            _ => true,
        };
        outlets && times
    }
}

/// What of an article decides whether it is compared with another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparable {
    pub outlet: Option<u32>,
    pub at: Option<Micros>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undated_article_is_compared_whatever_the_window() {
        let settings = Settings { window: Some(Micros::DAY), across_outlets_only: true, ..Settings::default() };
        let article = |outlet, day: Option<i64>| Comparable { outlet: Some(outlet), at: day.map(|d| Micros(d * Micros::DAY)) };
        assert!(settings.compares(article(0, Some(1)), article(1, Some(2))));
        assert!(!settings.compares(article(0, Some(1)), article(1, Some(3))));
        assert!(settings.compares(article(0, Some(1)), article(1, None)));
        assert!(!settings.compares(article(0, Some(1)), article(0, Some(1))));
    }
}
