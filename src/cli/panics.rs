//! The last line of defence: a panic is our bug, and its message may hold an article, so that only its place is told.

use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe};

use super::failure::Exit;

/// Runs `program`; a panic in it, or in a thread that it waits for, becomes one message without data and [`Exit::Internal`].
pub(crate) fn guard(program: impl FnOnce() -> Exit) -> Exit {
    panic::set_hook(Box::new(|info| {
        // A decoder stumbled over hostile bytes, which its caller reports as a fault of the input.
        if newsprint::input::is_contained() {
            return;
        }
        let place = info.location().map_or_else(|| "an unknown place".to_owned(), |at| format!("{}:{}", at.file(), at.line()));
        // Several threads may fail together; each line stands for itself. Nothing is left to do if stderr is gone.
        let _ = writeln!(
            std::io::stderr().lock(),
            "error: internal error at {place}\n  newsprint {} has a bug; no table was changed after this\nnext: please report this line with the command you ran",
            env!("CARGO_PKG_VERSION")
        );
    }));
    // The closure owns its state and is not used again, so that nothing half-changed is seen after a panic.
    panic::catch_unwind(AssertUnwindSafe(program)).unwrap_or(Exit::Internal)
}
