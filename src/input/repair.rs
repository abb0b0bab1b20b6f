//! Text that is not quite text: ill-formed UTF-8 and lone surrogates become U+FFFD, and the row is kept.
//!
//! Responsible for the decoding. Not responsible for any other change: nothing is normalised here.

use std::borrow::Cow;

/// `bytes` as text, each ill-formed subpart replaced by U+FFFD (as Python's `replace` does), and whether any was.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return (Cow::Borrowed(text), false);
    }
    let text = String::from_utf8_lossy(bytes);
    let repaired = matches!(text, Cow::Owned(_));
    (text, repaired)
}

/// `bytes` without a UTF-8 byte order mark: a mark of the encoding, not of the text.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// `json` with every escape of a lone surrogate (`\ud800`) written `\ufffd`; `None` where there is none.
///
/// Looks only at backslashes, so it holds inside and outside of strings. Linear.
pub(super) fn mend_surrogates(json: &str) -> Option<String> {
    let bytes = json.as_bytes();
    let mut mended: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        let escape = at + found;
        let Some(unit) = surrogate(bytes, escape) else {
            // An escape of two bytes (`\\`, `\"`), or of six that is not a surrogate: both are left behind by two.
            at = (escape + 2).min(bytes.len());
            continue;
        };
        let paired = unit < 0xDC00 && surrogate(bytes, escape + 6).is_some_and(|low| low >= 0xDC00);
        if paired {
            at = escape + 12;
            continue;
        }
        let out = mended.get_or_insert_with(|| bytes.to_vec());
        out[escape..escape + 6].copy_from_slice(b"\\ufffd");
        at = escape + 6;
    }
    // Only ASCII was put in the place of ASCII.
    mended.and_then(|out| String::from_utf8(out).ok())
}

/// The surrogate that the escape at `at` names, if it names one.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    if &escape[..2] != b"\\u" || !matches!(escape[2], b'd' | b'D') {
        return None;
    }
    let digits = std::str::from_utf8(&escape[2..]).ok()?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xD800..0xE000).contains(unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_lone_surrogates_are_mended() {
        for (json, want) in [
            (r#""a\ud800b""#, Some(r#""a\ufffdb""#)),
            (r#""\udc00""#, Some(r#""\ufffd""#)),
            (r#""\ud83d\ude00""#, None),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\\ud800""#, None),
            (r#""\\\ud800""#, Some(r#""\\\ufffd""#)),
            (r#""\ud8""#, None),
            ("\"\\", None),
        ] {
            assert_eq!(mend_surrogates(json).as_deref(), want, "{json}");
        }
    }

    #[test]
    fn each_ill_formed_subpart_becomes_one_mark() {
        assert_eq!(decode(b"a\xE2\x82b\xFFc"), ("a\u{FFFD}b\u{FFFD}c".into(), true));
        assert_eq!(decode("naïve".as_bytes()), ("naïve".into(), false));
    }

    proptest! {
        #[test]
        fn what_is_mended_parses(units in prop::collection::vec(any::<u16>(), 0..20)) {
            let escapes: Vec<String> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = format!("\"{}\"", escapes.concat());
            let mended = mend_surrogates(&json).unwrap_or_else(|| json.clone());
            let text: String = serde_json::from_str(&mended).unwrap();
            prop_assert_eq!(text, String::from_utf16_lossy(&units));
        }
    }
}
