//! `credits`: the credits of each article.

use clap::Args;
use newsprint::article::Article;
use newsprint::tables::CreditRow;
use serde_json::{Value, json};

use super::args::{HELP, InputArgs};
use super::doors;
use super::failure::Exit;
use super::output::JsonLines;
use super::scan::OutletsArgs;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint credits seeds/articles.jsonl | head -n 1
  newsprint credits seeds/articles.jsonl | jq -r '.credits[].names' | sort
  newsprint credits seeds/town-herald/ > credits.jsonl

Your own outlets, a line each (a tab between the columns; ~ and ! before an
alias ask for an article or a wording beside it; all but the name may be empty):
  printf 'Harbour Light\t~Light|!HL\tlight.example\tnewspaper\tGB\n' > my.tsv
  newsprint credits seeds/articles.jsonl --outlets my.tsv";

/// Whom each article names as its source, one JSON line an article
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct CreditsArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) names: OutletsArgs,
}

pub(crate) fn run(args: &CreditsArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let mut lines = JsonLines::on_stdout();
    let (read, rejected) = doors::articles(&args.input.inputs, settings, &mut |article, outlets| {
        lines.write(&line(article, &doors::credits(article, outlets)))
    })?;
    lines.finish()?;
    Ok(super::rejected_exit(rejected, read, settings))
}

/// One article as an object; its level is that of its strongest credit.
fn line(article: &Article, credits: &[CreditRow]) -> Value {
    let has = |level: &str| credits.iter().any(|credit| credit.level == level);
    let level = if has("full") {
        "full"
    } else if has("mention") {
        "mention"
    } else {
        "none"
    };
    let object = |credit: &CreditRow| {
        json!({
            "start": credit.start,
            "end": credit.end,
            "start_byte": credit.start_byte,
            "end_byte": credit.end_byte,
            "text": credit.text,
            "names": credit.names,
            "kind": credit.kind,
            "level": credit.level,
            "inherited": credit.inherited,
        })
    };
    json!({
        "article_id": article.id,
        "outlet": article.outlet,
        "title": article.title,
        "published_at": article.published.at.map(|at| at.to_string()),
        "credit_level": level,
        "credits": credits.iter().map(object).collect::<Vec<_>>(),
    })
}
