//! Nodes of the link graph: printings with the same words, taken together where nothing speaks against it.
//!
//! Responsible for collapsing exact copies before anything is compared, so that a sentence printed ten thousand times costs as much
//! as one. Not responsible for links between different wordings.

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::Printing;
use super::occasion::Occasion;
use super::speakers::Names;
use super::tokens::{Core, Tokens};
use crate::quotes::QuoteKind;

/// Half words of a wording that is its own evidence, whoever says it: seven words with one of content, or ten of any kind.
const LONG: usize = 14;
const LONG_CONTENT: usize = 2;
const LONG_ANY: usize = 20;
/// Words of content in a shorter one.
const CONTENT: usize = 4;
/// Half words of a wording that printings without a speaker share by more than chance: five words.
const MIDDLING: usize = 10;
/// Names and occasions kept for a node; more say nothing new.
pub(super) const KEPT: usize = 8;

/// Printings that are one utterance by their words alone.
#[derive(Debug)]
pub(super) struct Node {
    /// Index into [`Nodes::cores`].
    pub(super) core: u32,
    /// Indexes of printings, in order of article and quotation.
    pub(super) printings: Vec<u32>,
    /// Distinct names of speakers, at most [`KEPT`].
    pub(super) names: Vec<u32>,
    pub(super) occasions: Vec<Occasion>,
    /// Only headlines print it.
    pub(super) headline: bool,
}

/// A text as printed, read once for all its copies.
struct Wording<'t> {
    hash: u64,
    core: Core,
    /// Hash of the text, and index of the printing.
    copies: &'t [(u64, u32)],
}

#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) list: Vec<Node>,
    pub(super) cores: Vec<Core>,
    /// Pairs of nodes with the same words by the same speaker on different occasions.
    pub(super) related: Vec<(u32, u32)>,
}

impl Nodes {
    pub(super) fn core(&self, node: u32) -> &Core {
        &self.cores[self.list[node as usize].core as usize]
    }

