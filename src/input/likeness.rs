//! What the inputs of a run are like: enough to tell that one of them is no longer what it was.
//!
//! Responsible for size, time and the ends of each file. Not responsible for what is in them.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::time::UNIX_EPOCH;

use xxhash_rust::xxh3::Xxh3;

use super::error::InputError;
use super::sources::{Source, expand};

/// Bytes at either end of a file that are looked at.
const END_BYTES: u64 = 64 << 10;

/// What one input is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// As rows name it; `-` for standard input.
    pub name: String,
    /// Packed, as it stands on the disk; 0 for standard input.
    pub bytes: u64,
    /// Time of the last change, in nanoseconds since 1970, where the system keeps one.
    pub modified: u128,
    /// Hash of its first and last 64 KiB.
    pub ends: u64,
}

/// The files that arguments stand for, with their sizes; what else they are like is looked at when it is asked for.
#[derive(Debug)]
pub struct Found {
    sources: Vec<Source>,
    /// Of all files, packed, as they stand on the disk.
    pub bytes: u64,
}

impl Found {
    pub fn of(inputs: &[String]) -> Result<Self, InputError> {
        let sources = expand(inputs)?.files;
        let size = |source: &Source| source.path.as_ref().and_then(|path| path.metadata().ok()).map_or(0, |meta| meta.len());
        let bytes = sources.iter().map(size).sum();
        Ok(Self { sources, bytes })
    }

    /// Whether standard input is one of them, which cannot be read from its start again.
    #[must_use]
    pub fn has_stdin(&self) -> bool {
        self.sources.iter().any(|source| source.path.is_none())
    }

    /// What the files are like, in their order. Those that cannot be read are left out: reading says why.
    #[must_use]
    pub fn likenesses(&self) -> Vec<Likeness> {
        self.sources.iter().filter_map(|source| of(source).ok()).collect()
    }
}

fn of(source: &Source) -> io::Result<Likeness> {
    let mut likeness = Likeness { name: source.name.clone(), bytes: 0, modified: 0, ends: 0 };
    let Some(path) = &source.path else { return Ok(likeness) };
    let mut file = File::open(path)?;
    let meta = file.metadata()?;
    likeness.bytes = meta.len();
    likeness.modified =
        meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |time| time.as_nanos());
    let mut hash = Xxh3::new();
    let mut end = Vec::new();
    (&mut file).take(END_BYTES).read_to_end(&mut end)?;
    hash.update(&end);
    end.clear();
    file.seek(SeekFrom::Start(meta.len().saturating_sub(END_BYTES)))?;
    file.take(END_BYTES).read_to_end(&mut end)?;
    hash.update(&end);
    likeness.ends = hash.digest();
    Ok(likeness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_at_either_end_or_of_size_is_seen() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("in.jsonl");
        let inputs = [path.to_string_lossy().into_owned()];
        let like = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let mut found = Found::of(&inputs).unwrap().likenesses();
            found[0].modified = 0;
            found
        };
        let mut bytes = vec![b'a'; 300_000];
        let first = like(&bytes);
        bytes[10] = b'b';
        let second = like(&bytes);
        bytes[299_990] = b'b';
        let third = like(&bytes);
        bytes.push(b'\n');
        let fourth = like(&bytes);
        assert!(first != second && second != third && third != fourth);
        assert_eq!(like(&bytes), fourth);
    }
}
