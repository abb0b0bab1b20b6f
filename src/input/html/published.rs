//! Which of the dates that a page declares is its publication.
//!
//! Responsible for the choice. Not responsible for finding them ([`super::head`], [`super::json_ld`]).
//!
//! Declarations that can be one time are one: the most exact is taken. Of those that cannot, the earliest: a page that is changed often
//! writes the change into one of its declarations and forgets the other. Tags of times are asked where nothing else declares a date.

use super::DateOrigin;
use crate::article::{DateSource, Micros, Published};
use crate::input::ReadOptions;
use crate::input::dates::{self, ParsedTime};

/// Chooses among the declared dates, in the order of their origins; none where none can be read and believed.
pub(super) fn choose(json_ld: &[String], meta: &[String], times: &[String]) -> Option<(String, DateOrigin)> {
    let declared = json_ld.iter().map(|raw| (raw, DateOrigin::JsonLd)).chain(meta.iter().map(|raw| (raw, DateOrigin::Meta)));
    let times = times.iter().map(|raw| (raw, DateOrigin::TimeTag));
    let (found, unread) = first(declared);
    // What nobody can read is kept for the count of such dates.
    found.or_else(|| first(times).0).or(unread)
}

type Raw = Option<(String, DateOrigin)>;

fn first<'r>(declared: impl Iterator<Item = (&'r String, DateOrigin)>) -> (Raw, Raw) {
    let mut best: Option<(Published, &String, DateOrigin)> = None;
    let mut unread = None;
    for (raw, origin) in declared {
        let Some(time) = believed(raw).map(|time| time.published(DateSource::Metadata)) else {
            unread.get_or_insert((raw.clone(), origin));
            continue;
        };
        let better = best
            .as_ref()
            .is_none_or(|(known, ..)| time.before(known) || (!known.before(&time) && time.precision < known.precision));
        if better {
            best = Some((time, raw, origin));
        }
    }
    (best.map(|(_, raw, origin)| (raw.clone(), origin)), unread)
}

/// The latest of some times of change.
pub(super) fn latest(raw: Vec<String>) -> Option<String> {
    let key = |raw: &String| believed(raw).map_or(Micros(i64::MIN), |time| time.latest);
    raw.into_iter().filter(|raw| believed(raw).is_some()).max_by_key(key)
}

fn believed(raw: &str) -> Option<ParsedTime> {
    dates::parse(raw).filter(|time| time.is_plausible(ReadOptions::default().plausible_until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_dates_that_differ_the_earliest_and_of_those_that_agree_the_most_exact() {
        let chosen = |json_ld: &[&str], meta: &[&str], times: &[&str]| {
            let owned = |raws: &[&str]| raws.iter().map(|raw| (*raw).to_owned()).collect::<Vec<_>>();
            choose(&owned(json_ld), &owned(meta), &owned(times)).map(|(raw, origin)| format!("{raw} {origin:?}"))
        };
        for (json_ld, meta, times, want) in [
            (
                &["2024-05-09T10:00:00Z"][..],
                &["2024-05-06T10:00:00Z"][..],
                &["2024-05-01"][..],
                Some("2024-05-06T10:00:00Z Meta"),
            ),
            (&["2024-05-06"], &["2024-05-06T10:00:00+02:00"], &[], Some("2024-05-06T10:00:00+02:00 Meta")),
            (&["2024-05-06T10:00:00Z"], &["2024-05-06", "1970-01-01"], &[], Some("2024-05-06T10:00:00Z JsonLd")),
            (&["soon"], &["1970-01-01"], &["2024-05-06"], Some("2024-05-06 TimeTag")),
            (&["soon"], &["1970-01-01"], &[], Some("soon JsonLd")),
            (&[], &[], &["2024-05-06"], Some("2024-05-06 TimeTag")),
            (&[], &[], &[], None),
        ] {
            assert_eq!(chosen(json_ld, meta, times).as_deref(), want);
        }
    }
}
