//! Settings in layers, through the real program.

use std::fs;

use crate::run::{newsprint, run, run_in, stderr, stdout};

/// Value and source of one setting as `config --json` tells them.
fn setting(json: &str, key: &str) -> (String, String) {
    let object: serde_json::Value = serde_json::from_str(json).unwrap();
    let text = |part: &str| object[key][part].as_str().unwrap().to_owned();
    (text("value"), text("source"))
}

#[test]
fn flag_beats_environment_beats_file_beats_default() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("n.toml"), "threads = 2\nmin-words = 12\ntables = \"csv\"\n").unwrap();
    let output = newsprint()
        .current_dir(folder.path())
        .args(["config", "--json", "--config", "n.toml", "-j", "4"])
        .env("NEWSPRINT_THREADS", "3")
        .env("NEWSPRINT_MIN_WORDS", "10")
        .output()
        .unwrap();
    let json = stdout(&output);
    assert_eq!(setting(&json, "threads"), ("4".into(), "flag".into()));
    assert_eq!(setting(&json, "min-words"), ("10".into(), "environment NEWSPRINT_MIN_WORDS".into()));
    assert_eq!(setting(&json, "tables"), ("csv".into(), "file n.toml".into()));
    assert_eq!(setting(&json, "threshold"), ("0.8".into(), "default".into()));
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let page = stdout(&run(&["config"]));
    for (key, value) in [("min-words", "8"), ("threshold", "0.8"), ("window", "off"), ("tables", "parquet"), ("max-errors", "1%")]
    {
        let line = page.lines().find(|line| line.starts_with(&format!("{key} "))).unwrap();
        assert_eq!(line.split_whitespace().nth(1), Some(value), "{line}");
    }
}

#[test]
fn a_misspelt_setting_is_an_error_that_names_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.toml"), "treshold = 0.7\n").unwrap();
    fs::write(folder.path().join("broken.toml"), "threshold = \n").unwrap();
    fs::write(folder.path().join("value.toml"), "threshold = 7\n").unwrap();
    for (file, said) in
        [("bad.toml", "treshold"), ("broken.toml", "line 1"), ("value.toml", "threshold is 7"), ("none.toml", "none.toml")]
    {
        let output = run_in(folder.path(), &["config", "--config", file]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        let message = stderr(&output);
        assert!(message.starts_with("error: ") && message.contains(said) && message.contains("\nnext: "), "{file}: {message}");
    }
}

#[test]
fn a_bad_variable_is_named() {
    let output = newsprint().arg("config").env("NEWSPRINT_MAX_ERRORS", "many").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("NEWSPRINT_MAX_ERRORS"));
}
