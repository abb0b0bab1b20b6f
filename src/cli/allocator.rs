//! The memory of the program, and its end where the system gives no more.
//!
//! A failed allocation would abort the process and leave a dump. Here it says so and ends with the code for a lack of resources. Outputs
//! are then not under their names; what was written under hidden names is removed by the next run.

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::{c_int, c_long};
use std::sync::atomic::{AtomicBool, Ordering};

use mimalloc::MiMalloc;

use super::failure::Exit;

/// mimalloc, and the end of the process where it has nothing to give.
#[derive(Debug)]
pub(crate) struct OrEnd;

// SAFETY: everything is passed on to an allocator as it came, and what that gives is passed back; the process ends instead of a null pointer.
unsafe impl GlobalAlloc for OrEnd {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the contract of this very method.
        given(unsafe { MiMalloc.alloc(layout) })
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        given(unsafe { MiMalloc.alloc_zeroed(layout) })
    }

    #[inline]
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above; `old` came from the same allocator.
        given(unsafe { MiMalloc.realloc(old, layout, size) })
    }

    #[inline]
    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { MiMalloc.dealloc(old, layout) }
    }
}

unsafe extern "C" {
    // Of mimalloc, which is linked in any case.
    fn mi_option_get(option: c_int) -> c_long;
    fn mi_option_set(option: c_int, value: c_long);
    fn mi_collect(force: bool);
}

/// How long freed memory is kept before it goes back to the system. A second, which is mimalloc's own choice, holds a tenth more and saves no time.
const KEPT_MILLISECONDS: c_long = 100;

/// Freed memory goes back to the system soon; at once in runs that are told how much they may take.
pub(crate) fn give_back_freed(at_once: bool) {
    /// `mi_option_purge_delay` of mimalloc's headers, in milliseconds, and what it is in versions 2 and 3 unless somebody has set it.
    const PURGE_DELAY: c_int = 15;
    const UNTOUCHED: [c_long; 2] = [10, 1000];
    // SAFETY: both only look at and set a number of the allocator, which is allowed at any time; a number of another meaning, in another
    // version, would not be the one that is looked for.
    unsafe {
        if UNTOUCHED.contains(&mi_option_get(PURGE_DELAY)) {
            mi_option_set(PURGE_DELAY, if at_once { 0 } else { KEPT_MILLISECONDS });
        }
    }
}

/// Gives back what threads have freed of each other's memory: a thread sees that only when it asks for memory of the same size again. For
/// moments in which nobody is at work.
pub(crate) fn give_back() {
    // SAFETY: it looks through the pages of the thread that calls it, which is allowed at any time.
    let collect = || unsafe { mi_collect(true) };
    rayon::broadcast(|_| collect());
    collect();
}

#[inline]
fn given(memory: *mut u8) -> *mut u8 {
    if memory.is_null() {
        end();
    }
    memory
}

const TOLD: &[u8] = b"error: out of memory\n  the system gives no more; no output that was being written is under its name, \
    and what stood there before is as it was\nnext: give it more memory, fewer inputs at a time, or fewer threads with -j, and run \
    the same command again\n";

/// Says what happened and ends the process, without allocating, unwinding or waiting for anything.
#[cold]
fn end() -> ! {
    static IS_ENDING: AtomicBool = AtomicBool::new(false);
    if IS_ENDING.swap(true, Ordering::SeqCst) {
        // Another thread is about to end the process.
        loop {
            std::hint::spin_loop();
        }
    }
    #[cfg(unix)]
    // SAFETY: both calls may be made at any time and from anywhere; the bytes are a constant of this length.
    unsafe {
        libc::write(2, TOLD.as_ptr().cast(), TOLD.len());
        libc::_exit(Exit::Resource as i32)
    }
    #[cfg(not(unix))]
    {
        use std::io::Write as _;
        let _ = std::io::stderr().write_all(TOLD);
        std::process::abort()
    }
}
