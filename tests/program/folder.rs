//! A run folder as a test reads it: every table as rows of JSON, and `run.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use serde_json::Value;

use crate::run::{newsprint, seeds, stderr};

/// The tables of a run folder, in the order of the contract.
pub(crate) const TABLES: [&str; 15] = [
    "articles",
    "texts",
    "matches",
    "passages",
    "families",
    "family_members",
    "clusters",
    "members",
    "quotes",
    "utterances",
    "credits",
    "edges",
    "outlets",
    "outlet_edges",
    "rejects",
];

/// A run folder written with `--tables jsonl`; gone when dropped.
#[derive(Debug)]
pub(crate) struct RunFolder {
    path: PathBuf,
    tables: BTreeMap<&'static str, Vec<Value>>,
    pub(crate) run_json: Value,
    /// How the program ended.
    pub(crate) output: Output,
    _keep: tempfile::TempDir,
}

impl RunFolder {
    /// Scans with `args` (inputs and flags) and `input` on stdin, and reads every table.
    pub(crate) fn of(args: &[&str], input: &[u8]) -> Self {
        let keep = tempfile::tempdir().expect("a folder");
        let path = keep.path().join("run");
        let output = newsprint()
            .arg("scan")
            .args(args)
            .args(["--tables", "jsonl", "-q", "-o"])
            .arg(&path)
            .write_stdin(input)
            .output()
            .expect("the program starts");
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 3)), "scan {args:?} ended with {code:?}: {}", stderr(&output));
        let tables = TABLES.map(|table| (table, json_lines(&path.join(format!("{table}.jsonl")))));
        let run_json =
            serde_json::from_slice(&std::fs::read(path.join("run.json")).expect("run.json")).expect("run.json is JSON");
        Self { path, tables: tables.into(), run_json, output, _keep: keep }
    }

    /// The bytes of one table.
    pub(crate) fn bytes(&self, table: &str) -> Vec<u8> {
        std::fs::read(self.path.join(format!("{table}.jsonl"))).expect("every table is written")
    }

    pub(crate) fn table(&self, table: &str) -> &[Value] {
        &self.tables[table]
    }

    /// The texts by their articles' ids.
    pub(crate) fn texts(&self) -> BTreeMap<&str, &str> {
        self.table("texts").iter().map(|row| (text(row, "article_id"), text(row, "text"))).collect()
    }
}

/// The demo corpus, scanned once for all tests.
pub(crate) fn seeds_run() -> &'static RunFolder {
    static RUN: OnceLock<RunFolder> = OnceLock::new();
    RUN.get_or_init(|| RunFolder::of(&[&seeds("articles.jsonl"), &seeds("town-herald")], b""))
}

fn json_lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a row is a JSON object")).collect()
}

/// The text in a column that is never null.
pub(crate) fn text<'r>(row: &'r Value, column: &str) -> &'r str {
    row[column].as_str().unwrap_or_else(|| panic!("{column} is no text in {row}"))
}

/// The text in a column, nothing where it is null.
pub(crate) fn maybe<'r>(row: &'r Value, column: &str) -> Option<&'r str> {
    row[column].as_str()
}

pub(crate) fn int(row: &Value, column: &str) -> usize {
    let n = row[column].as_u64().unwrap_or_else(|| panic!("{column} is no count in {row}"));
    usize::try_from(n).expect("fits")
}

pub(crate) fn float(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("{column} is no number in {row}"))
}

pub(crate) fn list<'r>(row: &'r Value, column: &str) -> Vec<&'r str> {
    let items = row[column].as_array().unwrap_or_else(|| panic!("{column} is no list in {row}"));
    items.iter().map(|item| item.as_str().expect("a list of texts")).collect()
}

/// The code points `start` to `end` of a text.
pub(crate) fn slice(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}
