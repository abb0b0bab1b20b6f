//! Tables stored by column: Parquet files, Arrow IPC files and streams.
//!
//! Responsible for their rows as articles: batches of columns come from [`parquet`] or [`ipc`], a cell becomes the text that the
//! JSON reader would see ([`values`]), and from there on a row goes the way of all rows. Also for the same rows in the same form, for who
//! copies them ([`rewrite`]). Not responsible for what the columns mean ([`super::schema`]).
//!
//! Only the columns that the mapping names are decoded, and of a Parquet file one batch of one row group is in memory at a time. The
//! decoders are foreign code that may panic on hostile bytes: they are called inside [`contain`] alone.

mod contain;
mod footer;
mod int96;
mod ipc;
mod ipc_file;
mod parquet;
mod place;
mod read;
mod rewrite;
mod strings;
mod values;

pub(crate) use contain::contained;
pub use contain::is_contained;
pub(crate) use parquet::check_footer_of;
pub(super) use read::look;
pub use rewrite::{Rewriter, Rewritten};

use super::InputFile;
use super::decompress::Unpacked;
use super::error::InputError;
use super::format::Format;
use super::raw::is_whole;
use super::schema::Sample;
use super::sources::Source;
use arrow::datatypes::{DataType, Field, Fields, SchemaRef};
use arrow::record_batch::RecordBatch;

/// How deep the name of a column enters structs where the schema is looked at, as for JSON.
const MAX_NESTING: usize = 2;

/// Whether an input of this format is a table stored by column.
#[must_use]
pub const fn is_columnar(format: Format) -> bool {
    matches!(format, Format::Parquet | Format::Arrow | Format::ArrowStream)
}

/// Rows that were decoded together.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) batch: RecordBatch,
    /// One-based number of each row in its file.
    pub(super) positions: Positions,
}

/// Where the rows of a frame stand.
#[derive(Debug)]
pub(super) enum Positions {
    /// One after the other, from this one on.
    From(u64),
    /// Only rows that were asked for, by their numbers.
    Listed(Vec<u64>),
}

impl Positions {
    fn of(&self, row: usize) -> u64 {
        match self {
            Self::From(first) => first + row as u64,
            Self::Listed(all) => all.get(row).copied().unwrap_or(0),
        }
    }
}

/// What reading on comes to.
#[derive(Debug)]
pub(super) enum Next {
    Frame(Frame),
    /// Rows that cannot be read, from this one on; what follows may be readable.
    Broken {
        pos: u64,
        error: std::io::Error,
    },
    End,
}

/// Says whether the row with this number is wanted.
pub(super) type Wants<'w> = &'w (dyn Fn(u64) -> bool + Sync);

/// The batches of one input.
pub(super) enum Frames<'r> {
    Parquet(Box<parquet::ParquetFrames>),
    ArrowFile(Box<ipc_file::IpcFileFrames>),
    Ipc(Box<ipc::IpcFrames<'r>>),
}

impl<'r> Frames<'r> {
    /// Opens a table as far as its schema. `unpacked` is drained where the table is a stream, and else left to be hashed.
    pub(super) fn open(source: &Source, format: Format, unpacked: &'r mut Unpacked<'_>) -> Result<Self, InputError> {
        Ok(match format {
            Format::Parquet => Self::Parquet(Box::new(parquet::ParquetFrames::open(source, unpacked)?)),
            Format::Arrow => {
                let mut place = place::Place::of(source, unpacked)?;
                // A file that was cut has no index, and mostly is a stream up to the cut.
                let held = place.held();
                match ipc_file::IpcFileFrames::open(place) {
                    Ok(frames) => Self::ArrowFile(Box::new(frames)),
                    Err(error) => {
                        if let Some(bytes) = held {
                            unpacked.reader = Box::new(std::io::Cursor::new(bytes));
                        }
                        Self::Ipc(Box::new(ipc::IpcFrames::open(source, Some(error), &mut unpacked.reader)?))
                    }
                }
            }
            _ => Self::Ipc(Box::new(ipc::IpcFrames::open(source, None, &mut unpacked.reader)?)),
        })
    }

