//! What is kept of a row while all are compared: its place, what ranks it, and the number of its text. The text is read again where it
//! is needed, and its sketch stands apart ([`super::signatures`]).

use std::cmp::Ordering;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering as Order};
use std::sync::{Arc, Mutex, PoisonError};

use ahash::{AHashMap, AHashSet};

use super::DedupError;
use super::shelf::{Measured, Shelf};
use super::signatures::{Signatures, Taking};
use crate::article::{Article, Micros, Published};
use crate::input::{Extent, Identified, Intake};
use crate::sketch::{SHINGLE_WORDS, shingle_set, signature_of_words};
use crate::storage::Room;
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
    /// Bytes that a row takes in memory, its id and its share of the tables of texts included.
    pub const BYTES: u64 = 224;
}

/// What a time of publication says about which row comes first; [`Dates::NONE`] where it is not known.
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
        (short, u128::from(high) << 64 | u128::from(low))
    }

    fn place(&self) -> (&str, u64) {
        (&self.source_file, self.source_pos)
    }
}

/// A number of 128 bits that can stand anywhere.
type Content = [u64; 2];

#[allow(clippy::cast_possible_truncation, reason = "the two halves of 128 bits")]
const fn halves(number: u128) -> Content {
    [(number >> 64) as u64, number as u64]
}

/// Makes rows of articles: each different text has a number, and is sketched once.
#[derive(Debug)]
pub(super) struct Sketching {
    /// The texts' numbers by what they say.
    numbers: Vec<Mutex<AHashMap<Content, u32>>>,
    count: AtomicU32,
    signatures: Taking,
    /// Sets of shingles by number, in the place of signatures.
    sets: Option<Mutex<Vec<(u32, Vec<u64>)>>>,
    /// Names of inputs and outlets, each once.
    names: Mutex<AHashSet<Arc<str>>>,
}

/// The different texts, by the numbers under which they came.
#[derive(Debug)]
pub(super) struct Sketches {
    pub(super) contents: Vec<u128>,
    signatures: Taking,
    sets: Vec<(u32, Vec<u64>)>,
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

impl Sketching {
    pub(super) fn new(sets: bool, room: Room) -> Self {
        Self {
            numbers: (0..64).map(|_| Mutex::default()).collect(),
            count: AtomicU32::new(0),
            signatures: Taking::new(room),
            sets: sets.then(Mutex::default),
            names: Mutex::default(),
        }
    }

    /// The number of the text that says this, and whether it is new.
    fn number(&self, content: u128) -> (u32, bool) {
        #[allow(clippy::cast_possible_truncation, reason = "a shard is chosen by the low bits")]
        let shard = &self.numbers[content as usize % self.numbers.len()];
        // A thread that panicked leaves a table that holds at worst one text too many, and the run is over.
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_new = false;
        let number = *shard.entry(halves(content)).or_insert_with(|| {
            is_new = true;
            self.count.fetch_add(1, Order::Relaxed)
        });
        (number, is_new)
    }

    fn name(&self, name: &str) -> Arc<str> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(name);
        names.insert(Arc::clone(&new));
        new
    }

    pub(super) fn finish(self) -> Sketches {
        let mut contents = vec![0; self.count.into_inner() as usize];
        for shard in self.numbers {
            for ([high, low], number) in shard.into_inner().unwrap_or_else(PoisonError::into_inner) {
                contents[number as usize] = u128::from(high) << 64 | u128::from(low);
            }
        }
        let sets = self.sets.map_or_else(Vec::new, |sets| sets.into_inner().unwrap_or_else(PoisonError::into_inner));
        Sketches { contents, signatures: self.signatures, sets }
    }
}

impl Intake for Sketching {
    type Row = Row;

    fn row(&self, article: Article, extent: Extent) -> Row {
        let (number, words) = with_word_hashes(&article.text, |hashes| {
            let (number, is_new) = self.number(content(hashes, &article.text));
            if is_new && hashes.len() >= SHINGLE_WORDS {
                match &self.sets {
                    Some(sets) => {
                        let set = shingle_set(hashes);
                        sets.lock().unwrap_or_else(PoisonError::into_inner).push((number, set));
                    }
                    None => self.signatures.put(number, &signature_of_words(hashes)),
                }
            } else if is_new && self.sets.is_none() {
                self.signatures.pass(number);
            }
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
