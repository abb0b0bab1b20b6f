//! The lines of a text and the sentences in them, as furniture is told by: one line of a page is one thing.
//!
//! Not responsible for what a line is; `form` and `recurring` judge that.

use memchr::memchr_iter;

use crate::marks::paragraphs;
use crate::passages::Document;

/// Letters of a capitalised word before a full stop, at most, for it to be taken for an abbreviation (`Sen.`, `Gov.`, `Feb.`).
const ABBREVIATION_LETTERS: usize = 5;

/// A line of a text that holds at least a word, or a rule of marks (`###`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// As printed, without white space around it.
    pub text: &'t str,
    /// Its words, half-open; empty for a rule of marks.
    pub words: (u32, u32),
    /// Its sentences in [`Layout::sentences`], half-open.
    pub sentences: (usize, usize),
    /// It goes on with the paragraph of the line before it, which was wrapped by hand: whatever it begins with, it is no heading.
    pub goes_on: bool,
}

/// A sentence, or what of a line is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    pub words: (u32, u32),
    /// Whether it ends in a mark that ends sentences.
    pub closed: bool,
}

/// The lines of a text, in its order.
#[derive(Debug, Default)]
pub(super) struct Layout<'t> {
    pub lines: Vec<Line<'t>>,
    pub sentences: Vec<Sentence>,
}

impl<'t> Layout<'t> {
    /// O(bytes).
    #[must_use]
    pub fn of(document: &Document<'t>) -> Self {
        let (text, words) = (document.text, document.words);
        let mut layout = Self::default();
        let mut word = 0;
        let mut start = 0;
        let mut paragraphs = paragraphs(text).into_iter().peekable();
        for end in memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            let line = &text[start..end];
            while paragraphs.next_if(|paragraph| paragraph.end <= start).is_some() {}
            let goes_on = paragraphs.peek().is_some_and(|paragraph| paragraph.start < start);
            let first = word;
            while word < words.len() && words.span(word).start < end {
                word += 1;
            }
            start = end + 1;
            let printed = line.trim();
            if printed.is_empty() {
                continue;
            }
            let before = layout.sentences.len();
            layout.split(document, (first, word), end);
            let range = (index(first), index(word));
            layout.lines.push(Line { text: printed, words: range, sentences: (before, layout.sentences.len()), goes_on });
        }
        layout
    }

    #[must_use]
    pub fn sentences_of(&self, line: &Line<'_>) -> &[Sentence] {
        &self.sentences[line.sentences.0..line.sentences.1]
    }

    /// Whether a line holds a sentence that ends.
    #[must_use]
    pub fn is_closed(&self, line: &Line<'_>) -> bool {
        self.sentences_of(line).iter().any(|sentence| sentence.closed)
    }

    /// Appends the sentences of the words `first..end` of a line that ends at byte `line_end`.
    fn split(&mut self, document: &Document<'_>, (first, end): (usize, usize), line_end: usize) {
        let (text, words) = (document.text, document.words);
        let mut start = first;
        for word in first..end {
            let (at, after) = (words.span(word).end, if word + 1 < end { words.span(word + 1).start } else { line_end });
            // Most words are parted by a space.
            if word + 1 < end && after == at + 1 && text.as_bytes()[at] == b' ' {
                continue;
            }
            // A word may stand for a part of a character, and the next one for the rest of it.
            let gap = text.get(at..after).unwrap_or_default();
            let closed = stops(gap, word + 1 == end) && !(shortens(gap) && abbreviates(document, word));
            if word + 1 == end || closed {
                self.sentences.push(Sentence { words: (index(start), index(word + 1)), closed });
                start = word + 1;
            }
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a text has fewer than 2^32 words, because it has fewer bytes")]
const fn index(word: usize) -> u32 {
    word as u32
}

/// Whether what stands between two words, or behind the last of a line, ends a sentence.
fn stops(gap: &str, last: bool) -> bool {
    let mut stop = false;
    for c in gap.chars() {
        match c {
            '。' | '！' | '？' | '।' | '۔' | '؟' | '።' => return true,
            '.' | '!' | '?' | '…' => stop = true,
            _ if stop && c.is_whitespace() => return true,
            _ => {}
        }
    }
    stop && last
}

/// Whether a full stop may belong to the word before it: what a quotation mark follows ends a sentence.
fn shortens(gap: &str) -> bool {
    gap.strip_prefix('.').is_some_and(|rest| !rest.starts_with(['"', '”', '’', '»']))
}

/// Whether the full stop behind a word seems to shorten it and to end nothing: an initial, or a short word in capitals.
fn abbreviates(document: &Document<'_>, word: usize) -> bool {
    let printed = document.words.span(word).of(document.text);
    let letters = printed.chars().count();
    if !printed.starts_with(char::is_alphabetic) {
        return false;
    }
    letters == 1 || printed.starts_with(char::is_uppercase) && letters <= ABBREVIATION_LETTERS && !is_capitals(printed)
}

/// Whether all letters are capitals: an acronym may end a sentence as well as any word.
fn is_capitals(printed: &str) -> bool {
    printed.chars().all(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Words;
    use proptest::prelude::*;

    fn sentences(text: &str) -> Vec<String> {
        let words = Words::of(text);
        let document = Document { text, words: &words, boilerplate: &[] };
        let layout = Layout::of(&document);
        let printed =
            |&Sentence { words: (first, end), .. }: &Sentence| words.stretch(first as usize, end as usize).of(text).into();
        layout.sentences.iter().map(printed).collect()
    }

    #[test]
    fn abbreviations_and_initials_end_no_sentence() {
        assert_eq!(
            sentences(
                "House Leader J. Doe (D-Calif.) met Gov. Roe in the U.S. capital. They spoke.\nNo stop here\n\n###\nYes! Go."
            ),
            ["House Leader J. Doe (D-Calif.) met Gov. Roe in the U.S. capital", "They spoke", "No stop here", "Yes", "Go"]
        );
        assert_eq!(sentences("他来了。她走了"), ["他来了", "她走了"]);
        assert_eq!(sentences("He joined NATO. It was late."), ["He joined NATO", "It was late"]);
        assert_eq!(sentences("It read “Ships Too.” (See page 4.)"), ["It read “Ships Too", "See page 4"]);
    }

    #[test]
    fn rules_of_marks_are_lines_without_words() {
        let text = "One.\n###\nTwo";
        let words = Words::of(text);
        let layout = Layout::of(&Document { text, words: &words, boilerplate: &[] });
        assert_eq!(
            layout.lines.iter().map(|line| (line.text, line.words)).collect::<Vec<_>>(),
            [("One.", (0, 1)), ("###", (1, 1)), ("Two", (1, 2))]
        );
    }

    proptest! {
        #[test]
        fn every_word_stands_in_one_sentence_of_one_line(text in "(?s)[a-zA-Z.!? \n\r。½字“”Ⅷﷺ-]{0,80}") {
            let words = Words::of(&text);
            let layout = Layout::of(&Document { text: &text, words: &words, boilerplate: &[] });
            let mut next = 0;
            for sentence in &layout.sentences {
                prop_assert_eq!(sentence.words.0, next);
                prop_assert!(sentence.words.1 > next);
                next = sentence.words.1;
            }
            prop_assert_eq!(next as usize, words.len());
            let mut next = 0;
            for line in &layout.lines {
                prop_assert_eq!(line.words.0, next);
                next = line.words.1;
            }
            prop_assert_eq!(next as usize, words.len());
        }
    }
}
