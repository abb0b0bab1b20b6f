//! Rows of families and their members.
//!
//! Families are outlined first, so that passages can name them; their members are aligned when their rows are made.

use std::io;

use rayon::prelude::*;

use super::ids::Ids;
use super::places::{Place, Places, int};
use crate::passages::{BoilerplateFamilies, Families, Family, FamilyKind, FamilyMember, Op, Passage, Text, cigar};
use crate::pipeline::near::Near;
use crate::pipeline::{Corpus, Settings};
use crate::storage::{Room, in_one};
use crate::tables::{FamilyMemberRow, FamilyRow};

/// Families whose members are made together.
const BATCH_FAMILIES: usize = 1024;

/// Which family a number stands for.
#[derive(Debug, Clone, Copy)]
enum Number {
    /// Of passages that texts share.
    Shared(u32),
    /// Of a block of boilerplate.
    Boilerplate(u32),
    /// The copies of one text.
    Copies(u32),
}

/// All families of a run.
#[derive(Debug)]
pub struct FamilyList<'c> {
    corpus: &'c Corpus,
    near: &'c Near,
    places: &'c Places<'c>,
    texts: Vec<Text<'c>>,
    shared: Families,
    boilerplate: BoilerplateFamilies,
    /// Id and number of articles of each family of passages.
    ids: Vec<(u64, u32)>,
    /// Texts with several copies, ascending, with their families' ids.
    copies: Vec<(u32, u64)>,
    /// Everything in the order of the tables, by id.
    order: Vec<(u64, Number)>,
}

impl<'c> FamilyList<'c> {
    /// # Errors
    /// Where a text or a pair cannot be read from its file; so for the others.
    pub fn of(corpus: &'c Corpus, near: &'c Near, settings: &Settings, places: &'c Places<'c>, room: &Room) -> io::Result<Self> {
        let rank: Vec<u32> = corpus.texts.iter().map(|&i| corpus.rank[i as usize]).collect();
        let shared = Families::of(&near.pairs, &rank, settings.phrases, room)?;
        let texts = corpus.all_texts(&near.boilerplate);
        let boilerplate = BoilerplateFamilies::of(&texts, &rank)?;
        let (ids, copies, order) = Default::default();
        let mut list = Self { corpus, near, places, texts, shared, boilerplate, ids, copies, order };
        let of_shared = (0u32..).take(list.shared.count()).map(Number::Shared);
        let of_boilerplate = (0u32..).take(list.boilerplate.count()).map(Number::Boilerplate);
        let with_copies = (0u32..).zip(corpus.copies.iter()).filter(|(_, copies)| copies.len() > 1);
        let with_words = with_copies.filter(|(_, copies)| corpus.word_count(copies[0]) > 0);
        let numbers: Vec<Number> =
            of_shared.chain(of_boilerplate).chain(with_words.map(|(text, _)| Number::Copies(text))).collect();
        let with_id = |number| Ok((list.id(&list.unaligned(number), number)?, number));
        let mut order: Vec<(u64, Number)> = numbers.into_par_iter().map(with_id).collect::<io::Result<_>>()?;
        order.shrink_to_fit();
        let articles = |number| u32::try_from(list.unaligned(number).members.len()).unwrap_or(u32::MAX);
        let ids = order[..list.shared.count()].par_iter().map(|&(id, number)| (id, articles(number))).collect();
        let of_copies = |&(id, number): &(u64, Number)| match number {
            Number::Copies(text) => Some((text, id)),
            _ => None,
        };
        let copies = order.iter().filter_map(of_copies).collect();
        order.par_sort_by_key(|&(id, _)| id);
        (list.ids, list.copies, list.order) = (ids, copies, order);
        Ok(list)
    }

    /// For each passage of a pair of texts the id of its family, and how many articles are in it.
    pub fn of_passages(&self, pair: usize, passages: &[Passage]) -> Vec<Option<(String, i64)>> {
        let known = |family: u32| {
            let (id, articles) = self.ids[family as usize];
            (Ids::FAMILY.text(id), i64::from(articles))
        };
        self.shared.of_passages(pair, passages).into_iter().map(|family| family.map(known)).collect()
    }

    /// The family of the copies of a text that has some.
    pub fn id_of_copies(&self, text: u32) -> String {
        let found = self.copies.binary_search_by_key(&text, |&(text, _)| text);
        found.map_or_else(|_| String::new(), |i| Ids::FAMILY.text(self.copies[i].1))
    }

    pub fn rows(&self) -> impl Iterator<Item = Vec<FamilyRow>> {
        self.order.chunks(BATCH_FAMILIES).map(|families| families.par_iter().map(|&(id, number)| self.row(id, number)).collect())
    }

