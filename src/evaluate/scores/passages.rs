//! Passages against the planted ones, as the evaluation of text alignment at PAN does it: characters of both sides, macro-averaged over
//! cases and detections, granularity, plagdet (Potthast, Stein, Barrón-Cedeño, Rosso 2010).
//!
//! A detection inside of a true cluster counts neither way, nor does one that is a planted quotation, that joins two copies of one
//! source, or that two fillings of one form share. Outlet furniture that is reported as reuse counts against precision.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::figures::{Figures, f1, mean, ratio};
use super::super::truth::{Span, Truth};
use crate::tables::PassageRow;

/// Two places that are said to hold the same.
#[derive(Debug, Clone)]
struct Case<'t> {
    dst: &'t str,
    to: Range<usize>,
    src: &'t str,
    from: Range<usize>,
    level: &'t str,
}

impl<'t> Case<'t> {
    fn of(span: &'t Span) -> Self {
        Self { dst: &span.dst, to: span.to.clone(), src: &span.src, from: span.from.clone(), level: &span.level }
    }

    fn turned(&self) -> Self {
        Self { dst: self.src, to: self.from.clone(), src: self.dst, from: self.to.clone(), level: self.level }
    }

    fn letters(&self) -> usize {
        self.to.len() + self.from.len()
    }

    fn overlaps(&self, other: &Self) -> bool {
        overlap(&self.to, &other.to) > 0 && overlap(&self.from, &other.from) > 0
    }
}

type ByPair<'t> = BTreeMap<(&'t str, &'t str), Vec<Case<'t>>>;

fn by_pair<'t>(cases: &[Case<'t>]) -> ByPair<'t> {
    let mut all = ByPair::new();
    for case in cases {
        all.entry((case.dst, case.src)).or_default().push(case.clone());
        all.entry((case.src, case.dst)).or_default().push(case.turned());
    }
    all
}

pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// The share of a case's letters, both sides, that cases overlapping it on both sides cover.
fn covered(case: &Case<'_>, by: Option<&Vec<Case<'_>>>) -> f64 {
    let over: Vec<&Case<'_>> = by.into_iter().flatten().filter(|other| case.overlaps(other)).collect();
    let union = |whole: &Range<usize>, parts: Vec<&Range<usize>>| {
        let mut parts: Vec<Range<usize>> =
            parts.into_iter().map(|part| part.start.max(whole.start)..part.end.min(whole.end)).collect();
        parts.sort_by_key(|part| (part.start, part.end));
        let (mut sum, mut done) = (0, 0);
        for part in parts {
            sum += part.end.saturating_sub(part.start.max(done));
            done = done.max(part.end);
        }
        sum
    };
    let both = union(&case.to, over.iter().map(|other| &other.to).collect())
        + union(&case.from, over.iter().map(|other| &other.from).collect());
    ratio(both, case.letters())
}

/// What is known of the places of quotations and furniture.
struct Ground<'t> {
    cluster: BTreeMap<&'t str, &'t str>,
    said: BTreeMap<&'t str, Vec<(&'t Range<usize>, &'t str)>>,
    spans: BTreeMap<&'t str, Vec<&'t Span>>,
    listed: BTreeSet<(&'t str, &'t str)>,
    origin: BTreeMap<&'t str, (&'t str, &'t Range<usize>)>,
}

impl<'t> Ground<'t> {
    fn of(truth: &'t Truth, spans: &'t [Span]) -> Self {
        let mut ground = Self {
            cluster: truth.members.iter().flatten().map(|m| (m.id.as_str(), m.cluster.as_str())).collect(),
            said: BTreeMap::new(),
            spans: BTreeMap::new(),
            listed: BTreeSet::new(),
            origin: BTreeMap::new(),
        };
        for mention in truth.mentions.iter().flatten() {
            ground.said.entry(&mention.id).or_default().push((&mention.place, &mention.quote));
            if mention.variant == "origin" {
                ground.origin.insert(&mention.quote, (&mention.id, &mention.place));
            }
        }
        for span in spans {
            ground.spans.entry(&span.dst).or_default().push(span);
            ground.listed.extend([(span.dst.as_str(), span.src.as_str()), (span.src.as_str(), span.dst.as_str())]);
        }
        ground
    }

    /// A copied span can carry a planted quotation along: reuse between its host and another printing of it is true and not listed.
    fn is_through_quote(&self, a: &str, b: &str) -> bool {
        if self.listed.contains(&(a, b)) {
            return false;
        }
        let through = |x: &str, y: &str| {
            let printed = self.said.get(y).into_iter().flatten().filter_map(|(_, quote)| self.origin.get(quote));
            printed.into_iter().any(|(source, place)| {
                self.spans.get(x).into_iter().flatten().any(|span| span.src == *source && overlap(&span.from, place) > 0)
            })
        };
        through(a, b) || through(b, a)
    }

