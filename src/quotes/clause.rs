//! One quotation in its sentence: which words next to it report it, and who their subject is.
//!
//! Responsible for what stands right and left of the marks in one sentence. Not responsible for quotations that stand alone, nor for
//! whom a name or pronoun means.

use super::items::{Item, Kind};
use super::lexicon::Class;
use super::mention::{Mention, Pronoun, Scene, Who};
use super::rules;
use crate::article::Span;

/// What the words around a quotation say of its speaker.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) rule: &'static str,
    /// `None`: there is a cue, but nobody for it.
    pub(super) who: Option<Mention>,
    pub(super) cue: Option<Span>,
    /// Item of the cue.
    pub(super) cue_at: usize,
    /// Item behind what was used.
    pub(super) end: usize,
    pub(super) relayed: bool,
}

impl Found {
    fn new(rule: &'static str, who: Option<Mention>, cue: Option<Span>, cue_at: usize, end: usize) -> Self {
        Self { rule, who, cue, cue_at, end, relayed: false }
    }
}

/// Items between a quotation and a strong cue before it.
const STRONG_REACH: usize = 45;
/// The same where nobody is named for it.
const WEAK_NEAR: usize = 3;
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
/// Items between a quotation and a weak cue before it.
const WEAK_REACH: usize = 10;

