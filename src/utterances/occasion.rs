//! When and where a thing was said, as far as printings tell: the same few words on another occasion are another utterance.
//!
//! Responsible for telling stated occasions apart. Not responsible for finding venues in the text: that is [`crate::quotes`].

use std::cmp::Ordering;

use ahash::AHashMap;

use super::Outline;
use super::lexicon::{LEXICON, key};
use crate::article::{Micros, Published};
use crate::text::{Words, fold};

/// A few words printed this long apart are taken for two sayings of them.
const SPAN: i64 = 30 * Micros::DAY;

/// When and where a printing says that it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Occasion {
    earliest: Option<i64>,
    latest: Option<i64>,
    /// Number of the [`Venue`].
    venue: u32,
}

impl Occasion {
    fn of(venue: u32, published: &Published) -> Self {
        Self { earliest: published.earliest.map(|t| t.0), latest: published.latest.map(|t| t.0), venue }
    }

    fn long_before(&self, other: &Self) -> bool {
        matches!((self.latest, other.earliest), (Some(end), Some(start)) if start.saturating_sub(end) > SPAN)
    }
}

/// Where a printing says that it was said.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Venue {
    /// Words that name it, sorted.
    names: Vec<u64>,
    /// Words for its kind, sorted.
    kinds: Vec<u64>,
    outlet: Option<u64>,
}

impl Venue {
    fn of(venue: Option<&str>, outlet: Option<&str>) -> Self {
        let (mut names, mut kinds) = (Vec::new(), Vec::new());
        if let Some(venue) = venue {
            for &word in Words::of(venue).hashes() {
                if LEXICON.venues.contains(&word) {
                    kinds.push(word);
                } else if !LEXICON.function_words.contains(&word) {
                    names.push(word);
                }
            }
        }
        names.sort_unstable();
        kinds.sort_unstable();
        Self { names, kinds, outlet: outlet.map(|outlet| key(&fold(outlet))) }
    }

    fn is_unstated(&self) -> bool {
        self.names.is_empty() && self.kinds.is_empty() && self.outlet.is_none()
    }

    fn elsewhere(&self, other: &Self) -> bool {
        if let (Some(x), Some(y)) = (self.outlet, other.outlet) {
            return x != y;
        }
        let apart = |x: &[u64], y: &[u64]| !x.is_empty() && !y.is_empty() && !x.iter().any(|word| y.contains(word));
        if self.names.is_empty() || other.names.is_empty() {
            apart(&self.kinds, &other.kinds)
        } else {
            apart(&self.names, &other.names)
        }
    }
}

/// The distinct occasions of a run.
#[derive(Debug, Default)]
pub(super) struct Occasions {
    list: Vec<Occasion>,
    venues: Vec<Venue>,
}

/// Occasions that are being collected.
#[derive(Debug, Default)]
pub(super) struct Collecting<'p> {
    told: Occasions,
    /// By what is printed first, so that most printings cost one look.
    printed: AHashMap<(Option<&'p str>, Option<&'p str>), u32>,
    venues: AHashMap<Venue, u32>,
    distinct: AHashMap<Occasion, u32>,
}

impl<'p> Collecting<'p> {
    /// The number of a printing's occasion: equal for equal ones, in no order.
    pub(super) fn number(&mut self, printing: &Outline<'p>) -> u32 {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let Self { told, printed, venues, distinct } = self;
        let &Outline { venue, venue_outlet, published, .. } = printing;
        let venue = *printed.entry((venue, venue_outlet)).or_insert_with(|| {
            *venues.entry(Venue::of(venue, venue_outlet)).or_insert_with_key(|venue| {
                told.venues.push(venue.clone());
                number(told.venues.len() - 1)
            })
        });
        let occasion = Occasion::of(venue, published);
        *distinct.entry(occasion).or_insert_with(|| {
            told.list.push(occasion);
            number(told.list.len() - 1)
        })
    }

    pub(super) fn finish(mut self) -> Occasions {
        self.told.list.shrink_to_fit();
        self.told
    }
}

impl Occasions {
    fn get(&self, number: u32) -> (&Occasion, &Venue) {
        let occasion = &self.list[number as usize];
        (occasion, &self.venues[occasion.venue as usize])
    }

    /// Whether neither a place nor a time is known.
    pub(super) fn is_unstated(&self, number: u32) -> bool {
        let (occasion, venue) = self.get(number);
        venue.is_unstated() && occasion.earliest.is_none() && occasion.latest.is_none()
    }

    /// Whether what two state cannot be one occasion.
    pub(super) fn differ(&self, a: u32, b: u32) -> bool {
        let ((x, x_venue), (y, y_venue)) = (self.get(a), self.get(b));
        x_venue.elsewhere(y_venue) || x.long_before(y) || y.long_before(x)
    }

    /// By time first.
    pub(super) fn compare(&self, a: u32, b: u32) -> Ordering {
        let ((x, x_venue), (y, y_venue)) = (self.get(a), self.get(b));
        (x.earliest, x.latest).cmp(&(y.earliest, y.latest)).then_with(|| x_venue.cmp(y_venue))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotes::Quote;
    use crate::utterances::{Listed, Printing, Printings as _};

    /// Whether two occasions differ, each a venue and a day; and whether the first is unstated.
    fn told(all: [(&str, Option<i64>); 2]) -> (bool, bool) {
        let said = all.map(|(venue, day)| {
            let quote = Quote { venue: Some(venue.to_owned()).filter(|venue| !venue.is_empty()), ..Quote::default() };
            let published = Published {
                earliest: day.map(|day| Micros(day * Micros::DAY)),
                latest: day.map(|day| Micros((day + 1) * Micros::DAY)),
                ..Published::default()
            };
            (quote, published)
        });
        let printings: Vec<Printing<'_>> = (0..)
            .zip(&said)
            .map(|(article, (quote_info, published))| Printing {
                article,
                quote: 0,
                text: "",
                quote_info,
                outlet: None,
                published,
                text_group: article,
                apart: false,
            })
            .collect();
        let listed = Listed { printings: &printings, order: vec![0, 1] };
        let mut collecting = Collecting::default();
        let numbers = [0, 1].map(|n| collecting.number(&listed.outline(n).expect("at hand")));
        let occasions = collecting.finish();
        (occasions.differ(numbers[0], numbers[1]), occasions.is_unstated(numbers[0]))
    }

    #[test]
    fn places_and_times_tell_occasions_apart() {
        let differ = |all| told(all).0;
        assert!(differ([("in an interview with the Harbour Gazette", None), ("on Radio Delta", None)]));
        assert!(!differ([("in an interview with the Harbour Gazette", None), ("told the Gazette", None)]));
        assert!(differ([("in a statement", None), ("at a news conference", None)]));
        assert!(!differ([("", Some(1)), ("in a statement", Some(20))]));
        assert!(differ([("", Some(1)), ("", Some(60))]));
        assert_eq!(told([("", None), ("", None)]), (false, true));
    }
}
