//! A text as the passages see it: its words, where its sentences end, and what in it is boilerplate.

use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::sync::Arc;

use crate::text::Words;

/// Where texts are found, which may lie in a file, and where their words are made, or found where they were made lately. Words take five times
/// the memory of their text, and less time to make than most things take that are done with them.
pub trait Shelf: Debug + Sync {
    /// The text with this number.
    ///
    /// # Errors
    /// Where it cannot be read from its file.
    fn text(&self, number: u32) -> io::Result<Cow<'_, str>>;

    /// The words of the text with this number, which is at hand.
    fn words(&self, number: u32, text: &str) -> Arc<Words>;
}

/// A text of a few, with its words.
#[derive(Debug)]
pub struct AtHand<'t> {
    pub text: &'t str,
    pub words: Arc<Words>,
}

impl<'t> AtHand<'t> {
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        Self { text, words: Arc::new(Words::of(text)) }
    }
}

impl Shelf for Vec<AtHand<'_>> {
    fn text(&self, number: u32) -> io::Result<Cow<'_, str>> {
        Ok(Cow::Borrowed(self[number as usize].text))
    }

    fn words(&self, number: u32, _: &str) -> Arc<Words> {
        Arc::clone(&self[number as usize].words)
    }
}

/// A text of a corpus, which is looked for, and its words made, when they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Of its words.
    pub count: u32,
    pub boilerplate: &'a [(u32, u32)],
    /// Its number on the shelf.
    pub number: u32,
    pub shelf: &'a dyn Shelf,
}

impl<'a> Text<'a> {
    /// Its letters.
    ///
    /// # Errors
    /// Where it cannot be read from its file.
    pub fn text(&self) -> io::Result<Cow<'a, str>> {
        self.shelf.text(self.number)
    }

    /// Its words, for who passes all texts by once.
    ///
    /// # Errors
    /// Where it cannot be read from its file.
    pub fn own_words(&self) -> io::Result<Words> {
        Ok(Words::of(&self.text()?))
    }

    /// The text with its words, for who comes by it again and again.
    ///
    /// # Errors
    /// Where it cannot be read from its file.
    pub fn open(&self) -> io::Result<Opened<'a>> {
        let text = self.text()?;
        let words = self.shelf.words(self.number, &text);
        Ok(Opened { text, words, boilerplate: self.boilerplate })
    }

    /// The text with its words, for who passes all texts by once.
    ///
    /// # Errors
    /// Where it cannot be read from its file.
    pub fn open_once(&self) -> io::Result<Opened<'a>> {
        let text = self.text()?;
        let words = Arc::new(Words::of(&text));
        Ok(Opened { text, words, boilerplate: self.boilerplate })
    }
}

/// A text that was read, with its words.
#[derive(Debug)]
pub struct Opened<'a> {
    pub text: Cow<'a, str>,
    pub words: Arc<Words>,
    pub boilerplate: &'a [(u32, u32)],
}

impl Opened<'_> {
    #[must_use]
    pub fn document(&self) -> Document<'_> {
        Document { text: &self.text, words: &self.words, boilerplate: self.boilerplate }
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

    /// Whether a quotation mark stands right before this word, with space or nothing before the mark. Behind the last word, where a column of
    /// the other text's words may stand, there is none.
    #[must_use]
    pub fn opens_quotation(&self, word: u32) -> bool {
        if word as usize >= self.words.len() {
            return false;
        }
        let start = self.words.span(word as usize).start;
        let before = (word as usize).checked_sub(1).map_or(0, |before| self.words.span(before).end);
        let mut gap = self.text.get(before..start).unwrap_or_default().chars().rev();
        gap.next().is_some_and(is_quotation_mark) && gap.next().map_or(word == 0, |c| !c.is_alphanumeric())
    }

    /// Whether a quotation mark stands behind this word, with at most other marks between.
    #[must_use]
    pub fn closes_quotation(&self, word: u32) -> bool {
        if word as usize >= self.words.len() {
            return false;
        }
        let end = self.words.span(word as usize).end;
        let next = if word as usize + 1 < self.words.len() { self.words.span(word as usize + 1).start } else { self.text.len() };
        let gap = self.text.get(end..next).unwrap_or_default();
        // What stands right before the next word belongs to that.
        let marks = gap.split(char::is_whitespace).next().unwrap_or_default();
        let is_alone = marks.len() < gap.len() || end + gap.len() == self.text.len();
        is_alone && marks.chars().any(is_quotation_mark)
    }

    /// Whether a word is a number or printed with a capital: a name, mostly.
    #[must_use]
    pub fn is_fact(&self, word: u32) -> bool {
        let printed = self.words.span(word as usize).of(self.text);
        printed.starts_with(char::is_uppercase) || printed.contains(|c: char| c.is_ascii_digit())
    }
}

const fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‘' | '’' | '‚' | '\'' | '「' | '」' | '『' | '』')
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

    #[test]
    fn quotations_begin_and_end_at_their_marks() {
        let text = "“Rain, rain,” he said. The girls’ dog's \"snow!\" and «la neige» 'mud'";
        let words = Words::of(text);
        let document = Document { text, words: &words, boilerplate: &[] };
        let those = |is: &dyn Fn(u32) -> bool| -> Vec<&str> {
            (0u32..).take(words.len()).filter(|&i| is(i)).map(|i| words.span(i as usize).of(text)).collect()
        };
        assert_eq!(those(&|i| document.opens_quotation(i)), ["Rain", "snow", "la", "mud"]);
        assert_eq!(
            those(&|i| document.closes_quotation(i)),
            ["rain", "girls", "snow", "neige", "mud"],
            "a plural possessive is like one"
        );
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
