//! The persons an article names in full, and what it says of them: roles, titles, the pronoun that fits.
//!
//! Responsible for leading a surname, a first name or a role back to one person. Not responsible for pronouns
//! ([`super::discourse`]).

use ahash::{AHashMap, AHashSet};

use super::items::{Item, Kind};
use super::lexicon::Class;
use crate::article::Span;

/// Index of a person in the roster.
pub(super) type Figure = usize;

/// The pronoun that fits a person, as far as the article tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Gender {
    He,
    She,
    #[default]
    Unknown,
}

impl Gender {
    pub(super) fn fits(self, other: Self) -> bool {
        self == other || self == Self::Unknown || other == Self::Unknown
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) gender: Gender,
    /// Words of the name.
    words: usize,
    /// Times the full name is printed.
    mentions: u32,
    /// How much speaks for a person rather than a place or a company.
    evidence: u32,
    /// Hashes of the words that describe the person, roles folded together.
    roles: Vec<u64>,
}

#[derive(Debug, Default)]
pub(super) struct Roster {
    pub(super) people: Vec<Person>,
    full: AHashMap<(u64, u64), Figure>,
    last: AHashMap<u64, Vec<Figure>>,
    first: AHashMap<u64, Vec<Figure>>,
    /// Who is described by a word.
    holders: AHashMap<u64, Vec<Figure>>,
    only_he: Option<Figure>,
    only_she: Option<Figure>,
    /// Where people of a known gender are named, in order.
    seen: Vec<(usize, Figure)>,
    /// Words that are capitalised inside a sentence.
    capitals: AHashSet<u64>,
}

/// Words of a name at most; longer runs of capitals are headings.
const LONGEST_NAME: usize = 5;
/// Words of a description that are read after a name.
const LONGEST_DESCRIPTION: usize = 9;

/// Bytes before a pronoun in which nobody else of its gender may be named.
const NEAR: usize = 600;
/// Names that are looked at in them.
const MOST_NEAR: usize = 32;
/// Words that describe one person at most.
const MOST_ROLES: usize = 24;
/// People of one name, or of one role, among whom one is chosen.
const MOST_NAMESAKES: usize = 64;

/// Particles that stand in lower case inside a name.
const PARTICLES: [&str; 20] = [
    "de", "da", "do", "dos", "di", "del", "della", "van", "von", "der", "den", "ten", "bin", "al", "el", "la", "le", "du", "ibn",
    "ben",
];

/// A run of capitalised words that may hold a name, split into what stands before it and the name itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) start: usize,
    /// First word of the name proper, behind titles and offices; equal to `end` if there is nothing else.
    pub(super) name: usize,
    pub(super) end: usize,
}

/// The run of capitalised words that begins at `i`, up to `hi`.
pub(super) fn run_at(text: &str, items: &[Item], i: usize, hi: usize) -> Option<Run> {
    if !may_begin(&items[i]) {
        return None;
    }
    let mut end = i + 1;
    while end < hi && !items[end - 1].possessive {
        let item = &items[end];
        let capital = item.capital && !item.is(Class::CALENDAR) && !item.first;
        let joins = capital || PARTICLES.contains(&item.span.of(text)) && particle_holds(items, end, hi);
        if !(item.is_word() && joins && beside(text, items, end)) {
            break;
        }
        end += 1;
    }
    Some(split(items, i, end))
}

/// A line in which nearly every word is capitalised tells nothing of names.
fn is_title_case(items: &[Item]) -> bool {
    // In a short paragraph names and days are most of what is longer; its verb is in lower case, as in no title.
    let small = Class::SMALL.or(Class::AUXILIARY).or(Class::FUNCTION);
    let (mut capital, mut low) = (0, 0);
    for item in items.iter().filter(|x| x.is_word()) {
        if !item.capital {
            low += usize::from(item.span.len() > 3 || !item.is(small));
        } else if item.span.len() > 3 && !item.is(Class::GIVEN.or(Class::CALENDAR)) {
            capital += 1;
        }
    }
    capital >= 3 && low * 3 <= capital
}

