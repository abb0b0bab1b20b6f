//! What is kept of a row while all are compared: its place, what ranks it, and the number of its text. The text is read again where it
//! is needed, and its sketch stands apart ([`super::signatures`]).

use std::cmp::Ordering;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering as Order};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ahash::{AHashMap, AHashSet};
use zerocopy::{FromBytes as _, IntoBytes as _};

use super::DedupError;
use super::shelf::{Measured, Shelf};
use super::signatures::{Signatures, Taking};
use crate::article::{Article, Micros, Published};
use crate::input::{Extent, Identified, Intake, Pieces};
use crate::pipeline::Host;
use crate::sketch::{SHINGLE_WORDS, Signature, shingle_set, signature_of_words};
use crate::storage::{Put as _, Take};
use crate::text::{content, text_hashes, with_word_hashes};

/// One row of the inputs: 136 bytes and its id.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: Box<str>,
    pub source_file: Arc<str>,
    pub source_pos: u64,
    pub extent: Extent,
    pub outlet: Option<Arc<str>>,
    pub dates: Dates,
    /// `xxh3_64` and, in two halves, `xxh3_128` of the text.
    hashes: [u64; 3],
    /// Bytes of the text.
    pub bytes: u32,
    pub words: u32,
    /// Its text, by the number under which that came.
    pub text: u32,
}

impl Row {
    /// Bytes that a row takes in memory where most are: with its id, its share of the tables of texts, and what sorting leaves behind.
    pub const BYTES: u64 = 200;
}

/// What a time of publication says about which row comes first, in 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    at: i64,
    earliest: i64,
    latest: i64,
}

impl Dates {
    const NONE: i64 = i64::MIN;

    fn of(published: &Published) -> Self {
        let known = |time: Option<Micros>| time.map_or(Self::NONE, |time| time.0);
        Self { at: known(published.at), earliest: known(published.earliest), latest: known(published.latest) }
    }

    fn time(micros: i64) -> Option<Micros> {
        (micros != Self::NONE).then_some(Micros(micros))
    }

    #[must_use]
    pub fn at(self) -> Option<Micros> {
        Self::time(self.at)
    }

    #[must_use]
    pub fn earliest(self) -> Option<Micros> {
        Self::time(self.earliest)
    }

    #[must_use]
    pub fn latest(self) -> Option<Micros> {
        Self::time(self.latest)
    }

    /// As [`Published::standing`], whose order it has: what is not known comes first in both.
    #[must_use]
    pub fn standing(self) -> (bool, i64, i64) {
        (self.at == Self::NONE, self.latest, self.earliest)
    }
}

impl Identified for Row {
    fn id(&self) -> &str {
        &self.id
    }

    fn rename(&mut self, id: String) {
        self.id = id.into_boxed_str();
    }

    fn compare_text(&self, other: &Self) -> Ordering {
        self.hashes[1..].cmp(&other.hashes[1..])
    }

    fn text_hashes(&self) -> (u64, u128) {
        let [short, high, low] = self.hashes;
        (short, whole([high, low]))
    }

    fn place(&self) -> (&str, u64) {
        (&self.source_file, self.source_pos)
    }
}

/// A number of 128 bits that can stand anywhere.
pub(super) type Content = [u64; 2];

/// The shingles of a text, with its number.
type NumberedSet = (u32, Vec<u64>);

#[allow(clippy::cast_possible_truncation, reason = "the two halves of 128 bits")]
const fn halves(number: u128) -> Content {
    [(number >> 64) as u64, number as u64]
}

pub(super) const fn whole([high, low]: Content) -> u128 {
    (high as u128) << 64 | low as u128
}

/// Tables that share the room of a run beside its rows: signatures, keys of bands, and the sets of what is near; or these alone, where the
/// sets of all are held.
pub(super) const fn large_tables(sets: bool) -> u64 {
    if sets { 1 } else { 3 }
}

