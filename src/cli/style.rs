//! How a page looks in a terminal: colours for tones, and how wide it is.

use newsprint::document::{Document, Tone};

use super::values::ColorChoice;

/// Columns where nothing says how wide the terminal is.
const DEFAULT_WIDTH: usize = 80;
/// Beyond this, lines are too long to read.
const WIDEST: usize = 200;
const NARROWEST: usize = 40;

/// Where the output goes, and what the environment says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sink {
    is_terminal: bool,
    /// `NO_COLOR` set to something, or `TERM=dumb`.
    plain: bool,
    width: usize,
}

impl Sink {
    pub(crate) fn detect(is_terminal: bool) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
        let measured = || is_terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
        let width = columns.or_else(measured).unwrap_or(DEFAULT_WIDTH).clamp(NARROWEST, WIDEST);
        Self { is_terminal, plain: no_color || dumb, width }
    }
}

/// Turns pages into what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Painter {
    colors: bool,
    width: usize,
}

impl Painter {
    pub(crate) const fn new(color: ColorChoice, sink: Sink) -> Self {
        let colors = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => sink.is_terminal && !sink.plain,
        };
        Self { colors, width: sink.width }
    }

    pub(crate) const fn colors(self) -> bool {
        self.colors
    }

    pub(crate) const fn width(self) -> usize {
        self.width
    }

    pub(crate) fn paint(self, page: &Document) -> String {
        if !self.colors {
            return page.to_string();
        }
        let mut out = String::new();
        for line in page.lines() {
            for piece in line.pieces() {
                match code(piece.tone()) {
                    Some(code) => {
                        out.push_str("\x1b[");
                        out.push_str(code);
                        out.push('m');
                        out.push_str(piece.text());
                        out.push_str("\x1b[0m");
                    }
                    None => out.push_str(piece.text()),
                }
            }
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
        out
    }
}

/// The SGR code of a tone: the eight colours that every theme defines, never a background.
const fn code(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Plain => None,
        Tone::Heading => Some("1;36"),
        Tone::Strong => Some("1"),
        Tone::Dim => Some("2"),
        Tone::Good => Some("32"),
        Tone::Warn => Some("33"),
        Tone::Bad => Some("31"),
        // Underlined, so that what differs is seen without telling red from green.
        Tone::Added => Some("4;32"),
        Tone::Removed => Some("4;31"),
        // Neither red nor green, which mark what differs.
        Tone::Passage(number) => Some(match number % 4 {
            1 => "36",
            2 => "35",
            3 => "34",
            _ => "33",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use newsprint::document::Line;

    const TERMINAL: Sink = Sink { is_terminal: true, plain: false, width: 80 };

    #[test]
    fn colours_are_for_terminals_unless_told_otherwise() {
        assert!(Painter::new(ColorChoice::Auto, TERMINAL).colors());
        assert!(!Painter::new(ColorChoice::Auto, Sink { plain: true, ..TERMINAL }).colors());
        assert!(!Painter::new(ColorChoice::Auto, Sink { is_terminal: false, ..TERMINAL }).colors());
        assert!(Painter::new(ColorChoice::Always, Sink { is_terminal: false, ..TERMINAL }).colors());
        assert!(!Painter::new(ColorChoice::Never, TERMINAL).colors());
    }

    #[test]
    fn paint_adds_codes_and_nothing_else() {
        let mut page = Document::new();
        page.push(Line::new().plain("a ").with(Tone::Bad, "b\u{1b}[2J"));
        assert_eq!(Painter::new(ColorChoice::Always, TERMINAL).paint(&page), "a \x1b[31mb␛[2J\x1b[0m\n");
        assert_eq!(Painter::new(ColorChoice::Never, TERMINAL).paint(&page), "a b␛[2J\n");
    }
}
