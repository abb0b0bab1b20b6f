//! The program as its users run it: what it prints, and how it ends.

mod annotated;
mod archives;
mod boilerplate;
mod config;
mod conservation;
mod dedup;
mod determinism;
mod evaluate;
mod exits;
mod exports;
mod folder;
mod help;
mod hostile;
mod imports;
mod inputs;
mod limits;
mod malformed;
mod pages;
mod planted;
mod quotations;
mod reports;
mod run;
mod run_verbs;
mod tables;
mod truth;
mod wrapped;
