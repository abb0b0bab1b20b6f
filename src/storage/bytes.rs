//! Numbers and texts as bytes, for files that only this program reads again.
//!
//! Responsible for an order of bytes that is the same on every machine, and for never reading beyond what is there. Not responsible for
//! whether the bytes are those that were written: who keeps them checks that ([`super::Journal`]).

/// Appends values to bytes.
pub trait Put {
    fn put_number(&mut self, number: u64);
    fn put_text(&mut self, text: &str);
    fn put_option(&mut self, text: Option<&str>);
}

impl Put for Vec<u8> {
    /// Seven bits a byte, the lowest first: small numbers are short.
    fn put_number(&mut self, mut number: u64) {
        while number >= 0x80 {
            #[allow(clippy::cast_possible_truncation, reason = "seven bits and the mark that more follow")]
            self.push(number as u8 | 0x80);
            number >>= 7;
        }
        #[allow(clippy::cast_possible_truncation, reason = "below 128")]
        self.push(number as u8);
    }

    fn put_text(&mut self, text: &str) {
        self.put_number(text.len() as u64);
        self.extend_from_slice(text.as_bytes());
    }

    fn put_option(&mut self, text: Option<&str>) {
        self.push(u8::from(text.is_some()));
        if let Some(text) = text {
            self.put_text(text);
        }
    }
}

/// Takes values from bytes, in the order in which they were put; `None` where they end or are none.
#[derive(Debug, Clone, Copy)]
pub struct Take<'b>(pub &'b [u8]);

impl<'b> Take<'b> {
    pub fn bytes(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn byte(&mut self) -> Option<u8> {
        Some(self.bytes(1)?[0])
    }

    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7F);
            // What would be shifted out was never put.
            number |= (part << shift >> shift == part).then_some(part << shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A number that was one of 32 bits.
    pub fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// A number that was a count, or a place in a list.
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub fn text(&mut self) -> Option<&'b str> {
        let count = self.count()?;
        std::str::from_utf8(self.bytes(count)?).ok()
    }

    /// The outer `None` is an end before its time.
    #[allow(clippy::option_option, reason = "whether there is a text, and whether it can be read, are two things")]
    pub fn option(&mut self) -> Option<Option<&'b str>> {
        if self.byte()? == 0 { Some(None) } else { self.text().map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_fit_is_no_number() {
        let most = [0xFF; 9];
        assert_eq!(Take(&[&most[..], &[1]].concat()).number(), Some(u64::MAX));
        assert_eq!(Take(&[&most[..], &[2]].concat()).number(), None);
    }

    proptest! {
        #[test]
        fn what_is_put_is_taken_and_nothing_beyond_it(numbers: Vec<u64>, texts: Vec<Option<String>>, cut in 0usize..400) {
            let mut bytes = Vec::new();
            for &number in &numbers {
                bytes.put_number(number);
            }
            for text in &texts {
                bytes.put_option(text.as_deref());
            }
            let take = |bytes: &[u8]| {
                let mut from = Take(bytes);
                let read: Option<Vec<u64>> = numbers.iter().map(|_| from.number()).collect();
                let told: Option<Vec<Option<String>>> = texts.iter().map(|_| Some(from.option()?.map(str::to_owned))).collect();
                read.zip(told)
            };
            prop_assert_eq!(take(&bytes), Some((numbers.clone(), texts.clone())));
            if cut < bytes.len() {
                prop_assert_eq!(take(&bytes[..cut]), None);
            }
        }
    }
}
