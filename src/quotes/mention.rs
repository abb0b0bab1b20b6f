//! Noun phrases that can be a speaker: read forward from where they begin, backward from a verb, and led back to somebody.
//!
//! Responsible for where a subject stands and what kind of subject it is. Not responsible for choosing the verb.

use super::clause::named;
use super::items::{Item, Kind};
use super::lexicon::Class;
use super::roster::{Figure, Gender, Roster, run_at, split};
use crate::article::Span;

/// Whom a phrase means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    Person(Figure),
    /// A person by a name that the article prints only here.
    Named(String),
    Pronoun(Pronoun),
    Organisation(String),
    /// A description of a person that no name was found for.
    Role,
    /// A description of a company, an agency or a paper.
    Body,
    Document,
    /// Several people, or anything else without a name.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    Person(Gender),
    They,
    It,
    Narrator,
    You,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) who: Who,
    pub(super) span: Span,
    /// First item and the one after the last.
    pub(super) items: (usize, usize),
}

/// Items from the start of a sentence in which its subject is looked for.
const FARTHEST_SUBJECT: usize = 80;
/// Descriptions between commas that may stand behind one name: `Roe, 30, of Ely, N.C., who …,`.
const MOST_DESCRIPTIONS: usize = 6;
/// Words between somebody and the noun that is theirs: `Roe’s first public statement`.
const FARTHEST_OWNER: usize = 4;
/// Words that a phrase may have.
const LONGEST: usize = 14;

/// The items of a text with the people in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'s> {
    pub(super) text: &'s str,
    pub(super) items: &'s [Item],
    pub(super) roster: &'s Roster,
}

