//! Near-duplicate clusters: who is in them and how the members differ.

use serde::Serialize;

use super::digest::Counts;
use super::index::{self, Index};
use super::{heading, more, signed};
use crate::document::{Align, Document, Line, Table, Tone, layout, sanitize};
use crate::tables::{ClusterRow, MemberRow};

const MEMBERS: usize = 10;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Clusters {
    near: usize,
    /// Articles in near clusters.
    articles: i64,
    listed: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Entry {
    cluster_id: String,
    title: Option<String>,
    size: i64,
    outlets: i64,
    independent: i64,
    lowest_verified: f64,
    template_suspect: bool,
    members: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Member {
    article_id: String,
    outlet: String,
    role: String,
    similarity_to_survivor: f64,
    published: String,
    /// After the survivor; none where the order is not determined.
    lag_seconds: Option<i64>,
    credit_level: Option<String>,
}

impl Clusters {
    pub(super) fn of(index: &Index<'_>, counts: &Counts) -> Self {
        let listed = index.tables.clusters.iter().map(|row| entry(index, row)).collect();
        Self { near: counts.near_clusters, articles: counts.clustered, listed }
    }

    pub(super) fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.near == 0 {
            return page;
        }
        let clusters = layout::count(signed(self.near), "cluster", "clusters");
        page.push(heading(
            "NEAR-DUPLICATES",
            &format!("{} in {clusters}", layout::count(self.articles, "article", "articles")),
            width,
        ));
        for (i, entry) in self.listed.iter().enumerate() {
            page.extend(entry.document(i + 1, width));
        }
        page.push_some(more(self.near - self.listed.len(), "clusters", 2));
        page
    }
}

impl Entry {
    fn document(&self, number: usize, width: usize) -> Document {
        let mut page = Document::new();
        let title =
            self.title.as_ref().map_or_else(|| self.cluster_id.clone(), |title| format!("“{}”", sanitize::running(title)));
        let size =
            format!("{} · {}", layout::count(self.size, "article", "articles"), layout::count(self.outlets, "outlet", "outlets"));
        let title = layout::truncate(&title, width.saturating_sub(layout::width(&size) + 8));
        page.push(Line::new().plain(format!("{number:>3}  ")).strong(title).dim(format!("  {size}")).truncated(width));
        let mut table = Table::new(&[
            ("", Align::Whole),
            ("", Align::Left),
            ("", Align::Left),
            ("", Align::Right),
            ("", Align::Right),
            ("", Align::Whole),
        ]);
        for member in &self.members {
            table.row(member.cells());
        }
        page.extend(table.document(5, width));
        page.push_some(more(usize::try_from(self.size).unwrap_or(0).saturating_sub(self.members.len()), "members", 5));
        let mut line = Line::new()
            .plain("     ")
            .dim(format!("independent texts {} · lowest verified similarity {:.2}", self.independent, self.lowest_verified));
        if self.template_suspect {
            line.push(Tone::Warn, " · may share a template only");
        }
        page.push(line.truncated(width));
        page
    }
}

impl Member {
    fn cells(&self) -> Vec<(Tone, String)> {
        let survivor = self.role == "survivor";
        let when = match self.lag_seconds {
            _ if survivor => self.published.clone(),
            Some(seconds) => layout::lag(seconds),
            None if self.published == "undated" => "undated".to_owned(),
            None => "order open".to_owned(),
        };
        let share = if survivor { String::new() } else { layout::percent(self.similarity_to_survivor) };
        let (tone, credit) = match self.credit_level.as_deref() {
            _ if survivor => (Tone::Plain, ""),
            Some("full") => (Tone::Good, "credit found"),
            Some("mention") => (Tone::Good, "named as source"),
            Some(_) if self.role == "revision" => (Tone::Plain, ""),
            Some(_) => (Tone::Warn, "no credit found"),
            None => (Tone::Dim, "not known"),
        };
        let role_tone = if survivor { Tone::Strong } else { Tone::Plain };
        vec![
            (role_tone, self.role.clone()),
            (Tone::Plain, self.outlet.clone()),
            (Tone::Dim, self.article_id.clone()),
            (Tone::Plain, when),
            (Tone::Plain, share),
            (tone, credit.to_owned()),
        ]
    }
}

fn entry(index: &Index<'_>, row: &ClusterRow) -> Entry {
    let survivor = index.article(&row.survivor);
    let mut members: Vec<&MemberRow> = index.members(&row.cluster_id).to_vec();
    let time = |member: &MemberRow| index.article(&member.article_id).and_then(|article| article.published_at);
    members.sort_by_key(|member| (member.role != "survivor", time(member).is_none(), time(member), &member.article_id));
    Entry {
        cluster_id: row.cluster_id.clone(),
        title: survivor.and_then(|article| article.title.clone()),
        size: row.size,
        outlets: row.outlets,
        independent: row.independent,
        lowest_verified: row.lowest_verified,
        template_suspect: row.template_suspect,
        members: members.into_iter().take(MEMBERS).map(|member| self::member(index, survivor, member)).collect(),
    }
}

fn member(index: &Index<'_>, survivor: Option<&crate::tables::ArticleRow>, row: &MemberRow) -> Member {
    let article = index.article(&row.article_id);
    Member {
        article_id: row.article_id.clone(),
        outlet: index.outlet(&row.article_id),
        role: row.role.to_string(),
        similarity_to_survivor: row.similarity_to_survivor,
        published: article.map_or_else(|| "undated".to_owned(), index::published),
        lag_seconds: survivor.zip(article).and_then(|(survivor, article)| index::lag(survivor, article)),
        credit_level: article.map(|article| article.credit_level.to_string()),
    }
}
