//! Chains of runs made by hand.

use super::*;
use crate::article::Micros;
use crate::tables::{ArticleRow, ClusterRow, CreditRow, MemberRow};
use proptest::prelude::*;

fn article(id: &str, outlet: &str, hour: Option<i64>) -> ArticleRow {
    ArticleRow {
        article_id: id.into(),
        outlet: Some(outlet.into()),
        title: Some(format!("Bridge, as {outlet} has it")),
        published_at: hour.map(|hour| Micros(1_714_572_000 * Micros::SECOND + hour * Micros::HOUR)),
        published_precision: "minute".into(),
        published_zone: "given".into(),
        ..ArticleRow::default()
    }
}

fn edge(
    id: &str,
    src: (&str, &'static str),
    dst: &str,
    kind: &'static str,
    direction: &'static str,
    probability: f64,
) -> EdgeRow {
    EdgeRow {
        edge_id: id.into(),
        src: src.0.into(),
        src_kind: src.1.into(),
        dst: dst.into(),
        kind: kind.into(),
        words: if kind == "credit" { 0 } else { 120 },
        share_of_dst: if kind == "credit" { 0.0 } else { 0.4 },
        lag_seconds: (direction == "known").then_some(7200),
        direction: direction.into(),
        probability,
        evidence: if direction == "known" { vec!["earlier".into(), "credit_names_src".into()] } else { Vec::new() },
        ..EdgeRow::default()
    }
}

fn tables() -> Tables {
    let alternative = vec![Alternative { src: "clone".into(), probability: 0.12 }];
    Tables {
        articles: vec![
            article("wire", "Northern Wire", Some(0)),
            article("herald", "Town Herald", Some(3)),
            article("clone", "Daily\u{1b}[31m Clone", None),
            article("gazette", "Gazette", Some(30)),
            article("radio", "Lakeside Radio", Some(40)),
            article("alone", "Chess Weekly", Some(1)),
        ],
        clusters: vec![ClusterRow { cluster_id: "c1".into(), ..ClusterRow::default() }],
        members: ["wire", "herald", "clone"]
            .map(|id| MemberRow { cluster_id: "c1".into(), article_id: id.into(), ..MemberRow::default() })
            .to_vec(),
        edges: vec![
            edge("e1", ("wire", "article"), "herald", "reprint", "known", 0.98),
            edge("e2", ("herald", "article"), "clone", "reprint", "unknown", 0.5),
            EdgeRow { alternatives: alternative, ..edge("e3", ("herald", "article"), "gazette", "excerpt", "inferred", 0.8) },
            edge("e4", ("Reuters", "outlet"), "wire", "credit", "known", 1.0),
            edge("e7", ("Una Berg", "outlet"), "wire", "credit", "known", 1.0),
            edge("e5", ("Northern Wire", "outlet"), "herald", "credit", "known", 1.0),
            edge("e6", ("wire", "article"), "radio", "common_origin", "unknown", 0.5),
        ],
        credits: ["Reuters", "Una Berg"]
            .map(|names| CreditRow {
                article_id: "wire".into(),
                names: names.into(),
                level: "full".into(),
                ..CreditRow::default()
            })
            .to_vec(),
        ..Tables::default()
    }
}

#[test]
fn a_chain_from_its_origin_down() {
    insta::assert_snapshot!(Trail::of(&tables(), "gazette").unwrap().document(80).to_string());
}

#[test]
fn a_cluster_in_fifty_columns() {
    insta::assert_snapshot!(Trail::of(&tables(), "c1").unwrap().document(50).to_string());
}

#[test]
fn what_stands_alone_says_so_and_what_is_not_there_is_none() {
    let alone = Trail::of(&tables(), "alone").unwrap();
    assert!(alone.is_empty() && alone.document(80).to_string().contains("no echo found"));
    assert_eq!(Trail::of(&tables(), "nobody"), None);
    let all = Trail::of(&tables(), "wire").unwrap();
    let ids: BTreeSet<&str> = all.nodes.iter().map(|node| node.id.as_str()).collect();
    assert!(!ids.contains("radio") && all.common_origins == ["radio"], "a shared speech is no way of a text");
}

proptest! {
    /// Edges may stand in circles where their order is open, and chains may be deeper than the page is wide.
    #[test]
    fn any_edges_give_each_article_once_on_a_page_that_fits(
        pairs in prop::collection::vec((0usize..12, 0usize..12, 0usize..3), 0..40),
        deep in any::<bool>(),
        width in 40usize..120,
    ) {
        let name = |i: usize| format!("article-{i}");
        let count = if deep { 60 } else { 12 };
        let mut edges: Vec<EdgeRow> = pairs
            .iter()
            .enumerate()
            .filter(|(_, (x, y, _))| x != y)
            .map(|(i, &(x, y, kind))| {
                let kind = ["reprint", "excerpt", "credit"][kind];
                let src_kind = if kind == "credit" { "outlet" } else { "article" };
                edge(&format!("e{i}"), (&name(x), src_kind), &name(y), kind, "unknown", 0.5)
            })
            .collect();
        if deep {
            edges.extend((1..count).map(|i| edge(&format!("d{i}"), (&name(i - 1), "article"), &name(i), "reprint", "known", 0.9)));
        }
        let tables = Tables { articles: (0..count).map(|i| article(&name(i), "Outlet", Some(0))).collect(), edges, ..Tables::default() };
        let trail = Trail::of(&tables, "article-0").unwrap();
        let mut ids: Vec<(&str, &str)> = trail.nodes.iter().map(|node| (node.kind.as_str(), node.id.as_str())).collect();
        let nodes = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), nodes);
        prop_assert!(trail.nodes.iter().any(|node| node.asked));
        for line in trail.document(width).lines() {
            prop_assert!(line.width() <= width, "{}: {line}", line.width());
        }
    }
}
