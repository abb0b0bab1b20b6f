//! HTML files: an article a file, and the `meta.csv` beside them.
//!
//! Responsible for reading one file whole. Not responsible for what stands on the page ([`super::html`]).

use super::html;
use super::limits::MAX_RECORD_BYTES;
use super::rows::{Notes, Place};
use super::schema::FieldName;
use super::sources::Source;
use super::text_files::{Refusal, SideTables};
use super::{ReadOptions, RejectReason};
use crate::article::Article;
use std::io::{self, Read};

/// Reads one page; what `meta.csv` says of it goes before what it says itself. `is_utf8` where a byte order mark or the user has told its
/// encoding, and it has been turned into UTF-8: then what it declares is no longer true.
pub(super) fn read(
    source: &Source,
    reader: &mut dyn Read,
    is_utf8: bool,
    side: &SideTables,
    options: &ReadOptions,
    notes: &mut Notes,
) -> io::Result<Result<Article, Refusal>> {
    let mut bytes = Vec::new();
    reader.take(MAX_RECORD_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_RECORD_BYTES {
        return Ok(Err((RejectReason::TooLong, format!("longer than {MAX_RECORD_BYTES} bytes"))));
    }
    let given = side.values(source);
    let address = given.iter().find(|(field, _)| *field == FieldName::Url).map(|(_, url)| url.clone());
    let page = html::article(&bytes, is_utf8.then_some("text/html; charset=utf-8"), address.as_deref());
    let place = Place { file: &source.name, pos: 1, id: Some(&source.relative) };
    Ok(html::into_article(page, given, place, options, notes).map_err(|reason| (reason, "the page holds no article".to_owned())))
}
