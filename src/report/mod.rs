//! The report: one HTML file that shows a run to a reader, without a network and without a program.
//!
//! Responsible for which cases go into the file, for the data that the file carries, and for making sure that no article can speak to
//! the browser: its words are data in an inert island, and the one script that the page allows is ours. Not responsible for finding
//! anything, nor for how a view looks: that is `script/` and `report.css`.
//!
//! A case is a cluster, a pair or an utterance. Cases go in by rank until the file is full, each with the texts that it needs; what is
//! left out is counted in the file, or stands in further files of the same kind ([`full`]).

mod audit;
mod cases;
mod data;
mod echoes;
mod grid;
mod island;
mod page;
mod runs;
mod sayings;
mod served;
mod source;
mod whole;

use cases::{Budget, Case};
pub use island::MAX_FILE_BYTES;
pub(crate) use island::text as inert_json;
pub use served::Pages;
pub use source::{ReportError, Source};

/// What a report shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Most clusters, most pairs outside of them, and most utterances of one file.
    pub top: usize,
    /// No texts: of each passage and quotation the first words alone.
    pub redact: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { top: 200, redact: false }
    }
}

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub html: String,
    /// Cases in it: clusters, pairs, utterances.
    pub shown: [usize; 3],
}

/// The report in one file named `name`, with the cases of the highest rank.
#[must_use]
pub fn one(source: &Source, options: Options, name: &str) -> File {
    let index = source::Index::of(source);
    let whole = whole::Whole::of(source, &index);
    let ranked = cases::ranked(source, &index);
    let base = data::base_bytes(source, &index, &whole);
    let mut room = MAX_FILE_BYTES;
    loop {
        let bytes = room.saturating_sub(base);
        let budget = Budget { bytes, top: options.top, in_order: false, whole: true };
        let cases = cases::fill(source, &index, &ranked, budget);
        let is_empty = cases.is_empty();
        let file = file(source, &index, &whole, options, &[cases], &[name.to_owned()], 0);
        // The room is an estimate; a file that came out too large gets less of it.
        if file.html.len() <= MAX_FILE_BYTES || is_empty {
            return file;
        }
        room -= (file.html.len() - MAX_FILE_BYTES + MAX_FILE_BYTES / 50).min(room);
    }
}

/// The report of all cases, in as many files as they need; the first is `index.html`, and each leads to the others.
#[must_use]
pub fn full(source: &Source, options: Options) -> Vec<File> {
    let index = source::Index::of(source);
    let whole = whole::Whole::of(source, &index);
    let ranked = cases::ranked(source, &index);
    let mut bytes = (MAX_FILE_BYTES - MAX_FILE_BYTES / 10).saturating_sub(data::base_bytes(source, &index, &whole));
    loop {
        let parts = split(source, &index, &ranked, bytes);
        let name = |i: usize| if i == 0 { "index.html".to_owned() } else { format!("part-{:04}.html", i + 1) };
        let names: Vec<String> = (0..parts.len()).map(name).collect();
        let files: Vec<File> = (0..parts.len()).map(|i| file(source, &index, &whole, options, &parts, &names, i)).collect();
        // The room is an estimate here too. A case that fills a file by itself is a file.
        let is_large = |(file, cases): (&File, &Vec<Case>)| cases.len() > 1 && file.html.len() > MAX_FILE_BYTES;
        if !files.iter().zip(&parts).any(is_large) {
            return files;
        }
        bytes = bytes.saturating_sub(bytes / 20 + 1);
    }
}

/// All cases in order, cut where a file is full.
fn split(source: &Source, index: &source::Index<'_>, ranked: &[Case], bytes: usize) -> Vec<Vec<Case>> {
    let (mut rest, mut parts) = (ranked, Vec::new());
    while parts.is_empty() || !rest.is_empty() {
        let cases = cases::fill(source, index, rest, Budget { bytes, top: usize::MAX, in_order: true, whole: true });
        let taken = cases.len().max(1).min(rest.len());
        parts.push(rest[..taken].to_vec());
        rest = &rest[taken..];
    }
    parts
}

fn file(
    source: &Source,
    index: &source::Index<'_>,
    whole: &whole::Whole,
    options: Options,
    parts: &[Vec<Case>],
    names: &[String],
    own: usize,
) -> File {
    let data = data::of(source, index, whole, options, parts, names, own);
    let shown = [0, 1, 2].map(|kind| parts[own].iter().filter(|case| case.kind() == kind).count());
    File { name: names[own].clone(), html: page::html(source, &island::text(&data), page::Kind::File), shown }
}
