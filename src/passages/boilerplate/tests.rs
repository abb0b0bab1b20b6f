//! What is marked in small texts: by the form of one article, and by what recurs in several.

use proptest::prelude::*;

use super::Source;
use crate::passages::{AtHand, Ignored, Text};
use crate::sketch::Brief;

/// Texts of one outlet, each with the brief that is made of its words.
fn sources<'a>(shelf: &'a Vec<AtHand<'_>>, brief: impl Fn(&[u64]) -> Brief) -> Vec<Source<'a>> {
    (0u32..)
        .zip(shelf)
        .map(|(number, text)| {
            let count = u32::try_from(text.words.len()).expect("short");
            let (text, brief) = (Text { count, boilerplate: &[], number, shelf }, brief(text.words.hashes()));
            Source { text, brief, outlet: Some(0), hub: false }
        })
        .collect()
}

/// The stretches marked in each of some articles of one outlet.
fn marked(texts: &[&str]) -> Vec<Vec<String>> {
    marked_of(texts, |_| 0)
}

/// The same of articles of these outlets.
fn marked_of(texts: &[&str], outlet: impl Fn(u32) -> u32) -> Vec<Vec<String>> {
    let shelf: Vec<AtHand<'_>> = texts.iter().map(|text| AtHand::of(text)).collect();
    let mut sources = sources(&shelf, Brief::of_words);
    for source in &mut sources {
        source.outlet = Some(outlet(source.text.number));
    }
    let marked = crate::passages::boilerplate(&sources, &Ignored::default());
    let of_text = |i: usize| {
        let printed = |&(first, end): &(u32, u32)| shelf[i].words.stretch(first as usize, end as usize).of(texts[i]).to_owned();
        marked[i].iter().map(printed).collect()
    };
    (0..texts.len()).map(of_text).collect()
}

fn alone(text: &str) -> Vec<String> {
    marked(&[text]).remove(0)
}

/// Stories that have no five words in common.
const STORIES: [&str; 5] = [
    "The ferry to Norrholm stayed in port on Monday after divers found a crack in its rudder.\nRepairs will take until Friday, the harbour master said.",
    "Voters in Eastmere turned down a new tax on parking.\nThe mayor had hoped to pay for two bridges with the money it would raise.",
    "A baker from Lund won this year's prize for rye bread with a loaf that rested for three days.\nHer oven is older than she is.",
    "Snow closed the pass above Kaltenbach for the fourth weekend in a row.\nDrivers were sent around the lake, which adds two hours.",
    "Two schools in the valley will share one orchestra from autumn on.\nIts conductor wants to start with Dvořák and see who stays.",
];

#[test]
fn one_article_gives_its_furniture_away_by_form() {
    let text = "By Ann Doe\n\
        The ferry to Norrholm stayed in port on Monday after divers found a crack in its rudder, which had been mended in March.\n\
        ADVERTISEMENT\n\
        Also read: Harbour gets new lights\n\
        “Sign up for the next ferry,” the captain told those who waited, and most of them did so before they went home again.\n\
        Repairs will take until Friday, the harbour master said, and he would not say what they were going to cost the town.\n\
        Follow us on Facebook and Twitter.\n\
        © 2031 The Norrholm Post. All rights reserved.";
    assert_eq!(
        alone(text),
        [
            "By Ann Doe",
            "ADVERTISEMENT\nAlso read: Harbour gets new lights",
            "Follow us on Facebook and Twitter.\n© 2031 The Norrholm Post. All rights reserved"
        ]
    );
}

#[test]
fn stories_alone_have_no_furniture() {
    for story in STORIES {
        assert_eq!(alone(story), [""; 0]);
    }
    for sentence in [
        "The bank said on Monday that it would sign up no new customers in the town before the end of the year.",
        "Related costs rose.\nShe wrote about the bank, and the bank wrote about her.",
        "“All rights reserved,” he read aloud, and put the letter away.",
    ] {
        assert_eq!(alone(sentence), [""; 0]);
    }
}

#[test]
fn a_presentation_goes_with_its_heading() {
    let story = STORIES.join("\n");
    let text = format!(
        "{story}\nAbout Norrholm Lines\nNorrholm Lines runs nine ferries.\nWe love the sea.\nIn winter Norrholm Lines runs four.\n\
        Snow is rare."
    );
    assert_eq!(
        alone(&text),
        ["About Norrholm Lines\nNorrholm Lines runs nine ferries.\nWe love the sea.\nIn winter Norrholm Lines runs four"]
    );
}

