//! Connections: how many, for how long, and who goes when there are too many.
//!
//! A connection that holds a request under way is busy; every other is idle, whether it has said nothing yet, is slow to say something, or
//! waits between two requests. When all places are taken, the one that has been idle for longest is closed for the one that comes. So any
//! number of sockets that say nothing cost a bounded number of places, and the next who asks something is answered.

use std::collections::BTreeMap;
use std::io;
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tower_service::Service as _;

use super::answer::Answer;
use super::guard;
use super::limits::{CONNECTION_TIME, DRAIN, HEAD_TIME, MAX_CONNECTIONS, MAX_HEAD_BYTES, MAX_HEADERS};

/// How often the flag that ends the server is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Pause after a connection that could not be taken, in which those who were told to leave do so.
const PAUSE: Duration = Duration::from_millis(1);
/// Places that are given up when the system lets no more files be open: so many connections may come before those told to leave have gone.
const SPARE: usize = 16;

/// The place of one connection.
#[derive(Debug, Default)]
struct Place {
    /// Raised when another takes the place.
    leave: Notify,
}

/// All places. Idle ones are in the order in which they became idle.
#[derive(Debug)]
struct Places {
    /// As many as there may be: fewer than asked for, where the system lets a process open fewer files.
    most: usize,
    next: u64,
    idle: BTreeMap<u64, Arc<Place>>,
    busy: usize,
}

impl Default for Places {
    fn default() -> Self {
        Self { most: MAX_CONNECTIONS, next: 0, idle: BTreeMap::new(), busy: 0 }
    }
}

type Shared = Arc<Mutex<Places>>;

fn locked(places: &Shared) -> std::sync::MutexGuard<'_, Places> {
    // Nothing in here panics; a count is a count in any case.
    places.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection's hold on its place.
struct Seat {
    places: Shared,
    place: Arc<Place>,
    /// Its number among the idle; none while it is busy or has been told to leave.
    number: Mutex<Option<u64>>,
}

impl Seat {
    /// Takes a place, from the one that has been idle for longest where there is none left; `None` where all are busy.
    fn take(places: &Shared) -> Option<Self> {
        let place = Arc::new(Place::default());
        let mut all = locked(places);
        if all.idle.len() + all.busy >= all.most && !all.shed() {
            return None;
        }
        let number = all.sit(&place);
        Some(Self { places: Arc::clone(places), place, number: Mutex::new(Some(number)) })
    }

    /// Marks the seat as busy while a request is answered. `None` where the place was taken away meanwhile.
    fn work(self: &Arc<Self>) -> Option<Working> {
        let number = self.number.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let mut all = locked(&self.places);
        all.idle.remove(&number)?;
        all.busy += 1;
        drop(all);
        Some(Working { seat: Arc::clone(self) })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(number) = self.number.lock().unwrap_or_else(PoisonError::into_inner).take() {
            locked(&self.places).idle.remove(&number);
        }
    }
}

impl Places {
    /// Sends away who has been idle for longest; whether there was one.
    fn shed(&mut self) -> bool {
        let oldest = self.idle.pop_first();
        oldest.inspect(|(_, place)| place.leave.notify_one()).is_some()
    }

    /// Makes do with fewer places, because no file can be opened for another.
    fn shrink(&mut self) {
        self.most = (self.idle.len() + self.busy).saturating_sub(SPARE).max(SPARE);
        while self.idle.len() + self.busy > self.most && self.shed() {}
    }

    fn sit(&mut self, place: &Arc<Place>) -> u64 {
        self.next += 1;
        self.idle.insert(self.next, Arc::clone(place));
        self.next
    }
}

/// A request under way.
struct Working {
    seat: Arc<Seat>,
}

impl Drop for Working {
    fn drop(&mut self) {
        let mut all = locked(&self.seat.places);
        all.busy -= 1;
        let number = all.sit(&self.seat.place);
        drop(all);
        *self.seat.number.lock().unwrap_or_else(PoisonError::into_inner) = Some(number);
    }
}

