//! What a run folder promises of its tables, each promise a check of its own over the demo corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};

use newsprint::text::Words;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use serde_json::Value;

use crate::folder::{TABLES, float, int, list, maybe, seeds_run, slice, text};
use crate::run::{newsprint, seeds};

fn rows(table: &str) -> &'static [Value] {
    let rows = seeds_run().table(table);
    assert!(!rows.is_empty() || table == "rejects", "{table} has rows to check");
    rows
}

fn texts() -> BTreeMap<&'static str, &'static str> {
    seeds_run().texts()
}

fn ids(table: &str, column: &str) -> BTreeSet<&'static str> {
    let ids: BTreeSet<&str> = rows(table).iter().map(|row| text(row, column)).collect();
    assert_eq!(ids.len(), rows(table).len(), "{table}.{column} is unique");
    ids
}

/// The folded words of a text.
fn words(text: &str) -> Vec<String> {
    let words = Words::of(text);
    (0..words.len()).map(|i| words.folded_str(i).to_owned()).collect()
}

/// Counts of the operations of a word edit script: `=`, `X`, `D`, `I`.
fn ops(script: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::from([('=', 0), ('X', 0), ('D', 0), ('I', 0)]);
    for op in script.split(' ') {
        let kind = op.chars().last().expect("an operation");
        let n: usize = op[..op.len() - 1].parse().unwrap_or_else(|_| panic!("{op} in {script}"));
        assert!(n > 0, "{script}");
        *counts.get_mut(&kind).unwrap_or_else(|| panic!("{op} in {script}")) += n;
    }
    counts
}

// ---------------------------------------------------------------- offsets

/// A table's columns of one span: the article's, start, end, and the same in bytes.
type SpanColumns = (&'static str, [&'static str; 5]);

const SPANS: [SpanColumns; 5] = [
    ("quotes", ["article_id", "start", "end", "start_byte", "end_byte"]),
    ("credits", ["article_id", "start", "end", "start_byte", "end_byte"]),
    ("family_members", ["article_id", "start", "end", "start_byte", "end_byte"]),
    ("passages", ["a", "a_start", "a_end", "a_start_byte", "a_end_byte"]),
    ("passages", ["b", "b_start", "b_end", "b_start_byte", "b_end_byte"]),
];

#[test]
fn code_points_and_bytes_name_the_same_slice() {
    let texts = texts();
    let titles: BTreeMap<&str, &str> =
        rows("articles").iter().filter_map(|row| Some((text(row, "article_id"), maybe(row, "title")?))).collect();
    for (table, [article, start, end, start_byte, end_byte]) in SPANS {
        let mut seen = 0;
        for row in rows(table).iter().filter(|row| !row[start].is_null()) {
            let of_title = row["field"] == "title";
            let whole = if of_title { titles[text(row, article)] } else { texts[text(row, article)] };
            let (start, end) = (int(row, start), int(row, end));
            let points = slice(whole, start, end);
            let bytes = whole.get(int(row, start_byte)..int(row, end_byte));
            assert!(start < end && end <= whole.chars().count(), "{table}: {row}");
            assert_eq!(bytes, Some(points.as_str()), "{table}: {row}");
            if let Some(shown) = maybe(row, "text") {
                assert_eq!(shown, points, "{table} shows its slice");
            }
            seen += 1;
        }
        assert!(seen > 0, "{table} has spans");
    }
}

#[test]
fn speakers_are_slices_too() {
    let texts = texts();
    let mut seen = 0;
    for row in rows("quotes").iter().filter(|row| !row["speaker_start"].is_null() && row["field"] == "text") {
        let shown = slice(texts[text(row, "article_id")], int(row, "speaker_start"), int(row, "speaker_end"));
        assert_eq!(maybe(row, "speaker_text"), Some(shown.as_str()), "{row}");
        seen += 1;
    }
    assert!(seen > 20);
}

