//! Hostile names and values, through the real program: no output commands a terminal.

use std::fs;

use crate::run::{newsprint, run, run_in, stderr, stdout};

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
