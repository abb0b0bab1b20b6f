//! Sets of words as ranges, so that each word is counted once.

/// Words of one article that some passages hold.
#[derive(Debug, Default)]
pub struct Cover {
    /// As they were added: a word behind the last one makes its range longer.
    ranges: Vec<(u32, u32)>,
}

impl Cover {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, word: u32) {
        self.add_range((word, word + 1));
    }

    /// Adds all words of a half-open range.
    pub fn add_range(&mut self, (start, end): (u32, u32)) {
        match self.ranges.last_mut() {
            _ if start >= end => {}
            Some(last) if last.1 == start => last.1 = end,
            _ => self.ranges.push((start, end)),
        }
    }

    /// The words as half-open ranges, ascending and apart.
    #[must_use]
    pub fn ranges(mut self) -> Vec<(u32, u32)> {
        self.ranges.sort_unstable();
        let mut apart: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for (start, end) in self.ranges {
            match apart.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => apart.push((start, end)),
            }
        }
        apart
    }
}

/// Words in ranges that lie apart.
#[must_use]
pub fn count(ranges: &[(u32, u32)]) -> u32 {
    ranges.iter().map(|&(start, end)| end - start).sum()
}

/// Words that two lists of ranges hold, each list ascending and apart. O(ranges of the first and of what lies among them).
#[must_use]
pub fn common(a: &[(u32, u32)], b: &[(u32, u32)]) -> u32 {
    let (mut i, mut both) = (0, 0);
    let mut j = a.first().map_or(0, |&(start, _)| b.partition_point(|&(_, end)| end <= start));
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += x.1.min(y.1).saturating_sub(x.0.max(y.0));
        if x.1 <= y.1 {
            i += 1;
        } else {
            j += 1;
        }
    }
    both
}

/// What of the first list the second does not hold, both ascending and apart. O(ranges of the first and of what lies among them).
#[must_use]
pub fn without(a: &[(u32, u32)], b: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut left = Vec::with_capacity(a.len());
    let first = a.first().map_or(0, |&(start, _)| b.partition_point(|&(_, end)| end <= start));
    let mut rest = &b[first..];
    for &(mut start, end) in a {
        while rest.first().is_some_and(|other| other.1 <= start) {
            rest = &rest[1..];
        }
        for other in rest.iter().take_while(|other| other.0 < end) {
            if start < other.0 {
                left.push((start, other.0));
            }
            start = start.max(other.1);
        }
        if start < end {
            left.push((start, end));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_counts_once() {
        let mut cover = Cover::new();
        for word in [5, 3, 4, 4, 9] {
            cover.add(word);
        }
        let ranges = cover.ranges();
        assert_eq!(ranges, [(3, 6), (9, 10)]);
        assert_eq!(count(&ranges), 4);
    }

    #[test]
    fn ranges_may_overlap_and_touch() {
        let mut cover = Cover::new();
        for range in [(5, 9), (9, 11), (2, 2), (20, 30), (22, 24), (3, 6), (29, 31)] {
            cover.add_range(range);
        }
        assert_eq!(cover.ranges(), [(3, 11), (20, 31)]);
    }

    #[test]
    fn what_both_hold_is_counted_once() {
        let (a, b) = ([(0, 3), (5, 9), (12, 14)], [(1, 6), (8, 13)]);
        let naive = |word: u32| {
            let held = |ranges: &[(u32, u32)]| ranges.iter().any(|&(start, end)| (start..end).contains(&word));
            held(&a) && held(&b)
        };
        assert_eq!(common(&a, &b) as usize, (0..20).filter(|&word| naive(word)).count());
        let left = without(&a, &b);
        assert_eq!(left, [(0, 1), (6, 8), (13, 14)]);
        assert_eq!(without(&a, &[(2, 7), (7, 8)]), [(0, 2), (8, 9), (12, 14)]);
        assert_eq!((common(&a, &[]), common(&[], &b), common(&a, &a)), (0, 0, count(&a)));
    }
}
