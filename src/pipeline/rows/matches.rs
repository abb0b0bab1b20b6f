//! Rows of matches, passages, families and their members.

use rayon::prelude::*;

use super::families::{family_rows, family_rows_of_articles};
use super::ids::Ids;
use super::places::{Place, Places, int};
use crate::passages::{
    Families, Family, FamilyKind, Op, PairPassages, Passage, boilerplate_families, cigar, families, in_one_order,
};
use crate::pipeline::near::{LISTED_FAMILY, Near, Verified, document};
use crate::pipeline::{Corpus, Settings};
use crate::tables::{FamilyMemberRow, FamilyRow, Label, MatchRow, PassageRow};
use crate::verify::{Measures, Relation};

/// The share of a passage's words in quotation marks from which it is a quotation.
const QUOTED_SHARE: f64 = 0.8;

/// A match and its passages.
type PairRows = (MatchRow, Vec<PassageRow>);

/// The four tables, and how many pairs of exact copies were too many to list.
#[derive(Debug, Default)]
pub struct Listed {
    pub matches: Vec<MatchRow>,
    pub passages: Vec<PassageRow>,
    pub families: Vec<FamilyRow>,
    pub family_members: Vec<FamilyMemberRow>,
    /// Pairs of exact copies and of large families that have no row.
    pub left_out: u64,
}

/// Lists every verified pair of articles with its passages.
pub fn match_rows(corpus: &Corpus, near: &Near, settings: &Settings, places: &Places<'_>) -> Listed {
    let documents: Vec<_> = (0..corpus.texts.len()).map(|text| document(corpus, text, &near.boilerplate[text])).collect();
    let rank: Vec<u32> = corpus.texts.iter().map(|&i| corpus.rank[i as usize]).collect();
    let pairs: Vec<PairPassages<'_>> =
        near.pairs.iter().map(|p| PairPassages { a: p.a, b: p.b, passages: &p.passages }).collect();
    let Families { families, of_passage } = families(&documents, &near.seeds, &pairs, &rank, settings.phrases);
    let mut listed = Listed { left_out: near.pairs_not_listed, ..Listed::default() };
    let mut ids = Vec::with_capacity(families.len());
    let mut sizes = Vec::with_capacity(families.len());
    for family in families.iter().chain(&boilerplate_families(&documents, &rank)) {
        let row = family_rows(corpus, places, family, &mut listed.family_members);
        sizes.push(row.articles);
        ids.push(row.family_id.clone());
        listed.families.push(row);
    }

    let rows: Vec<(Vec<PairRows>, u64)> = near
        .pairs
        .par_iter()
        .zip(&of_passage)
        .map(|(pair, of_passage)| {
            let (pairs, left_out) = article_pairs(&corpus.copies[pair.a as usize], &corpus.copies[pair.b as usize]);
            let family = |k: usize| of_passage[k].map(|f| (ids[f as usize].clone(), sizes[f as usize]));
            let rows = pairs.into_iter().filter_map(|(x, y)| pair_rows(corpus, places, pair, x, y, &family)).collect();
            (rows, left_out)
        })
        .collect();
    for (rows, left_out) in rows {
        listed.left_out += left_out;
        for (row, passages) in rows {
            listed.matches.push(row);
            listed.passages.extend(passages);
        }
    }
    for copies in corpus.copies.iter().filter(|copies| copies.len() > 1) {
        identical_rows(corpus, places, copies, &mut listed);
    }
    listed.matches.par_sort_unstable_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
    listed.passages.par_sort_unstable_by(|x, y| {
        (&x.a, &x.b, x.a_start, x.b_start, &x.passage_id).cmp(&(&y.a, &y.b, y.a_start, y.b_start, &y.passage_id))
    });
    listed.families.par_sort_unstable_by(|x, y| x.family_id.cmp(&y.family_id));
    listed.family_members.par_sort_unstable_by(|x, y| (&x.family_id, &x.article_id).cmp(&(&y.family_id, &y.article_id)));
    listed
}

/// The pairs of articles that two texts stand for: all of them, or each with the first of the other where they are many.
fn article_pairs(a: &[u32], b: &[u32]) -> (Vec<(u32, u32)>, u64) {
    let all = a.len() * b.len();
    if a.len() + b.len() <= LISTED_FAMILY {
        return (a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y))).collect(), 0);
    }
    let mut pairs: Vec<(u32, u32)> = b.iter().map(|&y| (a[0], y)).chain(a[1..].iter().map(|&x| (x, b[0]))).collect();
    pairs.sort_unstable();
    let left_out = (all - pairs.len()) as u64;
    (pairs, left_out)
}

