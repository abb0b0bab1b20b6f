//! How a file or a folder appears: written under a hidden name beside its place, synced, moved there, and the name synced.
//!
//! Responsible for the order of these steps, for several outputs that come together or not at all, and for taking everything back when
//! a step fails. What was there before changes places with the new in one instant where the file system can do that, and goes only when
//! all is done; else a file is replaced and a folder steps aside. Not responsible for who may write to a place ([`super::Lock`]), nor for
//! whether what stands there may be replaced.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::hidden::{self, folder_of};
use super::{Kind, Storage, Stored, retried};

/// Why something new did not come to its place.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}", path = .path.display())]
pub struct PlaceError {
    pub path: PathBuf,
    pub source: io::Error,
    pub after: After,
}

/// What stands in the places after an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// What stood there before, or nothing.
    AsBefore,
    /// In some of them the new, whole; it could not be taken back, or may not outlive a loss of power.
    New,
    /// Nothing: what stood there has another name now.
    Aside(PathBuf),
}

impl PlaceError {
    fn new(path: &Path, source: io::Error) -> Self {
        Self { path: path.to_path_buf(), source, after: After::AsBefore }
    }
}

/// What is written, and goes when it is dropped before it was kept.
#[derive(Debug)]
struct Hidden<'s> {
    storage: &'s dyn Storage,
    place: PathBuf,
    /// Its name until then.
    beside: PathBuf,
    kind: Kind,
    /// Something stood in the place from the start, so that it is meant to be replaced.
    was_there: bool,
    /// There is nothing under the hidden name.
    is_gone: bool,
}

/// How something came to its place.
#[derive(Debug)]
enum Move {
    ToFree,
    Exchange,
    Over,
    /// The folder that stood there is under this name.
    Aside(PathBuf),
}

impl<'s> Hidden<'s> {
    fn new(storage: &'s dyn Storage, place: &Path, kind: Kind) -> io::Result<Self> {
        let was_there = storage.kind(place)?.is_some();
        let place = place.to_path_buf();
        Ok(Self { storage, beside: hidden::part(&place)?, place, kind, was_there, is_gone: true })
    }

    /// Who may read what is replaced is the user's choice, and stays it.
    fn take_rights(&self) -> io::Result<()> {
        if self.was_there && self.storage.kind(&self.place)? == Some(self.kind) {
            return self.storage.copy_rights(&self.place, &self.beside);
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> PlaceError {
        PlaceError::new(&self.place, source)
    }

    /// Moves it to its place; an error leaves all as it was, or says what it is.
    fn put(&self) -> Result<Move, PlaceError> {
        let failed = |error| self.failed(error);
        if self.storage.kind(&self.place).map_err(failed)?.is_none() {
            self.storage.rename(&self.beside, &self.place).map_err(failed)?;
            return Ok(Move::ToFree);
        }
        if !self.was_there {
            return Err(failed(io::Error::new(
                ErrorKind::AlreadyExists,
                "something else has come there meanwhile, and it stays",
            )));
        }
        match self.storage.exchange(&self.beside, &self.place) {
            Ok(()) => Ok(Move::Exchange),
            Err(error) if error.kind() != ErrorKind::Unsupported => Err(failed(error)),
            Err(_) if self.kind == Kind::File => {
                self.storage.rename(&self.beside, &self.place).map_err(failed)?;
                Ok(Move::Over)
            }
            Err(_) => {
                let aside = hidden::aside(&self.place).map_err(failed)?;
                self.storage.rename(&self.place, &aside).map_err(failed)?;
                match self.storage.rename(&self.beside, &self.place) {
                    Ok(()) => Ok(Move::Aside(aside)),
                    Err(source) => {
                        let back = self.storage.rename(&aside, &self.place);
                        let after = if back.is_ok() { After::AsBefore } else { After::Aside(aside) };
                        Err(PlaceError { after, ..failed(source) })
                    }
                }
            }
        }
    }

    /// Undoes a move.
    fn take_back(&self, how: &Move) -> After {
        let undone = match how {
            Move::ToFree => self.storage.rename(&self.place, &self.beside),
            Move::Exchange => self.storage.exchange(&self.beside, &self.place),
            Move::Over => Err(ErrorKind::Unsupported.into()),
            Move::Aside(aside) => {
                let left = self.storage.rename(&self.place, &self.beside);
                if left.is_ok() && self.storage.rename(aside, &self.place).is_err() {
                    return After::Aside(aside.clone());
                }
                left
            }
        };
        if undone.is_ok() { After::AsBefore } else { After::New }
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        if self.is_gone {
            return;
        }
        // What has changed places with it may be of the other kind. What cannot be removed now is removed by the next run.
        let kind = self.storage.kind(&self.beside).ok().flatten().unwrap_or(self.kind);
        let _ = match kind {
            Kind::File => self.storage.remove(&self.beside),
            Kind::Folder => self.storage.remove_folder(&self.beside),
        };
    }
}

/// A file that is being written.
#[derive(Debug)]
pub struct NewFile<'s> {
    // Closed before it is removed.
    file: Box<dyn Stored>,
    hidden: Hidden<'s>,
}

impl<'s> NewFile<'s> {
    /// Begins to write a file beside `place`. The folder has to be there.
    pub fn create(storage: &'s dyn Storage, place: &Path) -> Result<Self, PlaceError> {
        let create = || {
            let mut hidden = Hidden::new(storage, place, Kind::File)?;
            let file = storage.create(&hidden.beside)?;
            hidden.is_gone = false;
            hidden.take_rights()?;
            Ok(Self { file, hidden })
        };
        create().map_err(|error| PlaceError::new(place, error))
    }

