//! Digits and years of other scripts and calendars, as dates print them.
//!
//! Responsible for turning them into digits that [`super::dates`] reads. Not responsible for the shapes of dates.

use std::borrow::Cow;

/// The zeros of the scripts whose digits stand in dates: each is followed by its nine others.
const ZEROS: [u32; 20] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0,
    0x1810, 0x1946, 0xFF10,
];

/// Marks of direction, which Arabic and Hebrew dates have between their numbers.
const fn is_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The years before the first of each era of Japan.
const ERAS: [(&str, i16); 5] = [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("大正", 1911), ("明治", 1867)];

/// A text with digits of ASCII and without marks of direction; and, where it was changed, the byte of the original behind each of its bytes.
pub(super) fn with_ascii_digits(text: &str) -> (Cow<'_, str>, Option<Vec<usize>>) {
    let digit = |c: char| {
        let code = u32::from(c);
        let zero = ZEROS.iter().find(|&&zero| (zero..zero + 10).contains(&code))?;
        char::from_digit(code - zero, 10)
    };
    if text.is_ascii() || !text.chars().any(|c| is_direction(c) || (!c.is_ascii() && digit(c).is_some()) || is_wide(c)) {
        return (Cow::Borrowed(text), None);
    }
    let mut plain = String::with_capacity(text.len());
    let mut behind = Vec::with_capacity(text.len() + 1);
    behind.push(0);
    for (at, c) in text.char_indices().filter(|(_, c)| !is_direction(*c)) {
        let c_plain = digit(c).or_else(|| is_wide(c).then(|| narrow(c))).unwrap_or(c);
        plain.push(c_plain);
        behind.extend(std::iter::repeat_n(at + c.len_utf8(), c_plain.len_utf8()));
    }
    (Cow::Owned(plain), Some(behind))
}

/// Full-width signs between numbers.
const fn is_wide(c: char) -> bool {
    matches!(c, '／' | '．' | '－' | '：' | '（' | '）' | '，' | '\u{3000}' | '،')
}

const fn narrow(c: char) -> char {
    match c {
        '／' => '/',
        '．' => '.',
        '－' => '-',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '\u{3000}' => ' ',
        _ => ',',
    }
}

/// The year before the first of the era that `text` begins with, and the bytes of its name.
pub(super) fn era(text: &str) -> Option<(i16, usize)> {
    ERAS.iter().find(|(name, _)| text.starts_with(name)).map(|(name, before)| (*before, name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts_are_digits() {
        for (text, want) in
            [("٢٠٢٠", "2020"), ("२०२०", "2020"), ("２０２０／３", "2020/3"), ("۱۶ مارس", "16 مارس"), ("16\u{200F}/3", "16/3")]
        {
            let (plain, behind) = with_ascii_digits(text);
            assert_eq!(plain, want);
            assert_eq!(behind.unwrap().last(), Some(&text.len()));
        }
        assert_eq!(with_ascii_digits("2020 é"), (Cow::Borrowed("2020 é"), None));
    }
}
