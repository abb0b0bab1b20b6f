//! From an article to its quotations: marks, items, people, attribution, kinds and venues in order.
//!
//! Responsible for the order of the stages, for block lines and nested quotations, and for the title.

use super::attribution::{Attribution, Reading};
use super::items::{Item, Kind, Reader};
use super::lexicon::{Class, Lexicon};
use super::mention::{Mention, Pronoun, Scene, Who};
use super::quote::{Field, Quote, QuoteKind, RELAYED, SpeakerFrom, SpeakerType};
use super::roster::Roster;
use super::venue::Venue;
use super::{kind, rules, venue};
use crate::article::{Article, Span};
use crate::marks::{Ending, Marked, Marks};
use crate::text::Words;

/// Items before a sentence in which the venue of its paragraph is looked for.
const FARTHEST_VENUE: usize = 150;
/// A heading has at most this many bytes.
const LONGEST_HEADING: usize = 240;

/// The quotations of an article in order: those of its text, then those of its title where the title does not stand in the text.
///
/// `outlet_of` gives the canonical name of the outlet that a printed phrase names, if any. Linear in the text.
///
/// ```
/// use newsprint::article::Article;
///
/// let text = "“It works,” said Jane Roe, the mayor. She called it a “miracle.”".to_owned();
/// let quotes = newsprint::quotes::extract(&Article { text, ..Article::default() }, &|_| None);
/// let names: Vec<_> = quotes.iter().map(|q| q.speaker.name.as_deref()).collect();
/// assert_eq!(names, [Some("Jane Roe"), Some("Jane Roe")]);
/// ```
#[must_use]
pub fn extract(article: &Article, outlet_of: &dyn Fn(&str) -> Option<String>) -> Vec<Quote> {
    let lexicon = Lexicon::of(article.language.as_deref());
    let marks = Marks::of(&article.text);
    let title = article.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    let title_marks = title.filter(|title| !article.text.contains(title)).map(|title| (title, Marks::of(title)));
    let title_marks = title_marks.filter(|(_, marks)| !marks.spans.is_empty());
    if marks.spans.is_empty() && title_marks.is_none() {
        return Vec::new();
    }
    let words = Words::of(&article.text);
    let reader = Reader { text: &article.text, words: &words, lexicon };
    let (items, paragraphs) = read(&reader, &marks);
    let mut roster = Roster::read(&article.text, &items, &paragraphs);
    learn_from_headings(&article.text, &items, &paragraphs, &mut roster);
    let mut out = field(&reader, &marks, &items, &paragraphs, &roster, Field::Text, outlet_of);
    if let Some((title, marks)) = title_marks {
        let words = Words::of(title);
        let reader = Reader { text: title, words: &words, lexicon };
        let (items, paragraphs) = read(&reader, &marks);
        let first = out.len();
        for mut quote in field(&reader, &marks, &items, &paragraphs, &roster, Field::Title, outlet_of) {
            quote.parent = quote.parent.map(|p| p + first);
            quote.speech += first;
            out.push(quote);
        }
    }
    out
}

/// The items of all paragraphs with the range of each; outermost spans are opaque.
fn read(reader: &Reader<'_>, marks: &Marks) -> (Vec<Item>, Vec<(usize, usize)>) {
    let mut items = Vec::with_capacity(reader.words.len() + reader.words.len() / 4);
    let mut ranges = Vec::with_capacity(marks.paragraphs.len());
    let mut outermost = marks.spans.iter().enumerate().filter(|(_, m)| m.parent.is_none()).peekable();
    let mut opaque = Vec::new();
    for &paragraph in &marks.paragraphs {
        opaque.clear();
        while let Some((i, m)) = outermost.next_if(|(_, m)| m.outer.start < paragraph.end) {
            opaque.push((i, m.outer));
        }
        let start = items.len();
        reader.read(paragraph, &opaque, &mut items);
        ranges.push((start, items.len()));
    }
    (items, ranges)
}

