//! The verdict on the words of one article: its form, what of it recurs, and where that stands, weighed together.
//!
//! A line of a page is one thing, so lines are judged as wholes; of prose only what is long enough to be no phrase. What recurs rarely
//! counts where furniture stands: above the story, below it, or beside other furniture.

use std::io;

use ahash::AHashMap;
use memchr::memmem;

use super::Source;
use super::form::{Form, HEADING_WORDS, STORY_SHARE, form, words};
use super::layout::{Layout, Line};
use super::learned::Learned;
use super::recurring::Recurrence;
use super::shape;
use super::unlike::Bounds;
use crate::passages::Document;

/// The share of a sentence's words that must recur for the sentence to recur.
const RECURRING_SHARE: f64 = 0.8;

/// Words of recurring prose inside a line that are more than a stock phrase.
const MIN_PROSE_WORDS: u32 = 12;

/// Words of a line that may be a heading, a label or a speaker's name.
const MAX_LABEL_WORDS: u32 = 3;

/// Times that an article may print one label; more often it is the article's own markup, as names are in a conversation.
const MAX_LABEL_PRINTINGS: usize = 2;

/// Words of a line at the top of an article that two unlike articles of an outlet share.
const MAX_HEAD_WORDS: u32 = 15;

/// Words in a row that recur and are furniture, at most, unless their form says so for this share of them: a story that many pages
/// embed is a story.
const MAX_BLOCK_WORDS: u32 = 400;
const FORM_SHARE: f64 = 0.2;

/// Words of a line that is one paragraph, at most: in a text without lines, or one that holds other stories whole, a line is more.
const MAX_PARAGRAPH_WORDS: u32 = 200;

/// Words at the end of an article that recur in few articles, and of a sentence at its start.
const MAX_END_WORDS: u32 = 60;

/// Words of a run in mid-sentence that is a list of links, at least.
const MIN_LIST_WORDS: u32 = 10;

/// The share of capitalised words in one.
const CAPITALISED: f64 = 0.7;

/// Words before a glued headline in which the name stands that it is glued to, words that glued headlines may have, and their end.
const GLUED_NAME_WORDS: u32 = 6;
const MAX_GLUED_WORDS: u32 = 100;
const GLUED_END: &str = "MORE";

/// The ranges of words that are boilerplate, ascending and apart.
pub(super) fn ranges(
    source: &Source<'_>,
    learned: &Learned,
    recurrences: &[Recurrence],
    bounds: &Bounds,
) -> io::Result<Vec<(u32, u32)>> {
    let opened = source.text.open_once()?;
    let document = opened.document();
    let layout = Layout::of(&document);
    let Form { furniture, quoted, more, end, law, presented, apart } = form(&document, &layout);
    let mut judge = Judge {
        source,
        document,
        layout: &layout,
        learned,
        recurrences,
        bounds,
        furniture,
        quoted,
        more,
        end,
        law,
        presented,
        apart,
    };
    let recurring = judge.recurring();
    judge.recurring_lines(&recurring);
    judge.recurring_ends(&recurring);
    judge.below_the_story();
    judge.above_the_story();
    judge.neighbours();
    let mut ranges: Vec<(u32, u32)> =
        layout.sentences.iter().zip(&judge.furniture).filter(|(_, is)| **is).map(|(sentence, _)| sentence.words).collect();
    ranges.extend(judge.lists_in_prose());
    ranges.extend(judge.glued_links());
    Ok(super::super::ignored::merged(ranges))
}

struct Judge<'j, 't> {
    source: &'j Source<'j>,
    document: Document<'t>,
    layout: &'j Layout<'t>,
    learned: &'j Learned,
    recurrences: &'j [Recurrence],
    bounds: &'j Bounds,
    /// For each sentence.
    furniture: Vec<bool>,
    /// For each sentence whether it is of a quotation: what somebody said is printed again because he said it.
    quoted: Vec<bool>,
    more: usize,
    end: usize,
    law: usize,
    /// For each line.
    presented: Vec<bool>,
    apart: Vec<bool>,
}

