//! The program as its users run it: what it prints, and how it ends.

mod config;
mod dedup;
mod exits;
mod help;
mod hostile;
mod run;
