//! Three hundred damaged inputs, each with the reason it is here: none ends the process, each is told of with its place.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::write::GzEncoder;
use newsprint::input::{self, ReadOptions, Reading};
use std::io::Write as _;

/// A file to read: why, its name, its bytes.
struct Case {
    why: String,
    name: String,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, why: impl Into<String>, name: &str, bytes: impl Into<Vec<u8>>) {
        self.0.push(Case { why: why.into(), name: name.to_owned(), bytes: bytes.into() });
    }
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/inputs").join(name)).unwrap()
}

fn row(i: usize) -> String {
    format!(
        "{{\"id\": \"r{i}\", \"text\": \"Row number {i} tells of a ferry that left the harbour at noon and did not come back.\"}}"
    )
}

/// What can be wrong with one line of JSON Lines.
fn json_lines(cases: &mut Cases) {
    let good = [row(1), row(2), row(3)].join("\n");
    let deep = |n: usize| format!("{{\"text\": {}1{}}}", "[".repeat(n), "]".repeat(n));
    let faults: Vec<(&str, String)> = vec![
        ("an empty object", "{}".into()),
        ("an array where an object belongs", "[1, 2]".into()),
        ("a number", "17".into()),
        ("a string", "\"text\"".into()),
        ("null", "null".into()),
        ("a word", "rubbish".into()),
        ("single quotes", "{'text': 'a'}".into()),
        ("a key without quotes", "{text: \"a\"}".into()),
        ("a comma too many", "{\"text\": \"a\",}".into()),
        ("a comma missing", "{\"id\": 1 \"text\": \"a\"}".into()),
        ("a colon missing", "{\"text\" \"a\"}".into()),
        ("a comment", "{\"text\": \"a\"} // no".into()),
        ("two objects on a line", "{\"text\": \"a\"}{\"text\": \"b\"}".into()),
        ("a string that is not closed", "{\"text\": \"a}".into()),
        ("a brace that is not closed", "{\"text\": \"a\"".into()),
        ("a brace too many", "{\"text\": \"a\"}}".into()),
        ("NaN", "{\"text\": NaN}".into()),
        ("Infinity", "{\"text\": Infinity}".into()),
        ("a number with a leading zero as text", "{\"text\": 007}".into()),
        ("a number without digits", "{\"text\": -}".into()),
        ("a tab inside a string", "{\"text\": \"a\tb\"}".into()),
        ("a control character inside a string", "{\"text\": \"a\u{1}b\"}".into()),
        ("an unknown escape", "{\"text\": \"a\\xb\"}".into()),
        ("half an escape", "{\"text\": \"a\\u12\"}".into()),
        ("an escape at the end", "{\"text\": \"a\\\"}".into()),
        ("text null", "{\"id\": 1, \"text\": null}".into()),
        ("text empty", "{\"id\": 1, \"text\": \"\"}".into()),
        ("text of spaces", "{\"id\": 1, \"text\": \" \\n \"}".into()),
        ("text that is the word None", "{\"id\": 1, \"text\": \"None\"}".into()),
        ("text false in a list", "{\"id\": 1, \"text\": [false]}".into()),
        ("text an empty list", "{\"id\": 1, \"text\": []}".into()),
        ("text an empty object", "{\"id\": 1, \"text\": {}}".into()),
        ("text twice", "{\"text\": \"a\", \"text\": \"b\"}".into()),
        ("no text", "{\"id\": 1, \"title\": \"a\"}".into()),
        ("text 200 lists deep", deep(200)),
        ("text 20,000 lists deep", deep(20_000)),
        ("a key 200,000 lists deep and no text", format!("{{\"x\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000))),
        ("200,000 open brackets", "[".repeat(200_000)),
        ("200,000 open braces", "{\"a\":".repeat(200_000)),
        ("a lone surrogate", "{\"text\": \"a\\ud800b\"}".into()),
        ("a low surrogate alone", "{\"text\": \"a\\udc00b\"}".into()),
        ("a lone surrogate in a key", "{\"\\ud800\": 1, \"text\": \"a\"}".into()),
        ("the same row again", row(1)),
        ("a line of XML", "<text>a</text>".into()),
        ("a line of CSV", "1,a,b".into()),
        ("a line of a NUL", "\0".into()),
        ("an object with a NUL behind it", "{\"text\": \"a\"}\0".into()),
    ];
    for (why, line) in faults {
        cases.add(format!("JSON Lines: {why}"), "in.jsonl", format!("{good}\n{line}\n"));
    }
    for (why, bytes) in [
        ("a stray byte FF", &b"\xFF"[..]),
        ("a cut sequence", b"\xE2\x82"),
        ("an overlong slash", b"\xC0\xAF"),
        ("a surrogate in UTF-8", b"\xED\xA0\x80"),
        ("a code point beyond the last", b"\xF4\x90\x80\x80"),
        ("a lone continuation byte", b"\x80"),
        ("five bytes for one character", b"\xF8\x88\x80\x80\x80"),
    ] {
        let line = [&b"{\"text\": \"caf"[..], bytes, b" words\"}\n"].concat();
        cases.add(format!("UTF-8 in JSON: {why}"), "in.jsonl", [good.as_bytes(), b"\n", &line].concat());
        let line = [&b"id,text\n1,caf"[..], bytes, b" words\n"].concat();
        cases.add(format!("UTF-8 in CSV: {why}"), "in.csv", line);
        cases.add(format!("UTF-8 in a text: {why}"), "in.txt", [&b"The ferry "[..], bytes, b" left."].concat());
    }
    for at in 1..20 {
        let cut = &good.as_bytes()[..good.len() - at * 4];
        cases.add(format!("JSON Lines cut {} bytes before the end", at * 4), "in.jsonl", cut);
    }
}

fn json_arrays(cases: &mut Cases) {
    let good = format!("[{}, {}]", row(1), row(2));
    for (why, text) in [
        ("an array that is not closed", format!("[{}, {}", row(1), row(2))),
        ("an array that ends in a value", format!("[{}, {{\"text\": \"a", row(1))),
        ("rubbish between values", format!("[{}, rubbish, {}]", row(1), row(2))),
        ("numbers between values", format!("[{}, 1, {}]", row(1), row(2))),
        ("an array inside the array", format!("[{}, [1], {}]", row(1), row(2))),
        ("an empty object in it", format!("[{}, {{}}]", row(1))),
        ("a null in it", format!("[{}, null]", row(1))),
        ("a string in it", format!("[{}, \"x\"]", row(1))),
        ("rubbish behind it", format!("{good} rubbish")),
        ("the same array again", format!("{good}{good}")),
        ("a wrapped list that is not closed", format!("{{\"articles\": [{}, {{\"text\"", row(1))),
        ("a wrapped list with rubbish in it", format!("{{\"articles\": [{}, rubbish]}}", row(1))),
        ("a wrapped list of objects without text", "{\"articles\": [{\"id\": 1}, {\"id\": 2}]}".into()),
        ("a wrapped list of nothing", "{\"status\": \"ok\", \"articles\": []}".into()),
        ("an answer that is an error", "{\"status\": \"error\", \"code\": \"rateLimited\", \"message\": \"no\"}".into()),
        ("an empty array", "[]".into()),
        ("a GeoJSON map", "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\"}]}".into()),
    ] {
        cases.add(format!("JSON: {why}"), "in.json", text);
    }
}

fn tables(cases: &mut Cases) {
    let head = "id,text,outlet\n1,The ferry left at noon,Herald\n";
    for (why, rest) in [
        ("a cell too many", "2,one,two,three\n"),
        ("a row of one cell", "2\n"),
        ("an empty text", "2,,Herald\n"),
        ("a text of spaces", "2,   ,Herald\n"),
        ("a quote that never closes", "2,\"open,Herald\n3,x,y\n"),
        ("a quote that closes too late", "2,\"open\n3,x,Herald\n"),
        ("the same row again", "1,The ferry left at noon,Herald\n"),
        ("the word None as text", "2,None,Herald\n"),
        ("the word NULL as text", "2,NULL,Herald\n"),
        ("commas alone", ",,\n"),
        ("a thousand commas and a word", &format!("{}x\n", ",".repeat(1_000))),
        ("a hundred thousand commas and a word", &format!("{}x\n", ",".repeat(100_000))),
        ("cells of quotes", "\"\"\"\",\"\",\"\"\"\"\n"),
        ("an unclosed quote at the end", "2,\""),
        ("semicolons where commas were", "2;words;Herald\n"),
        ("a tab where commas were", "2\twords\tHerald\n"),
    ] {
        cases.add(format!("CSV: {why}"), "in.csv", format!("{head}{rest}"));
    }
    for (why, name, text) in [
        ("a header alone is no row", "in.csv", "id,text\n"),
        ("a header without a text column", "in.csv", "id,name\n1,a\n"),
        ("no header", "in.csv", "1,2,3\n4,5,6\n"),
        ("a header of one column that is no text", "in.csv", "a\n1\n"),
        ("an empty header", "in.csv", ",,\n1,2,3\n"),
        ("a text column that is mostly empty", "in.csv", "id,text\n1,\n2,\n3,\n4,a\n5,\n6,\n"),
        (
            "two columns that could be the text",
            "in.csv",
            "body,content\nThe ferry left at noon,It came back at night\nThe council met,It did not vote\n",
        ),
        ("a table named as JSON Lines", "in.jsonl", "id;words\n1;a\n"),
        ("lines of numbers named as TSV", "in.tsv", "1\t2\n3\t4\n"),
    ] {
        cases.add(format!("tables: {why}"), name, text);
    }
}

fn packings(cases: &mut Cases) {
    let text: String = (0..4_000).map(|i| row(i * 7_919 % 100_003) + "\n").collect();
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let mut bzip = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip.write_all(text.as_bytes()).unwrap();
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
    xz.write_all(text.as_bytes()).unwrap();
    let packed = [
        ("gz", gzip.finish().unwrap()),
        ("zst", zstd::encode_all(text.as_bytes(), 1).unwrap()),
        ("bz2", bzip.finish().unwrap()),
        ("xz", xz.finish().unwrap()),
    ];
    for (name, bytes) in packed {
        let file = format!("in.jsonl.{name}");
        for part in 1..10 {
            cases.add(format!("{name} cut at {part} tenths"), &file, &bytes[..bytes.len() * part / 10]);
        }
        cases.add(format!("{name} cut before its last byte"), &file, &bytes[..bytes.len() - 1]);
        for part in 1..6 {
            let mut damaged = bytes.clone();
            let at = bytes.len() * part / 6;
            damaged[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0x5A);
            cases.add(format!("{name} with 64 bytes changed at {part} sixths"), &file, damaged);
        }
        cases.add(format!("{name} with rubbish behind it"), &file, [&bytes[..], b"\x1F\x8Brubbish that is no member"].concat());
        cases.add(format!("{name} of four bytes"), &file, &bytes[..6.min(bytes.len())]);
        cases.add(format!("{name} in {name} in {name}"), &file, {
            let mut out = bytes[..200].to_vec();
            for _ in 0..3 {
                out = zstd::encode_all(&out[..], 1).unwrap();
            }
            out
        });
    }
}

fn columns(cases: &mut Cases) {
    for name in ["pyarrow.parquet", "duckdb.parquet", "polars.parquet"] {
        let bytes = fixture(name);
        for part in 0..12 {
            cases.add(
                format!("{name} cut at {part} twelfths"),
                name,
                if part == 0 { b"PAR1".to_vec() } else { bytes[..bytes.len() * part / 12].to_vec() },
            );
        }
        for (why, value) in [("zero", 0_u32), ("everything", u32::MAX), ("more than the file", 1 << 24), ("one byte", 1)] {
            let mut damaged = bytes.clone();
            let at = bytes.len() - 8;
            damaged[at..at + 4].copy_from_slice(&value.to_le_bytes());
            cases.add(format!("{name} whose footer claims {why}"), name, damaged);
        }
        for fill in [0_u8, 0xFF, 0x7F] {
            let mut damaged = bytes.clone();
            let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap()) as usize;
            let start = bytes.len() - 8 - length;
            damaged[start..start + 40].fill(fill);
            cases.add(format!("{name} whose footer begins with {fill:#x}"), name, damaged);
            let mut damaged = bytes.clone();
            damaged[4..start].fill(fill);
            cases.add(format!("{name} whose pages are all {fill:#x}"), name, damaged);
        }
    }
    for name in ["feather.arrow", "polars.arrow", "stream.arrows"] {
        let bytes = fixture(name);
        for part in 1..12 {
            cases.add(format!("{name} cut at {part} twelfths"), name, &bytes[..bytes.len() * part / 12]);
        }
        // A file is read by its index, a stream by its heads.
        let is_file = bytes.starts_with(b"ARROW1");
        let length =
            if is_file { bytes.len() - 10 } else { bytes.windows(4).position(|window| window == [0xFF; 4]).unwrap() + 4 };
        for (why, value) in [("everything", u32::MAX), ("a gigabyte", 1 << 30), ("three bytes", 3)] {
            let mut damaged = bytes.clone();
            damaged[length..length + 4].copy_from_slice(&value.to_le_bytes());
            cases.add(format!("{name} whose lengths claim {why}"), name, damaged);
        }
        let mut damaged = bytes.clone();
        let head = if is_file { length - 60 } else { length + 8 };
        damaged[head..head + 40].fill(0xFF);
        cases.add(format!("{name} with a head of FF"), name, damaged);
    }
    for (why, name, bytes) in [
        ("a page of an error as Parquet", "in.parquet", &b"404 page not found"[..]),
        ("nothing as Parquet", "in.parquet", b""),
        ("nothing as Feather", "in.feather", b""),
        ("words as Arrow", "in.arrow", b"not a table at all"),
        ("an encrypted Parquet file", "in.parquet", b"PAREencrypted"),
        ("Feather of version 1", "in.feather", b"FEA1old"),
        ("Avro", "in.avro", b"Obj\x01avro"),
        ("ORC", "in.orc", b"ORCorc"),
        ("SQLite", "in.db", b"SQLite format 3\0data"),
        ("a Python pickle", "in.pkl", b"\x80\x04\x95data"),
        ("PDF", "in.pdf", b"%PDF-1.7\n"),
        ("RTF", "in.rtf", b"{\\rtf1 words}"),
        ("an old Word file", "in.doc", b"\xD0\xCF\x11\xE0\xA1\xB1"),
        ("a zip archive", "in.zip", b"PK\x03\x04zip"),
        ("a 7z archive", "in.7z", b"7z\xBC\xAF'\x1C"),
        ("a RAR archive", "in.rar", b"Rar!\x1A\x07"),
        ("lz4", "in.lz4", b"\x04\x22\x4D\x18lz4"),
        ("UTF-32", "in.txt", b"\xFF\xFE\0\0a\0\0\0b\0\0\0"),
        ("a picture", "in.png", b"\x89PNG\r\n\x1A\n"),
        ("a photograph", "in.jpg", b"\xFF\xD8\xFF\xE0JFIF"),
        ("a program", "in", b"\x7FELF\x02\x01\x01"),
        ("a file of zeros", "in.txt", &[0; 5_000]),
        ("RSS", "in.xml", b"<rss version=\"2.0\"><channel></channel></rss>"),
        ("NewsML", "in.xml", b"<?xml version=\"1.0\"?><newsItem/>"),
        ("an empty text", "in.txt", b""),
        ("a text of spaces", "in.txt", b" \n\t "),
    ] {
        cases.add(format!("refused: {why}"), name, bytes);
    }
}

fn archives(cases: &mut Cases) {
    let whole = fixture("pages.warc");
    for part in 1..12 {
        cases.add(format!("WARC cut at {part} twelfths"), "in.warc", &whole[..whole.len() * part / 12 - 3]);
    }
    let text = String::from_utf8_lossy(&whole).into_owned();
    for (why, damaged) in [
        ("no lengths", text.replace("Content-Length", "Content-Size")),
        ("lengths that are words", text.replace("Content-Length: ", "Content-Length: x")),
        ("negative lengths", text.replace("Content-Length: ", "Content-Length: -")),
        ("lengths beyond all numbers", text.replace("Content-Length: ", "Content-Length: 99999999999999999999")),
        ("lengths that are too long", text.replace("Content-Length: ", "Content-Length: 9")),
        ("lengths that are too short", text.replacen("WARC-Type: response", "WARC-Type: response\r\nContent-Length: 20", 1)),
        ("rubbish between records", text.replace("\r\n\r\nWARC/", "\r\n\r\nrubbish\r\n\r\nWARC/")),
        ("another version's mark", text.replacen("WARC/1.0\r\nWARC-Type: response", "WRAC/1.0\r\nWARC-Type: response", 1)),
        ("nothing but a mark", "WARC/1.0\r\n".into()),
        ("a head that does not end", format!("WARC/1.0\r\n{}", "X: y\r\n".repeat(300_000))),
    ] {
        cases.add(format!("WARC: {why}"), "in.warc", damaged);
    }
    let packed = fixture("pages.warc.gz");
    for part in 1..8 {
        cases.add(format!("packed WARC cut at {part} eighths"), "in.warc.gz", &packed[..packed.len() * part / 8]);
    }
}

fn all() -> Vec<Case> {
    let mut cases = Cases::default();
    json_lines(&mut cases);
    json_arrays(&mut cases);
    tables(&mut cases);
    packings(&mut cases);
    columns(&mut cases);
    archives(&mut cases);
    cases.0
}

fn is_told(reading: &Reading, file: &str) -> bool {
    let located = |reject: &input::Reject| reject.source_file.ends_with(file) && !reject.reason.name().is_empty();
    let quiet = reading.rejects.is_empty();
    reading.rejects.iter().all(located) && (!quiet || reading.repaired > 0 || !reading.warnings.is_empty())
}

#[test]
fn three_hundred_damaged_files_are_told_of_and_none_ends_the_process() {
    let cases = all();
    assert!(cases.len() >= 300, "{}", cases.len());
    let folder = tempfile::tempdir().unwrap();
    let mut silent = Vec::new();
    for Case { why, name, bytes } in &cases {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let begun = Instant::now();
        match input::read(&[path.to_string_lossy().into_owned()], &mut std::io::empty(), &ReadOptions::default(), &|_| {}) {
            Ok(reading) => {
                let rows = (reading.articles.len() + reading.rejects.len()) as u64;
                assert_eq!(reading.rows_read, rows, "{why}");
                if !is_told(&reading, name) {
                    silent.push(format!("{why}: {} articles", reading.articles.len()));
                }
            }
            Err(error) => assert!(error.to_string().contains(name.as_str()), "{why}: {error}"),
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{why}: took {:?}", begun.elapsed());
        fs::remove_file(&path).unwrap();
    }
    assert!(silent.is_empty(), "{} files were read without a word:\n{}", silent.len(), silent.join("\n"));
}

#[test]
fn damaged_files_among_good_ones_cost_no_good_row() {
    let folder = tempfile::tempdir().unwrap();
    let mut inputs = vec![folder.path().join("good.jsonl").to_string_lossy().into_owned()];
    fs::write(&inputs[0], [row(100_001), row(100_002)].join("\n")).unwrap();
    for (i, case) in all().iter().enumerate().filter(|(i, _)| i % 7 == 0) {
        let path = folder.path().join(format!("{i}-{}", case.name));
        fs::write(&path, &case.bytes).unwrap();
        let path = path.to_string_lossy().into_owned();
        // A schema in doubt ends a run before it reads; everything else is a matter of its own file.
        if input::read(std::slice::from_ref(&path), &mut std::io::empty(), &ReadOptions::default(), &|_| {}).is_ok() {
            inputs.push(path);
        }
    }
    let reading = input::read(&inputs, &mut std::io::empty(), &ReadOptions::default(), &|_| {}).unwrap();
    assert_eq!(reading.rows_read, (reading.articles.len() + reading.rejects.len()) as u64);
    for id in ["r100001", "r100002"] {
        assert!(reading.articles.iter().any(|article| article.id == id), "{id}");
    }
}
