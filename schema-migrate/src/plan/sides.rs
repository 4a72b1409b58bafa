//! Both sides of a plan, under one set of names.

use std::collections::BTreeMap;

use polyschema_core::Catalog;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{Constraint, IndexDef, IndexOn, OwnedBy, QualifiedName, TableDef};

use crate::diff::{Change, TableChange};

/// The tables and columns that get another name.
#[derive(Debug, Default)]
pub(super) struct Renames {
    tables: BTreeMap<QualifiedName, Ident>,
    /// By the table's name after, then by the name before.
    columns: BTreeMap<QualifiedName, BTreeMap<Ident, Ident>>,
}

impl Renames {
    pub(super) fn of(changes: &[Change]) -> Self {
        let mut renames = Self::default();
        for change in changes {
            match change {
                Change::RenameTable { from, to } => {
                    renames.tables.insert(from.clone(), to.clone());
                }
                Change::AlterTable { table, change: TableChange::RenameColumn { from, to } } => {
                    let columns = renames.columns.entry(table.clone()).or_default();
                    columns.insert(from.clone(), to.clone());
                }
                _ => {}
            }
        }
        renames
    }

    /// The name that a table gets.
    pub(super) fn table(&self, name: &QualifiedName) -> QualifiedName {
        match self.tables.get(name) {
            Some(to) => QualifiedName::new(name.schema.clone(), to.clone()),
            None => name.clone(),
        }
    }

    /// The name that a column gets, of a table under the name that that gets.
    pub(super) fn column(&self, table: &QualifiedName, column: &Ident) -> Ident {
        let renamed = self.columns.get(table).and_then(|columns| columns.get(column));
        renamed.unwrap_or(column).clone()
    }

    /// The catalog under the names that things get. SQL texts stay as they are.
    pub(super) fn apply(&self, catalog: &Catalog) -> Catalog {
        if self.tables.is_empty() && self.columns.is_empty() {
            return catalog.clone();
        }
        let mut schemas = catalog.clone().into_schemas();
        for schema in schemas.values_mut() {
            let tables = std::mem::take(&mut schema.tables);
            for (_, mut table) in tables {
                self.apply_to_table(&mut table);
                schema.tables.insert(table.name.name.clone(), table);
            }
            for sequence in schema.sequences.values_mut() {
                if let Some(OwnedBy { table, column }) = &mut sequence.owned_by {
                    *table = self.table(table);
                    *column = self.column(table, column);
                }
            }
        }
        // Names change everywhere at once, so that what was consistent stays so.
        Catalog::from_schemas(catalog.dialect(), schemas.into_values())
            .unwrap_or_else(|_| catalog.clone())
    }

    fn apply_to_table(&self, table: &mut TableDef) {
        table.name = self.table(&table.name);
        let name = table.name.clone();
        let rename = |columns: &mut Vec<Ident>| {
            columns.iter_mut().for_each(|column| *column = self.column(&name, column));
        };
        for column in &mut table.columns {
            column.name = self.column(&name, &column.name);
        }
        if let Some(key) = &mut table.primary_key {
            rename(&mut key.columns);
            rename(&mut key.include);
        }
        for unique in &mut table.unique {
            rename(&mut unique.columns);
            rename(&mut unique.include);
        }
        for key in &mut table.foreign_keys {
            rename(&mut key.columns);
            key.referenced = self.table(&key.referenced);
            let referenced = key.referenced.clone();
            for column in &mut key.referenced_columns {
                *column = self.column(&referenced, column);
            }
        }
        for index in &mut table.indexes {
            rename(&mut index.include);
            index.keys.iter_mut().for_each(|key| self.apply_to_key(&name, &mut key.on));
        }
        for exclusion in &mut table.exclusions {
            exclusion
                .elements
                .iter_mut()
                .for_each(|(key, _)| self.apply_to_key(&name, &mut key.on));
        }
        if let Some(of) = &mut table.partition_of {
            of.parent = self.table(&of.parent);
        }
    }

    fn apply_to_key(&self, table: &QualifiedName, on: &mut IndexOn) {
        if let IndexOn::Column(column) = on {
            *column = self.column(table, column);
        }
    }
}

/// A table of a catalog.
pub(super) fn table<'a>(catalog: &'a Catalog, name: &QualifiedName) -> Option<&'a TableDef> {
    catalog.find(name).map(|table| table.def())
}

/// A constraint of a table by its name.
pub(super) fn constraint(table: &TableDef, name: &Ident) -> Option<Constraint> {
    table.constraints().into_iter().find(|constraint| constraint.name() == name)
}

/// An index of a table by its name.
pub(super) fn index<'a>(table: &'a TableDef, name: &Ident) -> Option<&'a IndexDef> {
    table.indexes.iter().find(|index| index.name == *name)
}
