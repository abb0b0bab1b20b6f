//! Records of an archive that belong to a page which is no longer there: its request, and what the crawler noted about it.
//!
//! Responsible for which records go with a page. Not responsible for the pages, or for how records name each other
//! ([`crate::input::ties`]).

use ahash::AHashSet;

use super::outcome::{Deduped, Status};
use super::{DedupError, Spool};
use crate::input::{self, InputFile, RawRecord};

/// The names of what goes and of what stays, as hashes.
#[derive(Debug, Default)]
pub(super) struct Orphans {
    gone: AHashSet<u128>,
    held: AHashSet<u128>,
}

impl Orphans {
    /// Looks at the heads of an archive once more, since a request may stand before its page. Nothing is looked at where every page stays.
    pub(super) fn of(deduped: &Deduped, input: usize, file: &InputFile, stdin: &mut Spool<'_>) -> Result<Self, DedupError> {
        let mut orphans = Self::default();
        if deduped.fates[input].iter().all(|row| row.fate.status == Status::Kept) {
            return Ok(orphans);
        }
        input::records::<DedupError>(input, file, stdin, &deduped.options, &mut |record| {
            let RawRecord { pos, passes, bytes, .. } = record;
            let ties = input::ties(bytes);
            if !ties.belongs {
                let stays = passes || deduped.fate(input, pos).is_some_and(|fate| fate.status == Status::Kept);
                let names = if stays { &mut orphans.held } else { &mut orphans.gone };
                names.extend(ties.names());
            }
            Ok(())
        })?;
        Ok(orphans)
    }

    /// Whether a record belongs to something that goes, and to nothing that stays.
    pub(super) fn has(&self, record: &[u8]) -> bool {
        if self.gone.is_empty() {
            return false;
        }
        let ties = input::ties(record);
        ties.belongs && ties.names().any(|name| self.gone.contains(&name)) && !ties.names().any(|name| self.held.contains(&name))
    }
}
