//! All ways in which a group of articles can descend from each other, weighed at once.
//!
//! A way is a forest: each article is a root or has one parent, and nobody descends from himself. Its weight is the product of the
//! weights of its links and roots. The share of a link is the weight of the forests that hold it among all, which Tutte's matrix-tree
//! theorem gives without listing them (as Koo, Globerson, Carreras and Collins 2007 do for the parses of a sentence).

/// A square matrix of weights: `[source][copy]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Square {
    side: usize,
    cells: Vec<f64>,
}

impl Square {
    pub(super) fn new(side: usize) -> Self {
        Self { side, cells: vec![0.0; side * side] }
    }

    pub(super) fn get(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.side + column]
    }

    pub(super) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.side + column] = value;
    }
}

/// The share of each link among all forests. `links` holds weights of zero or more, with zeros on the diagonal; `roots` the weight with
/// which each article descends from none of the others, more than zero. O(side³).
///
/// Articles are taken out one by one: what led to one leads on to where it led, in shares of what led to it. The sum over all forests is
/// the product of what led to each as it was taken out, and its derivative by a weight, times the weight, the share. No step takes the
/// difference of near numbers, so that shares are exact to the last digits whatever the weights' range.
pub(super) fn shares(links: &Square, roots: &[f64]) -> Square {
    let n = links.side;
    let (mut now, mut into_root) = (links.clone(), roots.to_vec());
    // What led to each article and where it led, when it was taken out: from and to those before it; the last is the root's.
    let mut taken: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::with_capacity(n);
    for v in (0..n).rev() {
        let from: Vec<f64> = (0..v).map(|i| now.get(i, v)).chain([into_root[v]]).collect();
        let to: Vec<f64> = (0..v).map(|j| now.get(v, j)).collect();
        let all: f64 = from.iter().sum();
        for j in 0..v {
            for i in (0..v).filter(|&i| i != j) {
                now.set(i, j, now.get(i, j) + from[i] * (to[j] / all));
            }
            into_root[j] += from[v] * (to[j] / all);
        }
        taken.push((from, to, all));
    }
    // The derivatives of the logarithm of the sum, by links and by roots.
    let (mut by_link, mut by_root) = (Square::new(n), vec![0.0; n]);
    for (v, (from, to, all)) in (0..n).zip(taken.into_iter().rev()) {
        let through = |i: usize, by_link: &Square, by_root: &[f64]| -> f64 {
            let by = |j: usize| if i == v { by_root[j] } else { by_link.get(i, j) };
            (0..v).filter(|&j| j != i).map(|j| (to[j] / all) * by(j)).sum()
        };
        let each: Vec<f64> = (0..=v).map(|i| through(i, &by_link, &by_root)).collect();
        let passed: f64 = from.iter().zip(&each).map(|(from, each)| from * each).sum();
        let stays = (1.0 - passed) / all;
        for j in 0..v {
            let led: f64 = (0..v).filter(|&i| i != j).map(|i| (from[i] / all) * by_link.get(i, j)).sum();
            by_link.set(v, j, led + from[v] / all * by_root[j]);
        }
        for (i, each) in each.iter().enumerate().take(v) {
            by_link.set(i, v, stays + each);
        }
        by_root[v] = stays + each[v];
    }
    let mut shares = Square::new(n);
    for source in 0..n {
        for copy in (0..n).filter(|&copy| copy != source) {
            let share = links.get(source, copy) * by_link.get(source, copy);
            shares.set(source, copy, if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 });
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every choice of a parent for each article, those with a circle left out.
    fn oracle(links: &Square, roots: &[f64]) -> Square {
        let n = links.side;
        let (mut shares, mut all) = (Square::new(n), 0.0);
        for number in 0..(n + 1).pow(u32::try_from(n).expect("small")) {
            let parent = |copy: usize| (number / (n + 1).pow(u32::try_from(copy).expect("small"))) % (n + 1);
            let ends = (0..n).all(|start| (0..=n).try_fold(start, |at, _| if at == n { None } else { Some(parent(at)) }).is_none());
            let weight: f64 =
                (0..n).map(|copy| if parent(copy) == n { roots[copy] } else { links.get(parent(copy), copy) }).product();
            if ends && (0..n).all(|copy| parent(copy) != copy) {
                all += weight;
                for copy in (0..n).filter(|&copy| parent(copy) < n) {
                    shares.set(parent(copy), copy, shares.get(parent(copy), copy) + weight);
                }
            }
        }
        shares.cells.iter_mut().for_each(|cell| *cell /= all);
        shares
    }

    proptest! {
        #[test]
        fn shares_are_those_of_all_forests(cells in prop::collection::vec(0u32..50, 16), roots in prop::collection::vec(1u32..20, 4)) {
            let mut links = Square::new(4);
            for (i, &cell) in cells.iter().enumerate().filter(|(i, _)| i / 4 != i % 4) {
                links.set(i / 4, i % 4, f64::from(cell) / 10.0);
            }
            let roots: Vec<f64> = roots.into_iter().map(|root| f64::from(root) / 20.0).collect();
            let (fast, naive) = (shares(&links, &roots), oracle(&links, &roots));
            for (x, y) in fast.cells.iter().zip(&naive.cells) {
                prop_assert!((x - y).abs() < 1e-9, "{fast:?} {naive:?}");
            }
        }
    }

    #[test]
    fn a_weight_that_is_next_to_nothing_still_decides_between_two() {
        // 0 leads to 1 at great cost, and 1 and 2 to each other at none: 1 has it from 0 all the same, for to be a root costs more.
        let mut links = Square::new(3);
        links.set(0, 1, (-100.0f64).exp());
        links.set(1, 2, 1.0);
        links.set(2, 1, 1.0);
        let shares = shares(&links, &[1.0, (-120.0f64).exp(), (-120.0f64).exp()]);
        assert!(shares.get(0, 1) > 0.999_999 && shares.get(1, 2) > 0.999_999 && shares.get(2, 1) < 1e-6, "{shares:?}");
    }

    #[test]
    fn two_of_unknown_order_share_the_doubt() {
        let mut links = Square::new(2);
        links.set(0, 1, 1.0);
        links.set(1, 0, 1.0);
        let shares = shares(&links, &[0.01, 0.01]);
        assert!((shares.get(0, 1) - shares.get(1, 0)).abs() < 1e-12 && (shares.get(0, 1) - 0.4975).abs() < 1e-3);
    }
}
