//! `compare`: two articles side by side.

use clap::Args;
use newsprint::article::Article;
use newsprint::summary::comparison::{Comparison, Marks};

use super::args::HELP;
use super::doors;
use super::failure::{Exit, Failure};
use super::output::{self, Output};
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint compare seeds/town-herald/wray-evidence.txt other.txt
  newsprint compare a.txt b.txt --json | jq .a.containment
  newsprint compare a.txt b.txt --color always | less -R
  COLUMNS=160 newsprint compare a.txt b.txt";

/// Two articles side by side: passages aligned, words that differ marked
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct CompareArgs {
    /// A file that holds one article
    a: String,
    /// Another
    b: String,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(crate) fn run(args: &CompareArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let (a, b) = (one_article(&args.a, settings)?, one_article(&args.b, settings)?);
    let comparison = Comparison::of(&a, &b, &doors::shared(&a, &b, settings));
    if args.json {
        output::stdout_json(&comparison)?;
    } else {
        let mut stdout = Output::on_stdout(settings.color);
        let painter = stdout.painter();
        let marks = if painter.colors() { Marks::Tones } else { Marks::Brackets };
        stdout.write(&comparison.document(painter.width(), marks))?;
    }
    Ok(if comparison.is_empty() { Exit::NotFound } else { Exit::Done })
}

/// The one article of a file.
pub(crate) fn one_article(path: &str, settings: &Settings) -> anyhow::Result<Article> {
    let (mut first, mut articles) = (None, 0u64);
    doors::articles(&[path.to_owned()], settings, &mut |article, _| {
        articles += 1;
        if first.is_none() {
            first = Some(article.clone());
        }
        Ok(())
    })?;
    match first {
        Some(article) if articles == 1 => Ok(article),
        Some(_) => Err(Failure::usage(format!("{path} holds {articles} articles"))
            .because("one article is set beside another")
            .next("name a file with one article, or scan the file: table passages lists every shared passage")
            .into()),
        None => Err(Failure::usage(format!("{path} holds no article"))
            .next(format!("see what is in it: newsprint inspect {path}"))
            .into()),
    }
}
