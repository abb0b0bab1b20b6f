//! Hostile names and values, through the real program: no output commands a terminal.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::folder::RunFolder;
use crate::run::{newsprint, run, run_in, seeds, stderr, stdout};

/// Escape sequences, carriage returns, bidirectional controls and invisible characters, as names can hold them.
const PAYLOADS: [&str; 12] = [
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]52;c;cm0=\x07",
    "\x1b]8;;http:\\\\a.example\x1b\\",
    "\u{9b}31m",
    "safe\rFAKE",
    "one\ntwo",
    "\u{202e}gnp.exe",
    "\u{2066}x\u{2069}",
    "z\u{200b}w\u{feff}",
    "\u{2028}line",
    "\u{e0065}tag",
];

fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && newsprint::document::sanitize::is_unsafe(c))
}

#[test]
fn arguments_are_echoed_harmlessly() {
    for payload in PAYLOADS {
        for args in [vec![payload], vec!["scan", "x", "--window", payload], vec!["man", payload], vec!["config", payload]] {
            let output = run(&args);
            assert!(matches!(output.status.code(), Some(1 | 2)), "{args:?}");
            let message = stderr(&output);
            assert!(message.starts_with("error: ") && is_harmless(&message), "{args:?}: {message:?}");
        }
    }
}

#[test]
fn names_of_files_and_values_of_settings_are_shown_harmlessly() {
    let folder = tempfile::tempdir().unwrap();
    for payload in PAYLOADS {
        let name = format!("{payload}.toml");
        let missing = run_in(folder.path(), &["config", "--config", &name]);
        assert_eq!(missing.status.code(), Some(2));
        assert!(is_harmless(&stderr(&missing)), "{payload:?}");

        fs::write(folder.path().join("ok.toml"), "").unwrap();
        fs::rename(folder.path().join("ok.toml"), folder.path().join(&name)).unwrap();
        let output = newsprint()
            .current_dir(folder.path())
            .args(["config", "--config", &name])
            .env("NEWSPRINT_IGNORE_TEXT", payload)
            .output()
            .unwrap();
        let page = stdout(&output);
        assert_eq!(output.status.code(), Some(0), "{payload:?}: {}", stderr(&output));
        assert!(page.contains("ignore-text") && is_harmless(&page), "{payload:?}: {page:?}");
    }
}

#[test]
fn colours_are_ours_alone_and_only_when_asked_for() {
    let plain = stdout(&run(&["config"]));
    assert!(is_harmless(&plain));
    let coloured = stdout(&run(&["config", "--color", "always"]));
    assert!(coloured.contains("\x1b["));
    let uncoloured = coloured.replace("\x1b[0m", "").replace("\x1b[1m", "").replace("\x1b[2m", "");
    assert_eq!(uncoloured.lines().skip(1).filter(|line| !line.starts_with("color")).count(), plain.lines().count() - 2);
    assert!(is_harmless(&uncoloured));
}

// ---------------------------------------------------------------- inputs that are no articles

/// Exit code and message of a scan that reads nothing.
fn refused(folder: &Path, input: &str) -> (Option<i32>, String) {
    let output = run_in(folder, &["scan", input]);
    assert!(output.stdout.is_empty(), "{input}");
    (output.status.code(), stderr(&output))
}

#[test]
fn what_is_no_text_is_refused_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("paper.pdf"), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n").unwrap();
    let (code, message) = refused(folder.path(), "paper.pdf");
    assert!(code == Some(2) && message.contains("PDF") && message.contains("convert"), "{message}");

    let (code, message) = refused(folder.path(), "nothing.jsonl");
    assert!(code == Some(2) && message.contains("nothing.jsonl: no such file or folder"), "{message}");

    let (code, message) = refused(folder.path(), "*.jsonl");
    assert!(code == Some(2) && message.contains("no file matches"), "{message}");
}

#[test]
fn an_empty_folder_or_file_is_a_run_without_rows() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    fs::write(folder.path().join("zero.jsonl"), b"").unwrap();
    for input in ["empty", "zero.jsonl"] {
        let output = run_in(folder.path(), &["scan", input]);
        assert_eq!(output.status.code(), Some(0), "{input}: {}", stderr(&output));
        assert!(stdout(&output).contains("0 rows read = 0 kept + 0 rejected"), "{input}");
        assert!(stderr(&output).contains("no rows"), "{input}: {}", stderr(&output));
        let run = RunFolder::of(&[folder.path().join(input).to_str().unwrap()], b"");
        assert!(run.table("articles").is_empty() && run.table("rejects").is_empty());
    }
}

