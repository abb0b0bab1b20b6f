//! Tables, rows, and the text that a row points at.

use serde::Serialize;

use super::answer::Answer;
use super::app::{App, table_of};
use super::problem::Problem;
use super::query::{Query, shown};
use super::rows::{self, RowOf, Table, Wanted};
use crate::article::CodePoints;
use crate::tables::Cell;

#[derive(Serialize)]
struct Page<'t> {
    table: &'static str,
    /// Rows that pass the filters, on all pages.
    total: usize,
    rows: Vec<RowOf<'t>>,
    next_cursor: Option<String>,
}

/// A stretch of text, in code points.
#[derive(Serialize)]
struct Slice<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<&'static str>,
    article_id: &'t str,
    field: &'static str,
    start: i64,
    end: i64,
    text: &'t str,
}

#[derive(Serialize)]
struct Slices<'t> {
    id: &'t str,
    slices: Vec<Slice<'t>>,
}

pub(super) fn table(app: &App<'_>, name: &str, query: &Query) -> Result<Answer, Problem> {
    let table = table_of(app, name)?;
    let wanted = Wanted::read(table, query, app.stamp)?;
    let found = wanted.find(table, |id| app.pages.article(id)?.outlet.as_deref());
    let rows = found.rows.iter().map(|&i| wanted.row(table, i)).collect();
    Ok(Answer::json(&Page { table: table.name(), total: found.total, rows, next_cursor: found.next }))
}

pub(super) fn row(app: &App<'_>, name: &str, id: &str, query: &Query) -> Result<Answer, Problem> {
    let (table, i) = found(app, name, id)?;
    if table.name() == "texts" && query.iter().next().is_some() {
        return stretch(app, id, query);
    }
    query.only(&[])?;
    Ok(Answer::json(&rows::whole(table, i)))
}

fn found<'a>(app: &'a App<'_>, name: &str, id: &str) -> Result<(&'a dyn Table, usize), Problem> {
    let table = table_of(app, name)?;
    if !rows::has_ids(table) {
        let next = format!("filter them instead: /api/v1/{name}?COLUMN=value");
        return Err(Problem::not_found(format!("rows of {name} have no ids"), next));
    }
    let i = rows::find(table, id).ok_or_else(|| {
        let what = format!("{name} has no row {}", shown(id));
        if name == "texts" && !app.source.has_texts {
            return Problem::not_found(what, "the run was made with --no-text: scan again without it");
        }
        Problem::not_found(what, format!("/api/v1/{name} lists the rows there are"))
    })?;
    Ok((table, i))
}

/// The stretch `start` to `end` of a text, in code points.
fn stretch(app: &App<'_>, id: &str, query: &Query) -> Result<Answer, Problem> {
    query.only(&["start", "end"])?;
    let text = text(app, id)?;
    let points = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let at = |name: &str, default: i64| match query.get(name) {
        None => Ok(default),
        Some(value) => value.parse().ok().filter(|at| (0..=points).contains(at)).ok_or_else(|| {
            Problem::query(format!("{name} is no place in this text"), format!("give a number of code points from 0 to {points}"))
        }),
    };
    let (start, end) = (at("start", 0)?, at("end", points)?);
    if start > end {
        return Err(Problem::query("start stands behind end", "turn them round"));
    }
    let byte = |at: i64| text.char_indices().nth(usize::try_from(at).unwrap_or_default()).map_or(text.len(), |(byte, _)| byte);
    let slice = Slice { side: None, article_id: id, field: "text", start, end, text: &text[byte(start)..byte(end)] };
    Ok(Answer::json(&slice))
}

fn text<'a>(app: &'a App<'_>, id: &str) -> Result<&'a str, Problem> {
    app.pages.text(id).ok_or_else(|| {
        if app.source.has_texts {
            Problem::not_found(format!("no text of {}", shown(id)), "/api/v1/texts lists them")
        } else {
            Problem::not_found("this run holds no texts", "it was made with --no-text: scan again without it")
        }
    })
}

/// The stretches that a row names: both sides of a passage, a quotation, a credit, the whole text of an article.
pub(super) fn slices(app: &App<'_>, name: &str, id: &str, query: &Query) -> Result<Answer, Problem> {
    query.only(&[])?;
    let (table, i) = found(app, name, id)?;
    let cells = table.cells(i);
    let cell = |name: &str| table.columns().iter().position(|column| column.name == name).map(|at| cells[at]);
    let int = |name: &str| if let Some(Cell::Int(n)) = cell(name) { Some(n) } else { None };
    let words = |name: &str| if let Some(Cell::Text(text)) = cell(name) { Some(text) } else { None };
    let cut = |article: &'_ str, side: Option<&'static str>, prefix: &str| -> Result<Slice<'_>, Problem> {
        let at = |what: &str| int(&format!("{prefix}{what}"));
        let is_title = words("field") == Some("title");
        let text = if is_title {
            app.pages.article(article).and_then(|row| row.title.as_deref()).unwrap_or_default()
        } else {
            text(app, article)?
        };
        let places = (at("start"), at("end"), at("start_byte"), at("end_byte"));
        let (Some(start), Some(end), Some(first), Some(last)) = places else {
            return Err(Problem::not_found(
                "this row names no place in a text",
                "it comes from the data of the page, not from its words",
            ));
        };
        let byte = |at: i64| usize::try_from(at).unwrap_or(usize::MAX);
        let text = text.get(byte(first)..byte(last)).ok_or_else(|| {
            Problem::not_found("the place of this row lies outside of its text", "the run is not as a scan wrote it: scan again")
        })?;
        let article_id = app.pages.article(article).map_or("", |row| row.article_id.as_str());
        Ok(Slice { side, article_id, field: if is_title { "title" } else { "text" }, start, end, text })
    };
    let slices = match name {
        "passages" => {
            vec![cut(words("a").unwrap_or_default(), Some("a"), "a_")?, cut(words("b").unwrap_or_default(), Some("b"), "b_")?]
        }
        "quotes" | "credits" => vec![cut(words("article_id").unwrap_or_default(), None, "")?],
        "articles" | "texts" => {
            let text = text(app, id)?;
            let end = CodePoints::new(text).at(text.len());
            let end = i64::try_from(end).unwrap_or(i64::MAX);
            vec![Slice { side: None, article_id: id, field: "text", start: 0, end, text }]
        }
        _ => {
            let next = "passages, quotes, credits and articles do: /api/v1/passages/{id}/text";
            return Err(Problem::not_found(format!("rows of {name} name no place in a text"), next));
        }
    };
    Ok(Answer::json(&Slices { id, slices }))
}
