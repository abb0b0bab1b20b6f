//! Lists that are sorted in parts: each part in memory, all parts together in memory as far as there is room, the rest in a file without
//! a name.
//!
//! Responsible for parts and where they stand until they are sorted. Not responsible for what decides the part of an item: parts are
//! sorted one after the other, so that all items of one part come before all of the next.

use std::io;

use rayon::prelude::*;

use super::{Parts, Plain, Room};

/// A list that is being collected.
#[derive(Debug)]
pub struct Sorting<T>(Parts<T>);

/// The part of a hash among `parts`, which ascends with the hash.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "a part is less than their number")]
pub fn part_of_hash(hash: u64, parts: usize) -> usize {
    ((u128::from(hash) * parts as u128) >> 64) as usize
}

impl<T: Plain + Ord> Sorting<T> {
    #[must_use]
    pub fn new(room: &Room, parts: usize) -> Self {
        Self(Parts::new(room, parts))
    }

    /// Adds items, each to the part that `part` says.
    pub fn add(&mut self, items: &[T], part: impl Fn(&T) -> usize) -> io::Result<()> {
        self.0.add(items, part)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives the sorted parts in order, some side by side: `each` makes something of a part on any thread, and `then` gets that in order.
    pub fn finish<R: Send>(self, each: impl Fn(Vec<T>) -> R + Sync, then: impl FnMut(R) -> io::Result<()>) -> io::Result<()> {
        let sorted = |mut part: Vec<T>| {
            part.par_sort_unstable();
            each(part)
        };
        self.0.finish(sorted, then)
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
            assert_eq!((sorting.len(), sorting.0.is_away()), (items.len(), share < u64::MAX));
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
