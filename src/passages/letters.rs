//! The letters of all texts, and where their words begin: what seeds, runs and boilerplate are found by.
//!
//! Nearly all pairs that share a seed share one stock phrase, and that is told by the letters around it. So these stay in memory, in two
//! bytes a word and one a letter, while the words with their hashes and places are made for the few pairs that are aligned.

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
pub(super) struct Letters {
    letters: Box<[u8]>,
    ends: Ends,
}

/// End of each word in the letters. Few texts have more letters than 16 bits count.
#[derive(Debug)]
enum Ends {
    Short(Box<[u16]>),
    Long(Box<[u32]>),
}

impl Letters {
    pub fn of(words: &Words) -> Self {
        let ends = (1..=words.len()).map(|word| words.letter(word));
        let ends = if u16::try_from(words.letters().len()).is_ok() {
            Ends::Short(ends.map(|end| u16::try_from(end).unwrap_or(u16::MAX)).collect())
        } else {
            Ends::Long(ends.map(|end| u32::try_from(end).unwrap_or(u32::MAX)).collect())
        };
        Self { letters: words.letters().into(), ends }
    }
}

impl Spelled for Letters {
    fn letters(&self) -> &[u8] {
        &self.letters
    }

    fn letter(&self, word: usize) -> usize {
        match (&self.ends, word.checked_sub(1)) {
            (_, None) => 0,
            (Ends::Short(ends), Some(before)) => ends[before].into(),
            (Ends::Long(ends), Some(before)) => ends[before] as usize,
        }
    }

    fn word_count(&self) -> usize {
        match &self.ends {
            Ends::Short(ends) => ends.len(),
            Ends::Long(ends) => ends.len(),
        }
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
            let letters = Letters::of(&words);
            assert_eq!((letters.letters(), letters.word_count()), (words.letters(), words.len()));
            assert!((0..=words.len()).all(|word| letters.letter(word) == words.letter(word)));
        }
    }
}