/// Splits the capitalised words from `start` to `end` into titles and name.
pub(super) fn split(items: &[Item], start: usize, end: usize) -> Run {
    let mut name = start;
    for k in start..end {
        let class = items[k].class;
        let title = class.is(Class::ANY_TITLE.or(Class::ROLE)) && !(class.is(Class::GIVEN) && k + 1 < end);
        // A surname may be a word for an office: Larry King.
        let surname = k + 1 == end && k > start && items[name].is(Class::GIVEN);
        if title && !surname {
            name = k + 1;
        }
    }
    Run { start, name, end }
}

/// Words with nothing but white space (and the dot of an initial or an abbreviation) between them.
fn beside(text: &str, items: &[Item], i: usize) -> bool {
    let gap = items[i - 1].span.until(items[i].span).of(text);
    gap.trim_start_matches('.').chars().all(char::is_whitespace) && !gap.contains("\n\n")
}

fn particle_holds(items: &[Item], i: usize, hi: usize) -> bool {
    items[i + 1..hi.min(i + 3)].iter().find(|x| x.capital || !x.is_word()).is_some_and(|x| x.is_word() && x.capital)
}

/// A capitalised word that can begin a name.
fn may_begin(item: &Item) -> bool {
    if !item.is_word() || !item.capital || item.is(Class::CALENDAR) {
        return false;
    }
    if item.is(Class::FUNCTION.or(Class::PERSONAL)) && !item.all_capital && !item.is(Class::GIVEN) {
        return false;
    }
    let common = Class::CUE.or(Class::ADVERB).or(Class::PREPOSITION).or(Class::AUXILIARY).or(Class::DETERMINER);
    !(item.first && item.is(common) && !item.is(Class::GIVEN.or(Class::ANY_TITLE)))
}

impl Roster {
    /// Reads all names of `items` (of the whole text). O(items).
    pub(super) fn read(text: &str, items: &[Item], paragraphs: &[(usize, usize)]) -> Self {
        let mut roster = Self::default();
        for &(lo, hi) in paragraphs {
            if !is_title_case(&items[lo..hi]) {
                roster.capitals.extend(items[lo..hi].iter().filter(|x| x.is_word() && x.capital && !x.first).map(|x| x.hash));
                roster.read_paragraph(text, &items[..hi], lo);
            }
        }
        roster.count_genders();
        roster
    }

    fn read_paragraph(&mut self, text: &str, items: &[Item], lo: usize) {
        let mut i = lo;
        while i < items.len() {
            let Some(run) = run_at(text, items, i, items.len()) else {
                i += 1;
                continue;
            };
            self.note(text, items, run);
            i = run.end;
        }
    }

