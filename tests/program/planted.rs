//! Common runs planted into articles of invented words: each planted run is found where it stands, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use newsprint::passages::{Alone, AtHand, Ignored, Passage, Source, Text, find};
use newsprint::sketch::Brief;
use newsprint::storage::Room;
use newsprint::text::Words;
use proptest::prelude::*;
use serde_json::json;

use crate::folder::{RunFolder, int, text};

/// The shortest run that must be found, in words and in letters (the contract's guarantee).
const MIN_WORDS: usize = 8;
const MIN_LETTERS: usize = 40;

/// A small generator of numbers that is the same on every machine (Steele, Lea and Flood's `SplitMix64`).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).expect("smaller than n")
    }

    fn within(&mut self, range: Range<usize>) -> usize {
        range.start + self.below(range.len())
    }
}

/// An invented word of two to four syllables; some 60 million different ones.
fn word(dice: &mut Dice) -> String {
    const ONSETS: [&str; 20] =
        ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "kl", "st", "tr", "sk"];
    const VOWELS: [&str; 7] = ["a", "e", "i", "o", "u", "ai", "ou"];
    (0..dice.within(2..5)).map(|_| ONSETS[dice.below(20)].to_owned() + VOWELS[dice.below(7)]).collect()
}

fn words(dice: &mut Dice, n: usize) -> Vec<String> {
    (0..n).map(|_| word(dice)).collect()
}

/// A character of a script without spaces, out of three thousand.
fn ideograph(dice: &mut Dice) -> String {
    char::from_u32(0x4E00 + u32::try_from(dice.below(3000)).expect("small")).expect("a CJK ideograph").to_string()
}

/// A run that two articles share: their numbers, and the words of each that hold it.
#[derive(Debug, Clone)]
struct Plant {
    articles: [usize; 2],
    words: [Range<usize>; 2],
}

/// Articles with what was planted in them; articles 0 and 1 share a run, 2 and 3, and so on; the last shares nothing.
fn garden(
    dice: &mut Dice,
    plants: usize,
    lengths: Range<usize>,
    separator: &str,
    mut new: impl FnMut(&mut Dice) -> String,
) -> (Vec<String>, Vec<Plant>) {
    let (mut articles, mut planted) = (Vec::new(), Vec::new());
    for k in 0..plants {
        let mut run: Vec<String> = Vec::new();
        let length = dice.within(lengths.clone());
        while run.len() < length || run.iter().map(String::len).sum::<usize>() < MIN_LETTERS {
            run.push(new(dice));
        }
        let mut plant = Plant { articles: [2 * k, 2 * k + 1], words: [0..0, 0..0] };
        for side in 0..2 {
            let (before, after) = (dice.below(150), dice.below(150));
            let mut own: Vec<String> = (0..before).map(|_| new(dice)).collect();
            own.extend_from_slice(&run);
            own.extend((0..after).map(|_| new(dice)));
            plant.words[side] = before..before + run.len();
            articles.push(own.join(separator));
        }
        planted.push(plant);
    }
    articles.push((0..200).map(|_| new(dice)).collect::<Vec<_>>().join(separator));
    (articles, planted)
}

/// A pair of texts that was found.
#[derive(Debug, PartialEq)]
struct Pair {
    a: u32,
    b: u32,
    passages: Vec<Passage>,
}

/// What the library finds in some texts.
fn found(texts: &[String]) -> Vec<Pair> {
    let shelf: Vec<AtHand<'_>> = texts.iter().map(|text| AtHand::of(text)).collect();
    let texts = (0u32..).zip(&shelf).map(|(number, AtHand { words, .. })| {
        let count = u32::try_from(words.len()).expect("short");
        Text { count, boilerplate: &[], number, shelf: &shelf }
    });
    let sources: Vec<Source<'_>> = texts.map(|text| Source { text, brief: Brief::NONE, outlet: None, hub: false }).collect();
    let found = find(&sources, &Ignored::default(), true, &Alone, &Room::default()).expect("nothing is written").pairs;
    let pair = |number| {
        let (a, b) = found.key(number);
        Pair { a, b, passages: found.passages(number).expect("at hand") }
    };
    (0..found.len()).map(pair).collect()
}