#[test]
fn columns_without_text_are_answered_with_flags_that_work() {
    let folder = tempfile::tempdir().unwrap();
    let row = json!({"nr": 7, "lede": "The ferry came late to the harbour, and nobody on the quay had been told why.", "paper": "Reed Post"});
    fs::write(folder.path().join("odd.jsonl"), format!("{row}\n")).unwrap();
    let (code, message) = refused(folder.path(), "odd.jsonl");
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("columns seen") && message.contains("--field text=lede"), "{message}");
    let pasted = run_in(folder.path(), &["scan", "odd.jsonl", "--field", "text=lede"]);
    assert_eq!(pasted.status.code(), Some(0), "{}", stderr(&pasted));
    assert!(
        stdout(&pasted).contains("1 rows read = 1 kept") || stdout(&pasted).contains("1 row read = 1 kept"),
        "{}",
        stdout(&pasted)
    );
}

/// Runs a command that must end by itself, and soon.
fn ends(command: &mut Command) -> std::process::Output {
    const PATIENCE: Duration = Duration::from_mins(1);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let begun = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().expect("a child");
            panic!("{command:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().expect("a child")
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_loops_in_a_folder_do_not_hold_a_run() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("in/deep");
    fs::create_dir_all(&inner).unwrap();
    fs::write(folder.path().join("in/one.txt"), "A short text about the sea and the people who live by it.").unwrap();
    fs::write(inner.join("two.txt"), "Another text, about the hills and the people who leave them.").unwrap();
    symlink("..", inner.join("back")).unwrap();
    symlink("nowhere.txt", inner.join("broken.txt")).unwrap();
    symlink("/dev/zero", inner.join("zero.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(inner.join("pipe.txt")).status().expect("mkfifo").success());
    let _socket = std::os::unix::net::UnixListener::bind(inner.join("socket.txt")).unwrap();

    let mut scan = Command::new(env!("CARGO_BIN_EXE_newsprint"));
    let output = ends(scan.current_dir(folder.path()).args(["scan", "in", "--max-errors", "100%"]));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("2 articles"), "each file once: {}", stdout(&output));

    for name in ["in/deep/pipe.txt", "in/deep/zero.txt", "/dev/zero"] {
        let mut scan = Command::new(env!("CARGO_BIN_EXE_newsprint"));
        let output = ends(scan.current_dir(folder.path()).args(["scan", name]));
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stderr(&output));
        assert!(stderr(&output).contains("not a regular file"), "{name}: {}", stderr(&output));
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    for args in [
        vec!["scan".to_owned(), seeds("articles.jsonl")],
        vec!["scan".to_owned(), seeds("articles.jsonl"), "--json".to_owned()],
        vec!["quotes".to_owned(), seeds("articles.jsonl")],
        vec!["credits".to_owned(), seeds("articles.jsonl")],
        vec!["inspect".to_owned(), seeds("articles.jsonl")],
        vec!["compare".to_owned(), seeds("town-herald/engineer-warned.txt"), seeds("town-herald/wray-evidence.txt")],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_newsprint")).args(&args).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("error"), "{args:?}: {}", stderr(&output));
    }
}

// ---------------------------------------------------------------- articles that talk to the terminal

/// Two articles that share a text, with `payload` in every field that is ever shown.
fn poisoned(payload: &str) -> String {
    let story = format!(
        "The ferry to the outer islands came late {payload} on Tuesday, and nobody on the quay had been told why. \
         \"We waited {payload} for two hours in the rain without a word,\" said Arne {payload} Holm, a teacher. According to the Reed \
         {payload} Post, the harbour master had gone home at noon and taken the only key with him."
    );
    let mut page = String::new();
    for (id, outlet) in [("one", "Reed Post"), ("two", "Moss Times")] {
        let row = json!({
            "id": format!("{id}{payload}"), "outlet": format!("{outlet}{payload}"), "title": format!("Late {payload} ferry"),
            "url": format!("https://{id}.example/{payload}"), "byline": format!("By Una {payload} Berg"), "text": format!("{story} This is {id}."),
        });
        writeln!(page, "{row}").unwrap();
    }
    page
}

#[test]
fn articles_are_shown_harmlessly_by_every_verb() {
    let folder = tempfile::tempdir().unwrap();
    for payload in PAYLOADS {
        let page = poisoned(payload);
        fs::write(folder.path().join("in.jsonl"), &page).unwrap();
        for (number, row) in page.lines().enumerate() {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            fs::write(folder.path().join(format!("{number}{payload}.txt")), row["text"].as_str().unwrap()).unwrap();
        }
        let files = [0, 1].map(|number| format!("{number}{payload}.txt"));
        for args in [
            vec!["scan", "in.jsonl"],
            vec!["scan", "in.jsonl", "-o", "run", "--overwrite"],
            vec!["scan", &files[0], &files[1]],
            vec!["inspect", "in.jsonl"],
            vec!["inspect", &files[0]],
            vec!["compare", &files[0], &files[1]],
        ] {
            let output = run_in(folder.path(), &args);
            assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
            assert!(is_harmless(&stdout(&output)), "{args:?}: {:?}", stdout(&output));
            assert!(is_harmless(&stderr(&output)), "{args:?}: {:?}", stderr(&output));
        }
        let ids = ["one", "two"].map(|id| format!("{id}{payload}"));
        let of_run: [&[&str]; 5] = [
            &["compare", &ids[0], &ids[1], "--run", "run"],
            &["explain", &ids[0], &ids[1], "--run", "run"],
            &["trace", &ids[0], "--run", "run"],
            &["quote", "for two hours in the rain", "--run", "run"],
            &["quote", "no such words", payload, "--run", "run"],
        ];
        for args in of_run {
            let output = run_in(folder.path(), args);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {}", stderr(&output));
            assert!(is_harmless(&stdout(&output)), "{args:?}: {:?}", stdout(&output));
            assert!(is_harmless(&stderr(&output)), "{args:?}: {:?}", stderr(&output));
        }
        // JSON escapes what commands a terminal, and says the same.
        for args in [
            vec!["scan", "in.jsonl", "--json"],
            vec!["quotes", "in.jsonl"],
            vec!["credits", "in.jsonl"],
            vec!["compare", &ids[0], &ids[1], "--run", "run", "--json"],
            vec!["trace", &ids[0], "--run", "run", "--json"],
            vec!["quote", "for two hours in the rain", "--run", "run", "--json"],
        ] {
            let output = run_in(folder.path(), &args);
            // A payload may keep a quotation from being one.
            let found = output.status.code() == Some(0) || args[0] == "quote" && output.status.code() == Some(1);
            assert!(found, "{args:?}: {}", stderr(&output));
            let page = stdout(&output);
            assert!(!page.chars().any(|c| c.is_control() && c != '\n'), "{args:?}: {page:?}");
            assert!(is_harmless(&stderr(&output)), "{args:?}");
        }
        for name in &files {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
    }
}

#[test]
fn rejects_and_errors_are_shown_harmlessly() {
    let folder = tempfile::tempdir().unwrap();
    for payload in PAYLOADS {
        let name = format!("bad{payload}.jsonl");
        let row = json!({"id": format!("x{payload}"), "text": "A short tale of a small boat."});
        fs::write(folder.path().join(&name), format!("{row}\n{row}\n{{\"text{payload}\n")).unwrap();
        for args in [vec!["scan", &name], vec!["scan", &name, "--strict"], vec!["scan", &name, "-v"], vec!["inspect", &name]] {
            let output = run_in(folder.path(), &args);
            assert!(matches!(output.status.code(), Some(0 | 3)), "{args:?}: {}", stderr(&output));
            assert!(is_harmless(&stdout(&output)), "{args:?}: {:?}", stdout(&output));
            assert!(is_harmless(&stderr(&output)), "{args:?}: {:?}", stderr(&output));
        }
        fs::remove_file(folder.path().join(&name)).unwrap();
    }
}

// ---------------------------------------------------------------- corpora that are meant to cost time

/// Time for a scan of `rows` texts, which must succeed.
fn scanned(texts: impl Iterator<Item = String>) -> (Duration, RunFolder) {
    let mut page = String::new();
    for (i, text) in texts.enumerate() {
        writeln!(page, "{}", json!({"id": format!("n{i:05}"), "outlet": format!("Outlet {}", i % 5), "text": text})).unwrap();
    }
    let begun = Instant::now();
    let run = RunFolder::of(&["-"], page.as_bytes());
    (begun.elapsed(), run)
}

#[test]
fn identical_articles_are_one_cluster_and_cost_no_square() {
    const COPIES: usize = 3000;
    let story = "The ferry to the outer islands came late on Tuesday, and nobody on the quay had been told why it had.";
    let (time, run) = scanned((0..COPIES).map(|_| story.to_owned()));
    let near: Vec<_> = run.table("clusters").iter().filter(|row| row["level"] == "near").collect();
    assert_eq!(near.len(), 1);
    assert_eq!(near[0]["size"].as_u64(), Some(COPIES as u64), "no copy is dropped by a cap");
    assert!(run.table("matches").len() < 2 * COPIES, "a star, not every pair");
    assert!(run.run_json["pairs_not_listed"].as_u64() > Some(0));
    assert!(time < Duration::from_secs(30), "{time:?}");
}

/// A story that hundreds of outlets print as it came, and hundreds with a word changed: each copy had a row with each version, 87 million of them
/// for 25,000 articles.
#[test]
fn copies_and_versions_of_one_story_are_listed_in_linear_many_rows() {
    const COPIES: usize = 300;
    const VERSIONS: usize = 300;
    let story: Vec<String> = (0..120).map(|i| format!("w{}", i * i % 127)).collect();
    let texts = (0..COPIES + VERSIONS).map(|i| {
        let mut words = story.clone();
        if let Some(version) = i.checked_sub(COPIES) {
            words[version * 7 % 120] = format!("changed{version}");
        }
        words.join(" ")
    });
    let (_, run) = scanned(texts);
    let matches = run.table("matches");
    let all = COPIES + VERSIONS;
    assert!(matches.len() < 40 * all, "{} rows", matches.len());
    let listed: std::collections::BTreeSet<&str> =
        matches.iter().flat_map(|row| [&row["a"], &row["b"]]).filter_map(|id| id.as_str()).collect();
    assert_eq!(listed.len(), all, "each article is in a row");
    let clusters = run.table("clusters");
    assert!(clusters.iter().any(|row| row["level"] == "near" && row["size"].as_u64() == Some(all as u64)));
    let pairs: std::collections::BTreeSet<_> = matches.iter().map(|row| (row["a"].as_str(), row["b"].as_str())).collect();
    for edge in run.table("edges").iter().filter(|edge| edge["src_kind"] == "article") {
        let (src, dst) = (edge["src"].as_str(), edge["dst"].as_str());
        assert!(pairs.contains(&(src.min(dst), src.max(dst))), "an edge without its match: {edge}");
    }
    let not_listed = run.run_json["pairs_not_listed"].as_u64().unwrap();
    assert_eq!(matches.len() as u64 + not_listed, (all * (all - 1) / 2) as u64, "all pairs are listed or counted");
}

#[test]
fn texts_that_repeat_themselves_end_in_time() {
    let fibonacci = || {
        let (mut one, mut two) = ("ha".to_owned(), "ha ho".to_owned());
        while two.len() < 120_000 {
            (one, two) = (two.clone(), two + " " + &one);
        }
        two
    };
    let texts =
        ["ha ".repeat(40_000), "ha ".repeat(40_001), fibonacci(), fibonacci() + " he", "\"".repeat(60_000), "“‘".repeat(30_000)];
    let (time, run) = scanned(texts.into_iter());
    assert_eq!(run.table("articles").len(), 6);
    assert!(time < Duration::from_secs(30), "{time:?}");
}

#[test]
fn texts_of_few_words_are_not_copies_of_each_other() {
    let texts = ["", ".", "—", "one", "two", "one two", "one two three", "...", "the", "the of and", "\u{200b}", "🙂"];
    let (_, run) = scanned(texts.iter().map(|&text| text.to_owned()));
    let kept = run.table("articles").len();
    assert_eq!(kept + run.table("rejects").len(), texts.len());
    let clustered: Vec<_> = run.table("articles").iter().filter(|row| !row["cluster_id"].is_null()).collect();
    assert!(clustered.is_empty(), "{clustered:?}");
}
