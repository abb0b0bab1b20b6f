//! When articles appeared, and what is printed of it: to the minute, to the day, not at all, wrong, or so that it can be read in two ways.

use crate::article::Micros;

use super::super::dice::Dice;

/// 2026-03-01T00:00:00Z, in minutes since 1970.
const FIRST_MINUTE: i64 = 20_513 * DAY;
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Days over which the stories of a corpus begin.
const SPREAD_DAYS: usize = 60;

/// Shares of articles whose time is not printed to the minute, as it was and with its zone.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shares {
    /// No time at all, or the day alone: as many of the one as of the other.
    pub undated: f64,
    /// A time that is days off.
    pub wrong: f64,
    /// `04/03/2026`, or a clock without a zone.
    pub ambiguous: f64,
}

/// The time of an article and what is printed of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Printed {
    minute: i64,
    pub(crate) date: Option<String>,
    pub(crate) datetime: Option<String>,
    /// First minute that it can have been, and the first after those.
    bounds: Option<(i64, i64)>,
    is_zoned: bool,
}

impl Printed {
    /// Prints a time.
    pub(crate) fn new(minute: i64, shares: Shares, dice: &mut Dice) -> Self {
        let shown = if dice.chance(shares.wrong) {
            let off = i64::try_from(dice.within(1..5)).unwrap_or(1) * DAY;
            if dice.chance(0.5) { minute + off } else { minute - off }
        } else {
            minute
        };
        let day = shown.div_euclid(DAY) * DAY;
        let date = iso(day)[..10].to_owned();
        let base = Self { minute, ..Self::default() };
        if dice.chance(shares.undated) {
            if dice.chance(0.5) {
                return base;
            }
            return Self { date: Some(date), bounds: Some((day, day + DAY)), ..base };
        }
        if dice.chance(shares.ambiguous) {
            let (month, of_month) = (&date[5..7], &date[8..10]);
            if of_month <= "12" && of_month != month && dice.chance(0.5) {
                // Both readings of it are days of the same year.
                let other = format!("{}-{of_month}-{month}T00:00:00Z", &date[..4]);
                let other = other.parse::<jiff::Timestamp>().map_or(day, |time| time.as_second().div_euclid(60));
                let bounds = Some((day.min(other), day.max(other) + DAY));
                return Self { date: Some(format!("{month}/{of_month}/{}", &date[..4])), bounds, ..base };
            }
            let clock = iso(shown)[..19].to_owned();
            return Self { date: Some(date), datetime: Some(clock), bounds: Some((shown, shown + 1)), ..base };
        }
        let datetime = Some(iso(shown));
        Self { date: Some(date), datetime, bounds: Some((shown, shown + 1)), is_zoned: true, ..base }
    }

    /// When it really was.
    pub(crate) fn is(&self) -> String {
        iso(self.minute)
    }

    pub(crate) fn earliest(&self) -> String {
        self.bounds.map_or_else(|| "-".to_owned(), |(earliest, _)| iso(earliest))
    }

    pub(crate) fn latest(&self) -> String {
        self.bounds.map_or_else(|| "-".to_owned(), |(_, latest)| iso(latest))
    }

    pub(crate) const fn zone(&self) -> &'static str {
        match (self.bounds, self.is_zoned) {
            (None, _) => "none",
            (_, true) => "given",
            (_, false) => "assumed",
        }
    }
}

/// When a story begins.
pub(crate) fn start(dice: &mut Dice) -> i64 {
    FIRST_MINUTE + minutes(dice.below(SPREAD_DAYS * 24 * 60))
}

/// How long an article comes after what it is copied from: a quarter within minutes, most within a day, some within days.
pub(crate) fn lag(dice: &mut Dice) -> i64 {
    let longest = *dice.weigh(&[(8, 25), (180, 35), (1_500, 30), (5_000, 10)]);
    minutes(dice.within(2..longest))
}

fn minutes(n: usize) -> i64 {
    i64::try_from(n).unwrap_or_default()
}

fn iso(minute: i64) -> String {
    Micros(minute * Micros::MINUTE).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_says_no_more_than_the_shares_allow() {
        let mut dice = Dice::new(4, "times");
        let shares = Shares { undated: 0.3, ..Shares::default() };
        let all: Vec<Printed> = (0..2000).map(|_| Printed::new(start(&mut dice), shares, &mut dice)).collect();
        let whole = all.iter().filter(|time| time.datetime.is_some()).count();
        let none = all.iter().filter(|time| time.date.is_none()).count();
        assert!((1_330..1_470).contains(&whole) && (240..360).contains(&none), "{whole} {none}");
        for time in &all {
            let is = time.is();
            assert!(time.bounds.is_none() || (time.earliest() <= is && is < time.latest()), "{time:?}");
        }
        assert_eq!(iso(FIRST_MINUTE), "2026-03-01T00:00:00Z");
    }

    #[test]
    fn an_ambiguous_time_holds_both_of_its_readings() {
        let mut dice = Dice::new(4, "ambiguous");
        let shares = Shares { ambiguous: 1.0, ..Shares::default() };
        let all: Vec<Printed> = (0..300).map(|_| Printed::new(start(&mut dice), shares, &mut dice)).collect();
        assert!(all.iter().any(|time| time.date.as_ref().is_some_and(|date| date.contains('/'))));
        assert!(all.iter().all(|time| time.earliest() <= time.is() && time.is() < time.latest() && time.zone() == "assumed"));
    }
}
