//! From different texts to near pairs and stars: proposed by sketches or by the exact join, decided on the shingles themselves.
//!
//! Texts are numbered in the order in which they survive, so the smallest number of a family is its best survivor. A bucket with more
//! than a few texts is not compared all with all: its texts are compared with the first and along a chain, and then its survivors with
//! each other, round after round until none of them falls, so a family of any size ends as one star in linear time.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::convert::Infallible;
use std::io;

use ahash::AHashMap;
use rayon::prelude::*;

use super::DedupError;
use super::compared::Compared;
use super::settings::Settings;
use super::shelf::Shelf;
use super::signatures::Signatures;
use super::template;
use crate::clusters::{self, Link, Star};
use crate::lsh::{self, Bands, Proposals};
use crate::sketch::{EMPTY, LANES, Signature, estimate, shared_shingles};
use crate::storage::Room;

/// Survivors of one bucket that are compared all with all; of more, each is compared with this many first ones. Only what shares a
/// template and differs stays this many in a bucket, and the other bands tell those apart.
const SURVIVORS_COMPARED: usize = 64;

/// Pairs of survivors that are compared at a time.
const ASKED_AT_ONCE: usize = 1 << 20;

/// Standard errors by which an estimate may fall short of the threshold before the pair is not measured: one pair in three million.
const DOUBT: f64 = 5.0;

/// The signatures of the texts, and the estimate from which a pair is worth to be measured.
#[derive(Debug, Default)]
struct Estimates {
    signatures: Signatures,
    least: f64,
}

impl Estimates {
    fn new(signatures: Signatures, threshold: f64) -> Self {
        let error = (threshold * (1.0 - threshold) / LANES as f64).sqrt();
        Self { signatures, least: threshold - DOUBT * error }
    }

    fn could_be_near(&self, x: &Signature, y: &Signature) -> bool {
        // The estimate of a text so short that a part of its signature is empty is worth less than measuring it costs.
        estimate(x, y) >= self.least || x.contains(&EMPTY) || y.contains(&EMPTY)
    }
}

/// What was read of some texts a moment ago: pairs that stand together share texts, and each would be read for each of its pairs.
struct Recent<'r, T: ?Sized + ToOwned>(AHashMap<u32, Cow<'r, T>>);

impl<'r, T: ?Sized + ToOwned> Recent<'r, T> {
    /// Texts that are remembered; then all are forgotten.
    const MOST: usize = 160;

    fn new() -> Self {
        Self(AHashMap::new())
    }

    fn both(&mut self, (a, b): (u32, u32), read: impl Fn(u32) -> io::Result<Cow<'r, T>>) -> io::Result<(&T, &T)> {
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        for text in [a, b] {
            if let Entry::Vacant(place) = self.0.entry(text) {
                place.insert(read(text)?);
            }
        }
        Ok((&self.0[&a], &self.0[&b]))
    }
}

/// Pairs that are looked at one after the other.
const PAIRS_PER_TASK: usize = 2048;

/// A pair of texts that was measured and meets the threshold, `a` < `b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearPair {
    pub a: u32,
    pub b: u32,
    /// Of the sets of shingles.
    pub jaccard: f64,
    /// What the threshold was asked of: Jaccard, or containment of the smaller set.
    pub measure: f64,
    /// Set aside: the two fill in one template.
    pub template: bool,
}

/// All that is known of the near pairs.
#[derive(Debug)]
pub(super) struct Near {
    /// Ascending.
    pub(super) pairs: Vec<NearPair>,
    pub(super) stars: Vec<Star>,
    /// The texts that are in a pair, with their sets.
    pub(super) measured: Shelf,
    pub(super) candidates: u64,
    /// For each text the family of the template that it fills in.
    pub(super) family: Vec<Option<u32>>,
    /// Survivors that were not compared with all others of their bucket.
    pub(super) capped: u64,
}

/// Reads the texts of these numbers again and puts their sets on a shelf, and the texts themselves where they are to be kept.
pub(super) type Load<'l> = dyn FnMut(&[u32], bool, &mut Shelf) -> Result<(), DedupError> + 'l;

