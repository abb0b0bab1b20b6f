//! Every bound of the server, with its unit and its reason.

use std::time::Duration;

/// Connections that are held at a time. Below the 1,024 files that a process may open on most systems, and far above what browsers use;
/// when all are taken, the one that has been idle for longest goes.
pub const MAX_CONNECTIONS: usize = 256;
/// Threads that look things up. Whoever asks one machine needs no more.
pub const WORKERS: usize = 4;
/// Requests that wait for a worker; beyond that a request is told to come again.
pub const MAX_WAITING: usize = 128;

/// Longest head of a request, in bytes. Browsers send one or two thousand.
pub const MAX_HEAD_BYTES: usize = 16 << 10;
/// Header lines of a request.
pub const MAX_HEADERS: usize = 64;
/// Longest path with its query, in bytes. An id of 1,024 bytes in percent escapes takes 3,072.
pub const MAX_TARGET_BYTES: usize = 4 << 10;
/// Parameters of a query. No table has so many columns.
pub const MAX_PARAMETERS: usize = 40;
/// Largest body, in bytes: a verdict whose note is as long as may be, each character escaped.
pub const MAX_BODY_BYTES: usize = 32 << 10;

/// Time for the head of a request, counted from when the connection opens or the answer before has gone.
pub const HEAD_TIME: Duration = Duration::from_secs(10);
/// Time for a body.
pub const BODY_TIME: Duration = Duration::from_secs(10);
/// Time for an answer.
pub const ANSWER_TIME: Duration = Duration::from_secs(30);
/// Time that one connection lasts, whatever happens on it: who reads an answer byte by byte is let go as well.
pub const CONNECTION_TIME: Duration = Duration::from_mins(10);
/// Time for answers under way when the server ends.
pub const DRAIN: Duration = Duration::from_secs(3);

/// Rows of a page of the API.
pub const MAX_ROWS: usize = 1_000;
/// Rows where no number is asked for.
pub const ROWS: usize = 100;
/// Columns that one request sorts by.
pub const MAX_SORTS: usize = 4;
/// Longest words of a search, in characters, and most of them.
pub const MAX_SEARCH_CHARS: usize = 400;
pub const MAX_SEARCH_WORDS: usize = 32;
/// Outlets that an answer of a search counts.
pub const MAX_FACETS: usize = 100;
/// Places of words that an answer of a search names in each text.
pub const MAX_HITS: usize = 20;
