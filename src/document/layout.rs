//! Measuring and fitting text in display columns, and the written forms of numbers, shares, lags and times.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::article::Micros;

/// Zero-width characters that may stand on one column: accents need a few, and a pile of thousands is an attack on the screen.
const MARKS_PER_COLUMN: usize = 8;

/// Display columns of sanitised `text`.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` in at most `columns` display columns, with an ellipsis in the last one where something was cut.
#[must_use]
pub fn truncate(text: &str, columns: usize) -> String {
    let marks = MARKS_PER_COLUMN * (columns + 1);
    if width(text) <= columns && text.chars().count() <= columns + marks {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut out = String::new();
    let (mut used, mut zero_width) = (0, 0);
    for c in text.chars() {
        let w = c.width().unwrap_or(0);
        zero_width += usize::from(w == 0);
        if used + w > columns - 1 || zero_width > marks {
            break;
        }
        used += w;
        out.push(c);
    }
    // A sequence may be wider as a whole than its characters are one by one.
    while width(&out) > columns - 1 {
        out.pop();
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// `text` cut in the middle, for paths and ids whose ends tell more than their middle.
#[must_use]
pub fn truncate_middle(text: &str, columns: usize) -> String {
    if width(text) <= columns || columns < 5 {
        return truncate(text, columns);
    }
    let head_columns = (columns - 1) / 2;
    let head: String = take_columns(text.chars(), head_columns).collect();
    let tail: Vec<char> = take_columns(text.chars().rev(), columns - 1 - head_columns).collect();
    let shown = format!("{head}…{}", tail.into_iter().rev().collect::<String>());
    if width(&shown) <= columns { shown } else { truncate(text, columns) }
}

fn take_columns(chars: impl Iterator<Item = char>, columns: usize) -> impl Iterator<Item = char> {
    let mut used = 0;
    chars.take_while(move |c| {
        used += c.width().unwrap_or(0);
        used <= columns
    })
}

/// Words of `text` in lines of at most `columns`; a word wider than a line is cut to it.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let needed = width(word) + usize::from(!line.is_empty());
        if !line.is_empty() && width(&line) + needed > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&truncate(word, columns));
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// `1234567` as `1,234,567`.
#[must_use]
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 article`, `2,000 articles`.
#[must_use]
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A share of 0 to 1 in per cent. All and none are said only of all and none: 0.999 is `>99 %`, 0.001 is `<1 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "unknown".to_owned();
    }
    let rounded = (share * 100.0).round();
    if rounded >= 100.0 && share < 1.0 {
        ">99 %".to_owned()
    } else if rounded <= 0.0 && share > 0.0 {
        "<1 %".to_owned()
    } else {
        format!("{rounded:.0} %")
    }
}

/// A lag with its two largest units: `+3 h 12 min`, `-2 d`, `+45 s`; `same time` for zero.
#[must_use]
pub fn lag(seconds: i64) -> String {
    lag_in_units(seconds, 2)
}

/// A lag with its largest unit, for narrow columns: `+3 h`.
#[must_use]
pub fn lag_in_short(seconds: i64) -> String {
    lag_in_units(seconds, 1)
}

fn lag_in_units(seconds: i64, units: usize) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    if seconds == 0 {
        return "same time".to_owned();
    }
    let mut left = seconds.unsigned_abs();
    let first = UNITS.iter().position(|&(size, _)| left >= size).unwrap_or(UNITS.len() - 1);
    let mut parts = Vec::new();
    for (i, (size, name)) in UNITS.iter().enumerate().skip(first).take(units) {
        let amount = left / size;
        left %= size;
        if i == first || amount > 0 {
            parts.push(format!("{amount} {name}"));
        }
    }
    format!("{}{}", if seconds < 0 { "-" } else { "+" }, parts.join(" "))
}

