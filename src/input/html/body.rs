//! The text of the article on a page.
//!
//! Responsible for choosing it (a port of Readability first, then the article that the page's data repeats, then the block with most
//! prose) and for its paragraphs: blank lines between blocks, line ends where the page has them, the white space of the source gone.
//! Not responsible for what is taken off before ([`super::furniture`]).

use super::furniture;
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Letters that an article has at least for Readability to look no further. Its own default of 500 makes it add furniture to a brief.
const ENOUGH_CHARS: usize = 160;

/// Letters below which what was found is a caption or a notice, and the page's data is asked first.
const TOO_FEW_CHARS: usize = 80;

/// The article that the page's data repeats is taken where the page itself shows less than this share of it.
const SHOWN_SHARE: f64 = 0.4;

/// Share of a block's letters in links from which it is a list of links.
const LINKED: f64 = 0.85;

/// Letters of links below which a block may be one: names of people and places.
const LINK_CHARS: usize = 12;

/// Lines that stand between paragraphs and are none, in lower case without marks.
#[rustfmt::skip]
const NOTICES: [&str; 18] = [
    "advertisement", "advertisements", "advert", "ad", "anzeige", "werbung", "publicité", "publicidad", "pubblicità", "publicidade", "реклама",
    "広告", "story continues below", "article continues below", "scroll to continue", "continue reading", "loading", "share this article",
];

/// The article's text; empty where the page holds none. `described` is the article as the page's data has it, `title` is not repeated.
pub(super) fn text(doc: Document, described: Option<&str>, title: Option<&str>) -> String {
    furniture::remove(&doc);
    let dense = densest(&doc);
    // A panic of the port is a page that it cannot read, and there are two other ways to the text.
    let found = catch_unwind(AssertUnwindSafe(move || readable(doc))).ok().flatten();
    let found = found.map(|html| paragraphs(&Document::from(html).root()));
    let found = without_title(found.filter(|text| chars(text) >= TOO_FEW_CHARS).unwrap_or_default(), title);
    let described = described.map(plain).filter(|text| chars(text) >= TOO_FEW_CHARS);
    match described {
        #[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
        Some(described) if (chars(&found) as f64) < SHOWN_SHARE * chars(&described) as f64 => described,
        _ if found.is_empty() => without_title(dense, title),
        _ => found,
    }
}

/// The article's element as markup.
fn readable(doc: Document) -> Option<String> {
    let config = Config { max_elements_to_parse: 0, disable_json_ld: true, char_threshold: ENOUGH_CHARS, ..Config::default() };
    let mut reader = Readability::with_document(doc, None, Some(config)).ok()?;
    Some(reader.parse().ok()?.content.to_string())
}

/// A value that may be text or markup, as text.
pub(super) fn plain(value: &str) -> String {
    if !value.contains(['<', '&']) {
        return value.trim().to_owned();
    }
    let tamed = super::tame::tame(value);
    // Line ends of a text are its paragraphs; those of markup are not.
    let markup = if tamed.markup.contains("</") || tamed.markup.contains("<br") || tamed.markup.contains("<p") {
        tamed.markup
    } else {
        tamed.markup.replace('\n', "<br>")
    };
    paragraphs(&Document::from(markup).root())
}

