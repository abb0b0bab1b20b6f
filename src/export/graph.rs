//! Who echoes whom as nodes and edges, whatever the format.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::Micros;
use crate::tables::Tables;

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Articles, and the outlets that credits name.
    #[default]
    Articles,
    Outlets,
}

/// What an attribute holds, in the words that both formats share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Int,
    Float,
    Bool,
}

/// A value of a type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{}", super::xml::Escaped(text)),
            Self::Int(n) => write!(f, "{n}"),
            Self::Float(x) => write!(f, "{x}"),
            Self::Bool(b) => write!(f, "{b}"),
        }
    }
}

/// Values in the order of the attributes; what is not known is left out.
pub(super) type Values = Vec<Option<Value>>;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) label: String,
    /// From when on it is there.
    pub(super) start: Option<Micros>,
    pub(super) values: Values,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edge {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) target: String,
    /// Edges of several kinds may join the same two nodes.
    pub(super) kind: String,
    pub(super) weight: f64,
    pub(super) start: Option<Micros>,
    pub(super) values: Values,
}

/// Nodes and edges with their attributes. Every edge is directed, from what is echoed to what echoes it; of an edge between articles
/// the attribute `direction` says whether that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    pub(super) node_attributes: &'static [(&'static str, Type)],
    pub(super) edge_attributes: &'static [(&'static str, Type)],
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

const ARTICLE: &[(&str, Type)] = &[
    ("kind", Type::Text),
    ("outlet", Type::Text),
    ("title", Type::Text),
    ("url", Type::Text),
    ("language", Type::Text),
    ("published_at", Type::Text),
    ("published_precision", Type::Text),
    ("words", Type::Int),
    ("cluster_id", Type::Text),
    ("agency", Type::Text),
    ("credit_level", Type::Text),
];
const ECHO: &[(&str, Type)] = &[
    ("kind", Type::Text),
    ("words", Type::Int),
    ("share_of_dst", Type::Float),
    ("lag_seconds", Type::Int),
    ("direction", Type::Text),
    ("probability", Type::Float),
    ("evidence", Type::Text),
    ("credited", Type::Bool),
];
const OUTLET: &[(&str, Type)] = &[
    ("articles", Type::Int),
    ("first", Type::Int),
    ("echoed", Type::Int),
    ("echo_share", Type::Float),
    ("words_in", Type::Int),
    ("words_out", Type::Int),
    ("credited_share", Type::Float),
    ("median_lag_seconds", Type::Int),
    ("dated_share", Type::Float),
];
const FLOW: &[(&str, Type)] =
    &[("articles", Type::Int), ("words", Type::Int), ("credited_share", Type::Float), ("median_lag_seconds", Type::Int)];

impl Graph {
    /// The graph of a run. The order of nodes and edges is that of the tables.
    #[must_use]
    pub fn of(tables: &Tables, level: Level) -> Self {
        match level {
            Level::Articles => articles(tables),
            Level::Outlets => outlets(tables),
        }
    }

    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.nodes.len(), self.edges.len())
    }
}

fn articles(tables: &Tables) -> Graph {
    let known: BTreeSet<&str> = tables.articles.iter().map(|row| row.article_id.as_str()).collect();
    let published: BTreeMap<&str, Option<Micros>> =
        tables.articles.iter().map(|row| (row.article_id.as_str(), row.published_at)).collect();
    let mut nodes: Vec<Node> = tables
        .articles
        .iter()
        .map(|row| Node {
            id: row.article_id.clone(),
            label: row.title.clone().unwrap_or_else(|| row.article_id.clone()),
            start: row.published_at,
            values: vec![
                text("article"),
                row.outlet.as_deref().and_then(text),
                row.title.as_deref().and_then(text),
                row.url.as_deref().and_then(text),
                row.language.as_deref().and_then(text),
                row.published_at.and_then(|at| text(&at.to_string())),
                text(&row.published_precision),
                Some(Value::Int(row.words)),
                row.cluster_id.as_deref().and_then(text),
                row.agency.as_deref().and_then(text),
                text(&row.credit_level),
            ],
        })
        .collect();
    // A source that is no article is a node of its own, under a name that no article has.
    let mut outside: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for row in tables.edges.iter().filter(|row| !known.contains(row.src.as_str()) || row.src_kind != "article") {
        outside.entry((&row.src_kind, &row.src)).or_insert_with(|| {
            let mut id = format!("{}:{}", row.src_kind, row.src);
            while known.contains(id.as_str()) {
                id.push('#');
            }
            id
        });
    }
    for ((kind, name), id) in &outside {
        let mut values = vec![None; ARTICLE.len()];
        values[0] = text(kind);
        nodes.push(Node { id: id.clone(), label: (*name).to_owned(), start: None, values });
    }
    let edges = tables
        .edges
        .iter()
        .filter(|row| known.contains(row.dst.as_str()))
        .map(|row| {
            let credited = row.evidence.iter().any(|one| one == "credit_names_src" || one == "link_to_src");
            Edge {
                id: row.edge_id.clone(),
                source: outside.get(&(&*row.src_kind, row.src.as_str())).cloned().unwrap_or_else(|| row.src.clone()),
                target: row.dst.clone(),
                kind: row.kind.to_string(),
                weight: row.probability,
                start: published.get(row.dst.as_str()).copied().flatten(),
                values: vec![
                    text(&row.kind),
                    Some(Value::Int(row.words)),
                    Some(Value::Float(row.share_of_dst)),
                    row.lag_seconds.map(Value::Int),
                    text(&row.direction),
                    Some(Value::Float(row.probability)),
                    text(&row.evidence.join(" ")),
                    Some(Value::Bool(credited)),
                ],
            }
        })
        .collect();
    Graph { node_attributes: ARTICLE, edge_attributes: ECHO, nodes, edges }
}

