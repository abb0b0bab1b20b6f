//! The page: what holds for the two, then their texts in two columns, or one below the other where there is no room.
//!
//! A passage has one number on both sides, and passages that stand in one order in both face each other. What is said by tone is said
//! by a number or a mark as well.

use super::blocks::{Block, Kind};
use super::flow::{self, Look};
use super::{Comparison, Marks, Passage, Side};
use crate::article::Span;
use crate::document::{Document, Line, Tone, layout, sanitize};
use crate::summary::script::Edit;
use crate::summary::signed;

/// From this width on there are two columns.
const TWO_COLUMNS: usize = 72;

/// What stands between the columns.
const DIVIDER: &str = " │ ";

/// Text that one article has alone is folded from this many words on, to so many at either end.
const FOLDED_WORDS: usize = 40;
const KEPT_WORDS: usize = 14;

/// Boilerplate is folded from this many words on, to the first of them.
const FOLDED_BOILERPLATE: usize = 12;
const KEPT_BOILERPLATE: usize = 6;

/// Words from which a part of a passage ends where a sentence does, so that its two sides stay beside each other.
const PART_WORDS: usize = 30;

/// Passages whose order is told.
const TOLD_ORDER: usize = 20;

/// One side's share of the page.
#[derive(Clone, Copy)]
struct Column<'c> {
    side: &'c Side,
    /// 0 or 1.
    number: usize,
    width: usize,
    gutter: usize,
    marks: Marks,
}

impl Comparison {
    /// The page, no line wider than `width` (of at least 20).
    #[must_use]
    pub fn document(&self, width: usize, marks: Marks) -> Document {
        let mut page = self.head(width);
        page.blank();
        let numbers = self.passages.iter().filter_map(|passage| passage.number).max().unwrap_or(0);
        let gutter = numbers.max(1).to_string().len() + 2;
        if width >= TWO_COLUMNS {
            self.two_columns(width, gutter, marks, &mut page);
        } else {
            self.stacked(width, gutter, marks, &mut page);
        }
        page
    }

    /// What holds for the two articles.
    fn head(&self, width: usize) -> Document {
        let mut page = Document::new();
        let of = |whole: &Side, name: &str, other: &str| {
            let own = signed(whole.words) - i64::from(if self.is_identical() { 0 } else { whole.boilerplate_words });
            format!(
                "{other} holds {} of {name} ({} of {})",
                layout::percent(whole.containment),
                layout::number(i64::from(whole.shared_words)),
                layout::count(own, "word", "words")
            )
        };
        let (first, second) = (of(&self.a, "A", "B"), of(&self.b, "B", "A"));
        if layout::width(&first) + layout::width(&second) + 3 <= width {
            page.push(Line::new().strong(first).plain(" · ").strong(second));
        } else {
            page.push(Line::new().strong(first).truncated(width));
            page.push(Line::new().strong(second).truncated(width));
        }
        paragraph(&mut page, Tone::Plain, &self.relation_in_words(), width);
        paragraph(&mut page, Tone::Plain, &self.passages_in_words(), width);
        if !self.in_order {
            paragraph(&mut page, Tone::Warn, &self.order_in_words(), width);
        }
        let aside = self.set_aside_in_words();
        if !aside.is_empty() {
            paragraph(&mut page, Tone::Dim, &aside, width);
        }
        page
    }

    fn is_identical(&self) -> bool {
        self.relation.as_deref() == Some("identical")
    }

    fn relation_in_words(&self) -> String {
        let Some(relation) = self.relation.as_deref() else { return "Nothing is shared.".to_owned() };
        let told = match relation {
            "identical" => "A and B have the same words",
            "reprint" => "A and B are mostly one text",
            "abridged" => "B lies mostly inside A",
            "expanded" => "A lies mostly inside B",
            "partial" => "A and B share a part",
            "quotes_only" => "A and B share quotations only",
            "boilerplate_only" if self.passages.iter().any(|passage| passage.kind == "boilerplate") => {
                "A and B share boilerplate only"
            }
            "boilerplate_only" => return "Nothing is shared but phrases without weight.".to_owned(),
            "revision" => "A and B are versions of one text by the same outlet",
            other => other,
        };
        let near = match (self.near, self.template) {
            (true, _) => "near-duplicates",
            (false, true) => "one template filled in twice, no near-duplicates",
            (false, false) => "no near-duplicates",
        };
        let mut said =
            vec![format!("{told} ({})", relation.replace('_', " ")), near.to_owned(), format!("Jaccard {:.2}", self.jaccard)];
        said.extend(self.lag_seconds.map(|lag| {
            let (later, lag) = if lag < 0 { ("A", lag.saturating_neg()) } else { ("B", lag) };
            match lag {
                0 => "dated the same".to_owned(),
                lag => format!("{later} is dated {} later", layout::lag(lag).trim_start_matches('+')),
            }
        }));
        said.join(" · ")
    }

