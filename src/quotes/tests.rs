use proptest::prelude::*;

use super::*;
use crate::article::Article;

fn quotes(text: &str) -> Vec<Quote> {
    extract(&Article { text: text.to_owned(), ..Article::default() }, &|_| None)
}

fn speakers(text: &str) -> Vec<String> {
    quotes(text).into_iter().map(|q| q.speaker.name.unwrap_or_else(|| q.rule.to_owned())).collect()
}

#[test]
fn right_of_the_marks() {
    assert_eq!(speakers("“We won,” said Jane Roe. “We did,” Roe added."), ["Jane Roe", "Jane Roe"]);
    assert_eq!(speakers("“We won,” Jane Roe, the mayor of Ely, said."), ["Jane Roe"]);
    assert_eq!(speakers("“Did we win?” Jane Roe asked."), ["Jane Roe"]);
    assert_eq!(speakers("“It is broken,” according to Jane Roe."), ["Jane Roe"]);
}

#[test]
fn left_of_the_marks() {
    assert_eq!(speakers("Jane Roe said: “We won.”"), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe took the stage, saying, “We won.”"), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe stood up and called it “a disgrace.”"), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe on Tuesday called it “a disgrace.”"), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe met Tom Poe, who called it “a disgrace.”"), ["Tom Poe"]);
    assert_eq!(speakers("Tom Poe left. Jane Roe’s claim that it was “a disgrace” was new."), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe: “We won.”"), ["Jane Roe"]);
}

#[test]
fn a_speech_goes_on_until_somebody_else_speaks() {
    let text = "“We won,” Jane Roe said. “Nobody thought so.”\n\n“It was hard.”\n\nTom Poe disagreed. “It was easy,” he said.";
    assert_eq!(speakers(text), ["Jane Roe", "Jane Roe", "Jane Roe", "Tom Poe"]);
    let speeches: Vec<_> = quotes(text).iter().map(|q| q.speech).collect();
    assert_eq!(speeches, [0, 0, 0, 3]);
    let continued = quotes("“One,” Jane Roe said. “Two.\n\n“Three.\n\n“Four.” Then she left.");
    assert!(continued.iter().all(|q| q.speech == 0 && q.speaker.name.as_deref() == Some("Jane Roe")));
    assert_eq!(continued.iter().map(|q| q.flags.len()).sum::<usize>(), 0);
}

#[test]
fn a_pronoun_means_the_last_subject_and_not_the_nearest_name() {
    assert_eq!(speakers("Tom Poe praised John Doe. “He is right,” he said."), ["Tom Poe"]);
    assert_eq!(speakers("Tom Poe spoke after John Doe had left. He said: “I am right.”"), ["Tom Poe"]);
    assert_eq!(speakers("Tom Poe spoke. Jane Roe listened. “I am right,” he said."), ["Tom Poe"]);
    assert_eq!(
        speakers("Tom Poe, head of the charity, left. Jane Roe from Ely has seen it.\n“It is bad,” she said."),
        ["Jane Roe"]
    );
    assert_eq!(
        speakers("“It is bad,” said Tom Poe, head of the charity.\n“It is worse,” she said."),
        ["Tom Poe", "pronoun_unresolved"]
    );
    assert_eq!(speakers("A man ran by. “I am right,” he said."), ["description_only"]);
}

