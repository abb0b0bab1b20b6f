//! The two handles that the program prints to. Every write returns its error: a closed pipe ends the program quietly.

use std::io::{self, BufWriter, IsTerminal as _, StderrLock, StdoutLock, Write};

use newsprint::document::{Document, sanitize};

use super::failure::StreamError;
use super::style::{Painter, Sink};
use super::values::ColorChoice;

/// Standard output, whose errors say that it was it.
#[derive(Debug)]
pub(crate) struct Stdout(StdoutLock<'static>);

impl Stdout {
    pub(crate) fn lock() -> Self {
        Self(io::stdout().lock())
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(|error| StreamError::of("standard output", error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(|error| StreamError::of("standard output", error))
    }
}

/// A handle with the look that suits where it leads.
#[derive(Debug)]
pub(crate) struct Output<W> {
    to: W,
    painter: Painter,
}

impl Output<Stdout> {
    pub(crate) fn on_stdout(color: ColorChoice) -> Self {
        let painter = Painter::new(color, Sink::detect(io::stdout().is_terminal()));
        Self { to: Stdout::lock(), painter }
    }
}

impl Output<StderrLock<'static>> {
    pub(crate) fn on_stderr(color: ColorChoice) -> Self {
        let stderr = io::stderr();
        let painter = Painter::new(color, Sink::detect(stderr.is_terminal()));
        Self { to: stderr.lock(), painter }
    }

    /// Prints a page where nobody could be told of a failure.
    pub(crate) fn page(&mut self, page: &Document) {
        let _ = self.write(page);
    }

    /// As [`Output::page`], for text that has been sanitised.
    pub(crate) fn text(&mut self, text: &str) {
        let _ = self.to.write_all(text.as_bytes());
    }

    /// As [`Output::page`], for a value as one line of JSON.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) -> serde_json::Result<()> {
        let _ = self.to.write_all(&json_line(value)?);
        Ok(())
    }
}

impl<W: Write> Output<W> {
    pub(crate) const fn painter(&self) -> Painter {
        self.painter
    }

    pub(crate) fn write(&mut self, page: &Document) -> io::Result<()> {
        self.to.write_all(self.painter.paint(page).as_bytes())?;
        self.to.flush()
    }
}

/// Prints text of our own (help, man pages, completions), which holds nothing foreign.
pub(crate) fn stdout_text(text: &str) -> io::Result<()> {
    let mut stdout = Stdout::lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Prints `value` as one line of JSON.
pub(crate) fn stdout_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut stdout = Stdout::lock();
    stdout.write_all(&json_line(value)?)?;
    stdout.flush()?;
    Ok(())
}

/// `value` as one line of JSON that can be shown: what could command a terminal or reorder what is read is escaped. JSON itself asks
/// that of C0 alone.
pub(crate) fn json_line(value: &impl serde::Serialize) -> serde_json::Result<Vec<u8>> {
    let mut line = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut line, Harmless))?;
    line.push(b'\n');
    Ok(line)
}

/// Compact JSON with the characters escaped that [`sanitize`] makes visible elsewhere; read back, the text is the same.
#[derive(Debug)]
struct Harmless;

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| sanitize::is_unsafe(c)) {
            to.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(to, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        to.write_all(rest.as_bytes())
    }
}

/// Lines of JSON on stdout, buffered: one an article, from many articles.
#[derive(Debug)]
pub(crate) struct JsonLines {
    to: BufWriter<Stdout>,
}

impl JsonLines {
    pub(crate) fn on_stdout() -> Self {
        Self { to: BufWriter::new(Stdout::lock()) }
    }

    pub(crate) fn write(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        self.to.write_all(&json_line(value)?)?;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_harmless_and_says_the_same() {
        let text = "a\u{1b}[31m \u{9b}31m \u{7f} \u{202e}x \u{e0041} \u{2028} “é” \" \\ 日本";
        let line = String::from_utf8(json_line(&[text]).unwrap()).unwrap();
        assert!(!line.trim_end().chars().any(sanitize::is_unsafe), "{line:?}");
        assert!(line.contains("“é”") && line.contains("\\u009b") && line.contains("\\udb40\\udc41"), "{line:?}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&line).unwrap(), [text]);
    }
}
