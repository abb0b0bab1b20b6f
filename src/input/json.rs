//! One JSON object to the values of the columns that are wanted.
//!
//! Responsible for reading without building what is not asked for: other keys are skipped, however deep, and a wanted value is decoded
//! once. A dot in a column's name enters an object (`metadata.title`). Not responsible for what the columns mean.

use super::json_scan::{Entries as ScannedEntries, Raw, Step};
use super::limits::{MAX_NESTED_BYTES, SAMPLE_COLUMNS};
use super::renditions;
use super::repair::mend_surrogates;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// How deep a column's name may enter objects.
const MAX_NESTING: usize = 2;

/// The columns to take out of every object.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    columns: Vec<String>,
    /// Whether a column may stand only once in an object.
    once: Vec<bool>,
}

/// The values of one object, in the order of the wanted columns.
#[derive(Debug)]
pub(super) struct Values<'a> {
    pub(super) values: Vec<Option<Cow<'a, str>>>,
    /// Lone surrogates were replaced.
    pub(super) repaired: bool,
}

impl Wanted {
    pub(super) fn new<'c>(columns: impl Iterator<Item = (&'c str, bool)>) -> Self {
        let (columns, once) = columns.map(|(name, once)| (name.to_owned(), once)).unzip();
        Self { columns, once }
    }

    /// Reads `json`, one whole object; the error says what is wrong with it.
    pub(super) fn read<'a>(&self, json: &'a str) -> Result<Values<'a>, String> {
        let mut found = vec![None; self.columns.len()];
        if !self.find_quickly(json, &mut found) {
            found.fill(None);
            self.find(json, &mut found)?;
        }
        let mut repaired = false;
        let mut text = |raw: Raw<'a>| match raw.json.get(1..raw.json.len().saturating_sub(1)).filter(|_| raw.is_plain) {
            Some(inside) => Some(Cow::Borrowed(inside)),
            None => text_of(raw.json, &mut repaired),
        };
        let values = found.into_iter().map(|raw| raw.and_then(&mut text)).collect();
        Ok(Values { values, repaired })
    }

    /// Finds the wanted values, or says what is wrong with the object.
    fn find<'a>(&self, json: &'a str, found: &mut [Option<Raw<'a>>]) -> Result<(), String> {
        let all: Vec<(usize, &str)> = self.columns.iter().map(String::as_str).enumerate().collect();
        let mut reader = serde_json::Deserializer::from_str(json);
        let object = Object { wanted: &all, once: &self.once, found };
        let outcome = object.deserialize(&mut reader).and_then(|()| reader.end());
        outcome.map_err(|error| error.to_string())
    }

    /// Finds the wanted values of an object that holds nothing out of the ordinary; says no of any other, well formed or not.
    fn find_quickly<'a>(&self, json: &'a str, found: &mut [Option<Raw<'a>>]) -> bool {
        let mut entries = ScannedEntries::of(json);
        loop {
            match entries.step() {
                Step::End => return true,
                Step::Unsure => return false,
                Step::Entry(key, value) => {
                    if let Some(slot) = self.columns.iter().position(|name| name == key) {
                        if self.once[slot] && found[slot].is_some() {
                            return false;
                        }
                        found[slot] = Some(value);
                    } else if value.json.starts_with('{') && self.columns.iter().any(|name| inside(name, key).is_some()) {
                        let wanted = self.columns.iter().enumerate();
                        let inner: Vec<(usize, &str)> =
                            wanted.filter_map(|(slot, name)| Some((slot, inside(name, key)?))).collect();
                        let object = Object { wanted: &inner, once: &self.once, found };
                        if object.deserialize(&mut serde_json::Deserializer::from_str(value.json)).is_err() {
                            return false;
                        }
                    }
                }
            }
        }
    }
}

/// What is left of a column's name behind the object `key` that it enters.
fn inside<'n>(name: &'n str, key: &str) -> Option<&'n str> {
    name.strip_prefix(key)?.strip_prefix('.')
}

/// Takes the wanted values of one object, as they are written.
struct Object<'w, 'f, 'a> {
    wanted: &'w [(usize, &'w str)],
    once: &'w [bool],
    found: &'f mut [Option<Raw<'a>>],
}

