//! Candidate pairs of wordings: those that share a shingle of three words.
//!
//! Responsible for naming every pair worth judging without ever comparing all pairs. Not responsible for judging.
//!
//! A shingle in few wordings pairs them all, and wordings that agree further on are paired once for the whole run. Most of these
//! pairs are joined by way of the longest wording that they share: therefore each place is [first](Shared::stars) paired with that
//! one alone, and [the others](Shared::others) only where the two are not one utterance by then. A hot shingle (in more than [`HOT`])
//! is never dropped: its places are sorted by the words that follow, so that those which agree longest are neighbours, and linked
//! as a chain, and as a star around the longest wording of each group that goes on alike. The cost is linear in the postings, but
//! for the sorts.
//!
//! Places and pairs are lists of the [`Room`]: where that is short they wait in files, and the words of some nodes at a time are
//! brought into memory.

use std::io;

use ahash::AHashSet;
use rayon::prelude::*;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::align::Sketch;
use super::judge::{SHINGLE, may_cover, may_hold, may_match, shingle};
use super::nodes::{Nodes, Said};
use super::proposed::{Found, Proposed, Strongest, part_of};
use super::speakers::{Names, Relation};
use super::spoken::Core;
use super::words::Word;
use crate::storage::{Filed, Filing, Parts, Room};

/// Wordings up to which a shingle pairs all of them. Judging takes it for a sign of common origin up to here.
const HOT: usize = 16;
/// Words after a hot shingle that group its places.
const GOES_ON: usize = 4;
/// Words after a hot shingle by which its places are sorted.
const LOOK_AHEAD: usize = 24;
/// Words whose shingles are counted and sorted at a time, so that this is done in the processor's own memory; of more words, an eighth,
/// or as many as there is room for.
const WORDS: usize = 1 << 20;
const PARTS: usize = 8;
const LEAST_WORDS: usize = 1 << 14;
/// Words of nodes whose places, and whose pairs, are sorted at a time.
const SORTED: usize = 1 << 18;
/// Places whose pairs are made with words in memory, and those that a thread takes of them.
const PLACES: usize = 1 << 16;
const SOME: usize = 1 << 13;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    shingle: u64,
    place: Place,
}

/// A place of a shingle. In lists each group of places of one shingle begins with one that is marked so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Place {
    node: u32,
    at: u32,
    /// Stands for the shingle one word earlier, if that pairs its places; else 0.
    before: u32,
}

impl Place {
    /// Marks of `at` in the first place of a group: that it is one, and that one word earlier there is one of another group.
    const FIRST: u32 = 1 << 31;
    const AFTER: u32 = 1 << 30;

    const fn is_first(&self) -> bool {
        self.at & Self::FIRST != 0
    }

    /// Without marks.
    const fn bare(self) -> Self {
        Self { at: self.at & !(Self::FIRST | Self::AFTER), ..self }
    }

    /// Node and place in one number.
    fn number(self) -> u64 {
        u64::from(self.node) << 32 | u64::from(self.bare().at)
    }
}

/// The groups of a list of places.
fn groups(places: &[Place]) -> impl Iterator<Item = &[Place]> {
    places.chunk_by(|_, next| !next.is_first())
}

/// Groups of places by their first ones.
struct Grouping {
    parts: Parts<Place>,
    /// The first nodes of the parts.
    nodes: Vec<u32>,
}

impl Grouping {
    fn new(room: &Room, nodes: &[u32]) -> Self {
        Self { parts: Parts::new(room, nodes.len()), nodes: nodes.to_vec() }
    }

    fn push(&mut self, group: &mut [Place]) -> io::Result<()> {
        group[0].at |= Place::FIRST;
        self.parts.add_to(part_of(&self.nodes, group[0].node), group)
    }

