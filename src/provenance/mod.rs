//! Provenance: which article echoes which, on what evidence, and when that cannot be told.
//!
//! Responsible for edges between articles, from times, credits, links and overlap, and for outlets in sum. Not responsible for finding
//! overlaps or credits. A direction is claimed only where times are disjoint, a credit names the source, or a link leads to it;
//! everything else is "unknown". Quotations never make a copy: a speech is a common origin.

mod candidate;
mod copies;
mod edges;
mod excerpts;
mod outlets;
mod trees;

pub use edges::{Claim, Direction, Edge, EdgeKind, Source, Weighing};
pub use outlets::{OutletFlow, OutletSum, flows, sums};

use std::fmt::Debug;
use std::io;

use crate::article::Published;
use crate::storage::{Filed, Place};
use crate::verify::Departure;

/// One article as provenance sees it.
#[derive(Debug, Clone, Copy)]
pub struct Witness<'a> {
    pub outlet: Option<&'a str>,
    /// Its outlet writes for others to print.
    pub agency: bool,
    pub published: &'a Published,
    /// Order of survival: smaller is earlier, as far as times tell.
    pub rank: u32,
    /// Whom it credits.
    pub claims: &'a [Claim<'a>],
}

/// Who links to whom, which is asked of those alone that share something.
pub trait Links: Debug + Sync {
    /// Whether an article's text holds the address of another.
    ///
    /// # Errors
    /// Where one of them cannot be read from a file.
    fn links(&self, from: u32, to: u32) -> io::Result<bool>;
}

impl Witness<'_> {
    /// Whether it credits its text to an outlet.
    fn names(&self, outlet: &str) -> bool {
        self.claims.iter().any(|claim| claim.full && claim.names == outlet)
    }

    /// Whether another article credits its text to the same outlet in the same words: then the credit can have come with the text.
    fn shares_line(&self, other: &Self, outlet: &str) -> bool {
        self.lines(outlet).any(|own| other.lines(outlet).any(|theirs| is_same_line(own, theirs)))
    }

    /// The words of the credits of its text to an outlet.
    fn lines(&self, outlet: &str) -> impl Iterator<Item = &str> {
        self.claims.iter().filter(move |claim| claim.full && claim.names == outlet).map(|claim| claim.text)
    }

    /// The outlets other than its own that it credits its text to.
    fn whole_credits(&self) -> impl Iterator<Item = &str> {
        self.claims.iter().filter(|claim| claim.full && claim.outlet && Some(claim.names) != self.outlet).map(|claim| claim.names)
    }
}

/// The same words, marks and case apart, or the beginning of them: papers set their own marks, and cut from the end.
fn is_same_line(x: &str, y: &str) -> bool {
    let letters = |line: &'_ str| line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (x, y) = (letters(x), letters(y));
    x.starts_with(&y) || y.starts_with(&x)
}

/// Ranges of words, which may lie in a file.
pub type Ranges = Filed<[u32; 2]>;

/// What one article shares with another that may be its source.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about a pair")]
pub struct Overlap {
    pub src: u32,
    pub dst: u32,
    /// The pair is near: a copy in the one or the other direction, not an excerpt.
    pub near: bool,
    /// All that is shared is quotation.
    pub quotes_only: bool,
    /// Both fill in one form: what they share nobody took from the other.
    pub template: bool,
    pub same_outlet: bool,
    /// Share of dst's prose (no quotations, no boilerplate) that lies in src.
    pub share_of_dst: f64,
    /// Share of all of dst's words, boilerplate apart, that lie in src.
    pub containment: f64,
    /// What dst has beyond src and leaves out of it.
    pub departure: Departure,
    /// Where the ranges of words of dst's prose that are shared stand, ascending and apart, and how many words they hold.
    pub prose: Place,
    pub prose_words: u32,
    /// Words of dst that are shared, quotations included.
    pub words: u32,
    /// dst lies whole in the longer src.
    pub superset: bool,
}

#[cfg(test)]
mod invented;
