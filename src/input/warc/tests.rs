//! Archives as a whole, as crawlers write them.

use super::super::records::{Batches, Splitter};
use super::super::{ReadOptions, Reading, read as read_inputs};
use super::*;
use proptest::prelude::*;
use std::io::Write;

fn record(kind: &str, number: usize, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2021-06-01T01:15:37Z\r\n\
         WARC-Target-URI: https://www.ferry.example/{number}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(number: usize, text: &str) -> Vec<u8> {
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>T{number}</title><body><p>{text}</p></body></html>"
    );
    record("response", number, "application/http; msgtype=response", block.as_bytes())
}

fn archive() -> Vec<Vec<u8>> {
    let text = |n: usize| {
        format!("The ferry number {n} left the harbour of the town at noon and came back in the evening with all its passengers.")
    };
    vec![
        record("warcinfo", 0, "application/warc-fields", b"software: none\r\n"),
        record("request", 1, "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        response(2, &text(2)),
        record("response", 3, "application/http; msgtype=response", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
        record("conversion", 4, "text/plain", text(4).as_bytes()),
        response(5, &text(5)),
        record("metadata", 6, "application/warc-fields", b"fetchTimeMs: 7\r\n"),
    ]
}

fn read_bytes(bytes: &[u8]) -> Reading {
    let reading = read_inputs(&["-".into()], &mut &*bytes, &ReadOptions::default(), &|_| {}).unwrap();
    assert_eq!(reading.rows_read, (reading.articles.len() + reading.rejects.len()) as u64);
    reading
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[test]
fn pages_and_converted_texts_are_articles_and_the_rest_is_none() {
    let plain = archive().concat();
    let members: Vec<u8> = archive().iter().flat_map(|record| gzip(record)).collect();
    for bytes in [plain.clone(), members, zstd::encode_all(&plain[..], 1).unwrap()] {
        let reading = read_bytes(&bytes);
        let got: Vec<_> = reading.articles.iter().map(|a| (a.id.as_str(), a.source_pos, a.outlet.as_deref())).collect();
        let outlet = Some("ferry.example");
        assert_eq!(got, [("<urn:uuid:2>", 3, outlet), ("<urn:uuid:4>", 5, outlet), ("<urn:uuid:5>", 6, outlet)]);
        assert!(reading.articles.iter().all(|a| a.text.contains("left the harbour")), "{:?}", reading.articles);
        assert!(
            reading.articles.iter().all(|a| a.published.at.is_none() && a.published.latest.is_some()),
            "a crawl is no publication"
        );
        assert_eq!(reading.articles[0].title.as_deref(), Some("T2"));
        assert_eq!(reading.inputs[0].mapping.schema, "warc");
    }
}

#[test]
fn a_page_says_in_an_archive_what_it_says_in_a_file() {
    let page = "<html lang=ru><head><title>\u{41f}\u{430}\u{440}\u{43e}\u{43c}</title><meta property='og:site_name' content='Harbour Gazette'>\
                <meta property='article:published_time' content='2021-05-30T08:00:00+02:00'>\
                <link rel=canonical href='https://county-wire.example/ferry'></head><body><nav><a href=/a>Weather</a> <a href=/b>Sport</a></nav>\
                <article><p>\u{41f}\u{430}\u{440}\u{43e}\u{43c} left the harbour of the town at noon, and came back in the evening with all its passengers.</p>\
                <p>The next one goes on Thursday, the harbour master said, if the wind lets it.</p></article></body></html>";
    let (page, ..) = encoding_rs::WINDOWS_1251.encode(page);
    let http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n";
    let bytes = record("response", 1, "application/http; msgtype=response", &[http, &page[..]].concat());
    let reading = read_bytes(&bytes);
    let article = &reading.articles[0];
    assert_eq!(article.title.as_deref(), Some("\u{41f}\u{430}\u{440}\u{43e}\u{43c}"));
    assert_eq!(article.outlet.as_deref(), Some("Harbour Gazette"));
    assert_eq!(article.url.as_deref(), Some("https://www.ferry.example/1"));
    assert!(
        article.text.starts_with("\u{41f}\u{430}\u{440}\u{43e}\u{43c} left the harbour") && !article.text.contains("Sport"),
        "{article:?}"
    );
    assert_eq!(article.published.at.map(|at| at.to_string()).as_deref(), Some("2021-05-30T06:00:00Z"));
    assert_eq!(article.published.source, crate::article::DateSource::Metadata);
    assert!(article.declared.iter().any(|(_, value)| value.contains("county-wire.example")), "{:?}", article.declared);
    assert_eq!(reading.repaired, 0);
}

#[test]
fn what_is_damaged_is_rejected_and_the_next_record_is_found() {
    let mut records = archive();
    records.insert(3, b"rubbish\r\nand more of it\r\n\r\n".to_vec());
    let bad = String::from_utf8(response(7, "x")).unwrap().replace("Content-Length: ", "Content-Length: x");
    records.insert(5, bad.into_bytes());
    let reading = read_bytes(&records.concat());
    assert_eq!(reading.articles.len(), 3);
    let mut details: Vec<&str> = reading.rejects.iter().map(|reject| reject.detail.as_str()).collect();
    details.sort_unstable();
    assert!(details[0].starts_with("a Content-Length of"), "{details:?}");
    assert!(details.contains(&"bytes that no record begins with"), "{details:?}");
    let whole = archive().concat();
    let cut =
        read_bytes(&whole[..whole.len() - record("metadata", 6, "application/warc-fields", b"fetchTimeMs: 7\r\n").len() - 60]);
    assert_eq!((cut.articles.len(), cut.rejects.len()), (2, 1), "{:?}", cut.rejects);
    assert!(cut.rejects[0].detail.contains("bytes early"), "{:?}", cut.rejects);
}

#[test]
fn records_that_pass_are_told_from_those_that_count() {
    let passing: Vec<bool> = archive().iter().map(|record| passes(record)).collect();
    assert_eq!(passing, [true, true, false, true, false, false, true]);
}

proptest! {
    #[test]
    fn no_bytes_panic_and_every_row_is_counted(
        parts in prop::collection::vec(prop::sample::select(vec![
            "WARC/1.0\r\n", "Content-Length: 5\r\n", "Content-Length: 99999999999999999999\r\n", "WARC-Type: response\r\n", "\r\n", "\n",
            "HTTP/1.1 200\r\n", "Content-Type: text/html\r\n", "Transfer-Encoding: chunked\r\n", "5\r\n", "<p>words", "\u{e9}", "0", " ",
        ]), 0..40),
    ) {
        let bytes = parts.concat();
        read_bytes(&[b"WARC/1.0\r\n", bytes.as_bytes()].concat());
    }

    #[test]
    fn pieces_are_cut_where_the_whole_is(size in 1_usize..400) {
        // The reader gives as little at a time as it likes.
        struct Slow<'b>(&'b [u8], usize);
        impl std::io::Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                let count = self.1.min(self.0.len()).min(buffer.len());
                buffer[..count].copy_from_slice(&self.0[..count]);
                self.0 = &self.0[count..];
                Ok(count)
            }
        }
        let whole = archive().concat();
        let mut batches = Batches::with_limits(Slow(&whole, size), Splitter::Warc(WarcSplitter::default()), 1 << 20, size);
        let mut count = 0;
        loop {
            let batch = batches.next_batch();
            count += batch.records.len();
            prop_assert!(batch.faults.is_empty());
            if batch.last {
                break;
            }
        }
        prop_assert_eq!(count, 7);
    }
}
