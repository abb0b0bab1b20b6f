//! A run folder that is filled batch by batch, and appears under its name when it is whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::cell::Row;
use super::run_folder::{Staged, check_replaceable, file};
use super::sink::with_rows;
use super::writer::TableWriter;
use super::{Format, Rows, RunFolderError, Sink};

/// Writes the tables of a run beside their place. Where it is dropped unfinished, nothing of it stays.
pub struct RunWriter {
    staged: Staged,
    format: Format,
    no_text: bool,
    /// The table that is being written, by its name.
    open: Option<(&'static str, PathBuf, TableWriter<BufWriter<File>>)>,
}

impl std::fmt::Debug for RunWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let table = self.open.as_ref().map(|(table, ..)| *table);
        f.debug_struct("RunWriter").field("beside", &self.staged.path()).field("table", &table).finish_non_exhaustive()
    }
}

impl RunWriter {
    /// Begins a folder. An existing one is refused unless `overwrite`, and even then unless it is a run folder or empty.
    pub fn new(folder: &Path, format: Format, no_text: bool, overwrite: bool) -> Result<Self, RunFolderError> {
        check_replaceable(folder, overwrite)?;
        Ok(Self { staged: Staged::new(folder)?, format, no_text, open: None })
    }

    /// Takes some rows of whichever table, as a sink does.
    pub fn write(&mut self, rows: &Rows) -> Result<(), RunFolderError> {
        if self.no_text && matches!(rows, Rows::Texts(_)) {
            return Ok(());
        }
        with_rows!(rows, rows => self.rows(rows))
    }

    /// Takes some rows of a table, those of one table one after the other.
    pub fn rows<R: Row>(&mut self, rows: &[R]) -> Result<(), RunFolderError> {
        if self.open.as_ref().is_none_or(|(table, ..)| *table != R::TABLE) {
            self.end_table()?;
            let path = self.staged.path().join(format!("{}.{}", R::TABLE, self.format.name()));
            let begun = File::create_new(&path)
                .and_then(|file| TableWriter::new::<R>(self.format, BufWriter::with_capacity(1 << 18, file)));
            let writer = begun.map_err(|source| RunFolderError::Write { path: path.clone(), source })?;
            self.open = Some((R::TABLE, path, writer));
        }
        let Some((_, path, writer)) = &mut self.open else { return Ok(()) };
        writer.rows(rows).map_err(|source| RunFolderError::Write { path: path.clone(), source })
    }

    fn end_table(&mut self) -> Result<(), RunFolderError> {
        let Some((_, path, writer)) = self.open.take() else { return Ok(()) };
        let end = || writer.finish()?.into_inner()?.sync_all();
        end().map_err(|source| RunFolderError::Write { path, source })
    }

    /// Adds `run.json` and puts the folder in its place.
    pub fn finish(mut self, run_json: &[u8]) -> Result<(), RunFolderError> {
        self.end_table()?;
        file(&self.staged.path().join("run.json"), |out| out.write_all(run_json))
            .map_err(|(path, source)| RunFolderError::Write { path, source })?;
        self.staged.commit()
    }
}

impl Sink for RunWriter {
    fn take(&mut self, rows: Rows) -> Result<(), RunFolderError> {
        self.write(&rows)
    }
}
