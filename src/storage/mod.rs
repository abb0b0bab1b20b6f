//! Where files are written: every file that the program makes goes through a [`Storage`], so that a test can take its place and fail.
//!
//! Responsible for the few operations on files that outputs and temporary files are made of ([`Disk`], [`Memory`] and [`Faulty`] carry
//! them out), for the order of the steps by which a file or a folder appears whole under its name or not at all ([`NewFile`],
//! [`NewFolder`], [`keep_all`]), and for who may write to a place ([`Lock`]). Not responsible for what is in the files, nor for the
//! inputs, which are only read.

mod blocks;
mod bytes;
mod disk;
mod faulty;
mod filed;
mod hidden;
mod joined;
mod journal;
mod lock;
mod memory;
mod parts;
mod place;
mod resident;
mod room;
mod sorting;
mod spilled;

#[cfg(test)]
mod tests;

use std::fmt::Debug;
use std::io::{self, Write};
use std::path::Path;

pub use blocks::Blocks;
pub use bytes::{Put, Take};
pub use disk::{Disk, behind_links};
pub use faulty::{Fault, Faulty, Operation, Plan};
pub use filed::{Filed, Filing, Place, Plain};
pub use hidden::{clear, kept};
pub use joined::in_one;
pub use journal::{Journal, Left, discard, left};
pub use lock::Lock;
pub use memory::{Memory, Rest};
pub use parts::Parts;
pub use place::{After, New, NewFile, NewFolder, PlaceError, finish, keep_all};
pub use resident::{peak_bytes, resident_bytes};
pub use room::Room;
pub use sorting::{Sorting, part_of_hash};
pub use spilled::{Spilled, spilled_bytes};

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file, or whatever else is no folder.
    File,
    Folder,
}

/// Files and folders by path.
pub trait Storage: Send + Sync + Debug {
    /// A new, empty file to write to and to read from; an error where there is one of that name.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Stored>>;

    /// A new file without a name, which is gone when it is closed, however the process ends.
    fn scratch(&self, folder: &Path) -> io::Result<Box<dyn Stored>>;

    /// A file as it stands, to read from.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Stored>>;

    /// What stands under a name, links not followed; nothing where nothing does.
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>>;

    /// Puts a file or a folder in another place of the same device; a file there is replaced in the same instant.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Lets two names change what they stand for, in one instant; [`io::ErrorKind::Unsupported`] where that cannot be done.
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()>;

    /// Lets one file be read and written by those who may read and write another.
    fn copy_rights(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes one file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes a folder and those above it; nothing where it is there.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder with all that is in it.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes sure that the names in a folder outlive a loss of power.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;

    /// Names of what is in a folder, in the order of their bytes.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
}

/// One file of a [`Storage`]. Writing goes to its end.
pub trait Stored: Write + Send + Sync + Debug {
    /// Makes sure that what was written outlives a loss of power.
    fn sync(&self) -> io::Result<()>;

    /// Reads from a place, as much as there is at once: 0 at the end.
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize>;

    /// Bytes of the file.
    fn bytes(&self) -> io::Result<u64>;
}

/// Fills the buffer from a place of the file; an error where the file ends before.
pub fn read_exact_at<S: Stored + ?Sized>(file: &S, mut buffer: &mut [u8], mut at: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match file.read_at(buffer, at) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                buffer = &mut buffer[read..];
                at += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Does it again where the system was interrupted before anything was done.
fn retried<T>(mut what: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match what() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}
