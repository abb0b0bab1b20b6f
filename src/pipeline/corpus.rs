//! The corpus: articles in the order of their ids, what their words come to, and which of them are exact copies.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use ahash::AHashMap;
use rayon::prelude::*;

use super::articles::Articles;
use super::audit::Side;
use super::lists::Lists;
use super::recent::Recent;
use super::settings::Comparable;
use super::signatures::Signatures;
use crate::article::Span;
use crate::marks;
use crate::passages::{Shelf, Text};
use crate::provenance::Links;
use crate::quotes::Field;
use crate::sketch::{SHINGLE_WORDS, signature_of_words};
use crate::storage::Room;
use crate::text::{Spans, Words, content as content_of};

/// What the words of a text take for each of its bytes, and their places alone.
const WORDS_BYTES: u64 = 5;
const SPANS_BYTES: u64 = 2;

/// Articles whose words are counted before they are put with the others.
const ARTICLES_TOGETHER: u32 = 1 << 16;

/// The articles of a run. Numbers are places in `articles`, which is ordered by id; everything that follows depends on that order
/// alone, never on the order of reading.
#[derive(Debug)]
pub struct Corpus {
    pub articles: Articles,
    /// How many words each article has, and the bytes of its text from the first of them to the last.
    pub word_counts: Vec<u32>,
    pub extents: Vec<Span>,
    words: Recent<Words>,
    spans: Recent<Spans>,
    /// Names of outlets in order, and each article's.
    pub outlet_names: Vec<String>,
    pub outlets: Vec<Option<u32>>,
    /// Order of survival: dated before undated, the one known to be earliest first, then the longest, then the smallest id.
    pub rank: Vec<u32>,
    /// Identity of each text as compared.
    pub content: Vec<u128>,
    /// One article for each different text, in the order of ids, and the texts' articles.
    pub texts: Vec<u32>,
    pub copies: Lists<u32>,
    /// Number of its text for each article.
    pub text_of: Vec<u32>,
    /// Ranges of words that stand in quotation marks, for each text.
    pub quoted: Lists<(u32, u32)>,
    /// In an audit the side of each article.
    pub sides: Option<Vec<Side>>,
}

impl Corpus {
    /// Splits all texts into words and finds exact copies; and the signatures of the texts. `articles` must be in the order of their ids,
    /// and `sides` in theirs.
    ///
    /// # Errors
    /// Where what has no room in memory cannot be written or read.
    pub fn new(articles: Articles, sides: Option<Vec<Side>>, room: &Room) -> io::Result<(Self, Signatures)> {
        let count = u32::try_from(articles.len()).map_err(io::Error::other)?;
        debug_assert!((1..count).all(|i| articles.id(i - 1) < articles.id(i)), "articles come in the order of their ids");
        let told = |number: u32| {
            let text = articles.text(number)?;
            let words = Words::of(&text);
            let extent = if words.is_empty() { Span::new(0, 0) } else { words.stretch(0, words.len()) };
            Ok((content_of(words.hashes(), &text), u32::try_from(words.len()).unwrap_or(u32::MAX), extent))
        };
        let (mut content, mut word_counts, mut extents) = (Vec::new(), Vec::new(), Vec::new());
        content.reserve_exact(articles.len());
        word_counts.reserve_exact(articles.len());
        extents.reserve_exact(articles.len());
        for start in (0..count).step_by(ARTICLES_TOGETHER as usize) {
            let some = (start..count.min(start.saturating_add(ARTICLES_TOGETHER))).into_par_iter().map(told);
            for (identity, words, extent) in some.collect::<io::Result<Vec<_>>>()? {
                content.push(identity);
                word_counts.push(words);
                extents.push(extent);
            }
        }
        let names: BTreeSet<&str> = (0..count).filter_map(|number| articles.outlet(number)).collect();
        let outlet_names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let outlets = (0..count)
            .map(|number| {
                let name = articles.outlet(number)?;
                let found = outlet_names.binary_search_by(|other| other.as_str().cmp(name)).ok()?;
                u32::try_from(found).ok()
            })
            .collect();
        let rank = ranks(&articles, sides.as_deref());
        let (texts, text_of) = texts(&content);
        let copies = copies(texts.len(), &text_of);
        let mut quotations = Lists::default();
        let make = |number: u32| {
            let text = articles.text(texts[number as usize])?;
            let words = Words::of(&text);
            let long_enough = words.len() >= SHINGLE_WORDS;
            Ok((quoted(&text, &words), long_enough.then(|| Box::new(signature_of_words(words.hashes())))))
        };
        let count = u32::try_from(texts.len()).map_err(io::Error::other)?;
        let signatures = Signatures::of(room, count, make, |quoted| quotations.push(quoted))?;
        quotations.shrink();
        let mean = articles.mean_text_bytes();
        let (words, spans) = (Recent::new(room, 1, mean * WORDS_BYTES), Recent::new(room, 3, mean * SPANS_BYTES));
        let corpus = Self {
            articles,
            word_counts,
            extents,
            words,
            spans,
            outlet_names,
            outlets,
            rank,
            content,
            texts,
            copies,
            text_of,
            quoted: quotations,
            sides,
        };
        Ok((corpus, signatures))
    }

    /// Whether an audit looks for this article in all others.
    #[must_use]
    pub fn is_watched(&self, number: u32) -> bool {
        self.sides.as_ref().is_some_and(|sides| sides[number as usize].watched)
    }

    /// The places of an article's words.
    ///
    /// # Errors
    /// Where its text cannot be read from the file.
    pub fn spans(&self, number: u32) -> io::Result<Arc<Spans>> {
        let bytes = self.articles.text_bytes(number) as u64 * SPANS_BYTES;
        self.spans.get(number, bytes, || Ok(Spans::of(&self.articles.text(number)?)))
    }

