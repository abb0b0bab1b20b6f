//! WARC and WET: which records of an archive are articles, and the article of each.
//!
//! Responsible for record heads and for what a record is: a page that was fetched, a text that was made of one, or neither. Not responsible
//! for where records end ([`split`]), for HTTP ([`http`]) or for what stands on a page ([`super::html`]).
//!
//! `WARC-Date` is when a page was fetched: a bound of its publication, never the publication.

mod http;
mod split;
mod ties;

pub(super) use split::WarcSplitter;
pub use ties::{Ties, ties};

use super::rows::{Notes, Place, Row};
use super::schema::{FieldName, Mapping};
use super::{ReadOptions, RejectReason, html};
use crate::article::Article;
use std::borrow::Cow;

/// Where the fields of an article stand in a record.
pub(super) fn mapping() -> Mapping {
    let columns = [
        (FieldName::Id, "WARC-Record-ID"),
        (FieldName::Text, "(page)"),
        (FieldName::CrawledAt, "WARC-Date"),
        (FieldName::Url, "WARC-Target-URI"),
    ];
    Mapping { schema: "warc", columns: columns.map(|(field, name)| (field, name.to_owned())).to_vec() }
}

/// What a record is.
enum Kind<'r> {
    /// A page, and what its transport said of its type.
    Page { html: Cow<'r, [u8]>, content_type: Option<String> },
    /// Text that was made of a page (WET).
    Text(&'r [u8]),
    /// A request, a picture, a redirect, what the crawler says of itself.
    Other,
}

/// The head of a record: fields with their values, in their order.
struct Head<'r> {
    fields: Vec<(&'r str, Cow<'r, str>)>,
    length: usize,
}

impl<'r> Head<'r> {
    /// Reads the head that a record begins with; the second value is what stands behind it.
    fn read(record: &'r [u8]) -> Result<(Self, &'r [u8]), String> {
        if !record.starts_with(b"WARC/") {
            return Err("bytes that no record begins with".to_owned());
        }
        let end = head_end(record).ok_or("the head of the record has no end")?;
        let head = std::str::from_utf8(&record[..end]).map_err(|_| "the head of the record is no text")?;
        let mut fields: Vec<(&str, Cow<str>)> = Vec::new();
        for line in head.lines().skip(1) {
            if line.starts_with([' ', '\t']) {
                // A value that goes on.
                if let Some((_, value)) = fields.last_mut() {
                    *value = Cow::Owned(format!("{value} {}", line.trim()));
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim(), Cow::Borrowed(value.trim())));
            }
        }
        let mut head = Self { fields, length: 0 };
        let length = head.get("Content-Length").ok_or("the record has no Content-Length")?;
        head.length = length.parse().map_err(|_| format!("a Content-Length of {:?}", clipped(length)))?;
        Ok((head, &record[end..]))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }
}

fn clipped(value: &str) -> String {
    value.chars().take(40).collect()
}

/// Where the first blank line ends.
fn head_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let newline = at + memchr::memchr(b'\n', &bytes[at..])?;
        match &bytes[newline + 1..] {
            [b'\n', ..] => return Some(newline + 2),
            [b'\r', b'\n', ..] => return Some(newline + 3),
            _ => at = newline + 1,
        }
    }
}

/// What a record is, with its head; the error says what is wrong with it.
fn kind(record: &[u8]) -> Result<(Head<'_>, Kind<'_>), String> {
    let (head, block) = Head::read(record)?;
    let short = head.length.saturating_sub(block.len());
    let block = &block[..block.len().min(head.length)];
    let media = |value: &str| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let declared = head.get("Content-Type").map(media);
    let kind = match head.get("WARC-Type").unwrap_or_default().to_ascii_lowercase().as_str() {
        "response" => match http::page(block) {
            Some((html, content_type)) => Kind::Page { html, content_type },
            None => Kind::Other,
        },
        "resource" if declared.as_deref().is_some_and(http::is_html) => {
            Kind::Page { html: Cow::Borrowed(block), content_type: head.get("Content-Type").map(str::to_owned) }
        }
        "conversion" if declared.as_deref().is_none_or(|media| media == "text/plain") => Kind::Text(block),
        _ => Kind::Other,
    };
    if short > 0 && !matches!(kind, Kind::Other) {
        return Err(format!("the record ends {short} bytes early"));
    }
    Ok((head, kind))
}

/// Whether a record is neither an article nor a bad one: nobody counts it, and whoever copies an archive copies it.
pub(super) fn passes(record: &[u8]) -> bool {
    matches!(kind(record), Ok((_, Kind::Other)))
}

/// The article of a record, or why it is none; `None` for a record that passes.
pub(super) fn read(
    record: &[u8],
    place: Place<'_>,
    options: &ReadOptions,
    notes: &mut Notes,
) -> Option<Result<Article, (RejectReason, String)>> {
    let (head, kind) = match kind(record) {
        Ok(found) => found,
        Err(detail) => return Some(Err((RejectReason::Unparseable, detail))),
    };
    let field = |field, name: &str| head.get(name).map(|value| (field, value.to_owned()));
    let mut given: Vec<(FieldName, String)> = [
        field(FieldName::Id, "WARC-Record-ID"),
        field(FieldName::Url, "WARC-Target-URI"),
        field(FieldName::CrawledAt, "WARC-Date"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let outcome = match kind {
        Kind::Other => return None,
        Kind::Page { html, content_type } => {
            let page = html::article(&html, content_type.as_deref(), head.get("WARC-Target-URI"));
            html::into_article(page, given, place, options, notes)
        }
        Kind::Text(text) => {
            // One language is the text's; of several the first is only the likeliest.
            given
                .extend(field(FieldName::Language, "WARC-Identified-Content-Language").filter(|(_, codes)| !codes.contains(',')));
            let (text, repaired) = super::repair::decode(text);
            notes.repaired += u64::from(repaired);
            given.push((FieldName::Text, text.into_owned()));
            let (columns, values) =
                given.into_iter().map(|(field, value)| ((field, String::new()), Some(Cow::Owned(value)))).unzip();
            let mapping = Mapping { schema: "warc", columns };
            Row { mapping: &mapping, values }.article(place, options, notes)
        }
    };
    let address = || head.get("WARC-Target-URI").map(clipped_address).unwrap_or_default();
    Some(outcome.map_err(|reason| (reason, format!("no article on the page {}", address()))))
}

fn clipped_address(address: &str) -> String {
    address.chars().take(120).collect()
}

#[cfg(test)]
mod tests;
