use proptest::prelude::*;

use super::*;

fn inner(text: &str) -> Vec<&str> {
    pair(text).iter().map(|m| m.inner.of(text)).collect()
}

#[test]
fn curly_and_straight_marks_pair() {
    assert_eq!(inner("“We won,” she said. \"So did I,\" he said."), ["We won,", "So did I,"]);
    assert_eq!(inner("The \"plan\" (or \"scheme\")—\"whatever\"—failed."), ["plan", "scheme", "whatever"]);
}

#[test]
fn british_single_quotes_are_told_from_apostrophes() {
    assert_eq!(inner("Called him a ‘lucky man’ in ’98, ’tis said."), ["lucky man"]);
    assert_eq!(inner("‘The players’ union won’t sign,’ she said. It’s the players’ view."), ["The players’ union won’t sign,"]);
    assert_eq!(inner("'The players' union won't sign,' she said. It's the players' view."), ["The players' union won't sign,"]);
    assert_eq!(inner("rock 'n' roll in the '90s, the dogs' dinner"), Vec::<&str>::new());
    assert_eq!(inner("The workers’ rights and the bosses’ rights"), Vec::<&str>::new());
}

#[test]
fn nesting_gives_parents() {
    let text = "“He told me, ‘You are late,’ and left,” she said.";
    let spans = pair(text);
    assert_eq!(inner(text), ["He told me, ‘You are late,’ and left,", "You are late,"]);
    assert_eq!(spans[1].parent, Some(0));
    let straight = "\"He yelled \"stop\" at us,\" she said.";
    assert_eq!(inner(straight), ["He yelled \"stop\" at us,", "stop"]);
}

#[test]
fn other_languages_have_their_own_marks() {
    assert_eq!(inner("Il dit : «\u{a0}Je pars\u{a0}», puis « rien »."), ["Je pars", "rien"]);
    assert_eq!(inner("»Ich gehe«, sagte er. »Gut.«"), ["Ich gehe", "Gut."]);
    assert_eq!(inner("„Ich gehe“, sagte er. „Gut.”"), ["Ich gehe", "Gut."]);
    assert_eq!(inner("Der ‚kleine‘ Mann"), ["kleine"]);
    assert_eq!(inner("首相は「『改革』を進める」と述べた。"), ["『改革』を進める", "改革"]);
    assert_eq!(inner("``We go,'' he said."), ["We go,"]);
    assert_eq!(inner("”Vi går”, sade han."), ["Vi går"]);
}

#[test]
fn a_quotation_goes_on_in_the_next_paragraph_if_that_opens_with_the_same_mark() {
    let text = "“One.\n\n“Two,” he said.";
    let spans = pair(text);
    assert_eq!(inner(text), ["One.", "Two,"]);
    assert_eq!((spans[0].ending, spans[1].continues), (Ending::Continued, Some(0)));
    let merged = "\"One is here. \"Two is there,\" he said.";
    assert_eq!(inner(merged), ["One is here.", "Two is there,"]);
}

#[test]
fn stray_closers_do_not_shift_later_pairs() {
    assert_eq!(inner("It cost $4 in 2022.” Then “he left” and “came back.”"), ["he left", "came back."]);
    assert_eq!(inner("It cost $4 in 2022.\" Then \"he left\" and \"came back.\""), ["he left", "came back."]);
}

#[test]
fn an_unclosed_mark_is_capped_at_the_end_of_its_paragraph() {
    let text = "She said “it is open\nNext “one.”";
    assert_eq!(inner(text), ["it is open", "one."]);
    assert_eq!(pair(text)[0].ending, Ending::Unclosed);
}

#[test]
fn inches_and_feet_are_no_marks() {
    assert_eq!(inner("He is 6'2\" tall and said \"hello\" on a 12\" step."), ["hello"]);
    assert_eq!(inner("\"He is 6'2\" tall,\" she said."), ["He is 6'2\" tall,"]);
    assert_eq!(inner("\"We sold 12\" and \"bought 3\"."), ["We sold 12", "bought 3"]);
}

#[test]
fn lines_wrapped_by_hand_are_one_paragraph() {
    let text = "    The chairman said \"we are pleased with what we have seen\nin the markets of the last three weeks and expect that it\nwill go on for another year of the plan\" before he left.\n    Then he came back to the room where all of them had been\nwaiting.";
    assert_eq!(inner(text).len(), 1);
    assert_eq!(paragraphs(text).len(), 2);
}

