//! What the form of a single article gives away: its lines and their cues, without any other article.
//!
//! Conservative throughout: a line of furniture that is shown costs a reader a glance, a sentence of the story that is hidden costs a
//! proof. So a phrase counts only where furniture stands (the start of a line, the end of a page) and never inside quotation marks.
//! O(words). Not responsible for what other articles print; that is `recurring`.

use ahash::AHashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::cues::{Class, Cue, Cues};
use super::layout::{Layout, Line};
use super::shape;
use crate::passages::Document;

/// Words of a line or sentence, at most, that a cue at its start or inside of it gives away.
const MAX_CUED_WORDS: u32 = 40;

/// Words that a label may have beyond its phrase; a phrase of one word that many more.
const LABEL_REST_WORDS: u32 = 3;

/// Words of a caption with its credit, at most.
const MAX_CAPTION_WORDS: u32 = 80;

/// Words of a heading such as "About the Bank", at most, and in which its paragraph must come to the name.
pub(super) const HEADING_WORDS: u32 = 12;

/// The share of an article's words before which nothing is its end.
pub(super) const STORY_SHARE: f64 = 0.4;

/// The share before which nobody presents himself; what follows, as the warnings of a drug, may be long.
pub(super) const ABOUT_SHARE: f64 = 0.25;

/// Words of a line that may be a link or a button.
const LINK_WORDS: u32 = 5;

/// Words of a line that is a link and its headline, which may be two sentences.
const LINKED_WORDS: u32 = 25;

/// Lines of a block of links, at least, and of a table.
const BLOCK_LINES: usize = 4;
const TABLE_LINES: usize = 5;

/// Words of a line that may repeat an earlier one of the same article, at least.
const REPEATED_WORDS: u32 = 4;

/// Lines at either end of an article in which its writer is named.
const BYLINE_LINES: usize = 5;

/// Furniture of one article by its form.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// For each sentence of the layout whether it is furniture.
    pub furniture: Vec<bool>,
    /// For each sentence whether it is one of somebody's words in quotation marks.
    pub quoted: Vec<bool>,
    /// The first line below which other stories are named, where a line says so; else the number of lines.
    pub more: usize,
    /// The same below the end of a release, or above a presentation of who issues it.
    pub end: usize,
    /// The same below a heading of the law.
    pub law: usize,
    /// For each line whether it reads as a presentation of who issues it, wherever it stands in the second part of the text.
    pub presented: Vec<bool>,
    /// For each line whether its furniture is told from the rest of it, which may be story however short it is.
    pub apart: Vec<bool>,
}

/// Reads the form of an article.
#[must_use]
pub(super) fn form(document: &Document<'_>, layout: &Layout<'_>) -> Form {
    let count = layout.lines.len();
    let hashes = document.words.hashes();
    let found = |at: u32| Cues::all().at(&hashes[at as usize..]).map(move |cue| (at, cue));
    let mut reader = Reader {
        document,
        layout,
        found: (0..u32::try_from(hashes.len()).unwrap_or(u32::MAX)).flat_map(found).collect(),
        form: Form {
            furniture: vec![false; layout.sentences.len()],
            quoted: vec![false; layout.sentences.len()],
            more: count,
            end: count,
            law: count,
            presented: vec![false; count],
            apart: vec![false; count],
        },
    };
    let mut seen: AHashSet<u64> = AHashSet::new();
    for number in 0..count {
        let line = &layout.lines[number];
        if is_rule(line.text) && reader.is_late(line) {
            reader.form.end = reader.form.end.min(number);
            reader.mark(line);
        }
        if line.words.0 == line.words.1 {
            continue;
        }
        reader.read(number);
        // A layout prints headlines, captions and links twice; what the story says stands in the first of them.
        if words(line) >= REPEATED_WORDS && !seen.insert(xxh3_64(reader.letters(line))) {
            reader.mark(line);
        }
    }
    reader.tables();
    reader.links();
    reader.writers();
    reader.run_in_headings();
    reader.presentations();
    reader.form
}

