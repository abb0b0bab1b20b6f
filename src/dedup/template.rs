//! Templates: families whose members share a frame and differ in the same places, each in its own words.
//!
//! A mill prints one release about a hundred companies, an exchange one notice a day: every two of them meet the threshold, and none is a
//! copy of another. They are told by the frequency of shingles in the family. The frame is what nearly all members have; of a template
//! nobody lacks any of it, and what else a member has is its own. In edited copies of one story the edits stand anywhere, so a member
//! lacks as much of the frame as it has of its own; and what outlets print before and behind a story stands at its ends, where facts stand
//! all over a form. In families too small to tell, nothing is claimed.
//!
//! Responsible for which near pairs are set aside: they are reported and remove nothing. Not responsible for boilerplate.

use std::borrow::Cow;
use std::io;

use ahash::AHashSet;
use rayon::prelude::*;

use super::DedupError;
use super::near::{Loading, NearPair};
use super::shelf::Shelf;
use crate::clusters::Star;
use crate::sketch::{jaccard, shingles};
use crate::text::with_word_hashes;

/// Texts of a family from which its frequencies tell anything.
const MIN_TEXTS: usize = 5;

/// Share of a family that has a shingle of the frame, at least; and, turned around, that has one of a member's own, at most.
const FRAME_SHARE: f64 = 0.75;

/// Shingles of its own that a member of a template has in the mean, at least: two facts.
const MIN_OWN: usize = 10;

/// Places between words of the frame in which every member has something of its own, at least.
const MIN_PLACES: usize = 3;

/// Texts of a family whose shingles are counted: of a larger one as many, evenly chosen. A share is then right to a hundredth.
const TEXTS_COUNTED: usize = 4096;

/// Texts of a family that are read for their places.
const TEXTS_READ: usize = 32;

/// Share of what is outside the frame that two members must have in common to be near all the same.
const NEAR_OUTSIDE: f64 = 0.5;

/// Sets the near pairs of templates aside; says whether there were any more. `family` numbers the texts of each. `load` gives the texts
/// of families that look like one.
pub(super) fn set_aside(
    stars: &[Star],
    pairs: &mut [NearPair],
    measured: &Shelf,
    family: &mut [Option<u32>],
    loading: &mut Loading<'_>,
) -> Result<bool, DedupError> {
    let suspected: Vec<(&Star, AHashSet<u64>)> = stars
        .par_iter()
        .filter(|star| star.size() >= MIN_TEXTS)
        .filter_map(|star| {
            let every = star.size().div_ceil(TEXTS_COUNTED);
            let sets: io::Result<Vec<Cow<'_, [u64]>>> = star.texts().step_by(every).map(|text| measured.set(text)).collect();
            match sets {
                Ok(sets) => Some(Ok((star, frame(&sets)?))),
                Err(error) => Some(Err(error)),
            }
        })
        .collect::<io::Result<_>>()?;
    if suspected.is_empty() {
        return Ok(false);
    }
    let mut asked: Vec<u32> = suspected.iter().flat_map(|(star, _)| star.texts().take(TEXTS_READ)).collect();
    asked.sort_unstable();
    let mut texts = Shelf::new(loading.room.clone());
    (loading.load)(&asked, true, &mut texts)?;
    let has_places = |text: u32, frame: &AHashSet<u64>| -> io::Result<bool> {
        Ok(texts.get(text)?.is_some_and(|measured| places(&measured.text, frame) >= MIN_PLACES))
    };
    let mut found: Vec<(u32, AHashSet<u64>)> = Vec::new();
    for (star, frame) in suspected {
        let mut is_form = true;
        for text in star.texts().take(TEXTS_READ) {
            is_form = is_form && has_places(text, &frame)?;
        }
        if is_form {
            found.push((star.survivor, frame));
        }
    }
    drop(texts);
    if found.is_empty() {
        return Ok(false);
    }
    let mut star_of = vec![None; family.len()];
    for star in stars {
        for text in star.texts() {
            star_of[text as usize] = Some(star.survivor);
        }
    }
    let frame_of = |survivor: u32| found.binary_search_by_key(&survivor, |&(s, _)| s).ok().map(|at| &found[at].1);
    debug_assert!(found.is_sorted_by_key(|&(survivor, _)| survivor));
    let aside: Vec<bool> = pairs
        .par_iter()
        .map(|pair| {
            let (a, b) = (pair.a as usize, pair.b as usize);
            let Some(frame) = star_of[a].filter(|_| !pair.template && star_of[a] == star_of[b]).and_then(frame_of) else {
                return Ok(false);
            };
            let outside = |text: u32| -> io::Result<Vec<u64>> {
                Ok(measured.set(text)?.iter().copied().filter(|shingle| !frame.contains(shingle)).collect())
            };
            let (x, y) = (outside(pair.a)?, outside(pair.b)?);
            Ok(!(x.is_empty() && y.is_empty()) && jaccard(&x, &y) < NEAR_OUTSIDE)
        })
        .collect::<io::Result<_>>()?;
    for (pair, &aside) in pairs.iter_mut().zip(&aside) {
        pair.template |= aside;
    }
    for (text, star) in star_of.iter().enumerate() {
        if let Some(survivor) = star.filter(|&survivor| frame_of(survivor).is_some()) {
            family[text].get_or_insert(survivor);
        }
    }
    Ok(aside.contains(&true))
}

