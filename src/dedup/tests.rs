//! Dedup against a naive oracle: all pairs compared as sets of strings, stars by the definition.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;

use super::*;
use crate::lsh::Measure;
use crate::storage::Journal;

/// One row of a made-up corpus: which story, which words of it are changed to what, and its day.
type Made = (u8, Vec<(usize, u8)>, Option<u8>);

const STORY_WORDS: usize = 30;

fn text((story, edits, _): &Made) -> String {
    let mut words: Vec<String> = (0..STORY_WORDS).map(|i| format!("s{story}w{i}")).collect();
    for (at, to) in edits {
        words[at % STORY_WORDS] = format!("x{to}");
    }
    words.join(" ")
}

fn line(number: usize, made: &Made) -> String {
    let date = made.2.map_or_else(|| "null".to_owned(), |day| format!("\"2021-03-{:02}\"", day + 1));
    format!("{{\"id\": \"r{number:03}\",  \"date\": {date}, \"text\": \"{}\"}}", text(made))
}

fn dedup(folder: &Path, lines: &[String], settings: &Settings) -> (Deduped, String) {
    dedup_within(&Room::default(), None, folder, lines, settings)
}

/// As [`dedup`], in this room, with what is kept of an earlier run.
fn dedup_within(
    room: &Room,
    journal: Option<&Journal>,
    folder: &Path,
    lines: &[String],
    settings: &Settings,
) -> (Deduped, String) {
    let path = folder.join("in.jsonl");
    std::fs::write(&path, lines.iter().fold(String::new(), |all, line| all + line + "\n")).unwrap();
    let inputs = [path.to_str().unwrap().to_owned()];
    let mut stdin = Spool::new(std::io::empty(), tempfile::tempfile);
    let host = Host { room, events: &|_| {}, cancel: &AtomicBool::new(false), journal };
    let done = run(&inputs, &mut stdin, &ReadOptions::default(), settings, Asked { map: true, pairs: true }, &host).unwrap();
    let mut kept = Vec::new();
    copy(&done, &mut stdin, Mode::Drop, true, &mut |piece| {
        kept.extend_from_slice(piece.bytes);
        Ok(())
    })
    .unwrap();
    (done, String::from_utf8(kept).unwrap())
}

/// Two million shingles in a room that has as much beside its rows for signatures: their sets would take 34 MB.
#[test]
fn sets_that_have_no_room_are_refused_with_a_limit_that_holds_them() {
    let folder = tempfile::tempdir().unwrap();
    let words: Vec<String> = (0..100_000).map(|word| format!("w{}", word * 7919_u64 % 100_003)).collect();
    let lines: Vec<String> = (0..20)
        .map(|row| {
            format!("{{\"id\": \"r{row}\", \"text\": \"t{row} {}\"}}", words.join(if row % 2 == 0 { " " } else { "  and " }))
        })
        .collect();
    let path = folder.path().join("in.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let run_within = |megabytes: u64, exact: bool| {
        let room = Room::new(Some(megabytes << 20), folder.path().to_owned());
        let host = Host { room: &room, events: &|_| {}, cancel: &AtomicBool::new(false), journal: None };
        let settings = Settings { exact, ..Settings::default() };
        let mut stdin = Spool::new(std::io::empty(), tempfile::tempfile);
        let asked = Asked { map: false, pairs: false };
        run(&[path.to_str().unwrap().to_owned()], &mut stdin, &ReadOptions::default(), &settings, asked, &host)
    };
    let Err(DedupError::Room { rows, least }) = run_within(150, true) else { panic!("more than there is room for") };
    assert!(rows <= 20 && least >= Room::LEAST_BYTES, "{rows} rows: {least}");
    assert_eq!(run_within(150, false).unwrap().summary.kept, 2, "by signatures there is room enough");
    assert_eq!(run_within(least >> 20, true).unwrap().summary.kept, 2);
}

/// Undated, time, length, id, text: in this order the earliest comes first.
type Standing = (bool, Option<u8>, std::cmp::Reverse<usize>, String, String);

