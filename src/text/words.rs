//! Words with their hashes, their places, and the folded letters in one run.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

use super::chars::{composes, is_default_ignorable, is_spaceless};
use crate::article::Span;

/// The words of one text.
///
/// A word is a maximal run of alphanumeric characters and combining marks after NFKC, in lower case, default-ignorable characters
/// removed; each character of a script without spaces is a word. All vectors but `folded` have one entry a word.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// `xxh3_64` of the folded word, stable across machines.
    hashes: Vec<u64>,
    /// Where the word stands in the text, in bytes.
    spans: Vec<(u32, u32)>,
    /// The folded words one after the other, without spaces, in UTF-8.
    folded: Vec<u8>,
    /// End of each word in `folded`.
    ends: Vec<u32>,
}

impl Words {
    /// Splits `text` into words, in O(bytes). Texts are bounded by the reader (64 MiB), so 32-bit offsets hold.
    ///
    /// # Panics
    /// If `text` is 4 GiB or longer.
    #[must_use]
    pub fn of(text: &str) -> Self {
        assert!(u32::try_from(text.len()).is_ok(), "a text of 4 GiB or more cannot be one article");
        let mut builder = Builder::new(text);
        builder.run();
        builder.words
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    #[must_use]
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Where word `i` stands in the text.
    #[must_use]
    pub fn span(&self, i: usize) -> Span {
        let (start, end) = self.spans[i];
        Span::new(start as usize, end as usize)
    }

    /// The stretch of text from word `first` up to and without word `end` (`first < end`).
    #[must_use]
    pub fn stretch(&self, first: usize, end: usize) -> Span {
        Span::new(self.spans[first].0 as usize, self.spans[end - 1].1 as usize)
    }

    /// The folded form of word `i`.
    #[must_use]
    pub fn folded(&self, i: usize) -> &[u8] {
        &self.folded[self.letter(i)..self.ends[i] as usize]
    }

    /// The folded form of word `i` as text.
    ///
    /// # Panics
    /// Never: folded words are cut between characters.
    #[must_use]
    pub fn folded_str(&self, i: usize) -> &str {
        std::str::from_utf8(self.folded(i)).expect("folded words are UTF-8")
    }

    /// Where word `i` starts in [`Words::letters`]; `i` may be the number of words.
    #[must_use]
    pub fn letter(&self, i: usize) -> usize {
        if i == 0 { 0 } else { self.ends[i - 1] as usize }
    }

    /// All folded words without spaces, in UTF-8 bytes.
    #[must_use]
    pub fn letters(&self) -> &[u8] {
        &self.folded
    }

    /// The first word that ends after byte `at` of the text, or the number of words.
    #[must_use]
    pub fn first_ending_after(&self, at: usize) -> usize {
        self.spans.partition_point(|&(_, end)| end as usize <= at)
    }

    /// The first word that starts at or after byte `at` of the text, or the number of words.
    #[must_use]
    pub fn first_starting_at(&self, at: usize) -> usize {
        self.spans.partition_point(|&(start, _)| (start as usize) < at)
    }
}

/// `text` folded as words are, with one space between words: the form in which wordings are compared and looked up.
#[must_use]
pub fn fold(text: &str) -> String {
    let words = Words::of(text);
    let mut out = String::with_capacity(text.len());
    for i in 0..words.len() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(words.folded_str(i));
    }
    out
}

/// ASCII bytes by what they do to a word: 0 ends it, anything else is the folded byte that joins it.
const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut b = 0;
    while b < 128 {
        #[allow(clippy::cast_possible_truncation, reason = "b < 128")]
        let byte = b as u8;
        if byte.is_ascii_alphanumeric() {
            table[b] = byte.to_ascii_lowercase();
        }
        b += 1;
    }
    table
};

/// Dashes, curly quotes, bullets, ellipses (U+2010 to U+2027): most of the non-ASCII characters of English news.
fn is_general_punctuation(bytes: &[u8]) -> bool {
    matches!(bytes, [0xE2, 0x80, 0x90..=0xA7, ..])
}

/// Whether the next character may be a combining mark or a default-ignorable one (a soft hyphen, or anything from U+0300 on).
fn may_be_mark(bytes: &[u8]) -> bool {
    match bytes {
        [0xC2, 0xAD, ..] => true,
        [0xCC..=0xFF, ..] => !is_general_punctuation(bytes),
        _ => false,
    }
}

