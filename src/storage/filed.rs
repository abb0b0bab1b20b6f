//! Long lists that are written once and then read: in memory up to the share of a large table, the rest in a file without a name.
//!
//! What is in the file is copied from it, and no more is in memory than what is asked for. Mapped into memory, a file would bring what is
//! around each place that is looked at, a hundred times a record, and an error of the disk would be a signal.
//!
//! Responsible for where a record stands. Not responsible for what is in it.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::{Room, Stored, read_exact_at};

/// Bytes of a chunk of memory, and of what goes to the file at once; less where there is less room.
const CHUNK_BYTES: u64 = 2 << 20;
const LEAST_CHUNK_BYTES: u64 = 1 << 12;

/// What lists hold: numbers that are as good in a file as in memory.
pub trait Plain: FromBytes + IntoBytes + Immutable + KnownLayout + Copy + Send + Sync {}

impl<T: FromBytes + IntoBytes + Immutable + KnownLayout + Copy + Send + Sync> Plain for T {}

/// Where a record stands: where it begins, and how many items it has. Twelve bytes, since there is one for every article and pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(C, packed(4))]
pub struct Place {
    at: u64,
    items: u32,
}

impl Place {
    /// The bit of what is in the file; the rest is an item there, else a chunk and an item of it.
    const AWAY: u64 = 1 << 63;

    const fn held(chunk: usize, item: usize, items: u32) -> Self {
        Self { at: (chunk as u64) << 32 | item as u64, items }
    }

    const fn away(item: u64, items: u32) -> Self {
        Self { at: Self::AWAY | item, items }
    }

    /// A place in one number, for who knows how many items the record has.
    #[must_use]
    pub const fn start(self) -> u64 {
        self.at
    }

    /// How many items the record has.
    #[must_use]
    pub const fn items(self) -> u32 {
        self.items
    }

    /// The place of so many items from a [start](Self::start); behind one in the file there may be several records.
    #[must_use]
    pub const fn from_start(start: u64, items: u32) -> Self {
        Self { at: start, items }
    }

    /// Whether the record is in the file; else it is in memory, as it was put there.
    #[must_use]
    pub const fn is_away(self) -> bool {
        self.in_file().is_some()
    }

    /// Where the record is in the file; none where it is in memory.
    const fn in_file(self) -> Option<u64> {
        if self.at & Self::AWAY == 0 { None } else { Some(self.at & !Self::AWAY) }
    }

    /// Its chunk in memory, and its items there.
    #[allow(clippy::cast_possible_truncation, reason = "chunks, and their items, are counted by a usize")]
    const fn in_chunk(self) -> (usize, Range<usize>) {
        let from = (self.at & u32::MAX as u64) as usize;
        ((self.at >> 32) as usize, from..from + self.items as usize)
    }
}

/// A list that is being written.
#[derive(Debug)]
pub struct Filing<T> {
    room: Room,
    chunks: Vec<Box<[T]>>,
    held_bytes: u64,
    /// The chunk that is being filled; it goes to the file once there is one.
    open: Vec<T>,
    file: Option<Box<dyn Stored>>,
    /// Items in the file, and where each piece of it ends, in items.
    away: u64,
    ends: Vec<u64>,
}

impl<T: Plain> Filing<T> {
    #[must_use]
    pub fn new(room: &Room) -> Self {
        let room = room.clone();
        Self { room, chunks: Vec::new(), held_bytes: 0, open: Vec::new(), file: None, away: 0, ends: Vec::new() }
    }

    /// Items of a chunk.
    fn chunk(&self) -> usize {
        let bytes = self.room.share().clamp(LEAST_CHUNK_BYTES, CHUNK_BYTES);
        usize::try_from(bytes).unwrap_or(usize::MAX).div_ceil(size_of::<T>())
    }

    /// Appends a record, which stands in one piece.
    pub fn put(&mut self, record: &[T]) -> io::Result<Place> {
        let chunk = self.chunk();
        if self.open.len() + record.len() > chunk && !self.open.is_empty() {
            self.close()?;
        }
        if self.open.is_empty() && self.file.is_none() && self.held_bytes + (chunk * size_of::<T>()) as u64 > self.room.share() {
            self.file = Some(self.room.scratch()?);
        }
        if self.open.capacity() == 0 && !self.chunks.is_empty() {
            self.open.reserve_exact(chunk);
        }
        let items = u32::try_from(record.len()).map_err(io::Error::other)?;
        let at = self.open.len();
        self.open.extend_from_slice(record);
        Ok(if self.file.is_some() {
            Place::away(self.away + at as u64, items)
        } else {
            Place::held(self.chunks.len(), at, items)
        })
    }

    /// The open chunk is full.
    fn close(&mut self) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write_all(self.open.as_bytes())?;
            self.away += self.open.len() as u64;
            self.ends.push(self.away);
            self.open.clear();
            return Ok(());
        }
        self.held_bytes += size_of_val(self.open.as_slice()) as u64;
        self.chunks.push(std::mem::take(&mut self.open).into_boxed_slice());
        Ok(())
    }

    /// The list, to be read.
    pub fn finish(mut self) -> io::Result<Filed<T>> {
        if !self.open.is_empty() {
            self.close()?;
        }
        Ok(Filed { chunks: self.chunks, file: self.file.filter(|_| self.away > 0), ends: self.ends })
    }
}

/// A list that was written.
#[derive(Debug)]
pub struct Filed<T> {
    chunks: Vec<Box<[T]>>,
    file: Option<Box<dyn Stored>>,
    /// Where each piece of the file ends, in items.
    ends: Vec<u64>,
}

