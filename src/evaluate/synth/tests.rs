use std::collections::BTreeMap;

use super::*;

fn settings(kind: Kind, articles: usize) -> Settings {
    Settings { kind, seed: 7, articles, times: Shares { undated: 0.3, ..Shares::default() }, common_origin: 0.15 }
}

/// A file of a corpus as rows of cells, without the header.
fn rows(corpus: &Corpus, name: &str) -> Vec<Vec<String>> {
    let (_, bytes) = corpus.files.iter().find(|(file, _)| *file == name).expect("the file is there");
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn docs(corpus: &Corpus) -> BTreeMap<String, serde_json::Value> {
    let (_, bytes) = corpus.files.iter().find(|(file, _)| *file == "docs.jsonl").expect("the file is there");
    let lines = std::str::from_utf8(bytes).expect("UTF-8").lines();
    lines
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .map(|doc| (doc["id"].as_str().expect("an id").to_owned(), doc))
        .collect()
}

fn slice(docs: &BTreeMap<String, serde_json::Value>, row: &[String], at: usize) -> String {
    let text = docs[&row[at]]["text"].as_str().expect("a text");
    let number = |i: usize| row[i].parse::<usize>().expect("a number");
    let (start, end) = (number(at + 1), number(at + 2));
    let said: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(said.chars().count(), end - start, "{row:?} lies in its text");
    assert_eq!(said.trim(), said, "{row:?} has no space around it");
    said
}

#[test]
fn planted_passages_are_what_they_are_said_to_be() {
    let made = make(&[], &settings(Kind::Passages, 140));
    let docs = docs(&made.corpus);
    assert_eq!(docs.len(), 140);
    let spans = rows(&made.corpus, "spans.tsv");
    assert_eq!(spans.len(), 70);
    let folded = |text: &str| {
        let mut words: Vec<String> =
            text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()).collect();
        words.retain(|word| !word.is_empty());
        words
    };
    for row in &spans {
        let (to, from) = (slice(&docs, row, 0), slice(&docs, row, 3));
        let (mut a, mut b) = (folded(&to), folded(&from));
        let same = a.iter().filter(|word| b.contains(word)).count() as f64 / b.len() as f64;
        match row[6].as_str() {
            "quote" => assert!(to == from && (10..19).contains(&a.len()), "{row:?}"),
            "verbatim" => assert_eq!(to, from),
            "reordered" => {
                assert_ne!(to, from);
                a.sort();
                b.sort();
                assert_eq!(a, b, "{row:?}");
            }
            "typo" => assert!(to != from && same >= 0.9, "{row:?} {same}"),
            "light" => assert!(same >= 0.8, "{row:?} {same}"),
            "heavy" => assert!((0.4..0.95).contains(&same), "{row:?} {same}"),
            "ocr" => assert!((0.5..0.98).contains(&same), "{row:?} {same}"),
            other => panic!("no level is called {other}"),
        }
    }
}

#[test]
fn places_in_cascades_hold_what_their_tables_say() {
    let corpus = make(&[], &settings(Kind::Cascades, 600)).corpus;
    let docs = docs(&corpus);
    let outlet = |id: &str| docs[id]["outlet"].as_str().expect("an outlet").to_owned();
    let boilerplate = rows(&corpus, "boilerplate.tsv");
    assert!(boilerplate.len() > 300);
    for row in &boilerplate {
        assert!(slice(&docs, row, 0).contains(&row[3]) && outlet(&row[0]) == row[3], "{row:?}");
    }
    let credits = rows(&corpus, "credits.tsv");
    assert!(credits.len() > 50);
    for row in &credits {
        let said = slice(&docs, row, 0);
        assert!(said.contains(&row[3]) && said.len() < 140, "{row:?}: {said}");
    }
    let mut origin: BTreeMap<String, String> = BTreeMap::new();
    for row in rows(&corpus, "quotes.tsv") {
        let said = slice(&docs, &row, 1);
        assert!(!said.contains(['“', '”', '«', '»', '"']), "{row:?}: {said}");
        let first = origin.entry(row[0].clone()).or_insert_with(|| said.clone());
        match row[4].as_str() {
            "origin" | "same" => assert_eq!(said, *first, "{row:?}"),
            "case" => assert_eq!(said.to_lowercase(), first.to_lowercase()),
            "trunc" => assert!(first.starts_with(&said), "{row:?}"),
            _ => {}
        }
    }
}

#[test]
fn every_copy_has_a_parent_of_its_cluster_that_came_before() {
    let corpus = make(&[], &settings(Kind::Cascades, 500)).corpus;
    let clusters: BTreeMap<String, Vec<String>> =
        rows(&corpus, "clusters.tsv").into_iter().map(|row| (row[1].clone(), row)).collect();
    let times: BTreeMap<String, Vec<String>> = rows(&corpus, "times.tsv").into_iter().map(|row| (row[0].clone(), row)).collect();
    let edges = rows(&corpus, "echo_edges.tsv");
    assert!(edges.len() > 150, "{}", edges.len());
    for row in &edges {
        assert_eq!(clusters[&row[0]][0], clusters[&row[1]][0]);
        assert_eq!(clusters[&row[1]][3], row[0]);
        assert!(times[&row[0]][5] < times[&row[1]][5], "{row:?}");
        assert_ne!(row[2], row[3]);
    }
    let common = rows(&corpus, "common_origin.tsv");
    assert!(common.iter().all(|row| !edges.iter().any(|edge| (&edge[0], &edge[1]) == (&row[0], &row[1]))));
    for kind in ["speech", "agency", "quotation"] {
        assert!(common.iter().any(|row| row[2] == kind), "{kind}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_other_ones() {
    for kind in Kind::ALL {
        let one = make(&[], &settings(kind, 60));
        assert_eq!(one, make(&[], &settings(kind, 60)));
        assert_ne!(one, make(&[], &Settings { seed: 8, ..settings(kind, 60) }));
        assert_eq!(docs(&one.corpus).len(), 60, "{kind:?}");
    }
}

#[test]
fn any_number_of_articles_can_be_asked_for() {
    for kind in Kind::ALL {
        for articles in [0, 1, 2, 3, 7, 20] {
            assert_eq!(docs(&make(&[], &settings(kind, articles)).corpus).len(), articles, "{kind:?}");
        }
    }
}