struct Builder<'t> {
    text: &'t str,
    words: Words,
    /// Start of the open word in the text; `None` between words.
    open: Option<usize>,
    /// End of the last character that joined the open word.
    reached: usize,
    /// Whether the open word is a character of a script without spaces, which nothing but marks can join.
    alone: bool,
    cluster: String,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        // English news has one word in about six bytes.
        let expected = text.len() / 5 + 1;
        let words = Words {
            hashes: Vec::with_capacity(expected),
            spans: Vec::with_capacity(expected),
            folded: Vec::with_capacity(text.len()),
            ends: Vec::with_capacity(expected),
        };
        Self { text, words, open: None, reached: 0, alone: false, cluster: String::new() }
    }

    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte < 128 {
                let folded = ASCII[byte as usize];
                // What may compose with an ASCII letter, or stand invisibly before such a mark, goes the slow path with it.
                let marked = folded != 0 && may_be_mark(&bytes[at + 1..]);
                if folded == 0 {
                    self.close();
                } else if marked {
                    at = self.slow(at);
                    continue;
                } else {
                    if self.alone {
                        self.close();
                    }
                    self.open.get_or_insert(at);
                    self.words.folded.push(folded);
                    self.reached = at + 1;
                }
                at += 1;
            } else if is_general_punctuation(&bytes[at..]) {
                self.close();
                at += 3;
            } else {
                at = self.slow(at);
            }
        }
        self.close();
    }

    /// Takes one character with the marks on it, and returns where the next one starts.
    fn slow(&mut self, at: usize) -> usize {
        let mut cluster = std::mem::take(&mut self.cluster);
        cluster.clear();
        let mut end = at;
        for (offset, c) in self.text[at..].char_indices() {
            let joins = offset == 0 || is_combining_mark(c) || is_default_ignorable(c) || composes(c);
            if !joins {
                break;
            }
            end = at + offset + c.len_utf8();
            if !is_default_ignorable(c) {
                cluster.push(c);
            }
        }
        for c in cluster.nfkc() {
            if is_default_ignorable(c) {
                continue;
            }
            let mark = is_combining_mark(c);
            if c.is_alphanumeric() && !mark {
                if self.alone || is_spaceless(c) {
                    self.close();
                }
                self.join(c, at, end);
                self.alone = is_spaceless(c);
            } else if mark && self.open.is_some() {
                self.join(c, at, end);
            } else {
                self.close();
            }
        }
        self.cluster = cluster;
        end
    }

    fn join(&mut self, c: char, at: usize, end: usize) {
        self.open.get_or_insert(at);
        self.reached = end;
        let mut utf8 = [0; 4];
        for lower in c.to_lowercase() {
            self.words.folded.extend_from_slice(lower.encode_utf8(&mut utf8).as_bytes());
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "`Words::of` holds texts below 4 GiB")]
    fn close(&mut self) {
        self.alone = false;
        let Some(start) = self.open.take() else { return };
        let from = self.words.ends.last().map_or(0, |&end| end as usize);
        self.words.hashes.push(xxh3_64(&self.words.folded[from..]));
        self.words.spans.push((start as u32, self.reached as u32));
        self.words.ends.push(self.words.folded.len() as u32);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> Vec<String> {
        let words = Words::of(text);
        (0..words.len()).map(|i| words.folded_str(i).to_owned()).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits_in_lower_case() {
        assert_eq!(split("Mr. O’Neil's 3.5-mile_run"), ["mr", "o", "neil", "s", "3", "5", "mile", "run"]);
    }

    #[test]
    fn printings_of_one_word_are_equal() {
        assert_eq!(split("caf\u{e9}"), split("cafe\u{301}"));
        assert_eq!(split("co\u{ad}operate"), ["cooperate"]);
        assert_eq!(split("z\u{200b}e\u{200b}r\u{200b}o"), ["zero"]);
        assert_eq!(split("ｆｕｌｌ ﬁne"), ["full", "fine"]);
        assert_eq!(split("\u{1112}\u{1161}\u{11ab}"), split("한"));
    }

    #[test]
    fn each_character_of_a_script_without_spaces_is_a_word() {
        assert_eq!(split("東京tower東"), ["東", "京", "tower", "東"]);
        assert_eq!(split("AIを使う"), ["ai", "を", "使", "う"]);
        assert_eq!(split("ｶﾞ"), ["ガ"]);
    }

    #[test]
    fn spans_point_at_the_printed_word() {
        let text = "“Naïve,” he½ said.";
        let words = Words::of(text);
        let printed: Vec<_> = (0..words.len()).map(|i| words.span(i).of(text)).collect();
        assert_eq!(printed, ["Naïve", "he½", "½", "said"]);
    }

    /// The definition, word for word and slowly.
    fn oracle(text: &str) -> Vec<String> {
        let visible: String = text.chars().filter(|&c| !is_default_ignorable(c)).collect();
        let mut words = vec![String::new()];
        for c in visible.nfkc().filter(|&c| !is_default_ignorable(c)) {
            let last = words.last().expect("never empty");
            let starts_anew = c.is_alphanumeric()
                && !is_combining_mark(c)
                && (is_spaceless(c) || last.chars().next().is_some_and(is_spaceless));
            if !(c.is_alphanumeric() || is_combining_mark(c) && !last.is_empty()) {
                words.push(String::new());
                continue;
            }
            if starts_anew {
                words.push(String::new());
            }
            words.last_mut().expect("never empty").extend(c.to_lowercase());
        }
        words.retain(|word| !word.is_empty());
        words
    }

    proptest! {
        #[test]
        fn the_fast_path_agrees_with_the_definition(text in "[a-zA-Z0-9 .,’“”é\u{301}\u{ad}\u{200b}ßİﬁ½東カ่กあ한\u{1F600}_-]{0,60}") {
            prop_assert_eq!(split(&text), oracle(&text));
        }

        #[test]
        fn any_text_splits_in_order_and_on_character_boundaries(text in "\\PC{0,80}") {
            let words = Words::of(&text);
            let mut last = 0;
            for i in 0..words.len() {
                let span = words.span(i);
                prop_assert!(span.start < span.end && span.start >= last.min(span.start));
                prop_assert!(text.get(span.start..span.end).is_some());
                last = span.start;
            }
        }
    }
}
