//! Fragments: a few quoted words whose sentence stands elsewhere.
//!
//! Responsible for giving a fragment to the one utterance that it is a piece of, or to none. Not responsible for longer wordings.
//!
//! A fragment is looked for in its own article first, then where the shingle index found its words from the same speaker. Where
//! more than one utterance holds the words it stays alone, related to them.

use ahash::AHashMap;
use rayon::prelude::*;

use super::Printing;
use super::align::Sketch;
use super::components::Components;
use super::lexicon::key;
use super::nodes::Nodes;
use super::speakers::{Names, Relation};

/// Places of a word in one article beyond which what holds it cannot be the only one.
const MANY: usize = 64;
/// Utterances that an ambiguous fragment is related to.
const RELATED: usize = 8;

/// Joins fragments with their utterances. `elsewhere` holds pairs of a fragment and a longer node that has its words.
pub(super) fn join(components: &mut Components<'_>, mut elsewhere: Vec<(u32, u32)>, printings: &[Printing<'_>]) {
    elsewhere.sort_unstable();
    let mut at_home = within_articles(components.nodes(), components.names(), printings);
    at_home.sort_unstable();
    let home = at_home.chunk_by(|x, y| x.0 == y.0).map(|group| (group[0].0, group)).collect::<AHashMap<_, _>>();
    let away = elsewhere.chunk_by(|x, y| x.0 == y.0).map(|group| (group[0].0, group)).collect::<AHashMap<_, _>>();
    let mut fragments: Vec<u32> = at_home.iter().chain(&elsewhere).map(|&(fragment, _)| fragment).collect();
    fragments.sort_unstable();
    fragments.dedup();
    for fragment in fragments {
        if !components.is_alone(fragment) {
            continue;
        }
        let Some(places) = home.get(&fragment).or_else(|| away.get(&fragment)) else { continue };
        let mut roots: Vec<u32> = places.iter().map(|&(_, node)| components.root(node)).collect();
        roots.sort_unstable();
        roots.dedup();
        match roots[..] {
            [only] if components.relation(only, fragment) != Relation::Different => components.join(only, fragment),
            _ => components.related.extend(roots.iter().take(RELATED).map(|&root| (root, fragment))),
        }
    }
}

/// Fragments and the longer quotations of the same article that hold their words, by the same speaker.
fn within_articles(nodes: &Nodes, names: &Names, printings: &[Printing<'_>]) -> Vec<(u32, u32)> {
    let is_fragment = |node: u32| nodes.list[node as usize].fragment;
    let mut by_article: Vec<(u32, u32, u32)> = (0_u32..)
        .take(nodes.list.len())
        .flat_map(|n| nodes.printings(n).iter().map(move |&p| (printings[p as usize].article, n, p)))
        .collect();
    by_article.par_sort_unstable();
    by_article
        .par_chunk_by(|x, y| x.0 == y.0)
        .filter(|article| article.len() > 1 && article.iter().any(|&(_, node, _)| is_fragment(node)))
        .flat_map_iter(|article| {
            // A headline that folds a denial into a word: “unhappy sailor” for “not a happy sailor”.
            let mut denied: AHashMap<u32, Vec<u64>> = AHashMap::new();
            let mut sought: Vec<u64> = Vec::new();
            for &(_, node, printing) in article.iter().filter(|(_, node, _)| is_fragment(*node)) {
                sought.extend(nodes.core(node).keys);
                if nodes.list[node as usize].headline
                    && let Some(keys) = affirmed(printings[printing as usize].text)
                {
                    sought.extend(&keys);
                    denied.insert(node, keys);
                }
            }
            // Where the words of fragments stand, word by word.
            let sought = Sketch::of(&sought);
            let mut places: Vec<(u64, (u32, usize, u32))> = Vec::new();
            for &(_, node, printing) in article {
                let keys = nodes.core(node).keys.iter().enumerate().filter(|(_, key)| sought.may_have(**key));
                places.extend(keys.map(|(at, &key)| (key, (node, at, printing))));
            }
            places.sort_by_key(|&(key, _)| key);
            let of = |key: u64| {
                let from = places.partition_point(|&(other, _)| other < key);
                let len = places[from..].iter().take(MANY + 1).take_while(|(other, _)| *other == key).count();
                &places[from..from + len]
            };
            let mut out = Vec::new();
            let fragments = article.iter().filter(|(_, node, _)| is_fragment(*node));
            let own = fragments.clone().map(|&(_, node, printing)| (node, printing, nodes.core(node).keys, false));
            let denied = fragments.filter_map(|&(_, node, printing)| Some((node, printing, &denied.get(&node)?[..], true)));
            for (node, printing, keys, is_denied) in own.chain(denied) {
                let Some((offset, list)) =
                    keys.iter().enumerate().map(|(offset, &key)| (offset, of(key))).min_by_key(|(_, list)| list.len())
                else {
                    continue;
                };
                if list.len() > MANY {
                    continue;
                }
                for &(_, (other, at, other_printing)) in list {
                    let whole = nodes.core(other).keys;
                    let holds = at >= offset
                        && whole.get(at - offset..at - offset + keys.len()) == Some(keys)
                        && (!is_denied || whole[..at - offset].contains(&key("not")));
                    if holds && whole.len() > keys.len() && speaks(nodes, names, node, other) && printing != other_printing {
                        out.push((node, other));
                    }
                }
            }
            out
        })
        .collect()
}

/// The words of a headline without the prefix that denies the first of them.
fn affirmed(text: &str) -> Option<Vec<u64>> {
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let stem = ["un", "Un", "in", "In", "dis", "Dis"].iter().find_map(|prefix| first.strip_prefix(prefix))?;
    let rest: Vec<&str> = words.collect();
    (stem.chars().count() > 3 && !rest.is_empty())
        .then(|| std::iter::once(stem).chain(rest).map(|word| key(word.trim_matches(|c: char| !c.is_alphanumeric()))).collect())
}

/// Whether the longer node can be the fragment's by its speaker: headlines name none.
fn speaks(nodes: &Nodes, names: &Names, fragment: u32, whole: u32) -> bool {
    match names.groups(nodes.names(fragment), nodes.names(whole)) {
        Relation::Same => true,
        Relation::Unknown => nodes.list[fragment as usize].headline && nodes.names(fragment).is_empty(),
        Relation::Different => false,
    }
}
