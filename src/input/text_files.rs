//! Text files: an article a file, and the `meta.csv` beside them.
//!
//! Responsible for the text as the file has it and for what `meta.csv` says of it (`filename`, `outlet`, `published_at`, `title`,
//! `url` and whatever else a generic table may have). Not responsible for dividing one file into several articles.

use super::csv::{CsvSplitter, cells};
use super::limits::{MAX_RECORD_BYTES, MAX_SIDE_FILE_BYTES};
use super::records::Step;
use super::repair::{decode, without_bom};
use super::rows::{Notes, Place, Row};
use super::schema::{FieldName, Mapping};
use super::sources::Source;
use super::{ReadOptions, RejectReason};
use crate::article::Article;
use ahash::AHashMap;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The name of the side file.
pub(super) const SIDE_FILE: &str = "meta.csv";

/// Columns that name the text file.
const FILE_COLUMNS: [&str; 5] = ["filename", "file", "file_name", "path", "filepath"];

/// The side files of the folders met so far, each read once.
#[derive(Debug, Default)]
pub(super) struct SideTables {
    tables: Mutex<AHashMap<PathBuf, Option<Arc<SideTable>>>>,
}

/// One `meta.csv`.
#[derive(Debug)]
struct SideTable {
    mapping: Mapping,
    rows: AHashMap<String, Vec<Option<String>>>,
}

/// Whether a table is about text files: it names files and holds no text itself.
pub(super) fn is_side_file(source: &Source, header: &[String]) -> bool {
    let name = source.path.as_deref().and_then(Path::file_name);
    let named = name.is_some_and(|name| name.eq_ignore_ascii_case(SIDE_FILE));
    named && file_column(header).is_some() && !header.iter().any(|name| FieldName::of_column(name) == Some(FieldName::Text))
}

fn file_column(header: &[String]) -> Option<usize> {
    header.iter().position(|name| FILE_COLUMNS.contains(&super::columns::normal(name).as_str()))
}

impl SideTables {
    /// What the nearest `meta.csv`, in the file's folder or one above it up to the INPUT, says of a file.
    fn find(&self, source: &Source) -> Option<(Arc<SideTable>, String)> {
        let path = source.path.as_deref()?;
        let mut folder = path.parent()?;
        loop {
            if let Some(table) = self.table(folder) {
                let below = path.strip_prefix(folder).ok()?;
                let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                let key = parts.join("/");
                let name = parts.last().map(ToString::to_string).unwrap_or_default();
                return [key, name].into_iter().find(|key| table.rows.contains_key(key)).map(|key| (table, key));
            }
            if folder == source.base {
                return None;
            }
            folder = folder.parent()?;
        }
    }

    /// What the nearest `meta.csv` says of a file, field by field.
    pub(super) fn values(&self, source: &Source) -> Vec<(FieldName, String)> {
        let Some((table, key)) = self.find(source) else { return Vec::new() };
        let row = table.rows.get(&key).map(Vec::as_slice).unwrap_or_default();
        let named = table.mapping.columns.iter().zip(row);
        named.filter_map(|((field, _), value)| Some((*field, value.clone().filter(|value| !value.trim().is_empty())?))).collect()
    }

    fn table(&self, folder: &Path) -> Option<Arc<SideTable>> {
        // A poisoned lock is a panic elsewhere: the tables themselves are whole.
        let mut tables = self.tables.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(table) = tables.get(folder) {
            return table.clone();
        }
        let table = SideTable::read(&folder.join(SIDE_FILE)).map(Arc::new);
        tables.insert(folder.to_owned(), table.clone());
        table
    }
}

impl SideTable {
    /// Reads a side file; `None` where there is none or it names no files.
    fn read(path: &Path) -> Option<Self> {
        if !path.metadata().ok()?.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(path).ok()?.take(MAX_SIDE_FILE_BYTES).read_to_end(&mut bytes).ok()?;
        let mut rest = without_bom(&bytes);
        let first = rest.split(|&b| b == b'\n').next()?;
        let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|&d| (cells(first, d).len(), d == b','))?;
        let mut splitter = CsvSplitter::new(delimiter);
        let mut header: Option<(usize, Vec<(usize, FieldName)>)> = None;
        let mut table = Self { mapping: Mapping { schema: "meta.csv", columns: Vec::new() }, rows: AHashMap::new() };
        while !rest.is_empty() {
            let end = match splitter.step(rest) {
                Step::Record(end) | Step::Skip(end) => end,
                Step::More => rest.len(),
            };
            let row: Vec<String> = cells(&rest[..end], delimiter).iter().map(|cell| decode(cell).0.trim().to_owned()).collect();
            rest = &rest[end..];
            if let Some((file, fields)) = &header {
                let Some(name) = row.get(*file).filter(|name| !name.is_empty()) else { continue };
                let values = fields.iter().map(|(at, _)| row.get(*at).cloned()).collect();
                table.rows.insert(name.strip_prefix("./").unwrap_or(name).replace('\\', "/"), values);
            } else {
                let file = file_column(&row)?;
                let fields: Vec<(usize, FieldName)> = row
                    .iter()
                    .enumerate()
                    .filter_map(|(at, name)| Some((at, FieldName::of_column(name)?)))
                    .filter(|(at, field)| *at != file && !matches!(field, FieldName::Id | FieldName::Text))
                    .collect();
                table.mapping.columns = fields.iter().map(|(at, field)| (*field, row[*at].clone())).collect();
                header = Some((file, fields));
            }
        }
        Some(table)
    }
}

/// Why a text file is no article.
pub(super) type Refusal = (RejectReason, String);

/// Reads one file whole; the second value says whether the bytes broke off.
pub(super) fn read(
    source: &Source,
    reader: &mut dyn Read,
    side: &SideTables,
    options: &ReadOptions,
    notes: &mut Notes,
) -> io::Result<Result<Article, Refusal>> {
    let mut bytes = Vec::new();
    reader.take(MAX_RECORD_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_RECORD_BYTES {
        return Ok(Err((RejectReason::TooLong, format!("longer than {MAX_RECORD_BYTES} bytes"))));
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|error| {
        notes.repaired += 1;
        String::from_utf8_lossy(error.as_bytes()).into_owned()
    });
    let found = side.find(source);
    let mut mapping = found.as_ref().map_or(Mapping { schema: "text", columns: Vec::new() }, |(table, _)| table.mapping.clone());
    let row = found.as_ref().and_then(|(table, key)| table.rows.get(key));
    let mut values: Vec<Option<Cow<str>>> =
        row.map(|row| row.iter().map(|value| value.as_deref().map(Cow::Borrowed)).collect()).unwrap_or_default();
    mapping.columns.push((FieldName::Text, String::new()));
    values.push(Some(Cow::Owned(text)));
    let place = Place { file: &source.name, pos: 1, id: Some(&source.relative) };
    Ok(Row { mapping: &mapping, values }.article(place, options, notes).map_err(|reason| (reason, String::new())))
}
