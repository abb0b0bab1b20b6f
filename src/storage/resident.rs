//! How much memory the process has, where the system tells.

/// Its highest resident memory so far.
#[must_use]
pub fn peak_bytes() -> Option<u64> {
    status_bytes("VmHWM:")
}

/// Its resident memory now.
#[must_use]
pub fn resident_bytes() -> Option<u64> {
    status_bytes("VmRSS:")
}

/// What of it are pages of files, the program's own among them. Cheaper than the others: it is asked for again and again.
pub(super) fn resident_file_bytes(page_bytes: u64) -> Option<u64> {
    Some(counts()?[2] * page_bytes)
}

/// Bytes of a page of memory.
pub(super) fn page_bytes() -> Option<u64> {
    // Both counts are of almost the same moment, and a page is a power of two.
    let (bytes, pages) = (resident_bytes()?, counts()?[1].max(1));
    let near = bytes / pages;
    Some(
        if near.next_power_of_two() - near <= near / 4 { near.next_power_of_two() } else { near.next_power_of_two() / 2 }
            .max(4096),
    )
}

/// Pages of the process: all, those in memory, those of files.
fn counts() -> Option<[u64; 3]> {
    let line = std::fs::read_to_string("/proc/self/statm").ok()?;
    let mut counts = line.split(' ').map(|count| count.trim().parse().ok());
    Some([counts.next()??, counts.next()??, counts.next()??])
}

fn status_bytes(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
