//! The tree on the screen.

use std::collections::BTreeMap;

use super::{Edge, Node, Trail};
use crate::document::{Document, Line, Tone, layout, sanitize};
use crate::summary::signed;

/// Columns that one level of the tree takes.
const STEP: usize = 3;

/// Shares of a speech that are named.
const ORIGINS: usize = 5;

impl Trail {
    /// The page, no line wider than `width`.
    #[must_use]
    pub fn document(&self, width: usize) -> Document {
        let mut page = Document::new();
        let edges: BTreeMap<&str, &Edge> = self.edges.iter().map(|edge| (edge.id.as_str(), edge)).collect();
        // Deeper than half of the page nothing is indented further: the depth is then said.
        let deepest = width / 2 / STEP;
        let is_last: Vec<bool> = last_of_theirs(&self.nodes);
        // For each level whether a line goes on below it.
        let mut goes_on: Vec<bool> = Vec::new();
        for (i, node) in self.nodes.iter().enumerate() {
            goes_on.truncate(node.depth);
            if node.depth == 0 && i > 0 {
                page.blank();
            }
            let level = node.depth.min(deepest);
            let lead = |upto: usize, goes_on: &[bool]| -> String {
                goes_on.iter().take(upto).map(|&on| if on { "│  " } else { "   " }).collect()
            };
            let has_children = self.nodes.get(i + 1).is_some_and(|next| next.depth > node.depth);
            let (branch, below) = if node.depth == 0 {
                (String::new(), String::new())
            } else {
                let lead = lead(level - 1, &goes_on[1.min(goes_on.len())..]);
                let last = is_last[i];
                (format!("{lead}{}", if last { "└─ " } else { "├─ " }), format!("{lead}{}", if last { "   " } else { "│  " }))
            };
            let below = format!("{below}{}", if has_children && level < deepest { "│  " } else { "   " });
            if let Some(edge) = node.edge_id.as_deref().and_then(|id| edges.get(id)) {
                for (k, line) in edge.lines(width.saturating_sub(layout::width(&branch))).into_iter().enumerate() {
                    let lead = if k == 0 { branch.clone() } else { under(&branch) };
                    let mut out = Line::new().dim(lead);
                    out.append(line);
                    page.push(out.truncated(width));
                }
            }
            let own = if node.depth == 0 { String::new() } else { under(&branch) };
            let mut line = Line::new().dim(&own);
            line.append(node.line());
            if node.depth > deepest {
                line.push(Tone::Dim, format!(" · step {}", node.depth));
            }
            page.push(line.truncated(width));
            for note in self.notes(node, &edges) {
                for text in layout::wrap(&note.1, width.saturating_sub(layout::width(&below)).max(12)) {
                    page.push(Line::new().dim(&below).with(note.0, text).truncated(width));
                }
            }
            goes_on.resize(node.depth + 1, true);
            goes_on[node.depth] = node.depth == 0 || !is_last[i];
        }
        if !self.common_origins.is_empty() {
            page.blank();
            let n = layout::count(signed(self.common_origins.len()), "article shares", "articles share");
            let mut names: Vec<String> = self.common_origins.iter().take(ORIGINS).map(|id| sanitize::running(id)).collect();
            if self.common_origins.len() > ORIGINS {
                names.push("…".to_owned());
            }
            let said = format!("common origin, no copy: {n} quotations only ({})", names.join(", "));
            for line in layout::wrap(&said, width) {
                page.push(Line::new().dim(line));
            }
        }
        if self.left_out > 0 {
            let n = layout::count(signed(self.left_out), "more article", "more articles");
            page.push(Line::new().dim(format!("… {n} of the chain in table edges")).truncated(width));
        }
        page
    }

