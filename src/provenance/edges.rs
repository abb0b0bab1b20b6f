//! Edges: for each article its best source, the runners-up, and what speaks for it.

use std::collections::BTreeSet;

use super::{Overlap, Witness};

/// What an article would have to share with nothing in the corpus for it to be its own source: the weight of "none of these".
const ROOT_WEIGHT: f64 = 0.45;

/// How fast probability falls with weight: a source that shares a tenth less of the article is a third as likely.
const TEMPERATURE: f64 = 0.09;

/// What a credit that names the source adds to its share.
const CREDIT_WEIGHT: f64 = 0.5;

/// Words of prose that an excerpt must add to what other sources explain.
const EXCERPT_WORDS: u32 = 12;

/// Sources of one article that are looked at, in the order of what they share.
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

/// All edges, ordered by dst, kind and src. `overlaps` may hold each pair in one order only.
///
/// Each article gets one source for its text as a whole, by share and credit with time as a hard constraint (where every link has a
/// direction that times or credits give, the best source of each article is the maximum branching, as long as there is no circle;
/// credits that contradict each other can make one, and its weakest link is let go), and a source for each excerpt that no other explains.
#[must_use]
pub fn edges(witnesses: &[Witness<'_>], overlaps: &[Overlap]) -> Vec<Edge> {
    let outlets: BTreeSet<&str> = witnesses.iter().filter_map(|witness| witness.outlet).collect();
    let mut by_dst: Vec<&Overlap> = overlaps.iter().collect();
    by_dst.sort_by_key(|overlap| (overlap.dst, overlap.src));
    let mut found: Vec<Edge> = Vec::new();
    for own in by_dst.chunk_by(|x, y| x.dst == y.dst) {
        let dst = own[0].dst;
        let mut candidates: Vec<Candidate<'_>> =
            own.iter().filter_map(|overlap| Candidate::of(witnesses, &outlets, overlap)).collect();
        drop_inherited_credits(witnesses, dst, &mut candidates);
        let better = |x: &Candidate<'_>, y: &Candidate<'_>| {
            y.weight()
                .total_cmp(&x.weight())
                .then(witnesses[x.overlap.src as usize].rank.cmp(&witnesses[y.overlap.src as usize].rank))
        };
        candidates.sort_by(better);
        candidates.truncate(MAX_SOURCES);
        found.extend(copy_edge(witnesses, dst, &candidates));
        let parent = found.last().filter(|edge| edge.dst == dst && edge.direction != Direction::Unknown).cloned();
        excerpts(witnesses, dst, &candidates, parent.as_ref(), &mut found);
    }
    break_circles(witnesses.len(), &mut found);
    for overlap in overlaps.iter().filter(|overlap| overlap.quotes_only) {
        let first = witnesses[overlap.src as usize].rank < witnesses[overlap.dst as usize].rank;
        if first {
            found.push(Edge {
                src: Source::Article(overlap.src),
                dst: overlap.dst,
                kind: EdgeKind::CommonOrigin,
                words: overlap.words,
                share_of_dst: overlap.containment,
                direction: Direction::Unknown,
                probability: 0.5,
                evidence: Vec::new(),
                alternatives: Vec::new(),
            });
        }
    }
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
    found.sort_by(|x, y| (x.dst, x.kind, &x.src).cmp(&(y.dst, y.kind, &y.src)));
    found
}

/// One possible source, with what speaks for it.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "independent pieces of evidence")]
struct Candidate<'a> {
    overlap: &'a Overlap,
    earlier: bool,
    credited: bool,
    /// The credit stood in the source's own copy as well.
    inherited: bool,
    linked: bool,
    /// dst credits its text to somebody outside of the corpus, whom src does not name.
    elsewhere: bool,
    /// Both credit their text to somebody else, or dst credits an outlet of the corpus that is not known to have printed it.
    third: bool,
    /// An agency writes for others to print: that it prints later what a client printed is no sign that it took it from there.
    to_agency: bool,
}

