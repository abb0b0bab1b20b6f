//! Edges of a whole corpus: verified pairs of texts become overlaps of articles, and provenance weighs them.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;

use super::corpus::Corpus;
use super::crossing::Crossing;
use super::lists::Lists;
use super::near::{LISTED_FAMILY, Near, Verified};
use super::partners::Partners;
use super::sayings::{Sayings, canonical};
use crate::credits::CreditLevel;
use crate::outlets::{OutletKind, Outlets};
use crate::passages::merged;
use crate::provenance::{Claim, Edge, OutletFlow, OutletSum, Overlap, Weighing, Witness, flows, sums};
use crate::storage::{Filing, Place, Room};
use crate::verify::{Departure, Measures, Relation, departures, without};

/// Pairs that are looked at before their overlaps are put with the others.
const PAIRS_TOGETHER: usize = 1 << 12;

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
    /// # Errors
    /// Where what has no room in memory cannot be written.
    pub(super) fn find(
        near: &Near,
        sayings: &Sayings,
        outlets: &Outlets,
        partners: &Partners<'_>,
        room: &Room,
    ) -> io::Result<Self> {
        let corpus = partners.corpus;
        // Credits name outlets by the table; the corpus by its own labels. Both are compared by the table's name, and told by the label.
        let label_of: BTreeMap<String, &str> =
            corpus.outlet_names.iter().map(|name| (canonical(outlets, name), name.as_str())).collect();
        let claims: Lists<Claim<'_>> = sayings
            .credits
            .iter()
            .map(|credits| -> Vec<Claim<'_>> {
                let named = credits.iter().filter(|credit| credit.kind != crate::credits::CreditKind::UnnamedSources);
                named
                    .map(|credit| Claim {
                        names: label_of.get(&canonical(outlets, &credit.names)).copied().unwrap_or(&credit.names),
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
        let witnesses: Vec<Witness<'_>> = (0u32..)
            .zip(claims.iter())
            .map(|(number, claims)| Witness {
                outlet: corpus.articles.outlet(number),
                agency: corpus.outlets[number as usize].is_some_and(|outlet| agencies[outlet as usize]),
                published: corpus.articles.published(number),
                rank: corpus.rank[number as usize],
                claims,
            })
            .collect();
        let mut weighing = Weighing::new(&witnesses, corpus, room);
        let mut prose = Filing::new(room);
        overlaps(near, sayings, partners, &mut |mut found| {
            for overlap in &mut found {
                overlap.file(&mut prose)?;
            }
            weighing.add(&found.into_iter().flat_map(|directed| directed.overlaps).collect::<Vec<_>>())
        })?;
        let edges = weighing.edges(&prose.finish()?)?;
        Ok(Self { sums: sums(&witnesses, &edges), flows: flows(&witnesses, &edges), edges })
    }
}

/// Overlaps that share one stretch of prose: those of the copies of a text.
#[derive(Debug, Default)]
struct Directed {
    overlaps: Vec<Overlap>,
    /// Ascending and apart.
    prose: Vec<[u32; 2]>,
}

impl Directed {
    fn of(overlaps: Vec<Overlap>, prose: &[(u32, u32)]) -> Self {
        Self { overlaps, prose: prose.iter().map(|&(start, end)| [start, end]).collect() }
    }

    /// Files the prose, once for all.
    fn file(&mut self, prose: &mut Filing<[u32; 2]>) -> io::Result<()> {
        if !self.overlaps.is_empty() {
            let place = prose.put(&self.prose)?;
            let words = self.prose.iter().map(|[start, end]| end - start).sum();
            self.overlaps.iter_mut().for_each(|overlap| (overlap.prose, overlap.prose_words) = (place, words));
        }
        Ok(())
    }
}

/// Gives what each article may have from another. Of few copies of two texts ([`Crossing`]) each is held against each; of more, the
/// first stands for all as a source, and a later copy looks beyond its own text only where the first is not known to be earlier, and no further
/// than to its [`Partners`]. Linear in copies and pairs.
fn overlaps(
    near: &Near,
    sayings: &Sayings,
    partners: &Partners<'_>,
    then: &mut dyn FnMut(Vec<Directed>) -> io::Result<()>,
) -> io::Result<()> {
    let corpus = partners.corpus;
    let first = &partners.first;
    let mut found = Vec::new();
    for (text, copies) in corpus.copies.iter().enumerate() {
        let mut own = Vec::new();
        if copies.len() <= LISTED_FAMILY {
            let pairs = copies.iter().flat_map(|&src| copies.iter().map(move |&dst| (src, dst)));
            own.extend(pairs.filter(|(src, dst)| src != dst).map(|(src, dst)| whole(corpus, src, dst)));
        } else {
            own.extend(copies.iter().filter(|&&copy| copy != first[text]).map(|&copy| whole(corpus, first[text], copy)));
            // Where the first is not known to be first, another copy may be the one it has its text from.
            if let Some(&second) = copies.iter().filter(|&&copy| copy != first[text]).min_by_key(|&&i| corpus.rank[i as usize]) {
                own.push(whole(corpus, second, first[text]));
            }
        }
        found.push(Directed::of(own, &[(0, corpus.word_count(copies[0]))]));
        if found.len() == PAIRS_TOGETHER {
            then(std::mem::take(&mut found))?;
        }
    }
    then(found)?;
    let mut crossing = Crossing::new(corpus);
    for start in (0..near.pairs.len()).step_by(PAIRS_TOGETHER) {
        let some = start..near.pairs.len().min(start + PAIRS_TOGETHER);
        let crossed: Vec<bool> = some.clone().map(|pair| near.pairs.key(pair)).map(|(a, b)| crossing.takes(a, b)).collect();
        let overlaps = some.into_par_iter().zip(crossed).map(|(pair, crossed)| {
            let outline = near.pairs.outline(pair)?;
            let telling = outline.measures.shared_words > 0 && outline.measures.relation != Relation::BoilerplateOnly;
            if telling { overlaps_of(near, sayings, (partners, crossed), &near.pairs.get(pair)?) } else { Ok(Default::default()) }
        });
        then(overlaps.collect::<io::Result<Vec<[Directed; 2]>>>()?.into_iter().flatten().collect())?;
    }
    Ok(())
}

/// What the copies of one text may have from those of another, and the other way round.
fn overlaps_of(
    near: &Near,
    sayings: &Sayings,
    (partners, crossed): (&Partners<'_>, bool),
    pair: &Verified,
) -> io::Result<[Directed; 2]> {
    let corpus = partners.corpus;
    let copies = |text: u32| &corpus.copies[text as usize];
    let each = pair.measures.near && crossed;
    let (of_b, of_a) = if pair.measures.near {
        let aside = |text: u32| story_aside(corpus, near, sayings, text);
        let words = |text: u32| corpus.word_count(corpus.texts[text as usize]);
        let ((words_a, aside_a), (words_b, aside_b)) = ((words(pair.a), aside(pair.a)?), (words(pair.b), aside(pair.b)?));
        departures((words_a, &aside_a), (words_b, &aside_b), &pair.passages)
    } else {
        Default::default()
    };
    Ok([(pair.a, pair.b, false, of_b), (pair.b, pair.a, true, of_a)].map(|(src, dst, turned, departure)| {
        let mut found = Vec::new();
        let (source, own) = (partners.first[src as usize], partners.first[dst as usize]);
        let base = overlap(corpus, near, pair, (source, own), turned, departure);
        let of_copies = crossed || partners.has(dst, src);
        let own_only = std::slice::from_ref(&own);
        for &copy in if of_copies { copies(dst) } else { own_only } {
            if !each && copy != own && corpus.articles.published(own).before(corpus.articles.published(copy)) {
                continue;
            }
            let sources = if each { copies(src) } else { std::slice::from_ref(&source) };
            found.extend(sources.iter().map(|&src| Overlap {
                src,
                dst: copy,
                same_outlet: same_outlet(corpus, src, copy),
                ..base
            }));
        }
        Directed::of(found, &prose(corpus, near, pair, turned))
    }))
}

/// Words of a text that are no part of its story: boilerplate, and the lines that credit it to somebody.
fn story_aside(corpus: &Corpus, near: &Near, sayings: &Sayings, text: u32) -> io::Result<Vec<(u32, u32)>> {
    let article = corpus.texts[text as usize];
    let mut aside = near.boilerplate[text as usize].to_vec();
    let credits = sayings.credits[article as usize].iter().filter(|credit| credit.level == CreditLevel::Full);
    for span in credits.filter_map(|credit| credit.span) {
        let words = corpus.spans(article)?;
        let range = (words.first_ending_after(span.start), words.first_starting_at(span.end));
        if let (Ok(start), Ok(end)) = (u32::try_from(range.0), u32::try_from(range.1)) {
            aside.push((start, end.max(start)));
        }
    }
    Ok(merged(aside))
}

fn same_outlet(corpus: &Corpus, x: u32, y: u32) -> bool {
    corpus.outlets[x as usize].is_some() && corpus.outlets[x as usize] == corpus.outlets[y as usize]
}

/// Two articles with one text.
fn whole(corpus: &Corpus, src: u32, dst: u32) -> Overlap {
    let words = corpus.word_count(dst);
    Overlap {
        src,
        dst,
        near: true,
        quotes_only: false,
        template: false,
        same_outlet: same_outlet(corpus, src, dst),
        share_of_dst: 1.0,
        containment: 1.0,
        departure: Departure::default(),
        prose: Place::default(),
        prose_words: words,
        words,
        superset: false,
    }
}

fn overlap(corpus: &Corpus, near: &Near, pair: &Verified, (src, dst): (u32, u32), turned: bool, departure: Departure) -> Overlap {
    let Measures { prose_a, prose_b, containment_a, containment_b, relation, template, .. } = pair.measures;
    let (share_of_dst, contained) = if turned { (prose_a, containment_a) } else { (prose_b, containment_b) };
    let own = |article: u32| {
        let text = corpus.text_of[article as usize] as usize;
        f64::from(corpus.word_count(article).saturating_sub(crate::verify::count(&near.boilerplate[text])))
    };
    Overlap {
        src,
        dst,
        near: pair.measures.near,
        quotes_only: relation == Relation::QuotesOnly,
        template,
        same_outlet: same_outlet(corpus, src, dst),
        share_of_dst,
        containment: contained,
        departure,
        prose: Place::default(),
        prose_words: 0,
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
        for (a, b, words) in passage.aligned.stretches() {
            let (theirs, own) = if turned { (b, a) } else { (a, b) };
            // What either of the two prints as a quotation is somebody's speech, and no prose.
            for (start, end) in without(&[(theirs, theirs + words)], &corpus.quoted[src]) {
                cover.add_range((own + (start - theirs), own + (end - theirs)));
            }
        }
    }
    without(&without(&cover.ranges(), &corpus.quoted[dst]), &near.boilerplate[dst])
}
