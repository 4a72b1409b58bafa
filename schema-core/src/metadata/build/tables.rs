//! One table: its columns, and the names of its constraints and indexes.

use super::{Binding, CatalogBuilder, columns, foreign_keys, ident};
use crate::ident::Ident;
use crate::metadata::naming::Namer;
use crate::metadata::{
    CatalogError, CheckDef, IndexDef, IndexKeyDef, IndexOn, PrimaryKeyDef, QualifiedName,
    SchemaDef, TableDef, UniqueDef,
};
use crate::spec::{ConstraintKindSpec, ConstraintSpec, IndexOnSpec, IndexSpec, TableSpec};

/// The definition of a table in the schema `def`, which takes the enums of its columns.
pub(super) fn table_def(
    builder: &CatalogBuilder,
    binding: &Binding,
    spec: &TableSpec,
    def: &mut SchemaDef,
) -> Result<TableDef, CatalogError> {
    let schema = def.name.clone();
    let name =
        ident(spec.name, || format!("table `{}` of schema `{}`", spec.ty.name, binding.name))?;
    let mut table = TableDef {
        name: QualifiedName::new(schema, name),
        comment: spec.comment.map(str::to_owned),
        columns: columns::column_defs(spec, def)?,
        primary_key: None,
        unique: Vec::new(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
    };
    let given = spec.constraints.iter().filter_map(|constraint| constraint.name);
    let given = given.chain(spec.indexes.iter().filter_map(|index| index.name));
    let mut namer = Namer::new(spec.name, given);
    for constraint in spec.constraints {
        add_constraint(builder, binding, spec, constraint, &mut namer, &mut table)?;
    }
    for index in spec.indexes {
        table.indexes.push(index_def(spec, index, &mut namer, &table.name)?);
    }
    Ok(table)
}

fn add_constraint(
    builder: &CatalogBuilder,
    binding: &Binding,
    spec: &TableSpec,
    constraint: &ConstraintSpec,
    namer: &mut Namer<'_>,
    table: &mut TableDef,
) -> Result<(), CatalogError> {
    let given = constraint.name;
    let at = table.name.clone();
    match constraint.kind {
        ConstraintKindSpec::PrimaryKey(fields) => {
            let columns =
                named_columns(spec, fields, &at, || format!("the primary key of `{at}`"))?;
            let name = name_of(given, namer, "pk", &[], &at)?;
            if table.primary_key.replace(PrimaryKeyDef { name, columns }).is_some() {
                let object = format!("table `{at}`");
                return Err(CatalogError::Inconsistent {
                    object,
                    why: "it has two primary keys".into(),
                });
            }
        }
        ConstraintKindSpec::Unique(fields) => {
            let columns =
                named_columns(spec, fields, &at, || format!("a unique constraint of `{at}`"))?;
            let name = name_of(given, namer, "uq", &columns, &at)?;
            table.unique.push(UniqueDef { name, columns });
        }
        ConstraintKindSpec::Check { field, predicate } => {
            let fields = field.as_slice();
            let columns = named_columns(spec, fields, &at, || format!("a check of `{at}`"))?;
            let name = name_of(given, namer, "ck", &columns, &at)?;
            table.checks.push(CheckDef { name, predicate: predicate.to_owned() });
        }
        ConstraintKindSpec::ForeignKey(foreign_key) => {
            let columns = named_columns(spec, foreign_key.fields, &at, || {
                format!("a foreign key of `{at}`")
            })?;
            let name = name_of(given, namer, "fk", &columns, &at)?;
            let resolved =
                foreign_keys::resolve(builder, binding, &at, name, columns, &foreign_key)?;
            table.foreign_keys.push(resolved);
        }
    }
    Ok(())
}

fn index_def(
    spec: &TableSpec,
    index: &IndexSpec,
    namer: &mut Namer<'_>,
    table: &QualifiedName,
) -> Result<IndexDef, CatalogError> {
    let object = || format!("an index of `{table}`");
    let mut keys = Vec::new();
    let mut parts = Vec::new();
    for key in index.keys {
        let on = match key.on {
            IndexOnSpec::Field(field) => IndexOn::Column(column_of(spec, field, table, object)?),
            IndexOnSpec::Expression(sql) => IndexOn::Expression(sql.to_owned()),
        };
        parts.push(match &on {
            IndexOn::Column(column) => column.as_str().to_owned(),
            IndexOn::Expression(_) => "expr".to_owned(),
        });
        keys.push(IndexKeyDef {
            on,
            descending: key.descending,
            nulls: key.nulls,
            operator_class: key.operator_class.map(str::to_owned),
        });
    }
    let name = match index.name {
        Some(name) => ident(name, object)?,
        None => convention(namer.name("ix", parts.iter().map(String::as_str)), table)?,
    };
    Ok(IndexDef {
        name,
        unique: index.unique,
        method: index.method.map(str::to_owned),
        keys,
        include: named_columns(spec, index.include, table, object)?,
        predicate: index.predicate.map(str::to_owned),
    })
}

/// The name that the model gives, or else the convention's.
fn name_of(
    given: Option<&str>,
    namer: &mut Namer<'_>,
    kind: &str,
    columns: &[Ident],
    table: &QualifiedName,
) -> Result<Ident, CatalogError> {
    match given {
        Some(name) => ident(name, || format!("a constraint of `{table}`")),
        None => convention(namer.name(kind, columns.iter().map(Ident::as_str)), table),
    }
}

fn convention(
    name: Result<Ident, crate::Error>,
    table: &QualifiedName,
) -> Result<Ident, CatalogError> {
    name.map_err(|error| CatalogError::Inconsistent {
        object: format!("table `{table}`"),
        why: error.to_string(),
    })
}

/// The columns of fields.
pub(super) fn named_columns(
    spec: &TableSpec,
    fields: &[&str],
    table: &QualifiedName,
    object: impl Fn() -> String,
) -> Result<Vec<Ident>, CatalogError> {
    fields.iter().map(|field| column_of(spec, field, table, &object)).collect()
}

fn column_of(
    spec: &TableSpec,
    field: &str,
    table: &QualifiedName,
    object: impl Fn() -> String,
) -> Result<Ident, CatalogError> {
    match spec.position(field) {
        Some(position) => ident(spec.columns[position].name, object),
        None => Err(CatalogError::UnknownColumn {
            object: object(),
            column: field.to_owned(),
            table: table.clone(),
            near: None,
        }),
    }
}
