//! No row is lost silently: rows read = rows kept + rows rejected, and each rejected row is located.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use serde_json::json;

use crate::determinism::{gz, zst};
use crate::folder::{RunFolder, int, text};
use crate::run::{newsprint, run_in, stderr};

/// One line of input, and what must become of it: kept, or rejected with a reason.
struct Line {
    bytes: Vec<u8>,
    fate: Result<(), &'static str>,
}

fn kept(bytes: impl Into<Vec<u8>>) -> Line {
    Line { bytes: bytes.into(), fate: Ok(()) }
}

fn rejected(bytes: impl Into<Vec<u8>>, reason: &'static str) -> Line {
    Line { bytes: bytes.into(), fate: Err(reason) }
}

/// Every way in which a line of JSON can be bad, among good ones.
fn lines() -> Vec<Line> {
    let good =
        r#"{"id":"keeper","outlet":"Reed Post","text":"The keeper of the old lighthouse painted his door green in the spring."}"#;
    vec![
        kept(good),
        rejected(r#"{"id":"cut","text":"#, "unparseable"),
        rejected(r#"{"id":"none","outlet":"Reed Post"}"#, "missing_text"),
        rejected(r#"{"id":"null","text":null}"#, "missing_text"),
        rejected(r#"{"id":"empty","text":""}"#, "empty_text"),
        rejected(r#"{"id":"blank","text":" \n\t "}"#, "empty_text"),
        rejected(good, "duplicate_row"),
        kept(
            r#"{"id":"keeper","outlet":"Moss Times","text":"Another story with the same number, of a ferry that came late to the harbour."}"#,
        ),
        kept(r#"{"id":"lone","text":"A lone \ud800 surrogate stands in this tale of a baker and his oven."}"#),
        kept(
            b"{\"id\":\"bytes\",\"text\":\"Broken \xff\xfe bytes stand in this tale of a miller and her \xc3( wheel.\"}".to_vec(),
        ),
        rejected("[1, 2, 3]", "unparseable"),
        rejected("\"words alone\"", "unparseable"),
        rejected("null", "unparseable"),
        rejected(r#"{"id":"twice","text":"one text","text":"two texts"}"#, "unparseable"),
        rejected("[".repeat(100_000), "unparseable"),
        rejected(format!(r#"{{"id":"deep","text":{}}}"#, "[".repeat(100_000)), "unparseable"),
        kept(r#"{"id":"nul","text":"A \u0000 NUL and a \u001b[31m escape stand in this tale of a weaver."}"#),
        kept(r#"{"id":"crlf","text":"The line of this tale of a cooper ends as lines of old did."}"#.to_owned() + "\r"),
        kept(r#"{"id":"last","n":1e999,"text":"The last line of the file has a number that no machine can hold."}"#),
    ]
}

fn page(lines: &[Line]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.bytes.iter().copied().chain([b'\n'])).collect()
}

fn assert_conserved(run: &RunFolder) {
    let counts = &run.run_json["counts"];
    let (read, kept, rejected) = (int(counts, "rows_read"), int(counts, "rows_kept"), int(counts, "rows_rejected"));
    assert_eq!(read, kept + rejected);
    assert_eq!(kept, run.table("articles").len());
    assert_eq!(kept, run.table("texts").len());
    assert_eq!(rejected, run.table("rejects").len());
}

/// Reasons of rejected rows by their places.
fn reasons(run: &RunFolder) -> BTreeMap<usize, &str> {
    run.table("rejects").iter().map(|row| (int(row, "source_pos"), text(row, "reason"))).collect()
}

#[test]
fn every_line_is_kept_or_rejected_where_it_stands() {
    let lines = lines();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mixed.jsonl");
    fs::write(&path, page(&lines)).unwrap();
    let run = RunFolder::of(&[path.to_str().unwrap()], b"");
    assert_conserved(&run);
    assert_eq!(run.output.status.code(), Some(3), "more than 1 % of the rows were bad");

    let wanted: BTreeMap<usize, &str> = (1..).zip(&lines).filter_map(|(pos, line)| Some((pos, line.fate.err()?))).collect();
    assert_eq!(reasons(&run), wanted);
    for row in run.table("rejects") {
        assert_eq!(text(row, "source_file"), path.to_str().unwrap());
        assert!(!text(row, "detail").is_empty(), "{row}");
    }
    let mut kept: Vec<usize> = run.table("articles").iter().map(|row| int(row, "source_pos")).collect();
    kept.sort_unstable();
    assert_eq!(kept, (1..).zip(&lines).filter(|(_, line)| line.fate.is_ok()).map(|(pos, _)| pos).collect::<Vec<_>>());
}

#[test]
fn ill_formed_text_is_repaired_and_counted() {
    let run = RunFolder::of(&["-"], &page(&lines()));
    let texts = run.texts();
    assert_eq!(texts["lone"], "A lone \u{fffd} surrogate stands in this tale of a baker and his oven.");
    assert_eq!(texts["bytes"], "Broken \u{fffd}\u{fffd} bytes stand in this tale of a miller and her \u{fffd}( wheel.");
    assert_eq!(texts["nul"], "A \0 NUL and a \x1b[31m escape stand in this tale of a weaver.");
    assert_eq!(int(&run.run_json, "repaired"), 2);
}

#[test]
fn colliding_ids_are_told_apart_by_their_texts() {
    let run = RunFolder::of(&["-"], &page(&lines()));
    let ids: Vec<&str> =
        run.table("articles").iter().map(|row| text(row, "article_id")).filter(|id| id.starts_with("keeper")).collect();
    assert_eq!(ids.len(), 2);
    for id in ids {
        let hash = id.strip_prefix("keeper#").expect("an id with a hash");
        assert!(hash.len() == 8 && hash.chars().all(|c| c.is_ascii_hexdigit()), "{id}");
    }
}

#[test]
fn exit_codes_follow_max_errors_and_strict() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mixed.jsonl"), page(&lines())).unwrap();
    let bad = lines().iter().filter(|line| line.fate.is_err()).count();
    for (flags, code) in [
        (vec!["--max-errors".to_owned(), bad.to_string()], 0),
        (vec!["--max-errors".to_owned(), (bad - 1).to_string()], 3),
        (vec!["--max-errors".to_owned(), "100%".to_owned()], 0),
        (vec!["--max-errors".to_owned(), "0".to_owned()], 3),
        (vec![], 3),
    ] {
        let output = newsprint().current_dir(folder.path()).args(["scan", "mixed.jsonl", "-q"]).args(&flags).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{flags:?}: {}", stderr(&output));
    }
    let output = run_in(folder.path(), &["scan", "mixed.jsonl", "--strict", "-o", "run"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("mixed.jsonl:2: unparseable"), "{}", stderr(&output));
    assert!(!folder.path().join("run").exists(), "a run that stopped leaves nothing");
}

/// Articles that do not pack well, so that a packed file has many blocks.
fn many_articles(n: usize) -> String {
    let mut page = String::new();
    let mut state = 7_u64;
    for i in 0..n {
        write!(page, r#"{{"id":"n{i}","text":""#).unwrap();
        for _ in 0..120 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            write!(page, "w{:x} ", state >> 32).unwrap();
        }
        writeln!(page, "end.\"}}").unwrap();
    }
    page
}

#[test]
fn a_file_that_breaks_off_keeps_what_stands_before() {
    const ARTICLES: usize = 600;
    let page = many_articles(ARTICLES);
    let folder = tempfile::tempdir().unwrap();
    for (name, packed) in [("cut.jsonl.gz", gz(page.as_bytes())), ("cut.jsonl.zst", zst(page.as_bytes()))] {
        let path = folder.path().join(name);
        fs::write(&path, &packed[..packed.len() / 2]).unwrap();
        let run = RunFolder::of(&[path.to_str().unwrap(), "--max-errors", "2"], b"");
        assert_conserved(&run);
        let kept = run.table("articles").len();
        assert!((ARTICLES / 10..ARTICLES).contains(&kept), "{name}: {kept} kept");
        let rejects = run.table("rejects");
        assert!((1..=2).contains(&rejects.len()), "{name}: {rejects:?}");
        for row in rejects {
            assert!(text(row, "source_file").ends_with(name) && int(row, "source_pos") > kept, "{row}");
        }
        assert_eq!(run.output.status.code(), Some(0), "{name}");
        let strict = run_in(folder.path(), &["scan", name, "-q", "--strict"]);
        assert_eq!(strict.status.code(), Some(3), "{name}: {}", stderr(&strict));
    }
}

#[test]
fn a_broken_file_among_good_ones_is_one_rejected_row() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.jsonl"), many_articles(3)).unwrap();
    // One block that breaks off: nothing of it can be read.
    let packed = zst(many_articles(1).as_bytes());
    fs::write(folder.path().join("broken.jsonl.zst"), &packed[..packed.len() - 9]).unwrap();
    fs::write(folder.path().join("paper.pdf"), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").unwrap();
    let run = RunFolder::of(&[folder.path().to_str().unwrap()], b"");
    assert_conserved(&run);
    assert_eq!(run.table("articles").len(), 3);
    let files: Vec<&str> = run.table("rejects").iter().map(|row| text(row, "source_file").rsplit('/').next().unwrap()).collect();
    assert_eq!(files, ["broken.jsonl.zst", "paper.pdf"]);
    assert_eq!(run.output.status.code(), Some(3));
}

#[test]
fn a_line_above_the_limit_is_rejected_and_the_next_is_read() {
    const LIMIT: usize = newsprint::input::limits::MAX_RECORD_BYTES;
    let mut page = br#"{"id":"endless","text":""#.to_vec();
    page.resize(LIMIT + 2, b'a');
    page.extend_from_slice(b"\"}\n");
    page.extend_from_slice(json!({"id": "short", "text": "A short tale of a small boat."}).to_string().as_bytes());
    let run = RunFolder::of(&["-"], &gz(&page));
    assert_conserved(&run);
    assert_eq!(reasons(&run), [(1, "too_long")].into());
    assert_eq!(int(&run.table("articles")[0], "source_pos"), 2);
}

#[test]
fn bytes_cut_and_changed_anywhere_lose_no_row() {
    let mut page = page(&lines().into_iter().filter(|line| line.bytes.len() < 1000).collect::<Vec<_>>());
    page.extend_from_slice(many_articles(20).as_bytes());
    let mut state = 11_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    for _ in 0..12 {
        let mut hurt = page.clone();
        for _ in 0..40 {
            let at = next(hurt.len());
            hurt[at] = u8::try_from(next(256)).expect("a byte");
        }
        hurt.truncate(hurt.len() - next(200));
        let run = RunFolder::of(&["-", "--input-format", "jsonl"], &hurt);
        assert_conserved(&run);
        let lines = hurt.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
        assert_eq!(int(&run.run_json["counts"], "rows_read"), lines, "{}", String::from_utf8_lossy(&hurt));
    }
}