#[test]
fn every_article_has_its_text_with_its_measures() {
    let texts = texts();
    assert_eq!(texts.keys().copied().collect::<BTreeSet<_>>(), ids("articles", "article_id"));
    for row in rows("articles") {
        let own = texts[text(row, "article_id")];
        assert_eq!(int(row, "chars"), own.chars().count(), "{row}");
        assert_eq!(int(row, "words"), words(own).len(), "{row}");
        let digest = sha2::Digest::finalize(sha2::Digest::chain_update(<sha2::Sha256 as sha2::Digest>::new(), own));
        let hex = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(text(row, "text_sha256"), hex, "{row}");
        assert!(int(row, "boilerplate_words") <= int(row, "words"), "{row}");
        assert!(["full", "mention", "none"].contains(&text(row, "credit_level")), "{row}");
    }
}

// ---------------------------------------------------------------- ids

#[test]
fn ids_are_unique_and_resolve() {
    let articles = ids("articles", "article_id");
    let matches = ids("matches", "match_id");
    let families = ids("families", "family_id");
    let clusters = ids("clusters", "cluster_id");
    let quotes = ids("quotes", "quote_id");
    let utterances = ids("utterances", "utterance_id");
    for (table, column) in [("passages", "passage_id"), ("credits", "credit_id"), ("edges", "edge_id"), ("outlets", "outlet")] {
        ids(table, column);
    }
    for (table, column, known) in [
        ("matches", "a", &articles),
        ("matches", "b", &articles),
        ("passages", "a", &articles),
        ("passages", "b", &articles),
        ("passages", "match_id", &matches),
        ("passages", "family_id", &families),
        ("families", "representative", &articles),
        ("family_members", "family_id", &families),
        ("family_members", "article_id", &articles),
        ("clusters", "survivor", &articles),
        ("members", "cluster_id", &clusters),
        ("members", "article_id", &articles),
        ("members", "parent", &articles),
        ("articles", "cluster_id", &clusters),
        ("quotes", "article_id", &articles),
        ("quotes", "utterance_id", &utterances),
        ("quotes", "parent", &quotes),
        ("utterances", "base_quote", &quotes),
        ("utterances", "first_quote", &quotes),
        ("credits", "article_id", &articles),
        ("edges", "dst", &articles),
    ] {
        for row in rows(table) {
            assert!(maybe(row, column).is_none_or(|id| known.contains(id)), "{table}.{column}: {row}");
        }
    }
    for row in rows("edges").iter().filter(|row| text(row, "src_kind") == "article") {
        assert!(articles.contains(text(row, "src")), "{row}");
    }
    for row in rows("utterances") {
        assert!(list(row, "related").iter().all(|id| utterances.contains(id)), "{row}");
    }
}

#[test]
fn pairs_are_ordered_by_the_bytes_of_their_ids() {
    for table in ["matches", "passages"] {
        for row in rows(table) {
            assert!(text(row, "a").as_bytes() < text(row, "b").as_bytes(), "{table}: {row}");
        }
    }
    let pairs: BTreeSet<(&str, &str)> = rows("matches").iter().map(|row| (text(row, "a"), text(row, "b"))).collect();
    assert_eq!(pairs.len(), rows("matches").len(), "a pair has one row");
}

#[test]
fn a_passage_belongs_to_the_match_of_its_pair() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let matches: BTreeMap<&str, &Value> = rows("matches").iter().map(|row| (text(row, "match_id"), row)).collect();
    for row in rows("passages") {
        let pair = matches[text(row, "match_id")];
        assert_eq!((text(row, "a"), text(row, "b")), (text(pair, "a"), text(pair, "b")));
        *counts.entry(text(row, "match_id")).or_default() += 1;
    }
    for row in rows("matches") {
        assert_eq!(int(row, "passages"), counts.get(text(row, "match_id")).copied().unwrap_or(0), "{row}");
    }
}

// ---------------------------------------------------------------- clusters

#[test]
fn clusters_have_their_sizes_and_their_survivors() {
    for cluster in rows("clusters") {
        let members: Vec<&Value> = rows("members").iter().filter(|row| row["cluster_id"] == cluster["cluster_id"]).collect();
        assert_eq!(int(cluster, "size"), members.len(), "{cluster}");
        assert!(members.len() > 1, "{cluster}");
        let survivors: Vec<&str> =
            members.iter().filter(|row| text(row, "role") == "survivor").map(|row| text(row, "article_id")).collect();
        assert_eq!(survivors, [text(cluster, "survivor")]);
        let lowest = members.iter().map(|row| float(row, "similarity_to_survivor")).fold(1.0, f64::min);
        assert!((lowest - float(cluster, "lowest_verified")).abs() < 1e-12, "{cluster}");
        assert!((1..=members.len()).contains(&int(cluster, "independent")), "{cluster}");
    }
}

