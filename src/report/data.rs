//! What the island of a file holds: the rows of its cases, and of the whole run the numbers that every file shows.
//!
//! Columns are those of the tables, short of what no view shows. Places are code points of the texts, as in the tables; articles are
//! named by their number in the file.

use std::collections::BTreeSet;

use ahash::AHashMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::Options;
use super::audit::AuditGrids;
use super::cases::{Case, MAX_TEXT_BYTES, articles_of};
use super::grid::{Grid, row};
use super::runs::Counted;
use super::source::{Index, Source, rows_of};
use super::whole::Whole;
use crate::article::Micros;

/// Rows of a kind that every file repeats.
const MAX_CLUSTER_ROWS: usize = 2_000;
const MAX_REJECT_ROWS: usize = 500;
/// Inputs that are described: a folder of texts is an input a file.
const MAX_INPUTS: usize = 100;
/// Words of the command: a shell may have made thousands of files of one pattern.
const MAX_ARGUMENTS: usize = 200;
/// Matches of an article with others that have no text in the file.
const MAX_OTHER_MATCHES: usize = 12;
/// Matches of an article that is shown by itself: each brings the row of the other article.
const MAX_ARTICLE_MATCHES: usize = 500;
/// Verdicts that a file repeats; all of them stand in their own file.
const MAX_VERDICT_ROWS: usize = 5_000;
/// Words and characters of a snippet in a redacted report.
const SNIPPET_WORDS: usize = 8;
const SNIPPET_CHARS: usize = 80;
/// Characters of a credit's wording.
pub(super) const CREDIT_CHARS: usize = 160;

/// The island.
#[derive(Debug, Serialize)]
pub(super) struct Data {
    about: Value,
    part: Value,
    whole: Value,
    outlets: Grid,
    outlet_edges: Grid,
    audit: Option<AuditGrids>,
    clusters: Grid,
    articles: Grid,
    texts: Vec<Option<String>>,
    members: Grid,
    matches: Grid,
    passages: Grid,
    edges: Grid,
    utterances: Grid,
    quotes: Grid,
    credits: Grid,
    credit_pairs: Grid,
    rejects: Grid,
    verdicts: Grid,
}

/// How much of its cases a page holds, and where the rest is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// All of them: a file that stands by itself.
    File,
    /// The lists of a run: its cases as lines, each leading to a page of its own.
    Lists { verdicts: bool },
    /// One case, named by its view and id, and nothing of the lists.
    Case { view: &'static str, id: String, verdicts: bool },
}

/// What a file takes before its first case, in bytes.
pub(super) fn base_bytes(source: &Source, index: &Index<'_>, whole: &Whole) -> usize {
    let empty = Builder::new(source, index, whole, Options::default(), Scope::File);
    let data = empty.finish(&[], &[String::new()], 0);
    super::page::html(source, &super::island::text(&data), super::page::Kind::File).len()
}

/// The island of file `own` of those that hold `parts`.
pub(super) fn of(
    source: &Source,
    index: &Index<'_>,
    whole: &Whole,
    options: Options,
    parts: &[Vec<Case>],
    names: &[String],
    own: usize,
) -> Data {
    let mut builder = Builder::new(source, index, whole, options, Scope::File);
    builder.take(&parts[own]);
    builder.finish(parts, names, own)
}

