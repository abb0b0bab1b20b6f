//! The articles of a run as a summary keeps them: counted as they pass, a few numbers of each at hand for the rows behind them, and what
//! may be shown of each as a record that may lie in a file.
//!
//! Responsible for giving back those that are shown in the end. Not responsible for which those are.

use std::collections::BTreeMap;
use std::io;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::article::Micros;
use crate::storage::{Filed, Filing, Put as _, Room, Take};
use crate::tables::{ArticleRow, Label};

/// Ids that are kept as examples.
const EXAMPLES: usize = 3;

/// No cluster, no outlet.
const NONE: u32 = u32::MAX;

/// What is counted of articles.
#[derive(Debug, Default)]
pub(super) struct ArticleCounts {
    pub all: u64,
    pub words: i64,
    /// By language; none is "unknown".
    pub languages: BTreeMap<String, u64>,
    pub outlets: u64,
    pub undated: Examples,
    /// Dated without a zone, and with one.
    pub assumed: usize,
    pub given: usize,
    pub nameless: Examples,
}

/// Articles that lack something: how many, and the first of them by id.
#[derive(Debug, Default)]
pub(super) struct Examples {
    pub count: usize,
    pub first: Vec<String>,
}

impl Examples {
    fn add(&mut self, id: &str) {
        self.count += 1;
        if self.first.len() < EXAMPLES {
            self.first.push(id.to_owned());
        }
    }
}

/// What the rows behind the articles ask of one: its near cluster and its outlet, by their numbers.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// A hash of its id.
    id: u64,
    cluster: u32,
    outlet: u32,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Seen {
    pub counts: ArticleCounts,
    known: Vec<Known>,
    clusters: AHashMap<u64, u32>,
    numbers: AHashMap<Box<str>, u32>,
    /// Names of outlets by their numbers.
    outlets: Vec<Box<str>>,
    records: Records,
}

#[derive(Debug)]
enum Records {
    Open(Filing<u8>),
    Closed(Filed<u8>),
}

impl Seen {
    pub fn new(room: &Room) -> Self {
        Self {
            counts: ArticleCounts::default(),
            known: Vec::new(),
            clusters: AHashMap::new(),
            numbers: AHashMap::new(),
            outlets: Vec::new(),
            records: Records::Open(Filing::new(room)),
        }
    }

    pub fn add(&mut self, row: &ArticleRow) -> io::Result<()> {
        let counts = &mut self.counts;
        counts.all += 1;
        counts.words += row.words;
        let language = row.language.as_deref().unwrap_or("unknown");
        match counts.languages.get_mut(language) {
            Some(count) => *count += 1,
            None => {
                counts.languages.insert(language.to_owned(), 1);
            }
        }
        if row.published_at.is_none() {
            counts.undated.add(&row.article_id);
        }
        counts.assumed += usize::from(row.published_zone == "assumed");
        counts.given += usize::from(row.published_zone == "given");
        if row.outlet.is_none() {
            counts.nameless.add(&row.article_id);
        }
        let outlet = row.outlet.as_deref().map_or(NONE, |name| self.outlet_number(name));
        let next = u32::try_from(self.clusters.len()).unwrap_or(NONE);
        let cluster = row.cluster_id.as_deref().map_or(NONE, |id| *self.clusters.entry(hash(id)).or_insert(next));
        self.known.push(Known { id: hash(&row.article_id), cluster, outlet });
        if let Records::Open(filing) = &mut self.records {
            filing.put(&encoded(row))?;
        }
        Ok(())
    }

    fn outlet_number(&mut self, name: &str) -> u32 {
        if let Some(&known) = self.numbers.get(name) {
            return known;
        }
        let number = u32::try_from(self.outlets.len()).unwrap_or(NONE);
        self.numbers.insert(name.into(), number);
        self.outlets.push(name.into());
        self.counts.outlets = self.outlets.len() as u64;
        number
    }

    /// All articles have passed: from here on they may be asked for.
    pub fn close(&mut self) -> io::Result<()> {
        if let Records::Open(filing) = &mut self.records {
            let filed = std::mem::replace(filing, Filing::new(&Room::default())).finish()?;
            self.records = Records::Closed(filed);
            (self.clusters, self.numbers) = Default::default();
            self.known.shrink_to_fit();
            self.known.par_sort_unstable_by_key(|known| known.id);
        }
        Ok(())
    }

    fn known(&self, id: &str) -> Option<Known> {
        let id = hash(id);
        self.known.binary_search_by_key(&id, |known| known.id).ok().map(|place| self.known[place])
    }

    /// Whether two articles are in one near cluster.
    pub fn in_one_cluster(&self, a: &str, b: &str) -> bool {
        let cluster = |id: &str| self.known(id).map(|known| known.cluster).filter(|&cluster| cluster != NONE);
        cluster(a).is_some_and(|own| cluster(b) == Some(own))
    }

