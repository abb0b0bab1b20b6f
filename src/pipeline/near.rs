//! Candidates to verified pairs, and the stars they make.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::corpus::Corpus;
use super::settings::Settings;
use crate::clusters::{self, Link, Star};
use crate::lsh::{self, Bands};
use crate::passages::{self, Document, Ignored, Pair, Passage, Seed, Source};
use crate::sketch::{Signature, shingle_set, signature_of_words};
use crate::verify::{Measures, Subject, measure};

/// A near-duplicate family up to this size lists all its pairs.
pub const LISTED_FAMILY: usize = 32;

/// A verified pair of texts, `a` < `b`; numbers are of texts, not of articles.
#[derive(Debug, Clone)]
pub struct Verified {
    pub a: u32,
    pub b: u32,
    pub passages: Vec<Passage>,
    pub measures: Measures,
    pub found_by: FoundBy,
}

/// A pair before it is verified: its passages where they are known already, and who proposed it.
type Proposal = (Option<Vec<Passage>>, FoundBy);

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
    pub pairs: Vec<Verified>,
    /// Boilerplate of each text, in ranges of words.
    pub boilerplate: Vec<Vec<(u32, u32)>>,
    pub seeds: Vec<Vec<Seed>>,
    /// Stars of texts: survivor and members are numbers of texts.
    pub stars: Vec<Star>,
    pub bands: Bands,
    pub candidates: u64,
    pub repeats_left_out: u64,
    /// Pairs of near families too large to list all of theirs.
    pub pairs_not_listed: u64,
}

/// Everything that a pair of texts is measured by.
struct Judge<'c> {
    corpus: &'c Corpus,
    settings: &'c Settings,
    boilerplate: Vec<Vec<(u32, u32)>>,
    seeds: Vec<Vec<Seed>>,
    shingles: Vec<Vec<u64>>,
}

/// Finds and verifies all pairs, and makes stars of the near ones.
#[must_use]
pub fn find(corpus: &Corpus, settings: &Settings) -> Near {
    let texts = &corpus.texts;
    let signatures: Vec<Option<Box<Signature>>> = texts
        .par_iter()
        .map(|&i| {
            let hashes = corpus.words(i).hashes();
            (hashes.len() >= crate::sketch::SHINGLE_WORDS).then(|| Box::new(signature_of_words(hashes)))
        })
        .collect();
    let bands = Bands::solve(settings.threshold, settings.recall);
    let candidates = lsh::candidates(&signatures, bands);
    let candidate_count = candidates.len() as u64;

    let sources: Vec<Source<'_>> = (0..texts.len())
        .map(|text| Source {
            document: document(corpus, text, &[]),
            outlet: corpus.outlets[texts[text] as usize],
            signature: signatures[text].as_deref(),
            hub: corpus.copies[text].iter().any(|&copy| corpus.is_watched(copy)),
        })
        .collect();
    let ignored = settings.ignore.as_deref().map(Ignored::lines).unwrap_or_default();
    let shared = passages::find(&sources, &ignored, settings.phrases);
    drop(sources);
    drop(signatures);

    let mut proposed: BTreeMap<(u32, u32), Proposal> = BTreeMap::new();
    for Pair { a, b, passages } in shared.pairs {
        proposed.insert((a, b), (Some(passages), FoundBy { passages: true, ..FoundBy::default() }));
    }
    for pair in candidates {
        proposed.entry(pair).or_default().1.minhash = true;
    }
    proposed.retain(|&(a, b), _| settings.compares(corpus.comparable(texts[a as usize]), corpus.comparable(texts[b as usize])));
    let mut judge =
        Judge { corpus, settings, boilerplate: shared.boilerplate, seeds: shared.seeds, shingles: vec![Vec::new(); texts.len()] };
    let proposed: Vec<_> = proposed.into_iter().collect();
    let mut involved = vec![false; texts.len()];
    for ((a, b), _) in &proposed {
        involved[*a as usize] = true;
        involved[*b as usize] = true;
    }
    judge.shingles.par_iter_mut().zip(texts).zip(involved).for_each(|((set, &i), involved)| {
        if involved {
            *set = shingle_set(corpus.words(i).hashes());
        }
    });
    let mut pairs: Vec<Verified> = proposed
        .into_par_iter()
        .filter_map(|((a, b), (passages, found_by))| {
            let passages = passages.unwrap_or_else(|| judge.align(a, b));
            judge.verified(a, b, passages, found_by)
        })
        .collect();

    let rank = text_ranks(corpus);
    let links: Vec<Link> = pairs
        .iter()
        .filter(|pair| pair.measures.near)
        .map(|pair| Link { a: pair.a, b: pair.b, strength: pair.measures.strength() })
        .collect();
    let stars = clusters::stars(&rank, &links, |a, b| {
        let (a, b) = (a.min(b), a.max(b));
        let comparable = |text: u32| corpus.comparable(texts[text as usize]);
        if !settings.compares(comparable(a), comparable(b)) {
            return None;
        }
        let measures = judge.measure(a, b, &judge.align(a, b));
        measures.near.then(|| measures.strength())
    });
    let (missing, pairs_not_listed) = missing_pairs(corpus, &stars, &pairs);
    let mut added: Vec<Verified> = missing
        .into_par_iter()
        .filter_map(|(a, b)| judge.verified(a, b, judge.align(a, b), FoundBy { cluster: true, ..FoundBy::default() }))
        .collect();
    pairs.append(&mut added);
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    Near {
        pairs,
        boilerplate: judge.boilerplate,
        seeds: judge.seeds,
        stars,
        bands,
        candidates: candidate_count,
        repeats_left_out: shared.repeats_left_out,
        pairs_not_listed,
    }
}

