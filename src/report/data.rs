//! What the island of a file holds: the rows of its cases, and of the whole run the numbers that every file shows.
//!
//! Columns are those of the tables, short of what no view shows. Places are code points of the texts, as in the tables; articles are
//! named by their number in the file.

use std::collections::{BTreeMap, BTreeSet};

use ahash::AHashMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::Options;
use super::cases::{Case, MAX_TEXT_BYTES, articles_of};
use super::grid::{Grid, row};
use super::runs::{Counted, coded};
use super::source::{Index, Source, rows_of};
use crate::article::Micros;
use crate::tables::{EdgeRow, MatchRow};

/// Rows of a kind that every file repeats.
const MAX_CLUSTER_ROWS: usize = 2_000;
const MAX_OUTLET_ROWS: usize = 1_000;
const MAX_REJECT_ROWS: usize = 500;
const MAX_CREDIT_PAIRS: usize = 500;
/// Matches of an article with others that have no text in the file.
const MAX_OTHER_MATCHES: usize = 12;
/// Printings of one utterance.
const MAX_PRINTINGS: usize = 300;
/// Words and characters of a snippet in a redacted report.
const SNIPPET_WORDS: usize = 8;
const SNIPPET_CHARS: usize = 80;
/// Characters of a credit's wording.
const CREDIT_CHARS: usize = 160;

/// The island.
#[derive(Debug, Serialize)]
pub(super) struct Data {
    about: Value,
    part: Value,
    whole: Value,
    outlets: Grid,
    outlet_edges: Grid,
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
}

/// What a file takes before its first case, in bytes.
pub(super) fn base_bytes(source: &Source, index: &Index<'_>) -> usize {
    let empty = Builder::new(source, index, Options::default());
    let data = empty.finish(&[], &[String::new()], 0);
    super::page::html(source, &super::island::text(&data)).len()
}

pub(super) fn of(source: &Source, index: &Index<'_>, options: Options, cases: &[Case], names: &[String], own: usize) -> Data {
    let mut builder = Builder::new(source, index, options);
    builder.take(cases);
    builder.finish(cases, names, own)
}

struct Builder<'s> {
    source: &'s Source,
    index: &'s Index<'s>,
    options: Options,
    /// Articles of the file in the order of their numbers.
    articles: Vec<&'s str>,
    number: AHashMap<&'s str, usize>,
    with_text: BTreeSet<&'s str>,
    counted: AHashMap<&'s str, Counted<'s>>,
    clusters: BTreeSet<usize>,
    matches: BTreeSet<usize>,
    utterances: BTreeSet<usize>,
}

impl<'s> Builder<'s> {
    fn new(source: &'s Source, index: &'s Index<'s>, options: Options) -> Self {
        Self {
            source,
            index,
            options,
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
    fn take(&mut self, cases: &[Case]) {
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
            others.sort_by_key(|&i| (std::cmp::Reverse(tables.matches[i].shared_words), &tables.matches[i].match_id));
            self.matches.extend(others.into_iter().take(MAX_OTHER_MATCHES));
            self.number_of(id);
        }
    }

    /// The number of an article in this file; it comes with its row.
    fn number_of(&mut self, id: &'s str) -> Option<usize> {
        if !self.index.articles.contains_key(id) {
            return None;
        }
        Some(*self.number.entry(id).or_insert_with(|| {
            self.articles.push(id);
            self.articles.len() - 1
        }))
    }

    fn counted(&mut self, id: &'s str) -> Option<()> {
        if !self.counted.contains_key(id) {
            let text = self.index.text(id)?;
            self.counted.insert(id, Counted::of(text));
        }
        Some(())
    }

    fn finish(mut self, cases: &[Case], names: &[String], own: usize) -> Data {
        let tables = &self.source.tables;
        let clusters = self.clusters(cases, names);
        let members = self.members();
        let (matches, passages) = self.matches();
        let edges = self.edges();
        let (utterances, quotes) = self.utterances();
        // Last, because the others name articles.
        let credits = self.credits();
        let articles = self.articles();
        let shows = |id: &&str| !self.options.redact && self.with_text.contains(*id);
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
        let shown = [self.clusters.len(), self.matches.len(), self.utterances.len()];
        Data {
            about: self.about(),
            part: json!({ "names": names, "own": own, "shown": shown, "all": all, "texts": self.with_text.len() }),
            whole: whole(self.source, self.index),
            outlets: outlets(self.source),
            outlet_edges: outlet_edges(self.source),
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
            credit_pairs: credit_pairs(self.source, self.index),
            rejects: self.rejects(),
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
            "arguments": paths(&run["arguments"]),
            "settings": run["settings"],
            "inputs": paths(&run["inputs"]),
            "counts": run["counts"],
            "dates": run["dates"],
            "repaired": run["repaired"],
            "pairs_not_listed": run["pairs_not_listed"],
            "caps_hit": run["caps_hit"],
            "warnings": run["warnings"],
            "unknown": self.source.unknown,
            "has_texts": self.source.has_texts,
            "redacted": self.options.redact,
        })
    }