/// Whether a paragraph is a heading: short, and without the stop that ends a sentence.
fn is_heading(text: &str, items: &[Item], (lo, hi): (usize, usize)) -> bool {
    let (Some(first), Some(last)) = (items.get(lo), items[lo..hi].iter().rev().find(|x| x.kind != Kind::End)) else {
        return false;
    };
    let span = Span::new(first.span.start, last.span.end);
    let end = span.of(text).trim_end_matches(['”', '"', '’', '\'']);
    span.len() <= LONGEST_HEADING && last.kind != Kind::Stop && !end.ends_with(['.', '!', ','])
}

/// In a heading `A vs. B: Acme boss calls B …` the boss is A: of two people one is excluded as the object.
fn learn_from_headings(text: &str, items: &[Item], paragraphs: &[(usize, usize)], roster: &mut Roster) {
    let Some(&(lo, hi)) = paragraphs.first().filter(|&&p| is_heading(text, items, p)) else { return };
    let learnt = {
        let scene = Scene { text, items, roster };
        let mut people: Vec<(usize, usize)> = Vec::new();
        let mut role: Option<Mention> = None;
        let mut i = lo;
        while i < hi {
            match scene.forward(i, hi) {
                Some(mention) => {
                    i = mention.items.1.max(i + 1);
                    match mention.who {
                        Who::Person(figure) => people.push((figure, mention.items.0)),
                        Who::Role if role.is_none() && items.get(i).is_some_and(|x| x.is_low(Class::STRONG)) => {
                            role = Some(mention);
                        }
                        _ => {}
                    }
                }
                None => i += 1,
            }
        }
        role.and_then(|role| {
            let is_object = |f: usize| people.iter().any(|&(g, at)| g == f && at > role.items.0);
            let mut others: Vec<usize> = people.iter().map(|p| p.0).filter(|&f| !is_object(f)).collect();
            others.sort_unstable();
            others.dedup();
            let excluded = people.iter().any(|&(f, _)| is_object(f));
            (excluded && others.len() == 1).then(|| (others[0], role.items))
        })
    };
    if let Some((figure, (from, to))) = learnt {
        roster.learn_role(figure, &items[from..to]);
    }
}

fn field(
    reader: &Reader<'_>,
    marks: &Marks,
    items: &[Item],
    paragraphs: &[(usize, usize)],
    roster: &Roster,
    field: Field,
    outlet_of: &dyn Fn(&str) -> Option<String>,
) -> Vec<Quote> {
    let text = reader.text;
    let mut reading = Reading::new(text, &marks.spans, items, roster);
    reading.run(paragraphs);
    blocks(&mut reading, marks, paragraphs);
    nested(&mut reading, reader);
    let mut quotes: Vec<Quote> = Vec::with_capacity(marks.spans.len());
    let mut last_venue: Option<(usize, Option<String>, Venue)> = None;
    for (i, m) in marks.spans.iter().enumerate() {
        let mut quote = base(text, m, &reading.out[i], field);
        let outer = m.parent.is_none() && !m.block;
        let found = &reading.out[i];
        let (lo, hi) = found.sentence;
        let heading = paragraphs.get(m.paragraph).is_some_and(|&p| is_heading(text, items, p));
        let first_lines = m.paragraph < 2 && heading && paragraphs.len() > m.paragraph + 1;
        let attributed = found.is_known();
        quote.kind = if m.block {
            QuoteKind::Block
        } else if field == Field::Title || first_lines && !attributed_full(&quote, text) {
            QuoteKind::Headline
        } else if outer && kind::is_work(text, m.inner, items, found.at, lo, attributed) && !speaks(found) {
            QuoteKind::Title
        } else if outer {
            kind::by_form(text, m.inner, items, found.at, lo, attributed)
        } else {
            kind::by_form(text, m.inner, &[], 0, 0, attributed)
        };
        if quote.kind == QuoteKind::Title {
            quote.speaker = super::quote::Speaker::default();
            quote.speaker_from = SpeakerFrom::None;
            quote.rule = rules::WORK_TITLE;
            quote.cue = None;
        } else if quote.rule.is_empty() {
            quote.rule = if quote.kind == QuoteKind::Scare { rules::SCARE } else { rules::NO_CUE };
        }
        if outer && lo < hi && quote.kind != QuoteKind::Title {
            let scene = reading.scene();
            if let Some(at) = found.cue_at {
                quote.addressee = venue::addressee(&scene, at, hi);
            }
            let own = venue::venue(&scene, (lo, hi), found.cue_at.unwrap_or(found.at), outlet_of);
            let name = quote.speaker.name.clone();
            if let Some(own) = own.filter(|_| attributed) {
                last_venue = Some((m.paragraph, name, own.clone()));
                quote.venue = Some(own.printed);
                quote.venue_outlet = own.outlet;
            } else if attributed && name.is_some() {
                inherit(&mut quote, last_venue.as_ref(), m.paragraph, &scene, (lo, hi), paragraphs, outlet_of);
            }
        }
        quotes.push(quote);
    }
    quotes
}

