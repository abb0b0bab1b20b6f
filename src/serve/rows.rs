//! Tables as rows that can be filtered, sorted and cut into pages, whatever their type.

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use xxhash_rust::xxh3::xxh3_64;

use super::limits::{MAX_ROWS, MAX_SORTS, ROWS};
use super::problem::Problem;
use super::query::{Query, shown};
use crate::article::Micros;
use crate::tables::{Cell, ColumnSpec, Kind, Row, Tables};

/// A table, as every row type has it.
pub(super) trait Table: Sync {
    fn name(&self) -> &'static str;
    fn about(&self) -> &'static str;
    fn columns(&self) -> &'static [ColumnSpec];
    fn len(&self) -> usize;
    /// One cell a column of row `i`.
    fn cells(&self, i: usize) -> Vec<Cell<'_>>;
}

impl<R: Row + Sync> Table for Vec<R> {
    fn name(&self) -> &'static str {
        R::TABLE
    }

    fn about(&self) -> &'static str {
        R::ABOUT
    }

    fn columns(&self) -> &'static [ColumnSpec] {
        R::COLUMNS
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn cells(&self, i: usize) -> Vec<Cell<'_>> {
        let mut cells = Vec::with_capacity(R::COLUMNS.len());
        self[i].cells(&mut cells);
        cells
    }
}

/// All tables of a run in the order in which they are described; an audit has three more.
pub(super) fn all(tables: &Tables) -> Vec<&dyn Table> {
    let mut all: Vec<&dyn Table> = vec![
        &tables.articles,
        &tables.texts,
        &tables.matches,
        &tables.passages,
        &tables.families,
        &tables.family_members,
        &tables.clusters,
        &tables.members,
        &tables.quotes,
        &tables.utterances,
        &tables.credits,
        &tables.edges,
        &tables.outlets,
        &tables.outlet_edges,
        &tables.rejects,
    ];
    if let Some(audit) = &tables.audit {
        all.extend([&audit.stories as &dyn Table, &audit.uses, &audit.targets]);
    }
    all
}

/// Whether a table's first column names its rows.
pub(super) fn has_ids(table: &dyn Table) -> bool {
    let first = table.columns().first().map_or("", |column| column.name);
    !matches!(table.name(), "family_members" | "members" | "rejects" | "outlet_edges")
        && (first.ends_with("_id") || first == "outlet")
}

/// The row that an id names.
pub(super) fn find(table: &dyn Table, id: &str) -> Option<usize> {
    (0..table.len()).find(|&i| table.cells(i).first() == Some(&Cell::Text(id)))
}

/// Columns that name articles, whose outlets a table without a column `outlet` can be asked for.
const ARTICLES: [&str; 3] = ["article_id", "a", "b"];
const OUTLETS: [&str; 2] = ["src_outlet", "dst_outlet"];

/// Whether `outlet` filters a table that has no such column.
pub(super) fn has_outlets(table: &dyn Table) -> bool {
    let names = |names: &[&str]| table.columns().iter().any(|column| names.contains(&column.name));
    !names(&["outlet"]) && (names(&ARTICLES) || names(&OUTLETS))
}

/// What a column is also called: the words of a match are those that it shares.
fn column(table: &dyn Table, name: &str) -> Option<usize> {
    let name = if table.name() == "matches" && name == "words" { "shared_words" } else { name };
    table.columns().iter().position(|column| column.name == name)
}

/// A value to compare cells with. A day is all of its microseconds.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Time(i64, i64),
}

#[derive(Debug, Clone, PartialEq)]
enum Test {
    Is(Value),
    Least(Value),
    Most(Value),
    Null(bool),
}

#[derive(Debug, Clone, PartialEq)]
enum Filter {
    Column(usize, Test),
    /// Any outlet that the row has to do with.
    Outlet(String),
}

/// What a query asks of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    filters: Vec<Filter>,
    /// Columns, and whether they fall.
    sorts: Vec<(usize, bool)>,
    fields: Option<Vec<usize>>,
    limit: usize,
    /// Rows that earlier pages have shown.
    skip: usize,
    /// The question without its page.
    key: u64,
}

