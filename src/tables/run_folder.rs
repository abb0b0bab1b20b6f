//! The run folder on disk: every table and run.json, whole under its final name or not there at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Format, RunWriter, Tables};

/// Why a run folder could not be written. The old state is left as it was.
#[derive(Debug, thiserror::Error)]
pub enum RunFolderError {
    #[error("{path} exists already; choose another name, or pass --overwrite to replace it", path = .0.display())]
    Exists(PathBuf),
    /// Something else stands under the name, and replacing it could destroy what a run did not make.
    #[error("{path} is not a run folder (it has no run.json), so it is not replaced; choose another name", path = .0.display())]
    NotARun(PathBuf),
    #[error("{path} was not made by this command (it has no {mark}), so it is not replaced; choose another name", path = .folder.display())]
    NotOurs { folder: PathBuf, mark: &'static str },
    #[error("cannot write {path}: {source}", path = .path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// Writes all tables and `run_json` to a folder beside `folder` and moves it into place when it is complete and on disk.
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
    let mut writer = RunWriter::new(folder, format, no_text, overwrite)?;
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
    );
    if !no_text {
        writer.rows(&tables.texts)?;
    }
    if let Some(audit) = &tables.audit {
        each!(audit, stories, uses, targets);
    }
    writer.finish(run_json)
}

/// Writes a folder of other files as [`write()`] writes a run: whole or not at all. What is there is replaced only with `overwrite`, and only
/// where it is empty or holds `mark`, the file by which such a folder is known and which is one of `files`.
pub fn write_files(folder: &Path, mark: &'static str, files: &[(&str, &[u8])], overwrite: bool) -> Result<(), RunFolderError> {
    if fs::symlink_metadata(folder).is_ok() {
        check_marked(folder, mark, overwrite)?;
    }
    put(folder, |beside| {
        for (name, bytes) in files {
            file(&beside.join(name), |out| out.write_all(bytes))?;
        }
        Ok(())
    })
}

/// Fills a folder beside `folder` and moves it into its place.
fn put(folder: &Path, fill: impl FnOnce(&Path) -> Result<(), (PathBuf, io::Error)>) -> Result<(), RunFolderError> {
    let staged = Staged::new(folder)?;
    fill(staged.path()).map_err(|(path, source)| RunFolderError::Write { path, source })?;
    staged.commit()
}

/// A folder beside its place. Where it is dropped before it is put there, nothing of it stays.
pub(super) struct Staged {
    folder: PathBuf,
    parent: PathBuf,
    beside: tempfile::TempDir,
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> RunFolderError {
    let path = path.to_path_buf();
    move |source| RunFolderError::Write { path, source }
}

impl Staged {
    pub fn new(folder: &Path) -> Result<Self, RunFolderError> {
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(failed(parent))?;
        let beside = tempfile::Builder::new().prefix(".newsprint-run-").tempdir_in(parent).map_err(failed(parent))?;
        Ok(Self { folder: folder.to_path_buf(), parent: parent.to_path_buf(), beside })
    }

    /// Where to put the files.
    pub fn path(&self) -> &Path {
        self.beside.path()
    }

    /// Moves the folder into its place, from where what stands there steps aside.
    pub fn commit(self) -> Result<(), RunFolderError> {
        let Self { folder, parent, beside } = self;
        let (folder, parent) = (folder.as_path(), parent.as_path());
        let occupied = fs::symlink_metadata(folder).is_ok();
        open_to_others(beside.path()).map_err(failed(beside.path()))?;
        sync_directory(beside.path()).map_err(failed(beside.path()))?;
        if occupied {
            // The old folder steps aside first and goes only when the new one is in place.
            let old = tempfile::Builder::new().prefix(".newsprint-old-").tempdir_in(parent).map_err(failed(parent))?;
            let aside = old.path().join("run");
            fs::rename(folder, &aside).map_err(failed(folder))?;
            if let Err(error) = fs::rename(beside.path(), folder) {
                fs::rename(&aside, folder).map_err(failed(folder))?;
                return Err(failed(folder)(error));
            }
        } else {
            fs::rename(beside.path(), folder).map_err(failed(folder))?;
        }
        // The folder has moved: there is nothing left to clean up under its old name.
        let _ = beside.keep();
        sync_directory(parent).map_err(failed(parent))
    }
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

pub(super) fn file(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), (PathBuf, io::Error)> {
    let write = || {
        let mut out = BufWriter::with_capacity(1 << 18, File::create_new(path)?);
        fill(&mut out)?;
        out.into_inner()?.sync_all()
    };
    write().map_err(|error| (path.to_path_buf(), error))
}

#[cfg(unix)]
fn open_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // A temporary folder is made for its owner alone; a result is as readable as any folder the user makes.
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

fn sync_directory(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Micros;
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
