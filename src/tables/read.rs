//! The way back: the tables of a run folder as rows, in whichever format they were written.
//!
//! Responsible for finding a table's file and for its rows by the names of their columns: columns that a row does not know are passed
//! over, and one that is missing is null where it may be. Not responsible for what rows mean to each other.
//!
//! A run folder may come from anywhere, so what does not fit is an error that names the file, the row and the column.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::cell::{ColumnSpec, Found, Kind, Row};
use super::{AuditTables, Format, Tables, TextRow, UseRow, csv, jsonl, parquet};
use crate::article::Micros;

/// Why a run folder or one of its tables could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("{path} is no run folder: it has no run.json", path = .0.display())]
    NotARun(PathBuf),
    #[error("{folder} has no table {table}", folder = .folder.display())]
    Missing { folder: PathBuf, table: &'static str },
    #[error("cannot read {path}: {source}", path = .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// A column that cannot be null is not there, or a cell holds something else than its column.
    #[error("{path}, {row}column {column}: {detail}", path = .path.display(), row = row_in_words(*.row))]
    Malformed { path: PathBuf, row: Option<u64>, column: String, detail: String },
}

fn row_in_words(row: Option<u64>) -> String {
    row.map(|row| format!("row {row}, ")).unwrap_or_default()
}

/// What is wrong with a table, before its path is known.
#[derive(Debug)]
pub(super) enum Fault {
    Io(io::Error),
    /// A row, counted from one, and what is wrong with which column.
    Cell {
        row: Option<u64>,
        column: String,
        detail: String,
    },
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Fault {
    pub(super) fn missing(column: &ColumnSpec) -> Self {
        Self::Cell { row: None, column: column.name.to_owned(), detail: "the table has no such column".to_owned() }
    }
}

/// A run folder that is read.
///
/// ```no_run
/// use newsprint::tables::{ArticleRow, RunTables};
///
/// let run = RunTables::open("run")?;
/// let articles: Vec<ArticleRow> = run.load()?;
/// # Ok::<(), newsprint::tables::TableError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RunTables {
    folder: PathBuf,
    run_json: serde_json::Value,
}

impl RunTables {
    /// Opens a folder that [`super::write`] made.
    ///
    /// # Errors
    /// Where there is no `run.json`, or one that is not JSON.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, TableError> {
        let folder = folder.as_ref().to_path_buf();
        let path = folder.join("run.json");
        if !path.is_file() {
            return Err(TableError::NotARun(folder));
        }
        let parse = |bytes: Vec<u8>| serde_json::from_slice(&bytes).map_err(io::Error::from);
        match std::fs::read(&path).and_then(parse) {
            Ok(run_json) => Ok(Self { folder, run_json }),
            Err(source) => Err(TableError::Unreadable { path, source }),
        }
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How the run was made.
    #[must_use]
    pub const fn run_json(&self) -> &serde_json::Value {
        &self.run_json
    }

    /// The file of a table and its format. Of several formats the first of [`Format::ALL`].
    #[must_use]
    pub fn file(&self, table: &str) -> Option<(PathBuf, Format)> {
        let named = |format: Format| (self.folder.join(format!("{table}.{}", format.name())), format);
        Format::ALL.map(named).into_iter().find(|(path, _)| path.is_file())
    }

    /// Whether the run kept its texts (`--no-text` does not).
    #[must_use]
    pub fn has_texts(&self) -> bool {
        self.file(TextRow::TABLE).is_some()
    }

    /// All rows of a table, which the type of the row names.
    pub fn load<R: Row>(&self) -> Result<Vec<R>, TableError> {
        let mut rows = Vec::new();
        self.each(&mut |row| rows.push(row))?;
        Ok(rows)
    }