impl<'a> DeserializeSeed<'a> for Object<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Object<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(Key(key)) = map.next_key()? {
            let leaf = self.wanted.iter().find(|(_, name)| *name == key);
            if leaf.is_none() && !self.wanted.iter().any(|(_, name)| inside(name, &key).is_some()) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let raw = map.next_value::<&'a RawValue>()?.get();
            if let Some(&(slot, _)) = leaf {
                if self.once[slot] && self.found[slot].is_some() {
                    return Err(M::Error::custom(format!("`{key}` stands twice in the object")));
                }
                self.found[slot] = Some(Raw { json: raw, is_plain: false });
            } else if raw.starts_with('{') {
                let inner: Vec<(usize, &str)> =
                    self.wanted.iter().filter_map(|&(slot, name)| Some((slot, inside(name, &key)?))).collect();
                // Each level takes a dot off the names, so this is as deep as a name has dots.
                let object = Object { wanted: &inner, once: self.once, found: self.found };
                object.deserialize(&mut serde_json::Deserializer::from_str(raw)).map_err(M::Error::custom)?;
            }
        }
        Ok(())
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'a> serde::Deserialize<'a> for Key<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'a> Visitor<'a> for Text {
            type Value = Cow<'a, str>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Text).map(Key)
    }
}

/// Every column of one object with its value, objects entered down to [`MAX_NESTING`]; for the sample that decides the schema.
pub(super) fn flatten(json: &str) -> Option<Vec<(String, Option<String>)>> {
    let mut columns = Vec::new();
    let mut open = vec![(String::new(), json.to_owned(), 0)];
    let mut is_object = false;
    while let Some((prefix, raw, depth)) = open.pop() {
        let entries = match serde_json::from_str::<Entries>(&raw) {
            Ok(Entries(entries)) => entries,
            Err(_) => serde_json::from_str::<Entries>(&mend_surrogates(&raw)?).ok()?.0,
        };
        is_object = true;
        for (key, raw) in entries {
            if columns.len() >= SAMPLE_COLUMNS {
                return Some(columns);
            }
            let name = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            let value = text_of(raw.get(), &mut false).map(Cow::into_owned);
            if raw.get().starts_with('{') && depth < MAX_NESTING {
                open.push((name.clone(), raw.get().to_owned(), depth + 1));
            }
            columns.push((name, value));
        }
    }
    is_object.then_some(columns)
}

/// An object's keys and values in their order.
struct Entries(Vec<(String, Box<RawValue>)>);

impl<'a> serde::Deserialize<'a> for Entries {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'a> Visitor<'a> for InOrder {
            type Value = Vec<(String, Box<RawValue>)>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    if entries.len() < SAMPLE_COLUMNS {
                        entries.push(entry);
                    }
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(InOrder).map(Entries)
    }
}

/// A value as text: strings decoded, numbers as printed, lists and objects as the strings in them; `None` for null.
fn text_of<'a>(raw: &'a str, repaired: &mut bool) -> Option<Cow<'a, str>> {
    match raw.as_bytes().first()? {
        b'n' => None,
        b'"' => {
            let inside = raw.get(1..raw.len().checked_sub(1)?)?;
            if memchr::memchr(b'\\', inside.as_bytes()).is_none() {
                return Some(Cow::Borrowed(inside));
            }
            unescape(inside, repaired).map(Cow::Owned)
        }
        b'[' | b'{' if raw.len() > MAX_NESTED_BYTES => None,
        b'[' | b'{' => {
            // Refused from 128 levels on, without recursion of ours.
            let value = serde_json::from_str::<Value>(raw).ok().or_else(|| {
                *repaired = true;
                serde_json::from_str::<Value>(&mend_surrogates(raw)?).ok()
            })?;
            if let Some(text) = renditions::plainest(&value) {
                return Some(Cow::Owned(text));
            }
            let parts = strings(&value);
            (!parts.is_empty()).then(|| Cow::Owned(parts.join(JOINT)))
        }
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// The characters that the inside of a JSON string stands for; lone surrogates become U+FFFD and `repaired`. `None` for what is no
/// inside of a JSON string. O(bytes), copied between escapes as a whole.
fn unescape(inside: &str, repaired: &mut bool) -> Option<String> {
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    // Escapes often stand one behind the other: those need no search.
    let next = |rest: &str| if rest.starts_with('\\') { Some(0) } else { memchr::memchr(b'\\', rest.as_bytes()) };
    while let Some(at) = next(rest) {
        text.push_str(&rest[..at]);
        let escape = *rest.as_bytes().get(at + 1)?;
        rest = rest.get(at + 2..)?;
        text.push(match escape {
            b'n' => '\n',
            b'"' | b'\\' | b'/' => char::from(escape),
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let high = unit(rest)?;
                rest = rest.get(4..)?;
                let low = rest.strip_prefix("\\u").and_then(unit).filter(|low| (0xDC00..0xE000).contains(low));
                match (high, low) {
                    (0xD800..0xDC00, Some(low)) => {
                        rest = rest.get(6..)?;
                        char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00))?
                    }
                    _ => char::from_u32(high).unwrap_or_else(|| {
                        *repaired = true;
                        char::REPLACEMENT_CHARACTER
                    }),
                }
            }
            _ => return None,
        });
    }
    text.push_str(rest);
    Some(text)
}

