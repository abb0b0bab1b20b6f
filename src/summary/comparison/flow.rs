//! Running text in a column of the screen: words keep their look, paragraphs their breaks, and wide characters their two columns.
//!
//! Responsible for lines that are never wider than asked for, whatever the text holds. Not responsible for which words look how.

use unicode_width::UnicodeWidthChar as _;

use super::Marks;
use crate::document::{Line, Tone, layout, sanitize};

/// Zero-width characters in a row that are shown: accents need a few, and a pile of them is an attack on the screen.
const MARKS_IN_A_ROW: usize = 8;

/// Wide characters that may not begin a line.
const CLOSING: &str = "、。，．・：；？！」』）】〉》〕’”";

/// Text in one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look<'t> {
    pub(super) text: &'t str,
    pub(super) tone: Tone,
    /// The marks around words that differ.
    pub(super) marks: Option<(&'static str, &'static str)>,
}

/// Something that is not broken where a line has room for it.
#[derive(Debug, Default)]
struct Token {
    chars: Vec<(Tone, char)>,
    /// White space stands before it.
    spaced: bool,
}

/// `text` as lines of at most `columns`. A paragraph ends with `breaks` line ends in a row.
pub(super) fn lines(text: &[Look<'_>], breaks: usize, marks: Marks, columns: usize) -> Vec<Line> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    for paragraph in paragraphs(&characters(text, marks), breaks) {
        let (mut line, mut used) = (Line::new(), 0);
        for token in tokens(paragraph) {
            let needed = width(&token.chars);
            let space = usize::from(token.spaced && used > 0);
            if used > 0 && used + space + needed > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            } else if space > 0 {
                // A space between two words that look alike looks like them.
                let before = line.pieces().last().map(crate::document::Piece::tone);
                let tone = token.chars.first().map(|(tone, _)| *tone).filter(|tone| Some(*tone) == before);
                line.push(tone.unwrap_or(Tone::Plain), " ");
                used += 1;
            }
            if needed <= columns {
                push(&mut line, &token.chars);
                used += needed;
                continue;
            }
            for one in token.chars.chunk_by(|_, next| next.1.width().unwrap_or(0) == 0) {
                let w = width(one);
                if used > 0 && used + w > columns {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                if w <= columns {
                    push(&mut line, one);
                    used += w;
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// How many line ends in a row end a paragraph of this text: one, or two where it has blank lines, and lines are wrapped by hand.
pub(super) fn breaks_of(text: &str) -> usize {
    let mut lines = text.trim().lines();
    1 + usize::from(lines.any(|line| line.trim().is_empty()))
}

/// Whether what stands between two words ends a paragraph, or a sentence.
pub(super) fn ends_paragraph(gap: &str, breaks: usize) -> bool {
    gap.matches('\n').count() >= breaks
}

pub(super) fn ends_sentence(gap: &str) -> bool {
    let stop = gap.find(['.', '!', '?', '…']).is_some_and(|at| gap[at..].contains(char::is_whitespace));
    stop || gap.contains(['。', '！', '？', '।', '؟', '۔', '\n'])
}

/// Characters with their tones, sanitised; every white space is a blank or a line end.
fn characters(text: &[Look<'_>], marks: Marks) -> Vec<(Tone, char)> {
    let mut out = Vec::new();
    for look in text {
        let around = look.marks.filter(|_| marks == Marks::Brackets);
        out.extend(around.iter().flat_map(|(open, _)| open.chars()).map(|c| (look.tone, c)));
        let spaced: String = look.text.chars().map(|c| if c.is_whitespace() && c != '\n' { ' ' } else { c }).collect();
        let mut in_a_row = 0;
        for c in sanitize::block(&spaced).chars() {
            in_a_row = if c != '\n' && c.width().unwrap_or(0) == 0 { in_a_row + 1 } else { 0 };
            match in_a_row {
                0..=MARKS_IN_A_ROW => out.push((look.tone, c)),
                n if n == MARKS_IN_A_ROW + 1 => out.push((look.tone, '…')),
                _ => {}
            }
        }
        out.extend(around.iter().flat_map(|(_, close)| close.chars()).map(|c| (look.tone, c)));
    }
    out
}

fn paragraphs(chars: &[(Tone, char)], breaks: usize) -> Vec<&[(Tone, char)]> {
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < chars.len() {
        let space = chars[at..].iter().take_while(|(_, c)| matches!(c, ' ' | '\n')).count();
        if chars[at..at + space].iter().filter(|(_, c)| *c == '\n').count() >= breaks {
            out.push(&chars[start..at]);
            start = at + space;
        }
        at += space.max(1);
    }
    out.push(&chars[start..]);
    out
}

fn tokens(chars: &[(Tone, char)]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let (mut spaced, mut open) = (true, false);
    for &(tone, c) in chars {
        if matches!(c, ' ' | '\n') {
            (spaced, open) = (true, false);
            continue;
        }
        let wide = c.width().unwrap_or(0) > 1;
        let joins = !spaced && (!wide && open || CLOSING.contains(c) || c.width().unwrap_or(0) == 0);
        match out.last_mut().filter(|_| joins) {
            Some(last) => last.chars.push((tone, c)),
            None => out.push(Token { chars: vec![(tone, c)], spaced }),
        }
        // Between wide characters a line may end anywhere.
        (spaced, open) = (false, !wide);
    }
    out
}

fn width(chars: &[(Tone, char)]) -> usize {
    layout::width(&chars.iter().map(|(_, c)| *c).collect::<String>())
}

fn push(line: &mut Line, chars: &[(Tone, char)]) {
    for same in chars.chunk_by(|a, b| a.0 == b.0) {
        line.push(same[0].0, same.iter().map(|(_, c)| *c).collect::<String>());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str, columns: usize) -> Vec<String> {
        let look = Look { text, tone: Tone::Plain, marks: None };
        lines(&[look], breaks_of(text), Marks::Brackets, columns).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        assert_eq!(plain("The ferry to Skerry will not sail", 12), ["The ferry to", "Skerry will", "not sail"]);
        assert_eq!(plain("知事は三日、調査を命じた。水は安全だ。", 12), ["知事は三日、", "調査を命じ", "た。水は安全", "だ。"]);
        assert_eq!(plain("https://a.example/very-long", 10), ["https://a.", "example/ve", "ry-long"]);
    }

    #[test]
    fn blank_lines_make_paragraphs_where_there_are_any() {
        assert_eq!(plain("One line\nand another", 40), ["One line", "and another"]);
        assert_eq!(plain("Wrapped by\nhand here\n \nNext", 40), ["Wrapped by hand here", "Next"]);
    }

    #[test]
    fn words_that_differ_are_marked_and_stay_with_their_punctuation() {
        let text = [
            Look { text: "It sails on ", tone: Tone::Plain, marks: None },
            Look { text: "Monday", tone: Tone::Removed, marks: Some(("[-", "-]")) },
            Look { text: ", they said", tone: Tone::Plain, marks: None },
        ];
        let page = lines(&text, 1, Marks::Brackets, 40);
        assert_eq!(page[0].to_string(), "It sails on [-Monday-], they said");
        assert_eq!(lines(&text, 1, Marks::Tones, 40)[0].to_string(), "It sails on Monday, they said");
    }

    #[test]
    fn a_pile_of_accents_is_cut_and_says_so() {
        let page = plain(&format!("a{} b", "\u{301}".repeat(100_000)), 10);
        assert!(page.concat().len() < 100 && page[0].contains('…'), "{page:?}");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide(text in any::<String>(), columns in 2usize..60) {
            for line in plain(&text, columns) {
                prop_assert!(layout::width(&line) <= columns, "{}: {line}", layout::width(&line));
            }
        }
    }
}
