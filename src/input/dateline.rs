//! Dates that stand in an article's own text or address, for articles that come without one.
//!
//! Responsible for finding them where they can only be the date of the article. Not responsible for reading them ([`super::dates`]).

use super::dates::{ParsedTime, is_of_change, parse, parse_prefix};
use crate::article::Precision;

/// Lines at the top of a text that may be nothing but its date.
const TOP_LINES: usize = 3;

/// Bytes that a line may have and still be nothing but a date.
const MAX_LINE_BYTES: usize = 80;

/// The date that a text opens with: behind a label (`date 2025-02-12 ...`) in the first line, or alone in one of the first lines.
pub(super) fn in_text(text: &str) -> Option<ParsedTime> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(TOP_LINES).enumerate().find_map(|(number, line)| {
        let labelled = if number == 0 { behind_label(line).or_else(|| behind_place(line)) } else { None };
        labelled.or_else(|| alone(line)).filter(|time| time.precision < Precision::Month)
    })
}

fn behind_label(line: &str) -> Option<ParsedTime> {
    const LABELS: [&str; 9] =
        ["date", "published", "posted", "publication", "publicado", "publié", "veröffentlicht", "datum", "fecha"];
    let length = line.find(|c: char| !c.is_alphabetic())?;
    let word = line.get(..length).filter(|word| word.len() <= 16)?.to_lowercase();
    if !LABELS.contains(&word.as_str()) {
        return None;
    }
    parse_prefix(line).map(|(time, _)| time)
}

/// The day of a release's dateline: `ELLERY, March 3, 2026 /Wire/ --`, `OSLO, 3 March 2026 (Wire) -`.
fn behind_place(line: &str) -> Option<ParsedTime> {
    /// Bytes of the longest place, with its country.
    const PLACE: usize = 60;
    let head = &line[..line.floor_char_boundary(PLACE)];
    head.match_indices(", ").find_map(|(at, mark)| {
        let place = &line[..at];
        let named = place.split([' ', ',']).filter(|word| !word.is_empty()).all(|word| word.starts_with(char::is_uppercase));
        if !named || place.contains(|c: char| c.is_numeric()) {
            return None;
        }
        let rest = &line[at + mark.len()..];
        if !rest.starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let (time, end) = parse_prefix(rest)?;
        let behind = rest[end..].trim_start();
        // A city in capitals is a dateline by itself; "In Ellery, May 6, 2024 - a day of rain" is a sentence.
        let city = place.split([' ', ',']).next().unwrap_or_default();
        let capitals = city.chars().count() > 2 && !city.contains(char::is_lowercase);
        (behind.starts_with(['/', '(']) || capitals && behind.starts_with(['-', '–', '—'])).then_some(time)
    })
}

fn alone(line: &str) -> Option<ParsedTime> {
    if line.len() > MAX_LINE_BYTES || is_of_change(line) {
        return None;
    }
    let (time, end) = parse_prefix(line)?;
    let nothing_else = !line[end..].contains(|c: char| c.is_alphanumeric());
    nothing_else.then_some(time)
}

/// The day in an address: `/2020/06/30/`, `/2020/jun/30/`, `/2020-06-30/`, `/story-2020-06-30`, `/20200630/`.
pub(super) fn in_url(url: &str) -> Option<ParsedTime> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').skip(1).take(24).collect();
    let in_folders = parts.windows(3).find_map(|part| {
        let (year, month, day) = (part[0], part[1], part[2]);
        let shaped = is_year(year)
            && (digits(month, 1, 2) || (month.len() == 3 && super::calendar::month(month).is_some()))
            && digits(day, 1, 2);
        shaped.then(|| parse(&format!("{year}-{month}-{day}"))).flatten()
    });
    in_folders.or_else(|| parts.iter().find_map(|part| in_name(part)))
}

/// A day at the start or the end of one part of an address.
fn in_name(part: &str) -> Option<ParsedTime> {
    let stem = part.split('.').next()?;
    let bounded = |text: &str| {
        let marks = text.as_bytes();
        is_year(text.get(..4)?).then_some(())?;
        (marks.get(4) == Some(&b'-')
            && marks.get(7) == Some(&b'-')
            && digits(text.get(5..7)?, 2, 2)
            && digits(text.get(8..10)?, 2, 2))
        .then(|| parse(text.get(..10)?))?
    };
    if digits(stem, 8, 8) && is_year(&stem[..4]) {
        return parse(stem);
    }
    let first = stem.get(..10).filter(|_| stem.as_bytes().get(10).is_none_or(|b| !b.is_ascii_digit()));
    let last = stem.len().checked_sub(10).filter(|&at| at == 0 || stem.as_bytes()[at - 1] == b'-').and_then(|at| stem.get(at..));
    first.and_then(bounded).or_else(|| last.and_then(bounded))
}

fn digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The years in which there were web addresses.
fn is_year(text: &str) -> bool {
    digits(text, 4, 4) && ("1990".."2100").contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(time: Option<ParsedTime>) -> Option<String> {
        time.map(|time| time.at.to_string()[..10].to_owned())
    }

    #[test]
    fn a_date_opens_a_text_behind_a_label_or_alone() {
        for (text, want) in [
            (" date 2024-05-06 The ferry was late again.", Some("2024-05-06")),
            ("Published: 6 May 2024 by the desk\nThe ferry", Some("2024-05-06")),
            ("Ferry late again\n\nMonday, May 6, 2024 10:15 a.m. EDT\n\nThe ferry", Some("2024-05-06")),
            ("May 6, 2024\nThe ferry", Some("2024-05-06")),
            ("May 6, 2024 was the day on which the ferry was late.", None),
            ("Updated May 6, 2024\nThe ferry", None),
            ("(Last updated: May 6, 2024)\nThe ferry", None),
            ("This story was updated May 6, 2024\nThe ferry", None),
            ("更新2024年5月6日\nThe ferry", None),
            ("ELLERY, Upper Wend, May 6, 2024 /Newswire/ -- The ferry", Some("2024-05-06")),
            ("OSLO, 6 May 2024 (Wire) - The ferry", Some("2024-05-06")),
            ("Ferries, May 6, 2024 and all that", None),
            ("In Ellery, May 6, 2024 - a day of rain - was", None),
            ("2024年5月6日(月) 17時\nThe ferry", Some("2024-05-06")),
            ("One\nTwo\nThree\nMay 6, 2024", None),
            ("May 2024\nThe ferry", None),
            ("Date night at the ferry", None),
            ("", None),
        ] {
            assert_eq!(day(in_text(text)).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn a_day_stands_in_an_address() {
        for (url, want) in [
            ("https://paper.example/2020/06/30/a-story.html", Some("2020-06-30")),
            ("https://paper.example/world/2020/jun/3/a-story", Some("2020-06-03")),
            ("https://paper.example/a/b/2020-06-30/story", Some("2020-06-30")),
            ("https://paper.example/a-story-2020-06-30.html?x=2019/01/01/", Some("2020-06-30")),
            ("https://paper.example/20200630/story", Some("2020-06-30")),
            ("https://paper.example/2020/06/a-story", None),
            ("https://paper.example/2020/13/45/a-story", None),
            ("https://paper.example/99999999/2020", None),
            ("not an address", None),
        ] {
            assert_eq!(day(in_url(url)).as_deref(), want, "{url}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,80}", url in "[a-z0-9é/.-]{0,60}") {
            let _ = (in_text(&text), in_url(&text), in_url(&url));
        }
    }
}