impl Judge<'_, '_> {
    /// Which sentences enough unlike articles print, in stretches that are not too long: a page that holds another story whole
    /// prints what others print as well.
    fn recurring(&self) -> Vec<bool> {
        let mut recurs: Vec<bool> = (0..self.furniture.len()).map(|i| self.furniture[i] || self.recurs(i)).collect();
        let mut start = 0;
        while start < recurs.len() {
            let end = start + recurs[start..].iter().take_while(|is| **is == recurs[start]).count();
            let words =
                |only_form: bool| (start..end).filter(|&i| !only_form || self.furniture[i]).map(|i| self.size(i)).sum::<u32>();
            if recurs[start] && words(false) > MAX_BLOCK_WORDS && f64::from(words(true)) < FORM_SHARE * f64::from(words(false)) {
                recurs[start..end].copy_from_slice(&self.furniture[start..end]);
            }
            start = end;
        }
        for (i, recurs) in recurs.iter_mut().enumerate() {
            *recurs &= !self.quoted[i] || self.furniture[i];
        }
        recurs
    }

    /// Lines that recur, and long stretches of them inside of lines.
    fn recurring_lines(&mut self, recurring: &[bool]) {
        let mut printings: AHashMap<&str, usize> = AHashMap::new();
        for line in &self.layout.lines {
            *printings.entry(line.text).or_default() += 1;
        }
        for (number, line) in self.layout.lines.iter().enumerate() {
            let range = line.sentences.0..line.sentences.1;
            let recurs = &recurring[range.clone()];
            // What is no sentence, and two stories print on a line of its own, is a link.
            if words(line) > MAX_LABEL_WORDS
                && !self.layout.is_closed(line)
                && !line.text.contains("(@")
                && !self.is_headline(number)
                && range.clone().all(|i| self.recurrence(i).own >= 2)
            {
                self.furniture[range].fill(true);
                continue;
            }
            if recurs.iter().all(|&is| is) {
                if words(line) > MAX_LABEL_WORDS || !line.text.ends_with('.') && printings[line.text] <= MAX_LABEL_PRINTINGS {
                    self.furniture[range].fill(true);
                }
                continue;
            }
            let mut start = 0;
            for run in recurs.chunk_by(|a, b| a == b) {
                let run_range = range.start + start..range.start + start + run.len();
                start += run.len();
                let size: u32 = run_range.clone().map(|i| self.size(i)).sum();
                if run[0] && size >= MIN_PROSE_WORDS {
                    self.furniture[run_range].fill(true);
                }
            }
        }
    }

    /// The start and the end of the text as far as they recur, in texts without lines too.
    fn recurring_ends(&mut self, recurring: &[bool]) {
        let count = self.furniture.len();
        let from = (0..count).take_while(|&i| self.furniture[i] || recurring[i]).count();
        if from < count {
            self.furniture[..from].fill(true);
            let to = (0..count).rev().take_while(|&i| self.furniture[i] || recurring[i]).count();
            self.furniture[count - to..].fill(true);
        }
    }

    /// What stands below a line that ends the story, as far as other articles print it; and the end of the page.
    fn below_the_story(&mut self) {
        for (number, line) in self.layout.lines.iter().enumerate().skip(self.more.min(self.end).min(self.law)) {
            let link = number >= self.more && !self.layout.is_closed(line) && !self.is_headline(number);
            let whole = (line.sentences.0..line.sentences.1).all(|i| self.recurrence(i).all >= 2);
            for i in line.sentences.0..line.sentences.1 {
                let Recurrence { own, template, shared, .. } = self.recurrence(i);
                let long = whole || self.size(i) > MAX_LABEL_WORDS;
                self.furniture[i] |=
                    link && own >= 2 || number >= self.end && template >= 2 && long || number >= self.law && shared;
            }
        }
        self.end_of_page();
    }

