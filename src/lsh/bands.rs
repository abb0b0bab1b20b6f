//! Bands and rows, solved from the threshold and the recall asked for.

use crate::sketch::LANES;

/// A signature is cut into `bands` bands of `rows` lanes; two articles that agree in a whole band are candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    pub bands: usize,
    pub rows: usize,
}

impl Bands {
    /// The most rows, and so the fewest false candidates, with which a pair at `threshold` is found with at least `recall`.
    ///
    /// The chance that a pair of Jaccard s meets in some band is 1 - (1 - s^rows)^bands (Leskovec, Rajaraman, Ullman: Mining of
    /// Massive Datasets, 3.4). Where not even one row reaches the recall, one row is used.
    #[must_use]
    pub fn solve(threshold: f64, recall: f64) -> Self {
        (1..=LANES)
            .rev()
            .map(|rows| Self { bands: LANES / rows, rows })
            .find(|bands| bands.chance(threshold) >= recall)
            .unwrap_or(Self { bands: LANES, rows: 1 })
    }

    /// The chance that a pair of this Jaccard becomes a candidate.
    #[must_use]
    pub fn chance(self, jaccard: f64) -> f64 {
        let exponent = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        1.0 - (1.0 - jaccard.powi(exponent(self.rows))).powi(exponent(self.bands))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_25_bands_of_5_rows() {
        let bands = Bands::solve(0.8, 0.999);
        assert_eq!(bands, Bands { bands: 25, rows: 5 });
        assert!(bands.chance(0.8) > 0.9999 && bands.chance(0.3) < 0.06);
    }

    #[test]
    fn a_low_threshold_still_gets_bands() {
        assert_eq!(Bands::solve(0.01, 0.999), Bands { bands: 128, rows: 1 });
        assert!(Bands::solve(1.0, 0.999).rows > 100);
    }
}
