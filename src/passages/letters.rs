//! The letters of all texts, and where their words begin: what seeds, runs and boilerplate are found by.
//!
//! Nearly all pairs that share a seed share one stock phrase, and that is told by the letters around it. So these are kept, in two
//! bytes a word and one a letter, while the words with their hashes and places are made for the few pairs that are aligned.

use std::borrow::Cow;
use std::io;
use std::ops::RangeInclusive;

use rayon::prelude::*;

use crate::storage::{Filed, Place, Room};
use crate::text::Words;

/// A text as letters: the folded words without spaces.
pub(super) trait Spelled {
    fn letters(&self) -> &[u8];
    /// Where a word starts in them; its number may be the number of words.
    fn letter(&self, word: usize) -> usize;
    fn word_count(&self) -> usize;

    /// The first word that starts at a letter or behind it. O(log words).
    fn first_word_from(&self, letter: usize) -> usize {
        first_of(self.word_count(), |word| self.letter(word) >= letter)
    }

    /// The word that holds a letter, or the number of words. O(log words).
    fn word_holding(&self, letter: usize) -> usize {
        first_of(self.word_count(), |word| self.letter(word + 1) > letter)
    }
}

/// The first of so many words, or their number, of which something is true that is true of all behind it.
fn first_of(words: usize, is: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, words);
    while low < high {
        let middle = low.midpoint(high);
        if is(middle) { high = middle } else { low = middle + 1 }
    }
    low
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

/// A text from this size on is not read for the sake of one word.
const LONG_BYTES: usize = 1 << 15;

/// Whether the ends of words in so many letters take four bytes each.
fn is_wide(letters: usize) -> bool {
    u16::try_from(letters).is_err()
}

/// The letters of some words, and where each ends, as bytes.
pub(super) fn encoded(words: &Words) -> Vec<u8> {
    let wide = is_wide(words.letters().len());
    let mut to = Vec::with_capacity(words.letters().len() + words.len() * if wide { 4 } else { 2 });
    to.extend_from_slice(words.letters());
    (1..=words.len()).for_each(|word| put_end(words.letter(word), wide, &mut to));
    to
}

fn put_end(end: usize, wide: bool, to: &mut Vec<u8>) {
    let end = u32::try_from(end).unwrap_or(u32::MAX).to_le_bytes();
    to.extend_from_slice(&end[..if wide { 4 } else { 2 }]);
}

