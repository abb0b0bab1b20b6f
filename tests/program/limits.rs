//! What a packed file may ask of memory: a header that asks for more is a located error, and the inputs beside it are read.

use std::fs;
use std::io::Write as _;

use crate::folder::{RunFolder, text};

const ROW: &[u8] = b"{\"id\":\"a\",\"text\":\"The ferry to the islands stops at noon from Monday, the harbour office said.\"}\n";

/// A zstd frame of one raw block whose header asks for a window of 2^`log` bytes.
fn zstd(log: u8) -> Vec<u8> {
    let length = u32::try_from(ROW.len()).expect("short");
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0, (log - 10) << 3];
    frame.extend_from_slice(&(length << 3 | 1).to_le_bytes()[..3]);
    frame.extend_from_slice(ROW);
    frame
}

/// An xz file whose only block asks for a dictionary of the size that `code` stands for.
fn xz(code: u8) -> Vec<u8> {
    let mut writer = liblzma::write::XzEncoder::new(Vec::new(), 0);
    writer.write_all(ROW).expect("in memory");
    let mut file = writer.finish().expect("in memory");
    // Behind the twelve bytes of the stream's header: size, flags, filter, size of its properties, the dictionary, and the checksum.
    let end = 12 + (usize::from(file[12]) + 1) * 4;
    assert_eq!(file[14..16], [0x21, 1], "one filter, LZMA2");
    file[16] = code;
    let mut sum = flate2::Crc::new();
    sum.update(&file[12..end - 4]);
    file[end - 4..end].copy_from_slice(&sum.sum().to_le_bytes());
    file
}

/// Reads `packed` beside a whole file; gives the rejects' details.
fn details(name: &str, packed: &[u8]) -> (usize, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), packed).expect("written");
    fs::write(folder.path().join("whole.jsonl"), String::from_utf8_lossy(ROW).replace("\"a\"", "\"b\"")).expect("written");
    let run = RunFolder::of(&[&folder.path().to_string_lossy()], b"");
    let rejects = run.table("rejects").iter().map(|row| {
        assert!(text(row, "source_file").ends_with(name) && text(row, "reason") == "unreadable", "{row}");
        text(row, "detail").to_owned()
    });
    (run.table("articles").len(), rejects.collect())
}

#[test]
fn a_window_within_the_limit_is_read_and_one_beyond_it_is_told() {
    assert_eq!(details("in.jsonl.zst", &zstd(27)), (2, vec![]));
    for log in [28, 31, 41] {
        let (articles, told) = details("in.jsonl.zst", &zstd(log));
        assert_eq!((articles, told.len()), (1, 1), "{log}");
        assert!(told[0].contains("memory") || told[0].contains("arameter"), "{told:?}");
    }
}

#[test]
fn a_dictionary_within_the_limit_is_read_and_one_beyond_it_is_told() {
    // 2^26 bytes, as `xz -9` asks for.
    assert_eq!(details("in.jsonl.xz", &xz(28)), (2, vec![]));
    // 2^28, 2^30 and 2^32 - 1 bytes.
    for code in [32, 36, 40] {
        let (articles, told) = details("in.jsonl.xz", &xz(code));
        assert_eq!((articles, told.len()), (1, 1), "{code}");
        assert!(told[0].contains("memory"), "{told:?}");
    }
}
