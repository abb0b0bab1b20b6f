//! The run folder on disk: every table and run.json, whole under its final name or not there at all.

use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::{Format, RunWriter, Tables};
use crate::storage::{self, After, Disk, NewFolder, PlaceError, Storage, Stored, behind_links};

/// Why a run folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RunFolderError {
    #[error("{path} exists already; choose another name, or pass --overwrite to replace it", path = .0.display())]
    Exists(PathBuf),
    /// Something else stands under the name, and replacing it could destroy what a run did not make.
    #[error("{path} is not a run folder (it has no run.json), so it is not replaced; choose another name", path = .0.display())]
    NotARun(PathBuf),
    #[error("{path} was not made by this command (it has no {mark}), so it is not replaced; choose another name", path = .folder.display())]
    NotOurs { folder: PathBuf, mark: &'static str },
    #[error("cannot write {path}", path = .path.display())]
    Write { path: PathBuf, source: io::Error, after: After },
    /// What is kept of rows on their way has no room in memory and could not be written or read.
    #[error("a temporary file: {0}")]
    Scratch(io::Error),
}

impl From<PlaceError> for RunFolderError {
    fn from(error: PlaceError) -> Self {
        Self::Write { path: error.path, source: error.source, after: error.after }
    }
}

/// Writes all tables and `run_json` to a folder beside `folder` and moves it into place when it is complete and on disk. Two that write to
/// one folder do each other no harm, and the later one wins: who wants to know first takes the [`storage::Lock`] of the folder.
///
/// An existing folder is refused unless `overwrite`, and even then unless it is a run folder or empty.
pub fn write(
    folder: &Path,
    tables: &Tables,
    run_json: &[u8],
    format: Format,
    no_text: bool,
    overwrite: bool,
) -> Result<(), RunFolderError> {
    write_with(RunWriter::new(folder, format, no_text, overwrite)?, tables, run_json)
}

/// Writes a folder of other files as [`write()`] writes a run: whole or not at all. What is there is replaced only with `overwrite`, and only
/// where it is empty or holds `mark`, the file by which such a folder is known and which is one of `files`.
pub fn write_files(folder: &Path, mark: &'static str, files: &[(&str, &[u8])], overwrite: bool) -> Result<(), RunFolderError> {
    check_marked(folder, mark, overwrite)?;
    put(&Disk, &behind_links(folder), |new| {
        files.iter().try_for_each(|(name, bytes)| file(new, name, |out| out.write_all(bytes)))
    })
}

