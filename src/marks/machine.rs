//! The state machine: a stack of open marks, walked once a paragraph.
//!
//! Responsible for which mark closes which. Cost is linear: the stack is at most [`DEEPEST`] marks high and no decision looks more
//! than [`LOOKAHEAD`] marks ahead.

use super::paragraphs::trimmed;
use super::scan::{Glyph, Mark, Side, scan};
use super::{Ending, Marked};
use crate::article::Span;

/// Bytes of a quotation that is never closed, at most, where its paragraph goes on.
const LONGEST_UNCLOSED: usize = 600;

/// Quotations within quotations; what is opened beyond is not a quotation.
const DEEPEST: usize = 8;
/// Marks that a decision may look at beyond its own.
const LOOKAHEAD: usize = 32;
/// A straight single mark whose only possible closer may be a possessive must find it within these bytes.
const SHORT: usize = 60;

/// What was opened, by what closes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `"` or two graves
    Straight,
    /// “
    High,
    /// „
    Low,
    /// ” as in Swedish
    Right,
    Tick,
    Single,
    SingleLow,
    Guillemet,
    /// » «
    GuillemetReversed,
    Angle,
    AngleReversed,
    Corner,
    WhiteCorner,
}

impl Kind {
    const fn is_double(self) -> bool {
        matches!(self, Self::Straight | Self::High | Self::Low | Self::Right)
    }

    const fn is_single(self) -> bool {
        matches!(self, Self::Tick | Self::Single | Self::SingleLow)
    }
}

#[derive(Debug, Clone, Copy)]
struct Open {
    kind: Kind,
    mark: Span,
    /// Start of the mark of the quotation that goes on here.
    continues: Option<usize>,
}

/// Pairs the marks of every paragraph. The result is in no order, without parents; `continues` holds the start of a mark.
pub(super) fn pair(text: &str, paragraphs: &[Span]) -> Vec<Marked> {
    let mut machine =
        Machine { text, out: Vec::new(), stack: Vec::new(), paragraph: 0, within: Span::default(), continued: None };
    let mut marks = Vec::new();
    for (i, &within) in paragraphs.iter().enumerate() {
        marks.clear();
        scan(text, within, &mut marks);
        machine.paragraph = i;
        machine.within = within;
        let next = paragraphs.get(i + 1).map_or("", |next| next.of(text));
        machine.run(&marks, next);
    }
    machine.out
}

struct Machine<'t> {
    text: &'t str,
    out: Vec<Marked>,
    stack: Vec<Open>,
    paragraph: usize,
    within: Span,
    /// The mark that was open when the last paragraph ended, if this one begins with the same.
    continued: Option<Span>,
}

