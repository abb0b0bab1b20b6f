//! Reading: bytes to articles, and every row that could not be one to a located reject.
//!
//! Responsible for finding the inputs, unpacking them, telling their format and schema, and for the article of each row: its text as it
//! stands in the input (decoded and unescaped, never normalised), its id, its date as an interval. Not responsible for anything that
//! compares articles, or for printing.
//!
//! The way of a row: `sources` lists the files, `decompress` unpacks, `format` tells what the bytes are, `records` cuts
//! them into records, `schema` chooses the columns, `parse` takes each record through `json` or `csv` to `rows`, and `ids`
//! gives every article an id of its own. Text files go through `text_files`, web pages through `html_files` and `html`.
//!
//! Promises, for any bytes:
//! * `rows_read` = articles + rejects. Blank lines are no rows; an input that cannot be read, or what is lost behind the place where one
//!   breaks off, is one row each.
//! * The same inputs give the same articles, rejects and warnings, whatever the order of the arguments (the list of inputs follows it) and
//!   the number of threads.
//! * Memory beyond the articles is a few batches ([`limits::BATCH_BYTES`]) and one record ([`limits::MAX_RECORD_BYTES`]).
//! * Ill-formed UTF-8 and lone surrogates become U+FFFD and are counted as repaired; a byte order mark is taken off.

mod by_id;
mod calendar;
mod columnar;
mod columns;
mod csv;
mod dateline;
mod dates;
mod decompress;
mod encoding;
mod error;
mod extents;
mod foreign;
mod format;
mod function_words;
mod html;
mod html_files;
mod ids;
mod inspect;
mod json;
mod json_scan;
mod json_stream;
mod language;
mod likeness;
pub mod limits;
mod numerals;
mod parse;
mod pieces;
mod raw;
mod read;
mod records;
mod renditions;
mod repair;
mod rows;
mod sample;
mod schema;
mod sources;
mod text_files;
mod warc;
mod wrapped;

pub use by_id::read_ids;
pub use columnar::{Rewriter, Rewritten, is_columnar, is_contained, joins};
pub(crate) use columnar::{check_footer_of, contained};
pub use csv::said_delimiter;
pub use dates::{ParsedTime, parse as parse_time};
pub use decompress::Compression;
pub use encoding::Encoding;
pub use error::{ErrorKind, InputError};
pub use extents::{InPlace, copy_at, read_at};
pub use format::Format;
pub use ids::Identified;
pub use inspect::{FileInspection, Inspection, inspect};
pub use likeness::{Found, Likeness};
pub use pieces::Pieces;
pub use raw::{RawRecord, cell_count, column_values, first_format, first_whole, is_whole, records, whole};
pub use read::{read, read_as, read_unsettled};
pub use sample::{Sampled, sample};
pub use schema::{FieldName, Mapping};
pub use sources::names;
pub use warc::{Ties, ties};

use std::collections::BTreeMap;

use ahash::AHashMap;

use crate::article::{Article, Micros};

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// What the user says the inputs are; else each is told from its bytes.
    pub format: Option<Format>,
    /// What text is written in, as the user says; else UTF-8, or what the first bytes show.
    pub encoding: Option<Encoding>,
    /// Columns that the user named (`--field FIELD=COLUMN`); a dot enters an object.
    pub fields: BTreeMap<FieldName, String>,
    /// The first bad row ends the run. Copies of a row are not bad.
    pub strict: bool,
    /// The language of a row that names none is told from its text.
    pub recognise_language: bool,
    /// Every input is hashed. Without it files whose rows can be read again at their places are not: their size and time tell a change.
    pub hash_inputs: bool,
    /// Dates from here on are not believed. A constant by default, so that the day of the run changes nothing.
    pub plausible_until: Micros,
}

impl Default for ReadOptions {
    fn default() -> Self {
        /// 2050-01-01, in days since 1970.
        const FAR_FUTURE_DAYS: i64 = 29_220;
        let plausible_until = Micros(FAR_FUTURE_DAYS * Micros::DAY);
        Self {
            format: None,
            encoding: None,
            fields: BTreeMap::new(),
            strict: false,
            recognise_language: true,
            hash_inputs: true,
            plausible_until,
        }
    }
}

/// What is kept of each article as soon as it is parsed: for who cannot hold all texts at once.
pub trait Intake: Sync {
    type Row: Send;

    /// Whether the row at this place is parsed at all.
    fn wants(&self, _file: &str, _pos: u64) -> bool {
        true
    }

    /// Whether every row is wanted, so that nobody needs to ask.
    fn wants_all(&self) -> bool {
        true
    }

