//! The run folder: what its tables hold and how they are written.
//!
//! Responsible for row types, formats and the order of columns. Not responsible for computing a row.

pub mod cell;
mod schema;

pub use cell::{Alternative, Cell, ColumnSpec, Kind, Label, Row};
pub use schema::*;