impl Machine<'_> {
    fn run(&mut self, marks: &[Mark], next: &str) {
        self.stack.clear();
        let continued = self.continued.take();
        for i in 0..marks.len() {
            let before = self.stack.len();
            self.step(marks, i, next);
            if marks[i].span.start == self.within.start && self.stack.len() > before {
                self.stack[before].continues = continued.map(|mark| mark.start);
            }
        }
        self.end(next);
    }

    fn step(&mut self, marks: &[Mark], i: usize, next: &str) {
        let mark = &marks[i];
        match mark.glyph {
            Glyph::Straight => self.straight(marks, i),
            Glyph::Graves => self.push(Kind::Straight, mark),
            Glyph::HighOpen => self.high_open(marks, i),
            Glyph::HighClose => self.high_close(marks, i),
            Glyph::Low => self.push(Kind::Low, mark),
            Glyph::Tick | Glyph::SingleOpen | Glyph::SingleClose => self.single(marks, i, next),
            Glyph::SingleLow => {
                if mark.opens() && closer_ahead(marks, i, false) {
                    self.push(Kind::SingleLow, mark);
                }
            }
            Glyph::GuillemetLeft => self.left_guillemet(mark, Kind::Guillemet, Kind::GuillemetReversed),
            Glyph::AngleLeft => self.left_guillemet(mark, Kind::Angle, Kind::AngleReversed),
            Glyph::GuillemetRight => self.right_guillemet(marks, i, Kind::Guillemet, Kind::GuillemetReversed),
            Glyph::AngleRight => self.right_guillemet(marks, i, Kind::Angle, Kind::AngleReversed),
            Glyph::CornerOpen => self.push(Kind::Corner, mark),
            Glyph::WhiteCornerOpen => self.push(Kind::WhiteCorner, mark),
            Glyph::CornerClose => self.close_last(mark, |kind| kind == Kind::Corner),
            Glyph::WhiteCornerClose => self.close_last(mark, |kind| kind == Kind::WhiteCorner),
        }
    }

    fn straight(&mut self, marks: &[Mark], i: usize) {
        let mark = &marks[i];
        let (opens, closes) = (mark.opens() && mark.left != Side::Mark, mark.closes());
        let same = self.find(|kind| matches!(kind, Kind::Straight));
        if mark.left == Side::Digit && is_inch(self.text, marks, i, same.is_some()) {
            return;
        }
        if let Some(open) = same {
            if opens && !closes {
                self.again(marks, i, open, Kind::Straight);
            } else {
                self.close(open, mark);
            }
        } else if !opens && (closes || self.find(Kind::is_double).is_some()) {
            // A straight mark may close a curly one, if no curly mark does.
            if let Some(open) = self.find(Kind::is_double)
                && !curly_closes_later(marks, i)
            {
                self.close(open, mark);
            }
        } else if mark.right == Side::Space || mark.left.is_word() {
            let later = marks[i + 1..].iter().take(LOOKAHEAD).find(|m| m.glyph == Glyph::Straight);
            if later.is_some_and(|m| !m.opens() || m.right == Side::Space) {
                self.push(Kind::Straight, mark);
            }
        } else {
            self.push(Kind::Straight, mark);
        }
    }

    fn high_open(&mut self, marks: &[Mark], i: usize) {
        let mark = &marks[i];
        let double = self.find(Kind::is_double);
        match double.map(|open| self.stack[open].kind) {
            Some(Kind::Low) if !(mark.opens() && mark.right.is_word()) => self.close_last(mark, Kind::is_double),
            Some(Kind::High) if mark.closes() && !mark.opens() => self.close_last(mark, Kind::is_double),
            Some(Kind::High) if self.stack.last().is_some_and(|open| open.kind == Kind::High) => {
                self.again(marks, i, self.stack.len() - 1, Kind::High);
            }
            None if mark.closes() && !mark.opens() && mark.right == Side::Space => {}
            _ => self.push(Kind::High, mark),
        }
    }

    fn high_close(&mut self, marks: &[Mark], i: usize) {
        let mark = &marks[i];
        if let Some(open) = self.find(Kind::is_double) {
            self.close(open, mark);
        } else if mark.opens() && mark.right.is_word() {
            let later = marks[i + 1..].iter().take(LOOKAHEAD).find(|m| m.is_double());
            if later.is_some_and(|m| m.glyph == Glyph::HighClose && m.closes()) {
                self.push(Kind::Right, mark);
            }
        }
    }

    fn single(&mut self, marks: &[Mark], i: usize, next: &str) {
        let mark = &marks[i];
        let own = match mark.glyph {
            Glyph::Tick => self.find(|kind| kind == Kind::Tick),
            _ => self.find(|kind| matches!(kind, Kind::Single | Kind::SingleLow)),
        };
        if let Some(open) = own.or_else(|| self.find(Kind::is_single)) {
            let kind = self.stack[open].kind;
            let inside = self.stack[open + 1..].iter().all(|o| !o.kind.is_double());
            // A straight mark closes a curly one, and the other way round, if no mark of its own kind does.
            let other = own.is_none() && kind == Kind::Single && curly_single_ahead(marks, i);
            let may_close = mark.closes() && !other && (mark.glyph != Glyph::SingleOpen || kind == Kind::SingleLow);
            if inside && may_close {
                if !(mark.weak && strong_closer_ahead(marks, i)) {
                    self.close(open, mark);
                }
                return;
            }
            let nests = mark.glyph == Glyph::SingleOpen || kind != Kind::Tick;
            if self.stack.last().is_some_and(|top| top.kind.is_single()) && !nests {
                return;
            }
        }
        if mark.elision || !mark.opens() || mark.glyph == Glyph::SingleClose {
            return;
        }
        let tick = mark.glyph == Glyph::Tick;
        let goes_on = mark.span.start == self.within.start && !tick && next.starts_with('‘');
        if goes_on || closer_ahead(marks, i, tick) {
            self.push(if tick { Kind::Tick } else { Kind::Single }, mark);
        }
    }

    fn left_guillemet(&mut self, mark: &Mark, kind: Kind, reversed: Kind) {
        if self.find(|k| k == reversed).is_some() && mark.closes() {
            self.close_last(mark, |k| k == reversed);
        } else {
            self.push(kind, mark);
        }
    }

    fn right_guillemet(&mut self, marks: &[Mark], i: usize, kind: Kind, reversed: Kind) {
        let mark = &marks[i];
        if self.find(|k| k == kind).is_some() || (self.find(|k| k == reversed).is_some() && mark.closes()) {
            self.close_last(mark, |k| k == kind || k == reversed);
        } else if mark.opens() && !mark.closes() {
            let pair = [mark.glyph, if kind == Kind::Angle { Glyph::AngleLeft } else { Glyph::GuillemetLeft }];
            let later = marks[i + 1..].iter().take(LOOKAHEAD).find(|m| pair.contains(&m.glyph));
            if later.is_some_and(Mark::closes) {
                self.push(reversed, mark);
            }
        }
    }

    /// The same mark opens while it is open: a quotation within the quotation if both are closed, else a new beginning.
    fn again(&mut self, marks: &[Mark], i: usize, open: usize, kind: Kind) {
        let mark = &marks[i];
        let mut later = marks[i + 1..].iter().take(LOOKAHEAD).filter(|m| m.is_double());
        let nested = (0..2).all(|_| later.next().is_some_and(|m| m.closes() && !m.opens()));
        if nested {
            self.push(kind, mark);
            return;
        }
        let old = self.stack[open];
        self.stack.truncate(open);
        let before = self.text[old.mark.end..mark.span.start].trim_end();
        let sentence_ended = before.ends_with(['.', '!', '?', '…', ',', '"', '”', '\'', '’']);
        // A mark that far back was forgotten, not left open.
        let forgotten = mark.span.start - old.mark.end > LONGEST_UNCLOSED;
        if sentence_ended && forgotten {
            let end = self.cap(old.mark.end, mark.span.start);
            self.emit(old, Span::new(end, end), Ending::Unclosed);
        } else if sentence_ended {
            self.emit(old, Span::new(mark.span.start, mark.span.start), Ending::Continued);
        }
        self.push(kind, mark);
        if let Some(top) = self.stack.last_mut() {
            top.continues = (sentence_ended && !forgotten).then_some(old.mark.start);
        }
    }

    fn push(&mut self, kind: Kind, mark: &Mark) {
        if self.stack.len() < DEEPEST {
            self.stack.push(Open { kind, mark: mark.span, continues: None });
        }
    }

    /// The innermost open mark of a kind.
    fn find(&self, is: impl Fn(Kind) -> bool) -> Option<usize> {
        self.stack.iter().rposition(|open| is(open.kind))
    }

    fn close_last(&mut self, mark: &Mark, is: impl Fn(Kind) -> bool) {
        if let Some(open) = self.find(is) {
            self.close(open, mark);
        }
    }

    /// Closes `open`; what was opened inside and never closed is dropped.
    fn close(&mut self, open: usize, mark: &Mark) {
        let opened = self.stack[open];
        self.stack.truncate(open);
        self.emit(opened, mark.span, Ending::Closed);
    }

    fn emit(&mut self, open: Open, close: Span, ending: Ending) {
        let Some(inner) = trimmed(self.text, Span::new(open.mark.end, close.start)) else { return };
        let (close, outer_end) =
            if ending == Ending::Closed { (close, close.end) } else { (Span::new(inner.end, inner.end), inner.end) };
        self.out.push(Marked {
            inner,
            outer: Span::new(open.mark.start, outer_end),
            open: open.mark,
            close,
            ending,
            continues: open.continues,
            paragraph: self.paragraph,
            ..Marked::default()
        });
    }

    /// [`capped`], and never inside of a quotation that is closed.
    fn cap(&self, start: usize, end: usize) -> usize {
        let mut cap = capped(self.text, start, end);
        let inside = || self.out.iter().rev().take_while(|m| m.paragraph == self.paragraph && m.outer.end > start);
        while let Some(crossed) = inside().find(|m| m.outer.start >= start && m.outer.start < cap && cap < m.outer.end) {
            cap = crossed.outer.start;
        }
        cap
    }

    /// The outermost mark that is still open is capped; single marks are apostrophes unless the next paragraph opens with one too.
    fn end(&mut self, next: &str) {
        let Some(open) = self.stack.iter().position(|o| !matches!(o.kind, Kind::Tick | Kind::SingleLow)) else { return };
        let opened = self.stack[open];
        let goes_on = next.starts_with(opened.mark.of(self.text));
        if opened.kind == Kind::Single && !goes_on {
            return;
        }
        let ending = if goes_on { Ending::Continued } else { Ending::Unclosed };
        let end = if goes_on { self.within.end } else { self.cap(opened.mark.end, self.within.end) };
        self.emit(opened, Span::new(end, end), ending);
        self.continued = goes_on.then_some(opened.mark);
    }
}

