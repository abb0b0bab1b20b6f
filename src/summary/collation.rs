//! Printings of one utterance set under its base, word under word.
//!
//! A word that is printed as in the base is dots, a word left out is dashes, and what is printed instead stands in its place: what
//! differs is what the eye finds. Stretches in which all printings agree are counted, not repeated.

use crate::document::{Document, Line, Tone, layout, sanitize};
use crate::text::Words;

use super::script::{Edit, Run};

/// What one printing has in the place of one word of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cell {
    Same,
    Lost,
    Changed(String),
}

/// One printing laid under the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Laid {
    cells: Vec<Cell>,
    /// Words printed before base word `i`; one more entry than words.
    added: Vec<String>,
}

/// The words of `text` as printed, each with the punctuation that follows it.
pub(super) fn printed(text: &str, words: &Words) -> Vec<String> {
    let starts = |i: usize| {
        if i == 0 {
            0
        } else if i == words.len() {
            text.len()
        } else {
            words.span(i).start
        }
    };
    (0..words.len()).map(|i| sanitize::running(&text[starts(i)..starts(i + 1)])).collect()
}

impl Laid {
    /// A printing of `second` words whose script was laid over `base_words` words of the base.
    pub(super) fn of(runs: &[Run], base_words: usize, second: &[String]) -> Self {
        let mut laid = Self { cells: vec![Cell::Same; base_words], added: vec![String::new(); base_words + 1] };
        for run in runs {
            match run.edit {
                Edit::Same => {}
                Edit::Lost => laid.cells[run.first.clone()].fill(Cell::Lost),
                Edit::Changed => {
                    for (i, j) in run.first.clone().zip(run.second.clone()) {
                        laid.cells[i] = Cell::Changed(second[j].clone());
                    }
                }
                Edit::Added => {
                    let slot = &mut laid.added[run.first.start];
                    for word in &second[run.second.clone()] {
                        if !slot.is_empty() {
                            slot.push(' ');
                        }
                        slot.push_str(word);
                    }
                }
            }
        }
        laid
    }

    fn differs_at(&self, i: usize) -> bool {
        self.cells.get(i).is_some_and(|cell| *cell != Cell::Same) || !self.added[i].is_empty()
    }
}

/// Blocks of lines that a collation among others has at most.
pub(super) const BLOCKS: usize = 6;
/// Words of agreement kept on each side of a difference.
const CONTEXT: usize = 3;
/// The widest that added words may be before they are cut.
const WIDEST_ADDED: usize = 36;

/// The collation as lines, in at most `most` blocks; `label_width` columns are kept for labels on the left.
pub(super) fn document(
    base: &[String],
    printings: &[(String, &Laid)],
    (indent, label_width): (usize, usize),
    width: usize,
    most: usize,
) -> Document {
    let mut page = Document::new();
    let left = indent + label_width + 2;
    let room = width.saturating_sub(left).max(10);
    let differs = |i: usize| printings.iter().any(|(_, laid)| laid.differs_at(i));
    // Words near a difference are shown; `base.len()` stands for what is added at the end.
    let mut shown = vec![false; base.len() + 1];
    for i in (0..=base.len()).filter(|&i| differs(i)) {
        shown[i.saturating_sub(CONTEXT)..=(i + CONTEXT).min(base.len())].fill(true);
    }
    let mut at = 0;
    let mut blocks = 0;
    while at <= base.len() {
        if !shown[at] {
            let from = at;
            while at <= base.len() && !shown[at] {
                at += 1;
            }
            let words = at.min(base.len()) - from;
            if words > 0 {
                page.push(
                    Line::new()
                        .plain(" ".repeat(left))
                        .dim(format!("… {} printed alike", layout::count(super::signed(words), "word", "words"))),
                );
            }
            continue;
        }
        if blocks == most {
            page.push(Line::new().plain(" ".repeat(left)).dim("… and further on"));
            break;
        }
        blocks += 1;
        at = block(base, printings, &shown, at, (indent, label_width, room), &mut page);
    }
    page
}

/// Lays one block of columns from word `at` on; returns the first word after it.
fn block(
    base: &[String],
    printings: &[(String, &Laid)],
    shown: &[bool],
    at: usize,
    (indent, label_width, room): (usize, usize, usize),
    page: &mut Document,
) -> usize {
    let mut lines: Vec<Line> = vec![Line::new(); printings.len() + 1];
    let mut used = 0;
    let mut end = at;
    while end <= base.len() && shown[end] {
        let added =
            printings.iter().map(|(_, laid)| layout::width(&laid.added[end]).min(WIDEST_ADDED).min(room)).max().unwrap_or(0);
        let word = base.get(end).map_or(0, |word| {
            let cells = printings
                .iter()
                .map(|(_, laid)| if let Cell::Changed(text) = &laid.cells[end] { layout::width(text) } else { 0 });
            cells.max().unwrap_or(0).max(layout::width(word)).min(room)
        });
        let needed = [added, word].iter().filter(|w| **w > 0).map(|w| w + 1).sum::<usize>();
        if used > 0 && used + needed > room {
            break;
        }
        if added > 0 {
            used += added + 1;
            for ((_, laid), line) in printings.iter().zip(&mut lines[1..]) {
                line.push(Tone::Added, layout::truncate(&laid.added[end], added));
            }
            for line in &mut lines {
                line.pad_to(used);
            }
        }
        if let Some(text) = base.get(end) {
            lines[0].push(Tone::Plain, layout::truncate(text, word));
            for ((_, laid), line) in printings.iter().zip(&mut lines[1..]) {
                let own = layout::width(text).min(word);
                match &laid.cells[end] {
                    Cell::Same => line.push(Tone::Dim, "·".repeat(own)),
                    Cell::Lost => line.push(Tone::Removed, "-".repeat(own)),
                    Cell::Changed(text) => line.push(Tone::Added, layout::truncate(text, word)),
                }
            }
            used += word + 1;
            for line in &mut lines {
                line.pad_to(used);
            }
        }
        end += 1;
    }
    let labels = std::iter::once("base").chain(printings.iter().map(|(label, _)| label.as_str()));
    for (label, cells) in labels.zip(lines) {
        let mut line =
            Line::new().plain(" ".repeat(indent)).with(Tone::Strong, layout::truncate(&sanitize::line(label), label_width));
        line.pad_to(indent + label_width + 2);
        line.append(cells);
        page.push(line.truncated(indent + label_width + 2 + room));
    }
    end.max(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::script;

    #[test]
    fn printings_stand_under_the_base_word_for_word() {
        let base = "We are not going to close the bridge today, the mayor said so twice and then once more for the record.";
        let words = Words::of(base);
        let print = |text: &str, ops: &str| {
            let second = Words::of(text);
            let runs = script::lay(ops, &words, &second).unwrap();
            Laid::of(&runs, words.len(), &printed(text, &second))
        };
        let herald = print(
            "We are going to close the bridge today, the mayor said so twice and then once more for the record.",
            "2= 1D 18=",
        );
        let gazette = print(
            "We are really not going to shut the bridge today, the mayor said so twice and then once more for the record.",
            "2= 1I 3= 1X 14= 1=",
        );
        let page =
            document(&printed(base, &words), &[("Herald".into(), &herald), ("Gazette".into(), &gazette)], (2, 8), 60, BLOCKS);
        insta::assert_snapshot!(page.to_string());
    }
}
