//! An audit, told to a person: who holds what of our stories, or what of one's own articles stood elsewhere.
//!
//! Neutral by intent: shared text, a credit found or not found, an order known or not.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{bullets, heading, more, next_steps, signed};
use crate::document::{Align, Document, Line, Table, Tone, layout, sanitize};
use crate::tables::{AuditTables, OutletRow, StoryRow, TargetRow, UseRow};

const OUTLETS: usize = 20;
const STORIES: usize = 10;
const USES: usize = 40;

/// What an audit found, in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditSummary {
    /// Our stories that were looked for, and how many are held by somebody.
    stories: i64,
    stories_used: i64,
    /// Articles that they were looked for in, and how many hold one.
    articles: i64,
    full: i64,
    part: i64,
    quoted: i64,
    credited: i64,
    uncredited: i64,
    order_unknown: i64,
    without_outlet: i64,
    /// One's own articles, where it is those that are held against others.
    targets: Vec<Target>,
    outlets: Vec<OfOutlet>,
    outlets_total: usize,
    most_used: Vec<Story>,
    unknown: Vec<String>,
    next: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct OfOutlet {
    outlet: String,
    stories: i64,
    full: i64,
    part: i64,
    words_used: i64,
    /// Of the outlet's articles those that hold a story in full or in part.
    share: f64,
    credited: i64,
    uncredited: i64,
    median_use_lag_seconds: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Story {
    article_id: String,
    title: Option<String>,
    used_by: i64,
    full: i64,
    part: i64,
    credited: i64,
    first_lag_seconds: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Target {
    article_id: String,
    title: Option<String>,
    words: i64,
    shared_words: i64,
    share: f64,
    sources: i64,
    credited: i64,
    main_source: Option<String>,
}

/// How many articles hold text of a story; each counts by the most that it holds of any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holders {
    pub full: usize,
    pub part: usize,
    /// Quotations alone.
    pub quoted: usize,
    /// Of those that hold more than quotations the ones that name a story's outlet.
    pub credited: usize,
}

impl Holders {
    #[must_use]
    pub fn of(uses: &[UseRow]) -> Self {
        let mut most: BTreeMap<&str, (u8, bool)> = BTreeMap::new();
        for one in uses {
            let grade = match &*one.extent {
                "full" => 0,
                "part" => 1,
                _ => 2,
            };
            let entry = most.entry(&one.article).or_insert((grade, false));
            *entry = (entry.0.min(grade), entry.1 || one.credited);
        }
        let count = |wanted: u8| most.values().filter(|(grade, _)| *grade == wanted).count();
        let credited = most.values().filter(|(grade, credited)| *grade < 2 && *credited).count();
        Self { full: count(0), part: count(1), quoted: count(2), credited }
    }
}

impl AuditSummary {
    /// Reads the tables once; `articles` are all of the run.
    #[must_use]
    pub fn of(audit: &AuditTables, articles: u64, outlets: &[OutletRow], run: Option<&str>) -> Self {
        let holders = Holders::of(&audit.uses);
        let held: Vec<&UseRow> = audit.uses.iter().filter(|one| one.extent != "quoted").collect();
        let order_unknown = signed(held.iter().filter(|one| one.order == "unknown").count());
        let without_outlet = signed(held.iter().filter(|one| one.outlet.is_none()).count());
        let watched = audit.stories.len() + audit.targets.len();
        let mut of_outlets: Vec<&OutletRow> = outlets.iter().filter(|row| row.stories.is_some_and(|n| n > 0)).collect();
        of_outlets.sort_by_key(|row| (Reverse(row.words_used), &row.outlet));
        let mut most_used: Vec<&StoryRow> = audit.stories.iter().filter(|row| row.used_by > 0).collect();
        most_used.sort_by_key(|row| (Reverse(row.used_by), Reverse(row.words_used), &row.article_id));
        let mut targets: Vec<&TargetRow> = audit.targets.iter().filter(|row| row.sources > 0).collect();
        targets.sort_by_key(|row| (Reverse(row.shared_words), &row.article_id));
        let mut unknown = Vec::new();
        if order_unknown > 0 {
            unknown.push(format!(
                "Of {} both sides could have been first: no time, or times too coarse to order them.",
                layout::count(order_unknown, "shared text", "shared texts")
            ));
        }
        if without_outlet > 0 {
            unknown.push(format!(
                "{} stand in articles that name no outlet; they are in the tables, and not in the list of outlets.",
                layout::count(without_outlet, "shared text", "shared texts")
            ));
        }
        unknown.push(
            "A credit not found is no proof that there was none: a licence, a caption or a page's frame may hold it.".to_owned(),
        );
        let next = run.map(|run| {
            let story = most_used.first().map(|row| row.article_id.as_str());
            let story = story.or_else(|| targets.first().map(|row| row.article_id.as_str()));
            let one = story.map(|id| format!("newsprint audit --run {run} --story {id}"));
            one.into_iter().chain([format!("newsprint report {run} -o audit.html")]).collect()
        });
        Self {
            stories: signed(audit.stories.len()),
            stories_used: signed(most_used.len()),
            articles: signed(usize::try_from(articles).unwrap_or(usize::MAX).saturating_sub(watched)),
            full: signed(holders.full),
            part: signed(holders.part),
            quoted: signed(holders.quoted),
            credited: signed(holders.credited),
            uncredited: signed(holders.full + holders.part - holders.credited),
            order_unknown,
            without_outlet,
            targets: targets.into_iter().take(OUTLETS).map(target).collect(),
            outlets_total: of_outlets.len(),
            outlets: of_outlets.into_iter().take(OUTLETS).map(outlet).collect(),
            most_used: most_used.into_iter().take(STORIES).map(story).collect(),
            unknown,
            next: next.unwrap_or_default(),
        }
    }

    /// The page, no line wider than `width` columns.
    #[must_use]
    pub fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        let articles = |n: i64| layout::count(n, "article", "articles");
        if self.stories > 0 {
            let looked =
                format!("{} of ours in {} of others", layout::count(self.stories, "story", "stories"), articles(self.articles));
            page.push(heading("AUDIT", &looked, width));
            page.push(Line::new().plain("  held by others  ").strong(layout::count(self.stories_used, "story", "stories")));
            page.push(
                Line::new()
                    .plain("  in full         ")
                    .strong(articles(self.full))
                    .plain("   in part ")
                    .strong(layout::number(self.part))
                    .plain("   quotations alone ")
                    .strong(layout::number(self.quoted))
                    .truncated(width),
            );
            page.push(
                Line::new()
                    .plain("  credit found    ")
                    .strong(articles(self.credited))
                    .plain("   not found ")
                    .strong(layout::number(self.uncredited))
                    .truncated(width),
            );
        } else {
            page.push(heading("AUDIT", &format!("what stood elsewhere, in {} of others", articles(self.articles)), width));
        }
        for section in [
            self.of_targets(width),
            self.of_outlets(width),
            self.of_stories(width),
            bullets("NOT DETERMINED", &self.unknown, width),
            next_steps(&self.next),
        ] {
            if !section.is_empty() {
                page.blank();
                page.extend(section);
            }
        }
        page
    }

    fn of_outlets(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.outlets.is_empty() {
            return page;
        }
        page.push(heading("OUTLETS", "by words that stand in our stories; share of the outlet's articles", width));
        let right = |name| (name, Align::Right);
        let mut table = Table::new(&[
            ("OUTLET", Align::Left),
            right("STORIES"),
            right("FULL"),
            right("PART"),
            right("WORDS"),
            right("SHARE"),
            right("CREDIT"),
            right("NONE"),
            right("LAG"),
        ]);
        for row in &self.outlets {
            let cell = |text: String| (Tone::Plain, text);
            table.row(vec![
                (Tone::Strong, row.outlet.clone()),
                cell(layout::number(row.stories)),
                cell(layout::number(row.full)),
                cell(layout::number(row.part)),
                cell(layout::number(row.words_used)),
                cell(layout::percent(row.share)),
                cell(layout::number(row.credited)),
                cell(layout::number(row.uncredited)),
                cell(row.median_use_lag_seconds.map_or_else(|| "-".to_owned(), layout::lag_in_short)),
            ]);
        }
        page.extend(table.document(2, width));
        page.push_some(more(self.outlets_total - self.outlets.len(), "outlets", 2));
        page
    }

    fn of_stories(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.most_used.is_empty() {
            return page;
        }
        page.push(heading("STORIES", "held by most", width));
        let right = |name| (name, Align::Right);
        let mut table = Table::new(&[
            ("STORY", Align::Left),
            right("BY"),
            right("FULL"),
            right("PART"),
            right("CREDIT"),
            right("FIRST AFTER"),
        ]);
        for row in &self.most_used {
            let cell = |text: String| (Tone::Plain, text);
            table.row(vec![
                (Tone::Strong, row.title.clone().unwrap_or_else(|| row.article_id.clone())),
                cell(layout::number(row.used_by)),
                cell(layout::number(row.full)),
                cell(layout::number(row.part)),
                cell(layout::number(row.credited)),
                cell(row.first_lag_seconds.map_or_else(|| "-".to_owned(), layout::lag_in_short)),
            ]);
        }
        page.extend(table.document(2, width));
        page.push_some(more(usize::try_from(self.stories_used).unwrap_or_default() - self.most_used.len(), "stories", 2));
        page
    }

    fn of_targets(&self, width: usize) -> Document {
        let mut page = Document::new();
        if self.targets.is_empty() {
            return page;
        }
        page.push(heading("ARTICLES", "by words that stood, or may have stood, elsewhere before", width));
        let right = |name| (name, Align::Right);
        let mut table = Table::new(&[
            ("ARTICLE", Align::Left),
            right("WORDS"),
            right("SHARED"),
            right("SHARE"),
            right("SOURCES"),
            right("CREDITED"),
            ("MOST IN", Align::Left),
        ]);
        for row in &self.targets {
            let cell = |text: String| (Tone::Plain, text);
            table.row(vec![
                (Tone::Strong, row.title.clone().unwrap_or_else(|| row.article_id.clone())),
                cell(layout::number(row.words)),
                cell(layout::number(row.shared_words)),
                cell(layout::percent(row.share)),
                cell(layout::number(row.sources)),
                cell(layout::number(row.credited)),
                cell(row.main_source.clone().unwrap_or_default()),
            ]);
        }
        page.extend(table.document(2, width));
        page
    }
}

