//! Times of twelve bytes (`INT96`), which Spark, Hive and Impala wrote for years: a day and the nanoseconds in it.
//!
//! Responsible for decoding them to microseconds: as nanoseconds, which is what they say they are, all before 1677 and behind 2262 wrap
//! around to some other century, silently. Not responsible for what a time means.

use ::parquet::basic::Type as Physical;
use ::parquet::schema::types::SchemaDescriptor;
use arrow::datatypes::{DataType, FieldRef, Fields, TimeUnit};
use std::sync::Arc;

/// Whether a file has such a column.
pub(super) fn any(leaves: &SchemaDescriptor) -> bool {
    leaves.columns().iter().any(|leaf| leaf.physical_type() == Physical::INT96)
}

/// The same columns, with the times of twelve bytes among them in microseconds, inside structs too. In lists they stay as they are: no
/// export of articles has them there.
pub(super) fn in_micros(fields: &Fields, leaves: &SchemaDescriptor) -> Fields {
    let long = leaves.columns().iter().filter(|leaf| leaf.physical_type() == Physical::INT96);
    let paths: Vec<String> = long.map(|leaf| leaf.path().string()).collect();
    fields.iter().map(|field| narrowed(field, field.name(), &paths)).collect()
}

/// Recurses as deep as the schema, which [`super::footer`] has bounded.
fn narrowed(field: &FieldRef, path: &str, paths: &[String]) -> FieldRef {
    let kind = match field.data_type() {
        DataType::Timestamp(TimeUnit::Nanosecond, zone) if paths.iter().any(|long| long == path) => {
            DataType::Timestamp(TimeUnit::Microsecond, zone.clone())
        }
        DataType::Struct(inner) => {
            DataType::Struct(inner.iter().map(|field| narrowed(field, &format!("{path}.{}", field.name()), paths)).collect())
        }
        _ => return Arc::clone(field),
    };
    Arc::new(field.as_ref().clone().with_data_type(kind))
}
