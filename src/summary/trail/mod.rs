//! The echo chain of an article or of a cluster: where its text comes from and where it went, as a tree of edges.
//!
//! Responsible for which edges belong to the chain and in which order they stand, and for its page and JSON form. Not responsible for
//! weighing sources ([`crate::provenance`]). What has no known order is shown as such.

mod page;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::edges::evidence_in_words;
use super::index::{Index, published};
use crate::outlets::Outlets;
use crate::tables::{Alternative, EdgeRow, Tables};

/// Articles that a chain holds, at most: the nearest to the article asked for.
const MOST: usize = 500;

/// The chain of an article or a cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trail {
    asked: String,
    /// article, cluster
    asked_kind: &'static str,
    /// Parents before their children, each article once.
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// Articles that share a speech with one that was asked for, and no prose.
    common_origins: Vec<String>,
    /// Articles of the chain that are not in it because there are too many.
    left_out: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Node {
    id: String,
    /// article, outlet, event
    kind: String,
    outlet: Option<String>,
    title: Option<String>,
    /// No finer than known; none where it is not.
    published: Option<String>,
    /// Whether it is the one that was asked for, or of the cluster.
    asked: bool,
    /// 0 for a root.
    depth: usize,
    /// The edge that it hangs on.
    edge_id: Option<String>,
    /// Edges that lead to it besides.
    also: Vec<String>,
    /// Whether the order of it and all that hangs on it is known or inferred; none for what is no root.
    first: Option<bool>,
    /// For an outlet, whether articles of it are in the run.
    in_corpus: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Edge {
    #[serde(rename = "edge_id")]
    id: String,
    src: String,
    src_kind: String,
    dst: String,
    kind: String,
    words: i64,
    share_of_dst: f64,
    lag_seconds: Option<i64>,
    direction: String,
    probability: f64,
    evidence: Vec<String>,
    evidence_in_words: Vec<String>,
    alternatives: Vec<Alternative>,
}

/// The name of a node: its kind and its id, since an outlet may have the name of an article.
type Name<'t> = (&'t str, &'t str);

impl Trail {
    /// The chain of an article or a cluster, from the tables `articles`, `clusters`, `members`, `credits` and `edges`. `None` where the
    /// run has neither under this id.
    ///
    /// O(edges log edges).
    #[must_use]
    pub fn of(tables: &Tables, id: &str) -> Option<Self> {
        let index = Index::of(tables);
        let (asked_kind, asked): (_, Vec<&str>) = if index.article(id).is_some() {
            ("article", vec![id])
        } else if tables.clusters.iter().any(|cluster| cluster.cluster_id == id) {
            ("cluster", index.members(id).iter().map(|member| member.article_id.as_str()).collect())
        } else {
            return None;
        };
        let asked: BTreeSet<&str> = asked.into_iter().collect();
        let mut into: BTreeMap<&str, Vec<&EdgeRow>> = BTreeMap::new();
        let mut out_of: BTreeMap<&str, Vec<&EdgeRow>> = BTreeMap::new();
        for edge in &tables.edges {
            into.entry(edge.dst.as_str()).or_default().push(edge);
            if edge.src_kind == "article" {
                out_of.entry(edge.src.as_str()).or_default().push(edge);
            }
        }
        for edges in into.values_mut() {
            edges.sort_by(|x, y| strength(y).total_cmp(&strength(x)).then(x.edge_id.cmp(&y.edge_id)));
        }
        let (held, left_out) = reach(&asked, &into, &out_of);

        let own_outlets: BTreeSet<&str> = tables.articles.iter().filter_map(|row| row.outlet.as_deref()).collect();
        let is_outlet = |name: &str| own_outlets.contains(name) || Outlets::shipped().by_name(name).is_some();
        let full: BTreeSet<(&str, &str)> = tables
            .credits
            .iter()
            .filter(|row| row.level == "full")
            .map(|row| (row.article_id.as_str(), row.names.as_str()))
            .collect();
        // A credit for the whole text says where it comes from; a mention does not, nor does the name of a reporter.
        let is_source = |edge: &EdgeRow| full.contains(&(edge.dst.as_str(), edge.src.as_str())) && is_outlet(&edge.src);

        // Each article hangs on the strongest edge that leads to it from the chain; none hangs on what hangs on it.
        let mut parent: BTreeMap<&str, &EdgeRow> = BTreeMap::new();
        for &article in &held {
            let edges = into.get(article).into_iter().flatten();
            let outlet = index.article(article).and_then(|row| row.outlet.as_deref());
            let fits = |edge: &&&EdgeRow| match &*edge.src_kind {
                "article" => is_copy(edge) && held.contains(edge.src.as_str()),
                _ => is_source(edge) && outlet != Some(edge.src.as_str()),
            };
            let chosen = edges.filter(fits).find(|edge| edge.src_kind != "article" || !hangs_on(&parent, &edge.src, article));
            if let Some(&edge) = chosen {
                parent.insert(article, edge);
            }
        }
        let mut children: BTreeMap<Name<'_>, Vec<(&str, &EdgeRow)>> = BTreeMap::new();
        for (&article, &edge) in &parent {
            children.entry((&edge.src_kind, &edge.src)).or_default().push((article, edge));
        }
        let time = |article: &str| index.article(article).and_then(|row| row.published_at);
        for own in children.values_mut() {
            own.sort_by_key(|(article, _)| (time(article).is_none(), time(article), *article));
        }
        let mut roots: Vec<Name<'_>> =
            held.iter().filter(|article| !parent.contains_key(*article)).map(|&id| ("article", id)).collect();
        roots.extend(children.keys().filter(|name| name.0 != "article"));
        // What most hangs on comes first.
        let below = |root: &Name<'_>| -> usize { descendants(&children, *root) };
        roots.sort_by_key(|root| (Reverse(below(root)), root.0 != "article", time(root.1).is_none(), time(root.1), root.1));

        let mut trail =
            Self { asked: id.to_owned(), asked_kind, nodes: Vec::new(), edges: Vec::new(), common_origins: Vec::new(), left_out };
        let mut open: Vec<(Name<'_>, usize, Option<&EdgeRow>)> = roots.iter().rev().map(|&root| (root, 0, None)).collect();
        while let Some((name, depth, edge)) = open.pop() {
            let own = children.get(&name).map_or(&[][..], Vec::as_slice);
            open.extend(own.iter().rev().map(|&(child, edge)| (("article", child), depth + 1, Some(edge))));
            let others = into.get(name.1).filter(|_| name.0 == "article").into_iter().flatten().copied();
            // That an article credits the outlet it hangs on is evidence of its edge.
            let is_told = |other: &EdgeRow| {
                edge.is_some_and(|edge| {
                    edge.edge_id == other.edge_id || other.kind == "credit" && edge.src_outlet.as_ref() == Some(&other.src)
                })
            };
            let also: Vec<&EdgeRow> = others.filter(|other| other.kind != "common_origin" && !is_told(other)).collect();
            trail.edges.extend(edge.into_iter().chain(also.iter().copied()).map(as_edge));
            let article = index.article(name.1).filter(|_| name.0 == "article");
            trail.nodes.push(Node {
                id: name.1.to_owned(),
                kind: name.0.to_owned(),
                outlet: article.and_then(|row| row.outlet.clone()),
                title: article.and_then(|row| row.title.clone()),
                published: article.filter(|row| row.published_at.is_some()).map(published),
                asked: name.0 == "article" && asked.contains(name.1),
                depth,
                edge_id: edge.map(|edge| edge.edge_id.clone()),
                also: also.iter().map(|edge| edge.edge_id.clone()).collect(),
                in_corpus: name.0 == "article" || own_outlets.contains(name.1),
                first: (depth == 0).then(|| !own.is_empty() && own.iter().all(|(_, edge)| edge.direction != "unknown")),
            });
        }
        let mut common: BTreeSet<&str> = BTreeSet::new();
        for edge in tables.edges.iter().filter(|edge| edge.kind == "common_origin") {
            let (src, dst) = (edge.src.as_str(), edge.dst.as_str());
            common.extend(asked.contains(src).then_some(dst));
            common.extend(asked.contains(dst).then_some(src));
        }
        trail.common_origins = common.into_iter().filter(|id| !asked.contains(id)).map(str::to_owned).collect();
        Some(trail)
    }

    /// Whether nothing leads to or from what was asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty() && self.common_origins.is_empty()
    }
}

/// Edges that a text travels on. A speech that two articles share is no way of a text, and a credit names where to look.
fn is_copy(edge: &EdgeRow) -> bool {
    matches!(&*edge.kind, "reprint" | "revision" | "excerpt" | "quote")
}

/// Orders the edges that lead to one article: copies before excerpts before credits, the likeliest first.
fn strength(edge: &EdgeRow) -> f64 {
    let kind = match &*edge.kind {
        "reprint" | "revision" => 3.0,
        "excerpt" => 2.0,
        "quote" => 1.0,
        _ => 0.0,
    };
    kind + edge.probability / 2.0
}

/// The articles of the chain, the nearest first, and how many are left out: all that lead to those asked for, then all that these
/// lead to.
fn reach<'t>(
    asked: &BTreeSet<&'t str>,
    into: &BTreeMap<&str, Vec<&'t EdgeRow>>,
    out_of: &BTreeMap<&str, Vec<&'t EdgeRow>>,
) -> (BTreeSet<&'t str>, usize) {
    let mut seen: BTreeSet<&str> = asked.clone();
    let mut order: Vec<&str> = asked.iter().copied().collect();
    for (edges, upward) in [(into, true), (out_of, false)] {
        let mut at: Vec<&str> = asked.iter().copied().collect();
        while let Some(article) = at.pop() {
            for edge in edges.get(article).into_iter().flatten().filter(|edge| is_copy(edge) && edge.src_kind == "article") {
                let next = if upward { edge.src.as_str() } else { edge.dst.as_str() };
                if seen.insert(next) {
                    order.push(next);
                    at.push(next);
                }
            }
        }
    }
    let left_out = order.len().saturating_sub(MOST);
    (order.into_iter().take(MOST).collect(), left_out)
}

