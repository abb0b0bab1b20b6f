//! The identity of a text as compared: the same words in the same order.

use xxhash_rust::xxh3::Xxh3;
use zerocopy::IntoBytes;

use super::xxh3_128;

/// 128 bits of the words in their order, given by their hashes; a text without a word is only equal to the same characters.
#[must_use]
pub fn content(words: &[u64], text: &str) -> u128 {
    if words.is_empty() {
        return xxh3_128(text.as_bytes());
    }
    if cfg!(target_endian = "little") {
        return xxh3_128(words.as_bytes());
    }
    let mut state = Xxh3::new();
    for word in words {
        state.update(&word.to_le_bytes());
    }
    state.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Words;

    #[test]
    fn texts_with_the_same_words_are_the_same() {
        let of = |text: &str| content(Words::of(text).hashes(), text);
        assert_eq!(of("One word, two."), of("one — WORD two"));
        assert_ne!(of("one word two"), of("two word one"));
        assert_ne!(of("…"), of("—"));
        // It is stored in what later runs are compared with: the same on every machine.
        let words = Words::of("one two three");
        let bytes: Vec<u8> = words.hashes().iter().flat_map(|hash| hash.to_le_bytes()).collect();
        assert_eq!(of("one two three"), xxh3_128(&bytes));
    }
}
