//! Word alignment of two wordings.
//!
//! Responsible for which words of two sequences are the same ones, in order. Not responsible for what follows from it.
//!
//! Short sequences are aligned exactly: the longest common subsequence with a bonus for neighbours. Longer ones are anchored first
//! on three-word shingles that stand once in each (patience alignment) and aligned exactly between the anchors, so that the cost is
//! linear in the words.

use std::cell::RefCell;
use std::hash::Hash;

use ahash::AHashMap;

use super::words::Word;

/// Largest table of the exact alignment, in cells.
const CELLS: usize = 1 << 16;
/// Words of an anchor.
const ANCHOR: usize = 3;
/// What a match counts, and what one beside another counts more.
const MATCH: u16 = 4;
const NEIGHBOUR: u16 = 1;

/// What stands for a word: its hash, or its number.
pub(super) trait Key: Copy + Eq + Hash + Into<u64> {}

impl<K: Copy + Eq + Hash + Into<u64>> Key for K {}

/// A maximal run of equal words: `len` words from `a` of the first sequence and from `b` of the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) len: usize,
}

/// Runs of equal words in ascending order of both sides.
pub(super) fn runs<K: Key>(a: &[K], b: &[K]) -> Vec<Run> {
    let mut out = Runs::default();
    if a.len().saturating_mul(b.len()) <= CELLS {
        exact(a, b, 0, 0, &mut out);
        return out.0;
    }
    let (mut at_a, mut at_b) = (0, 0);
    for (x, y) in anchors(a, b) {
        if x < at_a || y < at_b {
            continue;
        }
        between(a, b, (at_a, x), (at_b, y), &mut out);
        let len = a[x..].iter().zip(&b[y..]).take_while(|(p, q)| p == q).count();
        out.push(x, y, len);
        (at_a, at_b) = (x + len, y + len);
    }
    between(a, b, (at_a, a.len()), (at_b, b.len()), &mut out);
    out.0
}

/// A sequence that many shorter ones are aligned with: where its shingles stand, so that each costs its own length only.
#[derive(Debug)]
pub(super) struct Reference {
    words: usize,
    /// First place of each shingle, and whether it is the only one; empty for a sequence that is short.
    places: AHashMap<Box<[u64]>, (usize, bool)>,
}

impl Reference {
    /// Words from which a sequence is long.
    const LONG: usize = 1024;

    pub(super) fn of(keys: &[u64]) -> Self {
        let mut places: AHashMap<Box<[u64]>, (usize, bool)> = AHashMap::new();
        if keys.len() > Self::LONG {
            for (at, shingle) in keys.windows(ANCHOR).enumerate() {
                places.entry(shingle.into()).and_modify(|place| place.1 = false).or_insert((at, true));
            }
        }
        Self { words: keys.len(), places }
    }

    /// The part of the sequence around the first words that `keys` shares with it: all of it where either is of such length.
    pub(super) fn window(&self, keys: &[u64]) -> (usize, usize) {
        let slack = 4 * keys.len() + 200;
        if self.places.is_empty() || 2 * slack + keys.len() >= self.words {
            return (0, self.words);
        }
        let shared =
            || keys.windows(ANCHOR).enumerate().filter_map(|(i, shingle)| self.places.get(shingle).map(|place| (i, *place)));
        let Some((i, (at, _))) = shared().find(|(_, place)| place.1).or_else(|| shared().next()) else { return (0, self.words) };
        (at.saturating_sub(i + slack), (at + keys.len() + slack).min(self.words))
    }
}

#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, a: usize, b: usize, len: usize) {
        match self.0.last_mut() {
            Some(last) if last.a + last.len == a && last.b + last.len == b => last.len += len,
            _ if len > 0 => self.0.push(Run { a, b, len }),
            _ => {}
        }
    }
}

/// Aligns a stretch between anchors: exactly where it is small, by its ends where it is not.
fn between<K: Key>(a: &[K], b: &[K], (a0, a1): (usize, usize), (b0, b1): (usize, usize), out: &mut Runs) {
    let (x, y) = (&a[a0..a1], &b[b0..b1]);
    if x.len().saturating_mul(y.len()) <= CELLS {
        exact(x, y, a0, b0, out);
        return;
    }
    let head = x.iter().zip(y).take_while(|(p, q)| p == q).count();
    out.push(a0, b0, head);
    let tail = x[head..].iter().rev().zip(y[head..].iter().rev()).take_while(|(p, q)| p == q).count();
    out.push(a1 - tail, b1 - tail, tail);
}

