//! A page as it came to a page that is safe to build a tree from: bounded in depth, attributes and formatting, without what is never text.
//!
//! Responsible for bounding the work of everything behind it: an HTML parser spends time in the depth of a page for each tag, in the
//! square of the attributes of a tag, and builds all open formatting anew in each paragraph. Not responsible for what is an article.
//!
//! One pass, linear in the page. What goes: comments, scripts, styles, frames, pictures, menus to choose from, and formatting that only
//! paints letters. What stays is the order of tags and text, so that the parser sees the same tree, and flatter where it was too deep.

/// Open elements beyond which a tag is left out and its contents stay: browsers stop at 512, written pages at 60.
const MAX_DEPTH: usize = 200;

/// Elements that are kept of one page; the text behind them stays.
pub(super) const MAX_ELEMENTS: usize = 100_000;

/// Bytes of an attribute's value that are kept: more than any address or description.
const MAX_VALUE_BYTES: usize = 16 << 10;

/// The tamed page.
#[derive(Debug, Default)]
pub(super) struct Tamed {
    pub(super) markup: String,
    /// The contents of the JSON-LD scripts, in order.
    pub(super) json_ld: Vec<String>,
}

/// Attributes that something behind this reads.
const ATTRIBUTES: [&str; 22] = [
    "aria-hidden",
    "aria-modal",
    "class",
    "content",
    "datetime",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "itemprop",
    "itemscope",
    "itemtype",
    "lang",
    "name",
    "property",
    "pubdate",
    "rel",
    "role",
    "style",
    "title",
    "type",
    "xml:lang",
];

/// What to do with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Counts for the depth.
    Plain,
    /// Closed by others, or never open: `p`, `li`, `br`, and what only stands in tables.
    Implied,
    /// The tag goes, its contents stay.
    Unwrapped,
    /// The element goes with all it holds.
    Dropped,
    /// Its contents are letters, whatever they look like.
    Title,
    Script,
}

fn kind(name: &str) -> Kind {
    match name {
        "p" | "li" | "dd" | "dt" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" | "colgroup" | "col" | "br"
        | "hr" | "meta" | "link" | "base" | "wbr" | "html" | "head" | "body" => Kind::Implied,
        "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u" | "mark"
        | "img" | "image" | "source" | "track" | "area" | "param" | "embed" | "input" | "keygen" | "frame" | "frameset"
        | "optgroup" | "option" | "plaintext" | "picture" => Kind::Unwrapped,
        "style" | "iframe" | "noembed" | "noframes" | "noscript" | "xmp" | "textarea" | "template" | "select" | "svg"
        | "math" | "canvas" | "audio" | "video" | "object" | "applet" | "map" | "datalist" => Kind::Dropped,
        "title" => Kind::Title,
        "script" => Kind::Script,
        _ => Kind::Plain,
    }
}

/// Elements past whose start an end tag of another element does not reach.
const BARRIERS: [&str; 3] = ["table", "button", "marquee"];

/// Tames `page`.
pub(super) fn tame(page: &str) -> Tamed {
    let mut walk = Walk { page, out: String::with_capacity(page.len() / 2), ..Walk::default() };
    // Without a document type a parser changes its rules for tables.
    walk.out.push_str("<!doctype html>");
    walk.run();
    Tamed { markup: walk.out, json_ld: walk.json_ld }
}

#[derive(Debug, Default)]
struct Walk<'p> {
    page: &'p str,
    at: usize,
    out: String,
    json_ld: Vec<String>,
    /// Names of the open elements that count.
    open: Vec<String>,
    /// Start tags that were left out for depth and whose end tags are still to come.
    too_deep: usize,
    elements: usize,
    /// Elements whose end tag is known not to come any more.
    unclosed: Vec<String>,
    /// No comment is closed from here on.
    comments_unclosed: bool,
}

/// A start tag.
struct Tag<'p> {
    name: String,
    attributes: Vec<(&'static str, &'p str)>,
    end: usize,
}

impl<'p> Walk<'p> {
    fn run(&mut self) {
        let bytes = self.page.as_bytes();
        while let Some(found) = memchr::memchr(b'<', &bytes[self.at..]) {
            let sign = self.at + found;
            self.out.push_str(&self.page[self.at..sign]);
            self.at = sign;
            match bytes.get(sign + 1) {
                Some(b'!' | b'?') => self.at = self.declaration(sign),
                Some(b'/') => self.end_tag(sign),
                Some(byte) if byte.is_ascii_alphabetic() => match self.tag(sign) {
                    Some(tag) => self.start_tag(&tag),
                    // It never ends: nothing behind it is text.
                    None => self.at = self.page.len(),
                },
                _ => {
                    self.out.push_str("&lt;");
                    self.at = sign + 1;
                }
            }
        }
        self.out.push_str(&self.page[self.at..]);
    }

