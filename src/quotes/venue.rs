//! Where and to whom something was said: `in an interview with …`, `on X`, `told Reuters`, `at a rally`.
//!
//! Responsible for finding the words in a quotation's own sentence, as printed. Which outlet they name is asked of the caller.

use super::items::{Item, Kind};
use super::lexicon::Class;
use super::mention::Scene;
use crate::article::Span;

/// A place or occasion of speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Venue {
    pub(super) printed: String,
    pub(super) outlet: Option<String>,
}

/// Items on either side of the cue in which a venue is looked for.
const WINDOW: usize = 150;
/// Words that a venue may have.
const LONGEST: usize = 14;

/// The venue that the sentence from `lo` to `hi` names, nearest to item `near`.
pub(super) fn venue(
    scene: &Scene<'_>,
    (lo, hi): (usize, usize),
    near: usize,
    outlet_of: &dyn Fn(&str) -> Option<String>,
) -> Option<Venue> {
    let items = scene.items;
    let (lo, hi) = (lo.max(near.saturating_sub(WINDOW)), hi.min(near + WINDOW));
    // An interview says more than the event it was given at; then the nearest.
    let mut best: Option<((bool, usize), Venue)> = None;
    for i in lo..hi {
        if let Some(span) = at(scene, i, hi) {
            let printed = printed(scene.text, span);
            let interview = printed.contains("interview");
            let rank = (!interview, i.abs_diff(near));
            if best.as_ref().is_none_or(|(r, _)| rank < *r) {
                let outlet = outlet_of(&printed);
                best = Some((rank, Venue { printed, outlet }));
            }
        }
    }
    if let Some((_, venue)) = best {
        return Some(venue);
    }
    // `told Reuters`
    (lo..hi).filter(|&i| is_told(&items[i])).find_map(|i| {
        let words = capitals(scene, i + 1, hi)?;
        let outlet = outlet_of(words.of(scene.text))?;
        Some(Venue { printed: printed(scene.text, words), outlet: Some(outlet) })
    })
}

/// Who is spoken to: the object of `told`.
pub(super) fn addressee(scene: &Scene<'_>, cue_at: usize, hi: usize) -> Option<String> {
    let items = scene.items;
    if !is_told(items.get(cue_at)?) {
        return None;
    }
    let from = cue_at + 1;
    let item = items.get(from).filter(|x| x.is_word() && from < hi)?;
    if item.is(Class::SUBORDINATE.or(Class::RELATIVE).or(Class::PREPOSITION)) && !item.is(Class::DETERMINER) {
        return None;
    }
    let object = Class::HE.or(Class::SHE).or(Class::THEY).or(Class::FIRST);
    if item.is_low(object) && !item.is(Class::DETERMINER) {
        return None;
    }
    let mention = scene.forward(from, hi)?;
    Some(printed(scene.text, mention.span))
}

fn is_told(item: &Item) -> bool {
    item.is_low(Class::TELLING)
}

/// The venue whose preposition stands at `i`.
fn at(scene: &Scene<'_>, i: usize, hi: usize) -> Option<Span> {
    let items = scene.items;
    if !items[i].is_word() {
        return None;
    }
    let preposition = scene.word(i).to_ascii_lowercase();
    if !["in", "at", "during", "on", "via", "by", "through", "to", "from", "for"].contains(&preposition.as_str()) {
        return None;
    }
    let first = items.get(i + 1).filter(|x| x.is_word() && i + 1 < hi)?;
    // A platform by name, or the letter that is one.
    let is_x = first.span.of(scene.text) == "X" && preposition == "on";
    if is_x || first.capital && first.is(Class::PLATFORM) && matches!(preposition.as_str(), "on" | "via") {
        return Some(Span::new(items[i].span.start, first.span.end));
    }
    if first.capital && scene.word(i + 1) == "Truth" && scene.word(i + 2) == "Social" {
        return Some(Span::new(items[i].span.start, items[i + 2].span.end));
    }
    if matches!(preposition.as_str(), "by" | "from" | "for" | "through") {
        return None;
    }
    let mut end = i + 1;
    let mut head = None;
    while end < hi && end - i <= LONGEST && items[end].is_word() {
        let x = &items[end];
        if x.is(Class::VENUE)
            && !x.possessive
            && !(x.is_low(Class::CUE) && end > i + 1 && !items[end - 1].is(Class::DETERMINER) && items[end - 1].capital)
        {
            head = Some(end);
        } else if x.is_low(Class::AUXILIARY.or(Class::SUBORDINATE).or(Class::RELATIVE).or(Class::COORDINATE)) {
            break;
        } else if x.is_low(Class::PREPOSITION) {
            let goes_on = head == Some(end - 1) && ["with", "on", "of", "to", "for"].contains(&scene.word(end));
            if !goes_on {
                break;
            }
            let stop = phrase_end(items, end + 1, hi);
            if stop > end + 1 {
                return Some(Span::new(items[i + 1].span.start, items[stop - 1].span.end));
            }
            break;
        } else if head.is_some() {
            break;
        }
        end += 1;
    }
    let head = head?;
    // `on the show` yes, `to the book` no.
    if matches!(preposition.as_str(), "to") && scene.word(head) != "handle" && scene.word(head) != "account" {
        return None;
    }
    Some(Span::new(items[i + 1].span.start, items[head].span.end))
}

/// The end of a noun phrase of articles, adjectives and capitals.
fn phrase_end(items: &[Item], from: usize, hi: usize) -> usize {
    let mut end = from;
    while end < hi && end - from < 7 && items[end].kind == Kind::Word {
        let x = &items[end];
        let low_end = Class::PREPOSITION.or(Class::BREAKS).or(Class::CUE).or(Class::ADVERB);
        if x.is(Class::CALENDAR)
            || !x.capital && x.is(low_end) && !x.is(Class::DETERMINER)
            || end > from && items[end - 1].capital && !x.capital && !items[end - 1].possessive && !x.is(Class::HEADS)
        {
            break;
        }
        end += 1;
    }
    end
}

fn capitals(scene: &Scene<'_>, from: usize, hi: usize) -> Option<Span> {
    let items = scene.items;
    let skip = from + usize::from(items.get(from)?.is_low(Class::DETERMINER));
    let mut end = skip;
    while end < hi && items[end].is_word() && items[end].capital {
        end += 1;
    }
    (end > skip).then(|| Span::new(items[skip].span.start, items[end - 1].span.end))
}

fn printed(text: &str, span: Span) -> String {
    span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
