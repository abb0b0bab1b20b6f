//! One utterance put together: its base, its first printing, its speaker, and each member beside the base.
//!
//! Responsible for what is said of a set of printings once it is known. Not responsible for which printings are in it.

use std::borrow::Cow;
use std::io;

use ahash::AHashMap;
use xxhash_rust::xxh3::xxh3_64;
use zerocopy::IntoBytes;

use super::align::Reference;
use super::change::{Change, Comparison, Side, edits};
use super::class;
use super::meaning;
use super::speakers::{Named, Names, Relation, Vote};
use super::tokens::Tokens;
use super::{Member, Outline, Printings, Utterance};
use crate::article::Published;
use crate::quotes::{QuoteKind, RELAYED, SpeakerType};
use crate::text::{Words, fold, with_word_hashes};

/// Puts an utterance together; `group` holds its printings in order of article and quotation.
pub(super) fn assemble<P: Printings + ?Sized>(
    group: &[u32],
    printings: &P,
    names: &Names,
    named: &Named,
) -> io::Result<Utterance> {
    let printed: Vec<Outline<'_>> = group.iter().map(|&n| printings.outline(n)).collect::<io::Result<_>>()?;
    let votes: Vec<(u32, u32)> =
        group.iter().zip(&printed).filter_map(|(&n, printing)| Some((printing.article, named.get(n)?))).collect();
    let vote = names.vote(&votes);
    let winner = vote.filter(|vote| !vote.tied);
    let majority = winner.filter(|vote| 2 * vote.votes > vote.all);

    let (texts, said) = Texts::of(group.iter().map(|&n| printings.text(n)))?;
    let base_at = base(&printed, &texts, &said);
    let base = group[base_at];
    let base_printing = &printed[base_at];
    let base_text = texts.number(base_at);
    let references = texts.list.get(base_text).map(|wording| {
        let side = Side { text: &texts.printed[base_text], tokens: &wording.tokens, keys: &wording.keys };
        (side, Reference::of(&wording.keys), Reference::of(wording.words()), wording)
    });
    let mut variants: Vec<u64> = texts.list.iter().map(Wording::hash).collect();
    let mut compared: AHashMap<(usize, QuoteKind), Compared> = AHashMap::new();
    let count = references
        .as_ref()
        .map_or_else(|| with_word_hashes(&texts.printed[base_text], <[u64]>::len), |(.., wording)| wording.words().len());
    let copy = Compared {
        change: Change::Same,
        flags: Vec::new(),
        window: (0, usize::MAX),
        edits: if count == 0 { String::new() } else { format!("{count}=") },
    };
    let mut windows = Vec::with_capacity(group.len());
    let mut members = Vec::with_capacity(group.len());
    for (at, (&n, printing)) in group.iter().zip(&printed).enumerate() {
        let kind = printing.kind;
        let text = texts.number(at);
        let found: &Compared = match &references {
            Some((base, token_places, word_places, base_wording)) if text != base_text => {
                compared.entry((text, kind)).or_insert_with(|| {
                    let wording = &texts.list[text];
                    let member = Side { text: &texts.printed[text], tokens: &wording.tokens, keys: &wording.keys };
                    let within = token_places.window(member.keys);
                    let comparison = Comparison::of(base, within, &member, kind);
                    // Where tokens are the words as printed, the alignment is the same.
                    let is_plain = base_wording.printed.is_none() && wording.printed.is_none();
                    let aligned = is_plain.then_some(&comparison.aligned[..]);
                    let partial = !matches!(kind, QuoteKind::Full | QuoteKind::Block);
                    Compared {
                        change: comparison.change,
                        flags: meaning::flags(&comparison, partial),
                        window: (within.0 + comparison.window.0, within.0 + comparison.window.1),
                        edits: edits(base_wording.words(), word_places.window(wording.words()), wording.words(), aligned),
                    }
                })
            }
            // Most printings are copies, and most utterances have one.
            _ => &copy,
        };
        let mut flags = found.flags.clone();
        if conflicts(vote, named.get(n), names) {
            flags.push("speaker_conflict");
        }
        if kind == QuoteKind::Full && base_printing.kind == QuoteKind::Partial && found.change <= Change::Filler {
            flags.push("partial_became_full");
        }
        if is_relayed(printing) && !printing.relayed {
            flags.push(RELAYED);
        }
        windows.push(found.window);
        members.push(Member {
            printing: n,
            change: found.change,
            edits: found.edits.clone(),
            flags,
            named_by_cluster: named.get(n).is_none() && printing.speaker.is_none() && majority.is_some(),
        });
    }
    mark_splits(&mut members, &windows, &printed);

    variants.sort_unstable();
    variants.dedup();
    let variants = variants.len().max(1);
    let mut copies: Vec<u32> = printed.iter().map(|printing| printing.text_group).collect();
    copies.sort_unstable();
    copies.dedup();
    let first = first(&printed).map(|at| group[at]);
    Ok(Utterance {
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
    })
}

