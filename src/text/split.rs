//! A text cut into words: blocks of plain ASCII by the kernels, the rest by folding.
//!
//! Responsible for the order of the words and for the hand-over between the two ways, so that every processor gives the same words. Not
//! responsible for what is kept of them: see [`super::words`].

use std::cell::RefCell;

use super::folding::Folding;
#[cfg(target_arch = "x86_64")]
use super::kernel::{Avx2, Avx512};
use super::kernel::{BLOCK, Kernel, LOOKAHEAD, Level, Scalar};

/// Longest text, in bytes: folding makes at most eleven bytes of one (U+FDFA), and offsets have 32 bits. Readers stop at 64 MiB.
pub(super) const MAX_TEXT_BYTES: usize = 256 << 20;

/// Bytes that can be read behind the start of every word in [`Split::letters`].
pub(super) const MARGIN: usize = 16;

/// Buffers above this are given back after use, in bytes: an article is a few KiB.
const KEPT_BYTES: usize = 4 << 20;

/// The words of one text, with room for the next.
#[derive(Debug, Default)]
pub(super) struct Split {
    /// The text in small letters, a margin, and the words that folding made; everything else in it means nothing.
    letters: Vec<u8>,
    /// Where each word starts and ends in `letters`; longer than the number of words.
    starts: Vec<u32>,
    ends: Vec<u32>,
    words: usize,
    hashes: Vec<u64>,
    folding: Folding,
    /// The numbers of the words that folding made, ascending.
    folded: Vec<u32>,
}

/// Words are given as offsets in one buffer and spans in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'s> {
    pub(super) letters: &'s [u8],
    pub(super) starts: &'s [u32],
    pub(super) ends: &'s [u32],
    /// `xxh3_64` of the folded words.
    pub(super) hashes: &'s [u64],
    folding: &'s Folding,
    folded: &'s [u32],
}

impl Found<'_> {
    /// The words whose span in the text is not where their letters are: number and span.
    pub(super) fn moved(&self) -> impl Iterator<Item = (usize, (u32, u32))> {
        self.folded.iter().zip(&self.folding.words).map(|(&number, word)| (number as usize, word.span))
    }
}