    /// What else is to be said of a node.
    fn notes(&self, node: &Node, edges: &BTreeMap<&str, &Edge>) -> Vec<(Tone, String)> {
        let mut notes = Vec::new();
        if node.kind != "article" {
            let place = if node.in_corpus {
                "known by credits alone: which of its articles is not determined"
            } else {
                "outside of the corpus: known by credits alone"
            };
            notes.push((Tone::Dim, place.to_owned()));
        } else if self.is_empty() {
            notes.push((
                Tone::Plain,
                "no echo found: nothing of it is in another article of the run, and it credits nobody".to_owned(),
            ));
        } else {
            match node.first {
                Some(true) => notes.push((Tone::Good, "origin, as far as the run shows".to_owned())),
                Some(false)
                    if node.edge_id.is_none()
                        && self.edges.iter().any(|edge| edge.src == node.id && edge.src_kind == "article") =>
                {
                    notes.push((Tone::Warn, "on top, but who was first is not determined".to_owned()));
                }
                _ => {}
            }
        }
        let also: Vec<&Edge> = node.also.iter().filter_map(|id| edges.get(id.as_str()).copied()).collect();
        let credits: Vec<String> =
            also.iter().filter(|edge| edge.kind == "credit").map(|edge| sanitize::running(&edge.src)).collect();
        if !credits.is_empty() {
            notes.push((Tone::Dim, format!("credits {}", credits.join(", "))));
        }
        for edge in also.iter().filter(|edge| edge.kind != "credit") {
            let share = if edge.words > 0 { format!(", {}", layout::count(edge.words, "word", "words")) } else { String::new() };
            let order = if edge.direction == "unknown" { ", order not determined" } else { "" };
            let (kind, src) = (edge.kind.replace('_', " "), sanitize::running(&edge.src));
            notes.push((Tone::Dim, format!("also {kind} of {src}{share}{order} · p {:.2}", edge.probability)));
        }
        notes
    }
}

/// The same lead with nothing branching off.
fn under(branch: &str) -> String {
    branch.replace("├─", "│ ").replace("└─", "  ")
}

/// For each node whether no brother of it follows.
fn last_of_theirs(nodes: &[Node]) -> Vec<bool> {
    let mut last = vec![true; nodes.len()];
    // The depths that a later node has been seen at, since the last that was less deep.
    let mut seen: Vec<bool> = Vec::new();
    for (i, node) in nodes.iter().enumerate().rev() {
        seen.resize(node.depth + 1, false);
        last[i] = !seen[node.depth];
        seen[node.depth] = true;
    }
    last
}

impl Node {
    fn line(&self) -> Line {
        let mut line = Line::new();
        let name =
            if self.kind == "article" { self.outlet.as_deref().unwrap_or(crate::summary::index::UNNAMED) } else { &self.id };
        line.push(Tone::Strong, sanitize::running(name));
        if self.kind == "article" {
            line.push(Tone::Plain, format!(" · {}", sanitize::running(&self.id)));
            line.push(
                if self.published.is_some() { Tone::Plain } else { Tone::Warn },
                format!(" · {}", self.published.as_deref().unwrap_or("undated")),
            );
        }
        if self.asked {
            line.push(Tone::Heading, " ◀");
        }
        if let Some(title) = &self.title {
            line.push(Tone::Dim, format!(" · “{}”", sanitize::running(title)));
        }
        line
    }
}

impl Edge {
    /// Two lines: what, and how it is known. Broken where there is no room.
    fn lines(&self, width: usize) -> Vec<Line> {
        let open = self.direction == "unknown";
        let mut what = vec![self.kind.replace('_', " ")];
        if self.words > 0 {
            let words = layout::count(self.words, "word", "words");
            let share = (self.share_of_dst > 0.0).then(|| format!(", {} of it", layout::percent(self.share_of_dst)));
            what.push(words + &share.unwrap_or_default());
        }
        what.extend(self.lag_seconds.filter(|_| !open).map(layout::lag));
        let direction = match self.direction.as_str() {
            "known" => (Tone::Good, "direction known"),
            "inferred" => (Tone::Plain, "direction inferred"),
            _ => (Tone::Warn, "order not determined"),
        };
        let mut rest = vec![(Tone::Dim, format!("p {:.2}", self.probability))];
        rest.extend((!self.evidence_in_words.is_empty()).then(|| (Tone::Plain, self.evidence_in_words.join(", "))));
        if let Some(next) = self.alternatives.first() {
            rest.push((Tone::Dim, format!("else {} p {:.2}", sanitize::running(&next.src), next.probability)));
        }
        let mut lines = vec![Line::new().plain(what.join(" · "))];
        let parts = std::iter::once((direction.0, direction.1.to_owned())).chain(rest);
        for (tone, part) in parts {
            let needed = layout::width(&part) + 3;
            match lines.last_mut() {
                Some(line) if line.width() + needed <= width => {
                    line.push(Tone::Dim, " · ");
                    line.push(tone, part);
                }
                _ => lines.push(Line::new().with(tone, part)),
            }
        }
        lines
    }
}
