//! Lists that are sorted in parts: each part in memory, all parts together in memory as far as there is room, the rest in a file without
//! a name.
//!
//! Responsible for parts and where they stand until they are sorted. Not responsible for what decides the part of an item: parts are
//! sorted one after the other, so that all items of one part come before all of the next.

use std::io;
use std::mem;

use rayon::prelude::*;
use zerocopy::IntoBytes as _;

use super::{Plain, Room, Stored, read_exact_at};

/// A list that is being collected.
#[derive(Debug)]
pub struct Sorting<T> {
    room: Room,
    parts: Vec<Part<T>>,
    held_bytes: u64,
    file: Option<Box<dyn Stored>>,
    away_bytes: u64,
}

#[derive(Debug)]
struct Part<T> {
    held: Vec<T>,
    /// First byte in the file, and items.
    away: Vec<(u64, usize)>,
}

impl<T> Part<T> {
    fn len(&self) -> usize {
        self.held.len() + self.away.iter().map(|&(_, items)| items).sum::<usize>()
    }
}

/// The part of a hash among `parts`, which ascends with the hash.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "a part is less than their number")]
pub fn part_of_hash(hash: u64, parts: usize) -> usize {
    ((u128::from(hash) * parts as u128) >> 64) as usize
}

impl<T: Plain + Ord> Sorting<T> {
    #[must_use]
    pub fn new(room: &Room, parts: usize) -> Self {
        let parts = (0..parts).map(|_| Part { held: Vec::new(), away: Vec::new() }).collect();
        Self { room: room.clone(), parts, held_bytes: 0, file: None, away_bytes: 0 }
    }

    /// Adds items, each to the part that `part` says.
    pub fn add(&mut self, items: &[T], part: impl Fn(&T) -> usize) -> io::Result<()> {
        for &item in items {
            self.parts[part(&item)].held.push(item);
        }
        self.held_bytes += size_of_val(items) as u64;
        // Lists grow by doubling, so that they may take twice what they hold.
        if self.held_bytes > self.room.share() / 2 { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(self.room.scratch()?),
        };
        for part in self.parts.iter_mut().filter(|part| !part.held.is_empty()) {
            let held = mem::take(&mut part.held);
            file.write_all(held.as_bytes())?;
            part.away.push((self.away_bytes, held.len()));
            self.away_bytes += size_of_val(held.as_slice()) as u64;
        }
        self.held_bytes = 0;
        Ok(())
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(Part::len).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives the sorted parts in order, some side by side: `each` makes something of a part on any thread, and `then` gets that in order.
    pub fn finish<R: Send>(
        mut self,
        each: impl Fn(Vec<T>) -> R + Sync,
        mut then: impl FnMut(R) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut parts = mem::take(&mut self.parts).into_iter().peekable();
        while parts.peek().is_some() {
            // At least one, and else as many as there is room for.
            let mut together: Vec<Vec<T>> = Vec::new();
            let mut bytes = 0;
            while let Some(part) = parts.peek() {
                let more = (part.len() * size_of::<T>()) as u64;
                let full = bytes + more > self.room.share() / 2 || together.len() == Self::SIDE_BY_SIDE;
                if !together.is_empty() && full {
                    break;
                }
                bytes += more;
                if let Some(part) = parts.next() {
                    together.push(self.gathered(part)?);
                }
            }
            let sorted = |mut part: Vec<T>| {
                part.par_sort_unstable();
                each(part)
            };
            let made: Vec<R> = together.into_par_iter().map(sorted).collect();
            made.into_iter().try_for_each(&mut then)?;
        }
        Ok(())
    }

    /// Parts that are sorted before any is handed on.
    const SIDE_BY_SIDE: usize = 16;

    fn gathered(&self, part: Part<T>) -> io::Result<Vec<T>> {
        let all = part.len();
        let Some(file) = self.file.as_ref().filter(|_| !part.away.is_empty()) else { return Ok(part.held) };
        let mut items = Vec::with_capacity(all);
        for (at, count) in part.away {
            let mut read = vec![T::new_zeroed(); count];
            read_exact_at(&**file, read.as_mut_bytes(), at)?;
            items.append(&mut read);
        }
        items.extend_from_slice(&part.held);
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_sorted_wherever_they_stood() {
        let folder = tempfile::tempdir().unwrap();
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        let items: Vec<u64> = (0..3_000_000).map(|n| hash(n % 2_000_000)).collect();
        let mut want = items.clone();
        want.sort_unstable();
        for (share, parts) in [(u64::MAX, 256), (20 << 20, 64), (0, 7), (0, 1)] {
            let mut sorting = Sorting::new(&Room::holding(share, folder.path().to_owned()), parts);
            for some in items.chunks(70_001) {
                sorting.add(some, |&hash| part_of_hash(hash, parts)).unwrap();
            }
            assert_eq!((sorting.len(), sorting.file.is_some()), (items.len(), share < u64::MAX));
            let mut got = Vec::new();
            sorting
                .finish(
                    |part| part,
                    |mut part| {
                        got.append(&mut part);
                        Ok(())
                    },
                )
                .unwrap();
            assert!(got == want, "{share} {parts}");
        }
    }
}
