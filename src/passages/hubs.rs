//! Hubs: the few texts that all others are held against, and their own words, which are no boilerplate because many took them.

use std::io;

use ahash::AHashSet;
use rayon::prelude::*;

use super::document::holds;
use super::ignored::Ignored;
use super::{Source, seeds};
use crate::storage::Room;

/// Share of the seeds in a stretch of boilerplate that must be a hub's own for the stretch to be released.
const OWN: f64 = 0.5;

/// What recurs all over a corpus is boilerplate, unless it is a hub's story that went all over it. So boilerplate is learned once more
/// from the hubs alone, and what only the corpus holds for boilerplate is released, in them and where it stands in others.
pub(super) fn release(
    sources: &[Source<'_>],
    boilerplate: &mut [Vec<(u32, u32)>],
    ignored: &Ignored,
    room: &Room,
) -> io::Result<()> {
    let hubs: Vec<usize> = (0..sources.len()).filter(|&i| sources[i].hub).collect();
    if hubs.is_empty() {
        return Ok(());
    }
    let own: Vec<Source<'_>> = hubs.iter().map(|&i| sources[i]).collect();
    let own_seeds = own.par_iter().map(|source| Ok(seeds::seeds(&source.text.own_words()?))).collect::<io::Result<Vec<_>>>()?;
    let kept = super::of_them_alone(&own, ignored, room)?;
    let mut released: AHashSet<u64> = AHashSet::new();
    for ((&hub, kept), seeds) in hubs.iter().zip(kept).zip(&own_seeds) {
        let here = &boilerplate[hub];
        released.extend(seeds.iter().filter(|seed| holds(here, seed.word) && !holds(&kept, seed.word)).map(|seed| seed.hash));
        boilerplate[hub] = kept;
    }
    if released.is_empty() {
        return Ok(());
    }
    sources.par_iter().zip(boilerplate).try_for_each(|(source, ranges)| {
        if !source.hub && !ranges.is_empty() {
            let seeds = seeds::seeds(&source.text.own_words()?);
            ranges.retain(|&(start, end)| {
                let from = seeds.partition_point(|seed| seed.word < start);
                let inside = seeds[from..].iter().take_while(|seed| seed.word < end);
                let (all, own) =
                    inside.fold((0u32, 0u32), |(all, own), seed| (all + 1, own + u32::from(released.contains(&seed.hash))));
                f64::from(own) < OWN * f64::from(all) || all == 0
            });
        }
        Ok(())
    })
}
