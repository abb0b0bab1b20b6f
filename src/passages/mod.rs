//! Shared passages: found by seeds, chained, aligned letter by letter, with clean edges and their word edit script.
//!
//! ```text
//! words -> seeds -> postings -> boilerplate learned -> join -> chains -> alignment -> columns -> Passage -> Family
//! ```
//!
//! Responsible for what two texts share and where. Not responsible for what sharing means: relations and clusters are made of it in
//! [`crate::clusters`].

mod align;
mod aligned;
mod bare;
mod boilerplate;
mod cases;
mod chain;
mod columns;
mod document;
mod edges;
mod evidence;
mod extend;
mod families;
mod found;
mod gates;
mod hits;
mod hubs;
mod ignored;
mod join;
mod letters;
mod order;
mod passage;
mod postings;
pub mod record;
mod seeds;
mod subsequence;
mod union;

use std::io;

use chain::maximal_runs;
use found::{Finding, Pair, kept, recalled};
use hits::Hits;
use letters::{AllLetters, Letters, Portion, Spelled};
use postings::Postings;
use rayon::prelude::*;

use crate::storage::{Room, in_one};

pub use aligned::Aligned;
pub use boilerplate::{BoilerplateFamilies, Source};
pub use cases::cases;
pub use columns::{Op, Ops, cigar, identity};
pub use document::{AtHand, Document, Opened, Shelf, Text, holds};
pub use families::{Families, Family, FamilyKind, FamilyMember, Pairs};
pub use found::Found;
pub use gates::{Common, Gate, common};
pub use ignored::{Ignored, merged};
pub use order::in_one_order;
pub use passage::Passage;
pub use seeds::{SEED_LETTERS, Seed, WINDOW_LETTERS};
pub use union::Union;

/// Follows the search for pairs slice by slice, keeps what each came to, and gives it back where it is known already.
pub trait Slices: Sync {
    /// The pairs of a slice, if they were kept.
    fn recall(&self, _slice: usize) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _slice: usize, _pairs: &[u8]) {}

    /// Whether pairs are kept at all.
    fn is_kept(&self) -> bool {
        false
    }

    /// Called behind each slice with the number of articles whose pairs are found; whether to end here, and leave the rest unfound.
    fn stops(&self, _articles: u64) -> bool {
        false
    }
}

/// Nobody follows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

impl Slices for Alone {}

/// What the corpus shares.
#[derive(Debug, Default)]
pub struct Shared {
    /// Every pair with an evident passage, or with a phrase where those are asked for, ordered.
    pub pairs: Found,
    /// For each article its ranges of boilerplate words.
    pub boilerplate: Vec<Vec<(u32, u32)>>,
    /// Places of seeds that were left out, because one article repeats itself more often than is looked at.
    pub repeats_left_out: u64,
}

/// Pairs whose letters are looked at together.
const PAIRS_IN_SIGHT: usize = 16;

/// What pairs are aligned by.
struct Aligning<'l> {
    sources: &'l [Source<'l>],
    letters: &'l AllLetters,
    boilerplate: &'l [Vec<(u32, u32)>],
    phrases: bool,
}

/// What a thread works with while it aligns pairs.
#[derive(Default)]
struct AtWork<'l> {
    aligner: align::Aligner,
    /// The second article of the last pair: most are that of many pairs in a row.
    second: Option<(u32, Letters<'l>)>,
}

impl<'l> Aligning<'l> {
    /// The pairs that share something that may count, of the hits of a slice in order.
    ///
    /// Where letters lie in a file, those of some first articles are at hand, as many as there is room for, and meet all their second ones
    /// in the order of these: so the letters of all texts pass by in the order of the file.
    fn pairs(&self, mut hits: &[join::Hit], room: &Room) -> io::Result<Vec<Pair>> {
        let mut found = Vec::new();
        while let (Some(first), Some(last)) = (hits.first(), hits.last()) {
            let portion = self.letters.portion(first.a..=last.a, room)?;
            let (now, later) = hits.split_at(hits.partition_point(|hit| portion.has(hit.a)));
            let may_count = |hits: &&[join::Hit]| self.phrases || hits.len() > 1 || !hits[0].is_bare();
            let mut pairs: Vec<&[join::Hit]> = now.chunk_by(|x, y| (x.a, x.b) == (y.a, y.b)).filter(may_count).collect();
            if !portion.is_held() {
                pairs.par_sort_unstable_by_key(|hits| (hits[0].b, hits[0].a));
            }
            let start = found.len();
            let tried = pairs.par_chunks(PAIRS_IN_SIGHT).map_init(AtWork::default, |at_work, pairs| {
                self.look(pairs);
                pairs.iter().filter_map(|hits| self.pair(at_work, &portion, hits).transpose()).collect::<io::Result<Vec<Pair>>>()
            });
            found.append(&mut in_one(tried)?);
            found[start..].par_sort_unstable_by_key(|pair| (pair.a, pair.b));
            hits = later;
        }
        Ok(found)
    }

    /// Looks at the letters of some pairs where they meet first, if these are in memory.
    fn look(&self, pairs: &[&[join::Hit]]) {
        if self.letters.filed.is_held() {
            let place = |text: u32, at: u32| self.letters.alone(text).split_at(at as usize);
            let places = |hits: &&[join::Hit]| [place(hits[0].a, hits[0].at_a), place(hits[0].b, hits[0].at_b())];
            bare::look(pairs.iter().flat_map(places));
        }
    }

