//! One table: its columns, and the names of its constraints and indexes.

use super::{Binding, CatalogBuilder, columns, foreign_keys, ident};
use crate::ident::Ident;
use crate::metadata::naming::TableNames;
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
    let mut table = TableDef::new(QualifiedName::new(schema, name));
    table.comment = spec.comment.map(str::to_owned);
    let before = |name| ident(name, || format!("the name that `{}` had before", table.name));
    table.renamed_from = spec.renamed_from.map(before).transpose()?;
    table.columns = columns::column_defs(spec, def)?;
    let names = TableNames::of(spec);
    for (constraint, name) in spec.constraints.iter().zip(&names.constraints) {
        add_constraint(builder, binding, spec, constraint, name, &mut table)?;
    }
    for (index, name) in spec.indexes.iter().zip(&names.indexes) {
        table.indexes.push(index_def(spec, index, name, &table.name)?);
    }
    Ok(table)
}

fn add_constraint(
    builder: &CatalogBuilder,
    binding: &Binding,
    spec: &TableSpec,
    constraint: &ConstraintSpec,
    name: &str,
    table: &mut TableDef,
) -> Result<(), CatalogError> {
    let at = table.name.clone();
    let name = ident(name, || format!("a constraint of `{at}`"))?;
    match constraint.kind {
        ConstraintKindSpec::PrimaryKey(fields) => {
            let columns =
                named_columns(spec, fields, &at, || format!("the primary key of `{at}`"))?;
            if table.primary_key.replace(PrimaryKeyDef::new(name, columns)).is_some() {
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
            table.unique.push(UniqueDef::new(name, columns));
        }
        ConstraintKindSpec::Check { field, predicate } => {
            named_columns(spec, field.as_slice(), &at, || format!("a check of `{at}`"))?;
            table.checks.push(CheckDef::new(name, predicate));
        }
        ConstraintKindSpec::ForeignKey(foreign_key) => {
            let columns = named_columns(spec, foreign_key.fields, &at, || {
                format!("a foreign key of `{at}`")
            })?;
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
    name: &str,
    table: &QualifiedName,
) -> Result<IndexDef, CatalogError> {
    let object = || format!("an index of `{table}`");
    let mut keys = Vec::new();
    for key in index.keys {
        let on = match key.on {
            IndexOnSpec::Field(field) => IndexOn::Column(column_of(spec, field, table, object)?),
            IndexOnSpec::Expression(sql) => IndexOn::Expression(sql.to_owned()),
        };
        keys.push(IndexKeyDef {
            on,
            descending: key.descending,
            nulls: key.nulls,
            operator_class: key.operator_class.map(str::to_owned),
            collation: None,
        });
    }
    Ok(IndexDef {
        name: ident(name, object)?,
        unique: index.unique,
        method: index.method.map(str::to_owned),
        keys,
        include: named_columns(spec, index.include, table, object)?,
        predicate: index.predicate.map(str::to_owned),
        nulls_not_distinct: false,
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