/// Bytes that rows take, and the sets of their texts where these are joined: of each shingle itself, its bits in the table that says which are
/// repeated, and its place among these. Measured at 11 to 16 with 30,000 and 100,000 articles.
pub(super) const fn held(rows: u64, shingles: Option<u64>) -> u64 {
    const SHINGLE_BYTES: u64 = 17;
    let sets = match shingles {
        Some(shingles) => shingles * SHINGLE_BYTES,
        None => 0,
    };
    rows * Row::BYTES + sets
}

const SIGNATURE_BYTES: usize = size_of::<Signature>();

/// Makes rows of articles: each different text has a number, and is sketched once.
#[derive(Debug)]
pub(super) struct Sketching<'h> {
    host: Host<'h>,
    rows: AtomicU64,
    /// The texts' numbers by what they say.
    numbers: Vec<Mutex<AHashMap<Content, u32>>>,
    /// What each text says, by its number.
    contents: Mutex<Vec<Content>>,
    kept: Kept,
    signatures: Taking,
    /// Sets of shingles by number, in the place of signatures.
    sets: Option<Mutex<Vec<NumberedSet>>>,
    /// How many are in them.
    shingles: AtomicU64,
    /// Names of inputs and outlets, each once.
    names: Mutex<AHashSet<Arc<str>>>,
}

/// The different texts, by the numbers under which they came.
#[derive(Debug)]
pub(super) struct Sketches {
    pub(super) contents: Vec<Content>,
    signatures: Taking,
    sets: Vec<NumberedSet>,
}

impl Sketches {
    /// The signatures, and the sets, by the numbers that the texts have in `article`.
    pub(super) fn numbered(self, article: Vec<u32>, texts: usize) -> io::Result<(Signatures, Vec<Vec<u64>>)> {
        let mut sets = vec![Vec::new(); if self.sets.is_empty() { 0 } else { texts }];
        for (number, set) in self.sets {
            if let Some(slot) = sets.get_mut(article[number as usize] as usize) {
                *slot = set;
            }
        }
        Ok((self.signatures.finish(article)?, sets))
    }
}

/// What is known beside a run's own inputs is read last, and never kept.
#[derive(Debug, Default)]
struct Kept {
    off: AtomicBool,
    /// Signatures of texts whose batch is not kept yet.
    fresh: Mutex<AHashMap<u32, Box<Signature>>>,
    /// Texts that came with a batch that was kept, whose signatures come with one that was not.
    pending: Mutex<AHashSet<u32>>,
}

impl<'h> Sketching<'h> {
    pub(super) fn new(sets: bool, host: Host<'h>) -> Self {
        Self {
            rows: AtomicU64::new(0),
            numbers: (0..64).map(|_| Mutex::default()).collect(),
            contents: Mutex::default(),
            kept: Kept { off: AtomicBool::new(host.journal.is_none() || sets), ..Kept::default() },
            signatures: Taking::new(host.room.clone()),
            host,
            sets: sets.then(Mutex::default),
            shingles: AtomicU64::new(0),
            names: Mutex::default(),
        }
    }

    /// The number of the text that says this, and whether it is new.
    fn number(&self, content: u128) -> (u32, bool) {
        #[allow(clippy::cast_possible_truncation, reason = "a shard is chosen by the low bits")]
        let shard = &self.numbers[content as usize % self.numbers.len()];
        let mut shard = locked(shard);
        let mut is_new = false;
        let number = *shard.entry(halves(content)).or_insert_with(|| {
            is_new = true;
            let mut contents = locked(&self.contents);
            contents.push(halves(content));
            u32::try_from(contents.len() - 1).unwrap_or(u32::MAX)
        });
        (number, is_new)
    }

