//! Tables read back from a run folder, in whichever of the three formats they were written.
//!
//! Responsible for the way from a file to the row types of the schema. A table that is missing, of another version or damaged is an
//! error that names the file: nothing here guesses.

use std::fmt;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray as _, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimestampMicrosecondType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};

use super::Format;
use super::cell::{ColumnSpec, Kind, Row};
use crate::article::Micros;

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("{path} is no run folder: it has no run.json", path = .0.display())]
    NotARun(PathBuf),
    /// `texts` of a run that was made with `--no-text`.
    #[error("{path} has no table {table}", path = .folder.display())]
    Missing { folder: PathBuf, table: &'static str },
    #[error("cannot read {path}: {why}", path = .path.display())]
    Unreadable { path: PathBuf, why: String },
}

/// The tables of a run folder.
#[derive(Debug, Clone)]
pub struct RunTables {
    folder: PathBuf,
    format: Format,
}

impl RunTables {
    /// Opens a run folder; its format is the one that its `articles` have.
    ///
    /// # Errors
    /// If there is no `run.json` in it, or no table of articles.
    pub fn open(folder: &Path) -> Result<Self, TableError> {
        if !folder.join("run.json").is_file() {
            return Err(TableError::NotARun(folder.to_owned()));
        }
        let has = |format: &Format| folder.join(format!("articles.{}", format.name())).is_file();
        match Format::ALL.into_iter().find(has) {
            Some(format) => Ok(Self { folder: folder.to_owned(), format }),
            None => Err(TableError::Missing { folder: folder.to_owned(), table: "articles" }),
        }
    }

    /// All rows of a table, in the order of the file.
    ///
    /// # Errors
    /// If the table is not there, or a row of it is none of this version.
    pub fn load<R: Row + DeserializeOwned>(&self) -> Result<Vec<R>, TableError> {
        let path = self.folder.join(format!("{}.{}", R::TABLE, self.format.name()));
        if !path.is_file() {
            return Err(TableError::Missing { folder: self.folder.clone(), table: R::TABLE });
        }
        let rows = match self.format {
            Format::Jsonl => jsonl(&path),
            Format::Csv => csv(&path),
            // The decoder is foreign code that may panic on a damaged file.
            Format::Parquet => catch_unwind(AssertUnwindSafe(|| parquet(&path)))
                .unwrap_or_else(|_| Err("the Parquet file is damaged".to_owned())),
        };
        rows.map_err(|why| TableError::Unreadable { path, why })
    }
}

fn jsonl<R: DeserializeOwned>(path: &Path) -> Result<Vec<R>, String> {
    let mut file = BufReader::with_capacity(1 << 18, File::open(path).map_err(|error| error.to_string())?);
    let (mut rows, mut line) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if file.read_until(b'\n', &mut line).map_err(|error| error.to_string())? == 0 {
            return Ok(rows);
        }
        rows.push(serde_json::from_slice(&line).map_err(|error| format!("row {}: {error}", rows.len() + 1))?);
    }
}

fn csv<R: Row + DeserializeOwned>(path: &Path) -> Result<Vec<R>, String> {
    let mut reader = csv::ReaderBuilder::new().from_path(path).map_err(|error| error.to_string())?;
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let places = places::<R>(|name| header.iter().position(|column| column == name))?;
    let (mut rows, mut record) = (Vec::new(), csv::StringRecord::new());
    while reader.read_record(&mut record).map_err(|error| error.to_string())? {
        let cells =
            R::COLUMNS.iter().zip(&places).map(|(column, &at)| (column.name, written(column, record.get(at).unwrap_or(""))));
        rows.push(R::deserialize(MapDeserializer::new(cells)).map_err(|error| format!("row {}: {error}", rows.len() + 1))?);
    }
    Ok(rows)
}

/// A cell of CSV as its column has it: an empty one is null where that can be.
fn written<'a>(column: &ColumnSpec, cell: &'a str) -> Value<'a> {
    match column.kind {
        _ if cell.is_empty() && column.nullable => Value::Null,
        Kind::Text | Kind::Time => Value::Text(cell),
        Kind::Int => cell.parse().map_or(Value::Text(cell), Value::Int),
        Kind::Float => cell.parse().map_or(Value::Text(cell), Value::Float),
        Kind::Bool => cell.parse().map_or(Value::Text(cell), Value::Bool),
        Kind::TextList | Kind::Alternatives => Value::Json(cell),
    }
}

