//! Rows of clusters and members.
//!
//! Both are listed as numbers; rows are made batch by batch.

use std::collections::BTreeSet;
use std::io;

use rayon::prelude::*;

use super::ids::Ids;
use super::places::int;
use crate::pipeline::Corpus;
use crate::pipeline::echoes::Echoes;
use crate::pipeline::near::{Near, Verified};
use crate::provenance::{Direction, EdgeKind, Source};
use crate::tables::{ClusterRow, MemberRow};
use crate::verify::Relation;

/// Clusters, and members whose rows are made together.
const BATCH: usize = 1024;

/// Nobody.
const NONE: u32 = u32::MAX;

/// Clusters with their members, as numbers in the order of the tables.
#[derive(Debug, Default)]
pub struct ClusterList {
    clusters: Vec<Cluster>,
    members: Vec<Member>,
    /// For each article the survivor of its near cluster.
    survivor_of: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Cluster {
    id: u64,
    survivor: u32,
    near: bool,
    suspect: bool,
    /// Texts in it that nothing joins.
    independent: u32,
    /// Its members, from the first.
    first: u32,
    size: u32,
}

#[derive(Debug, Clone, Copy)]
struct Member {
    /// The id of its cluster.
    cluster: u64,
    article: u32,
    parent: u32,
    role: &'static str,
    similarity: f64,
}

/// The id of the near cluster of a survivor.
fn near_id(corpus: &Corpus, survivor: u32) -> u64 {
    Ids::CLUSTER.number(&["near", corpus.articles.id(survivor)])
}

impl ClusterList {
    /// Lists exact clusters (articles with one text) and near clusters (stars of texts, or one text's copies).
    ///
    /// # Errors
    /// Where a pair cannot be read from its file.
    pub fn of(corpus: &Corpus, near: &Near) -> io::Result<Self> {
        let mut list = Self { survivor_of: vec![NONE; corpus.articles.len()], ..Self::default() };
        for (text, copies) in (0u32..).zip(corpus.copies.iter()) {
            if copies.len() > 1 {
                let survivor = corpus.first_copy(text);
                let members = copies.iter().map(|&i| (i, Relation::Identical, 1.0)).collect();
                list.push(corpus, "exact", survivor, members, false);
            }
        }
        let mut in_star = vec![false; corpus.texts.len()];
        for star in &near.stars {
            let survivor = corpus.first_copy(star.survivor);
            let mut members: Vec<(u32, Relation, f64)> = Vec::new();
            members.extend(corpus.copies[star.survivor as usize].iter().map(|&i| (i, Relation::Identical, 1.0)));
            in_star[star.survivor as usize] = true;
            let mut templates = 0;
            for &(text, strength) in &star.members {
                in_star[text as usize] = true;
                let pair = pair_of(near, star.survivor, text)?;
                templates += usize::from(pair.as_ref().is_some_and(|pair| pair.measures.template));
                let relation = pair.map_or(Relation::Reprint, |pair| {
                    if pair.a == star.survivor { pair.measures.relation } else { pair.measures.relation.reversed() }
                });
                members.extend(corpus.copies[text as usize].iter().map(|&i| (i, relation, strength)));
            }
            let suspect = 2 * templates > star.members.len();
            list.push(corpus, "near", survivor, members, suspect);
        }
        for (text, copies) in (0u32..).zip(corpus.copies.iter()) {
            if copies.len() > 1 && !in_star[text as usize] {
                let members = copies.iter().map(|&i| (i, Relation::Identical, 1.0)).collect();
                list.push(corpus, "near", corpus.first_copy(text), members, false);
            }
        }
        list.clusters.sort_unstable_by_key(|cluster| cluster.id);
        // Numbers of articles are in the order of their ids.
        list.members.par_sort_unstable_by_key(|member| (member.cluster, member.article));
        let mut first = 0;
        for cluster in &mut list.clusters {
            cluster.first = first;
            first += cluster.size;
        }
        Ok(list)
    }

    fn push(&mut self, corpus: &Corpus, level: &str, survivor: u32, members: Vec<(u32, Relation, f64)>, suspect: bool) {
        let id = Ids::CLUSTER.number(&[level, corpus.articles.id(survivor)]);
        let near = level == "near";
        let size = u32::try_from(members.len()).unwrap_or(NONE);
        self.clusters.push(Cluster { id, survivor, near, suspect, independent: 1, first: 0, size });
        for (article, relation, similarity) in members {
            if near {
                self.survivor_of[article as usize] = survivor;
            }
            let outlet = corpus.outlets[article as usize];
            let same_outlet = outlet.is_some() && outlet == corpus.outlets[survivor as usize];
            let role = match relation {
                _ if article == survivor => "survivor",
                Relation::Identical => "identical",
                Relation::Abridged | Relation::Expanded | Relation::Reprint | Relation::Revision if same_outlet => "revision",
                Relation::Abridged => "abridged",
                Relation::Expanded => "expanded",
                _ => "reprint",
            };
            self.members.push(Member { cluster: id, article, parent: NONE, role, similarity });
        }
    }

