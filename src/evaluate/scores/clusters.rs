//! Near-duplicate clusters against the true ones: adjusted Rand index (Hubert and Arabie 1985), pairs, B-cubed (Bagga and Baldwin 1998).

use std::collections::{BTreeMap, BTreeSet};

use super::super::figures::{Figures, f1, mean, ratio};
use super::super::truth::{Member, Truth};
use crate::tables::{ArticleRow, ClusterRow, MemberRow};

/// A cluster, or an article without one under its own id, which is apart from the names of clusters.
type Name<'n> = (bool, &'n str);

fn name<'n>(clusters: &BTreeMap<&'n str, &'n str>, id: &'n str) -> Name<'n> {
    clusters.get(id).map_or((false, id), |cluster| (true, cluster))
}

/// Articles that no cluster holds are clusters of one, in the truth and in the run. B-cubed is over the articles that either has in a
/// cluster of more.
pub(super) fn score(
    truth: &Truth,
    members: &[Member],
    articles: &[ArticleRow],
    clusters: &[ClusterRow],
    found: &[MemberRow],
    to: &mut Figures,
) {
    let near: BTreeSet<&str> =
        clusters.iter().filter(|cluster| cluster.level == "near").map(|cluster| cluster.cluster_id.as_str()).collect();
    let found: BTreeMap<&str, &str> = found
        .iter()
        .filter(|member| near.contains(member.cluster_id.as_str()))
        .map(|member| (member.article_id.as_str(), member.cluster_id.as_str()))
        .collect();
    let is: BTreeMap<&str, &str> = members.iter().map(|member| (member.id.as_str(), member.cluster.as_str())).collect();
    let ids: BTreeSet<&str> = articles.iter().map(|article| article.article_id.as_str()).chain(is.keys().copied()).collect();

    let mut both: BTreeMap<(Name<'_>, Name<'_>), usize> = BTreeMap::new();
    let mut a: BTreeMap<Name<'_>, usize> = BTreeMap::new();
    let mut b: BTreeMap<Name<'_>, usize> = BTreeMap::new();
    for id in &ids {
        let (x, y) = (name(&is, id), name(&found, id));
        *a.entry(x).or_default() += 1;
        *b.entry(y).or_default() += 1;
        *both.entry((x, y)).or_default() += 1;
    }
    let pairs = |n: &usize| n * (n.saturating_sub(1)) / 2;
    let same: usize = both.values().map(pairs).sum();
    let (true_pairs, found_pairs): (usize, usize) = (a.values().map(pairs).sum(), b.values().map(pairs).sum());
    if members.is_empty() {
        // Two articles that share a planted passage may well be near: a passage can be most of a short article.
        let planted: BTreeSet<(&str, &str)> = truth
            .spans
            .iter()
            .flatten()
            .map(|span| (span.dst.as_str().min(&span.src), span.dst.as_str().max(&span.src)))
            .filter(|(x, y)| found.get(x).is_some_and(|cluster| found.get(y) == Some(cluster)))
            .collect();
        return to.count("cluster_false", found_pairs.saturating_sub(planted.len()));
    }
    let expected = true_pairs as f64 * found_pairs as f64 / pairs(&ids.len()).max(1) as f64;
    let span = (true_pairs + found_pairs) as f64 / 2.0 - expected;
    // Where there are no two ways to group, the one is right.
    to.set("cluster_ari", if span == 0.0 { 1.0 } else { (same as f64 - expected) / span });
    to.prf("cluster", same, found_pairs, true_pairs);

    let (mut p, mut r) = (Vec::new(), Vec::new());
    for id in &ids {
        let (x, y) = (name(&is, id), name(&found, id));
        if a[&x] > 1 || b[&y] > 1 {
            let common = both[&(x, y)] as f64;
            p.push(common / b[&y] as f64);
            r.push(common / a[&x] as f64);
        }
    }
    let (p, r) = (mean(&p), mean(&r));
    to.set("cluster_bcubed_p", p);
    to.set("cluster_bcubed_r", r);
    to.set("cluster_bcubed_f1", f1(p, r));

    let origin: BTreeMap<&str, &str> = members
        .iter()
        .filter(|member| member.level == "origin")
        .map(|member| (member.cluster.as_str(), member.id.as_str()))
        .collect();
    let mut joined: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for member in members.iter().filter(|member| member.level != "origin") {
        let with = origin.get(member.cluster.as_str()).and_then(|origin| found.get(origin));
        let entry = joined.entry(&member.level).or_default();
        entry.0 += usize::from(with.is_some() && found.get(member.id.as_str()) == with);
        entry.1 += 1;
    }
    for (level, (hit, of)) in joined {
        to.set(format!("cluster_{level}"), ratio(hit, of));
    }
}
