//! What each schema and form comes to: the files of `tests/fixtures/inputs`, made by foreign writers, against one table.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use newsprint::input::{self, FileInspection, ReadOptions, Reading};

use crate::run::{newsprint, run, stderr, stdout};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/inputs")
}

fn named(name: &str) -> Vec<String> {
    vec![folder().join(name).to_string_lossy().into_owned()]
}

/// One block of lines for a file: what it is, which column is what, and its first article.
fn told(name: &str) -> String {
    let inputs = named(name);
    let options = ReadOptions::default();
    let looked = input::inspect(&inputs, &mut std::io::empty(), &options).unwrap();
    let FileInspection { format, compression, encoding, mapping, sampled, with_text, dated, problem, .. } = &looked.files[0];
    let mut out = name.to_owned();
    if let Some(problem) = problem {
        let said = problem.to_string().replace(&*folder().to_string_lossy(), "");
        let _ = write!(out, "\n  refused: {}\n", said.lines().map(str::trim).collect::<Vec<_>>().join(" | "));
        return out;
    }
    let mut form = vec![format.map_or("?", input::Format::name).to_owned()];
    form.extend(compression.iter().map(|layer| layer.name().to_owned()));
    form.extend(encoding.map(|encoding| encoding.name().to_owned()));
    let mapping = mapping.as_ref().unwrap();
    let fields: Vec<String> = mapping.columns.iter().map(|(field, column)| format!("{}={column}", field.name())).collect();
    let _ = write!(
        out,
        ": {}\n  {}: {}\n  {sampled} rows, {with_text} with text, {dated} dated\n",
        form.join(" "),
        mapping.schema,
        fields.join(" ")
    );
    let Reading { articles, rejects, .. } = input::read(&inputs, &mut std::io::empty(), &options, &|_| {}).unwrap();
    assert_eq!(articles.len() as u64, *with_text, "{name}: {rejects:?}");
    let first = articles.iter().min_by_key(|article| article.source_pos).unwrap();
    let at = first
        .published
        .at
        .map_or("undated".to_owned(), |at| format!("{at} {} {}", first.published.precision.name(), first.published.zone.name()));
    let start: String = first.text.chars().take(40).collect();
    let or = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let id = first.id.replace(&*folder().to_string_lossy(), "");
    let _ = writeln!(
        out,
        "  {id} | {} | {at} | {} | {} | {}",
        or(&first.outlet),
        or(&first.title),
        or(&first.byline),
        start.replace('\n', "¶")
    );
    out
}

#[test]
fn every_schema_and_form_is_read_as_the_table_says() {
    let mut names: Vec<String> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "make.py" && name != "golden.txt");
    names.sort();
    assert!(names.len() >= 40, "{}", names.len());
    let got: String = names.iter().map(|name| told(name)).collect();
    let want = fs::read_to_string(folder().join("golden.txt")).unwrap();
    for (got, want) in got.lines().zip(want.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(got.lines().count(), want.lines().count(), "{got}");
}

#[test]
fn the_same_articles_come_out_of_every_form() {
    let texts = |name: &str| {
        let reading = input::read(&named(name), &mut std::io::empty(), &ReadOptions::default(), &|_| {}).unwrap();
        let mut texts: Vec<String> = reading.articles.into_iter().map(|article| article.text).collect();
        texts.sort();
        texts
    };
    let want = texts("generic.jsonl");
    for name in [
        "array.json",
        "values.json",
        "newsapi.json",
        "response.json",
        "table.csv",
        "semicolons.csv",
        "table.tsv",
        "utf16le.csv",
        "utf16be.jsonl",
        "bom-crlf.jsonl",
        "packed.jsonl.gz",
        "packed.jsonl.bz2",
        "packed.jsonl.xz",
        "packed.jsonl.zst",
        "pyarrow.parquet",
        "gzip.parquet",
        "days.parquet",
        "int96.parquet",
        "feather.arrow",
        "stream.arrows",
        "polars.parquet",
        "polars.arrow",
        "duckdb.parquet",
        "texts.wet.gz",
        "ninjs2.jsonl",
    ] {
        assert!(texts(name) == want, "{name}");
    }
}

/// The rows that stay, read again.
fn deduped(name: &str, out: &str) -> (Reading, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(out).to_string_lossy().into_owned();
    let input = &named(name)[0];
    let output = run(&["dedup", input, "-o", &path, "-q"]);
    assert_eq!(output.status.code(), Some(0), "{name}: {}{}", stdout(&output), stderr(&output));
    let reading = input::read(std::slice::from_ref(&path), &mut std::io::empty(), &ReadOptions::default(), &|_| {}).unwrap();
    (reading, fs::read(path).unwrap())
}

