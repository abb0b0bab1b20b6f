//! Candidate pairs of wordings: those that share a shingle of three words.
//!
//! Responsible for naming every pair worth judging without ever comparing all pairs. Not responsible for judging.
//!
//! A shingle in few wordings pairs them all. A hot one (in more than [`HOT`]) is never dropped: its places are sorted by the words
//! that follow, so that those which agree longest are neighbours, and linked as a chain, and as a star around the longest wording
//! of each group that goes on alike. The cost is linear in the postings, but for the sort.

use ahash::AHashSet;
use rayon::prelude::*;

use super::judge::{SHINGLE, shingle};
use super::nodes::Nodes;
use super::speakers::{Names, Relation};

/// Wordings up to which a shingle pairs all of them. Judging takes it for a sign of common origin up to here.
const HOT: usize = 16;
/// Words after a hot shingle that group its places.
const GOES_ON: usize = 4;
/// Words after a hot shingle by which its places are sorted.
const LOOK_AHEAD: usize = 24;
/// Postings held at a time (16 bytes each): more are made in several passes over parts of the shingles.
const POSTINGS: usize = 6 << 20;

/// Two nodes (the longer first) and a place in each where they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) long: u32,
    pub(super) short: u32,
    pub(super) at_long: u32,
    pub(super) at_short: u32,
    run: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    shingle: u64,
    node: u32,
    at: u32,
}

/// Candidate pairs in order, each once, and the hot shingles.
pub(super) fn candidates(nodes: &Nodes, names: &Names) -> (Vec<Candidate>, AHashSet<u64>) {
    let total: usize = nodes.list.par_iter().map(|node| nodes.cores[node.core as usize].len()).sum();
    let passes = total.div_ceil(POSTINGS).max(1) as u64;
    let mut pairs = Vec::new();
    let mut hot = AHashSet::new();
    for pass in 0..passes {
        let mut postings: Vec<Posting> = (0..u32::try_from(nodes.list.len()).unwrap_or(u32::MAX))
            .into_par_iter()
            .flat_map_iter(|node| {
                let keys = &nodes.core(node).keys;
                (0_u32..).zip(keys.windows(SHINGLE)).filter_map(move |(at, window)| {
                    let shingle = shingle(window);
                    (passes == 1 || (shingle >> 32) % passes == pass).then_some(Posting { shingle, node, at })
                })
            })
            .collect();
        postings.par_sort_unstable();
        // A wording that repeats itself is found at the first place.
        postings.dedup_by_key(|posting| (posting.shingle, posting.node));
        let found: Vec<(Vec<Candidate>, Option<u64>)> = postings
            .par_chunk_by(|x, y| x.shingle == y.shingle)
            .filter(|group| group.len() > 1)
            .map(|group| {
                let mut out = Vec::new();
                if group.len() <= HOT {
                    for (n, long) in group.iter().enumerate() {
                        for short in &group[n + 1..] {
                            out.extend(pair(nodes, names, *long, *short));
                        }
                    }
                    (out, None)
                } else {
                    chain(nodes, names, group, &mut out);
                    (out, Some(group[0].shingle))
                }
            })
            .filter(|(out, hot)| !out.is_empty() || hot.is_some())
            .collect();
        for (mut out, shingle) in found {
            pairs.append(&mut out);
            hot.extend(shingle);
        }
    }
    pairs.par_sort_unstable_by_key(|pair| (pair.long, pair.short, std::cmp::Reverse(pair.run), pair.at_short, pair.at_long));
    pairs.dedup_by_key(|pair| (pair.long, pair.short));
    (pairs, hot)
}

/// Pairs the places of a hot shingle with their neighbours.
fn chain(nodes: &Nodes, names: &Names, group: &[Posting], out: &mut Vec<Candidate>) {
    let after = |posting: &Posting, words: usize| {
        let keys = &nodes.core(posting.node).keys;
        let from = posting.at as usize + SHINGLE;
        &keys[from..keys.len().min(from + words)]
    };
    let speaker = |posting: &Posting| nodes.list[posting.node as usize].names.first().copied();
    let mut places = group.to_vec();
    let mut link = |x: Posting, y: Posting| {
        let (long, short) = if x.node < y.node { (x, y) } else { (y, x) };
        out.extend(pair(nodes, names, long, short));
    };
    for by_speaker in [false, true] {
        let who = |posting: &Posting| if by_speaker { speaker(posting) } else { None };
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
fn pair(nodes: &Nodes, names: &Names, long: Posting, short: Posting) -> Option<Candidate> {
    // Half words, as in `judge`: the least run of its rules for pairs whose speakers are not known to be one.
    const LEAST: usize = 10;
    const LEAST_CONTENT: usize = 4;
    let (a, b) = (nodes.core(long.node), nodes.core(short.node));
    let (at_a, at_b) = (long.at as usize, short.at as usize);
    let before = a.keys[..at_a].iter().rev().zip(b.keys[..at_b].iter().rev()).take_while(|(x, y)| x == y).count();
    let after = a.keys[at_a..].iter().zip(&b.keys[at_b..]).take_while(|(x, y)| x == y).count();
    let (from, to) = (at_b - before, at_b + after);
    let enough = to - from == b.len()
        || a.gaps
        || b.gaps
        || b.has((from, to), LEAST, LEAST_CONTENT)
        || names.groups(&nodes.list[long.node as usize].names, &nodes.list[short.node as usize].names) == Relation::Same;
    enough.then(|| Candidate {
        long: long.node,
        short: short.node,
        at_long: long.at,
        at_short: short.at,
        run: u32::try_from(to - from).unwrap_or(u32::MAX),
    })
}
