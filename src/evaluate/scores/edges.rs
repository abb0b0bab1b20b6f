//! Copy edges against the true parents: direct parents, ancestors, pairs whatever the direction, what was claimed and could not be known,
//! and whether probabilities are what they say.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::figures::{Figures, ratio};
use super::super::truth::{Copy, Truth};
use crate::tables::{ArticleRow, EdgeRow};

/// Bins of the calibration.
const BINS: usize = 10;

/// Edges whose probability lies in one tenth, and how many of them are right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub edges: usize,
    /// The mean of their probabilities.
    pub probability: f64,
    /// The share of them that name the direct parent.
    pub right: f64,
}

type Pair<'t> = (&'t str, &'t str);

/// The pair in the order of its ids.
fn unordered((a, b): Pair<'_>) -> Pair<'_> {
    if a < b { (a, b) } else { (b, a) }
}

/// Claimed is an edge of kind reprint or excerpt between two articles with a direction that is known or inferred. Pairs that share only a
/// planted passage and versions of one outlet are left out.
pub(super) fn score(truth: &Truth, copies: &[Copy], edges: &[EdgeRow], articles: &[ArticleRow], to: &mut Figures) -> Vec<Bin> {
    let mut spare: BTreeSet<Pair<'_>> = truth.spans.iter().flatten().map(|span| unordered((&span.dst, &span.src))).collect();
    spare.extend(copies.iter().filter(|copy| copy.same_outlet).map(|copy| unordered((&copy.src, &copy.dst))));
    let parent: BTreeMap<&str, &str> = copies.iter().map(|copy| (copy.dst.as_str(), copy.src.as_str())).collect();
    let is: BTreeSet<Pair<'_>> = copies
        .iter()
        .map(|copy| (copy.src.as_str(), copy.dst.as_str()))
        .filter(|edge| !spare.contains(&unordered(*edge)))
        .collect();
    let listed: Vec<(Pair<'_>, &EdgeRow)> = edges
        .iter()
        .filter(|edge| (edge.kind == "reprint" || edge.kind == "excerpt") && edge.src_kind == "article")
        .map(|edge| ((edge.src.as_str(), edge.dst.as_str()), edge))
        .filter(|(pair, _)| !spare.contains(&unordered(*pair)))
        .collect();
    let has_direction = |edge: &EdgeRow| edge.direction == "known" || edge.direction == "inferred";
    let claimed: BTreeSet<Pair<'_>> = listed.iter().filter(|(_, edge)| has_direction(edge)).map(|(pair, _)| *pair).collect();
    if copies.is_empty() {
        to.count("edge_false", claimed.len());
        return Vec::new();
    }
    let is_ancestor = |(src, dst): &Pair<'_>| {
        let mut at = *dst;
        // A tree is no deeper than it has edges: truth that runs in a circle ends too.
        for _ in 0..parent.len() {
            match parent.get(at) {
                Some(next) if next == src => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    };
    to.prf("edge", is.intersection(&claimed).count(), claimed.len(), is.len());
    to.set("edge_ancestor_p", ratio(claimed.iter().filter(|pair| is_ancestor(pair)).count(), claimed.len()));

    // Whatever is said of the direction: each article with the source it is listed under.
    let any: BTreeSet<Pair<'_>> = listed.iter().map(|(pair, _)| *pair).collect();
    to.prf("edge_listed", is.intersection(&any).count(), any.len(), is.len());
    let pairs: BTreeSet<Pair<'_>> = listed.iter().map(|(pair, _)| unordered(*pair)).collect();
    let true_pairs: BTreeSet<Pair<'_>> = is.iter().map(|pair| unordered(*pair)).collect();
    to.prf("edge_undirected", pairs.intersection(&true_pairs).count(), pairs.len(), true_pairs.len());
    let mut levels: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for copy in copies {
        let pair = (copy.src.as_str(), copy.dst.as_str());
        if is.contains(&pair) {
            let entry = levels.entry(&copy.level).or_default();
            entry.0 += usize::from(claimed.contains(&pair));
            entry.1 += 1;
        }
    }
    for (level, (hit, of)) in levels {
        to.set(format!("edge_{level}_r"), ratio(hit, of));
    }
    if let Some(common) = &truth.common {
        let common: BTreeSet<Pair<'_>> = common.iter().map(|(a, b)| unordered((a, b))).collect();
        to.count("edge_common_origin", claimed.iter().filter(|pair| common.contains(&unordered(**pair))).count());
        let forms = claimed.iter().filter(|(src, dst)| {
            let form = truth.forms.get(*src);
            form.is_some() && truth.forms.get(*dst) == form
        });
        to.count("edge_forms", forms.count());
        to.count("edge_common_origin_undirected", pairs.difference(&claimed).filter(|pair| common.contains(*pair)).count());
    }
    if let Some(times) = &truth.times {
        let outlet: BTreeMap<&str, &str> =
            articles.iter().filter_map(|article| Some((article.article_id.as_str(), article.outlet.as_deref()?))).collect();
        let is_founded = |(src, dst): &Pair<'_>| {
            let ordered = times.get(*src).zip(times.get(*dst)).is_some_and(|(src, dst)| src.before(*dst));
            ordered || outlet.get(src).is_some_and(|outlet| truth.is_credited(dst, outlet))
        };
        to.count("edge_unfounded", claimed.iter().filter(|pair| !is_founded(pair)).count());
        // What can be known at all: the best that a direction can be claimed for.
        let founded: Vec<&Pair<'_>> = is.iter().filter(|pair| is_founded(pair)).collect();
        to.set("edge_founded", ratio(founded.len(), is.len()));
        to.set("edge_founded_r", ratio(founded.iter().filter(|pair| claimed.contains(**pair)).count(), founded.len()));
    }
    let judged = listed.iter().filter(|(_, edge)| has_direction(edge)).map(|(pair, edge)| (edge.probability, is.contains(pair)));
    calibration(judged, to)
}

/// The expected calibration error (Naeini, Cooper, Hauskrecht 2015) and its table.
fn calibration(judged: impl Iterator<Item = (f64, bool)>, to: &mut Figures) -> Vec<Bin> {
    let mut bins = vec![(0usize, 0.0f64, 0usize); BINS];
    for (probability, right) in judged {
        let at = (0..BINS - 1).find(|i| probability < (i + 1) as f64 / BINS as f64).unwrap_or(BINS - 1);
        bins[at].0 += 1;
        bins[at].1 += probability;
        bins[at].2 += usize::from(right);
    }
    let all: usize = bins.iter().map(|bin| bin.0).sum();
    let off: f64 = bins.iter().map(|(_, sum, right)| (sum - *right as f64).abs()).sum();
    to.set("edge_calibration_error", off / all.max(1) as f64);
    let filled = bins.into_iter().enumerate().filter(|(_, bin)| bin.0 > 0);
    filled
        .map(|(i, (edges, sum, right))| Bin {
            from: i as f64 / BINS as f64,
            to: (i + 1) as f64 / BINS as f64,
            edges,
            probability: sum / edges as f64,
            right: ratio(right, edges),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_that_is_right_as_often_as_it_says_has_no_error() {
        let mut figures = Figures::default();
        let bins = calibration([(0.5, true), (0.5, false), (1.0, true)].into_iter(), &mut figures);
        assert_eq!(figures.get("edge_calibration_error"), Some(0.0));
        assert_eq!(bins.iter().map(|bin| (bin.edges, bin.right)).collect::<Vec<_>>(), [(2, 0.5), (1, 1.0)]);
        let mut figures = Figures::default();
        calibration([(0.9, false), (0.9, true)].into_iter(), &mut figures);
        assert!((figures.get("edge_calibration_error").expect("set") - 0.4).abs() < 1e-9);
    }

    #[test]
    fn a_circle_in_the_truth_is_no_endless_walk() {
        let copy = |src: &str, dst: &str| Copy { src: src.into(), dst: dst.into(), same_outlet: false, level: String::new() };
        let edge = EdgeRow {
            src: "x".into(),
            dst: "a".into(),
            kind: "reprint".into(),
            src_kind: "article".into(),
            direction: "known".into(),
            ..EdgeRow::default()
        };
        let mut figures = Figures::default();
        score(&Truth::default(), &[copy("a", "b"), copy("b", "a")], &[edge], &[], &mut figures);
        assert_eq!(figures.get("edge_ancestor_p"), Some(0.0));
    }
}