/// Takes connections until `cancel` is raised, and then waits for the answers under way.
pub(super) async fn serve(listener: TcpListener, router: Router, port: u16, cancel: &AtomicBool) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let places = Shared::default();
    let (end, ended) = watch::channel(false);
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            taken = listener.accept() => if let Ok((stream, _)) = taken {
                // Where all are busy the socket is closed at once: who asks again finds a place.
                if let Some(seat) = Seat::take(&places) {
                    tokio::spawn(hold(stream, Arc::new(seat), router.clone(), port, ended.clone()));
                }
            } else {
                locked(&places).shrink();
                tokio::time::sleep(PAUSE).await;
            },
            _ = look.tick() => if cancel.load(Ordering::Relaxed) { break },
        }
    }
    drop(listener);
    drop(ended);
    let _ = end.send(true);
    // Each connection holds a receiver until it has gone.
    let _ = tokio::time::timeout(DRAIN, end.closed()).await;
    Ok(())
}

/// One connection, until it ends, has lasted too long, or its place is taken.
async fn hold(stream: TcpStream, seat: Arc<Seat>, router: Router, port: u16, mut ended: watch::Receiver<bool>) {
    // An answer is written in one piece; waiting for more would only delay it.
    let _ = stream.set_nodelay(true);
    let working = Arc::clone(&seat);
    let service = service_fn(move |request| answered(request, Arc::clone(&working), router.clone(), port));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_headers(MAX_HEADERS).max_buf_size(MAX_HEAD_BYTES);
    let connection = http.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let mut is_ending = false;
    let limit = tokio::time::sleep(CONNECTION_TIME);
    tokio::pin!(limit);
    loop {
        tokio::select! {
            // However it ends, there is nobody left to tell.
            _ = connection.as_mut() => return,
            () = seat.place.leave.notified() => return,
            () = &mut limit => return,
            _ = ended.changed(), if !is_ending => {
                is_ending = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answered(
    request: Request<Incoming>,
    seat: Arc<Seat>,
    mut router: Router,
    port: u16,
) -> Result<Response<Body>, std::convert::Infallible> {
    let (parts, body) = request.into_parts();
    if let Err(problem) = guard::check(&parts, port) {
        return Ok(Answer::from(problem).into_response(&parts.headers));
    }
    // A body that is slow to come holds no place: it is read before the seat counts as busy only where there is one.
    let length = parts.headers.get(axum::http::header::CONTENT_LENGTH).is_some_and(|length| length != "0");
    let working = if length { None } else { seat.work() };
    let response = router.call(Request::from_parts(parts, Body::new(body))).await;
    drop(working);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Idle and busy places.
    fn held(places: &Shared) -> (usize, usize) {
        let all = locked(places);
        (all.idle.len(), all.busy)
    }

    #[test]
    fn the_longest_idle_gives_its_place_and_the_busy_keep_theirs() {
        let places = Shared::default();
        let mut seats: Vec<Arc<Seat>> = (0..MAX_CONNECTIONS).map(|_| Arc::new(Seat::take(&places).unwrap())).collect();
        let first = seats[0].work().unwrap();
        let newest = Arc::new(Seat::take(&places).expect("the second was idle for longest"));
        assert!(seats[1].work().is_none() && seats[2].work().is_some(), "the second has lost its place, the third has not");
        assert_eq!(held(&places), (MAX_CONNECTIONS - 1, 1));
        drop(first);
        let all: Vec<Working> = seats.iter().chain([&newest]).filter_map(Seat::work).collect();
        assert_eq!(all.len(), MAX_CONNECTIONS);
        assert!(Seat::take(&places).is_none(), "nobody who is busy is sent away");
        drop(all);
        locked(&places).shrink();
        assert_eq!(held(&places), (MAX_CONNECTIONS - SPARE, 0), "with fewer files there are fewer places");
        assert!(Seat::take(&places).is_some());
        seats.clear();
        drop(newest);
        assert_eq!(held(&places), (0, 0));
    }
}
