//! The rows that stay, byte for byte as they came, or all rows with three more columns.
//!
//! Responsible for which bytes are given, in the order of the inputs. Not responsible for where they go.

use std::io;

use super::outcome::{Deduped, Fate, Status};
use super::{DedupError, Spool};
use crate::input::{self, RawRecord};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The kept rows as they came.
    #[default]
    Drop,
    /// All rows that are articles, with `newsprint_status`, `newsprint_kept_id` and `newsprint_cluster_id`.
    Annotate,
}

/// Bytes to write, with the input they come from.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'p> {
    pub input: usize,
    pub is_header: bool,
    pub bytes: &'p [u8],
}

/// Reads the inputs again and gives each row that stays to `write`, ending in a line end; of files that are one row, the file.
pub fn copy(
    deduped: &Deduped,
    stdin: &mut Spool<'_>,
    mode: Mode,
    write: &mut dyn FnMut(Piece<'_>) -> io::Result<()>,
) -> Result<(), DedupError> {
    if mode == Mode::Annotate
        && let Some(file) = deduped.files.iter().find(|file| input::is_whole(file.format))
    {
        return Err(DedupError::NoColumns(file.path.clone()));
    }
    stdin.rewind()?;
    let mut written = 0u64;
    let mut width = 0;
    let mut key = (String::new(), 0);
    let mut line = Vec::new();
    let changed = input::records::<DedupError>(&deduped.files, stdin, &deduped.options, &mut |record| {
        let RawRecord { input, pos, is_header, delimiter, bytes } = record;
        key.0.clone_from(&deduped.files[input].path);
        key.1 = pos;
        let fate = deduped.fates.get(&key);
        if is_header {
            width = delimiter.map_or(0, |delimiter| input::cell_count(bytes, delimiter));
        }
        let stays = is_header || fate.is_some_and(|fate| mode == Mode::Annotate || fate.status == Status::Kept);
        if !stays {
            return Ok(());
        }
        written += u64::from(!is_header);
        line.clear();
        match (mode, delimiter) {
            (Mode::Drop, _) => line.extend_from_slice(bytes),
            (Mode::Annotate, None) => object_with(fate, bytes, &mut line),
            (Mode::Annotate, Some(delimiter)) => row_with(fate, bytes, delimiter, width, &mut line),
        }
        if line.last() != Some(&b'\n') && !input::is_whole(deduped.files[input].format) {
            line.push(b'\n');
        }
        Ok(write(Piece { input, is_header, bytes: &line })?)
    })?;
    if let Some(file) = changed {
        return Err(DedupError::Changed(deduped.files[file].path.clone()));
    }
    let expected = deduped.fates.values().filter(|fate| mode == Mode::Annotate || fate.status == Status::Kept).count() as u64;
    if written != expected {
        return Err(DedupError::Broken(format!("{written} rows were written where {expected} stay")));
    }
    Ok(())
}

/// What the three columns say.
fn columns(fate: &Fate) -> [Option<&str>; 3] {
    let kept_id = (fate.status != Status::Kept).then_some(fate.kept_id.as_str());
    [Some(fate.status.name()), kept_id, fate.cluster_id.as_deref()]
}

const NAMES: [&str; 3] = ["newsprint_status", "newsprint_kept_id", "newsprint_cluster_id"];

/// Adds the columns before the brace that closes the object: what stands before it stays as it came.
fn object_with(fate: Option<&Fate>, bytes: &[u8], line: &mut Vec<u8>) {
    let end = bytes.trim_ascii_end().len();
    let Some((fate, inside)) = fate.zip(bytes[..end].strip_suffix(b"}")) else {
        line.extend_from_slice(bytes);
        return;
    };
    line.extend_from_slice(inside);
    for (name, value) in NAMES.iter().zip(columns(fate)) {
        line.extend_from_slice(format!(",\"{name}\":{}", serde_json::Value::from(value)).as_bytes());
    }
    line.push(b'}');
    line.extend_from_slice(&bytes[end..]);
}

/// Adds the columns behind the last cell; a short row is filled up so that they stand under their names.
fn row_with(fate: Option<&Fate>, bytes: &[u8], delimiter: u8, width: usize, line: &mut Vec<u8>) {
    let ending = bytes.len() - bytes.strip_suffix(b"\n").map_or(bytes, |row| row.strip_suffix(b"\r").unwrap_or(row)).len();
    let mut row = &bytes[..bytes.len() - ending];
    let mut cells = input::cell_count(row, delimiter);
    // Cells beyond the header are empty: rows with others were rejected.
    while cells > width
        && let Some(at) = memchr::memrchr(delimiter, row)
    {
        row = &row[..at];
        cells -= 1;
    }
    line.extend_from_slice(row);
    line.extend(std::iter::repeat_n(delimiter, width.saturating_sub(cells)));
    for (name, value) in NAMES.iter().zip(fate.map_or([None; 3], columns)) {
        line.push(delimiter);
        let value = if fate.is_none() { name } else { value.unwrap_or("") };
        if value.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r')) {
            line.extend_from_slice(format!("\"{}\"", value.replace('"', "\"\"")).as_bytes());
        } else {
            line.extend_from_slice(value.as_bytes());
        }
    }
    line.extend_from_slice(&bytes[bytes.len() - ending..]);
}
