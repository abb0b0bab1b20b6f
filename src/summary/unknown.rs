//! What a run does not know, and why. A gap that is not said is read as a finding.

use super::digest::Counts;
use super::seen::{ArticleCounts, Examples};
use super::{Facts, signed};
use crate::document::layout;

/// Ids named as examples.
const EXAMPLES: usize = 3;
/// Reasons named for quotations without a speaker.
const REASONS: usize = 4;

pub(super) fn sentences(articles: &ArticleCounts, counts: &Counts, facts: &Facts) -> Vec<String> {
    let mut said = Vec::new();
    let undated = &articles.undated;
    if undated.count > 0 {
        said.push(format!(
            "{} without a publication time: {} place in the order is not determined ({})",
            layout::count(signed(undated.count), "article", "articles"),
            if undated.count == 1 { "its" } else { "their" },
            examples(undated)
        ));
    }
    if articles.assumed > 0 && articles.given > 0 {
        said.push(format!(
            "{} dated without a zone: against times with one, anything within 26 hours is not ordered",
            layout::count(signed(articles.assumed), "article is", "articles are")
        ));
    }
    let nameless = &articles.nameless;
    if nameless.count > 0 {
        let n = layout::count(signed(nameless.count), "article names", "articles name");
        said.push(format!("{n} no outlet ({}); an outlet is never guessed", examples(nameless)));
    }
    said.extend(speakers(counts));
    let open = counts.directions.get("unknown").copied().unwrap_or(0);
    if open > 0 {
        let n = layout::count(signed(open), "echo shares text, but its order is", "echoes share text, but their order is");
        said.push(format!("{n} not determined: times overlap or are missing, and no credit, link or edit decides"));
    }
    let first_open = counts.first_open;
    if first_open > 0 {
        let n = layout::count(signed(first_open), "shared quotation", "shared quotations");
        said.push(format!("who had it first is not determined for {n}"));
    }
    if facts.pairs_not_listed > 0 {
        let n = layout::number(i64::try_from(facts.pairs_not_listed).unwrap_or(i64::MAX));
        said.push(format!(
            "{n} pairs inside large families are not listed one by one: each member is listed with the representative"
        ));
    }
    said.extend(facts.caps_hit.iter().map(|cap| format!("a work limit was reached: {cap}")));
    said.extend(facts.warnings.iter().cloned());
    said
}

fn examples(all: &Examples) -> String {
    let mut text = all.first[..all.first.len().min(EXAMPLES)].join(", ");
    if all.count > EXAMPLES {
        text.push_str(", …");
    }
    text
}

/// Quotations that nobody is named for, with the rules that say why.
fn speakers(counts: &Counts) -> Option<String> {
    let without: usize = counts.without_speaker.values().sum();
    if without == 0 {
        return None;
    }
    let mut reasons: Vec<(&str, usize)> = counts.without_speaker.iter().map(|(rule, &n)| (rule.as_str(), n)).collect();
    reasons.sort_by_key(|&(rule, n)| (std::cmp::Reverse(n), rule));
    let listed: Vec<String> = reasons.iter().take(REASONS).map(|(rule, n)| format!("{} {n}", rule.replace('_', " "))).collect();
    Some(format!(
        "{} of {} without a named speaker: {}{}",
        layout::number(signed(without)),
        layout::count(signed(counts.quotations), "quotation", "quotations"),
        listed.join(", "),
        if reasons.len() > REASONS { ", …" } else { "" }
    ))
}