/// What the definition says: for each removed row the row kept for it.
fn oracle(corpus: &[Made], settings: &Settings) -> BTreeMap<String, String> {
    let shingles = |text: &str| -> BTreeSet<Vec<String>> {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.windows(5).map(<[String]>::to_vec).collect()
    };
    let mut rows: Vec<Standing> = corpus
        .iter()
        .enumerate()
        .map(|(i, made)| (made.2.is_none(), made.2, std::cmp::Reverse(text(made).len()), format!("r{i:03}"), text(made)))
        .collect();
    if settings.keep == Keep::Longest {
        rows.sort_by(|a, b| (a.2, a.0, a.1, &a.3).cmp(&(b.2, b.0, b.1, &b.3)));
    } else {
        rows.sort();
    }
    let mut survivors: Vec<(String, String, BTreeSet<Vec<String>>)> = Vec::new();
    let mut kept_for: BTreeMap<String, String> = BTreeMap::new();
    let mut gone: BTreeMap<String, String> = BTreeMap::new();
    for (.., id, text) in rows {
        if let Some(first) = kept_for.get(&text) {
            gone.insert(id, first.clone());
            continue;
        }
        let set = shingles(&text);
        let mut best: Option<(f64, &str)> = None;
        for (kept, _, theirs) in &survivors {
            let shared = set.intersection(theirs).count();
            let measure = settings.measure.of(set.len(), theirs.len(), shared);
            if measure >= settings.threshold && best.is_none_or(|(value, _)| measure > value) {
                best = Some((measure, kept));
            }
        }
        if let Some((_, kept)) = best {
            kept_for.insert(text, kept.to_owned());
            gone.insert(id, kept.to_owned());
        } else {
            kept_for.insert(text.clone(), id.clone());
            survivors.push((id, text, set));
        }
    }
    gone
}

fn removed(done: &Deduped) -> BTreeMap<String, String> {
    let gone = done.map().filter(|row| row.status == "removed");
    gone.map(|row| (row.id, row.kept_id.unwrap())).collect()
}

/// All that a dedup says.
fn said(done: &Deduped) -> (Vec<MapRow>, Vec<PairRow>) {
    (done.map().collect(), done.pairs().collect())
}

fn corpus() -> impl Strategy<Value = Vec<Made>> {
    let edits = prop::collection::vec((0usize..STORY_WORDS, 0u8..3), 0..3);
    prop::collection::vec((0u8..4, edits, prop::option::of(0u8..6)), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn rows_fall_as_the_definition_says_in_any_order_and_stay_as_they_came(
        corpus in corpus(),
        threshold in prop::sample::select(vec![0.4, 0.7, 0.8]),
        by_containment: bool,
        longest: bool,
        turn in 0usize..40,
    ) {
        let settings = Settings {
            measure: if by_containment { Measure::Containment } else { Measure::Jaccard },
            threshold,
            keep: if longest { Keep::Longest } else { Keep::Earliest },
            exact: true,
            ..Settings::default()
        };
        let folder = tempfile::tempdir().unwrap();
        let mut lines: Vec<String> = corpus.iter().enumerate().map(|(i, made)| line(i, made)).collect();
        let (done, kept) = dedup(folder.path(), &lines, &settings);
        let gone = oracle(&corpus, &settings);
        prop_assert_eq!(removed(&done), gone.clone());
        let stays = |i: &usize| !gone.contains_key(&format!("r{i:03}"));
        let want = (0..lines.len()).filter(stays).fold(String::new(), |mut all, i| {
            writeln!(all, "{}", lines[i]).unwrap();
            all
        });
        prop_assert_eq!(kept, want);
        lines.rotate_left(turn % corpus.len());
        let (turned, _) = dedup(folder.path(), &lines, &settings);
        prop_assert_eq!(said(&turned), said(&done));
    }
}

/// A corpus in which stories come back with none to four words changed, some of them often enough to make buckets hot.
fn large_corpus() -> Vec<Made> {
    let mut state = 7u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    (0..900)
        .map(|i| {
            let story = if i % 3 == 0 { 0 } else { u8::try_from(1 + next(80)).unwrap() };
            let edits = (0..next(5)).map(|_| (usize::try_from(next(30)).unwrap(), u8::try_from(next(200)).unwrap())).collect();
            (story, edits, Some(u8::try_from(next(28)).unwrap()))
        })
        .collect()
}

#[test]
fn sketches_find_what_the_exact_join_and_the_definition_find() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = large_corpus();
    let lines: Vec<String> = corpus.iter().enumerate().map(|(i, made)| line(i, made)).collect();
    let exact = Settings { threshold: 0.6, exact: true, ..Settings::default() };
    let sketched = Settings { exact: false, ..exact.clone() };
    let (by_join, _) = dedup(folder.path(), &lines, &exact);
    let (by_sketch, _) = dedup(folder.path(), &lines, &sketched);
    let gone = oracle(&corpus, &exact);
    assert!(gone.len() > 200 && gone.len() < 880, "{}", gone.len());
    assert_eq!(removed(&by_join), gone);
    // Where texts and sketches stand changes nothing of what is said of them.
    for settings in [&exact, &sketched] {
        let (held, kept) = dedup(folder.path(), &lines, settings);
        let (away, kept_away) = dedup_within(&Room::holding(0, folder.path().to_owned()), None, folder.path(), &lines, settings);
        assert_eq!((said(&held), kept), (said(&away), kept_away));
    }
    assert_eq!(by_sketch.map().filter(|row| row.status == "kept").count(), by_join.map().count() - gone.len());
}

