//! What became of matches, passages and edges between two runs: those that came, went, or are told otherwise.

use std::collections::BTreeMap;

use super::Section;
use crate::tables::{EdgeRow, MatchRow, PassageRow, QuoteRow};

/// Smallest difference of two probabilities that is worth telling.
const PROBABILITY_MOVED: f64 = 0.05;

fn pair(a: &str, b: &str) -> Vec<Vec<String>> {
    vec![vec![a.to_owned(), b.to_owned()]]
}

fn count(n: i64) -> usize {
    usize::try_from(n).unwrap_or_default()
}

/// Verified pairs, by their articles.
pub(super) fn matches(before: &[MatchRow], after: &[MatchRow]) -> Section {
    let mut section = Section::new("matches", &["came", "went", "changed"]);
    let by = |rows: &'_ [MatchRow]| -> BTreeMap<(String, String), MatchRow> {
        rows.iter().map(|row| ((row.a.clone(), row.b.clone()), row.clone())).collect()
    };
    let (before, after) = (by(before), by(after));
    for ((a, b), old) in &before {
        match after.get(&(a.clone(), b.clone())) {
            None => section.push("went", count(old.shared_words), pair(a, b), Vec::new(), old.relation.to_string()),
            Some(new) if new.relation == old.relation => section.same += 1,
            Some(new) => {
                let size = count(old.shared_words.max(new.shared_words));
                section.push("changed", size, pair(a, b), pair(a, b), format!("{} -> {}", old.relation, new.relation));
            }
        }
    }
    for ((a, b), new) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        section.push("came", count(new.shared_words), Vec::new(), pair(a, b), new.relation.to_string());
    }
    section.sort();
    section
}

/// Passages: those of one pair that overlap on both sides are taken for the same.
pub(super) fn passages(before: &[PassageRow], after: &[PassageRow]) -> Section {
    let mut section = Section::new("passages", &["came", "went", "changed"]);
    let mut by: BTreeMap<(&str, &str), Vec<&PassageRow>> = BTreeMap::new();
    for row in after {
        by.entry((&row.a, &row.b)).or_default().push(row);
    }
    for old in before {
        let others = by.entry((&old.a, &old.b)).or_default();
        let overlaps = |new: &&PassageRow| {
            let both = (
                old.a_end.min(new.a_end) - old.a_start.max(new.a_start),
                old.b_end.min(new.b_end) - old.b_start.max(new.b_start),
            );
            both.0 > 0 && both.1 > 0
        };
        // The same one where it is there, else the first that overlaps.
        let same = |new: &&PassageRow| places(new) == places(old) && new.kind == old.kind;
        match others.iter().position(same).or_else(|| others.iter().position(overlaps)) {
            None => section.push("went", count(old.words), pair(&old.a, &old.b), Vec::new(), told(old)),
            Some(at) => {
                let new = others.remove(at);
                if same(&new) {
                    section.same += 1;
                } else {
                    let size = count(old.words.max(new.words));
                    let detail = format!("{} -> {}", told(old), told(new));
                    section.push("changed", size, pair(&old.a, &old.b), pair(&new.a, &new.b), detail);
                }
            }
        }
    }
    for new in by.values().flatten() {
        section.push("came", count(new.words), Vec::new(), pair(&new.a, &new.b), told(new));
    }
    section.sort();
    section
}

const fn places(row: &PassageRow) -> [i64; 4] {
    [row.a_start, row.a_end, row.b_start, row.b_end]
}

fn told(row: &PassageRow) -> String {
    format!("{} words {}", row.words, row.kind)
}

/// Quotations by their places: found, lost, or given to another speaker.
pub(super) fn quotes(before: &[QuoteRow], after: &[QuoteRow]) -> Section {
    let mut section = Section::new("quotations", &["came", "went", "speaker changed"]);
    let by = |rows: &[QuoteRow]| -> BTreeMap<(String, String, i64, i64), QuoteRow> {
        rows.iter().map(|row| ((row.article_id.clone(), row.field.to_string(), row.start, row.end), row.clone())).collect()
    };
    let (before, after) = (by(before), by(after));
    let one = |row: &QuoteRow| vec![vec![row.article_id.clone()]];
    let speaker = |row: &QuoteRow| row.speaker.clone().unwrap_or_else(|| "nobody".to_owned());
    let size = |row: &QuoteRow| count(row.end - row.start);
    for (key, old) in &before {
        match after.get(key) {
            None => section.push("went", size(old), one(old), Vec::new(), format!("“{}”", old.text)),
            Some(new) if new.speaker == old.speaker => section.same += 1,
            Some(new) => {
                let detail = format!("{} -> {}: “{}”", speaker(old), speaker(new), old.text);
                section.push("speaker changed", size(old), one(old), one(new), detail);
            }
        }
    }
    for (_, new) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        section.push("came", size(new), Vec::new(), one(new), format!("“{}”", new.text));
    }
    section.sort();
    section
}

