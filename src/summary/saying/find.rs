//! Which utterance somebody means who types some of its words.
//!
//! Responsible for the order of what fits: an id, the words in one run, the words in their order, the most telling of them. Not
//! responsible for a meaning: words that no printing has find nothing.

use ahash::AHashMap;
use rayon::prelude::*;

use crate::tables::{QuoteRow, UtteranceRow};
use crate::text::Words;

/// The share of what the words weigh that a printing must have where it has not all of them.
const LEAST_SHARE: f64 = 0.5;

/// Utterances told where none fits, or where more than one does.
const NEAREST: usize = 3;

/// How well a printing fits, from the loosest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    CommonWords,
    InOrder,
    OneRun,
    Id,
}

/// What was found: the place of an utterance in its table, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// None where nothing fits.
    pub utterance: Option<(usize, Fit)>,
    /// Others, the nearest first, with the share of the words that they have.
    pub others: Vec<(usize, f64)>,
    /// How many others fit as well.
    pub as_well: usize,
}

/// Looks for `text` in all printings. O(words of the run).
#[must_use]
pub fn find(utterances: &[UtteranceRow], quotes: &[QuoteRow], text: &str) -> Found {
    let number: AHashMap<&str, usize> = (0..).zip(utterances).map(|(i, row)| (row.utterance_id.as_str(), i)).collect();
    let id = text.trim();
    let of_quote = || quotes.iter().find(|quote| quote.quote_id == id).and_then(|quote| number.get(quote.utterance_id.as_str()));
    if let Some(&i) = number.get(id).or_else(of_quote) {
        return Found { utterance: Some((i, Fit::Id)), others: Vec::new(), as_well: 0 };
    }
    let wanted = Words::of(text);
    let wanted = wanted.hashes();
    if wanted.is_empty() {
        return Found { utterance: None, others: Vec::new(), as_well: 0 };
    }
    let mut distinct: Vec<u64> = wanted.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    // For each printing how it fits, and which of the words it has.
    let printings: Vec<(Fit, Vec<bool>)> = quotes
        .par_iter()
        .map(|quote| {
            let words = Words::of(&quote.text);
            let words = words.hashes();
            let has = distinct.iter().map(|word| words.contains(word)).collect();
            let fit = if words.windows(wanted.len()).any(|run| run == wanted) {
                Fit::OneRun
            } else if in_order(wanted, words) {
                Fit::InOrder
            } else {
                Fit::CommonWords
            };
            (fit, has)
        })
        .collect();
    let weights = weights(&printings, distinct.len());
    let whole: f64 = weights.iter().sum();
    let mut best: Vec<Option<(Fit, f64)>> = vec![None; utterances.len()];
    for ((fit, has), quote) in printings.iter().zip(quotes) {
        let Some(&i) = number.get(quote.utterance_id.as_str()) else { continue };
        let weight: f64 = has.iter().zip(&weights).filter(|(has, _)| **has).map(|(_, weight)| weight).sum();
        let share = if whole > 0.0 { weight / whole } else { 0.0 };
        let own = (*fit, share);
        if best[i].is_none_or(|(fit, share)| own.0 > fit || own.0 == fit && own.1 > share) {
            best[i] = Some(own);
        }
    }
    let mut order: Vec<(usize, Fit, f64)> = best
        .into_iter()
        .enumerate()
        .filter_map(|(i, found)| found.map(|(fit, share)| (i, fit, share)))
        .filter(|one| one.2 > 0.0)
        .collect();
    order.sort_by(|x, y| {
        let printed = |i: usize| (utterances[i].outlets, utterances[i].articles, utterances[i].quotes);
        y.1.cmp(&x.1)
            .then(y.2.total_cmp(&x.2))
            .then(printed(y.0).cmp(&printed(x.0)))
            .then(utterances[x.0].utterance_id.cmp(&utterances[y.0].utterance_id))
    });
    let fits = |&(_, fit, share): &(usize, Fit, f64)| fit > Fit::CommonWords || share >= LEAST_SHARE;
    let utterance = order.first().filter(|first| fits(first)).map(|&(i, fit, _)| (i, fit));
    let skipped = usize::from(utterance.is_some());
    let as_well = order.iter().skip(skipped).take_while(|one| Some(one.1) == utterance.map(|(_, fit)| fit) && fits(one)).count();
    let others = order.iter().skip(skipped).take(NEAREST).map(|&(i, _, share)| (i, share)).collect();
    Found { utterance, others, as_well }
}

/// Whether all of `wanted` stands in `words` in this order, with others between.
fn in_order(wanted: &[u64], words: &[u64]) -> bool {
    let mut words = words.iter();
    wanted.iter().all(|word| words.any(|other| other == word))
}

/// What each of the words weighs: rare ones tell more. Words that no printing has weigh most.
fn weights(printings: &[(Fit, Vec<bool>)], words: usize) -> Vec<f64> {
    let all = printings.len() as f64;
    (0..words)
        .map(|word| {
            let held = printings.iter().filter(|(_, has)| has[word]).count() as f64;
            ((all + 1.0) / (held + 1.0)).ln() + 0.01
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[(&str, &str)]) -> (Vec<UtteranceRow>, Vec<QuoteRow>) {
        let quote = |(i, (utterance, text)): (usize, &(&str, &str))| QuoteRow {
            quote_id: format!("q{i}"),
            utterance_id: (*utterance).into(),
            text: (*text).into(),
            ..QuoteRow::default()
        };
        let mut ids: Vec<&str> = texts.iter().map(|(utterance, _)| *utterance).collect();
        ids.dedup();
        let utterance = |id: &str| UtteranceRow {
            utterance_id: id.into(),
            outlets: texts.iter().filter(|(other, _)| *other == id).count().try_into().unwrap(),
            ..UtteranceRow::default()
        };
        (ids.into_iter().map(utterance).collect(), texts.iter().enumerate().map(quote).collect())
    }

    #[test]
    fn ids_come_before_runs_and_runs_before_words() {
        let (utterances, quotes) = rows(&[
            ("u1", "We will not close the bridge."),
            ("u1", "We will close the bridge."),
            ("u2", "The bridge will close, and we know it."),
            ("u3", "Nobody asked the council."),
            ("u3", "nobody asked"),
        ]);
        let found = |text: &str| find(&utterances, &quotes, text).utterance;
        assert_eq!(found("u3"), Some((2, Fit::Id)));
        assert_eq!(found("q2"), Some((1, Fit::Id)));
        assert_eq!(found("NOT close the “bridge”!"), Some((0, Fit::OneRun)));
        assert_eq!(found("we not close bridge"), Some((0, Fit::InOrder)));
        assert_eq!(found("the council asked somebody"), Some((2, Fit::CommonWords)));
        assert_eq!(found("the ferry sails on Monday"), None);
        assert_eq!(found("…"), None);
        assert_eq!(find(&utterances, &quotes, "the ferry sails on Monday").others.len(), 3, "the nearest are told");
        let both = find(&utterances, &quotes, "the bridge");
        assert_eq!((both.utterance, both.as_well), (Some((0, Fit::OneRun)), 1), "the one that more outlets print");
    }
}
