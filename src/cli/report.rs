//! `report`: a run as one HTML file, or as a folder of them.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use newsprint::document::{Document, Line};
use newsprint::report::{self, File, MAX_FILE_BYTES, Options, Source};
use newsprint::storage::{self, Disk, New, NewFolder, behind_links};

use super::args::{GlobalArgs, HELP};
use super::beside::{self, Beside};
use super::failure::{Exit, Failure};
use super::output::{self, Output};
use super::settings::Settings;
use super::{doors, grouped, outputs};

const EXAMPLES: &str = "\
Examples:
  newsprint report run/ -o report.html
  newsprint report run/ -o report.html --top 50
  newsprint report run/ -o report.html --redact     the first words alone
  newsprint report run/ --full report/              a folder with every case";

/// A run as one HTML file that needs no network: outlets, clusters, pairs, quotations, credits
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct ReportArgs {
    /// A run folder, as scan -o writes it
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// The file; - for stdout
    #[arg(short, long, help_heading = "Output", value_name = "FILE", required_unless_present = "full")]
    output: Option<PathBuf>,

    /// Most clusters, pairs and quotations each; fewer where 5 MB are full
    #[arg(long, help_heading = "Output", value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    top: u32,

    /// Every case, in as many files of a new folder as they need
    #[arg(long, help_heading = "Output", value_name = "DIR")]
    full: Option<PathBuf>,

    /// No texts: eight words of each passage and quotation, no folders
    #[arg(long, help_heading = "Output")]
    redact: bool,
}

pub(crate) fn run(args: &ReportArgs, global: &GlobalArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let file = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let named: Vec<&Path> = file.into_iter().collect();
    outputs::check(&named, global.overwrite)?;
    if let Some(folder) = &args.full {
        free(folder)?;
    }
    let source = doors::report_source(&args.run)?;
    if !source.has_texts && !args.redact {
        return Err(Failure::usage(format!("{} holds no texts", args.run.display()))
            .because("it was made with --no-text, and a report shows what the texts share")
            .next("scan again without --no-text, or add --redact for a report without texts")
            .into());
    }
    if global.dry_run {
        return dry_run(args, &source, settings);
    }
    let claimed: Vec<&Path> = file.into_iter().chain(args.full.as_deref()).collect();
    let _claim = beside::claim(&claimed)?;
    outputs::check(&named, global.overwrite)?;
    args.full.as_deref().map_or(Ok(()), free)?;
    let mut new = Vec::new();
    let options = Options { top: args.top as usize, redact: args.redact };
    let mut told = Document::new();
    if let Some(path) = &args.output {
        let name = path.file_name().map_or_else(|| "report.html".to_owned(), |name| name.to_string_lossy().into_owned());
        let page = report::one(&source, options, &name);
        match file {
            None => output::stdout_text(&page.html)?,
            Some(path) => new.extend(write(path, &page)?.into_new()),
        }
        told.push(line(path, &page));
        if page.html.len() > MAX_FILE_BYTES {
            told.push(Line::new().dim("  larger than 5 MB: the numbers of the run alone take that much"));
        }
        if args.full.is_none() {
            told.push(Line::new().dim("  what is left out is counted in it; --full DIR writes every case"));
        }
    }
    if let Some(folder) = &args.full {
        let pages = report::full(&source, options);
        new.push(New::Folder(write_folder(folder, &pages)?));
        told.push(Line::new().plain(format!(
            "{}: {} files, begin with index.html",
            folder.display(),
            grouped(pages.len() as u64)
        )));
    }
    storage::keep_all(new)?;
    if !settings.quiet.0 {
        Output::on_stderr(settings.color).page(&told);
    }
    Ok(Exit::Done)
}

fn line(path: &Path, page: &File) -> Line {
    let [clusters, pairs, utterances] = page.shown.map(|n| grouped(n as u64));
    let kilobytes = grouped((page.html.len() as u64).div_ceil(1000));
    Line::new()
        .plain(format!("{}: {kilobytes} kB · {clusters} clusters, {pairs} more pairs, {utterances} quotations", path.display()))
}

fn write(path: &Path, page: &File) -> anyhow::Result<Beside> {
    let mut beside = Beside::new(path)?;
    beside.write_all(page.html.as_bytes())?;
    Ok(beside)
}

/// Refuses a folder that holds something: a report has any number of files, and none of them may meet another's.
fn free(folder: &Path) -> Result<(), Failure> {
    let failure = match fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
        Ok(true) => format!("{} is a folder that is not empty", folder.display()),
        Err(_) if folder.exists() => format!("{} is no folder", folder.display()),
        _ => return Ok(()),
    };
    Err(Failure::usage(failure).next("name a new folder with --full"))
}

fn write_folder(folder: &Path, pages: &[File]) -> anyhow::Result<NewFolder<'static>> {
    let mut new = NewFolder::create(&Disk, &behind_links(folder))?;
    for page in pages {
        let mut out = BufWriter::new(new.file(Path::new(&page.name))?);
        let written = out.write_all(page.html.as_bytes()).and_then(|()| storage::finish(out));
        written.map_err(|source| beside::not_written(&folder.join(&page.name), source))?;
    }
    Ok(new)
}

fn dry_run(args: &ReportArgs, source: &Source, settings: &Settings) -> anyhow::Result<Exit> {
    let targets: Vec<String> = [&args.output, &args.full].into_iter().flatten().map(|path| path.display().to_string()).collect();
    let articles = grouped(source.tables.articles.len() as u64);
    let mut page = Document::new();
    page.push(
        Line::new()
            .strong("would write ")
            .plain(format!("a report of {articles} articles to {}", targets.join(" and ")))
            .dim(" (dry run: nothing was written)"),
    );
    Output::on_stdout(settings.color).write(&page)?;
    Ok(Exit::Done)
}
