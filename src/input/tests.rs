//! Reading as a whole: files in a folder to articles and rejects.

use super::*;
use proptest::prelude::*;
use std::fs;
use std::io::Write;
use std::path::Path;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        Self(dir)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    fn read(&self, names: &[&str]) -> Result<Reading, InputError> {
        self.read_with(names, &ReadOptions::default())
    }

    fn read_with(&self, names: &[&str], options: &ReadOptions) -> Result<Reading, InputError> {
        let inputs: Vec<String> = names.iter().map(|name| self.path(name)).collect();
        let reading = read(&inputs, &mut std::io::empty(), options, &|_| {})?;
        assert_eq!(reading.rows_read, (reading.articles.len() + reading.rejects.len()) as u64);
        Ok(reading)
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn ids(reading: &Reading) -> Vec<&str> {
    reading.articles.iter().map(|article| article.id.as_str()).collect()
}

fn reasons(reading: &Reading) -> Vec<(u64, &str)> {
    reading.rejects.iter().map(|reject| (reject.source_pos, reject.reason.name())).collect()
}

const LINES: &str =
    "{\"id\": \"b\", \"text\": \"Second words.\", \"date\": \"2019-01-02\"}\n\n{\"id\": 1, \"text\": \"First words.\"}\n";

#[test]
fn every_format_and_packing_gives_the_same_articles() {
    let json = "[{\"id\":\"b\",\"text\":\"Second words.\",\"date\":\"2019-01-02\"},{\"id\":1,\"text\":\"First words.\"}]";
    let pretty = "{\n \"id\": \"b\",\n \"text\": \"Second words.\",\n \"date\": \"2019-01-02\"\n}\n{\n \"id\": 1,\n \"text\": \"First words.\"\n}\n";
    let csv = "id,text,date\nb,Second words.,2019-01-02\n1,\"First words.\",\n";
    let tsv = csv.replace(',', "\t");
    let semicolons = csv.replace(',', ";");
    let bom = format!("\u{FEFF}{csv}");
    let mut want: Option<Vec<(String, String, crate::article::Published)>> = None;
    for plain in [LINES, json, pretty, csv, &tsv, &semicolons, &bom] {
        for bytes in [plain.as_bytes().to_vec(), gzip(plain.as_bytes()), zstd::encode_all(plain.as_bytes(), 1).unwrap()] {
            let folder = Folder::new(&[("in", &bytes)]);
            let reading = folder.read(&["in"]).unwrap();
            let got: Vec<_> = reading.articles.into_iter().map(|a| (a.id, a.text, a.published)).collect();
            assert_eq!(got.len(), 2, "{plain}");
            assert_eq!(*want.get_or_insert_with(|| got.clone()), got, "{plain}");
        }
    }
}

#[test]
fn bad_rows_are_rejected_where_they_stand() {
    let text = "{\"id\":1,\"text\":\"One.\"}\nrubbish\n{\"id\":2}\n{\"id\":3,\"text\":\"  \"}\n{\"id\":4,\"text\":null}\n\
        {\"id\":5,\"text\":\"a\",\"text\":\"b\"}\n[1]\n{\"id\":1,\"text\":\"One.\"}\n{\"id\":1,\"text\":\"Other.\"}\n{\"text\":\"No id.\"}\n";
    let folder = Folder::new(&[("in.jsonl", text.as_bytes())]);
    let reading = folder.read(&["in.jsonl"]).unwrap();
    let want = [
        (2, "unparseable"),
        (3, "missing_text"),
        (4, "empty_text"),
        (5, "missing_text"),
        (6, "unparseable"),
        (7, "unparseable"),
        (8, "duplicate_row"),
    ];
    assert_eq!(reasons(&reading), want);
    assert_eq!(reading.rows_read, 10);
    let name = format!("{}:10", folder.path("in.jsonl"));
    assert!(ids(&reading).contains(&name.as_str()) && ids(&reading).iter().filter(|id| id.starts_with("1#")).count() == 2);
    let strict = ReadOptions { strict: true, ..ReadOptions::default() };
    let error = folder.read_with(&["in.jsonl"], &strict).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert!(error.to_string().contains("in.jsonl:2: unparseable"), "{error}");
}

#[test]
fn ill_formed_text_is_repaired_and_counted() {
    let lines = b"{\"id\":1,\"text\":\"a\xFFb\"}\n{\"id\":2,\"text\":\"c\\ud800d\"}\n{\"id\":3,\"text\":\"e\",\"\\udc00\":1}\n{\"id\":4,\"text\":\"f\\u0000\"}\n";
    let reading = Folder::new(&[("in", lines)]).read(&["in"]).unwrap();
    let texts: Vec<&str> = reading.articles.iter().map(|a| a.text.as_str()).collect();
    assert_eq!(texts, ["a\u{FFFD}b", "c\u{FFFD}d", "e", "f\0"]);
    assert_eq!((reading.repaired, reading.rows_read), (3, 4));
}

#[test]
fn text_files_are_named_by_their_path_and_told_of_by_meta_csv() {
    let meta = "filename,outlet,published_at,title,url\na.txt,The Ferry,2019-01-02T10:00:00Z,Late again,\nsub/b.txt,Harbour,,,https://www.h.example/b\n";
    let folder = Folder::new(&[
        ("in/meta.csv", meta.as_bytes()),
        ("in/a.txt", b"\xEF\xBB\xBFFirst text.\r\n"),
        ("in/sub/b.txt", b" date 2019-03-04 Second text."),
        ("in/sub/c.txt", b""),
        ("in/d.txt.gz", &gzip(b"Packed.")),
    ]);
    let reading = folder.read(&["in"]).unwrap();
    assert_eq!(ids(&reading), ["a.txt", "d.txt.gz", "sub/b.txt"]);
    let [a, _, b] = &reading.articles[..] else { panic!("three articles") };
    assert_eq!(
        (a.text.as_str(), a.outlet.as_deref(), a.title.as_deref()),
        ("First text.\r\n", Some("The Ferry"), Some("Late again"))
    );
    assert_eq!(a.published.at.unwrap().to_string(), "2019-01-02T10:00:00Z");
    assert_eq!((b.outlet.as_deref(), b.published.source.name()), (Some("Harbour"), "text"));
    assert_eq!(reading.rejects[0].reason, RejectReason::EmptyText);
    assert_eq!(reading.inputs.len(), 4);
    assert_eq!(ids(&folder.read(&["in/sub/b.txt"]).unwrap()), ["b.txt"]);
}

#[test]
fn a_cut_stream_keeps_what_was_before_and_counts_the_rest_once() {
    let lines: Vec<String> =
        (0..20_000).map(|n| format!("{{\"id\":{n},\"text\":\"Text {} of its own.\"}}\n", n * 7_919 % 10_007)).collect();
    let lines = lines.concat();
    for packed in [gzip(lines.as_bytes()), zstd::encode_all(lines.as_bytes(), 1).unwrap()] {
        let folder = Folder::new(&[("in.jsonl.gz", &packed[..packed.len() / 2])]);
        let reading = folder.read(&["in.jsonl.gz"]).unwrap();
        assert!(reading.articles.len() > 1_000, "{}", reading.articles.len());
        assert_eq!(reading.rejects.len(), 1);
        assert_eq!(reading.rejects[0].source_pos, reading.articles.len() as u64 + 1);
        assert_eq!(reading.rejects[0].reason, RejectReason::Unreadable);
    }
    let rubbish = [gzip(LINES.trim_end().as_bytes()), b"\x1F\x8Brubbish".to_vec()].concat();
    let reading = Folder::new(&[("in", &rubbish)]).read(&["in"]).unwrap();
    assert_eq!((reading.articles.len(), reading.rejects.len()), (2, 1));
}

#[test]
fn what_cannot_be_read_is_an_error_alone_and_a_reject_among_others() {
    let folder = Folder::new(&[("a.jsonl", LINES.as_bytes()), ("b.pdf", b"%PDF-1.7"), ("c.parquet", b"PAR1....")]);
    for (name, said) in [("b.pdf", "a PDF file"), ("c.parquet", "a damaged Parquet file"), ("no", "no such file")] {
        let error = folder.read(&[name]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert!(error.to_string().contains(said), "{error}");
        let reading = folder.read(&["a.jsonl", name]).unwrap();
        assert_eq!((reading.articles.len(), reading.rejects.len(), reading.rejects[0].reason), (2, 1, RejectReason::Unreadable));
    }
    let unknown = Folder::new(&[("in.csv", b"a,b\n1,2\n")]).read(&["in.csv"]).unwrap_err();
    assert!(unknown.to_string().contains("--field text="), "{unknown}");
    assert_eq!(unknown.kind(), ErrorKind::Usage);
}

#[test]
fn empty_inputs_are_no_error() {
    let folder = Folder::new(&[("dir/.hidden", b"x"), ("in.jsonl", b""), ("in.csv", b"id,text\n"), ("all.jsonl", b"x\ny\n")]);
    for (name, rows) in [("dir", 0), ("in.jsonl", 0), ("in.csv", 0), ("all.jsonl", 2)] {
        let reading = folder.read(&[name]).unwrap();
        assert_eq!((reading.rows_read, reading.articles.len()), (rows, 0), "{name}");
        assert_eq!(reading.warnings.is_empty(), rows > 0);
    }
    let reading = read(&["-".into()], &mut &b""[..], &ReadOptions::default(), &|_| {}).unwrap();
    assert_eq!(reading.rows_read, 0);
    let reading = read(&["-".into()], &mut LINES.as_bytes(), &ReadOptions::default(), &|_| {}).unwrap();
    assert_eq!((reading.articles.len(), reading.inputs[0].bytes), (2, LINES.len() as u64));
}

#[test]
fn the_order_of_the_arguments_changes_nothing_but_the_list_of_inputs() {
    let folder = Folder::new(&[
        ("a.jsonl", b"{\"id\":1,\"text\":\"One.\"}\n{\"id\":2,\"text\":\"Two.\"}\n"),
        ("b.jsonl", b"{\"id\":1,\"text\":\"One.\"}\n{\"id\":2,\"text\":\"Too.\"}\nx\n"),
    ]);
    let (one, other) = (folder.read(&["a.jsonl", "b.jsonl"]).unwrap(), folder.read(&["b.jsonl", "a.jsonl"]).unwrap());
    assert_eq!((one.articles, one.rejects), (other.articles, other.rejects));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    // Several batches, with a row that spans two of them and bad rows between.
    let row = |n: usize| match n % 97 {
        0 => "{\"id\":\n".to_owned(),
        _ => format!("{{\"id\":{n},\"text\":\"{} {n}\",\"date\":\"2019-01-02\"}}\n", "Some words of the ferry.".repeat(n % 50)),
    };
    let rows: Vec<String> = (0..20_000).map(row).collect();
    let folder = Folder::new(&[("in.jsonl", rows.concat().as_bytes())]);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| folder.read(&["in.jsonl"]).unwrap())
    };
    let one = with(1);
    assert_eq!((one.rows_read, one.rejects.len()), (20_000, 207));
    assert_eq!(one, with(3));
}