impl<'a> Candidate<'a> {
    /// None where the source is known to be later, or itself credits its text to the other.
    fn of(witnesses: &[Witness<'_>], outlets: &BTreeSet<&str>, overlap: &'a Overlap) -> Option<Self> {
        let (src, dst) = (&witnesses[overlap.src as usize], &witnesses[overlap.dst as usize]);
        if dst.published.before(src.published) {
            return None;
        }
        let credited =
            src.outlet.is_some_and(|outlet| dst.outlet != Some(outlet) && dst.claims.iter().any(|c| c.full && c.names == outlet));
        let names = |claims: &[Claim<'_>], outlet: &str| claims.iter().any(|claim| claim.full && claim.names == outlet);
        if !credited && dst.outlet.is_some_and(|outlet| src.outlet != Some(outlet) && names(src.claims, outlet)) {
            return None;
        }
        let linked = src.url.is_some_and(|url| url.len() > 12 && dst.text.contains(url));
        let others = || {
            let other = |claim: &&Claim<'_>| {
                claim.full && claim.outlet && Some(claim.names) != src.outlet && Some(claim.names) != dst.outlet
            };
            dst.claims.iter().filter(other)
        };
        Some(Self {
            overlap,
            earlier: src.published.before(dst.published),
            credited,
            inherited: false,
            linked,
            elsewhere: others().any(|claim| !names(src.claims, claim.names) && !outlets.contains(claim.names)),
            third: others().any(|claim| names(src.claims, claim.names) || outlets.contains(claim.names)),
            to_agency: dst.agency && !src.agency,
        })
    }

    fn weight(&self) -> f64 {
        let credit = if self.credited && !self.inherited || self.linked { CREDIT_WEIGHT } else { 0.0 };
        // Of sources that share as much, the one with fewer changed words is nearer.
        self.overlap.share_of_dst + 0.25 * self.overlap.identity * self.overlap.share_of_dst + credit
    }

    /// What the evidence allows to say of a copy of the whole text.
    const fn direction(&self) -> Direction {
        if self.credited || self.linked {
            Direction::Known
        } else if !self.earlier || self.elsewhere {
            Direction::Unknown
        } else if self.third || self.to_agency {
            Direction::Inferred
        } else {
            Direction::Known
        }
    }

    /// The same of an excerpt. That one was earlier does not say that the other took a stretch from there: both may have it from a third.
    const fn excerpt_direction(&self) -> Direction {
        if self.credited || self.linked {
            Direction::Known
        } else if !self.earlier || self.elsewhere || self.third || self.to_agency {
            Direction::Unknown
        } else {
            Direction::Inferred
        }
    }

    fn evidence(&self) -> Vec<&'static str> {
        let overlap = self.overlap;
        let said = [
            (self.earlier, if overlap.same_outlet { "older_version" } else { "earlier" }),
            (self.credited, "credit_names_src"),
            (self.linked, "link_to_src"),
            (overlap.superset, "superset"),
            (overlap.same_outlet, "same_outlet"),
        ];
        said.into_iter().filter(|(holds, _)| *holds).map(|(_, name)| name).collect()
    }
}

/// A credit that a nearer source printed too was copied with the text: it does not speak for the outlet it names over that source.
fn drop_inherited_credits(witnesses: &[Witness<'_>], dst: u32, candidates: &mut [Candidate<'_>]) {
    let claims = witnesses[dst as usize].claims;
    let inherited: Vec<bool> = candidates
        .iter()
        .map(|candidate| {
            let outlet = witnesses[candidate.overlap.src as usize].outlet;
            candidate.credited
                && candidates.iter().any(|other| {
                    other.overlap.src != candidate.overlap.src
                        && other.earlier
                        && other.overlap.share_of_dst > candidate.overlap.share_of_dst + 0.02
                        && witnesses[other.overlap.src as usize]
                            .claims
                            .iter()
                            .any(|theirs| Some(theirs.names) == outlet && claims.iter().any(|own| own.text == theirs.text))
                })
        })
        .collect();
    for (candidate, inherited) in candidates.iter_mut().zip(inherited) {
        candidate.inherited = inherited;
    }
}

/// The edge for the article's text as a whole, if it is a copy.
fn copy_edge(witnesses: &[Witness<'_>], dst: u32, candidates: &[Candidate<'_>]) -> Option<Edge> {
    let copies: Vec<&Candidate<'_>> = candidates.iter().filter(|c| c.overlap.near).collect();
    let directed: Vec<&Candidate<'_>> = copies.iter().copied().filter(|c| c.direction() != Direction::Unknown).collect();
    let (best, direction, field) = if let Some(best) = directed.first() {
        (*best, best.direction(), directed)
    } else {
        // Each unknown pair is said once, from the one that would survive.
        let own = witnesses[dst as usize].rank;
        let best = copies.iter().copied().find(|c| witnesses[c.overlap.src as usize].rank < own)?;
        (best, Direction::Unknown, copies)
    };
    let scale = |weight: f64| ((weight - best.weight()) / TEMPERATURE).exp();
    let all: f64 = field.iter().map(|c| scale(c.weight())).sum::<f64>() + scale(ROOT_WEIGHT);
    let share = |c: &Candidate<'_>| scale(c.weight()) / all;
    let halved = if direction == Direction::Unknown { 0.5 } else { 1.0 };
    Some(Edge {
        src: Source::Article(best.overlap.src),
        dst,
        kind: if best.overlap.same_outlet { EdgeKind::Revision } else { EdgeKind::Reprint },
        words: best.overlap.words,
        share_of_dst: best.overlap.share_of_dst,
        direction,
        probability: share(best) * halved,
        evidence: if direction == Direction::Unknown { Vec::new() } else { best.evidence() },
        alternatives: field
            .iter()
            .filter(|c| c.overlap.src != best.overlap.src)
            .take(2)
            .map(|c| (c.overlap.src, share(c) * halved))
            .collect(),
    })
}

