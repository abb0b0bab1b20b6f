//! Two articles side by side: how much of each is in the other, and every shared passage with the words that differ.
//!
//! Responsible for the page and its JSON form. Not responsible for finding the passages: they come as word ranges with an edit script.

use std::ops::Range;

use serde::Serialize;
use unicode_width::UnicodeWidthChar as _;

pub use super::script::Edit;

use super::signed;
use crate::article::{Article, CodePoints};
use crate::document::{Document, Line, Tone, layout, sanitize};
use crate::text::Words;

/// One shared passage as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aligned {
    /// Words of both texts that it covers.
    pub a: Range<usize>,
    pub b: Range<usize>,
    /// The edit script from a to b, which covers both ranges.
    pub edits: Vec<(Edit, usize)>,
    /// Words of a with their counterparts in b, which count as shared.
    pub pairs: Vec<(usize, usize)>,
    /// Set aside: it does not count as shared.
    pub boilerplate: bool,
}

/// How words that differ are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// `[-lost-]` and `{+added+}`: readable without colour.
    Brackets,
    /// By tone alone, for a painter that has colours.
    Tones,
}

/// From this width on the two texts stand side by side.
const SIDE_BY_SIDE: usize = 100;

/// Two articles and what they share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    a: Side,
    b: Side,
    passages: Vec<Passage>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Side {
    name: String,
    outlet: Option<String>,
    title: Option<String>,
    published: Option<String>,
    words: usize,
    /// Words that lie aligned in passages, boilerplate apart, each once.
    shared_words: usize,
    containment: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Passage {
    kind: &'static str,
    words: usize,
    identity: f64,
    a: Place,
    b: Place,
    edits: Vec<(Edit, usize)>,
    /// Words of each text alone between the passage before and this one; none where the order differs.
    #[serde(skip)]
    alone: (usize, Option<usize>),
}

/// Where a passage stands, and its words with what differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Place {
    /// Code points of the text, half-open.
    start: usize,
    end: usize,
    text: String,
    /// The text in stretches; those that differ are true.
    #[serde(skip)]
    stretches: Vec<(bool, String)>,
}

impl Comparison {
    /// Sets the two articles beside each other. Passages must be of these texts; one that reaches beyond them is left out.
    #[must_use]
    pub fn of(a: &Article, b: &Article, aligned: &[Aligned]) -> Self {
        let (words_a, words_b) = (Words::of(&a.text), Words::of(&b.text));
        let (points_a, points_b) = (CodePoints::new(&a.text), CodePoints::new(&b.text));
        let mut aligned: Vec<&Aligned> = aligned.iter().filter(|one| fits(one, &words_a, &words_b)).collect();
        aligned.sort_by_key(|one| (one.a.start, one.b.start));
        let shared = |of: fn(&(usize, usize)) -> usize| {
            let mut words: Vec<usize> =
                aligned.iter().filter(|one| !one.boilerplate).flat_map(|one| one.pairs.iter().map(of)).collect();
            words.sort_unstable();
            words.dedup();
            words.len()
        };
        let (side_a, side_b) = (side(a, &words_a, shared(|pair| pair.0)), side(b, &words_b, shared(|pair| pair.1)));
        let (mut end_a, mut end_b) = (0, 0);
        let mut passages = Vec::with_capacity(aligned.len());
        for one in aligned {
            let alone = (one.a.start.saturating_sub(end_a), (one.b.start >= end_b).then(|| one.b.start - end_b));
            (end_a, end_b) = (end_a.max(one.a.end), one.b.end);
            let same: usize = one.edits.iter().filter(|(edit, _)| *edit == Edit::Same).map(|(_, n)| n).sum();
            let all: usize = one.edits.iter().map(|(_, n)| n).sum();
            #[allow(clippy::cast_precision_loss, reason = "words of one passage")]
            let identity = same as f64 / all.max(1) as f64;
            passages.push(Passage {
                kind: if one.boilerplate {
                    "boilerplate"
                } else if same == all {
                    "verbatim"
                } else {
                    "edited"
                },
                words: one.a.len().max(one.b.len()),
                identity,
                a: place(&a.text, &words_a, &points_a, &one.a, &one.edits, Edit::Added),
                b: place(&b.text, &words_b, &points_b, &one.b, &one.edits, Edit::Lost),
                edits: one.edits.clone(),
                alone,
            });
        }
        Self { a: side_a, b: side_b, passages }
    }

