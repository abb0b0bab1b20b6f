//! A user's own table of outlets: `--outlets FILE`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::run::{newsprint, run_in, stderr, stdout};

const ARTICLES: &str = concat!(
    r#"{"id":"a","outlet":"Dell Echo","text":"The pier is shut, the lamp post said. “It is shut,” the keeper told the Lamp on Monday."}"#,
    "\n",
    r#"{"id":"b","outlet":"Dell Echo","text":"The pier is shut, Reuters reported."}"#,
    "\n"
);
const OWN: &str = "name\taliases\tdomains\tkind\tcountry\n# ours\nLamp of Dell\t~Lamp\tlamp.example\tnewspaper\tGB\nWire Desk\tReuters\t\tagency\t\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), ARTICLES).unwrap();
    fs::write(folder.path().join("own.tsv"), OWN).unwrap();
    folder
}

/// The names that each article credits.
fn named(folder: &Path, args: &[&str]) -> Vec<Vec<String>> {
    let output = run_in(folder, &[&["credits", "a.jsonl"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let names = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("one JSON object");
        row["credits"].as_array().expect("a list").iter().map(|credit| credit["names"].as_str().unwrap().to_owned()).collect()
    };
    stdout(&output).lines().map(names).collect()
}

#[test]
fn a_users_outlets_come_before_those_that_ship() {
    let folder = folder();
    assert_eq!(named(folder.path(), &[]), [vec![], vec!["Reuters".to_owned()]]);
    // "the Lamp" needs its article: the lamp post credits nobody.
    let own = [vec!["Lamp of Dell".to_owned()], vec!["Wire Desk".to_owned()]];
    assert_eq!(named(folder.path(), &["--outlets", "own.tsv"]), own);
    fs::write(folder.path().join("set.toml"), "outlets = \"own.tsv\"\n").unwrap();
    assert_eq!(named(folder.path(), &["--config", "set.toml"]), own);
    let output =
        newsprint().current_dir(folder.path()).env("NEWSPRINT_OUTLETS", "own.tsv").args(["credits", "a.jsonl"]).output().unwrap();
    assert!(stdout(&output).contains("Lamp of Dell"));
    let output = run_in(folder.path(), &["quotes", "a.jsonl", "--outlets", "own.tsv"]);
    assert!(stdout(&output).contains("\"venue_outlet\":\"Lamp of Dell\""), "{}", stdout(&output));
}

#[test]
fn a_scan_names_its_table_of_outlets() {
    let folder = folder();
    let output = run_in(folder.path(), &["scan", "a.jsonl", "-q", "--tables", "jsonl", "-o", "run", "--outlets", "own.tsv"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let run: Value = serde_json::from_slice(&fs::read(folder.path().join("run/run.json")).unwrap()).unwrap();
    assert_eq!(run["settings"]["outlets"], "own.tsv");
    assert!(fs::read_to_string(folder.path().join("run/credits.jsonl")).unwrap().contains("Lamp of Dell"));
    run_in(folder.path(), &["scan", "a.jsonl", "-q", "--tables", "jsonl", "-o", "plain"]);
    let run: Value = serde_json::from_slice(&fs::read(folder.path().join("plain/run.json")).unwrap()).unwrap();
    assert_eq!(run["settings"]["outlets"], Value::Null);
}

#[test]
fn a_row_that_cannot_be_read_is_named() {
    let folder = folder();
    for (rows, line, reason) in [
        ("Lamp\t\t\tblog\n", 1, "there is no kind “blog”; kinds are agency, newspaper"),
        ("# ours\n\n\tLamp\n", 3, "no name"),
        ("Lamp,The Lamp,lamp.example\n", 1, "no tab"),
        ("Lamp\ta\tb.example\tsite\tGB\tmore\n", 1, "6 columns"),
        ("Lamp\t\thttps://lamp.example/\tsite\n", 1, "is no domain"),
    ] {
        fs::write(folder.path().join("bad.tsv"), rows).unwrap();
        for verb in ["credits", "quotes", "scan"] {
            let output = run_in(folder.path(), &[verb, "a.jsonl", "--outlets", "bad.tsv"]);
            let error = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{error}");
            assert!(error.contains(&format!("bad.tsv, line {line}: ")) && error.contains(reason), "{error}");
            assert!(stdout(&output).is_empty());
        }
    }
    let output = run_in(folder.path(), &["credits", "a.jsonl", "--outlets", "none.tsv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot read none.tsv"), "{}", stderr(&output));
}
