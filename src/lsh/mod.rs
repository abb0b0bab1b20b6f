//! Locality-sensitive hashing: which pairs of signatures are worth a look.
//!
//! Responsible for bands, buckets and candidate pairs, and for the join that finds all pairs without signatures. Not responsible for whether a candidate is a match: the text decides that.

mod bands;
mod buckets;
mod exact;

pub use bands::Bands;
pub use buckets::{Proposals, SIGNATURES_PER_BLOCK, Signatures, candidates, proposals};
pub use exact::{Measure, exact_pairs};