/// The share of a planted run that passages of its pair hold, word by word on both sides.
fn covered(pairs: &[Pair], plant: &Plant) -> f64 {
    let [a, b] = &plant.words;
    let aligned = pairs
        .iter()
        .filter(|pair| [pair.a as usize, pair.b as usize] == plant.articles)
        .flat_map(|pair| pair.passages.iter().filter(|passage| !passage.boilerplate))
        .flat_map(|passage| passage.aligned.pairs().collect::<Vec<_>>())
        .filter(|&(x, y)| a.contains(&(x as usize)) && (x as usize) - a.start + b.start == y as usize);
    aligned.count() as f64 / a.len() as f64
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_planted_run_is_found_whole_and_nothing_else(seed: u64) {
        let (texts, plants) = garden(&mut Dice(seed), 6, MIN_WORDS..45, " ", word);
        let pairs = found(&texts);
        for plant in &plants {
            prop_assert!((covered(&pairs, plant) - 1.0).abs() < 1e-9, "{plant:?} of {:?}", &texts[plant.articles[0]]);
        }
        prop_assert_eq!(pairs.len(), plants.len(), "{:?}", pairs);
    }

    #[test]
    fn a_planted_run_is_found_in_a_script_without_spaces(seed: u64) {
        let (texts, plants) = garden(&mut Dice(seed), 4, 16..60, "", ideograph);
        let pairs = found(&texts);
        for plant in &plants {
            prop_assert!((covered(&pairs, plant) - 1.0).abs() < 1e-9, "{plant:?} of {:?}", &texts[plant.articles[0]]);
        }
    }

    #[test]
    fn a_lightly_edited_run_is_found(seed: u64) {
        let mut dice = Dice(seed);
        let (mut texts, plants) = garden(&mut dice, 4, 60..90, " ", word);
        for plant in &plants {
            // One word in each fifteen is another one in the second article. Behind the last one more words are the same than a long other
            // word can outweigh: three short words that follow it are no evidence that the copying went on.
            let second = &mut texts[plant.articles[1]];
            let mut own: Vec<String> = second.split(' ').map(str::to_owned).collect();
            for at in plant.words[1].clone().skip(14).step_by(15).filter(|at| at + 8 <= plant.words[1].end) {
                own[at] = word(&mut dice);
            }
            *second = own.join(" ");
        }
        let pairs = found(&texts);
        for plant in &plants {
            let share = covered(&pairs, plant);
            prop_assert!(share >= 0.9, "{share} of {plant:?}");
            let pair = pairs.iter().find(|pair| [pair.a as usize, pair.b as usize] == plant.articles).expect("found");
            prop_assert_eq!(pair.passages.len(), 1, "one passage, not its pieces");
        }
    }

    #[test]
    fn letters_that_nobody_sees_hide_nothing(seed: u64) {
        let (mut texts, plants) = garden(&mut Dice(seed), 3, 12..40, " ", word);
        for plant in &plants {
            // A zero-width space between all letters, capitals, and ligature-like full-width forms.
            let hidden: String = texts[plant.articles[1]]
                .chars()
                .enumerate()
                .flat_map(|(i, c)| {
                    let shown = if i % 5 == 0 && c.is_ascii_lowercase() {
                        char::from_u32(u32::from(c) - u32::from('a') + 0xFF21).expect("a full-width capital")
                    } else {
                        c
                    };
                    [shown, '\u{200b}']
                })
                .collect();
            texts[plant.articles[1]] = hidden;
        }
        let pairs = found(&texts);
        for plant in &plants {
            prop_assert!((covered(&pairs, plant) - 1.0).abs() < 1e-9, "{plant:?}");
        }
    }

    #[test]
    fn articles_without_common_text_share_nothing(seed: u64) {
        let mut dice = Dice(seed);
        let texts: Vec<String> = (0..8).map(|_| { let n = dice.below(400); words(&mut dice, n).join(" ") }).collect();
        prop_assert_eq!(found(&texts), Vec::new());
    }
}

