//! Rows of matches and passages.
//!
//! Which pairs have rows is settled first (`listed.rs`), as numbers in the order of the tables; then rows are made batch by batch.

use std::borrow::Cow;
use std::io;

use rayon::prelude::*;

use super::cases::{cases_of, with_cases};
use super::families::FamilyList;
use super::ids::Ids;
use super::listed::{Listed, listed};
use super::places::{Place, Places, int, with_marks};
use crate::passages::{Op, Passage, cigar, in_one_order};
use crate::pipeline::Corpus;
use crate::pipeline::near::{Near, Verified};
use crate::pipeline::partners::Partners;
use crate::storage::in_one;
use crate::tables::{Label, MatchRow, PassageRow};
use crate::text::Spans;
use crate::verify::{Measures, Relation, common};

/// The share of a passage's words in quotation marks from which it is a quotation.
const QUOTED_SHARE: f64 = 0.8;

/// Pairs whose rows are made together.
const BATCH_PAIRS: usize = 2048;

/// All pairs of articles that are listed, in the order of the tables.
#[derive(Debug)]
pub struct MatchList<'c> {
    corpus: &'c Corpus,
    near: &'c Near,
    places: &'c Places<'c>,
    listed: Vec<Listed>,
    /// Pairs of exact copies and of large families that have no row.
    pub left_out: u64,
}

impl<'c> MatchList<'c> {
    pub(in crate::pipeline) fn of(near: &'c Near, places: &'c Places<'c>, partners: &Partners<'c>) -> Self {
        let (listed, left_out) = listed(near, partners);
        Self { corpus: partners.corpus, near, places, listed, left_out }
    }

    pub fn matches(&self) -> impl Iterator<Item = io::Result<Vec<MatchRow>>> {
        let row = |&one: &Listed| self.match_row(one).transpose();
        self.listed.chunks(BATCH_PAIRS).map(move |listed| listed.par_iter().filter_map(row).collect())
    }

    pub fn passages(&self, families: &FamilyList<'_>) -> impl Iterator<Item = io::Result<Vec<PassageRow>>> {
        self.listed.chunks(BATCH_PAIRS).map(|listed| in_one(listed.par_iter().map(|&one| self.passage_rows(one, families))))
    }

    /// None where the settings' evidence is of phrases alone.
    fn match_row(&self, listed: Listed) -> io::Result<Option<MatchRow>> {
        let Listed { a, b, pair } = listed;
        let Some(number) = pair else {
            let words = self.corpus.word_count(a);
            let measures = Measures::identical(words);
            return Ok(Some(match_row(self.corpus, a, b, &measures, usize::from(words > 0), vec!["exact".into()])));
        };
        let pair = self.near.pairs.get(number as usize)?;
        let pieces: Vec<&Passage> = pair.passages.iter().filter(|passage| is_listed(passage)).collect();
        let joined: usize = self.cases(&pair, &pieces).iter().map(|case| case.len() - 1).sum();
        let passages = pieces.len() - joined;
        if passages == 0 && !pair.measures.near {
            return Ok(None);
        }
        let measures = if self.is_turned(listed, &pair) { pair.measures.turned() } else { pair.measures };
        let mut found_by: Vec<Label> = Vec::new();
        found_by.extend(pair.found_by.minhash.then_some("minhash".into()));
        found_by.extend(pair.found_by.passages.then_some("passages".into()));
        found_by.extend(pair.found_by.cluster.then_some("cluster".into()));
        Ok(Some(match_row(self.corpus, a, b, &measures, passages, found_by)))
    }

    /// Whether the article with the smaller number has the second text of the pair.
    fn is_turned(&self, listed: Listed, pair: &Verified) -> bool {
        self.corpus.text_of[listed.a as usize] != pair.a
    }

    /// The listed passages that have a row together.
    fn cases(&self, pair: &Verified, pieces: &[&Passage]) -> Vec<Vec<usize>> {
        cases_of(pieces, |passage| is_speech(self.quoted_share(pair.a, passage.a), self.quoted_share(pair.b, passage.b)))
    }

    /// The share of some words of a text that stands in quotation marks.
    fn quoted_share(&self, text: u32, range: (u32, u32)) -> f64 {
        f64::from(common(&[range], &self.corpus.quoted[text as usize])) / f64::from(range.1 - range.0)
    }

