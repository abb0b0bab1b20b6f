//! The join: which pairs of articles share seeds, and where.
//!
//! Responsible for which pairs meet, and for slices of articles with about as many hits each. Not responsible for how many slices are made
//! at once ([`super::hits`]).

use std::cmp::Ordering;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use ahash::AHashMap;
use rayon::prelude::*;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::bare;
use super::document::holds;
use super::letters::AllLetters;
use super::postings::{MAX_REPEATS, Posting, Postings, groups};
use super::seeds::Seed;
use crate::storage::{Filed, Filing, Room, in_one};

/// A seed in at most this many articles gives all their pairs; a more frequent one a star and a chain (the first article with each,
/// and each with the one before), so that cost is linear and every article that prints it stays connected.
pub(super) const ALL_PAIRS_UP_TO: usize = 30;

/// Places in which one pair of articles shares one seed, at most.
const MAX_PLACES: usize = 16;

/// A seed that two articles share: `a` < `b`, and where it stands in the letters of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(super) struct Hit {
    pub a: u32,
    pub b: u32,
    pub at_a: u32,
    /// Twice the place in b, and one more where the hit is bare: so it takes no more memory, and the order is that of the places.
    at_b: u32,
}

impl Hit {
    const fn new(a: &Spot, b: &Spot, bare: bool) -> Self {
        Self { a: a.article, b: b.article, at_a: a.at, at_b: b.at << 1 | bare as u32 }
    }

    pub const fn at_b(self) -> u32 {
        self.at_b >> 1
    }

    /// Whether nothing is alike around it ([`bare`]): where a pair has no other, it shares no more than a stock phrase.
    pub const fn is_bare(self) -> bool {
        self.at_b & 1 == 1
    }
}

/// A place of a shared seed outside of boilerplate.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Spot {
    article: u32,
    at: u32,
    /// With which other articles of its seed a hit is bare ([`bare::marks`]); and [`FIRST`].
    marks: u32,
}

/// Marks the first place of a seed.
const FIRST: u32 = 1 << 31;
const _: () = assert!(ALL_PAIRS_UP_TO <= 31, "each article behind the first has a bit below it");

impl Spot {
    const fn is_marked(&self, bit: usize) -> bool {
        self.marks & 1 << bit != 0
    }
}

/// Whether a place is of the seed of the one before it.
const fn is_of_one_seed(_: &Spot, next: &Spot) -> bool {
    next.marks & FIRST == 0
}

/// The places of each seed, in order.
fn seeds(spots: &[Spot]) -> impl ParallelIterator<Item = &[Spot]> {
    spots.par_chunk_by(is_of_one_seed)
}

/// Articles held against all that share a seed with them, of those that share one seed.
const MAX_HUBS: usize = 32;

/// Seeds whose hits one thread makes before any are handed on. Where there are no hubs, one has at most 7,000: each of 30 articles prints it
/// in four places. Most have a few.
const GROUPS_TOGETHER: usize = 1 << 8;

/// Hits of a slice, unless one article has more.
pub(super) const SLICE_HITS: u64 = 1 << 21;

/// Which articles meet by which seeds outside of boilerplate. An article that is a hub meets all others of a frequent seed.
#[derive(Debug)]
pub(super) struct Join<'j> {
    spots: Filed<Spot>,
    hubs: &'j [bool],
    slices: Vec<Slice>,
}

/// A range of articles, and how many hits the pairs have that begin with one of them, at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slice {
    pub articles: Range<u32>,
    pub hits: u64,
}

