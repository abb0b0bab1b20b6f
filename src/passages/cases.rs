//! Cases: passages that stand side by side in both texts, but not in one order.
//!
//! Responsible for which passages of a pair are pieces of one case. Not responsible for finding passages, nor for what a case looks
//! like in the tables.

use super::Passage;

/// Most words that lie between two neighbouring pieces of a case, in either text ...
const CASE_GAP_WORDS: u32 = 32;

/// ... and where all pieces are speech. Who prints two sentences of one speech in another order, with words of their own between them,
/// has quoted twice and moved nothing.
const SPEECH_GAP_WORDS: u32 = 4;

/// Where a passage stands in text a and in text b: words, half-open.
type Sides = [(u32, u32); 2];

/// The cases among the passages of a pair, as their numbers in the order of a; passages of no case are not named. `is_speech` says which
/// of them are quotations.
///
/// A case is a largest set of passages that are neighbours in both texts (`teams`) and of which two have changed places. O(n²) in the
/// passages of one case.
#[must_use]
pub fn cases(passages: &[&Passage], is_speech: impl Fn(&Passage) -> bool) -> Vec<Vec<usize>> {
    let places: Vec<Sides> = passages.iter().map(|passage| [passage.a, passage.b]).collect();
    let has_moved = |case: &[usize]| {
        let one_of = |n: usize, i: usize| case[..n].iter().any(|&other| have_changed_places(passages[other], passages[i]));
        case.iter().enumerate().any(|(n, &i)| one_of(n, i))
    };
    let mut cases: Vec<Vec<usize>> = Vec::new();
    for case in teams(&places, CASE_GAP_WORDS).into_iter().filter(|case| has_moved(case)) {
        if case.iter().all(|&i| is_speech(passages[i])) {
            let own: Vec<Sides> = case.iter().map(|&i| places[i]).collect();
            let closer = teams(&own, SPEECH_GAP_WORDS).into_iter().map(|team| team.into_iter().map(|i| case[i]).collect());
            cases.extend(closer.filter(|case: &Vec<usize>| has_moved(case)));
        } else {
            cases.push(case);
        }
    }
    cases
}

/// Sets of two or more places of which each is within so many words of another of its set in both texts, as large as can be: max-gap
/// clusters, or gene teams (Bergeron, Corteel, Raffinot 2002). They lie apart. Each is in the order of a, as they are themselves.
///
/// Sets are split where one of the texts has a wider gap until none has: O(n log n) for each of at most n splits, and there is seldom more
/// than one.
fn teams(places: &[Sides], gap: u32) -> Vec<Vec<usize>> {
    let mut done = Vec::new();
    // A set, the text by which it is split next, and whether it has no wide gap in the other.
    let mut open: Vec<(Vec<usize>, usize, bool)> = vec![((0..places.len()).collect(), 0, false)];
    while let Some((set, side, whole_in_other)) = open.pop() {
        let parts = neighbours(places, set, side, gap);
        let whole = whole_in_other && parts.len() == 1;
        for part in parts.into_iter().filter(|part| part.len() > 1) {
            if whole {
                done.push(part);
            } else {
                open.push((part, 1 - side, true));
            }
        }
    }
    for team in &mut done {
        team.sort_unstable_by_key(|&i| (places[i], i));
    }
    done.sort_unstable_by_key(|team| (places[team[0]], team[0]));
    done
}

/// The set in parts, each without a wide gap in one of the texts.
fn neighbours(places: &[Sides], mut set: Vec<usize>, side: usize, gap: u32) -> Vec<Vec<usize>> {
    set.sort_unstable_by_key(|&i| (places[i][side], i));
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut end = 0;
    for i in set {
        let (first, behind) = places[i][side];
        match parts.last_mut() {
            Some(part) if first <= end + gap => part.push(i),
            _ => parts.push(vec![i]),
        }
        end = end.max(behind);
    }
    parts
}

/// Whether two passages stand in one order in a and in another in b: they cross, or one fills a hole of the other in one of the texts.
fn have_changed_places(one: &Passage, other: &Passage) -> bool {
    let before = |one: (u32, u32), other: (u32, u32)| one.0 < other.0 && one.1 < other.1;
    before(one.a, other.a) && before(other.b, one.b)
        || before(other.a, one.a) && before(one.b, other.b)
        || fills_hole(one, other)
        || fills_hole(other, one)
}

