//! Two articles side by side: how much of each is in the other, what they are to each other, and every shared passage in its place.
//!
//! Responsible for the facts, their JSON form, and the page. Not responsible for finding anything: that is
//! [`crate::pipeline::beside`].

mod blocks;
mod flow;
mod page;

use serde::Serialize;

use super::script::Edit;
use super::signed;
use crate::article::{Article, CodePoints, Micros, Span};
use crate::passages::{Op, in_one_order};
use crate::pipeline::{Beside, Stretch};
use blocks::Block;

/// How words that differ are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// `[-lost-]` and `{+added+}`: readable without colour.
    Brackets,
    /// By tone alone, for a painter that underlines them.
    Tones,
}

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shown {
    /// Text that is not shared is shown whole.
    pub all: bool,
    /// Common runs without the weight of evidence are passages too, which do not count.
    pub phrases: bool,
}

/// Two articles and what they share.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about a pair")]
pub struct Comparison {
    match_id: String,
    /// None where nothing is shared.
    relation: Option<String>,
    near: bool,
    template: bool,
    jaccard: f64,
    longest_run_words: i64,
    identity: Option<f64>,
    same_outlet: bool,
    lag_seconds: Option<i64>,
    /// Whether the passages stand in one order in both.
    in_order: bool,
    a: Side,
    b: Side,
    /// Numbered in the order of a; boilerplate has no number.
    passages: Vec<Passage>,
    /// Common runs that are neither counted nor listed.
    phrases_left_out: usize,
    #[serde(skip)]
    shown: Shown,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Side {
    article_id: String,
    source_file: String,
    outlet: Option<String>,
    title: Option<String>,
    published_at: Option<Time>,
    published_precision: &'static str,
    published_zone: &'static str,
    words: usize,
    boilerplate_words: u32,
    /// Words that lie aligned in passages, boilerplate apart, each once; and their share of the words that are not boilerplate.
    shared_words: u32,
    containment: f64,
    boilerplate: Vec<Place>,
    #[serde(skip)]
    name: String,
    #[serde(skip)]
    text: String,
    #[serde(skip)]
    word_list: WordList,
    #[serde(skip)]
    blocks: Vec<Block>,
}

/// A time as the tables of a run write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Time(Micros);

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Where each word of a text stands, and whether it is boilerplate.
#[derive(Debug, Clone, PartialEq, Default)]
struct WordList(Vec<(Span, bool)>);

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Passage {
    number: Option<usize>,
    #[serde(rename = "passage_id")]
    id: String,
    /// verbatim, edited, quote, boilerplate, phrase
    kind: String,
    flags: Vec<String>,
    words: i64,
    identity: f64,
    /// Whether it faces its other side: those that do stand in one order in both articles.
    in_order: bool,
    ops: String,
    a: Place,
    b: Place,
    #[serde(skip)]
    edits: Vec<(Edit, usize)>,
    #[serde(skip)]
    word_ranges: [(usize, usize); 2],
}

/// Where something stands in a text, half-open, and its words.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Place {
    start: i64,
    end: i64,
    start_byte: i64,
    end_byte: i64,
    text: String,
}

impl Comparison {
    /// Sets two articles beside each other by what [`crate::pipeline::beside`] found of them.
    #[must_use]
    pub fn of(a: &Article, b: &Article, found: &Beside, shown: Shown) -> Self {
        let is_listed = |stretch: &&Stretch| stretch.counts() || stretch.passage.boilerplate || shown.phrases;
        let listed: Vec<&Stretch> = found.stretches.iter().filter(is_listed).collect();
        let has_block: Vec<bool> = listed.iter().map(|stretch| !stretch.passage.boilerplate).collect();
        let order: Vec<(usize, usize)> = listed
            .iter()
            .zip(&has_block)
            .filter(|(_, has)| **has)
            .map(|(stretch, _)| (stretch.passage.b.0 as usize, stretch.passage.words() as usize))
            .collect();
        let mut faces = in_one_order(&order).into_iter();
        let in_order = faces.clone().all(|faces| faces);
        let mut number = 0;
        let passages: Vec<Passage> = listed
            .iter()
            .zip(&has_block)
            .map(|(stretch, &has_block)| {
                number += usize::from(has_block);
                passage(a, b, stretch, has_block.then_some(number), !has_block || faces.next().unwrap_or(true))
            })
            .collect();
        let ranges = |side: usize| -> Vec<Option<std::ops::Range<usize>>> {
            let range = |one: &Passage| one.number.is_some().then(|| one.word_ranges[side].0..one.word_ranges[side].1);
            passages.iter().map(range).collect()
        };
        let (ranges_a, ranges_b) = (ranges(0), ranges(1));
        let shares = found.measures.shared_words > 0 || !found.stretches.is_empty();
        Self {
            match_id: found.row.match_id.clone(),
            relation: (shares || found.measures.near).then(|| found.row.relation.to_string()),
            near: found.measures.near,
            template: found.measures.template,
            jaccard: found.row.jaccard,
            longest_run_words: found.row.longest_run_words,
            identity: found.row.identity,
            same_outlet: found.row.same_outlet,
            lag_seconds: found.row.lag_seconds,
            in_order,
            a: side(a, &found.a, found.row.containment_a, &ranges_a),
            b: side(b, &found.b, found.row.containment_b, &ranges_b),
            phrases_left_out: found.stretches.len() - listed.len(),
            passages,
            shown,
        }
    }