fn parquet<R: Row + DeserializeOwned>(path: &Path) -> Result<Vec<R>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(ParquetRecordBatchReaderBuilder::build);
    let mut rows = Vec::new();
    for batch in reader.map_err(|error| error.to_string())? {
        let batch = batch.map_err(|error| error.to_string())?;
        let places = places::<R>(|name| batch.schema().index_of(name).ok())?;
        let columns: Vec<&dyn Array> = places.iter().map(|&at| batch.column(at).as_ref()).collect();
        checked::<R>(&batch, &places)?;
        for row in 0..batch.num_rows() {
            let cells = R::COLUMNS.iter().zip(&columns).map(|(column, array)| (column.name, stored(column.kind, *array, row)));
            rows.push(R::deserialize(MapDeserializer::new(cells)).map_err(|error| format!("row {}: {error}", rows.len() + 1))?);
        }
    }
    Ok(rows)
}

/// Where the columns of a row type stand; other columns may stand beside them.
fn places<R: Row>(find: impl Fn(&str) -> Option<usize>) -> Result<Vec<usize>, String> {
    let place = |column: &ColumnSpec| {
        find(column.name).ok_or_else(|| format!("there is no column {}: was it made by another version?", column.name))
    };
    R::COLUMNS.iter().map(place).collect()
}

/// Refuses columns of other types than the schema's, so that cells can be taken as what they are.
fn checked<R: Row>(batch: &RecordBatch, places: &[usize]) -> Result<(), String> {
    for (column, &at) in R::COLUMNS.iter().zip(places) {
        let found = batch.column(at).data_type();
        let fits = match column.kind {
            Kind::Text => *found == DataType::Utf8,
            Kind::Int => *found == DataType::Int64,
            Kind::Float => *found == DataType::Float64,
            Kind::Bool => *found == DataType::Boolean,
            Kind::Time => matches!(found, DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, _)),
            Kind::TextList => matches!(found, DataType::List(item) if *item.data_type() == DataType::Utf8),
            Kind::Alternatives => matches!(found, DataType::List(item) if matches!(item.data_type(), DataType::Struct(_))),
        };
        if !fits {
            return Err(format!("the column {} holds {found}", column.name));
        }
    }
    Ok(())
}

/// A cell of a checked Parquet column.
fn stored(kind: Kind, array: &dyn Array, row: usize) -> Value<'_> {
    if array.is_null(row) {
        return Value::Null;
    }
    match kind {
        Kind::Text => Value::Text(array.as_string::<i32>().value(row)),
        Kind::Int => Value::Int(array.as_primitive::<Int64Type>().value(row)),
        Kind::Float => Value::Float(array.as_primitive::<Float64Type>().value(row)),
        Kind::Bool => Value::Bool(array.as_boolean().value(row)),
        Kind::Time => Value::Int(array.as_primitive::<TimestampMicrosecondType>().value(row)),
        Kind::TextList => {
            let (list, from, to) = slice(array, row);
            let items = list.as_string::<i32>();
            Value::List((from..to).map(|i| Value::Text(items.value(i))).collect())
        }
        Kind::Alternatives => {
            let (list, from, to) = slice(array, row);
            let list = list.as_struct();
            let field = |name: &str| list.column_by_name(name);
            let (Some(src), Some(probability)) = (field("src"), field("probability")) else { return Value::Null };
            let (src, probability) = (src.as_string_opt::<i32>(), probability.as_primitive_opt::<Float64Type>());
            let (Some(src), Some(probability)) = (src, probability) else { return Value::Null };
            Value::List((from..to).map(|i| Value::Alternative(src.value(i), probability.value(i))).collect())
        }
    }
}

/// The values of a list column and the range of one row's.
fn slice(array: &dyn Array, row: usize) -> (&dyn Array, usize, usize) {
    let list = array.as_list::<i32>();
    let offsets = list.value_offsets();
    let at = |i: usize| usize::try_from(offsets[i]).unwrap_or_default();
    (list.values().as_ref(), at(row), at(row + 1))
}

