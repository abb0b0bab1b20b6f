//! The table of outlets: rows, and look-up by name and by domain.
//!
//! Responsible for reading `outlets.tsv` and a user's own rows, and for the indexes over them. Not responsible for finding names in
//! running text (`find`).

use std::sync::OnceLock;

use ahash::AHashMap;

use super::domain::MOST_HOST_BYTES;
use super::find::Finder;
use super::native::Article;

/// The rows that ship with the program: name, aliases, domains, kind, country.
const SHIPPED: &str = include_str!("outlets.tsv");

/// Columns of a row.
const COLUMNS: usize = 5;

/// Index of an outlet in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutletId(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutletKind {
    /// Writes for other outlets to print.
    Agency,
    Newspaper,
    Broadcaster,
    Magazine,
    Site,
    /// Where anybody posts; naming it credits nobody.
    Platform,
    /// Passes on what others wrote, releases among it.
    Syndicator,
    PublicRecord,
}

impl OutletKind {
    const ALL: [Self; 8] = [
        Self::Agency,
        Self::Newspaper,
        Self::Broadcaster,
        Self::Magazine,
        Self::Site,
        Self::Platform,
        Self::Syndicator,
        Self::PublicRecord,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Newspaper => "newspaper",
            Self::Broadcaster => "broadcaster",
            Self::Magazine => "magazine",
            Self::Site => "site",
            Self::Platform => "platform",
            Self::Syndicator => "syndicator",
            Self::PublicRecord => "public_record",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How much must stand around an alias before it names the outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Guard {
    /// The words name nothing else.
    #[default]
    Plain,
    /// Written `~`: an article must stand before it, or a cue beside it ("the Guardian").
    Article,
    /// Written `!`: a cue must stand beside it ("told Time", "Variety reported").
    Cue,
    /// Both: the bare second word of a name that itself needs a cue ("told the Sun").
    ArticleAndCue,
    /// A form of the name's own article must stand before it, and a cue beside that ("confié au Monde"); where `bare`, the cue is enough.
    Native { forms: &'static Article, bare: bool },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlet {
    /// The canonical name; where two outlets share one, the less known has its place in brackets.
    pub name: String,
    /// Other printings of the name.
    pub aliases: Vec<String>,
    pub domains: Vec<String>,
    pub kind: OutletKind,
    /// ISO 3166-1 alpha-2; empty where a user's row has none.
    pub country: String,
    /// Printings to search for, each with its guard.
    pub(super) patterns: Vec<(String, Guard)>,
}

/// A row of a user's table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line} of the outlet table: {reason}; a row is: name, aliases separated by |, domains separated by |, kind, country, with tabs between"
)]
pub struct TableError {
    /// One-based.
    pub line: usize,
    reason: String,
}

impl TableError {
    /// What is wrong with the row.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// A table of outlets that was read from tab-separated rows: name, aliases, domains, kind, country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletTable {
    name: String,
    rows: Vec<Outlet>,
}

impl OutletTable {
    /// Reads rows; a first line of the columns' names is none. `name` is what the table is called by, its file.
    ///
    /// # Errors
    /// If a row has no name, no such kind, more columns than there are, or none at all.
    pub fn read(name: &str, tsv: &str) -> Result<Self, TableError> {
        Ok(Self { name: name.to_owned(), rows: parse(tsv)? })
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Outlets with their indexes. Building one costs about 50 ms, so share it.
#[derive(Debug)]
pub struct Outlets {
    rows: Vec<Outlet>,
    names: AHashMap<String, OutletId>,
    domains: AHashMap<String, OutletId>,
    pub(super) finder: Finder,
}

impl Outlets {
    /// The table that ships with the program, built at first use.
    ///
    /// # Panics
    /// Never: a test reads every row of the table that is compiled in.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHARED: OnceLock<Outlets> = OnceLock::new();
        SHARED.get_or_init(|| Self::build(parse(SHIPPED).expect("the compiled-in table is tested")))
    }

    /// The shipped table with a user's rows before it: where both have a name or a domain, the user's holds.
    ///
    /// # Errors
    /// If a row has no name, or a kind that is not one of [`OutletKind`]'s.
    pub fn with_user_rows(tsv: &str) -> Result<Self, TableError> {
        Ok(Self::with_own(&OutletTable::read("", tsv)?, None))
    }

    /// The shipped table with a user's own before it, and between them `others`. Of a name or a domain the first holds.
    #[must_use]
    pub fn with_own(own: &OutletTable, others: Option<&OutletTable>) -> Self {
        let others = others.map_or(&[][..], |table| &table.rows);
        let rows = own.rows.iter().chain(others).chain(&Self::shipped().rows).cloned();
        Self::build(rows.collect())
    }

    fn build(rows: Vec<Outlet>) -> Self {
        let mut names = AHashMap::new();
        let mut domains = AHashMap::new();
        let ids = || (0u32..).map(OutletId);
        // Names first, so that no outlet's alias takes another's name.
        for (id, row) in ids().zip(&rows) {
            names.entry(key(&row.name)).or_insert(id);
        }
        for (id, row) in ids().zip(&rows) {
            for alias in &row.aliases {
                names.entry(key(alias)).or_insert(id);
            }
            for domain in &row.domains {
                domains.entry(domain.to_ascii_lowercase()).or_insert(id);
            }
        }
        let finder = Finder::new(&rows);
        Self { rows, names, domains, finder }
    }

    /// The outlet of an id of this table.
    ///
    /// # Panics
    /// If the id is another table's and lies past the end of this one.
    #[must_use]
    pub fn get(&self, id: OutletId) -> &Outlet {
        &self.rows[id.0 as usize]
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// By name or alias; case, marks and a leading "the" do not matter.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<OutletId> {
        self.names.get(&key(name)).copied()
    }

    /// By a host (`edition.cnn.com`) or an address (`https://www.cnn.com/x`): the longest known domain that the host ends with.
    #[must_use]
    pub fn by_domain(&self, address: &str) -> Option<OutletId> {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        if host.len() > MOST_HOST_BYTES {
            return None;
        }
        let host = host.to_ascii_lowercase();
        let mut part = host.as_str();
        loop {
            if let Some(&id) = self.domains.get(part) {
                return Some(id);
            }
            part = part.split_once('.')?.1;
        }
    }
}

/// What names are compared by: folded letters and digits with single spaces, no leading "the".
fn key(name: &str) -> String {
    let folded = crate::text::fold(name);
    let mut key = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    match key.strip_prefix("the ") {
        Some(bare) => bare.to_owned(),
        None => key,
    }
}

fn parse(tsv: &str) -> Result<Vec<Outlet>, TableError> {
    let mut rows = Vec::new();
    for (number, line) in tsv.strip_prefix('\u{feff}').unwrap_or(tsv).lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') || rows.is_empty() && is_header(line) {
            continue;
        }
        rows.push(parse_row(line).map_err(|reason| TableError { line: number + 1, reason })?);
    }
    Ok(rows)
}

