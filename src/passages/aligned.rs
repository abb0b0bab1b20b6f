//! Which word stands across from which, as runs: an article in a hundred others has a hundred of these lists.

/// Words of text a that stand across from words of text b, in the order of both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aligned {
    /// First word of a, first word of b, and how many follow each other in both.
    runs: Vec<(u32, u32, u32)>,
}

impl Aligned {
    /// Adds a pair of words behind all others.
    pub fn push(&mut self, a: u32, b: u32) {
        match self.runs.last_mut() {
            Some((x, y, length)) if *x + *length == a && *y + *length == b => *length += 1,
            _ => self.runs.push((a, b, 1)),
        }
    }

    /// From runs (first word of a, first word of b, how many) in the order of both.
    pub(super) const fn of(runs: Vec<(u32, u32, u32)>) -> Self {
        Self { runs }
    }

    pub(super) fn runs(&self) -> &[(u32, u32, u32)] {
        &self.runs
    }

    /// Stretches in which the words follow each other in both texts: the first word of each, and how many they are.
    pub fn stretches(&self) -> impl Iterator<Item = (u32, u32, u32)> + '_ {
        self.runs.iter().copied()
    }

    /// Every pair of words.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.runs.iter().flat_map(|&(a, b, length)| (a..a + length).zip(b..))
    }

    /// Seen from b.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self { runs: self.runs.iter().map(|&(a, b, length)| (b, a, length)).collect() }
    }

    /// Gives back the room that growing took.
    pub(super) fn shrink(&mut self) {
        self.runs.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_back_as_they_went_in() {
        let pairs = [(3, 7), (4, 8), (5, 10), (6, 11), (8, 12)];
        let mut aligned = Aligned::default();
        for (a, b) in pairs {
            aligned.push(a, b);
        }
        assert_eq!(aligned.runs.len(), 3);
        assert_eq!(aligned.pairs().collect::<Vec<_>>(), pairs);
        assert_eq!(aligned.turned().pairs().collect::<Vec<_>>(), pairs.map(|(a, b)| (b, a)));
    }
}
