//! Utterances: the printings of one thing said, linked across articles, and what each printing changed.
//!
//! Responsible for which quotations are printings of the same words of the same speaker, which of them is the fullest, who was
//! first, and how the others differ from it. Not responsible for finding quotations or naming speakers ([`crate::quotes`]), nor for
//! who copied whom: a speech is a common origin.
//!
//! The way of a printing: words in comparison form (`tokens`), exact copies taken together (`nodes`), pairs that share a shingle
//! (`candidates`, `proposed`), pairs judged (`judge`), links joined under a guard against chains (`components`, `fragments`), and each member
//! beside its base (`change`, `meaning`). Cost: O(n log n) in the words, for any input.

mod align;
mod beside;
mod candidates;
mod change;
mod class;
mod components;
mod few;
mod fragments;
mod judge;
mod lexicon;
mod meaning;
mod nodes;
mod occasion;
mod proposed;
mod speakers;
mod spoken;
#[cfg(test)]
mod tests;
mod tokens;
mod utterance;
mod wordings;
mod words;

use std::borrow::Cow;
use std::io;

use rayon::prelude::*;

pub use beside::{Changed, FLAGS_OF_WORDS, beside};
pub use change::Change;

use crate::article::Published;
use crate::quotes::{Quote, QuoteKind, RELAYED, SpeakerType};
use crate::storage::Room;
use components::Components;
use nodes::Nodes;
use speakers::{Named, Names};

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

/// What linking asks of a printing beside its words: see [`Printing`].
#[derive(Debug, Clone, Copy)]
pub struct Outline<'a> {
    pub article: u32,
    pub quote: u32,
    pub kind: QuoteKind,
    pub speaker: Option<&'a str>,
    pub speaker_type: SpeakerType,
    pub venue: Option<&'a str>,
    pub venue_outlet: Option<&'a str>,
    /// Flagged so before.
    pub relayed: bool,
    pub outlet: Option<&'a str>,
    pub published: &'a Published,
    pub text_group: u32,
    pub apart: bool,
}

/// Printings by number, in ascending order of article and quotation, wherever they stand.
pub trait Printings: Sync {
    fn count(&self) -> u32;

    /// The article of a printing, which its outline says too.
    ///
    /// # Errors
    /// Where the outline lies in a file and cannot be read; so for the others.
    fn article(&self, number: u32) -> io::Result<u32>;

    /// # Errors
    /// As [`article`](Self::article).
    fn outline(&self, number: u32) -> io::Result<Outline<'_>>;

    /// The words of a printing without their marks.
    ///
    /// # Errors
    /// As [`article`](Self::article).
    fn text(&self, number: u32) -> io::Result<Cow<'_, str>>;
}

/// Printings in any order, by the order in which they are linked.
struct Listed<'l, 'p> {
    printings: &'l [Printing<'p>],
    order: Vec<u32>,
}

impl<'p> Listed<'_, 'p> {
    fn given(&self, number: u32) -> &Printing<'p> {
        &self.printings[self.order[number as usize] as usize]
    }
}

impl Printings for Listed<'_, '_> {
    fn count(&self) -> u32 {
        u32::try_from(self.order.len()).unwrap_or(u32::MAX)
    }

    fn article(&self, number: u32) -> io::Result<u32> {
        Ok(self.given(number).article)
    }

