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
mod boilerplate;
mod chain;
mod columns;
mod document;
mod edges;
mod evidence;
mod extend;
mod families;
mod gates;
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

use letters::Letters;
use rayon::prelude::*;

use crate::storage::{Put as _, Take};

pub use aligned::Aligned;
pub use boilerplate::{Source, boilerplate_families};
pub use columns::{Op, Ops, cigar};
pub use document::{Document, Shelf, Text, holds};
pub use families::{Families, Family, FamilyKind, FamilyMember, Pairs};
pub use gates::{Common, Gate, common};
pub use ignored::{Ignored, merged};
pub use order::in_one_order;
pub use passage::Passage;
pub use seeds::{SEED_LETTERS, Seed, WINDOW_LETTERS};
pub use union::Union;

/// The passages of one pair of articles, `a` < `b`, as a record ([`record`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub a: u32,
    pub b: u32,
    record: Box<[u8]>,
    /// Whether the corpus has to say if one of them is evident.
    open: bool,
}

impl Pair {
    fn new(a: u32, b: u32, passages: &[Passage]) -> Self {
        let mut record = Vec::new();
        record::encode(passages, &mut record);
        Self { a, b, record: record.into(), open: passages.iter().any(evidence::is_open) }
    }

    /// # Panics
    /// Never: a pair holds what was encoded.
    #[must_use]
    pub fn passages(&self) -> Vec<Passage> {
        record::decode(&mut Take(&self.record)).expect("what was encoded is decoded")
    }
}

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

/// The pairs of a slice as bytes.
fn kept(pairs: &[Pair]) -> Vec<u8> {
    let mut out = Vec::new();
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
fn recalled(bytes: &[u8]) -> Option<Vec<Pair>> {
    let mut from = Take(bytes);
    let mut pairs = Vec::new();
    while !from.0.is_empty() {
        let (a, b, open) = (from.small()?, from.small()?, from.byte()? != 0);
        let bytes = usize::try_from(from.number()?).ok()?;
        let record: Box<[u8]> = from.bytes(bytes)?.into();
        record::decode(&mut Take(&record))?;
        pairs.push(Pair { a, b, record, open });
    }
    Some(pairs)
}

/// What the corpus shares.
#[derive(Debug, Default)]
pub struct Shared {
    /// Every pair with an evident passage, or with a phrase where those are asked for, ordered.
    pub pairs: Vec<Pair>,
    /// For each article its ranges of boilerplate words.
    pub boilerplate: Vec<Vec<(u32, u32)>>,
    /// Places of seeds that were left out, because one article repeats itself more often than is looked at.
    pub repeats_left_out: u64,
}

/// Finds every pair of articles that share a run of words, and aligns each: with `phrases` all, else those that may share something
/// evident. What is `ignored` counts as boilerplate.
#[must_use]
pub fn find(sources: &[Source<'_>], ignored: &Ignored, phrases: bool, slices: &dyn Slices) -> Shared {
    let (letters, postings, repeats_left_out) = postings::of(sources);
    let mut boilerplate = set_aside(sources, &letters, &postings, ignored);
    hubs::release(sources, &mut boilerplate, ignored);
    let hubs: Vec<bool> = sources.iter().map(|source| source.hub).collect();
    let join = join::Join::new(postings, &boilerplate, &hubs, join::SLICE_HITS);
    let counts = |passage: &Passage| phrases || passage.evident;
    let mut pairs: Vec<Pair> = Vec::new();
    for (number, slice) in join.slices().iter().enumerate() {
        if slices.stops(u64::from(slice.start)) {
            break;
        }
        if let Some(known) = slices.recall(number).and_then(|bytes| recalled(&bytes)) {
            pairs.extend(known);
            continue;
        }
        let hits = join.hits(slice);
        let before = pairs.len();
        pairs.par_extend(
            hits.par_chunk_by(|x, y| (x.a, x.b) == (y.a, y.b))
                .map_init(align::Aligner::default, |aligner, hits| {
                    let (a, b) = (hits[0].a, hits[0].b);
                    let places: Vec<(u32, u32)> = hits.iter().map(|hit| (hit.word_a, hit.word_b)).collect();
                    let (letters_a, letters_b) = (&letters[a as usize], &letters[b as usize]);
                    let runs = passage::runs(letters_a, letters_b, &places);
                    if !phrases && !passage::may_be_evident(letters_a, letters_b, &runs) {
                        return None;
                    }
                    let text = |i: u32| Text { boilerplate: &boilerplate[i as usize], ..sources[i as usize].text };
                    let (words_a, words_b) = (text(a).words(), text(b).words());
                    let (one, two) = (text(a).document(&words_a), text(b).document(&words_b));
                    let passages = passage::through(aligner, &one, &two, &runs);
                    let tells = passages.iter().any(|passage| counts(passage) || evidence::is_open(passage));
                    tells.then(|| Pair::new(a, b, &passages))
                })
                .flatten_iter(),
        );
        if slices.is_kept() {
            slices.keep(number, &kept(&pairs[before..]));
        }
    }
    drop(join);
    drop(letters);
    evidence::weigh(sources, &mut pairs, &counts);
    Shared { pairs, boilerplate, repeats_left_out }
}

/// For each text its ranges of boilerplate words.
fn set_aside(
    sources: &[Source<'_>],
    letters: &[Letters],
    postings: &[postings::Posting],
    ignored: &Ignored,
) -> Vec<Vec<(u32, u32)>> {
    let mut boilerplate = boilerplate::learn(sources, letters, postings);
    boilerplate.par_iter_mut().zip(sources).for_each(|(ranges, source)| {
        let own = if ignored.is_empty() { Vec::new() } else { ignored.ranges(&source.text.own_words()) };
        if !own.is_empty() {
            ranges.extend(own);
            *ranges = ignored::merged(std::mem::take(ranges));
        }
    });
    boilerplate
}

/// The boilerplate of a few texts that are looked at by themselves: by their form, and by what recurs among them.
#[must_use]
pub fn boilerplate(sources: &[Source<'_>], ignored: &Ignored) -> Vec<Vec<(u32, u32)>> {
    let (letters, postings, _) = postings::of(sources);
    set_aside(sources, &letters, &postings, ignored)
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