/// A cell on its way into a field of a row.
#[derive(Debug, Clone)]
enum Value<'a> {
    Null,
    Text(&'a str),
    Int(i64),
    Float(f64),
    Bool(bool),
    /// A list as CSV holds it.
    Json(&'a str),
    List(Vec<Self>),
    Alternative(&'a str, f64),
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Text(text) => visitor.visit_str(text),
            Self::Int(n) => visitor.visit_i64(n),
            Self::Float(x) => visitor.visit_f64(x),
            Self::Bool(b) => visitor.visit_bool(b),
            Self::Json(text) => {
                let list: serde_json::Value = serde_json::from_str(text).map_err(de::Error::custom)?;
                list.deserialize_any(visitor).map_err(de::Error::custom)
            }
            Self::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Self::Alternative(src, probability) => {
                let fields = [("src", Value::Text(src)), ("probability", Value::Float(probability))];
                visitor.visit_map(MapDeserializer::new(fields.into_iter()))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_> for Value<'_> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserialize<'de> for Micros {
    /// Microseconds as a number, or the time as [`Micros`] prints it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Time;
        impl Visitor<'_> for Time {
            type Value = Micros;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }
            fn visit_i64<E: de::Error>(self, micros: i64) -> Result<Micros, E> {
                Ok(Micros(micros))
            }
            fn visit_u64<E: de::Error>(self, micros: u64) -> Result<Micros, E> {
                i64::try_from(micros).map(Micros).map_err(de::Error::custom)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Micros, E> {
                if let Some(micros) = text.strip_suffix("us").and_then(|number| number.parse().ok()) {
                    return Ok(Micros(micros));
                }
                text.parse::<jiff::Timestamp>().map(|time| Micros(time.as_microsecond())).map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(Time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Alternative, ArticleRow, EdgeRow, MatchRow, Tables, TextRow, write};

    fn tables() -> Tables {
        let article = |id: &str, at: Option<i64>| ArticleRow {
            article_id: id.into(),
            title: (id == "a").then(|| "Bridge \"closed\",\nagain".into()),
            published_at: at.map(Micros),
            published_precision: "second".into(),
            words: 7,
            ..ArticleRow::default()
        };
        Tables {
            articles: vec![article("a", Some(1_767_225_600_250_000)), article("é\u{1b}", None)],
            texts: vec![TextRow { article_id: "a".into(), text: "One\r\n\ttwo \u{202e}three".into() }],
            matches: vec![MatchRow {
                jaccard: 0.1 + 0.2,
                found_by: vec!["minhash".into(), "passages".into()],
                ..MatchRow::default()
            }],
            edges: vec![EdgeRow {
                lag_seconds: Some(-3),
                alternatives: vec![Alternative { src: "b".into(), probability: 0.25 }],
                ..EdgeRow::default()
            }],
            ..Tables::default()
        }
    }

    #[test]
    fn what_is_written_is_read_again_in_every_format() {
        let home = tempfile::tempdir().expect("a folder");
        for format in Format::ALL {
            let folder = home.path().join(format.name());
            let tables = tables();
            write(&folder, &tables, b"{}", format, false, false).expect("written");
            let read = RunTables::open(&folder).expect("a run");
            assert_eq!(read.load::<ArticleRow>().expect("articles"), tables.articles, "{format:?}");
            assert_eq!(read.load::<TextRow>().expect("texts"), tables.texts, "{format:?}");
            assert_eq!(read.load::<MatchRow>().expect("matches"), tables.matches, "{format:?}");
            assert_eq!(read.load::<EdgeRow>().expect("edges"), tables.edges, "{format:?}");
            assert_eq!(read.load::<crate::tables::QuoteRow>().expect("quotes"), [], "{format:?}");
        }
    }

    #[test]
    fn a_folder_that_is_no_run_and_a_damaged_table_are_told_by_name() {
        let home = tempfile::tempdir().expect("a folder");
        assert!(matches!(RunTables::open(home.path()), Err(TableError::NotARun(_))));
        for format in Format::ALL {
            let folder = home.path().join(format.name());
            write(&folder, &tables(), b"{}", format, true, false).expect("written");
            let run = RunTables::open(&folder).expect("a run");
            assert!(matches!(run.load::<TextRow>(), Err(TableError::Missing { table: "texts", .. })), "{format:?}");
            let path = folder.join(format!("edges.{}", format.name()));
            let bytes = std::fs::read(&path).expect("there");
            std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("cut");
            let told = run.load::<EdgeRow>().map(|rows| rows.len()).map_err(|error| error.to_string());
            assert!(told.as_ref().is_err_and(|told| told.contains("edges.")), "{format:?}: {told:?}");
        }
    }
}
