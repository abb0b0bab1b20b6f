//! The wordings by which a claim is credited: which words stand before or behind the name of a source.
//!
//! Responsible for reading `cues.tsv` and for matching its phrases against the words around a name. Not responsible for who is
//! named (`sources`) or for the frame of an article, its dateline and sign-offs (`frame`).

use std::sync::OnceLock;

use ahash::{AHashMap, AHashSet};

use super::CreditKind;

const TABLE: &str = include_str!("cues.tsv");

/// Words read on either side of a name: the longest phrase and the longest description before it.
const REACH: usize = 12;
/// Longest word looked at, in characters; a script without spaces has no end of a word.
const WORD_CHARS: usize = 40;
/// Describing words that may stand between a cue and a name.
const FILLERS: usize = 7;

/// How a phrase is tied to the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    Loose,
    /// Nothing but an article between.
    Near,
    /// Only for those whose trade is to report.
    Weak,
}

#[derive(Debug)]
struct Phrase {
    /// In lower case, in the order in which they are met when walking away from the name.
    words: Vec<String>,
    kind: CreditKind,
    tie: Tie,
}

#[derive(Debug, Default)]
pub(super) struct Cues {
    /// By the word that is nearest to the name.
    before: AHashMap<String, Vec<Phrase>>,
    after: AHashMap<String, Vec<Phrase>>,
    /// Phrases of scripts without spaces, which follow a name directly.
    glued: Vec<(String, CreditKind)>,
    skip_before: AHashSet<String>,
    skip_after: AHashSet<String>,
}

/// A cue beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// The far end of the cue: its start where it stands before the name, its end where it stands behind.
    pub at: usize,
    pub kind: CreditKind,
    pub tie: Tie,
}

pub(super) fn cues() -> &'static Cues {
    static SHARED: OnceLock<Cues> = OnceLock::new();
    SHARED.get_or_init(|| read(TABLE))
}

fn read(table: &str) -> Cues {
    let mut cues = Cues::default();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(side), Some(kind), Some(phrases)) = (cells.next(), cells.next(), cells.next()) else { continue };
        for phrase in phrases.split('|') {
            if side == "skip" {
                let into = if kind == "before" { &mut cues.skip_before } else { &mut cues.skip_after };
                into.insert(phrase.to_lowercase());
                continue;
            }
            let Some(kind) = CreditKind::parse(kind) else { continue };
            if phrase.chars().next().is_some_and(crate::text::is_spaceless) {
                cues.glued.push((phrase.to_owned(), kind));
                continue;
            }
            let mut words: Vec<String> = forward(phrase, 0).map(|(start, end)| phrase[start..end].to_lowercase()).collect();
            let tie = match side {
                "near" => Tie::Near,
                "weak" => Tie::Weak,
                _ => Tie::Loose,
            };
            let side = if matches!(side, "before" | "near") {
                words.reverse();
                &mut cues.before
            } else {
                &mut cues.after
            };
            let Some(first) = words.first().cloned() else { continue };
            side.entry(first).or_default().push(Phrase { words, kind, tie });
        }
    }
    // Longer phrases first: "first reported by" before "reported by".
    cues.glued.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    cues
}

impl Cues {
    /// The cue before the name that starts at `start`; of "according to a report in" the outer wording.
    pub(super) fn before(&self, text: &str, start: usize) -> Option<Hit> {
        let hit = self.walk_before(text, start)?;
        let outer = (hit.kind == CreditKind::ReportedBy).then(|| self.walk_before(text, hit.at)).flatten();
        outer.filter(|outer| outer.kind == CreditKind::AccordingTo).or(Some(hit))
    }

    fn walk_before(&self, text: &str, start: usize) -> Option<Hit> {
        let words: Vec<(usize, usize)> = backward(text, start).take(REACH).collect();
        let lower: Vec<String> = words.iter().map(|&(start, end)| text[start..end].to_lowercase()).collect();
        for skipped in 0..lower.len().min(FILLERS + 1) {
            let near = lower[..skipped].iter().all(|word| is_article(word));
            if let Some((phrase, length)) = longest(&self.before, &lower[skipped..], near) {
                return Some(Hit { at: words[skipped + length - 1].0, kind: phrase.kind, tie: phrase.tie });
            }
            let possessive = skipped > 0 && lower[skipped - 1] == "s" && text[words[skipped].0..].starts_with(char::is_uppercase);
            if !possessive && !self.skip_before.contains(&lower[skipped]) {
                break;
            }
        }
        None
    }

