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

use ahash::AHashSet;
use rayon::prelude::*;

use super::align::Sketch;
use super::judge::{SHINGLE, may_cover, may_hold, may_match, shingle};
use super::nodes::{Node, Nodes};
use super::speakers::{Names, Relation};
use super::spoken::{Core, Place as Stored};

/// Wordings up to which a shingle pairs all of them. Judging takes it for a sign of common origin up to here.
const HOT: usize = 16;
/// Words after a hot shingle that group its places.
const GOES_ON: usize = 4;
/// Words after a hot shingle by which its places are sorted.
const LOOK_AHEAD: usize = 24;
/// Words whose shingles are counted and sorted at a time, so that this is done in the processor's own memory; of more words, an eighth.
const WORDS: usize = 1 << 20;
const PARTS: usize = 8;
/// Pairs held before those named twice are dropped.
const PAIRS: usize = 4 << 20;
/// Shingles whose pairs are made side by side.
const GROUPS: usize = 1 << 16;

/// Two nodes (the longer first) and where in each the words begin that they agree in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) long: u32,
    pub(super) short: u32,
    pub(super) at_long: u32,
    pub(super) at_short: u32,
    /// Words that agree there, and whether they are all of the shorter one.
    pub(super) run: u32,
    whole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    shingle: u64,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    node: u32,
    at: u32,
    /// Stands for the shingle one word earlier, if that pairs its places; else 0.
    before: u32,
}

/// The places of a shingle, by where they stand in a list of all.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// Node and place of the first.
    first: u64,
    from: u32,
    len: u32,
}

/// Groups of places, one behind the other; the places of a group are in order of nodes.
#[derive(Debug, Default)]
struct Groups {
    places: Vec<Place>,
    list: Vec<Group>,
}

impl Groups {
    fn push(&mut self, group: &[Place]) {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let first = u64::from(group[0].node) << 32 | u64::from(group[0].at);
        self.list.push(Group { first, from: number(self.places.len()), len: number(group.len()) });
        self.places.extend_from_slice(group);
    }

    /// Puts the groups in the order in which their longest wordings have them: the next one then has mostly the same wordings, so that
    /// their words are at hand.
    fn order(&mut self) {
        self.list.par_sort_unstable_by_key(|group| (group.first, group.from));
    }

    fn of(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = &[Place]> {
        self.list[range].iter().map(|group| &self.places[group.from as usize..][..group.len as usize])
    }
}

/// The places of all shingles that several nodes share.
pub(super) struct Shared<'n> {
    nodes: &'n Nodes,
    names: &'n Names,
    cold: Groups,
    /// Pairs of hot shingles.
    chained: Vec<Candidate>,
    /// Shingles in so many wordings that they show nothing.
    pub(super) hot: AHashSet<u64>,
}

impl<'n> Shared<'n> {
    pub(super) fn of(nodes: &'n Nodes, names: &'n Names) -> Self {
        let total: usize = nodes.list.par_iter().map(Node::len).sum();
        let mut out = Self { nodes, names, cold: Groups::default(), chained: Vec::new(), hot: AHashSet::new() };
        let order = nodes.as_stored();
        let mut repeating = vec![false; nodes.list.len()];
        let mut hot = Groups::default();
        let parts = total.div_ceil(WORDS).next_power_of_two().min(PARTS);
        let mask = parts as u64 - 1;
        // Room for all that is expected: what is not used is never touched, and a list that grows is copied.
        let about = total / parts;
        let mut postings = Vec::with_capacity(about + about / 8);
        let mut seen = vec![0_u64; (about * 4).next_power_of_two().max(32) / 32];
        out.cold.places.reserve(total / 2);
        hot.places.reserve(total / 2);
        for part in 0..=mask {
            out.read(|shingle| shingle >> 32 & mask == part, &order, (&mut postings, &mut seen), (&mut repeating, &mut hot));
        }
        drop((postings, seen, order));
        out.cold.order();
        hot.order();
        let mut pairs = Pairs::of(nodes, names);
        for group in hot.of(0..hot.list.len()) {
            chain(group, &mut pairs);
            if pairs.list.len() > PAIRS {
                settle(&mut pairs.list);
            }
        }
        drop(hot);
        out.chained = pairs.list;
        settle(&mut out.chained);
        let hot: AHashSet<u32> = out.hot.iter().map(|&shingle| short(shingle)).collect();
        for place in &mut out.cold.places {
            if repeating[place.node as usize] || hot.contains(&place.before) {
                place.before = 0;
            }
        }
        out
    }

