//! Texts that are boilerplate by the user's word, found wherever they stand.

use ahash::AHashMap;

use crate::text::Words;

/// Words that a line must have to be looked for; a shorter one would be found all over.
const MIN_WORDS: usize = 3;

/// Lines to ignore, by their first words.
#[derive(Debug, Default)]
pub struct Ignored {
    lines: AHashMap<[u64; MIN_WORDS], Vec<Vec<u64>>>,
}

impl Ignored {
    /// Takes the lines of a text; those of fewer than three words are left out.
    #[must_use]
    pub fn lines(text: &str) -> Self {
        let mut ignored = Self::default();
        for line in text.lines() {
            let words = Words::of(line);
            if let Some(&first) = words.hashes().first_chunk() {
                ignored.lines.entry(first).or_default().push(words.hashes().to_vec());
            }
        }
        ignored
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The ranges of words that print an ignored line, ascending and apart.
    #[must_use]
    pub fn ranges(&self, words: &Words) -> Vec<(u32, u32)> {
        let hashes = words.hashes();
        let mut found: Vec<(u32, u32)> = Vec::new();
        if self.lines.is_empty() {
            return found;
        }
        for (start, rest) in (0u32..).zip((0..hashes.len()).map(|i| &hashes[i..])) {
            let Some(lines) = rest.first_chunk().and_then(|first| self.lines.get(first)) else { continue };
            let longest = lines.iter().filter(|line| rest.starts_with(line)).map(Vec::len).max();
            if let Some(end) = longest.and_then(|len| u32::try_from(len).ok()).map(|len| start + len) {
                found.push((start, end));
            }
        }
        merged(found)
    }
}

/// Joins ranges that touch or overlap.
#[must_use]
pub fn merged(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match out.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_lines_are_found_whatever_their_case_and_marks() {
        let ignored = Ignored::lines("Sign up for our newsletter.\nok\n\nSign up for our newsletter today!");
        let words = Words::of("He left. SIGN UP for our newsletter — today! Ok. Sign up for our newsletter");
        assert_eq!(ignored.ranges(&words), [(2, 8), (9, 14)]);
        assert_eq!(Ignored::lines("").ranges(&words), []);
    }
}
