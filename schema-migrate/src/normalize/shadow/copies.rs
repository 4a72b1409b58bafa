//! Which parts of a model the server is asked about.

use std::collections::BTreeMap;

use polyschema_core::metadata::{
    Catalog, ColumnDef, DomainDef, Fill, IndexDef, QualifiedName, SqlType, TableDef, ViewDef,
};

use super::super::alike::{self, is_custom};
use super::super::counterpart;

/// The parts of an object whose text is not the database's.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    pub copied: Copied,
    /// The objects that these are parts of: the same table lies in many schemas.
    pub targets: Vec<QualifiedName>,
}

#[derive(Debug, Clone)]
pub(super) enum Copied {
    Table {
        def: Box<TableDef>,
        asks: Asks,
        /// The table that it is a partition of.
        parent: Option<Box<TableDef>>,
    },
    View(ViewDef),
    Domain(DomainDef),
}

/// What a copy of a table is made for. These would be in each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// Types and collations.
    Types,
    /// Defaults, generated columns, checks, exclusion constraints and indexes.
    Expressions,
    /// `PARTITION BY`.
    PartitionKey,
    /// `FOR VALUES`.
    Bound,
}

/// The copies that a server has to make; each once, however many schemas have the same.
pub(super) fn of(model: &Catalog, held: &Catalog) -> Vec<Copy> {
    let mut copies: BTreeMap<String, Copy> = BTreeMap::new();
    let mut add = |copied: Copied, target: &QualifiedName| {
        let copy = Copy { copied, targets: Vec::new() };
        let same = copies.entry(copy.key()).or_insert(copy);
        same.targets.push(target.clone());
    };
    for (name, schema) in model.schemas() {
        let Some(held_schema) = held.schemas().get(name) else { continue };
        for table in schema.tables.values() {
            if let Some(held_table) = counterpart(table, held_schema).filter(|held| *held != table)
            {
                for copied in copies_of_table(table, held_table, model, held) {
                    add(copied, &table.name);
                }
            }
        }
        for (name, view) in &schema.views {
            let held = held_schema.views.get(name).filter(|held| *held != view);
            if let Some(copied) = held.and_then(|held| copy_of_view(view, held)) {
                add(copied, &view.name);
            }
        }
        for (name, domain) in &schema.domains {
            let held = held_schema.domains.get(name).filter(|held| *held != domain);
            if let Some(copied) = held.and_then(|held| copy_of_domain(domain, held)) {
                add(copied, &domain.name);
            }
        }
    }
    copies.into_values().collect()
}

fn copies_of_table(
    table: &TableDef,
    held: &TableDef,
    model: &Catalog,
    held_catalog: &Catalog,
) -> Vec<Copied> {
    let copied = |def, asks| Copied::Table { def: Box::new(def), asks, parent: None };
    let mut copies = Vec::new();
    let mut types = TableDef::new(table.name.clone());
    types.columns = open_types(table, held);
    if !types.columns.is_empty() {
        copies.push(copied(types, Asks::Types));
    }
    let bare = bare(table, held, held_catalog);
    let expressions = open_expressions(table, held, &bare);
    if let Some(def) = expressions {
        copies.push(copied(def, Asks::Expressions));
    }
    if let (Some(by), Some(held_by)) = (&table.partition_by, &held.partition_by)
        && by != held_by
    {
        let mut def = bare.clone();
        def.partition_by = Some(by.clone());
        copies.push(copied(def, Asks::PartitionKey));
    }
    if let (Some(of), Some(held_of)) = (&table.partition_of, &held.partition_of)
        && of.bound != held_of.bound
        && let Some(parent) = model.find(&of.parent)
    {
        let mut parent_def = bare.clone();
        parent_def.partition_by.clone_from(&parent.partition_by);
        let mut def = bare;
        def.partition_of = Some(of.clone());
        let parent = Some(Box::new(parent_def));
        copies.push(Copied::Table { def: Box::new(def), asks: Asks::Bound, parent });
    }
    copies
}