/// One page of rows.
pub(super) struct Found {
    pub(super) total: usize,
    pub(super) rows: Vec<usize>,
    pub(super) next: Option<String>,
}

impl Wanted {
    /// Reads a query; `stamp` tells one run from another.
    pub(super) fn read(table: &dyn Table, query: &Query, stamp: u64) -> Result<Self, Problem> {
        let mut filters = Vec::new();
        for (name, value) in query.iter() {
            if !matches!(name, "sort" | "limit" | "cursor" | "fields") {
                filters.push(filter(table, name, value)?);
            }
        }
        let mut sorts = Vec::new();
        for name in list(query.get("sort")) {
            let (name, falls) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
            sorts.push((column(table, name).ok_or_else(|| no_column(table, name))?, falls));
        }
        if sorts.len() > MAX_SORTS {
            return Err(Problem::query(format!("more than {MAX_SORTS} columns to sort by"), "name the first of them"));
        }
        let named = |name| column(table, name).ok_or_else(|| no_column(table, name));
        let fields = query.get("fields").map(|_| list(query.get("fields")).map(named).collect()).transpose()?;
        let limit = query.number("limit", ROWS, MAX_ROWS)?;
        let key = key(table.name(), query, stamp);
        let skip = query.get("cursor").map_or(Ok(0), |cursor| read_cursor(cursor, key))?;
        Ok(Self { filters, sorts, fields, limit, skip, key })
    }

    /// The rows of the page. `outlet` gives an article's.
    pub(super) fn find<'t>(&self, table: &'t dyn Table, outlet: impl Fn(&str) -> Option<&'t str>) -> Found {
        if self.filters.is_empty() && self.sorts.is_empty() {
            let rows: Vec<usize> = (0..table.len()).skip(self.skip).take(self.limit).collect();
            return self.found(table.len(), rows);
        }
        let columns = table.columns();
        let passes = |cells: &[Cell<'t>]| {
            self.filters.iter().all(|filter| match filter {
                Filter::Column(column, test) => test.passes(&cells[*column]),
                Filter::Outlet(name) => columns.iter().zip(cells).any(|(column, cell)| match cell {
                    Cell::Text(id) if ARTICLES.contains(&column.name) => outlet(id) == Some(name),
                    Cell::Text(own) if OUTLETS.contains(&column.name) => own == name,
                    _ => false,
                }),
            })
        };
        let mut kept: Vec<(Vec<Cell<'t>>, usize)> = Vec::new();
        for i in 0..table.len() {
            let cells = table.cells(i);
            if passes(&cells) {
                kept.push((self.sorts.iter().map(|&(column, _)| cells[column]).collect(), i));
            }
        }
        // Rows that are alike stay in the order of the table, so that pages meet without a gap.
        kept.sort_by(|(a, _), (b, _)| {
            let one = |((a, b), &(_, falls)): ((&Cell<'_>, &Cell<'_>), &(usize, bool))| ordered(a, b, falls);
            a.iter().zip(b).zip(&self.sorts).map(one).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        let total = kept.len();
        self.found(total, kept.into_iter().skip(self.skip).take(self.limit).map(|(_, i)| i).collect())
    }

    /// A page with the way to the next; none behind the last, nor behind a cursor that is beyond it.
    fn found(&self, total: usize, rows: Vec<usize>) -> Found {
        let end = self.skip.saturating_add(rows.len());
        let next = (end < total && !rows.is_empty()).then(|| cursor(end, self.key));
        Found { total, rows, next }
    }

    /// A row with the columns that were asked for.
    pub(super) fn row<'t>(&self, table: &'t dyn Table, i: usize) -> RowOf<'t> {
        let all: Vec<(&'static str, Cell<'t>)> = table.columns().iter().map(|column| column.name).zip(table.cells(i)).collect();
        match &self.fields {
            None => RowOf(all),
            Some(fields) => RowOf(fields.iter().map(|&i| all[i]).collect()),
        }
    }
}

/// The row `i` with all its columns.
pub(super) fn whole(table: &dyn Table, i: usize) -> RowOf<'_> {
    RowOf(table.columns().iter().map(|column| column.name).zip(table.cells(i)).collect())
}

