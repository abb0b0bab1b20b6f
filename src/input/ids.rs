//! One id for each article: same id and same text is one article, same id and another text are two.
//!
//! Responsible for the order of the articles and for ids that collide, so that neither depends on the order of the inputs. Not
//! responsible for near-duplicates: those are what the program finds.

use super::{Reject, RejectReason};
use crate::article::Article;
use crate::text::text_hashes;
use std::cmp::Ordering;

/// What tells two rows apart: all that is needed of an article to give it an id of its own.
pub trait Identified {
    fn id(&self) -> &str;
    fn rename(&mut self, id: String);
    /// Any total order of texts in which equal means the same text.
    fn compare_text(&self, other: &Self) -> Ordering;
    /// `xxh3_64` and `xxh3_128` of the text.
    fn text_hashes(&self) -> (u64, u128);
    /// The input and the position in it.
    fn place(&self) -> (&str, u64);
}

impl Identified for Article {
    fn id(&self) -> &str {
        &self.id
    }

    fn rename(&mut self, id: String) {
        self.id = id;
    }

    fn compare_text(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }

    fn text_hashes(&self) -> (u64, u128) {
        text_hashes(&self.text)
    }

    fn place(&self) -> (&str, u64) {
        (&self.source_file, self.source_pos)
    }
}

/// Sorts by the bytes of the ids, renames what collides (`#` and hex digits of the text's hash) and rejects copies of a row.
///
/// O(n log n) comparisons of ids.
pub(super) fn settle<A: Identified>(articles: &mut Vec<A>, rejects: &mut Vec<Reject>) {
    // Eight digits part all but one in four thousand million pairs, thirty-two the rest; a renamed id may meet one that was given.
    for digits in [8, 32, 32] {
        sort(articles);
        drop_copies(articles, rejects);
        if !rename(articles, digits) {
            return;
        }
    }
    sort(articles);
    drop_copies(articles, rejects);
    reject_all_but_first(articles, rejects);
}

fn sort<A: Identified>(articles: &mut [A]) {
    articles.sort_by(|a, b| {
        let ids = a.id().as_bytes().cmp(b.id().as_bytes());
        ids.then_with(|| a.compare_text(b)).then_with(|| a.place().cmp(&b.place()))
    });
}

/// Of rows with one id and one text keeps the first by place.
fn drop_copies<A: Identified>(articles: &mut Vec<A>, rejects: &mut Vec<Reject>) {
    articles.dedup_by(|later, kept| {
        let copy = later.id() == kept.id() && later.compare_text(kept).is_eq();
        if copy {
            rejects.push(reject(later, kept, "same id and text as"));
        }
        copy
    });
}

fn reject_all_but_first<A: Identified>(articles: &mut Vec<A>, rejects: &mut Vec<Reject>) {
    articles.dedup_by(|later, kept| {
        let same = later.id() == kept.id();
        if same {
            rejects.push(reject(later, kept, "same id, and same hash of the text, as"));
        }
        same
    });
}

fn reject<A: Identified>(later: &A, kept: &A, why: &str) -> Reject {
    let ((file, pos), (kept_file, kept_pos)) = (later.place(), kept.place());
    Reject {
        source_file: file.to_owned(),
        source_pos: pos,
        reason: RejectReason::DuplicateRow,
        detail: format!("{why} {kept_file}:{kept_pos} (id {})", kept.id()),
    }
}

/// Renames every article whose id another one has too; says whether there was any.
fn rename<A: Identified>(articles: &mut [A], digits: usize) -> bool {
    let mut any = false;
    for group in articles.chunk_by_mut(|a, b| a.id() == b.id()).filter(|group| group.len() > 1) {
        any = true;
        for article in group {
            let (short, long) = article.text_hashes();
            let hash = if digits == 8 { format!("{:08x}", short >> 32) } else { format!("{long:032x}") };
            article.rename(format!("{}#{hash}", article.id()));
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use xxhash_rust::xxh3::xxh3_64;

    fn article(id: &str, text: &str, file: &str, pos: u64) -> Article {
        Article { id: id.into(), text: text.into(), source_file: file.into(), source_pos: pos, ..Article::default() }
    }

    fn settled(mut articles: Vec<Article>) -> (Vec<String>, Vec<String>) {
        let mut rejects = Vec::new();
        settle(&mut articles, &mut rejects);
        let ids = articles.into_iter().map(|a| a.id).collect();
        (ids, rejects.into_iter().map(|r| format!("{}:{}", r.source_file, r.source_pos)).collect())
    }

    #[test]
    fn copies_are_rejected_and_other_texts_renamed() {
        let a = || article("x", "one", "b", 1);
        let rows = vec![a(), article("x", "two", "a", 1), article("x", "one", "a", 2), article("y", "one", "a", 3)];
        let hash = |text: &str| format!("x#{:08x}", xxh3_64(text.as_bytes()) >> 32);
        let mut want = vec![hash("one"), hash("two"), "y".to_owned()];
        want.sort();
        assert_eq!(settled(rows.clone()), (want.clone(), vec!["b:1".to_owned()]));
        assert_eq!(settled(rows.into_iter().rev().collect()), (want, vec!["b:1".to_owned()]));
    }

    #[test]
    fn a_renamed_id_that_was_given_to_another_is_renamed_again() {
        let taken = format!("x#{:08x}", xxh3_64(b"one") >> 32);
        let (ids, rejects) =
            settled(vec![article("x", "one", "a", 1), article("x", "two", "a", 2), article(&taken, "three", "a", 3)]);
        assert_eq!((ids.len(), rejects.len()), (3, 0));
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }

    proptest! {
        #[test]
        fn ids_are_unique_sorted_and_rows_conserved(rows in prop::collection::vec(("[ab]", "[ab]{0,2}"), 0..30), turn in 0_usize..30) {
            let mut articles: Vec<Article> =
                rows.iter().enumerate().map(|(pos, (id, text))| article(id, text, "f", pos as u64)).collect();
            let (ids, rejects) = settled(articles.clone());
            prop_assert_eq!(ids.len() + rejects.len(), rows.len());
            prop_assert!(ids.windows(2).all(|pair| pair[0].as_bytes() < pair[1].as_bytes()));
            articles.rotate_left(turn.min(rows.len()));
            prop_assert_eq!(settled(articles).0, ids);
        }
    }
}
