//! The words that two stretches have in common, in one order.

/// Cells that are filled for two stretches; beyond that nothing is said to be common.
const MAX_CELLS: usize = 1 << 18;

/// Pairs of equal words, ascending on both sides, and the letters in them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Common {
    pub pairs: Vec<(usize, usize)>,
    pub letters: u32,
}

/// The longest common subsequence of two lists of words by their hashes, where a word weighs its letters.
///
/// O(words of a x words of b); `table` is memory that calls share.
pub(super) fn common_words(a: &[u64], b: &[u64], letters: impl Fn(usize) -> usize, table: &mut Vec<u32>) -> Common {
    let width = b.len() + 1;
    if a.len() * b.len() > MAX_CELLS {
        return Common::default();
    }
    // Letters in the best common words of the first i words of a and the first j of b.
    table.clear();
    table.resize((a.len() + 1) * width, 0);
    for (i, x) in a.iter().enumerate() {
        let weight = u32::try_from(letters(i)).unwrap_or(u32::MAX);
        let (above, row) = table[i * width..(i + 2) * width].split_at_mut(width);
        for (j, y) in b.iter().enumerate() {
            let both = if x == y { above[j] + weight } else { 0 };
            row[j + 1] = both.max(above[j + 1]).max(row[j]);
        }
    }
    let mut common = Common { letters: table[a.len() * width + b.len()], ..Common::default() };
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        let here = table[i * width + j];
        if here == table[(i - 1) * width + j] {
            i -= 1;
        } else if here == table[i * width + j - 1] {
            j -= 1;
        } else {
            (i, j) = (i - 1, j - 1);
            common.pairs.push((i, j));
        }
    }
    common.pairs.reverse();
    common
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The weight of the best common subsequence, by trying everything.
    fn naive(a: &[u64], b: &[u64]) -> u32 {
        let (Some((&x, rest_a)), Some((&y, rest_b))) = (a.split_first(), b.split_first()) else { return 0 };
        let both = if x == y { naive(rest_a, rest_b) + weight(x) } else { 0 };
        both.max(naive(rest_a, b)).max(naive(a, rest_b))
    }

    fn weight(word: u64) -> u32 {
        u32::try_from(word + 1).expect("small")
    }

    proptest! {
        #[test]
        fn common_words_are_the_heaviest_common_subsequence(a in prop::collection::vec(0u64..5, 0..8), b in prop::collection::vec(0u64..5, 0..8)) {
            let common = common_words(&a, &b, |i| weight(a[i]) as usize, &mut Vec::new());
            prop_assert_eq!(common.letters, naive(&a, &b));
            prop_assert_eq!(common.letters, common.pairs.iter().map(|&(i, _)| weight(a[i])).sum::<u32>());
            prop_assert!(common.pairs.iter().all(|&(i, j)| a[i] == b[j]));
            prop_assert!(common.pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
        }
    }
}
