//! A look at the footer of a Parquet file before its decoder sees it: how deep the schema is.
//!
//! Responsible for that one number: the decoder enters groups by recursion, and a megabyte of footer nests deep enough to end a process.
//! Not responsible for anything else in the footer.

use std::io;

/// Groups inside groups that are read. News nests three deep.
const MAX_DEPTH: usize = 64;

/// Structs inside structs of a footer that are passed over.
const MAX_SKIP: usize = 16;

/// Checks a footer, or as much of its start as holds the schema.
pub(super) fn check(footer: &[u8]) -> io::Result<()> {
    let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let depth = Walk { bytes: footer, at: 0 }.depth().ok_or_else(|| invalid("a footer that is no footer"))?;
    if depth > MAX_DEPTH {
        return Err(invalid(&format!("a schema of more than {MAX_DEPTH} groups inside each other")));
    }
    Ok(())
}

/// Kinds of values in the compact protocol of Thrift.
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Walk<'_> {
    /// The greatest number of groups around an element; stops looking behind [`MAX_DEPTH`].
    fn depth(&mut self) -> Option<usize> {
        let mut field = 0;
        loop {
            let kind = self.field(&mut field)?;
            match (kind, field) {
                (0, _) => return None,
                (LIST, 2) => break,
                _ => self.skip(kind, 0)?,
            }
        }
        let (kind, count) = self.list()?;
        if kind != STRUCT {
            return None;
        }
        // Elements that each open group still has to come.
        let mut open: Vec<u64> = Vec::new();
        let mut deepest = 0;
        for _ in 0..count {
            let children = self.element()?;
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            if children > 0 {
                open.push(children);
            }
            deepest = deepest.max(open.len());
            if deepest > MAX_DEPTH {
                break;
            }
        }
        Some(deepest)
    }

    /// The children of one element of the schema.
    fn element(&mut self) -> Option<u64> {
        let (mut field, mut children) = (0, 0);
        loop {
            let kind = self.field(&mut field)?;
            match (kind, field) {
                (0, _) => return Some(children),
                // A number below nothing is refused by the decoder.
                (4..=6, 5) => children = self.number()? >> 1,
                _ => self.skip(kind, 0)?,
            }
        }
    }

    /// The kind of the next field of a struct, 0 at its end.
    fn field(&mut self, number: &mut u64) -> Option<u8> {
        let head = self.byte()?;
        let (delta, kind) = (head >> 4, head & 0x0F);
        if kind == 0 {
            return Some(0);
        }
        *number = if delta == 0 { self.number()? >> 1 } else { number.checked_add(u64::from(delta))? };
        Some(kind)
    }

    fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
        Some((head & 0x0F, count))
    }

    /// Passes over a value; structs inside structs by recursion, [`MAX_SKIP`] deep at most.
    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            1 | 2 => {}
            3 => self.pass(1)?,
            4..=6 => {
                self.number()?;
            }
            7 => self.pass(8)?,
            BINARY => {
                let length = self.number()?;
                self.pass(length)?;
            }
            LIST | 10 if depth < MAX_SKIP => {
                let (kind, count) = self.list()?;
                for _ in 0..count {
                    // In a list a truth value takes a byte.
                    let kind = if kind <= 2 { 3 } else { kind };
                    self.skip(kind, depth + 1)?;
                }
            }
            STRUCT if depth < MAX_SKIP => {
                let mut field = 0;
                loop {
                    match self.field(&mut field)? {
                        0 => break,
                        kind => self.skip(kind, depth + 1)?,
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(count).ok()?)?;
        self.at = (end <= self.bytes.len()).then_some(end)?;
        Some(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A file of no rows whose one column stands inside so many groups.
    pub(in super::super) fn nested(groups: u32) -> Vec<u8> {
        let mut footer = b"\x15\x02\x19\xFC".to_vec();
        let mut count = groups + 2;
        while count >= 0x80 {
            footer.push(u8::try_from(count & 0x7F).unwrap() | 0x80);
            count >>= 7;
        }
        footer.push(u8::try_from(count).unwrap());
        footer.extend_from_slice(b"\x48\x01r\x15\x02\x00");
        (0..groups).for_each(|_| footer.extend_from_slice(b"\x35\x02\x18\x01g\x15\x02\x00"));
        footer.extend_from_slice(b"\x15\x0c\x25\x02\x18\x01x\x00\x16\x00\x19\x0c\x00");
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        [b"PAR1", &footer[..], &length, b"PAR1"].concat()
    }

    fn footer(file: &[u8]) -> &[u8] {
        &file[4..file.len() - 8]
    }

    #[test]
    fn depth_is_counted_without_recursion() {
        assert!(check(footer(&nested(3))).is_ok());
        assert!(check(footer(&nested(60))).is_ok());
        for groups in [65, 1_000, 1_000_000] {
            assert!(check(footer(&nested(groups))).unwrap_err().to_string().contains("inside each other"));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = check(&bytes);
            let _ = check(&[b"\x15\x02\x19\xFC\xFF\x7F", &bytes[..]].concat());
        }
    }
}
