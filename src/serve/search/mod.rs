//! Search: the articles and quotations that hold some words.
//!
//! Responsible for finding, ordering and marking. All words of a question have to stand in a text; those between quotation marks one
//! after the other. Words are those of every measure ([`crate::text`]), so that case, accents that are written otherwise, and
//! characters without width make no difference. The order is that of BM25 (Robertson, Walker, Jones, Hancock-Beaulieu, Gatford 1994),
//! ties by id. Not responsible for meaning: no synonyms, no stems, nothing learned.
//!
//! **Cost:** the index has eight bytes for each word of each text, once a text; a question reads the lists of its words, and the texts
//! themselves only where words have to stand beside each other or are shown.

mod index;
mod question;
mod snippet;

use std::collections::BTreeMap;

use ahash::AHashMap;
use rayon::prelude::*;
use serde::Serialize;

use super::answer::Answer;
use super::limits::{MAX_FACETS, MAX_HITS, MAX_ROWS};
use super::problem::Problem;
use super::query::{Query, shown};
use super::rows::{cursor, key, read_cursor, times};
use crate::tables::{ArticleRow, QuoteRow, Tables};
use index::WordIndex;
use question::Question;
use snippet::{Hit, Piece, marked, snippet};

/// Rows where no number is asked for: a page that is read, not downloaded.
const ROWS: usize = 20;
/// Words that are shown around the first hit.
const SNIPPET_WORDS: usize = 45;
/// Words of a quotation that are shown.
const QUOTE_WORDS: usize = 80;

/// What is searched.
#[derive(Debug)]
pub(super) struct Search<'s> {
    tables: &'s Tables,
    has_texts: bool,
    texts: AHashMap<&'s str, &'s str>,
    articles: WordIndex,
    quotes: WordIndex,
    /// The article of each quotation, by its row.
    article_of: Vec<Option<usize>>,
}

#[derive(Serialize)]
struct Answered<'a, R> {
    q: &'a str,
    r#in: &'static str,
    /// Whether texts were searched, or titles alone.
    texts: bool,
    total: usize,
    rows: Vec<R>,
    next_cursor: Option<String>,
    /// Outlets of what was found whatever the outlet asked for, the most frequent first.
    outlets: Vec<(&'a str, usize)>,
}

#[derive(Serialize)]
struct ArticleHit<'a> {
    article_id: &'a str,
    outlet: Option<&'a str>,
    published_at: Option<String>,
    language: Option<&'a str>,
    cluster_id: Option<&'a str>,
    score: f64,
    title: Vec<Piece<'a>>,
    snippet: Vec<Piece<'a>>,
    /// Places of the words in the text, in code points.
    hits: Vec<Hit>,
}

#[derive(Serialize)]
struct QuoteHit<'a> {
    quote_id: &'a str,
    utterance_id: &'a str,
    article_id: &'a str,
    outlet: Option<&'a str>,
    published_at: Option<String>,
    speaker: Option<&'a str>,
    /// Printings of the same thing said that hold the words.
    printings: usize,
    score: f64,
    text: Vec<Piece<'a>>,
}

/// What an article has to be.
struct Filters<'q> {
    outlet: Option<&'q str>,
    language: Option<&'q str>,
    speaker: Option<&'q str>,
    from: Option<i64>,
    to: Option<i64>,
}

impl<'s> Search<'s> {
    pub(super) fn of(tables: &'s Tables, has_texts: bool) -> Self {
        let texts: AHashMap<&str, &str> = tables.texts.iter().map(|row| (row.article_id.as_str(), row.text.as_str())).collect();
        let numbers: AHashMap<&str, usize> =
            tables.articles.iter().enumerate().map(|(i, row)| (row.article_id.as_str(), i)).collect();
        let articles = WordIndex::of(tables.articles.len(), |i| {
            let row = &tables.articles[i];
            [row.title.as_deref().unwrap_or_default(), texts.get(row.article_id.as_str()).copied().unwrap_or_default()]
        });
        let quotes = WordIndex::of(tables.quotes.len(), |i| [tables.quotes[i].text.as_str(), ""]);
        let article_of = tables.quotes.iter().map(|row| numbers.get(row.article_id.as_str()).copied()).collect();
        Self { tables, has_texts, texts, articles, quotes, article_of }
    }

