//! Passages as bytes: a tenth of what they take as they are worked with. A corpus that copies much has millions of them.
//!
//! Numbers are written seven bits to a byte, and as differences where they ascend. A record needs nothing but itself to be read, so that
//! it can lie in memory or in a file.

use super::columns::Op;
use super::{Aligned, Passage};
use crate::storage::{Put as _, Take};

const BOILERPLATE: u64 = 1;
const EVIDENT: u64 = 2;

/// Appends the passages of a pair.
pub fn encode(passages: &[Passage], out: &mut Vec<u8>) {
    out.put_number(passages.len() as u64);
    for passage in passages {
        let flags = if passage.boilerplate { BOILERPLATE } else { 0 } | if passage.evident { EVIDENT } else { 0 };
        out.put_number(flags);
        for n in [
            passage.a.0,
            passage.a.1 - passage.a.0,
            passage.b.0,
            passage.b.1 - passage.b.0,
            passage.longest_run_words,
            passage.longest_run_letters,
            passage.matched_letters,
        ] {
            out.put_number(u64::from(n));
        }
        out.put_number(passage.ops.len() as u64);
        for &(op, n) in &passage.ops {
            out.put_number(u64::from(n) << 2 | op as u64);
        }
        let runs = passage.aligned.runs();
        out.put_number(runs.len() as u64);
        let (mut at_a, mut at_b) = (0, 0);
        for &(a, b, length) in runs {
            for n in [a - at_a, b - at_b, length] {
                out.put_number(u64::from(n));
            }
            (at_a, at_b) = (a + length, b + length);
        }
    }
}

/// Takes the passages of a pair off the front; none where the bytes are not such.
pub fn decode(from: &mut Take<'_>) -> Option<Vec<Passage>> {
    let count = from.number()?;
    // A number that is made up must not ask for memory.
    let mut passages = Vec::with_capacity(usize::try_from(count).ok()?.min(from.0.len()));
    for _ in 0..count {
        let flags = from.number()?;
        let mut numbers = [0; 7];
        for n in &mut numbers {
            *n = from.small()?;
        }
        let [a, words_a, b, words_b, longest_run_words, longest_run_letters, matched_letters] = numbers;
        let count = from.count()?;
        let mut ops = Vec::with_capacity(count.min(from.0.len()));
        for _ in 0..count {
            let n = from.number()?;
            let op = [Op::Equal, Op::Changed, Op::Deleted, Op::Inserted][(n & 3) as usize];
            ops.push((op, u32::try_from(n >> 2).ok()?));
        }
        let count = from.count()?;
        let mut runs = Vec::with_capacity(count.min(from.0.len()));
        let (mut at_a, mut at_b) = (0u32, 0u32);
        for _ in 0..count {
            let (x, y) = (at_a.checked_add(from.small()?)?, at_b.checked_add(from.small()?)?);
            let length = from.small()?;
            runs.push((x, y, length));
            (at_a, at_b) = (x.checked_add(length)?, y.checked_add(length)?);
        }
        passages.push(Passage {
            a: (a, a.checked_add(words_a)?),
            b: (b, b.checked_add(words_b)?),
            ops,
            aligned: Aligned::of(runs),
            longest_run_words,
            longest_run_letters,
            matched_letters,
            boilerplate: flags & BOILERPLATE != 0,
            evident: flags & EVIDENT != 0,
        });
    }
    Some(passages)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_passage() -> impl Strategy<Value = Passage> {
        let number = prop_oneof![0u32..200, any::<u32>()];
        let op = prop_oneof![Just(Op::Equal), Just(Op::Changed), Just(Op::Deleted), Just(Op::Inserted)];
        let ops = prop::collection::vec((op, number.clone()), 0..12);
        let steps = prop::collection::vec((0u32..400, 0u32..400, 1u32..400), 0..12);
        (any::<(bool, bool, u16, u16)>(), [0u32..1 << 30, 0..1 << 30], [number.clone(), number.clone(), number], ops, steps)
            .prop_map(|((boilerplate, evident, words_a, words_b), [a, b], [run, letters, matched], ops, steps)| {
                let (mut x, mut y) = (a, b);
                let mut aligned = Aligned::default();
                for (skip_a, skip_b, length) in steps {
                    (x, y) = (x + skip_a, y + skip_b);
                    for _ in 0..length {
                        aligned.push(x, y);
                        (x, y) = (x + 1, y + 1);
                    }
                }
                Passage {
                    a: (a, a + u32::from(words_a)),
                    b: (b, b + u32::from(words_b)),
                    ops,
                    aligned,
                    longest_run_words: run,
                    longest_run_letters: letters,
                    matched_letters: matched,
                    boilerplate,
                    evident,
                }
            })
    }

    proptest! {
        #[test]
        fn passages_come_back_as_they_went_in(passages in prop::collection::vec(any_passage(), 0..5), behind in prop::collection::vec(any::<u8>(), 0..9)) {
            let mut bytes = Vec::new();
            encode(&passages, &mut bytes);
            let size = bytes.len();
            bytes.extend(&behind);
            let mut rest = Take(&bytes);
            prop_assert_eq!(decode(&mut rest), Some(passages));
            prop_assert_eq!(rest.0, behind.as_slice());
            for cut in 0..size {
                prop_assert_eq!(decode(&mut Take(&bytes[..cut])), None, "cut at {}", cut);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&mut Take(&bytes));
        }
    }
}