#[test]
fn planted_runs_arrive_in_the_tables() {
    let (texts, plants) = garden(&mut Dice(2026), 20, 20..60, " ", word);
    let mut page = String::new();
    for (i, text) in texts.iter().enumerate() {
        writeln!(page, "{}", json!({"id": format!("n{i:03}"), "outlet": format!("Outlet {}", i % 7), "text": text})).unwrap();
    }
    let run = RunFolder::of(&["-"], page.as_bytes());
    assert_eq!(run.table("matches").len(), plants.len());
    for plant in &plants {
        let ids = plant.articles.map(|i| format!("n{i:03}"));
        let rows: Vec<_> = run.table("passages").iter().filter(|row| [text(row, "a"), text(row, "b")] == ids).collect();
        assert_eq!(rows.len(), 1, "{plant:?}");
        for (side, i) in ["a", "b"].into_iter().zip(0..) {
            let whole = &texts[plant.articles[i]];
            let of = Words::of(whole);
            let stretch = of.stretch(plant.words[i].start, plant.words[i].end);
            let held = int(rows[0], &format!("{side}_start_byte"))..int(rows[0], &format!("{side}_end_byte"));
            assert_eq!(held, stretch.start..stretch.end, "{side} of {plant:?}");
        }
        assert_eq!(text(rows[0], "kind"), "verbatim");
    }
}

/// Three pieces of a story among some words of its own, in two orders.
fn moved(dice: &mut Dice, own_words: usize) -> String {
    let pieces: Vec<String> = (0..3).map(|_| words(dice, 30).join(" ")).collect();
    let mut page = String::new();
    for (id, order) in [("n1", [0, 1, 2]), ("n2", [2, 0, 1])] {
        let whole = order.map(|i| format!("{} {}.", words(dice, own_words).join(" "), pieces[i])).join("\n\n");
        writeln!(page, "{}", json!({"id": id, "text": whole})).unwrap();
    }
    page
}

#[test]
fn pieces_in_another_order_are_blocks_of_one_passage() {
    let run = RunFolder::of(&["-"], moved(&mut Dice(5), 20).as_bytes());
    let [row] = run.table("passages") else { panic!("one passage: {:?}", run.table("passages")) };
    assert_eq!(run.table("matches")[0]["passages"], 1);
    assert_eq!((text(row, "kind"), &row["flags"]), ("edited", &json!(["reordered"])));
    let texts: BTreeMap<&str, &str> = run.table("texts").iter().map(|row| (text(row, "article_id"), text(row, "text"))).collect();
    let blocks = row["blocks"].as_array().unwrap();
    assert_eq!(blocks.len(), 3);
    let families: BTreeSet<&str> = run.table("families").iter().map(|row| text(row, "family_id")).collect();
    let mut in_b = Vec::new();
    for block in blocks {
        let slice = |side: &str| {
            let held = int(block, &format!("{side}_start_byte"))..int(block, &format!("{side}_end_byte"));
            &texts[text(row, side)][held]
        };
        assert_eq!(slice("a").trim_end_matches('.'), slice("b").trim_end_matches('.'));
        assert_eq!((text(block, "kind"), text(block, "ops")), ("verbatim", "30="));
        assert!(families.contains(text(block, "family_id")));
        in_b.push(int(block, "b_start"));
    }
    assert!(in_b[2] < in_b[0] && in_b[0] < in_b[1], "{in_b:?}");
    // From the first piece to the last; what moved is set beside nothing.
    assert_eq!(int(row, "words"), 90);
    assert_eq!((int(row, "b_start"), int(row, "b_end")), (in_b[2], int(&blocks[1], "b_end")));
    assert_eq!(text(row, "ops"), "50I 30= 20D 20I 30= 50D");
}

#[test]
fn pieces_far_apart_are_passages_of_one_match_and_the_one_that_moved_is_flagged() {
    let run = RunFolder::of(&["-"], moved(&mut Dice(5), 60).as_bytes());
    assert_eq!(run.table("matches").len(), 1);
    let flags: Vec<usize> = run.table("passages").iter().map(|row| row["flags"].as_array().unwrap().len()).collect();
    let (last, others) = flags.split_last().expect("passages");
    assert_eq!(*last, 1, "what stands last in one and first in the other");
    assert!(!others.is_empty() && others.iter().all(|&flags| flags == 0), "{flags:?}");
    assert_eq!(run.table("passages")[others.len()]["flags"][0], "reordered");
}
