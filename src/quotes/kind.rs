//! What kind of quotation a marked span is.
//!
//! Responsible for telling speech from fragments, titles of works and words held at arm's length. Not responsible for speakers.

use super::items::{Item, Kind};
use super::lexicon::Class;
use super::quote::QuoteKind;
use crate::article::Span;

/// Whether the words are the title of a work: all of them in title case, and the sentence names a work next to them.
/// Behind a preposition alone (`the star of “Long Days”`) only where nobody says them.
pub(super) fn is_work(text: &str, inner: Span, items: &[Item], at: usize, lo: usize, attributed: bool) -> bool {
    let words: Vec<&str> = inner.of(text).split_whitespace().collect();
    let small = |w: &&str| w.len() <= 4 && w.chars().all(|c| c.is_lowercase() || !c.is_alphabetic());
    let title_case = words.iter().all(|w| small(w) || w.chars().find(|c| c.is_alphabetic()).is_none_or(char::is_uppercase));
    if !title_case || words.len() < 2 || words.iter().all(small) {
        return false;
    }
    let before = (lo..at).rev().take(3).any(|k| items[k].is(Class::WORK));
    let article = at > lo && matches!(items[at - 1].kind, Kind::Word) && items[at - 1].is_low(Class::PREPOSITION);
    let after = items.get(at + 1).is_some_and(|x| x.is_low(Class::WORK));
    let possessive = at > lo && items[at - 1].possessive;
    before || after || possessive || article && !attributed && words.len() <= 5
}

/// The kind by form alone; `attributed` tells whether somebody speaks.
pub(super) fn by_form(text: &str, inner: Span, items: &[Item], at: usize, lo: usize, attributed: bool) -> QuoteKind {
    let words = inner.of(text);
    let count = words.split_whitespace().take(6).count();
    let lower = words.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
    let spaceless = words.chars().next().is_some_and(crate::text::is_spaceless);
    let short = if spaceless { words.chars().take(7).count() <= 6 } else { count <= 2 };
    if !attributed && short {
        return QuoteKind::Scare;
    }
    // A fragment continues a word of the reporter's; a sentence stands behind a stop, a comma, a colon or another quotation.
    let runs_on = at > lo && items[at - 1].is_word() && !items[at - 1].is(Class::CUE);
    let whole = words.ends_with(['.', '!', '?', ',', '…', '—']) && !runs_on;
    if spaceless {
        return if words.chars().count() <= 6 { QuoteKind::Partial } else { QuoteKind::Full };
    }
    if lower || count <= 3 && !whole || runs_on && count <= 5 { QuoteKind::Partial } else { QuoteKind::Full }
}
