//! The subject of a reporting verb left of a quotation: over auxiliaries, days, descriptions and clauses back to a noun phrase.
//!
//! Responsible for who does what a verb says. Not responsible for choosing the verb ([`super::clause`]), nor for whom a name or pronoun
//! means.

use super::clause::{Found, STRONG_REACH, named};
use super::items::Kind;
use super::lexicon::Class;
use super::mention::{Mention, Scene, Who};
use super::rules;

/// Things that words are written on.
const WRITTEN: [&str; 13] = [
    "sign",
    "signs",
    "banner",
    "banners",
    "poster",
    "posters",
    "placard",
    "placards",
    "shirt",
    "shirts",
    "sticker",
    "billboard",
    "plaque",
];
/// Participles that give a thing its name.
const NAMING: [&str; 8] = ["called", "dubbed", "termed", "nicknamed", "labeled", "labelled", "titled", "named"];
/// Prepositions whose object is never the subject of what follows.
const GOVERNING: [&str; 11] = ["by", "from", "to", "with", "at", "for", "on", "in", "about", "against", "of"];
/// Verbs whose subject may stand behind them.
const INVERTED: [&str; 16] = [
    "said",
    "says",
    "explained",
    "explains",
    "added",
    "adds",
    "wrote",
    "writes",
    "noted",
    "notes",
    "argued",
    "argues",
    "recalled",
    "recalls",
    "asked",
    "asks",
];
/// Pronouns that are never a subject.
const OBJECTS: [&str; 5] = ["him", "her", "them", "me", "us"];
/// Nouns for a time.
const TIMES: [&str; 16] = [
    "past", "day", "days", "week", "weeks", "weekend", "month", "months", "year", "years", "decade", "decades", "hour", "hours",
    "minutes", "time",
];

