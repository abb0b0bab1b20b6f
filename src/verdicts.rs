//! Verdicts: what a person decided about findings of a run, kept in one file beside the run folder.
//!
//! Responsible for the file: where it stands, what may be in it, and that it is replaced as a whole. Not responsible for findings: a
//! verdict names one by its id, which comes from content, so that it holds for a run that is made again. One whose finding is gone stays.
//!
//! The file stands beside the folder (`run.verdicts.jsonl` for `run`) because the folder is replaced as a whole when a run is made anew.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::storage::{self, Disk, Lock, NewFile};

/// Longest note, in characters: a few paragraphs.
pub const MAX_NOTE_CHARS: usize = 2_000;
/// Longest id, in bytes. Ids of findings are short; what is longer names none.
pub const MAX_ID_BYTES: usize = 1_024;
/// Largest file that is read, in bytes: some hundred thousand verdicts.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

/// What a verdict is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Cluster,
    Credit,
    Edge,
    Match,
    Passage,
    Quote,
    Utterance,
}

impl Finding {
    pub const ALL: [Self; 7] =
        [Self::Cluster, Self::Credit, Self::Edge, Self::Match, Self::Passage, Self::Quote, Self::Utterance];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Credit => "credit",
            Self::Edge => "edge",
            Self::Match => "match",
            Self::Passage => "passage",
            Self::Quote => "quote",
            Self::Utterance => "utterance",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|finding| finding.name() == name)
    }
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// The source is named.
    Credited,
    /// An agreement allows it.
    Licensed,
    /// A quotation within what is fair.
    FairQuotation,
    /// The finding is wrong.
    FalseMatch,
}

impl Ruling {
    pub const ALL: [Self; 4] = [Self::Credited, Self::Licensed, Self::FairQuotation, Self::FalseMatch];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credited => "credited",
            Self::Licensed => "licensed",
            Self::FairQuotation => "fair_quotation",
            Self::FalseMatch => "false_match",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ruling| ruling.name() == name)
    }
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    pub kind: Finding,
    pub id: String,
    pub verdict: Ruling,
    #[serde(default)]
    pub note: String,
}

/// Why verdicts could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum VerdictError {
    #[error("cannot read {path}: {source}", path = .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{path}, line {line}: {detail}", path = .path.display())]
    Malformed { path: PathBuf, line: usize, detail: String },
    #[error("cannot write {path}: {source}", path = .path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

/// The verdicts of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    path: PathBuf,
    rows: BTreeMap<(Finding, String), Verdict>,
}

impl Verdicts {
    /// Reads the file of a run folder; where there is none, there are no verdicts.
    ///
    /// # Errors
    /// If there is a file and it is none of verdicts: it is not passed over, because the next verdict would replace it.
    pub fn of_run(folder: &Path) -> Result<Self, VerdictError> {
        Self::read(beside(folder))
    }

    fn read(path: PathBuf) -> Result<Self, VerdictError> {
        let unreadable = |source| VerdictError::Unreadable { path: path.clone(), source };
        let size = match fs::metadata(&path) {
            Ok(meta) => meta.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self { path, rows: BTreeMap::new() }),
            Err(error) => return Err(unreadable(error)),
        };
        if size > MAX_FILE_BYTES {
            return Err(unreadable(io::Error::other(format!("it is larger than {MAX_FILE_BYTES} bytes"))));
        }
        let page = fs::read_to_string(&path).map_err(unreadable)?;
        let mut rows = BTreeMap::new();
        for (i, line) in page.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let verdict: Verdict = serde_json::from_str(line).map_err(|error| VerdictError::Malformed {
                path: path.clone(),
                line: i + 1,
                detail: error.to_string(),
            })?;
            rows.insert((verdict.kind, verdict.id.clone()), verdict);
        }
        Ok(Self { path, rows })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All verdicts, by kind and id.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Verdict> {
        self.rows.values()
    }

    #[must_use]
    pub fn get(&self, kind: Finding, id: &str) -> Option<&Verdict> {
        self.rows.get(&(kind, id.to_owned()))
    }

    /// Changes the verdict on one finding and keeps the file; `None` takes it back. Gives what stood there before.
    ///
    /// What another program has written since is read first, under a lock, so that no verdict is lost but one on the same finding.
    ///
    /// # Errors
    /// If the file cannot be read or written. It is then as it was, and so is what is in memory.
    pub fn set(&mut self, kind: Finding, id: &str, verdict: Option<Verdict>) -> Result<Option<Verdict>, VerdictError> {
        let unwritable = |source| VerdictError::Unwritable { path: self.path.clone(), source };
        let lock = Lock::wait(&self.path).map_err(unwritable)?;
        if lock.is_held() {
            storage::clear(&Disk, &self.path).map_err(unwritable)?;
        }
        let mut now = Self::read(self.path.clone())?;
        let key = (kind, id.to_owned());
        let before = match verdict {
            Some(verdict) => now.rows.insert(key, verdict),
            None => now.rows.remove(&key),
        };
        now.write().map_err(unwritable)?;
        *self = now;
        Ok(before)
    }

    /// Writes the whole file beside its place, and moves it there when it is on disk.
    fn write(&self) -> io::Result<()> {
        let mut page = Vec::new();
        for verdict in self.rows.values() {
            serde_json::to_writer(&mut page, verdict)?;
            page.push(b'\n');
        }
        let mut file = NewFile::create(&Disk, &self.path).map_err(|error| error.source)?;
        file.write_all(&page)?;
        file.keep().map_err(|error| error.source)
    }
}

