//! One utterance put together: its base, its first printing, its speaker, and each member beside the base.
//!
//! Responsible for what is said of a set of printings once it is known. Not responsible for which printings are in it.

use ahash::AHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::align::Reference;
use super::change::{Change, Comparison, Side, edits};
use super::class;
use super::meaning;
use super::nodes::place;
use super::speakers::{Names, Relation, Vote};
use super::tokens::Tokens;
use super::{Member, Printing, Utterance};
use crate::article::Published;
use crate::quotes::{QuoteKind, SpeakerType};
use crate::text::{Words, fold};

/// Puts an utterance together; `group` holds its printings in order of article and quotation.
pub(super) fn assemble(group: &[u32], printings: &[Printing<'_>], names: &Names, ids: &[Option<u32>]) -> Utterance {
    let votes: Vec<(u32, u32)> =
        group.iter().filter_map(|&n| ids[n as usize].map(|name| (printings[n as usize].article, name))).collect();
    let vote = names.vote(&votes);
    let winner = vote.filter(|vote| !vote.tied);
    let majority = winner.filter(|vote| 2 * vote.votes > vote.all);

    let mut read: AHashMap<&str, Tokens> = AHashMap::new();
    let one = printings[group[0] as usize].text;
    if group.iter().any(|&n| printings[n as usize].text != one) {
        for &n in group {
            let text = printings[n as usize].text;
            read.entry(text).or_insert_with(|| Tokens::of(text));
        }
    }
    let base = base(group, printings, &read);
    let base_printing = &printings[base as usize];
    let base_words = Words::of(base_printing.text);
    let references = read.get(base_printing.text).map(|tokens| {
        let side = Side::of(base_printing.text, tokens);
        let places = (Reference::of(&side.keys), Reference::of(base_words.hashes()));
        let is_plain = side.keys == base_words.hashes();
        (side, places, is_plain)
    });
    let mut variants: Vec<u64> = if references.is_some() { vec![wording(&base_words)] } else { Vec::new() };
    let mut compared: AHashMap<(&str, QuoteKind), Compared> = AHashMap::new();
    let copy = Compared {
        change: Change::Same,
        flags: Vec::new(),
        window: (0, usize::MAX),
        edits: if base_words.is_empty() { String::new() } else { format!("{}=", base_words.len()) },
    };
    let mut windows = Vec::with_capacity(group.len());
    let mut members = Vec::with_capacity(group.len());
    for &n in group {
        let printing = &printings[n as usize];
        let kind = printing.quote_info.kind;
        let found: &Compared = match &references {
            Some((base, (token_places, word_places), is_plain)) if printing.text != base_printing.text => {
                compared.entry((printing.text, kind)).or_insert_with(|| {
                    let member = Side::of(printing.text, &read[printing.text]);
                    let within = token_places.window(&member.keys);
                    let comparison = Comparison::of(base, within, &member, kind);
                    let words = Words::of(printing.text);
                    variants.push(wording(&words));
                    // Where tokens are the words as printed, the alignment is the same.
                    let aligned = (*is_plain && member.keys == words.hashes()).then_some(&comparison.aligned[..]);
                    let partial = !matches!(kind, QuoteKind::Full | QuoteKind::Block);
                    Compared {
                        change: comparison.change,
                        flags: meaning::flags(&comparison, partial),
                        window: (within.0 + comparison.window.0, within.0 + comparison.window.1),
                        edits: edits(&base_words, word_places.window(words.hashes()), &words, aligned),
                    }
                })
            }
            // Most printings are copies, and most utterances have one.
            _ => &copy,
        };
        let mut flags = found.flags.clone();
        if conflicts(vote, ids[n as usize], names) {
            flags.push("speaker_conflict");
        }
        if kind == QuoteKind::Full && base_printing.quote_info.kind == QuoteKind::Partial && found.change <= Change::Filler {
            flags.push("partial_became_full");
        }
        if is_relayed(printing) && !printing.quote_info.flags.contains(&"relayed") {
            flags.push("relayed");
        }
        windows.push(found.window);
        members.push(Member {
            printing: n,
            change: found.change,
            edits: found.edits.clone(),
            flags,
            named_by_cluster: ids[n as usize].is_none() && printing.quote_info.speaker.name.is_none() && majority.is_some(),
        });
    }
    mark_splits(&mut members, &windows, printings);

    variants.sort_unstable();
    variants.dedup();
    let variants = variants.len().max(1);
    let mut copies: Vec<u32> = group.iter().map(|&n| printings[n as usize].text_group).collect();
    copies.sort_unstable();
    copies.dedup();
    let first = first(group, printings);
    Utterance {
        members,
        base,
        base_rule: "longest",
        speaker: winner.map(|vote| names.printed(vote.name).to_owned()),
        speaker_type: winner.map_or(SpeakerType::Unknown, |vote| names.kind(vote.name)),
        speaker_votes: winner.map_or(0, |vote| vote.votes),
        independent: copies.len(),
        first,
        first_known: first.is_some(),
        variants,
        related: Vec::new(),
    }
}

/// The folded words of a printing, in one number.
fn wording(words: &Words) -> u64 {
    let bytes: Vec<u8> = words.hashes().iter().flat_map(|word| word.to_le_bytes()).collect();
    xxh3_64(&bytes)
}

struct Compared {
    change: Change,
    flags: Vec<&'static str>,
    window: (usize, usize),
    edits: String,
}

/// The fullest printing: most words said; of those the earliest, then the first by article.
fn base(group: &[u32], printings: &[Printing<'_>], read: &AHashMap<&str, Tokens>) -> u32 {
    let key = |n: u32| {
        let printing = &printings[n as usize];
        // Where all are copies, the length says nothing and none was read.
        let said =
            read.get(printing.text).map_or(0, |tokens| tokens.list.iter().filter(|token| !token.is(class::INSERTED)).count());
        let earliest = printing.published.earliest;
        (std::cmp::Reverse(said), earliest.is_none(), earliest, place(printing), n)
    };
    group.iter().copied().min_by_key(|&n| key(n)).unwrap_or(0)
}

/// The printing of the article that lies before all others in time, if one does.
fn first(group: &[u32], printings: &[Printing<'_>]) -> Option<u32> {
    let candidate = group
        .iter()
        .copied()
        .filter(|&n| printings[n as usize].published.latest.is_some())
        .min_by_key(|&n| (printings[n as usize].published.latest, place(&printings[n as usize])))?;
    let chosen = &printings[candidate as usize];
    let dated = |published: &Published| published.earliest.is_some() || published.latest.is_some();
    group
        .iter()
        .map(|&n| &printings[n as usize])
        .all(|other| other.article == chosen.article || dated(other.published) && chosen.published.before(other.published))
        .then_some(candidate)
}

fn conflicts(vote: Option<Vote>, name: Option<u32>, names: &Names) -> bool {
    let (Some(vote), Some(name)) = (vote, name) else { return false };
    if names.relation(vote.name, name) == Relation::Different {
        return true;
    }
    // Level with another speaker: nobody is right by number.
    vote.tied && vote.all > vote.votes
}

/// Whether the quotation was given to another outlet than the one that prints it.
fn is_relayed(printing: &Printing<'_>) -> bool {
    match (printing.outlet, printing.quote_info.venue_outlet.as_deref()) {
        (Some(own), Some(venue)) => fold(own) != fold(venue),
        _ => false,
    }
}

/// Printings of one article that take different parts of the base are a split of it.
fn mark_splits(members: &mut [Member], windows: &[(usize, usize)], printings: &[Printing<'_>]) {
    let mut from = 0;
    while from < members.len() {
        let article = printings[members[from].printing as usize].article;
        let to =
            from + members[from..].iter().take_while(|member| printings[member.printing as usize].article == article).count();
        let whole = |n: usize| members[n].change == Change::TrimmedUnmarked;
        let mut parts: Vec<usize> = (from..to).filter(|&n| whole(n)).collect();
        parts.sort_unstable_by_key(|&n| windows[n]);
        // A part counts if it ends before another begins, or begins after another ended.
        let first_end = parts.iter().map(|&n| windows[n].1).min().unwrap_or(0);
        let last_start = parts.iter().map(|&n| windows[n].0).max().unwrap_or(0);
        for n in parts {
            if windows[n].0 >= first_end || windows[n].1 <= last_start {
                members[n].change = Change::Split;
            }
        }
        from = to;
    }
}
