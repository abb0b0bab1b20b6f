//! Parquet, row group by row group.
//!
//! Responsible for decoding only the columns and rows that are wanted, a batch at a time, and for going on behind a row group that is
//! damaged. Not responsible for cells ([`super::values`]).

use super::super::decompress::Unpacked;
use super::super::error::InputError;
use super::super::limits::{COLUMNAR_BATCH_BYTES, COLUMNAR_BATCH_ROWS, MAX_GROUP_ROWS, MAX_SCHEMA_BYTES, SAMPLE_RECORDS};
use super::super::sources::Source;
use super::contain::contained;
use super::place::Place;
use super::strings::{self, viewed};
use super::{Frame, Next, Positions, Wants, footer, int96};
use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection,
};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::ParquetMetaData;
use arrow::datatypes::{Fields, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use std::io;
use std::sync::Arc;

/// The batches of one Parquet file.
pub(in super::super) struct ParquetFrames {
    place: Place,
    /// How it is read, and how it says it is stored.
    metadata: ArrowReaderMetadata,
    stored: ArrowReaderMetadata,
    mask: ProjectionMask,
    /// The row group that is read next, and the number of its first row.
    group: usize,
    first: u64,
    open: Option<OpenGroup>,
}

/// A row group that is being read.
struct OpenGroup {
    reader: ParquetRecordBatchReader,
    /// Rows that were asked for, by their numbers; all where there is no list.
    listed: Option<Vec<u64>>,
    given: usize,
    rows: usize,
}

impl ParquetFrames {
    pub(super) fn open(source: &Source, unpacked: &mut Unpacked<'_>) -> Result<Self, InputError> {
        let mut place = Place::of(source, unpacked)?;
        let broken = |error: io::Error| InputError::Unreadable {
            path: source.name.clone(),
            detail: format!("a damaged Parquet file: {error}; write it anew from its source"),
        };
        check_footer(&mut place).map_err(broken)?;
        let load = |options: ArrowReaderOptions| {
            contained(|| match &place {
                Place::File(file) => ArrowReaderMetadata::load(file, options),
                Place::Memory(bytes) => ArrowReaderMetadata::load(bytes, options),
            })
        };
        let mut stored = load(ArrowReaderOptions::new()).map_err(broken)?;
        if int96::any(stored.parquet_schema()) {
            let fields = int96::in_micros(stored.schema().fields(), stored.parquet_schema());
            let schema = Schema::new(fields).with_metadata(stored.schema().metadata().clone());
            let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
            stored = contained(|| ArrowReaderMetadata::try_new(Arc::clone(stored.metadata()), options)).map_err(broken)?;
        }
        let as_bytes = || {
            let schema = Arc::new(contained(|| strings::as_bytes(stored.parquet_schema()))?);
            let bytes = load(ArrowReaderOptions::new().with_skip_arrow_metadata(true).with_parquet_schema(schema))?;
            let fields: Fields = bytes.schema().fields().iter().map(|field| viewed(field)).collect();
            let fields = int96::in_micros(&fields, bytes.parquet_schema());
            let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
            contained(|| ArrowReaderMetadata::try_new(Arc::clone(bytes.metadata()), options))
        };
        // What cannot be read so is read as it says it is.
        let metadata = as_bytes().unwrap_or_else(|_: io::Error| stored.clone());
        Ok(Self { place, metadata, stored, mask: ProjectionMask::all(), group: 0, first: 1, open: None })
    }

    /// The columns with the types that they are stored with.
    pub(super) fn schema(&self) -> SchemaRef {
        Arc::clone(self.stored.schema())
    }

    pub(super) fn metadata(&self) -> &Arc<ParquetMetaData> {
        self.metadata.metadata()
    }

    pub(super) fn project<'n>(&mut self, columns: &(impl Iterator<Item = &'n str> + Clone)) {
        let leaves = self.metadata.parquet_schema();
        let wanted = (0..leaves.num_columns()).filter(|&leaf| {
            let path = leaves.column(leaf).path().string();
            columns.clone().any(|name| path == name || (path.starts_with(name) && path.as_bytes().get(name.len()) == Some(&b'.')))
        });
        self.mask = ProjectionMask::leaves(leaves, wanted.collect::<Vec<_>>());
    }

    /// Rows and their numbers as they will be written again: with the types of the file and all columns.
    pub(super) fn into_stored(mut self) -> Self {
        self.metadata = self.stored.clone();
        self
    }

    pub(super) fn first_rows(&self) -> Vec<RecordBatch> {
        let mut batches = Vec::new();
        let mut rows = 0;
        for group in 0..self.metadata().num_row_groups() {
            if rows >= SAMPLE_RECORDS {
                break;
            }
            let all = ProjectionMask::all();
            let Ok(mut reader) = self.reader(group, all, None, Some(SAMPLE_RECORDS - rows)) else { continue };
            while let Ok(Some(batch)) = contained(|| reader.next().transpose()) {
                rows += batch.num_rows();
                batches.push(batch);
            }
        }
        batches
    }

    pub(super) fn next(&mut self, wants: Option<Wants<'_>>) -> Next {
        loop {
            if self.open.is_none() {
                if self.group >= self.metadata().num_row_groups() {
                    return Next::End;
                }
                match self.open_group(wants) {
                    Ok(Some(open)) => self.open = Some(open),
                    Ok(None) => self.pass_group(),
                    Err(error) => return self.broken(self.first, error),
                }
                continue;
            }
            let Some(open) = &mut self.open else { continue };
            let pos = open.pos(self.first);
            match contained(|| open.reader.next().transpose()) {
                Ok(Some(batch)) => {
                    let count = batch.num_rows();
                    let positions = match &open.listed {
                        None => Positions::From(pos),
                        Some(all) => Positions::Listed(all[open.given.min(all.len())..].iter().take(count).copied().collect()),
                    };
                    open.given += count;
                    if open.given > open.rows {
                        let what = "the row group holds more rows than it says";
                        return self.broken(pos, io::Error::new(io::ErrorKind::InvalidData, what));
                    }
                    return Next::Frame(Frame { batch, positions });
                }
                Ok(None) if open.given < open.rows => {
                    let what = format!("the row group ends {} rows early", open.rows - open.given);
                    return self.broken(pos, io::Error::new(io::ErrorKind::InvalidData, what));
                }
                Ok(None) => self.pass_group(),
                Err(error) => return self.broken(pos, error),
            }
        }
    }

    fn open_group(&self, wants: Option<Wants<'_>>) -> io::Result<Option<OpenGroup>> {
        let rows = self.rows_of(self.group);
        let Some(count) = usize::try_from(rows).ok().filter(|&rows| rows as u64 <= MAX_GROUP_ROWS) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a row group of {rows} rows")));
        };
        let mut listed = None;
        let mut selection = None;
        if let Some(wants) = wants {
            let wanted: Vec<usize> = (0..count).filter(|&row| wants(self.first + row as u64)).collect();
            if wanted.len() < count {
                listed = Some(wanted.iter().map(|&row| self.first + row as u64).collect::<Vec<_>>());
                selection = Some(RowSelection::from_consecutive_ranges(wanted.iter().map(|&row| row..row + 1), count));
            }
        }
        let rows = listed.as_ref().map_or(count, Vec::len);
        if rows == 0 {
            return Ok(None);
        }
        let reader = self.reader(self.group, self.mask.clone(), selection, None)?;
        Ok(Some(OpenGroup { reader, listed, given: 0, rows }))
    }

    fn reader(
        &self,
        group: usize,
        mask: ProjectionMask,
        selection: Option<RowSelection>,
        limit: Option<usize>,
    ) -> io::Result<ParquetRecordBatchReader> {
        let batch_rows = self.batch_rows(group, &mask);
        macro_rules! built {
            ($input:expr) => {{
                let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata($input, self.metadata.clone())
                    .with_row_groups(vec![group])
                    .with_projection(mask)
                    .with_batch_size(batch_rows);
                if let Some(selection) = selection {
                    builder = builder.with_row_selection(selection);
                }
                if let Some(limit) = limit {
                    builder = builder.with_limit(limit);
                }
                builder.build()
            }};
        }
        contained(|| match &self.place {
            Place::File(file) => built!(file.try_clone().map_err(ParquetError::from)?),
            Place::Memory(bytes) => built!(bytes.clone()),
        })
    }

    /// Rows that come to about [`COLUMNAR_BATCH_BYTES`] in the wanted columns.
    fn batch_rows(&self, group: usize, mask: &ProjectionMask) -> usize {
        let group = self.metadata().row_group(group);
        let bytes: i64 = group
            .columns()
            .iter()
            .enumerate()
            .filter(|(leaf, _)| mask.leaf_included(*leaf))
            .map(|(_, column)| column.uncompressed_size().max(0))
            .fold(0, i64::saturating_add);
        let each = usize::try_from(bytes / group.num_rows().max(1)).unwrap_or(usize::MAX).max(1);
        (COLUMNAR_BATCH_BYTES / each).clamp(16, COLUMNAR_BATCH_ROWS)
    }

    /// Rows that a row group says it has.
    fn rows_of(&self, group: usize) -> i64 {
        self.metadata().row_group(group).num_rows()
    }

    /// Gives up the open row group: the next one stands by itself.
    fn broken(&mut self, pos: u64, error: io::Error) -> Next {
        self.pass_group();
        Next::Broken { pos, error }
    }

    fn pass_group(&mut self) {
        let rows = u64::try_from(self.rows_of(self.group)).unwrap_or(0).min(MAX_GROUP_ROWS);
        self.first += rows;
        self.group += 1;
        self.open = None;
    }
}

impl OpenGroup {
    /// The number of the row that comes next.
    fn pos(&self, first: u64) -> u64 {
        match &self.listed {
            None => first + self.given as u64,
            Some(all) => all.get(self.given).copied().unwrap_or(first),
        }
    }
}

/// [`check_footer`] for a plain file.
pub(crate) fn check_footer_of(file: std::fs::File) -> io::Result<()> {
    check_footer(&mut Place::File(file))
}

/// Refuses a file whose schema the decoder could not enter; everything else that can be wrong the decoder tells.
fn check_footer(place: &mut Place) -> io::Result<()> {
    let Some(end) = place.len()?.checked_sub(8) else { return Ok(()) };
    let tail = place.read(end, 8)?;
    let length = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    let Some(start) = end.checked_sub(length).filter(|_| &tail[4..] == b"PAR1") else { return Ok(()) };
    // The schema stands before the row groups.
    footer::check(&place.read(start, length.min(MAX_SCHEMA_BYTES))?)
}
