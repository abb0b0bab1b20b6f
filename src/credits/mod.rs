//! Credits: every wording by which an article names its source.
//!
//! Responsible for finding datelines, bylines, sign-offs, and the wordings that credit a claim or a quotation to an outlet, to a post
//! or to sources without a name. Not responsible for whether a credit was copied along with the text (`inherited` is decided where
//! the parent is known) nor for what a credit proves.
//!
//! All patterns are tables: `nouns.tsv` (what stands for a source), and of the outlets their names and the wordings beside them.
//! Cost: two passes of a matcher over the text, and a bounded look around each hit.

mod claims;
mod declared;
mod frame;
mod nouns;
mod sources;
mod unnamed;

#[cfg(test)]
mod cases;

use crate::article::{Article, Span};
use crate::outlets::cues::Saying;
use crate::outlets::{OutletId, OutletKind, Outlets};
use crate::quotes::{Field, Quote, QuoteKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CreditKind {
    Dateline,
    Byline,
    Tagline,
    Copyright,
    AccordingTo,
    ReportedBy,
    FirstReportedBy,
    InterviewWith,
    Told,
    Link,
    EmbeddedPost,
    /// What came with the article names it: a byline that is an agency's name and nothing else, or a source that its page declares.
    Metadata,
    UnnamedSources,
}

impl From<Saying> for CreditKind {
    fn from(saying: Saying) -> Self {
        match saying {
            Saying::AccordingTo => Self::AccordingTo,
            Saying::ReportedBy => Self::ReportedBy,
            Saying::FirstReportedBy => Self::FirstReportedBy,
            Saying::Told => Self::Told,
            Saying::InterviewWith => Self::InterviewWith,
            Saying::Tagline => Self::Tagline,
        }
    }
}

impl CreditKind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dateline => "dateline",
            Self::Byline => "byline",
            Self::Tagline => "tagline",
            Self::Copyright => "copyright",
            Self::AccordingTo => "according_to",
            Self::ReportedBy => "reported_by",
            Self::FirstReportedBy => "first_reported_by",
            Self::InterviewWith => "interview_with",
            Self::Told => "told",
            Self::Link => "link",
            Self::EmbeddedPost => "embedded_post",
            Self::Metadata => "metadata",
            Self::UnnamedSources => "unnamed_sources",
        }
    }

    /// Whether it credits the text itself, or a claim or quotation in it.
    #[must_use]
    pub const fn level(self) -> CreditLevel {
        match self {
            Self::Dateline | Self::Byline | Self::Tagline | Self::Copyright | Self::Metadata => CreditLevel::Full,
            _ => CreditLevel::Mention,
        }
    }
}

/// What is credited; ordered from nothing to all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CreditLevel {
    #[default]
    None,
    /// A claim or a quotation.
    Mention,
    /// The text.
    Full,
}

impl CreditLevel {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mention => "mention",
            Self::Full => "full",
        }
    }
}

/// One wording that names a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// Where in the text it stands; `None` where it stands in the article's byline or its page's declarations only.
    pub span: Option<Span>,
    /// The wording as printed, exactly the slice.
    pub text: String,
    /// The canonical name of the outlet, or the words as printed where none is known.
    pub names: String,
    /// The kind of the outlet named, where it is in the table.
    pub outlet_kind: Option<OutletKind>,
    pub kind: CreditKind,
    pub level: CreditLevel,
    /// Copied along with the text; never set here.
    pub inherited: bool,
}

impl Credit {
    fn new(text: &str, span: Span, names: String, outlet_kind: Option<OutletKind>, kind: CreditKind) -> Self {
        Self { span: Some(span), text: span.of(text).to_owned(), names, outlet_kind, kind, level: kind.level(), inherited: false }
    }
}

/// The name that a credit gives an outlet: its own. Where that has the place in brackets ("La Nación (Argentina)") and the text prints
/// it without, it is given as printed: which of several is meant is not said.
fn name_of(outlets: &Outlets, id: OutletId, printed: &str) -> String {
    let name = outlets.get(id).name.as_str();
    let bare = name
        .split_once(" (")
        .map(|(bare, _)| bare)
        .filter(|bare| name.ends_with(')') && (printed.ends_with(bare) || bare.ends_with(printed)));
    bare.filter(|bare| outlets.by_name(bare) == Some(id)).unwrap_or(name).to_owned()
}

