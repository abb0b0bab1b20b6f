//! The distinct wordings of a corpus one behind the other, in memory or in a file.
//!
//! Responsible for where the words of a wording stand, and for bringing those of some wordings into memory. Not responsible for what
//! is a wording ([`super::spoken`]).

use std::io;

use ahash::AHashMap;
use zerocopy::{FromBytes as _, IntoBytes as _};

use super::spoken::Core;
use super::words::Word;
use crate::storage::{Filed, Filing, Place, Room};

/// Wordings that are being collected.
#[derive(Debug)]
pub(super) struct Storing {
    filing: Filing<u32>,
    record: Vec<u32>,
    /// Where the last record ends.
    end: Start,
}

/// Where a wording stands, in one number.
pub(super) type Start = u64;

impl Storing {
    pub(super) fn new(room: &Room) -> Self {
        Self { filing: Filing::new(room), record: Vec::new(), end: 0 }
    }

    /// A record is the number of its words, twice and one more where there are gaps; the words; and a byte of classes for each.
    pub(super) fn put(&mut self, core: &Core<'_>) -> io::Result<Start> {
        let length = u32::try_from(core.len())
            .ok()
            .filter(|&length| length < 1 << 31)
            .ok_or_else(|| io::Error::other("a quotation is too long"))?;
        self.record.clear();
        self.record.push(length << 1 | u32::from(core.gaps));
        self.record.extend_from_slice(core.keys);
        self.record.extend(core.classes.chunks(4).map(|four| {
            let mut bytes = [0; 4];
            bytes[..four.len()].copy_from_slice(four);
            u32::from_ne_bytes(bytes)
        }));
        let start = self.filing.put(&self.record)?.start();
        self.end = start + self.record.len() as u64;
        Ok(start)
    }

    pub(super) fn finish(self) -> io::Result<Wordings> {
        Ok(Wordings { list: self.filing.finish()?, end: self.end })
    }
}

/// Numbers that a wording of so many words takes.
const fn record_len(words: usize) -> usize {
    1 + words + words.div_ceil(4)
}

/// The wording that a list of numbers begins with.
#[inline]
fn core(from: &[u32]) -> Core<'_> {
    let words = (from[0] >> 1) as usize;
    let (keys, rest) = from[1..].split_at(words);
    let classes = <[u8]>::ref_from_bytes(rest[..words.div_ceil(4)].as_bytes()).unwrap_or_default();
    Core { keys, classes: &classes[..words], gaps: from[0] & 1 == 1 }
}

/// Wordings that were collected.
#[derive(Debug, Default)]
pub(super) struct Wordings {
    list: Filed<u32>,
    end: Start,
}

impl Wordings {
    /// Numbers between two records that are read with them rather than skipped, and the most that are read at once. Were
    /// the first more than a record or so, a few wordings here and there would bring all of a file into memory.
    const BETWEEN: u64 = 1 << 5;
    const AT_ONCE: u64 = 1 << 18;

    pub(super) const fn is_held(&self) -> bool {
        self.list.is_held()
    }

