//! The fence around decoders that may panic: a panic in one becomes an error of its input.
//!
//! Responsible for catching, and for telling a panic hook that the panic is expected. Not responsible for hooks: the library sets none.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a decoder whose panics become errors: for a panic hook, which has nothing to report then.
#[must_use]
pub fn is_contained() -> bool {
    INSIDE.get()
}

/// Longest message of a decoder that is passed on, in characters: some hold the bytes that they stumbled over.
const MAX_MESSAGE_CHARS: usize = 200;

/// Runs `work`, which must not be used further once it failed.
pub(crate) fn contained<T, E: std::fmt::Display>(work: impl FnOnce() -> Result<T, E>) -> io::Result<T> {
    let outer = INSIDE.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(outer);
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            let message: String = error.to_string().chars().take(MAX_MESSAGE_CHARS).collect();
            Err(io::Error::new(io::ErrorKind::InvalidData, message))
        }
        Err(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "its bytes contradict each other")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_fence_is_closed_behind_it() {
        let failed = contained::<(), io::Error>(|| {
            assert!(is_contained());
            std::panic::resume_unwind(Box::new("broken"))
        });
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(!is_contained());
        assert_eq!(contained(|| Ok::<_, io::Error>(1)).unwrap(), 1);
    }
}
