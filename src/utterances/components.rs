//! Components of linked nodes: utterances, guarded against chains.
//!
//! Responsible for which links join what. Not responsible for judging a pair.
//!
//! Links are taken strongest first: by the words that agree in a row, before anything is aligned. Two components are joined by a link between their longest wordings (the roots), or when the
//! roots themselves would be linked, or by two links over different words; a wording that lies wholly in another joins it. So
//! A-B-C does not become one utterance because B shares a sentence with A and another with C, unless B is the fullest.

use std::cmp::Reverse;
use std::io;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

use super::align::Run;
use super::candidates::Shared;
use super::few::{Few, Short};
use super::judge::{Circumstances, Link, SHINGLE, Verdict, judge, shingle};
use super::nodes::{KEPT, Nodes, Said};
use super::proposed::{Candidate, Strongest};
use super::speakers::{Names, Relation};
use super::{Printings, fragments};
use crate::storage::Room;

/// Pairs that are judged side by side.
const BATCH: usize = 1 << 12;
/// Links between two components that are kept for another look, the strongest first.
const ENOUGH: u8 = 16;

/// An accepted link between two nodes, the longer one first.
#[derive(Debug, Clone, Copy)]
struct Edge {
    long: u32,
    short: u32,
    link: Link,
}

pub(super) struct Components<'n> {
    nodes: &'n Nodes,
    names: &'n Names,
    hot: AHashSet<u64>,
    parent: Vec<u32>,
    /// Whether a root has joined others.
    joined: Vec<bool>,
    /// Names of the speakers of a component of several nodes, at its root; none where they are the root's own.
    speakers: Vec<Short>,
    few: Few,
    /// Pairs that wait for others to be judged with.
    waiting: Vec<Candidate>,
    /// Roots that were judged already.
    judged: AHashMap<(u32, u32), bool>,
    /// Links that the guard held back, and how many between two roots.
    blocked: Vec<Edge>,
    held_back: AHashMap<(u32, u32), u8>,
    /// A few words and a longer node that has them.
    pieces: Vec<(u32, u32)>,
    pub(super) related: Vec<(u32, u32)>,
}

impl<'n> Components<'n> {
    /// Joins the nodes. Afterwards [`Components::root`] names each node's component.
    pub(super) fn of<P: Printings + ?Sized>(nodes: &'n Nodes, names: &'n Names, printings: &P, room: &Room) -> io::Result<Self> {
        let mut shared = Shared::of(nodes, names, room)?;
        let count = nodes.count();
        let few = Few::default();
        let mut out = Self {
            nodes,
            names,
            hot: std::mem::take(&mut shared.hot),
            parent: (0..).take(count).collect(),
            joined: vec![false; count],
            speakers: vec![Short::NOTHING; count],
            few,
            waiting: Vec::new(),
            judged: AHashMap::new(),
            blocked: Vec::new(),
            held_back: AHashMap::new(),
            pieces: Vec::new(),
            related: nodes.related.clone(),
        };
        out.join_copies();
        out.take_all(shared.stars()?)?;
        let others = {
            let roots: Vec<u32> = (0..).take(count).map(|node| out.root(node)).collect();
            shared.others(&roots)?
        };
        drop(shared);
        out.take_all(others)?;
        out.join_blocked()?;
        let pieces = std::mem::take(&mut out.pieces);
        fragments::join(&mut out, pieces, printings)?;
        Ok(out)
    }

    /// Judges pairs in their order and joins what they link. What is one component by then needs no judgement.
    fn take_all(&mut self, candidates: Strongest) -> io::Result<()> {
        candidates.each(|pairs| {
            for pair in pairs {
                self.waiting.push(pair);
                if self.waiting.len() == BATCH {
                    self.take_some()?;
                }
            }
            Ok(())
        })?;
        self.take_some()
    }

    /// Judges the pairs that wait.
    fn take_some(&mut self) -> io::Result<()> {
        let batch = std::mem::take(&mut self.waiting);
        let open: Vec<Candidate> = batch.iter().filter(|pair| self.is_open(pair)).copied().collect();
        let (nodes, names, hot) = (self.nodes, self.names, &self.hot);
        let said = nodes.load(open.iter().flat_map(|pair| [pair.long, pair.short]))?;
        let verdicts: Vec<Verdict> = open
            .par_iter()
            .map(|pair| {
                let seed = Some(Run { a: pair.at_long as usize, b: pair.at_short as usize, len: pair.run as usize });
                verdict(&said, names, hot, pair.long, pair.short, seed)
            })
            .collect();
        for (pair, verdict) in open.iter().zip(verdicts) {
            match verdict {
                Verdict::Link(link) => {
                    let edge = Edge { long: pair.long, short: pair.short, link };
                    if !self.take(&edge)? {
                        self.blocked.push(edge);
                        let between = self.between(pair.long, pair.short);
                        *self.held_back.entry(between).or_default() += 1;
                    }
                }
                Verdict::Fragment => self.pieces.push((pair.short, pair.long)),
                Verdict::Related => self.related.push((pair.long, pair.short)),
                Verdict::None => {}
            }
        }
        self.waiting = batch;
        self.waiting.clear();
        Ok(())
    }

    /// Whether a pair may still join what is apart.
    fn is_open(&mut self, pair: &Candidate) -> bool {
        let (a, b) = self.between(pair.long, pair.short);
        a != b && self.held_back.get(&(a, b)).is_none_or(|&count| count < ENOUGH)
    }

    /// The roots of two nodes, the longer one first.
    fn between(&mut self, x: u32, y: u32) -> (u32, u32) {
        let (a, b) = (self.root(x), self.root(y));
        (a.min(b), a.max(b))
    }

