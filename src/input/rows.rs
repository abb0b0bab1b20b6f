//! The values of one row to one article.
//!
//! Responsible for what a missing, empty or doubtful value means, and for which of several dates is the publication. Not responsible
//! for finding the values ([`super::json`], [`super::csv`]) or for ids that collide ([`super::ids`]).

use super::dates::{self, ParsedTime};
use super::json::JOINT;
use super::schema::{FieldName, Mapping};
use super::{DateCounts, ReadOptions, RejectReason, dateline, language};
use crate::article::{Article, DateSource, Micros, Precision, Published, Zone};
use std::borrow::Cow;

/// Where a row stands, and the id it has if it brings none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) file: &'p str,
    pub(super) pos: u64,
    /// For text files; else the id is `file:pos`.
    pub(super) id: Option<&'p str>,
}

/// What is worth a warning, counted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Notes {
    pub(super) repaired: u64,
    pub(super) dates: DateCounts,
    /// The first value that could not be read as a date, and the first that was not believed.
    pub(super) unread: Option<String>,
    pub(super) doubted: Option<String>,
}

impl Notes {
    pub(super) fn add(&mut self, other: Self) {
        self.repaired += other.repaired;
        self.dates.unread += other.dates.unread;
        self.dates.distrusted += other.dates.distrusted;
        self.dates.years_of_two_digits += other.dates.years_of_two_digits;
        self.dates.orders_open += other.dates.orders_open;
        self.dates.after_crawl += other.dates.after_crawl;
        self.dates.after_change += other.dates.after_change;
        self.unread = self.unread.take().or(other.unread);
        self.doubted = self.doubted.take().or(other.doubted);
    }
}

/// Whether a value is one of the words that exports write for nothing.
pub(super) fn is_null(value: &str) -> bool {
    matches!(value, "" | "None" | "none" | "null" | "NULL" | "NA" | "N/A" | "n/a" | "#N/A" | "<NA>" | "NaN" | "nan")
}

/// The values of one row in the order of the mapping's columns.
pub(super) struct Row<'r, 'v> {
    pub(super) mapping: &'r Mapping,
    pub(super) values: Vec<Option<Cow<'v, str>>>,
}

impl Row<'_, '_> {
    fn of(&self, field: FieldName) -> impl Iterator<Item = &str> {
        let named = self.mapping.columns.iter().zip(&self.values).filter(move |((name, _), _)| *name == field);
        named.filter_map(|(_, value)| value.as_deref()).filter(|value| !is_null(value))
    }

    /// The first value that is there, without the space around it.
    fn first(&self, field: FieldName) -> Option<String> {
        self.of(field).map(str::trim).find(|value| !value.is_empty()).map(str::to_owned)
    }

    /// The text, moved out; why there is none otherwise.
    fn text(&mut self) -> Result<String, RejectReason> {
        let mut empty = false;
        for ((field, _), value) in self.mapping.columns.iter().zip(&mut self.values) {
            let Some(text) = value.as_deref().filter(|_| *field == FieldName::Text) else { continue };
            if text.trim().is_empty() {
                empty = true;
            } else if !is_null(text) {
                return Ok(value.take().unwrap_or_default().into_owned());
            }
        }
        Err(if empty { RejectReason::EmptyText } else { RejectReason::MissingText })
    }

    /// Makes the article.
    pub(super) fn article(mut self, place: Place, options: &ReadOptions, notes: &mut Notes) -> Result<Article, RejectReason> {
        let text = self.text()?;
        let url = self.first(FieldName::Url);
        let modified = self.of(FieldName::ModifiedAt).find_map(|value| believed(value, options, notes));
        let published = self.published(&text, url.as_deref(), modified, options, notes);
        let given = self.of(FieldName::Language).find_map(language::given);
        let id = self.of(FieldName::Id).next().map(str::to_owned);
        Ok(Article {
            id: id.unwrap_or_else(|| place.id.map_or_else(|| format!("{}:{}", place.file, place.pos), str::to_owned)),
            source_file: place.file.to_owned(),
            source_pos: place.pos,
            outlet: self.first(FieldName::Outlet).or_else(|| url.as_deref().and_then(host)),
            title: self.first(FieldName::Title),
            byline: self.first(FieldName::Byline).map(|names| names.replace(JOINT, ", ")),
            language: given.or_else(|| {
                let asked = options.recognise_language;
                asked.then(|| language::recognised(&text))?.map(str::to_owned)
            }),
            published,
            modified_at: modified.map(|time| time.at),
            declared: Vec::new(),
            url,
            text,
        })
    }

