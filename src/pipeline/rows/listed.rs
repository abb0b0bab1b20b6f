//! Which pairs of articles have rows: all of a small family, and of a large one so many that each article is there.
//!
//! Rows are linear in articles and in pairs of texts. A text that a thousand outlets print, and a thousand versions of it, have a million pairs.

use rayon::prelude::*;

use crate::pipeline::Corpus;
use crate::pipeline::crossing::Crossing;
use crate::pipeline::near::{LISTED_FAMILY, Near};
use crate::pipeline::partners::Partners;

/// Two articles that are listed: their numbers, ascending, and the number of their texts' pair; none where both have one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listed {
    pub a: u32,
    pub b: u32,
    pub pair: Option<u32>,
}

const NONE: u32 = u32::MAX;

/// All pairs that are listed, in the order of the tables, and how many are not.
pub(super) fn listed(near: &Near, partners: &Partners<'_>) -> (Vec<Listed>, u64) {
    let corpus = partners.corpus;
    let (large, mut left_out) = Large::of(corpus, near);
    let mut listed = Vec::new();
    let first = &partners.first;
    let mut crossing = Crossing::new(corpus);
    for pair in 0..near.pairs.len() {
        let (a, b) = near.pairs.key(pair);
        let number = u32::try_from(pair).ok();
        let before = listed.len();
        let mut list = |x: u32, y: u32| listed.push(Listed { a: x.min(y), b: x.max(y), pair: number });
        let copies = [a, b].map(|text| &corpus.copies[text as usize]);
        if crossing.takes(a, b) {
            copies[0].iter().for_each(|&x| copies[1].iter().for_each(|&y| list(x, y)));
        } else {
            let firsts = [a, b].map(|text| first[text as usize]);
            list(firsts[0], firsts[1]);
            for (text, other, i) in [(a, b, 0), (b, a, 1)] {
                // The one that stands for its family has rows with all members.
                if copies[i].len() > 1 && (large.survivor[text as usize] == other || partners.has(text, other)) {
                    copies[i].iter().filter(|&&x| x != firsts[i]).for_each(|&x| list(x, firsts[1 - i]));
                }
            }
        }
        left_out = large.without(left_out, [a, b], (copies[0].len() * copies[1].len()) as u64, (listed.len() - before) as u64);
    }
    for (text, copies) in (0u32..).zip(corpus.copies.iter()).filter(|(_, copies)| copies.len() > 1) {
        let before = listed.len();
        let mut list = |x: u32, y: u32| listed.push(Listed { a: x.min(y), b: x.max(y), pair: None });
        if copies.len() <= LISTED_FAMILY {
            copies.iter().enumerate().for_each(|(i, &x)| copies[i + 1..].iter().for_each(|&y| list(x, y)));
        } else {
            let first = first[text as usize];
            copies.iter().filter(|&&x| x != first).for_each(|&x| list(first, x));
        }
        let all = (copies.len() * (copies.len() - 1) / 2) as u64;
        left_out = large.without(left_out, [text, text], all, (listed.len() - before) as u64);
    }
    // Numbers of articles are in the order of their ids.
    listed.par_sort_unstable();
    (listed, left_out)
}

/// Near families of more articles than are listed with each other.
struct Large {
    /// For each text the one that stands for its family, where that is large.
    survivor: Vec<u32>,
}

impl Large {
    /// And how many pairs of articles there are in these families.
    fn of(corpus: &Corpus, near: &Near) -> (Self, u64) {
        let mut survivor = vec![NONE; corpus.texts.len()];
        let mut pairs = 0;
        for star in &near.stars {
            let articles: usize = star.texts().map(|text| corpus.copies[text as usize].len()).sum();
            if articles > LISTED_FAMILY {
                star.texts().for_each(|text| survivor[text as usize] = star.survivor);
                pairs += (articles * (articles - 1) / 2) as u64;
            }
        }
        (Self { survivor }, pairs)
    }

    /// The count of pairs that are not listed, of which those in a large family are counted already, once `listed` of `all` that two texts have are.
    fn without(&self, left_out: u64, texts: [u32; 2], all: u64, listed: u64) -> u64 {
        let [a, b] = texts.map(|text| self.survivor[text as usize]);
        if a != NONE && a == b { left_out - listed } else { left_out + all - listed }
    }
}
