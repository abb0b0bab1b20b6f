//! A run as the report reads it: all tables, what `run.json` says of them, and where rows of one table are in another.

use std::path::Path;

use ahash::AHashMap;
use serde_json::Value;

use crate::summary::{Facts, Summary};
use crate::tables::{ArticleRow, RunTables, TableError, Tables};
use crate::verdicts::{Verdict, VerdictError, Verdicts};

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Verdicts(#[from] VerdictError),
}

/// A run that is read.
#[derive(Debug)]
pub struct Source {
    /// The run folder as the user named it.
    pub name: String,
    pub tables: Tables,
    /// Whether the run holds its texts (no `--no-text`).
    pub has_texts: bool,
    pub run_json: Value,
    /// What the run does not know, a sentence each.
    pub unknown: Vec<String>,
    /// What a person decided about findings of the run.
    pub verdicts: Vec<Verdict>,
}

impl Source {
    /// Reads the tables of a run folder, and the verdicts beside it.
    ///
    /// # Errors
    /// If the folder is no run folder, or one of its tables or the verdicts cannot be read.
    pub fn open(folder: &Path) -> Result<Self, ReportError> {
        let run = RunTables::open(folder)?;
        let mut source = Self::of(folder.display().to_string(), run.tables()?, run.has_texts(), run.run_json().clone());
        source.verdicts = Verdicts::of_run(folder)?.iter().cloned().collect();
        Ok(source)
    }

    /// A run that is in memory.
    #[must_use]
    pub fn of(name: String, tables: Tables, has_texts: bool, run_json: Value) -> Self {
        let words = |key: &str| -> Vec<String> {
            let list = run_json[key].as_array().map(Vec::as_slice).unwrap_or_default();
            list.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let facts = Facts {
            pairs_not_listed: run_json["pairs_not_listed"].as_u64().unwrap_or_default(),
            caps_hit: words("caps_hit"),
            warnings: words("warnings"),
            ..Facts::default()
        };
        let unknown = Summary::of(&tables, &facts).unknown().to_vec();
        Self { name, tables, has_texts, run_json, unknown, verdicts: Vec::new() }
    }
}

/// Places of rows by the ids that name them.
#[derive(Debug)]
pub(super) struct Index<'s> {
    pub(super) articles: AHashMap<&'s str, usize>,
    pub(super) texts: AHashMap<&'s str, &'s str>,
    /// Members of a cluster, passages of a match and printings of an utterance, as ranges or lists of rows.
    pub(super) members: AHashMap<&'s str, Vec<usize>>,
    pub(super) passages: AHashMap<&'s str, Vec<usize>>,
    pub(super) printings: AHashMap<&'s str, Vec<usize>>,
    /// Matches, credits and incoming edges of an article.
    pub(super) matches: AHashMap<&'s str, Vec<usize>>,
    pub(super) credits: AHashMap<&'s str, Vec<usize>>,
    pub(super) edges: AHashMap<&'s str, Vec<usize>>,
}

impl<'s> Index<'s> {
    pub(super) fn of(source: &'s Source) -> Self {
        let tables = &source.tables;
        let mut matches = lists(tables.matches.iter().map(|row| row.a.as_str()));
        for (i, row) in tables.matches.iter().enumerate() {
            matches.entry(row.b.as_str()).or_default().push(i);
        }
        Self {
            articles: tables.articles.iter().enumerate().map(|(i, row)| (row.article_id.as_str(), i)).collect(),
            texts: tables.texts.iter().map(|row| (row.article_id.as_str(), row.text.as_str())).collect(),
            members: lists(tables.members.iter().map(|row| row.cluster_id.as_str())),
            passages: lists(tables.passages.iter().map(|row| row.match_id.as_str())),
            printings: lists(tables.quotes.iter().map(|row| row.utterance_id.as_str())),
            matches,
            credits: lists(tables.credits.iter().map(|row| row.article_id.as_str())),
            edges: lists(tables.edges.iter().map(|row| row.dst.as_str())),
        }
    }

    pub(super) fn article(&self, source: &'s Source, id: &str) -> Option<&'s ArticleRow> {
        self.articles.get(id).map(|&i| &source.tables.articles[i])
    }

    pub(super) fn text(&self, id: &str) -> Option<&'s str> {
        self.texts.get(id).copied()
    }
}

/// Rows by their key, in order.
fn lists<'s>(keys: impl Iterator<Item = &'s str>) -> AHashMap<&'s str, Vec<usize>> {
    let mut lists: AHashMap<&str, Vec<usize>> = AHashMap::new();
    for (i, key) in keys.enumerate() {
        lists.entry(key).or_default().push(i);
    }
    lists
}

/// The rows of a key.
pub(super) fn rows_of<'i>(lists: &'i AHashMap<&str, Vec<usize>>, key: &str) -> &'i [usize] {
    lists.get(key).map(Vec::as_slice).unwrap_or_default()
}
