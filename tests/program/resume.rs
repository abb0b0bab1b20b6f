//! Runs that were stopped and go on, and runs that are told how much memory they may take.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::run::{run_in, stderr};

/// Stories of which every fifth comes again with a few words changed.
fn corpus(folder: &Path, articles: usize) {
    let word = |n: usize| format!("w{}", n.wrapping_mul(0x9E37_79B9) % 7919);
    let text = |i: usize| {
        let story = if i % 5 == 4 { i - 4 } else { i };
        let words = (0..120).map(|at| if story != i && at % 40 == 7 { format!("new{i}") } else { word(story * 131 + at) });
        words.collect::<Vec<_>>().join(" ")
    };
    let row = |i: usize| format!("{{\"id\":\"a{i:04}\",\"outlet\":\"O{}\",\"text\":\"{}.\"}}\n", i % 7, text(i));
    std::fs::write(folder.join("in.jsonl"), (0..articles).map(row).collect::<String>()).unwrap();
}

fn hidden(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

/// Every table of a run, by name.
fn tables(run: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let named =
        files.into_iter().map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()));
    named.filter(|(name, _)| name != "run.json").collect()
}

/// Begins a run and kills it: before it has kept anything, in the middle, or when it is done.
fn killed(folder: &Path, args: &[&str]) {
    let program = Command::new(env!("CARGO_BIN_EXE_newsprint")).args(args).arg("--resume").current_dir(folder).spawn();
    let mut program = program.unwrap();
    std::thread::sleep(Duration::from_millis(300));
    program.kill().unwrap();
    program.wait().unwrap();
}

#[test]
fn a_killed_run_goes_on_and_ends_in_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    corpus(path, 900);
    assert_eq!(run_in(path, &["scan", "in.jsonl", "-o", "whole", "-q"]).status.code(), Some(0));
    assert_eq!(run_in(path, &["dedup", "in.jsonl", "-o", "whole.jsonl", "-q"]).status.code(), Some(0));
    for (args, out) in
        [(&["scan", "in.jsonl", "-o", "run", "-q"], "run"), (&["dedup", "in.jsonl", "-o", "out.jsonl", "-q"], "out.jsonl")]
    {
        killed(path, args);
        let again = [&args[..], &["--resume"]].concat();
        for _ in 0..2 {
            // The second time nothing is left to do, and that is no error; what a kill at the very end has left goes.
            if path.join(out).exists() {
                std::fs::create_dir(path.join(format!(".newsprint-{out}.resume"))).unwrap();
            }
            let output = run_in(path, &again);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        }
    }
    assert_eq!(tables(&path.join("run")), tables(&path.join("whole")));
    assert_eq!(std::fs::read(path.join("out.jsonl")).unwrap(), std::fs::read(path.join("whole.jsonl")).unwrap());
    assert_eq!(hidden(path), Vec::<String>::new());
}

#[test]
fn pieces_of_another_run_are_neither_used_nor_lost_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    corpus(path, 40);
    let state = path.join(".newsprint-run.resume");
    std::fs::create_dir(&state).unwrap();
    std::fs::write(state.join("plan"), "newsprint 0.0.1\nverb scan\ninput 7 bytes, changed 1, ends 00: in.jsonl\n").unwrap();
    let args = ["scan", "in.jsonl", "-o", "run", "-q"];
    let refused = run_in(path, &args);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("--resume") && stderr(&refused).contains("--overwrite"), "{}", stderr(&refused));
    let other = run_in(path, &[&args[..], &["--resume"]].concat());
    assert_eq!(other.status.code(), Some(2));
    assert!(stderr(&other).contains("then  newsprint 0.0.1") && stderr(&other).contains("now   "), "{}", stderr(&other));
    assert!(state.join("plan").exists() && !path.join("run").exists());
    assert_eq!(run_in(path, &[&args[..], &["--overwrite"]].concat()).status.code(), Some(0));
    assert!(path.join("run/run.json").exists() && !state.exists());
}

/// A run that ends for a reason which going on would not change keeps nothing that stands in the way of the next.
#[test]
fn a_mistake_in_the_call_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.jsonl"), "{\"a\":\"x\",\"b\":\"y\"}\n").unwrap();
    for verb in ["dedup", "scan"] {
        let output = run_in(folder.path(), &[verb, "in.jsonl", "-o", "out.jsonl", "--resume"]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert_eq!(hidden(folder.path()), Vec::<String>::new(), "{verb}");
    }
    let output = run_in(folder.path(), &["quotes", "in.jsonl", "--resume"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("a dedup, a scan or an audit"), "{}", stderr(&output));
}

#[test]
fn a_limit_of_memory_changes_no_byte_and_one_too_small_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    corpus(path, 200);
    let dedup = |out: &str, more: &[&str]| {
        run_in(path, &[&["dedup", "in.jsonl", "-o", out, "--map", &format!("{out}.csv"), "-q"], more].concat())
    };
    assert_eq!(dedup("free.jsonl", &[]).status.code(), Some(0));
    assert_eq!(dedup("held.jsonl", &["--memory", "256M", "--tmp", "."]).status.code(), Some(0));
    for ending in ["", ".csv"] {
        let of = |name: &str| std::fs::read(path.join(format!("{name}.jsonl{ending}"))).unwrap();
        assert_eq!(of("free"), of("held"));
    }
    let refused = dedup("no.jsonl", &["--memory", "100M"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("256M"), "{}", stderr(&refused));
    assert_eq!(run_in(path, &["scan", "in.jsonl", "-o", "run", "--memory", "256M", "-q"]).status.code(), Some(0));
    assert_eq!(hidden(path), Vec::<String>::new());
}

/// What does not fit is said while it is read, with a figure that would do.
#[test]
fn a_scan_that_does_not_fit_says_what_would() {
    let folder = tempfile::tempdir().unwrap();
    let row = |i: usize| format!("{{\"id\":\"{i}\",\"text\":\"It rained on day {i}.\"}}\n");
    std::fs::write(folder.path().join("in.jsonl"), (0..90_000).map(row).collect::<String>()).unwrap();
    let output = run_in(folder.path(), &["scan", "in.jsonl", "-o", "run", "--memory", "256M"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).contains("has room for") && stderr(&output).contains("or more"), "{}", stderr(&output));
    assert!(!folder.path().join("run").exists());
}