/// The UTF-16 unit that the first four characters are the hexadecimal digits of.
fn unit(digits: &str) -> Option<u32> {
    let digits = digits.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// The strings in a value that was read elsewhere, joined as in a value read here.
pub(super) fn joined(value: &Value) -> Option<String> {
    if let Some(text) = renditions::plainest(value) {
        return Some(text);
    }
    let parts = strings(value);
    (!parts.is_empty()).then(|| parts.join(JOINT))
}

/// What lists of paragraphs, and of names, are joined with; see [`super::rows`] for what becomes of it in names.
pub(super) const JOINT: &str = "\n\n";

/// What stands first in a body, whatever the order of its keys.
const FIRST: [&str; 3] = ["summary", "headline", "title"];

/// The strings in a value in reading order: of an object with a `name` only that, summaries and headlines before the rest.
fn strings(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if !text.trim().is_empty() => found.push(text.as_str()),
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(map) => {
                if let Some(name) = map.get("name") {
                    open.push(name);
                    continue;
                }
                open.extend(map.iter().filter(|(key, _)| !FIRST.contains(&key.as_str())).map(|(_, value)| value).rev());
                open.extend(FIRST.iter().rev().filter_map(|key| map.get(*key)));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(columns: &[&str], json: &str) -> Result<Vec<Option<String>>, String> {
        let wanted = Wanted::new(columns.iter().map(|name| (*name, *name == "text")));
        wanted.read(json).map(|v| v.values.into_iter().map(|value| value.map(Cow::into_owned)).collect())
    }

    fn some(values: &[&str]) -> Vec<Option<String>> {
        values.iter().map(|value| Some((*value).to_owned())).collect()
    }

    #[test]
    fn wanted_values_are_found_at_their_depth() {
        let json = r#"{"id": 7, "metadata": {"title": "T\u00e4", "x": [1]}, "text": "a b", "z": {"text": "no"}}"#;
        assert_eq!(read(&["text", "metadata.title", "id"], json), Ok(some(&["a b", "Tä", "7"])));
        assert_eq!(read(&["a.b"], r#"{"a.b": "flat"}"#), Ok(some(&["flat"])));
    }

    #[test]
    fn numbers_stay_as_printed() {
        let json = r#"{"id": 12345678901234567890123, "n": 1.50, "b": true, "x": 1e999}"#;
        assert_eq!(read(&["id", "n", "b"], json), Ok(some(&["12345678901234567890123", "1.50", "true"])));
    }

    #[test]
    fn text_given_twice_is_an_error_and_another_key_is_not() {
        assert!(read(&["text"], r#"{"text": "a", "text": "b"}"#).unwrap_err().contains("twice"));
        assert_eq!(read(&["id"], r#"{"id": 1, "id": 2}"#), Ok(some(&["2"])));
    }

    #[test]
    fn depth_is_safe_ignored_or_wanted() {
        for depth in [100, 1_000, 1_000_000] {
            let deep = "[".repeat(depth) + &"]".repeat(depth);
            assert_eq!(read(&["text"], &format!(r#"{{"x": {deep}, "text": "a"}}"#)), Ok(some(&["a"])));
            assert_eq!(read(&["text"], &format!(r#"{{"text": {deep}}}"#)), Ok(vec![None]));
            assert!(read(&["text"], &"[".repeat(depth)).is_err());
            assert!(flatten(&format!(r#"{{"x": {deep}}}"#)).is_some());
        }
    }

    #[test]
    fn lone_surrogates_are_repaired_where_they_are_wanted_and_ignored_elsewhere() {
        let wanted = Wanted::new([("text", true)].into_iter());
        let read = wanted.read(r#"{"x": "\udc00", "text": "a\ud800b"}"#).unwrap();
        assert_eq!((read.values[0].as_deref(), read.repaired), (Some("a\u{FFFD}b"), true));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for json in [
            "",
            "[]",
            "null",
            r#"{"text": NaN}"#,
            r#"{"text": "a"} x"#,
            r#"{"text": "a"#,
            "{\"text\": \"a\nb\"}",
            "{'text': 'a'}",
        ] {
            assert!(read(&["text"], json).is_err(), "{json}");
        }
    }

    #[test]
    fn lists_and_bodies_are_their_strings_in_order() {
        let json = r#"{"text": {"sections": [{"paragraphs": ["c", "d"], "headline": ["b"]}], "summary": ["a"]}, "by": [{"name": "N", "id": "1"}, "M"]}"#;
        assert_eq!(read(&["text", "by"], json), Ok(some(&["a\n\nb\n\nc\n\nd", "N\n\nM"])));
    }

    /// What is found quickly is what the library finds, and of what it refuses nothing is.
    fn agrees(json: &str) {
        let wanted = Wanted::new(["a", "text", "b", "b.b", "a.b", "c.c.b"].into_iter().map(|name| (name, name == "text")));
        let mut quick = vec![None; 6];
        let is_quick = wanted.find_quickly(json, &mut quick);
        let mut slow = vec![None; 6];
        let whole = wanted.find(json, &mut slow);
        if is_quick {
            let shown =
                |found: &[Option<Raw<'_>>]| found.iter().map(|raw| raw.map(|raw| raw.json.to_owned())).collect::<Vec<_>>();
            assert_eq!((whole, shown(&quick)), (Ok(()), shown(&slow)), "{json}");
            let plain = quick.iter().flatten().filter(|raw| raw.is_plain);
            assert!(plain.into_iter().all(|raw| raw.json.starts_with('"') && !raw.json.contains('\\')), "{json}");
        }
    }

    #[test]
    fn ordinary_rows_go_the_quick_way() {
        let wanted = Wanted::new([("text", true), ("metadata.title", false)].into_iter());
        for json in [
            r#"{"id": "a", "text": "b \"c\" \n\u2019", "n": 1.5, "tags": ["x", {"y": null}], "metadata": {"title": "T", "k": [true]}}"#,
            "{\"text\":\"x\"}\r\n",
        ] {
            assert!(wanted.find_quickly(json, &mut [None; 2]), "{json}");
        }
    }

    proptest! {
        #[test]
        fn strings_are_unescaped_as_the_library_does(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["a", "é", " ", r"\n", r#"\""#, r"\\", r"\/", r"\t", r"\b", r"\f", r"\r", r"\u00e9", r"\u2019",
                    r"\ud83d\ude00", r"\ud83d", r"\ude00", r"\uD83D", r"\u0000", r"\u12", r"\x", r"\u+123", "u"]),
                0..20,
            ),
        ) {
            let inside = pieces.concat();
            let mut repaired = false;
            let got = unescape(&inside, &mut repaired);
            let json = format!("\"{inside}\"");
            let mended = mend_surrogates(&json);
            let want = serde_json::from_str::<String>(mended.as_deref().unwrap_or(&json)).ok();
            prop_assert_eq!(&got, &want);
            prop_assert!(got.is_none() || repaired == mended.is_some());
        }

        #[test]
        fn any_text_comes_back(text in "\\PC{0,40}", id in any::<u64>()) {
            let json = serde_json::json!({ "id": id, "text": text }).to_string();
            prop_assert_eq!(read(&["text", "id"], &json), Ok(some(&[&text, &id.to_string()])));
        }

        #[test]
        fn the_quick_way_agrees_with_the_library(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ",", ":", " ", "\n", "\"", "\"a\"", "\"b\"", "\"a\":", "\"b\":", "\"c\":", "\"b\":{", "\"text\"",
                    "\"a.b\":", "\"\\u0061\":", "\"é\"", r#""x\ny""#, r#""\ud800""#, r#""\u12""#, r#""\q""#, "\"\u{1}\"", "1", "0", "01", "-",
                    "-1.5", "1e9", "2.", "true", "null", "nul", "falsex", ", ", "},", "\\", "\u{7f}", "\t",
                ]),
                0..14,
            ),
            closed in any::<bool>(),
        ) {
            let soup = pieces.concat();
            let json = if closed { format!("{{{soup}}}") } else { soup };
            agrees(&json);
        }

        #[test]
        fn the_quick_way_agrees_on_objects_with_one_byte_changed(
            entries in prop::collection::vec(("[abc]|text|a\\.b", "[ -~é\n\t]{0,80}", any::<i32>(), 0..4_u8), 0..6),
            at in any::<prop::sample::Index>(),
            byte in prop::sample::select(b"{}[]\",:\\ 0u\n\x01".to_vec()),
            change in any::<bool>(),
        ) {
            let shown = |(key, text, number, kind): &(String, String, i32, u8)| {
                let value = match kind {
                    0 => serde_json::json!(text),
                    1 => serde_json::json!(number),
                    2 => serde_json::json!([text, number]),
                    _ => serde_json::json!({"b": text, "c": {"b": number}}),
                };
                format!("\"{key}\": {value}")
            };
            let json = format!("{{{}}}", entries.iter().map(shown).collect::<Vec<_>>().join(", "));
            let mut bytes = json.into_bytes();
            let at = at.index(bytes.len());
            if change && bytes[at].is_ascii() {
                bytes[at] = byte;
            }
            agrees(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn nothing_panics(json in "[{}\\[\\]\":,a1\\\\ud80 ]{0,60}") {
            let _ = (read(&["a", "a.a"], &json), flatten(&json));
        }
    }
}
