//! Quotations, credits and utterances of a whole corpus.

use std::collections::BTreeSet;
use std::io;
use std::ops::RangeInclusive;

use rayon::prelude::*;

use super::collation::{Collating, Collation};
use super::corpus::Corpus;
use super::lists::Lists;
use super::printings::{FURNITURE, Numbers, Outlining};
use super::quotations::{Quotations, Quoting};
use crate::credits::{self, Credit};
use crate::outlets::{OutletTable, Outlets};
use crate::quotes::{self, Field, Quote};
use crate::storage::Room;
use crate::utterances::{self, Printings as _};

/// Lists of linking are many and are there together: a large table has three times as much room as each.
const LISTS: u64 = 48;
/// Articles that are read before what they say is filed, and bytes of their text.
const ARTICLES_TOGETHER: usize = 4096;
const BYTES_TOGETHER: u64 = 16 << 20;
/// Characters of a name of an outlet that is looked for in texts.
const NAME_CHARS: RangeInclusive<usize> = 4..=120;
/// Parts of names by which agencies call themselves.
const AGENCY_WORDS: [&str; 6] = ["wire", "agency", "agence", "agentur", "agencia", "press association"];

/// What the articles quote, and whom they credit.
#[derive(Debug, Default)]
pub struct Sayings {
    /// Of each article.
    pub quotes: Quotations,
    pub credits: Lists<Credit>,
    pub printings: Numbers,
    pub utterances: Collation,
}

/// The table of outlets with a user's own before it and those of the corpus added: a corpus knows its own outlets better than any
/// table does, and its user better than it. None where the table that ships is all.
#[must_use]
pub fn outlets_of<'n>(names: impl IntoIterator<Item = &'n str>, own: Option<&OutletTable>) -> Option<Outlets> {
    let with_own = own.map(|own| Outlets::with_own(own, None));
    let table = with_own.as_ref().unwrap_or_else(|| Outlets::shipped());
    let names: BTreeSet<&str> = names.into_iter().collect();
    let mut rows = String::new();
    for name in names {
        let known = table.by_name(name).is_some() || name.contains('.') && table.by_domain(name).is_some();
        // A name in lower case, or of three letters, is found all over any text, and one that is as long as a paragraph nowhere.
        let telling = NAME_CHARS.contains(&name.chars().count())
            && name.chars().any(char::is_uppercase)
            && !name.contains(['\t', '\n', '\r']);
        if !known && telling {
            rows.push_str(name);
            // What calls itself a wire or an agency writes for others to print, and signs as agencies do.
            let agency = AGENCY_WORDS.iter().any(|word| name.to_lowercase().contains(word));
            rows.push_str(if agency { "\t\t\tagency\t\n" } else { "\t\t\tsite\t\n" });
        }
    }
    if rows.is_empty() {
        return with_own;
    }
    let corpus = OutletTable::read("", &rows).ok();
    match own {
        Some(own) => Some(Outlets::with_own(own, corpus.as_ref())),
        None => corpus.map(|corpus| Outlets::with_own(&corpus, None)),
    }
}

/// The name by which an article's outlet is known to credits.
#[must_use]
pub fn canonical(outlets: &Outlets, outlet: &str) -> String {
    let found = outlets.by_name(outlet).or_else(|| outlet.contains('.').then(|| outlets.by_domain(outlet)).flatten());
    found.map_or_else(|| outlet.to_owned(), |id| outlets.get(id).name.clone())
}

/// The quotations of one article.
#[must_use]
pub fn quotes_of(article: &crate::article::Article, outlets: &Outlets) -> Vec<Quote> {
    quotes::extract(article, &|printed| Some(outlets.get(outlets.find(printed).first()?.outlet).name.clone()))
}

