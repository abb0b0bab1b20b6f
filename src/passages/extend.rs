//! Extension: how far beyond a run two texts go on alike.
//!
//! A gapped extension that stops when its score falls [`DROP`] below the best of the rows so far (X-drop: Zhang, Schwartz, Wagner, Miller
//! 2000). It is where the most cells of a scan are filled, so a row is computed in vectors of 16-bit lanes ([`avx2`]), and elsewhere in loops
//! that become vectors: what comes from the row above first, then what comes from the left in one pass, then where each cell came from.

#[cfg(target_arch = "x86_64")]
mod avx2;

use super::align::{DIAGONAL, FROM_A, FROM_B, GAP, MATCH, MISMATCH, matches};
use super::chain::Run;
use crate::text::Level;

/// How far a score may fall before an extension gives up: ten changed letters and as many missing ones in a row.
const DROP: i16 = 60;

/// Letters that one extension may cover, and cells that it may fill. What is beyond is found from its own seeds. The scores of so many
/// letters fit 16 bits.
const MAX_EXTENSION: usize = 1500;
const MAX_CELLS: usize = 1 << 20;

/// Less than any score, with room below it for the steps of one row.
const UNREACHED: i16 = i16::MIN / 2;

/// One of two texts as an extension reads it: from a corner on, or back from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'t> {
    letters: &'t [u8],
    back: bool,
}

impl<'t> Side<'t> {
    /// At most [`MAX_EXTENSION`] letters of those after the corner.
    pub fn forward(letters: &'t [u8]) -> Self {
        Self { letters: &letters[..letters.len().min(MAX_EXTENSION)], back: false }
    }

    /// At most [`MAX_EXTENSION`] letters of those before the corner, the last first.
    pub fn back(letters: &'t [u8]) -> Self {
        Self { letters: &letters[letters.len().saturating_sub(MAX_EXTENSION)..], back: true }
    }

    const fn len(self) -> usize {
        self.letters.len()
    }

    /// The letter of row or column `i`; there is none for the first.
    const fn letter(self, i: usize) -> u8 {
        self.letters[if self.back { self.letters.len() - i } else { i - 1 }]
    }

    /// Appends letters until `out` has those of so many columns; behind the last letter stand zeros.
    #[inline]
    fn letters_to(self, columns: usize, out: &mut Vec<i16>) {
        if out.len() >= columns {
            return;
        }
        let (from, to) = (out.len() - 1, (columns + MORE_LETTERS).min(self.len()));
        if from < to && self.back {
            let own = &self.letters[self.len() - to..self.len() - from];
            out.extend(own.iter().rev().map(|&letter| i16::from(letter)));
        } else if from < to {
            out.extend(self.letters[from..to].iter().map(|&letter| i16::from(letter)));
        }
        if out.len() < columns {
            out.resize(columns, 0);
        }
    }
}

/// Letters that are made ready at once beyond those that are needed: most extensions end soon.
const MORE_LETTERS: usize = 128;

/// The best cell of an extension so far.
#[derive(Debug, Clone, Copy)]
struct Best {
    score: i16,
    at: (usize, usize),
}

/// Memory that extensions share.
#[derive(Debug, Default)]
pub(super) struct Extender {
    plain: Plain,
    #[cfg(target_arch = "x86_64")]
    wide: avx2::Wide,
}

impl Extender {
    /// Extends from a corner as far as the score carries. Gives the runs of matching letters of the best extension, the one nearest to the
    /// corner last; their places are counted from the corner.
    pub fn extend(&mut self, a: Side<'_>, b: Side<'_>) -> Vec<Run> {
        self.on_level(a, b, Level::best())
    }

    fn on_level(&mut self, a: Side<'_>, b: Side<'_>, level: Level) -> Vec<Run> {
        let same = |i: usize, j: usize| a.letter(i) == b.letter(j);
        match level {
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 | Level::Avx512 => {
                // SAFETY: a level is only ever chosen where its features were seen.
                let best = unsafe { self.wide.fill(a, b) };
                matches(best, same, |i, j| self.wide.step(i, j))
            }
            Level::Scalar => {
                let best = self.plain.fill(a, b);
                matches(best, same, |i, j| self.plain.step(i, j))
            }
        }
    }
}

/// Cells in loops that any processor runs.
#[derive(Debug, Default)]
struct Plain {
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

impl Plain {
    /// Where the score of a cell came from.
    fn step(&self, i: usize, j: usize) -> u8 {
        let (low, at) = self.rows[i];
        self.steps[at + j - low]
    }

