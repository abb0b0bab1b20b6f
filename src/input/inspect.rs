//! A look at the inputs without reading them whole: what they are, which column is what, and what the first rows come to.
//!
//! Responsible for the sample and its figures. Not responsible for printing them.

use super::decompress::Compression;
use super::encoding::Encoding;
use super::error::InputError;
use super::format::Format;
use super::limits::{INSPECT_FILES, SAMPLE_RECORDS};
use super::parse::RecordParser;
use super::raw::is_whole;
use super::read::{Opened, Shared, layout, open, splitter, whole_file, whole_mapping};
use super::records::Batches;
use super::rows::Notes;
use super::schema::Mapping;
use super::sources::{Source, expand};
use super::{Progress, ReadOptions, RejectReason, Whole, columnar};
use crate::article::{Article, Zone};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

/// Rows that are shown of each input.
const SHOWN_ROWS: usize = 3;

/// What a look at the inputs shows.
#[derive(Debug, Default)]
pub struct Inspection {
    pub files: Vec<FileInspection>,
    /// Files that were not looked at, because there are too many.
    pub files_left: usize,
    pub warnings: Vec<String>,
}

/// What a look at one file shows.
#[derive(Debug)]
pub struct FileInspection {
    /// As the user named it.
    pub path: String,
    pub format: Option<Format>,
    pub compression: Vec<Compression>,
    /// What the text is written in, where that is not UTF-8.
    pub encoding: Option<Encoding>,
    pub mapping: Option<Mapping>,
    /// Every column of the sample, in its order.
    pub columns: Vec<String>,
    /// Rows of the sample, and of those the ones with text and with a date.
    pub sampled: u64,
    pub with_text: u64,
    pub dated: u64,
    /// How exactly the rows are dated and from where (`minute from field, zone given`), the most frequent first.
    pub date_kinds: Vec<(String, u64)>,
    /// The first articles of the sample.
    pub rows: Vec<Article>,
    /// The `--field` flags that ask for this mapping, to paste.
    pub flags: String,
    /// Why the file would not be read, and what to do.
    pub problem: Option<InputError>,
}

/// Looks at everything that `inputs` name: at most [`INSPECT_FILES`] files and a few hundred rows of each.
pub fn inspect(inputs: &[String], stdin: &mut (dyn Read + Send), options: &ReadOptions) -> Result<Inspection, InputError> {
    let found = expand(inputs)?;
    let files_left = found.files.len().saturating_sub(INSPECT_FILES);
    let mut inspection = Inspection { files: Vec::new(), files_left, warnings: found.warnings };
    let ignore = |_: Progress| {};
    let shared = Shared::new(options, found.files.len(), &ignore);
    for source in found.files.iter().take(INSPECT_FILES) {
        let mut file = FileInspection::new(&source.name);
        let outcome = match &source.path {
            None => look(source, Box::new(&mut *stdin), &shared, &mut file),
            Some(path) => File::open(path)
                .map_err(|error| InputError::from_io(&source.name, error))
                .and_then(|raw| look(source, Box::new(raw), &shared, &mut file)),
        };
        file.problem = outcome.err();
        inspection.files.push(file);
    }
    for (name, error) in found.unreadable {
        inspection.files.push(FileInspection { problem: Some(error), ..FileInspection::new(&name) });
    }
    Ok(inspection)
}

impl FileInspection {
    fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            format: None,
            compression: Vec::new(),
            encoding: None,
            mapping: None,
            columns: Vec::new(),
            sampled: 0,
            with_text: 0,
            dated: 0,
            date_kinds: Vec::new(),
            rows: Vec::new(),
            flags: String::new(),
            problem: None,
        }
    }

    pub(super) fn show(&mut self, articles: Vec<Article>) {
        self.with_text = articles.len() as u64;
        self.dated = articles.iter().filter(|article| article.published.at.is_some()).count() as u64;
        self.date_kinds = date_kinds(&articles);
        self.rows = articles.into_iter().take(SHOWN_ROWS).collect();
    }
}

fn date_kinds(articles: &[Article]) -> Vec<(String, u64)> {
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for published in articles.iter().map(|article| &article.published).filter(|published| published.at.is_some()) {
        let zone = if published.zone == Zone::Given { "zone given" } else { "no zone" };
        let kind = format!("{} from {}, {zone}", published.precision.name(), published.source.name());
        *kinds.entry(kind).or_default() += 1;
    }
    let mut kinds: Vec<(String, u64)> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    kinds
}

fn look(source: &Source, raw: Box<dyn Read + Send + '_>, shared: &Shared, file: &mut FileInspection) -> Result<(), InputError> {
    let mut opened = open(source, raw, shared.options)?;
    file.format = Some(opened.format);
    file.compression.clone_from(&opened.unpacked.layers);
    file.encoding = opened.encoding;
    if columnar::is_columnar(opened.format) {
        return columnar::look(source, opened, shared, file);
    }
    if is_whole(opened.format) {
        file.sampled = 1;
        let read = whole_file(source, &mut opened, &shared.side, shared.options, &mut Notes::default());
        let article = read.map_err(|error| InputError::from_io(&source.name, error))?;
        file.mapping = Some(whole_mapping(opened.format));
        file.show(article.into_iter().collect());
        return Ok(());
    }
    let Opened { mut unpacked, format, delimiter, wrapped, .. } = opened;
    let mut batch = Batches::new(&mut unpacked.reader, splitter(format, delimiter, wrapped)).next_batch();
    let Some(layout) = layout(source, format, delimiter, &mut batch) else {
        file.mapping = Some(Mapping { schema: "meta.csv", columns: Vec::new() });
        return Ok(());
    };
    let sample = layout.sample(&batch);
    file.columns = sample.columns.iter().map(|column| column.name.clone()).collect();
    batch.records.truncate(SAMPLE_RECORDS);
    file.sampled = batch.records.len() as u64;
    let parser = RecordParser::new(&source.name, shared.options, layout, &sample)?;
    let parsed = parser.batch(&batch, &Whole, false);
    // Records that are no articles are no rows either.
    file.sampled -= parsed.passed;
    debug_assert!(parsed.rejects.iter().all(|reject| reject.reason != RejectReason::DuplicateRow));
    if format != Format::Warc {
        file.flags = parser.mapping.flags();
    }
    file.mapping = Some(parser.mapping);
    file.show(parsed.articles);
    Ok(())
}
