//! Verification: from the passages of a pair to what the pair is, measured on the text itself.
//!
//! Responsible for Jaccard, containment and the relation of two articles. Not responsible for proposing pairs ([`crate::lsh`],
//! [`crate::passages`]) nor for grouping them ([`crate::clusters`]).

mod cover;
mod departure;
mod template;

use crate::passages::{Document, Op, Passage};
use crate::sketch::jaccard;

pub use cover::{Cover, common, count, without};
pub use departure::{Departure, departures};

/// A pair is near, whatever its Jaccard, where this share of the smaller article lies aligned in the other.
///
/// Chosen on republished articles: below it lie articles that quote each other at length, above it copies with up to a third of
/// their words changed.
pub const NEAR_CONTAINMENT: f64 = 0.6;

/// A pair whose shared words stand in quotation marks to this share, on both sides, shares a speech and not a text.
const QUOTED_SHARE: f64 = 0.8;

/// One article as verification sees it. Ranges are of words, ascending and apart.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub document: Document<'a>,
    pub words: u32,
    /// Ascending distinct shingles.
    pub shingles: &'a [u64],
    /// Identity of the whole text as compared: equal for texts with the same words in the same order.
    pub content: u128,
    pub quoted: &'a [(u32, u32)],
    pub outlet: Option<u32>,
}

/// What two articles are to each other, seen from a to b.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    Identical,
    /// Both mostly shared.
    Reprint,
    /// b lies mostly inside a.
    Abridged,
    /// a lies mostly inside b.
    Expanded,
    Partial,
    QuotesOnly,
    BoilerplateOnly,
    /// Another version by the same outlet.
    Revision,
}

impl Relation {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Reprint => "reprint",
            Self::Abridged => "abridged",
            Self::Expanded => "expanded",
            Self::Partial => "partial",
            Self::QuotesOnly => "quotes_only",
            Self::BoilerplateOnly => "boilerplate_only",
            Self::Revision => "revision",
        }
    }

    /// The same relation seen from b to a.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Abridged => Self::Expanded,
            Self::Expanded => Self::Abridged,
            other => other,
        }
    }
}

/// The measures of a verified pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    pub relation: Relation,
    /// Of the sets of shingles of the whole texts.
    pub jaccard: f64,
    /// Share of the words of each, boilerplate apart, that lie aligned in evident passages; each word once.
    pub containment_a: f64,
    pub containment_b: f64,
    /// The same shares of the words outside quotation marks.
    pub prose_a: f64,
    pub prose_b: f64,
    /// Aligned words of a, and those of them outside quotation marks.
    pub shared_words: u32,
    pub prose_words: u32,
    pub longest_run_words: u32,
    /// Equal words over all places of the alignments.
    pub identity: f64,
    /// Both follow one template: what differs is names and numbers, all over.
    pub template: bool,
    /// The smaller article lies in the larger one, or the Jaccard reaches the threshold.
    pub near: bool,
}

impl Measures {
    /// Of two texts with the same words.
    #[must_use]
    pub const fn identical(words: u32) -> Self {
        Self {
            relation: Relation::Identical,
            jaccard: 1.0,
            containment_a: 1.0,
            containment_b: 1.0,
            prose_a: 1.0,
            prose_b: 1.0,
            shared_words: words,
            prose_words: words,
            longest_run_words: words,
            identity: 1.0,
            template: false,
            near: true,
        }
    }

    /// Seen from b to a.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self {
            relation: self.relation.reversed(),
            containment_a: self.containment_b,
            containment_b: self.containment_a,
            prose_a: self.prose_b,
            prose_b: self.prose_a,
            ..self.clone()
        }
    }

    /// The larger of the two containments: what a reader calls "is inside".
    #[must_use]
    pub fn containment(&self) -> f64 {
        self.containment_a.max(self.containment_b)
    }

    /// What orders the survivors that an article could join.
    #[must_use]
    pub fn strength(&self) -> f64 {
        self.containment().max(self.jaccard)
    }
}

