//! Batches of records as pieces that a run which was stopped goes on from: what came of them, as bytes.
//!
//! Responsible for what a batch leaves behind beside its rows (rejects, counts), and for knowing a batch again. Not responsible for rows,
//! which whoever takes them writes, nor for where pieces are kept.

use super::parse::Parsed;
use super::records::Batch;
use super::rows::Notes;
use super::{DateCounts, Intake, Reject, RejectReason};
use crate::storage::{Put as _, Take};

/// Keeps what came of batches, and gives it back to a run that goes on.
pub trait Pieces<R>: Sync {
    /// The piece of this name, if it was finished before.
    fn recall(&self, name: &str) -> Option<Vec<u8>>;

    fn keep(&self, name: &str, piece: &[u8]);

    /// Appends a row of input `file`.
    fn write(&self, row: &R, to: &mut Vec<u8>);

    /// Takes a row of input `file`; `None` where the bytes are none.
    fn read(&self, file: &str, from: &mut Take<'_>) -> Option<R>;
}

/// The reasons, each at the place of its number.
const REASONS: [RejectReason; 6] = [
    RejectReason::Unparseable,
    RejectReason::MissingText,
    RejectReason::EmptyText,
    RejectReason::TooLong,
    RejectReason::DuplicateRow,
    RejectReason::Unreadable,
];

/// What came of a batch of input `file`: as it was kept, else by `parse`, and then it is kept.
pub(super) fn recalled<I: Intake>(
    intake: &I,
    file: &str,
    batch: &Batch,
    parse: impl FnOnce() -> Parsed<I::Row>,
) -> Parsed<I::Row> {
    let Some((pieces, first)) = intake.pieces().zip(batch.records.first()) else { return parse() };
    let name = format!("{file}\n{} {} {} {}", first.pos, first.start, batch.records.len(), batch.bytes.len());
    if let Some(parsed) = pieces.recall(&name).and_then(|piece| read(pieces, file, &mut Take(&piece))) {
        return parsed;
    }
    let parsed = parse();
    pieces.keep(&name, &write(pieces, &parsed));
    parsed
}

fn write<R>(pieces: &dyn Pieces<R>, parsed: &Parsed<R>) -> Vec<u8> {
    let Parsed { articles, rejects, notes, cut, passed } = parsed;
    let mut to = Vec::new();
    to.put_number(articles.len() as u64);
    for row in articles {
        pieces.write(row, &mut to);
    }
    to.put_number(rejects.len() as u64);
    for reject in rejects {
        to.put_number(reject.source_pos);
        to.put_number(REASONS.iter().position(|&reason| reason == reject.reason).unwrap_or_default() as u64);
        to.put_text(&reject.detail);
    }
    let DateCounts { unread, distrusted, years_of_two_digits, orders_open, after_crawl, after_change } = notes.dates;
    for count in [notes.repaired, unread, distrusted, years_of_two_digits, orders_open, after_crawl, after_change, *cut, *passed]
    {
        to.put_number(count);
    }
    to.put_option(notes.unread.as_deref());
    to.put_option(notes.doubted.as_deref());
    to
}

fn read<R>(pieces: &dyn Pieces<R>, file: &str, from: &mut Take<'_>) -> Option<Parsed<R>> {
    let mut parsed = Parsed::default();
    for _ in 0..from.number()? {
        parsed.articles.push(pieces.read(file, from)?);
    }
    for _ in 0..from.number()? {
        let source_pos = from.number()?;
        let reason = *REASONS.get(from.count()?)?;
        let detail = from.text()?.to_owned();
        parsed.rejects.push(Reject { source_file: file.to_owned(), source_pos, reason, detail });
    }
    let mut count = || from.number();
    parsed.notes = Notes {
        repaired: count()?,
        dates: DateCounts {
            unread: count()?,
            distrusted: count()?,
            years_of_two_digits: count()?,
            orders_open: count()?,
            after_crawl: count()?,
            after_change: count()?,
        },
        ..Notes::default()
    };
    (parsed.cut, parsed.passed) = (count()?, count()?);
    parsed.notes.unread = from.option()?.map(str::to_owned);
    parsed.notes.doubted = from.option()?.map(str::to_owned);
    Some(parsed)
}