impl Sayings {
    /// Reads all articles; `boilerplate` holds that of each text.
    ///
    /// # Errors
    /// Where what has no room in memory cannot be written.
    pub fn read(corpus: &Corpus, outlets: &Outlets, boilerplate: &Lists<(u32, u32)>, room: &Room) -> io::Result<Self> {
        let mut quoting = Quoting::new(room);
        let mut credits = Lists::default();
        for some in corpus.articles.blocks(ARTICLES_TOGETHER, BYTES_TOGETHER) {
            let read = some.into_par_iter().map(|number| {
                let article = corpus.articles.article(number)?;
                let mut quotes = quotes_of(&article, outlets);
                let credits = credits::extract(&article, &quotes, outlets);
                flag_furniture(corpus, number, &mut quotes, &boilerplate[corpus.text_of[number as usize] as usize])?;
                Ok((quotes, credits))
            });
            for (quotes, own) in read.collect::<io::Result<Vec<(Vec<Quote>, Vec<Credit>)>>>()? {
                quoting.put(&quotes)?;
                credits.push(own);
            }
        }
        credits.shrink();
        Ok(Self { quotes: quoting.finish()?, credits, ..Self::default() })
    }

    /// Links the quotations. `group_of` numbers articles with one text alike.
    ///
    /// # Errors
    /// Where what has no room in memory cannot be written.
    pub fn link(&mut self, corpus: &Corpus, group_of: &[u32], room: &Room) -> io::Result<()> {
        let articles = || (0u32..).take(group_of.len());
        self.printings = Numbers::of(articles().map(|article| self.quotes.count(article)))?;
        let mut outlining = Outlining::new(room);
        for article in articles().filter(|&article| self.quotes.count(article) > 0) {
            self.quotes.of(article)?.iter().try_for_each(|quote| outlining.put(article, quote))?;
        }
        let printings = outlining.finish(corpus, group_of, &self.printings)?;
        let mut collating = Collating::new(room, printings.count() as usize);
        utterances::link_into(&printings, &room.parted(LISTS), |some| {
            some.iter().try_for_each(|utterance| collating.put(utterance))
        })?;
        self.utterances = collating.finish()?;
        Ok(())
    }
}

/// Flags what stands in boilerplate, in ranges of words: an outlet prints it, and nobody says it there.
fn flag_furniture(corpus: &Corpus, number: u32, quotes: &mut [Quote], boilerplate: &[(u32, u32)]) -> io::Result<()> {
    if boilerplate.is_empty() || quotes.is_empty() {
        return Ok(());
    }
    let words = corpus.spans(number)?;
    for quote in quotes.iter_mut().filter(|quote| quote.field == Field::Text) {
        let (from, to) = (words.first_ending_after(quote.span.start), words.first_starting_at(quote.span.end));
        if in_furniture(from, to, boilerplate) {
            quote.flags.push(FURNITURE);
        }
    }
    Ok(())
}

/// Whether most words of a quotation (from `from` up to `to`) are boilerplate: a mark that a page's furniture leaves open may run on into
/// the text, and a line of furniture may stand in a quotation.
fn in_furniture(from: usize, to: usize, boilerplate: &[(u32, u32)]) -> bool {
    let first = boilerplate.partition_point(|&(_, end)| end as usize <= from);
    let inside: usize = boilerplate[first..]
        .iter()
        .take_while(|&&(start, _)| (start as usize) < to)
        .map(|&(start, end)| to.min(end as usize).saturating_sub(from.max(start as usize)))
        .sum();
    from < to && 2 * inside > to - from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_words_tell_whether_a_quotation_is_furniture() {
        let ranges = [(0, 4), (10, 20), (20, 24)];
        assert!(in_furniture(1, 3, &ranges) && in_furniture(12, 24, &ranges) && in_furniture(8, 14, &ranges));
        assert!(!in_furniture(4, 10, &ranges) && !in_furniture(5, 14, &ranges) && !in_furniture(30, 31, &ranges));
        assert!(!in_furniture(2, 2, &ranges) && !in_furniture(0, 4, &[]));
    }
}
