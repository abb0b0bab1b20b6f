//! What linking promises, on invented speeches.

use proptest::prelude::*;

use super::*;
use crate::article::Micros;
use crate::quotes::{QuoteKind, Speaker};

/// A printing that owns what [`Printing`] borrows.
#[derive(Debug, Clone)]
struct Print {
    article: u32,
    quote: u32,
    text: String,
    info: Quote,
    outlet: Option<String>,
    published: Published,
    text_group: u32,
    apart: bool,
}

impl Print {
    fn new(article: u32, text: &str) -> Self {
        Self {
            article,
            quote: 0,
            text: text.to_owned(),
            info: Quote::default(),
            outlet: None,
            published: Published::default(),
            text_group: article,
            apart: false,
        }
    }

    fn by(mut self, name: &str) -> Self {
        self.info.speaker = Speaker { name: Some(name.to_owned()), kind: SpeakerType::Person, mention: None };
        self
    }

    fn kind(mut self, kind: QuoteKind) -> Self {
        self.info.kind = kind;
        self
    }

    fn at(mut self, venue: &str) -> Self {
        self.info.venue = Some(venue.to_owned());
        self
    }

    /// Published within one hour.
    fn on(mut self, hour: i64) -> Self {
        self.published.earliest = Some(Micros(hour * Micros::HOUR));
        self.published.latest = Some(Micros((hour + 1) * Micros::HOUR));
        self
    }

    fn quote(mut self, quote: u32) -> Self {
        self.quote = quote;
        self
    }

    fn apart(mut self) -> Self {
        self.apart = true;
        self
    }

    fn group(mut self, text_group: u32) -> Self {
        self.text_group = text_group;
        self
    }
}

fn run(prints: &[Print]) -> Vec<Utterance> {
    link(&printings(prints))
}

fn printings(prints: &[Print]) -> Vec<Printing<'_>> {
    prints
        .iter()
        .map(|print| Printing {
            article: print.article,
            quote: print.quote,
            text: &print.text,
            quote_info: &print.info,
            outlet: print.outlet.as_deref(),
            published: &print.published,
            text_group: print.text_group,
            apart: print.apart,
        })
        .collect()
}

/// Without any room in memory for lists; the printings must stand in their order.
fn run_in_files(prints: &[Print]) -> Vec<Utterance> {
    let folder = tempfile::tempdir().unwrap();
    let room = Room::holding(0, folder.path().to_owned());
    let printings = printings(prints);
    let listed = Listed { printings: &printings, order: (0..).take(prints.len()).collect() };
    let mut all = Vec::new();
    link_into(&listed, &room, |mut some| {
        all.append(&mut some);
        Ok::<(), io::Error>(())
    })
    .unwrap();
    all
}

/// The printings of each utterance, by index.
fn partition(prints: &[Print]) -> Vec<Vec<u32>> {
    run(prints).iter().map(|utterance| utterance.members.iter().map(|member| member.printing).collect()).collect()
}

const FERRY: &str = "I think the ferry will sail on Friday, whatever the harbour board decides about the old pier.";

#[test]
fn printings_of_a_sentence_are_one_utterance_whoever_is_named() {
    let prints = [
        Print::new(0, FERRY).by("Ada Brill"),
        Print::new(1, FERRY),
        Print::new(2, "The ferry will sail on Friday, whatever the harbour board decides").by("Brill"),
        Print::new(3, "Whatever the harbour board decides about the old pier").by("Otto Moss"),
        Print::new(4, "The bakery opens on Friday.").by("Ada Brill"),
    ];
    let utterances = run(&prints);
    assert_eq!(utterances.len(), 2);
    let ferry = &utterances[0];
    assert_eq!((ferry.base, ferry.variants, ferry.independent), (0, 3, 4));
    assert_eq!((ferry.speaker.as_deref(), ferry.speaker_votes), (Some("Ada Brill"), 2));
    assert!(ferry.members[1].named_by_cluster && !ferry.members[2].named_by_cluster);
    assert_eq!(ferry.members[2].flags, ["hedge_lost"]);
    assert_eq!(ferry.members[3].flags, ["speaker_conflict"]);
    assert_eq!(ferry.members[3].change, Change::TrimmedUnmarked);
}

#[test]
fn what_stands_apart_is_an_utterance_of_its_own() {
    // Pages of an outlet end with words that somebody said once.
    let prints =
        [Print::new(0, FERRY).apart(), Print::new(1, FERRY).by("Ada Brill"), Print::new(2, FERRY).apart(), Print::new(3, FERRY)];
    let utterances = run(&prints);
    assert_eq!(partition(&prints), [vec![0], vec![1, 3], vec![2]]);
    assert_eq!((utterances[1].independent, utterances[1].speaker_votes), (2, 1));
    assert!(utterances[2].members[0].flags.is_empty());
}

#[test]
fn two_speakers_who_are_level_are_both_in_conflict() {
    let utterances = run(&[Print::new(0, FERRY).by("Ada Brill"), Print::new(1, FERRY).by("Otto Moss"), Print::new(2, FERRY)]);
    assert_eq!(utterances.len(), 1);
    assert_eq!(utterances[0].speaker, None);
    assert!(utterances[0].members[..2].iter().all(|member| member.flags == ["speaker_conflict"]));
    assert!(!utterances[0].members[2].named_by_cluster);
}