    /// The most precise date of the columns, else of the text, else of the address; bounded from above by when it was crawled or changed.
    fn published(
        &self,
        text: &str,
        url: Option<&str>,
        modified: Option<ParsedTime>,
        options: &ReadOptions,
        notes: &mut Notes,
    ) -> Published {
        let mut best: Option<ParsedTime> = None;
        let mut bounds: Vec<ParsedTime> = modified.into_iter().collect();
        for value in self.of(FieldName::PublishedAt) {
            let time = believed(value, options, notes);
            if dates::is_of_change(value) {
                // "Updated June 30": the publication lies before it.
                bounds.extend(time);
                continue;
            }
            if let Some(time) = time
                && best.is_none_or(|best| time.precision < best.precision)
            {
                best = Some(time);
            }
        }
        if let Some(best) = &best {
            notes.dates.years_of_two_digits += u64::from(best.century_assumed);
            notes.dates.orders_open += u64::from(best.order_open);
        }
        let plausible = |time: &ParsedTime| time.is_plausible(options.plausible_until);
        let mut published = best
            .map(|time| time.published(DateSource::Field))
            .or_else(|| dateline::in_text(text).filter(plausible).map(|time| time.published(DateSource::Text)))
            .or_else(|| url.and_then(dateline::in_url).filter(plausible).map(|time| time.published(DateSource::Url)))
            .unwrap_or_default();
        for value in self.of(FieldName::CrawledAt) {
            if let Some(bound) = believed(value, options, notes)
                && !bound_by(&mut published, bound)
            {
                notes.dates.after_crawl += 1;
            }
        }
        for bound in bounds {
            if !bound_by(&mut published, bound) {
                notes.dates.after_change += 1;
            }
        }
        published
    }
}

/// `Updated June 30, 2020` without its label.
fn without_change_label(value: &str) -> &str {
    if !dates::is_of_change(value) {
        return value;
    }
    let digit = value.find(char::is_numeric).unwrap_or(0);
    // The word before the first number may be the month or the weekday's neighbour: the date begins with the first word that reads as one.
    let starts =
        value[..digit].char_indices().filter(|(at, c)| c.is_alphabetic() && !value[..*at].ends_with(char::is_alphabetic));
    let mut starts: Vec<usize> = starts.map(|(at, _)| at).collect();
    starts.push(digit);
    starts.into_iter().take(12).map(|at| &value[at..]).find(|rest| dates::parse(rest).is_some()).unwrap_or(value)
}

/// A value as a time, unless it cannot be read or cannot be true.
fn believed(value: &str, options: &ReadOptions, notes: &mut Notes) -> Option<ParsedTime> {
    let cut = || value.chars().take(40).collect::<String>();
    let value_trimmed = value.trim();
    if value_trimmed.is_empty() {
        return None;
    }
    let Some(time) = dates::parse(without_change_label(value_trimmed)) else {
        notes.dates.unread += 1;
        notes.unread.get_or_insert_with(cut);
        return None;
    };
    if time.is_plausible(options.plausible_until) {
        return Some(time);
    }
    notes.dates.distrusted += 1;
    notes.doubted.get_or_insert_with(cut);
    None
}

/// An article was published before it was crawled or changed: the end of its interval cannot be later. Says no where the two contradict
/// each other: which is wrong is not known, so the date stays as it was given.
fn bound_by(published: &mut Published, bound: ParsedTime) -> bool {
    let same = published.at.is_none() || published.zone == bound.zone;
    let latest = Micros(bound.latest.0 + if same { 0 } else { Published::ZONE_DOUBT });
    if published.earliest.is_some_and(|earliest| earliest >= latest) {
        return false;
    }
    if published.latest.is_none_or(|known| latest < known) {
        published.latest = Some(latest);
    }
    if published.at.is_none() && published.zone == Zone::None {
        published.zone = bound.zone;
        published.precision = Precision::None;
    }
    true
}

