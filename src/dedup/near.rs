//! From different texts to near pairs and stars: proposed by sketches or by the exact join, decided on the shingles themselves.
//!
//! Texts are numbered in the order in which they survive, so the smallest number of a family is its best survivor. A bucket with more
//! than a few texts is not compared all with all: its texts are compared with the first and along a chain, and then its survivors with
//! each other, round after round until none of them falls, so a family of any size ends as one star in linear time.

use ahash::AHashSet;
use rayon::prelude::*;

use super::rows::{Measured, Sketch};
use super::settings::Settings;
use super::template;
use super::{DedupError, Texts};
use crate::clusters::{self, Link, Star};
use crate::lsh::{self, Bands, Proposals};
use crate::sketch::{EMPTY, LANES, Signature, estimate, shared_shingles};

/// Survivors of one bucket that are compared all with all; of more, each is compared with this many first ones. Only what shares a
/// template and differs stays this many in a bucket, and the other bands tell those apart.
const SURVIVORS_COMPARED: usize = 64;

/// Standard errors by which an estimate may fall short of the threshold before the pair is not measured: one pair in three million.
const DOUBT: f64 = 5.0;

/// The signatures of the texts, and the estimate from which a pair is worth to be measured.
#[derive(Debug, Default)]
struct Estimates {
    signatures: Vec<Option<Box<Signature>>>,
    least: f64,
}

impl Estimates {
    fn new(signatures: Vec<Option<Box<Signature>>>, threshold: f64) -> Self {
        let error = (threshold * (1.0 - threshold) / LANES as f64).sqrt();
        Self { signatures, least: threshold - DOUBT * error }
    }

    fn could_be_near(&self, a: u32, b: u32) -> bool {
        let of = |text: u32| self.signatures.get(text as usize)?.as_deref();
        // The estimate of a text so short that a part of its signature is empty is worth less than measuring it costs.
        of(a).zip(of(b)).is_some_and(|(x, y)| estimate(x, y) >= self.least || x.contains(&EMPTY) || y.contains(&EMPTY))
    }
}

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
#[derive(Debug, Default)]
pub(super) struct Near {
    /// Ascending.
    pub(super) pairs: Vec<NearPair>,
    pub(super) stars: Vec<Star>,
    /// For each text that was measured, its set; its text where it is in a pair.
    pub(super) measured: Vec<Option<Measured>>,
    pub(super) candidates: u64,
    /// For each text the family of the template that it fills in.
    pub(super) family: Vec<Option<u32>>,
    /// Survivors that were not compared with all others of their bucket.
    pub(super) capped: u64,
}

/// Reads the texts of these numbers again: their sets, and the texts themselves where they are to be kept.
pub(super) type Load<'l> = dyn FnMut(&[u32], bool) -> Result<Vec<(usize, Measured)>, DedupError> + 'l;

pub(super) fn find(texts: &mut Texts, settings: &Settings, load: &mut Load<'_>) -> Result<Near, DedupError> {
    let sketches: Vec<Option<Sketch>> = std::mem::take(&mut texts.sketches);
    let mut near =
        Near { measured: (0..texts.len()).map(|_| None).collect(), family: vec![None; texts.len()], ..Near::default() };
    let known = &texts.known;
    let both_known = |a: u32, b: u32| known[a as usize] && known[b as usize];
    let mut hot = Vec::new();
    let mut estimates = Estimates::default();
    if settings.needs_sets() {
        let sets: Vec<Vec<u64>> =
            sketches.into_iter().map(|s| if let Some(Sketch::Set(set)) = s { set } else { Vec::new() }).collect();
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
        load_into(&mut near.measured, &mut involved, load)?;
    } else {
        let signatures: Vec<_> =
            sketches.into_iter().map(|s| if let Some(Sketch::Signature(lanes)) = s { Some(lanes) } else { None }).collect();
        let Proposals { mut pairs, hot: buckets } =
            lsh::proposals(&signatures, Bands::solve(settings.threshold, settings.recall));
        estimates = Estimates::new(signatures, settings.threshold);
        near.candidates = pairs.len() as u64;
        pairs.retain(|&(a, b)| !both_known(a, b) && estimates.could_be_near(a, b));
        let mut involved: Vec<u32> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        load_into(&mut near.measured, &mut involved, load)?;
        near.pairs = pairs.into_par_iter().filter_map(|(a, b)| measured_pair(&near.measured, settings, a, b)).collect();
        hot = buckets;
    }
    close(&mut near, &hot, &estimates, texts, settings, load)?;
    drop(estimates);
    let mut paired = vec![false; texts.len()];
    for pair in &near.pairs {
        paired[pair.a as usize] = true;
        paired[pair.b as usize] = true;
    }
    for (measured, paired) in near.measured.iter_mut().zip(paired) {
        if !paired {
            *measured = None;
        }
    }
    Ok(near)
}

