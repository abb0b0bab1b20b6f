//! What a run tells while it works, and how it is asked to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::PipelineError;

/// Something that happened. The library never prints: who called it decides what a person sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A stage begins; `total` units of work where that is known.
    Stage {
        name: &'a str,
        total: Option<u64>,
    },
    /// Units of the stage that are done, in all.
    Done(u64),
    Warning(&'a str),
    Finished,
}

/// One stage's cost.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct StageCost {
    pub stage: &'static str,
    pub seconds: f64,
    /// Highest resident memory of the process until the end of the stage, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

/// Keeps the books of a run: events, costs, and the wish to stop.
pub(super) struct Watch<'a> {
    events: &'a (dyn Fn(Event<'_>) + Sync),
    cancel: &'a AtomicBool,
    open: Option<(&'static str, Instant)>,
    pub(super) costs: Vec<StageCost>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(events: &'a (dyn Fn(Event<'_>) + Sync), cancel: &'a AtomicBool) -> Self {
        Self { events, cancel, open: None, costs: Vec::new() }
    }

    /// Begins a stage, unless the run was asked to stop.
    pub(super) fn stage(&mut self, name: &'static str, total: Option<u64>) -> Result<(), PipelineError> {
        self.end();
        if self.cancel.load(Ordering::Relaxed) {
            return Err(PipelineError::Cancelled);
        }
        (self.events)(Event::Stage { name, total });
        self.open = Some((name, Instant::now()));
        Ok(())
    }

    pub(super) fn end(&mut self) {
        if let Some((stage, begun)) = self.open.take() {
            let seconds = begun.elapsed().as_secs_f64();
            self.costs.push(StageCost { stage, seconds, peak_memory_bytes: peak_memory_bytes() });
        }
    }
}

/// The process's highest resident memory so far, where the system keeps one.
fn peak_memory_bytes() -> Option<u64> {
    status_bytes("VmHWM:")
}

/// The process's resident memory now, where the system tells.
#[must_use]
pub fn resident_bytes() -> Option<u64> {
    status_bytes("VmRSS:")
}

fn status_bytes(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
