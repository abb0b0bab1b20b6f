//! Quotations of one article: what is quoted, who says it, by which cue, where it was said.
//!
//! Responsible for turning marked spans ([`crate::marks`]) into attributed quotations. Not responsible for linking the quotations of
//! different articles ([`crate::utterances`]).

mod quote;

pub use quote::{Field, Quote, QuoteKind, Speaker, SpeakerFrom, SpeakerType};
