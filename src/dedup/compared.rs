//! Which pairs were compared, in few bytes: the pairs of a crowded bucket are those of a few texts with all others.
//!
//! Responsible for remembering pairs. Not responsible for which are worth comparing.

use ahash::AHashMap;

/// The texts that one was compared with.
#[derive(Debug)]
enum With {
    /// Ascending.
    Few(Vec<u32>),
    /// A bit for each text.
    Many(Vec<u64>),
}

/// Pairs of texts.
#[derive(Debug)]
pub(super) struct Compared {
    texts: usize,
    with: AHashMap<u32, With>,
}

impl Compared {
    pub(super) fn new(texts: usize) -> Self {
        Self { texts, with: AHashMap::new() }
    }

    /// Remembers a pair; says whether it is new. Cheapest where the second texts of a first one come in ascending order.
    pub(super) fn insert(&mut self, a: u32, b: u32) -> bool {
        let with = self.with.entry(a).or_insert_with(|| With::Few(Vec::new()));
        match with {
            With::Many(bits) => {
                let (word, bit) = (&mut bits[b as usize / 64], 1 << (b % 64));
                let is_new = *word & bit == 0;
                *word |= bit;
                is_new
            }
            With::Few(few) => {
                let at =
                    if few.last().is_none_or(|&last| last < b) { few.len() } else { few.partition_point(|&other| other < b) };
                if few.get(at) == Some(&b) {
                    return false;
                }
                few.insert(at, b);
                // From here on a bit for every text is the less.
                if few.len() * 32 > self.texts {
                    let mut bits = vec![0; self.texts.div_ceil(64)];
                    for &other in few.iter() {
                        bits[other as usize / 64] |= 1 << (other % 64);
                    }
                    *with = With::Many(bits);
                }
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_pair_is_new_once(pairs in prop::collection::vec((0u32..6, 0u32..300), 0..400)) {
            let (mut compared, mut seen) = (Compared::new(300), BTreeSet::new());
            for (a, b) in pairs {
                prop_assert_eq!(compared.insert(a, b), seen.insert((a, b)));
            }
        }
    }
}
