//! One cell of a table stored by column to the text that the JSON reader would see in its place.
//!
//! Responsible for every type that such a table can have: numbers as printed, times as ISO with their zone, lists and structs as the
//! strings in them. Not responsible for what a column means.

use super::super::json;
use super::super::limits::MAX_NESTED_BYTES;
use super::super::repair::decode;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{
    ArrowDictionaryKeyType, DataType, Date32Type, Date64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::Value;
use std::borrow::Cow;

/// How deep lists and structs are entered for their strings, as deep as JSON is.
const MAX_DEPTH: usize = 100;

/// One column of a batch: the structs on the way to it, then its own cells.
pub(super) struct Column<'b> {
    above: Vec<&'b dyn Array>,
    cells: &'b dyn Array,
}

impl<'b> Column<'b> {
    /// The column of this name; a dot enters a struct unless a column is named with it.
    pub(super) fn find(batch: &'b RecordBatch, name: &str) -> Option<Self> {
        let mut above: Vec<&'b dyn Array> = Vec::new();
        let mut rest = name;
        loop {
            let inside = above.last().and_then(|array| array.as_struct_opt());
            let child = |wanted: &str| match inside {
                None => batch.column_by_name(wanted),
                Some(parent) => parent.column_by_name(wanted),
            };
            if let Some(cells) = child(rest) {
                return Some(Self { above, cells: &**cells });
            }
            let (array, behind) = rest.match_indices('.').find_map(|(dot, _)| {
                let array = child(&rest[..dot]).filter(|array| matches!(array.data_type(), DataType::Struct(_)))?;
                Some((array, &rest[dot + 1..]))
            })?;
            above.push(&**array);
            rest = behind;
        }
    }

    /// The cell as text, `None` for null. `repaired` is set where ill-formed text was replaced.
    pub(super) fn text(&self, row: usize, repaired: &mut bool) -> Option<Cow<'b, str>> {
        if self.above.iter().any(|array| array.is_null(row)) {
            return None;
        }
        text(self.cells, row, repaired)
    }
}

fn text<'b>(cells: &'b dyn Array, row: usize, repaired: &mut bool) -> Option<Cow<'b, str>> {
    if row >= cells.len() || cells.is_null(row) {
        return None;
    }
    let mut bytes = |bytes: &'b [u8]| {
        let (text, bad) = decode(bytes);
        *repaired |= bad;
        text
    };
    Some(match cells.data_type() {
        DataType::Utf8 => Cow::Borrowed(cells.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cow::Borrowed(cells.as_string::<i64>().value(row)),
        DataType::Utf8View => Cow::Borrowed(cells.as_string_view().value(row)),
        DataType::Binary => bytes(cells.as_binary::<i32>().value(row)),
        DataType::LargeBinary => bytes(cells.as_binary::<i64>().value(row)),
        DataType::BinaryView => bytes(cells.as_binary_view().value(row)),
        DataType::FixedSizeBinary(_) => bytes(cells.as_fixed_size_binary().value(row)),
        DataType::Dictionary(key, _) => return dictionary(cells, key, row, repaired),
        DataType::Date32 => day(i64::from(cells.as_primitive::<Date32Type>().value(row))),
        DataType::Date64 => time(i128::from(cells.as_primitive::<Date64Type>().value(row)), TimeUnit::Millisecond, None),
        DataType::Timestamp(unit, zone) => {
            let count = match unit {
                TimeUnit::Second => cells.as_primitive::<TimestampSecondType>().value(row),
                TimeUnit::Millisecond => cells.as_primitive::<TimestampMillisecondType>().value(row),
                TimeUnit::Microsecond => cells.as_primitive::<TimestampMicrosecondType>().value(row),
                TimeUnit::Nanosecond => cells.as_primitive::<TimestampNanosecondType>().value(row),
            };
            time(i128::from(count), *unit, zone.as_deref())
        }
        DataType::Null => return None,
        DataType::Struct(_)
        | DataType::List(_)
        | DataType::LargeList(_)
        | DataType::FixedSizeList(..)
        | DataType::ListView(_)
        | DataType::LargeListView(_)
        | DataType::Map(..) => {
            let mut left = MAX_NESTED_BYTES;
            let value = nested(cells, row, 0, &mut left)?;
            return json::joined(&value).map(Cow::Owned);
        }
        _ => Cow::Owned(printed(cells, row)?),
    })
}

