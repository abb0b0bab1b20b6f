//! Which two texts have each copy of one set beside each copy of the other.
//!
//! What few articles print is listed and weighed article by article. A text that is among hundreds of others is not: ten copies each of six
//! hundred texts that share a paragraph would be millions of pairs.

use ahash::AHashMap;

use super::corpus::Corpus;
use super::near::LISTED_FAMILY;

/// Pairs of articles that one text has with others in this way.
const MOST_PAIRS: usize = 1024;

/// Pairs of texts come in their order, so that the same ones are taken in every run.
#[derive(Debug)]
pub(super) struct Crossing<'c> {
    corpus: &'c Corpus,
    /// By text, of those with copies alone.
    spent: AHashMap<u32, usize>,
}

impl<'c> Crossing<'c> {
    pub fn new(corpus: &'c Corpus) -> Self {
        Self { corpus, spent: AHashMap::new() }
    }

    /// Whether all copies of two texts are set beside each other. Each pair of texts is asked for once.
    pub fn takes(&mut self, a: u32, b: u32) -> bool {
        let [of_a, of_b] = [a, b].map(|text| self.corpus.copies[text as usize].len());
        let pairs = of_a * of_b;
        if of_a + of_b > LISTED_FAMILY || pairs == 1 {
            return pairs == 1;
        }
        let spent = |text: u32| self.spent.get(&text).copied().unwrap_or_default() + pairs;
        if spent(a).max(spent(b)) > MOST_PAIRS {
            return false;
        }
        for text in [a, b] {
            *self.spent.entry(text).or_default() += pairs;
        }
        true
    }
}
