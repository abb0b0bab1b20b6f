//! How many bytes lie in temporary files, all of the process together: who watches a run wants to know what of the disk it takes.
//!
//! Responsible for the sum and for what of it is a file's. Not responsible for files: who makes one counts it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

static ALL: AtomicU64 = AtomicU64::new(0);

/// Bytes that lie in temporary files now.
#[must_use]
pub fn spilled_bytes() -> u64 {
    ALL.load(Relaxed)
}

/// What of the sum is one file's, as long as anybody holds it.
#[derive(Debug, Clone)]
pub struct Spilled(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    bytes: AtomicU64,
    all: &'static AtomicU64,
}

impl Spilled {
    /// Of a file without bytes.
    #[must_use]
    pub fn nothing() -> Self {
        Self::among(&ALL)
    }

    fn among(all: &'static AtomicU64) -> Self {
        Self(Arc::new(Counted { bytes: AtomicU64::new(0), all }))
    }

    /// So many bytes were written.
    pub fn add(&self, bytes: u64) {
        self.0.bytes.fetch_add(bytes, Relaxed);
        self.0.all.fetch_add(bytes, Relaxed);
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.all.fetch_sub(*self.bytes.get_mut(), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_counts_as_long_as_somebody_holds_it() {
        static SUM: AtomicU64 = AtomicU64::new(0);
        let (one, other) = (Spilled::among(&SUM), Spilled::among(&SUM));
        one.add(5);
        let mapped = one.clone();
        mapped.add(2);
        other.add(10);
        drop(one);
        assert_eq!(SUM.load(Relaxed), 17);
        drop(mapped);
        assert_eq!(SUM.load(Relaxed), 10);
        drop(other);
        assert_eq!(SUM.load(Relaxed), 0);
    }
}
