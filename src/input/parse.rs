//! The records of one input to articles: the columns are chosen from the first records, then all are read, in parallel or not.
//!
//! Responsible for the way of one record: bytes, text, values, article or reject. Not responsible for cutting records out
//! ([`super::records`]) or for opening inputs ([`super::read`]).

use super::csv::cells;
use super::error::InputError;
use super::json::{self, Wanted};
use super::limits::{MAX_RECORD_BYTES, RECORDS_PER_TASK, SAMPLE_RECORDS};
use super::records::{Batch, Record};
use super::repair::{decode, mend_surrogates};
use super::rows::{Notes, Place, Row};
use super::schema::{FieldName, Mapping, Sample, recognise};
use super::{Extent, Intake, ReadOptions, Reject, RejectReason, warc};
use crate::article::Article;
use rayon::prelude::*;
use std::borrow::Cow;

/// How the values of a record are found.
#[derive(Debug)]
pub(super) enum Layout {
    Json,
    Table {
        delimiter: u8,
        header: Vec<String>,
    },
    /// Values come from a table stored by column.
    Columns,
    /// Records of an archive, most of which may be no articles.
    Warc,
}

/// What the records of one batch came to.
#[derive(Debug)]
pub(super) struct Parsed<A> {
    pub(super) articles: Vec<A>,
    pub(super) rejects: Vec<Reject>,
    pub(super) notes: Notes,
    /// Records that broke off, which whoever reports the break counts.
    pub(super) cut: u64,
    /// Records that are neither articles nor bad, which nobody counts.
    pub(super) passed: u64,
}

impl<A> Default for Parsed<A> {
    fn default() -> Self {
        Self { articles: Vec::new(), rejects: Vec::new(), notes: Notes::default(), cut: 0, passed: 0 }
    }
}

impl<A> Parsed<A> {
    /// Parts put together in their order.
    pub(super) fn whole(parts: Vec<Self>) -> Self {
        let articles = parts.iter().map(|part| part.articles.len()).sum();
        let mut whole = Self { articles: Vec::with_capacity(articles), ..Self::default() };
        for mut part in parts {
            whole.articles.append(&mut part.articles);
            whole.rejects.append(&mut part.rejects);
            whole.notes.add(part.notes);
            whole.cut += part.cut;
            whole.passed += part.passed;
        }
        whole
    }
}

/// Reads the records of one input.
#[derive(Debug)]
pub(super) struct RecordParser<'p> {
    name: &'p str,
    options: &'p ReadOptions,
    layout: Layout,
    pub(super) mapping: Mapping,
    wanted: Wanted,
    /// For tables: the cell of each column of the mapping.
    slots: Vec<usize>,
}

impl Layout {
    /// The first records of a batch as a sample of its columns.
    pub(super) fn sample(&self, batch: &Batch) -> Sample {
        let mut sample = Sample::default();
        match self {
            Self::Table { delimiter, header } => {
                for name in header {
                    sample.add_column(name);
                }
                for record in batch.records.iter().take(SAMPLE_RECORDS) {
                    let row = cells(&batch.bytes[record.range.clone()], *delimiter);
                    let texts: Vec<Cow<str>> = row.iter().take(header.len()).map(|cell| decode(cell).0).collect();
                    sample.add_row(header.iter().map(String::as_str).zip(texts.iter().map(|text| Some(&**text))));
                }
            }
            Self::Json => {
                for record in &batch.records {
                    let (text, _) = decode(&batch.bytes[record.range.clone()]);
                    if let Some(columns) = json::flatten(&text) {
                        sample.add_row(columns.iter().map(|(name, value)| (name.as_str(), value.as_deref())));
                    }
                    if sample.rows >= SAMPLE_RECORDS {
                        break;
                    }
                }
            }
            Self::Columns | Self::Warc => {}
        }
        sample
    }
}

impl<'p> RecordParser<'p> {
    /// Chooses the columns by `sample`. Without one readable record there is nothing to choose, and every record says why itself.
    pub(super) fn new(name: &'p str, options: &'p ReadOptions, layout: Layout, sample: &Sample) -> Result<Self, InputError> {
        let mapping = if matches!(layout, Layout::Warc) {
            warc::mapping()
        } else if sample.rows == 0 {
            Mapping { schema: "none", columns: Vec::new() }
        } else {
            recognise(name, sample, &options.fields)?
        };
        Ok(Self::known(name, options, layout, mapping))
    }

    /// For an input whose columns have been chosen before.
    pub(super) fn known(name: &'p str, options: &'p ReadOptions, layout: Layout, mapping: Mapping) -> Self {
        let wanted = Wanted::new(mapping.columns.iter().map(|(field, name)| (name.as_str(), *field == FieldName::Text)));
        let slots = match &layout {
            Layout::Json | Layout::Columns | Layout::Warc => Vec::new(),
            Layout::Table { header, .. } => {
                let slot = |name: &String| header.iter().position(|column| column == name).unwrap_or(usize::MAX);
                mapping.columns.iter().map(|(_, name)| slot(name)).collect()
            }
        };
        Self { name, options, layout, mapping, wanted, slots }
    }

