//! The description of the API, made from the columns of the tables, so that it says what is answered.

use serde_json::{Map, Value, json};

use super::limits::{MAX_ROWS, MAX_SEARCH_CHARS, ROWS};
use super::rows::{Table, has_ids, has_outlets};
use crate::tables::{Block, ColumnSpec, Kind};
use crate::verdicts::{Finding, MAX_NOTE_CHARS, Ruling};

/// The document, as `OpenAPI` 3.1 has it.
pub(super) fn document(tables: &[&dyn Table]) -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for &table in tables {
        let (name, row) = (table.name(), json!({ "$ref": format!("#/components/schemas/{}", table.name()) }));
        let page = object(&[
            ("table", json!({ "type": "string", "const": name })),
            ("total", json!({ "type": "integer", "description": "Rows that pass the filters, on all pages." })),
            ("rows", json!({ "type": "array", "items": row })),
            ("next_cursor", json!({ "type": ["string", "null"], "description": "For the page after this one." })),
        ]);
        schemas.insert(name.to_owned(), schema(table));
        paths.insert(
            format!("/api/v1/{name}"),
            read(&format!("Rows of {name}. {}", plain(table.about())), &parameters(table), &page),
        );
        if has_ids(table) {
            let about = format!("One row of {name}.");
            let mut known = vec![id("id")];
            if name == "texts" {
                known.extend(
                    ["start", "end"]
                        .map(|name| query(name, json!({ "type": "integer", "minimum": 0 }), "A place in code points.")),
                );
            }
            paths.insert(format!("/api/v1/{name}/{{id}}"), read(&about, &known, &row));
        }
        if matches!(name, "articles" | "passages" | "quotes" | "credits") {
            let about = "The stretches of text that the row names, in code points.";
            paths.insert(format!("/api/v1/{name}/{{id}}/text"), read(about, &[id("id")], &slices()));
        }
    }
    paths.insert("/api/v1/run".into(), read("How the run was made: run.json.", &[], &json!({ "type": "object" })));
    paths.insert(
        "/api/v1/search".into(),
        read("Articles or quotations that hold all of the words.", &search_parameters(), &json!({ "type": "object" })),
    );
    paths.insert(
        "/api/v1/verdicts".into(),
        read("All verdicts, those included whose finding is gone.", &[], &json!({ "type": "object" })),
    );
    paths.insert("/api/v1/verdicts/{kind}/{id}".into(), verdict_path());
    schemas.insert("problem".into(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "newsprint",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A run of newsprint. Every table is a resource: COLUMN=value filters, COLUMN.min and COLUMN.max bound numbers and times, COLUMN.null=true asks for what is empty, sort=-COLUMN orders.",
        },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// Documentation without the marks that it has in the source.
fn plain(about: &str) -> String {
    about.trim().replace('`', "")
}

fn schema(table: &dyn Table) -> Value {
    let columns: Vec<(&str, Value)> = table.columns().iter().map(|column| (column.name, column_schema(column))).collect();
    let mut schema = object(&columns);
    if !table.about().is_empty() {
        schema["description"] = json!(plain(table.about()));
    }
    schema
}

/// An object that has all of its properties.
fn object(properties: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let map: Map<String, Value> = properties.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({ "type": "object", "required": names, "properties": map })
}

fn column_schema(column: &ColumnSpec) -> Value {
    let mut schema = match column.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Int => json!({ "type": "integer", "format": "int64" }),
        Kind::Float => json!({ "type": "number", "format": "double" }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::TextList => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Alternatives => {
            let one = object(&[("src", json!({ "type": "string" })), ("probability", json!({ "type": "number" }))]);
            json!({ "type": "array", "items": one })
        }
        Kind::Blocks => {
            let places = Block::PLACES.map(|name| (name, json!({ "type": "integer", "format": "int64" })));
            let texts = [
                ("kind", json!({ "type": "string" })),
                ("flags", json!({ "type": "array", "items": { "type": "string" } })),
                ("ops", json!({ "type": "string" })),
                ("family_id", json!({ "type": ["string", "null"] })),
            ];
            json!({ "type": "array", "items": object(&[places.as_slice(), texts.as_slice()].concat()) })
        }
    };
    if column.nullable {
        schema["type"] = json!([schema["type"], "null"]);
    }
    if !column.about.is_empty() {
        schema["description"] = json!(plain(column.about));
    }
    schema
}

#[allow(clippy::needless_pass_by_value, reason = "a schema is written where it is passed, and used nowhere else")]
fn query(name: &str, schema: Value, about: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": schema, "description": about })
}

fn id(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

fn parameters(table: &dyn Table) -> Vec<Value> {
    let mut known = Vec::new();
    for column in table.columns() {
        let mut schema = column_schema(&ColumnSpec { nullable: false, ..*column });
        if matches!(column.kind, Kind::TextList | Kind::Alternatives | Kind::Blocks) {
            schema = json!({ "type": "string" });
        }
        if column.kind == Kind::Time {
            schema = json!({ "type": "string" });
        }
        if let Value::Object(schema) = &mut schema {
            schema.remove("description");
        }
        known.push(query(column.name, schema.clone(), "Rows whose column is this, or whose list holds it."));
        if column.nullable {
            known.push(query(
                &format!("{}.null", column.name),
                json!({ "type": "boolean" }),
                "Rows whose column is empty, or not.",
            ));
        }
        if matches!(column.kind, Kind::Int | Kind::Float | Kind::Time) {
            known.push(query(&format!("{}.min", column.name), schema.clone(), "This or more."));
            known.push(query(&format!("{}.max", column.name), schema, "This or less."));
        }
    }
    if has_outlets(table) {
        known.push(query("outlet", json!({ "type": "string" }), "Rows that have to do with an article of this outlet."));
    }
    let names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    known.push(query(
        "sort",
        json!({ "type": "string" }),
        &format!("Columns, with - before one that falls: {}.", names.join(", ")),
    ));
    known.push(query("fields", json!({ "type": "string" }), "Columns to give, with commas between."));
    known.extend(paging());
    known
}

fn paging() -> [Value; 2] {
    [
        query("limit", json!({ "type": "integer", "minimum": 1, "maximum": MAX_ROWS, "default": ROWS }), "Rows of the page."),
        query("cursor", json!({ "type": "string" }), "next_cursor of the page before."),
    ]
}

fn search_parameters() -> Vec<Value> {
    let text = || json!({ "type": "string" });
    let mut known = vec![
        json!({ "name": "q", "in": "query", "required": true, "schema": { "type": "string", "maxLength": MAX_SEARCH_CHARS }, "description": "Words, and \"words in marks\" that stand one after the other." }),
        query("in", json!({ "type": "string", "enum": ["articles", "quotations"], "default": "articles" }), "Where to look."),
        query("outlet", text(), "Articles of this outlet."),
        query("language", text(), "Articles in this language."),
        query("speaker", text(), "Quotations of this speaker."),
        query("from", text(), "Published on this day or later."),
        query("to", text(), "Published on this day or earlier."),
    ];
    known.extend(paging());
    known
}

fn answers(schema: &Value) -> Value {
    json!({
        "200": { "description": "As asked.", "content": { "application/json": { "schema": schema } } },
        "default": { "description": "What is wrong, and what to do.", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } } } },
    })
}