impl Scene<'_> {
    /// The subject of the reporting verb at `k`.
    pub(super) fn verb(&self, k: usize, lo: usize, p: usize) -> Option<Found> {
        let items = self.items;
        let cue = Some(items[k].span);
        let found = |rule, who| Some(Found::new(rule, who, cue, k, k + 1));
        if k > lo && self.word(k - 1) == "as" && self.gerund(k) {
            return self.as_saying(k, lo, k, lo);
        }
        let mut j = k;
        let mut passive = false;
        let mut infinitive = false;
        let mut progressive = false;
        while j > lo {
            let item = &items[j - 1];
            if !item.is_word() || item.capital && !item.first {
                break;
            }
            if item.is_low(Class::AUXILIARY) {
                passive |= item.is(Class::BE) && !self.gerund(k);
                progressive |= item.is(Class::BE) && self.gerund(k);
            } else if let Some(before) = self.time_before(lo, j) {
                j = before;
                continue;
            } else if self.word(j - 1) == "to" {
                infinitive = true;
            } else if !item.is_low(Class::ADVERB) || item.is(Class::DETERMINER) {
                break;
            }
            j -= 1;
        }
        // `Roe herself said`
        if j > lo + 1 && items[j - 1].is_low(Class::REFLEXIVE) && items[j - 2].is_word() {
            j -= 1;
        }
        // Days stand between subject and verb: `Smith on Tuesday said`.
        while j > lo && items[j - 1].is(Class::CALENDAR) {
            j -= 1;
            if j > lo && items[j - 1].is_low(Class::ADVERB) {
                j -= 1;
            }
            if j > lo && items[j - 1].is_low(Class::PREPOSITION) {
                j -= 1;
            }
        }
        progressive |= j > lo && self.gerund(k) && items[j - 1].contracted;
        let gerund = self.gerund(k) && !progressive;
        if let Some(who) = self.behind_verb(k, j, lo, p) {
            return found(rules::LEFT_VERB_SUBJECT, Some(who));
        }
        if passive {
            let by = (k + 1..p).find(|&i| self.word(i) == "by");
            let who = by.and_then(|by| self.forward(by + 1, p));
            let rule = if who.is_some() { rules::PASSIVE_AGENT } else { rules::NO_AGENT };
            return found(rule, who);
        }
        if infinitive && p - k > 4 {
            return None;
        }
        if infinitive {
            return found(rules::LEFT_SHARED_SUBJECT, self.shared(lo, j));
        }
        if j == lo && items[k].is(Class::DROPS) {
            return found(rules::LEFT_SUBJECT_VERB, Some(self.dropped(k)));
        }
        if j == lo {
            if gerund || items[k].first && items[k].capital {
                // `Asked about it, Smith …`: the subject stands behind.
                let who = (k + 1..p).find(|&i| items[i].kind == Kind::Comma).and_then(|comma| self.forward(comma + 1, p));
                return found(rules::LEFT_PARTICIPLE, who.filter(|w| self.may_speak(w)));
            }
            return found(rules::LEFT_SHARED_SUBJECT, None);
        }
        let before = &items[j - 1];
        match before.kind {
            Kind::Word if before.is_low(Class::RELATIVE) && !before.is(Class::DETERMINER) || self.word(j - 1) == "who" => {
                let apart = j >= lo + 2 && matches!(items[j - 2].kind, Kind::Comma | Kind::Dash);
                let end = if apart { j - 2 } else { j - 1 };
                found(rules::LEFT_RELATIVE, self.backward(end, lo).filter(|w| self.may_speak(w)))
            }
            Kind::Word if before.is_low(Class::COORDINATE) => found(rules::LEFT_SHARED_SUBJECT, self.shared(lo, j - 1)),
            Kind::Word => self.beside(k, j, (lo, p), gerund),
            Kind::Comma | Kind::Dash if !gerund => {
                if let Some(who) = self.before_description(lo, j - 1) {
                    return found(rules::LEFT_SUBJECT_VERB, Some(who));
                }
                found(rules::LEFT_SHARED_SUBJECT, self.shared(lo, j - 1))
            }
            _ => found(rules::LEFT_PARTICIPLE, self.shared(lo, j - 1)),
        }
    }

    /// The subject of the verb at `k`, whose auxiliaries begin at `j` and stand beside a word.
    fn beside(&self, k: usize, j: usize, (lo, p): (usize, usize), gerund: bool) -> Option<Found> {
        let items = self.items;
        let cue = Some(items[k].span);
        let found = |rule, who| Some(Found::new(rule, who, cue, k, k + 1));
        // `a sign saying “…”`
        if gerund && WRITTEN.contains(&self.word(j - 1)) {
            return found(rules::LEFT_SUBJECT_VERB, self.backward(j, lo));
        }
        // `after the paper’s editorial telling him …`
        if gerund
            && let Some(who) = self.backward(j, lo).filter(|w| w.who == Who::Document)
            && (self.word(who.items.0) == "the" || items[who.items.0..who.items.1].iter().any(|x| x.possessive))
        {
            return found(rules::LEFT_SUBJECT_VERB, Some(who));
        }
        // `a tax break called “…”` names a thing, `executive orders` are no report.
        if self.names_a_thing(k, j, lo, p) {
            return None;
        }
        // `with marchers chanting “…”`
        if gerund
            && let Some(who) = self.backward(j, lo).filter(|w| self.may_speak(w))
            && who.items.0 > lo
            && self.word(who.items.0 - 1) == "with"
        {
            return found(rules::LEFT_SUBJECT_VERB, Some(who));
        }
        let end = self.before_place(lo, j);
        // `the groups who wrote to her say`: an object is no subject.
        if OBJECTS.contains(&self.word(end - 1)) {
            return found(rules::LEFT_SUBJECT_VERB, self.before_relative(lo, end).or_else(|| self.shared(lo, end)));
        }
        if let Some(who) = self.backward(end, lo).filter(|w| self.may_speak(w))
            && (!gerund || named(&who))
        {
            if who.items.0 > lo
                && items[who.items.0 - 1].is_low(Class::PREPOSITION)
                && gerund
                && self.word(who.items.0 - 1) != "with"
            {
                return found(rules::LEFT_PARTICIPLE, self.shared(lo, who.items.0));
            }
            // `A source close to Roe said`: the subject stands before.
            if self.is_governed(&who, lo)
                && let Some(subject) = self.sentence_subject(lo, who.items.0).filter(|w| self.may_speak(w))
            {
                return found(rules::LEFT_SUBJECT_VERB, Some(subject));
            }
            // `A member who asked not to be named about private talks said`
            if self.is_thing(&who)
                && let Some(subject) = self.before_relative(lo, who.items.0)
            {
                return found(rules::LEFT_SUBJECT_VERB, Some(subject));
            }
            return found(rules::LEFT_SUBJECT_VERB, Some(who));
        }
        let rule = if gerund { rules::LEFT_PARTICIPLE } else { rules::LEFT_SHARED_SUBJECT };
        found(rule, self.shared(lo, j))
    }

    /// Over words for a time before item `j`: `in the past`, `two weeks ago`.
    fn time_before(&self, lo: usize, j: usize) -> Option<usize> {
        if !TIMES.contains(&self.word(j - 1)) {
            return None;
        }
        let mut at = j - 1;
        while at > lo && j - at < 6 {
            let x = &self.items[at - 1];
            if x.is_low(Class::PREPOSITION) && !x.is(Class::DETERMINER) {
                return Some(at - 1);
            }
            let number = x.is_word() && x.span.of(self.text).bytes().all(|b| b.is_ascii_digit());
            if !(number
                || x.is_low(Class::DETERMINER.or(Class::ADVERB))
                || ["recent", "than", "less"].contains(&self.word(at - 1)))
            {
                break;
            }
            at -= 1;
        }
        // Without a preposition only what says that it is long ago: `two weeks ago`.
        (["ago", "earlier"].contains(&self.word(j)) && at < j - 1).then_some(at)
    }

    /// Over a place that a comma parts from the one in it: `Jane Roe of Ely, North Carolina says`.
    fn before_place(&self, lo: usize, j: usize) -> usize {
        let mut start = j;
        while start > lo && self.items[start - 1].is_word() && self.items[start - 1].capital {
            start -= 1;
        }
        let place = self.items[start..j].iter().any(|x| x.is(Class::PLACE));
        let parted = start >= lo + 2 && self.items[start - 1].kind == Kind::Comma && self.items[start - 2].capital;
        let governed = (lo..start.saturating_sub(2)).rev().take(3).find(|&i| !self.items[i].capital);
        if place && parted && governed.is_some_and(|i| GOVERNING.contains(&self.word(i))) { start - 1 } else { j }
    }

    /// The subject behind a verb that opens its clause: `In short, said Jane Roe: “…”`.
    fn behind_verb(&self, k: usize, j: usize, lo: usize, p: usize) -> Option<Mention> {
        let opens = j == k && k > lo && self.items[k - 1].kind == Kind::Comma;
        if !opens || !self.items[k].is_low(Class::STRONG) || !INVERTED.contains(&self.word(k)) {
            return None;
        }
        let who = self.forward(k + 1, p).filter(named)?;
        let next = &self.items[who.items.1];
        let joint = next.kind == Kind::Comma || next.kind == Kind::Colon && who.items.1 + 1 == p;
        joint.then_some(who)
    }

    /// Whether the word at `k` behind the noun that ends before `j` only names a thing, or is a noun itself.
    fn names_a_thing(&self, k: usize, j: usize, lo: usize, p: usize) -> bool {
        if j != k {
            return false;
        }
        let Some(who) = self.backward(j, lo) else { return false };
        let first = &self.items[who.items.0];
        let indefinite = ["a", "an", "A", "An"].contains(&first.span.of(self.text));
        let thing = match who.who {
            Who::Other => self.is_thing(&who) && first.is(Class::DETERMINER),
            Who::Body | Who::Document | Who::Role => indefinite,
            _ => false,
        };
        if NAMING.contains(&self.word(k)) && p - k <= 2 && thing {
            return true;
        }
        let form = self.word(k);
        form.ends_with('s') && form != "says" && self.is_bare(&who)
    }

    /// `X was quoted as saying`, `Y quoted X as saying`: `k` is the participle, or the verb `quoted` itself where the words follow it.
    pub(super) fn as_saying(&self, k: usize, lo: usize, hi: usize, from: usize) -> Option<Found> {
        let items = self.items;
        let verb = (from..=k.min(items.len() - 1)).rev().take(12).find(|&i| items[i].is_low(Class::QUOTING))?;
        let _ = hi;
        let cue = Some(items[k].span);
        let mut found = Found::new(rules::AS_SAYING, None, cue, k, k + 1);
        found.relayed = true;
        let mut j = verb;
        let mut passive = false;
        while j > lo.min(verb) && items[j - 1].is_low(Class::AUXILIARY.or(Class::ADVERB)) {
            passive |= items[j - 1].is(Class::BE);
            j -= 1;
        }
        if passive {
            found.who = self.backward(j, lo.min(from)).filter(|w| self.may_speak(w));
        } else {
            let object = self.forward_object(verb + 1);
            found.who = object;
        }
        found.who.is_some().then_some(found)
    }

    /// The object of a verb: names, or him and her.
    fn forward_object(&self, i: usize) -> Option<Mention> {
        let item = self.items.get(i)?;
        if item.is_low(Class::HE.or(Class::SHE)) && self.items.get(i + 1).is_some_and(|_| self.word(i + 1) == "as") {
            return self.mention(i, i + 1);
        }
        self.forward(i, self.items.len()).filter(|w| self.may_speak(w))
    }

    /// The phrase that `, description,` ending at the comma `c` belongs to.
    fn before_description(&self, lo: usize, c: usize) -> Option<Mention> {
        let mut close = c;
        for _ in 0..4 {
            let comma = (lo..close).rev().take(30).find(|&i| !self.items[i].is_word() && self.items[i].quote().is_none())?;
            if self.items[comma].kind != Kind::Comma && self.items[comma].kind != Kind::Dash {
                return None;
            }
            if let Some(who) = self.backward(comma, lo).filter(|who| !self.is_governed(who, lo)) {
                // `Another member, Jane Roe, said`: the description is the name.
                let all = self.items[comma + 1..close].iter().all(|x| x.is_word() && x.capital);
                let name = if all && !named(&who) { self.mention(comma + 1, close) } else { None };
                // `but her successor, Jane Roe, says`
                if self.items[who.items.0].is(Class::DETERMINER) && name.as_ref().is_some_and(named) {
                    return name;
                }
                let relative = self.items[comma + 1].is(Class::RELATIVE);
                let opens = who.items.0 == lo || who.items.0 == lo + 1 && self.items[lo].is(Class::COORDINATE);
                let described = match who.who {
                    Who::Person(_) | Who::Named(_) | Who::Role => true,
                    Who::Organisation(_) => relative || opens || self.may_be_person(&who) && who.items.1 - who.items.0 > 1,
                    Who::Body | Who::Document | Who::Other => relative || opens,
                    Who::Pronoun(_) => false,
                };
                if described && self.may_speak(&who) {
                    return name.filter(|name| named(name) || self.may_be_person(name)).or(Some(who));
                }
            }
            close = comma;
        }
        None
    }

    /// Whether a phrase is the object of a preposition, and so no subject.
    fn is_governed(&self, mention: &Mention, lo: usize) -> bool {
        mention.items.0 > lo && GOVERNING.contains(&self.word(mention.items.0 - 1))
    }

    /// The phrase before `who …` or `that …`, where such a clause ends before `hi`.
    fn before_relative(&self, lo: usize, hi: usize) -> Option<Mention> {
        let who = (lo..hi).rev().take(STRONG_REACH).find(|&i| self.word(i) == "who")?;
        let end = if who > lo && self.items[who - 1].kind == Kind::Comma { who - 1 } else { who };
        self.backward(end, lo).filter(|w| self.may_speak(w))
    }

    /// The subject that a verb without one of its own takes over: of the last reporting verb before `hi`, else of the sentence.
    fn shared(&self, lo: usize, hi: usize) -> Option<Mention> {
        let subject = self.sentence_subject(lo, hi).filter(|w| self.may_speak(w));
        if subject.is_some() {
            // A later clause with a verb of its own has its own subject.
            for k in (lo..hi).rev().take(STRONG_REACH) {
                let item = &self.items[k];
                let verb = item.is_low(Class::CUE) || self.is_verbal(k) && !item.is(Class::AUXILIARY);
                if !verb || self.gerund(k) || k == lo || !self.items[k - 1].is_word() || self.is_noun_here(k, lo) {
                    continue;
                }
                let direct = self
                    .backward(k, lo)
                    .filter(|w| self.may_speak(w) && (named(w) || matches!(w.who, Who::Pronoun(_) | Who::Organisation(_))));
                if let Some(who) = direct {
                    let lead = who.items.0.checked_sub(1).filter(|&i| i >= lo).map(|i| &self.items[i]);
                    let clause = Class::SUBORDINATE.or(Class::RELATIVE).or(Class::PREPOSITION);
                    // `…, to which he replied by saying`
                    let to_which = who.items.0 >= lo + 2
                        && lead.is_some_and(|x| x.is_low(Class::RELATIVE))
                        && self.items[who.items.0 - 2].is_low(Class::PREPOSITION);
                    if to_which || lead.is_none_or(|x| !x.is_low(clause)) {
                        return Some(who);
                    }
                } else if item.is(Class::STRONG) {
                    break;
                }
            }
            return subject;
        }
        for k in (lo..hi).rev().take(STRONG_REACH) {
            if self.is_verbal(k) && !self.gerund(k) {
                let start =
                    (lo..k).rev().find(|&i| !self.items[i].is_low(Class::AUXILIARY.or(Class::ADVERB))).map_or(lo, |i| i + 1);
                if let Some(who) = self
                    .backward(start, lo)
                    .filter(|w| self.may_speak(w) && (named(w) || matches!(w.who, Who::Pronoun(_) | Who::Role)))
                {
                    let lead = who.items.0.checked_sub(1).filter(|&i| i >= lo).map(|i| &self.items[i]);
                    if lead.is_none_or(|x| !x.is_low(Class::PREPOSITION)) {
                        return Some(who);
                    }
                }
            }
        }
        None
    }
}
