//! The finished pieces of a run, kept until it is done, so that a run that was killed goes on from the last of them.
//!
//! A folder holds `plan`, which says what run it is, and files of pieces. Pieces are only ever appended, each with its length and a hash:
//! one that was cut off by the end of the process, or of the machine, is not there. A run that goes on writes to a file of its own.
//!
//! Responsible for pieces by name, and for telling the same run from another. Not responsible for what is in a piece.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ahash::AHashMap;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{Storage, Stored, read_exact_at};

/// The file that says what run it is.
const PLAN: &str = "plan";

/// Before each piece: bytes of its name, of its content, and the hash of both.
const HEAD_BYTES: usize = 24;

/// A name or a piece longer than this was never written: what stands there is no head.
const MOST_BYTES: u64 = 1 << 32;

/// Where the content of a piece stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: usize,
    at: u64,
    bytes: usize,
}

/// Pieces of one run.
#[derive(Debug)]
pub struct Journal {
    storage: Arc<dyn Storage>,
    folder: PathBuf,
    found: AHashMap<String, Place>,
    files: Vec<Box<dyn Stored>>,
    writing: Mutex<Writing>,
}

#[derive(Debug)]
struct Writing {
    file: Box<dyn Stored>,
    /// What could not be kept costs a run that is killed the time to make it again, and nothing else: the rest is not kept either.
    failed: bool,
}

/// What stands in the folder of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    Nothing,
    /// Pieces of the run with this plan.
    Run(Vec<u8>),
}

/// What run the pieces in a folder are of.
pub fn left(storage: &dyn Storage, folder: &Path) -> io::Result<Left> {
    match storage.open(&folder.join(PLAN)) {
        Ok(file) => {
            let mut plan = vec![0; usize::try_from(file.bytes()?).map_err(io::Error::other)?];
            read_exact_at(&*file, &mut plan, 0)?;
            Ok(Left::Run(plan))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Left::Nothing),
        Err(error) => Err(error),
    }
}

impl Journal {
    /// Begins anew: what stands in the folder goes.
    pub fn begin(storage: Arc<dyn Storage>, folder: &Path, plan: &[u8]) -> io::Result<Self> {
        discard(&*storage, folder)?;
        storage.create_folder(folder)?;
        // Under another name until it is whole: half a plan is none.
        let new = folder.join("plan.new");
        let mut file = storage.create(&new)?;
        file.write_all(plan)?;
        file.sync()?;
        storage.rename(&new, &folder.join(PLAN))?;
        storage.sync_folder(folder)?;
        Self::open(storage, folder)
    }

    /// Goes on with the pieces in the folder.
    pub fn open(storage: Arc<dyn Storage>, folder: &Path) -> io::Result<Self> {
        let mut found = AHashMap::new();
        let mut files: Vec<Box<dyn Stored>> = Vec::new();
        let names: Vec<String> = storage.names(folder)?.into_iter().filter(|name| name.starts_with("pieces-")).collect();
        for name in &names {
            let file = storage.open(&folder.join(name))?;
            read_pieces(&*file, files.len(), &mut found)?;
            files.push(file);
        }
        let file = storage.create(&folder.join(format!("pieces-{:06}", names.len())))?;
        Ok(Self { storage, folder: folder.to_owned(), found, files, writing: Mutex::new(Writing { file, failed: false }) })
    }

    /// Pieces that an earlier run has finished.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.found.len()
    }

    /// The piece of this name, if an earlier run has finished it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let place = self.found.get(name)?;
        let mut piece = vec![0; place.bytes];
        // What cannot be read is made again.
        read_exact_at(&**self.files.get(place.file)?, &mut piece, place.at).ok()?;
        Some(piece)
    }

    /// Keeps a finished piece. Whether that succeeds decides nothing about this run.
    pub fn put(&self, name: &str, piece: &[u8]) {
        self.put_parts(name, &[piece]);
    }

    /// As [`Journal::put`], for a piece in several parts, which are large and not copied.
    pub fn put_parts(&self, name: &str, parts: &[&[u8]]) {
        let mut hash = Xxh3::new();
        hash.update(name.as_bytes());
        for part in parts {
            hash.update(part);
        }
        let size: usize = parts.iter().map(|part| part.len()).sum();
        let mut head = Vec::with_capacity(HEAD_BYTES + name.len());
        head.extend_from_slice(&(name.len() as u64).to_le_bytes());
        head.extend_from_slice(&(size as u64).to_le_bytes());
        head.extend_from_slice(&hash.digest().to_le_bytes());
        head.extend_from_slice(name.as_bytes());
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        // A piece of which a part is not there is none.
        for part in [&[&*head], parts].concat() {
            if !writing.failed {
                writing.failed = writing.file.write_all(part).is_err();
            }
        }
    }

    /// The run is done: nobody will go on with it.
    pub fn finish(self) -> io::Result<()> {
        let Self { storage, folder, files, writing, .. } = self;
        drop((files, writing));
        discard(&*storage, &folder)
    }
}

