//! Corpora with known truth, made from the user's own articles or from invented prose.
//!
//! Responsible for texts of which it is known what they share, who copied whom, and when that can be told. Not responsible for scores
//! ([`super::scores`]), and no judge of what real reuse looks like: edits that are made by rule are easier or harder than those of
//! editors.
//!
//! The same seed, settings and articles give the same bytes. Articles are drawn, not kept in their order.

mod cascades;
mod corpus;
mod draft;
mod noise;
mod passages;
mod pool;
mod prose;
mod sayings;
mod times;

pub use corpus::Corpus;
pub use times::Shares;

use crate::article::Article;

use super::dice::Dice;
use corpus::Piece;
use pool::Pool;

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Passages planted into articles that share nothing else.
    Passages,
    /// Trees of copies, articles of common origin, forms, repeated quotations.
    #[default]
    Cascades,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Passages, Self::Cascades];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passages => "passages",
            Self::Cascades => "cascades",
        }
    }

    /// Words in a row that two articles of the input must not share to be taken both. Where passages are scored the truth must list every
    /// one there is; elsewhere a common phrase does no harm, and long articles share one easily.
    #[must_use]
    pub const fn clean_words(self) -> usize {
        match self {
            Self::Passages => 6,
            Self::Cascades => 8,
        }
    }
}

/// What decides a corpus, beside the articles it is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub kind: Kind,
    pub seed: u64,
    /// Articles of the corpus.
    pub articles: usize,
    pub times: Shares,
    /// Share of the articles that have a common origin with another and are no copy of it (cascades).
    pub common_origin: f64,
}

/// A corpus, and what became of the articles it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub corpus: Corpus,
    /// Articles of the input that went into it.
    pub taken: usize,
    /// Articles invented because there was no input, or too little of it.
    pub invented: usize,
    /// Articles of the input that share text with another one, or are too short or too long to be used.
    pub unclean: usize,
    pub unfit: usize,
}

/// Makes a corpus.
#[must_use]
pub fn make(articles: &[Article], settings: &Settings) -> Made {
    let mut pool = Pool::new(articles, settings.kind.clean_words(), settings.seed);
    let corpus = match settings.kind {
        Kind::Passages => passages::make(&mut pool, settings),
        Kind::Cascades => cascades::make(&mut pool, settings),
    };
    let Pool { taken, invented, unclean, unfit, .. } = pool;
    Made { corpus, taken, invented, unclean, unfit }
}

/// Puts articles in an order that tells nothing; returns the new place of each.
fn deal(pieces: &mut Vec<Piece>, dice: &mut Dice) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    dice.shuffle(&mut order);
    let mut place = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
    }
    let mut old: Vec<Option<Piece>> = std::mem::take(pieces).into_iter().map(Some).collect();
    pieces.extend(order.into_iter().filter_map(|i| old[i].take()));
    for piece in pieces {
        piece.draft.tidy();
    }
    place
}

/// A share of some things, as a number of things.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is no larger than the count")]
fn part(of: usize, share: f64) -> usize {
    (of as f64 * share.clamp(0.0, 1.0)).round() as usize
}

#[cfg(test)]
mod tests;