    /// Where a comment, a document type or a processing instruction ends.
    fn declaration(&mut self, sign: usize) -> usize {
        let rest = &self.page[sign..];
        let mut length = None;
        if let Some(comment) = rest.strip_prefix("<!--")
            && !comment.starts_with(['>'])
            && !comment.starts_with("->")
            && !self.comments_unclosed
        {
            length = comment.find("-->").map(|at| at + "<!---->".len());
            // A comment that is never closed would take the rest of the page with it: it ends with its tag.
            self.comments_unclosed = length.is_none();
        }
        sign + length.or_else(|| rest.find('>').map(|at| at + 1)).unwrap_or(rest.len())
    }

    /// Reads the tag that starts at `sign`; `None` where the page ends in it.
    fn tag(&self, sign: usize) -> Option<Tag<'p>> {
        let page = self.page;
        let bytes = page.as_bytes();
        let name_end = sign + 1 + bytes[sign + 1..].iter().position(|&b| b.is_ascii_whitespace() || b == b'/' || b == b'>')?;
        let mut name = page[sign + 1..name_end].to_ascii_lowercase();
        name.truncate(name.floor_char_boundary(32));
        let mut attributes: Vec<(&'static str, &'p str)> = Vec::new();
        let mut at = name_end;
        loop {
            at += bytes[at..].iter().position(|&b| !b.is_ascii_whitespace() && b != b'/')?;
            if bytes[at] == b'>' {
                return Some(Tag { name, attributes, end: at + 1 });
            }
            let start = at;
            // A name may begin with `=`.
            at += 1;
            at += bytes[at..].iter().position(|&b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='))?;
            let attribute = ATTRIBUTES.iter().find(|known| known.as_bytes().eq_ignore_ascii_case(&bytes[start..at]));
            let after = at + bytes[at..].iter().position(|&b| !b.is_ascii_whitespace())?;
            let mut value = (at, at);
            if bytes[after] == b'=' {
                at = after + 1;
                at += bytes[at..].iter().position(|&b| !b.is_ascii_whitespace())?;
                match bytes[at] {
                    quote @ (b'"' | b'\'') => {
                        let length = memchr::memchr(quote, &bytes[at + 1..])?;
                        value = (at + 1, at + 1 + length);
                        at = value.1 + 1;
                    }
                    b'>' => {}
                    _ => {
                        let length = bytes[at..].iter().position(|&b| b.is_ascii_whitespace() || b == b'>')?;
                        value = (at, at + length);
                        at = value.1;
                    }
                }
            }
            if let Some(attribute) = attribute
                && !attributes.iter().any(|(known, _)| known == attribute)
            {
                let value = &page[value.0..value.1];
                attributes.push((attribute, &value[..value.floor_char_boundary(MAX_VALUE_BYTES)]));
            }
        }
    }

    fn start_tag(&mut self, tag: &Tag) {
        self.at = tag.end;
        match kind(&tag.name) {
            Kind::Unwrapped => {}
            Kind::Script => {
                let is_data =
                    tag.attributes.iter().any(|(name, value)| *name == "type" && value.to_ascii_lowercase().contains("ld+json"));
                let (inner, end) = self.closing(&tag.name, tag.end).unwrap_or((self.page.len(), self.page.len()));
                if is_data {
                    self.json_ld.push(self.page[tag.end..inner].to_owned());
                }
                self.at = end;
            }
            Kind::Dropped => {
                if let Some((_, end)) = self.closing(&tag.name, tag.end) {
                    self.at = end;
                    // Words around it do not run together.
                    self.out.push(' ');
                }
            }
            Kind::Title => {
                if let Some((inner, end)) = self.closing(&tag.name, tag.end) {
                    self.out.push_str("<title>");
                    self.out.push_str(&self.page[tag.end..inner].replace('<', "&lt;"));
                    self.out.push_str("</title>");
                    self.at = end;
                }
            }
            _ if self.elements >= MAX_ELEMENTS => self.out.push(' '),
            Kind::Implied => self.write(tag),
            // A parser would take all that follows into a link that is never closed, and a text of links is no text.
            Kind::Plain if tag.name == "a" && !self.is_closed(tag.end) => {}
            Kind::Plain if self.open.len() >= MAX_DEPTH => {
                self.too_deep += 1;
                self.out.push(' ');
            }
            Kind::Plain => {
                self.open.push(tag.name.clone());
                self.write(tag);
            }
        }
    }

    /// Whether a link that opens before `from` is closed before another opens. Each call ends where the next begins, so all are linear.
    fn is_closed(&self, from: usize) -> bool {
        let bytes = self.page.as_bytes();
        let signs = memchr::memchr_iter(b'<', &bytes[from..]).map(|at| &bytes[from + at..]);
        let is_a =
            |rest: &[u8]| matches!(rest, [b'a' | b'A', next, ..] if next.is_ascii_whitespace() || matches!(next, b'>' | b'/'));
        let found = signs.filter_map(|rest| match rest {
            [_, b'/', name @ ..] if is_a(name) => Some(true),
            [_, name @ ..] if is_a(name) => Some(false),
            _ => None,
        });
        { found }.next() == Some(true)
    }