/// Measures a pair by its passages. O(words in passages + shingles).
#[must_use]
pub fn measure(a: &Subject<'_>, b: &Subject<'_>, passages: &[Passage], threshold: f64) -> Measures {
    let identical = a.content == b.content;
    let jaccard = if identical { 1.0 } else { jaccard(a.shingles, b.shingles) };
    let (mut cover_a, mut cover_b) = (Cover::new(), Cover::new());
    let (mut equal, mut places) = (0u64, 0u64);
    let mut longest_run_words = 0;
    for passage in passages.iter().filter(|p| !p.boilerplate && p.evident) {
        for (x, y, words) in passage.aligned.stretches() {
            cover_a.add_range((x, x + words));
            cover_b.add_range((y, y + words));
        }
        longest_run_words = longest_run_words.max(passage.longest_run_words);
        for &(op, n) in &passage.ops {
            places += u64::from(n);
            equal += if op == Op::Equal { u64::from(n) } else { 0 };
        }
    }
    let (ranges_a, ranges_b) = (cover_a.ranges(), cover_b.ranges());
    let side = |own: &Subject<'_>, ranges: &[(u32, u32)]| Side::new(own, ranges);
    let (side_a, side_b) = (side(a, &ranges_a), side(b, &ranges_b));
    let smaller = if side_a.own <= side_b.own { &side_a } else { &side_b };
    let quotes_only = side_a.shared > 0 && side_a.quoted_share() >= QUOTED_SHARE && side_b.quoted_share() >= QUOTED_SHARE;
    // A speech that fills two articles is a common origin: what is near must be near in the words around the quotations too.
    let template = !identical && template::is_template(a, b, passages);
    let contained =
        smaller.containment() >= NEAR_CONTAINMENT && !quotes_only && !template && smaller.prose() >= NEAR_CONTAINMENT / 2.0;
    let near = identical || jaccard >= threshold || contained;
    let inside = |side: &Side| side.containment() >= NEAR_CONTAINMENT;
    let relation = if identical {
        Relation::Identical
    } else if near && a.outlet.is_some() && a.outlet == b.outlet {
        Relation::Revision
    } else if near && (inside(&side_a) == inside(&side_b)) {
        Relation::Reprint
    } else if near && inside(&side_b) {
        Relation::Abridged
    } else if near {
        Relation::Expanded
    } else if side_a.shared == 0 {
        Relation::BoilerplateOnly
    } else if quotes_only {
        Relation::QuotesOnly
    } else {
        Relation::Partial
    };
    Measures {
        relation,
        jaccard,
        containment_a: if identical { 1.0 } else { side_a.containment() },
        containment_b: if identical { 1.0 } else { side_b.containment() },
        prose_a: if identical { 1.0 } else { side_a.prose() },
        prose_b: if identical { 1.0 } else { side_b.prose() },
        shared_words: if identical { a.words } else { side_a.shared },
        prose_words: if identical { a.words } else { side_a.shared_prose },
        longest_run_words: if identical { a.words } else { longest_run_words },
        identity: if identical { 1.0 } else { equal as f64 / places.max(1) as f64 },
        template,
        near,
    }
}

/// One article's words and how many of them the pair shares.
struct Side {
    own: u32,
    own_prose: u32,
    shared: u32,
    shared_prose: u32,
}

impl Side {
    fn new(own: &Subject<'_>, covered: &[(u32, u32)]) -> Self {
        let boilerplate = own.document.boilerplate;
        let shared = without(covered, boilerplate);
        let quoted = count(own.quoted) - common(own.quoted, boilerplate);
        let mut side = Self { own: 0, own_prose: 0, shared: count(&shared), shared_prose: 0 };
        side.shared_prose = side.shared - common(&shared, own.quoted);
        side.own = own.words.saturating_sub(count(own.document.boilerplate));
        side.own_prose = side.own.saturating_sub(quoted);
        side
    }

    fn containment(&self) -> f64 {
        f64::from(self.shared) / f64::from(self.own.max(1))
    }

    /// Containment of the words outside quotation marks; of an article that is all quotation, containment.
    fn prose(&self) -> f64 {
        if self.own_prose == 0 { self.containment() } else { f64::from(self.shared_prose) / f64::from(self.own_prose) }
    }

