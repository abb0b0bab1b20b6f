//! The hits of the join, slice by slice in order.
//!
//! Where there is room for the hits of several slices, these are made in one look at all postings. Where there would be too many looks, all
//! hits are made in one and wait in a file for their slice.

use std::io;

use super::join::{Hit, Join, Slice, ordered};
use crate::storage::{Parts, Room};

/// Hits that are made in one look at all postings, at most: the more, the fewer looks. They take twice their bytes while they are made.
const HITS_AT_ONCE: u64 = 1 << 23;

/// Looks at all postings, at most, where memory has a limit.
const MOST_LOOKS: u64 = 3;

/// Hits of the slices that are asked for.
#[derive(Debug)]
pub(super) struct Hits<'j> {
    join: Join<'j>,
    room: Room,
    /// The slices that are in memory: their hits, and the first slice behind them.
    made: Vec<Hit>,
    next: usize,
    filed: Option<Filed>,
}

/// The hits of all slices from one on, which are those of the parts.
#[derive(Debug)]
struct Filed {
    first: usize,
    parts: Parts<Hit>,
}

impl<'j> Hits<'j> {
    pub fn new(join: Join<'j>, room: &Room) -> Self {
        Self { join, room: room.clone(), made: Vec::new(), next: 0, filed: None }
    }

    pub fn slices(&self) -> &[Slice] {
        self.join.slices()
    }

    /// The hits of one slice, ordered by pair and place. A slice is asked for once, and after all those before it that are.
    pub fn of(&mut self, slice: usize) -> io::Result<&[Hit]> {
        if self.next <= slice {
            drop(std::mem::take(&mut self.made));
            self.make(slice)?;
        }
        let articles = &self.join.slices()[slice].articles;
        let at = |article: u32| self.made.partition_point(|hit| hit.a < article);
        Ok(&self.made[at(articles.start)..at(articles.end)])
    }

    fn make(&mut self, slice: usize) -> io::Result<()> {
        let at_once = (self.room.share() / (4 * size_of::<Hit>() as u64)).min(HITS_AT_ONCE);
        let rest: u64 = self.join.slices()[slice..].iter().map(|slice| slice.hits).sum();
        if self.filed.is_none() && self.room.share() < u64::MAX && rest > MOST_LOOKS * at_once {
            self.file(slice)?;
        }
        if let Some(Filed { first, parts }) = &mut self.filed {
            self.made = parts.take(slice - *first)?;
            self.next = slice + 1;
            ordered(&mut self.made);
            return Ok(());
        }
        let slices = &self.join.slices()[slice..];
        let mut hits = 0;
        let fits = slices.iter().take_while(|slice| {
            hits += slice.hits;
            hits <= at_once
        });
        let together = fits.count().max(1);
        self.made = self.join.hits(&(slices[0].articles.start..slices[together - 1].articles.end))?;
        self.next = slice + together;
        Ok(())
    }

    /// Puts the hits of all slices from `first` on into parts.
    fn file(&mut self, first: usize) -> io::Result<()> {
        let slices = &self.join.slices()[first..];
        let mut parts = Parts::new(&self.room, slices.len());
        let articles = slices[0].articles.start..slices[slices.len() - 1].articles.end;
        let part = |hit: &Hit| slices.partition_point(|slice| slice.articles.end <= hit.a);
        self.join.tell(&articles, |some| parts.add(some, part))?;
        self.join.forget();
        self.filed = Some(Filed { first, parts });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::letters::AllLetters;
    use super::super::postings::Posting;
    use super::*;
    use crate::storage::Filing;

    #[test]
    fn a_slice_has_the_same_hits_wherever_they_waited() {
        let folder = tempfile::tempdir().unwrap();
        let articles = 200_u32;
        let hubs: Vec<bool> = (0..articles).map(|article| article == 150).collect();
        let boilerplate = vec![Vec::new(); articles as usize];
        let join = |room: &Room| {
            let mut postings = Filing::new(room);
            // Seeds of 2 to 60 articles, each of some twice.
            for hash in 0..500_u32 {
                let places = (hash % 5..articles).step_by(3 + hash as usize * 7 % 90);
                let group: Vec<Posting> = places
                    .flat_map(|article| (0..=(article + hash) % 2).map(move |at| Posting { hash: hash.into(), article, at }))
                    .collect();
                postings.put(&group).unwrap();
            }
            Join::new(postings.finish().unwrap(), &AllLetters::alike(articles), &boilerplate, &hubs, 400, room).unwrap()
        };
        let unlimited = Room::default();
        let mut all = Hits::new(join(&unlimited), &unlimited);
        let slices = all.slices().len();
        assert!(slices > 20, "{slices}");
        let wanted: Vec<Vec<Hit>> = (0..slices).map(|slice| all.of(slice).unwrap().to_vec()).collect();
        assert!(wanted.iter().all(|hits| !hits.is_empty() && hits.is_sorted_by(|x, y| x < y)));
        // In a file from the first on; several at a time in a few looks, and one after the other; and some only.
        for (share, asked) in [(0, 1), (64 * 1000, 1), (u64::MAX, 1), (0, 3), (64 * 1000, 5)] {
            let room = Room::holding(share, folder.path().to_owned());
            let mut hits = Hits::new(join(&room), &room);
            for slice in (asked - 1..slices).step_by(asked) {
                assert!(hits.of(slice).unwrap() == wanted[slice], "{share} {slice}");
            }
            assert_eq!(hits.filed.is_some(), share < u64::MAX);
        }
        let room = Room::holding(64 * 4000, folder.path().to_owned());
        let mut hits = Hits::new(join(&room), &room);
        for (slice, wanted) in wanted.iter().enumerate().skip(slices - 30) {
            assert!(hits.of(slice).unwrap() == wanted);
        }
        assert!(hits.filed.is_none(), "the last slices are made in a few looks");
    }
}
