//! Fragments: a few quoted words whose sentence stands elsewhere.
//!
//! Responsible for giving a fragment to the one utterance that it is a piece of, or to none. Not responsible for longer wordings.
//!
//! A fragment is looked for in its own article first, then where the shingle index found its words from the same speaker. Where
//! more than one utterance holds the words it stays alone, related to them.

use std::io;

use ahash::AHashMap;
use rayon::prelude::*;

use super::Printings;
use super::align::Sketch;
use super::components::Components;
use super::lexicon::key;
use super::nodes::{Nodes, Said};
use super::speakers::{Names, Relation};
use super::words::{Dictionary, Word};

/// Places of a word in one article beyond which what holds it cannot be the only one.
const MANY: usize = 64;
/// Utterances that an ambiguous fragment is related to.
const RELATED: usize = 8;
/// Printings whose articles are looked at side by side.
const BATCH: usize = 1 << 16;

/// A printing in its article: the article, its node, and its number.
type Printed = (u32, u32, u32);

/// Joins fragments with their utterances. `elsewhere` holds pairs of a fragment and a longer node that has its words.
pub(super) fn join<P: Printings + ?Sized>(
    components: &mut Components<'_>,
    mut elsewhere: Vec<(u32, u32)>,
    printings: &P,
) -> io::Result<()> {
    elsewhere.sort_unstable();
    let mut at_home = within_articles(components.nodes(), components.names(), printings)?;
    at_home.sort_unstable();
    let mut home = at_home.chunk_by(|x, y| x.0 == y.0).peekable();
    let mut away = elsewhere.chunk_by(|x, y| x.0 == y.0).peekable();
    loop {
        let next = [home.peek(), away.peek()].into_iter().flatten().map(|group| group[0].0).min();
        let Some(fragment) = next else { break };
        let (at_home, elsewhere) = (home.next_if(|group| group[0].0 == fragment), away.next_if(|group| group[0].0 == fragment));
        if !components.is_alone(fragment) {
            continue;
        }
        let Some(places) = at_home.or(elsewhere) else { continue };
        let mut roots: Vec<u32> = places.iter().map(|&(_, node)| components.root(node)).collect();
        roots.sort_unstable();
        roots.dedup();
        match roots[..] {
            [only] if components.relation(only, fragment) != Relation::Different => components.join(only, fragment),
            _ => components.related.extend(roots.iter().take(RELATED).map(|&root| (root, fragment))),
        }
    }
    Ok(())
}

/// Fragments and the longer quotations of the same article that hold their words, by the same speaker.
fn within_articles<P: Printings + ?Sized>(nodes: &Nodes, names: &Names, printings: &P) -> io::Result<Vec<(u32, u32)>> {
    let node_of = nodes.node_of();
    let mut out = Vec::new();
    let mut batch: Vec<Printed> = Vec::new();
    for n in 0..printings.count() {
        let article = printings.article(n)?;
        if batch.len() >= BATCH && batch.last().is_some_and(|last| last.0 != article) {
            out.append(&mut of_articles(&mut batch, nodes, names, printings)?);
            batch.clear();
        }
        let node = node_of[n as usize];
        if node != Nodes::NONE {
            batch.push((article, node, n));
        }
    }
    out.append(&mut of_articles(&mut batch, nodes, names, printings)?);
    Ok(out)
}

/// Those of some articles.
fn of_articles<P: Printings + ?Sized>(
    batch: &mut [Printed],
    nodes: &Nodes,
    names: &Names,
    printings: &P,
) -> io::Result<Vec<(u32, u32)>> {
    batch.sort_unstable();
    let articles: Vec<&[Printed]> = batch
        .chunk_by(|x, y| x.0 == y.0)
        .filter(|article| article.len() > 1 && article.iter().any(|&(_, node, _)| nodes.is_fragment(node)))
        .collect();
    let said = nodes.load(articles.iter().flat_map(|article| article.iter().map(|printed| printed.1)))?;
    let found: Vec<Vec<(u32, u32)>> =
        articles.par_iter().map(|article| of_article(article, &said, names, printings)).collect::<io::Result<_>>()?;
    Ok(found.concat())
}

/// Those of one article.
fn of_article<P: Printings + ?Sized>(
    article: &[Printed],
    said: &Said<'_>,
    names: &Names,
    printings: &P,
) -> io::Result<Vec<(u32, u32)>> {
    let nodes = said.nodes;
    // A headline that folds a denial into a word: “unhappy sailor” for “not a happy sailor”.
    let mut denied: AHashMap<u32, Vec<Word>> = AHashMap::new();
    let mut sought: Vec<Word> = Vec::new();
    for &(_, node, printing) in article.iter().filter(|(_, node, _)| nodes.is_fragment(*node)) {
        sought.extend(said.keys(node));
        if nodes.is_headline(node)
            && let Some(keys) = affirmed(&printings.text(printing)?, &nodes.dictionary)
        {
            sought.extend(&keys);
            denied.insert(node, keys);
        }
    }
    let not = word("not", &nodes.dictionary);
    // Where the words of fragments stand, word by word.
    let sought = Sketch::of(&sought);
    let mut places: Vec<(Word, (u32, usize, u32))> = Vec::new();
    for &(_, node, printing) in article {
        let keys = said.keys(node).iter().enumerate().filter(|(_, key)| sought.may_have(**key));
        places.extend(keys.map(|(at, &key)| (key, (node, at, printing))));
    }
    places.sort_by_key(|&(key, _)| key);
    let of = |key: Word| {
        let from = places.partition_point(|&(other, _)| other < key);
        let len = places[from..].iter().take(MANY + 1).take_while(|(other, _)| *other == key).count();
        &places[from..from + len]
    };
    let mut out = Vec::new();
    let fragments = article.iter().filter(|(_, node, _)| nodes.is_fragment(*node));
    let own = fragments.clone().map(|&(_, node, printing)| (node, printing, said.keys(node), false));
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
            let whole = said.keys(other);
            let holds = at >= offset
                && whole.get(at - offset..at - offset + keys.len()) == Some(keys)
                && (!is_denied || whole[..at - offset].contains(&not));
            if holds && whole.len() > keys.len() && speaks(nodes, names, node, other) && printing != other_printing {
                out.push((node, other));
            }
        }
    }
    Ok(out)
}

/// The number of a word, or one that no word has.
fn word(word: &str, dictionary: &Dictionary) -> Word {
    dictionary.number(key(word)).unwrap_or(Dictionary::NONE)
}

/// The words of a headline without the prefix that denies the first of them.
fn affirmed(text: &str, dictionary: &Dictionary) -> Option<Vec<Word>> {
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let stem = ["un", "Un", "in", "In", "dis", "Dis"].iter().find_map(|prefix| first.strip_prefix(prefix))?;
    let rest: Vec<&str> = words.collect();
    (stem.chars().count() > 3 && !rest.is_empty()).then(|| {
        std::iter::once(stem)
            .chain(rest)
            .map(|part| word(part.trim_matches(|c: char| !c.is_alphanumeric()), dictionary))
            .collect()
    })
}

/// Whether the longer node can be the fragment's by its speaker: headlines name none.
fn speaks(nodes: &Nodes, names: &Names, fragment: u32, whole: u32) -> bool {
    match names.groups(nodes.names(fragment), nodes.names(whole)) {
        Relation::Same => true,
        Relation::Unknown => nodes.is_headline(fragment) && nodes.names(fragment).is_empty(),
        Relation::Different => false,
    }
}
