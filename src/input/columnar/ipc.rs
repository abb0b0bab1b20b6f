//! Arrow IPC, message by message: a stream, or a file, which is a stream between two marks with an index behind it.
//!
//! Responsible for the lengths that messages claim, before anything is made of them, and for batches in their order. Not responsible for
//! cells ([`super::values`]).

use super::super::error::InputError;
use super::super::limits::{MAX_ARROW_MESSAGE_BYTES, MAX_ARROW_METADATA_BYTES, MAX_FRAME_ROWS, SAMPLE_RECORDS};
use super::super::sources::Source;
use super::contain::contained;
use super::{Frame, Next, Positions};
use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::ipc::CompressionType;
use arrow::ipc::reader::StreamDecoder;
use arrow::record_batch::RecordBatch;
use std::io::{self, BufRead, Read};

/// What a file begins and ends with.
pub(super) const MARK: &[u8] = b"ARROW1";

/// Bytes that a writer may align the start of a file to.
const MAX_PADDING: usize = 4_096;

/// The batches of one Arrow IPC file or stream.
pub(in super::super) struct IpcFrames<'r> {
    reader: &'r mut (dyn BufRead + Send + 'r),
    decoder: StreamDecoder,
    /// What the decoder has not looked at of the last message: one without a body is only taken in with the next.
    left: Buffer,
    schema: SchemaRef,
    /// Of a file: why it is read as a stream, which is told at its end.
    cut_file: Option<io::Error>,
    /// Decoded and not given yet.
    pending: Option<RecordBatch>,
    pos: u64,
    ended: bool,
    failed: Option<io::Error>,
    compression: Option<CompressionType>,
}

/// One message with its frame, whole.
struct Message {
    bytes: Buffer,
    compression: Option<CompressionType>,
}

