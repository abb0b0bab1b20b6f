//! The words of one printing as they are compared: contractions expanded, spelling and numbers folded, what the outlet put in or
//! left out marked as such.
//!
//! Responsible for the comparison form of a wording. Not responsible for comparing.

use super::class;
use super::lexicon::{LEXICON, Lexicon, key, may_be_respelled, respelled};
use crate::text::{Words, is_spaceless};

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Equal for all printings of the word.
    pub(super) key: u64,
    /// Equal for words printed alike but for case and width.
    pub(super) surface: u64,
    /// Bits of [`class`].
    pub(super) class: u16,
}

impl Token {
    pub(super) const fn is(self, bits: u16) -> bool {
        self.class & bits != 0
    }

    /// Said by the speaker and not a filler.
    pub(super) const fn is_core(self) -> bool {
        !self.is(class::SOFT | class::INSERTED)
    }
}

/// One printing's tokens.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
    /// The printing says that the speech went on.
    pub(super) trailing_gap: bool,
}

impl Tokens {
    /// Reads a printing, in O(bytes).
    pub(super) fn of(text: &str) -> Self {
        Self::of_words(text, &Words::of(text))
    }

    pub(super) fn keys(&self) -> Vec<u64> {
        self.list.iter().map(|token| token.key).collect()
    }

    /// Reads a printing whose words are known.
    pub(super) fn of_words(text: &str, words: &Words) -> Self {
        let out = Vec::with_capacity(words.len() + 4);
        let mut reader = Reader { text, words, lexicon: &LEXICON, out, pending: class::ATOM | class::APART, bracket: 0 };
        let trailing_gap = reader.run();
        let mut list = reader.out;
        mark_fillers(&mut list);
        Self { list, trailing_gap }
    }
}

/// Bytes within which a bracket must close to be one.
const BRACKET_BYTES: usize = 240;

struct Reader<'t> {
    text: &'t str,
    words: &'t Words,
    lexicon: &'static Lexicon,
    out: Vec<Token>,
    /// Bits that the next token takes from what stands before it.
    pending: u16,
    /// Words that start before this byte stand in a bracket.
    bracket: usize,
}

impl<'t> Reader<'t> {
    fn run(&mut self) -> bool {
        let mut reached = 0;
        let mut i = 0;
        while i < self.words.len() {
            let start = self.words.span(i).start;
            self.between(reached, start);
            let taken = self.word(i, start);
            reached = self.words.span(i + taken - 1).end;
            i += taken;
        }
        let rest = self.text.get(reached..).unwrap_or("");
        let ends = self.pending;
        self.pending = 0;
        self.between(reached, self.text.len());
        let gap = self.pending & class::GAP != 0 && !rest.is_empty();
        self.pending = ends;
        gap
    }

    /// Reads what stands between two words. Characters that fold to several words share a span: nothing lies between those.
    fn between(&mut self, from: usize, to: usize) {
        let Some(text) = self.text.get(from..to) else { return };
        if text == " " {
            return;
        }
        let mut dots = 0;
        let mut ended = false;
        for (at, c) in text.char_indices() {
            match c {
                '…' => self.pending |= class::GAP | class::APART,
                '.' => {
                    dots += 1;
                    ended = true;
                    if dots == 3 {
                        self.pending |= class::GAP | class::APART;
                    }
                }
                '!' | '?' => ended = true,
                '。' | '！' | '？' | ';' | '\n' | '—' | '–' => self.pending |= class::ATOM | class::APART,
                ',' | ':' | '(' | ')' | '、' | '，' => self.pending |= class::APART,
                '-' if text[at..].starts_with("--") || text[at..].starts_with("- ") => self.pending |= class::ATOM | class::APART,
                '[' => {
                    let inside = from + at + 1;
                    let window = &self.text.as_bytes()[inside..self.text.len().min(inside + BRACKET_BYTES)];
                    if let Some(length) = memchr::memchr(b']', window) {
                        self.bracket = inside + length;
                    }
                }
                c if c.is_whitespace() && ended => self.pending |= class::ATOM | class::APART,
                _ => {}
            }
            if !matches!(c, '.' | ' ' | '\u{a0}') {
                dots = 0;
            }
        }
    }

