//! `diff`: what another run does differently.

use std::path::PathBuf;

use clap::Args;
use newsprint::document::{Align, Document, Line, Table, Tone, layout};
use newsprint::evaluate::changes::{Change, Changes, Section};

use super::args::HELP;
use super::doors;
use super::failure::Exit;
use super::output::{self, Output};
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint diff run-before run-after
  newsprint diff run-before run-after --examples 50 | less
  newsprint diff run-before run-after --json | jq '.sections[].counts'";

/// Articles of one change whose titles are shown.
const TITLES_SHOWN: usize = 4;

/// Columns that a title keeps beside a long id.
const NARROWEST_TITLE: usize = 24;

/// What differs between two runs: clusters, passages, utterances, edges
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct DiffArgs {
    /// A run folder
    before: PathBuf,
    /// Another
    after: PathBuf,

    /// Changes shown of each sort, the largest first [default: 5]
    #[arg(long, help_heading = "Output", value_name = "N", default_value_t = 5, hide_default_value = true)]
    examples: usize,

    /// One JSON object, with all changes
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(crate) fn run(args: &DiffArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let changes = doors::changes(&args.before, &args.after)?;
    if args.json {
        output::stdout_json(&changes)?;
    } else {
        let mut stdout = Output::on_stdout(settings.color);
        let width = stdout.painter().width();
        stdout.write(&page(&changes, args.examples, width))?;
    }
    Ok(Exit::Done)
}

fn page(changes: &Changes, examples: usize, width: usize) -> Document {
    let mut page = Document::new();
    if changes.is_empty() {
        page.push(Line::new().strong("no difference"));
    }
    let mut table = Table::new(&[("", Align::Whole), ("SAME", Align::Right), ("CHANGES", Align::Left)]);
    for section in &changes.sections {
        let counts: Vec<String> = section
            .counts
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|(what, n)| format!("{} {what}", super::grouped(*n as u64)))
            .collect();
        let told = if counts.is_empty() { (Tone::Dim, "none".to_owned()) } else { (Tone::Strong, counts.join(" · ")) };
        table.row(vec![(Tone::Plain, section.name.to_owned()), (Tone::Plain, super::grouped(section.same as u64)), told]);
    }
    page.extend(table.document(0, width));
    for section in changes.sections.iter().filter(|section| !section.changes.is_empty() && examples > 0) {
        page.blank();
        page.push(Line::new().with(Tone::Heading, section.name.to_uppercase()));
        // Some of each sort of change, so that many small ones do not hide behind a few large ones.
        for (what, n) in section.counts.iter().filter(|(_, n)| *n > 0) {
            for change in section.changes.iter().filter(|change| change.change == *what).take(examples) {
                one(&mut page, changes, section, change, width);
            }
            if *n > examples {
                page.push(Line::new().dim(format!("  {} more {what}", super::grouped((n - examples) as u64))));
            }
        }
    }
    page
}

/// One change: what, how large, and the titles of the articles.
fn one(page: &mut Document, changes: &Changes, section: &Section, change: &Change, width: usize) {
    let tone = match change.change {
        "came" | "appeared" | "grew" => Tone::Added,
        "went" | "vanished" | "shrank" => Tone::Removed,
        _ => Tone::Warn,
    };
    let is_group = ["clusters", "utterances"].contains(&section.name);
    let told = if is_group { change.sizes() } else { change.detail.clone() };
    page.push(Line::new().plain("  ").with(tone, change.change).plain("  ").plain(told).truncated(width));
    let groups = if change.after.is_empty() { &change.before } else { &change.after };
    for (i, group) in groups.iter().enumerate() {
        for id in group.iter().take(TITLES_SHOWN) {
            let mark = if groups.len() > 1 { format!("    {} ", i + 1) } else { "    ".to_owned() };
            let title = changes.title(id);
            // The id is what can be looked up: it is shown whole where there is room for both.
            let room = width.saturating_sub(mark.len() + layout::width(id) + 2).max(NARROWEST_TITLE);
            let line = Line::new().plain(mark).plain(layout::truncate(title, room));
            let line = if title == id { line } else { line.dim("  ").dim(id) };
            page.push(line.truncated(width));
        }
        if group.len() > TITLES_SHOWN {
            page.push(Line::new().dim(format!("      and {} more", group.len() - TITLES_SHOWN)));
        }
    }
}
