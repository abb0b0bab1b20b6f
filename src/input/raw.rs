//! The records of inputs as they came, byte for byte: for who copies rows and changes none.
//!
//! Responsible for giving each record with its place, the same places as [`super::read()`] gives. Not responsible for what a record says.

use super::columnar::{Frames, is_columnar};
use super::csv::cells;
use super::error::InputError;
use super::format::Format;
use super::json::Wanted;
use super::limits::MAX_RECORD_BYTES;
use super::read::{Opened, open, splitter};
use super::records::Batches;
use super::repair::decode;
use super::sources::{Source, expand};
use super::{InputFile, ReadOptions, warc};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// One record of JSON Lines, of a table or of an archive, with the line end it has.
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
    /// Neither an article nor a bad one: a record of an archive that stays whatever becomes of the articles.
    pub passes: bool,
    pub bytes: &'r [u8],
}

/// Whether rows of a format can be copied one by one.
#[must_use]
pub const fn is_copyable(format: Format) -> bool {
    matches!(format, Format::Text | Format::JsonLines | Format::Json | Format::Csv | Format::Tsv | Format::Warc)
        || is_columnar(format)
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
            header = false;
        }
        if batch.last {
            break;
        }
    }
    drop(batches);
    Ok(unpacked.finish().1 != file.xxh3)
}

/// The text of a file that is one article, and whether its bytes are not those that were read before.
pub fn whole(file: &InputFile, stdin: &mut (dyn Read + Send), options: &ReadOptions) -> Result<(Vec<u8>, bool), InputError> {
    let source = source_of(&file.path);
    let Opened { mut unpacked, .. } = open_again(&source, stdin, options)?;
    let mut bytes = Vec::new();
    let mut reader = (&mut unpacked.reader).take(MAX_RECORD_BYTES as u64 + 1);
    reader.read_to_end(&mut bytes).map_err(|error| InputError::from_io(&source.name, error))?;
    Ok((bytes, unpacked.finish().1 != file.xxh3))
}

/// Opens an input another time.
pub(super) fn open_again<'r>(
    source: &Source,
    stdin: &'r mut (dyn Read + Send),
    options: &ReadOptions,
) -> Result<Opened<'r>, InputError> {
    let raw: Box<dyn Read + Send> = match &source.path {
        None => Box::new(stdin),
        Some(path) => Box::new(File::open(path).map_err(|error| InputError::from_io(&source.name, error))?),
    };
    open(source, raw, options)
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
