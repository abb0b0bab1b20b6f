//! The audit: which articles hold text of which others, one side against the other.
//!
//! Responsible for the two sides and for each use of a story, with what speaks for it. Not responsible for finding overlaps (`near`), nor
//! for saying what a use means: shared text, a credit found or not, an order known or not.

use std::io;

use ahash::AHashSet;
use rayon::prelude::*;

use super::articles::{Entry, Head};
use super::corpus::Corpus;
use super::near::{Near, Verified};
use super::sayings::{Sayings, canonical};
use crate::outlets::Outlets;
use crate::passages::holds;
use crate::storage::in_one;
use crate::verify::{Cover, NEAR_CONTAINMENT, Relation, count};

/// Words of prose, quotations and boilerplate apart, from which shared text is a use in part.
const USE_WORDS: u32 = 12;

/// What is looked for in what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOf {
    /// Our stories in what others print: who used them.
    Stories,
    /// One's own articles against others: what of them stood elsewhere before.
    Targets,
}

/// An audit that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    pub of: AuditOf,
    /// The inputs of the stories, or of the targets, by the names of their files.
    pub files: Vec<String>,
    /// Articles of this outlet belong to them too, and those of the files that name no outlet are of this one.
    pub outlet: Option<String>,
    /// Uses with a credit are left out.
    pub ignore_credited: bool,
    /// Words in quotation marks are left out, and with them who only repeats quotations.
    pub ignore_quotes: bool,
}

/// On which side an article stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Side {
    /// It is one of the few that are looked for: a story of ours, or a target.
    pub watched: bool,
    /// Text goes from it to those of the other side.
    pub source: bool,
}

impl Audit {
    /// The side of each article. Those without an outlet get the audit's.
    pub(super) fn sides(&self, articles: &mut [Entry]) -> Vec<Side> {
        let files: AHashSet<&str> = self.files.iter().map(String::as_str).collect();
        articles
            .iter_mut()
            .map(|article| {
                let in_files = files.contains(article.source_file());
                if in_files && article.outlet().is_none() {
                    article.set_outlet(self.outlet.as_deref());
                }
                let watched = in_files || self.outlet.is_some() && article.outlet() == self.outlet.as_deref();
                Side { watched, source: watched == (self.of == AuditOf::Stories) }
            })
            .collect()
    }
}

/// How much of a story an article holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    /// Most of it.
    Full,
    Part,
    /// Quotations and nothing else.
    Quoted,
}

impl Extent {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Part => "part",
            Self::Quoted => "quoted",
        }
    }
}

/// An article that shares text with a story and is not known to be earlier.
#[derive(Debug, Clone)]
pub(super) struct Use {
    pub(super) story: u32,
    pub(super) article: u32,
    pub(super) extent: Extent,
    /// Words of the article that stand in the story, as ranges ascending and apart.
    pub(super) words: Vec<(u32, u32)>,
    pub(super) share_of_story: f64,
    pub(super) share_of_article: f64,
    /// The words that name the story's outlet.
    pub(super) credit: Option<String>,
    /// Seconds from the story to the article, where it is known to be later.
    pub(super) lag_seconds: Option<i64>,
    pub(super) is_later: bool,
    pub(super) headline_changed: Option<bool>,
}

impl Use {
    pub(super) fn word_count(&self) -> u32 {
        count(&self.words)
    }
}

/// All uses, by story and article. Linear in pairs and in the copies of their texts.
pub(super) fn uses(corpus: &Corpus, near: &Near, sayings: &Sayings, outlets: &Outlets, audit: &Audit) -> io::Result<Vec<Use>> {
    let Some(sides) = &corpus.sides else { return Ok(Vec::new()) };
    let split = |text: u32| -> (Vec<u32>, Vec<u32>) {
        corpus.copies[text as usize].iter().copied().partition(|&copy| sides[copy as usize].source)
    };
    let reader = Reader { corpus, near, sayings, outlets, audit };
    let of_pair = |number| {
        let pair = near.pairs.outline(number)?;
        let ((stories_a, others_a), (stories_b, others_b)) = (split(pair.a), split(pair.b));
        let mut found = Vec::new();
        for (stories, others, turned) in [(stories_a, others_b, false), (stories_b, others_a, true)] {
            if stories.is_empty() || others.is_empty() {
                continue;
            }
            let Some(shared) = reader.shared(&near.pairs.get(number)?, turned) else { continue };
            reader.add(&mut found, &stories, &others, &shared)?;
        }
        Ok(found)
    };
    let mut found = in_one((0..near.pairs.len()).into_par_iter().map(of_pair))?;
    for text in 0..u32::try_from(corpus.texts.len()).unwrap_or(u32::MAX) {
        let (stories, others) = split(text);
        if let (Some(&story), false) = (stories.first(), others.is_empty()) {
            let words = reader.own_words(story);
            let shared = Shared { extent: Extent::Full, words, share_of_story: 1.0, share_of_article: 1.0 };
            reader.add(&mut found, &stories, &others, &shared)?;
        }
    }
    found.par_sort_unstable_by_key(|one| (one.story, one.article));
    Ok(found)
}

