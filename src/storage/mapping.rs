//! A file as memory: its pages are read when they are looked at, and may be let go of at any time.

use std::fs::File;
use std::io;

use super::Spilled;

/// The bytes of a file without a name, which nobody else can change or cut off.
#[derive(Debug)]
pub struct Mapping {
    form: Form,
    /// Counts the bytes among those of all temporary files until it is dropped.
    _spilled: Option<Spilled>,
}

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
        Ok(Self { form: Form::Mapped(map), _spilled: None })
    }

    /// Bytes that were read; they begin where any number may.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let words = bytes.chunks(8).map(|eight| {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            u64::from_ne_bytes(word)
        });
        Self { form: Form::Read(words.collect(), bytes.len()), _spilled: None }
    }

    /// What of the temporary files is this one's.
    pub(super) fn counted(self, spilled: Spilled) -> Self {
        Self { _spilled: Some(spilled), ..self }
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.form {
            Form::Mapped(map) => map,
            Form::Read(words, bytes) => &zerocopy::IntoBytes::as_bytes(words.as_slice())[..*bytes],
        }
    }

    /// Lets go of all pages; they are read again when they are looked at.
    pub(super) fn let_go(&self) {
        #[cfg(unix)]
        if let Form::Mapped(map) = &self.form {
            // SAFETY: the pages are those of a file that is only read, so that what is read again is the same.
            let done = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
            // Pages that stay cost memory and nothing else.
            drop(done);
        }
    }
}
