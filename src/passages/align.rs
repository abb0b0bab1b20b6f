//! Alignment of letters: what lies between the runs of a chain, and how far beyond its ends the copying goes.
//!
//! A gapped extension beyond the ends ([`super::extend`]),
//! and a full alignment between runs. Letters, not words, so that broken words, typing errors and the errors of optical character
//! recognition cost what they change and no more.

use super::chain::Run;
use super::extend::{Extender, Side};
use super::letters::Spelled;
use super::subsequence::common_words;
use crate::text::{Level, Words};

pub(super) const MATCH: i16 = 2;
pub(super) const MISMATCH: i16 = -3;
pub(super) const GAP: i16 = -3;

/// Before an extension is tried, this many letters are compared at every shift up to [`PROBE_SHIFT`]; fewer than
/// [`PROBE_MATCHES`] equal ones at the best shift are what unrelated text has, and the copying ends here. Most common runs are stock
/// phrases: trying to extend them was a third of a scan's CPU.
const PROBE_LETTERS: usize = 32;
const PROBE_SHIFT: usize = 16;
const PROBE_MATCHES: u32 = 9;

/// Where one short run is all that two texts share, so many must be equal on one side of it. Of 51,000 such runs of news that the
/// former lets pass 35,000 have fewer, and 9 of these had a passage that was evident by itself.
const ALONE_MATCHES: u32 = 12;

/// Cells that one alignment may fill. What is beyond is found from its own seeds.
const MAX_CELLS: usize = 1 << 20;

/// Gaps of so many cells are aligned by letters alone; in wider ones common words come first, those of so many letters or in a row.
const NARROW_CELLS: usize = 1024;
const ANCHOR_LETTERS: usize = 5;

/// Where a cell's best score came from.
pub(super) const DIAGONAL: u8 = 0;
pub(super) const FROM_A: u8 = 1;
pub(super) const FROM_B: u8 = 2;

/// Memory that alignments share.
#[derive(Debug, Default)]
pub struct Aligner {
    previous: Vec<i32>,
    current: Vec<i32>,
    steps: Vec<u8>,
    /// For [`common_words`].
    lengths: Vec<u32>,
    extender: Extender,
}

impl Aligner {
    /// All exact runs of the best alignment through `chain`: its own, those in its gaps, and those beyond its ends.
    pub fn through(&mut self, of_a: &Words, of_b: &Words, chain: &[Run]) -> Vec<Run> {
        let (a, b) = (of_a.letters(), of_b.letters());
        let (Some(&first), Some(&last)) = (chain.first(), chain.last()) else { return Vec::new() };
        let mut runs = Vec::with_capacity(chain.len() * 2);
        for run in self.before(a, b, first) {
            push(&mut runs, first.a - run.a_end(), first.b - run.b_end(), run.len);
        }
        for (k, &run) in chain.iter().enumerate() {
            if k > 0 {
                self.across(of_a, of_b, chain[k - 1], run, &mut runs);
            }
            push(&mut runs, run.a, run.b, run.len);
        }
        for run in self.behind(a, b, last).iter().rev() {
            push(&mut runs, last.a_end() + run.a, last.b_end() + run.b, run.len);
        }
        runs
    }

    /// Letters that match in the best alignment through a run that stands alone.
    pub fn letters_around(&mut self, a: &[u8], b: &[u8], run: Run) -> usize {
        if goes_no_further((&a[..run.a], &b[..run.b]), (&a[run.a_end()..], &b[run.b_end()..])) {
            return run.len;
        }
        let count = |runs: &[Run]| runs.iter().map(|run| run.len).sum::<usize>();
        run.len + count(&self.before(a, b, run)) + count(&self.behind(a, b, run))
    }

    /// The runs before one, the first last, in letters back from its start.
    fn before(&mut self, a: &[u8], b: &[u8], run: Run) -> Vec<Run> {
        let (a, b) = (&a[..run.a], &b[..run.b]);
        if goes_back(a, b, PROBE_MATCHES) { self.extender.extend(Side::back(a), Side::back(b)) } else { Vec::new() }
    }

