//! The run as the server holds it, and which part of it answers a call.

use std::path::Path;
use std::sync::{Mutex, OnceLock};

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::answer::{Answer, Media};
use super::desk::{Asked, Call};
use super::openapi;
use super::problem::Problem;
use super::query::{Query, shown};
use super::resources;
use super::rows;
use super::search::Search;
use super::verdicts::Desk as VerdictDesk;
use crate::report::{Pages, Source};

/// Everything that is answered from.
#[derive(Debug)]
pub(super) struct App<'s> {
    pub(super) source: &'s Source,
    pub(super) pages: Pages<'s>,
    search: Search<'s>,
    verdicts: Mutex<VerdictDesk<'s>>,
    /// The page of the lists, made when it is first asked for.
    lists: OnceLock<Bytes>,
    /// Tells this run from another in cursors.
    pub(super) stamp: u64,
}

impl<'s> App<'s> {
    pub(super) fn of(source: &'s Source, folder: &Path, writable: bool) -> Self {
        let rows: Vec<u64> = rows::all(&source.tables).into_iter().map(|table| table.len() as u64).collect();
        let told = format!("{rows:?} {}", source.run_json);
        let (pages, search) = rayon::join(|| Pages::of(source, writable), || Search::of(&source.tables, source.has_texts));
        Self {
            source,
            pages,
            search,
            verdicts: Mutex::new(VerdictDesk::of(&source.tables, folder, writable)),
            lists: OnceLock::new(),
            stamp: xxh3_64(told.as_bytes()),
        }
    }

    pub(super) fn answer(&self, asked: Asked) -> Answer {
        self.answered(asked).unwrap_or_else(Answer::from)
    }

    fn answered(&self, Asked { call, query }: Asked) -> Result<Answer, Problem> {
        // A page is its address and nothing else.
        match call {
            Call::Lists => {
                query.only(&[])?;
                Ok(Answer::page(self.lists.get_or_init(|| self.pages.lists().into()).clone()))
            }
            Call::Case { view, id } => {
                query.only(&[])?;
                Ok(match self.pages.case(&view, &id) {
                    Some(page) => Answer::page(page),
                    None => Answer::page(self.pages.nothing(view_name(&view), &id)).with_status(StatusCode::NOT_FOUND),
                })
            }
            Call::Index => {
                query.only(&[])?;
                Ok(self.index())
            }
            Call::OpenApi => {
                query.only(&[])?;
                Ok(Answer::json(&openapi::document(&rows::all(&self.source.tables))).with_media(Media::OpenApi))
            }
            Call::Run => {
                query.only(&[])?;
                Ok(Answer::json(&self.source.run_json))
            }
            Call::Table { table } => resources::table(self, &table, &query),
            Call::Row { table, id } => resources::row(self, &table, &id, &query),
            Call::Slices { table, id } => resources::slices(self, &table, &id, &query),
            Call::Search => self.search.answer(&query, self.stamp),
            Call::Verdicts => {
                query.only(&[])?;
                self.on_verdicts(VerdictDesk::list)
            }
            Call::Verdict { kind, id } => self.on_verdict(&query, |desk| desk.get(&kind, &id)),
            Call::SetVerdict { kind, id, body } => self.on_verdict(&query, |desk| desk.set(&kind, &id, &body)),
            Call::TakeBack { kind, id } => self.on_verdict(&query, |desk| desk.take_back(&kind, &id)),
        }
    }

    fn on_verdict(
        &self,
        query: &Query,
        work: impl FnOnce(&mut VerdictDesk<'s>) -> Result<Answer, Problem>,
    ) -> Result<Answer, Problem> {
        query.only(&[])?;
        self.on_verdicts(work)
    }

    fn on_verdicts(&self, work: impl FnOnce(&mut VerdictDesk<'s>) -> Result<Answer, Problem>) -> Result<Answer, Problem> {
        // The file is written as a whole, so that a desk that somebody left in a hurry is as good as another.
        work(&mut self.verdicts.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn index(&self) -> Answer {
        let tables = rows::all(&self.source.tables);
        let resources: Vec<_> = tables
            .iter()
            .map(|table| json!({ "name": table.name(), "rows": table.len(), "href": format!("/api/v1/{}", table.name()) }))
            .collect();
        Answer::json(&json!({
            "run": "/api/v1/run",
            "search": "/api/v1/search?q=",
            "verdicts": "/api/v1/verdicts",
            "openapi": "/api/v1/openapi.json",
            "tables": resources,
        }))
    }
}

/// The name of a view that the router knows.
fn view_name(view: &str) -> &'static str {
    ["cluster", "pair", "article"].into_iter().find(|&name| name == view).unwrap_or("utterance")
}

/// A table by its name.
pub(super) fn table_of<'a>(app: &'a App<'_>, name: &str) -> Result<&'a dyn rows::Table, Problem> {
    let tables = rows::all(&app.source.tables);
    tables.into_iter().find(|table| table.name() == name).ok_or_else(|| {
        let names: Vec<&str> = rows::all(&app.source.tables).iter().map(|table| table.name()).collect();
        Problem::not_found(format!("a run has no table {}", shown(name)), format!("its tables are: {}", names.join(", ")))
    })
}
