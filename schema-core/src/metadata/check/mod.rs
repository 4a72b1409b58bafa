//! What every catalog keeps to, wherever it came from. All other modules rely on it.

mod lacking;
mod names;
mod table;

use names::{Names, check_text, inconsistent, same_name};

use crate::error::NameFault;
use crate::ident::{self, Ident};
use crate::metadata::{Catalog, CatalogError, EnumDef, SchemaDef, TableDef};

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
        // A table and a view are a type, too: their rows'. Sequences and indexes are none.
        let mut types = Names::new(self.dialect.folds_name_case());
        let mut relations = Names::new(self.dialect.folds_name_case());
        for (key, def) in &schema.enums {
            let object = format!("enum `{}`", def.name);
            same_name(key, &def.name.name, &object)?;
            same_name(&schema.name, &def.name.schema, &object)?;
            self.check_enum(def, &object)?;
            if self.dialect.has_enum_types() {
                types.add(key, object)?;
            }
        }
        self.check_domains(schema, &mut types)?;
        self.check_sequences(schema, &mut relations)?;
        self.check_views(schema, &mut types, &mut relations)?;
        for (key, table) in &schema.tables {
            let object = format!("table `{}`", table.name);
            same_name(key, &table.name.name, &object)?;
            same_name(&schema.name, &table.name.schema, &object)?;
            types.add(key, object.clone())?;
            relations.add(key, object)?;
            self.check_table(table)?;
        }
        for table in schema.tables.values() {
            self.add_indexes(table, &mut relations)?;
        }
        Ok(())
    }

    fn check_domains(&self, schema: &SchemaDef, names: &mut Names) -> Checked {
        for (key, def) in &schema.domains {
            let object = format!("domain `{}`", def.name);
            same_name(key, &def.name.name, &object)?;
            same_name(&schema.name, &def.name.schema, &object)?;
            self.check_name(key, || object.clone())?;
            names.add(key, object.clone())?;
            self.lacks(self.dialect.has_domains(), &object, "domains")?;
            check_text(def.comment.as_deref(), &object)?;
            check_text(def.default.as_deref(), &object)?;
            for check in &def.checks {
                self.check_name(&check.name, || format!("a check of {object}"))?;
                check_text(Some(&check.predicate), &object)?;
            }
        }
        Ok(())
    }

    fn check_sequences(&self, schema: &SchemaDef, names: &mut Names) -> Checked {
        for (key, def) in &schema.sequences {
            let object = format!("sequence `{}`", def.name);
            same_name(key, &def.name.name, &object)?;
            same_name(&schema.name, &def.name.schema, &object)?;
            self.check_name(key, || object.clone())?;
            names.add(key, object.clone())?;
            self.lacks(self.dialect.has_sequences(), &object, "sequences")?;
            check_text(def.comment.as_deref(), &object)?;
        }
        Ok(())
    }

    fn check_views(&self, schema: &SchemaDef, types: &mut Names, relations: &mut Names) -> Checked {
        for (key, def) in &schema.views {
            let object = format!("view `{}`", def.name);
            same_name(key, &def.name.name, &object)?;
            same_name(&schema.name, &def.name.schema, &object)?;
            self.check_name(key, || object.clone())?;
            types.add(key, object.clone())?;
            relations.add(key, object.clone())?;
            let has = self.dialect.has_storage_options();
            self.lacks(has || !def.materialized, &object, "materialized views")?;
            check_text(def.comment.as_deref(), &object)?;
            check_text(Some(&def.definition), &object)?;
            for index in &def.indexes {
                relations
                    .add(&index.name, format!("index `{}` of {object}", index.name.as_str()))?;
            }
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
        let at = table.name.to_string();
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

    fn check_name(&self, name: &Ident, object: impl FnOnce() -> String) -> Checked {
        match ident::fault(name.as_str(), Some(self.dialect)) {
            None => Ok(()),
            Some(fault) => {
                Err(CatalogError::Name { object: object(), name: name.as_str().to_owned(), fault })
            }
        }
    }
}
