//! Pages of mapped files that were read and stay in memory, until somebody else wants it: too long for a run that promised to take no more
//! than its limit. So who looks at a file says how much, and where that may have come to more than one large table may hold, all pages
//! go.
//!
//! Responsible for how long pages stay. What is looked at again comes back, from what memory the system has left or from the disk.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Mapping;
use super::resident::{page_bytes, resident_file_bytes};

/// What a look brings into memory beside what was looked at: Linux maps what is around it in its cache. Here and there in the files of a
/// scan that was 300 KiB a look, measured; those that are at pages which are there already bring nothing.
const AROUND_BYTES: u64 = 512 << 10;
/// Fewer bytes of pages than these are let stay in any room.
const LEAST_BYTES: u64 = 4 << 20;

/// The mapped files of a run.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The most that may have come into memory since all was let go of.
    looked_at: AtomicU64,
    watched: Mutex<Watched>,
}

#[derive(Debug, Default)]
struct Watched {
    mappings: Vec<Weak<Mapping>>,
    /// Bytes of a page, and of those files that are no mapping of ours, the program itself; none where the system does not tell.
    system: Option<(u64, u64)>,
}

impl Pages {
    /// Counts the pages of one more mapping.
    pub fn watch(&self, mapping: &Arc<Mapping>) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.mappings.retain(|mapping| mapping.strong_count() > 0);
        if watched.mappings.is_empty() {
            watched.system = page_bytes().and_then(|page| Some((page, resident_file_bytes(page)?)));
        }
        watched.mappings.push(Arc::downgrade(mapping));
    }

    /// Says that so many bytes of a mapping are looked at next, where all pages together may be `most` bytes.
    #[inline]
    pub fn look(&self, bytes: u64, most: u64) {
        let more = bytes + AROUND_BYTES;
        let most = most.max(LEAST_BYTES);
        if self.looked_at.fetch_add(more, Ordering::Relaxed) + more > most {
            self.keep_to(most);
        }
    }

    /// Lets go of all pages where there may be too many.
    #[cold]
    fn keep_to(&self, most: u64) {
        // Somebody else is at it.
        let Ok(watched) = self.watched.try_lock() else { return };
        if self.looked_at.load(Ordering::Relaxed) <= most {
            return;
        }
        // Most looks are at pages that are there. Half of the most at once, so that the next question is not for each look.
        let there = watched.system.and_then(|(page, own)| Some(resident_file_bytes(page)?.saturating_sub(own)));
        if let Some(there) = there.filter(|&there| there <= most / 2) {
            self.looked_at.store(there, Ordering::Relaxed);
            return;
        }
        watched.mappings.iter().filter_map(Weak::upgrade).for_each(|mapping| mapping.let_go());
        self.looked_at.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::super::resident::{page_bytes, resident_file_bytes};
    use super::super::{Filing, Room};
    use super::LEAST_BYTES;

    /// Pages that were read go before there are too many, and what is read again is the same.
    #[test]
    fn pages_do_not_stay() {
        let folder = tempfile::tempdir().unwrap();
        let mut filing = Filing::new(&Room::holding(0, folder.path().to_owned()));
        for n in 0..64u8 {
            filing.put(&vec![n; 1 << 20]).unwrap();
        }
        let filed = filing.finish().unwrap();
        let there = || page_bytes().and_then(resident_file_bytes);
        let before = there();
        for _ in 0..3 {
            for piece in filed.pieces() {
                assert!(piece.chunks(1 << 20).all(|record| record.iter().all(|&byte| byte == record[0])));
                if let (Some(before), Some(there)) = (before, there()) {
                    // Other tests of this process look at files, too.
                    assert!(there < before + 8 * LEAST_BYTES, "{there}");
                }
            }
        }
    }
}
