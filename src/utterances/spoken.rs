//! What linking compares of a wording: the words said, fillers and the outlet's insertions taken out.
//!
//! Responsible for that form, and for holding the distinct wordings of a corpus one behind the other. Not responsible for reading
//! words ([`super::tokens`]) nor for comparing them.

use xxhash_rust::xxh3::xxh3_64;

use super::class;
use super::tokens::Tokens;

/// The words said in one wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Core<'w> {
    pub(super) keys: &'w [u64],
    /// Bits of [`class`] that linking needs.
    pub(super) classes: &'w [u16],
    /// Whether the printing says anywhere that something is missing or replaced.
    pub(super) gaps: bool,
}

/// A [`Core`] that owns its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spoken {
    keys: Vec<u64>,
    classes: Vec<u16>,
}

impl Spoken {
    pub(super) fn of(tokens: &Tokens) -> Self {
        let spoken = tokens.list.iter().any(|token| token.is_core());
        let (mut keys, mut classes) = (Vec::with_capacity(tokens.list.len()), Vec::with_capacity(tokens.list.len()));
        let mut pending = 0;
        for token in &tokens.list {
            if spoken && !token.is_core() {
                // A bracket may replace words: like an ellipsis, it announces that the text differs here.
                pending |= token.class & (class::GAP | class::ATOM | class::CLAUSE);
                if token.is(class::INSERTED) {
                    pending |= class::GAP;
                }
                continue;
            }
            keys.push(token.key);
            classes.push((token.class | pending) & (class::GAP | class::ATOM | class::CLAUSE | class::FUNCTION | class::HALF));
            pending = 0;
        }
        Self { keys, classes }
    }

    pub(super) fn core(&self) -> Core<'_> {
        Core { keys: &self.keys, classes: &self.classes, gaps: has_gap(&self.classes) }
    }
}

fn has_gap(classes: &[u16]) -> bool {
    classes.iter().any(|bits| bits & class::GAP != 0)
}

impl Core<'_> {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Length of a stretch in half words: a character of a script without spaces counts for half a word.
    pub(super) fn weight(&self, from: usize, to: usize) -> usize {
        self.classes[from..to].iter().map(|bits| if bits & class::HALF != 0 { 1 } else { 2 }).sum()
    }

    /// Content words of a stretch, in half words.
    pub(super) fn content(&self, from: usize, to: usize) -> usize {
        self.classes[from..to]
            .iter()
            .map(|bits| if bits & class::FUNCTION != 0 { 0 } else { 2 - usize::from(bits & class::HALF != 0) })
            .sum()
    }

    /// Whether a stretch has these many half words, and of content these many; it is read no further than that.
    pub(super) fn has(&self, (from, to): (usize, usize), weight: usize, content: usize) -> bool {
        let (mut words, mut telling) = (0, 0);
        self.classes[from..to].iter().any(|bits| {
            let own = if bits & class::HALF != 0 { 1 } else { 2 };
            words += own;
            telling += if bits & class::FUNCTION != 0 { 0 } else { own };
            words >= weight && telling >= content
        })
    }

    /// Stable over machines and runs; equal for equal words with equal gaps.
    pub(super) fn hash(&self) -> u64 {
        let mut bytes = Vec::with_capacity(self.keys.len() * 9);
        for (key, bits) in self.keys.iter().zip(self.classes) {
            bytes.extend_from_slice(&key.to_le_bytes());
            bytes.push(u8::from(bits & class::GAP != 0));
        }
        xxh3_64(&bytes)
    }
}

/// Wordings one behind the other: ten bytes a word, and no allocation of their own.
#[derive(Debug, Default)]
pub(super) struct Cores {
    keys: Vec<u64>,
    classes: Vec<u16>,
}

/// Where a wording stands among [`Cores`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    start: usize,
    len: u32,
    gaps: bool,
}

impl Place {
    pub(super) const fn start(&self) -> usize {
        self.start
    }

    pub(super) const fn len(&self) -> usize {
        self.len as usize
    }
}

impl Cores {
    /// Room for the words of texts of these many bytes: what is not used is never touched.
    pub(super) fn with_room(bytes: usize) -> Self {
        const BYTES_OF_A_WORD: usize = 5;
        let words = bytes / BYTES_OF_A_WORD + 1;
        Self { keys: Vec::with_capacity(words), classes: Vec::with_capacity(words) }
    }

    pub(super) fn words(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn store(&mut self, spoken: &Spoken) -> Place {
        let start = self.keys.len();
        self.keys.extend_from_slice(&spoken.keys);
        self.classes.extend_from_slice(&spoken.classes);
        Place { start, len: u32::try_from(spoken.keys.len()).unwrap_or(u32::MAX), gaps: has_gap(&spoken.classes) }
    }

    #[inline]
    pub(super) fn get(&self, Place { start, len, gaps }: Place) -> Core<'_> {
        let range = start..start + len as usize;
        Core { keys: &self.keys[range.clone()], classes: &self.classes[range], gaps }
    }
}
