//! Bare hits: of two texts that share a seed, those that have nothing else alike around it.
//!
//! They are stock phrases, and they grow faster than the corpus: the more texts, the more of them print "is expected to announce". So they
//! are told seed by seed, where the letters around one place meet those around all others, and not pair by pair.

use std::hint;

use super::align::goes_no_further;
use super::chain::{common_end, common_start};
use super::join::ALL_PAIRS_UP_TO;
use super::letters::AllLetters;
use super::passage::QUOTED_RUN_LETTERS;
use super::postings::Posting;

/// Seeds of fewer articles are not looked at: for a few pairs, looking at every place takes longer than it saves.
const LEAST_ARTICLES: usize = 4;

/// For each of the places of one seed with which of the articles behind its own the hit is bare, the next article in the lowest bit. Where
/// not all pairs meet, that bit tells of the next article, and the one above it of the first.
///
/// Nothing is told where letters are in a file, or of a seed that an article prints more than once. O(places + pairs that meet).
pub(super) fn marks(places: &[Posting], letters: &AllLetters) -> Vec<u32> {
    let mut marks = vec![0; places.len()];
    let is_repeated = places.windows(2).any(|two| two[0].article == two[1].article);
    if places.len() < LEAST_ARTICLES || is_repeated || !letters.filed.is_held() {
        return marks;
    }
    let texts: Vec<(&[u8], &[u8])> =
        places.iter().map(|place| letters.alone(place.article).split_at(place.at as usize)).collect();
    look(texts.iter().copied());
    let is_bare = |i: usize, j: usize| u32::from(is_bare(texts[i], texts[j]));
    for (i, mark) in marks.iter_mut().enumerate() {
        let all = i + 1..texts.len();
        *mark = if texts.len() <= ALL_PAIRS_UP_TO {
            (0..).zip(all).map(|(bit, j)| is_bare(i, j) << bit).sum()
        } else {
            all.take(1).map(|j| is_bare(i, j)).sum::<u32>() | is_bare(0, i) << 1
        };
    }
    marks
}

/// Looks at the letters around some places, of which nothing follows: those of different texts lie far apart in memory, and asked for
/// all at once they come together, where comparing them would wait for each.
pub(super) fn look<'l>(places: impl Iterator<Item = (&'l [u8], &'l [u8])>) {
    /// Letters in a line of memory.
    const LINE: usize = 64;
    let seen = places.fold(0, |seen: u8, (before, from)| {
        let letters = [before.last(), before.get(before.len().wrapping_sub(LINE / 2)), from.get(LINE / 2), from.get(LINE)];
        letters.into_iter().flatten().fold(seen, |seen, letter| seen ^ letter)
    });
    hint::black_box(seen);
}

/// Whether the run through a common seed of two texts, each split where it stands there, is short, and neither what is before it nor what
/// is behind is alike.
///
/// Then [`may_be_evident`](super::passage::may_be_evident) is false of the run alone.
fn is_bare((before_a, from_a): (&[u8], &[u8]), (before_b, from_b): (&[u8], &[u8])) -> bool {
    const MOST: usize = QUOTED_RUN_LETTERS as usize;
    let first = |letters: &'_ [u8]| letters.len().min(MOST);
    let after = common_start(&from_a[..first(from_a)], &from_b[..first(from_b)]);
    if after == MOST {
        return false;
    }
    let last = |letters: &'_ [u8]| letters.len().saturating_sub(MOST);
    let before = common_end(&before_a[last(before_a)..], &before_b[last(before_b)..]);
    before + after < MOST
        && goes_no_further(
            (&before_a[..before_a.len() - before], &before_b[..before_b.len() - before]),
            (&from_a[after..], &from_b[after..]),
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::passages::align::Aligner;
    use crate::passages::chain::maximal_runs;
    use crate::passages::passage::may_be_evident;
    use crate::text::Words;

    proptest! {
        /// What is left out as bare is what looking at the pair would have left out.
        #[test]
        fn a_bare_hit_is_no_evidence(
            before in "[a-h ]{0,90}", other_before in "[a-h ]{0,90}", common in "[a-h]{1,9} [a-h ]{15,50}", same in "[a-h ]{0,30}",
            behind in "[a-h ]{0,90}", other_behind in "[a-h ]{0,90}",
        ) {
            let one = Words::of(&format!("{before} {same} {common} {behind}"));
            let other = Words::of(&format!("{other_before} {same} {common} {other_behind}"));
            let word = |before: &str| Words::of(&format!("{before} {same}")).len();
            let hit = (word(&before), word(&other_before));
            let (at, there) = (one.letter(hit.0), other.letter(hit.1));
            let bare = is_bare(one.letters().split_at(at), other.letters().split_at(there));
            let runs = maximal_runs(one.letters(), other.letters(), [(at, there)]);
            prop_assert!(!bare || !may_be_evident(&mut Aligner::default(), &one, &other, &runs));
        }
    }

    #[test]
    fn a_stock_phrase_is_bare_and_a_copy_is_not() {
        let text = |before: &str, behind: &str| Words::of(&format!("{before} is expected to announce {behind}"));
        let a = text(
            "The harbour board of Wexcombe met in its rooms on Monday and",
            "whether the bridge over the Rother will be closed for good to all traffic",
        );
        let b = text(
            "Nobody knows what the ministry for fisheries, which had no comment,",
            "by Friday, when its chief leaves for a congress of lawyers in Lisbon",
        );
        let c = text(
            "The harbour board of Wexcombe sat in its rooms on Monday and",
            "whether the bridges over the Rother will be shut for good to all traffic",
        );
        let at = |words: &Words| {
            (0..words.len()).find(|&word| words.folded(word) == b"is").map(|word| words.letter(word)).expect("there")
        };
        let is_bare = |one: &Words, other: &Words| is_bare(one.letters().split_at(at(one)), other.letters().split_at(at(other)));
        assert!(is_bare(&a, &b) && is_bare(&b, &c));
        assert!(!is_bare(&a, &c));
    }
}
