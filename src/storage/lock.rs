//! Who may write to a place: a hidden file beside it that one process locks.
//!
//! The system lets go of the lock when the process ends, however it ends, so that no lock is ever left over; an empty file may be.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{Disk, hidden, place};

/// The right to write to a place, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// None where the file system knows no locks.
    file: Option<File>,
    path: PathBuf,
    /// Folders that were made for the lock, the outermost first.
    made: Vec<PathBuf>,
}

impl Lock {
    /// Locks a place and makes the folders above it; `None` where another process, or another part of this one, holds it.
    pub fn take(place: &Path) -> io::Result<Option<Self>> {
        Self::locked(place, |file| match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })
    }

    /// As [`Lock::take`], but waits until the place is free: for changes that take no time.
    pub fn wait(place: &Path) -> io::Result<Self> {
        loop {
            if let Some(lock) = Self::locked(place, |file| file.lock().map(|()| true))? {
                return Ok(lock);
            }
        }
    }

    /// Whether the system holds the lock. Where it knows none, several may write, and each still writes under a name of its own.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.file.is_some()
    }

    fn locked(output: &Path, lock: impl Fn(&File) -> io::Result<bool>) -> io::Result<Option<Self>> {
        let path = hidden::lock(output)?;
        let made = place::make_folders(&Disk, hidden::folder_of(output))?;
        let mut held = Self { file: None, path, made };
        loop {
            let (file, is_new) = open(&held.path)?;
            match lock(&file) {
                Ok(true) => {}
                Ok(false) => {
                    // It is not ours to remove, nor are the folders it is in.
                    held.made.clear();
                    return Ok(None);
                }
                Err(error) => {
                    if is_new {
                        let _ = fs::remove_file(&held.path);
                    }
                    return if knows_no_locks(&error) { Ok(Some(held)) } else { Err(error) };
                }
            }
            // Who held it before may have removed the file between our opening and our locking: then it locks nothing.
            if is_there(&file, &held.path)? {
                held.file = Some(file);
                return Ok(Some(held));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // Removed while it is locked: whoever opened it meanwhile sees that it is gone, and makes another.
            let _ = fs::remove_file(&self.path);
            drop(file);
        }
        // What was made for an output that did not come goes too; a folder that holds something is refused by the system.
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The file to lock, and whether it is a new one.
fn open(path: &Path) -> io::Result<(File, bool)> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => Ok((file, true)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
            Ok((file, false))
        }
        Err(error) => Err(error),
    }
}

/// Whether nothing can be locked there, as on network file systems without a service for it.
fn knows_no_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}

#[cfg(unix)]
fn is_there(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let ours = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (ours.dev(), ours.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_there(_: &File, path: &Path) -> io::Result<bool> {
    path.try_exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_locked_once_and_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("new/deep/run");
        let one = Lock::take(&place).unwrap().unwrap();
        assert!(one.is_held() && Lock::take(&place).unwrap().is_none());
        let other = Lock::take(&home.path().join("new/deep/run2")).unwrap();
        assert!(other.is_some(), "another place is free");
        drop(other);
        drop(one);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "the folders that were made go with the lock");
        drop(Lock::take(&place).unwrap().unwrap());
    }

    #[test]
    fn a_lock_file_that_a_killed_process_left_locks_nothing() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("run");
        fs::write(hidden::lock(&place).unwrap(), "").unwrap();
        drop(Lock::take(&place).unwrap().unwrap());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn many_that_want_one_place_have_it_one_after_the_other() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("run");
        let inside = std::sync::atomic::AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let lock = Lock::wait(&place).unwrap();
                        assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                        inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }
}
