//! `dedup`: what it writes, what it refuses, and how it ends.

use std::io::{Read as _, Write as _};
use std::path::Path;

use crate::run::{newsprint, run_in, stderr, stdout};

const STORY: &str = "The ferry to the outer islands stops at noon from Monday because one of its two engines has to be replaced before the winter \
    storms come and the yard on the mainland has no free dock until the end of the month";
const OTHER: &str = "A primary school in the valley will open a kitchen of its own after parents raised the money for it at a fair and a \
    bakery gave an oven that had stood unused in its cellar for many years";

fn row(id: &str, date: &str, outlet: &str, score: u32, text: &str) -> String {
    format!("{{\"id\":\"{id}\", \"date\":\"{date}\",\"outlet\":\"{outlet}\",\"score\":{score},\"text\":\"{text}\"}}\n")
}

/// Three rows of one story, of which `b` is the earliest, and another story.
fn rows() -> Vec<String> {
    vec![
        row("a", "2020-05-02", "one", 5, STORY),
        row("b", "2020-05-01", "two", 3, &format!("{STORY} he said")),
        row("c", "2020-05-03", "three", 9, &format!("{STORY} she said on Friday")),
        row("d", "2020-05-01", "one", 1, OTHER),
    ]
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn ids(jsonl: &str) -> Vec<String> {
    jsonl
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn kept_rows_stay_as_they_came_and_the_map_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows();
    write(folder.path(), "in.jsonl", &(rows.concat() + "\n{\"id\":\"e\",\"text\":\"\"}\n"));
    let args = ["dedup", "in.jsonl", "-o", "out.jsonl", "--map", "map.csv", "--pairs", "pairs.jsonl", "--max-errors", "2"];
    let output = run_in(folder.path(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stdout.is_empty() && stderr(&output).contains("5 in · 2 kept · 2 removed"), "{}", stderr(&output));
    assert_eq!(read(folder.path(), "out.jsonl"), [rows[1].as_str(), &rows[3]].concat());
    let map = read(folder.path(), "map.csv");
    let lines: Vec<&str> = map.lines().collect();
    assert_eq!(lines.len(), 6, "{map}");
    assert!(lines[1].starts_with("a,removed,b,c") && lines[1].ends_with(",earliest,b published 1 d earlier"), "{map}");
    assert!(lines[2].starts_with("b,kept,,c") && lines[2].ends_with("kept for 2 more"), "{map}");
    assert!(lines[5].starts_with("in.jsonl:6,rejected,,,,,,,empty_text"), "{map}");
    assert_eq!(read(folder.path(), "pairs.jsonl").lines().count(), 3);
}

#[test]
fn each_policy_keeps_its_own() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in.jsonl", &rows().concat());
    for (keep, kept) in
        [("earliest", "b"), ("longest", "c"), ("first", "a"), ("outlet:three", "c"), ("best:score", "c"), ("outlet:none", "b")]
    {
        let output = run_in(folder.path(), &["dedup", "in.jsonl", "--keep", keep]);
        assert_eq!(ids(&stdout(&output)), [kept, "d"], "{keep}: {}", stderr(&output));
    }
    for keep in ["best:outlet", "newest", "outlet:"] {
        assert_eq!(run_in(folder.path(), &["dedup", "in.jsonl", "--keep", keep]).status.code(), Some(2), "{keep}");
    }
}

#[test]
fn known_rows_are_not_written_and_what_is_near_to_them_goes() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows();
    write(folder.path(), "new.jsonl", &[rows[0].as_str(), &rows[3]].concat());
    write(folder.path(), "old.jsonl", &rows[2]);
    let args = ["dedup", "new.jsonl", "--against", "old.jsonl", "--map", "map.jsonl"];
    let output = run_in(folder.path(), &args);
    assert_eq!(stdout(&output), rows[3], "{}", stderr(&output));
    let map = read(folder.path(), "map.jsonl");
    assert!(map.lines().count() == 2 && map.contains("\"kept_id\":\"c\"") && map.contains("\"rule\":\"against\""), "{map}");
}

