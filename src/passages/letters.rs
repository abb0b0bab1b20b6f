//! The letters of all texts, and where their words begin: what seeds, runs and boilerplate are found by.
//!
//! Nearly all pairs that share a seed share one stock phrase, and that is told by the letters around it. So these are kept, in two
//! bytes a word and one a letter, while the words with their hashes and places are made for the few pairs that are aligned.

use std::borrow::Cow;
use std::io;
use std::ops::RangeInclusive;

use crate::storage::{Filed, Place, Room};
use crate::text::Words;

/// A text as letters: the folded words without spaces.
pub(super) trait Spelled {
    fn letters(&self) -> &[u8];
    /// Where a word starts in them; its number may be the number of words.
    fn letter(&self, word: usize) -> usize;
    fn word_count(&self) -> usize;
}

impl Spelled for Words {
    fn letters(&self) -> &[u8] {
        self.letters()
    }

    fn letter(&self, word: usize) -> usize {
        self.letter(word)
    }

    fn word_count(&self) -> usize {
        self.len()
    }
}

/// The letters of one text in little memory.
#[derive(Debug)]
pub(super) struct Letters<'a> {
    /// The letters, and then the end of each word in them, in as many bytes as the last needs: few texts have more letters than two bytes
    /// count.
    bytes: Cow<'a, [u8]>,
    count: usize,
    wide: bool,
}

impl Letters<'_> {
    fn ends(&self) -> &[u8] {
        &self.bytes[self.count..]
    }
}

impl Spelled for Letters<'_> {
    fn letters(&self) -> &[u8] {
        &self.bytes[..self.count]
    }

    fn letter(&self, word: usize) -> usize {
        let Some(before) = word.checked_sub(1) else { return 0 };
        if self.wide {
            let end = &self.ends()[4 * before..4 * before + 4];
            u32::from_le_bytes([end[0], end[1], end[2], end[3]]) as usize
        } else {
            let end = &self.ends()[2 * before..2 * before + 2];
            u16::from_le_bytes([end[0], end[1]]).into()
        }
    }

    fn word_count(&self) -> usize {
        self.ends().len() / if self.wide { 4 } else { 2 }
    }
}

/// Whether the ends of words in so many letters take four bytes each.
fn is_wide(letters: usize) -> bool {
    u16::try_from(letters).is_err()
}

/// The letters of some words, and where each ends, as bytes.
pub(super) fn encoded(words: &Words) -> Vec<u8> {
    let wide = is_wide(words.letters().len());
    let mut to = Vec::with_capacity(words.letters().len() + words.len() * if wide { 4 } else { 2 });
    to.extend_from_slice(words.letters());
    for word in 1..=words.len() {
        let end = u32::try_from(words.letter(word)).unwrap_or(u32::MAX).to_le_bytes();
        to.extend_from_slice(&end[..if wide { 4 } else { 2 }]);
    }
    to
}

/// The letters of all texts.
#[derive(Debug)]
pub(super) struct AllLetters {
    pub filed: Filed<u8>,
    pub texts: Vec<Spelling>,
}

/// Where the letters of a text and the ends of its words stand, and how many letters there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    pub place: Place,
    pub letters: u32,
}

impl AllLetters {
    pub fn of(&self, text: u32) -> io::Result<Letters<'_>> {
        let Spelling { place, letters } = self.texts[text as usize];
        let count = letters as usize;
        Ok(Letters { bytes: self.filed.get(place)?, count, wide: is_wide(count) })
    }

    /// The letters of the first of some texts, as many as there is room for, and at least of one.
    pub fn portion(&self, texts: RangeInclusive<u32>, room: &Room) -> io::Result<Portion<'_>> {
        let (first, mut last) = texts.into_inner();
        let (mut copied, mut ends) = (Vec::new(), Vec::new());
        if !self.filed.is_held() {
            for text in first..=last {
                let place = self.texts[text as usize].place;
                if text > first && copied.len() as u64 + u64::from(place.items()) > room.share() {
                    last = text - 1;
                    break;
                }
                self.filed.append(place, &mut copied)?;
                ends.push(copied.len());
            }
        }
        Ok(Portion { all: self, texts: first..=last, copied, ends })
    }
}

/// The letters of some texts in a row, at hand.
#[derive(Debug)]
pub(super) struct Portion<'l> {
    all: &'l AllLetters,
    texts: RangeInclusive<u32>,
    /// Those of all, and where those of each end, unless they are in memory anyway.
    copied: Vec<u8>,
    ends: Vec<usize>,
}

impl Portion<'_> {
    /// Whether the letters of all texts are in memory.
    pub fn is_held(&self) -> bool {
        self.all.filed.is_held()
    }

    pub fn has(&self, text: u32) -> bool {
        self.texts.contains(&text)
    }

    /// # Panics
    /// If the text is not among them.
    pub fn of(&self, text: u32) -> Letters<'_> {
        let Spelling { place, letters } = self.all.texts[text as usize];
        let count = letters as usize;
        let bytes = if self.is_held() {
            self.all.filed.held(place)
        } else {
            let number = (text - self.texts.start()) as usize;
            let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.copied[start..self.ends[number]]
        };
        Letters { bytes: Cow::Borrowed(bytes), count, wide: is_wide(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_where_the_words_have_them() {
        for text in
            [String::new(), "—".into(), "It rained. 東京 too, in Straße 5".into(), "internationalisation of ".repeat(4000)]
        {
            let words = Words::of(&text);
            let bytes = encoded(&words);
            let count = words.letters().len();
            let letters = Letters { bytes: bytes.into(), count, wide: is_wide(count) };
            assert_eq!((letters.letters(), letters.word_count()), (words.letters(), words.len()));
            assert!((0..=words.len()).all(|word| letters.letter(word) == words.letter(word)));
        }
    }
}
