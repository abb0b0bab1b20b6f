//! A few words around what was found, in pieces that say which of them were asked for.

use serde::Serialize;

use super::question::Question;
use crate::article::CodePoints;
use crate::text::Words;

/// Words before the first hit.
const BEFORE: usize = 8;
/// Longest piece that is shown, in bytes: a text may be one word of a megabyte.
const MAX_PIECE_BYTES: usize = 2_000;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Piece<'t> {
    text: &'t str,
    hit: bool,
}

/// A place in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Hit {
    start: usize,
    end: usize,
}

/// The whole text with its hits.
pub(super) fn marked<'t>(text: &'t str, question: &Question) -> Vec<Piece<'t>> {
    let words = Words::of(text);
    pieces(text, &words, &question.places(&words), (0, text.len()))
}

/// At most `most` words of a text around the places that hold the most, and the first `listed` places of all.
pub(super) fn snippet<'t>(text: &'t str, question: &Question, most: usize, listed: usize) -> (Vec<Piece<'t>>, Vec<Hit>) {
    let words = Words::of(text);
    let places = question.places(&words);
    // The first of the windows that hold the most: its places stand close to each other.
    let (mut best, mut held, mut end) = (0, 0, 0);
    for (i, &(start, _)) in places.iter().enumerate() {
        while end < places.len() && places[end].1 <= start + most - BEFORE {
            end += 1;
        }
        if end.saturating_sub(i) > held {
            (best, held) = (start, end - i);
        }
    }
    let first = best.saturating_sub(BEFORE);
    let last = (first + most).min(words.len());
    let from = if first == 0 { 0 } else { words.span(first).start };
    let to = if last == words.len() { text.len() } else { words.span(last - 1).end };
    let points = CodePoints::new(text);
    let hits = places.iter().take(listed).map(|&(start, end)| {
        let span = words.stretch(start, end);
        Hit { start: points.at(span.start), end: points.at(span.end) }
    });
    let mut shown = pieces(text, &words, &places, (from, to));
    if from > 0 {
        shown.insert(0, Piece { text: "… ", hit: false });
    }
    if to < text.len() {
        shown.push(Piece { text: " …", hit: false });
    }
    (shown, hits.collect())
}

/// The stretch `from..to`, cut where a place begins or ends.
fn pieces<'t>(text: &'t str, words: &Words, places: &[(usize, usize)], (from, to): (usize, usize)) -> Vec<Piece<'t>> {
    let (mut pieces, mut at) = (Vec::new(), from);
    let mut push = |start: usize, end: usize, hit: bool| {
        if start < end {
            pieces.push(Piece { text: short(&text[start..end]), hit });
        }
    };
    for &(start, end) in places {
        let span = words.stretch(start, end);
        if span.start < at || span.end > to {
            continue;
        }
        push(at, span.start, false);
        push(span.start, span.end, true);
        at = span.end;
    }
    push(at, to, false);
    pieces
}

fn short(text: &str) -> &str {
    if text.len() <= MAX_PIECE_BYTES { text } else { &text[..text.floor_char_boundary(MAX_PIECE_BYTES)] }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str, question: &str, most: usize) -> String {
        let question = Question::read(question).unwrap();
        let piece = |piece: &Piece<'_>| if piece.hit { format!("[{}]", piece.text) } else { piece.text.to_owned() };
        snippet(text, &question, most, 0).0.iter().map(piece).collect()
    }

    #[test]
    fn a_snippet_stands_where_most_of_the_words_are() {
        assert_eq!(shown("One owl.", "owl", 45), "One [owl].");
        let text = format!("owl {} an owl saw the old bridge {}", "x ".repeat(60), "y ".repeat(60));
        let told = shown(&text, "owl bridge", 20);
        assert!(told.starts_with("… x") && told.contains("an [owl] saw the old [bridge] y") && told.ends_with("y …"), "{told}");
    }

    #[test]
    fn half_of_a_printed_character_can_be_a_word() {
        // ½ is 1⁄2 to a reader of words, and its 1 ends the word before.
        assert_eq!(shown("he½ said", "2", 45), "he[½] said");
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(text in ".{0,80}", question in "[a-z]{1,3}") {
            let question = Question::read(&question).unwrap();
            let whole: String = marked(&text, &question).iter().map(|piece| piece.text).collect();
            prop_assert_eq!(whole, text.clone());
            let _ = snippet(&text, &question, 10, 5);
        }
    }
}
