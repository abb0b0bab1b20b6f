//! What a run will take, from a sample of its inputs: rows, memory, disk and time, before anything is done.
//!
//! The figures are models whose constants were measured (`benches/record/2026-11-26-memory.md`); what they say is meant within a factor
//! of two.

use std::path::Path;
use std::time::Instant;

use newsprint::document::layout::bytes;
use newsprint::document::{Document, Line};
use newsprint::input::Sampled;
use newsprint::storage::Room;
use newsprint::text::Words;
use newsprint::{dedup, pipeline};

use super::failure::{Exit, Failure};
use super::settings::Settings;
use super::values::{Memory, TableFormat, Value as _};

/// Bytes of text that this program splits into words in a second of the machine on which the other figures were measured.
const REFERENCE_BYTES_A_SECOND: f64 = 550e6;

/// What a run takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    rows: f64,
    memory: f64,
    /// Bytes of outputs, and of what is kept until the run is done.
    output: f64,
    temporary: f64,
    seconds: f64,
}

/// Bytes of text for a word, of most languages.
const WORD_BYTES: u64 = 6;

/// How the costs of a verb are told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Costs {
    pub(crate) estimate: fn(&Sampled, &Settings) -> Estimate,
    /// The least memory for so many rows and bytes of text.
    least_memory: fn(u64, u64) -> u64,
}

impl Costs {
    /// Of a dedup, by signatures or by the sets of all texts.
    pub(crate) const fn of_dedup(by_sets: bool) -> Self {
        if by_sets {
            let least_memory = |rows, text_bytes| dedup::least_memory(rows, Some(text_bytes / WORD_BYTES));
            Self { estimate: |sampled, settings| Estimate::of_dedup(sampled, true, settings), least_memory }
        } else {
            let least_memory = |rows, _| dedup::least_memory(rows, None);
            Self { estimate: |sampled, settings| Estimate::of_dedup(sampled, false, settings), least_memory }
        }
    }

    /// Of a scan, or an audit, that writes a folder.
    pub(crate) const SCAN: Self =
        Self { estimate: |sampled, settings| Estimate::of_scan(sampled, settings, true), least_memory: pipeline::least_memory };

    /// Refuses a limit of memory that the sample says is far too small, with one that would do.
    pub(crate) fn refuse_too_small(&self, sampled: &Sampled, settings: &Settings) -> Result<(), Failure> {
        /// A sample may say too much by so much.
        const DOUBT: f64 = 0.93;
        let Some(limit) = settings.memory.0 else { return Ok(()) };
        let least = (self.least_memory)(whole(DOUBT * sampled.rows), whole(DOUBT * sampled.text_bytes));
        if least <= limit {
            return Ok(());
        }
        let rows = super::grouped(whole(sampled.rows));
        Err(Failure::new(
            Exit::Resource,
            format!("about {rows} articles are more than --memory {} has room for", settings.memory.show()),
        )
        .because("nothing was read but a sample")
        .next(format!("give it {} or more", Memory(Some(least)).show())))
    }
}

impl Estimate {
    /// A dedup that writes what it keeps; the text of near rows is looked at again.
    pub(crate) fn of_dedup(sampled: &Sampled, by_sets: bool, settings: &Settings) -> Self {
        const SIGNATURE: f64 = 512.0;
        /// Of a word, where the sets of all texts are held, and joined.
        const JOINED: f64 = 13.5;
        /// Text and JSON, read, sketched and copied, that a core does in a second.
        const TEXT_A_SECOND: f64 = 110e6;
        let room = Room::new(settings.memory.0, ".".into());
        let share = room.share() as f64;
        let signatures = if by_sets { 0.0 } else { SIGNATURE * sampled.rows };
        let rows = sampled.rows * dedup::Row::BYTES as f64;
        let words = sampled.text_bytes / WORD_BYTES as f64;
        // Sets of one row in ten, eight bytes a word.
        let sets = 0.1 * words * 8.0;
        let keys = (24.0 * 8.0 * sampled.rows).min(64e6);
        let tables = if by_sets { JOINED * words } else { signatures.min(share) + keys.min(share) };
        let memory = 90e6 + rows + tables + sets.min(share);
        let kept = if is_kept(sampled) { 1.4 * SIGNATURE * sampled.rows } else { 0.0 };
        let seconds = 0.2 + sampled.text_bytes / (TEXT_A_SECOND * cores(settings) * speed(&sampled.texts));
        Self {
            rows: sampled.rows,
            memory,
            output: sampled.raw_bytes as f64,
            temporary: kept + (signatures - share).max(0.0) + (sets - share).max(0.0),
            seconds,
        }
    }

