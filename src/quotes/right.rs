//! What stands right of a quotation in its sentence: `said Roe`, `Roe, the mayor, said`, `was the verdict of Roe`.
//!
//! Responsible for the words behind the closing mark. Not responsible for what stands before the opening one ([`super::clause`]).

use super::clause::{Found, named};
use super::items::Kind;
use super::lexicon::Class;
use super::mention::{Mention, Pronoun, Scene, Who};
use super::roster::Gender;
use super::rules;

/// Items between a name and the verb behind its description.
const LONGEST_DESCRIPTION: usize = 30;

impl Scene<'_> {
    /// What stands right of a quotation, from item `i` up to `hi`; what describes a name may go on to `over`, with titles in marks.
    pub(super) fn right(&self, i: usize, hi: usize, over: usize, comma_inside: bool) -> Option<Found> {
        let items = self.items;
        let mut i = i;
        let mut comma = comma_inside;
        if i < hi && matches!(items[i].kind, Kind::Comma) {
            comma = true;
            i += 1;
        } else if i < hi && items[i].kind == Kind::Dash {
            i += 1;
            if let Some(found) = self.signature(i, hi) {
                return Some(found);
            }
        }
        if let Some(found) = self.according(i, hi) {
            return Some(found);
        }
        let mut at = i;
        while at < hi && (items[at].is_low(Class::ADVERB) && !items[at].is_low(Class::DETERMINER) || self.word(at) == "as") {
            at += 1;
        }
        // `“…” is how Roe put it`, `“…” — that is how Roe put it`
        let is = at + usize::from(self.word(at) == "that");
        if is + 1 < hi && self.word(is) == "is" && self.word(is + 1) == "how" {
            at = is + 2;
            i = at;
            comma = true;
        }
        let mut verb = at;
        while verb < hi && verb < at + 2 && items[verb].is_low(Class::AUXILIARY) {
            verb += 1;
        }
        if verb < hi && items[verb].is_low(Class::CUE) && !self.gerund(verb) {
            return self.verb_first(verb, hi, comma);
        }
        if let Some(found) = self.predicate(at, hi).or_else(|| comma.then(|| self.unlisted(at, hi)).flatten()) {
            return Some(found);
        }
        // `“secret” measures added by …`: the quotation describes the noun.
        let who = self.forward(at, hi).filter(|who| self.may_speak(who))?;
        if !comma && at == i && self.is_bare(&who) {
            return None;
        }
        self.subject_first(who, at, (hi, over), (comma, comma_inside))
    }

    /// `said Roe`: the subject of the reporting verb right behind a quotation.
    fn verb_first(&self, verb: usize, hi: usize, comma: bool) -> Option<Found> {
        let items = self.items;
        if items[verb].is(Class::TELLING) {
            return None;
        }
        let cue = Some(items[verb].span);
        // `« … », dit-il`: the pronoun is part of the word.
        let who = if items[verb].is(Class::PERSONAL) {
            self.mention(verb, verb + 1)
        } else {
            self.forward(self.skip_adverbs(verb + 1, hi), hi)
        };
        // “…,” read a sign: a verb of the reporter's own sentence has an object behind it.
        let object = !comma && !items[verb].is(Class::STRONG);
        if let Some(who) = who.filter(|who| self.may_speak(who) && !object) {
            let end = who.items.1;
            return Some(Found::new(rules::RIGHT_VERB_SUBJECT, Some(who), cue, verb, end));
        }
        (comma && items[verb].is(Class::DROPS))
            .then(|| Found::new(rules::RIGHT_VERB_SUBJECT, Some(self.dropped(verb)), cue, verb, verb + 1))
    }

    /// `Roe said`: the verb of the phrase `who` that begins at `at` behind a quotation; a comma stands before it, perhaps inside the marks.
    fn subject_first(
        &self,
        who: Mention,
        at: usize,
        (hi, over): (usize, usize),
        (comma, comma_inside): (bool, bool),
    ) -> Option<Found> {
        let items = self.items;
        let mut behind = who.items.1;
        // `“…,” Roe and Poe of the council wrote`: the first is named for both.
        if self.word(behind) == "and"
            && behind < hi
            && let Some(other) = self.forward(behind + 1, hi).filter(|other| self.may_speak(other))
        {
            behind = other.items.1;
        }
        if items[behind - 1].possessive {
            return None;
        }
        // `“…,” came shouts from the stands`
        if !items[at].capital && self.is_verbal(at) && !items[at].is(Class::DETERMINER) {
            return None;
        }
        let mut verb = self.verb_place(behind, who.items.0 > at, hi);
        let described = verb > behind && items.get(behind).is_some_and(|x| x.kind == Kind::Comma);
        while verb < hi && (items[verb].is_low(Class::AUXILIARY) || items[verb].is_low(Class::ADVERB)) {
            verb += 1;
        }
        if verb < hi && items[verb].is_low(Class::CUE) && (!self.gerund(verb) || items[verb - 1].is(Class::BE)) {
            let rule = if described { rules::RIGHT_APPOSITION } else { rules::RIGHT_SUBJECT_VERB };
            let cue = Some(items[verb].span);
            if items[verb].is(Class::QUOTING) {
                return self.as_saying(verb, verb, hi, behind).or_else(|| Some(Found::new(rule, Some(who), cue, verb, verb + 1)));
            }
            if !items[verb].is(Class::STRONG) && !comma {
                return None;
            }
            return Some(Found::new(rule, Some(who), cue, verb, verb + 1));
        }
        // `“…,” Roe of the Centre for Studies wrote`
        if comma
            && (named(&who) || who.who == Who::Role || self.may_be_person(&who))
            && let Some(verb) = self.verb_behind(behind, over)
        {
            return Some(Found::new(rules::RIGHT_APPOSITION, Some(who), Some(items[verb].span), verb, verb + 1));
        }
        // “…,” Smith went on to say / Smith deadpanned
        let person = matches!(who.who, Who::Person(_) | Who::Named(_) | Who::Pronoun(Pronoun::Person(_)) | Who::Role);
        if comma_inside && person && verb < hi && self.is_verbal(verb) && !items[verb].is(Class::AUXILIARY) {
            return Some(Found::new(rules::RIGHT_UNLISTED_VERB, Some(who), Some(items[verb].span), verb, verb + 1));
        }
        None
    }

    /// The subject of a verb whose form alone says who: `“…”, dijo`.
    pub(super) fn dropped(&self, verb: usize) -> Mention {
        Mention { who: Who::Pronoun(Pronoun::Person(Gender::Unknown)), span: self.items[verb].span, items: (verb, verb + 1) }
    }

    /// The reporting verb behind what describes a name that ends before `from`: `of the Centre for Studies wrote`, `, wearing a hat, a
    /// coat and “Poe” pins, said`, `, who runs the place said`.
    fn verb_behind(&self, from: usize, hi: usize) -> Option<usize> {
        let items = self.items;
        let first = items[..hi].get(from)?;
        if !matches!(first.kind, Kind::Comma | Kind::Dash) && !first.is_low(Class::PREPOSITION) {
            return None;
        }
        let verb = (from..hi.min(from + LONGEST_DESCRIPTION))
            .take_while(|&k| !matches!(items[k].kind, Kind::Stop | Kind::Colon | Kind::End))
            .find(|&k| items[k].is_low(Class::STRONG) && !self.gerund(k) && !self.is_noun_here(k, from))?;
        // `“A,” Roe, to be safe, Poe said`: the verb is Poe's, if no clause is.
        if let Some(who) = self.backward(verb, from + 1).filter(named) {
            let lead = &items[who.items.0 - 1];
            let clause = (from..who.items.0).any(|k| items[k].is_low(Class::RELATIVE));
            if !clause && !lead.is_low(Class::PREPOSITION.or(Class::COORDINATE)) {
                return None;
            }
        }
        // `“A,” Roe writes of “B,” said Poe`
        let own = items[verb - 1].quote().is_none() || self.forward(verb + 1, hi).is_none();
        own.then_some(verb)
    }

    /// `came the reply from Jane Roe`, `was the verdict of Jane Roe`, `was Jane Roe’s verdict`.
    fn predicate(&self, at: usize, hi: usize) -> Option<Found> {
        let items = self.items;
        if !["came", "was", "is", "were"].contains(&self.word(at)) {
            return None;
        }
        let found = |who: Mention| {
            let end = who.items.1;
            Found::new(rules::RIGHT_UNLISTED_VERB, Some(who), Some(items[at].span), at, end)
        };
        let from = at + 1 + usize::from(items[..hi].get(at + 1).is_some_and(|x| x.is_low(Class::DETERMINER)));
        let noun = |k: usize| items[..hi].get(k).is_some_and(|x| x.is_low(Class::NOUN_CUE));
        if noun(from) && ["from", "of", "by"].contains(&self.word(from + 1)) {
            return self.forward(from + 2, hi).filter(named).map(found);
        }
        self.forward(at + 1, hi).filter(|who| named(who) && noun(who.items.1 - 1)).map(found)
    }

    /// What no list of verbs holds, before a name: `beamed Jane Roe`.
    fn unlisted(&self, at: usize, hi: usize) -> Option<Found> {
        let items = self.items;
        let verb = items[..hi].get(at).filter(|x| x.is_word() && !x.capital)?;
        if !self.word(at).ends_with("ed") || verb.is(Class::AUXILIARY.or(Class::ADVERB).or(Class::HEADS)) {
            return None;
        }
        let who = self.forward(at + 1, hi).filter(named)?;
        // `tired Roe said` has a verb of its own.
        let end = who.items.1;
        let other = items.get(self.skip_description(end, hi)).is_some_and(|x| x.is_low(Class::CUE));
        (!other && !items[end - 1].possessive)
            .then(|| Found::new(rules::RIGHT_UNLISTED_VERB, Some(who), Some(verb.span), at, end))
    }
}
