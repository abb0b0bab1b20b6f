//! Verdicts as resources: listed, given and taken back.

use std::path::{Path, PathBuf};

use ahash::AHashSet;
use axum::http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::answer::Answer;
use super::problem::Problem;
use super::query::shown;
use crate::tables::Tables;
use crate::verdicts::{Finding, MAX_ID_BYTES, MAX_NOTE_CHARS, Ruling, Verdict, VerdictError, Verdicts};

/// Who keeps the verdicts of a run.
#[derive(Debug)]
pub(super) struct Desk<'s> {
    tables: &'s Tables,
    folder: PathBuf,
    writable: bool,
    /// The ids of each kind of finding, once they are asked for.
    known: Vec<(Finding, AHashSet<&'s str>)>,
}

/// What a request says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    verdict: String,
    #[serde(default)]
    note: String,
}

#[derive(Serialize)]
struct Told<'a> {
    kind: Finding,
    id: &'a str,
    verdict: Ruling,
    note: &'a str,
    /// Whether the finding is gone from the run.
    orphan: bool,
}

impl<'s> Desk<'s> {
    pub(super) fn of(tables: &'s Tables, folder: &Path, writable: bool) -> Self {
        Self { tables, folder: folder.to_path_buf(), writable, known: Vec::new() }
    }

    pub(super) fn list(&mut self) -> Result<Answer, Problem> {
        // Read each time: another program may have written meanwhile, and a report reads the same file.
        let verdicts = self.read()?;
        let rows: Vec<Told<'_>> = verdicts.iter().map(|verdict| self.told(verdict)).collect();
        let orphans = rows.iter().filter(|row| row.orphan).count();
        Ok(Answer::json(&json!({ "total": rows.len(), "orphans": orphans, "writable": self.writable, "rows": rows })))
    }

    pub(super) fn get(&mut self, kind: &str, id: &str) -> Result<Answer, Problem> {
        let kind = finding(kind)?;
        match self.read()?.get(kind, id) {
            Some(verdict) => Ok(Answer::json(&self.told(verdict))),
            None => Err(no_verdict(kind, id)),
        }
    }

    pub(super) fn set(&mut self, kind: &str, id: &str, body: &[u8]) -> Result<Answer, Problem> {
        let kind = self.writable(kind)?;
        if id.len() > MAX_ID_BYTES || !self.knows(kind, id) {
            let what = format!("the run has no {} {}", kind.name(), shown(id));
            return Err(Problem::not_found(what, format!("/api/v1/{} lists them", table(kind))));
        }
        let said: Said = serde_json::from_slice(body).map_err(|error| {
            let example = r#"send {"verdict": "licensed", "note": "agreement of May"}"#;
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "verdict", format!("the body is no verdict: {error}"), example)
        })?;
        let unfit = |what: String, next: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "verdict", what, next);
        let ruling = Ruling::from_name(&said.verdict).ok_or_else(|| {
            let names = Ruling::ALL.map(Ruling::name).join(", ");
            unfit(format!("{} is no verdict", shown(&said.verdict)), format!("give one of: {names}"))
        })?;
        if said.note.chars().count() > MAX_NOTE_CHARS {
            return Err(unfit(format!("the note is longer than {MAX_NOTE_CHARS} characters"), "shorten it".to_owned()));
        }
        let verdict = Verdict { kind, id: id.to_owned(), verdict: ruling, note: said.note };
        let mut verdicts = self.read()?;
        let before = verdicts.set(kind, id, Some(verdict.clone())).map_err(|error| failed(&error))?;
        let status = if before.is_some() { StatusCode::OK } else { StatusCode::CREATED };
        Ok(Answer::json(&self.told(&verdict)).with_status(status))
    }

    pub(super) fn take_back(&mut self, kind: &str, id: &str) -> Result<Answer, Problem> {
        let kind = self.writable(kind)?;
        let mut verdicts = self.read()?;
        if verdicts.get(kind, id).is_none() {
            return Err(no_verdict(kind, id));
        }
        let before = verdicts.set(kind, id, None).map_err(|error| failed(&error))?;
        Ok(before.map_or_else(|| Answer::json(&()), |verdict| Answer::json(&self.told(&verdict))))
    }

    fn read(&self) -> Result<Verdicts, Problem> {
        Verdicts::of_run(&self.folder).map_err(|error| failed(&error))
    }

    fn writable(&self, kind: &str) -> Result<Finding, Problem> {
        if self.writable {
            return finding(kind);
        }
        let what = "this server only reads";
        Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", what, "start it with --verdicts to give verdicts")
            .with(header::ALLOW, "GET,HEAD"))
    }

    fn told<'v>(&mut self, verdict: &'v Verdict) -> Told<'v> {
        let orphan = !self.knows(verdict.kind, &verdict.id);
        Told { kind: verdict.kind, id: &verdict.id, verdict: verdict.verdict, note: &verdict.note, orphan }
    }

    /// Whether the run has a finding of this id.
    fn knows(&mut self, kind: Finding, id: &str) -> bool {
        if let Some((_, ids)) = self.known.iter().find(|(known, _)| *known == kind) {
            return ids.contains(id);
        }
        let tables = self.tables;
        let ids: AHashSet<&'s str> = match kind {
            Finding::Cluster => tables.clusters.iter().map(|row| row.cluster_id.as_str()).collect(),
            Finding::Credit => tables.credits.iter().map(|row| row.credit_id.as_str()).collect(),
            Finding::Edge => tables.edges.iter().map(|row| row.edge_id.as_str()).collect(),
            Finding::Match => tables.matches.iter().map(|row| row.match_id.as_str()).collect(),
            Finding::Passage => tables.passages.iter().map(|row| row.passage_id.as_str()).collect(),
            Finding::Quote => tables.quotes.iter().map(|row| row.quote_id.as_str()).collect(),
            Finding::Utterance => tables.utterances.iter().map(|row| row.utterance_id.as_str()).collect(),
        };
        let known = ids.contains(id);
        self.known.push((kind, ids));
        known
    }
}

