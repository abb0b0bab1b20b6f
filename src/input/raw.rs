//! The records of inputs as they came, byte for byte: for who copies rows and changes none.
//!
//! Responsible for giving each record with its place, the same places as [`super::read()`] gives. Not responsible for what a record says.

use super::csv::cells;
use super::error::InputError;
use super::format::Format;
use super::json::Wanted;
use super::limits::MAX_RECORD_BYTES;
use super::read::{Opened, open, splitter};
use super::records::Batches;
use super::repair::decode;
use super::sources::{Source, expand};
use super::{InputFile, ReadOptions};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// One record of JSON Lines or of a table, with the line end it has, or a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawRecord<'r> {
    /// Place of its input in the list that was asked for.
    pub input: usize,
    /// One-based line of its first byte.
    pub pos: u64,
    /// The names of a table's columns, which stand before its rows.
    pub is_header: bool,
    /// Between the cells of a table.
    pub delimiter: Option<u8>,
    pub bytes: &'r [u8],
}

/// Whether rows of a format can be copied one by one: each is a record of its own, and nothing stands around them.
#[must_use]
pub const fn is_copyable(format: Format) -> bool {
    matches!(format, Format::JsonLines | Format::Csv | Format::Tsv) || is_whole(format)
}

/// Whether a file of this format is one row.
#[must_use]
pub const fn is_whole(format: Format) -> bool {
    matches!(format, Format::Text | Format::Html)
}

/// The first file among `inputs` whose rows cannot be copied, with its format; standard input is not looked at.
pub fn not_copyable(inputs: &[String], options: &ReadOptions) -> Result<Option<(String, Format)>, InputError> {
    for source in expand(inputs)?.files {
        let Some(path) = &source.path else { continue };
        // What cannot be opened is told by whoever reads it.
        let Ok(file) = File::open(path) else { continue };
        if let Ok(Opened { format, .. }) = open(&source, Box::new(file), options)
            && !is_copyable(format)
        {
            return Ok(Some((source.name, format)));
        }
    }
    Ok(None)
}

/// Calls `each` with every record of `files`, which have been read before, in their order. `stdin` stands for the input `-`.
///
/// Returns the first file whose bytes are not those that were read before.
pub fn records<E: From<InputError>>(
    files: &[InputFile],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    each: &mut dyn FnMut(RawRecord<'_>) -> Result<(), E>,
) -> Result<Option<usize>, E> {
    let mut changed = None;
    for (input, file) in files.iter().enumerate() {
        let source = source_of(&file.path);
        let raw: Box<dyn Read + Send> = match &source.path {
            None => Box::new(&mut *stdin),
            Some(path) => Box::new(File::open(path).map_err(|error| InputError::from_io(&source.name, error))?),
        };
        let Opened { mut unpacked, delimiter, .. } = open(&source, raw, options)?;
        let format = file.format;
        if is_whole(format) {
            let mut bytes = Vec::new();
            // What is longer was rejected and is not copied.
            let read = unpacked.reader.by_ref().take(MAX_RECORD_BYTES as u64 + 1).read_to_end(&mut bytes);
            read.map_err(|error| InputError::from_io(&source.name, error))?;
            each(RawRecord { input, pos: 1, is_header: false, delimiter: None, bytes: &bytes })?;
            if unpacked.finish().1 != file.xxh3 {
                changed = changed.or(Some(input));
            }
            continue;
        }
        let mut batches = Batches::new(&mut unpacked.reader, splitter(format, delimiter));
        let is_table = matches!(format, Format::Csv | Format::Tsv);
        let mut header = is_table;
        loop {
            let batch = batches.next_batch();
            for record in &batch.records {
                let bytes = &batch.bytes[record.range.clone()];
                each(RawRecord { input, pos: record.pos, is_header: header, delimiter: is_table.then_some(delimiter), bytes })?;
                header = false;
            }
            if batch.last {
                break;
            }
        }
        drop(batches);
        if unpacked.finish().1 != file.xxh3 {
            changed = changed.or(Some(input));
        }
    }
    Ok(changed)
}

/// The value of one column in every record that has it: input, position, value.
pub fn column_values(
    files: &[InputFile],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    column: &str,
) -> Result<Vec<(usize, u64, String)>, InputError> {
    let wanted = Wanted::new(std::iter::once((column, false)));
    let mut values = Vec::new();
    let mut slot = None;
    records::<InputError>(files, stdin, options, &mut |record| {
        let value = match record.delimiter {
            None => {
                let (text, _) = decode(record.bytes);
                wanted
                    .read(&text)
                    .ok()
                    .and_then(|read| read.values.into_iter().next().flatten().map(std::borrow::Cow::into_owned))
            }
            Some(delimiter) => {
                let row = cells(record.bytes, delimiter);
                if record.is_header {
                    slot = row.iter().position(|cell| decode(cell).0.trim() == column);
                    return Ok(());
                }
                slot.and_then(|slot| row.get(slot)).map(|cell| decode(cell).0.into_owned())
            }
        };
        values.extend(value.map(|value| (record.input, record.pos, value)));
        Ok(())
    })?;
    Ok(values)
}

/// An input that was read under this name.
fn source_of(name: &str) -> Source {
    let path = (name != "-").then(|| PathBuf::from(name));
    let relative = Path::new(name).file_name().map_or_else(|| name.to_owned(), |name| name.to_string_lossy().into_owned());
    let base = Path::new(name).parent().unwrap_or(Path::new("")).to_owned();
    Source { name: name.to_owned(), path, relative, base }
}

/// Cells of one row of a table.
#[must_use]
pub fn cell_count(row: &[u8], delimiter: u8) -> usize {
    cells(row, delimiter).len()
}