    /// What recurs at the end of the page. Presentations are known by two articles: they may be long.
    fn end_of_page(&mut self) {
        let (mut prose, mut below) = (0, false);
        for (number, line) in self.layout.lines.iter().enumerate().rev() {
            let range = line.sentences.0..line.sentences.1;
            if range.is_empty() {
                continue;
            }
            if self.presented[number] && range.clone().any(|i| self.recurrence(i).template >= 2) {
                self.furniture[range.clone()].fill(true);
            }
            let closed = self.layout.is_closed(line);
            for i in range.rev() {
                let Recurrence { own, all, own_template, template, .. } = self.recurrence(i);
                // Pages that print other stories below their own recur in their ends as well, and for longer.
                let own = if closed { own_template >= 3 } else { own >= 2 };
                // What was printed with other numbers is copied from nowhere.
                if !self.furniture[i] && (own || below && template > all && !self.quoted[i]) {
                    prose += self.size(i);
                    self.furniture[i] = prose <= MAX_END_WORDS;
                }
                if !self.furniture[i] && !self.is_short(line) {
                    return;
                }
            }
            below = true;
        }
    }

    /// Lines at the top that are no sentences, and two unlike articles of the outlet print; of those that are, three.
    fn above_the_story(&mut self) {
        for (number, line) in self.layout.lines.iter().enumerate() {
            let range = line.sentences.0..line.sentences.1;
            let (most, least) = if self.layout.is_closed(line) { (MAX_END_WORDS, 3) } else { (MAX_HEAD_WORDS, 2) };
            if words(line) <= most && !self.is_headline(number) && range.clone().all(|i| self.recurrence(i).own >= least) {
                self.furniture[range.clone()].fill(true);
            }
            if !range.clone().all(|i| self.furniture[i]) {
                return;
            }
        }
    }

    /// Short lines between lines of furniture, and the rest of lines that are mostly furniture.
    fn neighbours(&mut self) {
        for (number, line) in self.layout.lines.iter().enumerate() {
            let range = line.sentences.0..line.sentences.1;
            if words(line) > MAX_PARAGRAPH_WORDS {
                continue;
            }
            for i in range.clone().chain(range.clone().rev()) {
                let before = i > range.start && self.furniture[i - 1];
                let after = i + 1 < range.end && self.furniture[i + 1];
                self.furniture[i] |= (before || after) && self.recurrence(i).own >= 2;
            }
            let marked: u32 = range.clone().filter(|&i| self.furniture[i]).map(|i| self.size(i)).sum();
            if 2 * marked >= words(line) && !self.apart[number] {
                self.furniture[range].fill(true);
            }
        }
        let lines: Vec<&Line<'_>> = self.layout.lines.iter().filter(|line| words(line) > 0).collect();
        let is = |judge: &Self, line: &Line<'_>| judge.furniture[line.sentences.0..line.sentences.1].iter().all(|&is| is);
        let late = |line: &Line<'_>| f64::from(line.words.0) >= STORY_SHARE * self.document.words.len() as f64;
        for three in lines.windows(3) {
            let unfinished = !self.layout.is_closed(three[1]) && !three[1].text.ends_with('.');
            let heading = words(three[1]) <= HEADING_WORDS && unfinished && late(three[1]);
            // "Contact", the name of a house, and its address.
            let house = words(three[0]) <= MAX_LABEL_WORDS && shape::is_address(three[2].text);
            let between = is(self, three[0]) && (heading && house || self.is_short(three[1]));
            if is(self, three[2]) && (between || heading && self.heads(three[1], three[2])) {
                self.furniture[three[1].sentences.0..three[1].sentences.1].fill(true);
            }
        }
    }

    /// Whether the words of a line are those that the next one begins with, but for an article.
    fn heads(&self, line: &Line<'_>, next: &Line<'_>) -> bool {
        let hashes = &self.document.words.hashes()[line.words.0 as usize..next.words.1 as usize];
        let (heading, below) = hashes.split_at(words(line) as usize);
        (0..2).any(|from| {
            heading.len() > from + 1 && (0..2).any(|to| below.get(to..).is_some_and(|below| below.starts_with(&heading[from..])))
        })
    }

