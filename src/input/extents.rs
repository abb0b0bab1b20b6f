//! Rows read again at their places: of a plain file of JSON Lines, only the rows that are asked for.
//!
//! Responsible for the bytes between two places of a file, and for noticing that it is not the file that was read before. Not responsible
//! for inputs that are packed, written in another encoding, or piped: those are read again from their start.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::SystemTime;

use rayon::prelude::*;

use super::error::InputError;
use super::format::Format;
use super::parse::{Layout, Parsed, RecordParser};
use super::records::Record;
use super::{Extent, InputFile, Intake, ReadOptions};

/// What a file was like when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InPlace {
    pub(super) bytes: u64,
    modified: Option<SystemTime>,
}

impl InPlace {
    /// `None` for what has no places to go back to: pipes, devices, and files that open with a byte order mark.
    pub(super) fn of(mut file: &File) -> Option<Self> {
        let place = Self::now(&file.metadata().ok()?)?;
        let mut start = [0; 3];
        let marked = file.read_exact(&mut start).is_ok() && start == [0xEF, 0xBB, 0xBF];
        file.seek(SeekFrom::Start(0)).ok()?;
        (!marked).then_some(place)
    }

    fn now(metadata: &Metadata) -> Option<Self> {
        metadata.is_file().then(|| Self { bytes: metadata.len(), modified: metadata.modified().ok() })
    }

    /// Whether the extents of a file's rows are places in the file itself.
    pub(super) fn holds(file: &InputFile) -> bool {
        file.format == Format::JsonLines && file.compression.is_empty() && file.encoding.is_none()
    }
}

/// Opens a file that was read before; `None` where it is no longer that file.
fn reopen(file: &InputFile) -> Result<Option<File>, InputError> {
    let error = |error| InputError::from_io(&file.path, error);
    let opened = File::open(&file.path).map_err(error)?;
    let now = InPlace::now(&opened.metadata().map_err(error)?);
    Ok((now.is_some() && now == file.in_place).then_some(opened))
}

/// Whether a file that was read before is another one now, by its size and time.
pub(super) fn is_changed(file: &InputFile) -> Result<bool, InputError> {
    Ok(reopen(file)?.is_none())
}

/// Reads the rows at these places (position and extent, ascending) of a file with [`InputFile::in_place`]; fewer come back where the file
/// has changed, and who asked must look whether they are the rows that were there.
pub fn read_at<I: Intake>(
    file: &InputFile,
    options: &ReadOptions,
    places: &[(u64, Extent)],
    intake: &I,
) -> Result<Vec<I::Row>, InputError> {
    /// Rows that one task reads with one handle.
    const AT_A_TIME: usize = 256;
    let parser = RecordParser::known(&file.path, options, Layout::Json, file.mapping.clone());
    let parts: Vec<Result<Vec<I::Row>, InputError>> = places
        .par_chunks(AT_A_TIME)
        .map(|places| {
            let Some(mut opened) = reopen(file)? else { return Ok(Vec::new()) };
            let mut parsed = Parsed::default();
            let mut bytes = Vec::new();
            for &(pos, extent) in places {
                bytes.resize(extent.bytes as usize, 0);
                let read = opened.seek(SeekFrom::Start(extent.start)).and_then(|_| opened.read_exact(&mut bytes));
                match read {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                    Err(error) => return Err(InputError::from_io(&file.path, error)),
                }
                let record = Record { range: 0..bytes.len(), start: extent.start, pos, cut: false };
                parser.record(&bytes, &record, intake, &mut parsed);
            }
            Ok(parsed.articles)
        })
        .collect();
    let mut rows = Vec::with_capacity(places.len());
    for part in parts {
        rows.append(&mut part?);
    }
    Ok(rows)
}

/// Bytes read at once, and blocks that are read before they are written.
const BLOCK_BYTES: usize = 1 << 20;
const BLOCKS_AHEAD: usize = 2;

/// Bytes of a file, and the place of the first.
#[derive(Debug, Default)]
struct Block {
    start: u64,
    bytes: Vec<u8>,
}

impl Block {
    /// Reads what stands at `at`, in the storage of a block that is done with; nothing behind the end of the file.
    fn read(mut file: &File, at: u64, mut bytes: Vec<u8>) -> io::Result<Self> {
        bytes.resize(BLOCK_BYTES, 0);
        file.seek(SeekFrom::Start(at))?;
        let filled = file.read(&mut bytes)?;
        bytes.truncate(filled);
        Ok(Self { start: at, bytes })
    }

