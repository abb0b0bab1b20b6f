//! Edges of a whole corpus: verified pairs of texts become overlaps of articles, and provenance weighs them.

use std::collections::BTreeMap;

use super::corpus::Corpus;
use super::near::{Near, Verified};
use super::sayings::{Sayings, canonical};
use crate::credits::CreditLevel;
use crate::outlets::{OutletKind, Outlets};
use crate::passages::holds;
use crate::provenance::{Claim, Edge, OutletFlow, OutletSum, Overlap, Witness, edges, flows, sums};
use crate::verify::{Measures, Relation};

/// A source that is longer than what it holds by this factor is a superset.
const SUPERSET: f64 = 1.15;

/// Who echoes whom.
#[derive(Debug, Default)]
pub struct Echoes {
    pub edges: Vec<Edge>,
    /// By the outlets' names in the input.
    pub sums: BTreeMap<String, OutletSum>,
    pub flows: BTreeMap<(String, String), OutletFlow>,
}

impl Echoes {
    /// `cluster_of` numbers the articles of one near cluster alike.
    #[must_use]
    pub fn find(corpus: &Corpus, near: &Near, sayings: &Sayings, outlets: &Outlets, cluster_of: &[u32]) -> Self {
        // Credits name outlets by the table; the corpus by its own labels. Both are compared by the table's name, and told by the label.
        let label_of: BTreeMap<String, &str> =
            corpus.outlet_names.iter().map(|name| (canonical(outlets, name), name.as_str())).collect();
        let claims: Vec<Vec<Claim<'_>>> = sayings
            .credits
            .iter()
            .map(|credits| {
                let named = credits.iter().filter(|credit| credit.kind != crate::credits::CreditKind::UnnamedSources);
                named
                    .map(|credit| Claim {
                        names: label_of.get(&credit.names).copied().unwrap_or(&credit.names),
                        text: &credit.text,
                        full: credit.level == CreditLevel::Full,
                        outlet: credit.outlet_kind.is_some(),
                    })
                    .collect()
            })
            .collect();
        let agencies: Vec<bool> = corpus
            .outlet_names
            .iter()
            .map(|name| outlets.by_name(&canonical(outlets, name)).is_some_and(|id| outlets.get(id).kind == OutletKind::Agency))
            .collect();
        let witnesses: Vec<Witness<'_>> = corpus
            .articles
            .iter()
            .enumerate()
            .map(|(i, article)| Witness {
                outlet: article.outlet.as_deref(),
                agency: corpus.outlets[i].is_some_and(|outlet| agencies[outlet as usize]),
                url: article.url.as_deref(),
                text: &article.text,
                published: &article.published,
                rank: corpus.rank[i],
                cluster: cluster_of[i],
                claims: &claims[i],
            })
            .collect();
        let edges = edges(&witnesses, &overlaps(corpus, near));
        Self { sums: sums(&witnesses, &edges), flows: flows(&witnesses, &edges), edges }
    }
}

/// What each article may have from another. Of a text's copies the first stands for all as a source; a later copy looks beyond its
/// own text only where the first is not known to be earlier. Linear in copies and pairs.
fn overlaps(corpus: &Corpus, near: &Near) -> Vec<Overlap> {
    let first: Vec<u32> = (0u32..).take(corpus.texts.len()).map(|text| corpus.first_copy(text)).collect();
    let mut found = Vec::new();
    for (text, copies) in corpus.copies.iter().enumerate() {
        for &copy in copies.iter().filter(|&&copy| copy != first[text]) {
            found.push(whole(corpus, first[text], copy));
        }
        // Where the first is not known to be first, another copy may be the one it has its text from.
        if let Some(&second) = copies.iter().filter(|&&copy| copy != first[text]).min_by_key(|&&i| corpus.rank[i as usize]) {
            found.push(whole(corpus, second, first[text]));
        }
    }
    for pair in
        near.pairs.iter().filter(|pair| pair.measures.shared_words > 0 && pair.measures.relation != Relation::BoilerplateOnly)
    {
        for (src, dst, turned) in [(pair.a, pair.b, false), (pair.b, pair.a, true)] {
            let source = first[src as usize];
            let prose = prose(corpus, near, pair, turned);
            for &copy in &corpus.copies[dst as usize] {
                let own = first[dst as usize];
                if copy != own && corpus.article(own).published.before(&corpus.article(copy).published) {
                    continue;
                }
                found.push(overlap(corpus, near, pair, source, copy, turned, prose.clone()));
            }
        }
    }
    found
}

fn same_outlet(corpus: &Corpus, x: u32, y: u32) -> bool {
    corpus.outlets[x as usize].is_some() && corpus.outlets[x as usize] == corpus.outlets[y as usize]
}

/// Two articles with one text.
fn whole(corpus: &Corpus, src: u32, dst: u32) -> Overlap {
    let words = u32::try_from(corpus.words(dst).len()).unwrap_or(u32::MAX);
    Overlap {
        src,
        dst,
        near: true,
        quotes_only: false,
        same_outlet: same_outlet(corpus, src, dst),
        share_of_dst: 1.0,
        containment: 1.0,
        identity: 1.0,
        prose: vec![(0, words)],
        words,
        superset: false,
    }
}

fn overlap(corpus: &Corpus, near: &Near, pair: &Verified, src: u32, dst: u32, turned: bool, prose: Vec<(u32, u32)>) -> Overlap {
    let Measures { prose_a, prose_b, containment_a, containment_b, relation, identity, .. } = pair.measures;
    let (share_of_dst, contained) = if turned { (prose_a, containment_a) } else { (prose_b, containment_b) };
    let own = |article: u32| {
        let text = corpus.text_of[article as usize] as usize;
        let words = u32::try_from(corpus.words(article).len()).unwrap_or(u32::MAX);
        f64::from(words.saturating_sub(crate::verify::count(&near.boilerplate[text])))
    };
    Overlap {
        src,
        dst,
        near: pair.measures.near,
        quotes_only: relation == Relation::QuotesOnly,
        same_outlet: same_outlet(corpus, src, dst),
        share_of_dst,
        containment: contained,
        identity,
        prose,
        words: pair.measures.shared_words,
        superset: contained >= 0.95 && own(src) > SUPERSET * own(dst),
    }
}

/// Ranges of words of the destination's prose that the pair shares.
fn prose(corpus: &Corpus, near: &Near, pair: &Verified, turned: bool) -> Vec<(u32, u32)> {
    let (src, dst) = if turned { (pair.b as usize, pair.a as usize) } else { (pair.a as usize, pair.b as usize) };
    let mut cover = crate::verify::Cover::new();
    // A sentence that is told by its rare words alone is shared, and too little to say who has it from whom.
    for passage in pair.passages.iter().filter(|passage| !passage.boilerplate && passage.speaks_for_itself()) {
        for (x, y) in passage.aligned.pairs() {
            let (theirs, word) = if turned { (y, x) } else { (x, y) };
            // What either of the two prints as a quotation is somebody's speech, and no prose.
            if !holds(&corpus.quoted[dst], word) && !holds(&corpus.quoted[src], theirs) && !holds(&near.boilerplate[dst], word) {
                cover.add(word);
            }
        }
    }
    cover.ranges()
}
