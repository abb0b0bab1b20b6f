//! Tables stored by column as a whole: written here, read as articles, damaged, and written again.

use super::super::{InputError, ReadOptions, Reading, read};
use super::*;
use ::parquet::arrow::ArrowWriter;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use ::parquet::basic::Compression as Codec;
use ::parquet::file::properties::WriterProperties;
use arrow::array::{
    ArrayRef, AsArray, Int64Array, ListBuilder, StringArray, StringBuilder, StructArray, TimestampMillisecondArray,
};
use arrow::ipc::CompressionType;
use arrow::ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use std::fs;
use std::sync::Arc;

const ROWS: usize = 60;

fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap()
}

/// Articles with a nested title, a list of authors and a time with a zone.
fn batch(from: usize, count: usize) -> RecordBatch {
    let numbers = from..from + count;
    let texts = numbers.clone().map(|i| format!("Ferry number {i} left the harbour late. {}", "It rained. ".repeat(i % 7)));
    let mut authors = ListBuilder::new(StringBuilder::new());
    for i in numbers.clone() {
        authors.values().append_value(format!("A{i}"));
        authors.values().append_value("B");
        authors.append(true);
    }
    let titles: ArrayRef = Arc::new(StringArray::from_iter_values(numbers.clone().map(|i| format!("Title {i}"))));
    let urls: ArrayRef = Arc::new(StringArray::from_iter_values(numbers.clone().map(|i| format!("https://a.example/{i}"))));
    let field = |name: &str| Arc::new(Field::new(name, DataType::Utf8, true));
    let metadata = StructArray::new(vec![field("title"), field("url")].into(), vec![titles, urls], None);
    let times = TimestampMillisecondArray::from_iter_values(numbers.clone().map(|i| 1_546_423_200_000 + int(i)));
    RecordBatch::try_from_iter(vec![
        ("id", Arc::new(Int64Array::from_iter_values(numbers.map(int))) as ArrayRef),
        ("text", Arc::new(StringArray::from_iter_values(texts))),
        ("metadata", Arc::new(metadata)),
        ("authors", Arc::new(authors.finish())),
        ("published_at", Arc::new(times.with_timezone("UTC"))),
    ])
    .unwrap()
}

fn parquet(codec: Codec) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(codec).set_max_row_group_row_count(Some(20)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch(0, 1).schema(), Some(properties)).unwrap();
    writer.write(&batch(0, ROWS)).unwrap();
    writer.into_inner().unwrap()
}

fn arrow_file(packed: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(packed).unwrap();
    let mut writer = FileWriter::try_new_with_options(Vec::new(), &batch(0, 1).schema(), options).unwrap();
    (0..ROWS).step_by(20).for_each(|from| writer.write(&batch(from, 20)).unwrap());
    writer.into_inner().unwrap()
}

fn arrow_stream() -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch(0, 1).schema()).unwrap();
    (0..ROWS).step_by(20).for_each(|from| writer.write(&batch(from, 20)).unwrap());
    writer.into_inner().unwrap()
}

fn every_form() -> Vec<Vec<u8>> {
    vec![
        parquet(Codec::UNCOMPRESSED),
        parquet(Codec::SNAPPY),
        parquet(Codec::ZSTD(::parquet::basic::ZstdLevel::default())),
        parquet(Codec::GZIP(::parquet::basic::GzipLevel::default())),
        parquet(Codec::BROTLI(::parquet::basic::BrotliLevel::default())),
        parquet(Codec::LZ4_RAW),
        arrow_file(None),
        arrow_file(Some(CompressionType::ZSTD)),
        arrow_file(Some(CompressionType::LZ4_FRAME)),
        arrow_stream(),
    ]
}

fn read_bytes(bytes: &[u8]) -> Result<Reading, InputError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in");
    fs::write(&path, bytes).unwrap();
    let name = path.to_string_lossy().into_owned();
    let reading = read(&[name], &mut std::io::empty(), &ReadOptions::default(), &|_| {})?;
    assert_eq!(reading.rows_read, (reading.articles.len() + reading.rejects.len()) as u64);
    Ok(reading)
}