    /// The rows of a table one after the other, for who keeps a few of many.
    pub fn each<R: Row>(&self, take: &mut dyn FnMut(R)) -> Result<(), TableError> {
        let missing = || TableError::Missing { folder: self.folder.clone(), table: R::TABLE };
        let (path, format) = self.file(R::TABLE).ok_or_else(missing)?;
        let mut number = 0u64;
        let mut taken = |found: Vec<Found>| {
            number += 1;
            let row = R::from_found(found).map_err(|column| Fault::Cell {
                row: Some(number),
                column: R::COLUMNS.get(column).map_or("?", |column| column.name).to_owned(),
                detail: "empty, or not of the column's type".to_owned(),
            })?;
            take(row);
            Ok(())
        };
        let mut read = || {
            let file = File::open(&path)?;
            match format {
                Format::Parquet => parquet::read(file, R::COLUMNS, &mut taken),
                Format::Jsonl => jsonl::read(BufReader::with_capacity(1 << 18, file), R::COLUMNS, &mut taken),
                Format::Csv | Format::Excel => csv::read(file, R::COLUMNS, &mut taken),
            }
        };
        read().map_err(|fault| match fault {
            Fault::Io(source) => TableError::Unreadable { path: path.clone(), source },
            Fault::Cell { row, column, detail } => TableError::Malformed { path: path.clone(), row, column, detail },
        })
    }

    /// Every table; the texts are empty where the run kept none.
    pub fn tables(&self) -> Result<Tables, TableError> {
        Ok(Tables {
            articles: self.load()?,
            texts: if self.has_texts() { self.load()? } else { Vec::new() },
            matches: self.load()?,
            passages: self.load()?,
            families: self.load()?,
            family_members: self.load()?,
            clusters: self.load()?,
            members: self.load()?,
            quotes: self.load()?,
            utterances: self.load()?,
            credits: self.load()?,
            edges: self.load()?,
            outlets: self.load()?,
            outlet_edges: self.load()?,
            rejects: self.load()?,
            audit: if self.file(UseRow::TABLE).is_some() { Some(self.audit()?) } else { None },
        })
    }

    /// The tables that an audit adds.
    pub fn audit(&self) -> Result<AuditTables, TableError> {
        Ok(AuditTables { stories: self.load()?, uses: self.load()?, targets: self.load()? })
    }
}

/// A value in the text formats, from JSON; `None` where it is of another type.
pub(super) fn from_json(kind: Kind, value: serde_json::Value) -> Option<Found> {
    use serde_json::Value;
    Some(match (kind, value) {
        (_, Value::Null) => Found::Null,
        (Kind::Text, Value::String(text)) => Found::Text(text),
        (Kind::Time, Value::String(text)) => Found::Time(time(&text)?),
        (Kind::Int, Value::Number(n)) => Found::Int(n.as_i64()?),
        (Kind::Float, Value::Number(x)) => Found::Float(x.as_f64()?),
        (Kind::Bool, Value::Bool(b)) => Found::Bool(b),
        (Kind::TextList, value @ Value::Array(_)) => Found::TextList(serde_json::from_value(value).ok()?),
        (Kind::Alternatives, value @ Value::Array(_)) => Found::Alternatives(serde_json::from_value(value).ok()?),
        (Kind::Blocks, value @ Value::Array(_)) => Found::Blocks(serde_json::from_value(value).ok()?),
        _ => return None,
    })
}

/// A time as [`Micros`] shows it.
fn time(text: &str) -> Option<Micros> {
    match text.strip_suffix("us") {
        Some(number) => number.parse().ok().map(Micros),
        None => text.parse::<jiff::Timestamp>().ok().map(|time| Micros(time.as_microsecond())),
    }
}