pub(super) struct Reader<'d, 't> {
    pub document: &'d Document<'t>,
    pub layout: &'d Layout<'t>,
    /// The phrases of the text with the words at which they stand, ascending: few words begin one.
    found: Vec<(u32, Cue)>,
    pub form: Form,
}

impl Reader<'_, '_> {
    /// Lines and sentences that a phrase or an address gives away.
    fn read(&mut self, number: usize) {
        let line = &self.layout.lines[number];
        let count = words(line);
        let closed = self.layout.is_closed(line);
        let cues: Vec<Cue> = self.cues(line.words.0, line.words.1).collect();
        // A label may have a few words more, if it is no sentence.
        let is = |class: Class| {
            let rest = |cue: &Cue| if closed { 0 } else { LABEL_REST_WORDS.min(cue.words + 1) };
            !line.goes_on && cues.iter().any(|cue| cue.class == class && count <= cue.words + rest(cue))
        };
        let button = !line.goes_on && cues.iter().any(|cue| cue.class == Class::Button && count == cue.words && !closed);
        if button || is(Class::Label) || is(Class::Law) || is(Class::End) && self.is_late(line) {
            self.mark(line);
        }
        if (is(Class::More) || is(Class::Over)) && self.is_late(line) {
            self.form.more = self.form.more.min(number);
        }
        // With little below it, all of that.
        if is(Class::Over) && self.document.words.len() - line.words.1 as usize <= MAX_CUED_WORDS as usize {
            self.form.furniture[line.sentences.0..].fill(true);
        }
        if is(Class::End) && self.is_late(line) {
            self.form.end = self.form.end.min(number);
        }
        if is(Class::Law) {
            self.form.law = self.form.law.min(number);
        }
        let at_an_end = number < BYLINE_LINES || number + BYLINE_LINES >= self.layout.lines.len();
        let byline = at_an_end && cues.iter().any(|cue| cue.class == Class::Byline) && shape::is_byline(line.text);
        if !closed && (byline || shape::is_signature(line.text)) || shape::is_address(line.text) {
            self.mark(line);
        }
        if count <= MAX_CAPTION_WORDS && self.is_caption(line) || shape::is_list(line.text, count) {
            self.mark(line);
        }
        if let Some(cue) = cues.iter().find(|cue| cue.class == Class::About)
            && !line.goes_on
            && !cues.iter().any(|cue| cue.class == Class::Content)
        {
            self.about(number, cue.words, closed);
        }
        let linked = || shape::is_glued_link(line.text) || self.is_link(line, line.sentences.0);
        if words(line) <= LINKED_WORDS && !line.text.ends_with('.') && linked() {
            self.mark(line);
        }
        self.sentences(number);
    }

