//! Candidates to verified pairs, and the stars they make.

use std::io;

use xxhash_rust::xxh3::xxh3_64;
use zerocopy::IntoBytes as _;

use super::corpus::Corpus;
use super::host::{Host, SlicePieces};
use super::lists::Lists;
use super::pairs::Pairs;
use super::recent::Recent;
use super::settings::Settings;
use super::signatures::Signatures;
use crate::clusters::{self, Link, Star};
use crate::lsh::{self, Bands};
use crate::passages::{self, Document, Found, Ignored, Opened, Passage, Seed, Source, Text};
use crate::sketch::shingle_set;
use crate::text::Words;
use crate::verify::{Measures, Subject, measure};

/// A near-duplicate family up to this size lists all its pairs.
pub const LISTED_FAMILY: usize = 32;

/// What the shingles of a text take for each of its words, and its seeds.
const SHINGLES_BYTES: u64 = 8;
const SEEDS_BYTES: u64 = 16;

/// A verified pair of texts, `a` < `b`; numbers are of texts, not of articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    pub a: u32,
    pub b: u32,
    pub passages: Vec<Passage>,
    pub measures: Measures,
    pub found_by: FoundBy,
}

/// Which generator proposed a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FoundBy {
    pub minhash: bool,
    pub passages: bool,
    /// Neither: compared because both are in one cluster.
    pub cluster: bool,
}

/// What the texts of a corpus share.
#[derive(Debug)]
pub struct Near {
    /// Pairs with an evident passage or near each other, ordered.
    pub pairs: Pairs,
    /// Boilerplate of each text, in ranges of words.
    pub boilerplate: Lists<(u32, u32)>,
    /// Stars of texts: survivor and members are numbers of texts.
    pub stars: Vec<Star>,
    pub bands: Bands,
    pub candidates: u64,
    pub repeats_left_out: u64,
}

/// Everything that a pair of texts is measured by.
struct Judge<'c> {
    corpus: &'c Corpus,
    settings: &'c Settings,
    boilerplate: Lists<(u32, u32)>,
    shingles: Recent<Vec<u64>>,
    seeds: Recent<Vec<Seed>>,
}

/// Finds and verifies all pairs, and makes stars of the near ones. `signatures` are those of the texts. None where the run is to stop.
pub fn find(corpus: &Corpus, signatures: Signatures, settings: &Settings, host: Host<'_>) -> io::Result<Option<Near>> {
    let texts = &corpus.texts;
    let bands = Bands::solve(settings.threshold, settings.recall);
    let key_bytes = usize::try_from(host.room.share()).unwrap_or(usize::MAX);
    let candidates = lsh::proposals(&signatures, bands, key_bytes)?.pairs;
    let candidate_count = candidates.len() as u64;

    let sources: Vec<Source<'_>> = (0u32..)
        .zip(signatures.in_brief()?)
        .map(|(text, brief)| Source {
            text: corpus.text(text, &[]),
            brief,
            outlet: corpus.outlets[texts[text as usize] as usize],
            hub: corpus.copies[text as usize].iter().any(|&copy| corpus.is_watched(copy)),
        })
        .collect();
    drop(signatures);
    let ignored = settings.ignore.as_deref().map(Ignored::lines).unwrap_or_default();
    let slices = SlicePieces { host, corpus: xxh3_64(corpus.content.as_bytes()) };
    let shared = passages::find(&sources, &ignored, settings.phrases, &slices, host.room)?;
    if host.is_cancelled() {
        return Ok(None);
    }
    drop(sources);

    let words: u64 = corpus.word_counts.iter().map(|&words| u64::from(words)).sum();
    let mean_words = words / (corpus.word_counts.len() as u64).max(1);
    let judge = Judge {
        corpus,
        settings,
        boilerplate: shared.boilerplate.into_iter().collect(),
        shingles: Recent::new(host.room, 4, mean_words * SHINGLES_BYTES),
        seeds: Recent::new(host.room, 2, mean_words * SEEDS_BYTES),
    };
    let found = shared.pairs;
    let proposed = proposed(&found, &candidates, &|a, b| {
        settings.compares(corpus.comparable(texts[a as usize]), corpus.comparable(texts[b as usize]))
    });
    drop(candidates);
    let mut pairs = Pairs::new(host.room);
    pairs.add(&proposed, |&Proposal { key: (a, b), pair, found_by }| {
        let passages = if pair == NONE { judge.align(a, b)? } else { found.passages(pair as usize)? };
        judge.verified(a, b, passages, found_by)
    })?;
    drop((proposed, found));

    let rank = text_ranks(corpus);
    let mut links: Vec<Link> = Vec::new();
    for pair in 0..pairs.len() {
        let Verified { a, b, measures, .. } = pairs.outline(pair)?;
        links.extend(measures.near.then(|| Link { a, b, strength: measures.strength() }));
    }
    let stars = clusters::stars(&rank, &links, |a, b| {
        let (a, b) = (a.min(b), a.max(b));
        let comparable = |text: u32| corpus.comparable(texts[text as usize]);
        if !settings.compares(comparable(a), comparable(b)) {
            return Ok(None);
        }
        let measures = judge.measure(a, b, &judge.align(a, b)?)?;
        Ok::<_, io::Error>(measures.near.then(|| measures.strength()))
    })?;
    let missing = missing_pairs(corpus, &stars, &pairs);
    pairs.add(&missing, |&(a, b)| {
        let found_by = FoundBy { cluster: true, ..FoundBy::default() };
        judge.verified(a, b, judge.align(a, b)?, found_by)
    })?;
    Ok(Some(Near {
        pairs,
        boilerplate: judge.boilerplate,
        stars,
        bands,
        candidates: candidate_count,
        repeats_left_out: shared.repeats_left_out,
    }))
}