fn load_into(measured: &mut [Option<Measured>], involved: &mut Vec<u32>, load: &mut Load<'_>) -> Result<(), DedupError> {
    involved.sort_unstable();
    involved.dedup();
    if involved.is_empty() {
        return Ok(());
    }
    for (number, text) in load(involved, false)? {
        if let Some(slot) = measured.get_mut(number) {
            *slot = Some(text);
        }
    }
    if involved.iter().any(|&number| measured[number as usize].is_none()) {
        return Err(DedupError::Changed("an input".to_owned()));
    }
    Ok(())
}

/// The pair, if it meets the threshold.
fn measured_pair(measured: &[Option<Measured>], settings: &Settings, a: u32, b: u32) -> Option<NearPair> {
    let (x, y) = (&measured[a as usize].as_ref()?.set, &measured[b as usize].as_ref()?.set);
    let shared = shared_shingles(x, y);
    let measure = settings.measure.of(x.len(), y.len(), shared);
    let jaccard = lsh::Measure::Jaccard.of(x.len(), y.len(), shared);
    (measure >= settings.threshold).then_some(NearPair { a, b, jaccard, measure, template: false })
}

/// Stars of the pairs; survivors that meet in a hot bucket are compared until no more of them fall.
fn close(
    near: &mut Near,
    hot: &[Vec<u32>],
    estimates: &Estimates,
    texts: &Texts,
    settings: &Settings,
    load: &mut Load<'_>,
) -> Result<(), DedupError> {
    let rank: Vec<u32> = (0..).take(texts.len()).collect();
    let mut compared: AHashSet<(u32, u32)> = AHashSet::new();
    loop {
        near.pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b, !pair.template));
        near.pairs.dedup_by_key(|pair| (pair.a, pair.b));
        loop {
            let links = near.pairs.iter().filter(|pair| !pair.template);
            let links: Vec<Link> = links.map(|pair| Link { a: pair.a, b: pair.b, strength: pair.measure }).collect();
            near.stars = clusters::stars(&rank, &links, |_, _| None);
            if !template::set_aside(&near.stars, &mut near.pairs, &near.measured, &mut near.family, load)? {
                break;
            }
        }
        let mut survives = vec![true; texts.len()];
        for &(member, _) in near.stars.iter().flat_map(|star| &star.members) {
            survives[member as usize] = false;
        }
        let mut asked: Vec<(u32, u32)> = Vec::new();
        near.capped = 0;
        for bucket in hot {
            let survivors: Vec<u32> = bucket.iter().copied().filter(|&text| survives[text as usize]).collect();
            near.capped += survivors.len().saturating_sub(SURVIVORS_COMPARED) as u64;
            for (i, &a) in survivors.iter().enumerate().take(SURVIVORS_COMPARED) {
                for &b in &survivors[i + 1..] {
                    let both_known = texts.known[a as usize] && texts.known[b as usize];
                    // Of one template all were compared that share more than its frame: they meet in bands that few others are in.
                    let one_form = near.family[a as usize].is_some() && near.family[a as usize] == near.family[b as usize];
                    if !both_known && !one_form && estimates.could_be_near(a, b) && compared.insert((a, b)) {
                        asked.push((a, b));
                    }
                }
            }
        }
        // The estimates may not have asked for these texts before.
        let mut missing: Vec<u32> =
            asked.iter().flat_map(|&(a, b)| [a, b]).filter(|&text| near.measured[text as usize].is_none()).collect();
        load_into(&mut near.measured, &mut missing, load)?;
        let mut found: Vec<NearPair> =
            asked.into_par_iter().filter_map(|(a, b)| measured_pair(&near.measured, settings, a, b)).collect();
        let new = found.iter().any(|pair| near.pairs.binary_search_by_key(&(pair.a, pair.b), |p| (p.a, p.b)).is_err());
        if !new {
            return Ok(());
        }
        near.pairs.append(&mut found);
    }
}