fn list(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split(',')).filter(|name| !name.is_empty())
}

fn no_column(table: &dyn Table, name: &str) -> Problem {
    let names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    let outlet = if has_outlets(table) { "; filters also take outlet" } else { "" };
    Problem::query(
        format!("{} has no column {}", table.name(), shown(name)),
        format!("its columns are: {}{outlet}. Besides these: sort, limit, cursor, fields", names.join(", ")),
    )
}

fn filter(table: &dyn Table, name: &str, value: &str) -> Result<Filter, Problem> {
    let (base, test) = name.rsplit_once('.').unwrap_or((name, ""));
    if name == "outlet" && has_outlets(table) {
        return Ok(Filter::Outlet(value.to_owned()));
    }
    let number = column(table, base).ok_or_else(|| no_column(table, name))?;
    let kind = table.columns()[number].kind;
    let bad = || {
        let what = match kind {
            Kind::Int => "a whole number",
            Kind::Float => "a number",
            Kind::Bool => "true or false",
            Kind::Time => "a date as 2026-03-03, or a time as 2026-03-03T17:47:00Z",
            Kind::Text | Kind::TextList | Kind::Alternatives | Kind::Blocks => "a text",
        };
        Problem::query(format!("{} cannot be compared with {}", shown(base), shown(value)), format!("give {what}"))
    };
    let ordered = matches!(kind, Kind::Int | Kind::Float | Kind::Time);
    let read = || self::value(kind, value).ok_or_else(bad);
    let test = match test {
        "" => Test::Is(read()?),
        "min" if ordered => Test::Least(read()?),
        "max" if ordered => Test::Most(read()?),
        "null" => Test::Null(
            value.parse().map_err(|_| Problem::query(format!("{} is true or false", shown(name)), "give one of the two"))?,
        ),
        _ => {
            let next = "a column takes COLUMN=value and COLUMN.null=true; numbers and times also COLUMN.min and COLUMN.max";
            return Err(Problem::query(format!("{} is no filter", shown(name)), next));
        }
    };
    Ok(Filter::Column(number, test))
}

fn value(kind: Kind, text: &str) -> Option<Value> {
    Some(match kind {
        Kind::Text | Kind::TextList | Kind::Alternatives | Kind::Blocks => Value::Text(text.to_owned()),
        Kind::Int => Value::Int(text.parse().ok()?),
        Kind::Float => Value::Float(text.parse().ok().filter(|x: &f64| x.is_finite())?),
        Kind::Bool => Value::Bool(text.parse().ok()?),
        Kind::Time => {
            let (first, last) = times(text)?;
            Value::Time(first, last)
        }
    })
}

/// The first and last microsecond of a day or a time.
pub(super) fn times(text: &str) -> Option<(i64, i64)> {
    if let Ok(day) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        let first = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_microsecond();
        return Some((first, first.checked_add(Micros::DAY - 1)?));
    }
    let at = text.parse::<jiff::Timestamp>().ok()?.as_microsecond();
    Some((at, at))
}

impl Test {
    fn passes(&self, cell: &Cell<'_>) -> bool {
        match self {
            Self::Null(wanted) => (*cell == Cell::Null) == *wanted,
            Self::Is(value) => match (value, cell) {
                (Value::Text(text), Cell::Text(own)) => text == own,
                (Value::Text(text), Cell::TextList(list)) => list.iter().any(|own| own == text),
                (Value::Text(text), Cell::Alternatives(list)) => list.iter().any(|own| own.src == *text),
                (Value::Text(text), Cell::Blocks(list)) => list.iter().any(|own| own.family_id.as_ref() == Some(text)),
                (Value::Bool(b), Cell::Bool(own)) => b == own,
                _ => value.compare(cell).is_some_and(|(low, high)| low.is_le() && high.is_ge()),
            },
            Self::Least(value) => value.compare(cell).is_some_and(|(low, _)| low.is_le()),
            Self::Most(value) => value.compare(cell).is_some_and(|(_, high)| high.is_ge()),
        }
    }
}

