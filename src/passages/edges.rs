//! Clean edges: a passage ends where the copying ends.
//!
//! The alignment of letters stops where the letters stop agreeing, which need not be where the copying stops: who rewrites a sentence
//! changes its first and last words as well. So boilerplate is cut off, a sentence that goes on in both texts with mostly the same
//! words is taken to its end, and what is left moves to the end of a sentence where one lies near on both sides.
//!
//! Responsible for the first and the last column of a passage. Not responsible for what lies between.

use super::Document;
use super::columns::{Column, Op, fill};
use super::passage::{APART_COLUMNS, EVIDENT_LETTERS};
use super::subsequence::common_words;

/// How far, in words, an edge may move to the end or the start of a sentence without a common word.
const SNAP_WORDS: u32 = 4;

/// Words beyond the end of a sentence, and letters in them, that are taken for coincidence: "he said", "but the".
const OVERRUN_COLUMNS: usize = 2;
const OVERRUN_LETTERS: u32 = 8;

/// Sentences that are looked at together, and words in them: longer ones are not completed.
const SENTENCES: usize = 2;
const SENTENCE_WORDS: u32 = 60;

/// The rest of a sentence belongs to the passage where this share of the letters of the longer rest stands in words that both texts have
/// in one order; whole sentences beside it where, in so many words at least, a share does that lies half way from what unrelated sentences
/// have to what the passage itself has, and not above the larger of these.
const REST_SHARE: f64 = 0.4;
const SENTENCE_SHARE: f64 = 0.5;
const UNRELATED_SHARE: f64 = 0.2;
const SENTENCE_MATCHES: usize = 4;

/// Whether two words match that both texts wrote themselves.
fn is_own(column: &Column, a: &Document<'_>, b: &Document<'_>) -> bool {
    column.close && !a.is_boilerplate(column.a) && !b.is_boilerplate(column.b)
}

/// The columns without the boilerplate at both ends, never in the middle; what is left begins and ends with close words, or is empty.
pub(super) fn own_part<'c>(columns: &'c [Column], a: &Document<'_>, b: &Document<'_>) -> &'c [Column] {
    let end = columns.iter().rposition(|c| is_own(c, a, b)).map_or(0, |last| last + 1);
    let start = columns[..end].iter().position(|c| is_own(c, a, b)).unwrap_or(end);
    &columns[start..end]
}

/// Moves the edges to the ends of sentences: through sentences that go on in both texts, back over a word or two of coincidence, or on
/// over a few changed words. Of what both texts wrote themselves something stays.
pub(super) fn snap(columns: &mut Vec<Column>, a: &Document<'_>, b: &Document<'_>) {
    let edited = columns.iter().any(|c| c.op != Op::Equal);
    let mut reached = Reached::default();
    reached.add(columns);
    while let Some(more) = columns.last().and_then(|&last| complete_right(last, &reached, a, b)) {
        reached.add(&more);
        columns.extend(more);
    }
    let mut before: Vec<Vec<Column>> = Vec::new();
    while let Some(more) = before.last().unwrap_or(columns).first().and_then(|&first| complete_left(first, &reached, a, b)) {
        reached.add(&more);
        before.push(more);
    }
    if !before.is_empty() {
        *columns = before.into_iter().rev().chain([std::mem::take(columns)]).flatten().collect();
    }
    let (Some(&last), Some(&first)) = (columns.last(), columns.first()) else { return };
    let own = |c: &Column| is_own(c, a, b);
    let is_small = |over: &[Column]| over.iter().map(|c| c.letters).sum::<u32>() <= OVERRUN_LETTERS;
    let ends = |c: &Column| a.ends_sentence(c.a) && b.ends_sentence(c.b);
    if let Some(over) = (1..=OVERRUN_COLUMNS).find(|&over| columns.len() > 4 * over && ends(&columns[columns.len() - 1 - over]))
        && !ends(&last)
        && !(a.closes_quotation(last.a) || b.closes_quotation(last.b))
        && is_small(&columns[columns.len() - over..])
        && columns[..columns.len() - over].iter().any(own)
    {
        columns.truncate(columns.len() - over);
    } else if edited && let Some((more_a, more_b)) = words_to(|k| a.ends_sentence(last.a + k), |k| b.ends_sentence(last.b + k)) {
        fill(columns, (a.words, b.words), (last.a + 1, last.a + 1 + more_a), (last.b + 1, last.b + 1 + more_b));
    }
    let starts = |c: &Column| a.starts_sentence(c.a) && b.starts_sentence(c.b);
    if let Some(over) = (1..=OVERRUN_COLUMNS).find(|&over| columns.len() > 4 * over && starts(&columns[over]))
        && !starts(&first)
        && !(a.opens_quotation(first.a) || b.opens_quotation(first.b))
        && is_small(&columns[..over])
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

/// What is left of the sentence on both sides behind the last column, or the next one, if both texts have mostly the same words there; or as many
/// sentences, up to [`SENTENCES`], as it takes to have mostly the same.
fn complete_right(last: Column, reached: &Reached, a: &Document<'_>, b: &Document<'_>) -> Option<Vec<Column>> {
    let at_end = [a.ends_sentence(last.a), b.ends_sentence(last.b)];
    let reach = Reach::of(reached);
    let ends = |document: &Document<'_>, word: u32| {
        let from = word + 1;
        let own = (from..from.saturating_add(SENTENCE_WORDS).min(count(document))).take_while(|&i| !document.is_boilerplate(i));
        own.filter(|&i| document.ends_sentence(i)).take(reach.ends(at_end)).map(|i| (from, i + 1)).collect::<Vec<_>>()
    };
    let (of_a, of_b) = (ends(a, last.a), ends(b, last.b));
    rewritten(&reach, a, b, &of_a, &of_b, at_end)
}

