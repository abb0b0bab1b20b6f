//! Dates as the press and its exports print them, read as intervals.
//!
//! Responsible for [`parse`]: one value to the moments it can mean, no finer than what was printed. Not responsible for where a date
//! stands in an article ([`super::dateline`]) or which of several is the publication ([`super::rows`]).
//!
//! Shapes: ISO 8601 and RFC 3339 (fractions, zones, `20190102T1631`), RFC 2822, `ctime`, epoch seconds to nanoseconds, day and month names
//! in several languages (`Mon Sep 1, 2008 4:31am EDT`, `26-FEB-1987 15:01:01.79`, `2. Januar 2019`, `2 de enero de 2019`), numbers with
//! `/`, `.` or `-` in either order, `2019年1月2日`, `令和2年3月16日`, `2019-01`, in the digits of any script. Where day and month can be exchanged the interval holds both readings.
//! What stands behind a date and is no part of one is ignored. Linear in [`DATE_BYTES`](super::limits::DATE_BYTES); nothing longer is read.

use super::calendar::{is_weekday, month, zone};
use super::limits::DATE_BYTES;
use super::numerals::{era, with_ascii_digits};
use crate::article::{DateSource, Micros, Precision, Published, Zone};
use jiff::civil;

/// A time as printed: the moment as given and the half-open interval it can have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedTime {
    pub at: Micros,
    pub precision: Precision,
    pub zone: Zone,
    pub earliest: Micros,
    pub latest: Micros,
    /// The year was printed with two digits and is read as one of 1950 to 2049.
    pub century_assumed: bool,
    /// Day and month can be exchanged, and the interval holds both readings.
    pub order_open: bool,
}

impl ParsedTime {
    #[must_use]
    pub const fn published(self, source: DateSource) -> Published {
        Published {
            at: Some(self.at),
            precision: self.precision,
            source,
            zone: self.zone,
            earliest: Some(self.earliest),
            latest: Some(self.latest),
        }
    }

    /// Whether the time can be that of a newspaper's article: not a placeholder of software (the epoch, year 1, 1900), not before
    /// the first newspaper (1605) and not from `until` on.
    #[must_use]
    pub fn is_plausible(self, until: Micros) -> bool {
        const EPOCH: std::ops::Range<i64> = -14 * Micros::HOUR..Micros::DAY;
        const FIRST_NEWSPAPER: i64 = -365 * 366 * Micros::DAY;
        const NINETEEN_HUNDRED: i64 = -25_567 * Micros::DAY;
        let at = self.at.0;
        let first_of_1900 = at == NINETEEN_HUNDRED;
        !EPOCH.contains(&at) && !first_of_1900 && at > FIRST_NEWSPAPER && at < until.0
    }
}

/// Reads one value as a time; `None` where it holds no whole date.
#[must_use]
pub fn parse(text: &str) -> Option<ParsedTime> {
    let text = short(text.trim());
    epoch(text).or_else(|| parse_prefix(text).map(|(time, _)| time))
}

/// Whether a text that holds a date says that it is of a change and not of the publication: `Updated June 30, 2020`, `(Last modified: ...`.
#[must_use]
pub fn is_of_change(text: &str) -> bool {
    const WORDS: [&str; 20] = [
        "updated",
        "update",
        "modified",
        "edited",
        "revised",
        "corrected",
        "changed",
        "aktualisiert",
        "geändert",
        "actualizado",
        "actualizada",
        "modificado",
        "aggiornato",
        "modifié",
        "actualisé",
        "atualizado",
        "bijgewerkt",
        "обновлено",
        "更新",
        "最終更新",
    ];
    const BEFORE: [&str; 12] =
        ["last", "zuletzt", "article", "story", "this", "was", "has", "been", "mis", "mise", "dernière", "última"];
    // Most values are dates alone; every word looked for begins with a letter.
    if text.trim_ascii_start().starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(5).map(str::to_lowercase);
    for word in words {
        if WORDS.contains(&word.as_str()) || word == "jour" {
            return true;
        }
        if !BEFORE.contains(&word.as_str()) && word != "à" {
            // Signs that are written together with the date behind them.
            return ["更新", "最終更新"].iter().any(|sign| word.starts_with(sign));
        }
    }
    false
}