/// How texts are read again, and the room there is for them.
pub(super) struct Loading<'l> {
    pub(super) load: &'l mut Load<'l>,
    pub(super) room: &'l Room,
}

/// Finds the near pairs of `count` texts by their signatures, or by their sets where those are asked for. Two texts of which `both_known` says
/// so are not compared.
pub(super) fn find(
    count: usize,
    both_known: &(dyn Fn(u32, u32) -> bool + Sync),
    (signatures, sets): (Signatures, Vec<Vec<u64>>),
    settings: &Settings,
    mut loading: Loading<'_>,
) -> Result<Near, DedupError> {
    let mut near = Near {
        pairs: Vec::new(),
        stars: Vec::new(),
        measured: Shelf::new(loading.room.clone()),
        candidates: 0,
        family: vec![None; count],
        capped: 0,
    };
    let mut hot = Vec::new();
    let mut estimates = Estimates::default();
    if settings.needs_sets() {
        let found = lsh::exact_pairs(&sets, settings.measure, settings.threshold, both_known);
        near.candidates = found.len() as u64;
        near.pairs = found
            .into_iter()
            .map(|(a, b, shared)| {
                let (x, y) = (sets[a as usize].len(), sets[b as usize].len());
                let shared = shared as usize;
                let jaccard = lsh::Measure::Jaccard.of(x, y, shared);
                NearPair { a, b, jaccard, measure: settings.measure.of(x, y, shared), template: false }
            })
            .collect();
        drop(sets);
        let mut involved: Vec<u32> = near.pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        load_into(&mut near.measured, &mut involved, &mut loading)?;
    } else {
        let key_bytes = usize::try_from(loading.room.share()).unwrap_or(usize::MAX);
        let Proposals { pairs, hot: buckets } =
            lsh::proposals(&signatures, Bands::solve(settings.threshold, settings.recall), key_bytes)?;
        estimates = Estimates::new(signatures, settings.threshold);
        near.candidates = pairs.len() as u64;
        let pairs = worth_measuring(&pairs, both_known, &estimates)?;
        let mut involved: Vec<u32> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        load_into(&mut near.measured, &mut involved, &mut loading)?;
        near.pairs = measured_pairs(&near.measured, settings, &pairs)?;
        hot = buckets;
    }
    close(&mut near, &hot, &estimates, both_known, settings, &mut loading)?;
    let mut paired = vec![false; count];
    for pair in &near.pairs {
        paired[pair.a as usize] = true;
        paired[pair.b as usize] = true;
    }
    near.measured.retain(|number| paired[number as usize]);
    Ok(near)
}

/// The pairs whose estimate leaves open that they are near.
fn worth_measuring(
    pairs: &[(u32, u32)],
    both_known: &(dyn Fn(u32, u32) -> bool + Sync),
    estimates: &Estimates,
) -> Result<Vec<(u32, u32)>, DedupError> {
    let read = |text| Ok(estimates.signatures.of(text)?.unwrap_or(Cow::Borrowed(&[EMPTY; LANES])));
    let some = |pairs: &[(u32, u32)]| -> io::Result<Vec<(u32, u32)>> {
        let mut recent = Recent::new();
        let mut worth = Vec::new();
        for &pair in pairs.iter().filter(|&&(a, b)| !both_known(a, b)) {
            let (x, y) = recent.both(pair, read)?;
            if estimates.could_be_near(x, y) {
                worth.push(pair);
            }
        }
        Ok(worth)
    };
    Ok(pairs.par_chunks(PAIRS_PER_TASK).map(some).collect::<io::Result<Vec<_>>>()?.concat())
}

fn load_into(measured: &mut Shelf, involved: &mut Vec<u32>, loading: &mut Loading<'_>) -> Result<(), DedupError> {
    involved.sort_unstable();
    involved.dedup();
    involved.retain(|&number| !measured.has(number));
    if involved.is_empty() {
        return Ok(());
    }
    (loading.load)(involved, false, measured)?;
    if involved.iter().any(|&number| !measured.has(number)) {
        return Err(DedupError::Changed("an input".to_owned()));
    }
    Ok(())
}

