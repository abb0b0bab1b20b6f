//! Data as an inert block of the page: JSON whose characters no parser of HTML or of scripts can take for markup.

use std::io::{self, Write};

use serde::Serialize;

use crate::document::sanitize;

/// The largest file that is made by itself.
pub const MAX_FILE_BYTES: usize = 5_000_000;

/// `data` as JSON in which `<`, `>`, `&` and every character that commands, reorders or hides is escaped. Read back, it is the same.
pub(crate) fn text(data: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    // What is serialised here are values, texts and lists; writing to memory cannot fail.
    let _ = data.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Inert));
    String::from_utf8(bytes).unwrap_or_default()
}

/// Compact JSON for the inside of a script element.
#[derive(Debug)]
struct Inert;

impl Inert {
    fn is_escaped(c: char) -> bool {
        matches!(c, '<' | '>' | '&') || sanitize::is_unsafe(c)
    }
}

impl serde_json::ser::Formatter for Inert {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| Self::is_escaped(c)) {
            to.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(to, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        to.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_block_or_opens_another() {
        let hostile = [
            "</script><img onerror=x>",
            "<!--<script>",
            "]]>&amp;",
            "a\u{2028}b\u{2029}c",
            "\u{202e}\0\u{1b}[31m",
            "\u{e0041}",
            "“é” 日本 \" \\",
        ];
        let island = text(&hostile);
        assert!(!island.contains(['<', '>', '&']) && !island.chars().any(sanitize::is_unsafe), "{island}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&island).expect("JSON"), hostile);
    }
}
