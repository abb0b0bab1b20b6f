//! Outlets in sum: what each had first, what it echoed, and how much flows between two.

use std::collections::{BTreeMap, BTreeSet};

use super::Witness;
use super::edges::{Direction, Edge, EdgeKind, Source};

/// One outlet's articles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutletSum {
    pub articles: u32,
    /// Articles that others echo and that echo none.
    pub first: u32,
    /// Articles that echo another outlet's.
    pub echoed: u32,
    pub words_in: u64,
    pub words_out: u64,
    /// Share of the echoing articles that credit their source; none where there are none.
    pub credited_share: Option<f64>,
    pub median_lag_seconds: Option<i64>,
    pub dated_share: f64,
}

/// What flows from one outlet to another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutletFlow {
    pub articles: u32,
    pub words: u64,
    pub credited_share: f64,
    pub median_lag_seconds: Option<i64>,
}

/// A copy from one outlet to another, in a known or inferred direction.
struct Copy<'a> {
    src: u32,
    src_outlet: &'a str,
    dst_outlet: &'a str,
    edge: &'a Edge,
    credited: bool,
    lag: Option<i64>,
}

fn copies<'a>(witnesses: &'a [Witness<'a>], edges: &'a [Edge]) -> impl Iterator<Item = Copy<'a>> {
    edges.iter().filter_map(|edge| {
        let Source::Article(src) = edge.src else { return None };
        if !matches!(edge.kind, EdgeKind::Reprint | EdgeKind::Excerpt) || edge.direction == Direction::Unknown {
            return None;
        }
        let (from, to) = (&witnesses[src as usize], &witnesses[edge.dst as usize]);
        let (src_outlet, dst_outlet) = (from.outlet?, to.outlet?);
        let credited = to.claims.iter().any(|claim| claim.names == src_outlet);
        Some(Copy { src, src_outlet, dst_outlet, edge, credited, lag: from.published.lag_seconds(to.published) })
    })
}

/// Each outlet of the corpus by name.
#[must_use]
pub fn sums(witnesses: &[Witness<'_>], edges: &[Edge]) -> BTreeMap<String, OutletSum> {
    let mut sums: BTreeMap<String, OutletSum> = BTreeMap::new();
    let mut dated: BTreeMap<&str, u32> = BTreeMap::new();
    for witness in witnesses {
        if let Some(outlet) = witness.outlet {
            sums.entry(outlet.to_owned()).or_default().articles += 1;
            *dated.entry(outlet).or_default() += u32::from(witness.published.at.is_some());
        }
    }
    let (mut sources, mut echoes) = (BTreeSet::new(), BTreeSet::new());
    let mut lags: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    let mut credited: BTreeMap<&str, BTreeMap<u32, bool>> = BTreeMap::new();
    for copy in copies(witnesses, edges) {
        sources.insert(copy.src);
        echoes.insert(copy.edge.dst);
        if let Some(sum) = sums.get_mut(copy.src_outlet) {
            sum.words_out += u64::from(copy.edge.words);
        }
        if let Some(sum) = sums.get_mut(copy.dst_outlet) {
            sum.words_in += u64::from(copy.edge.words);
        }
        lags.entry(copy.dst_outlet).or_default().extend(copy.lag);
        *credited.entry(copy.dst_outlet).or_default().entry(copy.edge.dst).or_default() |= copy.credited;
    }
    for (name, sum) in &mut sums {
        sum.dated_share = f64::from(dated.get(name.as_str()).copied().unwrap_or_default()) / f64::from(sum.articles.max(1));
        sum.median_lag_seconds = lags.get_mut(name.as_str()).and_then(|lags| median(lags));
        sum.credited_share = credited.get(name.as_str()).map(|own| {
            let yes = own.values().filter(|&&credited| credited).count();
            yes as f64 / own.len() as f64
        });
    }
    let count = |articles: &BTreeSet<u32>, sums: &mut BTreeMap<String, OutletSum>, add: fn(&mut OutletSum)| {
        for &article in articles {
            if let Some(sum) = witnesses[article as usize].outlet.and_then(|outlet| sums.get_mut(outlet)) {
                add(sum);
            }
        }
    };
    count(&echoes, &mut sums, |sum| sum.echoed += 1);
    let first = sources.difference(&echoes).copied().collect();
    count(&first, &mut sums, |sum| sum.first += 1);
    sums
}

/// What flows between each two outlets, by (source, destination).
#[must_use]
pub fn flows(witnesses: &[Witness<'_>], edges: &[Edge]) -> BTreeMap<(String, String), OutletFlow> {
    let mut grouped: BTreeMap<(String, String), Vec<Copy<'_>>> = BTreeMap::new();
    for copy in copies(witnesses, edges) {
        grouped.entry((copy.src_outlet.to_owned(), copy.dst_outlet.to_owned())).or_default().push(copy);
    }
    grouped
        .into_iter()
        .map(|(key, copies)| {
            let articles: BTreeSet<u32> = copies.iter().map(|copy| copy.edge.dst).collect();
            let credited: BTreeSet<u32> = copies.iter().filter(|copy| copy.credited).map(|copy| copy.edge.dst).collect();
            let mut lags: Vec<i64> = copies.iter().filter_map(|copy| copy.lag).collect();
            let flow = OutletFlow {
                articles: u32::try_from(articles.len()).unwrap_or(u32::MAX),
                words: copies.iter().map(|copy| u64::from(copy.edge.words)).sum(),
                credited_share: credited.len() as f64 / articles.len() as f64,
                median_lag_seconds: median(&mut lags),
            };
            (key, flow)
        })
        .collect()
}

/// The lower median.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}
