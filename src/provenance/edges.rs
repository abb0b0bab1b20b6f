//! Edges: for each article its best source, the runners-up, and what speaks for it.
//!
//! Responsible for the edges of a corpus in sum. Not responsible for copies (`copies`) and excerpts (`excerpts`).

use std::io;

use rayon::prelude::*;

use super::candidate::{Candidate, Crediting, Record};
use super::copies::Copies;
use super::{Links, Overlap, Ranges, Witness, excerpts};
use crate::storage::{Room, Sorting};

/// Sources of one article that are looked at for excerpts, in the order of what they share.
const MAX_SOURCES: usize = 256;

/// A credit as provenance reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Canonical name of whom it credits.
    pub names: &'a str,
    /// The words of the credit as printed.
    pub text: &'a str,
    /// For the whole text, not for a claim in it.
    pub full: bool,
    /// It names an outlet or an agency, and not a person or a post.
    pub outlet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    Reprint,
    Excerpt,
    Revision,
    CommonOrigin,
    Credit,
}

impl EdgeKind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reprint => "reprint",
            Self::Excerpt => "excerpt",
            Self::Revision => "revision",
            Self::CommonOrigin => "common_origin",
            Self::Credit => "credit",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The times or an explicit credit say so.
    Known,
    /// The text says so.
    Inferred,
    Unknown,
}

impl Direction {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Inferred => "inferred",
            Self::Unknown => "unknown",
        }
    }
}

/// Where an edge comes from: an article of the corpus, or an outlet that a credit names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Article(u32),
    Outlet(String),
}

/// `dst` echoes `src`.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    pub src: Source,
    pub dst: u32,
    pub kind: EdgeKind,
    /// Words of dst that are shared.
    pub words: u32,
    pub share_of_dst: f64,
    pub direction: Direction,
    /// That dst took it from src, against the alternatives and against none of them.
    pub probability: f64,
    pub evidence: Vec<&'static str>,
    pub alternatives: Vec<(u32, f64)>,
}

/// Collects what articles may have from each other, and weighs it. Sources that times and credits allow are lists of the [`Room`].
#[derive(Debug)]
pub struct Weighing<'w, 'a> {
    witnesses: &'w [Witness<'a>],
    links: &'w dyn Links,
    crediting: Crediting<'a>,
    candidates: Sorting<Record>,
    copies: Copies,
    speeches: Vec<Edge>,
}

/// Articles whose sources are looked at together.
const TOGETHER: u32 = 1 << 12;

/// Parts of so many articles, by which their candidates are sorted.
pub(super) fn parts(articles: usize) -> usize {
    articles.div_ceil(TOGETHER as usize).max(1)
}

/// The part of an article.
pub(super) fn part_of(article: u32) -> usize {
    (article / TOGETHER) as usize
}

