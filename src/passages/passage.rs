//! The passage: a stretch that two articles share, with clean edges and with the evidence that it is more than a stock phrase.

use super::Document;
use super::align::{Aligner, goes_on};
use super::aligned::Aligned;
use super::chain::{Run, are_apart, chains, maximal_runs};
use super::columns::{Column, Op, Ops, columns, fill, script, turned};

/// A passage counts as evidence from this many words in one exact run (of [`EVIDENT_RUN_LETTERS`] letters) ...
pub(super) const EVIDENT_RUN_WORDS: u32 = 10;
pub(super) const EVIDENT_RUN_LETTERS: u32 = 40;

/// ... or from this many matched letters in all. Measured on republished articles: most common runs of 8 or 9 words are stock phrases.
pub(super) const EVIDENT_LETTERS: u32 = 100;

/// ... of which this share of the places has the same word. Letters are bytes of UTF-8, and in scripts with two or three bytes a letter
/// the first of them agree by chance.
pub(super) const MIN_IDENTITY: f64 = 0.25;

/// Chains of one pair that are aligned, the best first. Two texts have a handful; two that repeat themselves by design have any number,
/// and each is held against all before it.
const MAX_CHAINS: usize = 1000;

/// Places in a row without a common word that end a passage.
const APART_COLUMNS: usize = 14;

/// How far, in words, an edge may move to the end or the start of a sentence.
const SNAP_WORDS: u32 = 4;

/// Words beyond the end of a sentence that are taken for coincidence.
const OVERRUN_COLUMNS: usize = 2;

/// A stretch shared by text a and text b. Ranges are in words, half-open.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    pub a: (u32, u32),
    pub b: (u32, u32),
    /// Word edit script from a to b; it covers both ranges.
    pub ops: Ops,
    /// Words of a with a counterpart in b that is the same or mostly the same letters.
    pub aligned: Aligned,
    pub longest_run_words: u32,
    /// Letters of the longest exact run, and of all matches.
    pub longest_run_letters: u32,
    pub matched_letters: u32,
    /// Lies in what an outlet prints around its stories.
    pub boilerplate: bool,
}

impl Passage {
    /// Seen from text b.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self { a: self.b, b: self.a, ops: turned(&self.ops), aligned: self.aligned.turned(), ..*self }
    }

    /// Words of the longer side.
    #[must_use]
    pub fn words(&self) -> u32 {
        (self.a.1 - self.a.0).max(self.b.1 - self.b.0)
    }

    /// Share of the places of the alignment where the words are the same.
    #[must_use]
    pub fn identity(&self) -> f64 {
        let count =
            |equal: bool| self.ops.iter().filter(|(op, _)| !equal || *op == Op::Equal).map(|&(_, n)| f64::from(n)).sum::<f64>();
        count(true) / count(false).max(1.0)
    }

    /// Whether it is long or rare enough to say something; what is not is a phrase.
    #[must_use]
    pub fn is_evident(&self) -> bool {
        self.matched_letters >= EVIDENT_LETTERS && self.identity() >= MIN_IDENTITY
            || self.longest_run_words >= EVIDENT_RUN_WORDS && self.longest_run_letters >= EVIDENT_RUN_LETTERS
    }
}

/// The exact runs of two texts through the places of their common seeds (word of a, word of b).
pub(super) fn runs(a: &Document<'_>, b: &Document<'_>, hits: &[(u32, u32)]) -> Vec<Run> {
    let mut places: Vec<(usize, usize)> =
        hits.iter().map(|&(x, y)| (a.words.letter(x as usize), b.words.letter(y as usize))).collect();
    maximal_runs(a.words.letters(), b.words.letters(), &mut places)
}

/// Whether a passage through these runs can be evident. Nearly all pairs that share a run share one stock phrase: too short by itself,
/// with no other run near it, and the texts around it have nothing in common. Those are told without an alignment.
pub(super) fn may_be_evident(a: &Document<'_>, b: &Document<'_>, runs: &[Run]) -> bool {
    let is_long = |run: &Run| run.len >= EVIDENT_RUN_LETTERS as usize;
    runs.iter().any(is_long) || !are_apart(runs) || runs.iter().any(|&run| goes_on(a.words.letters(), b.words.letters(), run))
}

