//! A table stored by column to articles: columns chosen once, then batch after batch, the next one decoded while this one is read.

use super::super::error::InputError;
use super::super::inspect::FileInspection;
use super::super::limits::{RECORDS_PER_TASK, SAMPLE_RECORDS};
use super::super::parse::{Layout, Parsed, RecordParser};
use super::super::read::{Opened, Outcome, Shared, broken, described};
use super::super::rows::Notes;
use super::super::sources::Source;
use super::super::{Intake, Whole};
use super::values::Column;
use super::{Frame, Frames, Next, fingerprint};
use rayon::prelude::*;

impl Shared<'_> {
    /// Reads all rows of one table.
    pub(in super::super) fn columnar<I: Intake>(
        &self,
        source: &Source,
        opened: Opened,
        intake: &I,
        parallel: bool,
    ) -> Result<Outcome<I::Row>, InputError> {
        let Opened { mut unpacked, format, .. } = opened;
        let mut outcome = Outcome::default();
        let mut frames = Frames::open(source, format, &mut unpacked)?;
        let table = fingerprint(source, format, &frames.schema());
        let sample = frames.sample();
        let parser = RecordParser::new(&source.name, self.options, Layout::Columns, &sample)?;
        frames.project(&parser.mapping.columns.iter().map(|(_, name)| name.as_str()));
        let wants = |pos| intake.wants(&source.name, pos);
        let wants: Option<super::Wants<'_>> = if intake.wants_all() { None } else { Some(&wants) };
        let mut next = frames.next(wants);
        loop {
            match next {
                Next::End => break,
                Next::Broken { pos, error } => {
                    outcome.rows += 1;
                    outcome.rejects.push(broken(source, pos, error)?);
                    next = frames.next(wants);
                }
                Next::Frame(frame) => {
                    let read = || rows(&parser, &frame, intake, parallel);
                    let (mut parsed, following) =
                        if parallel { rayon::join(read, || frames.next(wants)) } else { (read(), frames.next(wants)) };
                    let count = frame.batch.num_rows() as u64;
                    outcome.rows += count;
                    self.report(frame.batch.get_array_memory_size() as u64, count);
                    outcome.articles.push(parsed.articles);
                    outcome.rejects.append(&mut parsed.rejects);
                    outcome.notes.add(parsed.notes);
                    next = following;
                }
            }
            if intake.stops() {
                return Err(InputError::Stopped);
            }
            if self.options.strict && !outcome.rejects.is_empty() {
                break;
            }
        }
        drop(frames);
        let mapping = parser.mapping;
        let mut file = described(source, format, None, unpacked, mapping, outcome.rows);
        file.table = Some(table);
        outcome.file = Some(file);
        Ok(outcome)
    }
}

/// The rows of one batch, in their order.
fn rows<I: Intake>(parser: &RecordParser<'_>, frame: &Frame, intake: &I, parallel: bool) -> Parsed<I::Row> {
    let columns: Vec<Option<Column>> = parser.mapping.columns.iter().map(|(_, name)| Column::find(&frame.batch, name)).collect();
    let task = |range: std::ops::Range<usize>| {
        let mut parsed = Parsed::default();
        for row in range {
            let pos = frame.positions.of(row);
            if !parser.is_wanted(intake, pos) {
                continue;
            }
            let mut repaired = false;
            let values = columns.iter().map(|column| column.as_ref().and_then(|c| c.text(row, &mut repaired))).collect();
            let notes = Notes { repaired: u64::from(repaired), ..Notes::default() };
            parser.values(values, pos, notes, intake, &mut parsed);
        }
        parsed
    };
    let count = frame.batch.num_rows();
    if !parallel {
        return task(0..count);
    }
    let starts: Vec<usize> = (0..count).step_by(RECORDS_PER_TASK).collect();
    let parts: Vec<Parsed<I::Row>> =
        starts.into_par_iter().map(|start| task(start..count.min(start + RECORDS_PER_TASK))).collect();
    Parsed::whole(parts)
}

/// Looks at the first rows of a table.
pub(in super::super) fn look(
    source: &Source,
    opened: Opened,
    shared: &Shared<'_>,
    file: &mut FileInspection,
) -> Result<(), InputError> {
    let Opened { mut unpacked, format, .. } = opened;
    let mut frames = Frames::open(source, format, &mut unpacked)?;
    let sample = frames.sample();
    file.columns = sample.columns.iter().map(|column| column.name.clone()).collect();
    let parser = RecordParser::new(&source.name, shared.options, Layout::Columns, &sample)?;
    frames.project(&parser.mapping.columns.iter().map(|(_, name)| name.as_str()));
    let mut articles = Vec::new();
    let mut left = SAMPLE_RECORDS;
    while left > 0 {
        let Next::Frame(mut frame) = frames.next(None) else { break };
        frame.batch = frame.batch.slice(0, frame.batch.num_rows().min(left));
        left -= frame.batch.num_rows();
        file.sampled += frame.batch.num_rows() as u64;
        articles.append(&mut rows(&parser, &frame, &Whole, false).articles);
    }
    file.flags = parser.mapping.flags();
    file.mapping = Some(parser.mapping);
    file.show(articles);
    Ok(())
}
