//! Lists in many parts: all together in memory as far as there is room, the rest in a file without a name.
//!
//! Responsible for where items stand until their part is asked for. Not responsible for what decides the part of an item, nor for their
//! order in it, which is that in which they were added.

use std::io;
use std::mem;

use rayon::prelude::*;
use zerocopy::IntoBytes as _;

use super::{Plain, Room, Stored, read_exact_at};

/// Lists that are being collected.
#[derive(Debug)]
pub struct Parts<T> {
    room: Room,
    list: Vec<Part<T>>,
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

impl<T: Plain> Parts<T> {
    #[must_use]
    pub fn new(room: &Room, parts: usize) -> Self {
        let list = (0..parts).map(|_| Part { held: Vec::new(), away: Vec::new() }).collect();
        Self { room: room.clone(), list, held_bytes: 0, file: None, away_bytes: 0 }
    }

    /// Adds items, each to the part that `part` says.
    pub fn add(&mut self, items: &[T], part: impl Fn(&T) -> usize) -> io::Result<()> {
        for &item in items {
            self.list[part(&item)].held.push(item);
        }
        self.grown(size_of_val(items))
    }

    /// Adds items to one part.
    pub fn add_to(&mut self, part: usize, items: &[T]) -> io::Result<()> {
        self.list[part].held.extend_from_slice(items);
        self.grown(size_of_val(items))
    }

    fn grown(&mut self, bytes: usize) -> io::Result<()> {
        self.held_bytes += bytes as u64;
        // Lists grow by doubling, so that they may take twice what they hold.
        if self.held_bytes > self.room.share() / 2 { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(self.room.scratch()?),
        };
        for part in self.list.iter_mut().filter(|part| !part.held.is_empty()) {
            let held = mem::take(&mut part.held);
            file.write_all(held.as_bytes())?;
            part.away.push((self.away_bytes, held.len()));
            self.away_bytes += size_of_val(held.as_slice()) as u64;
        }
        self.held_bytes = 0;
        Ok(())
    }

    /// Whether any of it is in a file.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        self.file.is_some()
    }

    /// How many parts there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.list.len()
    }

    /// Items of a part.
    #[must_use]
    pub fn len_of(&self, part: usize) -> usize {
        let part = &self.list[part];
        part.held.len() + part.away.iter().map(|&(_, items)| items).sum::<usize>()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        (0..self.count()).map(|part| self.len_of(part)).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives the parts in order, some side by side: `each` makes something of a part on any thread, and `then` gets that in order.
    pub fn finish<R: Send>(
        mut self,
        each: impl Fn(Vec<T>) -> R + Sync,
        mut then: impl FnMut(R) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut next = 0;
        while next < self.count() {
            // At least one, and else as many as there is room for.
            let mut together: Vec<Vec<T>> = Vec::new();
            let mut bytes = 0;
            while next < self.count() {
                let more = (self.len_of(next) * size_of::<T>()) as u64;
                let full = bytes + more > self.room.share() / 2 || together.len() == Self::SIDE_BY_SIDE;
                if !together.is_empty() && full {
                    break;
                }
                bytes += more;
                together.push(self.take(next)?);
                next += 1;
            }
            let made: Vec<R> = together.into_par_iter().map(&each).collect();
            made.into_iter().try_for_each(&mut then)?;
        }
        Ok(())
    }

    /// Parts that are made something of before any is handed on.
    const SIDE_BY_SIDE: usize = 16;

    /// The items of a part, which has none from then on.
    pub fn take(&mut self, part: usize) -> io::Result<Vec<T>> {
        let all = self.len_of(part);
        let Part { held, away } = mem::replace(&mut self.list[part], Part { held: Vec::new(), away: Vec::new() });
        let Some(file) = self.file.as_ref().filter(|_| !away.is_empty()) else { return Ok(held) };
        let mut items = vec![T::new_zeroed(); all];
        let mut from = 0;
        for (at, count) in away {
            read_exact_at(&**file, items[from..from + count].as_mut_bytes(), at)?;
            from += count;
        }
        items[from..].copy_from_slice(&held);
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_part_come_in_the_order_in_which_they_were_added() {
        let folder = tempfile::tempdir().unwrap();
        for share in [u64::MAX, 1 << 12, 0] {
            let mut parts = Parts::new(&Room::holding(share, folder.path().to_owned()), 3);
            for n in 0..2000_u32 {
                parts.add_to((n % 2) as usize * 2, &[n, n]).unwrap();
            }
            assert_eq!((parts.len(), parts.len_of(1), parts.is_away()), (4000, 0, share < u64::MAX));
            for part in 0..3 {
                let wanted: Vec<u32> = (0..2000).filter(|n| n % 2 * 2 == part && part != 1).flat_map(|n| [n, n]).collect();
                assert_eq!(parts.take(part as usize).unwrap(), wanted);
            }
            assert!(parts.is_empty());
        }
    }
}