    fn is_quotation(&self, case: &Case<'_>) -> bool {
        let said = |id: &str, place: &Range<usize>| -> BTreeSet<&str> {
            let all = self.said.get(id).into_iter().flatten();
            all.filter(|(at, _)| overlap(at, place) > 0).map(|(_, quote)| *quote).collect()
        };
        let here = said(case.dst, &case.to);
        !here.is_empty() && !here.is_disjoint(&said(case.src, &case.from))
    }

    fn is_of_one_source(&self, case: &Case<'_>) -> bool {
        let spans = |id: &str| self.spans.get(id).into_iter().flatten();
        spans(case.dst)
            .filter(|span| overlap(&span.to, &case.to) > 0)
            .any(|a| spans(case.src).any(|b| a.src == b.src && overlap(&a.from, &b.from) > 0 && overlap(&b.to, &case.from) > 0))
    }
}

pub(super) fn score(truth: &Truth, spans: &[Span], passages: &[PassageRow], to: &mut Figures) {
    let ground = Ground::of(truth, spans);
    let place = |start: i64, end: i64| usize::try_from(start).unwrap_or_default()..usize::try_from(end).unwrap_or_default();
    let cases: Vec<Case<'_>> = spans.iter().map(Case::of).collect();
    let mut found: Vec<Case<'_>> = passages
        .iter()
        .filter(|passage| passage.kind != "boilerplate" && !ground.is_through_quote(&passage.a, &passage.b))
        .map(|passage| Case {
            dst: &passage.b,
            to: place(passage.b_start, passage.b_end),
            src: &passage.a,
            from: place(passage.a_start, passage.a_end),
            level: "",
        })
        .collect();
    found.retain(|case| {
        let form = |id: &str| truth.forms.get(id);
        let in_cluster = ground.cluster.get(case.dst).is_some_and(|cluster| ground.cluster.get(case.src) == Some(cluster));
        let in_form = form(case.dst).is_some_and(|own| form(case.src) == Some(own));
        let listed = ground.listed.contains(&(case.dst, case.src));
        !in_cluster && !in_form && (listed || !(ground.is_quotation(case) || ground.is_of_one_source(case)))
    });
    let is_furniture = |case: &Case<'_>| {
        let lies = |id: &str, place: &Range<usize>| {
            truth.boilerplate.get(id).into_iter().flatten().any(|known| 2 * overlap(known, place) >= place.len())
        };
        lies(case.dst, &case.to) || lies(case.src, &case.from)
    };

    let (by_found, by_case) = (by_pair(&found), by_pair(&cases));
    let mut recalls: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut in_pieces: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let (mut recall, mut pieces) = (Vec::new(), Vec::new());
    for case in &cases {
        let by = by_found.get(&(case.dst, case.src));
        let share = covered(case, by);
        recall.push(share);
        recalls.entry(case.level).or_default().push(share);
        let n = by.into_iter().flatten().filter(|other| case.overlaps(other)).count();
        if n > 0 {
            pieces.push(n as f64);
            in_pieces.entry(case.level).or_default().push(n as f64);
        }
    }
    let mut precisions: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut precision = Vec::new();
    for case in &found {
        let by = by_case.get(&(case.dst, case.src));
        let share = covered(case, by);
        precision.push(share);
        if let Some(first) = by.and_then(|by| by.first()) {
            precisions.entry(first.level).or_default().push(share);
        }
    }
    let wrong = precision.iter().filter(|share| **share == 0.0).count();
    if spans.is_empty() {
        return to.count("passage_false", wrong);
    }
    let (p, r) = (mean(&precision), mean(&recall));
    let granularity = if pieces.is_empty() { 1.0 } else { mean(&pieces) };
    to.set("passage_p", p);
    to.set("passage_r", r);
    to.set("passage_f1", f1(p, r));
    to.set("passage_granularity", granularity);
    to.set("passage_plagdet", f1(p, r) / (1.0 + granularity).log2());
    for (level, all) in &recalls {
        to.set(format!("passage_{level}"), mean(all));
    }
    for (level, all) in &recalls {
        to.set(format!("passage_{level}_found"), ratio(all.iter().filter(|share| **share >= 0.5).count(), all.len()));
        to.set(format!("passage_{level}_p"), precisions.get(level).map_or(0.0, |all| mean(all)));
        to.set(format!("passage_{level}_granularity"), in_pieces.get(level).map_or(1.0, |all| mean(all)));
    }
    to.count("passage_false", wrong);
    to.set("passage_boilerplate", ratio(found.iter().filter(|case| is_furniture(case)).count(), found.len()));
    let mut hidden: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
    for passage in passages.iter().filter(|passage| passage.kind == "boilerplate") {
        hidden.entry(&passage.a).or_default().push(place(passage.a_start, passage.a_end));
        hidden.entry(&passage.b).or_default().push(place(passage.b_start, passage.b_end));
    }
    let is_hidden = |span: &Span| {
        hidden.get(span.dst.as_str()).into_iter().flatten().any(|place| 2 * overlap(place, &span.to) > span.to.len())
    };
    to.set("passage_hidden", ratio(spans.iter().filter(|span| is_hidden(span)).count(), spans.len()));
}
