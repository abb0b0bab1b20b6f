//! `serve`: a run as a web app and an API for the browser on this machine.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use newsprint::document::{Document, Line};
use newsprint::serve::Server;
use newsprint::verdicts;

use super::args::{GlobalArgs, HELP};
use super::failure::{Exit, Failure};
use super::output::Output;
use super::settings::Settings;
use super::{doors, grouped, signals};

const EXAMPLES: &str = "\
Examples:
  newsprint serve run/                  the address that it prints is to open
  newsprint serve run/ --port 0         a free port
  newsprint serve run/ --verdicts       the page takes verdicts on findings
  curl 'http://127.0.0.1:8642/api/v1/matches?outlet=Wire&sort=-words'";

/// A run as a local web app: the report with search over all texts, and a JSON API
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP, after_help = NOTE)]
pub(crate) struct ServeArgs {
    /// A run folder, as scan -o writes it
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, help_heading = "Server", value_name = "N", default_value_t = 8642)]
    port: u16,

    /// Let the page give verdicts; they are kept in a file beside RUN
    #[arg(long, help_heading = "Server")]
    verdicts: bool,
}

const NOTE: &str = "\
Prints its address on stdout and answers until Ctrl-C, which ends it with exit
code 0. It listens on this machine alone and changes nothing but, with
--verdicts, the file RUN.verdicts.jsonl. /api/v1/openapi.json describes the API.";

pub(crate) fn run(args: &ServeArgs, global: &GlobalArgs, settings: &Settings) -> anyhow::Result<Exit> {
    // First, so that nobody waits for tables to be told that the port is taken.
    let server = Server::bind(args.port).map_err(|error| port_failure(args.port, &error))?;
    let source = doors::report_source(&args.run)?;
    let address = server.address().context("asking for the port")?;
    if global.dry_run {
        let mut page = Document::new();
        page.push(
            Line::new()
                .strong("would serve ")
                .plain(format!("{} on http://{address}/", args.run.display()))
                .dim(" (dry run: nothing was served)"),
        );
        Output::on_stdout(settings.color).write(&page)?;
        return Ok(Exit::Done);
    }
    let cancel = signals::cancel_flag()?;
    let ready = || {
        if !settings.quiet.0 {
            let mut page = Document::new();
            let articles = grouped(source.tables.articles.len() as u64);
            page.push(Line::new().plain(format!("serving {}: {articles} articles; Ctrl-C ends it", args.run.display())));
            if args.verdicts {
                page.push(Line::new().dim(format!("verdicts are kept in {}", verdicts::beside(&args.run).display())));
            }
            Output::on_stderr(settings.color).page(&page);
        }
        // Who reads the address from a pipe may close it; the server is for the browser.
        let mut stdout = io::stdout().lock();
        let _ = writeln!(stdout, "http://{address}/").and_then(|()| stdout.flush());
    };
    server.run(&source, &args.run, args.verdicts, ready, &cancel).context("serving the run")?;
    Ok(Exit::Done)
}

fn port_failure(port: u16, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::AddrInUse => Failure::new(Exit::Resource, format!("port {port} is taken"))
            .because("another program, perhaps another newsprint serve, listens on it")
            .next("--port 0 takes a free one"),
        io::ErrorKind::PermissionDenied => Failure::new(Exit::Resource, format!("port {port} is not for every user"))
            .because("the system keeps it for itself")
            .next("name one above 1023, or --port 0 for a free one"),
        _ => Failure::new(Exit::Resource, format!("cannot listen on port {port}"))
            .because(error.to_string())
            .next("--port 0 takes a free one"),
    }
}
