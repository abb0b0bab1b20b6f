//! Progress on stderr, made of events: a bar for a person, lines of JSON for a program, or nothing.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle as BarStyle};
use newsprint::document::{layout, sanitize};
use newsprint::pipeline::Event;
use newsprint::storage::{resident_bytes, spilled_bytes};
use serde_json::json;

use super::settings::Settings;
use super::values::ProgressStyle;

/// Lines of JSON, and the bar's steps, come no closer than this.
const INTERVAL: Duration = Duration::from_millis(100);

/// Shows events. Shared by threads: events come from whoever works.
pub(crate) struct Progress {
    style: ProgressStyle,
    quiet: bool,
    verbose: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bar: Option<ProgressBar>,
    stage: Option<(String, Instant)>,
    total: Option<u64>,
    said: Option<Instant>,
}

impl State {
    /// How far the stage has come: how many units a second, how long it takes at that rate, the memory of the process, and what lies in its
    /// temporary files.
    fn progress(&self, done: u64) -> serde_json::Value {
        let (name, seconds) =
            self.stage.as_ref().map_or((None, 0.0), |(name, begun)| (Some(name), begun.elapsed().as_secs_f64()));
        let rate = (done > 0 && seconds > 0.0).then(|| done as f64 / seconds);
        let left = rate.zip(self.total).map(|(rate, total)| (total.saturating_sub(done) as f64 / rate * 10.0).round() / 10.0);
        json!({
            "event": "progress",
            "stage": name,
            "done": done,
            "total": self.total,
            "per_second": rate.map(f64::round),
            "seconds_left": left,
            "memory_bytes": resident_bytes(),
            "spilled_bytes": spilled_bytes(),
        })
    }
}

impl Progress {
    pub(crate) fn new(settings: &Settings) -> Self {
        let style = match settings.progress {
            ProgressStyle::Auto if settings.quiet.0 || !io::stderr().is_terminal() => ProgressStyle::None,
            ProgressStyle::Auto => ProgressStyle::Bar,
            style => style,
        };
        Self { style, quiet: settings.quiet.0, verbose: settings.verbose.0, state: Mutex::default() }
    }

    pub(crate) fn on(&self, event: Event<'_>) {
        // A thread that panicked while it told of progress is no reason to stop telling.
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match event {
            Event::Stage { name, total } => {
                self.end_stage(&mut state);
                state.stage = Some((name.to_owned(), Instant::now()));
                state.total = total;
                state.said = None;
                match self.style {
                    ProgressStyle::Bar => state.bar = Some(bar(name, total)),
                    ProgressStyle::Json => say(&json!({ "event": "stage", "stage": name, "total": total }).to_string()),
                    _ => {}
                }
            }
            Event::Done(done) => {
                if let Some(bar) = &state.bar {
                    bar.set_position(done);
                }
                // Nobody reads more often, and memory is not asked for more often.
                if state.said.is_none_or(|said| said.elapsed() >= INTERVAL) {
                    state.said = Some(Instant::now());
                    if let Some(bar) = &state.bar {
                        bar.set_prefix(taken(resident_bytes(), spilled_bytes()));
                    }
                    if self.style == ProgressStyle::Json {
                        say(&state.progress(done).to_string());
                    }
                }
            }
            Event::Warning(text) => self.warn(&state, text),
            Event::Finished => self.end_stage(&mut state),
        }
    }

    fn warn(&self, state: &State, text: &str) {
        match self.style {
            ProgressStyle::Json => say(&json!({ "event": "warning", "text": text }).to_string()),
            _ if self.quiet => {}
            _ => {
                let line = format!("warning: {}", sanitize::line(text));
                match &state.bar {
                    Some(bar) => bar.suspend(|| say(&line)),
                    None => say(&line),
                }
            }
        }
    }

    fn end_stage(&self, state: &mut State) {
        if let Some(bar) = state.bar.take() {
            bar.finish_and_clear();
        }
        let Some((name, begun)) = state.stage.take() else { return };
        let seconds = begun.elapsed().as_secs_f64();
        match self.style {
            ProgressStyle::Json => {
                say(&json!({ "event": "stage_done", "stage": name, "seconds": (seconds * 1e3).round() / 1e3 }).to_string());
            }
            _ if self.verbose => say(&format!("{:<24} {seconds:>8.2} s", sanitize::line(&name))),
            _ => {}
        }
    }
}

/// The memory of the process, where the system tells, and what lies in its temporary files, where anything does.
fn taken(memory: Option<u64>, spilled: u64) -> String {
    let memory = memory.map(layout::bytes).unwrap_or_default();
    if spilled == 0 { memory } else { format!("{memory} + {} on disk", layout::bytes(spilled)).trim_start().to_owned() }
}

fn bar(name: &str, total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(10));
    let template = if total.is_some() {
        "{msg:<20} {bar:24} {human_pos}/{human_len} {eta} {prefix}"
    } else {
        "{msg:<20} {spinner} {human_pos} {elapsed} {prefix}"
    };
    // The templates are ours and hold; without them there would be a plainer bar.
    if let Ok(style) = BarStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(layout::truncate(&sanitize::line(name), 20));
    bar
}

/// One line on stderr; nothing is left to do where that fails.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_tells_of_temporary_files_where_there_are_any() {
        assert_eq!(taken(Some(200 << 20), 0), layout::bytes(200 << 20));
        assert_eq!(taken(Some(200 << 20), 3 << 30), format!("{} + {} on disk", layout::bytes(200 << 20), layout::bytes(3 << 30)));
        assert_eq!(taken(None, 0), "");
    }
}