    /// Collapses the printings, in O(n log n). Nodes are ordered by length, longest first, then by content: whichever of two
    /// nodes comes first can stand for both.
    pub(super) fn of(printings: &[Printing<'_>], names: &Names, ids: &[Option<u32>]) -> Self {
        let mut by_text: Vec<(u64, u32)> = (0_u32..u32::try_from(printings.len()).unwrap_or(u32::MAX))
            .into_par_iter()
            .map(|n| (xxh3_64(printings[n as usize].text.as_bytes()), n))
            .collect();
        by_text.par_sort_unstable();
        let texts: Vec<&[(u64, u32)]> = by_text.chunk_by(|x, y| x.0 == y.0).collect();
        let mut wordings: Vec<Wording<'_>> = texts
            .into_par_iter()
            .map(|copies| {
                let core = Core::of(&Tokens::of(printings[copies[0].1 as usize].text));
                Wording { hash: core.hash(), core, copies }
            })
            .collect();
        wordings.par_sort_unstable_by_key(|wording| (wording.hash, wording.copies[0].0));

        let mut out = Self::default();
        for alike in wordings.chunk_by_mut(|x, y| x.hash == y.hash) {
            let mut members: Vec<u32> = alike.iter().flat_map(|wording| wording.copies.iter().map(|&(_, n)| n)).collect();
            members.sort_unstable_by_key(|&n| place(&printings[n as usize]));
            let core = std::mem::take(&mut alike[0].core);
            out.split(members, &core, printings, names, ids);
            out.cores.push(core);
        }
        out.order(printings);
        out
    }

    /// Makes nodes of the printings of one wording.
    fn split(&mut self, members: Vec<u32>, core: &Core, printings: &[Printing<'_>], names: &Names, ids: &[Option<u32>]) {
        let (weight, content) = (core.weight(0, core.len()), core.content(0, core.len()));
        if weight >= LONG && content >= LONG_CONTENT || weight >= LONG_ANY {
            self.push(members, printings, ids);
            return;
        }
        let mut buckets: Vec<(Bucket, u32)> = members
            .into_iter()
            .map(|n| {
                let printing = &printings[n as usize];
                let speech = !matches!(printing.quote_info.kind, QuoteKind::Title | QuoteKind::Scare);
                let bucket = match ids[n as usize] {
                    Some(id) if content >= 2 => {
                        let (surname, initial) = names.bucket(id);
                        Bucket::Named(surname, initial)
                    }
                    Some(id) => Bucket::Copy(printing.text_group, names.bucket(id).0),
                    None if speech && weight >= MIDDLING && content >= CONTENT => Bucket::Open,
                    None => Bucket::Copy(printing.text_group, 0),
                };
                (bucket, n)
            })
            .collect();
        // A bare surname is the one person of that surname, if there is one.
        let mut initials: AHashMap<u64, Option<u32>> = AHashMap::new();
        for (bucket, _) in &buckets {
            if let Bucket::Named(surname, initial @ 1..) = *bucket {
                initials.entry(surname).and_modify(|one| *one = one.filter(|&one| one == initial)).or_insert(Some(initial));
            }
        }
        for (bucket, _) in &mut buckets {
            if let Bucket::Named(surname, initial @ 0) = bucket {
                *initial = initials.get(surname).copied().flatten().unwrap_or(0);
            }
        }
        buckets.sort_by_key(|&(bucket, n)| (bucket, place(&printings[n as usize])));
        for group in buckets.chunk_by(|x, y| x.0 == y.0) {
            let group_members = group.iter().map(|&(_, n)| n);
            if matches!(group[0].0, Bucket::Named(..)) {
                self.split_by_occasion(group_members.collect(), printings, ids);
            } else {
                self.push(group_members.collect(), printings, ids);
            }
        }
    }

    /// A few words by one speaker: one node an occasion.
    fn split_by_occasion(&mut self, members: Vec<u32>, printings: &[Printing<'_>], ids: &[Option<u32>]) {
        let mut stated: Vec<(Occasion, u32)> = Vec::new();
        let mut unstated = Vec::new();
        for n in members {
            let printing = &printings[n as usize];
            let occasion = Occasion::of(printing.quote_info, printing.published);
            if occasion.is_unstated() { unstated.push(n) } else { stated.push((occasion, n)) }
        }
        // By time: the occasions that a printing may belong to are then the last ones.
        stated.sort_by(|x, y| x.0.cmp(&y.0).then_with(|| place(&printings[x.1 as usize]).cmp(&place(&printings[y.1 as usize]))));
        let mut groups: Vec<(Occasion, Vec<u32>)> = Vec::new();
        for (occasion, n) in stated {
            match groups.iter_mut().rev().take(KEPT).find(|(first, _)| !first.differs(&occasion)) {
                Some((_, group)) => group.push(n),
                None => groups.push((occasion, vec![n])),
            }
        }
        match &mut groups[..] {
            [(_, only)] => only.append(&mut unstated),
            _ if unstated.is_empty() => {}
            _ => groups.push((Occasion::default(), unstated)),
        }
        let mut last = None;
        for (_, mut group) in groups {
            group.sort_unstable_by_key(|&n| place(&printings[n as usize]));
            let node = self.push(group, printings, ids);
            if let Some(last) = last {
                self.related.push((last, node));
            }
            last = Some(node);
        }
    }

    fn push(&mut self, members: Vec<u32>, printings: &[Printing<'_>], ids: &[Option<u32>]) -> u32 {
        let mut names: Vec<u32> = members.iter().filter_map(|&n| ids[n as usize]).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(KEPT);
        let mut occasions: Vec<Occasion> = Vec::new();
        for &n in &members {
            let printing = &printings[n as usize];
            let occasion = Occasion::of(printing.quote_info, printing.published);
            if !occasions.contains(&occasion) {
                occasions.push(occasion);
                if occasions.len() == KEPT {
                    break;
                }
            }
        }
        let headline = members.iter().all(|&n| printings[n as usize].quote_info.kind == QuoteKind::Headline);
        let core = u32::try_from(self.cores.len()).unwrap_or(u32::MAX);
        let node = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(Node { core, printings: members, names, occasions, headline });
        node
    }

    fn order(&mut self, printings: &[Printing<'_>]) {
        let cores = &self.cores;
        let mut order: Vec<u32> = (0..).take(self.list.len()).collect();
        // Cores were made in the order of their hashes: their index stands for the hash.
        order.par_sort_unstable_by_key(|&n| {
            let node = &self.list[n as usize];
            (std::cmp::Reverse(cores[node.core as usize].len()), node.core, place(&printings[node.printings[0] as usize]))
        });
        let mut now = vec![0; order.len()];
        for (at, &n) in (0_u32..).zip(&order) {
            now[n as usize] = at;
        }
        let mut old: Vec<Option<Node>> = std::mem::take(&mut self.list).into_iter().map(Some).collect();
        self.list = order.iter().filter_map(|&n| old[n as usize].take()).collect();
        for (x, y) in &mut self.related {
            (*x, *y) = (now[*x as usize], now[*y as usize]);
        }
    }

    /// Whether no printing of one node can be of the occasion of the other.
    pub(super) fn occasions_differ(&self, a: u32, b: u32) -> bool {
        let (x, y) = (&self.list[a as usize].occasions, &self.list[b as usize].occasions);
        x.iter().all(|p| y.iter().all(|q| p.differs(q)))
    }
}

/// What keeps printings of few words apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bucket {
    /// Surname and initial.
    Named(u64, u32),
    /// No speaker, but enough words.
    Open,
    /// Too little to link but within copies of one text (by the same surname).
    Copy(u32, u64),
}

/// Where a printing stands, which no reordering of the input changes.
pub(super) fn place(printing: &Printing<'_>) -> (u32, u32) {
    (printing.article, printing.quote)
}
