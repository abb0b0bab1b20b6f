//! Cutting a stream into records, in batches: no record is held beyond its cap, whatever the bytes are.
//!
//! Responsible for where records begin and end, and for what was too long, never closed or cut off. Not responsible for what a record
//! says: a batch goes on to [`super::json`] or [`super::csv`], which may look at its records in parallel.

use super::csv::CsvSplitter;
use super::json_stream::JsonSplitter;
use super::warc::WarcSplitter;
use super::{RejectReason, limits};
use std::io::Read;
use std::ops::Range;

/// What a splitter says of the bytes it was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The record goes on behind these bytes.
    More,
    /// The bytes before this one belong to no record.
    Skip(usize),
    /// The record ends before this byte.
    Record(usize),
}

/// Where the records of a format end. Each remembers its state, so no byte is shown twice.
#[derive(Debug)]
pub(super) enum Splitter {
    Lines,
    Csv(CsvSplitter),
    Json(JsonSplitter),
    Warc(WarcSplitter),
}

impl Splitter {
    fn step(&mut self, bytes: &[u8]) -> Step {
        match self {
            Self::Lines => memchr::memchr(b'\n', bytes).map_or(Step::More, |at| Step::Record(at + 1)),
            Self::Csv(csv) => csv.step(bytes),
            Self::Json(json) => json.step(bytes),
            Self::Warc(warc) => warc.step(bytes),
        }
    }

    /// How far the position (line or record number) moves over `bytes`.
    fn positions(&self, bytes: &[u8], ends_record: bool) -> u64 {
        match self {
            Self::Json(_) | Self::Warc(_) => u64::from(ends_record),
            // A line has one line end, its last byte; only where the input ends may it have none.
            Self::Lines if ends_record => u64::from(bytes.ends_with(b"\n")),
            _ => memchr::memchr_iter(b'\n', bytes).count() as u64,
        }
    }

    const fn is_inside_quotes(&self) -> bool {
        matches!(self, Self::Csv(csv) if csv.is_inside_quotes())
    }
}

/// One record of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) range: Range<usize>,
    /// Place of its first byte in the stream.
    pub(super) start: u64,
    /// One-based line, or record number where records are no lines.
    pub(super) pos: u64,
    /// The stream broke off in it: it counts only if it happens to be whole.
    pub(super) cut: bool,
}

/// Records that are in memory together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    pub(super) records: Vec<Record>,
    /// Rows that never became a record: position, reason, detail.
    pub(super) faults: Vec<(u64, RejectReason, String)>,
    /// Why the stream ended early, and where: what comes behind is lost.
    pub(super) broken: Option<(u64, std::io::Error)>,
    pub(super) last: bool,
}

/// Reads a stream batch by batch.
#[derive(Debug)]
pub(super) struct Batches<R> {
    reader: R,
    splitter: Splitter,
    /// Storage, of which the first `filled` bytes have been read.
    buffer: Vec<u8>,
    filled: usize,
    /// The storage of batches that are done with.
    spare: Vec<Vec<u8>>,
    /// Where the open record begins, and how far the splitter has seen.
    start: usize,
    scanned: usize,
    pos: u64,
    /// Place of the first byte of `buffer` in the stream, or where it would be had nothing been skipped behind the last record.
    offset: u64,
    /// The open record is too long: it is dropped up to its end.
    skipping: bool,
    ended: bool,
    /// Times that a quote that never closes may be taken back; each costs another look at what it swallowed.
    resumes: u32,
    max_record: usize,
    batch_bytes: usize,
}

/// How much is read at once where a record is longer than a batch.
const READ_BYTES: usize = 1 << 20;

impl<R: Read> Batches<R> {
    pub(super) fn new(reader: R, splitter: Splitter) -> Self {
        Self::with_limits(reader, splitter, limits::MAX_RECORD_BYTES, limits::BATCH_BYTES)
    }

    pub(super) fn with_limits(reader: R, splitter: Splitter, max_record: usize, batch_bytes: usize) -> Self {
        Self {
            reader,
            splitter,
            buffer: Vec::new(),
            filled: 0,
            spare: Vec::new(),
            start: 0,
            scanned: 0,
            pos: 1,
            offset: 0,
            skipping: false,
            ended: false,
            resumes: 16,
            max_record,
            batch_bytes,
        }
    }