/// The host of an address without `www.`, lower case.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (host.contains('.') && host.len() < 254).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(columns: &[(FieldName, &str)]) -> (Result<Article, RejectReason>, Notes) {
        let mapping = Mapping { schema: "generic", columns: columns.iter().map(|(field, _)| (*field, "c".to_owned())).collect() };
        let values = columns.iter().map(|(_, value)| Some(Cow::Borrowed(*value))).collect();
        let mut notes = Notes::default();
        let place = Place { file: "in.jsonl", pos: 7, id: None };
        (Row { mapping: &mapping, values }.article(place, &ReadOptions::default(), &mut notes), notes)
    }

    use FieldName::{CrawledAt, Id, Outlet, PublishedAt, Text, Title, Url};

    #[test]
    fn a_row_without_id_is_named_by_its_place_and_without_outlet_by_its_host() {
        let found =
            article(&[(Text, "Words."), (Url, "https://www.Ferry.example:8080/a"), (Title, "None"), (Outlet, "")]).0.unwrap();
        assert_eq!((found.id.as_str(), found.outlet.as_deref(), found.title), ("in.jsonl:7", Some("ferry.example"), None));
        assert_eq!(article(&[(Id, "00012"), (Text, "Words.")]).0.unwrap().id, "00012");
    }

    #[test]
    fn no_text_and_empty_text_differ() {
        assert_eq!(article(&[(Text, " \n ")]).0, Err(RejectReason::EmptyText));
        assert_eq!(article(&[(Text, "")]).0, Err(RejectReason::EmptyText));
        assert_eq!(article(&[(Text, "None")]).0, Err(RejectReason::MissingText));
        assert_eq!(article(&[(Text, "NaN")]).0, Err(RejectReason::MissingText));
        assert_eq!(
            article(&[(Text, "Words."), (Outlet, "NA"), (Url, "https://a.example/b")]).0.unwrap().outlet.as_deref(),
            Some("a.example")
        );
        assert_eq!(article(&[(Title, "A")]).0, Err(RejectReason::MissingText));
        assert_eq!(article(&[(Text, " kept as it is\n")]).0.unwrap().text, " kept as it is\n");
    }

    #[test]
    fn the_more_precise_date_wins_whatever_its_place() {
        for columns in [["2019-01-02", "2019-01-02T10:00:00"], ["2019-01-02T10:00:00", "2019-01-02"]] {
            let found = article(&[(Text, "Words."), (PublishedAt, columns[0]), (PublishedAt, columns[1])]).0.unwrap().published;
            assert_eq!((found.precision, found.source), (Precision::Second, DateSource::Field));
        }
    }

    #[test]
    fn text_and_address_date_an_article_that_has_no_date() {
        let text = "date 2019-01-02 Words.";
        let url = "https://a.example/2019/01/03/a";
        let source = |columns: &[(FieldName, &str)]| article(columns).0.unwrap().published.source;
        assert_eq!(source(&[(Text, text), (Url, url), (PublishedAt, "2019-01-04")]), DateSource::Field);
        assert_eq!(source(&[(Text, text), (Url, url), (PublishedAt, "1970-01-01")]), DateSource::Text);
        assert_eq!(source(&[(Text, "Words."), (Url, url)]), DateSource::Url);
        assert_eq!(source(&[(Text, "Words.")]), DateSource::None);
    }

    #[test]
    fn a_crawl_time_bounds_and_never_dates() {
        let bare = article(&[(Text, "Words."), (CrawledAt, "2019-01-02T10:00:00Z")]).0.unwrap().published;
        assert_eq!((bare.at, bare.precision, bare.earliest), (None, Precision::None, None));
        assert_eq!(bare.latest, dates::parse("2019-01-02T10:00:01Z").map(|time| time.at));
        let day =
            article(&[(Text, "Words."), (PublishedAt, "2019-01-02"), (CrawledAt, "2019-01-02T10:00:00")]).0.unwrap().published;
        assert_eq!(day.latest, bare.latest);
        let (late, notes) = article(&[(Text, "Words."), (PublishedAt, "2019-01-03"), (CrawledAt, "2019-01-01 10:00")]);
        assert_eq!(
            (late.unwrap().published.latest, notes.dates.after_crawl),
            (dates::parse("2019-01-04").map(|time| time.at), 1)
        );
    }

    #[test]
    fn a_change_bounds_and_never_dates() {
        for columns in
            [&[(FieldName::ModifiedAt, "2019-01-02T10:00:00Z")][..], &[(PublishedAt, "Updated Jan 2, 2019 10:00:00 GMT")]]
        {
            let mut columns = columns.to_vec();
            columns.push((Text, "Words."));
            let found = article(&columns).0.unwrap().published;
            assert_eq!((found.at, found.latest), (None, dates::parse("2019-01-02T10:00:01Z").map(|time| time.at)), "{columns:?}");
        }
        let both = [(Text, "Words."), (PublishedAt, "2019-01-03"), (FieldName::ModifiedAt, "2019-01-01")];
        let (found, notes) = article(&both);
        assert_eq!(
            (found.unwrap().published.latest, notes.dates.after_change),
            (dates::parse("2019-01-04").map(|time| time.at), 1)
        );
    }

    #[test]
    fn doubtful_dates_are_counted() {
        let (found, notes) = article(&[(Text, "Words."), (PublishedAt, "9999-12-31"), (PublishedAt, "soon")]);
        assert_eq!(found.unwrap().published, Published::default());
        assert_eq!((notes.dates.distrusted, notes.dates.unread, notes.unread.as_deref()), (1, 1, Some("soon")));
    }

    #[test]
    fn hosts_come_from_addresses_alone() {
        for (url, want) in [
            ("http://u:p@A.example:80/x", Some("a.example")),
            ("a.example/x", None),
            ("http:///x", None),
            ("http://localhost", None),
        ] {
            assert_eq!(host(url).as_deref(), want, "{url}");
        }
    }
}
