//! Exports that look like something else and would be misread without a word: a table written column by column as one object of JSON, an
//! index of an archive, many articles in one file of text.
//!
//! Responsible for knowing them by their first bytes, and for what to do instead. Not responsible for what is read ([`super::format`]).

/// What it is, and what to do.
pub(super) type Told = (&'static str, &'static str);

const RECORDS: &str = "write it row by row, as df.to_json(path, orient=\"records\", lines=True) does";
const ONE_EACH: &str =
    "it holds many articles in one file: turn it into CSV or JSON Lines with a reader made for such exports first";
const INDEX: &str = "name the archive itself";

/// Knows an export by its first bytes, space and byte order mark apart; the last line may be cut.
pub(super) fn told(body: &[u8]) -> Option<Told> {
    by_column(body).or_else(|| index(body)).or_else(|| many_in_one(body))
}

/// How pandas writes JSON unless it is told otherwise: `{"title":{"0":...`, and one way of it, `{"columns":[..],"index":[..],"data":[..]}`.
fn by_column(body: &[u8]) -> Option<Told> {
    let inside = body.strip_prefix(b"{")?.trim_ascii_start();
    let (name, rest) = key(inside)?;
    let frame = rest.strip_prefix(b"{").and_then(|row| key(row.trim_ascii_start()));
    if frame.is_some_and(|(row, _)| !row.is_empty() && row.iter().all(u8::is_ascii_digit)) {
        return Some(("a table written column by column", RECORDS));
    }
    (name == b"columns" && rest.starts_with(b"[")).then_some(("a table written in parts", RECORDS))
}

/// A key without escapes, and what its value begins with.
fn key(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = bytes.strip_prefix(b"\"")?;
    let end = memchr::memchr2(b'"', b'\\', &inside[..inside.len().min(256)])?;
    let rest = inside[end..].strip_prefix(b"\"")?.trim_ascii_start().strip_prefix(b":")?;
    Some((&inside[..end], rest.trim_ascii_start()))
}

/// The index of an archive: `CDX N b a m s k r M S V g`, or `org,example)/ 20210301100000 {"url": ...`.
fn index(body: &[u8]) -> Option<Told> {
    let line = body.split(|&byte| byte == b'\n').next()?;
    let mut words = line.split(|&byte| byte == b' ');
    let (first, second, third) = (words.next()?, words.next()?, words.next()?);
    let letters = |word: &[u8]| word.len() == 1 && word[0].is_ascii_alphabetic();
    let is_cdx = first == b"CDX" && letters(second) && letters(third);
    let is_time = second.len() == 14 && second.iter().all(u8::is_ascii_digit);
    let is_cdxj = is_time && first.contains(&b')') && third.starts_with(b"{");
    (is_cdx || is_cdxj).then_some(("an index of an archive", INDEX))
}

/// `LexisNexis` counts its documents (`2 of 500 DOCUMENTS`), and Factiva ends each with its number (`Document HRLD000020210301eh3100001`).
fn many_in_one(body: &[u8]) -> Option<Told> {
    let (mut counted, mut numbered) = (0, 0);
    for line in body.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| line.len() < 64) {
        let words: Vec<&[u8]> = line.split(|&byte| byte == b' ').collect();
        let digits = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
        match words[..] {
            [at, b"of" | b"OF", all, b"DOCUMENTS"] if digits(at) && digits(all) => counted += 1,
            [b"Document", number] if is_accession(number) => numbered += 1,
            _ => {}
        }
    }
    match (counted, numbered) {
        (2.., _) => Some(("an export of LexisNexis", ONE_EACH)),
        (_, 2..) => Some(("an export of Factiva", ONE_EACH)),
        _ => None,
    }
}

/// Letters of a source, its number and a day, then letters and digits.
fn is_accession(word: &[u8]) -> bool {
    let letters = word.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let digits = word[letters..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    letters >= 1 && digits >= 8 && (16..40).contains(&word.len()) && word.iter().all(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_that_look_like_something_else_are_known() {
        for (body, want) in [
            ("{\"title\":{\"0\":\"One\",\"1\":\"Two\"},\"text\":{", "a table written column by column"),
            ("{ \"title\" : { \"17\" : null } }", "a table written column by column"),
            ("{\"columns\":[\"title\",\"text\"],\"index\":[0],\"data\":[[", "a table written in parts"),
            ("CDX N b a m s k r M S V g\nexample,a)/ 20210301100000", "an index of an archive"),
            ("example,a)/b?c=1 20210301100000 {\"url\": \"http://a.example/b\"}\n", "an index of an archive"),
            ("  1 of 2 DOCUMENTS\n\nThe Herald\nText.\n\n 2 of 2 DOCUMENTS\r\n", "an export of LexisNexis"),
            (
                "Text.\n\nDocument HRLD000020210301eh3100001\n\nMore.\n\nDocument HRLD000020210301eh3100002\n",
                "an export of Factiva",
            ),
        ] {
            assert_eq!(told(body.as_bytes()).map(|(what, _)| what), Some(want), "{body}");
        }
    }

    #[test]
    fn articles_are_none_of_them() {
        for body in [
            "",
            "{",
            "{\"title\":{\"main\":\"One\"},\"text\":\"a\"}",
            "{\"0\":\"a\"}",
            "{\"a\\\"\":{\"0\":1}}",
            "CDX is the name of an index.\n",
            "At noon 20210301100000 {no index}",
            "Only 1 of 2 DOCUMENTS was found, the clerk said.\n1 of 2 DOCUMENTS\n",
            "Document HRLD000020210301eh3100001\n",
            "Document SIGNED\nDocument LOST\n",
        ] {
            assert_eq!(told(body.as_bytes()), None, "{body}");
        }
    }
}
