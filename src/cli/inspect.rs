//! `inspect`: what an input is, before it is read in earnest.

use clap::Args;
use newsprint::article::Article;
use newsprint::document::{Document, Line, Tone, layout, sanitize};
use serde_json::json;

use super::args::{HELP, InputArgs};
use super::doors::{self, Inspected};
use super::failure::Exit;
use super::output::{self, Output};
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint inspect seeds/articles.jsonl
  newsprint inspect seeds/town-herald/
  newsprint inspect seeds/articles.jsonl --json
  newsprint inspect - < seeds/articles.jsonl";

/// Columns of a row's text that are shown.
const TEXT_SHOWN: usize = 200;

/// Format, schema, mapping, dates and three rows of an input
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// One JSON object
    #[arg(long, help_heading = "Output")]
    json: bool,
}

pub(crate) fn run(args: &InspectArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let (files, notes) = doors::inspect(&args.input.inputs, settings)?;
    if args.json {
        let rows = |file: &Inspected| file.rows.iter().map(row).collect::<Vec<_>>();
        let files: Vec<_> = files.iter().map(|file| json!({ "file": file, "rows": rows(file) })).collect();
        output::stdout_json(&json!({ "files": files, "notes": notes }))?;
    } else {
        let mut stdout = Output::on_stdout(settings.color);
        let width = stdout.painter().width();
        stdout.write(&page(&files, &notes, width))?;
    }
    Ok(if files.iter().all(|file| file.problem.is_some()) { Exit::Usage } else { Exit::Done })
}

/// One row as an object.
fn row(article: &Article) -> serde_json::Value {
    json!({
        "article_id": article.id,
        "outlet": article.outlet,
        "title": article.title,
        "published_at": article.published.at.map(|at| at.to_string()),
        "published_precision": article.published.precision.name(),
        "url": article.url,
        "language": article.language,
        "text_start": layout::truncate(&sanitize::running(&article.text), TEXT_SHOWN),
    })
}

/// The page for a reader.
pub(crate) fn page(files: &[Inspected], notes: &[String], width: usize) -> Document {
    let mut page = Document::new();
    for file in files {
        page.blank();
        page.push(Line::new().with(Tone::Heading, layout::truncate_middle(&sanitize::line(&file.path), width)));
        let mut field = |name: &str, tone: Tone, text: String| {
            for (i, line) in layout::wrap(&sanitize::line(&text), width.saturating_sub(12)).into_iter().enumerate() {
                let mut out = Line::new().plain("  ").dim(if i == 0 { name } else { "" });
                out.pad_to(12);
                page.push(out.with(tone, line));
            }
        };
        if let Some(problem) = &file.problem {
            for (i, line) in problem.lines().enumerate() {
                field(if i == 0 { "problem" } else { "" }, Tone::Bad, line.trim().to_owned());
            }
            continue;
        }
        let mut format = file.format.clone().unwrap_or_else(|| "unknown".to_owned());
        for layer in &file.compression {
            format.push_str(" in ");
            format.push_str(layer);
        }
        if let Some(encoding) = &file.encoding {
            format.push_str(" · ");
            format.push_str(encoding);
        }
        field("format", Tone::Plain, format);
        if let Some(schema) = &file.schema {
            field("schema", Tone::Plain, schema.clone());
        }
        if !file.mapping.is_empty() {
            field(
                "fields",
                Tone::Plain,
                file.mapping.iter().map(|(field, column)| format!("{field}={column}")).collect::<Vec<_>>().join(" · "),
            );
        }
        if !file.columns.is_empty() {
            field("columns", Tone::Dim, file.columns.join(", "));
        }
        let n = |n: u64| layout::number(i64::try_from(n).unwrap_or(i64::MAX));
        field(
            "sample",
            Tone::Plain,
            format!("{} rows · {} with text · {} dated", n(file.sampled), n(file.with_text), n(file.dated)),
        );
        if !file.date_kinds.is_empty() {
            let kinds = file.date_kinds.iter().map(|(kind, rows)| format!("{} {kind}", n(*rows)));
            field("dates", Tone::Plain, kinds.collect::<Vec<_>>().join(" · "));
        }
        if !file.flags.is_empty() {
            field("as flags", Tone::Dim, file.flags.clone());
        }
        for article in &file.rows {
            page.extend(sample(article, width));
        }
    }
    for note in notes {
        page.push(Line::new().with(Tone::Warn, "note").plain(format!(": {note}")).truncated(width));
    }
    page
}

/// Two lines of one row.
fn sample(article: &Article, width: usize) -> Document {
    let mut page = Document::new();
    let when = match article.published.at {
        Some(at) => layout::time(at, article.published.precision.name(), article.published.zone.name()),
        None => "undated".to_owned(),
    };
    let mut line = Line::new().plain("  ").strong(&article.id);
    line.push(Tone::Plain, format!(" · {} · {when}", article.outlet.as_deref().unwrap_or("(no outlet)")));
    if let Some(title) = &article.title {
        line.push(Tone::Plain, format!(" · “{}”", sanitize::running(title)));
    }
    page.push(line.truncated(width));
    // Enough characters for any width, without folding the whole of a long text.
    let start: String = article.text.chars().take(4 * width).collect();
    page.push(Line::new().plain("    ").dim(sanitize::running(&start)).truncated(width));
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_was_recognised() {
        let article = Article {
            id: "h-1".into(),
            outlet: Some("Town Herald".into()),
            title: Some("Gale\u{1b}[2J".into()),
            text: "It blew.\nAll night.".into(),
            ..Article::default()
        };
        let file = Inspected {
            path: "news.jsonl.gz".into(),
            format: Some("jsonl".into()),
            compression: vec!["gz".into()],
            schema: Some("generic".into()),
            mapping: vec![("text".into(), "body".into()), ("outlet".into(), "site".into())],
            sampled: 200,
            with_text: 199,
            dated: 180,
            date_kinds: vec![("day from field, no zone".into(), 170), ("minute from text, zone given".into(), 10)],
            rows: vec![article],
            ..Inspected::default()
        };
        let broken =
            Inspected { path: "x.bin".into(), problem: Some("x.bin: a picture; name text files".into()), ..Inspected::default() };
        let expected = "\
news.jsonl.gz
  format    jsonl in gz
  schema    generic
  fields    text=body · outlet=site
  sample    200 rows · 199 with text · 180 dated
  dates     170 day from field, no zone · 10 minute from text, zone given
  h-1 · Town Herald · undated · “Gale␛[2J”
    It blew. All night.

x.bin
  problem   x.bin: a picture; name text files
";
        assert_eq!(page(&[file, broken], &[], 80).to_string(), expected);
    }
}