#[test]
fn a_family_of_thousands_ends_as_one_star_in_linear_work() {
    let folder = tempfile::tempdir().unwrap();
    // One word of a long text differs in each: all are near each other.
    let body: String = (0..120).fold(String::new(), |all, i| all + &format!(" w{i}"));
    let lines: Vec<String> = (0..3000).map(|i| format!("{{\"id\":\"r{i:04}\",\"text\":\"n{i:04}{body}\"}}")).collect();
    let (done, kept) = dedup(folder.path(), &lines, &Settings::default());
    assert_eq!((done.summary.kept, done.summary.clusters, done.summary.largest_cluster), (1, 1, 3000));
    assert!(done.summary.candidates < 3000 * 60, "{}", done.summary.candidates);
    assert_eq!(kept, format!("{}\n", lines[0]));
}

#[test]
fn a_thousand_copies_are_one_text() {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (0..1000).map(|i| line(i, &(1, Vec::new(), Some(3)))).collect();
    let (done, _) = dedup(folder.path(), &lines, &Settings::default());
    assert_eq!((done.summary.kept, done.summary.exact_copies, done.summary.candidates), (1, 999, 0));
    assert_eq!(done.pairs().count(), 999);
}

/// One form, six facts in each of many: every two meet the threshold, and none is a copy. Two of them say the same but for a word.
#[test]
fn a_form_filled_in_by_many_removes_nothing_but_copies() {
    let folder = tempfile::tempdir().unwrap();
    let form = |facts: &str, last: &str| -> String {
        let words = (0..300).map(|i| if i % 50 == 20 { format!("{facts}{i}") } else { format!("w{i}") });
        words.chain([last.to_owned()]).collect::<Vec<_>>().join(" ")
    };
    let mut texts: Vec<String> = (0..40).map(|i| form(&format!("fact{i}x"), "end")).collect();
    texts.push(form("fact7x", "fin"));
    let lines: Vec<String> =
        texts.iter().enumerate().map(|(i, text)| format!("{{\"id\":\"r{i:02}\",\"text\":\"{text}\"}}")).collect();
    for exact in [true, false] {
        let (done, _) = dedup(folder.path(), &lines, &Settings { exact, ..Settings::default() });
        assert_eq!(removed(&done), BTreeMap::from([("r40".to_owned(), "r07".to_owned())]));
        assert!(done.summary.set_aside > 30 && done.pairs().filter(|pair| pair.template).count() > 30);
    }
}