    /// Whether a word stands for itself and nothing but a space or a stop follows it: most do.
    fn is_plain(&self, i: usize, start: usize) -> bool {
        let folded = self.words.folded(i);
        let after = self.text.as_bytes().get(self.words.span(i).end).copied().unwrap_or(b' ');
        start >= self.bracket
            && matches!(after, b' ' | b',' | b'.' | b'\n')
            && folded.iter().all(u8::is_ascii_lowercase)
            && !self.lexicon.is_rewritten(self.words.hashes()[i])
            && !may_be_respelled(folded)
    }

    /// Takes the word `i` and what belongs to it, and returns how many words that were.
    fn word(&mut self, i: usize, start: usize) -> usize {
        let lexicon = self.lexicon;
        let surface = self.words.hashes()[i];
        if self.is_plain(i, start) {
            self.push_as(surface, surface, lexicon.classes_of(surface), 0);
            return 1;
        }
        let folded = self.words.folded_str(i);
        if start < self.bracket {
            // "[T]he": the bracket says that a letter was changed, which is no word.
            if folded.chars().count() == 1 && self.starts_at(i + 1, self.bracket + 1) && self.words.span(i).end == self.bracket {
                let whole = folded.to_owned() + self.words.folded_str(i + 1);
                self.push(key(&whole), key(&whole), &whole, 0);
                return 2;
            }
            self.push_folded(folded, surface, class::INSERTED);
            return 1;
        }
        if let Some(ending) = self.after_apostrophe(i) {
            if let Some(stands_for) = lexicon.contractions.get(format!("{folded}'{ending}").as_str()) {
                self.push_expansion(stands_for, &[surface, key(ending)]);
                return 2;
            }
            if ending == "t"
                && let Some(stem) = folded.strip_suffix('n').filter(|stem| !stem.is_empty())
            {
                self.push(key(stem), surface, stem, class::CONTRACTED);
                self.push(key("not"), key("n't"), "not", class::CONTRACTED);
                return 2;
            }
            if let Some(stands_for) = lexicon.endings.get(ending) {
                self.push_folded(folded, surface, 0);
                self.push_expansion(stands_for, &[key(ending)]);
                return 2;
            }
        }
        // "[the group]'re": the ending of a word that the outlet replaced.
        if self.text.get(..start).is_some_and(|before| before.ends_with(['\'', '’']))
            && let Some(stands_for) = lexicon.endings.get(folded)
        {
            self.push_expansion(stands_for, &[surface]);
            return 1;
        }
        if let Some(stands_for) = lexicon.contractions.get(folded) {
            self.push_expansion(stands_for, &[surface]);
            return 1;
        }
        if let Some(taken) = self.number(i, folded) {
            return taken;
        }
        self.push_folded(folded, surface, 0);
        1
    }

    /// Digits in groups ("1,000"), and tens with a unit ("twenty-five"); a percent sign is a word.
    fn number(&mut self, i: usize, folded: &str) -> Option<usize> {
        let lexicon = self.lexicon;
        let mut taken = 1;
        if folded.bytes().all(|b| b.is_ascii_digit()) {
            let mut digits = folded.to_owned();
            while folded.len() <= 3 && self.separator(i + taken).is_some_and(|between| between == ",") {
                let group = self.words.folded_str(i + taken);
                if group.len() != 3 || !group.bytes().all(|b| b.is_ascii_digit()) {
                    break;
                }
                digits.push_str(group);
                taken += 1;
            }
            let hash = key(&digits);
            self.push(hash, hash, &digits, class::NUMBER);
            if self.text.as_bytes().get(self.words.span(i + taken - 1).end) == Some(&b'%') {
                self.push(key("per"), key("%"), "per", 0);
                self.push(key("cent"), key("%"), "cent", 0);
            }
            return Some(taken);
        }
        let hash = self.words.hashes()[i];
        let tens = lexicon.tens.get(&hash)?;
        self.separator(i + 1).filter(|between| matches!(*between, "-" | "‐" | "‑"))?;
        let unit = lexicon.units.get(&self.words.hashes()[i + 1])?;
        let digits = (tens + unit).to_string();
        self.push(key(&digits), hash, &digits, class::NUMBER);
        taken += 1;
        Some(taken)
    }

    fn starts_at(&self, i: usize, byte: usize) -> bool {
        i < self.words.len() && self.words.span(i).start == byte
    }

