//! Strings of a Parquet file as bytes: what is ill-formed in one is repaired there, as everywhere, and costs no other row.
//!
//! Responsible for the schema by which the decoder reads. Not responsible for the repair ([`super::values`]).

use ::parquet::basic::{ConvertedType, Type as Physical};
use ::parquet::errors::ParquetError;
use ::parquet::schema::types::{SchemaDescriptor, Type};
use arrow::datatypes::{DataType, Field};
use std::sync::Arc;

/// The same columns without the word that some are text, which the decoder would check and refuse a whole page for.
pub(super) fn as_bytes(schema: &SchemaDescriptor) -> Result<SchemaDescriptor, ParquetError> {
    Ok(SchemaDescriptor::new(Arc::new(undeclared(schema.root_schema())?)))
}

/// Recurses as deep as the schema, which [`super::footer`] has bounded.
fn undeclared(node: &Type) -> Result<Type, ParquetError> {
    let info = node.get_basic_info();
    let id = info.has_id().then(|| info.id());
    match node {
        Type::GroupType { fields, .. } => {
            let fields = fields.iter().map(|field| undeclared(field).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
            let mut group = Type::group_type_builder(info.name())
                .with_fields(fields)
                .with_converted_type(info.converted_type())
                .with_logical_type(info.logical_type_ref().cloned())
                .with_id(id);
            if info.has_repetition() {
                group = group.with_repetition(info.repetition());
            }
            group.build()
        }
        Type::PrimitiveType { physical_type: Physical::BYTE_ARRAY, .. }
            if matches!(info.converted_type(), ConvertedType::UTF8 | ConvertedType::JSON | ConvertedType::ENUM) =>
        {
            let leaf = Type::primitive_type_builder(info.name(), Physical::BYTE_ARRAY);
            leaf.with_repetition(info.repetition()).with_id(id).build()
        }
        Type::PrimitiveType { .. } => Ok(node.clone()),
    }
}

/// A field with bytes as views, inside structs too: a word that stands in every row is in memory once.
pub(super) fn viewed(field: &Field) -> Field {
    let kind = match field.data_type() {
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Struct(inner) => DataType::Struct(inner.iter().map(|field| Arc::new(viewed(field))).collect()),
        other => other.clone(),
    };
    field.clone().with_data_type(kind)
}
