//! Quotation marks paired into spans, paragraph by paragraph, in linear time.
//!
//! Responsible for what stands between which marks, for block lines (`> `) and for embedded posts. Not responsible for who speaks
//! or whether it is speech at all ([`crate::quotes`]).
//!
//! A paragraph is paired by itself: what goes wrong in one (a stray mark, a forgotten one) never moves the spans of another. Only a
//! quotation whose mark is still open at the end of its paragraph looks one paragraph further, to see whether it is opened anew there.

mod blocks;
mod machine;
mod paragraphs;
mod scan;

use crate::article::Span;

pub use blocks::Post;
pub use paragraphs::paragraphs;

/// How a marked span ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ending {
    /// By its closing mark, or by the end of its line for a block line.
    #[default]
    Closed,
    /// Its mark stays open and the next paragraph (or sentence) opens with the same one: the quotation goes on there.
    Continued,
    /// Its mark stays open: the span is capped at the end of its paragraph.
    Unclosed,
}

/// The words between one pair of marks, or one block line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// The words without the marks and without white space at the edges. Never empty.
    pub inner: Span,
    /// The words with their marks.
    pub outer: Span,
    /// The opening mark.
    pub open: Span,
    /// The closing mark; empty where there is none.
    pub close: Span,
    /// Index of the marked span around this one.
    pub parent: Option<usize>,
    pub ending: Ending,
    /// Index of the span that this one continues.
    pub continues: Option<usize>,
    /// Whether this is a block line or stands in one.
    pub block: bool,
    /// Index in [`Marks::posts`] of the embedded post that this span is part of.
    pub post: Option<usize>,
    /// Index in [`Marks::paragraphs`].
    pub paragraph: usize,
}

impl Marked {
    /// The marks as printed, opener then closer.
    #[must_use]
    pub fn marks(&self, text: &str) -> String {
        [self.open.of(text), self.close.of(text)].concat()
    }
}

/// All that is marked in one text.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Paragraphs in order, without their line ends; block lines are paragraphs of their own.
    pub paragraphs: Vec<Span>,
    /// Marked spans in order of their start, outer before inner.
    pub spans: Vec<Marked>,
    pub posts: Vec<Post>,
}

impl Marks {
    /// Pairs the marks of `text`, in O(bytes).
    #[must_use]
    pub fn of(text: &str) -> Self {
        let paragraphs = paragraphs(text);
        let posts = blocks::posts(text);
        let mut spans = machine::pair(text, &paragraphs);
        blocks::add(text, &paragraphs, &posts, &mut spans);
        nest(&mut spans);
        Self { paragraphs, spans, posts }
    }
}

/// The marked spans of `text` in order of their start, outer before inner.
///
/// ```
/// let text = "“It works,” she said.";
/// let spans = newsprint::marks::pair(text);
/// assert_eq!(spans[0].inner.of(text), "It works,");
/// assert_eq!(spans[0].marks(text), "“”");
/// ```
#[must_use]
pub fn pair(text: &str) -> Vec<Marked> {
    Marks::of(text).spans
}

/// Sorts the spans and fills in parents. `continues` holds the start of the continued span's mark before, its index after.
fn nest(spans: &mut [Marked]) {
    spans.sort_by(|a, b| (a.outer.start, b.outer.end).cmp(&(b.outer.start, a.outer.end)));
    let starts: Vec<usize> = spans.iter().map(|s| s.outer.start).collect();
    let mut around: Vec<usize> = Vec::new();
    for i in 0..spans.len() {
        while around.last().is_some_and(|&p| !spans[p].inner.contains(spans[i].outer)) {
            around.pop();
        }
        spans[i].parent = around.last().copied();
        if let Some(parent) = spans[i].parent {
            spans[i].block |= spans[parent].block;
            spans[i].post = spans[i].post.or(spans[parent].post);
        }
        spans[i].continues = spans[i].continues.and_then(|start| starts[..i].binary_search(&start).ok());
        around.push(i);
    }
}

#[cfg(test)]
mod tests;
