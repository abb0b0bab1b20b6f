//! Block lines (`> `) and embedded posts: quotation without quotation marks.
//!
//! Responsible for where a post of a social network begins and ends, for its author's name and handle as printed, and for turning
//! block lines into marked spans. Not responsible for who speaks in them.

use memchr::{memchr, memmem, memrchr};

use super::paragraphs::trimmed;
use super::{Ending, Marked};
use crate::article::Span;

/// A post of a social network, printed with its signature: `— NAME (@handle) Month D, YYYY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Post {
    /// From the first to the last of its words, the signature included.
    pub span: Span,
    /// The post's own words without links and signature; empty where only block lines are left.
    pub body: Span,
    pub author: Span,
    /// With its `@`.
    pub handle: Span,
    /// The line before the block lines of the post: what its author says of them.
    pub lead: Option<Span>,
}

/// Longest author's name, in bytes.
const LONGEST_NAME: usize = 100;
/// Longest handle, in bytes.
const LONGEST_HANDLE: usize = 32;
/// Longest words of a post before its signature on the same line, in bytes: 280 characters, with links.
const LONGEST_POST: usize = 480;
/// Bytes in which a date is looked for.
const LONGEST_DATE: usize = 64;
/// Block lines that one post or quotation may have.
const MOST_LINES: usize = 64;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The embedded posts of `text` in order. O(bytes).
pub(super) fn posts(text: &str) -> Vec<Post> {
    let mut out: Vec<Post> = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), b"(@") {
        let floor = out.last().map_or(0, |post| post.span.end);
        if let Some(post) = post_at(text, at, floor) {
            out.push(post);
        }
    }
    out
}

/// The post whose handle opens at `at`, looking no further back than `floor`.
fn post_at(text: &str, at: usize, floor: usize) -> Option<Post> {
    let bytes = text.as_bytes();
    let handle_len = bytes[at + 1..].iter().take(LONGEST_HANDLE).position(|&b| b == b')')?;
    let handle = Span::new(at + 1, at + 1 + handle_len);
    if !handle.of(text)[1..].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    let mut from = at.saturating_sub(LONGEST_NAME).max(floor);
    if let Some(end) = memrchr(b'\n', &bytes[from..at]) {
        from += end + 1;
    }
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let (dash, dash_len) =
        text[from..at].char_indices().rev().find(|(_, c)| matches!(c, '—' | '–')).map(|(i, c)| (from + i, c.len_utf8()))?;
    let author = trimmed(text, Span::new(dash + dash_len, at))?;
    let end = date_end(text, handle.end + 1)?;
    // Only a post pays for the way back to the start of its line, and the next one goes no further back than its end.
    let line_start = memrchr(b'\n', &bytes[floor..at]).map_or(floor, |n| floor + n + 1);
    let own = Span::new(line_start, dash);
    let mut post = Post { span: Span::new(dash, end), body: Span::new(dash, dash), author, handle, lead: None };
    if let Some(words) = trimmed(text, own) {
        // A signature at the end of a whole article without line ends says nothing of where the post began.
        if words.len() > LONGEST_POST {
            return None;
        }
        post.span.start = words.start;
        post.body = without_links(text, words);
        return Some(post);
    }
    let mut above = line_start;
    let mut blocks = 0;
    while let Some(line) = line_above(text, above, floor) {
        if blocks == MOST_LINES || !line.of(text).starts_with('>') {
            post.lead = (blocks > 0).then_some(line);
            if blocks == 0 {
                post.span.start = line.start;
                post.body = without_links(text, line);
            }
            break;
        }
        blocks += 1;
        post.span.start = line.start;
        above = line.start;
    }
    if let Some(lead) = post.lead {
        post.span.start = lead.start;
    }
    (post.span.start < dash).then_some(post)
}

/// The line before the one that starts at `at`, trimmed; `None` for a blank one and at `floor`.
fn line_above(text: &str, at: usize, floor: usize) -> Option<Span> {
    let end = at.checked_sub(1).filter(|&end| end > floor)?;
    let start = memrchr(b'\n', &text.as_bytes()[floor..end]).map_or(floor, |n| floor + n + 1);
    trimmed(text, Span::new(start, end))
}