/// Whether `article` hangs, through others, on `below`.
fn hangs_on(parent: &BTreeMap<&str, &EdgeRow>, article: &str, below: &str) -> bool {
    let mut at = article;
    loop {
        if at == below {
            return true;
        }
        match parent.get(at) {
            Some(edge) if edge.src_kind == "article" => at = &edge.src,
            _ => return false,
        }
    }
}

fn descendants(children: &BTreeMap<Name<'_>, Vec<(&str, &EdgeRow)>>, root: Name<'_>) -> usize {
    let mut count = 0;
    let mut open = vec![root];
    while let Some(name) = open.pop() {
        for &(child, _) in children.get(&name).into_iter().flatten() {
            count += 1;
            open.push(("article", child));
        }
    }
    count
}

fn as_edge(row: &EdgeRow) -> Edge {
    Edge {
        id: row.edge_id.clone(),
        src: row.src.clone(),
        src_kind: row.src_kind.to_string(),
        dst: row.dst.clone(),
        kind: row.kind.to_string(),
        words: row.words,
        share_of_dst: row.share_of_dst,
        lag_seconds: row.lag_seconds,
        direction: row.direction.to_string(),
        probability: row.probability,
        evidence: row.evidence.iter().map(ToString::to_string).collect(),
        evidence_in_words: row.evidence.iter().map(|code| evidence_in_words(code).to_owned()).collect(),
        alternatives: row.alternatives.clone(),
    }
}

#[cfg(test)]
mod tests;
