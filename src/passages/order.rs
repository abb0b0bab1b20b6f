//! Pieces of one text that stand in another order in the other.

use std::collections::BTreeMap;

/// The passages that stand in one order in both texts and hold the most words: those can face each other. Ranges are in the order
/// of the first text; given are the starts in the second and the words.
///
/// The heaviest increasing sequence, in O(n log n).
#[must_use]
pub fn in_one_order(passages: &[(usize, usize)]) -> Vec<bool> {
    // For each start in the second text the best sequence that ends there; heavier ones only behind lighter ones.
    let mut best: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(passages.len());
    for (i, &(start, words)) in passages.iter().enumerate() {
        let last = best.range(..start).next_back().map(|(_, &(weight, last))| (weight, last));
        let weight = words + last.map_or(0, |(weight, _)| weight);
        before.push(last.map(|(_, last)| last));
        if best.range(..=start).next_back().is_some_and(|(_, &(other, _))| other >= weight) {
            continue;
        }
        let beaten: Vec<usize> =
            best.range(start..).take_while(|(_, (other, _))| *other <= weight).map(|(&start, _)| start).collect();
        for start in beaten {
            best.remove(&start);
        }
        best.insert(start, (weight, i));
    }
    let mut faces = vec![false; passages.len()];
    let mut at = best.last_key_value().map(|(_, &(_, last))| last);
    while let Some(i) = at {
        faces[i] = true;
        at = before[i];
    }
    faces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_heaviest_order_faces() {
        assert_eq!(in_one_order(&[(0, 5), (10, 5), (20, 5)]), [true, true, true]);
        assert_eq!(in_one_order(&[(20, 9), (0, 5), (10, 5)]), [false, true, true]);
        assert_eq!(in_one_order(&[(20, 11), (0, 5), (10, 5)]), [true, false, false]);
        assert_eq!(in_one_order(&[(4, 5), (4, 5)]), [true, false]);
        assert!(in_one_order(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn what_faces_is_in_one_order_and_is_the_heaviest(passages in prop::collection::vec((0usize..8, 1usize..5), 0..9)) {
            let faces = in_one_order(&passages);
            let chosen: Vec<_> = passages.iter().zip(&faces).filter(|(_, is)| **is).map(|(p, _)| *p).collect();
            prop_assert!(chosen.is_sorted_by(|x, y| x.0 < y.0));
            let weight = |of: &[(usize, usize)]| of.iter().map(|p| p.1).sum::<usize>();
            let mut heaviest = 0;
            for bits in 0u32..1 << passages.len() {
                let some: Vec<_> = passages.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1).map(|(_, p)| *p).collect();
                if some.is_sorted_by(|x, y| x.0 < y.0) {
                    heaviest = heaviest.max(weight(&some));
                }
            }
            prop_assert_eq!(weight(&chosen), heaviest);
        }
    }
}
