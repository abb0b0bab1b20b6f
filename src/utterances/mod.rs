//! Utterances: the printings of one thing said, linked across articles, and what each printing changed.
//!
//! Responsible for which quotations are printings of the same words of the same speaker, which of them is the fullest, who was
//! first, and how the others differ from it. Not responsible for finding quotations or naming speakers ([`crate::quotes`]), nor for
//! who copied whom: a speech is a common origin.
//!
//! The way of a printing: words in comparison form (`tokens`), exact copies taken together (`nodes`), pairs that share a shingle
//! (`candidates`), pairs judged (`judge`), links joined under a guard against chains (`components`, `fragments`), and each member
//! beside its base (`change`, `meaning`). Cost: O(n log n) in the words, for any input.

mod align;
mod beside;
mod candidates;
mod change;
mod class;
mod components;
mod fragments;
mod judge;
mod lexicon;
mod meaning;
mod nodes;
mod occasion;
mod speakers;
mod spoken;
#[cfg(test)]
mod tests;
mod tokens;
mod utterance;

use std::convert::Infallible;

use rayon::prelude::*;

pub use beside::{Changed, FLAGS_OF_WORDS, beside};
pub use change::Change;

use crate::article::Published;
use crate::quotes::{Quote, SpeakerType};
use components::Components;
use nodes::Nodes;
use speakers::Names;

/// One quotation as an article prints it.
#[derive(Debug, Clone, Copy)]
pub struct Printing<'a> {
    /// Number of the article; with `quote` it names the printing.
    pub article: u32,
    /// Number of the quotation in its article.
    pub quote: u32,
    /// The words without their marks.
    pub text: &'a str,
    pub quote_info: &'a Quote,
    pub outlet: Option<&'a str>,
    pub published: &'a Published,
    /// Articles of one text (exact copies, near-duplicates) have the same number.
    pub text_group: u32,
    /// Linked with no other: an utterance of its own, whatever its words are.
    pub apart: bool,
}

/// A printing as a member of its utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Index into the printings that were linked.
    pub printing: u32,
    /// The heaviest change against the base.
    pub change: Change,
    /// Word edit script from the base to this printing, e.g. `42= 1X 3D`: equal words, words for words, words left out (`D`), words
    /// put in (`I`).
    pub edits: String,
    /// Of the contract's list; what the quotation was flagged with before is not repeated.
    pub flags: Vec<&'static str>,
    /// The printing names no speaker, and most of the others that do name the utterance's.
    pub named_by_cluster: bool,
}

/// The printings of one thing said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// In order of article and quotation.
    pub members: Vec<Member>,
    /// The printing that the others are compared with.
    pub base: u32,
    pub base_rule: &'static str,
    /// The fullest name of the speaker whom most articles name; `None` where none does or two are level.
    pub speaker: Option<String>,
    pub speaker_type: SpeakerType,
    /// Articles that name this speaker.
    pub speaker_votes: usize,
    /// Texts that print it, copies of one text counted once.
    pub independent: usize,
    /// The earliest printing, where its time lies before all others' whatever the unknown parts are.
    pub first: Option<u32>,
    pub first_known: bool,
    /// Distinct wordings.
    pub variants: usize,
    /// Utterances with the same few words on another occasion, and those that an ambiguous fragment may belong to.
    pub related: Vec<usize>,
}

/// The root of a printing's component, its place, and its index.
type Rooted = (u32, (u32, u32), u32);

/// Links printings to utterances: every printing is in exactly one, alone if need be.
///
/// The utterances stand in the order of their first members. Which printings are together does not depend on the order of
/// `printings`, only on their content, article and quotation numbers.
///
/// ```
/// use newsprint::article::Published;
/// use newsprint::quotes::Quote;
/// use newsprint::utterances::{Change, Printing, link};
///
/// let (quote, published) = (Quote::default(), Published::default());
/// let printing = |article, text| Printing { article, quote: 0, text, quote_info: &quote, outlet: None, published: &published, text_group: article, apart: false };
/// let utterances = link(&[
///     printing(0, "The ferry will sail on Friday whatever the board decides about the pier."),
///     printing(1, "The ferry will sail on Friday whatever the board decides …"),
///     printing(2, "Nobody asked us."),
/// ]);
/// assert_eq!(utterances.len(), 2);
/// assert_eq!(utterances[0].members[1].change, Change::TrimmedMarked);
/// assert_eq!(utterances[0].members[1].edits, "10= 3D");
/// ```
#[must_use]
pub fn link(printings: &[Printing<'_>]) -> Vec<Utterance> {
    let mut all = Vec::new();
    let taken: Result<(), Infallible> = link_into(printings, |mut some| {
        all.append(&mut some);
        Ok(())
    });
    match taken {
        Ok(()) => all,
    }
}

/// Utterances that are put together before they are handed on.
const TOGETHER: usize = 1 << 13;

/// As [`link`], but hands the utterances on in their order, some at a time, so that nobody has to hold all of them.
///
/// # Errors
/// What `take` returns.
pub fn link_into<E>(printings: &[Printing<'_>], mut take: impl FnMut(Vec<Utterance>) -> Result<(), E>) -> Result<(), E> {
    let (names, ids) = Names::of(printings.iter().map(|printing| &printing.quote_info.speaker));
    let nodes = Nodes::of(printings, &names, &ids);
    let mut components = Components::of(&nodes, &names, printings);

    let roots: Vec<u32> = (0..).take(nodes.list.len()).map(|node| components.root(node)).collect();
    let mut members: Vec<Rooted> = Vec::with_capacity(printings.len());
    for (node, &root) in (0_u32..).zip(&roots) {
        members.extend(nodes.printings(node).iter().map(|&n| (root, nodes::place(&printings[n as usize]), n)));
    }
    let related = std::mem::take(&mut components.related);
    drop(components);
    drop(nodes);
    // What stands apart has roots beyond those of nodes.
    let count = u32::try_from(roots.len()).unwrap_or(u32::MAX);
    let apart = (0_u32..).zip(printings).filter(|(_, printing)| printing.apart);
    members.extend((count..).zip(apart).map(|(root, (n, printing))| (root, nodes::place(printing), n)));
    members.par_sort_unstable();
    let mut groups: Vec<&[Rooted]> = members.chunk_by(|x, y| x.0 == y.0).collect();
    groups.sort_unstable_by_key(|group| (group[0].1, group[0].2));
    let mut number = vec![0_u32; printings.len()];
    for (n, group) in (0_u32..).zip(&groups) {
        number[group[0].0 as usize] = n;
    }
    let mut related: Vec<(u32, u32)> = related
        .into_iter()
        .map(|(x, y)| (number[roots[x as usize] as usize], number[roots[y as usize] as usize]))
        .filter(|(x, y)| x != y)
        .flat_map(|(x, y)| [(x, y), (y, x)])
        .collect();
    related.sort_unstable();
    related.dedup();
    drop((number, roots));
    for (some, first) in groups.chunks(TOGETHER).zip((0_u32..).step_by(TOGETHER)) {
        let assembled = some.par_iter().zip(first..first.saturating_add(u32::MAX >> 1)).map(|(group, number)| {
            let group: Vec<u32> = group.iter().map(|&(.., printing)| printing).collect();
            let mut utterance = utterance::assemble(&group, printings, &names, &ids);
            let from = related.partition_point(|&(own, _)| own < number);
            let own = related[from..].iter().take_while(|&&(own, _)| own == number);
            utterance.related = own.map(|&(_, other)| other as usize).collect();
            utterance
        });
        take(assembled.collect())?;
    }
    Ok(())
}