impl<'j> Join<'j> {
    /// Only what of `postings` is no boilerplate is kept. Where `letters` are in memory, bare hits are told by them.
    pub fn new(
        postings: Postings,
        letters: &AllLetters,
        boilerplate: &[Vec<(u32, u32)>],
        hubs: &'j [bool],
        slice_hits: u64,
        room: &Room,
    ) -> io::Result<Self> {
        let boilerplate = letters.places(boilerplate)?;
        let mut kept = Filing::new(room);
        for piece in postings.pieces() {
            let apart: Vec<Vec<Spot>> = groups(&piece?)
                .filter_map(|group| {
                    let apart: Vec<Posting> =
                        group.iter().filter(|place| !holds(&boilerplate[place.article as usize], place.at)).copied().collect();
                    let is_shared = apart.first().map(|place| place.article) != apart.last().map(|place| place.article);
                    is_shared.then(|| {
                        let marks = bare::marks(&apart, letters);
                        let spot = |(place, marks): (&Posting, u32)| Spot { article: place.article, at: place.at, marks };
                        let mut spots: Vec<Spot> = apart.iter().zip(marks).map(spot).collect();
                        spots[0].marks |= FIRST;
                        spots
                    })
                })
                .collect();
            apart.iter().try_for_each(|group| kept.put(group).map(drop))?;
        }
        drop(postings);
        let mut join = Self { spots: kept.finish()?, hubs, slices: Vec::new() };
        let counts: Vec<AtomicU64> = hubs.iter().map(|_| AtomicU64::new(0)).collect();
        let articles = u32::try_from(hubs.len()).unwrap_or(u32::MAX);
        (0..join.spots.piece_count()).into_par_iter().try_for_each(|number| {
            seeds(&join.spots.piece(number)?).for_each(|group| {
                join.meet(group, &(0..articles), &mut |a, b, _| {
                    let places = (a.len() * b.len()).min(MAX_PLACES) as u64;
                    counts[a[0].article as usize].fetch_add(places, Relaxed);
                });
            });
            Ok::<_, io::Error>(())
        })?;
        let (mut start, mut hits) = (0, 0);
        for (article, count) in (0..articles).zip(&counts) {
            let count = count.load(Relaxed);
            if hits + count > slice_hits && start < article {
                join.slices.push(Slice { articles: start..article, hits });
                (start, hits) = (article, 0);
            }
            hits += count;
        }
        join.slices.push(Slice { articles: start..articles, hits });
        Ok(join)
    }

    /// All slices, in the order of their articles.
    pub fn slices(&self) -> &[Slice] {
        &self.slices
    }

    /// The hits of pairs whose first article lies in `slice`, ordered by pair and place.
    pub fn hits(&self, slice: &Range<u32>) -> io::Result<Vec<Hit>> {
        let of_piece = |number| {
            let piece = self.spots.piece(number)?;
            Ok(seeds(&piece).flat_map_iter(|group| self.hits_of(group, slice)).collect())
        };
        let mut hits: Vec<Hit> = in_one((0..self.spots.piece_count()).into_par_iter().map(of_piece))?;
        ordered(&mut hits);
        Ok(hits)
    }

    /// Looks once at all postings, and tells the same hits in no order, some at a time.
    pub fn tell(&self, slice: &Range<u32>, mut some: impl FnMut(&[Hit]) -> io::Result<()>) -> io::Result<()> {
        for piece in self.spots.pieces() {
            let piece = piece?;
            let groups: Vec<&[Spot]> = piece.chunk_by(is_of_one_seed).collect();
            for together in groups.chunks(GROUPS_TOGETHER * rayon::current_num_threads()) {
                let hits: Vec<Vec<Hit>> = together
                    .par_chunks(GROUPS_TOGETHER)
                    .map(|groups| groups.iter().flat_map(|group| self.hits_of(group, slice)).collect())
                    .collect();
                hits.iter().try_for_each(|hits| some(hits))?;
            }
        }
        Ok(())
    }

    /// The hits of one seed.
    fn hits_of(&self, group: &[Spot], slice: &Range<u32>) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.meet(group, slice, &mut |a, b, bare| cross(a, b, bare, &mut hits));
        hits
    }

    /// Lets the places go: from now on nothing meets.
    pub fn forget(&mut self) {
        self.spots = Filed::default();
    }

    /// Tells the pairs of articles that meet by one seed, as far as the first of them lies in `slice`, and whether their hit is bare.
    fn meet<'p>(&self, group: &'p [Spot], slice: &Range<u32>, met: &mut impl FnMut(&'p [Spot], &'p [Spot], bool)) {
        let (first, last) = (group[0].article, group[group.len() - 1].article);
        if first == last || last <= slice.start || slice.end <= first {
            return;
        }
        let articles: Vec<&[Spot]> = group.chunk_by(|p, q| p.article == q.article).collect();
        let number = |own: &&[Spot]| own[0].article;
        let from = articles.partition_point(|own| number(own) < slice.start);
        let to = articles.partition_point(|own| number(own) < slice.end);
        if articles.len() <= ALL_PAIRS_UP_TO {
            for (i, a) in (from..).zip(&articles[from..to]) {
                for (bit, b) in (0..).zip(&articles[i + 1..]) {
                    met(a, b, a[0].is_marked(bit));
                }
            }
            return;
        }
        for (i, a) in (from..).zip(&articles[from..to]) {
            if let Some(b) = articles.get(i + 1) {
                met(a, b, a[0].is_marked(0));
            }
        }
        if from == 0 {
            for b in &articles[2..] {
                met(articles[0], b, b[0].is_marked(1));
            }
        }
        let is_hub = |own: &&&[Spot]| self.hubs[own[0].article as usize];
        for hub in articles.iter().filter(is_hub).take(MAX_HUBS) {
            for other in &articles {
                let (a, b) = match hub[0].article.cmp(&other[0].article) {
                    Ordering::Less => (hub, other),
                    Ordering::Greater if !is_hub(&other) => (other, hub),
                    _ => continue,
                };
                if slice.contains(&number(a)) {
                    met(a, b, false);
                }
            }
        }
    }
}

