//! How the program ends: exit codes, closed pipes, and the shape of errors.

use std::process::Command;

use crate::run::{run, run_in, stderr};

#[test]
fn usage_errors_exit_with_two() {
    for args in [
        &["scan"][..],
        &["dance"],
        &["scan", "x", "--window", "7"],
        &["scan", "x", "--threshold", "1.5"],
        &["scan", "x", "--max-errors", "120%"],
        &["scan", "x", "--field", "txt=body"],
        &["config", "--tables", "xml"],
        &["config", "-q", "-v"],
        &["compare", "only-one.txt"],
        &["completions", "tcsh"],
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).starts_with("error: "), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn an_existing_output_is_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("run")).unwrap();
    std::fs::write(folder.path().join("run/diary.txt"), "mine").unwrap();
    for args in [&["scan", "x.jsonl", "-o", "run"][..], &["scan", "x.jsonl", "-o", "run", "--overwrite"]] {
        let output = run_in(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).starts_with("error: run "), "{}", stderr(&output));
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("run/diary.txt")).unwrap(), "mine");
}

#[test]
fn a_closed_pipe_is_quiet_and_no_error() {
    for args in [&["completions", "zsh"][..], &["config"], &["config", "--json"], &["man"], &["--help"], &["--version"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_newsprint")).args(args).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(stderr(&output), "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_resource_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_newsprint")).arg("config").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).starts_with("error: "));
}
