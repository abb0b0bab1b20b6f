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

use super::judge::{SHINGLE, may_cover, may_hold, may_match, shingle};
use super::nodes::{Node, Nodes};
use super::speakers::{Names, Relation};

/// Wordings up to which a shingle pairs all of them. Judging takes it for a sign of common origin up to here.
const HOT: usize = 16;
/// Words after a hot shingle that group its places.
const GOES_ON: usize = 4;
/// Words after a hot shingle by which its places are sorted.
const LOOK_AHEAD: usize = 24;
/// Words whose shingles are sorted at a time (24 bytes each): more are made in several passes over parts of the shingles.
const POSTINGS: usize = 12 << 20;
/// Pairs held before those named twice are dropped.
const PAIRS: usize = 4 << 20;
/// Shingles whose pairs are made side by side.
const GROUPS: usize = 1 << 16;

/// Two nodes (the longer first) and a place in each where they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) long: u32,
    pub(super) short: u32,
    pub(super) at_long: u32,
    pub(super) at_short: u32,
    /// Words that agree there, and whether they are all of the shorter one.
    run: u32,
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

/// The places of all shingles that several nodes share.
pub(super) struct Shared<'n> {
    nodes: &'n Nodes,
    names: &'n Names,
    /// Shingle by shingle, those of each in order of nodes; the hot ones are apart.
    places: Vec<Place>,
    /// Where each shingle's places end.
    ends: Vec<u32>,
    /// Pairs of hot shingles.
    chained: Vec<Candidate>,
    /// Shingles in so many wordings that they show nothing.
    pub(super) hot: AHashSet<u64>,
}

impl<'n> Shared<'n> {
    pub(super) fn of(nodes: &'n Nodes, names: &'n Names) -> Self {
        let total: usize = nodes.list.par_iter().map(Node::len).sum();
        let mut out = Self { nodes, names, places: Vec::new(), ends: Vec::new(), chained: Vec::new(), hot: AHashSet::new() };
        let order = nodes.as_stored();
        let mut postings = Vec::new();
        let mut repeating = vec![false; nodes.list.len()];
        let passes = total.div_ceil(POSTINGS).max(1) as u64;
        for pass in 0..passes {
            out.read(|shingle| (shingle >> 32) % passes == pass, &order, total, (&mut postings, &mut repeating));
        }
        settle(&mut out.chained);
        let hot: AHashSet<u32> = out.hot.iter().map(|&shingle| short(shingle)).collect();
        for place in &mut out.places {
            if repeating[place.node as usize] || hot.contains(&place.before) {
                place.before = 0;
            }
        }
        out
    }

