//! Reading by itself, in bytes of text a second: JSON Lines, plain and packed, and Parquet, from the page cache to articles.
//!
//! With one thread, and by the CPU time of the process where the system tells it, so that a busy machine changes little. Beside them stands
//! the same gzip file only inflated, which reading cannot be faster than.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use newsprint::input::{ReadOptions, read};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

mod cpu_time;
use cpu_time::CpuTime;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

impl Measurement for CpuTime {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        self.now()
    }

    fn end(&self, start: u64) -> u64 {
        self.now().saturating_sub(start)
    }

    fn add(&self, x: &u64, y: &u64) -> u64 {
        x + y
    }

    fn zero(&self) -> u64 {
        0
    }

    fn to_f64(&self, value: &u64) -> f64 {
        *value as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// Rows of the files.
const ROWS: usize = 20_000;

/// The demo corpus over and over, each row with a number of its own.
fn rows() -> Vec<[String; 4]> {
    let seeds: Vec<serde_json::Value> = include_str!("../seeds/articles.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("the demo corpus is JSON"))
        .collect();
    let text_of = |i: usize| {
        let parts = (0..3).filter_map(|k| seeds[(i + k * 7) % seeds.len()]["text"].as_str());
        parts.collect::<Vec<_>>().join("\n\n")
    };
    (0..ROWS)
        .map(|i| {
            let date = format!("2021-03-{:02}T10:{:02}:00Z", i % 28 + 1, i % 60);
            [format!("row{i}"), format!("outlet {}", i % 40), date, format!("{i}. {}", text_of(i))]
        })
        .collect()
}

fn write_parquet(path: &Path, rows: &[[String; 4]]) {
    let column = |k: usize| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row[k]))) };
    let names = ["id", "outlet", "date", "text"];
    let batch = RecordBatch::try_from_iter(names.into_iter().enumerate().map(|(k, name)| (name, column(k)))).expect("one length");
    let level = ZstdLevel::try_new(3).expect("a level of zstd");
    let settings = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let file = File::create(path).expect("the folder is ours");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(settings)).expect("strings are storable");
    writer.write(&batch).expect("the disk has room");
    writer.close().expect("the disk has room");
}

fn reading(criterion: &mut Criterion<CpuTime>) {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("the first pool");
    let rows = rows();
    let folder = tempfile::tempdir().expect("room for files");
    let lines: String = rows
        .iter()
        .map(|[id, outlet, date, text]| {
            serde_json::json!({"id": id, "outlet": outlet, "date": date, "text": text}).to_string() + "\n"
        })
        .collect();
    std::fs::write(folder.path().join("plain.jsonl"), &lines).expect("the disk has room");
    let packed = File::create(folder.path().join("packed.jsonl.gz")).expect("the folder is ours");
    let mut packer = flate2::write::GzEncoder::new(packed, flate2::Compression::default());
    packer.write_all(lines.as_bytes()).expect("the disk has room");
    packer.finish().expect("the disk has room");
    std::fs::write(folder.path().join("packed.jsonl.zst"), zstd::encode_all(lines.as_bytes(), 3).expect("in memory"))
        .expect("the disk has room");
    write_parquet(&folder.path().join("table.parquet"), &rows);

    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Bytes(rows.iter().map(|row| row[3].len() as u64).sum()));
    group.sample_size(10);
    let options = ReadOptions { recognise_language: false, ..ReadOptions::default() };
    for name in ["plain.jsonl", "packed.jsonl.gz", "packed.jsonl.zst", "table.parquet"] {
        let inputs = [folder.path().join(name).to_string_lossy().into_owned()];
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let reading = read(&inputs, &mut std::io::empty(), &options, &|_| {}).expect("the files are whole");
                assert_eq!(reading.articles.len(), ROWS);
                reading
            });
        });
    }
    group.bench_function("inflate alone", |bench| {
        let mut plain = vec![0; 1 << 20];
        bench.iter(|| {
            let packed = File::open(folder.path().join("packed.jsonl.gz")).expect("the file is there");
            let mut inflating = flate2::bufread::MultiGzDecoder::new(std::io::BufReader::with_capacity(1 << 18, packed));
            let mut sum = 0;
            loop {
                match inflating.read(&mut plain).expect("the file is whole") {
                    0 => break,
                    count => sum += count,
                }
            }
            assert_eq!(sum, lines.len());
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime(std::time::Instant::now()));
    targets = reading
}
criterion_main!(benches);