/// One text as the passages see it.
#[must_use]
pub fn document<'c>(corpus: &'c Corpus, text: usize, boilerplate: &'c [(u32, u32)]) -> Document<'c> {
    let number = corpus.texts[text];
    Document { text: &corpus.article(number).text, words: corpus.words(number), boilerplate }
}

impl Judge<'_> {
    fn document(&self, text: u32) -> Document<'_> {
        document(self.corpus, text as usize, &self.boilerplate[text as usize])
    }

    fn align(&self, a: u32, b: u32) -> Vec<Passage> {
        passages::compare(&self.document(a), &self.seeds[a as usize], &self.document(b), &self.seeds[b as usize])
    }

    fn measure(&self, a: u32, b: u32, passages: &[Passage]) -> Measures {
        measure(&self.subject(a), &self.subject(b), passages, self.settings.threshold)
    }

    fn subject(&self, text: u32) -> Subject<'_> {
        let (text, number) = (text as usize, self.corpus.texts[text as usize] as usize);
        Subject {
            document: self.document(u32::try_from(text).unwrap_or(u32::MAX)),
            words: u32::try_from(self.corpus.words[number].len()).unwrap_or(u32::MAX),
            shingles: &self.shingles[text],
            content: self.corpus.content[number],
            quoted: &self.corpus.quoted[text],
            outlet: self.corpus.outlets[number],
        }
    }

    /// The pair with its measures, if it is near or has a passage that says something.
    fn verified(&self, a: u32, b: u32, mut passages: Vec<Passage>, found_by: FoundBy) -> Option<Verified> {
        passages.retain(|passage| passage.words() >= self.settings.min_words);
        let measures = self.measure(a, b, &passages);
        let evident = passages.iter().any(|passage| passage.evident && !passage.boilerplate);
        let phrase = self.settings.phrases && !passages.is_empty();
        (measures.near || evident || phrase).then_some(Verified { a, b, passages, measures, found_by })
    }
}

/// Each text ranks as the first of its copies.
fn text_ranks(corpus: &Corpus) -> Vec<u32> {
    (0u32..).take(corpus.texts.len()).map(|text| corpus.rank[corpus.first_copy(text) as usize]).collect()
}

/// Pairs inside listed families that were not verified yet, and the count of those that large families leave out.
fn missing_pairs(corpus: &Corpus, stars: &[Star], pairs: &[Verified]) -> (Vec<(u32, u32)>, u64) {
    let known = |pair: (u32, u32)| pairs.binary_search_by_key(&pair, |p| (p.a, p.b)).is_ok();
    let mut missing = Vec::new();
    let mut not_listed = 0;
    for star in stars {
        let mut texts: Vec<u32> = star.members.iter().map(|&(text, _)| text).collect();
        texts.push(star.survivor);
        texts.sort_unstable();
        let articles: usize = texts.iter().map(|&text| corpus.copies[text as usize].len()).sum();
        if articles > LISTED_FAMILY {
            let all = (articles * (articles - 1) / 2) as u64;
            not_listed += all - (articles as u64 - 1);
            missing.extend(
                star.members.iter().map(|&(text, _)| (text.min(star.survivor), text.max(star.survivor))).filter(|&p| !known(p)),
            );
            continue;
        }
        for (i, &a) in texts.iter().enumerate() {
            missing.extend(texts[i + 1..].iter().map(|&b| (a, b)).filter(|&pair| !known(pair)));
        }
    }
    (missing, not_listed)
}
