//! Rows of edges, outlets and outlet edges.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::Ids;
use crate::pipeline::Corpus;
use crate::pipeline::echoes::Echoes;
use crate::provenance::{Direction, Edge, EdgeKind, Source};
use crate::tables::{Alternative, ClusterRow, EdgeRow, Label, MemberRow, OutletEdgeRow, OutletRow};

/// Edges whose rows are made together.
const BATCH_EDGES: usize = 1024;

/// All edges, ordered by destination, source and kind.
pub fn edge_rows(corpus: &Corpus, echoes: &Echoes) -> impl Iterator<Item = Vec<EdgeRow>> {
    let mut order: Vec<&Edge> = echoes.edges.iter().collect();
    let key = |edge: &Edge| {
        let src = match &edge.src {
            Source::Article(number) => corpus.articles.id(*number).to_owned(),
            Source::Outlet(name) => name.clone(),
        };
        (edge.dst, src, edge.kind.name())
    };
    order.sort_by_cached_key(|edge| key(edge));
    let mut order = order.into_iter();
    std::iter::from_fn(move || {
        let batch: Vec<EdgeRow> = order.by_ref().take(BATCH_EDGES).map(|edge| edge_row(corpus, edge)).collect();
        (!batch.is_empty()).then_some(batch)
    })
}

fn edge_row(corpus: &Corpus, edge: &Edge) -> EdgeRow {
    let dst = corpus.article(edge.dst);
    let (src, src_kind, src_outlet, lag_seconds) = match &edge.src {
        Source::Article(number) => {
            let src = corpus.article(*number);
            (src.id.to_owned(), "article", src.outlet.map(str::to_owned), src.published.lag_seconds(dst.published))
        }
        Source::Outlet(name) => (name.clone(), "outlet", Some(name.clone()), None),
    };
    let alternatives = edge.alternatives.iter();
    EdgeRow {
        edge_id: Ids::EDGE.of(&[&src, src_kind, dst.id, edge.kind.name()]),
        src,
        dst: dst.id.to_owned(),
        src_kind: src_kind.into(),
        src_outlet,
        dst_outlet: dst.outlet.map(str::to_owned),
        kind: edge.kind.name().into(),
        words: i64::from(edge.words),
        share_of_dst: edge.share_of_dst,
        lag_seconds,
        direction: edge.direction.name().into(),
        probability: edge.probability,
        evidence: edge.evidence.iter().map(|&evidence| Label::from(evidence)).collect(),
        alternatives: alternatives
            .map(|&(src, probability)| Alternative { src: corpus.articles.id(src).to_owned(), probability })
            .collect(),
    }
}

/// Outlets and the flows between them, ordered by name.
pub fn outlet_rows(echoes: &Echoes) -> (Vec<OutletRow>, Vec<OutletEdgeRow>) {
    let outlets = echoes.sums.iter().map(|(outlet, sum)| OutletRow {
        outlet: outlet.clone(),
        articles: i64::from(sum.articles),
        first: i64::from(sum.first),
        echoed: i64::from(sum.echoed),
        echo_share: f64::from(sum.echoed) / f64::from(sum.articles.max(1)),
        words_in: i64::try_from(sum.words_in).unwrap_or(i64::MAX),
        words_out: i64::try_from(sum.words_out).unwrap_or(i64::MAX),
        credited_share: sum.credited_share,
        median_lag_seconds: sum.median_lag_seconds,
        dated_share: sum.dated_share,
        ..OutletRow::default()
    });
    let flows = echoes.flows.iter().map(|((src, dst), flow)| OutletEdgeRow {
        src_outlet: src.clone(),
        dst_outlet: dst.clone(),
        articles: i64::from(flow.articles),
        words: i64::try_from(flow.words).unwrap_or(i64::MAX),
        credited_share: flow.credited_share,
        median_lag_seconds: flow.median_lag_seconds,
    });
    (outlets.collect(), flows.collect())
}

/// Gives members their parents, and clusters the count of texts in them that nothing joins: a copy, or one source that both credit.
pub fn add_parents(corpus: &Corpus, echoes: &Echoes, clusters: &mut [ClusterRow], members: &mut [MemberRow]) {
    let mut parents: BTreeMap<&str, &str> = BTreeMap::new();
    let mut joined: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for edge in &echoes.edges {
        let Source::Article(src) = edge.src else { continue };
        let (src, dst) = (corpus.articles.id(src), corpus.articles.id(edge.dst));
        let copy = matches!(edge.kind, EdgeKind::Reprint | EdgeKind::Revision);
        if copy || edge.evidence.contains(&"same_credit") {
            joined.entry(src).or_default().push(dst);
            joined.entry(dst).or_default().push(src);
        }
        if copy && edge.direction != Direction::Unknown {
            parents.insert(dst, src);
        }
    }
    for member in &mut *members {
        member.parent = parents.get(member.article_id.as_str()).map(|&src| src.to_owned());
    }
    let mut of_cluster: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for member in &*members {
        of_cluster.entry(&member.cluster_id).or_default().insert(&member.article_id);
    }
    for cluster in clusters {
        let Some(mut alone) = of_cluster.remove(cluster.cluster_id.as_str()) else { continue };
        cluster.independent = 0;
        while let Some(first) = alone.pop_first() {
            cluster.independent += 1;
            let mut open = vec![first];
            while let Some(article) = open.pop() {
                open.extend(joined.get(article).into_iter().flatten().filter(|&&other| alone.remove(other)));
            }
        }
    }
}
