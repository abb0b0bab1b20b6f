//! Going on with a run that was stopped: what run it was, where its finished pieces are, and whether its inputs are still the same.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use newsprint::document::{Document, Line};
use newsprint::input::{Found, Likeness};
use newsprint::pipeline::Event;
use newsprint::storage::{self, Disk, Journal, Left, behind_links};

use super::args::GlobalArgs;
use super::doors;
use super::estimate::Costs;
use super::failure::{self, Exit, Failure};
use super::output::Output;
use super::progress::Progress;
use super::settings::Settings;

/// Bytes of inputs from which a run keeps its finished pieces unasked: a smaller one is done sooner than it is gone on with.
pub(crate) const KEPT_FROM: u64 = 64 << 20;

/// Settings that no byte of the output depends on.
const IDLE: [&str; 7] = ["threads", "memory", "tmp", "progress", "color", "quiet", "verbose"];

/// What run this is, line by line, and where it keeps its pieces.
#[derive(Debug)]
pub(crate) struct Plan {
    folder: PathBuf,
    /// Empty where nothing is kept of the run and nothing asked for: to look at every input would be for nobody.
    lines: String,
    /// Whether pieces are kept if the run begins anew.
    keeps: bool,
}

/// How a run begins.
#[derive(Debug)]
enum Begin {
    /// From the start, or from the last finished piece, and keeps its pieces there.
    With(Box<Journal>),
    /// From the start, and keeps nothing.
    Without,
    /// It is done: its output is there, and nothing of it is open.
    Done,
}

/// What a run keeps of itself until it is done.
#[derive(Debug)]
pub(crate) struct Kept(Option<Box<Journal>>);

impl Kept {
    /// Begins a run, or goes on with it. None where it is done: that is told.
    pub(crate) fn begin(
        inputs: &[String],
        (plan, out): (Option<&Plan>, Option<&Path>),
        costs: Costs,
        global: &GlobalArgs,
        settings: &Settings,
    ) -> Result<Option<Self>, Failure> {
        let mut sampled = None;
        if settings.memory.0.is_some() {
            costs.refuse_too_small(sampled.insert(doors::sampled(inputs, settings)?), settings)?;
        }
        let Some((plan, out)) = plan.zip(out) else {
            if global.resume {
                return Err(
                    Failure::usage("nothing is kept of a run whose output is a stream").next("name a file or a folder with -o")
                );
            }
            return Ok(Some(Self(None)));
        };
        let is_there = out.exists() && !std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
        match plan.begin(is_there, global)? {
            Begin::With(journal) => {
                // What cannot be sampled is said when it is read.
                let sampled = sampled.or_else(|| doors::sampled(inputs, settings).ok());
                let estimate = sampled.map(|sampled| (costs.estimate)(&sampled, settings));
                if let Some(warning) = estimate.and_then(|estimate| estimate.too_little_disk(out)) {
                    Progress::new(settings).on(Event::Warning(&warning));
                }
                Ok(Some(Self(Some(journal))))
            }
            Begin::Without => Ok(Some(Self(None))),
            Begin::Done => {
                if !settings.quiet.0 {
                    let mut page = Document::new();
                    let place = out.display().to_string();
                    page.push(Line::new().plain(place).dim(" is there, and nothing of its run is left to do"));
                    Output::on_stderr(settings.color).page(&page);
                }
                Ok(None)
            }
        }
    }

    pub(crate) fn journal(&self) -> Option<&Journal> {
        self.0.as_deref()
    }

    /// Lets go of the pieces of a run that is done, or that ended in a way that going on would not change.
    pub(crate) fn end(self, done: anyhow::Result<Exit>) -> anyhow::Result<Exit> {
        let goes_on = done
            .as_ref()
            .is_err_and(|error| matches!(failure::report(error).0, Exit::Resource | Exit::Interrupted | Exit::DataLimit));
        match self.0 {
            Some(_) if goes_on => {
                let hint = "its finished pieces are kept: --resume goes on from them";
                done.map_err(|error| match error.downcast::<Failure>() {
                    Ok(failure) if failure.exit != Exit::Interrupted => failure.because(hint).into(),
                    Ok(failure) => failure.into(),
                    Err(error) => error,
                })
            }
            Some(journal) => {
                let ended = journal.finish();
                let exit = done?;
                ended?;
                Ok(exit)
            }
            None => done,
        }
    }
}