/// As [`complete_right`], before a first column.
fn complete_left(first: Column, reached: &Reached, a: &Document<'_>, b: &Document<'_>) -> Option<Vec<Column>> {
    let at_start = [a.starts_sentence(first.a), b.starts_sentence(first.b)];
    let reach = Reach::of(reached);
    let starts = |document: &Document<'_>, end: u32| {
        let own = (end.saturating_sub(SENTENCE_WORDS)..end).rev().take_while(|&i| !document.is_boilerplate(i));
        own.filter(|&i| document.starts_sentence(i)).take(reach.ends(at_start)).map(|i| (i, end)).collect::<Vec<_>>()
    };
    let (of_a, of_b) = (starts(a, first.a), starts(b, first.b));
    rewritten(&reach, a, b, &of_a, &of_b, at_start)
}

/// How much a passage holds so far, counted as it grows.
#[derive(Debug, Default)]
struct Reached {
    letters: u32,
    equal: usize,
    columns: usize,
}

impl Reached {
    fn add(&mut self, columns: &[Column]) {
        self.letters += columns.iter().map(|column| column.letters).sum::<u32>();
        self.equal += columns.iter().filter(|column| column.op == Op::Equal).count();
        self.columns += columns.len();
    }
}

/// How far a passage may go on over sentences that were rewritten.
struct Reach {
    /// Sentences that are taken together.
    sentences: usize,
    /// Of the letters of whole ones that have to be in common words.
    whole_share: f64,
}

impl Reach {
    fn of(reached: &Reached) -> Self {
        // What is short proves nothing yet, and becomes no passage by sentences that are little alike.
        if reached.letters < EVIDENT_LETTERS {
            return Self { sentences: 1, whole_share: SENTENCE_SHARE };
        }
        let same = reached.equal as f64 / reached.columns as f64;
        let whole_share = f64::midpoint(same, UNRELATED_SHARE).clamp(REST_SHARE, SENTENCE_SHARE);
        Self { sentences: SENTENCES, whole_share }
    }

    /// Ends of sentences that are looked at: one more where the passage ends with a sentence in one text alone.
    fn ends(&self, at_end: [bool; 2]) -> usize {
        self.sentences + usize::from(at_end[0] != at_end[1])
    }
}

/// The columns of the least sentences beside a passage that are the same text rewritten. Given are where they reach, one after the other,
/// and whether the passage ends with a sentence in a and in b.
fn rewritten(
    reach: &Reach,
    a: &Document<'_>,
    b: &Document<'_>,
    of_a: &[(u32, u32)],
    of_b: &[(u32, u32)],
    at_end: [bool; 2],
) -> Option<Vec<Column>> {
    (0..reach.sentences).find_map(|n| {
        // Where one sentence is over and the other is not, the rest of the other stands across from nothing.
        let [in_a, in_b] = if at_end[0] == at_end[1] { [n, n] } else { at_end.map(|at_end| n + usize::from(!at_end)) };
        let (&of_a, &of_b) = (of_a.get(in_a)?, of_b.get(in_b)?);
        let is_rest = n == 0 && at_end == [false, false];
        let need = if is_rest { REST_SHARE } else { reach.whole_share };
        let matches = alike(a, b, of_a, of_b, need, if is_rest { 0 } else { SENTENCE_MATCHES })?;
        let more = between(a, b, of_a, of_b, &matches);
        (is_rewritten(&more, a, b) && is_coherent(&more)).then_some(more)
    })
}

