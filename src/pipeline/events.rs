//! What a run tells while it works, and how it is asked to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::PipelineError;
use crate::storage::peak_bytes;

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
            self.costs.push(StageCost { stage, seconds, peak_memory_bytes: peak_bytes() });
        }
    }
}
