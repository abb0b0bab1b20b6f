//! Rows of a table stored by column in the form they came in: same columns, same types, same packing.
//!
//! Responsible for reading a table again with all its columns and for writing the rows that stay. Not responsible for which rows stay,
//! or for where the bytes go.

use super::super::error::InputError;
use super::super::format::Format;
use super::super::limits::WRITE_GROUP_BYTES;
use super::super::raw::{open_again, source_of};
use super::super::read::Opened;
use super::super::{InputFile, ReadOptions};
use super::contain::contained;
use super::parquet::ParquetFrames;
use super::{Frame, Frames, Next};
use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use ::parquet::file::properties::WriterProperties;
use arrow::array::{ArrayRef, BooleanArray, StringArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::ipc::CompressionType;
use arrow::ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow::record_batch::RecordBatch;
use std::io::{self, Read};
use std::sync::Arc;

/// Writes one table, from one input or from several with the same columns.
#[derive(Default)]
pub struct Rewriter {
    writer: Option<Writer>,
}

impl std::fmt::Debug for Rewriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rewriter").finish_non_exhaustive()
    }
}

/// What one input came to.
#[derive(Debug, Default)]
pub struct Rewritten {
    pub rows: u64,
    /// Its bytes are not those that were read before.
    pub changed: bool,
    /// The first part that could not be decoded with all its columns: position and why.
    pub broken: Option<(u64, String)>,
}

enum Writer {
    Parquet { writer: Box<ArrowWriter<Vec<u8>>>, schema: SchemaRef },
    File { writer: Box<FileWriter<Vec<u8>>>, schema: SchemaRef },
    Stream { writer: Box<StreamWriter<Vec<u8>>>, schema: SchemaRef },
}

/// What a row gets in the added columns; `None` for a row that goes.
pub type Decision = Option<Vec<Option<String>>>;

impl Rewriter {
    /// Reads `file` again and writes the rows that `decide` keeps, by their positions, with the `added` columns behind their own.
    pub fn table<E: From<InputError> + From<io::Error>>(
        &mut self,
        file: &InputFile,
        stdin: &mut (dyn Read + Send),
        options: &ReadOptions,
        added: &[&str],
        decide: &mut dyn FnMut(u64) -> Decision,
        write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<Rewritten, E> {
        let source = source_of(&file.path);
        let Opened { mut unpacked, .. } = open_again(&source, stdin, options)?;
        let mut done = Rewritten::default();
        let mut frames = match Frames::open(&source, file.format, &mut unpacked)? {
            Frames::Parquet(frames) => Frames::Parquet(Box::new(frames.into_stored())),
            arrow => arrow,
        };
        if self.writer.is_none() {
            self.writer = Some(Writer::new(&frames, file.format, added)?);
        }
        loop {
            match frames.next(None) {
                Next::End => break,
                Next::Broken { pos, error } => {
                    done.broken.get_or_insert((pos, error.to_string()));
                }
                Next::Frame(frame) => done.rows += self.frame(&frame, added.len(), decide, write)?,
            }
        }
        drop(frames);
        done.changed = unpacked.finish().1 != file.xxh3;
        Ok(done)
    }

    fn frame(
        &mut self,
        frame: &Frame,
        added: usize,
        decide: &mut dyn FnMut(u64) -> Decision,
        write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<u64> {
        let rows = frame.batch.num_rows();
        let decisions: Vec<Decision> = (0..rows).map(|row| decide(frame.positions.of(row))).collect();
        let stays: BooleanArray = decisions.iter().map(|decision| Some(decision.is_some())).collect();
        let kept = contained(|| filter_record_batch(&frame.batch, &stays))?;
        let Some(writer) = self.writer.as_mut().filter(|_| kept.num_rows() > 0) else { return Ok(0) };
        let schema = Arc::clone(writer.schema());
        let mut columns: Vec<ArrayRef> = schema
            .fields()
            .iter()
            .take(schema.fields().len() - added)
            .filter_map(|field| kept.column_by_name(field.name()).map(Arc::clone))
            .collect();
        for at in 0..added {
            let values = decisions.iter().flatten().map(|values| values.get(at).and_then(Option::as_deref));
            columns.push(Arc::new(values.collect::<StringArray>()));
        }
        let batch = RecordBatch::try_new(schema, columns).map_err(io::Error::other)?;
        writer.write(&batch)?;
        write(&std::mem::take(writer.written()))?;
        Ok(kept.num_rows() as u64)
    }

    /// Ends the table; what was not begun has no bytes.
    pub fn finish(&mut self, write: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        self.writer.take().map_or(Ok(()), |writer| write(&writer.finish()?))
    }
}

impl Writer {
    fn new(frames: &Frames<'_>, format: Format, added: &[&str]) -> io::Result<Self> {
        let own = frames.schema();
        // A table that was annotated before gets its columns anew.
        let mut fields: Vec<Arc<Field>> =
            own.fields().iter().filter(|field| !added.contains(&field.name().as_str())).cloned().collect();
        fields.extend(added.iter().map(|name| Arc::new(Field::new(*name, DataType::Utf8, true))));
        let schema: SchemaRef = Arc::new(Schema::new_with_metadata(fields, own.metadata().clone()));
        let packed = match frames {
            Frames::Ipc(frames) => frames.compression(),
            Frames::ArrowFile(frames) => frames.compression(),
            Frames::Parquet(_) => None,
        };
        Ok(match (frames, format) {
            (Frames::Parquet(frames), _) => {
                let properties = properties(frames)?;
                let writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties)).map_err(io::Error::other)?;
                Self::Parquet { writer: Box::new(writer), schema }
            }
            (_, Format::ArrowStream) => {
                let writer = StreamWriter::try_new_with_options(Vec::new(), &schema, ipc_options(packed)?);
                Self::Stream { writer: Box::new(writer.map_err(io::Error::other)?), schema }
            }
            _ => {
                let writer = FileWriter::try_new_with_options(Vec::new(), &schema, ipc_options(packed)?);
                Self::File { writer: Box::new(writer.map_err(io::Error::other)?), schema }
            }
        })
    }

