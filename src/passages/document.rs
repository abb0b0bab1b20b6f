//! A text as the passages see it: its words, where its sentences end, and what in it is boilerplate.

use std::fmt::Debug;
use std::sync::Arc;

use crate::text::Words;

/// Where the words of texts are made, or found where they were made lately. Words take five times the memory of their text, and less time
/// to make than most things take that are done with them.
pub trait Shelf: Debug + Sync {
    /// The words of the text with this number.
    fn words(&self, number: u32) -> Arc<Words>;
}

/// All words at hand: a few texts.
impl Shelf for Vec<Arc<Words>> {
    fn words(&self, number: u32) -> Arc<Words> {
        Arc::clone(&self[number as usize])
    }
}

/// A text of a corpus, whose words are made when they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    pub text: &'a str,
    /// Of its words.
    pub count: u32,
    pub boilerplate: &'a [(u32, u32)],
    /// Its number on the shelf.
    pub number: u32,
    pub shelf: &'a dyn Shelf,
}

impl<'a> Text<'a> {
    /// Its words, for who comes by it again and again.
    #[must_use]
    pub fn words(&self) -> Arc<Words> {
        self.shelf.words(self.number)
    }

    /// Its words, for who passes all texts by once.
    #[must_use]
    pub fn own_words(&self) -> Words {
        Words::of(self.text)
    }

    #[must_use]
    pub fn document<'w>(&self, words: &'w Words) -> Document<'w>
    where
        'a: 'w,
    {
        Document { text: self.text, words, boilerplate: self.boilerplate }
    }
}

/// One article, borrowed, with ranges of words (half-open, ascending, apart) that mean something.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    pub text: &'a str,
    pub words: &'a Words,
    pub boilerplate: &'a [(u32, u32)],
}

impl Document<'_> {
    #[must_use]
    pub fn is_boilerplate(&self, word: u32) -> bool {
        holds(self.boilerplate, word)
    }

    /// Whether a sentence, a line or the text ends with this word.
    #[must_use]
    pub fn ends_sentence(&self, word: u32) -> bool {
        let word = word as usize;
        if word + 1 >= self.words.len() {
            return word + 1 == self.words.len();
        }
        let gap = self.words.span(word).until(self.words.span(word + 1)).of(self.text);
        // Nearly every gap.
        if gap == " " {
            return false;
        }
        // A full stop with no space after it is part of a number, a name or an address. A line that goes on in small letters was wrapped.
        let mut stop = false;
        let wrapped = || {
            let next = self.words.span(word + 1).of(self.text);
            gap.matches('\n').count() == 1 && next.starts_with(char::is_lowercase)
        };
        gap.chars().any(|c| match c {
            '\n' => stop || !wrapped(),
            '。' | '！' | '？' | '።' | '।' | '؟' | '۔' => true,
            '.' | '!' | '?' | '…' => {
                stop = true;
                false
            }
            _ => stop && c.is_whitespace(),
        })
    }

    #[must_use]
    pub fn starts_sentence(&self, word: u32) -> bool {
        word.checked_sub(1).is_none_or(|before| self.ends_sentence(before))
    }

    /// Whether a word is a number or printed with a capital: a name, mostly.
    #[must_use]
    pub fn is_fact(&self, word: u32) -> bool {
        let printed = self.words.span(word as usize).of(self.text);
        printed.starts_with(char::is_uppercase) || printed.contains(|c: char| c.is_ascii_digit())
    }
}

/// Whether one of the ranges holds `word`.
#[must_use]
pub fn holds(ranges: &[(u32, u32)], word: u32) -> bool {
    let next = ranges.partition_point(|&(start, _)| start <= word);
    next > 0 && word < ranges[next - 1].1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_stops_with_space_and_at_line_ends() {
        let text = "It cost $3.5 million. “No,” he said!\nNext line";
        let words = Words::of(text);
        let document = Document { text, words: &words, boilerplate: &[] };
        let ends: Vec<&str> =
            (0u32..).take(words.len()).filter(|&i| document.ends_sentence(i)).map(|i| words.span(i as usize).of(text)).collect();
        assert_eq!(ends, ["million", "said", "line"]);
    }

    /// Edges once moved to the ends of lines in texts whose lines are wrapped by hand.
    #[test]
    fn a_wrapped_line_is_no_end_and_a_paragraph_is() {
        let text = "Council says no\nThe bridge will stay\nclosed to lorries.\nNobody asked\n\nwhy";
        let words = Words::of(text);
        let document = Document { text, words: &words, boilerplate: &[] };
        let ends: Vec<&str> =
            (0u32..).take(words.len()).filter(|&i| document.ends_sentence(i)).map(|i| words.span(i as usize).of(text)).collect();
        assert_eq!(ends, ["no", "lorries", "asked", "why"]);
    }

    #[test]
    fn ranges_are_half_open() {
        let ranges = [(2, 4), (7, 8)];
        let held: Vec<u32> = (0..10).filter(|&word| holds(&ranges, word)).collect();
        assert_eq!(held, [2, 3, 7]);
    }
}
