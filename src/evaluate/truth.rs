//! Truth as it stands in a folder of tab-separated tables: what is copied, shared, said again and printed by everybody.
//!
//! The files are those of [`super::synth`] and of any set in the same form; a column is found by its name, and a file that is not there
//! is a truth that is not known. Places are code points.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::article::Micros;

/// Why truth cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TruthError {
    #[error("{path} holds no truth: none of {files} is there", path = .folder.display(), files = FILES.join(", "))]
    Nothing { folder: PathBuf },
    #[error("cannot read {path}: {why}", path = .path.display())]
    Unreadable { path: PathBuf, why: String },
}

/// The tables that a score can be made of.
const FILES: [&str; 5] = ["clusters.tsv", "spans.tsv", "quotes.tsv", "echo_edges.tsv", "edges.tsv"];

/// An article in its cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) cluster: String,
    pub(super) id: String,
    /// `origin`, or what was done to the copy.
    pub(super) level: String,
}

/// A stretch of one article that stands in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) dst: String,
    pub(super) to: Range<usize>,
    pub(super) src: String,
    pub(super) from: Range<usize>,
    pub(super) level: String,
}

/// A printing of something said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) quote: String,
    pub(super) id: String,
    pub(super) place: Range<usize>,
    pub(super) variant: String,
}

/// `dst` was copied from `src`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) src: String,
    pub(super) dst: String,
    pub(super) same_outlet: bool,
    pub(super) level: String,
}

/// What is printed of an article's time: the first moment it can have been, the first after those, and whether it has a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    earliest: Micros,
    latest: Micros,
    zoned: bool,
}

/// A time without a zone is this far in doubt against one with a zone.
const ZONE_DOUBT: i64 = 26 * Micros::HOUR;

impl Time {
    /// Whether this time is surely before another.
    pub(super) fn before(self, other: Self) -> bool {
        let doubt = if self.zoned == other.zoned { 0 } else { ZONE_DOUBT };
        self.latest.0 + doubt <= other.earliest.0
    }
}

/// All that is known. A table that is not there is `None`.
#[derive(Debug, Default)]
pub struct Truth {
    pub(super) members: Option<Vec<Member>>,
    pub(super) spans: Option<Vec<Span>>,
    pub(super) mentions: Option<Vec<Mention>>,
    pub(super) copies: Option<Vec<Copy>>,
    pub(super) boilerplate: BTreeMap<String, Vec<Range<usize>>>,
    /// Pairs of articles that have one source and are no copies of each other.
    pub(super) common: Option<Vec<(String, String)>>,
    /// The form that an article fills in.
    pub(super) forms: BTreeMap<String, String>,
    pub(super) times: Option<BTreeMap<String, Time>>,
    /// The outlets that an article names as its source.
    pub(super) credits: BTreeMap<String, Vec<String>>,
}

impl Truth {
    /// Reads a folder.
    ///
    /// # Errors
    /// If there is no truth in it, or a row of a table is not what its columns say.
    pub fn read(folder: &Path) -> Result<Self, TruthError> {
        if !FILES.iter().any(|file| folder.join(file).is_file()) {
            return Err(TruthError::Nothing { folder: folder.to_owned() });
        }
        let members = table(folder, "clusters.tsv", |row| {
            Ok(Some(Member {
                cluster: row.text("cluster")?.to_owned(),
                id: row.text("id")?.to_owned(),
                level: row.text("level").or_else(|_| row.text("role"))?.to_owned(),
            }))
        })?;
        let spans = table(folder, "spans.tsv", |row| {
            Ok(Some(Span {
                dst: row.text("dst_id")?.to_owned(),
                to: row.place("dst_start", "dst_end")?,
                src: row.text("src_id")?.to_owned(),
                from: row.place("src_start", "src_end")?,
                level: row.text("level").unwrap_or_default().to_owned(),
            }))
        })?;
        let mentions = table(folder, "quotes.tsv", |row| {
            if row.text("field").is_ok_and(|field| field != "text") {
                return Ok(None);
            }
            Ok(Some(Mention {
                quote: row.text("quote").or_else(|_| row.text("utterance"))?.to_owned(),
                id: row.text("id")?.to_owned(),
                place: row.place("start", "end")?,
                variant: row.text("variant").or_else(|_| row.text("change"))?.to_owned(),
            }))
        })?;
        let copies = table(folder, "echo_edges.tsv", |row| row.copy("level").map(Some))?;
        let mut truth = Self { members, spans, mentions, copies, ..Self::default() };
        if truth.copies.is_none() {
            // Edges of all kinds in one table: the copies, and the pairs that are none.
            let kind = |row: &Row<'_>| row.text("kind").map(str::to_owned);
            truth.copies = table(folder, "edges.tsv", |row| {
                let is_copy = ["reprint", "excerpt", "revision"].contains(&kind(row)?.as_str()) && row.text("src_id")? != "-";
                if is_copy { row.copy("kind").map(Some) } else { Ok(None) }
            })?;
            truth.common = table(folder, "edges.tsv", |row| {
                let is_common = kind(row)? == "common_origin" && row.text("src_id")? != "-";
                Ok(is_common.then_some((row.text("src_id")?.to_owned(), row.text("dst_id")?.to_owned())))
            })?;
        }
        for (id, place) in
            table(folder, "boilerplate.tsv", |row| Ok(Some((row.text("id")?.to_owned(), row.place("start", "end")?))))?
                .unwrap_or_default()
        {
            truth.boilerplate.entry(id).or_default().push(place);
        }
        if let Some(common) =
            table(folder, "common_origin.tsv", |row| Ok(Some((row.text("a")?.to_owned(), row.text("b")?.to_owned()))))?
        {
            truth.common = Some(common);
        }
        let forms = table(folder, "forms.tsv", |row| Ok(Some((row.text("id")?.to_owned(), row.text("form")?.to_owned()))))?;
        truth.forms = forms.unwrap_or_default().into_iter().collect();
        truth.times = table(folder, "times.tsv", |row| {
            let id = row.text("id")?.to_owned();
            match (row.text("earliest")?, row.text("latest")?) {
                ("-", _) | (_, "-") => Ok(None),
                (earliest, latest) => {
                    let zoned = row.text("zone")? == "given";
                    Ok(Some((id, Time { earliest: time(earliest)?, latest: time(latest)?, zoned })))
                }
            }
        })?
        .map(|rows| rows.into_iter().collect());
        // The credits of the demo corpus name several in one cell; those of a made corpus one outlet each.
        let credits = table(folder, "credits.tsv", |row| {
            let names = row.text("outlet").or_else(|_| row.text("names"))?;
            Ok(Some((row.text("id")?.to_owned(), names.split(';').map(str::to_owned).collect::<Vec<_>>())))
        })?;
        for (id, names) in credits.unwrap_or_default() {
            truth.credits.entry(id).or_default().extend(names);
        }
        Ok(truth)
    }

