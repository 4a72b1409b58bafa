//! Which statements create a catalog's objects or drop them, and in which order.

use std::collections::BTreeSet;

use crate::ddl::{CommentTarget, DdlStatement, Existing};
use crate::dialect::Dialect;
use crate::metadata::{Catalog, DependencyOrder, SchemaDef, TableDef};
use crate::name::is_reserved;

/// Creates what the catalog has and the database has not.
///
/// Schemas and enums come first, then tables, referenced before referencing, then the foreign keys
/// that close a cycle, then indexes, then comments on what is new. A table that exists stays as it is,
/// whatever its columns; indexes that it lacks are created.
pub fn create_all(catalog: &Catalog, existing: &Existing) -> Vec<DdlStatement> {
    let dialect = catalog.dialect();
    let mut plan = Vec::new();
    for schema in catalog.schemas().values() {
        if creates_schema(dialect, schema) && !existing.schemas.contains(&schema.name) {
            plan.push(DdlStatement::CreateSchema(schema.name.clone()));
        }
    }
    if dialect.has_enum_types() {
        let enums = catalog.schemas().values().flat_map(|schema| schema.enums.values());
        let missing = enums.filter(|def| !existing.enums.contains(&def.name));
        plan.extend(missing.cloned().map(DdlStatement::CreateEnum));
    }
    let order = order(catalog);
    for table in &order.tables {
        if !existing.tables.contains(&table.name) {
            plan.push(create_table(catalog, table, &order));
        }
    }
    for (table, foreign_key) in &order.cut {
        let name = (table.name.clone(), foreign_key.name.clone());
        if !existing.foreign_keys.contains(&name) {
            let (table, foreign_key) = (name.0, (*foreign_key).clone());
            plan.push(DdlStatement::AddForeignKey { table, foreign_key });
        }
    }
    for table in &order.tables {
        plan.extend(create_indexes(table, existing));
    }
    if dialect.has_comments() {
        let comments: Vec<DdlStatement> =
            plan.iter().flat_map(|new| comments(catalog, new)).collect();
        plan.extend(comments);
    }
    plan
}

/// Drops what the catalog has, and nothing else: a table that the catalog does not list keeps its
/// schema alive, and the database refuses to drop a table that a foreign table references.
///
/// The order is that of [`create_all`] backwards. Indexes go with their tables.
pub fn drop_all(catalog: &Catalog, existing: &Existing) -> Vec<DdlStatement> {
    let dialect = catalog.dialect();
    let mut plan = Vec::new();
    let order = order(catalog);
    for (table, foreign_key) in &order.cut {
        let name = (table.name.clone(), foreign_key.name.clone());
        if existing.foreign_keys.contains(&name) {
            plan.push(DdlStatement::DropForeignKey { table: name.0, name: name.1 });
        }
    }
    for table in order.tables.iter().rev() {
        if existing.tables.contains(&table.name) {
            plan.push(DdlStatement::DropTable(table.name.clone()));
        }
    }
    for def in catalog.schemas().values().rev().flat_map(|schema| schema.enums.values().rev()) {
        if existing.enums.contains(&def.name) {
            plan.push(DdlStatement::DropEnum(def.name.clone()));
        }
    }
    for schema in catalog.schemas().values().rev() {
        if creates_schema(dialect, schema) && existing.schemas.contains(&schema.name) {
            plan.push(DdlStatement::DropSchema(schema.name.clone()));
        }
    }
    plan
}

impl Existing {
    /// All that [`create_all`] creates, as if it existed.
    pub fn all_of(catalog: &Catalog) -> Self {
        let mut all = Self::default();
        for schema in catalog.schemas().values() {
            all.schemas.insert(schema.name.clone());
            if catalog.dialect().has_enum_types() {
                all.enums.extend(schema.enums.values().map(|def| def.name.clone()));
            }
        }
        for table in catalog.tables() {
            all.tables.insert(table.name.clone());
            for foreign_key in &table.foreign_keys {
                all.foreign_keys.insert((table.name.clone(), foreign_key.name.clone()));
            }
            for index in &table.indexes {
                all.indexes.insert(table.sibling(&index.name));
            }
        }
        all
    }
}

/// A schema that belongs to the database itself (`public`, `main`) is neither created nor dropped.
fn creates_schema(dialect: Dialect, schema: &SchemaDef) -> bool {
    dialect.creates_schemas() && !is_reserved(schema.name.as_str(), dialect)
}

/// Nothing needs cutting where a foreign key may be declared before its target exists.
fn order(catalog: &Catalog) -> DependencyOrder<'_> {
    let mut order = catalog.tables_in_dependency_order();
    if !catalog.dialect().adds_constraints() {
        order.cut.clear();
    }
    order
}

/// The table without the foreign keys that are cut.
fn create_table(catalog: &Catalog, table: &TableDef, order: &DependencyOrder<'_>) -> DdlStatement {
    let mut enums = Vec::new();
    if !catalog.dialect().has_enum_types() {
        let names: BTreeSet<_> =
            table.columns.iter().filter_map(|column| column.sql_type.as_enum()).collect();
        enums.extend(names.into_iter().filter_map(|name| catalog.find_enum(name)).cloned());
    }
    let mut table = Box::new(table.clone());
    let name = table.name.clone();
    table.foreign_keys.retain(|foreign_key| !order.is_cut(&name, foreign_key));
    DdlStatement::CreateTable { table, enums }
}

fn create_indexes(table: &TableDef, existing: &Existing) -> Vec<DdlStatement> {
    let missing = table
        .indexes
        .iter()
        .filter(|index| !existing.indexes.contains(&table.sibling(&index.name)));
    missing
        .map(|index| DdlStatement::CreateIndex { table: table.name.clone(), index: index.clone() })
        .collect()
}

/// The comments on what a statement creates.
fn comments(catalog: &Catalog, new: &DdlStatement) -> Vec<DdlStatement> {
    let mut all = Vec::new();
    let mut add = |on: CommentTarget, text: &Option<String>| {
        if text.is_some() {
            all.push(DdlStatement::Comment { on, text: text.clone() });
        }
    };
    match new {
        DdlStatement::CreateSchema(name) => {
            if let Some(schema) = catalog.schemas().get(name) {
                add(CommentTarget::Schema(name.clone()), &schema.comment);
            }
        }
        DdlStatement::CreateEnum(def) => add(CommentTarget::Enum(def.name.clone()), &def.comment),
        DdlStatement::CreateTable { table, .. } => {
            add(CommentTarget::Table(table.name.clone()), &table.comment);
            for column in &table.columns {
                let (table, name) = (table.name.clone(), column.name.clone());
                add(CommentTarget::Column { table, column: name }, &column.comment);
            }
        }
        _ => {}
    }
    all
}
