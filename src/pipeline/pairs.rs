//! Verified pairs, each as a record of bytes, ordered.
//!
//! A record holds all of its pair and needs nothing else to be read: it can lie in memory or in a file.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::near::{FoundBy, Verified};
use super::recent::Recent;
use crate::passages::record;
use crate::passages::{self, Passage};
use crate::storage::{Filed, Filing, Place, Put as _, Room, Take};
use crate::verify::{Measures, Relation};

const RELATIONS: [Relation; 8] = [
    Relation::Identical,
    Relation::Reprint,
    Relation::Abridged,
    Relation::Expanded,
    Relation::Partial,
    Relation::QuotesOnly,
    Relation::BoilerplateOnly,
    Relation::Revision,
];

impl Verified {
    /// The pair as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        let Measures { relation, template, near, .. } = self.measures;
        let relation = RELATIONS.iter().position(|&other| other == relation).unwrap_or_default() as u64;
        let flags = [self.found_by.minhash, self.found_by.passages, self.found_by.cluster, template, near];
        let flags = flags.iter().rev().fold(0, |bits, &flag| bits << 1 | u64::from(flag));
        for n in [u64::from(self.a), u64::from(self.b), relation, flags] {
            out.put_number(n);
        }
        let Measures { jaccard, containment_a, containment_b, prose_a, prose_b, identity, .. } = self.measures;
        for share in [jaccard, containment_a, containment_b, prose_a, prose_b, identity] {
            out.extend(share.to_le_bytes());
        }
        for n in [self.measures.shared_words, self.measures.prose_words, self.measures.longest_run_words] {
            out.put_number(u64::from(n));
        }
        record::encode(&self.passages, &mut out);
        out
    }

    /// The pair of a record; none where the bytes are not one.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut from = Take(bytes);
        let pair = Self::decode_without_passages(&mut from)?;
        let passages = record::decode(&mut from)?;
        from.0.is_empty().then_some(Self { passages, ..pair })
    }

    fn decode_without_passages(from: &mut Take<'_>) -> Option<Self> {
        let (a, b) = (from.small()?, from.small()?);
        let relation = *RELATIONS.get(from.count()?)?;
        let flags = from.number()?;
        let flag = |bit: u32| flags >> bit & 1 == 1;
        let mut shares = [0.0; 6];
        for share in &mut shares {
            *share = f64::from_le_bytes(from.bytes(8)?.try_into().ok()?);
        }
        let [jaccard, containment_a, containment_b, prose_a, prose_b, identity] = shares;
        let (shared_words, prose_words, longest_run_words) = (from.small()?, from.small()?, from.small()?);
        let measures = Measures {
            relation,
            jaccard,
            containment_a,
            containment_b,
            prose_a,
            prose_b,
            shared_words,
            prose_words,
            longest_run_words,
            identity,
            template: flag(3),
            near: flag(4),
        };
        Some(Self {
            a,
            b,
            passages: Vec::new(),
            measures,
            found_by: FoundBy { minhash: flag(0), passages: flag(1), cluster: flag(2) },
        })
    }
}

/// Pairs that are verified before any of them is filed.
const TOGETHER: usize = 1 << 14;

/// A record from this size on has passages of its own slot in memory, and what they take there for each byte of it.
const MANY_BYTES: u64 = 1 << 13;
const DECODED: u64 = 8;

/// A pair of texts, and where its record stands: in which list, and where there.
#[derive(Debug, Clone, Copy)]
struct Known {
    key: (u32, u32),
    place: Place,
    list: u32,
}

/// All pairs of a corpus of texts, ordered by their numbers.
#[derive(Debug)]
pub struct Pairs {
    room: Room,
    places: Vec<Known>,
    lists: Vec<Filed<u8>>,
    /// Passages of pairs that have many, which are asked for once for each.
    many: Recent<Vec<Passage>>,
}

impl Pairs {
    #[must_use]
    pub fn new(room: &Room) -> Self {
        let many = Recent::new(room, 4, MANY_BYTES * DECODED);
        Self { room: room.clone(), places: Vec::new(), lists: Vec::new(), many }
    }

    /// Adds what `verified` makes of some proposals: pairs that are not there yet.
    pub(super) fn add<P: Sync>(
        &mut self,
        proposals: &[P],
        verified: impl Fn(&P) -> io::Result<Option<Verified>> + Sync,
    ) -> io::Result<()> {
        if proposals.is_empty() {
            return Ok(());
        }
        let mut filing = Filing::new(&self.room);
        let list = u32::try_from(self.lists.len()).map_err(io::Error::other)?;
        for some in proposals.chunks(TOGETHER) {
            let made = |proposal| Ok(verified(proposal)?.map(|pair| ((pair.a, pair.b), pair.encode())));
            for (key, record) in some.par_iter().map(made).filter_map(Result::transpose).collect::<io::Result<Vec<_>>>()? {
                self.places.push(Known { key, place: filing.put(&record)?, list });
            }
        }
        self.lists.push(filing.finish()?);
        self.places.shrink_to_fit();
        self.places.par_sort_unstable_by_key(|known| known.key);
        debug_assert!(self.places.is_sorted_by(|x, y| x.key < y.key), "each pair stands once");
        Ok(())
    }

