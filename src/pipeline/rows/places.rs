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
