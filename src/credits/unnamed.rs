//! Credits to sources without a name: "according to three people familiar with the matter", "local media reported".
//!
//! Responsible for the printed words that stand for such a source. Not responsible for named outlets (`claims`).

use super::nouns::Class;
use super::{Credit, CreditKind, sources};
use crate::article::Span;
use crate::outlets::cues::{Saying, backward, cues, forward};

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

/// Words that do not describe a source: the description begins behind them.
const ENDS_DESCRIPTION: &[&str] = &[
    "is",
    "was",
    "are",
    "were",
    "be",
    "been",
    "that",
    "said",
    "says",
    "but",
    "more",
    "of",
    "for",
    "with",
    "than",
    "to",
    "by",
    "from",
    "citing",
    "and",
    "or",
    "as",
    "when",
    "because",
    "if",
    "told",
    "according",
    "while",
    "not",
    "no",
    "have",
    "has",
    "had",
    "which",
    "who",
    "selon",
    "laut",
    "según",
    "segundo",
    "secondo",
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
];

pub(super) fn find(text: &str, nouns: &[(Class, Span)]) -> Vec<Credit> {
    let mut found: Vec<Credit> = Vec::new();
    for &(class, noun) in nouns {
        let credit = match class {
            Class::Media => media(text, noun),
            Class::People => people(text, noun),
            Class::Source => sources::find(text, noun),
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

pub(super) fn credit(text: &str, whole: Span, names: Span) -> Credit {
    Credit::new(text, whole, names.of(text).to_owned(), None, CreditKind::UnnamedSources)
}

/// "cited by multiple US publications", "local media reported".
fn media(text: &str, noun: Span) -> Option<Credit> {
    let spaceless = noun.of(text).starts_with(crate::text::is_spaceless);
    let from = if spaceless { sources::extended(text, noun.start) } else { described_from(text, noun.start) };
    let names = Span::new(from, noun.end);
    // ソーシャルメディア is no press, nor is what a company is called by.
    let alone = || !text[..from].ends_with(|c: char| !(c.is_whitespace() || matches!(c, '。' | '、' | '「' | '・')));
    if noun.of(text) == "メディア" && from == noun.start && !alone() {
        return None;
    }
    // Who speaks to the press names no source: "a déclaré à la presse".
    let press = matches!(noun.of(text).to_lowercase().as_str(), "la presse" | "la prensa" | "medien");
    let led = cues().before(text, names.start).or_else(|| cues().before(text, noun.start));
    if let Some(hit) = led.filter(|hit| hit.saying != Saying::InterviewWith && !(press && hit.saying == Saying::Told)) {
        return Some(credit(text, Span::new(hit.at.min(names.start), noun.end), names));
    }
    if let Some(hit) = cues().after(text, noun.end).filter(|hit| hit.saying != Saying::InterviewWith) {
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
            || ["North", "South", "US", "U.S", "local", "American", "state"].contains(&word)
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
    let words: Vec<(usize, usize)> = backward(text, noun.start).take(9).collect();
    let lower: Vec<String> = words.iter().map(|&(start, end)| text[start..end].to_lowercase()).collect();
    let anonymous = ["anonym", "declined", "asked not"].iter().any(|part| noun.of(text).contains(part));
    let head = lower.iter().position(|word| HEADS.contains(&word.as_str()))?;
    // "people familiar with", "an aide who is close to"; but not "officials were involved in the".
    let linked = head == 0 || lower[head - 1] == "who" || lower[..head].iter().all(|word| word.ends_with("ly"));
    if !linked && !anonymous {
        return None;
    }
    let mut first = head;
    for (i, word) in lower.iter().enumerate().take(head + 6).skip(head + 1) {
        if BEGINNINGS.contains(&word.as_str()) {
            first = i;
            break;
        }
        if ENDS_DESCRIPTION.contains(&word.as_str()) {
            break;
        }
        first = i;
    }
    let start = words[first].0;
    let end = if anonymous { words[head].1 } else { object_end(text, noun.end) };
    let names = Span::new(start, end);
    let whole = if let Some(hit) = cues().before(text, start) {
        Span::new(hit.at, noun.end.max(end))
    } else if anonymous {
        Span::new(start, noun.end)
    } else if let Some((_, verb)) = forward(text, end).take(2).find(|&(start, end)| BROUGHT_BY.contains(&&text[start..end])) {
        Span::new(start, verb)
    } else {
        // "..., said one person involved in the talks", or an aside before the verb.
        let said = backward(text, start).next().filter(|&(start, end)| BROUGHT_BY.contains(&&text[start..end]));
        let said =
            said.or_else(|| text[end..].starts_with(", ").then_some((start, end)).filter(|_| noun.of(text).ends_with("with")));
        Span::new(said?.0, end)
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
    const HANGS: [&str; 8] = ["of", "the", "a", "for", "its", "their", "with", "his"];
    let mut end = at;
    for (start, stop) in forward(text, at).take(5) {
        let word = &text[start..stop];
        if STOPS.contains(&word) {
            break;
        }
        if !HANGS.contains(&word) {
            end = stop;
        }
    }
    end
}