/// Whether a passage lies in another one in one of the texts, in words that have no counterpart there. Where they have one, the other text
/// has them twice.
fn fills_hole(inner: &Passage, outer: &Passage) -> bool {
    let fills = |(start, end): (u32, u32), (first, last): (u32, u32), taken: &mut dyn Iterator<Item = u32>| {
        first <= start && end <= last && 2 * taken.filter(|word| (start..end).contains(word)).count() < (end - start) as usize
    };
    fills(inner.a, outer.a, &mut outer.aligned.pairs().map(|(x, _)| x))
        || fills(inner.b, outer.b, &mut outer.aligned.pairs().map(|(_, y)| y))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Aligned;
    use super::super::columns::Op;
    use super::*;

    const G: u32 = CASE_GAP_WORDS;

    /// A passage of stretches that stand across from each other: first words of both, and how many.
    fn passage(runs: &[(u32, u32, u32)]) -> Passage {
        let (first, last) = (runs[0], runs[runs.len() - 1]);
        Passage {
            a: (first.0, last.0 + last.2),
            b: (first.1, last.1 + last.2),
            ops: runs.iter().map(|run| (Op::Equal, run.2)).collect(),
            aligned: Aligned::of(runs.to_vec()),
            longest_run_words: 10,
            longest_run_letters: 50,
            matched_letters: 50,
            boilerplate: false,
            evident: true,
        }
    }

    fn found(passages: &[Passage]) -> Vec<Vec<usize>> {
        cases(&passages.iter().collect::<Vec<_>>(), |_| false)
    }

    #[test]
    fn pieces_that_change_places_are_one_case() {
        assert_eq!(found(&[passage(&[(0, 30, 10)]), passage(&[(10, 12, 10)])]), [[0, 1]]);
        assert_eq!(found(&[passage(&[(0, 20, 12)]), passage(&[(10, 8, 14)])]), [[0, 1]], "edges that overlap");
        assert!(found(&[passage(&[(0, 0, 10)]), passage(&[(30, 12, 10)])]).is_empty(), "in one order");
        assert!(found(&[]).is_empty());
    }

    #[test]
    fn a_piece_that_was_taken_out_of_a_passage_is_of_its_case() {
        let around = passage(&[(0, 0, 20), (20, 30, 20)]);
        assert_eq!(found(&[around.clone(), passage(&[(40, 20, 10)])]), [[0, 1]]);
        assert!(found(&[around, passage(&[(40, 10, 10)])]).is_empty(), "the other text has it twice");
    }

    #[test]
    fn one_place_that_stands_twice_in_the_other_text_has_not_moved() {
        assert!(found(&[passage(&[(0, 0, 10)]), passage(&[(0, 20, 10)])]).is_empty());
    }

    #[test]
    fn two_quotations_of_one_speech_have_not_moved_and_text_that_quotes_has() {
        let (one, other, prose) = (passage(&[(0, 60, 10)]), passage(&[(20, 30, 10)]), passage(&[(35, 2, 20)]));
        let speech = |passage: &Passage| passage.a.1 - passage.a.0 == 10;
        assert!(cases(&[&one, &other], speech).is_empty());
        assert_eq!(cases(&[&one, &other, &prose], speech), [[0, 1, 2]]);
        let (close, closer) = (passage(&[(0, 12, 10)]), passage(&[(12, 0, 10)]));
        assert_eq!(cases(&[&close, &closer, &other], speech), [[0, 1]], "with next to nothing between them");
    }

    #[test]
    fn neighbours_in_one_text_alone_are_no_case() {
        let far = 22 + G + 1;
        assert!(found(&[passage(&[(0, far, 10)]), passage(&[(10, 12, 10)])]).is_empty());
        assert_eq!(found(&[passage(&[(0, far - 1, 10)]), passage(&[(10, 12, 10)])]), [[0, 1]]);
    }

    #[test]
    fn a_gap_in_one_text_parts_the_other_as_well() {
        // 0 and 2 are neighbours in a by way of 1 alone, which stands elsewhere in b.
        assert!(teams(&[[(0, 10), (20, 30)], [(30, 40), (900, 910)], [(60, 70), (0, 10)]], G).is_empty());
        // Two that stand across from each other far away are a case of their own.
        let all = [[(0, 10), (15, 25)], [(10, 20), (0, 10)], [(500, 510), (990, 1000)], [(512, 520), (975, 985)]];
        assert_eq!(teams(&all, G), [[0, 1], [2, 3]]);
    }

    /// By the definition: of all sets without wide gaps the largest.
    fn by_definition(places: &[Sides]) -> Vec<Vec<usize>> {
        let is_close = |set: &[usize]| {
            [0, 1].into_iter().all(|side| {
                let mut ranges: Vec<(u32, u32)> = set.iter().map(|&i| places[i][side]).collect();
                ranges.sort_unstable();
                (1..ranges.len()).all(|k| {
                    let end = ranges[..k].iter().map(|range| range.1).max().unwrap_or(0);
                    ranges[k].0 <= end + G
                })
            })
        };
        let sets: Vec<Vec<usize>> = (1u32..1 << places.len())
            .map(|bits| (0..places.len()).filter(|i| bits >> i & 1 == 1).collect::<Vec<usize>>())
            .filter(|set| set.len() > 1 && is_close(set))
            .collect();
        let inside = |set: &[usize], other: &[usize]| set.len() < other.len() && set.iter().all(|i| other.contains(i));
        let mut largest: Vec<Vec<usize>> =
            sets.iter().filter(|set| !sets.iter().any(|other| inside(set, other))).cloned().collect();
        for set in &mut largest {
            set.sort_unstable_by_key(|&i| (places[i], i));
        }
        largest.sort_unstable_by_key(|set| (places[set[0]], set[0]));
        largest
    }

    proptest! {
        #[test]
        fn teams_are_those_of_the_definition(
            places in prop::collection::vec(((0u32..300, 1u32..20), (0u32..300, 1u32..20)), 0..9)
        ) {
            let places: Vec<Sides> = places.into_iter().map(|((a, n), (b, m))| [(a, a + n), (b, b + m)]).collect();
            prop_assert_eq!(teams(&places, G), by_definition(&places));
        }
    }
}