    /// Puts the groups in the order in which their longest wordings have them: the next one then has mostly the same wordings, so that
    /// their words are at hand.
    fn ordered(self, room: &Room, is_kept: impl Fn(&Place) -> bool + Sync) -> io::Result<Filed<Place>> {
        let mut filing = Filing::new(room);
        let order = |part: Vec<Place>| {
            let mut order: Vec<(u64, &[Place])> = groups(&part).map(|group| (group[0].number(), group)).collect();
            order.sort_unstable_by_key(|group| group.0);
            let mut out: Vec<Place> = Vec::with_capacity(part.len());
            let mut last = u64::MAX;
            for (first, group) in order {
                let from = out.len();
                out.extend(group.iter().map(|place| Place { before: if is_kept(place) { place.before } else { 0 }, ..*place }));
                if last.wrapping_add(1) == first && first & u64::from(u32::MAX) != 0 {
                    out[from].at |= Place::AFTER;
                }
                last = first;
            }
            out
        };
        self.parts.finish(order, |part| groups(&part).try_for_each(|group| filing.put(group).map(drop)))?;
        filing.finish()
    }
}

/// The places of all shingles that several nodes share.
pub(super) struct Shared<'n> {
    nodes: &'n Nodes,
    names: &'n Names,
    room: &'n Room,
    cold: Filed<Place>,
    hot_places: Filed<Place>,
    /// Shingles in so many wordings that they show nothing.
    pub(super) hot: AHashSet<u64>,
    /// The first nodes of parts.
    parts: Vec<u32>,
}

impl<'n> Shared<'n> {
    pub(super) fn of(nodes: &'n Nodes, names: &'n Names, room: &'n Room) -> io::Result<Self> {
        let total = nodes.words();
        let order = nodes.as_stored();
        let mut repeating = vec![false; nodes.count()];
        let node_parts = nodes.parts(SORTED);
        let mut cold = Grouping::new(room, &node_parts);
        let mut hot = Grouping::new(room, &node_parts);
        let mut hot_shingles = AHashSet::new();
        let bytes = (total * size_of::<Posting>()) as u64;
        let wanted =
            usize::try_from(bytes / room.share().saturating_mul(2).max(1)).unwrap_or(usize::MAX).min(total / LEAST_WORDS);
        let parts = total.div_ceil(WORDS).min(PARTS).max(wanted).next_power_of_two();
        let mask = parts as u64 - 1;
        // Room for all that is expected: what is not used is never touched, and a list that grows is copied.
        let about = total / parts;
        let mut postings = Vec::with_capacity(about + about / 8);
        let mut seen = vec![0_u64; (about * 4).next_power_of_two().max(32) / 32];
        for part in 0..=mask {
            read(nodes, &order, |shingle| shingle >> 32 & mask == part, (&mut postings, &mut seen))?;
            let mut group: Vec<Place> = Vec::new();
            for alike in postings.chunk_by(|x, y| x.shingle == y.shingle) {
                // A wording that repeats itself is found at the first place.
                group.clear();
                for &Posting { place, .. } in alike {
                    if group.last().is_some_and(|last| last.node == place.node) {
                        repeating[place.node as usize] = true;
                    } else {
                        group.push(place);
                    }
                }
                if group.len() > HOT {
                    hot_shingles.insert(alike[0].shingle);
                    hot.push(&mut group)?;
                } else if group.len() > 1 {
                    cold.push(&mut group)?;
                }
            }
        }
        drop((postings, seen, order));
        let short_hot: AHashSet<u32> = hot_shingles.iter().map(|&shingle| short(shingle)).collect();
        let is_kept = |place: &Place| !repeating[place.node as usize] && !short_hot.contains(&place.before);
        let cold = cold.ordered(room, is_kept)?;
        let hot_places = hot.ordered(room, |_| true)?;
        Ok(Self { nodes, names, room, cold, hot_places, hot: hot_shingles, parts: node_parts })
    }

    /// Pairs of each place with the longest wording that has its shingle, and those of hot shingles: the strongest first, each once.
    pub(super) fn stars(&mut self) -> io::Result<Strongest> {
        let hot = std::mem::take(&mut self.hot_places);
        let mut found = Proposed::new(self.room, &self.parts);
        self.chains(&hot, &mut found)?;
        drop(hot);
        self.collect(&mut found, |group, pairs| {
            let Some((&centre, others)) = group.split_first() else { return };
            // One word earlier another may have been the centre.
            let named = centre.at & Place::AFTER != 0;
            let centre = centre.bare();
            let centre_held = pairs.held(centre);
            for &y in others.iter().filter(|&&y| !(named && goes_on(centre, y))) {
                pairs.add(&centre_held, &pairs.held(y));
            }
        })?;
        found.strongest()
    }

