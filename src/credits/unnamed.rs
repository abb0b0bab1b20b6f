//! Credits to sources without a name: "according to three people familiar with the matter", "local media reported".
//!
//! Responsible for the printed words that stand for such a source. Not responsible for named outlets (`claims`).

use super::cues::{backward, cues, forward};
use super::nouns::Class;
use super::{Credit, CreditKind};
use crate::article::Span;

/// Nouns that a source without a name is called by, in lower case.
const HEADS: &[&str] = &[
    "source",
    "sources",
    "person",
    "people",
    "official",
    "officials",
    "executive",
    "executives",
    "individual",
    "individuals",
    "aide",
    "aides",
    "diplomat",
    "diplomats",
    "banker",
    "bankers",
    "lawyer",
    "lawyers",
    "insider",
    "insiders",
    "employee",
    "employees",
    "adviser",
    "advisers",
    "staffer",
    "staffers",
    "personne",
    "personnes",
    "responsable",
    "responsables",
    "personen",
    "insider",
    "quellen",
    "fuente",
    "fuentes",
    "persona",
    "personas",
    "pessoa",
    "pessoas",
    "fonte",
    "fontes",
    "fonti",
    "persone",
];

/// Words that begin such a source's description.
const BEGINNINGS: &[&str] = &[
    "a",
    "an",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "several",
    "multiple",
    "some",
    "many",
    "various",
    "other",
    "another",
    "the",
    "une",
    "un",
    "deux",
    "trois",
    "plusieurs",
    "des",
    "eine",
    "zwei",
    "drei",
    "mehrere",
    "una",
    "dos",
    "tres",
    "varias",
    "duas",
    "três",
    "due",
    "tre",
    "diverse",
];

const BROUGHT_BY: &[&str] = &[
    "said",
    "say",
    "says",
    "told",
    "reported",
    "report",
    "reports",
    "showed",
    "indicated",
    "suggested",
    "claimed",
    "added",
    "confirmed",
    "have",
    "has",
];

pub(super) fn find(text: &str, nouns: &[(Class, Span)]) -> Vec<Credit> {
    let mut found: Vec<Credit> = Vec::new();
    for &(class, noun) in nouns {
        let credit = match class {
            Class::Media => media(text, noun),
            Class::People => people(text, noun),
            _ => None,
        };
        // "two officials familiar with the talks, who spoke on condition of anonymity" is one source.
        let again = |credit: &Credit| {
            let last = found.last().and_then(|last| last.span);
            last.zip(credit.span).is_some_and(|(last, span)| span.start < last.end)
        };
        if let Some(credit) = credit.filter(|credit| !again(credit)) {
            found.push(credit);
        }
    }
    found
}

fn credit(text: &str, whole: Span, names: Span) -> Credit {
    Credit::new(text, whole, names.of(text).to_owned(), None, CreditKind::UnnamedSources)
}

/// "cited by multiple US publications", "local media reported".
fn media(text: &str, noun: Span) -> Option<Credit> {
    let names = Span::new(described_from(text, noun.start), noun.end);
    if let Some(hit) = cues().before(text, names.start).or_else(|| cues().before(text, noun.start)) {
        return Some(credit(text, Span::new(hit.at.min(names.start), noun.end), names));
    }
    if let Some(hit) = cues().after(text, noun.end).filter(|hit| hit.kind != CreditKind::InterviewWith) {
        return Some(credit(text, Span::new(names.start, hit.at), names));
    }
    let verb = forward(text, noun.end).take(3).find(|&(start, end)| BROUGHT_BY.contains(&&text[start..end]))?;
    Some(credit(text, Span::new(names.start, verb.1), names))
}

/// Takes adjectives and a number before a noun into its description.
fn described_from(text: &str, at: usize) -> usize {
    let mut start = at;
    for (from, end) in backward(text, at).take(3) {
        let word = &text[from..end];
        let fits = BEGINNINGS[5..17].contains(&word.to_lowercase().as_str())
            || ["US", "U.S", "local", "American", "state"].contains(&word)
            || (word.starts_with(char::is_uppercase) && ["ish", "an", "ese", "li", "ch"].iter().any(|tail| word.ends_with(tail)));
        if !fits {
            break;
        }
        start = from;
    }
    start
}

/// "three sources familiar with the deal", "an official who spoke on condition of anonymity".
fn people(text: &str, noun: Span) -> Option<Credit> {
    if noun.of(text).starts_with("関係者") {
        return Some(credit(text, noun, Span::new(noun.start, noun.start + "関係者".len())));
    }
    let words: Vec<(usize, usize)> = backward(text, noun.start).take(9).collect();
    let lower = |i: usize| words.get(i).map(|&(start, end)| text[start..end].to_lowercase()).unwrap_or_default();
    let head = (0..words.len()).find(|&i| HEADS.contains(&lower(i).as_str()))?;
    let mut first = head;
    for i in head + 1..words.len().min(head + 6) {
        let word = lower(i);
        if BEGINNINGS.contains(&word.as_str()) {
            first = i;
            break;
        }
        if cues().before(text, words[i].1 + 1).is_some_and(|hit| hit.at >= words[i].0)
            || matches!(word.as_str(), "to" | "by" | "from" | "citing" | "and" | "or")
        {
            break;
        }
        first = i;
    }
    let start = words[first].0;
    let anonymous = ["anonym", "declined", "asked not"].iter().any(|part| noun.of(text).contains(part));
    let end = if anonymous { words[head].1 } else { object_end(text, noun.end) };
    let names = Span::new(start, end);
    let hit = cues().before(text, start);
    let whole = match hit {
        Some(hit) => Span::new(hit.at, noun.end.max(end)),
        None if anonymous => Span::new(start, noun.end),
        None => {
            let said = forward(text, end).take(2).find(|&(start, end)| BROUGHT_BY.contains(&&text[start..end]));
            let aside = text[end..].starts_with(',');
            match said {
                Some((_, verb)) => Span::new(start, verb),
                None if aside || words.get(first + 1).is_none() => Span::new(start, end),
                None => Span::new(start, end),
            }
        }
    };
    Some(credit(text, whole, names))
}

/// The end of what a source is familiar with: "the matter", "the company's plans".
fn object_end(text: &str, at: usize) -> usize {
    const STOPS: [&str; 28] = [
        "who",
        "said",
        "say",
        "says",
        "told",
        "and",
        "that",
        "which",
        "as",
        "have",
        "has",
        "but",
        "while",
        "in",
        "on",
        "at",
        "because",
        "added",
        "confirmed",
        "speaking",
        "spoke",
        "was",
        "were",
        "is",
        "are",
        "had",
        "by",
        "to",
    ];
    let mut end = at;
    for (start, stop) in forward(text, at).take(5) {
        if STOPS.contains(&&text[start..stop]) {
            break;
        }
        end = stop;
    }
    end
}
