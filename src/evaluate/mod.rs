//! How good a run is, and what another one does differently.
//!
//! Responsible for corpora with known truth ([`synth`]), for scores of a run against truth ([`scores`]) and for what differs between two
//! runs ([`changes`]). Not responsible for any finding: it reads the tables of a run folder as anybody could.

pub mod changes;
mod dice;
mod figures;
pub mod scores;
pub mod synth;
mod truth;

pub use figures::Figures;
pub use truth::{Truth, TruthError};