    const fn schema(&self) -> &SchemaRef {
        match self {
            Self::Parquet { schema, .. } | Self::File { schema, .. } | Self::Stream { schema, .. } => schema,
        }
    }

    fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        match self {
            Self::Parquet { writer, .. } => {
                writer.write(batch).map_err(io::Error::other)?;
                if writer.in_progress_size() > WRITE_GROUP_BYTES {
                    writer.flush().map_err(io::Error::other)?;
                }
                Ok(())
            }
            Self::File { writer, .. } => writer.write(batch).map_err(io::Error::other),
            Self::Stream { writer, .. } => writer.write(batch).map_err(io::Error::other),
        }
    }

    /// The bytes that are ready to be given away.
    fn written(&mut self) -> &mut Vec<u8> {
        match self {
            Self::Parquet { writer, .. } => writer.inner_mut(),
            Self::File { writer, .. } => writer.get_mut(),
            Self::Stream { writer, .. } => writer.get_mut(),
        }
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Parquet { writer, .. } => writer.into_inner().map_err(io::Error::other),
            Self::File { writer, .. } => writer.into_inner().map_err(io::Error::other),
            Self::Stream { writer, .. } => writer.into_inner().map_err(io::Error::other),
        }
    }
}

fn ipc_options(packed: Option<CompressionType>) -> io::Result<IpcWriteOptions> {
    IpcWriteOptions::default().try_with_compression(packed).map_err(io::Error::other)
}

/// Row groups no longer than the file's own, each column packed as it was, and what the file says of itself.
fn properties(frames: &ParquetFrames) -> io::Result<WriterProperties> {
    let metadata: &ParquetMetaData = frames.metadata();
    let longest = metadata.row_groups().iter().filter_map(|group| usize::try_from(group.num_rows()).ok()).max();
    let level = ZstdLevel::try_new(3).map_err(io::Error::other)?;
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_created_by("newsprint".to_owned())
        .set_max_row_group_row_count(longest.filter(|&rows| rows > 0));
    for column in metadata.row_groups().first().map(RowGroupMetaData::columns).unwrap_or_default() {
        let codec = match column.compression() {
            // The framing of LZ4 that only Hadoop reads.
            Compression::LZ4 => Compression::LZ4_RAW,
            Compression::ZSTD(_) => Compression::ZSTD(level),
            other => other,
        };
        builder = builder.set_column_compression(column.column_path().clone(), codec);
    }
    let said = metadata.file_metadata().key_value_metadata().cloned();
    let said = said.map(|said| said.into_iter().filter(|pair| pair.key != "ARROW:schema").collect());
    Ok(builder.set_key_value_metadata(said).build())
}
