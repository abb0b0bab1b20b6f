//! Evidence of short passages: how surprising it is that two texts have these words in this order, in the language of the corpus.
//!
//! What is long speaks for itself ([`Passage::speaks_for_itself`]). Of what is shorter most are stock phrases ("did not immediately
//! respond to a request for comment"), and some are one sentence that was copied. A phrase is made of words that follow each other
//! everywhere; a sentence is not. So each matched word is worth its surprise after the word before it, by the counts of all other
//! articles, and a passage counts as evidence where the sum is more than chance can give in a corpus of this size.
//!
//! Responsible for which passages of [`super::find`] are evident. Not responsible for passages that are asked for one by one: they
//! have no corpus.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::boilerplate::Source;
use super::found::{Finding, Found, Pair};
use super::{Document, Opened, Passage};
use crate::storage::{Room, part_of_hash};
use crate::text::with_word_hashes;

/// Letters that have to match before the words are weighed.
pub(super) const LEAST_LETTERS: u32 = 50;

/// Words of a corpus from which its counts say something of the language.
const LEAST_CORPUS_WORDS: u64 = 200_000;

/// Bits beyond those of chance. Two texts of independent words share a given run of `b` bits somewhere with the odds
/// (words of the corpus)² / 2^b; this is what words are less independent than the counts say.
/// Chosen on real news, where nearly all that it lets pass lies in known copies; of the rest, read, about half is furniture.
const MARGIN_BITS: f64 = 80.0;

/// What one word can be worth at most: a name that nobody else prints says no more than a rare one.
const MOST_WORD_BITS: f64 = 14.0;

/// Places whose words do not match cost bits: a form that is filled in with other names has many, a copied sentence few ...
const UNMATCHED_BITS: f64 = 4.0;

/// ... and not more than this share of the places.
const MOST_UNMATCHED_SHARE: f64 = 0.3;

/// What an edge is worth that is the edge of a sentence, in each text: who copies, copies sentences.
const BOUNDARY_BITS: f64 = 8.0;

/// The share of a word's probability that comes from the word before it, where that is known; the rest is its own frequency.
const FOLLOWING_SHARE: f64 = 0.8;

/// Pairs that are weighed before they are kept.
const PAIRS_TOGETHER: usize = 1 << 14;

/// Settles for each passage whether it is evident, and keeps the pairs with one that `counts`.
pub(super) fn weigh(
    sources: &[Source<'_>],
    found: Found,
    counts: &(impl Fn(&Passage) -> bool + Sync),
    room: &Room,
) -> io::Result<Found> {
    if !(0..found.len()).any(|pair| found.is_open(pair)) {
        return Ok(found);
    }
    let words: u64 = sources.iter().map(|source| u64::from(source.text.count)).sum();
    let weighed = words >= LEAST_CORPUS_WORDS;
    let told = if weighed { Some(Counts::of(sources, &found)?) } else { None };
    let need = 2.0 * (words as f64).log2() + MARGIN_BITS;
    let weigh = |pair: usize| -> io::Result<Option<Pair>> {
        let mut passages = found.passages(pair)?;
        let (a, b) = found.key(pair);
        if let Some(told) = &told {
            let opened = [sources[a as usize].text.open()?, sources[b as usize].text.open()?];
            let [a, b] = &opened.each_ref().map(Opened::document);
            let own = Counts::own(passages.iter().filter(|passage| is_open(passage)), a, b);
            for passage in passages.iter_mut().filter(|passage| is_open(passage)) {
                let surprise = told.bits(&own, words as f64, passage, a, b);
                passage.evident = surprise + boundary_bits(passage, a, b) - unmatched_bits(passage) >= need;
            }
        }
        Ok(passages.iter().any(counts).then(|| Pair::new(a, b, &passages)))
    };
    let mut kept = Finding::new(room);
    let all: Vec<usize> = (0..found.len()).collect();
    for some in all.chunks(PAIRS_TOGETHER) {
        // A pair without an open passage is here for one that counts.
        let weighed = some.par_iter().map(|&pair| if found.is_open(pair) { weigh(pair) } else { Ok(None) });
        for (&pair, weighed) in some.iter().zip(weighed.collect::<io::Result<Vec<_>>>()?) {
            match weighed {
                Some(pair) => kept.put(pair.a, pair.b, &pair.record, pair.open)?,
                None if found.is_open(pair) => {}
                None => {
                    let (a, b) = found.key(pair);
                    kept.put(a, b, &found.record(pair)?, false)?;
                }
            }
        }
    }
    kept.finish()
}

/// Whether a passage is neither evident by itself nor too short to be.
pub(super) fn is_open(passage: &Passage) -> bool {
    !passage.evident && !passage.boilerplate && passage.matched_letters >= LEAST_LETTERS
}

/// What the edges of a passage say.
fn boundary_bits(passage: &Passage, a: &Document<'_>, b: &Document<'_>) -> f64 {
    let edges = |document: &Document<'_>, (start, end): (u32, u32)| {
        u8::from(document.starts_sentence(start)) + u8::from(document.ends_sentence(end - 1))
    };
    BOUNDARY_BITS * f64::from(edges(a, passage.a) + edges(b, passage.b))
}

