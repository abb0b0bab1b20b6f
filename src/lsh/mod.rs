//! Locality-sensitive hashing: which pairs of signatures are worth a look.
//!
//! Responsible for bands, buckets and candidate pairs. Not responsible for whether a candidate is a match: the text decides that.

mod bands;
mod buckets;

pub use bands::Bands;
pub use buckets::candidates;