/// The passages of two texts, from the places of their common seeds (word of a, word of b), in the order of a.
pub(super) fn passages(aligner: &mut Aligner, a: &Document<'_>, b: &Document<'_>, hits: &[(u32, u32)]) -> Vec<Passage> {
    through(aligner, a, b, &runs(a, b, hits))
}

/// The passages through some exact runs, in the order of a.
pub(super) fn through(aligner: &mut Aligner, a: &Document<'_>, b: &Document<'_>, runs: &[Run]) -> Vec<Passage> {
    let (letters_a, letters_b) = (a.words.letters(), b.words.letters());
    let mut found: Vec<Passage> = Vec::new();
    for chain in chains(runs).into_iter().take(MAX_CHAINS) {
        let reaches = |passage: &Passage, run: &Run| {
            let inside = |words: &crate::text::Words, (start, end): (u32, u32), at: usize| {
                words.letter(start as usize) <= at && at < words.letter(end as usize)
            };
            inside(a.words, passage.a, run.a) && inside(b.words, passage.b, run.b)
        };
        // Runs that an earlier passage's extension has covered already.
        if chain.iter().all(|run| found.iter().any(|passage| reaches(passage, run))) {
            continue;
        }
        let runs = aligner.through(letters_a, letters_b, &chain);
        for mut columns in split(columns(a.words, b.words, &runs)) {
            let whole = columns.clone();
            trim_boilerplate(&mut columns, a, b);
            let boilerplate = columns.is_empty();
            if boilerplate {
                columns = whole;
            } else {
                snap(&mut columns, a, b);
            }
            found.push(passage(&columns, boilerplate));
        }
    }
    found.sort_by_key(|passage| (passage.a, passage.b));
    found
}

/// Cuts an alignment where many places in a row have nothing in common: two quotations of one speech are not one passage because
/// each reporter wrote a sentence between them. Each part begins and ends with close words.
fn split(columns: Vec<Column>) -> Vec<Vec<Column>> {
    let mut parts: Vec<Vec<Column>> = Vec::new();
    let mut apart = 0;
    for column in columns {
        if column.close {
            if apart >= APART_COLUMNS || parts.is_empty() {
                if let Some(last) = parts.last_mut() {
                    last.truncate(last.len() - apart);
                }
                parts.push(Vec::new());
            }
            apart = 0;
        } else {
            apart += 1;
        }
        if let Some(last) = parts.last_mut() {
            last.push(column);
        }
    }
    parts
}

fn passage(columns: &[Column], boilerplate: bool) -> Passage {
    let range = |here: fn(Column) -> bool, at: fn(&Column) -> u32| {
        let mut words = columns.iter().filter(|c| here(**c)).map(at);
        let first = words.next().unwrap_or_default();
        (first, words.next_back().unwrap_or(first) + 1)
    };
    let mut aligned = Aligned::default();
    let (mut run_words, mut run_letters) = (0, 0);
    let (mut longest_run_words, mut longest_run_letters, mut matched_letters) = (0, 0, 0);
    for column in columns {
        matched_letters += column.letters;
        if column.close {
            aligned.push(column.a, column.b);
        }
        if column.op == Op::Equal {
            run_words += 1;
            run_letters += column.letters;
            if run_letters > longest_run_letters {
                (longest_run_words, longest_run_letters) = (run_words, run_letters);
            }
        } else {
            (run_words, run_letters) = (0, 0);
        }
    }
    aligned.shrink();
    let mut ops = script(columns);
    ops.shrink_to_fit();
    Passage {
        a: range(Column::in_a, |c| c.a),
        b: range(Column::in_b, |c| c.b),
        ops,
        aligned,
        longest_run_words,
        longest_run_letters,
        matched_letters,
        boilerplate,
    }
}

/// Whether two words match that both texts wrote themselves.
fn is_own(column: &Column, a: &Document<'_>, b: &Document<'_>) -> bool {
    column.close && !a.is_boilerplate(column.a) && !b.is_boilerplate(column.b)
}

