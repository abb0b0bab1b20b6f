//! From findings to rows: numbers become ids, byte and word ranges become code points and bytes.

mod articles;
mod audit;
mod cases;
mod clusters;
mod echoes;
mod families;
mod ids;
mod listed;
mod matches;
mod places;
mod sayings;

pub use articles::article_of;
pub(super) use articles::{article_rows, reject_rows, text_rows};
pub(super) use audit::audit_rows;
pub(super) use cases::{case_id, cases_of};
pub(super) use clusters::ClusterList;
pub(super) use echoes::{edge_rows, outlet_rows};
pub(super) use families::FamilyList;
pub use ids::Ids;
pub(super) use matches::{MatchList, is_speech, passage_row, whole_row};
pub(super) use places::{Places, place, with_marks};
pub(super) use sayings::{SayingRows, credit_rows};
