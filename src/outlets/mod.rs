//! Outlets and agencies by name: the table that ships with the program, and finding them in text.
//!
//! Responsible for names, aliases, domains, kinds and countries, and for telling a name of an outlet from the same words used otherwise
//! ("Time" and time, "Times Square"). Not responsible for what a mention means ([`crate::credits`]).

pub(crate) mod cues;
mod domain;
mod find;
mod native;
mod table;
mod walk;

pub use domain::registrable;
pub use find::Mention;
pub use table::{Outlet, OutletId, OutletKind, OutletTable, Outlets, TableError};
