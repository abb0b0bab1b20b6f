//! What became of every row: fates, the map, the pairs, the figures, and the promises that are checked before anything is written.

use std::collections::BTreeMap;

use ahash::AHashSet;
use rayon::prelude::*;

use super::keep::{self, Standing};
use super::near::{Near, NearPair};
use super::rows::{Measured, Row};
use super::settings::Settings;
use super::tables::{MapRow, PairRow};
use super::{Asked, DedupError, Loss, Texts};
use crate::input::{self, Extent, InputFile, ReadOptions, Reject, RejectReason};
use crate::passages::{self, Document, Seed};
use crate::pipeline::{Ids, LISTED_FAMILY};
use crate::sketch::shared_shingles;
use crate::text::Words;
use crate::verify::{Measures, Relation, Subject, measure};

/// Whether a row stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Kept,
    /// The same words as the kept row.
    RemovedCopy,
    RemovedNear,
    /// A record that is no article: it has no text, or is the same row again.
    Rejected,
}

impl Status {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::RemovedCopy | Self::RemovedNear => "removed",
            Self::Rejected => "rejected",
        }
    }
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    pub status: Status,
    /// The row kept for it where it is removed.
    pub kept_id: Option<String>,
    pub cluster_id: Option<String>,
}

/// One row where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub pos: u64,
    pub extent: Extent,
    pub fate: Fate,
}

/// The first `own` rows with their fates, and the rejected ones that are records of their input, by input and position.
pub(super) fn placed(rows: Vec<Row>, fates: Vec<Fate>, own: usize, rejects: &[Reject], files: &[InputFile]) -> Vec<Vec<Placed>> {
    use RejectReason::{DuplicateRow, EmptyText, MissingText};
    let number = input::by_path(files);
    let mut placed: Vec<Vec<Placed>> = vec![Vec::new(); files.len()];
    for (row, fate) in rows.into_iter().zip(fates).take(own) {
        if let Some(&file) = number.get(row.source_file.as_str()) {
            placed[file].push(Placed { pos: row.source_pos, extent: row.extent, fate });
        }
    }
    // What could not be read has no columns to add to.
    for reject in rejects.iter().filter(|reject| matches!(reject.reason, DuplicateRow | EmptyText | MissingText)) {
        if let Some(&file) = number.get(reject.source_file.as_str()) {
            let fate = Fate { status: Status::Rejected, kept_id: None, cluster_id: None };
            placed[file].push(Placed { pos: reject.source_pos, extent: Extent::default(), fate });
        }
    }
    for rows in &mut placed {
        rows.sort_unstable_by_key(|row| row.pos);
    }
    placed
}

impl Deduped {
    /// What became of the row at this position of an input; `None` for what could not be read.
    #[must_use]
    pub fn fate(&self, input: usize, pos: u64) -> Option<&Fate> {
        let rows = self.fates.get(input)?;
        rows.binary_search_by_key(&pos, |row| row.pos).ok().map(|at| &rows[at].fate)
    }
}

/// A decided dedup: what is to be written, and where each row stands.
#[derive(Debug)]
pub struct Deduped {
    pub files: Vec<InputFile>,
    /// Tables about the text files and pages among them.
    pub side_files: Vec<String>,
    pub rows_read: u64,
    pub repaired: u64,
    pub warnings: Vec<String>,
    /// Every row that was read: the rows by their ids, then the rejected ones by their places.
    pub map: Vec<MapRow>,
    /// By `a`, then `b`; empty unless asked for.
    pub pairs: Vec<PairRow>,
    /// Of each input the rows that are records of it, by position.
    pub fates: Vec<Vec<Placed>>,
    /// Sources that would lose most of their rows.
    pub losses: Vec<Loss>,
    pub summary: Summary,
    pub(super) options: ReadOptions,
}

/// The figures of a dedup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    pub kept: u64,
    pub removed: u64,
    /// Of these the ones with the same words as the kept row.
    pub exact_copies: u64,
    pub rejected: u64,
    pub clusters: u64,
    /// Rows of the largest cluster.
    pub largest_cluster: u64,
    /// Clusters in which most members differ from the kept row in names and numbers alone; looked for where the map is asked for.
    pub template_suspects: u64,
    pub candidates: u64,
    pub near_pairs: u64,
    /// Of these the ones whose texts fill in one template: they removed nothing.
    pub set_aside: u64,
    /// Survivors of crowded buckets that were not compared with all others of theirs.
    pub capped: u64,
}

/// Everything that decides.
pub(super) struct Context<'c> {
    pub(super) rows: &'c [Row],
    /// Rows of the inputs; those behind are known already.
    pub(super) own: usize,
    pub(super) standings: &'c [Standing],
    pub(super) texts: &'c Texts,
    pub(super) near: &'c Near,
    pub(super) settings: &'c Settings,
}

