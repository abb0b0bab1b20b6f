//! The signatures of the texts of a corpus, wherever there is room for them.

use std::io;

use rayon::prelude::*;

use crate::lsh::{self, SIGNATURES_PER_BLOCK};
use crate::sketch::{Brief, Signature};
use crate::storage::{Filed, Filing, Place, Room};

/// By the numbers of the texts; none of what is too short for one.
#[derive(Debug, Default)]
pub struct Signatures {
    filed: Filed<Signature>,
    places: Vec<Option<Place>>,
}

impl Signatures {
    /// Those that `make` gives for so many texts; `other` gets what else it makes of each, in order.
    pub(super) fn of<R: Send>(
        room: &Room,
        texts: u32,
        make: impl Fn(u32) -> io::Result<(R, Option<Box<Signature>>)> + Sync,
        mut other: impl FnMut(R),
    ) -> io::Result<Self> {
        let mut filing = Filing::new(room);
        let mut places = Vec::with_capacity(texts as usize);
        let all: Vec<u32> = (0..texts).collect();
        for block in all.chunks(SIGNATURES_PER_BLOCK) {
            let made = block.par_iter().map(|&text| make(text));
            for (more, signature) in made.collect::<io::Result<Vec<_>>>()? {
                other(more);
                places.push(signature.map(|signature| filing.put(&[*signature])).transpose()?);
            }
        }
        Ok(Self { filed: filing.finish()?, places })
    }

    /// The signatures of all texts in brief, by their numbers.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn in_brief(&self) -> io::Result<Vec<Brief>> {
        let brief = |place: &Option<Place>| place.map_or(Ok(Brief::NONE), |place| Ok(Brief::of(&self.filed.get(place)?[0])));
        self.places.par_iter().map(brief).collect()
    }
}

/// Every place is a text.
impl lsh::Signatures for Signatures {
    fn blocks(&self) -> usize {
        self.places.len().div_ceil(SIGNATURES_PER_BLOCK)
    }

    fn places(&self) -> usize {
        self.places.len()
    }

    fn block(&self, block: usize, each: &mut dyn FnMut(usize, &Signature)) -> io::Result<()> {
        let places = self.places.iter().skip(block * SIGNATURES_PER_BLOCK).take(SIGNATURES_PER_BLOCK);
        for (number, place) in places.enumerate() {
            if let Some(place) = place {
                each(number, &self.filed.get(*place)?[0]);
            }
        }
        Ok(())
    }

    fn article(&self, place: usize) -> u32 {
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}
