//! Forms filled in twice: two texts that share their wording because both follow one template.
//!
//! Earnings, dividends, fixings, weather, releases of one mill: the words between the facts are the same, and every fact differs. Such
//! texts share most of their words and are not copies of each other. They are told by what differs: names and numbers, all over.

use super::Subject;
use crate::passages::{Op, Passage};

/// Places where the texts differ, at least.
const MIN_CHANGES: u32 = 3;

/// Words for each such place, at most: an update of a story changes a few facts in many words.
const WORDS_PER_CHANGE: u32 = 16;

/// An unchanged stretch of so many words, and of this share of all, is a story whatever stands around it: forms change all over.
const STORY_WORDS: u32 = 60;
const STORY_SHARE: f64 = 0.5;

/// Share of the differing words that are names or numbers.
const FACTS: f64 = 0.5;

/// Whether what differs in the passages of a pair is mostly names and numbers, all over.
#[must_use]
pub(super) fn is_template(a: &Subject<'_>, b: &Subject<'_>, passages: &[Passage]) -> bool {
    let (mut words, mut places, mut differing, mut facts, mut unchanged) = (0, 0, 0u32, 0u32, 0);
    for passage in passages.iter().filter(|passage| !passage.boilerplate) {
        let (mut i, mut j) = (passage.a.0, passage.b.0);
        let mut open = false;
        for &(op, n) in &passage.ops {
            words += n;
            if op == Op::Equal {
                unchanged = unchanged.max(n);
                (i, j, open) = (i + n, j + n, false);
                continue;
            }
            places += u32::from(!open);
            open = true;
            differing += n;
            for _ in 0..n {
                let in_a = op != Op::Inserted;
                let in_b = op != Op::Deleted;
                facts += u32::from(in_a && a.document.is_fact(i) || in_b && b.document.is_fact(j));
                i += u32::from(in_a);
                j += u32::from(in_b);
            }
        }
    }
    let is_story = unchanged >= STORY_WORDS && f64::from(unchanged) >= STORY_SHARE * f64::from(words);
    !is_story && places >= MIN_CHANGES && places * WORDS_PER_CHANGE >= words && f64::from(facts) >= FACTS * f64::from(differing)
}
