//! The form in which SQLite holds a catalog.

use std::collections::BTreeMap;

use polyschema_core::Catalog;
use polyschema_core::dialect::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, EnumDef, Fill, Identity, IndexDef, IndexOn, SchemaDef, SqlType, TableDef,
};
use polyschema_core::render::ddl::type_checks;
use polyschema_core::render::types::write_literal;

use crate::sql;

pub(super) fn stored_schemas(catalog: &Catalog) -> BTreeMap<Ident, SchemaDef> {
    let mut schemas = catalog.clone().into_schemas();
    let enums: Vec<EnumDef> =
        schemas.values().flat_map(|schema| schema.enums.values().cloned()).collect();
    for schema in schemas.values_mut() {
        schema.comment = None;
        schema.enums.clear();
        for table in schema.tables.values_mut() {
            store_table(table, &enums);
        }
        for view in schema.views.values_mut() {
            view.comment = None;
            view.definition = trimmed(&view.definition);
        }
    }
    schemas
}

fn store_table(table: &mut TableDef, enums: &[EnumDef]) {
    table.comment = None;
    let of_types = type_checks(table, enums, Dialect::Sqlite);
    table.checks.extend(of_types);
    for check in &mut table.checks {
        check.predicate = trimmed(&check.predicate);
    }
    let key = table.key().to_vec();
    for column in &mut table.columns {
        store_column(column, enums, key.contains(&column.name), key.len() == 1);
    }
    if let Some(key) = &mut table.primary_key {
        key.include.clear();
    }
    for unique in &mut table.unique {
        unique.include.clear();
    }
    for index in &mut table.indexes {
        store_index(index, &table.columns);
    }
    table.sort_by_name();
}

/// The columns of a primary key take no NULL in a strict table, whatever they are declared as. A key
/// of one INTEGER column is the row's number. Source: SQLite, "STRICT Tables", "ROWIDs".
fn store_column(column: &mut ColumnDef, enums: &[EnumDef], in_key: bool, one_key: bool) {
    let in_model = column.sql_type.clone();
    if let Some(def) = enums.iter().find(|def| in_model.as_enum() == Some(&def.name)) {
        column.renamed_labels.clone_from(&def.renamed_labels);
    }
    column.sql_type = stored_type(&in_model, in_key && one_key);
    column.fill = match column.fill.take() {
        _ if in_key && one_key && column.sql_type == SqlType::BigInt => {
            Some(Fill::Identity(Identity::ByDefault))
        }
        Some(Fill::Default(literal)) => {
            let mut text = String::new();
            write_literal(&literal, &in_model, Dialect::Sqlite, &mut text);
            sql::default(&text, &column.sql_type)
        }
        Some(Fill::DefaultSql(text)) => sql::default(&text, &column.sql_type),
        Some(Fill::Generated(expression)) => Some(Fill::Generated(trimmed(&expression))),
        other => other,
    };
    column.nullable &= !in_key;
    column.collation = column.collation.as_deref().and_then(sql::collation);
    column.comment = None;
}

/// The type that stands for all that SQLite spells alike. Of a key of its own, `INT` is another type
/// than `INTEGER`: the key is not the row's number.
fn stored_type(sql_type: &SqlType, own_key: bool) -> SqlType {
    match sql_type {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Boolean => {
            SqlType::BigInt
        }
        SqlType::Real | SqlType::Double => SqlType::Double,
        SqlType::Bytes | SqlType::Uuid => SqlType::Bytes,
        SqlType::Custom(written) => {
            sql::strict_type(written, own_key).unwrap_or_else(|| SqlType::Custom(written.clone()))
        }
        _ => SqlType::Text,
    }
}

fn store_index(index: &mut IndexDef, columns: &[ColumnDef]) {
    index.method = None;
    index.include.clear();
    index.predicate = index.predicate.as_deref().map(sql::expression);
    for key in &mut index.keys {
        let mut collation = key.collation.take();
        if let IndexOn::Expression(text) = &key.on {
            let (on, inner) = sql::index_key(text, columns);
            key.on = on;
            collation = collation.or(inner);
        }
        key.nulls = None;
        key.operator_class = None;
        key.collation = collation.and_then(|name| sql::key_collation(&name, &key.on, columns));
    }
}

fn trimmed(text: &str) -> String {
    sql::trimmed(text, Dialect::Sqlite).to_owned()
}