    /// The runs behind one, the last first, in letters from its end.
    fn behind(&mut self, a: &[u8], b: &[u8], run: Run) -> Vec<Run> {
        let (a, b) = (&a[run.a_end()..], &b[run.b_end()..]);
        if may_go_on(a, b, PROBE_MATCHES) { self.extender.extend(Side::forward(a), Side::forward(b)) } else { Vec::new() }
    }

    /// Appends the matches between two runs. Where a gap is wide, words that both texts have in it in one order are taken as they are, and
    /// letters are aligned between them: a few hundred cells instead of ten thousands.
    fn across(&mut self, a: &Words, b: &Words, from: Run, to: Run, runs: &mut Vec<Run>) {
        let (mut at_a, mut at_b) = (from.a_end(), from.b_end());
        let (gap_a, gap_b) = (to.a.saturating_sub(at_a), to.b.saturating_sub(at_b));
        if gap_a * gap_b > NARROW_CELLS {
            // Words that lie in the gap as a whole.
            let whole = |words: &Words, start: usize, end: usize| {
                let first = words.word_holding(start);
                let first = first + usize::from(words.letter(first) < start);
                (first, words.word_holding(end).max(first))
            };
            let (of_a, of_b) = (whole(a, at_a, to.a), whole(b, at_b, to.b));
            let (hashes_a, hashes_b) = (&a.hashes()[of_a.0..of_a.1], &b.hashes()[of_b.0..of_b.1]);
            let common = common_words(hashes_a, hashes_b, |i| a.folded(of_a.0 + i).len(), &mut self.lengths);
            for (k, &(i, j)) in common.pairs.iter().enumerate() {
                let follows = |other: Option<&(usize, usize)>, by: usize| {
                    other.is_some_and(|&(x, y)| x.abs_diff(i) == by && y.abs_diff(j) == by)
                };
                let in_a_row =
                    follows(k.checked_sub(1).and_then(|k| common.pairs.get(k)), 1) || follows(common.pairs.get(k + 1), 1);
                let (start_a, start_b) = (a.letter(of_a.0 + i), b.letter(of_b.0 + j));
                let size = a.folded(of_a.0 + i).len();
                // A short word by itself may stand anywhere.
                if size >= ANCHOR_LETTERS || in_a_row {
                    self.between(&a.letters()[at_a..start_a], &b.letters()[at_b..start_b], at_a, at_b, runs);
                    push(runs, start_a, start_b, size);
                    (at_a, at_b) = (start_a + size, start_b + size);
                }
            }
        }
        self.between(&a.letters()[at_a..to.a], &b.letters()[at_b..to.b], at_a, at_b, runs);
    }

    /// Aligns two whole stretches and appends their matches, shifted to where they stand.
    fn between(&mut self, a: &[u8], b: &[u8], at_a: usize, at_b: usize, runs: &mut Vec<Run>) {
        if a.is_empty() || b.is_empty() || a.len() * b.len() > MAX_CELLS {
            return;
        }
        let gap = i32::from(GAP);
        let width = b.len() + 1;
        self.steps.clear();
        self.steps.resize((a.len() + 1) * width, FROM_B);
        self.previous.clear();
        self.previous.extend((0i32..).take(width).map(|j| j * gap));
        for (i, &x) in a.iter().enumerate() {
            self.current.clear();
            self.current.push(self.previous[0] + gap);
            let row = (i + 1) * width;
            self.steps[row] = FROM_A;
            for (j, &y) in b.iter().enumerate() {
                let diagonal = self.previous[j] + i32::from(if x == y { MATCH } else { MISMATCH });
                let (score, step) = better(diagonal, self.previous[j + 1] + gap, self.current[j] + gap);
                self.current.push(score);
                self.steps[row + j + 1] = step;
            }
            std::mem::swap(&mut self.previous, &mut self.current);
        }
        let same = |i: usize, j: usize| a[i - 1] == b[j - 1];
        for run in matches((a.len(), b.len()), same, |i, j| self.steps[i * width + j]).iter().rev() {
            push(runs, at_a + run.a, at_b + run.b, run.len);
        }
    }
}

