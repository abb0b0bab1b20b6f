//! What differs between two runs: what a change of settings, of the input or of the version did.
//!
//! Responsible for the differences and their sizes. Not responsible for which run is the better one: that takes truth
//! ([`super::scores`]). Articles are known by their ids.

mod groups;
mod pairs;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::tables::{ArticleRow, ClusterRow, MemberRow, QuoteRow, RunTables, TableError};
use groups::Groups;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened, in a word.
    pub change: &'static str,
    /// Articles, printings, words or letters, by which the largest come first.
    pub size: usize,
    /// The groups or pairs before and after, by the ids of their articles.
    pub before: Vec<Vec<String>>,
    pub after: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// All differences of one sort of finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    pub name: &'static str,
    pub same: usize,
    /// How often each thing happened.
    pub counts: Vec<(&'static str, usize)>,
    pub changes: Vec<Change>,
}

impl Section {
    fn new(name: &'static str, changes: &[&'static str]) -> Self {
        let counts = changes.iter().map(|change| (*change, 0)).collect();
        Self { name, same: 0, counts, changes: Vec::new() }
    }

    fn push(&mut self, change: &'static str, size: usize, before: Vec<Vec<String>>, after: Vec<Vec<String>>, detail: String) {
        if let Some(count) = self.counts.iter_mut().find(|(name, _)| *name == change) {
            count.1 += 1;
        }
        self.changes.push(Change { change, size, before, after, detail });
    }

    /// The largest first, and an order that does not depend on that of the tables.
    fn sort(&mut self) {
        self.changes.sort_by(|x, y| {
            let key = |change: &Change| (std::cmp::Reverse(change.size), change.change);
            key(x).cmp(&key(y)).then_with(|| (&x.before, &x.after, &x.detail).cmp(&(&y.before, &y.after, &y.detail)))
        });
    }

    #[must_use]
    pub fn count(&self, change: &str) -> usize {
        self.counts.iter().find(|(name, _)| *name == change).map_or(0, |(_, n)| *n)
    }
}

/// What differs between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    pub sections: Vec<Section>,
    /// The titles of the articles that are named, as far as they have some.
    pub titles: BTreeMap<String, String>,
}

impl Changes {
    /// Compares two runs.
    ///
    /// # Errors
    /// If a table of one of them cannot be read.
    pub fn between(before: &RunTables, after: &RunTables) -> Result<Self, TableError> {
        let (old, new): (Vec<ArticleRow>, Vec<ArticleRow>) = (before.load()?, after.load()?);
        let mut sections = vec![articles(&old, &new)];
        sections.push(groups::section("clusters", &near(before)?, &near(after)?));
        sections.push(pairs::matches(&before.load()?, &after.load()?));
        sections.push(pairs::passages(&before.load()?, &after.load()?));
        {
            let (old, new): (Vec<QuoteRow>, Vec<QuoteRow>) = (before.load()?, after.load()?);
            sections.push(pairs::quotes(&old, &new));
            sections.push(groups::section("utterances", &printings(&old), &printings(&new)));
        }
        sections.push(pairs::edges(&before.load()?, &after.load()?));
        let title = |row: &ArticleRow| Some((row.article_id.clone(), row.title.clone()?));
        let mut titles: BTreeMap<String, String> = old.iter().chain(&new).filter_map(title).collect();
        let named: BTreeSet<&str> = sections
            .iter()
            .flat_map(|section| &section.changes)
            .flat_map(|change| change.before.iter().chain(&change.after).flatten())
            .map(|id| article_of(id))
            .collect();
        titles.retain(|id, _| named.contains(id.as_str()));
        Ok(Self { sections, titles })
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sections.iter().all(|section| section.changes.is_empty())
    }

    /// The title of an article that is named, or its id.
    #[must_use]
    pub fn title<'c>(&'c self, id: &'c str) -> &'c str {
        let id = article_of(id);
        self.titles.get(id).map_or(id, String::as_str)
    }
}

/// What stands between an article's id and the place of a quotation in it: no id of ours ends so.
const PLACE: &str = " @";

/// The article of an id that may have a place behind it.
fn article_of(id: &str) -> &str {
    id.rsplit_once(PLACE).map_or(id, |(article, _)| article)
}

fn articles(before: &[ArticleRow], after: &[ArticleRow]) -> Section {
    let mut section = Section::new("articles", &["came", "went", "text changed"]);
    let by = |rows: &[ArticleRow]| -> BTreeMap<String, (String, i64)> {
        rows.iter().map(|row| (row.article_id.clone(), (row.text_sha256.clone(), row.words))).collect()
    };
    let (before, after) = (by(before), by(after));
    let one = |id: &String| vec![vec![id.clone()]];
    let size = |words: i64| usize::try_from(words).unwrap_or_default();
    for (id, (text, words)) in &before {
        match after.get(id) {
            None => section.push("went", size(*words), one(id), Vec::new(), String::new()),
            Some((other, _)) if other == text => section.same += 1,
            Some(_) => section.push("text changed", size(*words), one(id), one(id), String::new()),
        }
    }
    for (id, (_, words)) in after.iter().filter(|(id, _)| !before.contains_key(*id)) {
        section.push("came", size(*words), Vec::new(), one(id), String::new());
    }
    section.sort();
    section
}

/// The near clusters of a run.
fn near(run: &RunTables) -> Result<Groups, TableError> {
    let clusters: Vec<ClusterRow> = run.load()?;
    let near: BTreeSet<&str> =
        clusters.iter().filter(|cluster| cluster.level == "near").map(|cluster| cluster.cluster_id.as_str()).collect();
    let mut groups = Groups::new();
    for member in run.load::<MemberRow>()? {
        if near.contains(member.cluster_id.as_str()) {
            groups.entry(member.cluster_id).or_default().insert(member.article_id);
        }
    }
    Ok(groups)
}

/// The printings of each thing that is printed more than once, by their places.
fn printings(quotes: &[QuoteRow]) -> Groups {
    let mut groups = Groups::new();
    for quote in quotes {
        let place = format!("{}{PLACE}{} {}-{}", quote.article_id, quote.field, quote.start, quote.end);
        groups.entry(quote.utterance_id.clone()).or_default().insert(place);
    }
    groups.retain(|_, printings| printings.len() > 1);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_behind_an_id_is_taken_off() {
        assert_eq!(article_of("a @text 3-9"), "a");
        assert_eq!(article_of("odd @ id @text 3-9"), "odd @ id");
        assert_eq!(article_of("plain"), "plain");
    }
}
