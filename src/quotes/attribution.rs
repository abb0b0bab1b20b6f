//! The quotations of a text in reading order: each gets the speaker that its sentence names, or the one that goes on speaking.
//!
//! Responsible for sentences, for quotations that stand alone, and for which spans one attribution covers. What stands next to a
//! quotation in its own sentence is read by [`super::clause`].

use super::clause::{Found, has_cue, named};
use super::discourse::{Discourse, Resolved};
use super::items::{Item, Kind};
use super::lexicon::Class;
use super::mention::{Mention, Pronoun, Scene, Who};
use super::quote::SpeakerFrom;
use super::roster::Roster;
use super::rules;
use crate::article::Span;
use crate::marks::{Ending, Marked};

/// What was found out about one marked span.
#[derive(Debug, Clone, Default)]
pub(super) struct Attribution {
    pub(super) resolved: Resolved,
    /// Empty until something is known.
    pub(super) rule: &'static str,
    pub(super) cue: Option<Span>,
    pub(super) cue_at: Option<usize>,
    /// First span of the speech.
    pub(super) speech: usize,
    pub(super) relayed: bool,
    /// Items of its sentence.
    pub(super) sentence: (usize, usize),
    /// Its own item.
    pub(super) at: usize,
}

impl Attribution {
    pub(super) fn is_known(&self) -> bool {
        self.resolved.speaker.mention.is_some()
    }

    fn take(&mut self, other: &Self, rule: &'static str) {
        self.resolved = other.resolved.clone();
        self.rule = rule;
        self.cue = other.cue;
        self.relayed = other.relayed;
    }
}

/// Sentences of a paragraph in which its speaker is looked for.
const FARTHEST_SPEAKER: usize = 4;
/// Items that an aside between two parts of one quotation may have.
const LONGEST_ASIDE: usize = 40;
/// Items between a fragment and the source at the end of its sentence.
const FARTHEST_SOURCE: usize = 80;

/// A sentence as a range of items.
type Range = (usize, usize);

pub(super) struct Reading<'s> {
    pub(super) text: &'s str,
    pub(super) spans: &'s [Marked],
    pub(super) items: &'s [Item],
    pub(super) roster: &'s Roster,
    pub(super) discourse: Discourse,
    /// One entry a span.
    pub(super) out: Vec<Attribution>,
    told: Told,
}

/// Whether an item tells or asks, in a part of a sentence that grows: a sentence may hold thousands of quotations.
#[derive(Default)]
struct Told {
    part: Range,
    found: bool,
}

impl Told {
    fn within(&mut self, items: &[Item], (lo, end): Range) -> bool {
        if self.part.0 != lo || self.part.1 > end {
            *self = Self { part: (lo, lo), found: false };
        }
        let new = self.part.1..end;
        self.found = self.found || items[new].iter().any(|item| item.is_low(Class::TELLING.or(Class::ASKING)));
        self.part.1 = end;
        self.found
    }
}

impl<'s> Reading<'s> {
    pub(super) fn new(text: &'s str, spans: &'s [Marked], items: &'s [Item], roster: &'s Roster) -> Self {
        let out = (0..spans.len()).map(|i| Attribution { speech: i, ..Attribution::default() }).collect();
        Self { text, spans, items, roster, discourse: Discourse::default(), out, told: Told::default() }
    }