    pub(super) fn root(&mut self, node: u32) -> u32 {
        let mut root = node;
        while self.parent[root as usize] != root {
            root = self.parent[root as usize];
        }
        let mut at = node;
        while self.parent[at as usize] != root {
            at = std::mem::replace(&mut self.parent[at as usize], root);
        }
        root
    }

    pub(super) fn nodes(&self) -> &'n Nodes {
        self.nodes
    }

    pub(super) fn names(&self) -> &'n Names {
        self.names
    }

    /// Whether a node is a component of its own.
    pub(super) fn is_alone(&mut self, node: u32) -> bool {
        let root = self.root(node);
        !self.joined[root as usize]
    }

    /// How the speakers of two components go together.
    pub(super) fn relation(&mut self, a: u32, b: u32) -> Relation {
        let (a, b) = (self.root(a), self.root(b));
        self.names.groups(self.speakers_of(a), self.speakers_of(b))
    }

    fn speakers_of(&self, root: u32) -> &[u32] {
        match self.few.get(&self.speakers[root as usize]) {
            [] => self.nodes.names(root),
            names => names,
        }
    }

    /// Joins the components of two nodes; the longer root (the smaller number) stays.
    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (keep, drop) = (a.min(b), a.max(b));
        self.parent[drop as usize] = keep;
        self.joined[keep as usize] = true;
        let mut names = self.speakers_of(keep).to_vec();
        let own = names.len();
        for &name in self.speakers_of(drop) {
            if names.len() < KEPT && !names.contains(&name) {
                names.push(name);
            }
        }
        if names.len() > own {
            self.speakers[keep as usize] = self.few.put(&names);
        }
    }

    /// Copies of one text carry their quotations along: equal words in them are one utterance, however few.
    fn join_copies(&mut self) {
        for &(a, b) in &self.nodes.copies {
            if self.relation(a, b) != Relation::Different {
                self.join(a, b);
            }
        }
    }

    /// Joins by links that the guard held back, where they have become links of roots or have company.
    fn join_blocked(&mut self) -> io::Result<()> {
        let mut blocked = std::mem::take(&mut self.blocked);
        blocked.par_sort_unstable_by_key(|edge| {
            let Link { coverage, matched, strong, .. } = edge.link;
            let whole = coverage >= 1000;
            (Reverse((whole, strong, matched, coverage)), edge.long, edge.short)
        });
        let mut between: AHashMap<(u32, u32), Vec<Edge>> = AHashMap::new();
        let mut still = Vec::new();
        for edge in blocked {
            if !self.take(&edge)? {
                still.push(edge);
            }
        }
        for edge in still {
            let (a, b) = (self.root(edge.long), self.root(edge.short));
            if a == b || self.conflict(&edge) {
                continue;
            }
            let list = between.entry((a.min(b), a.max(b))).or_default();
            // One witness of each stretch is enough; four stretches are more than are needed.
            if list.len() < 4 && self.is_new(&edge, list)? {
                list.push(edge);
                if list.len() == 2 {
                    self.join(a, b);
                }
            }
        }
        Ok(())
    }

    /// Joins what the link joins, unless the guard holds it back.
    fn take(&mut self, edge: &Edge) -> io::Result<bool> {
        let (a, b) = (self.root(edge.long), self.root(edge.short));
        if a == b {
            return Ok(true);
        }
        if self.conflict(edge) {
            return Ok(false);
        }
        let roots = a.min(b) == edge.long.min(edge.short) && a.max(b) == edge.long.max(edge.short);
        let inside = edge.link.coverage >= 750 && !self.joined[b as usize];
        let free = roots || inside || self.roots_agree(a.min(b), a.max(b))?;
        if free {
            self.join(a, b);
        }
        Ok(free)
    }

    /// Whether the link would put two speakers together without the words to show for it.
    fn conflict(&mut self, edge: &Edge) -> bool {
        !edge.link.strong && self.relation(edge.long, edge.short) == Relation::Different
    }

    fn roots_agree(&mut self, long: u32, short: u32) -> io::Result<bool> {
        if let Some(&known) = self.judged.get(&(long, short)) {
            return Ok(known);
        }
        let said = self.nodes.load([long, short])?;
        let agree = matches!(verdict(&said, self.names, &self.hot, long, short, None), Verdict::Link(_));
        self.judged.insert((long, short), agree);
        Ok(agree)
    }

    /// Whether the run of a link has no shingle in common with those of others.
    fn is_new(&self, edge: &Edge, others: &[Edge]) -> io::Result<bool> {
        if others.is_empty() {
            return Ok(true);
        }
        let said = self.nodes.load(others.iter().chain([edge]).map(|edge| edge.short))?;
        let run = |edge: &Edge| {
            let (from, len) = (edge.link.run.0 as usize, edge.link.run.1 as usize);
            said.keys(edge.short)[from..from + len].windows(SHINGLE).map(shingle).collect::<Vec<_>>()
        };
        let mut own = run(edge);
        own.sort_unstable();
        Ok(others.iter().all(|other| run(other).iter().all(|shingle| own.binary_search(shingle).is_err())))
    }
}

fn verdict(said: &Said<'_>, names: &Names, hot: &AHashSet<u64>, long: u32, short: u32, seed: Option<Run>) -> Verdict {
    let nodes = said.nodes;
    let relation = names.groups(nodes.names(long), nodes.names(short));
    let known = Circumstances { relation, occasions_differ: &|| nodes.occasions_differ(long, short), hot };
    judge(&said.core(long), &said.core(short), seed, &known)
}
