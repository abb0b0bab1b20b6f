//! The same page in pieces, for a server: lists of the whole run without texts, and a page a case with all of it.
//!
//! Responsible for what each of these pages holds. Not responsible for who asks for them.

use super::cases::{self, Budget, Case};
use super::data::{Builder, Scope};
use super::source::{Index, Source};
use super::whole::Whole;
use super::{MAX_FILE_BYTES, Options, island, page};
use crate::tables::ArticleRow;

/// The pages of a run.
#[derive(Debug)]
pub struct Pages<'s> {
    source: &'s Source,
    index: Index<'s>,
    whole: Whole,
    /// Whether verdicts can be set.
    verdicts: bool,
}

impl<'s> Pages<'s> {
    #[must_use]
    pub fn of(source: &'s Source, verdicts: bool) -> Self {
        let index = Index::of(source);
        let whole = Whole::of(source, &index);
        Self { source, index, whole, verdicts }
    }

    /// The page of the lists: as many cases as fit, without texts.
    #[must_use]
    pub fn lists(&self) -> String {
        let ranked = cases::ranked(self.source, &self.index);
        let mut room = MAX_FILE_BYTES;
        loop {
            let budget = Budget { bytes: room, top: usize::MAX, in_order: false, whole: false };
            let cases = cases::fill(self.source, &self.index, &ranked, budget);
            let mut builder = self.builder(Scope::Lists { verdicts: self.verdicts });
            builder.take(&cases);
            let page = Self::page(builder, self.source, cases);
            // The room is an estimate; a page that came out too large gets less of it.
            if page.len() <= MAX_FILE_BYTES || room < MAX_FILE_BYTES / 100 {
                return page;
            }
            room = room * 4 / 5;
        }
    }

    /// The page of one object: a `cluster`, a `pair` (by the id of its match), an `article` or an `utterance`. `None` where the run has
    /// none of that id.
    #[must_use]
    pub fn case(&self, view: &str, id: &str) -> Option<String> {
        let tables = &self.source.tables;
        let (view, case) = match view {
            "cluster" => ("cluster", tables.clusters.iter().position(|row| row.cluster_id == id).map(Case::Cluster)?),
            "pair" => ("pair", tables.matches.iter().position(|row| row.match_id == id).map(Case::Pair)?),
            "utterance" => ("utterance", tables.utterances.iter().position(|row| row.utterance_id == id).map(Case::Utterance)?),
            "article" => {
                let article = self.article(id)?;
                let mut builder = self.builder(Scope::Case { view: "article", id: id.to_owned(), verdicts: self.verdicts });
                builder.take_article(&article.article_id);
                return Some(Self::page(builder, self.source, Vec::new()));
            }
            _ => return None,
        };
        let mut builder = self.builder(Scope::Case { view, id: id.to_owned(), verdicts: self.verdicts });
        builder.take(&[case]);
        Some(Self::page(builder, self.source, vec![case]))
    }

    /// A page that shows nothing and says so, for an address that names nothing of the run.
    #[must_use]
    pub fn nothing(&self, view: &'static str, id: &str) -> String {
        let builder = self.builder(Scope::Case { view, id: id.to_owned(), verdicts: false });
        Self::page(builder, self.source, Vec::new())
    }

    /// The policy under which these pages work.
    #[must_use]
    pub fn policy() -> String {
        page::policy(page::Kind::Served)
    }

    /// The row of an article.
    #[must_use]
    pub fn article(&self, id: &str) -> Option<&'s ArticleRow> {
        self.index.article(self.source, id)
    }

    /// The text of an article, where the run holds it.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<&'s str> {
        self.index.text(id)
    }

    fn builder(&self, scope: Scope) -> Builder<'_> {
        Builder::new(self.source, &self.index, &self.whole, Options::default(), scope)
    }

    fn page(builder: Builder<'_>, source: &Source, cases: Vec<Case>) -> String {
        let data = builder.finish(&[cases], &[String::new()], 0);
        page::html(source, &island::text(&data), page::Kind::Served)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::tables::{ClusterRow, MatchRow, MemberRow, Tables, TextRow};

    fn source() -> Source {
        let article = |id: &str| ArticleRow {
            article_id: id.into(),
            title: Some(format!("Title of {id}")),
            cluster_id: (id != "c/1").then(|| "k".into()),
            ..ArticleRow::default()
        };
        let text = |id: &str| TextRow { article_id: id.into(), text: format!("the text of {id} </script>") };
        let member = |id: &str, role: &'static str| MemberRow {
            cluster_id: "k".into(),
            article_id: id.into(),
            role: role.into(),
            ..MemberRow::default()
        };
        let pair = |id: &str, a: &str, b: &str| MatchRow { match_id: id.into(), a: a.into(), b: b.into(), ..MatchRow::default() };
        let ids = ["a", "b", "c/1"];
        Source::of(
            "run".into(),
            Tables {
                articles: ids.map(article).to_vec(),
                texts: ids.map(text).to_vec(),
                clusters: vec![ClusterRow {
                    cluster_id: "k".into(),
                    level: "near".into(),
                    survivor: "a".into(),
                    size: 2,
                    ..ClusterRow::default()
                }],
                members: vec![member("a", "survivor"), member("b", "reprint")],
                matches: vec![pair("ab", "a", "b"), pair("ac", "a", "c/1")],
                ..Tables::default()
            },
            true,
            json!({}),
        )
    }

    fn island(page: &str) -> Value {
        let from = page.split_once("id=\"data\">").expect("an island").1;
        serde_json::from_str(from.split_once("</script>").expect("its end").0).expect("JSON")
    }

    fn texts(page: &Value) -> usize {
        page["texts"].as_array().expect("texts").iter().filter(|text| !text.is_null()).count()
    }

    #[test]
    fn lists_hold_the_rows_of_all_cases_and_no_text() {
        let source = source();
        let page = island(&Pages::of(&source, true).lists());
        assert_eq!(
            (page["clusters"]["rows"].as_array().map(Vec::len), page["matches"]["rows"].as_array().map(Vec::len)),
            (Some(1), Some(2))
        );
        assert_eq!((texts(&page), &page["about"]["served"]), (0, &json!({"page": null, "verdicts": true})));
    }

    #[test]
    fn a_case_has_a_page_with_its_texts_and_nothing_else_has_one() {
        let source = source();
        let pages = Pages::of(&source, false);
        for (view, id, held) in [("cluster", "k", 2), ("pair", "ac", 2), ("article", "c/1", 1)] {
            let page = island(&pages.case(view, id).expect(view));
            assert_eq!((texts(&page), &page["about"]["served"]["page"]), (held, &json!([view, id])));
        }
        assert!(
            pages.case("pair", "k").is_none() && pages.case("page", "a").is_none() && pages.case("article", "../a").is_none()
        );
        assert!(pages.nothing("pair", "<img>").contains("\\u003cimg\\u003e"));
    }
}