/// Cuts boilerplate off both ends, never out of the middle; what is left begins and ends with close words, or is empty.
fn trim_boilerplate(columns: &mut Vec<Column>, a: &Document<'_>, b: &Document<'_>) {
    let end = columns.iter().rposition(|c| is_own(c, a, b)).map_or(0, |last| last + 1);
    columns.truncate(end);
    let start = columns.iter().position(|c| is_own(c, a, b)).unwrap_or(0);
    columns.drain(..start);
}

/// Moves the edges to the ends of sentences where they lie near on both sides. Of what both texts wrote themselves something stays.
fn snap(columns: &mut Vec<Column>, a: &Document<'_>, b: &Document<'_>) {
    let edited = columns.iter().any(|c| c.op != Op::Equal);
    // The end: a word or two beyond a sentence end is coincidence; a few changed words before one belong to it.
    let (Some(&last), Some(&first)) = (columns.last(), columns.first()) else { return };
    let own = |c: &Column| is_own(c, a, b);
    let ends = |c: &Column| a.ends_sentence(c.a) && b.ends_sentence(c.b);
    if let Some(over) = (1..=OVERRUN_COLUMNS).find(|&over| columns.len() > 4 * over && ends(&columns[columns.len() - 1 - over]))
        && !ends(&last)
        && columns[..columns.len() - over].iter().any(own)
    {
        columns.truncate(columns.len() - over);
    } else if edited && let Some((more_a, more_b)) = words_to(|k| a.ends_sentence(last.a + k), |k| b.ends_sentence(last.b + k)) {
        fill(columns, (a.words, b.words), (last.a + 1, last.a + 1 + more_a), (last.b + 1, last.b + 1 + more_b));
    }
    let starts = |c: &Column| a.starts_sentence(c.a) && b.starts_sentence(c.b);
    if let Some(over) = (1..=OVERRUN_COLUMNS).find(|&over| columns.len() > 4 * over && starts(&columns[over]))
        && !starts(&first)
        && columns[over..].iter().any(own)
    {
        columns.drain(..over);
    } else if edited
        && let Some((more_a, more_b)) = words_to(
            |k| first.a.checked_sub(k).is_some_and(|i| a.starts_sentence(i)),
            |k| first.b.checked_sub(k).is_some_and(|j| b.starts_sentence(j)),
        )
    {
        let mut before = Vec::new();
        fill(&mut before, (a.words, b.words), (first.a - more_a, first.a), (first.b - more_b, first.b));
        columns.splice(..0, before);
    }
    debug_assert!(columns.iter().any(own), "snapping keeps what was matched");
}

/// How many words each text has to go to reach a boundary, where both do within [`SNAP_WORDS`].
fn words_to(a: impl Fn(u32) -> bool, b: impl Fn(u32) -> bool) -> Option<(u32, u32)> {
    let more_a = (0..=SNAP_WORDS).find(|&k| a(k))?;
    let more_b = (0..=SNAP_WORDS).find(|&k| b(k))?;
    (more_a.abs_diff(more_b) <= 2).then_some((more_a, more_b))
}

#[cfg(test)]
mod tests {
    use super::super::{compare, seeds};
    use super::*;
    use crate::text::Words;

    /// Both edges once moved to the ends of sentences and left nothing but the boilerplate between them.
    #[test]
    fn snapping_leaves_a_word_of_their_own() {
        let furniture = "Sign up for our daily letter and never miss a story of the day that people in the valley talk about.";
        let texts =
            [format!("Nobody saw ours. {furniture} Yours came on Monday."), format!("It was ours. {furniture} Yours is late.")];
        let words = texts.each_ref().map(|text| Words::of(text));
        let ranges = [[(3, 24)], [(3, 24)]];
        let document = |i: usize| Document { text: &texts[i], words: &words[i], boilerplate: &ranges[i] };
        assert_eq!(words[0].span(3).of(&texts[0]), "Sign");
        assert_eq!(words[0].span(23).of(&texts[0]), "about");
        let (a, b) = (document(0), document(1));
        let found = compare(&a, &seeds(&a), &b, &seeds(&b));
        assert!(!found.is_empty());
        for passage in &found {
            let own = |(x, y): (u32, u32)| !a.is_boilerplate(x) && !b.is_boilerplate(y);
            assert!(passage.boilerplate || passage.aligned.pairs().any(own), "{passage:?}");
        }
    }
}
