//! A question as its words: some by themselves, some one after the other.

use super::super::limits::{MAX_SEARCH_CHARS, MAX_SEARCH_WORDS};
use super::super::problem::Problem;
use crate::text::{Words, with_word_hashes};

/// What has to stand in a text: runs of words, most of them of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    runs: Vec<Vec<u64>>,
}

/// Marks that open or close a phrase, whichever way people set them.
fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '＂')
}

impl Question {
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        if text.chars().count() > MAX_SEARCH_CHARS {
            return Err(Problem::query(
                format!("more than {MAX_SEARCH_CHARS} characters to search for"),
                "ask for the most telling words",
            ));
        }
        let mut runs = Vec::new();
        for (i, part) in text.split(is_mark).enumerate() {
            if i % 2 == 1 {
                runs.push(with_word_hashes(part, <[u64]>::to_vec));
            } else {
                // What is written in one piece, as well-known, is a run of its words.
                runs.extend(part.split_whitespace().map(|piece| with_word_hashes(piece, <[u64]>::to_vec)));
            }
        }
        runs.retain(|run: &Vec<u64>| !run.is_empty());
        if runs.is_empty() {
            return Err(Problem::query("there is no word to search for", "give words, or \"words in marks\", with q="));
        }
        if runs.iter().map(Vec::len).sum::<usize>() > MAX_SEARCH_WORDS {
            return Err(Problem::query(
                format!("more than {MAX_SEARCH_WORDS} words to search for"),
                "ask for the most telling ones",
            ));
        }
        Ok(Self { runs })
    }

    /// Each word once.
    pub(super) fn words(&self) -> Vec<u64> {
        let mut words: Vec<u64> = self.runs.iter().flatten().copied().collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    pub(super) fn has_phrases(&self) -> bool {
        self.runs.iter().any(|run| run.len() > 1)
    }

    /// Whether every run stands in one of the fields.
    pub(super) fn stands_in(&self, fields: [&str; 2]) -> bool {
        let mut open: Vec<&[u64]> = self.runs.iter().map(Vec::as_slice).collect();
        for field in fields {
            with_word_hashes(field, |words| open.retain(|run| !words.windows(run.len()).any(|window| window == *run)));
        }
        open.is_empty()
    }

    /// Where runs stand among the words of a text: first word and the one behind the last, ascending, none over another.
    pub(super) fn places(&self, words: &Words) -> Vec<(usize, usize)> {
        let hashes = words.hashes();
        let mut places: Vec<(usize, usize)> = Vec::new();
        for run in &self.runs {
            let starts = hashes.windows(run.len()).enumerate().filter(|(_, window)| window == run);
            places.extend(starts.map(|(at, _)| (at, at + run.len())));
        }
        places.sort_unstable_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
        let mut last = 0;
        places.retain(|&(start, end)| {
            let free = start >= last;
            if free {
                last = end;
            }
            free
        });
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<usize> {
        Question::read(text).unwrap().runs.iter().map(Vec::len).collect()
    }

    #[test]
    fn words_in_marks_are_one_run_and_a_mark_left_open_reaches_to_the_end() {
        assert_eq!(runs("old bridge"), [1, 1]);
        assert_eq!(runs("\"old bridge\" lorries"), [2, 1]);
        assert_eq!(runs("„the old bridge“ «of Mill»"), [3, 2]);
        assert_eq!(runs("lorries \"the old bridge"), [1, 3]);
        assert_eq!(runs("well-known"), [2]);
        assert_eq!(runs("東京"), [2]);
        assert!(Question::read("\"\" … !").is_err() && Question::read(&"a".repeat(MAX_SEARCH_CHARS + 1)).is_err());
    }

    #[test]
    fn a_phrase_does_not_reach_from_the_title_into_the_text() {
        let question = Question::read("\"bridge closed\"").unwrap();
        assert!(!question.stands_in(["The old bridge", "closed on Monday"]));
        assert!(question.stands_in(["The old", "The bridge, closed on Monday"]));
    }

    #[test]
    fn places_do_not_overlap() {
        let question = Question::read("a \"a b a\"").unwrap();
        assert_eq!(question.places(&Words::of("a b a b a x a")), [(0, 3), (4, 5), (6, 7)]);
    }
}
