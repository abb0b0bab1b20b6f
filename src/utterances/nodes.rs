//! Nodes of the link graph: printings with the same words, taken together where nothing speaks against it.
//!
//! Responsible for collapsing exact copies before anything is compared, so that a sentence printed ten thousand times costs as much
//! as one. Not responsible for links between different wordings.

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::Printing;
use super::occasion::{Occasion, Occasions};
use super::speakers::Names;
use super::spoken::{Core, Cores, Place, Spoken};
use super::tokens::Tokens;
use crate::quotes::QuoteKind;

/// Half words of a wording that is its own evidence, whoever says it: seven words with one of content, or ten of any kind.
const LONG: usize = 14;
const LONG_CONTENT: usize = 2;
const LONG_ANY: usize = 20;
/// Words of content in a shorter one.
const CONTENT: usize = 4;
/// Half words of a wording that printings without a speaker share by more than chance: five words.
const MIDDLING: usize = 10;
/// Half words from which a wording is no fragment.
const FRAGMENT: usize = 10;
/// Names and occasions kept for a node; more say nothing new.
pub(super) const KEPT: usize = 8;

/// Texts that are read side by side before their words are stored.
const BATCH: usize = 1 << 14;

/// Printings that are one utterance by their words alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Number of the wording, by the order of hashes.
    pub(super) core: u32,
    place: Place,
    printings: Stretch,
    names: Stretch,
    occasions: Stretch,
    /// Only headlines print it.
    pub(super) headline: bool,
    /// A few words that may be a piece of a sentence.
    pub(super) fragment: bool,
}

impl Node {
    /// Words said.
    pub(super) const fn len(&self) -> usize {
        self.place.len()
    }
}

/// A stretch of a list that all nodes share.
#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    from: u32,
    len: u32,
}

impl Stretch {
    fn append<T: Clone>(list: &mut Vec<T>, items: &[T]) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let out = Self { from: number(list.len()), len: number(items.len()) };
        list.extend_from_slice(items);
        out
    }

    fn of<T>(self, list: &[T]) -> &[T] {
        &list[self.from as usize..][..self.len as usize]
    }
}

/// A text as printed, read once for all its copies.
struct Wording<'t> {
    hash: u64,
    place: Place,
    /// Hash of the text, and index of the printing.
    copies: &'t [Printed],
}

/// A printing's text, by its beginning and then by its hash: texts that begin alike are stored close to each other, and what is close
/// is compared fast.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Printed {
    beginning: [u8; 16],
    hash: u64,
    printing: u32,
}

impl Printed {
    fn of(printings: &[Printing<'_>], printing: u32) -> Self {
        let text = printings[printing as usize].text.as_bytes();
        let mut beginning = [0; 16];
        let len = text.len().min(beginning.len());
        beginning[..len].copy_from_slice(&text[..len]);
        Self { beginning, hash: xxh3_64(text), printing }
    }
}

#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) list: Vec<Node>,
    cores: Cores,
    /// Pairs of nodes with the same words by the same speaker on different occasions.
    pub(super) related: Vec<(u32, u32)>,
    printings: Vec<u32>,
    names: Vec<u32>,
    occasions: Vec<u32>,
    told: Occasions,
}