#[test]
fn a_heading_that_lost_its_line_is_told_by_the_name_it_runs_into() {
    let story = STORIES.join("\n");
    let text = format!(
        "{story}\nThe captain was glad. About the Norrholm LinesThe Norrholm Lines run nine ferries.\nThe Norrholm Lines own two docks.\n\
        Snow is rare."
    );
    assert_eq!(alone(&text), ["About the Norrholm LinesThe Norrholm Lines run nine ferries.\nThe Norrholm Lines own two docks"]);
}

#[test]
fn who_issues_a_release_presents_himself_beside_its_end() {
    let presentation = "Norrholm Lines is one of the oldest ferry houses on the sound, with nine ships, two docks and a school for pilots that takes \
        twelve pupils a year.";
    let story = STORIES.join("\n");
    let whole = format!("{presentation}\nFor more information, visit www.norrholm.example");
    assert_eq!(alone(&format!("{story}\n{whole}")), [whole.as_str()]);
    // The same words end a report as well.
    assert_eq!(alone(&format!("{story}\n{presentation}")), [""; 0]);
}

#[test]
fn links_behind_a_colon_are_furniture_and_what_runs_on_from_them_is_not() {
    let (first, last) = STORIES[0].split_once('\n').expect("two lines");
    for link in [
        "Read: New lights for the old harbour",
        "More:New lights are lit. How many will there be?",
        "Harbour:New lights for the old town",
    ] {
        assert_eq!(alone(&format!("{first}\n{link}\n{last}")), [link.trim_end_matches('?')]);
    }
    assert_eq!(
        alone(&format!("{first} (RELATED: Harbour Gets New Lights)\n{last}")),
        ["RELATED: Harbour Gets New Lights"],
        "the story beside it stays, however short"
    );
    for prose in ["Watch: the captain said on Monday that the ferry would stay in port.", "(RELATED: Harbour lit) The mayor came"]
    {
        assert_eq!(alone(&format!("{first}\n{prose}\n{last}")), [""; 0]);
    }
}

#[test]
fn buttons_and_calls_to_follow_are_furniture() {
    let (first, last) = STORIES[0].split_once('\n').expect("two lines");
    assert_eq!(
        alone(&format!("{first}\n{last}\nFollow Ann Doe on Twitter.\nFacebook")),
        ["Follow Ann Doe on Twitter.\nFacebook"]
    );
    for prose in [
        "He said so on Twitter.",
        "Facebook answers",
        "Like others he wrote of it on Monday, and of the ship as well, on Facebook.",
    ] {
        assert_eq!(alone(&format!("{first}\n{prose}\n{last}")), [""; 0]);
    }
}

