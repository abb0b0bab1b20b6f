//! Looking rows up by id while a summary is made.

use ahash::AHashMap;

use crate::document::layout;
use crate::tables::{ArticleRow, MemberRow, Tables};

/// The tables with the look-ups that a summary needs. Maps are only asked, never iterated.
pub(super) struct Index<'t> {
    pub(super) tables: &'t Tables,
    articles: AHashMap<&'t str, &'t ArticleRow>,
    texts: AHashMap<&'t str, &'t str>,
    members: AHashMap<&'t str, Vec<&'t MemberRow>>,
    /// First articles of the run's quotes, by quote id.
    quote_articles: AHashMap<&'t str, &'t str>,
}

impl<'t> Index<'t> {
    pub(super) fn of(tables: &'t Tables) -> Self {
        Self::with(tables, &tables.articles)
    }

    /// The same of tables whose articles stand elsewhere.
    pub(super) fn with(tables: &'t Tables, articles: &'t [ArticleRow]) -> Self {
        let mut members: AHashMap<&str, Vec<&MemberRow>> = AHashMap::new();
        for member in &tables.members {
            members.entry(&member.cluster_id).or_default().push(member);
        }
        Self {
            tables,
            articles: articles.iter().map(|row| (row.article_id.as_str(), row)).collect(),
            texts: tables.texts.iter().map(|row| (row.article_id.as_str(), row.text.as_str())).collect(),
            members,
            quote_articles: tables.quotes.iter().map(|row| (row.quote_id.as_str(), row.article_id.as_str())).collect(),
        }
    }

    pub(super) fn article(&self, id: &str) -> Option<&'t ArticleRow> {
        self.articles.get(id).copied()
    }

    pub(super) fn article_of_quote(&self, quote_id: &str) -> Option<&'t ArticleRow> {
        self.quote_articles.get(quote_id).and_then(|id| self.article(id))
    }

    pub(super) fn members(&self, cluster_id: &str) -> &[&'t MemberRow] {
        self.members.get(cluster_id).map_or(&[], Vec::as_slice)
    }

    /// The outlet of an article by name, or that it is not known.
    pub(super) fn outlet(&self, article_id: &str) -> String {
        self.article(article_id).and_then(|row| row.outlet.clone()).unwrap_or_else(|| UNNAMED.to_owned())
    }

    /// The bytes of an article's text, where texts are kept and the offsets are of it.
    pub(super) fn slice(&self, article_id: &str, start_byte: i64, end_byte: i64) -> Option<&'t str> {
        let text = self.texts.get(article_id)?;
        text.get(usize::try_from(start_byte).ok()?..usize::try_from(end_byte).ok()?)
    }
}

/// Stands where an input names no outlet.
pub(super) const UNNAMED: &str = "(no outlet)";

/// When an article was published, no finer than known.
pub(super) fn published(row: &ArticleRow) -> String {
    match row.published_at {
        Some(at) => layout::time(at, &row.published_precision, &row.published_zone),
        None => "undated".to_owned(),
    }
}

/// Seconds from one article to another, and `None` where their order is not determined: their intervals overlap, or one has none.
pub(super) fn lag(from: &ArticleRow, to: &ArticleRow) -> Option<i64> {
    let before = |a: &ArticleRow, b: &ArticleRow| {
        let doubt = if a.published_zone == b.published_zone { 0 } else { crate::article::Published::ZONE_DOUBT };
        matches!((a.published_latest, b.published_earliest), (Some(end), Some(start)) if end.0.saturating_add(doubt) <= start.0)
    };
    let seconds = (to.published_at?.0.saturating_sub(from.published_at?.0)).div_euclid(crate::article::Micros::SECOND);
    (before(from, to) || before(to, from)).then_some(seconds)
}
