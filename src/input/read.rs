//! Opening the inputs and reading them all.
//!
//! Responsible for the order of the work (large inputs one after the other, each on all cores; small ones side by side) and for the
//! count of rows. Not responsible for any single format.

use super::columnar::is_columnar;
use super::decompress::{Compression, Unpacked, peek};
use super::encoding::{self, Encoding, Recoded};
use super::error::{InputError, is_resource};
use super::extents::InPlace;
use super::format::{Format, Sniffed, is_binary, sniff};
use super::json_stream::JsonSplitter;
use super::limits::SNIFF_BYTES;
use super::parse::{Layout, Parsed, RecordParser};
use super::pieces::recalled;
use super::raw::is_whole;
use super::records::{Batch, Batches, Splitter};
use super::rows::Notes;
use super::schema::Mapping;
use super::sources::{Source, Sources, expand};
use super::text_files::{self, SideTables, is_side_file};
use super::warc::WarcSplitter;
use super::wrapped::articles_at;
use super::{
    Extent, Identified, InputFile, Intake, Progress, ReadOptions, Reading, Reject, RejectReason, Whole, csv, html_files, ids,
};
use crate::article::Article;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// Packed bytes up to which an input is read by one core while others read theirs.
const SMALL_BYTES: u64 = 4 << 20;

/// An input whose format is known and whose bytes are plain.
pub(super) struct Opened<'r> {
    pub(super) unpacked: Unpacked<'r>,
    pub(super) format: Format,
    pub(super) delimiter: u8,
    /// Records are the values of an array that has been entered; what stands around it is no record.
    pub(super) wrapped: bool,
    /// It begins with a byte order mark in UTF-8, which has been left behind.
    pub(super) marked: bool,
    /// What the text was written in, where that is not UTF-8: `unpacked` gives UTF-8.
    pub(super) encoding: Option<Encoding>,
}

impl Opened<'_> {
    /// Whether its rows stand in the file as they are read.
    fn is_in_place(&self) -> bool {
        self.format == Format::JsonLines && self.unpacked.layers.is_empty() && self.encoding.is_none()
    }
}

/// What all inputs of one call share.
pub(super) struct Shared<'s> {
    pub(super) options: &'s ReadOptions,
    pub(super) side: SideTables,
    progress: &'s (dyn Fn(Progress) + Sync),
    files: u64,
    files_done: AtomicU64,
    bytes: AtomicU64,
    rows: AtomicU64,
}

/// What one input came to; `None` in `file` for a side file, which is no input of its own.
#[derive(Debug)]
pub(super) struct Outcome<A> {
    pub(super) file: Option<InputFile>,
    /// Batch by batch: one growing list would be moved again and again.
    pub(super) articles: Vec<Vec<A>>,
    pub(super) rejects: Vec<Reject>,
    pub(super) notes: Notes,
    pub(super) rows: u64,
    /// The name of a side file.
    side: Option<String>,
}

impl<A> Default for Outcome<A> {
    fn default() -> Self {
        Self { file: None, articles: Vec::new(), rejects: Vec::new(), notes: Notes::default(), rows: 0, side: None }
    }
}