    pub(super) fn answer(&self, query: &Query, stamp: u64) -> Result<Answer, Problem> {
        query.only(&["q", "in", "outlet", "language", "speaker", "from", "to", "limit", "cursor"])?;
        let q = query.get("q").unwrap_or_default();
        let question = Question::read(q)?;
        let limit = query.number("limit", ROWS, MAX_ROWS)?;
        let key = key("search", query, stamp);
        let skip = query.get("cursor").map_or(Ok(0), |text| read_cursor(text, key))?;
        let day = |name: &str| match query.get(name) {
            None => Ok(None),
            Some(text) => times(text)
                .map(Some)
                .ok_or_else(|| Problem::query(format!("{name} is no date: {}", shown(text)), "give a day as 2026-03-03")),
        };
        let filters = Filters {
            outlet: query.get("outlet"),
            language: query.get("language"),
            speaker: query.get("speaker"),
            from: day("from")?.map(|(first, _)| first),
            to: day("to")?.map(|(_, last)| last),
        };
        match query.get("in") {
            None | Some("articles") if filters.speaker.is_some() => {
                Err(Problem::query("articles have no speaker", "add in=quotations, or leave speaker out"))
            }
            None | Some("articles") => Ok(self.in_articles(q, &question, &filters, (skip, limit), key)),
            Some("quotations") => Ok(self.in_quotes(q, &question, &filters, (skip, limit), key)),
            Some(other) => Err(Problem::query(format!("nothing is searched in {}", shown(other)), "give articles or quotations")),
        }
    }

    fn in_articles(
        &self,
        q: &str,
        question: &Question,
        filters: &Filters<'_>,
        (skip, limit): (usize, usize),
        key: u64,
    ) -> Answer {
        let rows = &self.tables.articles;
        let fields = |i: usize| [rows[i].title.as_deref().unwrap_or_default(), self.text(&rows[i].article_id)];
        let found = found(&self.articles, question, fields, |i| filters.pass(&rows[i], None));
        let outlets = outlets(found.iter().map(|&(i, _)| rows[i].outlet.as_deref()));
        let kept: Vec<(usize, f64)> = found.into_iter().filter(|&(i, _)| filters.of_outlet(&rows[i])).collect();
        let page = kept.iter().skip(skip).take(limit);
        let hits: Vec<ArticleHit<'_>> = page
            .map(|&(i, score)| {
                let row: &ArticleRow = &rows[i];
                let [title, text] = fields(i);
                let (snippet, hits) = snippet(text, question, SNIPPET_WORDS, MAX_HITS);
                ArticleHit {
                    article_id: &row.article_id,
                    outlet: row.outlet.as_deref(),
                    published_at: row.published_at.map(|at| at.to_string()),
                    language: row.language.as_deref(),
                    cluster_id: row.cluster_id.as_deref(),
                    score,
                    title: marked(title, question),
                    snippet,
                    hits,
                }
            })
            .collect();
        let next_cursor = next(skip.saturating_add(hits.len()), kept.len(), hits.is_empty(), key);
        Answer::json(&Answered {
            q,
            r#in: "articles",
            texts: self.has_texts,
            total: kept.len(),
            rows: hits,
            next_cursor,
            outlets,
        })
    }