    fn articles(&self) -> Grid {
        let mut grid = Grid::new(&[
            "id", "outlet", "title", "url", "byline", "language", "at", "precision", "source", "zone", "earliest", "latest", "words",
            "boilerplate", "cluster", "agency", "credit", "sha256", "file", "pos",
        ]);
        for id in &self.articles {
            let Some(row) = self.index.article(self.source, id) else { continue };
            let file = if self.options.redact { base_name(&row.source_file) } else { &row.source_file };
            grid.push(row![
                row.article_id, row.outlet, row.title, row.url, row.byline, row.language, millis(row.published_at),
                row.published_precision, row.published_source, row.published_zone, millis(row.published_earliest),
                millis(row.published_latest), row.words, row.boilerplate_words, row.cluster_id, row.agency, row.credit_level,
                row.text_sha256, file, row.source_pos,
            ]);
        }
        grid
    }

    fn clusters(&mut self, cases: &[Case], names: &[String]) -> Grid {
        let tables = &self.source.tables;
        let mut grid = Grid::new(&[
            "id", "title", "size", "outlets", "outlet", "first_at", "last_at", "lowest", "independent", "template", "credited", "undated",
            "languages", "here",
        ]);
        let mut order: Vec<usize> = (0..tables.clusters.len()).filter(|&i| tables.clusters[i].level == "near").collect();
        order.sort_by_key(|&i| {
            let row = &tables.clusters[i];
            (!self.clusters.contains(&i), std::cmp::Reverse(row.size), &row.cluster_id)
        });
        let _ = (cases, names);
        for i in order.into_iter().take(MAX_CLUSTER_ROWS.max(self.clusters.len())) {
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
                row.cluster_id, survivor.and_then(|row| row.title.as_deref()), row.size, row.outlets,
                survivor.and_then(|row| row.outlet.as_deref()), millis(row.first_at), millis(row.last_at), short(row.lowest_verified),
                row.independent, row.template_suspect, credited, undated, languages, self.clusters.contains(&i),
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

    fn matches(&mut self) -> (Grid, Grid) {
        let tables = &self.source.tables;
        let mut matches = Grid::new(&[
            "id", "a", "b", "relation", "jaccard", "in_a", "in_b", "shared", "longest", "identity", "same_outlet", "lag", "found_by",
        ]);
        let mut passages = Grid::new(&[
            "id", "match", "a_start", "a_end", "b_start", "b_end", "words", "identity", "kind", "flags", "articles", "ops", "a_word",
            "b_word", "places", "snippet",
        ]);
        for i in self.matches.clone() {
            let row = &tables.matches[i];
            let (Some(a), Some(b)) = (self.number_of(&row.a), self.number_of(&row.b)) else { continue };
            matches.push(row![
                row.match_id, a, b, row.relation, short(row.jaccard), short(row.containment_a), short(row.containment_b), row.shared_words,
                row.longest_run_words, row.identity.map(short), row.same_outlet, row.lag_seconds, row.found_by,
            ]);
            self.passages(row, matches.rows.len() - 1, &mut passages);
        }
        (matches, passages)
    }

    fn passages(&mut self, pair: &'s MatchRow, number: usize, grid: &mut Grid) {
        let tables = &self.source.tables;
        let both = self.with_text.contains(pair.a.as_str()) && self.with_text.contains(pair.b.as_str());
        let counted = both && self.counted(&pair.a).and_then(|()| self.counted(&pair.b)).is_some();
        for &p in rows_of(&self.index.passages, &pair.match_id) {
            let row = &tables.passages[p];
            let (mut words, mut runs) = ([None, None], Vec::new());
            if counted {
                let (one, two) = (&self.counted[pair.a.as_str()], &self.counted[pair.b.as_str()]);
                let (a, b) = (one.word_at(row.a_start_byte), two.word_at(row.b_start_byte));
                words = [Some(a), Some(b)];
                if !self.options.redact && row.ops.contains(' ') {
                    runs = coded(&row.ops, (one, a, row.a_start), (two, b, row.b_start));
                }
            }
            let slice = || self.index.text(&pair.a).and_then(|text| chars(text, row.a_start_byte, row.a_end_byte));
            let snippet = self.options.redact.then(slice).flatten().map(snippet);
            grid.push(row![
                row.passage_id, number, row.a_start, row.a_end, row.b_start, row.b_end, row.words, short(row.identity), row.kind,
                row.flags, row.articles, row.ops, words[0], words[1], runs, snippet,
            ]);
        }
    }

    fn edges(&mut self) -> Grid {
        let tables = &self.source.tables;
        let mut grid = Grid::new(&[
            "id", "src", "src_name", "dst", "src_kind", "kind", "words", "share", "lag", "direction", "probability", "evidence",
            "alternatives",
        ]);
        for dst in self.with_text.clone() {
            for &e in rows_of(&self.index.edges, dst) {
                let row: &EdgeRow = &tables.edges[e];
                let src = if row.src_kind == "article" { self.number_of(&row.src) } else { None };
                let name = src.is_none().then_some(row.src.as_str());
                let others: Vec<Value> = row
                    .alternatives
                    .iter()
                    .map(|other| json!([self.number_of(&other.src), other.src, short(other.probability)]))
                    .collect();
                grid.push(row![
                    row.edge_id, src, name, self.number_of(&row.dst), row.src_kind, row.kind, row.words, short(row.share_of_dst),
                    row.lag_seconds, row.direction, short(row.probability), row.evidence, others,
                ]);
            }
        }
        grid
    }

    fn utterances(&mut self) -> (Grid, Grid) {
        let tables = &self.source.tables;
        let mut utterances = Grid::new(&[
            "id", "text", "base", "rule", "speaker", "votes", "quotes", "articles", "outlets", "variants", "independent", "first_at", "first",
            "first_known", "related", "flags",
        ]);
        let mut quotes = Grid::new(&[
            "id", "utterance", "article", "field", "start", "end", "text", "kind", "speaker", "speaker_text", "speaker_from", "cue", "rule",
            "venue", "change", "flags", "edits", "places",
        ]);
        for i in self.utterances.clone() {
            let row = &tables.utterances[i];
            let mut flags = BTreeSet::new();
            let base = Counted::of(&row.base_text);
            let printings = rows_of(&self.index.printings, &row.utterance_id);
            for (n, &q) in printings.iter().enumerate() {
                let quote = &tables.quotes[q];
                flags.extend(quote.flags.iter().map(|flag| &**flag));
                // The base is named by its id, so it is there whatever the cap.
                if n >= MAX_PRINTINGS && quote.quote_id != row.base_quote {
                    continue;
                }
                let mut runs = Vec::new();
                if !self.options.redact && quote.edits.contains(' ') {
                    runs = coded(&quote.edits, (&base, 0, 0), (&Counted::of(&quote.text), 0, 0));
                }
                let article = self.number_of(&quote.article_id);
                quotes.push(row![
                    quote.quote_id, row.utterance_id, article, quote.field, quote.start, quote.end, self.words(&quote.text), quote.kind,
                    quote.speaker, quote.speaker_text, quote.speaker_from, quote.cue, quote.rule, quote.venue, quote.change, quote.flags,
                    quote.edits, runs,
                ]);
            }
            utterances.push(row![
                row.utterance_id, self.words(&row.base_text), row.base_quote, row.base_rule, row.speaker, row.speaker_votes, row.quotes,
                row.articles, row.outlets, row.variants, row.independent, millis(row.first_at), row.first_quote, row.first_known,
                row.related, flags,
            ]);
        }
        (utterances, quotes)
    }

    fn credits(&mut self) -> Grid {
        let tables = &self.source.tables;
        let mut grid = Grid::new(&["article", "start", "end", "text", "names", "kind", "level", "inherited"]);
        let ids = self.with_text.clone();
        for row in ids.iter().flat_map(|id| rows_of(&self.index.credits, id)).map(|&i| &tables.credits[i]) {
            let text = if self.options.redact { snippet(&row.text) } else { cut(&row.text, CREDIT_CHARS) };
            grid.push(row![
                self.number_of(&row.article_id), row.start, row.end, text, cut(&row.names, CREDIT_CHARS), row.kind, row.level, row.inherited
            ]);
        }
        grid
    }

    fn rejects(&self) -> Grid {
        let mut grid = Grid::new(&["file", "pos", "reason", "detail"]);
        for row in self.source.tables.rejects.iter().take(MAX_REJECT_ROWS) {
            let (file, detail) =
                if self.options.redact { (base_name(&row.source_file), "") } else { (row.source_file.as_str(), row.detail.as_str()) };
            grid.push(row![file, row.source_pos, row.reason, cut(detail, CREDIT_CHARS)]);
        }
        grid
    }

    /// Words of a quotation: all, or the first of them.
    fn words(&self, text: &str) -> String {
        if self.options.redact { snippet(text) } else { text.to_owned() }
    }
}

/// Numbers of the whole run.
fn whole(source: &Source, index: &Index<'_>) -> Value {
    let tables = &source.tables;
    let mut kinds: BTreeMap<&str, i64> = BTreeMap::new();
    for row in &tables.passages {
        *kinds.entry(&row.kind).or_default() += row.words;
    }
    let mut copies: BTreeMap<&str, u64> = BTreeMap::new();
    let mut directions: BTreeMap<&str, u64> = BTreeMap::new();
    for row in tables.edges.iter().filter(|row| row.src_kind == "article") {
        *directions.entry(&row.direction).or_default() += 1;
        if matches!(&*row.kind, "reprint" | "excerpt") {
            *copies.entry(credit_class(source, index, row)).or_default() += 1;
        }
    }
    let mut days: BTreeMap<i64, u64> = BTreeMap::new();
    for at in tables.articles.iter().filter_map(|row| row.published_at) {
        *days.entry(at.0.div_euclid(Micros::DAY)).or_default() += 1;
    }
    let mut relations: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &tables.matches {
        *relations.entry(&row.relation).or_default() += 1;
    }
    let mut languages: BTreeMap<&str, u64> = BTreeMap::new();
    let mut date_kinds: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    for row in &tables.articles {
        *languages.entry(row.language.as_deref().unwrap_or("")).or_default() += 1;
        *date_kinds.entry((&row.published_precision, &row.published_source, &row.published_zone)).or_default() += 1;
    }
    let mut flags: BTreeMap<&str, u64> = BTreeMap::new();
    for flag in tables.quotes.iter().flat_map(|row| &row.flags) {
        *flags.entry(flag).or_default() += 1;
    }
    let mut credit_kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &tables.credits {
        *credit_kinds.entry(&row.kind).or_default() += 1;
    }
    let near = tables.clusters.iter().filter(|row| row.level == "near");
    json!({
        "articles": tables.articles.len(),
        "words": tables.articles.iter().map(|row| row.words).sum::<i64>(),
        "outlets": tables.outlets.len(),
        "no_outlet": tables.articles.iter().filter(|row| row.outlet.is_none()).count(),
        "dated": tables.articles.iter().filter(|row| row.published_at.is_some()).count(),
        "in_clusters": near.clone().map(|row| row.size).sum::<i64>(),
        "clusters": near.count(),
        "matches": tables.matches.len(),
        "partial": tables.matches.iter().filter(|row| !matches!(&*row.relation, "identical" | "reprint" | "revision" | "boilerplate_only" | "quotes_only")).count(),
        "quotes": tables.quotes.len(),
        "shared_utterances": tables.utterances.iter().filter(|row| row.articles > 1).count(),
        "credits": tables.credits.len(),
        "credited_articles": tables.articles.iter().filter(|row| row.credit_level != "none").count(),
        "rejects": tables.rejects.len(),
        "outlet_edges": tables.outlet_edges.len(),
        "kinds": kinds,
        "copies": copies,
        "directions": directions,
        "relations": relations,
        "languages": languages,
        "flags": flags,
        "credit_kinds": credit_kinds,
        "days": days.into_iter().collect::<Vec<_>>(),
        "date_kinds": date_kinds.into_iter().map(|((precision, source, zone), n)| json!([precision, source, zone, n])).collect::<Vec<_>>(),
    })
}

/// Whether the later text of a copy names the earlier one.
fn credit_class(source: &Source, index: &Index<'_>, edge: &EdgeRow) -> &'static str {
    let names = edge.evidence.iter().any(|evidence| evidence == "credit_names_src" || evidence == "link_to_src");
    let same = edge.src_outlet.is_some() && edge.src_outlet == edge.dst_outlet;
    match (&*edge.direction, names) {
        _ if same => "same_outlet",
        (_, true) => "credited",
        ("unknown", false) => "open",
        _ if index.article(source, &edge.dst).is_some_and(|row| row.credit_level != "none") => "credits_other",
        _ => "none_found",
    }
}

fn outlets(source: &Source) -> Grid {
    let mut grid = Grid::new(&[
        "outlet", "articles", "first", "echoed", "echo_share", "words_in", "words_out", "credited_share", "median_lag", "dated_share",
    ]);
    let mut rows: Vec<_> = source.tables.outlets.iter().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.words_in + row.words_out), std::cmp::Reverse(row.articles), &row.outlet));
    for row in rows.into_iter().take(MAX_OUTLET_ROWS) {
        grid.push(row![
            row.outlet, row.articles, row.first, row.echoed, short(row.echo_share), row.words_in, row.words_out,
            row.credited_share.map(short), row.median_lag_seconds, short(row.dated_share),
        ]);
    }
    grid
}

