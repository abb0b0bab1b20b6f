//! How much memory a run may take, and where goes what does not fit.
//!
//! Responsible for the shares that the large tables of a run have of its limit. Not responsible for what they hold, nor for keeping to
//! their share: each table does that itself, and only where it stands depends on it, never what it says.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::{Disk, Spilled, Storage, Stored};

/// The memory of a run, and a folder for the rest.
#[derive(Debug, Clone)]
pub struct Room {
    limit: Option<u64>,
    share: u64,
    folder: PathBuf,
    storage: Arc<dyn Storage>,
}

impl Room {
    /// The smallest limit that anything can be done in.
    pub const LEAST_BYTES: u64 = 256 << 20;

    /// What the program itself takes: its code, its tables of names and phrases, and what is being read.
    pub const OWN_BYTES: u64 = 104 << 20;

    /// Each large table has one part in so many of a limit; what they leave is for what is kept of each row.
    const SHARES: u64 = 8;

    /// One part in so many by which a limit may be passed: a promise of ten in a hundred, kept with a margin.
    const OVER: u64 = 12;

    /// `limit` in bytes; `folder` for temporary files.
    #[must_use]
    pub fn new(limit: Option<u64>, folder: PathBuf) -> Self {
        Self::on(Arc::new(Disk), limit, folder)
    }

    /// No limit, but tables that hold no more than `share` bytes.
    #[must_use]
    pub fn holding(share: u64, folder: PathBuf) -> Self {
        Self { share, ..Self::new(None, folder) }
    }

    /// The same room on another storage.
    #[must_use]
    pub fn with_storage(self, storage: Arc<dyn Storage>) -> Self {
        Self { storage, ..self }
    }

    /// As [`Room::new`], on another storage.
    #[must_use]
    pub fn on(storage: Arc<dyn Storage>, limit: Option<u64>, folder: PathBuf) -> Self {
        Self { limit, share: limit.map_or(u64::MAX, |limit| limit / Self::SHARES), folder, storage }
    }

    /// The same room for who has `tables` large tables at a time.
    #[must_use]
    pub fn parted(&self, tables: u64) -> Self {
        let share = self.limit.map_or(self.share, |limit| limit / tables);
        Self { share, ..self.clone() }
    }

    #[must_use]
    pub const fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// Bytes that one large table may hold in memory.
    #[must_use]
    pub const fn share(&self) -> u64 {
        self.share
    }

    /// Bytes that are left for rows beside `tables` large tables at a time.
    #[must_use]
    pub fn for_rows(&self, tables: u64) -> u64 {
        self.limit.map_or(u64::MAX, |limit| (limit + limit / Self::OVER).saturating_sub(Self::OWN_BYTES + tables * self.share))
    }

    /// The least limit in which so many bytes of rows have room.
    #[must_use]
    pub const fn least_for(rows: u64, tables: u64) -> u64 {
        let parts = Self::OVER * Self::SHARES;
        let least = (rows + Self::OWN_BYTES) * parts / (parts + Self::SHARES - tables * Self::OVER);
        if least > Self::LEAST_BYTES { least } else { Self::LEAST_BYTES }
    }

    /// A new file without a name for what does not fit.
    pub fn scratch(&self) -> io::Result<Box<dyn Stored>> {
        Ok(Box::new(Scratch { file: self.storage.scratch(&self.folder)?, spilled: Spilled::nothing() }))
    }
}

/// A temporary file whose bytes are counted.
#[derive(Debug)]
struct Scratch {
    file: Box<dyn Stored>,
    spilled: Spilled,
}

impl Write for Scratch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.spilled.add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Stored for Scratch {
    fn sync(&self) -> io::Result<()> {
        self.file.sync()
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        self.file.read_at(buffer, at)
    }

    fn bytes(&self) -> io::Result<u64> {
        self.file.bytes()
    }
}

/// No limit, so that nothing ever needs the folder.
impl Default for Room {
    fn default() -> Self {
        Self::new(None, PathBuf::from("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_be_the_least_limit_has_room() {
        for rows in [0, 50 << 20, 200 << 20, 9_u64 << 30] {
            let least = Room::least_for(rows, 3);
            let room = Room::new(Some(least), PathBuf::new());
            assert!(room.for_rows(3) + 8 >= rows, "{rows}: {least}");
        }
    }
}
