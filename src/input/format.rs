//! What an input is, told from its first bytes; its name only breaks ties.
//!
//! Responsible for the formats that are read and for naming those that are not, with what to do. Not responsible for the columns.

use super::csv::{CsvSplitter, cells, said_delimiter};
use super::foreign;
use super::limits::{SNIFF_BYTES, SNIFF_RECORDS};
use super::records::Step;
use super::repair::without_bom;
use super::schema::FieldName;
use super::wrapped::articles_at;
use serde::de::IgnoredAny;

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The whole input is one article.
    Text,
    /// The whole input is one web page.
    Html,
    JsonLines,
    /// One array, or values one after the other.
    Json,
    Csv,
    Tsv,
    Parquet,
    /// An Arrow IPC file, which Feather V2 is too.
    Arrow,
    ArrowStream,
    /// An archive of what a crawler fetched (WARC), or of the texts made of it (WET).
    Warc,
}

impl Format {
    pub const ALL: [Self; 10] = [
        Self::Text,
        Self::Html,
        Self::JsonLines,
        Self::Json,
        Self::Csv,
        Self::Tsv,
        Self::Parquet,
        Self::Arrow,
        Self::ArrowStream,
        Self::Warc,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Html => "html",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::ArrowStream => "arrows",
            Self::Warc => "warc",
        }
    }

    /// The format that a name or a file's extension stands for.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "txt" | "text" | "md" => Self::Text,
            "html" | "htm" | "xhtml" | "shtml" => Self::Html,
            "jsonl" | "ndjson" | "jsonlines" | "jsonnl" => Self::JsonLines,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "parquet" | "pq" => Self::Parquet,
            "arrow" | "feather" | "ipc" => Self::Arrow,
            "arrows" => Self::ArrowStream,
            "warc" | "wet" => Self::Warc,
            _ => return None,
        })
    }
}

/// The outcome of looking at an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// The delimiter is of use for CSV and TSV alone.
    Read {
        format: Format,
        delimiter: u8,
    },
    Refused {
        what: &'static str,
        advice: &'static str,
    },
}

const fn read(format: Format) -> Sniffed {
    Sniffed::Read { format, delimiter: if matches!(format, Format::Tsv) { b'\t' } else { b',' } }
}

const EXPORT: &str = "this program does not read that format; export the articles as JSON Lines or CSV";
const EXTRACT: &str =
    "this program does not extract text from it; convert it to a text file for each article, JSON Lines or CSV first";
const ARCHIVE: &str = "unpack it and name the folder";

/// Bytes of a file in which a page's first element is looked for, behind comments.
const MARKUP_BYTES: usize = 4 << 10;

/// First bytes of what is read and is no text.
const BINARY: [(&[u8], Format); 4] = [
    (b"PAR1", Format::Parquet),
    (b"ARROW1\0\0", Format::Arrow),
    (b"\xFF\xFF\xFF\xFF", Format::ArrowStream),
    (b"WARC/", Format::Warc),
];

/// First bytes of what is not read: bytes, name, advice.
const REFUSED: [(&[u8], &str, &str); 19] = [
    (b"PARE", "an encrypted Parquet file", "write it without encryption"),
    (b"FEA1", "a Feather file of version 1", "write it as version 2 or as Parquet"),
    (b"Obj\x01", "an Avro file", EXPORT),
    (b"ORC", "an ORC file", EXPORT),
    (b"SQLite format 3\0", "an SQLite database", EXPORT),
    (b"\x80\x04", "a Python pickle", EXPORT),
    (b"%PDF", "a PDF file", EXTRACT),
    (b"{\\rtf", "an RTF file", EXTRACT),
    (b"\xD0\xCF\x11\xE0", "an old Word or Excel file", EXTRACT),
    (b"PK\x03\x04", "a zip archive (or a Word, Excel or EPUB file)", ARCHIVE),
    (b"7z\xBC\xAF", "a 7z archive", ARCHIVE),
    (b"Rar!", "a RAR archive", ARCHIVE),
    (b"\x04\x22\x4D\x18", "lz4-compressed", "recompress it with gzip, zstd, bzip2 or xz"),
    (b"\xFF\xFE\0\0", "UTF-32 text", "convert it: iconv -f UTF-32 -t UTF-8"),
    (b"\0\0\xFE\xFF", "UTF-32 text", "convert it: iconv -f UTF-32 -t UTF-8"),
    (b"\x89PNG", "an image", "remove it from the inputs"),
    (b"\xFF\xD8\xFF", "an image", "remove it from the inputs"),
    (b"GIF8", "an image", "remove it from the inputs"),
    (b"\x7FELF", "a program", "remove it from the inputs"),
];

