//! What every catalog keeps to, wherever it came from. All other modules rely on it.

use std::collections::BTreeMap;

use crate::error::NameFault;
use crate::ident::{self, Ident};
use crate::metadata::near::nearest;
use crate::metadata::{
    Catalog, CatalogError, ColumnDef, EnumDef, Fill, ForeignKeyDef, IndexOn, Literal, SchemaDef,
    SqlType, TableDef, literal_uuid,
};

type Checked = Result<(), CatalogError>;

impl Catalog {
    pub(super) fn check(&self) -> Checked {
        let mut names = Names::new(self.dialect.folds_schema_case());
        for (key, schema) in &self.schemas {
            let object = format!("schema `{}`", schema.name.as_str());
            same_name(key, &schema.name, &object)?;
            names.add(key, object)?;
            self.check_schema(schema)?;
        }
        Ok(())
    }

    fn check_schema(&self, schema: &SchemaDef) -> Checked {
        let object = format!("schema `{}`", schema.name.as_str());
        self.check_name(&schema.name, || object.clone())?;
        check_text(schema.comment.as_deref(), &object)?;
        let mut relations = Names::new(self.dialect.folds_name_case());
        for (key, def) in &schema.enums {
            let object = format!("enum `{}`", def.name);
            same_name(key, &def.name.name, &object)?;
            same_name(&schema.name, &def.name.schema, &object)?;
            self.check_enum(def, &object)?;
            if self.dialect.has_enum_types() {
                relations.add(key, object)?;
            }
        }
        for (key, table) in &schema.tables {
            let object = format!("table `{}`", table.name);
            same_name(key, &table.name.name, &object)?;
            same_name(&schema.name, &table.name.schema, &object)?;
            relations.add(key, object)?;
            self.check_table(table)?;
        }
        for table in schema.tables.values() {
            self.add_indexes(table, &mut relations)?;
        }
        Ok(())
    }

    fn check_enum(&self, def: &EnumDef, object: &str) -> Checked {
        self.check_name(&def.name.name, || object.to_owned())?;
        check_text(def.comment.as_deref(), object)?;
        let limit = self.dialect.identifier_limit().filter(|_| self.dialect.has_enum_types());
        for (position, label) in def.labels.iter().enumerate() {
            check_text(Some(label), object)?;
            if def.labels[..position].contains(label) {
                return inconsistent(object, format!("it has the label `{label}` twice"));
            }
            if let Some(limit) = limit.filter(|limit| label.len() > *limit) {
                let fault = NameFault::TooLong { bytes: label.len(), limit };
                let object = format!("a label of {object}");
                return Err(CatalogError::Name { object, name: label.clone(), fault });
            }
        }
        Ok(())
    }

    /// Indexes share one set of names with the schema's tables.
    fn add_indexes(&self, table: &TableDef, relations: &mut Names) -> Checked {
        let at = &table.name;
        if self.dialect.constraints_are_indexes() {
            if let Some(key) = &table.primary_key {
                let name = key.name.as_str();
                relations.add(&key.name, format!("primary key `{name}` of `{at}`"))?;
            }
            for unique in &table.unique {
                let name = unique.name.as_str();
                relations.add(&unique.name, format!("unique constraint `{name}` of `{at}`"))?;
            }
        }
        for index in &table.indexes {
            let name = index.name.as_str();
            relations.add(&index.name, format!("index `{name}` of `{at}`"))?;
        }
        Ok(())
    }

    fn check_table(&self, table: &TableDef) -> Checked {
        let object = format!("table `{}`", table.name);
        self.check_name(&table.name.name, || object.clone())?;
        check_text(table.comment.as_deref(), &object)?;
        let mut columns = Names::new(self.dialect.folds_name_case());
        for column in &table.columns {
            let object = format!("column `{}.{}`", table.name, column.name.as_str());
            columns.add(&column.name, object.clone())?;
            self.check_column(table, column, &object)?;
        }
        let mut constraints = Names::new(self.dialect.folds_name_case());
        for (kind, name, columns) in constraints_of(table) {
            let object = format!("{kind} `{}` of `{}`", name.as_str(), table.name);
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
        {
            return inconsistent(object, format!("there is no enum `{of}`"));
        }
        if let Some(collation) = &column.collation
            && let Some(fault) = ident::fault(collation, Some(self.dialect))
        {
            let object = format!("the collation of {object}");
            return Err(CatalogError::Name { object, name: collation.clone(), fault });
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

    fn check_name(&self, name: &Ident, object: impl FnOnce() -> String) -> Checked {
        match ident::fault(name.as_str(), Some(self.dialect)) {
            None => Ok(()),
            Some(fault) => {
                Err(CatalogError::Name { object: object(), name: name.as_str().to_owned(), fault })
            }
        }
    }
}

/// Names that must differ, with what has them.
struct Names {
    folded: bool,
    known: BTreeMap<String, String>,
}

impl Names {
    const fn new(folded: bool) -> Self {
        Self { folded, known: BTreeMap::new() }
    }

    fn add(&mut self, name: &Ident, object: String) -> Checked {
        let mut key = name.as_str().to_owned();
        if self.folded {
            key.make_ascii_lowercase();
        }
        match self.known.insert(key, object.clone()) {
            None => Ok(()),
            Some(first) => Err(CatalogError::DuplicateName { first, second: object }),
        }
    }
}

/// Kind, name and columns of all constraints.
fn constraints_of(table: &TableDef) -> Vec<(&'static str, &Ident, &[Ident])> {
    let mut all: Vec<(&'static str, &Ident, &[Ident])> = Vec::new();
    all.extend(table.primary_key.iter().map(|key| ("primary key", &key.name, &key.columns[..])));
    all.extend(table.unique.iter().map(|key| ("unique constraint", &key.name, &key.columns[..])));
    all.extend(table.foreign_keys.iter().map(|key| ("foreign key", &key.name, &key.columns[..])));
    all.extend(table.checks.iter().map(|check| ("check", &check.name, &[][..])));
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

/// SQL text cannot hold NUL.
fn check_text(text: Option<&str>, object: &str) -> Checked {
    match text {
        Some(text) if text.contains('\0') => {
            inconsistent(object, format!("`{}` contains the character NUL", text.escape_debug()))
        }
        _ => Ok(()),
    }
}

fn same_name(key: &Ident, name: &Ident, object: &str) -> Checked {
    if key == name {
        return Ok(());
    }
    inconsistent(object, format!("it stands under the name `{}`", key.as_str()))
}

fn inconsistent(object: &str, why: String) -> Checked {
    Err(CatalogError::Inconsistent { object: object.to_owned(), why })
}