/// The venue of an earlier sentence holds on inside its paragraph, and beyond where the text goes on with the interview.
fn inherit(
    quote: &mut Quote,
    last: Option<&(usize, Option<String>, Venue)>,
    paragraph: usize,
    scene: &Scene<'_>,
    (lo, hi): (usize, usize),
    paragraphs: &[(usize, usize)],
    outlet_of: &dyn Fn(&str) -> Option<String>,
) {
    if let Some((at, name, venue)) = last
        && *name == quote.speaker.name
        && (*at == paragraph || *at + 1 == paragraph && goes_on(scene, (lo, hi)))
    {
        quote.venue = Some(venue.printed.clone());
        quote.venue_outlet.clone_from(&venue.outlet);
        quote.venue_inherited = true;
        return;
    }
    // A venue that an earlier sentence of the paragraph names without a quotation.
    let Some(&(start, _)) = paragraphs.get(paragraph) else { return };
    let start = start.max(lo.saturating_sub(FARTHEST_VENUE));
    let has_interview = (start..lo).any(|k| scene.items[k].is_low(Class::VENUE) && scene.word(k).starts_with("interview"));
    if has_interview && let Some(found) = venue::venue(scene, (start, lo), lo, outlet_of) {
        quote.venue = Some(found.printed);
        quote.venue_outlet = found.outlet;
        quote.venue_inherited = true;
    }
}

/// `Then, when asked …`, `He added`: the interview continues.
fn goes_on(scene: &Scene<'_>, (lo, hi): (usize, usize)) -> bool {
    let asked = |k: usize| matches!(scene.word(k), "asked" | "Asked" | "pressed" | "Pressed");
    (lo..hi.min(lo + 4)).any(asked) || (lo..hi).any(|k| matches!(scene.word(k), "added" | "adding" | "continued"))
}

fn attributed_full(quote: &Quote, text: &str) -> bool {
    quote.cue.is_some() && quote.span.of(text).ends_with(['.', ',']) && quote.speaker.mention.is_some()
}

/// A reporting verb gives the words to somebody, beyond doubt.
fn speaks(found: &Attribution) -> bool {
    matches!(
        found.rule,
        rules::RIGHT_SUBJECT_VERB | rules::RIGHT_VERB_SUBJECT | rules::RIGHT_APPOSITION | rules::AS_SAYING | rules::CONTINUATION
    )
}

fn base(text: &str, m: &Marked, found: &Attribution, field: Field) -> Quote {
    let mut flags = Vec::new();
    if m.ending == Ending::Unclosed {
        flags.push("unclosed");
    }
    if found.relayed || m.block && m.post.is_some() && found.rule == rules::BLOCK_LEAD {
        flags.push(RELAYED);
    }
    if field == Field::Title {
        flags.push("headline_not_in_body");
    }
    Quote {
        field,
        span: m.inner,
        marks: m.marks(text),
        parent: m.parent,
        speech: found.speech,
        speaker: found.resolved.speaker.clone(),
        speaker_from: found.resolved.from,
        cue: found.cue.map(|cue| cue.of(text).to_owned()),
        rule: found.rule,
        flags,
        ..Quote::default()
    }
}