    fn schema(&self) -> SchemaRef {
        match self {
            Self::Parquet(frames) => frames.schema(),
            Self::ArrowFile(frames) => frames.schema(),
            Self::Ipc(frames) => frames.schema(),
        }
    }

    /// The first rows with all their columns; they come again with [`Frames::next`].
    fn first_rows(&mut self) -> Vec<RecordBatch> {
        match self {
            Self::Parquet(frames) => frames.first_rows(),
            Self::ArrowFile(frames) => frames.first_rows(),
            Self::Ipc(frames) => frames.first_rows(),
        }
    }

    /// Decodes from now on only what these columns need.
    fn project<'n>(&mut self, columns: &(impl Iterator<Item = &'n str> + Clone)) {
        if let Self::Parquet(frames) = self {
            frames.project(columns);
        }
    }

    fn next(&mut self, wants: Option<Wants<'_>>) -> Next {
        match self {
            Self::Parquet(frames) => frames.next(wants),
            Self::ArrowFile(frames) => frames.next(),
            Self::Ipc(frames) => frames.next(),
        }
    }

    /// The value of one column in every row that has it.
    pub(super) fn values_of(&mut self, name: &str, found: &mut dyn FnMut(u64, String)) {
        self.project(&std::iter::once(name));
        loop {
            match self.next(None) {
                Next::End => return,
                // Rows that cannot be read have been rejected.
                Next::Broken { .. } => {}
                Next::Frame(frame) => {
                    let Some(column) = values::Column::find(&frame.batch, name) else { return };
                    for row in 0..frame.batch.num_rows() {
                        if let Some(value) = column.text(row, &mut false) {
                            found(frame.positions.of(row), value.into_owned());
                        }
                    }
                }
            }
        }
    }

    /// The columns and values of the first rows.
    pub(super) fn sample(&mut self) -> Sample {
        let mut sample = Sample::default();
        let names = names(self.schema().fields());
        for name in &names {
            sample.add_column(name);
        }
        for batch in self.first_rows() {
            let columns: Vec<_> = names.iter().map(|name| (name.as_str(), values::Column::find(&batch, name))).collect();
            for row in 0..batch.num_rows() {
                let mut repaired = false;
                let texts: Vec<_> = columns
                    .iter()
                    .map(|(name, column)| (*name, column.as_ref().and_then(|c| c.text(row, &mut repaired))))
                    .collect();
                sample.add_row(texts.iter().map(|(name, text)| (*name, text.as_deref())));
            }
        }
        sample
    }
}

/// The names of all columns, those inside structs with dots, each struct before what it holds.
fn names(fields: &Fields) -> Vec<String> {
    let mut names = Vec::new();
    let mut open: Vec<(String, &Field, usize)> = fields.iter().rev().map(|field| (field.name().clone(), &**field, 0)).collect();
    while let Some((name, field, depth)) = open.pop() {
        if names.len() >= super::limits::SAMPLE_COLUMNS {
            break;
        }
        if let DataType::Struct(inner) = field.data_type()
            && depth < MAX_NESTING
        {
            open.extend(inner.iter().rev().map(|field| (format!("{name}.{}", field.name()), &**field, depth + 1)));
        }
        names.push(name);
    }
    names
}

/// Names and types of all columns as one number: tables can become one only where it is the same.
fn fingerprint(source: &Source, format: Format, schema: &SchemaRef) -> String {
    let mut listed: Vec<String> =
        schema.fields().iter().map(|f| format!("{}\u{1}{:?}\u{1}{}", f.name(), f.data_type(), f.is_nullable())).collect();
    // A file can hold each dictionary once only, and two inputs have two.
    if format == Format::Arrow && schema.fields().iter().any(|field| format!("{:?}", field.data_type()).contains("Dictionary")) {
        listed.push(source.name.clone());
    }
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(listed.join("\u{2}").as_bytes()))
}

/// Whether two inputs that were read can be written as one table.
#[must_use]
pub fn joins(a: &InputFile, b: &InputFile) -> bool {
    // A text or a page is one article and cannot hold two.
    !is_whole(a.format)
        && a.format == b.format
        && a.mapping.columns == b.mapping.columns
        && a.table == b.table
        && a.encoding == b.encoding
}

#[cfg(test)]
mod tests;
