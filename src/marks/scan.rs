//! Finding the marks of one paragraph, and what stands on either side of each.
//!
//! Responsible for which characters are marks and for the apostrophes that can be told by their neighbours alone. Not responsible
//! for pairing.

use crate::article::Span;

/// The quotation mark characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyph {
    /// `"` and `''`.
    Straight,
    /// Two grave accents, which `''` closes.
    Graves,
    /// “ ‟
    HighOpen,
    /// ”
    HighClose,
    /// „
    Low,
    /// '
    Tick,
    /// ‘ ‛
    SingleOpen,
    /// ’, which is the apostrophe as well.
    SingleClose,
    /// ‚
    SingleLow,
    /// «
    GuillemetLeft,
    /// »
    GuillemetRight,
    /// ‹
    AngleLeft,
    /// ›
    AngleRight,
    CornerOpen,
    CornerClose,
    WhiteCornerOpen,
    WhiteCornerClose,
}

/// What stands beside a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// White space, or the edge of the paragraph.
    Space,
    Letter,
    Digit,
    /// Opening brackets.
    Open,
    /// Dashes and slashes, which stand on both sides of quotations.
    Dash,
    /// Another mark, of no clear direction.
    Mark,
    /// Any other punctuation.
    Stop,
}

impl Side {
    pub(super) const fn is_word(self) -> bool {
        matches!(self, Self::Letter | Self::Digit)
    }
}

/// One mark character in its surroundings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) glyph: Glyph,
    pub(super) left: Side,
    pub(super) right: Side,
    /// A single mark that may as well be the apostrophe of a plural possessive (the players’ union) or of a dropped letter.
    pub(super) weak: bool,
    /// A single mark before a word or a year that begins with an apostrophe (’tis, ’90s).
    pub(super) elision: bool,
}

impl Mark {
    /// Looks like the mark before the first word of a quotation.
    pub(super) fn opens(&self) -> bool {
        matches!(self.left, Side::Space | Side::Open | Side::Dash | Side::Mark) && self.right != Side::Space
    }

    /// Looks like the mark after the last word of a quotation.
    pub(super) fn closes(&self) -> bool {
        !matches!(self.left, Side::Space | Side::Open) && !self.right.is_word()
    }

    pub(super) fn is_double(&self) -> bool {
        matches!(self.glyph, Glyph::Straight | Glyph::Graves | Glyph::HighOpen | Glyph::HighClose | Glyph::Low)
    }

    pub(super) fn is_single(&self) -> bool {
        matches!(self.glyph, Glyph::Tick | Glyph::SingleOpen | Glyph::SingleClose | Glyph::SingleLow)
    }
}

/// Words that begin with an apostrophe.
const ELISIONS: [&str; 15] =
    ["tis", "twas", "twere", "em", "til", "till", "cause", "cos", "cuz", "n", "bout", "round", "neath", "nuff", "s"];

/// Bytes with which a mark may begin.
const MAY_BE_MARK: [bool; 256] = {
    let mut table = [false; 256];
    table[b'"' as usize] = true;
    table[b'\'' as usize] = true;
    table[b'`' as usize] = true;
    table[0xC2] = true;
    table[0xE2] = true;
    table[0xE3] = true;
    table
};

/// Appends the marks of the paragraph `within` to `out`, word-internal apostrophes left out.
pub(super) fn scan(text: &str, within: Span, out: &mut Vec<Mark>) {
    let bytes = &text.as_bytes()[..within.end];
    let mut at = within.start;
    while at < bytes.len() {
        let Some(skip) = bytes[at..].iter().position(|&b| MAY_BE_MARK[b as usize]) else { break };
        at += skip;
        let Some((glyph, len)) = glyph_at(&bytes[at..]) else {
            at += 1;
            continue;
        };
        let span = Span::new(at, at + len);
        at += len;
        let left = side_before(text, within, span.start);
        let right = side_after(text, within, span.end);
        let mut mark = Mark { span, glyph, left, right, weak: false, elision: false };
        if mark.is_single() {
            if left.is_word() && right.is_word() {
                continue;
            }
            mark.elision = right.is_word() && is_elision(&text[span.end..within.end]);
            mark.weak = is_weak(&bytes[within.start..span.start], &bytes[span.end..]);
        }
        out.push(mark);
    }
}

fn glyph_at(bytes: &[u8]) -> Option<(Glyph, usize)> {
    Some(match bytes {
        [b'"', ..] => (Glyph::Straight, 1),
        [b'\'', b'\'', ..] => (Glyph::Straight, 2),
        [b'`', b'`', ..] => (Glyph::Graves, 2),
        [b'\'', ..] => (Glyph::Tick, 1),
        [0xC2, 0xAB, ..] => (Glyph::GuillemetLeft, 2),
        [0xC2, 0xBB, ..] => (Glyph::GuillemetRight, 2),
        [0xE2, 0x80, last, ..] => match last {
            0x98 | 0x9B => (Glyph::SingleOpen, 3),
            0x99 => (Glyph::SingleClose, 3),
            0x9A => (Glyph::SingleLow, 3),
            0x9C | 0x9F => (Glyph::HighOpen, 3),
            0x9D => (Glyph::HighClose, 3),
            0x9E => (Glyph::Low, 3),
            0xB9 => (Glyph::AngleLeft, 3),
            0xBA => (Glyph::AngleRight, 3),
            _ => return None,
        },
        [0xE3, 0x80, last, ..] => match last {
            0x8C => (Glyph::CornerOpen, 3),
            0x8D => (Glyph::CornerClose, 3),
            0x8E => (Glyph::WhiteCornerOpen, 3),
            0x8F => (Glyph::WhiteCornerClose, 3),
            _ => return None,
        },
        _ => return None,
    })
}

fn side_before(text: &str, within: Span, at: usize) -> Side {
    text[within.start..at].chars().next_back().map_or(Side::Space, side)
}

fn side_after(text: &str, within: Span, at: usize) -> Side {
    text[at..within.end].chars().next().map_or(Side::Space, side)
}

fn side(c: char) -> Side {
    match c {
        'a'..='z' | 'A'..='Z' => Side::Letter,
        '0'..='9' => Side::Digit,
        '(' | '[' | '{' | '¿' | '¡' => Side::Open,
        '-' | '–' | '—' | '―' | '/' => Side::Dash,
        '"' | '\'' | '`' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›' => Side::Mark,
        c if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' => Side::Space,
        c if c.is_alphabetic() => Side::Letter,
        c if c.is_numeric() => Side::Digit,
        '$' | '€' | '£' | '¥' | '#' | '@' | '\u{300}'..='\u{36f}' => Side::Letter,
        _ => Side::Stop,
    }
}

/// `after` begins with a word that is printed with an apostrophe before it, or with a shortened year.
fn is_elision(after: &str) -> bool {
    let end = after.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(after.len());
    let word = &after[..end];
    let year = word.len() >= 2 && word.as_bytes()[..2].iter().all(u8::is_ascii_digit) && matches!(&word[2..], "" | "s");
    year || ELISIONS.iter().any(|e| word.eq_ignore_ascii_case(e))
}

/// After a plural's s or a dropped g's n, and before another word of the sentence.
fn is_weak(before: &[u8], after: &[u8]) -> bool {
    let plural = matches!(before, [.., b's' | b'S'] | [.., b'i', b'n']);
    plural && matches!(after, [b' ', b'a'..=b'z' | b'0'..=b'9', ..])
}
