//! Outputs that cannot be written: what the program says, and that nothing half is left. `scripts/faults`, `scripts/full_disk` and
//! `scripts/memory_limit` do the same at every system call, size and limit.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use newsprint::storage::Lock;

use crate::run::{run_in, seeds, stderr};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Runs the program in `folder` with a standard output that is full.
#[cfg(target_os = "linux")]
fn run_to_a_full_device(folder: &Path, args: &[&str]) -> Output {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    Command::new(env!("CARGO_BIN_EXE_newsprint")).current_dir(folder).args(args).stdout(full).output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_ends_every_verb_with_four_and_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let articles = seeds("articles.jsonl");
    assert_eq!(run_in(home.path(), &["scan", &articles, "-o", "run", "-q"]).status.code(), Some(0));
    assert_eq!(run_in(home.path(), &["synth", "--articles", "60", "-o", "made", "-q"]).status.code(), Some(0));
    for args in [
        &["dedup", &articles][..],
        &["dedup", &articles, "--map", "map.csv", "--pairs", "pairs.parquet"],
        &["scan", &articles],
        &["scan", &articles, "--json"],
        &["audit", "--our-outlet", "Bay Courier", "--press", &articles],
        &["quotes", &articles],
        &["credits", &articles],
        &["report", "run", "-o", "-"],
        &["export", "run", "--as", "gexf", "-o", "-"],
        &["evaluate", "run", "--truth", "made"],
        &["diff", "run", "run"],
        &["inspect", &articles],
        &["config"],
        &["--help"],
    ] {
        let output = run_to_a_full_device(home.path(), args);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(4), "{args:?}: {told}");
        let is_told = told.contains("error: cannot write to standard output\n  No space left on device")
            && told.contains("\nnext: make room");
        assert!(is_told, "{args:?}: {told}");
        assert_eq!(names(home.path()), ["made", "run"], "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_as_an_output_is_told_by_its_name() {
    let home = tempfile::tempdir().unwrap();
    let articles = seeds("articles.jsonl");
    for args in [["-o", "/dev/full", "--map", "map.csv"], ["-o", "out.jsonl", "--map", "/dev/full"]] {
        let output = run_in(home.path(), &[&["dedup", &articles][..], &args].concat());
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(4), "{args:?}: {told}");
        assert!(told.starts_with("error: cannot write to /dev/full\n  No space left on device"), "{told}");
        assert_eq!(names(home.path()), [""; 0], "{args:?}: no output comes without the others");
    }
}