impl Nodes {
    #[inline]
    pub(super) fn core(&self, node: u32) -> Core<'_> {
        self.cores.get(self.list[node as usize].place)
    }

    /// The number of a word of a node among the words of all wordings.
    pub(super) fn word(&self, node: u32, at: u32) -> usize {
        self.list[node as usize].place.start() + at as usize
    }

    /// The words of all wordings.
    pub(super) fn words(&self) -> usize {
        self.cores.words()
    }

    /// Indexes of printings, in order of article and quotation.
    pub(super) fn printings(&self, node: u32) -> &[u32] {
        self.list[node as usize].printings.of(&self.printings)
    }

    /// Distinct names of speakers, at most [`KEPT`].
    #[inline]
    pub(super) fn names(&self, node: u32) -> &[u32] {
        self.list[node as usize].names.of(&self.names)
    }

    /// Collapses the printings but for those that stand apart, in O(n log n). Nodes are ordered by length, longest first, then by content: whichever of two
    /// nodes comes first can stand for both.
    pub(super) fn of(printings: &[Printing<'_>], names: &Names, ids: &[Option<u32>]) -> Self {
        let mut by_text: Vec<Printed> = (0_u32..u32::try_from(printings.len()).unwrap_or(u32::MAX))
            .into_par_iter()
            .filter(|&n| !printings[n as usize].apart)
            .map(|n| Printed::of(printings, n))
            .collect();
        by_text.par_sort_unstable();
        let count = by_text.len();
        let bytes: usize =
            by_text.chunk_by(|x, y| x.hash == y.hash).map(|copies| printings[copies[0].printing as usize].text.len()).sum();
        let mut out = Self {
            list: Vec::with_capacity(count),
            cores: Cores::with_room(bytes),
            printings: Vec::with_capacity(count),
            told: Occasions::of(printings),
            ..Self::default()
        };
        let mut wordings: Vec<Wording<'_>> = Vec::with_capacity(count);
        let mut texts = by_text.chunk_by(|x, y| x.hash == y.hash).peekable();
        while texts.peek().is_some() {
            let batch: Vec<&[Printed]> = texts.by_ref().take(BATCH).collect();
            let read: Vec<(u64, Spoken)> = batch
                .par_iter()
                .map(|copies| {
                    let spoken = Spoken::of(&Tokens::of(printings[copies[0].printing as usize].text));
                    (spoken.core().hash(), spoken)
                })
                .collect();
            for (copies, (hash, spoken)) in batch.into_iter().zip(read) {
                wordings.push(Wording { hash, place: out.cores.store(&spoken), copies });
            }
        }
        wordings.par_sort_unstable_by_key(|wording| (wording.hash, wording.copies[0].hash));

        let mut members: Vec<u32> = Vec::new();
        for (number, alike) in (0_u32..).zip(wordings.chunk_by(|x, y| x.hash == y.hash)) {
            members.clear();
            members.extend(alike.iter().flat_map(|wording| wording.copies.iter().map(|copy| copy.printing)));
            members.sort_unstable_by_key(|&n| place(&printings[n as usize]));
            out.split(&members, (number, alike[0].place), printings, names, ids);
        }
        out.order(printings);
        out
    }

    /// Makes nodes of the printings of one wording.
    fn split(&mut self, members: &[u32], wording: (u32, Place), printings: &[Printing<'_>], names: &Names, ids: &[Option<u32>]) {
        let core = self.cores.get(wording.1);
        let (weight, content) = (core.weight(0, core.len()), core.content(0, core.len()));
        if weight >= LONG && content >= LONG_CONTENT || weight >= LONG_ANY {
            self.push(wording, members, printings, ids);
            return;
        }
        let mut buckets: Vec<(Bucket, u32)> = members
            .iter()
            .map(|&n| {
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
            let members: Vec<u32> = group.iter().map(|&(_, n)| n).collect();
            if matches!(group[0].0, Bucket::Named(..)) {
                self.split_by_occasion(wording, &members, printings, ids);
            } else {
                self.push(wording, &members, printings, ids);
            }
        }
    }

    /// A few words by one speaker: one node an occasion.
    fn split_by_occasion(&mut self, wording: (u32, Place), members: &[u32], printings: &[Printing<'_>], ids: &[Option<u32>]) {
        let told = &self.told;
        let (mut stated, mut unstated): (Vec<u32>, Vec<u32>) = members.iter().partition(|&&n| !told.of_printing(n).is_unstated());
        // By time: the occasions that a printing may belong to are then the last ones.
        let key = |n: u32| (told.of_printing(n), place(&printings[n as usize]));
        stated.sort_by(|&x, &y| key(x).cmp(&key(y)));
        let mut groups: Vec<(&Occasion, Vec<u32>)> = Vec::new();
        for n in stated {
            let occasion = told.of_printing(n);
            match groups.iter_mut().rev().take(KEPT).find(|(first, _)| !first.differs(occasion)) {
                Some((_, group)) => group.push(n),
                None => groups.push((occasion, vec![n])),
            }
        }
        let mut groups: Vec<Vec<u32>> = groups.into_iter().map(|(_, group)| group).collect();
        match &mut groups[..] {
            [only] => only.append(&mut unstated),
            _ if unstated.is_empty() => {}
            _ => groups.push(unstated),
        }
        let mut last = None;
        for mut group in groups {
            group.sort_unstable_by_key(|&n| place(&printings[n as usize]));
            let node = self.push(wording, &group, printings, ids);
            if let Some(last) = last {
                self.related.push((last, node));
            }
            last = Some(node);
        }
    }

    fn push(&mut self, (core, place): (u32, Place), members: &[u32], printings: &[Printing<'_>], ids: &[Option<u32>]) -> u32 {
        let said = self.cores.get(place);
        let fragment = said.len() > 0 && !said.has((0, said.len()), FRAGMENT, 0) && said.content(0, said.len()) >= 2;
        let mut names: Vec<u32> = members.iter().filter_map(|&n| ids[n as usize]).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(KEPT);
        let mut occasions: Vec<u32> = Vec::new();
        for &n in members {
            let occasion = self.told.number(n);
            if !occasions.contains(&occasion) {
                occasions.push(occasion);
                if occasions.len() == KEPT {
                    break;
                }
            }
        }
        let node = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(Node {
            core,
            place,
            printings: Stretch::append(&mut self.printings, members),
            names: Stretch::append(&mut self.names, &names),
            occasions: Stretch::append(&mut self.occasions, &occasions),
            headline: members.iter().all(|&n| printings[n as usize].quote_info.kind == QuoteKind::Headline),
            fragment,
        });
        node
    }

    fn order(&mut self, printings: &[Printing<'_>]) {
        // Cores were numbered in the order of their hashes: the number stands for the hash.
        let mut order: Vec<_> = (0_u32..)
            .zip(&self.list)
            .map(|(n, node)| {
                let first = node.printings.of(&self.printings)[0];
                (std::cmp::Reverse(node.len()), node.core, place(&printings[first as usize]), n)
            })
            .collect();
        order.par_sort_unstable();
        let mut now = vec![0; order.len()];
        for (at, &(.., n)) in (0_u32..).zip(&order) {
            now[n as usize] = at;
        }
        self.list = order.iter().map(|&(.., n)| self.list[n as usize]).collect();
        for (x, y) in &mut self.related {
            (*x, *y) = (now[*x as usize], now[*y as usize]);
        }
    }

    /// All nodes in the order in which their words are stored.
    pub(super) fn as_stored(&self) -> Vec<(u32, Place)> {
        let mut order: Vec<(u32, Place)> = (0..).zip(self.list.iter().map(|node| node.place)).collect();
        order.par_sort_unstable_by_key(|&(n, place)| (place.start(), n));
        order
    }

    /// The words of a place.
    pub(super) fn keys(&self, place: Place) -> &[u64] {
        self.cores.get(place).keys
    }

    /// Whether no printing of one node can be of the occasion of the other.
    pub(super) fn occasions_differ(&self, a: u32, b: u32) -> bool {
        let of = |n: u32| self.list[n as usize].occasions.of(&self.occasions);
        of(a).iter().all(|&p| of(b).iter().all(|&q| self.told.get(p).differs(self.told.get(q))))
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
