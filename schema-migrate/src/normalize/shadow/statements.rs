//! The statements that make a copy, and the names in it.

use polyschema_core::ddl::DdlStatement;
use polyschema_core::dialect::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ExclusionDef, IndexDef, PartitionOf, QualifiedName, TableDef, ViewDef,
};
use polyschema_core::render::ddl::to_sql;

use super::copies::{Copied, Copy};

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
    pub(super) fn key(&self) -> String {
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
            Copied::Table { def, parent, .. } => table_statements(at, def, parent.as_deref()),
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
