//! Why passages of two articles count or do not: every gate that each of them meets, and the change of a setting that turns it.
//!
//! Responsible for the page and its JSON form. Not responsible for the gates of near-duplicates ([`crate::dedup::explain`]), nor for
//! what a passage must have ([`crate::passages::Gate`]).

use serde::Serialize;

use super::signed;
use crate::document::{Align, Document, Line, Table, Tone, layout, sanitize};
use crate::passages::Gate;
use crate::pipeline::{Beside, Settings, Stretch};
use crate::verify::{Measures, NEAR_CONTAINMENT};

/// Passages that the page shows, and words of each.
const SHOWN: usize = 12;
const SHOWN_WORDS: usize = 9;

/// What becomes of the passages of two articles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What the pair needs to be looked at, and to be near by its passages.
    gates: Vec<Gate>,
    /// Whether a scan takes the two for near-duplicates.
    near: bool,
    relation: String,
    passages: Vec<One>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct One {
    passage_id: String,
    words: i64,
    a_start: i64,
    a_end: i64,
    b_start: i64,
    b_end: i64,
    /// counts, phrase, boilerplate, short
    verdict: &'static str,
    gates: Vec<Gate>,
    /// The smallest change of a setting that turns the verdict; none where no setting does.
    flip: Option<String>,
    text: String,
}

impl Explanation {
    /// Explains what [`crate::pipeline::beside`] found with these settings; `text` is the first article's.
    #[must_use]
    pub fn of(text: &str, found: &Beside, settings: &Settings) -> Self {
        let mut all: Vec<(&Stretch, bool)> = found.stretches.iter().map(|one| (one, false)).collect();
        all.extend(found.too_short.iter().map(|one| (one, true)));
        all.sort_by_key(|(one, _)| (one.passage.a, one.passage.b));
        Self {
            gates: of_the_pair(found),
            near: found.measures.near,
            relation: found.row.relation.to_string(),
            passages: all.into_iter().map(|(stretch, short)| one(text, stretch, short, settings)).collect(),
        }
    }

    /// The page, no line wider than `width`.
    #[must_use]
    pub fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        let count = |verdict: &str| self.passages.iter().filter(|one| one.verdict == verdict).count();
        let counts: Vec<String> =
            [("counts", "counted"), ("phrase", "without weight"), ("boilerplate", "boilerplate"), ("short", "too short")]
                .into_iter()
                .map(|(verdict, name)| (count(verdict), name))
                .filter(|(n, _)| *n > 0)
                .map(|(n, name)| format!("{n} {name}"))
                .collect();
        let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        page.push(super::heading("SHARED PASSAGES", &counts, width));
        page.extend(table(&self.gates, 0, width));
        let near = if self.near { "near-duplicates" } else { "not near-duplicates" };
        page.push(
            Line::new().dim("a scan   ").strong(near).plain(format!(" ({})", self.relation.replace('_', " "))).truncated(width),
        );
        for (i, one) in self.passages.iter().take(SHOWN).enumerate() {
            page.blank();
            let (tone, verdict) = match one.verdict {
                "counts" => (Tone::Good, "counts"),
                "phrase" => (Tone::Warn, "a phrase without weight"),
                "boilerplate" => (Tone::Dim, "boilerplate"),
                _ => (Tone::Warn, "too short"),
            };
            let words = layout::count(one.words, "word", "words");
            let mut line = Line::new().strong(format!("{:>3}", i + 1)).plain(format!("  {words} · "));
            line.push(tone, verdict);
            line.push(Tone::Dim, format!(" · A {}-{} · B {}-{}", one.a_start, one.a_end, one.b_start, one.b_end));
            page.push(line.truncated(width));
            page.push(Line::new().plain("     ").dim(format!("“{}”", sanitize::running(&one.text))).truncated(width));
            page.extend(table(&one.gates, 5, width));
            let flip = one.flip.as_deref().unwrap_or("no setting turns this");
            page.push(Line::new().plain("     ").dim("flip  ").plain(flip).truncated(width));
        }
        if self.passages.len() > SHOWN {
            let more = layout::number(signed(self.passages.len() - SHOWN));
            page.push(Line::new().dim(format!("     … {more} more with --json")));
        }
        page
    }
}

fn table(gates: &[Gate], indent: usize, width: usize) -> Document {
    let mut table =
        Table::new(&[("gate", Align::Left), ("value", Align::Left), ("need", Align::Whole), ("result", Align::Whole)]);
    for gate in gates {
        let (tone, result) = if gate.passes { (Tone::Good, "pass") } else { (Tone::Bad, "fail") };
        let cell = |text: &str| (Tone::Plain, text.to_owned());
        table.row(vec![cell(gate.gate), cell(&gate.value), cell(&gate.need), (tone, result.to_owned())]);
    }
    table.document(indent, width)
}

