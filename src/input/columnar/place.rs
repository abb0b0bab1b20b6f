//! Bytes that are read out of order: a file, or memory where there is none.

use super::super::decompress::Unpacked;
use super::super::error::InputError;
use super::super::limits::MAX_HELD_BYTES;
use super::super::sources::Source;
use bytes::Bytes;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Where the bytes of a table are whose index stands at its end.
pub(super) enum Place {
    File(File),
    Memory(Bytes),
}

impl Place {
    /// The file itself where it is a plain one; else all bytes, which are few or refused.
    pub(super) fn of(source: &Source, unpacked: &mut Unpacked<'_>) -> Result<Self, InputError> {
        let failed = |error: io::Error| InputError::from_io(&source.name, error);
        if let Some(path) = source.path.as_ref().filter(|_| unpacked.layers.is_empty()) {
            return Ok(Self::File(File::open(path).map_err(failed)?));
        }
        let mut bytes = Vec::new();
        let read = (&mut unpacked.reader).take(MAX_HELD_BYTES + 1).read_to_end(&mut bytes);
        // What is there of a packed table that breaks off has no index, which its reader tells.
        if let Err(error) = read
            && bytes.is_empty()
        {
            return Err(failed(error));
        }
        if bytes.len() as u64 > MAX_HELD_BYTES {
            return Err(InputError::Unsupported {
                path: source.name.clone(),
                what: "a table of more than a gigabyte that is packed or piped in",
                advice: "its index stands at its end: name the plain file instead",
            });
        }
        Ok(Self::Memory(Bytes::from(bytes)))
    }

    /// The bytes in memory, for who reads them from the start.
    pub(super) fn held(&mut self) -> Option<Bytes> {
        match self {
            Self::File(_) => None,
            Self::Memory(bytes) => Some(bytes.clone()),
        }
    }

    pub(super) fn len(&self) -> io::Result<u64> {
        match self {
            Self::File(file) => Ok(file.metadata()?.len()),
            Self::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// The bytes from `start` on, exactly `count`.
    pub(super) fn read(&mut self, start: u64, count: u64) -> io::Result<Vec<u8>> {
        let early = || io::Error::new(io::ErrorKind::UnexpectedEof, "it ends before a part that its index names");
        if start.checked_add(count).is_none_or(|end| self.len().is_ok_and(|length| end > length)) {
            return Err(early());
        }
        let mut bytes = Vec::new();
        match self {
            Self::File(file) => {
                file.seek(SeekFrom::Start(start))?;
                file.take(count).read_to_end(&mut bytes)?;
            }
            Self::Memory(all) => {
                let start = usize::try_from(start).map_err(|_| early())?;
                let count = usize::try_from(count).map_err(|_| early())?;
                bytes.extend_from_slice(&all[start..start + count]);
            }
        }
        if bytes.len() as u64 == count { Ok(bytes) } else { Err(early()) }
    }
}