fn chars(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Takes the title off the top, where the page prints it in the article.
fn without_title(text: String, title: Option<&str>) -> String {
    let Some(title) = title else { return text };
    let first = text.lines().next().unwrap_or_default();
    if !first.is_empty() && crate::text::fold(first) == crate::text::fold(title) {
        return text[first.len()..].trim_start().to_owned();
    }
    text
}

/// The text of the element whose own blocks hold most prose; empty where none holds any.
fn densest(doc: &Document) -> String {
    let mut best: Option<(usize, NodeRef)> = None;
    let root = doc.root();
    // Children come behind their parents, so prose is summed at the parent of each block.
    let mut sums: Vec<(NodeRef, usize)> = Vec::new();
    let mut places: ahash::AHashMap<dom_query::NodeId, usize> = ahash::AHashMap::new();
    for node in root.descendants_it().filter(NodeRef::is_text) {
        let letters = chars(&node.text());
        if letters == 0 || node.ancestors_it(Some(12)).any(|outer| outer.has_name("a") || outer.has_name("head")) {
            continue;
        }
        // The block that the words stand in, and the one around it: paragraphs stand side by side.
        let Some(block) = node.ancestors_it(None).find(is_block) else { continue };
        let around = block.parent().filter(|_| !block.has_name("body")).unwrap_or(block);
        for holder in [block, around] {
            let place = *places.entry(holder.id).or_insert_with(|| {
                sums.push((holder, 0));
                sums.len() - 1
            });
            sums[place].1 += letters;
        }
    }
    for (node, letters) in sums {
        if best.as_ref().is_none_or(|(most, _)| letters > *most) {
            best = Some((letters, node));
        }
    }
    best.filter(|(letters, _)| *letters >= TOO_FEW_CHARS).map_or_else(String::new, |(_, node)| paragraphs(&node))
}

fn is_block(node: &NodeRef) -> bool {
    node.node_name().is_some_and(|name| {
        matches!(
            &*name,
            "p" | "div"
                | "section"
                | "article"
                | "main"
                | "body"
                | "blockquote"
                | "pre"
                | "ul"
                | "ol"
                | "li"
                | "dl"
                | "dd"
                | "dt"
                | "table"
                | "tr"
                | "td"
                | "th"
                | "tbody"
                | "thead"
                | "tfoot"
                | "caption"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "header"
                | "hgroup"
                | "figure"
                | "hr"
                | "center"
                | "details"
                | "summary"
                | "address"
                | "form"
                | "fieldset"
        )
    })
}

/// The paragraphs below a node, without recursion: a blank line between blocks, a line end between items, rows and where there is a `br`.
fn paragraphs(root: &NodeRef) -> String {
    let mut out = Paragraphs::default();
    let mut next = root.first_child();
    while let Some(node) = next {
        out.enter(&node);
        if !Paragraphs::skips(&node)
            && let Some(child) = node.first_child()
        {
            next = Some(child);
            continue;
        }
        let mut last = node;
        next = loop {
            out.leave(&last);
            if let Some(sibling) = last.next_sibling() {
                break Some(sibling);
            }
            match last.parent().filter(|parent| parent.id != root.id) {
                Some(parent) => last = parent,
                None => break None,
            }
        };
    }
    out.flush();
    out.blocks
}

/// Text as it is put together.
#[derive(Debug, Default)]
struct Paragraphs {
    blocks: String,
    /// The open line, its letters, and those of them that stand in links.
    line: String,
    letters: usize,
    linked: usize,
    in_link: usize,
    in_pre: usize,
    /// Whether a blank line comes before the open line.
    apart: bool,
}

impl Paragraphs {
    fn skips(node: &NodeRef) -> bool {
        node.node_name().is_some_and(|name| matches!(&*name, "head" | "title" | "script" | "style" | "template"))
    }

    fn enter(&mut self, node: &NodeRef) {
        if node.is_text() {
            self.text(&node.text());
            return;
        }
        let Some(name) = node.node_name() else { return };
        match &*name {
            "a" => self.in_link += 1,
            "pre" => {
                self.end_line(true);
                self.in_pre += 1;
            }
            "td" | "th" => self.space(),
            "br" | "li" | "tr" | "dt" | "dd" => self.end_line(false),
            _ if is_block(node) => self.end_line(true),
            _ => {}
        }
    }

    fn leave(&mut self, node: &NodeRef) {
        let Some(name) = node.node_name() else { return };
        match &*name {
            "a" => self.in_link = self.in_link.saturating_sub(1),
            "pre" => {
                self.in_pre = self.in_pre.saturating_sub(1);
                self.end_line(true);
            }
            "li" | "tr" | "dt" | "dd" => self.end_line(false),
            "td" | "th" => self.space(),
            _ if is_block(node) => self.end_line(true),
            _ => {}
        }
    }

    fn space(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\n' && self.in_pre > 0 {
                self.end_line(false);
            } else if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.space();
            } else {
                self.line.push(c);
                if c.is_alphanumeric() {
                    self.letters += 1;
                    self.linked += usize::from(self.in_link > 0);
                }
            }
        }
    }

    /// Ends the open line; `apart` puts a blank one behind it.
    fn end_line(&mut self, apart: bool) {
        let line = self.line.trim();
        if !line.is_empty() && !self.is_notice(line) {
            if !self.blocks.is_empty() {
                self.blocks.push_str(if self.apart { "\n\n" } else { "\n" });
            }
            self.blocks.push_str(line);
            self.apart = false;
        }
        self.apart |= apart;
        self.line.clear();
        (self.letters, self.linked) = (0, 0);
    }

    /// Lines of nothing but links, and the words that sites put between paragraphs.
    #[expect(clippy::cast_precision_loss, reason = "letters of a line")]
    fn is_notice(&self, line: &str) -> bool {
        let links = self.linked >= LINK_CHARS && self.linked as f64 >= LINKED * self.letters as f64;
        let words = || line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        links || self.letters < 40 && NOTICES.contains(&words().as_str())
    }

    fn flush(&mut self) {
        self.end_line(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        paragraphs(&Document::from(html).root())
    }

    #[test]
    fn blocks_are_apart_and_lines_are_lines() {
        for (html, want) in [
            ("<p>One\n  two</p> <p>three<br>four</p>five", "One two\n\nthree\nfour\n\nfive"),
            ("<ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><td>e</table>", "a\nb\n\nc d\ne"),
            ("<pre>x\n  y</pre>", "x\ny"),
            ("<p>One <a href=x>linked</a> word&nbsp;&amp; more</p>", "One linked word\u{a0}& more"),
            (
                "<p>Kept.</p><p><a href=x>Read the other story too</a></p><p>Advertisement</p><p>Kept too.</p>",
                "Kept.\n\nKept too.",
            ),
            ("<div>a<div>b</div></div><span>c</span>", "a\n\nb\n\nc"),
            ("", ""),
        ] {
            assert_eq!(shown(html), want, "{html}");
        }
    }

    #[test]
    fn data_is_text_or_markup() {
        assert_eq!(plain("<p>A &amp; b</p><p>c</p>"), "A & b\n\nc");
        assert_eq!(plain("A &quot;b&quot;\nc"), "A \"b\"\nc");
        assert_eq!(plain(" a\n\nb "), "a\n\nb");
    }
}
