//! A JSON object against its table: the columns and their binds, or all faults at once.

use serde_json::Value as Json;

use crate::dynamic::error::{JsonType, RowFault};
use crate::dynamic::value;
use crate::ident::Ident;
use crate::metadata::near::nearest;
use crate::metadata::{CatalogTable, ColumnDef, Fill};
use crate::value::Value;

/// Columns by position, in the order of the table, with their binds.
pub(super) type Columns = Vec<(usize, Value)>;

/// The row of an insert. Nullable columns without a default are NULL where they are left out, so
/// that rows that differ only in those go in one statement.
pub(super) fn inserted(
    table: CatalogTable<'_>,
    json: &Json,
    faults: &mut Vec<RowFault>,
) -> Columns {
    let mut columns = writable(table, json, faults);
    if !json.is_object() {
        return columns;
    }
    for (position, column) in table.def().columns.iter().enumerate() {
        if columns.iter().any(|(given, _)| *given == position) || is_given(json, column) {
            continue;
        }
        if column.is_required() {
            let (column, sql_type) = (name(column), column.sql_type.to_string());
            faults.push(RowFault::Missing { column, sql_type });
        } else if column.fill.is_none() {
            columns.push((position, value::null()));
        }
    }
    columns.sort_by_key(|(position, _)| *position);
    columns
}

/// What an update changes.
pub(super) fn changed(table: CatalogTable<'_>, json: &Json, faults: &mut Vec<RowFault>) -> Columns {
    let columns = writable(table, json, faults);
    if json.as_object().is_some_and(serde_json::Map::is_empty) {
        faults.push(RowFault::NothingToChange);
    }
    columns
}

/// The primary key: an object, or the value of its only column.
pub(super) fn key(table: CatalogTable<'_>, json: &Json, faults: &mut Vec<RowFault>) -> Columns {
    match (table.key(), json) {
        ([], _) => {
            faults.push(RowFault::NoKey);
            Vec::new()
        }
        (key, Json::Object(given)) => {
            for name in given.keys() {
                if !key.iter().any(|column| column == name.as_str()) {
                    faults.push(unknown(name, key.iter().map(Ident::as_str)));
                }
            }
            let columns = key.iter().filter_map(|column| {
                let (position, def) = column_of(table, column.as_str())?;
                match given.get(column.as_str()) {
                    Some(json) => Some((position, not_null(table, def, json, faults)?)),
                    None => {
                        let (column, sql_type) = (name(def), def.sql_type.to_string());
                        faults.push(RowFault::Missing { column, sql_type });
                        None
                    }
                }
            });
            columns.collect()
        }
        ([column], json) => {
            let found = column_of(table, column.as_str());
            let bind = found.and_then(|(at, def)| Some((at, not_null(table, def, json, faults)?)));
            bind.into_iter().collect()
        }
        (key, _) => {
            let columns = key.iter().map(|column| column.as_str().to_owned()).collect();
            faults.push(RowFault::KeyOfSeveral { columns });
            Vec::new()
        }
    }
}

/// A column by name; a fault where there is none.
pub(super) fn named<'a>(
    table: CatalogTable<'a>,
    name: &str,
    faults: &mut Vec<RowFault>,
) -> Option<(usize, &'a ColumnDef)> {
    let found = column_of(table, name);
    if found.is_none() {
        faults.push(unknown(name, table.def().columns.iter().map(|column| column.name.as_str())));
    }
    found
}

/// A value of a column that is not `null`; a fault where it is none.
pub(super) fn bind(
    table: CatalogTable<'_>,
    column: &ColumnDef,
    json: &Json,
    faults: &mut Vec<RowFault>,
) -> Option<Value> {
    match value::bind(table.catalog(), &column.sql_type, json) {
        Ok(value) => Some(value),
        Err(fault) => {
            let (column, sql_type) = (name(column), column.sql_type.to_string());
            faults.push(RowFault::Value { column, sql_type, fault });
            None
        }
    }
}

/// The entries of an object that the table takes.
fn writable(table: CatalogTable<'_>, json: &Json, faults: &mut Vec<RowFault>) -> Columns {
    let Json::Object(entries) = json else {
        faults.push(RowFault::NotAnObject { found: JsonType::of(json) });
        return Vec::new();
    };
    let mut columns = Vec::new();
    for (name, json) in entries {
        let Some((position, column)) = named(table, name, faults) else {
            continue;
        };
        if let Some(by) = filled_by_database(column) {
            faults.push(RowFault::ReadOnly { column: name.clone(), by });
            continue;
        }
        let value = match json {
            Json::Null if column.nullable => Some(value::null()),
            json => not_null(table, column, json, faults),
        };
        columns.extend(value.map(|value| (position, value)));
    }
    columns.sort_by_key(|(position, _)| *position);
    columns
}

fn not_null(
    table: CatalogTable<'_>,
    column: &ColumnDef,
    json: &Json,
    faults: &mut Vec<RowFault>,
) -> Option<Value> {
    if json.is_null() {
        let (column, sql_type) = (name(column), column.sql_type.to_string());
        faults.push(RowFault::Null { column, sql_type });
        return None;
    }
    bind(table, column, json, faults)
}

fn filled_by_database(column: &ColumnDef) -> Option<&'static str> {
    match &column.fill {
        Some(Fill::Generated(_)) => Some("generated"),
        Some(Fill::Identity(_)) if column.is_read_only() => Some("identity"),
        _ => None,
    }
}

fn is_given(json: &Json, column: &ColumnDef) -> bool {
    json.get(column.name.as_str()).is_some()
}

fn column_of<'a>(table: CatalogTable<'a>, name: &str) -> Option<(usize, &'a ColumnDef)> {
    table.def().columns.iter().enumerate().find(|(_, column)| column.name == *name)
}

fn unknown<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> RowFault {
    let near = nearest(name, known).map(str::to_owned);
    RowFault::UnknownColumn { column: name.to_owned(), near }
}

fn name(column: &ColumnDef) -> String {
    column.name.as_str().to_owned()
}