#[test]
fn block_lines_and_embedded_posts() {
    let text = "Boss takes a swing @rival\n> He is slow.\n> “I am fast.” WOW pic.twitter.com/abc\n— BOB (@bob_1) May 3, 2024\nShe “agreed”.";
    let marks = Marks::of(text);
    let words: Vec<_> = marks.spans.iter().map(|m| (m.inner.of(text), m.block, m.post)).collect();
    assert_eq!(words, [("He is slow.", true, Some(0)), ("I am fast.", true, Some(0)), ("agreed", false, None)]);
    assert_eq!(marks.posts[0].lead.map(|l| l.of(text)), Some("Boss takes a swing @rival"));
    let inline = "We “will” rise. pic.twitter.com/xyz — Jane Roe (@jroe) March 27, 2020";
    assert_eq!(inner(inline), ["We “will” rise.", "will"]);
    assert_eq!(inner("‹'”  —  May 3, 2024'(@a)").len(), 2, "a block that a span crosses caps nothing");
    assert_eq!(Marks::of(inline).posts[0].author.of(inline), "Jane Roe");
}

/// A span that holds one post and ends inside of the next crosses that one: it was only looked at beside the first.
#[test]
fn a_span_that_ends_in_a_second_post_crosses_it() {
    let marks = Marks::of(" “ —  May 3, 2024(@a)  May 3, 2024(@a) \" — A(@a)  May 3, 2024");
    for (i, m) in marks.spans.iter().enumerate() {
        let nests = |later: &Marked| m.inner.contains(later.outer) || m.outer.end <= later.outer.start;
        assert!(marks.spans[i + 1..].iter().all(nests), "{:?}", marks.spans);
    }
}

fn texts() -> impl Strategy<Value = String> {
    "([a-zA-Z0-9 .,!?()—>é]|[\"'`“”„‟‘’‚«»‹›「」『』\n]| “|” |’s | '|\n\n|\n> |\\(@a\\) | — | May 3, 2024| 」){0,60}"
}

proptest! {
    #[test]
    fn any_text_gives_nested_spans_on_boundaries_inside_one_paragraph(text in texts()) {
        let marks = Marks::of(&text);
        for (i, m) in marks.spans.iter().enumerate() {
            prop_assert!(text.get(m.inner.start..m.inner.end).is_some_and(|t| !t.is_empty() && t.trim() == t));
            prop_assert!(m.outer.contains(m.inner) && m.parent.is_none_or(|p| p < i && marks.spans[p].inner.contains(m.outer)));
            prop_assert!(marks.paragraphs[m.paragraph].contains(m.outer));
            for later in &marks.spans[i + 1..] {
                prop_assert!(m.inner.contains(later.outer) || m.outer.end <= later.outer.start);
            }
            prop_assert_eq!(m.marks(&text).len(), m.open.len() + m.close.len());
        }
    }

    #[test]
    fn arbitrary_characters_do_no_harm(text in "\\PC{0,80}") {
        for m in pair(&text) {
            prop_assert!(text.get(m.outer.start..m.outer.end).is_some());
        }
    }

    #[test]
    fn a_stray_mark_moves_nothing_in_other_paragraphs(first in "[a-z ,.]{0,30}", at in 0usize..30, mark in "[\"“”‘’'«»]", rest in texts()) {
        let at = at.min(first.len());
        let with = format!("{}{}{}", &first[..at], mark, &first[at..]);
        // Long enough that no text counts as wrapped by hand.
        let end = format!("\n\n{}\n\n", "x".repeat(120));
        let (plain, strayed) = (format!("{first}{end}{rest}"), format!("{with}{end}{rest}"));
        let (a, b) = (first.len() + end.len(), with.len() + end.len());
        let after = |text: &str, from: usize| -> Vec<(usize, usize)> {
            pair(text).iter().filter(|m| m.outer.start >= from).map(|m| (m.inner.start - from, m.inner.end - from)).collect()
        };
        prop_assert_eq!(after(&plain, a), after(&strayed, b));
    }
}

/// Whole paragraphs in every style of marks.
const WHOLE: [&str; 10] = [
    "“We mend the nets at dawn,” said Ada Quill. “Always.”",
    "\"The lamp is out,\" she said, and \"so is the bell.\"",
    "‘It’s the players’ shed,’ said Tom Fenn. ‘They don’t lend it.’",
    "« Nous réparons les filets », a dit Jeanne Duval.",
    "„Die Lampe ist aus“, sagte Hanna Brandt.",
    "»Die Fähre bleibt«, sagte sie.",
    "田中氏は「船は出ません」と述べた。",
    "``The tide is early,'' he said.",
    "Nobody spoke of the 12\" pan or of ’90s boats.",
    "> A line from a letter, with a “word” in it.",
];

