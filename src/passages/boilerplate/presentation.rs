//! How an organisation presents itself: below a heading ("About the Bank"), behind one in the same line, or at the end of a release
//! without any.
//!
//! Responsible for which lines are a presentation. Not responsible for presentations that only other articles give away; `judge`
//! finds those.

use super::cues::Class;
use super::form::{ABOUT_SHARE, HEADING_WORDS, Reader, words};
use super::layout::Line;
use super::shape;

/// Paragraphs below a heading, at most.
const ABOUT_LINES: usize = 6;

/// Words of a presentation without a heading of its own: fewer are a reporter's explanation, more are no paragraph.
const PRESENTATION_WORDS: std::ops::RangeInclusive<u32> = 20..=200;

/// Words in which a presentation comes to the name and to what it is.
const PRESENTED_WORDS: u32 = 32;

/// Words around what an organisation is, in which its name stands.
const NAME_WORDS: u32 = 12;

impl Reader<'_, '_> {
    /// "About the Bank": the heading, and the paragraphs below it that speak of the bank.
    pub(super) fn about(&mut self, number: usize, cue_words: u32, closed: bool) {
        let line = &self.layout.lines[number];
        let (first, end) = line.words;
        let hashes = self.document.words.hashes();
        // The longest word of the name is hardly "the" or "of".
        let Some(name) = self.name(first + cue_words, end.min(first + HEADING_WORDS)) else { return };
        if f64::from(first) < ABOUT_SHARE * self.document.words.len() as f64 {
            return;
        }
        let end_of_story = if self.is_late(line) { number } else { self.layout.lines.len() };
        if end - first > HEADING_WORDS || closed {
            // Heading and paragraph in one line, parted by a colon.
            if let Some((heading, _)) = line.text.split_once(':')
                && heading.chars().count() <= 12 * HEADING_WORDS as usize
                && !heading.contains(['.', '?', '!', ','])
                && (first + cue_words + 1..end).any(|word| hashes[word as usize] == hashes[name as usize] && word > name)
            {
                self.mark(line);
                self.form.end = self.form.end.min(end_of_story);
            }
            return;
        }
        self.mark(line);
        self.form.end = self.form.end.min(end_of_story);
        self.below_heading(number, name);
    }

    /// The paragraphs below a heading that come to its name soon.
    fn below_heading(&mut self, number: usize, name: u32) {
        let hashes = self.document.words.hashes();
        // One paragraph may speak of "we" between two that give the name.
        let mut unnamed = None;
        for line in self.layout.lines[number + 1..].iter().filter(|line| words(line) > 0).take(ABOUT_LINES) {
            let (first, end) = (line.words.0, line.words.1.min(line.words.0 + HEADING_WORDS));
            if (first..end).any(|word| hashes[word as usize] == hashes[name as usize]) || self.spells(name, first..end) {
                unnamed.take().into_iter().chain([line]).for_each(|line| self.mark(line));
            } else if unnamed.replace(line).is_some() {
                break;
            }
        }
    }

    /// Headings that run on into their paragraph, because the lines of a page were lost: `About the BankThe Bank is …`.
    pub(super) fn run_in_headings(&mut self) {
        for (number, line) in self.layout.lines.iter().enumerate() {
            if !self.is_late(line) || !self.layout.is_closed(line) {
                continue;
            }
            for i in line.sentences.0..line.sentences.1 {
                let (first, end) = self.layout.sentences[i].words;
                let heading = self.cues(first, end).find(|cue| cue.class == Class::About).map(|cue| first + cue.words);
                if let Some(heading) = heading.filter(|&heading| self.runs_in(heading, line.words.1)) {
                    self.form.furniture[i..line.sentences.1].fill(true);
                    self.form.end = self.form.end.min(number + 1);
                    self.form.apart[number] = i > line.sentences.0;
                    if let Some(name) = self.name(heading, line.words.1.min(heading + HEADING_WORDS)) {
                        self.below_heading(number, name);
                    }
                    break;
                }
            }
        }
    }

    /// Whether a heading that names somebody runs on at `first` into words that present him.
    fn runs_in(&self, first: u32, end: u32) -> bool {
        let mut heading = first..end.min(first + HEADING_WORDS);
        let repeats = |rest: &str, word: u32| (first..word).any(|before| self.printed(before).eq_ignore_ascii_case(rest));
        let glued = heading.any(|word| {
            let printed = self.printed(word);
            shape::glued(printed).any(|name| printed[name.len()..] == *name || repeats(&printed[name.len()..], word))
        });
        glued || self.name(first, end.min(first + 2)).is_some_and(|_| self.presents(first, end))
    }

    /// Paragraphs at the end, and below the end of a release, that present somebody, beside other furniture.
    pub(super) fn presentations(&mut self) {
        let count = self.layout.lines.len();
        let mut below = false;
        let mut at_the_end = true;
        for number in (0..count).rev() {
            let line = &self.layout.lines[number];
            if words(line) == 0 {
                continue;
            }
            if !self.is_late(line) {
                break;
            }
            if self.is_marked(line) {
                below = true;
                continue;
            }
            self.form.presented[number] = self.is_presentation(line);
            let above =
                || self.layout.lines[..number].iter().rfind(|line| words(line) > 0).is_some_and(|line| self.is_marked(line));
            let beside = number > self.form.end || at_the_end && (below || above());
            if beside && self.form.presented[number] {
                self.mark(line);
                below = true;
            } else if words(line) > HEADING_WORDS || self.layout.is_closed(line) {
                at_the_end = false;
            }
        }
    }

    /// A paragraph that begins with a name and says what it is, as those do who present themselves.
    fn is_presentation(&self, line: &Line<'_>) -> bool {
        let (first, end) = line.words;
        PRESENTATION_WORDS.contains(&words(line))
            && self.layout.is_closed(line)
            && line.text.starts_with(|c: char| c.is_uppercase())
            && !(line.sentences.0..line.sentences.1).any(|i| self.form.quoted[i])
            && self.presents(first, end)
    }

    /// Whether a name is presented soon behind the word `first`.
    fn presents(&self, first: u32, end: u32) -> bool {
        let mut cues = self.cues_within(first, end.min(first + PRESENTED_WORDS), end);
        cues.find(|(_, cue)| cue.class == Class::Present).is_some_and(|(at, _)| {
            let capital = |word: u32| self.printed(word).starts_with(char::is_uppercase);
            let acronym = |word: u32| self.printed(word).chars().filter(|c| c.is_uppercase()).count() >= 2;
            (first..end.min(at + NAME_WORDS)).any(|word| acronym(word) || word > first && capital(word) && capital(word - 1))
        })
    }

    /// The longest of the words `first..end`, if the first of them, or the one after it, is capitalised as names are.
    fn name(&self, first: u32, end: u32) -> Option<u32> {
        if !(first..end).take(2).any(|word| self.printed(word).starts_with(char::is_uppercase)) {
            return None;
        }
        (first..end)
            .filter(|&word| self.printed(word).starts_with(char::is_uppercase))
            .max_by_key(|&word| (self.printed(word).len(), u32::MAX - word))
    }

    /// Whether the initials of capitalised words in a row spell the word `name`.
    fn spells(&self, name: u32, words: std::ops::Range<u32>) -> bool {
        let initials: String = words.filter_map(|word| self.printed(word).chars().next()).filter(|c| c.is_uppercase()).collect();
        self.printed(name).chars().count() > 1 && initials.contains(self.printed(name))
    }
}
