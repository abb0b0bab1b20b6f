//! Rows of clusters and members.

use super::ids::Ids;
use super::places::int;
use crate::pipeline::Corpus;
use crate::pipeline::near::{Near, Verified};
use crate::tables::{ClusterRow, MemberRow};
use crate::verify::Relation;

/// Clusters with their members, and for each article the id of its near cluster.
#[derive(Debug, Default)]
pub struct ClusterRows {
    pub clusters: Vec<ClusterRow>,
    pub members: Vec<MemberRow>,
    pub near_of: Vec<Option<String>>,
    /// For each article the number of its near cluster's survivor.
    pub survivor_of: Vec<Option<u32>>,
}

/// Lists exact clusters (articles with one text) and near clusters (stars of texts, or one text's copies).
pub fn cluster_rows(corpus: &Corpus, near: &Near) -> ClusterRows {
    let mut rows = ClusterRows {
        near_of: vec![None; corpus.articles.len()],
        survivor_of: vec![None; corpus.articles.len()],
        ..ClusterRows::default()
    };
    for (text, copies) in (0u32..).zip(&corpus.copies) {
        if copies.len() > 1 {
            let survivor = corpus.first_copy(text);
            let members = copies.iter().map(|&i| (i, Relation::Identical, 1.0)).collect();
            push(corpus, &mut rows, "exact", survivor, members, false);
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
            let pair = pair_of(near, star.survivor, text);
            templates += usize::from(pair.as_ref().is_some_and(|pair| pair.measures.template));
            let relation = pair.map_or(Relation::Reprint, |pair| {
                if pair.a == star.survivor { pair.measures.relation } else { pair.measures.relation.reversed() }
            });
            members.extend(corpus.copies[text as usize].iter().map(|&i| (i, relation, strength)));
        }
        members.sort_unstable_by_key(|&(i, ..)| i);
        let suspect = 2 * templates > star.members.len();
        push(corpus, &mut rows, "near", survivor, members, suspect);
    }
    for (text, copies) in (0u32..).zip(&corpus.copies) {
        if copies.len() > 1 && !in_star[text as usize] {
            let members = copies.iter().map(|&i| (i, Relation::Identical, 1.0)).collect();
            push(corpus, &mut rows, "near", corpus.first_copy(text), members, false);
        }
    }
    rows.clusters.sort_unstable_by(|x, y| x.cluster_id.cmp(&y.cluster_id));
    rows.members.sort_unstable_by(|x, y| (&x.cluster_id, &x.article_id).cmp(&(&y.cluster_id, &y.article_id)));
    rows
}

fn pair_of(near: &Near, x: u32, y: u32) -> Option<Verified> {
    near.pairs.find(x.min(y), x.max(y)).map(|pair| near.pairs.outline(pair))
}

fn push(
    corpus: &Corpus,
    rows: &mut ClusterRows,
    level: &'static str,
    survivor: u32,
    members: Vec<(u32, Relation, f64)>,
    suspect: bool,
) {
    let cluster_id = Ids::CLUSTER.of(&[level, corpus.articles.id(survivor)]);
    let mut outlets: Vec<u32> = members.iter().filter_map(|&(i, ..)| corpus.outlets[i as usize]).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let times = || members.iter().filter_map(|&(i, ..)| corpus.articles.published(i).at);
    rows.clusters.push(ClusterRow {
        cluster_id: cluster_id.clone(),
        level: level.into(),
        size: int(members.len()),
        outlets: int(outlets.len()),
        survivor: corpus.articles.id(survivor).to_owned(),
        first_at: times().min(),
        last_at: times().max(),
        lowest_verified: members.iter().map(|&(.., strength)| strength).fold(1.0, f64::min),
        independent: 1,
        template_suspect: suspect,
    });
    for (article, relation, strength) in members {
        if level == "near" {
            rows.near_of[article as usize] = Some(cluster_id.clone());
            rows.survivor_of[article as usize] = Some(survivor);
        }
        let same_outlet =
            corpus.outlets[article as usize].is_some() && corpus.outlets[article as usize] == corpus.outlets[survivor as usize];
        let role = match relation {
            _ if article == survivor => "survivor",
            Relation::Identical => "identical",
            Relation::Abridged | Relation::Expanded | Relation::Reprint | Relation::Revision if same_outlet => "revision",
            Relation::Abridged => "abridged",
            Relation::Expanded => "expanded",
            _ => "reprint",
        };
        rows.members.push(MemberRow {
            cluster_id: cluster_id.clone(),
            article_id: corpus.articles.id(article).to_owned(),
            role: role.into(),
            similarity_to_survivor: strength,
            parent: None,
        });
    }
}