    /// One row an utterance: its best printing.
    fn in_quotes(&self, q: &str, question: &Question, filters: &Filters<'_>, (skip, limit): (usize, usize), key: u64) -> Answer {
        let rows = &self.tables.quotes;
        let article = |i: usize| self.article_of[i].map(|n| &self.tables.articles[n]);
        let passes = |i: usize| article(i).is_some_and(|row| filters.pass(row, Some(&rows[i])));
        let found = found(&self.quotes, question, |i| [rows[i].text.as_str(), ""], passes);
        let outlets = outlets(found.iter().map(|&(i, _)| article(i).and_then(|row| row.outlet.as_deref())));
        let mut groups: Vec<(usize, f64, usize)> = Vec::new();
        let mut group_of: AHashMap<&str, usize> = AHashMap::new();
        for (i, score) in found.into_iter().filter(|&(i, _)| article(i).is_some_and(|row| filters.of_outlet(row))) {
            let group = *group_of.entry(rows[i].utterance_id.as_str()).or_insert_with(|| {
                groups.push((i, score, 0));
                groups.len() - 1
            });
            groups[group].2 += 1;
        }
        let page = groups.iter().skip(skip).take(limit);
        let hits: Vec<QuoteHit<'_>> = page
            .map(|&(i, score, printings)| {
                let (row, article) = (&rows[i], article(i));
                QuoteHit {
                    quote_id: &row.quote_id,
                    utterance_id: &row.utterance_id,
                    article_id: &row.article_id,
                    outlet: article.and_then(|row| row.outlet.as_deref()),
                    published_at: article.and_then(|row| row.published_at).map(|at| at.to_string()),
                    speaker: row.speaker.as_deref(),
                    printings,
                    score,
                    text: snippet(&row.text, question, QUOTE_WORDS, 0).0,
                }
            })
            .collect();
        let next_cursor = next(skip.saturating_add(hits.len()), groups.len(), hits.is_empty(), key);
        Answer::json(&Answered { q, r#in: "quotations", texts: true, total: groups.len(), rows: hits, next_cursor, outlets })
    }

    fn text(&self, id: &str) -> &'s str {
        self.texts.get(id).copied().unwrap_or_default()
    }
}

fn next(end: usize, total: usize, is_empty: bool, key: u64) -> Option<String> {
    (end < total && !is_empty).then(|| cursor(end, key))
}

impl Filters<'_> {
    /// All but the outlet, which is counted.
    fn pass(&self, row: &ArticleRow, quote: Option<&QuoteRow>) -> bool {
        let at = row.published_at.map(|at| at.0);
        self.language.is_none_or(|language| row.language.as_deref() == Some(language))
            && self.speaker.is_none_or(|speaker| quote.is_some_and(|quote| quote.speaker.as_deref() == Some(speaker)))
            && self.from.is_none_or(|from| at.is_some_and(|at| at >= from))
            && self.to.is_none_or(|to| at.is_some_and(|at| at <= to))
    }

    fn of_outlet(&self, row: &ArticleRow) -> bool {
        self.outlet.is_none_or(|outlet| row.outlet.as_deref() == Some(outlet))
    }
}

/// Texts that answer the question and pass, with their scores: the best first, those that are alike in order.
fn found<'t>(
    index: &WordIndex,
    question: &Question,
    fields: impl Fn(usize) -> [&'t str; 2] + Sync,
    passes: impl Fn(usize) -> bool + Sync,
) -> Vec<(usize, f64)> {
    let candidates = index.all_of(&question.words());
    let mut found: Vec<(usize, f64)> = candidates
        .into_par_iter()
        .filter(|&(i, _)| passes(i) && (!question.has_phrases() || question.stands_in(fields(i))))
        .collect();
    found.sort_by(|(i, a), (j, b)| b.total_cmp(a).then(i.cmp(j)));
    found
}