impl Value {
    /// How the first and the last of what it stands for compare with a cell.
    fn compare(&self, cell: &Cell<'_>) -> Option<(Ordering, Ordering)> {
        let same = |order: Ordering| (order, order);
        Some(match (self, cell) {
            (Self::Int(n), Cell::Int(own)) => same(n.cmp(own)),
            (Self::Float(x), Cell::Float(own)) => same(x.total_cmp(own)),
            (Self::Time(first, last), Cell::Time(own)) => (first.cmp(&own.0), last.cmp(&own.0)),
            _ => return None,
        })
    }
}

/// The order of two cells of a column; what is not known stands last, whichever way it is sorted.
fn ordered(a: &Cell<'_>, b: &Cell<'_>, falls: bool) -> Ordering {
    let order = match (a, b) {
        (Cell::Null, Cell::Null) => return Ordering::Equal,
        (Cell::Null, _) => return Ordering::Greater,
        (_, Cell::Null) => return Ordering::Less,
        (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
        (Cell::Int(a), Cell::Int(b)) => a.cmp(b),
        (Cell::Float(a), Cell::Float(b)) => a.total_cmp(b),
        (Cell::Bool(a), Cell::Bool(b)) => a.cmp(b),
        (Cell::Time(a), Cell::Time(b)) => a.0.cmp(&b.0),
        (Cell::TextList(a), Cell::TextList(b)) => a.cmp(b),
        _ => Ordering::Equal,
    };
    if falls { order.reverse() } else { order }
}

/// The question that a cursor goes on with: everything but the size of the page and the cursor.
pub(super) fn key(name: &str, query: &Query, stamp: u64) -> u64 {
    let mut asked: Vec<(&str, &str)> = query.iter().filter(|(name, _)| !matches!(*name, "cursor" | "limit" | "fields")).collect();
    asked.sort_unstable();
    let mut bytes = stamp.to_le_bytes().to_vec();
    for part in [name].into_iter().chain(asked.into_iter().flat_map(|(name, value)| [name, value])) {
        bytes.extend_from_slice(part.as_bytes());
        bytes.push(0);
    }
    xxh3_64(&bytes)
}

/// A place in the answer to a question.
pub(super) fn cursor(skip: usize, key: u64) -> String {
    let mut bytes = (skip as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(&key.to_le_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn read_cursor(cursor: &str, key: u64) -> Result<usize, Problem> {
    let bytes = if cursor.len() > 64 { None } else { URL_SAFE_NO_PAD.decode(cursor).ok() };
    let parts = bytes.as_deref().and_then(|bytes| Some((bytes.first_chunk::<8>()?, bytes.get(8..)?)));
    match parts {
        Some((skip, own)) if own == key.to_le_bytes() => Ok(usize::try_from(u64::from_le_bytes(*skip)).unwrap_or(usize::MAX)),
        _ => Err(Problem::query(
            "the cursor belongs to another question, or to another run",
            "take next_cursor as it comes, with the same filters and order; without a cursor the first page comes",
        )),
    }
}

/// A row as a JSON object, its columns in order.
pub(super) struct RowOf<'t>(Vec<(&'static str, Cell<'t>)>);

impl Serialize for RowOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, cell) in &self.0 {
            match cell {
                Cell::Null => map.serialize_entry(name, &())?,
                Cell::Text(text) => map.serialize_entry(name, text)?,
                Cell::Int(n) => map.serialize_entry(name, n)?,
                Cell::Float(x) => map.serialize_entry(name, x)?,
                Cell::Bool(b) => map.serialize_entry(name, b)?,
                Cell::Time(time) => map.serialize_entry(name, &time.to_string())?,
                Cell::TextList(list) => map.serialize_entry(name, list)?,
                Cell::Alternatives(list) => map.serialize_entry(name, list)?,
                Cell::Blocks(list) => map.serialize_entry(name, list)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::Answer;
    use super::*;
    use crate::tables::{ArticleRow, MatchRow};

    fn articles() -> Vec<ArticleRow> {
        let article = |id: &str, outlet: Option<&str>, words: i64, at: Option<i64>| ArticleRow {
            article_id: id.into(),
            outlet: outlet.map(str::to_owned),
            words,
            published_at: at.map(|hours| Micros(hours * Micros::HOUR)),
            ..ArticleRow::default()
        };
        vec![
            article("a", Some("Reed"), 30, Some(0)),
            article("b", None, 20, None),
            article("c", Some("Post"), 20, Some(23)),
            article("d", Some("Reed"), 10, Some(24)),
        ]
    }

    fn ids(query: &str) -> Result<(String, usize, Option<String>), Problem> {
        let table = articles();
        let query = Query::parse(query)?;
        let found = Wanted::read(&table, &query, 7)?.find(&table, |_| None);
        Ok((found.rows.iter().map(|&i| table[i].article_id.as_str()).collect(), found.total, found.next))
    }

    fn rows(query: &str) -> String {
        ids(query).unwrap().0
    }

    #[test]
    fn columns_filter_and_sort_and_what_is_not_known_is_last() {
        assert_eq!(rows(""), "abcd");
        assert_eq!(rows("outlet=Reed"), "ad");
        assert_eq!(rows("outlet.null=true"), "b");
        assert_eq!(rows("words.min=20&words.max=29"), "bc");
        assert_eq!(rows("published_at=1970-01-01"), "ac");
        assert_eq!(rows("published_at.min=1970-01-01T23:00:00Z"), "cd");
        assert_eq!(rows("published_at.max=1970-01-01"), "ac");
        assert_eq!(rows("sort=words"), "dbca");
        assert_eq!(rows("sort=-words,-article_id"), "acbd");
        assert_eq!(rows("sort=-published_at"), "dcab");
        assert_eq!(rows("sort=published_at"), "acdb");
    }

    #[test]
    fn pages_meet_and_a_cursor_is_for_its_question() {
        let (mut seen, mut cursor) = (String::new(), None::<String>);
        loop {
            let more = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let (page, total, next) = ids(&format!("sort=words&limit=3{more}")).unwrap();
            assert_eq!(total, 4);
            seen += &page;
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, "dbca");
        let cursor = ids("sort=words&limit=1").unwrap().2.unwrap();
        assert!(ids(&format!("sort=words&limit=2&cursor={cursor}")).is_ok());
        for other in ["", "sort=-words", "sort=words&outlet=Reed"] {
            assert!(ids(&format!("{other}&cursor={cursor}")).is_err(), "{other}");
        }
        for broken in ["", "x", "AAAA", &"A".repeat(4000), "AAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(ids(&format!("cursor={broken}")).is_err(), "{broken}");
        }
        let far = super::cursor(usize::MAX, key("articles", &Query::default(), 7));
        assert_eq!(ids(&format!("cursor={far}")).unwrap().0, "");
    }

    #[test]
    fn what_is_no_question_is_told_with_the_columns() {
        for (query, told) in [
            ("nothing=1", "no column “nothing”"),
            ("words=many", "cannot be compared"),
            ("words.min=", "cannot be compared"),
            ("outlet.min=a", "is no filter"),
            ("outlet.null=perhaps", "true or false"),
            ("published_at=yesterday", "cannot be compared"),
            ("sort=none", "no column “none”"),
            ("sort=words,words,words,words,words", "more than 4"),
            ("limit=1001", "1 to 1000"),
            ("fields=x", "no column “x”"),
        ] {
            let problem = Answer::from(ids(query).unwrap_err());
            let body = String::from_utf8(problem.body.to_vec()).unwrap();
            assert!(body.contains(told), "{query}: {body}");
        }
    }

    #[test]
    fn a_match_has_the_outlets_of_its_articles() {
        let pair = |a: &str, b: &str, shared_words| MatchRow {
            match_id: format!("{a}{b}"),
            a: a.into(),
            b: b.into(),
            shared_words,
            ..MatchRow::default()
        };
        let table = vec![pair("a", "b", 5), pair("b", "c", 9), pair("a", "c", 7)];
        let articles = articles();
        let outlet = |id: &str| articles.iter().find(|row| row.article_id == id)?.outlet.as_deref();
        let query = Query::parse("outlet=Post&sort=-words").unwrap();
        let found = Wanted::read(&table, &query, 7).unwrap().find(&table, outlet);
        assert_eq!(found.rows, [1, 2]);
    }
}