    fn record(&self, number: usize) -> io::Result<Cow<'_, [u8]>> {
        let Known { place, list, .. } = self.places[number];
        self.lists[list as usize].get(place)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// Never: a record holds what was encoded.
    pub fn get(&self, number: usize) -> io::Result<Verified> {
        Ok(Verified::decode(&self.record(number)?).expect("what was encoded is decoded"))
    }

    /// A pair without its passages.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// Never: a record holds what was encoded.
    pub fn outline(&self, number: usize) -> io::Result<Verified> {
        Ok(Verified::decode_without_passages(&mut Take(&self.record(number)?)).expect("what was encoded is decoded"))
    }

    /// The texts of a pair.
    #[must_use]
    pub fn key(&self, number: usize) -> (u32, u32) {
        self.places[number].key
    }

    /// The number of the pair of two texts, `a` < `b`.
    #[must_use]
    pub fn find(&self, a: u32, b: u32) -> Option<usize> {
        self.places.binary_search_by_key(&(a, b), |known| known.key).ok()
    }
}

impl passages::Pairs for Pairs {
    fn count(&self) -> usize {
        self.len()
    }

    fn key(&self, pair: usize) -> (u32, u32) {
        self.places[pair].key
    }

    fn passages(&self, pair: usize) -> io::Result<Arc<Vec<Passage>>> {
        let bytes = u64::from({ self.places[pair].place }.items());
        let make = || Ok(self.get(pair)?.passages);
        if bytes < MANY_BYTES {
            return make().map(Arc::new);
        }
        self.many.get(u32::try_from(pair).map_err(io::Error::other)?, bytes * DECODED, make)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::passages::{Document, compare, seeds};
    use crate::text::Words;

    fn any_pair() -> impl Strategy<Value = Verified> {
        let texts = prop::collection::vec(0u32..60, 20..80);
        (texts, 0usize..40, any::<[u32; 5]>(), any::<[bool; 5]>(), 0usize..8, any::<[f64; 6]>()).prop_map(
            |(picks, changed, [a, b, shared_words, prose_words, longest_run_words], flags, relation, shares)| {
                let text = |salt: usize| -> String {
                    let words = picks.iter().enumerate();
                    words.map(|(i, pick)| if i == changed { format!("x{salt} ") } else { format!("word{pick} ") }).collect()
                };
                let (one, two) = (text(1), text(22));
                let (words_one, words_two) = (Words::of(&one), Words::of(&two));
                let one = Document { text: &one, words: &words_one, boilerplate: &[] };
                let two = Document { text: &two, words: &words_two, boilerplate: &[(0, 3)] };
                let [jaccard, containment_a, containment_b, prose_a, prose_b, identity] = shares;
                let [minhash, passages, cluster, template, near] = flags;
                let relation = RELATIONS[relation];
                let measures = Measures {
                    relation,
                    jaccard,
                    containment_a,
                    containment_b,
                    prose_a,
                    prose_b,
                    shared_words,
                    prose_words,
                    longest_run_words,
                    identity,
                    template,
                    near,
                };
                let found = compare(&one, &seeds(&one), &two, &seeds(&two));
                Verified { a, b, passages: found, measures, found_by: FoundBy { minhash, passages, cluster } }
            },
        )
    }

    proptest! {
        #[test]
        fn a_pair_comes_back_as_it_went_in(pair in any_pair()) {
            let bytes = pair.encode();
            let back = Verified::decode(&bytes).expect("a record");
            // As text, because a number that is none is not equal to itself.
            prop_assert_eq!(format!("{back:?}"), format!("{pair:?}"));
            for cut in 0..bytes.len() {
                prop_assert!(Verified::decode(&bytes[..cut]).is_none(), "cut at {}", cut);
            }
            prop_assert!(Verified::decode(&[&bytes[..], &[0]].concat()).is_none(), "one byte more");
        }
    }

    #[test]
    fn pairs_are_found_by_their_texts() {
        let pair = |a, b| {
            let measures = Measures::identical(a + b);
            Some(Verified { a, b, passages: Vec::new(), measures, found_by: FoundBy::default() })
        };
        let mut pairs = Pairs::new(&Room::default());
        for some in [&[(1, 2), (1, 7), (3, 4)][..], &[(2, 9), (0, 300)]] {
            pairs.add(some, |&(a, b)| Ok(pair(a, b))).unwrap();
        }
        let listed: Vec<u32> = (0..pairs.len()).map(|i| pairs.outline(i).unwrap().measures.shared_words).collect();
        assert_eq!(listed, [300, 3, 8, 11, 7]);
        assert_eq!((pairs.find(2, 9), pairs.find(2, 8)), (Some(3), None));
    }
}
