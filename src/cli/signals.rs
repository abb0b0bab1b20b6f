//! Ctrl-C: the first asks the stages to stop, the second ends the program at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::failure::Exit;

/// A flag that is raised by an interrupt. Only verbs that look at it ask for one; the others end as any program does.
pub(crate) fn cancel_flag() -> io::Result<Arc<AtomicBool>> {
    let cancel = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the shutdown acts only where the flag was raised by an earlier signal.
        flag::register_conditional_shutdown(signal, Exit::Interrupted as i32, Arc::clone(&cancel))?;
        flag::register(signal, Arc::clone(&cancel))?;
    }
    Ok(cancel)
}
