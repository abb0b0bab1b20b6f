//! What a printing changed against the base of its utterance: one class, and the word edit script.
//!
//! Responsible for naming the difference of two wordings. Not responsible for what it does to the meaning: that is
//! [`super::meaning`]. A translation is never named: printings in two languages share no words, so they are never linked.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::align::{Run, runs};
use super::class;
use super::tokens::{Token, Tokens};
use crate::quotes::QuoteKind;

/// The class of a change, from the lightest to the heaviest; a printing has the heaviest of its changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Change {
    /// Word for word; the full stop or comma before the closing mark, and the style of marks, are the house's.
    #[default]
    Same,
    /// The same words with other punctuation or capitals.
    Punctuation,
    Spelling,
    Contraction,
    /// Fillers ("like", "you know") dropped or kept.
    Filler,
    /// Cut with an ellipsis in the place.
    TrimmedMarked,
    TrimmedUnmarked,
    /// A few words inside the reporter's sentence.
    Fragment,
    /// One of several quotations that an article made of the base.
    Split,
    /// Words in square brackets added or put in place of others.
    Bracketed,
    Inserted,
    Substituted,
    /// Joined with a sentence that the base does not have.
    Merged,
    Reordered,
    /// Most words are other words.
    Altered,
}

impl Change {
    /// All, each at the place of its number.
    pub const ALL: [Self; 15] = [
        Self::Same,
        Self::Punctuation,
        Self::Spelling,
        Self::Contraction,
        Self::Filler,
        Self::TrimmedMarked,
        Self::TrimmedUnmarked,
        Self::Fragment,
        Self::Split,
        Self::Bracketed,
        Self::Inserted,
        Self::Substituted,
        Self::Merged,
        Self::Reordered,
        Self::Altered,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Punctuation => "punctuation",
            Self::Spelling => "spelling",
            Self::Contraction => "contraction",
            Self::Filler => "filler",
            Self::TrimmedMarked => "trimmed_marked",
            Self::TrimmedUnmarked => "trimmed_unmarked",
            Self::Fragment => "fragment",
            Self::Split => "split",
            Self::Bracketed => "bracketed",
            Self::Inserted => "inserted",
            Self::Substituted => "substituted",
            Self::Merged => "merged",
            Self::Reordered => "reordered",
            Self::Altered => "altered",
        }
    }
}

/// A stretch in which base and member differ, as token ranges; either may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) base: (usize, usize),
    pub(super) member: (usize, usize),
    pub(super) change: Change,
}

/// A printing that is compared: its text, its tokens and their keys.
#[derive(Debug)]
pub(super) struct Side<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t Tokens,
    pub(super) keys: &'t [u64],
}

/// A member beside its base.
#[derive(Debug)]
pub(super) struct Comparison<'t> {
    /// Equal words of the base (from `within`) and the member.
    pub(super) aligned: Vec<Run>,
    pub(super) base: &'t [Token],
    pub(super) member: &'t [Token],
    pub(super) regions: Vec<Region>,
    /// First token of the base that the member has, and the one after the last.
    pub(super) window: (usize, usize),
    pub(super) change: Change,
}

/// Words of a sentence that makes a printing `merged`, and of a stretch that makes it `reordered`.
const SENTENCE: usize = 3;
const MOVED: usize = 4;

impl<'t> Comparison<'t> {
    /// Compares a member with the part of the base that `within` names, in O(words of the two).
    pub(super) fn of(base: &Side<'t>, within: (usize, usize), member: &Side<'t>, kind: QuoteKind) -> Self {
        let (b, m) = (&base.tokens.list[within.0..within.1], &member.tokens.list[..]);
        let aligned = runs(&base.keys[within.0..within.1], member.keys);
        let found = telling(&aligned, b, m);
        let window = match (found.first(), found.last()) {
            (Some(first), Some(last)) => (first.a, last.a + last.len),
            _ => (0, 0),
        };
        let mut out = Self { aligned, base: b, member: m, regions: Vec::new(), window, change: Change::Same };
        let base_gap = base.tokens.trailing_gap && within.1 == base.tokens.list.len();
        out.find_regions(&found, (base_gap, member.tokens.trailing_gap));
        out.change = out.class(&found, base.text, (member.text, kind));
        out
    }