    /// Gives the layout back, so that another batch can choose the columns.
    pub(super) fn into_layout(self) -> Layout {
        self.layout
    }

    /// Reads all records of a batch in their order.
    pub(super) fn batch<I: Intake>(&self, batch: &Batch, intake: &I, parallel: bool) -> Parsed<I::Row> {
        let task = |records: &[Record]| {
            let mut parsed = Parsed::default();
            for record in records {
                if intake.wants(self.name, record.pos) {
                    self.record(&batch.bytes[record.range.clone()], record, intake, &mut parsed);
                }
            }
            parsed
        };
        if !parallel {
            return task(&batch.records);
        }
        Parsed::whole(batch.records.par_chunks(RECORDS_PER_TASK).map(task).collect())
    }

    /// Whether the row at `pos` is asked for.
    pub(super) fn is_wanted<I: Intake>(&self, intake: &I, pos: u64) -> bool {
        intake.wants(self.name, pos)
    }

    /// Takes a row whose values were found elsewhere, in the order of the mapping's columns.
    pub(super) fn values<I: Intake>(
        &self,
        values: Vec<Option<Cow<str>>>,
        pos: u64,
        mut notes: Notes,
        intake: &I,
        parsed: &mut Parsed<I::Row>,
    ) {
        let size: usize = values.iter().flatten().map(|value| value.len()).sum();
        let outcome = if size > MAX_RECORD_BYTES {
            Err((RejectReason::TooLong, format!("longer than {MAX_RECORD_BYTES} bytes")))
        } else {
            self.article(values, pos, &mut notes)
        };
        match outcome {
            Ok(article) => {
                parsed.articles.push(intake.row(article, Extent::default()));
                parsed.notes.add(notes);
            }
            Err((reason, detail)) => {
                parsed.rejects.push(Reject { source_file: self.name.to_owned(), source_pos: pos, reason, detail });
            }
        }
    }

    pub(super) fn record<I: Intake>(&self, bytes: &[u8], record: &Record, intake: &I, parsed: &mut Parsed<I::Row>) {
        let mut notes = Notes::default();
        let outcome = match &self.layout {
            Layout::Json => self.object(bytes, record.pos, &mut notes),
            // Nothing tells whether the last cell of a cut row is whole.
            Layout::Table { .. } if record.cut => Err((RejectReason::Unparseable, String::new())),
            Layout::Table { delimiter, header } => self.row(&cells(bytes, *delimiter), header.len(), record.pos, &mut notes),
            Layout::Warc => {
                let place = Place { file: self.name, pos: record.pos, id: None };
                let Some(outcome) = warc::read(bytes, place, self.options, &mut notes) else {
                    parsed.passed += 1;
                    return;
                };
                outcome
            }
            Layout::Columns => Err((RejectReason::Unparseable, "a record outside of its table".to_owned())),
        };
        match outcome {
            Ok(article) => {
                let extent = Extent { start: record.start, bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX) };
                parsed.articles.push(intake.row(article, extent));
                parsed.notes.add(notes);
            }
            Err((RejectReason::Unparseable, _)) if record.cut => parsed.cut += 1,
            Err((reason, detail)) => {
                parsed.rejects.push(Reject { source_file: self.name.to_owned(), source_pos: record.pos, reason, detail });
            }
        }
    }

    fn object(&self, bytes: &[u8], pos: u64, notes: &mut Notes) -> Result<Article, (RejectReason, String)> {
        let (text, mut repaired) = decode(bytes);
        let mended: String;
        let read = match self.wanted.read(&text) {
            Ok(read) => Ok(read),
            // A lone surrogate in a key is an error of the whole object.
            Err(error) => match mend_surrogates(&text) {
                None => Err(error),
                Some(whole) => {
                    repaired = true;
                    mended = whole;
                    self.wanted.read(&mended)
                }
            },
        };
        let read = read.map_err(|detail| (RejectReason::Unparseable, detail))?;
        notes.repaired += u64::from(repaired || read.repaired);
        self.article(read.values, pos, notes)
    }

    fn row(&self, cells: &[Cow<[u8]>], width: usize, pos: u64, notes: &mut Notes) -> Result<Article, (RejectReason, String)> {
        // Empty cells behind the last column are how spreadsheets pad; others are a text whose quotes were lost.
        if cells.iter().skip(width).any(|cell| !cell.trim_ascii().is_empty()) {
            let detail = format!("{} cells where the header has {width}", cells.len());
            return Err((RejectReason::Unparseable, detail));
        }
        let mut repaired = false;
        let values = self.slots.iter().map(|&slot| {
            let (text, bad) = decode(cells.get(slot)?);
            repaired |= bad;
            Some(text)
        });
        let values = values.collect();
        notes.repaired += u64::from(repaired);
        self.article(values, pos, notes)
    }

    fn article(&self, values: Vec<Option<Cow<str>>>, pos: u64, notes: &mut Notes) -> Result<Article, (RejectReason, String)> {
        let place = Place { file: self.name, pos, id: None };
        let columns = || self.mapping.of(FieldName::Text).next().unwrap_or("text").to_owned();
        Row { mapping: &self.mapping, values }
            .article(place, self.options, notes)
            .map_err(|reason| (reason, format!("column `{}`", columns())))
    }
}
