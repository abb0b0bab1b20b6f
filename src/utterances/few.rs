//! Short lists of numbers, most of which have one item or none: four bytes each.

/// The lists that have more than one item, one behind the other, each behind its length.
#[derive(Debug, Default)]
pub(super) struct Few {
    long: Vec<u32>,
}

/// A list of [`Few`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Short(u32);

impl Short {
    pub(super) const NOTHING: Self = Self(Self::NONE);
    const NONE: u32 = u32::MAX;
    /// The bit of lists with more than one item.
    const LONG: u32 = 1 << 31;
}

impl Few {
    /// Items of one list must be below 2^31.
    pub(super) fn put(&mut self, items: &[u32]) -> Short {
        match *items {
            [] => Short(Short::NONE),
            [only] if only < Short::LONG => Short(only),
            _ => {
                let at = u32::try_from(self.long.len()).unwrap_or(Short::NONE);
                self.long.push(u32::try_from(items.len()).unwrap_or(u32::MAX));
                self.long.extend_from_slice(items);
                Short(Short::LONG | at)
            }
        }
    }

    #[inline]
    pub(super) fn get<'l>(&'l self, list: &'l Short) -> &'l [u32] {
        match list.0 {
            Short::NONE => &[],
            long if long & Short::LONG != 0 => {
                let at = (long & !Short::LONG) as usize;
                &self.long[at + 1..][..self.long[at] as usize]
            }
            _ => std::slice::from_ref(&list.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        let mut few = Few::default();
        let all: Vec<Vec<u32>> = vec![vec![], vec![0], vec![7, 3], vec![u32::MAX - 1], (0..8).collect(), vec![5]];
        let put: Vec<Short> = all.iter().map(|items| few.put(items)).collect();
        for (list, items) in put.iter().zip(&all) {
            assert_eq!(few.get(list), items);
        }
    }
}