/// Fills a folder beside `folder` and moves it into its place.
fn put(
    storage: &dyn Storage,
    folder: &Path,
    fill: impl FnOnce(&mut NewFolder<'_>) -> Result<(), RunFolderError>,
) -> Result<(), RunFolderError> {
    let mut new = NewFolder::create(storage, folder)?;
    fill(&mut new)?;
    Ok(new.keep()?)
}

/// Refuses what must not be replaced. Also called before a long run, so that it does not end in a refusal.
pub fn check_replaceable(folder: &Path, overwrite: bool) -> Result<(), RunFolderError> {
    check_marked(folder, "run.json", overwrite)
}

/// As [`check_replaceable`], for a folder that is known by another file.
pub fn check_marked(folder: &Path, mark: &'static str, overwrite: bool) -> Result<(), RunFolderError> {
    if fs::symlink_metadata(folder).is_err() {
        return Ok(());
    }
    let empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if empty {
        return Ok(());
    }
    if !overwrite {
        return Err(RunFolderError::Exists(folder.to_path_buf()));
    }
    if !folder.join(mark).is_file() {
        return Err(match mark {
            "run.json" => RunFolderError::NotARun(folder.to_path_buf()),
            mark => RunFolderError::NotOurs { folder: folder.to_path_buf(), mark },
        });
    }
    Ok(())
}

fn write_with(mut writer: RunWriter<'_>, tables: &Tables, run_json: &[u8]) -> Result<(), RunFolderError> {
    macro_rules! each {
        ($from:expr, $($table:ident),+ $(,)?) => {$( writer.rows(&$from.$table)?; )+};
    }
    each!(
        tables,
        articles,
        matches,
        passages,
        families,
        family_members,
        clusters,
        members,
        quotes,
        utterances,
        credits,
        edges,
        outlets,
        outlet_edges,
        rejects,
        texts,
    );
    if let Some(audit) = &tables.audit {
        each!(audit, stories, uses, targets);
    }
    writer.finish(run_json)
}

pub(super) fn file(
    folder: &mut NewFolder<'_>,
    name: &str,
    fill: impl FnOnce(&mut BufWriter<Box<dyn Stored>>) -> io::Result<()>,
) -> Result<(), RunFolderError> {
    let mut out = BufWriter::with_capacity(1 << 18, folder.file(Path::new(name))?);
    let written = fill(&mut out).and_then(|()| storage::finish(out));
    written.map_err(|error| failed(folder, name, error))
}

/// A file of a folder that is being filled could not be written.
pub(super) fn failed(folder: &NewFolder<'_>, name: &str, error: io::Error) -> RunFolderError {
    RunFolderError::Write { path: folder.place().join(name), source: of_the_system(error), after: After::AsBefore }
}

/// What the system said, where a writer of tables has wrapped it in an error of its own.
fn of_the_system(error: io::Error) -> io::Error {
    let mut cause = error.get_ref().map(|inner| inner as &(dyn std::error::Error + 'static));
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io.raw_os_error().map_or_else(|| io::Error::new(io.kind(), io.to_string()), io::Error::from_raw_os_error);
        }
        cause = inner.source();
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Micros;
    use crate::storage::{Fault, Faulty, Memory, Operation, Plan};
    use crate::tables::{Alternative, ArticleRow, EdgeRow, Row as _, write_rows};

    fn tables() -> Tables {
        Tables {
            articles: vec![ArticleRow {
                article_id: "a,\"1\"\n".into(),
                published_at: Some(Micros(1_767_225_600_000_000)),
                ..ArticleRow::default()
            }],
            edges: vec![EdgeRow {
                edge_id: "e".into(),
                evidence: vec!["earlier".into()],
                alternatives: vec![Alternative { src: "b".into(), probability: 0.25 }],
                ..EdgeRow::default()
            }],
            ..Tables::default()
        }
    }

    #[test]
    fn a_run_appears_whole_and_is_not_overwritten_unasked() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().join("deep/run");
        for format in Format::ALL {
            write(&folder, &tables(), b"{}", format, false, true).expect("written");
            let files = fs::read_dir(&folder).expect("there").count();
            assert_eq!(files, 16);
        }
        let refused = write(&folder, &tables(), b"{}", Format::Csv, false, false);
        assert!(matches!(refused, Err(RunFolderError::Exists(_))));
        let beside = fs::read_dir(home.path().join("deep")).expect("there").count();
        assert_eq!(beside, 1, "nothing half is left beside the run");
    }

    #[test]
    fn what_is_not_a_run_is_never_replaced() {
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::write(home.path().join("thesis.txt"), "years of work").expect("written");
        let refused = write(home.path(), &tables(), b"{}", Format::Jsonl, false, true);
        assert!(matches!(refused, Err(RunFolderError::NotARun(_))));
        assert!(home.path().join("thesis.txt").exists());
    }

    #[test]
    fn whatever_fails_the_old_run_stands_or_the_new() {
        let place = Path::new("run");
        let write = |storage: &dyn Storage, run_json: &[u8], format| {
            write_with(RunWriter::on(storage, place, format, false)?, &tables(), run_json)
        };
        let mut faults = 0;
        for format in Format::ALL {
            for (operation, fault) in Operation::ALL
                .into_iter()
                .flat_map(|operation| [Fault::Full, Fault::Broken, Fault::Short].map(|fault| (operation, fault)))
            {
                for (nth, stays) in (1..).flat_map(|nth| [(nth, false), (nth, true)]) {
                    let memory = Memory::new();
                    write(&memory, b"{\"old\"}", format).expect("written");
                    let old = memory.files();
                    let storage = Faulty::new(memory.clone(), Plan { operation: Some(operation), nth, fault, stays });
                    let outcome = write(&storage, b"{\"new\"}", format);
                    if storage.failed() == 0 {
                        break;
                    }
                    faults += 1;
                    let told = format!("{} {operation:?} {fault:?} {nth} {stays}", format.name());
                    match outcome {
                        Err(RunFolderError::Write { after: After::AsBefore, .. }) => assert!(memory.files() == old, "{told}"),
                        Err(RunFolderError::Write { after: After::New, .. }) => assert!(stays, "{told}"),
                        Err(error) => panic!("{told}: {error}"),
                        Ok(()) => {
                            let files = memory.files();
                            assert_eq!(files[Path::new("run/run.json")].as_deref(), Some(&b"{\"new\"}"[..]), "{told}");
                            let whole = files.keys().filter(|path| path.starts_with(place)).count();
                            assert_eq!(whole, 17, "{told}: sixteen files and the folder");
                        }
                    }
                }
            }
        }
        assert!(faults > 500, "{faults} faults");
    }

    #[test]
    fn text_formats_hold_every_column() {
        let mut out = Vec::new();
        write_rows(&tables().articles, Format::Jsonl, &mut out).expect("memory");
        let row: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(row["published_at"], "2026-01-01T00:00:00Z");
        assert_eq!(row["outlet"], serde_json::Value::Null);
        assert_eq!(row.as_object().map(serde_json::Map::len), Some(ArticleRow::COLUMNS.len()));
        let mut out = Vec::new();
        write_rows(&tables().edges, Format::Csv, &mut out).expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.contains(r#""[""earlier""]""#) && text.contains(r#""[{""src"":""b"",""probability"":0.25}]""#), "{text}");
    }
}
