//! Articles for the tests of this module.

use std::io;

use super::{Claim, Edge, Links, Overlap, Weighing, Witness};
use crate::article::{DateSource, Micros, Precision, Published, Zone};
use crate::storage::{Filing, Place, Room};
use crate::verify::Departure;

const NAMES: [&str; 4] = ["Wire", "Herald", "Gazette", "Echo"];

/// Nobody links to anybody.
#[derive(Debug)]
pub(super) struct NoLinks;

impl Links for NoLinks {
    fn links(&self, _: u32, _: u32) -> io::Result<bool> {
        Ok(false)
    }
}

/// Some time of an hour, or none.
pub(super) fn at(hour: Option<i64>) -> Published {
    let Some(hour) = hour else { return Published::default() };
    let time = |hour: i64| Some(Micros(hour * Micros::HOUR));
    Published {
        at: time(hour),
        precision: Precision::Hour,
        source: DateSource::Field,
        zone: Zone::Given,
        earliest: time(hour),
        latest: time(hour + 1),
    }
}

/// One article a time, of an outlet of its own as long as there are names, in the order of their ranks.
pub(super) fn witnesses<'a>(times: &'a [Published], claims: &[&'a [Claim<'a>]]) -> Vec<Witness<'a>> {
    let witness = |(i, published): (u32, &'a Published)| Witness {
        outlet: NAMES.get(i as usize).copied(),
        agency: false,
        published,
        rank: i,
        claims: claims.get(i as usize).copied().unwrap_or_default(),
    };
    (0u32..).zip(times).map(witness).collect()
}

/// Two articles that share so much of dst, and 40 words.
pub(super) fn overlap(src: u32, dst: u32, share: f64) -> Overlap {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a hundred words")]
    let new = (100.0 * (1.0 - share)) as u32;
    Overlap {
        src,
        dst,
        near: share >= 0.6,
        quotes_only: false,
        template: false,
        same_outlet: false,
        share_of_dst: share,
        containment: share,
        departure: Departure { new, cuts: 0 },
        prose: Place::default(),
        prose_words: 40,
        words: 40,
        superset: false,
    }
}

/// The edges of some overlaps; `prose` says which words they share, by their sources.
pub(super) fn edges(witnesses: &[Witness<'_>], overlaps: &[Overlap], prose: &dyn Fn(u32) -> [u32; 2]) -> Vec<Edge> {
    let mut ranges = Filing::new(&Room::default());
    let mut weighing = Weighing::new(witnesses, &NoLinks, &Room::default());
    for &overlap in overlaps {
        let range = prose(overlap.src);
        let place = ranges.put(&[range]).expect("nothing is written");
        weighing.add(&[Overlap { prose: place, prose_words: range[1] - range[0], ..overlap }]).expect("nothing is written");
    }
    weighing.edges(&ranges.finish().expect("nothing is written")).expect("nothing is written")
}