impl Scene<'_> {
    /// What stands right of a quotation, from item `i` up to `hi`.
    pub(super) fn right(&self, i: usize, hi: usize, comma_inside: bool) -> Option<Found> {
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
        while at < hi
            && (items[at].is_low(Class::ADVERB) && !items[at].is_low(Class::DETERMINER)
                || self.word(at) == "as"
                || self.word(at) == "is" && at + 1 < hi && self.word(at + 1) == "how")
        {
            at += 1;
        }
        let mut verb = at;
        while verb < hi && verb < at + 2 && items[verb].is_low(Class::AUXILIARY) {
            verb += 1;
        }
        if verb < hi && items[verb].is_low(Class::CUE) && !self.gerund(verb) {
            if items[verb].is(Class::TELLING) {
                return None;
            }
            let who = self.forward(self.skip_adverbs(verb + 1, hi), hi);
            let cue = Some(items[verb].span);
            if let Some(who) = who.filter(|who| self.may_speak(who)) {
                // “…,” read a sign: a verb of the reporter's own sentence has an object behind it.
                let object = !comma && !items[verb].is(Class::STRONG);
                if !object {
                    let end = who.items.1;
                    return Some(Found::new(rules::RIGHT_VERB_SUBJECT, Some(who), cue, verb, end));
                }
            }
            return None;
        }
        let who = self.forward(at, hi).filter(|who| self.may_speak(who))?;
        let mut behind = who.items.1;
        // `“…,” Roe and Poe of the council wrote`: the first is named for both.
        if self.word(behind) == "and"
            && behind < hi
            && let Some(other) = self.forward(behind + 1, hi).filter(|other| self.may_speak(other))
        {
            behind = other.items.1;
        }
        // `“secret” measures added by …`: the quotation describes the noun.
        if !comma && at == i && self.is_bare(&who) {
            return None;
        }
        if items[behind - 1].possessive {
            return None;
        }
        // `“…,” came shouts from the stands`
        if !items[at].capital && self.is_verbal(at) && !items[at].is(Class::DETERMINER) {
            return None;
        }
        let mut verb = self.skip_description(behind, hi);
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
        // “…,” Smith went on to say / Smith deadpanned
        let person = matches!(who.who, Who::Person(_) | Who::Named(_) | Who::Pronoun(Pronoun::Person(_)) | Who::Role);
        if comma && comma_inside && person && verb < hi && self.is_verbal(verb) && !items[verb].is(Class::AUXILIARY) {
            return Some(Found::new(rules::RIGHT_UNLISTED_VERB, Some(who), Some(items[verb].span), verb, verb + 1));
        }
        None
    }

    /// `according to NAME` from item `i`.
    fn according(&self, i: usize, hi: usize) -> Option<Found> {
        let items = self.items;
        if i >= hi || !items[i].is_word() {
            return None;
        }
        let from = if items[i].is(Class::ACCORDING) {
            i + 1
        } else if self.word(i).eq_ignore_ascii_case("according") && i + 1 < hi && self.word(i + 1) == "to" {
            i + 2
        } else {
            return None;
        };
        let who = self.forward(from, hi).filter(|who| self.may_speak(who))?;
        let cue = Span::new(items[i].span.start, items[from - 1].span.end);
        let end = who.items.1;
        Some(Found::new(rules::ACCORDING_TO, Some(who), Some(cue), i, end))
    }

    /// A name and nothing else from `i` to `hi`.
    pub(super) fn signature(&self, i: usize, hi: usize) -> Option<Found> {
        let who = self.forward(i, hi)?;
        let end = who.items.1;
        let alone = end == hi || matches!(self.items[end].kind, Kind::Comma | Kind::Stop | Kind::End);
        (alone && (named(&who) || self.may_be_person(&who))).then(|| Found::new(rules::DASH_SIGNATURE, Some(who), None, i, end))
    }

    /// What stands left of the quotation at item `p`: its sentence begins at `lo`, and another quotation may end at `after`.
    pub(super) fn left(&self, lo: usize, p: usize, after: usize) -> Option<Found> {
        let items = self.items;
        if after >= p {
            return None;
        }
        let mut fallback = None;
        if items[p - 1].kind == Kind::Colon
            && let Some(found) = self.colon(lo, p - 1)
        {
            return Some(found);
        }
        let mut k = p;
        while k > after && p - k < STRONG_REACH {
            k -= 1;
            let item = &items[k];
            match item.kind {
                Kind::Colon if k + 1 < p => break,
                Kind::Stop => break,
                Kind::Word => {}
                _ => continue,
            }
            if let Some(found) = self.according(k, p) {
                // A cue between the source and the quotation would have been met before.
                return Some(found);
            }
            if item.capital && !item.first {
                continue;
            }
            let distance = p - k;
            let noun = item.is(Class::NOUN_CUE) && (!item.is(Class::CUE) || self.is_noun_here(k, lo));
            if noun && distance <= 14 && self.introduces(k, p) {
                if let Some(who) = self.owner(k, lo, p) {
                    return Some(Found::new(rules::LEFT_NOUN, Some(who), Some(item.span), k, k + 1));
                }
                continue;
            }
            let strong = item.is(Class::STRONG);
            if !(strong || item.is(Class::WEAK) && distance <= WEAK_REACH)
                || self.is_noun_here(k, lo)
                || item.capital && !self.gerund(k)
            {
                continue;
            }
            // “could go”, “to speak”: no report of anything said.
            if !strong && k > lo && self.is_unreal(k - 1) {
                continue;
            }
            if let Some(mut found) = self.verb(k, lo, p) {
                let vague = found.who.as_ref().is_some_and(|who| {
                    let nameless =
                        matches!(who.who, Who::Role | Who::Body | Who::Document | Who::Pronoun(Pronoun::They | Pronoun::It));
                    self.is_thing(who) || nameless && distance > WEAK_NEAR || k > lo && self.word(k - 1) == "which"
                });
                if !strong && vague {
                    found.who = None;
                }
                // `According to Roe, the plan shows “…”`
                if !strong && let Some(source) = self.according(lo, p) {
                    return Some(source);
                }
                if found.who.is_some() {
                    return Some(self.outer(&found, strong, lo, p).unwrap_or(found));
                }
                fallback = fallback.or(Some(found));
            }
        }
        fallback
    }

    /// The report around a clause that it reports: `Roe said he hopes “…”` is what Roe said.
    ///
    /// A clause with a strong verb and a subject of its own name keeps it: `Roe said Poe called it “…”`.
    fn outer(&self, inner: &Found, strong: bool, lo: usize, p: usize) -> Option<Found> {
        let who = inner.who.as_ref()?;
        let unreal = (who.items.1..inner.cue_at).any(|i| self.is_unreal(i));
        let same = match &who.who {
            Who::Pronoun(Pronoun::Person(gender)) => Some(*gender),
            _ if strong && !unreal => return None,
            _ => None,
        };
        let items = self.items;
        let mut at = who.items.0;
        // `that he and Poe share …`
        if same.is_none() && at >= lo + 2 && self.word(at - 1) == "and" && super::mention::is_subject_pronoun(&items[at - 2]) {
            at -= 2;
        }
        let mut joined = false;
        while at > lo {
            let x = &items[at - 1];
            let joint = ["that", "if", "whether", "how", "why", "what"].contains(&self.word(at - 1));
            if !(joint || x.is_low(Class::ADVERB) && !x.is(Class::DETERMINER)) {
                break;
            }
            joined |= joint;
            at -= 1;
        }
        // `said, however, that he …`
        if joined
            && at > lo
            && items[at - 1].kind == Kind::Comma
            && let Some(comma) = (lo..at - 1).rev().take(4).find(|&i| items[i].kind == Kind::Comma)
        {
            at = comma;
        }
        // Before `that` may stand who is told, where and when.
        let flat = |k: &usize| items[*k].is_word() || items[*k].quote().is_some();
        let k = (lo..at).rev().take(12).take_while(flat).find(|&k| {
            let x = &items[k];
            let next = &items[k + 1];
            let aside = joined && next.is(Class::PREPOSITION.or(Class::CALENDAR).or(Class::ADVERB));
            x.is_low(Class::STRONG) && !self.is_noun_here(k, lo) && (k + 1 == at || x.is(Class::TELLING) || aside)
        })?;
        let found = self.verb(k, lo, p).filter(|found| found.rule != rules::NO_AGENT)?;
        let outer = found.who.as_ref()?;
        let fits = match (&outer.who, same) {
            (Who::Person(figure), Some(gender)) => self.roster.gender(*figure).fits(gender),
            (Who::Pronoun(Pronoun::Person(other)), Some(gender)) => other.fits(gender),
            (Who::Named(_) | Who::Role, Some(_)) | (_, None) => true,
            _ => false,
        };
        fits.then_some(found)
    }

    /// A phrase in lower case without an article: `measures`, `executive`, but not `critics`.
    fn is_bare(&self, mention: &Mention) -> bool {
        let first = &self.items[mention.items.0];
        let head = &self.items[mention.items.1 - 1];
        let class = Class::DETERMINER.or(Class::PERSONAL).or(Class::GROUP);
        matches!(mention.who, Who::Other | Who::Role | Who::Body | Who::Document | Who::Organisation(_))
            && !first.capital
            && !first.is(class)
            && !first.possessive
            && !head.is(Class::GROUP)
    }

    /// `JANE ROE, ANALYST, ACME: “…”`: names in capitals before the words, as agencies print comments.
    pub(super) fn capitals_lead(&self, lo: usize, p: usize) -> Option<(Span, String)> {
        let items = self.items;
        let mut start = p;
        while start > lo {
            let x = &items[start - 1];
            let small = x.is_low(Class::PREPOSITION.or(Class::COORDINATE).or(Class::DETERMINER));
            let word = x.is_word() && (x.all_capital || x.capital && x.span.len() == 1 || small && start < p);
            let joint = x.kind == Kind::Comma || x.kind == Kind::Colon && start == p || x.kind == Kind::Dash;
            if !(word || joint) {
                break;
            }
            start -= 1;
        }
        while start < p && !items[start].capital {
            start += 1;
        }
        let end = (start..p).find(|&i| !items[i].is_word())?;
        let name = &items[start..end];
        let role = items[end..p].iter().any(Item::is_word);
        if items[end].kind != Kind::Comma || !role || !(2..=4).contains(&name.len()) || !name.iter().all(|x| x.capital) {
            return None;
        }
        Some((Span::new(name[0].span.start, name[name.len() - 1].span.end), self.printed(start, end)))
    }

    /// `NAME:` or a sentence that ends with a colon.
    fn colon(&self, lo: usize, colon: usize) -> Option<Found> {
        let who = self.backward(colon, lo)?;
        let cue = Some(self.items[colon].span);
        let whole = who.items.0 == lo || matches!(self.items[who.items.0 - 1].kind, Kind::Stop | Kind::Dash);
        // `RELATED: “…”` is a label.
        let first = &self.items[who.items.0];
        let label = first.all_capital && first.span.len() > 4 && matches!(who.who, Who::Organisation(_));
        (whole && !label && matches!(who.who, Who::Person(_) | Who::Named(_) | Who::Organisation(_) | Who::Role))
            .then(|| Found::new(rules::LEFT_COLON, Some(who), cue, colon, colon + 1))
    }

    /// The subject of the reporting verb at `k`.
    fn verb(&self, k: usize, lo: usize, p: usize) -> Option<Found> {
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
            Kind::Word => {
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
            Kind::Comma | Kind::Dash if !gerund => {
                if let Some(who) = self.before_description(lo, j - 1) {
                    return found(rules::LEFT_SUBJECT_VERB, Some(who));
                }
                found(rules::LEFT_SHARED_SUBJECT, self.shared(lo, j - 1))
            }
            _ => found(rules::LEFT_PARTICIPLE, self.shared(lo, j - 1)),
        }
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
    fn as_saying(&self, k: usize, lo: usize, hi: usize, from: usize) -> Option<Found> {
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
            if let Some(who) = self.backward(comma, lo).filter(|w| self.may_speak(w) && !self.is_governed(w, lo)) {
                let relative = self.items[comma + 1].is(Class::RELATIVE);
                let opens = who.items.0 == lo || who.items.0 == lo + 1 && self.items[lo].is(Class::COORDINATE);
                let described = match who.who {
                    Who::Person(_) | Who::Named(_) | Who::Role => true,
                    Who::Organisation(_) => relative || opens || self.may_be_person(&who) && who.items.1 - who.items.0 > 1,
                    Who::Body | Who::Document | Who::Other => relative || opens,
                    Who::Pronoun(_) => false,
                };
                if described {
                    // `Another member, Jane Roe, said`: the description is the name.
                    let name = self.mention(comma + 1, close).filter(|n| !named(&who) && (named(n) || self.may_be_person(n)));
                    let all = self.items[comma + 1..close].iter().all(|x| x.is_word() && x.capital);
                    return name.filter(|_| all).or(Some(who));
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

    /// A noun of speech whose content follows: `the claim that …`, `his question: …`.
    fn introduces(&self, k: usize, p: usize) -> bool {
        if k + 1 == p {
            // `Smith’s response? “…”`
            return self.items.get(p).is_some_and(|x| x.quote().is_none());
        }
        if k + 1 >= p {
            return false;
        }
        // `his remarks about them were “…”` does not introduce what he remarked.
        let predicate = || self.items[k + 2..p].iter().any(|x| x.is_low(Class::AUXILIARY));
        self.items[k + 1].kind == Kind::Colon
            || self.word(k + 1) == "that"
            || ["of", "to", "about"].contains(&self.word(k + 1)) && !predicate()
    }

    /// Whose the noun of speech at `k` is: `Smith’s earlier claim`, `his claim`, `a statement from Smith`.
    fn owner(&self, k: usize, lo: usize, hi: usize) -> Option<Mention> {
        let items = self.items;
        for j in (lo..k).rev().take(4) {
            let item = &items[j];
            if !item.is_word() {
                break;
            }
            if item.possessive {
                let mut start = j;
                while start > lo
                    && items[start - 1].is_word()
                    && (items[start - 1].capital && !items[start - 1].is(Class::FUNCTION)
                        || items[start - 1].is_low(Class::HEADS))
                    && j - start < 5
                {
                    start -= 1;
                }
                return self.mention(start, j + 1).filter(|w| self.may_speak(w));
            }
            if item.is(Class::HE.or(Class::SHE)) && item.is(Class::DETERMINER) || item.is_low(Class::HE.or(Class::SHE)) {
                return self.mention(j, j + 1);
            }
            if item.is(Class::BREAKS) {
                break;
            }
        }
        // `Roe gave a short reply: “…”`: whose sentence it is.
        let article = (lo..k).rev().take(4).take_while(|&j| items[j].is_word()).find(|&j| ["a", "an"].contains(&self.word(j)));
        if let Some(article) = article
            && let Some(who) = self.sentence_subject(lo, article)
            && (named(&who) || matches!(who.who, Who::Pronoun(_)))
        {
            return Some(who);
        }
        let next = k + 1;
        if next < hi && ["from", "by"].contains(&self.word(next)) {
            return self.forward(next + 1, hi).filter(|w| self.may_speak(w) && named(w));
        }
        None
    }

    /// A phrase that can say something: no day, no place alone, no number.
    pub(super) fn may_speak(&self, mention: &Mention) -> bool {
        match &mention.who {
            Who::Organisation(name) => name.chars().count() > 1,
            Who::Other => {
                let last = &self.items[mention.items.1 - 1];
                let head = self.items[mention.items.0..mention.items.1].iter().any(|x| x.is(Class::GROUP.or(Class::HEADS)));
                head || last.is_word() && !last.is(Class::NOUN_CUE)
            }
            Who::Pronoun(Pronoun::You) => false,
            _ => true,
        }
    }

    fn is_unreal(&self, i: usize) -> bool {
        matches!(self.word(i), "to" | "can" | "could" | "would" | "will" | "may" | "might" | "must" | "should" | "shall")
    }

    /// A phrase that names no speaker by its head: `his world view`, `21 points`.
    pub(super) fn is_thing(&self, mention: &Mention) -> bool {
        let (from, to) = mention.items;
        match mention.who {
            Who::Other => !self.items[from..to].iter().any(|x| x.is(Class::GROUP.or(Class::ROLE))),
            _ => false,
        }
    }

    pub(super) fn gerund(&self, i: usize) -> bool {
        self.word(i).ends_with("ing")
    }

    pub(super) fn word(&self, i: usize) -> &str {
        self.items.get(i).filter(|x| x.is_word()).map_or("", |x| x.span.of(self.text))
    }
}

pub(super) fn named(mention: &Mention) -> bool {
    matches!(mention.who, Who::Person(_) | Who::Named(_))
}

/// Whether any word of `items` reports speech.
pub(super) fn has_cue(items: &[Item]) -> bool {
    items.iter().any(|x| x.is_low(Class::STRONG.or(Class::NOUN_CUE)))
}
