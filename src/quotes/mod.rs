//! Quotations of one article: what is quoted, who says it, by which cue, where it was said.
//!
//! Responsible for turning marked spans ([`crate::marks`]) into attributed quotations. Not responsible for linking the quotations of
//! different articles ([`crate::utterances`]).
//!
//! Attribution is an ordered list of rules ([`RULES`]): what stands right of the marks, what stands left of them in the same sentence,
//! what an earlier quotation left open. A rule that finds nobody leaves the speaker unknown and says why; the nearest name is never
//! taken for want of a better one.

mod attribution;
mod clause;
mod discourse;
mod extract;
mod items;
mod japanese;
mod kind;
mod lexicon;
mod mention;
mod quote;
mod right;
mod roster;
mod rules;
mod subject;
mod venue;

pub use extract::extract;
pub use quote::{Field, Quote, QuoteKind, RELAYED, Speaker, SpeakerFrom, SpeakerType};
pub use rules::RULES;

#[cfg(test)]
mod tests;
