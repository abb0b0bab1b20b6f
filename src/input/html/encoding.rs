//! The bytes of a page to its text: which encoding they are in.
//!
//! Responsible for believing, in this order, a byte order mark, the transport's content type and the page's own declaration, each only
//! while the bytes agree with it, and else for a guess. Not responsible for anything else that a page declares.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes in which a page declares its encoding: browsers look at 1,024, but pages put scripts before it.
const DECLARED_BYTES: usize = 8 << 10;

/// Characters beyond ASCII that are well-formed UTF-8 before that overrules a declaration: in no other encoding do so many fall so.
const UTF8_CHARS: usize = 3;

/// Decodes a page; the second value says whether ill-formed bytes were replaced.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> (String, bool) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[length..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && (text.chars().filter(|c| !c.is_ascii()).take(UTF8_CHARS).count() == UTF8_CHARS)
    {
        return (text.to_owned(), false);
    }
    let declared = content_type.and_then(charset).or_else(|| in_page(bytes));
    if let Some(encoding) = declared {
        let (text, replaced) = with(encoding, bytes);
        // One cut character is damage; many are a declaration that is not true.
        let marks = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).take(1_000_000).count();
        let beyond_ascii = bytes.iter().filter(|byte| !byte.is_ascii()).count();
        if !replaced || marks <= 2 || marks * 20 < beyond_ascii {
            return (text, replaced);
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    with(detector.guess(None, Utf8Detection::Allow), bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> (String, bool) {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), replaced)
}

/// `charset=...` of a content type.
fn charset(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let label = rest.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ',' | '/' | '>')).next()?;
    Encoding::for_label(label.as_bytes())
}

/// What a `<meta>` tag or an XML declaration says. A page whose tags can be read is not in UTF-16, whatever it says.
fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARED_BYTES)];
    let text: String = head.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { '?' }).collect();
    let xml = text.strip_prefix("<?xml").and_then(|rest| {
        let (_, label) = rest.split_once("?>")?.0.split_once("encoding=")?;
        Encoding::for_label(label.trim_matches(['"', '\'', ' ']).as_bytes())
    });
    let found = xml.or_else(|| {
        let lower = text.to_ascii_lowercase();
        lower.match_indices("<meta").find_map(|(at, _)| {
            let tag = &lower[at..];
            charset(&tag[..tag.find('>').unwrap_or(tag.len())])
        })
    })?;
    Some(if found == UTF_16LE || found == UTF_16BE || found == ISO_2022_JP && head.iter().any(|byte| !byte.is_ascii()) {
        UTF_8
    } else {
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{EUC_KR, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
    use proptest::prelude::*;

    const GERMAN: &str =
        "Der Bürgermeister überreichte die Schlüssel für das größere Gebäude, über das Jahre gestritten worden war.";
    const RUSSIAN: &str = "Городской совет решил во вторник закрыть старый мост на ремонт, сообщили в пресс-службе.";
    const JAPANESE: &str = "町議会は火曜日、古い橋を修理のため閉鎖することを決めたと発表した。";

    #[test]
    fn a_declaration_is_believed_where_the_bytes_agree() {
        for (encoding, text) in [(WINDOWS_1252, GERMAN), (WINDOWS_1251, RUSSIAN), (SHIFT_JIS, JAPANESE), (EUC_KR, "오래된 다리")]
        {
            let page = format!("<html><head><meta charset=\"{}\"><p>{text}", encoding.name());
            assert_eq!(decode(&encoding.encode(&page).0, None).0, page);
            let bare = format!("<p>{text}");
            let header = format!("text/html; charset={}", encoding.name());
            assert_eq!(decode(&encoding.encode(&bare).0, Some(&header)).0, bare);
        }
        let page = format!("<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>{RUSSIAN}");
        assert_eq!(decode(&WINDOWS_1251.encode(&page).0, Some("text/html")).0, page);
        let page = format!("<?xml version=\"1.0\" encoding=\"windows-1252\"?><html>{GERMAN}");
        assert_eq!(decode(&WINDOWS_1252.encode(&page).0, None).0, page);
    }

    #[test]
    fn a_false_declaration_is_not_believed() {
        for label in ["iso-8859-1", "utf-16", "shift_jis", "nonsense"] {
            let page = format!("<meta charset={label}><p>{GERMAN}");
            assert_eq!(decode(page.as_bytes(), None), (page.clone(), false), "{label}");
        }
        let page = format!("<meta charset=utf-8><p>{GERMAN}");
        assert_eq!(decode(&WINDOWS_1252.encode(&page).0, Some("text/html; charset=utf-8")).0, page);
    }

    #[test]
    fn what_declares_nothing_is_guessed() {
        for (encoding, text) in [(WINDOWS_1252, GERMAN), (WINDOWS_1251, RUSSIAN), (SHIFT_JIS, JAPANESE)] {
            assert_eq!(decode(&encoding.encode(text).0, None).0, text);
        }
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(JAPANESE.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&utf16, Some("text/html; charset=utf-8")).0, JAPANESE);
    }

    #[test]
    fn one_cut_character_is_damage_and_no_other_encoding() {
        let mut page = format!("<meta charset=utf-8><p>{GERMAN} {RUSSIAN}").into_bytes();
        let at = page.iter().rposition(|byte| !byte.is_ascii()).unwrap();
        page.remove(at);
        let (text, replaced) = decode(&page, None);
        assert!(replaced && text.contains(GERMAN) && text.matches('\u{FFFD}').count() == 1);
    }

    proptest! {
        #[test]
        fn any_bytes_decode(bytes in prop::collection::vec(any::<u8>(), 0..200), header in "\\PC{0,40}") {
            decode(&bytes, Some(&header));
        }
    }
}