    fn note(&mut self, text: &str, items: &[Item], run: Run) {
        let titled = run.name > run.start && items[run.start..run.name].iter().any(|x| x.is(Class::ANY_TITLE));
        let mut name = &items[run.name..run.end];
        if name.is_empty() || name.len() > LONGEST_NAME {
            return;
        }
        if name.iter().all(|x| x.all_capital || x.span.len() == 1) {
            return;
        }
        if name.iter().any(|x| x.is(Class::ORGANISATION_WORD) && !x.is(Class::GIVEN)) {
            return;
        }
        if name.len() > 1 && !name[0].is(Class::GIVEN) && (name[0].is(Class::PLACE) || name[name.len() - 1].is(Class::PLACE)) {
            return;
        }
        // The first word of a sentence may be anything; a name goes without it if it is no given name.
        if name.len() > 2 && name[0].first && !name[0].is(Class::GIVEN) && name[1].is(Class::GIVEN) {
            name = &name[1..];
        }
        let behind_role =
            run.start >= 2 && items[run.start - 1].kind == Kind::Comma && items[run.start - 2].is(Class::ROLE.or(Class::TITLE));
        // `his wife, Jane, …`
        let apposed = behind_role && name[0].is(Class::GIVEN) && items.get(run.end).is_some_and(|x| x.kind == Kind::Comma);
        if name.len() == 1 && !titled && !apposed {
            if let Some(figures) = self.last.get(&name[0].hash)
                && let &[figure] = figures.as_slice()
            {
                self.seen.push((name[0].span.start, figure));
            }
            return;
        }
        let after_article = run.start > 0 && items[run.start - 1].is_low(Class::DETERMINER) && !titled;
        let gender = gender_of(&items[run.start..run.name], &name[0]);
        let given = name.len() > 1 && name[0].is(Class::GIVEN);
        let described = describes(items, run.end).or_else(|| is_a(items, run.end));
        let mut evidence = u32::from(given) * 2 + u32::from(titled) * 2 + u32::from(described.is_some());
        let says = items.get(run.end).is_some_and(|x| x.is_low(Class::STRONG))
            || run.start > 0 && items[run.start - 1].is_low(Class::STRONG);
        evidence += u32::from(says && name.len() > 1);
        // `the Chief Affairs Officer, Jane Roe,`
        evidence += u32::from(behind_role && (name.len() > 1 || apposed));
        // `Jane Roe, 30,` and `Jane Roe, who …`
        let comma = usize::from(items.get(run.end).is_some_and(|x| x.kind == Kind::Comma));
        let next = items.get(run.end + comma).map_or("", |x| x.span.of(text));
        let age = (comma == 1 && next.len() == 2 && next.bytes().all(|b| b.is_ascii_digit())).then_some(next);
        let personal = next == "who" || age.is_some();
        evidence += u32::from(personal && name.len() > 1);
        if after_article {
            evidence = u32::from(given);
        }
        let last = last_of(name);
        if name.len() == 1 {
            // “Mr. Smith”: only a new person if nobody of that name is known yet.
            if let Some(figures) = self.last.get(&last.hash) {
                if let &[figure] = figures.as_slice() {
                    self.seen.push((last.span.start, figure));
                }
                for &figure in figures.iter().take(MOST_NAMESAKES) {
                    let person = &mut self.people[figure];
                    if person.gender == Gender::Unknown {
                        person.gender = gender;
                    }
                }
                return;
            }
        }
        let pair = (name[0].hash, last.hash);
        let figure = *self.full.entry(pair).or_insert_with(|| {
            let printed = Span::new(name[0].span.start, name[name.len() - 1].span.end).of(text);
            let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
            self.people.push(Person { name: printed, words: name.len(), ..Person::default() });
            let figure = self.people.len() - 1;
            self.last.entry(last.hash).or_default().push(figure);
            if name.len() > 1 {
                self.first.entry(name[0].hash).or_default().push(figure);
            }
            figure
        });
        self.seen.push((name[0].span.start, figure));
        let person = &mut self.people[figure];
        person.mentions += 1;
        person.evidence += evidence;
        if person.gender == Gender::Unknown {
            person.gender = gender;
        }
        // “the 45-year-old”
        if let Some(age) = age {
            self.add_role(figure, super::lexicon::key(&format!("{age}-year-old")));
        }
        let before = words_before(items, run);
        let after = described.unwrap_or((run.end, run.end));
        let own = (run.start, run.name);
        for (from, to) in [before, own, after] {
            for item in items[from..to].iter().filter(|x| describing(x)) {
                self.add_role(figure, role_key(item));
            }
        }
    }

    /// The person whom the words of a name mean.
    pub(super) fn find(&self, name: &[Item], gender: Gender) -> Option<Figure> {
        let last = last_of(name);
        if name.len() > 1 {
            if let Some(&figure) = self.full.get(&(name[0].hash, last.hash)) {
                let person = &self.people[figure];
                if person.evidence > 0 || !name[0].first || name[0].is(Class::GIVEN) {
                    return Some(figure);
                }
                // A first word that only begins the sentence is not the person's.
                let other = self.last.get(&last.hash)?.iter().copied().find(|&f| f != figure && self.people[f].evidence > 0);
                return other.or(Some(figure));
            }
            return None;
        }
        let known = |namesakes: Option<&Vec<Figure>>| -> Option<Figure> {
            let fits = |&f: &Figure| self.people[f].gender.fits(gender);

            let mut best: Option<Figure> = None;
            for f in namesakes?.iter().copied().take(MOST_NAMESAKES).filter(fits) {
                let rank = |f: Figure| (self.people[f].evidence > 0, self.people[f].mentions);
                if best.is_none_or(|b| rank(f) > rank(b)) {
                    best = Some(f);
                }
            }
            best
        };
        known(self.last.get(&last.hash)).or_else(|| {
            let bearers = self.first.get(&last.hash)?;
            (bearers.len() == 1).then(|| known(Some(bearers)))?
        })
    }

