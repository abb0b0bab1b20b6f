//! Progress for a program: lines of JSON, each of which says what the run takes.

use crate::run::{newsprint, stderr};

/// Standard input is kept in a temporary file, and whoever watches is told how large it is.
#[test]
fn lines_of_progress_tell_memory_and_temporary_files() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..2000)
        .map(|i| {
            serde_json::json!({ "id": format!("a{i}"), "text": format!("The ferry of week {i} was late again.") }).to_string()
                + "\n"
        })
        .collect();
    let lines = |args: &[&str], stdin: String| -> Vec<serde_json::Value> {
        let output = newsprint().current_dir(folder.path()).args(args).write_stdin(stdin).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let told = stderr(&output);
        let lines = told.lines().filter(|line| line.starts_with('{')).map(|line| serde_json::from_str(line).unwrap());
        lines.filter(|line: &serde_json::Value| line["event"] == "progress").collect()
    };
    let spooled = lines(&["dedup", "-", "-o", "out.jsonl", "--progress", "json"], rows.clone());
    assert!(spooled.iter().any(|line| line["spilled_bytes"].as_u64() == Some(rows.len() as u64)), "{spooled:?}");
    assert!(spooled.iter().all(|line| line["memory_bytes"].as_u64().is_some_and(|bytes| bytes > 0)));
    std::fs::write(folder.path().join("in.jsonl"), &rows).unwrap();
    let held = lines(&["scan", "in.jsonl", "--progress", "json", "--memory", "1G"], String::new());
    assert!(!held.is_empty() && held.iter().all(|line| line["spilled_bytes"] == 0), "{held:?}");
}