/// The end of a word, of as many bytes as there are.
fn number(end: &[u8]) -> usize {
    end.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte))
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
    /// Some texts of the same letters.
    #[cfg(test)]
    pub fn alike(texts: u32) -> Self {
        let mut filing = crate::storage::Filing::new(&Room::default());
        let words = Words::of(&"the harbour ".repeat(9));
        let letters = u32::try_from(words.letters().len()).expect("few");
        let texts = (0..texts).map(|_| Spelling { place: filing.put(&encoded(&words)).expect("in memory"), letters }).collect();
        Self { filed: filing.finish().expect("in memory"), texts }
    }

    pub fn of(&self, text: u32) -> io::Result<Letters<'_>> {
        if self.filed.is_held() {
            return Ok(self.held(text));
        }
        let Spelling { place, letters } = self.texts[text as usize];
        let count = letters as usize;
        Ok(Letters { bytes: self.filed.get(place)?, count, wide: is_wide(count) })
    }

    /// The letters of a text, which are in memory.
    ///
    /// # Panics
    /// If they are in the file.
    pub fn held(&self, text: u32) -> Letters<'_> {
        let Spelling { place, letters } = self.texts[text as usize];
        let count = letters as usize;
        Letters { bytes: Cow::Borrowed(self.filed.held(place)), count, wide: is_wide(count) }
    }

    /// The letters of a text without the ends of its words. They are in memory.
    ///
    /// # Panics
    /// If they are in the file.
    pub fn alone(&self, text: u32) -> &[u8] {
        let Spelling { place, letters } = self.texts[text as usize];
        &self.filed.held(place)[..letters as usize]
    }

    /// For each text the letters of its ranges of words.
    pub fn places(&self, ranges: &[Vec<(u32, u32)>]) -> io::Result<Vec<Vec<(u32, u32)>>> {
        let of_text = |(text, ranges): (u32, &Vec<(u32, u32)>)| {
            if ranges.is_empty() {
                return Ok(Vec::new());
            }
            let letters = self.of(text)?;
            let at = |word: u32| u32::try_from(letters.letter(word as usize)).unwrap_or(u32::MAX);
            Ok(ranges.iter().map(|&(start, end)| (at(start), at(end))).collect())
        };
        let count = u32::try_from(ranges.len()).unwrap_or(u32::MAX);
        (0..count).into_par_iter().zip(ranges).map(of_text).collect()
    }

    /// The letters around the start of a word, where it stands in them, and how many words of the text stand before them: so many letters to
    /// either side, or as many as there are. Of a long text in the file that is all that is read.
    pub fn around(&self, text: u32, at: u32, reach: usize) -> io::Result<(Letters<'_>, usize, u32)> {
        let Spelling { place, letters } = self.texts[text as usize];
        let (count, at) = (letters as usize, at as usize);
        if !place.is_away() || (place.items() as usize) < LONG_BYTES {
            return Ok((self.of(text)?, at, 0));
        }
        let width = if is_wide(count) { 4 } else { 2 };
        let words = (place.items() as usize - count) / width;
        let (mut word, mut high) = (0, words);
        while word < high {
            let middle = word.midpoint(high);
            let end = self.filed.part(place, count + width * middle..count + width * (middle + 1))?;
            if number(&end) <= at { word = middle + 1 } else { high = middle }
        }
        // A word has a letter at least.
        let (from, to) = (word.saturating_sub(reach), words.min(word + 1 + reach));
        let ends = self.filed.part(place, count + width * from.saturating_sub(1)..count + width * to)?;
        let mut ends: Vec<usize> = ends.chunks_exact(width).map(number).collect();
        if from == 0 {
            ends.insert(0, 0);
        }
        // From here on words are counted from `from`: each begins at its own number, and ends at the next.
        let first = ends[..=word - from].partition_point(|&start| start + reach <= at).saturating_sub(1);
        let last = (ends.partition_point(|&end| end < at + reach) + 1).min(ends.len());
        let ends = &ends[first..last];
        let (start, end) = (ends[0], ends[ends.len() - 1]);
        let wide = is_wide(end - start);
        let mut bytes = self.filed.part(place, start..end)?.into_owned();
        ends[1..].iter().for_each(|end| put_end(end - start, wide, &mut bytes));
        let before = u32::try_from(from + first).unwrap_or(u32::MAX);
        Ok((Letters { bytes: bytes.into(), count: end - start, wide }, at - start, before))
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
        if self.is_held() {
            return self.all.held(text);
        }
        let count = self.all.texts[text as usize].letters as usize;
        let number = (text - self.texts.start()) as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        Letters { bytes: Cow::Borrowed(&self.copied[start..self.ends[number]]), count, wide: is_wide(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Filing;

    #[test]
    fn what_is_around_a_word_is_what_the_whole_has_there() {
        let folder = tempfile::tempdir().unwrap();
        let long_word = "x".repeat(70_000);
        // Letters that two bytes count, and more of them, with words that are longer than what is asked for.
        let texts = [
            (0..7000).map(|n| format!("w{} ", n * n % 7919)).collect::<Vec<_>>().concat(),
            format!("{} {long_word} the end", "It rained. 東京 ".repeat(4000)),
        ];
        let mut filing = Filing::new(&Room::holding(0, folder.path().to_owned()));
        let words = texts.each_ref().map(|text| Words::of(text));
        let spelled = |words: &Words| {
            let letters = u32::try_from(words.letters().len()).expect("short");
            Spelling { place: filing.put(&encoded(words)).unwrap(), letters }
        };
        let spellings = words.iter().map(spelled).collect();
        let all = AllLetters { filed: filing.finish().unwrap(), texts: spellings };
        for (text, words) in (0u32..).zip(&words) {
            assert_eq!(is_wide(words.letters().len()), text == 1);
            let count = words.len();
            for reach in [1, 90, 2000] {
                for word in (0..count).step_by(977).chain([1, 2, count - 3, count - 2, count - 1]) {
                    let at = words.letter(word);
                    let (letters, there, before) = all.around(text, u32::try_from(at).unwrap(), reach).unwrap();
                    let local = word - before as usize;
                    assert_eq!(letters.letter(local), there);
                    assert_eq!(words.letter(word + 1) - at, letters.letter(local + 1) - there);
                    let left = |letters: &[u8], at: usize| letters[at.saturating_sub(reach)..at].to_owned();
                    let right = |letters: &[u8], at: usize| letters[at..letters.len().min(at + reach)].to_owned();
                    assert_eq!(left(words.letters(), at), left(letters.letters(), there));
                    assert_eq!(right(words.letters(), at), right(letters.letters(), there));
                    assert!(letters.letters().len() <= 2 * reach + 3 * long_word.len() && letters.word_count() <= 2 * reach + 2);
                }
            }
        }
    }

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
