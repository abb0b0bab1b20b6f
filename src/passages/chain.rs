//! Chains: common exact runs of two texts that follow each other in both.

/// Two runs further apart than this, in letters of either text, are not one passage.
pub const MAX_GAP_LETTERS: usize = 300;

/// Nor are two runs between which one text has this many letters more than the other: what was put in or left out ends a passage.
const MAX_SHIFT_LETTERS: usize = 120;

/// How many earlier runs a run may look back to; more only helps in texts made of repeats.
const LOOK_BACK: usize = 48;

/// An exact common run of letters: `len` letters from `a` in one text and from `b` in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    pub a: usize,
    pub b: usize,
    pub len: usize,
}

impl Run {
    pub const fn a_end(self) -> usize {
        self.a + self.len
    }

    pub const fn b_end(self) -> usize {
        self.b + self.len
    }
}

/// Runs that hits are looked for in as they come. Nearly all pairs have no more; of those that do, hits are sorted first.
const FEW_RUNS: usize = 8;

/// Grows seed hits (places of a seed in both texts) to maximal exact runs, each once, ordered by `a` then `b`.
///
/// Hits whose letters differ (a collision of hashes) give none. O(letters in runs + hits log hits).
pub fn maximal_runs(a: &[u8], b: &[u8], hits: impl IntoIterator<Item = (usize, usize)>) -> Vec<Run> {
    let grow = |(x, y): (usize, usize)| {
        let after = common_start(&a[x..], &b[y..]);
        let before = if after == 0 { 0 } else { common_end(&a[..x], &b[..y]) };
        (after > 0).then(|| Run { a: x - before, b: y - before, len: before + after })
    };
    let diagonal = |x: usize, y: usize| x.wrapping_sub(y);
    let holds = |run: &Run, (x, y): (usize, usize)| run.a <= x && x < run.a_end() && diagonal(run.a, run.b) == diagonal(x, y);
    let mut runs: Vec<Run> = Vec::new();
    let mut others: Vec<(usize, usize)> = Vec::new();
    for hit in hits {
        if runs.iter().rev().any(|run| holds(run, hit)) {
            continue;
        }
        if runs.len() < FEW_RUNS {
            runs.extend(grow(hit));
        } else {
            others.push(hit);
        }
    }
    // Along a diagonal one run covers the hits inside it.
    others.sort_unstable_by_key(|&(x, y)| (diagonal(x, y), x));
    let mut last: Option<Run> = None;
    for hit in others {
        if !last.is_some_and(|run| holds(&run, hit)) {
            let run = grow(hit);
            last = run.or(last);
            runs.extend(run);
        }
    }
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Bytes with which both begin, eight at a time.
pub(super) fn common_start(a: &[u8], b: &[u8]) -> usize {
    let (words_a, words_b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    let whole = 8 * words_a.iter().zip(words_b).take_while(|(p, q)| p == q).count();
    whole + a[whole..].iter().zip(&b[whole..]).take_while(|(p, q)| p == q).count()
}

/// Bytes with which both end, eight at a time.
pub(super) fn common_end(a: &[u8], b: &[u8]) -> usize {
    let (words_a, words_b) = (a.as_rchunks::<8>().1, b.as_rchunks::<8>().1);
    let whole = 8 * words_a.iter().rev().zip(words_b.iter().rev()).take_while(|(p, q)| p == q).count();
    let (a, b) = (&a[..a.len() - whole], &b[..b.len() - whole]);
    whole + a.iter().rev().zip(b.iter().rev()).take_while(|(p, q)| p == q).count()
}

/// Splits runs into chains in which both texts go forward, best chain first, each run in one chain at most.
///
/// A run's score is its letters, less a cost for what lies between it and the one before. Overlapping runs are cut so that the
/// chains hold each letter once. O(runs x [`LOOK_BACK`]).
pub fn chains(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut score: Vec<i64> = Vec::with_capacity(runs.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    for (i, run) in runs.iter().enumerate() {
        let (mut best, mut from) = (length(run.len), None);
        for j in (i.saturating_sub(LOOK_BACK)..i).rev() {
            if let Some(gain) = step(runs[j], *run) {
                let total = score[j] + gain;
                if total > best {
                    (best, from) = (total, Some(j));
                }
            }
        }
        score.push(best);
        before.push(from);
    }
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(score[i]), i));
    let mut used = vec![false; runs.len()];
    let mut found = Vec::new();
    for end in order {
        if used[end] {
            continue;
        }
        let mut chain = Vec::new();
        let mut at = Some(end);
        while let Some(i) = at {
            if used[i] {
                break;
            }
            used[i] = true;
            chain.push(runs[i]);
            at = before[i];
        }
        chain.reverse();
        found.push(without_overlap(&chain));
    }
    found
}

/// Whether no run can follow another in a chain, as far as [`chains`] looks.
pub fn are_apart(runs: &[Run]) -> bool {
    runs.iter().enumerate().all(|(i, to)| runs[i.saturating_sub(LOOK_BACK)..i].iter().all(|&from| step(from, *to).is_none()))
}

fn length(letters: usize) -> i64 {
    i64::try_from(letters).unwrap_or(i64::MAX / 4)
}

/// What following `from` with `to` adds, if both texts go forward and neither gap is too wide.
fn step(from: Run, to: Run) -> Option<i64> {
    if to.a <= from.a || to.b <= from.b || to.a_end() <= from.a_end() || to.b_end() <= from.b_end() {
        return None;
    }
    let overlap = from.a_end().saturating_sub(to.a).max(from.b_end().saturating_sub(to.b));
    let gap_a = to.a.saturating_sub(from.a_end());
    let gap_b = to.b.saturating_sub(from.b_end());
    if gap_a.max(gap_b) > MAX_GAP_LETTERS || gap_a.abs_diff(gap_b) > MAX_SHIFT_LETTERS || overlap >= to.len {
        return None;
    }
    let shift = length(gap_a.abs_diff(gap_b) + overlap);
    Some(length(to.len - overlap) - shift / 4 - length(gap_a.min(gap_b)) / 16)
}

/// Cuts the start of each run that reaches into the one before it.
fn without_overlap(chain: &[Run]) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::with_capacity(chain.len());
    for &run in chain {
        let cut = out.last().map_or(0, |last| last.a_end().saturating_sub(run.a).max(last.b_end().saturating_sub(run.b)));
        if cut < run.len {
            out.push(Run { a: run.a + cut, b: run.b + cut, len: run.len - cut });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn common_ends_are_counted_as_byte_by_byte(a in "[ab]{0,40}", b in "[ab]{0,40}", shared in "[abc]{0,40}") {
            let naive = |x: &[u8], y: &[u8]| x.iter().zip(y).take_while(|(p, q)| p == q).count();
            for (a, b) in [(a.clone(), b.clone()), (shared.clone() + &a, shared.clone() + &b), (a + &shared, b + &shared)] {
                let (a, b) = (a.into_bytes(), b.into_bytes());
                prop_assert_eq!(common_start(&a, &b), naive(&a, &b));
                let turned = |x: &[u8]| x.iter().rev().copied().collect::<Vec<u8>>();
                prop_assert_eq!(common_end(&a, &b), naive(&turned(&a), &turned(&b)));
            }
        }
    }

    proptest! {
        /// However many runs there are and in whatever order their hits come.
        #[test]
        fn runs_are_all_that_hold_a_hit(a in "[ab]{1,90}", b in "[ab]{1,90}", hits in prop::collection::vec((0usize..90, 0usize..90), 0..60)) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            let hits: Vec<(usize, usize)> = hits.into_iter().map(|(x, y)| (x % a.len(), y % b.len())).collect();
            let mut want: Vec<Run> = hits.iter().filter(|&&(x, y)| a[x] == b[y]).map(|&(x, y)| {
                let before = (1..=x.min(y)).take_while(|k| a[x - k] == b[y - k]).count();
                let after = a[x..].iter().zip(&b[y..]).take_while(|(p, q)| p == q).count();
                Run { a: x - before, b: y - before, len: before + after }
            }).collect();
            want.sort_unstable();
            want.dedup();
            prop_assert_eq!(maximal_runs(a, b, hits.iter().copied()), want);
        }
    }

    #[test]
    fn hits_on_one_diagonal_are_one_run() {
        let (a, b) = (b"xxthequickbrownfox", b"thequickbrowndog");
        let runs = maximal_runs(a, b, [(5, 3), (2, 0), (9, 7)]);
        assert_eq!(runs, [Run { a: 2, b: 0, len: 13 }]);
    }

    #[test]
    fn a_chain_goes_forward_in_both_texts() {
        let runs = [Run { a: 0, b: 100, len: 30 }, Run { a: 40, b: 0, len: 30 }, Run { a: 80, b: 40, len: 30 }];
        let chains = chains(&runs);
        assert_eq!(chains.len(), 2);
        assert_eq!(chains[0], [runs[1], runs[2]]);
        assert_eq!(chains[1], [runs[0]]);
    }

    #[test]
    fn runs_far_apart_are_chains_of_their_own() {
        let runs = [Run { a: 0, b: 0, len: 30 }, Run { a: 31 + MAX_GAP_LETTERS, b: 31, len: 30 }];
        assert_eq!(chains(&runs).len(), 2);
    }
}
