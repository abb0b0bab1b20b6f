//! A text as attribution reads it: words with what they may be, stops, commas, and quotations that nothing looks into.
//!
//! Responsible for words joined by apostrophes, hyphens and the dots of initials, for which dots end a sentence, and for dropping
//! short parentheses. Not responsible for who is meant by a word.

use xxhash_rust::xxh3::xxh3_64;

use super::lexicon::{Class, Lexicon};
use crate::article::Span;
use crate::text::Words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// A marked span, by its index in the article's list.
    Quote(usize),
    Comma,
    Colon,
    Dash,
    /// The end of a sentence.
    Stop,
    /// The end of a paragraph.
    End,
}

/// One word, stop or quotation.
#[allow(clippy::struct_excessive_bools, reason = "independent properties of a printed word")]
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Of the folded word.
    pub(super) hash: u64,
    pub(super) class: Class,
    /// Begins with a capital letter.
    pub(super) capital: bool,
    /// More than one letter, all capital.
    pub(super) all_capital: bool,
    /// Carries a possessive 's (which is not part of `span`).
    pub(super) possessive: bool,
    /// A pronoun with its verb: he’s, they’re, who’d (the verb is not part of `span`).
    pub(super) contracted: bool,
    /// First word of a sentence.
    pub(super) first: bool,
}

impl Item {
    fn new(kind: Kind, span: Span) -> Self {
        Self {
            kind,
            span,
            hash: 0,
            class: Class::NONE,
            capital: false,
            all_capital: false,
            possessive: false,
            contracted: false,
            first: false,
        }
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn is(&self, class: Class) -> bool {
        self.is_word() && self.class.is(class)
    }

    /// A word in lower case of one of these classes.
    pub(super) fn is_low(&self, class: Class) -> bool {
        !self.capital && self.is(class)
    }

    pub(super) fn quote(&self) -> Option<usize> {
        match self.kind {
            Kind::Quote(i) => Some(i),
            _ => None,
        }
    }
}

/// Longest parenthesis, in bytes, that is read over.
const LONGEST_ASIDE: usize = 120;

/// Turns stretches of one text into items.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) words: &'t Words,
    pub(super) lexicon: &'t Lexicon,
}

