//! Places in texts, in the units of the tables.

use std::convert::Infallible;
use std::io;

use rayon::prelude::*;

use crate::article::{Checkpoints, CodePoints, Span};
use crate::pipeline::Corpus;

/// Half-open code points and bytes of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub start: i64,
    pub end: i64,
    pub start_byte: i64,
    pub end_byte: i64,
}

/// Converts byte spans and word ranges of every article.
#[derive(Debug)]
pub struct Places<'c> {
    corpus: &'c Corpus,
    checkpoints: Vec<Checkpoints>,
}

impl<'c> Places<'c> {
    /// # Errors
    /// Where a text cannot be read from its file; so for the others.
    pub fn new(corpus: &'c Corpus) -> io::Result<Self> {
        let all = (0..u32::try_from(corpus.articles.len()).unwrap_or(u32::MAX)).into_par_iter();
        let checkpoints = all.map(|number| Ok(Checkpoints::of(&corpus.articles.text(number)?))).collect::<io::Result<_>>()?;
        Ok(Self { corpus, checkpoints })
    }

    /// # Errors
    /// As [`new`](Self::new).
    pub fn span(&self, article: u32, span: Span) -> io::Result<Place> {
        let count = |bytes| self.corpus.articles.code_points(article, bytes);
        placed(span, |byte| self.checkpoints[article as usize].at(byte, count))
    }

    /// The stretch of text that a range of words covers.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn words(&self, article: u32, (start, end): (u32, u32)) -> io::Result<Place> {
        self.span(article, self.corpus.spans(article)?.stretch(start as usize, end as usize))
    }
}

/// The stretches of two texts that a passage covers, with the marks at their edges that both texts print.
#[must_use]
pub fn with_marks((text_a, at_a): (&str, Span), (text_b, at_b): (&str, Span)) -> (Span, Span) {
    let before = common_marks(text_a[..at_a.start].chars().rev(), text_b[..at_b.start].chars().rev());
    let after = common_marks(text_a[at_a.end..].chars(), text_b[at_b.end..].chars());
    (Span::new(at_a.start - before.0, at_a.end + after.0), Span::new(at_b.start - before.1, at_b.end + after.1))
}

/// Marks at the edge of a passage that are looked at.
const EDGE_MARKS: usize = 6;

/// The bytes on each side of the marks that two texts print next to a passage, up to the first space, word, or mark that only one has.
fn common_marks(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> (usize, usize) {
    a.zip(b)
        .take(EDGE_MARKS)
        .take_while(|&(x, y)| !x.is_whitespace() && !x.is_alphanumeric() && form(x) == form(y))
        .fold((0, 0), |(m, n), (x, y)| (m + x.len_utf8(), n + y.len_utf8()))
}

/// One form of each mark that outlets print in their own style.
const fn form(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '‛' | '`' => '\'',
        '–' | '—' => '-',
        c => c,
    }
}

/// A span of any text, such as a title.
#[must_use]
pub fn place(points: &CodePoints<'_>, span: Span) -> Place {
    let Ok(place) = placed(span, |byte| Ok::<_, Infallible>(points.at(byte)));
    place
}

fn placed<E>(span: Span, at: impl Fn(usize) -> Result<usize, E>) -> Result<Place, E> {
    Ok(Place { start: int(at(span.start)?), end: int(at(span.end)?), start_byte: int(span.start), end_byte: int(span.end) })
}

/// A count as tables hold it.
#[must_use]
pub fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_both_texts_print_belong_to_the_passage() {
        let grown = |a: &str, b: &str| {
            let at = |text: &str| Span::new(text.find("We").expect("there"), text.find("go").expect("there") + 2);
            let (x, y) = with_marks((a, at(a)), (b, at(b)));
            (x.of(a).to_owned(), y.of(b).to_owned())
        };
        let both = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(grown("said “We go.” Then", "said \"We go.\" Later"), both("“We go.”", "\"We go.\""));
        assert_eq!(grown("said “We go,” he", "said We go, he"), both("We go,", "We go,"));
        assert_eq!(grown("(We go) x", "We go) x"), both("We go)", "We go)"));
        assert_eq!(grown("We go", "We go!"), both("We go", "We go"));
    }
}