/// What two texts share, seen from the story to the article.
struct Shared {
    extent: Extent,
    words: Vec<(u32, u32)>,
    share_of_story: f64,
    share_of_article: f64,
}

struct Reader<'a> {
    corpus: &'a Corpus,
    near: &'a Near,
    sayings: &'a Sayings,
    outlets: &'a Outlets,
    audit: &'a Audit,
}

impl Reader<'_> {
    /// None where what is shared is no use: boilerplate, one form filled in twice, phrases.
    fn shared(&self, pair: &Verified, turned: bool) -> Option<Shared> {
        let measures = if turned { pair.measures.turned() } else { pair.measures.clone() };
        if measures.relation == Relation::BoilerplateOnly || measures.template {
            return None;
        }
        let (story, article) = if turned { (pair.b, pair.a) } else { (pair.a, pair.b) };
        let (quoted, boilerplate) = (&self.corpus.quoted[article as usize], &self.near.boilerplate[article as usize]);
        let (mut cover, mut prose) = (Cover::new(), Cover::new());
        for passage in pair.passages.iter().filter(|passage| !passage.boilerplate && passage.evident) {
            for (x, y) in passage.aligned.pairs() {
                let (theirs, word) = if turned { (y, x) } else { (x, y) };
                if holds(boilerplate, word) {
                    continue;
                }
                // What either prints as a quotation is somebody's speech.
                let speech = holds(quoted, word) || holds(&self.corpus.quoted[story as usize], theirs);
                if !(speech && self.audit.ignore_quotes) {
                    cover.add(word);
                }
                if !speech && passage.speaks_for_itself() {
                    prose.add(word);
                }
            }
        }
        let (words, prose) = (cover.ranges(), count(&prose.ranges()));
        let quotes_only = measures.relation == Relation::QuotesOnly || prose < USE_WORDS;
        let extent = if quotes_only {
            Extent::Quoted
        } else if measures.near && measures.containment_a >= NEAR_CONTAINMENT {
            Extent::Full
        } else {
            Extent::Part
        };
        let own = count(&self.own_words(self.corpus.texts[article as usize]));
        let share_of_article = f64::from(count(&words)) / f64::from(own.max(1));
        // A few shared words of prose are no quotation.
        let is_speech =
            extent != Extent::Quoted || words.iter().any(|&(start, end)| (start..end).any(|word| holds(quoted, word)));
        (count(&words) > 0 && is_speech).then_some(Shared {
            extent,
            words,
            share_of_story: measures.containment_a,
            share_of_article,
        })
    }

    /// The words of an article that are no boilerplate.
    fn own_words(&self, article: u32) -> Vec<(u32, u32)> {
        let mut own = Vec::new();
        let mut at = 0;
        for &(start, end) in &self.near.boilerplate[self.corpus.text_of[article as usize] as usize] {
            if at < start {
                own.push((at, start));
            }
            at = end;
        }
        let words = self.corpus.word_count(article);
        if at < words {
            own.push((at, words));
        }
        own
    }

    /// Adds the uses of each of some stories by each of some articles.
    fn add(&self, found: &mut Vec<Use>, stories: &[u32], articles: &[u32], shared: &Shared) -> io::Result<()> {
        for &story in stories {
            for &article in articles {
                found.extend(self.read(story, article, shared)?);
            }
        }
        Ok(())
    }

    /// The use of a story by an article; none where the article is known to be earlier, or the audit does not ask for it.
    fn read(&self, story: u32, article: u32, shared: &Shared) -> io::Result<Option<Use>> {
        let articles = &self.corpus.articles;
        let (from, to) = (articles.published(story), articles.published(article));
        if to.before(from) || shared.extent == Extent::Quoted && self.audit.ignore_quotes {
            return Ok(None);
        }
        let heads = [articles.head(story)?, articles.head(article)?];
        let [own, theirs] = heads.each_ref().map(Head::view);
        let credit = self.credit(story, own.url, article)?;
        if credit.is_some() && self.audit.ignore_credited {
            return Ok(None);
        }
        let is_later = from.before(to);
        Ok(Some(Use {
            story,
            article,
            extent: shared.extent,
            words: shared.words.clone(),
            share_of_story: shared.share_of_story,
            share_of_article: shared.share_of_article,
            credit,
            lag_seconds: is_later.then(|| from.lag_seconds(to)).flatten(),
            is_later,
            headline_changed: own.title.zip(theirs.title).map(|(one, two)| letters(one) != letters(two)),
        }))
    }

    /// The first words of an article that name the outlet of a story, or its address.
    fn credit(&self, story: u32, url: Option<&str>, article: u32) -> io::Result<Option<String>> {
        let named = self.corpus.articles.outlet(story).map(|outlet| canonical(self.outlets, outlet));
        let mut credits = self.sayings.credits[article as usize].iter();
        if let Some(credit) = credits.find(|credit| Some(&credit.names) == named.as_ref()) {
            return Ok(Some(credit.text.clone()));
        }
        let Some(url) = url else { return Ok(None) };
        Ok(self.corpus.prints_address(article, url)?.then(|| url.to_owned()))
    }
}

/// What headlines are compared by.
fn letters(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
