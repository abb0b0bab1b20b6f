//! What text is written in, where that is not UTF-8, and its way to UTF-8 and back.
//!
//! Responsible for the decision, once for each input and on its first bytes: a byte order mark, the zeros of UTF-16, or so many
//! letters of an older encoding that damage cannot explain them. Not responsible for single ill-formed bytes: those are repaired where
//! they stand ([`super::repair`]), and an input that merely holds some stays UTF-8.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// The encoding that a label stands for: `latin1`, `windows-1252`, `utf-16le`, `shift_jis` and all others of the web.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        encoding_rs::Encoding::for_label(name.as_bytes()).map(Self)
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Nothing to do for text that is UTF-8 already.
    fn foreign(self) -> Option<Self> {
        (self.0 != encoding_rs::UTF_8).then_some(self)
    }

    /// `text` as it would stand in a file of this encoding, without a byte order mark.
    #[must_use]
    pub fn encoded(self, text: &str) -> Cow<'_, [u8]> {
        if self.0 == UTF_16LE {
            return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        }
        if self.0 == UTF_16BE {
            return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        }
        self.0.encode(text).0
    }

    /// What a file of this encoding begins with.
    #[must_use]
    pub fn mark(self) -> &'static [u8] {
        match self.0 {
            encoding if encoding == UTF_16LE => b"\xFF\xFE",
            encoding if encoding == UTF_16BE => b"\xFE\xFF",
            _ => b"",
        }
    }
}

/// Bytes at the start that are looked at for the zeros of UTF-16.
const ZEROS_SEEN: usize = 4_096;

/// Letters of an older encoding that a JSON input must show, which has to be UTF-8, and that others must show.
const LETTERS_IN_JSON: usize = 8;
const LETTERS: usize = 4;

/// Places that are no UTF-8 from which an encoding without Latin letters is looked for.
const FOREIGN_PLACES: usize = 32;