/// The columns' names, as a spreadsheet writes them above its rows.
fn is_header(line: &str) -> bool {
    let mut cells = line.split('\t').map(|cell| cell.trim().to_lowercase());
    cells.next().as_deref() == Some("name") && cells.next().is_none_or(|cell| cell == "aliases")
}

fn parse_row(line: &str) -> Result<Outlet, String> {
    let columns = line.split('\t').count();
    if columns > COLUMNS {
        return Err(format!("{columns} columns, but a row has {COLUMNS} at most"));
    }
    if columns == 1 && line.contains([',', ';', '|']) {
        return Err("no tab between the columns".to_owned());
    }
    let mut cells = line.split('\t').map(str::trim);
    let name = cells.next().filter(|name| !name.is_empty()).ok_or("no name")?.to_owned();
    let list = |cell: Option<&str>| -> Vec<String> {
        cell.unwrap_or_default().split('|').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    };
    let marked = list(cells.next());
    let domains = list(cells.next());
    if let Some(domain) = domains.iter().find(|domain| domain.contains(['/', ':', ' '])) {
        return Err(format!("“{domain}” is no domain; write it as example.org"));
    }
    let kind = match cells.next() {
        None | Some("") => OutletKind::Site,
        Some(kind) => OutletKind::parse(kind).ok_or_else(|| {
            let kinds: Vec<&str> = OutletKind::ALL.iter().map(|kind| kind.name()).collect();
            format!("there is no kind “{kind}”; kinds are {}", kinds.join(", "))
        })?,
    };
    let country = cells.next().unwrap_or_default().to_owned();
    let patterns = patterns(&name, &marked);
    let aliases = marked.iter().map(|alias| unmarked(alias).0.to_owned()).filter(|alias| *alias != name).collect();
    Ok(Outlet { name, aliases, domains, kind, country, patterns })
}

fn unmarked(alias: &str) -> (&str, Guard) {
    match alias.as_bytes().first() {
        Some(b'~') => (&alias[1..], Guard::Article),
        Some(b'!') => (&alias[1..], Guard::Cue),
        _ => (alias, Guard::Plain),
    }
}

