//! The texts of some rows, read a second time.
//!
//! Responsible for reading no more of the inputs than it must: of plain files only the rows asked for. Not responsible for which rows
//! those are.

use super::rows::{Again, Row};
use super::shelf::Shelf;
use super::{DedupError, Spool};
use crate::input::{self, Extent, InputFile, ReadOptions};

/// Puts the texts of `rows` on a shelf, each under the number it is asked for by, which stand in `files` and say what is given. A row that is
/// no longer there, or says something else, is left out.
pub(super) fn texts(
    rows: &[(&Row, u32, u128)],
    files: &[InputFile],
    stdin: &mut Spool<'_>,
    options: &ReadOptions,
    keep_text: bool,
    shelf: &mut Shelf,
) -> Result<(), DedupError> {
    let again = Again::new(rows.iter().copied(), keep_text, shelf);
    let number = input::by_path(files);
    let mut places: Vec<Vec<(u64, Extent)>> = vec![Vec::new(); files.len()];
    for (row, ..) in rows {
        let Some(&file) = number.get(&*row.source_file) else { continue };
        places[file].push((row.source_pos, row.extent));
    }
    let mut whole = Vec::new();
    for (file, places) in files.iter().zip(&mut places).filter(|(_, places)| !places.is_empty()) {
        if file.in_place.is_some() {
            places.sort_unstable_by_key(|&(_, extent)| extent);
            input::read_at(file, options, places, &again)?;
        } else {
            whole.push(file.path.clone());
        }
    }
    if !whole.is_empty() {
        stdin.rewind()?;
        input::read_unsettled(&whole, stdin, options, &again, &|_| {})?;
    }
    again.finish()
}
