//! What a run has from whoever runs it: room, somebody to tell, a way to be stopped, and a place for finished pieces.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use super::events::Event;
use crate::passages::Slices;
use crate::storage::{Journal, Put as _, Room, Take};

/// See the module.
#[derive(Clone, Copy)]
pub struct Host<'h> {
    pub room: &'h Room,
    pub events: &'h (dyn Fn(Event<'_>) + Sync),
    pub cancel: &'h AtomicBool,
    /// Where finished pieces are kept, for a run that is to be gone on with.
    pub journal: Option<&'h Journal>,
}

impl fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("room", self.room).field("journal", &self.journal).finish_non_exhaustive()
    }
}

impl Host<'_> {
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

/// Memory that a scan without a limit takes for each byte of text, and beside its texts: on six corpora of 10 to 233 MiB the peak was 0.8
/// to 1.1 times what the two say.
const FREE_PER_TEXT_BYTE: f64 = 4.2;
const FREE_BESIDE_TEXTS: u64 = 190 << 20;

/// What stays in memory of a scan under a limit, as a limit in which it has room beside the large tables: of each article, of each byte of
/// text, and the program with what it works on. Measured at 30,000 to a million articles: invented ones take a thousand bytes each, news of which
/// nearly all are copies of others twice that.
const HELD_PER_ARTICLE: u64 = 1600;
const HELD_PER_TEXT_BYTE: f64 = 0.1;
const HELD_BESIDE: u64 = 165 << 20;

/// The memory that a scan of so many bytes of text takes that may take what it wants.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes of memory")]
pub fn memory_for(text_bytes: f64) -> u64 {
    FREE_BESIDE_TEXTS + (text_bytes * FREE_PER_TEXT_BYTE) as u64
}

/// The least memory in which a scan of so many articles and bytes of text can be done, in whole mebibytes.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes of memory")]
pub fn least_memory(articles: u64, text_bytes: u64) -> u64 {
    let held = HELD_BESIDE + articles * HELD_PER_ARTICLE + (text_bytes as f64 * HELD_PER_TEXT_BYTE) as u64;
    held.max(Room::LEAST_BYTES).next_multiple_of(1 << 20)
}

/// Slices of the join as pieces of a run.
pub(super) struct SlicePieces<'h> {
    pub(super) host: Host<'h>,
    /// Of all texts: pieces of other texts are none of ours.
    pub(super) corpus: u64,
}

impl SlicePieces<'_> {
    fn name(slice: usize) -> String {
        format!("pairs {slice}")
    }
}

impl Slices for SlicePieces<'_> {
    fn recall(&self, slice: usize) -> Option<Vec<u8>> {
        let piece = self.host.journal?.get(&Self::name(slice))?;
        let mut from = Take(&piece);
        (from.number()? == self.corpus).then(|| from.0.to_vec())
    }

    fn keep(&self, slice: usize, pairs: &[u8]) {
        if let Some(journal) = self.host.journal {
            let mut corpus = Vec::new();
            corpus.put_number(self.corpus);
            journal.put_parts(&Self::name(slice), &[&corpus, pairs]);
        }
    }

    fn is_kept(&self) -> bool {
        self.host.journal.is_some()
    }

    fn stops(&self, articles: u64) -> bool {
        (self.host.events)(Event::Done(articles));
        self.host.is_cancelled()
    }
}