#[test]
fn dedup_writes_each_form_back_as_it_came() {
    for name in [
        "table.csv",
        "semicolons.csv",
        "bom-crlf.jsonl",
        "table.tsv",
        "utf16le.csv",
        "utf16be.jsonl",
        "windows-1252.csv",
        "generic.jsonl",
        "pages.warc",
    ] {
        let (reading, bytes) = deduped(name, name);
        assert_eq!(reading.articles.len(), 3, "{name}");
        assert!(bytes == fs::read(&named(name)[0]).unwrap(), "{name}: nothing goes, so nothing changes");
    }
    for name in [
        "array.json",
        "values.json",
        "newsapi.json",
        "pyarrow.parquet",
        "gzip.parquet",
        "days.parquet",
        "int96.parquet",
        "feather.arrow",
        "stream.arrows",
        "polars.parquet",
        "polars.arrow",
        "duckdb.parquet",
        "pages.warc.gz",
        "texts.wet.gz",
    ] {
        let (reading, _) = deduped(name, name);
        let was = input::read(&named(name), &mut std::io::empty(), &ReadOptions::default(), &|_| {}).unwrap();
        assert_eq!(reading.articles.len(), 3, "{name}");
        if name == "feather.arrow" {
            // A file with dictionaries is a table of its own, whatever its types.
            continue;
        }
        assert_eq!((reading.inputs[0].format, &reading.inputs[0].table), (was.inputs[0].format, &was.inputs[0].table), "{name}");
    }
}

#[test]
fn a_folder_of_text_files_is_mirrored_without_its_copies() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let (ferry, bridge) = (
        "The ferry to Gale Skerry was cancelled for the third day in a row on Monday, and forty passengers spent the night in the school.",
        "The council of Wray approved the new bridge by nine votes to four. Work begins in April and will take two summers in all.",
    );
    write("in/herald/a.txt", &format!("\u{FEFF}{ferry}\r\n"));
    write("in/herald/b.txt", bridge);
    write("in/post/c.txt", ferry);
    write("in/meta.csv", "filename,outlet,published_at\na.txt,Herald,2021-03-01\nc.txt,Post,2021-03-02\n");
    let dedup = |more: &[&str]| {
        let args = [&["dedup", "in", "-o", "out", "-q", "--allow-mass-removal"], more].concat();
        newsprint().current_dir(folder.path()).args(args).output().unwrap()
    };
    let output = dedup(&["--mode", "annotate"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("no columns to annotate"), "{}", stderr(&output));
    assert!(!folder.path().join("out").exists());
    let output = dedup(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).ok();
    assert_eq!(read("out/in/herald/a.txt"), read("in/herald/a.txt"));
    assert_eq!(read("out/in/herald/b.txt").as_deref(), Some(bridge));
    assert_eq!(read("out/in/post/c.txt"), None);
    assert_eq!(read("out/in/meta.csv"), read("in/meta.csv"));
}

#[test]
fn two_tables_become_one_and_annotated_rows_say_what_became_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let input = &named("pyarrow.parquet")[0];
    let copy = folder.path().join("copy.parquet");
    fs::copy(input, &copy).unwrap();
    let out = folder.path().join("out.parquet").to_string_lossy().into_owned();
    let args = ["dedup", input, &copy.to_string_lossy(), "-o", &out, "--mode", "annotate", "-q"];
    // Of two rows with one id and one text the second is a duplicate row, and more of those than one in a hundred end with 3.
    let output = run(&args);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let looked = input::inspect(std::slice::from_ref(&out), &mut std::io::empty(), &ReadOptions::default()).unwrap();
    assert!(looked.files[0].columns.iter().any(|name| name == "newsprint_status"), "{:?}", looked.files[0].columns);
    assert_eq!(looked.files[0].sampled, 6, "the rows that are there twice stay, and say that they are rejected");
}

#[test]
fn an_encoding_that_was_guessed_is_told_and_can_be_overruled() {
    let input = &named("windows-1252.csv")[0];
    let output = run(&["inspect", input]);
    assert!(stdout(&output).contains("csv · windows-1252"), "{}", stdout(&output));
    let output = run(&["scan", input]);
    assert!(stderr(&output).contains("read as windows-1252"), "{}", stderr(&output));
    let output = run(&["inspect", input, "--encoding", "utf-8", "--json"]);
    assert!(stdout(&output).contains('\u{FFFD}'), "{}", stdout(&output));
    let output = run(&["inspect", input, "--encoding", "klingon"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("expected auto or an encoding"), "{}", stderr(&output));
}

#[test]
fn what_is_in_doubt_ends_with_the_flags_to_paste() {
    for (name, said) in [("two-texts.jsonl", "--field text=body"), ("quotebank.jsonl", "Quotebank"), ("gdelt-gkg.csv", "GDELT")] {
        let output = run(&["scan", &named(name)[0]]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr(&output).contains(said), "{name}: {}", stderr(&output));
    }
    let output = run(&["scan", &named("two-texts.jsonl")[0], "--field", "text=body"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}
