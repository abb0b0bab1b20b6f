//! Pairs as they are proposed, and in the order in which they are judged.
//!
//! Responsible for leaving each pair once, at its longest run, and for that order. Not responsible for which pairs are proposed
//! ([`super::candidates`]).

use std::io;

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::storage::{Room, Sorting};

/// Two nodes (the longer first) and where in each the words begin that they agree in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) long: u32,
    pub(super) short: u32,
    pub(super) at_long: u32,
    pub(super) at_short: u32,
    /// Words that agree there, and whether they are all of the shorter one.
    pub(super) run: u32,
    pub(super) whole: bool,
}

/// A pair as it is found: the longest run of two nodes is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(super) struct Found {
    pub(super) long: u32,
    pub(super) short: u32,
    /// The run, from `u32::MAX` downwards.
    pub(super) shortness: u32,
    pub(super) at_short: u32,
    pub(super) at_long: u32,
    pub(super) whole: u32,
}

/// A pair as it is judged: whole wordings first, then the longest runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Strong {
    /// Whether the run is not all of the shorter node, then the run, from the highest number downwards.
    weakness: u32,
    long: u32,
    short: u32,
    at_long: u32,
    at_short: u32,
}

impl Strong {
    const NOT_WHOLE: u32 = 1 << 31;

    const fn of(found: &Found) -> Self {
        let &Found { long, short, shortness, at_short, at_long, whole } = found;
        let weakness = if whole == 1 { shortness & !Self::NOT_WHOLE } else { shortness | Self::NOT_WHOLE };
        Self { weakness, long, short, at_long, at_short }
    }

    const fn candidate(&self) -> Candidate {
        let &Self { weakness, long, short, at_long, at_short } = self;
        let run = !weakness & !Self::NOT_WHOLE;
        Candidate { long, short, at_long, at_short, run, whole: weakness & Self::NOT_WHOLE == 0 }
    }

    /// Runs that are told apart by the part that a pair is sorted in.
    const RUNS: usize = 64;

    /// The part of a pair: by its strength, and of one strength by its longer node.
    fn part(&self, nodes: &[u32]) -> usize {
        let Candidate { long, run, whole, .. } = self.candidate();
        let weakness = Self::RUNS - (run as usize).min(Self::RUNS - 1) - 1 + if whole { 0 } else { Self::RUNS };
        // What is longer stands in one part, whatever its node.
        let node = if run as usize >= Self::RUNS - 1 { 0 } else { part_of(nodes, long) };
        weakness * nodes.len() + node
    }
}

/// Pairs in the order in which they are judged.
pub(super) struct Strongest(Sorting<Strong>);

impl Strongest {
    /// Hands the pairs on, the strongest first, some at a time.
    pub(super) fn each(self, mut take: impl FnMut(Vec<Candidate>) -> io::Result<()>) -> io::Result<()> {
        self.0.finish(|part| part, |part| take(part.iter().map(Strong::candidate).collect()))
    }
}

/// Pairs that were proposed, some of them several times.
pub(super) struct Proposed<'n> {
    room: &'n Room,
    /// The first nodes of parts.
    nodes: &'n [u32],
    found: Sorting<Found>,
}

impl<'n> Proposed<'n> {
    pub(super) fn new(room: &'n Room, nodes: &'n [u32]) -> Self {
        Self { room, nodes, found: Sorting::new(room, nodes.len()) }
    }

    pub(super) fn add(&mut self, pairs: &[Found]) -> io::Result<()> {
        let nodes = self.nodes;
        self.found.add(pairs, |pair| part_of(nodes, pair.long))
    }

    /// Leaves each pair once, at the place where it agrees longest; the strongest first.
    pub(super) fn strongest(self) -> io::Result<Strongest> {
        // Few ranges of nodes: parts are many by their runs.
        let nodes: Vec<u32> = self.nodes.iter().copied().step_by(self.nodes.len().div_ceil(16)).collect();
        let mut strongest = Sorting::new(self.room, 2 * Strong::RUNS * nodes.len());
        let once = |mut part: Vec<Found>| {
            part.dedup_by_key(|pair| (pair.long, pair.short));
            part.iter().map(Strong::of).collect::<Vec<_>>()
        };
        self.found.finish(once, |part| strongest.add(&part, |pair| pair.part(&nodes)))?;
        Ok(Strongest(strongest))
    }
}

/// The part of a node among those that begin with the nodes `parts`.
pub(super) fn part_of(parts: &[u32], node: u32) -> usize {
    parts.partition_point(|&first| first <= node) - 1
}