    /// All pairs of the same shingles whose `roots` differ, in the same order.
    pub(super) fn others(&self, roots: &[u32]) -> io::Result<Strongest> {
        let mut found = Proposed::new(self.room, &self.parts);
        self.collect(&mut found, |group, pairs| {
            let root = |place: &Place| roots[place.node as usize];
            if group.iter().all(|place| root(place) == root(&group[0])) {
                return;
            }
            let held: [Held<'_>; HOT] = std::array::from_fn(|n| pairs.held(group[n.min(group.len() - 1)].bare()));
            let held = &held[..group.len()];
            for (n, x) in held.iter().enumerate() {
                let apart = |y: &&Held<'_>| root(&y.place) != root(&x.place) && !goes_on(x.place, y.place);
                for y in held[n + 1..].iter().filter(apart) {
                    debug_assert!(x.place.node < y.place.node);
                    pairs.add(x, y);
                }
            }
        })?;
        found.strongest()
    }

    /// Adds the pairs that `make` finds in the groups.
    fn collect(&self, found: &mut Proposed<'_>, make: impl Fn(&[Place], &mut Pairs<'_>) + Sync) -> io::Result<()> {
        for piece in self.cold.pieces() {
            for places in cut(&piece?, PLACES) {
                let said = self.nodes.load(places.iter().map(|place| place.node))?;
                let some: Vec<&[Place]> = cut(places, SOME).collect();
                let made: Vec<Vec<Found>> = some
                    .into_par_iter()
                    .map(|places| {
                        let mut pairs = Pairs::of(&said, self.names);
                        groups(places).for_each(|group| make(group, &mut pairs));
                        pairs.list
                    })
                    .collect();
                made.iter().try_for_each(|some| found.add(some))?;
            }
        }
        Ok(())
    }

    /// Adds the pairs of hot shingles.
    fn chains(&self, hot: &Filed<Place>, found: &mut Proposed<'_>) -> io::Result<()> {
        for piece in hot.pieces() {
            for places in cut(&piece?, PLACES) {
                let said = self.nodes.load(places.iter().map(|place| place.node))?;
                let mut pairs = Pairs::of(&said, self.names);
                for group in groups(places) {
                    chain(group, &mut pairs);
                }
                found.add(&pairs.list)?;
            }
        }
        Ok(())
    }
}

/// Pieces of a list of places that hold whole groups, of about so many places.
fn cut(mut places: &[Place], about: usize) -> impl Iterator<Item = &[Place]> {
    std::iter::from_fn(move || {
        if places.is_empty() {
            return None;
        }
        let end = places.iter().enumerate().skip(about).find(|(_, place)| place.is_first()).map_or(places.len(), |(n, _)| n);
        let (some, rest) = places.split_at(end);
        places = rest;
        Some(some)
    })
}

/// Reads the shingles that `wanted` names, node by node in `order`: those that stand there more than once, sorted.
fn read(
    nodes: &Nodes,
    order: &[u32],
    wanted: impl Fn(u64) -> bool,
    (postings, seen): (&mut Vec<Posting>, &mut [u64]),
) -> io::Result<()> {
    // Most shingles stand in one wording: two bits for each tell those apart before anything is sorted.
    seen.fill(0);
    let cells = 32 * seen.len() as u64;
    let cell = |shingle: u64| {
        let at = usize::try_from(shingle & (cells - 1)).unwrap_or(0);
        (at / 32, at % 32 * 2)
    };
    postings.clear();
    nodes.each(order, |node, keys| {
        let mut last = 0;
        for (at, window) in (0_u32..).zip(keys.windows(SHINGLE)) {
            let shingle = shingle(window);
            let before = std::mem::replace(&mut last, short(shingle));
            if wanted(shingle) {
                let (word, shift) = cell(shingle);
                // The first time sets the lower bit, every other one the upper.
                let bits = seen[word] >> shift & 1;
                seen[word] |= (1 + bits) << shift;
                postings.push(Posting { shingle, place: Place { node, at, before } });
            }
        }
    })?;
    postings.retain(|posting| {
        let (word, shift) = cell(posting.shingle);
        seen[word] >> shift & 2 != 0
    });
    postings.par_sort_unstable();
    Ok(())
}

