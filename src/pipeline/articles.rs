//! The articles of a run: what is asked of all of them at hand, the rest of each as a record of bytes that may lie in a file.
//!
//! Responsible for where an article stands and for giving it back as it was read. Not responsible for reading it, nor for what is made of
//! it: [`super::corpus`].

use std::borrow::Cow;
use std::cmp::Ordering;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use ahash::{AHashMap, AHashSet};

use super::host::Host;
use crate::article::{Article, DeclaredKind, Micros, Published, code_points};
use crate::input::{Extent, Identified, Intake};
use crate::storage::{Blocks, Filed, Filing, Place, Put as _, Take};
use crate::text::text_hashes;

/// What is kept at hand of an article while it is read.
#[derive(Debug)]
pub struct Entry {
    id: Box<str>,
    source_file: Arc<str>,
    source_pos: u64,
    outlet: Option<Arc<str>>,
    published: Published,
    hashes: (u64, u128),
    record: Record,
}

/// The record of an article: title, address and the like, and the text behind them.
#[derive(Debug, Clone, Copy, Default)]
struct Record {
    place: Place,
    /// Where the text begins in it, and how long it is.
    head_bytes: u32,
    text_bytes: u32,
}

impl Identified for Entry {
    fn id(&self) -> &str {
        &self.id
    }

    fn rename(&mut self, id: String) {
        self.id = id.into();
    }

    fn compare_text(&self, other: &Self) -> Ordering {
        self.hashes.cmp(&other.hashes)
    }

    fn text_hashes(&self) -> (u64, u128) {
        self.hashes
    }

    fn place(&self) -> (&str, u64) {
        (&self.source_file, self.source_pos)
    }
}

impl Entry {
    #[must_use]
    pub fn source_file(&self) -> &str {
        &self.source_file
    }

    #[must_use]
    pub fn outlet(&self) -> Option<&str> {
        self.outlet.as_deref()
    }

    pub fn set_outlet(&mut self, outlet: Option<&str>) {
        self.outlet = outlet.map(Arc::from);
    }
}

/// Takes articles from the reader: files what is not asked of all, as long as there is room for the rest.
pub(super) struct Taking<'h> {
    host: Host<'h>,
    state: Mutex<State>,
}

struct State {
    records: Filing<u8>,
    /// Names that many articles share.
    names: AHashSet<Arc<str>>,
    text_bytes: u64,
    count: u64,
    failed: Option<io::Error>,
}

impl State {
    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.names.insert(Arc::clone(&name));
        name
    }
}

impl<'h> Taking<'h> {
    pub(super) fn new(host: Host<'h>) -> Self {
        let records = Filing::new(host.room);
        let state = State { records, names: AHashSet::new(), text_bytes: 0, count: 0, failed: None };
        Self { host, state: Mutex::new(state) }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The least memory for what was read, where that is more than there is.
    pub(super) fn beyond_room(&self) -> Option<u64> {
        let least = {
            let state = self.state();
            super::host::least_memory(state.count, state.text_bytes)
        };
        self.host.room.limit().is_some_and(|limit| least > limit).then_some(least)
    }

    /// Everything, once it was read and has its ids.
    pub(super) fn finish(self, entries: Vec<Entry>) -> io::Result<Articles> {
        let State { records, failed, .. } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match failed {
            Some(error) => Err(error),
            None => Ok(Articles::new(entries, records.finish()?)),
        }
    }

    /// What kept records from being written.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.state().failed.take()
    }
}

impl Intake for Taking<'_> {
    type Row = Entry;

    fn stops(&self) -> bool {
        self.host.is_cancelled() || self.state().failed.is_some() || self.beyond_room().is_some()
    }

    fn row(&self, article: Article, _: Extent) -> Entry {
        let hashes = text_hashes(&article.text);
        let bytes = encoded(&article);
        let mut state = self.state();
        let place = match state.records.put(&bytes) {
            Ok(place) => place,
            Err(error) => {
                state.failed.get_or_insert(error);
                Place::default()
            }
        };
        state.text_bytes += article.text.len() as u64;
        state.count += 1;
        let size = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        Entry {
            id: article.id.into(),
            source_file: state.name(&article.source_file),
            source_pos: article.source_pos,
            outlet: article.outlet.as_deref().map(|outlet| state.name(outlet)),
            published: article.published,
            hashes,
            record: Record { place, head_bytes: size(bytes.len() - article.text.len()), text_bytes: size(article.text.len()) },
        }
    }
}

/// All but what an entry has, the text last.
fn encoded(article: &Article) -> Vec<u8> {
    let mut to = Vec::with_capacity(article.text.len() + 256);
    for text in [&article.url, &article.title, &article.byline, &article.language] {
        to.put_option(text.as_deref());
    }
    to.push(u8::from(article.modified_at.is_some()));
    if let Some(at) = article.modified_at {
        to.extend(at.0.to_le_bytes());
    }
    to.put_number(article.declared.len() as u64);
    for (kind, text) in &article.declared {
        to.push(
            DeclaredKind::ALL.iter().position(|other| other == kind).and_then(|at| u8::try_from(at).ok()).unwrap_or_default(),
        );
        to.put_text(text);
    }
    to.extend_from_slice(article.text.as_bytes());
    to
}

