//! Boilerplate as it is listed: every marked block in a family, so that nothing that is set aside is out of sight.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::passages::families::At;
use crate::passages::{Family, FamilyKind, FamilyMember, Op, Text};
use crate::storage::in_one;

/// A block of an article, and which printing of its words there it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    /// Of its letters, the halves of 128 bits.
    hash: (u64, u64),
    printing: u32,
    at: At,
}

/// Families of boilerplate: the blocks with the same words, a block of one article alone too.
///
/// A member is one place of an article; the second printings of a block that articles repeat are a family of their own, and so on.
#[derive(Debug, Default)]
pub struct BoilerplateFamilies {
    /// The places of all families, those of each in a row.
    places: Vec<At>,
    /// Where those of each family stand, and which of them represents it: families in the order of their first places.
    families: Vec<(Range<u32>, u32)>,
}

impl BoilerplateFamilies {
    /// `rank` orders articles: the first of a family represents it.
    ///
    /// # Errors
    /// Where a text cannot be read from its file.
    #[allow(clippy::cast_possible_truncation, reason = "the two halves of 128 bits")]
    pub fn of(texts: &[Text<'_>], rank: &[u32]) -> io::Result<Self> {
        let with_some = texts.par_iter().enumerate().filter(|(_, text)| !text.boilerplate.is_empty());
        let mut blocks: Vec<Block> = in_one(with_some.map(|(article, text)| {
            let words = text.own_words()?;
            let article = u32::try_from(article).map_err(io::Error::other)?;
            let block = |&(start, end): &(u32, u32)| {
                let hash = xxh3_128(words.letters_of(start as usize, end as usize));
                Block { hash: ((hash >> 64) as u64, hash as u64), printing: 0, at: (article, (start, end)) }
            };
            Ok(text.boilerplate.iter().map(block).collect())
        }))?;
        blocks.par_sort_unstable();
        for i in 1..blocks.len() {
            let Block { hash, printing, at: (article, _) } = blocks[i - 1];
            if (hash, article) == (blocks[i].hash, blocks[i].at.0) {
                blocks[i].printing = printing + 1;
            }
        }
        blocks.par_sort_unstable();
        let mut families = Vec::new();
        let mut start = 0;
        for family in blocks.chunk_by(|a, b| (a.hash, a.printing) == (b.hash, b.printing)) {
            let end = start + u32::try_from(family.len()).map_err(io::Error::other)?;
            let first = (0u32..).zip(family).min_by_key(|(_, block)| rank[block.at.0 as usize]);
            families.push((start..end, first.map_or(0, |(number, _)| number)));
            start = end;
        }
        let places: Vec<At> = blocks.into_iter().map(|block| block.at).collect();
        families.sort_by_key(|(own, _)| places[own.start as usize]);
        families.shrink_to_fit();
        Ok(Self { places, families })
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.families.len()
    }

    #[must_use]
    pub fn family(&self, family: usize) -> Family {
        let (own, representative) = &self.families[family];
        let member = |&(article, words): &At| {
            let ops = vec![(Op::Equal, words.1 - words.0)];
            FamilyMember { article, words, ops, identity: 1.0 }
        };
        let members = self.places[own.start as usize..own.end as usize].iter().map(member).collect();
        Family { kind: FamilyKind::Boilerplate, representative: *representative as usize, members }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::AtHand;

    #[test]
    fn every_block_is_a_member_of_one_family() {
        let texts = ["Sign up. It rained. Sign up.", "It snowed. SIGN UP!", "Read on."];
        let shelf: Vec<AtHand<'_>> = texts.iter().map(|text| AtHand::of(text)).collect();
        let blocks: [&[(u32, u32)]; 3] = [&[(0, 2), (4, 6)], &[(2, 4)], &[(0, 2)]];
        let text = |(number, boilerplate): (u32, &'static [(u32, u32)])| {
            let count = u32::try_from(shelf[number as usize].words.len()).expect("short");
            Text { count, boilerplate, number, shelf: &shelf }
        };
        let texts: Vec<Text<'_>> = (0u32..).zip(blocks).map(text).collect();
        let families = BoilerplateFamilies::of(&texts, &[1, 0, 2]).unwrap();
        let families = (0..families.count()).map(|i| families.family(i));
        let members = |family: &Family| family.members.iter().map(|member| (member.article, member.words)).collect::<Vec<_>>();
        let mut listed: Vec<_> = families.map(|family| (members(&family), family.representative)).collect();
        listed.sort();
        assert_eq!(
            listed,
            [(vec![(0, (0, 2)), (1, (2, 4))], 1), (vec![(0, (4, 6))], 0), (vec![(2, (0, 2))], 0)],
            "the earliest article represents its family"
        );
    }
}