pub(super) struct Builder<'s> {
    pub(super) source: &'s Source,
    pub(super) index: &'s Index<'s>,
    pub(super) whole: &'s Whole,
    pub(super) options: Options,
    pub(super) scope: Scope,
    /// Articles of the file in the order of their numbers.
    pub(super) articles: Vec<&'s str>,
    pub(super) number: AHashMap<&'s str, usize>,
    pub(super) with_text: BTreeSet<&'s str>,
    pub(super) counted: AHashMap<&'s str, Counted<'s>>,
    pub(super) clusters: BTreeSet<usize>,
    pub(super) matches: BTreeSet<usize>,
    pub(super) utterances: BTreeSet<usize>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s Source, index: &'s Index<'s>, whole: &'s Whole, options: Options, scope: Scope) -> Self {
        Self {
            source,
            index,
            whole,
            options,
            scope,
            articles: Vec::new(),
            number: AHashMap::new(),
            with_text: BTreeSet::new(),
            counted: AHashMap::new(),
            clusters: BTreeSet::new(),
            matches: BTreeSet::new(),
            utterances: BTreeSet::new(),
        }
    }

    /// Decides which rows of the other tables come with the cases.
    pub(super) fn take(&mut self, cases: &[Case]) {
        let tables = &self.source.tables;
        for &case in cases {
            for id in articles_of(self.source, self.index, case) {
                self.with_text.insert(id);
            }
            match case {
                Case::Cluster(i) => _ = self.clusters.insert(i),
                Case::Pair(i) => _ = self.matches.insert(i),
                Case::Utterance(i) => _ = self.utterances.insert(i),
            }
        }
        let with_text: Vec<&str> = self.with_text.iter().copied().collect();
        for id in with_text {
            let mut others = Vec::new();
            for &i in rows_of(&self.index.matches, id) {
                let row = &tables.matches[i];
                if self.with_text.contains(row.a.as_str()) && self.with_text.contains(row.b.as_str()) {
                    self.matches.insert(i);
                } else {
                    others.push(i);
                }
            }
            if !self.is_whole() {
                others.clear();
            }
            others.sort_by_key(|&i| (std::cmp::Reverse(tables.matches[i].shared_words), &tables.matches[i].match_id));
            self.matches.extend(others.into_iter().take(MAX_OTHER_MATCHES));
            self.number_of(id);
        }
    }

    /// Takes an article by itself, with what it shares with others.
    pub(super) fn take_article(&mut self, id: &'s str) {
        self.with_text.insert(id);
        self.matches.extend(rows_of(&self.index.matches, id).iter().take(MAX_ARTICLE_MATCHES));
        self.number_of(id);
    }

    /// Whether texts, passages and printings come along.
    pub(super) fn is_whole(&self) -> bool {
        !matches!(self.scope, Scope::Lists { .. })
    }

    /// The number of an article in this file; it comes with its row.
    pub(super) fn number_of(&mut self, id: &'s str) -> Option<usize> {
        if !self.index.articles.contains_key(id) {
            return None;
        }
        Some(*self.number.entry(id).or_insert_with(|| {
            self.articles.push(id);
            self.articles.len() - 1
        }))
    }

    pub(super) fn counted(&mut self, id: &'s str) -> Option<()> {
        if !self.counted.contains_key(id) {
            let text = self.index.text(id)?;
            self.counted.insert(id, Counted::of(text));
        }
        Some(())
    }

    pub(super) fn finish(mut self, parts: &[Vec<Case>], names: &[String], own: usize) -> Data {
        let tables = &self.source.tables;
        let members = self.members();
        let (matches, passages) = self.matches();
        let edges = self.edges();
        let (utterances, quotes) = self.utterances();
        // Last, because the others name articles.
        let credits = self.credits();
        let articles = self.articles();
        let clusters = self.clusters(parts);
        let shows = |id: &&str| !self.options.redact && self.is_whole() && self.with_text.contains(*id);
        let text = |id: &&str| {
            let text = self.index.text(id).filter(|text| shows(id) && text.len() <= MAX_TEXT_BYTES)?;
            Some(text.to_owned())
        };
        let texts = self.articles.iter().map(text).collect();
        let all = [
            tables.clusters.iter().filter(|row| row.level == "near").count(),
            tables.matches.len(),
            tables.utterances.iter().filter(|row| row.quotes > 1).count(),
        ];
        let whole = if matches!(self.scope, Scope::Case { .. }) { self.whole.in_short() } else { self.whole.clone() };
        let shown = [self.clusters.len(), self.matches.len(), self.utterances.len()];
        Data {
            about: self.about(),
            part: json!({ "names": names, "own": own, "shown": shown, "all": all, "texts": self.with_text.len() }),
            whole: whole.numbers,
            outlets: whole.outlets,
            outlet_edges: whole.outlet_edges,
            audit: whole.audit,
            clusters,
            articles,
            texts,
            members,
            matches,
            passages,
            edges,
            utterances,
            quotes,
            credits,
            credit_pairs: whole.credit_pairs,
            rejects: self.rejects(),
            verdicts: self.verdicts(),
        }
    }

    fn about(&self) -> Value {
        let run = &self.source.run_json;
        let paths = |value: &Value| {
            let mut value = value.clone();
            if self.options.redact {
                redact_paths(&mut value);
            }
            value
        };
        json!({
            "run": if self.options.redact { base_name(&self.source.name) } else { &self.source.name },
            "version": run["version"],
            "arguments": first(paths(&run["arguments"]), MAX_ARGUMENTS),
            "settings": run["settings"],
            "inputs": first(paths(&run["inputs"]), MAX_INPUTS),
            "inputs_all": run["inputs"].as_array().map_or(0, Vec::len),
            "arguments_all": run["arguments"].as_array().map_or(0, Vec::len),
            "counts": run["counts"],
            "dates": run["dates"],
            "repaired": run["repaired"],
            "pairs_not_listed": run["pairs_not_listed"],
            "caps_hit": run["caps_hit"],
            "warnings": first(run["warnings"].clone(), MAX_INPUTS),
            "unknown": self.source.unknown,
            "has_texts": self.source.has_texts,
            "redacted": self.options.redact,
            "served": self.served(),
        })
    }

    /// What a page of the server is to know of itself; nothing for a file.
    fn served(&self) -> Value {
        match &self.scope {
            Scope::File => Value::Null,
            Scope::Lists { verdicts } => json!({ "page": null, "verdicts": verdicts }),
            Scope::Case { view, id, verdicts } => json!({ "page": [view, id], "verdicts": verdicts }),
        }
    }

    /// Verdicts as they stood when the file was made; a page of the server asks for them as they stand.
    fn verdicts(&self) -> Grid {
        let mut grid = Grid::new(&["kind", "id", "verdict", "note"]);
        if self.scope == Scope::File {
            for row in self.source.verdicts.iter().take(MAX_VERDICT_ROWS) {
                // A note is for who wrote it: what leaves the house without texts leaves without notes.
                let note = if self.options.redact { "" } else { row.note.as_str() };
                grid.push(row![row.kind.name(), row.id, row.verdict.name(), note]);
            }
        }
        grid
    }

    fn articles(&self) -> Grid {
        let mut grid = Grid::new(&[
            "id",
            "outlet",
            "title",
            "url",
            "byline",
            "language",
            "at",
            "precision",
            "source",
            "zone",
            "earliest",
            "latest",
            "words",
            "boilerplate",
            "cluster",
            "agency",
            "credit",
            "sha256",
            "file",
            "pos",
        ]);
        for id in &self.articles {
            let Some(row) = self.index.article(self.source, id) else { continue };
            let file = if self.options.redact { base_name(&row.source_file) } else { &row.source_file };
            grid.push(row![
                row.article_id,
                row.outlet,
                row.title,
                row.url,
                row.byline,
                row.language,
                millis(row.published_at),
                row.published_precision,
                row.published_source,
                row.published_zone,
                millis(row.published_earliest),
                millis(row.published_latest),
                row.words,
                row.boilerplate_words,
                row.cluster_id,
                row.agency,
                row.credit_level,
                row.text_sha256,
                file,
                row.source_pos,
            ]);
        }
        grid
    }

    fn clusters(&self, parts: &[Vec<Case>]) -> Grid {
        let tables = &self.source.tables;
        let mut grid = Grid::new(&[
            "id",
            "title",
            "size",
            "outlets",
            "outlet",
            "first_at",
            "last_at",
            "lowest",
            "independent",
            "template",
            "credited",
            "undated",
            "languages",
            "part",
        ]);
        let mut part: AHashMap<usize, usize> = AHashMap::new();
        for (number, cases) in parts.iter().enumerate() {
            part.extend(cases.iter().filter_map(|case| if let Case::Cluster(i) = case { Some((*i, number)) } else { None }));
        }
        let mut order: Vec<usize> = (0..tables.clusters.len()).filter(|&i| tables.clusters[i].level == "near").collect();
        order.sort_by_key(|&i| {
            let row = &tables.clusters[i];
            (!self.clusters.contains(&i), std::cmp::Reverse(row.size), &row.cluster_id)
        });
        let most = match self.scope {
            // A page of one case has no list: its own clusters are enough, and those that its articles are in.
            Scope::Case { .. } => {
                let named: BTreeSet<&str> =
                    self.articles.iter().filter_map(|id| self.index.article(self.source, id)?.cluster_id.as_deref()).collect();
                order.retain(|i| self.clusters.contains(i) || named.contains(tables.clusters[*i].cluster_id.as_str()));
                order.len()
            }
            _ => MAX_CLUSTER_ROWS.max(self.clusters.len()),
        };
        for i in order.into_iter().take(most) {
            let row = &tables.clusters[i];
            let survivor = self.index.article(self.source, &row.survivor);
            let (mut credited, mut undated, mut languages) = (0, 0, BTreeSet::new());
            for &m in rows_of(&self.index.members, &row.cluster_id) {
                let member = &tables.members[m];
                let Some(article) = self.index.article(self.source, &member.article_id) else { continue };
                credited += usize::from(member.role != "survivor" && article.credit_level != "none");
                undated += usize::from(article.published_at.is_none());
                languages.extend(article.language.as_deref());
            }
            grid.push(row![
                row.cluster_id,
                survivor.and_then(|row| row.title.as_deref()),
                row.size,
                row.outlets,
                survivor.and_then(|row| row.outlet.as_deref()),
                millis(row.first_at),
                millis(row.last_at),
                short(row.lowest_verified),
                row.independent,
                row.template_suspect,
                credited,
                undated,
                languages,
                part.get(&i),
            ]);
        }
        grid
    }

    fn members(&mut self) -> Grid {
        let tables = &self.source.tables;
        let mut grid = Grid::new(&["cluster", "article", "role", "similarity", "parent"]);
        for i in self.clusters.clone() {
            let id = tables.clusters[i].cluster_id.as_str();
            for &m in rows_of(&self.index.members, id) {
                let row = &tables.members[m];
                let article = self.number_of(&row.article_id);
                let parent = row.parent.as_deref().and_then(|id| self.number_of(id));
                grid.push(row![id, article, row.role, short(row.similarity_to_survivor), parent]);
            }
        }
        grid
    }

    fn rejects(&self) -> Grid {
        let mut grid = Grid::new(&["file", "pos", "reason", "detail"]);
        let most = if matches!(self.scope, Scope::Case { .. }) { 0 } else { MAX_REJECT_ROWS };
        for row in self.source.tables.rejects.iter().take(most) {
            let (file, detail) = if self.options.redact {
                (base_name(&row.source_file), "")
            } else {
                (row.source_file.as_str(), row.detail.as_str())
            };
            grid.push(row![file, row.source_pos, row.reason, cut(detail, CREDIT_CHARS)]);
        }
        grid
    }
}

pub(super) fn millis(time: Option<Micros>) -> Option<i64> {
    time.map(|time| time.0.div_euclid(1000))
}

/// Shares to four digits: what a page shows, in less room.
pub(super) fn short(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

pub(super) fn chars(text: &str, start: i64, end: i64) -> Option<&str> {
    text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

/// The first words of a text, and no more than that.
pub(super) fn snippet(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut short = words.by_ref().take(SNIPPET_WORDS).collect::<Vec<_>>().join(" ");
    if words.next().is_some() {
        short.push_str(" …");
    }
    cut(&short, SNIPPET_CHARS)
}

pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn base_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

/// The first items of a list.
fn first(mut list: Value, most: usize) -> Value {
    if let Value::Array(items) = &mut list {
        items.truncate(most);
    }
    list
}

/// Leaves the names of files in a value and takes their folders.
fn redact_paths(value: &mut Value) {
    match value {
        Value::String(text) => *text = base_name(text).to_owned(),
        Value::Array(items) => items.iter_mut().for_each(redact_paths),
        Value::Object(fields) => fields.values_mut().for_each(redact_paths),
        _ => {}
    }
}
