//! The command line: typed arguments become settings, and one match over the verb does the rest.
//!
//! Responsible for flags, settings, exit codes and everything that is printed. Not responsible for any finding: those are the
//! library's, and are reached through [`doors`] only.

mod allocator;
mod args;
mod audit;
mod beside;
mod compare;
mod completions;
mod config;
mod credits;
mod dedup;
mod diff;
mod doors;
mod estimate;
mod evaluate;
mod explain;
mod export;
mod failure;
mod inspect;
mod man;
mod output;
mod outputs;
mod pair;
mod panics;
mod progress;
mod quote;
mod quotes;
mod report;
mod resume;
mod scan;
mod serve;
mod settings;
mod signals;
mod style;
mod synth;
mod trace;
mod values;

use std::num::NonZero;
use std::process::ExitCode;
use std::thread;

pub(crate) use allocator::OrEnd;
use args::{Cli, GlobalArgs, Verb};
use clap::{CommandFactory as _, Parser as _};
use failure::{Exit, Failure};
use newsprint::document::sanitize;
use newsprint::storage::Room;
use output::Output;
use settings::Settings;
use values::Value as _;

/// The stack that the program runs on, in bytes.
const STACK_BYTES: usize = 8 << 20;

/// Runs the program on the arguments of the process.
///
/// The stack of the first thread grows while it is used, and where the system has no more memory then, the process dies of it without a
/// word. That of another thread is there from the start.
pub(crate) fn run() -> ExitCode {
    let exit = match thread::Builder::new().name("newsprint".to_owned()).stack_size(STACK_BYTES).spawn(on_arguments) {
        Ok(thread) => thread.join().unwrap_or(Exit::Internal),
        Err(error) => {
            Output::on_stderr(values::ColorChoice::Never).page(&failure::page(&no_threads(1, &error)));
            Exit::Resource
        }
    };
    exit.into()
}

fn on_arguments() -> Exit {
    panics::guard(|| {
        let cli = match Cli::try_parse() {
            Ok(cli) => cli,
            Err(error) => return usage(&error),
        };
        let color = cli.global.color.unwrap_or_default();
        match dispatch(&cli) {
            Ok(exit) => exit,
            Err(error) => told(&error, color),
        }
    })
}

/// Prints an error; gives how the program ends.
fn told(error: &anyhow::Error, color: values::ColorChoice) -> Exit {
    let (exit, page) = failure::report(error);
    if let Some(page) = page {
        Output::on_stderr(color).page(&page);
    }
    exit
}

fn dispatch(cli: &Cli) -> anyhow::Result<Exit> {
    let none = scan::MatchingArgs::default();
    let own;
    let matching = match &cli.verb {
        Verb::Scan(scan) => &scan.matching,
        Verb::Audit(audit) => &audit.matching,
        Verb::Dedup(dedup) => {
            own = scan::MatchingArgs { threshold: dedup.threshold, ..scan::MatchingArgs::default() };
            &own
        }
        Verb::Compare(compare) => {
            own = compare.matching();
            &own
        }
        Verb::Explain(explain) => {
            let (min_words, threshold) = (explain.min_words, explain.threshold);
            own = scan::MatchingArgs { min_words, threshold, ..scan::MatchingArgs::default() };
            &own
        }
        Verb::Quotes(quotes::QuotesArgs { names, .. }) | Verb::Credits(credits::CreditsArgs { names, .. }) => {
            own = scan::MatchingArgs { names: names.clone(), ..scan::MatchingArgs::default() };
            &own
        }
        _ => &none,
    };
    let settings = Settings::resolve(&cli.global, matching, &|name| std::env::var(name).ok())?;
    if !matches!(&cli.verb, Verb::Config(_) | Verb::Completions(_) | Verb::Man(_)) {
        check_run_flags(&cli.verb, &cli.global, &settings)?;
        allocator::give_back_freed(settings.memory.0.is_some());
        use_threads(settings.threads)?;
    }
    match &cli.verb {
        Verb::Scan(args) => scan::run(args, &cli.global, &settings),
        Verb::Audit(args) => audit::run(args, &cli.global, &settings),
        Verb::Dedup(args) => dedup::run(args, &cli.global, &settings),
        Verb::Quotes(args) => quotes::run(args, &settings),
        Verb::Credits(args) => credits::run(args, &settings),
        Verb::Compare(args) => compare::run(args, &settings),
        Verb::Explain(args) => explain::run(args, &settings),
        Verb::Quote(args) => quote::run(args, &settings),
        Verb::Trace(args) => trace::run(args, &settings),
        Verb::Report(args) => report::run(args, &cli.global, &settings),
        Verb::Serve(args) => serve::run(args, &cli.global, &settings),
        Verb::Export(args) => export::run(args, &cli.global, &settings),
        Verb::Diff(args) => diff::run(args, &settings),
        Verb::Synth(args) => synth::run(args, &cli.global, &settings),
        Verb::Evaluate(args) => evaluate::run(args, &settings),
        Verb::Inspect(args) => inspect::run(args, &settings),
        Verb::Config(args) => config::run(args, &settings),
        Verb::Completions(args) => completions::run(args, Cli::command()),
        Verb::Man(args) => man::run(args, Cli::command()),
    }
}

