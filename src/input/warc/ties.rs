//! What ties the records of an archive together: a request and what is said about a capture belong to the page that was captured.
//!
//! Responsible for the ids and captures by which records name each other. Not responsible for which of them stay (`dedup`).

use super::Head;
use xxhash_rust::xxh3::xxh3_128;

/// The names by which a record and those that belong to it are known, as hashes: an archive has millions of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// Its own id, and the ids that it says it was captured with or is about (`WARC-Concurrent-To`, `WARC-Refers-To`).
    pub ids: Vec<u128>,
    /// The address and the time of the capture.
    pub capture: Option<u128>,
    /// A request, or what is said about a capture: nothing by itself.
    pub belongs: bool,
}

impl Ties {
    /// Whatever names the capture: for a record that belongs to one and does not say to which, the address and the time do.
    pub fn names(&self) -> impl Iterator<Item = u128> {
        let capture = self.capture.filter(|_| !self.belongs || self.ids.len() < 2);
        self.ids.iter().copied().chain(capture)
    }
}

/// The ties of one record; none for bytes that no record begins with.
#[must_use]
pub fn ties(record: &[u8]) -> Ties {
    let Ok((head, _)) = Head::read(record) else { return Ties::default() };
    let hash = |parts: [&str; 3]| xxh3_128(parts.join("\n").as_bytes());
    let values = |wanted: &'static str| {
        head.fields.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, id)| hash(["id", id, ""]))
    };
    let kind = head.get("WARC-Type").unwrap_or_default();
    let belongs = ["request", "metadata"].iter().any(|name| kind.eq_ignore_ascii_case(name));
    let mut ids: Vec<u128> = values("WARC-Record-ID").take(1).chain(values("WARC-Concurrent-To")).collect();
    if belongs {
        // Elsewhere it names an earlier capture, or what a text was made of.
        ids.extend(values("WARC-Refers-To"));
    }
    let capture = head.get("WARC-Target-URI").zip(head.get("WARC-Date")).map(|(address, date)| hash(["at", address, date]));
    Ties { ids, capture, belongs }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, more: &str) -> Vec<u8> {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2021-06-01T01:15:37Z\r\nWARC-Target-URI: https://a.example/\r\n{more}\
             Content-Length: 0\r\n\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn records_name_each_other_by_id_or_by_capture() {
        let page = ties(&record("response", "WARC-Record-ID: <urn:uuid:1>\r\n"));
        let said = ties(&record("request", "warc-record-id: <urn:uuid:2>\r\nWARC-Concurrent-To: <urn:uuid:1>\r\n"));
        let unsaid = ties(&record("metadata", "WARC-Record-ID: <urn:uuid:3>\r\n"));
        assert!(!page.belongs && said.belongs && unsaid.belongs);
        let meet = |x: &Ties, y: &Ties| x.names().any(|name| y.names().any(|other| name == other));
        assert!(meet(&page, &said) && meet(&page, &unsaid));
        assert!(!meet(&said, &unsaid), "what says to whom it belongs is not looked for by address");
        assert_eq!(ties(b"rubbish"), Ties::default());
    }
}