/// Calls `then` with the words of `text`. O(bytes); buffers are kept a thread.
///
/// # Panics
/// If `text` is longer than [`MAX_TEXT_BYTES`].
pub(super) fn split<R>(text: &str, then: impl FnOnce(Found<'_>) -> R) -> R {
    thread_local!(static SPLIT: RefCell<Split> = RefCell::default());
    SPLIT.with(|kept| {
        // Whoever splits a text inside of `then` gets buffers of their own.
        let mut own = Split::default();
        match kept.try_borrow_mut() {
            Ok(mut split) => {
                let result = then(split.run(text, Level::best()));
                split.give_back();
                result
            }
            Err(_) => then(own.run(text, Level::best())),
        }
    })
}

impl Split {
    fn give_back(&mut self) {
        if self.letters.capacity() > KEPT_BYTES {
            *self = Self::default();
        }
    }

    pub(super) fn run(&mut self, text: &str, level: Level) -> Found<'_> {
        assert!(text.len() <= MAX_TEXT_BYTES, "a text of more than {MAX_TEXT_BYTES} bytes cannot be one article");
        match level {
            // SAFETY: the scalar form asks nothing of the processor.
            Level::Scalar => unsafe { self.pass::<Scalar>(text) },
            // SAFETY: a level is only ever chosen where its features were seen.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { self.pass_avx2(text) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => unsafe { self.pass_avx512(text) },
        }
        Found {
            letters: &self.letters,
            starts: &self.starts[..self.words],
            ends: &self.ends[..self.words],
            hashes: &self.hashes,
            folding: &self.folding,
            folded: &self.folded,
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    fn pass_avx2(&mut self, text: &str) {
        // SAFETY: this function has the features of the kernel.
        unsafe { self.pass::<Avx2>(text) }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx2,bmi1,bmi2")]
    fn pass_avx512(&mut self, text: &str) {
        // SAFETY: this function has the features of the kernel.
        unsafe { self.pass::<Avx512>(text) }
    }

    /// # Safety
    /// The processor has the features of the kernel.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "offsets are below MAX_TEXT_BYTES")]
    unsafe fn pass<K: Kernel>(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let size = bytes.len();
        self.words = 0;
        self.hashes.clear();
        self.folding.clear();
        self.folded.clear();
        self.room(size + 2 * BLOCK + MARGIN);
        let mut at = 0;
        // Started words, one more than ended ones while a word is open over the end of a block.
        let mut started = 0;
        let mut ended = 0;
        // Bytes at the start of this block that belong to general punctuation of the one before.
        let mut carried = 0;
        while at < size {
            if self.starts.len() < started + BLOCK || self.ends.len() < ended + BLOCK {
                let room = 2 * started + 16 * BLOCK;
                self.starts.resize(room, 0);
                self.ends.resize(room, 0);
            }
            let lower = self.letters[at..].first_chunk_mut().expect("room for a block was made behind the text");
            let classes = if let Some(block) = bytes[at..].first_chunk() {
                // SAFETY: the caller's.
                unsafe { K::classify(block, lower) }
            } else {
                let mut last = [0; BLOCK + LOOKAHEAD];
                let left = (size - at).min(BLOCK + LOOKAHEAD);
                last[..left].copy_from_slice(&bytes[at..at + left]);
                // SAFETY: the caller's.
                unsafe { K::classify(&last, lower) }
            };
            let exotic = classes.exotic & !carried;
            let below = if exotic == 0 { u64::MAX } else { (1 << exotic.trailing_zeros()) - 1 };
            let word = classes.word & below;
            let open = u64::from(started > ended);
            let before = word << 1 | open;
            let starts = self.starts[started..].first_chunk_mut().expect("room for a block was made");
            let ends = self.ends[ended..].first_chunk_mut().expect("room for a block was made");
            // SAFETY: the caller's.
            unsafe {
                started += K::place(starts, word & !before, at as u32);
                ended += K::place(ends, !word & before & below, at as u32);
            }
            if exotic == 0 {
                // Two bytes follow where punctuation starts with the last byte, one where it starts with the one before.
                carried = classes.punctuation >> 62;
                carried |= carried >> 1;
                at += BLOCK;
                continue;
            }
            // The word that touches what is not plain is folded as a whole.
            let from = if started > ended {
                started -= 1;
                self.starts[started] as usize
            } else {
                at + exotic.trailing_zeros() as usize
            };
            let first = self.folding.words.len();
            at = self.folding.stretch(text, from);
            let base = (size + BLOCK) as u32;
            for word in &self.folding.words[first..] {
                if started == self.starts.len() {
                    self.starts.resize(2 * started + BLOCK, 0);
                    self.ends.resize(2 * started + BLOCK, 0);
                }
                self.folded.push(started as u32);
                (self.starts[started], self.ends[started]) = (base + word.letters.0, base + word.letters.1);
                started += 1;
            }
            ended = started;
            carried = 0;
        }
        if started > ended {
            self.ends[ended] = size as u32;
        }
        self.words = started;
        let made = self.folding.letters.len();
        self.room(size + BLOCK + made + MARGIN);
        self.letters[size + BLOCK..size + BLOCK + made].copy_from_slice(&self.folding.letters);
        // SAFETY: the caller's; each word is followed by the margin.
        unsafe { K::hash(&self.letters, &self.starts[..started], &self.ends[..started], &mut self.hashes) };
    }

    fn room(&mut self, bytes: usize) {
        if self.letters.len() < bytes {
            self.letters.resize(bytes.next_power_of_two(), 0);
        }
    }
}
