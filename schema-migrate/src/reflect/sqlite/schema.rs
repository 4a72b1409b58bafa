//! From the statements that a file keeps to a schema.

use std::collections::BTreeMap;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{QualifiedName, SchemaDef, TableDef, ViewDef};

use super::create_index::index;
use super::foreign_key::ForeignKey;
use super::table::{ReadTable, ident, table};
use super::{create_index, create_table, create_view};
use crate::reflect::{Unsupported, UnsupportedKind};

/// What a file keeps of an object.
#[derive(Debug)]
pub(super) struct Object {
    /// `table`, `index`, `view`, `trigger`.
    pub(super) kind: String,
    pub(super) name: String,
    /// The table or view that it belongs to.
    pub(super) table: String,
    /// The statement that made it.
    pub(super) sql: String,
}

/// A schema, and what it cannot express.
pub(super) struct Schema {
    pub(super) def: SchemaDef,
    pub(super) unsupported: Vec<Unsupported>,
}

impl Object {
    /// The statement of a virtual table begins with SQLite's own words, whatever it was made with.
    pub(super) fn is_virtual_table(&self) -> bool {
        self.kind == "table" && self.sql.starts_with("CREATE VIRTUAL TABLE ")
    }
}

/// Reads a schema. The tables named as shadows are parts of virtual tables.
pub(super) fn read(name: Ident, objects: &[Object], shadows: &[String]) -> Schema {
    let mut reader = Reader {
        schema: Schema { def: SchemaDef::new(name), unsupported: Vec::new() },
        foreign_keys: BTreeMap::new(),
    };
    for object in objects.iter().filter(|object| !shadows.contains(&object.table)) {
        reader.object(object);
    }
    reader.foreign_keys();
    reader.schema.def.tables.values_mut().for_each(TableDef::sort_by_name);
    reader.schema
}

struct Reader {
    schema: Schema,
    /// Of the tables that were read.
    foreign_keys: BTreeMap<Ident, Vec<ForeignKey>>,
}

impl Reader {
    fn object(&mut self, object: &Object) {
        let read = match object.kind.as_str() {
            "table" if object.is_virtual_table() => {
                let mut reported =
                    self.unsupported(UnsupportedKind::VirtualTable, &object.name, "");
                reported.definition.clone_from(&object.sql);
                self.schema.unsupported.push(reported);
                Ok(())
            }
            "table" => self.table(object),
            "view" => self.view(object),
            "index" => self.index(object),
            _ => {
                let detail = format!("`{}`", object.name);
                let mut reported =
                    self.unsupported(UnsupportedKind::Trigger, &object.table, detail);
                reported.definition.clone_from(&object.sql);
                self.schema.unsupported.push(reported);
                Ok(())
            }
        };
        if let Err(why) = read {
            let detail = format!("{} `{}`: {why}", object.kind, object.name);
            self.report(UnsupportedKind::Unreadable, &object.table, detail);
        }
    }

    fn table(&mut self, object: &Object) -> Result<(), String> {
        let said = create_table::read(&object.sql).ok_or(UNREADABLE)?;
        let name = QualifiedName::new(self.schema.def.name.clone(), ident(&object.name)?);
        let ReadTable { def, foreign_keys, unsupported } = table(name, said)?;
        self.foreign_keys.insert(def.name.name.clone(), foreign_keys);
        self.schema.unsupported.extend(unsupported);
        self.schema.def.tables.insert(def.name.name.clone(), def);
        Ok(())
    }

    fn view(&mut self, object: &Object) -> Result<(), String> {
        let said = create_view::read(&object.sql).ok_or(UNREADABLE)?;
        let name = QualifiedName::new(self.schema.def.name.clone(), ident(&object.name)?);
        if said.names_columns {
            self.report(UnsupportedKind::ViewColumns, &object.name, "");
        }
        self.schema.def.views.insert(name.name.clone(), ViewDef::new(name, said.query));
        Ok(())
    }

    fn index(&mut self, object: &Object) -> Result<(), String> {
        let said = create_index::read(&object.sql).ok_or(UNREADABLE)?;
        let table = find(&mut self.schema.def.tables, &object.table)
            .ok_or_else(|| format!("table `{}` was not read", object.table))?;
        let def = index(&object.name, said, &table.columns)?;
        table.indexes.push(def);
        Ok(())
    }

    /// A foreign key may be older than the table that it references, and may lead nowhere.
    fn foreign_keys(&mut self) {
        for (table, foreign_keys) in std::mem::take(&mut self.foreign_keys) {
            for foreign_key in foreign_keys {
                let referenced = find(&mut self.schema.def.tables, foreign_key.referenced());
                match foreign_key.resolve(referenced.as_deref()) {
                    Ok(def) => {
                        let table = self.schema.def.tables.get_mut(&table);
                        table.into_iter().for_each(|table| table.foreign_keys.push(def.clone()));
                    }
                    Err(why) => {
                        self.report(UnsupportedKind::DanglingForeignKey, table.as_str(), why);
                    }
                }
            }
        }
    }

    fn report(&mut self, kind: UnsupportedKind, object: &str, detail: impl Into<String>) {
        let unsupported = self.unsupported(kind, object, detail);
        self.schema.unsupported.push(unsupported);
    }

    /// An object without a name, which SQLite allows, is reported under its schema's.
    fn unsupported(
        &self,
        kind: UnsupportedKind,
        object: &str,
        detail: impl Into<String>,
    ) -> Unsupported {
        let schema = self.schema.def.name.clone();
        let name = Ident::new(object).unwrap_or_else(|_| schema.clone());
        Unsupported::new(kind, QualifiedName::new(schema, name), detail)
    }
}

const UNREADABLE: &str = "it does not read as one";

/// The table of a name; its case means nothing.
fn find<'a>(tables: &'a mut BTreeMap<Ident, TableDef>, name: &str) -> Option<&'a mut TableDef> {
    if tables.contains_key(name) {
        return tables.get_mut(name);
    }
    tables.values_mut().find(|table| table.name.name.as_str().eq_ignore_ascii_case(name))
}