/// The lines of a table, whatever their ends; empty ones are none.
pub(super) fn lines(mut from: impl BufRead, mut each: impl FnMut(u64, &[u8]) -> Result<(), Fault>) -> Result<(), Fault> {
    let (mut line, mut number) = (Vec::new(), 0);
    loop {
        line.clear();
        if from.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        number += 1;
        let text = line.trim_ascii();
        if !text.is_empty() {
            each(number, text)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Alternative, ArticleRow, Block, EdgeRow, PassageRow, QuoteRow, write};

    fn tables() -> Tables {
        let article = |id: &str, at: Option<i64>| ArticleRow {
            article_id: id.into(),
            outlet: at.map(|_| "The “Reed, Post”\n".to_owned()),
            published_at: at.map(Micros),
            published_precision: "minute".into(),
            words: 12,
            ..ArticleRow::default()
        };
        let block = |family: &str| Block {
            a_start: 1,
            a_end_byte: 9,
            b_start: 7,
            b_end_byte: i64::MAX,
            kind: "quote".into(),
            flags: vec!["unquoted_echo".into(), "é".into()],
            ops: "3= 1X".into(),
            family_id: Some(family.into()),
            ..Block::default()
        };
        Tables {
            articles: vec![
                article("a,\"1\"\n日本", Some(1_767_225_600_000_001)),
                article("b", None),
                article("c", Some(i64::MIN)),
            ],
            texts: vec![TextRow { article_id: "b".into(), text: "  \u{1b}[31m\r\n".into() }],
            edges: vec![EdgeRow {
                edge_id: "e".into(),
                share_of_dst: 0.1 + 0.2,
                evidence: vec!["earlier".into(), "superset".into()],
                alternatives: vec![Alternative { src: "b".into(), probability: 0.25 }],
                ..EdgeRow::default()
            }],
            passages: vec![
                PassageRow { passage_id: "p".into(), blocks: Some(vec![block("f"), Block::default()]), ..PassageRow::default() },
                PassageRow { passage_id: "whole".into(), ..PassageRow::default() },
            ],
            quotes: vec![QuoteRow { quote_id: "q".into(), venue_inherited: true, speaker_start: Some(7), ..QuoteRow::default() }],
            ..Tables::default()
        }
    }

    #[test]
    fn every_format_gives_back_what_was_written() {
        let home = tempfile::tempdir().unwrap();
        for format in Format::ALL {
            let folder = home.path().join(format.name());
            write(&folder, &tables(), b"{\"version\": \"1\"}", format, false, false).unwrap();
            let run = RunTables::open(&folder).unwrap();
            assert_eq!(run.tables().unwrap(), tables(), "{}", format.name());
            assert_eq!(run.run_json()["version"], "1");
            assert!(run.has_texts());
        }
        let folder = home.path().join("no-text");
        write(&folder, &tables(), b"{}", Format::Csv, true, false).unwrap();
        let run = RunTables::open(&folder).unwrap();
        assert!(!run.has_texts() && run.tables().unwrap().texts.is_empty());
        assert!(matches!(run.load::<TextRow>(), Err(TableError::Missing { table: "texts", .. })));
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_file_row_and_column() {
        let home = tempfile::tempdir().unwrap();
        assert!(matches!(RunTables::open(home.path()), Err(TableError::NotARun(_))));
        std::fs::write(home.path().join("run.json"), "{}").unwrap();
        let run = RunTables::open(home.path()).unwrap();
        for (name, page, told) in [
            (
                "texts.jsonl",
                "{\"article_id\":\"a\",\"text\":\"x\",\"new\":1}\n{\"article_id\":\"b\",\"text\":7}\n",
                "texts.jsonl, row 2, column text",
            ),
            ("texts.jsonl", "{\"article_id\":\"a\"}\n", "texts.jsonl, row 1, column text"),
            ("texts.jsonl", "{\"article_id\":\"a\"\n", "texts.jsonl, row 1"),
            ("texts.csv", "text,article_id\nx,a\n", ""),
            ("texts.csv", "article_id\na\n", "texts.csv, column text: the table has no such column"),
            ("texts.parquet", "PAR1 and then nothing", "cannot read"),
        ] {
            let path = home.path().join(name);
            std::fs::write(&path, page).unwrap();
            let read = run.load::<TextRow>();
            match (told, &read) {
                ("", Ok(rows)) => assert_eq!((rows[0].article_id.as_str(), rows[0].text.as_str()), ("a", "x")),
                (told, Err(error)) => assert!(error.to_string().contains(told), "{error}"),
                _ => panic!("{name}: {read:?}"),
            }
            std::fs::remove_file(&path).unwrap();
        }
    }

    /// A run of an earlier version lacks columns that were added since.
    #[test]
    fn a_column_that_may_be_null_may_be_missing() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("run.json"), "{}").unwrap();
        let page = "{\"cluster_id\":\"c\",\"article_id\":\"a\",\"role\":\"survivor\",\"similarity_to_survivor\":1}\n";
        std::fs::write(home.path().join("members.jsonl"), page).unwrap();
        let rows = RunTables::open(home.path()).unwrap().load::<crate::tables::MemberRow>().unwrap();
        assert_eq!((rows[0].similarity_to_survivor, &rows[0].parent), (1.0, &None));
    }
}
