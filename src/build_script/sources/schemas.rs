//! Schemas of the sources as the constants that their derives would write down.

use polyschema_core::Dialect;
use polyschema_core::spec::{SchemaSpec, TableSpec};
use polyschema_syntax::model::{ListedTable, Schema};
use polyschema_syntax::source::{Fault, Item};
use syn::spanned::Spanned;

use super::index::Index;
use super::tables::{ReadTable, leaked, type_path};
use super::types::path_of;
use crate::build_script::Entry;

/// A schema that was read.
#[derive(Debug)]
pub(super) struct ReadSchema<'a> {
    pub(super) item: &'a Item<Schema>,
    pub(super) spec: &'static SchemaSpec,
    /// The positions of its tables among the sources' tables, in the order of `spec.tables`.
    pub(super) tables: Vec<usize>,
    /// How it lists them.
    pub(super) listed: Vec<&'a ListedTable>,
    /// The schemas that it sees.
    pub(super) sees: Vec<&'static SchemaSpec>,
    pub(super) dialect: Dialect,
    /// Whether nothing is wrong with it so far.
    pub(super) is_sound: bool,
}

impl ReadSchema<'_> {
    /// The schema under a name.
    pub(super) fn entry(&self, name: &str) -> Entry {
        let Self { spec, sees, dialect, .. } = self;
        Entry { spec, sees: sees.clone(), dialect: *dialect, name: Some(name.to_owned()) }
    }
}

/// Reads all schemas, in the order in which they stand in the sources.
pub(super) fn read<'a>(
    index: &Index<'a>,
    tables: &[Option<ReadTable>],
    faults: &mut Vec<Fault>,
) -> Vec<ReadSchema<'a>> {
    let schemas = &index.sources.schemas;
    let mut read: Vec<ReadSchema<'a>> =
        schemas.iter().map(|item| schema(index, tables, item, faults)).collect();
    for (position, item) in schemas.iter().enumerate() {
        for path in &item.model.sees {
            match index.find_schema(path, &item.place) {
                Ok(other) => {
                    let other = read[other].spec;
                    read[position].sees.push(other);
                }
                Err(reason) => {
                    faults.push(item.place.fault(path.span(), reason));
                    read[position].is_sound = false;
                }
            }
        }
    }
    read
}

fn schema<'a>(
    index: &Index<'a>,
    tables: &[Option<ReadTable>],
    item: &'a Item<Schema>,
    faults: &mut Vec<Fault>,
) -> ReadSchema<'a> {
    let Item { model, place, is_faulty, .. } = item;
    let faults_before = faults.len();
    let mut listed: Vec<(usize, &'static TableSpec, &'a ListedTable)> = Vec::new();
    for table in &model.tables {
        match index.find_table(&table.path, place) {
            Ok(position) => {
                let spec = tables[position].as_ref().map(|table| table.spec);
                listed.extend(spec.map(|spec| (position, spec, table)));
            }
            Err(reason) => faults.push(place.fault(table.path.span(), reason)),
        }
    }
    let dialect = dialect(item, faults);
    let spec = SchemaSpec {
        ty: type_path(place, &model.ident),
        name: model.name.as_deref().map(leaked),
        comment: model.comment.as_deref().map(leaked),
        tables: listed.iter().map(|(_, spec, _)| *spec).collect::<Vec<_>>().leak(),
        sees: &[],
    };
    ReadSchema {
        item,
        spec: Box::leak(Box::new(spec)),
        tables: listed.iter().map(|(position, ..)| *position).collect(),
        listed: listed.iter().map(|(.., table)| *table).collect(),
        sees: Vec::new(),
        dialect: dialect.unwrap_or(Dialect::Postgres),
        is_sound: !is_faulty && faults.len() == faults_before,
    }
}

/// The kind of database, or of the type parameter's default.
fn dialect(item: &Item<Schema>, faults: &mut Vec<Fault>) -> Option<Dialect> {
    let Item { model, place, .. } = item;
    let Schema { ident, database, parameter, parameter_default, .. } = model;
    let path = match (parameter, parameter_default) {
        (Some(parameter), None) => {
            let reason = format!(
                "`{ident}` needs a default for `{parameter}`, so that its kind of database is known: \
                 `struct {ident}<{parameter} = Postgres>`"
            );
            faults.push(place.fault(parameter.span(), reason));
            return None;
        }
        (Some(_), Some(default)) => path_of(default),
        (None, _) => Some(database),
    };
    let name = path.and_then(|path| path.segments.last()).map(|last| last.ident.to_string());
    let known = Dialect::ALL.iter().find(|dialect| Some(dialect.name()) == name.as_deref());
    if known.is_none() {
        let name = name.unwrap_or_default();
        let reason = format!("`{name}` is not a kind of database; expected `Postgres` or `Sqlite`");
        faults.push(place.fault(path.map_or_else(|| ident.span(), Spanned::span), reason));
    }
    known.copied()
}
