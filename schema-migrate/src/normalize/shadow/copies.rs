//! Which parts of a model the server is asked about, and the statements that ask.

use std::collections::BTreeMap;

use polyschema_core::ddl::DdlStatement;
use polyschema_core::dialect::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    Catalog, ColumnDef, DomainDef, ExclusionDef, Fill, IndexDef, PartitionOf, QualifiedName,
    SqlType, TableDef, ViewDef,
};
use polyschema_core::render::ddl::to_sql;

use super::super::against::Refusal;
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
        def: TableDef,
        asks: Asks,
        /// The table that it is a partition of.
        parent: Option<TableDef>,
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
    let copied = |def, asks| Copied::Table { def, asks, parent: None };
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
        copies.push(Copied::Table { def, asks: Asks::Bound, parent: Some(parent_def) });
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

/// The name of the table that stands for a materialized view's rows.
pub(super) fn rows_name(name: &str) -> String {
    format!("{name}_rows")
}

/// A name that every identifier of a copy can be made of.
fn temporary(name: &str) -> Option<QualifiedName> {
    Some(QualifiedName::new(Ident::new("pg_temp").ok()?, Ident::new(name).ok()?))
}

impl Copy {
    /// The same for the same parts with the same names.
    fn key(&self) -> String {
        let names: Vec<&Ident> = match &self.copied {
            Copied::Table { def, .. } => {
                let indexes = def.indexes.iter().map(|index| &index.name);
                indexes.chain(def.exclusions.iter().map(|exclusion| &exclusion.name)).collect()
            }
            Copied::View(def) => def.indexes.iter().map(|index| &index.name).collect(),
            Copied::Domain(_) => Vec::new(),
        };
        format!("{} {names:?}", self.statements("copy").join(";"))
    }

    /// What makes the copy under a name.
    pub(super) fn statements(&self, name: &str) -> Vec<String> {
        let Some(at) = temporary(name) else { return Vec::new() };
        let statements = match &self.copied {
            Copied::Table { def, parent, .. } => table_statements(at, def, parent.as_ref()),
            Copied::View(def) => {
                let mut view = ViewDef::new(at, def.definition.clone());
                let mut sql = vec![to_sql(&DdlStatement::CreateView(view.clone()), POSTGRES)];
                if let Some(rows) = temporary(&rows_name(name)).filter(|_| !def.indexes.is_empty())
                {
                    // Without data, the query is not run.
                    let (at, query) = (rows.to_sql(), &def.definition);
                    sql.push(format!("CREATE TABLE {at} AS\n{query}\nWITH NO DATA"));
                    view.indexes = renamed_indexes(&rows, &def.indexes);
                    sql.extend(
                        index_statements(&rows, view.indexes).map(|sql| to_sql(&sql, POSTGRES)),
                    );
                }
                return sql;
            }
            Copied::Domain(def) => {
                let mut def = def.clone();
                def.name = at;
                vec![DdlStatement::CreateDomain(def)]
            }
        };
        statements.iter().map(|statement| to_sql(statement, POSTGRES)).collect()
    }

    /// Gives what was read of the copy the names of the model.
    pub(super) fn restore(&self, indexes: &mut [IndexDef], exclusions: &mut [ExclusionDef]) {
        let (index_names, exclusion_names): (&[IndexDef], &[ExclusionDef]) = match &self.copied {
            Copied::Table { def, .. } => (&def.indexes, &def.exclusions),
            Copied::View(def) => (&def.indexes, &[]),
            Copied::Domain(_) => (&[], &[]),
        };
        for index in indexes {
            if let Some(of) = position(&index.name).and_then(|at| index_names.get(at)) {
                index.name = of.name.clone();
            }
        }
        for exclusion in exclusions {
            if let Some(of) = position(&exclusion.name).and_then(|at| exclusion_names.get(at)) {
                exclusion.name = of.name.clone();
            }
        }
    }

    /// The same questions, one by one.
    pub(super) fn parts(&self) -> Vec<Self> {
        let with = |copied| Self { copied, targets: self.targets.clone() };
        match &self.copied {
            Copied::Table { def, asks: Asks::Types, .. } => {
                let alone = def.columns.iter().map(|column| {
                    let mut alone = TableDef::new(def.name.clone());
                    alone.columns = vec![column.clone()];
                    with(Copied::Table { def: alone, asks: Asks::Types, parent: None })
                });
                alone.collect()
            }
            Copied::Table { def, asks: Asks::Expressions, .. } => {
                let parts = expression_parts(def).into_iter();
                parts
                    .map(|def| with(Copied::Table { def, asks: Asks::Expressions, parent: None }))
                    .collect()
            }
            Copied::Table { .. } => vec![self.clone()],
            Copied::View(def) if def.indexes.is_empty() => vec![self.clone()],
            Copied::View(def) => {
                let view = ViewDef::new(def.name.clone(), def.definition.clone());
                let mut parts = vec![with(Copied::View(view.clone()))];
                parts.extend(def.indexes.iter().map(|index| {
                    let mut alone = view.clone();
                    alone.indexes = vec![index.clone()];
                    with(Copied::View(alone))
                }));
                parts
            }
            Copied::Domain(def) => {
                let bare = || DomainDef::new(def.name.clone(), def.base.clone());
                let default = def.default.iter().map(|default| {
                    let mut alone = bare();
                    alone.default = Some(default.clone());
                    alone
                });
                let checks = def.checks.iter().map(|check| {
                    let mut alone = bare();
                    alone.checks = vec![check.clone()];
                    alone
                });
                default.chain(checks).map(|def| with(Copied::Domain(def))).collect()
            }
        }
    }

