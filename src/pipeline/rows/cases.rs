//! One row for a case: passages that stand side by side in both articles, in another order in each.
//!
//! Responsible for which listed passages have a row together, and for that row. Not responsible for what a case is
//! ([`crate::passages::cases`]).

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::ids::Ids;
use crate::passages::{Op, Ops, Passage, cases, cigar, identity, in_one_order, merged};
use crate::tables::{Label, PassageRow};
use crate::verify::count;

/// Which of the listed passages of a pair have one row together, as their numbers in the order of a. Boilerplate is no piece of anything.
pub(in crate::pipeline) fn cases_of(passages: &[&Passage], is_speech: impl Fn(&Passage) -> bool) -> Vec<Vec<usize>> {
    let own: Vec<usize> = (0..passages.len()).filter(|&i| !passages[i].boilerplate).collect();
    // Nearly all pairs.
    if own.len() < 2 {
        return Vec::new();
    }
    let among = cases(&own.iter().map(|&i| passages[i]).collect::<Vec<_>>(), is_speech);
    among.into_iter().map(|case| case.into_iter().map(|i| own[i]).collect()).collect()
}

/// The rows of a pair's passages, those of a case as one row. `in_case` holds the numbers of the passages of each case.
pub(super) fn with_cases(match_id: &str, pieces: Vec<(PassageRow, Cow<'_, Passage>)>, in_case: &[Vec<usize>]) -> Vec<PassageRow> {
    let mut pieces: Vec<Option<(PassageRow, Cow<'_, Passage>)>> = pieces.into_iter().map(Some).collect();
    let mut rows: Vec<PassageRow> = Vec::with_capacity(pieces.len());
    for case in in_case {
        let mut own: Vec<_> = case.iter().filter_map(|&i| pieces[i].take()).collect();
        // A pair that is seen from its other side has them in the order of that.
        own.sort_by_key(|(_, passage)| (passage.a, passage.b));
        rows.push(case_row(match_id, &own));
    }
    rows.extend(pieces.into_iter().flatten().map(|(row, _)| row));
    rows
}

/// The row of a case; `pieces` are its passages with their rows, in the order of a.
///
/// It reaches from the first piece to the last on either side. Its script sets beside each other the heaviest pieces that stand in one
/// order; the others, and what lies between, are words of one side alone in it. Its words, identity and flags are those of the pieces.
fn case_row(match_id: &str, pieces: &[(PassageRow, Cow<'_, Passage>)]) -> PassageRow {
    let rows: Vec<&PassageRow> = pieces.iter().map(|(row, _)| row).collect();
    let least = |of: fn(&PassageRow) -> i64| rows.iter().copied().map(of).min().unwrap_or_default();
    let most = |of: fn(&PassageRow) -> i64| rows.iter().copied().map(of).max().unwrap_or_default();
    let Some((heaviest, _)) = pieces.iter().min_by_key(|(row, _)| Reverse(row.words)) else { return PassageRow::default() };
    let all_ops: Ops = pieces.iter().flat_map(|(_, passage)| passage.ops.iter().copied()).collect();
    let words = |side: fn(&Passage) -> (u32, u32)| count(&merged(pieces.iter().map(|(_, passage)| side(passage)).collect()));
    let flags: BTreeSet<Label> = rows.iter().flat_map(|row| row.flags.iter().cloned()).collect();
    PassageRow {
        passage_id: case_id(match_id, &rows),
        match_id: match_id.to_owned(),
        a: heaviest.a.clone(),
        a_start: least(|row| row.a_start),
        a_end: most(|row| row.a_end),
        a_start_byte: least(|row| row.a_start_byte),
        a_end_byte: most(|row| row.a_end_byte),
        b: heaviest.b.clone(),
        b_start: least(|row| row.b_start),
        b_end: most(|row| row.b_end),
        b_start_byte: least(|row| row.b_start_byte),
        b_end_byte: most(|row| row.b_end_byte),
        words: i64::from(words(|passage| passage.a).max(words(|passage| passage.b))),
        identity: identity(&all_ops),
        kind: if rows.iter().all(|row| row.kind == "quote") { "quote" } else { "edited" }.into(),
        flags: std::iter::once(Label::from("reordered")).chain(flags).collect(),
        ops: cigar(&script(pieces)),
        articles: heaviest.articles,
        family_id: heaviest.family_id.clone(),
        blocks: Some(rows.iter().copied().map(PassageRow::block).collect()),
    }
}
/// The id of the row of a case, from the rows of its pieces.
pub(in crate::pipeline) fn case_id(match_id: &str, rows: &[&PassageRow]) -> String {
    let mut places: Vec<[String; 4]> =
        rows.iter().map(|row| [row.a_start, row.b_start, row.a_end, row.b_end].map(|place| place.to_string())).collect();
    places.sort_unstable();
    let parts: Vec<&str> = [match_id, "case"].into_iter().chain(places.iter().flatten().map(String::as_str)).collect();
    Ids::PASSAGE.of(&parts)
}

/// The word edit script from the first word of the case to the last, on both sides.
fn script(pieces: &[(PassageRow, Cow<'_, Passage>)]) -> Ops {
    let order: Vec<(usize, usize)> = pieces.iter().map(|(_, passage)| (passage.b.0 as usize, passage.words() as usize)).collect();
    let facing = pieces.iter().zip(in_one_order(&order)).filter(|(_, faces)| *faces).map(|((_, passage), _)| passage);
    let first = |side: fn(&Passage) -> (u32, u32)| pieces.iter().map(|(_, passage)| side(passage).0).min().unwrap_or_default();
    let end = |side: fn(&Passage) -> (u32, u32)| pieces.iter().map(|(_, passage)| side(passage).1).max().unwrap_or_default();
    let (mut a, mut b) = (first(|passage| passage.a), first(|passage| passage.b));
    let mut ops = Ops::new();
    let mut push = |op: Op, n: u32| match ops.last_mut() {
        Some((last, count)) if *last == op => *count += n,
        _ if n > 0 => ops.push((op, n)),
        _ => {}
    };
    for passage in facing {
        // Pieces can have words in common at their edges; those are set beside each other once.
        if passage.a.0 < a || passage.b.0 < b {
            continue;
        }
        push(Op::Deleted, passage.a.0 - a);
        push(Op::Inserted, passage.b.0 - b);
        passage.ops.iter().for_each(|&(op, n)| push(op, n));
        (a, b) = (passage.a.1, passage.b.1);
    }
    push(Op::Deleted, end(|passage| passage.a) - a);
    push(Op::Inserted, end(|passage| passage.b) - b);
    ops
}
