//! Which texts hold a word: for each word, by its hash, the texts and how often.

use rayon::prelude::*;

use crate::text::with_word_hashes;

/// How fast more of the same word stops to count, and how far long texts are held back (the usual constants of BM25).
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// A word by its hash, a text, and how often the word stands there.
type Counted = (u64, u32, u32);

/// The words of a list of texts.
#[derive(Debug, Default)]
pub(super) struct WordIndex {
    /// Hashes of all words, ascending, and where the texts of each begin.
    words: Vec<u64>,
    starts: Vec<u32>,
    /// Texts, ascending for each word, and how often it stands there.
    postings: Vec<(u32, u32)>,
    /// Words of each text.
    lengths: Vec<u32>,
}

impl WordIndex {
    /// Reads `count` texts, each of two fields.
    pub(super) fn of<'t>(count: usize, fields: impl Fn(usize) -> [&'t str; 2] + Sync) -> Self {
        let read = |i: usize| {
            let mut hashes: Vec<u64> = Vec::new();
            for field in fields(i) {
                with_word_hashes(field, |words| hashes.extend_from_slice(words));
            }
            let length = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
            hashes.sort_unstable();
            let text = u32::try_from(i).unwrap_or(u32::MAX);
            let counted: Vec<Counted> = hashes
                .chunk_by(|a, b| a == b)
                .map(|same| (same[0], text, u32::try_from(same.len()).unwrap_or(u32::MAX)))
                .collect();
            (length, counted)
        };
        let (lengths, counted): (Vec<u32>, Vec<Vec<Counted>>) = (0..count).into_par_iter().map(read).unzip();
        let mut all: Vec<Counted> = counted.into_iter().flatten().collect();
        all.par_sort_unstable();
        let mut index = Self { lengths, postings: Vec::with_capacity(all.len()), ..Self::default() };
        for (hash, text, times) in all {
            if index.words.last() != Some(&hash) {
                index.words.push(hash);
                index.starts.push(u32::try_from(index.postings.len()).unwrap_or(u32::MAX));
            }
            index.postings.push((text, times));
        }
        index
    }

    /// The texts that hold a word.
    fn postings(&self, hash: u64) -> &[(u32, u32)] {
        let Ok(at) = self.words.binary_search(&hash) else { return &[] };
        let end = self.starts.get(at + 1).map_or(self.postings.len(), |&end| end as usize);
        &self.postings[self.starts[at] as usize..end]
    }

    /// The texts that hold all of these words, ascending, with their scores.
    pub(super) fn all_of(&self, words: &[u64]) -> Vec<(usize, f64)> {
        let mut lists: Vec<&[(u32, u32)]> = words.iter().map(|&word| self.postings(word)).collect();
        // The rarest word leaves the fewest texts to look up in the others.
        lists.sort_by_key(|list| list.len());
        let Some((first, others)) = lists.split_first() else { return Vec::new() };
        let total = self.lengths.iter().map(|&n| u64::from(n)).sum::<u64>() as f64;
        let mean = (total / self.lengths.len().max(1) as f64).max(1.0);
        let score = |text: u32, times: u32, list: &[(u32, u32)]| {
            let (n, all, times) = (list.len() as f64, self.lengths.len() as f64, f64::from(times));
            let rarity = ((all - n + 0.5) / (n + 0.5)).ln_1p();
            let length = f64::from(self.lengths[text as usize]) / mean;
            rarity * times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length))
        };
        let in_all = |&(text, times): &(u32, u32)| {
            let mut sum = score(text, times, first);
            for list in others {
                let at = list.binary_search_by_key(&text, |&(other, _)| other).ok()?;
                sum += score(text, list[at].1, list);
            }
            Some((text as usize, sum))
        };
        first.iter().filter_map(in_all).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_word_weighs_more_and_a_long_text_less() {
        let texts = ["the owl", "the the owl and a long text behind it that says little", "the cat", "the dog"];
        let index = WordIndex::of(texts.len(), |i| [texts[i], ""]);
        let of = |text: &str| with_word_hashes(text, |words| index.all_of(words));
        let owls = of("owl");
        assert_eq!(owls.iter().map(|&(i, _)| i).collect::<Vec<_>>(), [0, 1]);
        assert!(owls[0].1 > owls[1].1 && of("the").iter().all(|&(_, score)| score < owls[1].1));
        assert_eq!(of("owl cat"), []);
        assert_eq!(of("unicorn"), []);
        assert_eq!(WordIndex::of(0, |_| ["", ""]).all_of(&[1]), []);
    }
}
