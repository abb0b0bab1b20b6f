//! The passage: a stretch that two articles share, with clean edges and with the evidence that it is more than a stock phrase.

use std::cmp::Reverse;

use super::Document;
use super::align::Aligner;
use super::aligned::Aligned;
use super::chain::{Run, are_apart, chains, maximal_runs};
use super::columns::{Column, Op, Ops, columns, identity, script, turned};
use super::edges::{own_part, snap};
use super::evidence::LEAST_LETTERS;
use super::letters::Spelled;

/// A passage counts as evidence from this many words in one exact run (of [`EVIDENT_RUN_LETTERS`] letters) ...
pub(super) const EVIDENT_RUN_WORDS: u32 = 10;
pub(super) const EVIDENT_RUN_LETTERS: u32 = 40;

/// ... or of this many where it stands in quotation marks: who sets them says that the words are somebody's. Runs of ten short words are
/// else phrases and forms ("the death of George Floyd, a Black man who died") more often than not ...
pub(super) const QUOTED_RUN_LETTERS: u32 = 30;

/// ... or from this many matched letters in all. Measured on republished articles: most common runs of 8 or 9 words are stock phrases.
pub(super) const EVIDENT_LETTERS: u32 = 100;

/// ... of which this share of the places has the same word. Letters are bytes of UTF-8, and in scripts with two or three bytes a letter
/// the first of them agree by chance.
pub(super) const MIN_IDENTITY: f64 = 0.25;

/// Chains of one pair that are aligned, the best first. Two texts have a handful; two that repeat themselves by design have any number,
/// and each is held against all before it.
const MAX_CHAINS: usize = 1000;

/// Places in a row without a common word that end a passage.
pub(super) const APART_COLUMNS: usize = 14;

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
    /// Says something: it is long, or its words are rare. What is not evident is a phrase.
    pub evident: bool,
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
        identity(&self.ops)
    }

    /// Whether it is long enough to say something, whatever its words.
    #[must_use]
    pub fn speaks_for_itself(&self) -> bool {
        self.matched_letters >= EVIDENT_LETTERS && self.identity() >= MIN_IDENTITY
            || self.longest_run_words >= EVIDENT_RUN_WORDS && self.longest_run_letters >= EVIDENT_RUN_LETTERS
    }
}

/// The exact runs of two texts through the places of their common seeds (word of a, word of b).
pub(super) fn runs(a: &impl Spelled, b: &impl Spelled, hits: &[(u32, u32)]) -> Vec<Run> {
    maximal_runs(a.letters(), b.letters(), hits.iter().map(|&(x, y)| (a.letter(x as usize), b.letter(y as usize))))
}

/// Whether a passage through these runs can be evident. Nearly all pairs that share a run share one stock phrase: too short by itself,
/// with no other run near it, and the texts do not go on alike around it. Those are told by their letters, before any words are made.
///
/// A sentence that is completed ([`snap`]) adds letters to a passage, and a stock phrase in the middle of two sentences about one thing
/// once came to be evident by them: "swaps rose by 15 basis points to 310 basis points, or" of two companies.
pub(super) fn may_be_evident(aligner: &mut Aligner, a: &impl Spelled, b: &impl Spelled, runs: &[Run]) -> bool {
    let is_long = |run: &Run| run.len >= QUOTED_RUN_LETTERS as usize && holds_words(a, run, EVIDENT_RUN_WORDS);
    runs.iter().any(is_long)
        || !are_apart(runs)
        || runs.iter().any(|&run| aligner.letters_around(a.letters(), b.letters(), run) >= LEAST_LETTERS as usize)
}

/// Whether a run holds so many whole words of a.
fn holds_words(a: &impl Spelled, run: &Run, words: u32) -> bool {
    let first = a.first_word_from(run.a);
    let last = first + words as usize;
    last <= a.word_count() && a.letter(last) <= run.a + run.len
}

/// The passages of two texts, from the places of their common seeds (word of a, word of b), in the order of a.
pub(super) fn passages(aligner: &mut Aligner, a: &Document<'_>, b: &Document<'_>, hits: &[(u32, u32)]) -> Vec<Passage> {
    through(aligner, a, b, &runs(a.words, b.words, hits))
}

