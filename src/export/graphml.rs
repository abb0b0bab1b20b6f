//! `GraphML` 1.0 with typed keys; an attribute of a node and one of an edge may have the same name and are two keys.

use std::io::{self, Write};

use super::graph::{Graph, Type, Values};
use super::xml::Escaped;

pub(super) fn write(graph: &Graph, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    writeln!(out, r#"  <key id="label" for="node" attr.name="label" attr.type="string"/>"#)?;
    writeln!(out, r#"  <key id="weight" for="edge" attr.name="weight" attr.type="double"/>"#)?;
    keys(out, "node", "n", graph.node_attributes)?;
    keys(out, "edge", "e", graph.edge_attributes)?;
    writeln!(out, r#"  <graph id="newsprint" edgedefault="directed">"#)?;
    for node in &graph.nodes {
        write!(out, r#"    <node id="{}"><data key="label">{}</data>"#, Escaped(&node.id), Escaped(&node.label))?;
        data(out, "n", &node.values)?;
        writeln!(out, "</node>")?;
    }
    for edge in &graph.edges {
        write!(
            out,
            r#"    <edge id="{}" source="{}" target="{}"><data key="weight">{}</data>"#,
            Escaped(&edge.id),
            Escaped(&edge.source),
            Escaped(&edge.target),
            edge.weight
        )?;
        data(out, "e", &edge.values)?;
        writeln!(out, "</edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

fn keys(out: &mut impl Write, class: &str, letter: &str, list: &[(&str, Type)]) -> io::Result<()> {
    for (i, (name, kind)) in list.iter().enumerate() {
        let kind = match kind {
            Type::Text => "string",
            Type::Int => "long",
            Type::Float => "double",
            Type::Bool => "boolean",
        };
        writeln!(out, r#"  <key id="{letter}{i}" for="{class}" attr.name="{name}" attr.type="{kind}"/>"#)?;
    }
    Ok(())
}

fn data(out: &mut impl Write, letter: &str, values: &Values) -> io::Result<()> {
    for (i, value) in values.iter().enumerate() {
        if let Some(value) = value {
            write!(out, r#"<data key="{letter}{i}">{value}</data>"#)?;
        }
    }
    Ok(())
}