/// The rows of one pair of articles with the texts of a verified pair; `x` has the text `pair.a`. None where the settings' evidence
/// is of phrases alone.
fn pair_rows(
    corpus: &Corpus,
    places: &Places<'_>,
    pair: &Verified,
    x: u32,
    y: u32,
    family: &dyn Fn(usize) -> Option<(String, i64)>,
) -> Option<PairRows> {
    let swapped = corpus.article(x).id > corpus.article(y).id;
    let (a, b) = if swapped { (y, x) } else { (x, y) };
    let (id_a, id_b) = (&corpus.article(a).id, &corpus.article(b).id);
    let match_id = Ids::MATCH.of(&[id_a, id_b]);
    let listed = |passage: &Passage| passage.boilerplate || passage.evident;
    let mut passages = Vec::new();
    for (k, passage) in pair.passages.iter().enumerate().filter(|(_, passage)| listed(passage)) {
        let turned;
        let passage = if swapped {
            turned = passage.turned();
            &turned
        } else {
            passage
        };
        let quoted = |number: u32, range: (u32, u32)| {
            let held = &corpus.quoted[corpus.text_of[number as usize] as usize];
            (range.0..range.1).filter(|&word| crate::passages::holds(held, word)).count() as f64 / f64::from(range.1 - range.0)
        };
        let (at_a, at_b) = places.passage((a, passage.a), (b, passage.b));
        let (family_id, articles) = family(k).map_or((None, 2), |(id, articles)| (Some(id), articles));
        let row = passage_row(&match_id, (id_a, at_a), (id_b, at_b), passage, (quoted(a, passage.a), quoted(b, passage.b)));
        passages.push(PassageRow { articles, family_id, ..row });
    }
    if passages.is_empty() && !pair.measures.near {
        return None;
    }
    flag_reordered(&mut passages);
    let measures = if swapped { pair.measures.turned() } else { pair.measures.clone() };
    let mut found_by: Vec<Label> = Vec::new();
    found_by.extend(pair.found_by.minhash.then_some("minhash".into()));
    found_by.extend(pair.found_by.passages.then_some("passages".into()));
    found_by.extend(pair.found_by.cluster.then_some("cluster".into()));
    Some((match_row(corpus, a, b, match_id, &measures, passages.len(), found_by), passages))
}

/// Flags the passages that stand in another order in b than the rest does, in the order of a.
fn flag_reordered(passages: &mut [PassageRow]) {
    let mut order: Vec<usize> = (0..passages.len()).filter(|&i| passages[i].kind != "boilerplate").collect();
    order.sort_by_key(|&i| (passages[i].a_start, passages[i].b_start));
    let size = |n: i64| usize::try_from(n).unwrap_or_default();
    let places: Vec<(usize, usize)> = order.iter().map(|&i| (size(passages[i].b_start), size(passages[i].words))).collect();
    for (&i, in_order) in order.iter().zip(in_one_order(&places)) {
        if !in_order {
            passages[i].flags.push("reordered".into());
        }
    }
}

fn match_row(
    corpus: &Corpus,
    a: u32,
    b: u32,
    match_id: String,
    measures: &Measures,
    passages: usize,
    found_by: Vec<Label>,
) -> MatchRow {
    let (outlet_a, outlet_b) = (corpus.outlets[a as usize], corpus.outlets[b as usize]);
    // Copies of one text can be of one outlet where the texts' first articles are not.
    let same_outlet = outlet_a.is_some() && outlet_a == outlet_b;
    let relation = match measures.relation {
        Relation::Reprint | Relation::Abridged | Relation::Expanded if same_outlet => Relation::Revision,
        Relation::Revision if !same_outlet => Relation::Reprint,
        relation => relation,
    };
    MatchRow {
        match_id,
        a: corpus.article(a).id.clone(),
        b: corpus.article(b).id.clone(),
        relation: relation.name().into(),
        jaccard: measures.jaccard,
        containment_a: measures.containment_a,
        containment_b: measures.containment_b,
        shared_words: i64::from(measures.shared_words),
        longest_run_words: i64::from(measures.longest_run_words),
        passages: int(passages),
        identity: (measures.shared_words > 0).then_some(measures.identity),
        same_outlet,
        lag_seconds: corpus.article(a).published.lag_seconds(&corpus.article(b).published),
        found_by,
    }
}

