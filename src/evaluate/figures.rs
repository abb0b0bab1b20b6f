//! The figures of a score: names and values in a fixed order, and the bounds that a user sets to them.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// Named values. A name is given once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures(Vec<(String, Figure)>);

/// A share, or a number of things.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    Share(f64),
    Count(usize),
}

impl Figure {
    #[must_use]
    pub const fn value(self) -> f64 {
        match self {
            Self::Share(share) => share,
            Self::Count(n) => n as f64,
        }
    }
}

impl Figures {
    pub(super) fn set(&mut self, name: impl Into<String>, value: f64) {
        self.0.push((name.into(), Figure::Share(value)));
    }

    pub(super) fn count(&mut self, name: impl Into<String>, n: usize) {
        self.0.push((name.into(), Figure::Count(n)));
    }

    /// Precision, recall and F1 of counts, as `NAME_p`, `NAME_r` and `NAME_f1`.
    pub(super) fn prf(&mut self, name: &str, hit: usize, predicted: usize, gold: usize) {
        self.set(format!("{name}_p"), ratio(hit, predicted));
        self.set(format!("{name}_r"), ratio(hit, gold));
        self.set(format!("{name}_f1"), ratio(2 * hit, predicted + gold));
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, figure)| figure.value())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, Figure)> {
        self.0.iter().map(|(name, figure)| (name.as_str(), *figure))
    }

    /// The bounds that are not kept, each in words.
    ///
    /// # Errors
    /// The first name that is no figure of this score.
    pub fn missed(&self, need: &[(String, f64)], most: &[(String, f64)]) -> Result<Vec<String>, String> {
        let mut missed = Vec::new();
        for (bounds, is_need) in [(need, true), (most, false)] {
            for (name, bound) in bounds {
                let figure = self.0.iter().find(|(known, _)| known == name).ok_or_else(|| name.clone())?.1;
                let value = figure.value();
                if is_need && value < *bound {
                    missed.push(format!("{name} is {figure}, and {bound} is needed"));
                } else if !is_need && value > *bound {
                    missed.push(format!("{name} is {figure}, and {bound} is the most"));
                }
            }
        }
        Ok(missed)
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, figure) in &self.0 {
            match figure {
                Figure::Share(share) => map.serialize_entry(name, share)?,
                Figure::Count(n) => map.serialize_entry(name, n)?,
            }
        }
        map.end()
    }
}

impl fmt::Display for Figure {
    /// A count whole, a share with four digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => write!(f, "{share:.4}"),
            Self::Count(n) => write!(f, "{n}"),
        }
    }
}

/// A share of counts; of nothing it is 0.
pub(super) fn ratio(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

/// The mean of some values; of none it is 0.
pub(super) fn mean(values: &[f64]) -> f64 {
    // The sum of nothing is minus nothing in floating point.
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The harmonic mean of precision and recall.
pub(super) fn f1(p: f64, r: f64) -> f64 {
    2.0 * p * r / (p + r).max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_told_in_words_and_unknown_names_are_errors() {
        let mut figures = Figures::default();
        figures.prf("edge", 1, 2, 4);
        figures.count("edge_common_origin", 3);
        let bound = |name: &str, value| (name.to_owned(), value);
        assert_eq!(figures.missed(&[bound("edge_p", 0.5)], &[]), Ok(vec![]));
        let missed = figures.missed(&[bound("edge_r", 0.5)], &[bound("edge_common_origin", 0.0)]).expect("known names");
        assert_eq!(missed, ["edge_r is 0.2500, and 0.5 is needed", "edge_common_origin is 3, and 0 is the most"]);
        assert_eq!(figures.missed(&[bound("edge", 0.5)], &[]), Err("edge".to_owned()));
        let third = serde_json::to_string(&figures).expect("JSON");
        assert!(third.starts_with("{\"edge_p\":0.5,\"edge_r\":0.25,"), "{third}");
    }
}