    const fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

/// Gives the bytes at `extents` (ascending) of a file with [`InputFile::in_place`] to `write`, what lies side by side together. Says whether
/// the file has changed since it was read.
///
/// Where there are threads, one reads while this one writes.
pub fn copy_at<E: From<InputError>>(
    file: &InputFile,
    extents: impl Iterator<Item = Extent>,
    write: &mut dyn FnMut(&[u8]) -> Result<(), E>,
) -> Result<bool, E> {
    let error = |error| InputError::from_io(&file.path, error);
    let Some(opened) = reopen(file)? else { return Ok(true) };
    let stretches = stretches(extents);
    let mut read = |at, done: Block| Block::read(&opened, at, done.bytes).map_err(error);
    let is_whole = if rayon::current_num_threads() == 1 {
        copy_blocks(&stretches, &mut read, write)?
    } else {
        thread::scope(|scope| {
            let (blocks, filled) = mpsc::sync_channel(BLOCKS_AHEAD);
            let (done, storage) = mpsc::channel();
            let (opened, stretches) = (&opened, &stretches);
            // Its ends of the channels go with it: nobody waits for a thread that is done.
            let reader = thread::Builder::new().spawn_scoped(scope, move || read_ahead(opened, stretches, &blocks, &storage));
            if reader.is_err() {
                // The system has no room for another thread, and one will do.
                return copy_blocks(stretches, &mut read, write);
            }
            copy_blocks(
                stretches,
                &mut |_, block| {
                    // Who reads may have come to its end and need no storage.
                    let _ = done.send(block.bytes);
                    filled.recv().unwrap_or_else(|_| Ok(Block::default())).map_err(error)
                },
                write,
            )
        })?
    };
    // A file that was written to while it was copied has another time now.
    Ok(!is_whole || reopen(file)?.is_none())
}

/// What lies side by side, put together.
fn stretches(extents: impl Iterator<Item = Extent>) -> Vec<Range<u64>> {
    let mut stretches: Vec<Range<u64>> = Vec::new();
    for Extent { start, bytes } in extents {
        let end = start + u64::from(bytes);
        match stretches.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => stretches.push(start..end),
        }
    }
    stretches
}

/// Reads the blocks that hold `stretches`, in the order in which [`copy_blocks`] asks for them.
fn read_ahead(file: &File, stretches: &[Range<u64>], blocks: &SyncSender<io::Result<Block>>, storage: &Receiver<Vec<u8>>) {
    let mut read_to = 0;
    for stretch in stretches {
        while read_to < stretch.end {
            let block = Block::read(file, read_to.max(stretch.start), storage.try_recv().unwrap_or_default());
            read_to = block.as_ref().map_or(u64::MAX, |block| if block.bytes.is_empty() { u64::MAX } else { block.end() });
            // Nobody waits for more where writing has failed.
            if blocks.send(block).is_err() || read_to == u64::MAX {
                return;
            }
        }
    }
}

/// Gives the bytes of `stretches` to `write`, block by block from `next`, which is told a place and given the block that is done with. Says
/// whether all were there.
fn copy_blocks<E: From<InputError>>(
    stretches: &[Range<u64>],
    next: &mut dyn FnMut(u64, Block) -> Result<Block, InputError>,
    write: &mut dyn FnMut(&[u8]) -> Result<(), E>,
) -> Result<bool, E> {
    let mut block = Block::default();
    for stretch in stretches {
        let mut at = stretch.start;
        while at < stretch.end {
            if !(block.start..block.end()).contains(&at) {
                block = next(at, block)?;
                if block.bytes.is_empty() {
                    return Ok(false);
                }
            }
            let to = stretch.end.min(block.end());
            #[allow(clippy::cast_possible_truncation, reason = "places within one block")]
            write(&block.bytes[(at - block.start) as usize..(to - block.start) as usize])?;
            at = to;
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::read;

    /// Blocks begin and end anywhere in rows, and stretches in blocks.
    #[test]
    fn stretches_are_copied_alike_with_threads_and_without() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.jsonl");
        let row = |i: usize| format!("{{\"id\":\"{i}\",\"text\":\"{}\"}}\n", "some words of a text ".repeat(i * 7919 % 400 + 1));
        let rows: Vec<String> = (0..1200).map(row).collect();
        std::fs::write(&path, rows.concat()).unwrap();
        let inputs = [path.to_string_lossy().into_owned()];
        let reading = read(&inputs, &mut io::empty(), &ReadOptions::default(), &|_| {}).unwrap();
        let mut extents = Vec::new();
        let mut start = 0;
        for row in &rows {
            let bytes = u32::try_from(row.len()).unwrap();
            extents.push(Extent { start, bytes });
            start += u64::from(bytes);
        }
        assert!(start > 4 * BLOCK_BYTES as u64);
        let all: fn(usize) -> bool = |_| true;
        let chosen: [fn(usize) -> bool; 4] = [all, |i| i % 3 != 1, |i| i % 211 == 5, |_| false];
        for (keeps, threads) in chosen.into_iter().flat_map(|keeps| [(keeps, 1), (keeps, 3)]) {
            let kept: Vec<usize> = (0..rows.len()).filter(|&i| keeps(i)).collect();
            let mut copied = Vec::new();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let changed = pool.install(|| {
                copy_at::<InputError>(&reading.inputs[0], kept.iter().map(|&i| extents[i]), &mut |bytes| {
                    copied.extend_from_slice(bytes);
                    Ok(())
                })
            });
            assert!(!changed.unwrap());
            assert_eq!(copied, kept.iter().map(|&i| rows[i].as_str()).collect::<String>().into_bytes());
        }
        std::fs::write(&path, rows[..600].concat()).unwrap();
        assert!(copy_at::<InputError>(&reading.inputs[0], extents.iter().copied(), &mut |_| Ok(())).unwrap());
    }
}
