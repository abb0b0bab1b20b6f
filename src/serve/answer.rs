//! An answer before it is sent, and the headers that every answer has.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

use crate::report::{Pages, inert_json};

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    Page,
    Json,
    Problem,
    OpenApi,
}

impl Media {
    const fn name(self) -> &'static str {
        match self {
            Self::Page => "text/html; charset=utf-8",
            Self::Json => "application/json",
            Self::Problem => "application/problem+json",
            Self::OpenApi => "application/vnd.oai.openapi+json;version=3.1",
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(HeaderName, String)>,
    pub(super) media: Media,
    pub(super) body: Bytes,
}

impl Answer {
    /// A value, in JSON that no parser takes for markup.
    pub(super) fn json(value: &impl Serialize) -> Self {
        let mut body = inert_json(value);
        body.push('\n');
        Self { status: StatusCode::OK, headers: Vec::new(), media: Media::Json, body: body.into() }
    }

    pub(super) fn page(html: impl Into<Bytes>) -> Self {
        Self { status: StatusCode::OK, headers: Vec::new(), media: Media::Page, body: html.into() }
    }

    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(super) fn with_media(mut self, media: Media) -> Self {
        self.media = media;
        self
    }

    /// As it is sent to who asked with `asked`.
    pub(super) fn into_response(self, asked: &HeaderMap) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        let mut put = |name: HeaderName, value: &str| {
            // Values are written in this program or made of digits; one that is none is left out.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        put(header::CONTENT_TYPE, self.media.name());
        put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        put(header::REFERRER_POLICY, "no-referrer");
        put(header::X_FRAME_OPTIONS, "DENY");
        put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
        let policy = if self.media == Media::Page { Pages::policy() } else { "default-src 'none'".to_owned() };
        put(header::CONTENT_SECURITY_POLICY, &format!("{policy}; frame-ancestors 'none'"));
        for (name, value) in &self.headers {
            put(name.clone(), value);
        }
        if self.status != StatusCode::OK {
            put(header::CACHE_CONTROL, "no-store");
            *response.status_mut() = self.status;
            *response.body_mut() = Body::from(self.body);
            return response;
        }
        // A run does not change while it is served, another one may be served in its place: kept, and asked for again each time.
        put(header::CACHE_CONTROL, "private, no-cache");
        let tag = format!("\"{:032x}\"", xxh3_128(&self.body));
        put(header::ETAG, &tag);
        if is_known(asked, &tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            *response.body_mut() = Body::from(self.body);
        }
        response
    }
}

/// Whether `If-None-Match` names what would be sent.
fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        let answer = Answer::json(&["<b>"]);
        let first = answer.clone().into_response(&HeaderMap::new());
        assert_eq!((first.status(), &answer.body[..]), (StatusCode::OK, &b"[\"\\u003cb\\u003e\"]\n"[..]));
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        for (value, status) in [
            (tag.clone(), StatusCode::NOT_MODIFIED),
            (format!("\"x\", W/{tag}"), StatusCode::NOT_MODIFIED),
            ("*".to_owned(), StatusCode::NOT_MODIFIED),
            ("\"x\"".to_owned(), StatusCode::OK),
        ] {
            assert_eq!(answer.clone().into_response(&asked(&value)).status(), status, "{value}");
        }
        let error = answer.with_status(StatusCode::NOT_FOUND).into_response(&asked("*"));
        assert_eq!(
            (error.status(), &error.headers()[header::CACHE_CONTROL]),
            (StatusCode::NOT_FOUND, &HeaderValue::from_static("no-store"))
        );
    }

    #[test]
    fn no_answer_can_be_framed_sniffed_or_read_by_another_origin() {
        for answer in [Answer::json(&1), Answer::page("<p>")] {
            let response = answer.into_response(&HeaderMap::new());
            let headers = response.headers();
            assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().ends_with("; frame-ancestors 'none'"));
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
            assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
        }
    }
}
