//! The utterances of a corpus, as records that may lie in a file.
//!
//! Responsible for giving them back as they were linked. Not responsible for linking ([`crate::utterances`]).

use std::io;

use super::quotations::SPEAKERS;
use super::vocabulary::Vocabulary;
use crate::storage::{Filed, Filing, Place, Put as _, Room, Take};
use crate::utterances::{Change, Member, Utterance};

/// Utterances in the order in which they were linked, and their members by their printings.
#[derive(Debug, Default)]
pub struct Collation {
    /// Where each record stands.
    utterances: Vec<Place>,
    members: Vec<Place>,
    records: Filed<u8>,
    vocabulary: Vocabulary,
}

/// Takes utterances in order.
#[derive(Debug)]
pub(super) struct Collating {
    utterances: Vec<Place>,
    members: Vec<Place>,
    records: Filing<u8>,
    vocabulary: Vocabulary,
}

impl Collating {
    /// For so many printings, each of which is a member of one utterance.
    pub fn new(room: &Room, printings: usize) -> Self {
        let members = vec![Place::default(); printings];
        Self { utterances: Vec::new(), members, records: Filing::new(room), vocabulary: Vocabulary::default() }
    }

    pub fn put(&mut self, utterance: &Utterance) -> io::Result<()> {
        for member in &utterance.members {
            let mut record = vec![member.change as u8, u8::from(member.named_by_cluster)];
            record.put_text(&member.edits);
            self.vocabulary.put_all(&member.flags, &mut record);
            self.members[member.printing as usize] = self.records.put(&record)?;
        }
        let record = self.encoded(utterance);
        self.utterances.push(self.records.put(&record)?);
        Ok(())
    }

    pub fn finish(self) -> io::Result<Collation> {
        let Self { utterances, members, records, vocabulary } = self;
        Ok(Collation { utterances, members, records: records.finish()?, vocabulary })
    }

    /// What is said of the whole first, then the lists, so that who asks for the whole need not read them.
    fn encoded(&mut self, utterance: &Utterance) -> Vec<u8> {
        let Utterance { members, base, base_rule, speaker, speaker_type, speaker_votes, independent, first, .. } = utterance;
        let mut to = Vec::new();
        to.put_number(u64::from(*base));
        self.vocabulary.put(base_rule, &mut to);
        to.put_option(speaker.as_deref());
        to.put_number(SPEAKERS.iter().position(|other| other == speaker_type).unwrap_or_default() as u64);
        to.put_number(*speaker_votes as u64);
        to.put_number(*independent as u64);
        to.put_number(first.map_or(0, |first| u64::from(first) + 1));
        to.push(u8::from(utterance.first_known));
        to.put_number(utterance.variants as u64);
        to.put_number(utterance.related.len() as u64);
        for &other in &utterance.related {
            to.put_number(other as u64);
        }
        to.put_number(members.len() as u64);
        for member in members {
            to.put_number(u64::from(member.printing));
        }
        to
    }
}

impl Collation {
    #[must_use]
    pub fn len(&self) -> usize {
        self.utterances.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.utterances.is_empty()
    }

    /// An utterance with its printings in the place of its members, whose records lie elsewhere.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// Never: a record holds what was encoded.
    pub fn get(&self, number: usize) -> io::Result<(Utterance, Vec<u32>)> {
        let record = self.records.get(self.utterances[number])?;
        let mut from = Take(&record);
        let whole = self.decode(&mut from).and_then(|outline| {
            let related = (0..from.count()?).map(|_| from.count()).collect::<Option<_>>()?;
            let printings = (0..from.count()?).map(|_| from.small()).collect::<Option<_>>()?;
            Some((Utterance { related, ..outline }, printings))
        });
        Ok(whole.expect("what was encoded is decoded"))
    }

    /// An utterance without its members and without those it is related to: it costs the same however many they are.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// Never: a record holds what was encoded.
    pub fn outline(&self, number: usize) -> io::Result<Utterance> {
        let record = self.records.get(self.utterances[number])?;
        Ok(self.decode(&mut Take(&record)).expect("what was encoded is decoded"))
    }

    /// What a printing is of its utterance.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// Never: a record holds what was encoded.
    pub fn member(&self, printing: u32) -> io::Result<Member> {
        let record = self.records.get(self.members[printing as usize])?;
        let mut from = Take(&record);
        let mut decode = || {
            let change = *Change::ALL.get(usize::from(from.byte()?))?;
            let named_by_cluster = from.byte()? != 0;
            let edits = from.text()?.to_owned();
            let flags = self.vocabulary.take_all(&mut from)?;
            Some(Member { printing, change, edits, flags, named_by_cluster })
        };
        Ok(decode().expect("what was encoded is decoded"))
    }

    fn decode(&self, from: &mut Take<'_>) -> Option<Utterance> {
        let base = from.small()?;
        let base_rule = self.vocabulary.take(from)?;
        let speaker = from.option()?.map(str::to_owned);
        let speaker_type = *SPEAKERS.get(from.count()?)?;
        let (speaker_votes, independent) = (from.count()?, from.count()?);
        let first = from.number()?.checked_sub(1).and_then(|first| u32::try_from(first).ok());
        let first_known = from.byte()? != 0;
        let variants = from.count()?;
        Some(Utterance {
            members: Vec::new(),
            base,
            base_rule,
            speaker,
            speaker_type,
            speaker_votes,
            independent,
            first,
            first_known,
            variants,
            related: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotes::SpeakerType;

    #[test]
    fn utterances_come_back_as_they_were_linked() {
        let member = |printing, change| Member {
            printing,
            change,
            edits: "3= 1X".into(),
            flags: vec!["negation", "number"],
            named_by_cluster: printing == 7,
        };
        let one = Utterance {
            members: Change::ALL.into_iter().zip(0..).map(|(change, printing)| member(printing, change)).collect(),
            base: 3,
            base_rule: "longest",
            speaker: Some("Jane Roe".into()),
            speaker_type: SpeakerType::Person,
            speaker_votes: 4,
            independent: 2,
            first: Some(0),
            first_known: true,
            variants: 9,
            related: vec![1, 300],
        };
        let other =
            Utterance { members: Vec::new(), speaker: None, first: None, first_known: false, related: Vec::new(), ..one.clone() };
        let mut collating = Collating::new(&Room::default(), Change::ALL.len());
        for utterance in [&one, &other] {
            collating.put(utterance).unwrap();
        }
        let filed = collating.finish().unwrap();
        assert_eq!(filed.outline(0).unwrap(), Utterance { members: Vec::new(), related: Vec::new(), ..one.clone() });
        for member in &one.members {
            assert_eq!(filed.member(member.printing).unwrap(), *member);
        }
        let printings = (0..).take(Change::ALL.len()).collect();
        assert_eq!(filed.get(0).unwrap(), (Utterance { members: Vec::new(), ..one }, printings));
        assert_eq!((filed.get(1).unwrap(), filed.len()), ((other, Vec::new()), 2));
    }
}