    /// What stands between word `i - 1` and word `i`.
    fn separator(&self, i: usize) -> Option<&'t str> {
        if i == 0 || i >= self.words.len() {
            return None;
        }
        Some(self.words.span(i - 1).until(self.words.span(i)).of(self.text))
    }

    /// The word that an apostrophe alone parts from word `i`.
    fn after_apostrophe(&self, i: usize) -> Option<&'t str> {
        self.separator(i + 1).filter(|between| matches!(*between, "'" | "’" | "ʼ" | "‘" | "＇" | "´" | "`"))?;
        Some(self.words.folded_str(i + 1))
    }

    fn push_expansion(&mut self, stands_for: &[u64], surfaces: &[u64]) {
        for (n, &hash) in stands_for.iter().enumerate() {
            let surface = surfaces.get(n).or(surfaces.last()).copied().unwrap_or(hash);
            self.push(hash, surface, "", class::CONTRACTED);
        }
    }

    fn push_folded(&mut self, folded: &str, surface: u64, bits: u16) {
        let lexicon = self.lexicon;
        if let Some(stands_for) = lexicon.spellings.get(&surface) {
            for &hash in stands_for {
                self.push(hash, surface, folded, bits);
            }
        } else if let Some(&digits) = lexicon.numbers.get(&surface) {
            self.push(digits, surface, folded, bits | class::NUMBER);
        } else if let Some(respelled) = respelled(folded) {
            self.push(key(&respelled), surface, folded, bits);
        } else {
            self.push(surface, surface, folded, bits);
        }
    }

    fn push(&mut self, hash: u64, surface: u64, folded: &str, bits: u16) {
        let half = if folded.chars().next().is_some_and(is_spaceless) { class::HALF } else { 0 };
        self.push_as(hash, surface, self.lexicon.classes_of(hash), bits | half);
    }

    /// `listed` are the classes of the word, `bits` those of its place.
    fn push_as(&mut self, hash: u64, surface: u64, listed: u16, bits: u16) {
        let mut class = bits | self.pending;
        self.pending = 0;
        if self.bracket > 0 && class & class::INSERTED == 0 {
            self.bracket = 0;
        }
        class |= listed;
        if class & class::APART == 0 {
            class &= !class::CLAUSE;
        }
        self.out.push(Token { key: hash, surface, class });
    }
}

/// Tags the fillers that punctuation sets off ("he's, like, a friend").
fn mark_fillers(tokens: &mut [Token]) {
    let mut i = 0;
    while i < tokens.len() {
        let length =
            if tokens[i].is(class::APART) { LEXICON.fillers_apart.len_at(&tokens[i..].iter().map(|token| token.key)) } else { 0 };
        // At the end of the printing nothing says whether it is a filler or the object of the sentence.
        if length > 0 && tokens.get(i + length).is_some_and(|next| next.is(class::APART)) {
            for token in &mut tokens[i..i + length] {
                token.class |= class::SOFT;
            }
            i += length;
        } else {
            i += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::spoken::Spoken;
    use super::super::words::Dictionary;
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let mut dictionary = Dictionary::default();
        let [a, b] = [a, b].map(|text| {
            let mut spoken = Spoken::of(&Tokens::of(text), &dictionary);
            spoken.number(&mut dictionary);
            spoken
        });
        a.core().keys == b.core().keys
    }

    #[test]
    fn printings_of_the_same_words_are_equal() {
        assert!(same("I don’t know; we can't.", "I do not know, we cannot"));
        assert!(same("He's, like, a friend, you know, of ours", "He is a friend of ours"));
        assert!(same("Twenty-five percent of 1,000 colours", "25% of 1000 colors"));
        assert!(same("[T]he boat was organised", "The boat was organized"));
        assert!(same("The boat [of his uncle] sank", "The boat sank"));
    }

    #[test]
    fn what_stands_in_its_own_right_is_no_filler() {
        assert!(!same("I like, and you know, the sea", "I the sea"));
        assert!(!same("You know the sea", "The sea"));
    }

    #[test]
    fn cuts_are_seen_where_they_are_marked() {
        let tokens = Tokens::of("The sea … was . . . calm [...] then…");
        let gaps: Vec<bool> = tokens.list.iter().map(|token| token.is(class::GAP)).collect();
        assert_eq!(gaps, [false, false, true, true, true]);
        assert!(tokens.trailing_gap);
        assert!(!Tokens::of("The sea was calm.").trailing_gap);
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "[\\PC\\[\\]’']{0,80}") {
            let spoken = Spoken::of(&Tokens::of(&text), &Dictionary::default());
            prop_assert_eq!(spoken.core().keys.len(), spoken.core().classes.len());
        }
    }
}
