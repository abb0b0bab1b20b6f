//! A page of text for a reader: lines of toned pieces, laid out to a width, safe to show anywhere.
//!
//! Responsible for the one door between foreign text and a reader's screen: what enters a [`Line`] is sanitised, so that no
//! article, file name or error can speak to a terminal. Responsible for widths, tables and bars. Not responsible for what is said
//! (`summary`) or for colours and terminals (the command line).

pub mod layout;
pub mod sanitize;
mod table;

use std::fmt;

pub use table::{Align, Table};

/// What a piece of text is to its reader. How it looks is the painter's choice; nothing is said by tone alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub enum Tone {
    #[default]
    Plain,
    Heading,
    Strong,
    /// Present for completeness.
    Dim,
    Good,
    /// Worth a second look.
    Warn,
    Bad,
    /// Words of the first text that the second lacks.
    Removed,
    /// Words of the second text that the first lacks.
    Added,
    /// What belongs to the passage with this number: the same on both sides, and unlike its neighbours.
    Passage(u8),
}

/// A stretch of one line in one tone. Its text is sanitised and holds no line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    text: String,
    tone: Tone,
}

impl Piece {
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub const fn tone(&self) -> Tone {
        self.tone
    }
}

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pieces: Vec<Piece>,
}

impl Line {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends `text` in `tone`. The only way in: everything is sanitised here.
    pub fn push(&mut self, tone: Tone, text: impl AsRef<str>) {
        let text = sanitize::line(text.as_ref()).into_owned();
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.tone == tone => last.text.push_str(&text),
            _ => self.pieces.push(Piece { text, tone }),
        }
    }

    #[must_use]
    pub fn with(mut self, tone: Tone, text: impl AsRef<str>) -> Self {
        self.push(tone, text);
        self
    }

    #[must_use]
    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.with(Tone::Plain, text)
    }

    #[must_use]
    pub fn dim(self, text: impl AsRef<str>) -> Self {
        self.with(Tone::Dim, text)
    }

    #[must_use]
    pub fn strong(self, text: impl AsRef<str>) -> Self {
        self.with(Tone::Strong, text)
    }

    /// Appends spaces up to display column `column`.
    pub fn pad_to(&mut self, column: usize) {
        let width = self.width();
        if width < column {
            self.push(Tone::Plain, " ".repeat(column - width));
        }
    }

    pub fn append(&mut self, other: Self) {
        for piece in other.pieces {
            self.push(piece.tone, piece.text);
        }
    }

    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Display columns that the line takes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|piece| layout::width(&piece.text)).sum()
    }

    /// The line cut to `width` display columns, an ellipsis where something was lost.
    #[must_use]
    pub fn truncated(self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let mut line = Self::new();
        let mut left = width;
        for piece in self.pieces {
            let taken = layout::width(&piece.text);
            if taken < left {
                left -= taken;
                line.push(piece.tone, piece.text);
                continue;
            }
            // The ellipsis needs a column, and there is more to come or too much here.
            let cut = if taken == left { format!("{}…", piece.text) } else { piece.text };
            line.push(piece.tone, layout::truncate(&cut, left));
            break;
        }
        line
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| f.write_str(&piece.text))
    }
}

/// A page: lines in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    lines: Vec<Line>,
}

impl Document {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds a line where there is one.
    pub fn push_some(&mut self, line: Option<Line>) {
        self.lines.extend(line);
    }

    pub fn blank(&mut self) {
        // Two blank lines in a row say no more than one, and a page does not begin with one.
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Line::new());
        }
    }

    pub fn extend(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl fmt::Display for Document {
    /// The page without colours, lines without trailing spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{}", line.to_string().trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_enters_a_line_unsanitised() {
        let line = Line::new().plain("a\u{1b}[31mb").strong("x\ny");
        assert_eq!(line.to_string(), "a␛[31mbx␊y");
    }

    #[test]
    fn truncation_keeps_tones_and_never_exceeds_the_width() {
        let line = Line::new().plain("ab").strong("日本語").dim("tail");
        for width in 0..14 {
            assert!(line.clone().truncated(width).width() <= width, "width {width}");
        }
        assert_eq!(line.clone().truncated(7).to_string(), "ab日本…");
        assert_eq!(line.clone().truncated(8).to_string(), "ab日本…");
        assert_eq!(line.truncated(12).to_string(), "ab日本語tail");
    }

    #[test]
    fn a_page_has_no_double_blank_lines_and_no_trailing_spaces() {
        let mut page = Document::new();
        page.blank();
        page.push(Line::new().plain("a  "));
        page.blank();
        page.blank();
        page.push(Line::new().plain("b"));
        assert_eq!(page.to_string(), "a\n\nb\n");
    }
}
