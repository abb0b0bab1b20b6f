//! What became of every row: fates, the map, the pairs, the figures, and the promises that are checked before anything is written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;

use super::keep::{self, Standings};
use super::near::{Near, NearPair};
use super::rows::Row;
use super::settings::Settings;
use super::shelf::Measured;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    pub status: Status,
    /// Number of its cluster in [`Deduped::clusters`]; [`Fate::ALONE`] where it is in none.
    cluster: u32,
}

impl Fate {
    const ALONE: u32 = u32::MAX;

    const fn kept() -> Self {
        Self { status: Status::Kept, cluster: Self::ALONE }
    }
}

/// One row where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub pos: u64,
    pub extent: Extent,
    pub fate: Fate,
}

/// The rows with their fates, and the rejected ones that are records of their input, by input and position.
pub(super) fn placed(rows: &[Row], fates: &[Fate], rejects: &[Reject], files: &[InputFile]) -> Vec<Vec<Placed>> {
    use RejectReason::{DuplicateRow, EmptyText, MissingText};
    let number = input::by_path(files);
    let mut placed: Vec<Vec<Placed>> =
        files.iter().map(|file| Vec::with_capacity(usize::try_from(file.rows).unwrap_or_default())).collect();
    for (row, &fate) in rows.iter().zip(fates) {
        if let Some(&file) = number.get(&*row.source_file) {
            placed[file].push(Placed { pos: row.source_pos, extent: row.extent, fate });
        }
    }
    // What could not be read has no columns to add to.
    for reject in rejects.iter().filter(|reject| matches!(reject.reason, DuplicateRow | EmptyText | MissingText)) {
        if let Some(&file) = number.get(reject.source_file.as_str()) {
            let fate = Fate { status: Status::Rejected, cluster: Fate::ALONE };
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
    pub fn fate(&self, input: usize, pos: u64) -> Option<Fate> {
        let rows = self.fates.get(input)?;
        rows.binary_search_by_key(&pos, |row| row.pos).ok().map(|at| rows[at].fate)
    }

    /// The row kept for a row with this fate, where that is another one.
    #[must_use]
    pub fn kept_id(&self, fate: Fate) -> Option<&str> {
        let cluster = self.decision.clusters.get(fate.cluster as usize).filter(|_| fate.status != Status::Kept)?;
        Some(&self.decision.stands_for(cluster.survivor).id)
    }

    #[must_use]
    pub fn cluster_id(&self, fate: Fate) -> Option<&str> {
        self.decision.clusters.get(fate.cluster as usize).map(|cluster| cluster.id.as_str())
    }

    /// What became of every row that was read: the rows by their ids, then the rejected ones by their places. Made one by one.
    pub fn map(&self) -> impl Iterator<Item = MapRow> {
        self.decision.map(&self.rejects)
    }

    /// Every verified pair of rows, by `a`, then `b`; empty unless they were asked for. Of more than [`LISTED_FAMILY`] copies of one text
    /// each stands with the first alone.
    pub fn pairs(&self) -> impl Iterator<Item = PairRow> {
        self.decision.pairs(self.asked.pairs)
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
    /// Of each input the rows that are records of it, by position.
    pub fates: Vec<Vec<Placed>>,
    /// Sources that would lose most of their rows.
    pub losses: Vec<Loss>,
    pub summary: Summary,
    pub(super) rejects: Vec<Reject>,
    pub(super) asked: Asked,
    pub(super) decision: Decision,
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

/// Everything that decides, and what was decided.
#[derive(Debug)]
pub(super) struct Decision {
    /// Of the inputs, by id, and behind them those that are known already.
    pub(super) rows: Vec<Row>,
    /// Rows of the inputs.
    pub(super) own: usize,
    pub(super) standings: Standings,
    pub(super) texts: Texts,
    pub(super) near: Near,
    pub(super) settings: Settings,
    /// Of each near pair, where a table asks for them.
    pub(super) measures: Vec<Option<Measures>>,
    pub(super) fates: Vec<Fate>,
    /// Of more than one row.
    pub(super) clusters: Vec<Cluster>,
}

/// One cluster of texts.
#[derive(Debug)]
pub(super) struct Cluster {
    id: String,
    survivor: u32,
    rows: u64,
    template: bool,
}

/// Two rows with the same words.
const COPIES: PairRow =
    PairRow { a: String::new(), b: String::new(), jaccard: 1.0, containment_a: 1.0, containment_b: 1.0, template: false };

/// A text with what comparing it needs.
struct Prepared<'p> {
    measured: Cow<'p, Measured>,
    words: Words,
    seeds: Vec<Seed>,
}

impl Prepared<'_> {
    fn document(&self) -> Document<'_> {
        Document { text: &self.measured.text, words: &self.words, boilerplate: &[] }
    }
}

impl Decision {
    /// The promises, each looked at anew on the sets of shingles.
    pub(super) fn check(&self) -> Result<(), DedupError> {
        let mut star_of: Vec<Option<u32>> = vec![None; self.texts.len()];
        for star in &self.near.stars {
            for text in star.texts() {
                if star_of[text as usize].replace(star.survivor).is_some() {
                    return Err(DedupError::Broken(format!("row {} is in two clusters", self.stands_for(text).id)));
                }
            }
            let survivor = self.near.measured.set(star.survivor)?;
            for &(member, _) in &star.members {
                if self.standings.is_known(self.texts.first(member)) {
                    return Err(DedupError::Broken(format!("known row {} was removed", self.stands_for(member).id)));
                }
                let set = self.near.measured.set(member)?;
                let shared = shared_shingles(&survivor, &set);
                if self.settings.measure.of(survivor.len(), set.len(), shared) < self.settings.threshold {
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
        &self.rows[self.texts.first(text) as usize]
    }

    /// Works out the measures that the tables ask for, the clusters, and the fate of each row.
    pub(super) fn decide(&mut self, tables: Asked) -> Result<(), DedupError> {
        self.measures = self.all_measures(tables)?;
        let mut in_star = vec![false; self.texts.len()];
        let mut clusters: Vec<Cluster> = Vec::with_capacity(self.near.stars.len());
        let mut fates = vec![Fate::kept(); self.rows.len()];
        let number = |clusters: &[Cluster]| u32::try_from(clusters.len()).unwrap_or(u32::MAX);
        for star in &self.near.stars {
            let cluster = number(&clusters);
            let mut rows = self.set_copies(star.survivor, cluster, &mut fates);
            in_star[star.survivor as usize] = true;
            let mut suspects = 0;
            for &(text, _) in &star.members {
                in_star[text as usize] = true;
                suspects += usize::from(self.of_pair(star.survivor, text).is_some_and(|measures| measures.template));
                for &row in self.texts.rows(text) {
                    fates[row as usize] = Fate { status: Status::RemovedNear, cluster };
                    rows += 1;
                }
            }
            clusters.push(self.cluster(star.survivor, rows, suspects * 2 > star.members.len()));
        }
        for text in self.texts.numbers().filter(|&text| self.texts.rows(text).len() > 1 && !in_star[text as usize]) {
            let rows = self.set_copies(text, number(&clusters), &mut fates);
            clusters.push(self.cluster(text, rows, false));
        }
        (self.fates, self.clusters) = (fates, clusters);
        Ok(())
    }

    /// Decides about the rows of a survivor; says how many they are.
    fn set_copies(&self, survivor: u32, cluster: u32, fates: &mut [Fate]) -> u64 {
        let rows = self.texts.rows(survivor);
        for (place, &row) in rows.iter().enumerate() {
            let status = if place == 0 { Status::Kept } else { Status::RemovedCopy };
            fates[row as usize] = Fate { status, cluster };
        }
        rows.len() as u64
    }

    fn cluster(&self, survivor: u32, rows: u64, template: bool) -> Cluster {
        Cluster { id: Ids::CLUSTER.of(&["near", &self.stands_for(survivor).id]), survivor, rows, template }
    }

    /// Two texts measured by what lies aligned in both.
    fn measures(&self, a: u32, x: &Prepared<'_>, b: u32, y: &Prepared<'_>) -> Measures {
        let (one, two) = (x.document(), y.document());
        let found = passages::compare(&one, &x.seeds, &two, &y.seeds);
        let (x, y) = (self.subject(a, a, one, &x.measured), self.subject(b, a, two, &y.measured));
        measure(&x, &y, &found, self.settings.threshold)
    }

    /// The measures of each near pair that a table asks for: of all for the pairs, of removed rows for the map.
    fn all_measures(&self, tables: Asked) -> Result<Vec<Option<Measures>>, DedupError> {
        if !tables.pairs && !tables.map {
            return Ok(Vec::new());
        }
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
        let of_group = |(pairs, asked): (&[NearPair], &[bool])| -> io::Result<Vec<Option<Measures>>> {
            let first = if asked.contains(&true) { self.prepared(pairs[0].a)? } else { None };
            let measure = |(pair, &asked): (&NearPair, &bool)| {
                let Some(first) = first.as_ref().filter(|_| asked) else { return Ok(None) };
                Ok(self.prepared(pair.b)?.map(|second| self.measures(pair.a, first, pair.b, &second)))
            };
            pairs.iter().zip(asked).map(measure).collect()
        };
        let found: Vec<Vec<Option<Measures>>> = groups.into_par_iter().map(of_group).collect::<io::Result<_>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    fn place_of(&self, a: u32, b: u32) -> Option<usize> {
        self.near.pairs.binary_search_by_key(&(a.min(b), a.max(b)), |pair| (pair.a, pair.b)).ok()
    }

    fn of_pair(&self, a: u32, b: u32) -> Option<&Measures> {
        self.measures.get(self.place_of(a, b)?)?.as_ref()
    }

    fn prepared(&self, text: u32) -> io::Result<Option<Prepared<'_>>> {
        let Some(measured) = self.near.measured.get(text)? else { return Ok(None) };
        let words = Words::of(&measured.text);
        let seeds = passages::seeds(&Document { text: &measured.text, words: &words, boilerplate: &[] });
        Ok(Some(Prepared { measured, words, seeds }))
    }

    /// One text of a pair as verification sees it; `first` is the pair's first text.
    fn subject<'s>(&self, text: u32, first: u32, document: Document<'s>, measured: &'s Measured) -> Subject<'s> {
        let (row, first) = (self.stands_for(text), self.stands_for(first));
        Subject {
            document,
            words: row.words,
            shingles: &measured.set,
            content: self.texts.content(text),
            quoted: &[],
            // Names of outlets are compared here, where verification compares numbers.
            outlet: row.outlet.as_ref().map(|name| u32::from(Some(name) != first.outlet.as_ref())),
        }
    }

    fn map<'d>(&'d self, rejects: &'d [Reject]) -> impl Iterator<Item = MapRow> + 'd {
        let rows = (0u32..).take(self.own).map(|row| self.map_row(row));
        rows.chain(rejects.iter().map(|reject| MapRow {
            id: format!("{}:{}", reject.source_file, reject.source_pos),
            status: "rejected".into(),
            rule: Some(reject.reason.name().into()),
            reason: (!reject.detail.is_empty()).then(|| reject.detail.clone()),
            ..MapRow::default()
        }))
    }

    fn map_row(&self, number: u32) -> MapRow {
        let (row, fate) = (&self.rows[number as usize], self.fates[number as usize]);
        let mut entry = MapRow { id: row.id.to_string(), status: fate.status.name().into(), ..MapRow::default() };
        if self.near.family[row.text as usize].is_some() {
            entry.reason = Some("kept: the rows near to it fill in the same template (pairs lists them)".to_owned());
        }
        if let Some(cluster) = self.clusters.get(fate.cluster as usize) {
            entry.cluster_id = Some(cluster.id.clone());
            self.explain(&mut entry, number, cluster);
        }
        entry
    }

    /// Fills the row of one member of a cluster.
    fn explain(&self, entry: &mut MapRow, row: u32, cluster: &Cluster) {
        let suspect = if cluster.template { "; template suspect: the texts differ mostly in names and numbers" } else { "" };
        let kept = self.texts.first(cluster.survivor);
        if row == kept {
            entry.reason = Some(format!("kept for {} more{suspect}", cluster.rows - 1));
            return;
        }
        let measures = self.of_pair(cluster.survivor, self.rows[row as usize].text);
        let at = |row: u32| (&self.rows[row as usize], self.standings.of(row));
        let why = keep::why(&self.settings.keep, at(kept), at(row));
        entry.kept_id = Some(self.rows[kept as usize].id.to_string());
        entry.rule = Some(why.rule.into());
        entry.reason = Some(format!("{}{suspect}", why.reason));
        entry.relation = Some(measures.map_or(Relation::Identical, |m| m.relation).name().into());
        entry.jaccard = Some(measures.map_or(1.0, |m| m.jaccard));
        entry.containment = Some(measures.map_or(1.0, |m| m.containment_b));
        entry.longest_run_words = Some(i64::from(measures.map_or(self.rows[row as usize].words, |m| m.longest_run_words)));
    }

    /// The pairs of rows, as numbers first: a row of the table is made when it is asked for.
    fn pairs(&self, asked: bool) -> impl Iterator<Item = PairRow> {
        let mut pairs: Vec<(u32, u32, u32)> = Vec::new();
        if asked {
            self.near_pairs(&mut pairs);
            self.copies(&mut pairs);
        }
        let id = |row: u32| &self.rows[row as usize].id;
        pairs.par_sort_unstable_by(|x, y| (id(x.0), id(x.1)).cmp(&(id(y.0), id(y.1))));
        pairs.into_iter().map(|(a, b, near)| {
            let mut row = PairRow { a: self.rows[a as usize].id.to_string(), b: self.rows[b as usize].id.to_string(), ..COPIES };
            let near = near as usize;
            if let Some((pair, measures)) = self.near.pairs.get(near).zip(self.measures.get(near).and_then(Option::as_ref)) {
                let turned = self.rows[a as usize].text != pair.a;
                let (in_a, in_b) = (measures.containment_a, measures.containment_b);
                (row.containment_a, row.containment_b) = if turned { (in_b, in_a) } else { (in_a, in_b) };
                (row.jaccard, row.template) = (pair.jaccard, pair.template);
            }
            row
        })
    }

    /// The rows of near pairs with the number of their pair, those with the smaller id first.
    fn near_pairs(&self, pairs: &mut Vec<(u32, u32, u32)>) {
        let listed = |text: u32| {
            let rows = self.texts.rows(text);
            if rows.len() > LISTED_FAMILY { &rows[..1] } else { rows }
        };
        for (number, (pair, _)) in (0u32..).zip(self.near.pairs.iter().zip(&self.measures)).filter(|(_, (_, m))| m.is_some()) {
            for &x in listed(pair.a) {
                pairs.extend(listed(pair.b).iter().map(|&y| self.ordered(x, y, number)));
            }
        }
    }

    fn copies(&self, pairs: &mut Vec<(u32, u32, u32)>) {
        for rows in self.texts.numbers().map(|text| self.texts.rows(text)).filter(|rows| rows.len() > 1) {
            let firsts = if rows.len() > LISTED_FAMILY { &rows[..1] } else { rows };
            for (i, &x) in firsts.iter().enumerate() {
                // Rows of the known corpus are not compared with each other.
                let known = |row: u32| self.standings.is_known(row);
                let ours = rows[i + 1..].iter().filter(|&&y| !(known(x) && known(y)));
                pairs.extend(ours.map(|&y| self.ordered(x, y, u32::MAX)));
            }
        }
    }

    fn ordered(&self, x: u32, y: u32, number: u32) -> (u32, u32, u32) {
        if self.rows[x as usize].id <= self.rows[y as usize].id { (x, y, number) } else { (y, x, number) }
    }

    pub(super) fn summary(&self, rejected: u64) -> Summary {
        let (fates, clusters) = (&self.fates, &self.clusters);
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
