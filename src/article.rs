//! The article: what every stage receives, and the small types that travel with it.
//!
//! Responsible for the shape of an article, of a position in its text and of a time that is only partly known.
//! Not responsible for reading one from a file (`input`) or for what is found in it.

use std::convert::Infallible;
use std::fmt;
use std::ops::Range;

/// One article as it was read, decoded and unescaped but never normalised.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Article {
    /// The user's id as text, unique in a run.
    pub id: String,
    /// The input it came from, as the user named it.
    pub source_file: String,
    /// One-based line or record number in `source_file`.
    pub source_pos: u64,
    /// The outlet as the input gives it; `None` is never guessed from spelling.
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    /// ISO 639-1 code where there is one (else 639-3), as given or as recognised.
    pub language: Option<String>,
    pub published: Published,
    pub modified_at: Option<Micros>,
    /// Sources that the article's page declares, as printed.
    pub declared: Vec<(DeclaredKind, String)>,
    /// The text that all offsets of a run refer to.
    pub text: String,
}

/// How a page names where its text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclaredKind {
    /// The address to cite for this text; of another site where the text was taken from there.
    Canonical,
    /// `syndication-source`: the text was licensed from there.
    SyndicationSource,
    /// `original-source`: who reported it first.
    OriginalSource,
    /// `isBasedOn`: the work that this one is made from.
    IsBasedOn,
    /// `creditText`: who is to be credited, in words.
    CreditText,
}

impl DeclaredKind {
    pub const ALL: [Self; 5] =
        [Self::Canonical, Self::SyndicationSource, Self::OriginalSource, Self::IsBasedOn, Self::CreditText];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Canonical => "canonical",
            Self::SyndicationSource => "syndication-source",
            Self::OriginalSource => "original-source",
            Self::IsBasedOn => "isBasedOn",
            Self::CreditText => "creditText",
        }
    }
}

/// A half-open range of UTF-8 bytes of one text, on character boundaries.
///
/// Stages work in bytes; code points are counted once, when tables are made ([`CodePoints`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    #[must_use]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Bytes that both spans hold.
    #[must_use]
    pub fn overlap(self, other: Self) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// What lies between this span and a later one: empty where they touch or overlap, as the two words of `½` do.
    #[must_use]
    pub const fn until(self, later: Self) -> Self {
        Self { start: self.end, end: if later.start > self.end { later.start } else { self.end } }
    }

    /// The slice of `text` that this span names.
    ///
    /// # Panics
    /// If the span is not one of `text`: spans are made from the text they are used with.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// Turns byte offsets of one text into code point offsets, in O(1) for ASCII text and O(distance to a checkpoint) otherwise.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    checkpoints: Checkpoints,
}

impl<'t> CodePoints<'t> {
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, checkpoints: Checkpoints::of(text) }
    }

    /// The number of code points before `byte`.
    #[must_use]
    pub fn at(&self, byte: usize) -> usize {
        let Ok(before) = self.checkpoints.at(byte, |bytes| Ok::<_, Infallible>(code_points(&self.text.as_bytes()[bytes])));
        before
    }
}

/// What [`CodePoints`] know of a text, for who has the text elsewhere: code points before each kibibyte; none of an ASCII text.
#[derive(Debug)]
pub struct Checkpoints(Box<[u32]>);

impl Checkpoints {
    const STEP: usize = 1024;

    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut checkpoints = Vec::new();
        // A text of more than 2^32 bytes is none that an input gives.
        if !text.is_ascii() {
            checkpoints.reserve_exact(text.len().div_ceil(Self::STEP));
            let mut count = 0;
            for chunk in text.as_bytes().chunks(Self::STEP) {
                checkpoints.push(u32::try_from(count).unwrap_or(u32::MAX));
                count += code_points(chunk);
            }
        }
        Self(checkpoints.into())
    }

    /// The number of code points before `byte` of the same text. Where it is not ASCII, `count` is asked how many begin in some of its bytes.
    pub fn at<E>(&self, byte: usize, count: impl FnOnce(Range<usize>) -> Result<usize, E>) -> Result<usize, E> {
        if self.0.is_empty() {
            return Ok(byte);
        }
        let step = (byte / Self::STEP).min(self.0.len() - 1);
        Ok(self.0[step] as usize + count(step * Self::STEP..byte)?)
    }
}

/// The code points that begin in some bytes of a text.
#[must_use]
pub fn code_points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| (b & 0xC0) != 0x80).count()
}

/// Microseconds since 1970-01-01T00:00:00, in UTC or in the zone that an input's zone-less times share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Micros(pub i64);

