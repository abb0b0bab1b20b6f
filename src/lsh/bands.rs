//! Bands and rows, solved from the threshold and the recall asked for.

use std::ops::Range;

use crate::sketch::{EMPTY, GROUP_LANES, LANES, Signature};

/// A signature is cut into `bands` bands of `rows` lanes; two articles that agree in a whole band are candidates.
///
/// A band of few rows lies within the lanes of one part of the shingles (see [`crate::sketch::signature`]): where that part happens to be
/// shared, all its bands are, so pairs that differ in little meet the more surely the fewer shingles they have.
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
            .map(Self::of_rows)
            .find(|bands| bands.chance(threshold) >= recall)
            .unwrap_or(Self { bands: LANES, rows: 1 })
    }

    fn of_rows(rows: usize) -> Self {
        let bands = if rows <= GROUP_LANES { LANES / GROUP_LANES * (GROUP_LANES / rows) } else { LANES / rows };
        Self { bands, rows }
    }

    /// The lanes of one band.
    #[must_use]
    pub fn lanes(self, band: usize) -> Range<usize> {
        let start = if self.rows <= GROUP_LANES {
            let in_group = GROUP_LANES / self.rows;
            band / in_group * GROUP_LANES + band % in_group * self.rows
        } else {
            band * self.rows
        };
        start..start + self.rows
    }

    /// The values of one band; `None` where no shingle fell into it, which is no agreement.
    #[must_use]
    pub fn of(self, signature: &Signature, band: usize) -> Option<&[u32]> {
        let values = &signature[self.lanes(band)];
        values.iter().any(|&value| value != EMPTY).then_some(values)
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
    use crate::sketch::signature;

    #[test]
    fn the_default_is_24_bands_of_5_rows() {
        let bands = Bands::solve(0.8, 0.999);
        assert_eq!(bands, Bands { bands: 24, rows: 5 });
        assert!(bands.chance(0.8) > 0.9999 && bands.chance(0.3) < 0.06);
    }

    #[test]
    fn bands_do_not_overlap_and_stay_within_the_signature() {
        for rows in 1..=LANES {
            let bands = Bands::of_rows(rows);
            let mut last = 0;
            for band in 0..bands.bands {
                let lanes = bands.lanes(band);
                assert!(lanes.start >= last && lanes.end <= LANES, "{rows} rows, band {band}");
                last = lanes.end;
            }
        }
    }

    /// Pairs of sets of every size at the threshold, and a little above it: of 2,000 each, none in a thousand may be missed.
    #[test]
    fn the_recall_asked_for_holds_for_short_and_long_texts() {
        let bands = Bands::solve(0.8, 0.999);
        for size in [5u64, 9, 14, 18, 27, 45, 90, 180, 450, 900] {
            // Two sets of `size` with Jaccard >= 0.8 share 8/9 of their elements, rounded up.
            let shared = (size * 8).div_ceil(9);
            let met = (0..2000u64)
                .filter(|round| {
                    let element = |i: u64| xxhash_rust::xxh3::xxh3_64_with_seed(&i.to_le_bytes(), round * 1000 + size);
                    let one = signature((0..size).map(element));
                    let two = signature((size - shared..2 * size - shared).map(element));
                    (0..bands.bands).any(|band| bands.of(&one, band).is_some() && bands.of(&one, band) == bands.of(&two, band))
                })
                .count();
            assert!(met >= 1998, "{size} shingles: {met} of 2000 pairs are candidates");
        }
    }

    #[test]
    fn a_low_threshold_still_gets_bands() {
        assert_eq!(Bands::solve(0.01, 0.999), Bands { bands: 128, rows: 1 });
        assert!(Bands::solve(1.0, 0.999).rows > 100);
    }
}
