//! The two handles that the program prints to. Every write returns its error: a closed pipe ends the program quietly.

use std::io::{self, BufWriter, IsTerminal as _, StderrLock, StdoutLock, Write};

use newsprint::document::Document;

use super::style::{Painter, Sink};
use super::values::ColorChoice;

/// A handle with the look that suits where it leads.
#[derive(Debug)]
pub(crate) struct Output<W> {
    to: W,
    painter: Painter,
}

impl Output<StdoutLock<'static>> {
    pub(crate) fn on_stdout(color: ColorChoice) -> Self {
        let stdout = io::stdout();
        let painter = Painter::new(color, Sink::detect(stdout.is_terminal()));
        Self { to: stdout.lock(), painter }
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
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Prints `value` as one line of JSON; JSON escapes every control character by itself.
pub(crate) fn stdout_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    let mut stdout = io::stdout().lock();
    stdout.write_all(&line)?;
    stdout.flush()?;
    Ok(())
}

/// Lines of JSON on stdout, buffered: one an article, from many articles.
#[derive(Debug)]
pub(crate) struct JsonLines {
    to: BufWriter<StdoutLock<'static>>,
}

impl JsonLines {
    pub(crate) fn on_stdout() -> Self {
        Self { to: BufWriter::new(io::stdout().lock()) }
    }

    pub(crate) fn write(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.to, value).map_err(io::Error::from)?;
        self.to.write_all(b"\n")?;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.to.flush()
    }
}
