//! Items of very different sizes in blocks that are worked on together: a thousand pieces of news, or a few books.

use std::ops::Range;

/// Items in blocks, in order.
#[derive(Debug, Clone)]
pub struct Blocks {
    ends: Vec<usize>,
}

impl Blocks {
    /// Blocks of at most so many items, and of so many bytes: an item that is larger has a block for itself.
    #[must_use]
    pub fn of(bytes: impl IntoIterator<Item = u64>, most_items: usize, most_bytes: u64) -> Self {
        let mut ends = Vec::new();
        let (mut all, mut items, mut held) = (0, 0, 0);
        for bytes in bytes {
            if items == most_items || items > 0 && held + bytes > most_bytes {
                ends.push(all);
                (items, held) = (0, 0);
            }
            items += 1;
            held += bytes;
            all += 1;
        }
        if items > 0 {
            ends.push(all);
        }
        Self { ends }
    }

    #[must_use]
    pub const fn count(&self) -> usize {
        self.ends.len()
    }

    /// The items of each block by their numbers.
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        (0..self.ends.len()).map(|block| self.range(block))
    }

    /// The items of a block by their numbers.
    #[must_use]
    pub fn range(&self, block: usize) -> Range<usize> {
        let start = block.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[block]
    }

    /// The block that an item is in.
    #[must_use]
    pub fn holding(&self, item: usize) -> usize {
        self.ends.partition_point(|&end| end <= item)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_item_is_in_one_block_that_is_small_or_its_own(
            bytes in proptest::collection::vec(0_u64..30, 0..50),
            most_items in 1_usize..6,
            most_bytes in 0_u64..40,
        ) {
            let blocks = Blocks::of(bytes.iter().copied(), most_items, most_bytes);
            let mut next = 0;
            for (block, items) in blocks.ranges().enumerate() {
                prop_assert_eq!(items.start, next);
                prop_assert!(items.clone().all(|item| blocks.holding(item) == block));
                let held: u64 = bytes[items.clone()].iter().sum();
                prop_assert!((1..=most_items).contains(&items.len()) && (held <= most_bytes || items.len() == 1));
                next = items.end;
            }
            prop_assert_eq!(next, bytes.len());
            // And no two neighbours would have gone into one.
            for (one, two) in blocks.ranges().zip(blocks.ranges().skip(1)) {
                let held: u64 = bytes[one.start..=two.start].iter().sum();
                prop_assert!(one.len() == most_items || held > most_bytes);
            }
        }
    }
}
