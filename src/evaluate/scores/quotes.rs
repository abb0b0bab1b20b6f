//! Printed quotations against the planted ones: whether each printing is found, and whether the printings of one thing said are linked.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::figures::{Figures, ratio};
use super::super::truth::{Mention, Truth};
use super::passages::overlap;
use crate::tables::QuoteRow;

/// A printing is found where half of the longer of the two places lies in both.
pub(super) fn score(truth: &Truth, mentions: &[Mention], quotes: &[QuoteRow], to: &mut Figures) {
    if mentions.is_empty() {
        return;
    }
    let quotes: Vec<(&QuoteRow, Range<usize>)> = quotes
        .iter()
        .filter(|quote| quote.field == "text")
        .map(|quote| {
            let place = usize::try_from(quote.start).unwrap_or_default()..usize::try_from(quote.end).unwrap_or_default();
            (quote, place)
        })
        .collect();
    let mut by_article: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, (quote, _)) in quotes.iter().enumerate() {
        by_article.entry(&quote.article_id).or_default().push(n);
    }
    let mut utterances: Vec<Option<&str>> = Vec::with_capacity(mentions.len());
    let mut recall: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for mention in mentions {
        let mut best: Option<(usize, usize)> = None;
        for &n in by_article.get(mention.id.as_str()).into_iter().flatten() {
            let common = overlap(&mention.place, &quotes[n].1);
            let longer = mention.place.len().max(quotes[n].1.len());
            if common > 0 && 2 * common >= longer && best.is_none_or(|(most, _)| common > most) {
                best = Some((common, n));
            }
        }
        utterances.push(best.map(|(_, n)| quotes[n].0.utterance_id.as_str()));
        let entry = recall.entry(&mention.variant).or_default();
        entry.0 += usize::from(best.is_some());
        entry.1 += 1;
    }

    // Pairs of printings that are of one thing said, found and linked; and pairs that are linked and are of two.
    let mut said: BTreeMap<&str, (usize, BTreeMap<&str, usize>)> = BTreeMap::new();
    let mut linked: BTreeMap<&str, (usize, BTreeMap<&str, usize>)> = BTreeMap::new();
    for (mention, utterance) in mentions.iter().zip(&utterances) {
        let one = said.entry(&mention.quote).or_default();
        one.0 += 1;
        if let Some(utterance) = utterance {
            *one.1.entry(utterance).or_default() += 1;
            let other = linked.entry(utterance).or_default();
            other.0 += 1;
            *other.1.entry(&mention.quote).or_default() += 1;
        }
    }
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let within = |(n, parts): &(usize, BTreeMap<&str, usize>)| {
        let inside: usize = parts.values().map(|part| pairs(*part)).sum();
        (inside, pairs(*n) - inside)
    };
    let (right, apart) = said.values().map(within).fold((0, 0), |(a, b), (x, y)| (a + x, b + y));
    let wrong: usize = linked.values().map(|group| within(group).1).sum();
    to.set("quote_link_p", ratio(right, right + wrong));
    to.set("quote_link_r", ratio(right, right + apart));
    for (variant, (hit, of)) in &recall {
        to.set(format!("quote_{variant}"), ratio(*hit, *of));
    }
    to.set("quote_extra", extra(truth, mentions, &quotes));
}

/// The share of quotations that were not planted in the utterances of those that were. A quotation that a planted passage carries along
/// counts neither way.
fn extra(truth: &Truth, mentions: &[Mention], quotes: &[(&QuoteRow, Range<usize>)]) -> f64 {
    let mut planted: BTreeMap<&str, Vec<&Range<usize>>> = BTreeMap::new();
    for mention in mentions {
        planted.entry(&mention.id).or_default().push(&mention.place);
    }
    let origins: Vec<&Mention> = mentions.iter().filter(|mention| mention.variant == "origin").collect();
    let mut by_source: BTreeMap<&str, Vec<&Range<usize>>> = BTreeMap::new();
    for origin in origins {
        by_source.entry(&origin.id).or_default().push(&origin.place);
    }
    let mut carried: BTreeMap<&str, Vec<&Range<usize>>> = BTreeMap::new();
    for span in truth.spans.iter().flatten() {
        if by_source.get(span.src.as_str()).into_iter().flatten().any(|place| overlap(place, &span.from) > 0) {
            carried.entry(&span.dst).or_default().push(&span.to);
        }
    }
    let lies = |places: &BTreeMap<&str, Vec<&Range<usize>>>, id: &str, place: &Range<usize>| {
        places.get(id).into_iter().flatten().any(|known| overlap(known, place) > 0)
    };
    let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (quote, place) in quotes {
        let hit = lies(&planted, &quote.article_id, place);
        if hit || !lies(&carried, &quote.article_id, place) {
            let group = groups.entry(&quote.utterance_id).or_default();
            if hit { group.0 += 1 } else { group.1 += 1 }
        }
    }
    let mixed = groups.values().filter(|group| group.0 > 0);
    let (own, others) = mixed.fold((0, 0), |(own, others), group| (own + group.0, others + group.1));
    ratio(others, own + others)
}