    /// Runs in mid-sentence that recur and are lists of names or links.
    fn lists_in_prose(&self) -> Vec<(u32, u32)> {
        let document = &self.document;
        let capitalised = |&(first, end): &(u32, u32)| {
            let words =
                (first..end).filter(|&word| document.words.span(word as usize).of(document.text).starts_with(char::is_uppercase));
            let text = document.words.stretch(first as usize, end as usize).of(document.text);
            end - first >= MIN_LIST_WORDS && !text.contains(',') && words.count() as f64 >= CAPITALISED * f64::from(end - first)
        };
        let sentences = &self.layout.sentences;
        let within = |&(first, end): &(u32, u32)| {
            let from = sentences.partition_point(|sentence| sentence.words.1 <= first);
            let inside = sentences[from..].iter().map(|sentence| sentence.words).take_while(move |words| words.0 < end);
            inside.map(move |words| (words.0.max(first), words.1.min(end)))
        };
        self.learned.own.iter().flat_map(within).filter(capitalised).collect()
    }

    /// Headlines glued to a linked name in mid-sentence: `Ann Doe Ann DoeMayor opens bridge Rain halts work MORE said on Monday`.
    ///
    /// They begin in a word that repeats one just before it and runs on with a capital, and end with a word in capitals that asks for
    /// more.
    fn glued_links(&self) -> Vec<(u32, u32)> {
        let document = &self.document;
        if memmem::find(document.text.as_bytes(), GLUED_END.as_bytes()).is_none() {
            return Vec::new();
        }
        let count = u32::try_from(document.words.len()).unwrap_or(u32::MAX);
        let printed = |word: u32| document.words.span(word as usize).of(document.text);
        let mut found = Vec::new();
        let mut word = 0;
        while word < count {
            let before = word.saturating_sub(GLUED_NAME_WORDS)..word;
            let glued = shape::glued(printed(word)).any(|name| before.clone().any(|word| printed(word) == name));
            let mut rest = word + 1..if glued { count.min(word + MAX_GLUED_WORDS) } else { 0 };
            match rest.find(|&end| printed(end) == GLUED_END) {
                Some(end) => {
                    found.push((word, end + 1));
                    word = end + 1;
                }
                None => word += 1,
            }
        }
        found
    }

    /// Whether enough unlike articles print a sentence, word for word or in the runs learned.
    fn recurs(&self, sentence: usize) -> bool {
        let recurrence = self.recurrence(sentence);
        let own = self.source.outlet.is_some_and(|outlet| usize::from(recurrence.own) >= self.bounds.outlet(outlet));
        let held = |ranges: &[(u32, u32)]| {
            let (first, end) = self.layout.sentences[sentence].words;
            let from = ranges.partition_point(|&(_, last)| last <= first);
            let words: u32 =
                ranges[from..].iter().take_while(|range| range.0 < end).map(|range| range.1.min(end) - range.0.max(first)).sum();
            f64::from(words) >= RECURRING_SHARE * f64::from(end - first)
        };
        own || usize::from(recurrence.all) >= self.bounds.corpus || held(&self.learned.own) || held(&self.learned.all)
    }

    fn recurrence(&self, sentence: usize) -> Recurrence {
        self.recurrences.get(sentence).copied().unwrap_or_default()
    }

    fn size(&self, sentence: usize) -> u32 {
        let (first, end) = self.layout.sentences[sentence].words;
        end - first
    }

    /// Whether a line heads a paragraph that other articles print too: a headline comes with its story, a link without.
    fn is_headline(&self, number: usize) -> bool {
        self.layout.lines.get(number + 1).is_some_and(|below| {
            let first = below.sentences.0;
            // The number of a list is a sentence of its own, and printed everywhere.
            self.layout.is_closed(below)
                && self.recurrence(first).shared
                && !self.furniture[first]
                && self.size(first) > MAX_LABEL_WORDS
        })
    }

    /// A line that is no sentence and says little, or an address.
    fn is_short(&self, line: &Line<'_>) -> bool {
        words(line) <= 2 * MAX_LABEL_WORDS && !self.layout.is_closed(line) || shape::is_address(line.text)
    }
}
