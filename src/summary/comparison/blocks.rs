//! One article of two, cut into blocks: shared passages, what it has alone, and boilerplate; and which passages can face each other.

use std::ops::Range;

use crate::article::Span;
use crate::text::Words;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Alone,
    Boilerplate,
    /// The place of a passage in the list.
    Passage(usize),
}

/// A run of words of one text. Blocks follow each other and hold the whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) words: Range<usize>,
    pub(super) bytes: Span,
}

/// Cuts a text by the passages' ranges of words (`None` where one has no block) and by its boilerplate.
///
/// Where two passages hold the same words the first in the text has them, and the other an empty block. O(passages log passages + blocks).
pub(super) fn blocks(text: &str, words: &Words, passages: &[Option<Range<usize>>], boilerplate: &[(u32, u32)]) -> Vec<Block> {
    let mut order: Vec<usize> = (0..passages.len()).filter(|&i| passages[i].is_some()).collect();
    order.sort_by_key(|&i| (passages[i].as_ref().map(|range| (range.start, range.end)), i));
    let mut cut: Vec<(Kind, Range<usize>)> = Vec::new();
    let mut at = 0;
    for i in order {
        let Some(range) = &passages[i] else { continue };
        let start = range.start.max(at);
        between(at..start, boilerplate, &mut cut);
        cut.push((Kind::Passage(i), start..range.end.max(start)));
        at = range.end.max(start);
    }
    between(at..words.len().max(at), boilerplate, &mut cut);
    if cut.is_empty() {
        cut.push((Kind::Alone, 0..0));
    }
    let mut out: Vec<Block> = Vec::with_capacity(cut.len());
    let mut byte = 0;
    let last = cut.len() - 1;
    for (i, (kind, range)) in cut.into_iter().enumerate() {
        let end = if i == last {
            text.len()
        } else if range.is_empty() {
            byte
        } else {
            boundary(text, words, range.end)
        };
        out.push(Block { kind, words: range, bytes: Span::new(byte, end.max(byte)) });
        byte = end.max(byte);
    }
    out
}

/// What lies between two passages, boilerplate by itself.
fn between(range: Range<usize>, boilerplate: &[(u32, u32)], out: &mut Vec<(Kind, Range<usize>)>) {
    let mut at = range.start;
    let from = boilerplate.partition_point(|&(_, end)| end as usize <= range.start);
    for &(start, end) in boilerplate[from..].iter().take_while(|held| (held.0 as usize) < range.end) {
        let (start, end) = ((start as usize).max(at), (end as usize).min(range.end));
        if start >= end {
            continue;
        }
        if at < start {
            out.push((Kind::Alone, at..start));
        }
        out.push((Kind::Boilerplate, start..end));
        at = end;
    }
    if at < range.end {
        out.push((Kind::Alone, at..range.end));
    }
}

/// Where the text is cut between word `next - 1` and word `next`: marks stay with the word that they touch.
fn boundary(text: &str, words: &Words, next: usize) -> usize {
    if next == 0 {
        return 0;
    }
    if next >= words.len() {
        return text.len();
    }
    cut(text, words.span(next - 1), words.span(next))
}

/// Where the text is cut between two words that follow each other.
pub(super) fn cut(text: &str, before: Span, next: Span) -> usize {
    let gap = before.until(next);
    gap.of(text).find(char::is_whitespace).map_or(gap.end, |at| gap.start + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_hold_the_text_and_marks_stay_with_their_words() {
        let text = "Sign up. “It rained,” he said. It snows — again!";
        let words = Words::of(text);
        let cut = blocks(text, &words, &[Some(2..4), None, Some(3..6), Some(7..8)], &[(0, 2)]);
        let told: Vec<(Kind, &str)> = cut.iter().map(|block| (block.kind, block.bytes.of(text))).collect();
        assert_eq!(
            told,
            [
                (Kind::Boilerplate, "Sign up."),
                (Kind::Passage(0), " “It rained,”"),
                (Kind::Passage(2), " he said."),
                (Kind::Alone, " It"),
                (Kind::Passage(3), " snows"),
                (Kind::Alone, " — again!"),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_ranges_give_blocks_that_hold_the_text(
            text in "[a-c .“\n]{0,60}",
            ranges in prop::collection::vec((0usize..12, 0usize..12), 0..5),
            at in (0u32..12, 0u32..6),
        ) {
            let words = Words::of(&text);
            let cap = |i: usize| i.min(words.len());
            let passages: Vec<_> = ranges.iter().map(|&(x, n)| Some(cap(x)..cap(x + n))).collect();
            let boilerplate = [(at.0.min(u32::try_from(words.len()).unwrap()), (at.0 + at.1).min(u32::try_from(words.len()).unwrap()))];
            let cut = blocks(&text, &words, &passages, &boilerplate);
            let shown: String = cut.iter().map(|block| block.bytes.of(&text)).collect();
            prop_assert_eq!(shown, text.clone());
            let mut word = 0;
            for block in &cut {
                prop_assert!(block.words.start >= word || block.words.is_empty());
                word = block.words.end.max(word);
            }
            prop_assert_eq!(cut.iter().map(|block| block.words.len()).sum::<usize>(), words.len());
        }
    }
}
