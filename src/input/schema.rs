//! Which column is what: recognised from the columns' names and the shapes of their values.
//!
//! Responsible for choosing columns, once for each input, and for saying how to choose where that is in doubt. Not responsible for
//! reading the values ([`super::rows`]) or for the lists of names ([`super::columns`]).

use super::columns::{self, KNOWN, WITHOUT_TEXT};
use super::error::InputError;
use super::limits::{MAX_EMPTY_TEXT_SHARE, SAMPLE_COLUMNS};
use super::{dates, rows::is_null};
use ahash::AHashMap;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What a column can be to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldName {
    Id,
    Text,
    Title,
    Outlet,
    PublishedAt,
    ModifiedAt,
    /// Crawl, download or index time: an upper bound of the publication, never the publication.
    CrawledAt,
    Url,
    Byline,
    Language,
}

impl FieldName {
    pub const ALL: [Self; 10] = [
        Self::Id,
        Self::Text,
        Self::Title,
        Self::Outlet,
        Self::PublishedAt,
        Self::ModifiedAt,
        Self::CrawledAt,
        Self::Url,
        Self::Byline,
        Self::Language,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text => "text",
            Self::Title => "title",
            Self::Outlet => "outlet",
            Self::PublishedAt => "published_at",
            Self::ModifiedAt => "modified_at",
            Self::CrawledAt => "crawled_at",
            Self::Url => "url",
            Self::Byline => "byline",
            Self::Language => "language",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The field that a column of this name holds in a generic schema.
    pub(super) fn of_column(name: &str) -> Option<Self> {
        let name = columns::normal(name);
        Self::ALL.into_iter().find(|field| columns::names(*field).contains(&name.as_str()))
    }
}

/// The columns that were chosen for each field, the preferred one first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// `generic`, or the name of a known schema.
    pub schema: &'static str,
    pub columns: Vec<(FieldName, String)>,
}

impl Mapping {
    /// The columns of one field, the preferred one first.
    pub fn of(&self, field: FieldName) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(move |(name, _)| *name == field).map(|(_, column)| column.as_str())
    }

    /// The flags that ask for this mapping.
    #[must_use]
    pub fn flags(&self) -> String {
        let mut seen = Vec::new();
        let mut flags = Vec::new();
        for (field, column) in &self.columns {
            if !seen.contains(field) {
                seen.push(*field);
                flags.push(flag(*field, column));
            }
        }
        flags.join(" ")
    }
}

fn flag(field: FieldName, column: &str) -> String {
    let plain = column.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    let quote = if plain { "" } else { "'" };
    format!("--field {quote}{}={column}{quote}", field.name())
}

/// What the first rows of an input show of its columns.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) columns: Vec<Column>,
    pub(super) rows: usize,
    index: AHashMap<String, usize>,
}

/// One column of a sample.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Rows with a value.
    pub(super) filled: usize,
    chars: usize,
    urls: usize,
    dates: usize,
    /// Of all values with their rows: equal for columns that say the same.
    digest: u64,
}

impl Sample {
    /// Adds a column that the header names, whether or not a row fills it.
    pub(super) fn add_column(&mut self, name: &str) -> Option<usize> {
        if let Some(&at) = self.index.get(name) {
            return Some(at);
        }
        if self.columns.len() >= SAMPLE_COLUMNS {
            return None;
        }
        let at = self.columns.len();
        self.index.insert(name.to_owned(), at);
        self.columns.push(Column { name: name.to_owned(), filled: 0, chars: 0, urls: 0, dates: 0, digest: 0 });
        Some(at)
    }