#[test]
fn an_article_is_in_one_near_cluster_at_most_and_says_which() {
    let near: BTreeSet<&str> =
        rows("clusters").iter().filter(|row| text(row, "level") == "near").map(|row| text(row, "cluster_id")).collect();
    let mut of: BTreeMap<&str, &str> = BTreeMap::new();
    for row in rows("members").iter().filter(|row| near.contains(text(row, "cluster_id"))) {
        let other = of.insert(text(row, "article_id"), text(row, "cluster_id"));
        assert_eq!(other, None, "{row}");
    }
    for row in rows("articles") {
        assert_eq!(maybe(row, "cluster_id"), of.get(text(row, "article_id")).copied(), "{row}");
    }
}

#[test]
fn every_member_was_verified_against_the_survivor() {
    let matches: BTreeMap<(&str, &str), &Value> =
        rows("matches").iter().map(|row| ((text(row, "a"), text(row, "b")), row)).collect();
    let survivors: BTreeMap<&str, &str> =
        rows("clusters").iter().map(|row| (text(row, "cluster_id"), text(row, "survivor"))).collect();
    for member in rows("members").iter().filter(|row| text(row, "role") != "survivor") {
        let (one, two) = (text(member, "article_id"), survivors[text(member, "cluster_id")]);
        let pair = matches.get(&(one.min(two), one.max(two))).unwrap_or_else(|| panic!("{one} and {two} were not verified"));
        let strength = float(pair, "jaccard").max(float(pair, "containment_a")).max(float(pair, "containment_b"));
        assert!(strength >= newsprint::verify::NEAR_CONTAINMENT.min(0.8), "{pair}");
        assert!((strength - float(member, "similarity_to_survivor")).abs() < 1e-12, "{member} and {pair}");
    }
}

// ---------------------------------------------------------------- passages and measures

#[test]
fn verbatim_passages_have_the_same_words() {
    let texts = texts();
    let mut seen = 0;
    for row in rows("passages").iter().filter(|row| text(row, "kind") == "verbatim") {
        let [one, two] = ["a", "b"].map(|side| {
            words(&slice(texts[text(row, side)], int(row, &format!("{side}_start")), int(row, &format!("{side}_end"))))
        });
        assert_eq!(one, two, "{row}");
        assert_eq!(text(row, "ops"), format!("{}=", one.len()));
        assert!((float(row, "identity") - 1.0).abs() < 1e-12, "{row}");
        seen += 1;
    }
    assert!(seen > 5);
}

#[test]
fn edit_scripts_cover_both_ranges() {
    let texts = texts();
    for row in rows("passages") {
        let [a, b] = ["a", "b"].map(|side| {
            words(&slice(texts[text(row, side)], int(row, &format!("{side}_start")), int(row, &format!("{side}_end")))).len()
        });
        let ops = ops(text(row, "ops"));
        assert_eq!((ops[&'='] + ops[&'X'] + ops[&'D'], ops[&'='] + ops[&'X'] + ops[&'I']), (a, b), "{row}");
        assert_eq!(int(row, "words"), a.max(b), "{row}");
        let places: usize = ops.values().sum();
        assert!((float(row, "identity") - ops[&'='] as f64 / places as f64).abs() < 1e-12, "{row}");
    }
}