#[test]
fn every_form_and_codec_gives_the_articles_that_json_gives() {
    let mut lines = String::new();
    let rows = batch(0, ROWS);
    for i in 0..ROWS {
        let text = rows.column(1).as_string::<i32>().value(i);
        let at = crate::article::Micros((1_546_423_200_000 + int(i)) * 1_000);
        let line = serde_json::json!({
            "id": i, "text": text, "metadata": {"title": format!("Title {i}"), "url": format!("https://a.example/{i}")},
            "authors": [format!("A{i}"), "B"], "published_at": at.to_string(),
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    let strip = |mut reading: Reading| {
        reading.articles.iter_mut().for_each(|article| article.source_file.clear());
        (reading.articles, reading.inputs[0].mapping.clone())
    };
    let want = strip(read_bytes(lines.as_bytes()).unwrap());
    assert_eq!(want.0.len(), ROWS);
    assert_eq!(want.0[7].byline.as_deref(), Some("A15, B"));
    for bytes in every_form() {
        let got = strip(read_bytes(&bytes).unwrap());
        assert!(got == want, "{:?}", got.1);
    }
    // The index of a Parquet file stands at its end, also in one that is packed or piped in.
    let packed = zstd::encode_all(&parquet(Codec::SNAPPY)[..], 1).unwrap();
    assert_eq!(strip(read_bytes(&packed).unwrap()), want);
    let piped = read(&["-".into()], &mut &parquet(Codec::SNAPPY)[..], &ReadOptions::default(), &|_| {}).unwrap();
    assert_eq!(strip(piped), want);
}

#[test]
fn a_damaged_row_group_is_one_reject_and_the_others_are_read() {
    let bytes = parquet(Codec::UNCOMPRESSED);
    let at = bytes.windows(15).position(|window| window == b"Ferry number 21").unwrap();
    let mut damaged = bytes;
    // The lengths of the texts before it no longer fit.
    damaged[at - 40..at].fill(0xFF);
    let reading = read_bytes(&damaged).unwrap();
    let positions: Vec<u64> = reading.rejects.iter().map(|reject| reject.source_pos).collect();
    assert_eq!((reading.articles.len(), positions), (40, vec![21]), "{:?}", reading.rejects);
    assert_eq!(reading.rejects[0].reason.name(), "unreadable");
}

#[test]
fn ill_formed_text_is_repaired_in_its_row_alone() {
    let mut bytes = parquet(Codec::UNCOMPRESSED);
    let at = bytes.windows(15).position(|window| window == b"Ferry number 21").unwrap();
    bytes[at + 4] = 0xFF;
    let reading = read_bytes(&bytes).unwrap();
    assert_eq!((reading.articles.len(), reading.repaired, reading.rejects.len()), (ROWS, 1, 0), "{:?}", reading.rejects);
    assert!(reading.articles.iter().any(|article| article.text.starts_with("Ferr\u{FFFD} number 21")));
}

#[test]
fn a_cut_stream_keeps_the_batches_before_the_cut() {
    let stream = arrow_stream();
    let reading = read_bytes(&stream[..stream.len() * 2 / 3]).unwrap();
    assert!(reading.articles.len() >= 20 && reading.articles.len().is_multiple_of(20), "{:?}", reading.rejects);
    assert_eq!(reading.rejects.len(), 1);
    assert_eq!(reading.rejects[0].source_pos, reading.articles.len() as u64 + 1);
    let file = arrow_file(None);
    let reading = read_bytes(&file[..file.len() - 20]).unwrap();
    assert_eq!((reading.articles.len(), reading.rejects.len()), (ROWS, 1), "a file without its index");
    let parquet = parquet(Codec::SNAPPY);
    let error = read_bytes(&parquet[..parquet.len() - 9]).unwrap_err().to_string();
    assert!(error.contains("a damaged Parquet file"), "{error}");
}

#[test]
fn bytes_changed_anywhere_lose_no_row_and_abort_nothing() {
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let forms = [parquet(Codec::SNAPPY), parquet(Codec::UNCOMPRESSED), arrow_file(Some(CompressionType::ZSTD)), arrow_stream()];
    for form in &forms {
        for round in 0..150 {
            let mut bytes = form.clone();
            for _ in 0..=round % 4 {
                // Heads, which say how long everything is, are hit more often than by chance.
                let at = match round % 3 {
                    0 => random(bytes.len()),
                    1 => bytes.len() - 1 - random(bytes.len().min(1_500)),
                    _ => random(bytes.len().min(2_000)),
                };
                bytes[at] = [0, 0xFF, 0x7F, 0x80, 1][random(5)];
            }
            if round % 10 == 9 {
                bytes.truncate(random(bytes.len()));
            }
            let _ = read_bytes(&bytes);
        }
    }
}

#[test]
fn a_table_without_rows_is_an_empty_input() {
    let schema = batch(0, 1).schema();
    let stream = StreamWriter::try_new(Vec::new(), &schema).unwrap().into_inner().unwrap();
    let file = FileWriter::try_new(Vec::new(), &schema).unwrap().into_inner().unwrap();
    let parquet = ArrowWriter::try_new(Vec::new(), schema, None).unwrap().into_inner().unwrap();
    for bytes in [stream, file, parquet] {
        let reading = read_bytes(&bytes).unwrap();
        assert_eq!((reading.rows_read, reading.articles.len()), (0, 0), "{:?}", reading.rejects);
    }
}

#[test]
fn groups_inside_groups_do_not_end_the_process() {
    assert_eq!(read_bytes(&footer::tests::nested(30)).unwrap().rows_read, 0);
    for groups in [65, 20_000, 500_000] {
        let error = read_bytes(&footer::tests::nested(groups)).unwrap_err().to_string();
        assert!(error.contains("inside each other"), "{error}");
    }
}

#[test]
fn a_stream_that_claims_the_world_is_refused() {
    let mut bytes = b"\xFF\xFF\xFF\xFF\x00\x00\x00\x7F".to_vec();
    bytes.resize(2_000, b'x');
    let error = read_bytes(&bytes).unwrap_err().to_string();
    assert!(error.contains("a message head of"), "{error}");
}

#[test]
fn rows_are_written_again_with_their_types_and_codec() {
    for bytes in every_form() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in");
        fs::write(&path, &bytes).unwrap();
        let reading =
            read(&[path.to_string_lossy().into_owned()], &mut std::io::empty(), &ReadOptions::default(), &|_| {}).unwrap();
        let file = &reading.inputs[0];
        let mut out = Vec::new();
        let mut rewriter = Rewriter::default();
        let mut decide = |pos: u64| (pos % 3 == 1).then(Vec::new);
        let mut write = |bytes: &[u8]| {
            out.extend_from_slice(bytes);
            Ok(())
        };
        let options = ReadOptions::default();
        let empty = &mut std::io::empty();
        let done = rewriter.table::<TestError>(file, empty, &options, &[], &mut decide, &mut write).unwrap();
        rewriter.finish(&mut write).unwrap();
        assert_eq!((done.rows, done.changed, done.broken), (ROWS as u64 / 3, false, None));
        let again = read_bytes(&out).unwrap();
        assert_eq!((again.articles.len(), again.inputs[0].format), (ROWS / 3, file.format));
        assert_eq!(again.inputs[0].table, file.table, "the same names and types");
        if file.format == Format::Parquet {
            let of = |bytes: Vec<u8>| {
                let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
                let codec = builder.metadata().row_group(0).column(1).compression();
                (builder.schema().clone(), format!("{codec:?}").split('(').next().map(str::to_owned))
            };
            assert_eq!(of(out), of(bytes));
        }
    }
}

#[derive(Debug)]
struct TestError(#[allow(dead_code, reason = "printed where a test fails")] String);

impl From<InputError> for TestError {
    fn from(error: InputError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for TestError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}
