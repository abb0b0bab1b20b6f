//! What an address means, and which methods it takes.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use axum::routing::get;

use super::answer::Answer;
use super::desk::{Asked, Call, Desk};
use super::limits::{BODY_TIME, MAX_BODY_BYTES};
use super::problem::Problem;
use super::query::{Query, shown};

type Reply = Response<Body>;

async fn answer(desk: Desk, headers: HeaderMap, query: Option<String>, call: Call) -> Reply {
    let answer = match Query::parse(query.as_deref().unwrap_or_default()) {
        Ok(query) => desk.ask(Asked { call, query }).await,
        Err(problem) => problem.into(),
    };
    answer.into_response(&headers)
}

/// A handler that needs nothing of the address but its query.
macro_rules! plain {
    ($call:ident) => {
        get(|State(desk): State<Desk>, RawQuery(query): RawQuery, headers: HeaderMap| answer(desk, headers, query, Call::$call))
    };
}

/// All addresses of the server.
pub(super) fn router(desk: Desk) -> Router {
    let mut router = Router::new()
        .route("/", plain!(Lists))
        .route("/api/v1", plain!(Index))
        .route("/api/v1/openapi.json", plain!(OpenApi))
        .route("/api/v1/run", plain!(Run))
        .route("/api/v1/search", plain!(Search))
        .route("/api/v1/verdicts", plain!(Verdicts))
        .route("/api/v1/verdicts/{kind}/{id}", get(verdict).put(set_verdict).delete(take_back))
        .route("/api/v1/{table}", get(table))
        .route("/api/v1/{table}/{id}", get(row))
        .route("/api/v1/{table}/{id}/text", get(slices));
    for view in ["cluster", "pair", "article", "utterance"] {
        let case = move |State(desk): State<Desk>, Path(id): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap| {
            answer(desk, headers, query, Call::Case { view: view.to_owned(), id })
        };
        router = router.route(&format!("/{view}/{{id}}"), get(case));
    }
    router.fallback(nothing).method_not_allowed_fallback(no_such_method).with_state(desk)
}

async fn table(State(desk): State<Desk>, Path(table): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Reply {
    answer(desk, headers, query, Call::Table { table }).await
}

async fn row(
    State(desk): State<Desk>,
    Path((table, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    answer(desk, headers, query, Call::Row { table, id }).await
}

async fn slices(
    State(desk): State<Desk>,
    Path((table, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    answer(desk, headers, query, Call::Slices { table, id }).await
}

async fn verdict(
    State(desk): State<Desk>,
    Path((kind, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    answer(desk, headers, query, Call::Verdict { kind, id }).await
}

async fn set_verdict(
    State(desk): State<Desk>,
    Path((kind, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Reply {
    let (parts, body) = request.into_parts();
    match read(body).await {
        Ok(body) => answer(desk, parts.headers, query, Call::SetVerdict { kind, id, body }).await,
        Err(problem) => Answer::from(problem).into_response(&parts.headers),
    }
}

/// A body, as large as one may be and in the time that there is for it.
async fn read(body: Body) -> Result<Bytes, Problem> {
    match tokio::time::timeout(BODY_TIME, axum::body::to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(Problem::request("the body broke off", "send it whole")),
        Err(_) => {
            let what = format!("the body did not come within {} seconds", BODY_TIME.as_secs());
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "body", what, "send it again").closing())
        }
    }
}

async fn take_back(
    State(desk): State<Desk>,
    Path((kind, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    answer(desk, headers, query, Call::TakeBack { kind, id }).await
}

async fn nothing(request: Request) -> Reply {
    let what = format!("there is nothing at {}", shown(request.uri().path()));
    let problem = Problem::not_found(what, "/api/v1 lists what there is, / opens the page");
    Answer::from(problem).into_response(request.headers())
}

async fn no_such_method(method: Method, headers: HeaderMap) -> Reply {
    let what = format!("{} is not taken here", shown(method.as_str()));
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", what, "the header Allow names the methods that are");
    Answer::from(problem).into_response(&headers)
}