    /// The next records; the last batch says that it is the last and may be empty.
    pub(super) fn next_batch(&mut self) -> Batch {
        let mut batch = Batch::default();
        loop {
            self.scan(&mut batch);
            if self.ended || (self.filled >= self.batch_bytes && !batch.records.is_empty()) {
                break;
            }
            match self.fill() {
                Ok(0) => self.end(&mut batch, None),
                Ok(_) => {}
                Err(error) => {
                    self.scan(&mut batch);
                    self.end(&mut batch, Some(error));
                }
            }
        }
        batch.last = self.ended;
        // What is read of the open record moves to the front of the next storage.
        let open = self.start..self.filled;
        let mut next = self.spare.pop().unwrap_or_default();
        if next.len() < open.len() {
            next.resize(open.len().max(self.batch_bytes), 0);
        }
        next[..open.len()].copy_from_slice(&self.buffer[open.clone()]);
        batch.bytes = std::mem::replace(&mut self.buffer, next);
        batch.bytes.truncate(self.start);
        self.offset += self.start as u64;
        self.filled = open.len();
        self.scanned -= self.start;
        self.start = 0;
        batch
    }

    /// Takes back the storage of a batch: memory that was touched once is not asked for anew.
    pub(super) fn recycle(&mut self, mut bytes: Vec<u8>) {
        if self.spare.len() < 2 && bytes.capacity() <= 2 * (self.batch_bytes + READ_BYTES) {
            bytes.resize(bytes.capacity(), 0);
            self.spare.push(bytes);
        }
    }