/// The distinct texts of an utterance, each read once; none where all its printings are copies.
struct Texts<'p> {
    /// As printed.
    printed: Vec<Cow<'p, str>>,
    list: Vec<Wording>,
    /// The text of each printing; none where all are one.
    numbers: Vec<usize>,
}

/// A text as it is compared.
struct Wording {
    tokens: Tokens,
    keys: Vec<u64>,
    /// The words as printed, where they are other ones.
    printed: Option<Vec<u64>>,
}

impl<'p> Texts<'p> {
    /// Takes the texts of printings, keeps each once, and counts the words said in each.
    fn of(mut texts: impl Iterator<Item = io::Result<Cow<'p, str>>>) -> io::Result<(Self, Vec<usize>)> {
        let mut printed: Vec<Cow<'p, str>> = texts.next().transpose()?.into_iter().collect();
        let mut numbers: Vec<usize> = Vec::new();
        let mut number_of: AHashMap<u64, Vec<usize>> = AHashMap::new();
        for (before, text) in (1..).zip(texts) {
            let text = text?;
            if numbers.is_empty() {
                if text == printed[0] {
                    continue;
                }
                numbers.resize(before, 0);
                number_of.insert(xxh3_64(printed[0].as_bytes()), vec![0]);
            }
            let alike = number_of.entry(xxh3_64(text.as_bytes())).or_default();
            let known = alike.iter().copied().find(|&number| printed[number] == text);
            numbers.push(known.unwrap_or_else(|| {
                alike.push(printed.len());
                printed.push(text);
                printed.len() - 1
            }));
        }
        if numbers.is_empty() {
            return Ok((Self { printed, list: Vec::new(), numbers }, vec![0]));
        }
        let list: Vec<Wording> = printed.iter().map(|text| Wording::of(text)).collect();
        let said = |wording: &Wording| wording.tokens.list.iter().filter(|token| !token.is(class::INSERTED)).count();
        let said = list.iter().map(said).collect();
        Ok((Self { printed, list, numbers }, said))
    }

    /// The number of the text of a member.
    fn number(&self, member: usize) -> usize {
        self.numbers.get(member).copied().unwrap_or(0)
    }
}

impl Wording {
    fn of(text: &str) -> Self {
        let words = Words::of(text);
        let tokens = Tokens::of_words(text, &words);
        let keys = tokens.keys();
        let printed = (keys != words.hashes()).then(|| words.hashes().to_vec());
        Self { tokens, keys, printed }
    }

    /// The words as printed.
    fn words(&self) -> &[u64] {
        self.printed.as_deref().unwrap_or(&self.keys)
    }

    /// The folded words, in one number.
    fn hash(&self) -> u64 {
        xxh3_64(self.words().as_bytes())
    }
}

struct Compared {
    change: Change,
    flags: Vec<&'static str>,
    window: (usize, usize),
    edits: String,
}

/// The member that is the fullest printing: most words said; of those the earliest, then the first by article.
fn base(printed: &[Outline<'_>], texts: &Texts<'_>, said: &[usize]) -> usize {
    let key = |at: usize| {
        let earliest = printed[at].published.earliest;
        (std::cmp::Reverse(said[texts.number(at)]), earliest.is_none(), earliest, at)
    };
    (0..printed.len()).min_by_key(|&at| key(at)).unwrap_or(0)
}

/// The member of the article that lies before all others in time, if one does.
fn first(printed: &[Outline<'_>]) -> Option<usize> {
    let candidate = (0..printed.len())
        .filter(|&at| printed[at].published.latest.is_some())
        .min_by_key(|&at| (printed[at].published.latest, at))?;
    let chosen = &printed[candidate];
    let dated = |published: &Published| published.earliest.is_some() || published.latest.is_some();
    printed
        .iter()
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
fn is_relayed(printing: &Outline<'_>) -> bool {
    match (printing.outlet, printing.venue_outlet) {
        (Some(own), Some(venue)) => fold(own) != fold(venue),
        _ => false,
    }
}

/// Printings of one article that take different parts of the base are a split of it.
fn mark_splits(members: &mut [Member], windows: &[(usize, usize)], printed: &[Outline<'_>]) {
    let mut from = 0;
    while from < members.len() {
        let article = printed[from].article;
        let to = from + printed[from..].iter().take_while(|printing| printing.article == article).count();
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
