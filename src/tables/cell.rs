//! A cell of a table: the few types that every output format can hold.

use std::borrow::Cow;

use crate::article::Micros;

/// A word from a fixed list, such as a relation or a kind.
pub type Label = Cow<'static, str>;

/// What a column holds. Numbers are signed, because engines that read the tables refuse unsigned ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Float,
    Bool,
    /// Microseconds in UTC; ISO 8601 in the text formats.
    Time,
    TextList,
    /// Sources with their probability; a list of structs.
    Alternatives,
}

/// One value, borrowed from its row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Null,
    Text(&'a str),
    Int(i64),
    Float(f64),
    Bool(bool),
    Time(Micros),
    TextList(&'a [Label]),
    Alternatives(&'a [Alternative]),
}

/// Another source that an edge could have had.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Alternative {
    pub src: String,
    pub probability: f64,
}

/// A Rust type that can stand in a column.
pub trait Column {
    const KIND: Kind;
    const NULLABLE: bool = false;
    fn cell(&self) -> Cell<'_>;
}

macro_rules! column {
    ($type:ty, $kind:ident, $this:ident => $cell:expr) => {
        impl Column for $type {
            const KIND: Kind = Kind::$kind;
            fn cell(&self) -> Cell<'_> {
                let $this = self;
                $cell
            }
        }
    };
}

column!(String, Text, this => Cell::Text(this));
column!(Label, Text, this => Cell::Text(this));
column!(i64, Int, this => Cell::Int(*this));
column!(f64, Float, this => Cell::Float(*this));
column!(bool, Bool, this => Cell::Bool(*this));
column!(Micros, Time, this => Cell::Time(*this));
column!(Vec<Label>, TextList, this => Cell::TextList(this));
column!(Vec<Alternative>, Alternatives, this => Cell::Alternatives(this));

impl<T: Column> Column for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Column::cell)
    }
}

/// Name and type of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
}

/// A row of a table: its columns in order, and its cells in the same order.
pub trait Row {
    const TABLE: &'static str;
    const COLUMNS: &'static [ColumnSpec];
    /// Appends one cell a column.
    fn cells<'a>(&'a self, out: &mut Vec<Cell<'a>>);
}

/// Declares the row types of the run folder: a struct, its table's name and its columns, from one list.
macro_rules! tables {
    ($($(#[$doc:meta])* $table:ident: $row:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
        pub struct $row {
            $($(#[$fdoc])* pub $field: $type),+
        }

        impl $crate::tables::cell::Row for $row {
            const TABLE: &'static str = stringify!($table);
            const COLUMNS: &'static [$crate::tables::cell::ColumnSpec] = &[$(
                $crate::tables::cell::ColumnSpec {
                    name: stringify!($field),
                    kind: <$type as $crate::tables::cell::Column>::KIND,
                    nullable: <$type as $crate::tables::cell::Column>::NULLABLE,
                }
            ),+];
            fn cells<'a>(&'a self, out: &mut Vec<$crate::tables::cell::Cell<'a>>) {
                $(out.push($crate::tables::cell::Column::cell(&self.$field));)+
            }
        }
    )+};
}
pub(crate) use tables;