/// Whether there is a common word every so often, as in a passage: two sentences in another order have one of them in common, and it
/// is no rewritten one.
fn is_coherent(columns: &[Column]) -> bool {
    columns.split(|column| column.close).all(|apart| apart.len() <= APART_COLUMNS)
}

/// Whether what differs is wording, and not names and numbers: a form that is filled in again says something else in the same words.
fn is_rewritten(columns: &[Column], a: &Document<'_>, b: &Document<'_>) -> bool {
    // The first word of a sentence has its capital from there.
    let is_fact = |document: &Document<'_>, word: u32| document.is_fact(word) && !document.starts_sentence(word);
    let (mut differing, mut facts) = (0u32, 0u32);
    for column in columns.iter().filter(|column| !column.close) {
        differing += 1;
        facts += u32::from(column.in_a() && is_fact(a, column.a) || column.in_b() && is_fact(b, column.b));
    }
    2 * facts < differing.max(1)
}

fn count(document: &Document<'_>) -> u32 {
    u32::try_from(document.words.len()).unwrap_or(u32::MAX)
}

/// The common words of two stretches in one order, those with the most letters, if they are at least so many and hold this share of the
/// letters of the longer one.
///
/// O(words²) of at most [`SENTENCE_WORDS`].
fn alike(
    a: &Document<'_>,
    b: &Document<'_>,
    of_a: (u32, u32),
    of_b: (u32, u32),
    share: f64,
    least: usize,
) -> Option<Vec<(u32, u32)>> {
    let letters = |document: &Document<'_>, (from, end): (u32, u32)| {
        document.words.letter(end as usize) - document.words.letter(from as usize)
    };
    let need = share * letters(a, of_a).max(letters(b, of_b)) as f64;
    if (letters(a, of_a).min(letters(b, of_b)) as f64) < need {
        return None;
    }
    let (hashes_a, hashes_b) = (side(a, of_a), side(b, of_b));
    let weight = |i: usize| a.words.folded(of_a.0 as usize + i).len();
    // In whatever order: most sentences beside a passage have nothing to do with each other.
    if (most_letters(hashes_a, hashes_b, weight) as f64) < need {
        return None;
    }
    let common = common_words(hashes_a, hashes_b, weight, &mut Vec::new());
    if f64::from(common.letters) < need {
        return None;
    }
    let place = |from: u32, i: usize| from + u32::try_from(i).unwrap_or(0);
    let matches: Vec<(u32, u32)> = common.pairs.iter().map(|&(i, j)| (place(of_a.0, i), place(of_b.0, j))).collect();
    (matches.len() >= least).then_some(matches)
}

/// Not less than the letters of all words of a that b has as well. O(words).
fn most_letters(a: &[u64], b: &[u64], letters: impl Fn(usize) -> usize) -> usize {
    const NUMBERS: usize = 16;
    let mut held = [0u64; NUMBERS];
    // A bit for each hash, by its last bits and those before them.
    let place = |hash: u64| (usize::from(hash.to_le_bytes()[1]) % NUMBERS, 1u64 << (hash % 64));
    for &hash in b {
        let (word, bit) = place(hash);
        held[word] |= bit;
    }
    let is_held = |hash: u64| {
        let (word, bit) = place(hash);
        held[word] & bit != 0
    };
    a.iter().enumerate().filter(|&(_, &hash)| is_held(hash)).map(|(i, _)| letters(i)).sum()
}

/// The hashes of some words of a text.
fn side<'d>(document: &Document<'d>, (from, end): (u32, u32)) -> &'d [u64] {
    &document.words.hashes()[from as usize..end as usize]
}

