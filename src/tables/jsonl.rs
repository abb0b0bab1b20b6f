//! Tables as JSON Lines: one object a row, every column in every row.

use std::io::{self, Write};

use super::cell::{Cell, Row};

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
    }
}
