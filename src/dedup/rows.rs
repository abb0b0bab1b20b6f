//! What is kept of a row while all are compared: its place, what ranks it, and its sketch. The text is read again where it is needed.

use std::cmp::Ordering;
use std::sync::Mutex;

use ahash::{AHashMap, AHashSet};

use crate::article::{Article, Published};
use crate::input::{Extent, Identified, Intake};
use crate::sketch::{SHINGLE_WORDS, Signature, shingle_set, signature_of_words};
use crate::text::{content, text_hashes, with_word_hashes};

/// One row of the inputs.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: String,
    pub source_file: String,
    pub source_pos: u64,
    pub extent: Extent,
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

    fn row(&self, article: Article, extent: Extent) -> Row {
        let (content, words, sketch) = with_word_hashes(&article.text, |hashes| {
            let content = content(hashes, &article.text);
            let sketched = hashes.len() >= SHINGLE_WORDS && self.is_new(content);
            let sketch = sketched.then(|| {
                if self.sets { Sketch::Set(shingle_set(hashes)) } else { Sketch::Signature(Box::new(signature_of_words(hashes))) }
            });
            (content, hashes.len(), sketch)
        });
        Row {
            id: article.id,
            source_file: article.source_file,
            source_pos: article.source_pos,
            extent,
            outlet: article.outlet,
            published: article.published,
            bytes: article.text.len(),
            words: u32::try_from(words).unwrap_or(u32::MAX),
            text_hashes: text_hashes(&article.text),
            content,
            sketch,
        }
    }
}

/// A text that is read again to be measured; empty where its set is all that is asked for.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) text: String,
    pub(super) set: Vec<u64>,
}

/// Reads the texts of some rows again, by their places.
pub(super) struct Again<'r> {
    /// By place: the number of the text, and its content.
    wanted: AHashMap<(&'r str, u64), (usize, u128)>,
    keep_text: bool,
}

impl<'r> Again<'r> {
    /// `keep_text` where more is measured than sets.
    pub(super) fn new(rows: impl Iterator<Item = (&'r Row, usize)>, keep_text: bool) -> Self {
        let wanted = rows.map(|(row, number)| ((row.source_file.as_str(), row.source_pos), (number, row.content))).collect();
        Self { wanted, keep_text }
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

    fn row(&self, article: Article, _extent: Extent) -> Self::Row {
        let (number, known) =
            self.wanted.get(&(article.source_file.as_str(), article.source_pos)).copied().unwrap_or((usize::MAX, 0));
        let set = with_word_hashes(&article.text, |hashes| {
            // Another text stands there now: it is nobody's.
            (content(hashes, &article.text) == known).then(|| shingle_set(hashes))
        });
        let text = if self.keep_text { article.text } else { String::new() };
        set.map_or((usize::MAX, Measured::default()), |set| (number, Measured { text, set }))
    }
}