/// Reads everything that `inputs` name; see [`super`] for what is promised.
pub fn read(
    inputs: &[String],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Reading, InputError> {
    read_as(inputs, stdin, options, &Whole, progress)
}

/// As [`read`], but keeps of each article only what `intake` makes of it, as soon as it is parsed.
pub fn read_as<I: Intake<Row: Identified>>(
    inputs: &[String],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    intake: &I,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Reading<I::Row>, InputError> {
    let mut reading = read_unsettled(inputs, stdin, options, intake, progress)?;
    ids::settle(&mut reading.articles, &mut reading.rejects);
    reading.rejects.sort_by(|a, b| (&a.source_file, a.source_pos).cmp(&(&b.source_file, b.source_pos)));
    debug_assert_eq!(reading.rows_read, (reading.articles.len() + reading.rejects.len()) as u64);
    Ok(reading)
}

/// As [`read_as`], in the order of the inputs, ids as they came: for another look at some of the rows. What `intake` does not want is
/// counted as read and is neither an article nor a reject.
pub fn read_unsettled<I: Intake>(
    inputs: &[String],
    stdin: &mut (dyn Read + Send),
    options: &ReadOptions,
    intake: &I,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Reading<I::Row>, InputError> {
    let Sources { files: sources, unreadable, warnings } = expand(inputs)?;
    let shared = Shared::new(options, sources.len(), progress);
    let mut outcomes: Vec<Option<Result<Outcome<I::Row>, InputError>>> = sources.iter().map(|_| None).collect();
    let is_small = |source: &Source| {
        let path = source.path.as_ref();
        path.is_some_and(|path| path.metadata().is_ok_and(|meta| meta.len() <= SMALL_BYTES))
    };
    outcomes.par_iter_mut().zip(&sources).filter(|(_, source)| is_small(source)).for_each(|(slot, source)| {
        *slot = Some(shared.read_file(source, intake, false));
    });
    let mut stdin = Some(stdin);
    for (slot, source) in outcomes.iter_mut().zip(&sources) {
        if slot.is_none() {
            *slot = match (&source.path, stdin.as_mut()) {
                (None, Some(stdin)) => Some(shared.read_source(source, Box::new(&mut **stdin), None, intake, true)),
                _ => Some(shared.read_file(source, intake, true)),
            };
        }
    }
    let named = unreadable.into_iter().map(|(name, error)| (name, Err(error)));
    let read = sources.iter().map(|source| source.name.clone()).zip(outcomes.into_iter().flatten());
    gather(read.chain(named).collect(), warnings, options)
}

/// Puts the outcomes together, in the order of the inputs.
fn gather<A>(
    outcomes: Vec<(String, Result<Outcome<A>, InputError>)>,
    warnings: Vec<String>,
    options: &ReadOptions,
) -> Result<Reading<A>, InputError> {
    let mut reading = Reading { warnings, ..Reading::empty() };
    let mut notes = Notes::default();
    let mut failed: Option<InputError> = None;
    let mut any_read = false;
    let count = outcomes.iter().filter_map(|(_, read)| read.as_ref().ok()).flat_map(|read| &read.articles).map(Vec::len).sum();
    reading.articles.reserve_exact(count);
    let mut first_bad: Option<Reject> = None;
    for (name, outcome) in outcomes {
        match outcome {
            Ok(mut outcome) => {
                any_read = true;
                outcome.rejects.sort_by_key(|reject| reject.source_pos);
                first_bad = first_bad.or_else(|| outcome.rejects.first().cloned());
                reading.rows_read += outcome.rows;
                for mut articles in outcome.articles {
                    reading.articles.append(&mut articles);
                }
                reading.rejects.append(&mut outcome.rejects);
                reading.inputs.extend(outcome.file);
                reading.side_files.extend(outcome.side);
                notes.add(outcome.notes);
            }
            Err(error) if error.is_of_one_input() => {
                let detail = error.to_string();
                let reject = Reject { source_file: name, source_pos: 0, reason: RejectReason::Unreadable, detail };
                first_bad = first_bad.or_else(|| Some(reject.clone()));
                reading.rows_read += 1;
                reading.rejects.push(reject);
                failed = failed.or(Some(error));
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(error) = failed.filter(|_| !any_read) {
        return Err(error);
    }
    if let Some(bad) = first_bad.filter(|_| options.strict) {
        let Reject { source_file: file, source_pos: pos, reason, detail } = bad;
        return Err(InputError::BadRow { file, pos, reason: reason.name(), detail });
    }
    reading.repaired = notes.repaired;
    reading.dates = notes.dates;
    warn(&mut reading, &notes);
    Ok(reading)
}

fn warn<A>(reading: &mut Reading<A>, notes: &Notes) {
    let mut warn = |count: u64, what: &str, example: Option<&String>| {
        if count > 0 {
            let example = example.map_or(String::new(), |value| format!(", the first of them {value:?}"));
            reading.warnings.push(format!("{count} {what}{example}"));
        }
    };
    let dates = &notes.dates;
    warn(dates.unread, "dates could not be read", notes.unread.as_ref());
    warn(dates.distrusted, "dates are placeholders or out of any newspaper's time and count as none", notes.doubted.as_ref());
    warn(dates.years_of_two_digits, "dates have years of two digits, read as 1950 to 2049", None);
    warn(dates.orders_open, "dates do not say which number is the day: their intervals hold both readings", None);
    warn(dates.after_crawl, "articles are dated later than they were crawled; their date stays as given", None);
    warn(dates.after_change, "articles are dated later than their last change; their date stays as given", None);
    warn_of_encodings(reading);
    if reading.rows_read == 0 {
        reading.warnings.push("the inputs hold no rows".to_owned());
    }
}

/// Text that is not UTF-8 was read by the encoding that was given or guessed: never silently.
fn warn_of_encodings<A>(reading: &mut Reading<A>) {
    let mut found: Vec<(Encoding, u64, &str)> = Vec::new();
    for file in &reading.inputs {
        let Some(encoding) = file.encoding else { continue };
        match found.iter_mut().find(|(known, ..)| *known == encoding) {
            Some((_, count, _)) => *count += 1,
            None => found.push((encoding, 1, &file.path)),
        }
    }
    for (encoding, count, first) in found {
        let inputs = if count == 1 { "input is" } else { "inputs are" };
        let name = encoding.name();
        reading.warnings.push(format!(
            "{count} {inputs} not UTF-8 and read as {name} (--encoding says otherwise), the first of them {first}"
        ));
    }
}

impl<'s> Shared<'s> {
    pub(super) fn new(options: &'s ReadOptions, files: usize, progress: &'s (dyn Fn(Progress) + Sync)) -> Self {
        let zero = || AtomicU64::new(0);
        let side = SideTables::default();
        Self { options, side, progress, files: files as u64, files_done: zero(), bytes: zero(), rows: zero() }
    }

    fn read_file<I: Intake>(&self, source: &Source, intake: &I, parallel: bool) -> Result<Outcome<I::Row>, InputError> {
        let path = source.path.as_deref().unwrap_or("-".as_ref());
        let file = File::open(path).map_err(|error| InputError::from_io(&source.name, error))?;
        // Before anything is read: what changes later is seen to have changed.
        let in_place = InPlace::of(&file);
        let mut outcome = self.read_source(source, Box::new(file), in_place, intake, parallel)?;
        if let Some(file) = outcome.file.as_mut().filter(|file| InPlace::holds(file)) {
            file.in_place = in_place.filter(|place| place.bytes == file.bytes);
        }
        Ok(outcome)
    }

    pub(super) fn read_source<I: Intake>(
        &self,
        source: &Source,
        raw: Box<dyn Read + Send + '_>,
        in_place: Option<InPlace>,
        intake: &I,
        parallel: bool,
    ) -> Result<Outcome<I::Row>, InputError> {
        let opened = open(source, raw, self.options)?;
        if in_place.is_some() && opened.is_in_place() && !self.options.hash_inputs {
            opened.unpacked.leave_unhashed();
        }
        let outcome = match opened.format {
            format if is_whole(format) => self.whole_file(source, opened, intake),
            format if is_columnar(format) => self.columnar(source, opened, intake, parallel),
            _ => self.records(source, opened, intake, parallel),
        };
        self.files_done.fetch_add(1, Ordering::Relaxed);
        self.report(0, 0);
        outcome
    }

    pub(super) fn report(&self, bytes: u64, rows: u64) {
        (self.progress)(Progress {
            files: self.files,
            files_done: self.files_done.load(Ordering::Relaxed),
            bytes: self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes,
            rows: self.rows.fetch_add(rows, Ordering::Relaxed) + rows,
        });
    }

    /// One file, one article.
    fn whole_file<I: Intake>(&self, source: &Source, mut opened: Opened, intake: &I) -> Result<Outcome<I::Row>, InputError> {
        let mut outcome = Outcome { rows: 1, ..Outcome::default() };
        let empty_stdin = source.path.is_none() && opened.unpacked.reader.fill_buf().is_ok_and(<[u8]>::is_empty);
        if empty_stdin {
            outcome.rows = 0;
        } else {
            match whole_file(source, &mut opened, &self.side, self.options, &mut outcome.notes) {
                Ok(Ok(article)) => {
                    outcome.articles.extend(intake.wants(&source.name, 1).then(|| vec![intake.row(article, Extent::default())]));
                }
                Ok(Err((reason, detail))) => {
                    outcome.rejects.push(Reject { source_file: source.name.clone(), source_pos: 1, reason, detail });
                }
                Err(error) => outcome.rejects.push(broken(source, 1, error)?),
            }
        }
        let mapping = whole_mapping(opened.format);
        let marked = opened.marked;
        let file = described(source, opened.format, opened.encoding, opened.unpacked, mapping, outcome.rows);
        let file = InputFile { marked, ..file };
        self.report(file.bytes, outcome.rows);
        outcome.file = Some(file);
        Ok(outcome)
    }

    fn records<I: Intake>(
        &self,
        source: &Source,
        opened: Opened,
        intake: &I,
        parallel: bool,
    ) -> Result<Outcome<I::Row>, InputError> {
        let mut outcome = Outcome::default();
        let Opened { mut unpacked, format, delimiter, wrapped, marked, encoding } = opened;
        let mut batches = Batches::new(&mut unpacked.reader, splitter(format, delimiter, wrapped));
        let mut batch = batches.next_batch();
        let Some(layout) = layout(source, format, delimiter, &mut batch) else {
            return Ok(Outcome { side: Some(source.name.clone()), ..Outcome::default() });
        };
        let sample = layout.sample(&batch);
        let mut parser = RecordParser::new(&source.name, self.options, layout, &sample)?;
        loop {
            if parser.mapping.columns.is_empty() && !batch.records.is_empty() {
                // No record could be read so far: perhaps one of these can.
                let layout = parser.into_layout();
                let sample = layout.sample(&batch);
                parser = RecordParser::new(&source.name, self.options, layout, &sample)?;
            }
            let more = !batch.last;
            let (parsed, next) = if parallel && more {
                let parse = || recalled(intake, &source.name, &batch, || parser.batch(&batch, intake, true));
                rayon::join(parse, || Some(batches.next_batch()))
            } else {
                (parser.batch(&batch, intake, parallel), more.then(|| batches.next_batch()))
            };
            if intake.stops() {
                return Err(InputError::Stopped);
            }
            let bytes = batch.bytes.len() as u64;
            batches.recycle(std::mem::take(&mut batch.bytes));
            let rows = count(source, batch, parsed, &mut outcome)?;
            self.report(bytes, rows);
            match next {
                Some(next) if !self.options.strict || outcome.rejects.is_empty() => batch = next,
                _ => break,
            }
        }
        let mapping = parser.mapping;
        drop(batches);
        let file = described(source, format, encoding, unpacked, mapping, outcome.rows);
        outcome.file = Some(InputFile { marked, ..file });
        Ok(outcome)
    }
}

/// The article of a file that is one, or why it is none.
pub(super) fn whole_file(
    source: &Source,
    opened: &mut Opened,
    side: &SideTables,
    options: &ReadOptions,
    notes: &mut Notes,
) -> io::Result<Result<Article, text_files::Refusal>> {
    let is_utf8 = opened.marked || opened.encoding.is_some();
    let reader = &mut opened.unpacked.reader;
    match opened.format {
        Format::Html => html_files::read(source, reader, is_utf8, side, options, notes),
        _ => text_files::read(source, reader, side, options, notes),
    }
}

/// A file that is one article has no columns.
pub(super) fn whole_mapping(format: Format) -> Mapping {
    Mapping { schema: if format == Format::Html { "html" } else { "text" }, columns: Vec::new() }
}

/// Adds a batch to an outcome; gives the rows it had.
fn count<A>(source: &Source, batch: Batch, mut parsed: Parsed<A>, outcome: &mut Outcome<A>) -> Result<u64, InputError> {
    let mut rows = (batch.records.len() + batch.faults.len()) as u64 - parsed.cut - parsed.passed;
    for (source_pos, reason, detail) in batch.faults {
        parsed.rejects.push(Reject { source_file: source.name.clone(), source_pos, reason, detail });
    }
    if let Some((pos, error)) = batch.broken {
        rows += 1;
        parsed.rejects.push(broken(source, pos, error)?);
    }
    outcome.rows += rows;
    outcome.articles.push(parsed.articles);
    outcome.rejects.append(&mut parsed.rejects);
    outcome.notes.add(parsed.notes);
    Ok(rows)
}

/// Opens an input as far as its format.
pub(super) fn open<'r>(source: &Source, raw: Box<dyn Read + Send + 'r>, options: &ReadOptions) -> Result<Opened<'r>, InputError> {
    let mut unpacked = Unpacked::open(raw).map_err(|error| InputError::from_io(&source.name, error))?;
    let reader = std::mem::replace(&mut unpacked.reader, Box::new(io::empty()));
    let failed = |error| InputError::from_io(&source.name, error);
    let (mut start, mut reader) = peek(reader, SNIFF_BYTES).map_err(failed)?;
    let mut encoding = None;
    if !is_binary(&start) {
        encoding = encoding::tell(&start, start.len() < SNIFF_BYTES, options.encoding);
    }
    if let Some(encoding) = encoding {
        let recoded: Box<dyn BufRead + Send + 'r> = Box::new(BufReader::with_capacity(256 << 10, Recoded::new(reader, encoding)));
        (start, reader) = peek(recoded, SNIFF_BYTES).map_err(failed)?;
    }
    let name = source.relative.to_ascii_lowercase();
    let (format, delimiter) = match sniff(&start, &name, options.format) {
        Sniffed::Read { format, delimiter } => (format, delimiter),
        Sniffed::Refused { what, advice } => return Err(InputError::Unsupported { path: source.name.clone(), what, advice }),
    };
    let mark = if start.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let list = if format == Format::Json { articles_at(&start[mark..]) } else { None };
    let wrapped = list.is_some();
    io::copy(&mut (&mut *reader).take((mark + list.unwrap_or(0)) as u64), &mut io::sink()).map_err(failed)?;
    unpacked.reader = reader;
    Ok(Opened { unpacked, format, delimiter, wrapped, marked: mark > 0 && encoding.is_none(), encoding })
}

pub(super) fn splitter(format: Format, delimiter: u8, wrapped: bool) -> Splitter {
    match format {
        Format::Csv | Format::Tsv => Splitter::Csv(csv::CsvSplitter::new(delimiter)),
        Format::Json if wrapped => Splitter::Json(JsonSplitter::inside_array()),
        Format::Json => Splitter::Json(JsonSplitter::default()),
        Format::Warc => Splitter::Warc(WarcSplitter::default()),
        _ => Splitter::Lines,
    }
}

/// How values are found, the header of a table taken off its first batch; `None` for a side file.
pub(super) fn layout(source: &Source, format: Format, delimiter: u8, batch: &mut Batch) -> Option<Layout> {
    match format {
        Format::Csv | Format::Tsv => {}
        Format::Warc => return Some(Layout::Warc),
        _ => return Some(Layout::Json),
    }
    let mut header = Vec::new();
    if !batch.records.is_empty() {
        let mut first = batch.records.remove(0);
        if csv::said_delimiter(&batch.bytes[first.range.clone()]).is_some() && !batch.records.is_empty() {
            first = batch.records.remove(0);
        }
        let row = csv::cells(&batch.bytes[first.range], delimiter);
        header = row.iter().map(|cell| super::repair::decode(cell).0.trim().to_owned()).collect();
    }
    (!is_side_file(source, &header)).then_some(Layout::Table { delimiter, header })
}

/// The reject for what is lost where an input breaks off; an error of the machine is no reject.
pub(super) fn broken(source: &Source, pos: u64, error: io::Error) -> Result<Reject, InputError> {
    if is_resource(&error) {
        return Err(InputError::from_io(&source.name, error));
    }
    let detail = format!("the input breaks off here and what comes behind is lost: {error}");
    Ok(Reject { source_file: source.name.clone(), source_pos: pos, reason: RejectReason::Unreadable, detail })
}

pub(super) fn described(
    source: &Source,
    format: Format,
    encoding: Option<Encoding>,
    unpacked: Unpacked,
    mapping: Mapping,
    rows: u64,
) -> InputFile {
    let compression: Vec<Compression> = unpacked.layers.clone();
    let (bytes, xxh3) = unpacked.finish();
    InputFile {
        path: source.name.clone(),
        format,
        compression,
        encoding,
        bytes,
        xxh3,
        rows,
        mapping,
        in_place: None,
        marked: false,
        table: None,
    }
}
