//! Sketches: an article's shingles, and the `MinHash` signature that estimates the Jaccard of two of them.
//!
//! Responsible for shingles and signatures. Not responsible for which signatures are compared ([`crate::lsh`]), and never for a
//! decision: what a signature proposes is verified on the shingles themselves.

mod brief;
mod minhash;
mod shingles;

pub use brief::Brief;
pub use minhash::{EMPTY, GROUP_LANES, LANES, Signature, estimate, signature, signature_of_words};
pub use shingles::{SHINGLE_WORDS, jaccard, shared_shingles, shingle_set, shingles};