#[test]
fn tables_keep_one_header_and_packed_inputs_stay_packed() {
    let folder = tempfile::tempdir().unwrap();
    let head = "id,outlet,text,note\r\n";
    write(folder.path(), "a.csv", &format!("{head}1,x,\"{STORY}\",\"two\nlines\"\r\n2,x,{OTHER}\r\n"));
    write(folder.path(), "b.csv", &format!("{head}3,y,{STORY},\r\n"));
    let output = run_in(folder.path(), &["dedup", "a.csv", "b.csv", "-o", "out.csv.gz", "--keep", "first"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(folder.path().join("out.csv.gz")).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, read(folder.path(), "a.csv"));
    let output = run_in(folder.path(), &["dedup", "a.csv", "b.csv", "--mode", "annotate", "--keep", "first"]);
    let text = stdout(&output);
    assert!(text.starts_with("id,outlet,text,note,newsprint_status,newsprint_kept_id,newsprint_cluster_id\r\n"), "{text}");
    assert!(text.contains(&format!("2,x,{OTHER},,kept,,\r\n")), "{text}");
    assert!(text.contains(&format!("3,y,{STORY},,removed,1,c")), "{text}");
}

#[test]
fn inputs_that_differ_become_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows();
    write(folder.path(), "a.jsonl", &rows[1]);
    write(folder.path(), "b.csv", &format!("id,outlet,text\n3,y,{STORY}\n4,y,{OTHER}\n"));
    let refused = run_in(folder.path(), &["dedup", "a.jsonl", "b.csv"]);
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    let output = run_in(folder.path(), &["dedup", "a.jsonl", "b.csv", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(read(folder.path(), "out/a.jsonl"), rows[1]);
    assert_eq!(read(folder.path(), "out/b.csv"), format!("id,outlet,text\n4,y,{OTHER}\n"));
}

#[test]
fn standard_input_is_read_as_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(rows.concat().as_bytes()).unwrap();
    let mut command = newsprint();
    let output = command.current_dir(folder.path()).args(["dedup", "-"]).write_stdin(packed.finish().unwrap()).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), [rows[1].as_str(), &rows[3]].concat());
}

#[test]
fn a_source_that_would_vanish_stops_everything() {
    let folder = tempfile::tempdir().unwrap();
    let all: String =
        (0..30).map(|i| row(&format!("n{i}"), "2020-05-01", "mill", i, &format!("{STORY} said number {i}"))).collect();
    write(folder.path(), "in.jsonl", &all);
    let output = run_in(folder.path(), &["dedup", "in.jsonl", "-o", "out.jsonl", "--map", "map.csv"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("mill: 29 of 30 rows (97 %)"), "{}", stderr(&output));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let output = run_in(folder.path(), &["dedup", "in.jsonl", "-o", "out.jsonl", "--allow-mass-removal"]);
    assert_eq!((output.status.code(), read(folder.path(), "out.jsonl").lines().count()), (Some(0), 1));
}

#[test]
fn what_cannot_be_done_is_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in.jsonl", &rows().concat());
    write(folder.path(), "in.txt", STORY);
    write(folder.path(), "there.jsonl", "mine");
    for args in [
        &["dedup", "in.txt", "-o", "out.jsonl"][..],
        &["dedup", "in.txt", "--mode", "annotate"],
        &["dedup", "in.jsonl", "-o", "there.jsonl"],
        &["dedup", "in.jsonl", "-o", "x.jsonl", "--map", "x.jsonl"],
        &["dedup", "in.jsonl", "--map", "map.xlsx"],
        &["dedup", "in.jsonl", "--against", "-"],
        &["dedup", "in.jsonl", "--threshold", "0"],
    ] {
        let output = run_in(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty() && stderr(&output).starts_with("error: "), "{args:?}");
    }
    assert_eq!(read(folder.path(), "there.jsonl"), "mine");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn explain_names_each_gate_and_the_change_that_flips_the_verdict() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.txt", STORY);
    write(folder.path(), "b.txt", &format!("{STORY} she said on Friday"));
    write(folder.path(), "c.txt", OTHER);
    let near = run_in(folder.path(), &["explain", "a.txt", "b.txt", "--json"]);
    let value: serde_json::Value = serde_json::from_slice(&near.stdout).unwrap();
    assert_eq!((near.status.code(), &value["is_near"]), (Some(0), &serde_json::Value::Bool(true)), "{value}");
    let threshold = value["flip"].as_str().unwrap().strip_prefix("--threshold ").unwrap();
    let turned = run_in(folder.path(), &["explain", "a.txt", "b.txt", "--threshold", threshold]);
    assert_eq!(turned.status.code(), Some(1), "{}", stdout(&turned));
    assert!(stdout(&turned).contains("not near-duplicates") && stdout(&turned).contains("fail"), "{}", stdout(&turned));
    assert_eq!(run_in(folder.path(), &["explain", "a.txt", "c.txt"]).status.code(), Some(1));
}

