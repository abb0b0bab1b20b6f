use super::*;
use proptest::prelude::*;

fn show(text: &str) -> String {
    let Some(time) = parse(text) else { return "none".into() };
    format!("{} {} {}", time.at, time.precision.name(), time.zone.name())
}

#[test]
fn each_shape_is_read() {
    for (text, want) in [
        ("2019-01-02", "2019-01-02T00:00:00Z day assumed"),
        ("2019-01-02T16:31:00", "2019-01-02T16:31:00Z second assumed"),
        ("2019-01-02T16:31:00Z", "2019-01-02T16:31:00Z second given"),
        ("2019-01-02 16:31:00.250+02:00", "2019-01-02T14:31:00.25Z second given"),
        ("2019-01-02T16:31:00-05:00[America/New_York]", "2019-01-02T21:31:00Z second given"),
        ("2019-01-02 16:31", "2019-01-02T16:31:00Z minute assumed"),
        ("20190102", "2019-01-02T00:00:00Z day assumed"),
        ("20190102T163105Z", "2019-01-02T16:31:05Z second given"),
        ("20190102163105", "2019-01-02T16:31:05Z second assumed"),
        ("2019-01", "2019-01-01T00:00:00Z month assumed"),
        ("January 2019", "2019-01-01T00:00:00Z month assumed"),
        ("Wed, 02 Jan 2019 16:31:00 +0100", "2019-01-02T15:31:00Z second given"),
        ("Wed, 2 Jan 2019 16:31:00 GMT", "2019-01-02T16:31:00Z second given"),
        ("2 Jan 19 16:31 -0400 (EDT)", "2019-01-02T20:31:00Z minute given"),
        ("Mon Sep 1, 2008 4:31am EDT", "2008-09-01T08:31:00Z minute given"),
        ("Sun Aug 31, 2008 11:51pm EDT", "2008-09-01T03:51:00Z minute given"),
        ("Mon Sep  1 04:31:07 2008", "2008-09-01T04:31:07Z second assumed"),
        ("Mon Sep 1 04:31:07 PDT 2008", "2008-09-01T11:31:07Z second given"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01.79Z second assumed"),
        (" 3-MAR-1987  09:15:05.40", "1987-03-03T09:15:05.4Z second assumed"),
        ("27-MAR-1987 04:38:47.18M C F", "1987-03-27T04:38:47.18Z second assumed"),
        ("31-MAR-1987 605:12:19.12", "1987-03-31T00:00:00Z day assumed"),
        ("January 2, 2019", "2019-01-02T00:00:00Z day assumed"),
        ("Sept. 1st, 2008", "2008-09-01T00:00:00Z day assumed"),
        ("2 January 2019", "2019-01-02T00:00:00Z day assumed"),
        ("2. Januar 2019, 16:31", "2019-01-02T16:31:00Z minute assumed"),
        ("miércoles, 2 de enero de 2019", "2019-01-02T00:00:00Z day assumed"),
        ("Published: Wednesday 2nd of January, 2019 at 4 p.m. GMT", "2019-01-02T16:00:00Z hour given"),
        ("2:02 pm EST, 12/17/2013", "2013-12-17T19:02:00Z minute given"),
        ("3/16/2019", "2019-03-16T00:00:00Z day assumed"),
        ("16/3/2019", "2019-03-16T00:00:00Z day assumed"),
        ("16.03.2019", "2019-03-16T00:00:00Z day assumed"),
        ("04.03.2019", "2019-03-04T00:00:00Z day assumed"),
        ("12/22/16", "2016-12-22T00:00:00Z day assumed"),
        ("12/22/86", "1986-12-22T00:00:00Z day assumed"),
        ("4/4/17", "2017-04-04T00:00:00Z day assumed"),
        ("2019年1月2日", "2019-01-02T00:00:00Z day assumed"),
        ("2019年1月2日 16時31分", "2019-01-02T16:31:00Z minute assumed"),
        ("2019년 1월 2일", "2019-01-02T00:00:00Z day assumed"),
        ("10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z second given"),
        ("1546446660", "2019-01-02T16:31:00Z second given"),
        ("1546446660.5", "2019-01-02T16:31:00.5Z second given"),
        ("1546446660123", "2019-01-02T16:31:00.123Z second given"),
        ("2019-01-02 12:00 am", "2019-01-02T00:00:00Z minute assumed"),
        ("2019-01-02 12:05 PM", "2019-01-02T12:05:00Z minute assumed"),
        ("2019-01-02T16:31Z", "2019-01-02T16:31:00Z minute given"),
        ("2019-01-02T16:31:00.000000000Z", "2019-01-02T16:31:00Z second given"),
        ("2019/01/02 16:31:00", "2019-01-02T16:31:00Z second assumed"),
        ("Jan 2, 2019, 4:31 PM CET", "2019-01-02T15:31:00Z minute given"),
        ("Jan. 2, 2019 at 4:31 p.m. UTC+2", "2019-01-02T14:31:00Z minute given"),
        ("13.01.19", "2019-01-13T00:00:00Z day assumed"),
        ("Thursday 3 janvier 2019 à 16h31", "2019-01-03T16:31:00Z minute assumed"),
        ("2 de janeiro de 2019", "2019-01-02T00:00:00Z day assumed"),
        ("20190102T163100", "2019-01-02T16:31:00Z second assumed"),
        ("2019-01-02T16:31:00 GMT", "2019-01-02T16:31:00Z second given"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z second given"),
    ] {
        assert_eq!(show(text), want, "{text}");
    }
}

#[test]
fn what_is_no_whole_date_is_none() {
    for text in [
        "",
        "Friday",
        "2019",
        "13/13/2019",
        "30 February 2019",
        "None",
        "12:30",
        "4.5",
        "May",
        "version 2019.1",
        "99999999",
        "2019-13-40",
    ] {
        assert_eq!(show(text), "none", "{text}");
    }
}

#[test]
fn exchangeable_numbers_widen_the_interval_to_both_readings() {
    let time = parse("04/03/2019").unwrap();
    assert_eq!(time.precision, Precision::Month);
    assert_eq!((time.earliest, time.latest), (parse("2019-03-04").unwrap().earliest, parse("2019-04-03").unwrap().latest));
}

#[test]
fn an_interval_is_as_wide_as_what_was_printed() {
    for (text, width) in [
        ("2019-01-02", Micros::DAY),
        ("2019-01-02T16:31:00.5", Micros::SECOND),
        ("2019-01-02 16:31", Micros::MINUTE),
        ("4pm, January 2, 2019", Micros::HOUR),
        ("2019-02", 28 * Micros::DAY),
        ("January 2, 2019 4:31 pm ET", Micros::HOUR + Micros::MINUTE),
        ("January 2, 2019 4:31 pm IST", 4 * Micros::HOUR + 31 * Micros::MINUTE),
    ] {
        let time = parse(text).unwrap();
        assert_eq!(time.latest.0 - time.earliest.0, width, "{text}");
        assert!(time.earliest <= time.at && time.at < time.latest);
    }
    assert_eq!(parse("January 2, 2019 4:31 pm ET").unwrap().precision, Precision::Hour);
}

#[test]
fn placeholders_and_the_far_future_are_not_plausible() {
    let until = parse("2050-01-01").unwrap().at;
    for text in [
        "1970-01-01",
        "1970-01-01T00:00:00Z",
        "1969-12-31T19:00:00-05:00",
        "0001-01-01",
        "1900-01-01",
        "9999-12-31",
        "2099-01-01",
    ] {
        assert!(!parse(text).unwrap().is_plausible(until), "{text}");
    }
    for text in ["1987-02-26", "1970-01-02", "1850-05-01", "2026-01-01"] {
        assert!(parse(text).unwrap().is_plausible(until), "{text}");
    }
}

#[test]
fn a_long_value_is_cut_not_read() {
    assert_eq!(show(&format!("2019-01-02 {}", "é".repeat(100_000))), "2019-01-02T00:00:00Z day assumed");
}

proptest! {
    #[test]
    fn nothing_panics_and_intervals_hold_their_time(text in "\\PC{0,60}|[0-9TZ :./,+年月apm-]{0,40}") {
        if let Some(time) = parse(&text) {
            prop_assert!(time.earliest <= time.at && time.at < time.latest);
        }
    }

    #[test]
    fn iso_round_trips(seconds in -4_000_000_000_i64..4_000_000_000) {
        let at = Micros(seconds * Micros::SECOND);
        let time = parse(&at.to_string()).unwrap();
        prop_assert_eq!((time.at, time.zone), (at, Zone::Given));
    }
}
