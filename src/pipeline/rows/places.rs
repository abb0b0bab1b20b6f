//! Places in texts, in the units of the tables.

use rayon::prelude::*;

use crate::article::{CodePoints, Span};
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
    points: Vec<CodePoints<'c>>,
}

impl<'c> Places<'c> {
    #[must_use]
    pub fn new(corpus: &'c Corpus) -> Self {
        Self { corpus, points: corpus.articles.par_iter().map(|article| CodePoints::new(&article.text)).collect() }
    }

    #[must_use]
    pub fn span(&self, article: u32, span: Span) -> Place {
        place(&self.points[article as usize], span)
    }

    /// The stretch of text that a range of words covers.
    #[must_use]
    pub fn words(&self, article: u32, (start, end): (u32, u32)) -> Place {
        self.span(article, self.corpus.words(article).stretch(start as usize, end as usize))
    }

    /// The two stretches that a passage covers, with the marks at their edges that both texts print.
    #[must_use]
    pub fn passage(&self, (a, of_a): (u32, (u32, u32)), (b, of_b): (u32, (u32, u32))) -> (Place, Place) {
        let side = |article: u32, (start, end): (u32, u32)| {
            let text = self.corpus.article(article).text.as_str();
            (text, self.corpus.words(article).stretch(start as usize, end as usize))
        };
        let ((text_a, at_a), (text_b, at_b)) = (side(a, of_a), side(b, of_b));
        let before = common_marks(text_a[..at_a.start].chars().rev(), text_b[..at_b.start].chars().rev());
        let after = common_marks(text_a[at_a.end..].chars(), text_b[at_b.end..].chars());
        (
            self.span(a, Span::new(at_a.start - before.0, at_a.end + after.0)),
            self.span(b, Span::new(at_b.start - before.1, at_b.end + after.1)),
        )
    }
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
    Place {
        start: int(points.at(span.start)),
        end: int(points.at(span.end)),
        start_byte: int(span.start),
        end_byte: int(span.end),
    }
}

/// A count as tables hold it.
#[must_use]
pub fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
