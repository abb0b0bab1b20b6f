//! Exports of common tools, as a newcomer names them: read as they are meant, or refused with what to do.

use std::fs;
use std::path::Path;

use crate::run::{run_in, stderr, stdout};

const TEXTS: [&str; 2] = [
    "The ferry to Gale Skerry was cancelled for the third day in a row on Monday. The harbour office blamed the swell, which broke over \
     the pier at noon, and forty passengers spent the night in the school.",
    "The council of Wray approved the new bridge by nine votes to four. Work begins in April and will take two summers, and lorries \
     must use the coast road until then, which nobody likes.",
];

/// A table as a spreadsheet in German writes it, with the names of its columns.
fn table(delimiter: char, before: &str) -> String {
    let row = |i: usize| {
        ["", TEXTS[i], "Morgenblatt"].join(&delimiter.to_string()) + &format!("{delimiter}0{}.03.2021 14:30\r\n", i + 1)
    };
    let head = ["Titel", "Text", "Zeitung", "Datum"].join(&delimiter.to_string());
    format!("{before}{head}\r\n{}{}", row(0), row(1))
}

/// Articles and their dates as `quotes` and `inspect` see them: the number of rows, and the lines of the inspection.
fn inspected(folder: &Path, name: &str) -> String {
    let output = run_in(folder, &["inspect", name]);
    stdout(&output) + &stderr(&output)
}

#[test]
fn tables_of_spreadsheets_are_read_in_their_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(table('\t', "").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    fs::write(folder.path().join("plain.csv"), table(';', "")).expect("written");
    fs::write(folder.path().join("said.csv"), table(';', "\u{FEFF}sep=;\r\n")).expect("written");
    fs::write(folder.path().join("unicode.txt"), utf16).expect("written");
    for name in ["plain.csv", "said.csv", "unicode.txt"] {
        let told = inspected(folder.path(), name);
        assert!(told.contains("2 rows · 2 with text · 2 dated"), "{name}: {told}");
        assert!(told.contains("Morgenblatt · 2021-03-01 14:30"), "{name}: {told}");
    }
}

#[test]
fn the_line_that_names_the_delimiter_stays_where_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = table(';', "sep=;\r\n");
    fs::write(folder.path().join("said.csv"), &said).expect("written");
    let output = run_in(folder.path(), &["dedup", "said.csv", "-o", "out.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(folder.path().join("out.csv")).expect("written"), said);
    fs::write(folder.path().join("more.csv"), said.replace("One", "Other")).expect("written");
    let output = run_in(folder.path(), &["dedup", "said.csv", "more.csv"]);
    assert_eq!(stdout(&output).matches("sep=;").count(), 1, "once for all: {}", stderr(&output));
    let output = run_in(folder.path(), &["dedup", "said.csv", "--mode", "annotate"]);
    let lines: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[0], "sep=;");
    assert!(lines[1].ends_with("Datum;newsprint_status;newsprint_kept_id;newsprint_cluster_id"), "{lines:?}");
    assert!(lines[2].ends_with("14:30;kept;;"), "{lines:?}");
}

#[test]
fn what_would_be_misread_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let by_column = serde_json::json!({"title": {"0": "One", "1": "Two"}, "text": {"0": TEXTS[0], "1": TEXTS[1]}}).to_string();
    // The order of keys is the one of pandas, which begins with a column.
    fs::write(folder.path().join("frame.json"), by_column).expect("written");
    fs::write(folder.path().join("headless.csv"), format!("1,2021-03-01,\"{}\"\n2,2021-03-02,\"{}\"\n", TEXTS[0], TEXTS[1]))
        .expect("written");
    fs::write(folder.path().join("nexis.txt"), format!("1 of 2 DOCUMENTS\n\n{}\n\n2 of 2 DOCUMENTS\n\n{}\n", TEXTS[0], TEXTS[1]))
        .expect("written");
    for (name, said) in [("frame.json", "orient=\"records\""), ("headless.csv", "without a header"), ("nexis.txt", "LexisNexis")]
    {
        let output = run_in(folder.path(), &["scan", name]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stdout(&output));
        assert!(stderr(&output).contains(said), "{name}: {}", stderr(&output));
        assert!(stderr(&output).chars().count() < 400, "{name}: {}", stderr(&output));
    }
}

#[test]
fn an_index_beside_an_archive_is_no_article() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixtures = format!("{}/tests/fixtures/inputs/pages.warc.gz", env!("CARGO_MANIFEST_DIR"));
    fs::create_dir(folder.path().join("crawl")).expect("made");
    fs::copy(fixtures, folder.path().join("crawl/pages.warc.gz")).expect("copied");
    fs::write(folder.path().join("crawl/pages.cdx"), " CDX N b a m s k r M S V g\nexample,herald)/a 20210301100000 x\n")
        .expect("written");
    let output = run_in(folder.path(), &["scan", "crawl", "-o", "run", "--tables", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let articles = fs::read_to_string(folder.path().join("run/articles.jsonl")).expect("written");
    assert_eq!(articles.lines().count(), 3, "{articles}");
    let output = run_in(folder.path(), &["scan", "crawl/pages.cdx"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("name the archive"), "{}", stderr(&output));
}
