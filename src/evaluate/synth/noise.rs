//! What is done to a text that is taken over: words changed, letters mistyped or misread, pieces moved, parts left out.
//!
//! Each works on a stretch of a draft and moves its labels along. A changed word is another word of the language, not noise.

use std::ops::Range;

use super::super::dice::Dice;
use super::draft::{Draft, Edit, Kind, sentences, words};
use super::prose::{Prose, capital};

/// How far a copy is from what it was copied from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Quote,
    Verbatim,
    Typo,
    Light,
    Heavy,
    Ocr,
    Reordered,
    Excerpt,
}

impl Level {
    /// The name in the truth files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Verbatim => "verbatim",
            Self::Typo => "typo",
            Self::Light => "light",
            Self::Heavy => "heavy",
            Self::Ocr => "ocr",
            Self::Reordered => "reordered",
            Self::Excerpt => "excerpt",
        }
    }

    /// Does to all of a draft what this level is called for.
    pub(crate) fn make(self, draft: &mut Draft, dice: &mut Dice) {
        match self {
            Self::Quote | Self::Verbatim => {}
            Self::Typo => typos(draft, dice),
            Self::Light => change(draft, LIGHT_SHARE, dice),
            Self::Heavy => change(draft, HEAVY_SHARE, dice),
            Self::Ocr => misread(draft, dice),
            Self::Reordered => reorder(draft, dice),
            Self::Excerpt => excerpt(draft, dice),
        }
    }
}

/// Shares of words that are changed, mistyped and misread.
const LIGHT_SHARE: f64 = 0.08;
const HEAVY_SHARE: f64 = 0.30;
const TYPO_SHARE: f64 = 0.015;
const OCR_SHARE: f64 = 0.18;

/// Of the words of a sentence some are replaced by others, left out, or get a neighbour. What people said stays as it is.
fn change(draft: &mut Draft, share: f64, dice: &mut Dice) {
    const CLASSES: [&str; 6] = ["noun", "adjective", "plural", "verbed", "material", "adverb"];
    let prose = Prose::shipped();
    let found = words(&draft.text, 0..draft.text.len());
    // Nor is a source named otherwise.
    let held = [Kind::Quote, Kind::Credit, Kind::Dateline];
    let said: Vec<Range<usize>> =
        draft.labels.iter().filter(|label| held.contains(&label.kind)).map(|label| label.place.clone()).collect();
    let mut edits: Vec<Edit> = Vec::new();
    for (i, word) in found.iter().enumerate() {
        if said.iter().any(|place| place.start < word.end && word.start < place.end) || !dice.chance(share) {
            continue;
        }
        let class = *dice.pick(&CLASSES);
        let other = *dice.pick(prose.class(class));
        let old = &draft.text[word.clone()];
        match dice.below(5) {
            // A neighbour that is only a space away can go with its space.
            0 => match found.get(i + 1) {
                Some(next) if &draft.text[word.end..next.start] == " " => edits.push((word.start..next.start, String::new())),
                _ => edits.push((word.clone(), other.to_owned())),
            },
            1 => edits.push((word.start..word.start, format!("{other} "))),
            _ if old.starts_with(char::is_uppercase) => edits.push((word.clone(), capital(other))),
            _ => edits.push((word.clone(), other.to_owned())),
        }
    }
    draft.apply(&edits);
}

/// Slips of a keyboard: letters swapped, left out, doubled. At least one.
fn typos(draft: &mut Draft, dice: &mut Dice) {
    let long: Vec<Range<usize>> = words(&draft.text, 0..draft.text.len())
        .into_iter()
        .filter(|word| draft.text[word.clone()].chars().filter(|c| c.is_alphabetic()).count() >= 4)
        .collect();
    if long.is_empty() {
        return;
    }
    let sure = dice.below(long.len());
    let mut edits: Vec<Edit> = Vec::new();
    for (i, word) in long.iter().enumerate() {
        if i != sure && !dice.chance(TYPO_SHARE) {
            continue;
        }
        let mut letters: Vec<char> = draft.text[word.clone()].chars().collect();
        let at = dice.within(1..letters.len() - 1);
        match dice.below(3) {
            0 if letters[at] != letters[at + 1] => letters.swap(at, at + 1),
            1 => {
                letters.remove(at);
            }
            _ => letters.insert(at, letters[at]),
        }
        edits.push((word.clone(), letters.into_iter().collect()));
    }
    draft.apply(&edits);
}

/// What optical character recognition reads instead.
const MISREAD: [(&str, &str); 16] = [
    ("rn", "m"),
    ("m", "rn"),
    ("l", "1"),
    ("h", "b"),
    ("e", "c"),
    ("c", "e"),
    ("o", "0"),
    ("i", "l"),
    ("u", "n"),
    ("s", "5"),
    ("d", "cl"),
    ("f", "t"),
    ("w", "vv"),
    ("a", "o"),
    ("t", "f"),
    ("n", "ri"),
];

