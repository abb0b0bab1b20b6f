//! Rows of an audit: stories, uses, targets, and what the table of outlets gets of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::pipeline::Corpus;
use crate::pipeline::audit::{Audit, AuditOf, Extent, Use};
use crate::tables::{AuditTables, OutletRow, StoryRow, TargetRow, UseRow};
use crate::verify::{Cover, count};

/// The tables that an audit adds. `uses` are ordered by story and article; `outlets` get their part.
///
/// # Errors
/// Where an article cannot be read from its file.
pub fn audit_rows(corpus: &Corpus, audit: &Audit, uses: &[Use], outlets: &mut [OutletRow]) -> io::Result<AuditTables> {
    let rows = uses.iter().map(|one| use_row(corpus, one)).collect();
    Ok(match audit.of {
        AuditOf::Stories => {
            add_to_outlets(corpus, uses, outlets);
            AuditTables { stories: story_rows(corpus, uses)?, uses: rows, targets: Vec::new() }
        }
        AuditOf::Targets => AuditTables { stories: Vec::new(), uses: rows, targets: target_rows(corpus, uses)? },
    })
}

fn use_row(corpus: &Corpus, one: &Use) -> UseRow {
    let articles = &corpus.articles;
    UseRow {
        story: articles.id(one.story).to_owned(),
        article: articles.id(one.article).to_owned(),
        outlet: articles.outlet(one.article).map(str::to_owned),
        extent: one.extent.name().into(),
        words: i64::from(one.word_count()),
        share_of_story: one.share_of_story,
        share_of_article: one.share_of_article,
        credited: one.credit.is_some(),
        credit: one.credit.clone(),
        order: if one.is_later { "later" } else { "unknown" }.into(),
        lag_seconds: one.lag_seconds,
        headline_changed: one.headline_changed,
    }
}

fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// How many articles there are of each sort.
#[derive(Default)]
struct Sorts {
    full: usize,
    part: usize,
    credited: usize,
    uncredited: usize,
    quoted_credited: usize,
    quoted_uncredited: usize,
    headline_changed: usize,
}

impl Sorts {
    fn add(&mut self, extent: Extent, credited: bool, headline_changed: bool) {
        match extent {
            Extent::Full => self.full += 1,
            Extent::Part => self.part += 1,
            Extent::Quoted if credited => return self.quoted_credited += 1,
            Extent::Quoted => return self.quoted_uncredited += 1,
        }
        self.credited += usize::from(credited);
        self.uncredited += usize::from(!credited);
        self.headline_changed += usize::from(headline_changed);
    }
}

/// One row a story, those that nobody uses too; a copy of one's own story is one of them.
fn story_rows(corpus: &Corpus, uses: &[Use]) -> io::Result<Vec<StoryRow>> {
    let mut rows = Vec::new();
    let sides = corpus.sides.as_deref().unwrap_or_default();
    let mut rest = uses;
    for (number, side) in (0u32..).zip(sides) {
        let own = rest.partition_point(|one| one.story <= number);
        let (own, after) = rest.split_at(own);
        rest = after;
        if !side.watched {
            continue;
        }
        let mut sorts = Sorts::default();
        for one in own {
            sorts.add(one.extent, one.credit.is_some(), one.headline_changed == Some(true));
        }
        let head = corpus.articles.head(number)?;
        let held = own.iter().filter(|one| one.extent != Extent::Quoted);
        rows.push(StoryRow {
            article_id: corpus.articles.id(number).to_owned(),
            title: head.view().title.map(str::to_owned),
            used_by: int(sorts.full + sorts.part),
            full: int(sorts.full),
            part: int(sorts.part),
            words_used: held.clone().map(|one| i64::from(one.word_count())).sum(),
            credited: int(sorts.credited),
            uncredited: int(sorts.uncredited),
            quoted: int(sorts.quoted_credited + sorts.quoted_uncredited),
            first_lag_seconds: held.filter_map(|one| one.lag_seconds).min(),
            headline_changed: int(sorts.headline_changed),
        });
    }
    Ok(rows)
}

