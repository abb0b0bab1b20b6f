//! Unpacking: gzip, zstd, bzip2 and xz, by their first bytes, streaming and behind limits.
//!
//! Responsible for turning the raw bytes of one input into plain ones, and for their hash and count. Not responsible for what the
//! plain bytes mean.

use super::limits::{MAX_LAYERS, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES, XZ_MEMORY_BYTES, ZSTD_WINDOW_LOG};
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};
use xxhash_rust::xxh3::Xxh3;

/// Raw bytes read at once: they stay in the second cache of a core.
const READ_BYTES: usize = 256 << 10;

/// How an input was packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Compression {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Zstd => "zst",
            Self::Bzip2 => "bz2",
            Self::Xz => "xz",
        }
    }

    /// Told from the first bytes; skippable zstd frames (`50..5f 2a 4d 18`) count as zstd.
    fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Some(Self::Bzip2),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }
}

/// The plain bytes of one input, and what its raw bytes were.
pub(super) struct Unpacked<'r> {
    pub(super) reader: Box<dyn BufRead + Send + 'r>,
    /// From the outermost layer inwards; empty for a plain input.
    pub(super) layers: Vec<Compression>,
    raw: Arc<Raw>,
    /// Reads what the layers left, so that the hash is of the whole input.
    tail: Arc<Mutex<Tail<'r>>>,
}

#[derive(Debug, Default)]
struct Raw {
    bytes: AtomicU64,
}

struct Tail<'r> {
    inner: Box<dyn Read + Send + 'r>,
    /// Of what has been read; `None` once nobody asks for it.
    hash: Option<Xxh3>,
    raw: Arc<Raw>,
}

/// A handle on the raw bytes; what passes through is counted and hashed.
struct Counted<'r>(Arc<Mutex<Tail<'r>>>);

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut tail = self.0.lock().map_err(|_| io::Error::other("a reader of the same input failed"))?;
        tail.read(buffer)
    }
}

impl Tail<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // No more at once than stays near until it has been hashed, and looked at by whoever reads.
        let length = buffer.len().min(READ_BYTES);
        let buffer = &mut buffer[..length];
        let count = loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        if let Some(hash) = &mut self.hash {
            hash.update(&buffer[..count]);
        }
        self.raw.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<'r> Unpacked<'r> {
    /// Opens `inner` through at most [`MAX_LAYERS`] layers of compression.
    pub(super) fn open(inner: Box<dyn Read + Send + 'r>) -> io::Result<Self> {
        let raw = Arc::new(Raw::default());
        let tail = Arc::new(Mutex::new(Tail { inner, hash: Some(Xxh3::new()), raw: Arc::clone(&raw) }));
        let mut reader: Box<dyn BufRead + Send + 'r> = Box::new(BufReader::with_capacity(READ_BYTES, Counted(Arc::clone(&tail))));
        let mut layers = Vec::new();
        while layers.len() < MAX_LAYERS {
            let (start, peeked) = peek(reader, 6)?;
            reader = peeked;
            let Some(layer) = Compression::of(&start) else { break };
            let unpacked = layer_reader(layer, reader)?;
            let limited = Limited { inner: unpacked, raw: Arc::clone(&raw), unpacked: 0 };
            reader = Box::new(BufReader::with_capacity(256 << 10, limited));
            layers.push(layer);
        }
        Ok(Self { reader, layers, raw, tail })
    }

    /// Raw bytes read so far.
    pub(super) fn raw_bytes(&self) -> u64 {
        self.raw.bytes.load(Ordering::Relaxed)
    }

    /// What is read from here on is not hashed, and there is no hash in the end.
    pub(super) fn leave_unhashed(&self) {
        if let Ok(mut tail) = self.tail.lock() {
            tail.hash = None;
        }
    }

    /// Reads the raw bytes that are left; returns how many there were in all and the hex digits of their `xxh3_64`.
    pub(super) fn finish(self) -> (u64, String) {
        let mut buffer = vec![0; 64 << 10];
        // What cannot be read has been reported by then: the hash is of what could be.
        if let Ok(mut tail) = self.tail.lock() {
            while matches!(tail.read(&mut buffer), Ok(1..)) {}
            return (
                self.raw.bytes.load(Ordering::Relaxed),
                tail.hash.as_ref().map_or(String::new(), |hash| format!("{:016x}", hash.digest())),
            );
        }
        (self.raw_bytes(), String::new())
    }
}

/// The first `count` bytes (fewer at the end), and a reader that still gives them.
pub(super) fn peek<'r>(
    mut reader: Box<dyn BufRead + Send + 'r>,
    count: usize,
) -> io::Result<(Vec<u8>, Box<dyn BufRead + Send + 'r>)> {
    let mut start = Vec::new();
    let outcome = (&mut *reader).take(count as u64).read_to_end(&mut start);
    match outcome {
        Ok(_) => {}
        // An error after some bytes comes again when they have been read: the start is still worth looking at.
        Err(error) if start.is_empty() => return Err(error),
        Err(error) => {
            let failed = io::Cursor::new(start.clone()).chain(Failed(Some(error)));
            return Ok((start, Box::new(BufReader::new(failed))));
        }
    }
    let whole = io::Cursor::new(start.clone()).chain(reader);
    Ok((start, Box::new(whole)))
}

