//! The page of one utterance.

use super::{Base, Fit, Named, Printing, Saying};
use crate::document::{Align, Document, Line, Table, Tone, layout, sanitize};
use crate::summary::signed;

/// Printings that the table shows; the rest is in the run.
const SHOWN: usize = 60;

/// Names that the head lists.
const NAMES: usize = 6;

/// Related and other utterances that are shown.
const RELATED: usize = 5;

impl Saying {
    /// The page, no line wider than `width`.
    #[must_use]
    pub fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        for line in layout::wrap(&format!("“{}”", sanitize::running(&self.base_text)), width) {
            page.push(Line::new().strong(line));
        }
        let printed = [
            layout::count(self.quotes, "printing", "printings"),
            layout::count(self.articles, "article", "articles"),
            layout::count(self.outlets, "outlet", "outlets"),
            layout::count(self.independent, "independent text", "independent texts"),
        ];
        fact(&mut page, "printed", &printed.join(" · "), Tone::Plain, width);
        fact(&mut page, "base", &self.base_in_words(), Tone::Plain, width);
        let tone = if self.speakers.len() > 1 || self.speaker.is_none() { Tone::Warn } else { Tone::Plain };
        fact(&mut page, "speaker", &self.speakers_in_words(), tone, width);
        let tone = if self.first_known { Tone::Plain } else { Tone::Warn };
        fact(&mut page, "first", &self.first_in_words(), tone, width);
        if !self.venues.is_empty() {
            fact(&mut page, "venue", &named(&self.venues), Tone::Plain, width);
        }
        let found = match self.found_by {
            Fit::Id => String::new(),
            Fit::OneRun => " · holds the words asked for".to_owned(),
            Fit::InOrder => " · holds the words asked for in this order, with others between".to_owned(),
            Fit::CommonWords => " · nearest by common words; no printing holds all of them in this order".to_owned(),
        };
        fact(&mut page, "id", &format!("{}{found}", self.utterance_id), Tone::Dim, width);
        page.blank();
        page.push(crate::summary::heading("WHAT EACH CHANGED", "", width));
        self.entry.variants(&mut page, width, true);
        page.blank();
        page.push(crate::summary::heading("PRINTINGS", "by time, as far as known", width));
        page.extend(self.table(width));
        if self.printings.len() > SHOWN {
            page.push_some(crate::summary::more(self.printings.len() - SHOWN, "quotes", 2));
        }
        for (name, rest, others, all) in [
            ("RELATED", "the same words on another occasion", &self.related, self.related.len()),
            ("ALSO", "hold the words asked for as well", &self.others, self.others_as_well),
        ] {
            if others.is_empty() {
                continue;
            }
            page.blank();
            page.push(crate::summary::heading(name, rest, width));
            for other in others.iter().take(RELATED) {
                let text = format!("“{}”", sanitize::running(&other.base_text));
                page.push(Line::new().plain("  ").dim(format!("{}  ", other.utterance_id)).plain(text).truncated(width));
            }
            let shown = others.len().min(RELATED);
            page.push_some(crate::summary::more(all.saturating_sub(shown), "utterances", 2));
        }
        page
    }

    fn base_in_words(&self) -> String {
        let base = self.printings.iter().find(|printing| printing.quote_id == self.base_quote);
        let rule = match self.base_rule.as_str() {
            rule if rule == Base::Earliest.name() => "the earliest printing",
            rule if rule == Base::Majority.name() => "the words that most printings have",
            _ => "the fullest printing",
        };
        base.map_or_else(|| rule.to_owned(), |base| format!("{rule}, {}", place(base)))
    }

    fn speakers_in_words(&self) -> String {
        let Some(speaker) = &self.speaker else {
            return match self.speakers.as_slice() {
                [] => "not named by any printing".to_owned(),
                names => format!("not determined: {}", named(names)),
            };
        };
        let of = layout::number(signed(self.printings.len()));
        let said = format!("{speaker}, named by {} of {of}", layout::number(self.speaker_votes));
        let others: Vec<Named> = self.speakers.iter().filter(|named| named.name != *speaker).cloned().collect();
        if others.is_empty() { said } else { format!("{said} · other names: {}", named(&others)) }
    }

    fn first_in_words(&self) -> String {
        let first = self.first.as_ref().and_then(|id| self.printings.iter().find(|printing| printing.quote_id == *id));
        match (first, &self.first_unknown_because) {
            (Some(first), _) => place(first),
            (None, Some(why)) => format!("not determined: {why}"),
            (None, None) => "not determined".to_owned(),
        }
    }

    fn table(&self, width: usize) -> Document {
        let mut table = Table::new(&[
            ("", Align::Whole),
            ("time", Align::Whole),
            ("outlet", Align::Left),
            ("article", Align::Left),
            ("speaker", Align::Left),
            ("cue", Align::Left),
        ]);
        for printing in self.printings.iter().take(SHOWN) {
            let cell = |tone, text: &str| (tone, sanitize::running(text));
            let speaker = match (&printing.speaker, printing.speaker_from.as_str()) {
                (Some(name), "article") => (Tone::Plain, sanitize::running(name)),
                (Some(name), _) => (Tone::Dim, format!("({})", sanitize::running(name))),
                (None, _) => (Tone::Warn, "not named".to_owned()),
            };
            table.row(vec![
                cell(Tone::Strong, &printing.label),
                cell(Tone::Plain, printing.published.as_deref().unwrap_or("undated")),
                cell(Tone::Plain, printing.outlet.as_deref().unwrap_or(crate::summary::index::UNNAMED)),
                cell(Tone::Dim, &printing.article_id),
                speaker,
                cell(Tone::Dim, printing.cue.as_deref().unwrap_or("")),
            ]);
        }
        table.document(2, width)
    }
}

fn place(printing: &Printing) -> String {
    let outlet = printing.outlet.as_deref().unwrap_or(crate::summary::index::UNNAMED);
    format!("{outlet}, {} ({})", printing.published.as_deref().unwrap_or("undated"), printing.article_id)
}

fn named(names: &[Named]) -> String {
    let mut told: Vec<String> = names.iter().take(NAMES).map(|one| format!("{} ({})", one.name, one.printings)).collect();
    if names.len() > NAMES {
        told.push(format!("{} more", names.len() - NAMES));
    }
    told.join(", ")
}

/// A line of the head, wrapped beside its name.
fn fact(page: &mut Document, name: &str, text: &str, tone: Tone, width: usize) {
    const NAME: usize = 9;
    for (i, line) in layout::wrap(&sanitize::running(text), width.saturating_sub(NAME)).into_iter().enumerate() {
        let mut out = Line::new().dim(if i == 0 { name } else { "" });
        out.pad_to(NAME);
        out.push(tone, line);
        page.push(out);
    }
}
