//! Articles inside an answer: `{"status": "ok", "articles": [{...}, ...]}`, as interfaces of the web give them and people save them.
//!
//! Responsible for finding where the list of articles begins. Not responsible for cutting it ([`super::json_stream`]).

use super::schema::FieldName;

/// Keys of lists of articles, and of objects that such a list may stand in.
const KEYS: [&str; 16] = [
    "articles",
    "data",
    "results",
    "items",
    "docs",
    "documents",
    "stories",
    "news",
    "entries",
    "records",
    "rows",
    "hits",
    "value",
    "posts",
    "response",
    "result",
];

/// How deep the list may stand: `{"response": {"docs": [` is two.
const MAX_DEPTH: usize = 3;

/// The place behind the bracket that opens the list of articles, in an input that begins with `start`; `None` where it is not such an
/// answer, or is itself an article, by the keys that can be seen.
///
/// One pass without recursion: what is not entered is skipped by its brackets.
pub(super) fn articles_at(start: &[u8]) -> Option<usize> {
    let mut scan = Scan { bytes: start, at: 0 };
    scan.space();
    scan.take(b'{')?;
    let mut depth = 1;
    let mut found = None;
    // A piece that ends in the middle of the answer has shown what can be seen.
    while let Some(step) = scan.entry(depth, found.is_none()) {
        match step {
            Entry::Article => return None,
            Entry::List(at) => found = Some(at),
            Entry::Inside => depth += 1,
            Entry::Passed => {}
            Entry::End => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
        }
    }
    found
}

enum Entry {
    /// A text stands where an article has it.
    Article,
    List(usize),
    Inside,
    Passed,
    End,
}

struct Scan<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The next key of the open object and what its value is; `None` where the bytes end or are no JSON.
    fn entry(&mut self, depth: usize, searching: bool) -> Option<Entry> {
        self.space();
        if self.peek()? == b',' {
            self.at += 1;
            self.space();
        }
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(Entry::End);
        }
        let from = self.at + 1;
        self.string()?;
        let key = String::from_utf8_lossy(self.bytes.get(from..self.at.checked_sub(1)?)?).to_ascii_lowercase();
        self.space();
        self.take(b':')?;
        self.space();
        let known = KEYS.contains(&key.as_str());
        match self.peek()? {
            b'"' if depth == 1 && FieldName::of_column(&key) == Some(FieldName::Text) => Some(Entry::Article),
            b'{' if known && searching && depth < MAX_DEPTH => {
                self.at += 1;
                Some(Entry::Inside)
            }
            b'[' if known && searching => {
                let inside = self.at + 1;
                let mut ahead = Scan { bytes: self.bytes, at: inside };
                ahead.space();
                let is_list = matches!(ahead.peek(), Some(b'{' | b']'));
                // A list that goes on behind what can be seen was found all the same.
                if self.value().is_none() {
                    self.at = self.bytes.len();
                }
                Some(if is_list { Entry::List(inside) } else { Entry::Passed })
            }
            _ => self.value().map(|()| Entry::Passed),
        }
    }

    /// Leaves a string behind.
    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            let found = memchr::memchr2(b'"', b'\\', self.bytes.get(self.at..)?)?;
            self.at += found + 1;
            if self.bytes[self.at - 1] == b'"' {
                return Some(());
            }
            self.at += 1;
        }
    }

    /// Leaves a value behind, by its brackets.
    fn value(&mut self) -> Option<()> {
        let mut open = 0_u64;
        loop {
            match self.peek()? {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' if open == 0 => return Some(()),
                b'}' | b']' => {
                    open -= 1;
                    self.at += 1;
                }
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            if open == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn behind(json: &str) -> Option<&str> {
        articles_at(json.as_bytes()).map(|at| &json[at..])
    }

    #[test]
    fn the_list_is_found_where_interfaces_put_it() {
        assert_eq!(behind(r#"{"status":"ok","totalResults":2,"articles":[{"a":1}]}"#), Some(r#"{"a":1}]}"#));
        assert_eq!(behind(r#" {"data" : [ {"a":1}]}"#), Some(r#" {"a":1}]}"#));
        assert_eq!(behind(r#"{"articles":{"page":1,"results":[{"a":1}]}}"#), Some(r#"{"a":1}]}}"#));
        assert_eq!(behind(r#"{"response":{"meta":{"x":["}"]},"docs":[{"a":1"#), Some(r#"{"a":1"#));
        assert_eq!(behind(r#"{"articles":[]}"#), Some("]}"));
    }

    #[test]
    fn an_article_with_a_list_is_no_answer() {
        assert_eq!(behind(r#"{"id":1,"text":"The ferry left.","items":[{"a":1}]}"#), None);
        assert_eq!(behind(r#"{"items":[{"a":1}],"text":"The ferry left."}"#), None);
        assert_eq!(behind(r#"{"tags":[{"a":1}],"data":[1,2]}"#), None);
        assert_eq!(behind(r#"[{"articles":[{}]}]"#), None);
        assert_eq!(behind("{articles"), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(json in "[{}\\[\\]\":,a1\\\\ ]{0,60}") {
            articles_at(json.as_bytes());
            articles_at(format!("{{\"articles\":{json}").as_bytes());
        }
    }
}