fn outlet_edges(source: &Source) -> Grid {
    let mut grid = Grid::new(&["src", "dst", "articles", "words", "credited_share", "median_lag"]);
    let mut rows: Vec<_> = source.tables.outlet_edges.iter().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.words), &row.src_outlet, &row.dst_outlet));
    for row in rows.into_iter().take(5 * MAX_OUTLET_ROWS) {
        grid.push(row![row.src_outlet, row.dst_outlet, row.articles, row.words, short(row.credited_share), row.median_lag_seconds]);
    }
    grid
}

/// Which outlet credits whom, in how many articles and in which wordings.
fn credit_pairs(source: &Source, index: &Index<'_>) -> Grid {
    let mut pairs: BTreeMap<(&str, &str), (BTreeSet<&str>, BTreeMap<&str, u64>)> = BTreeMap::new();
    for row in source.tables.credits.iter().filter(|row| row.kind != "unnamed_sources") {
        let outlet = index.article(source, &row.article_id).and_then(|row| row.outlet.as_deref()).unwrap_or("");
        let (articles, kinds) = pairs.entry((outlet, &row.names)).or_default();
        articles.insert(&row.article_id);
        *kinds.entry(&row.kind).or_default() += 1;
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|(names, (articles, _))| (std::cmp::Reverse(articles.len()), *names));
    let mut grid = Grid::new(&["outlet", "names", "articles", "kinds"]);
    for ((outlet, names), (articles, kinds)) in pairs.into_iter().take(MAX_CREDIT_PAIRS) {
        grid.push(row![(!outlet.is_empty()).then_some(outlet), cut(names, CREDIT_CHARS), articles.len(), kinds]);
    }
    grid
}

fn millis(time: Option<Micros>) -> Option<i64> {
    time.map(|time| time.0.div_euclid(1000))
}

/// Shares to four digits: what a page shows, in less room.
fn short(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

fn chars(text: &str, start: i64, end: i64) -> Option<&str> {
    text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

/// The first words of a text, and no more than that.
fn snippet(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut short = words.by_ref().take(SNIPPET_WORDS).collect::<Vec<_>>().join(" ");
    if words.next().is_some() {
        short.push_str(" …");
    }
    cut(&short, SNIPPET_CHARS)
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn base_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
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
