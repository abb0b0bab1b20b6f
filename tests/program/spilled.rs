//! Scans whose tables have no room in memory: the same rows to the last, and a fault of the disk is the end of the run and no panic.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use newsprint::input::ReadOptions;
use newsprint::pipeline::{Event, Host, PipelineError, Settings, scan};
use newsprint::storage::{Fault, Faulty, Memory, Operation, Plan, Room};
use newsprint::summary::{Digest, Facts};
use newsprint::tables::{Rows, RunFolderError, Sink, Tables};

const SEEDS: &str = "seeds/articles.jsonl";

/// The seeds, and invented articles that take from each other.
fn inputs(folder: &std::path::Path) -> Vec<String> {
    let words = ["harbour", "council", "bridge", "ferry", "budget", "vote", "storm", "school", "water", "mayor", "tower", "rail"];
    let sentence = |n: usize| {
        let picked = (0..14).map(|i| words[(n * 7 + i * (n % 5 + 1) + n / 3) % words.len()]);
        format!(
            "In week {n} the {} was told, “We will see to item {} by May,” said Jane Roe{}. ",
            picked.collect::<Vec<_>>().join(" "),
            n * 3,
            n % 7
        )
    };
    let rows = (0..120).map(|i| {
        // Each takes most of the one before it, and all end with one line of their outlet's.
        let text: String = (i / 3 * 5..i / 3 * 5 + 9).filter(|n| n % 11 != i % 11).map(sentence).collect();
        let row = serde_json::json!({
            "id": format!("a{i:03}"), "outlet": format!("Paper {}", i % 4), "published_at": format!("2024-03-{:02}", 1 + i % 28),
            "text": format!("{text}\nSign up to the morning letter of Paper {} and read more of it every day.", i % 4),
        });
        format!("{row}\n")
    });
    let path = folder.join("in.jsonl");
    std::fs::write(&path, rows.collect::<String>()).unwrap();
    vec![SEEDS.to_owned(), path.to_string_lossy().into_owned()]
}

/// All tables, and what a summary keeps of them, which has no room either.
#[derive(Default)]
struct Both {
    tables: Tables,
    digest: Digest,
}

impl Sink for Both {
    fn take(&mut self, rows: Rows) -> Result<(), RunFolderError> {
        self.digest.take(rows.clone())?;
        self.tables.take(rows)
    }
}

/// The tables, and the summary as JSON.
fn scanned(inputs: &[String], room: &Room) -> Result<(Tables, String), PipelineError> {
    let mut both = Both { digest: Digest::new(room), ..Both::default() };
    let events = |_: Event<'_>| {};
    let cancel = AtomicBool::new(false);
    let host = Host { room, events: &events, cancel: &cancel, journal: None };
    scan(inputs, &mut std::io::empty(), &ReadOptions::default(), &Settings::default(), &mut both, &host)?;
    let summary = serde_json::to_string(&both.digest.summary(&Facts::default())?).unwrap();
    Ok((both.tables, summary))
}

#[test]
fn where_tables_stand_decides_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = inputs(folder.path());
    let free = scanned(&inputs, &Room::default()).unwrap();
    let (tables, summary) = &free;
    assert!(tables.matches.len() > 50 && tables.quotes.len() > 300 && tables.family_members.len() > 100);
    assert!(summary.contains("Paper 1"), "it names who is in a cluster");
    for share in [1 << 16, 0] {
        let held = scanned(&inputs, &Room::holding(share, folder.path().to_owned())).unwrap();
        assert!(held == free, "with {share} bytes");
    }
}

/// Each creation, write and read of a temporary file fails in turn.
#[test]
fn a_fault_of_a_temporary_file_ends_the_scan_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = inputs(folder.path());
    for operation in [Operation::Create, Operation::Write, Operation::Read] {
        let mut nth = 1;
        let runs = loop {
            let storage = Faulty::new(Memory::new(), Plan { operation: Some(operation), nth, fault: Fault::Broken, stays: true });
            let room = Room::holding(0, PathBuf::from("/")).with_storage(Arc::new(storage));
            match scanned(&inputs, &room) {
                Ok(_) => break nth,
                Err(PipelineError::Scratch(_)) => {}
                Err(other) => panic!("{operation:?} {nth}: {other}"),
            }
            // They are many: the first ones, and then a few of the others.
            nth += nth / 2 + 1;
        };
        assert!(runs > 3, "{operation:?} happens");
    }
}
