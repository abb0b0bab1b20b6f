//! The texts of some rows, read a second time.
//!
//! Responsible for reading no more of the inputs than it must: of plain files only the rows asked for. Not responsible for which rows
//! those are.

use super::rows::{Again, Measured, Row};
use super::{DedupError, Spool};
use crate::input::{self, Extent, InputFile, ReadOptions};

/// Reads the texts of `rows`, each with the number it is asked for by, which stand in `files`. A row that is no longer there is left out.
pub(super) fn texts(
    rows: &[(&Row, usize)],
    files: &[InputFile],
    stdin: &mut Spool<'_>,
    options: &ReadOptions,
    keep_text: bool,
) -> Result<Vec<(usize, Measured)>, DedupError> {
    let again = Again::new(rows.iter().copied(), keep_text);
    let number = input::by_path(files);
    let mut places: Vec<Vec<(u64, Extent)>> = vec![Vec::new(); files.len()];
    for (row, _) in rows {
        let Some(&file) = number.get(row.source_file.as_str()) else { continue };
        places[file].push((row.source_pos, row.extent));
    }
    let mut found = Vec::with_capacity(rows.len());
    let mut whole = Vec::new();
    for (file, places) in files.iter().zip(&mut places).filter(|(_, places)| !places.is_empty()) {
        if file.in_place.is_some() {
            places.sort_unstable_by_key(|&(_, extent)| extent);
            found.append(&mut input::read_at(file, options, places, &again)?);
        } else {
            whole.push(file.path.clone());
        }
    }
    if !whole.is_empty() {
        stdin.rewind()?;
        found.append(&mut input::read_unsettled(&whole, stdin, options, &again, &|_| {})?.articles);
    }
    Ok(found)
}
