//! The side before, under new names, wherever they are mentioned.

use std::collections::BTreeMap;

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    Fill, IndexDef, IndexKeyDef, IndexOn, QualifiedName, SchemaDef, TableDef,
};

use super::text;

/// Gives tables other names; who references, owns or divides them follows.
pub(super) fn tables(
    schemas: &mut BTreeMap<Ident, SchemaDef>,
    renames: &[(QualifiedName, Ident)],
    dialect: Dialect,
) {
    if renames.is_empty() {
        return;
    }
    let new = |name: &mut QualifiedName| {
        if let Some((_, to)) = renames.iter().find(|(from, _)| from == name) {
            name.name = to.clone();
        }
    };
    let words: Vec<_> = renames.iter().map(|(from, to)| (from.name.clone(), to.clone())).collect();
    for schema in schemas.values_mut() {
        let tables = std::mem::take(&mut schema.tables).into_values().map(|mut table| {
            new(&mut table.name);
            table.foreign_keys.iter_mut().for_each(|key| new(&mut key.referenced));
            if let Some(of) = &mut table.partition_of {
                new(&mut of.parent);
            }
            (table.name.name.clone(), table)
        });
        schema.tables = tables.collect();
        for sequence in schema.sequences.values_mut() {
            if let Some(by) = &mut sequence.owned_by {
                new(&mut by.table);
            }
        }
        for view in schema.views.values_mut() {
            text::rename(&mut view.definition, &words, dialect);
        }
    }
}

/// Gives columns of a table other names; foreign keys to them and sequences of theirs follow.
pub(super) fn columns(
    schemas: &mut BTreeMap<Ident, SchemaDef>,
    table: &QualifiedName,
    renames: &[(Ident, Ident)],
    dialect: Dialect,
) {
    let new = |name: &mut Ident| {
        if let Some((_, to)) = renames.iter().find(|(from, _)| from == name) {
            *name = to.clone();
        }
    };
    for schema in schemas.values_mut() {
        for other in schema.tables.values_mut() {
            let keys = other.foreign_keys.iter_mut().filter(|key| key.referenced == *table);
            keys.flat_map(|key| &mut key.referenced_columns).for_each(new);
            if other.name == *table {
                columns_of(other, &new);
                texts_of(other, &mut |sql| text::rename(sql, renames, dialect));
            }
        }
        let owned = schema.sequences.values_mut().filter_map(|sequence| sequence.owned_by.as_mut());
        owned.filter(|by| by.table == *table).for_each(|by| new(&mut by.column));
    }
}

fn columns_of(table: &mut TableDef, new: &impl Fn(&mut Ident)) {
    let index = |index: &mut IndexDef| {
        index.keys.iter_mut().for_each(|key| key_of(key, new));
        index.include.iter_mut().for_each(new);
    };
    table.columns.iter_mut().for_each(|column| new(&mut column.name));
    table
        .primary_key
        .iter_mut()
        .flat_map(|key| key.columns.iter_mut().chain(&mut key.include))
        .for_each(new);
    table
        .unique
        .iter_mut()
        .flat_map(|key| key.columns.iter_mut().chain(&mut key.include))
        .for_each(new);
    table.foreign_keys.iter_mut().flat_map(|key| &mut key.columns).for_each(new);
    let elements = table.exclusions.iter_mut().flat_map(|exclusion| &mut exclusion.elements);
    elements.for_each(|(key, _)| key_of(key, new));
    table.indexes.iter_mut().for_each(index);
}

fn key_of(key: &mut IndexKeyDef, new: &impl Fn(&mut Ident)) {
    if let IndexOn::Column(column) = &mut key.on {
        new(column);
    }
}

/// The texts that can name columns: a default cannot.
fn texts_of(table: &mut TableDef, rename: &mut impl FnMut(&mut String)) {
    for column in &mut table.columns {
        if let Some(Fill::Generated(sql)) = &mut column.fill {
            rename(sql);
        }
    }
    table.checks.iter_mut().for_each(|check| rename(&mut check.predicate));
    for exclusion in &mut table.exclusions {
        exclusion.predicate.iter_mut().for_each(&mut *rename);
        exclusion.elements.iter_mut().filter_map(|(key, _)| expression(key)).for_each(&mut *rename);
    }
    for index in &mut table.indexes {
        index.predicate.iter_mut().for_each(&mut *rename);
        index.keys.iter_mut().filter_map(expression).for_each(&mut *rename);
    }
    table.partition_by.iter_mut().for_each(|by| rename(&mut by.key));
}

fn expression(key: &mut IndexKeyDef) -> Option<&mut String> {
    match &mut key.on {
        IndexOn::Expression(sql) => Some(sql),
        IndexOn::Column(_) => None,
    }
}