    /// The person whose surname a single word is, enough speaking for a person.
    pub(super) fn by_surname(&self, item: &Item) -> Option<Figure> {
        let figures = self.last.get(&item.hash)?;
        let fits = |&f: &Figure| self.people[f].evidence > 0 && self.people[f].words > 1;
        let mut fitting = figures.iter().copied().take(MOST_NAMESAKES).filter(fits);
        let one = fitting.next()?;
        fitting.next().is_none().then_some(one)
    }

    /// Whether a word that begins a sentence is a name by what the rest of the article prints.
    pub(super) fn is_name(&self, item: &Item) -> bool {
        !item.first || item.all_capital || self.capitals.contains(&item.hash)
    }

    /// The pronoun that fits a person.
    pub(super) fn gender(&self, figure: Figure) -> Gender {
        self.people[figure].gender
    }

    /// Whether enough speaks for a person.
    pub(super) fn is_person(&self, figure: Figure) -> bool {
        self.people[figure].evidence > 0
    }

    /// The one person whom the describing words fit.
    pub(super) fn by_role(&self, words: &[Item]) -> Option<Figure> {
        let roles: Vec<u64> = words.iter().filter(|x| describing(x)).map(role_key).collect();
        let holders = self.holders.get(roles.first()?)?;
        if holders.len() > MOST_NAMESAKES {
            return None;
        }
        let mut fitting = holders.iter().copied().filter(|&f| roles.iter().all(|r| self.people[f].roles.contains(r)));
        let one = fitting.next()?;
        fitting.next().is_none().then_some(one)
    }

    /// The only person known to be of this gender.
    pub(super) fn only(&self, gender: Gender) -> Option<Figure> {
        match gender {
            Gender::He => self.only_he,
            Gender::She => self.only_she,
            Gender::Unknown => None,
        }
    }

    /// The only person of this gender who is named within [`NEAR`] bytes before a place; where nobody's there is known to be it, the
    /// only person named at all whose it may be.
    pub(super) fn only_near(&self, gender: Gender, before: usize) -> Option<Figure> {
        if gender == Gender::Unknown {
            return None;
        }
        let end = self.seen.partition_point(|&(at, _)| at < before);
        let near = self.seen[..end].iter().rev().take(MOST_NEAR).take_while(|&&(at, _)| before - at <= NEAR).map(|&(_, f)| f);
        let known = near.clone().filter(|&f| self.people[f].gender == gender);
        if known.clone().next().is_some() {
            return the_only(known);
        }
        the_only(near.filter(|&f| self.people[f].gender.fits(gender) && self.is_person(f)))
    }

    fn count_genders(&mut self) {
        let only = |gender| {
            let mut fitting = (0..self.people.len()).filter(|&f| self.people[f].gender == gender);
            let one = fitting.next()?;
            fitting.next().is_none().then_some(one)
        };
        (self.only_he, self.only_she) = (only(Gender::He), only(Gender::She));
    }

    fn add_role(&mut self, figure: Figure, role: u64) {
        let roles = &mut self.people[figure].roles;
        if roles.len() < MOST_ROLES && !roles.contains(&role) {
            roles.push(role);
            self.holders.entry(role).or_default().push(figure);
        }
    }

    /// Learns that these words describe a person.
    pub(super) fn learn_role(&mut self, figure: Figure, words: &[Item]) {
        for item in words.iter().filter(|x| describing(x)) {
            self.add_role(figure, role_key(item));
        }
    }
}

