//! A file as memory: its pages are read when they are looked at, and may be let go of at any time.

use std::fs::File;
use std::io;

/// The bytes of a file without a name, which nobody else can change or cut off.
#[derive(Debug)]
pub struct Mapping(Form);

#[derive(Debug)]
enum Form {
    Mapped(memmap2::Mmap),
    /// Of a storage that has no files.
    Read(Vec<u64>, usize),
}

impl Mapping {
    /// Maps all of a file, as long as it is now.
    pub(super) fn of(file: &File) -> io::Result<Self> {
        // SAFETY: the file has no name and is not written to any more, so that its bytes stay as they are while they are mapped.
        let map = unsafe { memmap2::Mmap::map(file)? };
        Ok(Self(Form::Mapped(map)))
    }

    /// Bytes that were read; they begin where any number may.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let words = bytes.chunks(8).map(|eight| {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            u64::from_ne_bytes(word)
        });
        Self(Form::Read(words.collect(), bytes.len()))
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.0 {
            Form::Mapped(map) => map,
            Form::Read(words, bytes) => &zerocopy::IntoBytes::as_bytes(words.as_slice())[..*bytes],
        }
    }

    /// Lets go of all pages; they are read again when they are looked at.
    pub(super) fn let_go(&self) {
        #[cfg(unix)]
        if let Form::Mapped(map) = &self.0 {
            // SAFETY: the pages are those of a file that is only read, so that what is read again is the same.
            let done = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
            // Pages that stay cost memory and nothing else.
            drop(done);
        }
    }
}
