//! The words on one side of a name, one by one, as far as one wording reaches.
//!
//! Responsible for what parts words and what ends a wording, and for phrases read along the way. Not responsible for what they say
//! (`cues`).

use ahash::AHashMap;

use super::cues::{Phrase, Side, Tie};

/// Words read on either side of a name: the longest description, a verb's subject, and the longest phrase.
const REACH: usize = 18;
/// Longest word looked at, in characters; a script without spaces has no end of a word.
const WORD_CHARS: usize = 40;

pub(super) struct Word {
    start: usize,
    end: usize,
    /// In lower case as printed.
    pub raw: String,
}

/// The words on one side of a name, read as far as they are asked for.
pub(super) struct Walk<'t, 'c, I> {
    text: &'t str,
    next: I,
    seen: Vec<Word>,
    bare: &'c AHashMap<String, String>,
}

impl<'t, 'c, I: Iterator<Item = (usize, usize)>> Walk<'t, 'c, I> {
    pub(super) fn new(text: &'t str, next: I, bare: &'c AHashMap<String, String>) -> Self {
        Self { text, next, seen: Vec::new(), bare }
    }

    pub(super) fn get(&mut self, i: usize) -> Option<&Word> {
        while self.seen.len() <= i {
            if self.seen.len() == REACH {
                return None;
            }
            let (start, end) = self.next.next()?;
            self.seen.push(Word { start, end, raw: self.text[start..end].to_lowercase() });
        }
        self.seen.get(i)
    }

    /// In its bare form.
    fn bared(&mut self, i: usize) -> Option<&str> {
        let bare = self.bare;
        self.get(i).map(|word| bare.get(&word.raw).map_or(word.raw.as_str(), String::as_str))
    }

    /// Of a word that was read.
    pub(super) fn raw(&self, i: usize) -> &str {
        &self.seen[i].raw
    }

    pub(super) fn span(&self, i: usize) -> (usize, usize) {
        (self.seen[i].start, self.seen[i].end)
    }

    pub(super) fn starts_uppercase(&mut self, i: usize) -> bool {
        let text = self.text;
        self.get(i).is_some_and(|word| text[word.start..].starts_with(char::is_uppercase))
    }

    /// The longest phrase that begins with word `i`, and its number of words.
    pub(super) fn longest<'s>(&mut self, side: &'s Side, i: usize, near: bool) -> Option<(&'s Phrase, usize)> {
        let phrases = side.get(self.bared(i)?)?;
        let mut found: Option<&Phrase> = None;
        for phrase in phrases.iter().filter(|phrase| near || phrase.tie != Tie::Near) {
            let longer = found.is_none_or(|found| found.words.len() < phrase.words.len());
            if longer && phrase.words.iter().enumerate().all(|(j, word)| self.bared(i + j) == Some(word)) {
                found = Some(phrase);
            }
        }
        found.map(|phrase| (phrase, phrase.words.len()))
    }
}

/// What may stand between two words of one wording.
fn parts_words(between: &str, before: &str) -> bool {
    let mut breaks = 0;
    between.chars().all(|c| {
        breaks += usize::from(c == '\n');
        // A full stop only behind a single letter: "the U.S. network".
        let initial = c == '.' && before.chars().rev().take_while(|c| c.is_alphanumeric()).count() == 1;
        breaks < 2
            && (initial
                || matches!(
                    c,
                    ' ' | '\u{a0}'
                        | '\n'
                        | '\r'
                        | '\t'
                        | '\''
                        | '’'
                        | '-'
                        | '“'
                        | '"'
                        | '„'
                        | '«'
                        | '‘'
                        | '”'
                        | '»'
                        | '「'
                        | '『'
                        | '《'
                        | '/'
                        | ':'
                ))
    })
}

/// The words before `at`, nearest first, up to what ends a wording.
pub(crate) fn backward(text: &str, at: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = at;
    std::iter::from_fn(move || {
        let head = &text[..at];
        let end = trimmed(head);
        let gap = &text[end..at];
        if end == 0 || gap.len() > 12 || !parts_words(gap, &text[..end]) {
            return None;
        }
        let mut start = end;
        for c in head[..end].chars().rev().take_while(|c| c.is_alphanumeric()).take(WORD_CHARS) {
            start -= c.len_utf8();
        }
        if start == end {
            return None;
        }
        at = start;
        Some((start, end))
    })
}

/// The words from `at` on, up to what ends a wording.
pub(crate) fn forward(text: &str, at: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = at;
    std::iter::from_fn(move || {
        let rest = &text[at..ceil(text, at + 96)];
        let gap = rest.find(|c: char| c.is_alphanumeric())?;
        if gap > 12 || !parts_words(&rest[..gap], &text[..at]) {
            return None;
        }
        let start = at + gap;
        let length: usize = text[start..].chars().take_while(|c| c.is_alphanumeric()).take(WORD_CHARS).map(char::len_utf8).sum();
        at = start + length;
        Some((start, at))
    })
}

/// The last character boundary of `text` at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first character boundary of `text` at or after `at`.
pub(crate) fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The end of the last word of `text`, looking back a few characters only: farther is no part of a wording.
fn trimmed(text: &str) -> usize {
    let mut end = text.len();
    for c in text.chars().rev().take(6) {
        if c.is_alphanumeric() {
            break;
        }
        end -= c.len_utf8();
    }
    end
}