/// The passages through some exact runs, in the order of a.
pub(super) fn through(aligner: &mut Aligner, a: &Document<'_>, b: &Document<'_>, runs: &[Run]) -> Vec<Passage> {
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
        let runs = aligner.through(a.words, b.words, &chain);
        let columns = columns(a.words, b.words, &runs);
        for part in split(&columns) {
            let own = own_part(part, a, b);
            if own.is_empty() {
                found.push(passage(part, true));
            } else {
                let mut own = own.to_vec();
                snap(&mut own, a, b);
                let mut passage = passage(&own, false);
                passage.evident |= is_quoted(&passage, a, b);
                found.push(passage);
            }
        }
    }
    found.sort_by_key(|passage| (passage.a, passage.b));
    without_inner(found)
}

/// Leaves out what lies in a longer passage on both sides, and of two in one place the one that is less alike: edges that were moved to the ends
/// of sentences may reach over a passage that was found by itself, or come to the same.
fn without_inner(found: Vec<Passage>) -> Vec<Passage> {
    let place = |passage: &Passage| (passage.a.0, Reverse(passage.a.1), passage.b.0, Reverse(passage.b.1), passage.boilerplate);
    let mut order: Vec<usize> = (0..found.len()).collect();
    // What holds another stands before it.
    order.sort_by(|&i, &j| {
        let (one, other) = (&found[i], &found[j]);
        place(one).cmp(&place(other)).then_with(|| other.identity().total_cmp(&one.identity())).then(i.cmp(&j))
    });
    let inside = |inner: (u32, u32), outer: (u32, u32)| outer.0 <= inner.0 && inner.1 <= outer.1;
    let holds = |outer: &Passage, inner: &Passage| {
        let is_same = (inner.a, inner.b) == (outer.a, outer.b);
        inside(inner.a, outer.a) && inside(inner.b, outer.b) && (is_same || !outer.boilerplate)
    };
    let mut keep = vec![false; found.len()];
    let mut open: Vec<usize> = Vec::new();
    for i in order {
        open.retain(|&before| found[before].a.1 > found[i].a.0);
        keep[i] = !open.iter().any(|&before| holds(&found[before], &found[i]));
        if keep[i] {
            open.push(i);
        }
    }
    found.into_iter().zip(keep).filter_map(|(passage, keep)| keep.then_some(passage)).collect()
}

/// Cuts an alignment where many places in a row have nothing in common: two quotations of one speech are not one passage because
/// each reporter wrote a sentence between them. Each part begins and ends with close words.
fn split(columns: &[Column]) -> Vec<&[Column]> {
    let mut parts = Vec::new();
    let mut close = (0..).zip(columns).filter(|(_, column)| column.close).map(|(place, _)| place);
    let Some(mut start) = close.next() else { return parts };
    let mut last = start;
    for place in close {
        if place - last > APART_COLUMNS {
            parts.push(&columns[start..=last]);
            start = place;
        }
        last = place;
    }
    parts.push(&columns[start..=last]);
    parts
}

