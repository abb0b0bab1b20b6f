//! newsprint: who echoes whom.
//!
//! newsprint reads a dump of news articles and shows what they share. It compares the texts themselves, gives every finding with its
//! place and its evidence, and says so where the evidence does not decide.
//!
//! # What it finds
//!
//! * **Near-duplicates**: articles whose Jaccard (sets of 5 consecutive words) reaches a threshold, or of which the smaller lies
//!   aligned in the larger ([`verify::NEAR_CONTAINMENT`]). They are grouped as stars: every member was verified against the survivor
//!   ([`clusters`]).
//! * **Passages**: stretches of text that two articles share, word by word, with what was changed in them ([`passages`]). What an
//!   outlet prints around all of its stories is learned from the corpus and set aside as boilerplate.
//! * **Quotations and their drift**: each printed quotation with its speaker, cue and venue ([`quotes`]), and the printings of one
//!   thing said linked across articles, each with its change and with flags such as a lost hedge or a changed number ([`utterances`]).
//! * **Credits**: every wording by which an article names its source, from a dateline to "the newspaper reported" ([`credits`]).
//! * **Edges**: which article echoes which, on what evidence ([`provenance`]). A direction is claimed only where times are disjoint,
//!   a credit names the source, or a link leads to it. Everywhere else the direction is `unknown`.
//!
//! # The picture
//!
//! ```text
//! bytes ─ input ─▶ Article ─ text ─▶ Words ─ sketch ─▶ Signature ─ lsh ──────▶ candidate pairs ┐
//!                                      │                                                       │
//!                                      ├ passages: seeds, chains, alignment ─▶ Passage ────────┤
//!                                      │                                              verify ▼
//!                                      │                                   Measures ─ clusters ─▶ Star
//!                                      ├ marks ─ quotes ─▶ Quote ─ utterances ─▶ Utterance       │
//!                                      └ outlets ─ credits ─▶ Credit ──────────┐                 │
//!                                                                   provenance ▼◀────────────────┘
//!                                                       Edge ─ tables ─▶ run folder, summary ─▶ page
//! ```
//!
//! [`pipeline`] wires the stages. Each stage is a module that can be used by itself; each opens with what it is responsible for and
//! what not. `ARCHITECTURE.md` follows an article through all of them.
//!
//! # An example
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use newsprint::input::ReadOptions;
//! use newsprint::pipeline::{self, Host, Settings};
//! use newsprint::storage::Room;
//! use newsprint::tables::Tables;
//!
//! let rows = concat!(
//!     r#"{"id": "wire", "outlet": "Wire", "date": "2026-03-03T17:47:00Z", "text": "The council voted nine to four on Monday night to "#,
//!     r#"close the Mill Street bridge to lorries. Two of its bearings were worn through, engineers had warned in March."}"#,
//!     "\n",
//!     r#"{"id": "local", "outlet": "Local", "date": "2026-03-03T20:10:00Z", "text": "The council voted nine to four on Monday night to "#,
//!     r#"close the Mill Street bridge to trucks. Two of its bearings were worn through, engineers had warned in March."}"#,
//!     "\n",
//! );
//!
//! // `-` is standard input; here it is a slice of bytes. Files, folders and globs go in the same list.
//! // Tables in memory are one sink; a run folder is another.
//! let mut tables = Tables::default();
//! let run = pipeline::scan(
//!     &["-".to_owned()],
//!     &mut rows.as_bytes(),
//!     &ReadOptions::default(),
//!     &Settings::default(),
//!     &mut tables,
//!     &Host { room: &Room::default(), events: &|_event| {}, cancel: &AtomicBool::new(false), journal: None },
//! )?;
//!
//! assert_eq!(run.rows_read, 2);
//! let pair = &tables.matches[0];
//! assert_eq!((pair.a.as_str(), pair.b.as_str()), ("local", "wire"));
//! assert!(pair.containment_a > 0.9);
//! let edge = &tables.edges[0];
//! assert_eq!((edge.src.as_str(), edge.dst.as_str()), ("wire", "local"));
//! # Ok::<(), newsprint::pipeline::PipelineError>(())
//! ```
//!
//! The rows of [`tables::Tables`] are what the command line writes to a run folder ([`tables::RunWriter`], batch by batch); their columns
//! are described in the module's row types.
//!
//! # Guarantees
//!
//! * **The text decides.** Sketches and seeds only propose pairs. A match exists because the words were compared: exact Jaccard, and an
//!   alignment of letters. A collision of hashes costs time, never a false match.
//! * **Nothing is lost.** Rows read = articles kept + rows rejected. [`pipeline::scan`] checks it and gives
//!   [`pipeline::PipelineError::NotConserved`] instead of a result where it does not hold. Every reject has its file, its place and its reason.
//! * **Deterministic.** The same inputs and settings give the same tables, whatever the number of threads and the order of the inputs.
//!   Articles are sorted by id before anything is compared; hashes that decide output are `xxh3` or fixed mixes, and tables in memory
//!   with random keys are never iterated into output.
//! * **Offsets mean the text.** Inside the library all places are byte ranges ([`article::Span`]) on character boundaries of
//!   [`article::Article::text`], which is decoded and unescaped but never normalised. Tables give code points and bytes.
//! * **Quiet.** The library never prints and never ends the process. It tells progress as [`pipeline::Event`]s and stops between stages
//!   when it is asked to.
//!
//! # Untrusted input
//!
//! Articles come from strangers. Reading accepts any bytes: ill-formed UTF-8 becomes U+FFFD, what is no record becomes a reject, and a
//! stream that breaks off keeps what came before. The limits stand in one place ([`input::limits`]):
//!
//! * a record is at most [`MAX_RECORD_BYTES`](input::limits::MAX_RECORD_BYTES) long;
//! * at most [`MAX_LAYERS`](input::limits::MAX_LAYERS) layers of compression are opened, and unpacking ends at
//!   [`MAX_UNPACKED_BYTES`](input::limits::MAX_UNPACKED_BYTES), or past [`RATIO_FREE_BYTES`](input::limits::RATIO_FREE_BYTES) at a ratio of
//!   [`MAX_RATIO`](input::limits::MAX_RATIO);
//! * nested JSON is not read by recursion where it is not wanted, and where it is wanted its depth is bounded.
//!
//! Work is bounded by counts, never by time: a bucket or a seed that many articles share is linked as a star and a chain instead of by all
//! pairs, an alignment fills a bounded number of cells, and a repeated seed is looked up a bounded number of times. A cap that left
//! something out is told in [`pipeline::Run::caps_hit`] or [`pipeline::Run::pairs_not_listed`]. All articles of a scan are held in
//! memory: a [`storage::Room`] with a limit ends a run that does not fit. Text that goes to a terminal passes
//! [`document::sanitize`]; text in tables is given as it is.
//!
//! `SECURITY.md` lists what is promised, and by which test each promise is shown.
//!
//! # Features
//!
//! The package has no optional features. It builds a library and the program `newsprint`; the modules [`document`] and [`summary`] make the
//! program's pages and can be left alone by who only wants tables.