    /// The pair that shares these hits, if it may share something that counts.
    fn pair(&self, at_work: &mut AtWork<'l>, portion: &Portion<'_>, hits: &[join::Hit]) -> io::Result<Option<Pair>> {
        let (a, b) = (hits[0].a, hits[0].b);
        let letters_b = match at_work.second.take() {
            Some((known, letters)) if known == b => letters,
            _ => self.letters.of(b)?,
        };
        let (_, letters_b) = at_work.second.insert((b, letters_b));
        let letters_a = &portion.of(a);
        let places = hits.iter().map(|hit| (hit.at_a as usize, hit.at_b() as usize));
        let runs = maximal_runs(letters_a.letters(), letters_b.letters(), places);
        let may_be_evident = passage::may_be_evident(&mut at_work.aligner, letters_a, letters_b, &runs);
        if !self.phrases && !may_be_evident {
            return Ok(None);
        }
        let text = |i: u32| Text { boilerplate: &self.boilerplate[i as usize], ..self.sources[i as usize].text };
        let opened = [text(a).open()?, text(b).open()?];
        let [one, two] = opened.each_ref().map(Opened::document);
        let mut passages = passage::through(&mut at_work.aligner, &one, &two, &runs);
        // Whether phrases are asked for makes no passage of one.
        if !may_be_evident {
            for passage in &mut passages {
                passage.evident = false;
            }
        }
        let tells = passages.iter().any(|passage| self.phrases || passage.evident || evidence::is_open(passage));
        Ok(tells.then(|| {
            let pair = Pair::new(a, b, &passages);
            Pair { open: pair.open && may_be_evident, ..pair }
        }))
    }
}

/// Finds every pair of articles that share a run of words, and aligns each: with `phrases` all, else those that may share something
/// evident. What is `ignored` counts as boilerplate. What has no `room` lies in files.
pub fn find(sources: &[Source<'_>], ignored: &Ignored, phrases: bool, slices: &dyn Slices, room: &Room) -> io::Result<Shared> {
    let (letters, postings, repeats_left_out) = postings::of(sources, room)?;
    let mut boilerplate = set_aside(sources, &letters, &postings, ignored, room)?;
    hubs::release(sources, &mut boilerplate, ignored, room)?;
    let hubs: Vec<bool> = sources.iter().map(|source| source.hub).collect();
    let mut hits = Hits::new(join::Join::new(postings, &letters, &boilerplate, &hubs, join::SLICE_HITS, room)?, room);
    let aligning = Aligning { sources, letters: &letters, boilerplate: &boilerplate, phrases };
    let mut found = Finding::new(room);
    // Slices that were found before need no hits.
    let recall = |number: usize| slices.recall(number).and_then(|bytes| recalled(&bytes));
    for number in 0..hits.slices().len() {
        if slices.stops(u64::from(hits.slices()[number].articles.start)) {
            break;
        }
        let pairs = if let Some(known) = recall(number) {
            known
        } else {
            let pairs = aligning.pairs(hits.of(number)?, room)?;
            if slices.is_kept() {
                slices.keep(number, &kept(&pairs));
            }
            pairs
        };
        pairs.iter().try_for_each(|pair| found.put(pair.a, pair.b, &pair.record, pair.open))?;
    }
    drop((hits, letters));
    let pairs = evidence::weigh(sources, found.finish()?, &|passage| phrases || passage.evident, room)?;
    Ok(Shared { pairs, boilerplate, repeats_left_out })
}

/// For each text its ranges of boilerplate words.
fn set_aside(
    sources: &[Source<'_>],
    letters: &AllLetters,
    postings: &Postings,
    ignored: &Ignored,
    room: &Room,
) -> io::Result<Vec<Vec<(u32, u32)>>> {
    let mut boilerplate = boilerplate::learn(sources, letters, postings, room)?;
    if !ignored.is_empty() {
        boilerplate.par_iter_mut().zip(sources).try_for_each(|(ranges, source)| {
            let own = ignored.ranges(&source.text.own_words()?);
            if !own.is_empty() {
                ranges.extend(own);
                *ranges = ignored::merged(std::mem::take(ranges));
            }
            Ok::<_, io::Error>(())
        })?;
    }
    Ok(boilerplate)
}

/// The boilerplate of a few texts that are looked at by themselves: by their form, and by what recurs among them.
///
/// # Panics
/// Never: nothing goes to a file.
#[must_use]
pub fn boilerplate(sources: &[Source<'_>], ignored: &Ignored) -> Vec<Vec<(u32, u32)>> {
    of_them_alone(sources, ignored, &Room::default()).expect("without a limit nothing goes to a file")
}

/// The boilerplate of some texts as if there were no others.
fn of_them_alone(sources: &[Source<'_>], ignored: &Ignored, room: &Room) -> io::Result<Vec<Vec<(u32, u32)>>> {
    let (letters, postings, _) = postings::of(sources, room)?;
    set_aside(sources, &letters, &postings, ignored, room)
}

/// The kept seeds of one text.
#[must_use]
pub fn seeds(document: &Document<'_>) -> Vec<Seed> {
    seeds::seeds(document.words)
}

/// Aligns two texts by themselves.
#[must_use]
pub fn compare(a: &Document<'_>, a_seeds: &[Seed], b: &Document<'_>, b_seeds: &[Seed]) -> Vec<Passage> {
    passage::passages(&mut align::Aligner::default(), a, b, &join::between(a_seeds, b_seeds))
}
