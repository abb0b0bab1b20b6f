//! Who was spoken of: the subjects of the sentences so far, to which pronouns are led back.
//!
//! A pronoun means the last subject that fits, not the nearest name: in “Roe scolded Poe. She said” it is Roe. Subjects of
//! subordinate clauses and names in other places do not count. Not responsible for finding subjects ([`super::mention`]).

use super::mention::{Mention, Pronoun, Who};
use super::quote::{Speaker, SpeakerFrom, SpeakerType};
use super::roster::{Gender, Roster};
use super::rules;

/// Somebody or something that a sentence was about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Subject {
    /// Where in the text.
    at: usize,
    /// Nobody by name is a subject as well: a pronoun for an unnamed man is not the last named one.
    name: Option<String>,
    gender: Gender,
    kind: SpeakerType,
}

#[derive(Debug, Default)]
pub(super) struct Discourse {
    subjects: Vec<Subject>,
}

/// Subjects that a pronoun may reach back over.
const REACH: usize = 12;

/// Bytes that a pronoun may reach back.
const FAR: usize = 4000;
/// The same for somebody whose pronoun is not known.
const FAR_UNKNOWN: usize = 1500;

/// What a phrase came to: a speaker, from where, and the reason where there is none by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Resolved {
    pub(super) speaker: Speaker,
    pub(super) from: SpeakerFrom,
    /// Why there is no name.
    pub(super) why_not: Option<&'static str>,
}

impl Discourse {
    /// Leads a phrase back to somebody.
    pub(super) fn resolve(&self, roster: &Roster, mention: &Mention) -> Resolved {
        let (name, kind, why_not) = match &mention.who {
            Who::Person(figure) => (Some(roster.people[*figure].name.clone()), SpeakerType::Person, None),
            Who::Named(name) => (Some(name.clone()), SpeakerType::Person, None),
            Who::Organisation(name) => (Some(name.clone()), SpeakerType::Organisation, None),
            Who::Role => (None, SpeakerType::Person, Some(rules::DESCRIPTION_ONLY)),
            Who::Body => (None, SpeakerType::Organisation, Some(rules::DESCRIPTION_ONLY)),
            Who::Document => (None, SpeakerType::Document, Some(rules::DESCRIPTION_ONLY)),
            Who::Other => (None, SpeakerType::Unknown, Some(rules::DESCRIPTION_ONLY)),
            Who::Pronoun(Pronoun::Person(gender)) => match self.person(roster, *gender, mention.span.start) {
                Some(name) => (Some(name), SpeakerType::Person, None),
                None => (None, SpeakerType::Person, Some(rules::PRONOUN_UNRESOLVED)),
            },
            Who::Pronoun(Pronoun::It) => match self.thing(mention.span.start) {
                Some(name) => (Some(name), SpeakerType::Organisation, None),
                None => (None, SpeakerType::Unknown, Some(rules::PRONOUN_UNRESOLVED)),
            },
            Who::Pronoun(Pronoun::Narrator) => (None, SpeakerType::Person, Some(rules::NARRATOR)),
            Who::Pronoun(Pronoun::They | Pronoun::You) => (None, SpeakerType::Unknown, Some(rules::PRONOUN_UNRESOLVED)),
        };
        let from = if name.is_some() { SpeakerFrom::Article } else { SpeakerFrom::None };
        Resolved { speaker: Speaker { name, kind, mention: Some(mention.span) }, from, why_not }
    }

    /// Notes that a sentence has this subject. `definite`: a description that means somebody already known does not hide him.
    pub(super) fn note(&mut self, roster: &Roster, mention: &Mention, definite: bool) {
        if definite && mention.who == Who::Role {
            return;
        }
        let (gender, resolved) = match &mention.who {
            Who::Person(figure) => (roster.people[*figure].gender, self.resolve(roster, mention)),
            Who::Pronoun(Pronoun::Person(gender)) => (*gender, self.resolve(roster, mention)),
            Who::Pronoun(_) | Who::Other | Who::Document | Who::Body => return,
            _ => (Gender::Unknown, self.resolve(roster, mention)),
        };
        if resolved.speaker.name.is_none() && matches!(mention.who, Who::Pronoun(_)) {
            return;
        }
        let speaker = resolved.speaker;
        let subject = Subject { at: mention.span.start, name: speaker.name, gender, kind: speaker.kind };
        let place = self.subjects.partition_point(|s| s.at <= subject.at);
        if self.subjects.get(place.wrapping_sub(1)).is_none_or(|s| s.at != subject.at) {
            // Sentences come in order: the place is at or near the end.
            self.subjects.insert(place, subject);
        }
    }

    fn person(&self, roster: &Roster, gender: Gender, before: usize) -> Option<String> {
        let end = self.subjects.partition_point(|s| s.at < before);
        let recent = &self.subjects[end.saturating_sub(REACH)..end];
        match recent.iter().rev().find(|s| s.kind == SpeakerType::Person && s.gender.fits(gender)) {
            Some(subject) => {
                let far = if subject.gender == Gender::Unknown { FAR_UNKNOWN } else { FAR };
                subject.name.clone().filter(|_| before - subject.at <= far)
            }
            // Nobody was a subject: the only person whom the pronoun fits.
            None => roster.only(gender).map(|figure| roster.people[figure].name.clone()),
        }
    }

    fn thing(&self, before: usize) -> Option<String> {
        let end = self.subjects.partition_point(|s| s.at < before);
        let subject = self.subjects[end.saturating_sub(3)..end].iter().rev().find(|s| s.kind == SpeakerType::Organisation)?;
        subject.name.clone()
    }
}
