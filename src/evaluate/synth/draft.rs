//! A text in the making, with the places in it that truth will speak of.
//!
//! Every change of a draft goes through one operation that moves the labels along, so that what a truth file says of a text is what
//! stands in it. Places are bytes here; they become code points when the truth is written.

use std::ops::Range;

/// What a label says of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The words of a planted quotation, without marks; `key` is the quotation.
    Quote,
    /// A planted passage, or the place it was taken from; `key` is the passage.
    Passage,
    /// What an outlet prints around its articles.
    Furniture,
    /// Words that name an outlet as a source; `key` is the outlet.
    Credit,
    /// An agency's dateline, a credit as well.
    Dateline,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) kind: Kind,
    pub(crate) key: usize,
    /// What was done to it.
    pub(crate) variant: &'static str,
    pub(crate) place: Range<usize>,
}

/// What a place is replaced by. Places do not overlap and stand in order.
pub(crate) type Edit = (Range<usize>, String);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) labels: Vec<Label>,
}

impl Draft {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), labels: Vec::new() }
    }

    /// A text that is labelled as a whole.
    pub(crate) fn labelled(text: impl Into<String>, kind: Kind, key: usize, variant: &'static str) -> Self {
        let mut draft = Self::new(text);
        draft.label(kind, key, variant, 0..draft.text.len());
        draft
    }

    pub(crate) fn label(&mut self, kind: Kind, key: usize, variant: &'static str, place: Range<usize>) {
        self.labels.push(Label { kind, key, variant, place });
    }

    pub(crate) fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(crate) fn push(&mut self, other: &Self) {
        let shift = self.text.len();
        self.text.push_str(&other.text);
        self.labels.extend(
            other.labels.iter().map(|label| Label { place: label.place.start + shift..label.place.end + shift, ..label.clone() }),
        );
    }

    /// A stretch with the labels that lie inside of it whole.
    pub(crate) fn slice(&self, place: Range<usize>) -> Self {
        let inside = self.labels.iter().filter(|label| place.start <= label.place.start && label.place.end <= place.end);
        let labels =
            inside.map(|label| Label { place: label.place.start - place.start..label.place.end - place.start, ..label.clone() });
        Self { labels: labels.collect(), text: self.text[place].to_owned() }
    }

    /// Puts another draft in at a place between labels or inside of them.
    pub(crate) fn insert(&mut self, at: usize, other: &Self) {
        let mut whole = Self::new(self.text[..at].to_owned());
        whole.push(other);
        let shift = other.text.len();
        whole.push_str(&self.text[at..]);
        for label in &self.labels {
            let start = if label.place.start >= at { label.place.start + shift } else { label.place.start };
            let end = if label.place.end > at { label.place.end + shift } else { label.place.end };
            whole.labels.push(Label { place: start..end, ..label.clone() });
        }
        *self = whole;
    }

    /// Takes a stretch out; labels that lie inside of it go with it.
    pub(crate) fn remove(&mut self, place: Range<usize>) {
        self.labels.retain(|label| label.place.start < place.start || label.place.end > place.end);
        self.apply(&[(place, String::new())]);
    }

    /// Makes all edits at once. A label that is edited inside keeps its bounds; one that a bound of falls into an edit holds all of it.
    pub(crate) fn apply(&mut self, edits: &[Edit]) {
        let mut text = String::with_capacity(self.text.len());
        // For each edit its place before and after.
        let mut moved: Vec<(Range<usize>, Range<usize>)> = Vec::with_capacity(edits.len());
        let mut done = 0;
        for (place, with) in edits {
            debug_assert!(done <= place.start, "edits stand in order");
            text.push_str(&self.text[done..place.start]);
            let start = text.len();
            text.push_str(with);
            moved.push((place.clone(), start..text.len()));
            done = place.end;
        }
        text.push_str(&self.text[done..]);
        let map = |p: usize, is_start: bool| {
            // The last edit that begins before the bound, or at it where it is put in before what begins there.
            let before = moved.partition_point(|(old, _)| old.start < p || (is_start && old.is_empty() && old.start == p));
            match before.checked_sub(1).map(|i| &moved[i]) {
                None => p,
                Some((old, new)) if p >= old.end => new.end + (p - old.end),
                Some((_, new)) if is_start => new.start,
                Some((_, new)) => new.end,
            }
        };
        for label in &mut self.labels {
            label.place = map(label.place.start, true)..map(label.place.end, false);
        }
        self.text = text;
        self.labels.retain(|label| label.place.start < label.place.end);
    }

    /// Draws the bounds of labels in to what is printed, and drops those of nothing.
    pub(crate) fn tidy(&mut self) {
        for label in &mut self.labels {
            let words = &self.text[label.place.clone()];
            let lead = words.len() - words.trim_start().len();
            label.place = label.place.start + lead..(label.place.start + words.trim_end().len()).max(label.place.start + lead);
        }
        self.labels.retain(|label| !label.place.is_empty());
    }
}