    pub(super) fn scene(&self) -> Scene<'s> {
        Scene { text: self.text, items: self.items, roster: self.roster }
    }

    /// Reads all paragraphs. `paragraphs` are ranges of items.
    pub(super) fn run(&mut self, paragraphs: &[Range]) {
        let mut before: Option<Vec<Range>> = None;
        for &paragraph in paragraphs {
            let sentences = self.sentences(paragraph);
            if let Some(last) = before.as_deref().and_then(<[Range]>::last) {
                self.signed(*last, paragraph);
            }
            for (n, &sentence) in sentences.iter().enumerate() {
                self.sentence(&sentences, n, sentence, before.as_deref());
            }
            self.alone_before(&sentences);
            if !sentences.is_empty() {
                before = Some(sentences);
            }
        }
    }

    /// A paragraph that begins with a dash and a name signs the quotation that the one before consists of.
    fn signed(&mut self, (lo, hi): Range, paragraph: Range) {
        if self.items[paragraph.0].kind != Kind::Dash || (lo..hi).any(|k| self.items[k].is_word()) {
            return;
        }
        let Some(&(_, q)) = self.quotes_in((lo, hi)).last() else { return };
        if !self.out[q].is_known()
            && !self.spans[q].block
            && let Some(found) = self.scene().signature(paragraph.0 + 1, paragraph.1)
        {
            self.give(q, found, None);
        }
    }

    fn note(&mut self, who: &Mention) {
        let first = &self.items[who.items.0];
        let definite = first.is(Class::DETERMINER) && matches!(first.span.of(self.text), "the" | "The") || first.possessive;
        let perhaps = self.scene().may_be_person(who);
        self.discourse.note(self.roster, who, definite, perhaps);
    }

    /// Splits a paragraph into sentences; a quotation belongs to the sentence that reports it.
    fn sentences(&self, (lo, hi): Range) -> Vec<Range> {
        let mut out = Vec::new();
        let mut start = lo;
        for i in lo..hi {
            let ends = match self.items[i].kind {
                Kind::Stop | Kind::End => true,
                Kind::Quote(q) => self.quote_ends(q, i, start, hi),
                _ => false,
            };
            if ends {
                let only_stop = (start..=i).all(|k| matches!(self.items[k].kind, Kind::Stop | Kind::End));
                if !only_stop {
                    out.push((start, i + 1));
                }
                start = i + 1;
            }
        }
        out
    }

    /// The last character of a quotation that says whether its sentence goes on.
    fn terminal(&self, q: usize) -> char {
        let inner = self.spans[q].inner.of(self.text);
        inner.trim_end_matches(['’', '\'', '”', '"', ')', ']']).chars().next_back().unwrap_or(' ')
    }

    fn quote_ends(&self, q: usize, i: usize, lo: usize, hi: usize) -> bool {
        if self.spans[q].ending != Ending::Closed || self.spans[q].block {
            return true;
        }
        let terminal = self.terminal(q);
        if !matches!(terminal, '.' | '!' | '?' | '…' | '。') {
            return false;
        }
        let Some(next) = self.items.get(i + 1).filter(|_| i + 1 < hi) else { return true };
        match next.kind {
            Kind::Word if !next.capital => false,
            Kind::Word if terminal != '.' => {
                // Roe asked: “Really?” Smith nodded.
                if i > lo && matches!(self.items[i - 1].kind, Kind::Colon | Kind::Comma) && has_cue(&self.items[lo..i]) {
                    return true;
                }
                // “Really?” Smith asked.
                let scene = self.scene();
                let direct = scene.forward(i + 1, hi).is_some_and(|who| {
                    let verb = scene.skip_description(who.items.1, hi);
                    let last = self.items.get(verb + 1).is_none_or(|x| !x.is_word());
                    verb < hi && (self.items[verb].is_low(Class::STRONG) || self.items[verb].is_low(Class::WEAK) && last)
                });
                !direct
            }
            Kind::Comma | Kind::Dash | Kind::Colon | Kind::Stop | Kind::End => false,
            _ => true,
        }
    }

    fn quotes_in(&self, (lo, hi): Range) -> Vec<(usize, usize)> {
        (lo..hi).filter_map(|i| Some((i, self.items[i].quote()?))).collect()
    }

    fn sentence(&mut self, sentences: &[Range], n: usize, (lo, hi): Range, before: Option<&[Range]>) {
        let scene = self.scene();
        let quotes = self.quotes_in((lo, hi));
        let subject = scene.sentence_subject(lo, hi);
        if let Some(subject) = &subject {
            self.note(subject);
        }
        // `Smith’s aim was …`: the sentence is about Smith as well.
        if subject.as_ref().is_none_or(|s| !matches!(s.who, Who::Person(_) | Who::Named(_) | Who::Pronoun(_)))
            && let Some(run) = super::roster::run_at(self.text, self.items, lo, hi.min(lo + 8))
            && self.items[run.end - 1].possessive
            && let Some(who) = scene.mention(run.start, run.end)
            && matches!(who.who, Who::Person(_) | Who::Named(_))
        {
            self.note(&who);
        }
        // Who is asked is the one to answer.
        for k in lo..hi {
            if self.items[k].is_low(Class::ASKING)
                && let Some(who) = scene.forward(k + 1, hi)
                && matches!(who.who, Who::Person(_) | Who::Named(_))
            {
                self.note(&who);
            }
        }
        let alone = !quotes.is_empty()
            && (lo..hi).all(|i| {
                let x = &self.items[i];
                !x.is_word() || x.first && x.is(Class::COORDINATE.or(Class::ADVERB)) && !x.is(Class::DETERMINER)
            });
        for (nth, &(p, q)) in quotes.iter().enumerate() {
            self.out[q].sentence = (lo, hi);
            self.out[q].at = p;
            if self.spans[q].block {
                continue;
            }
            if let Some(earlier) = self.spans[q].continues
                && self.out[earlier].is_known()
            {
                self.follow(q, earlier, rules::MULTI_PARAGRAPH);
                continue;
            }
            let next = quotes.get(nth + 1).map_or(hi, |&(at, _)| at);
            let after = nth.checked_sub(1).map_or(lo, |k| quotes[k].0 + 1);
            let previous = nth.checked_sub(1).map(|k| quotes[k].1);
            if let Some(found) = self.choose(lo, p, q, after, next, previous) {
                self.give(q, found, previous);
            } else if let Some(previous) = previous.filter(|&k| self.out[k].is_known()) {
                self.follow(q, previous, rules::SAME_SENTENCE);
            } else if alone && nth == 0 {
                self.alone(q, sentences, n, before);
            } else if nth == 0 && n > 0 && self.is_participle(lo) && self.goes_on(q, sentences[n - 1]) {
                // `Adding, “…”` as a sentence of its own.
            } else if nth == 0 && p == lo && n > 0 && !self.is_fragment(q) && self.goes_on(q, sentences[n - 1]) {
                // Its sentence goes on behind it, and names nobody.
            } else if self.out[q].rule.is_empty() || self.items[p.saturating_sub(1)].kind == Kind::Colon {
                self.fragment(q, p, (lo, hi), sentences, n, subject.as_ref());
            }
        }
        // “A” and “B,” said Smith.
        for pair in (1..quotes.len()).rev() {
            let ((left, q), (right, next)) = (quotes[pair - 1], quotes[pair]);
            let close = right - left <= 5 && !has_cue(&self.items[left..right]) || self.is_aside(left, right, q, next);
            let from_right = self.out[next].cue.is_some_and(|cue| cue.start >= self.spans[next].outer.end);
            if close && from_right && !self.out[q].is_known() && !self.spans[q].block {
                let other = self.out[next].clone();
                self.out[q].take(&other, rules::SAME_SENTENCE);
            }
        }
        self.japanese(&quotes, (lo, hi));
    }

    /// “The plan” — an old one — “is good,” said Smith.
    fn is_aside(&self, left: usize, right: usize, q: usize, next: usize) -> bool {
        let dash = |i: usize| self.items[i].kind == Kind::Dash;
        right - left <= LONGEST_ASIDE
            && right > left + 2
            && dash(left + 1)
            && dash(right - 1)
            && !matches!(self.terminal(q), '.' | '!' | '?')
            && self.spans[next].inner.of(self.text).starts_with(char::is_lowercase)
    }

    /// Left or right: what stands closer to the quotation in the manner of its last character.
    fn choose(&mut self, lo: usize, p: usize, q: usize, after: usize, next: usize, previous: Option<usize>) -> Option<Found> {
        let scene = self.scene();
        let terminal = self.terminal(q);
        let comma_inside = matches!(terminal, ',' | '?' | '!' | '—' | '–' | '-' | '…');
        let over = self.out[q].sentence.1;
        let right = scene.right(p + 1, next, over, comma_inside);
        let left = scene.left(lo, p, after);
        // The cue of the quotation before it covers this one as well.
        if let (Some(found), Some(previous)) = (&left, previous)
            && self.out[previous].cue_at == Some(found.cue_at)
            && (right.is_none() || !matches!(terminal, ',' | '?' | '!'))
        {
            self.follow(q, previous, rules::SAME_SENTENCE);
            return None;
        }
        let left_named = left.as_ref().is_some_and(|f| f.who.is_some());
        let Some(right) = right else {
            // `The ruling marks “a new start,” and much will change, Smith said.`
            let weak = left
                .as_ref()
                .and_then(|f| f.who.as_ref())
                .is_none_or(|who| scene.is_thing(who) || matches!(who.who, Who::Document | Who::Body));
            if weak && let Some(source) = self.source_behind(p, next) {
                return Some(source);
            }
            if !left_named && let Some(found) = &left {
                self.out[q].rule = if found.rule == rules::NO_AGENT { rules::NO_AGENT } else { rules::NO_SUBJECT };
                self.out[q].cue = found.cue;
                return None;
            }
            return left;
        };
        let Some(left) = left.filter(|_| left_named) else { return Some(right) };
        // A speaker behind the comma is nearer than one before a colon: `It was over: “We lost,” Roe said.`
        let colon = p > lo && self.items[p - 1].kind == Kind::Colon && !(comma_inside && terminal == ',');
        let dash = (left.cue_at..p).any(|k| self.items[k].kind == Kind::Dash);
        let adjacent = p - left.cue_at <= 2 && !dash || colon;
        // “… said it was ‘good,’” the paper reported: who reports is not who speaks.
        let relayer = right.who.as_ref().is_some_and(|who| {
            let body = matches!(who.who, Who::Body | Who::Organisation(_) | Who::Other);
            let person = left.who.as_ref().is_some_and(|w| !matches!(w.who, Who::Body | Who::Document));
            body && person && self.items[right.cue_at].is(Class::STRONG)
        });
        if relayer {
            let mut left = left;
            left.relayed = true;
            return Some(left);
        }
        // `When Roe called it “bad,” Poe left`: the clause is Roe's.
        let clause = self.items[lo].first && self.items[lo].is(Class::SUBORDINATE);
        if clause && right.rule != rules::ACCORDING_TO && (lo..left.cue_at).all(|k| self.items[k].kind != Kind::Comma) {
            return Some(left);
        }
        let prefers_right = comma_inside || right.rule == rules::ACCORDING_TO && terminal != '.';
        if prefers_right && !adjacent || right.rule == rules::AS_SAYING { Some(right) } else { Some(left) }
    }

    /// Gives a quotation what was found, and remembers who spoke.
    fn give(&mut self, q: usize, found: Found, previous: Option<usize>) {
        let Some(who) = found.who else { return };
        let resolved = self.discourse.resolve(self.roster, &who);
        let outside_subject = !matches!(found.rule, rules::ACCORDING_TO | rules::LEFT_NOUN);
        if outside_subject {
            self.note(&who);
        }
        let entry = &mut self.out[q];
        entry.rule = resolved.why_not.unwrap_or(found.rule);
        entry.resolved = resolved;
        entry.cue = found.cue;
        entry.cue_at = Some(found.cue_at);
        entry.relayed = found.relayed;
        // “A,” Smith said, adding, “B.”: one speech in two parts.
        if let Some(previous) = previous
            && found.rule == rules::LEFT_PARTICIPLE
            && self.out[previous].resolved.speaker.name.is_some()
            && self.out[previous].resolved.speaker.name == self.out[q].resolved.speaker.name
            && !self.is_fragment(q)
        {
            self.out[q].speech = self.out[previous].speech;
        }
    }

    /// `q` goes on with the speech of `earlier`.
    fn follow(&mut self, q: usize, earlier: usize, rule: &'static str) {
        let other = self.out[earlier].clone();
        let fragments = rule == rules::SAME_SENTENCE && self.is_fragment(q);
        let entry = &mut self.out[q];
        entry.take(&other, rule);
        if let Some(why_not) = other.resolved.why_not {
            entry.rule = why_not;
        }
        if !fragments {
            entry.speech = other.speech;
        }
    }

    /// Words that fit into the reporter's sentence, and are no sentence themselves.
    pub(super) fn is_fragment(&self, q: usize) -> bool {
        let inner = self.spans[q].inner.of(self.text);
        let lower = inner.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
        lower || inner.split_whitespace().take(4).count() <= 3 && !inner.ends_with(['?', '!'])
    }

    /// A sentence of nothing but quotation.
    fn alone(&mut self, q: usize, sentences: &[Range], n: usize, before: Option<&[Range]>) {
        let scene = self.scene();
        if n > 0 {
            let (lo, hi) = sentences[n - 1];
            if let Some(&(at, last)) = self.quotes_in((lo, hi)).last() {
                // Attributed in its own sentence, or itself a continuation.
                if self.out[last].is_known() && !(at + 1 < hi && self.has_other_subject(at + 1, hi, last)) {
                    self.follow(q, last, rules::CONTINUATION);
                    return;
                }
                if !self.out[last].is_known() {
                    return;
                }
            }
            self.after_sentence(q, (lo, hi), rules::PREVIOUS_SENTENCE);
            if !self.out[q].is_known() {
                self.same_paragraph(q, sentences, n);
            }
            return;
        }
        let Some(&(lo, hi)) = before.and_then(<[Range]>::last) else { return };
        if let Some(&(at, last)) = self.quotes_in((lo, hi)).last() {
            let ends_paragraph = (at + 1..hi).all(|k| !self.items[k].is_word());
            let reported =
                self.out[last].cue.is_some() && self.out[last].cue.is_some_and(|c| c.start > self.spans[last].outer.end);
            if self.out[last].is_known() && (ends_paragraph || reported) {
                self.follow(q, last, rules::PARAGRAPH_CONTINUATION);
                self.out[q].speech = self.out[last].speech;
            }
            return;
        }
        let colon = hi >= 2
            && self.items[lo..hi]
                .iter()
                .rev()
                .find(|x| !matches!(x.kind, Kind::End | Kind::Stop))
                .is_some_and(|x| x.kind == Kind::Colon);
        let speaks = has_cue(&self.items[lo..hi]);
        if colon {
            let last_colon = (lo..hi).rev().find(|&k| self.items[k].kind == Kind::Colon).unwrap_or(lo);
            if let Some(found) = scene.left(lo, last_colon + 1, lo).filter(|f| f.who.is_some()) {
                self.give(q, found, None);
                return;
            }
            self.after_sentence(q, (lo, hi), rules::LEFT_COLON_SUBJECT);
        } else if speaks {
            self.after_sentence(q, (lo, hi), rules::PREVIOUS_SENTENCE);
        }
    }

    fn is_participle(&self, at: usize) -> bool {
        self.items[at].is(Class::CUE) && self.scene().gerund(at)
    }

    /// `q` opens its sentence and follows on a quotation of the sentence before: the same speaker goes on.
    fn goes_on(&mut self, q: usize, (lo, hi): Range) -> bool {
        let Some(&(at, last)) = self.quotes_in((lo, hi)).last() else { return false };
        let goes_on = self.out[last].is_known() && !(at + 1 < hi && self.has_other_subject(at + 1, hi, last));
        if goes_on {
            self.follow(q, last, rules::CONTINUATION);
        }
        goes_on
    }

    /// The only speaker of the paragraph up to sentence `n`, where no sentence since has been about somebody else.
    fn same_paragraph(&mut self, q: usize, sentences: &[Range], n: usize) {
        let scene = self.scene();
        let mut heard: Option<usize> = None;
        for &(lo, hi) in sentences[..n].iter().rev().take(FARTHEST_SPEAKER) {
            for &(_, other) in self.quotes_in((lo, hi)).iter().rev() {
                if !self.out[other].is_known() || self.out[other].resolved.speaker.name.is_none() {
                    continue;
                }
                let same = |k: usize| self.out[k].resolved.speaker.name == self.out[other].resolved.speaker.name;
                if heard.is_some_and(|k| !same(k)) {
                    return;
                }
                heard = heard.or(Some(other));
            }
            let subject = scene.sentence_subject(lo, hi).filter(|w| matches!(w.who, Who::Person(_) | Who::Named(_)));
            if heard.is_none() && subject.is_some() {
                return;
            }
        }
        if let Some(heard) = heard {
            self.follow(q, heard, rules::SAME_PARAGRAPH);
        }
    }

    /// Behind its quotation the sentence turns to somebody else.
    fn has_other_subject(&self, lo: usize, hi: usize, q: usize) -> bool {
        let scene = self.scene();
        let cue = self.out[q].cue_at.unwrap_or(0);
        let from = lo.max(cue + 1);
        (from..hi).any(|k| {
            self.items[k].is_low(Class::STRONG) && !scene.gerund(k) && !scene.is_noun_here(k, lo) && {
                scene.backward(k, from).is_some_and(|w| matches!(w.who, Who::Person(_) | Who::Named(_)))
            }
        })
    }

    /// The speaker is whom the sentence before speaks of.
    fn after_sentence(&mut self, q: usize, (lo, hi): Range, rule: &'static str) {
        let scene = self.scene();
        // The last reporting verb of that sentence, else its subject.
        let end = (lo..hi).rev().find(|&k| self.items[k].is_word()).map_or(lo, |k| k + 1);
        if let Some(found) = scene.left(lo, end, lo)
            && let Some(who) = found.who
        {
            let personal = matches!(who.who, Who::Person(_) | Who::Named(_) | Who::Pronoun(Pronoun::Person(_)) | Who::Role);
            if personal {
                let rule = if found.rule == rules::LEFT_NOUN { rules::PREVIOUS_NOUN } else { rule };
                self.set(q, &who, rule);
                return;
            }
        }
        if let Some(who) = scene
            .sentence_subject(lo, hi)
            .filter(|w| matches!(w.who, Who::Person(_) | Who::Named(_) | Who::Pronoun(Pronoun::Person(_))))
        {
            self.set(q, &who, rule);
        }
    }

    fn set(&mut self, q: usize, who: &Mention, rule: &'static str) {
        let resolved = self.discourse.resolve(self.roster, who);
        self.out[q].rule = resolved.why_not.unwrap_or(rule);
        self.out[q].resolved = resolved;
    }

    /// Marked words in a sentence without a reporting verb.
    fn fragment(&mut self, q: usize, p: usize, (lo, hi): Range, sentences: &[Range], n: usize, subject: Option<&Mention>) {
        let scene = self.scene();
        if let Some((span, name)) = scene.capitals_lead(lo, p) {
            let entry = &mut self.out[q];
            entry.resolved.speaker =
                super::quote::Speaker { name: Some(name), kind: super::quote::SpeakerType::Person, mention: Some(span) };
            entry.resolved.from = SpeakerFrom::Article;
            entry.rule = rules::CAPITALS_LEAD;
            return;
        }
        if p > lo && self.items[p - 1].kind == Kind::Colon {
            let told = self.told.within(self.items, (lo, p));
            if let Some(who) = scene.backward(p - 1, lo).filter(|who| named(who) && !told) {
                self.set(q, &who, rules::LEFT_COLON);
                return;
            }
            let speaks = |s: &&Mention| {
                matches!(
                    s.who,
                    Who::Person(_)
                        | Who::Named(_)
                        | Who::Pronoun(Pronoun::Person(_))
                        | Who::Organisation(_)
                        | Who::Body
                        | Who::Document
                )
            };
            if let Some(subject) = subject.filter(speaks) {
                self.set(q, subject, rules::LEFT_COLON_SUBJECT);
                return;
            }
            if n > 0 {
                self.after_sentence(q, sentences[n - 1], rules::LEFT_COLON_SUBJECT);
                if self.out[q].is_known() {
                    return;
                }
            }
        }
        if let Some(found) = self.source_behind(p, hi) {
            self.give(q, found, None);
        }
    }

    /// The source of a whole sentence behind its fragments: `The plan is “bad” and will fail, Smith said.`
    fn source_behind(&self, p: usize, hi: usize) -> Option<Found> {
        let scene = self.scene();
        let hi = hi.min(p + FARTHEST_SOURCE);
        let source =
            (p + 1..hi).rev().find_map(|k| (scene.word(k) == "according").then(|| scene.right(k, hi, hi, true)).flatten());
        if source.is_some() {
            return source;
        }
        for comma in (p + 1..hi).rev().filter(|&k| self.items[k].kind == Kind::Comma).take(4) {
            if let Some(found) = scene.right(comma + 1, hi, hi, false)
                && matches!(found.rule, rules::RIGHT_SUBJECT_VERB | rules::RIGHT_VERB_SUBJECT)
            {
                // Nothing is reported behind it but when, where and who that is.
                let rest = self.items.get(found.end).filter(|_| found.end < hi);
                let ends = rest.is_none_or(|x| !x.is_word() || x.is(Class::CALENDAR.or(Class::PREPOSITION).or(Class::ADVERB)));
                let report = found.cue_at + 1 < hi && self.items[found.cue_at + 1].is(Class::RELATIVE);
                return (ends && !report).then_some(found);
            }
        }
        None
    }

    /// A quotation that opens a paragraph by itself and is taken up by the next: `“A.” “B,” said Smith.`
    fn alone_before(&mut self, sentences: &[Range]) {
        for n in (1..sentences.len()).rev() {
            let here = self.quotes_in(sentences[n - 1]);
            let (Some(&(_, q)), Some(&(first, next))) = (here.last(), self.quotes_in(sentences[n]).first()) else { continue };
            let (lo, hi) = sentences[n - 1];
            let alone = (lo..hi).all(|k| !self.items[k].is_word());
            let from_right = self.out[next].cue.is_some_and(|cue| cue.start >= self.spans[next].outer.end);
            if alone
                && first == sentences[n].0
                && from_right
                && !self.out[q].is_known()
                && self.out[next].resolved.from == SpeakerFrom::Article
            {
                let other = self.out[next].clone();
                for (_, q) in here {
                    if !self.out[q].is_known() && !self.spans[q].block {
                        self.out[q].take(&other, rules::NEXT_SENTENCE);
                    }
                }
            }
        }
    }

    /// `首相は「…」と述べた`: the reporting verb stands behind the quotation, the topic before it.
    fn japanese(&mut self, quotes: &[(usize, usize)], (lo, _): Range) {
        for &(p, q) in quotes {
            let rest = &self.text[self.spans[q].outer.end..];
            if self.out[q].is_known() || !rest.starts_with(['と', 'な', 'の']) {
                continue;
            }
            let Some(cue) = super::japanese::cue(rest) else { continue };
            let from = self.items[lo].span.start;
            let before = super::japanese::window(self.text, Span::new(from, self.items[p].span.start));
            let Some((span, name)) = super::japanese::topic(self.text, before) else { continue };
            let start = self.spans[q].outer.end;
            let entry = &mut self.out[q];
            entry.cue = Some(Span::new(start, start + cue));
            entry.resolved.speaker.mention = Some(span);
            entry.resolved.speaker.kind = super::quote::SpeakerType::Person;
            entry.rule = if name.is_some() { rules::JAPANESE_TOPIC } else { rules::DESCRIPTION_ONLY };
            entry.resolved.from = if name.is_some() { SpeakerFrom::Article } else { SpeakerFrom::None };
            entry.resolved.speaker.name = name;
        }
    }
}