    /// Whether an article names an outlet as its source.
    pub(super) fn is_credited(&self, article: &str, outlet: &str) -> bool {
        self.credits.get(article).is_some_and(|names| names.iter().any(|name| name == outlet))
    }
}

/// A row with the header of its table.
struct Row<'t> {
    header: &'t [&'t str],
    cells: Vec<&'t str>,
}

impl<'t> Row<'t> {
    fn text(&self, column: &str) -> Result<&'t str, String> {
        let at = self.header.iter().position(|name| *name == column).ok_or_else(|| format!("there is no column {column}"))?;
        self.cells.get(at).copied().ok_or_else(|| format!("the row ends before its column {column}"))
    }

    fn place(&self, start: &str, end: &str) -> Result<Range<usize>, String> {
        let number = |column: &str| {
            let cell = self.text(column)?;
            cell.parse::<usize>().map_err(|_| format!("{column} is no offset: {cell}"))
        };
        let place = number(start)?..number(end)?;
        if place.start > place.end { Err(format!("{start} lies behind {end}")) } else { Ok(place) }
    }

    fn copy(&self, level: &str) -> Result<Copy, String> {
        Ok(Copy {
            src: self.text("src_id")?.to_owned(),
            dst: self.text("dst_id")?.to_owned(),
            same_outlet: self.text("src_outlet")? == self.text("dst_outlet")?,
            level: self.text(level).unwrap_or_default().to_owned(),
        })
    }
}

fn time(text: &str) -> Result<Micros, String> {
    text.parse::<jiff::Timestamp>().map(|time| Micros(time.as_microsecond())).map_err(|_| format!("{text} is no time"))
}

/// The rows of a table that `each` wants; nothing where there is no such file.
fn table<T>(
    folder: &Path,
    name: &str,
    each: impl Fn(&Row<'_>) -> Result<Option<T>, String>,
) -> Result<Option<Vec<T>>, TruthError> {
    let path = folder.join(name);
    let unreadable = |why: String| TruthError::Unreadable { path: path.clone(), why };
    if !path.is_file() {
        return Ok(None);
    }
    let page = fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
    let mut lines = page.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut rows = Vec::new();
    for (n, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let row = Row { header: &header, cells: line.split('\t').collect() };
        rows.extend(each(&row).map_err(|why| unreadable(format!("line {}: {why}", n + 2)))?);
    }
    Ok(Some(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_by_its_header_and_an_error_names_the_line() {
        let home = tempfile::tempdir().expect("a folder");
        assert!(matches!(Truth::read(home.path()), Err(TruthError::Nothing { .. })));
        fs::write(
            home.path().join("quotes.tsv"),
            "utterance\tid\tstart\tend\tchange\tfield\nu\ta\t3\t9\tsame\ttext\nu\tb\t0\t6\tsame\ttitle\n",
        )
        .expect("written");
        let truth = Truth::read(home.path()).expect("truth");
        let mentions = truth.mentions.expect("quotations");
        assert_eq!((mentions.len(), mentions[0].place.clone(), mentions[0].variant.as_str()), (1, 3..9, "same"));
        assert!(truth.members.is_none());
        fs::write(home.path().join("clusters.tsv"), "cluster\tid\tlevel\nc\ta\torigin\nc\n").expect("written");
        let told = Truth::read(home.path()).expect_err("no id").to_string();
        assert!(told.contains("clusters.tsv: line 3: the row ends before its column id"), "{told}");
    }

    #[test]
    fn an_order_needs_intervals_apart_and_a_day_more_across_zones() {
        let time = |earliest: &str, latest: &str, zoned| Time {
            earliest: super::time(earliest).expect("a time"),
            latest: super::time(latest).expect("a time"),
            zoned,
        };
        let noon = time("2026-03-03T12:00:00Z", "2026-03-03T12:01:00Z", true);
        let day = time("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", false);
        let later = time("2026-03-05T03:00:00Z", "2026-03-05T03:01:00Z", true);
        assert!(noon.before(later) && !later.before(noon));
        assert!(!noon.before(day) && !day.before(noon));
        assert!(day.before(later));
        assert!(!day.before(time("2026-03-04T03:00:00Z", "2026-03-04T03:01:00Z", true)));
    }
}
