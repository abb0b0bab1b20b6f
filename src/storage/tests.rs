//! Every operation fails, and the power goes at every operation: what stands in the places is the old or the new, whole.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::*;

/// Storage on a file system where names cannot change places.
#[derive(Debug, Clone)]
struct NoExchange(Memory);

impl Storage for NoExchange {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Stored>> {
        self.0.create(path)
    }
    fn scratch(&self, folder: &Path) -> io::Result<Box<dyn Stored>> {
        self.0.scratch(folder)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Stored>> {
        self.0.open(path)
    }
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        self.0.kind(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
    fn copy_rights(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.copy_rights(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.remove(path)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.0.create_folder(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.0.remove_folder(path)
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.0.sync_folder(path)
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.0.names(folder)
    }
}

/// An output of a test.
#[derive(Debug, Clone, Copy)]
enum Output {
    File(&'static str),
    Folder(&'static str),
}

impl Output {
    const fn place(self) -> &'static str {
        match self {
            Self::File(place) | Self::Folder(place) => place,
        }
    }
}

/// Outputs that come together, and whether there are old ones.
const CASES: [(&[Output], bool); 6] = [
    (&[Output::File("out/a")], false),
    (&[Output::File("out/a")], true),
    (&[Output::Folder("out/run")], false),
    (&[Output::Folder("out/run")], true),
    (&[Output::File("out/a"), Output::File("other/b"), Output::Folder("out/run")], false),
    (&[Output::Folder("out/run"), Output::File("out/a"), Output::File("other/b")], true),
];

fn bytes(place: &str, version: &str) -> Vec<u8> {
    format!("{place}, {version}. ").repeat(20).into_bytes()
}

/// Writes all outputs as the program does, and puts them in their places together.
fn write(storage: &dyn Storage, outputs: &[Output], version: &str) -> Result<(), PlaceError> {
    let mut new = Vec::new();
    let failed = |place: &str, source| PlaceError { path: place.into(), source, after: After::AsBefore };
    for output in outputs {
        let place = output.place();
        let bytes = bytes(place, version);
        match output {
            Output::File(_) => {
                let mut file = NewFile::create(storage, Path::new(place))?;
                for piece in bytes.chunks(90) {
                    file.write_all(piece).map_err(|error| failed(place, error))?;
                }
                new.push(New::File(file));
            }
            Output::Folder(_) => {
                let mut folder = NewFolder::create(storage, Path::new(place))?;
                for name in ["run.json", "deep/er/table"] {
                    let mut out = io::BufWriter::with_capacity(64, folder.file(Path::new(name))?);
                    out.write_all(&bytes).and_then(|()| finish(out)).map_err(|error| failed(place, error))?;
                }
                new.push(New::Folder(folder));
            }
        }
    }
    keep_all(new)
}

/// The state before: folders, and old outputs where there are any, all of it on disk.
fn before(outputs: &[Output], is_old_there: bool) -> Memory {
    let memory = Memory::new();
    for folder in ["out", "other"] {
        memory.create_folder(Path::new(folder)).unwrap();
    }
    memory.sync_folder(Path::new("")).unwrap();
    if is_old_there {
        write(&memory, outputs, "old").unwrap();
    }
    memory.after_power_loss(Rest::Nothing)
}

type Files = BTreeMap<PathBuf, Option<Vec<u8>>>;

fn is_hidden(path: &Path) -> bool {
    path.iter().any(|name| name.to_string_lossy().starts_with(".newsprint-"))
}

/// What stands in the place of an output and below.
fn at(files: &Files, output: Output) -> Files {
    files.iter().filter(|(path, _)| path.starts_with(output.place())).map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

fn clear_all(storage: &dyn Storage, outputs: &[Output]) {
    for output in outputs {
        clear(storage, Path::new(output.place())).unwrap();
    }
}

/// For each output whether it is the new one; anything but the old or the new whole is a failure of the test.
fn versions(files: &Files, outputs: &[Output], old: &Files, new: &Files, told: &str) -> Vec<bool> {
    let version = |&output: &Output| {
        let found = at(files, output);
        assert!(
            found == at(old, output) || found == at(new, output),
            "{told}: {} is neither the old nor the new",
            output.place()
        );
        found == at(new, output)
    };
    outputs.iter().map(version).collect()
}

/// Runs a case under a plan. Gives the number of faults that it met.
fn under<S: Storage + Clone>(case: (&[Output], bool), wrap: impl Fn(Memory) -> S, plan: Plan) -> u64 {
    let (outputs, is_old_there) = case;
    let memory = before(outputs, is_old_there);
    let old = memory.files();
    let new = {
        let whole = before(outputs, is_old_there);
        write(&whole, outputs, "new").unwrap();
        whole.files()
    };
    let storage = Faulty::new(wrap(memory.clone()), plan);
    let told = format!("{case:?} {plan:?}");
    let outcome = write(&storage, outputs, "new");
    let files = memory.files();
    let leftovers: Vec<&PathBuf> = files.keys().filter(|path| is_hidden(path)).collect();
    match &outcome {
        Ok(()) => assert!(versions(&files, outputs, &old, &new, &told).iter().all(|is_new| *is_new), "{told}"),
        Err(PlaceError { after: After::AsBefore, .. }) => {
            assert!(versions(&files, outputs, &old, &new, &told).iter().all(|is_new| !is_new), "{told}");
        }
        Err(PlaceError { after: After::New, .. }) => {
            versions(&files, outputs, &old, &new, &told);
        }
        Err(PlaceError { after: After::Aside(aside), .. }) => assert!(files.contains_key(aside), "{told}"),
    }
    let is_passing = plan.fault == Fault::Short
        || plan.fault == Fault::Interrupted
            && matches!(plan.operation, Some(Operation::Write | Operation::Sync | Operation::SyncFolder));
    assert!(!is_passing || outcome.is_ok(), "{told}: {outcome:?}");
    // What cannot be removed stays; everything else goes with the error.
    let may_stay =
        plan.operation.is_none_or(|operation| matches!(operation, Operation::Remove | Operation::Rename)) && storage.failed() > 0;
    assert!(may_stay || leftovers.is_empty(), "{told}: {leftovers:?}");
    clear_all(&memory, outputs);
    let files = memory.files();
    assert!(!files.keys().any(|path| is_hidden(path)), "{told}: the next run clears what is left");
    versions(&files, outputs, &old, &new, &told);
    storage.failed()
}

fn every_fault<S: Storage + Clone>(wrap: impl Fn(Memory) -> S + Copy) -> u64 {
    let mut runs = 0;
    for case in CASES {
        for operation in Operation::ALL.into_iter().map(Some).chain([None]) {
            for fault in [Fault::Full, Fault::Broken, Fault::Short, Fault::Interrupted] {
                for stays in [false, true] {
                    let mut nth = 1;
                    while under(case, wrap, Plan { operation, nth, fault, stays }) > 0 {
                        (nth, runs) = (nth + 1, runs + 1);
                    }
                }
            }
        }
    }
    runs
}

#[test]
fn whatever_fails_once_or_for_good_the_old_or_the_new_stands_whole() {
    let runs = every_fault(|memory| memory);
    assert!(runs > 1_500, "{runs} faults");
}

#[test]
fn where_names_cannot_change_places_the_old_or_the_new_stands_whole_too() {
    let runs = every_fault(NoExchange);
    assert!(runs > 1_500, "{runs} faults");
}

/// The power goes before the N-th operation, for every N, and comes back to a disk that holds much or little of what was not synced.
fn every_power_loss<S: Storage + Clone>(wrap: impl Fn(Memory) -> S) -> u64 {
    let mut images = 0;
    for (outputs, is_old_there) in CASES {
        let old = before(outputs, is_old_there).files();
        for nth in 1.. {
            let memory = before(outputs, is_old_there);
            let plan = Plan { operation: None, nth, fault: Fault::Broken, stays: true };
            let storage = Faulty::new(wrap(memory.clone()), plan);
            let is_done = write(&storage, outputs, "new").is_ok();
            for rest in [Rest::Nothing, Rest::All].into_iter().chain((0..12).map(Rest::Some)) {
                let told = format!("{outputs:?} {is_old_there} {nth} {rest:?}");
                let image = memory.after_power_loss(rest);
                let again = {
                    let whole = before(outputs, is_old_there);
                    write(&whole, outputs, "new").unwrap();
                    whole.files()
                };
                clear_all(&image, outputs);
                let are_new = versions(&image.files(), outputs, &old, &again, &told);
                assert!(!is_done || are_new.iter().all(|is_new| *is_new), "{told}: what was done is gone");
                assert!(!image.files().keys().any(|path| is_hidden(path)), "{told}");
                // The next run ends as if nothing had happened.
                write(&image, outputs, "new").unwrap();
                assert!(image.files() == again, "{told}: the next run");
                images += 1;
            }
            if storage.failed() == 0 {
                break;
            }
        }
    }
    images
}

#[test]
fn a_loss_of_power_at_any_operation_leaves_the_old_or_the_new_whole() {
    let images = every_power_loss(|memory| memory);
    assert!(images > 1_000, "{images} images");
}

#[test]
fn a_loss_of_power_leaves_the_old_or_the_new_whole_where_names_cannot_change_places() {
    let images = every_power_loss(NoExchange);
    assert!(images > 1_000, "{images} images");
}

#[test]
fn what_comes_to_the_place_meanwhile_stays() {
    let memory = before(&[], false);
    let mut file = NewFile::create(&memory, Path::new("out/a")).unwrap();
    file.write_all(b"ours").unwrap();
    memory.create(Path::new("out/a")).unwrap().write_all(b"theirs").unwrap();
    let error = file.keep().unwrap_err();
    assert_eq!((error.source.kind(), error.after), (io::ErrorKind::AlreadyExists, After::AsBefore));
    let files = memory.files();
    assert_eq!(files[Path::new("out/a")].as_deref(), Some(&b"theirs"[..]));
    assert!(!files.keys().any(|path| is_hidden(path)));
}

#[test]
fn clearing_leaves_what_belongs_to_others() {
    let memory = before(&[], false);
    let others = [".newsprint-a-1-2-3.part", ".newsprint-b-1-2.part", ".newsprint-a.lock", ".newsprint-notes", "a-1-2.part"];
    for name in others.into_iter().chain([".newsprint-a-1-2.part", ".newsprint-a-77-0.part"]) {
        memory.create(&Path::new("out").join(name)).unwrap();
    }
    assert_eq!(clear(&memory, Path::new("out/a")).unwrap(), 2);
    let mut left = others.map(str::to_owned);
    left.sort();
    assert_eq!(memory.names(Path::new("out")).unwrap(), left);
}

#[cfg(unix)]
#[test]
fn who_may_read_an_output_is_the_users_choice() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let mode = |name: &str| fs::metadata(home.path().join(name)).unwrap().permissions().mode() & 0o777;
    // What any program makes here.
    fs::write(home.path().join("plain"), "").unwrap();
    fs::create_dir(home.path().join("plain folder")).unwrap();
    NewFile::create(&Disk, &home.path().join("a")).unwrap().keep().unwrap();
    NewFolder::create(&Disk, &home.path().join("run")).unwrap().keep().unwrap();
    assert_eq!((mode("a"), mode("run")), (mode("plain"), mode("plain folder")));
    fs::set_permissions(home.path().join("a"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::set_permissions(home.path().join("run"), fs::Permissions::from_mode(0o700)).unwrap();
    NewFile::create(&Disk, &home.path().join("a")).unwrap().keep().unwrap();
    NewFolder::create(&Disk, &home.path().join("run")).unwrap().keep().unwrap();
    assert_eq!((mode("a"), mode("run")), (0o640, 0o700));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 4);
}