    fn passage_rows(&self, listed: Listed, families: &FamilyList<'_>) -> io::Result<Vec<PassageRow>> {
        let Listed { a, b, pair } = listed;
        let corpus = self.corpus;
        let ids = [a, b].map(|number| corpus.articles.id(number));
        let match_id = Ids::MATCH.of(&ids);
        let Some(number) = pair else {
            let words = corpus.word_count(a);
            if words == 0 {
                return Ok(Vec::new());
            }
            let whole = |number: u32| self.places.span(number, corpus.extents[number as usize]);
            let (at_a, at_b) = (whole(a)?, whole(b)?);
            let row = whole_row(&match_id, (ids[0], at_a), (ids[1], at_b), words);
            let text = corpus.text_of[a as usize];
            let family_id = Some(families.id_of_copies(text));
            return Ok(vec![PassageRow { articles: int(corpus.copies[text as usize].len()), family_id, ..row }]);
        };
        let pair = self.near.pairs.get(number as usize)?;
        let turned = self.is_turned(listed, &pair);
        let own_families = families.of_passages(number as usize, &pair.passages);
        let (text_a, text_b) = (corpus.articles.text(a)?, corpus.articles.text(b)?);
        let (spans_a, spans_b) = (corpus.spans(a)?, corpus.spans(b)?);
        let in_case = self.cases(&pair, &pair.passages.iter().filter(|passage| is_listed(passage)).collect::<Vec<_>>());
        let mut pieces: Vec<(PassageRow, Cow<'_, Passage>)> = Vec::new();
        for (passage, family) in pair.passages.iter().zip(own_families).filter(|(passage, _)| is_listed(passage)) {
            let passage = if turned { Cow::Owned(passage.turned()) } else { Cow::Borrowed(passage) };
            let quoted = |number: u32, range| self.quoted_share(corpus.text_of[number as usize], range);
            let at = |spans: &Spans, (start, end): (u32, u32)| spans.stretch(start as usize, end as usize);
            let (span_a, span_b) = with_marks((&text_a, at(&spans_a, passage.a)), (&text_b, at(&spans_b, passage.b)));
            let (at_a, at_b) = (self.places.span(a, span_a)?, self.places.span(b, span_b)?);
            let (family_id, articles) = family.map_or((None, 2), |(id, articles)| (Some(id), articles));
            let quoted = (quoted(a, passage.a), quoted(b, passage.b));
            let row = passage_row(&match_id, (ids[0], at_a), (ids[1], at_b), &passage, quoted);
            pieces.push((PassageRow { articles, family_id, ..row }, passage));
        }
        let mut rows = with_cases(&match_id, pieces, &in_case);
        flag_reordered(&mut rows);
        // Two that differ in their end in b alone have one id.
        rows.sort_by(|x, y| (x.a_start, x.b_start, &x.passage_id, x.b_end).cmp(&(y.a_start, y.b_start, &y.passage_id, y.b_end)));
        Ok(rows)
    }
}

/// What is neither boilerplate nor evident is a phrase, and has no row.
const fn is_listed(passage: &Passage) -> bool {
    passage.boilerplate || passage.evident
}

/// Flags the passages that stand in another order in b than the rest does, in the order of a.
fn flag_reordered(passages: &mut [PassageRow]) {
    let mut order: Vec<usize> = (0..passages.len()).filter(|&i| passages[i].kind != "boilerplate").collect();
    order.sort_by_key(|&i| (passages[i].a_start, passages[i].b_start));
    let size = |n: i64| usize::try_from(n).unwrap_or_default();
    let places: Vec<(usize, usize)> = order.iter().map(|&i| (size(passages[i].b_start), size(passages[i].words))).collect();
    for (&i, in_order) in order.iter().zip(in_one_order(&places)) {
        // A case has the flag already.
        if !in_order && passages[i].blocks.is_none() {
            passages[i].flags.push("reordered".into());
        }
    }
}

fn match_row(corpus: &Corpus, a: u32, b: u32, measures: &Measures, passages: usize, found_by: Vec<Label>) -> MatchRow {
    let (outlet_a, outlet_b) = (corpus.outlets[a as usize], corpus.outlets[b as usize]);
    // Copies of one text can be of one outlet where the texts' first articles are not.
    let same_outlet = outlet_a.is_some() && outlet_a == outlet_b;
    let relation = match measures.relation {
        Relation::Reprint | Relation::Abridged | Relation::Expanded if same_outlet => Relation::Revision,
        Relation::Revision if !same_outlet => Relation::Reprint,
        relation => relation,
    };
    MatchRow {
        match_id: Ids::MATCH.of(&[corpus.articles.id(a), corpus.articles.id(b)]),
        a: corpus.articles.id(a).to_owned(),
        b: corpus.articles.id(b).to_owned(),
        relation: relation.name().into(),
        jaccard: measures.jaccard,
        containment_a: measures.containment_a,
        containment_b: measures.containment_b,
        shared_words: i64::from(measures.shared_words),
        longest_run_words: i64::from(measures.longest_run_words),
        passages: int(passages),
        identity: (measures.shared_words > 0).then_some(measures.identity),
        same_outlet,
        lag_seconds: corpus.articles.published(a).lag_seconds(corpus.articles.published(b)),
        found_by,
    }
}

/// Whether a passage is a quotation on both sides, or on one side what the other prints as its own words, by the shares of their words in
/// quotation marks.
pub(in crate::pipeline) fn is_speech(quoted_a: f64, quoted_b: f64) -> bool {
    quoted_a.min(quoted_b) >= QUOTED_SHARE || is_unquoted_echo(quoted_a, quoted_b)
}

/// Whether one side prints as speech what the other prints as its own words, by the shares of their words in quotation marks.
fn is_unquoted_echo(quoted_a: f64, quoted_b: f64) -> bool {
    quoted_a.max(quoted_b) >= QUOTED_SHARE && quoted_a.min(quoted_b) <= 1.0 - QUOTED_SHARE
}

/// The row of a passage of two articles; `quoted` is the share of its words in quotation marks on either side.
pub(in crate::pipeline) fn passage_row(
    match_id: &str,
    (a, at_a): (&str, Place),
    (b, at_b): (&str, Place),
    passage: &Passage,
    quoted: (f64, f64),
) -> PassageRow {
    let least = quoted.0.min(quoted.1);
    let (kind, flags): (&'static str, Vec<Label>) = if passage.boilerplate {
        ("boilerplate", Vec::new())
    } else if least >= QUOTED_SHARE {
        ("quote", Vec::new())
    } else if is_unquoted_echo(quoted.0, quoted.1) {
        ("quote", vec!["unquoted_echo".into()])
    } else if passage.ops.iter().all(|&(op, _)| op == Op::Equal) {
        ("verbatim", Vec::new())
    } else {
        ("edited", Vec::new())
    };
    PassageRow {
        passage_id: Ids::PASSAGE.of(&[
            match_id,
            &at_a.start.to_string(),
            &at_b.start.to_string(),
            &at_a.end.to_string(),
            &at_b.end.to_string(),
        ]),
        words: i64::from(passage.words()),
        identity: passage.identity(),
        kind: kind.into(),
        flags,
        ops: cigar(&passage.ops),
        articles: 2,
        ..between(match_id, (a, at_a), (b, at_b))
    }
}

/// The row of the passage of two articles with one text of so many words, which is all of it.
pub(in crate::pipeline) fn whole_row(
    match_id: &str,
    (a, at_a): (&str, Place),
    (b, at_b): (&str, Place),
    words: u32,
) -> PassageRow {
    PassageRow {
        passage_id: Ids::PASSAGE.of(&[match_id, "whole"]),
        words: i64::from(words),
        identity: 1.0,
        kind: "verbatim".into(),
        ops: cigar(&[(Op::Equal, words)]),
        articles: 2,
        ..between(match_id, (a, at_a), (b, at_b))
    }
}

/// The row of a passage as far as its places go.
fn between(match_id: &str, (a, at_a): (&str, Place), (b, at_b): (&str, Place)) -> PassageRow {
    PassageRow {
        match_id: match_id.to_owned(),
        a: a.to_owned(),
        a_start: at_a.start,
        a_end: at_a.end,
        a_start_byte: at_a.start_byte,
        a_end_byte: at_a.end_byte,
        b: b.to_owned(),
        b_start: at_b.start,
        b_end: at_b.end,
        b_start_byte: at_b.start_byte,
        b_end_byte: at_b.end_byte,
        ..PassageRow::default()
    }
}