    /// The number of an article's outlet; none where it names none.
    pub fn outlet_of(&self, id: &str) -> Option<u32> {
        self.known(id).map(|known| known.outlet).filter(|&outlet| outlet != NONE)
    }

    pub fn outlet_name(&self, outlet: u32) -> &str {
        &self.outlets[outlet as usize]
    }

    /// Those of some articles that are there, as rows without what no summary tells: one pass over all.
    pub fn rows(&self, wanted: &AHashSet<&str>) -> io::Result<Vec<ArticleRow>> {
        let Records::Closed(filed) = &self.records else { return Ok(Vec::new()) };
        let mut rows = Vec::with_capacity(wanted.len());
        for piece in filed.pieces() {
            let piece = piece?;
            let mut from = Take(&piece);
            while let Some((id, rest)) = next_record(&mut from) {
                if wanted.contains(id) {
                    rows.extend(decoded(id, rest));
                }
            }
        }
        Ok(rows)
    }
}

/// A hash of an id: two of a million articles share one in thirty million runs, and then a passage may be counted that should not be.
fn hash(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

/// Its length, its id, and the rest.
fn encoded(row: &ArticleRow) -> Vec<u8> {
    let mut rest = Vec::with_capacity(128);
    rest.put_text(&row.source_file);
    rest.put_option(row.outlet.as_deref());
    rest.put_option(row.title.as_deref());
    for time in [row.published_at, row.published_earliest, row.published_latest] {
        rest.push(u8::from(time.is_some()));
        if let Some(Micros(time)) = time {
            rest.extend(time.to_le_bytes());
        }
    }
    for label in [&row.published_precision, &row.published_zone, &row.credit_level] {
        rest.put_text(label);
    }
    let mut record = Vec::with_capacity(rest.len() + row.article_id.len() + 4);
    record.put_text(&row.article_id);
    record.put_number(rest.len() as u64);
    record.extend_from_slice(&rest);
    record
}

fn next_record<'b>(from: &mut Take<'b>) -> Option<(&'b str, Take<'b>)> {
    let id = from.text()?;
    let bytes = from.count()?;
    Some((id, Take(from.bytes(bytes)?)))
}

fn decoded(id: &str, mut from: Take<'_>) -> Option<ArticleRow> {
    let source_file = from.text()?.to_owned();
    let outlet = from.option()?.map(str::to_owned);
    let title = from.option()?.map(str::to_owned);
    let mut time = || -> Option<Option<Micros>> {
        Some(match from.byte()? {
            0 => None,
            _ => Some(Micros(i64::from_le_bytes(from.bytes(8)?.try_into().ok()?))),
        })
    };
    let (published_at, published_earliest, published_latest) = (time()?, time()?, time()?);
    let mut label = || Some(Label::from(from.text()?.to_owned()));
    let (published_precision, published_zone, credit_level) = (label()?, label()?, label()?);
    Some(ArticleRow {
        article_id: id.to_owned(),
        source_file,
        outlet,
        title,
        published_at,
        published_earliest,
        published_latest,
        published_precision,
        published_zone,
        credit_level,
        ..ArticleRow::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_there_when_they_are_asked_for_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let row = |n: i64| ArticleRow {
            article_id: format!("ä{n}"),
            source_file: "one.jsonl".into(),
            outlet: (n % 3 > 0).then(|| format!("Outlet {}", n % 3)),
            title: (n % 2 == 0).then(|| format!("Title {n}")),
            published_at: (n % 5 > 0).then_some(Micros(-n)),
            published_precision: "day".into(),
            published_zone: "given".into(),
            cluster_id: (n % 4 == 0).then(|| format!("c{}", n % 8)),
            credit_level: "full".into(),
            ..ArticleRow::default()
        };
        for share in [u64::MAX, 0] {
            let mut seen = Seen::new(&Room::holding(share, folder.path().to_owned()));
            (0..5000).for_each(|n| seen.add(&row(n)).unwrap());
            seen.close().unwrap();
            let wanted = AHashSet::from_iter(["ä7", "ä4998", "a7"]);
            assert_eq!(seen.rows(&wanted).unwrap(), [7, 4998].map(|n| ArticleRow { cluster_id: None, ..row(n) }));
            assert!(seen.in_one_cluster("ä8", "ä4000") && !seen.in_one_cluster("ä8", "ä12") && !seen.in_one_cluster("ä1", "ä3"));
            assert!(!seen.in_one_cluster("a8", "a8"), "what is no article is in no cluster");
            assert_eq!(seen.outlet_of("ä4").map(|outlet| seen.outlet_name(outlet)), Some("Outlet 1"));
            assert_eq!(seen.outlet_of("ä3"), None);
            let counts = &seen.counts;
            assert_eq!((counts.all, counts.outlets, counts.undated.count, counts.nameless.count), (5000, 2, 1000, 1667));
            assert_eq!(counts.undated.first, ["ä0", "ä5", "ä10"]);
        }
    }
}
