//! Boilerplate: what an outlet prints around its stories, learned from the corpus and told from the form of single articles.
//!
//! Responsible for which words of an article are no part of its story. Not responsible for what follows from that.

mod learned;
mod listed;

pub(in crate::passages) use learned::learn;
pub use listed::boilerplate_families;

use super::Document;
use crate::sketch::Signature;

/// What the learner needs to know of an article.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub document: Document<'a>,
    /// Number of its outlet; articles without one are of the corpus alone.
    pub outlet: Option<u32>,
    pub signature: Option<&'a Signature>,
}