impl<'w, 'a> Weighing<'w, 'a> {
    #[must_use]
    pub fn new(witnesses: &'w [Witness<'a>], links: &'w dyn Links, room: &Room) -> Self {
        let candidates = Sorting::new(room, parts(witnesses.len()));
        let copies = Copies::new(witnesses.len(), room);
        Self { witnesses, links, crediting: Crediting::new(witnesses), candidates, copies, speeches: Vec::new() }
    }

    /// Takes some overlaps; each source and destination once, and perhaps in one order only.
    ///
    /// # Errors
    /// Where what has no room in memory cannot be written.
    pub fn add(&mut self, overlaps: &[Overlap]) -> io::Result<()> {
        let Self { witnesses, links, crediting, .. } = self;
        let possible = |&overlap: &Overlap| Ok(Candidate::of(witnesses, crediting, *links, overlap)?.map(Record::of));
        let possible = overlaps.par_iter().map(possible).filter_map(Result::transpose).collect::<io::Result<Vec<Record>>>()?;
        self.candidates.add(&possible, |record| part_of(record.dst))?;
        possible.iter().filter(|record| record.is_near()).try_for_each(|record| self.copies.add(record))?;
        self.speeches.extend(speeches(self.witnesses, overlaps));
        Ok(())
    }

    /// All edges, ordered by dst, kind and src.
    ///
    /// Each article gets one source for its text as a whole and a source for each excerpt that no other explains; two that have the same
    /// speech a common origin; and each outlet that an article credits is named.
    ///
    /// # Errors
    /// Where what has no room in memory cannot be written or read.
    pub fn edges(self, prose: &Ranges) -> io::Result<Vec<Edge>> {
        let Self { witnesses, candidates, copies, speeches, .. } = self;
        let (mut found, family) = copies.edges(witnesses)?;
        let parents: Vec<Option<u32>> = {
            let mut parents = vec![None; witnesses.len()];
            for edge in &found {
                if let Source::Article(src) = edge.src {
                    parents[edge.dst as usize] = Some(src);
                }
            }
            parents
        };
        let excerpts = |records: Vec<Record>| -> io::Result<Vec<Edge>> {
            let mut edges = Vec::new();
            for own in records.chunk_by(|x, y| x.dst == y.dst) {
                let dst = own[0].dst;
                let mut own: Vec<Candidate> = own.iter().map(Record::candidate).collect();
                own.sort_by(|x, y| y.overlap.share_of_dst.total_cmp(&x.overlap.share_of_dst).then(x.rank.cmp(&y.rank)));
                own.truncate(MAX_SOURCES);
                edges.append(&mut excerpts::edges(dst, &own, parents[dst as usize], &family, prose)?);
            }
            Ok(edges)
        };
        candidates.finish(excerpts, |edges| {
            found.append(&mut edges?);
            Ok(())
        })?;
        found.extend(speeches);
        found.extend(credits(witnesses));
        found.shrink_to_fit();
        found.sort_by(|x, y| (x.dst, x.kind, &x.src).cmp(&(y.dst, y.kind, &y.src)));
        Ok(found)
    }
}