/// Excerpts: sources that explain words of the article which nothing chosen before explains.
fn excerpts(witnesses: &[Witness<'_>], dst: u32, candidates: &[Candidate<'_>], parent: Option<&Edge>, found: &mut Vec<Edge>) {
    let mut explained: Vec<(u32, u32)> = Vec::new();
    let parent = parent.and_then(|edge| if let Source::Article(src) = edge.src { Some(src) } else { None });
    if let Some(taken) = candidates.iter().find(|c| Some(c.overlap.src) == parent) {
        explained.extend(&taken.overlap.prose);
    }
    let mut partial: Vec<&Candidate<'_>> = candidates
        .iter()
        .filter(|c| {
            let overlap = c.overlap;
            let family = witnesses[overlap.src as usize].cluster == witnesses[dst as usize].cluster;
            !overlap.near
                && !overlap.quotes_only
                && !overlap.same_outlet
                && !family
                && c.excerpt_direction() != Direction::Unknown
        })
        .collect();
    // The earliest source of a stretch explains it; later ones only what they have beyond it.
    partial.sort_by_key(|c| (std::cmp::Reverse(total(&c.overlap.prose) / 4), witnesses[c.overlap.src as usize].rank));
    for candidate in partial {
        let overlap = candidate.overlap;
        let new: u32 = overlap.prose.iter().map(|&range| uncovered(range, &explained)).sum();
        if new < EXCERPT_WORDS {
            continue;
        }
        explained.extend(&overlap.prose);
        explained.sort_unstable();
        found.push(Edge {
            src: Source::Article(overlap.src),
            dst,
            kind: EdgeKind::Excerpt,
            words: overlap.words,
            share_of_dst: overlap.share_of_dst,
            direction: candidate.excerpt_direction(),
            // Two candidates for one stretch cannot be told apart by it; a longer one leaves less to chance.
            probability: 1.0 - 1.0 / (2.0 + f64::from(new) / 16.0),
            evidence: candidate.evidence(),
            alternatives: Vec::new(),
        });
    }
}

fn total(ranges: &[(u32, u32)]) -> u32 {
    ranges.iter().map(|&(start, end)| end - start).sum()
}

/// Words of a range that lie in none of `ranges`, which are ascending by start.
fn uncovered((start, end): (u32, u32), ranges: &[(u32, u32)]) -> u32 {
    let (mut at, mut free) = (start, 0);
    for &(from, to) in ranges {
        if to <= at || from >= end {
            continue;
        }
        free += from.saturating_sub(at);
        at = at.max(to);
    }
    free + end.saturating_sub(at)
}

