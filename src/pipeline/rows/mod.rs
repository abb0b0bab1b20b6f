//! From findings to rows: numbers become ids, byte and word ranges become code points and bytes.

mod clusters;
mod ids;
mod matches;
mod places;

pub(super) use clusters::cluster_rows;
pub(super) use ids::Ids;
pub(super) use matches::{Listed, match_rows};
pub(super) use places::Places;