    #[must_use]
    pub fn place(&self) -> &Path {
        &self.hidden.place
    }

    /// Puts the file in its place.
    pub fn keep(self) -> Result<(), PlaceError> {
        keep_all(vec![New::File(self)])
    }
}

impl Write for NewFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A folder that is being filled.
#[derive(Debug)]
pub struct NewFolder<'s> {
    hidden: Hidden<'s>,
    /// Those in it, by their hidden names.
    folders: BTreeSet<PathBuf>,
}

impl<'s> NewFolder<'s> {
    /// Begins a folder beside `place`, and makes the folders above it.
    pub fn create(storage: &'s dyn Storage, place: &Path) -> Result<Self, PlaceError> {
        let create = || {
            make_folders(storage, folder_of(place))?;
            let mut hidden = Hidden::new(storage, place, Kind::Folder)?;
            storage.create_folder(&hidden.beside)?;
            hidden.is_gone = false;
            hidden.take_rights()?;
            Ok(Self { hidden, folders: BTreeSet::new() })
        };
        create().map_err(|error| PlaceError::new(place, error))
    }

    #[must_use]
    pub fn place(&self) -> &Path {
        &self.hidden.place
    }

    /// A new file in it, by its name or its path below; to be closed with [`finish`].
    pub fn file(&mut self, name: &Path) -> Result<Box<dyn Stored>, PlaceError> {
        let storage = self.hidden.storage;
        let path = self.hidden.beside.join(name);
        let above: Vec<PathBuf> =
            path.ancestors().skip(1).take_while(|above| *above != self.hidden.beside).map(Path::to_path_buf).collect();
        let mut create = || {
            if let Some(folder) = above.first() {
                storage.create_folder(folder)?;
                self.folders.extend(above.iter().cloned());
            }
            storage.create(&path)
        };
        create().map_err(|error| PlaceError::new(&self.hidden.place.join(name), error))
    }

    /// Puts the folder in its place.
    pub fn keep(self) -> Result<(), PlaceError> {
        keep_all(vec![New::Folder(self)])
    }
}

/// Ends a file of a [`NewFolder`]: all of it is on disk.
pub fn finish(out: BufWriter<Box<dyn Stored>>) -> io::Result<()> {
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    retried(|| file.sync())
}

/// A file or a folder that is whole and not yet in its place.
#[derive(Debug)]
pub enum New<'s> {
    File(NewFile<'s>),
    Folder(NewFolder<'s>),
}

impl<'s> New<'s> {
    /// Makes sure that all of it is on disk.
    fn sync(self) -> Result<Hidden<'s>, PlaceError> {
        match self {
            Self::File(NewFile { file, hidden }) => {
                retried(|| file.sync()).map_err(|error| hidden.failed(error))?;
                Ok(hidden)
            }
            Self::Folder(NewFolder { hidden, folders }) => {
                // The innermost first; the folder itself is the outermost.
                for folder in folders.iter().rev().chain([&hidden.beside]) {
                    retried(|| hidden.storage.sync_folder(folder)).map_err(|error| hidden.failed(error))?;
                }
                Ok(hidden)
            }
        }
    }
}

/// Puts all in their places when each of them is whole and on disk: all, or after an error none. A loss of power between two moves leaves
/// each as it was or as it is to be.
pub fn keep_all(news: Vec<New<'_>>) -> Result<(), PlaceError> {
    let mut whole = Vec::with_capacity(news.len());
    for new in news {
        whole.push(new.sync()?);
    }
    let mut moves = Vec::with_capacity(whole.len());
    let moved = put_all(&whole, &mut moves);
    if let Err(mut error) = moved {
        for (hidden, how) in whole.iter().zip(&moves).rev() {
            match hidden.take_back(how) {
                After::AsBefore => {}
                after => error.after = after,
            }
        }
        return Err(error);
    }
    for (hidden, how) in whole.iter_mut().zip(&moves) {
        match how {
            Move::ToFree | Move::Over => hidden.is_gone = true,
            // Goes as everything under its hidden name does.
            Move::Exchange => {}
            Move::Aside(aside) => {
                let _ = hidden.storage.remove_folder(aside);
                hidden.is_gone = true;
            }
        }
    }
    Ok(())
}

fn put_all(whole: &[Hidden<'_>], moves: &mut Vec<Move>) -> Result<(), PlaceError> {
    for hidden in whole {
        moves.push(hidden.put()?);
    }
    let folders: BTreeSet<&Path> = whole.iter().map(|hidden| folder_of(&hidden.place)).collect();
    for folder in folders {
        for hidden in whole.iter().filter(|hidden| folder_of(&hidden.place) == folder).take(1) {
            retried(|| hidden.storage.sync_folder(folder)).map_err(|error| hidden.failed(error))?;
        }
    }
    Ok(())
}

/// Makes a folder and those above it, and sees to it that their names last; gives those that were not there, the outermost first.
pub(super) fn make_folders(storage: &dyn Storage, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut missing = Vec::new();
    for above in folder.ancestors().take_while(|above| !above.as_os_str().is_empty()) {
        if storage.kind(above)?.is_some() {
            break;
        }
        missing.push(above.to_path_buf());
    }
    missing.reverse();
    if !missing.is_empty() {
        storage.create_folder(folder)?;
    }
    for made in &missing {
        retried(|| storage.sync_folder(folder_of(made)))?;
    }
    Ok(missing)
}
