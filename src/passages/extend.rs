//! Extension: how far beyond a run two texts go on alike.
//!
//! A gapped extension that stops when its score falls [`DROP`] below the best of the rows so far (X-drop: Zhang, Schwartz, Wagner, Miller
//! 2000). It is where the most cells of a scan are filled, so a row is computed in loops over 16-bit lanes that become vectors: what comes
//! from the row above first, then what comes from the left in one pass, then where each cell came from.

use super::align::{DIAGONAL, FROM_A, FROM_B, GAP, MATCH, MISMATCH, matches};

/// How far a score may fall before an extension gives up: ten changed letters and as many missing ones in a row.
pub(super) const DROP: i16 = 60;

/// Letters that one extension may cover, and cells that it may fill. What is beyond is found from its own seeds. The scores of so many
/// letters fit 16 bits.
pub(super) const MAX_EXTENSION: usize = 1500;
const MAX_CELLS: usize = 1 << 20;

/// Less than any score, with room below it for the steps of one row.
const UNREACHED: i16 = i16::MIN / 2;

/// Memory that extensions share.
#[derive(Debug, Default)]
pub(super) struct Extender {
    /// Cells of the row before and of this one; `previous` with one more before the first.
    previous: Vec<i16>,
    current: Vec<i16>,
    /// What each cell of this row would have from its diagonal.
    diagonal: Vec<i16>,
    /// The letters of b, the one of column j at j.
    letters: Vec<i16>,
    steps: Vec<u8>,
    /// First column and place in `steps` of each row.
    rows: Vec<(usize, usize)>,
}

/// The best cell of an extension so far.
#[derive(Debug, Clone, Copy)]
struct Best {
    score: i16,
    at: (usize, usize),
}

impl Extender {
    /// Extends from a corner as far as the score carries. Gives the matching pairs of the best extension, last first. Of texts of at most
    /// [`MAX_EXTENSION`] letters.
    pub fn extend(&mut self, a: &[u8], b: &[u8]) -> Vec<(usize, usize)> {
        debug_assert!(a.len().max(b.len()) <= MAX_EXTENSION, "scores fit 16 bits");
        self.steps.clear();
        self.rows.clear();
        self.letters.clear();
        self.letters.push(0);
        self.letters.extend(b.iter().map(|&letter| i16::from(letter)));
        let mut best = Best { score: 0, at: (0, 0) };
        // Row 0: only letters of b so far.
        let mut low = 0usize;
        let reach = usize::try_from(DROP / -GAP).unwrap_or(0).min(b.len());
        self.previous.clear();
        self.previous.push(UNREACHED);
        self.previous.extend((0i16..).take(reach + 1).map(|j| j * GAP));
        self.rows.push((0, 0));
        self.steps.resize(reach + 1, FROM_B);
        for (i, &x) in (1..).zip(a) {
            let row_at = self.steps.len();
            let Some((first, last)) = self.row(i, i16::from(x), low, &mut best) else { break };
            // The next row starts below the first living cell and ends behind the last.
            self.previous.clear();
            self.previous.push(UNREACHED);
            self.previous.extend_from_slice(&self.current[first..=last]);
            self.rows.push((low + first, row_at + first));
            low += first;
            if self.steps.len() > MAX_CELLS {
                break;
            }
        }
        matches(a, b, best.at, |i, j| {
            let (low, at) = self.rows[i];
            self.steps[at + j - low]
        })
    }

