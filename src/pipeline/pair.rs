//! Two articles by themselves: the rows that a scan would write for the pair, with the words behind them.
//!
//! Responsible for looking at two articles as the stages of a scan do, whichever of them is named first. Not responsible for showing
//! them beside each other ([`crate::summary::comparison`]).

use std::sync::Arc;

use super::Settings;
use super::corpus::quoted;
use super::rows::{Ids, case_id, cases_of, is_speech, passage_row, place, whole_row, with_marks};
use crate::article::{Article, CodePoints, Span};
use crate::passages::{self, Aligned, AtHand, Common, Document, Ignored, Ops, Passage, Source, Text, holds};
use crate::sketch::{Brief, shingle_set};
use crate::tables::{MatchRow, PassageRow};
use crate::text::{Words, content};
use crate::verify::{Cover, Measures, Subject, count, measure};

/// What two articles are to each other, from the first that was named to the second.
#[derive(Debug)]
pub struct Beside {
    /// The row of the pair, as `matches` has it; `a` is the first article.
    pub row: MatchRow,
    pub measures: Measures,
    /// In the order of the first article: what is evident, what is boilerplate, and phrases. Those that are one row of `passages`,
    /// because they stand in another order in each article, have its id.
    pub stretches: Vec<Stretch>,
    /// Those of fewer words than a passage must have.
    pub too_short: Vec<Stretch>,
    pub common: Common,
    pub a: Side,
    pub b: Side,
}

/// One article of the two.
#[derive(Debug)]
pub struct Side {
    pub words: Words,
    /// Ranges of words, ascending and apart: what is set aside, and what lies in the other article.
    pub boilerplate: Vec<(u32, u32)>,
    pub shared: Vec<(u32, u32)>,
}

/// A passage of the two with its row.
#[derive(Debug, Clone)]
pub struct Stretch {
    pub row: PassageRow,
    pub passage: Passage,
}

impl Side {
    /// Words that are not boilerplate.
    #[must_use]
    pub fn own_words(&self) -> u32 {
        length(&self.words).saturating_sub(count(&self.boilerplate))
    }

    #[must_use]
    pub fn shared_words(&self) -> u32 {
        count(&self.shared)
    }
}

impl Stretch {
    /// Whether it counts: neither boilerplate nor a phrase.
    #[must_use]
    pub fn counts(&self) -> bool {
        !self.passage.boilerplate && self.passage.evident
    }

    fn turned(self) -> Self {
        let row = self.row;
        let passage = self.passage.turned();
        let turned = PassageRow {
            a: row.b,
            a_start: row.b_start,
            a_end: row.b_end,
            a_start_byte: row.b_start_byte,
            a_end_byte: row.b_end_byte,
            b: row.a,
            b_start: row.a_start,
            b_end: row.a_end,
            b_start_byte: row.a_start_byte,
            b_end_byte: row.a_end_byte,
            ops: passages::cigar(&passage.ops),
            ..row
        };
        Self { row: turned, passage }
    }
}

/// Looks at two articles by themselves. `known` is the boilerplate that a run has found in them, in bytes of their texts; without it
/// boilerplate is told by the form of the two, and by what recurs in them.
#[must_use]
pub fn beside(a: &Article, b: &Article, known: Option<[&[Span]; 2]>, settings: &Settings) -> Beside {
    // A scan compares in the order of ids, and an alignment may depend on it.
    if a.id <= b.id {
        return in_order([a, b], known, settings);
    }
    let found = in_order([b, a], known.map(|[a, b]| [b, a]), settings);
    let turned = |stretches: Vec<Stretch>| {
        let mut turned: Vec<Stretch> = stretches.into_iter().map(Stretch::turned).collect();
        turned.sort_by_key(|stretch| (stretch.passage.a, stretch.passage.b));
        turned
    };
    let (stretches, too_short) = (turned(found.stretches), turned(found.too_short));
    let measures = Measures { shared_words: found.b.shared_words(), ..found.measures.turned() };
    let row = MatchRow {
        a: found.row.b,
        b: found.row.a,
        relation: measures.relation.name().into(),
        containment_a: measures.containment_a,
        containment_b: measures.containment_b,
        lag_seconds: found.row.lag_seconds.map(|lag| -lag),
        ..found.row
    };
    Beside { row, measures, stretches, too_short, common: found.common, a: found.b, b: found.a }
}