/// The articles of a run, by their numbers in the order of their ids.
#[derive(Debug, Default)]
pub struct Articles {
    /// All ids in one, and where each ends.
    ids: String,
    ends: Vec<usize>,
    kept: Vec<Kept>,
    sources: Vec<Arc<str>>,
    outlets: Vec<Arc<str>>,
    records: Filed<u8>,
}

/// What is kept at hand of an article once all are read.
#[derive(Debug)]
struct Kept {
    source_pos: u64,
    published: Published,
    record: Record,
    /// Numbers of its input and its outlet.
    source: u32,
    outlet: u32,
}

/// No outlet.
const NONE: u32 = u32::MAX;

/// Numbers of names, in the order in which they are first asked for.
#[derive(Default)]
struct Numbers(AHashMap<Arc<str>, u32>, Vec<Arc<str>>);

impl Numbers {
    fn of(&mut self, name: Arc<str>) -> u32 {
        let Self(numbers, names) = self;
        *numbers.entry(name).or_insert_with_key(|name| {
            names.push(Arc::clone(name));
            u32::try_from(names.len() - 1).unwrap_or(NONE)
        })
    }
}

/// What an article has beside its text and what is at hand of all.
#[derive(Debug, Clone, Copy)]
pub struct View<'c> {
    pub url: Option<&'c str>,
    pub title: Option<&'c str>,
    pub byline: Option<&'c str>,
    pub language: Option<&'c str>,
    pub modified_at: Option<Micros>,
    declared: Take<'c>,
}

impl<'c> View<'c> {
    fn of(head: &'c [u8]) -> Option<Self> {
        let mut from = Take(head);
        let (url, title, byline, language) = (from.option()?, from.option()?, from.option()?, from.option()?);
        let modified_at = match from.byte()? {
            0 => None,
            _ => Some(Micros(i64::from_le_bytes(from.bytes(8)?.try_into().ok()?))),
        };
        Some(Self { url, title, byline, language, modified_at, declared: from })
    }

    fn declared(&self) -> Vec<(DeclaredKind, String)> {
        let mut from = self.declared;
        let count = from.number().unwrap_or_default();
        let one = |_| Some((*DeclaredKind::ALL.get(usize::from(from.byte()?))?, from.text()?.to_owned()));
        (0..count).map_while(one).collect()
    }
}

/// The record of an article up to its text.
#[derive(Debug)]
pub struct Head<'c>(Cow<'c, [u8]>);

impl Head<'_> {
    /// # Panics
    /// Never: a record holds what was read.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::of(&self.0).expect("an article was filed")
    }
}

impl Articles {
    fn new(entries: Vec<Entry>, records: Filed<u8>) -> Self {
        let (mut ids, mut ends) = (String::new(), Vec::with_capacity(entries.len()));
        let (mut sources, mut outlets) = (Numbers::default(), Numbers::default());
        ids.reserve_exact(entries.iter().map(|entry| entry.id.len()).sum());
        let mut kept = Vec::with_capacity(entries.len());
        for Entry { id, source_file, source_pos, outlet, published, record, .. } in entries {
            ids.push_str(&id);
            ends.push(ids.len());
            let (source, outlet) = (sources.of(source_file), outlet.map_or(NONE, |outlet| outlets.of(outlet)));
            kept.push(Kept { source_pos, published, record, source, outlet });
        }
        Self { ids, ends, kept, sources: sources.1, outlets: outlets.1, records }
    }

    /// Articles that are at hand, in the order of their ids.
    #[cfg(test)]
    pub(super) fn of(articles: Vec<Article>) -> Self {
        Self::within(&crate::storage::Room::default(), articles)
    }

    #[cfg(test)]
    fn within(room: &crate::storage::Room, articles: Vec<Article>) -> Self {
        let events = |_: super::Event<'_>| {};
        let cancel = std::sync::atomic::AtomicBool::new(false);
        let taking = Taking::new(Host { room, events: &events, cancel: &cancel, journal: None });
        let entries = articles.into_iter().map(|article| taking.row(article, Extent::default())).collect();
        taking.finish(entries).expect("articles are filed")
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How long their texts are on average.
    #[must_use]
    pub fn mean_text_bytes(&self) -> u64 {
        self.kept.iter().map(|kept| u64::from(kept.record.text_bytes)).sum::<u64>() / (self.kept.len() as u64).max(1)
    }

    /// The numbers of all, in blocks of at most so many articles and bytes of their texts.
    pub fn blocks(&self, most_articles: usize, most_bytes: u64) -> impl Iterator<Item = Range<u32>> + use<> {
        let blocks = Blocks::of(self.kept.iter().map(|kept| u64::from(kept.record.text_bytes)), most_articles, most_bytes);
        let number = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
        (0..blocks.count()).map(move |block| blocks.range(block)).map(move |items| number(items.start)..number(items.end))
    }

    #[must_use]
    pub fn id(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.ids[start..self.ends[number]]
    }

    #[must_use]
    pub fn outlet(&self, number: u32) -> Option<&str> {
        self.outlets.get(self.kept[number as usize].outlet as usize).map(|name| &**name)
    }

    #[must_use]
    pub fn published(&self, number: u32) -> &Published {
        &self.kept[number as usize].published
    }

    /// The text alone.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    pub fn text(&self, number: u32) -> io::Result<Cow<'_, str>> {
        self.stretch(number, 0..self.text_bytes(number))
    }