/// Whether a short passage of an exact run is printed as a quotation: one text has marks at both of its edges, or each text has one.
fn is_quoted(passage: &Passage, a: &Document<'_>, b: &Document<'_>) -> bool {
    let edges = |document: &Document<'_>, (start, end): (u32, u32)| {
        u8::from(document.opens_quotation(start)) + u8::from(document.closes_quotation(end - 1))
    };
    passage.longest_run_words >= EVIDENT_RUN_WORDS
        && passage.longest_run_letters >= QUOTED_RUN_LETTERS
        && edges(a, passage.a) + edges(b, passage.b) >= 2
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
    let mut passage = Passage {
        a: range(Column::in_a, |c| c.a),
        b: range(Column::in_b, |c| c.b),
        ops,
        aligned,
        longest_run_words,
        longest_run_letters,
        matched_letters,
        boilerplate,
        evident: false,
    };
    passage.evident = passage.speaks_for_itself();
    passage
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        /// Two passages of one pair came to the same edges, and were two rows with one id.
        #[test]
        fn what_lies_in_another_is_left_out_and_one_of_two_in_one_place_stays(
            drawn in proptest::collection::vec((0u32..6, 1u32..6, 0u32..6, 1u32..6, any::<bool>(), 0u32..3), 0..9),
        ) {
            let printed = "the harbour gets new lights along the quay before the winter comes";
            let words = Words::of(printed);
            let text = Document { text: printed, words: &words, boilerplate: &[] };
            let [whole] = &compare(&text, &seeds(&text), &text, &seeds(&text))[..] else { panic!("one passage") };
            let mut found: Vec<Passage> = drawn
                .into_iter()
                .map(|(a, of_a, b, of_b, boilerplate, changed)| Passage {
                    a: (a, a + of_a),
                    b: (b, b + of_b),
                    boilerplate,
                    ops: vec![(Op::Equal, 4), (Op::Changed, changed)],
                    ..whole.clone()
                })
                .collect();
            found.sort_by_key(|passage| (passage.a, passage.b));
            let inside = |inner: (u32, u32), outer: (u32, u32)| outer.0 <= inner.0 && inner.1 <= outer.1;
            let place = |passage: &Passage| (passage.a, passage.b);
            let better = |one: usize, other: usize| {
                let rank = |i: usize| (found[i].boilerplate, -found[i].identity(), i);
                rank(one) < rank(other)
            };
            let is_left_out = |i: usize| {
                (0..found.len()).any(|j| {
                    let (inner, outer) = (&found[i], &found[j]);
                    let is_same = place(inner) == place(outer);
                    let holds = inside(inner.a, outer.a) && inside(inner.b, outer.b);
                    j != i && if is_same { better(j, i) } else { holds && !outer.boilerplate }
                })
            };
            let want: Vec<&Passage> = (0..found.len()).filter(|&i| !is_left_out(i)).map(|i| &found[i]).collect();
            let kept = without_inner(found.clone());
            prop_assert_eq!(kept.iter().collect::<Vec<_>>(), want);
        }
    }

    /// Two sentences about the swaps of two companies, with one stock phrase in the middle, were a passage of a hundred letters once their ends
    /// were completed; on real news nearly all that were founded on fewer letters than are weighed were forms and retellings.
    #[test]
    fn a_stock_phrase_between_sentences_about_one_thing_founds_no_passage() {
        let texts = [
            "It rained. Five-year credit default swaps on Loman traded at 745 basis points on Thursday, or $745,000 a year to \
             insure $10 million of debt, widening 165 basis points from Wednesday's close, according to Fenix Partners Group. We left.",
            "Nobody knew. Wachoven's five-year credit default swaps fell by about 144 basis points to about 249 basis points, or \
             $249,000 a year to insure $10 million of debt, according to data from Fenix Partners Group. They stayed.",
        ];
        let words = texts.map(Words::of);
        let document = |i: usize| Document { text: texts[i], words: &words[i], boilerplate: &[] };
        let (a, b) = (document(0), document(1));
        let hits = super::super::join::between(&seeds(&a), &seeds(&b));
        let runs = runs(a.words, b.words, &hits);
        assert!(!runs.is_empty() && !may_be_evident(&mut Aligner::default(), a.words, b.words, &runs), "{runs:?}");
        let aligned = compare(&a, &seeds(&a), &b, &seeds(&b));
        assert!(
            aligned.iter().any(|passage| passage.matched_letters > 80),
            "side by side a person sees what is alike: {aligned:?}"
        );
    }

    /// Ten short words are fewer letters than a passage has to have, and a newspaper that sets them in marks has taken them from somewhere.
    #[test]
    fn a_short_run_counts_in_quotation_marks_and_is_a_phrase_without() {
        let run = "he is never a man of the high sea that he once was";
        let found = |one: String, other: String| -> Vec<bool> {
            let words = [Words::of(&one), Words::of(&other)];
            let (a, b) = (
                Document { text: &one, words: &words[0], boilerplate: &[] },
                Document { text: &other, words: &words[1], boilerplate: &[] },
            );
            let runs = runs(a.words, b.words, &super::super::join::between(&seeds(&a), &seeds(&b)));
            assert!(may_be_evident(&mut Aligner::default(), a.words, b.words, &runs), "the letters alone cannot tell");
            compare(&a, &seeds(&a), &b, &seeds(&b)).iter().map(|passage| passage.evident).collect()
        };
        assert_eq!(found(format!("Some wrote “{run}.”"), format!("They knew {run} and laughed")), [true]);
        assert_eq!(found(format!("“{run} to speak of”"), format!("“{run} and never was”")), [true], "each begins there");
        assert_eq!(found(format!("Some wrote {run} once"), format!("They knew {run} and laughed")), [false]);
    }
}