/// Hits in order of pair and place, each once: a hub may have met an article already as the first of the star or in the chain.
pub(super) fn ordered(hits: &mut Vec<Hit>) {
    hits.par_sort_unstable();
    // A bare hit that a hub met as well is there without its mark too, and that stands first: the pair is looked at.
    hits.dedup_by_key(|hit| (hit.a, hit.b, hit.at_a, hit.at_b()));
}

fn cross(a: &[Spot], b: &[Spot], bare: bool, hits: &mut Vec<Hit>) {
    let pairs = a.iter().flat_map(|p| b.iter().map(move |q| (p, q)));
    hits.extend(pairs.take(MAX_PLACES).map(|(p, q)| Hit::new(p, q, bare)));
}

/// The places of common seeds of two articles, when a pair is asked for that the join did not give.
pub(super) fn between(a: &[Seed], b: &[Seed]) -> Vec<(u32, u32)> {
    let mut places: AHashMap<u64, Vec<u32>> = AHashMap::with_capacity(b.len());
    for seed in b {
        let words = places.entry(seed.hash).or_default();
        if words.len() < MAX_PLACES {
            words.push(seed.word);
        }
    }
    let mut hits: Vec<(u32, u32)> = Vec::new();
    // A text that repeats itself is met in as few of its places as the corpus-wide join meets.
    let mut met: AHashMap<u64, usize> = AHashMap::new();
    for seed in a {
        let Some(words) = places.get(&seed.hash) else { continue };
        let met = met.entry(seed.hash).or_default();
        if *met < MAX_REPEATS {
            *met += 1;
            hits.extend(words.iter().take(MAX_PLACES / MAX_REPEATS).map(|&word| (seed.word, word)));
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_meets_all_that_print_a_frequent_seed() {
        let all: Vec<Posting> = (0..100).map(|article| Posting { hash: 7, article, at: 3 }).collect();
        let boilerplate = vec![Vec::new(); 100];
        let join = |hubs: &'static [bool], slice_hits| {
            let mut postings = Filing::new(&Room::default());
            postings.put(&all).unwrap();
            Join::new(postings.finish().unwrap(), &AllLetters::alike(100), &boilerplate, hubs, slice_hits, &Room::default())
                .unwrap()
        };
        let met = |hubs: &[u32]| {
            let is_hub: &'static [bool] = (0..100).map(|i| hubs.contains(&i)).collect::<Vec<_>>().leak();
            let one = join(is_hub, u64::MAX);
            let whole = one.hits(&(0..100)).unwrap();
            assert!(matches!(one.slices(), [Slice { articles, .. }] if *articles == (0..100)));
            // In slices they are the same hits in the same order.
            for slice_hits in [1, 7, 60] {
                let some = join(is_hub, slice_hits);
                assert!(some.slices().len() > 2);
                assert_eq!(some.slices().iter().flat_map(|slice| some.hits(&slice.articles).unwrap()).collect::<Vec<_>>(), whole);
            }
            whole
        };
        // A star and a chain, and beside them all 99 pairs of the hub, each once.
        let (without, with) = (met(&[]), met(&[60]));
        assert!(without.len() < 200 && with.is_sorted_by(|x, y| x < y));
        assert_eq!(with.iter().filter(|hit| hit.a == 60 || hit.b == 60).count(), 99);
        let two = met(&[60, 61]);
        assert_eq!(two.iter().filter(|hit| [60, 61].contains(&hit.a) || [60, 61].contains(&hit.b)).count(), 99 + 98);
    }

    /// Two articles of one word, half a million times, once took five minutes: every place of one was met with sixteen of the other,
    /// and each meeting grew to a run through both texts.
    #[test]
    fn a_seed_that_both_texts_repeat_is_met_in_few_places() {
        let repeated: Vec<Seed> = (0..5000).map(|word| Seed { hash: 7, word }).collect();
        assert!(between(&repeated, &repeated).len() <= MAX_PLACES);
        let once = [Seed { hash: 7, word: 3 }, Seed { hash: 9, word: 5 }];
        assert_eq!(between(&once, &once), [(3, 3), (5, 5)]);
    }
}
