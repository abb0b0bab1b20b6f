//! Union of numbers into groups (smaller root wins, path halving).

/// Disjoint groups of the numbers below a count.
#[derive(Debug)]
pub struct Union {
    parent: Vec<u32>,
}

impl Union {
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self { parent: (0..).take(count).collect() }
    }

    /// The smallest number of `x`'s group.
    pub fn root(&mut self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            let above = self.parent[self.parent[x as usize] as usize];
            self.parent[x as usize] = above;
            x = above;
        }
        x
    }

    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }
}
