//! Golden intervals: what each printed form can mean, from the first moment to the first after the last.

use super::*;

/// Form, first moment, first moment after, precision, zone. Times without a `Z` behind them in the first column are in their input's zone.
#[rustfmt::skip]
const GOLDEN: [(&str, &str, &str, &str, &str); 77] = [
    // ISO 8601, with a zone and without.
    ("2019-01-02", "2019-01-02T00:00:00Z", "2019-01-03T00:00:00Z", "day", "assumed"),
    ("2019-01-02T16:31", "2019-01-02T16:31:00Z", "2019-01-02T16:32:00Z", "minute", "assumed"),
    ("2019-01-02T16:31:05", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "assumed"),
    ("2019-01-02T16:31:05Z", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "given"),
    ("2019-01-02T16:31:05.987654321Z", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "given"),
    ("2019-01-02T16:31:05+05:30", "2019-01-02T11:01:05Z", "2019-01-02T11:01:06Z", "second", "given"),
    ("2019-01-02 16:31 -0500", "2019-01-02T21:31:00Z", "2019-01-02T21:32:00Z", "minute", "given"),
    ("2019-01-01T00:30:00+14:00", "2018-12-31T10:30:00Z", "2018-12-31T10:30:01Z", "second", "given"),
    ("20190102T163105Z", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "given"),
    ("20190102", "2019-01-02T00:00:00Z", "2019-01-03T00:00:00Z", "day", "assumed"),
    ("2019-02", "2019-02-01T00:00:00Z", "2019-03-01T00:00:00Z", "month", "assumed"),
    ("2019-01-02T16:31:05[Europe/Paris]", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "assumed"),
    // RFC 2822, ctime, logs.
    ("Wed, 02 Jan 2019 16:31:05 +0100", "2019-01-02T15:31:05Z", "2019-01-02T15:31:06Z", "second", "given"),
    ("Wed, 02 Jan 2019 16:31:05 GMT", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "given"),
    ("2 Jan 2019 16:31 -0400 (EDT)", "2019-01-02T20:31:00Z", "2019-01-02T20:32:00Z", "minute", "given"),
    ("Mon Sep  1 04:31:07 2008", "2008-09-01T04:31:07Z", "2008-09-01T04:31:08Z", "second", "assumed"),
    ("10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z", "2000-10-10T20:55:37Z", "second", "given"),
    // Epochs.
    ("1546446665", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "given"),
    ("1546446665123", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "given"),
    ("1546446665.75", "2019-01-02T16:31:05Z", "2019-01-02T16:31:06Z", "second", "given"),
    // Agencies and archives.
    ("Mon Sep 1, 2008 4:31am EDT", "2008-09-01T08:31:00Z", "2008-09-01T08:32:00Z", "minute", "given"),
    ("Sun Aug 31, 2008 12:05am EDT", "2008-08-31T04:05:00Z", "2008-08-31T04:06:00Z", "minute", "given"),
    ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01Z", "1987-02-26T15:01:02Z", "second", "assumed"),
    ("27-MAR-1987 04:38:47.18M C F", "1987-03-27T04:38:47Z", "1987-03-27T04:38:48Z", "second", "assumed"),
    ("3 March 2026, 07.48 GMT", "2026-03-03T07:48:00Z", "2026-03-03T07:49:00Z", "minute", "given"),
    ("07.48 GMT, 3 March 2026", "2026-03-03T07:48:00Z", "2026-03-03T07:49:00Z", "minute", "given"),
    ("0748 GMT 3 March 2026", "2026-03-03T07:48:00Z", "2026-03-03T07:49:00Z", "minute", "given"),
    ("3 mars 2026 à 10 h 20 (CET)", "2026-03-03T09:20:00Z", "2026-03-03T09:21:00Z", "minute", "given"),
    ("3 mars 2026 à 10 h (CET)", "2026-03-03T09:00:00Z", "2026-03-03T10:00:00Z", "hour", "given"),
    ("3. März 2026, 16.31 Uhr MEZ", "2026-03-03T15:31:00Z", "2026-03-03T15:32:00Z", "minute", "given"),
    ("3. März 2026, 16:31 Uhr", "2026-03-03T16:31:00Z", "2026-03-03T16:32:00Z", "minute", "assumed"),
    ("March 3, 2026 4:31 pm ET", "2026-03-03T20:31:00Z", "2026-03-03T21:32:00Z", "hour", "given"),
    ("March 3, 2026 4:31 pm IST", "2026-03-03T11:01:00Z", "2026-03-03T15:32:00Z", "day", "given"),
    ("March 3, 2026 10:20 MESZ", "2026-03-03T08:20:00Z", "2026-03-03T08:21:00Z", "minute", "given"),
    ("March 3, 2026 10:20 JST", "2026-03-03T01:20:00Z", "2026-03-03T01:21:00Z", "minute", "given"),
    ("March 3, 2026 4 p.m. UTC+2", "2026-03-03T14:00:00Z", "2026-03-03T15:00:00Z", "hour", "given"),
    ("2:02 pm EST, 12/17/2013", "2013-12-17T19:02:00Z", "2013-12-17T19:03:00Z", "minute", "given"),
    // Orders of numbers.
    ("3/16/2019", "2019-03-16T00:00:00Z", "2019-03-17T00:00:00Z", "day", "assumed"),
    ("16/3/2019", "2019-03-16T00:00:00Z", "2019-03-17T00:00:00Z", "day", "assumed"),
    ("16.3.2019", "2019-03-16T00:00:00Z", "2019-03-17T00:00:00Z", "day", "assumed"),
    ("4.3.2019", "2019-03-04T00:00:00Z", "2019-03-05T00:00:00Z", "day", "assumed"),
    ("04/03/2019", "2019-03-04T00:00:00Z", "2019-04-04T00:00:00Z", "month", "assumed"),
    ("04/03/2019 10:20 UTC", "2019-03-04T10:20:00Z", "2019-04-03T10:21:00Z", "month", "given"),
    ("4/4/2019", "2019-04-04T00:00:00Z", "2019-04-05T00:00:00Z", "day", "assumed"),
    ("3/16/19", "2019-03-16T00:00:00Z", "2019-03-17T00:00:00Z", "day", "assumed"),
    ("12/22/86", "1986-12-22T00:00:00Z", "1986-12-23T00:00:00Z", "day", "assumed"),
    ("4/4/55", "1955-04-04T00:00:00Z", "1955-04-05T00:00:00Z", "day", "assumed"),
    ("4/4/49", "2049-04-04T00:00:00Z", "2049-04-05T00:00:00Z", "day", "assumed"),
    ("86-12-22", "1986-12-22T00:00:00Z", "1986-12-23T00:00:00Z", "day", "assumed"),
    ("99/3/16 10:20", "1999-03-16T10:20:00Z", "1999-03-16T10:21:00Z", "minute", "assumed"),
    ("04/03/19", "2019-03-04T00:00:00Z", "2019-04-04T00:00:00Z", "month", "assumed"),
    ("12/1/16", "2016-01-12T00:00:00Z", "2016-12-02T00:00:00Z", "month", "assumed"),
    ("2019/3/16 10:20", "2019-03-16T10:20:00Z", "2019-03-16T10:21:00Z", "minute", "assumed"),
    // Names of months.
    ("Sept. 1st, 2008", "2008-09-01T00:00:00Z", "2008-09-02T00:00:00Z", "day", "assumed"),
    ("Tuesday, 3 March 2026", "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", "day", "assumed"),
    ("3 de marzo de 2026", "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", "day", "assumed"),
    ("3 de março de 2026 às", "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", "day", "assumed"),
    ("16 марта 2020 г., 17:40", "2020-03-16T17:40:00Z", "2020-03-16T17:41:00Z", "minute", "assumed"),
    ("March 2026", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "month", "assumed"),
    ("Published: March 3rd, 2026 at 16:31", "2026-03-03T16:31:00Z", "2026-03-03T16:32:00Z", "minute", "assumed"),
    // Other scripts, digits and calendars.
    ("2020年3月16日", "2020-03-16T00:00:00Z", "2020-03-17T00:00:00Z", "day", "assumed"),
    ("2020年3月16日(月) 17:40", "2020-03-16T17:40:00Z", "2020-03-16T17:41:00Z", "minute", "assumed"),
    ("2020年3月16日 17時40分", "2020-03-16T17:40:00Z", "2020-03-16T17:41:00Z", "minute", "assumed"),
    ("2020年3月16日 午後5時40分", "2020-03-16T17:40:00Z", "2020-03-16T17:41:00Z", "minute", "assumed"),
    ("2020年3月16日午後5時", "2020-03-16T17:00:00Z", "2020-03-16T18:00:00Z", "hour", "assumed"),
    ("２０２０年３月１６日", "2020-03-16T00:00:00Z", "2020-03-17T00:00:00Z", "day", "assumed"),
    ("令和2年3月16日", "2020-03-16T00:00:00Z", "2020-03-17T00:00:00Z", "day", "assumed"),
    ("平成元年1月8日", "1989-01-08T00:00:00Z", "1989-01-09T00:00:00Z", "day", "assumed"),
    ("2020年3月", "2020-03-01T00:00:00Z", "2020-04-01T00:00:00Z", "month", "assumed"),
    ("2020년 3월 16일 오후 5:40", "2020-03-16T17:40:00Z", "2020-03-16T17:41:00Z", "minute", "assumed"),
    ("الأحد، ١٦ مارس ٢٠٢٠", "2020-03-16T00:00:00Z", "2020-03-17T00:00:00Z", "day", "assumed"),
    ("١٦\u{200F}/٣\u{200F}/٢٠٢٠", "2020-03-16T00:00:00Z", "2020-03-17T00:00:00Z", "day", "assumed"),
    ("16 كانون الثاني 2020", "2020-01-16T00:00:00Z", "2020-01-17T00:00:00Z", "day", "assumed"),
    ("१६ मार्च २०२०", "2020-03-16T00:00:00Z", "2020-03-17T00:00:00Z", "day", "assumed"),
    ("16 अक्टूबर 2020 10:20", "2020-10-16T10:20:00Z", "2020-10-16T10:21:00Z", "minute", "assumed"),
    // The edges of clocks.
    ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", "2017-01-01T00:00:00Z", "second", "given"),
    ("2019-01-02 12:00 am", "2019-01-02T00:00:00Z", "2019-01-02T00:01:00Z", "minute", "assumed"),
];