    pub(crate) fn of_scan(sampled: &Sampled, settings: &Settings, writes: bool) -> Self {
        /// Text that a core scans in a second: from 1.9 MB where most of it is shared to 5.4 MB where little is.
        const TEXT_A_SECOND: f64 = 2.9e6;
        /// Bytes of tables for a byte of text: packed, and not.
        const PACKED: f64 = 0.75;
        const PLAIN: f64 = 2.2;
        /// Bytes of temporary files for a byte of text, where there is too little memory.
        const AWAY: f64 = 2.7;
        let share = if settings.tables == TableFormat::Parquet { PACKED } else { PLAIN };
        let free = pipeline::memory_for(sampled.text_bytes);
        let least = pipeline::least_memory(whole(sampled.rows), whole(sampled.text_bytes)).min(free);
        let memory = settings.memory.0.map_or(free, |limit| limit.clamp(least, free));
        let away = if memory < free { AWAY * sampled.text_bytes } else { 0.0 };
        Self {
            rows: sampled.rows,
            memory: memory as f64,
            output: if writes { share * sampled.text_bytes } else { 0.0 },
            temporary: away + if writes && is_kept(sampled) { 0.1 * sampled.text_bytes } else { 0.0 },
            seconds: 0.3 + sampled.text_bytes / (TEXT_A_SECOND * cores(settings) * speed(&sampled.texts)),
        }
    }

    /// Disk that is wanted beside the inputs.
    pub(crate) fn disk(&self) -> f64 {
        self.output + self.temporary
    }

    /// The figures as they are shown, with what there is.
    pub(crate) fn page(&self, out: Option<&Path>, sampled: &Sampled, settings: &Settings) -> Document {
        let mut page = Document::new();
        let mut push = |name: &str, what: String, more: String| {
            page.push(Line::new().dim(format!("{name:<12}")).plain(what).dim(more));
        };
        push("rows", format!("about {}", super::grouped(whole(self.rows))), String::new());
        let limit = settings.memory.0.map_or(String::new(), |limit| {
            let least = if whole(self.memory) > limit { "; too little" } else { "" };
            format!("   --memory {}{least}", bytes(limit))
        });
        push("memory", format!("about {}", bytes(whole(self.memory))), limit);
        let free = out.and_then(free_beside).map_or(String::new(), |free| format!("   {} are free there", bytes(free)));
        push("disk", format!("about {}", bytes(whole(self.disk()))), free);
        push("time", format!("about {}", duration(self.seconds)), "   on this machine, within a factor of two".to_owned());
        for name in &sampled.left_out {
            page.push(Line::new().dim(format!("            without {name}, which cannot be sampled")));
        }
        page
    }

    /// What is to be said before a run that the disk has no room for.
    pub(crate) fn too_little_disk(&self, out: &Path) -> Option<String> {
        let free = free_beside(out)?;
        (self.disk() > free as f64).then(|| {
            let (wanted, free) = (bytes(whole(self.disk())), bytes(free));
            format!("the run may take {wanted} of disk, and {free} are free where {} is to be", out.display())
        })
    }
}

/// Whether pieces of a run of so much are kept.
fn is_kept(sampled: &Sampled) -> bool {
    sampled.raw_bytes >= super::resume::KEPT_FROM
}

/// Cores at work, as far as they are of use.
fn cores(settings: &Settings) -> f64 {
    let threads = settings.threads.0.or_else(|| std::thread::available_parallelism().ok().map(std::num::NonZero::get));
    0.2 + 0.8 * threads.unwrap_or(1) as f64
}

/// How fast this machine is beside the one on which the figures were measured: what it takes to split the sample into words.
fn speed(texts: &[String]) -> f64 {
    let begun = Instant::now();
    let split: usize = texts.iter().map(|text| if Words::of(text).is_empty() { 0 } else { text.len() }).sum();
    let rate = split as f64 / begun.elapsed().as_secs_f64().max(1e-9);
    // A sample too small to time says nothing.
    if split < 1 << 20 { 1.0 } else { (rate / REFERENCE_BYTES_A_SECOND).clamp(0.25, 4.0) }
}

/// Bytes that are free in the folder of a place, or the nearest above it that is there.
fn free_beside(out: &Path) -> Option<u64> {
    let absolute = std::path::absolute(out).ok()?;
    let folder = absolute.ancestors().skip(1).find(|folder| folder.is_dir())?;
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(folder).ok()?;
        Some(disk.f_bavail * disk.f_frsize)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count or bytes, shown in two or three digits")]
fn whole(value: f64) -> u64 {
    value.round() as u64
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 10.0 => format!("{s:.1} s"),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}