/// Misread letters, words broken and run together.
fn misread(draft: &mut Draft, dice: &mut Dice) {
    let found = words(&draft.text, 0..draft.text.len());
    let mut edits: Vec<Edit> = Vec::new();
    let mut joined = false;
    for (i, word) in found.iter().enumerate() {
        // The space behind the last word has gone already: this one stays as it is.
        if std::mem::take(&mut joined) || !dice.chance(OCR_SHARE) {
            continue;
        }
        let old = &draft.text[word.clone()];
        match dice.below(10) {
            0 if old.chars().count() > 4 => {
                let at = old.char_indices().nth(dice.within(2..old.chars().count() - 1)).map_or(0, |(at, _)| at);
                edits.push((word.clone(), format!("{} {}", &old[..at], &old[at..])));
            }
            1 => {
                if let Some(next) = found.get(i + 1).filter(|next| &draft.text[word.end..next.start] == " ") {
                    edits.push((word.end..next.start, String::new()));
                    joined = true;
                }
            }
            _ => {
                let first = dice.below(MISREAD.len());
                let fits = (0..MISREAD.len()).map(|k| MISREAD[(first + k) % MISREAD.len()]).find(|(from, _)| old.contains(from));
                if let Some((from, to)) = fits {
                    edits.push((word.clone(), old.replacen(from, to, 1)));
                }
            }
        }
    }
    draft.apply(&edits);
}

/// Three or four pieces in another order. Pieces are sentences where there are enough, else stretches of words.
fn reorder(draft: &mut Draft, dice: &mut Dice) {
    let mut cuts: Vec<usize> = sentences(&draft.text).into_iter().skip(1).map(|sentence| sentence.start).collect();
    if cuts.len() < 2 {
        let found = words(&draft.text, 0..draft.text.len());
        cuts = [1, 2].map(|k| found.get(found.len() * k / 3).map_or(draft.text.len(), |word| word.start)).to_vec();
    }
    while cuts.len() > 3 {
        cuts.remove(dice.below(cuts.len()));
    }
    let bounds: Vec<usize> = std::iter::once(0).chain(cuts).chain([draft.text.len()]).collect();
    let pieces: Vec<Range<usize>> = bounds.windows(2).map(|two| two[0]..two[1]).collect();
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    while order.is_sorted() && order.len() > 1 {
        dice.shuffle(&mut order);
    }
    let mut moved = Draft::default();
    for (n, &i) in order.iter().enumerate() {
        let piece = &pieces[i];
        let printed = draft.text[piece.clone()].trim_end();
        if n > 0 {
            moved.push_str(" ");
        }
        moved.push(&draft.slice(piece.start..piece.start + printed.len()));
    }
    *draft = moved;
}

/// A part of a text, from a third to two thirds of its sentences, mostly from the start.
fn excerpt(draft: &mut Draft, dice: &mut Dice) {
    let found = sentences(&draft.text);
    if found.len() < 3 {
        return;
    }
    let length = dice.within(found.len().div_ceil(3)..(found.len() * 2 / 3 + 1).max(found.len().div_ceil(3) + 1));
    let first = if dice.chance(0.7) { 0 } else { dice.below(found.len() - length + 1) };
    let mut place = found[first].start..found[first + length - 1].end;
    // What somebody says is not cut through.
    for label in draft.labels.iter().filter(|label| label.kind == Kind::Quote) {
        if label.place.start < place.end && place.end < label.place.end {
            place.end = found.iter().map(|sentence| sentence.end).find(|end| *end >= label.place.end).unwrap_or(draft.text.len());
        }
        if label.place.start < place.start && place.start < label.place.end {
            place.start = found.iter().rev().map(|sentence| sentence.start).find(|s| *s <= label.place.start).unwrap_or(0);
        }
    }
    *draft = draft.slice(place);
}

#[cfg(test)]
mod tests {
    use super::super::prose::Fresh;
    use super::*;

    fn article() -> Draft {
        Draft::new(Prose::shipped().article(400, &mut Fresh::default(), &mut Dice::new(5, "article")))
    }

    /// Words that stand in both texts, of those of the first.
    fn kept(a: &str, b: &str) -> f64 {
        let all: Vec<&str> = a.split_whitespace().collect();
        let others: Vec<&str> = b.split_whitespace().collect();
        all.iter().filter(|word| others.contains(word)).count() as f64 / all.len() as f64
    }

    #[test]
    fn each_level_changes_what_it_says() {
        let share = |level: Level| {
            let (old, mut new) = (article(), article());
            level.make(&mut new, &mut Dice::new(9, level.name()));
            kept(&old.text, &new.text)
        };
        assert!((share(Level::Verbatim) - 1.0).abs() < 1e-9);
        assert!((0.95..1.0).contains(&share(Level::Typo)), "{}", share(Level::Typo));
        assert!((0.88..0.98).contains(&share(Level::Light)), "{}", share(Level::Light));
        assert!((0.65..0.90).contains(&share(Level::Heavy)), "{}", share(Level::Heavy));
        assert!((0.70..0.92).contains(&share(Level::Ocr)), "{}", share(Level::Ocr));
        assert!((share(Level::Reordered) - 1.0).abs() < 1e-9);
        assert!((0.3..0.9).contains(&share(Level::Excerpt)), "{}", share(Level::Excerpt));
    }

    #[test]
    fn pieces_are_moved_and_what_people_say_is_not_reworded() {
        let (old, mut new) = (article(), article());
        Level::Reordered.make(&mut new, &mut Dice::new(1, "order"));
        assert_ne!(old.text, new.text);
        let mut draft = article();
        let place = sentences(&draft.text)[2].clone();
        let said = draft.text[place.clone()].to_owned();
        draft.label(Kind::Quote, 0, "origin", place);
        Level::Heavy.make(&mut draft, &mut Dice::new(1, "heavy"));
        assert_eq!(draft.text[draft.labels[0].place.clone()].trim(), said);
    }
}
