//! Unlike articles: those that are no versions of one story. What recurs in versions is the story; what recurs elsewhere is not.

use std::borrow::Cow;
use std::io;

use super::Source;
use crate::sketch::{Signature, estimate};

/// Unlike articles of one outlet that must share a run before it counts as the outlet's furniture, in a small outlet; in a large
/// one the bound grows with the root of its size, since any phrase recurs in enough text.
pub(super) const MIN_UNLIKE_IN_OUTLET: usize = 4;

/// The same over all outlets: labels can be wrong, and some furniture stands under many names.
const MIN_UNLIKE_IN_CORPUS: usize = 16;

/// Estimated Jaccard from which two articles count as versions of one story ...
const ALIKE: f64 = 0.25;

/// ... and the share of the smaller that lies in the larger, estimated from it and from the numbers of words: a first report is a
/// version of the long one that follows. Below `LEAST_JACCARD` the estimate is noise.
const CONTAINED: f64 = 0.6;
const LEAST_JACCARD: f64 = 0.05;

/// The numbers of unlike articles from which something is furniture.
#[derive(Debug)]
pub(super) struct Bounds {
    outlets: Vec<usize>,
    pub corpus: usize,
}

impl Bounds {
    pub fn of(sources: &[Source<'_>]) -> Self {
        let outlets = sources.iter().filter_map(|source| source.outlet).max().map_or(0, |last| last as usize + 1);
        let mut sizes = vec![0usize; outlets];
        for outlet in sources.iter().filter_map(|source| source.outlet) {
            sizes[outlet as usize] += 1;
        }
        Self {
            outlets: sizes.iter().map(|&size| bound(MIN_UNLIKE_IN_OUTLET, size)).collect(),
            corpus: bound(MIN_UNLIKE_IN_CORPUS, sources.len()),
        }
    }

    pub fn outlet(&self, outlet: u32) -> usize {
        self.outlets[outlet as usize]
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive count")]
fn bound(least: usize, articles: usize) -> usize {
    least.max(((articles as f64).sqrt() / 4.0) as usize)
}

/// Places in articles that are unlike each other, up to `enough` of them. `article` names the article of a place; places of one
/// article stand together.
///
/// At most `enough` comparisons of signatures a place, which is read once.
pub(super) fn unlike<P: Copy>(
    sources: &[Source<'_>],
    places: impl Iterator<Item = P>,
    article: impl Fn(P) -> u32,
    enough: usize,
) -> io::Result<Vec<P>> {
    let mut found: Vec<P> = Vec::new();
    let mut known: Vec<Signed<'_>> = Vec::new();
    for place in places {
        if found.last().is_some_and(|&last| article(last) == article(place)) {
            continue;
        }
        let text = &sources[article(place) as usize].text;
        let signed = Signed { words: text.count, signature: text.signature()? };
        if known.iter().all(|other| !alike(&signed, other)) {
            found.push(place);
            if found.len() >= enough {
                break;
            }
            known.push(signed);
        }
    }
    Ok(found)
}

/// What an article is compared by.
struct Signed<'a> {
    words: u32,
    signature: Option<Cow<'a, Signature>>,
}

fn alike(a: &Signed<'_>, b: &Signed<'_>) -> bool {
    let (Some(one), Some(other)) = (&a.signature, &b.signature) else { return false };
    let jaccard = estimate(one, other);
    if jaccard < LEAST_JACCARD {
        return false;
    }
    let (m, n) = (f64::from(a.words), f64::from(b.words));
    jaccard >= ALIKE || jaccard * (m + n) / (1.0 + jaccard) >= CONTAINED * m.min(n)
}