/// What the words of a passage cost that have no counterpart.
fn unmatched_bits(passage: &Passage) -> f64 {
    let places: u32 = passage.ops.iter().map(|&(_, n)| n).sum();
    let unmatched = places - u32::try_from(passage.aligned.pairs().count()).unwrap_or(places).min(places);
    if f64::from(unmatched) > MOST_UNMATCHED_SHARE * f64::from(places) {
        return f64::INFINITY;
    }
    UNMATCHED_BITS * f64::from(unmatched)
}

/// How often the words of open passages, and each two of them in a row, stand in the corpus.
struct Counts {
    keys: Keys,
    counts: Vec<u32>,
}

/// Numbers of keys: each is its place in their order. Keys are hashes, so that they tell about where that is.
struct Keys {
    /// Ascending.
    all: Vec<u64>,
    /// Where the keys of each part of the hashes begin, and where those of the last end.
    starts: Vec<u32>,
}

impl Keys {
    /// `keys` ascending, each once.
    fn of(keys: Vec<u64>) -> Self {
        let parts = keys.len().max(1);
        let mut starts = vec![0; parts + 1];
        for &key in &keys {
            starts[part_of_hash(key, parts) + 1] += 1;
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        Self { all: keys, starts }
    }

    fn len(&self) -> usize {
        self.all.len()
    }

    fn find(&self, key: u64) -> Option<usize> {
        let part = part_of_hash(key, self.starts.len() - 1);
        let (start, end) = (self.starts[part] as usize, self.starts[part + 1] as usize);
        self.all[start..end].binary_search(&key).ok().map(|place| start + place)
    }
}

/// Keys that are collected, each again and again. They are sorted and each kept once where there are twice as many as were different: memory
/// is that of a few times the different ones.
#[derive(Default)]
struct Wanted {
    keys: Vec<u64>,
    /// The first so many are ascending, each once.
    different: usize,
}

impl Wanted {
    /// Keys that may wait in any case.
    const WAITING: usize = 1 << 20;

    fn extend(&mut self, keys: impl IntoIterator<Item = u64>) {
        self.keys.extend(keys);
        if self.keys.len() > 2 * self.different + Self::WAITING {
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.keys.par_sort_unstable();
        self.keys.dedup();
        self.different = self.keys.len();
    }

    fn finish(mut self) -> Keys {
        self.sort();
        self.keys.shrink_to_fit();
        Keys::of(self.keys)
    }
}

/// How often two texts have the words of their passages, and each two of them in a row.
struct Own {
    /// Ascending.
    asked: Vec<u64>,
    counts: Vec<u32>,
}

impl Own {
    fn of(&self, key: u64) -> u32 {
        self.asked.binary_search(&key).map_or(0, |place| self.counts[place])
    }
}

/// Bits of the keys that are counted: most words are in no open passage, and most of those end at a bit.
struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    fn of(keys: &[u64]) -> Self {
        let count = (64 * keys.len()).next_power_of_two().max(64);
        let mut filter = Self { bits: vec![0; count / 64], shift: 64 - count.trailing_zeros() };
        for &key in keys {
            let at = filter.place(key);
            filter.bits[at / 64] |= 1 << (at % 64);
        }
        filter
    }