/// A quotation alone makes no copy: both have the speech from whoever held it.
fn speeches(witnesses: &[Witness<'_>], overlaps: &[Overlap]) -> impl Iterator<Item = Edge> {
    let first = |overlap: &&Overlap| witnesses[overlap.src as usize].rank < witnesses[overlap.dst as usize].rank;
    overlaps.iter().filter(|overlap| overlap.quotes_only).filter(first).map(|overlap| Edge {
        src: Source::Article(overlap.src),
        dst: overlap.dst,
        kind: EdgeKind::CommonOrigin,
        words: overlap.words,
        share_of_dst: overlap.containment,
        direction: Direction::Unknown,
        probability: 0.5,
        evidence: Vec::new(),
        alternatives: Vec::new(),
    })
}

/// Whom each article credits, in the corpus or not.
fn credits(witnesses: &[Witness<'_>]) -> Vec<Edge> {
    let mut found = Vec::new();
    for (dst, witness) in (0u32..).zip(witnesses) {
        let mut named: Vec<&str> =
            witness.claims.iter().map(|claim| claim.names).filter(|&name| witness.outlet != Some(name)).collect();
        named.sort_unstable();
        named.dedup();
        found.extend(named.into_iter().map(|name| Edge {
            src: Source::Outlet(name.to_owned()),
            dst,
            kind: EdgeKind::Credit,
            words: 0,
            share_of_dst: 0.0,
            direction: Direction::Known,
            probability: 1.0,
            evidence: vec!["credit_names_src"],
            alternatives: Vec::new(),
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::invented::{at, edges, overlap, witnesses};
    use super::*;
    use crate::article::Published;

    fn run(times: &[Option<i64>], claims: &[&[Claim<'_>]], overlaps: &[Overlap]) -> Vec<Edge> {
        let times: Vec<Published> = times.iter().map(|&hour| at(hour)).collect();
        let mut edges = edges(&witnesses(&times, claims), overlaps, &|_| [0, 40]);
        edges.retain(|edge| edge.kind != EdgeKind::Credit);
        edges
    }

    #[test]
    fn the_nearest_earlier_article_is_the_source() {
        let both = [overlap(0, 2, 0.7), overlap(1, 2, 0.95), overlap(0, 1, 0.7), overlap(2, 1, 1.0)];
        let edges = run(&[Some(0), Some(5), Some(9)], &[], &both);
        let pairs: Vec<_> = edges.iter().map(|e| (e.src.clone(), e.dst, e.direction)).collect();
        assert_eq!(pairs, [(Source::Article(0), 1, Direction::Known), (Source::Article(1), 2, Direction::Known)]);
        assert!(edges[1].probability > 0.8 && edges[1].alternatives[0].0 == 0);
    }

    #[test]
    fn without_times_a_direction_is_not_claimed() {
        let edges = run(&[None, None], &[], &[overlap(0, 1, 0.9), overlap(1, 0, 0.9)]);
        assert_eq!(edges.len(), 1);
        assert_eq!((edges[0].direction, edges[0].evidence.len()), (Direction::Unknown, 0));
        assert!(edges[0].probability <= 0.5);
    }

    #[test]
    fn a_credit_gives_the_direction_that_times_do_not() {
        let credit = [Claim { names: "Herald", text: "by line", full: true, outlet: true }];
        let edges = run(&[None, None], &[&credit], &[overlap(0, 1, 0.9), overlap(1, 0, 0.9)]);
        assert_eq!((edges[0].src.clone(), edges[0].dst, edges[0].direction), (Source::Article(1), 0, Direction::Known));
        assert_eq!(edges[0].evidence, ["credit_names_src"]);
    }

    #[test]
    fn a_credit_copied_with_the_text_does_not_speak_for_its_outlet() {
        let credit = [Claim { names: "Wire", text: "by line", full: true, outlet: true }];
        let overlaps = [overlap(0, 1, 0.8), overlap(0, 2, 0.8), overlap(1, 2, 1.0)];
        let edges = run(&[Some(0), Some(5), Some(9)], &[&[], &credit, &credit], &overlaps);
        assert_eq!(edges[1].src, Source::Article(1));
    }

    #[test]
    fn credits_that_contradict_each_other_make_no_circle() {
        let (one, two) = (
            [Claim { names: "Herald", text: "by line", full: true, outlet: true }],
            [Claim { names: "Wire", text: "by line", full: true, outlet: true }],
        );
        let edges = run(&[None, None], &[&one, &two], &[overlap(0, 1, 0.9), overlap(1, 0, 0.8)]);
        let known = edges.iter().filter(|edge| edge.direction == Direction::Known).count();
        assert_eq!(known, 1);
    }

    #[test]
    fn a_wire_does_not_echo_the_client_that_credits_it() {
        let credit = [Claim { names: "Herald", text: "by line", full: true, outlet: true }];
        let edges = run(&[Some(0), Some(9)], &[&credit], &[overlap(0, 1, 0.9)]);
        assert!(edges.is_empty(), "{edges:?}");
    }

    #[test]
    fn a_text_credited_to_a_third_is_not_taken_from_the_one_that_was_earlier() {
        let third = [Claim { names: "Feature Syndicate", text: "by line", full: true, outlet: true }];
        let edges = run(&[Some(0), Some(9)], &[&[], &third], &[overlap(0, 1, 0.9)]);
        assert_eq!((edges[0].direction, edges[0].evidence.len()), (Direction::Unknown, 0));
        let edges = run(&[Some(0), Some(9)], &[&third, &third], &[overlap(0, 1, 0.9)]);
        assert_eq!(edges[0].direction, Direction::Inferred);
    }

    #[test]
    fn an_excerpt_needs_words_that_nothing_else_explains() {
        let prose = [[0, 40], [2, 40], [60, 90]];
        let times = [Some(0), Some(1), Some(2), Some(9)];
        let parts = [0, 1, 2].map(|src| overlap(src, 3, 0.2));
        let times: Vec<Published> = times.iter().map(|&hour| at(hour)).collect();
        let edges = edges(&witnesses(&times, &[]), &parts, &|src| prose[src as usize]);
        let sources: Vec<Source> = edges.into_iter().map(|edge| edge.src).collect();
        assert_eq!(sources, [Source::Article(0), Source::Article(2)]);
    }
}
