//! Words with their hashes, their places, and the folded letters in one run.

use super::split::{Found, MARGIN, split};
use crate::article::Span;

/// The words of one text.
///
/// A word is a maximal run of alphanumeric characters and combining marks after NFKC, in lower case, default-ignorable characters
/// removed; each character of a script without spaces is a word. All vectors but `folded` have one entry a word.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// `xxh3_64` of the folded word, stable across machines.
    hashes: Vec<u64>,
    spans: Spans,
    /// The folded words one after the other, without spaces, in UTF-8.
    folded: Vec<u8>,
    /// End of each word in `folded`.
    ends: Vec<u32>,
}

impl Words {
    /// Splits `text` into words, in O(bytes). Readers bound texts to 64 MiB.
    ///
    /// # Panics
    /// If `text` is longer than 256 MiB.
    #[must_use]
    pub fn of(text: &str) -> Self {
        split(text, Self::from_found)
    }

    #[allow(clippy::cast_possible_truncation, reason = "`split` bounds texts so that all offsets hold")]
    fn from_found(found: Found<'_>) -> Self {
        let count = found.hashes.len();
        let places = found.starts.iter().zip(found.ends);
        let letters: usize = places.clone().map(|(&start, &end)| (end - start) as usize).sum();
        // With room behind the last word: nearly every word fits into one copy of constant size, and what it copies too much is written
        // over by the next.
        let mut folded: Vec<u8> = vec![0; letters + MARGIN];
        let mut ends = Vec::with_capacity(count);
        let mut at = 0;
        for (&start, &end) in places {
            let (start, size) = (start as usize, (end - start) as usize);
            match (found.letters[start..].first_chunk::<MARGIN>(), folded[at..].first_chunk_mut::<MARGIN>()) {
                (Some(letters), Some(room)) if size <= MARGIN => *room = *letters,
                _ => folded[at..at + size].copy_from_slice(&found.letters[start..start + size]),
            }
            at += size;
            ends.push(at as u32);
        }
        folded.truncate(at);
        Self { hashes: found.hashes.to_vec(), spans: Spans::from_found(found), folded, ends }
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
        self.spans.span(i)
    }

    /// The stretch of text from word `first` up to and without word `end` (`first < end`).
    #[must_use]
    pub fn stretch(&self, first: usize, end: usize) -> Span {
        self.spans.stretch(first, end)
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

    /// The letters of the words from `first` up to and without `end`.
    #[must_use]
    pub fn letters_of(&self, first: usize, end: usize) -> &[u8] {
        &self.folded[self.letter(first)..self.letter(end)]
    }

    /// The first word that ends after byte `at` of the text, or the number of words.
    #[must_use]
    pub fn first_ending_after(&self, at: usize) -> usize {
        self.spans.first_ending_after(at)
    }

    /// The first word that starts at or after byte `at` of the text, or the number of words.
    #[must_use]
    pub fn first_starting_at(&self, at: usize) -> usize {
        self.spans.first_starting_at(at)
    }
}

/// Where the words of a text stand in it, and nothing else of them: half the work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(Vec<(u32, u32)>);

impl Spans {
    /// Splits `text` as [`Words::of`] does.
    ///
    /// # Panics
    /// If `text` is longer than 256 MiB.
    #[must_use]
    pub fn of(text: &str) -> Self {
        split(text, Self::from_found)
    }

    fn from_found(found: Found<'_>) -> Self {
        let mut spans = Vec::with_capacity(found.starts.len());
        spans.extend(found.starts.iter().zip(found.ends).map(|(&start, &end)| (start, end)));
        for (number, span) in found.moved() {
            spans[number] = span;
        }
        Self(spans)
    }

    /// As [`Words::span`].
    #[must_use]
    pub fn span(&self, i: usize) -> Span {
        let (start, end) = self.0[i];
        Span::new(start as usize, end as usize)
    }

    /// As [`Words::stretch`].
    #[must_use]
    pub fn stretch(&self, first: usize, end: usize) -> Span {
        Span::new(self.0[first].0 as usize, self.0[end - 1].1 as usize)
    }

    /// As [`Words::first_ending_after`].
    #[must_use]
    pub fn first_ending_after(&self, at: usize) -> usize {
        self.0.partition_point(|&(_, end)| end as usize <= at)
    }

    /// As [`Words::first_starting_at`].
    #[must_use]
    pub fn first_starting_at(&self, at: usize) -> usize {
        self.0.partition_point(|&(start, _)| (start as usize) < at)
    }
}

/// Calls `then` with the hashes of the words of `text` ([`Words::hashes`]) without making anything else of them.
///
/// # Panics
/// If `text` is longer than 256 MiB.
pub fn with_word_hashes<R>(text: &str, then: impl FnOnce(&[u64]) -> R) -> R {
    split(text, |found| then(found.hashes))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    use xxhash_rust::xxh3::xxh3_64;

    use super::super::chars::{is_default_ignorable, is_spaceless};
    use super::super::kernel::Level;
    use super::super::split::Split;
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

    /// The words as every level of the kernels gives them, with their hashes.
    fn on_all_levels(text: &str) -> Vec<Words> {
        Level::all().into_iter().map(|level| Words::from_found(Split::default().run(text, level))).collect()
    }

    /// Pieces that printed news is made of, and those that break naive splitting.
    const PIECES: &[&str] = &[
        "the",
        "Minister",
        "a",
        "I",
        "OK",
        "governments",
        "internationalisation",
        "x",
        "2019",
        "donaudampfschifffahrtsgesellschaft",
        " ",
        " ",
        " ",
        " ",
        "\n",
        ", ",
        ". ",
        "’",
        "“",
        "”",
        "…",
        "–",
        "-",
        "'",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{ad}",
        "\u{200b}",
        "ß",
        "İ",
        "ﬁ",
        "½",
        "東京",
        "カ",
        "゙",
        "่",
        "กา",
        "あ",
        "한",
        "\u{1112}\u{1161}\u{11ab}",
        "\u{1F600}",
        "_",
        "ĳ",
        "ﷺ",
        "Ω",
        "\u{0}",
        "\u{7f}",
        "ａ",
    ];

    proptest! {
        #[test]
        fn every_level_agrees_with_the_definition(picks in prop::collection::vec(0..PIECES.len(), 0..120), shift in 0..70usize) {
            let text = "-".repeat(shift) + &picks.iter().map(|&pick| PIECES[pick]).collect::<String>();
            let want = oracle(&text);
            for words in on_all_levels(&text) {
                let got: Vec<_> = (0..words.len()).map(|i| words.folded_str(i).to_owned()).collect();
                prop_assert_eq!(&got, &want);
                let hashes: Vec<u64> = want.iter().map(|word| xxh3_64(word.as_bytes())).collect();
                prop_assert_eq!(words.hashes(), hashes);
                for (i, word) in want.iter().enumerate() {
                    prop_assert!(split(words.span(i).of(&text)).contains(word), "{word:?} is not in {:?}", words.span(i));
                }
            }
        }

        #[test]
        fn all_levels_give_the_same_spans(text in "\\PC{0,200}") {
            let all = on_all_levels(&text);
            for words in &all {
                prop_assert_eq!(&words.spans, &all[0].spans);
                prop_assert_eq!(&words.ends, &all[0].ends);
            }
        }

        #[test]
        fn any_mix_of_characters_agrees_with_the_definition(text in "[a-zA-Z0-9 .,’“”é\u{301}\u{ad}\u{200b}ßİﬁ½東カ่กあ한\u{1F600}_-]{0,60}") {
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