/// One cluster of texts.
#[derive(Debug)]
pub(super) struct Cluster {
    id: String,
    survivor: u32,
    /// Texts with their measures against the survivor, the survivor as a.
    members: Vec<(u32, Option<Measures>)>,
    rows: u64,
    template: bool,
}

/// A text with what comparing it needs.
struct Prepared<'p> {
    measured: &'p Measured,
    words: Words,
    seeds: Vec<Seed>,
}

impl Prepared<'_> {
    fn document(&self) -> Document<'_> {
        Document { text: &self.measured.text, words: &self.words, boilerplate: &[] }
    }
}

impl Context<'_> {
    /// The promises, each looked at anew on the sets of shingles.
    pub(super) fn check(&self) -> Result<(), DedupError> {
        let mut star_of: Vec<Option<u32>> = vec![None; self.texts.len()];
        for star in &self.near.stars {
            for text in star.members.iter().map(|&(text, _)| text).chain([star.survivor]) {
                if star_of[text as usize].replace(star.survivor).is_some() {
                    return Err(DedupError::Broken(format!("row {} is in two clusters", self.stands_for(text).id)));
                }
            }
            for &(member, _) in &star.members {
                if self.texts.known[member as usize] {
                    return Err(DedupError::Broken(format!("known row {} was removed", self.stands_for(member).id)));
                }
                let set = |text: u32| self.near.measured[text as usize].as_ref().map_or(&[][..], |m| &m.set);
                let (x, y) = (set(star.survivor), set(member));
                if self.settings.measure.of(x.len(), y.len(), shared_shingles(x, y)) < self.settings.threshold {
                    let (kept, removed) = (&self.stands_for(star.survivor).id, &self.stands_for(member).id);
                    return Err(DedupError::Broken(format!(
                        "{removed} was removed for {kept} and does not meet the threshold with it"
                    )));
                }
            }
        }
        let survives = |text: u32| star_of[text as usize].is_none_or(|survivor| survivor == text);
        match self.near.pairs.iter().find(|pair| !pair.template && survives(pair.a) && survives(pair.b)) {
            None => Ok(()),
            Some(pair) => {
                let (a, b) = (&self.stands_for(pair.a).id, &self.stands_for(pair.b).id);
                Err(DedupError::Broken(format!("{a} and {b} meet the threshold and both were kept")))
            }
        }
    }

    fn stands_for(&self, text: u32) -> &Row {
        &self.rows[self.texts.rows[text as usize][0] as usize]
    }

    /// The fate of each row, and the clusters of more than one row.
    pub(super) fn fates(&self, measures: &[Option<Measures>]) -> (Vec<Fate>, Vec<Cluster>) {
        let mut clusters: Vec<Cluster> = self
            .near
            .stars
            .par_iter()
            .map(|star| {
                let members: Vec<(u32, Option<Measures>)> =
                    star.members.iter().map(|&(text, _)| (text, self.of_pair(measures, star.survivor, text).cloned())).collect();
                let suspects = members.iter().filter(|(_, measures)| measures.as_ref().is_some_and(|m| m.template)).count();
                Cluster { template: suspects * 2 > members.len(), ..self.cluster(star.survivor, members) }
            })
            .collect();
        let in_star: AHashSet<u32> =
            self.near.stars.iter().flat_map(|star| star.members.iter().map(|&(text, _)| text).chain([star.survivor])).collect();
        clusters.extend(
            (0u32..)
                .zip(&self.texts.rows)
                .filter(|(text, rows)| rows.len() > 1 && !in_star.contains(text))
                .map(|(text, _)| self.cluster(text, Vec::new())),
        );
        let alone = Fate { status: Status::Kept, kept_id: None, cluster_id: None };
        let mut fates = vec![alone; self.rows.len()];
        for cluster in &clusters {
            let kept_id = &self.stands_for(cluster.survivor).id;
            let mut set = |row: u32, status| {
                let kept_id = (status != Status::Kept).then(|| kept_id.clone());
                fates[row as usize] = Fate { status, kept_id, cluster_id: Some(cluster.id.clone()) };
            };
            for (place, &row) in self.texts.rows[cluster.survivor as usize].iter().enumerate() {
                set(row, if place == 0 { Status::Kept } else { Status::RemovedCopy });
            }
            for &row in cluster.members.iter().flat_map(|(text, _)| &self.texts.rows[*text as usize]) {
                set(row, Status::RemovedNear);
            }
        }
        (fates, clusters)
    }

    fn cluster(&self, survivor: u32, members: Vec<(u32, Option<Measures>)>) -> Cluster {
        let rows = members
            .iter()
            .map(|&(text, _)| text)
            .chain([survivor])
            .map(|text| self.texts.rows[text as usize].len())
            .sum::<usize>();
        let id = Ids::CLUSTER.of(&["near", &self.stands_for(survivor).id]);
        Cluster { id, survivor, members, rows: rows as u64, template: false }
    }

    /// Two texts measured by what lies aligned in both.
    fn measures(&self, a: u32, x: &Prepared<'_>, b: u32, y: &Prepared<'_>) -> Measures {
        let (one, two) = (x.document(), y.document());
        let found = passages::compare(&one, &x.seeds, &two, &y.seeds);
        let (x, y) = (self.subject(a, a, one, x.measured), self.subject(b, a, two, y.measured));
        measure(&x, &y, &found, self.settings.threshold)
    }

    /// The measures of each near pair that a table asks for: of all for the pairs, of removed rows for the map.
    pub(super) fn all_measures(&self, tables: Asked) -> Vec<Option<Measures>> {
        let mut asked = vec![tables.pairs; self.near.pairs.len()];
        for star in self.near.stars.iter().filter(|_| tables.map) {
            for &(text, _) in &star.members {
                if let Some(at) = self.place_of(star.survivor, text) {
                    asked[at] = true;
                }
            }
        }
        // Pairs stand in the order of their first text, which is prepared once for those behind each other.
        let groups: Vec<(&[NearPair], &[bool])> = self
            .near
            .pairs
            .chunk_by(|x, y| x.a == y.a)
            .scan(0, |at, pairs| {
                *at += pairs.len();
                Some((pairs, &asked[*at - pairs.len()..*at]))
            })
            .collect();
        groups
            .into_par_iter()
            .flat_map_iter(|(pairs, asked)| {
                let first = if asked.contains(&true) { self.prepared(pairs[0].a) } else { None };
                let measure = |pair: &NearPair| Some(self.measures(pair.a, first.as_ref()?, pair.b, &self.prepared(pair.b)?));
                let found: Vec<Option<Measures>> =
                    pairs.iter().zip(asked).map(|(pair, &asked)| if asked { measure(pair) } else { None }).collect();
                found
            })
            .collect()
    }

    fn place_of(&self, a: u32, b: u32) -> Option<usize> {
        self.near.pairs.binary_search_by_key(&(a.min(b), a.max(b)), |pair| (pair.a, pair.b)).ok()
    }

    fn of_pair<'m>(&self, measures: &'m [Option<Measures>], a: u32, b: u32) -> Option<&'m Measures> {
        measures.get(self.place_of(a, b)?)?.as_ref()
    }

    fn prepared(&self, text: u32) -> Option<Prepared<'_>> {
        let measured = self.near.measured[text as usize].as_ref()?;
        let words = Words::of(&measured.text);
        let seeds = passages::seeds(&Document { text: &measured.text, words: &words, boilerplate: &[] });
        Some(Prepared { measured, words, seeds })
    }

    /// One text of a pair as verification sees it; `first` is the pair's first text.
    fn subject<'s>(&self, text: u32, first: u32, document: Document<'s>, measured: &'s Measured) -> Subject<'s> {
        let (row, first) = (self.stands_for(text), self.stands_for(first));
        Subject {
            document,
            words: row.words,
            shingles: &measured.set,
            content: row.content,
            quoted: &[],
            // Names of outlets are compared here, where verification compares numbers.
            outlet: row.outlet.as_ref().map(|name| u32::from(Some(name) != first.outlet.as_ref())),
        }
    }

    pub(super) fn map(&self, fates: &[Fate], clusters: &[Cluster], rejects: &[Reject]) -> Vec<MapRow> {
        let blank = |row: &Row, fate: &Fate| MapRow {
            id: row.id.clone(),
            status: fate.status.name().into(),
            cluster_id: fate.cluster_id.clone(),
            ..MapRow::default()
        };
        let mut map: Vec<MapRow> = self.rows[..self.own].iter().zip(fates).map(|(row, fate)| blank(row, fate)).collect();
        for (text, _) in self.near.family.iter().enumerate().filter(|(_, family)| family.is_some()) {
            for &row in &self.texts.rows[text] {
                if let Some(entry) = map.get_mut(row as usize) {
                    entry.reason = Some("kept: the rows near to it fill in the same template (pairs lists them)".to_owned());
                }
            }
        }
        for cluster in clusters {
            let copies = self.texts.rows[cluster.survivor as usize].iter().map(|&row| (row, None));
            let near = cluster
                .members
                .iter()
                .flat_map(|(text, measures)| self.texts.rows[*text as usize].iter().map(move |&row| (row, measures.as_ref())));
            let kept = self.texts.rows[cluster.survivor as usize][0];
            for (row, measures) in copies.chain(near) {
                if let Some(entry) = map.get_mut(row as usize) {
                    self.explain(entry, kept, row, measures, cluster);
                }
            }
        }
        map.extend(rejects.iter().map(|reject| MapRow {
            id: format!("{}:{}", reject.source_file, reject.source_pos),
            status: "rejected".into(),
            rule: Some(reject.reason.name().into()),
            reason: (!reject.detail.is_empty()).then(|| reject.detail.clone()),
            ..MapRow::default()
        }));
        map
    }

    /// Fills the row of one member of a cluster.
    fn explain(&self, entry: &mut MapRow, kept: u32, row: u32, measures: Option<&Measures>, cluster: &Cluster) {
        let suspect = if cluster.template { "; template suspect: the texts differ mostly in names and numbers" } else { "" };
        if row == kept {
            entry.reason = Some(format!("kept for {} more{suspect}", cluster.rows - 1));
            return;
        }
        let at = |row: u32| (&self.rows[row as usize], self.standings[row as usize]);
        let why = keep::why(&self.settings.keep, at(kept), at(row));
        entry.kept_id = Some(self.rows[kept as usize].id.clone());
        entry.rule = Some(why.rule.into());
        entry.reason = Some(format!("{}{suspect}", why.reason));
        entry.relation = Some(measures.map_or(Relation::Identical, |m| m.relation).name().into());
        entry.jaccard = Some(measures.map_or(1.0, |m| m.jaccard));
        entry.containment = Some(measures.map_or(1.0, |m| m.containment_b));
        entry.longest_run_words = Some(i64::from(measures.map_or(self.rows[row as usize].words, |m| m.longest_run_words)));
    }

    /// Every verified pair of rows; of more than [`LISTED_FAMILY`] copies of one text each stands with the first alone.
    pub(super) fn pairs(&self, measures: &[Option<Measures>]) -> Vec<PairRow> {
        let listed = |text: u32| {
            let rows = &self.texts.rows[text as usize];
            if rows.len() > LISTED_FAMILY { &rows[..1] } else { &rows[..] }
        };
        let pair = |a: u32, b: u32, jaccard: f64, in_a: f64, in_b: f64, template: bool| {
            let (a, b) = (&self.rows[a as usize].id, &self.rows[b as usize].id);
            let ((a, containment_a), (b, containment_b)) = if a <= b { ((a, in_a), (b, in_b)) } else { ((b, in_b), (a, in_a)) };
            PairRow { a: a.clone(), b: b.clone(), jaccard, containment_a, containment_b, template }
        };
        let mut pairs: Vec<PairRow> = self
            .near
            .pairs
            .par_iter()
            .zip(measures)
            .filter_map(|(pair, measures)| Some((*pair, measures.as_ref()?)))
            .flat_map_iter(|(NearPair { a, b, jaccard, template, .. }, m)| {
                let rows = listed(a).iter().flat_map(move |&x| listed(b).iter().map(move |&y| (x, y)));
                rows.map(move |(x, y)| pair(x, y, jaccard, m.containment_a, m.containment_b, template))
            })
            .collect();
        for rows in self.texts.rows.iter().filter(|rows| rows.len() > 1) {
            let firsts = if rows.len() > LISTED_FAMILY { &rows[..1] } else { &rows[..] };
            for (i, &x) in firsts.iter().enumerate() {
                // Rows of the known corpus are not compared with each other.
                let ours = rows[i + 1..]
                    .iter()
                    .filter(|&&y| !(self.standings[x as usize].is_known && self.standings[y as usize].is_known));
                pairs.extend(ours.map(|&y| pair(x, y, 1.0, 1.0, 1.0, false)));
            }
        }
        pairs.par_sort_unstable_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
        pairs
    }

    pub(super) fn summary(&self, fates: &[Fate], clusters: &[Cluster], rejected: u64) -> Summary {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        let mut exact_copies = 0;
        for fate in &fates[..self.own] {
            *counts.entry(fate.status.name()).or_default() += 1;
            exact_copies += u64::from(fate.status == Status::RemovedCopy);
        }
        let of = |name: &str| counts.get(name).copied().unwrap_or(0);
        Summary {
            kept: of("kept"),
            removed: of("removed"),
            exact_copies,
            rejected,
            clusters: clusters.len() as u64,
            largest_cluster: clusters.iter().map(|cluster| cluster.rows).max().unwrap_or(0),
            template_suspects: clusters.iter().filter(|cluster| cluster.template).count() as u64,
            candidates: self.near.candidates,
            near_pairs: self.near.pairs.len() as u64,
            set_aside: self.near.pairs.iter().filter(|pair| pair.template).count() as u64,
            capped: self.near.capped,
        }
    }
}
