//! CPU time of the process, which a busy machine changes little.

/// Nanoseconds of CPU time of all threads, as Linux counts them; of the clock elsewhere.
pub struct CpuTime(pub std::time::Instant);

impl CpuTime {
    pub fn now(&self) -> u64 {
        let of_task = |task: std::io::Result<std::fs::DirEntry>| -> Option<u64> {
            let told = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            told.split(' ').next()?.parse().ok()
        };
        let tasks = std::fs::read_dir("/proc/self/task").ok().map(|tasks| tasks.filter_map(of_task).sum::<u64>());
        tasks.filter(|&sum| sum > 0).unwrap_or_else(|| u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX))
    }
}
