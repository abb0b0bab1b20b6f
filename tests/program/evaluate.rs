//! `synth`, `evaluate` and `diff`: corpora with known truth, scores against it, and what another run does differently.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::folder::{slice, text};
use crate::run::{run, seeds, stderr, stdout};

/// Runs the program, which must end with this code.
fn ends(args: &[&str], code: i32) -> std::process::Output {
    let output = run(args);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}{}", stderr(&output), stdout(&output));
    output
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("a temporary path is UTF-8")
}

/// A corpus of this kind in a folder of its own.
fn made(home: &Path, kind: &str, more: &[&str]) -> PathBuf {
    let folder = home.join(kind);
    let mut args = vec!["synth", "--kind", kind, "-o", shown(&folder), "-q"];
    args.extend(more);
    ends(&args, 0);
    folder
}

fn scanned(home: &Path, name: &str, input: &Path, more: &[&str]) -> PathBuf {
    let folder = home.join(name);
    let mut args = vec!["scan", shown(input), "-o", shown(&folder), "-q"];
    args.extend(more);
    ends(&args, 0);
    folder
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file"))).collect()
}

fn evaluated(run: &Path, truth: &str) -> Value {
    serde_json::from_str(&stdout(&ends(&["evaluate", shown(run), "--truth", truth, "--json"], 0))).expect("JSON")
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let page = fs::read_to_string(path).expect("a table");
    page.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn a_corpus_is_the_same_twice_and_its_passages_are_where_the_truth_says() {
    let home = tempfile::tempdir().expect("a folder");
    let one = made(home.path(), "passages", &["--articles", "84", "--seed", "5"]);
    let again = home.path().join("again");
    ends(&["synth", "--kind", "passages", "--articles", "84", "--seed", "5", "-o", shown(&again), "-q"], 0);
    assert_eq!(files(&one), files(&again));
    let docs: BTreeMap<String, String> = fs::read_to_string(one.join("docs.jsonl"))
        .expect("documents")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|doc| (text(&doc, "id").to_owned(), text(&doc, "text").to_owned()))
        .collect();
    let spans = rows(&one.join("spans.tsv"));
    assert_eq!((docs.len(), spans.len()), (84, 42));
    for span in spans.iter().filter(|span| ["verbatim", "quote"].contains(&span[6].as_str())) {
        let number = |i: usize| span[i].parse::<usize>().expect("an offset");
        let (to, from) = (slice(&docs[&span[0]], number(1), number(2)), slice(&docs[&span[3]], number(4), number(5)));
        assert!(!to.is_empty() && to == from, "{span:?}: {to:?} {from:?}");
    }
}

#[test]
fn a_folder_that_is_there_is_refused_and_a_foreign_one_is_never_replaced() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = made(home.path(), "cascades", &["--articles", "20"]);
    let before = files(&folder);
    let refused = ends(&["synth", "-o", shown(&folder), "--articles", "30"], 2);
    assert!(stderr(&refused).contains("exists already") && stderr(&refused).contains("--overwrite"));
    assert_eq!(files(&folder), before);
    ends(&["synth", "-o", shown(&folder), "--articles", "30", "--overwrite", "-q"], 0);
    assert_ne!(files(&folder), before);
    let foreign = home.path().join("thesis");
    fs::create_dir(&foreign).expect("a folder");
    fs::write(foreign.join("chapter.txt"), "years of work").expect("written");
    let refused = ends(&["synth", "-o", shown(&foreign), "--overwrite"], 2);
    assert!(stderr(&refused).contains("synth.json"), "{}", stderr(&refused));
    assert_eq!(files(&foreign).len(), 1);
}

#[test]
fn a_corpus_is_made_from_the_users_own_articles() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("own");
    let output = ends(&["synth", &seeds("articles.jsonl"), "-o", shown(&folder), "--articles", "40"], 0);
    assert!(stderr(&output).contains("of your articles"), "{}", stderr(&output));
    let note: Value = serde_json::from_slice(&files(&folder)["synth.json"]).expect("JSON");
    assert!(note["taken"].as_u64().is_some_and(|taken| taken > 3), "{note}");
    assert!(note["left_out"]["share_text"].as_u64().is_some_and(|left| left > 3), "{note}");
    assert_eq!(fs::read_to_string(folder.join("docs.jsonl")).expect("documents").lines().count(), 40);
}