#[test]
fn inspection_says_what_is_what() {
    let folder = Folder::new(&[("in.jsonl.gz", &gzip(LINES.as_bytes())), ("bad.csv", b"a,b\n1,2\n")]);
    let inputs = [folder.path("in.jsonl.gz"), folder.path("bad.csv"), folder.path("no")];
    let found = inspect(&inputs, &mut std::io::empty(), &ReadOptions::default()).unwrap();
    let file = &found.files[0];
    assert_eq!((file.format, file.compression.as_slice()), (Some(Format::JsonLines), &[Compression::Gzip][..]));
    assert_eq!((file.sampled, file.with_text, file.dated, file.rows.len()), (2, 2, 1, 2));
    assert_eq!(file.flags, "--field id=id --field text=text --field published_at=date");
    assert!(matches!(found.files[1].problem, Some(InputError::NoText { .. })));
    assert!(matches!(found.files[2].problem, Some(InputError::Missing { .. })));
}

#[test]
fn a_text_column_that_is_mostly_empty_stops_the_run() {
    let rows = "{\"text\":\"\",\"blurb\":\"Words.\"}\n".repeat(6);
    let error = Folder::new(&[("in", rows.as_bytes())]).read(&["in"]).unwrap_err();
    assert!(matches!(error, InputError::EmptyColumn { .. }), "{error}");
}

