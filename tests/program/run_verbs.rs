//! The verbs over two articles and over a run folder: compare, explain, quote, trace.

use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

use newsprint::document::layout;
use serde_json::Value;

use crate::folder::{TABLES, float, int, seeds_run, slice, text};
use crate::run::{newsprint, run_in, seeds, stderr, stdout};

/// A run of the demo corpus in one of the formats, kept for all tests.
fn demo(format: &'static str) -> &'static str {
    static RUNS: OnceLock<(tempfile::TempDir, BTreeMap<&'static str, String>)> = OnceLock::new();
    let (_, runs) = RUNS.get_or_init(|| {
        let home = tempfile::tempdir().unwrap();
        let scan = |format: &'static str| {
            let folder = home.path().join(format).display().to_string();
            let inputs = [seeds("articles.jsonl"), seeds("town-herald")];
            let args = ["scan", &inputs[0], &inputs[1], "-q", "--tables", format, "-o", &folder];
            let output = run_in(home.path(), &args);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            (format, folder.clone())
        };
        let runs = ["parquet", "jsonl", "csv"].map(scan).into();
        (home, runs)
    });
    &runs[format]
}

/// Exit code, stdout and stderr of the program at a width.
fn at_width(width: usize, args: &[&str]) -> (Option<i32>, String, String) {
    let output = newsprint().env("COLUMNS", width.to_string()).args(args).output().unwrap();
    (output.status.code(), stdout(&output), stderr(&output))
}

fn json(args: &[&str]) -> Value {
    let (code, page, error) = at_width(80, args);
    // `explain` ends with 1 where the two are no near-duplicates.
    assert!(code == Some(0) || args[0] == "explain" && code == Some(1), "{args:?}: {error}");
    serde_json::from_str(&page).expect("one JSON object")
}

#[test]
fn every_page_fits_its_width_and_a_pipe() {
    let run = demo("parquet");
    let utterance = text(&seeds_run().table("utterances")[0], "utterance_id").to_owned();
    for args in [
        vec!["compare", "northwire-0303-inquiry", "marlowe-times-0304-inquiry", "--run", run],
        vec!["compare", "northwire-0303-inquiry", "minatomachi-0304-mizu", "--run", run, "--all"],
        vec!["explain", "northwire-0303-inquiry", "inland-post-0303-inquiry", "--run", run],
        vec!["quote", "every valve, every pump", "--run", run],
        vec!["quote", &utterance, "--run", run],
        vec!["trace", "bay-courier-0303-inquiry", "--run", run],
    ] {
        for width in [40, 50, 80, 120, 200] {
            let (code, page, error) = at_width(width, &args);
            assert!(matches!(code, Some(0 | 1)) && error.is_empty(), "{args:?}: {error}");
            assert!(!page.contains('\u{1b}'), "no colour in a pipe");
            for line in page.lines() {
                assert!(layout::width(line) <= width, "{args:?} at {width}: {line}");
            }
            let (_, colours, _) = at_width(width, &[&args[..], &["--color", "always"]].concat());
            assert!(colours.contains("\u{1b}["), "{args:?}");
        }
    }
}

/// Where a passage stands in both texts, its kind and its script.
type Told<'t> = (usize, usize, usize, usize, &'t str, &'t str);

/// Two pages about one pair must not differ: what `scan` has written, `compare` says.
#[test]
fn compare_says_of_a_pair_what_its_run_says() {
    let (run, tables) = (demo("jsonl"), seeds_run());
    let mut passages: BTreeMap<&str, Vec<Told<'_>>> = BTreeMap::new();
    for row in tables.table("passages").iter().filter(|row| row["kind"] != "boilerplate") {
        let at =
            (int(row, "a_start"), int(row, "a_end"), int(row, "b_start"), int(row, "b_end"), text(row, "kind"), text(row, "ops"));
        passages.entry(text(row, "match_id")).or_default().push(at);
    }
    for row in tables.table("matches") {
        let (a, b) = (text(row, "a"), text(row, "b"));
        let told = json(&["compare", a, b, "--run", run, "--json"]);
        for (name, value) in [("match_id", &told["match_id"]), ("relation", &told["relation"]), ("identity", &told["identity"])] {
            assert_eq!(&row[name], value, "{a} {b}: {name}");
        }
        assert_eq!(row["lag_seconds"], told["lag_seconds"], "{a} {b}");
        for (name, value) in [("containment_a", &told["a"]["containment"]), ("containment_b", &told["b"]["containment"])] {
            assert!((float(row, name) - value.as_f64().unwrap()).abs() < 1e-12, "{a} {b}: {name}");
        }
        let numbered = told["passages"].as_array().unwrap().iter().filter(|passage| !passage["number"].is_null());
        let found: Vec<_> = numbered
            .map(|one| {
                (
                    int(&one["a"], "start"),
                    int(&one["a"], "end"),
                    int(&one["b"], "start"),
                    int(&one["b"], "end"),
                    text(one, "kind"),
                    text(one, "ops"),
                )
            })
            .collect();
        assert_eq!(found, passages.remove(text(row, "match_id")).unwrap_or_default(), "{a} {b}");
        let turned = json(&["compare", b, a, "--run", run, "--json"]);
        assert_eq!((&turned["a"]["containment"], &turned["match_id"]), (&told["b"]["containment"], &told["match_id"]));
    }
}

#[test]
fn offsets_of_compare_are_places_in_the_texts() {
    let ids = ["northwire-0303-inquiry", "marlowe-times-0304-inquiry"];
    let told = json(&["compare", ids[0], ids[1], "--among", &seeds("articles.jsonl"), "--json"]);
    let rows = fs::read_to_string(seeds("articles.jsonl")).unwrap();
    let texts = ids.map(|id| {
        let rows = rows.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        text(&rows.into_iter().find(|row| row["id"] == id).expect("an article of the demo corpus"), "text").to_owned()
    });
    let passages = told["passages"].as_array().unwrap();
    assert!(!passages.is_empty());
    for (side, whole) in ["a", "b"].into_iter().zip(&texts) {
        for place in passages.iter().map(|one| &one[side]).chain(told[side]["boilerplate"].as_array().unwrap()) {
            let (start, end) = (int(place, "start"), int(place, "end"));
            assert_eq!(slice(whole, start, end), text(place, "text"));
            assert_eq!(&whole[int(place, "start_byte")..int(place, "end_byte")], text(place, "text"));
        }
    }
    assert!(int(&told["a"], "boilerplate_words") > 0, "what the agency prints around its stories is told by its form");
}

#[test]
fn boilerplate_alone_is_not_found() {
    let folder = tempfile::tempdir().unwrap();
    let footer = "\n\nSign up for our newsletter and get the day's stories in your inbox every morning.\n© 2026 Reed Post. All rights reserved.\n";
    let one = format!("The ferry to the outer islands came late on Tuesday, and nobody on the quay had been told why.{footer}");
    let two =
        format!("Pupils of the hill school are taught by radio until the road is open again, as they were last winter.{footer}");
    fs::write(folder.path().join("a.txt"), &one).unwrap();
    fs::write(folder.path().join("b.txt"), &two).unwrap();
    fs::write(folder.path().join("c.txt"), format!("From the islands. {one}")).unwrap();
    let compared = |b: &str| {
        let output = run_in(folder.path(), &["compare", "a.txt", b]);
        (output.status.code(), stdout(&output))
    };
    let (code, page) = compared("b.txt");
    assert_eq!(code, Some(1), "{page}");
    assert!(page.contains("boilerplate (marked ~)") && page.contains("~ Sign up"), "{page}");
    let (code, page) = compared("c.txt");
    assert!(code == Some(0) && page.contains("1┃ The ferry"), "{page}");
    // The same said as the user's own boilerplate.
    fs::write(folder.path().join("ours.txt"), one.lines().next().unwrap()).unwrap();
    let output = run_in(folder.path(), &["compare", "a.txt", "c.txt", "--ignore-text", "ours.txt"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
}

#[test]
fn explain_lists_the_gates_of_each_passage_and_a_flip_that_turns_it() {
    let run = demo("csv");
    let pair = ["northwire-0303-inquiry", "inland-post-0303-inquiry", "--run", run, "--json"];
    let told = json(&[&["explain"][..], &pair].concat());
    let passages = told["passages"]["passages"].as_array().unwrap();
    let first = passages.iter().find(|one| one["verdict"] == "counts").expect("a passage counts");
    let gates: Vec<&str> = first["gates"].as_array().unwrap().iter().map(|gate| text(gate, "gate")).collect();
    assert!(
        gates.iter().any(|gate| gate.contains("exact run")) && gates.contains(&"boilerplate") && gates.contains(&"words"),
        "{gates:?}"
    );
    let flip = text(first, "flip").strip_prefix("--min-words ").unwrap();
    let output = newsprint().arg("explain").args(pair).args(["--min-words", flip]).output().unwrap();
    let turned: Value = serde_json::from_slice(&output.stdout).unwrap();
    let same = turned["passages"]["passages"].as_array().unwrap().iter().find(|one| one["passage_id"] == first["passage_id"]);
    assert_eq!(same.unwrap()["verdict"], "short");
    assert!(told["gates"].is_array() && told["is_near"].is_boolean(), "the verdict of dedup stands beside it");
}

#[test]
fn a_quotation_is_found_by_its_words_and_by_its_ids_in_every_format() {
    let utterances = seeds_run().table("utterances");
    let wanted = utterances.iter().max_by_key(|row| int(row, "outlets")).unwrap();
    let id = text(wanted, "utterance_id");
    let quotes: Vec<&Value> = seeds_run().table("quotes").iter().filter(|row| row["utterance_id"] == id).collect();
    let words: Vec<&str> = text(wanted, "base_text").split_whitespace().collect();
    let middle = words[1..words.len().min(9)].join(" ");
    for asked in [id, text(wanted, "base_quote"), &middle] {
        for format in ["parquet", "jsonl", "csv"] {
            let told = json(&["quote", asked, "--run", demo(format), "--json"]);
            assert_eq!(told["utterance_id"], id, "{asked} in {format}");
            let printings = told["printings"].as_array().unwrap();
            assert_eq!(printings.len(), quotes.len());
            for printing in printings {
                let row = quotes.iter().find(|row| row["quote_id"] == printing["quote_id"]).expect("a quote of the run");
                for column in ["article_id", "text", "speaker", "change", "edits", "start", "end_byte", "venue"] {
                    assert_eq!(printing[column], row[column], "{column}");
                }
            }
        }
    }
    // Every printing of the collation has its label in the table of printings.
    let (_, page, _) = at_width(100, &["quote", id, "--run", demo("parquet")]);
    assert!(page.contains("PRINTINGS") && page.contains("\n  A  "), "{page}");
}

#[test]
fn a_quotation_under_another_base_has_edits_of_that_base() {
    let run = demo("parquet");
    for row in seeds_run().table("utterances").iter().filter(|row| int(row, "variants") > 1) {
        let told = json(&["quote", text(row, "utterance_id"), "--run", run, "--base", "majority", "--json"]);
        let base = told["base_quote"].as_str().unwrap();
        let printings = told["printings"].as_array().unwrap();
        let own = printings.iter().find(|printing| printing["quote_id"] == base).unwrap();
        assert_eq!((text(own, "change"), &own["text"]), ("same", &told["base_text"]));
        let count = |script: &str, without: char| -> usize {
            script
                .split(' ')
                .filter(|op| !op.is_empty() && !op.ends_with(without))
                .map(|op| op[..op.len() - 1].parse::<usize>().unwrap())
                .sum()
        };
        for printing in printings {
            assert_eq!(
                count(text(printing, "edits"), 'I'),
                count(text(own, "edits"), 'I'),
                "a script covers the base: {printing}"
            );
        }
        let output = newsprint().args(["quote", text(row, "utterance_id"), "--run", run, "--base", "earliest"]).output().unwrap();
        assert_eq!(output.status.code(), Some(i32::from(row["first_known"] == false)), "{}", stderr(&output));
    }
}

#[test]
fn what_is_not_found_is_one_and_advises() {
    let run = demo("jsonl");
    let (code, page, error) = at_width(80, &["quote", "zebras", "dance", "on", "the", "moon", "--run", run]);
    assert!(code == Some(1) && page.is_empty() && error.contains("no printing in") && error.contains("next: "), "{error}");
    let (code, _, error) = at_width(80, &["trace", "nobody", "--run", run]);
    assert!(code == Some(1) && error.contains("nobody") && error.contains("next: "), "{error}");
    let (code, page, _) = at_width(80, &["trace", "marlowe-times-0303-comet", "--run", run]);
    assert!(code == Some(1) && page.contains("no echo found"), "{page}");
    for verb in ["quote", "trace"] {
        let (code, _, error) = at_width(80, &[verb, "x", "--run", &seeds("town-herald")]);
        assert!(code == Some(2) && error.contains("no run folder"), "{error}");
    }
}

#[test]
fn a_table_that_does_not_fit_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken");
    fs::create_dir(&broken).unwrap();
    for name in TABLES.iter().map(|table| format!("{table}.jsonl")).chain(["run.json".to_owned()]) {
        fs::copy(format!("{}/{name}", demo("jsonl")), broken.join(&name)).unwrap();
    }
    let page = fs::read_to_string(broken.join("edges.jsonl")).unwrap().replacen("\"words\":", "\"words\":\"many\",\"w\":", 1);
    fs::write(broken.join("edges.jsonl"), page).unwrap();
    let output = run_in(folder.path(), &["trace", "bay-courier-0303-inquiry", "--run", "broken"]);
    let error = stderr(&output);
    assert!(output.status.code() == Some(2) && error.contains("edges.jsonl, row 1, column words"), "{error}");
}

#[test]
fn trace_shows_the_chain_that_the_edges_tell() {
    let run = demo("parquet");
    let told = json(&["trace", "coast-lantern-inquiry", "--run", run, "--json"]);
    let nodes = told["nodes"].as_array().unwrap();
    let ids: Vec<&str> = nodes.iter().map(|node| text(node, "id")).collect();
    assert!(ids.contains(&"northwire-0303-inquiry") && ids.contains(&"coast-lantern-inquiry"), "{ids:?}");
    let edges: BTreeMap<&str, &Value> = seeds_run().table("edges").iter().map(|row| (text(row, "edge_id"), row)).collect();
    for edge in told["edges"].as_array().unwrap() {
        let row = edges[text(edge, "edge_id")];
        for column in ["src", "dst", "kind", "words", "direction", "probability", "lag_seconds", "evidence", "alternatives"] {
            assert_eq!(edge[column], row[column], "{column}");
        }
    }
    let cluster = seeds_run().table("articles").iter().find(|row| row["article_id"] == "coast-lantern-inquiry").unwrap();
    let (code, page, _) = at_width(80, &["trace", text(cluster, "cluster_id"), "--run", run]);
    assert!(code == Some(0) && page.contains("─ ") && page.contains("direction known") && page.contains('◀'), "{page}");
}
