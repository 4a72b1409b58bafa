//! A table: its columns, and what its constraints and indexes name.

use super::Checked;
use super::names::{Names, check_text, inconsistent};
use crate::ident::{self, Ident};
use crate::metadata::near::nearest;
use crate::metadata::{
    Catalog, CatalogError, ColumnDef, Fill, ForeignKeyDef, IndexOn, Literal, QualifiedName,
    SqlType, TableDef, literal_uuid,
};

impl Catalog {
    pub(super) fn check_table(&self, table: &TableDef) -> Checked {
        // Once: a catalog has many columns.
        let at = table.name.to_string();
        let object = format!("table `{at}`");
        self.check_name(&table.name.name, || object.clone())?;
        check_text(table.comment.as_deref(), &object)?;
        self.check_options(table, &object)?;
        let mut columns = Names::new(self.dialect.folds_name_case());
        for column in &table.columns {
            let object = format!("column `{at}.{}`", column.name.as_str());
            self.check_column(table, column, &object)?;
            columns.add(&column.name, object)?;
        }
        let mut constraints = Names::new(self.dialect.folds_name_case());
        for (kind, name, columns) in constraints_of(table) {
            let object = format!("{kind} `{}` of `{at}`", name.as_str());
            self.check_name(name, || object.clone())?;
            check_columns(table, columns, &object)?;
            constraints.add(name, object)?;
        }
        for check in &table.checks {
            check_text(Some(&check.predicate), &object)?;
        }
        for foreign_key in &table.foreign_keys {
            self.check_foreign_key(table, foreign_key)?;
        }
        self.check_indexes(table)
    }

    fn check_column(&self, table: &TableDef, column: &ColumnDef, object: &str) -> Checked {
        self.check_name(&column.name, || object.to_owned())?;
        check_text(column.comment.as_deref(), object)?;
        check_text(column.sql_type.as_custom(), object)?;
        let name = || column.name.as_str().to_owned();
        if !column.sql_type.is_known_to(self.dialect) {
            return Err(CatalogError::UnknownType {
                table: table.name.clone(),
                column: name(),
                sql_type: column.sql_type.to_string(),
                dialect: self.dialect,
            });
        }
        if let Some(of) = column.sql_type.as_enum()
            && self.find_enum(of).is_none()
            && (self.schemas.contains_key(&of.schema) || !self.dialect.has_enum_types())
        {
            return inconsistent(object, format!("there is no enum `{of}`"));
        }
        if let Some(of) = column.sql_type.as_domain()
            && self
                .schemas
                .get(&of.schema)
                .is_some_and(|schema| !schema.domains.contains_key(&of.name))
        {
            return inconsistent(object, format!("there is no domain `{of}`"));
        }
        if let Some(collation) = &column.collation {
            self.check_collation(collation, object)?;
        }
        match &column.fill {
            None => Ok(()),
            Some(Fill::DefaultSql(sql) | Fill::Generated(sql)) => check_text(Some(sql), object),
            Some(Fill::Default(literal)) => check_default(table, column, literal),
            Some(Fill::Identity(_)) if !self.allows_identity(table, column) => {
                Err(CatalogError::Identity {
                    table: table.name.clone(),
                    column: name(),
                    dialect: self.dialect,
                })
            }
            Some(Fill::Identity(_)) => Ok(()),
        }
    }

    /// A collation may have a schema before its name.
    fn check_collation(&self, collation: &str, object: &str) -> Checked {
        let fault = match collation.parse::<QualifiedName>() {
            Ok(name) => {
                let parts = [&name.schema, &name.name];
                parts.into_iter().find_map(|part| ident::fault(part.as_str(), Some(self.dialect)))
            }
            Err(_) => ident::fault(collation, Some(self.dialect)),
        };
        let Some(fault) = fault else { return Ok(()) };
        let object = format!("the collation of {object}");
        Err(CatalogError::Name { object, name: collation.to_owned(), fault })
    }