fn outlets<'a>(names: impl Iterator<Item = Option<&'a str>>) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names.flatten() {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    counts.truncate(MAX_FACETS);
    counts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::article::Micros;
    use crate::tables::TextRow;

    fn tables() -> Tables {
        let article = |id: &str, outlet: &str, title: &str, day: i64| ArticleRow {
            article_id: id.into(),
            outlet: Some(outlet.into()),
            title: Some(title.into()),
            published_at: Some(Micros(day * Micros::DAY)),
            ..ArticleRow::default()
        };
        let text = |id: &str, text: &str| TextRow { article_id: id.into(), text: text.into() };
        let quote = |id: &str, article: &str, utterance: &str, text: &str| QuoteRow {
            quote_id: id.into(),
            article_id: article.into(),
            utterance_id: utterance.into(),
            text: text.into(),
            speaker: Some("Ada Roe".into()),
            ..QuoteRow::default()
        };
        Tables {
            articles: vec![
                article("a", "Reed", "The bridge is closed", 1),
                article("b", "Post", "Lorries wait", 2),
                article("c", "Post", "<script>alert(1)</script>", 3),
            ],
            texts: vec![
                text("a", "Engineers closed the old bridge to lorries on Monday."),
                text("b", "The bridge of Mill Street, old and narrow, was closed. CAFE\u{301} owners said so."),
                text("c", "Nothing of this <img src=x onerror=alert(1)> happens at the café."),
            ],
            quotes: vec![
                quote("q1", "a", "u", "we closed the bridge"),
                quote("q2", "b", "u", "we closed the bridge"),
                quote("q3", "b", "v", "no bridge, no lorries"),
            ],
            ..Tables::default()
        }
    }

    fn ask(query: &str) -> serde_json::Value {
        let tables = tables();
        let search = Search::of(&tables, true);
        let answer = Query::parse(query).and_then(|query| search.answer(&query, 1)).unwrap_or_else(Answer::from);
        assert!(!answer.body.contains(&b'<'), "nothing in an answer can be markup");
        serde_json::from_slice(&answer.body).unwrap()
    }

    fn ids(query: &str, column: &str) -> String {
        let answer = ask(query);
        answer["rows"].as_array().unwrap().iter().map(|row| row[column].as_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn all_words_have_to_stand_in_it_and_a_phrase_in_one_piece() {
        assert_eq!(ids("q=bridge+CLOSED", "article_id"), "a b");
        assert_eq!(ids("q=%22old+bridge%22", "article_id"), "a");
        assert_eq!(ids("q=%E2%80%9Cthe+bridge%E2%80%9D+lorries", "article_id"), "a b");
        assert_eq!(ids("q=bridge+tower", "article_id"), "");
        assert_eq!(ids("q=caf%C3%A9", "article_id"), "b c", "however the accent is written");
        assert_eq!(ids("q=bridge&outlet=Post", "article_id"), "b");
        assert_eq!(ids("q=bridge&to=1970-01-02", "article_id"), "a");
        assert_eq!(ids("q=bridge&from=1970-01-03", "article_id"), "b");
    }

    #[test]
    fn quotations_come_once_an_utterance() {
        let answer = ask("q=bridge&in=quotations");
        assert_eq!((&answer["total"], answer["rows"].as_array().map(Vec::len)), (&json!(2), Some(2)));
        assert_eq!(ids("q=closed&in=quotations", "utterance_id"), "u");
        assert_eq!(ask("q=closed&in=quotations")["rows"][0]["printings"], 2);
        assert_eq!(ids("q=bridge&in=quotations&speaker=Nobody", "quote_id"), "");
    }

    #[test]
    fn hits_are_marked_with_their_places_and_outlets_are_counted() {
        let answer = ask("q=%22old+bridge%22&outlet=Reed");
        let row = &answer["rows"][0];
        assert_eq!(row["hits"], json!([{ "start": 21, "end": 31 }]));
        let hit = row["snippet"].as_array().unwrap().iter().find(|piece| piece["hit"] == true).unwrap();
        assert_eq!(hit["text"], "old bridge");
        assert_eq!(ask("q=bridge&outlet=Reed")["outlets"], json!([["Post", 1], ["Reed", 1]]), "whatever the outlet asked for");
        let whole: String =
            ask("q=img")["rows"][0]["snippet"].as_array().unwrap().iter().map(|piece| piece["text"].as_str().unwrap()).collect();
        assert!(whole.contains("<img src=x onerror=alert(1)>"), "the text is given as it is: {whole}");
    }

    #[test]
    fn pages_of_a_search_meet() {
        let first = ask("q=bridge&limit=1");
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = ask(&format!("q=bridge&limit=1&cursor={cursor}"));
        assert_eq!((&second["rows"][0]["article_id"], &second["next_cursor"]), (&json!("b"), &json!(null)));
        assert_eq!(ask(&format!("q=lorries&cursor={cursor}"))["status"], 400);
    }

    #[test]
    fn what_is_no_question_is_told() {
        for query in ["q=", "q=%22+%22", "", "q=!!!", "q=a&in=titles", "q=a&from=monday", "q=a&speaker=x", "q=a&qq=b"] {
            assert_eq!(ask(query)["status"], 400, "{query}");
        }
        let many: Vec<String> = (0..40).map(|i| format!("w{i}")).collect();
        assert_eq!(ask(&format!("q={}", many.join("+")))["status"], 400);
    }
}