fn in_order(articles: [&Article; 2], known: Option<[&[Span]; 2]>, settings: &Settings) -> Beside {
    let [a, b] = articles;
    let words = articles.map(|article| Words::of(&article.text));
    let same_outlet = a.outlet.is_some() && a.outlet == b.outlet;
    let outlets = [a.outlet.is_some().then_some(0), b.outlet.is_some().then_some(u32::from(!same_outlet))];
    let ignored = settings.ignore.as_deref().map(Ignored::lines).unwrap_or_default();
    let boilerplate = match known {
        Some(known) => [0, 1].map(|i| known[i].iter().filter_map(|span| words_in(&words[i], *span)).collect()),
        None => by_themselves(articles, &words, outlets, &ignored),
    };
    let document = |i: usize| Document { text: &articles[i].text, words: &words[i], boilerplate: &boilerplate[i] };
    let quoted = [0, 1].map(|i| quoted(&articles[i].text, &words[i]));
    let shingles = [0, 1].map(|i| shingle_set(words[i].hashes()));
    let subject = |i: usize| Subject {
        document: document(i),
        words: length(&words[i]),
        shingles: &shingles[i],
        content: content(words[i].hashes(), &articles[i].text),
        quoted: &quoted[i],
        outlet: outlets[i],
    };
    let identical = subject(0).content == subject(1).content;
    let (one, two) = (document(0), document(1));
    let (seeds_one, seeds_two) = (passages::seeds(&one), passages::seeds(&two));
    let found = if identical && !words[0].is_empty() {
        vec![whole(length(&words[0]))]
    } else {
        passages::compare(&one, &seeds_one, &two, &seeds_two)
    };
    let common = passages::common(&one, &seeds_one, &two, &seeds_two);
    let (found, too_short): (Vec<Passage>, Vec<Passage>) =
        found.into_iter().partition(|passage| identical || passage.words() >= settings.min_words);
    let measures = if identical {
        Measures::identical(length(&words[0]))
    } else {
        measure(&subject(0), &subject(1), &found, settings.threshold)
    };

    let match_id = Ids::MATCH.of(&[&a.id, &b.id]);
    let points = articles.map(|article| CodePoints::new(&article.text));
    let at = |i: usize, (start, end): (u32, u32)| (articles[i].text.as_str(), words[i].stretch(start as usize, end as usize));
    let quoted_share = |i: usize, (start, end): (u32, u32)| {
        (start..end).filter(|&word| holds(&quoted[i], word)).count() as f64 / f64::from((end - start).max(1))
    };
    let stretch = |passage: Passage| {
        let (of_a, of_b) = (at(0, passage.a), at(1, passage.b));
        let (span_a, span_b) = if identical { (of_a.1, of_b.1) } else { with_marks(of_a, of_b) };
        let (place_a, place_b) = ((a.id.as_str(), place(&points[0], span_a)), (b.id.as_str(), place(&points[1], span_b)));
        let row = if identical {
            whole_row(&match_id, place_a, place_b, length(&words[0]))
        } else {
            let quoted = (quoted_share(0, passage.a), quoted_share(1, passage.b));
            passage_row(&match_id, place_a, place_b, &passage, quoted)
        };
        Stretch { row, passage }
    };
    let mut stretches: Vec<Stretch> = found.into_iter().map(stretch).collect();
    let rows = name_cases(&match_id, &mut stretches, |passage| is_speech(quoted_share(0, passage.a), quoted_share(1, passage.b)));
    let too_short: Vec<Stretch> = too_short.into_iter().map(stretch).collect();
    let row = MatchRow {
        match_id: match_id.clone(),
        a: a.id.clone(),
        b: b.id.clone(),
        relation: measures.relation.name().into(),
        jaccard: measures.jaccard,
        containment_a: measures.containment_a,
        containment_b: measures.containment_b,
        shared_words: i64::from(measures.shared_words),
        longest_run_words: i64::from(measures.longest_run_words),
        passages: i64::try_from(rows).unwrap_or(i64::MAX),
        identity: (measures.shared_words > 0).then_some(measures.identity),
        same_outlet,
        lag_seconds: a.published.lag_seconds(&b.published),
        found_by: Vec::new(),
    };
    let shared = |side: usize| {
        if identical {
            return vec![(0, length(&words[0]))];
        }
        let mut cover = Cover::new();
        for (x, y) in stretches.iter().filter(|stretch| stretch.counts()).flat_map(|stretch| stretch.passage.aligned.pairs()) {
            let word = if side == 0 { x } else { y };
            if !document(side).is_boilerplate(word) {
                cover.add(word);
            }
        }
        cover.ranges()
    };
    let (shared_a, shared_b) = (shared(0), shared(1));
    let ([words_a, words_b], [boilerplate_a, boilerplate_b]) = (words, boilerplate);
    Beside {
        row,
        measures,
        stretches,
        too_short,
        common,
        a: Side { words: words_a, boilerplate: boilerplate_a, shared: shared_a },
        b: Side { words: words_b, boilerplate: boilerplate_b, shared: shared_b },
    }
}