#[test]
fn equal_words_of_a_script_are_equal() {
    let texts = texts();
    for row in rows("passages") {
        let [a, b] = ["a", "b"].map(|side| {
            words(&slice(texts[text(row, side)], int(row, &format!("{side}_start")), int(row, &format!("{side}_end"))))
        });
        let (mut i, mut j) = (0, 0);
        for op in text(row, "ops").split(' ') {
            let n: usize = op[..op.len() - 1].parse().expect("a count");
            match op.chars().last() {
                Some('=') => {
                    assert_eq!(a[i..i + n], b[j..j + n], "{op} in {row}");
                    (i, j) = (i + n, j + n);
                }
                Some('X') => {
                    assert!((0..n).all(|k| a[i + k] != b[j + k]), "{op} changes a word into itself in {row}");
                    (i, j) = (i + n, j + n);
                }
                Some('D') => i += n,
                _ => j += n,
            }
        }
    }
}

#[test]
fn family_members_are_the_representative_edited() {
    let texts = texts();
    let mut members: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in rows("family_members") {
        members.entry(text(row, "family_id")).or_default().push(row);
    }
    for family in rows("families").iter().filter(|row| text(row, "kind") != "phrase") {
        let members = &members[text(family, "family_id")];
        assert_eq!(members.len(), int(family, "articles"), "{family}");
        let base =
            members.iter().find(|row| row["article_id"] == family["representative"]).expect("the representative is a member");
        let own = |row: &Value| words(&slice(texts[text(row, "article_id")], int(row, "start"), int(row, "end"))).len();
        assert_eq!(own(base), int(family, "words"), "{family}");
        for row in members {
            let ops = ops(text(row, "ops"));
            assert_eq!(ops[&'='] + ops[&'X'] + ops[&'I'], own(row), "{row}");
            // A member may hold a part of the representative's words, never more of them than there are.
            assert!(ops[&'='] + ops[&'X'] + ops[&'D'] <= own(base), "{} words: {row}", own(base));
        }
    }
}

/// Words of one side of a pair that its evident passages hold, each once, and how many of them their scripts align.
fn covered(pair: &Value, side: &str) -> usize {
    let texts = texts();
    let whole = Words::of(texts[text(pair, side)]);
    let mut held = vec![false; whole.len()];
    for row in rows("passages").iter().filter(|row| row["match_id"] == pair["match_id"] && row["kind"] != "boilerplate") {
        let first = whole.first_starting_at(int(row, &format!("{side}_start_byte")));
        let mut at = first;
        for op in text(row, "ops").split(' ') {
            let n: usize = op[..op.len() - 1].parse().expect("a count");
            let kind = op.chars().last().expect("an operation");
            let own = matches!((kind, side), ('=' | 'X', _) | ('D', "a") | ('I', "b"));
            if own {
                held[at..at + n].fill_with(|| kind == '=' || kind == 'X');
                at += n;
            }
        }
    }
    held.iter().filter(|&&held| held).count()
}

#[test]
fn containments_follow_from_the_passages() {
    let lengths: BTreeMap<&str, (usize, usize)> = rows("articles")
        .iter()
        .map(|row| (text(row, "article_id"), (int(row, "words"), int(row, "boilerplate_words"))))
        .collect();
    for pair in rows("matches").iter().filter(|row| text(row, "relation") != "boilerplate_only") {
        for side in ["a", "b"] {
            let (whole, furniture) = lengths[text(pair, side)];
            let told = float(pair, &format!("containment_{side}"));
            // A changed word counts where it is mostly the same letters, which the script does not say: the words that are the same
            // are the least that is contained, and those that have a counterpart the most.
            let most = covered(pair, side) as f64 / (whole - furniture).max(1) as f64;
            let least = same_words(pair, side) as f64 / whole as f64;
            assert!(least - 1e-9 <= told && told <= most + 1e-9, "{side}: {least} <= {told} <= {most}: {pair}");
        }
    }
}

/// Words of one side that stand under `=` in some passage that is no boilerplate.
fn same_words(pair: &Value, side: &str) -> usize {
    let texts = texts();
    let whole = Words::of(texts[text(pair, side)]);
    let mut same = BTreeSet::new();
    for row in rows("passages").iter().filter(|row| row["match_id"] == pair["match_id"] && row["kind"] != "boilerplate") {
        let mut at = whole.first_starting_at(int(row, &format!("{side}_start_byte")));
        for op in text(row, "ops").split(' ') {
            let n: usize = op[..op.len() - 1].parse().expect("a count");
            match (op.chars().last(), side) {
                (Some('='), _) => {
                    same.extend(at..at + n);
                    at += n;
                }
                (Some('X'), _) | (Some('D'), "a") | (Some('I'), "b") => at += n,
                _ => {}
            }
        }
    }
    // What lies in the article's own furniture does not count, and which words those are no table says.
    let row = rows("articles").iter().find(|row| row["article_id"] == pair[side]).expect("the article");
    same.len().saturating_sub(int(row, "boilerplate_words"))
}

