//! Tables as Parquet: zstd pages, times in microseconds UTC, signed integers (engines that read these tables refuse unsigned ones).

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, RecordBatch, StringBuilder, StructBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, Fields, Schema, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::cell::{Cell, ColumnSpec, Kind, Row};

/// Rows in one batch and row group: bounds the memory that a table takes a second time while it is written.
const BATCH_ROWS: usize = 1 << 16;

/// Writes all rows, a file of no rows included.
pub(super) fn write<R: Row>(rows: &[R], out: &mut (impl Write + Send)) -> io::Result<()> {
    let schema = Arc::new(Schema::new(R::COLUMNS.iter().map(field).collect::<Vec<_>>()));
    let level = ZstdLevel::try_new(3).map_err(io::Error::other)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_created_by("newsprint".to_owned())
        .set_max_row_group_row_count(Some(BATCH_ROWS))
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(io::Error::other)?;
    for batch in rows.chunks(BATCH_ROWS) {
        let mut builders: Vec<Builder> = R::COLUMNS.iter().map(|column| Builder::new(column.kind)).collect();
        let mut cells = Vec::with_capacity(R::COLUMNS.len());
        for row in batch {
            cells.clear();
            row.cells(&mut cells);
            for (builder, &cell) in builders.iter_mut().zip(&cells) {
                builder.push(cell);
            }
        }
        let columns: Vec<ArrayRef> = builders.into_iter().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).map_err(io::Error::other)?;
        writer.write(&batch).map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    Ok(())
}

fn field(column: &ColumnSpec) -> Field {
    let kind = match column.kind {
        Kind::Text => DataType::Utf8,
        Kind::Int => DataType::Int64,
        Kind::Float => DataType::Float64,
        Kind::Bool => DataType::Boolean,
        Kind::Time => time(),
        Kind::TextList => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
        Kind::Alternatives => DataType::List(Arc::new(Field::new("item", DataType::Struct(alternative()), true))),
    };
    Field::new(column.name, kind, column.nullable)
}

fn time() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn alternative() -> Fields {
    Fields::from(vec![Field::new("src", DataType::Utf8, true), Field::new("probability", DataType::Float64, true)])
}

/// The arrow builder of one column.
enum Builder {
    Text(StringBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Bool(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
    TextList(ListBuilder<StringBuilder>),
    Alternatives(ListBuilder<StructBuilder>),
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Int => Self::Int(Int64Builder::new()),
            Kind::Float => Self::Float(Float64Builder::new()),
            Kind::Bool => Self::Bool(BooleanBuilder::new()),
            Kind::Time => Self::Time(TimestampMicrosecondBuilder::new().with_data_type(time())),
            Kind::TextList => Self::TextList(ListBuilder::new(StringBuilder::new())),
            Kind::Alternatives => Self::Alternatives(ListBuilder::new(StructBuilder::from_fields(alternative(), 0))),
        }
    }

    /// Appends a cell; what is not of the column's type is null, and rows are made by one macro with the types.
    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(builder), cell) => builder.append_option(if let Cell::Text(text) = cell { Some(text) } else { None }),
            (Self::Int(builder), cell) => builder.append_option(if let Cell::Int(n) = cell { Some(n) } else { None }),
            (Self::Float(builder), cell) => builder.append_option(if let Cell::Float(x) = cell { Some(x) } else { None }),
            (Self::Bool(builder), cell) => builder.append_option(if let Cell::Bool(b) = cell { Some(b) } else { None }),
            (Self::Time(builder), cell) => builder.append_option(if let Cell::Time(time) = cell { Some(time.0) } else { None }),
            (Self::TextList(builder), cell) => {
                if let Cell::TextList(list) = cell {
                    for text in list {
                        builder.values().append_value(text);
                    }
                }
                builder.append(matches!(cell, Cell::TextList(_)));
            }
            (Self::Alternatives(builder), cell) => {
                if let Cell::Alternatives(list) = cell {
                    for alternative in list {
                        let row = builder.values();
                        if let Some(src) = row.field_builder::<StringBuilder>(0) {
                            src.append_value(&alternative.src);
                        }
                        if let Some(probability) = row.field_builder::<Float64Builder>(1) {
                            probability.append_value(alternative.probability);
                        }
                        row.append(true);
                    }
                }
                builder.append(matches!(cell, Cell::Alternatives(_)));
            }
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder) => Arc::new(builder.finish()),
            Self::Int(mut builder) => Arc::new(builder.finish()),
            Self::Float(mut builder) => Arc::new(builder.finish()),
            Self::Bool(mut builder) => Arc::new(builder.finish()),
            Self::Time(mut builder) => Arc::new(builder.finish()),
            Self::TextList(mut builder) => Arc::new(builder.finish()),
            Self::Alternatives(mut builder) => Arc::new(builder.finish()),
        }
    }
}
