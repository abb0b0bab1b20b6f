//! Words of the program itself (rules, flags) as numbers, for records of bytes.

use crate::storage::{Put as _, Take};

/// The words that records name, by their numbers. They are few.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary(Vec<&'static str>);

impl Vocabulary {
    /// Appends a word.
    pub fn put(&mut self, word: &'static str, to: &mut Vec<u8>) {
        let known = self.0.iter().position(|&other| other == word);
        let number = known.unwrap_or_else(|| {
            self.0.push(word);
            self.0.len() - 1
        });
        to.put_number(number as u64);
    }

    /// Appends some words.
    pub fn put_all(&mut self, words: &[&'static str], to: &mut Vec<u8>) {
        to.put_number(words.len() as u64);
        for &word in words {
            self.put(word, to);
        }
    }

    /// Takes a word off the front; none where the bytes name none.
    pub fn take(&self, from: &mut Take<'_>) -> Option<&'static str> {
        self.0.get(from.count()?).copied()
    }

    pub fn take_all(&self, from: &mut Take<'_>) -> Option<Vec<&'static str>> {
        (0..from.number()?).map(|_| self.take(from)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_and_others_do_not() {
        let mut vocabulary = Vocabulary::default();
        let mut bytes = Vec::new();
        vocabulary.put_all(&["relayed", "unclosed", "relayed"], &mut bytes);
        vocabulary.put("longest", &mut bytes);
        let mut from = Take(&bytes);
        assert_eq!(vocabulary.take_all(&mut from), Some(vec!["relayed", "unclosed", "relayed"]));
        assert_eq!((vocabulary.take(&mut from), from.0), (Some("longest"), &[][..]));
        assert_eq!(vocabulary.take(&mut Take(&[3])), None);
    }
}
