//! The house rules of the source: imports go one way, files are small, folders are named after what they hold.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The library's modules in the order of imports: each may use those before it.
const ORDER: [&str; 25] = [
    "storage",
    "article",
    "text",
    "outlets",
    "marks",
    "input",
    "sketch",
    "lsh",
    "passages",
    "verify",
    "clusters",
    "quotes",
    "utterances",
    "credits",
    "provenance",
    "document",
    "tables",
    "verdicts",
    "pipeline",
    "dedup",
    "summary",
    "report",
    "serve",
    "export",
    "evaluate",
];

/// Lines from which a file is to be split. Tables of words are exempt, and there are none so long.
const MAX_LINES: usize = 800;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file, by its path below `src`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                open.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "rs") {
                found.push(entry);
            }
        }
    }
    found.sort();
    assert!(found.len() > 50, "the source is here");
    found
}

/// The code of a file: no comments, nothing below `#[cfg(test)] mod`.
fn code(path: &Path) -> String {
    let page = fs::read_to_string(path).expect("source is UTF-8");
    let lines: Vec<&str> = page.lines().collect();
    let tests = lines.windows(2).position(|two| two[0].trim() == "#[cfg(test)]" && two[1].trim_start().starts_with("mod "));
    let code = lines[..tests.unwrap_or(lines.len())].iter().map(|line| line.split("//").next().unwrap_or_default());
    code.collect::<Vec<_>>().join("\n")
}

/// The module of the library that a file belongs to: its folder or its own name below `src`.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(source()).expect("below src");
    let first = below.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Names that stand directly behind `crate::` or `newsprint::`, groups opened.
fn used(code: &str) -> BTreeSet<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for opener in ["crate::", "newsprint::"] {
        for (at, _) in code.match_indices(opener) {
            let rest = &code[at + opener.len()..];
            match rest.strip_prefix('{') {
                None => {
                    names.insert(name(rest));
                }
                Some(group) => {
                    let (mut depth, mut start) = (0usize, true);
                    for (i, c) in group.char_indices() {
                        match c {
                            '{' => depth += 1,
                            '}' if depth == 0 => break,
                            '}' => depth -= 1,
                            ',' if depth == 0 => start = true,
                            c if start && c.is_alphabetic() => {
                                names.insert(name(&group[i..]));
                                start = false;
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
    }
    names
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in files(&source()) {
        let own = module(&path);
        let is_tests = path.file_stem().is_some_and(|stem| stem == "tests");
        if ["lib", "main", "cli"].contains(&own.as_str()) || is_tests {
            continue;
        }
        let Some(rank) = ORDER.iter().position(|&name| name == own) else {
            wrong.push(format!("{}: the module {own} has no place in the order", path.display()));
            continue;
        };
        for name in used(&code(&path)) {
            match ORDER.iter().position(|&other| other == name) {
                Some(other) if other > rank => wrong.push(format!("{}: {own} uses {name}, which comes after it", path.display())),
                _ if name == "cli" => wrong.push(format!("{}: the library uses the command line", path.display())),
                _ => {}
            }
        }
        seen.insert(own);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen, ORDER.iter().map(|&name| name.to_owned()).collect(), "every module of the order exists");
}

#[test]
fn the_reader_of_imports_sees_groups_and_paths() {
    let page = "use crate::{article::{Span, Micros}, text};\nlet x = crate::verify::count(&y); use newsprint::quotes::Quote;";
    assert_eq!(used(page).into_iter().collect::<Vec<_>>(), ["article", "quotes", "text", "verify"]);
}

#[test]
fn the_library_neither_prints_nor_exits_nor_reads_the_environment() {
    for path in files(&source()) {
        if ["main", "cli"].contains(&module(&path).as_str()) {
            continue;
        }
        let code = code(&path);
        for banned in ["println!", "print!(", "eprintln!", "eprint!(", "process::exit", "env::var", "env::args", "dbg!"] {
            assert!(!code.contains(banned), "{}: {banned}", path.display());
        }
    }
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for path in files(&source()) {
        let page = fs::read_to_string(&path).expect("source is UTF-8");
        let lines = page.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{}: {lines} lines, more than {MAX_LINES}", path.display()));
        }
        if !page.starts_with("//!") && path.file_stem().is_none_or(|stem| stem != "tests") {
            wrong.push(format!("{}: does not begin with what it is for", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_or_folder_is_a_drawer() {
    for path in files(&source()) {
        let below = path.strip_prefix(source()).expect("below src").with_extension("");
        for name in below.iter().map(|name| name.to_string_lossy()) {
            let drawer = ["util", "utils", "helper", "helpers", "common", "misc", "manager", "stuff"].contains(&name.as_ref());
            assert!(!drawer, "{}", path.display());
        }
    }
}