impl Reader<'_> {
    /// Appends the items of `within`; `opaque` are the quotations in it with their outer spans, in order, none overlapping.
    pub(super) fn read(&self, within: Span, opaque: &[(usize, Span)], out: &mut Vec<Item>) {
        let start = out.len();
        let mut at = within.start;
        let mut first = true;
        let mut word = self.words.first_starting_at(within.start);
        let mut opaque = opaque.iter().peekable();
        loop {
            let next_word = if word < self.words.len() { self.words.span(word).start } else { usize::MAX };
            let next_quote = opaque.peek().map_or(usize::MAX, |(_, span)| span.start);
            let next = next_word.min(next_quote).min(within.end);
            if next > at {
                self.gap(Span::new(at, next), out, &mut first);
                at = next;
            }
            if next == within.end {
                break;
            }
            if next_quote <= next_word {
                if let Some(&(i, span)) = opaque.next() {
                    let mut item = Item::new(Kind::Quote(i), span);
                    item.first = first;
                    out.push(item);
                    first = false;
                    at = span.end.max(at);
                    word = self.words.first_starting_at(at);
                }
            } else {
                let (item, used) = self.word(word, within.end.min(next_quote));
                let end = self.words.span(word + used - 1).end.max(item.span.end);
                if let Some(skip) = self.aside(item.span.start, within, next_quote, out.last()) {
                    at = skip;
                    word = self.words.first_starting_at(at);
                    continue;
                }
                let mut item = Item { first, ..item };
                if item.capital && !first && item.is(Class::GIVEN) {
                    // Will, Mark and Don inside a sentence are names.
                    item.class.0 &= Class::GIVEN.or(Class::ANY_TITLE).0;
                }
                out.push(item);
                first = false;
                at = end.min(within.end);
                word += used;
            }
        }
        out.push(Item::new(Kind::End, Span::new(within.end, within.end)));
        self.surnames(&mut out[start..]);
    }

    /// A month that says something is a surname: `May said`, but not `in May said`.
    fn surnames(&self, items: &mut [Item]) {
        const MONTHS: [&str; 5] = ["April", "May", "June", "August", "Jun"];
        for i in 0..items.len().saturating_sub(1) {
            let item = &items[i];
            if !item.capital || item.is(Class::GIVEN) || !MONTHS.contains(&item.span.of(self.text)) {
                continue;
            }
            let aux = items[i + 1].is_low(Class::AUXILIARY.or(Class::ADVERB));
            let says = items[i + 1..].get(usize::from(aux)).is_some_and(|x| x.is_low(Class::STRONG));
            let dated = i > 0 && {
                let before = &items[i - 1];
                let number = before.is_word() && before.span.of(self.text).starts_with(|c: char| c.is_ascii_digit());
                before.is_low(Class::PREPOSITION.or(Class::ADVERB).or(Class::DETERMINER)) || number || before.is(Class::CALENDAR)
            };
            if says && !dated {
                items[i].class.0 &= Class::GIVEN.or(Class::ANY_TITLE).0;
            }
        }
    }

    /// The end of a short parenthesis that opens right before `at`.
    fn aside(&self, at: usize, within: Span, limit: usize, last: Option<&Item>) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if at == within.start || bytes[at - 1] != b'(' || !last.is_some_and(Item::is_word) {
            return None;
        }
        let end = within.end.min(limit).min(at + LONGEST_ASIDE);
        bytes[at..end].iter().position(|&b| b == b')').map(|i| at + i + 1)
    }

    /// The word at index `i` with what is joined to it, and how many words that are.
    fn word(&self, i: usize, limit: usize) -> (Item, usize) {
        let start = self.words.span(i);
        let mut item = Item::new(Kind::Word, start);
        let mut used = 1;
        let mut initials = start.len() == 1;
        let mut class_of = i;
        let mut joined = false;
        let mut elided = false;
        while i + used < self.words.len() {
            let next = self.words.span(i + used);
            let from = item.span.end;
            if next.start < from || next.end > limit {
                break;
            }
            match self.text.as_bytes().get(from..next.start) {
                Some(b"'" | [0xE2, 0x80, 0x99]) => {
                    let ending = self.words.folded(i + used);
                    let verb = matches!(ending, b"s" | b"d" | b"ll" | b"ve" | b"re" | b"m");
                    if verb && !joined && self.lexicon.class(self.words.hashes()[i]).is(Class::TAKES_VERB) {
                        item.contracted = true;
                        used += 1;
                        break;
                    }
                    if ending == b"s" {
                        item.possessive = true;
                        used += 1;
                        break;
                    }
                    // `l’agence`, `s’indigne`
                    let first = self.lexicon.class(self.words.hashes()[i]);
                    if !joined && first.is(Class::DETERMINER.or(Class::AUXILIARY)) {
                        elided = true;
                        class_of = i + used;
                    }
                    initials = false;
                }
                Some(b"-" | [0xE2, 0x80, 0x90 | 0x91]) => {
                    class_of = i + used;
                    initials = false;
                }
                Some(b".") if initials && next.len() == 1 => {}
                Some(b".") if item.span.of(self.text) == "Ph" => {}
                Some(b"@" | b"&") => initials = false,
                _ => break,
            }
            item.span.end = next.end;
            joined = true;
            used += 1;
        }
        item.hash = self.words.hashes()[i];
        if joined {
            let letters = self.words.letters_of(i, i + used - usize::from(item.possessive || item.contracted));
            item.hash = xxh3_64(letters);
            if initials {
                item.class = Class::ABBREVIATION_MAYBE;
            } else {
                item.class = self.lexicon.class(item.hash);
                if item.class == Class::NONE {
                    item.class = self.joined(i, class_of, elided);
                }
            }
        } else {
            item.class = self.lexicon.class(item.hash);
        }
        let printed = item.span.of(self.text);
        if joined && printed.ends_with("-year-old") {
            item.class = item.class.or(Class::ROLE);
        }
        let mut letters = printed.chars().filter(|c| c.is_alphabetic());
        item.capital = letters.next().is_some_and(char::is_uppercase);
        item.all_capital = item.capital && printed.len() > 1 && letters.all(char::is_uppercase);
        if item.class == Class::NONE && !item.capital && printed.len() > 4 && printed.ends_with("ly") {
            item.class = Class::ADVERB;
        }
        // A month or a party in lower case is a verb or an adjective; "may" is both.
        if !item.capital {
            item.class.0 &= !(Class::CALENDAR.0 | Class::GIVEN.0);
        }
        (item, used)
    }

    /// What a word of several parts may be: from its first, the one at `i`, and the one that counts, at `of`.
    fn joined(&self, i: usize, of: usize, elided: bool) -> Class {
        let (first, mut class) = (self.lexicon.class(self.words.hashes()[i]), self.lexicon.class(self.words.hashes()[of]));
        // A name of two parts is no given name of one.
        class.0 &= !Class::GIVEN.0;
        if elided && class == Class::NONE {
            return first;
        }
        if elided {
            let article = Class(first.0 & Class::DETERMINER.0);
            return if class.is(Class::AUXILIARY) { class } else { class.or(article) };
        }
        // What is so-called is not called.
        class.0 &= !Class::CUE.0;
        // `dit-il`
        if class.is(Class::PERSONAL) && first.is(Class::CUE) { class.or(Class::STRONG) } else { class }
    }

    fn gap(&self, gap: Span, out: &mut Vec<Item>, first: &mut bool) {
        let printed = gap.of(self.text);
        if printed == " " {
            return;
        }
        for (i, c) in printed.char_indices() {
            let span = Span::new(gap.start + i, gap.start + i + c.len_utf8());
            let kind = match c {
                ',' | '、' | '，' => Kind::Comma,
                ':' | '：' => Kind::Colon,
                '—' | '–' | '―' => Kind::Dash,
                '-' => {
                    let alone = out.last().is_none_or(|last| last.kind == Kind::End)
                        || printed[..i].ends_with([' ', '-'])
                        || printed[i + 1..].starts_with('-')
                        || i == 0 && printed[1..].starts_with(' ');
                    if !alone {
                        continue;
                    }
                    Kind::Dash
                }
                ';' | '!' | '?' | '…' | '。' | '！' | '？' | '•' | '|' => Kind::Stop,
                '.' => {
                    if printed[i + 1..].starts_with(['.', ',', ';']) || !self.ends_sentence(span.end, out.last()) {
                        continue;
                    }
                    Kind::Stop
                }
                '\'' | '’' => {
                    if i == 0
                        && let Some(last) = out.last_mut()
                        && last.is_word()
                        && last.span.end == span.start
                    {
                        last.possessive = last.span.of(self.text).ends_with('s');
                    }
                    continue;
                }
                _ => continue,
            };
            if kind == Kind::Stop {
                *first = true;
                if out.last().is_some_and(|last| last.kind == Kind::Stop) {
                    continue;
                }
            }
            out.push(Item::new(kind, span));
        }
    }

    /// Whether a dot that ends at `at` after the item `last` ends a sentence.
    fn ends_sentence(&self, at: usize, last: Option<&Item>) -> bool {
        let Some(last) = last.filter(|last| last.is_word() && last.span.end + 1 == at) else { return true };
        let rest = self.text[at..].trim_start();
        let next = rest.chars().next();
        if last.is(Class::ABBREVIATION) && last.capital {
            return next.is_none();
        }
        if last.capital && last.span.len() == 1 {
            return false;
        }
        if last.is(Class::ABBREVIATION_MAYBE) {
            let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
            let class = self.lexicon.class(super::lexicon::key(word));
            // `the U.S. “clearly” needed …` goes on.
            let opens = matches!(next, Some('“' | '"' | '‘')) && !rest.chars().nth(1).is_some_and(char::is_lowercase);
            return next.is_none_or(|c| c.is_uppercase() && class.is(Class::FUNCTION)) || opens;
        }
        // A dot inside a number or an address.
        !self.text[at..].starts_with(|c: char| c.is_alphanumeric()) || self.text[at..].starts_with(char::is_uppercase)
    }
}
