//! `quotes`: the quotations of each article, with speaker and venue.

use clap::Args;
use newsprint::article::{Article, CodePoints, Span};
use newsprint::quotes::{Field, Quote};
use serde_json::{Value, json};

use super::args::{HELP, InputArgs};
use super::doors;
use super::failure::Exit;
use super::output::JsonLines;
use super::scan::OutletsArgs;
use super::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  newsprint quotes seeds/articles.jsonl | head -n 1
  newsprint quotes seeds/articles.jsonl | jq -r '.quotes[].speaker' | sort
  newsprint quotes seeds/town-herald/ > quotes.jsonl";

/// Quotations with speaker and venue, one JSON line an article
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = HELP)]
pub(crate) struct QuotesArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) names: OutletsArgs,
}

pub(crate) fn run(args: &QuotesArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let mut lines = JsonLines::on_stdout();
    let (read, rejected) = doors::articles(&args.input.inputs, settings, &mut |article, outlets| {
        lines.write(&line(article, &doors::quotes(article, outlets)))
    })?;
    lines.finish()?;
    Ok(super::rejected_exit(rejected, read, settings))
}

/// One article as an object. Offsets are half-open code points of the field; `parent` and `speech` are places in the list.
fn line(article: &Article, quotes: &[Quote]) -> Value {
    let (text, title) = (article.text.as_str(), article.title.as_deref().unwrap_or_default());
    let (in_text, in_title) = (CodePoints::new(text), CodePoints::new(title));
    let object = |quote: &Quote| {
        let (points, whole) = if quote.field == Field::Title { (&in_title, title) } else { (&in_text, text) };
        let speaker = quote.speaker.mention.filter(|span| is_of(*span, whole));
        json!({
            "field": quote.field.name(),
            "start": points.at(quote.span.start),
            "end": points.at(quote.span.end),
            "start_byte": quote.span.start,
            "end_byte": quote.span.end,
            "text": quote.span.of(whole),
            "kind": quote.kind.name(),
            "marks": quote.marks,
            "parent": quote.parent,
            "speech": quote.speech,
            "speaker": quote.speaker.name,
            "speaker_type": quote.speaker.kind.name(),
            "speaker_text": speaker.map(|span| span.of(whole)),
            "speaker_start": speaker.map(|span| points.at(span.start)),
            "speaker_end": speaker.map(|span| points.at(span.end)),
            "cue": quote.cue,
            "addressee": quote.addressee,
            "venue": quote.venue,
            "venue_outlet": quote.venue_outlet,
            "venue_inherited": quote.venue_inherited,
            "rule": quote.rule,
            "flags": quote.flags,
        })
    };
    json!({
        "article_id": article.id,
        "outlet": article.outlet,
        "title": article.title,
        "published_at": article.published.at.map(|at| at.to_string()),
        "quotes": quotes.iter().map(object).collect::<Vec<_>>(),
    })
}

/// Whether a span can be sliced out of this text.
fn is_of(span: Span, text: &str) -> bool {
    text.get(span.start..span.end).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_code_points_of_the_text() {
        let text = "Séan said: “No.”";
        let start = text.find('N').unwrap();
        let quote = Quote { span: Span::new(start, start + 3), marks: "“”".into(), ..Quote::default() };
        let article = Article { id: "a".into(), text: text.into(), ..Article::default() };
        let line = line(&article, &[quote]);
        let quote = &line["quotes"][0];
        assert_eq!((quote["start"].as_u64(), quote["end"].as_u64(), quote["text"].as_str()), (Some(12), Some(15), Some("No.")));
        assert_eq!(quote["speaker"], Value::Null);
    }
}
