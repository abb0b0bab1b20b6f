//! Articles for the tests of this module.

use super::{Claim, Witness};
use crate::article::{DateSource, Micros, Precision, Published, Zone};

const NAMES: [&str; 4] = ["Wire", "Herald", "Gazette", "Echo"];

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
        url: None,
        agency: false,
        text: "",
        published,
        rank: i,
        claims: claims.get(i as usize).copied().unwrap_or_default(),
    };
    (0u32..).zip(times).map(witness).collect()
}