    /// Adds the shingles that `wanted` names, node by node in `order`. Nodes that have one twice are marked as `repeating`.
    fn read(
        &mut self,
        wanted: impl Fn(u64) -> bool,
        order: &[(u32, Stored)],
        (postings, seen): (&mut Vec<Posting>, &mut [u64]),
        (repeating, hot): (&mut [bool], &mut Groups),
    ) {
        let nodes = self.nodes;
        // Most shingles stand in one wording: two bits for each tell those apart before anything is sorted.
        seen.fill(0);
        let cells = 32 * seen.len() as u64;
        let cell = |shingle: u64| {
            let at = usize::try_from(shingle & (cells - 1)).unwrap_or(0);
            (at / 32, at % 32 * 2)
        };
        postings.clear();
        for &(node, stored) in order {
            let mut last = 0;
            for (at, window) in (0_u32..).zip(nodes.keys(stored).windows(SHINGLE)) {
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
        }
        postings.retain(|posting| {
            let (word, shift) = cell(posting.shingle);
            seen[word] >> shift & 2 != 0
        });
        postings.par_sort_unstable();
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
                self.hot.insert(alike[0].shingle);
                hot.push(&group);
            } else if group.len() > 1 {
                self.cold.push(&group);
            }
        }
    }

    /// Pairs of each place with the longest wording that has its shingle, and those of hot shingles: the strongest first, each once.
    pub(super) fn stars(&mut self) -> Vec<Candidate> {
        let mut out = std::mem::take(&mut self.chained);
        // A bit for each stored word where a centre has its shingle.
        let mut centres = vec![0_u64; self.nodes.words().div_ceil(64)];
        for group in self.cold.of(0..self.cold.list.len()) {
            let word = self.nodes.word(group[0].node, group[0].at);
            centres[word / 64] |= 1 << (word % 64);
        }
        let is_centre = |word: usize| centres[word / 64] >> (word % 64) & 1 == 1;
        self.collect(&mut out, |group, pairs| {
            let Some((&centre, others)) = group.split_first() else { return };
            // One word earlier another may have been the centre.
            let named = centre.at > 0 && is_centre(self.nodes.word(centre.node, centre.at - 1));
            let centre_held = pairs.held(centre);
            for &y in others.iter().filter(|&&y| !(named && goes_on(centre, y))) {
                pairs.add(&centre_held, &pairs.held(y));
            }
        });
        strongest_first(&mut out);
        out
    }

    /// All pairs of the same shingles whose `roots` differ, in the same order.
    pub(super) fn others(&self, roots: &[u32]) -> Vec<Candidate> {
        let mut out = Vec::new();
        self.collect(&mut out, |group, pairs| {
            let root = |place: &Place| roots[place.node as usize];
            if group.iter().all(|place| root(place) == root(&group[0])) {
                return;
            }
            let held: [Held<'_>; HOT] = std::array::from_fn(|n| pairs.held(group[n.min(group.len() - 1)]));
            for (n, (x, x_held)) in group.iter().zip(&held).enumerate() {
                for (y, y_held) in group.iter().zip(&held).skip(n + 1).filter(|(y, _)| root(y) != root(x) && !goes_on(*x, **y)) {
                    debug_assert!(x.node < y.node);
                    pairs.add(x_held, y_held);
                }
            }
        });
        strongest_first(&mut out);
        out
    }

    /// Adds the pairs that `make` finds in the groups, each once.
    fn collect(&self, out: &mut Vec<Candidate>, make: impl Fn(&[Place], &mut Pairs<'n>) + Sync) {
        let count = self.cold.list.len();
        let mut from = 0;
        while from < count {
            let to = count.min(from + GROUPS);
            let parts: Vec<Vec<Candidate>> = (from..to)
                .collect::<Vec<_>>()
                .par_chunks(GROUPS / 16)
                .map(|part| {
                    let mut pairs = Pairs::of(self.nodes, self.names);
                    for group in self.cold.of(part[0]..part[0] + part.len()) {
                        make(group, &mut pairs);
                    }
                    pairs.list
                })
                .collect();
            for mut part in parts {
                out.append(&mut part);
            }
            if out.len() > PAIRS {
                settle(out);
            }
            from = to;
        }
        settle(out);
    }
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

/// Leaves each pair once, at the place where it agrees longest.
fn settle(pairs: &mut Vec<Candidate>) {
    pairs.par_sort_unstable_by_key(|pair| (pair.long, pair.short, std::cmp::Reverse(pair.run), pair.at_short, pair.at_long));
    pairs.dedup_by_key(|pair| (pair.long, pair.short));
}

/// Whole wordings first, then the longest runs.
fn strongest_first(pairs: &mut [Candidate]) {
    pairs.par_sort_unstable_by_key(|pair| (std::cmp::Reverse((pair.whole, pair.run)), pair.long, pair.short));
}

/// Pairs the places of a hot shingle with their neighbours, by the words that follow: of all, and of those of each speaker.
fn chain<'n>(group: &[Place], pairs: &mut Pairs<'n>) {
    let held: Vec<Held<'n>> = group.iter().map(|&place| pairs.held(place)).collect();
    let after = |n: usize, words: usize| {
        let keys = held[n].core.keys;
        let from = held[n].place.at as usize + SHINGLE;
        &keys[from..keys.len().min(from + words)]
    };
    let speaker = |n: usize| pairs.nodes.names(held[n].place.node).first().copied();
    // The word that follows tells most places apart. Places are numbered in order of nodes.
    let mut places: Vec<(Option<u64>, usize, Option<u32>)> =
        (0..held.len()).map(|n| (after(n, 1).first().copied(), n, speaker(n))).collect();
    places.sort_unstable_by(|&(next_x, x, _), &(next_y, y, _)| {
        next_x.cmp(&next_y).then_with(|| after(x, LOOK_AHEAD).cmp(after(y, LOOK_AHEAD))).then_with(|| x.cmp(&y))
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
struct Held<'n> {
    place: Place,
    core: Core<'n>,
}

/// Pairs in the making.
struct Pairs<'n> {
    nodes: &'n Nodes,
    names: &'n Names,
    list: Vec<Candidate>,
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

impl<'n> Pairs<'n> {
    /// Runs that are remembered.
    const LATELY: usize = 1 << 12;

    fn of(nodes: &'n Nodes, names: &'n Names) -> Self {
        Self { nodes, names, list: Vec::new(), lately: Vec::new(), sketch: (u32::MAX, Sketch::of([])) }
    }

    fn held(&self, place: Place) -> Held<'n> {
        Held { place, core: self.nodes.core(place.node) }
    }

    /// Adds the pair of two places of a shingle, unless it was looked at lately for the same run.
    fn add_once(&mut self, x: &Held<'n>, y: &Held<'n>) {
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
    fn add(&mut self, long: &Held<'n>, short: &Held<'n>) -> (u32, u32) {
        let (at_long, at_short) = (long.place.at, short.place.at);
        let run = run(long.core.keys, short.core.keys, at_long as usize, at_short as usize);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (from, to) = (number(run.0), number(run.1));
        let whole = run.1 - run.0 == short.core.len();
        if whole || self.may_link(long, short, run) {
            self.list.push(Candidate {
                long: long.place.node,
                short: short.place.node,
                at_long: at_long - (at_short - from),
                at_short: from,
                run: to - from,
                whole,
            });
        }
        (from, to)
    }

    /// Whether what agrees in a run can come to a link at all, if it is not the whole of the shorter one.
    fn may_link(&mut self, long: &Held<'n>, short: &Held<'n>, run: (usize, usize)) -> bool {
        // Half words, as in `judge`: the least runs of its rules for pairs whose speakers are not known to be one.
        const LEAST: (usize, usize) = (10, 4);
        const ANY: (usize, usize) = (14, 4);
        const CONFLICT: (usize, usize) = (24, 6);
        let (a, b) = (&long.core, &short.core);
        // Parted by marked cuts, several runs may make up the whole.
        let gaps = a.gaps || b.gaps;
        match self.names.groups(self.nodes.names(long.place.node), self.nodes.names(short.place.node)) {
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
    fn words(&mut self, of: &Held<'n>) -> &Sketch {
        if self.sketch.0 != of.place.node {
            self.sketch = (of.place.node, Sketch::of(of.core.keys));
        }
        &self.sketch.1
    }
}

/// Beginning and end in the shorter wording of the words that agree around a place.
fn run(long: &[u64], short: &[u64], at_long: usize, at_short: usize) -> (usize, usize) {
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
    use crate::utterances::Printing;

    /// Calls `then` with the nodes of texts, each by the speaker of that number if it is not 0.
    fn with_nodes<R>(texts: &[(Vec<&str>, usize)], then: impl FnOnce(&Nodes, &Names) -> R) -> R {
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
        let (names, ids) = Names::of(said.iter().map(|(_, quote)| &quote.speaker));
        let nodes = Nodes::of(&printings, &names, &ids);
        then(&nodes, &names)
    }

    /// The places of every shingle that is not hot, in order of nodes; of a node the first.
    fn cold(nodes: &Nodes) -> Vec<Vec<Place>> {
        let mut all: std::collections::BTreeMap<u64, Vec<Place>> = std::collections::BTreeMap::new();
        for node in 0..u32::try_from(nodes.list.len()).unwrap() {
            for (at, keys) in (0..).zip(nodes.core(node).keys.windows(SHINGLE)) {
                let places = all.entry(shingle(keys)).or_default();
                if places.last().is_none_or(|last| last.node != node) {
                    places.push(Place { node, at, before: 0 });
                }
            }
        }
        all.into_values().filter(|places| places.len() <= HOT).collect()
    }

    fn pairs(found: &[Candidate]) -> BTreeSet<(u32, u32, u32)> {
        found.iter().map(|pair| (pair.long, pair.short, pair.run)).collect()
    }

    /// Every pair of places of every shingle, looked at one by one; of each pair the longest run.
    fn plain(nodes: &Nodes, names: &Names, star: bool) -> BTreeSet<(u32, u32, u32)> {
        let mut found = Vec::new();
        for places in cold(nodes) {
            let centres = if star { 1 } else { places.len() };
            for (n, &x) in places.iter().enumerate().take(centres) {
                for &y in &places[n + 1..] {
                    // Nothing was looked at lately.
                    let mut pairs = Pairs::of(nodes, names);
                    pairs.add(&pairs.held(x), &pairs.held(y));
                    found.append(&mut pairs.list);
                }
            }
        }
        settle(&mut found);
        pairs(&found)
    }

    proptest! {
        #[test]
        fn a_pair_is_named_once_for_what_agrees_in_a_row(
            texts in prop::collection::vec((prop::collection::vec(prop::sample::select(vec!["a", "ferry", "sails", "…", "north", "pier", "boats"]), 3..14), 0..3_usize), 0..14),
        ) {
            with_nodes(&texts, |nodes, names| {
                let mut shared = Shared::of(nodes, names);
                let roots: Vec<u32> = (0..).take(nodes.list.len()).collect();
                prop_assert!(shared.hot.is_empty());
                prop_assert_eq!(pairs(&shared.others(&roots)), plain(nodes, names, false));
                prop_assert_eq!(pairs(&shared.stars()), plain(nodes, names, true));
                Ok(())
            })?;
        }
    }

    /// The chain of a hot shingle by its definition: neighbours by the words that follow, and the longest wording of those that go on
    /// alike with each of them.
    fn plain_chain(group: &[Place], nodes: &Nodes, names: &Names) -> BTreeSet<(u32, u32, u32)> {
        let after = |place: &Place, words: usize| -> Vec<u64> {
            nodes.core(place.node).keys[place.at as usize + SHINGLE..].iter().take(words).copied().collect()
        };
        let mut found = Vec::new();
        let mut link = |x: Place, y: Place| {
            let (long, short) = if x.node < y.node { (x, y) } else { (y, x) };
            // Nothing was looked at lately.
            let mut pairs = Pairs::of(nodes, names);
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
        settle(&mut found);
        pairs(&found)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_hot_shingle_is_chained_as_defined(
            texts in prop::collection::vec((prop::collection::vec(prop::sample::select(vec!["north", "pier", "boats", "Fähre", "…"]), 0..9), 0..3_usize), 18..60),
        ) {
            let texts: Vec<(Vec<&str>, usize)> =
                texts.into_iter().map(|(words, who)| ([&["the", "ferry", "sails", "to"][..], &words[..]].concat(), who)).collect();
            with_nodes(&texts, |nodes, names| {
                // The first two shingles of all, one behind the other, so that the second meets what was looked at lately.
                let groups = [0, 1].map(|at| (0..).take(nodes.list.len()).map(|node| Place { node, at, before: 0 }).collect::<Vec<_>>());
                let mut found = Pairs::of(nodes, names);
                let mut wanted = BTreeSet::new();
                for group in &groups {
                    chain(group, &mut found);
                    wanted.extend(plain_chain(group, nodes, names));
                }
                settle(&mut found.list);
                prop_assert_eq!(pairs(&found.list), wanted);
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
        with_nodes(&texts, |nodes, names| {
            let mut shared = Shared::of(nodes, names);
            assert_eq!(shared.stars().len(), 2);
            assert_eq!(shared.others(&[0, 1, 2]).len(), 3);
            assert_eq!(shared.others(&[0, 0, 2]).len(), 2);
            assert!(shared.others(&[0, 0, 0]).is_empty());
        });
    }
}
