//! Errors as the user meets them: what happened, why, what to do next; and the exit code that goes with each.

use std::fmt;
use std::io;
use std::process::ExitCode;

use newsprint::document::{Document, Line, Tone, sanitize};
use newsprint::storage::{After, PlaceError};

/// How a run ends. The numbers are part of the contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    /// Ran fine; the thing asked for was not found.
    NotFound = 1,
    /// Usage, configuration or an unknown schema.
    Usage = 2,
    /// Finished, but a data limit was crossed.
    DataLimit = 3,
    /// Disk, memory, a file limit.
    Resource = 4,
    Internal = 5,
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error that ends the program, in the three parts that help: what, why, next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) what: String,
    /// One line each.
    pub(crate) why: Vec<String>,
    pub(crate) next: Option<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self { exit, what: what.into(), why: Vec::new(), next: None }
    }

    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self::new(Exit::Usage, what)
    }

    pub(crate) fn because(mut self, why: impl Into<String>) -> Self {
        self.why.push(why.into());
        self
    }

    pub(crate) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

/// Standard output, a pipe or a device does not take what is written.
#[derive(Debug)]
pub(crate) struct StreamError {
    name: String,
    source: io::Error,
}

impl StreamError {
    /// As an error of the same kind.
    pub(crate) fn of(name: impl fmt::Display, source: io::Error) -> io::Error {
        io::Error::new(source.kind(), Self { name: name.to_string(), source })
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write to {}", self.name)
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// An output that could not be written, as the user meets it.
pub(crate) fn not_written(what: String, source: &io::Error, after: &After) -> Failure {
    let failure = Failure::new(exit_of(source), what).because(source.to_string());
    let advice = if failure.exit == Exit::Usage { "name another output, or make this one writable" } else { MAKE_ROOM };
    match after {
        After::AsBefore => failure.because("nothing was written, and what stood there before is as it was").next(advice),
        After::New => failure
            .because("the new output stands there whole, and may be gone again if the power goes")
            .next("look after the disk, and run the same command again with --overwrite"),
        After::Aside(aside) => failure
            .because(format!("what stood there before is whole, under the name {}", aside.display()))
            .next("run the same command again: it puts that back first"),
    }
}

const MAKE_ROOM: &str = "make room (disk, memory or open files) and run the same command again";

/// The exit code of an error, and what to print of it: nothing where the reader of our output has gone.
pub(crate) fn report(error: &anyhow::Error) -> (Exit, Option<Document>) {
    if let Some(failure) = error.chain().find_map(|cause| cause.downcast_ref::<Failure>()) {
        return (failure.exit, Some(page(failure)));
    }
    if reader_has_gone(error) {
        return (Exit::Done, None);
    }
    if let Some(told) = error.chain().find_map(Told::of) {
        let failure = match told {
            Told::Place(error) => not_written(error.to_string(), &error.source, &error.after),
            Told::Stream(error) => Failure::new(exit_of(&error.source), error.to_string())
                .because(error.source.to_string())
                .because("what it has got so far is not the whole")
                .next(MAKE_ROOM),
        };
        return (failure.exit, Some(page(&failure)));
    }
    let io = io_error(error);
    let mut causes = error.chain().map(ToString::to_string);
    let mut failure = Failure::new(io.map_or(Exit::Internal, exit_of), causes.next().unwrap_or_default());
    failure.why = causes.collect();
    failure.next = match failure.exit {
        Exit::Resource => Some(MAKE_ROOM.to_owned()),
        Exit::Internal => Some("please report this with the command you ran; it is a bug".to_owned()),
        _ => None,
    };
    (failure.exit, Some(page(&failure)))
}

/// An error of an output somewhere in a chain.
enum Told<'e> {
    Place(&'e PlaceError),
    Stream(&'e StreamError),
}

impl<'e> Told<'e> {
    fn of(cause: &'e (dyn std::error::Error + 'static)) -> Option<Self> {
        // An error of input and output does not count what it is made of among its causes.
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(place) = cause.downcast_ref().or_else(|| inner?.downcast_ref()) {
            return Some(Self::Place(place));
        }
        let stream = cause.downcast_ref().or_else(|| inner?.downcast_ref());
        stream.map(Self::Stream)
    }
}

/// Whether all that is wrong is that nobody reads our output any more.
pub(crate) fn reader_has_gone(error: &anyhow::Error) -> bool {
    io_error(error).is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
}

fn io_error(error: &anyhow::Error) -> Option<&io::Error> {
    error.chain().find_map(|cause| cause.downcast_ref::<io::Error>())
}

fn exit_of(error: &io::Error) -> Exit {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::AlreadyExists
        | io::ErrorKind::InvalidInput => Exit::Usage,
        // A full disk, a quota, too many open files, a failing device: whatever else the system refuses.
        _ => Exit::Resource,
    }
}

/// The error as it is printed.
pub(crate) fn page(failure: &Failure) -> Document {
    let mut page = Document::new();
    for (i, line) in sanitize::block(&failure.what).lines().enumerate() {
        page.push(if i == 0 {
            Line::new().with(Tone::Bad, "error").plain(": ").plain(line)
        } else {
            Line::new().plain("  ").plain(line)
        });
    }
    for why in &failure.why {
        for line in sanitize::block(why).lines() {
            page.push(Line::new().plain("  ").plain(line));
        }
    }
    if let Some(next) = &failure.next {
        for (i, line) in sanitize::block(next).lines().enumerate() {
            page.push(if i == 0 {
                Line::new().with(Tone::Good, "next").plain(": ").plain(line)
            } else {
                Line::new().plain("  ").plain(line)
            });
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context as _;

    #[test]
    fn an_error_says_what_why_and_next() {
        let failure = Failure::usage("cannot read \u{1b}[31mx").because("it is a fifo").next("name a regular file");
        let (exit, page) = report(&anyhow::Error::new(failure));
        assert_eq!(exit, Exit::Usage);
        assert_eq!(page.unwrap().to_string(), "error: cannot read ␛[31mx\n  it is a fifo\nnext: name a regular file\n");
    }

    #[test]
    fn a_closed_pipe_is_quiet_wherever_it_is_in_the_chain() {
        let error = anyhow::Error::new(io::Error::from(io::ErrorKind::BrokenPipe)).context("writing the summary");
        assert_eq!(report(&error), (Exit::Done, None));
    }

    #[test]
    fn a_full_disk_is_a_resource_and_an_unknown_error_is_ours() {
        let full: anyhow::Result<()> = Err(io::Error::from(io::ErrorKind::StorageFull)).context("writing run/edges.parquet");
        let (exit, page) = report(&full.unwrap_err());
        assert_eq!(exit, Exit::Resource);
        assert!(page.unwrap().to_string().starts_with("error: writing run/edges.parquet\n  "));
        assert_eq!(report(&anyhow::anyhow!("odd")).0, Exit::Internal);
    }
}