    /// One row, from column `low` on: below every cell of the row before, and further while it lives. Gives the first and the last living
    /// cell, counted from `low`.
    fn row(&mut self, i: usize, x: i16, low: usize, best: &mut Best) -> Option<(usize, usize)> {
        let width = self.previous.len() - 1;
        let (before, above) = (&self.previous[..width], &self.previous[1..]);
        let letters = &self.letters[low..low + width];
        self.diagonal.resize(width.max(self.diagonal.len()), UNREACHED);
        self.current.resize(width, UNREACHED);
        let (diagonal, current) = (&mut self.diagonal[..width], &mut self.current[..width]);
        for k in 0..width {
            diagonal[k] = before[k] + if letters[k] == x { MATCH } else { MISMATCH };
            current[k] = diagonal[k].max(above[k] + GAP);
        }
        let mut left = UNREACHED;
        for cell in current.iter_mut() {
            left = (*cell).max(left + GAP);
            *cell = left;
        }
        let steps_at = self.steps.len();
        self.steps.resize(steps_at + width, FROM_B);
        let steps = &mut self.steps[steps_at..];
        for k in 0..width {
            let other = if current[k] == above[k] + GAP { FROM_A } else { FROM_B };
            steps[k] = if current[k] == diagonal[k] { DIAGONAL } else { other };
        }
        let mut highest = current.iter().copied().fold(UNREACHED, i16::max);
        // Behind the last cell of the row before.
        let mut across = self.previous[width];
        for &letter in &self.letters[low + width..] {
            let from_before = across + if letter == x { MATCH } else { MISMATCH };
            let score = from_before.max(left + GAP);
            if score < best.score.max(highest) - DROP {
                break;
            }
            self.steps.push(if score == from_before { DIAGONAL } else { FROM_B });
            self.current.push(score);
            highest = highest.max(score);
            (across, left) = (UNREACHED, score);
        }
        if highest > best.score {
            let at = self.current.iter().position(|&cell| cell == highest)?;
            *best = Best { score: highest, at: (i, low + at) };
        }
        let floor = best.score - DROP;
        for cell in &mut self.current {
            *cell = if *cell < floor { UNREACHED } else { *cell };
        }
        let lives = |&cell: &i16| cell != UNREACHED;
        Some((self.current.iter().position(lives)?, self.current.iter().rposition(lives)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As [`Extender::extend`], with every cell of the matrix.
    fn naive_extend(a: &[u8], b: &[u8]) -> Vec<(usize, usize)> {
        let mut cells = vec![vec![(UNREACHED, DIAGONAL); b.len() + 1]; a.len() + 1];
        let (mut best, mut best_at) = (0, (0, 0));
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let diagonal = if i > 0 && j > 0 {
                    cells[i - 1][j - 1].0 + if a[i - 1] == b[j - 1] { MATCH } else { MISMATCH }
                } else {
                    UNREACHED
                };
                let above = if i > 0 { cells[i - 1][j].0 + GAP } else { UNREACHED };
                let left = if j > 0 { cells[i][j - 1].0 + GAP } else { UNREACHED };
                let score = if (i, j) == (0, 0) { 0 } else { diagonal.max(above).max(left) };
                let step = if score == diagonal {
                    DIAGONAL
                } else if score == above {
                    FROM_A
                } else {
                    FROM_B
                };
                cells[i][j] = (score, step);
                if score > best {
                    (best, best_at) = (score, (i, j));
                }
            }
            for cell in &mut cells[i] {
                if cell.0 < best - DROP {
                    cell.0 = UNREACHED;
                }
            }
        }
        matches(a, b, best_at, |i, j| cells[i][j].1)
    }

    proptest! {
        #[test]
        fn an_extension_is_the_best_of_all_cells(a in "[ab]{0,90}", b in "[ab]{0,90}", same in "[abcd]{0,90}") {
            let (a, b) = (same.clone() + &a + &same, same.clone() + &b + &same[same.len() / 2..]);
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(Extender::default().extend(a, b), naive_extend(a, b));
        }
    }

    /// The memory of one extension must not show in the next.
    #[test]
    fn extensions_after_each_other_are_those_alone() {
        let texts =
            ["thecouncilvotedtoclosethebridge", "thecounc1lvotedtoc1osethebridge", "the", "", "councilvotedtokeepthebridgeopen"];
        let mut shared = Extender::default();
        for a in texts {
            for b in texts {
                assert_eq!(
                    shared.extend(a.as_bytes(), b.as_bytes()),
                    Extender::default().extend(a.as_bytes(), b.as_bytes()),
                    "{a} {b}"
                );
            }
        }
    }
}
