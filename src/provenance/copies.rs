//! Copies: for each article that is near others, which of them it was taken from.
//!
//! A copy inherits the changes of what it was copied from. So each possible source is weighed by how far the article has departed from
//! it, by the credits it explains, and by whether it was first; times and credits say what is impossible. All ways in which the articles
//! of a group can descend from each other are weighed at once (`trees`), and the probability of an edge is its share of them: an
//! article without a time can be the missing link between two others, and then neither is said to be taken from the other.

use std::io;

use ahash::AHashMap;

use super::Witness;
use super::candidate::{Candidate, Record};
use super::edges::{Direction, Edge, EdgeKind, Source, part_of, parts};
use super::trees::{Square, shares};
use crate::passages::Union;
use crate::storage::{Filing, Room, Sorting};

/// What is left of the chance of a link for each word that the copy has and the source has not, and for each stretch left out, as
/// natural logarithms. These and those below were fitted to copying trees with known parents, invented and real texts in them
/// (`newsprint synth --kind cascades`), and held on others.
const NEW_WORD: f64 = -0.3;
const CUT: f64 = -1.2;

/// Most stories are taken from whoever had them first.
const FIRST: f64 = 2.0;

/// A credit of the copy that neither names the source nor stands in it.
const UNEXPLAINED_CREDIT: f64 = -5.0;

/// A link to the source's own address.
const LINK: f64 = 5.0;

/// Agencies write for others to print, and seldom the other way round.
const TO_AGENCY: f64 = -1.5;

/// That an article was taken from none of the others, against the best of those known to be possible.
const ROOT: f64 = -5.0;

/// The same of one that credits somebody who is not among them: in the words of the best, as it comes with a text; an outlet whose
/// articles the corpus has, and this story is not among them; or else.
const ROOT_SAME_CREDIT: f64 = -1.5;
const ROOT_CREDITED_INSIDE: f64 = -1.5;
const ROOT_CREDITED: f64 = 4.0;

/// The least of a link's weight: two that are near each other have more in common than chance gives.
const LEAST: f64 = -200.0;

/// A direction is claimed from this probability. Below it another source is likelier than this one, or nearly so.
const CLAIMED: f64 = 0.4;

/// Articles of a group that are weighed at once. In larger ones each article is weighed by itself: they hold what links each with the
/// one that stands for all, and nothing else.
const WEIGHED_AT_ONCE: usize = 96;

/// Copies as they are found: who is joined to whom, and by which links.
#[derive(Debug)]
pub(super) struct Copies {
    room: Room,
    groups: Union,
    links: Filing<Record>,
}

impl Copies {
    /// Of so many articles.
    pub(super) fn new(articles: usize, room: &Room) -> Self {
        Self { room: room.clone(), groups: Union::new(articles), links: Filing::new(room) }
    }

    /// Takes a source that dst may be a copy of.
    pub(super) fn add(&mut self, link: &Record) -> io::Result<()> {
        self.groups.join(link.src, link.dst);
        self.links.put(std::slice::from_ref(link)).map(drop)
    }