impl<T> Default for Filed<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), file: None, ends: Vec::new() }
    }
}

impl<T: Plain> Filed<T> {
    /// Whether all of it is in memory.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.file.is_none()
    }

    /// The record at a place in memory.
    ///
    /// # Panics
    /// If it is in the file.
    #[must_use]
    pub fn held(&self, place: Place) -> &[T] {
        in_memory(&self.chunks, place)
    }

    /// What stands in memory from a place on, as far as its piece goes.
    ///
    /// # Panics
    /// If it is in the file.
    #[must_use]
    #[inline]
    pub fn held_from(&self, place: Place) -> &[T] {
        let (chunk, items) = place.in_chunk();
        &self.chunks[chunk][items.start..]
    }

    /// Appends what stands at a place to a list.
    pub fn append(&self, place: Place, to: &mut Vec<T>) -> io::Result<()> {
        let Some(from) = place.in_file() else {
            to.extend_from_slice(in_memory(&self.chunks, place));
            return Ok(());
        };
        self.file.as_ref().map_or(Ok(()), |file| append_items(&**file, from, place.items as usize, to))
    }

    /// The record at a place.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// If there is no such record: places are those that [`Filing::put`] gave.
    pub fn get(&self, place: Place) -> io::Result<Cow<'_, [T]>> {
        self.part(place, 0..place.items as usize)
    }

    /// Some items of the record at a place, which alone are read.
    ///
    /// # Errors
    /// Where they cannot be read from the file.
    ///
    /// # Panics
    /// As [`get`](Self::get), and if the record has no such items.
    pub fn part(&self, place: Place, items: Range<usize>) -> io::Result<Cow<'_, [T]>> {
        let (Some(from), Some(file)) = (place.in_file(), &self.file) else {
            return Ok(Cow::Borrowed(&in_memory(&self.chunks, place)[items]));
        };
        assert!(items.end <= place.items as usize, "items of the record");
        let mut copy = Vec::new();
        append_items(&**file, from + items.start as u64, items.len(), &mut copy)?;
        Ok(Cow::Owned(copy))
    }

    /// How many pieces it has.
    #[must_use]
    pub fn piece_count(&self) -> usize {
        self.chunks.len() + self.ends.len()
    }

    /// A piece of it, which holds whole records: two mebibytes of them at most, unless one is larger.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn piece(&self, number: usize) -> io::Result<Cow<'_, [T]>> {
        let Some(number) = number.checked_sub(self.chunks.len()) else { return Ok(Cow::Borrowed(&self.chunks[number])) };
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        let items = usize::try_from(self.ends[number] - start).map_err(io::Error::other)?;
        let mut piece = Vec::new();
        self.file.as_ref().map_or(Ok(()), |file| append_items(&**file, start, items, &mut piece))?;
        Ok(Cow::Owned(piece))
    }

    /// All of it in order, piece by piece.
    pub fn pieces(&self) -> impl Iterator<Item = io::Result<Cow<'_, [T]>>> {
        (0..self.piece_count()).map(|number| self.piece(number))
    }
}

/// Appends so many items of a file, from one on.
fn append_items<T: Plain>(file: &dyn Stored, from: u64, items: usize, to: &mut Vec<T>) -> io::Result<()> {
    let start = to.len();
    to.resize(start + items, T::new_zeroed());
    read_exact_at(file, to[start..].as_mut_bytes(), from * size_of::<T>() as u64)
}

/// A record that is in memory. One without items may stand where there is no chunk.
fn in_memory<T>(chunks: &[Box<[T]>], place: Place) -> &[T] {
    let (chunk, items) = place.in_chunk();
    if items.is_empty() { &[] } else { &chunks[chunk][items] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_the_same_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let record = |n: u64| -> Vec<u64> { (0..n % 900).map(|i| n << 20 | i).collect() };
        let whole: Vec<u64> = (0..1500).flat_map(record).collect();
        for share in [u64::MAX, 5 << 20, 0] {
            let mut filing = Filing::new(&Room::holding(share, folder.path().to_owned()));
            let places: Vec<Place> = (0..1500).map(|n| filing.put(&record(n)).unwrap()).collect();
            let filed = filing.finish().unwrap();
            assert_eq!(filed.is_held(), share == u64::MAX);
            for (n, &place) in (0..).zip(&places).step_by(7) {
                let whole = record(n);
                assert_eq!(*filed.get(place).unwrap(), whole);
                assert_eq!(*filed.part(place, whole.len() / 3..whole.len()).unwrap(), whole[whole.len() / 3..]);
            }
            assert_eq!(filed.pieces().flat_map(|piece| piece.unwrap().into_owned()).collect::<Vec<_>>(), whole);
        }
    }

    #[test]
    fn a_record_may_be_longer_than_a_chunk() {
        let folder = tempfile::tempdir().unwrap();
        for share in [u64::MAX, 0] {
            let mut filing = Filing::new(&Room::holding(share, folder.path().to_owned()));
            let long = vec![7u8; (6 << 20) + 1];
            let places = [&b"before"[..], &long, b"", b"behind"].map(|record| (filing.put(record).unwrap(), record));
            let filed = filing.finish().unwrap();
            for (place, record) in places {
                assert_eq!(*filed.get(place).unwrap(), *record);
            }
        }
        assert_eq!(Filing::<u8>::new(&Room::default()).finish().unwrap().pieces().count(), 0);
    }
}