/// The end of a run that was asked to stop.
pub(crate) fn interrupted(journal: Option<&Journal>) -> Failure {
    let failure = Failure::new(Exit::Interrupted, "interrupted").because("nothing was written under its name");
    match journal {
        Some(_) => failure.next("the same command with --resume goes on from its last finished piece"),
        None => failure,
    }
}

impl Plan {
    /// `choices` says what the verb was told, as far as the output depends on it.
    pub(crate) fn new(
        (verb, choices): (&str, &str),
        inputs: &[String],
        out: &Path,
        global: &GlobalArgs,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let folder = storage::kept(&behind_links(out)).map_err(|error| Failure::usage(format!("{}: {error}", out.display())))?;
        let found = Found::of(inputs).map_err(|error| doors::input_failure(&error))?;
        let asked = global.resume || found.bytes >= KEPT_FROM;
        let lines = if asked { lines(verb, choices, &found, settings) } else { String::new() };
        Ok(Self { folder, lines, keeps: asked && !found.has_stdin() })
    }

    /// Decides where the run begins. What is kept of another run is never used, and only given up where the user says so.
    fn begin(&self, out_exists: bool, global: &GlobalArgs) -> Result<Begin, Failure> {
        let failed = |error: std::io::Error| {
            Failure::new(Exit::Resource, format!("cannot keep the finished pieces of the run in {}", self.folder.display()))
                .because(error.to_string())
                .next("make room, or write the output to another folder")
        };
        let journal = |opened: std::io::Result<Journal>| opened.map(|journal| Begin::With(Box::new(journal))).map_err(failed);
        match storage::left(&Disk, &self.folder).map_err(failed)? {
            Left::Run(plan) if global.resume => {
                if plan == self.lines.as_bytes() {
                    return journal(Journal::open(Arc::new(Disk), &self.folder));
                }
                Err(self.other_run(&String::from_utf8_lossy(&plan)))
            }
            Left::Run(_) if !global.overwrite => {
                Err(Failure::usage("an earlier run with this output was stopped, and its finished pieces are kept")
                    .because(format!("in {}", self.folder.display()))
                    .next("add --resume to go on with it, or --overwrite to begin anew"))
            }
            Left::Nothing if global.resume && out_exists && !global.overwrite => {
                // A run that was killed while it let go of its pieces has left some, and no plan.
                storage::discard(&Disk, &self.folder).map_err(failed)?;
                Ok(Begin::Done)
            }
            Left::Run(_) | Left::Nothing => {
                if self.keeps {
                    return journal(Journal::begin(Arc::new(Disk), &self.folder, self.lines.as_bytes()));
                }
                storage::discard(&Disk, &self.folder).map_err(failed)?;
                Ok(Begin::Without)
            }
        }
    }

    /// Whether pieces of this very run are kept, so that its output may be replaced.
    pub(crate) fn is_open(&self, global: &GlobalArgs) -> bool {
        let is_ours = |left| matches!(left, Left::Run(plan) if plan == self.lines.as_bytes());
        global.resume && storage::left(&Disk, &self.folder).is_ok_and(is_ours)
    }

    fn other_run(&self, kept: &str) -> Failure {
        let gone = kept.lines().find(|line| !self.lines.lines().any(|own| own == *line));
        let new = self.lines.lines().find(|line| !kept.lines().any(|own| own == *line));
        let mut failure = Failure::usage("the run that was stopped is not this one: an input has changed, or the command has");
        failure.why.extend(gone.map(|line| format!("then  {line}")));
        failure.why.extend(new.map(|line| format!("now   {line}")));
        failure.next("give it the same inputs and settings, or begin anew with --overwrite")
    }
}

/// A run as lines: program, verb, what it was told, and what each of its inputs is like.
fn lines(verb: &str, choices: &str, found: &Found, settings: &Settings) -> String {
    let mut lines = format!("newsprint {}\nverb {verb}\n", env!("CARGO_PKG_VERSION"));
    for setting in settings.in_force.iter().filter(|setting| !IDLE.contains(&setting.key)) {
        let _ = writeln!(lines, "setting {} {}", setting.key, setting.value);
    }
    let _ = writeln!(lines, "choices {choices}");
    for Likeness { name, bytes, modified, ends } in found.likenesses() {
        let _ = writeln!(lines, "input {bytes} bytes, changed {modified}, ends {ends:016x}: {}", name.escape_debug());
    }
    lines
}
