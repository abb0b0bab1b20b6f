//! Pages of mapped files that were read and stay in memory, until somebody else wants it: too long for a run that promised to take no more
//! than its limit. So a thread looks how many there are, and lets go of all where they are more than one large table may hold.
//!
//! Responsible for how long pages stay. What is looked at again comes back, from what memory the system has left or from the disk.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use super::Mapping;
use super::resident::{page_bytes, resident_file_bytes};

/// Time between two looks. In it a core that reads here and there brings some ten megabytes into memory.
const PAUSE: Duration = Duration::from_millis(2);

/// The mapped files of a run.
#[derive(Debug, Default)]
pub(super) struct Pages(Mutex<Watched>);

#[derive(Debug, Default)]
struct Watched {
    mappings: Vec<Weak<Mapping>>,
    is_watching: bool,
}

impl Pages {
    /// Counts the pages of one more mapping: all together may be so many bytes.
    pub fn watch(self: &Arc<Self>, mapping: &Arc<Mapping>, most: u64) {
        let mut watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.mappings.push(Arc::downgrade(mapping));
        // The program's own pages are there before.
        if watched.is_watching {
            return;
        }
        let Some((own, page)) = page_bytes().and_then(|page| Some((resident_file_bytes(page)?, page))) else { return };
        let pages = Arc::downgrade(self);
        let watch = move || {
            while let Some(true) = pages.upgrade().map(|pages| pages.look(own + most, page)) {
                thread::sleep(PAUSE);
            }
        };
        // Without the thread pages stay as long as the system lets them.
        watched.is_watching = thread::Builder::new().name("pages".to_owned()).spawn(watch).is_ok();
    }

    /// Lets go of all pages where there are more; whether there is anything left to look at.
    fn look(&self, most: u64, page: u64) -> bool {
        let mut watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.mappings.retain(|mapping| mapping.strong_count() > 0);
        watched.is_watching = !watched.mappings.is_empty();
        if watched.is_watching && resident_file_bytes(page).is_some_and(|bytes| bytes > most) {
            watched.mappings.iter().filter_map(Weak::upgrade).for_each(|mapping| mapping.let_go());
        }
        watched.is_watching
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Filing, Room};

    /// Pages that were read go, and what is read again is the same.
    #[test]
    fn pages_do_not_stay() {
        let folder = tempfile::tempdir().unwrap();
        let mut filing = Filing::new(&Room::holding(0, folder.path().to_owned()));
        let places: Vec<_> = (0..64u8).map(|n| filing.put(&vec![n; 1 << 20]).unwrap()).collect();
        let filed = filing.finish().unwrap();
        for _ in 0..3 {
            for (n, &place) in (0u8..).zip(&places) {
                assert!(filed.get(place).iter().all(|&byte| byte == n));
            }
            std::thread::sleep(super::PAUSE);
        }
    }
}
