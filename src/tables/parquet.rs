//! Tables as Parquet: zstd pages, times in microseconds UTC, signed integers (engines that read these tables refuse unsigned ones).

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayBuilder, ArrayRef, AsArray as _, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, RecordBatch,
    StringBuilder, StructBuilder, TimestampMicrosecondBuilder,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Fields, Float64Type, Int64Type, Schema, TimeUnit, TimestampMicrosecondType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::cell::{Alternative, Block, Cell, ColumnSpec, Found, Kind, Label, Row};
use super::read::Fault;
use crate::article::Micros;
use crate::input::{check_footer_of, contained};

/// Rows in one row group, and its bytes: its pages are in memory until it is full.
const GROUP_ROWS: usize = 1 << 16;
const GROUP_BYTES: usize = 32 << 20;

/// Rows that are handed over together, and bytes of their texts: what a table takes besides its pages, and that much memory is asked of the system.
const PART_ROWS: usize = 1 << 13;
const PART_BYTES: usize = 4 << 20;

/// A table that is being written.
pub(super) struct Writer<W: Write + Send> {
    file: ArrowWriter<W>,
    schema: Arc<Schema>,
    columns: &'static [ColumnSpec],
    builders: Vec<Builder>,
    /// Rows in the builders, and bytes of their texts.
    held: usize,
    held_bytes: usize,
}

impl<W: Write + Send> Writer<W> {
    pub fn new<R: Row>(out: W) -> io::Result<Self> {
        let schema = Arc::new(Schema::new(R::COLUMNS.iter().map(field).collect::<Vec<_>>()));
        let level = ZstdLevel::try_new(3).map_err(io::Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by("newsprint".to_owned())
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let file = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(io::Error::other)?;
        let mut writer = Self { file, schema, columns: R::COLUMNS, builders: Vec::new(), held: 0, held_bytes: 0 };
        writer.begin();
        Ok(writer)
    }

    fn begin(&mut self) {
        self.builders = self.columns.iter().map(|column| Builder::new(column.kind)).collect();
        (self.held, self.held_bytes) = (0, 0);
    }

    pub fn rows<R: Row>(&mut self, rows: &[R]) -> io::Result<()> {
        let mut cells = Vec::with_capacity(R::COLUMNS.len());
        for row in rows {
            cells.clear();
            row.cells(&mut cells);
            for (builder, &cell) in self.builders.iter_mut().zip(&cells) {
                if let Cell::Text(text) = cell {
                    self.held_bytes += text.len();
                }
                builder.push(cell);
            }
            self.held += 1;
            if self.held == PART_ROWS || self.held_bytes >= PART_BYTES {
                self.hand_over()?;
            }
        }
        Ok(())
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let columns: Vec<ArrayRef> = std::mem::take(&mut self.builders).into_iter().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(io::Error::other)?;
        self.begin();
        self.file.write(&batch).map_err(io::Error::other)?;
        if self.file.in_progress_size() >= GROUP_BYTES {
            self.file.flush().map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// Ends the file, one of no rows too.
    pub fn finish(mut self) -> io::Result<W> {
        if self.held > 0 {
            self.hand_over()?;
        }
        self.file.into_inner().map_err(io::Error::other)
    }
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
        Kind::Blocks => DataType::List(Arc::new(Field::new("item", DataType::Struct(block()), true))),
    };
    Field::new(column.name, kind, column.nullable)
}

fn time() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn alternative() -> Fields {
    Fields::from(vec![Field::new("src", DataType::Utf8, true), Field::new("probability", DataType::Float64, true)])
}

fn block() -> Fields {
    let places = Block::PLACES.iter().map(|name| Field::new(*name, DataType::Int64, true));
    let texts = ["kind", "ops", "family_id"].map(|name| Field::new(name, DataType::Utf8, true));
    let flags = Field::new("flags", DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))), true);
    places.chain(texts).chain([flags]).collect()
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
    Blocks(ListBuilder<StructBuilder>),
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
            Kind::Blocks => Self::Blocks(ListBuilder::new(StructBuilder::from_fields(block(), 0))),
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
            (Self::Blocks(builder), cell) => {
                if let Cell::Blocks(list) = cell {
                    for block in list {
                        append_block(builder.values(), block);
                    }
                }
                builder.append(matches!(cell, Cell::Blocks(_)));
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
            Self::Alternatives(mut builder) | Self::Blocks(mut builder) => Arc::new(builder.finish()),
        }
    }
}