/// A time no finer than it is known: `2024-05-01 14:10Z`, `2024-05-01`, `2024-05`; without the `Z` where the zone is assumed.
#[must_use]
pub fn time(at: Micros, precision: &str, zone: &str) -> String {
    let full = at.to_string();
    // ISO 8601 at fixed places; a time outside of the calendar is a plain number and is shown as it is.
    let (Some(date), Some(minute), Some(second)) = (full.get(..10), full.get(11..16), full.get(11..19)) else { return full };
    let z = if zone == "given" { "Z" } else { "" };
    match precision {
        "month" => date[..7].to_owned(),
        "day" => date.to_owned(),
        "hour" | "minute" => format!("{date} {minute}{z}"),
        _ => format!("{date} {second}{z}"),
    }
}

/// Bytes with a binary unit and three digits: `812 B`, `1.07 GiB`.
#[must_use]
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if n < 1024 {
        return format!("{n} B");
    }
    #[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut value = n as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let digits = if value >= 100.0 { 0 } else { usize::from(value < 10.0) + 1 };
    format!("{value:.digits$} {}", UNITS[unit])
}

/// A bar of at most `columns` for a share of 0 to 1, in eighths of a column. Something above nothing is never an empty bar.
#[must_use]
pub fn bar(share: f64, columns: usize) -> String {
    const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "columns of a screen"
    )]
    let eighths = ((share * columns as f64 * 8.0).round() as usize).max(usize::from(share > 0.0));
    let mut out = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        out.push(EIGHTHS[eighths % 8]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_are_columns_not_characters() {
        assert_eq!(truncate("日本語の新聞", 7), "日本語…");
        assert_eq!(truncate("Bridge closed", 13), "Bridge closed");
        assert_eq!(truncate("Bridge closed", 8), "Bridge…");
        assert_eq!(truncate_middle("archive/2024/05/wire-000123.txt", 15), "archive…123.txt");
    }

    #[test]
    fn a_pile_of_accents_does_not_flood_the_screen() {
        let text = format!("a{}", "\u{301}".repeat(100_000));
        assert!(truncate(&text, 10).len() < 400);
    }

    #[test]
    fn numbers_read_as_in_print() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(-1_000), "-1,000");
        assert_eq!(count(1, "copy", "copies"), "1 copy");
        assert_eq!(count(1_200, "copy", "copies"), "1,200 copies");
    }

    #[test]
    fn shares_never_round_to_all_or_nothing() {
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(percent(0.9999), ">99 %");
        assert_eq!(percent(0.0001), "<1 %");
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.614), "61 %");
    }

    #[test]
    fn lags_take_their_two_largest_units() {
        assert_eq!(lag(11_520), "+3 h 12 min");
        assert_eq!(lag(-172_800), "-2 d");
        assert_eq!(lag(86_461), "+1 d");
        assert_eq!(lag(45), "+45 s");
        assert_eq!(lag(0), "same time");
        assert!(lag(i64::MIN).starts_with('-'));
    }

    #[test]
    fn times_are_no_finer_than_known() {
        let at = Micros(1_714_572_600 * Micros::SECOND);
        assert_eq!(time(at, "minute", "given"), "2024-05-01 14:10Z");
        assert_eq!(time(at, "minute", "assumed"), "2024-05-01 14:10");
        assert_eq!(time(at, "second", "given"), "2024-05-01 14:10:00Z");
        assert_eq!(time(at, "day", "given"), "2024-05-01");
        assert_eq!(time(at, "month", "given"), "2024-05");
        assert!(!time(Micros(i64::MIN), "second", "given").is_empty());
    }

    #[test]
    fn sizes_and_bars() {
        assert_eq!(bytes(812), "812 B");
        assert_eq!(bytes(1_148_903_751), "1.07 GiB");
        assert_eq!(bytes(10 * 1024 * 1024), "10.0 MiB");
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.0001, 4), "▏");
        assert_eq!(bar(0.0, 4), "");
        assert_eq!(bar(f64::NAN, 4), "");
    }

    proptest! {
        #[test]
        fn truncation_fits(text in any::<String>(), columns in 0usize..40) {
            let text = crate::document::sanitize::line(&text).into_owned();
            prop_assert!(width(&truncate(&text, columns)) <= columns);
            prop_assert!(width(&truncate_middle(&text, columns)) <= columns);
            prop_assert!(wrap(&text, columns).iter().all(|line| width(line) <= columns.max(1)));
        }
    }
}