fn read(about: &str, parameters: &[Value], schema: &Value) -> Value {
    json!({ "get": { "summary": about.trim(), "parameters": parameters, "responses": answers(schema) } })
}

fn slices() -> Value {
    let slice = object(&[
        ("article_id", json!({ "type": "string" })),
        ("field", json!({ "type": "string", "enum": ["text", "title"] })),
        ("start", json!({ "type": "integer" })),
        ("end", json!({ "type": "integer" })),
        ("text", json!({ "type": "string" })),
    ]);
    object(&[("id", json!({ "type": "string" })), ("slices", json!({ "type": "array", "items": slice }))])
}

fn verdict_path() -> Value {
    let kind = json!({ "name": "kind", "in": "path", "required": true, "schema": { "type": "string", "enum": Finding::ALL.map(Finding::name) } });
    let known = json!([kind, id("id")]);
    let said = json!({
        "type": "object",
        "required": ["verdict"],
        "properties": {
            "verdict": { "type": "string", "enum": Ruling::ALL.map(Ruling::name) },
            "note": { "type": "string", "maxLength": MAX_NOTE_CHARS },
        },
        "additionalProperties": false,
    });
    let answers = answers(&json!({ "type": "object" }));
    json!({
        "parameters": known,
        "get": { "summary": "The verdict on one finding.", "responses": answers },
        "put": {
            "summary": "Gives a verdict, where the server was started with --verdicts.",
            "requestBody": { "required": true, "content": { "application/json": { "schema": said } } },
            "responses": answers,
        },
        "delete": { "summary": "Takes a verdict back, where the server was started with --verdicts.", "responses": answers },
    })
}

/// An error, as RFC 9457 has it.
fn problem() -> Value {
    let text = || json!({ "type": "string" });
    object(&[
        ("type", text()),
        ("title", text()),
        ("status", json!({ "type": "integer" })),
        ("detail", text()),
        ("next", json!({ "type": "string", "description": "What to do." })),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::rows;
    use crate::tables::Tables;

    #[test]
    fn every_table_and_every_column_is_described_from_its_schema() {
        let tables = Tables::default();
        let tables = rows::all(&tables);
        let document = document(&tables);
        for table in tables {
            let schema = &document["components"]["schemas"][table.name()];
            for column in table.columns() {
                assert!(schema["properties"][column.name].is_object(), "{}.{}", table.name(), column.name);
            }
            assert!(document["paths"][format!("/api/v1/{}", table.name())]["get"]["parameters"].is_array());
        }
        let edges = &document["components"]["schemas"]["edges"]["properties"];
        assert_eq!(edges["direction"]["description"], "known, inferred, unknown");
        assert_eq!(edges["lag_seconds"]["type"], json!(["integer", "null"]));
        assert!(document["paths"]["/api/v1/members/{id}"].is_null(), "a row without an id has no address");
    }
}