/// Block lines have the speaker whom the line before them names; a post without such lines is its author's.
fn blocks(reading: &mut Reading<'_>, marks: &Marks, paragraphs: &[(usize, usize)]) {
    let mut lead_of: Option<(usize, usize)> = None;
    for (i, m) in marks.spans.iter().enumerate() {
        if !m.block || m.parent.is_some_and(|p| marks.spans[p].block) {
            continue;
        }
        // One speech for the lines of one block.
        if let Some((last, paragraph)) = lead_of
            && m.paragraph == paragraph + 1
            && marks.spans[last].post == m.post
        {
            let mut same = reading.out[last].clone();
            same.sentence = (0, 0);
            reading.out[i] = same;
            lead_of = Some((i, m.paragraph));
            continue;
        }
        lead_of = Some((i, m.paragraph));
        let post = m.post.map(|p| &marks.posts[p]);
        let signed = post.filter(|post| post.lead.is_none());
        if let Some(post) = signed {
            let entry = &mut reading.out[i];
            entry.resolved.speaker.name = Some(post.author.of(reading.text).split_whitespace().collect::<Vec<_>>().join(" "));
            entry.resolved.speaker.kind = SpeakerType::Person;
            entry.resolved.speaker.mention = Some(post.author);
            entry.resolved.from = SpeakerFrom::Article;
            entry.rule = rules::POST_AUTHOR;
            continue;
        }
        let Some(&(lo, hi)) = m.paragraph.checked_sub(1).and_then(|p| paragraphs.get(p)) else { continue };
        let scene = reading.scene();
        let end = (lo..hi).rev().find(|&k| reading.items[k].is_word()).map_or(lo, |k| k + 1);
        let found = scene.sentence_subject(lo, hi).or_else(|| scene.left(lo, end, lo).and_then(|f| f.who));
        let lead = found.or_else(|| scene.forward(lo, hi).filter(|w| matches!(w.who, Who::Person(_) | Who::Named(_))));
        if let Some(who) = lead {
            let resolved = reading.discourse.resolve(reading.roster, &who);
            reading.out[i].rule = resolved.why_not.unwrap_or(rules::BLOCK_LEAD);
            reading.out[i].resolved = resolved;
            reading.out[i].speech = i;
        }
    }
}

/// Quotations within quotations: the outer words may name a speaker; else they are the outer speaker's own.
fn nested(reading: &mut Reading<'_>, reader: &Reader<'_>) {
    let spans = reading.spans;
    let mut children: Vec<(usize, usize)> = spans.iter().enumerate().filter_map(|(i, m)| Some((m.parent?, i))).collect();
    children.sort_unstable();
    let mut items = Vec::new();
    for family in children.chunk_by(|a, b| a.0 == b.0) {
        let parent = family[0].0;
        // The children as a list of their own, so that the cost is theirs alone.
        let own: Vec<Marked> =
            family.iter().map(|&(_, i)| Marked { parent: None, continues: None, ..spans[i].clone() }).collect();
        let opaque: Vec<(usize, Span)> = own.iter().enumerate().map(|(i, m)| (i, m.outer)).collect();
        items.clear();
        reader.read(spans[parent].inner, &opaque, &mut items);
        let mut inner = Reading::new(reading.text, &own, &items, reading.roster);
        inner.run(&[(0, items.len())]);
        let scene = Scene { text: reader.text, items: &items, roster: reading.roster };
        for (found, &(_, k)) in inner.out.iter().zip(family) {
            let narrator = found.resolved.speaker.mention.is_some_and(|span| {
                let at = items.partition_point(|x| x.span.start < span.start);
                at < items.len() && scene.mention(at, at + 1).is_some_and(|w| w.who == Who::Pronoun(Pronoun::Narrator))
            });
            let outer = reading.out[parent].resolved.clone();
            let entry = &mut reading.out[k];
            if narrator || !found.is_known() || spans[k].block && found.resolved.speaker.name.is_none() {
                let known = outer.speaker.mention.is_some();
                entry.rule = if known { outer.why_not.unwrap_or(rules::NESTED_INHERITED) } else { "" };
                entry.resolved = outer;
            } else {
                entry.resolved = found.resolved.clone();
                entry.rule = found.resolved.why_not.unwrap_or(rules::NESTED_SUBJECT);
                entry.cue = found.cue;
                entry.relayed = true;
            }
        }
    }
}
