//! Whether two printings name the same speaker, and whom an utterance's printings name together.
//!
//! Responsible for comparing resolved names. Not responsible for resolving them in an article: that is [`crate::quotes`].

use ahash::AHashMap;

use super::lexicon::{LEXICON, key};
use crate::quotes::SpeakerType;
use crate::text::Words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    /// One of the two has no name, or a person may speak for an organisation.
    Unknown,
    Different,
}

/// What the printings of an utterance say of its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vote {
    pub(super) name: u32,
    /// Articles that name this speaker, and articles that name any.
    pub(super) votes: usize,
    pub(super) all: usize,
    /// Another speaker has as many.
    pub(super) tied: bool,
}

/// Words of a name that are compared; longer ones are no names.
const LONGEST: usize = 16;

/// A resolved name in comparison form.
#[derive(Debug, PartialEq, Eq)]
struct Name {
    kind: SpeakerType,
    /// Folded words without titles.
    words: Box<[u64]>,
    /// First letters of those words.
    initials: Box<[char]>,
}

/// What most comparisons of two names need, at one place.
#[derive(Debug, Clone, Copy)]
struct Brief {
    /// A bit for each word.
    words: u64,
    surname: u64,
    initial: Option<char>,
    kind: SpeakerType,
}

impl Brief {
    fn of(name: &Name) -> Self {
        Self {
            words: name.words.iter().fold(0, |bits, word| bits | 1 << (word % 64)),
            surname: name.words.last().copied().unwrap_or(0),
            initial: name.initials.first().copied(),
            kind: name.kind,
        }
    }
}

/// The distinct names of a run.
#[derive(Debug, Default)]
pub(super) struct Names {
    list: Vec<Name>,
    brief: Vec<Brief>,
    printed: Vec<Box<str>>,
}

/// The name of each printing's speaker, by its number.
#[derive(Debug, Default)]
pub(super) struct Named(Vec<u32>);

impl Named {
    const NONE: u32 = u32::MAX;

    /// `None` where the speaker has no name.
    #[inline]
    pub(super) fn get(&self, printing: u32) -> Option<u32> {
        Some(self.0[printing as usize]).filter(|&name| name != Self::NONE)
    }
}

impl Names {
    /// Numbers the names of `speakers`. The numbers follow the names, not the order.
    ///
    /// # Errors
    /// Where one of them cannot be told.
    pub(super) fn of<'a, E>(
        speakers: impl Iterator<Item = Result<(Option<&'a str>, SpeakerType), E>>,
    ) -> Result<(Self, Named), E> {
        // As they are met, and then in order.
        let mut met: AHashMap<(&str, u8), u32> = AHashMap::new();
        let mut number = |(name, kind): (Option<&'a str>, SpeakerType)| {
            let next = u32::try_from(met.len()).unwrap_or(Named::NONE);
            Some(*met.entry((name?, rank(kind))).or_insert(next))
        };
        let mut ids = speakers.map(|speaker| Ok(number(speaker?).unwrap_or(Named::NONE))).collect::<Result<Vec<u32>, E>>()?;
        ids.shrink_to_fit();
        let mut distinct: Vec<((&str, u8), u32)> = met.into_iter().collect();
        distinct.sort_unstable();
        let mut names = Self::default();
        let mut numbers = vec![Named::NONE; distinct.len()];
        for ((printed, rank), met) in distinct {
            let name = Name::of(printed, rank);
            if !name.words.is_empty() {
                numbers[met as usize] = u32::try_from(names.list.len()).unwrap_or(Named::NONE);
                names.brief.push(Brief::of(&name));
                names.list.push(name);
                names.printed.push(printed.into());
            }
        }
        for id in ids.iter_mut().filter(|id| **id != Named::NONE) {
            *id = numbers[*id as usize];
        }
        Ok((names, Named(ids)))
    }

    pub(super) fn printed(&self, id: u32) -> &str {
        &self.printed[id as usize]
    }

    pub(super) fn kind(&self, id: u32) -> SpeakerType {
        self.list[id as usize].kind
    }

