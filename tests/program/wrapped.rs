//! Texts that were set in lines: a hard wrap changes no word, and a word that is cut at the end of a line hides no match.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::folder::{RunFolder, maybe, text};
use crate::run::{run_in, stderr};

/// A story of 150 words for each number, no two with five in a row in common but by chance.
fn story(number: u64) -> String {
    const PARTS: [&str; 24] = [
        "the",
        "of",
        "a",
        "in",
        "ferry",
        "was",
        "to",
        "harbour",
        "and",
        "on",
        "new",
        "by",
        "winter",
        "road",
        "councillor",
        "that",
        "old",
        "engineering",
        "said",
        "at",
        "passengers",
        "it",
        "bridge",
        "yesterday",
    ];
    let mut state = number + 1;
    let mut story = String::new();
    for i in 0..150 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let part = PARTS[usize::try_from(state >> 40).expect("24 bits") % PARTS.len()];
        let _ = write!(story, "{}{part}", if i == 0 { "" } else { " " });
        if state >> 60 == 0 {
            let _ = write!(story, "{number}.");
        }
    }
    story
}

/// Lines of at most `width` characters; with `cut`, a long word that does not fit is cut behind its third letter or later.
fn set(story: &str, width: usize, cut: bool) -> String {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in story.split(' ') {
        let room = width.saturating_sub(line.len() + 1);
        if word.len() <= room || line.is_empty() {
            line = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        } else if cut && word.len() >= 6 && room >= 4 {
            let at = (room - 1).min(word.len() - 3);
            lines.push(format!("{line} {}-", &word[..at]));
            word[at..].clone_into(&mut line);
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
    }
    lines.push(line);
    lines.join("\n")
}

fn row(id: &str, text: &str) -> String {
    serde_json::json!({"id": id, "text": text}).to_string() + "\n"
}

/// Each story as it was written and as it was set.
fn corpus(cut: bool) -> String {
    (0..20_u8)
        .map(|i| {
            let story = story(u64::from(i));
            row(&format!("o{i}"), &story) + &row(&format!("w{i}"), &set(&story, 60 + usize::from(i) % 13, cut))
        })
        .collect()
}

/// Stories of which `dedup` keeps one of the two.
fn joined(corpus: &str, more: &[&str]) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("in.jsonl"), corpus).expect("written");
    let args = ["dedup", "in.jsonl", "-o", "out.jsonl", "--map", "map.jsonl", "--allow-mass-removal", "-q"];
    let output = run_in(folder.path(), &[&args, more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let map = fs::read_to_string(folder.path().join("map.jsonl")).expect("written");
    let rows = map.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a row"));
    rows.filter(|row| row["status"] == "removed" && text(row, "id")[1..] == text(row, "kept_id")[1..]).count()
}

#[test]
fn a_hard_wrap_changes_nothing() {
    assert_eq!(joined(&corpus(false), &["--threshold", "1"]), 20);
}

#[test]
fn cut_words_lower_jaccard_and_hide_nothing() {
    let corpus = corpus(true);
    assert!(corpus.matches("-\\n").count() > 50, "words are cut");
    assert!(joined(&corpus, &[]) < 20, "two pieces are two words: the measure is what it says");
    assert_eq!(joined(&corpus, &["--by", "containment", "--threshold", "0.6"]), 20);
    let run = RunFolder::of(&["-"], corpus.as_bytes());
    let clusters: BTreeMap<&str, Option<&str>> =
        run.table("articles").iter().map(|row| (text(row, "article_id"), maybe(row, "cluster_id"))).collect();
    for i in 0..20 {
        let of = |letter: char| clusters[format!("{letter}{i}").as_str()];
        assert!(of('o').is_some() && of('o') == of('w'), "story {i}: {clusters:?}");
    }
}
