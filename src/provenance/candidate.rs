//! A possible source of an article: whether times and credits allow it, and what speaks for it.

use std::collections::BTreeSet;

use super::edges::Direction;
use super::{Overlap, Witness};

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
#[derive(Debug, Clone, Copy)]
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
    pub(super) fn of(witnesses: &[Witness<'_>], crediting: &Crediting<'_>, overlap: Overlap) -> Option<Self> {
        let (src, dst) = (&witnesses[overlap.src as usize], &witnesses[overlap.dst as usize]);
        if dst.published.before(src.published) {
            return None;
        }
        let credited = src.outlet.is_some_and(|outlet| dst.outlet != Some(outlet) && dst.names(outlet));
        if !credited && dst.outlet.is_some_and(|outlet| src.outlet != Some(outlet) && src.names(outlet)) {
            return None;
        }
        let linked = src.url.is_some_and(|url| url.len() > 12 && dst.text.contains(url));
        let others: BTreeSet<&str> = dst.whole_credits().filter(|&name| Some(name) != src.outlet).collect();
        let inside = |name: &str| crediting.outlets.contains(name);
        Some(Self {
            overlap,
            rank: src.rank,
            earlier: src.published.before(dst.published),
            credited,
            linked,
            elsewhere: others.iter().any(|&name| !src.names(name) && !inside(name)),
            same_credit: others.iter().any(|&name| src.names(name)),
            same_line: others.iter().all(|&name| dst.shares_line(src, name)),
            third: others.iter().any(|&name| src.names(name) || inside(name)),
            unexplained: others.iter().map(|&name| u32::from(!dst.shares_line(src, name))).sum(),
            to_agency: dst.agency && !src.agency,
        })
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