/// The words of a stretch as they are printed, without the punctuation around them.
pub(crate) fn words(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = within.start;
    for piece in text[within].split_inclusive(char::is_whitespace) {
        let core = piece.trim_matches(|c: char| !c.is_alphanumeric());
        if !core.is_empty() {
            let start = at + (piece.len() - piece.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
            found.push(start..start + core.len());
        }
        at += piece.len();
    }
    found
}

/// The sentences of a text, each with the marks that close it and without the space behind it.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    let mut may_end = false;
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        match c {
            '.' | '!' | '?' | '。' => may_end = true,
            '"' | '”' | '’' | '\'' | ')' | '»' if may_end => {}
            _ if c.is_whitespace() => {
                let breaks = c == '\n' && chars.peek().is_some_and(|(_, next)| *next == '\n');
                let opens = chars.peek().is_some_and(|(_, next)| !next.is_lowercase() && !next.is_whitespace());
                if breaks || (may_end && opens && !abbreviated(&text[start..at])) {
                    push_trimmed(text, start..at, &mut found);
                    start = end;
                }
                may_end &= c == '\n' || c == ' ';
            }
            _ => may_end = false,
        }
    }
    push_trimmed(text, start..text.len(), &mut found);
    found
}

/// Whether a stretch ends in a point that ends no sentence: one letter, or a title.
fn abbreviated(sentence: &str) -> bool {
    let last = sentence.rsplit(char::is_whitespace).next().unwrap_or_default();
    let stem = last.trim_end_matches('.');
    last.ends_with('.')
        && (stem.chars().count() < 2
            || ["Mr", "Mrs", "Ms", "Dr", "St", "Gen", "Sen", "Rep", "Gov", "Inc", "Corp", "Co", "Ltd", "No"].contains(&stem))
}

fn push_trimmed(text: &str, place: Range<usize>, to: &mut Vec<Range<usize>>) {
    let words = &text[place.clone()];
    let start = place.start + (words.len() - words.trim_start().len());
    let end = place.start + words.trim_end().len();
    if start < end {
        to.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_move_with_edits_before_inside_and_at_their_bounds() {
        let mut draft = Draft::new("one two “three four” five");
        let at = draft.text.find("three").expect("there");
        draft.label(Kind::Quote, 0, "origin", at..at + "three four".len());
        let open = at - "“".len();
        let close = at + "three four".len();
        draft.apply(&[
            (0..3, "a longer one".into()),
            (open..at, "«".into()),
            (at..at + 5, "3".into()),
            (close..close + "”".len(), "»".into()),
        ]);
        assert_eq!(draft.text, "a longer one two «3 four» five");
        assert_eq!(&draft.text[draft.labels[0].place.clone()], "3 four");
        draft.insert(0, &Draft::new("Head. "));
        assert_eq!(&draft.text[draft.labels[0].place.clone()], "3 four");
        draft.apply(&[(draft.labels[0].place.start..draft.labels[0].place.start, "put in ".into())]);
        assert_eq!(&draft.text[draft.labels[0].place.clone()], "3 four");
    }

    #[test]
    fn sentences_end_where_they_end() {
        let text = "It rained. Mr. J. Hall said “No.” He left!\n\nThe end";
        let found: Vec<_> = sentences(text).into_iter().map(|s| &text[s]).collect();
        assert_eq!(found, ["It rained.", "Mr. J. Hall said “No.”", "He left!", "The end"]);
        let text = "(one), two-fold “three.”";
        assert_eq!(words(text, 0..text.len()).into_iter().map(|w| &text[w]).collect::<Vec<_>>(), ["one", "two-fold", "three"]);
    }

    proptest! {
        #[test]
        fn a_label_of_words_that_no_edit_touches_keeps_its_words(text in "[a-e é”]{10,60}", places in prop::collection::vec((0usize..60, 0usize..6, "[xyz ]{0,5}"), 0..6)) {
            let bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let (from, to) = (bounds[bounds.len() / 3], bounds[bounds.len() * 2 / 3]);
            let mut draft = Draft::new(text.clone());
            draft.label(Kind::Passage, 0, "", from..to);
            let mut edits: Vec<Edit> = Vec::new();
            let mut sorted = places;
            sorted.sort();
            for (at, length, with) in sorted {
                let (i, j) = (at.min(bounds.len() - 1), (at + length).min(bounds.len() - 1));
                let place = bounds[i]..bounds[j];
                let apart = place.end <= from || place.start >= to;
                if apart && edits.last().is_none_or(|(last, _)| last.end < place.start) {
                    edits.push((place, with));
                }
            }
            draft.apply(&edits);
            prop_assert_eq!(&draft.text[draft.labels[0].place.clone()], &text[from..to]);
        }
    }
}
