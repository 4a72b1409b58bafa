//! Which statements create a catalog's objects or drop them, and in which order.

use std::collections::BTreeSet;

use crate::ddl::{CommentTarget, DdlStatement, DomainAction, Existing, TableAction};
use crate::dialect::Dialect;
use crate::ident::Ident;
use crate::metadata::{
    Catalog, Constraint, DependencyOrder, DomainDef, EnumDef, ForeignKeyDef, IndexDef,
    QualifiedName, SchemaDef, SequenceDef, TableDef,
};
use crate::name::is_reserved;

/// Creates what the catalog has and the database has not.
///
/// Schemas, enums, domains and sequences come first, then tables, referenced before referencing, then
/// the constraints that must wait, then indexes, views, and comments on what is new, and last the foreign
/// keys of new tables to other schemas: they hold off those who write to the referenced table until the
/// transaction ends, and one order for all keeps two who create at once from waiting for each other. A
/// table that exists stays as it is, whatever its columns; indexes that it lacks are created.
pub fn create_all(catalog: &Catalog, existing: &Existing) -> Vec<DdlStatement> {
    let dialect = catalog.dialect();
    let mut plan = Vec::new();
    for schema in catalog.schemas().values() {
        if creates_schema(dialect, schema) && !existing.schemas.contains(&schema.name) {
            plan.push(DdlStatement::CreateSchema(schema.name.clone()));
        }
    }
    if dialect.has_enum_types() {
        let missing = enums(catalog).filter(|def| !existing.enums.contains(&def.name));
        plan.extend(missing.cloned().map(DdlStatement::CreateEnum));
    }
    let domains = catalog.domains_in_dependency_order().into_iter();
    let missing = domains.filter(|def| !existing.domains.contains(&def.name));
    plan.extend(missing.flat_map(create_domain));
    let new_sequences = || sequences(catalog).filter(|def| !existing.sequences.contains(&def.name));
    plan.extend(new_sequences().cloned().map(DdlStatement::CreateSequence));

    let order = order(catalog);
    let mut added = Vec::new();
    for table in &order.tables {
        let is_new = !existing.tables.contains(&table.name);
        let waits = |key: &ForeignKeyDef| {
            order.is_cut(&table.name, key) || (is_new && leads_out(&table.name, key))
        };
        let (created, constraints) = match dialect.adds_constraints() {
            true => split_constraints(table, waits),
            false => ((*table).clone(), Vec::new()),
        };
        if is_new {
            plan.push(create_table(catalog, created));
        }
        let named = constraints.into_iter().map(|constraint| (table.name.clone(), constraint));
        added.extend(named.filter(|(table, constraint)| {
            !existing.constraints.contains(&(table.clone(), constraint.name().clone()))
        }));
    }
    let (mut to_other_schemas, mut added): (Vec<_>, Vec<_>) =
        added.into_iter().partition(|(table, constraint)| match constraint {
            Constraint::ForeignKey(key) => leads_out(table, key),
            _ => false,
        });
    to_other_schemas
        .sort_by(|(table, key), (table2, key2)| (table, key.name()).cmp(&(table2, key2.name())));
    // A foreign key may need a key of another table that is added, too.
    added.sort_by_key(|(_, constraint)| matches!(constraint, Constraint::ForeignKey(_)));
    plan.extend(added.into_iter().map(add_constraint));
    for sequence in new_sequences().filter(|sequence| sequence.owned_by.is_some()) {
        let (sequence, owned_by) = (sequence.name.clone(), sequence.owned_by.clone());
        plan.push(DdlStatement::SetSequenceOwner { sequence, owned_by });
    }
    for table in &order.tables {
        plan.extend(create_indexes(&table.name, &table.indexes, existing));
    }
    for view in catalog.views_in_dependency_order() {
        if !existing.views.contains(&view.name) {
            plan.push(DdlStatement::CreateView(view.clone()));
        }
        plan.extend(create_indexes(&view.name, &view.indexes, existing));
    }
    if dialect.has_comments() {
        let new = plan.iter();
        let comments: Vec<DdlStatement> = new.flat_map(|new| comments(catalog, new)).collect();
        plan.extend(comments);
    }
    plan.extend(to_other_schemas.into_iter().map(add_constraint));
    plan
}

/// Drops what the catalog has, and nothing else: a table that the catalog does not list keeps its
/// schema alive, and the database refuses to drop a table that a foreign table references.
///
/// The order is that of [`create_all`] backwards. Indexes go with their tables, as do sequences that a
/// column owns.
pub fn drop_all(catalog: &Catalog, existing: &Existing) -> Vec<DdlStatement> {
    let dialect = catalog.dialect();
    let mut plan = Vec::new();
    for view in catalog.views_in_dependency_order().into_iter().rev() {
        if existing.views.contains(&view.name) {
            let (name, materialized) = (view.name.clone(), view.materialized);
            plan.push(DdlStatement::DropView { name, materialized });
        }
    }
    let order = order(catalog);
    for (table, foreign_key) in &order.cut {
        let name = (table.name.clone(), foreign_key.name.clone());
        if existing.constraints.contains(&name) {
            plan.push(DdlStatement::alter_table(name.0, TableAction::DropConstraint(name.1)));
        }
    }
    for table in order.tables.iter().rev() {
        if existing.tables.contains(&table.name) {
            plan.push(DdlStatement::DropTable(table.name.clone()));
        }
    }
    for sequence in sequences(catalog).filter(|def| existing.sequences.contains(&def.name)) {
        let owner = sequence.owned_by.as_ref();
        if !owner.is_some_and(|owner| existing.tables.contains(&owner.table)) {
            plan.push(DdlStatement::DropSequence(sequence.name.clone()));
        }
    }
    for domain in catalog.domains_in_dependency_order().into_iter().rev() {
        if existing.domains.contains(&domain.name) {
            plan.push(DdlStatement::DropDomain(domain.name.clone()));
        }
    }
    let enums: Vec<&EnumDef> = enums(catalog).collect();
    for def in enums.into_iter().rev() {
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
            all.domains.extend(schema.domains.values().map(|def| def.name.clone()));
            all.sequences.extend(schema.sequences.values().map(|def| def.name.clone()));
            for view in schema.views.values() {
                all.views.insert(view.name.clone());
                all.indexes.extend(view.indexes.iter().map(|index| view.sibling(&index.name)));
            }
        }
        if catalog.dialect().has_enum_types() {
            all.enums.extend(enums(catalog).map(|def| def.name.clone()));
        }
        for table in catalog.tables() {
            all.tables.insert(table.name.clone());
            for constraint in table.constraints() {
                all.constraints.insert((table.name.clone(), constraint.name().clone()));
            }
            all.indexes.extend(table.indexes.iter().map(|index| table.sibling(&index.name)));
        }
        all
    }
}