impl<'r> IpcFrames<'r> {
    pub(super) fn open(
        source: &Source,
        cut_file: Option<io::Error>,
        reader: &'r mut (dyn BufRead + Send + 'r),
    ) -> Result<Self, InputError> {
        let broken = |error: io::Error| InputError::Unreadable {
            path: source.name.clone(),
            detail: format!("a damaged Arrow IPC input: {error}; write it anew from its source"),
        };
        if cut_file.is_some() {
            skip_mark(reader).map_err(broken)?;
        }
        let schema = arrow::datatypes::Schema::empty().into();
        let (decoder, left) = (StreamDecoder::new(), Buffer::default());
        let mut frames = Self {
            reader,
            decoder,
            left,
            schema,
            cut_file,
            pending: None,
            pos: 1,
            ended: false,
            failed: None,
            compression: None,
        };
        match frames.batch() {
            Ok(batch) => frames.pending = batch,
            // What is wrong with the first batch is told in its place.
            Err(error) if frames.decoder.schema().is_some() => frames.failed = Some(error),
            Err(error) => return Err(broken(error)),
        }
        if frames.decoder.schema().is_none() {
            // A table of no rows: the decoder takes the schema in when it sees what follows.
            let mut end = Buffer::from_vec([[0xFF; 4], [0; 4]].concat());
            contained(|| frames.decoder.decode(&mut end)).map_err(broken)?;
        }
        let none = || broken(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends before its schema"));
        frames.schema = frames.decoder.schema().ok_or_else(none)?;
        Ok(frames)
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// How the buffers of the messages read so far are packed.
    pub(super) const fn compression(&self) -> Option<CompressionType> {
        self.compression
    }

    pub(super) fn first_rows(&self) -> Vec<RecordBatch> {
        self.pending.iter().map(|batch| batch.slice(0, batch.num_rows().min(SAMPLE_RECORDS))).collect()
    }

    pub(super) fn next(&mut self) -> Next {
        let batch = match self.pending.take() {
            Some(batch) => Ok(Some(batch)),
            None if self.ended => Ok(None),
            None if self.failed.is_some() => self.failed.take().map_or(Ok(None), Err),
            None => self.batch(),
        };
        match batch {
            Ok(Some(batch)) => {
                let first = self.pos;
                self.pos += batch.num_rows() as u64;
                Next::Frame(Frame { batch, positions: Positions::From(first) })
            }
            Ok(None) => Next::End,
            Err(error) => {
                self.ended = true;
                Next::Broken { pos: self.pos, error }
            }
        }
    }

    fn batch(&mut self) -> io::Result<Option<RecordBatch>> {
        loop {
            if self.left.is_empty() {
                let Some(message) = message(self.reader)? else {
                    self.ended = true;
                    return self.cut_file.take().map_or(Ok(None), Err);
                };
                self.compression = self.compression.or(message.compression);
                self.left = message.bytes;
            }
            let (decoder, bytes) = (&mut self.decoder, &mut self.left);
            if let Some(batch) = contained(|| decoder.decode(bytes))? {
                return Ok(Some(batch));
            }
        }
    }
}

/// Leaves the mark at the start of a file behind, and the zeros that writers align the schema with.
fn skip_mark(reader: &mut (dyn BufRead + Send + '_)) -> io::Result<()> {
    reader.read_exact(&mut [0; 8])?;
    for _ in 0..MAX_PADDING {
        if reader.fill_buf()?.first() != Some(&0) {
            break;
        }
        reader.consume(1);
    }
    Ok(())
}

/// The next message; `None` at the end of the stream.
fn message(reader: &mut (dyn BufRead + Send + '_)) -> io::Result<Option<Message>> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    if reader.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let mut word = [0; 4];
    reader.read_exact(&mut word)?;
    let mut bytes = Vec::new();
    if word == [0xFF; 4] {
        bytes.extend_from_slice(&word);
        reader.read_exact(&mut word)?;
    }
    bytes.extend_from_slice(&word);
    let length = u32::from_le_bytes(word);
    if length == 0 {
        return Ok(None);
    }
    if length > MAX_ARROW_METADATA_BYTES {
        return Err(invalid(format!("a message head of {length} bytes")));
    }
    let head = bytes.len();
    fill(reader, &mut bytes, u64::from(length))?;
    let body = contained(|| {
        let message = arrow::ipc::root_as_message(&bytes[head..]).map_err(|error| error.to_string())?;
        Ok::<_, String>(message.bodyLength())
    })?;
    let length = u64::try_from(body).ok().filter(|&length| length <= MAX_ARROW_MESSAGE_BYTES);
    let length = length.ok_or_else(|| invalid(format!("a batch of {body} bytes, at most {MAX_ARROW_MESSAGE_BYTES} are read")))?;
    let body = bytes.len();
    fill(reader, &mut bytes, length)?;
    let compression = check_message(&bytes[head..body], &bytes[body..])?;
    Ok(Some(Message { bytes: Buffer::from_vec(bytes), compression }))
}

/// Reads exactly `count` bytes more, taking memory only as they come.
fn fill(reader: &mut (dyn BufRead + Send + '_), bytes: &mut Vec<u8>, count: u64) -> io::Result<()> {
    let read = reader.take(count).read_to_end(bytes)?;
    if read as u64 != count {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("it ends {} bytes early", count - read as u64)));
    }
    Ok(())
}

/// Refuses a batch that says it has more rows, or packed buffers that say they unpack to more, than is read: the decoder takes the
/// memory at once. Gives how its buffers are packed.
pub(super) fn check_message(head: &[u8], body: &[u8]) -> io::Result<Option<CompressionType>> {
    let (rows, packed, total) = contained(|| {
        let message = arrow::ipc::root_as_message(head).map_err(|error| error.to_string())?;
        let batch = message.header_as_record_batch().or_else(|| message.header_as_dictionary_batch().and_then(|d| d.data()));
        let packed = batch.and_then(|batch| batch.compression()).map(|compression| compression.codec());
        let mut total = 0_u64;
        for buffer in batch.filter(|_| packed.is_some()).and_then(|batch| batch.buffers()).into_iter().flatten() {
            let start = usize::try_from(buffer.offset()).map_err(|error| error.to_string())?;
            let Some(prefix) = body.get(start..start.saturating_add(8)) else { continue };
            let mut size = [0; 8];
            size.copy_from_slice(prefix);
            // -1 says that the buffer is not packed.
            total = total.saturating_add(u64::try_from(i64::from_le_bytes(size)).unwrap_or(0));
        }
        Ok::<_, String>((batch.map_or(0, |batch| batch.length()), packed, total))
    })?;
    let refused = |what: String| Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
    if !(0..=MAX_FRAME_ROWS).contains(&rows) {
        return refused(format!("a batch of {rows} rows, at most {MAX_FRAME_ROWS} are read"));
    }
    if total > MAX_ARROW_MESSAGE_BYTES {
        return refused(format!("a batch that unpacks to {total} bytes, at most {MAX_ARROW_MESSAGE_BYTES} are read"));
    }
    Ok(packed)
}