    /// A wording that is in memory, as all are without a limit.
    #[inline]
    pub(super) fn held(&self, start: Start) -> Core<'_> {
        core(self.list.held_from(Place::from_start(start, 0)))
    }

    /// Reads wordings one after the other; they must ascend.
    pub(super) fn each(
        &self,
        ascending: impl Iterator<Item = (u32, Start)>,
        mut each: impl FnMut(u32, &Core<'_>),
    ) -> io::Result<()> {
        // What stands in the file from a place on.
        let (mut first, mut numbers) = (0, Vec::new());
        for (name, start) in ascending {
            let place = Place::from_start(start, 0);
            if !place.is_away() {
                each(name, &core(self.list.held_from(place)));
                continue;
            }
            // The whole of its record, or its length if no more is there.
            let rest = |first: Start, numbers: &[u32]| -> usize {
                let at = start.checked_sub(first).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
                let head = numbers.get(at).map_or(1, |head| record_len((head >> 1) as usize));
                if at.saturating_add(head) <= numbers.len() { 0 } else { head }
            };
            loop {
                let missing = rest(first, &numbers);
                if missing == 0 {
                    break;
                }
                let most = Self::AT_ONCE.max(missing as u64).min(self.end - start);
                numbers.clear();
                first = start;
                self.list.append(Place::from_start(start, narrow(most)), &mut numbers)?;
            }
            each(name, &core(&numbers[usize::try_from(start - first).unwrap_or(usize::MAX)..]));
        }
        Ok(())
    }

    /// Brings wordings into memory: where each stands, and its words.
    pub(super) fn load(&self, mut wanted: Vec<(Start, u32)>) -> io::Result<Loaded<'_>> {
        if self.is_held() {
            return Ok(Loaded::Held(self));
        }
        wanted.sort_unstable();
        wanted.dedup();
        let mut at = AHashMap::with_capacity(wanted.len());
        let mut numbers = Vec::new();
        let mut next = 0;
        while let Some(&(first, words)) = wanted.get(next) {
            let place = Place::from_start(first, 0);
            let len = |words: u32| record_len(words as usize) as u64;
            let mut end = first + len(words);
            let from = next;
            next += 1;
            // What stands close together in the file is read at once.
            while let Some(&(start, words)) = wanted.get(next) {
                if !place.is_away() || start > end + Self::BETWEEN || start + len(words) > first + Self::AT_ONCE {
                    break;
                }
                end = start + len(words);
                next += 1;
            }
            let before = numbers.len() as u64;
            self.list.append(Place::from_start(first, narrow(end - first)), &mut numbers)?;
            at.extend(wanted[from..next].iter().map(|&(start, _)| (start, before + start - first)));
        }
        Ok(Loaded::Copied { at, numbers })
    }
}

fn narrow(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Some wordings, to be looked at.
#[derive(Debug)]
pub(super) enum Loaded<'w> {
    Held(&'w Wordings),
    Copied { at: AHashMap<Start, u64>, numbers: Vec<u32> },
}

impl Loaded<'_> {
    /// A wording that was asked for.
    ///
    /// # Panics
    /// If it was not.
    #[inline]
    pub(super) fn core(&self, start: Start) -> Core<'_> {
        match self {
            Self::Held(wordings) => wordings.held(start),
            Self::Copied { at, numbers } => core(&numbers[usize::try_from(at[&start]).unwrap_or(usize::MAX)..]),
        }
    }

    #[inline]
    pub(super) fn keys(&self, start: Start) -> &[Word] {
        self.core(start).keys
    }
}

#[cfg(test)]
mod tests {
    use super::super::class;
    use super::*;

    #[test]
    fn wordings_are_the_same_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let keys: Vec<Word> = (0..900).collect();
        let classes: Vec<u8> = (0..900_u32).map(|n| u8::try_from(n % 7 * n % 11).unwrap()).collect();
        let core = |n: usize| Core { keys: &keys[n..n + n * 31 % 97], classes: &classes[n..n + n * 31 % 97], gaps: n % 3 == 1 };
        for share in [u64::MAX, 1 << 16, 0] {
            let mut storing = Storing::new(&Room::holding(share, folder.path().to_owned()));
            let places: Vec<(Start, u32)> =
                (0..800).map(|n| (storing.put(&core(n)).unwrap(), u32::try_from(core(n).len()).unwrap())).collect();
            let wordings = storing.finish().unwrap();
            assert_eq!(wordings.is_held(), share == u64::MAX);
            for step in [1, 7, 300] {
                let loaded = wordings.load(places.iter().rev().step_by(step).copied().collect()).unwrap();
                for (n, &(start, _)) in places.iter().enumerate().rev().step_by(step) {
                    assert_eq!(loaded.core(start), core(n));
                }
                let mut read = 0;
                let some = (0..).zip(&places).step_by(step).map(|(n, &(start, _))| (n, start));
                let each = |n: u32, own: &Core<'_>| {
                    assert_eq!(*own, core(n as usize));
                    read += 1;
                };
                wordings.each(some, each).unwrap();
                assert_eq!(read, places.len().div_ceil(step));
            }
        }
        assert_eq!(class::GAP & 0xFF, class::GAP);
    }
}