    fn find_regions(&mut self, found: &[Run], (base_gap, member_gap): (bool, bool)) {
        let (mut at_b, mut at_m) = (0, 0);
        let end = Run { a: self.base.len(), b: self.member.len(), len: 0 };
        for run in found.iter().chain([&end]) {
            let (b, m) = ((at_b, run.a), (at_m, run.b));
            (at_b, at_m) = (run.a + run.len, run.b + run.len);
            if b.0 < b.1 || m.0 < m.1 {
                let gap = |tokens: &[Token], trailing: bool, (from, to): (usize, usize)| match tokens.get(from..=to) {
                    Some(beside) => beside.iter().any(|token| token.is(class::GAP)),
                    None => trailing || tokens[from..to].iter().any(|token| token.is(class::GAP)),
                };
                let change =
                    region_change(self.base, b, self.member, m, gap(self.member, member_gap, m), gap(self.base, base_gap, b));
                self.regions.push(Region { base: b, member: m, change });
            }
        }
    }

    fn class(&self, found: &[Run], base_text: &str, (text, kind): (&str, QuoteKind)) -> Change {
        let mut heaviest = self.regions.iter().map(|region| region.change).max().unwrap_or(Change::Same);
        for run in found {
            for (x, y) in self.base[run.a..run.a + run.len].iter().zip(&self.member[run.b..run.b + run.len]) {
                if x.surface != y.surface {
                    let contracted = x.is(class::CONTRACTED) || y.is(class::CONTRACTED);
                    heaviest = heaviest.max(if contracted { Change::Contraction } else { Change::Spelling });
                }
            }
        }
        if heaviest == Change::Same && trimmed(text) != trimmed(base_text) {
            heaviest = if text.contains('[') == base_text.contains('[') { Change::Punctuation } else { Change::Bracketed };
        }
        if self.is_reordered() {
            heaviest = heaviest.max(Change::Reordered);
        }
        let core = |tokens: &[Token]| tokens.iter().filter(|token| token.is_core()).count();
        let matched: usize = found.iter().map(|run| core(&self.member[run.b..run.b + run.len])).sum();
        let own: usize = self
            .regions
            .iter()
            .filter(|region| !matches!(region.change, Change::Merged))
            .map(|region| core(&self.member[region.member.0..region.member.1]))
            .sum();
        if heaviest != Change::Reordered && 3 * own > 2 * matched && own > 0 {
            return Change::Altered;
        }
        let cut_at_the_ends = self
            .regions
            .iter()
            .all(|region| region.change <= Change::Filler || region.member.0 == 0 || region.member.1 == self.member.len());
        let small = matches!(kind, QuoteKind::Partial | QuoteKind::Headline | QuoteKind::Scare | QuoteKind::Title)
            || core(self.member) <= SENTENCE;
        if matches!(heaviest, Change::TrimmedMarked | Change::TrimmedUnmarked) && cut_at_the_ends && small {
            return Change::Fragment;
        }
        heaviest
    }

    /// Whether a stretch that is missing in its place stands in another.
    fn is_reordered(&self) -> bool {
        let core = |tokens: &[Token]| tokens.iter().filter(|token| token.is_core()).count();
        let missing: usize = self.regions.iter().map(|region| core(&self.base[region.base.0..region.base.1])).sum();
        let own: usize = self.regions.iter().map(|region| core(&self.member[region.member.0..region.member.1])).sum();
        if missing.min(own) < MOVED {
            return false;
        }
        // Regions are kept apart by keys that no word has twice.
        let side = |base: bool| {
            let mut keys = Vec::new();
            for (n, region) in (0_u64..).zip(&self.regions) {
                let (tokens, (from, to)) = if base { (self.base, region.base) } else { (self.member, region.member) };
                keys.extend(tokens[from..to].iter().filter(|token| token.is_core()).map(|token| token.key));
                keys.push(2 * n + u64::from(base));
            }
            keys
        };
        self.regions.len() > 1 && runs(&side(true), &side(false)).iter().any(|run| run.len >= MOVED)
    }
}