/// What titles say of the pronoun that fits, else the given name.
fn gender_of(titles: &[Item], first: &Item) -> Gender {
    let by_title = |title: &Item| {
        if title.is(Class::TITLE_HE) {
            Some(Gender::He)
        } else if title.is(Class::TITLE_SHE) {
            Some(Gender::She)
        } else {
            None
        }
    };
    titles.iter().rev().find_map(by_title).unwrap_or({
        if first.is(Class::GIVEN_HE) {
            Gender::He
        } else if first.is(Class::GIVEN_SHE) {
            Gender::She
        } else {
            Gender::Unknown
        }
    })
}

/// Whom all of these mean, if it is one.
fn the_only(mut figures: impl Iterator<Item = Figure>) -> Option<Figure> {
    let one = figures.next()?;
    figures.all(|f| f == one).then_some(one)
}

/// The surname: the last word that is no generation.
fn last_of(name: &[Item]) -> &Item {
    let last = &name[name.len() - 1];
    let generation = last.span.len() <= 3 && (last.all_capital || last.is(Class::ABBREVIATION)) && name.len() > 2;
    if generation { &name[name.len() - 2] } else { last }
}

/// The words of an apposition after a name that hold a role: `, the owner of a shop,`.
fn describes(items: &[Item], end: usize) -> Option<(usize, usize)> {
    if items.get(end)?.kind != Kind::Comma {
        return None;
    }
    let words = items[end + 1..]
        .iter()
        .take(LONGEST_DESCRIPTION)
        .take_while(|x| x.is_word() && !x.is(Class::AUXILIARY.or(Class::RELATIVE)));
    let count = words.count();
    let found = items[end + 1..end + 1 + count].iter().position(|x| x.is(Class::ROLE))?;
    let begins = &items[end + 1];
    let plausible = found == 0 || begins.is(Class::DETERMINER.or(Class::ANY_TITLE)) || begins.possessive || begins.capital;
    plausible.then_some((end + 1, end + 1 + count))
}

/// The words after a name and a verb that say what somebody is: `is a senator from Maine`.
fn is_a(items: &[Item], end: usize) -> Option<(usize, usize)> {
    let from = end + 1;
    if !items.get(end)?.is_low(Class::BE) || !items.get(from)?.is_low(Class::DETERMINER) {
        return None;
    }
    let article = |k: usize| items.get(k).is_some_and(|x| x.is(Class::DETERMINER));
    let ends = |k: usize| {
        let x = &items[k];
        !x.is_word()
            || x.is(Class::AUXILIARY.or(Class::RELATIVE).or(Class::COORDINATE))
            || x.is(Class::PREPOSITION) && article(k + 1)
    };
    let to = (from..items.len().min(from + LONGEST_DESCRIPTION)).find(|&k| ends(k))?;
    items[from..to].iter().any(|x| x.is(Class::ROLE)).then_some((from, to))
}

/// Words in lower case right before a name that describe it: `campaign manager Jane Roe`.
fn words_before(items: &[Item], run: Run) -> (usize, usize) {
    if run.name > run.start || run.start == 0 || !items[run.start - 1].is_low(Class::ROLE) {
        return (run.start, run.start);
    }
    let mut from = run.start - 1;
    while from > 0 && run.start - from < 5 && describing(&items[from - 1]) {
        from -= 1;
    }
    (from, run.start)
}

/// A word that can tell one role from another.
fn describing(item: &Item) -> bool {
    let empty = Class::DETERMINER
        .or(Class::PREPOSITION)
        .or(Class::AUXILIARY)
        .or(Class::PERSONAL)
        .or(Class::COORDINATE)
        .or(Class::CALENDAR);
    item.is_word() && (item.is(Class::ROLE) || !item.is(empty.or(Class::ADVERB).or(Class::TITLE_HE).or(Class::TITLE_SHE)))
}

/// Words for the one who runs a company are one role.
fn role_key(item: &Item) -> u64 {
    if item.is(Class::CHIEF) { 0 } else { item.hash }
}
