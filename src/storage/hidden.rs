//! Hidden names beside a place: of what is being written there, of what has stepped aside, of the lock. And what a run that was killed
//! has left under them.
//!
//! A name is `.newsprint-NAME-PROCESS-NUMBER.part`, so that two processes never meet even where nothing can be locked.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Kind, Storage};

const START: &str = ".newsprint-";
/// What is being written, or what has been exchanged for it.
const PART: &str = ".part";
/// The folder that stood there, while the new one comes.
const ASIDE: &str = ".old";
/// Longest name that stands whole in hidden names, in bytes; those have to stay below 255.
const MAX_NAME_BYTES: usize = 120;

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// The folder that a place is in.
pub(super) fn folder_of(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What stands for a name in hidden names: itself, or a hash where it is long or no UTF-8.
fn stem(place: &Path) -> io::Result<String> {
    let name = place.file_name().ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, "the name of a file or a folder is wanted, and this is none")
    })?;
    Ok(match name.to_str() {
        Some(name) if name.len() <= MAX_NAME_BYTES => name.to_owned(),
        _ => format!("{:032x}", xxhash_rust::xxh3::xxh3_128(name.as_encoded_bytes())),
    })
}

fn named(place: &Path, ending: &str) -> io::Result<PathBuf> {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    Ok(folder_of(place).join(format!("{START}{}-{}-{number}{ending}", stem(place)?, process::id())))
}

/// A new name for what is being written for a place.
pub(super) fn part(place: &Path) -> io::Result<PathBuf> {
    named(place, PART)
}

/// A new name for the folder that stands in a place.
pub(super) fn aside(place: &Path) -> io::Result<PathBuf> {
    named(place, ASIDE)
}

/// The name of the lock of a place.
pub(super) fn lock(place: &Path) -> io::Result<PathBuf> {
    Ok(folder_of(place).join(format!("{START}{}.lock", stem(place)?)))
}

/// The folder beside a place that holds what is kept of a run which ends there.
pub fn kept(place: &Path) -> io::Result<PathBuf> {
    Ok(folder_of(place).join(format!("{START}{}.resume", stem(place)?)))
}

/// Whether a hidden name belongs to a place, with its ending.
fn ending_for(name: &str, stem: &str) -> Option<&'static str> {
    let (numbered, ending) = [PART, ASIDE].into_iter().find_map(|ending| Some((name.strip_suffix(ending)?, ending)))?;
    let mut parts = numbered.strip_prefix(START)?.rsplitn(3, '-');
    let are_numbers =
        (0..2).all(|_| parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())));
    (are_numbers && parts.next() == Some(stem)).then_some(ending)
}

/// Removes what killed runs have left beside a place, and puts back the folder that one of them had moved aside. Only for who holds the
/// [`super::Lock`] of the place: what another process is writing looks the same.
pub fn clear(storage: &dyn Storage, place: &Path) -> io::Result<usize> {
    let (folder, stem) = (folder_of(place), stem(place)?);
    let mut cleared = 0;
    for name in storage.names(folder)? {
        let Some(ending) = ending_for(&name, &stem) else { continue };
        let path = folder.join(OsStr::new(&name));
        match storage.kind(&path)? {
            Some(Kind::Folder) if ending == ASIDE && storage.kind(place)?.is_none() => storage.rename(&path, place)?,
            Some(Kind::Folder) => storage.remove_folder(&path)?,
            Some(Kind::File) => storage.remove(&path)?,
            None => continue,
        }
        cleared += 1;
    }
    Ok(cleared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_name_belongs_to_one_place() {
        for place in ["run", "a/run-1", "run-1-2", "x".repeat(250).as_str(), "é.jsonl.gz"] {
            let place = Path::new(place);
            let hidden = part(place).unwrap();
            let name = hidden.file_name().unwrap().to_str().unwrap();
            assert!(name.len() < 200 && folder_of(&hidden) == folder_of(place), "{name}");
            assert_eq!(ending_for(name, &stem(place).unwrap()), Some(PART));
            for other in ["run-", "ru", "run-1-2-3", "run-1", "run"] {
                if Path::new(other) != Path::new(place.file_name().unwrap()) {
                    assert_eq!(ending_for(name, other), None, "{name}: {other}");
                }
            }
        }
        for name in [
            ".newsprint-run.lock",
            ".newsprint-run-1-2.part.gz",
            ".newsprint-run-1-x.part",
            "run-1-2.part",
            ".newsprint-run--2.part",
        ] {
            assert_eq!(ending_for(name, "run"), None, "{name}");
        }
        assert!(part(Path::new("..")).is_err() && part(Path::new("/")).is_err());
    }
}