impl Scene<'_> {
    /// The phrase that begins at `i` and ends before `hi`.
    pub(super) fn forward(&self, i: usize, hi: usize) -> Option<Mention> {
        let items = self.items;
        let first = items.get(i).filter(|x| x.is_word() && i < hi && !is_expletive(x, self.text))?;
        if is_subject_pronoun(first) {
            return self.mention(i, i + 1);
        }
        let mut end = i;
        let mut head_end = None;
        while end < hi && end - i < LONGEST {
            let item = &items[end];
            // `der Minister`: what opens a phrase is its article.
            let article = end == i && item.is(Class::DETERMINER) && !item.is(Class::SUBORDINATE);
            if !item.is_word() || item.is(Class::BREAKS) && !(item.capital && end > i) && !article {
                break;
            }
            if end > i && !item.capital && is_subject_pronoun(item) {
                break;
            }
            // “a man ran”
            if end > i && items[end - 1].is_low(Class::HEADS) && !item.capital && IRREGULAR.contains(&item.span.of(self.text)) {
                break;
            }
            // `a visibly upset Jane Roe`
            let graded = end == i + 1 && items[i].is(Class::DETERMINER) && item.span.of(self.text).ends_with("ly");
            if item.is(Class::CALENDAR) && !(end == i && item.possessive)
                || item.is_low(Class::ADVERB) && !item.is(Class::DETERMINER) && end > i && !graded
            {
                break;
            }
            if item.is_low(Class::PREPOSITION) {
                let in_name = head_end.is_none() && self.is_long_name(i, end + 2, hi);
                if in_name {
                    end += 1;
                    continue;
                }
                if end == i || items[end - 1].capital && head_end.is_none() || item.span.of(self.text) == "to" {
                    break;
                }
                head_end = head_end.or(Some(end));
            } else if end > i && item.is_low(Class::CUE) && !self.is_noun_here(end, i) {
                break;
            } else if end > i
                && items[end - 1].capital
                && !items[end - 1].possessive
                && !item.capital
                && !item.is(Class::HEADS)
                && head_end.is_none()
            {
                // Behind a name, only the word it describes.
                let ahead = (end..hi.min(end + 5))
                    .find(|&k| !items[k].is_word() || items[k].capital || items[k].is(Class::HEADS) || !self.is_modifier(k));
                let determined = items[i].is(Class::DETERMINER);
                if !ahead.is_some_and(|k| {
                    let holds = items[k].is(Class::HEADS) || items[k].capital || determined && items[k].is_low(Class::STRONG);
                    k > end && items[k].is_word() && self.is_modifier(k - 1) && holds
                }) {
                    break;
                }
            }
            end += 1;
        }
        let head_end = head_end.unwrap_or(end);
        if head_end == i {
            return None;
        }
        let mut mention = self.mention(i, head_end)?;
        if matches!(mention.who, Who::Role | Who::Other)
            && items.get(end).is_some_and(|x| x.kind == Kind::Comma)
            && let Some(name) = self.name_in_apposition(end + 1, hi)
        {
            return Some(name);
        }
        if matches!(mention.who, Who::Role | Who::Other | Who::Body | Who::Document) && end > head_end {
            mention.span.end = items[end - 1].span.end;
            mention.items.1 = end;
            // `a statement by Jane Roe`
            if matches!(mention.who, Who::Other | Who::Document)
                && items[head_end - 1].is_low(Class::NOUN_CUE)
                && ["by", "from"].contains(&items[head_end].span.of(self.text))
                && head_end + 1 < end
                && let Some(author) = self.mention(head_end + 1, end).filter(named)
            {
                mention.who = author.who;
            }
        }
        Some(mention)
    }

    /// `a local woman, Jane Roe, …`: the name that stands alone between commas.
    fn name_in_apposition(&self, i: usize, hi: usize) -> Option<Mention> {
        if i >= hi {
            return None;
        }
        let run = run_at(self.text, self.items, i, hi.min(i + 6))?;
        let closed =
            self.items.get(run.end).is_none_or(|x| !matches!(x.kind, Kind::Word | Kind::Quote(_)) || x.is_low(Class::STRONG));
        let mention = self.mention(run.start, run.end).filter(|_| closed)?;
        matches!(mention.who, Who::Person(_) | Who::Named(_)).then_some(mention)
    }

    /// An all-purpose word between a name and the noun it describes: `Trump campaign officials`.
    fn is_modifier(&self, i: usize) -> bool {
        let x = &self.items[i];
        !x.is(Class::CUE.or(Class::BREAKS).or(Class::PREPOSITION).or(Class::ADVERB)) && !x.span.of(self.text).ends_with("ed")
    }

    /// The phrase that ends before `e` and begins at `lo` or later.
    pub(super) fn backward(&self, e: usize, lo: usize) -> Option<Mention> {
        let items = self.items;
        if e <= lo {
            return None;
        }
        let last = &items[e - 1];
        if !last.is_word() || last.possessive || is_expletive(last, self.text) {
            return None;
        }
        if is_subject_pronoun(last) {
            return self.mention(e - 1, e);
        }
        let mut start = e;
        let mut preposition = None;
        while start > lo && e - start < LONGEST {
            let item = &items[start - 1];
            // `the Citizenship and Immigration Services`
            if item.is_low(Class::COORDINATE)
                && start >= lo + 2
                && items[start - 2].capital
                && !items[start - 2].is(Class::GIVEN)
                && items[start..e].iter().all(|x| x.capital)
                && items[start..e].iter().any(|x| x.is(Class::ORGANISATION_WORD))
            {
                start -= 1;
                continue;
            }
            if !item.is_word() || item.is(Class::BREAKS) && !item.capital || item.is(Class::CALENDAR) {
                break;
            }
            if item.is_low(Class::PREPOSITION) && !item.is(Class::DETERMINER) {
                let head = start.checked_sub(2).filter(|&h| h >= lo).map(|h| &items[h]);
                let holds = head.is_some_and(|h| {
                    h.is_word() && (h.is(Class::HEADS) || h.capital && !h.is(Class::CALENDAR.or(Class::FUNCTION)))
                });
                if !holds || start == e {
                    break;
                }
                preposition = Some(start - 1);
                start -= 1;
                continue;
            }
            if item.is(Class::FUNCTION) && item.capital && !item.is(Class::DETERMINER) && !item.all_capital {
                break;
            }
            if item.is_low(Class::ADVERB) && !item.is(Class::DETERMINER)
                || item.is_low(Class::PERSONAL) && !item.is(Class::DETERMINER)
            {
                break;
            }
            if item.is_low(Class::CUE) && start < e && !self.is_noun_here(start - 1, lo) {
                break;
            }
            // “he heard Roe”
            if start < e && items[start].capital && self.is_verbal(start - 1) {
                break;
            }
            start -= 1;
            if item.is(Class::DETERMINER) && !(start > lo && items[start - 1].is_low(Class::PREPOSITION)) {
                break;
            }
        }
        if start == e {
            return None;
        }
        let head_end = preposition.filter(|&p| p > start && !self.is_long_name(start, e, e)).unwrap_or(e);
        let mut mention = self.mention(start, head_end)?;
        if head_end < e {
            match mention.who {
                // “Monday in Paris Smith”: the first part is no subject.
                Who::Other | Who::Organisation(_) => {
                    if let Some(other) = self.mention(preposition.map_or(start, |p| p + 1), e)
                        && matches!(other.who, Who::Person(_))
                        && !items[head_end - 1].is(Class::HEADS)
                        && items[start].is(Class::CALENDAR)
                    {
                        return Some(other);
                    }
                }
                _ => {}
            }
            mention.span.end = items[e - 1].span.end;
            mention.items.1 = e;
        }
        Some(mention)
    }

    /// `the Bureau of Records`, `the Department of Trade and Industry`: an organisation's name with small words inside.
    fn is_long_name(&self, start: usize, end: usize, hi: usize) -> bool {
        if end > hi || end < start + 3 {
            return false;
        }
        let from = start + usize::from(self.items[start].is(Class::DETERMINER));
        let words = &self.items[from..end];
        let capital = |x: &Item| x.is_word() && x.capital && !x.possessive && !x.is(Class::CALENDAR);
        let small = |x: &Item| x.is_word() && ["of", "for", "on", "and", "the"].contains(&x.span.of(self.text));
        let Some(first_small) = words.iter().position(small) else { return false };
        words.first().is_some_and(capital)
            && words.last().is_some_and(capital)
            && words.iter().all(|x| capital(x) || small(x))
            && words[..first_small].iter().any(|x| x.is(Class::ORGANISATION_WORD))
    }

    /// The words from `start` to `end` as one phrase.
    pub(super) fn mention(&self, start: usize, end: usize) -> Option<Mention> {
        let items = self.items;
        let words = &items[start..end];
        let span = Span::new(words.first()?.span.start, words.last()?.span.end);
        let made = |who| Some(Mention { who, span, items: (start, end) });
        let last = words.last()?;
        if words.len() == 1 && last.is(Class::PERSONAL.or(Class::IT).or(Class::YOU)) && !(last.all_capital && last.span.len() > 1)
        {
            return made(Who::Pronoun(pronoun(last.class)));
        }
        if self.is_long_name(start, end, end) {
            let from = start + usize::from(!items[start].capital || items[start].is(Class::DETERMINER));
            return made(Who::Organisation(self.printed(from, end)));
        }
        // The run of capitals that ends the phrase.
        let mut from = end;
        while from > start && items[from - 1].is_word() && items[from - 1].capital && (from == end || !items[from - 1].possessive)
        {
            from -= 1;
        }
        while from < end && (items[from].is(Class::FUNCTION) && !items[from].all_capital || items[from].is(Class::CALENDAR)) {
            from += 1;
        }
        if from > start && from < end {
            // Particles belong to the name.
            let mut back = from - 1;
            while back > start && !items[back].capital && from - back < 3 {
                back -= 1;
            }
            if items[back].capital
                && let Some(run) = run_at(self.text, items, back, end)
                && run.end == end
                && run.name < end
            {
                from = run.start;
            }
        }
        if from < end {
            return made(self.named(start, from, end));
        }
        if let Some(who) = self.author(start, end) {
            return made(who);
        }
        let has = |class| words.iter().any(|x| x.is(class));
        if last.is(Class::ROLE) {
            let plural = last.span.of(self.text).ends_with('s') && !last.is(Class::ROLE);
            let indefinite =
                matches!(words[0].span.of(self.text), "a" | "A" | "an" | "An" | "one" | "One" | "another" | "Another");
            if !plural
                && !indefinite
                && let Some(figure) = self.roster.by_role(words)
            {
                return made(Who::Person(figure));
            }
            return made(Who::Role);
        }
        if last.is(Class::GROUP) {
            return made(Who::Other);
        }
        if last.is(Class::ORGANISATION_NOUN.or(Class::PUBLICATION)) {
            return made(Who::Body);
        }
        if last.is(Class::DOCUMENT) {
            return made(Who::Document);
        }
        if has(Class::ROLE) { made(Who::Role) } else { made(Who::Other) }
    }

    /// Whose words a phrase with a noun of speech means: `Roe’s statement`.
    fn author(&self, start: usize, end: usize) -> Option<Who> {
        let last = &self.items[end - 1];
        if !last.is_low(Class::NOUN_CUE) {
            return None;
        }
        let owner = (start..end - 1).rev().take(FARTHEST_OWNER).find(|&i| self.items[i].possessive || self.is_verbal(i))?;
        if !self.items[owner].possessive {
            return None;
        }
        self.mention(start, owner + 1).filter(named).map(|mention| mention.who)
    }

    /// A phrase whose last words are capitalised: somebody's name, an organisation's, or an office without a name.
    fn named(&self, start: usize, from: usize, end: usize) -> Who {
        let items = self.items;
        let run = split(items, from, end);
        let titles = &items[run.start..run.name];
        if run.name == end {
            // “King said”: an office by its word, but somebody's name by the article.
            if end - from == 1
                && let Some(figure) = self.roster.by_surname(&items[from])
            {
                return Who::Person(figure);
            }
            let words = &items[start..end];
            if words.iter().any(|x| x.is(Class::ROLE)) {
                return self.roster.by_role(words).map_or(Who::Role, Who::Person);
            }
            return Who::Organisation(self.printed(from, end));
        }
        let name = &items[run.name..end];
        let gender = titles.iter().fold(Gender::Unknown, |g, x| {
            if x.is(Class::TITLE_HE) {
                Gender::He
            } else if x.is(Class::TITLE_SHE) {
                Gender::She
            } else {
                g
            }
        });
        let organisation = name.iter().any(|x| x.is(Class::ORGANISATION_WORD) && !x.is(Class::GIVEN));
        if let Some(figure) = self.roster.find(name, gender) {
            let after_article = from > start && items[from - 1].is_low(Class::DETERMINER) && titles.is_empty();
            if self.roster.is_person(figure) || !after_article && !organisation {
                return Who::Person(figure);
            }
        }
        let with_title = titles.iter().any(|x| x.is(Class::ANY_TITLE));
        let described = from > start && items[from - 1].is_low(Class::ROLE);
        if !organisation && (with_title || described || name[0].is(Class::GIVEN)) {
            return Who::Named(self.printed(run.name, end));
        }
        if name.len() == 1 && from > start && items[start].is(Class::DETERMINER) && !name[0].all_capital && !organisation {
            // “the Republican”, “the Texan”: a description, not a name.
            return Who::Other;
        }
        if name.len() == 1 && !self.roster.is_name(&name[0]) {
            return Who::Other;
        }
        Who::Organisation(self.printed(run.start, end))
    }

    /// A name without a sign of a person that may be one all the same: `Trump` in an article that never prints more of him.
    pub(super) fn may_be_person(&self, mention: &Mention) -> bool {
        let words = &self.items[mention.items.0..mention.items.1];
        let no_person = Class::ORGANISATION_WORD.or(Class::PLACE).or(Class::CALENDAR).or(Class::PLATFORM);
        matches!(mention.who, Who::Organisation(_))
            && words.len() <= 3
            && words.iter().all(|x| x.capital && !x.all_capital && !x.is(no_person))
    }

    pub(super) fn printed(&self, start: usize, end: usize) -> String {
        let span = Span::new(self.items[start].span.start, self.items[end - 1].span.end);
        span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A word that may be a reporting verb is a noun where it stands: behind an article, a possessive or a preposition.
    pub(super) fn is_noun_here(&self, i: usize, lo: usize) -> bool {
        if i <= lo {
            return false;
        }
        let item = &self.items[i];
        let before = &self.items[i - 1];
        if !before.is_word() {
            return false;
        }
        if before.possessive || before.is(Class::DETERMINER) {
            return true;
        }
        let gerund = item.span.of(self.text).ends_with("ing");
        if before.is_low(Class::PREPOSITION) && !gerund && before.span.of(self.text) != "to" {
            return true;
        }
        // “raising questions”, “21 points”
        let form = item.span.of(self.text);
        if item.is(Class::WEAK) && !item.is(Class::STRONG) && !form.ends_with("ed") && !gerund {
            let printed = before.span.of(self.text);
            let counted = printed.ends_with(|c: char| c.is_ascii_digit()) || printed.ends_with("ing") && !before.capital;
            let determined = i >= lo + 2 && (self.items[i - 2].possessive || self.items[i - 2].is(Class::DETERMINER));
            let subject = before.is(Class::BREAKS
                .or(Class::PERSONAL)
                .or(Class::ADVERB)
                .or(Class::GROUP)
                .or(Class::ROLE)
                .or(Class::ORGANISATION_NOUN));
            if counted || determined && !subject && !form.ends_with('s') && !IRREGULAR.contains(&form) {
                return true;
            }
        }
        // “stop state policies”, “a neighboring state”
        let other_noun =
            Class::NOUN_CUE.or(Class::DOCUMENT).or(Class::VENUE).or(Class::ORGANISATION_WORD).or(Class::ORGANISATION_NOUN);
        if item.is(other_noun) && !gerund && !form.ends_with("ed") && !form.ends_with('s') {
            let agent = Class::BREAKS.or(Class::PERSONAL).or(Class::YOU).or(Class::ADVERB).or(Class::GROUP);
            let printed = before.span.of(self.text);
            if !before.is(agent) && !before.capital && printed != "to" && !printed.ends_with('s') {
                return true;
            }
        }
        // “thousands of emails were”, “the claims come”
        if item.is(other_noun)
            && !gerund
            && !form.ends_with("ed")
            && self.items.get(i + 1).is_some_and(|x| x.is_low(Class::AUXILIARY) || x.is_low(Class::CUE) && !x.is(Class::NOUN_CUE))
        {
            return true;
        }
        // “the attack is”
        if item.is(Class::WEAK)
            && !item.is(Class::STRONG)
            && !form.ends_with("ed")
            && !gerund
            && !IRREGULAR.contains(&form)
            && self.items.get(i + 1).is_some_and(|x| x.is_low(Class::AUXILIARY))
        {
            return true;
        }
        // “a new report”, “his first call”
        let nounlike = item.is(Class::NOUN_CUE.or(Class::DOCUMENT).or(Class::VENUE));
        nounlike
            && i >= lo + 2
            && !before.is(Class::BREAKS
                .or(Class::PERSONAL)
                .or(Class::ADVERB)
                .or(Class::GROUP)
                .or(Class::ROLE)
                .or(Class::ORGANISATION_NOUN))
            && !before.capital
            && (self.items[i - 2].possessive || self.items[i - 2].is(Class::DETERMINER))
    }

    /// The subject of the sentence from `lo` to `hi`: the first phrase with a verb after it that stands in no clause before a comma.
    pub(super) fn sentence_subject(&self, lo: usize, hi: usize) -> Option<Mention> {
        let items = self.items;
        let hi = hi.min(lo + FARTHEST_SUBJECT);
        let mut i = lo;
        let mut introduced = 0;
        while i < hi {
            let item = &items[i];
            match item.kind {
                Kind::Quote(_) | Kind::Comma | Kind::Dash => {
                    i += 1;
                    continue;
                }
                Kind::Colon | Kind::Stop | Kind::End => {
                    // A section word before a colon introduces a sentence as well.
                    if item.kind == Kind::Colon && i - lo <= 8 {
                        i += 1;
                        continue;
                    }
                    return None;
                }
                Kind::Word => {}
            }
            let printed = item.span.of(self.text);
            let participle = printed.ends_with("ing") && !item.capital
                || item.first && (printed.ends_with("ing") || item.is(Class::CUE)) && !item.is(Class::GIVEN);
            // `About 200 people …`
            let number =
                items.get(i + 1).is_some_and(|x| x.is_word() && x.span.of(self.text).starts_with(|c: char| c.is_ascii_digit()));
            if number && matches!(printed, "about" | "About" | "over" | "Over") {
                i += 1;
                continue;
            }
            let clause = item.is(Class::PREPOSITION.or(Class::SUBORDINATE)) || participle;
            if clause && !item.is(Class::DETERMINER) {
                introduced += 1;
                let comma = (i..hi).find(|&k| items[k].kind == Kind::Comma);
                match comma {
                    Some(comma) if introduced <= 3 => {
                        i = comma + 1;
                        continue;
                    }
                    _ => return None,
                }
            }
            if item.is(Class::COORDINATE.or(Class::ADVERB)) && !item.is(Class::DETERMINER) {
                i += 1;
                continue;
            }
            let mention = self.forward(i, hi)?;
            let after = self.verb_place(mention.items.1, mention.items.0 > i, hi);
            if after < hi && self.is_verbal(after) || items[mention.items.1 - 1].contracted {
                return Some(mention);
            }
            // `Jane Roe quit.`: right behind a name that opens the sentence stands its verb, known or not.
            if after == mention.items.1
                && mention.items.0 == lo
                && matches!(mention.who, Who::Person(_) | Who::Named(_))
                && items[..hi].get(after).is_some_and(|x| x.is_word() && !x.capital && !x.is(NO_VERB))
            {
                return Some(mention);
            }
            // `She and other members refused …`: several people.
            if after < hi
                && after == mention.items.1
                && items[after].span.of(self.text) == "and"
                && let Some(other) = self.forward(after + 1, hi)
                && self.is_verbal(self.skip_adverbs(other.items.1, hi))
            {
                let span = Span::new(mention.span.start, other.span.end);
                return Some(Mention { who: Who::Other, span, items: (mention.items.0, other.items.1) });
            }
            // `Jane Roe from Ely has …`
            let named = matches!(mention.who, Who::Person(_) | Who::Named(_));
            if named && after < hi && items[after].is_low(Class::PREPOSITION) {
                let verb = (after + 1..hi.min(after + 8)).find(|&k| !items[k].is_word() || self.is_verbal(k));
                if verb.is_some_and(|k| items[k].is_word()) {
                    return Some(mention);
                }
            }
            // Perhaps an apposition or a heading: the next part may hold the subject.
            i = (mention.items.1..hi).find(|&k| !items[k].is_word()).unwrap_or(hi);
            introduced += 1;
            if introduced > 3 {
                return None;
            }
        }
        None
    }

    /// Behind a name: over `, description,` and over adverbs.
    pub(super) fn skip_description(&self, mut i: usize, hi: usize) -> usize {
        let items = self.items;
        for _ in 0..MOST_DESCRIPTIONS {
            if i < hi && items[i].kind == Kind::Comma {
                let close = (i + 1..hi.min(i + 28)).find(|&k| !items[k].is_word());
                match close {
                    Some(close) if items[close].kind == Kind::Comma => i = close + 1,
                    _ => break,
                }
                if i < hi && self.is_verbal(self.skip_adverbs(i, hi)) {
                    break;
                }
                i -= 1;
            } else {
                break;
            }
        }
        if i < hi && items[i].kind == Kind::Comma {
            return hi;
        }
        self.skip_adverbs(i, hi)
    }

    /// Where the verb may stand of a phrase that ends at `end`. A comma closes a name `apposed` to a description: `Her adviser, Jane Roe, left`.
    pub(super) fn verb_place(&self, end: usize, apposed: bool, hi: usize) -> usize {
        if apposed && self.items.get(end).is_some_and(|x| x.kind == Kind::Comma) {
            self.skip_adverbs(end + 1, hi)
        } else {
            self.skip_description(end, hi)
        }
    }

    /// Over adverbs and days: `on Tuesday`, `also`, `later that day`.
    pub(super) fn skip_adverbs(&self, mut i: usize, hi: usize) -> usize {
        while i < hi {
            let x = &self.items[i];
            let day = |k: usize| k < hi && self.items[k].is(Class::CALENDAR);
            if x.is(Class::CALENDAR) || x.is_low(Class::ADVERB) && !x.is(Class::AUXILIARY) {
                i += 1;
            } else if x.is_low(Class::PREPOSITION) && (day(i + 1) || day(i + 2) && self.items[i + 1].is_low(Class::ADVERB)) {
                i += 2;
            } else {
                break;
            }
        }
        i
    }

    /// A word that can be the verb of a sentence.
    pub(super) fn is_verbal(&self, i: usize) -> bool {
        let Some(item) = self.items.get(i).filter(|x| x.is_word() && !x.capital) else { return false };
        if item.is(Class::AUXILIARY.or(Class::CUE)) {
            return true;
        }
        let printed = item.span.of(self.text);
        !item.is(Class::SMALL.or(Class::HEADS))
            && (printed.ends_with("ed") || printed.ends_with('s') || IRREGULAR.contains(&printed))
    }
}

