//! A corpus that was made, and the truth about it as it is written: documents, and tables of tab-separated values.
//!
//! The files are those that `truth` reads. Places in them are code points.

use std::fmt::Write as _;

use serde::Serialize;

use crate::article::CodePoints;

use super::draft::{Draft, Kind};

/// An article of the corpus on its way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Piece {
    pub(crate) draft: Draft,
    pub(crate) title: String,
    pub(crate) outlet: usize,
    pub(crate) printed: super::times::Printed,
}

/// A row of `docs.jsonl`.
#[derive(Debug, Serialize)]
struct Doc<'a> {
    id: &'a str,
    outlet: &'a str,
    date: Option<&'a str>,
    datetime: Option<&'a str>,
    url: &'a str,
    title: &'a str,
    text: &'a str,
}

/// A corpus with known truth: the files of its folder, each with its contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// What was made, for a person.
    pub counts: Vec<(&'static str, usize)>,
}

/// A truth table in the making.
#[derive(Debug)]
pub(crate) struct Tsv(String);

impl Tsv {
    pub(crate) fn new(columns: &[&str]) -> Self {
        Self(columns.join("\t") + "\n")
    }

    pub(crate) fn row(&mut self, cells: &[&dyn std::fmt::Display]) {
        for (i, cell) in cells.iter().enumerate() {
            // Ids and names are ours and hold no tab.
            let _ = write!(self.0, "{}{cell}", if i > 0 { "\t" } else { "" });
        }
        self.0.push('\n');
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// The id of the article with this number.
pub(crate) fn id(n: usize) -> String {
    format!("s{n:06}")
}

/// The documents, and the tables that follow from their labels: furniture, quotations, credits, times.
pub(crate) fn written(pieces: &[Piece], outlets: &[String]) -> Vec<(&'static str, Vec<u8>)> {
    let mut docs = Vec::new();
    let mut boilerplate = Tsv::new(&["id", "start", "end", "outlet"]);
    let mut credits = Tsv::new(&["id", "start", "end", "outlet"]);
    let mut times = Tsv::new(&["id", "earliest", "latest", "zone", "printed", "true"]);
    let mut said: Vec<(usize, usize, usize, usize, &str)> = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let id = id(n);
        let outlet = &outlets[piece.outlet];
        let host = outlet.to_lowercase().replace(' ', "-");
        let doc = Doc {
            id: &id,
            outlet,
            date: piece.printed.date.as_deref(),
            datetime: piece.printed.datetime.as_deref(),
            url: &format!("https://{host}.example/{id}"),
            title: &piece.title,
            text: &piece.draft.text,
        };
        // A row of text and options of text is always JSON.
        docs.extend(serde_json::to_vec(&doc).unwrap_or_default());
        docs.push(b'\n');
        let points = CodePoints::new(&piece.draft.text);
        let mut labels: Vec<_> = piece.draft.labels.iter().collect();
        labels.sort_by_key(|label| (label.place.start, label.place.end, label.kind));
        for label in labels {
            let (start, end) = (points.at(label.place.start), points.at(label.place.end));
            match label.kind {
                Kind::Furniture => boilerplate.row(&[&id, &start, &end, outlet]),
                // A credit whose name a slip or a misread letter has spoilt names nobody.
                Kind::Credit | Kind::Dateline if piece.draft.text[label.place.clone()].contains(&outlets[label.key]) => {
                    credits.row(&[&id, &start, &end, &outlets[label.key]]);
                }
                Kind::Quote => said.push((label.key, n, start, end, label.variant)),
                Kind::Passage | Kind::Credit | Kind::Dateline => {}
            }
        }
        let printed = &piece.printed;
        let shown = printed.datetime.as_deref().or(printed.date.as_deref()).unwrap_or("-");
        times.row(&[&id, &printed.earliest(), &printed.latest(), &printed.zone(), &shown, &printed.is()]);
    }
    // The first printing of each comes first.
    said.sort_by_key(|&(quote, n, start, _, variant)| (quote, variant != "origin", n, start));
    let mut table = Tsv::new(&["quote", "id", "start", "end", "variant"]);
    for (quote, n, start, end, variant) in said {
        table.row(&[&format!("q{quote:05}"), &id(n), &start, &end, &variant]);
    }
    vec![
        ("docs.jsonl", docs),
        ("boilerplate.tsv", boilerplate.bytes()),
        ("credits.tsv", credits.bytes()),
        ("quotes.tsv", table.bytes()),
        ("times.tsv", times.bytes()),
    ]
}

/// The place of a label in code points.
pub(crate) fn place_of(draft: &Draft, kind: Kind, key: usize) -> Option<(usize, usize)> {
    let label = draft.labels.iter().find(|label| label.kind == kind && label.key == key)?;
    let points = CodePoints::new(&draft.text);
    Some((points.at(label.place.start), points.at(label.place.end)))
}
