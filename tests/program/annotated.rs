//! `dedup --mode annotate`: every row that could be read is there, as it came, and says what became of it.

use std::path::Path;

use serde_json::Value;

use crate::run::{run_in, stderr};

const STORY: &str = "The ferry to the outer islands stops at noon from Monday because one of its two engines has to be replaced before the \
    winter storms come and the yard on the mainland has no free dock until the end of the month";
const OTHER: &str = "A primary school in the valley will open a kitchen of its own after parents raised the money for it at a fair and a \
    bakery gave an oven that had stood unused in its cellar for many years";

fn annotate(folder: &Path, input: &str, out: &str) -> String {
    let args = ["dedup", input, "-o", out, "--mode", "annotate", "--keep", "first", "--max-errors", "90%"];
    let output = run_in(folder, &args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    std::fs::read_to_string(folder.join(out)).expect("written as text")
}

#[test]
fn rejected_rows_stay_at_their_places_and_say_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = [
        format!("{{\"id\":\"a\",\"text\":\"{STORY}\"}}"),
        "{\"id\":\"b\",\"text\":\"\"}".to_owned(),
        format!("{{\"id\":\"c\",\"text\":\"{STORY} he said\"}}"),
        "{\"id\":\"d\"}".to_owned(),
        format!("{{\"id\":\"e\",\"text\":\"{OTHER}\"}}"),
        format!("{{\"id\":\"e\",\"text\":\"{OTHER}\"}}"),
        "no row of JSON".to_owned(),
    ];
    std::fs::write(folder.path().join("in.jsonl"), lines.join("\n") + "\n").expect("written");
    let out = annotate(folder.path(), "in.jsonl", "out.jsonl");
    let rows: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("a row")).collect();
    let said: Vec<(&str, &str, Option<&str>)> = rows
        .iter()
        .map(|row| {
            let of = |name: &str| row[name].as_str();
            (of("id").unwrap_or_default(), of("newsprint_status").unwrap_or_default(), of("newsprint_kept_id"))
        })
        .collect();
    let want = [
        ("a", "kept", None),
        ("b", "rejected", None),
        ("c", "removed", Some("a")),
        ("d", "rejected", None),
        ("e", "kept", None),
        ("e", "rejected", None),
    ];
    assert_eq!(said, want, "what is no JSON has no columns, and the map names it");
    for (line, came) in out.lines().zip(&lines) {
        assert!(line.starts_with(came.strip_suffix('}').expect("an object")), "{line}");
    }
}

#[test]
fn rows_of_a_table_are_as_many_as_they_were() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = format!("id,text\r\n1,{STORY}\r\n2,\r\n3,{STORY} he said\r\n4,{OTHER}\r\n");
    std::fs::write(folder.path().join("in.csv"), table).expect("written");
    let out = annotate(folder.path(), "in.csv", "out.csv");
    assert_eq!(out.lines().count(), 5, "{out}");
    assert!(out.contains("\r\n2,,rejected,,\r\n") && out.contains(&format!("4,{OTHER},kept,,")), "{out}");
}
