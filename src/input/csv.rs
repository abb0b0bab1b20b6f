//! CSV and TSV: where rows end, and their cells.
//!
//! Responsible for quoting as RFC 4180 has it, and for the same leniency as other readers where files depart from it: a quote inside an
//! unquoted cell is a quote; what follows a closing quote belongs to the cell. Rows and cells are found by one state machine's rules,
//! so both always agree. Not responsible for what columns mean.

use super::limits::MAX_CELLS;
use super::records::Step;
use std::borrow::Cow;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: the first of two, or the closing one.
    QuoteSeen,
    /// A row that is given up: ends at the next newline whatever stands before.
    GivenUp,
}

/// Finds the ends of rows in bytes that arrive in pieces.
#[derive(Debug)]
pub(super) struct CsvSplitter {
    delimiter: u8,
    state: State,
}

impl CsvSplitter {
    pub(super) const fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::CellStart }
    }

    pub(super) const fn is_inside_quotes(&self) -> bool {
        matches!(self.state, State::Quoted)
    }

    pub(super) const fn restart(&mut self) {
        self.state = State::CellStart;
    }

    pub(super) const fn skip_line(&mut self) {
        self.state = State::GivenUp;
    }

    pub(super) fn step(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            match self.state {
                State::CellStart => {
                    if byte == b'\n' {
                        return Step::Record(at + 1);
                    }
                    if byte == b'"' {
                        self.state = State::Quoted;
                    } else if byte != self.delimiter {
                        self.state = State::Plain;
                    }
                    at += 1;
                }
                State::Plain => match memchr::memchr2(self.delimiter, b'\n', &bytes[at..]) {
                    None => at = bytes.len(),
                    Some(found) => {
                        at += found + 1;
                        self.state = State::CellStart;
                        if bytes[at - 1] == b'\n' {
                            return Step::Record(at);
                        }
                    }
                },
                State::Quoted => match memchr::memchr(b'"', &bytes[at..]) {
                    None => at = bytes.len(),
                    Some(found) => {
                        at += found + 1;
                        self.state = State::QuoteSeen;
                    }
                },
                State::QuoteSeen => {
                    if byte == b'"' {
                        self.state = State::Quoted;
                        at += 1;
                    } else {
                        // A delimiter, a newline or what follows the quote: as in a plain cell.
                        self.state = State::Plain;
                    }
                }
                State::GivenUp => match memchr::memchr(b'\n', &bytes[at..]) {
                    None => at = bytes.len(),
                    Some(found) => {
                        self.state = State::CellStart;
                        return Step::Record(at + found + 1);
                    }
                },
            }
        }
        Step::More
    }
}

/// The delimiter that a table names in a line of its own before its header, as spreadsheets understand it: `sep=;`.
#[must_use]
pub fn said_delimiter(line: &[u8]) -> Option<u8> {
    let line = super::repair::without_bom(line);
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, sign) = line.split_at_checked(4)?;
    match sign {
        [sign @ (b',' | b';' | b'\t' | b'|')] if name.eq_ignore_ascii_case(b"sep=") => Some(*sign),
        _ => None,
    }
}

/// The cells of one row, its line end apart; from [`MAX_CELLS`] on the rest of the row is one.
pub(super) fn cells(row: &[u8], delimiter: u8) -> Vec<Cow<'_, [u8]>> {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    let mut cells = Vec::new();
    let mut rest = row;
    loop {
        let (cell, end) = cell(rest, delimiter);
        cells.push(cell);
        if end >= rest.len() {
            return cells;
        }
        rest = &rest[end + 1..];
        if cells.len() == MAX_CELLS {
            cells.push(Cow::Borrowed(rest));
            return cells;
        }
    }
}

/// The cell that `rest` begins with, and where its delimiter stands.
fn cell(rest: &[u8], delimiter: u8) -> (Cow<'_, [u8]>, usize) {
    let plain_end = |from: usize| memchr::memchr(delimiter, &rest[from..]).map_or(rest.len(), |at| from + at);
    if rest.first() != Some(&b'"') {
        let end = plain_end(0);
        return (Cow::Borrowed(&rest[..end]), end);
    }
    let mut at = 1;
    let mut owned: Option<Vec<u8>> = None;
    loop {
        let Some(found) = memchr::memchr(b'"', &rest[at..]) else {
            // Never closed: the cell is what is left.
            let cell = owned.map_or(Cow::Borrowed(&rest[at..]), |mut cell| {
                cell.extend_from_slice(&rest[at..]);
                Cow::Owned(cell)
            });
            return (cell, rest.len());
        };
        let quote = at + found;
        if rest.get(quote + 1) == Some(&b'"') {
            owned.get_or_insert_default().extend_from_slice(&rest[at..=quote]);
            at = quote + 2;
            continue;
        }
        let end = plain_end(quote + 1);
        let behind = &rest[quote + 1..end];
        if owned.is_none() && behind.is_empty() {
            return (Cow::Borrowed(&rest[at..quote]), end);
        }
        let mut cell = owned.unwrap_or_default();
        cell.extend_from_slice(&rest[at..quote]);
        cell.extend_from_slice(behind);
        return (Cow::Owned(cell), end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(row: &str) -> Vec<String> {
        cells(row.as_bytes(), b',').iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
    }

    #[test]
    fn cells_are_unquoted() {
        for (row, want) in [
            ("a,b,c\r\n", vec!["a", "b", "c"]),
            ("\"a,\"\"b\"\"\nc\",,\"\"", vec!["a,\"b\"\nc", "", ""]),
            ("5\" pipe,x", vec!["5\" pipe", "x"]),
            ("\"a\"b,c", vec!["ab", "c"]),
            ("\"open,c", vec!["open,c"]),
            ("a,", vec!["a", ""]),
            ("", vec![""]),
        ] {
            assert_eq!(text(row), want, "{row}");
        }
    }

    #[test]
    fn a_row_of_delimiters_is_cut() {
        assert_eq!(cells(&vec![b','; MAX_CELLS * 4], b',').len(), MAX_CELLS + 1);
    }

    proptest! {
        #[test]
        fn agrees_with_the_csv_crate(row in "[ab,\" ]{0,30}") {
            // The two read alike wherever the quotes close.
            let mut splitter = CsvSplitter::new(b',');
            let line = format!("{row}\n");
            if splitter.step(line.as_bytes()) == Step::Record(line.len()) && !row.is_empty() {
                let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
                let want: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
                prop_assert_eq!(text(&line), want);
            }
        }

        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(prop::collection::vec("[ab,\"\n\r ]{0,8}", 2..4), 1..6)) {
            let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let mut rest = &bytes[..];
            let mut read = Vec::new();
            let mut splitter = CsvSplitter::new(b',');
            while let Step::Record(end) = splitter.step(rest) {
                let row = cells(&rest[..end], b',');
                read.push(row.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>());
                rest = &rest[end..];
            }
            prop_assert_eq!(read, rows);
        }
    }
}