/// Agencies print their articles in one line, and the writers at its end, however many they are.
#[test]
fn the_last_sentence_of_a_long_line_is_furniture_where_its_words_say_so() {
    let story = STORIES.map(|story| story.replace('\n', " ")).join(" ");
    let credit =
        "Reporting by Ann Doe, Bo Roe and Cy Poe in Norrholm, Di Moe and Ed Loe in Lund; Editing by Flo Noe and Gus Holloway";
    assert_eq!(alone(&format!("{story} {credit}")), [credit]);
    let found = alone(&format!("{story} {credit}. The harbour stayed shut for a second day, and nobody could say why."));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn rights_are_reserved_without_a_sign_too() {
    let page = |last: &str| format!("{}\n{last}", STORIES[0]);
    assert_eq!(alone(&page("COPYRIGHT 2026 NORRHOLM NEWS")), ["COPYRIGHT 2026 NORRHOLM NEWS"]);
    assert_eq!(alone(&page("Copyright (c) 2026, by the harbour")), ["Copyright (c) 2026, by the harbour"]);
    assert!(alone(&page("Copyright lasts 70 years behind a death")).is_empty());
}

#[test]
fn a_presentation_is_known_with_other_numbers_in_it() {
    let texts: Vec<String> = STORIES[..2]
        .iter()
        .zip([("2,100", "twelve"), ("2,300", "twelve")])
        .map(|(story, (number, pupils))| {
            format!(
                "{story}\nThe Norrholm Pilots School is one of the oldest on the sound, takes {pupils} pupils a year and has taught {number} \
                pilots since it was opened."
            )
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = marked(&texts);
    assert!(found.iter().all(|blocks| blocks.len() == 1 && blocks[0].starts_with("The Norrholm Pilots School")), "{found:?}");
    assert_eq!(alone(texts[0]), [""; 0]);
}

#[test]
fn rows_of_reports_are_no_templates() {
    // Terse reports end in rows that differ in their numbers alone: these are what they report.
    let texts: Vec<String> = STORIES
        .iter()
        .zip([
            "3,050,000 vs 1,850,000",
            "8,745,132 vs 7,619,863",
            "2,935,734 vs 2,000,000",
            "2,648,257 vs 2,500,000",
            "1,543,230 vs 1,172,039",
        ])
        .map(|(story, numbers)| format!("{story}\nAverage shares {numbers}\nNet profit of the nine months {numbers}"))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(marked(&texts), vec![Vec::<String>::new(); 5]);
}

#[test]
fn what_unlike_articles_of_an_outlet_print_is_furniture() {
    let footer = "Our newsroom lives on what its members give to it, every month and in every weather.";
    let texts: Vec<String> = STORIES.iter().map(|story| format!("{story}\n{footer}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(marked(&texts), vec![vec![footer.trim_end_matches('.').to_owned()]; 5]);
}

#[test]
fn versions_of_one_story_are_no_furniture() {
    let story = STORIES.join("\n");
    let texts: Vec<String> =
        (0..6).map(|version| format!("{story}\nThis was written down at {version} in the morning.")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(marked(&texts), vec![Vec::<String>::new(); 6]);
}

#[test]
fn a_quotation_that_many_print_is_none() {
    let said = "“We shall build the bridge this year, whatever it costs and whoever pays for it in the end.”";
    let texts: Vec<String> = STORIES
        .iter()
        .map(|story| {
            let (first, last) = story.split_once('\n').expect("two lines");
            format!("{first}\n{said}\n{last}")
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(marked(&texts), vec![Vec::<String>::new(); 5]);
}

#[test]
fn links_are_told_from_headlines_by_what_stands_below() {
    let link = "New lights for the old harbour of Norrholm";
    let body = "The lamps were lit for the first time on Sunday, and the town came out to look at them.";
    let with = |story: &str, extra: &str| {
        let (first, last) = story.split_once('\n').expect("two lines");
        format!("{first}\n{extra}\n{last}")
    };
    let links = [with(STORIES[0], link), with(STORIES[1], link)];
    assert_eq!(marked(&[&links[0], &links[1]]), [[link], [link]]);
    let stories = [with(STORIES[0], &format!("{link}\n{body}")), with(STORIES[1], &format!("{link}\n{body}"))];
    assert_eq!(marked(&[&stories[0], &stories[1]]), [[""; 0], [""; 0]]);
}

proptest! {
    #[test]
    fn ranges_ascend_apart_and_within(texts in proptest::collection::vec("(?s)[a-zA-Z.!?:()@#/“”\"© \n0-9½字]{0,120}", 1..5)) {
        let shelf: Vec<AtHand<'_>> = texts.iter().map(|text| AtHand::of(text)).collect();
        let sources = sources(&shelf, |_| Brief::NONE);
        for (ranges, AtHand { words, .. }) in crate::passages::boilerplate(&sources, &Ignored::default()).iter().zip(&shelf) {
            let mut end = 0;
            for (i, range) in ranges.iter().enumerate() {
                prop_assert!(range.0 < range.1 && (i == 0 || end < range.0));
                end = range.1;
            }
            prop_assert!(end as usize <= words.len());
        }
    }
}

/// "About large South American crops", where a line was broken, once was the heading of a presentation, and what another article printed
/// of the paragraphs below it was furniture.
#[test]
fn a_line_that_goes_on_in_a_paragraph_is_no_heading() {
    let story = "Buyers on the coast have waited for weeks to learn what the ships\n\
        from the south will carry, and what the mills will pay for it when\n\
        they come.\n    \
        The soybean market in the northern ports has been nervous of late\n\
        about large South American crops developing under near ideal growing\n\
        conditions towards record yields, and the mills that crush them wait\n\
        for the ships.\n    \
        ";
    let shared = "Marta Melich of the research house on the river said that growers\n\
        would sell as much of the harvest as they can this year because of\n\
        the weather there.\n    \
        She said that storage was a major consideration for the smaller\n\
        of them too.";
    let other = "The ferry to the islands is late again, and nobody on the quay\n\
        knows when the lights will be mended by the harbour board, which met\n\
        in the morning and parted without a word to those who wait.\n    \
        ";
    let end = "\n    \
        The mills close in June, when the smaller ships no longer come up\n\
        the river at all.";
    let texts = [format!("{story}{shared}{end}"), format!("{other}{shared}")];
    assert_eq!(marked_of(&texts.each_ref().map(String::as_str), |number| number), [Vec::<String>::new(), Vec::new()]);
}