    fn allows_identity(&self, table: &TableDef, column: &ColumnDef) -> bool {
        column.sql_type.is_integer()
            && (self.dialect.has_identity_columns() || *table.key() == [column.name.clone()])
    }

    fn check_foreign_key(&self, table: &TableDef, foreign_key: &ForeignKeyDef) -> Checked {
        let object = format!("`{}` of `{}`", foreign_key.name.as_str(), table.name);
        if foreign_key.columns.len() != foreign_key.referenced_columns.len() {
            return inconsistent(
                &object,
                "it has more columns on one side than on the other".into(),
            );
        }
        if foreign_key.referenced.schema != table.name.schema
            && !self.dialect.has_cross_schema_foreign_keys()
        {
            return Err(CatalogError::ForeignKeyLeavesSchema {
                table: table.name.clone(),
                constraint: foreign_key.name.as_str().to_owned(),
                referenced: foreign_key.referenced.clone(),
                dialect: self.dialect,
            });
        }
        match self.find(&foreign_key.referenced) {
            Some(referenced) => {
                check_columns(&referenced, &foreign_key.referenced_columns, &object)
            }
            None if self.schemas.contains_key(&foreign_key.referenced.schema) => {
                inconsistent(&object, format!("there is no table `{}`", foreign_key.referenced))
            }
            None => Ok(()),
        }
    }

    fn check_indexes(&self, table: &TableDef) -> Checked {
        for index in &table.indexes {
            let object = format!("index `{}` of `{}`", index.name.as_str(), table.name);
            self.check_name(&index.name, || object.clone())?;
            check_text(index.predicate.as_deref(), &object)?;
            check_columns(table, &index.include, &object)?;
            for key in &index.keys {
                check_text(key.operator_class.as_deref(), &object)?;
                match &key.on {
                    IndexOn::Column(column) => check_columns(table, [column], &object)?,
                    IndexOn::Expression(sql) => check_text(Some(sql), &object)?,
                }
            }
        }
        Ok(())
    }
}

/// Kind, name and columns of all constraints.
fn constraints_of(table: &TableDef) -> Vec<(&'static str, &Ident, &[Ident])> {
    let mut all: Vec<(&'static str, &Ident, &[Ident])> = Vec::new();
    all.extend(table.primary_key.iter().map(|key| ("primary key", &key.name, &key.columns[..])));
    all.extend(table.unique.iter().map(|key| ("unique constraint", &key.name, &key.columns[..])));
    all.extend(table.foreign_keys.iter().map(|key| ("foreign key", &key.name, &key.columns[..])));
    all.extend(table.checks.iter().map(|check| ("check", &check.name, &[][..])));
    all.extend(table.exclusions.iter().map(|def| ("exclusion constraint", &def.name, &[][..])));
    all
}

fn check_columns<'a>(
    table: &TableDef,
    columns: impl IntoIterator<Item = &'a Ident>,
    object: &str,
) -> Checked {
    for column in columns {
        let column = column.as_str();
        if table.column(column).is_none() {
            let known = table.columns.iter().map(|known| known.name.as_str());
            return Err(CatalogError::UnknownColumn {
                object: object.to_owned(),
                column: column.to_owned(),
                table: table.name.clone(),
                near: nearest(column, known).map(str::to_owned),
            });
        }
    }
    Ok(())
}

fn check_default(table: &TableDef, column: &ColumnDef, literal: &Literal) -> Checked {
    let refuse = |why| {
        Err(CatalogError::Default {
            table: table.name.clone(),
            column: column.name.as_str().to_owned(),
            why,
        })
    };
    match literal {
        Literal::Float(value) if !value.is_finite() => refuse("it is not a finite number"),
        Literal::Text(text) if text.contains('\0') => refuse("it contains the character NUL"),
        Literal::Text(text) if column.sql_type == SqlType::Uuid && literal_uuid(text).is_none() => {
            refuse("it is not a UUID")
        }
        _ => Ok(()),
    }
}
