//! Help, completions and manual pages.

use crate::run::{newsprint, run, stderr, stdout};

const VERBS: [&str; 18] = [
    "scan",
    "dedup",
    "quotes",
    "credits",
    "compare",
    "explain",
    "quote",
    "trace",
    "report",
    "serve",
    "export",
    "diff",
    "synth",
    "evaluate",
    "inspect",
    "config",
    "completions",
    "man",
];

#[test]
fn help_begins_with_examples_and_fits_eighty_columns() {
    let mut pages = vec![vec!["--help"]];
    pages.extend(VERBS.map(|verb| vec![verb, "--help"]));
    for args in pages {
        let output = run(&args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        let help = stdout(&output);
        let (examples, usage) = (help.find("Examples:"), help.find("Usage:"));
        assert!(examples.is_some() && examples < usage, "{args:?} does not begin with examples");
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{args:?}: {} columns: {line}", line.chars().count());
        }
        let shown = help.lines().filter(|line| line.starts_with("  ") && line.contains("newsprint ")).count();
        assert!((3..=6).contains(&shown), "{args:?}: {shown} examples");
    }
}

#[test]
fn every_example_of_the_help_is_a_command_that_parses() {
    for verb in VERBS {
        let help = stdout(&run(&[verb, "--help"]));
        let examples = help.lines().skip_while(|line| *line != "Examples:").skip(1).take_while(|line| line.starts_with("  "));
        for example in examples {
            let words: Vec<&str> = example.split_whitespace().skip_while(|word| *word != "newsprint").skip(1).collect();
            let plain = words.iter().take_while(|word| !["|", ">", "<", "and", "a", "the"].contains(word));
            // `--help` at the end parses the rest first, and runs nothing.
            let output = newsprint().args(plain).arg("--help").output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{example}: {}", stderr(&output));
        }
    }
}

#[test]
fn no_verb_prints_help_and_is_a_usage_error() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("Examples:"));
    assert!(output.stdout.is_empty());
}

#[test]
fn completions_name_verbs_and_flags_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = stdout(&output);
        assert!(script.contains("across-outlets-only") && script.contains("inspect"), "{shell}");
    }
}

#[test]
fn manual_pages_are_roff_for_the_program_and_for_each_verb() {
    let page = stdout(&run(&["man"]));
    assert!(page.contains(".TH newsprint 1") && page.contains("max\\-errors"));
    for verb in VERBS {
        let page = stdout(&run(&["man", verb]));
        assert!(page.contains(&format!(".TH newsprint-{verb} 1")), "{verb}: {}", page.lines().nth(2).unwrap_or_default());
    }
    let output = run(&["man", "dance"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("scan"));
}

#[test]
fn the_version_is_the_packages() {
    assert_eq!(stdout(&run(&["--version"])), format!("newsprint {}\n", env!("CARGO_PKG_VERSION")));
}
