//! Who is kept: the order of rows that a policy gives, and the sentence that says why one row comes before another.

use std::cmp::Reverse;

use super::rows::Row;
use super::settings::Keep;
use crate::article::Micros;

/// What ranks a row beside itself.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Standing {
    /// Its row is of the inputs that are known already.
    pub(super) is_known: bool,
    /// Place of its input in the order of the arguments.
    pub(super) input: usize,
    /// Its number in the column of [`Keep::Best`].
    pub(super) score: Option<f64>,
}

/// The standings of all rows, in the order of the rows.
#[derive(Debug)]
pub(super) struct Standings {
    /// Rows of the inputs; those behind are known already.
    own: usize,
    /// For each row the place of its input, where the policy asks for it.
    inputs: Vec<u32>,
    /// For each row its number in the column of the policy, where it has one.
    scores: Vec<Option<f64>>,
}

impl Standings {
    pub(super) const fn new(own: usize, inputs: Vec<u32>, scores: Vec<Option<f64>>) -> Self {
        Self { own, inputs, scores }
    }

    pub(super) const fn is_known(&self, row: u32) -> bool {
        row as usize >= self.own
    }

    pub(super) fn of(&self, row: u32) -> Standing {
        let input = self.inputs.get(row as usize).map_or(usize::MAX, |&input| input as usize);
        let score = self.scores.get(row as usize).copied().flatten();
        Standing { is_known: self.is_known(row), input, score }
    }
}

/// The rule that decided, by name, and the sentence that says how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Why {
    pub(super) rule: &'static str,
    pub(super) reason: String,
}

/// A row's place in the order of survival, as numbers: rows of the known corpus first, then by the policy, then dated before undated, the
/// one known to be earliest, the longest. Ids decide the rest; rows are sorted by them already.
pub(super) type Rank = (bool, (u64, u64), (bool, i64, i64), Reverse<u32>);

/// See [`Rank`].
pub(super) fn rank(keep: &Keep, row: &Row, standing: Standing) -> Rank {
    (!standing.is_known, policy(keep, row, standing), row.dates.standing(), Reverse(row.bytes))
}

/// What a policy wants, the smaller the better.
fn policy(keep: &Keep, row: &Row, standing: Standing) -> (u64, u64) {
    match keep {
        Keep::Earliest => (0, 0),
        Keep::Longest => (!u64::from(row.bytes), 0),
        Keep::First => (standing.input as u64, row.source_pos),
        Keep::Outlet(name) => (u64::from(row.outlet.as_deref() != Some(name.as_str())), 0),
        Keep::Best(_) => standing.score.map_or((1, 0), |score| (0, !ascending(score))),
    }
}

/// The bits of a number in the order of `f64::total_cmp`.
const fn ascending(score: f64) -> u64 {
    let bits = score.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Why `kept` comes before `removed`.
pub(super) fn why(keep: &Keep, kept: (&Row, Standing), removed: (&Row, Standing)) -> Why {
    let id = &kept.0.id;
    let why = |rule, reason: String| Why { rule, reason };
    if kept.1.is_known {
        return why("against", format!("{id} stands in the corpus given by --against"));
    }
    if policy(keep, kept.0, kept.1) < policy(keep, removed.0, removed.1) {
        match keep {
            Keep::Longest => return why("longest", format!("{id} is longer by {} bytes", kept.0.bytes - removed.0.bytes)),
            Keep::First => return why("first", format!("{id} comes first in the input")),
            Keep::Outlet(name) => return why("outlet", format!("{id} is of the outlet {name}")),
            Keep::Best(column) => {
                let number = |score: Option<f64>| score.map_or_else(|| "none".to_owned(), |score| score.to_string());
                let (kept, removed) = (number(kept.1.score), number(removed.1.score));
                return why("best", format!("{id} has {column} {kept}, this row {removed}"));
            }
            Keep::Earliest => {}
        }
    }
    let (one, two) = (kept.0.dates, removed.0.dates);
    let same = (one.latest(), one.earliest()) == (two.latest(), two.earliest());
    match (one.at(), two.at()) {
        (Some(_), None) => return why("earliest", format!("{id} is dated and this row is not")),
        (Some(x), Some(y)) if !same => {
            let apart = one.latest().zip(two.earliest()).is_some_and(|(end, start)| end <= start);
            let reason = if apart {
                format!("{id} published {} earlier", lag(y.0 - x.0))
            } else if x == y {
                format!("{id} has the more exact date")
            } else {
                format!("{id} has the earlier date; the two are too inexact to be sure")
            };
            return why("earliest", reason);
        }
        _ if !same => {
            return why("earliest", format!("neither is dated, and {id} comes first by what is known of its date"));
        }
        _ => {}
    }
    if kept.0.bytes > removed.0.bytes {
        return why(
            "longest",
            format!("no date tells them apart, and {id} is longer by {} bytes", kept.0.bytes - removed.0.bytes),
        );
    }
    why("smaller_id", format!("neither date nor length tells them apart, and {id} is the smaller id"))
}

/// A time span in its two largest units.
fn lag(micros: i64) -> String {
    let units = [(Micros::DAY, "d"), (Micros::HOUR, "h"), (Micros::MINUTE, "min"), (Micros::SECOND, "s")];
    let Some(first) = units.iter().position(|&(unit, _)| micros >= unit) else { return "less than a second".to_owned() };
    let (unit, name) = units[first];
    let said = format!("{} {name}", micros / unit);
    if let Some(&(smaller, name)) = units.get(first + 1)
        && micros % unit >= smaller
    {
        return format!("{said} {} {name}", micros % unit / smaller);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_are_said_in_two_units() {
        assert_eq!(lag(3 * Micros::HOUR + 12 * Micros::MINUTE + 5 * Micros::SECOND), "3 h 12 min");
        assert_eq!(lag(2 * Micros::DAY), "2 d");
        assert_eq!(lag(10), "less than a second");
    }
}