/// The credits of an article in the order of its text, before them those of its page and its byline. No two overlap.
///
/// `quotes` are the article's own: what a quoted speaker credits is not the article's credit. Time linear in the text.
#[must_use]
pub fn extract(article: &Article, quotes: &[Quote], outlets: &Outlets) -> Vec<Credit> {
    let text = article.text.as_str();
    let mentions = outlets.find(text);
    let nouns: Vec<_> = nouns::find(text).collect();
    let mut found = frame::find(article, &mentions, &nouns, outlets);
    let declared = declared::find(article, outlets).into_iter();
    let declared: Vec<Credit> =
        declared.filter(|credit| !found.iter().any(|known| known.span.is_none() && known.names == credit.names)).collect();
    found.splice(0..0, declared);
    let mut claims = claims::find(article, &mentions, &nouns, outlets);
    claims.sort_by_key(|credit| credit.span);
    let unnamed: Vec<Credit> = unnamed::find(text, &nouns).into_iter().filter(|credit| !relayed(text, &claims, credit)).collect();
    claims.extend(unnamed);
    let spoken: Vec<Span> = quotes
        .iter()
        .filter(|quote| quote.field == Field::Text && matches!(quote.kind, QuoteKind::Full))
        .map(|quote| quote.span)
        .collect();
    claims.retain(|credit| credit.span.is_none_or(|span| !inside_any(&spoken, span)));
    found.extend(claims);
    without_overlaps(found)
}

/// "The Journal reported, citing a person familiar with the matter": the source is the Journal's, not the article's.
fn relayed(text: &str, claims: &[Credit], unnamed: &Credit) -> bool {
    /// Farthest that the outlet's verb stands before "citing", in bytes.
    const REACH: usize = 60;
    const RELAYS: [&str; 11] =
        ["citing", "Citing", "quoting", "Quoting", "citant", "Citant", "citando", "Citando", "unter Berufung", "援引", "引述"];
    let Some(span) = unnamed.span else { return false };
    if !RELAYS.iter().any(|cue| unnamed.text.starts_with(cue)) {
        return false;
    }
    let before = claims.partition_point(|credit| credit.span.is_some_and(|other| other.start < span.start));
    let same_sentence = |from: usize, to: usize| from <= to && to - from < REACH && !text[from..to].contains(['\n', '.']);
    let next = claims.get(before).and_then(|credit| credit.span);
    let last = claims[..before].last().and_then(|credit| credit.span);
    last.is_some_and(|last| same_sentence(last.end, span.start)) || next.is_some_and(|next| same_sentence(span.end, next.start))
}

/// `spans` are in order of their starts, as quotations are; nested ones lie inside one that also holds what they hold.
fn inside_any(spans: &[Span], span: Span) -> bool {
    let behind = spans.partition_point(|other| other.start <= span.start);
    spans[..behind].iter().rev().take(4).any(|other| other.contains(span))
}

/// Of overlapping credits the one found first in the order frame, claims, unnamed; then in order of the text.
fn without_overlaps(found: Vec<Credit>) -> Vec<Credit> {
    let mut kept = std::collections::BTreeMap::new();
    let mut credits: Vec<Credit> = Vec::new();
    for credit in found {
        let Some(span) = credit.span else {
            credits.push(credit);
            continue;
        };
        let before = kept.range(..span.end).next_back().map(|(_, other): (_, &Credit)| other.span);
        if before.flatten().is_none_or(|other| other.end <= span.start) && !span.is_empty() {
            kept.insert(span.start, credit);
        }
    }
    credits.extend(kept.into_values());
    credits
}

/// The agency that the text itself is credited to.
#[must_use]
pub fn agency(credits: &[Credit]) -> Option<String> {
    credits
        .iter()
        .find(|credit| credit.level == CreditLevel::Full && credit.outlet_kind == Some(OutletKind::Agency))
        .map(|credit| credit.names.clone())
}

/// The highest level among the credits.
#[must_use]
pub fn credit_level(credits: &[Credit]) -> CreditLevel {
    credits.iter().map(|credit| credit.level).max().unwrap_or_default()
}