/// Takes out agreements by chance: a grammar word or two between stretches that do not agree.
fn telling(all: &[Run], base: &[Token], member: &[Token]) -> Vec<Run> {
    const FEW: usize = 2;
    const APART: usize = 6;
    let mut n: usize = 0;
    let mut found = all.to_vec();
    found.retain(|run| {
        let before = n.checked_sub(1).map_or((0, 0), |p| (all[p].a + all[p].len, all[p].b + all[p].len));
        let after = all.get(n + 1).map_or((base.len(), member.len()), |next| (next.a, next.b));
        n += 1;
        let skip = |x: (usize, usize), y: (usize, usize)| (y.0 - x.0).max(y.1 - x.1);
        let (left, right) = (skip(before, (run.a, run.b)), skip((run.a + run.len, run.b + run.len), after));
        // Where the member begins or ends, what the base has beyond is a cut and not a disagreement.
        let inside = run.b > 0 && run.b + run.len < member.len();
        let apart = inside && left > 0 && right > 0 && left + right > APART;
        let light = run.len <= FEW && base[run.a..run.a + run.len].iter().all(|token| token.is(class::FUNCTION));
        !(apart && light && all.len() > 1)
    });
    found
}

fn region_change(
    b: &[Token],
    base: (usize, usize),
    m: &[Token],
    member: (usize, usize),
    member_gap: bool,
    base_gap: bool,
) -> Change {
    let (lost, put) = (&b[base.0..base.1], &m[member.0..member.1]);
    let core = |tokens: &[Token]| tokens.iter().filter(|token| token.is_core()).count();
    let inserted = |tokens: &[Token]| tokens.iter().any(|token| token.is(class::INSERTED));
    // A whole sentence that only one side has.
    let sentence = core(put) >= SENTENCE
        && (member.0 == 0 || put[0].is(class::ATOM))
        && m.get(member.1).is_none_or(|next| next.is(class::ATOM));
    match (core(lost), core(put)) {
        (0, 0) if inserted(lost) || inserted(put) => Change::Bracketed,
        (0, 0) => Change::Filler,
        (_, 0) if inserted(put) => Change::Bracketed,
        (_, 0) if member_gap => Change::TrimmedMarked,
        (_, 0) => Change::TrimmedUnmarked,
        (0, _) if inserted(lost) => Change::Bracketed,
        (0, _) if base_gap && !sentence => Change::TrimmedMarked,
        (_, _) if sentence => Change::Merged,
        (0, _) => Change::Inserted,
        _ => Change::Substituted,
    }
}

/// A printing without what houses do differently: marks' style, kinds of space, the stop before the closing mark.
fn trimmed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '’' | '‘' | 'ʼ' => out.push('\''),
            '“' | '”' | '«' | '»' => out.push('"'),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.trim().trim_end_matches([',', '.', ';']).trim_end().to_owned()
}

