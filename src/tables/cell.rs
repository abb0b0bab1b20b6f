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
    /// Pieces of a passage in both articles; a list of structs.
    Blocks,
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
    Blocks(&'a [Block]),
}

/// One value as a reader of tables found it.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Null,
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Time(Micros),
    TextList(Vec<Label>),
    Alternatives(Vec<Alternative>),
    Blocks(Vec<Block>),
}

/// Another source that an edge could have had.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Alternative {
    pub src: String,
    pub probability: f64,
}

/// A piece of a passage whose pieces stand in another order in each article. Places are as those of the passage.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Block {
    pub a_start: i64,
    pub a_end: i64,
    pub a_start_byte: i64,
    pub a_end_byte: i64,
    pub b_start: i64,
    pub b_end: i64,
    pub b_start_byte: i64,
    pub b_end_byte: i64,
    pub kind: Label,
    pub flags: Vec<Label>,
    /// Word edit script of the piece.
    pub ops: String,
    pub family_id: Option<String>,
}

impl Block {
    /// The places by name, in the order of the struct.
    pub const PLACES: [&str; 8] =
        ["a_start", "a_end", "a_start_byte", "a_end_byte", "b_start", "b_end", "b_start_byte", "b_end_byte"];

    pub(super) const fn places(&self) -> [i64; 8] {
        [
            self.a_start,
            self.a_end,
            self.a_start_byte,
            self.a_end_byte,
            self.b_start,
            self.b_end,
            self.b_start_byte,
            self.b_end_byte,
        ]
    }
}

/// A Rust type that can stand in a column.
pub trait Column {
    const KIND: Kind;
    const NULLABLE: bool = false;
    fn cell(&self) -> Cell<'_>;
    /// The way back; `None` where the value is of another type.
    fn from_found(found: Found) -> Option<Self>
    where
        Self: Sized;
}

macro_rules! column {
    ($type:ty, $kind:ident, $this:ident => $cell:expr, $value:ident => $back:expr) => {
        impl Column for $type {
            const KIND: Kind = Kind::$kind;
            fn cell(&self) -> Cell<'_> {
                let $this = self;
                $cell
            }
            fn from_found(found: Found) -> Option<Self> {
                if let Found::$kind($value) = found { Some($back) } else { None }
            }
        }
    };
}

column!(String, Text, this => Cell::Text(this), text => text);
column!(Label, Text, this => Cell::Text(this), text => text.into());
column!(i64, Int, this => Cell::Int(*this), n => n);
column!(f64, Float, this => Cell::Float(*this), x => x);
column!(bool, Bool, this => Cell::Bool(*this), b => b);
column!(Micros, Time, this => Cell::Time(*this), time => time);
column!(Vec<Label>, TextList, this => Cell::TextList(this), list => list);
column!(Vec<Alternative>, Alternatives, this => Cell::Alternatives(this), list => list);
column!(Vec<Block>, Blocks, this => Cell::Blocks(this), list => list);

impl<T: Column> Column for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Column::cell)
    }
    fn from_found(found: Found) -> Option<Self> {
        if found == Found::Null { Some(None) } else { T::from_found(found).map(Some) }
    }
}

/// Name and type of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    /// What it holds, in the words of its documentation; empty where the name says it.
    pub about: &'static str,
}

/// A row of a table: its columns in order, and its cells in the same order.
pub trait Row {
    const TABLE: &'static str;
    /// What a row is; empty where the name says it.
    const ABOUT: &'static str;
    const COLUMNS: &'static [ColumnSpec];
    /// Appends one cell a column.
    fn cells<'a>(&'a self, out: &mut Vec<Cell<'a>>);
    /// The way back, from one value a column; the number of the first column whose value does not fit it.
    fn from_found(found: Vec<Found>) -> Result<Self, usize>
    where
        Self: Sized;
}

/// Declares the row types of the run folder: a struct, its table's name and its columns, from one list.
macro_rules! tables {
    ($($(#[doc = $doc:literal])* $table:ident: $row:ident { $($(#[doc = $fdoc:literal])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $row {
            $($(#[doc = $fdoc])* pub $field: $type),+
        }

        impl $crate::tables::cell::Row for $row {
            const TABLE: &'static str = stringify!($table);
            const ABOUT: &'static str = concat!($($doc),*);
            const COLUMNS: &'static [$crate::tables::cell::ColumnSpec] = &[$(
                $crate::tables::cell::ColumnSpec {
                    name: stringify!($field),
                    kind: <$type as $crate::tables::cell::Column>::KIND,
                    nullable: <$type as $crate::tables::cell::Column>::NULLABLE,
                    about: concat!($($fdoc),*),
                }
            ),+];
            fn cells<'a>(&'a self, out: &mut Vec<$crate::tables::cell::Cell<'a>>) {
                $(out.push($crate::tables::cell::Column::cell(&self.$field));)+
            }
            fn from_found(found: Vec<$crate::tables::cell::Found>) -> Result<Self, usize> {
                let mut values = found.into_iter().enumerate();
                let mut next = || values.next().unwrap_or((Self::COLUMNS.len(), $crate::tables::cell::Found::Null));
                // Fields are read in the order in which they are written here, which is that of the columns.
                Ok(Self {$(
                    $field: {
                        let (number, value) = next();
                        $crate::tables::cell::Column::from_found(value).ok_or(number)?
                    }
                ),+})
            }
        }
    )+};
}
pub(crate) use tables;
