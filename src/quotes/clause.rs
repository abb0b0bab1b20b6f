//! One quotation in its sentence: which words next to it report it, and who their subject is.
//!
//! Responsible for what stands left of the marks in one sentence, and for sources that are named on either side. What stands right is
//! read by [`super::right`]. Not responsible for quotations that stand alone, nor for whom a name or pronoun means.

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
    pub(super) fn new(rule: &'static str, who: Option<Mention>, cue: Option<Span>, cue_at: usize, end: usize) -> Self {
        Self { rule, who, cue, cue_at, end, relayed: false }
    }
}

/// Items between a quotation and a strong cue before it.
pub(super) const STRONG_REACH: usize = 45;
/// The same where nobody is named for it.
const WEAK_NEAR: usize = 3;
/// Phrases before a source, and whether it has to be somebody by name.
const SOURCES: [(&[&str], bool); 6] = [
    (&["according", "to"], false),
    (&["de", "acordo", "com"], false),
    (&["in", "the", "words", "of"], true),
    (&["in", "the", "view", "of"], true),
    (&["in", "the", "opinion", "of"], true),
    (&["in", "the", "eyes", "of"], true),
];
/// Items between a quotation and the name that its sentence opens with: `Pour Jean Dupont, …`.
const FARTHEST_VIEW: usize = 14;
/// Items between a quotation and a weak cue before it.
const WEAK_REACH: usize = 10;

impl Scene<'_> {
    /// `according to NAME` or `in the words of NAME` from item `i`.
    pub(super) fn according(&self, i: usize, hi: usize) -> Option<Found> {
        let items = self.items;
        if i >= hi || !items[i].is_word() {
            return None;
        }
        let (from, by_name) = if items[i].is(Class::ACCORDING) {
            (i + 1, false)
        } else {
            let printed = |phrase: &[&str]| {
                self.word(i).eq_ignore_ascii_case(phrase[0])
                    && phrase[1..].iter().zip(i + 1..).all(|(word, k)| self.word(k) == *word)
            };
            let (phrase, by_name) = SOURCES.iter().find(|(phrase, _)| printed(phrase))?;
            (i + phrase.len(), *by_name)
        };
        let who = self.forward(from, hi).filter(|who| self.may_speak(who) && (named(who) || !by_name))?;
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
            // `Hans Müller zufolge „…“`
            if item.is_low(Class::ACCORDING)
                && self.word(k) == "zufolge"
                && let Some(who) = self.backward(k, lo).filter(|who| self.may_speak(who))
            {
                return Some(Found::new(rules::ACCORDING_TO, Some(who), Some(item.span), k, k + 1));
            }
            // `Pour Jean Dupont, « … »`
            if k == lo
                && item.is(Class::VIEW)
                && p - k <= FARTHEST_VIEW
                && let Some(who) = self.forward(k + 1, p).filter(|who| named(who) || self.may_be_person(who))
            {
                return Some(Found::new(rules::ACCORDING_TO, Some(who), Some(item.span), k, k + 1));
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
                || item.capital && !self.gerund(k) && !item.is(Class::DROPS)
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
    pub(super) fn is_bare(&self, mention: &Mention) -> bool {
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
        // `Roe’s lawyer John Poe said:`
        if colon > lo && self.items[colon - 1].is_low(Class::STRONG) && !self.is_noun_here(colon - 1, lo) {
            return None;
        }
        let who = self.backward(colon, lo)?;
        let cue = Some(self.items[colon].span);
        let whole = who.items.0 == lo || matches!(self.items[who.items.0 - 1].kind, Kind::Stop | Kind::Dash);
        // `RELATED: “…”` is a label.
        let first = &self.items[who.items.0];
        let label = first.all_capital && first.span.len() > 4 && matches!(who.who, Who::Organisation(_));
        (whole && !label && matches!(who.who, Who::Person(_) | Who::Named(_) | Who::Organisation(_) | Who::Role))
            .then(|| Found::new(rules::LEFT_COLON, Some(who), cue, colon, colon + 1))
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
