//! Word edit scripts of the tables, laid over the words they speak of and told in words.

use std::ops::Range;

use crate::text::Words;

/// What an edit does to words of the first text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    Same,
    Changed,
    /// In the first text only.
    Lost,
    /// In the second text only.
    Added,
}

/// A run of one edit, with the words it covers in both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) edit: Edit,
    pub(super) first: Range<usize>,
    pub(super) second: Range<usize>,
}

/// Reads `42= 1X 18= 3D`; `None` where it is no such script.
fn parse(script: &str) -> Option<Vec<(Edit, usize)>> {
    let mut runs = Vec::new();
    let mut count = None::<usize>;
    for c in script.chars() {
        let edit = match c {
            '0'..='9' => {
                let digit = c.to_digit(10)? as usize;
                count = Some(count.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            ' ' => continue,
            '=' => Edit::Same,
            'X' => Edit::Changed,
            'D' => Edit::Lost,
            'I' => Edit::Added,
            _ => return None,
        };
        runs.push((edit, count.take()?));
    }
    count.is_none().then_some(runs)
}

/// Lays a script over two texts; `None` where it does not fit them word for word.
pub(super) fn lay(script: &str, first: &Words, second: &Words) -> Option<Vec<Run>> {
    let (mut a, mut b) = (0usize, 0usize);
    let mut runs = Vec::new();
    for (edit, count) in parse(script)? {
        let (take_a, take_b) = match edit {
            Edit::Same | Edit::Changed => (count, count),
            Edit::Lost => (count, 0),
            Edit::Added => (0, count),
        };
        let run = Run { edit, first: a..a.checked_add(take_a)?, second: b..b.checked_add(take_b)? };
        (a, b) = (run.first.end, run.second.end);
        if a > first.len() || b > second.len() {
            return None;
        }
        if edit == Edit::Same && first.hashes()[run.first.clone()] != second.hashes()[run.second.clone()] {
            return None;
        }
        runs.push(run);
    }
    (a == first.len() && b == second.len()).then_some(runs)
}

/// Words that turn a statement round, as [`Words`] folds them.
const NEGATIONS: [&str; 11] =
    ["not", "no", "never", "nor", "neither", "none", "nobody", "nothing", "nowhere", "without", "cannot"];

/// Most words of an edit that are quoted; longer ones are counted.
const QUOTED: usize = 4;

/// One edit in words: what is lost, added, or became something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) sentence: String,
    pub(super) negation: bool,
    pub(super) number: bool,
}

/// The edits of a laid script in words, neighbouring ones together.
pub(super) fn tell(runs: &[Run], first: (&str, &Words), second: (&str, &Words)) -> Vec<Told> {
    let mut told = Vec::new();
    let mut i = 0;
    while i < runs.len() {
        if runs[i].edit == Edit::Same {
            i += 1;
            continue;
        }
        let from = i;
        while i < runs.len() && runs[i].edit != Edit::Same {
            i += 1;
        }
        let lost = runs[from].first.start..runs[i - 1].first.end;
        let added = runs[from].second.start..runs[i - 1].second.end;
        told.push(Told {
            sentence: sentence(&quoted(first, &lost), &quoted(second, &added), lost.len(), added.len()),
            negation: has(first.1, &lost, is_negation) != has(second.1, &added, is_negation),
            number: has(first.1, &lost, is_number) || has(second.1, &added, is_number),
        });
    }
    told
}

fn sentence(lost: &str, added: &str, lost_words: usize, added_words: usize) -> String {
    match (lost_words, added_words) {
        (n, 0) if n > QUOTED => format!("{n} words cut"),
        (_, 0) => format!("{lost} lost"),
        (0, n) if n > QUOTED => format!("{n} words added"),
        (0, _) => format!("{added} added"),
        (a, b) if a > QUOTED || b > QUOTED => format!("{a} words became {b}"),
        _ => format!("{lost} became {added}"),
    }
}

fn quoted((text, words): (&str, &Words), range: &Range<usize>) -> String {
    if range.is_empty() || range.len() > QUOTED {
        return String::new();
    }
    let printed = words.stretch(range.start, range.end).of(text);
    format!("“{}”", crate::document::sanitize::running(printed))
}

fn has(words: &Words, range: &Range<usize>, is: fn(&str) -> bool) -> bool {
    range.clone().any(|i| is(words.folded_str(i)))
}

fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(&word)
}

fn is_number(word: &str) -> bool {
    word.chars().any(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_are_told_in_words() {
        let (a, b) = ("we will not close the bridge on Monday at all", "we will close the old bridge on Tuesday at all");
        let (wa, wb) = (Words::of(a), Words::of(b));
        let runs = lay("2= 1D 2= 1I 2= 1X 2=", &wa, &wb).unwrap();
        let told: Vec<_> = tell(&runs, (a, &wa), (b, &wb)).into_iter().map(|t| (t.sentence, t.negation)).collect();
        let expected = [("“not” lost", true), ("“old” added", false), ("“Monday” became “Tuesday”", false)];
        assert_eq!(told, expected.map(|(s, n)| (s.to_owned(), n)));
    }

    #[test]
    fn a_script_that_does_not_fit_is_not_shown() {
        let (a, b) = (Words::of("one two three"), Words::of("one three"));
        assert!(lay("1= 1D 1=", &a, &b).is_some());
        assert!(lay("2= 1D", &a, &b).is_none());
        assert!(lay("3=", &a, &b).is_none());
        assert!(lay("", &a, &b).is_none());
    }

    proptest! {
        #[test]
        fn no_script_panics(script in "[0-9=XDI ]{0,30}", a in "[ab ]{0,12}", b in "[ab ]{0,12}") {
            let (wa, wb) = (Words::of(&a), Words::of(&b));
            if let Some(runs) = lay(&script, &wa, &wb) {
                tell(&runs, (&a, &wa), (&b, &wb));
            }
        }
    }
}
