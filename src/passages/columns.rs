//! From runs of letters to columns of words: which word stands across from which, and the word edit script.

use super::chain::Run;
use super::letters::Spelled;
use crate::text::Words;

/// One step of a word edit script from text a to text b.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// The same word.
    Equal,
    /// One word stands for another.
    Changed,
    /// A word of a that b lacks.
    Deleted,
    /// A word of b that a lacks.
    Inserted,
}

impl Op {
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Equal => '=',
            Self::Changed => 'X',
            Self::Deleted => 'D',
            Self::Inserted => 'I',
        }
    }
}

/// A script seen from text b.
#[must_use]
pub fn turned(ops: &[(Op, u32)]) -> Ops {
    let seen = |op| match op {
        Op::Deleted => Op::Inserted,
        Op::Inserted => Op::Deleted,
        same => same,
    };
    ops.iter().map(|&(op, n)| (seen(op), n)).collect()
}

/// A word edit script, as runs of one step each.
pub type Ops = Vec<(Op, u32)>;

/// The share of a script's places where the words are the same.
#[must_use]
pub fn identity(ops: &[(Op, u32)]) -> f64 {
    let count = |equal: bool| ops.iter().filter(|(op, _)| !equal || *op == Op::Equal).map(|&(_, n)| f64::from(n)).sum::<f64>();
    count(true) / count(false).max(1.0)
}

/// The script as printed: `42= 1X 18= 3D`.
#[must_use]
pub fn cigar(ops: &[(Op, u32)]) -> String {
    let mut out = String::with_capacity(4 * ops.len());
    for &(op, count) in ops {
        if !out.is_empty() {
            out.push(' ');
        }
        // Most counts have one digit.
        match char::from_digit(count, 10) {
            Some(digit) => out.push(digit),
            None => out.push_str(&count.to_string()),
        }
        out.push(op.letter());
    }
    out
}

/// What stands across from what in one place of an alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub op: Op,
    /// Word of each text; the word before which it would stand where the text lacks it.
    pub a: u32,
    pub b: u32,
    /// Letters that both words have.
    pub letters: u32,
    /// Whether the two words are the same, or mostly the same letters (a typing error, a spelling, a broken word).
    pub close: bool,
}

impl Column {
    pub const fn in_a(self) -> bool {
        !matches!(self.op, Op::Inserted)
    }

    pub const fn in_b(self) -> bool {
        !matches!(self.op, Op::Deleted)
    }
}

/// The word columns of aligned letter runs, from the first pair of close words to the last.
pub(super) fn columns(a: &Words, b: &Words, runs: &[Run]) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::new();
    fragments(a, b, runs, |i, j, letters| {
        let (length_a, length_b) = (a.folded(i).len(), b.folded(j).len());
        // The letters of one word may have matched in part only, where a neighbour's fitted as well.
        let equal = length_a == length_b && (letters == length_a || a.folded(i) == b.folded(j));
        let letters = if equal { length_a } else { letters };
        if 2 * letters < length_a.max(length_b) {
            return;
        }
        let (i, j) = (to_u32(i), to_u32(j));
        if let Some(&last) = out.last() {
            if i <= last.a && last.in_a() || j <= last.b && last.in_b() {
                return;
            }
            let (next_a, next_b) = (last.a + u32::from(last.in_a()), last.b + u32::from(last.in_b()));
            if (next_a, next_b) != (i, j) {
                fill(&mut out, (a, b), (next_a, i), (next_b, j));
            }
        }
        let op = if equal { Op::Equal } else { Op::Changed };
        out.push(Column { op, a: i, b: j, letters: to_u32(letters), close: true });
    });
    out
}

/// Columns for the words of two stretches that no run joins: word for word first, then what one text lacks.
pub(super) fn fill(out: &mut Vec<Column>, (of_a, of_b): (&Words, &Words), a: (u32, u32), b: (u32, u32)) {
    let changed = (a.1 - a.0).min(b.1 - b.0);
    let column = |op, a, b| Column { op, a, b, letters: 0, close: false };
    out.extend((0..changed).map(|k| {
        let (i, j) = (a.0 + k, b.0 + k);
        let word = of_a.folded(i as usize);
        // A word too short to carry a run may stand across from itself.
        if word == of_b.folded(j as usize) {
            Column { op: Op::Equal, a: i, b: j, letters: to_u32(word.len()), close: true }
        } else {
            column(Op::Changed, i, j)
        }
    }));
    out.extend((a.0 + changed..a.1).map(|i| column(Op::Deleted, i, b.0 + changed)));
    out.extend((b.0 + changed..b.1).map(|j| column(Op::Inserted, a.0 + changed, j)));
}

