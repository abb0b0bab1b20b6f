//! Text inside of XML: escaped, and short of what XML 1.0 cannot hold in any form.

use std::fmt;

/// A text as it stands in an attribute or between two tags.
#[derive(Debug, Clone, Copy)]
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| replacement(c).is_some()) {
            f.write_str(&rest[..at])?;
            f.write_str(replacement(c).unwrap_or_default())?;
            rest = &rest[at + c.len_utf8()..];
        }
        f.write_str(rest)
    }
}

/// What stands for a character that cannot stand for itself. Nothing stands for control characters and noncharacters: a reference to
/// them is no XML either. White space is a reference, because a parser makes a space of it in attributes.
const fn replacement(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&apos;"),
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        '\r' => Some("&#13;"),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => Some(""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_what_xml_cannot_hold_is_gone() {
        let text = "<a b=\"c\" d='e'>&amp;\t\r\n]]>\0\u{1b}[31m\u{ffff}\u{85}日本\u{1f642}";
        let expected = "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;&#9;&#13;&#10;]]&gt;[31m\u{85}日本\u{1f642}";
        assert_eq!(Escaped(text).to_string(), expected);
    }
}