#[test]
fn jaccard_is_that_of_the_sets_of_five_words() {
    let texts = texts();
    let shingles = |id: &str| -> BTreeSet<Vec<String>> { words(texts[id]).windows(5).map(<[String]>::to_vec).collect() };
    for pair in rows("matches") {
        let (a, b) = (shingles(text(pair, "a")), shingles(text(pair, "b")));
        let wanted = a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64;
        assert!((float(pair, "jaccard") - wanted).abs() < 1e-9, "{wanted}: {pair}");
    }
}

#[test]
fn shares_lie_between_nothing_and_all() {
    for (table, column) in [
        ("matches", "jaccard"),
        ("matches", "containment_a"),
        ("matches", "containment_b"),
        ("matches", "identity"),
        ("passages", "identity"),
        ("family_members", "identity"),
        ("clusters", "lowest_verified"),
        ("members", "similarity_to_survivor"),
        ("edges", "share_of_dst"),
        ("edges", "probability"),
        ("outlets", "echo_share"),
        ("outlets", "credited_share"),
        ("outlets", "dated_share"),
        ("outlet_edges", "credited_share"),
    ] {
        for row in rows(table) {
            assert!(row[column].as_f64().is_none_or(|share| (0.0..=1.0).contains(&share)), "{table}.{column}: {row}");
        }
    }
}

// ---------------------------------------------------------------- quotes, edges, outlets

#[test]
fn utterances_count_their_quotes() {
    for row in rows("utterances") {
        let own: Vec<&Value> = rows("quotes").iter().filter(|quote| quote["utterance_id"] == row["utterance_id"]).collect();
        assert_eq!(int(row, "quotes"), own.len(), "{row}");
        let articles: BTreeSet<&str> = own.iter().map(|quote| text(quote, "article_id")).collect();
        assert_eq!(int(row, "articles"), articles.len(), "{row}");
        let base = own.iter().find(|quote| quote["quote_id"] == row["base_quote"]).unwrap_or_else(|| panic!("{row}"));
        assert_eq!(text(base, "text"), text(row, "base_text"));
        assert_eq!(text(base, "change"), "same", "{base}");
        assert!((1..=own.len()).contains(&int(row, "variants")), "{row}");
        assert_eq!(row["first_known"].as_bool(), Some(!row["first_quote"].is_null()), "{row}");
    }
}