    /// Where what came of batches is kept, for a run that goes on with one that was stopped.
    fn pieces(&self) -> Option<&dyn Pieces<Self::Row>> {
        None
    }

    /// Whether reading is to end here, with [`InputError::Stopped`].
    fn stops(&self) -> bool {
        false
    }

    /// What is kept. Called by several threads, in any order. `extent` is where the row stands, for rows that are records of bytes.
    fn row(&self, article: Article, extent: Extent) -> Self::Row;
}

/// Keeps articles as they are.
#[derive(Debug, Clone, Copy)]
pub struct Whole;

impl Intake for Whole {
    type Row = Article;

    fn row(&self, article: Article, _extent: Extent) -> Article {
        article
    }
}

/// Where a record stands among the bytes of its input, unpacked and without a byte order mark: first byte and number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Extent {
    pub start: u64,
    pub bytes: u32,
}

/// Everything that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading<A = Article> {
    /// Sorted by the bytes of their ids, which are unique.
    pub articles: Vec<A>,
    /// Sorted by file and position.
    pub rejects: Vec<Reject>,
    /// In the order of the arguments.
    pub inputs: Vec<InputFile>,
    /// Tables about text files and pages, which are no inputs of their own, in the order of the arguments.
    pub side_files: Vec<String>,
    pub rows_read: u64,
    /// Rows in which ill-formed text was replaced.
    pub repaired: u64,
    pub dates: DateCounts,
    pub warnings: Vec<String>,
}

/// Dates that were doubtful, counted. Each is told as a warning too.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct DateCounts {
    /// Values in a date's place that hold no date that can be read.
    pub unread: u64,
    /// Read and not believed: placeholders of software, dates before newspapers or of the far future.
    pub distrusted: u64,
    /// Publication dates whose year has two digits, read as one of 1950 to 2049.
    pub years_of_two_digits: u64,
    /// Publication dates whose day and month can be exchanged: their intervals hold both.
    pub orders_open: u64,
    /// Articles dated later than they were crawled, or last changed.
    pub after_crawl: u64,
    pub after_change: u64,
}

impl<A> Reading<A> {
    fn empty() -> Self {
        Self {
            articles: Vec::new(),
            rejects: Vec::new(),
            inputs: Vec::new(),
            side_files: Vec::new(),
            rows_read: 0,
            repaired: 0,
            dates: DateCounts::default(),
            warnings: Vec::new(),
        }
    }
}

/// One file, or standard input, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// As the user named it, or below what the user named.
    pub path: String,
    pub format: Format,
    /// From the outermost layer inwards; empty for a plain input.
    pub compression: Vec<Compression>,
    /// Raw bytes, and the hex digits of their `xxh3_64`; no digits where nobody asked for them ([`ReadOptions::hash_inputs`]).
    pub bytes: u64,
    pub xxh3: String,
    pub rows: u64,
    pub mapping: Mapping,
    /// Of a file whose rows can be read again one by one at their extents; see [`read_at`].
    pub in_place: Option<InPlace>,
    /// What the text was written in, where that is not UTF-8.
    pub encoding: Option<Encoding>,
    /// It begins with a byte order mark in UTF-8.
    pub marked: bool,
    /// For tables stored by column: a number that is the same where names and types of the columns are.
    pub table: Option<String>,
}

/// The number of each file by its path, as rows name it.
pub(crate) fn by_path(files: &[InputFile]) -> AHashMap<&str, usize> {
    files.iter().enumerate().map(|(i, file)| (file.path.as_str(), i)).collect()
}

/// A row that is no article, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    pub source_file: String,
    /// One-based line, or record number in JSON that is not one value a line; 0 for an input as a whole.
    pub source_pos: u64,
    pub reason: RejectReason,
    pub detail: String,
}

/// Why a row is no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectReason {
    /// Not a record of its format.
    Unparseable,
    /// The record has no text.
    MissingText,
    /// The text has no characters but space.
    EmptyText,
    /// Longer than [`limits::MAX_RECORD_BYTES`].
    TooLong,
    /// The same id and the same text as another row.
    DuplicateRow,
    /// An input that cannot be read, or cannot be read further.
    Unreadable,
}

impl RejectReason {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unparseable => "unparseable",
            Self::MissingText => "missing_text",
            Self::EmptyText => "empty_text",
            Self::TooLong => "too_long",
            Self::DuplicateRow => "duplicate_row",
            Self::Unreadable => "unreadable",
        }
    }
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub files: u64,
    pub files_done: u64,
    /// Unpacked bytes, for text files packed ones.
    pub bytes: u64,
    pub rows: u64,
}

#[cfg(test)]
mod tests;
