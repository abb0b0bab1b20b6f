//! The signatures of all texts: in memory as far as there is room, the rest in a temporary file.
//!
//! Responsible for where a signature stands. Not responsible for making one, nor for what texts are numbered by: here a text has the number
//! under which it came, which is another at each run, and the number of its place among the survivors once that is known.

use std::borrow::Cow;
use std::io;
use std::sync::{Mutex, PoisonError};

use ahash::AHashMap;
use zerocopy::{FromBytes, IntoBytes};

use crate::lsh::{self, SIGNATURES_PER_BLOCK};
use crate::sketch::{EMPTY, LANES, Signature};
use crate::storage::{Room, Stored, read_exact_at};

/// Bytes of a block.
const BLOCK_BYTES: u64 = (SIGNATURES_PER_BLOCK * LANES * 4) as u64;

/// A block is all signatures of its texts.
#[derive(Debug)]
enum Block {
    Held(Vec<Signature>),
    /// In the file, from this byte on.
    Away(u64),
}

/// Takes signatures from several threads, by the numbers of their texts, which come about in order.
#[derive(Debug)]
pub(super) struct Taking {
    room: Room,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Blocks that lack signatures, with the number that they have.
    open: AHashMap<usize, (usize, Vec<Signature>)>,
    blocks: Vec<Option<Block>>,
    held: u64,
    away: u64,
    file: Option<Box<dyn Stored>>,
    /// Whoever takes rows cannot fail: the first error is kept for the end.
    failed: Option<io::Error>,
}

impl Taking {
    pub(super) fn new(room: Room) -> Self {
        Self { room, state: Mutex::default() }
    }

    /// A text that is too short for a signature: empty lanes stand in its place.
    pub(super) fn pass(&self, number: u32) {
        self.put(number, &[EMPTY; LANES]);
    }

    /// Takes the signature of text `number`, once for each number.
    pub(super) fn put(&self, number: u32, signature: &Signature) {
        // A thread that panicked while it copied a signature left one too few, and the run is over.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (block, place) = (number as usize / SIGNATURES_PER_BLOCK, number as usize % SIGNATURES_PER_BLOCK);
        let (count, signatures) = state.open.entry(block).or_insert_with(|| (0, vec![[EMPTY; LANES]; SIGNATURES_PER_BLOCK]));
        signatures[place] = *signature;
        *count += 1;
        if *count == SIGNATURES_PER_BLOCK
            && let Some((_, signatures)) = state.open.remove(&block)
            && let Err(error) = state.close(block, signatures, &self.room)
        {
            state.failed.get_or_insert(error);
        }
    }

    /// All signatures. `article` gives for each number that of the text among the survivors; what has no place there is [`u32::MAX`].
    pub(super) fn finish(self, article: Vec<u32>) -> io::Result<Signatures> {
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = state.failed.take() {
            return Err(error);
        }
        let mut open: Vec<(usize, Vec<Signature>)> =
            std::mem::take(&mut state.open).into_iter().map(|(block, (_, signatures))| (block, signatures)).collect();
        open.sort_unstable_by_key(|&(block, _)| block);
        for (block, mut signatures) in open {
            signatures.truncate(article.len().saturating_sub(block * SIGNATURES_PER_BLOCK));
            state.close(block, signatures, &self.room)?;
        }
        state.blocks.resize_with(article.len().div_ceil(SIGNATURES_PER_BLOCK), || None);
        let mut place = vec![u32::MAX; article.iter().filter(|&&text| text != u32::MAX).count()];
        for (number, &text) in (0u32..).zip(&article) {
            if let Some(place) = place.get_mut(text as usize) {
                *place = number;
            }
        }
        Ok(Signatures { article, place, blocks: state.blocks, file: state.file })
    }
}

impl State {
    fn close(&mut self, block: usize, signatures: Vec<Signature>, room: &Room) -> io::Result<()> {
        if self.blocks.len() <= block {
            self.blocks.resize_with(block + 1, || None);
        }
        self.blocks[block] = Some(if self.held + BLOCK_BYTES <= room.share() {
            self.held += BLOCK_BYTES;
            Block::Held(signatures)
        } else {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(room.scratch()?),
            };
            file.write_all(signatures.as_bytes())?;
            let at = self.away;
            self.away += signatures.as_bytes().len() as u64;
            Block::Away(at)
        });
        Ok(())
    }
}