/// A file system of its own, small, or none where this user may not mount one.
#[cfg(target_os = "linux")]
struct SmallDisk(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn mount(kilobytes: u32) -> Option<Self> {
        let home = tempfile::tempdir().unwrap();
        let size = format!("size={kilobytes}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(home.path()).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(home))
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
#[allow(clippy::print_stderr, reason = "a test that could not test says so")]
fn a_full_disk_ends_with_four_and_what_stood_there_is_as_it_was() {
    let articles = seeds("articles.jsonl");
    for (args, there) in [
        (&["dedup", &articles, "-o", "rows.jsonl", "--map", "map.csv", "--overwrite"][..], "rows.jsonl"),
        (&["scan", &articles, "-o", "run", "--tables", "jsonl", "--overwrite"], "run/run.json"),
        (&["synth", "-o", "made"], ""),
    ] {
        let Some(disk) = SmallDisk::mount(24) else {
            eprintln!("not tested: nothing can be mounted here");
            return;
        };
        let folder = disk.0.path();
        if !there.is_empty() {
            let path = folder.join(there);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "{}").unwrap();
        }
        let before = names(folder);
        let output = run_in(folder, args);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(4), "{args:?}: {told}");
        assert!(told.contains("error: cannot write ") && told.contains("No space left on device"), "{told}");
        assert!(told.contains("what stood there before is as it was") && told.contains("\nnext: make room"), "{told}");
        assert_eq!(names(folder), before, "{args:?}");
        assert!(there.is_empty() || fs::read_to_string(folder.join(there)).unwrap() == "{}");
    }
}

#[test]
fn a_second_run_on_the_output_of_a_first_is_refused_while_that_runs() {
    let home = tempfile::tempdir().unwrap();
    let articles = seeds("articles.jsonl");
    for (place, args) in [
        ("run", &["scan", &articles, "-o", "run"][..]),
        ("new/run", &["scan", &articles, "-o", "new/run"]),
        ("out.jsonl", &["dedup", &articles, "-o", "out.jsonl"]),
        ("map.csv", &["dedup", &articles, "-o", "out.jsonl", "--map", "map.csv"]),
        ("made", &["synth", "-o", "made"]),
    ] {
        let lock = Lock::take(&home.path().join(place)).unwrap().unwrap();
        let output = run_in(home.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
        assert!(
            stderr(&output).starts_with(&format!("error: {place} is being written by another newsprint\n")),
            "{}",
            stderr(&output)
        );
        drop(lock);
        assert_eq!(names(home.path()), [""; 0], "{args:?}");
    }
    for args in [&["scan", &articles, "-o", "new/run", "-q"][..], &["dedup", &articles, "-o", "out.jsonl", "-q"]] {
        assert_eq!(run_in(home.path(), args).status.code(), Some(0), "the lock is gone with who held it");
    }
    assert_eq!(names(home.path()), ["new", "out.jsonl"]);
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next_on_the_same_output() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    // A run folder half written, a kept file half written, their locks; and what belongs to other outputs.
    fs::create_dir(at(".newsprint-run-99-0.part")).unwrap();
    fs::write(at(".newsprint-run-99-0.part/edges.parquet"), "PAR1").unwrap();
    for name in [".newsprint-out.jsonl-99-4.part", ".newsprint-run.lock", ".newsprint-other-99-0.part"] {
        fs::write(at(name), "").unwrap();
    }
    // A folder that had moved aside when the power went, on a file system where names cannot change places.
    fs::create_dir(at(".newsprint-older-99-1.old")).unwrap();
    fs::write(at(".newsprint-older-99-1.old/run.json"), "{}").unwrap();
    let articles = seeds("articles.jsonl");
    for args in [&["scan", &articles, "-o", "run", "-q"][..], &["dedup", &articles, "-o", "out.jsonl", "-q"]] {
        let output = run_in(home.path(), args);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let output = run_in(home.path(), &["scan", &articles, "-o", "older", "-q"]);
    assert!(stderr(&output).starts_with("error: older exists"), "{}", stderr(&output));
    assert_eq!(names(home.path()), [".newsprint-other-99-0.part", "older", "out.jsonl", "run"]);
}

#[cfg(unix)]
#[test]
fn links_stay_and_what_they_lead_to_is_replaced() {
    let home = tempfile::tempdir().unwrap();
    let articles = seeds("articles.jsonl");
    fs::create_dir_all(home.path().join("runs/may")).unwrap();
    fs::write(home.path().join("runs/may/run.json"), "{}").unwrap();
    std::os::unix::fs::symlink("runs/may", home.path().join("latest")).unwrap();
    let output = run_in(home.path(), &["scan", &articles, "-o", "latest", "--overwrite", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(fs::symlink_metadata(home.path().join("latest")).unwrap().is_symlink());
    assert!(names(&home.path().join("runs/may")).len() > 10 && names(home.path()) == ["latest", "runs"]);
    assert_eq!(names(&home.path().join("runs")), ["may"]);
}

#[test]
fn the_folder_that_one_is_in_is_not_replaced() {
    let home = tempfile::tempdir().unwrap();
    let articles = seeds("articles.jsonl");
    let output = run_in(home.path(), &["scan", &articles, "-o", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the folder that you are in"), "{}", stderr(&output));
}

/// A run that had no memory left was once aborted by the allocator, and by a stack that could not grow.
#[cfg(target_os = "linux")]
#[test]
fn without_memory_it_ends_with_four_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let script =
        format!("ulimit -v {}; exec {} scan {} -o run", 128 << 10, env!("CARGO_BIN_EXE_newsprint"), seeds("articles.jsonl"));
    // Programs for tests are larger than those for users: the limit is found at which it starts and cannot end.
    let mut refused = 0;
    for megabytes in [48, 64, 80, 96, 128, 192, 256, 384, 512, 4096] {
        let script = script.replace(&(128 << 10).to_string(), &(megabytes << 10).to_string());
        let output = Command::new("sh").args(["-c", &script]).current_dir(home.path()).output().unwrap();
        match output.status.code() {
            Some(4) => {
                refused += 1;
                assert!(stderr(&output).starts_with("error: ") && stderr(&output).contains("\nnext: "), "{}", stderr(&output));
                assert!(!home.path().join("run").exists());
            }
            Some(0) => {
                assert_eq!(names(home.path()), ["run"], "what the runs before left is gone");
                break;
            }
            // The system could not even start it.
            _ => assert!(refused == 0 && !home.path().join("run").exists(), "{megabytes} MB: {output:?}"),
        }
    }
    assert!(refused > 0 && home.path().join("run").exists(), "{refused}");
}