/// Removes a journal, its plan first: without it the rest is nobody's.
pub fn discard(storage: &dyn Storage, folder: &Path) -> io::Result<()> {
    let absent = |done: io::Result<()>| match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    };
    absent(storage.remove(&folder.join(PLAN)))?;
    absent(storage.remove_folder(folder))
}

/// Finds the whole pieces of a file, up to the first that is not.
fn read_pieces(file: &dyn Stored, number: usize, found: &mut AHashMap<String, Place>) -> io::Result<()> {
    let end = file.bytes()?;
    let mut at = 0;
    while at + HEAD_BYTES as u64 <= end {
        let mut head = [0; HEAD_BYTES];
        read_exact_at(file, &mut head, at)?;
        let part = |i: usize| u64::from_le_bytes(std::array::from_fn(|byte| head[8 * i + byte]));
        let (name, content, hash) = (part(0), part(1), part(2));
        at += HEAD_BYTES as u64;
        if name > MOST_BYTES || content > MOST_BYTES || at + name + content > end {
            break;
        }
        let size = |bytes: u64| usize::try_from(bytes).map_err(io::Error::other);
        let mut bytes = vec![0; size(name + content)?];
        read_exact_at(file, &mut bytes, at)?;
        let Some(text) = std::str::from_utf8(&bytes[..size(name)?]).ok().filter(|_| xxh3_64(&bytes) == hash) else { break };
        found.insert(text.to_owned(), Place { file: number, at: at + name, bytes: size(content)? });
        at += name + content;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Disk;

    fn piece(i: usize) -> Vec<u8> {
        format!("piece {i} ").repeat(i * 37 % 50).into_bytes()
    }

    /// A process can end within any byte that it writes: what was whole before it is found, and nothing else.
    #[test]
    fn a_journal_cut_off_anywhere_gives_its_whole_pieces() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("run");
        let journal = Journal::begin(Arc::new(Disk), &folder, b"a plan").unwrap();
        let mut ends = vec![0];
        for i in 0..12 {
            journal.put(&format!("name {i}"), &piece(i));
            ends.push(std::fs::metadata(folder.join("pieces-000000")).unwrap().len());
        }
        drop(journal);
        assert_eq!(left(&Disk, &folder).unwrap(), Left::Run(b"a plan".to_vec()));
        let whole = std::fs::read(folder.join("pieces-000000")).unwrap();
        for cut in 0..=whole.len() {
            std::fs::write(folder.join("pieces-000000"), &whole[..cut]).unwrap();
            let journal = Journal::open(Arc::new(Disk), &folder).unwrap();
            let finished = ends.iter().filter(|&&end| end <= cut as u64).count() - 1;
            assert_eq!(journal.pieces(), finished, "cut at {cut}");
            for i in 0..12 {
                assert_eq!(journal.get(&format!("name {i}")), (i < finished).then(|| piece(i)));
            }
            drop(journal);
            std::fs::remove_file(folder.join("pieces-000001")).unwrap();
        }
        // A bit that fell over ends the file as a cut does.
        let mut bent = whole.clone();
        bent[usize::try_from(ends[7]).unwrap() + HEAD_BYTES + 8] ^= 4;
        std::fs::write(folder.join("pieces-000000"), &bent).unwrap();
        let journal = Journal::open(Arc::new(Disk), &folder).unwrap();
        assert_eq!(journal.pieces(), 7);
        journal.put("name 8", &piece(8));
        drop(journal);
        let journal = Journal::open(Arc::new(Disk), &folder).unwrap();
        assert_eq!((journal.pieces(), journal.get("name 8")), (8, Some(piece(8))));
        journal.finish().unwrap();
        assert_eq!(left(&Disk, &folder).unwrap(), Left::Nothing);
        assert!(!folder.exists());
    }
}