fn dictionary<'b>(cells: &'b dyn Array, key: &DataType, row: usize, repaired: &mut bool) -> Option<Cow<'b, str>> {
    let (values, at) = resolved(cells, key, row)?;
    text(values, at, repaired)
}

/// The values of a dictionary and the place among them that a row names.
fn resolved<'b>(cells: &'b dyn Array, key: &DataType, row: usize) -> Option<(&'b dyn Array, usize)> {
    fn of<K: ArrowDictionaryKeyType>(cells: &dyn Array, row: usize) -> Option<(&dyn Array, usize)> {
        let array = cells.as_dictionary_opt::<K>()?;
        Some((&**array.values(), array.key(row)?))
    }
    match key {
        DataType::Int8 => of::<Int8Type>(cells, row),
        DataType::Int16 => of::<Int16Type>(cells, row),
        DataType::Int32 => of::<Int32Type>(cells, row),
        DataType::Int64 => of::<Int64Type>(cells, row),
        DataType::UInt8 => of::<UInt8Type>(cells, row),
        DataType::UInt16 => of::<UInt16Type>(cells, row),
        DataType::UInt32 => of::<UInt32Type>(cells, row),
        DataType::UInt64 => of::<UInt64Type>(cells, row),
        _ => None,
    }
}

/// A number, a truth value or whatever else has one printed form.
fn printed(cells: &dyn Array, row: usize) -> Option<String> {
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(cells, &options).ok()?;
    formatter.value(row).try_to_string().ok()
}

fn day(days: i64) -> Cow<'static, str> {
    let date = i32::try_from(days).ok().and_then(|days| {
        let days = jiff::Span::new().try_days(days).ok()?;
        jiff::civil::date(1970, 1, 1).checked_add(days).ok()
    });
    Cow::Owned(date.map_or_else(|| format!("day {days} since 1970"), |date| date.to_string()))
}

/// A time as ISO, in UTC where its column has a zone; one that no calendar holds as words that no reader takes for a time.
fn time(count: i128, unit: TimeUnit, zone: Option<&str>) -> Cow<'static, str> {
    let nanos = match unit {
        TimeUnit::Second => count.saturating_mul(1_000_000_000),
        TimeUnit::Millisecond => count.saturating_mul(1_000_000),
        TimeUnit::Microsecond => count.saturating_mul(1_000),
        TimeUnit::Nanosecond => count,
    };
    let Ok(at) = jiff::Timestamp::from_nanosecond(nanos) else {
        return Cow::Owned(format!("time {count} of unit {unit:?} since 1970"));
    };
    // A time with a zone counts from 1970 in UTC; one without counts in the zone that nobody named.
    let text = at.to_string();
    Cow::Owned(if zone.is_some() { text } else { text.trim_end_matches('Z').to_owned() })
}

