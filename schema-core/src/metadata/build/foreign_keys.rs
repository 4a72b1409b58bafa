//! Where a foreign key leads: into its own schema, or into one that the schema sees.

use super::{Binding, CatalogBuilder, ident, tables::named_columns};
use crate::ident::Ident;
use crate::metadata::{CatalogError, ForeignKeyDef, QualifiedName};
use crate::spec::{ForeignKeySpec, SchemaSpec, TableSpec};

/// The foreign key `name` over `columns` of `table`, with its target's names.
pub(super) fn resolve(
    builder: &CatalogBuilder,
    binding: &Binding,
    table: &QualifiedName,
    name: Ident,
    columns: Vec<Ident>,
    spec: &ForeignKeySpec,
) -> Result<ForeignKeyDef, CatalogError> {
    let (schema, target) = match listed(binding.spec, spec) {
        Some(target) => (table.schema.clone(), target),
        None => seen(builder, binding, table, &columns, spec)?,
    };
    let target_name = ident(target.name, || format!("table `{}`", target.ty.name))?;
    let referenced = QualifiedName::new(schema, target_name);
    let object = || format!("`{}` of `{table}`", name.as_str());
    let referenced_columns = named_columns(target, spec.referenced_fields, &referenced, object)?;
    Ok(ForeignKeyDef {
        name,
        columns,
        referenced,
        referenced_columns,
        on_delete: spec.on_delete,
        on_update: spec.on_update,
        match_full: false,
        deferrable: spec.deferrable,
        validated: true,
    })
}

/// The table that a schema lists for the referenced root.
fn listed(schema: &SchemaSpec, spec: &ForeignKeySpec) -> Option<&'static TableSpec> {
    schema.tables.iter().find(|table| table.root == spec.referenced).copied()
}

fn seen(
    builder: &CatalogBuilder,
    binding: &Binding,
    table: &QualifiedName,
    columns: &[Ident],
    spec: &ForeignKeySpec,
) -> Result<(Ident, &'static TableSpec), CatalogError> {
    let columns = || columns.iter().map(|column| column.as_str().to_owned()).collect();
    let seen = binding.sees.iter().find_map(|schema| Some((schema, listed(schema, spec)?)));
    let Some((schema, target)) = seen else {
        return Err(CatalogError::UnreachableTable {
            table: table.clone(),
            columns: columns(),
            referenced: spec.referenced.name.to_owned(),
            schema: binding.spec.ty.name.to_owned(),
        });
    };
    let mut names: Vec<&str> = builder
        .bindings
        .iter()
        .filter(|other| other.spec.ty == schema.ty)
        .map(|other| other.name.as_str())
        .collect();
    if names.is_empty() {
        names.extend(schema.name);
    }
    match names[..] {
        [name] => Ok((ident(name, || format!("schema type `{}`", schema.ty.name))?, target)),
        _ => Err(CatalogError::UnnamedSchema {
            table: table.clone(),
            columns: columns(),
            referenced: spec.referenced.name.to_owned(),
            seen: schema.ty.name.to_owned(),
            names: names.len(),
        }),
    }
}