#[test]
fn a_nested_quote_lies_in_its_parent() {
    let quotes: BTreeMap<&str, &Value> = rows("quotes").iter().map(|row| (text(row, "quote_id"), row)).collect();
    let mut seen = 0;
    for row in rows("quotes") {
        let Some(parent) = maybe(row, "parent").map(|id| quotes[id]) else { continue };
        assert!(row["article_id"] == parent["article_id"] && row["field"] == parent["field"], "{row}");
        assert!(int(parent, "start") <= int(row, "start") && int(row, "end") <= int(parent, "end"), "{row} in {parent}");
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn a_known_direction_has_evidence_and_an_edge_has_two_ends() {
    for row in rows("edges") {
        assert_ne!(row["src"], row["dst"], "{row}");
        let direction = text(row, "direction");
        assert!(["known", "inferred", "unknown"].contains(&direction), "{row}");
        assert!(direction == "unknown" || !list(row, "evidence").is_empty(), "{row}");
        let alternatives = row["alternatives"].as_array().expect("a list");
        let sum = float(row, "probability") + alternatives.iter().map(|other| float(other, "probability")).sum::<f64>();
        assert!(sum <= 1.0 + 1e-9, "{sum}: {row}");
        assert!(alternatives.iter().all(|other| other["src"] != row["src"]), "{row}");
    }
}

#[test]
fn outlets_count_their_articles() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for outlet in rows("articles").iter().filter_map(|row| maybe(row, "outlet")) {
        *counts.entry(outlet).or_default() += 1;
    }
    let told: BTreeMap<&str, usize> = rows("outlets").iter().map(|row| (text(row, "outlet"), int(row, "articles"))).collect();
    assert_eq!(told, counts);
    for row in rows("outlet_edges") {
        assert!(counts.contains_key(text(row, "dst_outlet")), "{row}");
        assert_ne!(row["src_outlet"], row["dst_outlet"], "{row}");
    }
    for row in rows("outlets") {
        assert!(int(row, "first") + int(row, "echoed") <= int(row, "articles"), "{row}");
    }
}

#[test]
fn run_json_counts_the_rows() {
    let run = seeds_run();
    let counts = run.run_json["counts"].as_object().expect("counts");
    let mut seen = 0;
    for table in TABLES {
        if let Some(count) = counts.get(table) {
            assert_eq!(count.as_u64(), Some(run.table(table).len() as u64), "{table}");
            seen += 1;
        }
    }
    assert!(seen > 8);
    for key in ["version", "arguments", "settings", "inputs", "repaired", "pairs_not_listed", "warnings"] {
        assert!(!run.run_json[key].is_null(), "{key}");
    }
}

// ---------------------------------------------------------------- formats

#[test]
fn parquet_and_csv_hold_the_same_rows_and_columns() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["parquet", "csv"] {
        let output = newsprint()
            .current_dir(folder.path())
            .args(["scan", &seeds("articles.jsonl"), &seeds("town-herald"), "-q", "--tables", format, "-o", format])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
    }
    for table in TABLES {
        let file = File::open(folder.path().join(format!("parquet/{table}.parquet"))).expect("every table is written");
        let parquet = SerializedFileReader::new(file).expect("a Parquet file");
        let schema = parquet.metadata().file_metadata().schema();
        let columns: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
        let count = parquet.metadata().file_metadata().num_rows();
        let read = parquet.get_row_iter(None).expect("rows").fold(0_usize, |n, row| n + usize::from(row.is_ok()));
        assert_eq!((read as u64, count), (seeds_run().table(table).len() as u64, i64::try_from(read).unwrap()), "{table}");

        let mut csv = csv::Reader::from_path(folder.path().join(format!("csv/{table}.csv"))).expect("every table is written");
        assert_eq!(csv.headers().expect("a header").iter().collect::<Vec<_>>(), columns, "{table}");
        let records: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("every row has every column")).collect();
        assert_eq!(records.len(), read, "{table}");
        for (record, row) in records.iter().zip(seeds_run().table(table)) {
            let cells = row.as_object().expect("a row");
            assert_eq!(cells.len(), columns.len(), "{table}: {row}");
            for (cell, column) in record.iter().zip(&columns) {
                match &cells[*column] {
                    Value::Null => assert_eq!(cell, "", "{table}.{column}"),
                    Value::String(text) => assert_eq!(cell, text, "{table}.{column}"),
                    Value::Array(_) => {
                        assert_eq!(serde_json::from_str::<Value>(cell).expect("JSON"), cells[*column], "{table}.{column}");
                    }
                    Value::Number(n) => {
                        // The reader of JSON rounds the last digit.
                        let (one, two) = (cell.parse::<f64>().expect("a number"), n.as_f64().expect("a number"));
                        assert!((one - two).abs() <= two.abs() * 1e-15, "{table}.{column}: {one}, {two}");
                    }
                    other => assert_eq!(cell, other.to_string(), "{table}.{column}"),
                }
            }
        }
    }
    assert_eq!(fs::read_dir(folder.path().join("parquet")).unwrap().count(), TABLES.len() + 1, "the tables and run.json");
}

#[test]
fn without_texts_there_is_no_table_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let output = newsprint()
        .current_dir(folder.path())
        .args(["scan", &seeds("articles.jsonl"), "-q", "--no-text", "--tables", "csv", "-o", "run"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(folder.path().join("run/articles.csv").exists() && !folder.path().join("run/texts.csv").exists());
}
