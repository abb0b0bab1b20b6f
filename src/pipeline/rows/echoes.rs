//! Rows of edges, outlets and outlet edges.

use super::ids::Ids;
use crate::pipeline::Corpus;
use crate::pipeline::echoes::Echoes;
use crate::provenance::{Edge, Source};
use crate::tables::{Alternative, EdgeRow, Label, OutletEdgeRow, OutletRow};

/// Edges whose rows are made together.
const BATCH_EDGES: usize = 1024;

/// All edges, ordered by destination, source and kind.
pub fn edge_rows(corpus: &Corpus, echoes: &Echoes) -> impl Iterator<Item = Vec<EdgeRow>> {
    let mut order: Vec<&Edge> = echoes.edges.iter().collect();
    order.sort_by(|x, y| (x.dst, src(corpus, x), x.kind.name()).cmp(&(y.dst, src(corpus, y), y.kind.name())));
    let mut order = order.into_iter();
    std::iter::from_fn(move || {
        let batch: Vec<EdgeRow> = order.by_ref().take(BATCH_EDGES).map(|edge| edge_row(corpus, edge)).collect();
        (!batch.is_empty()).then_some(batch)
    })
}

fn src<'c>(corpus: &'c Corpus, edge: &'c Edge) -> &'c str {
    match &edge.src {
        Source::Article(number) => corpus.articles.id(*number),
        Source::Outlet(name) => name,
    }
}

fn edge_row(corpus: &Corpus, edge: &Edge) -> EdgeRow {
    let articles = &corpus.articles;
    let dst = articles.id(edge.dst);
    let (src, src_kind, src_outlet, lag_seconds) = match edge.src {
        Source::Article(src) => {
            let lag_seconds = articles.published(src).lag_seconds(articles.published(edge.dst));
            (articles.id(src).to_owned(), "article", articles.outlet(src).map(str::to_owned), lag_seconds)
        }
        Source::Outlet(ref name) => (name.clone(), "outlet", Some(name.clone()), None),
    };
    let alternatives = edge.alternatives.iter();
    EdgeRow {
        edge_id: Ids::EDGE.of(&[&src, src_kind, dst, edge.kind.name()]),
        src,
        dst: dst.to_owned(),
        src_kind: src_kind.into(),
        src_outlet,
        dst_outlet: articles.outlet(edge.dst).map(str::to_owned),
        kind: edge.kind.name().into(),
        words: i64::from(edge.words),
        share_of_dst: edge.share_of_dst,
        lag_seconds,
        direction: edge.direction.name().into(),
        probability: edge.probability,
        evidence: edge.evidence.iter().map(|&evidence| Label::from(evidence)).collect(),
        alternatives: alternatives
            .map(|&(src, probability)| Alternative { src: articles.id(src).to_owned(), probability })
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
