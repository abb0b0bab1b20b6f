//! Lists that threads make of what they read, as one.

use std::io;

use rayon::prelude::*;

/// All lists in one, in their order, unless one could not be made.
pub fn in_one<T: Send>(lists: impl ParallelIterator<Item = io::Result<Vec<T>>>) -> io::Result<Vec<T>> {
    let append = |mut all: Vec<T>, more: io::Result<Vec<T>>| {
        all.append(&mut more?);
        Ok(all)
    };
    lists.try_fold(Vec::new, append).try_reduce(Vec::new, |all, more| append(all, Ok(more)))
}