    /// Surname, and initial of the first name where there is one: people who differ in either are different people.
    pub(super) fn bucket(&self, id: u32) -> (u64, u32) {
        let name = &self.list[id as usize];
        let surname = name.words.last().copied().unwrap_or(0);
        let initial = if name.words.len() > 1 { u32::from(name.initials[0]) } else { 0 };
        (surname, initial)
    }

    /// Compares two names by their words: one holds the other, or surname and initial agree.
    #[inline]
    pub(super) fn relation(&self, a: u32, b: u32) -> Relation {
        if a == b {
            return Relation::Same;
        }
        let (x, y) = (&self.brief[a as usize], &self.brief[b as usize]);
        let initialled = x.surname == y.surname && x.initial == y.initial;
        // Most names have a word that the other has not, and its bit says so.
        if initialled || x.words & !y.words == 0 && self.holds(b, a) || y.words & !x.words == 0 && self.holds(a, b) {
            Relation::Same
        } else if x.kind == y.kind && x.kind != SpeakerType::Unknown {
            Relation::Different
        } else {
            Relation::Unknown
        }
    }

    /// Whether a name has all words of another.
    fn holds(&self, whole: u32, part: u32) -> bool {
        let (whole, part) = (&self.list[whole as usize].words, &self.list[part as usize].words);
        part.iter().all(|word| whole.contains(word))
    }

    /// Compares the names of two groups of printings.
    pub(super) fn groups(&self, a: &[u32], b: &[u32]) -> Relation {
        let mut out = Relation::Unknown;
        for &x in a {
            for &y in b {
                match self.relation(x, y) {
                    Relation::Same => return Relation::Same,
                    Relation::Different => out = Relation::Different,
                    Relation::Unknown => {}
                }
            }
        }
        out
    }

    /// Counts the names of an utterance, one vote an article; names of one speaker vote together.
    ///
    /// `named` holds (article, name). Returns the fullest form of the name with most votes (ties: the name that sorts first),
    /// its votes, and all votes.
    pub(super) fn vote(&self, named: &[(u32, u32)]) -> Option<Vote> {
        let mut named = named.to_vec();
        named.sort_unstable_by_key(|&(article, id)| (id, article));
        named.dedup();
        let mut forms: Vec<(u32, usize)> = Vec::new();
        for &(_, id) in &named {
            match forms.last_mut() {
                Some(last) if last.0 == id => last.1 += 1,
                _ => forms.push((id, 1)),
            }
        }
        // Fullest forms first: a bare surname joins the first full name that it fits.
        forms.sort_by_key(|&(id, votes)| (std::cmp::Reverse(self.list[id as usize].words.len()), std::cmp::Reverse(votes), id));
        let mut parties: Vec<(u32, usize)> = Vec::new();
        for (id, votes) in forms {
            // An utterance rarely has two speakers; a bound keeps the count linear where it has hundreds.
            match parties.iter_mut().take(64).find(|party| self.relation(party.0, id) == Relation::Same) {
                Some(party) => party.1 += votes,
                None => parties.push((id, votes)),
            }
        }
        let all = parties.iter().map(|party| party.1).sum();
        parties.sort_by_key(|&(id, votes)| (std::cmp::Reverse(votes), id));
        let tied = parties.len() > 1 && parties[0].1 == parties[1].1;
        parties.first().map(|&(name, votes)| Vote { name, votes, all, tied })
    }
}

const fn rank(kind: SpeakerType) -> u8 {
    match kind {
        SpeakerType::Person => 0,
        SpeakerType::Organisation => 1,
        SpeakerType::Document => 2,
        SpeakerType::Unknown => 3,
    }
}

