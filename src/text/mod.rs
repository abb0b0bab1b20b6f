//! Text as the stages compare it: words, folded so that two printings of one word are equal, each with its place in the original.
//!
//! Responsible for what a word is and for the map back to the text. Not responsible for sentences, quotations or meaning.

mod chars;
mod content;
mod folding;
mod kernel;
mod long_hash;
mod split;
mod words;

pub use chars::{is_default_ignorable, is_spaceless};
pub use content::content;
pub(crate) use kernel::Level;
pub(crate) use long_hash::text_hashes;
use long_hash::xxh3_128;
pub use words::{Spans, Words, fold, with_word_hashes};
