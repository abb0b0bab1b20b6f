//! A run folder that is filled batch by batch, and appears under its name when it is whole.

use std::io::{BufWriter, Write as _};
use std::path::Path;

use super::cell::Row;
use super::run_folder::{check_replaceable, failed, file};
use super::sink::with_rows;
use super::writer::TableWriter;
use super::{Format, Rows, RunFolderError, Sink, TextRow};
use crate::storage::{self, Disk, NewFolder, Storage, Stored, behind_links};

/// The file of a table.
type Out = BufWriter<Box<dyn Stored>>;

/// Writes the tables of a run beside their place. Where it is dropped unfinished, nothing of it stays.
pub struct RunWriter<'s> {
    folder: NewFolder<'s>,
    format: Format,
    no_text: bool,
    /// The table that is being written, by its name, and its file.
    open: Option<(&'static str, String, TableWriter<Out>)>,
}

impl std::fmt::Debug for RunWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let table = self.open.as_ref().map(|(table, ..)| *table);
        f.debug_struct("RunWriter").field("folder", &self.folder.place()).field("table", &table).finish_non_exhaustive()
    }
}

impl RunWriter<'static> {
    /// Begins a folder. An existing one is refused unless `overwrite`, and even then unless it is a run folder or empty.
    pub fn new(folder: &Path, format: Format, no_text: bool, overwrite: bool) -> Result<Self, RunFolderError> {
        check_replaceable(folder, overwrite)?;
        Self::on(&Disk, &behind_links(folder), format, no_text)
    }
}

impl<'s> RunWriter<'s> {
    /// As [`RunWriter::new`] on a storage of one's own, where what stands there is replaced.
    pub(super) fn on(storage: &'s dyn Storage, folder: &Path, format: Format, no_text: bool) -> Result<Self, RunFolderError> {
        Ok(Self { folder: NewFolder::create(storage, folder)?, format, no_text, open: None })
    }

    /// Takes some rows of whichever table, as a sink does.
    pub fn write(&mut self, rows: &Rows) -> Result<(), RunFolderError> {
        with_rows!(rows, rows => self.rows(rows))
    }

    /// Takes some rows of a table, those of one table one after the other.
    pub fn rows<R: Row>(&mut self, rows: &[R]) -> Result<(), RunFolderError> {
        if self.no_text && R::TABLE == TextRow::TABLE {
            return Ok(());
        }
        if self.open.as_ref().is_none_or(|(table, ..)| *table != R::TABLE) {
            self.end_table()?;
            let name = format!("{}.{}", R::TABLE, self.format.name());
            let file = BufWriter::with_capacity(1 << 18, self.folder.file(Path::new(&name))?);
            let writer = TableWriter::new::<R>(self.format, file).map_err(|error| failed(&self.folder, &name, error))?;
            self.open = Some((R::TABLE, name, writer));
        }
        let Some((_, name, writer)) = &mut self.open else { return Ok(()) };
        writer.rows(rows).map_err(|error| failed(&self.folder, name, error))
    }

    fn end_table(&mut self) -> Result<(), RunFolderError> {
        let Some((_, name, writer)) = self.open.take() else { return Ok(()) };
        writer.finish().and_then(storage::finish).map_err(|error| failed(&self.folder, &name, error))
    }

    /// Adds `run.json` and puts the folder in its place.
    pub fn finish(mut self, run_json: &[u8]) -> Result<(), RunFolderError> {
        self.end_table()?;
        file(&mut self.folder, "run.json", |out| out.write_all(run_json))?;
        Ok(self.folder.keep()?)
    }
}

impl Sink for RunWriter<'_> {
    fn take(&mut self, rows: Rows) -> Result<(), RunFolderError> {
        self.write(&rows)
    }
}
