//! The wordings that must be found, and those that must not, line by line in eight languages (`cases.tsv`), and properties.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{CreditKind, CreditLevel, agency, credit_level, extract};
use crate::article::{Article, Span};
use crate::outlets::Outlets;
use crate::quotes::Quote;

const CASES: &str = include_str!("cases.tsv");

/// F1 over the credits of the table that is asserted, of all lines and of each language with [`ENOUGH`] lines.
const LEAST_F1: f64 = 0.95;
const LEAST_F1_OF_A_LANGUAGE: f64 = 0.90;
const ENOUGH: usize = 15;

fn article(text: &str) -> Article {
    Article { text: text.to_owned(), ..Article::default() }
}

fn found(text: &str) -> Vec<String> {
    let credits = extract(&article(text), &[], Outlets::shipped());
    credits.iter().map(|credit| format!("{}:{}", credit.kind.name(), credit.names)).collect()
}

#[derive(Default)]
struct Score {
    lines: usize,
    hits: usize,
    found: usize,
    wanted: usize,
}

impl Score {
    #[allow(clippy::cast_precision_loss, reason = "some hundred cases")]
    fn f1(&self) -> f64 {
        2.0 * self.hits as f64 / (self.found + self.wanted) as f64
    }
}

#[test]
fn the_table_of_wordings_is_found() {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    let mut misses = Vec::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [language, text, credits] = cells[..] else { panic!("three cells in {line:?}") };
        let wanted: Vec<&str> = credits.split(" / ").filter(|credit| *credit != "-").collect();
        let mut left = found(&text.replace('⏎', "\n"));
        let (found, all) = (left.len(), wanted.len());
        let mut missing = Vec::new();
        for want in wanted {
            match left.iter().position(|have| have == want) {
                Some(at) => drop(left.remove(at)),
                None => missing.push(want),
            }
        }
        for key in [language, "all"] {
            let score = scores.entry(key).or_default();
            score.lines += 1;
            score.hits += all - missing.len();
            score.found += found;
            score.wanted += all;
        }
        if !missing.is_empty() || !left.is_empty() {
            misses.push(format!("{language} {text}\n   missing {missing:?}, too many {left:?}"));
        }
    }
    let misses = misses.join("\n");
    let all = scores.remove("all").expect("there are lines");
    assert!(all.lines >= 240, "{} lines", all.lines);
    assert!(all.f1() >= LEAST_F1, "F1 {:.3}\n{misses}", all.f1());
    let enough: Vec<_> = scores.iter().filter(|(_, score)| score.lines >= ENOUGH).collect();
    assert_eq!(enough.len(), 8, "languages");
    for (language, score) in enough {
        assert!(score.f1() >= LEAST_F1_OF_A_LANGUAGE, "{language}: F1 {:.3}\n{misses}", score.f1());
    }
}

#[test]
fn the_frame_is_full_and_names_the_agency() {
    let credits = extract(&article("OSLO (Reuters) - Ships left, she told CNN."), &[], Outlets::shipped());
    assert_eq!(agency(&credits).as_deref(), Some("Reuters"));
    assert_eq!(credit_level(&credits), CreditLevel::Full);
    assert_eq!(credits[0].text, "OSLO (Reuters) -");
    let credits = extract(&article("Ships left, she told Reuters."), &[], Outlets::shipped());
    assert_eq!((agency(&credits), credit_level(&credits)), (None, CreditLevel::Mention));
    assert_eq!(credit_level(&[]), CreditLevel::None);
}

#[test]
fn a_byline_that_came_with_the_article_counts_without_a_place() {
    let with = |byline: &str| Article { byline: Some(byline.to_owned()), ..article("Ships left.") };
    let credits = extract(&with("Ana Lima, Associated Press"), &[], Outlets::shipped());
    assert_eq!((credits[0].span, credits[0].kind), (None, CreditKind::Byline));
    let credits = extract(&with("AFP"), &[], Outlets::shipped());
    assert_eq!((credits[0].names.as_str(), credits[0].kind), ("Agence France-Presse", CreditKind::Metadata));
    assert!(extract(&with("Ana Lima"), &[], Outlets::shipped()).is_empty());
}

#[test]
fn what_a_quoted_speaker_credits_is_not_the_articles() {
    let text = "“I knew it, according to CNN,” she said.";
    let quote = Quote { span: Span::new(3, text.find(",”").expect("printed above")), ..Quote::default() };
    assert_eq!(extract(&article(text), &[], Outlets::shipped()).len(), 1);
    assert_eq!(extract(&article(text), &[quote], Outlets::shipped()), []);
}

#[test]
fn the_articles_own_address_is_no_credit() {
    let text = "More: https://www.bbc.co.uk/news/1 and https://www.lemonde.fr/2.";
    let own = Article { url: Some("https://www.bbc.com/news/2".to_owned()), ..article(text) };
    let credits = extract(&own, &[], Outlets::shipped());
    assert_eq!(credits.iter().map(|credit| credit.names.as_str()).collect::<Vec<_>>(), ["Le Monde"]);
}

const PIECES: &str = "(\\(|\\)|Reuters|AP|CNN| told | the |The |according to |, citing | reported |\\n|— |é|【|】|ロイター|によると|\
                      people familiar with | \\(@ab\\) | 2020|© 2020 |https://www\\.cnn\\.com/|Reporting by |By |contributed to this|\
                      the newspaper | said|’s | - |[\\PC]| [A-Z][a-z]{1,5} Herald){0,40}";

proptest! {
    #[test]
    fn credits_are_slices_in_order(text in PIECES, cut in 0usize..60) {
        let quote = Quote { span: Span::new(0, cut), ..Quote::default() };
        let credits = extract(&article(&text), &[quote], Outlets::shipped());
        let mut last = 0;
        for credit in &credits {
            if let Some(span) = credit.span {
                prop_assert!(span.start >= last && !span.is_empty());
                prop_assert_eq!(text.get(span.start..span.end), Some(credit.text.as_str()));
                last = span.end;
            }
            prop_assert!(!credit.names.is_empty() && !credit.inherited);
        }
    }
}
