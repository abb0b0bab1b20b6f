//! Tables as JSON Lines: one object a row, every column in every row.

use std::io::{self, BufRead, Write};

use super::cell::{Cell, ColumnSpec, Found, Row};
use super::read::{Fault, from_json, lines};

/// Writes all rows.
pub(super) fn write<R: Row>(rows: &[R], out: &mut impl Write) -> io::Result<()> {
    let mut cells = Vec::with_capacity(R::COLUMNS.len());
    for row in rows {
        cells.clear();
        row.cells(&mut cells);
        for (i, (column, cell)) in R::COLUMNS.iter().zip(&cells).enumerate() {
            out.write_all(if i == 0 { b"{" } else { b"," })?;
            write!(out, "\"{}\":", column.name)?;
            value(*cell, out)?;
        }
        out.write_all(b"}\n")?;
    }
    Ok(())
}

/// One cell as a JSON value.
pub(super) fn value(cell: Cell<'_>, out: &mut impl Write) -> io::Result<()> {
    match cell {
        Cell::Null => out.write_all(b"null"),
        Cell::Text(text) => Ok(serde_json::to_writer(out, text)?),
        Cell::Int(n) => write!(out, "{n}"),
        Cell::Float(x) => Ok(serde_json::to_writer(out, &x)?),
        Cell::Bool(b) => write!(out, "{b}"),
        Cell::Time(time) => write!(out, "\"{time}\""),
        Cell::TextList(list) => Ok(serde_json::to_writer(out, list)?),
        Cell::Alternatives(list) => Ok(serde_json::to_writer(out, list)?),
        Cell::Blocks(list) => Ok(serde_json::to_writer(out, list)?),
    }
}

/// Reads the values of `columns`, row by row.
pub(super) fn read(
    from: impl BufRead,
    columns: &[ColumnSpec],
    take: &mut dyn FnMut(Vec<Found>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    lines(from, |row, line| {
        let fault = |column: &str, detail: String| Fault::Cell { row: Some(row), column: column.to_owned(), detail };
        let mut object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(line).map_err(|error| fault("(all)", format!("no JSON object: {error}")))?;
        let mut found = Vec::with_capacity(columns.len());
        for column in columns {
            let value = object.remove(column.name).unwrap_or_default();
            let value = from_json(column.kind, value);
            found.push(value.ok_or_else(|| fault(column.name, "not of the column's type".to_owned()))?);
        }
        take(found)
    })
}