    /// How many passages there are of each kind.
    fn passages_in_words(&self) -> String {
        let numbered: Vec<&Passage> = self.passages.iter().filter(|passage| passage.number.is_some()).collect();
        let kinds =
            ["verbatim", "edited", "quote", "phrase"].map(|kind| (kind, numbered.iter().filter(|p| p.kind == kind).count()));
        let told: Vec<String> = kinds
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(kind, n)| match kind {
                "quote" | "phrase" => layout::count(signed(n), kind, &format!("{kind}s")),
                kind => format!("{n} {kind}"),
            })
            .collect();
        let mut said = match told.as_slice() {
            [] if self.relation.is_none() => return String::new(),
            [] => return "no shared passage".to_owned(),
            [_] if numbered.len() == 1 => vec![format!("1 shared passage: {}", numbered[0].kind)],
            told => vec![format!("{} shared passages: {}", numbered.len(), told.join(", "))],
        };
        if self.longest_run_words > 0 {
            said.push(format!("longest run without a change: {}", layout::count(self.longest_run_words, "word", "words")));
        }
        let unquoted = numbered.iter().filter(|passage| passage.flags.iter().any(|flag| flag == "unquoted_echo")).count();
        if unquoted > 0 {
            let passages = layout::count(signed(unquoted), "quotation of one is", "quotations of one are");
            said.push(format!("{passages} printed by the other without quotation marks"));
        }
        said.join(" · ")
    }

    fn order_in_words(&self) -> String {
        let mut b: Vec<&Passage> = self.passages.iter().filter(|passage| passage.number.is_some()).collect();
        b.sort_by_key(|passage| passage.word_ranges[1]);
        let numbers: Vec<String> =
            b.iter().take(TOLD_ORDER).filter_map(|passage| passage.number).map(|n| n.to_string()).collect();
        let more = if b.len() > TOLD_ORDER { " …" } else { "" };
        format!("the order differs: in B the passages stand as {}{more}", numbers.join(" "))
    }

    /// What does not count.
    fn set_aside_in_words(&self) -> String {
        let mut parts = Vec::new();
        let words = |side: &Side| layout::number(i64::from(side.boilerplate_words));
        if self.a.boilerplate_words + self.b.boilerplate_words > 0 {
            parts.push(format!("boilerplate (marked ~) does not count: {} words in A, {} in B", words(&self.a), words(&self.b)));
        }
        if self.phrases_left_out > 0 {
            let runs = layout::count(signed(self.phrases_left_out), "common phrase", "common phrases");
            parts.push(format!("{runs} without the weight of evidence left out (--phrases shows them)"));
        }
        parts.join(" · ")
    }

    fn two_columns(&self, width: usize, gutter: usize, marks: Marks, page: &mut Document) {
        let columns = (width - layout::width(DIVIDER)) / 2;
        let column = |side, number| Column { side, number, width: columns, gutter, marks };
        let (left, right) = (column(&self.a, 0), column(&self.b, 1));
        let both = |page: &mut Document, left: Vec<Line>, right: Vec<Line>| {
            for i in 0..left.len().max(right.len()) {
                let mut line = left.get(i).cloned().unwrap_or_default().truncated(columns);
                line.pad_to(columns);
                line.push(Tone::Dim, DIVIDER);
                line.append(right.get(i).cloned().unwrap_or_default().truncated(columns));
                page.push(line);
            }
        };
        both(page, left.title("A"), right.title("B"));
        let (mut at_a, mut at_b) = (0, 0);
        let anchors = (0..self.passages.len()).filter(|&i| self.passages[i].number.is_some() && self.passages[i].in_order);
        for i in anchors {
            let until = |side: &Side, from: usize| {
                from + side.blocks[from..].iter().take_while(|block| block.kind != Kind::Passage(i)).count()
            };
            let (end_a, end_b) = (until(&self.a, at_a), until(&self.b, at_b));
            both(page, self.alone(&left, at_a..end_a), self.alone(&right, at_b..end_b));
            page.push(self.passages[i].rule(width, true));
            if let (Some(a), Some(b)) = (self.a.blocks.get(end_a), self.b.blocks.get(end_b)) {
                let (parts_a, parts_b) = self.parts(i, a, b);
                for (part_a, part_b) in parts_a.iter().zip(&parts_b) {
                    both(page, self.block(&left, part_a), self.block(&right, part_b));
                }
            }
            (at_a, at_b) = (end_a + 1, end_b + 1);
        }
        let (end_a, end_b) = (self.a.blocks.len(), self.b.blocks.len());
        let (rest_a, rest_b) = (self.alone(&left, at_a.min(end_a)..end_a), self.alone(&right, at_b.min(end_b)..end_b));
        if at_a > 0 && rest_a.len() + rest_b.len() > 0 {
            page.push(Line::new().dim("─".repeat(width)));
        }
        both(page, rest_a, rest_b);
    }

    /// The two sides of a passage in parts that begin with the same words: where a paragraph begins on either side, and in long
    /// paragraphs where a sentence begins on both.
    fn parts(&self, i: usize, a: &Block, b: &Block) -> (Vec<Block>, Vec<Block>) {
        let passage = &self.passages[i];
        let (breaks_a, breaks_b) = (flow::breaks_of(&self.a.text), flow::breaks_of(&self.b.text));
        let mut cuts: Vec<(usize, usize)> = Vec::new();
        let (mut x, mut y) = (passage.word_ranges[0].0, passage.word_ranges[1].0);
        let mut last = x;
        for &(edit, count) in &passage.edits {
            for k in 0..if edit == Edit::Same { count } else { 0 } {
                let (word_a, word_b) = (x + k, y + k);
                if word_a <= a.words.start || word_b <= b.words.start || word_a >= a.words.end || word_b >= b.words.end {
                    continue;
                }
                let (gap_a, gap_b) = (self.a.gap(word_a), self.b.gap(word_b));
                let paragraph = flow::ends_paragraph(gap_a, breaks_a) || flow::ends_paragraph(gap_b, breaks_b);
                let sentence = flow::ends_sentence(gap_a) && flow::ends_sentence(gap_b) && word_a - last >= PART_WORDS;
                if paragraph || sentence {
                    cuts.push((word_a, word_b));
                    last = word_a;
                }
            }
            x += if edit == Edit::Added { 0 } else { count };
            y += if edit == Edit::Lost { 0 } else { count };
        }
        let cut = |side: &Side, block: &Block, words: &mut dyn Iterator<Item = usize>| {
            let mut parts = Vec::with_capacity(cuts.len() + 1);
            let (mut word, mut byte) = (block.words.start, block.bytes.start);
            for next in words {
                let spans = &side.word_list.0;
                let end = super::blocks::cut(&side.text, spans[next - 1].0, spans[next].0);
                parts.push(Block { kind: block.kind, words: word..next, bytes: Span::new(byte, end) });
                (word, byte) = (next, end);
            }
            parts.push(Block { kind: block.kind, words: word..block.words.end, bytes: Span::new(byte, block.bytes.end) });
            parts
        };
        (cut(&self.a, a, &mut cuts.iter().map(|cut| cut.0)), cut(&self.b, b, &mut cuts.iter().map(|cut| cut.1)))
    }

    fn stacked(&self, width: usize, gutter: usize, marks: Marks, page: &mut Document) {
        for (letter, side, number) in [("A", &self.a, 0), ("B", &self.b, 1)] {
            let column = Column { side, number, width, gutter, marks };
            page.blank();
            for line in column.title(letter) {
                page.push(line.truncated(width));
            }
            for line in self.alone(&column, 0..side.blocks.len()) {
                page.push(line.truncated(width));
            }
        }
    }

    /// Blocks that face nothing: a passage among them has its heading in the column.
    fn alone(&self, column: &Column<'_>, range: std::ops::Range<usize>) -> Vec<Line> {
        let mut lines = Vec::new();
        for block in &column.side.blocks[range] {
            if let Kind::Passage(i) = block.kind {
                lines.push(self.passages[i].rule(column.width, false));
            }
            lines.extend(self.block(column, block));
        }
        lines
    }

    /// The lines of one block with their gutter.
    fn block(&self, column: &Column<'_>, block: &Block) -> Vec<Line> {
        let text = column.side.text.as_str();
        let room = column.width.saturating_sub(column.gutter).max(2);
        let breaks = flow::breaks_of(text);
        let wrap = |looks: &[Look<'_>]| flow::lines(looks, breaks, column.marks, room);
        let plain =
            |bytes: std::ops::Range<usize>, tone| wrap(&[Look { text: text.get(bytes).unwrap_or_default(), tone, marks: None }]);
        let words = &column.side.word_list.0;
        let (from, to) = (block.bytes.start, block.bytes.end);
        let count = |n: usize, what: &str| Line::new().dim(format!("… {}{what} …", layout::count(signed(n), "word", "words")));
        let mut lines = Vec::new();
        match block.kind {
            Kind::Alone if block.words.len() > FOLDED_WORDS && !self.shown.all => {
                let (head, tail) = (block.words.start + KEPT_WORDS, block.words.end - KEPT_WORDS);
                lines.extend(plain(from..words[head - 1].0.end, Tone::Plain));
                lines.push(count(tail - head, ""));
                lines.extend(plain(words[tail].0.start..to, Tone::Plain));
            }
            Kind::Alone => lines.extend(plain(from..to, Tone::Plain)),
            Kind::Boilerplate if block.words.len() > FOLDED_BOILERPLATE && !self.shown.all => {
                let kept = block.words.start + KEPT_BOILERPLATE;
                lines.extend(plain(from..words[kept - 1].0.end, Tone::Dim));
                lines.push(count(block.words.len() - KEPT_BOILERPLATE, " more of boilerplate"));
            }
            Kind::Boilerplate => lines.extend(plain(from..to, Tone::Dim)),
            Kind::Passage(_) if block.words.is_empty() => lines.push(Line::new().dim("(these words stand in a passage above)")),
            Kind::Passage(i) => lines.extend(wrap(&self.passages[i].looks(column, block))),
        }
        let number = if let Kind::Passage(i) = block.kind { self.passages[i].number } else { None };
        let digits = column.gutter - 2;
        let with_gutter = |(k, line): (usize, Line)| {
            let mut out = match (block.kind, number) {
                (_, Some(n)) if k == 0 && begins(column, block) => Line::new().with(tone_of(n), format!("{n:>digits$}┃ ")),
                (_, Some(n)) => Line::new().with(tone_of(n), format!("{:digits$}┃ ", "")),
                (Kind::Boilerplate, _) => Line::new().dim(format!("{:digits$}~ ", "")),
                _ => Line::new().plain(" ".repeat(column.gutter)),
            };
            out.append(line);
            out
        };
        lines.into_iter().enumerate().map(with_gutter).collect()
    }
}

