//! The columns of a table, and the enums that they are of.

use std::collections::BTreeMap;

use super::ident;
use crate::ident::Ident;
use crate::metadata::{
    CatalogError, ColumnDef, EnumDef, Fill, Identity, Literal, QualifiedName, SchemaDef, SqlType,
};
use crate::spec::{ColumnSpec, EnumSpec, FillSpec, LiteralSpec, SqlTypeSpec, TableSpec};
use crate::value::ValueKind;

pub(super) fn column_defs(
    spec: &TableSpec,
    schema: &mut SchemaDef,
) -> Result<Vec<ColumnDef>, CatalogError> {
    spec.columns.iter().map(|column| column_def(spec, column, schema)).collect()
}

fn column_def(
    table: &TableSpec,
    spec: &ColumnSpec,
    schema: &mut SchemaDef,
) -> Result<ColumnDef, CatalogError> {
    let object = || format!("field `{}` of table `{}`", spec.field, table.name);
    Ok(ColumnDef {
        name: ident(spec.name, object)?,
        sql_type: sql_type(spec, schema)?,
        nullable: spec.nullable,
        fill: fill(spec.fill),
        collation: spec.collation.map(str::to_owned),
        comment: spec.comment.map(str::to_owned),
        renamed_from: spec.renamed_from.map(|name| ident(name, object)).transpose()?,
        renamed_labels: BTreeMap::new(),
    })
}

fn sql_type(spec: &ColumnSpec, schema: &mut SchemaDef) -> Result<SqlType, CatalogError> {
    let written = match spec.sql_type {
        SqlTypeSpec::FromKind => return of_kind(spec.kind, schema),
        SqlTypeSpec::Custom(written) => return Ok(SqlType::Custom(written.to_owned())),
        SqlTypeSpec::Varchar(length) => SqlType::Varchar(length),
        SqlTypeSpec::Char(length) => SqlType::Char(length),
        SqlTypeSpec::Numeric(precision, scale) => SqlType::Numeric { precision, scale },
    };
    Ok(match spec.kind {
        ValueKind::Array(_) => SqlType::Array(Box::new(written)),
        _ => written,
    })
}

fn of_kind(kind: ValueKind, schema: &mut SchemaDef) -> Result<SqlType, CatalogError> {
    Ok(match kind {
        ValueKind::I16 => SqlType::SmallInt,
        ValueKind::I32 => SqlType::Integer,
        ValueKind::I64 => SqlType::BigInt,
        ValueKind::F32 => SqlType::Real,
        ValueKind::F64 => SqlType::Double,
        ValueKind::Bool => SqlType::Boolean,
        ValueKind::Text => SqlType::Text,
        ValueKind::Bytes => SqlType::Bytes,
        ValueKind::Uuid => SqlType::Uuid,
        ValueKind::Date => SqlType::Date,
        ValueKind::Time => SqlType::Time,
        ValueKind::Timestamp => SqlType::Timestamp,
        ValueKind::TimestampTz => SqlType::TimestampTz,
        ValueKind::Json => SqlType::Json,
        ValueKind::Decimal => SqlType::Decimal,
        ValueKind::Enum(spec) => SqlType::Enum(add_enum(spec, schema)?),
        ValueKind::Array(element) => SqlType::Array(Box::new(of_kind(*element, schema)?)),
    })
}

/// Puts an enum into the schema; several columns may be of one.
fn add_enum(spec: &EnumSpec, schema: &mut SchemaDef) -> Result<QualifiedName, CatalogError> {
    let name: Ident = ident(spec.name, || format!("an enum of schema `{}`", schema.name.as_str()))?;
    let labels = spec.labels.iter().map(|&label| label.to_owned()).collect();
    let mut def = EnumDef::new(QualifiedName::new(schema.name.clone(), name.clone()), labels);
    def.comment = spec.comment.map(str::to_owned);
    let renamed = spec.renamed_labels.iter();
    def.renamed_labels =
        renamed.map(|&(now, before)| (now.to_owned(), before.to_owned())).collect();
    let qualified = def.name.clone();
    let known = schema.enums.entry(name).or_insert_with(|| def.clone());
    if known.labels != def.labels {
        return Err(CatalogError::DifferentLabels { name: qualified });
    }
    Ok(qualified)
}

fn fill(spec: FillSpec) -> Option<Fill> {
    Some(match spec {
        FillSpec::None => return None,
        FillSpec::IdentityAlways => Fill::Identity(Identity::Always),
        FillSpec::IdentityByDefault => Fill::Identity(Identity::ByDefault),
        FillSpec::Generated(sql) => Fill::Generated(sql.to_owned()),
        FillSpec::DefaultSql(sql) => Fill::DefaultSql(sql.to_owned()),
        FillSpec::Default(literal) => Fill::Default(match literal {
            LiteralSpec::Bool(value) => Literal::Bool(value),
            LiteralSpec::Int(value) => Literal::Int(value),
            LiteralSpec::Float(value) => Literal::Float(value),
            LiteralSpec::Text(value) => Literal::Text(value.to_owned()),
        }),
    })
}