/// Words that are no verb behind a name.
const NO_VERB: Class = Class::SMALL.or(Class::ADVERB).or(Class::HEADS).or(Class::ORGANISATION_WORD);

/// Past forms of common verbs that no ending tells.
const IRREGULAR: [&str; 70] = [
    "made", "took", "gave", "came", "became", "went", "got", "had", "did", "met", "won", "lost", "left", "held", "ran", "sat",
    "stood", "kept", "led", "grew", "drew", "threw", "fell", "rose", "broke", "chose", "drove", "fought", "brought", "bought",
    "caught", "taught", "sought", "sent", "spent", "built", "felt", "hit", "cut", "set", "put", "let", "read", "found", "began",
    "thought", "knew", "spoke", "wrote", "told", "quit", "shut", "rode", "shot", "sang", "swore", "tore", "wore", "laid", "paid",
    "heard", "saw", "ate", "forgot", "woke", "bore", "bet", "hung", "lit", "slid",
];

/// `There` is nobody.
fn is_expletive(item: &Item, text: &str) -> bool {
    matches!(item.span.of(text), "there" | "There")
}

pub(super) fn is_subject_pronoun(item: &Item) -> bool {
    item.is(Class::PERSONAL.or(Class::IT))
        && item.span.len() <= 5
        && !item.is(Class::DETERMINER)
        && !(item.all_capital && item.span.len() > 1)
}

pub(super) fn pronoun(class: Class) -> Pronoun {
    if class.is(Class::HE) {
        Pronoun::Person(Gender::He)
    } else if class.is(Class::SHE) {
        Pronoun::Person(Gender::She)
    } else if class.is(Class::THEY) {
        Pronoun::They
    } else if class.is(Class::FIRST) {
        Pronoun::Narrator
    } else if class.is(Class::YOU) {
        Pronoun::You
    } else {
        Pronoun::It
    }
}
