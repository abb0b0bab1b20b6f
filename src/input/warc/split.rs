//! Where the records of an archive end: a head up to a blank line, then as many bytes as it says.
//!
//! Responsible for the boundaries, and for finding the next record behind bytes that are none. Not responsible for what a record is.

use super::super::records::Step;
use super::head_end;

/// Bytes of a record's head that are kept to find its length; a longer one is not a head.
const MAX_HEAD_BYTES: usize = 1 << 20;

/// Finds records in bytes that arrive in pieces.
#[derive(Debug, Default)]
pub(in super::super) struct WarcSplitter {
    state: State,
    /// The head seen so far.
    head: Vec<u8>,
    /// Bytes that are no record have been told of and go on.
    lost: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Between,
    Head,
    Block(u64),
    /// On a line that begins no record.
    Rubbish,
}

const MARK: &[u8] = b"WARC/";

impl WarcSplitter {
    pub(in super::super) fn step(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        while at < bytes.len() {
            match self.state {
                State::Between => {
                    if matches!(bytes[at], b'\r' | b'\n' | b' ' | b'\t') {
                        at += 1;
                    } else if at > 0 {
                        return Step::Skip(at);
                    } else {
                        self.head.clear();
                        self.state = State::Head;
                    }
                }
                State::Head => {
                    let seen = self.head.len();
                    let room = MAX_HEAD_BYTES.saturating_sub(seen).max(1);
                    self.head.extend_from_slice(&bytes[at..bytes.len().min(at + room)]);
                    let compared = self.head.len().min(MARK.len());
                    if self.head[..compared] != MARK[..compared] || self.head.len() > MAX_HEAD_BYTES {
                        // At most the mark has been taken from earlier pieces, and no line ended in it.
                        self.state = State::Rubbish;
                    } else if let Some(end) = head_end(&self.head) {
                        at += end - seen;
                        self.lost = false;
                        match length(&self.head[..end]) {
                            Some(0) | None => {
                                self.state = State::Between;
                                return Step::Record(at);
                            }
                            Some(length) => self.state = State::Block(length),
                        }
                    } else {
                        at += self.head.len() - seen;
                    }
                }
                State::Block(left) => {
                    let here = (bytes.len() - at) as u64;
                    if left > here {
                        self.state = State::Block(left - here);
                        return Step::More;
                    }
                    #[allow(clippy::cast_possible_truncation, reason = "not more than are here")]
                    {
                        at += left as usize;
                    }
                    self.state = State::Between;
                    return Step::Record(at);
                }
                State::Rubbish => match memchr::memchr(b'\n', &bytes[at..]) {
                    None => at = bytes.len(),
                    Some(newline) => {
                        self.state = State::Between;
                        let end = at + newline + 1;
                        return if std::mem::replace(&mut self.lost, true) { Step::Skip(end) } else { Step::Record(end) };
                    }
                },
            }
        }
        if self.state == State::Between { Step::Skip(bytes.len()) } else { Step::More }
    }
}

/// What a head says of the length of its block.
fn length(head: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let line =
        head.split(|&b| b == b'\n').find(|line| line.len() >= NAME.len() && line[..NAME.len()].eq_ignore_ascii_case(NAME))?;
    std::str::from_utf8(&line[NAME.len()..]).ok()?.trim().parse().ok()
}