/// Where a quotation that begins at `start` and is never closed is taken to end: with its paragraph, or in a long one with the last
/// sentence of its first [`LONGEST_UNCLOSED`] bytes. Texts come without line ends, and one forgotten mark must not quote all of one.
fn capped(text: &str, start: usize, end: usize) -> usize {
    if end - start <= LONGEST_UNCLOSED {
        return end;
    }
    let mut limit = start + LONGEST_UNCLOSED;
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let within = &text[start..limit];
    let sentence = within
        .char_indices()
        .zip(within.chars().skip(1))
        .filter(|((_, c), next)| matches!(c, '.' | '!' | '?' | '…') && next.is_whitespace() || matches!(c, '。' | '！' | '？'));
    sentence.last().map_or(limit, |((i, c), _)| start + i + c.len_utf8())
}

/// Whether a single mark that opens at `i` is closed later in the paragraph, with those that are opened in between.
fn closer_ahead(marks: &[Mark], i: usize, tick: bool) -> bool {
    let mut possible = false;
    let mut depth = 0;
    for mark in marks[i + 1..].iter().take(LOOKAHEAD) {
        if mark.is_single() {
            let same = !tick || mark.glyph == Glyph::Tick || mark.glyph == Glyph::SingleClose;
            if same && mark.closes() && mark.glyph != Glyph::SingleLow {
                if !mark.weak && depth == 0 {
                    return true;
                }
                possible |= depth == 0 && (!tick || mark.span.start - marks[i].span.end <= SHORT);
                depth -= i32::from(!mark.weak && depth > 0);
            } else if mark.opens() && !mark.elision && mark.glyph != Glyph::SingleClose {
                if mark.glyph != Glyph::SingleOpen {
                    return possible;
                }
                depth += 1;
            }
        } else if mark.is_double() && mark.closes() && !mark.opens() && mark.left != Side::Mark && marks[i].left == Side::Mark {
            return possible;
        }
    }
    possible
}