/// The uses of one story, or the sources of one target, by what they hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drilldown {
    id: String,
    title: Option<String>,
    /// Whether `id` is a story of ours.
    is_story: bool,
    uses: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Entry {
    /// The other article.
    article: String,
    outlet: Option<String>,
    extent: String,
    words: i64,
    share_of_story: f64,
    share_of_article: f64,
    credit: Option<String>,
    order: String,
    lag_seconds: Option<i64>,
    headline_changed: Option<bool>,
}

impl Drilldown {
    /// None where the audit has no such story and no such target.
    #[must_use]
    pub fn of(audit: &AuditTables, id: &str) -> Option<Self> {
        let story = audit.stories.iter().find(|row| row.article_id == id).map(|row| row.title.clone());
        let is_story = story.is_some();
        let title = story.or_else(|| audit.targets.iter().find(|row| row.article_id == id).map(|row| row.title.clone()))?;
        let mut uses: Vec<&UseRow> =
            audit.uses.iter().filter(|one| if is_story { one.story == id } else { one.article == id }).collect();
        uses.sort_by_key(|one| (Reverse(one.words), &one.article, &one.story));
        let entry = |one: &UseRow| Entry {
            article: if is_story { one.article.clone() } else { one.story.clone() },
            outlet: one.outlet.clone().filter(|_| is_story),
            extent: one.extent.clone().into_owned(),
            words: one.words,
            share_of_story: one.share_of_story,
            share_of_article: one.share_of_article,
            credit: one.credit.clone(),
            order: one.order.clone().into_owned(),
            lag_seconds: one.lag_seconds,
            headline_changed: one.headline_changed,
        };
        Some(Self { id: id.to_owned(), title, is_story, uses: uses.into_iter().map(entry).collect() })
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.uses.is_empty()
    }

