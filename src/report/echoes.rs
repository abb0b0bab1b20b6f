//! Rows of matches, passages and edges: who shares what with whom.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::data::{Builder, Scope, chars, short, snippet};
use super::grid::{Grid, row};
use super::runs::{coded, measured, refined};
use super::source::rows_of;
use crate::tables::{Block, EdgeRow, Label, MatchRow, PassageRow};

impl<'s> Builder<'s> {
    pub(super) fn matches(&mut self) -> (Grid, Grid) {
        let tables = &self.source.tables;
        let mut matches = Grid::new(&[
            "id",
            "a",
            "b",
            "relation",
            "jaccard",
            "in_a",
            "in_b",
            "shared",
            "longest",
            "identity",
            "same_outlet",
            "lag",
            "found_by",
        ]);
        let mut passages = Grid::new(&[
            "id", "match", "a_start", "a_end", "b_start", "b_end", "words", "identity", "kind", "flags", "articles", "ops",
            "a_word", "b_word", "places", "snippet",
        ]);
        for i in self.matches.clone() {
            let row = &tables.matches[i];
            let (Some(a), Some(b)) = (self.number_of(&row.a), self.number_of(&row.b)) else { continue };
            matches.push(row![
                row.match_id,
                a,
                b,
                row.relation,
                short(row.jaccard),
                short(row.containment_a),
                short(row.containment_b),
                row.shared_words,
                row.longest_run_words,
                row.identity.map(short),
                row.same_outlet,
                row.lag_seconds,
                row.found_by,
            ]);
            if self.is_whole() {
                self.passages(row, matches.rows.len() - 1, &mut passages);
            }
        }
        (matches, passages)
    }

    fn passages(&mut self, pair: &'s MatchRow, number: usize, grid: &mut Grid) {
        let tables = &self.source.tables;
        let both = self.with_text.contains(pair.a.as_str()) && self.with_text.contains(pair.b.as_str());
        let counted = both && self.counted(&pair.a).and_then(|()| self.counted(&pair.b)).is_some();
        let rows = rows_of(&self.index.passages, &pair.match_id).iter().map(|&p| &tables.passages[p]);
        for (row, piece) in rows.flat_map(|row| pieces(row).into_iter().map(move |piece| (row, piece))) {
            let (mut words, mut runs, mut ops) = ([None, None], Vec::new(), piece.ops.clone());
            if counted {
                let (one, two) = (&self.counted[pair.a.as_str()], &self.counted[pair.b.as_str()]);
                let (a, b) = (one.word_at(piece.a_start_byte), two.word_at(piece.b_start_byte));
                words = [Some(a), Some(b)];
                ops = refined(&piece.ops, (one, a), (two, b));
                if !self.options.redact && ops.contains(' ') {
                    runs = coded(&ops, (one, a, piece.a_start), (two, b, piece.b_start));
                }
            }
            let slice = || self.index.text(&pair.a).and_then(|text| chars(text, piece.a_start_byte, piece.a_end_byte));
            let snippet = self.options.redact.then(slice).flatten().map(snippet);
            let moved = row.blocks.is_some().then(|| Label::from("reordered"));
            let flags: Vec<Label> = moved.into_iter().chain(piece.flags.iter().cloned()).collect();
            let (n, identity) = if row.blocks.is_some() { measured(&piece.ops) } else { (row.words, row.identity) };
            grid.push(row![
                row.passage_id,
                number,
                piece.a_start,
                piece.a_end,
                piece.b_start,
                piece.b_end,
                n,
                short(identity),
                piece.kind,
                flags,
                row.articles,
                ops,
                words[0],
                words[1],
                runs,
                snippet,
            ]);
        }
    }

    pub(super) fn edges(&mut self) -> Grid {
        let tables = &self.source.tables;
        let mut grid = Grid::new(&[
            "id",
            "src",
            "src_name",
            "dst",
            "src_kind",
            "kind",
            "words",
            "share",
            "lag",
            "direction",
            "probability",
            "evidence",
            "alternatives",
        ]);
        let mut ends: Vec<&str> = self.with_text.iter().copied().collect();
        if matches!(self.scope, Scope::Case { .. }) {
            // Whoever echoes a text of the page as well: the page is all that there is to see of it.
            ends.extend(self.articles.iter().copied().filter(|id| !self.with_text.contains(id)));
        }
        for dst in ends {
            for &e in rows_of(&self.index.edges, dst) {
                let row: &EdgeRow = &tables.edges[e];
                if !self.with_text.contains(dst) && !self.with_text.contains(row.src.as_str()) {
                    continue;
                }
                let src = if row.src_kind == "article" { self.number_of(&row.src) } else { None };
                let name = src.is_none().then_some(row.src.as_str());
                let others: Vec<Value> = row
                    .alternatives
                    .iter()
                    .map(|other| json!([self.number_of(&other.src), other.src, short(other.probability)]))
                    .collect();
                grid.push(row![
                    row.edge_id,
                    src,
                    name,
                    self.number_of(&row.dst),
                    row.src_kind,
                    row.kind,
                    row.words,
                    short(row.share_of_dst),
                    row.lag_seconds,
                    row.direction,
                    short(row.probability),
                    row.evidence,
                    others,
                ]);
            }
        }
        grid
    }
}

/// The pieces of a passage in both articles: its blocks, or all of it. A page shows each where it stands; they share the passage's id.
fn pieces(row: &PassageRow) -> Vec<Cow<'_, Block>> {
    if let Some(blocks) = &row.blocks {
        return blocks.iter().map(Cow::Borrowed).collect();
    }
    vec![Cow::Owned(row.block())]
}
