//! Sets of words as ranges, so that each word is counted once.

/// Words of one article that some passages hold.
#[derive(Debug, Default)]
pub struct Cover {
    words: Vec<u32>,
}

impl Cover {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, word: u32) {
        self.words.push(word);
    }

    /// The words as half-open ranges, ascending and apart.
    #[must_use]
    pub fn ranges(mut self) -> Vec<(u32, u32)> {
        self.words.sort_unstable();
        self.words.dedup();
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for word in self.words {
            match ranges.last_mut() {
                Some(last) if last.1 == word => last.1 += 1,
                _ => ranges.push((word, word + 1)),
            }
        }
        ranges
    }
}

/// Words in ranges that lie apart.
#[must_use]
pub fn count(ranges: &[(u32, u32)]) -> u32 {
    ranges.iter().map(|&(start, end)| end - start).sum()
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
}
