//! Families: one passage with every article that carries it, aligned to a representative.
//!
//! Places are joined by the passages between them and by overlap inside an article, so a family costs what its passages cost,
//! whatever its size.

use ahash::AHashMap;
use rayon::prelude::*;

use super::columns::{Op, Ops, turned};
use super::{Document, Passage, Seed, Union, align::Aligner, join, passage::passages};

/// Two places of one article are one where what both hold is at least this share of what either holds.
const SAME_PLACE: f64 = 0.5;

/// Earlier places of an article that one is compared with.
const LOOK_BACK: usize = 32;

/// What kind of words a family shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FamilyKind {
    Passage,
    Boilerplate,
    /// A run without evidential weight: short and common.
    Phrase,
}

impl FamilyKind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passage => "passage",
            Self::Boilerplate => "boilerplate",
            Self::Phrase => "phrase",
        }
    }
}

/// One article's printing of a family.
#[derive(Debug, Clone, PartialEq)]
pub struct FamilyMember {
    pub article: u32,
    pub words: (u32, u32),
    /// Word edit script from the representative.
    pub ops: Ops,
    pub identity: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    pub kind: FamilyKind,
    /// Number of its representative in `members`.
    pub representative: usize,
    /// Ordered by article; one place an article.
    pub members: Vec<FamilyMember>,
}

/// What one pair of articles shares, `a` < `b`.
#[derive(Debug, Clone, Copy)]
pub struct PairPassages<'p> {
    pub a: u32,
    pub b: u32,
    pub passages: &'p [Passage],
}

/// Families of passages, and for each pair and passage the number of its family.
#[derive(Debug, Default)]
pub struct Families {
    pub families: Vec<Family>,
    pub of_passage: Vec<Vec<Option<u32>>>,
}