proptest! {
    #[test]
    fn paragraphs_joined_in_any_order_keep_their_own_spans(
        order in prop::collection::vec(0usize..WHOLE.len(), 1..7),
        strays in prop::collection::vec((0usize..7, 0usize..60, "[\"“”‘’„«»「」]{0,3}"), 1..5),
    ) {
        // A line too wide for hand-wrapped text parts the paragraphs, as in the news.
        let wall = "x".repeat(120);
        let own = |text: &str| -> Vec<String> { pair(text).iter().map(|m| m.inner.of(text).to_owned()).collect() };
        let mut paragraphs: Vec<String> = order.iter().map(|&n| WHOLE[n].to_owned()).collect();
        let mut struck = vec![false; paragraphs.len()];
        for (n, at, mark) in strays {
            let n = n % paragraphs.len();
            let at = paragraphs[n].char_indices().map(|(i, _)| i).nth(at).unwrap_or(0);
            paragraphs[n].insert_str(at, &mark);
            struck[n] = true;
        }
        let text = paragraphs.iter().flat_map(|p| [p.as_str(), "\n\n", &wall, "\n\n"]).collect::<String>();
        let marks = Marks::of(&text);
        let mut from = 0;
        for (n, paragraph) in paragraphs.iter().enumerate() {
            let here = from..from + paragraph.len();
            let found: Vec<&str> =
                marks.spans.iter().filter(|m| here.contains(&m.outer.start)).map(|m| m.inner.of(&text)).collect();
            if !struck[n] {
                prop_assert_eq!(&found, &own(paragraph));
            }
            from = here.end + wall.len() + 4;
        }
        for m in &marks.spans {
            prop_assert!(marks.paragraphs[m.paragraph].contains(m.outer));
            if let Some(before) = m.continues.map(|p| &marks.spans[p]) {
                prop_assert_eq!(before.ending, Ending::Continued);
                // In a paragraph that lost its line ends a mark opens anew what another left open; in the next one it does so at its start.
                if m.paragraph > before.paragraph {
                    prop_assert_eq!(m.paragraph - before.paragraph, 1);
                    prop_assert_eq!(m.outer.start, marks.paragraphs[m.paragraph].start);
                    prop_assert_eq!(m.open.of(&text), before.open.of(&text));
                }
            }
        }
    }

    #[test]
    fn a_quotation_goes_on_only_where_it_is_opened_anew(order in prop::collection::vec(0usize..WHOLE.len(), 1..6), open in 0usize..6) {
        let mut paragraphs: Vec<String> = order.iter().map(|&n| WHOLE[n].to_owned()).collect();
        let open = open % paragraphs.len();
        paragraphs[open] = "Then Tom Fenn said: “The pier is old.".to_owned();
        let text = paragraphs.join("\n\n");
        let marks = Marks::of(&text);
        for m in marks.spans.iter().filter(|m| m.ending != Ending::Closed) {
            let next = marks.paragraphs.get(m.paragraph + 1).map_or("", |next| next.of(&text));
            prop_assert_eq!(m.ending == Ending::Continued, next.starts_with(m.open.of(&text)));
        }
    }
}

/// Corpora come with their line ends lost: one forgotten mark used to quote the rest of the article.
#[test]
fn a_mark_never_closed_in_a_long_paragraph_is_capped_at_a_sentence() {
    let text = format!("He said “We will see. {}", "The council went on to other business that night. ".repeat(40));
    let spans = pair(&text);
    assert_eq!(spans[0].ending, Ending::Unclosed);
    assert!(spans[0].inner.len() <= 600 && spans[0].inner.of(&text).ends_with("night."), "{:?}", spans[0].inner.of(&text));
}

/// In the same corpora, the signature of one embedded post used to make the whole article the post.
#[test]
fn a_signature_at_the_end_of_a_long_line_makes_no_post() {
    let before = "The council went on to other business that night. ".repeat(40);
    let marks = Marks::of(&format!("{before}So it begins — Jane Roe (@jane_roe) March 3, 2026 and then it rained."));
    assert!(marks.posts.is_empty());
    let marks = Marks::of("So it begins — Jane Roe (@jane_roe) March 3, 2026\nand then it rained.");
    assert_eq!(marks.posts.len(), 1);
}

/// A straight mark was forgotten, the next one opened thousands of bytes on, and all between was one quotation that goes on there.
#[test]
fn a_mark_forgotten_long_before_the_next_one_is_capped() {
    let between = "The council went on to other business that night. ".repeat(30);
    let text = format!("He said \"We will see. {between}Then came “a vote.” {between}\"No,\" she said.");
    let spans = pair(&text);
    let words: Vec<&str> = spans.iter().map(|m| m.inner.of(&text)).collect();
    assert!(words[0].len() <= 600, "{words:?}");
    assert_eq!(&words[1..], ["a vote.", "No,"]);
    assert!(spans.iter().all(|m| m.continues.is_none()));
}
