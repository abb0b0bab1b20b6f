//! Summaries of runs made by hand: a story of four outlets, in which everything that a summary says occurs once.

use super::*;
use crate::article::Micros;
use crate::tables::*;

const HOUR: i64 = Micros::HOUR;
/// 2024-05-01T14:00:00Z
const START: i64 = 1_714_572_000 * Micros::SECOND;

fn article(id: &str, outlet: Option<&str>, title: &str, hours: Option<i64>, cluster: Option<&str>) -> ArticleRow {
    let at = hours.map(|hours| Micros(START + hours * HOUR));
    ArticleRow {
        article_id: id.into(),
        source_file: format!("news/{id}.txt"),
        source_pos: 1,
        outlet: outlet.map(Into::into),
        title: Some(title.into()),
        language: Some("en".into()),
        published_at: at,
        published_precision: if at.is_some() { "minute".into() } else { "none".into() },
        published_source: "field".into(),
        published_zone: if at.is_some() { "given".into() } else { "none".into() },
        published_earliest: at,
        published_latest: at.map(|at| Micros(at.0 + Micros::MINUTE)),
        words: 300,
        cluster_id: cluster.map(Into::into),
        credit_level: if id == "herald-1" { "full".into() } else { "none".into() },
        ..ArticleRow::default()
    }
}

const BASE: &str = "We are not going to close the bridge today, and nobody has asked the council to do so before the spring.";

fn quote(id: &str, article: &str, text: &str, change: &'static str, edits: &str, flags: &[&'static str]) -> QuoteRow {
    QuoteRow {
        quote_id: id.into(),
        article_id: article.into(),
        field: "text".into(),
        text: text.into(),
        kind: "full".into(),
        speaker: (id != "q4").then(|| "Mara Lindqvist".into()),
        rule: if id == "q4" { "no_cue".into() } else { "cue_after".into() },
        utterance_id: "u1".into(),
        change: change.into(),
        edits: edits.into(),
        flags: flags.iter().map(|flag| (*flag).into()).collect(),
        ..QuoteRow::default()
    }
}

fn member(id: &str, role: &'static str, share: f64) -> MemberRow {
    MemberRow { cluster_id: "c1".into(), article_id: id.into(), role: role.into(), similarity_to_survivor: share, parent: None }
}