    pub(super) fn add_row<'v>(&mut self, values: impl Iterator<Item = (&'v str, Option<&'v str>)>) {
        self.rows += 1;
        for (name, value) in values {
            let (Some(at), Some(value)) = (self.add_column(name), value) else { continue };
            if is_null(value) || value.trim().is_empty() {
                continue;
            }
            let column = &mut self.columns[at];
            column.filled += 1;
            column.chars += value.len();
            column.urls += usize::from(is_url(value));
            column.dates += usize::from(value.len() < 80 && dates::parse(value).is_some());
            column.digest = xxh3_64_with_seed(value.as_bytes(), column.digest ^ self.rows as u64);
        }
    }

    fn get(&self, name: &str) -> Option<&Column> {
        self.index.get(name).map(|&at| &self.columns[at])
    }

    fn has(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// The columns as a message lists them.
    fn listed(&self) -> String {
        const MOST: usize = 40;
        let mut names: Vec<&str> = self.columns.iter().take(MOST).map(|column| column.name.as_str()).collect();
        if self.columns.len() > MOST {
            names.push("...");
        }
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}

impl Column {
    fn mean(&self) -> usize {
        self.chars / self.filled.max(1)
    }

    /// Prose is longer than a headline.
    fn is_prose(&self) -> bool {
        self.mean() >= 200 && self.urls * 2 < self.filled
    }

    fn is_mostly(&self, count: usize) -> bool {
        self.filled > 0 && count * 2 > self.filled
    }
}

pub(super) fn is_url(value: &str) -> bool {
    let value = value.trim_start();
    value.get(..8).is_some_and(|start| {
        let start = start.to_ascii_lowercase();
        start.starts_with("http://") || start.starts_with("https://")
    })
}

/// Chooses the columns of one input. `chosen` is what the user said.
pub(super) fn recognise(path: &str, sample: &Sample, chosen: &BTreeMap<FieldName, String>) -> Result<Mapping, InputError> {
    let known = KNOWN.iter().find(|schema| schema.required.iter().all(|name| sample.has(name)));
    let mut mapping = Mapping { schema: known.map_or("generic", |schema| schema.name), columns: Vec::new() };
    for field in FieldName::ALL {
        let columns = if let Some(column) = chosen.get(&field) {
            if !sample.has(column) {
                let (path, column) = (path.to_owned(), column.clone());
                return Err(InputError::NoColumn { path, field: field.name(), column, columns: sample.listed() });
            }
            vec![column.clone()]
        } else {
            let listed = known.and_then(|schema| schema.columns(field));
            let there: Vec<String> =
                listed.unwrap_or_default().iter().filter(|name| sample.has(name)).map(|&name| name.to_owned()).collect();
            let never = listed.is_some_and(<[_]>::is_empty);
            if there.is_empty() && !never { generic(path, sample, field)? } else { there }
        };
        mapping.columns.extend(columns.into_iter().map(|column| (field, column)));
    }
    check_text(path, sample, &mapping, chosen.contains_key(&FieldName::Text))?;
    Ok(mapping)
}

/// Characters of a column's name; GDELT and survey exports stay below.
const LONGEST_NAME: usize = 120;

fn check_text(path: &str, sample: &Sample, mapping: &Mapping, named: bool) -> Result<(), InputError> {
    let Some(column) = mapping.of(FieldName::Text).next().and_then(|name| sample.get(name)) else {
        let known = WITHOUT_TEXT.iter().find(|(columns, ..)| columns.iter().all(|name| sample.has(name)));
        if let Some((_, what, advice)) = known {
            let columns = sample.listed();
            return Err(InputError::NoArticles { path: path.to_owned(), what, advice, columns, flags: text_flags(sample, "") });
        }
        // A name is not as long as a sentence: the first article stands where the names should.
        if sample.columns.iter().any(|column| column.name.chars().count() > LONGEST_NAME) {
            return Err(InputError::NoHeader { path: path.to_owned() });
        }
        return Err(InputError::NoText { path: path.to_owned(), columns: sample.listed(), flags: text_flags(sample, "") });
    };
    // A key that stands twice in an object fills its column twice.
    let empty = sample.rows.saturating_sub(column.filled);
    #[expect(clippy::cast_precision_loss, reason = "a sample has a few hundred rows")]
    let share = empty as f64 / sample.rows.max(1) as f64;
    // A handful of rows shows nothing: those are rejected one by one.
    // The user's own choice is obeyed: its empty rows are rejected one by one too.
    if !named && share > MAX_EMPTY_TEXT_SHARE && sample.rows >= 4 {
        return Err(InputError::EmptyColumn {
            path: path.to_owned(),
            column: column.name.clone(),
            empty,
            sampled: sample.rows,
            columns: sample.listed(),
            flags: text_flags(sample, &column.name),
        });
    }
    Ok(())
}

/// The flags to paste for a text column: the longest columns first.
fn text_flags(sample: &Sample, except: &str) -> String {
    // An object is named by what stands in it.
    let holds = |c: &Column| {
        sample.columns.iter().any(|inner| inner.name.strip_prefix(&*c.name).is_some_and(|rest| rest.starts_with('.')))
    };
    let mut columns: Vec<&Column> = sample.columns.iter().filter(|c| c.filled > 0 && c.name != except && !holds(c)).collect();
    columns.sort_by(|a, b| b.mean().cmp(&a.mean()).then_with(|| a.name.cmp(&b.name)));
    let flags: Vec<String> = columns.iter().take(3).map(|column| flag(FieldName::Text, &column.name)).collect();
    if flags.is_empty() { "--field text=COLUMN".to_owned() } else { flags.join("   or   ") }
}

/// The columns of a field by their names, in the order of the list of names; values decide where a name can mean two things.
fn generic(path: &str, sample: &Sample, field: FieldName) -> Result<Vec<String>, InputError> {
    let mut found: Vec<(usize, &Column)> = Vec::new();
    for column in &sample.columns {
        let normal = columns::normal(&column.name);
        if let Some(rank) = columns::names(field).iter().position(|name| *name == normal) {
            found.push((rank, column));
        }
    }
    // A stable sort: columns whose names differ in case alone stay in their order.
    found.sort_by_key(|(rank, _)| *rank);
    let candidates: Vec<&Column> = found.into_iter().map(|(_, column)| column).filter(|column| fits(column, field)).collect();
    match field {
        FieldName::Text => text(path, sample, &candidates),
        // Of several dates the more precise one wins, row by row.
        FieldName::PublishedAt => Ok(strongest(&candidates, field)),
        FieldName::ModifiedAt | FieldName::CrawledAt | FieldName::Title => {
            Ok(candidates.iter().map(|c| c.name.clone()).collect())
        }
        // One column names the outlets, the ids, ...: two would name one thing twice.
        _ => Ok(candidates.iter().find(|c| c.filled > 0).or(candidates.first()).map(|c| c.name.clone()).into_iter().collect()),
    }
}

/// Whether a column's values can be what its name says.
fn fits(column: &Column, field: FieldName) -> bool {
    let name = columns::normal(&column.name);
    match field {
        FieldName::Outlet => !(column.is_mostly(column.urls) || (name == "media" && (column.filled == 0 || column.mean() > 80))),
        FieldName::Url => !columns::URL_BY_VALUE.contains(&name.as_str()) || column.is_mostly(column.urls),
        FieldName::PublishedAt => column.filled == 0 || column.dates > 0 || name != "time",
        _ => true,
    }
}

/// Dates by a name that says publication; a weaker name (`created`, `timestamp`) only where there is none.
fn strongest(candidates: &[&Column], field: FieldName) -> Vec<String> {
    let is_weak = |column: &Column| columns::is_weak(field, &columns::normal(&column.name));
    let strong: Vec<String> = candidates.iter().filter(|c| !is_weak(c)).map(|c| c.name.clone()).collect();
    if strong.is_empty() { candidates.iter().map(|c| c.name.clone()).collect() } else { strong }
}

fn text(path: &str, sample: &Sample, candidates: &[&Column]) -> Result<Vec<String>, InputError> {
    let is_weak = |column: &&&Column| columns::is_weak(FieldName::Text, &columns::normal(&column.name));
    let strong: Vec<&Column> = candidates.iter().filter(|c| !is_weak(c) && c.filled > 0).copied().collect();
    let pool = if strong.is_empty() { candidates.to_vec() } else { strong };
    let prose: Vec<&Column> = pool.iter().filter(|c| c.is_prose()).copied().collect();
    let pool = if prose.is_empty() { pool } else { prose };
    let Some(first) = pool.first() else { return Ok(Vec::new()) };
    if pool.iter().all(|column| column.digest == first.digest) {
        return Ok(vec![first.name.clone()]);
    }
    let flags: Vec<String> = pool.iter().map(|column| flag(FieldName::Text, &column.name)).collect();
    let names: Vec<String> = pool.iter().map(|column| format!("`{}` ({} bytes a row)", column.name, column.mean())).collect();
    Err(InputError::Ambiguous {
        path: path.to_owned(),
        field: FieldName::Text.name(),
        candidates: names.join(", "),
        flags: flags.join("   or   "),
        columns: sample.listed(),
    })
}

#[cfg(test)]
mod tests;
