//! Families: one passage with every article that carries it, aligned to a representative.
//!
//! Places are joined by the passages between them and by overlap inside an article, so a family costs what its passages cost,
//! whatever its size.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::io;
use std::sync::Arc;

use ahash::AHashMap;
use rayon::prelude::*;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::columns::{Op, Ops, identity, turned};
use super::{Opened, Passage, Seed, Text, Union, align::Aligner, join, passage::passages, seeds};
use crate::storage::{Filing, Room, Sorting};

/// Two places of one article are one where what both hold is at least this share of what either holds.
const SAME_PLACE: f64 = 0.5;

/// Earlier places of an article that one is compared with.
const LOOK_BACK: usize = 32;

/// Pairs whose passages are read before their places are put with the others, and parts in which these are sorted.
const PAIRS_TOGETHER: usize = 1 << 14;
const PARTS: usize = 64;

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

/// All pairs of articles with their passages, ordered: what families are made of.
pub trait Pairs: Sync {
    fn count(&self) -> usize;
    /// The articles of a pair, the smaller number first.
    fn key(&self, pair: usize) -> (u32, u32);
    /// # Errors
    /// Where they cannot be read from a file.
    fn passages(&self, pair: usize) -> io::Result<Arc<Vec<Passage>>>;
}

/// A place of an article: its number, and words.
pub(super) type At = (u32, (u32, u32));

/// A place of a passage, by its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Placed {
    article: u32,
    start: u32,
    end: u32,
    passage: u32,
}

impl Placed {
    const fn of(article: u32, (start, end): (u32, u32), passage: u32) -> Self {
        Self { article, start, end, passage }
    }

    const fn range(&self) -> (u32, u32) {
        (self.start, self.end)
    }

    /// Whether both are of one article.
    const fn is_beside(&self, other: &Self) -> bool {
        self.article == other.article
    }
}

/// Two ranges of words that a passage joins, and whether it is evident.
type Joined = ((u32, u32), (u32, u32), bool);

/// Who is in a family, before anything is aligned.
#[derive(Debug)]
struct Draft {
    kind: FamilyKind,
    representative: u32,
    members: Box<[At]>,
}

/// Families of passages, and for each pair and passage the number of its family.
#[derive(Debug, Default)]
pub struct Families {
    drafts: Vec<Draft>,
    /// Of all passages that are in a family, pair by pair, and where those of each pair begin.
    of_passage: Vec<u32>,
    starts: Vec<u32>,
    phrases: bool,
}

fn is_wanted(passage: &Passage, phrases: bool) -> bool {
    !passage.boilerplate && (phrases || passage.evident)
}

