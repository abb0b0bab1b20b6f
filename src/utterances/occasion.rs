//! When and where a thing was said, as far as printings tell: the same few words on another occasion are another utterance.
//!
//! Responsible for telling stated occasions apart. Not responsible for finding venues in the text: that is [`crate::quotes`].

use ahash::AHashMap;

use super::Printing;
use super::lexicon::{LEXICON, key};
use crate::article::{Micros, Published};
use crate::quotes::Quote;
use crate::text::{Words, fold};

/// A few words printed this long apart are taken for two sayings of them.
const SPAN: i64 = 30 * Micros::DAY;

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Occasion {
    earliest: Option<i64>,
    latest: Option<i64>,
    /// Words of the venue that name it, sorted.
    names: Vec<u64>,
    /// Words of the venue for its kind, sorted.
    kinds: Vec<u64>,
    outlet: Option<u64>,
}

impl Occasion {
    pub(super) fn of(quote: &Quote, published: &Published) -> Self {
        let (mut names, mut kinds) = (Vec::new(), Vec::new());
        if let Some(venue) = &quote.venue {
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
        let outlet = quote.venue_outlet.as_deref().map(|outlet| key(&fold(outlet)));
        Self { earliest: published.earliest.map(|t| t.0), latest: published.latest.map(|t| t.0), names, kinds, outlet }
    }

    /// Whether neither a place nor a time is known.
    pub(super) fn is_unstated(&self) -> bool {
        self.names.is_empty()
            && self.kinds.is_empty()
            && self.outlet.is_none()
            && self.earliest.is_none()
            && self.latest.is_none()
    }

    /// Whether what the two state cannot be one occasion.
    pub(super) fn differs(&self, other: &Self) -> bool {
        self.elsewhere(other) || self.long_before(other) || other.long_before(self)
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

    fn long_before(&self, other: &Self) -> bool {
        matches!((self.latest, other.earliest), (Some(end), Some(start)) if start.saturating_sub(end) > SPAN)
    }
}

/// The distinct occasions of a run, and that of each printing.
#[derive(Debug, Default)]
pub(super) struct Occasions {
    list: Vec<Occasion>,
    numbers: Vec<u32>,
}

impl Occasions {
    pub(super) fn of(printings: &[Printing<'_>]) -> Self {
        let mut list: Vec<Occasion> = Vec::new();
        // By what is printed first, so that most printings cost one look.
        let mut printed: AHashMap<_, u32> = AHashMap::new();
        let mut distinct: AHashMap<Occasion, u32> = AHashMap::new();
        let mut number = |printing: &Printing<'_>| {
            *distinct.entry(Occasion::of(printing.quote_info, printing.published)).or_insert_with_key(|occasion| {
                list.push(occasion.clone());
                u32::try_from(list.len() - 1).unwrap_or(u32::MAX)
            })
        };
        let numbers = printings
            .iter()
            .map(|printing| {
                let (quote, published) = (printing.quote_info, printing.published);
                *printed
                    .entry((
                        quote.venue.as_deref(),
                        quote.venue_outlet.as_deref(),
                        published.earliest.map(|t| t.0),
                        published.latest.map(|t| t.0),
                    ))
                    .or_insert_with(|| number(printing))
            })
            .collect();
        Self { list, numbers }
    }

    /// The number of a printing's occasion: equal for equal ones, in no order.
    pub(super) fn number(&self, printing: u32) -> u32 {
        self.numbers[printing as usize]
    }

    pub(super) fn get(&self, number: u32) -> &Occasion {
        &self.list[number as usize]
    }

    pub(super) fn of_printing(&self, printing: u32) -> &Occasion {
        self.get(self.number(printing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(venue: &str, day: Option<i64>) -> Occasion {
        let quote = Quote { venue: Some(venue.to_owned()).filter(|venue| !venue.is_empty()), ..Quote::default() };
        let published = Published {
            earliest: day.map(|day| Micros(day * Micros::DAY)),
            latest: day.map(|day| Micros((day + 1) * Micros::DAY)),
            ..Published::default()
        };
        Occasion::of(&quote, &published)
    }

    #[test]
    fn places_and_times_tell_occasions_apart() {
        assert!(at("in an interview with the Harbour Gazette", None).differs(&at("on Radio Delta", None)));
        assert!(!at("in an interview with the Harbour Gazette", None).differs(&at("told the Gazette", None)));
        assert!(at("in a statement", None).differs(&at("at a news conference", None)));
        assert!(!at("", Some(1)).differs(&at("in a statement", Some(20))));
        assert!(at("", Some(1)).differs(&at("", Some(60))));
        assert!(at("", None).is_unstated());
    }
}