    fn sentences(&mut self, number: usize) {
        let line = &self.layout.lines[number];
        let mut quoted = shape::Quoted::default();
        let mut legal = 0;
        let mut from = 0;
        for (i, sentence) in (line.sentences.0..line.sentences.1).zip(self.layout.sentences_of(line)) {
            let (first, end) = sentence.words;
            let span = self.document.words.stretch(first as usize, end as usize);
            let text = span.of(self.document.text);
            // What stands before the first word belongs to the sentence: most marks that open a quotation do.
            let line_start = self.place(line.text);
            let before = if from == 0 { line_start } else { from };
            let opens = quoted.follow(self.document.text.get(before..span.start).unwrap_or_default());
            let inside = quoted.is_open() || opens;
            self.form.quoted[i] = inside && sentence.closed && shape::is_mostly_quoted(text);
            quoted.follow(text);
            from = span.end;
            let size = end - first;
            let mut found = false;
            let formulae = self.cues_within(first, end, end).filter(|(_, cue)| cue.class == Class::Legal).count();
            legal += formulae;
            // In a text without lines a label runs on into the story, up to the next full stop.
            let addressed = || text.split_whitespace().next_back().is_some_and(shape::is_addressed);
            let is_last = i + 1 == self.layout.sentences.len();
            let most = if words(line) <= MAX_CAPTION_WORDS || is_last || addressed() { MAX_CUED_WORDS } else { HEADING_WORDS };
            if !inside && size <= most {
                let after_furniture = i > line.sentences.0 && self.form.furniture[i - 1];
                let at_end = is_last || i + 1 == line.sentences.1 && size <= HEADING_WORDS;
                let at_start = i == line.sentences.0 || after_furniture || at_end;
                found |= at_start && self.cues(first, end).any(|cue| cue.class == Class::Start);
                found |= self
                    .cues_within(first, end, end)
                    .any(|(at, cue)| cue.class == Class::Any || cue.class == Class::Tail && at + cue.words == end);
                let network = || self.cues_within(first, end, end).any(|(_, cue)| cue.class == Class::Network);
                let addressed = || {
                    if words(line) <= MAX_CAPTION_WORDS {
                        size <= HEADING_WORDS && network() || text.split_whitespace().any(shape::is_addressed)
                    } else {
                        text.split_whitespace().rev().take(2).any(shape::is_addressed)
                    }
                };
                found |= self.cues(first, end).any(|cue| cue.class == Class::Lead) && addressed();
                let link = self.is_link(line, i);
                self.form.apart[number] |= link;
                found |= link;
                found |= size == words(line) && shape::has_copyright(line.text);
            }
            if found || !inside && formulae > 0 || size < words(line) && shape::is_list(text, size) {
                self.form.furniture[i] = true;
            }
        }
        if legal > 1 {
            self.mark(line);
        }
    }

    /// "Read: Harbour gets new lights": a word that asks to go elsewhere, a colon, and a headline; in parentheses too.
    fn is_link(&self, line: &Line<'_>, sentence: usize) -> bool {
        let (first, end) = self.layout.sentences[sentence].words;
        let text = self.document.text;
        let span = self.document.words.stretch(first as usize, end as usize);
        let within = text[..span.start].ends_with(['(', '[']);
        let goes_on = |at: u32| text[self.document.words.span(at as usize - 1).end..].trim_start_matches(' ').starts_with(':');
        // Where the line after a link was lost it runs on into the story, and ends as that does.
        let runs_on = || {
            let ended = text[span.end..].starts_with('.') && (words(line) > LINKED_WORDS || line.text.ends_with('.'));
            ended || within && span.of(text).contains([')', ']'])
        };
        // Posts begin like that as well.
        let post = || line.text.contains("(@") || line.text.contains("pic.twitter.com");
        (within || sentence == line.sentences.0)
            && self.cues(first, end).any(|cue| cue.class == Class::Link && goes_on(first + cue.words))
            && !runs_on()
            && !post()
    }

    /// Whether a line ends in the credit of a picture: a name and an agency in parentheses or around a slash, or the agency alone.
    fn is_caption(&self, line: &Line<'_>) -> bool {
        let (first, end) = line.words;
        let agency = |(at, cue): (u32, Cue)| cue.class == Class::Credit && cue.words > 1 && at + cue.words == end;
        if line.text.ends_with(char::is_alphanumeric) && self.cues_within(first, end, end).any(agency) {
            return true;
        }
        let Some(credit) = shape::credit(line.text) else { return false };
        if shape::is_credit(credit) {
            return true;
        }
        let first = self.document.words.first_starting_at(self.place(credit));
        let end = line.words.1;
        u32::try_from(first).is_ok_and(|first| self.cues_within(first, end, end).any(|(_, cue)| cue.class == Class::Credit))
    }

    /// Rows of numbers, several one after the other.
    fn tables(&mut self) {
        self.blocks(TABLE_LINES, |line| shape::is_row(line.text), |_, _| true);
    }

    /// Blocks of short lines among which labels stand.
    fn links(&mut self) {
        self.blocks(
            BLOCK_LINES,
            |line| words(line) > 0 && words(line) <= LINK_WORDS,
            |reader, block| {
                let lines = &reader.layout.lines[block.clone()];
                let labels = lines.iter().filter(|line| reader.is_marked(line)).count();
                5 * labels >= 2 * lines.len() && lines.iter().all(|line| !reader.layout.is_closed(line))
            },
        );
    }

