//! One JSON object, looked at once: its keys, and where the value of each begins and ends.
//!
//! Responsible for objects as software writes them, at the speed of the search for quotes: texts are not decoded here, and what nobody
//! wants is only stepped over. Not responsible for saying what is wrong with an object: whatever is out of the ordinary, well formed or
//! not, is [`Step::Unsure`], and [`super::json`] asks the library. What passes here passes there, which a property holds.
//!
//! Two passes of vector code: one over the whole object for control characters, which no ordinary one has outside of its end, and one
//! over each string for quotes and backslashes. Nested values are given to the library, which goes over them without recursion.

use serde::de::IgnoredAny;

/// What comes next in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A key without escapes, and its value.
    Entry(&'a str, Raw<'a>),
    /// The object has ended, and nothing stands behind it.
    End,
    /// Let somebody else look.
    Unsure,
}

/// A value as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Raw<'a> {
    pub(super) json: &'a str,
    /// Known to be a string without escapes; of others nothing is said.
    pub(super) is_plain: bool,
}

/// Goes over the entries of one object.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    json: &'a str,
    at: usize,
    first: bool,
    /// A control character stands somewhere: each string is looked at by itself.
    controls: bool,
}

impl<'a> Entries<'a> {
    pub(super) fn of(json: &'a str) -> Self {
        let json = json.trim_end_matches([' ', '\t', '\n', '\r']);
        Self { json, at: 0, first: true, controls: has_control(json.as_bytes()) }
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
        let Raw { json: key, is_plain: true } = self.string()? else { return None };
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
    fn string(&mut self) -> Option<Raw<'a>> {
        let start = self.at;
        let (length, is_plain) = string_length(&self.bytes()[start..])?;
        let json = self.json.get(start..start + length)?;
        self.at += length + 1;
        (!self.controls || !has_control(json.as_bytes())).then_some(Raw { json, is_plain })
    }

    fn value(&mut self) -> Option<Raw<'a>> {
        let start = self.at;
        let mut is_plain = false;
        match self.bytes().get(start)? {
            b'"' => {
                self.at += 1;
                is_plain = self.string()?.is_plain;
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
        Some(Raw { json: self.json.get(start..self.at)?, is_plain })
    }

    fn is_whole_number(&self) -> bool {
        let behind = self.bytes()[self.at..].iter().find(|byte| !byte.is_ascii_digit());
        matches!(behind, Some(b',' | b'}' | b' '))
    }
}

/// Bytes before the quote that ends a string, and whether there is no escape among them; `None` where it has no end or an escape that is
/// none.
fn string_length(bytes: &[u8]) -> Option<(usize, bool)> {
    let mut at = 0;
    let mut is_plain = true;
    loop {
        at += memchr::memchr2(b'"', b'\\', &bytes[at..])?;
        // Texts outside of ASCII are often written in escapes alone: one after the other, without a search for each.
        while bytes.get(at) == Some(&b'\\') {
            at += escape_length(&bytes[at..])?;
            is_plain = false;
        }
        if *bytes.get(at)? == b'"' {
            return Some((at, is_plain));
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

/// Whether a byte below space is among these. The least of all, so that it becomes vector code.
fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(u8::MAX, |least, &byte| least.min(byte)) < b' '
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(json: &str) -> Option<Vec<(&str, &str)>> {
        let mut entries = Entries::of(json);
        let mut found = Vec::new();
        loop {
            match entries.step() {
                Step::Entry(key, value) => found.push((key, value.json)),
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
        assert_eq!(entries("{\t\"a\":\r\n1 }\r\n"), Some(vec![("a", "1")]));
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
            "{\"a\":1}\u{c}",
            "{a:1}",
            "{\"a\":\"b\" \"c\":1}",
        ] {
            assert_eq!(entries(json), None, "{json}");
        }
        let early = format!("{{\"a\":\"{}\u{1}{}\"}}", "x".repeat(70), "y".repeat(70));
        assert_eq!(entries(&early), None);
        let mut plain = Entries::of(r#"{"a":"b c","d":"e\n","f":1}"#);
        let told = [plain.step(), plain.step(), plain.step()];
        assert_eq!(told.map(|step| matches!(step, Step::Entry(_, Raw { is_plain: true, .. }))), [true, false, false]);
    }
}