/// Rows are read again at their places: marks, line ends and blank lines must not move them.
#[test]
fn marks_line_ends_and_blank_lines_do_not_move_rows() {
    let texts = [(0, Vec::new(), None), (1, Vec::new(), None), (0, vec![(3, 1)], None), (2, Vec::new(), None)];
    let lines: Vec<String> = texts.iter().enumerate().map(|(i, made)| line(i, made)).collect();
    let settings = Settings { threshold: 0.6, ..Settings::default() };
    for (start, between, end) in [("", "\n", ""), ("\u{feff}", "\n", "\n"), ("\n \n", "\r\n", "\r\n"), ("", "\n\n\r\n", "")] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.jsonl");
        std::fs::write(&path, [start, &lines.join(between), end].concat()).unwrap();
        let inputs = [path.to_str().unwrap().to_owned()];
        let mut stdin = Spool::new(std::io::empty(), tempfile::tempfile);
        let asked = Asked { map: true, pairs: true };
        let options = ReadOptions::default();
        let host = Host { room: &Room::default(), events: &|_| {}, cancel: &AtomicBool::new(false), journal: None };
        let done = run(&inputs, &mut stdin, &options, &settings, asked, &host).unwrap();
        assert_eq!(done.fates[0].iter().map(|row| row.fate.status).collect::<Vec<_>>()[2], Status::RemovedNear);
        let mut kept = Vec::new();
        let mut write = |piece: Piece<'_>| {
            kept.extend_from_slice(piece.bytes);
            Ok(())
        };
        copy(&done, &mut stdin, Mode::Drop, true, &mut write).unwrap();
        let kept = String::from_utf8(kept).unwrap();
        let rows: Vec<&str> = kept.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(rows, [&lines[0], &lines[1], &lines[3]], "{start:?} {between:?} {end:?}");
        // Another row at the place of the first: what is copied would not be what was compared.
        std::fs::write(&path, "{}\n").unwrap();
        let changed = copy(&done, &mut stdin, Mode::Drop, true, &mut |_| Ok(()));
        assert!(matches!(changed, Err(DedupError::Changed(_))), "{changed:?}");
    }
}

/// A run that was killed leaves some pieces, whichever were done: the others are made again, and the result is the same. A text whose sketch
/// was made in a piece that is lost is sketched anew.
#[test]
fn a_run_goes_on_from_any_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let filler: String = (0..250).fold(String::new(), |all, i| all + &format!(" filler{i}"));
    let corpus = large_corpus();
    // Twice: exact copies stand in other pieces than their first.
    let long = |i: usize| line(i, &corpus[i % corpus.len()]).replace("\"}", &format!(" t{}{filler}\"}}", i % 600));
    let lines: Vec<String> = (0..3000).map(long).collect();
    assert!(lines.iter().map(String::len).sum::<usize>() > 6 << 20, "several batches");
    let settings = Settings::default();
    let (whole, kept) = dedup(folder.path(), &lines, &settings);
    let state = folder.path().join("state");
    let journal = Journal::begin(std::sync::Arc::new(crate::storage::Disk), &state, b"").unwrap();
    let room = Room::default();
    let (first, kept_first) = dedup_within(&room, Some(&journal), folder.path(), &lines, &settings);
    assert_eq!((said(&first), &kept_first), (said(&whole), &kept));
    drop(journal);
    let pieces = std::fs::read(state.join("pieces-000000")).unwrap();
    let size = |at: usize| usize::try_from(u64::from_le_bytes(std::array::from_fn(|i| pieces[at + i]))).unwrap();
    let first_piece = 24 + size(0) + size(8);
    for left in [&pieces[..], &pieces[..first_piece], &pieces[first_piece..], &pieces[..pieces.len() - 1], &[]] {
        std::fs::remove_dir_all(&state).unwrap();
        std::fs::create_dir(&state).unwrap();
        std::fs::write(state.join("pieces-000000"), left).unwrap();
        let journal = Journal::open(std::sync::Arc::new(crate::storage::Disk), &state).unwrap();
        assert_eq!(journal.pieces() > 0, !left.is_empty());
        let (again, kept_again) = dedup_within(&room, Some(&journal), folder.path(), &lines, &settings);
        assert_eq!((said(&again), &kept_again), (said(&whole), &kept), "{} bytes were left", left.len());
    }
}