    /// Marks the runs of at least `least` lines that are all `wanted` and that `accept` takes.
    fn blocks(
        &mut self,
        least: usize,
        wanted: impl Fn(&Line<'_>) -> bool,
        accept: impl Fn(&Self, std::ops::Range<usize>) -> bool,
    ) {
        let wanted: Vec<bool> = self.layout.lines.iter().map(wanted).collect();
        let mut start = 0;
        for block in wanted.chunk_by(|a, b| a == b) {
            let range = start..start + block.len();
            start = range.end;
            if block.len() >= least && block[0] && accept(self, range.clone()) {
                self.layout.lines[range].iter().for_each(|line| self.mark(line));
            }
        }
    }

    /// Who wrote it, at either end, where only furniture and short lines stand outside.
    fn writers(&mut self) {
        for backward in [false, true] {
            let count = self.layout.lines.len();
            for i in 0..count.min(2 * BYLINE_LINES) {
                let line = &self.layout.lines[if backward { count - 1 - i } else { i }];
                let range = line.sentences.0..line.sentences.1;
                let mut outside = true;
                for k in 0..range.len() {
                    let i = if backward { range.end - 1 - k } else { range.start + k };
                    let (first, end) = self.layout.sentences[i].words;
                    if !self.form.furniture[i] && end - first <= MAX_CUED_WORDS {
                        let near = end.min(first + HEADING_WORDS);
                        let presented = self.cues_within(first, near, end).any(|(_, cue)| cue.class == Class::Bio);
                        self.form.furniture[i] = presented;
                    }
                    outside &= self.form.furniture[i];
                    if !outside {
                        break;
                    }
                }
                if !outside && (words(line) > HEADING_WORDS || self.layout.is_closed(line)) {
                    break;
                }
            }
        }
    }

    /// The phrases that begin at a word and end before another.
    pub(super) fn cues(&self, at: u32, end: u32) -> impl Iterator<Item = Cue> {
        self.cues_within(at, at + 1, end).map(|(_, cue)| cue)
    }

    /// The phrases that begin at one of the words `first..last` and end before `end`, with their places.
    pub(super) fn cues_within(&self, first: u32, last: u32, end: u32) -> impl Iterator<Item = (u32, Cue)> {
        let from = self.found.partition_point(|&(at, _)| at < first);
        let begun = self.found[from..].iter().take_while(move |&&(at, _)| at < last);
        begun.filter(move |&&(at, cue)| at + cue.words <= end).copied()
    }

    /// A word as it stands in the text.
    pub(super) fn printed(&self, word: u32) -> &str {
        self.document.words.span(word as usize).of(self.document.text)
    }

    /// The byte of the article at which a part of it begins.
    fn place(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.document.text.as_ptr() as usize
    }

    pub(super) fn is_late(&self, line: &Line<'_>) -> bool {
        f64::from(line.words.0) >= STORY_SHARE * self.document.words.len() as f64
    }

    pub(super) fn is_marked(&self, line: &Line<'_>) -> bool {
        line.sentences.0 < line.sentences.1 && self.form.furniture[line.sentences.0..line.sentences.1].iter().all(|&is| is)
    }

    pub(super) fn mark(&mut self, line: &Line<'_>) {
        self.form.furniture[line.sentences.0..line.sentences.1].fill(true);
    }

    fn letters(&self, line: &Line<'_>) -> &[u8] {
        self.document.words.letters_of(line.words.0 as usize, line.words.1 as usize)
    }
}

/// Words of a line.
pub(super) const fn words(line: &Line<'_>) -> u32 {
    line.words.1 - line.words.0
}

/// "###", "# # #", "- 30 -": a rule that ends a release.
fn is_rule(text: &str) -> bool {
    let bare = text.trim_matches(['-', '–', '—', ' ']);
    bare == "30" && bare.len() < text.len()
        || text.chars().filter(|&c| c == '#').count() >= 3 && text.chars().all(|c| c == '#' || c == ' ')
}