/// Whether two texts have little alike before a run that they share, and behind it.
pub(super) fn goes_no_further(before: (&[u8], &[u8]), behind: (&[u8], &[u8])) -> bool {
    !goes_back(before.0, before.1, ALONE_MATCHES) && !may_go_on(behind.0, behind.1, ALONE_MATCHES)
}

/// Whether of the first letters of two texts so many are equal, at some shift, that an extension has a chance. Short texts always have.
fn may_go_on(a: &[u8], b: &[u8], least: u32) -> bool {
    match (a.first_chunk(), b.first_chunk()) {
        (Some(a), Some(b)) => are_alike(a, b, 0, least, Level::best()),
        _ => !a.is_empty() && !b.is_empty(),
    }
}

/// As [`may_go_on`], of the last letters.
fn goes_back(a: &[u8], b: &[u8], least: u32) -> bool {
    match (a.last_chunk(), b.last_chunk()) {
        // It is the letters next to the run that stay in place while the others shift.
        (Some(a), Some(b)) => are_alike(a, b, PROBE_SHIFT, least, Level::best()),
        _ => !a.is_empty() && !b.is_empty(),
    }
}

type Probe = [u8; PROBE_LETTERS + PROBE_SHIFT];

/// Whether of the letters of one text from `at` on `least` are those of the other at some shift.
fn are_alike(a: &Probe, b: &Probe, at: usize, least: u32, level: Level) -> bool {
    match level {
        Level::Scalar => alike(a, b, at, least),
        // SAFETY: a level is only ever chosen where its features were seen.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 | Level::Avx512 => unsafe { alike_avx2(a, b, at, least) },
    }
}

fn alike(a: &Probe, b: &Probe, at: usize, least: u32) -> bool {
    let equal = |x: &[u8], y: &[u8]| x.iter().zip(y).take(PROBE_LETTERS).filter(|(p, q)| p == q).count();
    let enough = |x: &Probe, y: &Probe, shift: usize| equal(&x[at..], &y[shift..]) >= least as usize;
    (0..=PROBE_SHIFT).any(|shift| enough(a, b, shift) || enough(b, a, shift))
}

/// As [`alike`]: the letters of one shift are one vector, and each that is equal is a bit.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt")]
fn alike_avx2(a: &Probe, b: &Probe, at: usize, least: u32) -> bool {
    use std::arch::x86_64::{__m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8};
    const { assert!(PROBE_LETTERS == size_of::<__m256i>()) };
    let letters = |probe: &Probe, from: usize| {
        let letters: &[u8; PROBE_LETTERS] = probe[from..].first_chunk().expect("a shift leaves as many letters as are compared");
        // SAFETY: a vector is as wide as the letters are many (asserted above), and they need not be aligned.
        unsafe { _mm256_loadu_si256(letters.as_ptr().cast()) }
    };
    let (of_a, of_b) = (letters(a, at), letters(b, at));
    (0..=PROBE_SHIFT).any(|shift| {
        let equal = |x, y| _mm256_movemask_epi8(_mm256_cmpeq_epi8(x, y)).count_ones();
        equal(of_a, letters(b, shift)) >= least || equal(of_b, letters(a, shift)) >= least
    })
}

/// The runs of equal letters on the way back from a cell to the corner, the last first. `same` tells whether the letters of row `i` and column
/// `j` are equal, and `step` where a cell's score came from.
pub(super) fn matches(
    (mut i, mut j): (usize, usize),
    same: impl Fn(usize, usize) -> bool,
    step: impl Fn(usize, usize) -> u8,
) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    while i > 0 && j > 0 {
        match step(i, j) {
            DIAGONAL => {
                if same(i, j) {
                    match found.last_mut() {
                        Some(run) if (run.a, run.b) == (i, j) => (run.a, run.b, run.len) = (i - 1, j - 1, run.len + 1),
                        _ => found.push(Run { a: i - 1, b: j - 1, len: 1 }),
                    }
                }
                (i, j) = (i - 1, j - 1);
            }
            FROM_A => i -= 1,
            _ => j -= 1,
        }
    }
    found
}