/// What an edge is compared by: its two ends in either order, and what sort of edge it is.
type Key<'e> = (&'e str, &'e str, &'e str);

fn key(edge: &EdgeRow) -> Key<'_> {
    let (a, b) = if edge.src < edge.dst { (&edge.src, &edge.dst) } else { (&edge.dst, &edge.src) };
    // A copy stays a copy, whichever kind it is called.
    let sort = if ["reprint", "excerpt", "revision"].contains(&edge.kind.as_ref()) { "copy" } else { edge.kind.as_ref() };
    (a, b, sort)
}

/// Edges, by their ends.
pub(super) fn edges(before: &[EdgeRow], after: &[EdgeRow]) -> Section {
    let mut section =
        Section::new("edges", &["came", "went", "turned", "direction changed", "kind changed", "probability changed"]);
    let mut by: BTreeMap<Key<'_>, Vec<&EdgeRow>> = BTreeMap::new();
    for row in after {
        by.entry(key(row)).or_default().push(row);
    }
    let ends = |edge: &EdgeRow| pair(&edge.src, &edge.dst);
    for old in before {
        let others = by.entry(key(old)).or_default();
        let same = |new: &&EdgeRow| (&new.src, &new.dst, &new.kind) == (&old.src, &old.dst, &old.kind);
        let Some(at) = others.iter().position(same).or(if others.is_empty() { None } else { Some(0) }) else {
            section.push("went", count(old.words), ends(old), Vec::new(), told_edge(old));
            continue;
        };
        let new = others.remove(at);
        let has_direction = |edge: &EdgeRow| edge.direction != "unknown";
        let change = if new.src != old.src && has_direction(old) && has_direction(new) {
            "turned"
        } else if new.direction != old.direction {
            "direction changed"
        } else if new.kind != old.kind {
            "kind changed"
        } else if (new.probability - old.probability).abs() >= PROBABILITY_MOVED {
            "probability changed"
        } else {
            section.same += 1;
            continue;
        };
        let detail = format!("{} -> {}", told_edge(old), told_edge(new));
        section.push(change, count(old.words.max(new.words)), ends(old), ends(new), detail);
    }
    for new in by.values().flatten() {
        section.push("came", count(new.words), Vec::new(), ends(new), told_edge(new));
    }
    section.sort();
    section
}

fn told_edge(edge: &EdgeRow) -> String {
    format!("{}, {}, p {:.2}", edge.kind, edge.direction, edge.probability)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_that_overlap_are_the_same_told_otherwise() {
        let row = |at: i64, end: i64, kind: &'static str| PassageRow {
            a: "a".into(),
            a_start: at,
            a_end: end,
            b: "b".into(),
            b_start: at,
            b_end: end,
            words: (end - at) / 5,
            kind: kind.into(),
            ..PassageRow::default()
        };
        let section = passages(
            &[row(0, 100, "edited"), row(200, 300, "verbatim"), row(400, 450, "quote")],
            &[row(0, 100, "edited"), row(190, 280, "verbatim"), row(500, 900, "edited")],
        );
        let told: Vec<_> = section.changes.iter().map(|change| (change.change, change.detail.as_str())).collect();
        assert_eq!(section.same, 1);
        assert_eq!(
            told,
            [("came", "80 words edited"), ("changed", "20 words verbatim -> 18 words verbatim"), ("went", "10 words quote")]
        );
    }

    #[test]
    fn an_edge_can_turn_lose_its_direction_or_move_its_probability() {
        let edge = |src: &str, dst: &str, direction: &'static str, probability: f64| EdgeRow {
            src: src.into(),
            dst: dst.into(),
            kind: "reprint".into(),
            direction: direction.into(),
            probability,
            ..EdgeRow::default()
        };
        let section = edges(
            &[
                edge("a", "b", "known", 0.9),
                edge("a", "c", "known", 0.9),
                edge("a", "d", "known", 0.9),
                edge("a", "e", "known", 0.9),
            ],
            &[
                edge("b", "a", "known", 0.9),
                edge("a", "c", "unknown", 0.9),
                edge("a", "d", "known", 0.5),
                edge("a", "e", "known", 0.91),
            ],
        );
        assert_eq!(section.same, 1);
        for change in ["turned", "direction changed", "probability changed"] {
            assert_eq!(section.count(change), 1, "{change}: {:?}", section.changes);
        }
    }
}