    fn name(&self, name: &str) -> Arc<str> {
        let mut names = locked(&self.names);
        if let Some(known) = names.get(name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(name);
        names.insert(Arc::clone(&new));
        new
    }

    /// From here on nothing is kept.
    pub(super) fn keep_no_more(&self) {
        self.kept.off.store(true, Order::Relaxed);
    }

    /// The error that ended reading, where it was not an error of reading.
    pub(super) fn why_stopped(&self) -> DedupError {
        if self.host.cancel.load(Order::Relaxed) {
            return DedupError::Cancelled;
        }
        let more = |count: u64| count + count / 4;
        let rows = self.rows.load(Order::Relaxed);
        DedupError::Room { rows, least: super::least_memory(more(rows), self.shingles().map(more)) }
    }

    /// Shingles of the sets that are held, where they are.
    fn shingles(&self) -> Option<u64> {
        self.sets.is_some().then(|| self.shingles.load(Order::Relaxed))
    }

    /// Takes the signature of a text that is new, or whose signature has not come yet.
    fn sketch(&self, number: u32, is_new: bool, hashes: &[u64]) {
        let is_pending = || locked(&self.kept.pending).remove(&number);
        if !is_new && (self.host.journal.is_none() || !is_pending()) {
            return;
        }
        if hashes.len() < SHINGLE_WORDS {
            if self.sets.is_none() {
                self.signatures.pass(number);
            }
            return;
        }
        if let Some(sets) = &self.sets {
            let set = shingle_set(hashes);
            self.shingles.fetch_add(set.len() as u64, Order::Relaxed);
            locked(sets).push((number, set));
            return;
        }
        let signature = signature_of_words(hashes);
        self.signatures.put(number, &signature);
        if !self.kept.off.load(Order::Relaxed) {
            locked(&self.kept.fresh).insert(number, Box::new(signature));
        }
    }

    pub(super) fn finish(self) -> Result<Sketches, DedupError> {
        if !locked(&self.kept.pending).is_empty() {
            return Err(DedupError::Broken("a text that was kept of a stopped run has no signature".to_owned()));
        }
        drop(self.numbers);
        let contents = self.contents.into_inner().unwrap_or_else(PoisonError::into_inner);
        let sets = self.sets.map_or_else(Vec::new, |sets| sets.into_inner().unwrap_or_else(PoisonError::into_inner));
        Ok(Sketches { contents, signatures: self.signatures, sets })
    }
}

/// A thread that panicked while it held one of these tables ends the run: what it left there is never used.
fn locked<T>(table: &Mutex<T>) -> MutexGuard<'_, T> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Intake for Sketching<'_> {
    type Row = Row;

    fn pieces(&self) -> Option<&dyn Pieces<Row>> {
        let on = self.host.journal.is_some() && !self.kept.off.load(Order::Relaxed);
        on.then_some(self as &dyn Pieces<Row>)
    }

    fn stops(&self) -> bool {
        let bytes = held(self.rows.load(Order::Relaxed), self.shingles());
        self.host.cancel.load(Order::Relaxed) || bytes > self.host.room.for_rows(large_tables(self.sets.is_some()))
    }

    fn row(&self, article: Article, extent: Extent) -> Row {
        self.rows.fetch_add(1, Order::Relaxed);
        let (number, words) = with_word_hashes(&article.text, |hashes| {
            let (number, is_new) = self.number(content(hashes, &article.text));
            self.sketch(number, is_new, hashes);
            (number, hashes.len())
        });
        let (short, long) = text_hashes(&article.text);
        let [high, low] = halves(long);
        Row {
            source_file: self.name(&article.source_file),
            source_pos: article.source_pos,
            extent,
            outlet: article.outlet.as_deref().map(|outlet| self.name(outlet)),
            dates: Dates::of(&article.published),
            hashes: [short, high, low],
            // A text is shorter than the longest record.
            bytes: u32::try_from(article.text.len()).unwrap_or(u32::MAX),
            words: u32::try_from(words).unwrap_or(u32::MAX),
            text: number,
            id: article.id.into_boxed_str(),
        }
    }
}

/// A row as bytes, with what its text says, and the text's signature where it came with this row.
impl Pieces<Row> for Sketching<'_> {
    fn recall(&self, name: &str) -> Option<Vec<u8>> {
        self.host.journal?.get(name)
    }

    fn keep(&self, name: &str, piece: &[u8]) {
        if let Some(journal) = self.host.journal {
            journal.put(name, piece);
        }
    }

