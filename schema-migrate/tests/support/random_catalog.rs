//! Random catalogs: all that a model can say, in whatever order and under whatever names.

use polyschema_core::ident::{Ident, quote};
use polyschema_core::metadata::{
    CheckDef, ColumnDef, EnumDef, Fill, ForeignKeyDef, IndexDef, IndexKeyDef, IndexOn,
    PrimaryKeyDef, QualifiedName, SchemaDef, SqlType, TableDef, UniqueDef,
};
use polyschema_core::spec::{Deferrable, Nulls, ReferentialAction};
use polyschema_core::{Catalog, Dialect};
use proptest::collection::vec;
use proptest::prelude::*;

use super::ident;
use super::random_columns::{ColumnPlan, column, column_plan, identity, is_text};

/// Names of schemas, tables and columns: no two are the same without regard to case.
const SCHEMAS: [&str; 2] = ["asia", "Größe \"x\""];
const TABLES: [&str; 6] = ["countries", "Order", "a b", "größe", "it's", "x.\"y\""];
const COLUMNS: [&str; 12] =
    ["name", "id", "Select", "a b", "größe", "it's", "x.y", "\"q\"", "[z]", "`t`", "--c", "value)"];

/// Catalogs that a database of this kind takes: one or two schemas with enums and tables, the columns
/// of which are of all types, with defaults, checks, keys, unique constraints, foreign keys (to
/// themselves and in cycles, too) and indexes.
pub fn random_catalog(dialect: Dialect) -> impl Strategy<Value = Catalog> {
    let schema = (0..3_usize, vec(table_plan(), 0..4));
    vec(schema, 1..3).prop_map(move |plans| {
        let schemas = plans.iter().zip(SCHEMAS);
        let schemas =
            schemas.map(|((enums, tables), name)| schema_def(name, *enums, tables, dialect));
        Catalog::from_schemas(dialect, schemas).expect("the catalog is consistent")
    })
}

/// A table before its schema is known. Numbers choose, modulo what there is.
#[derive(Debug, Clone)]
struct TablePlan {
    columns: Vec<ColumnPlan>,
    key: usize,
    identity: usize,
    unique: Vec<(usize, usize)>,
    checks: Vec<usize>,
    foreign_keys: Vec<ForeignKeyPlan>,
    indexes: Vec<IndexPlan>,
    comment: bool,
}

#[derive(Debug, Clone)]
struct ForeignKeyPlan {
    table: usize,
    key: usize,
    on_delete: usize,
    on_update: usize,
    deferrable: usize,
}

#[derive(Debug, Clone)]
struct IndexPlan {
    columns: (usize, usize),
    unique: bool,
    expression: bool,
    descending: bool,
    partial: bool,
    options: usize,
}

fn table_plan() -> impl Strategy<Value = TablePlan> {
    let foreign_key = (0..8_usize, 0..4_usize, 0..5_usize, 0..5_usize, 0..3_usize);
    let foreign_key = foreign_key.prop_map(|(table, key, on_delete, on_update, deferrable)| {
        ForeignKeyPlan { table, key, on_delete, on_update, deferrable }
    });
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let index = ((0..9_usize, 0..9_usize), flags, 0..4_usize).prop_map(
        |(columns, (unique, expression, descending, partial), options)| IndexPlan {
            columns,
            unique,
            expression,
            descending,
            partial,
            options,
        },
    );
    let parts = (
        vec(column_plan(), 1..6),
        0..4_usize,
        0..4_usize,
        vec((0..9_usize, 0..9_usize), 0..3),
        vec(0..9_usize, 0..3),
        vec(foreign_key, 0..3),
        vec(index, 0..3),
        any::<bool>(),
    );
    parts.prop_map(|(columns, key, identity, unique, checks, foreign_keys, indexes, comment)| {
        TablePlan { columns, key, identity, unique, checks, foreign_keys, indexes, comment }
    })
}

fn schema_def(name: &str, enums: usize, plans: &[TablePlan], dialect: Dialect) -> SchemaDef {
    let mut schema = SchemaDef::new(ident(name));
    for (name, labels) in
        [("mood", ["happy", "it's ok"]), ("Färbe", ["", "RED"])].iter().take(enums)
    {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        let name = QualifiedName::new(schema.name.clone(), ident(name));
        schema.enums.insert(name.name.clone(), EnumDef::new(name, labels));
    }
    let enums: Vec<EnumDef> = schema.enums.values().cloned().collect();
    let mut tables: Vec<TableDef> = Vec::new();
    for (plan, name) in plans.iter().zip(TABLES) {
        let name = QualifiedName::new(schema.name.clone(), ident(name));
        tables.push(table_def(tables.len(), name, plan, &enums, dialect));
    }
    for (position, plan) in plans.iter().enumerate() {
        for foreign_key in &plan.foreign_keys {
            add_foreign_key(&mut tables, position, foreign_key);
        }
    }
    schema.tables = tables.into_iter().map(|table| (table.name.name.clone(), table)).collect();
    schema
}

