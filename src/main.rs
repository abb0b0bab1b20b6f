//! The `newsprint` program. Everything it does is in [`cli`]; everything it finds is in the library.

mod cli;

#[global_allocator]
static ALLOCATOR: cli::OrEnd = cli::OrEnd;

fn main() -> std::process::ExitCode {
    cli::run()
}