impl Name {
    fn of(printed: &str, rank: u8) -> Self {
        let kind = [SpeakerType::Person, SpeakerType::Organisation, SpeakerType::Document, SpeakerType::Unknown][rank as usize];
        let folded = Words::of(printed);
        let all: Vec<usize> = (0..folded.len()).filter(|&i| folded.folded_str(i) != "the").collect();
        let mut kept: Vec<usize> = all.iter().copied().filter(|&i| !LEXICON.titles.contains(&folded.hashes()[i])).collect();
        if kept.is_empty() {
            kept = all;
        }
        // A possessive is no part of a name.
        if kept.len() > 1 && kept.last().is_some_and(|&i| folded.hashes()[i] == key("s")) {
            kept.pop();
        }
        kept.truncate(LONGEST);
        Self {
            kind,
            words: kept.iter().map(|&i| folded.hashes()[i]).collect(),
            initials: kept.iter().filter_map(|&i| folded.folded_str(i).chars().next()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn speaker(name: &str, kind: SpeakerType) -> (Option<&str>, SpeakerType) {
        (Some(name), kind)
    }

    fn relation(a: &str, b: &str) -> Relation {
        let speakers = [speaker(a, SpeakerType::Person), speaker(b, SpeakerType::Person)];
        let (names, ids) = Names::of(speakers.into_iter().map(Ok::<_, ()>)).unwrap();
        names.relation(ids.get(0).unwrap(), ids.get(1).unwrap())
    }

    #[test]
    fn names_are_compared_by_surname() {
        assert_eq!(relation("Ada Brill", "Brill"), Relation::Same);
        assert_eq!(relation("Senator Ada Brill", "A. Brill Jr."), Relation::Same);
        assert_eq!(relation("Ada Brill", "Otto Brill"), Relation::Different);
        assert_eq!(relation("Ada Brill", "Ada Moss"), Relation::Different);
    }

    #[test]
    fn a_person_may_speak_for_an_organisation() {
        let speakers = [
            speaker("Ada Brill", SpeakerType::Person),
            speaker("Harbour Board", SpeakerType::Organisation),
            (None, SpeakerType::Unknown),
        ];
        let (names, ids) = Names::of(speakers.into_iter().map(Ok::<_, ()>)).unwrap();
        assert_eq!(names.relation(ids.get(0).unwrap(), ids.get(1).unwrap()), Relation::Unknown);
        assert_eq!(ids.get(2), None);
    }

    #[test]
    fn the_fullest_form_of_the_majority_is_the_speaker() {
        let speakers = ["Ada Brill", "Brill", "Otto Moss"].map(|name| speaker(name, SpeakerType::Person));
        let (names, ids) = Names::of(speakers.into_iter().map(Ok::<_, ()>)).unwrap();
        let votes = [(0, ids.get(1).unwrap()), (1, ids.get(1).unwrap()), (2, ids.get(0).unwrap()), (3, ids.get(2).unwrap())];
        let vote = names.vote(&votes).unwrap();
        assert_eq!((names.printed(vote.name), vote.votes, vote.all, vote.tied), ("Ada Brill", 3, 4, false));
    }

    /// All words of both names, one by one.
    fn plain(x: &Name, y: &Name) -> Relation {
        let within = |p: &Name, q: &Name| p.words.iter().all(|word| q.words.contains(word));
        let initialled = x.words.last() == y.words.last() && x.initials.first() == y.initials.first();
        if within(x, y) || within(y, x) || initialled {
            Relation::Same
        } else if x.kind == y.kind && x.kind != SpeakerType::Unknown {
            Relation::Different
        } else {
            Relation::Unknown
        }
    }

    proptest! {
        #[test]
        fn names_in_brief_compare_as_all_of_their_words(
            picks in prop::collection::vec((prop::collection::vec(prop::sample::select(vec!["Ada", "Otto", "A", "Ödön", "Brill", "Moss", "東京", "O’Neil", "de", "Harbour"]), 1..4), 0..4_u8), 2..8),
        ) {
            let kinds = [SpeakerType::Person, SpeakerType::Organisation, SpeakerType::Document, SpeakerType::Unknown];
            let printed: Vec<String> = picks.iter().map(|(words, _)| words.join(" ")).collect();
            let speakers = printed.iter().zip(&picks).map(|(name, (_, kind))| speaker(name, kinds[usize::from(*kind)]));
            let (names, _) = Names::of(speakers.map(Ok::<_, ()>)).unwrap();
            for (a, x) in (0_u32..).zip(&names.list) {
                for (b, y) in (0_u32..).zip(&names.list) {
                    prop_assert_eq!(names.relation(a, b), plain(x, y));
                }
            }
        }
    }
}
