//! The form of Mermaid: an `erDiagram`.
//!
//! Source: Mermaid, "Entity Relationship Diagrams", and its lexer where that says nothing. Names are texts of
//! Mermaid's, which are Markdown: whatever means something there is an entity code.

use std::collections::BTreeSet;
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
            let _ = write!(text, ":::base{}", base_style(base));
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
    let name = row.mark.before(&words(&row.name));
    let _ = write!(text, "            `{}` `{name}`", words(&row.sql_type));
    let keys = row.keys.names();
    if !keys.is_empty() {
        let _ = write!(text, " {}", keys.join(","));
    }
    let mut notes = Vec::new();
    notes.extend(row.was.as_ref().map(|was| format!("was {}", words(was))));
    if row.is_addition {
        notes.push("extension".to_owned());
    }
    notes.extend(row.comment.as_deref().map(words));
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

const MARK_STYLES: [(Mark, &str); 3] = [
    (Mark::Added, "fill:#dafbe1,stroke:#1a7f37,color:#0f5323"),
    (Mark::Removed, "fill:#ffebe9,stroke:#cf222e,color:#82071e"),
    (Mark::Changed, "fill:#fff8c5,stroke:#9a6700,color:#4d2d00"),
];

/// Each base's, in turn.
const BASE_STYLES: [&str; 6] = [
    "fill:#ddf4ff,stroke:#0969da,color:#0a3069",
    "fill:#fbefff,stroke:#8250df,color:#3e1f79",
    "fill:#d2f5f0,stroke:#0f766e,color:#134e4a",
    "fill:#ffeff7,stroke:#bf3989,color:#611347",
    "fill:#e8e9ff,stroke:#4f46e5,color:#312e81",
    "fill:#ffeee0,stroke:#bc4c00,color:#5c2500",
];

const fn base_style(base: usize) -> usize {
    base % BASE_STYLES.len()
}

fn write_styles(text: &mut String, diagram: &Diagram) {
    let is_seen = |mark| diagram.tables.iter().any(|table| table.mark == mark);
    for (mark, style) in MARK_STYLES.into_iter().filter(|(mark, _)| is_seen(*mark)) {
        let _ = writeln!(text, "    classDef {} {style}", mark.class());
    }
    let plain = diagram.tables.iter().filter(|table| table.mark == Mark::Same);
    let bases: BTreeSet<usize> = plain.filter_map(|table| Some(base_style(table.base?))).collect();
    for position in bases {
        let style = BASE_STYLES[position];
        let _ = writeln!(text, "    classDef base{position} {style}");
    }
}

/// A name outside of a table's columns, where `direction TB` in any line is a statement: spaces are encoded too.
fn encoded(name: &str) -> String {
    words(name).replace(' ', "#32;")
}

/// A text: what Mermaid or Markdown could read something into is encoded.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek();
        let is_inside =
            before.is_some_and(char::is_alphanumeric) && after.is_some_and(|c| c.is_alphanumeric());
        let is_plain = match character {
            'a'..='z' | 'A'..='Z' | '\u{c0}'.. => true,
            '_' | '-' => is_inside,
            '0'..='9' | ' ' | '.' | ',' | ';' | ':' | '?' | '(' | ')' | '[' | ']' | '\'' | '/' => {
                before.is_some()
            }
            _ => false,
        };
        match character {
            '\n' | '\r' | '\t' => words.push(' '),
            _ if is_plain => words.push(character),
            _ => {
                let _ = write!(words, "#{};", u32::from(character));
            }
        }
        before = Some(character);
    }
    words
}