    /// The edges of copies, and for each article the first of those that copies join to it.
    pub(super) fn edges(self, witnesses: &[Witness<'_>]) -> io::Result<(Vec<Edge>, Vec<u32>)> {
        let Self { room, mut groups, links } = self;
        let family: Vec<u32> = (0u32..).take(witnesses.len()).map(|article| groups.root(article)).collect();
        drop(groups);
        let mut by_group = Sorting::new(&room, parts(witnesses.len()));
        let links = links.finish()?;
        for piece in links.pieces() {
            let grouped: Vec<Record> = piece?.iter().map(|link| link.in_group(family[link.dst as usize])).collect();
            by_group.add(&grouped, |link| part_of(link.group))?;
        }
        drop(links);
        let mut found = Vec::new();
        by_group.finish(
            |links| edges_of(witnesses, &links),
            |mut edges| {
                found.append(&mut edges);
                Ok(())
            },
        )?;
        break_circles(witnesses.len(), &mut found);
        Ok((found, family))
    }
}

/// The edges of some groups; the links of each stand together, in the order of dst and src.
fn edges_of(witnesses: &[Witness<'_>], links: &[Record]) -> Vec<Edge> {
    let mut found = Vec::new();
    for links in links.chunk_by(|x, y| x.group == y.group) {
        let group = Group::of(witnesses, links);
        if group.articles.len() <= WEIGHED_AT_ONCE {
            let links: Vec<Candidate> = links.iter().map(Record::candidate).collect();
            let all: Vec<(&Candidate, f64)> = links.iter().zip(together(&group, &links)).collect();
            found.extend(all.chunk_by(|x, y| x.0.overlap.dst == y.0.overlap.dst).filter_map(|own| edge(witnesses, own)));
        } else {
            // One story may be in fifty thousand outlets, so that no more is made of its links than those into one article.
            for own in links.chunk_by(|x, y| x.dst == y.dst) {
                let own: Vec<Candidate> = own.iter().map(Record::candidate).collect();
                found.extend(edge(witnesses, &own.iter().zip(by_itself(&group, &own)).collect::<Vec<_>>()));
            }
        }
    }
    found
}

/// Articles that copies join, in order.
struct Group<'w> {
    witnesses: &'w [Witness<'w>],
    articles: Vec<u32>,
    /// Nobody in the group is known to be earlier than one whose time reaches back to before the last moment of this one.
    ends_first: Option<u32>,
    /// How many of them each outlet has.
    outlets: AHashMap<&'w str, u32>,
}

impl<'w> Group<'w> {
    fn of(witnesses: &'w [Witness<'w>], links: &[Record]) -> Self {
        let mut articles: Vec<u32> = links.iter().flat_map(|link| [link.src, link.dst]).collect();
        articles.sort_unstable();
        articles.dedup();
        let ends_first = articles.iter().copied().min_by_key(|&i| {
            let published = witnesses[i as usize].published;
            (published.latest.is_none(), published.latest, i)
        });
        let mut outlets = AHashMap::new();
        for name in articles.iter().filter_map(|&i| witnesses[i as usize].outlet) {
            *outlets.entry(name).or_default() += 1;
        }
        Self { witnesses, articles, ends_first, outlets }
    }

    /// Whether an outlet has an article of the group beside this one.
    fn has_other_of(&self, name: &str, article: u32) -> bool {
        let own = u32::from(self.witnesses[article as usize].outlet == Some(name));
        self.outlets.get(name).is_some_and(|&articles| articles > own)
    }

    /// How likely a link is by itself, as a logarithm.
    fn weight(&self, candidate: &Candidate) -> f64 {
        let first = {
            let published = self.witnesses[candidate.overlap.src as usize].published;
            match self.ends_first {
                Some(other) if self.witnesses[other as usize].published.before(published) => 0.0,
                // Without a time it may have been first.
                _ if published.at.is_none() => FIRST / 2.0,
                _ => FIRST,
            }
        };
        let departure = candidate.overlap.departure;
        let changes = (NEW_WORD * f64::from(departure.new) + CUT * f64::from(departure.cuts)).max(LEAST);
        let credit = UNEXPLAINED_CREDIT * f64::from(candidate.unexplained);
        let said = if candidate.linked { LINK } else { 0.0 } + if candidate.to_agency { TO_AGENCY } else { 0.0 };
        changes + first + credit + said
    }

    /// How likely an article was taken from none of the others, as a logarithm, by the links into it and their weights.
    fn root(&self, own: &[(&Candidate, f64)]) -> f64 {
        let best = |possible: &dyn Fn(&Candidate) -> bool| {
            own.iter().copied().filter(|(c, _)| possible(c)).max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.rank.cmp(&x.0.rank)))
        };
        // Without a time of its own, an article is held against the first of the group, not against what may have been taken from it.
        let known = best(&|c| c.earlier || c.credited || c.linked).or_else(|| best(&|c| Some(c.overlap.src) == self.ends_first));
        let Some((candidate, weight)) = known.or_else(|| best(&|_| true)) else { return ROOT };
        let dst = candidate.overlap.dst;
        let absent = self.witnesses[dst as usize].whole_credits().any(|name| !self.has_other_of(name, dst));
        let root = match absent {
            false => ROOT,
            true if candidate.same_line => ROOT_SAME_CREDIT,
            true if candidate.elsewhere || candidate.same_credit => ROOT_CREDITED,
            true => ROOT_CREDITED_INSIDE,
        };
        weight + root
    }
}