    fn quoted_share(&self) -> f64 {
        1.0 - f64::from(self.shared_prose) / f64::from(self.shared.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::{Document, compare, seeds};
    use crate::sketch::shingle_set;
    use crate::text::Words;

    type Ranges = &'static [(u32, u32)];

    fn relation(a: &str, b: &str, same_outlet: bool, quoted: (Ranges, Ranges)) -> Measures {
        let (words_a, words_b) = (Words::of(a), Words::of(b));
        let document = |text, words| Document { text, words, boilerplate: &[] };
        let (one, two) = (document(a, &words_a), document(b, &words_b));
        let found = compare(&one, &seeds(&one), &two, &seeds(&two));
        let sets = [shingle_set(words_a.hashes()), shingle_set(words_b.hashes())];
        let subject = |i: usize, document, words: &Words, quoted| Subject {
            document,
            words: u32::try_from(words.len()).expect("short"),
            shingles: &sets[i],
            content: xxhash_rust::xxh3::xxh3_128(words.letters()),
            quoted,
            outlet: Some(if same_outlet { 0 } else { u32::try_from(i).expect("0 or 1") }),
        };
        measure(&subject(0, one, &words_a, quoted.0), &subject(1, two, &words_b, quoted.1), &found, 0.8)
    }

    const STORY: &str = "The council voted nine to four on Monday night to close the Mill Street bridge to lorries from the first of June. \
        Engineers had warned in March that two of its bearings were worn through, and that heavy traffic could bring the deck down. \
        Traders on the east bank said the diversion would cost them a third of their customers before the summer was over.";

    #[test]
    fn relations_follow_what_is_shared() {
        let none: (Ranges, Ranges) = (&[], &[]);
        let first = STORY.split_inclusive(". ").next().expect("a sentence");
        assert_eq!(relation(STORY, STORY, false, none).relation, Relation::Identical);
        let edited = STORY.replace("Monday night", "Tuesday").replace("lorries", "trucks");
        assert_eq!(relation(STORY, &edited, false, none).relation, Relation::Reprint);
        assert_eq!(relation(STORY, &edited, true, none).relation, Relation::Revision);
        assert_eq!(relation(STORY, first, false, none).relation, Relation::Abridged);
        assert_eq!(relation(first, STORY, false, none).relation, Relation::Expanded);
        let other =
            "In other news the library opened a reading room for children with two thousand new books and a garden. ".repeat(2);
        assert_eq!(relation(STORY, &(other.clone() + first), false, none).relation, Relation::Partial);
        assert_eq!(relation(STORY, &other, false, none).relation, Relation::BoilerplateOnly);
    }

    #[test]
    fn a_form_filled_in_twice_is_no_copy() {
        let form = "Harlow Mills Inc said its board declared a quarterly dividend of 12 cents a share, payable April 30 to holders of \
            record on April 1, and said that sales rose 4 percent to 310 million dollars in the quarter that ended in March.";
        let filled =
            form.replace("Harlow Mills", "Dunmore Grain").replace("12", "30").replace("April 30", "May 21").replace("310", "95");
        let filled = filled.replace("on April 1", "on May 7");
        let measures = relation(form, &filled, false, (&[], &[]));
        assert!(measures.template && !measures.near && measures.containment() > NEAR_CONTAINMENT, "{measures:?}");
        assert_eq!(measures.relation, Relation::Partial);
        assert!(!relation(STORY, &STORY.replace("nine to four", "ten to three"), false, (&[], &[])).template);
    }

    #[test]
    fn a_speech_that_two_articles_print_is_not_a_copy() {
        const WORDS: u32 = 65;
        assert_eq!(Words::of(STORY).len(), WORDS as usize);
        let quoted: Ranges = &[(0, WORDS)];
        assert_eq!(
            relation(STORY, &format!("{STORY} He left."), false, (quoted, quoted)).relation,
            Relation::Reprint,
            "by Jaccard"
        );
        let around = "She told the meeting in the town hall, which had been called for the evening, what she thought of the plan for the bridge: ";
        let measures = relation(
            &format!("{around}{STORY}"),
            &format!(
                "{STORY} That was how the mayor put it to reporters who had waited in the rain outside the library since early in the day."
            ),
            false,
            (&[(24, 24 + WORDS)], quoted),
        );
        assert_eq!((measures.relation, measures.near), (Relation::QuotesOnly, false));
    }
}