/// Shingles that stand once in each sequence, thinned to the longest chain that ascends in both.
fn anchors<K: Key>(a: &[K], b: &[K]) -> Vec<(usize, usize)> {
    const MANY: usize = usize::MAX;
    let mut places: AHashMap<&[K], (usize, usize)> = AHashMap::new();
    for (i, shingle) in a.windows(ANCHOR).enumerate() {
        places.entry(shingle).and_modify(|place| place.0 = MANY).or_insert((i, MANY));
    }
    let mut seen: AHashMap<&[K], usize> = AHashMap::new();
    for shingle in b.windows(ANCHOR) {
        *seen.entry(shingle).or_default() += 1;
    }
    let pairs: Vec<(usize, usize)> = b
        .windows(ANCHOR)
        .enumerate()
        .filter(|(_, shingle)| seen[shingle] == 1)
        .filter_map(|(j, shingle)| places.get(shingle).filter(|place| place.0 != MANY).map(|place| (place.0, j)))
        .collect();
    // Longest increasing subsequence of the first member; the second ascends already.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![MANY; pairs.len()];
    for (n, pair) in pairs.iter().enumerate() {
        let at = ends.partition_point(|&end| pairs[end].0 < pair.0);
        if at > 0 {
            before[n] = ends[at - 1];
        }
        if at == ends.len() {
            ends.push(n);
        } else {
            ends[at] = n;
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(n) = next {
        chain.push(pairs[n]);
        next = Some(before[n]).filter(|&n| n != MANY);
    }
    chain.reverse();
    chain
}

/// The longest common subsequence, a match beside a match counting more than one alone.
///
/// Equal ends are paired as they stand, as far as [`ends`] allows. Only words that stand in both sequences get a row or a column:
/// the others carry the score on unchanged. O(a + b), and the cells of those words.
fn exact<K: Key>(a: &[K], b: &[K], a0: usize, b0: usize, out: &mut Runs) {
    if a.is_empty() || b.is_empty() {
        return;
    }
    if a == b {
        out.push(a0, b0, a.len());
        return;
    }
    let (head, tail) = ends(a, b);
    out.push(a0, b0, head);
    between_ends(&a[head..a.len() - tail], &b[head..b.len() - tail], a0 + head, b0 + head, out);
    out.push(a0 + a.len() - tail, b0 + b.len() - tail, tail);
}

/// How many words at the beginning and at the end every best alignment pairs as they stand. The two do not overlap.
///
/// That is so for all words up to one that each sequence has once: an alignment without them pairs fewer of them, which costs at least
/// one match, and it gains nothing for that but a neighbour where they end. The word itself is left to the alignment, so that what
/// follows is its neighbour.
fn ends<K: Key>(a: &[K], b: &[K]) -> (usize, usize) {
    let equal = |(x, y): &(&K, &K)| x == y;
    let once = |key: K, a: &[K], b: &[K]| {
        let count = |words: &[K]| words.iter().map(|&word| usize::from(word == key)).sum::<usize>();
        count(a) == 1 && count(b) == 1
    };
    let head = a.iter().zip(b).take_while(equal).count();
    let head = (1..head).rev().find(|&n| once(a[n], a, b)).unwrap_or(0);
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(equal).count();
    let tail = (1..tail).rev().find(|&n| once(a[a.len() - 1 - n], a, b)).unwrap_or(0);
    (head, tail)
}

fn between_ends<K: Key>(a: &[K], b: &[K], a0: usize, b0: usize, out: &mut Runs) {
    TABLE.with_borrow_mut(|table| {
        table.index.read(b);
        table.find_matches(a, b);
        if table.pair_off(a, b, a0, b0, out) {
            return;
        }
        table.fill();
        table.trace(a.len(), b.len());
        for &(x, y) in table.found.iter().rev() {
            out.push(a0 + x, b0 + y, 1);
        }
    });
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::default();
}

/// Where each word of a sequence stands.
#[derive(Debug, Default)]
struct Index {
    /// The first place of the word that a slot is for.
    slots: Vec<u32>,
    /// The next place of the same word.
    next: Vec<u32>,
    /// Spreads the keys over the slots; drawn once, so that no text can be made whose words share one. No outcome depends on it.
    factor: u64,
}

impl Index {
    const NONE: u32 = u32::MAX;

    /// Reads a sequence.
    fn read<K: Key>(&mut self, words: &[K]) {
        self.slots.clear();
        self.slots.resize((2 * words.len()).next_power_of_two().max(2), Self::NONE);
        self.next.clear();
        self.next.resize(words.len(), Self::NONE);
        if self.factor == 0 {
            self.factor = ahash::RandomState::new().hash_one(words.len()) | 1;
        }
        for (place, &word) in words.iter().enumerate().rev() {
            let slot = self.slot(words, word);
            self.next[place] = std::mem::replace(&mut self.slots[slot], u32::try_from(place).unwrap_or(Self::NONE));
        }
    }

    /// The slot of a word, or the empty one where it would be.
    #[inline]
    fn slot<K: Key>(&self, words: &[K], word: K) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = usize::try_from(word.into().wrapping_mul(self.factor) >> 32).unwrap_or(0) & mask;
        while self.slots[slot] != Self::NONE && words[self.slots[slot] as usize] != word {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The places of a word whose first is given, ascending.
    fn places(&self, first: u32) -> impl Iterator<Item = usize> + use<'_> {
        let mut place = first;
        std::iter::from_fn(move || {
            let at = place as usize;
            place = *self.next.get(at)?;
            Some(at)
        })
    }
}

/// Working memory of [`exact`], used again and again.
#[derive(Debug, Default)]
struct Table {
    index: Index,
    /// Places in the first sequence of words that the second has, and the first place of each there.
    rows: Vec<usize>,
    firsts: Vec<u32>,
    /// The other way round, and the column of each place.
    columns: Vec<usize>,
    column: Vec<u32>,
    /// The best score up to each cell, with a row and a column of zeros before the first; at most 256 words can match, so that scores
    /// are small.
    best: Vec<u16>,
    /// Bits of [`step`] of each cell.
    steps: Vec<u8>,
    /// Columns of the last row that match, with their scores, and those of the row before.
    matched: [Vec<(usize, u16)>; 2],
    /// Equal words, last first.
    found: Vec<(usize, usize)>,
}

/// Ways back through a [`Table`].
mod step {
    /// The best of this cell ends in a match.
    pub(super) const MATCH: u8 = 1;
    /// A match here follows a match.
    pub(super) const AFTER_MATCH: u8 = 2;
}

impl Table {
    /// Finds the rows and columns of words that both sequences have.
    fn find_matches<K: Key>(&mut self, a: &[K], b: &[K]) {
        self.rows.clear();
        self.firsts.clear();
        self.column.clear();
        self.column.resize(b.len(), 0);
        for (i, &word) in a.iter().enumerate() {
            let first = self.index.slots[self.index.slot(b, word)];
            if first != Index::NONE {
                self.rows.push(i);
                self.firsts.push(first);
                // A word's first place stands for all of them, until each has its column.
                self.column[first as usize] = 1;
            }
        }
        self.columns.clear();
        for j in 0..b.len() {
            if self.column[j] == 0 {
                continue;
            }
            if let Some(next) = self.column.get_mut(self.index.next[j] as usize) {
                *next = 1;
            }
            self.column[j] = u32::try_from(self.columns.len()).unwrap_or(u32::MAX);
            self.columns.push(j);
        }
    }

    /// Pairs the words that both have one by one, where they stand in the same order on both sides; most wordings differ in other
    /// words alone. No alignment has more matches, and one with fewer is worse if there are few runs: what it gains is one
    /// [`NEIGHBOUR`] for each run but one.
    fn pair_off<K: Key>(&self, a: &[K], b: &[K], a0: usize, b0: usize, out: &mut Runs) -> bool {
        const FEW: usize = (MATCH / NEIGHBOUR) as usize + 1;
        if self.rows.len() != self.columns.len() || self.rows.iter().zip(&self.columns).any(|(&i, &j)| a[i] != b[j]) {
            return false;
        }
        let places = || self.rows.iter().zip(&self.columns);
        let breaks = places().zip(places().skip(1)).filter(|((i, j), (p, q))| *i + 1 != **p || *j + 1 != **q).count();
        if breaks >= FEW {
            return false;
        }
        for (&i, &j) in places() {
            out.push(a0 + i, b0 + j, 1);
        }
        true
    }

    /// A row begins as the one before it, and each match raises what follows it: the cost is that of copying, and of the matches.
    fn fill(&mut self) {
        let width = self.columns.len();
        self.steps.clear();
        self.steps.resize(width * self.rows.len(), 0);
        // Each row is written over by the one before it.
        let cells = (width + 1) * (self.rows.len() + 1);
        if self.best.len() < cells {
            self.best.resize(cells, 0);
        }
        self.best[..=width].fill(0);
        let [above, own] = &mut self.matched;
        above.clear();
        for (r, (&i, &first)) in self.rows.iter().zip(&self.firsts).enumerate() {
            let beside = r > 0 && self.rows[r - 1] + 1 == i;
            let (before, row) = self.best[r * (width + 1)..][..2 * (width + 1)].split_at_mut(width + 1);
            row.copy_from_slice(before);
            let steps = &mut self.steps[r * width..][..width];
            let mut matches_above = above.iter().peekable();
            own.clear();
            for c in self.index.places(first).map(|j| self.column[j] as usize) {
                while matches_above.next_if(|&&(column, _)| column + 1 < c).is_some() {}
                let after_match = matches_above
                    .peek()
                    .filter(|&&&(column, _)| beside && column + 1 == c && self.columns[column] + 1 == self.columns[c])
                    .map(|&&(_, score)| score + NEIGHBOUR);
                // One column further on for the zeros.
                let diagonal = before[c];
                let score = MATCH + after_match.unwrap_or(0).max(diagonal);
                if after_match.is_some_and(|after| after >= diagonal) {
                    steps[c] |= step::AFTER_MATCH;
                }
                if score >= row[c + 1] {
                    steps[c] |= step::MATCH;
                }
                row[c + 1..].iter_mut().take_while(|best| **best < score).for_each(|best| *best = score);
                own.push((c, score));
            }
            std::mem::swap(above, own);
        }
    }

    /// Walks back from the ends `i` and `j`. In a row that was left out the way leads up, in such a column to the first row that made
    /// the column before it better.
    fn trace(&mut self, mut i: usize, mut j: usize) {
        let width = self.columns.len();
        let (mut r, mut c) = (self.rows.len(), width);
        self.found.clear();
        let mut must_match = false;
        let best = |r: usize, c: usize| self.best[r * (width + 1) + c];
        while r > 0 && c > 0 {
            if self.rows[r - 1] + 1 < i {
                i = self.rows[r - 1] + 1;
                continue;
            }
            let step = self.steps[(r - 1) * width + c - 1];
            if self.columns[c - 1] + 1 < j {
                if best(r, c) > best(r - 1, c) {
                    j = self.columns[c - 1] + 1;
                } else {
                    (i, r) = (i - 1, r - 1);
                }
            } else if must_match || step & step::MATCH != 0 {
                self.found.push((i - 1, j - 1));
                must_match = step & step::AFTER_MATCH != 0;
                (i, j, r, c) = (i - 1, j - 1, r - 1, c - 1);
            } else if best(r, c - 1) > best(r - 1, c) {
                (j, c) = (j - 1, c - 1);
            } else {
                (i, r) = (i - 1, r - 1);
            }
        }
    }
}

/// A set of words that now and then has one too many.
pub(super) struct Sketch([u64; 16]);

impl Sketch {
    pub(super) fn of<'w>(words: impl IntoIterator<Item = &'w Word>) -> Self {
        let mut bits = [0; 16];
        for key in words {
            bits[(key >> 6) as usize % 16] |= 1 << (key % 64);
        }
        Self(bits)
    }

    #[inline]
    pub(super) fn may_have(&self, key: Word) -> bool {
        self.0[(key >> 6) as usize % 16] >> (key % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every word of both sequences in the table, which is slower and plainer.
    fn plain(a: &[u64], b: &[u64]) -> Vec<Run> {
        const MATCH: i32 = super::MATCH as i32;
        const NEIGHBOUR: i32 = super::NEIGHBOUR as i32;
        const NEVER: i32 = i32::MIN / 2;
        let mut out = Runs::default();
        if a.is_empty() || b.is_empty() {
            return Vec::new();
        }
        let width = b.len() + 1;
        // Steps back: bit 0, the best of this cell ends in a match; bit 1, that match follows a match; bit 2, else go left, not up.
        let mut steps = vec![0_u8; width * (a.len() + 1)];
        let (mut matched_above, mut best_above) = (vec![NEVER; width], vec![0_i32; width]);
        let (mut matched_row, mut best_row) = (vec![NEVER; width], vec![0_i32; width]);
        for i in 1..=a.len() {
            for j in 1..=b.len() {
                let mut step = 0;
                let (up, left) = (best_above[j], best_row[j - 1]);
                let mut best = up;
                if left > up {
                    best = left;
                    step |= 4;
                }
                matched_row[j] = NEVER;
                if a[i - 1] == b[j - 1] {
                    let (after_match, after_any) = (matched_above[j - 1] + NEIGHBOUR, best_above[j - 1]);
                    matched_row[j] = MATCH + after_match.max(after_any);
                    if after_match >= after_any {
                        step |= 2;
                    }
                    if matched_row[j] >= best {
                        best = matched_row[j];
                        step |= 1;
                    }
                }
                best_row[j] = best;
                steps[i * width + j] = step;
            }
            std::mem::swap(&mut matched_above, &mut matched_row);
            std::mem::swap(&mut best_above, &mut best_row);
        }
        let (mut i, mut j) = (a.len(), b.len());
        let mut found = Vec::new();
        let mut must_match = false;
        while i > 0 && j > 0 {
            let step = steps[i * width + j];
            if must_match || step & 1 != 0 {
                found.push((i - 1, j - 1));
                must_match = step & 2 != 0;
                i -= 1;
                j -= 1;
            } else if step & 4 != 0 {
                j -= 1;
            } else {
                i -= 1;
            }
        }
        for &(x, y) in found.iter().rev() {
            out.push(x, y, 1);
        }
        out.0
    }

    #[test]
    fn neighbours_are_kept_together() {
        assert_eq!(runs(&[1_u64, 2, 3, 4, 1, 2, 9], &[1, 2, 9]), [Run { a: 4, b: 0, len: 3 }]);
        assert_eq!(runs(&[1_u64, 2, 3], &[]), []);
    }

    #[test]
    fn long_sequences_are_anchored() {
        let a: Vec<u64> = (0..5000).collect();
        let b: Vec<u64> = (0..5000).filter(|n| !(2000..2100).contains(n)).collect();
        let found = runs(&a, &b);
        assert_eq!(found, [Run { a: 0, b: 0, len: 2000 }, Run { a: 2100, b: 2000, len: 2900 }]);
    }

    proptest! {
        #[test]
        fn words_of_one_sequence_alone_change_nothing(a in prop::collection::vec(0_u64..9, 0..24), b in prop::collection::vec(0_u64..9, 0..24), apart in 0_u64..9) {
            // Some words stand in one sequence only.
            let b: Vec<u64> = b.iter().map(|x| if *x < apart { x + 1000 } else { *x }).collect();
            prop_assert_eq!(runs(&a, &b), plain(&a, &b));
        }

        #[test]
        fn words_replaced_in_their_place_change_nothing(a in prop::collection::vec(0_u64..30, 0..40), other in prop::collection::vec((0_usize..40, 0_u64..60, 0_usize..3), 0..12)) {
            // Replaced, put in and left out, so that wordings are paired off now and then.
            let mut b = a.clone();
            for (at, word, how) in other {
                match how {
                    0 if at < b.len() => b[at] = word,
                    1 if at < b.len() => { b.remove(at); }
                    _ => b.insert(at.min(b.len()), word),
                }
            }
            prop_assert_eq!(runs(&a, &b), plain(&a, &b));
        }

        #[test]
        fn runs_ascend_and_are_equal(a in prop::collection::vec(0_u64..6, 0..60), b in prop::collection::vec(0_u64..6, 0..60), long in any::<bool>()) {
            let repeat = |v: &[u64]| -> Vec<u64> { if long { (0..20).flat_map(|k| v.iter().map(move |x| x + k)).collect() } else { v.to_vec() } };
            let (a, b) = (repeat(&a), repeat(&b));
            let (mut x, mut y) = (0, 0);
            for run in runs(&a, &b) {
                prop_assert!(run.a >= x && run.b >= y && run.len > 0);
                (x, y) = (run.a + run.len, run.b + run.len);
                prop_assert_eq!(&a[run.a..x], &b[run.b..y]);
            }
        }

        #[test]
        fn the_longest_common_subsequence_is_found(a in prop::collection::vec(0_u64..4, 0..20), b in prop::collection::vec(0_u64..4, 0..20)) {
            let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
            for i in 1..=a.len() {
                for j in 1..=b.len() {
                    table[i][j] = if a[i - 1] == b[j - 1] { table[i - 1][j - 1] + 1 } else { table[i - 1][j].max(table[i][j - 1]) };
                }
            }
            let found: usize = runs(&a, &b).iter().map(|run| run.len).sum();
            // Neighbours are worth a quarter of a word each: what they cost in words is bounded by that.
            prop_assert!(found <= table[a.len()][b.len()] && 5 * found >= 4 * table[a.len()][b.len()]);
        }
    }
}