/// What the two need to have passages, and to be near by them.
fn of_the_pair(found: &Beside) -> Vec<Gate> {
    let common = found.common;
    let seeds = match common.seeds_in_boilerplate {
        0 => common.seeds.to_string(),
        n => format!("{}, {n} in boilerplate", common.seeds),
    };
    let runs = match common.runs {
        0 => "0".to_owned(),
        n => format!("{n}, the longest of {} letters", common.longest_run_letters),
    };
    let measures = &found.measures;
    let Measures { containment_a, containment_b, prose_a, prose_b, .. } = *measures;
    let smaller = found.a.own_words() <= found.b.own_words();
    let (share, prose) = if smaller { (containment_a, prose_a) } else { (containment_b, prose_b) };
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let quotes_only = measures.relation == crate::verify::Relation::QuotesOnly;
    let least_prose = NEAR_CONTAINMENT / 2.0;
    vec![
        Gate::new("common seeds", seeds, ">= 1".to_owned(), common.seeds > 0),
        Gate::new("exact runs", runs, ">= 1".to_owned(), common.runs > 0),
        Gate::new("smaller inside", format!("{share:.4}"), format!(">= {NEAR_CONTAINMENT}"), share >= NEAR_CONTAINMENT),
        Gate::new("  outside quotes", format!("{prose:.4}"), format!(">= {least_prose}"), prose >= least_prose),
        Gate::new("  quotations only", yes(quotes_only), "no".to_owned(), !quotes_only),
        Gate::new("  one template", yes(measures.template), "no".to_owned(), !measures.template),
    ]
}

fn one(text: &str, stretch: &Stretch, short: bool, settings: &Settings) -> One {
    let (row, passage) = (&stretch.row, &stretch.passage);
    let mut gates = passage.evidence();
    let boilerplate = if passage.boilerplate { "yes" } else { "no" };
    gates.push(Gate::new("boilerplate", boilerplate.to_owned(), "no".to_owned(), !passage.boilerplate));
    gates.push(Gate::new("words", row.words.to_string(), format!(">= {}", settings.min_words), !short));
    let evident = passage.evident;
    let verdict = match (passage.boilerplate, short, evident) {
        (true, ..) => "boilerplate",
        (_, true, _) => "short",
        (_, _, false) => "phrase",
        _ => "counts",
    };
    let flip = match verdict {
        "counts" => Some(format!("--min-words {}", row.words + 1)),
        "short" if evident => Some(format!("--min-words {}", row.words)),
        _ => None,
    };
    let bytes = usize::try_from(row.a_start_byte).unwrap_or(0)..usize::try_from(row.a_end_byte).unwrap_or(0);
    let mut words: Vec<&str> = text.get(bytes).unwrap_or_default().split_whitespace().take(SHOWN_WORDS + 1).collect();
    if words.len() > SHOWN_WORDS {
        words[SHOWN_WORDS] = "…";
    }
    One {
        passage_id: row.passage_id.clone(),
        words: row.words,
        a_start: row.a_start,
        a_end: row.a_end,
        b_start: row.b_start,
        b_end: row.b_end,
        verdict,
        gates,
        flip,
        text: words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::pipeline::beside;

    const STORY: &str = "The gale tore eleven tiles from the roof of the old customs house on Monday night";

    fn explained(a: &str, b: &str, settings: &Settings) -> Explanation {
        let article = |id: &str, text: &str| Article { id: id.into(), text: text.into(), ..Article::default() };
        let (a, b) = (article("a", a), article("b", b));
        Explanation::of(&a.text, &beside(&a, &b, None, settings), settings)
    }

    /// The change that is named must turn the verdict, and a smaller one must not.
    #[test]
    fn the_flip_named_turns_the_verdict() {
        let (a, b) = (format!("One says: {STORY}."), format!("Another has it that {STORY}!"));
        let verdict = |min_words: u32| explained(&a, &b, &Settings { min_words, ..Settings::default() }).passages[0].clone();
        let counted = verdict(8);
        assert_eq!(counted.verdict, "counts");
        let above: u32 = counted.flip.as_deref().unwrap().strip_prefix("--min-words ").unwrap().parse().unwrap();
        assert_eq!((verdict(above - 1).verdict, verdict(above).verdict), ("counts", "short"));
        let below: u32 = verdict(above + 9).flip.as_deref().unwrap().strip_prefix("--min-words ").unwrap().parse().unwrap();
        assert_eq!((verdict(below).verdict, verdict(below + 1).verdict), ("counts", "short"));
    }

    #[test]
    fn a_phrase_has_no_flip_and_fails_where_it_lacks() {
        let found = explained(
            "We met at the end of the long day in the town.",
            "It rained at the end of the long day in Reedmoor.",
            &Settings { min_words: 3, ..Settings::default() },
        );
        let one = &found.passages[0];
        assert_eq!((one.verdict, &one.flip), ("phrase", &None));
        assert!(one.gates.iter().any(|gate| !gate.passes) && found.document(80).to_string().contains("fail"));
    }

    #[test]
    fn nothing_common_is_a_gate_that_fails() {
        let found = explained(STORY, "Pupils are taught by radio until boats can land again", &Settings::default());
        assert!(found.passages.is_empty() && !found.gates[0].passes, "{found:?}");
        for width in [40, 80, 120] {
            assert!(found.document(width).lines().iter().all(|line| line.width() <= width));
        }
    }
}