    /// Says of each object that the server refuses the one part that is left.
    pub(super) fn refusals(&self, message: &str) -> Vec<Refusal> {
        let part = match &self.copied {
            Copied::Table { def, asks, .. } => part_of_table(def, *asks),
            Copied::View(def) => match def.indexes.first() {
                Some(index) => format!("index `{}`", index.name.as_str()),
                None => "its query".to_owned(),
            },
            Copied::Domain(def) => match def.checks.first() {
                Some(check) => format!("check `{}`", check.name.as_str()),
                None => "its type or default".to_owned(),
            },
        };
        let refusal = |object: &QualifiedName| Refusal {
            object: object.clone(),
            part: part.clone(),
            message: message.to_owned(),
        };
        self.targets.iter().map(refusal).collect()
    }
}

const POSTGRES: Dialect = Dialect::Postgres;

fn table_statements(
    at: QualifiedName,
    def: &TableDef,
    parent: Option<&TableDef>,
) -> Vec<DdlStatement> {
    let create =
        |table: TableDef| DdlStatement::CreateTable { table: Box::new(table), enums: Vec::new() };
    let mut statements = Vec::new();
    let mut table = def.clone();
    if let (Some(parent), Some(of)) = (parent, &def.partition_of) {
        let mut parent = parent.clone();
        parent.name = QualifiedName::new(at.schema.clone(), suffixed(&at, "of"));
        let bound = of.bound.clone();
        table.partition_of = Some(PartitionOf::new(parent.name.clone(), bound));
        statements.push(create(parent));
    }
    for (position, exclusion) in table.exclusions.iter_mut().enumerate() {
        exclusion.name = suffixed(&at, &format!("x_{position}"));
    }
    let indexes = renamed_indexes(&at, &table.indexes);
    table.indexes = Vec::new();
    table.name = at.clone();
    statements.push(create(table));
    statements.extend(index_statements(&at, indexes));
    statements
}

fn index_statements(
    on: &QualifiedName,
    indexes: Vec<IndexDef>,
) -> impl Iterator<Item = DdlStatement> {
    let create =
        |index| DdlStatement::CreateIndex { table: on.clone(), index, concurrently: false };
    indexes.into_iter().map(create)
}

/// The names of indexes are those of a schema.
fn renamed_indexes(at: &QualifiedName, indexes: &[IndexDef]) -> Vec<IndexDef> {
    let renamed = indexes.iter().enumerate().map(|(position, index)| {
        let mut index = index.clone();
        index.name = suffixed(at, &format!("i_{position}"));
        index
    });
    renamed.collect()
}

fn suffixed(name: &QualifiedName, suffix: &str) -> Ident {
    let name = &name.name;
    Ident::new(format!("{}_{suffix}", name.as_str())).unwrap_or_else(|_| name.clone())
}

/// The position that stands at the end of a name.
fn position(name: &Ident) -> Option<usize> {
    name.as_str().rsplit_once('_')?.1.parse().ok()
}

/// A table with one fill, check, exclusion constraint or index each.
fn expression_parts(def: &TableDef) -> Vec<TableDef> {
    let mut bare = def.clone();
    bare.columns.iter_mut().for_each(|column| column.fill = None);
    bare.checks.clear();
    bare.exclusions.clear();
    bare.indexes.clear();
    let mut parts = Vec::new();
    let mut part = |put: &dyn Fn(&mut TableDef)| {
        let mut alone = bare.clone();
        put(&mut alone);
        parts.push(alone);
    };
    for (position, column) in def.columns.iter().enumerate() {
        if column.fill.is_some() {
            part(&|alone| alone.columns[position].fill.clone_from(&column.fill));
        }
    }
    for check in &def.checks {
        part(&|alone| alone.checks.push(check.clone()));
    }
    for exclusion in &def.exclusions {
        part(&|alone| alone.exclusions.push(exclusion.clone()));
    }
    for index in &def.indexes {
        part(&|alone| alone.indexes.push(index.clone()));
    }
    parts
}

fn part_of_table(def: &TableDef, asks: Asks) -> String {
    let column = |column: &ColumnDef| format!("column `{}`", column.name.as_str());
    match asks {
        Asks::Types => def.columns.first().map(column),
        Asks::PartitionKey => Some("its partition key".to_owned()),
        Asks::Bound => Some("its partition bound".to_owned()),
        Asks::Expressions => {
            let fill = def.columns.iter().find(|column| column.fill.is_some());
            let check = def.checks.first().map(|check| format!("check `{}`", check.name.as_str()));
            let exclusion = def.exclusions.first();
            let exclusion =
                exclusion.map(|def| format!("exclusion constraint `{}`", def.name.as_str()));
            let index = def.indexes.first().map(|def| format!("index `{}`", def.name.as_str()));
            fill.map(column).or(check).or(exclusion).or(index)
        }
    }
    .unwrap_or_default()
}