    /// Whether anything is shared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.passages.is_empty()
    }

    /// The page, no line wider than `width`.
    #[must_use]
    pub fn document(&self, width: usize, marks: Marks) -> Document {
        let mut page = Document::new();
        let of = |whole: &Side, name: &str, other: &str| {
            let words = layout::count(signed(whole.words), "word", "words");
            format!(
                "{} of {name} is in {other} ({} of {words})",
                layout::percent(whole.containment),
                layout::number(signed(whole.shared_words))
            )
        };
        page.push(Line::new().strong(of(&self.b, "B", "A")).plain(" · ").strong(of(&self.a, "A", "B")).truncated(width));
        for (letter, side) in [("A", &self.a), ("B", &self.b)] {
            let mut line = Line::new().strong(letter).plain("  ").plain(&side.name);
            for part in [side.outlet.as_ref(), side.published.as_ref()].into_iter().flatten() {
                line.push(Tone::Dim, format!(" · {part}"));
            }
            if let Some(title) = &side.title {
                line.push(Tone::Plain, format!(" · “{}”", sanitize::running(title)));
            }
            page.push(line.truncated(width));
        }
        if self.passages.is_empty() {
            page.push(Line::new().plain("no shared passage found"));
        }
        for (i, passage) in self.passages.iter().enumerate() {
            page.blank();
            passage.document(i + 1, width, marks, &mut page);
        }
        page
    }
}

impl Passage {
    fn document(&self, number: usize, width: usize, marks: Marks, page: &mut Document) {
        let alone = |name: &str, words: usize| {
            (words > 0).then(|| format!("{name} alone: {}", layout::count(signed(words), "word", "words")))
        };
        let gaps: Vec<String> =
            [alone("A", self.alone.0), self.alone.1.and_then(|words| alone("B", words))].into_iter().flatten().collect();
        if !gaps.is_empty() {
            page.push(Line::new().dim(format!("     -- {} --", gaps.join(" · "))).truncated(width));
        }
        let mut line =
            Line::new().strong(format!("{number:>3}")).plain(format!("  {}", layout::count(signed(self.words), "word", "words")));
        line.push(if self.kind == "edited" { Tone::Warn } else { Tone::Plain }, format!(" · {}", self.kind));
        if self.identity < 1.0 {
            line.push(Tone::Plain, format!(" · {} the same", layout::percent(self.identity)));
        }
        if self.alone.1.is_none() {
            line.push(Tone::Warn, " · in another order");
        }
        line.push(Tone::Dim, format!(" · A {}-{} · B {}-{}", self.a.start, self.a.end, self.b.start, self.b.end));
        page.push(line.truncated(width));
        let (removed, added) = ((Tone::Removed, "[-", "-]"), (Tone::Added, "{+", "+}"));
        if width >= SIDE_BY_SIDE {
            let column = (width - 5 - 3) / 2;
            let left = wrapped(&self.a.stretches, removed, marks, column);
            let right = wrapped(&self.b.stretches, added, marks, column);
            for i in 0..left.len().max(right.len()) {
                let mut line = Line::new().plain("     ");
                line.append(left.get(i).cloned().unwrap_or_default());
                line.pad_to(5 + column);
                line.push(Tone::Dim, " │ ");
                line.append(right.get(i).cloned().unwrap_or_default());
                page.push(line);
            }
            return;
        }
        for (letter, lines) in [
            ("A", wrapped(&self.a.stretches, removed, marks, width.saturating_sub(7))),
            ("B", wrapped(&self.b.stretches, added, marks, width.saturating_sub(7))),
        ] {
            for (i, text) in lines.into_iter().enumerate() {
                let mut line = Line::new().strong(if i == 0 { format!("  {letter}  ") } else { "     ".to_owned() }).dim("│ ");
                line.append(text);
                page.push(line);
            }
        }
    }
}

fn fits(one: &Aligned, a: &Words, b: &Words) -> bool {
    let count = |without: Edit| one.edits.iter().filter(|(edit, _)| *edit != without).map(|(_, n)| n).sum::<usize>();
    !one.a.is_empty()
        && !one.b.is_empty()
        && one.a.end <= a.len()
        && one.b.end <= b.len()
        && count(Edit::Added) == one.a.len()
        && count(Edit::Lost) == one.b.len()
}

fn side(article: &Article, words: &Words, shared_words: usize) -> Side {
    let published = &article.published;
    #[allow(clippy::cast_precision_loss, reason = "words of one article")]
    let containment = shared_words as f64 / words.len().max(1) as f64;
    Side {
        name: if article.source_file.is_empty() { article.id.clone() } else { article.source_file.clone() },
        outlet: article.outlet.clone(),
        title: article.title.clone(),
        published: published.at.map(|at| layout::time(at, published.precision.name(), published.zone.name())),
        words: words.len(),
        shared_words,
        containment,
    }
}

