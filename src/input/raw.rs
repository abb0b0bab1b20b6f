//! The records of inputs as they came, byte for byte: for who copies rows and changes none.
//!
//! Responsible for giving each record with its place, the same places as [`super::read()`] gives. Not responsible for what a record says.

use super::columnar::{Frames, is_columnar};
use super::csv::{self, cells};
use super::decompress::Unpacked;
use super::error::InputError;
use super::extents::is_changed;
use super::format::Format;
use super::json::Wanted;
use super::read::{Opened, open, splitter};
use super::records::Batches;
use super::repair::decode;
use super::sources::{Source, expand};
use super::{InputFile, ReadOptions, warc};
use std::fs::File;
use std::io::{BufRead as _, Read};
use std::path::{Path, PathBuf};

/// One record of JSON Lines, of a table or of an archive, with the line end it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawRecord<'r> {
    /// Place of its input in the list that was asked for.
    pub input: usize,
    /// One-based line of its first byte.
    pub pos: u64,
    /// The names of a table's columns, which stand before its rows, or the line before them that names the delimiter.
    pub is_header: bool,
    /// Between the cells of a table.
    pub delimiter: Option<u8>,
    /// Neither an article nor a bad one: a record of an archive that stays whatever becomes of the articles.
    pub passes: bool,
    pub bytes: &'r [u8],
}

/// Whether a file of this format is one row.
#[must_use]
pub const fn is_whole(format: Format) -> bool {
    matches!(format, Format::Text | Format::Html)
}

/// The first file among `inputs` that is one row; standard input is not looked at.
pub fn first_whole(inputs: &[String], options: &ReadOptions) -> Result<Option<String>, InputError> {
    for source in expand(inputs)?.files {
        let Some(path) = &source.path else { continue };
        // What cannot be opened is told by whoever reads it.
        let Ok(file) = File::open(path) else { continue };
        if open(&source, Box::new(file), options).is_ok_and(|opened| is_whole(opened.format)) {
            return Ok(Some(source.name));
        }
    }
    Ok(None)
}

/// The format of the first file among `inputs` that can be opened; `None` where that is standard input.
pub fn first_format(inputs: &[String], options: &ReadOptions) -> Result<Option<Format>, InputError> {
    for source in expand(inputs)?.files {
        let Some(path) = &source.path else { return Ok(None) };
        let Ok(file) = File::open(path) else { continue };
        if let Ok(Opened { format, .. }) = open(&source, Box::new(file), options) {
            return Ok(Some(format));
        }
    }
    Ok(None)
}

/// Calls `each` with every record of `file`, which has been read before as the input number `input`. `stdin` stands for the input `-`.
///
/// Says whether its bytes are not those that were read before. Tables stored by column have no records: see [`super::Rewriter`].
pub fn records<E: From<InputError>>(
    input: usize,
    file: &InputFile,
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    each: &mut dyn FnMut(RawRecord<'_>) -> Result<(), E>,
) -> Result<bool, E> {
    let source = source_of(&file.path);
    let Opened { mut unpacked, delimiter, wrapped, .. } = open_again(&source, stdin, options)?;
    let format = file.format;
    let mut batches = Batches::new(&mut unpacked.reader, splitter(format, delimiter, wrapped));
    let is_table = matches!(format, Format::Csv | Format::Tsv);
    let mut header = is_table;
    loop {
        let batch = batches.next_batch();
        for record in &batch.records {
            let bytes = &batch.bytes[record.range.clone()];
            let delimiter = is_table.then_some(delimiter);
            let passes = format == Format::Warc && warc::passes(bytes);
            each(RawRecord { input, pos: record.pos, is_header: header, delimiter, passes, bytes })?;
            header = header && csv::said_delimiter(bytes).is_some();
        }
        if batch.last {
            break;
        }
        batches.recycle(batch.bytes);
    }
    drop(batches);
    if file.xxh3.is_empty() {
        return Ok(is_changed(file)?);
    }
    Ok(unpacked.finish().1 != file.xxh3)
}

/// Gives the bytes of a file that is one article to `write`, unpacked and else as they are, and says whether they are not those that were
/// read before.
pub fn whole<E: From<InputError>>(
    file: &InputFile,
    stdin: &mut (dyn Read + Send),
    write: &mut dyn FnMut(&[u8]) -> Result<(), E>,
) -> Result<bool, E> {
    let source = source_of(&file.path);
    let error = |error| InputError::from_io(&source.name, error);
    let mut unpacked = Unpacked::open(raw(&source, stdin)?).map_err(error)?;
    loop {
        let bytes = unpacked.reader.fill_buf().map_err(error)?;
        let length = bytes.len();
        if length == 0 {
            break;
        }
        write(bytes)?;
        unpacked.reader.consume(length);
    }
    Ok(unpacked.finish().1 != file.xxh3)
}

fn raw<'r>(source: &Source, stdin: &'r mut (dyn Read + Send)) -> Result<Box<dyn Read + Send + 'r>, InputError> {
    Ok(match &source.path {
        None => Box::new(stdin),
        Some(path) => Box::new(File::open(path).map_err(|error| InputError::from_io(&source.name, error))?),
    })
}

/// Opens an input another time.
pub(super) fn open_again<'r>(
    source: &Source,
    stdin: &'r mut (dyn Read + Send),
    options: &ReadOptions,
) -> Result<Opened<'r>, InputError> {
    open(source, raw(source, stdin)?, options)
}

/// The value of one column in every record that has it: input, position, value.
pub fn column_values(
    files: &[InputFile],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    column: &str,
) -> Result<Vec<(usize, u64, String)>, InputError> {
    let mut values = Vec::new();
    for (input, file) in files.iter().enumerate() {
        let mut found = |pos, value| values.push((input, pos, value));
        if is_columnar(file.format) {
            let source = source_of(&file.path);
            let Opened { mut unpacked, .. } = open_again(&source, stdin, options)?;
            Frames::open(&source, file.format, &mut unpacked)?.values_of(column, &mut found);
        } else {
            values_of(file, stdin, options, column, &mut found)?;
        }
    }
    Ok(values)
}

fn values_of(
    file: &InputFile,
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    column: &str,
    found: &mut dyn FnMut(u64, String),
) -> Result<(), InputError> {
    let wanted = Wanted::new(std::iter::once((column, false)));
    let mut slot = None;
    records::<InputError>(0, file, stdin, options, &mut |record| {
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
        if let Some(value) = value {
            found(record.pos, value);
        }
        Ok(())
    })?;
    Ok(())
}

/// An input that was read under this name.
pub(super) fn source_of(name: &str) -> Source {
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