/// A shingle in short, never 0: two that differ are told apart but for one in four thousand millions, and a pair taken for named
/// there is named at another shingle more often than not.
fn short(shingle: u64) -> u32 {
    (shingle >> 32) as u32 | 1
}

/// Whether the shingles one word earlier are the same, so that the pair was named there.
fn goes_on(x: Place, y: Place) -> bool {
    x.before == y.before && x.before != 0
}

/// Pairs the places of a hot shingle with their neighbours, by the words that follow: of all, and of those of each speaker.
fn chain<'s>(group: &[Place], pairs: &mut Pairs<'s>) {
    let held: Vec<Held<'s>> = group.iter().map(|&place| pairs.held(place.bare())).collect();
    let after = |n: usize, words: usize| {
        let keys = held[n].core.keys;
        let from = held[n].place.at as usize + SHINGLE;
        &keys[from..keys.len().min(from + words)]
    };
    let nodes = pairs.said.nodes;
    let speaker = |n: usize| nodes.names(held[n].place.node).first().copied();
    // The word that follows tells most places apart. Places are numbered in order of nodes.
    let mut places: Vec<(Option<u64>, usize, Option<u32>)> =
        (0..held.len()).map(|n| (after(n, 1).first().map(|&word| nodes.dictionary.hash(word)), n, speaker(n))).collect();
    places.sort_unstable_by(|&(next_x, x, _), &(next_y, y, _)| {
        let words = || {
            let (x, y) = (after(x, LOOK_AHEAD), after(y, LOOK_AHEAD));
            let differ = x.iter().zip(y).find(|(x, y)| x != y);
            differ.map_or_else(|| x.len().cmp(&y.len()), |(&x, &y)| nodes.dictionary.hash(x).cmp(&nodes.dictionary.hash(y)))
        };
        next_x.cmp(&next_y).then_with(words).then_with(|| x.cmp(&y))
    });
    for by_speaker in [false, true] {
        if by_speaker {
            if places.iter().all(|place| place.2 == places[0].2) {
                break;
            }
            places.sort_by_key(|place| place.2);
        }
        for two in places.windows(2) {
            if !by_speaker || two[0].2.is_some() && two[0].2 == two[1].2 {
                pairs.add_once(&held[two[0].1], &held[two[1].1]);
            }
        }
        let alike =
            places.chunk_by(|x, y| x.0 == y.0 && (!by_speaker || x.2 == y.2) && after(x.1, GOES_ON) == after(y.1, GOES_ON));
        for alike in alike {
            let Some(centre) = alike.iter().map(|place| place.1).min() else { continue };
            for place in alike.iter().filter(|place| place.1 != centre) {
                pairs.add_once(&held[centre], &held[place.1]);
            }
        }
    }
}

/// A place with the words of its node.
#[derive(Debug, Clone, Copy)]
struct Held<'s> {
    place: Place,
    core: Core<'s>,
}

/// Pairs in the making.
struct Pairs<'s> {
    said: &'s Said<'s>,
    names: &'s Names,
    list: Vec<Found>,
    /// Runs that were looked at lately, by a hash of the pair: what agrees for many words is proposed at each of them.
    lately: Vec<Lately>,
    /// The words of the longer node of the last pair.
    sketch: (u32, Sketch),
}

/// The run of two nodes: by how many words their places differ, and its beginning and end in the shorter one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Lately {
    long: u32,
    short: u32,
    shift: u32,
    run: (u32, u32),
}

impl<'s> Pairs<'s> {
    /// Runs that are remembered.
    const LATELY: usize = 1 << 12;

    fn of(said: &'s Said<'s>, names: &'s Names) -> Self {
        Self { said, names, list: Vec::new(), lately: Vec::new(), sketch: (u32::MAX, Sketch::of([])) }
    }