/// Uses by article: (article, its uses).
fn by_article(uses: &[Use]) -> BTreeMap<u32, Vec<&Use>> {
    let mut grouped: BTreeMap<u32, Vec<&Use>> = BTreeMap::new();
    for one in uses {
        grouped.entry(one.article).or_default().push(one);
    }
    grouped
}

/// Words of an article that stand in any of its sources.
fn union(uses: &[&Use]) -> u32 {
    let mut cover = Cover::new();
    for &(start, end) in uses.iter().flat_map(|one| &one.words) {
        (start..end).for_each(|word| cover.add(word));
    }
    count(&cover.ranges())
}

fn add_to_outlets(corpus: &Corpus, uses: &[Use], outlets: &mut [OutletRow]) {
    #[derive(Default)]
    struct Sum<'u> {
        sorts: Sorts,
        stories: BTreeSet<u32>,
        words: u64,
        lags: Vec<i64>,
        uses: Vec<&'u Use>,
    }
    let mut sums: BTreeMap<&str, Sum<'_>> = BTreeMap::new();
    for (article, own) in by_article(uses) {
        let Some(outlet) = corpus.articles.outlet(article) else { continue };
        let sum = sums.entry(outlet).or_default();
        let most = own.iter().map(|one| one.extent).min().unwrap_or(Extent::Quoted);
        let held: Vec<&Use> = own.iter().copied().filter(|one| one.extent != Extent::Quoted).collect();
        // An article names us or does not, whichever of our stories it holds.
        let credited = own.iter().any(|one| one.credit.is_some());
        let changed = held.iter().all(|one| one.headline_changed == Some(true));
        sum.sorts.add(most, credited, changed);
        sum.stories.extend(held.iter().map(|one| one.story));
        sum.words += u64::from(union(&held));
        sum.lags.extend(held.iter().filter_map(|one| one.lag_seconds).min());
        sum.uses.extend(held);
    }
    let sides = corpus.sides.as_deref().unwrap_or_default();
    let others: BTreeSet<&str> = (0u32..)
        .zip(sides)
        .filter(|(_, side)| !side.watched)
        .filter_map(|(article, _)| corpus.articles.outlet(article))
        .collect();
    for row in outlets.iter_mut().filter(|row| others.contains(row.outlet.as_str())) {
        let mut sum = sums.remove(row.outlet.as_str()).unwrap_or_default();
        sum.lags.sort_unstable();
        row.stories = Some(int(sum.stories.len()));
        row.full = Some(int(sum.sorts.full));
        row.part = Some(int(sum.sorts.part));
        row.words_used = Some(i64::try_from(sum.words).unwrap_or(i64::MAX));
        row.credited = Some(int(sum.sorts.credited));
        row.uncredited = Some(int(sum.sorts.uncredited));
        row.quoted_credited = Some(int(sum.sorts.quoted_credited));
        row.quoted_uncredited = Some(int(sum.sorts.quoted_uncredited));
        row.headline_changed = Some(int(sum.sorts.headline_changed));
        row.median_use_lag_seconds = sum.lags.len().checked_sub(1).map(|last| sum.lags[last / 2]);
    }
}

/// One row a target, those that share nothing too.
fn target_rows(corpus: &Corpus, uses: &[Use]) -> io::Result<Vec<TargetRow>> {
    let mut grouped = by_article(uses);
    let sides = corpus.sides.as_deref().unwrap_or_default();
    let watched = (0u32..).zip(sides).filter(|(_, side)| side.watched);
    watched
        .map(|(number, _)| {
            let own = grouped.remove(&number).unwrap_or_default();
            let (head, words, shared) = (corpus.articles.head(number)?, corpus.word_count(number), union(&own));
            let credited = own.iter().filter(|one| one.credit.is_some()).count();
            let main = own.iter().max_by_key(|one| (one.word_count(), one.is_later, std::cmp::Reverse(one.story)));
            Ok(TargetRow {
                article_id: corpus.articles.id(number).to_owned(),
                title: head.view().title.map(str::to_owned),
                words: i64::from(words),
                shared_words: i64::from(shared),
                share: f64::from(shared) / f64::from(words.max(1)),
                sources: int(own.len()),
                credited: int(credited),
                uncredited: int(own.len() - credited),
                main_source: main.map(|one| corpus.articles.id(one.story).to_owned()),
            })
        })
        .collect()
}
