//! What stops a run before its rows are read, and what a user does about it.
//!
//! Responsible for the errors of reading and their kinds. Not responsible for single rows: those are [`super::Reject`]s.

use std::io;

/// What an [`InputError`] is about, so that a caller can choose an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command, the choice of inputs or their schema: the user changes the call.
    Usage,
    /// A row was bad and the caller asked that the first one be fatal.
    Data,
    /// Memory, disk or open files ran out.
    Resource,
}

/// Why nothing was read. Every message says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    #[error("no input was given: name files, folders, globs, `-` for standard input or `@list.txt`")]
    NoInput,
    #[error("{path}: no such file or folder; check the path, or quote a glob so that it arrives unexpanded")]
    Missing { path: String },
    #[error("{glob}: no file matches this glob; `**` crosses folders, `*` does not")]
    NoMatch { glob: String },
    #[error("{glob}: not a glob: {detail}")]
    BadGlob { glob: String, detail: String },
    #[error("{path}: cannot be read: {detail}")]
    Unreadable { path: String, detail: String },
    #[error("{path}: not a regular file; pipe it in and name the input `-`")]
    NotRegular { path: String },
    #[error("{path}: {what}; {advice}")]
    Unsupported { path: String, what: &'static str, advice: &'static str },
    #[error("{path}: no column holds the text of the articles\n  columns seen: {columns}\n  name it: {flags}")]
    NoText { path: String, columns: String, flags: String },
    #[error("{path}: a table without a header; put the names of its columns into a first line, such as id,date,outlet,text")]
    NoHeader { path: String },
    #[error(
        "{path}: {what} and no articles; {advice}\n  columns seen: {columns}\n  if a column is the text all the same, name it: {flags}"
    )]
    NoArticles { path: String, what: &'static str, advice: &'static str, columns: String, flags: String },
    #[error("{path}: several columns could be {field}: {candidates}\n  choose one: {flags}\n  columns seen: {columns}")]
    Ambiguous { path: String, field: &'static str, candidates: String, flags: String, columns: String },
    #[error("{path}: --field {field}={column}: there is no such column\n  columns seen: {columns}")]
    NoColumn { path: String, field: &'static str, column: String, columns: String },
    #[error(
        "{path}: the text column `{column}` is empty in {empty} of the first {sampled} rows\n  columns seen: {columns}\n  name another: {flags}"
    )]
    EmptyColumn { path: String, column: String, empty: usize, sampled: usize, columns: String, flags: String },
    #[error("{file}:{pos}: {reason}: {detail} (the first bad row is fatal with --strict)")]
    BadRow { file: String, pos: u64, reason: &'static str, detail: String },
    /// Whoever takes the rows wants no more ([`super::Intake::stops`]).
    #[error("stopped before all was read")]
    Stopped,
    #[error("{path}: {source}; close other programs, raise the limit (`ulimit -n`) or read fewer inputs at once")]
    Resource { path: String, source: io::Error },
}

impl InputError {
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::BadRow { .. } => ErrorKind::Data,
            Self::Resource { .. } => ErrorKind::Resource,
            _ => ErrorKind::Usage,
        }
    }

    /// Sorts an error of opening or reading `path`: out of files, memory or disk is a matter of the machine, the rest of the input.
    pub(super) fn from_io(path: &str, error: io::Error) -> Self {
        let path = path.to_owned();
        if is_resource(&error) {
            return Self::Resource { path, source: error };
        }
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            _ => Self::Unreadable { path, detail: error.to_string() },
        }
    }

    /// Whether the run can go on without this input, counting it as one rejected row.
    pub(super) const fn is_of_one_input(&self) -> bool {
        matches!(
            self,
            Self::Missing { .. }
                | Self::NoMatch { .. }
                | Self::Unreadable { .. }
                | Self::NotRegular { .. }
                | Self::Unsupported { .. }
        )
    }
}

/// Whether `error` is the machine's and not the file's: ENFILE, EMFILE, ENOMEM, ENOSPC by their numbers on Unix.
pub(super) fn is_resource(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::OutOfMemory | io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        || (cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24 | 12 | 28)))
}
