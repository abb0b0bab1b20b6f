//! Paths and queries as they come: percent escapes undone once, and nothing guessed.

use super::limits::MAX_PARAMETERS;
use super::problem::Problem;

/// Undoes percent escapes. `None` where one is broken, or where the bytes are no UTF-8 or hold a control character.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            bytes.push(digit(rest.next())? << 4 | digit(rest.next())?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(|c: char| c.is_control()))
}

/// The parameters of a query, each named once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let clean = |text: &str| {
                decoded(&text.replace('+', " "))
                    .ok_or_else(|| Problem::query("the query has a broken percent escape", "escape it as UTF-8: %C3%A9 is é"))
            };
            let (name, value) = (clean(name)?, clean(value)?);
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(Problem::query(format!("the parameter {} stands there twice", shown(&name)), "name it once"));
            }
            if pairs.len() == MAX_PARAMETERS {
                return Err(Problem::query(
                    format!("more than {MAX_PARAMETERS} parameters"),
                    "ask for less at a time, and filter what comes",
                ));
            }
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Refuses parameters that nobody would look at.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Problem> {
        match self.pairs.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) if known.is_empty() => {
                Err(Problem::query(format!("no parameter is known here, and {} was named", shown(name)), "leave it out"))
            }
            Some((name, _)) => Err(Problem::query(
                format!("no parameter {} is known here", shown(name)),
                format!("known are: {}", known.join(", ")),
            )),
        }
    }

    /// A number from 1 to `most`.
    pub(super) fn number(&self, name: &str, default: usize, most: usize) -> Result<usize, Problem> {
        match self.get(name).map(str::parse) {
            None => Ok(default),
            Some(Ok(n)) if (1..=most).contains(&n) => Ok(n),
            Some(_) => {
                Err(Problem::query(format!("{name} is no number from 1 to {most}"), format!("leave it out for {default}")))
            }
        }
    }
}

/// A name from a request, short enough to be told.
pub(super) fn shown(name: &str) -> String {
    let short: String = name.chars().take(60).collect();
    if short.len() < name.len() { format!("“{short}…”") } else { format!("“{short}”") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(decoded("a%2Fb%20%C3%A9%2525").as_deref(), Some("a/b é%25"));
        for broken in ["%", "%2", "%zz", "%C3", "%ff", "%00", "a%0Ab", "%7F"] {
            assert_eq!(decoded(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_query_names_each_parameter_once() {
        let query = Query::parse("q=two+words%2B&limit=5&&empty=").unwrap();
        assert_eq!((query.get("q"), query.get("empty"), query.get("none")), (Some("two words+"), Some(""), None));
        assert_eq!(query.number("limit", 10, 100), Ok(5));
        assert!(Query::parse("a=1&b=2&%61=3").is_err() && Query::parse("a=%").is_err());
        for limit in ["0", "-1", "101", "99999999999999999999", "1e3", "", "５"] {
            assert!(Query::parse(&format!("limit={limit}")).unwrap().number("limit", 10, 100).is_err(), "{limit}");
        }
        let many: Vec<String> = (0..=MAX_PARAMETERS).map(|i| format!("p{i}=")).collect();
        assert!(Query::parse(&many.join("&")).is_err());
    }
}
