//! Tables as CSV (RFC 4180): a header, empty cells for null, lists as JSON.

use std::io::{self, Write};

use super::cell::{Cell, ColumnSpec, Found, Kind, Row};
use super::jsonl;
use super::read::{Fault, from_json};

/// A table that is being written; with `guard` no text can be taken for a formula.
pub(super) struct Writer<W: Write> {
    file: csv::Writer<W>,
    guard: bool,
}

impl<W: Write> Writer<W> {
    /// Writes the header.
    pub fn new<R: Row>(guard: bool, out: W) -> io::Result<Self> {
        let mut file = csv::WriterBuilder::new().from_writer(out);
        file.write_record(R::COLUMNS.iter().map(|column| column.name)).map_err(io_error)?;
        Ok(Self { file, guard })
    }

    pub fn rows<R: Row>(&mut self, rows: &[R]) -> io::Result<()> {
        let mut cells = Vec::with_capacity(R::COLUMNS.len());
        let mut field = Vec::new();
        for row in rows {
            cells.clear();
            row.cells(&mut cells);
            for &cell in &cells {
                field.clear();
                match cell {
                    Cell::Null => {}
                    Cell::Text(text) => {
                        if self.guard && is_formula(text) {
                            field.push(b'\'');
                        }
                        field.extend_from_slice(text.as_bytes());
                    }
                    Cell::Time(time) => write!(field, "{time}")?,
                    other => jsonl::value(other, &mut field)?,
                }
                self.file.write_field(&field).map_err(io_error)?;
            }
            self.file.write_record(None::<&[u8]>).map_err(io_error)?;
        }
        Ok(())
    }

    pub fn finish(self) -> io::Result<W> {
        self.file.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Whether a spreadsheet would run a text instead of showing it (OWASP, CSV injection).
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The error as the system told it: a full disk and a reader that has gone are told apart by it.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Reads the values of `columns`, row by row. An empty cell of a column that may be null is null.
pub(super) fn read(
    from: impl io::Read,
    columns: &[ColumnSpec],
    take: &mut dyn FnMut(Vec<Found>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut reader = csv::Reader::from_reader(from);
    let header = reader.headers().map_err(fault)?;
    let mut places = Vec::with_capacity(columns.len());
    for column in columns {
        let place = header.iter().position(|name| name == column.name);
        if place.is_none() && !column.nullable {
            return Err(Fault::missing(column));
        }
        places.push(place);
    }
    for (row, record) in (1u64..).zip(reader.records()) {
        let record = record.map_err(fault)?;
        let mut found = Vec::with_capacity(columns.len());
        for (column, place) in columns.iter().zip(&places) {
            let cell = place.and_then(|place| record.get(place)).unwrap_or_default();
            let wrong = || Fault::Cell {
                row: Some(row),
                column: column.name.to_owned(),
                detail: format!("not of the column's type: {}", cell.chars().take(40).collect::<String>()),
            };
            found.push(value(column, cell).ok_or_else(wrong)?);
        }
        take(found)?;
    }
    Ok(())
}

fn value(column: &ColumnSpec, cell: &str) -> Option<Found> {
    if cell.is_empty() && column.nullable {
        return Some(Found::Null);
    }
    match column.kind {
        Kind::Text => Some(Found::Text(cell.to_owned())),
        Kind::Time => from_json(Kind::Time, cell.into()),
        kind => from_json(kind, serde_json::from_str(cell).ok()?),
    }
}

fn fault(error: csv::Error) -> Fault {
    let row = error.position().map(csv::Position::record);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Fault::Io(error),
        other => Fault::Cell { row, column: "(all)".to_owned(), detail: format!("no row of CSV: {other:?}") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{MatchRow, TextRow};

    fn written<R: Row>(rows: &[R]) -> Vec<u8> {
        let mut writer = Writer::new::<R>(true, Vec::new()).expect("memory");
        writer.rows(rows).expect("memory");
        writer.finish().expect("memory")
    }

    #[test]
    fn a_text_that_spreadsheets_would_run_is_marked_and_numbers_are_not() {
        let hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain = 1", " =1", ""];
        let rows: Vec<TextRow> =
            hostile.iter().map(|text| TextRow { article_id: "a".into(), text: (*text).to_owned() }).collect();
        let out = written(&rows);
        let mut reader = csv::Reader::from_reader(out.as_slice());
        let texts: Vec<String> = reader.records().map(|row| row.expect("a row")[1].to_owned()).collect();
        assert_eq!(texts, ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "plain = 1", " =1", ""]);
        let out = written(&[MatchRow { lag_seconds: Some(-60), ..MatchRow::default() }]);
        assert!(String::from_utf8(out).expect("UTF-8").contains(",-60,"));
    }
}