/// The share of each link among all ways of descent of the group.
fn together(group: &Group<'_>, links: &[Candidate]) -> Vec<f64> {
    let place = |article: u32| group.articles.binary_search(&article).unwrap_or_default();
    let weighed: Vec<(&Candidate, f64)> = links.iter().map(|link| (link, group.weight(link))).collect();
    let mut best = vec![f64::NEG_INFINITY; group.articles.len()];
    let mut roots = vec![ROOT; group.articles.len()];
    for own in weighed.chunk_by(|x, y| x.0.overlap.dst == y.0.overlap.dst) {
        let dst = place(own[0].0.overlap.dst);
        best[dst] = own.iter().map(|(_, weight)| *weight).fold(f64::NEG_INFINITY, f64::max);
        roots[dst] = group.root(own);
    }
    let mut square = Square::new(group.articles.len());
    for (link, weight) in &weighed {
        let (src, dst) = (place(link.overlap.src), place(link.overlap.dst));
        square.set(src, dst, (weight - best[dst]).exp());
    }
    let roots: Vec<f64> =
        roots.iter().zip(&best).map(|(root, best)| if best.is_finite() { (root - best).exp() } else { 1.0 }).collect();
    let shares = shares(&square, &roots);
    links.iter().map(|link| shares.get(place(link.overlap.src), place(link.overlap.dst))).collect()
}

/// The share of each link into one article among these.
fn by_itself(group: &Group<'_>, own: &[Candidate]) -> Vec<f64> {
    let weighed: Vec<(&Candidate, f64)> = own.iter().map(|link| (link, group.weight(link))).collect();
    let best = weighed.iter().map(|(_, weight)| *weight).fold(f64::NEG_INFINITY, f64::max);
    let root = (group.root(&weighed) - best).exp();
    let sum: f64 = weighed.iter().map(|(_, weight)| (weight - best).exp()).sum::<f64>() + root;
    weighed.iter().map(|(_, weight)| (weight - best).exp() / sum).collect()
}

