//! Boilerplate as it is listed: every marked block in a family, so that nothing that is set aside is out of sight.

use std::io;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::passages::{Family, FamilyKind, FamilyMember, Op, Text};
use crate::storage::in_one;

/// Families of boilerplate: the blocks with the same words, a block of one article alone too. `rank` orders articles: the first of a
/// family represents it.
///
/// A member is one place of an article; the second printings of a block that articles repeat are a family of their own, and so on.
///
/// # Errors
/// Where a text cannot be read from its file.
pub fn boilerplate_families(texts: &[Text<'_>], rank: &[u32]) -> io::Result<Vec<Family>> {
    let with_some = texts.par_iter().enumerate().filter(|(_, text)| !text.boilerplate.is_empty());
    let mut blocks: Vec<(u128, u32, (u32, u32))> = in_one(with_some.map(|(article, text)| {
        let words = text.own_words()?;
        let article = u32::try_from(article).unwrap_or(u32::MAX);
        let block =
            |&(start, end): &(u32, u32)| (xxh3_128(words.letters_of(start as usize, end as usize)), article, (start, end));
        Ok(text.boilerplate.iter().map(block).collect())
    }))?;
    blocks.par_sort_unstable();
    // Which printing of its article each one is.
    let mut printings: Vec<(u128, u32, u32, (u32, u32))> = Vec::with_capacity(blocks.len());
    for (hash, article, words) in blocks {
        let printing = match printings.last() {
            Some(&(before, printing, in_article, _)) if (before, in_article) == (hash, article) => printing + 1,
            _ => 0,
        };
        printings.push((hash, printing, article, words));
    }
    printings.par_sort_unstable();
    let mut families: Vec<Family> = printings
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|group| {
            let members: Vec<FamilyMember> = group
                .iter()
                .map(|&(_, _, article, words)| FamilyMember {
                    article,
                    words,
                    ops: vec![(Op::Equal, words.1 - words.0)],
                    identity: 1.0,
                })
                .collect();
            let representative = (0..members.len()).min_by_key(|&i| rank[members[i].article as usize]).unwrap_or_default();
            Family { kind: FamilyKind::Boilerplate, representative, members }
        })
        .collect();
    families.sort_by_key(|family| (family.members[0].article, family.members[0].words));
    Ok(families)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::AtHand;

    #[test]
    fn every_block_is_a_member_of_one_family() {
        let texts = ["Sign up. It rained. Sign up.", "It snowed. SIGN UP!", "Read on."];
        let shelf: Vec<AtHand<'_>> = texts.iter().map(|text| AtHand::unsigned(text)).collect();
        let blocks: [&[(u32, u32)]; 3] = [&[(0, 2), (4, 6)], &[(2, 4)], &[(0, 2)]];
        let text = |(number, boilerplate): (u32, &'static [(u32, u32)])| {
            let count = u32::try_from(shelf[number as usize].words.len()).expect("short");
            Text { count, boilerplate, number, shelf: &shelf }
        };
        let families = boilerplate_families(&(0u32..).zip(blocks).map(text).collect::<Vec<_>>(), &[1, 0, 2]).unwrap();
        let members = |family: &Family| family.members.iter().map(|member| (member.article, member.words)).collect::<Vec<_>>();
        let mut listed: Vec<_> = families.iter().map(|family| (members(family), family.representative)).collect();
        listed.sort();
        assert_eq!(
            listed,
            [(vec![(0, (0, 2)), (1, (2, 4))], 1), (vec![(0, (4, 6))], 0), (vec![(2, (0, 2))], 0)],
            "the earliest article represents its family"
        );
    }
}
