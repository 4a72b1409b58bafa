//! The form of Mermaid: an `erDiagram`.
//!
//! Source: Mermaid, "Entity Relationship Diagrams", and its lexer where that says nothing. Names are texts of
//! Mermaid's, which are Markdown: whatever means something there is an entity code.

use std::fmt::Write;

use super::Diagram;
use super::diagram::{Arrow, Mark, Row, Table};

pub(super) fn write(diagram: &Diagram) -> String {
    let mut text = String::from("erDiagram\n");
    for (position, cluster) in diagram.clusters.iter().enumerate() {
        let _ = writeln!(text, "    subgraph \"{}\"", title(cluster.mark, &cluster.name));
        for table in diagram.tables.iter().filter(|table| table.cluster == position) {
            write_table(&mut text, diagram, table);
        }
        text.push_str("    end\n");
    }
    for arrow in &diagram.arrows {
        write_arrow(&mut text, diagram, arrow);
    }
    write_styles(&mut text, diagram);
    text
}

/// The words before it keep a schema's name apart from any table's: a space in those is an entity code.
fn title(mark: Mark, name: &str) -> String {
    mark.before(&format!("schema {}", encoded(name)))
}

fn id(table: &Table) -> String {
    encoded(&table.name.to_string())
}

fn write_table(text: &mut String, diagram: &Diagram, table: &Table) {
    let mut label = table.mark.before(&encoded(table.name.name.as_str()));
    let base = table.base.map(|base| (base, &diagram.bases[base]));
    if let Some((_, name)) = base {
        let _ = write!(label, " «{}»", encoded(name));
    }
    let _ = write!(text, "        \"{}\"[\"{label}\"]", id(table));
    match (table.mark, base) {
        (Mark::Same, None) => {}
        (Mark::Same, Some((base, _))) => {
            let _ = write!(text, ":::base{}", base % BASE_STYLES.len());
        }
        (mark, _) => {
            let _ = write!(text, ":::{}", mark.class());
        }
    }
    if table.rows.is_empty() {
        text.push('\n');
        return;
    }
    text.push_str(" {\n");
    for row in &table.rows {
        write_row(text, row);
    }
    text.push_str("        }\n");
}

fn write_row(text: &mut String, row: &Row) {
    let name = row.mark.before(&encoded(&row.name));
    let _ = write!(text, "            `{}` `{name}`", encoded(&row.sql_type));
    let keys = row.keys.names();
    if !keys.is_empty() {
        let _ = write!(text, " {}", keys.join(","));
    }
    let mut notes = Vec::new();
    notes.extend(row.was.as_ref().map(|was| format!("was {}", encoded(was))));
    if row.is_addition {
        notes.push("extension".to_owned());
    }
    notes.extend(row.comment.as_deref().map(encoded_prose));
    if !notes.is_empty() {
        let _ = write!(text, " \"{}\"", notes.join("; "));
    }
    text.push('\n');
}

fn write_arrow(text: &mut String, diagram: &Diagram, arrow: &Arrow) {
    let referenced = if arrow.optional { "|o" } else { "||" };
    let line = if arrow.identifying { "--" } else { ".." };
    let referencing = if arrow.unique { "o|" } else { "o{" };
    let columns: Vec<String> = arrow.columns.iter().map(|column| encoded(column)).collect();
    let _ = writeln!(
        text,
        "    \"{}\" {referenced}{line}{referencing} \"{}\" : \"{}\"",
        id(&diagram.tables[arrow.referenced]),
        id(&diagram.tables[arrow.referencing]),
        arrow.mark.before(&columns.join(", ")),
    );
}

/// Fill, line and text: each base's, in turn.
const BASE_STYLES: [&str; 6] = [
    "fill:#ddf4ff,stroke:#0969da,color:#0a3069",
    "fill:#fbefff,stroke:#8250df,color:#3e1f79",
    "fill:#d2f5f0,stroke:#0f766e,color:#134e4a",
    "fill:#ffeff7,stroke:#bf3989,color:#611347",
    "fill:#e8e9ff,stroke:#4f46e5,color:#312e81",
    "fill:#eceff3,stroke:#57606a,color:#24292f",
];

fn write_styles(text: &mut String, diagram: &Diagram) {
    let has = |mark| diagram.tables.iter().any(|table| table.mark == mark);
    for mark in Mark::SEEN.into_iter().filter(|mark| has(*mark)) {
        let style = match mark {
            Mark::Added => "fill:#dafbe1,stroke:#1a7f37,color:#0f5323",
            Mark::Removed => "fill:#ffebe9,stroke:#cf222e,color:#82071e",
            Mark::Changed | Mark::Same => "fill:#fff8c5,stroke:#9a6700,color:#4d2d00",
        };
        let _ = writeln!(text, "    classDef {} {style}", mark.class());
    }
    for (position, style) in BASE_STYLES.iter().enumerate().take(diagram.bases.len()) {
        let _ = writeln!(text, "    classDef base{position} {style}");
    }
}

/// A name, in which a space is an entity code too: `direction TB` in any line is a statement.
fn encoded(name: &str) -> String {
    encoded_prose(name).replace(' ', "#32;")
}

fn encoded_prose(prose: &str) -> String {
    let mut text = String::with_capacity(prose.len());
    let last = prose.chars().count().saturating_sub(1);
    for (position, character) in prose.chars().enumerate() {
        let at_end = position == 0 || position == last;
        match character {
            '\n' | '\r' | '\t' => text.push(' '),
            'a'..='z' | 'A'..='Z' | '\u{c0}'.. => text.push(character),
            '0'..='9' | '_' | '-' if !at_end => text.push(character),
            '0'..='9' if position > 0 => text.push(character),
            ' ' | '.' | ',' | ';' | ':' | '?' | '(' | ')' | '[' | ']' | '\'' | '/'
                if position > 0 =>
            {
                text.push(character);
            }
            _ => {
                let _ = write!(text, "#{};", u32::from(character));
            }
        }
    }
    text
}