impl Column<'_> {
    /// Which article this is.
    fn title(&self, letter: &str) -> Vec<Line> {
        let side = self.side;
        let room = self.width.saturating_sub(self.gutter).max(2);
        let mut lines = vec![
            Line::new()
                .with(Tone::Heading, letter)
                .strong(format!("  {}", layout::truncate_middle(&sanitize::line(&side.name), room))),
        ];
        let published = side.published_at.map(|at| layout::time(at.0, side.published_precision, side.published_zone));
        let known: Vec<String> =
            [side.outlet.clone(), published].into_iter().flatten().map(|part| sanitize::running(&part)).collect();
        let indent = " ".repeat(self.gutter);
        if !known.is_empty() {
            lines.push(Line::new().plain(&indent).dim(layout::truncate(&known.join(" · "), room)));
        }
        if let Some(title) = &side.title {
            lines.push(Line::new().plain(&indent).plain(layout::truncate(&format!("“{}”", sanitize::running(title)), room)));
        }
        lines
    }
}

impl Side {
    /// What stands before a word that is not the first.
    fn gap(&self, word: usize) -> &str {
        self.word_list.0[word - 1].0.until(self.word_list.0[word].0).of(&self.text)
    }
}

impl Passage {
    /// The line above a passage; `faces` where both sides stand below it.
    fn rule(&self, width: usize, faces: bool) -> Line {
        let number = self.number.unwrap_or(0);
        let mut line = Line::new().dim("─ ").with(tone_of(number), number.to_string()).dim(" ─ ");
        line.push(Tone::Plain, layout::count(self.words, "word", "words"));
        line.push(if self.kind == "edited" { Tone::Warn } else { Tone::Plain }, format!(" · {}", self.kind));
        if self.identity < 1.0 {
            line.push(Tone::Plain, format!(" · {} the same", layout::percent(self.identity)));
        }
        if self.flags.iter().any(|flag| flag == "unquoted_echo") {
            line.push(Tone::Warn, " · quoted on one side only");
        }
        if !self.in_order {
            line.push(Tone::Warn, " · elsewhere in the other");
        }
        if faces {
            line.push(Tone::Dim, format!(" · A {}-{} · B {}-{}", self.a.start, self.a.end, self.b.start, self.b.end));
        }
        line.push(Tone::Dim, " ");
        let used = line.width();
        line.push(Tone::Dim, "─".repeat(width.saturating_sub(used)));
        line.truncated(width)
    }

