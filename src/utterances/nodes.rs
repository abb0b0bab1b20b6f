//! Nodes of the link graph: printings with the same words, taken together where nothing speaks against it.
//!
//! Responsible for collapsing exact copies before anything is compared, so that a sentence printed ten thousand times costs as much
//! as one; and for what is kept of a node: twenty bytes, and its words where there is room for them. Not responsible for links between
//! different wordings.

use std::io;

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::Printings;
use super::few::{Few, Short};
use super::occasion::{Collecting, Occasions};
use super::speakers::{Named, Names};
use super::spoken::{Core, Spoken};
use super::tokens::Tokens;
use super::wordings::{Loaded, Start, Storing, Wordings};
use super::words::{Dictionary, Word};
use crate::quotes::QuoteKind;
use crate::storage::{Room, Sorting, part_of_hash};

/// Half words of a wording that is its own evidence, whoever says it: seven words with one of content, or ten of any kind.
const LONG: u8 = 14;
const LONG_CONTENT: u8 = 2;
const LONG_ANY: u8 = 20;
/// Words of content in a shorter one.
const CONTENT: u8 = 4;
/// Half words of a wording that printings without a speaker share by more than chance: five words.
const MIDDLING: u8 = 10;
/// Half words from which a wording is no fragment.
const FRAGMENT: u8 = 10;
/// Names and occasions kept for a node; more say nothing new.
pub(super) const KEPT: usize = 8;

/// Texts that are read side by side before their words are stored.
const BATCH: usize = 1 << 14;
/// Printings that are sorted at a time.
const SORTED: usize = 1 << 16;

/// A printing's text, by its beginning and then by all of it: texts that begin alike are stored close to each other, and what is close
/// is compared fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Printed {
    /// A hash of the first bytes.
    beginning: u64,
    hash: u64,
    printing: u32,
    unused: u32,
}

impl Printed {
    /// Bytes of a beginning.
    const BEGINNING: usize = 16;

    fn of(text: &str, printing: u32) -> Self {
        let text = text.as_bytes();
        let beginning = xxh3_64(&text[..text.len().min(Self::BEGINNING)]);
        Self { beginning, hash: xxh3_64(text), printing, unused: 0 }
    }
}

/// A printing by its wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Worded {
    /// Hash of the words said.
    wording: u64,
    /// Hash of the text.
    text: u64,
    start: Start,
    printing: u32,
    words: u32,
    /// Half words, and of content, up to 255.
    weight: u8,
    content: u8,
    unused: [u8; 6],
}

/// What is asked of printings while nodes are made of them.
struct About<'n> {
    names: &'n Names,
    named: &'n Named,
    told: Occasions,
    occasions: Vec<u32>,
    text_groups: Vec<u32>,
    kinds: Vec<QuoteKind>,
}

/// Printings that are one utterance by their words alone, by number: the longest wordings first, then by a hash of the words, then by
/// the first printing. Whichever of two nodes comes first can stand for both.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) dictionary: Dictionary,
    wordings: Wordings,
    starts: Vec<Start>,
    names: Vec<Short>,
    occasions: Vec<Short>,
    /// Bits of [`Nodes::HEADLINE`] and [`Nodes::FRAGMENT`].
    marks: Vec<u8>,
    few: Few,
    /// The first node of each length in words, longest first.
    lengths: Vec<(u32, u32)>,
    told: Occasions,
    /// The node of each printing; none of what stands apart.
    node_of: Vec<u32>,
    /// Pairs of nodes with the same words by the same speaker on different occasions.
    pub(super) related: Vec<(u32, u32)>,
    /// Pairs of nodes with the same words that copies of one text print.
    pub(super) copies: Vec<(u32, u32)>,
}

/// Nodes in the making: numbered in the order of wordings.
struct Making<'n> {
    about: About<'n>,
    nodes: Nodes,
    /// Words of each node.
    words: Vec<u32>,
    /// Nodes of the wording in hand: their printings.
    own: Vec<Vec<u32>>,
}

impl Nodes {
    /// Only headlines print it.
    const HEADLINE: u8 = 1;
    /// A few words that may be a piece of a sentence.
    const FRAGMENT: u8 = 2;
    /// The node of a printing that stands apart.
    pub(super) const NONE: u32 = u32::MAX;

    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    /// Words of a node.
    pub(super) fn len(&self, node: u32) -> u32 {
        let above = self.lengths.partition_point(|&(first, _)| first <= node);
        above.checked_sub(1).map_or(0, |n| self.lengths[n].1)
    }

    /// Words of all nodes.
    pub(super) fn words(&self) -> usize {
        let ends = self.lengths.iter().skip(1).map(|&(first, _)| first as usize).chain([self.count()]);
        self.lengths.iter().zip(ends).map(|(&(first, words), end)| words as usize * (end - first as usize)).sum()
    }