/// Tells the format of an input that begins with `start`; `name` is its file name, `forced` what the user said it is.
pub(super) fn sniff(start: &[u8], name: &str, forced: Option<Format>) -> Sniffed {
    let whole = start.len() < SNIFF_BYTES;
    let by_name = extension(name);
    if let Some(format) = forced {
        let delimiter = match format {
            Format::Csv => table(without_bom(start), true).unwrap_or(b','),
            _ => b'\t',
        };
        return Sniffed::Read { format, delimiter };
    }
    if let Some((_, format)) = BINARY.iter().find(|(magic, _)| start.starts_with(magic)) {
        return read(*format);
    }
    if let Some((_, what, advice)) = REFUSED.iter().find(|(magic, ..)| start.starts_with(magic)) {
        return Sniffed::Refused { what, advice };
    }
    if start.get(257..262) == Some(b"ustar") {
        return Sniffed::Refused { what: "a tar archive", advice: ARCHIVE };
    }
    if let Some(what) = quotes_only(start) {
        let advice = "it holds no articles: name the articles that the quotations are from";
        return Sniffed::Refused { what, advice };
    }
    let plain = without_bom(start);
    let body = plain.trim_ascii_start();
    if body.is_empty() {
        return match by_name {
            Some(format) if is_never_text(format) => not_as_named(format),
            _ => read(by_name.unwrap_or(Format::Text)),
        };
    }
    if let Some(told) = markup(body, by_name) {
        return told;
    }
    // Some feeds hold stray NULs; a file that is full of them is no text.
    if memchr::memchr_iter(0, start).count() * 20 > start.len() {
        return Sniffed::Refused { what: "a binary file", advice: EXPORT };
    }
    if let Some((what, advice)) = foreign::told(body) {
        return Sniffed::Refused { what, advice };
    }
    if let Some(format) = json(body, whole, by_name) {
        return read(format);
    }
    let tabular = matches!(by_name, Some(Format::Csv | Format::Tsv));
    if let Some(delimiter) = table(plain, tabular) {
        return Sniffed::Read { format: if delimiter == b'\t' { Format::Tsv } else { Format::Csv }, delimiter };
    }
    match by_name {
        Some(Format::Csv) => read(Format::Csv),
        Some(Format::Tsv) => read(Format::Tsv),
        Some(Format::Html) => read(Format::Html),
        Some(format) if is_never_text(format) => not_as_named(format),
        Some(Format::JsonLines | Format::Json) => read(Format::JsonLines),
        _ => read(Format::Text),
    }
}

/// Whether an input begins like one that is no text, read or not.
pub(super) fn is_binary(start: &[u8]) -> bool {
    BINARY.iter().any(|(magic, _)| start.starts_with(magic)) || REFUSED.iter().any(|(magic, ..)| start.starts_with(magic))
}

const fn is_never_text(format: Format) -> bool {
    matches!(format, Format::Parquet | Format::Arrow | Format::ArrowStream | Format::Warc)
}

/// What a damaged download or an empty file is, whose name promises a table.
const fn not_as_named(format: Format) -> Sniffed {
    let what = match format {
        Format::Parquet => "named as Parquet and does not begin like it",
        Format::Warc => "named as WARC and does not begin like it",
        _ => "named as Arrow and does not begin like it",
    };
    Sniffed::Refused { what, advice: "fetch or write it again, or say with --input-format what it is" }
}

/// Collections of quotations without their articles, which have no header to be known by.
fn quotes_only(start: &[u8]) -> Option<&'static str> {
    if start.starts_with(b"P\thttp") && memchr::memmem::find(start, b"\nT\t").is_some() {
        return Some("MemeTracker's phrases");
    }
    let line = start.split(|&b| b == b'\n').next()?;
    let is_graph = line.split(|&b| b == b'\t').count() == 27
        && line.len() > 15
        && line[..14].iter().all(u8::is_ascii_digit)
        && line[14] == b'-';
    is_graph.then_some("GDELT's knowledge graph")
}

