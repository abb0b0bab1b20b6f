//! Stable ids: from content and user ids, never from order.

use xxhash_rust::xxh3::Xxh3;

/// Makes ids of one table: a letter and 16 hex digits.
#[derive(Debug, Clone, Copy)]
pub struct Ids(char);

impl Ids {
    pub const MATCH: Self = Self('m');
    pub const PASSAGE: Self = Self('p');
    pub const FAMILY: Self = Self('f');
    pub const CLUSTER: Self = Self('c');
    pub const QUOTE: Self = Self('q');
    pub const SPEECH: Self = Self('s');
    pub const UTTERANCE: Self = Self('u');
    pub const CREDIT: Self = Self('k');
    pub const EDGE: Self = Self('e');

    /// The id of what these parts name together.
    #[must_use]
    pub fn of(self, parts: &[&str]) -> String {
        self.text(self.number(parts))
    }

    /// The same as a number, which takes a tenth of the memory. Numbers are in the order of their ids.
    #[must_use]
    pub fn number(self, parts: &[&str]) -> u64 {
        let mut state = Xxh3::with_seed(u64::from(u32::from(self.0)));
        for part in parts {
            // The length keeps ("ab", "c") and ("a", "bc") apart.
            state.update(&(part.len() as u64).to_le_bytes());
            state.update(part.as_bytes());
        }
        state.digest()
    }

    /// The id that a number stands for.
    #[must_use]
    pub fn text(self, number: u64) -> String {
        format!("{}{number:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_parts_and_table() {
        assert_ne!(Ids::MATCH.of(&["ab", "c"]), Ids::MATCH.of(&["a", "bc"]));
        assert_ne!(Ids::MATCH.of(&["a"])[1..], Ids::PASSAGE.of(&["a"])[1..]);
        assert_eq!(Ids::EDGE.of(&["a", "b"]).len(), 17);
        assert!(Ids::EDGE.text(7) < Ids::EDGE.text(1 << 40));
    }
}
