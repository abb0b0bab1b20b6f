//! Word edit scripts as places in the text, so that a page can mark what differs without knowing what a word is.

use crate::article::CodePoints;
use crate::text::Words;

/// A text with its words, to turn numbers of words into code points.
pub(super) struct Counted<'t> {
    words: Words,
    points: CodePoints<'t>,
}

impl<'t> Counted<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { words: Words::of(text), points: CodePoints::new(text) }
    }

    /// The first word that starts at a byte or behind it.
    pub(super) fn word_at(&self, byte: i64) -> usize {
        self.words.first_starting_at(usize::try_from(byte).unwrap_or_default())
    }

    /// Whether two words are mostly the same letters: those count as shared where they stand across from each other.
    fn is_close(&self, word: usize, other: &Self, of_other: usize) -> bool {
        if word >= self.words.len() || of_other >= other.words.len() {
            return false;
        }
        let (a, b) = (self.words.folded(word), other.words.folded(of_other));
        2 * common_letters(a, b) >= a.len().max(b.len())
    }

    /// Code points of the words `first..end`; an empty range lies before `first`.
    fn stretch(&self, first: usize, end: usize) -> (usize, usize) {
        let (first, end) = (first.min(self.words.len()), end.min(self.words.len()));
        if first < end {
            let span = self.words.stretch(first, end);
            return (self.points.at(span.start), self.points.at(span.end));
        }
        // Nothing stands here: behind the word before, where what the other side adds would stand.
        let at = if first == 0 { 0 } else { self.points.at(self.words.span(first - 1).end) };
        (at, at)
    }
}

/// The operations of a script such as `42= 1X 3D`.
pub(super) fn operations(ops: &str) -> impl Iterator<Item = (char, usize)> + '_ {
    ops.split_ascii_whitespace().filter_map(|op| {
        let kind = op.chars().next_back()?;
        Some((kind, op[..op.len() - kind.len_utf8()].parse().ok()?))
    })
}

/// The words of the longer side of a script, and the share of its places where they are the same.
pub(super) fn measured(ops: &str) -> (i64, f64) {
    let [mut a, mut b, mut same, mut all] = [0usize; 4];
    for (kind, n) in operations(ops) {
        a += if kind == 'I' { 0 } else { n };
        b += if kind == 'D' { 0 } else { n };
        same += if kind == '=' { n } else { 0 };
        all += n;
    }
    (i64::try_from(a.max(b)).unwrap_or(i64::MAX), same as f64 / all.max(1) as f64)
}

/// For each operation the code points of both sides, four numbers each; words `a` and `b` are the first of the two.
fn places(ops: &str, one: &Counted<'_>, a: usize, two: &Counted<'_>, b: usize) -> Vec<usize> {
    let (mut a, mut b) = (a, b);
    let mut places = Vec::new();
    for (kind, n) in operations(ops) {
        let (next_a, next_b) = (if kind == 'I' { a } else { a + n }, if kind == 'D' { b } else { b + n });
        let ((a_start, a_end), (b_start, b_end)) = (one.stretch(a, next_a), two.stretch(b, next_b));
        places.extend([a_start, a_end, b_start, b_end]);
        (a, b) = (next_a, next_b);
    }
    places
}

/// Longest words that are compared letter by letter.
const MAX_WORD_BYTES: usize = 64;

/// Letters that two words have in the same order.
fn common_letters(a: &[u8], b: &[u8]) -> usize {
    if a.len() > MAX_WORD_BYTES || b.len() > MAX_WORD_BYTES {
        return 0;
    }
    let mut before = vec![0; b.len() + 1];
    for x in a {
        let mut row = vec![0; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            row[j + 1] = if x == y { before[j] + 1 } else { row[j].max(before[j + 1]) };
        }
        before = row;
    }
    before[b.len()]
}