    /// Adds the shingles that `wanted` names, node by node in `order`; `total` words bound their number. Nodes that have one twice are marked as `repeating`.
    fn read(
        &mut self,
        wanted: impl Fn(u64) -> bool + Sync,
        order: &[u32],
        total: usize,
        (postings, repeating): (&mut Vec<Posting>, &mut [bool]),
    ) {
        let nodes = self.nodes;
        let wanted = &wanted;
        let shingles = |node: u32| {
            let mut last = 0;
            (0_u32..).zip(nodes.core(node).keys.windows(SHINGLE)).filter_map(move |(at, window)| {
                let shingle = shingle(window);
                let place = Place { node, at, before: std::mem::replace(&mut last, short(shingle)) };
                wanted(shingle).then_some(Posting { shingle, place })
            })
        };
        // Most shingles stand in one wording: two maps of bits tell those apart before anything is sorted.
        let bits = (total.min(POSTINGS) * 8).next_power_of_two().max(64);
        let (mut seen, mut again) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
        let bit = |shingle: u64| {
            let at = usize::try_from(shingle % bits as u64).unwrap_or(0);
            (at / 64, 1 << (at % 64))
        };
        for &node in order {
            for Posting { shingle, .. } in shingles(node) {
                let (word, mask) = bit(shingle);
                again[word] |= seen[word] & mask;
                seen[word] |= mask;
            }
        }
        drop(seen);
        let is_shared = |shingle: u64| {
            let (word, mask) = bit(shingle);
            again[word] & mask != 0
        };
        postings.clear();
        postings.reserve(total.min(POSTINGS));
        postings.extend(order.iter().flat_map(|&node| shingles(node).filter(|posting| is_shared(posting.shingle))));
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
                chain(nodes, self.names, &group, &mut self.chained);
                if self.chained.len() > PAIRS {
                    settle(&mut self.chained);
                }
            } else if group.len() > 1 {
                self.places.extend_from_slice(&group);
                self.ends.push(u32::try_from(self.places.len()).unwrap_or(u32::MAX));
            }
        }
    }

    fn groups(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = &[Place]> {
        range.map(|n| {
            let from = if n == 0 { 0 } else { self.ends[n - 1] };
            &self.places[from as usize..self.ends[n] as usize]
        })
    }

    /// Pairs of each place with the longest wording that has its shingle, and those of hot shingles: the strongest first, each once.
    pub(super) fn stars(&mut self) -> Vec<Candidate> {
        let mut out = std::mem::take(&mut self.chained);
        // A bit for each stored word where a centre has its shingle.
        let mut centres = vec![0_u64; self.nodes.words().div_ceil(64)];
        for group in self.groups(0..self.ends.len()) {
            let word = self.nodes.word(group[0].node, group[0].at);
            centres[word / 64] |= 1 << (word % 64);
        }
        let is_centre = |word: usize| centres[word / 64] >> (word % 64) & 1 == 1;
        self.collect(&mut out, |group, out| {
            let (&centre, others) = group.split_first()?;
            // One word earlier another may have been the centre.
            let named = centre.at > 0 && is_centre(self.nodes.word(centre.node, centre.at - 1));
            let new = others.iter().filter(|&&y| !(named && goes_on(centre, y)));
            out.extend(new.filter_map(|&y| pair(self.nodes, self.names, centre, y)));
            Some(())
        });
        strongest_first(&mut out);
        out
    }

    /// All pairs of the same shingles whose `roots` differ, in the same order.
    pub(super) fn others(&self, roots: &[u32]) -> Vec<Candidate> {
        let mut out = Vec::new();
        self.collect(&mut out, |group, out| {
            for (n, &x) in group.iter().enumerate() {
                let root = roots[x.node as usize];
                let apart = group[n + 1..].iter().filter(|y| roots[y.node as usize] != root && !goes_on(x, **y));
                out.extend(apart.filter_map(|&y| pair(self.nodes, self.names, x, y)));
            }
            Some(())
        });
        strongest_first(&mut out);
        out
    }

    /// Adds the pairs that `make` finds in the groups, each once.
    fn collect(&self, out: &mut Vec<Candidate>, make: impl Fn(&[Place], &mut Vec<Candidate>) -> Option<()> + Sync) {
        let mut from = 0;
        while from < self.ends.len() {
            let to = self.ends.len().min(from + GROUPS);
            let parts: Vec<Vec<Candidate>> = (from..to)
                .collect::<Vec<_>>()
                .par_chunks(GROUPS / 16)
                .map(|part| {
                    let mut out = Vec::new();
                    for group in self.groups(part[0]..part[0] + part.len()) {
                        make(group, &mut out);
                    }
                    out
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

/// Pairs the places of a hot shingle with their neighbours.
fn chain(nodes: &Nodes, names: &Names, group: &[Place], out: &mut Vec<Candidate>) {
    let after = |posting: &Place, words: usize| {
        let keys = nodes.core(posting.node).keys;
        let from = posting.at as usize + SHINGLE;
        &keys[from..keys.len().min(from + words)]
    };
    let speaker = |posting: &Place| nodes.names(posting.node).first().copied();
    let mut places = group.to_vec();
    let mut link = |x: Place, y: Place| {
        let (long, short) = if x.node < y.node { (x, y) } else { (y, x) };
        out.extend(pair(nodes, names, long, short));
    };
    for by_speaker in [false, true] {
        let who = |posting: &Place| if by_speaker { speaker(posting) } else { None };
        places.sort_unstable_by(|x, y| {
            who(x).cmp(&who(y)).then_with(|| after(x, LOOK_AHEAD).cmp(after(y, LOOK_AHEAD))).then_with(|| x.node.cmp(&y.node))
        });
        for two in places.windows(2) {
            if !by_speaker || who(&two[0]).is_some() && who(&two[0]) == who(&two[1]) {
                link(two[0], two[1]);
            }
        }
        for alike in places.chunk_by(|x, y| who(x) == who(y) && after(x, GOES_ON) == after(y, GOES_ON)) {
            let Some(&centre) = alike.iter().min_by_key(|posting| posting.node) else { continue };
            for &other in alike.iter().filter(|posting| posting.node != centre.node) {
                link(centre, other);
            }
        }
    }
}

/// The pair, if what agrees around the shingle can come to a link at all.
fn pair(nodes: &Nodes, names: &Names, long: Place, short: Place) -> Option<Candidate> {
    // Half words, as in `judge`: the least runs of its rules for pairs whose speakers are not known to be one.
    const LEAST: (usize, usize) = (10, 4);
    const ANY: (usize, usize) = (14, 4);
    const CONFLICT: (usize, usize) = (24, 6);
    let (a, b) = (nodes.core(long.node), nodes.core(short.node));
    let (at_a, at_b) = (long.at as usize, short.at as usize);
    let before = a.keys[..at_a].iter().rev().zip(b.keys[..at_b].iter().rev()).take_while(|(x, y)| x == y).count();
    let after = a.keys[at_a..].iter().zip(&b.keys[at_b..]).take_while(|(x, y)| x == y).count();
    let run = (at_b - before, at_b + after);
    let whole = run.1 - run.0 == b.len();
    // Parted by marked cuts, several runs may make up the whole.
    let cut = || (a.gaps || b.gaps) && may_hold(&a, &b);
    let enough = whole
        || match names.groups(nodes.names(long.node), nodes.names(short.node)) {
            // A run of five words may link; fewer need most of a wording, or of a sentence of one.
            Relation::Same => b.has(run, LEAST.0, LEAST.1) || may_cover(&a, &b),
            Relation::Unknown => b.has(run, ANY.0, ANY.1) || b.has(run, LEAST.0, LEAST.1) && may_match(&a, &b) || cut(),
            Relation::Different => b.has(run, CONFLICT.0, CONFLICT.1) || cut(),
        };
    enough.then(|| Candidate {
        long: long.node,
        short: short.node,
        at_long: long.at,
        at_short: short.at,
        run: u32::try_from(run.1 - run.0).unwrap_or(u32::MAX),
        whole,
    })
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
                found.extend(places[n + 1..].iter().filter_map(|&y| pair(nodes, names, x, y)));
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