#[allow(clippy::too_many_lines, reason = "a story told row by row")]
fn tables() -> Tables {
    let passage = "The gale tore eleven tiles from the roof of the old customs house on Monday night";
    let echoed = "The gale tore eleven slates from the roof of the old customs house on Monday night";
    Tables {
        articles: vec![
            article("wire-1", Some("Northern Wire"), "Bridge stays open", Some(0), Some("c1")),
            article("herald-1", Some("Town Herald"), "Bridge stays open, says mayor", Some(3), Some("c1")),
            article("clone-1", Some("Daily\u{1b}[31m Clone"), "Bridge stays open", None, Some("c1")),
            article("gazette-1", Some("Gazette"), "What the gale left", Some(30), None),
            article("blog-1", None, "Notes", None, None),
        ],
        texts: vec![
            TextRow { article_id: "gazette-1".into(), text: passage.into() },
            TextRow { article_id: "blog-1".into(), text: echoed.into() },
        ],
        clusters: vec![ClusterRow {
            cluster_id: "c1".into(),
            level: "near".into(),
            size: 3,
            outlets: 3,
            survivor: "wire-1".into(),
            lowest_verified: 0.91,
            independent: 1,
            ..ClusterRow::default()
        }],
        members: vec![
            member("clone-1", "reprint", 0.91),
            member("wire-1", "survivor", 1.0),
            member("herald-1", "expanded", 0.9996),
        ],
        matches: vec![MatchRow {
            match_id: "m1".into(),
            a: "herald-1".into(),
            b: "wire-1".into(),
            relation: "abridged".into(),
            shared_words: 280,
            ..MatchRow::default()
        }],
        passages: vec![PassageRow {
            passage_id: "p1".into(),
            match_id: "m2".into(),
            a: "blog-1".into(),
            a_end: 82,
            a_end_byte: 82,
            b: "gazette-1".into(),
            b_end: 81,
            b_end_byte: 81,
            words: 16,
            identity: 0.9375,
            kind: "edited".into(),
            flags: vec!["unquoted_echo".into()],
            ops: "4= 1X 11=".into(),
            articles: 2,
            ..PassageRow::default()
        }],
        quotes: vec![
            quote("q1", "wire-1", BASE, "same", "21=", &[]),
            quote("q2", "herald-1", &BASE.replace("not ", ""), "altered", "2= 1D 18=", &["negation_changed"]),
            quote("q3", "clone-1", BASE, "same", "21=", &[]),
            quote("q4", "gazette-1", "We are not going to close the bridge today.", "trimmed_unmarked", "9= 12D", &[]),
        ],
        utterances: vec![UtteranceRow {
            utterance_id: "u1".into(),
            base_text: BASE.into(),
            base_quote: "q1".into(),
            base_rule: "longest".into(),
            speaker: Some("Mara Lindqvist".into()),
            speaker_votes: 3,
            quotes: 4,
            articles: 4,
            outlets: 4,
            variants: 3,
            independent: 2,
            first_at: Some(Micros(START)),
            first_quote: Some("q1".into()),
            first_known: true,
            ..UtteranceRow::default()
        }],
        credits: vec![
            CreditRow {
                credit_id: "k1".into(),
                article_id: "herald-1".into(),
                names: "Northern Wire".into(),
                kind: "dateline".into(),
                level: "full".into(),
                ..CreditRow::default()
            },
            CreditRow {
                credit_id: "k2".into(),
                article_id: "herald-1".into(),
                names: "Northern Wire".into(),
                kind: "according_to".into(),
                level: "mention".into(),
                ..CreditRow::default()
            },
        ],
        edges: vec![
            EdgeRow {
                edge_id: "e1".into(),
                src: "wire-1".into(),
                dst: "herald-1".into(),
                src_kind: "article".into(),
                src_outlet: Some("Northern Wire".into()),
                dst_outlet: Some("Town Herald".into()),
                kind: "reprint".into(),
                words: 280,
                share_of_dst: 0.93,
                lag_seconds: Some(10_800),
                direction: "known".into(),
                probability: 0.97,
                evidence: vec!["earlier".into(), "credit_names_src".into()],
                ..EdgeRow::default()
            },
            EdgeRow {
                edge_id: "e2".into(),
                src: "blog-1".into(),
                dst: "gazette-1".into(),
                src_kind: "article".into(),
                dst_outlet: Some("Gazette".into()),
                kind: "excerpt".into(),
                words: 16,
                share_of_dst: 0.05,
                direction: "unknown".into(),
                probability: 0.5,
                ..EdgeRow::default()
            },
        ],
        outlets: vec![OutletRow {
            outlet: "Town Herald".into(),
            articles: 1,
            echoed: 1,
            echo_share: 1.0,
            words_in: 280,
            credited_share: Some(1.0),
            median_lag_seconds: Some(10_800),
            dated_share: 1.0,
            ..OutletRow::default()
        }],
        rejects: vec![RejectRow {
            source_file: "news/broken.jsonl".into(),
            source_pos: 12,
            reason: "missing_text".into(),
            detail: "no text\nin this\u{202e}row".into(),
        }],
        ..Tables::default()
    }
}

fn facts() -> Facts {
    Facts { inputs: vec!["news/".into()], rows_read: 6, rows_repaired: 1, table_format: "parquet".into(), ..Facts::default() }
}

#[test]
fn a_small_story_in_eighty_columns() {
    insta::assert_snapshot!(Summary::of(&tables(), &facts()).document(80).to_string());
}

#[test]
fn an_empty_run_is_said_in_few_words() {
    let page = Summary::of(&Tables::default(), &Facts::default()).document(80).to_string();
    insta::assert_snapshot!(page);
}

#[test]
fn no_line_of_prose_is_wider_than_the_page() {
    let summary = Summary::of(&tables(), &facts());
    for width in [40, 60, 80, 120] {
        let page = summary.document(width);
        // Commands are never cut; everything else fits.
        let prose = page.lines().iter().take_while(|line| line.to_string() != "NEXT");
        for line in prose {
            assert!(line.width() <= width, "{} > {width}: {line}", line.width());
        }
    }
}

#[test]
fn nothing_foreign_speaks_to_the_terminal() {
    let page = Summary::of(&tables(), &facts()).document(80).to_string();
    assert!(page.contains("Daily␛[31m Clone"));
    assert!(!page.chars().any(|c| c != '\n' && crate::document::sanitize::is_unsafe(c)));
}

#[test]
fn the_json_form_has_the_sections_of_the_page() {
    let json = serde_json::to_value(Summary::of(&tables(), &facts())).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["clusters", "credits", "edges", "next", "outlets", "passages", "reading", "unknown", "utterances"]);
    assert_eq!(json["utterances"]["listed"][0]["variants"][1]["notes"][0], "“not” lost");
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let straight = Summary::of(&tables(), &facts());
    let mut turned = tables();
    turned.quotes.reverse();
    turned.members.reverse();
    turned.credits.reverse();
    turned.edges.reverse();
    turned.passages.reverse();
    assert_eq!(straight.document(80).to_string(), Summary::of(&turned, &facts()).document(80).to_string());
}