    fn held(&self, place: Place) -> Held<'s> {
        Held { place: place.bare(), core: self.said.core(place.node) }
    }

    /// Adds the pair of two places of a shingle, unless it was looked at lately for the same run.
    fn add_once(&mut self, x: &Held<'s>, y: &Held<'s>) {
        let (long, short) = if x.place.node < y.place.node { (x, y) } else { (y, x) };
        let shift = long.place.at.wrapping_sub(short.place.at);
        let hash = (u64::from(long.place.node) << 32 | u64::from(short.place.node)).wrapping_add(u64::from(shift) << 16);
        let slot = usize::try_from(hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40).unwrap_or(0) % Self::LATELY;
        self.lately.resize(Self::LATELY, Lately::default());
        let known = self.lately[slot];
        let is_same = (known.long, known.short, known.shift) == (long.place.node, short.place.node, shift);
        if is_same && (known.run.0..known.run.1).contains(&short.place.at) {
            return;
        }
        let run = self.add(long, short);
        self.lately[slot] = Lately { long: long.place.node, short: short.place.node, shift, run };
    }

    /// Adds the pair of two places of a shingle, and returns the run there in the shorter one.
    fn add(&mut self, long: &Held<'s>, short: &Held<'s>) -> (u32, u32) {
        let (at_long, at_short) = (long.place.at, short.place.at);
        let run = run(long.core.keys, short.core.keys, at_long as usize, at_short as usize);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (from, to) = (number(run.0), number(run.1));
        let whole = run.1 - run.0 == short.core.len();
        if whole || self.may_link(long, short, run) {
            self.list.push(Found {
                long: long.place.node,
                short: short.place.node,
                shortness: !(to - from),
                at_short: from,
                at_long: at_long - (at_short - from),
                whole: u32::from(whole),
            });
        }
        (from, to)
    }

    /// Whether what agrees in a run can come to a link at all, if it is not the whole of the shorter one.
    fn may_link(&mut self, long: &Held<'s>, short: &Held<'s>, run: (usize, usize)) -> bool {
        // Half words, as in `judge`: the least runs of its rules for pairs whose speakers are not known to be one.
        const LEAST: (usize, usize) = (10, 4);
        const ANY: (usize, usize) = (14, 4);
        const CONFLICT: (usize, usize) = (24, 6);
        let (a, b) = (&long.core, &short.core);
        // Parted by marked cuts, several runs may make up the whole.
        let gaps = a.gaps || b.gaps;
        let nodes = self.said.nodes;
        match self.names.groups(nodes.names(long.place.node), nodes.names(short.place.node)) {
            // A run of five words may link; fewer need most of a wording, or of a sentence of one.
            Relation::Same => b.has(run, LEAST.0, LEAST.1) || may_cover(a, self.words(long), b),
            Relation::Unknown => {
                b.has(run, ANY.0, ANY.1)
                    || b.has(run, LEAST.0, LEAST.1) && may_match(self.words(long), b)
                    || gaps && may_hold(self.words(long), b)
            }
            Relation::Different => b.has(run, CONFLICT.0, CONFLICT.1) || gaps && may_hold(self.words(long), b),
        }
    }

    /// The words of a node; often it was the last one too.
    fn words(&mut self, of: &Held<'s>) -> &Sketch {
        if self.sketch.0 != of.place.node {
            self.sketch = (of.place.node, Sketch::of(of.core.keys));
        }
        &self.sketch.1
    }
}

