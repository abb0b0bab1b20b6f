//! `completions`: a completion script for a shell.

use clap::Args;
use clap_complete::Shell;

use super::args::HELP;
use super::failure::Exit;
use super::output;

const EXAMPLES: &str = "\
Examples:
  newsprint completions bash > ~/.local/share/bash-completion/completions/newsprint
  newsprint completions zsh > ~/.zfunc/_newsprint
  newsprint completions fish > ~/.config/fish/completions/newsprint.fish";

/// Completions for a shell, on stdout
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct CompletionsArgs {
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, mut command: clap::Command) -> anyhow::Result<Exit> {
    // Through a buffer: the generator panics where it cannot write, and a closed pipe is no bug.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "newsprint", &mut script);
    output::stdout_text(&String::from_utf8(script)?)?;
    Ok(Exit::Done)
}
