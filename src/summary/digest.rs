//! What a summary keeps of the tables of a run as they pass by: counts, and the rows that it will show.
//!
//! Of the tables that are large, passages and quotations before all, a handful of rows is shown. The rest is counted and let go.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use std::io;

use ahash::AHashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::credits::CreditCounts;
use super::reading::RejectCounts;
use super::seen::{ArticleCounts, Seen};
use super::{Facts, LISTED, Summary};
use crate::storage::Room;
use crate::tables::{
    ArticleRow, ClusterRow, EdgeRow, MatchRow, PassageRow, QuoteRow, Row, Rows, RunFolderError, Sink, Tables, UtteranceRow,
};

/// What is counted of rows that are not kept.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub near_clusters: usize,
    /// Articles in near clusters.
    pub clustered: i64,
    /// Passages between articles that are not in one near cluster, boilerplate apart, one a family.
    pub passages_of_note: usize,
    pub boilerplate: usize,
    /// Utterances that more than one article prints, and of these the ones whose first printing is not known.
    pub shared_utterances: usize,
    pub first_open: usize,
    /// Quotations, titles and scare quotes apart; and by rule those that nobody is named for.
    pub quotations: usize,
    pub without_speaker: BTreeMap<String, usize>,
    /// Edges of each direction.
    pub directions: BTreeMap<String, usize>,
    pub rejects: RejectCounts,
    pub credits: CreditCounts,
}

/// The tables of a run in short, made as they pass. Articles come before all, clusters before their members, passages before texts, and
/// utterances before quotations; the credits of an article stand together.
#[derive(Debug)]
pub struct Digest {
    seen: Seen,
    /// All outlets and tables of an audit; of the others the rows to show.
    kept: Tables,
    counts: Counts,
    /// Families of passages of note, by the hashes of their ids.
    families: AHashSet<u64>,
}

impl Default for Digest {
    fn default() -> Self {
        Self::new(&Room::default())
    }
}

impl Digest {
    /// What there is of all articles lies in a file where there is no room for it.
    #[must_use]
    pub fn new(room: &Room) -> Self {
        Self { seen: Seen::new(room), kept: Tables::default(), counts: Counts::default(), families: AHashSet::new() }
    }

    /// A digest of tables that are at hand.
    ///
    /// # Panics
    /// Never: nothing goes to a file.
    #[must_use]
    pub fn of(tables: &Tables) -> Self {
        /// Rows that are copied at a time.
        const BATCH: usize = 1024;
        fn add<R: Row + Clone>(digest: &mut Digest, rows: &[R])
        where
            Rows: From<Vec<R>>,
        {
            for batch in rows.chunks(BATCH) {
                digest.add(batch.to_vec().into()).expect("without a limit nothing goes to a file");
            }
        }
        let mut digest = Self::default();
        add(&mut digest, &tables.articles);
        add(&mut digest, &tables.clusters);
        add(&mut digest, &tables.members);
        add(&mut digest, &tables.matches);
        add(&mut digest, &tables.passages);
        add(&mut digest, &tables.texts);
        add(&mut digest, &tables.utterances);
        add(&mut digest, &tables.quotes);
        add(&mut digest, &tables.credits);
        add(&mut digest, &tables.edges);
        add(&mut digest, &tables.outlets);
        add(&mut digest, &tables.rejects);
        digest.seen.close().expect("without a limit nothing goes to a file");
        digest
    }

    /// The summary of all that has passed.
    ///
    /// # Errors
    /// Where articles lie in a file and cannot be read.
    pub fn summary(&self, facts: &Facts) -> io::Result<Summary> {
        Summary::of_digest(self, facts)
    }

    /// All outlets and tables of an audit, and of other tables the rows to show; no articles.
    #[must_use]
    pub const fn kept(&self) -> &Tables {
        &self.kept
    }

    /// How many articles passed.
    #[must_use]
    pub const fn articles(&self) -> u64 {
        self.seen.counts.all
    }

    /// How many rejected rows passed.
    #[must_use]
    pub const fn rejected(&self) -> u64 {
        self.counts.rejects.all
    }

    pub(super) const fn counts(&self) -> (&ArticleCounts, &Counts) {
        (&self.seen.counts, &self.counts)
    }

    pub(super) const fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The articles that the kept rows name.
    pub(super) fn shown(&self) -> io::Result<Vec<ArticleRow>> {
        let kept = &self.kept;
        let mut wanted: AHashSet<&str> = kept.members.iter().map(|row| row.article_id.as_str()).collect();
        wanted.extend(kept.clusters.iter().map(|row| row.survivor.as_str()));
        wanted.extend(kept.passages.iter().flat_map(|row| [row.a.as_str(), row.b.as_str()]));
        wanted.extend(kept.matches.iter().flat_map(|row| [row.a.as_str(), row.b.as_str()]));
        wanted.extend(kept.quotes.iter().map(|row| row.article_id.as_str()));
        self.seen.rows(&wanted)
    }