/// The stretches of one text's side of a passage; edits of the kind `other` are words of the other text.
fn place(
    text: &str,
    words: &Words,
    points: &CodePoints<'_>,
    range: &Range<usize>,
    edits: &[(Edit, usize)],
    other: Edit,
) -> Place {
    let span = words.stretch(range.start, range.end);
    let mut stretches: Vec<(bool, String)> = Vec::new();
    let (mut word, mut byte) = (range.start, span.start);
    for &(edit, count) in edits.iter().filter(|(edit, count)| *edit != other && *count > 0) {
        let run = words.stretch(word, word + count);
        if byte < run.start {
            stretches.push((false, text[byte..run.start].to_owned()));
        }
        stretches.push((edit != Edit::Same, text[run.start.max(byte)..run.end.max(byte)].to_owned()));
        (word, byte) = (word + count, run.end.max(byte));
    }
    Place { start: points.at(span.start), end: points.at(span.end), text: span.of(text).to_owned(), stretches }
}

/// Stretches as lines of at most `columns`; what differs is marked with `tone` or with brackets.
fn wrapped(stretches: &[(bool, String)], (tone, open, close): (Tone, &str, &str), marks: Marks, columns: usize) -> Vec<Line> {
    let columns = columns.max(4);
    // Characters with their tones, sanitised, every white space one blank.
    let mut chars: Vec<(Tone, char)> = Vec::new();
    for (differs, text) in stretches {
        let tone = if *differs { tone } else { Tone::Plain };
        let bracket = |mark: &str, chars: &mut Vec<(Tone, char)>| {
            if *differs && marks == Marks::Brackets {
                chars.extend(mark.chars().map(|c| (tone, c)));
            }
        };
        bracket(open, &mut chars);
        let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        chars.extend(sanitize::line(&spaced).chars().map(|c| (tone, c)));
        bracket(close, &mut chars);
    }
    let width = |chars: &[(Tone, char)]| chars.iter().map(|(_, c)| c.width().unwrap_or(0)).sum::<usize>();
    let mut lines = Vec::new();
    let (mut line, mut used) = (Line::new(), 0);
    for word in chars.split(|(_, c)| *c == ' ').filter(|word| !word.is_empty()) {
        let needed = width(word);
        if used > 0 && used + 1 + needed > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(Tone::Plain, " ");
            used += 1;
        }
        for &(tone, c) in word {
            let w = c.width().unwrap_or(0);
            if used + w > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(tone, c.encode_utf8(&mut [0; 4]));
            used += w;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn article(name: &str, text: &str) -> Article {
        Article { id: name.into(), source_file: name.into(), text: text.into(), ..Article::default() }
    }

    fn story() -> Comparison {
        let a = article(
            "wire.txt",
            "NORTHERN WIRE. The ferry to Skerry will not sail on Monday, the harbour office said, because of the gale.",
        );
        let b = article(
            "local.txt",
            "The ferry to Skerry will sail late on Tuesday, the harbour office said, because of the gale. More soon.",
        );
        // a: northern wire | the ferry to skerry will not sail on monday the harbour office said because of the gale
        let edits = vec![
            (Edit::Same, 5),
            (Edit::Lost, 1),
            (Edit::Same, 1),
            (Edit::Added, 1),
            (Edit::Same, 1),
            (Edit::Changed, 1),
            (Edit::Same, 8),
        ];
        let pairs = (0..5).map(|i| (i + 2, i)).chain([(8, 5), (9, 7)]).chain((0..8).map(|i| (i + 11, i + 9))).collect();
        Comparison::of(&a, &b, &[Aligned { a: 2..19, b: 0..17, edits, pairs, boilerplate: false }])
    }

    #[test]
    fn stacked_in_eighty_columns() {
        insta::assert_snapshot!(story().document(80, Marks::Brackets).to_string());
    }

    #[test]
    fn side_by_side_where_there_is_room() {
        insta::assert_snapshot!(story().document(100, Marks::Brackets).to_string());
    }

    #[test]
    fn tones_mark_without_brackets() {
        let page = story().document(80, Marks::Tones);
        assert!(!page.to_string().contains("[-"));
        let marked: Vec<_> = page
            .lines()
            .iter()
            .flat_map(Line::pieces)
            .filter(|piece| matches!(piece.tone(), Tone::Removed | Tone::Added))
            .map(crate::document::Piece::text)
            .collect();
        assert_eq!(marked, ["not", "Monday", "late", "Tuesday"]);
    }

    proptest! {
        #[test]
        fn any_text_fits_any_width(text in any::<String>(), width in 20usize..140) {
            let words = Words::of(&text).len();
            let article = article("x", &text);
            let whole = Aligned { a: 0..words, b: 0..words, edits: vec![(Edit::Same, words)], ..Aligned::default() };
            let page = Comparison::of(&article, &article, &[whole]).document(width, Marks::Brackets);
            for line in page.lines() {
                prop_assert!(line.width() <= width.max(40), "{}: {line}", line.width());
            }
        }
    }
}
