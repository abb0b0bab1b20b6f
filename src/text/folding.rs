//! Words one character at a time: what the kernels leave aside, and the definition that they are held to.
//!
//! Responsible for the folding of characters beyond ASCII, of marks and of scripts without spaces. Not responsible for stretches of
//! plain ASCII: [`super::split`] hands over only words that touch something else.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::chars::{composes, is_default_ignorable, is_spaceless};

/// A word that was folded: its letters in [`Folding::letters`], and where it stands in the text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FoldedWord {
    pub(super) letters: (u32, u32),
    pub(super) span: (u32, u32),
}

/// Folds stretches of one text.
#[derive(Debug, Default)]
pub(super) struct Folding {
    /// The folded words one after the other.
    pub(super) letters: Vec<u8>,
    pub(super) words: Vec<FoldedWord>,
    /// Start of the open word in the text; `None` between words.
    open: Option<usize>,
    /// Where the letters of the open word start.
    from: usize,
    /// End of the last character that joined the open word.
    reached: usize,
    /// Whether the open word is a character of a script without spaces, which nothing but marks can join.
    alone: bool,
    cluster: String,
}

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

impl Folding {
    pub(super) fn clear(&mut self) {
        self.letters.clear();
        self.words.clear();
    }

    /// Folds words from byte `at`, where a word or a character beyond ASCII starts, up to the first ASCII byte after it that is part of
    /// no word; gives the place of that byte. O(bytes passed).
    pub(super) fn stretch(&mut self, text: &str, mut at: usize) -> usize {
        let bytes = text.as_bytes();
        while at < bytes.len() {
            let byte = bytes[at];
            if byte >= 128 {
                if is_general_punctuation(&bytes[at..]) {
                    self.close();
                    at += 3;
                } else {
                    at = self.character(text, at);
                }
            } else if !byte.is_ascii_alphanumeric() {
                break;
            } else if may_be_mark(&bytes[at + 1..]) {
                // What may compose with an ASCII letter, or stand invisibly before such a mark, goes with it.
                at = self.character(text, at);
            } else {
                if self.alone {
                    self.close();
                }
                self.open(at);
                self.letters.push(byte.to_ascii_lowercase());
                self.reached = at + 1;
                at += 1;
            }
        }
        self.close();
        at
    }

    /// Takes one character with the marks on it, and returns where the next one starts.
    fn character(&mut self, text: &str, at: usize) -> usize {
        let mut cluster = std::mem::take(&mut self.cluster);
        cluster.clear();
        let mut end = at;
        for (offset, c) in text[at..].char_indices() {
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

    fn open(&mut self, at: usize) {
        if self.open.is_none() {
            self.open = Some(at);
            self.from = self.letters.len();
        }
    }

    fn join(&mut self, c: char, at: usize, end: usize) {
        self.open(at);
        self.reached = end;
        let mut utf8 = [0; 4];
        for lower in c.to_lowercase() {
            self.letters.extend_from_slice(lower.encode_utf8(&mut utf8).as_bytes());
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "`split` bounds the text so that all offsets hold")]
    fn close(&mut self) {
        self.alone = false;
        let Some(start) = self.open.take() else { return };
        self.words.push(FoldedWord {
            letters: (self.from as u32, self.letters.len() as u32),
            span: (start as u32, self.reached as u32),
        });
    }
}