/// A list or a struct as the JSON value that it would be; `None` where it holds more than may be wanted.
///
/// Recurses as deep as the type of the column, at most [`MAX_DEPTH`].
fn nested(cells: &dyn Array, row: usize, depth: usize, left: &mut usize) -> Option<Value> {
    if row >= cells.len() || cells.is_null(row) {
        return Some(Value::Null);
    }
    *left = left.checked_sub(1)?;
    if depth > MAX_DEPTH {
        return None;
    }
    let list = |items: &dyn Array, left: &mut usize| {
        (0..items.len()).map(|row| nested(items, row, depth + 1, left)).collect::<Option<Vec<_>>>().map(Value::Array)
    };
    match cells.data_type() {
        DataType::Struct(fields) => {
            let array = cells.as_struct();
            let entries = fields.iter().zip(array.columns());
            let entries = entries.map(|(field, column)| Some((field.name().clone(), nested(column, row, depth + 1, left)?)));
            entries.collect::<Option<serde_json::Map<_, _>>>().map(Value::Object)
        }
        DataType::List(_) => list(&cells.as_list::<i32>().value(row), left),
        DataType::LargeList(_) => list(&cells.as_list::<i64>().value(row), left),
        DataType::ListView(_) => list(&cells.as_list_view::<i32>().value(row), left),
        DataType::LargeListView(_) => list(&cells.as_list_view::<i64>().value(row), left),
        DataType::FixedSizeList(..) => list(&cells.as_fixed_size_list().value(row), left),
        DataType::Map(..) => {
            let entries = cells.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let mut map = serde_json::Map::new();
            for at in 0..entries.len() {
                let value = nested(values, at, depth + 1, left)?;
                map.insert(text(keys, at, &mut false).unwrap_or_default().into_owned(), value);
            }
            Some(Value::Object(map))
        }
        DataType::Dictionary(key, _) => match resolved(cells, key, row) {
            Some((values, at)) => nested(values, at, depth + 1, left),
            None => Some(Value::Null),
        },
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView => {
            let text = text(cells, row, &mut false)?;
            *left = left.checked_sub(text.len())?;
            Some(Value::String(text.into_owned()))
        }
        // As in JSON, only the strings of a list or an object are its text.
        _ => Some(Value::Bool(true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{
        ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int64Array, ListArray, StringArray, StringViewArray,
        StructArray, TimestampMillisecondArray, TimestampSecondArray,
    };
    use arrow::datatypes::Field;
    use std::sync::Arc;

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter(columns).unwrap()
    }

    fn cells(array: impl Array + 'static) -> Vec<Option<String>> {
        let batch = batch(vec![("c", Arc::new(array) as ArrayRef)]);
        let column = Column::find(&batch, "c").unwrap();
        (0..batch.num_rows()).map(|row| column.text(row, &mut false).map(Cow::into_owned)).collect()
    }

    fn some(values: &[&str]) -> Vec<Option<String>> {
        values.iter().map(|value| Some((*value).to_owned())).collect()
    }

    #[test]
    fn a_cell_is_what_json_would_print() {
        assert_eq!(cells(StringArray::from(vec![Some("a"), None])), [Some("a".to_owned()), None]);
        assert_eq!(cells(StringViewArray::from(vec!["long enough to stand apart"])), some(&["long enough to stand apart"]));
        assert_eq!(cells(Int64Array::from(vec![-7])), some(&["-7"]));
        assert_eq!(cells(Float64Array::from(vec![1.5])), some(&["1.5"]));
        assert_eq!(cells(BooleanArray::from(vec![true])), some(&["true"]));
        let words: DictionaryArray<Int32Type> = vec!["x", "y", "x"].into_iter().collect();
        assert_eq!(cells(words), some(&["x", "y", "x"]));
    }

    #[test]
    fn a_time_keeps_its_zone_and_its_lack_of_one() {
        assert_eq!(cells(TimestampSecondArray::from(vec![1_546_423_200])), some(&["2019-01-02T10:00:00"]));
        let zoned = TimestampMillisecondArray::from(vec![1_546_423_200_000]).with_timezone("Europe/Berlin");
        assert_eq!(cells(zoned), some(&["2019-01-02T10:00:00Z"]));
        assert_eq!(cells(Date32Array::from(vec![17_898])), some(&["2019-01-02"]));
        let far = cells(TimestampSecondArray::from(vec![i64::MAX]))[0].clone().unwrap();
        assert_eq!(super::super::super::dates::parse(&far), None);
        assert_eq!(cells(Date32Array::from(vec![i32::MAX])).len(), 1);
    }

    #[test]
    fn structs_are_entered_by_dots_and_lists_are_their_strings() {
        let names = ListArray::from_iter_primitive::<Int64Type, _, _>(vec![Some(vec![Some(1)])]);
        assert_eq!(cells(names), [None], "numbers in a list are no text");
        let inner: ArrayRef = Arc::new(StringArray::from(vec![Some("T"), None]));
        let field = Arc::new(Field::new("title", DataType::Utf8, true));
        let both = StructArray::new(vec![field].into(), vec![inner], Some(vec![true, false].into()));
        let flat: ArrayRef = Arc::new(StringArray::from(vec!["f", "g"]));
        let batch = batch(vec![("metadata", Arc::new(both) as ArrayRef), ("a.b", flat)]);
        let read =
            |name: &str, row| Column::find(&batch, name).and_then(|column| column.text(row, &mut false).map(Cow::into_owned));
        assert_eq!(read("metadata.title", 0).as_deref(), Some("T"));
        assert_eq!(read("metadata.title", 1), None);
        assert_eq!(read("metadata", 0).as_deref(), Some("T"));
        assert_eq!(read("a.b", 1).as_deref(), Some("g"));
        assert_eq!(read("metadata.none", 0), None);
    }
}