fn table_def(
    position: usize,
    name: QualifiedName,
    plan: &TablePlan,
    enums: &[EnumDef],
    dialect: Dialect,
) -> TableDef {
    let mut table = TableDef::new(name);
    table.comment = plan.comment.then(|| "It's a table.".to_owned());
    for (plan, name) in plan.columns.iter().zip(COLUMNS) {
        let column = column(plan, name, &table.columns, enums, dialect);
        table.columns.push(column);
    }
    add_key(&mut table, position, plan);
    for (number, &columns) in plan.unique.iter().enumerate() {
        let columns = two_columns(&table, columns);
        // PostgreSQL makes one of two that are over the same columns.
        if columns != table.key() && table.unique.iter().all(|other| other.columns != columns) {
            let name = ident(&format!("uq_{position}_{number}"));
            table.unique.push(UniqueDef::new(name, columns));
        }
    }
    for (number, &column) in plan.checks.iter().enumerate() {
        let predicate = predicate(&table.columns[column % table.columns.len()]);
        let name = ident(&format!("ck {position} {number}"));
        table.checks.push(CheckDef::new(name, predicate));
    }
    for (number, plan) in plan.indexes.iter().enumerate() {
        let index = index_def(&format!("ix_{position}_{number}"), plan, &table);
        table.indexes.push(index);
    }
    table
}

/// Of the first columns; one integer alone may be an identity.
fn add_key(table: &mut TableDef, position: usize, plan: &TablePlan) {
    let count = [0, 1, 1, 2][plan.key].min(table.columns.len());
    let columns = &mut table.columns[..count];
    for column in &mut *columns {
        column.nullable = false;
        if matches!(column.fill, Some(Fill::Generated(_))) {
            column.fill = None;
        }
    }
    if let [column] = columns
        && column.sql_type.is_integer()
        && let Some(fill) = identity(plan.identity)
    {
        column.fill = Some(fill);
    }
    let names: Vec<Ident> = columns.iter().map(|column| column.name.clone()).collect();
    if !names.is_empty() {
        let name = ident(&format!("pk_{position}"));
        table.primary_key = Some(PrimaryKeyDef::new(name, names));
    }
}

/// To a key of a table of the same schema, over new columns of the same types.
fn add_foreign_key(tables: &mut [TableDef], position: usize, plan: &ForeignKeyPlan) {
    let referenced = &tables[plan.table % tables.len()];
    let primary = referenced.primary_key.iter().map(|key| key.columns.clone());
    let unique = referenced.unique.iter().map(|key| key.columns.clone());
    // PostgreSQL fails to compare arrays of some types for a foreign key.
    let is_array = |name: &Ident| {
        let column = referenced.column(name.as_str());
        column.is_some_and(|column| matches!(column.sql_type, SqlType::Array(_)))
    };
    let keys: Vec<Vec<Ident>> =
        primary.chain(unique).filter(|key| !key.iter().any(is_array)).collect();
    if keys.is_empty() {
        return;
    }
    let key = &keys[plan.key % keys.len()];
    let number = tables[position].foreign_keys.len();
    let mut columns = Vec::new();
    for name in key {
        let column = referenced.column(name.as_str()).expect("the key's column is there");
        let name = ident(&format!("to {number} {}", columns.len()));
        let mut copy = ColumnDef::new(name, column.sql_type.clone());
        copy.collation = column.collation.clone();
        copy.nullable = true;
        columns.push(copy);
    }
    let name = ident(&format!("fk_{position}_{number}"));
    let names = columns.iter().map(|column| column.name.clone()).collect();
    let mut def = ForeignKeyDef::new(name, names, referenced.name.clone(), key.clone());
    let actions = [
        ReferentialAction::NoAction,
        ReferentialAction::Restrict,
        ReferentialAction::Cascade,
        ReferentialAction::SetNull,
        ReferentialAction::SetDefault,
    ];
    def.on_delete = actions[plan.on_delete];
    def.on_update = actions[plan.on_update];
    def.deferrable =
        [Deferrable::Not, Deferrable::InitiallyImmediate, Deferrable::InitiallyDeferred]
            [plan.deferrable];
    tables[position].columns.extend(columns);
    tables[position].foreign_keys.push(def);
}

/// One column or two of a table.
fn two_columns(table: &TableDef, (one, other): (usize, usize)) -> Vec<Ident> {
    let name = |at: usize| table.columns[at % table.columns.len()].name.clone();
    if name(one) == name(other) { vec![name(one)] } else { vec![name(one), name(other)] }
}

fn predicate(column: &ColumnDef) -> String {
    let name = quoted(column);
    match &column.sql_type {
        sql_type if sql_type.is_integer() => format!("{name} > 0 OR {name}< -5"),
        SqlType::Text => format!("({name} <> 'It''s (') AND length({name}) < 100"),
        SqlType::Boolean => format!("({name}) IS NOT NULL"),
        _ => format!("{name}  IS NOT NULL /* ) */"),
    }
}

/// An expression only where the first column is a text.
fn index_def(name: &str, plan: &IndexPlan, table: &TableDef) -> IndexDef {
    let columns = two_columns(table, plan.columns);
    let mut keys: Vec<IndexKeyDef> =
        columns.into_iter().map(|column| IndexKeyDef::new(IndexOn::Column(column))).collect();
    let first = &table.columns[plan.columns.0 % table.columns.len()];
    if plan.expression && is_text(&first.sql_type) {
        keys[0].on = IndexOn::Expression(format!("(lower({}))", quoted(first)));
    }
    keys[0].descending = plan.descending;
    keys[0].nulls = [None, Some(Nulls::First), Some(Nulls::Last), None][plan.options];
    let mut index = IndexDef::new(ident(name), keys);
    index.unique = plan.unique;
    index.method = (plan.options == 3).then(|| "btree".to_owned());
    index.predicate = plan.partial.then(|| predicate(first));
    index
}

fn quoted(column: &ColumnDef) -> String {
    let mut name = String::new();
    quote(column.name.as_str(), &mut name);
    name
}
