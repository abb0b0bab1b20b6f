//! The page in an HTTP response, as an archive keeps it: head, then body, perhaps in chunks, perhaps packed.
//!
//! Responsible for telling a page from everything else and for its plain bytes. Not responsible for characters.

use super::super::limits::{MAX_RECORD_BYTES, ZSTD_WINDOW_LOG};
use super::head_end;
use std::borrow::Cow;
use std::io::Read;

/// Whether a media type is a page's.
pub(super) fn is_html(media: &str) -> bool {
    matches!(media, "text/html" | "application/xhtml+xml")
}

/// The plain bytes of the page in a response, and its declared type; `None` where it is none: an error, a redirect, a picture.
pub(super) fn page(block: &[u8]) -> Option<(Cow<'_, [u8]>, Option<String>)> {
    if !block.starts_with(b"HTTP/") {
        return None;
    }
    let end = head_end(block)?;
    let head = String::from_utf8_lossy(&block[..end]);
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?;
    if !status.starts_with('2') {
        return None;
    }
    let mut content_type = None;
    let (mut chunked, mut packed) = (false, Vec::new());
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => content_type = Some(value.to_owned()),
            "transfer-encoding" => chunked |= value.to_ascii_lowercase().contains("chunked"),
            "content-encoding" => packed.extend(value.split(',').map(|coding| coding.trim().to_ascii_lowercase())),
            _ => {}
        }
    }
    let media = content_type.as_deref().map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    if media.as_deref().is_some_and(|media| !is_html(media)) {
        return None;
    }
    // Crawlers often keep the headers of a body that they unpacked: the bytes decide.
    let mut body = Cow::Borrowed(&block[end..]);
    if chunked && let Some(whole) = unchunked(&body) {
        body = Cow::Owned(whole);
    }
    for coding in packed.iter().rev().take(2) {
        if let Some(plain) = unpacked(&body, coding) {
            body = Cow::Owned(plain);
        }
    }
    (media.is_some() || looks_like_html(&body)).then_some((body, content_type))
}

fn looks_like_html(body: &[u8]) -> bool {
    let start: Vec<u8> = body.trim_ascii_start().iter().take(16).map(u8::to_ascii_lowercase).collect();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

/// The bytes of all chunks; `None` where the body is not in chunks. One that is cut gives what is there.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let Some(newline) = memchr::memchr(b'\n', &rest[..rest.len().min(1_024)]) else {
            return (!whole.is_empty()).then_some(whole);
        };
        let digits = std::str::from_utf8(&rest[..newline]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(digits, 16).ok()?;
        rest = &rest[newline + 1..];
        if size == 0 {
            return Some(whole);
        }
        let chunk = &rest[..size.min(rest.len())];
        whole.extend_from_slice(chunk);
        rest = &rest[chunk.len()..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(whole);
        }
    }
}

/// The body unpacked; `None` where it is not packed so. A cut one gives what comes before the cut.
fn unpacked(body: &[u8], coding: &str) -> Option<Vec<u8>> {
    match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => drained(flate2::read::MultiGzDecoder::new(body)),
        "deflate" => drained(flate2::read::ZlibDecoder::new(body)).or_else(|| drained(flate2::read::DeflateDecoder::new(body))),
        "br" => drained(brotli::Decompressor::new(body, 16 << 10)),
        "zstd" if body.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(body).ok()?;
            decoder.window_log_max(ZSTD_WINDOW_LOG).ok()?;
            drained(decoder)
        }
        _ => None,
    }
}

fn drained(reader: impl Read) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    // What is beyond the cap is as good as cut.
    let _ = reader.take(MAX_RECORD_BYTES as u64).read_to_end(&mut plain);
    (!plain.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn body(head: &str, body: &[u8]) -> Option<String> {
        let block = [format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes(), body].concat();
        page(&block).map(|(body, _)| String::from_utf8_lossy(&body).into_owned())
    }

    #[test]
    fn a_body_is_unpacked_and_put_together() {
        let html = "<html><p>The ferry left.</p></html>";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(html.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(html.as_bytes()).unwrap();
        let chunked: Vec<u8> =
            gzip.chunks(10).flat_map(|part| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat()).collect();
        let chunked = [&chunked[..], b"0\r\n\r\n"].concat();
        let plain = "Content-Type: text/html\r\n";
        let want = Some(html.to_owned());
        assert_eq!(body(plain, html.as_bytes()), want);
        assert_eq!(body(&format!("{plain}Content-Encoding: gzip\r\n"), &gzip), want);
        assert_eq!(body(&format!("{plain}Content-Encoding: deflate\r\n"), &zlib.finish().unwrap()), want);
        assert_eq!(body(&format!("{plain}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), &chunked), want);
        let zstd = zstd::encode_all(html.as_bytes(), 1).unwrap();
        assert_eq!(body(&format!("{plain}Content-Encoding: zstd\r\n"), &zstd), want);
        let mut br = Vec::new();
        brotli::CompressorWriter::new(&mut br, 4_096, 5, 20).write_all(html.as_bytes()).unwrap();
        assert_eq!(body(&format!("{plain}Content-Encoding: br\r\n"), &br), want);
    }

    #[test]
    fn headers_of_a_body_that_was_unpacked_already_do_no_harm() {
        let head = "Content-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n";
        assert_eq!(body(head, b"<html>a</html>").as_deref(), Some("<html>a</html>"));
    }

    #[test]
    fn only_pages_that_were_found_are_pages() {
        assert_eq!(body("Content-Type: image/png\r\n", b"x"), None);
        assert_eq!(body("", b"plain words"), None);
        assert_eq!(body("", b"<!DOCTYPE html><p>a").as_deref(), Some("<!DOCTYPE html><p>a"));
        assert!(page(b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n<html>").is_none());
        assert!(page(b"HTTP/1.1").is_none() && page(b"").is_none());
    }
}
