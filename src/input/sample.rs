//! How much the inputs hold, from a sample: rows and text, without reading them whole.
//!
//! Responsible for the sample and for what it says of the rest. Not responsible for what a run of so much costs.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use super::columnar::is_columnar;
use super::error::InputError;
use super::format::Format;
use super::read::{Shared, open};
use super::sources::{Source, expand};
use super::{Extent, Intake, Progress, ReadOptions};
use crate::article::Article;

/// Files that are looked at, evenly chosen; raw bytes that are read of all of them, and of one at least.
const FILES: usize = 64;
const BYTES: u64 = 24 << 20;
const LEAST_BYTES: u64 = 256 << 10;

/// Places of one file that are looked at: dumps are seldom alike from their first row to their last.
const PIECES: u64 = 16;

/// What the inputs hold, as far as a sample tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sampled {
    /// Raw bytes of all files, as they stand on the disk.
    pub raw_bytes: u64,
    /// Rows, bytes of their texts, and bytes that the rows take unpacked.
    pub rows: f64,
    pub text_bytes: f64,
    /// Some texts, to be timed.
    pub texts: Vec<String>,
    /// Standard input, and tables stored by column that are too large to be read for this: they are in no figure.
    pub left_out: Vec<String>,
}

/// Reads a part of what `inputs` name.
pub fn sample(inputs: &[String], options: &ReadOptions) -> Result<Sampled, InputError> {
    let sources = expand(inputs)?.files;
    let sizes: Vec<u64> = sources
        .iter()
        .map(|source| source.path.as_ref().and_then(|path| path.metadata().ok()).map_or(0, |meta| meta.len()))
        .collect();
    let mut sampled = Sampled { raw_bytes: sizes.iter().sum(), ..Sampled::default() };
    let options = ReadOptions { recognise_language: false, hash_inputs: false, ..options.clone() };
    let ignore = |_: Progress| {};
    let shared = Shared::new(&options, sources.len(), &ignore);
    let chosen: Vec<usize> = (0..sources.len()).step_by(sources.len().div_ceil(FILES).max(1)).collect();
    let of_each = (BYTES / chosen.len().max(1) as u64).max(LEAST_BYTES);
    let (mut looked_at, mut told) = (0, 0);
    for &number in &chosen {
        let (source, size) = (&sources[number], sizes[number]);
        let Some(path) = &source.path else {
            sampled.left_out.push(source.name.clone());
            continue;
        };
        if size > of_each && is_by_column(source, path, &options) {
            sampled.left_out.push(source.name.clone());
            continue;
        }
        let Ok(raw) = part(source, path, size, of_each, &options) else { continue };
        // What is cut off in the middle of a row ends in a reject, which is none of ours.
        let Ok(outcome) = shared.read_source(source, raw, None, &Texts, false) else { continue };
        let read = size.min(of_each);
        looked_at += read;
        told += size;
        let share = size as f64 / read.max(1) as f64;
        for text in outcome.articles.into_iter().flatten() {
            sampled.rows += share;
            sampled.text_bytes += share * text.len() as f64;
            if sampled.texts.len() < 20_000 {
                sampled.texts.push(text);
            }
        }
    }
    if looked_at > 0 {
        // Files that were not looked at are taken for what the others are.
        let left_out: u64 =
            sources.iter().zip(&sizes).filter(|(s, _)| sampled.left_out.contains(&s.name)).map(|(_, size)| size).sum();
        let rest = (sampled.raw_bytes - left_out) as f64 / told as f64;
        sampled.rows *= rest;
        sampled.text_bytes *= rest;
    }
    Ok(sampled)
}

/// The bytes of a file that are read: of lines of JSON some from all over it, of others the first.
fn part(source: &Source, path: &Path, size: u64, bytes: u64, options: &ReadOptions) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    let is_lines = size > bytes
        && open(source, Box::new(File::open(path)?), options)
            .is_ok_and(|opened| opened.format == Format::JsonLines && opened.unpacked.layers.is_empty());
    if !is_lines {
        return Ok(Box::new(file.take(bytes)));
    }
    let mut parts: Box<dyn Read + Send> = Box::new(io::empty());
    for piece in 0..PIECES {
        let mut file = BufReader::new(File::open(path)?);
        file.seek(SeekFrom::Start(size / PIECES * piece))?;
        if piece > 0 {
            file.skip_until(b'\n')?;
        }
        parts = Box::new(parts.chain(file.take(bytes / PIECES)));
    }
    Ok(parts)
}

fn is_by_column(source: &Source, path: &Path, options: &ReadOptions) -> bool {
    let Ok(file) = File::open(path) else { return false };
    open(source, Box::new(file), options).is_ok_and(|opened| is_columnar(opened.format))
}

/// Keeps the texts alone.
struct Texts;

impl Intake for Texts {
    type Row = String;

    fn row(&self, article: Article, _: Extent) -> String {
        article.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_tells_how_much_there_is() {
        let home = tempfile::tempdir().unwrap();
        let rows = |from: usize, to: usize| -> String {
            let row = |i: usize| format!("{{\"id\":\"{i}\",\"text\":\"{}\"}}\n", "some words ".repeat(30 + i % 40));
            (from..to).map(row).collect::<Vec<_>>().concat()
        };
        let expected: usize = (0..9000).map(|i| 11 * (30 + i % 40)).sum();
        for file in 0..90 {
            std::fs::write(home.path().join(format!("{file}.jsonl")), rows(file * 100, file * 100 + 100)).unwrap();
        }
        let inputs = [home.path().to_string_lossy().into_owned()];
        let found = sample(&inputs, &ReadOptions::default()).unwrap();
        let near = |value: f64, wanted: f64| (value - wanted).abs() < 0.1 * wanted;
        assert!(near(found.rows, 9000.0) && near(found.text_bytes, expected as f64), "{} {}", found.rows, found.text_bytes);
        assert!(found.left_out.is_empty() && !found.texts.is_empty());
    }
}
