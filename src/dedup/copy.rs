//! The rows that stay, byte for byte as they came, or all rows with three more columns.
//!
//! Responsible for which bytes are given, in the order of the inputs. Not responsible for where they go.

use std::io;

use super::orphans::Orphans;
use super::outcome::{Deduped, Fate, Status};
use super::{DedupError, Spool};
use crate::input::{self, Encoding, Format, InputError, InputFile, RawRecord, Rewriter};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The kept rows as they came.
    #[default]
    Drop,
    /// All rows that could be read, with `newsprint_status`, `newsprint_kept_id` and `newsprint_cluster_id`.
    Annotate,
}

/// Bytes to write, with the input they come from.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'p> {
    pub input: usize,
    pub is_header: bool,
    /// Where a packed output begins a new member with it, as archives do.
    pub is_member: bool,
    pub bytes: &'p [u8],
}

/// Reads the inputs again and gives each row that stays to `write`, ending in a line end; of files that are one article, the file.
///
/// Where the inputs become one output (`as_one`), tables stored by column are one table, else each is its own.
pub fn copy(
    deduped: &Deduped,
    stdin: &mut Spool<'_>,
    mode: Mode,
    as_one: bool,
    write: &mut dyn FnMut(Piece<'_>) -> io::Result<()>,
) -> Result<(), DedupError> {
    if mode == Mode::Annotate
        && let Some(file) = deduped.files.iter().find(|file| input::is_whole(file.format))
    {
        return Err(DedupError::NoColumns(file.path.clone()));
    }
    stdin.rewind()?;
    // The output that a byte order mark has been written to, where there is one for each.
    let mut marked = None;
    let mut write = |piece: Piece<'_>| {
        let file = deduped.files.get(piece.input).filter(|file| !input::is_whole(file.format));
        let Some(file) = file else { return write(piece) };
        let output = if as_one { 0 } else { piece.input };
        if marked.replace(output) != Some(output) {
            let mark = file.encoding.map_or(if file.marked { b"\xEF\xBB\xBF" } else { &b""[..] }, Encoding::mark);
            if !mark.is_empty() {
                write(Piece { is_header: false, bytes: mark, ..piece })?;
            }
        }
        let Some(encoding) = file.encoding else { return write(piece) };
        write(Piece { bytes: &encoding.encoded(&String::from_utf8_lossy(piece.bytes)), ..piece })
    };
    let write: &mut dyn FnMut(Piece<'_>) -> io::Result<()> = &mut write;
    let mut copying = Copying { deduped, mode, written: 0, in_array: 0, broken: None };
    let mut table = Rewriter::default();
    for (input, file) in deduped.files.iter().enumerate() {
        let changed = if input::is_columnar(file.format) {
            let changed = copying.table(input, file, stdin, &mut table, write)?;
            if !as_one {
                table.finish(&mut |bytes| write(Piece { input, is_header: false, is_member: false, bytes }))?;
            }
            changed
        } else if input::is_whole(file.format) {
            copying.whole(input, file, stdin, write)?
        } else if file.format == Format::Json {
            let mut give = |bytes: &[u8]| write(Piece { input, is_header: false, is_member: false, bytes });
            if !as_one || input == 0 {
                give(b"[\n")?;
                copying.in_array = 0;
            }
            let changed = copying.records(input, file, stdin, write)?;
            if !as_one || input + 1 == deduped.files.len() {
                write(Piece { input, is_header: false, is_member: false, bytes: b"]\n" })?;
            }
            changed
        } else {
            copying.records(input, file, stdin, write)?
        };
        if changed {
            return Err(DedupError::Changed(file.path.clone()));
        }
    }
    table.finish(&mut |bytes| write(Piece { input: 0, is_header: false, is_member: false, bytes }))?;
    copying.check()
}

struct Copying<'c> {
    deduped: &'c Deduped,
    mode: Mode,
    written: u64,
    /// Values in the array that is being written: JSON that is not one value a line becomes one array.
    in_array: u64,
    /// The first part of a table that cannot be copied, though the columns that were needed could be read.
    broken: Option<InputError>,
}

