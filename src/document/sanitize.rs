//! The one sanitizer for text that goes to a terminal or a log.
//!
//! Article text, titles, file names and error messages are in the hands of whoever wrote them. A terminal obeys escape sequences,
//! and a reader is misled by characters that reorder or hide others. Here they become visible marks. What is not on the list
//! passes unchanged. Data lines are JSON, where the same characters are escaped, and do not come here.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether `c` commands a terminal, reorders text, or hides in it: C0, C1, DEL, soft hyphen, bidirectional and zero-width controls,
/// line and paragraph separators, interlinear annotation, byte order mark, tags.
#[must_use]
pub const fn is_unsafe(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// `text` as one line: line breaks and tabs become visible marks like every other control.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    clean(text, |_| false)
}

/// `text` as lines: line feeds stay (a carriage return before one goes), a tab becomes a space, the rest is made visible.
#[must_use]
pub fn block(text: &str) -> Cow<'_, str> {
    if text.contains(['\r', '\t']) {
        let text = text.replace("\r\n", "\n").replace('\t', " ");
        return Cow::Owned(clean(&text, |c| c == '\n').into_owned());
    }
    clean(text, |c| c == '\n')
}

/// `text` as running words on one line: every run of white space becomes one space, the rest is made visible.
#[must_use]
pub fn running(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&line(word));
    }
    out
}

fn clean(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let unsafe_here = |c: char| is_unsafe(c) && !keep(c);
    let Some(first) = text.find(unsafe_here) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        if unsafe_here(c) { show(c, &mut out) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// C0 and DEL have pictures of their own (U+2400 on); the others are named by number.
fn show(c: char, out: &mut String) {
    match c {
        '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        '\u{7f}' => out.push('␡'),
        _ => {
            // Writing to a string cannot fail.
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Forty ways to speak to a terminal or to a reader's eye, each with the one line that may come out.
    const PAYLOADS: [(&str, &str); 40] = [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b[2J\x1b[H", "␛[2J␛[H"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x1b]52;c;cm0gLXJm\x07", "␛]52;c;cm0gLXJm␇"),
        ("\x1b]8;;http://a.example\x1b\\link\x1b]8;;\x1b\\", "␛]8;;http://a.example␛\\link␛]8;;␛\\"),
        ("\x1bP+q544e\x1b\\", "␛P+q544e␛\\"),
        ("\x1b[6n", "␛[6n"),
        ("\x1b[?1049h", "␛[?1049h"),
        ("\x1bc", "␛c"),
        ("\x1b_Gf=24\x1b\\", "␛_Gf=24␛\\"),
        ("\u{9b}31m", "<U+009B>31m"),
        ("\u{9d}0;t\u{9c}", "<U+009D>0;t<U+009C>"),
        ("\u{90}q\u{9c}", "<U+0090>q<U+009C>"),
        ("\u{85}next", "<U+0085>next"),
        ("a\0b", "a␀b"),
        ("a\x08\x08b", "a␈␈b"),
        ("safe\rFAKE", "safe␍FAKE"),
        ("one\ntwo", "one␊two"),
        ("one\r\ntwo", "one␍␊two"),
        ("a\tb", "a␉b"),
        ("a\x0bb\x0cc", "a␋b␌c"),
        ("\x07\x07\x07", "␇␇␇"),
        ("\x0e\x0f", "␎␏"),
        ("del\x7f", "del␡"),
        ("co\u{ad}operate", "co<U+00AD>operate"),
        ("\u{202e}gnp.exe", "<U+202E>gnp.exe"),
        ("\u{202a}a\u{202c}", "<U+202A>a<U+202C>"),
        ("\u{2066}a\u{2069}", "<U+2066>a<U+2069>"),
        ("\u{200f}\u{200e}", "<U+200F><U+200E>"),
        ("\u{61c}a", "<U+061C>a"),
        ("z\u{200b}w", "z<U+200B>w"),
        ("a\u{200d}b\u{200c}", "a<U+200D>b<U+200C>"),
        ("w\u{2060}j", "w<U+2060>j"),
        ("\u{feff}bom", "<U+FEFF>bom"),
        ("\u{2028}\u{2029}", "<U+2028><U+2029>"),
        ("\u{180e}m", "<U+180E>m"),
        ("\u{fff9}a\u{fffa}b\u{fffb}", "<U+FFF9>a<U+FFFA>b<U+FFFB>"),
        ("\u{e0001}\u{e0065}\u{e007f}", "<U+E0001><U+E0065><U+E007F>"),
        ("\u{206a}\u{206f}", "<U+206A><U+206F>"),
        ("“naïve” — 日本語 🙂 é", "“naïve” — 日本語 🙂 é"),
    ];

    #[test]
    fn forty_payloads_become_visible() {
        for (payload, shown) in PAYLOADS {
            assert_eq!(line(payload), shown, "{payload:?}");
        }
    }

    #[test]
    fn the_same_forty_are_harmless_as_blocks_and_as_running_words() {
        for (payload, _) in PAYLOADS {
            assert!(!block(payload).chars().any(|c| is_unsafe(c) && c != '\n'), "{payload:?}");
            assert!(!running(payload).chars().any(is_unsafe), "{payload:?}");
        }
    }

    #[test]
    fn clean_text_is_borrowed() {
        assert!(matches!(line("Bridge closed"), Cow::Borrowed(_)));
        assert!(matches!(block("two\nlines"), Cow::Borrowed(_)));
    }

    #[test]
    fn line_breaks_by_door() {
        assert_eq!(block("a\r\nb\tc\rd"), "a\nb c␍d");
        assert_eq!(running("  a\r\n\tb  c "), "a b c");
    }

    proptest! {
        #[test]
        fn no_text_gets_through(text in any::<String>()) {
            prop_assert!(!line(&text).chars().any(is_unsafe));
            prop_assert!(!running(&text).chars().any(is_unsafe));
            prop_assert!(!block(&text).chars().any(|c| is_unsafe(c) && c != '\n'));
        }

        #[test]
        fn sanitising_twice_changes_nothing(text in any::<String>()) {
            let once = line(&text).into_owned();
            prop_assert_eq!(line(&once).into_owned(), once.clone());
        }
    }
}