#[test]
fn a_pronoun_takes_its_verb_along() {
    assert_eq!(speakers("Jane Roe is careful. She’s warning that it “will not last.”"), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe is careful. It was she who’d said it “will not last.”").len(), 1);
}

#[test]
fn a_report_in_a_report_is_the_outer_speakers_where_both_are_one() {
    assert_eq!(speakers("Jane Roe left. Tom Poe said he hopes “it will hold.”"), ["Tom Poe"]);
    assert_eq!(speakers("Jane Roe left. Tom Poe told the Ely Post on Monday that he thinks “it will hold.”"), ["Tom Poe"]);
    // Another name with a strong verb keeps its words.
    assert_eq!(speakers("Tom Poe said Jane Roe called it “a disgrace.”"), ["Jane Roe"]);
}

#[test]
fn what_only_looks_like_a_report_names_nobody() {
    assert_eq!(speakers("The board has a tax called the “lamp penny”."), ["scare"]);
    assert_eq!(speakers("The plan rests on executive orders “of that kind”."), ["no_cue"]);
}

#[test]
fn the_subject_stands_apart_from_its_verb() {
    assert_eq!(speakers("Jane Roe herself said: “We won.”"), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe has in the past called it “a disgrace.”"), ["Jane Roe"]);
    assert_eq!(speakers("Another member, Jane Roe, said: “We won.”"), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe, 30, of Ely, who came by boat, said: “We won.”"), ["Jane Roe"]);
    assert_eq!(speakers("“We won,” the council member said."), ["description_only"]);
}

#[test]
fn a_quotation_is_signed_in_the_paragraph_below() {
    assert_eq!(speakers("“We won.”\n\n- Jane Roe\n\nTom Poe left."), ["Jane Roe"]);
}

#[test]
fn organisations_and_documents_speak() {
    assert_eq!(speakers("“It is safe,” the Department of Public Works said."), ["Department of Public Works"]);
    let report = quotes("“It is safe,” the report said.");
    assert_eq!((report[0].speaker.kind, report[0].rule), (SpeakerType::Document, "description_only"));
}

#[test]
fn roles_lead_to_names() {
    let text = "Acme CEO Jane Roe met Tom Poe, the mayor of Ely. “We won,” the Acme chief said. The mayor said “so what.”";
    assert_eq!(speakers(text), ["Jane Roe", "Tom Poe"]);
    assert_eq!(speakers("“We won,” a spokeswoman said."), ["description_only"]);
}

#[test]
fn who_relays_does_not_speak() {
    let relayed = quotes("Jane Roe said it was “a good day,” the newspaper reported.");
    assert_eq!((relayed[0].speaker.name.as_deref(), relayed[0].flags.as_slice()), (Some("Jane Roe"), &["relayed"][..]));
    assert_eq!(speakers("The Daily News quoted Jane Roe as saying “it is a good day.”"), ["Jane Roe"]);
    assert_eq!(speakers("Jane Roe was quoted as saying “it is a good day.”"), ["Jane Roe"]);
}

#[test]
fn nested_words_are_the_outer_speakers_unless_he_names_another() {
    let text = "“It is ‘the pit,’ and Tom Poe said, ‘Leave it,’” Jane Roe said.";
    assert_eq!(speakers(text), ["Jane Roe", "Jane Roe", "Tom Poe"]);
    assert_eq!(quotes(text)[2].parent, Some(0));
}

#[test]
fn venues_and_addressees_are_printed() {
    let outlet = |s: &str| s.contains("Daily Bugle").then(|| "The Daily Bugle".to_owned());
    let text = "“We won,” Jane Roe said in an interview with the Daily Bugle. “It was hard,” she said.\n\n“Go,” she told the Daily Bugle.";
    let found = extract(&Article { text: text.to_owned(), ..Article::default() }, &outlet);
    let venues: Vec<_> = found.iter().map(|q| (q.venue.as_deref(), q.venue_outlet.is_some(), q.venue_inherited)).collect();
    assert_eq!(venues[0], (Some("an interview with the Daily Bugle"), true, false));
    assert_eq!(venues[1], (Some("an interview with the Daily Bugle"), true, true));
    assert_eq!(venues[2], (Some("Daily Bugle"), true, false));
    assert_eq!(found[2].addressee.as_deref(), Some("the Daily Bugle"));
    assert_eq!(quotes("“No,” Jane Roe wrote on X.")[0].venue.as_deref(), Some("on X"));
}

#[test]
fn kinds_tell_speech_from_titles_and_scare_quotes() {
    let kinds = |text: &str| quotes(text).iter().map(|q| q.kind.name()).collect::<Vec<_>>();
    assert_eq!(
        kinds("“We won the cup,” Jane Roe said. She called him a “hero.” The so-called “plan” failed."),
        ["full", "partial", "scare"]
    );
    assert_eq!(kinds("The book “Long Days of Rain” sold well."), ["title"]);
    assert_eq!(kinds("Roe calls Poe a ‘great man’\n\nJane Roe spoke."), ["headline"]);
}

#[test]
fn other_languages_have_their_cues() {
    let of = |language: &str, text: &str| {
        let article = Article { text: text.to_owned(), language: Some(language.to_owned()), ..Article::default() };
        extract(&article, &|_| None)[0].speaker.name.clone()
    };
    assert_eq!(of("fr", "« Nous partons », a déclaré Jeanne Roe.").as_deref(), Some("Jeanne Roe"));
    assert_eq!(of("de", "„Wir gehen“, sagte Hanna Roe.").as_deref(), Some("Hanna Roe"));
    assert_eq!(of("es", "“Nos vamos”, dijo Juana Roe.").as_deref(), Some("Juana Roe"));
    assert_eq!(of("pt", "“Vamos embora”, disse Joana Roe.").as_deref(), Some("Joana Roe"));
    assert_eq!(of("it", "«Andiamo via», ha detto Giovanna Roe.").as_deref(), Some("Giovanna Roe"));
    assert_eq!(of("ja", "会社の田中氏は「行きます」と述べた。").as_deref(), Some("田中"));
}

#[test]
fn a_title_that_is_not_in_the_text_has_its_own_quotations() {
    let article = Article {
        text: "Jane Roe said: “We won.”".to_owned(),
        title: Some("Roe: ‘We won big’".to_owned()),
        ..Article::default()
    };
    let found = extract(&article, &|_| None);
    assert_eq!((found[1].field, found[1].kind, found[1].speech), (Field::Title, QuoteKind::Headline, 1));
    assert_eq!(found[1].speaker.name.as_deref(), Some("Jane Roe"));
}

#[test]
fn an_embedded_post_is_its_authors_unless_it_quotes_another() {
    let text = "We will rise again tomorrow. pic.twitter.com/xyz — Jane Roe (@jroe) March 27, 2020";
    assert_eq!(speakers(text), ["Jane Roe"]);
    let quoting = "Jane Roe left.\nTom Poe takes a swing at his rival\n> He is slow.\n> He is old.\n— BOB (@bob_1) May 3, 2024";
    let found = quotes(quoting);
    assert_eq!(speakers(quoting), ["Tom Poe", "Tom Poe"]);
    assert!(found.iter().all(|q| q.kind == QuoteKind::Block && q.flags.contains(&"relayed") && q.speech == 0));
}

fn texts() -> impl Strategy<Value = String> {
    let word = "(said|says|Jane|Roe|Poe|he|she|who|the|a|Mr\\.|called|quoted|as|saying|according|to|and|told|by|CEO|, |\\. |: |— |“|”|\"|'|‘|’|«|»|「|」|は|と述べた|\n|\n\n|\n> |\\(@a\\)|é|X | ){0,60}";
    word.prop_map(|s: String| s.replace("said", "said ").replace("Roe", " Roe "))
}

/// The words of `½` are 1 and 2, and both stand on the one character: what lies between two words may be less than nothing.
#[test]
fn two_words_on_one_character_do_no_harm() {
    let text = "The deal, said A¼Ì Khan, was “dead ½Á on arrival”.";
    assert_eq!(quotes(text).len(), 1);
}

/// Paragraphs in which somebody speaks, in every style of marks.
const PARAGRAPHS: [&str; 8] = [
    "“We mend the nets at dawn,” said Ada Quill, the harbour master of Pell. “Always.”",
    "\"The lamp is out,\" she said, and \"so is the bell.\"",
    "‘It’s the players’ shed,’ Tom Fenn told the Pell Gazette. ‘They don’t lend it.’",
    "« Nous réparons les filets », a dit Jeanne Duval.",
    "„Die Lampe ist aus“, sagte Hanna Brandt.",
    "田中氏は「船は出ません」と述べた。",
    "Then Ada Quill said: “The pier is old.",
    "> A line from a letter, with a “word” in it.",
];

proptest! {
    #[test]
    fn any_text_gives_quotations_on_boundaries(text in texts(), title in texts()) {
        let article = Article { text: text.clone(), title: Some(title.clone()), ..Article::default() };
        let found = extract(&article, &|_| None);
        for (i, q) in found.iter().enumerate() {
            let field = if q.field == Field::Text { text.as_str() } else { title.trim() };
            prop_assert!(field.get(q.span.start..q.span.end).is_some_and(|t| !t.is_empty()));
            prop_assert!(q.parent.is_none_or(|p| p < i) && q.speech < found.len());
            prop_assert!(q.speaker.mention.is_none_or(|m| field.get(m.start..m.end).is_some()));
            prop_assert!(RULES.iter().any(|(name, _)| *name == q.rule));
            prop_assert_eq!(q.speaker.name.is_some(), q.speaker_from == SpeakerFrom::Article);
        }
    }

    #[test]
    fn paragraphs_joined_and_struck_at_random_are_read(
        order in prop::collection::vec(0usize..PARAGRAPHS.len(), 1..8),
        joint in prop::sample::select(vec!["\n", "\n\n", " ", "", "\r\n"]),
        strays in prop::collection::vec((0usize..900, "[\"“”‘’„«»「」\\[\\]…]{1,2}"), 0..6),
    ) {
        let mut text = order.iter().map(|&n| PARAGRAPHS[n]).collect::<Vec<_>>().join(joint);
        for (at, mark) in strays {
            let at = text.char_indices().map(|(i, _)| i).nth(at).unwrap_or(text.len());
            text.insert_str(at, &mark);
        }
        let marks = crate::marks::Marks::of(&text);
        for quote in quotes(&text) {
            prop_assert!(text.get(quote.span.start..quote.span.end).is_some_and(|words| !words.is_empty()));
            prop_assert!(marks.paragraphs.iter().any(|paragraph| paragraph.contains(quote.span)), "{quote:?}");
        }
    }

    #[test]
    fn arbitrary_characters_do_no_harm(text in "\\PC{0,80}") {
        let _ = quotes(&text);
    }
}
