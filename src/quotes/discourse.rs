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
    /// A name that may be a person's, for all that the article tells.
    perhaps: bool,
    /// A description that means somebody named before, if anybody.
    faint: bool,
}

/// To whom a pronoun leads.
enum Antecedent {
    Named(String, SpeakerType),
    /// Somebody or something whom the article only describes.
    Described(SpeakerType),
    Nobody,
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
            Who::Pronoun(Pronoun::Narrator) => (None, SpeakerType::Person, Some(rules::NARRATOR)),
            Who::Pronoun(pronoun) => {
                let before = mention.span.start;
                let (antecedent, kind) = match pronoun {
                    Pronoun::Person(gender) => (self.person(roster, *gender, before), SpeakerType::Person),
                    Pronoun::It => (self.thing(before), SpeakerType::Unknown),
                    Pronoun::They => (self.several(before), SpeakerType::Unknown),
                    Pronoun::You | Pronoun::Narrator => (Antecedent::Nobody, SpeakerType::Unknown),
                };
                match antecedent {
                    Antecedent::Named(name, kind) => (Some(name), kind, None),
                    Antecedent::Described(kind) => (None, kind, Some(rules::DESCRIPTION_ONLY)),
                    Antecedent::Nobody => (None, kind, Some(rules::PRONOUN_UNRESOLVED)),
                }
            }
        };
        let from = if name.is_some() { SpeakerFrom::Article } else { SpeakerFrom::None };
        Resolved { speaker: Speaker { name, kind, mention: Some(mention.span) }, from, why_not }
    }

    /// Notes that a sentence has this subject. `definite`: a description that means somebody already known does not hide him.
    /// `perhaps`: a name that may be a person's.
    pub(super) fn note(&mut self, roster: &Roster, mention: &Mention, definite: bool, perhaps: bool) {
        // He only stands in where nobody else fits.
        let faint = definite && mention.who == Who::Role;
        let (gender, resolved) = match &mention.who {
            Who::Person(figure) => (roster.people[*figure].gender, self.resolve(roster, mention)),
            Who::Pronoun(Pronoun::Person(gender)) => (*gender, self.resolve(roster, mention)),
            Who::Pronoun(_) => return,
            _ => (Gender::Unknown, self.resolve(roster, mention)),
        };
        if resolved.speaker.name.is_none() && matches!(mention.who, Who::Pronoun(_)) {
            return;
        }
        let speaker = resolved.speaker;
        let subject = Subject { at: mention.span.start, name: speaker.name, gender, kind: speaker.kind, perhaps, faint };
        let place = self.subjects.partition_point(|s| s.at <= subject.at);
        if self.subjects.get(place.wrapping_sub(1)).is_none_or(|s| s.at != subject.at) {
            // Sentences come in order: the place is at or near the end.
            self.subjects.insert(place, subject);
        }
    }

    fn person(&self, roster: &Roster, gender: Gender, before: usize) -> Antecedent {
        let recent = self.recent(before);
        if let Some(subject) = recent.iter().rev().find(|s| s.kind == SpeakerType::Person && !s.faint && s.gender.fits(gender)) {
            let far = if subject.gender == Gender::Unknown { FAR_UNKNOWN } else { FAR };
            return match &subject.name {
                _ if before - subject.at > far => Antecedent::Nobody,
                Some(name) => Antecedent::Named(name.clone(), SpeakerType::Person),
                None => Antecedent::Described(SpeakerType::Person),
            };
        }
        // Nobody was a subject: the only one named shortly before whom the pronoun fits, or the only one at all.
        let only = roster.only_near(gender, before).or_else(|| roster.only(gender));
        if let Some(figure) = only {
            return Antecedent::Named(roster.people[figure].name.clone(), SpeakerType::Person);
        }
        let perhaps = recent.iter().rev().find(|s| s.perhaps && before - s.at <= FAR_UNKNOWN);
        match perhaps.and_then(|s| s.name.clone()) {
            Some(name) => Antecedent::Named(name, SpeakerType::Person),
            None if recent.iter().rev().take(3).any(|s| s.faint) => Antecedent::Described(SpeakerType::Person),
            None => Antecedent::Nobody,
        }
    }

    fn recent(&self, before: usize) -> &[Subject] {
        let end = self.subjects.partition_point(|s| s.at < before);
        &self.subjects[end.saturating_sub(REACH)..end]
    }

    /// What `it` means: a body or a document among the last three subjects, by name or not.
    fn thing(&self, before: usize) -> Antecedent {
        let things = [SpeakerType::Organisation, SpeakerType::Document];
        match self.recent(before).iter().rev().take(3).find(|s| things.contains(&s.kind)) {
            Some(Subject { name: Some(name), kind, .. }) => Antecedent::Named(name.clone(), *kind),
            Some(subject) => Antecedent::Described(subject.kind),
            None => Antecedent::Nobody,
        }
    }

    /// Whom `they` means: several people, or those of a body, among the last two subjects. Nobody of them has said it by name.
    fn several(&self, before: usize) -> Antecedent {
        let one = [SpeakerType::Person, SpeakerType::Document];
        match self.recent(before).iter().rev().take(2).find(|s| !one.contains(&s.kind)) {
            Some(subject) => Antecedent::Described(subject.kind),
            None => Antecedent::Nobody,
        }
    }
}