/// The script of some columns.
pub(super) fn script(columns: &[Column]) -> Ops {
    let mut ops: Ops = Vec::new();
    for column in columns {
        match ops.last_mut() {
            Some((op, count)) if *op == column.op => *count += 1,
            _ => ops.push((column.op, 1)),
        }
    }
    ops
}

/// Tells pairs of words with the letters that the runs match between them, in order: (word of a, word of b, letters).
fn fragments(a: &Words, b: &Words, runs: &[Run], mut tell: impl FnMut(usize, usize, usize)) {
    let mut last: Option<(usize, usize, usize)> = None;
    let (mut i, mut j) = (0, 0);
    for run in runs {
        i = word_holding_from(a, i, run.a);
        j = word_holding_from(b, j, run.b);
        let mut done = 0;
        while done < run.len && i < a.len() && j < b.len() {
            let left_a = a.letter(i + 1) - (run.a + done);
            let left_b = b.letter(j + 1) - (run.b + done);
            let len = left_a.min(left_b).min(run.len - done);
            match &mut last {
                Some((x, y, letters)) if (*x, *y) == (i, j) => *letters += len,
                _ => {
                    if let Some((x, y, letters)) = last.replace((i, j, len)) {
                        tell(x, y, letters);
                    }
                }
            }
            done += len;
            i += usize::from(len == left_a);
            j += usize::from(len == left_b);
        }
    }
    if let Some((x, y, letters)) = last {
        tell(x, y, letters);
    }
}

/// As [`Spelled::word_holding`], of a letter that is in no word before `from`.
fn word_holding_from(words: &Words, from: usize, at: usize) -> usize {
    /// Words that are looked at one by one: runs lie close to each other.
    const NEAR: usize = 8;
    let near = (from..words.len().min(from + NEAR)).find(|&word| at < words.letter(word + 1));
    near.unwrap_or_else(|| words.word_holding(at))
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::passages::align::Aligner;
    use crate::passages::chain::{chains, maximal_runs};

    fn ops(a: &str, b: &str) -> String {
        let (a, b) = (Words::of(a), Words::of(b));
        let runs = maximal_runs(a.letters(), b.letters(), [(0, 0)]);
        let chain = chains(&runs).swap_remove(0);
        let runs = Aligner::default().through(&a, &b, &chain);
        cigar(&script(&columns(&a, &b, &runs)))
    }

    #[test]
    fn words_line_up_across_changes() {
        let a = "The council voted on Monday to close the old bridge for good, officials said";
        assert_eq!(ops(a, a), "14=");
        assert_eq!(ops(a, &a.replace("Monday", "Tuesday")), "4= 1X 9=");
        assert_eq!(ops(a, &a.replace("old ", "")), "8= 1D 5=");
        assert_eq!(ops(a, &a.replace("close", "close down and lock")), "7= 3I 7=");
    }

    proptest! {
        /// Every letter of a run belongs to the words that hold it in both texts.
        #[test]
        fn fragments_are_the_letters_of_the_runs(a in "[ab]{1,3}( [abé]{1,4}){0,30}", b in "[ab]{1,3}( [abé]{1,4}){0,30}", seed in 0usize..60) {
            let (a, b) = (Words::of(&a), Words::of(&b));
            let hit = (seed % a.letters().len(), seed / 2 % b.letters().len());
            let runs = Aligner::default().through(&a, &b, &maximal_runs(a.letters(), b.letters(), [hit]));
            let mut want: Vec<(usize, usize, usize)> = Vec::new();
            for run in &runs {
                for k in 0..run.len {
                    let pair = (a.word_holding(run.a + k), b.word_holding(run.b + k));
                    match want.last_mut() {
                        Some((i, j, letters)) if (*i, *j) == pair => *letters += 1,
                        _ => want.push((pair.0, pair.1, 1)),
                    }
                }
            }
            let mut found = Vec::new();
            fragments(&a, &b, &runs, |i, j, letters| found.push((i, j, letters)));
            prop_assert_eq!(found, want);
        }
    }

    #[test]
    fn a_word_never_changes_into_itself() {
        let (a, b) = (Words::of("we will not go"), Words::of("so did not run"));
        let mut out = Vec::new();
        fill(&mut out, (&a, &b), (0, 4), (0, 4));
        assert_eq!(cigar(&script(&out)), "2X 1= 1X");
    }

    #[test]
    fn a_broken_or_misread_word_stands_for_the_whole_one() {
        let a = "The council voted on Monday to close the old bridge for good, officials said";
        assert_eq!(ops(a, &a.replace("council", "coun cil")), "1= 1X 1I 12=");
        assert_eq!(ops(a, &a.replace("bridge", "brldge")), "9= 1X 4=");
    }
}