    /// A stretch of the text, which alone is read.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    ///
    /// # Panics
    /// If the text has no such stretch.
    pub fn stretch(&self, number: u32, bytes: Range<usize>) -> io::Result<Cow<'_, str>> {
        let Record { place, head_bytes, text_bytes } = self.kept[number as usize].record;
        let (head, whole) = (head_bytes as usize, text_bytes as usize);
        if !place.is_away() {
            let text = &self.records.held(place)[head..];
            // SAFETY: these are the bytes of a text, which `encoded` put behind all others, and they have not left memory since. Texts are
            // asked for so often that looking at each of them again would be a twentieth of a scan.
            return Ok(Cow::Borrowed(&unsafe { std::str::from_utf8_unchecked(text) }[bytes]));
        }
        assert!(bytes.end <= whole, "bytes of the text");
        let copied = self.records.part(place, head + bytes.start..head + bytes.end)?.into_owned();
        String::from_utf8(copied).map(Cow::Owned).map_err(io::Error::other)
    }

    /// The code points that begin in a stretch of the text, which may begin and end inside of one.
    ///
    /// # Errors
    /// As [`stretch`](Self::stretch).
    ///
    /// # Panics
    /// As [`stretch`](Self::stretch).
    pub fn code_points(&self, number: u32, bytes: Range<usize>) -> io::Result<usize> {
        let Record { place, head_bytes, .. } = self.kept[number as usize].record;
        let head = head_bytes as usize;
        Ok(code_points(&self.records.part(place, head + bytes.start..head + bytes.end)?))
    }

    #[must_use]
    pub fn text_bytes(&self, number: u32) -> usize {
        self.kept[number as usize].record.text_bytes as usize
    }

    /// What an article has beside its text.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    pub fn head(&self, number: u32) -> io::Result<Head<'_>> {
        let Record { place, head_bytes, .. } = self.kept[number as usize].record;
        self.records.part(place, 0..head_bytes as usize).map(Head)
    }

    /// An article of its own, with all that it has.
    ///
    /// # Errors
    /// Where it cannot be read from the file.
    pub fn article(&self, number: u32) -> io::Result<Article> {
        let Kept { source_pos, published, source, .. } = self.kept[number as usize];
        let head = self.head(number)?;
        let view = head.view();
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Ok(Article {
            id: self.id(number).to_owned(),
            source_file: (*self.sources[source as usize]).to_owned(),
            source_pos,
            outlet: owned(self.outlet(number)),
            url: owned(view.url),
            title: owned(view.title),
            byline: owned(view.byline),
            language: owned(view.language),
            published,
            modified_at: view.modified_at,
            declared: view.declared(),
            text: self.text(number)?.into_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Room;

    #[test]
    fn an_article_comes_back_as_it_was_read() {
        let full = Article {
            id: "a".into(),
            source_file: "one.jsonl".into(),
            source_pos: 7,
            outlet: Some("Herald".into()),
            url: Some("https://herald.example/ü".into()),
            title: Some(String::new()),
            byline: Some("By Jane Roe".into()),
            language: Some("de".into()),
            modified_at: Some(Micros(-5)),
            declared: vec![(DeclaredKind::CreditText, "Wire".into()), (DeclaredKind::Canonical, "x".into())],
            text: "Größe, “so”.".into(),
            ..Article::default()
        };
        let bare = Article { id: "b".into(), text: String::new(), ..Article::default() };
        let folder = tempfile::tempdir().unwrap();
        for room in [Room::default(), Room::holding(0, folder.path().to_owned())] {
            let articles = Articles::within(&room, vec![full.clone(), bare.clone()]);
            for (number, article) in (0..).zip([&full, &bare]) {
                assert_eq!(articles.article(number).unwrap(), *article);
                let head = articles.head(number).unwrap();
                assert_eq!((head.view().title, head.view().url), (article.title.as_deref(), article.url.as_deref()));
            }
            assert_eq!((&*articles.text(0).unwrap(), articles.text_bytes(0), articles.id(1)), ("Größe, “so”.", 18, "b"));
            assert_eq!((&*articles.stretch(0, 9..17).unwrap(), articles.code_points(0, 3..17).unwrap()), ("“so”", 8));
        }
    }
}