    fn add(&mut self, rows: Rows) -> io::Result<()> {
        let rows = match rows {
            Rows::Articles(rows) => return rows.iter().try_for_each(|row| self.seen.add(row)),
            rows => rows,
        };
        self.seen.close()?;
        match rows {
            Rows::Clusters(rows) => rows.into_iter().for_each(|row| self.cluster(row)),
            Rows::Members(rows) => {
                let shown = |id: &str| self.kept.clusters.iter().any(|cluster| cluster.cluster_id == id);
                self.kept.members.extend(rows.into_iter().filter(|row| shown(&row.cluster_id)));
            }
            Rows::Matches(rows) => rows.into_iter().for_each(|row| self.matched(row)),
            Rows::Passages(rows) => rows.into_iter().for_each(|row| self.passage(row)),
            Rows::Texts(rows) => {
                let shown = |id: &str| self.kept.passages.iter().any(|passage| passage.a == id || passage.b == id);
                self.kept.texts.extend(rows.into_iter().filter(|row| shown(&row.article_id)));
            }
            Rows::Utterances(rows) => rows.into_iter().for_each(|row| self.utterance(row)),
            Rows::Quotes(rows) => rows.into_iter().for_each(|row| self.quote(row)),
            Rows::Edges(rows) => rows.into_iter().for_each(|row| self.edge(row)),
            Rows::Credits(rows) => rows.iter().for_each(|row| self.counts.credits.add(row, self.seen.outlet_of(&row.article_id))),
            Rows::Outlets(rows) => self.kept.outlets.extend(rows),
            Rows::Rejects(rows) => rows.into_iter().for_each(|row| self.counts.rejects.add(row)),
            rows @ (Rows::Stories(_) | Rows::Uses(_) | Rows::Targets(_)) => {
                // Tables in memory take all rows.
                let _ = self.kept.take(rows);
            }
            Rows::Articles(_) | Rows::Families(_) | Rows::FamilyMembers(_) | Rows::OutletEdges(_) => {}
        }
        Ok(())
    }

    fn cluster(&mut self, row: ClusterRow) {
        if row.level != "near" {
            return;
        }
        self.counts.near_clusters += 1;
        self.counts.clustered += row.size;
        let key = |row: &ClusterRow| (Reverse(row.size), Reverse(row.outlets));
        keep(&mut self.kept.clusters, row, |x, y| key(x).cmp(&key(y)).then_with(|| x.cluster_id.cmp(&y.cluster_id)));
    }

    /// The pair that shares most, copies apart.
    fn matched(&mut self, row: MatchRow) {
        let key = |row: &MatchRow| Reverse(row.shared_words);
        let best = self.kept.matches.first();
        if row.relation != "identical" && best.is_none_or(|best| (key(&row), &row.match_id) < (key(best), &best.match_id)) {
            self.kept.matches = vec![row];
        }
    }

    fn passage(&mut self, row: PassageRow) {
        if row.kind == "boilerplate" {
            self.counts.boilerplate += 1;
            return;
        }
        if self.seen.in_one_cluster(&row.a, &row.b) {
            return;
        }
        let order = |x: &PassageRow, y: &PassageRow| {
            let key = |row: &PassageRow| (Reverse(row.words), Reverse(row.articles));
            key(x).cmp(&key(y)).then_with(|| x.passage_id.cmp(&y.passage_id))
        };
        let Some(family) = &row.family_id else {
            self.counts.passages_of_note += 1;
            return keep(&mut self.kept.passages, row, order);
        };
        self.counts.passages_of_note += usize::from(self.families.insert(xxh3_64(family.as_bytes())));
        // The first of a family stands for it.
        let same = self.kept.passages.iter().position(|other| other.family_id == row.family_id);
        match same {
            Some(place) if order(&row, &self.kept.passages[place]).is_ge() => {}
            Some(place) => {
                self.kept.passages.remove(place);
                keep(&mut self.kept.passages, row, order);
            }
            None => keep(&mut self.kept.passages, row, order),
        }
    }

    fn utterance(&mut self, row: UtteranceRow) {
        if row.articles <= 1 {
            return;
        }
        self.counts.shared_utterances += 1;
        self.counts.first_open += usize::from(!row.first_known);
        let key = |row: &UtteranceRow| (Reverse(row.outlets), Reverse(row.articles), Reverse(row.quotes));
        keep(&mut self.kept.utterances, row, |x, y| key(x).cmp(&key(y)).then_with(|| x.utterance_id.cmp(&y.utterance_id)));
    }

    fn quote(&mut self, row: QuoteRow) {
        if !matches!(&*row.kind, "title" | "scare") {
            self.counts.quotations += 1;
            if row.speaker.is_none() {
                match self.counts.without_speaker.get_mut(&*row.rule) {
                    Some(count) => *count += 1,
                    None => {
                        self.counts.without_speaker.insert(row.rule.to_string(), 1);
                    }
                }
            }
        }
        if self.kept.utterances.iter().any(|utterance| utterance.utterance_id == row.utterance_id) {
            self.kept.quotes.push(row);
        }
    }

    fn edge(&mut self, row: EdgeRow) {
        *self.counts.directions.entry(row.direction.to_string()).or_default() += 1;
        let rank = |row: &EdgeRow| match &*row.direction {
            "known" => 0,
            "inferred" => 1,
            _ => 2,
        };
        keep(&mut self.kept.edges, row, |x, y| {
            let words = |row: &EdgeRow| (Reverse(row.words), rank(row));
            words(x).cmp(&words(y)).then_with(|| y.probability.total_cmp(&x.probability)).then_with(|| x.edge_id.cmp(&y.edge_id))
        });
    }
}

impl Sink for Digest {
    fn take(&mut self, rows: Rows) -> Result<(), RunFolderError> {
        self.add(rows).map_err(RunFolderError::Scratch)
    }
}

/// Puts a row in its place among the first [`LISTED`], or lets it go.
fn keep<R>(kept: &mut Vec<R>, row: R, order: impl Fn(&R, &R) -> Ordering) {
    let place = kept.partition_point(|other| order(other, &row).is_le());
    if place < LISTED {
        kept.insert(place, row);
        kept.truncate(LISTED);
    }
}
