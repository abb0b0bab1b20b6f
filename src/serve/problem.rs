//! Errors as RFC 9457 has them: what is wrong, and what to do.

use axum::http::{HeaderName, StatusCode, header};
use serde::Serialize;

use super::answer::{Answer, Media};

/// Why a request is not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    /// The kind of the problem, for programs.
    kind: &'static str,
    detail: String,
    /// What to do about it.
    next: String,
    headers: Vec<(HeaderName, String)>,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    next: &'a str,
}

impl Problem {
    pub(super) fn new(status: StatusCode, kind: &'static str, detail: impl Into<String>, next: impl Into<String>) -> Self {
        Self { status, kind, detail: detail.into(), next: next.into(), headers: Vec::new() }
    }

    /// A query that cannot be answered as it stands.
    pub(super) fn query(detail: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "query", detail, next)
    }

    pub(super) fn request(detail: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "request", detail, next).closing()
    }

    pub(super) fn not_found(detail: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", detail, next)
    }

    /// Ends the connection: what follows on it may not be what it seems.
    pub(super) fn closing(self) -> Self {
        self.with(header::CONNECTION, "close")
    }

    pub(super) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        let body = Body {
            r#type: format!("urn:newsprint:problem:{}", problem.kind),
            title: problem.status.canonical_reason().unwrap_or("Error"),
            status: problem.status.as_u16(),
            detail: &problem.detail,
            next: &problem.next,
        };
        Self { status: problem.status, headers: problem.headers, ..Self::json(&body) }.with_media(Media::Problem)
    }
}
