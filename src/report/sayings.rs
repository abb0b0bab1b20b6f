//! Rows of utterances, their printings, and credits: who said and who is named.

use std::collections::BTreeSet;

use super::data::{Builder, CREDIT_CHARS, cut, millis, snippet};
use super::grid::{Grid, row};
use super::runs::{Counted, coded};
use super::source::rows_of;

/// Printings of one utterance.
const MAX_PRINTINGS: usize = 300;

impl Builder<'_> {
    pub(super) fn utterances(&mut self) -> (Grid, Grid) {
        let tables = &self.source.tables;
        let mut utterances = Grid::new(&[
            "id",
            "text",
            "base",
            "rule",
            "speaker",
            "votes",
            "quotes",
            "articles",
            "outlets",
            "variants",
            "independent",
            "first_at",
            "first",
            "first_known",
            "related",
            "flags",
        ]);
        let mut quotes = Grid::new(&[
            "id",
            "utterance",
            "article",
            "field",
            "start",
            "end",
            "text",
            "kind",
            "speaker",
            "speaker_text",
            "speaker_from",
            "cue",
            "rule",
            "venue",
            "change",
            "flags",
            "edits",
            "places",
        ]);
        for i in self.utterances.clone() {
            let row = &tables.utterances[i];
            let mut flags = BTreeSet::new();
            let base = Counted::of(&row.base_text);
            let printings = rows_of(&self.index.printings, &row.utterance_id);
            for (n, &q) in printings.iter().enumerate() {
                let quote = &tables.quotes[q];
                flags.extend(quote.flags.iter().map(|flag| &**flag));
                if !self.is_whole() {
                    continue;
                }
                // The base is named by its id, so it is there whatever the cap.
                if n >= MAX_PRINTINGS && quote.quote_id != row.base_quote {
                    continue;
                }
                let mut runs = Vec::new();
                if !self.options.redact && quote.edits.contains(' ') {
                    runs = coded(&quote.edits, (&base, 0, 0), (&Counted::of(&quote.text), 0, 0));
                }
                let article = self.number_of(&quote.article_id);
                quotes.push(row![
                    quote.quote_id,
                    row.utterance_id,
                    article,
                    quote.field,
                    quote.start,
                    quote.end,
                    self.words(&quote.text),
                    quote.kind,
                    quote.speaker,
                    quote.speaker_text,
                    quote.speaker_from,
                    quote.cue,
                    quote.rule,
                    quote.venue,
                    quote.change,
                    quote.flags,
                    quote.edits,
                    runs,
                ]);
            }
            utterances.push(row![
                row.utterance_id,
                self.words(&row.base_text),
                row.base_quote,
                row.base_rule,
                row.speaker,
                row.speaker_votes,
                row.quotes,
                row.articles,
                row.outlets,
                row.variants,
                row.independent,
                millis(row.first_at),
                row.first_quote,
                row.first_known,
                row.related,
                flags,
            ]);
        }
        (utterances, quotes)
    }

    pub(super) fn credits(&mut self) -> Grid {
        let tables = &self.source.tables;
        let mut grid = Grid::new(&["article", "start", "end", "text", "names", "kind", "level", "inherited"]);
        let ids = self.with_text.clone();
        for row in ids.iter().flat_map(|id| rows_of(&self.index.credits, id)).map(|&i| &tables.credits[i]) {
            let text = if self.options.redact { snippet(&row.text) } else { cut(&row.text, CREDIT_CHARS) };
            grid.push(row![
                self.number_of(&row.article_id),
                row.start,
                row.end,
                text,
                cut(&row.names, CREDIT_CHARS),
                row.kind,
                row.level,
                row.inherited
            ]);
        }
        grid
    }

    /// Words of a quotation: all, or the first of them.
    fn words(&self, text: &str) -> String {
        if self.options.redact { snippet(text) } else { text.to_owned() }
    }
}
