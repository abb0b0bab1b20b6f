//! Excerpts: stretches of an article that others had before it.

use std::io;

use super::Ranges;
use super::candidate::Candidate;
use super::edges::{Direction, Edge, EdgeKind, Source};

/// Words of prose that an excerpt must add to what other sources explain.
const EXCERPT_WORDS: u32 = 12;

/// Sources that explain words of the article which nothing chosen before explains. `parent` is what its text as a whole is a copy of,
/// and `family` says of each article with which others copies join it.
pub(super) fn edges(
    dst: u32,
    candidates: &[Candidate],
    parent: Option<u32>,
    family: &[u32],
    prose: &Ranges,
) -> io::Result<Vec<Edge>> {
    let mut found = Vec::new();
    let mut explained: Vec<[u32; 2]> = Vec::new();
    if let Some(taken) = candidates.iter().find(|c| Some(c.overlap.src) == parent) {
        explained.extend(&*prose.get(taken.overlap.prose)?);
    }
    let mut partial: Vec<&Candidate> = candidates
        .iter()
        .filter(|c| {
            let overlap = &c.overlap;
            !overlap.near
                && !overlap.quotes_only
                && !overlap.template
                && !overlap.same_outlet
                && family[overlap.src as usize] != family[dst as usize]
                && c.excerpt_direction() != Direction::Unknown
        })
        .collect();
    // The earliest source of a stretch explains it; later ones only what they have beyond it.
    partial.sort_by_key(|c| (std::cmp::Reverse(c.overlap.prose_words / 4), c.rank));
    for candidate in partial {
        let overlap = &candidate.overlap;
        let own = prose.get(overlap.prose)?;
        let new: u32 = own.iter().map(|&range| uncovered(range, &explained)).sum();
        if new < EXCERPT_WORDS {
            continue;
        }
        explained.extend(&*own);
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
    Ok(found)
}

/// Words of a range that lie in none of `ranges`, which are ascending by start.
fn uncovered([start, end]: [u32; 2], ranges: &[[u32; 2]]) -> u32 {
    let (mut at, mut free) = (start, 0);
    for &[from, to] in ranges {
        if to <= at || from >= end {
            continue;
        }
        free += from.saturating_sub(at);
        at = at.max(to);
    }
    free + end.saturating_sub(at)
}