    /// The first nodes of parts that have about so many words each.
    pub(super) fn parts(&self, words: usize) -> Vec<u32> {
        let mut parts = vec![0];
        let ends = self.lengths.iter().skip(1).map(|&(first, _)| first).chain([u32::try_from(self.count()).unwrap_or(u32::MAX)]);
        let mut sum = 0;
        for (&(first, len), end) in self.lengths.iter().zip(ends) {
            for node in first..end {
                if sum >= words {
                    parts.push(node);
                    sum = 0;
                }
                sum += len as usize;
            }
        }
        parts
    }

    /// The node of each printing; [`Nodes::NONE`] of what stands apart.
    pub(super) fn node_of(&self) -> &[u32] {
        &self.node_of
    }

    pub(super) fn take_node_of(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.node_of)
    }

    /// Distinct names of speakers, at most [`KEPT`].
    #[inline]
    pub(super) fn names(&self, node: u32) -> &[u32] {
        self.few.get(&self.names[node as usize])
    }

    pub(super) fn is_headline(&self, node: u32) -> bool {
        self.marks[node as usize] & Self::HEADLINE != 0
    }

    pub(super) fn is_fragment(&self, node: u32) -> bool {
        self.marks[node as usize] & Self::FRAGMENT != 0
    }

    /// Whether no printing of one node can be of the occasion of the other.
    pub(super) fn occasions_differ(&self, a: u32, b: u32) -> bool {
        let of = |n: u32| self.few.get(&self.occasions[n as usize]);
        of(a).iter().all(|&p| of(b).iter().all(|&q| self.told.differ(p, q)))
    }

    /// All nodes in the order in which their words are stored.
    pub(super) fn as_stored(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..).take(self.count()).collect();
        order.par_sort_unstable_by_key(|&n| (self.starts[n as usize], n));
        order
    }

    /// Whether the words of all are in memory.
    pub(super) const fn is_held(&self) -> bool {
        self.wordings.is_held()
    }

    /// Reads the words of nodes one after the other, in the order in which they are stored.
    pub(super) fn each(&self, stored: &[u32], mut each: impl FnMut(u32, &[Word])) -> io::Result<()> {
        self.wordings.each(stored.iter().map(|&n| (n, self.starts[n as usize])), |n, core| each(n, core.keys))
    }

    /// Brings the words of nodes into memory.
    pub(super) fn load(&self, nodes: impl IntoIterator<Item = u32>) -> io::Result<Said<'_>> {
        let wanted =
            if self.is_held() { Vec::new() } else { nodes.into_iter().map(|n| (self.starts[n as usize], self.len(n))).collect() };
        Ok(Said { nodes: self, loaded: self.wordings.load(wanted)? })
    }

    /// Collapses the printings but for those that stand apart, in O(n log n).
    pub(super) fn of<P: Printings + ?Sized>(printings: &P, names: &Names, named: &Named, room: &Room) -> io::Result<Self> {
        let count = printings.count() as usize;
        let parts = count.div_ceil(SORTED).max(1);
        let mut texts = Sorting::new(room, parts);
        let (mut occasions, mut text_groups, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
        occasions.reserve_exact(count);
        text_groups.reserve_exact(count);
        kinds.reserve_exact(count);
        let mut told = Collecting::default();
        let mut linked: Vec<u32> = Vec::with_capacity(BATCH);
        for n in 0..printings.count() {
            let outline = printings.outline(n)?;
            occasions.push(told.number(&outline));
            text_groups.push(outline.text_group);
            kinds.push(outline.kind);
            if !outline.apart {
                linked.push(n);
            }
            if linked.len() == BATCH || n + 1 == printings.count() {
                let read = |&n: &u32| Ok(Printed::of(&printings.text(n)?, n));
                let printed: Vec<Printed> = linked.par_iter().map(read).collect::<io::Result<_>>()?;
                texts.add(&printed, |printed| part_of_hash(printed.beginning, parts))?;
                linked.clear();
            }
        }
        let about = About { names, named, told: told.finish(), occasions, text_groups, kinds };

        let mut dictionary = Dictionary::default();
        let mut storing = Storing::new(room);
        let mut worded = Sorting::new(room, parts);
        texts.finish(
            |part| part,
            |part| {
                let mut texts = part.chunk_by(|x, y| (x.beginning, x.hash) == (y.beginning, y.hash)).peekable();
                while texts.peek().is_some() {
                    let batch: Vec<&[Printed]> = texts.by_ref().take(BATCH).collect();
                    let read = |copies: &&[Printed]| {
                        let spoken = Spoken::of(&Tokens::of(&printings.text(copies[0].printing)?), &dictionary);
                        Ok((spoken.hash(), spoken))
                    };
                    let read: Vec<(u64, Spoken)> = batch.par_iter().map(read).collect::<io::Result<_>>()?;
                    for (copies, (hash, mut spoken)) in batch.into_iter().zip(read) {
                        spoken.number(&mut dictionary);
                        let core = spoken.core();
                        let start = storing.put(&core)?;
                        let small = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
                        let words = u32::try_from(core.len()).unwrap_or(u32::MAX);
                        let (weight, content) = (small(core.weight(0, core.len())), small(core.content(0, core.len())));
                        let of = |copy: &Printed| Worded {
                            wording: hash,
                            text: copy.hash,
                            start,
                            printing: copy.printing,
                            words,
                            weight,
                            content,
                            unused: [0; 6],
                        };
                        for copies in copies.chunks(BATCH) {
                            worded
                                .add(&copies.iter().map(of).collect::<Vec<_>>(), |worded| part_of_hash(worded.wording, parts))?;
                        }
                    }
                }
                Ok(())
            },
        )?;

        let node_of = vec![Self::NONE; count];
        let nodes = Self { dictionary, wordings: storing.finish()?, node_of, ..Self::default() };
        let mut making = Making { about, nodes, words: Vec::new(), own: Vec::new() };
        worded.finish(
            |part| part,
            |part| {
                let mut members: Vec<u32> = Vec::new();
                for alike in part.chunk_by(|x, y| x.wording == y.wording) {
                    members.clear();
                    members.extend(alike.iter().map(|worded| worded.printing));
                    members.sort_unstable();
                    making.split(&members, &alike[0]);
                }
                Ok(())
            },
        )?;
        Ok(making.ordered())
    }
}

