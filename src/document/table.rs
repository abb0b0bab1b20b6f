//! Columns that line up: a table of toned cells fitted to a width.

use super::{Document, Line, Tone, layout};

/// To which side the cells of a column lean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    /// As `Left`, and never cut.
    Whole,
    Right,
}

/// A table of short cells. The widest left-leaning column gives way when the table is too wide.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<(Tone, String)>>,
}

/// Columns of space between two columns of a table.
const GAP: usize = 2;

/// No column is narrowed below this.
const NARROWEST: usize = 6;

impl Table {
    /// A table with these columns; a heading row is shown where one of the names is not empty.
    #[must_use]
    pub fn new(columns: &[(&str, Align)]) -> Self {
        Self { columns: columns.iter().map(|&(name, align)| (name.to_owned(), align)).collect(), rows: Vec::new() }
    }

    /// Adds a row; missing cells are empty, surplus ones are left out.
    pub fn row(&mut self, cells: Vec<(Tone, String)>) {
        let mut cells: Vec<_> = cells
            .into_iter()
            .take(self.columns.len())
            .map(|(tone, text)| (tone, super::sanitize::line(&text).into_owned()))
            .collect();
        cells.resize(self.columns.len(), (Tone::Plain, String::new()));
        self.rows.push(cells);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table at `indent`, no line wider than `width`.
    #[must_use]
    pub fn document(&self, indent: usize, width: usize) -> Document {
        let widths = self.fitted(width.saturating_sub(indent));
        let mut page = Document::new();
        if self.columns.iter().any(|(name, _)| !name.is_empty()) {
            let names: Vec<_> = self.columns.iter().map(|(name, _)| (Tone::Dim, name.clone())).collect();
            page.push(self.line(&names, &widths, indent, width));
        }
        for row in &self.rows {
            page.push(self.line(row, &widths, indent, width));
        }
        page
    }

    fn fitted(&self, room: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(i, (name, _))| {
                let cells = self.rows.iter().map(|row| layout::width(&row[i].1)).max().unwrap_or(0);
                cells.max(layout::width(name))
            })
            .collect();
        let gaps = GAP * widths.len().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
        while excess > 0 {
            let left = self.columns.iter().enumerate().filter(|(i, (_, align))| *align == Align::Left && widths[*i] > NARROWEST);
            let Some((widest, _)) = left.max_by_key(|(i, _)| (widths[*i], *i)) else { break };
            widths[widest] -= 1;
            excess -= 1;
        }
        widths
    }

    fn line(&self, cells: &[(Tone, String)], widths: &[usize], indent: usize, width: usize) -> Line {
        let mut line = Line::new();
        let mut at = indent;
        for (((tone, text), &columns), (_, align)) in cells.iter().zip(widths).zip(&self.columns) {
            let text = layout::truncate(text, columns);
            let start = if *align == Align::Right { at + columns - layout::width(&text) } else { at };
            line.pad_to(start);
            line.push(*tone, text);
            at += columns + GAP;
        }
        line.truncated(width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lean_right_and_the_widest_name_gives_way() {
        let mut table = Table::new(&[("OUTLET", Align::Left), ("STORIES", Align::Right)]);
        table.row(vec![(Tone::Plain, "a-very-long-outlet-name.example".into()), (Tone::Plain, "7".into())]);
        table.row(vec![(Tone::Plain, "日本".into()), (Tone::Plain, "1,204".into())]);
        assert_eq!(
            table.document(2, 30).to_string(),
            "  OUTLET               STORIES\n  a-very-long-outlet…        7\n  日本                   1,204\n"
        );
    }
}