#[test]
fn articles_are_set_beside_each_other_by_their_ids() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in.jsonl", &rows().concat());
    let told = |args: &[&str]| {
        let output = run_in(folder.path(), args);
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (code, among, error) = told(&["explain", "a", "c", "--among", "in.jsonl", "--json"]);
    assert_eq!(code, Some(0), "{error}");
    for (run, table) in [("one", "parquet"), ("two", "jsonl"), ("three", "csv")] {
        assert_eq!(told(&["scan", "in.jsonl", "-o", run, "--tables", table]).0, Some(0));
        assert_eq!(told(&["explain", "a", "c", "--run", run, "--json"]), (Some(0), among.clone(), String::new()), "{table}");
    }
    assert!(told(&["compare", "a", "b", "--run", "one"]).1.contains("ferry"));
    let (code, _, error) = told(&["explain", "a", "z", "--among", "in.jsonl"]);
    assert!(code == Some(1) && error.contains("no article with the id z"), "{error}");
    let (code, _, error) = told(&["explain", "a", "b", "--run", "in.jsonl"]);
    assert!(code == Some(2) && error.contains("no run folder"), "{error}");
    assert_eq!(told(&["scan", "in.jsonl", "-o", "four", "--no-text"]).0, Some(0));
    let (code, _, error) = told(&["compare", "a", "b", "--run", "four"]);
    assert!(code == Some(2) && error.contains("--no-text"), "{error}");
}

/// `-o /dev/null --overwrite`, run by root, once put a file in the place of the device, and every program of that machine that
/// threw something away wrote into it from then on.
#[cfg(unix)]
#[test]
fn pipes_and_links_are_written_to_and_stay_what_they_are() {
    use std::os::unix::fs::FileTypeExt as _;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "in.jsonl", &rows().concat());
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let pipe = folder.path().join("pipe");
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let output = run_in(folder.path(), &["dedup", "in.jsonl", "-o", "pipe", "--overwrite"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(ids(&reader.join().unwrap()), ["b", "d"]);
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());

    // A reader of the map that leaves at once takes nothing with it.
    let reader = std::thread::spawn(move || drop(std::fs::File::open(pipe).unwrap()));
    let many: String = (0..20_000).map(|i| row(&format!("r{i}"), "2020-05-01", "one", 1, &format!("{OTHER} {i}"))).collect();
    write(folder.path(), "many.jsonl", &many);
    let args = ["dedup", "many.jsonl", "-o", "kept.jsonl", "--map", "pipe", "--allow-mass-removal"];
    let output = run_in(folder.path(), &args);
    reader.join().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!read(folder.path(), "kept.jsonl").is_empty());

    write(folder.path(), "old.jsonl", "");
    std::os::unix::fs::symlink("old.jsonl", folder.path().join("link.jsonl")).unwrap();
    let output = run_in(folder.path(), &["dedup", "in.jsonl", "-o", "link.jsonl", "--overwrite"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(std::fs::symlink_metadata(folder.path().join("link.jsonl")).unwrap().is_symlink());
    assert_eq!(ids(&read(folder.path(), "old.jsonl")), ["b", "d"]);
}

/// `dedup ... --map map.csv | head` once ended well and wrote no map.
#[cfg(unix)]
#[test]
fn a_reader_of_the_rows_that_leaves_does_not_cost_the_map() {
    let folder = tempfile::tempdir().unwrap();
    let many: String =
        (0..20_000).map(|i| row(&format!("r{i}"), "2020-05-01", "one", 1, &format!("{i} {i} {i} {OTHER}"))).collect();
    write(folder.path(), "many.jsonl", &many);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_newsprint"))
        .current_dir(folder.path())
        .args(["dedup", "many.jsonl", "--map", "map.csv", "--allow-mass-removal", "--threshold", "0.99"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(read(folder.path(), "map.csv").lines().count(), 20_001);
}