    /// The cue behind the name that ends at `end`.
    pub(super) fn after(&self, text: &str, end: usize) -> Option<Hit> {
        let rest = text[end..].trim_start_matches(['」', '』', '》', '）', ')', '”', '"', ' ']);
        let rest = ["通信", "新聞", "紙", "など", "等"].iter().find_map(|tail| rest.strip_prefix(tail)).unwrap_or(rest);
        if let Some((phrase, kind)) = self.glued.iter().find(|(phrase, _)| rest.starts_with(phrase.as_str())) {
            return Some(Hit { at: text.len() - rest.len() + phrase.len(), kind: *kind, tie: Tie::Loose });
        }
        if let Some(hit) = self.walk_after(text, end) {
            return Some(hit);
        }
        // An aside may part the name from its verb: "The Journal, citing an official, reported".
        let rest = text[end..].strip_prefix(", ")?;
        let aside = ["citing", "quoting", "which", "who", "a", "an", "the", "one"]
            .iter()
            .any(|lead| rest.strip_prefix(lead).is_some_and(|after| after.starts_with(' ')));
        if !aside {
            return None;
        }
        let from = text.len() - rest.len();
        if let Some(which) = rest.strip_prefix("which ") {
            return self.walk_after(text, text.len() - which.len()).filter(|hit| hit.tie != Tie::Weak);
        }
        let window = &rest[..floor(rest, 160)];
        let stop = window.find(['.', '\n', ';', '“']).unwrap_or(window.len());
        let comma = window[..stop].find(", ");
        let cites = rest.starts_with("citing") || rest.starts_with("quoting");
        let resumed = comma.and_then(|comma| self.walk_after(text, from + comma + 2)).filter(|hit| cites || hit.tie != Tie::Weak);
        resumed.or_else(|| cites.then(|| Hit { at: from + "citing".len(), kind: CreditKind::ReportedBy, tie: Tie::Loose }))
    }

    fn walk_after(&self, text: &str, end: usize) -> Option<Hit> {
        let words: Vec<(usize, usize)> = forward(text, end).take(REACH).collect();
        let lower: Vec<String> = words.iter().map(|&(start, end)| text[start..end].to_lowercase()).collect();
        for skipped in 0..lower.len().min(FILLERS + 1) {
            if let Some((phrase, length)) = longest(&self.after, &lower[skipped..], true) {
                return Some(Hit { at: words[skipped + length - 1].1, kind: phrase.kind, tie: phrase.tie });
            }
            let adverb = lower[skipped].len() > 4 && lower[skipped].ends_with("ly");
            if !adverb && !self.skip_after.contains(&lower[skipped]) {
                break;
            }
        }
        None
    }
}

fn longest<'c>(side: &'c AHashMap<String, Vec<Phrase>>, words: &[String], near: bool) -> Option<(&'c Phrase, usize)> {
    let phrases = side.get(words.first()?)?;
    let fits = |phrase: &&Phrase| (near || phrase.tie != Tie::Near) && words.starts_with(&phrase.words);
    phrases.iter().filter(fits).max_by_key(|phrase| phrase.words.len()).map(|phrase| (phrase, phrase.words.len()))
}

fn is_article(word: &str) -> bool {
    matches!(
        word,
        "agentur"
            | "nachrichtenagentur"
            | "zeitung"
            | "agenzia"
            | "agencia"
            | "agência"
            | "agence"
            | "quotidien"
            | "journal"
            | "diario"
            | "the"
            | "le"
            | "la"
            | "l"
            | "les"
            | "der"
            | "die"
            | "das"
            | "el"
            | "il"
            | "o"
            | "a"
    )
}

/// What may stand between two words of one wording.
fn parts_words(between: &str, before: &str) -> bool {
    let mut breaks = 0;
    between.chars().all(|c| {
        breaks += usize::from(c == '\n');
        // A full stop only behind a single letter: "the U.S. network".
        let initial = c == '.' && before.chars().rev().take_while(|c| c.is_alphanumeric()).count() == 1;
        breaks < 2
            && (initial
                || matches!(
                    c,
                    ' ' | '\u{a0}'
                        | '\n'
                        | '\r'
                        | '\t'
                        | '\''
                        | '’'
                        | '-'
                        | '“'
                        | '"'
                        | '„'
                        | '«'
                        | '‘'
                        | '”'
                        | '»'
                        | '「'
                        | '『'
                        | '《'
                        | '/'
                        | ':'
                ))
    })
}

/// The words before `at`, nearest first, up to what ends a wording.
pub(super) fn backward(text: &str, at: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = at;
    std::iter::from_fn(move || {
        let head = &text[..at];
        let end = trimmed(head);
        let gap = &text[end..at];
        if end == 0 || gap.len() > 12 || !parts_words(gap, &text[..end]) {
            return None;
        }
        let mut start = end;
        for c in head[..end].chars().rev().take_while(|c| c.is_alphanumeric()).take(WORD_CHARS) {
            start -= c.len_utf8();
        }
        if start == end {
            return None;
        }
        at = start;
        Some((start, end))
    })
}

/// The words from `at` on, up to what ends a wording.
pub(super) fn forward(text: &str, at: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = at;
    std::iter::from_fn(move || {
        let rest = &text[at..ceil(text, at + 96)];
        let gap = rest.find(|c: char| c.is_alphanumeric())?;
        if gap > 12 || !parts_words(&rest[..gap], &text[..at]) {
            return None;
        }
        let start = at + gap;
        let length: usize = text[start..].chars().take_while(|c| c.is_alphanumeric()).take(WORD_CHARS).map(char::len_utf8).sum();
        at = start + length;
        Some((start, at))
    })
}

/// The last character boundary of `text` at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first character boundary of `text` at or after `at`.
pub(super) fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The end of the last word of `text`, looking back a few characters only: farther is no part of a wording.
fn trimmed(text: &str) -> usize {
    let mut end = text.len();
    for c in text.chars().rev().take(6) {
        if c.is_alphanumeric() {
            break;
        }
        end -= c.len_utf8();
    }
    end
}