/// What to search for: the aliases, the name, both without a leading "The" or an article of their own language, and names of several
/// words in capitals.
fn patterns(name: &str, marked: &[String]) -> Vec<(String, Guard)> {
    let mut found: Vec<(String, Guard)> = Vec::new();
    let mut add = |text: &str, guard: Guard| {
        if !text.is_empty() && !found.iter().any(|(known, _)| known == text) {
            found.push((text.to_owned(), guard));
        }
    };
    for alias in marked {
        let (text, guard) = unmarked(alias);
        add(text, guard);
    }
    // A name with its place in brackets is not printed so.
    if !name.ends_with(')') {
        add(name, Guard::Plain);
    }
    for (text, guard) in found.clone() {
        if let Some(bare) = text.strip_prefix("The ") {
            let several = bare.contains([' ', '-']);
            let bare_guard = match guard {
                Guard::Plain if several => Guard::Plain,
                Guard::Plain => Guard::Article,
                _ => Guard::ArticleAndCue,
            };
            if !found.iter().any(|(known, _)| known == bare) {
                found.push((bare.to_owned(), bare_guard));
            }
        }
    }
    // "Le Monde" is "au Monde", and "Il Post" is never "Post" alone.
    for (text, _) in found.clone() {
        let Some((forms, stem)) = Article::strip(&text) else { continue };
        match found.iter_mut().find(|(known, _)| known == stem) {
            Some((_, guard @ Guard::Cue)) => *guard = Guard::Native { forms, bare: true },
            Some(_) => {}
            None => found.push((stem.to_owned(), Guard::Native { forms, bare: false })),
        }
    }
    for (text, guard) in found.clone() {
        let capitals = text.to_uppercase();
        if guard == Guard::Plain && text.contains(' ') && !found.iter().any(|(known, _)| *known == capitals) {
            found.push((capitals, guard));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_reads_and_has_no_row_twice() {
        let rows = parse(SHIPPED).expect("every row reads");
        assert!(rows.len() > 1000);
        let mut names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), rows.len());
        for row in &rows {
            assert_eq!(row.country.len(), 2, "{}", row.name);
        }
    }

    #[test]
    fn names_are_found_whatever_their_case_and_marks() {
        let outlets = Outlets::shipped();
        let name = |given: &str| outlets.by_name(given).map(|id| outlets.get(id).name.as_str());
        assert_eq!(name("new york times"), Some("The New York Times"));
        assert_eq!(name("THE WALL STREET JOURNAL"), Some("The Wall Street Journal"));
        assert_eq!(name("AP"), Some("Associated Press"));
        assert_eq!(name("朝日新聞"), Some("Asahi Shimbun"));
        assert_eq!(name("El Pais"), Some("El País"));
        assert_eq!(name("The Nowhere Bugle"), None);
    }

    #[test]
    fn domains_are_found_with_and_without_their_hosts() {
        let outlets = Outlets::shipped();
        let name = |given: &str| outlets.by_domain(given).map(|id| outlets.get(id).name.as_str());
        assert_eq!(name("https://www.nytimes.com/2020/01/02/x.html?y=1"), Some("The New York Times"));
        assert_eq!(name("edition.cnn.com"), Some("CNN"));
        assert_eq!(name("http://reader@feeds.bbc.co.uk:80/news"), Some("BBC"));
        assert_eq!(name("notreuters.com"), None);
        assert_eq!(name(""), None);
    }

    #[test]
    fn a_users_rows_come_before_the_shipped_ones() {
        let mine = "# my own\nHarbour Light\tthe Light|!HL\tharbourlight.example\tnewspaper\tGB\nMy Reuters\tReuters\treuters.com\tsite\n";
        let outlets = Outlets::with_user_rows(mine).expect("reads");
        let name = |id: Option<OutletId>| id.map(|id| outlets.get(id).name.clone());
        assert_eq!(name(outlets.by_domain("reuters.com")).as_deref(), Some("My Reuters"));
        assert_eq!(name(outlets.by_name("the light")).as_deref(), Some("Harbour Light"));
        let found = outlets.find("She told Harbour Light so.");
        assert_eq!(name(Some(found[0].outlet)).as_deref(), Some("Harbour Light"));
        let error = Outlets::with_user_rows("A\t\t\tnewspaper\nB\t\t\tblog").expect_err("no such kind");
        assert_eq!(error.line, 2);
    }
}
