//! Pairs with passages as they are found: records of bytes that may lie in a file, in the order of their texts.
//!
//! Responsible for where a pair stands, and for slices of pairs as pieces of a run. Not responsible for finding any.

use std::borrow::Cow;
use std::io;

use super::evidence;
use super::{Passage, record};
use crate::storage::{Filed, Filing, Place, Put as _, Room, Take};

/// The passages of one pair of articles, `a` < `b`, as a record ([`record`]).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    pub a: u32,
    pub b: u32,
    pub record: Box<[u8]>,
    /// Whether the corpus has to say if one of them is evident.
    pub open: bool,
}

impl Pair {
    pub fn new(a: u32, b: u32, passages: &[Passage]) -> Self {
        let mut record = Vec::new();
        record::encode(passages, &mut record);
        Self { a, b, record: record.into(), open: passages.iter().any(evidence::is_open) }
    }
}

/// Pairs in ascending order, each once.
#[derive(Debug, Default)]
pub struct Found {
    places: Vec<Known>,
    records: Filed<u8>,
}

/// A pair, and where its passages stand.
#[derive(Debug, Clone, Copy)]
struct Known {
    a: u32,
    b: u32,
    place: Place,
    open: bool,
}

impl Found {
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The articles of a pair.
    #[must_use]
    pub fn key(&self, pair: usize) -> (u32, u32) {
        (self.places[pair].a, self.places[pair].b)
    }

    /// # Errors
    /// Where they cannot be read from the file.
    ///
    /// # Panics
    /// Never: a pair holds what was encoded.
    pub fn passages(&self, pair: usize) -> io::Result<Vec<Passage>> {
        Ok(record::decode(&mut Take(&self.record(pair)?)).expect("what was encoded is decoded"))
    }

    pub(super) fn is_open(&self, pair: usize) -> bool {
        self.places[pair].open
    }

    pub(super) fn record(&self, pair: usize) -> io::Result<Cow<'_, [u8]>> {
        self.records.get(self.places[pair].place)
    }
}

/// Takes pairs in order.
#[derive(Debug)]
pub(super) struct Finding {
    places: Vec<Known>,
    records: Filing<u8>,
}

impl Finding {
    pub fn new(room: &Room) -> Self {
        Self { places: Vec::new(), records: Filing::new(room) }
    }

    pub fn put(&mut self, a: u32, b: u32, record: &[u8], open: bool) -> io::Result<()> {
        self.places.push(Known { a, b, place: self.records.put(record)?, open });
        Ok(())
    }

    pub fn finish(self) -> io::Result<Found> {
        debug_assert!(self.places.is_sorted_by(|x, y| (x.a, x.b) < (y.a, y.b)), "each pair stands once, in order");
        Ok(Found { places: self.places, records: self.records.finish()? })
    }
}

/// The pairs of a slice as bytes.
pub(super) fn kept(pairs: &[Pair]) -> Vec<u8> {
    // Three numbers of up to five bytes, and a mark.
    let mut out = Vec::with_capacity(pairs.iter().map(|pair| pair.record.len() + 16).sum());
    for pair in pairs {
        out.put_number(u64::from(pair.a));
        out.put_number(u64::from(pair.b));
        out.push(u8::from(pair.open));
        out.put_number(pair.record.len() as u64);
        out.extend_from_slice(&pair.record);
    }
    out
}

/// The pairs that were kept of a slice; none where the bytes are not what was kept.
pub(super) fn recalled(bytes: &[u8]) -> Option<Vec<Pair>> {
    let mut from = Take(bytes);
    let mut pairs = Vec::new();
    while !from.0.is_empty() {
        let (a, b, open) = (from.small()?, from.small()?, from.byte()? != 0);
        let bytes = from.count()?;
        let record: Box<[u8]> = from.bytes(bytes)?.into();
        record::decode(&mut Take(&record))?;
        pairs.push(Pair { a, b, record, open });
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_a_slice_come_back_and_other_bytes_do_not() {
        let pair = |a, b| Pair::new(a, b, &[]);
        let pairs = vec![pair(1, 2), pair(1, 300_000)];
        let bytes = kept(&pairs);
        assert_eq!(recalled(&bytes), Some(pairs));
        assert_eq!(recalled(&bytes[..bytes.len() - 1]), None);
        assert_eq!(recalled(&[]), Some(Vec::new()));
    }
}