#[test]
fn a_few_words_need_a_speaker_an_occasion_and_content() {
    let said = |article| Print::new(article, "floating coffins").by("Ada Brill");
    assert_eq!(partition(&[said(0), said(1), said(2).at("on Radio Delta"), said(3).at("in the Harbour Gazette")]).len(), 3);
    let far = run(&[said(0).on(0), said(1).on(24 * 300)]);
    assert_eq!((far.len(), &far[0].related[..], &far[1].related[..]), (2, &[1][..], &[0][..]));
    assert_eq!(partition(&[said(0), said(1)]).len(), 1);
    assert_eq!(partition(&[said(0), Print::new(1, "floating coffins").by("Otto Moss")]).len(), 2);
    assert_eq!(partition(&[Print::new(0, "floating coffins"), Print::new(1, "floating coffins")]).len(), 2);
    let copies = [Print::new(0, "it was").group(7), Print::new(1, "it was").group(7)];
    assert_eq!(partition(&copies).len(), 1);
}

#[test]
fn a_fragment_belongs_to_the_one_sentence_of_its_article() {
    let piece = |quote| Print::new(0, "old pier").by("Brill").kind(QuoteKind::Partial).quote(quote);
    let whole = Print::new(0, FERRY).by("Ada Brill").quote(1);
    let utterances = run(&[piece(0), whole.clone()]);
    assert_eq!(utterances.len(), 1);
    assert_eq!(utterances[0].members[0].change, Change::Fragment);
    assert!(utterances[0].members[0].flags.is_empty());
    let second = Print::new(0, "Nobody ever painted the old pier in all these long years").by("Ada Brill").quote(2);
    let utterances = run(&[piece(0), whole, second]);
    assert_eq!((utterances.len(), &utterances[0].related[..]), (3, &[1, 2][..]));
}

#[test]
fn a_headline_is_a_fragment_without_a_speaker() {
    let prints = [Print::new(0, "harbour board").kind(QuoteKind::Headline), Print::new(0, FERRY).by("Ada Brill").quote(1)];
    assert_eq!(partition(&prints).len(), 1);
}

#[test]
fn utterances_do_not_chain() {
    // B shares a sentence with A and another with C, and is not the fullest.
    let a = "The ferry will sail on Friday whatever the board decides. Painters come on Monday with forty buckets of red paint. \
             Children travel free until the end of summer, and dogs pay half.";
    let b = "Children travel free until the end of summer, and dogs pay half. Captain Lund keeps the brass bell in his kitchen.";
    let c = "Captain Lund keeps the brass bell in his kitchen. Somebody stole the anchor.";
    assert_eq!(partition(&[Print::new(0, a), Print::new(1, b), Print::new(2, c)]), [vec![0, 1], vec![2]]);
    // Were B the fullest, all would be parts of it.
    let b =
        format!("{b} {}", "We shall write to the minister about the winter timetable of all the northern islands. ".repeat(2));
    assert_eq!(partition(&[Print::new(0, a), Print::new(1, &b), Print::new(2, c)]).len(), 1);
}

#[test]
fn one_article_may_split_what_another_prints_whole() {
    let prints = [
        Print::new(0, "The ferry will sail on Friday whatever the board decides. Painters come on Monday with forty buckets."),
        Print::new(1, "The ferry will sail on Friday whatever the board decides."),
        Print::new(1, "Painters come on Monday with forty buckets.").quote(1),
    ];
    let utterances = run(&prints);
    assert_eq!(utterances.len(), 1);
    assert!(utterances[0].members[1..].iter().all(|member| member.change == Change::Split));
}

#[test]
fn the_first_is_known_only_if_it_lies_before_all_others() {
    let first = |prints: &[Print]| (run(prints)[0].first, run(prints)[0].first_known);
    let said = |article| Print::new(article, FERRY);
    assert_eq!(first(&[said(0).on(5), said(1).on(3), said(2).on(9)]), (Some(1), true));
    assert_eq!(first(&[said(0).on(3), said(1).on(3)]), (None, false));
    assert_eq!(first(&[said(0).on(3), said(1)]), (None, false));
    assert_eq!(first(&[said(0)]), (None, false));
    assert_eq!(first(&[said(0).on(3), said(0).on(3).quote(1)]), (Some(0), true));
}

#[test]
fn a_partial_printed_as_a_sentence_and_a_relay_are_flagged() {
    let words = "a floating coffin that nobody should board";
    let utterances = run(&[
        Print::new(0, words).by("Ada Brill").kind(QuoteKind::Partial).on(1),
        Print::new(1, "A floating coffin that nobody should board.").by("Ada Brill").on(2),
    ]);
    assert_eq!(utterances[0].members[1].flags, ["partial_became_full"]);
    let mut relay = Print::new(0, FERRY);
    relay.outlet = Some("Harbour Gazette".to_owned());
    relay.info.venue_outlet = Some("Radio Delta".to_owned());
    assert_eq!(run(&[relay])[0].members[0].flags, ["relayed"]);
}

