//! Provenance: which article echoes which, on what evidence, and when that cannot be told.
//!
//! Responsible for edges between articles, from times, credits, links and overlap, and for outlets in sum. Not responsible for finding
//! overlaps or credits. A direction is claimed only where times are disjoint, a credit names the source, or a link leads to it;
//! everything else is "unknown". Quotations never make a copy: a speech is a common origin.

mod edges;
mod outlets;

pub use edges::{Claim, Direction, Edge, EdgeKind, Source, edges};
pub use outlets::{OutletFlow, OutletSum, flows, sums};

use crate::article::Published;

/// One article as provenance sees it.
#[derive(Debug, Clone, Copy)]
pub struct Witness<'a> {
    pub outlet: Option<&'a str>,
    /// Its outlet writes for others to print.
    pub agency: bool,
    pub url: Option<&'a str>,
    pub text: &'a str,
    pub published: &'a Published,
    /// Order of survival: smaller is earlier, as far as times tell.
    pub rank: u32,
    /// Number of the near cluster, or of itself.
    pub cluster: u32,
    /// Whom it credits.
    pub claims: &'a [Claim<'a>],
}

/// What one article shares with another that may be its source.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about a pair")]
pub struct Overlap {
    pub src: u32,
    pub dst: u32,
    /// The pair is near: a copy in the one or the other direction, not an excerpt.
    pub near: bool,
    /// All that is shared is quotation.
    pub quotes_only: bool,
    pub same_outlet: bool,
    /// Share of dst's prose (no quotations, no boilerplate) that lies in src.
    pub share_of_dst: f64,
    /// Share of all of dst's words, boilerplate apart, that lie in src.
    pub containment: f64,
    /// Equal words over all places of the alignment.
    pub identity: f64,
    /// Ranges of words of dst's prose that are shared, ascending and apart.
    pub prose: Vec<(u32, u32)>,
    /// Words of dst that are shared, quotations included.
    pub words: u32,
    /// dst lies whole in the longer src.
    pub superset: bool,
}
