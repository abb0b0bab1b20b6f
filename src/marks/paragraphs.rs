//! Where paragraphs end.
//!
//! A line is a paragraph, unless the text was wrapped by hand: then lines that were broken only because the next word did not fit
//! belong together. Not responsible for sentences.

use memchr::memchr_iter;

use crate::article::Span;

/// Widest line, in bytes, of lines that may have been wrapped by hand.
const WIDEST_WRAPPED: usize = 100;
/// Columns that wrapped lines may stay short of the widest.
const SLACK: usize = 4;
/// Wrapped lines have at least this many line breaks between lines that are not blank.
const FEWEST_BREAKS: usize = 3;

/// The paragraphs of `text` in order, trimmed of white space, none empty. O(bytes).
#[must_use]
pub fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let blank: Vec<bool> = lines.iter().map(|&line| trimmed(text, line).is_none()).collect();
    let mut out: Vec<Span> = Vec::new();
    let mut from = 0;
    while from < lines.len() {
        if blank[from] {
            from += 1;
            continue;
        }
        let to = (from..lines.len()).find(|&i| blank[i]).unwrap_or(lines.len());
        add_run(text, &lines[from..to], &mut out);
        from = to;
    }
    out
}

/// Appends the paragraphs of lines without a blank one between them.
fn add_run(text: &str, lines: &[Span], out: &mut Vec<Span>) {
    let width = lines.iter().map(|l| l.len()).max().unwrap_or(0);
    let wrapped = width <= WIDEST_WRAPPED && is_wrapped(text, lines, width);
    for (i, &line) in lines.iter().enumerate() {
        let Some(words) = trimmed(text, line) else { continue };
        let joins = wrapped && i > 0 && runs_on(text, lines[i - 1], line, width);
        match out.last_mut() {
            Some(last) if joins => last.end = words.end,
            _ => out.push(words),
        }
    }
}

/// `span` without white space at its edges; `None` if nothing is left.
pub(super) fn trimmed(text: &str, span: Span) -> Option<Span> {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    let end = span.start + words.trim_end().len();
    (start < end).then_some(Span::new(start, end))
}

/// The lines of `text` without their ends.
pub(super) fn lines(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()) {
        out.push(Span::new(start, end));
        start = end + 1;
    }
    if start < text.len() {
        out.push(Span::new(start, text.len()));
    }
    out
}

/// Most of the breaks between two lines stand where the next word did not fit.
fn is_wrapped(text: &str, lines: &[Span], width: usize) -> bool {
    let (mut breaks, mut soft) = (0, 0);
    for pair in lines.windows(2) {
        if trimmed(text, pair[0]).is_some() && trimmed(text, pair[1]).is_some() {
            breaks += 1;
            soft += usize::from(runs_on(text, pair[0], pair[1], width));
        }
    }
    breaks >= FEWEST_BREAKS && soft * 10 >= breaks * 6
}

/// Whether `next` continues the paragraph of `line`: it is neither blank nor indented nor a block line, and its first word did not
/// fit into `width` any more.
fn runs_on(text: &str, line: Span, next: Span, width: usize) -> bool {
    let (Some(end), Some(words)) = (trimmed(text, line).map(|l| l.end), trimmed(text, next)) else { return false };
    let line = Span::new(line.start, end);
    let first_word = words.of(text).find(char::is_whitespace).unwrap_or(words.len());
    let block = line.of(text).starts_with('>') || words.of(text).starts_with('>');
    words.start - next.start < 2 && !block && line.len() + 1 + first_word + SLACK > width
}