/// Refuses flags of long runs where they could do nothing, and a limit in which nothing can be done.
fn check_run_flags(verb: &Verb, global: &GlobalArgs, settings: &Settings) -> Result<(), Failure> {
    let is_long = matches!(verb, Verb::Scan(_) | Verb::Audit(_) | Verb::Dedup(_));
    if global.resume && !is_long {
        return Err(Failure::usage("--resume goes on with a dedup, a scan or an audit").next("run this verb without it"));
    }
    if is_long && settings.memory.0.is_some_and(|limit| limit < Room::LEAST_BYTES) {
        let least = values::Memory(Some(Room::LEAST_BYTES)).show();
        return Err(Failure::usage(format!("--memory {} is too little to work in", settings.memory.show()))
            .next(format!("give it {least} or more")));
    }
    Ok(())
}

/// Starts the pool that all stages share, before any of them needs it: where the system gives no more threads, that is an error of its own.
fn use_threads(threads: values::Threads) -> Result<(), Failure> {
    let wanted = threads.0.or_else(|| thread::available_parallelism().ok().map(NonZero::get)).unwrap_or(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.0.unwrap_or(0)).build_global();
    pool.map_err(|error| no_threads(wanted, &error))
}

fn no_threads(wanted: usize, error: &dyn std::error::Error) -> Failure {
    Failure::new(Exit::Resource, format!("cannot start {wanted} threads"))
        .because(error.to_string())
        .because("nothing was written")
        .next("ask for fewer with -j, or give the program more memory")
}

/// Help and version go to stdout and are no error; the rest is a usage error in clap's words, made safe to print.
fn usage(error: &clap::Error) -> Exit {
    let text = error.render().to_string();
    if error.use_stderr() {
        Output::on_stderr(values::ColorChoice::Never).text(&sanitize::block(&text));
        Exit::Usage
    } else {
        match output::stdout_text(&text) {
            Ok(()) => Exit::Done,
            Err(error) => told(&error.into(), values::ColorChoice::Never),
        }
    }
}

/// A count with its thousands apart.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut shown = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// How a verb that reads ends: said and told apart where more rows were rejected than the user allows.
fn rejected_exit(rejected: u64, read: u64, settings: &Settings) -> Exit {
    if !settings.max_errors.crossed(rejected, read) {
        return Exit::Done;
    }
    let what = format!("{rejected} of {read} rows were rejected, more than --max-errors {}", settings.max_errors.show());
    let failure = Failure::new(Exit::DataLimit, what)
        .because("the result is complete without them")
        .next("`newsprint inspect` shows how an input is read; a higher --max-errors accepts it as it is");
    Output::on_stderr(settings.color).page(&failure::page(&failure));
    Exit::DataLimit
}
