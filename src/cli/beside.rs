//! Outputs that a command names: files that are whole before they have their name, or pipes and devices that get bytes as they come.
//!
//! Also who may write to them: a second run on an output of a first is refused while that one runs.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use newsprint::storage::{self, After, Disk, Lock, New, NewFile, PlaceError, behind_links};

use super::failure::{Failure, StreamError};

/// The right to write to outputs, until it is dropped.
#[derive(Debug)]
pub(crate) struct Claim {
    _locks: Vec<Lock>,
}

/// Takes the right to write to outputs, and removes what runs that were killed have left beside them.
pub(crate) fn claim(outputs: &[&Path]) -> anyhow::Result<Claim> {
    let mut locks = Vec::new();
    for output in outputs.iter().filter(|output| !is_stream(output)) {
        let place = behind_links(output);
        if env::current_dir().is_ok_and(|here| here.starts_with(&place)) {
            let what = format!("{} is the folder that you are in, and it is replaced as a whole", output.display());
            return Err(Failure::usage(what).next("name another folder with -o").into());
        }
        let failed = |source| PlaceError { path: output.to_path_buf(), source, after: After::AsBefore };
        let Some(lock) = Lock::take(&place).map_err(failed)? else {
            return Err(Failure::usage(format!("{} is being written by another newsprint", output.display()))
                .because("of two that write to one output, one would undo the other")
                .next("wait until it has ended, or name another output")
                .into());
        };
        if lock.is_held() {
            storage::clear(&Disk, &place).map_err(failed)?;
        }
        locks.push(lock);
    }
    Ok(Claim { _locks: locks })
}

/// A file that is written to.
#[derive(Debug)]
pub(crate) enum Beside {
    /// A new file in the folder of its name.
    Hidden(NewFile<'static>),
    /// A pipe or a device has no place to be put in: it gets the bytes as they come.
    Stream { file: File, path: PathBuf },
}

impl Beside {
    pub(crate) fn new(path: &Path) -> anyhow::Result<Self> {
        if is_stream(path) {
            let file =
                OpenOptions::new().write(true).open(path).with_context(|| format!("cannot write to {}", path.display()))?;
            return Ok(Self::Stream { file, path: path.to_owned() });
        }
        // Behind a link it is the file that is replaced, and the link stays.
        Ok(Self::Hidden(NewFile::create(&Disk, &behind_links(path))?))
    }

    /// What there is to be put in its place.
    pub(crate) fn into_new(self) -> Option<New<'static>> {
        match self {
            Self::Hidden(file) => Some(New::File(file)),
            Self::Stream { .. } => None,
        }
    }

    /// Puts the file in its place.
    pub(crate) fn keep(self) -> anyhow::Result<()> {
        Ok(storage::keep_all(self.into_new().into_iter().collect())?)
    }
}

/// Errors say which file it was.
impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Hidden(file) => file.write(bytes).map_err(|source| not_written(file.place(), source)),
            Self::Stream { file, path } => file.write(bytes).map_err(|source| StreamError::of(path.display(), source)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Hidden(file) => file.flush().map_err(|source| not_written(file.place(), source)),
            Self::Stream { file, path } => file.flush().map_err(|source| StreamError::of(path.display(), source)),
        }
    }
}

/// An error of writing that says which file it was, of the same kind.
pub(crate) fn not_written(path: &Path, source: io::Error) -> io::Error {
    io::Error::new(source.kind(), PlaceError { path: path.to_owned(), source, after: After::AsBefore })
}

/// Whether a name stands for a pipe or a device: moving a file there would destroy it, `/dev/null` of a whole machine too.
pub(crate) fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}
