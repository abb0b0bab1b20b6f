//! Web pages as an input: read like any other, with what they declare in the tables.

use std::collections::BTreeMap;
use std::fs;

use crate::determinism::gz;
use crate::folder::{RunFolder, int, maybe, text};
use crate::run::{run_in, stderr, stdout};

fn fixtures() -> String {
    format!("{}/tests/fixtures/html", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_folder_of_pages_is_scanned_with_dates_and_declared_sources() {
    let run = RunFolder::of(&[&format!("{}/*.html", fixtures())], b"");
    assert_eq!((run.table("articles").len(), run.table("rejects").len()), (30, 0));
    let sources: BTreeMap<&str, &str> =
        run.table("articles").iter().map(|row| (text(row, "article_id"), text(row, "published_source"))).collect();
    assert_eq!(sources["mill-street-bridge.html"], "metadata");
    assert_eq!(sources["form-page.html"], "url");
    assert_eq!(sources["placeholder-date.html"], "none");
    assert_eq!(run.run_json["inputs"][0]["format"], "html");
    assert_eq!(run.run_json["dates"]["source"]["metadata"], 28);
    assert_eq!(run.run_json["dates"]["doubts"]["distrusted"], 1);
    let declared: Vec<(&str, &str, &str)> = run
        .table("credits")
        .iter()
        .filter(|row| text(row, "kind") == "metadata")
        .map(|row| (text(row, "article_id"), text(row, "names"), text(row, "level")))
        .collect();
    for wanted in [
        ("declared-tags.html", "county-wire.example", "full"),
        ("declared-tags.html", "opera-blog.example", "mention"),
        ("syndicated-owls.html", "county-wire.example", "full"),
        ("syndicated-owls.html", "County Wire", "full"),
    ] {
        assert!(declared.contains(&wanted), "{wanted:?} in {declared:?}");
    }
    // An address on the own site credits nobody.
    assert!(declared.iter().all(|(id, ..)| ["declared-tags.html", "syndicated-owls.html"].contains(id)), "{declared:?}");
    // One story in two layouts is one story.
    let is_pair = |row: &&serde_json::Value| (text(row, "a"), text(row, "b")) == ("night-ferry.html", "sections.html");
    assert_eq!(run.table("matches").iter().filter(is_pair).count(), 1);
}

#[test]
fn pages_are_packed_piped_and_described_beside_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = fs::read(format!("{}/form-page.html", fixtures())).expect("a fixture");
    fs::write(folder.path().join("a.html"), &page).expect("written");
    fs::write(folder.path().join("b.html.gz"), gz(&page)).expect("written");
    // Told from the bytes, not from the name.
    fs::write(folder.path().join("c.txt"), &page).expect("written");
    fs::write(folder.path().join("empty.html"), "<script>nothing</script>").expect("written");
    fs::write(folder.path().join("meta.csv"), "filename,outlet,published_at\na.html,Reed Post,2018-04-03 10:00\n")
        .expect("written");
    let run = RunFolder::of(&[&folder.path().to_string_lossy()], b"");
    let rows: BTreeMap<&str, _> = run.table("articles").iter().map(|row| (text(row, "article_id"), row)).collect();
    assert_eq!(rows.keys().copied().collect::<Vec<_>>(), ["a.html", "b.html.gz", "c.txt"]);
    assert_eq!((maybe(rows["a.html"], "outlet"), text(rows["a.html"], "published_source")), (Some("Reed Post"), "field"));
    assert_eq!((maybe(rows["c.txt"], "outlet"), text(rows["c.txt"], "published_source")), (Some("eastgate.example"), "url"));
    assert_eq!(run.table("rejects").len(), 1);
    assert_eq!(text(&run.table("rejects")[0], "reason"), "empty_text");
    assert_eq!(run.table("clusters").iter().map(|row| int(row, "size")).max(), Some(3));

    let piped = RunFolder::of(&["-"], &page);
    assert_eq!(text(&piped.table("articles")[0], "title"), "Chess club of the prison beats the police again");
    let shown = run_in(folder.path(), &["inspect", "a.html"]);
    assert_eq!(shown.status.code(), Some(0), "{}", stderr(&shown));
    assert!(stdout(&shown).contains("html"), "{}", stdout(&shown));
}

/// A page nested a hundred thousand deep once was a stack overflow in every tree of pages; it ends the process where nothing catches it.
#[test]
fn a_page_without_bottom_is_read() {
    let words =
        "The keeper of the old lighthouse painted his door green in the spring, and nobody on the quay could say why he did. ";
    let page = format!("<!doctype html><body>{}<p>{}</p>", "<div>".repeat(100_000), words.repeat(4));
    let run = RunFolder::of(&["-"], page.as_bytes());
    assert!(run.texts()["-"].contains("painted his door green"));
}

/// Of two copies one page stays, as it was, under its own name; nothing stands where the other was.
#[test]
fn dedup_mirrors_a_folder_of_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = fs::read(format!("{}/amp-chess.html", fixtures())).expect("a fixture");
    let other = fs::read(format!("{}/brief.html", fixtures())).expect("a fixture");
    // Without a byte order mark, and cut in the middle of a character.
    let sections = fs::read_to_string(format!("{}/sections.html", fixtures())).expect("a fixture");
    let mut wide: Vec<u8> = sections.encode_utf16().flat_map(u16::to_le_bytes).collect();
    wide.push(b' ');
    for (name, bytes) in [
        ("in/a.html", page.clone()),
        ("in/deep/b.html.gz", gz(&page)),
        ("in/c.html", other.clone()),
        ("in/wide.html", wide.clone()),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("below")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    let done = run_in(folder.path(), &["dedup", "in", "-o", "out", "--map", "map.jsonl", "--allow-mass-removal"]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    assert_eq!(fs::read(folder.path().join("out/in/a.html")).expect("kept"), page);
    assert_eq!(fs::read(folder.path().join("out/in/c.html")).expect("kept"), other);
    assert_eq!(fs::read(folder.path().join("out/in/wide.html")).expect("kept"), wide);
    assert!(!folder.path().join("out/in/deep").exists());
    assert_eq!(fs::read_to_string(folder.path().join("map.jsonl")).expect("a map").lines().count(), 4);
    let refused = run_in(folder.path(), &["dedup", "in", "-o", "out2", "--mode", "annotate"]);
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
}