/// A ’ that closes comes before the next ‘ that opens.
fn curly_single_ahead(marks: &[Mark], i: usize) -> bool {
    let curly = |m: &&Mark| m.glyph == Glyph::SingleOpen || m.glyph == Glyph::SingleClose && m.closes() && !m.weak;
    marks[i].glyph == Glyph::Tick
        && marks[i + 1..].iter().take(LOOKAHEAD).find(curly).is_some_and(|m| m.glyph == Glyph::SingleClose)
}

/// After a closer that may be a possessive, a clear one comes before anything else is opened.
fn strong_closer_ahead(marks: &[Mark], i: usize) -> bool {
    for mark in marks[i + 1..].iter().take(LOOKAHEAD) {
        if mark.is_double() {
            return false;
        }
        if mark.is_single() {
            if mark.closes() && !mark.weak {
                return mark.left == Side::Stop;
            }
            if mark.opens() && !mark.elision {
                return false;
            }
        }
    }
    false
}

fn curly_closes_later(marks: &[Mark], i: usize) -> bool {
    // “It is,” said Roe, whose first closing mark came out straight; the next straight one opens anew.
    let next = marks[i + 1..].iter().find(|m| m.is_double());
    if marks[i].left == Side::Stop && next.is_some_and(|m| m.glyph == Glyph::Straight && m.opens() && !m.closes()) {
        return false;
    }
    let curly = |m: &&Mark| matches!(m.glyph, Glyph::HighOpen | Glyph::HighClose | Glyph::Low);
    marks[i + 1..].iter().take(LOOKAHEAD).find(curly).is_some_and(|m| m.glyph == Glyph::HighClose)
}

/// `6'2"`, `a 12" pan`: no quotation mark.
fn is_inch(text: &str, marks: &[Mark], i: usize, inside: bool) -> bool {
    let at = marks[i].span;
    let before = text[..at.start].trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let feet = before.strip_suffix(['\'', '’', '′']).is_some_and(|b| b.ends_with(|c: char| c.is_ascii_digit()));
    if feet || !inside {
        return true;
    }
    let rest = &text.as_bytes()[at.end..];
    let unit = matches!(rest, [b'-' | b' ', b'a'..=b'z', ..]);
    let next = marks[i + 1..].iter().take(LOOKAHEAD).find(|m| m.is_double());
    unit && next.is_some_and(|m| m.closes() && !m.opens())
}
