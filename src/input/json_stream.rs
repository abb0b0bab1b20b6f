//! Where the values of a JSON array, or of JSON values written one after the other, begin and end.
//!
//! Responsible for the boundaries, by brackets and strings alone and without recursion. Not responsible for whether a value is valid.

use super::records::Step;

/// Finds values in bytes that arrive in pieces.
#[derive(Debug, Default)]
pub(super) struct JsonSplitter {
    state: State,
    in_array: bool,
    /// The array is all there is: what stands behind it belongs to the answer around it.
    alone: bool,
    finished: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Between,
    /// Inside brackets, this deep.
    Value(u64),
    /// Inside a string this deep.
    Text(u64),
    /// Behind a backslash of a string this deep.
    Escape(u64),
    /// A number, a word or rubbish.
    Scalar,
}

impl JsonSplitter {
    /// Inside an array whose opening bracket has been left behind.
    pub(super) fn inside_array() -> Self {
        Self { in_array: true, alone: true, ..Self::default() }
    }

    /// Whether an array was opened and not closed.
    pub(super) const fn is_inside_array(&self) -> bool {
        self.in_array
    }

    pub(super) fn step(&mut self, bytes: &[u8]) -> Step {
        if self.finished {
            return Step::Skip(bytes.len());
        }
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            match self.state {
                State::Between => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' | b',' => at += 1,
                    b'[' if !self.in_array => {
                        self.in_array = true;
                        at += 1;
                    }
                    b']' if self.in_array => {
                        self.in_array = false;
                        self.finished = self.alone;
                        if self.finished {
                            return Step::Skip(bytes.len());
                        }
                        at += 1;
                    }
                    _ if at > 0 => return Step::Skip(at),
                    b'{' | b'[' => {
                        self.state = State::Value(1);
                        at += 1;
                    }
                    b'"' => {
                        self.state = State::Text(0);
                        at += 1;
                    }
                    _ => {
                        self.state = State::Scalar;
                        at += 1;
                    }
                },
                State::Value(depth) => {
                    at += 1;
                    match byte {
                        b'{' | b'[' => self.state = State::Value(depth + 1),
                        b'"' => self.state = State::Text(depth),
                        b'}' | b']' => {
                            self.state = State::Value(depth - 1);
                            if depth == 1 {
                                self.state = State::Between;
                                return Step::Record(at);
                            }
                        }
                        _ => {}
                    }
                }
                State::Text(depth) => match memchr::memchr2(b'"', b'\\', &bytes[at..]) {
                    None => at = bytes.len(),
                    Some(found) => {
                        at += found + 1;
                        self.state = match bytes[at - 1] {
                            b'\\' => State::Escape(depth),
                            _ if depth > 0 => State::Value(depth),
                            _ => {
                                self.state = State::Between;
                                return Step::Record(at);
                            }
                        };
                    }
                },
                State::Escape(depth) => {
                    at += 1;
                    self.state = State::Text(depth);
                }
                State::Scalar => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | b'[' | b'{' => {
                        self.state = State::Between;
                        return Step::Record(at);
                    }
                    _ => at += 1,
                },
            }
        }
        if self.state == State::Between { Step::Skip(bytes.len()) } else { Step::More }
    }
}