    fn may_hold(&self, key: u64) -> bool {
        let at = self.place(key);
        self.bits[at / 64] & 1 << (at % 64) != 0
    }

    fn place(&self, key: u64) -> usize {
        usize::try_from(key >> self.shift).unwrap_or_default()
    }
}

impl Counts {
    fn of(sources: &[Source<'_>], found: &Found) -> io::Result<Self> {
        let keys_of = |pair: usize| -> io::Result<Vec<u64>> {
            let (a, b) = found.key(pair);
            let (a, b) = (sources[a as usize].text.open()?.words, sources[b as usize].text.open()?.words);
            let mut wanted = Vec::new();
            for passage in found.passages(pair)?.iter().filter(|passage| is_open(passage)) {
                for (x, y) in passage.aligned.pairs() {
                    wanted.extend(keys_at(a.hashes(), x as usize));
                    wanted.extend(keys_at(b.hashes(), y as usize));
                }
            }
            Ok(wanted)
        };
        let open: Vec<usize> = (0..found.len()).filter(|&pair| found.is_open(pair)).collect();
        let mut wanted = Wanted::default();
        for some in open.chunks(PAIRS_TOGETHER) {
            let keys = some.par_iter().map(|&pair| keys_of(pair));
            for keys in keys.collect::<io::Result<Vec<_>>>()? {
                wanted.extend(keys);
            }
        }
        drop(open);
        let keys = wanted.finish();
        let filter = Filter::of(&keys.all);
        // One table for all threads: a corpus has millions of wanted keys, and few are met at the same time.
        let counts: Vec<AtomicU32> = (0..keys.len()).map(|_| AtomicU32::new(0)).collect();
        sources.par_iter().try_for_each(|source| {
            with_word_hashes(&source.text.text()?, |hashes| {
                for word in 0..hashes.len() {
                    for key in keys_at(hashes, word) {
                        if filter.may_hold(key)
                            && let Some(number) = keys.find(key)
                        {
                            counts[number].fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            });
            Ok::<_, io::Error>(())
        })?;
        let counts = counts.into_iter().map(AtomicU32::into_inner).collect();
        Ok(Self { keys, counts })
    }

    /// What two texts add themselves to the counts of the words in some passages.
    fn own<'p>(passages: impl Iterator<Item = &'p Passage>, a: &Document<'_>, b: &Document<'_>) -> Own {
        let mut asked: Vec<u64> = Vec::new();
        for passage in passages {
            for (x, y) in passage.aligned.pairs() {
                asked.extend(keys(a, x));
                asked.extend(keys(b, y));
            }
        }
        asked.sort_unstable();
        asked.dedup();
        let filter = Filter::of(&asked);
        let mut counts = vec![0u32; asked.len()];
        for document in [a, b] {
            let hashes = document.words.hashes();
            for key in (0..hashes.len()).flat_map(|word| keys_at(hashes, word)) {
                if filter.may_hold(key)
                    && let Ok(place) = asked.binary_search(&key)
                {
                    counts[place] += 1;
                }
            }
        }
        Own { asked, counts }
    }

    /// The surprise of a passage, in bits.
    fn bits(&self, own: &Own, words: f64, passage: &Passage, a: &Document<'_>, b: &Document<'_>) -> f64 {
        let others = |key: u64| f64::from(self.keys.find(key).map_or(0, |number| self.counts[number]) - own.of(key));
        let mut before = None;
        let mut sum = 0.0;
        for (x, y) in passage.aligned.pairs() {
            let follows = before == Some((x.wrapping_sub(1), y.wrapping_sub(1)));
            let surprise = |document: &Document<'_>, word: u32| {
                let [own, both] = keys(document, word);
                let alone = (others(own) + 0.5) / words;
                let known = if follows { others(keys(document, word - 1)[0]) } else { 0.0 };
                let probability =
                    if known > 0.0 { FOLLOWING_SHARE * others(both) / known + (1.0 - FOLLOWING_SHARE) * alone } else { alone };
                -probability.log2()
            };
            // Of a word that one text has misspelt the spelling that others use counts.
            let bits = surprise(a, x).min(surprise(b, y)).clamp(0.0, MOST_WORD_BITS);
            let (one, other) = (a.words.folded(x as usize), b.words.folded(y as usize));
            let share = if one == other { 1.0 } else { 0.5 };
            sum += share * bits;
            before = Some((x, y));
        }
        sum
    }
}

/// The keys of a word: itself, and itself after the one before.
fn keys(document: &Document<'_>, word: u32) -> [u64; 2] {
    keys_at(document.words.hashes(), word as usize)
}

fn keys_at(hashes: &[u64], word: usize) -> [u64; 2] {
    let before = word.checked_sub(1).map_or(0, |before| hashes[before]);
    // One multiplication spreads both words over all bits; the turn tells the order.
    [hashes[word], (before.rotate_left(23) ^ hashes[word]).wrapping_mul(0x9E37_79B9_7F4A_7C15)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Alone, AtHand, Ignored, Text, find};
    use super::*;
    use crate::sketch::Brief;

    /// Articles of words that are as frequent as those of a language are, each with `stock` in one of five, and two with a sentence of
    /// their own.
    fn corpus(stock: &str, sentence: [&str; 2]) -> Vec<String> {
        let mut dice = 7u64;
        let mut next = || {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) as usize
        };
        let mut texts: Vec<String> = (0..500)
            .map(|i| {
                let mut text = String::new();
                for _ in 0..45 {
                    for _ in 0..12 {
                        // The square makes low numbers frequent.
                        let word = next() % 90 * (next() % 90);
                        text += &["w", &word.to_string(), " "].concat();
                    }
                    text += "end.\n";
                }
                if i % 5 == 0 { format!("{text}{stock}\n") } else { text }
            })
            .collect();
        for (i, sentence) in [(11, sentence[0]), (322, sentence[1])] {
            texts[i] += sentence;
        }
        texts
    }

    fn pairs(texts: &[String]) -> Vec<(u32, u32)> {
        let shelf: Vec<AtHand<'_>> = texts.iter().map(|text| AtHand::of(text)).collect();
        let source = |number: u32| -> Source<'_> {
            let count = u32::try_from(shelf[number as usize].words.len()).expect("short");
            let text = Text { count, boilerplate: &[], number, shelf: &shelf };
            Source { text, brief: Brief::NONE, outlet: None, hub: false }
        };
        let sources: Vec<Source<'_>> = (0u32..).take(texts.len()).map(source).collect();
        {
            let pairs = find(&sources, &Ignored::default(), false, &Alone, &Room::default()).unwrap().pairs;
            (0..pairs.len()).map(|pair| pairs.key(pair)).collect()
        }
    }