/// The encoding of an input that begins with `start` (all of it, where it is `whole`); `None` for UTF-8. `forced` is what the user says.
pub(super) fn tell(start: &[u8], whole: bool, forced: Option<Encoding>) -> Option<Encoding> {
    if start.starts_with(b"\xFF\xFE\0\0") {
        return None;
    }
    for (mark, encoding) in [(&b"\xEF\xBB\xBF"[..], encoding_rs::UTF_8), (b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if start.starts_with(mark) {
            return Encoding(encoding).foreign();
        }
    }
    match forced {
        Some(encoding) => encoding.foreign(),
        None => utf16(start).or_else(|| older(start, whole)).map(Encoding),
    }
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
fn utf16(start: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let pairs = start[..start.len().min(ZEROS_SEEN)].chunks_exact(2);
    let count = pairs.len();
    let (first, second) = pairs.fold((0, 0), |(a, b), pair| (a + usize::from(pair[0] == 0), b + usize::from(pair[1] == 0)));
    if count < 8 {
        return None;
    }
    match (first * 2 > count, second * 2 > count) {
        (false, true) if first * 20 < count => Some(UTF_16LE),
        (true, false) if second * 20 < count => Some(UTF_16BE),
        _ => None,
    }
}

/// What is seen of bytes that are no UTF-8.
#[derive(Debug, Default)]
struct Seen {
    /// Places that are no UTF-8, and those of them where a letter or sign of Western Europe would stand well.
    places: usize,
    letters: usize,
    /// Characters beyond ASCII that are well-formed.
    well_formed: usize,
    high_bytes: usize,
}

fn older(start: &[u8], whole: bool) -> Option<&'static encoding_rs::Encoding> {
    let body = start.trim_ascii_start();
    // A page says itself what it is written in.
    if body.starts_with(b"<") {
        return None;
    }
    let seen = look(start, whole);
    // Pairs of bytes of an East Asian encoding are now and then well-formed by chance.
    if seen.places == 0 || seen.well_formed > seen.places {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(start, whole);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let needed = if matches!(body.first(), Some(b'{' | b'[')) { LETTERS_IN_JSON } else { LETTERS };
    if seen.letters >= needed && seen.letters * 10 >= seen.places * 9 && seen.well_formed * 10 <= seen.places {
        // Western letters inside Latin words: one byte each, whatever else their bytes could be.
        return Some(if guess.is_single_byte() && decodes(guess, start) { guess } else { WINDOWS_1252 });
    }
    let foreign = seen.places >= FOREIGN_PLACES && seen.high_bytes * 5 >= start.len();
    (foreign && decodes(guess, start)).then_some(guess)
}

/// Whether all of a sample but what may be cut at its end is text in `encoding`.
fn decodes(encoding: &'static encoding_rs::Encoding, start: &[u8]) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let Some(room) = decoder.max_utf8_buffer_length_without_replacement(start.len()) else { return false };
    let mut out = vec![0; room];
    matches!(decoder.decode_to_utf8_without_replacement(start, &mut out, false).0, DecoderResult::InputEmpty)
}

fn look(start: &[u8], whole: bool) -> Seen {
    let mut seen = Seen { high_bytes: start.iter().filter(|byte| !byte.is_ascii()).count(), ..Seen::default() };
    let mut at = 0;
    for chunk in start.utf8_chunks() {
        seen.well_formed += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        at += chunk.valid().len();
        let bad = chunk.invalid();
        let cut = at + bad.len() == start.len() && !whole;
        if !bad.is_empty() && !cut {
            seen.places += 1;
            let before = at.checked_sub(1).map(|at| start[at]);
            seen.letters += usize::from(is_western(bad[0], before, start.get(at + 1).copied()));
        }
        at += bad.len();
    }
    seen
}

/// Whether a byte can be what Windows-1252 makes of it, between these two.
fn is_western(byte: u8, before: Option<u8>, behind: Option<u8>) -> bool {
    let is_letter = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphabetic() || b >= 0xC0);
    // Parts of a broken character of UTF-8 (a surrogate, say), which three letters or signs in a row hardly ever look like.
    let is_tail = |byte: Option<u8>| byte.is_some_and(|b| (0x80..=0xBF).contains(&b));
    if (byte >= 0xC2 && is_tail(behind)) || (is_tail(Some(byte)) && before.is_some_and(|b| b >= 0x80)) {
        return false;
    }
    let is_gap = |byte: Option<u8>| byte.is_none_or(|b| b.is_ascii_whitespace() || b.is_ascii_punctuation());
    match byte {
        // Words of one letter.
        0xE0 | 0xE8 | 0xE9 | 0xF2 | 0xF3 if is_gap(before) && is_gap(behind) => true,
        // Quotation marks, dashes, an ellipsis, a bullet; the no-break space, money, paragraphs, degrees, guillemets.
        0x80 | 0x85 | 0x91..=0x97 | 0xA0 | 0xA1 | 0xA3 | 0xA7 | 0xA9 | 0xAB | 0xAE | 0xB0 | 0xB7 | 0xBB | 0xBF => true,
        // Capitals begin words; what is cut out of UTF-8 looks like one in the middle or at the end of a word.
        0xC0..=0xDE | 0x8A | 0x8C | 0x8E => byte != 0xD7 && is_letter(behind) && !before.is_some_and(|b| b.is_ascii_lowercase()),
        0xDF..=0xFD | 0x9A | 0x9C | 0x9E => byte != 0xF7 && (is_letter(before) || is_letter(behind)),
        _ => false,
    }
}

/// Gives UTF-8 for bytes in another encoding. What is ill-formed becomes a byte that is ill-formed in UTF-8 too, so that it is counted
/// where all such bytes are.
pub(super) struct Recoded<'r> {
    inner: Box<dyn BufRead + Send + 'r>,
    decoder: Decoder,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

const RECODED_BYTES: usize = 64 << 10;

impl<'r> Recoded<'r> {
    pub(super) fn new(inner: Box<dyn BufRead + Send + 'r>, encoding: Encoding) -> Self {
        Self { inner, decoder: encoding.0.new_decoder_with_bom_removal(), out: Vec::new(), at: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.at = 0;
        self.out.clear();
        while self.out.is_empty() && !self.ended {
            let bytes = self.inner.fill_buf()?;
            let last = bytes.is_empty();
            // One byte is left for the mark of what is ill-formed.
            self.out.resize(RECODED_BYTES, 0);
            let room = self.out.len() - 1;
            let (outcome, read, written) = self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.out[..room], last);
            self.inner.consume(read);
            self.out.truncate(written);
            match outcome {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.out.push(0xFF),
            }
        }
        Ok(())
    }
}

impl Read for Recoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.out.len() {
            self.refill()?;
        }
        let count = (self.out.len() - self.at).min(buffer.len());
        buffer[..count].copy_from_slice(&self.out[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(bytes: &[u8]) -> Option<&'static str> {
        tell(bytes, true, None).map(Encoding::name)
    }

    fn recoded(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        Recoded::new(Box::new(io::Cursor::new(bytes.to_vec())), encoding).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn marks_zeros_and_letters_tell_the_encoding() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(told(&[b"\xFF\xFE".to_vec(), utf16("id,text\n")].concat()), Some("UTF-16LE"));
        assert_eq!(told(&utf16("id,text\n1,The ferry left.\n")), Some("UTF-16LE"));
        let big: Vec<u8> = "id,text\n1,The ferry".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(told(&big), Some("UTF-16BE"));
        assert_eq!(told(b"Le caf\xE9 de la for\xEAt, \xE9crit \xE0 l'\xE9t\xE9, \x93 enfin \x94."), Some("windows-1252"));
        assert_eq!(told("Le café de la forêt".as_bytes()), None);
        assert_eq!(told(b"\xEF\xBB\xBFid,text"), None);
        let russian = "Паром ушёл из гавани в полдень и вернулся вечером со всеми пассажирами. ".repeat(3);
        assert_eq!(told(&encoding_rs::WINDOWS_1251.encode(&russian).0), Some("windows-1251"));
        let japanese = "渡し船は正午に港を出て、夕方にすべての乗客とともに戻った。".repeat(4);
        for (encoding, name) in [(encoding_rs::SHIFT_JIS, "Shift_JIS"), (encoding_rs::EUC_JP, "EUC-JP")] {
            assert_eq!(told(&encoding.encode(&japanese).0), Some(name));
        }
        let mut damaged = japanese.into_bytes();
        (0..damaged.len()).step_by(29).for_each(|at| damaged[at] = b'x');
        assert_eq!(told(&damaged), None, "a tenth of its characters is lost, and it is UTF-8 all the same");
    }

    #[test]
    fn damage_is_not_an_encoding() {
        assert_eq!(told(b"one \xFF two \xFE three \xE2\x82 four \xC3( five \xC3\" caf\xC3. six"), None);
        assert_eq!(told(b"{\"text\": \"caf\xE9\"}\n{\"text\": \"for\xEAt\"}\n"), None, "a JSON input with two bad bytes");
        let surrogates = "The ferry s?iled at n?on and c?me back at n?ght with all its p?ssengers".repeat(9);
        let surrogates: Vec<u8> = surrogates.split('?').map(str::as_bytes).collect::<Vec<_>>().join(&b"\xED\xA0\x80"[..]);
        assert_eq!(told(&surrogates), None);
        let mixed = [&"né à l'été, où ça".repeat(4).into_bytes()[..], b" caf\xE9 for\xEAt \xE9t\xE9"].concat();
        assert_eq!(told(&mixed), None);
        assert_eq!(told(b"<html><p>caf\xE9 for\xEAt \xE9t\xE9 no\xEBl p\xE8re"), None);
    }

    #[test]
    fn what_is_ill_formed_stays_so_and_is_counted_once() {
        let lone = [0x41, 0x00, 0x00, 0xD8, 0x42, 0x00];
        let out = recoded(&lone, Encoding(UTF_16LE));
        assert_eq!(super::super::repair::decode(&out), ("A\u{FFFD}B".into(), true));
    }

    #[test]
    fn the_users_word_goes_before_a_guess_and_behind_a_mark() {
        let latin2 = Encoding::from_name("iso-8859-2");
        assert_eq!(tell(b"abc", true, latin2).map(Encoding::name), Some("ISO-8859-2"));
        assert_eq!(tell(b"\xFF\xFEa\0", true, latin2).map(Encoding::name), Some("UTF-16LE"));
        assert_eq!(tell(b"caf\xE9 for\xEAt \xE9t\xE9 no\xEBl", true, Encoding::from_name("utf-8")), None);
        assert_eq!(Encoding::from_name("klingon"), None);
    }

    proptest! {
        #[test]
        fn text_goes_there_and_back(text in "\\PC{0,200}") {
            for encoding in [UTF_16LE, UTF_16BE] {
                let encoding = Encoding(encoding);
                let bytes = [encoding.mark(), &encoding.encoded(&text)].concat();
                prop_assert_eq!(recoded(&bytes, encoding), text.as_bytes());
            }
        }

        #[test]
        fn single_bytes_go_there_and_back(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let western = Encoding(WINDOWS_1252);
            let text = String::from_utf8(recoded(&bytes, western)).unwrap();
            prop_assert_eq!(&*western.encoded(&text), &bytes[..]);
        }

        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Some(encoding) = tell(&bytes, true, None) {
                recoded(&bytes, encoding);
            }
        }
    }
}
