//! The same articles give the same bytes: whatever the threads, the order, the packing and the day.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::folder::{RunFolder, TABLES, seeds_run};
use crate::run::{newsprint, seeds};

/// What in a run may differ beside its tables.
#[derive(Debug, Clone, Copy)]
enum Apart<'c> {
    /// Nothing: every byte of every table is equal.
    Nothing,
    /// These columns, which say where a row was read.
    Columns(&'c [&'c str]),
}

fn assert_same(what: &str, one: &RunFolder, two: &RunFolder, apart: Apart<'_>) {
    for table in TABLES {
        match apart {
            // Only these two tables say where a row was read.
            Apart::Columns(columns) if ["articles", "rejects"].contains(&table) => {
                assert_eq!(without(one.table(table), columns), without(two.table(table), columns), "{what}: {table}");
            }
            _ => {
                let (one, two) = (one.bytes(table), two.bytes(table));
                assert!(one == two, "{what}: {table} differs: {}", first_difference(&one, &two));
            }
        }
    }
    assert_eq!(lasting(&one.run_json), lasting(&two.run_json), "{what}: run.json");
}

fn without(rows: &[Value], columns: &[&str]) -> Vec<Value> {
    let strip = |row: &Value| {
        let mut row = row.clone();
        let cells = row.as_object_mut().expect("a row");
        assert!(columns.iter().all(|column| cells.remove(*column).is_some()));
        row
    };
    rows.iter().map(strip).collect()
}

/// `run.json` apart from what it cost and how it was asked for.
fn lasting(run_json: &Value) -> Value {
    let mut kept = run_json.clone();
    for key in ["costs", "arguments", "inputs"] {
        assert!(kept.as_object_mut().expect("an object").remove(key).is_some(), "run.json has {key}");
    }
    kept
}

fn first_difference(one: &[u8], two: &[u8]) -> String {
    let (one, two) = (String::from_utf8_lossy(one), String::from_utf8_lossy(two));
    let lines = one.lines().zip(two.lines()).find(|(x, y)| x != y);
    lines.map_or_else(|| "in length".to_owned(), |(x, y)| format!("\n  {x}\n  {y}"))
}

/// The numbers 0 to n in another order (Fisher and Yates with a fixed linear congruential generator).
fn shuffled(n: usize, mut state: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for i in (1..n).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(i, usize::try_from(state >> 33).expect("31 bits") % (i + 1));
    }
    order
}

fn articles() -> String {
    fs::read_to_string(seeds("articles.jsonl")).expect("the corpus")
}

#[test]
fn threads_and_repetition_change_nothing() {
    let inputs = [seeds("articles.jsonl"), seeds("town-herald")];
    for threads in ["1", "2", "4"] {
        let run = RunFolder::of(&[&inputs[0], &inputs[1], "-j", threads], b"");
        assert_same(&format!("-j {threads}"), seeds_run(), &run, Apart::Nothing);
        assert_eq!(run.run_json["inputs"], seeds_run().run_json["inputs"]);
    }
}

#[test]
fn parquet_and_csv_are_the_same_bytes_at_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["parquet", "csv"] {
        let write = |threads: &str| {
            let run = folder.path().join(format!("{format}-{threads}"));
            let output = newsprint()
                .args(["scan", &seeds("articles.jsonl"), &seeds("town-herald"), "-q", "--tables", format, "-j", threads, "-o"])
                .arg(&run)
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(0));
            TABLES.map(|table| fs::read(run.join(format!("{table}.{format}"))).expect("every table is written"))
        };
        assert!(write("1") == write("4"), "{format}");
    }
}

#[test]
fn shuffled_lines_change_only_where_a_row_was_read() {
    let page = articles();
    let lines: Vec<&str> = page.lines().collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("articles.jsonl");
    fs::write(&path, &page).unwrap();
    let path = path.to_str().unwrap();
    let whole = RunFolder::of(&[path], b"");
    for seed in [1, 20_260_303, u64::MAX] {
        let order = shuffled(lines.len(), seed);
        assert!(!order.is_sorted());
        let mut page = String::new();
        for &i in &order {
            writeln!(page, "{}", lines[i]).unwrap();
        }
        fs::write(path, page).unwrap();
        assert_same(&format!("seed {seed}"), &whole, &RunFolder::of(&[path], b""), Apart::Columns(&["source_pos"]));
    }
}

#[test]
fn the_order_of_inputs_changes_nothing() {
    let (jsonl, texts) = (seeds("articles.jsonl"), seeds("town-herald"));
    assert_same("turned", seeds_run(), &RunFolder::of(&[&texts, &jsonl], b""), Apart::Nothing);
}

#[test]
fn an_input_in_parts_is_the_input() {
    let page = articles();
    let folder = tempfile::tempdir().unwrap();
    let cut = page.match_indices('\n').nth(7).expect("more than eight articles").0 + 1;
    let parts = ["one.jsonl", "two.jsonl"].map(|name| folder.path().join(name));
    fs::write(&parts[0], &page[..cut]).unwrap();
    fs::write(&parts[1], &page[cut..]).unwrap();
    let whole = RunFolder::of(&[&seeds("articles.jsonl")], b"");
    let parted = RunFolder::of(&[parts[1].to_str().unwrap(), parts[0].to_str().unwrap()], b"");
    assert_same("in parts", &whole, &parted, Apart::Columns(&["source_file", "source_pos"]));
}

#[test]
fn packing_and_piping_change_only_the_name_of_the_file() {
    let page = articles();
    let whole = RunFolder::of(&[&seeds("articles.jsonl")], b"");
    let folder = tempfile::tempdir().unwrap();
    for (name, packed) in [("a.jsonl.gz", gz(page.as_bytes())), ("a.jsonl.zst", zst(page.as_bytes()))] {
        let path = folder.path().join(name);
        fs::write(&path, &packed).unwrap();
        let unpacked = RunFolder::of(&[path.to_str().unwrap()], b"");
        assert_same(name, &whole, &unpacked, Apart::Columns(&["source_file"]));
        assert_same("packed, from stdin", &whole, &RunFolder::of(&["-"], &packed), Apart::Columns(&["source_file"]));
    }
    let piped = RunFolder::of(&["-"], page.as_bytes());
    assert_same("from stdin", &whole, &piped, Apart::Columns(&["source_file"]));
    assert_same(
        "no newline at the end",
        &whole,
        &RunFolder::of(&["-"], page.trim_end().as_bytes()),
        Apart::Columns(&["source_file"]),
    );
}

#[test]
fn a_moved_input_keeps_every_id() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(Path::new(&seeds("town-herald")), &folder.path().join("elsewhere"));
    let here = RunFolder::of(&[&seeds("town-herald")], b"");
    let there = RunFolder::of(&[folder.path().join("elsewhere").to_str().unwrap()], b"");
    assert_same("moved", &here, &there, Apart::Columns(&["source_file"]));
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory")
}