fn outlets(tables: &Tables) -> Graph {
    let mut nodes: Vec<Node> = tables
        .outlets
        .iter()
        .map(|row| Node {
            id: row.outlet.clone(),
            label: row.outlet.clone(),
            start: None,
            values: vec![
                Some(Value::Int(row.articles)),
                Some(Value::Int(row.first)),
                Some(Value::Int(row.echoed)),
                Some(Value::Float(row.echo_share)),
                Some(Value::Int(row.words_in)),
                Some(Value::Int(row.words_out)),
                row.credited_share.map(Value::Float),
                row.median_lag_seconds.map(Value::Int),
                Some(Value::Float(row.dated_share)),
            ],
        })
        .collect();
    // What a credit names need not have an article in the run.
    let known: BTreeSet<String> = nodes.iter().map(|node| node.id.clone()).collect();
    let named: BTreeSet<&String> = tables.outlet_edges.iter().flat_map(|row| [&row.src_outlet, &row.dst_outlet]).collect();
    for name in named.into_iter().filter(|name| !known.contains(*name)) {
        nodes.push(Node { id: name.clone(), label: name.clone(), start: None, values: vec![None; OUTLET.len()] });
    }
    let edges = (1..)
        .zip(&tables.outlet_edges)
        .map(|(number, row)| Edge {
            id: format!("flow-{number}"),
            source: row.src_outlet.clone(),
            target: row.dst_outlet.clone(),
            kind: "flow".to_owned(),
            weight: row.words as f64,
            start: None,
            values: vec![
                Some(Value::Int(row.articles)),
                Some(Value::Int(row.words)),
                Some(Value::Float(row.credited_share)),
                row.median_lag_seconds.map(Value::Int),
            ],
        })
        .collect();
    Graph { node_attributes: OUTLET, edge_attributes: FLOW, nodes, edges }
}

#[allow(clippy::unnecessary_wraps, reason = "a value that may be missing, beside others that may")]
fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{ArticleRow, EdgeRow, OutletEdgeRow, OutletRow};

    #[test]
    fn a_source_outside_of_the_run_is_a_node_of_its_own() {
        let article = |id: &str| ArticleRow { article_id: id.into(), ..ArticleRow::default() };
        let edge = |src: &str, kind: &'static str| EdgeRow {
            src: src.into(),
            src_kind: kind.into(),
            dst: "b".into(),
            ..EdgeRow::default()
        };
        let tables = Tables {
            articles: vec![article("a"), article("b"), article("outlet:Wire")],
            edges: vec![edge("a", "article"), edge("Wire", "outlet"), edge("Wire", "outlet")],
            ..Tables::default()
        };
        let graph = Graph::of(&tables, Level::Articles);
        let ids: Vec<&str> = graph.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "outlet:Wire", "outlet:Wire#"], "an article may be called like an outlet");
        let sources: Vec<&str> = graph.edges.iter().map(|edge| edge.source.as_str()).collect();
        assert_eq!(sources, ["a", "outlet:Wire#", "outlet:Wire#"]);
    }

    #[test]
    fn every_end_of_a_flow_is_a_node() {
        let tables = Tables {
            outlets: vec![OutletRow { outlet: "Herald".into(), ..OutletRow::default() }],
            outlet_edges: vec![OutletEdgeRow {
                src_outlet: "Wire".into(),
                dst_outlet: "Herald".into(),
                words: 7,
                ..OutletEdgeRow::default()
            }],
            ..Tables::default()
        };
        let graph = Graph::of(&tables, Level::Outlets);
        assert_eq!(graph.size(), (2, 1));
        assert_eq!(graph.nodes[1].id, "Wire");
        assert!(graph.nodes.iter().all(|node| node.values.len() == OUTLET.len()));
    }
}
