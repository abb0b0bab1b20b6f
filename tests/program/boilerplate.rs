//! Boilerplate as users meet it: listed, counted, and no reason to relate two articles.

use serde_json::json;

use crate::folder::{RunFolder, int, slice, text};

/// Three stories that have nothing in common.
const STORIES: [&str; 3] = [
    "Divers found a crack in the rudder of the Norrholm ferry on Monday, and so it stayed in port. Repairs will take until Friday, the \
     harbour master said, unless the new part comes late again.",
    "Voters in Eastmere turned down a tax on parking by a wide margin. The mayor had hoped to pay for two bridges with it, and now \
     wants to ask the county for help.",
    "Snow closed the pass above Kaltenbach for the fourth weekend in a row. Drivers were sent around the lake, which adds two hours \
     to the way home and brings the inns much custom.",
];

/// What the outlet prints around each of them: a call, a presentation and a notice.
const FOOTER: &str = "Sign up for our newsletter to get the best of the coast to your inbox every morning.\n\
    Follow us on Facebook and Twitter.\n\
    © 2031 The Coastal Courier. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.";

fn scan(stories: &[&str]) -> RunFolder {
    let article = |(n, story): (usize, &&str)| {
        json!({"id": format!("a{n}"), "outlet": "Coastal Courier", "text": format!("By Ann Doe\n{story}\n{FOOTER}")}).to_string()
            + "\n"
    };
    RunFolder::of(&["-"], stories.iter().enumerate().map(article).collect::<String>().as_bytes())
}

/// What a run lists as boilerplate of an article, in its order.
fn listed(run: &RunFolder, id: &str) -> Vec<String> {
    let texts = run.texts();
    let kind =
        |family: &str| run.table("families").iter().any(|row| text(row, "family_id") == family && row["kind"] == "boilerplate");
    let mut places: Vec<(usize, usize)> = run
        .table("family_members")
        .iter()
        .filter(|row| text(row, "article_id") == id && kind(text(row, "family_id")))
        .map(|row| (int(row, "start"), int(row, "end")))
        .collect();
    places.sort_unstable();
    places.iter().map(|&(start, end)| slice(texts[id], start, end)).collect()
}

#[test]
fn one_article_shows_its_boilerplate() {
    let run = scan(&STORIES[..1]);
    assert_eq!(listed(&run, "a0"), ["By Ann Doe", FOOTER.trim_end_matches('.')]);
    let words = newsprint::text::Words::of(FOOTER).len() + 3;
    assert_eq!(int(&run.table("articles")[0], "boilerplate_words"), words);
}

#[test]
fn boilerplate_relates_no_articles() {
    let run = scan(&STORIES);
    for n in 0..STORIES.len() {
        assert_eq!(listed(&run, &format!("a{n}")), ["By Ann Doe", FOOTER.trim_end_matches('.')]);
    }
    for table in ["matches", "passages", "clusters", "edges"] {
        assert!(run.table(table).is_empty(), "{table}: {:?}", run.table(table));
    }
}

#[test]
fn a_copy_is_found_between_boilerplate() {
    let longer = format!("The first boats of spring are late.\n{}", STORIES[0]);
    let run = scan(&[STORIES[0], STORIES[1], &longer]);
    let passages: Vec<_> = run.table("passages").iter().filter(|row| row["kind"] != "boilerplate").collect();
    assert_eq!(passages.len(), 1, "{passages:?}");
    assert_eq!((text(passages[0], "a"), text(passages[0], "b")), ("a0", "a2"));
    let texts = run.texts();
    let shared = slice(texts["a0"], int(passages[0], "a_start"), int(passages[0], "a_end"));
    assert_eq!(shared.trim_end_matches('.'), STORIES[0].trim_end_matches('.'));
}

/// A quotation in what an outlet prints around its articles was the most printed utterance of a corpus.
#[test]
fn a_quotation_in_the_furniture_of_pages_is_no_printing() {
    let said = "“The lighthouse belongs to everyone who ever looked for it in the dark,” said Ada Quill.";
    let footer = format!("Sign up for our newsletter to get the best of the coast to your inbox every morning. {said}");
    let mut stories: Vec<String> = STORIES.iter().map(|story| format!("{story}\n{footer}")).collect();
    stories.push(format!(
        "A choir of forty sang on the mole at midnight. {said} The keeper rang the bell, and nobody went home before the last boat \
         had left for the islands."
    ));
    let lines = stories
        .iter()
        .enumerate()
        .map(|(n, story)| json!({"id": format!("a{n}"), "outlet": "Coastal Courier", "text": story}).to_string() + "\n");
    let run = RunFolder::of(&["-"], lines.collect::<String>().as_bytes());
    let quotes = run.table("quotes");
    assert_eq!(quotes.len(), 4);
    for quote in quotes {
        let is_furniture = text(quote, "article_id") != "a3";
        assert_eq!(quote["flags"].to_string().contains("boilerplate"), is_furniture, "{quote}");
    }
    assert!(run.table("utterances").iter().all(|utterance| int(utterance, "quotes") == 1));
}