    fn write(&mut self, tag: &Tag) {
        self.elements += 1;
        self.out.push('<');
        self.out.push_str(&tag.name);
        for (name, value) in &tag.attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            for (i, part) in value.split('"').enumerate() {
                if i > 0 {
                    self.out.push_str("&quot;");
                }
                self.out.push_str(part);
            }
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn end_tag(&mut self, sign: usize) {
        let rest = &self.page[sign..];
        let Some(length) = memchr::memchr(b'>', rest.as_bytes()) else {
            self.at = self.page.len();
            return;
        };
        self.at = sign + length + 1;
        let name: String = rest[2..length].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').take(32).collect();
        let name = name.to_ascii_lowercase();
        match kind(&name) {
            _ if name.is_empty() => return,
            Kind::Plain => {
                if self.too_deep > 0 {
                    self.too_deep -= 1;
                    self.out.push(' ');
                    return;
                }
                let barrier = |open: &String| BARRIERS.contains(&open.as_str()) && *open != name;
                let reach = self.open.iter().rposition(barrier).map_or(0, |at| at + 1);
                if let Some(at) = self.open[reach..].iter().rposition(|open| *open == name) {
                    self.open.truncate(reach + at);
                }
            }
            Kind::Implied => {}
            _ => return,
        }
        if self.elements < MAX_ELEMENTS || kind(&name) == Kind::Plain {
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
    }

    /// Where the contents of an element end, and where its end tag does. Looked for once: what was not found is not looked for again.
    fn closing(&mut self, name: &str, from: usize) -> Option<(usize, usize)> {
        if self.unclosed.iter().any(|known| known == name) {
            return None;
        }
        let bytes = self.page.as_bytes();
        let mut at = from;
        while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
            let sign = at + found;
            let after = sign + 2 + name.len();
            let is_end = bytes.get(sign + 1) == Some(&b'/')
                && bytes.get(sign + 2..after).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && bytes.get(after).is_none_or(|&b| b.is_ascii_whitespace() || b == b'>' || b == b'/');
            if is_end {
                let end = memchr::memchr(b'>', &bytes[sign..]).map_or(bytes.len(), |length| sign + length + 1);
                return Some((sign, end));
            }
            at = sign + 1;
        }
        self.unclosed.push(name.to_owned());
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tamed(page: &str) -> String {
        tame(page).markup.strip_prefix("<!doctype html>").unwrap().to_owned()
    }

    #[test]
    fn what_is_never_text_goes() {
        for (page, want) in [
            ("<p>One<!-- two -->three</p>", "<p>Onethree</p>"),
            ("<p>One<script>if (a<b) '</p>'</script> two", "<p>One two"),
            ("a<style>p{}</STYLE >b", "a b"),
            ("a <svg><title>x</title></svg> b", "a   b"),
            ("<b>bold</b> and <font color=red>red</font>", "bold and red"),
            ("<P onclick='x()' CLASS=lead Id='a\"b'>x", "<p class=\"lead\" id=\"a&quot;b\">x"),
            ("<a href=x href=y>z</a>", "<a href=\"x\">z</a>"),
            ("<li><a href=x>y<li><a href=z>w</a>", "<li>y<li><a href=\"z\">w</a>"),
            ("<title>a <b> c</title>", "<title>a &lt;b> c</title>"),
            ("3 < 4 and <3", "3 &lt; 4 and &lt;3"),
            ("<!-- never closed > and <p>on", " and <p>on"),
            ("<script>never closed <p>gone", ""),
            ("<noscript>kept: <p>on", "kept: <p>on"),
            ("cut in a tag <p class='x", "cut in a tag "),
            ("<img src=x alt='no'>y<br/>z", "y<br>z"),
        ] {
            assert_eq!(tamed(page), want, "{page}");
        }
    }

    #[test]
    fn data_scripts_are_kept_apart() {
        let page = "<script type='application/ld+json'>{\"a\": \"<b>\"}</script><script type=application/LD+JSON>[]";
        assert_eq!(tame(page).json_ld, ["{\"a\": \"<b>\"}", "[]"]);
    }

    #[test]
    fn depth_is_bounded_and_text_kept() {
        let deep = format!("{}core{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
        let out = tamed(&format!("{deep}<div>next</div>"));
        assert_eq!(out.matches("<div>").count(), MAX_DEPTH + 1);
        assert_eq!(out.matches("</div>").count(), MAX_DEPTH + 1);
        assert!(out.contains("core") && out.ends_with("<div>next</div>"));
        // An end tag that a parser would not heed does not lower the count.
        let sly = tamed(&"<div><table><tr><td></div>".repeat(5_000));
        assert!(sly.matches("<table>").count() <= MAX_DEPTH);
    }

    #[test]
    fn a_page_of_tags_is_cut_and_its_text_kept() {
        let out = tamed(&"<p>x".repeat(MAX_ELEMENTS + 5));
        assert_eq!((out.matches("<p>").count(), out.matches('x').count()), (MAX_ELEMENTS, MAX_ELEMENTS + 5));
    }

    proptest! {
        #[test]
        fn any_page_is_tamed(page in "(<|>|/|[a-z]{1,3}|div|=|\"|'| |!|-|é|script|p){0,60}") {
            tame(&page);
        }
    }
}
