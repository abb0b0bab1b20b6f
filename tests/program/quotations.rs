//! Quotations and what printings change, against a table of texts of our own invention in six languages.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::run::{run_in, stderr, stdout};

/// A case of a table: what stands before the first line with a bar, and those lines.
struct Case {
    language: String,
    name: String,
    text: Vec<String>,
    rows: Vec<String>,
}

fn cases(table: &str) -> Vec<Case> {
    let mut out: Vec<Case> = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix("== ") {
            let (language, name) = head.split_once(' ').expect("a language and a name");
            out.push(Case { language: language.to_owned(), name: name.to_owned(), text: Vec::new(), rows: Vec::new() });
            continue;
        }
        let case = out.last_mut().expect("a case begins with its name");
        match line.strip_prefix("| ") {
            Some(row) => case.rows.push(row.trim_end().to_owned()),
            None => case.text.push(if line == "¶" { String::new() } else { line.to_owned() }),
        }
    }
    out
}

/// Writes the articles as JSON Lines and gives the rows that the program prints or writes for each of them.
fn quotes_of(folder: &Path, articles: &[Value], args: &[&str], table: Option<&str>) -> HashMap<String, Vec<Value>> {
    let lines: String = articles.iter().map(|article| article.to_string() + "\n").collect();
    std::fs::write(folder.join("in.jsonl"), lines).expect("written");
    let output = run_in(folder, args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let rows = table.map_or_else(|| stdout(&output), |path| std::fs::read_to_string(folder.join(path)).expect("a table"));
    let mut out: HashMap<String, Vec<Value>> = HashMap::new();
    for row in rows.lines().map(|line| serde_json::from_str::<Value>(line).expect("a row")) {
        let article = row["article_id"].as_str().expect("an id").to_owned();
        match row["quotes"].as_array() {
            Some(quotes) => out.entry(article).or_default().extend(quotes.iter().cloned()),
            None => out.entry(article).or_default().push(row),
        }
    }
    out
}

fn field<'r>(row: &'r Value, name: &str) -> &'r str {
    row[name].as_str().unwrap_or("-")
}

#[test]
fn each_style_of_marks_and_each_form_of_attribution_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = cases(include_str!("../fixtures/quotations/spans.txt"));
    let articles: Vec<Value> = cases
        .iter()
        .enumerate()
        .map(|(n, case)| json!({"id": n.to_string(), "language": case.language, "text": case.text.join("\n")}))
        .collect();
    let found = quotes_of(folder.path(), &articles, &["quotes", "in.jsonl", "-q"], None);
    let mut differences = String::new();
    for (n, case) in cases.iter().enumerate() {
        let rows: Vec<String> = found
            .get(&n.to_string())
            .into_iter()
            .flatten()
            .map(|q| [field(q, "kind"), field(q, "marks"), field(q, "text"), field(q, "speaker"), field(q, "cue")].join(" | "))
            .collect();
        if rows != case.rows {
            let _ = writeln!(differences, "{} {}\n  wanted {:#?}\n  found {rows:#?}", case.language, case.name, case.rows);
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn each_class_of_change_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = cases(include_str!("../fixtures/quotations/changes.txt"));
    let mut articles = Vec::new();
    for (n, case) in cases.iter().enumerate() {
        let texts = std::iter::once(case.text[0].as_str())
            .chain(case.rows.iter().map(|row| row.split_once(" | ").expect("a change and a text").1));
        articles.extend(texts.enumerate().map(|(k, text)| {
            json!({"id": format!("{n}.{k}"), "language": case.language, "outlet": format!("outlet {k}"), "text": text})
        }));
    }
    let args = ["scan", "in.jsonl", "-o", "run", "--tables", "jsonl", "-q"];
    let found = quotes_of(folder.path(), &articles, &args, Some("run/quotes.jsonl"));
    let mut differences = String::new();
    for (n, case) in cases.iter().enumerate() {
        let base = &found[&format!("{n}.0")][0];
        for (k, row) in case.rows.iter().enumerate() {
            let wanted = row.split_once(" | ").expect("a change and a text").0;
            let printing = &found[&format!("{n}.{}", k + 1)][0];
            let linked = printing["utterance_id"] == base["utterance_id"];
            if field(printing, "change") != wanted || !linked {
                let told = field(printing, "change");
                let _ = writeln!(differences, "{} {}: wanted {wanted}, found {told}, linked: {linked}", case.language, case.name);
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn who_says_it_is_told_in_many_forms() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = include_str!("../fixtures/quotations/speakers.txt");
    let cases: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.splitn(3, " | ").collect())
        .collect();
    let article = |(n, case): (usize, &Vec<&str>)| json!({"id": n.to_string(), "language": case[0], "text": case[2].replace(" ¶ ", "\n\n")});
    let articles: Vec<Value> = cases.iter().enumerate().map(article).collect();
    let found = quotes_of(folder.path(), &articles, &["quotes", "in.jsonl", "-q"], None);
    let mut differences = String::new();
    for (n, case) in cases.iter().enumerate() {
        let longest = found.get(&n.to_string()).into_iter().flatten().max_by_key(|q| field(q, "text").chars().count());
        let told = longest.map_or("no quotation", |q| field(q, "speaker"));
        if told != case[1] {
            let _ = writeln!(differences, "wanted {}, found {told}: {}", case[1], case[2]);
        }
    }
    assert!(differences.is_empty(), "{differences}");
}