    pub fn members(&self) -> impl Iterator<Item = io::Result<Vec<FamilyMemberRow>>> {
        self.order
            .chunks(BATCH_FAMILIES)
            .map(|families| in_one(families.par_iter().map(|&(id, number)| self.member_rows(&Ids::FAMILY.text(id), number))))
    }

    /// A family of articles as far as it is known before its members are aligned.
    fn unaligned(&self, number: Number) -> Family {
        match number {
            Number::Shared(i) => self.of_articles(&self.shared.outline(i as usize)),
            Number::Boilerplate(i) => self.of_articles(&self.boilerplate.family(i as usize)),
            Number::Copies(text) => self.of_copies(text),
        }
    }

    fn id(&self, family: &Family, number: Number) -> io::Result<u64> {
        let whole = matches!(number, Number::Copies(_));
        let base = &family.members[family.representative];
        let at = self.place(base, whole)?;
        let salt = if whole { "whole" } else { family.kind.name() };
        let representative = self.corpus.articles.id(base.article);
        Ok(Ids::FAMILY.number(&[salt, representative, &at.start.to_string(), &at.end.to_string()]))
    }

    fn row(&self, id: u64, number: Number) -> FamilyRow {
        let family = self.unaligned(number);
        let base = &family.members[family.representative];
        let articles = || family.members.iter().map(|member| member.article);
        let mut outlets: Vec<u32> = articles().filter_map(|i| self.corpus.outlets[i as usize]).collect();
        outlets.sort_unstable();
        outlets.dedup();
        FamilyRow {
            family_id: Ids::FAMILY.text(id),
            kind: family.kind.name().into(),
            representative: self.corpus.articles.id(base.article).to_owned(),
            words: i64::from(base.words.1 - base.words.0),
            articles: int(family.members.len()),
            outlets: int(outlets.len()),
            first_at: articles().filter_map(|i| self.corpus.articles.published(i).at).min(),
        }
    }

    fn member_rows(&self, family_id: &str, number: Number) -> io::Result<Vec<FamilyMemberRow>> {
        let mut family = match number {
            // Phrases are listed as families alone: their members would outnumber everything else.
            Number::Shared(i) if self.shared.kind(i as usize) == FamilyKind::Phrase => return Ok(Vec::new()),
            Number::Shared(i) => self.of_articles(&self.shared.family(i as usize, &self.texts, &self.near.pairs)?),
            Number::Boilerplate(i) => self.of_articles(&self.boilerplate.family(i as usize)),
            Number::Copies(text) => self.of_copies(text),
        };
        family.members.sort_unstable_by_key(|member| member.article);
        let whole = matches!(number, Number::Copies(_));
        let row = |member: &FamilyMember| {
            let place = self.place(member, whole)?;
            Ok(FamilyMemberRow {
                family_id: family_id.to_owned(),
                article_id: self.corpus.articles.id(member.article).to_owned(),
                start: place.start,
                end: place.end,
                start_byte: place.start_byte,
                end_byte: place.end_byte,
                identity: member.identity,
                ops: cigar(&member.ops),
            })
        };
        family.members.iter().map(row).collect()
    }

    /// Where a member stands; with `whole` it is all words of its article.
    fn place(&self, member: &FamilyMember, whole: bool) -> io::Result<Place> {
        if whole {
            self.places.span(member.article, self.corpus.extents[member.article as usize])
        } else {
            self.places.words(member.article, member.words)
        }
    }

    /// The family of texts as one of articles: its members are all articles that print them.
    fn of_articles(&self, family: &Family) -> Family {
        let mut members = Vec::new();
        let mut representative = 0;
        for (i, member) in family.members.iter().enumerate() {
            if i == family.representative {
                representative = members.len();
            }
            for &article in &self.corpus.copies[member.article as usize] {
                members.push(FamilyMember { article, ..member.clone() });
            }
        }
        Family { kind: family.kind, representative, members }
    }

    fn of_copies(&self, text: u32) -> Family {
        let copies = &self.corpus.copies[text as usize];
        let words = self.corpus.word_count(copies[0]);
        let first = self.corpus.first_copy(text);
        let ops = vec![(Op::Equal, words)];
        let member = |&article: &u32| FamilyMember { article, words: (0, words), ops: ops.clone(), identity: 1.0 };
        let representative = copies.iter().position(|&i| i == first).unwrap_or_default();
        Family { kind: FamilyKind::Passage, representative, members: copies.iter().map(member).collect() }
    }
}