/// The end of a date after a handle: `Month D, YYYY`, or nothing but the end of the line.
fn date_end(text: &str, at: usize) -> Option<usize> {
    let mut limit = text.len().min(at + LONGEST_DATE);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let rest = &text[at..limit];
    let line = &rest[..memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
    let date = line.trim_start();
    if date.is_empty() {
        return Some(at);
    }
    let mut parts = date.split_ascii_whitespace();
    let month = parts.next()?;
    if !MONTHS.iter().any(|m| month.starts_with(m)) {
        return None;
    }
    let is_day = |p: &&str| p.len() <= 3 && p.trim_end_matches(',').bytes().all(|b| b.is_ascii_digit());
    parts.next().filter(is_day)?;
    let year = parts.next().filter(|y| y.len() >= 4 && y.as_bytes()[..4].iter().all(u8::is_ascii_digit))?;
    let offset = year.as_ptr() as usize - text.as_ptr() as usize;
    Some(offset + 4)
}

/// `span` without links at its end and without white space.
fn without_links(text: &str, span: Span) -> Span {
    let mut words = span;
    loop {
        let printed = words.of(text).trim_end();
        let last = printed.rfind(char::is_whitespace).map_or(0, |i| i + 1);
        let link = &printed[last..];
        let is_link = ["pic.twitter.com/", "https://", "http://", "t.co/", "pic.x.com/"].iter().any(|p| link.starts_with(p));
        if !is_link {
            return Span::new(words.start, words.start + printed.len());
        }
        let rest = printed[..last].trim_end().len();
        words.end = words.start + rest;
    }
}

/// Adds block lines and the words of posts to the paired spans, and tells each span which post it stands in.
pub(super) fn add(text: &str, paragraphs: &[Span], posts: &[Post], spans: &mut Vec<Marked>) {
    let mut added = Vec::new();
    for (i, paragraph) in paragraphs.iter().enumerate() {
        if let Some(open) = prefix(text, *paragraph)
            && let Some(inner) = trimmed(text, Span::new(open.end, paragraph.end))
        {
            let close = Span::new(inner.end, inner.end);
            added.push(Marked { inner, outer: *paragraph, open, close, block: true, paragraph: i, ..Marked::default() });
        }
    }
    for post in posts {
        if !post.body.is_empty() && post.lead.is_none() {
            let paragraph = paragraphs.partition_point(|p| p.end <= post.body.start).min(paragraphs.len().saturating_sub(1));
            if paragraphs.get(paragraph).is_none_or(|p| !p.contains(post.body) || p.of(text).starts_with('>')) {
                continue;
            }
            let edge = |at| Span::new(at, at);
            added.push(Marked {
                inner: post.body,
                outer: post.body,
                open: edge(post.body.start),
                close: edge(post.body.end),
                block: true,
                paragraph,
                ..Marked::default()
            });
        }
    }
    added.sort_by_key(|block| (block.outer.start, block.outer.end));
    fit(text, &mut added, spans);
    spans.append(&mut added);
    for span in spans.iter_mut() {
        let next = posts.partition_point(|post| post.span.end < span.outer.end);
        if posts.get(next).is_some_and(|post| post.span.contains(span.outer)) {
            span.post = Some(next);
        }
    }
}

/// The `> ` of a block line; a line that is only an arrow before a link has no words after it and is none.
fn prefix(text: &str, line: Span) -> Option<Span> {
    let words = line.of(text);
    let rest = words.trim_start_matches(['>', ' ']);
    let len = words.len() - rest.len();
    let is_block = words.starts_with("> ") || words.starts_with(">>");
    (is_block && rest.chars().any(char::is_alphanumeric)).then_some(Span::new(line.start, line.start + len))
}

/// Makes marked spans and blocks nest: a block whose words begin with a mark gives way to it, a capped span that leaves its block is
/// capped at the block, and a block that a marked span crosses is dropped.
fn fit(text: &str, blocks: &mut Vec<Marked>, spans: &mut [Marked]) {
    let mut dropped = vec![false; blocks.len()];
    // The first and the last block that a span meets: those between lie inside of it.
    let ends_of = |span: &Marked| {
        let first = blocks.partition_point(|block| block.outer.end <= span.outer.start);
        let behind = blocks.partition_point(|block| block.outer.start < span.outer.end);
        (first < behind).then(|| (first, behind - 1))
    };
    // Closed spans first: a block that one of them crosses caps nothing.
    for span in spans.iter_mut().filter(|span| span.ending == Ending::Closed) {
        let Some((first, last)) = ends_of(span) else { continue };
        for i in [first, last] {
            let block = &blocks[i];
            if block.inner.contains(span.outer) {
                span.block = true;
                dropped[i] |= span.outer.start == block.inner.start;
            } else if !span.inner.contains(block.outer) {
                dropped[i] = true;
            }
        }
    }
    for span in spans.iter_mut().filter(|span| span.ending != Ending::Closed) {
        let Some((first, last)) = ends_of(span) else { continue };
        for i in [first, last] {
            let block = &blocks[i];
            // A span that was capped at the first block ends before the last.
            if dropped[i] || block.outer.start >= span.outer.end {
                continue;
            }
            if block.inner.contains(span.outer) {
                span.block = true;
                dropped[i] = span.outer.start == block.inner.start;
            } else if span.outer.start >= block.inner.start {
                let end = block.inner.end.max(span.inner.start);
                if let Some(inner) = trimmed(text, Span::new(span.inner.start, end)) {
                    span.inner = inner;
                    span.outer.end = inner.end;
                    span.close = Span::new(inner.end, inner.end);
                    span.block = true;
                    dropped[i] = span.outer.start == block.inner.start;
                } else {
                    dropped[i] = true;
                }
            } else if !span.inner.contains(block.outer) {
                dropped[i] = true;
            }
        }
    }
    let mut keep = dropped.iter().map(|d| !d);
    blocks.retain(|_| keep.next().unwrap_or(true));
}