impl Families {
    /// Groups all passages of `pairs` (ordered) that are not boilerplate; phrases only with `phrases`. `rank` orders articles: the first of
    /// a family represents it.
    ///
    /// # Errors
    /// Where a pair cannot be read from a file.
    pub fn of(pairs: &impl Pairs, rank: &[u32], phrases: bool, room: &Room) -> io::Result<Self> {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let joined = |pair| {
            let passages = pairs.passages(pair)?;
            let wanted = passages.iter().filter(|passage| is_wanted(passage, phrases));
            Ok(wanted.map(|passage| (passage.a, passage.b, passage.evident)).collect())
        };
        let mut placed = Sorting::new(room, PARTS);
        let part = |place: &Placed| place.article as usize * PARTS / rank.len();
        let mut evident: Vec<bool> = Vec::new();
        let mut starts = Vec::with_capacity(pairs.count());
        for first in (0..pairs.count()).step_by(PAIRS_TOGETHER) {
            let some = first..pairs.count().min(first + PAIRS_TOGETHER);
            let ranges = some.clone().into_par_iter().map(joined).collect::<io::Result<Vec<Vec<Joined>>>>()?;
            let mut places = Vec::new();
            for (pair, ranges) in some.zip(ranges) {
                let (a, b) = pairs.key(pair);
                starts.push(number(evident.len()));
                // Every passage gives two places, joined by it.
                for (of_a, of_b, is_evident) in ranges {
                    let passage = number(evident.len());
                    places.extend([(a, of_a), (b, of_b)].map(|(article, range)| Placed::of(article, range, passage)));
                    evident.push(is_evident);
                }
            }
            placed.add(&places, part)?;
        }
        // In order, those of an article in one piece.
        let mut places = Filing::new(room);
        placed.finish(|part| part, |part| part.chunk_by(Placed::is_beside).try_for_each(|own| places.put(own).map(drop)))?;
        let places = places.finish()?;
        let mut groups = Union::new(evident.len());
        for piece in places.pieces() {
            for own in piece?.chunk_by(Placed::is_beside) {
                for (i, place) in own.iter().enumerate() {
                    for other in &own[i.saturating_sub(LOOK_BACK)..i] {
                        let alike = evident[place.passage as usize] == evident[other.passage as usize];
                        if alike && same_place(place.range(), other.range()) {
                            groups.join(place.passage, other.passage);
                        }
                    }
                }
            }
        }
        let mut number_of: AHashMap<u32, u32> = AHashMap::new();
        let mut members: Vec<Vec<At>> = Vec::new();
        let mut kinds: Vec<FamilyKind> = Vec::new();
        let mut add = |&Placed { article, start, end, passage }: &Placed| {
            let range = (start, end);
            let root = groups.root(passage);
            let family = *number_of.entry(root).or_insert_with(|| {
                members.push(Vec::new());
                kinds.push(if evident[passage as usize] { FamilyKind::Passage } else { FamilyKind::Phrase });
                number(members.len() - 1)
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
        };
        for piece in places.pieces() {
            piece?.iter().for_each(&mut add);
        }
        drop(places);
        let of_passage = (0..number(evident.len())).map(|passage| number_of[&groups.root(passage)]).collect();
        let drafts = members.into_iter().zip(kinds).map(|(members, kind)| {
            let representative = (0..members.len()).min_by_key(|&i| rank[members[i].0 as usize]).unwrap_or_default();
            Draft { kind, representative: number(representative), members: members.into() }
        });
        Ok(Self { drafts: drafts.collect(), of_passage, starts, phrases })
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.drafts.len()
    }

    #[must_use]
    pub fn kind(&self, family: usize) -> FamilyKind {
        self.drafts[family].kind
    }

    /// For each passage of a pair the number of its family.
    #[must_use]
    pub fn of_passages(&self, pair: usize, passages: &[Passage]) -> Vec<Option<u32>> {
        let mut own = self.of_passage[self.starts[pair] as usize..].iter();
        passages.iter().map(|passage| if is_wanted(passage, self.phrases) { own.next().copied() } else { None }).collect()
    }

    /// A family with each of its places unaligned: without scripts.
    #[must_use]
    pub fn outline(&self, family: usize) -> Family {
        let draft = &self.drafts[family];
        let member = |&(article, words): &At| FamilyMember { article, words, ops: Ops::new(), identity: 0.0 };
        let members = draft.members.iter().map(member).collect();
        Family { kind: draft.kind, representative: draft.representative as usize, members }
    }

    /// A family with its members aligned to the representative.
    ///
    /// # Errors
    /// Where a text or a pair cannot be read from a file.
    pub fn family(&self, family: usize, texts: &[Text<'_>], pairs: &impl Pairs) -> io::Result<Family> {
        let draft = &self.drafts[family];
        let base = draft.members[draft.representative as usize];
        let mut aligner = Aligner::default();
        let mut opened: Option<Base<'_>> = None;
        let mut member = |&place: &At| {
            if place == base {
                let ops = vec![(Op::Equal, place.1.1 - place.1.0)];
                return Ok(FamilyMember { article: place.0, words: place.1, ops, identity: 1.0 });
            }
            if let Some(known) = known(pairs, base, place)? {
                return Ok(known);
            }
            let base = match opened.take() {
                Some(base) => base,
                None => Base::of(texts, base)?,
            };
            aligned(&mut aligner, texts, opened.insert(base), place)
        };
        let members = draft.members.iter().map(&mut member).collect::<io::Result<_>>()?;
        Ok(Family { kind: draft.kind, representative: draft.representative as usize, members })
    }
}

fn same_place(a: (u32, u32), b: (u32, u32)) -> bool {
    let both = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    let either = a.1.max(b.1) - a.0.min(b.0);
    f64::from(both) >= SAME_PLACE * f64::from(either)
}

/// A place whose passage with the representative's place is known: most families are the two places of one passage. Of a longer passage that
/// holds both places it is the part that stands across from the representative's.
fn known(pairs: &impl Pairs, base: At, place: At) -> io::Result<Option<FamilyMember>> {
    let is_turned = place.0 < base.0;
    let (first, second) = if is_turned { (place, base) } else { (base, place) };
    let Some(pair) = find(pairs, (first.0, second.0)) else { return Ok(None) };
    Ok(part_of(&pairs.passages(pair)?, base, place))
}

/// The same of the passages of a pair.
fn part_of(passages: &[Passage], base: At, place: At) -> Option<FamilyMember> {
    let is_turned = place.0 < base.0;
    let (first, second) = if is_turned { (place, base) } else { (base, place) };
    // Nearly always in order: two books may have thousands.
    let found = passages.binary_search_by_key(&(first.1, second.1), |passage| (passage.a, passage.b)).ok().map(|i| &passages[i]);
    if let Some(passage) = found.or_else(|| passages.iter().find(|passage| (passage.a, passage.b) == (first.1, second.1))) {
        let ops = if is_turned { turned(&passage.ops) } else { passage.ops.clone() };
        return Some(FamilyMember { article: place.0, words: place.1, ops, identity: passage.identity() });
    }
    let holds = |outer: (u32, u32), inner: (u32, u32)| outer.0 <= inner.0 && inner.1 <= outer.1;
    let mut outer = passages.iter().filter(|passage| holds(passage.a, first.1) && holds(passage.b, second.1));
    let passage = outer.next().filter(|_| outer.next().is_none())?;
    let (words, ops) = if is_turned { clipped(&passage.turned(), base.1) } else { clipped(passage, base.1) }?;
    let identity = identity(&ops);
    Some(FamilyMember { article: place.0, words, ops, identity })
}

/// The number of the pair of two articles.
fn find(pairs: &impl Pairs, key: (u32, u32)) -> Option<usize> {
    let (mut from, mut to) = (0, pairs.count());
    while from < to {
        let middle = from + (to - from) / 2;
        match pairs.key(middle).cmp(&key) {
            Ordering::Less => from = middle + 1,
            Ordering::Equal => return Some(middle),
            Ordering::Greater => to = middle,
        }
    }
    None
}

/// The representative's place, with what all members are aligned to.
struct Base<'t> {
    at: At,
    opened: Opened<'t>,
    seeds: OnceCell<Vec<Seed>>,
}

impl<'t> Base<'t> {
    fn of(texts: &[Text<'t>], at: At) -> io::Result<Self> {
        Ok(Self { at, opened: texts[at.0 as usize].open()?, seeds: OnceCell::new() })
    }

    fn seeds(&self) -> &[Seed] {
        self.seeds.get_or_init(|| seeds::seeds_inside(&*self.opened.words, self.at.1))
    }
}

/// A place with its word edit script from the representative's place.
fn aligned(aligner: &mut Aligner, texts: &[Text<'_>], base: &Base<'_>, place: At) -> io::Result<FamilyMember> {
    let whole = |ops: Ops, identity| FamilyMember { article: place.0, words: place.1, ops, identity };
    let opened = texts[place.0 as usize].open()?;
    if is_same(base, place, &opened) {
        return Ok(whole(vec![(Op::Equal, place.1.1 - place.1.0)], 1.0));
    }
    let hits = join::between(base.seeds(), &seeds::seeds_inside(&*opened.words, place.1));
    let found = passages(aligner, &base.opened.document(), &opened.document(), &hits);
    let fits = |passage: &&Passage| {
        let both = passage.b.1.min(place.1.1).saturating_sub(passage.b.0.max(place.1.0));
        (both, std::cmp::Reverse(passage.b.0))
    };
    Ok(match found.iter().max_by_key(fits) {
        // The script covers the words that stand in the representative's place; the member's range is theirs.
        Some(passage) => match clipped(passage, base.at.1) {
            Some((words, ops)) => {
                let identity = identity(&ops);
                FamilyMember { article: place.0, words, ops, identity }
            }
            None => whole(vec![(Op::Inserted, place.1.1 - place.1.0)], 0.0),
        },
        // Linked only through others: nothing of the representative's words is left.
        None => whole(vec![(Op::Inserted, place.1.1 - place.1.0)], 0.0),
    })
}

/// Whether a place has the words of the representative's place, and none of them is boilerplate in either text: then an alignment of the two
/// comes to the same.
fn is_same(base: &Base<'_>, place: At, opened: &Opened<'_>) -> bool {
    let range = |(start, end): (u32, u32)| start as usize..end as usize;
    let (one, other) = (&base.opened.words.hashes()[range(base.at.1)], &opened.words.hashes()[range(place.1)]);
    let is_own = |text: &Opened<'_>, (start, end): (u32, u32)| {
        let next = text.boilerplate.partition_point(|&(_, end)| end <= start);
        text.boilerplate.get(next).is_none_or(|&(from, _)| end <= from)
    };
    one == other && is_own(&base.opened, base.at.1) && is_own(opened, place.1)
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
    use super::super::{AtHand, cigar};
    use super::*;

    /// A passage with an edit of each kind.
    fn passage() -> Passage {
        Passage {
            a: (100, 122),
            b: (7, 30),
            ops: vec![(Op::Equal, 10), (Op::Inserted, 3), (Op::Equal, 5), (Op::Deleted, 2), (Op::Changed, 1), (Op::Equal, 4)],
            aligned: crate::passages::Aligned::default(),
            longest_run_words: 10,
            longest_run_letters: 60,
            matched_letters: 100,
            boilerplate: false,
            evident: true,
        }
    }

    #[test]
    fn a_member_is_clipped_to_the_place_of_the_representative() {
        let passage = passage();
        let ops = passage.ops.clone();
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

    /// Two texts with what they share.
    struct One(Passage);

    impl Pairs for One {
        fn count(&self) -> usize {
            1
        }

        fn key(&self, _: usize) -> (u32, u32) {
            (3, 9)
        }

        fn passages(&self, _: usize) -> io::Result<Arc<Vec<Passage>>> {
            Ok(Arc::new(vec![self.0.clone()]))
        }
    }

    #[test]
    fn a_place_inside_a_known_passage_is_a_part_of_it() {
        let pairs = One(passage());
        let of =
            |base, place| known(&pairs, base, place).unwrap().map(|member| (member.article, member.words, cigar(&member.ops)));
        assert_eq!(of((3, (100, 122)), (9, (7, 30))), Some((9, (7, 30), "10= 3I 5= 2D 1X 4=".into())), "all of it");
        assert_eq!(of((3, (108, 118)), (9, (15, 26))), Some((9, (15, 26), "2= 3I 5= 2D 1X".into())));
        assert_eq!(of((9, (15, 26)), (3, (108, 118))), Some((3, (108, 118), "2= 3D 5= 2I 1X".into())), "turned");
        assert_eq!(of((3, (99, 110)), (9, (11, 17))), None, "beyond the passage");
        assert_eq!(of((4, (108, 118)), (9, (15, 26))), None, "another pair");
    }

    /// What is not aligned because it is the same comes to what an alignment comes to.
    #[test]
    fn the_same_words_are_what_an_alignment_makes_of_them() {
        let story =
            "The council voted nine to four on Monday night to close the Mill Street bridge to lorries from the first of June.";
        let texts = [format!("It rained. {story} He left."), format!("Snow fell again. {story} She sang and danced.")];
        let shelf: Vec<AtHand<'_>> = texts.iter().map(|text| AtHand::of(text)).collect();
        let count = |text: &AtHand<'_>| u32::try_from(text.words.len()).expect("short");
        let size = count(&AtHand::of(story));
        let text = |i: usize| Text {
            count: count(&shelf[i]),
            boilerplate: &[],
            number: u32::try_from(i).expect("0 or 1"),
            shelf: &shelf,
        };
        let (base, place) = ((0, (2, 2 + size)), (1, (3, 3 + size)));
        let member = |boilerplate: &[(u32, u32)]| {
            let texts = [text(0), Text { boilerplate, ..text(1) }];
            let base = Base::of(&texts, base).unwrap();
            let same = is_same(&base, place, &texts[1].open().unwrap());
            (same, aligned(&mut Aligner::default(), &texts, &base, place).unwrap())
        };
        let (same, found) = member(&[]);
        assert!(same);
        let opened = [0, 1].map(|i| text(i).open().unwrap());
        let documents = opened.each_ref().map(Opened::document);
        let seeds = documents.map(|document| seeds::seeds(document.words));
        let anew = passages(&mut Aligner::default(), &documents[0], &documents[1], &join::between(&seeds[0], &seeds[1]));
        assert_eq!(clipped(&anew[0], base.1), Some((found.words, found.ops.clone())));
        assert_eq!((found.words, cigar(&found.ops)), (place.1, format!("{size}=")));
        // Boilerplate is left to the alignment.
        assert!(!member(&[(5, 9)]).0 && member(&[(0, 3), (3 + size, 4 + size)]).0);
    }
}