    /// Reads a piece towards the size of a batch, or beyond it where the open record is longer; 0 at the end. What has come is looked at
    /// before more is read, while it is near.
    fn fill(&mut self) -> std::io::Result<usize> {
        let goal = if self.filled < self.batch_bytes { self.batch_bytes } else { self.filled + READ_BYTES };
        if self.buffer.len() < goal {
            self.buffer.resize(goal, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.filled..goal]) {
                Ok(count) => {
                    self.filled += count;
                    return Ok(count);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn scan(&mut self, batch: &mut Batch) {
        while self.scanned < self.filled {
            match self.splitter.step(&self.buffer[self.scanned..self.filled]) {
                Step::More => self.scanned = self.filled,
                Step::Skip(count) => {
                    self.scanned += count;
                    self.start = self.scanned;
                }
                Step::Record(count) => {
                    self.scanned += count;
                    self.close(batch, false);
                }
            }
            if self.scanned - self.start > self.max_record && !self.skipping {
                self.too_long(batch);
            }
            if self.skipping {
                self.pos += self.splitter.positions(&self.buffer[self.start..self.scanned], false);
                self.buffer.copy_within(self.scanned..self.filled, self.start);
                self.filled -= self.scanned - self.start;
                self.offset += (self.scanned - self.start) as u64;
                self.scanned = self.start;
            }
        }
    }

    /// Ends the open record at what has been scanned.
    fn close(&mut self, batch: &mut Batch, cut: bool) {
        let range = self.start..self.scanned;
        let bytes = &self.buffer[range.clone()];
        let moved = self.splitter.positions(bytes, true);
        if self.skipping {
            self.skipping = false;
        } else if bytes.len() > self.max_record {
            batch.faults.push(self.too_long_fault());
        } else if !bytes.trim_ascii().is_empty() {
            batch.records.push(Record { start: self.offset + range.start as u64, range, pos: self.pos, cut });
        }
        self.pos += moved;
        self.start = self.scanned;
    }

    fn too_long_fault(&self) -> (u64, RejectReason, String) {
        (self.pos, RejectReason::TooLong, format!("longer than {} bytes", self.max_record))
    }

    fn too_long(&mut self, batch: &mut Batch) {
        if self.splitter.is_inside_quotes() && self.resume(batch) {
            return;
        }
        batch.faults.push(self.too_long_fault());
        self.skipping = true;
        if let Splitter::Csv(csv) = &mut self.splitter {
            csv.skip_line();
        }
    }

    /// A quote that never closes has swallowed the rows behind it: gives up its first line alone and looks at the rest anew.
    fn resume(&mut self, batch: &mut Batch) -> bool {
        let Some(line) = memchr::memchr(b'\n', &self.buffer[self.start..self.filled]) else { return false };
        if self.resumes == 0 {
            return false;
        }
        self.resumes -= 1;
        batch.faults.push((self.pos, RejectReason::Unparseable, "a quote that opens in this row is never closed".to_owned()));
        self.pos += 1;
        self.start += line + 1;
        self.scanned = self.start;
        if let Splitter::Csv(csv) = &mut self.splitter {
            csv.restart();
        }
        true
    }

    fn end(&mut self, batch: &mut Batch, error: Option<std::io::Error>) {
        while error.is_none() && !self.skipping && self.splitter.is_inside_quotes() && self.resume(batch) {
            self.scan(batch);
        }
        self.ended = true;
        let unclosed = error.is_none() && self.splitter.is_inside_quotes() && !self.skipping;
        if unclosed {
            let detail = "a quote that opens in this row is never closed".to_owned();
            batch.faults.push((self.pos, RejectReason::Unparseable, detail));
            self.start = self.scanned;
        } else if self.scanned > self.start {
            self.close(batch, error.is_some());
        }
        if let (Splitter::Json(json), None) = (&self.splitter, &error)
            && json.is_inside_array()
        {
            let detail = "the input ends inside its array".to_owned();
            batch.faults.push((self.pos, RejectReason::Unparseable, detail));
        }
        batch.broken = error.map(|error| (self.pos, error));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Rows = Vec<(u64, String)>;
    type Faults = Vec<(u64, RejectReason)>;

    fn split(bytes: &[u8], splitter: Splitter, max: usize) -> (Rows, Faults) {
        let mut batches = Batches::with_limits(bytes, splitter, max, 64);
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        loop {
            let batch = batches.next_batch();
            for record in &batch.records {
                rows.push((record.pos, String::from_utf8_lossy(&batch.bytes[record.range.clone()]).trim().to_owned()));
            }
            faults.extend(batch.faults.iter().map(|(pos, reason, _)| (*pos, *reason)));
            if batch.last {
                return (rows, faults);
            }
        }
    }

    fn named(rows: &[(u64, &str)]) -> Vec<(u64, String)> {
        rows.iter().map(|(pos, row)| (*pos, (*row).to_owned())).collect()
    }

    #[test]
    fn blank_lines_are_no_rows_and_a_last_line_needs_no_newline() {
        let (rows, faults) = split(b"a\n\n  \nb\r\nc", Splitter::Lines, 100);
        assert_eq!(rows, named(&[(1, "a"), (4, "b"), (5, "c")]));
        assert!(faults.is_empty());
    }

    #[test]
    fn a_line_beyond_the_cap_is_one_fault_and_the_next_line_is_read() {
        let text = format!("a\n{}\nb\n", "x".repeat(5_000));
        let (rows, faults) = split(text.as_bytes(), Splitter::Lines, 1_000);
        assert_eq!(rows, named(&[(1, "a"), (3, "b")]));
        assert_eq!(faults, [(2, RejectReason::TooLong)]);
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_own_row() {
        let text = b"x,y\n\"a\nb\",1\n\"open,2\nc,3\nd,4\n";
        let (rows, faults) = split(text, Splitter::Csv(CsvSplitter::new(b',')), 1_000);
        assert_eq!(rows, named(&[(1, "x,y"), (2, "\"a\nb\",1"), (5, "c,3"), (6, "d,4")]));
        assert_eq!(faults, [(4, RejectReason::Unparseable)]);
    }

    #[test]
    fn values_are_cut_out_of_arrays_and_streams() {
        let json = |text: &str| split(text.as_bytes(), Splitter::Json(JsonSplitter::default()), 1_000);
        let want = named(&[(1, r#"{"a":"]},{"}"#), (2, r#"{"b":[1,{}]}"#)]);
        assert_eq!(json(r#" [ {"a":"]},{"} , {"b":[1,{}]} ] "#), (want.clone(), vec![]));
        assert_eq!(json("{\"a\":\"]},{\"}\n{\"b\":[1,{}]}"), (want.clone(), vec![]));
        assert_eq!(json(r#"[{"a":"]},{"}][{"b":[1,{}]}]"#), (want.clone(), vec![]));
        assert_eq!(json(r#"[{"a":"]},{"},{"b":[1,{}]},"#), (want, vec![(3, RejectReason::Unparseable)]));
    }

    proptest! {
        #[test]
        fn every_line_is_a_row_a_fault_or_blank(lines in prop::collection::vec("[a-z ]{0,40}", 0..40)) {
            let text = lines.join("\n");
            let (rows, faults) = split(text.as_bytes(), Splitter::Lines, 30);
            let blank = lines.iter().filter(|line| line.trim().is_empty() && line.len() < 30).count();
            prop_assert_eq!(rows.len() + faults.len() + blank, lines.len());
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(prop::sample::select(b"\"\\,\n[]{}a:1 \t".to_vec()), 0..300)) {
            for splitter in [Splitter::Lines, Splitter::Csv(CsvSplitter::new(b',')), Splitter::Json(JsonSplitter::default())] {
                split(&bytes, splitter, 50);
            }
        }
    }
}