/// Gives the pieces of a case the id of its row, and says how many rows the passages have.
fn name_cases(match_id: &str, stretches: &mut [Stretch], is_speech: impl Fn(&Passage) -> bool) -> usize {
    let is_listed = |stretch: &Stretch| stretch.passage.boilerplate || stretch.counts();
    let listed: Vec<usize> = (0..stretches.len()).filter(|&i| is_listed(&stretches[i])).collect();
    let in_case = cases_of(&listed.iter().map(|&i| &stretches[i].passage).collect::<Vec<_>>(), is_speech);
    let joined: usize = in_case.iter().map(|case| case.len() - 1).sum();
    for case in in_case {
        let case: Vec<usize> = case.into_iter().map(|i| listed[i]).collect();
        let id = case_id(match_id, &case.iter().map(|&i| &stretches[i].row).collect::<Vec<_>>());
        for i in case {
            stretches[i].row.passage_id.clone_from(&id);
        }
    }
    listed.len() - joined
}

/// Boilerplate of two articles that nothing else is known of.
fn by_themselves(
    articles: [&Article; 2],
    words: &[Words; 2],
    outlets: [Option<u32>; 2],
    ignored: &Ignored,
) -> [Vec<(u32, u32)>; 2] {
    let at_hand = |i: usize| AtHand { text: &articles[i].text, words: Arc::new(words[i].clone()) };
    let shelf = vec![at_hand(0), at_hand(1)];
    let source = |i: usize| Source {
        text: Text { count: length(&words[i]), boilerplate: &[], number: u32::from(i > 0), shelf: &shelf },
        brief: Brief::of_words(words[i].hashes()),
        outlet: outlets[i],
        hub: false,
    };
    let mut found = passages::boilerplate(&[source(0), source(1)], ignored);
    [std::mem::take(&mut found[0]), std::mem::take(&mut found[1])]
}

/// The one passage of two texts with the same words.
fn whole(words: u32) -> Passage {
    let ops: Ops = vec![(passages::Op::Equal, words)];
    let mut aligned = Aligned::default();
    (0..words).for_each(|word| aligned.push(word, word));
    Passage {
        a: (0, words),
        b: (0, words),
        ops,
        aligned,
        longest_run_words: words,
        longest_run_letters: u32::MAX,
        matched_letters: u32::MAX,
        boilerplate: false,
        evident: true,
    }
}

/// The words that a span holds; none where it holds none.
fn words_in(words: &Words, span: Span) -> Option<(u32, u32)> {
    let start = u32::try_from(words.first_ending_after(span.start)).ok()?;
    let end = u32::try_from(words.first_starting_at(span.end)).ok()?;
    (start < end).then_some((start, end))
}

fn length(words: &Words) -> u32 {
    u32::try_from(words.len()).unwrap_or(u32::MAX)
}
