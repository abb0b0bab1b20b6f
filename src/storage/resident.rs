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

fn status_bytes(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