    /// Articles of one near cluster have one number, all others their own.
    #[must_use]
    pub fn groups(&self) -> Vec<u32> {
        let survivors = (0u32..).zip(&self.survivor_of);
        survivors.map(|(article, &survivor)| if survivor == NONE { article } else { survivor }).collect()
    }

    /// The id of an article's near cluster.
    #[must_use]
    pub fn near_of(&self, corpus: &Corpus, article: usize) -> Option<String> {
        let survivor = self.survivor_of[article];
        (survivor != NONE).then(|| Ids::CLUSTER.text(near_id(corpus, survivor)))
    }

    fn members_of(&self, cluster: &Cluster) -> &[Member] {
        &self.members[cluster.first as usize..][..cluster.size as usize]
    }

    /// Gives members their parents, and clusters the count of texts in them that nothing joins: a copy, or one source that both credit.
    pub fn add_parents(&mut self, corpus: &Corpus, echoes: &Echoes) {
        let mut parents = vec![NONE; corpus.articles.len()];
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for edge in &echoes.edges {
            let Source::Article(src) = edge.src else { continue };
            let copy = matches!(edge.kind, EdgeKind::Reprint | EdgeKind::Revision);
            if copy || edge.evidence.contains(&"same_credit") {
                joined.extend([(src, edge.dst), (edge.dst, src)]);
            }
            if copy && edge.direction != Direction::Unknown {
                parents[edge.dst as usize] = src;
            }
        }
        joined.sort_unstable();
        for member in &mut self.members {
            member.parent = parents[member.article as usize];
        }
        let others = |article: u32| {
            let first = joined.partition_point(|&(from, _)| from < article);
            joined[first..].iter().take_while(move |&&(from, _)| from == article).map(|&(_, to)| to)
        };
        let independent: Vec<u32> = self
            .clusters
            .par_iter()
            .map(|cluster| {
                let mut alone: BTreeSet<u32> = self.members_of(cluster).iter().map(|member| member.article).collect();
                let mut independent = 0;
                while let Some(first) = alone.pop_first() {
                    independent += 1;
                    let mut open = vec![first];
                    while let Some(article) = open.pop() {
                        open.extend(others(article).filter(|other| alone.remove(other)));
                    }
                }
                independent
            })
            .collect();
        for (cluster, independent) in self.clusters.iter_mut().zip(independent) {
            cluster.independent = independent;
        }
    }

    /// Rows of clusters in the order of their ids.
    pub fn clusters<'c>(&'c self, corpus: &'c Corpus) -> impl Iterator<Item = Vec<ClusterRow>> {
        self.clusters.chunks(BATCH).map(|some| some.iter().map(|cluster| self.cluster_row(corpus, cluster)).collect())
    }

    /// Rows of members in the order of cluster and article.
    pub fn members<'c>(&'c self, corpus: &'c Corpus) -> impl Iterator<Item = Vec<MemberRow>> {
        let id = |article: u32| corpus.articles.id(article).to_owned();
        let row = move |member: &Member| MemberRow {
            cluster_id: Ids::CLUSTER.text(member.cluster),
            article_id: id(member.article),
            role: member.role.into(),
            similarity_to_survivor: member.similarity,
            parent: (member.parent != NONE).then(|| id(member.parent)),
        };
        self.members.chunks(BATCH).map(move |some| some.iter().map(row).collect())
    }

    fn cluster_row(&self, corpus: &Corpus, cluster: &Cluster) -> ClusterRow {
        let members = self.members_of(cluster);
        let mut outlets: Vec<u32> = members.iter().filter_map(|member| corpus.outlets[member.article as usize]).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let times = || members.iter().filter_map(|member| corpus.articles.published(member.article).at);
        ClusterRow {
            cluster_id: Ids::CLUSTER.text(cluster.id),
            level: if cluster.near { "near" } else { "exact" }.into(),
            size: int(members.len()),
            outlets: int(outlets.len()),
            survivor: corpus.articles.id(cluster.survivor).to_owned(),
            first_at: times().min(),
            last_at: times().max(),
            lowest_verified: members.iter().map(|member| member.similarity).fold(1.0, f64::min),
            independent: i64::from(cluster.independent),
            template_suspect: cluster.suspect,
        }
    }
}

fn pair_of(near: &Near, x: u32, y: u32) -> io::Result<Option<Verified>> {
    near.pairs.find(x.min(y), x.max(y)).map(|pair| near.pairs.outline(pair)).transpose()
}
