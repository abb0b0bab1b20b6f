//! The kernels by themselves, in bytes of text a second: words, shingles, signatures, seeds.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use newsprint::marks;
use newsprint::passages::{Document, compare, seeds};
use newsprint::sketch::{shingle_set, shingles, signature, signature_of_words};
use newsprint::text::{Words, with_word_hashes};

/// The demo corpus as one text, repeated to about a megabyte.
fn text() -> String {
    let rows = include_str!("../seeds/articles.jsonl");
    let mut text = String::new();
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).expect("the demo corpus is JSON");
        text.push_str(row["text"].as_str().unwrap_or_default());
        text.push('\n');
    }
    text.repeat((1 << 20) / text.len() + 1)
}

fn kernels(criterion: &mut Criterion) {
    let text = text();
    let words = Words::of(&text);
    let mut group = criterion.benchmark_group("kernels");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("words", |bench| bench.iter(|| Words::of(black_box(&text))));
    group.bench_function("word hashes", |bench| bench.iter(|| with_word_hashes(black_box(&text), <[u64]>::len)));
    group.bench_function("shingle set", |bench| bench.iter(|| shingle_set(black_box(words.hashes()))));
    group.bench_function("signature", |bench| bench.iter(|| signature_of_words(black_box(words.hashes()))));
    group.bench_function("signature, plain", |bench| bench.iter(|| signature(shingles(black_box(words.hashes())))));
    let document = Document { text: &text, words: &words, boilerplate: &[] };
    group.bench_function("seeds", |bench| bench.iter(|| seeds(black_box(&document))));
    group.bench_function("marks", |bench| bench.iter(|| marks::pair(black_box(&text))));
    group.finish();
}

fn pairs(criterion: &mut Criterion) {
    let whole = text();
    let one: String = whole.chars().take(4000).collect();
    // One word in twelve changed.
    let two =
        one.split(' ').enumerate().map(|(i, word)| if i % 12 == 5 { "changed" } else { word }).collect::<Vec<_>>().join(" ");
    let (words_one, words_two) = (Words::of(&one), Words::of(&two));
    let one = Document { text: &one, words: &words_one, boilerplate: &[] };
    let two = Document { text: &two, words: &words_two, boilerplate: &[] };
    let (seeds_one, seeds_two) = (seeds(&one), seeds(&two));
    criterion.bench_function("align an edited copy of 4,000 letters", |bench| {
        bench.iter(|| compare(black_box(&one), &seeds_one, black_box(&two), &seeds_two));
    });
}

criterion_group!(benches, kernels, pairs);
criterion_main!(benches);
