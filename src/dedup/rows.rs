//! What is kept of a row while all are compared: its place, what ranks it, and its sketch. The text is read again where it is needed.

use std::cmp::Ordering;
use std::sync::Mutex;

use ahash::{AHashMap, AHashSet};
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

use crate::article::{Article, Published};
use crate::input::{Identified, Intake};
use crate::sketch::{SHINGLE_WORDS, Signature, shingle_set, shingles, signature};
use crate::text::Words;

/// One row of the inputs.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: String,
    pub source_file: String,
    pub source_pos: u64,
    pub outlet: Option<String>,
    pub published: Published,
    /// Bytes of the text.
    pub bytes: usize,
    pub words: u32,
    text_hashes: (u64, u128),
    /// Identity of the text as compared: the same words in the same order.
    pub content: u128,
    /// Of one of the rows with this content, and of none that is shorter than a shingle.
    pub(super) sketch: Option<Sketch>,
}

/// What proposes pairs.
#[derive(Debug, Clone)]
pub(super) enum Sketch {
    Signature(Box<Signature>),
    Set(Vec<u64>),
}

impl Identified for Row {
    fn id(&self) -> &str {
        &self.id
    }

    fn rename(&mut self, id: String) {
        self.id = id;
    }

    fn compare_text(&self, other: &Self) -> Ordering {
        self.text_hashes.1.cmp(&other.text_hashes.1)
    }

    fn text_hashes(&self) -> (u64, u128) {
        self.text_hashes
    }

    fn place(&self) -> (&str, u64) {
        (&self.source_file, self.source_pos)
    }
}

/// Makes rows of articles, each different text sketched once.
#[derive(Debug)]
pub(super) struct Sketching {
    sets: bool,
    seen: Vec<Mutex<AHashSet<u128>>>,
}

impl Sketching {
    pub(super) fn new(sets: bool) -> Self {
        Self { sets, seen: (0..64).map(|_| Mutex::default()).collect() }
    }

    fn is_new(&self, content: u128) -> bool {
        #[allow(clippy::cast_possible_truncation, reason = "a shard is chosen by the low bits")]
        let shard = &self.seen[content as usize % self.seen.len()];
        // A thread that panicked leaves a set that holds at worst one text too few or too many: both only cost a sketch.
        shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(content)
    }
}

impl Intake for Sketching {
    type Row = Row;

    fn row(&self, article: Article) -> Row {
        let words = Words::of(&article.text);
        let content = content(&words, &article.text);
        let sketched = words.len() >= SHINGLE_WORDS && self.is_new(content);
        let sketch = sketched.then(|| {
            if self.sets {
                Sketch::Set(shingle_set(words.hashes()))
            } else {
                Sketch::Signature(Box::new(signature(shingles(words.hashes()))))
            }
        });
        Row {
            id: article.id,
            source_file: article.source_file,
            source_pos: article.source_pos,
            outlet: article.outlet,
            published: article.published,
            bytes: article.text.len(),
            words: u32::try_from(words.len()).unwrap_or(u32::MAX),
            text_hashes: (xxh3_64(article.text.as_bytes()), xxh3_128(article.text.as_bytes())),
            content,
            sketch,
        }
    }
}

/// 128 bits of the words in their order; a text without a word is only equal to the same characters.
pub(super) fn content(words: &Words, text: &str) -> u128 {
    let mut state = Xxh3::new();
    for hash in words.hashes() {
        state.update(&hash.to_le_bytes());
    }
    if words.is_empty() {
        state.update(text.as_bytes());
    }
    state.digest128()
}

/// A text that is read again to be measured.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) text: String,
    pub(super) set: Vec<u64>,
}

/// Reads the texts of some rows again, by their places.
pub(super) struct Again<'r> {
    wanted: AHashMap<(&'r str, u64), usize>,
}

impl<'r> Again<'r> {
    pub(super) fn new(rows: impl Iterator<Item = (&'r Row, usize)>) -> Self {
        Self { wanted: rows.map(|(row, number)| ((row.source_file.as_str(), row.source_pos), number)).collect() }
    }
}

impl Intake for Again<'_> {
    type Row = (usize, Measured);

    fn wants(&self, file: &str, pos: u64) -> bool {
        self.wanted.contains_key(&(file, pos))
    }

    fn wants_all(&self) -> bool {
        false
    }

    fn row(&self, article: Article) -> Self::Row {
        let number = self.wanted.get(&(article.source_file.as_str(), article.source_pos)).copied().unwrap_or(usize::MAX);
        let set = shingle_set(Words::of(&article.text).hashes());
        (number, Measured { text: article.text, set })
    }
}