/// The format that a file's name tells, compression apart.
fn extension(name: &str) -> Option<Format> {
    let mut name = name;
    for packed in [".gz", ".zst", ".zstd", ".bz2", ".xz"] {
        name = name.strip_suffix(packed).unwrap_or(name);
    }
    Format::from_name(name.rsplit_once('.')?.1)
}

/// A page by its document type or its first element, with comments or an XML declaration before it or not.
fn markup(body: &[u8], by_name: Option<Format>) -> Option<Sniffed> {
    let head: Vec<u8> = body.iter().take(MARKUP_BYTES).map(u8::to_ascii_lowercase).collect();
    let mut rest = head.as_slice();
    for _ in 0..8 {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b"?>",
            _ => break,
        };
        let Some(at) = rest.windows(end.len()).position(|window| window == end) else { break };
        rest = rest[at + end.len()..].trim_ascii_start();
    }
    if [&b"<!doctype html"[..], b"<html"].iter().any(|start| rest.starts_with(start)) {
        return Some(read(Format::Html));
    }
    if by_name == Some(Format::Html) && rest.starts_with(b"<") {
        return Some(read(Format::Html));
    }
    let xml =
        head.starts_with(b"<?xml") || head.starts_with(b"<rss") || head.starts_with(b"<nitf") || head.starts_with(b"<!doctype");
    xml.then_some(Sniffed::Refused { what: "an XML file", advice: EXTRACT })
}

/// JSON Lines where most lines are one object each; else JSON where it begins like it.
fn json(body: &[u8], whole: bool, by_name: Option<Format>) -> Option<Format> {
    let mut lines: Vec<&[u8]> = body.split(|&b| b == b'\n').map(<[u8]>::trim_ascii).collect();
    if !whole && lines.len() > 1 {
        // The last one may be cut.
        lines.pop();
    }
    lines.retain(|line| !line.is_empty());
    lines.truncate(SNIFF_RECORDS);
    let objects = lines.iter().filter(|line| line.starts_with(b"{") && line.ends_with(b"}")).count();
    let first = lines.iter().find(|line| line.starts_with(b"{") && line.ends_with(b"}"));
    if objects <= 1 && articles_at(body).is_some() {
        return Some(Format::Json);
    }
    if objects * 2 > lines.len() || (objects > 0 && by_name == Some(Format::JsonLines)) {
        let values = first.map_or(0, |line| values_in(line));
        return Some(if values > 1 { Format::Json } else { Format::JsonLines });
    }
    let next = |sign: u8| body[1..].trim_ascii_start().first().is_some_and(|&b| b == sign);
    match body[0] {
        b'[' if next(b'{') || (next(b']') && by_name.is_some_and(|f| f != Format::Text)) => Some(Format::Json),
        b'{' if by_name == Some(Format::JsonLines) => Some(Format::JsonLines),
        b'{' if next(b'"') || next(b'}') => Some(Format::Json),
        b'{' | b'[' if by_name == Some(Format::Json) => Some(Format::Json),
        _ => None,
    }
}

/// Whole JSON values in one line, up to two.
fn values_in(line: &[u8]) -> usize {
    serde_json::Deserializer::from_slice(line).into_iter::<IgnoredAny>().take(2).flatten().count()
}

/// The delimiter of a table: the one that it names itself, else the likeliest.
fn table(start: &[u8], by_name: bool) -> Option<u8> {
    let line = start.split_inclusive(|&byte| byte == b'\n').next()?;
    said_delimiter(line).or_else(|| delimiter(start, by_name))
}

/// The delimiter of a table: the one whose header has the most known columns, if rows have as many cells as the header.
///
/// Without a table's name two known columns are needed, the text among them: prose has commas too.
fn delimiter(start: &[u8], by_name: bool) -> Option<u8> {
    let mut best: Option<(usize, usize, u8)> = None;
    for delimiter in [b'\t', b',', b';', b'|'] {
        let rows = rows(start, delimiter);
        let Some((header, rest)) = rows.split_first() else { continue };
        let names: Vec<String> = cells(header, delimiter).iter().map(|c| String::from_utf8_lossy(c).trim().to_owned()).collect();
        if names.len() < 2 || names.len() > 4_096 {
            continue;
        }
        let known = names.iter().filter(|name| FieldName::of_column(name).is_some()).count();
        let has_text = names.iter().any(|name| FieldName::of_column(name) == Some(FieldName::Text));
        let even = rest.iter().filter(|row| cells(row, delimiter).len() == names.len()).count();
        if !by_name && (known < 2 || !has_text || even * 5 < rest.len() * 4) {
            continue;
        }
        if best.is_none_or(|(k, n, _)| (known, names.len()) > (k, n)) {
            best = Some((known, names.len(), delimiter));
        }
    }
    best.map(|(.., delimiter)| delimiter)
}