const fn table(kind: Finding) -> &'static str {
    match kind {
        Finding::Cluster => "clusters",
        Finding::Credit => "credits",
        Finding::Edge => "edges",
        Finding::Match => "matches",
        Finding::Passage => "passages",
        Finding::Quote => "quotes",
        Finding::Utterance => "utterances",
    }
}

fn finding(name: &str) -> Result<Finding, Problem> {
    Finding::from_name(name).ok_or_else(|| {
        let names = Finding::ALL.map(Finding::name).join(", ");
        Problem::not_found(format!("no verdict is given on {}", shown(name)), format!("verdicts are on: {names}"))
    })
}

fn no_verdict(kind: Finding, id: &str) -> Problem {
    Problem::not_found(format!("there is no verdict on the {} {}", kind.name(), shown(id)), "/api/v1/verdicts lists all")
}

fn failed(error: &VerdictError) -> Problem {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    match error {
        VerdictError::Unwritable { .. } => {
            let next = "nothing was changed: make room, or allow writing beside the run";
            Problem::new(status, "verdict-file", error.to_string(), next)
        }
        _ => Problem::new(status, "verdict-file", error.to_string(), "nothing was changed: mend the file, or move it away"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::MatchRow;

    fn tables() -> Tables {
        Tables { matches: vec![MatchRow { match_id: "m".into(), ..MatchRow::default() }], ..Tables::default() }
    }

    fn body(answer: Result<Answer, Problem>) -> (u16, serde_json::Value) {
        let answer = answer.unwrap_or_else(Answer::from);
        (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap())
    }

    #[test]
    fn a_verdict_is_given_changed_listed_and_taken_back() {
        let (home, tables) = (tempfile::tempdir().unwrap(), tables());
        let mut desk = Desk::of(&tables, &home.path().join("run"), true);
        assert_eq!(body(desk.set("match", "m", br#"{"verdict":"licensed","note":"<b>"}"#)).0, 201);
        assert_eq!(body(desk.set("match", "m", br#"{"verdict":"credited"}"#)).0, 200);
        let (status, list) = body(desk.list());
        assert_eq!((status, &list["rows"][0]["verdict"], &list["rows"][0]["orphan"]), (200, &json!("credited"), &json!(false)));
        let gone = Tables::default();
        let (_, list) = body(Desk::of(&gone, &home.path().join("run"), false).list());
        assert_eq!((&list["orphans"], &list["writable"]), (&json!(1), &json!(false)), "a verdict outlives its finding");
        assert_eq!((body(desk.take_back("match", "m")).0, body(desk.take_back("match", "m")).0), (200, 404));
    }

    #[test]
    fn what_is_no_verdict_changes_nothing_and_is_told() {
        let (home, tables) = (tempfile::tempdir().unwrap(), tables());
        let mut desk = Desk::of(&tables, &home.path().join("run"), true);
        let long = format!(r#"{{"verdict":"licensed","note":"{}"}}"#, "é".repeat(MAX_NOTE_CHARS + 1));
        for (kind, id, said, status) in [
            ("article", "m", r#"{"verdict":"licensed"}"#, 404),
            ("match", "n", r#"{"verdict":"licensed"}"#, 404),
            ("match", "m", r#"{"verdict":"guilty"}"#, 422),
            ("match", "m", r#"{"verdict":"licensed","by":"me"}"#, 422),
            ("match", "m", "[]", 422),
            ("match", "m", "", 422),
            ("match", "m", &long, 422),
        ] {
            let (told, problem) = body(desk.set(kind, id, said.as_bytes()));
            assert_eq!(told, status, "{said}: {problem}");
            assert!(problem["next"].as_str().is_some_and(|next| !next.is_empty()));
        }
        let mut reader = Desk::of(&tables, &home.path().join("run"), false);
        assert_eq!(body(reader.set("match", "m", br#"{"verdict":"licensed"}"#)).0, 405);
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
    }
}