#[test]
fn a_hot_shingle_is_followed() {
    // Forty printings that share words with each other: more than a shingle pairs outright.
    let cut = |n: usize| FERRY.split(' ').take(8 + n % 9).collect::<Vec<_>>().join(" ") + &" indeed".repeat(n / 9);
    let prints: Vec<Print> = (0..40).map(|n| Print::new(n, &cut(n as usize))).collect();
    assert_eq!(partition(&prints).len(), 1);
    // Forty that share an opening only.
    let apart: Vec<Print> = (0..40)
        .map(|n| {
            Print::new(
                n,
                &format!(
                    "I think the ferry will carry mules{n} drums{n} carts{n} bells{n} goats{n} crates{n} anvils{n} lamps{n}"
                ),
            )
            .by("Ada Brill")
        })
        .collect();
    assert_eq!(partition(&apart).len(), 40);
}

#[test]
fn a_long_speech_costs_each_excerpt_its_own_length() {
    let words: Vec<String> = (0..30_000).map(|n| format!("w{n}{}", if n % 12 == 11 { "." } else { "" })).collect();
    let mut prints = vec![Print::new(0, &words.join(" "))];
    prints.extend((1..1500).map(|n| Print::new(n, &words[n as usize * 19..n as usize * 19 + 15].join(" "))));
    let utterances = run(&prints);
    assert_eq!((utterances.len(), utterances[0].base), (1, 0));
    assert_eq!(utterances[0].members[10].edits, "190D 15= 29795D");
    assert!(utterances[0].members[1..].iter().all(|member| member.change == Change::TrimmedUnmarked));
}

#[test]
fn nothing_is_one_utterance_each() {
    assert!(run(&[]).is_empty());
    assert_eq!(partition(&[Print::new(0, ""), Print::new(1, "…"), Print::new(2, "[]")]).len(), 3);
}

/// Speeches of few words, so that they meet; speakers, kinds, copies and times at random.
fn prints() -> impl Strategy<Value = Vec<Print>> {
    let word = prop::sample::select(vec![
        "the", "ferry", "board", "sail", "not", "pier", "…", "[board]", "will", "I", "think,", "paint.", "12", "like,",
    ]);
    let text = prop_oneof![
        prop::collection::vec(word, 0..24).prop_map(|words| words.join(" ")),
        (0..14_usize, 1..17_usize).prop_map(|(from, len)| FERRY.split(' ').skip(from).take(len).collect::<Vec<_>>().join(" ")),
        "\\PC{0,40}",
    ];
    let speaker = prop::option::of(prop::sample::select(vec!["Ada Brill", "Brill", "Otto Brill", "Otto Moss"]));
    let print = (text, speaker, 0..6_u32, prop::option::of(0..2000_i64), 0..4_u32, 0..4_usize, prop::bool::weighted(0.1));
    prop::collection::vec(print, 0..30).prop_map(|list| {
        (0_u32..)
            .zip(list)
            .map(|(n, (text, speaker, article, hour, group, kind, apart))| {
                let kind = [QuoteKind::Full, QuoteKind::Partial, QuoteKind::Headline, QuoteKind::Scare][kind];
                let mut print = Print::new(article, &text).quote(n).group(group).kind(kind);
                print.apart = apart;
                if let Some(speaker) = speaker {
                    print = print.by(speaker);
                }
                if let Some(hour) = hour { print.on(hour) } else { print }
            })
            .collect()
    })
}

/// The utterances by what names their printings, with all that is said of them.
fn named(prints: &[Print]) -> Vec<String> {
    let place = |n: u32| (prints[n as usize].article, prints[n as usize].quote);
    run(prints)
        .iter()
        .map(|utterance| {
            let members: Vec<_> =
                utterance.members.iter().map(|m| (place(m.printing), m.change, &m.edits, &m.flags, m.named_by_cluster)).collect();
            format!(
                "{members:?} {:?} {:?} {:?} {:?}",
                place(utterance.base),
                utterance.first.map(place),
                utterance.speaker,
                utterance.related
            )
        })
        .collect()
}

proptest! {
    #[test]
    fn every_printing_is_in_one_utterance(prints in prints()) {
        let mut all: Vec<u32> = partition(&prints).concat();
        all.sort_unstable();
        prop_assert_eq!(all, (0..).take(prints.len()).collect::<Vec<u32>>());
        for utterance in run(&prints) {
            prop_assert!(utterance.members.iter().any(|member| member.printing == utterance.base && member.change == Change::Same));
        }
    }

    #[test]
    fn where_lists_stand_changes_nothing(mut prints in prints()) {
        prints.sort_by_key(|print| (print.article, print.quote));
        prop_assert_eq!(run(&prints), run_in_files(&prints));
    }

    #[test]
    fn the_order_of_printings_changes_nothing((prints, shuffled) in prints().prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle()))) {
        prop_assert_eq!(named(&prints), named(&shuffled));
    }
}