/// The columns of two stretches in which some words match.
fn between(a: &Document<'_>, b: &Document<'_>, of_a: (u32, u32), of_b: (u32, u32), matches: &[(u32, u32)]) -> Vec<Column> {
    let mut out = Vec::new();
    let (mut i, mut j) = (of_a.0, of_b.0);
    for &(x, y) in matches {
        fill(&mut out, (a.words, b.words), (i, x), (j, y));
        let letters = u32::try_from(a.words.folded(x as usize).len()).unwrap_or(u32::MAX);
        out.push(Column { op: Op::Equal, a: x, b: y, letters, close: true });
        (i, j) = (x + 1, y + 1);
    }
    fill(&mut out, (a.words, b.words), (i, of_a.1), (j, of_b.1));
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Passage, compare, seeds};
    use super::*;
    use crate::text::Words;

    proptest! {
        /// What is refused by the bound could not have been enough.
        #[test]
        fn the_bound_is_not_less_than_the_common_words(a in prop::collection::vec(0u64..40, 0..30), b in prop::collection::vec(0u64..40, 0..30)) {
            let hashes = |words: &[u64]| -> Vec<u64> { words.iter().map(|word| xxhash_rust::xxh3::xxh3_64(&word.to_le_bytes())).collect() };
            let letters = |i: usize| usize::try_from(a[i] % 9).expect("small") + 1;
            let (of_a, of_b) = (hashes(&a), hashes(&b));
            let common = common_words(&of_a, &of_b, letters, &mut Vec::new());
            let bound = most_letters(&of_a, &of_b, letters);
            prop_assert!(bound >= common.letters as usize);
            prop_assert!(bound >= (0..a.len()).filter(|&i| b.contains(&a[i])).map(letters).sum());
        }
    }

    fn shared(one: &str, other: &str) -> Vec<(String, String)> {
        let words = [Words::of(one), Words::of(other)];
        let document = |text, words| Document { text, words, boilerplate: &[] };
        let (a, b) = (document(one, &words[0]), document(other, &words[1]));
        let stretch =
            |text: &str, words: &Words, (start, end): (u32, u32)| words.stretch(start as usize, end as usize).of(text).to_owned();
        let printed = |passage: &Passage| (stretch(one, &words[0], passage.a), stretch(other, &words[1], passage.b));
        compare(&a, &seeds(&a), &b, &seeds(&b)).iter().map(printed).collect()
    }

    /// Heavy edits at the edges once cost the first and the last words of a sentence that was copied whole.
    #[test]
    fn a_rewritten_sentence_belongs_to_the_passage_as_a_whole() {
        let one = "Nobody knew. Indeed, they might even be worse. The last time a full revision of the harbour rules was discussed, the \
                   union did not exist, and that was many years ago. We left.";
        let other = "It rained. Indeed, they could even reportedly be much worse. The last time a full revision of the harbour rules was \
                     discussed, the union simply did not yet exist, and that was some long years ago. They stayed.";
        let (from, to) = ("Indeed", "years ago");
        let found = shared(one, other);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.starts_with(from) && found[0].0.ends_with(to), "{found:?}");
        assert!(found[0].1.starts_with(from) && found[0].1.ends_with(to), "{found:?}");
    }

    /// Forms share most of their words, and what differs is what they say.
    #[test]
    fn a_form_filled_in_again_is_not_a_rewritten_sentence() {
        let one = "The Port Authority said on Monday that it would not comment further on the accident. Marlowe Marine and Dredging Company of Port Ellery won \
                   a contract of 40 million for 12 tugs.";
        let other = "The Port Authority said on Monday that it would not comment further on the accident. Shipwrights Quincy Felix Jowett & Sons, Boughtwick, won \
                     a contract of 75 million for 9 barges.";
        let found = shared(one, other);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.ends_with("accident"), "{found:?}");
    }

    #[test]
    fn one_word_beyond_a_sentence_is_coincidence_and_a_name_is_not() {
        let story = "The bridge over the river will stay closed for at least another month, the council decided.";
        let found = shared(&format!("{story} He was late."), &format!("{story} He sang and danced."));
        assert!(found[0].0.ends_with("decided"), "{found:?}");
        let found = shared(
            &format!("{story} Calloway-Brandt left early."),
            &format!("{story} Calloway-Brandt sang and danced all night."),
        );
        assert!(found[0].0.ends_with("Brandt"), "{found:?}");
    }

    /// The end of a sentence that has gone once ended a heavily edited copy, although it went on behind.
    #[test]
    fn a_copy_goes_on_behind_a_sentence_with_another_end() {
        let one = "The council said the pier had to close after an engineer found holes in eleven of its piles and in the deck above, and \
                   asked the harbour office for the money. Repairs will take a summer. A new deck costs less than the old one cost in \
                   repairs, the office wrote to the members of the council.";
        let other = "The council said the pier had to close after an engineer found holes in most of its piles and in the deck above, and \
                     asked the harbour house for that money. Nobody swims. A new deck is less than the old one cost in repairs, this \
                     office wrote to members of the council.";
        let found = shared(&format!("{one} Gulls fly."), &format!("{other} Cod bite."));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.ends_with("the council") && found[0].1.ends_with("the council"), "{found:?}");
    }

    /// The words before a quotation's end were once left off as coincidence where a line began behind them.
    #[test]
    fn a_quotation_keeps_the_words_at_its_edges() {
        let one =
            "He told the house that “Sen. Ada Quill, whose bill calls for either a\n5.02 per cent levy or nothing” was wrong.";
        let other = "It was Sen. Ada Quill, whose bill calls for either a\n5.02 per cent levy or nothing at all. They voted.";
        let found = shared(one, other);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.starts_with("Sen") && found[0].0.ends_with("nothing"), "{found:?}");
    }
}
