//! GEXF 1.3. The namespace is the one without `www`, which readers insist on, and so is the time format `date`, under which they take times
//! of day too (networkx knows no `dateTime`). A node is there from its start.

use std::io::{self, Write};

use super::graph::{Graph, Type, Values};
use super::xml::Escaped;
use crate::article::Micros;

pub(super) fn write(graph: &Graph, out: &mut impl Write) -> io::Result<()> {
    let is_dynamic = graph.nodes.iter().any(|node| node.start.is_some());
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<gexf xmlns="http://gexf.net/1.3" version="1.3">"#)?;
    writeln!(out, "  <meta>\n    <creator>newsprint</creator>\n    <description>who echoes whom</description>\n  </meta>")?;
    let mode = if is_dynamic { r#"mode="dynamic" timeformat="date""# } else { r#"mode="static""# };
    writeln!(out, r#"  <graph defaultedgetype="directed" {mode}>"#)?;
    attributes(out, "node", graph.node_attributes)?;
    attributes(out, "edge", graph.edge_attributes)?;
    writeln!(out, "    <nodes>")?;
    for node in &graph.nodes {
        write!(out, r#"      <node id="{}" label="{}"{}>"#, Escaped(&node.id), Escaped(&node.label), Start(node.start))?;
        values(out, &node.values)?;
        writeln!(out, "</node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for edge in &graph.edges {
        write!(
            out,
            r#"      <edge id="{}" source="{}" target="{}" kind="{}" weight="{}"{}>"#,
            Escaped(&edge.id),
            Escaped(&edge.source),
            Escaped(&edge.target),
            Escaped(&edge.kind),
            edge.weight,
            Start(edge.start)
        )?;
        values(out, &edge.values)?;
        writeln!(out, "</edge>")?;
    }
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")
}

fn attributes(out: &mut impl Write, class: &str, list: &[(&str, Type)]) -> io::Result<()> {
    writeln!(out, r#"    <attributes class="{class}" mode="static">"#)?;
    for (i, (name, kind)) in list.iter().enumerate() {
        let kind = match kind {
            Type::Text => "string",
            Type::Int => "long",
            Type::Float => "double",
            Type::Bool => "boolean",
        };
        writeln!(out, r#"      <attribute id="{i}" title="{name}" type="{kind}"/>"#)?;
    }
    writeln!(out, "    </attributes>")
}

fn values(out: &mut impl Write, values: &Values) -> io::Result<()> {
    write!(out, "<attvalues>")?;
    for (i, value) in values.iter().enumerate() {
        if let Some(value) = value {
            write!(out, r#"<attvalue for="{i}" value="{value}"/>"#)?;
        }
    }
    write!(out, "</attvalues>")
}

/// The attribute `start`, where a time is known. Readers take a zone for granted to be UTC and some stumble over a `Z`.
struct Start(Option<Micros>);

impl std::fmt::Display for Start {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(at) = self.0 else { return Ok(()) };
        let second = Micros(at.0.div_euclid(Micros::SECOND) * Micros::SECOND).to_string();
        write!(f, r#" start="{}""#, Escaped(second.trim_end_matches('Z')))
    }
}
