//! Running the program in a clean environment.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

/// The program without what the environment of the test may set.
pub(crate) fn newsprint() -> Command {
    let mut command = Command::cargo_bin("newsprint").expect("the program is built with its tests");
    for name in ["NO_COLOR", "TERM", "COLUMNS", "NEWSPRINT_CONFIG", "NEWSPRINT_THREADS", "NEWSPRINT_MIN_WORDS"] {
        command.env_remove(name);
    }
    command
}

/// Runs the program with `args` in `folder`.
pub(crate) fn run_in(folder: &Path, args: &[&str]) -> Output {
    newsprint().current_dir(folder).args(args).output().expect("the program starts")
}

pub(crate) fn run(args: &[&str]) -> Output {
    run_in(Path::new("."), args)
}

/// A file of the demo corpus.
pub(crate) fn seeds(name: &str) -> String {
    format!("{}/seeds/{name}", env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is UTF-8")
}
