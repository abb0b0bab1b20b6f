//! A possible source of an article: whether times and credits allow it, and what speaks for it.

use std::collections::BTreeSet;
use std::io;

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::edges::Direction;
use super::{Links, Overlap, Witness};
use crate::storage::Place;
use crate::verify::Departure;

/// Whom the outlets of a corpus can be credited as.
#[derive(Debug)]
pub(super) struct Crediting<'a> {
    outlets: BTreeSet<&'a str>,
}

impl<'a> Crediting<'a> {
    pub(super) fn new(witnesses: &[Witness<'a>]) -> Self {
        Self { outlets: witnesses.iter().filter_map(|witness| witness.outlet).collect() }
    }
}

/// One possible source, with what speaks for it.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent pieces of evidence")]
pub(super) struct Candidate {
    pub(super) overlap: Overlap,
    /// The source's order of survival.
    pub(super) rank: u32,
    pub(super) earlier: bool,
    pub(super) credited: bool,
    pub(super) linked: bool,
    /// dst credits its text to somebody outside of the corpus, whom src does not name.
    pub(super) elsewhere: bool,
    /// Both credit their text to the same third.
    pub(super) same_credit: bool,
    /// ... in the same words.
    pub(super) same_line: bool,
    /// Both credit their text to somebody else, or dst credits an outlet of the corpus that is not known to have printed it.
    pub(super) third: bool,
    /// Credits of dst's text that neither name src nor stand in it.
    pub(super) unexplained: u32,
    /// An agency writes for others to print: that it prints later what a client printed is no sign that it took it from there.
    pub(super) to_agency: bool,
}

impl Candidate {
    /// None where the source is known to be later, or itself credits its text to the other.
    pub(super) fn of(
        witnesses: &[Witness<'_>],
        crediting: &Crediting<'_>,
        links: &dyn Links,
        overlap: Overlap,
    ) -> io::Result<Option<Self>> {
        let (src, dst) = (&witnesses[overlap.src as usize], &witnesses[overlap.dst as usize]);
        if dst.published.before(src.published) {
            return Ok(None);
        }
        let credited = src.outlet.is_some_and(|outlet| dst.outlet != Some(outlet) && dst.names(outlet));
        if !credited && dst.outlet.is_some_and(|outlet| src.outlet != Some(outlet) && src.names(outlet)) {
            return Ok(None);
        }
        let others: BTreeSet<&str> = dst.whole_credits().filter(|&name| Some(name) != src.outlet).collect();
        let inside = |name: &str| crediting.outlets.contains(name);
        Ok(Some(Self {
            overlap,
            rank: src.rank,
            earlier: src.published.before(dst.published),
            credited,
            linked: links.links(overlap.dst, overlap.src)?,
            elsewhere: others.iter().any(|&name| !src.names(name) && !inside(name)),
            same_credit: others.iter().any(|&name| src.names(name)),
            same_line: others.iter().all(|&name| dst.shares_line(src, name)),
            third: others.iter().any(|&name| src.names(name) || inside(name)),
            unexplained: others.iter().map(|&name| u32::from(!dst.shares_line(src, name))).sum(),
            to_agency: dst.agency && !src.agency,
        }))
    }

    /// What the evidence allows to say of a copy of the whole text.
    pub(super) const fn direction(&self) -> Direction {
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
    pub(super) const fn excerpt_direction(&self) -> Direction {
        if self.credited || self.linked {
            Direction::Known
        } else if !self.earlier || self.elsewhere || self.third || self.to_agency {
            Direction::Unknown
        } else {
            Direction::Inferred
        }
    }

    pub(super) fn evidence(&self) -> Vec<&'static str> {
        let overlap = &self.overlap;
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

/// A candidate as it may lie in a file; in the order of dst and src.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(super) struct Record {
    /// The first article of the copies among which it is, where that is asked for.
    pub(super) group: u32,
    pub(super) dst: u32,
    pub(super) src: u32,
    /// Bits of [`Record::FACTS`].
    facts: u32,
    share_of_dst: u64,
    containment: u64,
    prose: u64,
    prose_items: u32,
    prose_words: u32,
    words: u32,
    new: u32,
    cuts: u32,
    rank: u32,
    unexplained: u32,
    unused: u32,
}

impl Record {
    /// What is true or not of a candidate, by bits.
    const FACTS: [fn(&mut Candidate) -> &mut bool; 13] = [
        |c| &mut c.overlap.near,
        |c| &mut c.overlap.quotes_only,
        |c| &mut c.overlap.template,
        |c| &mut c.overlap.same_outlet,
        |c| &mut c.overlap.superset,
        |c| &mut c.earlier,
        |c| &mut c.credited,
        |c| &mut c.linked,
        |c| &mut c.elsewhere,
        |c| &mut c.same_credit,
        |c| &mut c.same_line,
        |c| &mut c.third,
        |c| &mut c.to_agency,
    ];

    /// Whether src may be what the text of dst as a whole is a copy of: the first of the facts.
    pub(super) const fn is_near(&self) -> bool {
        self.facts & 1 == 1
    }

    pub(super) fn of(mut candidate: Candidate) -> Self {
        let facts = (0..).zip(Self::FACTS).map(|(bit, fact)| u32::from(*fact(&mut candidate)) << bit).sum();
        let Candidate { overlap, rank, unexplained, .. } = candidate;
        let Overlap { src, dst, share_of_dst, containment, departure, prose, prose_words, words, .. } = overlap;
        Self {
            group: 0,
            dst,
            src,
            facts,
            share_of_dst: share_of_dst.to_bits(),
            containment: containment.to_bits(),
            prose: prose.start(),
            prose_items: prose.items(),
            prose_words,
            words,
            new: departure.new,
            cuts: departure.cuts,
            rank,
            unexplained,
            unused: 0,
        }
    }

    pub(super) const fn in_group(self, group: u32) -> Self {
        Self { group, ..self }
    }

    pub(super) fn candidate(&self) -> Candidate {
        let &Self { dst, src, facts, prose_words, words, new, cuts, rank, unexplained, .. } = self;
        let overlap = Overlap {
            src,
            dst,
            share_of_dst: f64::from_bits(self.share_of_dst),
            containment: f64::from_bits(self.containment),
            departure: Departure { new, cuts },
            prose: Place::from_start(self.prose, self.prose_items),
            prose_words,
            words,
            ..Overlap::default()
        };
        let mut candidate = Candidate { overlap, rank, unexplained, ..Candidate::default() };
        for (bit, fact) in (0..).zip(Self::FACTS) {
            *fact(&mut candidate) = facts >> bit & 1 == 1;
        }
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::super::invented::{NoLinks, at, overlap, witnesses};
    use super::*;

    #[test]
    fn a_candidate_comes_back_from_its_record() {
        let (times, claims) = ([at(Some(0)), at(Some(5))], [&[][..], &[][..]]);
        let witnesses = witnesses(&times, &claims);
        let found = Candidate::of(&witnesses, &Crediting::new(&witnesses), &NoLinks, overlap(0, 1, 0.7));
        let found = found.expect("nothing is read").expect("it is earlier");
        for bit in 0..Record::FACTS.len() {
            let mut candidate = Candidate { unexplained: 7, ..found };
            for (other, fact) in Record::FACTS.into_iter().enumerate() {
                *fact(&mut candidate) = other == bit;
            }
            let record = Record::of(candidate);
            assert_eq!(record.is_near(), candidate.overlap.near);
            let back = record.candidate();
            assert_eq!(format!("{back:?}"), format!("{candidate:?}"));
        }
    }
}
