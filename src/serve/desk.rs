//! Between those who wait and those who work: requests that are understood go to a few threads, which borrow the run.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::{StatusCode, header};
use tokio::sync::oneshot;

use super::answer::Answer;
use super::limits::{ANSWER_TIME, MAX_WAITING};
use super::problem::Problem;
use super::query::Query;

/// A request that is understood.
#[derive(Debug, Clone)]
pub(super) enum Call {
    /// The page of the lists.
    Lists,
    /// The page of one object.
    Case {
        view: String,
        id: String,
    },
    /// What the API has.
    Index,
    OpenApi,
    Run,
    Table {
        table: String,
    },
    Row {
        table: String,
        id: String,
    },
    /// The stretches of text that a row names.
    Slices {
        table: String,
        id: String,
    },
    Search,
    Verdicts,
    Verdict {
        kind: String,
        id: String,
    },
    SetVerdict {
        kind: String,
        id: String,
        body: Bytes,
    },
    TakeBack {
        kind: String,
        id: String,
    },
}

/// A call with the query that came with it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) call: Call,
    pub(super) query: Query,
}

type Waiting = (Asked, oneshot::Sender<Answer>);

/// Where calls are handed in.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    calls: Arc<SyncSender<Waiting>>,
}

/// Where calls are taken out.
pub(super) type Calls = Mutex<Receiver<Waiting>>;

pub(super) fn open() -> (Desk, Calls) {
    let (calls, taken) = sync_channel(MAX_WAITING);
    (Desk { calls: Arc::new(calls) }, Mutex::new(taken))
}

impl Desk {
    /// The answer to a call; a problem where nobody has time for it.
    pub(super) async fn ask(&self, asked: Asked) -> Answer {
        let (reply, answer) = oneshot::channel();
        match self.calls.try_send((asked, reply)) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => return busy(),
        }
        match tokio::time::timeout(ANSWER_TIME, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => broken(),
            Err(_) => busy(),
        }
    }
}

fn busy() -> Answer {
    let what = "the server has more to do than it can";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", what, "ask again in a second").with(header::RETRY_AFTER, "1").into()
}

fn broken() -> Answer {
    let what = "answering this failed, which is a bug of newsprint";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", what, "please report the address that you asked for").into()
}

/// Answers calls until nobody can hand in another.
pub(super) fn work(calls: &Calls, answer: impl Fn(Asked) -> Answer) {
    loop {
        let next = calls.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((asked, reply)) = next else { return };
        // Nobody may be waiting any more.
        if reply.is_closed() {
            continue;
        }
        // What a call reads is never half changed, and verdicts are changed as a whole.
        let answered = panic::catch_unwind(AssertUnwindSafe(|| answer(asked)));
        let _ = reply.send(answered.unwrap_or_else(|_| broken()));
    }
}