/// Groups all passages of `pairs` (ordered) that are not boilerplate; phrases only with `phrases`. `rank` orders articles: the first of a
/// family represents it.
#[must_use]
pub fn families(
    documents: &[Document<'_>],
    seeds: &[Vec<Seed>],
    pairs: &[PairPassages<'_>],
    rank: &[u32],
    phrases: bool,
) -> Families {
    let wanted = |passage: &Passage| !passage.boilerplate && (phrases || passage.evident);
    // Every passage gives two places, joined by it.
    let mut places: Vec<(u32, (u32, u32), u32)> = Vec::new();
    let mut evident: Vec<bool> = Vec::new();
    for pair in pairs {
        for passage in pair.passages.iter().filter(|passage| wanted(passage)) {
            let number = u32::try_from(evident.len()).unwrap_or(u32::MAX);
            evident.push(passage.evident);
            places.push((pair.a, passage.a, number));
            places.push((pair.b, passage.b, number));
        }
    }
    places.par_sort_unstable();
    let mut groups = Union::new(evident.len());
    for own in places.chunk_by(|x, y| x.0 == y.0) {
        for (i, &(_, range, number)) in own.iter().enumerate() {
            for &(_, other, theirs) in &own[i.saturating_sub(LOOK_BACK)..i] {
                if same_place(range, other) && evident[number as usize] == evident[theirs as usize] {
                    groups.join(number, theirs);
                }
            }
        }
    }
    let mut number_of: AHashMap<u32, u32> = AHashMap::new();
    let mut members: Vec<Vec<(u32, (u32, u32))>> = Vec::new();
    let mut kinds: Vec<FamilyKind> = Vec::new();
    for &(article, range, number) in &places {
        let root = groups.root(number);
        let family = *number_of.entry(root).or_insert_with(|| {
            members.push(Vec::new());
            kinds.push(if evident[number as usize] { FamilyKind::Passage } else { FamilyKind::Phrase });
            u32::try_from(members.len() - 1).unwrap_or(u32::MAX)
        });
        let own = &mut members[family as usize];
        match own.last_mut() {
            // Of several places in one article the widest stands for it.
            Some((last, widest)) if *last == article => {
                if range.1 - range.0 > widest.1 - widest.0 {
                    *widest = range;
                }
            }
            _ => own.push((article, range)),
        }
    }
    let mut of_passage = Vec::with_capacity(pairs.len());
    let mut number = 0;
    for pair in pairs {
        let mut own = Vec::with_capacity(pair.passages.len());
        for passage in pair.passages {
            own.push(wanted(passage).then(|| {
                number += 1;
                number_of[&groups.root(number - 1)]
            }));
        }
        of_passage.push(own);
    }
    let families = members
        .into_par_iter()
        .zip(kinds)
        .map_init(Aligner::default, |aligner, (members, kind)| {
            let representative = (0..members.len()).min_by_key(|&i| rank[members[i].0 as usize]).unwrap_or_default();
            let base = members[representative];
            let member = |&place| known(pairs, base, place).unwrap_or_else(|| aligned(aligner, documents, seeds, base, place));
            let members = members.iter().map(member).collect();
            Family { kind, representative, members }
        })
        .collect();
    Families { families, of_passage }
}

fn same_place(a: (u32, u32), b: (u32, u32)) -> bool {
    let both = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    let either = a.1.max(b.1) - a.0.min(b.0);
    f64::from(both) >= SAME_PLACE * f64::from(either)
}

/// A place whose passage with the representative's place is known: most families are the two places of one passage.
fn known(pairs: &[PairPassages<'_>], base: (u32, (u32, u32)), place: (u32, (u32, u32))) -> Option<FamilyMember> {
    let is_turned = place.0 < base.0;
    let (first, second) = if is_turned { (place, base) } else { (base, place) };
    let pair = &pairs[pairs.binary_search_by_key(&(first.0, second.0), |pair| (pair.a, pair.b)).ok()?];
    let passage = pair.passages.iter().find(|passage| (passage.a, passage.b) == (first.1, second.1))?;
    let ops = if is_turned { turned(&passage.ops) } else { passage.ops.clone() };
    Some(FamilyMember { article: place.0, words: place.1, ops, identity: passage.identity() })
}

/// A place with its word edit script from the representative's place.
fn aligned(
    aligner: &mut Aligner,
    documents: &[Document<'_>],
    seeds: &[Vec<Seed>],
    base: (u32, (u32, u32)),
    place: (u32, (u32, u32)),
) -> FamilyMember {
    let whole = |ops: Ops, identity| FamilyMember { article: place.0, words: place.1, ops, identity };
    if base == place {
        return whole(vec![(Op::Equal, place.1.1 - place.1.0)], 1.0);
    }
    let inside = |(article, (start, end)): (u32, (u32, u32))| -> Vec<Seed> {
        let own = &seeds[article as usize];
        let from = own.partition_point(|seed| seed.word < start);
        own[from..].iter().copied().take_while(|seed| seed.word < end).collect()
    };
    let hits = join::between(&inside(base), &inside(place));
    let found = passages(aligner, &documents[base.0 as usize], &documents[place.0 as usize], &hits);
    let fits = |passage: &&Passage| {
        let both = passage.b.1.min(place.1.1).saturating_sub(passage.b.0.max(place.1.0));
        (both, std::cmp::Reverse(passage.b.0))
    };
    match found.iter().max_by_key(fits) {
        // The script covers the words that stand in the representative's place; the member's range is theirs.
        Some(passage) => match clipped(passage, base.1) {
            Some((words, ops)) => {
                let equal = ops.iter().filter(|(op, _)| *op == Op::Equal).map(|&(_, n)| f64::from(n)).sum::<f64>();
                let places = ops.iter().map(|&(_, n)| f64::from(n)).sum::<f64>();
                FamilyMember { article: place.0, words, ops, identity: equal / places }
            }
            None => whole(vec![(Op::Inserted, place.1.1 - place.1.0)], 0.0),
        },
        // Linked only through others: nothing of the representative's words is left.
        None => whole(vec![(Op::Inserted, place.1.1 - place.1.0)], 0.0),
    }
}

/// What of a passage stands across from the words `range` of its first text: the words of its second text, and the script. A passage
/// reaches as far as two texts agree, and that may be far beyond the place that a family is about. None where nothing is left.
fn clipped(passage: &Passage, (start, end): (u32, u32)) -> Option<((u32, u32), Ops)> {
    let (mut i, mut j) = (passage.a.0, passage.b.0);
    let mut words: Option<(u32, u32)> = None;
    let mut ops = Ops::new();
    for &(op, n) in &passage.ops {
        let (in_a, in_b) = (op != Op::Inserted, op != Op::Deleted);
        let (skipped, kept) = if in_a {
            let skipped = start.saturating_sub(i).min(n);
            (skipped, end.saturating_sub(i + skipped).min(n - skipped))
        } else {
            // What is inserted at an edge belongs to the neighbour outside.
            (0, if start < i && i < end { n } else { 0 })
        };
        if kept > 0 {
            ops.push((op, kept));
            if in_b {
                let from = j + skipped;
                words = Some((words.map_or(from, |(first, _)| first), from + kept));
            }
        }
        i += if in_a { n } else { 0 };
        j += if in_b { n } else { 0 };
    }
    Some((words?, ops))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_clipped_to_the_place_of_the_representative() {
        let ops = vec![(Op::Equal, 10), (Op::Inserted, 3), (Op::Equal, 5), (Op::Deleted, 2), (Op::Changed, 1), (Op::Equal, 4)];
        let passage = Passage {
            a: (100, 122),
            b: (7, 30),
            ops: ops.clone(),
            aligned: crate::passages::Aligned::default(),
            longest_run_words: 10,
            longest_run_letters: 60,
            matched_letters: 100,
            boilerplate: false,
            evident: true,
        };
        assert_eq!(clipped(&passage, (100, 122)), Some(((7, 30), ops.clone())));
        assert_eq!(clipped(&passage, (0, 999)), Some(((7, 30), ops)));
        assert_eq!(clipped(&passage, (104, 110)), Some(((11, 17), vec![(Op::Equal, 6)])), "no insertion at the edge");
        assert_eq!(
            clipped(&passage, (108, 118)),
            Some(((15, 26), vec![(Op::Equal, 2), (Op::Inserted, 3), (Op::Equal, 5), (Op::Deleted, 2), (Op::Changed, 1)]))
        );
        assert_eq!(clipped(&passage, (115, 117)), None, "only words that the member lacks");
        assert_eq!(clipped(&passage, (0, 100)), None);
    }
}
