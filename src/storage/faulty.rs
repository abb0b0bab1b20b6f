//! A storage that fails: the N-th operation of a kind, once or from then on.
//!
//! For tests, as those of databases do it: whoever writes is run again and again with the fault one operation later, until a run meets
//! none.

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Kind, Storage, Stored};

/// What can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Create,
    Write,
    /// Of a file.
    Sync,
    SyncFolder,
    /// Or exchange.
    Rename,
    /// Of a file or a folder.
    Remove,
    CreateFolder,
    /// Of bytes, names, kinds and rights.
    Read,
}

impl Operation {
    pub const ALL: [Self; 8] =
        [Self::Create, Self::Write, Self::Sync, Self::SyncFolder, Self::Rename, Self::Remove, Self::CreateFolder, Self::Read];
}

/// How it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// ENOSPC. Where it stays so, the first write that meets it takes half of its bytes, as on a disk that fills up.
    Full,
    /// EIO.
    Broken,
    /// A write takes half of its bytes and is no error.
    Short,
    /// EINTR: to be tried again.
    Interrupted,
}

/// Which operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// All kinds, where none is named.
    pub operation: Option<Operation>,
    /// Counted from 1.
    pub nth: u64,
    pub fault: Fault,
    /// All operations of the kind that come after fail too.
    pub stays: bool,
}

#[derive(Debug, Default)]
struct Counts {
    met: u64,
    failed: u64,
}

/// Another storage, with faults.
#[derive(Debug, Clone)]
pub struct Faulty<S> {
    inner: S,
    state: State,
}

#[derive(Debug, Clone)]
struct State {
    plan: Plan,
    counts: Arc<Mutex<Counts>>,
}

impl<S> Faulty<S> {
    pub fn new(inner: S, plan: Plan) -> Self {
        Self { inner, state: State { plan, counts: Arc::default() } }
    }

    pub const fn inner(&self) -> &S {
        &self.inner
    }

    /// How many operations have failed.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.state.with(|counts| counts.failed)
    }
}

impl State {
    fn with<T>(&self, what: impl FnOnce(&mut Counts) -> T) -> T {
        what(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts an operation; the fault that it meets.
    fn fault(&self, operation: Operation) -> Option<Fault> {
        let Plan { operation: wanted, nth, fault, stays } = self.plan;
        if wanted.is_some_and(|wanted| wanted != operation) {
            return None;
        }
        self.with(|counts| {
            counts.met += 1;
            // Who tries again has to get through some time.
            let is_hit = counts.met == nth || (stays && counts.met > nth && (fault != Fault::Interrupted || counts.met % 3 != 0));
            if !is_hit || (fault == Fault::Short && operation != Operation::Write) {
                return None;
            }
            counts.failed += 1;
            Some(if fault == Fault::Full && stays && operation == Operation::Write && counts.failed == 1 {
                Fault::Short
            } else {
                fault
            })
        })
    }

    fn check(&self, operation: Operation) -> io::Result<()> {
        match self.fault(operation) {
            None | Some(Fault::Short) => Ok(()),
            Some(Fault::Full) => Err(ErrorKind::StorageFull.into()),
            Some(Fault::Broken) => Err(io::Error::other("Input/output error")),
            Some(Fault::Interrupted) => Err(ErrorKind::Interrupted.into()),
        }
    }

    fn wrap(&self, inner: Box<dyn Stored>) -> Box<dyn Stored> {
        Box::new(FaultyFile { inner, state: self.clone() })
    }
}

impl<S: Storage> Storage for Faulty<S> {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Stored>> {
        self.state.check(Operation::Create)?;
        Ok(self.state.wrap(self.inner.create(path)?))
    }

    fn scratch(&self, folder: &Path) -> io::Result<Box<dyn Stored>> {
        self.state.check(Operation::Create)?;
        Ok(self.state.wrap(self.inner.scratch(folder)?))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Stored>> {
        self.state.check(Operation::Read)?;
        Ok(self.state.wrap(self.inner.open(path)?))
    }

    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        self.state.check(Operation::Read)?;
        self.inner.kind(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.state.check(Operation::Rename)?;
        self.inner.rename(from, to)
    }

    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        self.state.check(Operation::Rename)?;
        self.inner.exchange(a, b)
    }

    fn copy_rights(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.state.check(Operation::Read)?;
        self.inner.copy_rights(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.state.check(Operation::Remove)?;
        self.inner.remove(path)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.state.check(Operation::CreateFolder)?;
        self.inner.create_folder(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.state.check(Operation::Remove)?;
        self.inner.remove_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.state.check(Operation::SyncFolder)?;
        self.inner.sync_folder(path)
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.state.check(Operation::Read)?;
        self.inner.names(folder)
    }
}

#[derive(Debug)]
struct FaultyFile {
    inner: Box<dyn Stored>,
    state: State,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.state.fault(Operation::Write) {
            None => self.inner.write(bytes),
            Some(Fault::Short) => self.inner.write(&bytes[..bytes.len().div_ceil(2)]),
            Some(Fault::Full) => Err(ErrorKind::StorageFull.into()),
            Some(Fault::Broken) => Err(io::Error::other("Input/output error")),
            Some(Fault::Interrupted) => Err(ErrorKind::Interrupted.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Stored for FaultyFile {
    fn sync(&self) -> io::Result<()> {
        self.state.check(Operation::Sync)?;
        self.inner.sync()
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        self.state.check(Operation::Read)?;
        self.inner.read_at(buffer, at)
    }

    fn bytes(&self) -> io::Result<u64> {
        self.inner.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    fn faulty(fault: Fault, nth: u64, stays: bool) -> (Faulty<Memory>, Box<dyn Stored>) {
        let storage = Faulty::new(Memory::new(), Plan { operation: Some(Operation::Write), nth, fault, stays });
        let file = storage.create(Path::new("a")).unwrap();
        (storage, file)
    }

    #[test]
    fn the_nth_fails_and_the_others_do_not() {
        let (storage, mut file) = faulty(Fault::Broken, 2, false);
        let outcomes: Vec<bool> = (0..4).map(|_| file.write(b"x").is_ok()).collect();
        assert_eq!((outcomes, storage.failed()), (vec![true, false, true, true], 1));
        let (storage, mut file) = faulty(Fault::Broken, 2, true);
        let outcomes: Vec<bool> = (0..4).map(|_| file.write(b"x").is_ok()).collect();
        assert_eq!((outcomes, storage.failed()), (vec![true, false, false, false], 3));
        assert!(file.sync().is_ok(), "another kind of operation");
    }

    #[test]
    fn a_full_disk_takes_a_part_before_it_refuses() {
        let (storage, mut file) = faulty(Fault::Full, 2, true);
        assert_eq!(file.write(b"abcd").unwrap(), 4);
        assert_eq!(file.write_all(b"abcd").unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(storage.inner().files()[Path::new("a")].as_deref(), Some(&b"abcdab"[..]));
    }

    #[test]
    fn short_and_interrupted_writes_are_no_errors_to_who_goes_on() {
        for fault in [Fault::Short, Fault::Interrupted] {
            let (storage, mut file) = faulty(fault, 1, true);
            file.write_all(b"abcdefgh").unwrap();
            assert!(storage.failed() > 1);
            assert_eq!(storage.inner().files()[Path::new("a")].as_deref(), Some(&b"abcdefgh"[..]));
        }
    }
}