/// The script with `S` for words that stand for each other and are mostly the same letters, as a page needs it that counts shared
/// words anew: `X` is left to those that are not.
pub(super) fn refined(ops: &str, (one, a): (&Counted<'_>, usize), (two, b): (&Counted<'_>, usize)) -> String {
    let (mut a, mut b) = (a, b);
    let mut steps: Vec<(char, usize)> = Vec::new();
    for (kind, n) in operations(ops) {
        for i in 0..n {
            let kind = if kind == 'X' && one.is_close(a + i, two, b + i) { 'S' } else { kind };
            match steps.last_mut() {
                Some((last, count)) if *last == kind => *count += 1,
                _ => steps.push((kind, 1)),
            }
        }
        (a, b) = (if kind == 'I' { a } else { a + n }, if kind == 'D' { b } else { b + n });
    }
    steps.iter().map(|(kind, n)| format!("{n}{kind}")).collect::<Vec<_>>().join(" ")
}

/// The places of what differs, as the island holds them: of each operation but `=` how far it starts behind the end of the one before,
/// and how long it is, on each side. Small numbers, because a file holds hundreds of thousands of them.
pub(super) fn coded(
    ops: &str,
    (one, a, a_start): (&Counted<'_>, usize, i64),
    (two, b, b_start): (&Counted<'_>, usize, i64),
) -> Vec<i64> {
    let signed = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (mut end_a, mut end_b, mut coded) = (a_start, b_start, Vec::new());
    for ((kind, _), place) in operations(ops).zip(places(ops, one, a, two, b).chunks_exact(4)) {
        if kind == '=' {
            continue;
        }
        let (a0, a1, b0, b1) = (signed(place[0]), signed(place[1]), signed(place[2]), signed(place[3]));
        coded.extend([a0 - end_a, a1 - a0, b0 - end_b, b1 - b0]);
        (end_a, end_b) = (a1, b1);
    }
    coded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_becomes_places_in_both_texts() {
        let (a, b) = ("Hé said: the bridge closed at six.", "“The old bridge shut at six,” he said.");
        let (one, two) = (Counted::of(a), Counted::of(b));
        let runs = places("1= 1I 1= 1X 2=", &one, 2, &two, 0);
        let slice = |text: &str, from: usize, to: usize| text.chars().skip(from).take(to - from).collect::<String>();
        let shown: Vec<(String, String)> =
            runs.chunks(4).map(|run| (slice(a, run[0], run[1]), slice(b, run[2], run[3]))).collect();
        let expected = [("the", "The"), ("", "old"), ("bridge", "bridge"), ("closed", "shut"), ("at six", "at six")];
        assert_eq!(shown, expected.map(|(x, y)| (x.to_owned(), y.to_owned())));
    }

    #[test]
    fn what_differs_is_told_from_the_end_of_what_differed_before() {
        let (one, two) =
            (Counted::of("Hé said: the bridge closed at six."), Counted::of("“The old bridge shut at six,” he said."));
        assert_eq!(coded("1= 1I 1= 1X 2=", (&one, 2, 9), (&two, 0, 1)), [3, 0, 4, 3, 8, 6, 8, 4]);
    }

    #[test]
    fn a_script_tells_how_long_and_how_alike_its_sides_are() {
        assert_eq!(measured("3= 1X 2I 2="), (8, 5.0 / 8.0));
        assert_eq!(measured(""), (0, 0.0));
    }

    #[test]
    fn a_spelling_is_told_from_another_word() {
        let (one, two) = (Counted::of("the colour of Monday was gray"), Counted::of("the color of March was grey"));
        assert_eq!(refined("1= 1X 1= 1X 1= 1X", (&one, 0), (&two, 0)), "1= 1S 1= 1X 1= 1S");
        assert_eq!(refined("2X 1=", (&one, 0), (&two, 1)), "2X 1=", "a script that is not of these texts harms nobody");
    }

    #[test]
    fn a_script_longer_than_its_text_ends_with_it() {
        let one = Counted::of("one two");
        assert_eq!(places("9= 2D", &one, 0, &one, 0), [0, 7, 0, 7, 7, 7, 7, 7]);
        assert_eq!(operations("3= x 4 =5 2D").collect::<Vec<_>>(), [('=', 3), ('D', 2)]);
    }
}
