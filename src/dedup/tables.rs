//! The rows of the map and of the pairs. Column names and meanings are a contract with their readers.

use crate::tables::Label;
use crate::tables::cell::tables;

tables! {
    /// What became of one row of the inputs.
    map: MapRow {
        /// Of a rejected row its place, `file:position`.
        id: String,
        /// kept, removed, rejected
        status: Label,
        kept_id: Option<String>,
        cluster_id: Option<String>,
        /// Of this row to the kept one: identical, reprint, abridged, ...
        relation: Option<Label>,
        jaccard: Option<f64>,
        /// Share of this row's words that lie aligned in the kept one.
        containment: Option<f64>,
        longest_run_words: Option<i64>,
        /// What decided: against, earliest, longest, first, outlet, best, `smaller_id`; why a row was rejected.
        rule: Option<Label>,
        reason: Option<String>,
    }

    /// A pair at or above the threshold; `a` < `b` by the bytes of the ids.
    pairs: PairRow {
        a: String,
        b: String,
        jaccard: f64,
        containment_a: f64,
        containment_b: f64,
        /// Set aside, so that it removed nothing: the two fill in one template.
        template: bool,
    }
}
