//! Texts that were read a second time, with their sets of shingles: in memory as far as there is room, the rest in a temporary file.
//!
//! Responsible for where they stand. Not responsible for which texts are asked for, nor for reading them ([`super::reread`]).

use std::borrow::Cow;
use std::io;

use ahash::AHashMap;
use zerocopy::IntoBytes;

use crate::storage::{Room, Stored, read_exact_at};

/// A text that is read again to be measured; empty where its set is all that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Measured {
    pub(super) text: String,
    pub(super) set: Vec<u64>,
}

impl Measured {
    fn bytes(&self) -> u64 {
        (self.text.len() + 8 * self.set.len()) as u64
    }
}

/// Where one stands in the file, its set before its text.
#[derive(Debug, Clone, Copy)]
struct Away {
    at: u64,
    set: u32,
    text: u32,
}

/// Texts by their numbers.
#[derive(Debug)]
pub(super) struct Shelf {
    room: Room,
    held: AHashMap<u32, Measured>,
    held_bytes: u64,
    away: AHashMap<u32, Away>,
    end: u64,
    file: Option<Box<dyn Stored>>,
}

impl Shelf {
    pub(super) fn new(room: Room) -> Self {
        Self { room, held: AHashMap::new(), held_bytes: 0, away: AHashMap::new(), end: 0, file: None }
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.held.contains_key(&number) || self.away.contains_key(&number)
    }

    pub(super) fn put(&mut self, number: u32, measured: Measured) -> io::Result<()> {
        if self.held_bytes + measured.bytes() <= self.room.share() {
            self.held_bytes += measured.bytes();
            self.held.insert(number, measured);
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(self.room.scratch()?),
        };
        file.write_all(measured.set.as_bytes())?;
        file.write_all(measured.text.as_bytes())?;
        let size = |bytes: usize| u32::try_from(bytes).map_err(io::Error::other);
        let away = Away { at: self.end, set: size(measured.set.len())?, text: size(measured.text.len())? };
        self.end += measured.bytes();
        self.away.insert(number, away);
        Ok(())
    }

    /// A text, if it was put there.
    pub(super) fn get(&self, number: u32) -> io::Result<Option<Cow<'_, Measured>>> {
        if let Some(measured) = self.held.get(&number) {
            return Ok(Some(Cow::Borrowed(measured)));
        }
        let Some((away, file)) = self.away.get(&number).zip(self.file.as_ref()) else { return Ok(None) };
        let set = read_set(&**file, *away)?;
        let mut text = vec![0; away.text as usize];
        read_exact_at(&**file, &mut text, away.at + 8 * u64::from(away.set))?;
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        Ok(Some(Cow::Owned(Measured { text, set })))
    }

    /// The set of a text; empty for what was not put there.
    pub(super) fn set(&self, number: u32) -> io::Result<Cow<'_, [u64]>> {
        if let Some(measured) = self.held.get(&number) {
            return Ok(Cow::Borrowed(&measured.set));
        }
        let Some((away, file)) = self.away.get(&number).zip(self.file.as_ref()) else { return Ok(Cow::Owned(Vec::new())) };
        Ok(Cow::Owned(read_set(&**file, *away)?))
    }

    /// Lets go of the texts that nobody asks for any more.
    pub(super) fn retain(&mut self, stays: impl Fn(u32) -> bool) {
        self.held.retain(|&number, _| stays(number));
        self.away.retain(|&number, _| stays(number));
        self.held_bytes = self.held.values().map(Measured::bytes).sum();
    }
}

fn read_set(file: &dyn Stored, away: Away) -> io::Result<Vec<u64>> {
    let mut set = vec![0u64; away.set as usize];
    read_exact_at(file, set.as_mut_bytes(), away.at)?;
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let made =
            |n: u32| Measured { text: format!("text {n} é"), set: (0..u64::from(n % 7)).map(|i| i << (n % 60)).collect() };
        for share in [u64::MAX, 300, 0] {
            let mut shelf = Shelf::new(Room::holding(share, folder.path().to_owned()));
            for number in 0..50 {
                shelf.put(number, made(number)).unwrap();
            }
            shelf.retain(|number| number != 13);
            assert!(!shelf.has(13) && !shelf.has(50) && shelf.get(13).unwrap().is_none());
            for number in (0..50).rev().filter(|&number| number != 13) {
                assert!(shelf.has(number));
                assert_eq!(*shelf.get(number).unwrap().unwrap(), made(number));
                assert_eq!(*shelf.set(number).unwrap(), made(number).set);
            }
        }
    }
}