fn append_block(row: &mut StructBuilder, block: &Block) {
    let places = block.places();
    for (i, place) in places.into_iter().enumerate() {
        if let Some(builder) = row.field_builder::<Int64Builder>(i) {
            builder.append_value(place);
        }
    }
    let texts = [Some(&*block.kind), Some(block.ops.as_str()), block.family_id.as_deref()];
    for (i, text) in texts.into_iter().enumerate() {
        if let Some(builder) = row.field_builder::<StringBuilder>(places.len() + i) {
            builder.append_option(text);
        }
    }
    // The builder of a list inside of a struct does not know the type of its values.
    if let Some(builder) = row.field_builder::<ListBuilder<Box<dyn ArrayBuilder>>>(places.len() + texts.len()) {
        if let Some(values) = builder.values().as_any_mut().downcast_mut::<StringBuilder>() {
            block.flags.iter().for_each(|flag| values.append_value(flag));
        }
        builder.append(true);
    }
    row.append(true);
}

/// Rows that are decoded together.
const READ_ROWS: usize = 4096;

/// Reads the values of `columns`, row by row. The decoder is foreign code: a panic in it is an error of the file.
pub(super) fn read(
    file: File,
    columns: &[ColumnSpec],
    take: &mut dyn FnMut(Vec<Found>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    check_footer_of(file.try_clone()?)?;
    let builder = contained(|| ParquetRecordBatchReaderBuilder::try_new(file))?;
    let known = |name: &str| columns.iter().any(|column| column.name == name);
    let roots = (0..builder.schema().fields().len()).filter(|&i| known(builder.schema().field(i).name()));
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots.collect::<Vec<_>>());
    let mut reader = contained(|| builder.with_projection(mask).with_batch_size(READ_ROWS).build())?;
    while let Some(batch) = contained(|| reader.next().transpose())? {
        let mut arrays = Vec::with_capacity(columns.len());
        for column in columns {
            let Some(array) = batch.column_by_name(column.name) else {
                if column.nullable {
                    arrays.push(None);
                    continue;
                }
                return Err(Fault::missing(column));
            };
            let wanted = field(column).data_type().clone();
            let array = contained(|| cast(array, &wanted)).map_err(|error| Fault::Cell {
                row: None,
                column: column.name.to_owned(),
                detail: error.to_string(),
            })?;
            arrays.push(Some(array));
        }
        for row in 0..batch.num_rows() {
            let cell = |(column, array): (&ColumnSpec, &Option<ArrayRef>)| {
                array.as_ref().map_or(Found::Null, |array| found(column.kind, array, row))
            };
            take(columns.iter().zip(&arrays).map(cell).collect())?;
        }
    }
    Ok(())
}

/// One cell of an array that has the type of its column's kind.
fn found(kind: Kind, array: &ArrayRef, row: usize) -> Found {
    if array.is_null(row) {
        return Found::Null;
    }
    match kind {
        Kind::Text => Found::Text(array.as_string::<i32>().value(row).to_owned()),
        Kind::Int => Found::Int(array.as_primitive::<Int64Type>().value(row)),
        Kind::Float => Found::Float(array.as_primitive::<Float64Type>().value(row)),
        Kind::Bool => Found::Bool(array.as_boolean().value(row)),
        Kind::Time => Found::Time(Micros(array.as_primitive::<TimestampMicrosecondType>().value(row))),
        Kind::TextList => Found::TextList(texts_at(array, row)),
        Kind::Alternatives => {
            let list = array.as_list::<i32>().value(row);
            let list = list.as_struct();
            let (sources, chances) = (list.column(0).as_string::<i32>(), list.column(1).as_primitive::<Float64Type>());
            let one = |i: usize| Alternative { src: sources.value(i).to_owned(), probability: chances.value(i) };
            Found::Alternatives((0..list.len()).map(one).collect())
        }
        Kind::Blocks => {
            let list = array.as_list::<i32>().value(row);
            let list = list.as_struct();
            let place = |column: usize, i: usize| list.column(column).as_primitive::<Int64Type>().value(i);
            let text = |column: usize, i: usize| {
                let texts = list.column(column).as_string::<i32>();
                texts.is_valid(i).then(|| texts.value(i).to_owned())
            };
            let one = |i: usize| Block {
                a_start: place(0, i),
                a_end: place(1, i),
                a_start_byte: place(2, i),
                a_end_byte: place(3, i),
                b_start: place(4, i),
                b_end: place(5, i),
                b_start_byte: place(6, i),
                b_end_byte: place(7, i),
                kind: text(8, i).unwrap_or_default().into(),
                ops: text(9, i).unwrap_or_default(),
                family_id: text(10, i),
                flags: texts_at(list.column(11), i),
            };
            Found::Blocks((0..list.len()).map(one).collect())
        }
    }
}

/// One list of texts.
fn texts_at(lists: &ArrayRef, row: usize) -> Vec<Label> {
    if lists.is_null(row) {
        return Vec::new();
    }
    lists.as_list::<i32>().value(row).as_string::<i32>().iter().flatten().map(|text| text.to_owned().into()).collect()
}