/// Beginning and end in the shorter wording of the words that agree around a place.
fn run(long: &[Word], short: &[Word], at_long: usize, at_short: usize) -> (usize, usize) {
    let before = long[..at_long].iter().rev().zip(short[..at_short].iter().rev()).take_while(|(x, y)| x == y).count();
    let after = long[at_long..].iter().zip(&short[at_short..]).take_while(|(x, y)| x == y).count();
    (at_short - before, at_short + after)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::article::Published;
    use crate::quotes::{Quote, Speaker, SpeakerType};
    use crate::utterances::proposed::Candidate;
    use crate::utterances::{Listed, Printing};

    /// Calls `then` with the nodes of texts, each by the speaker of that number if it is not 0.
    fn with_nodes<R>(texts: &[(Vec<&str>, usize)], room: &Room, then: impl FnOnce(&Nodes, &Names) -> R) -> R {
        let published = Published::default();
        let said: Vec<(String, Quote)> = texts
            .iter()
            .map(|(words, who)| {
                let name = [None, Some("Ada Brill"), Some("Otto Moss")][*who].map(str::to_owned);
                let speaker = Speaker { name, kind: SpeakerType::Person, mention: None };
                (words.join(" "), Quote { speaker, ..Quote::default() })
            })
            .collect();
        let printings: Vec<Printing<'_>> = (0_u32..)
            .zip(&said)
            .map(|(article, (text, quote_info))| Printing {
                article,
                quote: 0,
                text,
                quote_info,
                outlet: None,
                published: &published,
                text_group: article,
                apart: false,
            })
            .collect();
        let speakers = said.iter().map(|(_, quote)| Ok::<_, ()>((quote.speaker.name.as_deref(), quote.speaker.kind)));
        let (names, named) = Names::of(speakers).unwrap();
        let order = (0..).take(printings.len()).collect();
        let nodes = Nodes::of(&Listed { printings: &printings, order }, &names, &named, room).unwrap();
        then(&nodes, &names)
    }

    /// The places of every shingle that is not hot, in order of nodes; of a node the first.
    fn cold(nodes: &Nodes) -> Vec<Vec<Place>> {
        let mut all: std::collections::BTreeMap<u64, Vec<Place>> = std::collections::BTreeMap::new();
        let said = all_of(nodes);
        for node in 0..u32::try_from(nodes.count()).unwrap() {
            for (at, keys) in (0..).zip(said.keys(node).windows(SHINGLE)) {
                let places = all.entry(shingle(keys)).or_default();
                if places.last().is_none_or(|last| last.node != node) {
                    places.push(Place { node, at, before: 0 });
                }
            }
        }
        all.into_values().filter(|places| places.len() <= HOT).collect()
    }

    fn all_of(nodes: &Nodes) -> Said<'_> {
        nodes.load((0..).take(nodes.count())).unwrap()
    }

    /// Of pairs as they were found, the longest run of each two nodes.
    fn settled(mut found: Vec<Found>) -> BTreeSet<(u32, u32, u32)> {
        found.sort_unstable();
        found.dedup_by_key(|pair| (pair.long, pair.short));
        found.iter().map(|pair| (pair.long, pair.short, !pair.shortness)).collect()
    }

    /// Pairs in the order in which they are judged, which is looked at, each once.
    fn pairs(strongest: Strongest) -> BTreeSet<(u32, u32, u32)> {
        let mut all: Vec<Candidate> = Vec::new();
        strongest
            .each(|mut some| {
                all.append(&mut some);
                Ok(())
            })
            .unwrap();
        let strength = |pair: &Candidate| (std::cmp::Reverse((pair.whole, pair.run)), pair.long, pair.short);
        assert!(all.is_sorted_by_key(strength));
        let out: BTreeSet<_> = all.iter().map(|pair| (pair.long, pair.short, pair.run)).collect();
        assert_eq!(out.len(), all.len());
        out
    }

    /// Every pair of places of every shingle, looked at one by one; of each pair the longest run.
    fn plain(nodes: &Nodes, names: &Names, star: bool) -> BTreeSet<(u32, u32, u32)> {
        let said = all_of(nodes);
        let mut found = Vec::new();
        for places in cold(nodes) {
            let centres = if star { 1 } else { places.len() };
            for (n, &x) in places.iter().enumerate().take(centres) {
                for &y in &places[n + 1..] {
                    // Nothing was looked at lately.
                    let mut pairs = Pairs::of(&said, names);
                    pairs.add(&pairs.held(x), &pairs.held(y));
                    found.append(&mut pairs.list);
                }
            }
        }
        settled(found)
    }

    /// No limit, and no room at all.
    fn rooms() -> (tempfile::TempDir, [Room; 2]) {
        let folder = tempfile::tempdir().unwrap();
        let none = Room::holding(0, folder.path().to_owned());
        (folder, [Room::default(), none])
    }

    proptest! {
        #[test]
        fn a_pair_is_named_once_for_what_agrees_in_a_row(
            texts in prop::collection::vec((prop::collection::vec(prop::sample::select(vec!["a", "ferry", "sails", "…", "north", "pier", "boats"]), 3..14), 0..3_usize), 0..14),
        ) {
            let (_folder, rooms) = rooms();
            for room in &rooms {
                with_nodes(&texts, room, |nodes, names| {
                    let mut shared = Shared::of(nodes, names, room).unwrap();
                    let roots: Vec<u32> = (0..).take(nodes.count()).collect();
                    prop_assert!(shared.hot.is_empty());
                    prop_assert_eq!(pairs(shared.others(&roots).unwrap()), plain(nodes, names, false));
                    prop_assert_eq!(pairs(shared.stars().unwrap()), plain(nodes, names, true));
                    Ok(())
                })?;
            }
        }
    }

    /// The chain of a hot shingle by its definition: neighbours by the words that follow, and the longest wording of those that go on
    /// alike with each of them.
    fn plain_chain(group: &[Place], nodes: &Nodes, names: &Names) -> BTreeSet<(u32, u32, u32)> {
        let said = all_of(nodes);
        // In the order of hashes.
        let after = |place: &Place, words: usize| -> Vec<u64> {
            let keys = &said.keys(place.node)[place.at as usize + SHINGLE..];
            keys.iter().take(words).map(|&word| nodes.dictionary.hash(word)).collect()
        };
        let mut found = Vec::new();
        let mut link = |x: Place, y: Place| {
            let (long, short) = if x.node < y.node { (x, y) } else { (y, x) };
            // Nothing was looked at lately.
            let mut pairs = Pairs::of(&said, names);
            pairs.add(&pairs.held(long), &pairs.held(short));
            found.append(&mut pairs.list);
        };
        let speaker = |place: &Place| nodes.names(place.node).first().copied();
        let who: BTreeSet<Option<u32>> = group.iter().map(speaker).collect();
        let of = |who: Option<u32>| group.iter().copied().filter(|place| speaker(place) == who).collect::<Vec<_>>();
        for (mut places, chained) in [(group.to_vec(), true)].into_iter().chain(who.iter().map(|&who| (of(who), who.is_some()))) {
            places.sort_by_key(|place| (after(place, LOOK_AHEAD), place.node));
            if chained {
                places.windows(2).for_each(|two| link(two[0], two[1]));
            }
            for x in &places {
                let alike = places.iter().filter(|y| after(y, GOES_ON) == after(x, GOES_ON));
                let centre = alike.min_by_key(|place| place.node).copied().unwrap_or(*x);
                if centre.node != x.node {
                    link(centre, *x);
                }
            }
        }
        settled(found)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_hot_shingle_is_chained_as_defined(
            texts in prop::collection::vec((prop::collection::vec(prop::sample::select(vec!["north", "pier", "boats", "Fähre", "…"]), 0..9), 0..3_usize), 18..60),
        ) {
            let texts: Vec<(Vec<&str>, usize)> =
                texts.into_iter().map(|(words, who)| ([&["the", "ferry", "sails", "to"][..], &words[..]].concat(), who)).collect();
            with_nodes(&texts, &Room::default(), |nodes, names| {
                // The first two shingles of all, one behind the other, so that the second meets what was looked at lately.
                let groups = [0, 1].map(|at| (0..).take(nodes.count()).map(|node| Place { node, at, before: 0 }).collect::<Vec<_>>());
                let said = all_of(nodes);
                let mut found = Pairs::of(&said, names);
                let mut wanted = BTreeSet::new();
                for group in &groups {
                    chain(group, &mut found);
                    wanted.extend(plain_chain(group, nodes, names));
                }
                prop_assert_eq!(settled(found.list), wanted);
                Ok(())
            })?;
        }
    }

    #[test]
    fn what_is_one_utterance_is_paired_no_more() {
        let words = |text: &'static str| (text.split(' ').collect::<Vec<_>>(), 0);
        let texts = [
            words("the ferry will sail on friday whatever the harbour board decides"),
            words("the ferry will sail on friday whatever the harbour says"),
            words("the ferry will sail on friday whatever the board says"),
        ];
        let room = Room::default();
        with_nodes(&texts, &room, |nodes, names| {
            let mut shared = Shared::of(nodes, names, &room).unwrap();
            let others = |shared: &Shared<'_>, roots| pairs(shared.others(roots).unwrap()).len();
            assert_eq!(pairs(shared.stars().unwrap()).len(), 2);
            assert_eq!(others(&shared, &[0, 1, 2]), 3);
            assert_eq!(others(&shared, &[0, 0, 2]), 2);
            assert_eq!(others(&shared, &[0, 0, 0]), 0);
        });
    }
}