/// The best of three, the diagonal first among equals.
fn better(diagonal: i32, from_a: i32, from_b: i32) -> (i32, u8) {
    let mut best = (diagonal, DIAGONAL);
    if from_a > best.0 {
        best = (from_a, FROM_A);
    }
    if from_b > best.0 {
        best = (from_b, FROM_B);
    }
    best
}

/// Appends a run, or lengthens the last one where they touch.
fn push(runs: &mut Vec<Run>, a: usize, b: usize, len: usize) {
    match runs.last_mut() {
        Some(last) if last.a_end() == a && last.b_end() == b => last.len += len,
        _ => runs.push(Run { a, b, len }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::passages::chain::maximal_runs;

    fn matched(a: &str, b: &str, seed: (usize, usize)) -> Vec<Run> {
        let runs = maximal_runs(a.as_bytes(), b.as_bytes(), [seed]);
        Aligner::default().through(&Words::of(a), &Words::of(b), &runs)
    }

    #[test]
    fn an_extension_passes_over_changed_letters() {
        let runs = matched("thecouncilvotedtoclosethebridge", "thecounc1lvotedtoc1osethebridge", (0, 0));
        assert_eq!(runs.iter().map(|run| run.len).sum::<usize>(), 29);
        assert_eq!((runs[0].a, runs.last().map(|run| run.a_end())), (0, Some(31)));
    }

    #[test]
    fn an_extension_stops_where_the_copying_stops() {
        let a = "thecouncilvotedtoclosethebridge".to_owned() + "zzqxjwvkzzqxjwvkzzqxjwvkzzqxjwvk";
        let b = "thecouncilvotedtoclosethebridge".to_owned() + "bnmlpoiubnmlpoiubnmlpoiubnmlpoiu";
        assert_eq!(matched(&a, &b, (0, 0)), [Run { a: 0, b: 0, len: 31 }]);
    }

    proptest! {
        #[test]
        fn every_level_sees_what_is_alike(a in prop::collection::vec(b'a'..b'e', 48), b in prop::collection::vec(b'a'..b'h', 48), least in 5u32..15) {
            let (a, b): (Probe, Probe) = (a.try_into().expect("a probe"), b.try_into().expect("a probe"));
            let naive = |back: bool| (0..=PROBE_SHIFT).any(|shift| {
                // Counted from the run.
                let letter = |x: &Probe, k: usize| x[if back { x.len() - 1 - k } else { k }];
                let equal = |x: &Probe, y: &Probe| (0..PROBE_LETTERS).filter(|&k| letter(x, k) == letter(y, shift + k)).count();
                equal(&a, &b).max(equal(&b, &a)) >= least as usize
            });
            for level in Level::all() {
                prop_assert_eq!(are_alike(&a, &b, 0, least, level), naive(false));
                prop_assert_eq!(are_alike(&a, &b, PROBE_SHIFT, least, level), naive(true));
            }
        }
    }

    proptest! {
        /// Whatever the texts, runs are equal letters, go forward, and hold the seed.
        #[test]
        fn runs_are_equal_and_in_order(a in "[abc]{1,60}", b in "[abc]{1,60}", x in 0usize..60, y in 0usize..60) {
            let (x, y) = (x % a.len(), y % b.len());
            let runs = matched(&a, &b, (x, y));
            prop_assert_eq!(runs.is_empty(), a.as_bytes()[x] != b.as_bytes()[y]);
            for run in &runs {
                prop_assert_eq!(&a[run.a..run.a_end()], &b[run.b..run.b_end()]);
            }
            for two in runs.windows(2) {
                prop_assert!(two[0].a_end() <= two[1].a && two[0].b_end() <= two[1].b);
            }
        }
    }
}