fn enums(catalog: &Catalog) -> impl Iterator<Item = &EnumDef> {
    catalog.schemas().values().flat_map(|schema| schema.enums.values())
}

fn sequences(catalog: &Catalog) -> impl Iterator<Item = &SequenceDef> {
    catalog.schemas().values().flat_map(|schema| schema.sequences.values())
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

/// The domain, and the checks that are not validated: `CREATE DOMAIN` knows no such ones.
pub fn create_domain(domain: &DomainDef) -> Vec<DdlStatement> {
    let mut created = domain.clone();
    created.checks.retain(|check| check.validated);
    let added = domain.checks.iter().filter(|check| !check.validated).map(|check| {
        let (name, action) = (domain.name.clone(), DomainAction::AddCheck(check.clone()));
        DdlStatement::AlterDomain { name, action }
    });
    let added: Vec<DdlStatement> = added.collect();
    [DdlStatement::CreateDomain(created)].into_iter().chain(added).collect()
}

/// Whether a foreign key of the table references another schema.
fn leads_out(table: &QualifiedName, key: &ForeignKeyDef) -> bool {
    key.referenced.schema != table.schema
}

fn add_constraint((table, constraint): (QualifiedName, Constraint)) -> DdlStatement {
    DdlStatement::alter_table(table, TableAction::AddConstraint(constraint))
}

fn create_table(catalog: &Catalog, table: TableDef) -> DdlStatement {
    let mut enums = Vec::new();
    if !catalog.dialect().has_enum_types() {
        let names: BTreeSet<_> =
            table.columns.iter().filter_map(|column| column.sql_type.as_enum()).collect();
        enums.extend(names.into_iter().filter_map(|name| catalog.find_enum(name)).cloned());
    }
    DdlStatement::CreateTable { table: Box::new(table), enums }
}

/// A table as it is created, and the constraints that are added when all tables exist: foreign keys that
/// `waits` says so of, and what `CREATE TABLE` would not create as it is. It makes valid what is not
/// validated, and leaves out a key over the columns of another one.
pub fn split_constraints(
    table: &TableDef,
    waits: impl Fn(&ForeignKeyDef) -> bool,
) -> (TableDef, Vec<Constraint>) {
    let mut created = table.clone();
    let mut added = Vec::new();
    let mut keys: Vec<&[Ident]> = table.primary_key.iter().map(|key| &key.columns[..]).collect();
    for unique in &table.unique {
        if keys.contains(&&unique.columns[..]) {
            added.push(Constraint::Unique(unique.clone()));
        }
        keys.push(&unique.columns);
    }
    let later = table.constraints().into_iter().filter(|constraint| match constraint {
        Constraint::ForeignKey(key) => !key.validated || waits(key),
        Constraint::Check(check) => !check.validated,
        _ => false,
    });
    added.extend(later);
    let is_added = |name: &Ident| added.iter().any(|constraint| constraint.name() == name);
    created.unique.retain(|unique| !is_added(&unique.name));
    created.foreign_keys.retain(|key| !is_added(&key.name));
    created.checks.retain(|check| !is_added(&check.name));
    (created, added)
}

fn create_indexes(
    table: &QualifiedName,
    indexes: &[IndexDef],
    existing: &Existing,
) -> Vec<DdlStatement> {
    let name = |index: &IndexDef| QualifiedName::new(table.schema.clone(), index.name.clone());
    let missing = indexes.iter().filter(|index| !existing.indexes.contains(&name(index)));
    let create = |index: &IndexDef| DdlStatement::CreateIndex {
        table: table.clone(),
        index: index.clone(),
        concurrently: false,
    };
    missing.map(create).collect()
}

/// The comments on what a statement creates.
pub fn comments(catalog: &Catalog, new: &DdlStatement) -> Vec<DdlStatement> {
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
        DdlStatement::CreateDomain(def) => {
            add(CommentTarget::Domain(def.name.clone()), &def.comment);
        }
        DdlStatement::CreateSequence(def) => {
            add(CommentTarget::Sequence(def.name.clone()), &def.comment);
        }
        DdlStatement::CreateTable { table, .. } => {
            add(CommentTarget::Table(table.name.clone()), &table.comment);
            for column in &table.columns {
                let (table, name) = (table.name.clone(), column.name.clone());
                add(CommentTarget::Column { table, column: name }, &column.comment);
            }
        }
        DdlStatement::CreateView(def) => {
            let (name, materialized) = (def.name.clone(), def.materialized);
            add(CommentTarget::View { name, materialized }, &def.comment);
        }
        _ => {}
    }
    all
}