/// The word edit script from `base` to `member`: `=` equal words, `X` words for words, `D` words that the member has not, `I` words
/// that the base has not.
/// Only the part of the base that `within` names is aligned, unless it is `aligned` already.
pub(super) fn edits(base: &[u64], (from, to): (usize, usize), member: &[u64], aligned: Option<&[Run]>) -> String {
    let mut script: Vec<(usize, char)> = Vec::new();
    let mut push = |count: usize, op: char| match script.last_mut() {
        _ if count == 0 => {}
        Some(last) if last.1 == op => last.0 += count,
        _ => script.push((count, op)),
    };
    push(from, 'D');
    let (mut at_b, mut at_m) = (0, 0);
    let end = Run { a: to - from, b: member.len(), len: 0 };
    let found = aligned.map_or_else(|| Cow::Owned(runs(&base[from..to], member)), Cow::Borrowed);
    for run in found.iter().chain([&end]) {
        let (lost, put) = (run.a - at_b, run.b - at_m);
        let both = lost.min(put);
        push(both, 'X');
        push(lost - both, 'D');
        push(put - both, 'I');
        push(run.len, '=');
        (at_b, at_m) = (run.a + run.len, run.b + run.len);
    }
    push(base.len() - to, 'D');
    let mut out = String::with_capacity(4 * script.len());
    for (n, (count, op)) in script.iter().enumerate() {
        let space = if n > 0 { " " } else { "" };
        let _ = write!(out, "{space}{count}{op}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Words;

    fn change(base: &str, member: &str, kind: QuoteKind) -> Change {
        let (b, m) = (Tokens::of(base), Tokens::of(member));
        let (keys_b, keys_m) = (b.keys(), m.keys());
        let base = Side { text: base, tokens: &b, keys: &keys_b };
        Comparison::of(&base, (0, keys_b.len()), &Side { text: member, tokens: &m, keys: &keys_m }, kind).change
    }

    const BASE: &str =
        "I don't think the old ferry, you know, will ever sail again. The colour is gone, and twelve planks are rotten.";

    #[test]
    fn each_class_has_its_example() {
        for (member, expected) in [
            (
                "I don’t think the old ferry, you know, will ever sail again. The colour is gone, and twelve planks are rotten,",
                Change::Same,
            ),
            (
                "I don't think the old ferry, you know, will ever sail again; the colour is gone and twelve planks are rotten",
                Change::Punctuation,
            ),
            (
                "I don't think the old ferry, you know, will ever sail again. The color is gone, and 12 planks are rotten.",
                Change::Spelling,
            ),
            (
                "I do not think the old ferry, you know, will ever sail again. The colour is gone, and twelve planks are rotten.",
                Change::Contraction,
            ),
            (
                "I don't think the old ferry will ever sail again. The colour is gone, and twelve planks are rotten.",
                Change::Filler,
            ),
            (
                "I don't think the old ferry … will ever sail again. The colour is gone … planks are rotten.",
                Change::TrimmedMarked,
            ),
            ("I don't think the old ferry will ever sail again.", Change::TrimmedUnmarked),
            (
                "I don't think [the boat], you know, will ever sail again. The colour is gone, and twelve planks are rotten.",
                Change::Bracketed,
            ),
            (
                "I don't think the old rusty ferry, you know, will ever sail again. The colour is gone, and twelve planks are rotten.",
                Change::Inserted,
            ),
            (
                "I don't think the new ferry, you know, will ever sail again. The colour is gone, and twelve planks are rotten.",
                Change::Substituted,
            ),
            ("I don't think the old ferry, you know, will ever sail again. We sold the bell.", Change::Merged),
            (
                "The colour is gone, and twelve planks are rotten. I don't think the old ferry, you know, will ever sail again.",
                Change::Reordered,
            ),
            ("The new ferry won't ever sail again.", Change::Substituted),
            ("The old ferry sank long before anyone could paint its mast", Change::Altered),
        ] {
            assert_eq!(change(BASE, member, QuoteKind::Full), expected, "{member}");
        }
        assert_eq!(change(BASE, "the old ferry", QuoteKind::Partial), Change::Fragment);
        assert_eq!(change("We will [all] sail", "We will sail", QuoteKind::Full), Change::Bracketed);
        assert_eq!(change("", "", QuoteKind::Full), Change::Same);
    }

    #[test]
    fn edit_scripts_lead_from_the_base_to_the_member() {
        let script = |base: &str, member: &str| {
            let (base, member) = (Words::of(base), Words::of(member));
            edits(base.hashes(), (0, base.len()), member.hashes(), None)
        };
        assert_eq!(script("one two three four", "one two three four"), "4=");
        assert_eq!(script("one two three four", "one too three"), "1= 1X 1= 1D");
        assert_eq!(script("one two", "zero one two"), "1I 2=");
        assert_eq!(script("", ""), "");
    }
}