/// The file of a run folder's verdicts.
#[must_use]
pub fn beside(folder: &Path) -> PathBuf {
    // `.` and `..` have no name of their own, and the folder that they mean has.
    let folder = match folder.file_name() {
        Some(_) => folder.to_path_buf(),
        None => fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf()),
    };
    let mut name = folder.file_name().unwrap_or_default().to_os_string();
    name.push(".verdicts.jsonl");
    folder.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(kind: Finding, id: &str, ruling: Ruling) -> Verdict {
        Verdict { kind, id: id.into(), verdict: ruling, note: "as agreed\nin <May>".into() }
    }

    #[test]
    fn verdicts_are_sorted_lines_that_survive_and_can_be_taken_back() {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        let mut verdicts = Verdicts::of_run(&run).unwrap();
        assert_eq!(verdicts.iter().len(), 0);
        verdicts.set(Finding::Match, "m2", Some(verdict(Finding::Match, "m2", Ruling::Licensed))).unwrap();
        verdicts.set(Finding::Edge, "e", Some(verdict(Finding::Edge, "e", Ruling::FalseMatch))).unwrap();
        let before = verdicts.set(Finding::Match, "m2", Some(verdict(Finding::Match, "m2", Ruling::Credited))).unwrap();
        assert_eq!(before.map(|one| one.verdict), Some(Ruling::Licensed));
        let page = fs::read_to_string(home.path().join("run.verdicts.jsonl")).unwrap();
        let lines: Vec<&str> = page.lines().collect();
        assert_eq!(lines[0], r#"{"kind":"edge","id":"e","verdict":"false_match","note":"as agreed\nin <May>"}"#);
        assert!(lines.len() == 2 && lines[1].contains(r#""verdict":"credited""#), "{page}");
        assert_eq!(Verdicts::of_run(&run).unwrap(), verdicts);
        verdicts.set(Finding::Edge, "e", None).unwrap();
        assert!(verdicts.get(Finding::Edge, "e").is_none() && verdicts.get(Finding::Match, "m2").is_some());
        let left = fs::read_dir(home.path()).unwrap().count();
        assert_eq!(left, 1, "nothing half is left beside the file");
    }

    #[test]
    fn many_that_give_verdicts_at_once_lose_none() {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        std::thread::scope(|scope| {
            for who in 0..4 {
                let run = &run;
                scope.spawn(move || {
                    for i in 0..10 {
                        let id = format!("m{who}-{i}");
                        let mut verdicts = Verdicts::of_run(run).unwrap();
                        verdicts.set(Finding::Match, &id, Some(verdict(Finding::Match, &id, Ruling::Licensed))).unwrap();
                    }
                });
            }
        });
        assert_eq!(Verdicts::of_run(&run).unwrap().iter().len(), 40);
    }

    #[test]
    fn what_another_program_wrote_meanwhile_stays() {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        let (mut one, mut two) = (Verdicts::of_run(&run).unwrap(), Verdicts::of_run(&run).unwrap());
        one.set(Finding::Match, "a", Some(verdict(Finding::Match, "a", Ruling::Licensed))).unwrap();
        two.set(Finding::Match, "b", Some(verdict(Finding::Match, "b", Ruling::Licensed))).unwrap();
        assert_eq!(Verdicts::of_run(&run).unwrap().iter().len(), 2);
    }

    #[test]
    fn a_file_of_something_else_is_an_error_with_its_line_and_stays() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("run.verdicts.jsonl");
        let page = "{\"kind\":\"match\",\"id\":\"a\",\"verdict\":\"licensed\"}\n\n{\"kind\":\"match\",\"id\":\"b\",\"verdict\":\"fine\"}\n";
        fs::write(&path, page).unwrap();
        let error = Verdicts::of_run(&home.path().join("run")).unwrap_err();
        assert!(error.to_string().contains("run.verdicts.jsonl, line 3: unknown variant `fine`"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), page);
    }

    #[test]
    fn the_file_stands_beside_the_folder() {
        assert_eq!(beside(Path::new("run/")), Path::new("run.verdicts.jsonl"));
        assert_eq!(beside(Path::new("/data/runs/may.2")), Path::new("/data/runs/may.2.verdicts.jsonl"));
        let here = beside(Path::new("."));
        assert!(here.is_absolute() && here.to_string_lossy().ends_with(".verdicts.jsonl"), "{}", here.display());
    }
}