    /// Whether nothing is shared, boilerplate and phrases apart. Texts too short for a passage may be near all the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let all_boilerplate = |side: &Side| side.words == side.boilerplate_words as usize;
        let is_near = self.near && !all_boilerplate(&self.a) && !all_boilerplate(&self.b);
        self.a.shared_words == 0 && self.b.shared_words == 0 && !is_near
    }
}

fn side(article: &Article, found: &crate::pipeline::Side, containment: f64, passages: &[Option<std::ops::Range<usize>>]) -> Side {
    let published = &article.published;
    let points = CodePoints::new(&article.text);
    let at = |&(start, end): &(u32, u32)| place(&article.text, &points, found.words.stretch(start as usize, end as usize));
    let held = |word: usize| u32::try_from(word).is_ok_and(|word| crate::passages::holds(&found.boilerplate, word));
    Side {
        article_id: article.id.clone(),
        source_file: article.source_file.clone(),
        outlet: article.outlet.clone(),
        title: article.title.clone(),
        published_at: published.at.map(Time),
        published_precision: published.precision.name(),
        published_zone: published.zone.name(),
        words: found.words.len(),
        boilerplate_words: crate::verify::count(&found.boilerplate),
        shared_words: found.shared_words(),
        containment,
        boilerplate: found.boilerplate.iter().map(at).collect(),
        // The file where it holds one article, which then has its name for an id.
        name: if article.source_file.ends_with(&article.id) { article.source_file.clone() } else { article.id.clone() },
        text: article.text.clone(),
        word_list: WordList((0..found.words.len()).map(|i| (found.words.span(i), held(i))).collect()),
        blocks: blocks::blocks(&article.text, &found.words, passages, &found.boilerplate),
    }
}

fn passage(a: &Article, b: &Article, found: &Stretch, number: Option<usize>, in_order: bool) -> Passage {
    let row = &found.row;
    let edit = |op: Op| match op {
        Op::Equal => Edit::Same,
        Op::Changed => Edit::Changed,
        Op::Deleted => Edit::Lost,
        Op::Inserted => Edit::Added,
    };
    let range = |(start, end): (u32, u32)| (start as usize, end as usize);
    let place = |text: &str, [start, end, start_byte, end_byte]: [i64; 4]| {
        let bytes = usize::try_from(start_byte).unwrap_or_default()..usize::try_from(end_byte).unwrap_or_default();
        Place { start, end, start_byte, end_byte, text: text.get(bytes).unwrap_or_default().to_owned() }
    };
    let counts = found.counts() || found.passage.boilerplate;
    Passage {
        number,
        id: row.passage_id.clone(),
        kind: if counts { row.kind.to_string() } else { "phrase".to_owned() },
        flags: row.flags.iter().map(ToString::to_string).chain((!in_order).then(|| "reordered".to_owned())).collect(),
        words: row.words,
        identity: row.identity,
        in_order,
        ops: row.ops.clone(),
        a: place(&a.text, [row.a_start, row.a_end, row.a_start_byte, row.a_end_byte]),
        b: place(&b.text, [row.b_start, row.b_end, row.b_start_byte, row.b_end_byte]),
        edits: found.passage.ops.iter().map(|&(op, n)| (edit(op), n as usize)).collect(),
        word_ranges: [range(found.passage.a), range(found.passage.b)],
    }
}

fn place(text: &str, points: &CodePoints<'_>, span: Span) -> Place {
    let [start, end] = [points.at(span.start), points.at(span.end)].map(signed);
    Place { start, end, start_byte: signed(span.start), end_byte: signed(span.end), text: span.of(text).to_owned() }
}

#[cfg(test)]
mod tests;
