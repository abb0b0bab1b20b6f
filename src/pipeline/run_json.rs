//! `run.json`: how a run was made, so that it can be made again and trusted.

use serde_json::{Map, Value, json};

use super::{AuditOf, Run, Settings};
use crate::input::InputFile;

/// The contents of `run.json`. Everything but `costs` follows from inputs, arguments and settings.
#[must_use]
pub fn run_json(run: &Run, arguments: &[String], settings: &Settings) -> Vec<u8> {
    let rows = |table: &str| run.rows.get(table).copied().unwrap_or(0);
    let mut counts = Map::new();
    counts.insert("rows_read".into(), json!(run.rows_read));
    counts.insert("rows_kept".into(), json!(rows("articles")));
    counts.insert("rows_rejected".into(), json!(rows("rejects")));
    counts.insert("candidates".into(), json!(run.candidates));
    macro_rules! count {
        ($($table:ident),+ $(,)?) => {$( counts.insert(stringify!($table).into(), json!(rows(stringify!($table)))); )+};
    }
    count!(articles, matches, passages, families, clusters, quotes, utterances, credits, edges, outlets, outlet_edges);
    let value = json!({
        "program": "newsprint",
        "version": env!("CARGO_PKG_VERSION"),
        "arguments": arguments,
        "settings": {
            "threshold": settings.threshold,
            "recall": settings.recall,
            "bands": run.bands.bands,
            "rows": run.bands.rows,
            "min_words": settings.min_words,
            "window_seconds": settings.window.map(|micros| micros / 1_000_000),
            "across_outlets_only": settings.across_outlets_only,
            "ignored_text": settings.ignore.is_some(),
            "phrases": settings.phrases,
            "audit": settings.audit.as_ref().map(|audit| json!({
                "of": if audit.of == AuditOf::Stories { "stories" } else { "targets" },
                "files": audit.files,
                "outlet": audit.outlet,
                "ignore_credited": audit.ignore_credited,
                "ignore_quotes": audit.ignore_quotes,
            })),
            "outlets": settings.outlets.as_ref().map(crate::outlets::OutletTable::name),
            "near_containment": crate::verify::NEAR_CONTAINMENT,
        },
        "inputs": run.inputs.iter().map(input).collect::<Vec<_>>(),
        "counts": counts,
        "repaired": run.repaired,
        "dates": dates(run),
        "pairs_not_listed": run.pairs_not_listed,
        "caps_hit": run.caps_hit,
        "warnings": run.warnings,
        "costs": run.costs,
    });
    // A value of strings, numbers and lists always serialises.
    let mut bytes = serde_json::to_vec_pretty(&value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// How many articles have what kind of date, and how many values were doubtful.
fn dates(run: &Run) -> Value {
    json!({
        "precision": run.date_kinds.precision,
        "source": run.date_kinds.source,
        "zone": run.date_kinds.zone,
        "bounded_only": run.date_kinds.bounded_only,
        "doubts": run.dates,
    })
}

fn input(file: &InputFile) -> Value {
    let mapping: Map<String, Value> =
        file.mapping.columns.iter().map(|(field, column)| (field.name().to_owned(), json!(column))).collect();
    json!({
        "path": file.path,
        "format": file.format.name(),
        "compression": file.compression.iter().map(|layer| layer.name()).collect::<Vec<_>>(),
        "encoding": file.encoding.map_or("UTF-8", crate::input::Encoding::name),
        "bytes": file.bytes,
        "xxh3": file.xxh3,
        "rows": file.rows,
        "schema": file.mapping.schema,
        "mapping": mapping,
    })
}
