//! One JSON object, looked at once: its keys, and where the value of each begins and ends.
//!
//! Responsible for objects as software writes them, at the speed of the search for quotes: texts are not decoded here, and what nobody
//! wants is only stepped over. Not responsible for saying what is wrong with an object: whatever is out of the ordinary, well formed or
//! not, is [`Step::Unsure`], and [`super::json`] asks the library. What passes here passes there, which a property holds.
//!
//! One pass of vector code over each string (quotes and backslashes, then control characters in the stretch between), whose memory the
//! first has brought near; nested values are given to the library, which goes over them without recursion.

use serde::de::IgnoredAny;

/// What comes next in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A key without escapes, and its value as it is written.
    Entry(&'a str, &'a str),
    /// The object has ended, and nothing stands behind it.
    End,
    /// Let somebody else look.
    Unsure,
}

/// Goes over the entries of one object.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    json: &'a str,
    at: usize,
    first: bool,
}

impl<'a> Entries<'a> {
    pub(super) const fn of(json: &'a str) -> Self {
        Self { json, at: 0, first: true }
    }

    /// The next entry. Not to be asked again behind [`Step::End`] or [`Step::Unsure`].
    pub(super) fn step(&mut self) -> Step<'a> {
        self.entry().unwrap_or(Step::Unsure)
    }

    /// `None` for what is unsure.
    fn entry(&mut self) -> Option<Step<'a>> {
        let opened = std::mem::take(&mut self.first);
        if opened {
            self.eat(b'{')?;
        }
        if self.eat(b'}').is_some() {
            self.space();
            return (self.at == self.json.len()).then_some(Step::End);
        }
        if !opened {
            self.eat(b',')?;
        }
        self.eat(b'"')?;
        let key = self.string()?;
        if memchr::memchr(b'\\', key.as_bytes()).is_some() {
            return None;
        }
        self.eat(b':')?;
        self.space();
        let value = self.value()?;
        Some(Step::Entry(key, value))
    }

    fn bytes(&self) -> &'a [u8] {
        self.json.as_bytes()
    }

    fn space(&mut self) {
        while matches!(self.bytes().get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Steps over space and this byte; only over space where another stands there.
    fn eat(&mut self, wanted: u8) -> Option<()> {
        self.space();
        (*self.bytes().get(self.at)? == wanted).then(|| self.at += 1)
    }

    /// The inside of a string behind its first quote.
    fn string(&mut self) -> Option<&'a str> {
        let start = self.at;
        let length = string_length(&self.bytes()[start..])?;
        self.at += length + 1;
        self.json.get(start..start + length)
    }

    fn value(&mut self) -> Option<&'a str> {
        let start = self.at;
        match self.bytes().get(start)? {
            b'"' => {
                self.at += 1;
                self.string()?;
            }
            b't' | b'n' | b'f' => {
                let word = ["true", "null", "false"].into_iter().find(|word| self.json[start..].starts_with(word))?;
                self.at += word.len();
            }
            b'1'..=b'9' if self.is_whole_number() => {
                self.at += self.bytes()[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            }
            _ => {
                let mut values = serde_json::Deserializer::from_str(&self.json[start..]).into_iter::<IgnoredAny>();
                values.next()?.ok()?;
                self.at += values.byte_offset();
            }
        }
        self.json.get(start..self.at)
    }

    fn is_whole_number(&self) -> bool {
        let behind = self.bytes()[self.at..].iter().find(|byte| !byte.is_ascii_digit());
        matches!(behind, Some(b',' | b'}' | b' '))
    }
}

/// Bytes before the quote that ends a string; `None` where it has no end, an escape that is none, or a control character.
fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', &bytes[at..])?;
        if has_control(&bytes[at..found]) {
            return None;
        }
        at = found;
        // Texts outside of ASCII are often written in escapes alone: one after the other, without a search for each.
        while bytes.get(at) == Some(&b'\\') {
            at += escape_length(&bytes[at..])?;
        }
        if *bytes.get(at)? == b'"' {
            return Some(at);
        }
    }
}

fn escape_length(escape: &[u8]) -> Option<usize> {
    match escape.get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => escape.get(2..6)?.iter().all(u8::is_ascii_hexdigit).then_some(6),
        _ => None,
    }
}

/// Whether a byte below space is among these. Without a branch inside a block, so that it becomes vector code.
fn has_control(bytes: &[u8]) -> bool {
    const BLOCK: usize = 64;
    let any = |block: &[u8]| block.iter().fold(false, |any, &byte| any | (byte < b' '));
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    blocks.iter().any(|block| any(block)) || any(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(json: &str) -> Option<Vec<(&str, &str)>> {
        let mut entries = Entries::of(json);
        let mut found = Vec::new();
        loop {
            match entries.step() {
                Step::Entry(key, value) => found.push((key, value)),
                Step::End => return Some(found),
                Step::Unsure => return None,
            }
        }
    }

    #[test]
    fn ordinary_objects_are_gone_over_here() {
        let long = "a long text \\u00e9 \\n ".repeat(50);
        let json = format!(
            " {{ \"a\" : \"{long}\" ,\"b\":12, \"c\": -1.5e3, \"d\":[1,{{\"x\":\"}}\"}}], \"e\":null,\"f\":{{}},\"\":true, \"g\":0 }} \n"
        );
        let text = format!("\"{long}\"");
        assert_eq!(
            entries(&json),
            Some(vec![
                ("a", text.as_str()),
                ("b", "12"),
                ("c", "-1.5e3"),
                ("d", "[1,{\"x\":\"}\"}]"),
                ("e", "null"),
                ("f", "{}"),
                ("", "true"),
                ("g", "0")
            ])
        );
        assert_eq!(entries("{}"), Some(vec![]));
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_left_to_others() {
        for json in [
            "",
            "[]",
            "{",
            "{\"a\":1",
            "{\"a\":1,}",
            "{,}",
            "{\"a\":1}}",
            "{\"a\":01}",
            "{\"a\":1 2}",
            "{\"a\":nul}",
            "{\"a\":truex}",
            "{\"a\" 1}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12g4\"}",
            "{\"a\":\"\\",
            "{\"a\":\"x\ny\"}",
            "{\"\\u0061\":1}",
            "{\"a\":1}x",
            "{a:1}",
            "{\"a\":\"b\" \"c\":1}",
        ] {
            assert_eq!(entries(json), None, "{json}");
        }
        let early = format!("{{\"a\":\"{}\u{1}{}\"}}", "x".repeat(70), "y".repeat(70));
        assert_eq!(entries(&early), None);
    }
}
