//! How much memory a run may take, and where goes what does not fit.
//!
//! Responsible for the shares that the large tables of a run have of its limit. Not responsible for what they hold, nor for keeping to
//! their share: each table does that itself, and only where it stands depends on it, never what it says.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::resident::resident_file_bytes;
use super::{Disk, Mapping, Storage, Stored};

/// The memory of a run, and a folder for the rest.
#[derive(Debug, Clone)]
pub struct Room {
    limit: Option<u64>,
    share: u64,
    folder: PathBuf,
    storage: Arc<dyn Storage>,
    mapped: Arc<Mapped>,
}

/// The files of a run that are mapped.
#[derive(Debug, Default)]
struct Mapped {
    all: Mutex<Vec<Weak<Mapping>>>,
    /// Pages of files that were there before any was mapped, in bytes; nothing until then.
    before: AtomicU64,
    /// Bytes that were said to be read.
    read: AtomicU64,
}

/// The system is asked for the pages in memory whenever one part in so many of a share was read.
const ASKED_IN_A_SHARE: u64 = 8;

/// Bytes that come into memory around any that are read.
const READ_AROUND_BYTES: u64 = 1 << 16;

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

    /// As [`Room::new`], on another storage.
    #[must_use]
    pub fn on(storage: Arc<dyn Storage>, limit: Option<u64>, folder: PathBuf) -> Self {
        Self { limit, share: limit.map_or(u64::MAX, |limit| limit / Self::SHARES), folder, storage, mapped: Arc::default() }
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
        self.storage.scratch(&self.folder)
    }

    /// A scratch file that is not written to any more, as memory. Its pages count, until [`Room::relieve`] lets them go.
    pub(super) fn map(&self, file: &dyn Stored) -> io::Result<Arc<Mapping>> {
        let Mapped { all, before, .. } = &*self.mapped;
        let mapping = Arc::new(file.map()?);
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|mapping| mapping.strong_count() > 0);
        if all.is_empty() {
            before.store(resident_file_bytes().unwrap_or_default().max(1), Ordering::Relaxed);
        }
        all.push(Arc::downgrade(&mapping));
        Ok(mapping)
    }

    /// To be called by who is about to read so many bytes of a mapped file in one place: lets go of the pages of all mapped files where
    /// they are more than one large table may hold.
    pub fn relieve(&self, bytes: usize) {
        let Mapped { all, before, read } = &*self.mapped;
        let before = before.load(Ordering::Relaxed);
        if before == 0 {
            return;
        }
        let bytes = READ_AROUND_BYTES.max(bytes as u64);
        let step = (self.share / ASKED_IN_A_SHARE).max(1);
        let was = read.fetch_add(bytes, Ordering::Relaxed);
        if was / step == (was + bytes) / step {
            return;
        }
        // Where the system does not tell, there may be too many.
        if resident_file_bytes().is_none_or(|bytes| bytes > before + self.share) {
            let all = all.lock().unwrap_or_else(PoisonError::into_inner);
            all.iter().filter_map(Weak::upgrade).for_each(|mapping| mapping.let_go());
        }
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
