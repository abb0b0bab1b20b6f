//! Rows on their way into the island: the names of the columns once, then lists of values.

use serde::Serialize;
use serde_json::Value;

/// A table of the island.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Grid {
    columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Value>>,
}

impl Grid {
    pub(super) fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// The columns without a row.
    pub(super) fn emptied(&self) -> Self {
        Self { columns: self.columns.clone(), rows: Vec::new() }
    }

    pub(super) fn push(&mut self, row: Vec<Value>) {
        debug_assert_eq!(row.len(), self.columns.len(), "a value a column: {:?}", self.columns);
        self.rows.push(row);
    }
}

/// A row of a grid from values of any kind.
macro_rules! row {
    ($($value:expr),+ $(,)?) => { vec![$(serde_json::json!($value)),+] };
}
pub(super) use row;