/// All signatures, to be read.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    article: Vec<u32>,
    /// For each text among the survivors the number under which it came.
    place: Vec<u32>,
    blocks: Vec<Option<Block>>,
    file: Option<Box<dyn Stored>>,
}

impl Signatures {
    /// The signature of a text by its number among the survivors.
    pub(super) fn of(&self, text: u32) -> io::Result<Option<Cow<'_, Signature>>> {
        let Some(&number) = self.place.get(text as usize) else { return Ok(None) };
        let (block, place) = (number as usize / SIGNATURES_PER_BLOCK, number as usize % SIGNATURES_PER_BLOCK);
        match self.blocks.get(block) {
            Some(Some(Block::Held(signatures))) => Ok(signatures.get(place).map(Cow::Borrowed)),
            Some(&Some(Block::Away(at))) => {
                let mut signature = [EMPTY; LANES];
                self.read(signature.as_mut_bytes(), at + (place * size_of::<Signature>()) as u64)?;
                Ok(Some(Cow::Owned(signature)))
            }
            _ => Ok(None),
        }
    }

    fn read(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| read_exact_at(&**file, bytes, at))
    }
}

impl lsh::Signatures for Signatures {
    fn blocks(&self) -> usize {
        self.blocks.len()
    }

    fn places(&self) -> usize {
        self.article.len()
    }

    fn block(&self, block: usize, each: &mut dyn FnMut(usize, &Signature)) -> io::Result<()> {
        let mut give =
            |signatures: &[Signature]| signatures.iter().enumerate().for_each(|(place, signature)| each(place, signature));
        match &self.blocks[block] {
            None => {}
            Some(Block::Held(signatures)) => give(signatures),
            Some(Block::Away(at)) => {
                let count = (self.article.len() - block * SIGNATURES_PER_BLOCK).min(SIGNATURES_PER_BLOCK);
                let mut bytes = vec![0; count * size_of::<Signature>()];
                self.read(&mut bytes, *at)?;
                match <[Signature]>::ref_from_bytes(&bytes) {
                    Ok(signatures) => give(signatures),
                    // Bytes of a vector of bytes may begin anywhere.
                    Err(_) => {
                        for (place, bytes) in bytes.chunks_exact(size_of::<Signature>()).enumerate() {
                            each(place, &Signature::read_from_bytes(bytes).unwrap_or([EMPTY; LANES]));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn article(&self, place: usize) -> u32 {
        self.article[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsh::Signatures as _;

    /// What stands in the file is read as what stands in memory is, and a text without a place is nobody's.
    #[test]
    fn signatures_are_the_same_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let count = u32::try_from(2 * SIGNATURES_PER_BLOCK + 100).unwrap();
        let made = |number: u32| {
            let mut signature = [number; LANES];
            signature[3] = number.wrapping_mul(0x9E37_79B9);
            signature
        };
        let article: Vec<u32> = (0..count).map(|number| if number == 7 { u32::MAX } else { count - 1 - number }).collect();
        let read = |share: u64| {
            let taking = Taking::new(Room::holding(share, folder.path().to_owned()));
            for number in (0..count).rev() {
                taking.put(number, &made(number));
            }
            let all = taking.finish(article.clone()).unwrap();
            let mut by_place = Vec::new();
            for block in 0..all.blocks() {
                all.block(block, &mut |place, signature| {
                    let place = block * SIGNATURES_PER_BLOCK + place;
                    by_place.push((all.article(place), *signature));
                })
                .unwrap();
            }
            let by_text: Vec<_> = (0..count).map(|text| all.of(text).unwrap().map(Cow::into_owned)).collect();
            (by_place, by_text)
        };
        let (by_place, by_text) = read(u64::MAX);
        assert_eq!(by_place.len(), count as usize);
        assert_eq!(by_text[0], Some(made(count - 1)));
        // Room for one block of three, and for none.
        assert_eq!(read(BLOCK_BYTES), (by_place.clone(), by_text.clone()));
        assert_eq!(read(0), (by_place, by_text));
    }
}