/// Of no number.
const NONE: u32 = u32::MAX;

/// A pair before it is verified: its passages where they are known already, and who proposed it.
struct Proposal {
    key: (u32, u32),
    /// Its number among those that were found by passages.
    pair: u32,
    found_by: FoundBy,
}

/// What both generators propose and the settings let be compared, in order; both lists are in order.
fn proposed(found: &Found, candidates: &[(u32, u32)], compares: &dyn Fn(u32, u32) -> bool) -> Vec<Proposal> {
    let mut proposed = Vec::with_capacity(found.len().max(candidates.len()));
    let mut candidates = candidates.iter().copied().peekable();
    let by_signature = |key| Proposal { key, pair: NONE, found_by: FoundBy { minhash: true, ..FoundBy::default() } };
    for pair in 0..found.len() {
        let key = found.key(pair);
        // More pairs than that have no room anywhere; they would be aligned again.
        let number = u32::try_from(pair).unwrap_or(NONE);
        while let Some(before) = candidates.next_if(|&candidate| candidate < key) {
            proposed.push(by_signature(before));
        }
        let minhash = candidates.next_if(|&candidate| candidate == key).is_some();
        proposed.push(Proposal { key, pair: number, found_by: FoundBy { minhash, passages: true, cluster: false } });
    }
    proposed.extend(candidates.map(by_signature));
    proposed.retain(|proposal| compares(proposal.key.0, proposal.key.1));
    proposed
}

impl Judge<'_> {
    fn text(&self, text: u32) -> Text<'_> {
        self.corpus.text(text, &self.boilerplate[text as usize])
    }

    fn align(&self, a: u32, b: u32) -> io::Result<Vec<Passage>> {
        let opened = [self.text(a).open()?, self.text(b).open()?];
        let [one, two] = opened.each_ref().map(Opened::document);
        let seeds = |text: u32, document: &Document<'_>| {
            self.seeds.get(text, document.words.len() as u64 * SEEDS_BYTES, || Ok::<_, io::Error>(passages::seeds(document)))
        };
        Ok(passages::compare(&one, &seeds(a, &one)?, &two, &seeds(b, &two)?))
    }

    fn measure(&self, a: u32, b: u32, passages: &[Passage]) -> io::Result<Measures> {
        let opened = [self.text(a).open()?, self.text(b).open()?];
        let shingles = |text: u32, words: &Words| {
            self.shingles.get(text, words.len() as u64 * SHINGLES_BYTES, || Ok::<_, io::Error>(shingle_set(words.hashes())))
        };
        let shingles = [shingles(a, &opened[0].words)?, shingles(b, &opened[1].words)?];
        let subject = |i: usize| {
            let text = [a, b][i];
            let number = self.corpus.texts[text as usize];
            Subject {
                document: opened[i].document(),
                words: self.corpus.word_count(number),
                shingles: &shingles[i],
                content: self.corpus.content[number as usize],
                quoted: &self.corpus.quoted[text as usize],
                outlet: self.corpus.outlets[number as usize],
            }
        };
        Ok(measure(&subject(0), &subject(1), passages, self.settings.threshold))
    }

    /// The pair with its measures, if it is near or has a passage that says something.
    fn verified(&self, a: u32, b: u32, mut passages: Vec<Passage>, found_by: FoundBy) -> io::Result<Option<Verified>> {
        passages.retain(|passage| passage.words() >= self.settings.min_words);
        let measures = self.measure(a, b, &passages)?;
        let evident = passages.iter().any(|passage| passage.evident && !passage.boilerplate);
        let phrase = self.settings.phrases && !passages.is_empty();
        Ok((measures.near || evident || phrase).then_some(Verified { a, b, passages, measures, found_by }))
    }
}

/// Each text ranks as the first of its copies.
fn text_ranks(corpus: &Corpus) -> Vec<u32> {
    corpus.first_copies().into_iter().map(|article| corpus.rank[article as usize]).collect()
}

/// Pairs inside families that are listed and were not verified yet: all of a small one, and those with the survivor of a large one.
fn missing_pairs(corpus: &Corpus, stars: &[Star], pairs: &Pairs) -> Vec<(u32, u32)> {
    let known = |(a, b): (u32, u32)| pairs.find(a, b).is_some();
    let mut missing = Vec::new();
    for star in stars {
        let mut texts: Vec<u32> = star.members.iter().map(|&(text, _)| text).collect();
        texts.push(star.survivor);
        texts.sort_unstable();
        let articles: usize = texts.iter().map(|&text| corpus.copies[text as usize].len()).sum();
        if articles > LISTED_FAMILY {
            missing.extend(
                star.members.iter().map(|&(text, _)| (text.min(star.survivor), text.max(star.survivor))).filter(|&p| !known(p)),
            );
            continue;
        }
        for (i, &a) in texts.iter().enumerate() {
            missing.extend(texts[i + 1..].iter().map(|&b| (a, b)).filter(|&pair| !known(pair)));
        }
    }
    missing
}
