//! What an audit adds to a report: its outlets, stories, uses and targets.

use std::cmp::Reverse;

use serde::Serialize;
use serde_json::{Value, json};

use super::data::{CREDIT_CHARS, cut, short};
use super::grid::{Grid, row};
use super::source::Source;
use crate::summary::audit::Holders;
use crate::tables::{OutletRow, StoryRow, TargetRow, UseRow};

const MAX_STORIES: usize = 2_000;
const MAX_USES: usize = 5_000;
const MAX_OUTLETS: usize = 1_000;

/// Tables of the view of an audit.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AuditGrids {
    outlets: Grid,
    stories: Grid,
    uses: Grid,
    targets: Grid,
}

/// None where the run is no audit.
pub(super) fn grids(source: &Source) -> Option<AuditGrids> {
    let audit = source.tables.audit.as_ref()?;
    Some(AuditGrids {
        outlets: outlets(&source.tables.outlets),
        stories: stories(&audit.stories),
        uses: uses(&audit.uses),
        targets: targets(&audit.targets),
    })
}

/// The audit in a few numbers; null where the run is none.
pub(super) fn numbers(source: &Source) -> Value {
    let Some(audit) = &source.tables.audit else { return Value::Null };
    let holders = Holders::of(&audit.uses);
    let used =
        audit.stories.iter().filter(|row| row.used_by > 0).count() + audit.targets.iter().filter(|row| row.sources > 0).count();
    json!({
        "of": if audit.targets.is_empty() { "stories" } else { "targets" },
        "watched": audit.stories.len() + audit.targets.len(),
        "used": used,
        "held_by": holders.full + holders.part,
        "full": holders.full,
        "part": holders.part,
        "credited": holders.credited,
    })
}

fn outlets(rows: &[OutletRow]) -> Grid {
    let mut grid =
        Grid::new(&["outlet", "stories", "full", "part", "words_used", "credited", "uncredited", "headline_changed", "lag"]);
    let mut rows: Vec<&OutletRow> = rows.iter().filter(|row| row.stories.is_some_and(|n| n > 0)).collect();
    rows.sort_by_key(|row| (Reverse(row.words_used), &row.outlet));
    for row in rows.into_iter().take(MAX_OUTLETS) {
        grid.push(row![
            row.outlet,
            row.stories,
            row.full,
            row.part,
            row.words_used,
            row.credited,
            row.uncredited,
            row.headline_changed,
            row.median_use_lag_seconds
        ]);
    }
    grid
}

fn stories(rows: &[StoryRow]) -> Grid {
    let columns = ["id", "title", "used_by", "full", "part", "words_used", "credited", "uncredited", "quoted", "lag"];
    let mut grid = Grid::new(&columns);
    let mut rows: Vec<&StoryRow> = rows.iter().collect();
    rows.sort_by_key(|row| (Reverse(row.used_by), Reverse(row.words_used), &row.article_id));
    for row in rows.into_iter().take(MAX_STORIES) {
        grid.push(row![
            row.article_id,
            row.title,
            row.used_by,
            row.full,
            row.part,
            row.words_used,
            row.credited,
            row.uncredited,
            row.quoted,
            row.first_lag_seconds
        ]);
    }
    grid
}

fn uses(rows: &[UseRow]) -> Grid {
    let mut grid = Grid::new(&["story", "article", "outlet", "extent", "words", "share_of_story", "order", "lag", "credit"]);
    let mut rows: Vec<&UseRow> = rows.iter().collect();
    rows.sort_by_key(|row| (Reverse(row.words), &row.story, &row.article));
    for row in rows.into_iter().take(MAX_USES) {
        grid.push(row![
            row.story,
            row.article,
            row.outlet,
            row.extent,
            row.words,
            short(row.share_of_story),
            row.order,
            row.lag_seconds,
            row.credit.as_ref().map(|credit| cut(credit, CREDIT_CHARS))
        ]);
    }
    grid
}

fn targets(rows: &[TargetRow]) -> Grid {
    let mut grid = Grid::new(&["id", "title", "words", "shared_words", "share", "sources", "credited", "uncredited"]);
    let mut rows: Vec<&TargetRow> = rows.iter().collect();
    rows.sort_by_key(|row| (Reverse(row.shared_words), &row.article_id));
    for row in rows.into_iter().take(MAX_STORIES) {
        grid.push(row![
            row.article_id,
            row.title,
            row.words,
            row.shared_words,
            short(row.share),
            row.sources,
            row.credited,
            row.uncredited
        ]);
    }
    grid
}