    #[test]
    fn a_short_sentence_of_rare_words_is_evident_and_a_stock_phrase_is_not() {
        let stock = "did not respond to a request for comment";
        let sentence = "Harbour seals dislike bagpipes, quarrelsome lighthouse keepers, and marzipan.";
        let misread = "Harbour seals dlslike bagpipes, quarrelsome lighthouse keepers, ond marzipan.";
        assert_eq!(pairs(&corpus(stock, [sentence, misread])), [(11, 322)]);
    }

    proptest! {
        #[test]
        fn keys_are_found_where_they_stand(keys in prop::collection::btree_set(prop_oneof![0u64..40, any::<u64>()], 0..90), other in 0u64..50) {
            let all: Vec<u64> = keys.iter().copied().collect();
            let mut wanted = Wanted::default();
            all.iter().rev().chain(&all).for_each(|&key| wanted.extend([key]));
            let table = wanted.finish();
            prop_assert_eq!(table.len(), all.len());
            for (number, &key) in all.iter().enumerate() {
                prop_assert_eq!(table.find(key), Some(number));
            }
            prop_assert_eq!(table.find(other).is_some(), keys.contains(&other));
        }
    }

    /// Of five articles nobody can say which of their words are rare.
    #[test]
    fn a_small_corpus_says_nothing_of_rarity() {
        let texts = [
            "Rain. Harbour seals dlslike bagpipes, quarrelsome lighthouse keepers.",
            "Snow. Harbour seals dislike bagpipes, quarrelsome lighthouse keepers.",
        ];
        assert_eq!(pairs(&texts.map(str::to_owned)), []);
    }
}
