//! How far one text has departed from another: the words it has beyond it, and the places where it leaves something out.
//!
//! Copies inherit the changes of what they were copied from, so that an article has departed least from the one it was taken from.

use crate::passages::{Op, Passage};

/// What separates a text from one it may have been taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Departure {
    /// Words that the other does not have in their place.
    pub new: u32,
    /// Stretches of the other that are left out, however long.
    pub cuts: u32,
}

/// What a text's word is to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Absent,
    Changed,
    Equal,
}

/// The departures of b from a, and of a from b. `aside_a` and `aside_b` are ranges of words that are no part of the story, ascending and
/// apart. O(words).
#[must_use]
pub fn departures(
    (words_a, aside_a): (u32, &[(u32, u32)]),
    (words_b, aside_b): (u32, &[(u32, u32)]),
    passages: &[Passage],
) -> (Departure, Departure) {
    let mut a = vec![State::Absent; words_a as usize];
    let mut b = vec![State::Absent; words_b as usize];
    for passage in passages.iter().filter(|passage| !passage.boilerplate) {
        let (mut x, mut y) = (passage.a.0 as usize, passage.b.0 as usize);
        for &(op, n) in &passage.ops {
            let n = n as usize;
            let (of_a, of_b) = match op {
                Op::Equal | Op::Changed => (n, n),
                Op::Deleted => (n, 0),
                Op::Inserted => (0, n),
            };
            let state = match op {
                Op::Equal => State::Equal,
                Op::Changed => State::Changed,
                Op::Deleted | Op::Inserted => State::Absent,
            };
            for (states, from, n) in [(&mut a, x, of_a), (&mut b, y, of_b)] {
                states[from..from + n].iter_mut().for_each(|old| *old = state.max(*old));
            }
            (x, y) = (x + of_a, y + of_b);
        }
    }
    let (new_a, gaps_a) = count(&a, aside_a);
    let (new_b, gaps_b) = count(&b, aside_b);
    (Departure { new: new_b, cuts: gaps_a }, Departure { new: new_a, cuts: gaps_b })
}

/// Words that are not equal, and runs of absent words, what is put aside left out.
fn count(states: &[State], aside: &[(u32, u32)]) -> (u32, u32) {
    let (mut new, mut gaps, mut in_gap) = (0, 0, false);
    let mut aside = aside.iter().peekable();
    for (word, state) in (0u32..).zip(states) {
        while aside.next_if(|&&(_, end)| end <= word).is_some() {}
        if aside.peek().is_some_and(|&&(start, _)| start <= word) {
            continue;
        }
        new += u32::from(*state != State::Equal);
        gaps += u32::from(*state == State::Absent && !in_gap);
        in_gap = *state == State::Absent;
    }
    (new, gaps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::{Document, compare, seeds};
    use crate::text::Words;

    fn both(a: &str, b: &str, aside: &[(u32, u32)]) -> (Departure, Departure) {
        let (words_a, words_b) = (Words::of(a), Words::of(b));
        let document = |text, words| Document { text, words, boilerplate: &[] };
        let (one, two) = (document(a, &words_a), document(b, &words_b));
        let found = compare(&one, &seeds(&one), &two, &seeds(&two));
        let count = |words: &Words| u32::try_from(words.len()).expect("short");
        departures((count(&words_a), &[]), (count(&words_b), aside), &found)
    }

    const STORY: &str = "The council voted nine to four on Monday night to close the Mill Street bridge to lorries from the first of June. \
        Engineers had warned in March that two of its bearings were worn through, and that heavy traffic could bring the deck down.";

    #[test]
    fn an_edited_copy_departs_by_its_words_and_its_cuts() {
        let copy = STORY.replace("Monday night", "Tuesday night").replace("Mill Street ", "");
        let (copy_from_story, story_from_copy) = both(STORY, &copy, &[]);
        assert_eq!(copy_from_story, Departure { new: 1, cuts: 1 });
        assert_eq!(story_from_copy, Departure { new: 3, cuts: 0 });
        assert_eq!(both(STORY, STORY, &[]), (Departure::default(), Departure::default()));
    }

    #[test]
    fn what_is_put_aside_does_not_count() {
        let signed = format!("Harbour Light \n\n{STORY}");
        assert_eq!(both(STORY, &signed, &[]).0, Departure { new: 2, cuts: 0 });
        assert_eq!(both(STORY, &signed, &[(0, 2)]).0, Departure::default());
    }

    #[test]
    fn a_text_without_anything_in_common_is_all_new() {
        let other = "A ferry ran aground.";
        assert_eq!(both(STORY, other, &[]).0, Departure { new: 4, cuts: 1 });
    }
}