/// The edge for an article's text as a whole, from its candidates and their probabilities.
fn edge(witnesses: &[Witness<'_>], own: &[(&Candidate, f64)]) -> Option<Edge> {
    let mut own = own.to_vec();
    own.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.rank.cmp(&y.0.rank)));
    let dst = own[0].0.overlap.dst;
    let root = 1.0 - own.iter().map(|(_, share)| share).sum::<f64>();
    let directed = own.iter().find(|(c, share)| c.direction() != Direction::Unknown && *share >= CLAIMED);
    // Each pair of unknown order is said once, from the one that would survive.
    let (best, share) = *directed.or_else(|| own.iter().find(|(c, _)| c.rank < witnesses[dst as usize].rank))?;
    let direction = if directed.is_some() { best.direction() } else { Direction::Unknown };
    let is_third = direction == Direction::Unknown && best.same_credit && root > share;
    let kind = match best.overlap.same_outlet {
        true => EdgeKind::Revision,
        false if is_third => EdgeKind::CommonOrigin,
        false => EdgeKind::Reprint,
    };
    let mut evidence: Vec<&'static str> = match direction {
        Direction::Unknown if kind == EdgeKind::CommonOrigin => vec!["same_credit"],
        Direction::Unknown => Vec::new(),
        _ => {
            // What an earlier one has otherwise, and these two alike.
            let changes = |c: &Candidate| (c.overlap.departure.new, c.overlap.departure.cuts);
            let shared = own.iter().any(|(c, _)| c.rank < best.rank && changes(c) > changes(best));
            best.evidence().into_iter().chain(shared.then_some("shared_edit")).collect()
        }
    };
    let others = own.iter().filter(|(c, _)| c.overlap.src != best.overlap.src);
    let mut alternatives: Vec<(u32, f64)> = others.take(2).map(|(c, share)| (c.overlap.src, *share)).collect();
    // There is an edge for most articles.
    evidence.shrink_to_fit();
    alternatives.shrink_to_fit();
    Some(Edge {
        src: Source::Article(best.overlap.src),
        dst,
        kind,
        words: best.overlap.words,
        share_of_dst: best.overlap.share_of_dst,
        direction,
        probability: share,
        evidence,
        alternatives,
    })
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
    use super::super::Overlap;
    use super::super::edges::Claim;
    use super::super::invented::{at, edges, overlap, witnesses};
    use super::*;
    use crate::article::Published;
    use crate::verify::Departure;

    fn credit(names: &'static str, text: &'static str) -> Claim<'static> {
        Claim { names, text, full: true, outlet: true }
    }

    /// Articles near each other, by the words each has beyond each: `new[dst][src]`.
    fn found(times: &[Option<i64>], claims: &[&[Claim<'_>]], new: &[&[u32]]) -> Vec<Edge> {
        let times: Vec<Published> = times.iter().map(|&hour| at(hour)).collect();
        let witnesses = witnesses(&times, claims);
        let rows = (0u32..).zip(new);
        let overlaps: Vec<Overlap> = rows
            .flat_map(|(dst, row)| {
                (0u32..)
                    .zip(row.iter())
                    .filter(move |(src, _)| *src != dst)
                    .map(move |(src, &new)| Overlap { departure: Departure { new, cuts: 0 }, ..overlap(src, dst, 0.9) })
            })
            .collect();
        let mut edges = edges(&witnesses, &overlaps, &|_| [0, 40]);
        edges.retain(|edge| edge.kind != EdgeKind::Credit);
        edges
    }

    #[test]
    fn a_missing_link_without_a_time_is_no_copy_of_the_first() {
        // The Gazette has all that the Herald changed; when the Herald printed it is not known.
        let edges = found(&[Some(0), None, Some(9)], &[], &[&[0, 30, 40], &[30, 0, 10], &[40, 10, 0]]);
        let claimed: Vec<_> = edges.iter().filter(|edge| edge.direction != Direction::Unknown).collect();
        assert!(claimed.is_empty(), "{claimed:?}");
        // Were it the Gazette that changed more, it would have its text from the first, or the Herald from the Gazette.
        let edges = found(&[Some(0), None, Some(9)], &[], &[&[0, 40, 30], &[40, 0, 10], &[30, 10, 0]]);
        let claimed: Vec<_> = edges.iter().filter(|edge| edge.direction != Direction::Unknown).collect();
        assert_eq!((claimed.len(), claimed[0].src.clone(), claimed[0].dst), (1, Source::Article(0), 2));
    }

    #[test]
    fn two_that_credit_an_agency_in_words_of_their_own_have_it_from_there() {
        let (dateline, sign_off) = ([credit("Northline", "OSLO (Northline) -")], [credit("Northline", "— Northline")]);
        let edges = found(&[Some(0), Some(9)], &[&dateline, &sign_off], &[&[0, 5], &[5, 0]]);
        assert_eq!((edges[0].kind, edges[0].direction), (EdgeKind::CommonOrigin, Direction::Unknown));
        assert_eq!(edges[0].evidence, ["same_credit"]);
        // In the same words the credit can have come with the text.
        let edges = found(&[Some(0), Some(9)], &[&dateline, &dateline], &[&[0, 5], &[5, 0]]);
        assert_eq!((edges[0].kind, edges[0].direction), (EdgeKind::Reprint, Direction::Inferred));
        assert!(edges[0].probability < 0.9, "{edges:?}");
    }

    #[test]
    fn of_two_copies_alike_neither_is_surely_the_source() {
        let edges = found(&[Some(0), Some(3), Some(9)], &[], &[&[0, 0, 0], &[0, 0, 0], &[0, 0, 0]]);
        let last = edges.iter().find(|edge| edge.dst == 2).expect("an edge");
        assert!(last.src == Source::Article(0) && last.probability < 0.95 && !last.alternatives.is_empty(), "{last:?}");
    }

    #[test]
    fn a_group_too_large_to_weigh_at_once_is_weighed_one_by_one() {
        let size = WEIGHED_AT_ONCE + 1;
        let times: Vec<Option<i64>> = (0..size).map(|i| Some(i64::try_from(i).expect("small") * 2)).collect();
        let mut star = vec![vec![]; size];
        star.iter_mut().skip(1).for_each(|row| row.push(3));
        let rows: Vec<&[u32]> = star.iter().map(Vec::as_slice).collect();
        let edges = found(&times, &[], &rows);
        assert_eq!(edges.len(), size - 1);
        assert!(edges.iter().all(|edge| edge.direction == Direction::Known && edge.probability > 0.9));
    }
}
