//! A run as a web app and an API, for the browser on this machine.
//!
//! Responsible for the server: who may speak to it (`guard`), how many at a time (`connections`), what an address means
//! (`router`), and what it answers (`app`): the pages of [`crate::report`], the tables as resources, search, and verdicts. Not
//! responsible for what a page looks like, nor for finding anything.
//!
//! It listens on the loopback address alone and reads a run that is in memory. The one thing that it can change is the file of verdicts,
//! and that only when it is asked to allow it.
//!
//! Requests are untrusted, also those of the user's own browser: any page of the web can make it send them. So a request names this
//! server as its host, or is refused; nothing is ever allowed to another origin; and a change needs a request that no form can make.
//! Every limit stands in [`limits`].

mod answer;
mod app;
mod connections;
mod desk;
mod guard;
pub mod limits;
mod openapi;
mod problem;
mod query;
mod resources;
mod router;
mod rows;
mod search;
mod verdicts;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::thread;

use crate::report::Source;
use app::App;
use limits::WORKERS;

/// A server that has its port and answers nobody yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
}

impl Server {
    /// Takes a port of the loopback address; 0 takes a free one.
    ///
    /// # Errors
    /// If the port is taken or not to be had.
    pub fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener })
    }

    /// # Errors
    /// If the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `cancel` is raised; then those who were asked finish. `folder` is the run that `source` was read from, beside which
    /// verdicts stand; with `writable` they can be changed. `ready` is called when requests are answered.
    ///
    /// # Errors
    /// If the system gives no threads, or the listener is lost.
    pub fn run(
        self,
        source: &Source,
        folder: &Path,
        writable: bool,
        ready: impl FnOnce(),
        cancel: &AtomicBool,
    ) -> io::Result<()> {
        let port = self.address()?.port();
        let app = App::of(source, folder, writable);
        let (desk, calls) = desk::open();
        thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| desk::work(&calls, |call| app.answer(call)));
            }
            let router = router::router(desk);
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            ready();
            let served = runtime.block_on(connections::serve(self.listener, router, port, cancel));
            // What hangs is dropped, and with it the last way to the desk, so that the workers go home.
            runtime.shutdown_timeout(limits::DRAIN);
            served
        })
    }
}