#[test]
fn scores_are_the_same_from_every_format_and_bounds_decide_how_it_ends() {
    let home = tempfile::tempdir().expect("a folder");
    let truth = made(home.path(), "cascades", &["--articles", "150", "--seed", "3"]);
    let docs = truth.join("docs.jsonl");
    let runs = ["parquet", "jsonl", "csv"].map(|format| scanned(home.path(), format, &docs, &["--tables", format]));
    let scores = runs.clone().map(|run| evaluated(&run, shown(&truth)));
    assert_eq!(scores[0], scores[1]);
    assert_eq!(scores[0], scores[2]);
    let figures = scores[0]["figures"].as_object().expect("figures");
    for name in ["cluster_ari", "cluster_bcubed_f1", "cluster_typo", "passage_false", "quote_link_p", "edge_f1", "edge_unfounded"]
    {
        assert!(figures[name].is_number(), "{name}");
    }
    assert!(scores[0]["calibration"].as_array().is_some_and(|bins| !bins.is_empty()));
    // Copies that nobody edited are found.
    assert!(figures["cluster_verbatim"].as_f64().is_some_and(|share| share > 0.9), "{figures:?}");

    let (run, truth) = (shown(&runs[0]), shown(&truth));
    let page = stdout(&ends(
        &["evaluate", run, "--truth", truth, "--need", "cluster_p=0.5", "edge_p=0", "--max", "passage_false=1e9"],
        0,
    ));
    assert!(page.contains("cluster_ari") && page.lines().all(|line| line.chars().count() <= 80), "{page}");
    let missed = ends(&["evaluate", run, "--truth", truth, "--need", "cluster_p=1.5"], 1);
    assert!(stderr(&missed).contains("cluster_p is") && stderr(&missed).contains("1.5 is needed"), "{}", stderr(&missed));
    let unknown = ends(&["evaluate", run, "--truth", truth, "--need", "beauty=1"], 2);
    assert!(stderr(&unknown).contains("no figure beauty") && stderr(&unknown).contains("cluster_ari"));
    ends(&["evaluate", run, "--truth", truth, "--need", "cluster_p"], 2);
}

#[test]
fn what_is_no_run_and_no_truth_is_said() {
    let home = tempfile::tempdir().expect("a folder");
    let run = scanned(home.path(), "run", Path::new(&seeds("articles.jsonl")), &["--no-text"]);
    let output = ends(&["evaluate", shown(home.path()), "--truth", shown(home.path())], 2);
    assert!(stderr(&output).contains("is no run folder") && stderr(&output).contains("next: "));
    let output = ends(&["evaluate", shown(&run), "--truth", shown(&run)], 2);
    assert!(stderr(&output).contains("holds no truth") && stderr(&output).contains("newsprint synth"));
    let gold = home.path().join("gold.json");
    fs::write(&gold, r#"{"articles": []}"#).expect("written");
    let output = ends(&["evaluate", shown(&run), "--truth", shown(&gold)], 2);
    assert!(stderr(&output).contains("--no-text"), "{}", stderr(&output));
    fs::write(&gold, "[1").expect("written");
    ends(&["evaluate", shown(&run), "--truth", shown(&gold)], 2);
    ends(&["diff", shown(&run), shown(home.path())], 2);
}

#[test]
fn the_demo_corpus_has_truth_that_can_be_scored() {
    let home = tempfile::tempdir().expect("a folder");
    let run = home.path().join("run");
    ends(&["scan", &seeds("articles.jsonl"), &seeds("town-herald"), "-o", shown(&run), "-q"], 0);
    let score = evaluated(&run, &seeds("truth"));
    let figure = |name: &str| score["figures"][name].as_f64().unwrap_or_else(|| panic!("{name} in {score}"));
    assert!(figure("cluster_f1") > 0.95, "{score}");
    assert!(figure("quote_link_p") > 0.9, "{score}");
    assert!(figure("edge_ancestor_p") > 0.7, "{score}");
    assert!(figure("edge_common_origin").abs() < 1e-9, "{score}");
}

#[test]
fn two_runs_are_the_same_or_their_differences_are_counted_and_named() {
    let home = tempfile::tempdir().expect("a folder");
    let input = seeds("articles.jsonl");
    let before = scanned(home.path(), "before", Path::new(&input), &[]);
    let same = scanned(home.path(), "same", Path::new(&input), &["--tables", "csv"]);
    let page = stdout(&ends(&["diff", shown(&before), shown(&same)], 0));
    assert!(page.starts_with("no difference\n"), "{page}");
    let other = scanned(home.path(), "other", Path::new(&input), &["--min-words", "60", "--tables", "jsonl"]);
    let page = stdout(&ends(&["diff", shown(&before), shown(&other)], 0));
    assert!(page.contains("PASSAGES") && page.contains("went") && !page.contains("no difference"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    let changes: Value =
        serde_json::from_str(&stdout(&ends(&["diff", shown(&before), shown(&other), "--json"], 0))).expect("JSON");
    let sections = changes["sections"].as_array().expect("sections");
    let section = |name: &str| sections.iter().find(|section| section["name"] == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(section("articles")["changes"], Value::Array(vec![]));
    let passages = section("passages")["changes"].as_array().expect("changes");
    assert!(passages.iter().any(|change| change["change"] == "went"), "{passages:?}");
    let sizes: Vec<u64> = passages.iter().filter_map(|change| change["size"].as_u64()).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "the largest come first");
    // Two articles fewer.
    let rows = fs::read_to_string(&input).expect("rows");
    let fewer = home.path().join("fewer.jsonl");
    fs::write(&fewer, rows.splitn(3, '\n').last().expect("more than two rows")).expect("written");
    let less = scanned(home.path(), "less", &fewer, &[]);
    let changes: Value =
        serde_json::from_str(&stdout(&ends(&["diff", shown(&before), shown(&less), "--json"], 0))).expect("JSON");
    let gone = changes["sections"][0]["changes"].as_array().expect("changes");
    assert_eq!(gone.iter().filter(|change| change["change"] == "went").count(), 2);
}