/// Gives one error, then the end.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn layer_reader<'r>(layer: Compression, reader: Box<dyn BufRead + Send + 'r>) -> io::Result<Box<dyn Read + Send + 'r>> {
    Ok(match layer {
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(reader)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(decoder)
        }
        Compression::Xz => {
            let stream = liblzma::stream::Stream::new_stream_decoder(XZ_MEMORY_BYTES, liblzma::stream::CONCATENATED)?;
            Box::new(liblzma::bufread::XzDecoder::new_stream(reader, stream))
        }
    })
}

/// Stops a bomb: by its size, and beyond a size that news reaches by its ratio.
struct Limited<'r> {
    inner: Box<dyn Read + Send + 'r>,
    raw: Arc<Raw>,
    unpacked: u64,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.unpacked += count as u64;
        let ratio = self.unpacked / self.raw.bytes.load(Ordering::Relaxed).max(1);
        if self.unpacked > MAX_UNPACKED_BYTES || (self.unpacked > RATIO_FREE_BYTES && ratio > MAX_RATIO) {
            let message =
                format!("unpacks to more than {} bytes ({ratio} for each packed byte): not read further", self.unpacked);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn all_kinds(bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        bz.write_all(bytes).unwrap();
        let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
        xz.write_all(bytes).unwrap();
        vec![gzip(bytes), zstd::encode_all(bytes, 1).unwrap(), bz.finish().unwrap(), xz.finish().unwrap()]
    }

    fn unpack(bytes: &[u8]) -> (Vec<u8>, io::Result<usize>, u64) {
        let mut unpacked = Unpacked::open(Box::new(bytes)).unwrap();
        let mut plain = Vec::new();
        let outcome = unpacked.reader.read_to_end(&mut plain);
        (plain, outcome, unpacked.finish().0)
    }

    #[test]
    fn concatenated_members_of_every_kind_come_out_whole() {
        let part = b"one line of text\n".repeat(5_000);
        for packed in all_kinds(&part) {
            let twice = [packed.clone(), packed].concat();
            let (plain, outcome, raw) = unpack(&twice);
            assert!(outcome.is_ok());
            assert_eq!(plain, part.repeat(2));
            assert_eq!(raw, twice.len() as u64);
        }
    }

    #[test]
    fn a_cut_member_gives_what_was_before_the_cut_and_then_an_error() {
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + (state >> 28) as u8
        })
        .take(2_000_000)
        .collect();
        for packed in all_kinds(&noise) {
            let (plain, outcome, _) = unpack(&packed[..packed.len() - packed.len() / 4]);
            assert!(outcome.is_err());
            assert!(plain.len() > 200_000 && noise.starts_with(&plain), "{}", plain.len());
        }
    }

    #[test]
    fn a_bomb_meets_the_caps_of_size_and_of_ratio() {
        let limited = |unpacked, packed| {
            let raw = Arc::new(Raw { bytes: AtomicU64::new(packed) });
            let mut limited = Limited { inner: Box::new(io::repeat(b'0')), raw, unpacked };
            let mut buffer = vec![0; 1 << 16];
            (0..4).map(|_| limited.read(&mut buffer)).find_map(Result::err)
        };
        let told = |error: Option<io::Error>| error.map(|error| error.kind());
        let enough = MAX_UNPACKED_BYTES;
        assert_eq!(told(limited(MAX_UNPACKED_BYTES - 100, enough)), Some(io::ErrorKind::FileTooLarge));
        assert_eq!(told(limited(RATIO_FREE_BYTES, RATIO_FREE_BYTES / MAX_RATIO / 2)), Some(io::ErrorKind::FileTooLarge));
        assert_eq!(told(limited(RATIO_FREE_BYTES, RATIO_FREE_BYTES / 900)), None, "a million identical articles");
        assert_eq!(told(limited(0, 1)), None, "a small input may be as dense as it likes");
    }

    #[test]
    fn two_layers_are_opened_and_a_third_is_left_alone() {
        let two = gzip(&zstd::encode_all(&b"inside"[..], 1).unwrap());
        assert_eq!(unpack(&two).0, b"inside");
        assert_eq!(unpack(&gzip(&two)).0, zstd::encode_all(&b"inside"[..], 1).unwrap());
    }

    #[test]
    fn the_hash_is_of_the_raw_bytes_read_or_not() {
        let packed = [gzip(b"text"), b"and rubbish behind it".to_vec()].concat();
        let unpacked = Unpacked::open(Box::new(&packed[..])).unwrap();
        let want = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&packed));
        assert_eq!(unpacked.finish(), (packed.len() as u64, want));
    }
}
