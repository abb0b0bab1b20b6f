//! Which cases a file shows: ranked by what a reader wants to see first, taken while there is room.

use std::cmp::Reverse;

use ahash::AHashSet;

use super::source::{Index, Source, rows_of};

/// One thing to look at, by its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Cluster(usize),
    /// A pair that no cluster holds.
    Pair(usize),
    Utterance(usize),
}

impl Case {
    pub(super) const fn kind(self) -> usize {
        match self {
            Self::Cluster(_) => 0,
            Self::Pair(_) => 1,
            Self::Utterance(_) => 2,
        }
    }
}

/// How much a file takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub(super) bytes: usize,
    /// Of each kind of case.
    pub(super) top: usize,
    /// What follows the first case that does not fit is left for another file.
    pub(super) in_order: bool,
    /// Whether cases come with their texts, passages and printings; without, they are lines of lists.
    pub(super) whole: bool,
}

/// What an article, a member, a passage or a printing takes beside its words, in bytes: measured on files, rounded up.
const ARTICLE_BYTES: usize = 460;
const MEMBER_BYTES: usize = 60;
const PAIR_BYTES: usize = 130;
const PASSAGE_BYTES: usize = 190;
const PRINTING_BYTES: usize = 330;
/// Longest text that is given room; of a longer one the case is shown without it.
pub(super) const MAX_TEXT_BYTES: usize = 400_000;

/// All cases, the one to look at first in front: clusters, pairs and utterances in turn.
pub(super) fn ranked(source: &Source, index: &Index<'_>) -> Vec<Case> {
    let tables = &source.tables;
    let cluster_of = |id: &str| index.article(source, id).and_then(|row| row.cluster_id.as_deref());
    let mut clusters: Vec<usize> = (0..tables.clusters.len()).filter(|&i| tables.clusters[i].level == "near").collect();
    clusters.sort_by_key(|&i| {
        let row = &tables.clusters[i];
        (row.template_suspect, Reverse(row.outlets), Reverse(row.size), &row.cluster_id)
    });
    let mut pairs: Vec<usize> = (0..tables.matches.len())
        .filter(|&i| {
            let row = &tables.matches[i];
            row.relation != "boilerplate_only" && cluster_of(&row.a).is_none_or(|cluster| cluster_of(&row.b) != Some(cluster))
        })
        .collect();
    pairs.sort_by_key(|&i| {
        let row = &tables.matches[i];
        (row.same_outlet, row.relation == "quotes_only", Reverse(row.shared_words), &row.match_id)
    });
    let grave = |i: usize| {
        let rows = rows_of(&index.printings, &tables.utterances[i].utterance_id);
        rows.iter().any(|&q| tables.quotes[q].flags.iter().any(|flag| is_grave(flag)))
    };
    let mut utterances: Vec<usize> = (0..tables.utterances.len()).filter(|&i| tables.utterances[i].quotes > 1).collect();
    utterances.sort_by_cached_key(|&i| {
        let row = &tables.utterances[i];
        (!grave(i), Reverse(row.outlets), Reverse(row.articles), row.utterance_id.clone())
    });
    let most = clusters.len().max(pairs.len()).max(utterances.len());
    let turn = |n: usize| {
        let cluster = clusters.get(n).map(|&i| Case::Cluster(i));
        let pair = pairs.get(n).map(|&i| Case::Pair(i));
        let utterance = utterances.get(n).map(|&i| Case::Utterance(i));
        [cluster, pair, utterance].into_iter().flatten()
    };
    (0..most).flat_map(turn).collect()
}

/// Flags that touch what was meant or who said it.
pub(super) fn is_grave(flag: &str) -> bool {
    matches!(
        flag,
        "negation_changed" | "number_changed" | "hedge_lost" | "modal_changed" | "subject_changed" | "speaker_conflict"
    )
}

