//! Archives without their near-duplicates: what belongs to a page goes with it, and nothing else does.

use std::io::Read as _;

use crate::determinism::gz;
use crate::run::{run_in, stderr};

const FERRY: &str = "The ferry to the outer islands stops at noon from Monday because one of its two engines has to be replaced before the \
    winter storms come, and the yard on the mainland has no free dock until the end of the month. Forty passengers slept in the school.";
const BAKER: &str = "A baker in Mill Street has won the county prize for rye bread. The jury tasted sixty loaves in one afternoon, and the \
    winner said that the secret was a cold cellar and patience, and that the recipe would stay in the family for another hundred years.";

/// A record of the capture of `site` with fields of its own.
fn record(kind: &str, id: &str, site: &str, more: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: 2021-06-01T01:15:37Z\r\n\
         WARC-Target-URI: https://{site}.example/\r\n{more}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn page(id: &str, site: &str, more: &str, text: &str) -> String {
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>{site}</title></head><body><p>{text}</p><p>{text}</p></body></html>"
    );
    record("response", id, site, more, &block)
}

/// The records of an archive, each with the id that it is known by.
fn archive() -> Vec<(&'static str, String)> {
    let with = |id: &str| format!("WARC-Concurrent-To: <urn:uuid:{id}>\r\n");
    let get = "GET / HTTP/1.1\r\n\r\n";
    vec![
        (
            "info",
            "WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:info>\r\nContent-Length: 3\r\n\r\na:b\r\n\r\n".into(),
        ),
        // A request before its page, which names it, as one crawler writes them.
        ("one-request", record("request", "one-request", "one", "", get)),
        ("one", page("one", "one", &with("one-request"), FERRY)),
        // A request and notes behind their page, which they name, as another does.
        ("two", page("two", "two", "", FERRY)),
        ("two-request", record("request", "two-request", "two", &with("two"), get)),
        ("two-notes", record("metadata", "two-notes", "two", "WARC-Refers-To: <urn:uuid:two>\r\n", "fetchTimeMs: 7\r\n")),
        // Nothing names anything: the address and the time do.
        ("three-request", record("request", "three-request", "three", "", get)),
        ("three", page("three", "three", "", FERRY)),
        ("baker", page("baker", "baker", "", BAKER)),
        ("baker-request", record("request", "baker-request", "baker", &with("baker"), get)),
        ("picture", record("response", "picture", "pictures", "", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG")),
        ("picture-request", record("request", "picture-request", "pictures", &with("picture"), get)),
        ("empty", page("empty", "empty", "", "")),
        ("empty-request", record("request", "empty-request", "empty", &with("empty"), get)),
        // About one page that goes and another that stays.
        ("both", record("metadata", "both", "both", &(with("two") + &with("baker")), "seed: yes\r\n")),
    ]
}

fn ids(archive: &str) -> Vec<&str> {
    let ids = archive.lines().filter_map(|line| line.strip_prefix("WARC-Record-ID: <urn:uuid:")?.strip_suffix('>'));
    ids.collect()
}

#[test]
fn what_belongs_to_a_page_goes_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole: String = archive().into_iter().map(|(_, record)| record).collect();
    let members: Vec<u8> = archive().iter().flat_map(|(_, record)| gz(record.as_bytes())).collect();
    std::fs::write(folder.path().join("in.warc"), &whole).expect("written");
    std::fs::write(folder.path().join("in.warc.gz"), members).expect("written");
    let dedup = |input: &str, out: &str, mode: &str| {
        let args = ["dedup", input, "-o", out, "--keep", "first", "--max-errors", "50%", "--mode", mode];
        let output = run_in(folder.path(), &args);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        std::fs::read(folder.path().join(out)).expect("written")
    };
    let plain = String::from_utf8(dedup("in.warc", "out.warc", "drop")).expect("text");
    let stays = ["info", "one-request", "one", "baker", "baker-request", "picture", "picture-request", "both"];
    assert_eq!(ids(&plain), stays);
    let kept: String = archive().into_iter().filter(|(id, _)| stays.contains(id)).map(|(_, record)| record).collect();
    assert!(plain == kept, "what stays is as it came");
    let mut unpacked = String::new();
    let packed = dedup("in.warc.gz", "out.warc.gz", "drop");
    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_string(&mut unpacked).expect("gzip");
    assert!(unpacked == plain);

    let marked = String::from_utf8(dedup("in.warc", "marked.warc", "annotate")).expect("text");
    assert_eq!(ids(&marked), archive().iter().map(|(id, _)| *id).collect::<Vec<_>>(), "annotated, every record stays");
    for (status, count) in [("kept", 2), ("removed", 2), ("rejected", 1)] {
        assert_eq!(marked.matches(&format!("newsprint_status: {status}\r\n")).count(), count, "{status}");
    }
}

#[test]
fn an_archive_from_standard_input_loses_the_same_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole: String = archive().into_iter().map(|(_, record)| record).collect();
    let args = ["dedup", "-", "--keep", "first", "--max-errors", "50%"];
    let output = crate::run::newsprint().current_dir(folder.path()).args(args).write_stdin(whole).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let out = String::from_utf8(output.stdout).expect("text");
    assert_eq!(ids(&out), ["info", "one-request", "one", "baker", "baker-request", "picture", "picture-request", "both"]);
}