/// Those of the pairs that meet the threshold.
fn measured_pairs(measured: &Shelf, settings: &Settings, pairs: &[(u32, u32)]) -> Result<Vec<NearPair>, DedupError> {
    let some = |pairs: &[(u32, u32)]| -> io::Result<Vec<NearPair>> {
        let mut recent = Recent::new();
        let mut near = Vec::new();
        for &(a, b) in pairs {
            let (x, y) = recent.both((a, b), |text| measured.set(text))?;
            let shared = shared_shingles(x, y);
            let measure = settings.measure.of(x.len(), y.len(), shared);
            if measure >= settings.threshold {
                let jaccard = lsh::Measure::Jaccard.of(x.len(), y.len(), shared);
                near.push(NearPair { a, b, jaccard, measure, template: false });
            }
        }
        Ok(near)
    };
    Ok(pairs.par_chunks(PAIRS_PER_TASK).map(some).collect::<io::Result<Vec<_>>>()?.concat())
}

/// Those of the pairs that meet the threshold, looked at by their estimates first.
fn compare(
    measured: &mut Shelf,
    pairs: &[(u32, u32)],
    estimates: &Estimates,
    settings: &Settings,
    loading: &mut Loading<'_>,
) -> Result<Vec<NearPair>, DedupError> {
    let pairs = worth_measuring(pairs, &|_, _| false, estimates)?;
    // The estimates may not have asked for these texts before.
    let mut texts: Vec<u32> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    load_into(measured, &mut texts, loading)?;
    measured_pairs(measured, settings, &pairs)
}

/// Stars of the pairs; survivors that meet in a hot bucket are compared until no more of them fall.
fn close(
    near: &mut Near,
    hot: &[Vec<u32>],
    estimates: &Estimates,
    both_known: &(dyn Fn(u32, u32) -> bool + Sync),
    settings: &Settings,
    loading: &mut Loading<'_>,
) -> Result<(), DedupError> {
    let rank: Vec<u32> = (0..).take(near.family.len()).collect();
    let mut compared = Compared::new(near.family.len());
    loop {
        near.pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b, !pair.template));
        near.pairs.dedup_by_key(|pair| (pair.a, pair.b));
        loop {
            let links = near.pairs.iter().filter(|pair| !pair.template);
            let links: Vec<Link> = links.map(|pair| Link { a: pair.a, b: pair.b, strength: pair.measure }).collect();
            let Ok(stars) = clusters::stars(&rank, &links, |_, _| Ok::<_, Infallible>(None));
            near.stars = stars;
            if !template::set_aside(&near.stars, &mut near.pairs, &near.measured, &mut near.family, loading)? {
                break;
            }
        }
        let mut survives = vec![true; near.family.len()];
        for &(member, _) in near.stars.iter().flat_map(|star| &star.members) {
            survives[member as usize] = false;
        }
        let mut asked: Vec<(u32, u32)> = Vec::new();
        let mut found: Vec<NearPair> = Vec::new();
        near.capped = 0;
        for bucket in hot {
            let survivors: Vec<u32> = bucket.iter().copied().filter(|&text| survives[text as usize]).collect();
            near.capped += survivors.len().saturating_sub(SURVIVORS_COMPARED) as u64;
            // The first ones stay near in memory while the others pass by.
            for (place, &b) in survivors.iter().enumerate() {
                for &a in &survivors[..place.min(SURVIVORS_COMPARED)] {
                    // Of one template all were compared that share more than its frame: they meet in bands that few others are in.
                    let one_form = near.family[a as usize].is_some() && near.family[a as usize] == near.family[b as usize];
                    if !both_known(a, b) && !one_form && compared.insert(a, b) {
                        asked.push((a, b));
                    }
                }
                if asked.len() >= ASKED_AT_ONCE {
                    found.append(&mut compare(&mut near.measured, &asked, estimates, settings, loading)?);
                    asked.clear();
                }
            }
        }
        found.append(&mut compare(&mut near.measured, &asked, estimates, settings, loading)?);
        let new = found.iter().any(|pair| near.pairs.binary_search_by_key(&(pair.a, pair.b), |p| (p.a, p.b)).is_err());
        if !new {
            return Ok(());
        }
        near.pairs.append(&mut found);
    }
}