    /// Fills rows as far as they live; gives the best cell.
    fn fill(&mut self, a: Side<'_>, b: Side<'_>) -> (usize, usize) {
        self.steps.clear();
        self.rows.clear();
        self.letters.clear();
        self.letters.push(0);
        b.letters_to(b.len() + 1, &mut self.letters);
        let mut best = Best { score: 0, at: (0, 0) };
        // Row 0: only letters of b so far.
        let mut low = 0usize;
        let reach = usize::try_from(DROP / -GAP).unwrap_or(0).min(b.len());
        self.previous.clear();
        self.previous.push(UNREACHED);
        self.previous.extend((0i16..).take(reach + 1).map(|j| j * GAP));
        self.rows.push((0, 0));
        self.steps.resize(reach + 1, FROM_B);
        for i in 1..=a.len() {
            let row_at = self.steps.len();
            let Some((first, last)) = self.row(i, i16::from(a.letter(i)), low, &mut best) else { break };
            // The next row starts below the first living cell and ends behind the last.
            self.previous.clear();
            self.previous.push(UNREACHED);
            self.previous.extend_from_slice(&self.current[first..=last]);
            self.rows.push((low, row_at));
            low += first;
            if self.steps.len() > MAX_CELLS {
                break;
            }
        }
        best.at
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
    fn naive_extend(a: &[u8], b: &[u8]) -> Vec<Run> {
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
        matches(best_at, |i, j| a[i - 1] == b[j - 1], |i, j| cells[i][j].1)
    }

    fn turned(letters: &[u8]) -> Vec<u8> {
        letters.iter().rev().copied().collect()
    }

    /// All levels, in both directions, are as the whole matrix.
    fn check(extender: &mut Extender, a: &[u8], b: &[u8]) {
        let want = naive_extend(a, b);
        for level in Level::all() {
            let forward = extender.on_level(Side::forward(a), Side::forward(b), level);
            assert_eq!(forward, want, "{level:?}");
            let back = extender.on_level(Side::back(&turned(a)), Side::back(&turned(b)), level);
            assert_eq!(back, want, "{level:?}, back");
        }
    }

    proptest! {
        #[test]
        fn an_extension_is_the_best_of_all_cells(a in "[ab]{0,90}", b in "[ab]{0,90}", same in "[abcd]{0,90}") {
            let (a, b) = (same.clone() + &a + &same, same.clone() + &b + &same[same.len() / 2..]);
            check(&mut Extender::default(), a.as_bytes(), b.as_bytes());
        }

        /// Long copies with edits, and letters of several bytes.
        #[test]
        fn an_edited_copy_is_followed_to_its_end(
            same in "[a-fé東]{0,400}", edits in prop::collection::vec((0usize..400, "[a-fé]{0,9}"), 0..9), a in "[a-f]{0,80}", b in "[a-fß]{0,80}",
        ) {
            let mut other = same.clone();
            for (at, edit) in edits {
                let at = (0..=at.min(other.len())).rev().find(|&at| other.is_char_boundary(at)).unwrap_or(0);
                let end = (at..other.len()).find(|&end| end >= at + edit.len() / 2 && other.is_char_boundary(end)).unwrap_or(other.len());
                other.replace_range(at..end, &edit);
            }
            check(&mut Extender::default(), (same + &a).as_bytes(), (other + &b).as_bytes());
        }
    }

    #[test]
    fn an_extension_covers_a_bounded_number_of_letters() {
        let text = "harbour".repeat(1000);
        for level in Level::all() {
            let found = Extender::default().on_level(Side::forward(text.as_bytes()), Side::forward(text.as_bytes()), level);
            assert_eq!(found, [Run { a: 0, b: 0, len: MAX_EXTENSION }]);
        }
    }

    /// The memory of one extension must not show in the next.
    #[test]
    fn extensions_after_each_other_are_those_alone() {
        let long = "councilvotedtokeepthebridgeopen".repeat(9);
        let texts = ["thecouncilvotedtoclosethebridge", "thecounc1lvotedtoc1osethebridge", "the", "", &long, &long[7..]];
        let mut shared = Extender::default();
        for a in texts {
            for b in texts {
                check(&mut shared, a.as_bytes(), b.as_bytes());
            }
        }
    }
}