    /// The words of one side of the passage: what differs, what is boilerplate, and the rest.
    fn looks<'t>(&self, column: &Column<'t>, block: &Block) -> Vec<Look<'t>> {
        let (other, tone, marks) =
            if column.number == 0 { (Edit::Added, Tone::Removed, ("[-", "-]")) } else { (Edit::Lost, Tone::Added, ("{+", "+}")) };
        let own = tone_of(self.number.unwrap_or(0));
        let words = &column.side.word_list.0;
        let text = column.side.text.as_str();
        let mut runs: Vec<(Tone, bool, std::ops::Range<usize>)> = Vec::new();
        let mut at = self.word_ranges[column.number].0;
        for &(edit, count) in self.edits.iter().filter(|(edit, _)| *edit != other) {
            let differs = edit != Edit::Same;
            // A block may begin behind the start of its passage, where another passage has those words.
            for word in (at..at + count).filter(|word| block.words.contains(word)) {
                let tone = if differs {
                    tone
                } else if words[word].1 {
                    Tone::Dim
                } else {
                    own
                };
                match runs.last_mut() {
                    // Words that are one after the other are one run; two edits in a row are marked as one.
                    Some((last, _, range)) if *last == tone => range.end = word + 1,
                    _ => runs.push((tone, differs, word..word + 1)),
                }
            }
            at += count;
        }
        let mut looks = Vec::with_capacity(2 * runs.len() + 1);
        let mut byte = block.bytes.start;
        for (tone, differs, range) in runs {
            let (start, end) = (words[range.start].0.start.max(byte), words[range.end - 1].0.end.max(byte));
            looks.push(Look { text: &text[byte..start], tone: own, marks: None });
            looks.push(Look { text: &text[start..end], tone, marks: differs.then_some(marks) });
            byte = end;
        }
        looks.push(Look { text: &text[byte..block.bytes.end.max(byte)], tone: own, marks: None });
        looks
    }
}

/// Whether a part of a passage's block holds its start.
fn begins(column: &Column<'_>, part: &Block) -> bool {
    let whole = column.side.blocks.iter().find(|whole| whole.kind == part.kind);
    whole.is_none_or(|whole| whole.words.start == part.words.start)
}

/// The tone of a passage, by its number.
fn tone_of(number: usize) -> Tone {
    Tone::Passage(u8::try_from(number % 256).unwrap_or(0))
}

fn paragraph(page: &mut Document, tone: Tone, text: &str, width: usize) {
    for line in layout::wrap(text, width) {
        page.push(Line::new().with(tone, line));
    }
}
