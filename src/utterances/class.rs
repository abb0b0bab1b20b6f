//! What is known of a token; one bit each. What linking needs of it is in the lower byte.
//!
//! Responsible for the names of the bits. Which words have them is in the data files ([`super::lexicon`]) and in where a word
//! stands ([`super::tokens`]).

/// A filler, which outlets drop in silence.
pub(super) const SOFT: u16 = 32;
/// Inside square brackets: the outlet's word, not the speaker's.
pub(super) const INSERTED: u16 = 64;
/// Something was left out before this token, and the printing says so (an ellipsis).
pub(super) const GAP: u16 = 1;
/// Carries grammar, not content.
pub(super) const FUNCTION: u16 = 2;
/// A character of a script without spaces: half a word.
pub(super) const HALF: u16 = 4;
pub(super) const NEGATION: u16 = 128;
pub(super) const NUMBER: u16 = 256;
pub(super) const MODAL: u16 = 512;
pub(super) const SUBJECT: u16 = 1024;
/// Comes of a contraction.
pub(super) const CONTRACTED: u16 = 2048;
/// First token of a sentence or clause.
pub(super) const ATOM: u16 = 8;
/// Punctuation stands before it.
pub(super) const APART: u16 = 4096;
/// First token of a clause that a comma and a conjunction join ("…, but …").
pub(super) const CLAUSE: u16 = 16;