/// The cases from the front that fit; of each kind the first that does not fit is the last that is looked at.
pub(super) fn fill(source: &Source, index: &Index<'_>, ranked: &[Case], budget: Budget) -> Vec<Case> {
    let mut held = AHashSet::new();
    let (mut bytes, mut taken, mut is_full, mut cases) = (0, [0; 3], [false; 3], Vec::new());
    for &case in ranked {
        if is_full[case.kind()] || taken[case.kind()] >= budget.top {
            continue;
        }
        let ids = articles_of(source, index, case);
        let new: Vec<&str> = ids.iter().copied().filter(|id| !held.contains(id)).collect();
        let cost: usize = if budget.whole {
            rows_bytes(source, index, case) + new.iter().map(|id| text_bytes(index, id)).sum::<usize>()
        } else {
            line_bytes(source, case) + new.len() * ARTICLE_BYTES
        };
        if bytes + cost > budget.bytes {
            if budget.in_order {
                break;
            }
            is_full[case.kind()] = true;
            continue;
        }
        bytes += cost;
        held.extend(new);
        taken[case.kind()] += 1;
        cases.push(case);
    }
    cases
}

/// The articles whose texts a case needs.
pub(super) fn articles_of<'s>(source: &'s Source, index: &Index<'_>, case: Case) -> Vec<&'s str> {
    let tables = &source.tables;
    match case {
        Case::Cluster(i) => rows_of(&index.members, &tables.clusters[i].cluster_id)
            .iter()
            .map(|&m| tables.members[m].article_id.as_str())
            .collect(),
        Case::Pair(i) => vec![&tables.matches[i].a, &tables.matches[i].b],
        // A quotation brings its own words.
        Case::Utterance(_) => Vec::new(),
    }
}

fn text_bytes(index: &Index<'_>, id: &str) -> usize {
    let text = index.text(id).unwrap_or_default();
    // Line breaks and straight quotation marks take two bytes in the island, few other characters more.
    let escaped = text.bytes().filter(|b| matches!(b, b'\n' | b'"' | b'\\')).count();
    ARTICLE_BYTES + if text.len() > MAX_TEXT_BYTES { 0 } else { text.len() + escaped }
}

/// What a case takes in a list.
fn line_bytes(source: &Source, case: Case) -> usize {
    let tables = &source.tables;
    match case {
        // The pairs among the members come with it.
        Case::Cluster(i) => usize::try_from(tables.clusters[i].size).unwrap_or_default() * (MEMBER_BYTES + PAIR_BYTES),
        Case::Pair(_) => PAIR_BYTES,
        Case::Utterance(i) => PRINTING_BYTES + tables.utterances[i].base_text.len(),
    }
}

fn rows_bytes(source: &Source, index: &Index<'_>, case: Case) -> usize {
    let tables = &source.tables;
    let pair = |i: &usize| {
        let passages = rows_of(&index.passages, &tables.matches[*i].match_id);
        let edited: usize = passages.iter().map(|&p| tables.passages[p].ops.len()).sum();
        PAIR_BYTES + passages.len() * PASSAGE_BYTES + edited
    };
    match case {
        Case::Cluster(i) => {
            let members = rows_of(&index.members, &tables.clusters[i].cluster_id);
            let inside: AHashSet<&str> = members.iter().map(|&m| tables.members[m].article_id.as_str()).collect();
            let pairs = members.iter().flat_map(|&m| rows_of(&index.matches, &tables.members[m].article_id));
            let listed =
                |&&i: &&usize| inside.contains(tables.matches[i].a.as_str()) && inside.contains(tables.matches[i].b.as_str());
            // Each pair is met from both of its articles.
            members.len() * MEMBER_BYTES + pairs.filter(listed).map(pair).sum::<usize>() / 2
        }
        Case::Pair(i) => pair(&i),
        Case::Utterance(i) => {
            let printings = rows_of(&index.printings, &tables.utterances[i].utterance_id);
            printings.iter().map(|&q| PRINTING_BYTES + tables.quotes[q].text.len()).sum::<usize>() + PRINTING_BYTES
        }
    }
}