/// Runs of shingles outside the frame with some of the frame before and behind them.
fn places(text: &str, frame: &AHashSet<u64>) -> usize {
    with_word_hashes(text, |hashes| {
        let inside: Vec<bool> = shingles(hashes).map(|shingle| frame.contains(&shingle)).collect();
        let runs: Vec<&[bool]> = inside.chunk_by(|a, b| a == b).collect();
        runs.iter().enumerate().filter(|(i, run)| !run[0] && *i > 0 && *i + 1 < runs.len()).count()
    })
}

/// The frame of a family, if it is a template. O(shingles), sorted.
fn frame<S: AsRef<[u64]>>(sets: &[S]) -> Option<AHashSet<u64>> {
    let mut all: Vec<u64> = sets.iter().flat_map(|set| set.as_ref().iter().copied()).collect();
    all.sort_unstable();
    let texts = sets.len() as f64;
    let (mut frame, mut in_frame, mut own, mut outside) = (AHashSet::new(), 0, 0, 0);
    for same in all.chunk_by(|a, b| a == b) {
        let has = same.len() as f64;
        if has >= FRAME_SHARE * texts {
            frame.insert(same[0]);
            in_frame += same.len();
        } else {
            outside += same.len();
            own += if has <= (1.0 - FRAME_SHARE) * texts { same.len() } else { 0 };
        }
    }
    let lacking = frame.len() * sets.len() - in_frame;
    let is_template = own >= MIN_OWN * sets.len() && own as f64 >= FRAME_SHARE * outside as f64 && lacking * 4 <= own;
    is_template.then_some(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shingles that stand for words `from..to` of a form or a story, and `own` others in the place of some of them.
    fn set(shared: impl Iterator<Item = u64>, own: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut set: Vec<u64> = shared.chain(own).collect();
        set.sort_unstable();
        set
    }

    fn is_template(sets: &[Vec<u64>]) -> bool {
        frame(sets).is_some()
    }

    #[test]
    fn a_form_filled_in_by_many_is_a_template() {
        let filled: Vec<_> = (1..=6).map(|i| set(0..100, i * 1000..i * 1000 + 15)).collect();
        assert!(is_template(&filled));
    }

    #[test]
    fn what_stands_at_the_ends_is_no_place() {
        let story: Vec<String> = (0..40).map(|i| format!("word{i}")).collect();
        let frame: AHashSet<u64> = with_word_hashes(&story.join(" "), |hashes| shingles(hashes).collect());
        let printed = format!("Read us every day. {} Subscribe now for more.", story.join(" "));
        assert_eq!(places(&printed, &frame), 0);
        let mut filled = story;
        for at in [8, 20, 31] {
            filled[at] = "fact".to_owned();
        }
        assert_eq!(places(&filled.join(" "), &frame), 3);
    }

    #[test]
    fn edited_copies_of_a_story_are_none() {
        // Each lacks fifteen shingles of the story in a place of its own.
        let edited: Vec<_> =
            (1..=6u64).map(|i| set((0..115).filter(|s| !(i * 15..i * 15 + 15).contains(s)), i * 1000..i * 1000 + 15)).collect();
        assert!(!is_template(&edited));
        // All but the first follow one change of the first.
        let mut followed: Vec<_> = (0..6).map(|_| set(0..100, 2000..2015)).collect();
        followed[0] = set(0..100, 1000..1015);
        assert!(!is_template(&followed));
    }
}