/// The columns alone, of types that the database has.
fn bare(table: &TableDef, held: &TableDef, held_catalog: &Catalog) -> TableDef {
    let mut bare = TableDef::new(table.name.clone());
    bare.columns = table.columns.iter().map(plain).collect();
    for column in &mut bare.columns {
        let model = table.column(column.name.as_str()).unwrap_or(column);
        if let Some(held) = alike::counterpart(model, held).filter(|_| is_custom(&model.sql_type)) {
            column.sql_type.clone_from(&held.sql_type);
        } else if !exists(&column.sql_type, held_catalog) {
            column.sql_type = SqlType::Text;
        }
    }
    bare
}

/// Whether the database has the enum or domain that a type names. A schema that was not read may have
/// it.
fn exists(sql_type: &SqlType, held: &Catalog) -> bool {
    let Some(name) = sql_type.as_enum().or_else(|| sql_type.as_domain()) else { return true };
    held.schemas().get(&name.schema).is_none_or(|schema| {
        schema.enums.contains_key(&name.name) || schema.domains.contains_key(&name.name)
    })
}

fn plain(column: &ColumnDef) -> ColumnDef {
    let mut plain = ColumnDef::new(column.name.clone(), column.sql_type.clone());
    plain.nullable = true;
    plain.collation.clone_from(&column.collation);
    plain
}

fn open_types(table: &TableDef, held: &TableDef) -> Vec<ColumnDef> {
    let open = table.columns.iter().filter(|column| {
        alike::counterpart(column, held).is_some_and(|held| {
            is_custom(&column.sql_type) && column.sql_type != held.sql_type
                || column.collation.is_some() && column.collation != held.collation
        })
    });
    open.map(plain).collect()
}

fn open_expressions(table: &TableDef, held: &TableDef, bare: &TableDef) -> Option<TableDef> {
    let mut copy = bare.clone();
    for (copied, column) in copy.columns.iter_mut().zip(&table.columns) {
        let held = alike::counterpart(column, held).and_then(|held| held.fill.as_ref());
        if let (Some(fill), Some(held)) = (&column.fill, held)
            && fill != held
            && !matches!((fill, held), (Fill::Identity(_), _) | (_, Fill::Identity(_)))
        {
            copied.fill = Some(fill.clone());
        }
    }
    let checks = table.checks.iter().filter(|check| {
        let same = held.checks.iter().find(|other| other.name == check.name);
        same.is_some_and(|held| held.predicate != check.predicate)
    });
    copy.checks = checks.cloned().collect();
    let exclusions = table.exclusions.iter().filter(|exclusion| {
        let same = held.exclusions.iter().find(|other| other.name == exclusion.name);
        same.is_some_and(|held| held != *exclusion)
    });
    copy.exclusions = exclusions.cloned().collect();
    copy.indexes = open_indexes(&table.indexes, &held.indexes);
    let asked = copy.columns.iter().any(|column| column.fill.is_some())
        || !(copy.checks.is_empty() && copy.exclusions.is_empty() && copy.indexes.is_empty());
    asked.then_some(copy)
}

fn open_indexes(indexes: &[IndexDef], held: &[IndexDef]) -> Vec<IndexDef> {
    let open = indexes.iter().filter(|index| {
        let same = held.iter().find(|other| other.name == index.name);
        same.is_some_and(|held| held != *index)
    });
    open.cloned().collect()
}

fn copy_of_view(view: &ViewDef, held: &ViewDef) -> Option<Copied> {
    let mut copy = ViewDef::new(view.name.clone(), view.definition.clone());
    copy.indexes = open_indexes(&view.indexes, &held.indexes);
    let asked = view.definition != held.definition || !copy.indexes.is_empty();
    asked.then_some(Copied::View(copy))
}

fn copy_of_domain(domain: &DomainDef, held: &DomainDef) -> Option<Copied> {
    let mut copy = DomainDef::new(domain.name.clone(), domain.base.clone());
    copy.collation.clone_from(&domain.collation);
    if domain.default != held.default && held.default.is_some() {
        copy.default.clone_from(&domain.default);
    }
    let checks = domain.checks.iter().filter(|check| {
        let same = held.checks.iter().find(|other| other.name == check.name);
        same.is_some_and(|held| held.predicate != check.predicate)
    });
    copy.checks = checks.cloned().collect();
    let asked = copy.default.is_some()
        || !copy.checks.is_empty()
        || is_custom(&domain.base) && domain.base != held.base
        || domain.collation.is_some() && domain.collation != held.collation;
    asked.then_some(Copied::Domain(copy))
}
