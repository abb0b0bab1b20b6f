//! Arrow IPC files by their index: it alone says where the batches are, and some writers put nothing else a reader could follow.
//!
//! Responsible for the index, and for the batches it names one at a time. A file whose end was cut off has none and is read as the
//! stream that most files are inside ([`super::ipc`]). Not responsible for cells ([`super::values`]).

use super::super::limits::{MAX_ARROW_MESSAGE_BYTES, MAX_ARROW_METADATA_BYTES, SAMPLE_RECORDS};
use super::contain::contained;
use super::ipc::{self, MARK};
use super::place::Place;
use super::{Frame, Next, Positions};
use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::ipc::reader::FileDecoder;
use arrow::ipc::{Block, CompressionType};
use arrow::record_batch::RecordBatch;
use std::io;
use std::sync::Arc;

/// The batches of one Arrow IPC file.
pub(in super::super) struct IpcFileFrames {
    place: Place,
    decoder: FileDecoder,
    schema: SchemaRef,
    blocks: Vec<Block>,
    next: usize,
    /// The first batch, decoded when the file was opened.
    first: Option<io::Result<RecordBatch>>,
    pos: u64,
    compression: Option<CompressionType>,
}

impl IpcFileFrames {
    /// Opens a file as far as its first batch; an error says that the index cannot be used.
    pub(super) fn open(mut place: Place) -> io::Result<Self> {
        let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let length = place.len()?;
        let end = length.checked_sub(10).ok_or_else(|| invalid("it ends before its index"))?;
        let tail = place.read(end, 10)?;
        if &tail[4..] != MARK {
            return Err(invalid("the file ends before its index"));
        }
        let size = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
        let start = end.checked_sub(size).filter(|_| size <= u64::from(MAX_ARROW_METADATA_BYTES));
        let index = place.read(start.ok_or_else(|| invalid("an index longer than the file"))?, size)?;
        let (schema, version, dictionaries, blocks) = contained(|| {
            let footer = arrow::ipc::root_as_footer(&index).map_err(|error| error.to_string())?;
            let schema = footer.schema().ok_or("an index without a schema")?;
            let schema = arrow::ipc::convert::try_fb_to_schema(schema).map_err(|error| error.to_string())?;
            let dictionaries: Vec<Block> =
                footer.dictionaries().map(|blocks| blocks.iter().copied().collect()).unwrap_or_default();
            let blocks: Vec<Block> = footer.recordBatches().map(|blocks| blocks.iter().copied().collect()).unwrap_or_default();
            Ok::<_, String>((Arc::new(schema), footer.version(), dictionaries, blocks))
        })?;
        let mut frames = Self {
            place,
            decoder: FileDecoder::new(Arc::clone(&schema), version),
            schema,
            blocks,
            next: 0,
            first: None,
            pos: 1,
            compression: None,
        };
        for block in dictionaries {
            let bytes = frames.bytes(&block)?;
            contained(|| frames.decoder.read_dictionary(&block, &bytes))?;
        }
        if !frames.blocks.is_empty() {
            frames.first = Some(frames.batch());
        }
        Ok(frames)
    }

    pub(super) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    pub(super) const fn compression(&self) -> Option<CompressionType> {
        self.compression
    }

    pub(super) fn first_rows(&self) -> Vec<RecordBatch> {
        let first = self.first.iter().flatten();
        first.map(|batch| batch.slice(0, batch.num_rows().min(SAMPLE_RECORDS))).collect()
    }

    pub(super) fn next(&mut self) -> Next {
        let batch = match self.first.take() {
            Some(batch) => batch,
            None if self.next >= self.blocks.len() => return Next::End,
            None => self.batch(),
        };
        match batch {
            Ok(batch) => {
                let first = self.pos;
                self.pos += batch.num_rows() as u64;
                Next::Frame(Frame { batch, positions: Positions::From(first) })
            }
            // The number of rows in a batch that cannot be read is not known: what follows would stand at a wrong place.
            Err(error) => {
                self.next = self.blocks.len();
                Next::Broken { pos: self.pos, error }
            }
        }
    }

    fn batch(&mut self) -> io::Result<RecordBatch> {
        let block = self.blocks[self.next];
        self.next += 1;
        let bytes = self.bytes(&block)?;
        let batch = contained(|| self.decoder.read_record_batch(&block, &bytes))?;
        batch.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "its index names a batch that is none"))
    }

    /// The bytes of one block, which say no more of themselves than is there.
    fn bytes(&mut self, block: &Block) -> io::Result<Buffer> {
        let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
        let part = |length: i64| u64::try_from(length).ok().filter(|&length| length <= MAX_ARROW_MESSAGE_BYTES);
        let start = u64::try_from(block.offset()).map_err(|_| invalid("a batch before the start of the file".into()))?;
        let (head, body) = (i64::from(block.metaDataLength()), block.bodyLength());
        let count = part(head)
            .zip(part(body))
            .ok_or_else(|| invalid(format!("a batch of {head} and {body} bytes, at most {MAX_ARROW_MESSAGE_BYTES} are read")))?;
        let bytes = self.place.read(start, count.0 + count.1)?;
        let split = usize::try_from(count.0).unwrap_or(usize::MAX).min(bytes.len());
        let prefix = if bytes.starts_with(&[0xFF; 4]) { 8 } else { 4 };
        let head = bytes.get(prefix..split).ok_or_else(|| invalid("a batch without a head".into()))?;
        let known = ipc::check_message(head, &bytes[split..])?;
        self.compression = self.compression.or(known);
        Ok(Buffer::from_vec(bytes))
    }
}