    /// What an article prints at a place of its text or its title.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    pub fn printed(&self, number: u32, field: Field, span: Span) -> io::Result<Cow<'_, str>> {
        match field {
            Field::Text => self.articles.stretch(number, span.start..span.end),
            Field::Title => Ok(span.of(self.articles.head(number)?.view().title.unwrap_or_default()).to_owned().into()),
        }
    }

    /// Whether the text of an article holds an address that tells one article from others.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    pub fn prints_address(&self, number: u32, address: &str) -> io::Result<bool> {
        /// A shorter address is one of a whole outlet, or none.
        const LEAST_BYTES: usize = 13;
        Ok(address.len() >= LEAST_BYTES && self.articles.text(number)?.contains(address))
    }

    #[must_use]
    pub fn word_count(&self, number: u32) -> u32 {
        self.word_counts[number as usize]
    }

    /// One text as the passages see it.
    #[must_use]
    pub fn text<'c>(&'c self, text: u32, boilerplate: &'c [(u32, u32)]) -> Text<'c> {
        let number = self.texts[text as usize];
        Text { count: self.word_count(number), boilerplate, number, shelf: self }
    }

    /// All texts, each with its boilerplate.
    #[must_use]
    pub fn all_texts<'c>(&'c self, boilerplate: &'c Lists<(u32, u32)>) -> Vec<Text<'c>> {
        (0u32..).zip(boilerplate.iter()).map(|(text, ranges)| self.text(text, ranges)).collect()
    }

    /// The copy of a text that survives the others.
    #[must_use]
    pub fn first_copy(&self, text: u32) -> u32 {
        let copies = &self.copies[text as usize];
        *copies.iter().min_by_key(|&&article| self.rank[article as usize]).unwrap_or(&copies[0])
    }

    /// That of each text.
    pub(super) fn first_copies(&self) -> Vec<u32> {
        (0u32..).take(self.texts.len()).map(|text| self.first_copy(text)).collect()
    }

    pub(super) fn comparable(&self, number: u32) -> Comparable {
        Comparable { outlet: self.outlets[number as usize], at: self.articles.published(number).at }
    }
}

impl Shelf for Corpus {
    fn text(&self, number: u32) -> io::Result<Cow<'_, str>> {
        self.articles.text(number)
    }

    /// Made now or lately.
    fn words(&self, number: u32, text: &str) -> Arc<Words> {
        let Ok(words) = self.words.get(number, text.len() as u64 * WORDS_BYTES, || Ok::<_, Infallible>(Words::of(text)));
        words
    }
}

/// The first article of each text, and the number of each article's text.
fn texts(content: &[u128]) -> (Vec<u32>, Vec<u32>) {
    let mut number_of: AHashMap<u128, u32> = AHashMap::with_capacity(content.len());
    let (mut texts, mut text_of) = (Vec::new(), Vec::with_capacity(content.len()));
    for (article, &content) in (0u32..).zip(content) {
        text_of.push(*number_of.entry(content).or_insert_with(|| {
            texts.push(article);
            u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
        }));
    }
    texts.shrink_to_fit();
    (texts, text_of)
}

impl Links for Corpus {
    fn links(&self, from: u32, to: u32) -> io::Result<bool> {
        let head = self.articles.head(to)?;
        head.view().url.map_or(Ok(false), |address| self.prints_address(from, address))
    }
}

/// The articles of each text, ascending.
fn copies(texts: usize, text_of: &[u32]) -> Lists<u32> {
    let mut order: Vec<u32> = (0u32..).take(text_of.len()).collect();
    order.sort_by_key(|&article| text_of[article as usize]);
    let mut copies = Lists::default();
    order.chunk_by(|&x, &y| text_of[x as usize] == text_of[y as usize]).for_each(|own| copies.push(own.iter().copied()));
    debug_assert_eq!(copies.len(), texts, "each text has an article");
    copies.shrink();
    copies
}

/// Our own stories survive what is held against them.
fn ranks(articles: &Articles, sides: Option<&[Side]>) -> Vec<u32> {
    let mut order: Vec<u32> = (0..).take(articles.len()).collect();
    order.par_sort_by_key(|&i| {
        let others = sides.is_some_and(|sides| !(sides[i as usize].source && sides[i as usize].watched));
        (others, articles.published(i).standing(), std::cmp::Reverse(articles.text_bytes(i)), i)
    });
    let mut rank = vec![0; articles.len()];
    for (place, article) in (0u32..).zip(order) {
        rank[article as usize] = place;
    }
    rank
}

/// The words between quotation marks.
pub(super) fn quoted(text: &str, words: &Words) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for span in marks::pair(text).iter().map(|marked| marked.inner) {
        let range = (words.first_ending_after(span.start), words.first_starting_at(span.end));
        let (Ok(start), Ok(end)) = (u32::try_from(range.0), u32::try_from(range.1)) else { continue };
        match ranges.last_mut() {
            _ if start >= end => {}
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => ranges.push((start, end)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn texts_without_a_word_are_copies_only_character_for_character() {
        let article = |(i, text): (usize, &str)| Article { id: format!("{i}"), text: text.into(), ..Article::default() };
        let texts = ["—", "...", "—", "🙂", "One word", "one  WORD!"];
        let articles = Articles::of(texts.into_iter().enumerate().map(article).collect());
        let (corpus, _) = Corpus::new(articles, None, &Room::default()).expect("nothing is written");
        assert_eq!(corpus.copies, [vec![0, 2], vec![1], vec![3], vec![4, 5]].into_iter().collect());
    }
}