// The article, places in its text, and times that are only partly known.
pub mod article;
// Near-duplicate clusters as stars.
pub mod clusters;
// Wordings by which an article names its source.
pub mod credits;
// The corpus without its near-duplicates, and why each row stays or goes.
pub mod dedup;
// Pages of text for a reader, safe to show.
pub mod document;
// A run in formats of other programs.
pub mod export;
// How good a run is: truth, scores, and what another run does differently.
pub mod evaluate;
// Bytes to articles and rejects.
pub mod input;
// Which signatures are worth a look.
pub mod lsh;
// Quotation marks paired into spans.
pub mod marks;
// Outlets and agencies by name and domain.
pub mod outlets;
// Shared passages: seeds, chains, alignment, families, boilerplate.
pub mod passages;
// The stages wired together.
pub mod pipeline;
// Who echoes whom, on what evidence.
pub mod provenance;
// Quotations with speaker, cue and venue.
pub mod quotes;
// Shingles and their signatures.
pub mod sketch;
// Where files are written.
pub mod storage;
// What a run found, told to a person.
pub mod summary;
// A run as one page for a browser.
pub mod report;
// A run as a web app and an API, for this machine alone.
pub mod serve;
// The rows of a run and how they are written.
pub mod tables;
// Words, folded, with their places in the text.
pub mod text;
// The printings of one thing said, and what each changed.
pub mod utterances;
// What a person decided about findings, kept beside a run.
pub mod verdicts;
// What a pair of articles is, measured on the text.
pub mod verify;
