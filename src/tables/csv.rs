//! Tables as CSV (RFC 4180): a header, empty cells for null, lists as JSON.

use std::io::{self, Write};

use super::cell::{Cell, Row};
use super::jsonl;

/// Writes the header and all rows.
pub(super) fn write<R: Row>(rows: &[R], out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer.write_record(R::COLUMNS.iter().map(|column| column.name)).map_err(io_error)?;
    let mut cells = Vec::with_capacity(R::COLUMNS.len());
    let mut field = Vec::new();
    for row in rows {
        cells.clear();
        row.cells(&mut cells);
        for &cell in &cells {
            field.clear();
            match cell {
                Cell::Null => {}
                Cell::Text(text) => field.extend_from_slice(text.as_bytes()),
                Cell::Time(time) => write!(field, "{time}")?,
                other => jsonl::value(other, &mut field)?,
            }
            writer.write_field(&field).map_err(io_error)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io_error)?;
    }
    writer.flush()
}

/// The error as the system told it: a full disk and a reader that has gone are told apart by it.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
