//! Rows read again at their places: of a plain file of JSON Lines, only the rows that are asked for.
//!
//! Responsible for the bytes between two places of a file, and for noticing that it is not the file that was read before. Not responsible
//! for inputs that are packed, written in another encoding, or piped: those are read again from their start.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::time::SystemTime;

use rayon::prelude::*;

use super::error::InputError;
use super::format::Format;
use super::parse::{Layout, Parsed, RecordParser};
use super::records::Record;
use super::{Extent, InputFile, Intake, ReadOptions};

/// What a file was like when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InPlace {
    pub(super) bytes: u64,
    modified: Option<SystemTime>,
}

impl InPlace {
    /// `None` for what has no places to go back to: pipes, devices, and files that open with a byte order mark.
    pub(super) fn of(mut file: &File) -> Option<Self> {
        let place = Self::now(&file.metadata().ok()?)?;
        let mut start = [0; 3];
        let marked = file.read_exact(&mut start).is_ok() && start == [0xEF, 0xBB, 0xBF];
        file.seek(SeekFrom::Start(0)).ok()?;
        (!marked).then_some(place)
    }

    fn now(metadata: &Metadata) -> Option<Self> {
        metadata.is_file().then(|| Self { bytes: metadata.len(), modified: metadata.modified().ok() })
    }

    /// Whether the extents of a file's rows are places in the file itself.
    pub(super) fn holds(file: &InputFile) -> bool {
        file.format == Format::JsonLines && file.compression.is_empty() && file.encoding.is_none()
    }
}

/// Opens a file that was read before; `None` where it is no longer that file.
fn reopen(file: &InputFile) -> Result<Option<File>, InputError> {
    let error = |error| InputError::from_io(&file.path, error);
    let opened = File::open(&file.path).map_err(error)?;
    let now = InPlace::now(&opened.metadata().map_err(error)?);
    Ok((now.is_some() && now == file.in_place).then_some(opened))
}

/// Whether a file that was read before is another one now, by its size and time.
pub(super) fn is_changed(file: &InputFile) -> Result<bool, InputError> {
    Ok(reopen(file)?.is_none())
}

/// Reads the rows at these places (position and extent, ascending) of a file with [`InputFile::in_place`]; fewer come back where the file
/// has changed, and who asked must look whether they are the rows that were there.
pub fn read_at<I: Intake>(
    file: &InputFile,
    options: &ReadOptions,
    places: &[(u64, Extent)],
    intake: &I,
) -> Result<Vec<I::Row>, InputError> {
    /// Rows that one task reads with one handle.
    const AT_A_TIME: usize = 256;
    let parser = RecordParser::known(&file.path, options, Layout::Json, file.mapping.clone());
    let parts: Vec<Result<Vec<I::Row>, InputError>> = places
        .par_chunks(AT_A_TIME)
        .map(|places| {
            let Some(mut opened) = reopen(file)? else { return Ok(Vec::new()) };
            let mut parsed = Parsed::default();
            let mut bytes = Vec::new();
            for &(pos, extent) in places {
                bytes.resize(extent.bytes as usize, 0);
                let read = opened.seek(SeekFrom::Start(extent.start)).and_then(|_| opened.read_exact(&mut bytes));
                match read {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                    Err(error) => return Err(InputError::from_io(&file.path, error)),
                }
                let record = Record { range: 0..bytes.len(), start: extent.start, pos, cut: false };
                parser.record(&bytes, &record, intake, &mut parsed);
            }
            Ok(parsed.articles)
        })
        .collect();
    let mut rows = Vec::with_capacity(places.len());
    for part in parts {
        rows.append(&mut part?);
    }
    Ok(rows)
}

/// Gives the bytes at `extents` (ascending) of a file with [`InputFile::in_place`] to `write`, what lies side by side together. Says whether
/// the file has changed since it was read.
pub fn copy_at<E: From<InputError>>(
    file: &InputFile,
    extents: impl Iterator<Item = Extent>,
    write: &mut dyn FnMut(&[u8]) -> Result<(), E>,
) -> Result<bool, E> {
    /// Bytes read at once.
    const AT_A_TIME: usize = 1 << 20;
    let error = |error| InputError::from_io(&file.path, error);
    let Some(mut opened) = reopen(file)? else { return Ok(true) };
    let mut buffer = vec![0; AT_A_TIME];
    // The block of the file that is in the buffer.
    let (mut start, mut filled) = (0u64, 0usize);
    let mut extents = extents.peekable();
    while let Some(Extent { start: mut at, bytes }) = extents.next() {
        let mut end = at + u64::from(bytes);
        while let Some(next) = extents.next_if(|next| next.start == end) {
            end += u64::from(next.bytes);
        }
        while at < end {
            if !(start..start + filled as u64).contains(&at) {
                start = at;
                opened.seek(SeekFrom::Start(at)).map_err(error)?;
                filled = opened.read(&mut buffer).map_err(error)?;
                if filled == 0 {
                    return Ok(true);
                }
            }
            #[allow(clippy::cast_possible_truncation, reason = "places within one buffer")]
            let (from, to) = ((at - start) as usize, (end - start).min(filled as u64) as usize);
            write(&buffer[from..to])?;
            at = start + to as u64;
        }
    }
    // A file that was written to while it was copied has another time now.
    Ok(reopen(file)?.is_none())
}
