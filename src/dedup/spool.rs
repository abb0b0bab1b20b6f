//! Standard input that can be read again: what is read is written to a file, and read from there the next time.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::storage::Spilled;

/// A stream with a memory of its own making; costs nothing until it is read.
pub struct Spool<'s> {
    source: Box<dyn Read + Send + 's>,
    make: Box<dyn FnMut() -> io::Result<File> + Send + 's>,
    file: Option<(File, Spilled)>,
    replaying: bool,
}

impl std::fmt::Debug for Spool<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spool").field("file", &self.file).field("replaying", &self.replaying).finish_non_exhaustive()
    }
}

impl<'s> Spool<'s> {
    /// `make` gives an empty file to write to and read from.
    pub fn new(source: impl Read + Send + 's, make: impl FnMut() -> io::Result<File> + Send + 's) -> Self {
        Self { source: Box::new(source), make: Box::new(make), file: None, replaying: false }
    }

    /// Begins again with the first byte.
    pub fn rewind(&mut self) -> io::Result<()> {
        if let Some((file, _)) = &mut self.file {
            file.seek(SeekFrom::Start(0))?;
            self.replaying = true;
        }
        Ok(())
    }
}

impl Read for Spool<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.file.is_none() {
            self.file = Some(((self.make)()?, Spilled::nothing()));
        }
        let Some((file, spilled)) = &mut self.file else { return Ok(0) };
        if self.replaying {
            let count = file.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.replaying = false;
        }
        let count = self.source.read(buffer)?;
        file.write_all(&buffer[..count])?;
        spilled.add(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_read_again_and_the_rest_follows() {
        let mut spool = Spool::new(&b"abcdef"[..], tempfile::tempfile);
        spool.rewind().unwrap();
        let mut start = [0; 3];
        spool.read_exact(&mut start).unwrap();
        for _ in 0..2 {
            spool.rewind().unwrap();
            let mut all = String::new();
            spool.read_to_string(&mut all).unwrap();
            assert_eq!(all, "abcdef");
        }
    }
}
