//! Pages of two small articles, and what holds for any two.

use super::*;
use crate::document::{Document, Line, Tone};
use crate::pipeline::{Settings, beside};
use proptest::prelude::*;

fn article(id: &str, outlet: Option<&str>, text: &str) -> Article {
    Article { id: id.into(), outlet: outlet.map(Into::into), text: text.into(), ..Article::default() }
}

fn compared(a: &Article, b: &Article, shown: Shown) -> Comparison {
    Comparison::of(a, b, &beside(a, b, None, &Settings::default()), shown)
}

const HARBOUR: &str = "The ferry to Skerry will not sail on Monday, the harbour office said late last night, because of the gale \
    that has torn the landing stage from its piles.";
const SCHOOL: &str = "Pupils of the island school are to be taught by radio until the boats can land again, as they were in the winter \
    when the bay froze over.";
const OWN: &str = "At the hotel above the pier a party of nine walkers from the city was waiting for news, and the cook had begun to count \
    his eggs, since he had been told that nothing would come over before the end of the week, if it came at all, and the last bread was \
    gone by noon.";

fn story() -> (Article, Article) {
    let wire = format!("NORTHERN WIRE. {HARBOUR}\n\n{SCHOOL}\n\nSign up for our newsletter\n");
    let edited = HARBOUR.replace("will not sail on Monday", "will sail on Tuesday");
    let local = format!("{SCHOOL}\n\n{OWN}\n\n{edited} More soon.\n");
    (article("wire", Some("Northern Wire"), &wire), article("local", Some("Skerry \u{1b}[31mPost"), &local))
}

#[test]
fn two_columns_in_eighty() {
    let (a, b) = story();
    insta::assert_snapshot!(compared(&a, &b, Shown::default()).document(80, Marks::Brackets).to_string());
}

#[test]
fn one_below_the_other_in_sixty() {
    let (a, b) = story();
    insta::assert_snapshot!(compared(&a, &b, Shown { all: true, ..Shown::default() }).document(60, Marks::Brackets).to_string());
}

/// The columns of a page with wide characters once stood apart by as many columns as there were such characters.
#[test]
fn wide_characters_keep_the_columns_aligned() {
    let text = "知事は三日の午前、港の水道施設で起きた停止について独立した調査を命じた。市民は八日間水を沸かして飲んだ。";
    let (a, b) = (article("a", None, text), article("b", None, &format!("東京発。{text}")));
    let page = compared(&a, &b, Shown::default()).document(80, Marks::Brackets);
    let dividers = columns_of_divider(&page);
    assert!(dividers.len() > 3 && dividers.iter().all(|&at| at == dividers[0]), "{dividers:?}\n{page}");
}

fn columns_of_divider(page: &Document) -> Vec<usize> {
    let at = |line: &Line| {
        let text = line.to_string();
        text.find(" │ ").map(|byte| crate::document::layout::width(&text[..byte]))
    };
    page.lines().iter().filter_map(at).collect()
}

#[test]
fn tones_mark_without_brackets_and_numbers_have_tones() {
    let (a, b) = story();
    let page = compared(&a, &b, Shown::default()).document(80, Marks::Tones);
    assert!(!page.to_string().contains("[-") && !page.to_string().contains("{+"));
    let toned = |wanted: &dyn Fn(Tone) -> bool| -> String {
        let pieces = page.lines().iter().flat_map(Line::pieces).filter(|piece| wanted(piece.tone()));
        pieces.map(|piece| piece.text().trim()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(toned(&|tone| tone == Tone::Removed), "not Monday");
    assert_eq!(toned(&|tone| tone == Tone::Added), "Tuesday");
    assert!(toned(&|tone| tone == Tone::Passage(1)).contains("The ferry to Skerry"));
    assert!(toned(&|tone| tone == Tone::Passage(2)).contains("Pupils of the island school"));
    assert!(toned(&|tone| tone == Tone::Dim).contains("Sign up for our newsletter"));
}

#[test]
fn the_second_seen_from_the_first_is_the_first_seen_from_the_second() {
    let (a, b) = story();
    let (there, back) = (compared(&a, &b, Shown::default()), compared(&b, &a, Shown::default()));
    assert_eq!((there.a.shared_words, there.a.containment), (back.b.shared_words, back.b.containment));
    assert_eq!((&there.match_id, there.near, there.in_order), (&back.match_id, back.near, false));
    let ids = |of: &Comparison| {
        let mut ids: Vec<_> = of.passages.iter().map(|p| (p.id.clone(), p.words)).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&there), ids(&back));
    for passage in there.passages.iter().chain(&back.passages) {
        assert!(!passage.a.text.is_empty() && !passage.b.text.is_empty());
    }
    assert_eq!(there.passages[0].a.text, back.passages[1].b.text);
}

#[test]
fn nothing_shared_is_said_and_shown_all_the_same() {
    let (a, b) = (article("a", None, HARBOUR), article("b", None, OWN));
    let found = compared(&a, &b, Shown::default());
    assert!(found.is_empty());
    let page = found.document(80, Marks::Brackets).to_string();
    assert!(page.contains("Nothing is shared.") && page.contains("ferry") && page.contains("walkers"), "{page}");
}

#[test]
fn copies_are_one_passage_and_empty_texts_are_no_copies_of_anything() {
    let found = compared(&article("a", None, HARBOUR), &article("b", None, &HARBOUR.to_uppercase()), Shown::default());
    assert_eq!((found.relation.as_deref(), found.a.containment, found.passages.len()), (Some("identical"), 1.0, 1));
    let page = compared(&article("a", None, ""), &article("b", None, HARBOUR), Shown::default());
    assert!(page.is_empty() && !page.document(80, Marks::Brackets).is_empty());
}

proptest! {
    #[test]
    fn any_two_texts_fit_any_width(
        one in any::<String>(),
        two in "[ab日 .\n“]{0,200}",
        swap in any::<bool>(),
        all in any::<bool>(),
        width in 20usize..140,
    ) {
        let a = article("x", None, &format!("{two} {HARBOUR} {one}"));
        let b = article(if swap { "w" } else { "y" }, None, &format!("{one} {SCHOOL} {HARBOUR} {two}"));
        let found = compared(&a, &b, Shown { all, phrases: all });
        for marks in [Marks::Brackets, Marks::Tones] {
            let page = found.document(width, marks);
            for line in page.lines() {
                prop_assert!(line.width() <= width, "{} of {width}: {line}", line.width());
            }
            let dividers = columns_of_divider(&page);
            // Sequences of characters may be narrower together than apart; there a line is padded by its own width.
            prop_assert!(width < 72 || !dividers.is_empty());
        }
    }
}