#[test]
fn each_form_has_its_interval() {
    for (text, earliest, latest, precision, zone) in GOLDEN {
        let time = parse(text).unwrap_or_else(|| panic!("{text} is not read"));
        let shown = (time.earliest.to_string(), time.latest.to_string());
        assert_eq!((shown.0.as_str(), shown.1.as_str()), (earliest, latest), "{text}");
        assert_eq!((time.precision.name(), time.zone.name()), (precision, zone), "{text}");
    }
}

#[test]
fn doubts_are_said() {
    let doubts = |text: &str| parse(text).map(|time| (time.century_assumed, time.order_open));
    assert_eq!(doubts("3/16/19"), Some((true, false)));
    assert_eq!(doubts("04/03/19"), Some((true, true)));
    assert_eq!(doubts("04/03/2019"), Some((false, true)));
    assert_eq!(doubts("26-FEB-87"), Some((true, false)));
    assert_eq!(doubts("87-02-26"), Some((true, false)));
    assert_eq!(doubts("86-22-12"), None);
    assert_eq!(doubts("2019-03-04"), Some((false, false)));
}

#[test]
fn placeholders_and_futures_are_read_and_not_believed() {
    let until = crate::input::ReadOptions::default().plausible_until;
    for text in ["1970-01-01", "1970-01-01T00:00:00Z", "0", "2050-09", "2050-09-01", "9999-12-31", "1900-01-01", "0001-01-01"] {
        assert!(parse(text).is_none_or(|time| !time.is_plausible(until)), "{text}");
    }
}

#[test]
fn a_change_is_no_publication() {
    for text in [
        "Updated June 30, 2020",
        "(UPDATED: 5:10 PM",
        "Last modified on 3 March",
        "Zuletzt aktualisiert: 3.3.2026",
        "Mis à jour le 3",
        "更新2020年",
    ] {
        assert!(is_of_change(text), "{text}");
    }
    for text in
        ["June 30, 2020", "Published June 30, updated July 1", "The last day", "2020-06-30T10:00:00Z", "", "This was the day"]
    {
        assert!(!is_of_change(text), "{text}");
    }
}