/// Lets go of the weakest link of each circle that contradicting credits made.
fn break_circles(articles: usize, edges: &mut [Edge]) {
    let mut parent: Vec<Option<usize>> = vec![None; articles];
    for (i, edge) in edges.iter().enumerate() {
        if matches!(edge.kind, EdgeKind::Reprint | EdgeKind::Revision) && edge.direction != Direction::Unknown {
            parent[edge.dst as usize] = Some(i);
        }
    }
    // 0 not seen, 1 on the way now, 2 done.
    let mut state = vec![0u8; articles];
    for start in 0..articles {
        let mut path = Vec::new();
        let mut at = start;
        while state[at] == 0 {
            state[at] = 1;
            path.push(at);
            let Some(Edge { src: Source::Article(src), .. }) = parent[at].map(|i| &edges[i]) else { break };
            at = *src as usize;
        }
        if state[at] == 1 && parent[at].is_some() {
            let circle = &path[path.iter().position(|&x| x == at).unwrap_or_default()..];
            let weakest = circle
                .iter()
                .filter_map(|&x| parent[x])
                .min_by(|&x, &y| edges[x].share_of_dst.total_cmp(&edges[y].share_of_dst).then(edges[x].dst.cmp(&edges[y].dst)));
            if let Some(weakest) = weakest {
                let edge = &mut edges[weakest];
                edge.direction = Direction::Unknown;
                edge.evidence.clear();
                edge.probability /= 2.0;
                parent[edge.dst as usize] = None;
            }
        }
        for x in path {
            state[x] = 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{DateSource, Micros, Precision, Published, Zone};

    fn at(hour: Option<i64>) -> Published {
        let Some(hour) = hour else { return Published::default() };
        let time = |hour: i64| Some(Micros(hour * Micros::HOUR));
        Published {
            at: time(hour),
            precision: Precision::Hour,
            source: DateSource::Field,
            zone: Zone::Given,
            earliest: time(hour),
            latest: time(hour + 1),
        }
    }

    fn overlap(src: u32, dst: u32, share: f64) -> Overlap {
        Overlap {
            src,
            dst,
            near: share >= 0.6,
            quotes_only: false,
            same_outlet: false,
            share_of_dst: share,
            containment: share,
            identity: 1.0,
            prose: vec![(0, 40)],
            words: 40,
            superset: false,
        }
    }

    const NAMES: [&str; 4] = ["Wire", "Herald", "Gazette", "Echo"];

    fn witnesses<'a>(times: &'a [Published], claims: &[&'a [Claim<'a>]], cluster: fn(u32) -> u32) -> Vec<Witness<'a>> {
        let witness = |(i, published): (u32, &'a Published)| Witness {
            outlet: Some(NAMES[i as usize]),
            url: None,
            agency: false,
            text: "",
            published,
            rank: i,
            cluster: cluster(i),
            claims: claims.get(i as usize).copied().unwrap_or_default(),
        };
        (0u32..).zip(times).map(witness).collect()
    }

    fn run(times: &[Option<i64>], claims: &[&[Claim<'_>]], overlaps: &[Overlap]) -> Vec<Edge> {
        let times: Vec<Published> = times.iter().map(|&hour| at(hour)).collect();
        let mut edges = edges(&witnesses(&times, claims, |_| 0), overlaps);
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
        let credit = [Claim { names: "Herald", text: "(Herald)", full: true, outlet: true }];
        let edges = run(&[None, None], &[&credit], &[overlap(0, 1, 0.9), overlap(1, 0, 0.9)]);
        assert_eq!((edges[0].src.clone(), edges[0].dst, edges[0].direction), (Source::Article(1), 0, Direction::Known));
        assert_eq!(edges[0].evidence, ["credit_names_src"]);
    }

    #[test]
    fn a_credit_copied_with_the_text_does_not_speak_for_its_outlet() {
        let credit = [Claim { names: "Wire", text: "(Wire)", full: true, outlet: true }];
        let overlaps = [overlap(0, 1, 0.8), overlap(0, 2, 0.8), overlap(1, 2, 1.0)];
        let edges = run(&[Some(0), Some(5), Some(9)], &[&[], &credit, &credit], &overlaps);
        assert_eq!(edges[1].src, Source::Article(1));
    }

    #[test]
    fn credits_that_contradict_each_other_make_no_circle() {
        let (one, two) = (
            [Claim { names: "Herald", text: "h", full: true, outlet: true }],
            [Claim { names: "Wire", text: "w", full: true, outlet: true }],
        );
        let edges = run(&[None, None], &[&one, &two], &[overlap(0, 1, 0.9), overlap(1, 0, 0.8)]);
        let known = edges.iter().filter(|edge| edge.direction == Direction::Known).count();
        assert_eq!(known, 1);
    }

    #[test]
    fn a_wire_does_not_echo_the_client_that_credits_it() {
        let credit = [Claim { names: "Herald", text: "(Herald)", full: true, outlet: true }];
        let edges = run(&[Some(0), Some(9)], &[&credit], &[overlap(0, 1, 0.9)]);
        assert!(edges.is_empty(), "{edges:?}");
    }

    #[test]
    fn a_text_credited_to_a_third_is_not_taken_from_the_one_that_was_earlier() {
        let third = [Claim { names: "Feature Syndicate", text: "(c) Feature Syndicate", full: true, outlet: true }];
        let edges = run(&[Some(0), Some(9)], &[&[], &third], &[overlap(0, 1, 0.9)]);
        assert_eq!((edges[0].direction, edges[0].evidence.len()), (Direction::Unknown, 0));
        let edges = run(&[Some(0), Some(9)], &[&third, &third], &[overlap(0, 1, 0.9)]);
        assert_eq!(edges[0].direction, Direction::Inferred);
    }

    #[test]
    fn an_excerpt_needs_words_that_nothing_else_explains() {
        let part = |src, prose: (u32, u32)| Overlap { prose: vec![prose], ..overlap(src, 3, 0.2) };
        let times = [Some(0), Some(1), Some(2), Some(9)];
        let witnesses_differ = [part(0, (0, 40)), part(1, (2, 40)), part(2, (60, 90))];
        let times: Vec<Published> = times.iter().map(|&hour| at(hour)).collect();
        let sources: Vec<Source> =
            edges(&witnesses(&times, &[], |article| article), &witnesses_differ).into_iter().map(|edge| edge.src).collect();
        assert_eq!(sources, [Source::Article(0), Source::Article(2)]);
    }
}
