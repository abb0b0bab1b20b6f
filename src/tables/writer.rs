//! Writers of tables that take rows batch by batch. How rows are cut into batches does not show in the bytes.

use std::io::{self, Write};

use super::cell::Row;
use super::{Format, csv, jsonl, parquet};

/// One table that is being written.
pub(super) enum TableWriter<W: Write + Send> {
    Parquet(Box<parquet::Writer<W>>),
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a table of rows of type `R`; it takes no others.
    pub fn new<R: Row>(format: Format, out: W) -> io::Result<Self> {
        Ok(match format {
            Format::Parquet => Self::Parquet(Box::new(parquet::Writer::new::<R>(out)?)),
            Format::Jsonl => Self::Jsonl(out),
            Format::Csv => Self::Csv(Box::new(csv::Writer::new::<R>(false, out)?)),
            Format::Excel => Self::Csv(Box::new(csv::Writer::new::<R>(true, out)?)),
        })
    }

    pub fn rows<R: Row>(&mut self, rows: &[R]) -> io::Result<()> {
        match self {
            Self::Parquet(writer) => writer.rows(rows),
            Self::Jsonl(out) => jsonl::write(rows, out),
            Self::Csv(writer) => writer.rows(rows),
        }
    }

    /// Ends the table and gives the output back.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Parquet(writer) => writer.finish(),
            Self::Jsonl(out) => Ok(out),
            Self::Csv(writer) => writer.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{ArticleRow, EdgeRow, PassageRow, TextRow};

    /// Writes rows in batches of some sizes, taken in turns.
    fn written<R: Row>(rows: &[R], format: Format, sizes: &[usize]) -> Vec<u8> {
        let mut writer = TableWriter::new::<R>(format, Vec::new()).expect("memory");
        let (mut rest, mut sizes) = (rows, sizes.iter().cycle());
        while !rest.is_empty() {
            let (batch, behind) = rest.split_at(rest.len().min(*sizes.next().expect("some")));
            writer.rows(batch).expect("memory");
            rest = behind;
        }
        writer.finish().expect("memory")
    }

    fn batches_do_not_show<R: Row>(rows: &[R]) {
        for format in Format::ALL {
            let whole = written(rows, format, &[rows.len().max(1)]);
            assert!(!rows.is_empty() || format == Format::Jsonl || !whole.is_empty());
            for sizes in [&[1, 999, 0, 31][..], &[4096], &[70_000, 3]] {
                assert!(written(rows, format, sizes) == whole, "{} {} {sizes:?}", R::TABLE, format.name());
            }
        }
    }

    #[test]
    fn batches_do_not_change_a_byte() {
        // More than one row group, and pages that end for many values and for much text.
        let number = |i: usize| i64::try_from(i * 7919 % 104_729).expect("small");
        let passages: Vec<PassageRow> = (0..80_000)
            .map(|i| PassageRow {
                passage_id: format!("p{}", number(i)),
                a_start: number(i),
                flags: (0..i % 3).map(|n| format!("flag {n}").into()).collect(),
                family_id: (i % 5 > 0).then(|| format!("f{}", i / 9)),
                ..PassageRow::default()
            })
            .collect();
        batches_do_not_show(&passages);
        let texts: Vec<TextRow> = (0..9_000)
            .map(|i| TextRow { article_id: i.to_string(), text: format!("{i} rain in {} towns. ", number(i)).repeat(i % 40) })
            .collect();
        batches_do_not_show(&texts);
        batches_do_not_show(&[EdgeRow::default()]);
        batches_do_not_show::<ArticleRow>(&[]);
    }
}