/// Reads the date that `text` begins with, and where it ends. Numbers alone are not dates here.
pub(super) fn parse_prefix(text: &str) -> Option<(ParsedTime, usize)> {
    let (plain, behind) = with_ascii_digits(short(text));
    let mut cursor = Cursor { text: &plain, at: 0 };
    cursor.lead();
    let found = cursor.attempt(Cursor::date_then_time).or_else(|| cursor.attempt(Cursor::time_then_date))?;
    let end = behind.map_or(cursor.at, |behind| behind.get(cursor.at).copied().unwrap_or(text.len()));
    Some((found, end))
}

fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(DATE_BYTES)]
}

/// Seconds, milli-, micro- or nanoseconds since 1970, told by their size: nine digits of seconds are 1973, so shorter numbers are not times.
fn epoch(text: &str) -> Option<ParsedTime> {
    let digits = text.split('.').next()?;
    let fraction = text[digits.len()..].strip_prefix('.').unwrap_or("");
    if !(9..=19).contains(&digits.len()) || !all_digits(digits) || !all_digits(fraction) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let at = match digits.len() {
        9 | 10 => {
            let part: i64 = format!("{:0<6}", short_digits(fraction)).parse().ok()?;
            number * Micros::SECOND + part
        }
        12 | 13 => number * 1_000,
        // Fourteen digits are a date and a time without marks; eleven are nothing.
        15 | 16 => number,
        18 | 19 => number / 1_000,
        _ => return None,
    };
    let start = at.div_euclid(Micros::SECOND) * Micros::SECOND;
    Some(ParsedTime {
        at: Micros(at),
        precision: Precision::Second,
        zone: Zone::Given,
        earliest: Micros(start),
        latest: Micros(start + Micros::SECOND),
        century_assumed: false,
        order_open: false,
    })
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn short_digits(digits: &str) -> &str {
    &digits[..digits.len().min(6)]
}

/// The days that a date's numbers can mean, first and last; the same one where there is no doubt.
#[derive(Debug, Clone, Copy)]
struct Day {
    first: civil::Date,
    last: civil::Date,
    precision: Precision,
    century_assumed: bool,
}

/// A time of day: microseconds since midnight.
#[derive(Debug, Clone, Copy)]
struct Clock {
    micros: i64,
    precision: Precision,
}

impl Day {
    fn one(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = civil::Date::new(year, month, day).ok()?;
        Some(Self { first: date, last: date, precision: Precision::Day, century_assumed: false })
    }

    fn month(year: i16, month: i8) -> Option<Self> {
        let first = civil::Date::new(year, month, 1).ok()?;
        Some(Self { first, last: first.last_of_month(), precision: Precision::Month, century_assumed: false })
    }

    /// A day whose year may have been printed with two digits.
    fn of(year: Year, month: i8, day: i8) -> Option<Self> {
        Some(Self { century_assumed: year.century_assumed, ..Self::one(year.number, month, day)? })
    }

    fn at(self, clock: Option<Clock>, zone: Option<(i32, i32)>) -> Option<ParsedTime> {
        let first = midnight(self.first)?;
        let last = midnight(self.last)?;
        let clock = if self.precision == Precision::Day { clock } else { None };
        let (start, unit, mut precision) = match clock {
            Some(clock) => {
                let unit = match clock.precision {
                    Precision::Second => Micros::SECOND,
                    Precision::Minute => Micros::MINUTE,
                    _ => Micros::HOUR,
                };
                (clock.micros, unit, clock.precision)
            }
            None => (0, Micros::DAY, self.precision),
        };
        if self.precision == Precision::Day && first != last {
            // Two readings of one date: a month is what is known of it, whatever the clock says.
            precision = Precision::Month;
        }
        let (west, east) =
            zone.map_or((0, 0), |(least, most)| (i64::from(least) * Micros::MINUTE, i64::from(most) * Micros::MINUTE));
        precision = match east - west {
            0 => precision,
            ..=Micros::HOUR => precision.max(Precision::Hour),
            _ => precision.max(Precision::Day),
        };
        let floor = start.div_euclid(unit) * unit;
        Some(ParsedTime {
            at: Micros(first + start - east),
            precision,
            zone: if zone.is_some() { Zone::Given } else { Zone::Assumed },
            earliest: Micros(first + floor - east),
            latest: Micros(last + floor + unit - west),
            century_assumed: self.century_assumed,
            order_open: self.precision == Precision::Day && first != last,
        })
    }
}

fn midnight(date: civil::Date) -> Option<i64> {
    // Not by way of a timestamp: the last day of the calendar, a common placeholder, has none.
    date.duration_since(civil::date(1970, 1, 1)).as_secs().checked_mul(Micros::SECOND)
}

/// The four months of the Levant that are two words, 1 to 12.
fn two_word_month(first: &str, second: &str) -> Option<i8> {
    match (first, second) {
        ("كانون", "الثاني") => Some(1),
        ("تشرين", "الأول" | "الاول") => Some(10),
        ("تشرين", "الثاني") => Some(11),
        ("كانون", "الأول" | "الاول") => Some(12),
        _ => None,
    }
}

/// A year as read.
#[derive(Debug, Clone, Copy)]
struct Year {
    number: i16,
    century_assumed: bool,
}

/// Two digits of a year: 1950 to 2049, since no date from 2050 on is believed.
const fn century(year: i16) -> Year {
    Year { number: if year >= 50 { 1900 + year } else { 2000 + year }, century_assumed: true }
}

/// Walks over one value; each method either takes what it names or leaves the cursor where it was.
#[derive(Debug, Clone, Copy)]
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn attempt<T>(&mut self, take: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.at;
        let taken = take(self);
        if taken.is_none() {
            self.at = before;
        }
        taken
    }

    fn space(&mut self) -> bool {
        let before = self.at;
        self.at = self.text.len() - self.rest().trim_start().len();
        self.at > before
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn eat_any(&mut self, wanted: &[char]) -> Option<char> {
        wanted.iter().copied().find(|&sign| self.eat(sign))
    }

    /// A whole run of digits, if it has `least` to `most` of them.
    fn digits(&mut self, least: usize, most: usize) -> Option<&'t str> {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(least..=most).contains(&length) {
            return None;
        }
        self.at += length;
        Some(&rest[..length])
    }

    fn number(&mut self, least: usize, most: usize) -> Option<i16> {
        self.attempt(|c| c.digits(least, most)?.parse().ok())
    }

    fn small(&mut self) -> Option<i8> {
        self.attempt(|c| c.number(1, 2)?.try_into().ok())
    }

    /// A whole run of letters.
    fn word(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        // The marks on Indic letters are parts of words, and not alphabetic.
        let joins = |c: char| c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c);
        let length = rest.find(|c: char| !joins(c)).unwrap_or(rest.len());
        self.at += length;
        (length > 0).then(|| &rest[..length])
    }

    fn month_word(&mut self) -> Option<i8> {
        self.attempt(|c| {
            let word = c.word()?;
            let found = month(word).or_else(|| {
                // Of the months of the Levant four are two words.
                c.space();
                two_word_month(word, c.word()?)
            })?;
            c.eat('.');
            Some(found)
        })
    }

    fn take_word(&mut self, wanted: &[&str]) -> bool {
        self.attempt(|c| {
            let word = c.word()?.to_lowercase();
            wanted.contains(&word.as_str()).then_some(())
        })
        .is_some()
    }

    /// Weekdays, labels and marks before a date.
    fn lead(&mut self) {
        const LABELS: [&str; 15] = [
            "date",
            "published",
            "posted",
            "publication",
            "on",
            "first",
            "dated",
            "publicado",
            "publié",
            "pubblicato",
            "el",
            "le",
            "am",
            "vom",
            "den",
        ];
        for _ in 0..8 {
            let before = self.at;
            self.space();
            self.eat_any(&[',', ':', '(', '[', '|', '-', '–', '"', '.']);
            self.attempt(|c| {
                let word = c.word()?;
                (is_weekday(word) || LABELS.contains(&word.to_lowercase().as_str())).then_some(())
            });
            if self.at == before {
                return;
            }
        }
    }

    fn date_then_time(&mut self) -> Option<ParsedTime> {
        if let Some(found) = self.attempt(Self::ctime) {
            return Some(found);
        }
        let day = self.date()?;
        let clock = self.attempt(|c| {
            c.attempt(Self::bracketed);
            c.between();
            c.clock()
        });
        let zone = if clock.is_some() { self.attempt(Self::zone) } else { None };
        day.at(clock, zone)
    }

    fn time_then_date(&mut self) -> Option<ParsedTime> {
        let clock = self.clock()?;
        let zone = self.attempt(Self::zone);
        self.lead();
        self.date()?.at(Some(clock), zone)
    }

    /// `Sep 1 04:31:00 2008`, with a zone before the year or not.
    fn ctime(&mut self) -> Option<ParsedTime> {
        let month = self.month_word()?;
        self.space();
        let day = self.small()?;
        self.space();
        let clock = self.clock()?;
        let zone = self.attempt(Self::zone);
        self.space();
        let year = self.number(4, 4)?;
        Day::one(year, month, day)?.at(Some(clock), zone)
    }

    /// A weekday in brackets behind a date: `2020年3月16日(月)`.
    fn bracketed(&mut self) -> Option<()> {
        self.space();
        if !self.eat('(') {
            return None;
        }
        let inside = self.word()?;
        (inside.chars().count() <= 12 && self.eat(')')).then_some(())
    }

    /// What stands between a date and its time.
    fn between(&mut self) {
        for _ in 0..4 {
            let before = self.at;
            self.space();
            if self.eat_any(&[',', '|', '–', '—', '·', '•', ':', '-', 'T', 't', '_']).is_none() {
                self.take_word(&["at", "um", "à", "a", "kl", "alle", "om", "г", "года", "в"]);
                self.eat('.');
            }
            if self.at == before {
                return;
            }
        }
    }

    fn date(&mut self) -> Option<Day> {
        self.attempt(Self::year_first)
            .or_else(|| self.attempt(Self::unmarked))
            .or_else(|| self.attempt(Self::month_name_first))
            .or_else(|| self.attempt(Self::day_first_with_name))
            .or_else(|| self.attempt(Self::numbers))
    }

    /// `2019-01-02`, `2019/1/2`, `2019-Jan-02`, `2019年1月2日`, `2019 January 2`, `2019-01`.
    fn year_first(&mut self) -> Option<Day> {
        let of_era = self.attempt(Self::era_year);
        let year = of_era.or_else(|| self.number(4, 4))?;
        if self.attempt(|c| c.cjk(&['年', '년'])).is_some() {
            let month = self.small()?;
            self.cjk(&['月', '월'])?;
            let day = self.attempt(|c| {
                let day = c.small()?;
                c.cjk(&['日', '일', '号'])?;
                Some(day)
            });
            return day.map_or_else(|| Day::month(year, month), |day| Day::one(year, month, day));
        }
        if of_era.is_some() {
            return None;
        }
        let separator =
            self.eat_any(&['-', '/', '.', '\u{2010}', '\u{2011}', '\u{2013}']).or_else(|| self.space().then_some(' '))?;
        let named = self.month_word();
        let month = match named {
            Some(month) => month,
            None if separator == ' ' => return None,
            None => self.small()?,
        };
        let day = self.attempt(|c| {
            if separator == ' ' || named.is_some() {
                c.space();
            }
            if separator != ' ' && !c.eat(separator) {
                return None;
            }
            c.small()
        });
        if let Some(day) = day {
            return Day::one(year, month, day);
        }
        let ended = !self.rest().starts_with(|c: char| c.is_ascii_digit() || c == separator);
        (ended && separator != '.').then(|| Day::month(year, month))?
    }

    /// `令和2`, `平成元`.
    fn era_year(&mut self) -> Option<i16> {
        let (before, length) = era(self.rest())?;
        self.at += length;
        let year = if self.eat('元') { 1 } else { self.number(1, 2)? };
        Some(before + year)
    }

    /// One of the signs that stand behind the numbers of a date in East Asia, with the space that Korean puts behind it.
    fn cjk(&mut self, signs: &[char]) -> Option<()> {
        self.space();
        self.eat_any(signs)?;
        self.space();
        Some(())
    }

    /// `20190102`, alone or with a time behind it (`20190102163100`, `20190102T163100Z`).
    fn unmarked(&mut self) -> Option<Day> {
        let digits = self.attempt(|c| c.digits(8, 8)).or_else(|| {
            let digits = self.attempt(|c| c.digits(14, 14).or_else(|| c.digits(12, 12)))?;
            // The clock is left for who reads clocks.
            self.at -= digits.len() - 8;
            Some(&digits[..8])
        })?;
        Day::one(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?)
    }

    /// `January 2, 2019`, `Sept. 1st 2008`, `Jan-02-2019`, `January 2019`.
    fn month_name_first(&mut self) -> Option<Day> {
        let month = self.month_word()?;
        self.joint();
        if let Some(year) = self.attempt(|c| c.number(4, 4)) {
            return Day::month(year, month);
        }
        let day = self.day()?;
        self.joint();
        let year = self.year()?;
        Day::of(year, month, day)
    }

    /// `2 January 2019`, `26-FEB-1987`, `2. Januar 2019`, `2nd of January, 2019`, `2 de enero de 2019`.
    fn day_first_with_name(&mut self) -> Option<Day> {
        let day = self.day()?;
        self.joint();
        let month = self.month_word()?;
        self.joint();
        let year = self.year()?;
        Day::of(year, month, day)
    }

    /// `3/16/2019`, `16.03.2019`, `04/03/19`: points put the day first, as do numbers beyond 12; else both readings stand.
    /// A first number beyond 31 is the year.
    fn numbers(&mut self) -> Option<Day> {
        let a = self.small()?;
        let separator = self.eat_any(&['/', '.', '-'])?;
        if separator == '.' {
            self.space();
        }
        let b = self.small()?;
        if !self.eat(separator) {
            return None;
        }
        if separator == '.' {
            self.space();
        }
        let year = if a > 31 { None } else { Some(self.year()?) };
        let Some(year) = year else {
            // `86-12-22`: what is no day of a month is a year.
            return Day::of(century(i16::from(a)), b, self.attempt(Self::small)?);
        };
        let day_first = Day::of(year, b, a);
        let month_first = if separator == '.' { None } else { Day::of(year, a, b) };
        match (day_first, month_first) {
            (Some(x), Some(y)) => Some(Day { first: x.first.min(y.first), last: x.first.max(y.first), ..x }),
            (one, other) => one.or(other),
        }
    }

    fn day(&mut self) -> Option<i8> {
        let day = self.small()?;
        self.take_word(&["st", "nd", "rd", "th", "er", "º", "o"]);
        self.eat('.');
        Some(day)
    }

    fn year(&mut self) -> Option<Year> {
        self.eat_any(&['\'', '’']);
        let whole = self.attempt(|c| c.number(4, 4)).map(|number| Year { number, century_assumed: false });
        whole.or_else(|| self.number(2, 2).map(century))
    }

    /// Between the parts of a date that has a month's name.
    fn joint(&mut self) {
        for _ in 0..3 {
            self.space();
            self.eat_any(&[',', '-', '.', '/']);
            self.take_word(&["of", "de", "del", "di"]);
        }
        self.space();
    }

    /// `16:31`, `16:31:05.123`, `4:31am`, `4 p.m.`, `16h31`, `10 h 20`, `07.48 GMT`, `16.31 Uhr`, `16時31分`, `午後4時`, `163105`.
    fn clock(&mut self) -> Option<Clock> {
        let half = self.half_before();
        let mut clock = self.clock_of_day()?;
        if let Some(half) = half {
            let hour = clock.micros / Micros::HOUR;
            clock.micros += if hour <= 12 { (hour % 12 + half - hour) * Micros::HOUR } else { 0 };
        }
        self.attempt(|c| {
            c.space();
            c.take_word(&["uhr", "uur", "hrs", "hours", "h"]).then_some(())
        });
        Some(clock)
    }

    /// Hours to add at noon and after, where East Asia puts it before the hour.
    fn half_before(&mut self) -> Option<i64> {
        const SIGNS: [(&str, i64); 6] = [("午前", 0), ("午後", 12), ("上午", 0), ("下午", 12), ("오전", 0), ("오후", 12)];
        let (sign, hours) = SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign))?;
        self.at += sign.len();
        self.space();
        Some(*hours)
    }

    fn clock_of_day(&mut self) -> Option<Clock> {
        if let Some(digits) = self.attempt(|c| c.digits(6, 6).or_else(|| c.digits(4, 4))) {
            let seconds = digits.get(4..).filter(|s| !s.is_empty());
            return self.finish_clock(
                digits[..2].parse().ok()?,
                digits[2..4].parse().ok()?,
                seconds.and_then(|s| s.parse().ok()),
            );
        }
        let hour = i64::from(self.number(1, 2)?);
        let minute = self.attempt(|c| {
            c.space();
            let sign = c.eat_any(&[':', 'h', 'H', '時', '时', '시', '點', '点'])?;
            if sign != ':' {
                c.space();
            }
            Some(i64::from(c.number(if sign.is_ascii() { 2 } else { 1 }, 2)?))
        });
        let minute = minute.or_else(|| self.attempt(Self::minute_behind_point));
        let Some(minute) = minute else {
            // An hour alone is one only with its half of the day or a sign.
            let hour = match self.half() {
                Some(half) => Self::of_half(hour, half)?,
                None => self.attempt(Self::hour_sign).filter(|()| hour < 24).map(|()| hour)?,
            };
            return Some(Clock { micros: hour * Micros::HOUR, precision: Precision::Hour });
        };
        let second = self.attempt(|c| {
            if !c.eat(':') {
                return None;
            }
            Some(i64::from(c.number(2, 2)?))
        });
        self.eat_any(&['分', '분']);
        self.finish_clock(hour, minute, second)
    }

    /// `.48` of `07.48 GMT`: a point is one between hours and minutes where what follows says that it was a time.
    fn minute_behind_point(&mut self) -> Option<i64> {
        if !self.eat('.') {
            return None;
        }
        let minute = self.number(2, 2)?;
        let mut look = *self;
        look.space();
        let timed =
            look.attempt(Self::half).is_some() || look.attempt(Self::zone).is_some() || look.take_word(&["uhr", "uur", "hrs"]);
        timed.then_some(i64::from(minute))
    }

    fn hour_sign(&mut self) -> Option<()> {
        self.space();
        let sign = self.eat_any(&['h', 'H', '時', '时', '시', '點', '点'])?;
        (!sign.is_ascii() || !self.rest().starts_with(char::is_alphanumeric)).then_some(())
    }

    fn finish_clock(&mut self, hour: i64, minute: i64, second: Option<i64>) -> Option<Clock> {
        let fraction = self.attempt(|c| {
            second?;
            c.eat_any(&['.', ','])?;
            c.digits(1, 12)
        });
        let hour = match self.half() {
            Some(half) => Self::of_half(hour, half)?,
            None => hour,
        };
        if hour > 23 || minute > 59 || second.is_some_and(|s| s > 60) {
            return None;
        }
        let part: i64 = fraction.map_or(Ok(0), |digits| format!("{:0<6}", short_digits(digits)).parse()).ok()?;
        // A leap second is the last of its minute.
        let seconds = second.unwrap_or(0).min(59);
        Some(Clock {
            micros: hour * Micros::HOUR + minute * Micros::MINUTE + seconds * Micros::SECOND + part,
            precision: if second.is_some() { Precision::Second } else { Precision::Minute },
        })
    }

    /// `am`, `p.m.`: hours to add at noon and after.
    fn half(&mut self) -> Option<i64> {
        self.attempt(|c| {
            c.space();
            let hours = match c.rest().bytes().next()? {
                b'a' | b'A' => 0,
                b'p' | b'P' => 12,
                _ => return None,
            };
            c.at += 1;
            let dotted = c.eat('.');
            c.eat_any(&['m', 'M'])?;
            if dotted {
                c.eat('.');
            }
            (!c.rest().starts_with(char::is_alphabetic)).then_some(hours)
        })
    }

    fn of_half(hour: i64, half: i64) -> Option<i64> {
        (1..=12).contains(&hour).then_some(hour % 12 + half)
    }

    /// `Z`, `+01:00`, `-0400 (EDT)`, `EDT`, `GMT+1`, `(UTC)`: offsets from UTC in minutes.
    fn zone(&mut self) -> Option<(i32, i32)> {
        self.space();
        self.eat_any(&['(', '[']);
        let named = self.attempt(|c| zone(c.word()?));
        let offset = if named.is_none_or(|zone| zone == (0, 0)) { self.attempt(Self::offset) } else { None };
        let found = offset.map(|minutes| (minutes, minutes)).or(named)?;
        self.eat_any(&[')', ']']);
        if offset.is_some() {
            // The name behind an offset says nothing new.
            self.attempt(|c| {
                c.space();
                let close = if c.eat('(') {
                    ')'
                } else if c.eat('[') {
                    ']'
                } else {
                    return None;
                };
                c.at += c.rest().find(close)? + 1;
                Some(())
            });
        }
        Some(found)
    }

    fn offset(&mut self) -> Option<i32> {
        let sign = match self.eat_any(&['+', '-', '\u{2212}'])? {
            '+' => 1,
            _ => -1,
        };
        let digits = self.digits(1, 4)?;
        let (hours, minutes): (i32, i32) = match digits.len() {
            1 | 2 => {
                let minutes = self.attempt(|c| if c.eat(':') { c.number(2, 2) } else { None });
                (digits.parse().ok()?, minutes.map_or(0, i32::from))
            }
            4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
            _ => return None,
        };
        (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

#[cfg(test)]
mod intervals;
#[cfg(test)]
mod tests;