/// Exact copies of one text: every pair, or each with the first where they are many.
fn identical_rows(corpus: &Corpus, places: &Places<'_>, copies: &[u32], listed: &mut Listed) {
    let words = u32::try_from(corpus.words(copies[0]).len()).unwrap_or(u32::MAX);
    let whole = (0, words);
    let first = corpus.first_copy(corpus.text_of[copies[0] as usize]);
    let script = vec![(Op::Equal, words)];
    let family_id = (words > 0).then(|| {
        let member = |&article: &u32| crate::passages::FamilyMember { article, words: whole, ops: script.clone(), identity: 1.0 };
        let representative = copies.iter().position(|&i| i == first).unwrap_or_default();
        let family = Family { kind: FamilyKind::Passage, representative, members: copies.iter().map(member).collect() };
        let row = family_rows_of_articles(corpus, places, &family, "whole", &mut listed.family_members);
        let id = row.family_id.clone();
        listed.families.push(row);
        id
    });
    let pairs: Vec<(u32, u32)> = if copies.len() <= LISTED_FAMILY {
        copies.iter().enumerate().flat_map(|(i, &x)| copies[i + 1..].iter().map(move |&y| (x, y))).collect()
    } else {
        listed.left_out += (copies.len() * (copies.len() - 1) / 2 - (copies.len() - 1)) as u64;
        copies.iter().filter(|&&i| i != first).map(|&i| (i.min(first), i.max(first))).collect()
    };
    let measures = Measures::identical(words);
    for (a, b) in pairs {
        let (id_a, id_b) = (&corpus.article(a).id, &corpus.article(b).id);
        let match_id = Ids::MATCH.of(&[id_a, id_b]);
        listed.matches.push(match_row(corpus, a, b, match_id.clone(), &measures, usize::from(words > 0), vec!["exact".into()]));
        if words == 0 {
            continue;
        }
        let (at_a, at_b) = (places.words(a, whole), places.words(b, whole));
        let row = whole_row(&match_id, (id_a, at_a), (id_b, at_b), words);
        listed.passages.push(PassageRow { articles: int(copies.len()), family_id: family_id.clone(), ..row });
    }
}

/// The row of a passage of two articles; `quoted` is the share of its words in quotation marks on either side.
pub(in crate::pipeline) fn passage_row(
    match_id: &str,
    (a, at_a): (&str, Place),
    (b, at_b): (&str, Place),
    passage: &Passage,
    quoted: (f64, f64),
) -> PassageRow {
    let (least, most) = (quoted.0.min(quoted.1), quoted.0.max(quoted.1));
    let (kind, flags): (&'static str, Vec<Label>) = if passage.boilerplate {
        ("boilerplate", Vec::new())
    } else if least >= QUOTED_SHARE {
        ("quote", Vec::new())
    } else if most >= QUOTED_SHARE && least <= 1.0 - QUOTED_SHARE {
        ("quote", vec!["unquoted_echo".into()])
    } else if passage.ops.iter().all(|&(op, _)| op == Op::Equal) {
        ("verbatim", Vec::new())
    } else {
        ("edited", Vec::new())
    };
    PassageRow {
        passage_id: Ids::PASSAGE.of(&[match_id, &at_a.start.to_string(), &at_b.start.to_string(), &at_a.end.to_string()]),
        words: i64::from(passage.words()),
        identity: passage.identity(),
        kind: kind.into(),
        flags,
        ops: cigar(&passage.ops),
        articles: 2,
        ..between(match_id, (a, at_a), (b, at_b))
    }
}

/// The row of the passage of two articles with one text of so many words, which is all of it.
pub(in crate::pipeline) fn whole_row(
    match_id: &str,
    (a, at_a): (&str, Place),
    (b, at_b): (&str, Place),
    words: u32,
) -> PassageRow {
    PassageRow {
        passage_id: Ids::PASSAGE.of(&[match_id, "whole"]),
        words: i64::from(words),
        identity: 1.0,
        kind: "verbatim".into(),
        ops: cigar(&[(Op::Equal, words)]),
        articles: 2,
        ..between(match_id, (a, at_a), (b, at_b))
    }
}

/// The row of a passage as far as its places go.
fn between(match_id: &str, (a, at_a): (&str, Place), (b, at_b): (&str, Place)) -> PassageRow {
    PassageRow {
        match_id: match_id.to_owned(),
        a: a.to_owned(),
        a_start: at_a.start,
        a_end: at_a.end,
        a_start_byte: at_a.start_byte,
        a_end_byte: at_a.end_byte,
        b: b.to_owned(),
        b_start: at_b.start,
        b_end: at_b.end,
        b_start_byte: at_b.start_byte,
        b_end_byte: at_b.end_byte,
        ..PassageRow::default()
    }
}
