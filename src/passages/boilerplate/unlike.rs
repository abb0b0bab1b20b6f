//! Unlike articles: those that are no versions of one story. What recurs in versions is the story; what recurs elsewhere is not.

use super::Source;
use crate::sketch::Brief;

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
/// At most `enough` comparisons of signatures a place.
pub(super) fn unlike<P: Copy>(sources: &[Source<'_>], places: &[P], article: impl Fn(P) -> u32, enough: usize) -> Vec<P> {
    found(sources, places, article, (0, enough)).unwrap_or_default()
}

/// The same where there are `enough`; else none, which takes no comparison where there are not so many articles.
pub(super) fn enough_unlike<P: Copy>(
    sources: &[Source<'_>],
    places: &[P],
    article: impl Fn(P) -> u32,
    enough: usize,
) -> Option<Vec<P>> {
    found(sources, places, article, (enough, enough))
}

/// Up to `enough` places of unlike articles; none as soon as it is known that there are fewer than `least`.
fn found<P: Copy>(
    sources: &[Source<'_>],
    places: &[P],
    article: impl Fn(P) -> u32,
    (least, enough): (usize, usize),
) -> Option<Vec<P>> {
    let articles = || places.chunk_by(|&x, &y| article(x) == article(y));
    let mut left = articles().count();
    let mut found: Vec<P> = Vec::new();
    let mut known: Vec<Signed> = Vec::new();
    for place in articles().map(|own| own[0]) {
        if found.len() + left < least {
            return None;
        }
        left -= 1;
        let Source { text, brief, .. } = sources[article(place) as usize];
        let signed = Signed { words: text.count, brief };
        if known.iter().all(|other| !alike(&signed, other)) {
            found.push(place);
            if found.len() >= enough {
                break;
            }
            known.push(signed);
        }
    }
    (found.len() >= least).then_some(found)
}

/// What an article is compared by.
struct Signed {
    words: u32,
    brief: Brief,
}

fn alike(a: &Signed, b: &Signed) -> bool {
    let jaccard = a.brief.estimate(&b.brief);
    if jaccard < LEAST_JACCARD {
        return false;
    }
    let (m, n) = (f64::from(a.words), f64::from(b.words));
    jaccard >= ALIKE || jaccard * (m + n) / (1.0 + jaccard) >= CONTAINED * m.min(n)
}
