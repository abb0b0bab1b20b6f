//! `man`: the manual page of the program or of one verb.

use clap::Args;

use super::args::HELP;
use super::failure::{Exit, Failure};
use super::output;

const EXAMPLES: &str = "\
Examples:
  newsprint man | man -l -
  newsprint man scan | man -l -
  newsprint man > newsprint.1";

/// A manual page in roff, on stdout
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct ManArgs {
    /// The page of this verb
    verb: Option<String>,
}

pub(crate) fn run(args: &ManArgs, mut command: clap::Command) -> anyhow::Result<Exit> {
    command.build();
    let page = match &args.verb {
        None => clap_mangen::Man::new(command),
        Some(name) => {
            let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
            let verb = command.find_subcommand(name).cloned().ok_or_else(|| {
                Failure::new(Exit::NotFound, format!("there is no verb “{name}”"))
                    .because(format!("verbs are {}", verbs.join(", ")))
            })?;
            let title = format!("newsprint-{name}");
            clap_mangen::Man::new(verb.display_name(title.clone())).title(title)
        }
    };
    let mut roff = Vec::new();
    page.render(&mut roff)?;
    output::stdout_text(&String::from_utf8(roff)?)?;
    Ok(Exit::Done)
}
