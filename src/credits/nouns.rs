//! Words that stand for a source without being in the table of outlets: "the newspaper", "the Post", "three people familiar with
//! the matter", and the marks of sign-offs, links and posts.
//!
//! Responsible for one pass over the text that finds them. Not responsible for whether they credit anybody.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};

use crate::article::Span;

const TABLE: &str = include_str!("nouns.tsv");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// "the newspaper": the outlet named last.
    Anaphor,
    /// "the Post": the outlet named before whose name ends so.
    Short,
    /// The last word of the name of an outlet that is in no table.
    Title,
    /// "local media"
    Media,
    /// "familiar with": what only an unnamed source is called.
    People,
    /// "fuentes", "Kreise", 知情人士: what a source is called in languages other than English.
    Source,
    ByReporters,
    Contributed,
    Copyright,
    Link,
    Post,
}

struct Nouns {
    matcher: AhoCorasick,
    classes: Vec<Class>,
}

fn nouns() -> &'static Nouns {
    static SHARED: OnceLock<Nouns> = OnceLock::new();
    SHARED.get_or_init(|| {
        let mut phrases = Vec::new();
        let mut classes = Vec::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let Some((class, list)) = line.split_once('\t') else { continue };
            let class = match class {
                "anaphor" => Class::Anaphor,
                "short" => Class::Short,
                "title" => Class::Title,
                "media" => Class::Media,
                "people" => Class::People,
                "source" => Class::Source,
                "byreporters" => Class::ByReporters,
                "contributed" => Class::Contributed,
                "copyright" => Class::Copyright,
                "link" => Class::Link,
                _ => Class::Post,
            };
            for phrase in list.split('|') {
                phrases.push(phrase.to_owned());
                classes.push(class);
                // What may begin a sentence.
                if matches!(class, Class::Anaphor | Class::Media | Class::Source) && phrase.starts_with(char::is_lowercase) {
                    let mut letters = phrase.chars();
                    phrases.push(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect());
                    classes.push(class);
                }
            }
        }
        let matcher = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&phrases)
            .expect("some hundred short phrases are far below the matcher's limits");
        Nouns { matcher, classes }
    })
}

/// The nouns of `text` in order, without overlap.
pub(super) fn find(text: &str) -> impl Iterator<Item = (Class, Span)> + '_ {
    let nouns = nouns();
    nouns.matcher.find_iter(text).filter_map(move |hit| {
        let class = nouns.classes[hit.pattern().as_usize()];
        let span = Span::new(hit.start(), hit.end());
        let word = matches!(class, Class::Anaphor | Class::Short | Class::Title | Class::Media | Class::People | Class::Source);
        let latin = |c: char| c.is_alphanumeric() && !crate::text::is_spaceless(c);
        // German writes its compounds in one: "Regierungskreise".
        let open = class == Class::Source && span.of(text).starts_with("kreise");
        let runs_on = word && latin_edge(span.of(text)) && {
            text[span.end..].starts_with(latin)
                || (!open && !text[span.start..].starts_with(' ') && text[..span.start].ends_with(latin))
        };
        (!runs_on).then_some((class, span))
    })
}

fn latin_edge(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| !crate::text::is_spaceless(c))
}