    fn outline(&self, number: u32) -> io::Result<Outline<'_>> {
        let Printing { article, quote, quote_info, outlet, published, text_group, apart, .. } = *self.given(number);
        let Quote { kind, speaker, venue, venue_outlet, flags, .. } = quote_info;
        Ok(Outline {
            article,
            quote,
            kind: *kind,
            speaker: speaker.name.as_deref(),
            speaker_type: speaker.kind,
            venue: venue.as_deref(),
            venue_outlet: venue_outlet.as_deref(),
            relayed: flags.contains(&RELAYED),
            outlet,
            published,
            text_group,
            apart,
        })
    }

    fn text(&self, number: u32) -> io::Result<Cow<'_, str>> {
        Ok(self.given(number).text.into())
    }
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
///
/// # Panics
/// Never: nothing goes to a file.
#[must_use]
pub fn link(printings: &[Printing<'_>]) -> Vec<Utterance> {
    let mut order: Vec<u32> = (0..).take(printings.len()).collect();
    order.par_sort_by_key(|&n| (printings[n as usize].article, printings[n as usize].quote));
    let listed = Listed { printings, order };
    let mut all = Vec::new();
    let taken: io::Result<()> = link_into(&listed, &Room::default(), |mut some| {
        all.append(&mut some);
        Ok(())
    });
    taken.expect("without a limit nothing goes to a file");
    for utterance in &mut all {
        let given = |n: u32| listed.order[n as usize];
        for member in &mut utterance.members {
            member.printing = given(member.printing);
        }
        utterance.base = given(utterance.base);
        utterance.first = utterance.first.map(given);
    }
    all
}

/// Utterances that are put together before they are handed on.
const TOGETHER: usize = 1 << 13;

/// As [`link`], but in so much room, and hands the utterances on in their order, some at a time, so that nobody has to hold all of
/// them.
///
/// # Errors
/// What `take` returns, and where what has no room in memory cannot be written.
pub fn link_into<P: Printings + ?Sized, E: From<io::Error>>(
    printings: &P,
    room: &Room,
    mut take: impl FnMut(Vec<Utterance>) -> Result<(), E>,
) -> Result<(), E> {
    let (names, named) = Names::of((0..printings.count()).map(|n| {
        let Outline { speaker, speaker_type, .. } = printings.outline(n)?;
        Ok((speaker, speaker_type))
    }))?;
    let groups = Groups::of(printings, &names, &named, room)?;
    for from in (0..groups.count()).step_by(TOGETHER) {
        let assembled = (from..groups.count().min(from + TOGETHER)).into_par_iter().map(|number| {
            let utterance = utterance::assemble(groups.members(number), printings, &names, &named)?;
            Ok(Utterance { related: groups.related(number), ..utterance })
        });
        take(assembled.collect::<io::Result<_>>()?)?;
    }
    Ok(())
}

/// The printings of each utterance, in the order of their first ones.
struct Groups {
    /// Where the members of each begin, and where those of the last end.
    starts: Vec<u32>,
    members: Vec<u32>,
    /// Pairs of utterances, both ways.
    related: Vec<(u32, u32)>,
}

impl Groups {
    fn of<P: Printings + ?Sized>(printings: &P, names: &Names, named: &Named, room: &Room) -> io::Result<Self> {
        let mut nodes = Nodes::of(printings, names, named, room)?;
        let mut components = Components::of(&nodes, names, printings, room)?;
        let roots: Vec<u32> = (0..).take(nodes.count()).map(|node| components.root(node)).collect();
        let related = std::mem::take(&mut components.related);
        drop(components);
        let mut utterance_of = nodes.take_node_of();
        drop(nodes);
        // The utterance of each root, as it is met.
        let mut numbers = vec![Nodes::NONE; roots.len()];
        let mut starts: Vec<u32> = Vec::new();
        for utterance in &mut utterance_of {
            let known = roots.get(*utterance as usize).map(|&root| &mut numbers[root as usize]);
            let number = match known {
                Some(number) if *number != Nodes::NONE => *number,
                known => {
                    let new = u32::try_from(starts.len()).unwrap_or(u32::MAX);
                    starts.push(0);
                    if let Some(number) = known {
                        *number = new;
                    }
                    new
                }
            };
            *utterance = number;
            starts[number as usize] += 1;
        }
        let number = |node: u32| numbers[roots[node as usize] as usize];
        let mut related: Vec<(u32, u32)> = related
            .into_iter()
            .map(|(x, y)| (number(x), number(y)))
            .filter(|(x, y)| x != y)
            .flat_map(|(x, y)| [(x, y), (y, x)])
            .collect();
        related.sort_unstable();
        related.dedup();
        drop((numbers, roots));
        // Counts become ends, and these beginnings as members are put before them, the last first.
        let mut end = 0;
        for count in &mut starts {
            end += *count;
            *count = end;
        }
        starts.push(end);
        let mut members = vec![0; utterance_of.len()];
        for (printing, &utterance) in (0..printings.count()).zip(&utterance_of).rev() {
            let at = &mut starts[utterance as usize];
            *at -= 1;
            members[*at as usize] = printing;
        }
        Ok(Self { starts, members, related })
    }

    fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The printings of an utterance, ascending.
    fn members(&self, number: usize) -> &[u32] {
        &self.members[self.starts[number] as usize..self.starts[number + 1] as usize]
    }

    fn related(&self, number: usize) -> Vec<usize> {
        let from = self.related.partition_point(|&(own, _)| (own as usize) < number);
        let own = self.related[from..].iter().take_while(|&&(own, _)| own as usize == number);
        own.map(|&(_, other)| other as usize).collect()
    }
}