impl Making<'_> {
    /// Makes nodes of the printings of one wording.
    fn split(&mut self, members: &[u32], wording: &Worded) {
        let Worded { weight, content, .. } = *wording;
        if weight >= LONG && content >= LONG_CONTENT || weight >= LONG_ANY {
            self.push(wording, members);
            return;
        }
        let About { names, named, text_groups, kinds, .. } = &self.about;
        let mut buckets: Vec<(Bucket, u32)> = members
            .iter()
            .map(|&n| {
                let speech = !matches!(kinds[n as usize], QuoteKind::Title | QuoteKind::Scare);
                let bucket = match named.get(n) {
                    Some(id) if content >= 2 => {
                        let (surname, initial) = names.bucket(id);
                        Bucket::Named(surname, initial)
                    }
                    Some(id) => Bucket::Copy(text_groups[n as usize], names.bucket(id).0),
                    None if speech && weight >= MIDDLING && content >= CONTENT => Bucket::Open,
                    None => Bucket::Copy(text_groups[n as usize], 0),
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
        buckets.sort_unstable();
        // Pairs of nodes by their place among those of the wording.
        let mut related = Vec::new();
        self.own.clear();
        for group in buckets.chunk_by(|x, y| x.0 == y.0) {
            let members: Vec<u32> = group.iter().map(|&(_, n)| n).collect();
            if matches!(group[0].0, Bucket::Named(..)) {
                let from = self.own.len();
                self.split_by_occasion(members);
                related.extend((from + 1..self.own.len()).map(|n| (n - 1, n)));
            } else {
                self.own.push(members);
            }
        }
        let own = std::mem::take(&mut self.own);
        if let [only] = &own[..] {
            self.push(wording, only);
            return;
        }
        // By their first printings.
        let mut order: Vec<usize> = (0..own.len()).collect();
        order.sort_unstable_by_key(|&n| own[n][0]);
        let mut numbers = vec![0; own.len()];
        for n in order {
            numbers[n] = self.push(wording, &own[n]);
        }
        self.nodes.related.extend(related.into_iter().map(|(x, y)| (numbers[x], numbers[y])));
        self.pair_copies(&own, &numbers);
        self.own = own;
    }

    /// Copies of one text carry their quotations along.
    fn pair_copies(&mut self, own: &[Vec<u32>], numbers: &[u32]) {
        let group = |n: u32| self.about.text_groups[n as usize];
        let mut groups: Vec<(u32, u32)> =
            own.iter().zip(numbers).flat_map(|(members, &node)| members.iter().map(move |&n| (group(n), node))).collect();
        groups.sort_unstable();
        groups.dedup();
        self.nodes.copies.extend(groups.windows(2).filter(|two| two[0].0 == two[1].0).map(|two| (two[0].1, two[1].1)));
    }

    /// A few words by one speaker: one node an occasion.
    fn split_by_occasion(&mut self, members: Vec<u32>) {
        let About { told, occasions, .. } = &self.about;
        let occasion = |n: u32| occasions[n as usize];
        let (mut stated, mut unstated): (Vec<u32>, Vec<u32>) = members.into_iter().partition(|&n| !told.is_unstated(occasion(n)));
        // By time: the occasions that a printing may belong to are then the last ones.
        stated.sort_unstable_by(|&x, &y| told.compare(occasion(x), occasion(y)).then(x.cmp(&y)));
        let mut groups: Vec<(u32, Vec<u32>)> = Vec::new();
        for n in stated {
            match groups.iter_mut().rev().take(KEPT).find(|(first, _)| !told.differ(*first, occasion(n))) {
                Some((_, group)) => group.push(n),
                None => groups.push((occasion(n), vec![n])),
            }
        }
        let mut groups: Vec<Vec<u32>> = groups.into_iter().map(|(_, group)| group).collect();
        match &mut groups[..] {
            [only] => only.append(&mut unstated),
            _ if unstated.is_empty() => {}
            _ => groups.push(unstated),
        }
        for mut group in groups {
            group.sort_unstable();
            self.own.push(group);
        }
    }

    fn push(&mut self, wording: &Worded, members: &[u32]) -> u32 {
        let About { named, occasions, kinds, .. } = &self.about;
        let mut names: Vec<u32> = members.iter().filter_map(|&n| named.get(n)).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(KEPT);
        let mut distinct: Vec<u32> = Vec::new();
        for &n in members {
            let occasion = occasions[n as usize];
            if !distinct.contains(&occasion) {
                distinct.push(occasion);
                if distinct.len() == KEPT {
                    break;
                }
            }
        }
        let Worded { start, words, weight, content, .. } = *wording;
        let headline = members.iter().all(|&n| kinds[n as usize] == QuoteKind::Headline);
        let fragment = words > 0 && weight < FRAGMENT && content >= 2;
        let nodes = &mut self.nodes;
        let node = u32::try_from(nodes.starts.len()).unwrap_or(u32::MAX);
        nodes.starts.push(start);
        nodes.names.push(nodes.few.put(&names));
        nodes.occasions.push(nodes.few.put(&distinct));
        let marks = [(headline, Nodes::HEADLINE), (fragment, Nodes::FRAGMENT)];
        nodes.marks.push(marks.iter().filter(|mark| mark.0).map(|mark| mark.1).sum());
        for &n in members {
            nodes.node_of[n as usize] = node;
        }
        self.words.push(words);
        node
    }

    /// The longest first; those of one length stay in the order of wordings.
    fn ordered(self) -> Nodes {
        let Self { about, mut nodes, words, .. } = self;
        let About { told, .. } = about;
        nodes.told = told;
        let mut counts: AHashMap<u32, u32> = AHashMap::new();
        for &words in &words {
            *counts.entry(words).or_default() += 1;
        }
        let mut lengths: Vec<(u32, u32)> = counts.into_iter().collect();
        lengths.sort_unstable_by_key(|&(words, _)| std::cmp::Reverse(words));
        let mut next: AHashMap<u32, u32> = AHashMap::with_capacity(lengths.len());
        let mut first = 0;
        for (words, count) in lengths {
            next.insert(words, first);
            nodes.lengths.push((first, words));
            first += count;
        }
        let mut now = words;
        for number in &mut now {
            let next = next.entry(*number).or_default();
            *number = *next;
            *next += 1;
        }
        nodes.starts = moved(&nodes.starts, &now);
        nodes.names = moved(&nodes.names, &now);
        nodes.occasions = moved(&nodes.occasions, &now);
        nodes.marks = moved(&nodes.marks, &now);
        for node in nodes.node_of.iter_mut().filter(|node| **node != Nodes::NONE) {
            *node = now[*node as usize];
        }
        for (x, y) in nodes.related.iter_mut().chain(&mut nodes.copies) {
            (*x, *y) = (now[*x as usize], now[*y as usize]);
        }
        nodes
    }
}

/// A list whose items have other places now.
fn moved<T: Copy>(list: &[T], now: &[u32]) -> Vec<T> {
    let mut out = list.to_vec();
    for (&item, &at) in list.iter().zip(now) {
        out[at as usize] = item;
    }
    out
}

/// Some nodes with their words.
#[derive(Debug)]
pub(super) struct Said<'n> {
    pub(super) nodes: &'n Nodes,
    loaded: Loaded<'n>,
}

impl Said<'_> {
    /// The words of a node that was asked for.
    #[inline]
    pub(super) fn core(&self, node: u32) -> Core<'_> {
        self.loaded.core(self.nodes.starts[node as usize])
    }

    #[inline]
    pub(super) fn keys(&self, node: u32) -> &[Word] {
        self.loaded.keys(self.nodes.starts[node as usize])
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
