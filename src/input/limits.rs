//! Every limit of reading in one place, each with its unit and its reason.
//!
//! Responsible for the numbers. Not responsible for what happens when one is met: that stands where the limit is used.

/// Longest record (a line, a CSV row, a JSON value, a text file) in bytes. A long book is 5 MiB; beyond this lies damage or malice.
pub const MAX_RECORD_BYTES: usize = 64 << 20;

/// Bytes read before their records are parsed together: large enough to keep every core busy, small beside any `--memory`.
pub const BATCH_BYTES: usize = 2 << 20;

/// Records that one task parses before it asks for more.
pub const RECORDS_PER_TASK: usize = 32;

/// Bytes looked at to tell a format.
pub const SNIFF_BYTES: usize = 256 << 10;

/// Lines or rows looked at to tell a format.
pub const SNIFF_RECORDS: usize = 64;

/// Records whose columns and values decide the schema.
pub const SAMPLE_RECORDS: usize = 256;

/// Columns of one record that the schema looks at; the rest of a row of ten million cells is not a schema.
pub const SAMPLE_COLUMNS: usize = 2_048;

/// Cells of one CSV row that are looked at one by one: a row of only delimiters within [`MAX_RECORD_BYTES`] would need gigabytes.
pub const MAX_CELLS: usize = 1 << 16;

/// Bytes of a list or object that holds a wanted value: its parts need up to sixteen times as much memory.
pub const MAX_NESTED_BYTES: usize = 8 << 20;

/// Compression layers that are opened (`.jsonl.gz` has one). More is not how anybody stores news.
pub const MAX_LAYERS: usize = 2;

/// Bytes that one input may unpack to: no archive of news in one file comes near it.
pub const MAX_UNPACKED_BYTES: u64 = 1 << 40;

/// Unpacked bytes up to which the ratio is not looked at.
pub const RATIO_FREE_BYTES: u64 = 4 << 30;

/// Unpacked bytes for each packed one, beyond [`RATIO_FREE_BYTES`]. A million identical articles reach 900 with zstd; zeros reach 32,751.
pub const MAX_RATIO: u64 = 4_000;

/// Largest zstd window, as a power of two, in bytes (128 MiB): what `zstd --ultra -22` writes.
pub const ZSTD_WINDOW_LOG: u32 = 27;

/// Memory that unpacking xz may take, in bytes: enough for `xz -9`, which needs 65 MiB.
pub const XZ_MEMORY_BYTES: u64 = 256 << 20;

/// Characters looked at to tell a language.
pub const LANGUAGE_CHARS: usize = 1_000;

/// Bytes of a value that are read as a date.
pub const DATE_BYTES: usize = 160;

/// Bytes of a `meta.csv` or of a list of inputs.
pub const MAX_SIDE_FILE_BYTES: u64 = 256 << 20;

/// Share of a sample whose text may be empty before the mapping is taken to be wrong.
pub const MAX_EMPTY_TEXT_SHARE: f64 = 0.5;

/// Files that `inspect` opens.
pub const INSPECT_FILES: usize = 200;

/// Bytes of decoded columns that one batch of a Parquet file is meant to have.
pub const COLUMNAR_BATCH_BYTES: usize = 4 << 20;

/// Rows of one batch of a Parquet file at most.
pub const COLUMNAR_BATCH_ROWS: usize = 8_192;

/// Rows of one Parquet row group: writers make a million; a footer may claim anything.
pub const MAX_GROUP_ROWS: u64 = 1 << 28;

/// Bytes of a Parquet file that is piped in or packed, which is held in memory because its index stands at its end.
pub const MAX_HELD_BYTES: u64 = 1 << 30;

/// Bytes of the head of one Arrow IPC message: a schema of ten thousand columns has one mebibyte.
pub const MAX_ARROW_METADATA_BYTES: u32 = 64 << 20;

/// Bytes of one Arrow IPC batch, packed or not: it is in memory as a whole. Writers that make one batch of a table stay below it for
/// about half a million articles.
pub const MAX_ARROW_MESSAGE_BYTES: u64 = 2 << 30;

/// Rows of one Arrow IPC batch: rows of nothing take no bytes.
pub const MAX_FRAME_ROWS: i64 = 1 << 24;

/// Bytes of a Parquet row group that is being written, before it is closed.
pub const WRITE_GROUP_BYTES: usize = 128 << 20;

/// Bytes of a Parquet footer in which the schema is looked for: ten thousand columns take less than one mebibyte.
pub const MAX_SCHEMA_BYTES: u64 = 16 << 20;