impl Micros {
    pub const SECOND: i64 = 1_000_000;
    pub const MINUTE: i64 = 60 * Self::SECOND;
    pub const HOUR: i64 = 60 * Self::MINUTE;
    pub const DAY: i64 = 24 * Self::HOUR;
}

impl fmt::Display for Micros {
    /// ISO 8601 to the second with a `Z`, with the fraction where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(time) => write!(f, "{time}"),
            // Outside of what a calendar holds: the number itself is the only honest form.
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

/// How exactly a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Precision {
    Second,
    Minute,
    Hour,
    Day,
    Month,
    #[default]
    None,
}

impl Precision {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::None => "none",
        }
    }

    /// The way back from [`Self::name`]; what is no name is none.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Second, Self::Minute, Self::Hour, Self::Day, Self::Month]
            .into_iter()
            .find(|one| one.name() == name)
            .unwrap_or_default()
    }
}

/// Where a publication time was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DateSource {
    Field,
    Metadata,
    Text,
    Url,
    #[default]
    None,
}

impl DateSource {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Metadata => "metadata",
            Self::Text => "text",
            Self::Url => "url",
            Self::None => "none",
        }
    }

    /// The way back from [`Self::name`]; what is no name is none.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Field, Self::Metadata, Self::Text, Self::Url].into_iter().find(|one| one.name() == name).unwrap_or_default()
    }
}

/// Whether a time said in which zone it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Zone {
    /// The input gave an offset or a zone: the time is in UTC.
    Given,
    /// No zone was given: the time is in the one zone that the zone-less times of its input share.
    Assumed,
    #[default]
    None,
}

impl Zone {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Assumed => "assumed",
            Self::None => "none",
        }
    }

    /// The way back from [`Self::name`]; what is no name is none.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Given, Self::Assumed].into_iter().find(|one| one.name() == name).unwrap_or_default()
    }
}

/// When an article was published, as an interval: nothing finer than what was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Published {
    /// The time as given: the start of its day, minute, ... where that is all that is known.
    pub at: Option<Micros>,
    pub precision: Precision,
    pub source: DateSource,
    pub zone: Zone,
    /// First moment it can have been; `None` is unbounded.
    pub earliest: Option<Micros>,
    /// First moment after those it can have been; `None` is unbounded.
    pub latest: Option<Micros>,
}

impl Published {
    /// Widest difference of two zones on earth (UTC-12 to UTC+14).
    pub const ZONE_DOUBT: i64 = 26 * Micros::HOUR;

    /// Orders articles by survival: dated before undated, the one known to be earliest first.
    #[must_use]
    pub const fn standing(&self) -> (bool, Option<Micros>, Option<Micros>) {
        // By the last moment it can have been: a time known to the day is not earlier than one known to the minute of that day.
        (self.at.is_none(), self.latest, self.earliest)
    }

    /// Whether `self` lies before `other` whatever the unknown parts are: the two intervals do not overlap.
    #[must_use]
    pub fn before(&self, other: &Self) -> bool {
        let (Some(end), Some(start)) = (self.latest, other.earliest) else { return false };
        let doubt = if self.zone == other.zone { 0 } else { Self::ZONE_DOUBT };
        end.0.saturating_add(doubt) <= start.0
    }

    /// Seconds from `self` to `other` by the times as given; `None` where it is not known which of the two is earlier.
    #[must_use]
    pub fn lag_seconds(&self, other: &Self) -> Option<i64> {
        let ordered = self.before(other) || other.before(self);
        let lag = (other.at?.0 - self.at?.0).div_euclid(Micros::SECOND);
        ordered.then_some(lag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_agree_with_counting_characters() {
        let text = "naïve “quotes” — 日本語 and ".repeat(40);
        for text in [text.as_str(), "plain ascii", ""] {
            let points = CodePoints::new(text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(points.at(byte), count);
            }
            assert_eq!(points.at(text.len()), text.chars().count());
        }
    }

    #[test]
    fn zoneless_and_zoned_times_differ_by_a_day_and_two_hours_before_one_is_first() {
        let at = |zone, hour: i64| Published {
            at: Some(Micros(hour * Micros::HOUR)),
            precision: Precision::Hour,
            source: DateSource::Field,
            zone,
            earliest: Some(Micros(hour * Micros::HOUR)),
            latest: Some(Micros((hour + 1) * Micros::HOUR)),
        };
        assert!(at(Zone::Given, 0).before(&at(Zone::Given, 1)));
        assert!(!at(Zone::Given, 0).before(&at(Zone::Given, 0)));
        assert!(!at(Zone::Given, 0).before(&at(Zone::Assumed, 26)));
        assert!(at(Zone::Given, 0).before(&at(Zone::Assumed, 27)));
        assert!(!Published::default().before(&at(Zone::Given, 0)));
    }
}