impl Copying<'_> {
    fn stays(&self, fate: Fate) -> bool {
        self.mode == Mode::Annotate || fate.status == Status::Kept
    }

    fn table(
        &mut self,
        input: usize,
        file: &InputFile,
        stdin: &mut Spool<'_>,
        table: &mut Rewriter,
        write: &mut dyn FnMut(Piece<'_>) -> io::Result<()>,
    ) -> Result<bool, DedupError> {
        let added: &[&str] = if self.mode == Mode::Annotate { &NAMES } else { &[] };
        let mut decide = |pos| {
            let fate = self.deduped.fate(input, pos).filter(|&fate| self.stays(fate))?;
            let values = columns(self.deduped, fate).map(|value| value.map(str::to_owned));
            Some(if added.is_empty() { Vec::new() } else { values.to_vec() })
        };
        let mut write = |bytes: &[u8]| write(Piece { input, is_header: false, is_member: false, bytes });
        let done = table.table::<DedupError>(file, stdin, &self.deduped.options, added, &mut decide, &mut write)?;
        self.written += done.rows;
        if let (Some((pos, why)), None) = (done.broken, &self.broken) {
            let detail = format!("the rows from {pos} on cannot be copied: {why}; write the file anew without what is damaged");
            self.broken = Some(InputError::Unreadable { path: file.path.clone(), detail });
        }
        Ok(done.changed)
    }

    fn records(
        &mut self,
        input: usize,
        file: &InputFile,
        stdin: &mut Spool<'_>,
        write: &mut dyn FnMut(Piece<'_>) -> io::Result<()>,
    ) -> Result<bool, DedupError> {
        if self.mode == Mode::Drop && file.in_place.is_some() {
            return self.in_place(input, file, write);
        }
        let mut width = 0;
        let mut line = Vec::new();
        let (deduped, mode) = (self.deduped, self.mode);
        let is_archive = file.format == Format::Warc;
        let is_array = file.format == Format::Json;
        let orphans = if is_archive && mode == Mode::Drop {
            let orphans = Orphans::of(deduped, input, file, stdin)?;
            if file.path == "-" {
                stdin.rewind()?;
            }
            orphans
        } else {
            Orphans::default()
        };
        input::records::<DedupError>(input, file, stdin, &deduped.options, &mut |record| {
            let RawRecord { input, pos, is_header, delimiter, passes, bytes } = record;
            let fate = deduped.fate(input, pos);
            if is_header {
                width = delimiter.map_or(0, |delimiter| input::cell_count(bytes, delimiter));
            }
            if !is_header && !passes && !fate.is_some_and(|fate| self.stays(fate)) {
                return Ok(());
            }
            if passes && orphans.has(bytes) {
                return Ok(());
            }
            self.written += u64::from(!is_header && !passes);
            line.clear();
            if is_archive {
                archived(fate.filter(|_| mode == Mode::Annotate).map(|fate| columns(deduped, fate)), bytes, &mut line);
                return Ok(write(Piece { input, is_header, is_member: true, bytes: &line })?);
            }
            if is_array && self.in_array > 0 {
                line.push(b',');
            }
            self.in_array += 1;
            match (mode, delimiter) {
                (Mode::Drop, _) => line.extend_from_slice(bytes),
                (Mode::Annotate, _) if is_header && input::said_delimiter(bytes).is_some() => line.extend_from_slice(bytes),
                (Mode::Annotate, None) => object_with(fate.map(|fate| columns(deduped, fate)), bytes, &mut line),
                (Mode::Annotate, Some(delimiter)) => {
                    row_with(fate.map(|fate| columns(deduped, fate)), bytes, delimiter, width, &mut line);
                }
            }
            if line.last() != Some(&b'\n') {
                line.push(b'\n');
            }
            Ok(write(Piece { input, is_header, is_member: false, bytes: &line })?)
        })
    }

    /// Copies the rows that stay without looking at them.
    fn in_place(
        &mut self,
        input: usize,
        file: &InputFile,
        write: &mut dyn FnMut(Piece<'_>) -> io::Result<()>,
    ) -> Result<bool, DedupError> {
        let mut last = b'\n';
        let stay = self.deduped.fates[input].iter().filter(|row| self.stays(row.fate)).map(|row| row.extent);
        let rows = stay.clone().count() as u64;
        let changed = input::copy_at::<DedupError>(file, stay, &mut |bytes| {
            last = bytes.last().copied().unwrap_or(last);
            Ok(write(Piece { input, is_header: false, is_member: false, bytes })?)
        })?;
        // The last row of a file may have no line end, and another may follow it.
        if last != b'\n' {
            write(Piece { input, is_header: false, is_member: false, bytes: b"\n" })?;
        }
        self.written += rows;
        Ok(changed)
    }

    /// A file that is one article: there byte for byte, or not.
    fn whole(
        &mut self,
        input: usize,
        file: &InputFile,
        stdin: &mut Spool<'_>,
        write: &mut dyn FnMut(Piece<'_>) -> io::Result<()>,
    ) -> Result<bool, DedupError> {
        if !self.deduped.fate(input, 1).is_some_and(|fate| self.stays(fate)) {
            return Ok(false);
        }
        self.written += 1;
        input::whole::<DedupError>(file, stdin, &mut |bytes| {
            Ok(write(Piece { input, is_header: false, is_member: false, bytes })?)
        })
    }

    fn check(self) -> Result<(), DedupError> {
        let expected = self.deduped.fates.iter().flatten().filter(|row| self.stays(row.fate)).count() as u64;
        if self.written == expected {
            return Ok(());
        }
        let what = format!("{} rows were written where {expected} stay", self.written);
        Err(self.broken.map_or(DedupError::Broken(what), DedupError::Input))
    }
}

/// What the three columns say.
type Columns<'d> = [Option<&'d str>; 3];

fn columns(deduped: &Deduped, fate: Fate) -> Columns<'_> {
    [Some(fate.status.name()), deduped.kept_id(fate), deduped.cluster_id(fate)]
}

const NAMES: [&str; 3] = ["newsprint_status", "newsprint_kept_id", "newsprint_cluster_id"];

/// Adds the columns before the brace that closes the object: what stands before it stays as it came.
fn object_with(columns: Option<Columns<'_>>, bytes: &[u8], line: &mut Vec<u8>) {
    let end = bytes.trim_ascii_end().len();
    let Some((columns, inside)) = columns.zip(bytes[..end].strip_suffix(b"}")) else {
        line.extend_from_slice(bytes);
        return;
    };
    line.extend_from_slice(inside);
    for (name, value) in NAMES.iter().zip(columns) {
        line.extend_from_slice(format!(",\"{name}\":{}", serde_json::Value::from(value)).as_bytes());
    }
    line.push(b'}');
    line.extend_from_slice(&bytes[end..]);
}

/// A record of an archive with the two line ends behind it; the columns become fields of its head.
fn archived(columns: Option<Columns<'_>>, bytes: &[u8], line: &mut Vec<u8>) {
    let first = memchr::memchr(b'\n', bytes).map_or(0, |newline| newline + 1);
    line.extend_from_slice(&bytes[..first]);
    for (name, value) in NAMES.iter().zip(columns.unwrap_or_default()) {
        // An id is the user's text: what would end the field is left out of it.
        if let Some(value) = value.map(|value| value.replace(['\r', '\n'], " ")) {
            line.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
    }
    line.extend_from_slice(&bytes[first..]);
    line.extend_from_slice(b"\r\n\r\n");
}

/// Adds the columns behind the last cell; a short row is filled up so that they stand under their names.
fn row_with(columns: Option<Columns<'_>>, bytes: &[u8], delimiter: u8, width: usize, line: &mut Vec<u8>) {
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
    for (name, value) in NAMES.iter().zip(columns.unwrap_or_default()) {
        line.push(delimiter);
        let value = if columns.is_none() { name } else { value.unwrap_or("") };
        if value.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r')) {
            line.extend_from_slice(format!("\"{}\"", value.replace('"', "\"\"")).as_bytes());
        } else {
            line.extend_from_slice(value.as_bytes());
        }
    }
    line.extend_from_slice(&bytes[bytes.len() - ending..]);
}