    fn write(&self, row: &Row, to: &mut Vec<u8>) {
        to.put_text(&row.id);
        to.put_number(row.source_pos);
        to.put_number(row.extent.start);
        to.put_number(u64::from(row.extent.bytes));
        to.put_option(row.outlet.as_deref());
        to.extend_from_slice([row.dates.at, row.dates.earliest, row.dates.latest].as_bytes());
        to.extend_from_slice(row.hashes.as_bytes());
        to.put_number(u64::from(row.bytes));
        to.put_number(u64::from(row.words));
        to.extend_from_slice(locked(&self.contents)[row.text as usize].as_bytes());
        let signature = locked(&self.kept.fresh).remove(&row.text);
        to.push(u8::from(signature.is_some()));
        if let Some(signature) = signature {
            to.extend_from_slice(signature.as_bytes());
        }
    }

    fn read(&self, file: &str, from: &mut Take<'_>) -> Option<Row> {
        let id = Box::from(from.text()?);
        let source_pos = from.number()?;
        let extent = Extent { start: from.number()?, bytes: from.small()? };
        let outlet = from.option()?.map(|outlet| self.name(outlet));
        let [at, earliest, latest] = <[i64; 3]>::read_from_bytes(from.bytes(24)?).ok()?;
        let hashes = <[u64; 3]>::read_from_bytes(from.bytes(24)?).ok()?;
        let (bytes, words) = (from.small()?, from.small()?);
        let content = whole(Content::read_from_bytes(from.bytes(16)?).ok()?);
        let signature =
            if from.byte()? == 0 { None } else { Some(Signature::read_from_bytes(from.bytes(SIGNATURE_BYTES)?).ok()?) };
        self.rows.fetch_add(1, Order::Relaxed);
        let (number, is_new) = self.number(content);
        let long = words as usize >= SHINGLE_WORDS;
        match signature {
            // Signatures that were taken up go the way of those that are made.
            Some(signature) if is_new || locked(&self.kept.pending).remove(&number) => self.signatures.put(number, &signature),
            None if is_new && long => {
                locked(&self.kept.pending).insert(number);
            }
            None if is_new => self.signatures.pass(number),
            _ => {}
        }
        let dates = Dates { at, earliest, latest };
        Some(Row { id, source_file: self.name(file), source_pos, extent, outlet, dates, hashes, bytes, words, text: number })
    }
}

/// Reads the texts of some rows again, by their places, and puts them on a shelf.
pub(super) struct Again<'r> {
    /// By place: the number of the text, and its content.
    wanted: AHashMap<(&'r str, u64), (u32, u128)>,
    keep_text: bool,
    shelf: Mutex<(&'r mut Shelf, io::Result<()>)>,
}

impl<'r> Again<'r> {
    /// Rows with the numbers that their texts have on the shelf and what they say. `keep_text` where more is measured than sets.
    pub(super) fn new(rows: impl Iterator<Item = (&'r Row, u32, u128)>, keep_text: bool, shelf: &'r mut Shelf) -> Self {
        let wanted = rows.map(|(row, number, content)| ((&*row.source_file, row.source_pos), (number, content))).collect();
        Self { wanted, keep_text, shelf: Mutex::new((shelf, Ok(()))) }
    }

    /// What went wrong with the shelf.
    pub(super) fn finish(self) -> Result<(), DedupError> {
        Ok(self.shelf.into_inner().unwrap_or_else(PoisonError::into_inner).1?)
    }
}

impl Intake for Again<'_> {
    type Row = ();

    fn wants(&self, file: &str, pos: u64) -> bool {
        self.wanted.contains_key(&(file, pos))
    }

    fn wants_all(&self) -> bool {
        false
    }

    fn row(&self, article: Article, _extent: Extent) {
        let Some(&(number, known)) = self.wanted.get(&(article.source_file.as_str(), article.source_pos)) else { return };
        let set = with_word_hashes(&article.text, |hashes| {
            // Another text stands there now: it is nobody's.
            (content(hashes, &article.text) == known).then(|| shingle_set(hashes))
        });
        let Some(set) = set else { return };
        let text = if self.keep_text { article.text } else { String::new() };
        let mut guard = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let (shelf, done) = &mut *guard;
        if done.is_ok() {
            *done = shelf.put(number, Measured { text, set });
        }
    }
}
