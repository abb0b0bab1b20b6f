//! What is known of a token; one bit each.
//!
//! Responsible for the names of the bits. Which words have them is in the data files ([`super::lexicon`]) and in where a word
//! stands ([`super::tokens`]).

/// A filler, which outlets drop in silence.
pub(super) const SOFT: u16 = 1;
/// Inside square brackets: the outlet's word, not the speaker's.
pub(super) const INSERTED: u16 = 2;
/// Something was left out before this token, and the printing says so (an ellipsis).
pub(super) const GAP: u16 = 4;
/// Carries grammar, not content.
pub(super) const FUNCTION: u16 = 8;
/// A character of a script without spaces: half a word.
pub(super) const HALF: u16 = 16;
pub(super) const NEGATION: u16 = 32;
pub(super) const NUMBER: u16 = 64;
pub(super) const MODAL: u16 = 128;
pub(super) const SUBJECT: u16 = 256;
/// Comes of a contraction.
pub(super) const CONTRACTED: u16 = 512;
/// First token of a sentence or clause.
pub(super) const ATOM: u16 = 1024;
/// Punctuation stands before it.
pub(super) const APART: u16 = 2048;
/// First token of a clause that a comma and a conjunction join ("…, but …").
pub(super) const CLAUSE: u16 = 4096;
