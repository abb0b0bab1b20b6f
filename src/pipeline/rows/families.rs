//! Rows of families and their members.

use super::ids::Ids;
use super::places::{Places, int};
use crate::passages::{Family, FamilyKind, FamilyMember, cigar};
use crate::pipeline::Corpus;
use crate::tables::{FamilyMemberRow, FamilyRow};

/// The rows of a family of texts: its members are all articles that print them.
pub(super) fn family_rows(
    corpus: &Corpus,
    places: &Places<'_>,
    family: &Family,
    members_out: &mut Vec<FamilyMemberRow>,
) -> FamilyRow {
    let mut members = Vec::new();
    let mut representative = 0;
    for (i, member) in family.members.iter().enumerate() {
        if i == family.representative {
            representative = members.len();
        }
        for &article in &corpus.copies[member.article as usize] {
            members.push(FamilyMember { article, ..member.clone() });
        }
    }
    let family = Family { kind: family.kind, representative, members };
    family_rows_of_articles(corpus, places, &family, family.kind.name(), members_out)
}

/// The rows of a family whose members are numbers of articles.
pub(super) fn family_rows_of_articles(
    corpus: &Corpus,
    places: &Places<'_>,
    family: &Family,
    salt: &str,
    members_out: &mut Vec<FamilyMemberRow>,
) -> FamilyRow {
    let base = &family.members[family.representative];
    let at = places.words(base.article, base.words);
    let representative = corpus.article(base.article).id.clone();
    let family_id = Ids::FAMILY.of(&[salt, &representative, &at.start.to_string(), &at.end.to_string()]);
    let articles = || family.members.iter().map(|member| member.article);
    let mut outlets: Vec<u32> = articles().filter_map(|i| corpus.outlets[i as usize]).collect();
    outlets.sort_unstable();
    outlets.dedup();
    // Phrases are listed as families alone: their members would outnumber everything else.
    if family.kind != FamilyKind::Phrase {
        for member in &family.members {
            let place = places.words(member.article, member.words);
            members_out.push(FamilyMemberRow {
                family_id: family_id.clone(),
                article_id: corpus.article(member.article).id.clone(),
                start: place.start,
                end: place.end,
                start_byte: place.start_byte,
                end_byte: place.end_byte,
                identity: member.identity,
                ops: cigar(&member.ops),
            });
        }
    }
    FamilyRow {
        family_id,
        kind: family.kind.name().into(),
        representative,
        words: i64::from(base.words.1 - base.words.0),
        articles: int(family.members.len()),
        outlets: int(outlets.len()),
        first_at: articles().filter_map(|i| corpus.article(i).published.at).min(),
    }
}