fn read_bytes(bytes: &[u8], name: &str) -> Option<Reading> {
    let folder = Folder::new(&[(name, bytes)]);
    assert!(Path::new(&folder.path(name)).exists());
    folder.read(&[name]).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_conserve_rows(bytes in prop::collection::vec(any::<u8>(), 0..400), name in "[a-c]\\.(jsonl|json|csv|tsv|txt|gz)") {
        read_bytes(&bytes, &name);
    }

    #[test]
    fn damaged_lines_conserve_rows(at in prop::collection::vec((0_usize..4_000, any::<u8>()), 0..30), packed in any::<bool>()) {
        let mut bytes = LINES.repeat(40).into_bytes();
        if packed {
            bytes = gzip(&bytes);
        }
        for (at, byte) in at {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        read_bytes(&bytes, "in.jsonl");
    }

    #[test]
    fn damaged_tables_conserve_rows(at in prop::collection::vec((0_usize..4_000, prop::sample::select(b"\",\n\r;x\0".to_vec())), 0..30)) {
        let mut bytes = format!("id,text,date\n{}", "1,\"Some, words\",2019\n".repeat(60)).into_bytes();
        for (at, byte) in at {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        if let Some(reading) = read_bytes(&bytes, "in.csv") {
            prop_assert!(reading.rows_read > 0);
        }
    }
}

#[test]
fn a_cut_member_of_one_block_keeps_what_can_be_unpacked() {
    let row = |i: u64| format!("{{\"id\": {i}, \"text\": \"Ferry {} left at {}.\"}}\n", i * 7_919, i * i);
    let rows = (0..200).map(row).collect::<Vec<_>>().concat();
    let packed = gzip(rows.as_bytes());
    let reading = Folder::new(&[("in", &packed[..packed.len() * 6 / 10])]).read(&["in"]).unwrap();
    assert!(reading.articles.len() > 50, "{}", reading.articles.len());
    assert_eq!(reasons(&reading), [(reading.articles.len() as u64 + 1, "unreadable")]);
    // A block of zstd unpacks whole or not at all; the frames before it are kept.
    let frame = zstd::encode_all(rows.as_bytes(), 1).unwrap();
    let cut = &frame[..frame.len() / 2];
    let other = zstd::encode_all(rows.replace("\"id\": ", "\"id\": 1000").as_bytes(), 1).unwrap();
    let reading = Folder::new(&[("in", &[&other, cut].concat())]).read(&["in"]).unwrap();
    assert_eq!((reading.articles.len(), reasons(&reading)), (200, vec![(201, "unreadable")]));
    let error = Folder::new(&[("in", cut)]).read(&["in"]).unwrap_err();
    assert!(error.to_string().contains("cannot be read"), "{error}");
}

#[test]
fn a_row_of_ten_million_cells_is_one_reject() {
    let row = ",".repeat(10_000_000);
    let table = format!("id,text\n1,The ferry left.\n{row}\n2,The ferry came back.\n");
    let reading = Folder::new(&[("in.csv", table.as_bytes())]).read(&["in.csv"]).unwrap();
    assert_eq!(ids(&reading), ["1", "2"]);
    assert_eq!(reasons(&reading), [(3, "unparseable")]);
    let header = format!("id,text{row}\n1,The ferry left.\n");
    assert_eq!(ids(&Folder::new(&[("in.csv", header.as_bytes())]).read(&["in.csv"]).unwrap()), ["1"]);
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_one_reject_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("in/a.jsonl", LINES.as_bytes()), ("in/locked/b.jsonl", LINES.as_bytes())]);
    let locked = folder.path("in/locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let is_locked = fs::read_dir(&locked).is_err();
    let reading = folder.read(&["in"]);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    let reading = reading.unwrap();
    // Whoever may do everything reads the same rows twice.
    assert_eq!((reading.articles.len(), reading.rejects.len()), (2, if is_locked { 1 } else { 2 }));
    assert_eq!(reading.rejects[0].reason, if is_locked { RejectReason::Unreadable } else { RejectReason::DuplicateRow });
}

#[test]
fn a_column_that_the_user_named_may_be_mostly_empty() {
    let table = b"id,body\n1,\n2,\n3,\n4,The ferry left.\n5,\n";
    let folder = Folder::new(&[("in.csv", table)]);
    assert!(matches!(folder.read(&["in.csv"]), Err(InputError::EmptyColumn { .. })));
    let fields = [(FieldName::Text, "body".to_owned())].into();
    let reading = folder.read_with(&["in.csv"], &ReadOptions { fields, ..ReadOptions::default() }).unwrap();
    assert_eq!((ids(&reading), reading.rejects.len()), (vec!["4"], 4));
}
