//! Boilerplate: what an outlet prints around its stories, learned from the corpus and told from the form of single articles.
//!
//! ```text
//! words -> layout (lines, sentences) -> form (cues, shapes)                        ┐
//!                                    -> recurring (sentences of unlike articles)    ├ judge -> ranges of words
//! postings ------------------------> learned (runs of unlike articles)             ┘
//! ```
//!
//! Responsible for which words of an article are no part of its story. Not responsible for what follows from that: they take no part
//! in the join, in containment or in edges, and are shown as boilerplate.

mod cues;
mod form;
mod judge;
mod layout;
mod learned;
mod listed;
mod presentation;
mod recurring;
mod shape;
#[cfg(test)]
mod tests;
mod unlike;

pub use listed::BoilerplateFamilies;

use std::io;

use rayon::prelude::*;

use super::Text;
use super::letters::AllLetters;
use super::postings::Postings;
use crate::sketch::Brief;
use crate::storage::{Blocks, Room};

/// What the learner needs to know of an article.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub text: Text<'a>,
    /// Of its signature: by it unlike articles are told.
    pub brief: Brief,
    /// Number of its outlet; articles without one are of the corpus alone.
    pub outlet: Option<u32>,
    /// It is held against all that share a seed with it, however many they are.
    pub hub: bool,
}

/// Texts, and their words, whose sentences are in memory before they go to their parts, and when they are asked for.
const BLOCK_TEXTS: usize = 4096;
const BLOCK_WORDS: u64 = 1 << 21;

/// For each article the ranges of words that are boilerplate, ascending and apart.
pub(super) fn learn(
    sources: &[Source<'_>],
    letters: &AllLetters,
    postings: &Postings,
    room: &Room,
) -> io::Result<Vec<Vec<(u32, u32)>>> {
    let bounds = unlike::Bounds::of(sources);
    let blocks = Blocks::of(sources.iter().map(|source| u64::from(source.text.count)), BLOCK_TEXTS, BLOCK_WORDS);
    let mut marks = learned::learn(sources, letters, postings, (&bounds, &blocks), room)?;
    let mut recurrences = recurring::recurrences(sources, (&bounds, &blocks), room)?;
    let mut ranges = Vec::with_capacity(sources.len());
    for (number, block) in blocks.ranges().enumerate() {
        let (learned, recurring) = (marks.take(number, block.clone())?, recurrences.take(number)?);
        let of_block = sources[block.clone()]
            .par_iter()
            .zip(learned)
            .zip(block)
            .map(|((source, learned), article)| judge::ranges(source, &learned, &recurring.of(article), &bounds));
        ranges.append(&mut of_block.collect::<io::Result<Vec<_>>>()?);
    }
    Ok(ranges)
}
