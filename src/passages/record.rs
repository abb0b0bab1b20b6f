//! Passages as bytes: a tenth of what they take as they are worked with. A corpus that copies much has millions of them.
//!
//! Numbers are written seven bits to a byte, and as differences where they ascend. A record needs nothing but itself to be read, so that
//! it can lie in memory or in a file.

use super::columns::Op;
use super::{Aligned, Passage};

/// Appends a number, least bits first.
pub fn put(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n.to_le_bytes()[0] | 0x80);
        n >>= 7;
    }
    out.push(n.to_le_bytes()[0]);
}

/// Takes a number off the front; none where the bytes end in it or it does not fit.
pub fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut n = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        n |= u64::from(byte & 0x7f).checked_shl(shift).filter(|part| part >> shift == u64::from(byte & 0x7f))?;
        if byte < 0x80 {
            return Some(n);
        }
    }
    None
}

fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(bytes)?).ok()
}

const BOILERPLATE: u64 = 1;
const EVIDENT: u64 = 2;

/// Appends the passages of a pair.
pub fn encode(passages: &[Passage], out: &mut Vec<u8>) {
    put(passages.len() as u64, out);
    for passage in passages {
        let flags = if passage.boilerplate { BOILERPLATE } else { 0 } | if passage.evident { EVIDENT } else { 0 };
        put(flags, out);
        for n in [
            passage.a.0,
            passage.a.1 - passage.a.0,
            passage.b.0,
            passage.b.1 - passage.b.0,
            passage.longest_run_words,
            passage.longest_run_letters,
            passage.matched_letters,
        ] {
            put(u64::from(n), out);
        }
        put(passage.ops.len() as u64, out);
        for &(op, n) in &passage.ops {
            put(u64::from(n) << 2 | op as u64, out);
        }
        let runs = passage.aligned.runs();
        put(runs.len() as u64, out);
        let (mut at_a, mut at_b) = (0, 0);
        for &(a, b, length) in runs {
            for n in [a - at_a, b - at_b, length] {
                put(u64::from(n), out);
            }
            (at_a, at_b) = (a + length, b + length);
        }
    }
}

/// Takes the passages of a pair off the front; none where the bytes are not such.
pub fn decode(bytes: &mut &[u8]) -> Option<Vec<Passage>> {
    let count = take(bytes)?;
    // A number that is made up must not ask for memory.
    let mut passages = Vec::with_capacity(usize::try_from(count).ok()?.min(bytes.len()));
    for _ in 0..count {
        let flags = take(bytes)?;
        let mut numbers = [0; 7];
        for n in &mut numbers {
            *n = take_u32(bytes)?;
        }
        let [a, words_a, b, words_b, longest_run_words, longest_run_letters, matched_letters] = numbers;
        let count = usize::try_from(take(bytes)?).ok()?;
        let mut ops = Vec::with_capacity(count.min(bytes.len()));
        for _ in 0..count {
            let n = take(bytes)?;
            let op = [Op::Equal, Op::Changed, Op::Deleted, Op::Inserted][(n & 3) as usize];
            ops.push((op, u32::try_from(n >> 2).ok()?));
        }
        let count = usize::try_from(take(bytes)?).ok()?;
        let mut runs = Vec::with_capacity(count.min(bytes.len()));
        let (mut at_a, mut at_b) = (0u32, 0u32);
        for _ in 0..count {
            let (x, y) = (at_a.checked_add(take_u32(bytes)?)?, at_b.checked_add(take_u32(bytes)?)?);
            let length = take_u32(bytes)?;
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
            let mut rest = bytes.as_slice();
            prop_assert_eq!(decode(&mut rest), Some(passages));
            prop_assert_eq!(rest, behind.as_slice());
            for cut in 0..size {
                prop_assert_eq!(decode(&mut &bytes[..cut]), None, "cut at {}", cut);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&mut bytes.as_slice());
        }

        #[test]
        fn numbers_come_back(n in any::<u64>()) {
            let mut bytes = Vec::new();
            put(n, &mut bytes);
            prop_assert_eq!(take(&mut bytes.as_slice()), Some(n));
        }
    }
}