    /// The page, no line wider than `width` columns.
    #[must_use]
    pub fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        let what = if self.is_story { "STORY" } else { "ARTICLE" };
        page.push(heading(what, &sanitize::running(&self.id), width));
        if let Some(title) = &self.title {
            page.push(Line::new().plain("  ").strong(sanitize::running(title)).truncated(width));
        }
        if self.uses.is_empty() {
            page.push(Line::new().dim("  nobody else holds text of it"));
            return page;
        }
        let right = |name| (name, Align::Right);
        let other = if self.is_story { "HELD BY" } else { "ALSO IN" };
        let mut table = Table::new(&[
            (other, Align::Left),
            ("OUTLET", Align::Left),
            ("EXTENT", Align::Whole),
            right("WORDS"),
            right("OF ALL"),
            right("AFTER"),
            ("CREDIT", Align::Left),
        ]);
        for one in self.uses.iter().take(USES) {
            let cell = |text: String| (Tone::Plain, text);
            let share = if self.is_story { one.share_of_story } else { one.share_of_article };
            let after = match (one.lag_seconds, one.order.as_str()) {
                (Some(lag), _) => layout::lag_in_short(lag),
                (None, "later") => "later".to_owned(),
                _ => "?".to_owned(),
            };
            table.row(vec![
                (Tone::Strong, one.article.clone()),
                cell(one.outlet.clone().unwrap_or_else(|| "-".to_owned())),
                cell(one.extent.clone()),
                cell(layout::number(one.words)),
                cell(layout::percent(share)),
                cell(after),
                one.credit.as_ref().map_or_else(|| (Tone::Dim, "not found".to_owned()), |credit| cell(sanitize::running(credit))),
            ]);
        }
        page.extend(table.document(2, width));
        page.push_some(more(self.uses.len().saturating_sub(USES), "uses", 2));
        page
    }
}

fn outlet(row: &OutletRow) -> OfOutlet {
    let held = row.full.unwrap_or_default() + row.part.unwrap_or_default();
    OfOutlet {
        outlet: row.outlet.clone(),
        stories: row.stories.unwrap_or_default(),
        full: row.full.unwrap_or_default(),
        part: row.part.unwrap_or_default(),
        words_used: row.words_used.unwrap_or_default(),
        share: held as f64 / row.articles.max(1) as f64,
        credited: row.credited.unwrap_or_default(),
        uncredited: row.uncredited.unwrap_or_default(),
        median_use_lag_seconds: row.median_use_lag_seconds,
    }
}

fn story(row: &StoryRow) -> Story {
    Story {
        article_id: row.article_id.clone(),
        title: row.title.clone(),
        used_by: row.used_by,
        full: row.full,
        part: row.part,
        credited: row.credited,
        first_lag_seconds: row.first_lag_seconds,
    }
}

fn target(row: &TargetRow) -> Target {
    Target {
        article_id: row.article_id.clone(),
        title: row.title.clone(),
        words: row.words,
        shared_words: row.shared_words,
        share: row.share,
        sources: row.sources,
        credited: row.credited,
        main_source: row.main_source.clone(),
    }
}