/// The first whole rows of a table.
fn rows(start: &[u8], delimiter: u8) -> Vec<&[u8]> {
    let mut splitter = CsvSplitter::new(delimiter);
    let mut rest = start;
    let mut rows = Vec::new();
    while rows.len() < SNIFF_RECORDS {
        let Step::Record(end) = splitter.step(rest) else { break };
        if !rest[..end].trim_ascii().is_empty() {
            rows.push(&rest[..end]);
        }
        rest = &rest[end..];
    }
    if rows.is_empty() && !rest.is_empty() {
        rows.push(rest);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(start: &str, name: &str) -> String {
        match sniff(start.as_bytes(), name, None) {
            Sniffed::Read { format, delimiter } if matches!(format, Format::Csv | Format::Tsv) => {
                format!("{} {:?}", format.name(), delimiter as char)
            }
            Sniffed::Read { format, .. } => format.name().to_owned(),
            Sniffed::Refused { what, .. } => what.to_owned(),
        }
    }

    #[test]
    fn the_bytes_tell_the_format_whatever_the_name() {
        for (start, name, want) in [
            ("{\"a\":1}\n{\"a\":2}\n", "x.txt", "jsonl"),
            ("{\"a\":1}", "x", "jsonl"),
            ("rubbish\n{\"a\":1}\n{\"a\":2}\n", "x", "jsonl"),
            ("{\"a\":1}{\"a\":2}", "x.jsonl", "json"),
            ("{\n \"a\": 1\n}\n", "x.txt", "json"),
            ("\u{FEFF} [ {\"a\": 1},\n{\"a\": 2}]", "x", "json"),
            ("[]", "x.json", "json"),
            ("[Editor's note: a correction]\nText", "x", "txt"),
            ("id,title,text\n1,a,\"b, c\"\n", "x", "csv ','"),
            ("id;title;text\n1;a;b\n", "x", "csv ';'"),
            ("id\ttext\n1\tb\n", "x.csv", "tsv '\\t'"),
            ("a,b\n1,2\n", "x.csv", "csv ','"),
            ("text\nonly one\n", "x.csv", "csv ','"),
            ("The text, the title, the rest\nand more, of, it\n", "x.txt", "txt"),
            ("", "x.jsonl.gz", "jsonl"),
            ("rubbish", "x.jsonl", "jsonl"),
            ("sep=;\r\nx;y\r\n1;2\r\n", "x", "csv ';'"),
            ("sep=", "x.txt", "txt"),
            ("{\"a\":{\"0\":1}}", "x.jsonl", "a table written column by column"),
            ("Titel\tText\tDatum\n1\tb\t2\n", "x.txt", "tsv '\\t'"),
            ("<!DOCTYPE html><p>", "x.txt", "html"),
            ("<?xml version='1.0'?>\n<!-- a <b> -->\n<HTML xmlns='x'>", "x", "html"),
            ("<div>A piece of a page</div>", "x.htm", "html"),
            ("<div>A piece of a page</div>", "x", "txt"),
            ("Words before <p>", "x.html", "html"),
            ("<?xml version='1.0'?>", "x.txt", "an XML file"),
            ("%PDF-1.7", "x.txt", "a PDF file"),
            ("PAR1\0\0", "x.jsonl", "parquet"),
            ("ARROW1\0\0", "x", "arrow"),
            ("not a table", "x.parquet", "named as Parquet and does not begin like it"),
            ("", "x.feather", "named as Arrow and does not begin like it"),
            ("WARC/1.0\r\n", "x", "warc"),
            ("\0\0\0\0\0\0", "x.txt", "a binary file"),
        ] {
            assert_eq!(told(start, name), want, "{start} in {name}");
        }
    }

    #[test]
    fn what_the_user_says_wins() {
        assert_eq!(sniff(b"{\"a\":1}", "x", Some(Format::Text)), Sniffed::Read { format: Format::Text, delimiter: b'\t' });
        assert_eq!(sniff(b"a;b\n1;2\n", "x", Some(Format::Csv)), Sniffed::Read { format: Format::Csv, delimiter: b';' });
    }
}
