//! `config`: the settings in force and where each comes from.

use clap::Args;

use super::args::HELP;
use super::failure::Exit;
use super::output::{self, Output};
use super::scan;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint config
  newsprint config --config newsprint.toml
  NEWSPRINT_MIN_WORDS=12 newsprint config
  newsprint config --json";

/// The settings in force, and where each comes from
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct ConfigArgs {
    /// One JSON object: each setting with its value and source
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(crate) fn run(args: &ConfigArgs, settings: &Settings) -> anyhow::Result<Exit> {
    if args.json {
        let object: serde_json::Map<String, serde_json::Value> = settings
            .in_force
            .iter()
            .map(|setting| {
                (setting.key.to_owned(), serde_json::json!({ "value": setting.value, "source": setting.source.describe() }))
            })
            .collect();
        output::stdout_json(&object)?;
        return Ok(Exit::Done);
    }
    let mut stdout = Output::on_stdout(settings.color);
    stdout.write(&scan::in_force(settings))?;
    Ok(Exit::Done)
}
